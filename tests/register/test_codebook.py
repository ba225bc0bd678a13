"""The codebook says what the descriptor says, and nothing else."""

import re
from itertools import pairwise

import pytest

from baromia.register.codebook import render_codebook
from damaged import DATA, DESCRIPTOR, TABLES

PAGE = render_codebook(DESCRIPTOR)


def section(table):
    """Return the part of the page about one table."""
    return PAGE.split(f'<a id="{table}"></a>')[1].split("\n## ")[0]


def row(table, column):
    return next(line for line in section(table).splitlines() if line.startswith(f"| `{column}` |"))


def test_the_kept_page_is_todays():
    kept = (DATA / "README.md").read_text(encoding="utf-8")
    assert kept == PAGE, "data/README.md is not what data/datapackage.json says. To mend: make codebook"


@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_a_table_is_told_with_its_rules(table):
    entry = TABLES[table]
    assert f"[`{entry['path']}`](#{table})" in PAGE
    assert entry["description"] in section(table)
    for field in entry["schema"]["fields"]:
        told, rules = row(table, field["name"]), field["constraints"]
        plain = told.replace(r"\|", "|")
        assert field["description"] in plain
        assert all(f"`{word}`" in told for word in rules.get("enum", []))
        assert all(f"*absent:* `{mark}`" in told for mark in field.get("missingValues", []))
        assert not rules.get("unique") or "no two alike" in told
        assert all(str(rules[limit]) in told for limit in ("minimum", "maximum", "maxLength") if limit in rules)
        if "pattern" in rules:
            form = re.search(r"form `(.*?)`", plain)[1].replace("NAME", "[a-z0-9]+(-[a-z0-9]+)*")
            assert form == rules["pattern"].removeprefix("^").removesuffix("$")


def test_every_unit_is_told_with_an_example():
    value = next(field for field in TABLES["figures"]["schema"]["fields"] if field["name"] == "value")
    for unit, rule in value["byUnit"].items():
        assert any(line.startswith(f"| `{unit}` | {rule['example']} |") for line in section("figures").splitlines())


def test_a_key_of_several_columns_and_keys_of_other_tables_are_told():
    assert "No two rows have the same `source`, `locator`, `token`, `occurrence`." in section("set_aside")
    assert "an id of `samples`" in row("figures", "sample")
    assert "an id of this table" in row("figures", "restates")


def test_tables_are_whole():
    lines = PAGE.splitlines()
    for above, line in pairwise(lines):
        if above.startswith("|") and line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", above)) == len(re.findall(r"(?<!\\)\|", line)), line
    assert not re.search(r"[ \t]\n|\n{3,}", PAGE)
    assert PAGE.endswith(".\n")


def test_a_descriptor_that_says_less():
    fields = [{"name": "id", "type": "string"}]
    small = {"resources": [{"name": "a", "type": "table", "path": "a.csv", "schema": {"fields": fields}}]}
    assert "| `id` | text |  |  |" in render_codebook(small)
