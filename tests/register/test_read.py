"""The register as it is read: what the tables hold, where they come from, and that all faults are told at once."""

import json
import math

import pandas as pd
import pytest
from click.testing import CliRunner

import baromia
from baromia import load_figures, load_indicators, load_samples, load_sources
from baromia.cli import main
from baromia.register import Register, contents
from baromia.register.rules import numbers
from conftest import REGISTER
from damaged import DATA, DESCRIPTOR, TABLES, file_of, problems_of, refusal, rows_of, write_cell, write_rows


def printed(table):
    """Return a table as pandas reads it: every cell as it stands in the file."""
    return pd.read_csv(file_of(DATA, table), dtype=object, keep_default_na=False)


# -- what is read


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_its_file(table):
    """Row by row and column by column: text as it stands, absent values None, whole numbers Int64."""
    read, file = REGISTER.table(table), printed(table)
    index = ["id"] if "id" in file and table not in REGISTER.others else []
    assert list(read.index.names) == (index or ["line"])
    read = read.drop(columns="number", errors="ignore").reset_index(drop=not index)
    assert list(read.columns) == [field["name"] for field in TABLES[table]["schema"]["fields"]] == list(file.columns)
    for field in TABLES[table]["schema"]["fields"]:
        marks, cells = field.get("missingValues", []), read[field["name"]]
        absent = file[field["name"]].isin(marks)
        assert cells.isna().tolist() == absent.tolist()
        assert cells[~absent].astype(str).tolist() == file.loc[~absent, field["name"]].tolist()
        assert field["type"] == "string" or cells.dtype == "Int64"


@pytest.mark.parametrize(
    ("unit", "value", "number"),
    [("percent", "20.0", 20), ("percent", "0", 0), ("ratio", "2/3", 2 / 3), ("ratio", "1/1", 1), ("score", "3/5", 3),
     ("score", "7.5", 7.5), ("count", "608", 608), ("EUR_million", "81.5", 81.5), ("date", "2025-06", math.nan)],
)  # fmt: skip
def test_the_number_of_each_unit(unit, value, number):
    assert numbers(pd.DataFrame({"unit": [unit], "value": [value]}))[0] == pytest.approx(number, nan_ok=True)


def test_a_register_is_shown_in_a_line_and_help_says_what_each_name_is():
    assert repr(REGISTER).startswith(f"<Register data: {len(REGISTER.figures)} figures, ")
    assert len(repr(REGISTER)) < 200
    said = dict(line.split(maxsplit=1) for line in baromia.__doc__.splitlines() if line[:1].isalpha())
    assert [name for name in baromia.__all__ if not said.get(name, "").endswith(".")] == []


def test_no_cell_is_taken_for_something_else(register_copy):
    cells = ["NA", "none", "1e5", "null", "nan", "True", "007", "2025-06-01"]
    for line, cell in enumerate(cells, start=2):
        write_cell(register_copy, "samples", "strategy", cell, line)
    write_cell(register_copy, "samples", "note", "none", line=2)
    write_cell(register_copy, "samples", "note", "unknown", line=3)
    samples = load_samples(register_copy)
    assert samples["strategy"].tolist() == cells
    assert samples["note"].iloc[:2].tolist() == [None, "unknown"], "only the words of the column are absent values"


def test_a_column_and_a_table_more_need_no_python(register_copy):
    descriptor = json.loads((register_copy / "datapackage.json").read_text(encoding="utf-8"))
    colour = {"name": "colour", "type": "string", "constraints": {"required": True, "enum": ["red", "blue"]}}
    descriptor["resources"][0]["schema"]["fields"].append(colour)
    key = {"fields": ["id"], "reference": {"resource": "figures", "fields": ["id"]}}
    schema = {"fields": [{"name": "id", "type": "string"}, colour], "foreignKeys": [key]}
    paints = {"name": "paints", "type": "table", "path": "paints.csv", "mediatype": "text/csv", "schema": schema}
    descriptor["resources"].append(paints)
    (register_copy / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    header, *rows = rows_of(register_copy, "figures")
    write_rows(register_copy, "figures", [[*header, "colour"], *([*row, "red"] for row in rows)])
    (register_copy / "paints.csv").write_text(f"id,colour\n{rows[0][0]},blue\n", encoding="utf-8")
    register = Register.read(register_copy)
    assert set(register.figures["colour"]) == {"red"}
    assert register.table("paints")["colour"].tolist() == ["blue"]
    assert contents(register)["paints"] == {f"{rows[0][0]} | blue": {"id": rows[0][0], "colour": "blue"}}
    for text, column in (("id,colour\nnobody,green\n", "colour"), ("id,colour\nnobody,blue\n", "id")):
        (register_copy / "paints.csv").write_text(text, encoding="utf-8")
        assert [(one.line, one.column) for one in problems_of(register_copy)] == [(2, column)]


# -- where it is read from


def test_the_folder_may_be_given_as_text_or_by_the_build(monkeypatch, register_copy):
    assert len(Register.read(str(register_copy)).figures) == len(REGISTER.figures)
    monkeypatch.setenv("BAROMIA_DATA", str(register_copy))
    assert Register.read().folder == register_copy
    file_of(register_copy, "figures").unlink()
    refusal(None, "figures.csv")


def test_the_edges_give_one_table_each_which_is_the_callers_own():
    for load, name in ((load_figures, "figures"), (load_samples, "samples"), (load_indicators, "indicators")):
        pd.testing.assert_frame_equal(load(), getattr(REGISTER, name))
    figures = load_figures()
    figures["label_en"] = "changed"
    assert "changed" not in load_figures()["label_en"].tolist()
    assert load_sources() == REGISTER.sources


# -- what it is held against


def test_the_reference_validator_accepts_the_package():
    from frictionless import Package  # here: slow to import, and for one worker only

    report = Package(str(DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])[:5]
    assert report.stats["tasks"] == len(DESCRIPTOR["resources"])


def test_all_faults_of_all_files_are_told_at_once(register_copy):
    write_cell(register_copy, "figures", "unit", "percents", line=3)
    write_cell(register_copy, "figures", "label_en", " padded", line=3)
    write_cell(register_copy, "figures", "theme", "trusts", line=5)
    write_cell(register_copy, "samples", "fieldwork_end", "2025-13", line=2)
    write_cell(register_copy, "relations", "target", "none", line=2)
    write_cell(register_copy, "labels", "fr", "", line=4)
    sources = (register_copy / "sources.yaml").read_text(encoding="utf-8")
    (register_copy / "sources.yaml").write_text(sources.replace("type:", "typ:", 1), encoding="utf-8")
    told = [(one.file.rpartition("/")[2], one.line, one.column) for one in problems_of(register_copy)]
    assert told == [
        ("figures.csv", 3, "unit"),
        ("figures.csv", 3, "label_en"),
        ("figures.csv", 5, "theme"),
        ("samples.csv", 2, "fieldwork_end"),
        ("sources.yaml", 4, None),
        ("labels.csv", 4, "fr"),
    ]


def test_contents_are_all_that_there_is():
    """Every cell of every table, the source entries and the descriptor: what `baromia diff` compares."""
    found = contents(REGISTER)
    assert set(found) == {*TABLES, "sources", "datapackage.json"}
    for table, entry in TABLES.items():
        file = printed(table)
        for field in entry["schema"]["fields"]:
            file[field["name"]] = file[field["name"]].replace(field.get("missingValues", []), "none")
        assert list(found[table].values()) == file.to_dict("records")
    assert found["sources"]["wilson1927"]["author.1.family"] == "Wilson"
    assert found["datapackage.json"]["figures"]["schema.fields.value.type"] == "string"


# -- the command


def check(*arguments):
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


def test_the_command_accepts_a_good_copy(register_copy):
    done = check("--data", register_copy)
    assert (done.exit_code, done.stderr) == (0, "")
    assert f"{len(load_figures())} figures" in done.stdout
    assert json.loads(check("--data", register_copy, "--json").stdout)["ok"] is True


def test_the_command_says_what_is_wrong(register_copy):
    row = write_cell(register_copy, "samples", "second_hand", "wrong")
    done = check("--data", register_copy)
    assert (done.exit_code, done.stdout) == (1, "")
    assert f"samples.csv, line 3 (row {row}), column second_hand: “wrong” is none of" in done.stderr
    told = json.loads(check("--data", register_copy, "--json").stdout)
    assert (told["ok"], len(told["problems"])) == (False, 1)
    assert told["problems"][0].items() >= {"line": 3, "row": row, "column": "second_hand"}.items()


@pytest.mark.parametrize("file", ["datapackage.json", "sources.yaml", "figures.csv"])
def test_the_command_is_never_at_a_loss(register_copy, file):
    (register_copy / file).write_bytes(bytes(range(256)))
    for arguments in ((), ("--json",)):
        done = check("--data", register_copy, *arguments)
        assert done.exit_code == 1
        assert file in done.output
        assert done.exception is None or isinstance(done.exception, SystemExit)


def test_a_folder_that_is_not_there(tmp_path):
    assert "datapackage.json: is not there" in check("--data", tmp_path / "nowhere").stderr
