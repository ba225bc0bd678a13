"""The built paper: prove its numbers, hold it against an earlier state, pack it for others."""

import json
from pathlib import Path

import click

from nbpaper.paths import display_path
from nbpaper.plan import Plan

from ..paper.class_sheet import write_class_sheets
from ..paper.diff import as_json as json_of
from ..paper.diff import as_markdown, difference
from ..paper.export.contents import export as export_all
from ..paper.formats import write_formats
from ..paper.proof import prove as prove_numbers
from ..project import LANGUAGES, REPORTS
from .building import made, prepare, request, tell, watched


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
