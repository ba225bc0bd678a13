"""Executing notebooks with papermill, the only executor, each in a kernel of its own."""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill import execute_notebook, inspect_notebook
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from nbpaper.paths import display_path

from .errors import PaperError
from .results import collect_results

KERNEL = "python3"
SECONDS = 600  # a cell may run; what takes longer is stuck
INJECTED = "injected-parameters"
CELL_FILE = re.compile(r"[^\s'\"]*[/\\]ipykernel_\d+[/\\](\d+\.py)")
LABEL = re.compile(r"^#\|\s*label:\s*(\S+)\s*$", re.MULTILINE)


class RunError(PaperError):
    """A run that failed: `told` says where and why, `final` that it would fail again."""

    def __init__(self, run: "Run", told: str, *, final: bool = False):
        self.told, self.final = told, final
        super().__init__(f"{run.name}, {told}" if run.place else f"{run.name}: {told}")


@dataclass(frozen=True)
class Run:
    """One execution of a notebook with its parameters.

    `control` is the socket of a warm process that forks kernels; without it the kernel is started as usual.
    """

    notebook: Path
    parameters: dict
    folder: Path  # private to this run, on the way to be removed
    control: int | None = None
    seconds: int = SECONDS
    bar: dict | bool = False
    place: list = field(default_factory=list, compare=False)  # the cell at work: (number, first line)

    @property
    def name(self) -> str:
        """Name for people: `notebooks/adoption.ipynb (fr)`."""
        language = self.parameters.get("language")
        return display_path(self.notebook) + (f" ({language})" if language else "")

    @property
    def notes(self) -> Path:
        """File for the notes of what the run reads."""
        return self.folder / "notes"

    def remember(self, cell: nbformat.NotebookNode, cell_index: int) -> None:
        """Remember which cell is at work, for messages."""
        self.place[:] = [cell_index, cell.source]


def parameter_names(notebook: Path) -> list[str]:
    """Return the names of a notebook's parameters, as papermill reads its tagged cell."""
    return list(inspect_notebook(str(notebook)))


def execute(asked: dict, output: Path) -> dict[str, str]:
    """Execute a run into a file; return its labelled cells, each with a digest of what it shows.

    Parameters
    ----------
    asked : dict
        The fields of a `Run`.
    output : Path
        Where the executed copy goes; its folder exists.

    Raises
    ------
    PaperError
        Naming notebook, cell and cause of the failure.
    """
    from .cache import digest

    notebook = described(settled(papermill(Run(**asked))))
    output.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    labelled = ((LABEL.search(cell.source), cell) for cell in notebook.cells if cell.cell_type == "code")
    return {label[1]: digest(cell.source, cell.outputs) for label, cell in labelled if label}


def keep(asked: dict) -> None:
    """Execute a notebook and keep its outputs in the notebook itself."""
    run = Run(**asked)
    text = nbformat.writes(settled(papermill(run))) + "\n"
    made = run.folder / "kept.ipynb"
    made.write_text(text, encoding="utf-8")
    run.notebook.write_bytes(made.read_bytes())  # written whole before: a full disk leaves the notebook as it was


def results(asked: dict) -> dict:
    """Execute a run and return what it records, or why it failed, in words that do not depend on where it ran.

    Parameters
    ----------
    asked : dict
        The fields of a `Run`.

    Returns
    -------
    dict
        `results`, a list; or `failed`, a sentence, and `final`, whether it would fail again.
    """
    run = Run(**asked)
    try:
        return {"results": list(collect_results(papermill(run), run.notebook.stem).values())}
    except RunError as error:
        return {"failed": " ".join(error.told.split()), "final": error.final}
    except PaperError as error:
        return {"failed": str(error), "final": True}


def papermill(run: Run) -> nbformat.NotebookNode:
    """Return the notebook as papermill executed it; what goes wrong is said with notebook, cell and cause."""
    run.folder.mkdir(parents=True, exist_ok=True)
    try:
        with _settings(run) as settings:
            return execute_notebook(
                str(run.notebook),
                None,
                parameters=run.parameters,
                kernel_name=KERNEL,
                progress_bar=run.bar,
                execution_timeout=run.seconds,
                cwd=str(run.notebook.parent),
                on_cell_execute=run.remember,
                coalesce_streams=True,  # into how many pieces a stream is cut depends on the time it took
                **settings,
            )
    except PapermillExecutionError as error:
        run.place[:] = [error.cell_index, error.source]
        raise _failure(run, f"{error.ename}: {error.evalue}", final=True) from None
    except CellTimeoutError:
        limit = f"ran longer than the {run.seconds} seconds a cell may take"
        raise _failure(run, f"{limit}. To mend: make it faster, or allow more with --seconds") from None
    except DeadKernelError:
        raise _failure(run, "its kernel died (killed, or out of memory?)") from None
    except OSError:
        raise
    except Exception as error:
        raise _failure(run, f"{type(error).__name__}: {error}") from error


@contextmanager
def _settings(run: Run) -> Iterator[dict]:
    """Yield what nbclient is told: how to start the kernel, talk to it, and end it.

    It talks through sockets of this machine, not through ports, which others could reach and a closed network lacks.
    """
    config = Config(NotebookClient={"shutdown_kernel": "immediate"})  # nothing in it is worth waiting for
    config.KernelManager = Config(connection_file=str(run.folder / "connection.json"))
    if run.control is not None:
        from .execution.kernels import WarmKernelManager

        # A name without a file (Linux): nothing is left behind when everything is killed.
        config.KernelManager.update(transport="ipc", ip=f"@baromia-{os.getpid()}-{os.urandom(8).hex()}")
        config.WarmKernelManager = Config(control=run.control, notes=str(run.notes))
        yield {"config": config, "kernel_manager_class": WarmKernelManager}
    elif os.name == "nt":
        yield {"config": config}
    else:
        with tempfile.TemporaryDirectory(prefix="baromia-") as folder:  # a short path, as sockets must have
            config.KernelManager.update(transport="ipc", ip=f"{folder}/kernel")
            yield {"config": config}


def _failure(run: Run, cause: str, *, final: bool = False) -> RunError:
    if not run.place:
        return RunError(run, f"the kernel did not start: {cause}.")
    index, source = run.place
    first = source.strip().splitlines()[0] if source.strip() else "empty"
    return RunError(run, f"cell {_number(run, index)} ({first}): {cause}", final=final)


def _number(run: Run, index: int) -> int:
    """Return which cell of the notebook it is, not counting the one that papermill adds after the parameters."""
    cells = nbformat.read(run.notebook, as_version=4).cells
    tagged = [place for place, cell in enumerate(cells) if "parameters" in cell.metadata.get("tags", [])]
    added = bool(run.parameters) and (not tagged or index > tagged[0])
    return index + 1 - added


def settled(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return an executed notebook without times, paths and random ids, the same bytes each time."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata["language_info"] = {"name": "python"}  # not the version of whoever ran it last
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]  # papermill adds an empty list to every cell
        if INJECTED in cell.metadata.get("tags", []):
            cell["id"] = INJECTED
        elif "id" not in cell:
            cell["id"] = f"cell-{number}"
        for output in cell.get("outputs", []):
            if output.output_type == "stream":  # a warning names the file of its cell, after the kernel's process id
                output["text"] = CELL_FILE.sub(r"ipykernel/\1", output["text"])
    return notebook


def described(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return an executed notebook as the renderers need it.

    Its charts say their alternative text where both look for it: in the option `fig-alt` of the cell; the text itself
    comes from the output's metadata. No output is HTML: for any that is, Quarto has the page load jQuery and RequireJS
    from elsewhere. The frames that have it are not embedded, and keep their plain text.
    """
    for cell in notebook.cells:
        if cell.cell_type == "code":
            _describe(cell)
            for output in cell.outputs:
                output.get("data", {}).pop("text/html", None)
    return notebook


def _describe(cell: nbformat.NotebookNode) -> None:
    alts = [output.get("metadata", {}).get("image/svg+xml", {}).get("alt") for output in cell.outputs]
    alt = next((alt for alt in alts if alt), None)
    if alt and "#| fig-alt:" not in cell.source:
        label, *rest = cell.source.split("\n")
        cell["source"] = "\n".join([label, f"#| fig-alt: {quoted(alt)}", *rest])


def quoted(text: str) -> str:
    """Return text as a double-quoted YAML scalar on one line."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
