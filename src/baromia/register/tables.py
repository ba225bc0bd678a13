"""Read one CSV of the register as text, refusing whatever a spreadsheet or an editor may have done to it.

The frame's index is the line in the file, so that every later message can name the line.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pandera.errors import SchemaErrors

from nbpaper.errors import DataError, Problem, closest_match, listed
from nbpaper.files import read_bytes
from nbpaper.paths import display_path

from .cells import fault, quoted, suspect
from .columns import FIRST, Column, read_columns
from .descriptor import CLOSEST, EXAMPLE, missing_marks, resource_path, table_schema

GUESSES = 50  # wrong words for which the one that was meant is looked for: it takes time, and few are shown
SMALL = 1_000_000  # bytes of a table that is kept once it was checked


class Amendment(NamedTuple):
    """A cell to replace before the table is checked: where that is written, which cell, what it holds, what it will."""

    file: str
    line: int
    row: str
    column: str
    expected: str
    corrected: str


def read_table(folder: Path, resource: dict, amended: tuple[Amendment, ...] = ()) -> pd.DataFrame:
    """Return the rows of a resource as text, checked column by column against its schema.

    Parameters
    ----------
    folder : Path
        Folder of the descriptor.
    resource : dict
        The resource's entry in the descriptor.
    amended : tuple of Amendment
        Cells to replace first, in this order; each expects a text to be there.

    Returns
    -------
    pandas.DataFrame
        One row a line of the file, columns in the descriptor's order, absent values as None,
        whole numbers as Int64; the index is the line number.

    Raises
    ------
    DataError
        With one problem for each fault found.
    """
    path, schema = resource_path(folder, resource), json.dumps(resource["schema"])
    raw = read_bytes(path, table=True)
    read = _kept if len(raw) <= SMALL else _checked
    return read(raw, display_path(path), schema, amended).copy()


def _checked(raw: bytes, file: str, schema: str, amended: tuple[Amendment, ...]) -> pd.DataFrame:
    """Return the table written in `raw`, amended, checked against its schema, given as JSON."""
    schema = json.loads(schema)
    fields = schema["fields"]
    columns = read_columns(raw, file, [field["name"] for field in fields], schema.get("mayBeEmpty", False))
    if problems := [problem for one in amended if (problem := _amend(columns, fields[0]["name"], one, file))]:
        raise DataError(problems)
    table = _Table(file, fields, columns)
    frame = table.frame()
    problems = {}
    for problem in (*table.cell_problems(), *table.schema_problems(frame), *table.key_problems(schema)):
        problems.setdefault((problem.line, problem.column), problem)  # the first says most
    if problems:
        order = {field["name"]: place for place, field in enumerate(fields)}
        raise DataError(sorted(problems.values(), key=lambda one: (one.line, order[one.column])))
    for field in fields:
        if field["type"] == "integer":
            whole = [None if cell is None else int(cell) for cell in frame[field["name"]].tolist()]
            frame[field["name"]] = pd.array(whole, dtype="Int64")
    return frame


def _amend(columns: dict[str, Column], key: str, asked: Amendment, file: str) -> Problem | None:
    """Replace a cell; return why that cannot be done, if it cannot."""

    def refuse(what: str, mend: str, column: str) -> Problem:
        return Problem(asked.file, what, mend, asked.line, asked.row, column)

    if asked.column not in columns:
        return refuse(f"{quoted(asked.column)} is no column of {file}", _nearest(asked.column, columns), "column")
    if asked.row not in columns[key].distinct:
        return refuse(f"{quoted(asked.row)} is no row of {file}", _nearest(asked.row, columns[key].distinct), "row")
    place, cells = columns[key].cells.index(asked.row), columns[asked.column].cells
    if cells[place] != asked.expected:
        what = f"expects {quoted(asked.expected)}, but {file}, line {place + FIRST} holds {quoted(cells[place])}"
        return refuse(what, "give the row back the text it had, and correct it here", "expected")
    columns[asked.column] = Column()
    columns[asked.column].extend([*cells[:place], asked.corrected, *cells[place + 1 :]])
    return None


def _nearest(word: str, known: Iterable[str]) -> str:
    found = closest_match(word, list(known))
    return f"write {found}, if that was meant" if found else "look it up again"


_kept = lru_cache(maxsize=16)(_checked)  # by content: a notebook asks for the samples three times


@dataclass
class _Table:
    """A table as lists of text, a column a field: what is wrong in it, and the frame it makes."""

    file: str
    fields: list[dict]
    columns: dict[str, Column]

    def frame(self) -> pd.DataFrame:
        """Return the table as a frame, with None for the words that stand for an absent value."""
        columns = {field["name"]: self._marked(field) for field in self.fields}
        lines = pd.RangeIndex(FIRST, FIRST + len(next(iter(columns.values()))), name="line")
        return pd.DataFrame(columns, index=lines, dtype=object)

    def _marked(self, field: dict) -> list[str | None]:
        marks, column = missing_marks(field), self.columns[field["name"]]
        met = any(mark in column.distinct for mark in marks)
        return [None if cell in marks else cell for cell in column.cells] if met else column.cells

    def cell_problems(self) -> Iterator[Problem]:
        """Yield a problem for each cell that no table may hold (see `cells`)."""
        for field in self.fields:
            name, marks = field["name"], missing_marks(field)
            column = self.columns[name]
            if suspect(column.distinct):
                faults = {cell: found for cell in column.distinct if (found := fault(cell, marks))}
                for line, cell in enumerate(column.cells, start=FIRST):
                    if cell in faults:
                        yield self._problem(line, name, *faults[cell])

    def schema_problems(self, frame: pd.DataFrame) -> Iterator[Problem]:
        """Yield a problem for each cell that the schema does not allow, as pandera finds them."""
        try:
            table_schema(self.fields).validate(frame, lazy=True)
        except SchemaErrors as errors:
            for error in errors.schema_errors:
                yield from self._failures(error)

    def _failures(self, error: Exception) -> Iterator[Problem]:
        field = next(field for field in self.fields if field["name"] == error.schema.name)
        wrong = error.failure_cases["index"].tolist()
        if error.check == "not_nullable":
            what, mend = "stands for an absent value, which this column does not take", "write the value"
        else:
            what, mend = error.check.error, error.check.description
        if mend == EXAMPLE:
            mend = self._example(field, set(wrong))
        mends = {}
        for line in wrong:
            cell = self._cell(line, field["name"])
            if mend == CLOSEST and cell not in mends:
                mends[cell] = _closest(cell, field, guess=len(mends) < GUESSES)
            yield self._problem(line, field["name"], what, self._of_unit(line, field) or mends.get(cell, mend))

    def _example(self, field: dict, wrong: set[int]) -> str:
        """Return as a mend what a right cell of the column looks like, and what the column holds."""
        marks = missing_marks(field)
        cells = enumerate(self.columns[field["name"]].cells, start=FIRST)
        right = next((cell for line, cell in cells if line not in wrong and cell not in marks), None)
        like = f"write it like {quoted(right, 100)}{_or_absent(field)}" if right else "write it as data/README.md says"
        meaning = field.get("description", "").partition(". ")[0].rstrip(".")
        return f"{like} ({meaning})" if meaning else like

    def _of_unit(self, line: int, field: dict) -> str | None:
        """Return as a mend how a value of the row's unit is written; None for a column without units."""
        rule = field["byUnit"].get(self._cell(line, "unit")) if "byUnit" in field else None
        cell = self._cell(line, field["name"])
        if rule is None:
            return None
        if re.fullmatch(rule["pattern"], cell.replace(",", ".")):
            return f"write {cell.replace(',', '.')}, with a decimal point"
        return f"write it like {rule['example']}; if a spreadsheet changed it, open the table with all columns as text"

    def key_problems(self, schema: dict) -> Iterator[Problem]:
        """Yield a problem for each row that repeats the key of a row above it."""
        alone = [[field["name"]] for field in self.fields if field.get("constraints", {}).get("unique")]
        together = [schema["primaryKey"]] if len(schema.get("primaryKey", [])) > 1 else []
        for names in (*alone, *together):
            if len(self.columns[names[0]].distinct) == len(self.columns[names[0]].cells):
                continue
            first = {}
            for line, key in enumerate(zip(*(self.columns[name].cells for name in names), strict=True), start=FIRST):
                above = first.setdefault(key, line)
                if above != line and not self._absent(names, key):
                    what = f"already stands in line {above}"
                    if len(names) > 1:
                        what = f"stands in line {above} with the same {listed(names[1:], 'and')}"
                    yield self._problem(line, names[0], what, "delete one, or give it a name of its own")

    def _absent(self, names: list[str], key: tuple[str, ...]) -> bool:
        return len(names) == 1 and any(key[0] in missing_marks(one) for one in self.fields if one["name"] == names[0])

    def _cell(self, line: int, name: str) -> str:
        return self.columns[name].cells[line - FIRST]

    def _problem(self, line: int, name: str, what: str, mend: str) -> Problem:
        cell = self._cell(line, name)
        row = self._cell(line, self.fields[0]["name"])
        return Problem(self.file, f"{quoted(cell)} {what}" if cell else what, mend, line, quoted(row)[1:-1], name)


def _closest(cell: str, field: dict, guess: bool) -> str:
    """Return as a mend the word of the column that was probably meant."""
    word = closest_match(cell, [*field["constraints"]["enum"], *missing_marks(field)]) if guess else None
    return f"write {word}, if that was meant" if word else f"write one of them{_or_absent(field)}"


def _or_absent(field: dict) -> str:
    marks = missing_marks(field)
    return f", or {listed(marks)} if there is none" if marks else ""
