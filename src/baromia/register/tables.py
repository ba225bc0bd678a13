"""Read a table of the register: take its CSV apart, make the corrections, hold its columns against the schema.

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

from nbpaper.errors import DataError, Problem, closest_match, display_path, listed, meant
from nbpaper.files import AS_UTF8, RESTORE, read_bytes

from .cells import SOUND, fault, quoted
from .descriptor import columns, missing_marks, resource_path

FIRST = 2  # line of the first row
BLOCK = 50  # rows that are turned into columns at once: of 100,000, three times faster and 200 MB less than all at once
GUESSES = 50  # wrong words for which the one that was meant is looked for: it takes time, and few are read
LIMITS = {"minimum": "at least", "maximum": "at most"}
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
Cells = dict[str, list[str]]  # the columns of a file as text
Fault = tuple[int, str, str, str]  # line, column, what is wrong, how to mend it


def read_table(folder: Path, resource: dict, corrections: Iterable[tuple] = (), said_in: str = "") -> pd.DataFrame:
    """Read a table, as its entry in the descriptor has it, correct it, and check it column by column.

    Corrections are made first and in their order, each where it finds the text that it expects; `said_in` names their
    file. Of the frame the index is the line, text is object, absent values are None, whole numbers Int64.

    Raises
    ------
    DataError
        With one problem for each cell at fault.
    """
    path, schema = resource_path(folder, resource), resource["schema"]
    file, names = display_path(path), columns(resource)
    cells = read_cells(read_bytes(path, table=True), file, names, schema.get("mayBeEmpty", False))
    if refused := list(_correct(cells, corrections, file, said_in)):
        raise DataError(refused)
    lines = pd.RangeIndex(FIRST, FIRST + len(cells[names[0]]), name="line")
    faults: dict[tuple[int, int], Fault] = {}
    for found in (*_column_faults(cells, schema["fields"]), *_key_faults(cells, schema)):
        faults.setdefault((found[0], names.index(found[1])), found)  # the first says most
    if faults:
        raise DataError(located(pd.DataFrame(cells, lines), file, (found for _, found in sorted(faults.items()))))
    for field in schema["fields"]:
        if absent := dict.fromkeys(missing_marks(field)):
            cells[field["name"]] = [*map(absent.get, cells[field["name"]], cells[field["name"]])]
    table = pd.DataFrame(np.array([*cells.values()], dtype=object).T, lines, names, dtype=object)
    for field in schema["fields"]:
        if field["type"] == "integer":
            table[field["name"]] = pd.array([cell and int(cell) for cell in cells[field["name"]]], dtype="Int64")
    return table


def located(table: pd.DataFrame, file: str, faults: Iterable[Fault]) -> list[Problem]:
    """Return faults of cells as problems that quote the cell and name its row, the first cell of the line."""
    problems = []
    for line, column, what, mend in faults:
        cell, row = table.at[line, column], table.at[line, table.columns[0]]
        said = f"{quoted(cell)} {what}" if isinstance(cell, str) and cell else what
        problems.append(Problem(file, said, mend, line, quoted(row)[1:-1], column))
    return problems


# -- the file


def read_cells(raw: bytes, file: str, names: list[str], may_be_empty: bool) -> Cells:
    """Return the columns `names` of a CSV as text, refusing another header and broken rows."""
    problems: list[Problem] = []
    cells: Cells = {name: [] for name in names}
    rows = _sound_rows(raw, file, names, problems)
    while block := [*islice(rows, BLOCK)]:
        for column, found in zip(cells.values(), zip(*block, strict=True), strict=True):
            column += map(sys.intern, found)  # equal cells become one object: a large table fits
    if not (problems or cells[names[0]] or may_be_empty):
        problems.append(Problem(file, "has a header but no rows", RESTORE))
    if problems:
        raise DataError(problems)
    return cells


def _sound_rows(raw: bytes, file: str, names: list[str], problems: list[Problem]) -> Iterator[list[str]]:
    """Yield the rows of a CSV; what is wrong with its header or other rows is added to `problems`."""
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8", newline="\n"), strict=True)
    line, width = 1, len(names)
    try:
        problems += _header_problems(file, next(reader), names)
        if problems:
            return
        line = reader.line_num + 1
        for row in reader:
            if reader.line_num > line:
                what = f"a cell that begins here runs on to line {reader.line_num}"
                mend = "close its quotation mark, or write it on one line"
                problems.append(Problem(file, what, mend, line, quoted(row[0])[1:-1]))
            elif not row:
                problems.append(Problem(file, "is an empty line", "delete it", line))
            elif len(row) != width:
                what = f"has {len(row)} cell{'s' * (len(row) != 1)} where the header has {width}"
                mend = "put text that holds a comma between quotation marks, and give every column a cell"
                problems.append(Problem(file, what, mend, line, quoted(row[0])[1:-1]))
            else:
                yield row
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(file, *_broken(str(error)), line))


def _broken(error: str) -> tuple[str, str]:
    """Return what Python's CSV reader complains about, in plain words, and the mend."""
    if "field larger" in error:
        what = f"a cell is longer than {csv.field_size_limit():,} characters"
        return what, "shorten it; if none is that long, close the quotation mark that is left open in this line"
    if "end of data" in error or "expected after" in error:
        what = "a quotation mark is opened and not closed, or stands inside a text"
        return what, 'close it; inside a text between quotation marks, write "" for one'
    return f"cannot be read as CSV ({error})", RESTORE


def _header_problems(file: str, header: list[str], names: list[str]) -> list[Problem]:
    """Return what is wrong with the first line: cells split otherwise, columns missing, unknown, twice, moved."""

    def told(what: str, mend: str, column: str | None = None) -> Problem:
        return Problem(file, what, mend, 1, column=column)

    if len(header) == 1 < len(names):
        for mark, word in SEPARATORS.items():
            if mark in header[0]:
                return [told(f"its cells are separated by {word}, not by commas", AS_UTF8)]
    if 2 * len({*header} & {*names}) < len(names):  # a word of the table may also be the name of a column
        return [told("does not begin with the names of the columns", f"write as the first line: {','.join(names)}")]
    unknown = [name for name in dict.fromkeys(header) if name not in names]
    found = [told("the column is missing", _restored(name, unknown), name) for name in names if name not in header]
    mend = "remove it, or describe it there"
    found += [told("the column is not described in datapackage.json", mend, quoted(name)) for name in unknown]
    found += [told("the column stands twice", "keep one", name) for name in names if header.count(name) > 1]
    if not found and header != names:
        moved = next(name for name, right in zip(header, names, strict=True) if name != right)
        found = [told("the column is not in its place", f"put the columns in this order: {', '.join(names)}", moved)]
    return found


def _restored(name: str, unknown: list[str]) -> str:
    similar = closest_match(name, unknown)
    return f"rename the column {quoted(similar)}" if similar else f"add it, or {RESTORE}"


# -- corrections


def _correct(cells: Cells, corrections: Iterable[tuple], file: str, said_in: str) -> Iterator[Problem]:
    """Replace cells; yield why that cannot be done, where it cannot."""
    rows = next(iter(cells.values()))
    for asked in corrections:
        for part, word, known in (("column", asked.column, cells), ("row", asked.row, rows)):
            if word not in known:
                what, mend = f"{quoted(word)} is no {part} of {file}", meant(word, known, "look it up again")
                yield Problem(said_in, what, mend, asked.Index, asked.row, part)
                break
        else:
            place, column = rows.index(asked.row), cells[asked.column]
            if column[place] == asked.expected:
                column[place] = asked.corrected
                continue
            what = f"expects {quoted(asked.expected)}, but {file}, line {place + FIRST} holds {quoted(column[place])}"
            mend = "give the row back the text it had, and correct it here"
            yield Problem(said_in, what, mend, asked.Index, asked.row, "expected")


# -- the schema


def _column_faults(cells: Cells, fields: list[dict]) -> Iterator[Fault]:
    """Yield the cells that no table may hold (see `cells`), and those that their column does not allow.

    Each distinct cell is looked at once, and the lines only where one is wrong: most cells repeat.
    """
    for field in fields:
        name, marks, rules = field["name"], missing_marks(field), field.get("constraints", {})
        distinct = dict.fromkeys(cells[name])
        wrong = {cell: found for cell in distinct if not SOUND.fullmatch(cell) and (found := fault(cell, marks))}
        if rules.get("required"):
            what = "stands for an absent value, which this column does not take"
            wrong |= {mark: (what, "write the value") for mark in marks if mark in distinct}
        sound = [cell for cell in distinct if cell not in marks and cell not in wrong]
        failed = _not_allowed(sound, field["type"], rules, marks)
        right = next((cell for cell in sound if cell not in failed), None)
        for place, (cell, (what, mend)) in enumerate(failed.items()):
            wrong[cell] = what, mend or _mend(cell, field, right, place < GUESSES)
        if not wrong:
            continue
        for place, cell in enumerate(cells[name]):
            if cell in wrong:
                what, mend = wrong[cell]
                unit = field["byUnit"].get(cells["unit"][place]) if cell in failed and "byUnit" in field else None
                yield place + FIRST, name, what, _in_its_unit(cell, unit) if unit else mend


def _not_allowed(cells: list[str], kind: str, rules: dict, marks: list[str]) -> dict[str, tuple[str, str | None]]:
    """Return the cells that break a constraint of their column, each with the first it breaks and that one's mend."""
    form, words, most = re.compile(rules.get("pattern", "")), rules.get("enum", [""]), rules.get("maxLength", 0)
    low, high = rules.get("minimum", float("-inf")), rules.get("maximum", float("inf"))
    limits = " and ".join(f"{told} {rules[name]}" for name, told in LIMITS.items() if name in rules)
    digits = f"write digits only, or {listed(marks)}" if marks else "write digits only"
    longer = f"is longer than the {most} characters allowed"
    tests = [
        (kind == "integer", WHOLE_NUMBER.fullmatch, "is no whole number of at most nine digits", digits),
        ("pattern" in rules, form.fullmatch, "is not of the form this column takes", None),
        ("enum" in rules, words.__contains__, f"is none of this column's words ({listed(words)})", None),
        ("maxLength" in rules, lambda cell: len(cell) <= most, longer, "shorten it"),
        (limits, lambda cell: low <= _number(cell) <= high, f"is out of range ({limits})", "look the number up again"),
    ]
    failed: dict[str, tuple[str, str | None]] = {}
    for asked, fits, what, mend in tests:
        failed |= {cell: (what, mend) for cell in cells if not fits(cell) and cell not in failed} if asked else {}
    return {cell: failed[cell] for cell in cells if cell in failed} if failed else failed


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")


def _mend(cell: str, field: dict, right: str | None, guess: bool) -> str:
    """Return as a mend the word that was probably meant, or what a right cell of the column looks like."""
    marks, words = missing_marks(field), field.get("constraints", {}).get("enum")
    absent = f", or {listed(marks)} if there is none" if marks else ""
    if words:
        return meant(cell, [*words, *marks] if guess else [], f"write one of them{absent}")
    like = f"write it like {quoted(right, 100)}{absent}" if right else "write it as data/README.md says"
    meaning = field.get("description", "").partition(". ")[0].rstrip(".")
    return f"{like} ({meaning})" if meaning else like


def _in_its_unit(cell: str, unit: dict) -> str:
    """Return as a mend how a value of its unit is written."""
    if re.fullmatch(unit["pattern"], cell.replace(",", ".")):
        return f"write {cell.replace(',', '.')}, with a decimal point"
    return f"write it like {unit['example']}; if a spreadsheet changed it, open the table with all columns as text"


def _key_faults(cells: Cells, schema: dict) -> Iterator[Fault]:
    """Yield the rows that repeat the key of a row above them; an id is one, unless it is a part of the table's key."""
    fields = {field["name"]: field for field in schema["fields"]}
    for names in _keys(schema):
        rows = list(zip(*(cells[name] for name in names), strict=True)) if names[1:] else cells[names[0]]
        if len(set(rows)) == len(rows):
            continue
        absent = missing_marks(fields[names[0]])  # may stand alone as often as it likes
        first: dict[tuple | str, int] = {}
        for line, row in enumerate(rows, FIRST):
            above = first.setdefault(row, line)
            if above != line and row not in absent:
                same = f"stands in line {above} with the same {listed(names[1:], 'and')}" if names[1:] else ""
                what = same or f"already stands in line {above}"
                yield line, names[0], what, "delete one, or give it a name of its own"


def _keys(schema: dict) -> list[list[str]]:
    """Return the columns, alone or together, whose cells no two rows share: ids, what is unique, the table's key."""
    key = schema.get("primaryKey", [])
    alone = ["id"] if "id" not in key or len(key) == 1 else []
    alone += [field["name"] for field in schema["fields"] if field.get("constraints", {}).get("unique")]
    keys = [[field["name"]] for field in schema["fields"] if field["name"] in alone]
    return keys if not key or key in keys else [*keys, key]
