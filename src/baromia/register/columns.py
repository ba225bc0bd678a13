"""A CSV taken apart into columns of text, or what is wrong with its shape: header, rows, quotation marks."""

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

from nbpaper.errors import DataError, Problem, closest_match
from nbpaper.files import AS_UTF8, RESTORE

from .cells import quoted

BLOCK = 256  # rows turned into columns at a time: few, so that a large table is never held twice
LONGEST = 131_072  # characters of a cell: Python's own limit, where nobody lifted it
FIRST = 2  # line of the first row
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


class Column:
    """The cells of a column, and the distinct ones among them: most repeat, and few need to be looked at."""

    def __init__(self):
        self.cells: list[str] = []
        self.distinct: dict[str, str] = {}

    def extend(self, cells: Iterable[str]) -> None:
        """Append cells; equal ones become one object, so that a large table fits."""
        self.cells.extend(map(self.distinct.setdefault, cells, cells))


@contextmanager
def _cells_within(longest: int) -> Iterator[None]:
    """Have Python's CSV reader refuse longer cells: its limit is the whole process's, and some libraries lift it."""
    before = csv.field_size_limit(longest)
    try:
        yield
    finally:
        csv.field_size_limit(before)


@_cells_within(LONGEST)
def read_columns(raw: bytes, file: str, names: list[str], may_be_empty: bool = False) -> dict[str, Column]:
    """Return the columns `names` of the table written in `raw`, refusing another header and broken rows."""
    reader = _reader(raw)
    try:
        header = next(reader)
        problems = _header_problems(file, header, names)
        columns = [] if problems else _whole(reader, len(names))
    except (csv.Error, _Odd):
        problems = list(_odd_rows(raw, file, len(names)))
    if problems:
        raise DataError(problems)
    if not columns[0].cells and not may_be_empty:
        raise DataError([Problem(file, "has a header but no rows", RESTORE)])
    return dict(zip(names, columns, strict=True))


class _Odd(Exception):  # noqa: N818 (no error yet: the sentence is found by reading once more, row by row)
    """A row is no row of the table."""


def _reader(raw: bytes) -> Iterator[list[str]]:
    return csv.reader(io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8", newline="\n"), strict=True)


def _whole(reader: Iterator[list[str]], width: int) -> list[Column]:
    """Return the rows turned into columns; raise _Odd where a row has another width or several lines."""
    columns = [Column() for _ in range(width)]
    line = FIRST
    while block := list(islice(reader, BLOCK)):
        line += len(block)
        if {*map(len, block)} != {width} or reader.line_num != line - 1:
            raise _Odd
        for column, cells in zip(columns, zip(*block, strict=True), strict=True):
            column.extend(cells)
    return columns


def _odd_rows(raw: bytes, file: str, width: int) -> Iterator[Problem]:
    """Yield a problem for each row that is none."""
    reader, line = _reader(raw), 1
    try:
        for row in reader:
            if reader.line_num > line:
                what = f"a cell that begins here runs on to line {reader.line_num}"
                yield Problem(file, what, "close its quotation mark, or write it on one line", line, _name(row))
            elif not row:
                yield Problem(file, "is an empty line", "delete it", line)
            elif len(row) != width:
                what = f"has {len(row)} cell{'s' * (len(row) != 1)} where the header has {width}"
                mend = "put text that holds a comma between quotation marks, and give every column a cell"
                yield Problem(file, what, mend, line, _name(row))
            line = reader.line_num + 1
    except csv.Error as error:
        yield Problem(file, *_broken(str(error)), line)


def _name(row: list[str]) -> str:
    return quoted(row[0])[1:-1]


def _broken(error: str) -> tuple[str, str]:
    """Return what Python's CSV reader complains about, in plain words, and the mend."""
    if "field larger" in error:
        what = f"a cell is longer than {LONGEST:,} characters"
        return what, "shorten it; if none is that long, close the quotation mark that is left open in this line"
    if "end of data" in error or "expected after" in error:
        what = "a quotation mark is opened and not closed, or stands inside a text"
        return what, 'close it; inside a text between quotation marks, write "" for one'
    return f"cannot be read as CSV ({error})", RESTORE


def _header_problems(file: str, header: list[str], names: list[str]) -> list[Problem]:
    """Return what is wrong with the first line: cells split otherwise, columns missing, unknown, twice, moved."""
    if len(header) == 1 and len(names) > 1:
        for mark, word in SEPARATORS.items():
            if mark in header[0]:
                return [Problem(file, f"its cells are separated by {word}, not by commas", AS_UTF8, 1)]
    if 2 * len({*header} & {*names}) < len(names):  # a word of the table may also be the name of a column
        return [
            Problem(
                file, "does not begin with the names of the columns", f"write as the first line: {','.join(names)}", 1
            )
        ]
    unknown = [name for name in dict.fromkeys(header) if name not in names]
    wrong = [
        *(Problem(file, "the column is missing", _missing_column(name, unknown), 1, column=name)
          for name in names if name not in header),
        *(Problem(file, "the column is not described in datapackage.json", "remove it, or describe it there", 1,
                  column=quoted(name)) for name in unknown),
        *(Problem(file, "the column stands twice", "keep one", 1, column=name)
          for name in names if header.count(name) > 1),
    ]  # fmt: skip
    if not wrong and header != names:
        moved = next(name for name, right in zip(header, names, strict=True) if name != right)
        mend = f"put the columns in this order: {', '.join(names)}"
        wrong = [Problem(file, "the column is not in its place", mend, 1, column=moved)]
    return wrong


def _missing_column(name: str, unknown: list[str]) -> str:
    similar = closest_match(name, unknown)
    return f"rename the column {quoted(similar)}" if similar else f"add it, or {RESTORE}"
