"""One notebook under one's own parameters, to hand on: as a notebook, or as one page."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import nbformat

from .build import check, open_pool
from .errors import PaperError
from .execute import Run, execute
from .files import written_whole
from .paths import display_path
from .plan import Request
from .progress import progress
from .project import Hooks
from .render.notebook_page import write_page

KINDS = (".html", ".ipynb")


def run_notebook(
    request: Request, hooks: Callable[[], Hooks], stem: str, output: Path, head: Callable[[Path, str], str]
) -> nbformat.NotebookNode:
    """Execute a notebook with the parameters of a request, and write it whole or not at all; return it.

    The first language of the request chooses the notebook's file; `head` returns, from data and language, the Markdown
    that stands below its title where parameters were given. Data and parameters are checked before anything runs.

    Raises
    ------
    PaperError
        Where the notebook, its parameters, the data or the file are at fault.
    """
    if output.suffix not in KINDS:
        raise PaperError(f"{output.name}: neither a page nor a notebook. To mend: let its name end in .html or .ipynb.")
    if output.is_dir() or not output.parent.is_dir():
        what = "a folder is there" if output.is_dir() else "its folder is not there"
        raise PaperError(f"{display_path(output)}: {what}. To mend: name a file in a folder that exists.")
    language = request.languages[0]
    file = request.project.notebook(stem, language)
    with (
        tempfile.TemporaryDirectory(prefix="nbpaper-") as folder,
        open_pool(request, Path(folder), charts="page" if output.suffix == ".html" else None) as pool,
        written_whole(output) as aside,
        progress(watched=request.watched, tell=request.tell) as step,
    ):
        checked = pool.submit(check, hooks, request.data, {file: stem}, request.parameters)
        step("checking data and parameters", [checked])
        checked.result()
        run = Run(file, {**request.parameters, "language": language}, Path(folder, "run"), request.seconds)
        executed = Path(folder, "executed.ipynb")
        done = pool.submit(execute, run, executed, for_document=False)
        step(f"executing {stem}", [done])
        done.result()
        notebook = nbformat.read(executed, as_version=4)
        if request.parameters:
            cell = nbformat.v4.new_markdown_cell(head(request.data, language), id="what-if")
            notebook.cells.insert(1, cell)
        if output.suffix == ".html":
            write_page(notebook, aside, language=language)
        else:
            aside.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    return notebook
