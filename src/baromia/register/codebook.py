"""The codebook, data/README.md, rendered from the descriptor, so that it cannot say anything else.

What no single column says, how to read a row or to open a table, stands in codebook.md, its template.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from .descriptor import foreign_keys, missing_marks

TEMPLATE = Path(__file__).with_name("codebook.md")
HEADER = ("Column", "Type", "Allowed", "Meaning")
NAME = "[a-z0-9]+(-[a-z0-9]+)*"
TYPES = {"string": "text", "integer": "whole number", "array": "list", "object": "group"}
CARDS = """\
A list, `references`, of cards in CSL (Citation Style Language), which pandoc and Zotero read too. Every word is text,
whatever it looks like; only whole numbers are numbers. No word of the bibliography may hold markup, which pandoc would
carry out. What we know of a publication beyond CSL stands under `custom`.\
"""


def render_codebook(descriptor: dict) -> str:
    """Return the codebook as Markdown; `descriptor` is that of `Register` or of `read_descriptor`."""
    resources = descriptor["resources"]
    files = ((f"[`{one['path']}`](#{one['name']})", _title(one)) for one in resources)
    licences = (f"[{one.get('title', one.get('name'))}]({one['path']})" for one in descriptor.get("licenses", []))
    page = TEMPLATE.read_text(encoding="utf-8").format(
        title=descriptor.get("title", "Codebook"),
        about=descriptor.get("description", ""),
        files=_table(("File", "What is in it"), files),
        name=NAME,
        sections="\n\n".join(map(_section, resources)),
        licence=" or ".join(licences),
    )
    return re.sub(r"\n{3,}", "\n\n", page)


def _title(resource: dict) -> str:
    return " ".join((f"{resource.get('title', resource['name'])}.", resource.get("description", ""))).strip()


def _section(resource: dict) -> str:
    """Return the part about one resource; its anchor is its name, whatever its title."""
    head = f'## <a id="{resource["name"]}"></a>{resource.get("title", resource["name"])}: `{resource["path"]}`'
    body = _entries(resource["jsonSchema"]) if resource["type"] == "json" else _columns(resource)
    return "\n\n".join([head, resource.get("description", ""), *body])


def _columns(resource: dict) -> Iterator[str]:
    """Yield what a table needs: its columns, its key, and the units where a column has them."""
    schema = resource["schema"]
    named = {
        column: "an id of this table" if other == resource["name"] else f"an id of `{other}`"
        for column, (other, _) in foreign_keys(resource).items()
    }
    rows = (
        (f"`{one['name']}`", TYPES[one["type"]], _allowed(one, named.get(one["name"])), _meaning(one))
        for one in schema["fields"]
    )
    yield _table(HEADER, rows)
    if len(schema.get("primaryKey", [])) > 1:
        yield f"No two rows have the same {_codes(schema['primaryKey'])}."
    for field in schema["fields"]:
        if "byUnit" in field:
            yield f"How `{field['name']}` is written, by unit:"
            rows = ((f"`{unit}`", rule["example"], _range(rule)) for unit, rule in field["byUnit"].items())
            yield _table(("Unit", "Example", "Range"), rows)


def _meaning(field: dict) -> str:
    item = f" AAPOR disclosure item {field['aapor']}." if "aapor" in field else ""
    return field.get("description", "") + item


def _allowed(field: dict, named: str | None) -> str:
    """Return what a cell of the column may hold, in words; `named`: what it names in a table."""
    rules, marks = field.get("constraints", {}), missing_marks(field)
    form = rules.get("pattern", "").removeprefix("^").removesuffix("$").replace(NAME, "NAME")
    told = (
        _codes(rules.get("enum", [])),
        named,
        f"form `{form}`" if form else "",
        f"at most {rules['maxLength']} characters" if "maxLength" in rules else "",
        _range(rules),
        "no two alike" if rules.get("unique") else "",
        f"*absent:* {_codes(marks)}" if marks else "",
    )
    return "; ".join(filter(None, told))


def _range(rules: dict) -> str:
    limits = (("at least", "minimum"), ("at most", "maximum"))
    return ", ".join(f"{words} {rules[limit]}" for words, limit in limits if limit in rules)


def _entries(schema: dict) -> Iterator[str]:
    """Yield what the source entries need: their names and which of them must be there."""
    entry = schema.get("properties", {}).get("references", {}).get("items", {})
    required = entry.get("required", [])
    yield CARDS
    rows = (
        (f"`{name}`", TYPES.get(one.get("type"), ""), "required" if name in required else "", _meaning(one))
        for name, one in _named(entry)
    )
    yield _table(("Name", "Type", "", "Meaning"), rows)


def _named(group: dict, within: str = "") -> Iterator[tuple[str, dict]]:
    """Yield the names of a group and of the groups in it, each with what its schema says."""
    for name, one in group.get("properties", {}).items():
        yield within + name, one
        yield from _named(one, f"{within}{name}.")


def _codes(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a Markdown table; a bar inside a cell would end it, also between backticks."""
    lines = [header, ("---",) * len(header), *(tuple(cell.replace("|", r"\|") for cell in row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
