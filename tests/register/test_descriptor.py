"""The descriptor: what the loader makes of it, and every way it may be broken."""

import json
import os
import time

import pytest

from baromia import load_figures, load_samples, load_sources
from baromia.register.descriptor import read_descriptor, resource, table_schema
from baromia.register.read import check_tables
from baromia.register.rules import FIGURES, SAMPLES
from baromia.register.tables import read_table
from damaged import DATA, DESCRIPTOR, TABLES, file_of, problems_of, refusal
from nbpaper.errors import DataError

FILE = "datapackage.json"


def written(folder, text):
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def changed(folder, change):
    """Write a descriptor changed by `change`, which is given a copy of it."""
    descriptor = json.loads(json.dumps(DESCRIPTOR))
    change(descriptor)
    return written(folder, json.dumps(descriptor))


def entry(descriptor, name):
    return next(one for one in descriptor["resources"] if one["name"] == name)


def field(descriptor, table, name):
    return next(one for one in entry(descriptor, table)["schema"]["fields"] if one["name"] == name)


# -- sound descriptors


def test_the_descriptor_is_read_and_found_sound():
    assert read_descriptor(DATA) == DESCRIPTOR
    assert resource(DATA, "samples") == entry(DESCRIPTOR, "samples")


def test_an_unchanged_descriptor_is_parsed_once_and_a_changed_one_again(tmp_path):
    written(tmp_path, json.dumps(DESCRIPTOR))
    assert read_descriptor(tmp_path) is read_descriptor(tmp_path)
    changed(tmp_path, lambda descriptor: descriptor.update(title="Another"))
    assert read_descriptor(tmp_path)["title"] == "Another"


def test_a_schema_is_built_once():
    fields = TABLES["samples"]["schema"]["fields"]
    assert table_schema(fields) is table_schema(json.loads(json.dumps(fields)))
    assert list(table_schema(fields).columns) == [one["name"] for one in fields]


@pytest.mark.parametrize("table", TABLES)
def test_every_rule_of_the_descriptor_is_enforced(table):
    checks = {
        name: len(column.checks) for name, column in table_schema(TABLES[table]["schema"]["fields"]).columns.items()
    }
    for one in TABLES[table]["schema"]["fields"]:
        rules = {"pattern", "enum", "minLength", "maxLength"} & {*one["constraints"]}
        limits = bool({"minimum", "maximum"} & {*one["constraints"]})
        assert checks[one["name"]] == len(rules) + limits + (one["type"] == "integer")


def test_a_column_more_in_descriptor_and_table_needs_no_python(register_copy):
    new = {"name": "colour", "type": "string", "constraints": {"required": True, "enum": ["red", "blue"]}}
    changed(register_copy, lambda descriptor: entry(descriptor, "figures")["schema"]["fields"].append(new))
    path = file_of(register_copy, "figures")
    first, *lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"{first},colour", *(f"{line},red" for line in lines), ""]), encoding="utf-8")
    assert set(load_figures(register_copy)["colour"]) == {"red"}
    path.write_text(path.read_text(encoding="utf-8").replace(",red\n", ",green\n", 1), encoding="utf-8")
    assert "red or blue" in refusal(register_copy, "figures.csv", 2, "colour").what


# -- broken descriptors


TEXTS = {
    "empty": ("", None, "is empty"),
    "cut off": (json.dumps(DESCRIPTOR, indent=1)[:-40], "line", "not valid JSON"),
    "a comma too many": ('{"resources": [1,]}', 1, "not valid JSON"),
    "a comment": ('{\n// no comments in JSON\n"resources": []}', 2, "not valid JSON"),
    "a list": ("[]", None, "is not a group of names and values"),
    "a number": ("1", None, "is not a group"),
    "null": ("null", None, "is not a group"),
    "nothing in it": ("{}", None, "resources is missing"),
    "no resources": ('{"resources": []}', None, "resources: is empty"),
    "resources of another kind": ('{"resources": {}}', None, "is not a list"),
    "a resource of another kind": ('{"resources": [3]}', None, "resource 1: “3” is not a group"),
    "a hundred thousand brackets": ("[" * 100_000, None, ""),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_a_descriptor_that_cannot_be_understood(register_copy, kind):
    text, line, words = TEXTS[kind]
    written(register_copy, text)
    for load in (check_tables, load_figures, load_samples, load_sources, read_descriptor):
        (problem,) = problems_of(register_copy, load)
        assert problem.file.endswith(FILE)
        assert words in problem.what
        assert "restore" in problem.mend
        assert problem.line == (text.count("\n") + 1 if line == "line" else line)


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xff\xfe"], ids=["BOM", "UTF-16"])
def test_a_descriptor_in_another_encoding(register_copy, mark):
    path = register_copy / FILE
    path.write_bytes(mark + path.read_bytes())
    refusal(register_copy, FILE, 1)


def test_a_descriptor_that_is_not_there(tmp_path):
    assert "name the right folder" in refusal(tmp_path, FILE).mend


def with_field(table, name, **cells):
    """Return a change: these entries of a column's description."""
    return lambda descriptor: field(descriptor, table, name).update(cells)


def with_rule(table, name, **rules):
    return lambda descriptor: field(descriptor, table, name)["constraints"].update(rules)


def with_resource(name, **cells):
    return lambda descriptor: entry(descriptor, name).update(cells)


def with_schema(name, **cells):
    return lambda descriptor: entry(descriptor, name)["schema"].update(cells)


def without(table, *names):
    """Return a change: the resource, or what the names lead to in it, without the last of them."""
    return lambda descriptor: (field(descriptor, table, names[0]) if names[1:] else entry(descriptor, table)).pop(
        names[-1]
    )


TWO_COLUMNS = [{"fields": ["sample", "id"], "reference": {"resource": "samples", "fields": ["id"]}}]
LABELS = entry(DESCRIPTOR, "labels")["schema"]["fields"]
WRONG = {
    "unknown type": (with_field("figures", "value", type="strnig"), "resource figures, column value, type: “strnig”"),
    "type not read here": (with_field("samples", "n", type="geopoint"), "“geopoint” is not string or integer"),
    "no type": (without("figures", "value", "type"), "column value: type is missing"),
    "no name": (without("figures", "id", "name"), "column 1: name is missing"),
    "no fields": (with_schema("figures", fields=[]), "is empty"),
    "fields of another kind": (with_schema("figures", fields="id"), "“id” is not a list"),
    "a field of another kind": (with_schema("figures", fields=["id"]), "column 1: “id” is not a group"),
    "no schema": (without("figures", "schema"), "resource figures: schema is missing"),
    "no schema of the cards": (without("sources", "jsonSchema"), "resource sources: jsonSchema is missing"),
    "schema of no kind": (with_resource("sources", jsonSchema={"type": "strnig"}), "sources, jsonSchema: “strnig”"),
    "schema with a broken pattern": (with_resource("sources", jsonSchema={"pattern": "("}), "sources, jsonSchema: “(”"),
    "schema kept elsewhere": (with_resource("sources", jsonSchema={"$ref": "file:///etc/passwd"}), "another place"),
    "no path": (without("figures", "path"), "resource figures: path is missing"),
    "unknown kind of resource": (with_resource("figures", type="sheet"), "“sheet” is not table or json"),
    "unknown rule": (with_rule("figures", "note", maximal=3), "maximal is no rule that the loader knows"),
    "rule of another kind": (with_rule("figures", "note", maxLength="3"), "“3” is not of type integer"),
    "broken pattern": (with_rule("figures", "id", pattern="("), "column id, constraints, pattern: “(”"),
    "no words": (with_rule("figures", "unit", enum=[]), "is empty"),
    "marks of another kind": (with_field("figures", "note", missingValues="none"), "“none” is not a list"),
    "empty mark": (with_field("figures", "note", missingValues=[""]), "is empty"),
    "unit without a form": (with_field("figures", "value", byUnit={"count": {"example": "1"}}), "pattern is missing"),
    "resource twice": (lambda d: d["resources"].append(entry(d, "labels")), "resource labels is described twice"),
    "column twice": (with_schema("labels", fields=[*LABELS, LABELS[1]]), "column en is described twice"),
    "key that is no column": (with_schema("labels", primaryKey=["name"]), "key name is no column"),
    "key of two columns": (with_schema("figures", foreignKeys=TWO_COLUMNS), "does not fit"),
    "part of a schema of no kind": (
        with_resource("sources", jsonSchema={"properties": {"title": 0}}),
        "“0” is not a group of names and values or of type boolean",
    ),
    "date of another kind": (lambda d: d.update(created=2026), "“2026” is not text"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_descriptor_with_a_wrong_entry(register_copy, kind):
    change, words = WRONG[kind]
    changed(register_copy, change)
    told = [problem for problem in problems_of(register_copy) if words in problem.what]
    assert told, problems_of(register_copy)
    assert told[0].file.endswith(FILE)
    assert "To mend: " in str(told[0])


@pytest.mark.parametrize(
    ("column", "other", "named"),
    [("token", "samples", "string"), ("string", "samples", "id"), ("token", "sources", "id")],
)
def test_a_key_to_a_column_that_is_not_there(register_copy, column, other, named):
    key = {"fields": [column], "reference": {"resource": other, "fields": [named]}}
    changed(register_copy, with_schema("set_aside", foreignKeys=[key]))
    with pytest.raises(DataError, match=r"resource set_aside: a foreign key names the column \w+, which \w+ has not"):
        check_tables(register_copy)


PATHS = {
    "up": "../figures.csv",
    "up and back": "../data/figures.csv",
    "absolute": "/etc/passwd",
    "absolute inside": "{folder}/figures.csv",
    "address": "https://example.org/figures.csv",
    "file address": "file:///etc/passwd",
    "folder": "sub/figures.csv",
    "Windows": "..\\figures.csv",
    "NUL": "figures.csv\0",
    "line break": "figures.csv\n",
    "half a letter": "\ud800.csv",
    "empty": "",
    "home": "~/figures.csv",
}


@pytest.mark.parametrize("table", ["figures", "sources"])
@pytest.mark.parametrize("kind", PATHS)
def test_a_path_that_leaves_the_folder(register_copy, table, kind):
    path = PATHS[kind].format(folder=register_copy)
    changed(register_copy, lambda descriptor: entry(descriptor, table).update(path=path))
    problem = refusal(register_copy, FILE)
    assert f"resource {table}, path: " in problem.what
    str(problem).encode("utf-8")  # it can be printed


@pytest.mark.parametrize("path", [["figures.csv"], 3, None, {"a": 1}], ids=str)
def test_a_path_that_is_no_name(register_copy, path):
    changed(register_copy, lambda descriptor: entry(descriptor, "figures").update(path=path))
    assert "resource figures, path: " in refusal(register_copy, FILE).what


@pytest.mark.parametrize("path", [".", ".."])
def test_a_path_that_is_a_folder(register_copy, path):
    changed(register_copy, lambda descriptor: entry(descriptor, "figures").update(path=path))
    assert problems_of(register_copy)[0].what in ("is no file", "the path .. leads out of the data folder")


@pytest.mark.parametrize(("table", "file"), [("figures", "figures.csv"), ("sources", "sources.yaml")])
def test_a_link_out_of_the_folder(register_copy, tmp_path, table, file):
    (register_copy / file).rename(tmp_path / file)
    (register_copy / file).symlink_to(tmp_path / file)
    assert f"the path {file} leads out" in refusal(register_copy, FILE).what


def test_a_link_inside_the_folder_is_a_file_like_any_other(register_copy):
    (register_copy / "figures.csv").rename(register_copy / "table.csv")
    (register_copy / "figures.csv").symlink_to("table.csv")
    assert len(load_figures(register_copy)) == len(load_figures())


def test_a_data_folder_that_is_itself_a_link(register_copy, tmp_path):
    (tmp_path / "link").symlink_to(register_copy)
    assert len(load_figures(tmp_path / "link")) == len(load_figures())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_refused_rather_than_waited_for(register_copy):
    (register_copy / "figures.csv").unlink()
    os.mkfifo(register_copy / "figures.csv")
    assert "is no file" in refusal(register_copy, "figures.csv").what


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_nobody_may_read(register_copy):
    (register_copy / "figures.csv").chmod(0)
    assert "permissions" in refusal(register_copy, "figures.csv").mend


# -- what a table needs


def test_a_resource_that_nobody_described(register_copy):
    changed(register_copy, lambda descriptor: descriptor["resources"].remove(entry(descriptor, "samples")))
    problem = refusal(register_copy, FILE, check=load_figures)
    assert "no resource is named samples" in problem.what


NEEDED = [
    *(("figures", column) for column in FIGURES),
    *(("samples", column) for column in SAMPLES),
    ("indicators", "id"),
]


@pytest.mark.parametrize(("table", "column"), NEEDED)
def test_a_descriptor_without_a_column_that_the_rules_need(register_copy, table, column):
    def change(descriptor):
        schema = entry(descriptor, table)["schema"]
        schema["fields"].remove(field(descriptor, table, column))
        schema.pop("primaryKey")

    changed(register_copy, change)
    assert "the rules need it" in refusal(register_copy, FILE, column=column).what


def test_a_table_that_is_cards_and_cards_that_are_a_table(register_copy):
    def change(descriptor):
        cards = {"name": "more", "type": "json", "path": "more.yaml", "jsonSchema": {}}
        descriptor["resources"].append(cards)

    changed(register_copy, change)
    assert "resource more is no table" in refusal(register_copy, FILE).what


def test_minimum_of_a_text_column(register_copy):
    fields = [{"name": "id", "type": "string"}, {"name": "en", "type": "string", "constraints": {"maximum": 5}}]
    (register_copy / "labels.csv").write_text("id,en\na,3\nb,many\nc,7\n", encoding="utf-8")
    with pytest.raises(DataError) as refused:
        read_table(register_copy, {"path": "labels.csv", "schema": {"fields": fields}})
    assert [problem.line for problem in refused.value.problems] == [3, 4]


def test_a_thousand_faults_are_told_quickly(register_copy):
    start = time.perf_counter()
    table = [f"r-{number},wrong {number}" for number in range(20_000)]
    (register_copy / "labels.csv").write_text("\n".join(["id,en", *table, ""]), encoding="utf-8")
    fields = [{"name": "id", "type": "string"}, {"name": "en", "type": "string", "constraints": {"enum": ["right"]}}]
    with pytest.raises(DataError, match="and 19975 more") as refused:
        read_table(register_copy, {"path": "labels.csv", "schema": {"fields": fields}})
    assert len(refused.value.problems) == 20_000
    assert time.perf_counter() - start < 10
