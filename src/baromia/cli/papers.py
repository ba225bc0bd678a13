"""The commands that need papermill and pandas: run one notebook or a sweep; prove, compare and pack the built paper."""

import json
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

import click

from nbpaper.build import run_notebook
from nbpaper.errors import counted, display_path, real_path
from nbpaper.files import made
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
from .building import build_stale, prepare, request, tell, watched


def sweep(grid: Path, output: Path, notebook: str | None, scheduler: str | None, **options: object) -> str:
    """Run the points that are not done; return the table's name."""
    if options["jobs"] and scheduler:
        raise click.UsageError("--jobs is for this machine, --scheduler for a cluster: give one of them.")
    run_sweep(request(**options), hooks, grid, real_path(output), notebook, scheduler)
    return display_path(output)


def run(notebook: str, output: Path, charts: Path | None, language: str, **options: object) -> str:
    """Run one notebook, given by name or as its file, and write it and its charts; return their paths."""
    if charts and output.suffix != ".html":
        raise click.UsageError("--charts goes with a page: let the name of --output end in .html.")
    file = real_path(notebook)
    if notebook.endswith(".ipynb") and file.is_file():
        version = file.stem.rpartition(".")[2]
        language = version if version in LANGUAGES else language
    else:
        file = PROJECT.notebook(notebook, language)
    parameters = ", ".join(f"`{name}` {' '.join(value.split())}" for name, value in options["parameters"])

    def head(data: Path, language: str) -> str:
        return f"> {Words(language, data).label('what_if', parameters=parameters)}"

    asked, lines = request(languages=(language,), **options), [display_path(output)]
    with made(charts) if charts else nullcontext():
        executed = run_notebook(asked, hooks, file, output, head)
        if charts:
            number = save(executed, file.stem.partition(".")[0], charts)
            lines.append(f"{display_path(charts)}: {counted(number, 'chart')}, each as picture and slide, SVG and PNG.")
    return "\n".join(lines)


def prove(data: Path | None, output: Path | None, languages: tuple[str, ...], as_json: bool) -> None:
    """Print how many numbers are bound to what, and which are not."""
    proofs = prove_numbers(output or REPORTS, data=data, languages=languages or LANGUAGES)
    faults = [fault for proof in proofs for fault in proof.faults]
    if as_json:
        report = [asdict(proof) | {"numbers": proof.numbers} for proof in proofs]
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        for proof in proofs:
            click.echo(
                f"{proof.language}: {proof.numbers} numbers bound ({proof.text} in the text, {proof.tables} in tables, "
                f"{proof.charts} in charts), {proof.allowed} allowed with a reason, PDF: {proof.pdf}."
            )
        for fault in faults:
            click.echo(f"baromia: {fault}", err=True)
    raise SystemExit(1 if faults else 0)


def diff(old: str, new: str, as_json: bool) -> str:
    """Return the differences between two states."""
    differences = difference(old, new, tell=tell, watched=watched())
    return json_of(differences) if as_json else as_markdown(differences)


def export(file: Path, **options: object) -> str:
    """Write the archive; return what it holds."""
    return f"{file}: {len(export_all(file, request(**options)))} files."


def formats(**options: object) -> None:
    """Write the paper's other formats; print their paths."""
    plan = Plan(request(**options))
    plan.keep_parameters()
    build_stale(plan)
    for path in write_formats(plan.request.output, plan.request.data):
        click.echo(display_path(path))


def class_sheet() -> None:
    """Write the class sheets; print their paths."""
    Plan(request()).keep_parameters()
    prepare(jobs=None)
    for path in write_class_sheets():
        click.echo(display_path(path))
