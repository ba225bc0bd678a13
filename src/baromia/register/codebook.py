"""The codebook, data/README.md, rendered from the descriptor, so that it cannot say anything else."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from .descriptor import missing_marks, read_descriptor

# What no single column says. The articles' sentences are not ours; everything here is.
READING = """\
## How to read a row

A row of `figures.csv` is one number as one source prints it. Read it from left to right: who says it (`source`),
of whom (`sample`), what is measured (`indicator`), of whom it is a share (`base`), the number (`value`, `unit`,
`qualifier`), and where it stands (`locator`). Three habits keep a reader out of trouble:

- Two figures may be set side by side only if they have the same `indicator`; what it measures, and what it is
  easily taken for and is not, stands in `indicators.csv`.
- A percentage is a share of its `base`. Where that is the id of another row, it is a share of the people whom
  that row counts, not of everybody asked.
- A row that `restates` another is the same fact printed again: count it once.

Absent is never empty. A column that may hold nothing says so with a word of its own (`none`: there is nothing to
say; `unknown`: there is something, and the source does not tell), listed below as *absent*. An empty cell is an
error, and so is a cell that begins or ends with a space, holds characters that cannot be seen, or begins with
`=`, `+`, `-` or `@`, which a spreadsheet would run.

Forms are regular expressions for the whole cell, in which `NAME` stands for `{name}`: small letters and digits,
in words joined by hyphens.

## How paragraphs are counted

A `locator` is the number of a paragraph in the source's text, saved as plain text (UTF-8), one paragraph a line:
lines that are not blank are counted from 1, headings and captions too. Whoever has the articles' texts, as
`<source id>.txt` in one folder, finds every number again with `baromia verify FOLDER`.

A `fingerprint` is the SHA-256 of the sentence that prints the number, made blind to typography first (quotation
marks, apostrophes, dashes, kinds of spaces, upper case): it proves that a row was taken from this sentence
without repeating it.

## How to open the tables in a spreadsheet

The tables are CSV: UTF-8 without byte order mark, a comma between cells, one line a row, line ends LF.

- **LibreOffice Calc**: File, Open; character set *Unicode (UTF-8)*, separator *Comma* alone; mark all columns and
  set their type to *Text*.
- **Excel**: not by a double click, which in French splits lines at semicolons and makes dates of `1/2` and
  `2025-06`. Data, From Text/CSV; origin *65001: Unicode (UTF-8)*, delimiter *Comma*, *Do not detect data types*.

To save, use LibreOffice (Save As, *Text CSV*, *Edit filter settings*: Unicode (UTF-8), comma) and then ask
`baromia check`, which names the file, the line and the column of anything that went wrong, and how to mend it.
"""
RIGHTS = """\
## Licence

The tables, the descriptor and this page are dedicated to the public domain under {licence}. That covers the
facts, the figures and our own words. The sentences of the articles belong to their publishers and are not
redistributed: the register cites each figure, says where it stands, and keeps no more than a fingerprint of the
sentence.
"""
NOTE = "<!-- Rendered from datapackage.json by `make codebook`: change that file, not this page. -->"
HEADER = ("Column", "Type", "Allowed", "Meaning")
NAME = "[a-z0-9]+(-[a-z0-9]+)*"
TYPES = {"string": "text", "integer": "whole number", "array": "list", "object": "group"}
CARDS = """\
A list, `references`, of cards in CSL (Citation Style Language), which pandoc and Zotero read too. Every word is text,
whatever it looks like; only whole numbers are numbers. No word of the bibliography may hold markup, which pandoc would
carry out. What we know of a publication beyond CSL stands under `custom`.\
"""


def render_codebook(folder: str | os.PathLike) -> str:
    """Return the codebook of a register as Markdown.

    Parameters
    ----------
    folder : path
        The data folder, with its datapackage.json.
    """
    descriptor = read_descriptor(Path(folder))
    title, about = descriptor.get("title", "Codebook"), descriptor.get("description", "")
    resources = descriptor["resources"]
    parts = [
        f"# {title}",
        NOTE,
        about,
        _table(("File", "What is in it"), ((f"[`{one['path']}`](#{one['name']})", _title(one)) for one in resources)),
        READING.format(name=NAME).strip(),
        *(_section(one) for one in resources),
        RIGHTS.format(licence=_licence(descriptor)).strip(),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _title(resource: dict) -> str:
    return " ".join((f"{resource.get('title', resource['name'])}.", resource.get("description", ""))).strip()


def _section(resource: dict) -> str:
    """Return the part about one resource; its anchor is its name, whatever its title."""
    head = f'## <a id="{resource["name"]}"></a>{resource.get("title", resource["name"])}: `{resource["path"]}`'
    body = _cards(resource["jsonSchema"]) if resource["type"] == "json" else _columns(resource["schema"])
    return "\n\n".join([head, resource.get("description", ""), *body])


def _columns(schema: dict) -> Iterator[str]:
    """Yield what a table needs: its columns, its key, and the units where a column has them."""
    keys = {key["fields"][0]: key["reference"]["resource"] for key in schema.get("foreignKeys", [])}
    rows = (
        (f"`{field['name']}`", TYPES[field["type"]], _allowed(field, keys), _meaning(field))
        for field in schema["fields"]
    )
    yield _table(HEADER, rows)
    if len(schema.get("primaryKey", [])) > 1:
        yield f"No two rows have the same {_codes(schema['primaryKey'], ', ')}."
    for field in schema["fields"]:
        if "byUnit" in field:
            yield f"How `{field['name']}` is written, by unit:"
            rows = ((f"`{unit}`", rule["example"], _range(rule)) for unit, rule in field["byUnit"].items())
            yield _table(("Unit", "Example", "Range"), rows)


def _meaning(field: dict) -> str:
    item = f" AAPOR disclosure item {field['aapor']}." if "aapor" in field else ""
    return field.get("description", "") + item


def _allowed(field: dict, keys: dict[str, str]) -> str:
    """Return what a cell of the column may hold, in words."""
    rules, name = field.get("constraints", {}), field["name"]
    told = []
    if "enum" in rules:
        told.append(_codes(rules["enum"], ", "))
    if name in keys:
        told.append(f"an id of `{keys[name]}`" if keys[name] else "an id of this table")
    if "pattern" in rules:
        told.append(f"form {_form(rules['pattern'])}")
    if "maxLength" in rules:
        told.append(f"at most {rules['maxLength']} characters")
    told.append(_range(rules))
    if rules.get("unique"):
        told.append("no two alike")
    if missing_marks(field):
        told.append(f"*absent:* {_codes(missing_marks(field), ', ')}")
    return "; ".join(filter(None, told))


def _range(rules: dict) -> str:
    limits = (("at least", "minimum"), ("at most", "maximum"))
    return ", ".join(f"{words} {rules[limit]}" for words, limit in limits if limit in rules)


def _cards(schema: dict) -> Iterator[str]:
    """Yield what the cards need: their names and which of them must be there."""
    card = schema.get("properties", {}).get("references", {}).get("items", {})
    required = card.get("required", [])
    yield CARDS
    rows = (
        (f"`{name}`", TYPES.get(one.get("type"), ""), "required" if name in required else "", _meaning(one))
        for name, one in _named(card)
    )
    yield _table(("Name", "Type", "", "Meaning"), rows)


def _named(group: dict, within: str = "") -> Iterator[tuple[str, dict]]:
    """Yield the names of a group and of the groups in it, each with what its schema says."""
    for name, one in group.get("properties", {}).items():
        yield within + name, one
        yield from _named(one, f"{within}{name}.")


def _form(pattern: str) -> str:
    """Return a regular expression as code, its commonest part by name."""
    return f"`{pattern.removeprefix('^').removesuffix('$').replace(NAME, 'NAME')}`"


def _licence(descriptor: dict) -> str:
    told = (f"[{one.get('title', one.get('name'))}]({one['path']})" for one in descriptor.get("licenses", []))
    return " or ".join(told)


def _codes(words: Iterable[str], joint: str) -> str:
    return joint.join(f"`{word}`" for word in words)


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a Markdown table; a bar inside a cell would end it, also between backticks."""
    lines = [header, ("---",) * len(header), *(tuple(cell.replace("|", r"\|") for cell in row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
