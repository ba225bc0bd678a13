"""The commands that check the register, by itself and against the sources' texts."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from nbpaper.errors import DataError

from ..register import Register
from ..register.relations import evaluate
from ..register.verify import misprints
from ..register.verify import verify as verify_texts
from ..words.check import check_words


def check(data: Path | None, as_json: bool) -> None:
    """Check tables, relations, printed values, labels and sentences; report all faults together."""
    rows = {}
    try:
        register = Register.read(data)
        rows, problems = rows_of(register), [*check_words(register), *misprints(register)]
    except DataError as error:
        problems = error.problems
    if as_json:
        report = [{**asdict(problem), "message": str(problem)} for problem in problems]
        click.echo(json.dumps({"ok": not problems, "counted": rows, "problems": report}, ensure_ascii=False))
        raise SystemExit(1 if problems else 0)
    if problems:
        raise DataError(problems)
    counts = (f"{number} {name.removesuffix('s') if number == 1 else name}" for name, number in rows.items())
    click.echo(f"The register holds: {', '.join(counts)}.")


def rows_of(register: Register) -> dict[str, int]:
    """Return how many rows each part of a register has."""
    return {
        "figures": len(register.figures),
        "samples": len(register.samples),
        "indicators": len(register.indicators),
        "sources": register.figures["source"].nunique(),
        "relations": len(evaluate(register)),
        "derived": len(register.derived),
    }


def verify(texts: Path, data: Path | None) -> None:
    """Look up every figure in the texts, and every number of the texts in the register."""
    register = Register.read(data)
    report = verify_texts(texts, register)
    click.echo(report.sources.to_string(index=False, formatters={"coverage": "{:.0%}".format}))
    problems = [*report.problems, *misprints(register)]
    for problem in problems:
        click.echo(f"baromia: {problem}", err=True)
    click.echo("Not everything is as it was read." if problems else "Every number is a row or set aside with a reason.")
    raise SystemExit(1 if problems else 0)
