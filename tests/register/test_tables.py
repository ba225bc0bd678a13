"""What a table may not hold: each kind of fault once, told with file, line, row, column and a mend."""

import csv
import re

import pytest

from baromia.register.cells import SOUND, cell_fault
from baromia.register.tables import read_table
from cases import cases
from damaged import DATA, LINE, TABLES, file_of, problems_of, refusal, rows_of, write_cell, write_rows
from nbpaper.errors import listed

every_table = pytest.mark.parametrize("table", TABLES)


def told(folder, table):
    """Return line, column and words of what is said of a table, the others left out."""
    problems = problems_of(folder, lambda folder: read_table(folder, TABLES[table]))
    return {(problem.line, problem.column): problem.what for problem in problems}


def first(folder, table, line, column=None):
    """Return the problem of a table, read alone, that names this line and column."""
    check = lambda folder: read_table(folder, TABLES[table])  # noqa: E731
    return refusal(folder, TABLES[table]["path"], line, column, check)


def good_row(table):
    rows = rows_of(DATA, table)
    return rows[1] if rows[1:] else ["figures", "a.b", "value", "1", "2", "Erratum", "Erratum", "2026-11-21"]


# -- cells

SAID = cases(__file__, "cells")
LONG = "x" * 501
SAID += [
    ["set_aside", "reason", LONG, f"“{LONG[:60]}…” is longer than the 500 characters allowed. To mend: shorten it."]
]


@pytest.mark.parametrize(("table", "column", "cell", "said"), SAID)
def test_a_wrong_cell_is_told_in_whole_sentences(register_copy, table, column, cell, said):
    said = said.replace("FIRST", rows_of(DATA, table)[1][0])
    row = write_cell(register_copy, table, column, cell)
    problem = first(register_copy, table, LINE, column)
    assert str(problem).partition(f"), column {column}: ")[2].startswith(said)
    assert problem.row == (cell if column == "id" else row)


@pytest.mark.parametrize(
    ("unit", "cell", "mend"),
    [("percent", "53,3", "write 53.3, with a decimal point"), ("ratio", "01-févr", "write it like 2/3; if a spread"),
     ("date", "juin-25", "write it like 2025-06; if a spread"), ("no-unit", "juin-25", "write it like “")],
)  # fmt: skip
def test_a_value_that_a_spreadsheet_changed(register_copy, unit, cell, mend):
    write_cell(register_copy, "figures", "unit", unit)
    write_cell(register_copy, "figures", "value", cell)
    assert first(register_copy, "figures", LINE, "value").mend.startswith(mend)


FORMULAS = ["=1+1", "+33 6", "-12 %", "@SUM(A1)", '"=1+1"', "'=1+1", "a;=1+1", "＝1+1"]
UNSEEN = [f"a{mark}b" for mark in "\t\x1b\u00ad\u200b\u202e\ufeff\ue000\u3164\ufffd\u2003"]
ODD = ["e\u0301te\u0301", "20 \u212a", "rÃ©ponse", "lâ€™usage"]
UNSET = ["漢字", "한글", "ไทย", "a 😀 b"]
FRENCH = ["42\u00a0%", "« oui »", "l’IA", "a – b", "1\u202f000", "a = b; c", "5/10", "naïve œuvre Ÿ", "Ã→Ωя½", "none"]
ENDS = [" a", "a ", "\u00a0a", "a\u202f", "\u2009a"]


@pytest.mark.parametrize(
    ("said", "cells"),
    [("formula", FORMULAS), ("cannot be seen", UNSEEN), ("accent", ODD[:2]), ("garbled", ODD[2:]),
     ("typefaces", UNSET), ("space", ENDS), ("empty", [""])],
)  # fmt: skip
def test_what_no_cell_may_be(said, cells):
    for cell in cells:
        assert said in cell_fault(cell)[0]
        assert not SOUND.fullmatch(cell)


def test_what_french_needs_is_let_through(register_copy):
    for text in FRENCH:
        write_cell(register_copy, "samples", "strategy", text)
        assert text in set(read_table(register_copy, TABLES["samples"])["strategy"])


# -- every column of every table


def wrong_cells(field):
    """Yield cells that a column does not allow, and what is said of them."""
    rules = field["constraints"]
    form = "is not of the form this column takes"
    yield "", "is empty"
    if "pattern" in rules:
        yield "No such form!", form
    if "enum" in rules:
        yield "no-such-word", f"is none of this column's words ({', '.join(rules['enum'][:-1])} or {rules['enum'][-1]})"
    if "maxLength" in rules:
        long = "1" * (rules["maxLength"] + 1)
        yield long, "is longer than the" if re.fullmatch(rules.get("pattern", ".*"), long) else form
    if field["type"] == "integer":
        yield from ((cell, "is no whole number") for cell in ("twelve", "1.5", "1e5", "0x10", "٣", "1_000", "9" * 10))
    if "minimum" in rules:
        yield str(rules["minimum"] - 1), "is out of range"


def test_every_column_keeps_its_rules(register_copy):
    """A row for each wrong cell of each table; what the reference validator refuses is refused, too."""
    from frictionless import Package  # here: slow to import, and for one worker only

    ours = {}
    for table in TABLES:
        fields, good = TABLES[table]["schema"]["fields"], good_row(table)
        wrong = [(place, *cell) for place, field in enumerate(fields) for cell in wrong_cells(field)]
        rows = [[*good[:place], cell, *good[place + 1 :]] for place, cell, _ in wrong]
        write_rows(register_copy, table, [rows_of(register_copy, table)[0], *rows])
        ours[table] = told(register_copy, table)
        for line, (place, _, said) in enumerate(wrong, start=2):
            assert said in ours[table][line, fields[place]["name"]]
    for resource in Package(str(register_copy / "datapackage.json")).resources:
        if resource.name in TABLES:
            theirs = {tuple(error) for error in resource.validate().flatten(["rowNumber", "fieldName"])}
            assert {(line, name) for line, name in theirs if name} <= set(ours[resource.name])
            assert theirs


@every_table
def test_a_key_stands_once(register_copy, table):
    header, *rows = rows_of(register_copy, table)
    rows = rows or [good_row(table)]
    write_rows(register_copy, table, [header, *rows, rows[0]])
    key, found = TABLES[table]["schema"]["primaryKey"], told(register_copy, table)
    same = f"stands in line 2 with the same {listed(key[1:], 'and')}" if key[1:] else "already stands in line 2"
    assert same in found[len(rows) + 2, key[0]]


def test_words_for_absent_values_may_repeat_where_others_may_not(tmp_path):
    code = {"name": "en", "type": "string", "missingValues": ["none"], "constraints": {"unique": True}}
    entry = {"path": "labels.csv", "schema": {"fields": [{"name": "id", "type": "string"}, code]}}
    (tmp_path / "labels.csv").write_text("id,en\na,none\nb,none\nc,x\nd,x\n", encoding="utf-8")
    (problem,) = problems_of(tmp_path, lambda folder: read_table(folder, entry))
    assert (problem.line, problem.column) == (5, "en")
    code["constraints"] = {"required": True}
    problems = problems_of(tmp_path, lambda folder: read_table(folder, entry))
    assert [(one.line, one.what) for one in problems] == [
        (line, "“none” stands for an absent value, which this column does not take") for line in (2, 3)
    ]


# -- the header

HEADERS = {
    "missing": (lambda header: [header[0], *header[2:]], "source", "the column is missing", "add it, or restore"),
    "renamed": (lambda header: ["id", "sources", *header[2:]], "source", "the column is missing",
                "rename the column “sources”"),
    "twice": (lambda header: [*header, "source"], "source", "the column stands twice", "keep one"),
    "unknown": (lambda header: [*header, "comment"], "“comment”", "the column is not described in datapackage.json",
                "remove it, or describe it there"),
    "moved": (lambda header: ["source", "id", *header[2:]], "source", "the column is not in its place",
              "put the columns in this order: id, source, sample"),
    "another": (lambda header: ["a"] * len(header), None, "does not begin with the names of the columns",
                "write as the first line: id,source,sample"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HEADERS)
def test_a_header_that_is_another(register_copy, kind):
    change, column, what, mend = HEADERS[kind]
    header, *rows = rows_of(register_copy, "figures")
    write_rows(register_copy, "figures", [change(header), *rows])
    problem = first(register_copy, "figures", 1, column)
    assert problem.what == what
    assert problem.mend.startswith(mend)


# -- the file

BYTES = {
    "missing": (None, None, "is not there"),
    "empty": (lambda raw: b"", None, "is empty"),
    "header only": (lambda raw: raw.split(b"\n")[0] + b"\n", None, "no rows"),
    "BOM": (lambda raw: b"\xef\xbb\xbf" + raw, 1, "byte order mark"),
    "CRLF": (lambda raw: raw.replace(b"\n", b"\r\n"), 1, "line ends"),
    "UTF-16": (lambda raw: raw.decode().encode("utf-16"), 1, "UTF-16"),
    "latin-1": (lambda raw: raw + "é\n".encode("latin-1"), -1, "not UTF-8"),
    "NUL": (lambda raw: raw + b"\0\n", -1, "NUL"),
    "cut off": (lambda raw: raw[:-3], -2, "cut off"),
    "quote left open": (lambda raw: raw + b'"' + raw.split(b"\n")[1] + b"\n", -1, "quotation mark"),
    "semicolons": (lambda raw: raw.replace(b",", b";"), 1, "semicolons"),
    "a cell too many": (lambda raw: raw + b"a" + b",a" * 40 + b"\n", -1, "has 41 cells"),
    "an empty line": (lambda raw: raw + b"\n", -1, "empty line"),
    "a cell over two lines": (lambda raw: raw + b'a,"b\nc",d\n', -1, "runs on to line"),
    "a cell of a megabyte": (lambda raw: raw + b"a" * 1_000_000 + b",b,c\n", -1, "longer than 131,072"),
}


@pytest.mark.parametrize("kind", BYTES)
def test_a_file_that_is_damaged(register_copy, kind):
    csv.field_size_limit(131_072)  # Python's own: frictionless, which only the tests import, lifts it
    change, line, words = BYTES[kind]
    path = file_of(register_copy, "labels")
    raw = path.read_bytes()
    path.write_bytes(change(raw)) if change else path.unlink()
    line = raw.count(b"\n") + 2 + line if line and line < 0 else line
    assert words in first(register_copy, "labels", line).what


def test_everything_french_excel_does_is_told_at_once(register_copy):
    path = file_of(register_copy, "labels")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b",", b";").replace(b"\n", b"\r\n"))
    problems = problems_of(register_copy)
    assert [problem.line for problem in problems] == [1, 1, 1]
    for problem, word in zip(problems, ("byte order mark", "separated by semicolons", "line ends"), strict=True):
        assert word in problem.what
