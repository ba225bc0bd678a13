"""What takes papermill and pandas: run one notebook or a sweep; prove, compare and pack the built paper."""

import json
from pathlib import Path

import click

from nbpaper.build import run_notebook
from nbpaper.errors import counted, display_path, real_path
from nbpaper.plan import Plan
from nbpaper.sweep.run import sweep as run_sweep

from ..paper.class_sheet import write_class_sheets
from ..paper.diff import as_json as json_of
from ..paper.diff import as_markdown, difference
from ..paper.export.archive import export as export_all
from ..paper.formats import write_formats
from ..paper.pictures import save
from ..paper.proof import prove as prove_numbers
from ..paper.results_files import hooks
from ..project import LANGUAGES, PROJECT, REPORTS
from ..words.words import Words
from .building import made, prepare, request, tell, watched


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


def prove(data: Path | None, output: Path | None, languages: tuple[str, ...], as_json: bool) -> None:
    """Say how many numbers are bound to what, and which are not."""
    proofs = prove_numbers(output or REPORTS, data=data, languages=languages or LANGUAGES)
    faults = [fault for proof in proofs for fault in proof.faults]
    if as_json:
        said = [
            {**vars(one), "numbers": one.numbers, "faults": [vars(fault) for fault in one.faults]} for one in proofs
        ]
        click.echo(json.dumps(said, ensure_ascii=False))
        raise SystemExit(1 if faults else 0)
    for one in proofs:
        click.echo(
            f"{one.language}: {one.numbers} numbers bound ({one.text} in the text, {one.tables} in tables, "
            f"{one.charts} in charts), {one.allowed} allowed with a reason, PDF: {one.pdf}."
        )
    for fault in faults:
        click.echo(f"baromia: {fault}", err=True)
    raise SystemExit(1 if faults else 0)


def diff(old: str, new: str, as_json: bool) -> str:
    """Return what lies between two states."""
    found = difference(old, new, tell=tell, watched=watched())
    return json_of(found) if as_json else as_markdown(found)


def export(file: Path, **asked: object) -> str:
    """Write the archive; return what it holds."""
    return f"{file}: {len(export_all(file, request(**asked)))} files."


def formats(**asked: object) -> None:
    """Write the paper's other formats; say where they are."""
    plan = Plan(request(**asked))
    made(plan)
    for path in write_formats(plan.request.output, plan.request.data):
        click.echo(display_path(path))


def class_sheet() -> None:
    """Write the class sheets; say where they are."""
    prepare(jobs=None)
    for path in write_class_sheets():
        click.echo(display_path(path))
