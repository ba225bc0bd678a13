"""The codebook, data/README.md, rendered from the descriptor, so that both say the same.

How to read a row or to open a table is in codebook.md, its template.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from .descriptor import foreign_keys, missing_marks, title

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
    files = ((f"[`{entry['path']}`](#{entry['name']})", _title(entry)) for entry in resources)
    licences = descriptor.get("licenses", [])
    page = TEMPLATE.read_text(encoding="utf-8").format(
        title=descriptor.get("title", "Codebook"),
        about=descriptor.get("description", ""),
        files=_table(("File", "What is in it"), files),
        name=NAME,
        sections="\n\n".join(map(_section, resources)),
        licence=" or ".join(f"[{title(entry)}]({entry['path']})" for entry in licences),
    )
    return re.sub(r"\n{3,}", "\n\n", page)


def _title(resource: dict) -> str:
    return f"{title(resource)}. {resource.get('description', '')}".strip()


def _section(resource: dict) -> str:
    """Return the section of one resource; its anchor is its name."""
    head = f'## <a id="{resource["name"]}"></a>{title(resource)}: `{resource["path"]}`'
    body = _entries(resource["jsonSchema"]) if resource["type"] == "json" else _columns(resource)
    return "\n\n".join([head, resource.get("description", ""), *body])


def _columns(resource: dict) -> Iterator[str]:
    """Yield the parts of a table's section: its columns, its key, and the units where a column has them."""
    schema = resource["schema"]
    references = {
        column: "an id of this table" if target == resource["name"] else f"an id of `{target}`"
        for column, (target, _) in foreign_keys(resource).items()
    }
    rows = (
        (f"`{field['name']}`", TYPES[field["type"]], _allowed(field, references.get(field["name"])), _meaning(field))
        for field in schema["fields"]
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


def _allowed(field: dict, reference: str | None) -> str:
    """Return what a cell of the column may hold, in words; `reference` says what its foreign key names."""
    rules, marks = field.get("constraints", {}), missing_marks(field)
    form = rules.get("pattern", "").removeprefix("^").removesuffix("$").replace(NAME, "NAME")
    parts = (
        _codes(rules.get("enum", [])),
        reference,
        f"form `{form}`" if form else "",
        f"at most {rules['maxLength']} characters" if "maxLength" in rules else "",
        _range(rules),
        "no two alike" if rules.get("unique") else "",
        f"*absent:* {_codes(marks)}" if marks else "",
    )
    return "; ".join(filter(None, parts))


def _range(rules: dict) -> str:
    limits = (("at least", "minimum"), ("at most", "maximum"))
    return ", ".join(f"{words} {rules[limit]}" for words, limit in limits if limit in rules)


def _entries(schema: dict) -> Iterator[str]:
    """Yield the parts of the section of the source entries: their fields, and which of them are required."""
    entry = schema.get("properties", {}).get("references", {}).get("items", {})
    required = entry.get("required", [])
    yield CARDS
    rows = (
        (f"`{name}`", TYPES.get(rule.get("type"), ""), "required" if name in required else "", _meaning(rule))
        for name, rule in _fields(entry)
    )
    yield _table(("Name", "Type", "", "Meaning"), rows)


def _fields(group: dict, prefix: str = "") -> Iterator[tuple[str, dict]]:
    """Yield the fields of a group and of the groups in it, each by its path, with its schema."""
    for name, rule in group.get("properties", {}).items():
        yield prefix + name, rule
        yield from _fields(rule, f"{prefix}{name}.")


def _codes(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a Markdown table; a bar inside a cell would end it, also between backticks."""
    lines = [header, ("---",) * len(header), *(tuple(cell.replace("|", r"\|") for cell in row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
