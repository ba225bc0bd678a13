"""The codebook says what the descriptor says, whatever of it is there."""

import pytest

from baromia.register.codebook import render_codebook
from damaged import DATA, DESCRIPTOR, TABLES

PAGE = render_codebook(DESCRIPTOR)


def test_the_kept_page_is_todays():
    assert (DATA / "README.md").read_text(encoding="utf-8") == PAGE, "data/README.md is old. To mend: make codebook"


@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_a_table_is_told_with_its_words(table):
    lines = PAGE.partition(f'<a id="{table}"></a>')[2].partition("\n## ")[0].replace(r"\|", "|").splitlines()
    for field in TABLES[table]["schema"]["fields"]:
        told = next(line for line in lines if line.startswith(f"| `{field['name']}` |"))
        assert field["description"] in told
        assert all(f"`{word}`" in told for word in field["constraints"].get("enum", []))


def test_a_descriptor_that_says_less():
    fields = [{"name": "id", "type": "string"}]
    small = {"resources": [{"name": "a", "type": "table", "path": "a.csv", "schema": {"fields": fields}}]}
    assert "| `id` | text |  |  |" in render_codebook(small)
