"""Executing notebooks with papermill, the only executor, each in a kernel of its own.

What a build or a sweep calls of these, it calls in a process of its own (see `pool`).
"""

import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from traitlets.config import Config

from .errors import PaperError, display_path
from .files import read_text, write_whole
from .kernel import ForkedKernel
from .plan import SECONDS
from .pool import LONGEST_SOCKET, can_fork
from .results import collect_results

KERNEL = "python3"
CONFLICT = re.compile(r"^(<{7}|={7}|>{7})( |$)", re.MULTILINE)
INJECTED = "injected-parameters"  # papermill's tag of the cell it adds
CELL_FILE = re.compile(re.escape(tempfile.gettempdir()) + r"[/\\]ipykernel_\d+[/\\](\d+\.py)")  # in warnings
OVERWRITTEN = re.compile(r"^.*\r(?=[^\n])", re.MULTILINE)  # as by a line of progress
TAG = "in JupyterLab: Property Inspector, Cell Tags, add “parameters” to the cell that holds them"
MISSING = "set it in a cell above, a parameter in the cell tagged parameters"


class RunError(PaperError):
    """A run that failed: `problem` says where and why, `final` that it would fail again."""

    def __init__(self, run: "Run", problem: str, *, final: bool = False):
        self.problem, self.final = problem, final
        super().__init__(f"{run.name}, {problem}" if run.place else f"{run.name}: {problem}")


@dataclass
class Run:
    """One execution of a notebook with its parameters."""

    notebook: Path
    parameters: dict
    folder: Path  # private to this run, on the way to be removed
    seconds: int = SECONDS
    place: tuple[int, str] | None = None  # the cell at work, for messages: its index and its source

    @property
    def name(self) -> str:
        """Name for people: `notebooks/adoption.ipynb (fr)`."""
        language = self.parameters.get("language")
        return display_path(self.notebook) + (f" ({language})" if language else "")

    def remember(self, cell: nbformat.NotebookNode, cell_index: int) -> None:
        """Remember which cell is at work."""
        self.place = cell_index, cell.source


def execute(run: Run, output: Path, *, for_document: bool = True) -> None:
    """Execute a run into a file, which is written whole or not at all; for a document, as the renderers need it.

    Raises
    ------
    PaperError
        Naming notebook, cell and cause of the failure.
    """
    notebook = without_run_traces(papermill(run))
    notebook = for_rendering(notebook) if for_document else notebook
    write_whole(output, nbformat.writes(notebook) + "\n")


def results(run: Run) -> dict:
    """Execute a run and return what it records, or why it failed, in words that do not depend on where it ran.

    Returns
    -------
    dict
        `results`, a list; or `failed`, a sentence, and `final`, whether it would fail again.
    """
    try:
        return {"results": list(collect_results(papermill(run), run.notebook.stem.partition(".")[0]).values())}
    except RunError as error:
        return {"failed": " ".join(error.problem.split()), "final": error.final}
    except PaperError as error:
        return {"failed": str(error), "final": True}


def parameter_names(notebook: Path) -> list[str]:
    """Return the names of a notebook's parameters, as papermill reads its tagged cell."""
    from papermill import inspect_notebook

    _read(notebook, tagged=True)
    return list(inspect_notebook(str(notebook)))


def papermill(run: Run) -> nbformat.NotebookNode:
    """Return the notebook as papermill executed it; raise a PaperError that names notebook, cell and cause.

    papermill is imported here, not above: whoever only asks other processes for runs spares its 50 MB.
    """
    from papermill import execute_notebook
    from papermill.exceptions import PapermillExecutionError

    notebook = _read(run.notebook, tagged=bool(run.parameters))
    run.folder.mkdir(parents=True, exist_ok=True)
    try:
        with _kernel(run) as kernel_options:
            executed = execute_notebook(
                notebook,
                None,
                parameters=run.parameters,
                kernel_name=KERNEL,
                progress_bar=False,
                execution_timeout=run.seconds,
                cwd=str(run.notebook.parent),
                on_cell_execute=run.remember,
                shutdown_kernel="immediate",  # nothing in it is worth waiting for
                **kernel_options,
            )
    except PapermillExecutionError as error:
        run.place = error.cell_index, error.source
        mend = f". To mend: {MISSING}." if error.ename == "NameError" else ""
        raise _failure(run, f"{error.ename}: {error.evalue}{mend}", final=True) from None
    except CellTimeoutError:
        limit = f"ran longer than the {run.seconds} seconds a cell may take"
        raise _failure(run, f"{limit}. To mend: make it faster, or allow more with --seconds") from None
    except DeadKernelError:
        raise _failure(run, "its kernel died (killed, or out of memory?)") from None
    except OSError:
        raise
    except Exception as error:
        raise _failure(run, f"{type(error).__name__}: {error}") from error
    if any(output.get("ename") == "SystemExit" for cell in executed.cells for output in cell.get("outputs", ())):
        mend = "the cells after it did not run. To mend: let the notebook run to its end."
        raise _failure(run, f"it ends the notebook (SystemExit), {mend}", final=True)
    return executed


@contextmanager
def _kernel(run: Run) -> Iterator[dict]:
    """Yield papermill's options for the kernel: a forked one, or how a plain one is reached.

    By sockets of this machine, not by ports, which others could reach and a machine without a network lacks.
    """
    if can_fork():
        with closing(ForkedKernel.start(run.folder, run.notebook.parent)) as kernel:
            yield {"km": kernel}
        return
    settings = {"connection_file": str(run.folder / "connection.json")}  # beside the run: a home may not be writable
    with tempfile.TemporaryDirectory(prefix="nbpaper-") as folder:
        if os.name != "nt" and len(folder) <= LONGEST_SOCKET:
            settings |= {"transport": "ipc", "ip": f"{folder}/kernel"}
        yield {"config": Config(KernelManager=settings)}


def _read(path: Path, *, tagged: bool) -> nbformat.NotebookNode:
    """Return a notebook without its outputs; refuse one that cannot be read, or that parameters would not reach."""
    text, name = read_text(path), display_path(path)
    if conflict := CONFLICT.search(text):
        line = text.count("\n", 0, conflict.start()) + 1
        raise PaperError(f"{name}, line {line}: a merge conflict stands there. To mend: resolve it (git mergetool).")
    try:
        notebook = nbformat.reads(text, as_version=4)
    except Exception as error:  # nbformat lets through whatever its many readers raise
        cause = " ".join(str(error).split())[:200]
        raise PaperError(f"{name}: is no notebook ({cause}). To mend: restore it from version control.") from None
    if tagged and not any("parameters" in cell.metadata.get("tags", ()) for cell in notebook.cells):
        problem = "no cell is tagged parameters, so that it would ignore what it is given"
        raise PaperError(f"{name}: {problem}. To mend: {TAG}.")
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    return notebook


def _failure(run: Run, cause: str, *, final: bool = False) -> RunError:
    if not run.place:
        return RunError(run, f"the kernel did not start: {cause}.")
    index, source = run.place
    first = source.strip().splitlines()[0] if source.strip() else "empty"
    return RunError(run, f"cell {_number(run, index)} ({first}): {cause}", final=final)


def _number(run: Run, index: int) -> int:
    """Return the number of a cell in the notebook, not counting the one that papermill adds after the parameters."""
    cells = nbformat.read(run.notebook, as_version=4).cells
    tagged = next((place for place, cell in enumerate(cells) if "parameters" in cell.metadata.get("tags", ())), -1)
    return index + 1 - (bool(run.parameters) and index > tagged)


# Executed notebooks


def without_run_traces(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return an executed notebook without times, paths and random ids, the same bytes each time."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata["language_info"] = {"name": "python"}  # not the version of whoever ran it last
    for number, cell in enumerate(notebook.cells):
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]  # papermill adds an empty list to every cell
        if INJECTED in cell.metadata.get("tags", ()):
            cell["id"] = INJECTED
        cell.setdefault("id", f"cell-{number}")
        if cell.get("outputs"):
            cell["outputs"] = _joined(cell.outputs)
    return notebook


def _joined(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Return outputs with each stream in one piece, stdout first: how they are cut and mixed depends on time.

    As nbclient's `coalesce_streams`, whose time grows with the square of a line's length.
    """
    streams: dict[str, nbformat.NotebookNode] = {}
    joined = []
    for output in outputs:
        if output.output_type != "stream":
            joined.append(output)
        elif output.name in streams:
            streams[output.name]["text"] += output.text
        else:
            streams[output.name] = output
            stderr_last = bool(joined) and joined[-1].get("name") == "stderr"
            joined.insert(len(joined) - (stderr_last and output.name == "stdout"), output)
    for output in streams.values():
        output["text"] = CELL_FILE.sub(r"ipykernel/\1", OVERWRITTEN.sub("", output.text))
    return joined


def for_rendering(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return an executed notebook as the renderers need it.

    Its charts say their alternative text where both look for it: in the option `fig-alt` of the cell; the text itself
    comes from the output's metadata. No output is HTML: for any that is, Quarto has the page load jQuery and RequireJS
    from elsewhere. The frames that have it are not embedded, and keep their plain text.
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop("text/html", None)
            alt = output.get("metadata", {}).get("image/svg+xml", {}).get("alt")
            if alt and "#| fig-alt:" not in cell.source:
                label, *rest = cell.source.split("\n")
                quoted = json.dumps(alt.replace("\n", " "), ensure_ascii=False)  # as YAML has it, too
                cell["source"] = "\n".join([label, f"#| fig-alt: {quoted}", *rest])
    return notebook
