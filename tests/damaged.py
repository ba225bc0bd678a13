"""Damage a copy of the register, cell by cell, and say what the refusal must name."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from baromia.register import Register
from nbpaper.errors import DataError, Problem

DATA = Path(__file__).resolve().parents[1] / "data"
DESCRIPTOR = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
TABLES = {entry["name"]: entry for entry in DESCRIPTOR["resources"] if entry["type"] == "table"}
LINE = 3  # where a table is damaged: its second row


def file_of(folder: Path, table: str) -> Path:
    return folder / TABLES[table]["path"]


def rows_of(folder: Path, table: str) -> list[list[str]]:
    """Return the lines of a table as lists of cells, the header first."""
    with open(file_of(folder, table), encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write_rows(folder: Path, table: str, rows: list[list[str]]) -> None:
    with open(file_of(folder, table), "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def write_cell(folder: Path, table: str, column: str, cell: str | Callable[[str], str], line: int = LINE) -> str:
    """Write a cell, or change it by a function; return the row's name, its first cell."""
    rows = rows_of(folder, table)
    row, place = rows[line - 1], rows[0].index(column)
    row[place] = cell(row[place]) if callable(cell) else cell
    write_rows(folder, table, rows)
    return row[0]


def line_where(folder: Path, table: str, fits: Callable[[dict], bool]) -> int:
    """Return the line of the first row that fits."""
    header, *rows = rows_of(folder, table)
    return next(line for line, row in enumerate(rows, start=2) if fits(dict(zip(header, row, strict=True))))


def problems_of(folder: Path, check: Callable = Register.read) -> list[Problem]:
    """Return the problems for which a folder is refused; each says where, what and how to mend it, on one line."""
    with pytest.raises(DataError) as refusal:
        check(folder)
    for problem in refusal.value.problems:
        said = str(problem)
        assert problem.file in said
        assert "To mend: " in said
        assert "\n" not in said
        assert len(said) < 1000
    return refusal.value.problems


def refusal(
    folder: Path, file: str, line: int | None = None, column: str | None = None, check: Callable = Register.read
) -> Problem:
    """Return the problem that names file, line and column."""
    problems = problems_of(folder, check)
    fits = [one for one in problems if one.file.endswith(file) and one.line == line and one.column == column]
    assert fits, f"no problem names {file}, line {line}, column {column}, but:\n" + "\n".join(map(str, problems[:5]))
    return fits[0]
