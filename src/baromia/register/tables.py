"""Read a table of the register: parse its CSV, make the corrections, check its columns against the schema.

Every cell is text until its column is known to be sound. The index of a table is the line in its file, so that any
message can name the line.
"""

import csv
import io
import re
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd

from nbpaper.errors import DataError, Problem, closest_match, counted, display_path, listed, meant
from nbpaper.files import RESTORE, read_bytes

from .cells import SOUND, cell_fault, printable, quoted
from .descriptor import columns, missing_marks, resource_path

FIRST_LINE = 2  # line of the first row
BLOCK = 50  # rows that are turned into columns at once: of 100,000, three times faster and 200 MB less than all at once
GUESSES = 50  # wrong words for which the one that was meant is looked for: it takes time, and few are read
LIMITS = {"minimum": "at least", "maximum": "at most"}
WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
Cells = dict[str, list[str]]  # the columns of a file as text
Fault = tuple[int, str, str, str]  # line, column, what is wrong, how to mend it


def read_table(folder: Path, resource: dict, corrections: Iterable[tuple] = (), origin: str = "") -> pd.DataFrame:
    """Read a table, as its entry in the descriptor has it, correct it, and check it column by column.

    Corrections are made first and in their order, each where it finds the text that it expects; `origin` is their
    file. The frame's index is the line, text is object, absent values are None, whole numbers Int64.

    Raises
    ------
    DataError
        With one problem for each cell at fault.
    """
    path, schema = resource_path(folder, resource), resource["schema"]
    file, header = display_path(path), columns(resource)
    cells = read_cells(read_bytes(path, table=True), file, header, schema.get("mayBeEmpty", False))
    if problems := list(_correct(cells, corrections, file, origin)):
        raise DataError(problems)
    lines = pd.RangeIndex(FIRST_LINE, FIRST_LINE + len(cells[header[0]]), name="line")
    faults: dict[tuple[int, int], Fault] = {}
    for fault in (*_column_faults(cells, schema["fields"]), *_key_faults(cells, schema)):
        faults.setdefault((fault[0], header.index(fault[1])), fault)  # of several of a cell the first says most
    if faults:
        raise DataError(located(pd.DataFrame(cells, lines), file, (faults[cell] for cell in sorted(faults))))
    for field in schema["fields"]:
        if absent := dict.fromkeys(missing_marks(field)):
            cells[field["name"]] = [*map(absent.get, cells[field["name"]], cells[field["name"]])]
    table = pd.DataFrame(np.array([*cells.values()], dtype=object).T, lines, header, dtype=object)
    for field in schema["fields"]:
        if field["type"] == "integer":
            table[field["name"]] = pd.array([cell and int(cell) for cell in cells[field["name"]]], dtype="Int64")
    return table


def located(table: pd.DataFrame, file: str, faults: Iterable[Fault]) -> list[Problem]:
    """Return faults of cells as problems that quote the cell and name its row, the first cell of the line."""
    problems = []
    for line, column, what, mend in faults:
        cell, row = table.at[line, column], table.at[line, table.columns[0]]
        message = f"{quoted(cell)} {what}" if isinstance(cell, str) and cell else what
        problems.append(Problem(file, message, mend, line, printable(str(row)), column))
    return problems


# -- the file


def read_cells(raw: bytes, file: str, expected: list[str], may_be_empty: bool) -> Cells:
    """Return the columns of a CSV as text, refusing another header than the one expected, and broken rows."""
    problems: list[Problem] = []
    cells: Cells = {name: [] for name in expected}
    rows = _sound_rows(raw, file, expected, problems)
    while block := [*islice(rows, BLOCK)]:
        for column, values in zip(cells.values(), zip(*block, strict=True), strict=True):
            column += map(sys.intern, values)  # equal cells become one object: a large table fits
    if not (problems or cells[expected[0]] or may_be_empty):
        problems.append(Problem(file, "has a header but no rows", RESTORE))
    if problems:
        raise DataError(problems)
    return cells


def _sound_rows(raw: bytes, file: str, expected: list[str], problems: list[Problem]) -> Iterator[list[str]]:
    """Yield the rows of a CSV; what is wrong with its header or other rows is added to `problems`."""
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8", newline="\n"), strict=True)
    line, width = 1, len(expected)
    try:
        problems += _header_problems(file, next(reader), expected)
        if problems:
            return
        line = reader.line_num + 1
        for row in reader:
            if reader.line_num > line:
                what = f"a cell that begins here runs on to line {reader.line_num}"
                mend = "close its quotation mark, or write it on one line"
                problems.append(Problem(file, what, mend, line, printable(row[0])))
            elif not row:
                problems.append(Problem(file, "is an empty line", "delete it", line))
            elif len(row) != width:
                what = f"has {counted(len(row), 'cell')} where the header has {width}"
                mend = "put text that holds a comma between quotation marks, and give every column a cell"
                problems.append(Problem(file, what, mend, line, printable(row[0])))
            else:
                yield row
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(file, *_broken(str(error)), line))


def _broken(error: str) -> tuple[str, str]:
    """Return an error of Python's CSV reader in plain words, and the mend."""
    if "field larger" in error:
        what = f"a cell is longer than {csv.field_size_limit():,} characters"
        return what, "shorten it; if none is that long, close the quotation mark that is left open in this line"
    if "end of data" in error or "expected after" in error:
        what = "a quotation mark is opened and not closed, or stands inside a text"
        return what, 'close it; inside a text between quotation marks, write "" for one'
    return f"cannot be read as CSV ({error})", RESTORE


def _header_problems(file: str, header: list[str], expected: list[str]) -> list[Problem]:
    """Return what is wrong with the first line: columns missing, unknown, twice, moved."""
    if 2 * len({*header} & {*expected}) < len(expected):  # a word of the table may also be the name of a column
        mend = f"write as the first line: {','.join(expected)}"
        return [Problem(file, "does not begin with the names of the columns", mend, 1)]
    unknown, mend = [name for name in dict.fromkeys(header) if name not in expected], "remove it, or describe it there"
    faults = [(name, "the column is missing", _restored(name, unknown)) for name in expected if name not in header]
    faults += [(quoted(name), "the column is not described in datapackage.json", mend) for name in unknown]
    faults += [(name, "the column stands twice", "keep one") for name in expected if header.count(name) > 1]
    if not faults and header != expected:
        moved = next(name for name, right in zip(header, expected, strict=True) if name != right)
        faults = [(moved, "the column is not in its place", f"put the columns in this order: {', '.join(expected)}")]
    return [Problem(file, what, mend, 1, column=column) for column, what, mend in faults]


def _restored(name: str, unknown: list[str]) -> str:
    similar = closest_match(name, unknown)
    return f"rename the column {quoted(similar)}" if similar else f"add it, or {RESTORE}"


# -- corrections


def _correct(cells: Cells, corrections: Iterable[tuple], file: str, origin: str) -> Iterator[Problem]:
    """Replace cells; yield a problem for each that cannot be replaced."""
    for correction in corrections:
        if fault := _correct_cell(cells, correction, file):
            part, what, mend = fault
            yield Problem(origin, what, mend, correction.Index, correction.row, part)


def _correct_cell(cells: Cells, correction: tuple, file: str) -> tuple[str, str, str] | None:
    """Replace a cell; where it cannot be, return the column of the correction, what is wrong and how to mend it."""
    ids = next(iter(cells.values()))
    for part, name, names in (("column", correction.column, cells), ("row", correction.row, ids)):
        if name not in names:
            return part, f"{quoted(name)} is no {part} of {file}", meant(name, names, "look it up again")
    index, column = ids.index(correction.row), cells[correction.column]
    if column[index] == correction.expected:
        column[index] = correction.corrected
        return None
    place = f"{file}, line {index + FIRST_LINE}"
    what = f"expects {quoted(correction.expected)}, but {place} holds {quoted(column[index])}"
    return "expected", what, "give the row back the text it had, and correct it here"


# -- the schema


def _column_faults(cells: Cells, fields: list[dict]) -> Iterator[Fault]:
    """Yield the cells that no table may hold (see `cells`), and those that their column does not allow.

    Each distinct cell is checked once, and lines are searched only for a wrong one: most cells repeat.
    """
    for field in fields:
        column, marks, rules = field["name"], missing_marks(field), field.get("constraints", {})
        distinct = dict.fromkeys(cells[column])
        wrong = {cell: fault for cell in distinct if not SOUND.fullmatch(cell) and (fault := cell_fault(cell, marks))}
        if rules.get("required"):
            what = "stands for an absent value, which this column does not take"
            wrong |= {mark: (what, "write the value") for mark in marks if mark in distinct}
        sound = [cell for cell in distinct if cell not in marks and cell not in wrong]
        failed = _not_allowed(sound, field["type"], rules, marks)
        example = next((cell for cell in sound if cell not in failed), None)
        for index, (cell, (what, mend)) in enumerate(failed.items()):
            wrong[cell] = what, mend or _mend(cell, field, example, index < GUESSES)
        if not wrong:
            continue
        for index, cell in enumerate(cells[column]):
            if cell in wrong:
                what, mend = wrong[cell]
                unit = field["byUnit"].get(cells["unit"][index]) if cell in failed and "byUnit" in field else None
                yield index + FIRST_LINE, column, what, _in_its_unit(cell, unit) if unit else mend


def _not_allowed(cells: list[str], kind: str, rules: dict, marks: list[str]) -> dict[str, tuple[str, str | None]]:
    """Return the cells that break a constraint of their column, each with what is wrong and the mend, if known."""
    pattern, allowed, most = re.compile(rules.get("pattern", "")), rules.get("enum", [""]), rules.get("maxLength", 0)
    low, high = rules.get("minimum", float("-inf")), rules.get("maximum", float("inf"))
    limits = " and ".join(f"{words} {rules[limit]}" for limit, words in LIMITS.items() if limit in rules)
    digits = f"write digits only, or {listed(marks)}" if marks else "write digits only"
    longer = f"is longer than the {most} characters allowed"
    tests = [
        (kind == "integer", WHOLE_NUMBER.fullmatch, "is no whole number of at most nine digits", digits),
        ("pattern" in rules, pattern.fullmatch, "is not of the form this column takes", None),
        ("enum" in rules, allowed.__contains__, f"is none of this column's words ({listed(allowed)})", None),
        ("maxLength" in rules, lambda cell: len(cell) <= most, longer, "shorten it"),
        (limits, lambda cell: low <= _number(cell) <= high, f"is out of range ({limits})", "look the number up again"),
    ]
    failed: dict[str, tuple[str, str | None]] = {}
    for applies, fits, what, mend in tests:
        if applies:  # cell by cell, with the tests inside, takes five times as long
            failed |= {cell: (what, mend) for cell in cells if not fits(cell) and cell not in failed}
    return failed


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")


def _mend(cell: str, field: dict, example: str | None, similar: bool) -> str:
    """Return a mend: the word that was probably meant, or an example of the column."""
    marks, words = missing_marks(field), field.get("constraints", {}).get("enum")
    absent = f", or {listed(marks)} if there is none" if marks else ""
    if words:
        return meant(cell, [*words, *marks] if similar else [], f"write one of them{absent}")
    mend = f"write it like {quoted(example, 100)}{absent}" if example else "write it as data/README.md says"
    meaning = field.get("description", "").partition(". ")[0].rstrip(".")
    return f"{mend} ({meaning})" if meaning else mend


def _in_its_unit(cell: str, unit: dict) -> str:
    """Return a mend: how a value of this unit is written."""
    if re.fullmatch(unit["pattern"], cell.replace(",", ".")):
        return f"write {cell.replace(',', '.')}, with a decimal point"
    return f"write it like {unit['example']}; if a spreadsheet changed it, open the table with all columns as text"


def _key_faults(cells: Cells, schema: dict) -> Iterator[Fault]:
    """Yield the rows that repeat a key of a row above them."""
    fields = {field["name"]: field for field in schema["fields"]}
    for key in _keys(schema):
        rows = list(zip(*(cells[column] for column in key), strict=True)) if key[1:] else cells[key[0]]
        if len(set(rows)) == len(rows):
            continue
        absent = missing_marks(fields[key[0]])  # not a key: may be repeated
        first: dict[tuple | str, int] = {}
        for line, row in enumerate(rows, FIRST_LINE):
            above = first.setdefault(row, line)
            if above != line and row not in absent:
                same = f"stands in line {above} with the same {listed(key[1:], 'and')}" if key[1:] else ""
                what = same or f"already stands in line {above}"
                yield line, key[0], what, "delete one, or give it a name of its own"


def _keys(schema: dict) -> list[list[str]]:
    """Return the columns of each key: an id that is no part of the primary key, unique columns, that key."""
    primary_key = schema.get("primaryKey", [])
    unique = ["id"] if "id" not in primary_key or len(primary_key) == 1 else []
    unique += [field["name"] for field in schema["fields"] if field.get("constraints", {}).get("unique")]
    keys = [[field["name"]] for field in schema["fields"] if field["name"] in unique]
    return keys if not primary_key or primary_key in keys else [*keys, primary_key]
