"""The descriptor says what the tables may hold; whatever of it cannot be understood is refused."""

import json

import pytest

from baromia.register import Register
from baromia.register.descriptor import read_descriptor
from baromia.register.read import OPTIONAL
from baromia.register.rules import NEEDED
from baromia.words.check import check_register
from damaged import DESCRIPTOR, problems_of, refusal

FILE = "datapackage.json"
CUT_OFF = json.dumps(DESCRIPTOR, indent=1)[:-40]


def changed(folder, change):
    """Write a descriptor changed by `change`, which is given a copy of it."""
    descriptor = json.loads(json.dumps(DESCRIPTOR))
    change(descriptor)
    (folder / FILE).write_text(json.dumps(descriptor), encoding="utf-8")


def entry(descriptor, name):
    return next(one for one in descriptor["resources"] if one["name"] == name)


def field(descriptor, table, name):
    return next(one for one in entry(descriptor, table)["schema"]["fields"] if one["name"] == name)


# -- broken descriptors


@pytest.fixture
def told(tmp_path):
    """Write a descriptor and return the words of its refusal."""

    def refused(text):
        (tmp_path / FILE).write_text(text, encoding="utf-8")
        problems = problems_of(tmp_path, read_descriptor)
        assert all(problem.file.endswith(FILE) and "restore" in problem.mend for problem in problems)
        return [(problem.line, problem.what) for problem in problems]

    return refused


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", None, "is empty"),
        (CUT_OFF, CUT_OFF.count("\n") + 1, "not valid JSON"),
        ('{\n// no comments in JSON\n"resources": []}', 2, "not valid JSON"),
        ("[]", None, "is not a group of names and values"),
        ("{}", None, "resources is missing"),
        ('{"resources": []}', None, "resources: is empty"),
        ('{"resources": [3]}', None, "resource 1: “3” is not a group"),
        ("[" * 100_000, None, ""),
    ],
)
def test_a_descriptor_that_cannot_be_understood(told, text, line, words):
    ((found, what),) = told(text)
    assert found == line
    assert words in what


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


def key(column, other, named):
    return {"fields": [column], "reference": {"resource": other, "fields": [named]}}


TWO_COLUMNS = [{"fields": ["sample", "id"], "reference": {"resource": "samples", "fields": ["id"]}}]
LABELS = entry(DESCRIPTOR, "labels")["schema"]["fields"]
WRONG = {
    "unknown type": (with_field("figures", "value", type="strnig"), "resource figures, column value, type: “strnig”"),
    "no type": (without("figures", "value", "type"), "column value: type is missing"),
    "no name": (without("figures", "id", "name"), "column 1: name is missing"),
    "no schema": (without("figures", "schema"), "resource figures: schema is missing"),
    "schema of no kind": (with_resource("sources", jsonSchema={"type": "strnig"}), "sources, jsonSchema: “strnig”"),
    "schema kept elsewhere": (with_resource("sources", jsonSchema={"$ref": "file:///etc/passwd"}), "another place"),
    "no path": (without("figures", "path"), "resource figures: path is missing"),
    "unknown kind of resource": (with_resource("figures", type="sheet"), "“sheet” is not table or json"),
    "unknown rule": (with_rule("figures", "note", maximal=3), "maximal is no rule that the loader knows"),
    "broken pattern": (with_rule("figures", "id", pattern="("), "column id, constraints, pattern: “(”"),
    "no words": (with_rule("figures", "unit", enum=[]), "is empty"),
    "unit without a form": (with_field("figures", "value", byUnit={"count": {"example": "1"}}), "pattern is missing"),
    "resource twice": (lambda d: d["resources"].append(entry(d, "labels")), "resource labels is described twice"),
    "column twice": (with_schema("labels", fields=[*LABELS, LABELS[1]]), "column en is described twice"),
    "key that is no column": (with_schema("labels", primaryKey=["name"]), "key name is no column"),
    "key of two columns": (with_schema("figures", foreignKeys=TWO_COLUMNS), "does not fit"),
    "key to no resource": (with_schema("set_aside", foreignKeys=[key("token", "nothing", "id")]), "names the resource"),
    "key of no column": (with_schema("set_aside", foreignKeys=[key("string", "samples", "id")]), "set_aside has not"),
    "key to no column": (with_schema("set_aside", foreignKeys=[key("token", "samples", "no")]), "samples has not"),
}


PATHS = ("../figures.csv", "https://example.org/figures.csv", "sub/figures.csv", "..\\f.csv", "", 3)
WRONG |= {f"path {path}": (with_resource("figures", path=path), "resource figures, path: ") for path in PATHS}


@pytest.mark.parametrize("kind", WRONG)
def test_a_descriptor_with_a_wrong_entry(told, kind):
    change, words = WRONG[kind]
    descriptor = json.loads(json.dumps(DESCRIPTOR))
    change(descriptor)
    assert [what for _, what in told(json.dumps(descriptor)) if words in what]


@pytest.mark.parametrize(("table", "file"), [("figures", "figures.csv"), ("sources", "sources.yaml")])
def test_a_link_out_of_the_folder(register_copy, tmp_path, table, file):
    (register_copy / file).rename(tmp_path / file)
    (register_copy / file).symlink_to(tmp_path / file)
    assert f"the path {file} leads out" in refusal(register_copy, FILE).what


# -- what the code needs


def test_resources_that_nobody_described(register_copy):
    def change(descriptor):
        for name in ("samples", "sentences"):
            descriptor["resources"].remove(entry(descriptor, name))
        entry(descriptor, "figures")["schema"]["foreignKeys"] = []

    changed(register_copy, change)
    assert [one.what for one in problems_of(register_copy)] == [
        "no resource is named samples",
        "no resource is named sentences",
    ]


@pytest.mark.parametrize("name", OPTIONAL)
def test_what_an_older_register_lacks_need_not_be_described(register_copy, name):
    changed(register_copy, lambda descriptor: descriptor["resources"].remove(entry(descriptor, name)))
    assert Register.read(register_copy).table(name).empty


def test_a_column_may_do_without_constraints(register_copy):
    changed(register_copy, lambda descriptor: field(descriptor, "figures", "population").pop("constraints"))
    assert check_register(register_copy).descriptor != DESCRIPTOR


@pytest.mark.parametrize("table", NEEDED)
def test_a_descriptor_without_a_column_that_the_rules_need(register_copy, table):
    def change(descriptor):
        schema = entry(descriptor, table)["schema"]
        kept = [one for one in schema["fields"] if one["name"] not in NEEDED[table]]
        schema.update(fields=kept or [{"name": "other", "type": "string"}], primaryKey=[], foreignKeys=[])
        for one in descriptor["resources"]:
            one.get("schema", {}).pop("foreignKeys", None)

    changed(register_copy, change)
    told = [(one.column, one.what) for one in problems_of(register_copy)]
    what = f"resource {table}: the column is not described, and the rules need it"
    assert told == [(column, what) for column in NEEDED[table]]
