"""The loaded register: its values, the rules between cells and tables, and the command that checks it."""

import json
import math
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from frictionless import Package

from baromia import load_figures, load_indicators, load_samples, load_sources
from baromia.cli import main
from baromia.register.descriptor import resource
from baromia.register.read import check_tables
from baromia.register.rules import circles, real_date
from damaged import DATA, TABLES, file_of, line_where, problems_of, refusal, row_at, rows_of, write_cell, write_rows

UNITS = next(field for field in TABLES["figures"]["schema"]["fields"] if field["name"] == "value")["byUnit"]


def is_share(row):
    return row["unit"] == "percent" and row["base"] == row["base_literal"] == "all" and row["restates"] == "none"


def lonely_share(folder):
    """Return the line of a share of all that no other row names."""
    named = [cell for row in rows_of(folder, "figures") for cell in row[1:]]
    return line_where(folder, "figures", lambda row: is_share(row) and row["id"] not in named)


def figure(folder, **cells):
    """Change cells of a share of all that no other row names; return its line and its row as it was."""
    line = lonely_share(folder)
    row = row_at(folder, "figures", line)
    for column, cell in cells.items():
        write_cell(folder, "figures", column, cell, line)
    return line, row


def other(folder, fits):
    """Return the row of figures that fits, given the row that will be changed."""
    mine = row_at(folder, "figures", lonely_share(folder))
    return row_at(folder, "figures", line_where(folder, "figures", lambda row: fits(mine, row)))


# -- what is loaded


def test_a_value_is_kept_as_printed():
    figures = load_figures()
    printed = pd.read_csv(DATA / "figures.csv", dtype=object, keep_default_na=False).set_index("id")
    assert figures["value"].tolist() == printed["value"].tolist()
    assert figures.index.tolist() == printed.index.tolist()
    assert figures.index.name == "id"


def test_columns_are_the_descriptors_and_number_follows_value():
    described = [field["name"] for field in TABLES["figures"]["schema"]["fields"]]
    described.insert(described.index("value") + 1, "number")
    assert load_figures().reset_index().columns.tolist() == described


@pytest.mark.parametrize(
    ("unit", "value", "number"),
    [("percent", "20", 20.0), ("percent", "20.0", 20.0), ("percent", "53.3", 53.3), ("percent", "0", 0.0),
     ("percent", "100", 100.0), ("ratio", "2/3", 2 / 3), ("ratio", "9/10", 0.9), ("ratio", "1/1", 1.0),
     ("score", "3/5", 3.0), ("score", "7.5", 7.5), ("score", "0/10", 0.0), ("count", "608", 608.0),
     ("hours", "28", 28.0), ("EUR_million", "81.5", 81.5), ("years", "30", 30.0), ("date", "2025", math.nan),
     ("date", "2024-02-29", math.nan), ("date", "2025-06", math.nan)],
)  # fmt: skip
def test_the_number_of_each_unit(register_copy, unit, value, number):
    bases = {} if unit in ("percent", "ratio") else {"base": "none", "base_literal": "none"}
    _, row = figure(register_copy, unit=unit, value=value, **bases)
    loaded = load_figures(register_copy).loc[row["id"]]
    assert loaded["value"] == value
    assert loaded["number"] == pytest.approx(number, nan_ok=True)


def test_an_unknown_n_is_missing_and_a_known_one_is_whole():
    samples = load_samples()
    printed = pd.read_csv(DATA / "samples.csv", dtype=object, keep_default_na=False).set_index("id")["n"]
    assert str(samples["n"].dtype) == "Int64"
    assert samples.index.name == "id"
    for name, cell in printed.items():
        assert samples.at[name, "n"] is pd.NA if cell == "unknown" else samples.at[name, "n"] == int(cell)
    assert samples["n"].isna().any()


@pytest.mark.parametrize(
    "cell", ["NA", "none", "None", "1e5", "null", "nan", "True", "007", "2025-06-01", "1/2", "N/A"]
)
def test_no_cell_is_taken_for_something_else(register_copy, cell):
    write_cell(register_copy, "samples", "strategy", cell)
    assert load_samples(register_copy)["strategy"].iat[1] == cell


def test_only_the_words_of_the_column_are_absent_values(register_copy):
    write_cell(register_copy, "samples", "note", "none", line=2)
    write_cell(register_copy, "samples", "note", "unknown", line=3)
    assert load_samples(register_copy)["note"].iloc[:2].tolist() == [None, "unknown"]


def test_the_loaded_tables_are_the_callers_own():
    for load in (load_figures, load_samples, load_indicators):
        table = load()
        table.loc[table.index[0], "label_en"] = "changed"
        assert "changed" not in load()["label_en"].tolist()


def test_the_folder_may_be_given_as_text_or_by_the_build(monkeypatch, register_copy):
    expected = len(load_figures())
    assert len(load_figures(str(register_copy))) == expected
    monkeypatch.setenv("BAROMIA_DATA", str(register_copy))
    file_of(register_copy, "figures").unlink()
    refusal(None, "figures.csv", check=load_figures)


# -- the rules between cells


def refused(folder, line, column, words):
    problem = refusal(folder, "figures.csv", line, column, load_figures)
    assert words in problem.what
    return problem


RANGES = [(unit, "maximum", str(rule["maximum"] + 1)) for unit, rule in UNITS.items() if "maximum" in rule]
RANGES += [(unit, "minimum", str(rule["minimum"] - 1)) for unit, rule in UNITS.items() if rule.get("minimum", 0) > 0]
OUT = {"ratio": "3/2", "score": "11"}
FORMS = {"percent": "2/3", "count": "4.5", "score": "2025-06", "hours": "1/2", "EUR_million": "1/2", "years": "1/2",
         "date": "2025-13", "ratio": "66"}  # fmt: skip


@pytest.mark.parametrize(("unit", "limit", "value"), RANGES)
def test_a_value_out_of_the_range_of_its_unit(register_copy, unit, limit, value):
    line, _ = figure(register_copy, unit=unit, value=OUT.get(unit, value))
    refused(register_copy, line, "value", f"out of range for a {unit}")


@pytest.mark.parametrize("unit", UNITS)
def test_a_value_not_written_as_its_unit_asks(register_copy, unit):
    line, _ = figure(register_copy, unit=unit, value=FORMS.get(unit, "1/2/3"))
    assert UNITS[unit]["example"] in refused(register_copy, line, "value", f"not written as a {unit}").mend


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [("score", "7/5", "from 0 to 5"), ("percent", "100.1", "from 0 to 100"),
     ("date", "2025-02-29", "no day of the calendar"), ("date", "2025-06-31", "no day of the calendar"),
     ("date", "1899", "out of range"), ("years", "151", "from 0 to 150")],
)  # fmt: skip
def test_a_value_that_cannot_be(register_copy, unit, value, words):
    line, _ = figure(register_copy, unit=unit, value=value)
    refused(register_copy, line, "value", words)


def test_a_unit_without_a_rule(register_copy):
    path = register_copy / "datapackage.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"count": {', '"counts": {', 1), encoding="utf-8")
    line = line_where(register_copy, "figures", lambda row: row["unit"] == "count")
    assert "byUnit" in refused(register_copy, line, "value", "has no rule").mend


@pytest.mark.parametrize(
    ("column", "table"), [("source", "sources.yaml"), ("sample", "samples.csv"), ("indicator", "indicators.csv")]
)
def test_an_unknown_key(register_copy, column, table):
    line, row = figure(register_copy, **{column: lambda cell: f"{cell}x"})
    problem = refused(register_copy, line, column, f"is not in {table}")
    assert f"write {row[column]}, if that was meant" in problem.mend
    write_cell(register_copy, "figures", column, "zzz", line)
    assert "mend the id" in refused(register_copy, line, column, f"is not in {table}").mend


def test_many_unknown_keys_are_all_told(register_copy):
    rows = rows_of(register_copy, "figures")
    place = rows[0].index("indicator")
    for number, row in enumerate(rows[1:]):
        row[place] = f"nothing-{number}"
    write_rows(register_copy, "figures", rows)
    unknown = [problem for problem in problems_of(register_copy, load_figures) if "is not in" in problem.what]
    assert [problem.line for problem in unknown] == list(range(2, len(rows) + 1))


def test_a_sample_of_another_source(register_copy):
    theirs = other(register_copy, lambda mine, row: row["source"] != mine["source"] and row["sample"] != "none")
    line, row = figure(register_copy, sample=theirs["sample"])
    assert row["source"] in refused(register_copy, line, "sample", "of another source").mend


@pytest.mark.parametrize(
    ("surveyed", "people", "fits"),
    [
        ("professionals", "public", False),
        ("professionals", "students_and_professionals", False),
        ("professionals", "none", True),
        ("professionals", "physicians", True),
        ("students_and_professionals", "physicians", True),
        ("public", "patients", True),
    ],
)
def test_people_are_those_surveyed_or_some_among_them(register_copy, surveyed, people, fits):
    sample = row_at(register_copy, "figures", lonely_share(register_copy))["sample"]
    line = line_where(register_copy, "samples", lambda row: row["id"] == sample)
    write_cell(register_copy, "samples", "population", surveyed, line)
    header, *rows = rows_of(register_copy, "figures")
    for row in rows:
        if row[header.index("sample")] == sample:
            row[header.index("population")] = surveyed
    write_rows(register_copy, "figures", [header, *rows])
    line, _ = figure(register_copy, population=people)
    if fits:
        load_figures(register_copy)
    else:
        problem = refused(register_copy, line, "population", f"are not among those surveyed in {sample}, {surveyed}")
        assert problem.mend == f"write {surveyed}, or mend the sample"


def test_an_id_that_does_not_begin_with_its_source(register_copy):
    line, row = figure(register_copy, id="elsewhere.name")
    assert f"write {row['source']}.name" in refused(register_copy, line, "id", "does not begin with its source").mend
    figure(register_copy, id=f"{row['source']}x.name")
    refused(register_copy, line, "id", "does not begin with its source")


BASES = ["base", "base_literal"]


@pytest.mark.parametrize("column", BASES)
def test_a_base_that_points_nowhere(register_copy, column):
    line, _ = figure(register_copy, **{column: "nowhere.at-all"})
    assert "all, unclear" in refused(register_copy, line, column, "no figure of the same source").mend


@pytest.mark.parametrize("column", BASES)
def test_a_base_of_another_source(register_copy, column):
    theirs = other(register_copy, lambda mine, row: row["source"] != mine["source"] and row["unit"] == "percent")
    line, _ = figure(register_copy, **{column: theirs["id"]})
    refused(register_copy, line, column, "no figure of the same source")


@pytest.mark.parametrize("column", BASES)
def test_a_base_that_is_no_share(register_copy, column):
    theirs = other(
        register_copy, lambda mine, row: row["sample"] == mine["sample"] and row["unit"] not in ("percent", "ratio")
    )
    line, _ = figure(register_copy, **{column: theirs["id"]})
    refused(register_copy, line, column, "no share")


@pytest.mark.parametrize("column", BASES)
def test_a_base_of_another_sample(register_copy, column):
    def beside(mine, row):
        return row["source"] == mine["source"] and row["unit"] == "percent" and row["id"] != mine["id"]

    theirs = other(register_copy, beside)
    second = line_where(register_copy, "figures", lambda row: row["id"] == theirs["id"])
    rows = rows_of(register_copy, "samples")
    own = next(row for row in rows if row[0] == theirs["sample"])
    write_rows(register_copy, "samples", [*rows, ["another-sample", own[1], "Another", "Autre", *own[4:]]])
    write_cell(register_copy, "figures", "sample", "another-sample", second)
    line, _ = figure(register_copy, **{column: theirs["id"]})
    refused(register_copy, line, column, "of another sample")


@pytest.mark.parametrize("column", BASES)
@pytest.mark.parametrize("length", [1, 2, 3])
def test_bases_in_a_circle(register_copy, column, length):
    header, *rows = rows_of(register_copy, "figures")
    table = [dict(zip(header, row, strict=True)) for row in rows]
    mine = next(row for row in table if is_share(row))
    lines = [at for at, row in enumerate(table, start=2) if is_share(row) and row["sample"] == mine["sample"]][:length]
    names = [table[line - 2]["id"] for line in lines]
    for line, name in zip(lines, [*names[1:], names[0]], strict=True):
        write_cell(register_copy, "figures", column, name, line)
    circular = [one for one in problems_of(register_copy, load_figures) if "circle" in one.what]
    assert [(one.line, one.column) for one in circular] == [(line, column) for line in lines]


def test_a_share_of_a_sample_without_a_base(register_copy):
    line, _ = figure(register_copy, base="none", base_literal="none")
    refused(register_copy, line, "base", "is absent")
    refused(register_copy, line, "base_literal", "is absent")


def test_a_base_of_what_is_no_share(register_copy):
    line = line_where(register_copy, "figures", lambda row: row["unit"] == "count" and row["sample"] != "none")
    write_cell(register_copy, "figures", "base", "all", line)
    refused(register_copy, line, "base", "no share of a sample")


@pytest.mark.parametrize(("base", "literal"), [("unclear", "all"), ("all", "unclear"), ("unclear", "unclear")])
def test_a_reading_without_a_reason(register_copy, base, literal):
    line, _ = figure(register_copy, base=base, base_literal=literal, base_reason="none")
    assert "base_reason" in refused(register_copy, line, "base", "no reason is given").mend


def test_a_reason_for_nothing(register_copy):
    line, _ = figure(register_copy, base_reason="because")
    refused(register_copy, line, "base_reason", "is a reason")


@pytest.mark.parametrize("column", ["group_en", "group_fr"])
def test_a_base_whose_people_have_no_name(register_copy, column):
    header, *rows = rows_of(register_copy, "figures")
    bases = {row[header.index("base")] for row in rows}
    line = line_where(register_copy, "figures", lambda row: row["id"] in bases)
    write_cell(register_copy, "figures", column, "none", line)
    refused(register_copy, line, column, "shares of the people")


def test_a_row_that_restates_nothing(register_copy):
    line, _ = figure(register_copy, restates="nowhere.at-all")
    refused(register_copy, line, "restates", "no figure of the register")


def test_a_row_that_restates_itself(register_copy):
    line, row = figure(register_copy, restates=lambda _: "x.x")
    write_cell(register_copy, "figures", "restates", row["id"], line)
    refused(register_copy, line, "restates", "in a circle")


def test_rows_that_restate_each_other(register_copy):
    first = line_where(register_copy, "figures", lambda row: row["restates"] != "none")
    row = row_at(register_copy, "figures", first)
    second = line_where(register_copy, "figures", lambda other: other["id"] == row["restates"])
    write_cell(register_copy, "figures", "restates", row["id"], second)
    refused(register_copy, first, "restates", "in a circle")
    refused(register_copy, second, "restates", "in a circle")


def test_a_row_that_restates_a_restatement(register_copy):
    again = other(register_copy, lambda mine, row: row["restates"] not in ("none", mine["id"]))
    line, _ = figure(register_copy, restates=again["id"])
    assert "first" in refused(register_copy, line, "restates", "restates another row").mend


def test_a_row_that_restates_something_else(register_copy):
    def apart(mine, row):
        return row["restates"] == "none" and row["indicator"] != mine["indicator"]

    line, _ = figure(register_copy, restates=other(register_copy, apart)["id"])
    refused(register_copy, line, "restates", "another indicator")


def test_a_sample_of_an_unknown_source(register_copy):
    write_cell(register_copy, "samples", "source", "nobody2025")
    assert "is not in sources.yaml" in refusal(register_copy, "samples.csv", 3, "source").what


def test_a_design_that_no_recruitment_supports(register_copy):
    write_cell(register_copy, "samples", "design", "quota")  # of an ACSEL sample, whose recruitment is unknown
    assert "recruitment is unknown" in refusal(register_copy, "samples.csv", 3, "design").what


@pytest.mark.parametrize("word", ["random", "probabilty", ""])
def test_a_design_that_is_no_word_of_the_column(register_copy, word):
    write_cell(register_copy, "samples", "design", word)
    refusal(register_copy, "samples.csv", 3, "design")


@pytest.mark.parametrize("day", ["2025-13", "2025-00", "2025-02-30"])
@pytest.mark.parametrize("column", ["fieldwork_start", "fieldwork_end"])
def test_a_fieldwork_day_that_is_none(register_copy, column, day):
    write_cell(register_copy, "samples", column, day)
    assert "calendar" in refusal(register_copy, "samples.csv", 3, column).what


@pytest.mark.parametrize(
    ("start", "end"), [("2025-10-02", "2025-10-01"), ("2025-10", "2025-09-30"), ("2026-01", "2025-12")]
)
def test_fieldwork_that_ends_before_it_starts(register_copy, start, end):
    write_cell(register_copy, "samples", "fieldwork_start", start)
    write_cell(register_copy, "samples", "fieldwork_end", end)
    assert "before fieldwork_start" in refusal(register_copy, "samples.csv", 3, "fieldwork_end").what


@pytest.mark.parametrize(
    ("start", "end"), [("2025-10-01", "2025-10"), ("2025-10", "2025-10-01"), ("2025-10-01", "2025-10-01")]
)
def test_fieldwork_within_a_month(register_copy, start, end):
    write_cell(register_copy, "samples", "fieldwork_start", start)
    write_cell(register_copy, "samples", "fieldwork_end", end)
    assert len(load_samples(register_copy)) == len(load_samples())


@pytest.mark.parametrize(
    "table", [name for name, entry in TABLES.items() if entry["schema"]["fields"][0]["name"] == "source"]
)
def test_an_unknown_source_in_another_table(register_copy, table):
    write_cell(register_copy, table, "source", "nobody2025")
    assert "is not in sources.yaml" in refusal(register_copy, TABLES[table]["path"], 3, "source").what


KEYS = [
    (name, key["fields"][0], key["reference"]["resource"] or name)
    for name, entry in TABLES.items()
    for key in entry["schema"].get("foreignKeys", [])
]


@pytest.mark.parametrize(("table", "column", "named"), KEYS)
def test_every_foreign_key_of_the_descriptor(register_copy, table, column, named):
    line = line_where(register_copy, table, lambda row: row[column] != "none")
    first = rows_of(register_copy, named)[1][0]
    write_cell(register_copy, table, column, first + "x", line)
    assert refusal(register_copy, TABLES[table]["path"], line, column)


@pytest.mark.parametrize("date", ["2025", "2025-06", "2024-02-29", "1900-01-01"])
def test_days_of_the_calendar(date):
    assert real_date(date)


@pytest.mark.parametrize(
    ("step", "circular"),
    [([], []), ([-1], []), ([0], [0]), ([1, 2, -1], []), ([1, 2, 0], [0, 1, 2]), ([1, 2, 1, 0], [1, 2])],
)
def test_circles(step, circular):
    assert circles(np.array(step, dtype=int)) == circular


def test_a_long_chain_is_followed_to_its_end():
    step = np.arange(100_000) + 1
    step[-1] = -1
    assert circles(step) == []
    step[-1] = 0
    assert len(circles(step)) == 100_000


# -- the whole folder, and the command


def test_the_reference_validator_accepts_the_package():
    report = Package(str(DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])[:5]
    assert report.stats["tasks"] == len(Package(str(DATA / "datapackage.json")).resources)


def check(*arguments):
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


def test_the_command_accepts_a_good_copy(register_copy):
    done = check("--data", register_copy)
    assert (done.exit_code, done.stderr) == (0, "")
    assert f"{len(load_figures())} figures" in done.stdout


@pytest.mark.parametrize(
    ("table", "column"), [("figures", "unit"), ("samples", "second_hand"), ("indicators", "theme")]
)
def test_the_command_says_what_is_wrong(register_copy, table, column):
    row = write_cell(register_copy, table, column, "wrong")
    done = check("--data", register_copy)
    assert (done.exit_code, done.stdout) == (1, "")
    assert f"{table}.csv, line 3 (row {row}), column {column}: “wrong” is none of" in done.stderr
    assert "Traceback" not in done.output


def test_the_command_says_it_as_json(register_copy):
    assert json.loads(check("--data", register_copy, "--json").stdout)["ok"] is True
    row = write_cell(register_copy, "figures", "unit", "wrong")
    done = check("--data", register_copy, "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["ok"], len(told["problems"])) == (1, False, 1)
    assert told["problems"][0].items() >= {"line": 3, "row": row, "column": "unit"}.items()


@pytest.mark.parametrize("file", ["datapackage.json", "sources.yaml", "figures.csv"])
@pytest.mark.parametrize("damage", ["missing", "empty", "binary"])
def test_the_command_is_never_at_a_loss(register_copy, file, damage):
    path = register_copy / file
    path.unlink()
    if damage != "missing":
        path.write_bytes(b"" if damage == "empty" else bytes(range(256)))
    for arguments in ((), ("--json",)):
        done = check("--data", register_copy, *arguments)
        assert done.exit_code == 1
        assert file in done.output
        assert done.exception is None or isinstance(done.exception, SystemExit)
    assert json.loads(done.stdout)["problems"]


def test_a_folder_that_is_not_there(tmp_path):
    done = check("--data", tmp_path / "nowhere")
    assert done.exit_code == 1
    assert "datapackage.json: is not there" in done.stderr


def test_the_module_run_by_a_shell(register_copy):
    write_cell(register_copy, "figures", "value", "=1+1")
    command = [sys.executable, "-m", "baromia", "check", "--data", str(register_copy)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "figures.csv, line 3" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_project_s_own_register_is_sound():
    assert check_tables()["figures"] == len(load_figures())
    assert resource(DATA, "figures")["path"] == "figures.csv"
    assert set(load_figures()["source"]) <= set(load_sources())
