"""Read one CSV of the register as text, refusing whatever a spreadsheet or an editor may have done to it.

The frame's index is the line in the file, so that every later message can name the line.
"""

import csv
import io
import re
import unicodedata
from pathlib import Path

import pandas as pd
from pandera.errors import SchemaErrors

from .descriptor import missing_marks, table_schema
from .errors import DataError, Problem
from .paths import shown

FORMULA = tuple("=+-@")  # a spreadsheet would run such a cell
# Control, format (bidi, zero-width), surrogate and private characters: invisible, never meant in a table.
INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ue000-\uf8ff]")
RESTORE = "restore the file from version control, or save it again as CSV, UTF-8, comma, LF"


def read_table(folder: Path, resource: dict) -> pd.DataFrame:
    """Return the rows of a resource as text, checked column by column against its schema.

    Parameters
    ----------
    folder : Path
        Folder of the descriptor.
    resource : dict
        The resource's entry in the descriptor.

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
    path = _inside(folder, resource["path"])
    fields = resource["schema"]["fields"]
    frame = _frame(path, [field["name"] for field in fields])
    problems = _cell_problems(frame, path)
    if problems:
        raise DataError(problems)
    for field in fields:
        marks = missing_marks(field)
        if marks:
            frame[field["name"]] = frame[field["name"]].mask(frame[field["name"]].isin(marks), None)
    _check_schema(frame, fields, path)
    for field in fields:
        if field["type"] == "integer":
            frame[field["name"]] = pd.to_numeric(frame[field["name"]]).astype("Int64")
    return frame


def _inside(folder: Path, name: str) -> Path:
    """Return the resource's path, refusing one that leads out of the data folder."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise DataError(
            [Problem(shown(folder / "datapackage.json"), f"the path {name} leads out of the data folder",
                     "name a file beside the descriptor")]
        )  # fmt: skip
    return path


def _text(path: Path) -> str:
    """Return the file's text; refuse other encodings, byte order marks, CR line ends and cut-off files."""

    def refuse(what: str, mend: str, line: int | None = None) -> DataError:
        return DataError([Problem(shown(path), what, mend, line)])

    try:
        raw = path.read_bytes()
    except OSError as error:
        raise refuse(f"cannot be read ({error.strerror})", "put the file back or mend its permissions") from None
    if not raw.strip():
        raise refuse("is empty", RESTORE)
    if raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise refuse("begins with a byte order mark", "save it as UTF-8 without BOM", 1)
    if b"\r" in raw:
        line = raw[: raw.index(b"\r")].count(b"\n") + 1
        raise refuse("has Windows or old Mac line ends (CR)", "save it with LF line ends", line)
    if not raw.endswith(b"\n"):
        raise refuse("ends in the middle of a line: it may have been cut off", RESTORE, raw.count(b"\n") + 1)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise refuse("is not UTF-8", "save it as UTF-8", line) from None


def _frame(path: Path, names: list[str]) -> pd.DataFrame:
    """Return the table as text with the columns `names`, refusing broken rows and other headers."""
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    problems, rows, header = [], [], []
    try:
        header = next(reader)
        for line, row in enumerate(reader, start=2):
            if len(row) != len(header):
                problems.append(_broken(path, line, row, header))
            rows.append(row)
    except csv.Error as error:
        problems.append(Problem(shown(path), f"is not valid CSV ({error})", RESTORE, reader.line_num))
    problems = _header_problems(path, header, names) or problems
    if problems:
        raise DataError(problems)
    if not rows:
        raise DataError([Problem(shown(path), "has a header but no rows", RESTORE)])
    index = pd.RangeIndex(2, len(rows) + 2, name="line")
    columns = zip(*rows, strict=True)
    return pd.DataFrame(dict(zip(header, columns, strict=True)), index=index, dtype=object)[names]


def _broken(path: Path, line: int, row: list[str], header: list[str]) -> Problem:
    what = f"has {len(row)} cells where the header has {len(header)}"
    return Problem(shown(path), what, "quote cells that hold a comma, and give every column a cell", line,
                   row[0] if row else None)  # fmt: skip


def _header_problems(path: Path, header: list[str], names: list[str]) -> list[Problem]:
    wrong = [
        *(Problem(shown(path), "the column is missing", "add it, or restore the file", 1, column=name)
          for name in names if name not in header),
        *(Problem(shown(path), "the column is not in the schema", "remove it or describe it in datapackage.json",
                  1, column=name) for name in dict.fromkeys(header) if name not in names),
        *(Problem(shown(path), "the column stands twice", "keep one", 1, column=name)
          for name in dict.fromkeys(header) if header.count(name) > 1),
    ]  # fmt: skip
    if not wrong and header != names:
        wrong = [Problem(shown(path), "the columns are not in the descriptor's order", "put them in its order", 1)]
    return wrong


def _cell_problems(frame: pd.DataFrame, path: Path) -> list[Problem]:
    """Return one problem for each cell that is empty, padded, a formula or holds what cannot be seen."""
    problems = []
    for name in frame.columns:
        column = frame[name]
        for faulty, what, mend in (
            (column == "", "is empty", "write the value, or the column's word for an absent one"),
            (column.str.strip() != column, "begins or ends with a space", "remove the space"),
            (column.str.startswith(FORMULA), "begins with = + - or @, which a spreadsheet would run",
             "begin with another character"),
            (column.str.contains(INVISIBLE), "holds an invisible or control character", "remove it"),
            (column.map(lambda cell: not unicodedata.is_normalized("NFC", cell)),
             "holds letters and accents apart (not NFC)", "type the accented letters again"),
        ):  # fmt: skip
            problems += [_cell(path, frame, line, name, what, mend) for line in frame.index[faulty]]
    return problems


def _cell(path: Path, frame: pd.DataFrame, line: int, column: str, what: str, mend: str) -> Problem:
    value = frame.at[line, column]
    quoted = f"{_short(value)} {what}" if value else what
    return Problem(shown(path), quoted, mend, line, _short(frame.iloc[:, 0].at[line]), column)


def _short(value: object, longest: int = 60) -> str:
    """Return a cell's text as it may be printed: cut, and with what cannot be seen spelled out."""
    text = INVISIBLE.sub(lambda match: f"\\u{ord(match[0]):04x}", str(value))
    return f"“{text[:longest]}…”" if len(text) > longest else f"“{text}”"


def _check_schema(frame: pd.DataFrame, fields: list[dict], path: Path) -> None:
    """Raise the pandera failures as problems, and duplicates of unique columns."""
    problems = []
    try:
        table_schema(fields).validate(frame, lazy=True)
    except SchemaErrors as errors:
        for case in errors.failure_cases.itertuples():
            if case.check == "not_nullable":
                what, mend = "is absent", "give a value: this column takes no word for an absent one"
            else:
                what, mend = str(case.check), "write an allowed value (data/README.md has the codebook)"
            problems.append(_cell(path, frame, case.index, case.column, what, mend))
    for name in (field["name"] for field in fields if field.get("constraints", {}).get("unique")):
        for line in frame.index[frame[name].duplicated()]:
            first = frame.index[frame[name] == frame.at[line, name]][0]
            problems.append(_cell(path, frame, line, name, f"already stands in line {first}",
                                  "give every row a name of its own"))  # fmt: skip
    if problems:
        raise DataError(problems)
