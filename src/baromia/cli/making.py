"""What takes papermill and pandas: one notebook to hand on, and a sweep."""

from pathlib import Path

import click

from nbpaper.errors import counted
from nbpaper.paths import display_path, real_path
from nbpaper.single import run_notebook
from nbpaper.sweep.run import sweep as run_sweep

from ..paper.collect import hooks
from ..paper.pictures import save
from ..project import PROJECT
from ..words.words import Words
from .building import request


def sweep(grid: Path, output: Path, notebook: str | None, scheduler: str | None, **asked: object) -> str:
    """Run the points that are not done; return the table's name."""
    if asked["jobs"] and scheduler:
        raise click.UsageError("--jobs is for this machine, --scheduler for a cluster: give one of them.")
    run_sweep(request(**asked), hooks, grid, real_path(output), notebook, scheduler)
    return display_path(output)


def run(notebook: str, output: Path, charts: Path | None, language: str, **asked: object) -> str:
    """Run one notebook, given by name or as its file, and write it, and its charts; return what was written."""
    if charts:
        if output.suffix != ".html":
            raise click.UsageError("--charts goes with a page: let the name of --output end in .html.")
        charts.mkdir(parents=True, exist_ok=True)
    if notebook.endswith(".ipynb"):
        files = {PROJECT.notebook(stem, each): (stem, each) for stem in PROJECT.stems() for each in PROJECT.languages}
        notebook, language = files.get(Path(notebook).resolve(), (notebook, language))
    given = ", ".join(f"`{name}` {' '.join(value.split())}" for name, value in asked["parameters"])

    def head(data: Path, language: str) -> str:
        return f"> {Words(language, data).label('what_if', parameters=given)}"

    executed = run_notebook(request(languages=(language,), **asked), hooks, notebook, output, head)
    said = [display_path(output)]
    if charts:
        number = save(executed, notebook, charts)
        said.append(f"{display_path(charts)}: {counted(number, 'chart')}, each as picture and slide, SVG and PNG.")
    return "\n".join(said)
