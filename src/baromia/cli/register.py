"""The register: is it true to itself, to the sources' texts, to an earlier state of it?"""

import json
from dataclasses import asdict
from pathlib import Path

import click

from nbpaper.errors import DataError

from ..paper.diff import as_json as json_of
from ..paper.diff import as_markdown, difference
from ..register.read import load_figures, load_sources
from ..register.transcription import check_printed, misprints
from ..register.verify import load_set_aside
from ..register.verify import verify as verify_texts
from ..words.check import check_register


def check(data: Path | None, as_json: bool) -> None:
    """Check tables, relations, printed values, labels and sentences; tell all faults together."""
    counted, problems = {}, []
    for look in (check_register, check_printed):
        try:
            counted |= look(data) or {}
        except DataError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems and not as_json:
        raise DataError(problems)
    if as_json:
        told = [{**asdict(problem), "message": str(problem)} for problem in problems]
        click.echo(json.dumps({"ok": not told, "counted": counted, "problems": told}, ensure_ascii=False))
        raise SystemExit(1 if told else 0)
    click.echo("The register holds: " + ", ".join(f"{number} {name}" for name, number in counted.items()) + ".")


def verify(texts: Path, data: Path | None) -> None:
    """Look up every figure in the texts, and every number of the texts in the register."""
    report = verify_texts(texts, load_figures(data), load_set_aside(data), load_sources(data))
    click.echo(report.sources.assign(coverage=report.sources["coverage"].map("{:.0%}".format)).to_string(index=False))
    problems = [*report.problems, *misprints(data)]
    for problem in problems:
        click.echo(f"baromia: {problem}", err=True)
    click.echo("Not everything is as it was read." if problems else "Every number is a row or set aside with a reason.")
    raise SystemExit(1 if problems else 0)


def diff(old: str, new: str, as_json: bool) -> str:
    """Return what lies between two states."""
    found = difference(old, new)
    return json_of(found) if as_json else as_markdown(found)
