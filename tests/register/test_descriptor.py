"""The descriptor says what the tables may hold; whatever of it cannot be understood is refused."""

import json

import pytest

from baromia.register import OPTIONAL, Register
from baromia.register.descriptor import read_descriptor
from baromia.register.rules import NEEDED
from baromia.words.check import check_register
from cases import cases
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
        ('{"name": "a", "created": "2026"}', None, "resources is missing"),
        ('{"name": "a", "created": "2026", "resources": []}', None, "resources: is empty"),
        ('{"name": "a", "created": "2026", "resources": [3]}', None, "resource 1: “3” is not a group"),
        ("[" * 100_000, None, ""),
    ],
)
def test_a_descriptor_that_cannot_be_understood(told, text, line, words):
    ((found, what),) = told(text)
    assert found == line
    assert words in what


WRONG = cases(__file__, "descriptor")


@pytest.mark.parametrize("kind", WRONG)
def test_a_descriptor_with_a_wrong_entry(told, kind):
    descriptor, wrong = json.loads(json.dumps(DESCRIPTOR)), WRONG[kind]
    table, *steps = wrong["at"].split()
    part = entry(descriptor, table)
    for step in steps:
        part = part[step] if step in ("schema", "constraints") else field(descriptor, table, step)
    part.update(wrong.get("set", {}))
    part.pop(wrong.get("drop"), None)
    assert [what for _, what in told(json.dumps(descriptor)) if wrong["said"] in what]


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


def test_a_descriptor_without_the_columns_that_the_rules_need(register_copy):
    def change(descriptor):
        for table, needed in NEEDED.items():
            schema = entry(descriptor, table)["schema"]
            kept = [one for one in schema["fields"] if one["name"] not in needed]
            schema.update(fields=kept or [{"name": "other", "type": "string"}], primaryKey=[])
        for one in descriptor["resources"]:
            one.get("schema", {}).pop("foreignKeys", None)

    changed(register_copy, change)
    what = "resource {}: the column is not described, and the rules need it"
    needed = {(column, what.format(table)) for table, columns in NEEDED.items() for column in columns}
    assert {(one.column, one.what) for one in problems_of(register_copy)} == needed
