"""Damage a copy of the register, cell by cell or byte by byte, and say what the refusal must name."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from baromia.register.read import check_tables
from nbpaper.errors import DataError, Problem

DATA = Path(__file__).resolve().parents[1] / "data"
DESCRIPTOR = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
TABLES = {entry["name"]: entry for entry in DESCRIPTOR["resources"] if entry["type"] == "table"}
COLUMNS = [(name, field) for name, entry in TABLES.items() for field in entry["schema"]["fields"]]
MADE_UP = {  # rows for a table that has none today, so that it can be damaged, too
    "corrections": [
        ["figures", "campagna2025.never-tried", "value", "37.8", "35.6", "Erratum", "Erratum", f"2026-11-{day:02}"]
        for day in range(1, 25)
    ]
}
LINE = 3  # where a table is damaged: its second row


def column_id(value: object) -> str:
    """Name a column in the ids of tests."""
    return value["name"] if isinstance(value, dict) else str(value)


def file_of(folder: Path, table: str) -> Path:
    return folder / TABLES[table]["path"]


def rows_of(folder: Path, table: str) -> list[list[str]]:
    """Return the lines of a table as lists of cells, the header first; of the good table while there is no copy."""
    path = file_of(folder, table)
    with open(path if path.exists() else file_of(DATA, table), encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return rows if len(rows) > 1 else [*rows, *map(list, MADE_UP[table])]


def bytes_of(table: str) -> bytes:
    """Return the good table as bytes, with rows made up where it has none."""
    raw = file_of(DATA, table).read_bytes()
    rows = [",".join(row) + "\n" for row in MADE_UP.get(table, ())]
    return raw if raw.count(b"\n") > 1 else raw + "".join(rows).encode()


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


def row_at(folder: Path, table: str, line: int) -> dict[str, str]:
    rows = rows_of(folder, table)
    return dict(zip(rows[0], rows[line - 1], strict=True))


def problems_of(folder: Path, check: Callable = check_tables) -> list[Problem]:
    """Return the problems for which a folder is refused."""
    with pytest.raises(DataError) as refusal:
        check(folder)
    return refusal.value.problems


def refusal(
    folder: Path, file: str, line: int | None = None, column: str | None = None, check: Callable = check_tables
) -> Problem:
    """Return the problem that names file, line and column; it must say so in words, with a mend."""
    problems = problems_of(folder, check)
    fits = [one for one in problems if one.file.endswith(file) and one.line == line and one.column == column]
    assert fits, f"no problem names {file}, line {line}, column {column}, but:\n" + "\n".join(map(str, problems[:5]))
    sentence = str(fits[0])
    assert file in sentence
    assert "To mend: " in sentence
    assert line is None or f"line {line}" in sentence
    assert column is None or f"column {column}" in sentence
    assert "\n" not in sentence
    assert len(sentence) < 1000
    return fits[0]
