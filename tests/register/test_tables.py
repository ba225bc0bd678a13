"""A damaged copy for every column of every table: refused, with the file, the line, the column and a mend."""

import csv
import re
from itertools import pairwise

import pandas as pd
import pytest

from baromia.register import tables
from baromia.register.cells import fault, suspect
from baromia.register.read import check_tables
from baromia.register.tables import read_table
from damaged import (
    COLUMNS,
    DATA,
    LINE,
    TABLES,
    bytes_of,
    column_id,
    file_of,
    problems_of,
    refusal,
    rows_of,
    write_cell,
    write_rows,
)

every_column = pytest.mark.parametrize(("table", "field"), COLUMNS, ids=column_id)
every_table = pytest.mark.parametrize("table", TABLES)


def with_rule(*rules):
    """Parametrise over the columns that have one of these rules."""
    kept = [(table, field) for table, field in COLUMNS if {field["type"], *field.get("constraints", {})} & {*rules}]
    return pytest.mark.parametrize(("table", "field"), kept, ids=column_id)


def refused(folder, table, line=None, column=None):
    """Return the problem for which a table is refused, the other tables left out."""
    return refusal(folder, TABLES[table]["path"], line, column, lambda folder: read_table(folder, TABLES[table]))


def damage(folder, table, column, cell, line=LINE):
    """Write a cell and return the problem it causes there."""
    row = write_cell(folder, table, column, cell, line)
    problem = refused(folder, table, line, column)
    if row and row.isprintable() and len(row) < 50:
        assert problem.row == row
    return problem


# -- cells that no column takes


CELLS = {
    2: (lambda _: "", "is empty"),
    3: (lambda cell: cell + " ", "begins or ends with a space"),
    4: (lambda _: "=1+1", "formula"),
    5: (lambda cell: f"{cell[:1]}\u200b{cell[1:]}", "cannot be seen"),
}  # line: what is written there, and what is said of it


@every_column
def test_cells_that_are_empty_padded_formulas_or_hide_something(tmp_path, table, field):
    rows = [write_cell(tmp_path, table, field["name"], cell, line) for line, (cell, _) in CELLS.items()]
    problems = problems_of(tmp_path, lambda folder: read_table(folder, TABLES[table]))
    assert [(problem.line, problem.column) for problem in problems] == [(line, field["name"]) for line in CELLS]
    for problem, row, (_, words) in zip(problems, rows, CELLS.values(), strict=True):
        assert words in problem.what
        assert "\u200b" not in str(problem)
        assert problem.row == row or field["name"] == rows_of(tmp_path, table)[0][0]
    assert all(mark in problems[0].mend for mark in field.get("missingValues", []))


FORMULAS = [
    "=1+1",
    "+33 6",
    "-12",
    "@SUM(A1)",
    '"=1+1"',
    "'=1+1",
    '"" =1',
    "a;=1+1",
    "a; @x",
    "＝1+1",
    "＠x",
    "＋1",
    "－1",
]
UNSEEN = {
    "tab": "a\tb",
    "escape": "a\x1bb",
    "delete": "a\x7fb",
    "next line": "a\x85b",
    "soft hyphen": "a\u00adb",
    "zero width": "a\u200bb",
    "joiner": "a\u200db",
    "right to left mark": "a\u200fb",
    "Arabic mark": "a\u061cb",
    "override": "a\u202eb",
    "isolate": "a\u2066b",
    "line separator": "a\u2028b",
    "byte order mark": "a\ufeffb",
    "private": "a\ue000b",
    "tag": "a\U000e0041b",
    "filler": "a\u3164b",
    "variant": "a\ufe0fb",
    "grapheme joiner": "a\u034fb",
    "replacement": "a\ufffdb",
    "noncharacter": "a\uffffb",
    "em space": "a\u2003b",
}
ODD = {"apart": "e\u0301te\u0301", "Kelvin": "20 \u212a", "garbled": "rÃ©ponse", "garbled quote": "lâ€™usage"}


@pytest.mark.parametrize("cell", FORMULAS)
def test_every_way_to_smuggle_a_formula(tmp_path, cell):
    assert "formula" in damage(tmp_path, "samples", "strategy", cell).what


@pytest.mark.parametrize("cell", UNSEEN.values(), ids=UNSEEN.keys())
def test_every_kind_of_hidden_character(tmp_path, cell):
    assert "cannot be seen" in damage(tmp_path, "samples", "strategy", cell).what


@pytest.mark.parametrize("cell", ODD.values(), ids=ODD.keys())
def test_letters_apart_or_garbled(tmp_path, cell):
    assert "type its accented letters again" in damage(tmp_path, "samples", "strategy", cell).mend


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "\u2009"], ids=ascii)
def test_a_space_at_either_end(tmp_path, space):
    assert "space" in damage(tmp_path, "samples", "strategy", f"{space}text").what
    assert "space" in damage(tmp_path, "samples", "mode", f"text{space}").what


@pytest.mark.parametrize(
    "cell", ["42\u00a0%", "« oui »", "l’IA", "a – b", "1\u202f000", "a = b; c", "5/10", "naïve œuvre Ÿ", "Ã"]
)
def test_what_french_needs_is_let_through(tmp_path, cell):
    write_cell(tmp_path, "samples", "strategy", cell)
    assert cell in set(read_table(tmp_path, TABLES["samples"])["strategy"])


@pytest.mark.parametrize("cell", [*FORMULAS, *UNSEEN.values(), *ODD.values(), "", " a", "a "], ids=ascii)
def test_a_glance_over_many_cells_misses_no_fault(cell):
    assert fault(cell)
    assert suspect({"first", cell, "last"})


# -- cells that the schema does not allow


@with_rule("pattern")
def test_a_cell_of_another_form(tmp_path, table, field):
    assert not re.fullmatch(field["constraints"]["pattern"], "No such form!")
    problem = damage(tmp_path, table, field["name"], "No such form!")
    assert "not of the form" in problem.what
    assert "write it " in problem.mend
    assert field["constraints"]["pattern"] not in str(problem)


@pytest.mark.parametrize(
    ("unit", "cell", "mend"),
    [("percent", "53,3", "write 53.3, with a decimal point"), ("ratio", "01-févr", "write it like 2/3; if a"),
     ("date", "juin-25", "write it like 2025-06; if a spreadsheet"), ("no-unit", "juin-25", "write it like “")],
)  # fmt: skip
def test_a_value_that_a_spreadsheet_changed(tmp_path, unit, cell, mend):
    write_cell(tmp_path, "figures", "unit", unit)
    assert damage(tmp_path, "figures", "value", cell).mend.startswith(mend)


@with_rule("enum")
def test_a_word_the_column_does_not_have(tmp_path, table, field):
    problem = damage(tmp_path, table, field["name"], "no-such-word")
    assert all(word in problem.what for word in field["constraints"]["enum"])


def test_the_word_that_was_meant(tmp_path):
    assert "write percent, if that was meant" in damage(tmp_path, "figures", "unit", "percents").mend


@with_rule("maxLength")
def test_a_cell_that_is_too_long(tmp_path, table, field):
    longest = field["constraints"]["maxLength"]
    problem = damage(tmp_path, table, field["name"], "1" * (longest + 1))
    assert "pattern" in field["constraints"] or str(longest) in problem.what


@with_rule("integer")
@pytest.mark.parametrize("cell", ["twelve", "1.5", "12,5", "1e5", "NA", "0x10", "٣", "1_000", "1 000", "9" * 10])
def test_a_cell_that_is_no_whole_number(tmp_path, table, field, cell):
    assert "no whole number" in damage(tmp_path, table, field["name"], cell).what


@with_rule("minimum", "maximum")
def test_a_number_out_of_range(tmp_path, table, field):
    cell = field["constraints"].get("minimum", field["constraints"].get("maximum", 0) + 2) - 1
    assert "out of range" in damage(tmp_path, table, field["name"], str(cell)).what


@with_rule("unique")
def test_a_key_that_stands_twice(tmp_path, table, field):
    header, first, *_ = rows_of(tmp_path, table)
    problem = damage(tmp_path, table, field["name"], first[header.index(field["name"])])
    assert "already stands in line 2" in problem.what


@every_table
def test_a_key_of_several_columns_that_stands_twice(tmp_path, table):
    key = TABLES[table]["schema"]["primaryKey"]
    rows = rows_of(tmp_path, table)
    write_rows(tmp_path, table, [*rows, rows[1]])
    assert "line 2" in refused(tmp_path, table, len(rows) + 1, key[0]).what


def test_an_absent_value_may_stand_twice_in_a_column_without_doubles(tmp_path):
    (tmp_path / "labels.csv").write_text("id,en\na,none\nb,none\nc,x\nd,x\n", encoding="utf-8")
    code = {"name": "en", "type": "string", "missingValues": ["none"], "constraints": {"unique": True}}
    entry = {"path": "labels.csv", "schema": {"fields": [{"name": "id", "type": "string"}, code]}}
    (problem,) = problems_of(tmp_path, lambda folder: read_table(folder, entry))
    assert (problem.line, problem.column) == (5, "en")


def test_a_word_for_an_absent_value_where_it_is_required(tmp_path):
    entry = TABLES["samples"]
    schema = {"fields": [dict(field) for field in entry["schema"]["fields"]]}
    schema["fields"][5]["constraints"] = {"required": True}
    with pytest.raises(tables.DataError, match=r"line 3 .*column n: “unknown” stands for an absent value"):
        read_table(DATA, entry | {"schema": schema})


# -- columns


@every_column
def test_a_missing_column(tmp_path, table, field):
    rows = rows_of(tmp_path, table)
    place = rows[0].index(field["name"])
    write_rows(tmp_path, table, [row[:place] + row[place + 1 :] for row in rows])
    assert "missing" in refused(tmp_path, table, 1, field["name"]).what


@every_column
def test_a_renamed_column(tmp_path, table, field):
    rows = rows_of(tmp_path, table)
    rows[0] = [name + "s" if name == field["name"] else name for name in rows[0]]
    write_rows(tmp_path, table, rows)
    problem = refused(tmp_path, table, 1, field["name"])
    assert "missing" in problem.what
    assert len(field["name"]) < 3 or "rename" in problem.mend


@every_column
def test_a_column_that_stands_twice(tmp_path, table, field):
    rows = rows_of(tmp_path, table)
    place = rows[0].index(field["name"])
    write_rows(tmp_path, table, [[*row, row[place]] for row in rows])
    assert "twice" in refused(tmp_path, table, 1, field["name"]).what


@pytest.mark.parametrize(
    ("table", "field", "other"),
    [(name, one, two) for name, entry in TABLES.items() for one, two in pairwise(entry["schema"]["fields"])],
    ids=column_id,
)
def test_columns_that_have_changed_places(tmp_path, table, field, other):
    rows = rows_of(tmp_path, table)
    at = rows[0].index(field["name"])
    write_rows(tmp_path, table, [[*row[:at], row[at + 1], row[at], *row[at + 2 :]] for row in rows])
    problem = refused(tmp_path, table, 1, other["name"])
    assert "not in its place" in problem.what
    assert ", ".join(column["name"] for column in TABLES[table]["schema"]["fields"]) in problem.mend


@every_table
def test_a_column_too_many(tmp_path, table):
    rows = rows_of(tmp_path, table)
    write_rows(tmp_path, table, [[*rows[0], "comment"], *([*row, "x"] for row in rows[1:])])
    assert "not described" in refused(tmp_path, table, 1, "“comment”").what


def test_cells_that_have_changed_columns(tmp_path):
    rows = rows_of(tmp_path, "figures")
    one, two = rows[0].index("value"), rows[0].index("unit")
    for row in rows[1:]:
        row[one], row[two] = row[two], row[one]
    write_rows(tmp_path, "figures", rows)
    problems = problems_of(tmp_path, lambda folder: read_table(folder, TABLES["figures"]))
    assert len(problems) == 2 * (len(rows) - 1)
    assert [problem.column for problem in problems[:2]] == ["value", "unit"]


# -- files


def replaced(old: bytes, new: bytes):
    return lambda raw: raw.replace(old, new, 1)


BYTES = {
    "missing": (None, None, "is not there"),
    "empty": (lambda raw: b"", None, "is empty"),
    "blank": (lambda raw: b"\n \n", None, "is empty"),
    "header only": (lambda raw: raw.split(b"\n")[0] + b"\n", None, "no rows"),
    "header lost": (lambda raw: raw.split(b"\n", 1)[1], 1, "names of the columns"),
    "BOM": (lambda raw: b"\xef\xbb\xbf" + raw, 1, "byte order mark"),
    "CRLF": (lambda raw: raw.replace(b"\n", b"\r\n"), 1, "line ends"),
    "old Mac": (lambda raw: raw.replace(b"\n", b"\r"), 1, "line ends"),
    "one CR": (lambda raw: raw.replace(b"\n", b"\r\n", 2).replace(b"\r\n", b"\n", 1), 2, "line ends"),
    "UTF-16": (lambda raw: raw.decode().encode("utf-16"), 1, "UTF-16"),
    "UTF-16 without mark": (lambda raw: raw.decode().encode("utf-16-le"), 1, "NUL"),
    "UTF-32": (lambda raw: raw.decode().encode("utf-32"), 1, "UTF-16 or UTF-32"),
    "latin-1": (lambda raw: raw + "é\n".encode("latin-1"), -1, "not UTF-8"),
    "NUL": (lambda raw: raw + b"\0\n", -1, "NUL"),
    "cut off": (lambda raw: raw[:-3], -2, "cut off"),
    "quote left open": (lambda raw: raw + b'"' + raw.split(b"\n")[1] + b"\n", -1, "quotation mark"),
    "text after a quote": (lambda raw: raw + b'"a"b' + raw.split(b"\n")[1] + b"\n", -1, "quotation mark"),
    "semicolons": (lambda raw: raw.replace(b",", b";"), 1, "semicolons"),
    "tabs": (lambda raw: raw.replace(b",", b"\t"), 1, "tabs"),
    "a cell too few": (lambda raw: raw + b"a\n", -1, "has 1 cell where the header has"),
    "a cell too many": (lambda raw: raw + b"a" + b",a" * 40 + b"\n", -1, "41 cells"),
    "an empty line": (lambda raw: raw + b"\n", -1, "empty line"),
    "an empty line inside": (lambda raw: raw.replace(b"\n", b"\n\n", 1), 2, "empty line"),
    "a cell over two lines": (lambda raw: raw + b'a,"b\nc"\n', -1, "runs on to line"),
    "a cell of a megabyte": (lambda raw: raw + b"a" * 1_000_000 + b"\n", -1, "longer than 131,072"),
}  # fmt: skip


@every_table
@pytest.mark.parametrize("kind", BYTES)
def test_a_file_that_is_damaged(tmp_path, table, kind):
    change, line, words = BYTES[kind]
    if kind == "header only" and TABLES[table]["schema"].get("mayBeEmpty"):
        assert rows_of(DATA, table)[0] == list(read_table(DATA, TABLES[table]).columns)
        return
    raw = bytes_of(table)
    if change:
        file_of(tmp_path, table).write_bytes(change(raw))
    line = raw.count(b"\n") + 2 + line if line and line < 0 else line
    assert words in refused(tmp_path, table, line).what


def test_a_cell_that_holds_a_line_break(tmp_path):
    rows = rows_of(tmp_path, "labels")
    rows[2][1] = "two\nlines"
    write_rows(tmp_path, "labels", rows)
    problem = refused(tmp_path, "labels", 3)
    assert "runs on to line 4" in problem.what
    assert problem.row == rows[2][0]


def test_a_limit_that_another_library_lifts_is_ours_all_the_same(tmp_path):
    before = csv.field_size_limit(10**7)
    try:
        raw = bytes_of("labels")
        file_of(tmp_path, "labels").write_bytes(raw + b"a" * 1_000_000 + b"\n")
        problem = refused(tmp_path, "labels", raw.count(b"\n") + 1)
        assert csv.field_size_limit() == 10**7
    finally:
        csv.field_size_limit(before)
    assert "longer than 131,072" in problem.what


def test_a_folder_in_the_place_of_a_file(tmp_path):
    file_of(tmp_path, "labels").mkdir()
    assert "is no file" in refused(tmp_path, "labels").what


def test_everything_french_excel_does_is_told_at_once(register_copy):
    raw = file_of(register_copy, "labels").read_bytes()
    raw = b"\xef\xbb\xbf" + raw.replace(b",", b";").replace(b"\n", b"\r\n")
    file_of(register_copy, "labels").write_bytes(raw)
    assert [problem.line for problem in problems_of(register_copy)] == [1, 1]


def test_a_latin_1_file_is_refused_at_its_first_accent(tmp_path):
    text = file_of(DATA, "figures").read_text(encoding="utf-8")
    first = next(line for line, row in enumerate(text.splitlines(), start=1) if not row.isascii())
    file_of(tmp_path, "figures").write_bytes(text.encode("latin-1", errors="replace"))
    assert "not UTF-8" in refused(tmp_path, "figures", first).what


# -- all faults at once, and large tables


def test_all_faults_of_all_files_are_told_in_one_go(register_copy):
    write_cell(register_copy, "figures", "unit", "percents", line=3)
    write_cell(register_copy, "figures", "label_en", " padded", line=3)
    write_cell(register_copy, "figures", "theme", "trusts", line=5)
    write_cell(register_copy, "samples", "second_hand", "maybe", line=2)
    write_cell(register_copy, "labels", "fr", "", line=4)
    told = [(one.file.rpartition("/")[2], one.line, one.column) for one in problems_of(register_copy)]
    assert told == [
        ("figures.csv", 3, "unit"),
        ("figures.csv", 3, "label_en"),
        ("figures.csv", 5, "theme"),
        ("samples.csv", 2, "second_hand"),
        ("labels.csv", 4, "fr"),
    ]


def test_one_cell_is_told_once(register_copy):
    write_cell(register_copy, "samples", "n", " abc ")
    assert len(problems_of(register_copy)) == 1


def labels(folder, rows, last=None):
    """Write a long table of labels."""
    cells = [[f"row-{number}", f"Number {number}", f"Numéro {number}"] for number in range(rows)]
    write_rows(folder, "labels", [["id", "en", "fr"], *cells[:-1], last or cells[-1]])


def test_a_long_table_is_read_whole(tmp_path):
    labels(tmp_path, 3000)
    table = read_table(tmp_path, TABLES["labels"])
    expected = pd.read_csv(file_of(tmp_path, "labels"), dtype=object, keep_default_na=False)
    pd.testing.assert_frame_equal(table.reset_index(drop=True), expected, check_dtype=False)
    assert table.index.tolist() == list(range(2, 3002))


def test_the_last_line_of_a_long_table_is_named(tmp_path):
    labels(tmp_path, 3000, last=["row-2999", "", "x"])
    assert refused(tmp_path, "labels", 3001, "en").row == "row-2999"
    labels(tmp_path, 3000, last=["row-2999", "x"])
    assert "has 2 cells where" in refused(tmp_path, "labels", 3001).what


def test_a_large_table_is_not_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "SMALL", 10)
    tables._kept.cache_clear()
    labels(tmp_path, 10)
    assert len(read_table(tmp_path, TABLES["labels"])) == 10
    assert tables._kept.cache_info().currsize == 0


def test_what_is_kept_follows_the_file_and_is_not_the_callers(tmp_path):
    entry = TABLES["labels"]
    labels(tmp_path, 10)
    first = read_table(tmp_path, entry)
    first.loc[2, "en"] = "changed by the caller"
    assert read_table(tmp_path, entry).at[2, "en"] != "changed by the caller"
    write_cell(tmp_path, "labels", "en", "changed in the file", line=2)
    assert read_table(tmp_path, entry).at[2, "en"] == "changed in the file"


def test_a_good_copy_passes(register_copy):
    counted = check_tables(register_copy)
    assert counted == check_tables()
    assert {"figures", "samples", "indicators", "sources", *TABLES} == set(counted)
    lines = {name: file_of(DATA, name).read_text(encoding="utf-8").count("\n") for name in TABLES}
    assert {name: counted[name] for name in TABLES} == {name: number - 1 for name, number in lines.items()}
