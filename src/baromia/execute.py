"""Execute notebooks with papermill, once a language, and keep what they leave free of time and place."""

import os
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbformat
from papermill import execute_notebook, inspect_notebook
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from .errors import BaromiaError
from .paths import DATA_VARIABLE, shown

KERNEL = "python3"
STEM = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True)
class Run:
    """One execution: a notebook in one language with its parameters."""

    notebook: Path
    language: str
    parameters: dict

    @property
    def name(self) -> str:
        """Name for people: `adoption (fr)`."""
        return f"{self.notebook.stem} ({self.language})"


def find_notebooks(folder: Path) -> list[Path]:
    """Return the project's notebooks in alphabetical order."""
    found = sorted(path for path in folder.glob("*.ipynb") if STEM.fullmatch(path.stem))
    if not found:
        raise BaromiaError(f"{shown(folder)}: no notebooks there. To mend: restore the folder from version control.")
    return found


def parameter_names(notebook: Path) -> list[str]:
    """Return the names of a notebook's parameters, as papermill reads its tagged cell."""
    return list(inspect_notebook(str(notebook)))


def execute(runs: list[Run], outputs: list[Path], *, data: Path, jobs: int, watched: bool) -> None:
    """Execute each run into its output file, `jobs` at a time.

    Parameters
    ----------
    runs : list of Run
    outputs : list of Path
        Where the executed copies go, one a run; their folders exist.
    data : Path
        Register the kernels read.
    jobs : int
        Kernels at work at once.
    watched : bool
        Show papermill's progress bar, one line a run.

    Raises
    ------
    BaromiaError
        Naming notebook, cell and cause of the first failure.
    """
    os.environ[DATA_VARIABLE] = str(data)
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")  # else the debugger's warning enters outputs
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        futures = [
            pool.submit(_execute_one, run, output, _bar(run, place) if watched else False)
            for place, (run, output) in enumerate(zip(runs, outputs, strict=True))
        ]
        try:
            for future in futures:
                future.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _bar(run: Run, place: int) -> dict:
    return {"desc": f"{run.name:<24}", "position": place, "unit": "cell", "leave": True}


def _settings(folder: str) -> Config:
    """Return the settings for a kernel that talks through sockets in a private folder, not through open ports."""
    config = Config(NotebookClient={"shutdown_kernel": "immediate"})  # nothing in it is worth waiting for
    if os.name != "nt":
        config.KernelManager = Config(transport="ipc", ip=f"{folder}/kernel")
    return config


def _execute_one(run: Run, output: Path, bar: dict | bool) -> None:
    with tempfile.TemporaryDirectory(prefix="baromia-") as folder:
        notebook = _papermill(run, bar, _settings(folder), {**run.parameters, "language": run.language})
    output.write_text(nbformat.writes(described(settled(notebook))) + "\n", encoding="utf-8")


def _papermill(run: Run, bar: dict | bool, settings: Config, parameters: dict) -> nbformat.NotebookNode:
    try:
        return execute_notebook(
            str(run.notebook),
            None,
            parameters=parameters,
            kernel_name=KERNEL,
            progress_bar=bar,
            config=settings,
            cwd=str(run.notebook.parent),
        )
    except PapermillExecutionError as error:
        raise BaromiaError(_failure(run, error)) from None
    except Exception as error:
        raise BaromiaError(f"notebook {run.name} did not run: {type(error).__name__}: {error}") from error


def _failure(run: Run, error: PapermillExecutionError) -> str:
    first = error.source.strip().splitlines()[0] if error.source.strip() else "(empty cell)"
    return (
        f"{shown(run.notebook)}, cell {error.cell_index + 1} ({first}), run in {run.language!r}: "
        f"{error.ename}: {error.evalue}"
    )


def settled(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return an executed notebook without times, paths and random ids, the same bytes each time."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata["language_info"] = {"name": "python"}  # not the version of whoever ran it last
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]  # papermill adds an empty list to every cell
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
        elif "id" not in cell:
            cell["id"] = f"cell-{number}"
    return notebook


def described(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return an executed notebook whose charts say their alternative text where both renderers look for it.

    That is the option `fig-alt` of the cell; the text itself comes from the output's metadata.
    """
    for cell in notebook.cells:
        if cell.cell_type == "code":
            _describe(cell)
    return notebook


def keep(path: Path) -> None:
    """Execute a notebook with its default parameters and keep the outputs in the notebook itself."""
    run = Run(path, "en", {})
    with tempfile.TemporaryDirectory(prefix="baromia-") as folder:
        notebook = _papermill(run, False, _settings(folder), parameters={})
    path.write_text(nbformat.writes(settled(notebook)) + "\n", encoding="utf-8")


def _describe(cell: nbformat.NotebookNode) -> None:
    alts = [output.get("metadata", {}).get("image/svg+xml", {}).get("alt") for output in cell.outputs]
    alt = next((alt for alt in alts if alt), None)
    if alt and "#| fig-alt:" not in cell.source:
        label, *rest = cell.source.split("\n")
        cell["source"] = "\n".join([label, f"#| fig-alt: {quoted(alt)}", *rest])


def quoted(text: str) -> str:
    """Return text as a double-quoted YAML scalar on one line."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
