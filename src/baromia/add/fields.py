"""The fields of a form and of a draft, as the descriptor has them, and the empty form made of them."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from nbpaper.errors import listed

from ..register.descriptor import missing_marks, resource

EVIDENCE = ("primary_document", "entered_by", "second_reader")
CSL = ("id", "type", "title", "author", "publisher", "URL", "language")  # the rest of an entry is ours: `custom`
NOT_ASKED = ("in_text", "text_sha256")
MAY_BE_EMPTY = ("publisher", "URL", "short_name", "short_name_fr", "edition_of", "not_before", "note")
PREFILLED = {"title": '""', "language": "fr", "licence": "not stated", "second_hand": "no"}
DERIVED = {  # what an empty field means
    "title_given": "Empty: no for a title in square brackets, else yes.",
    "author": "Empty: nobody signs it; then it needs a short_name.",
    "fieldwork_start": "Empty: as the source's fieldwork.",
    "fieldwork_end": "Empty: as the source's fieldwork.",
}
OPTIONAL = {
    "indicators": "Only where no indicator of the register measures the same thing; say what it is not.",
    "relations": "What the figures say about each other; figures may be named without the source's id and full stop.",
    "headlines": "Claims that the robustness notebook should test.",
}
TABLES = ("samples", *OPTIONAL)
AUTHOR = "\n  - family:\n    given:\n  - literal:"
HEAD = """\
# A form for `baromia add`. Write after each colon; lines that begin with # explain and may be deleted.
# What the document does not say is the word unknown, never a guess: replace it wherever the document says more.
# Text with a colon or a # in it, or a quotation mark first, stands between "quotation marks"; long text after >- below.
"""


@dataclass(frozen=True)
class Field:
    """A field to fill in: what it asks for, the words it takes (any text if none), the word for an absent answer."""

    name: str
    help: str = ""
    words: tuple[str, ...] = ()
    absent: str | None = None

    @property
    def mend(self) -> str:
        """What to write where it is empty."""
        if self.words:
            return f"write {listed(dict.fromkeys([*self.words, *filter(None, [self.absent])]))}"
        return f"write {self.absent}, if the document does not say" if self.absent else "fill it in"


def table_fields(descriptor: dict, table: str) -> list[Field]:
    """Return the columns of a table of the register but `source`, which the form knows."""
    columns = [one for one in resource(descriptor, table)["schema"]["fields"] if one["name"] != "source"]
    silent = {one["name"] for one in columns if "aapor" in one or "`unknown`" in one.get("description", "")}
    silent |= {name.removesuffix("_fr") for name in silent}  # some say it only where the word must stay in French
    return [_field(one, one["name"] in silent) for one in columns]


def _field(column: dict, silent: bool) -> Field:
    marks, words = missing_marks(column), tuple(column.get("constraints", {}).get("enum", ()))
    absent = marks[0] if marks else "unknown" if silent else None
    told = [column.get("description", "")]
    if words:
        told.append(f"One of: {', '.join(words)}.")
    if "aapor" in column:
        told.append(f"AAPOR item {column['aapor']}.")
    if absent and f"`{absent}`" not in told[0]:
        told.append(f"May be {absent}.")
    return Field(column["name"], " ".join(filter(None, told)), words, absent)


def entry_fields(descriptor: dict) -> tuple[list[Field], list[Field]]:
    """Return what the form asks of a publication, and of the document and its readers, in the words of the schema."""
    entry = resource(descriptor, "sources")["jsonSchema"]["properties"]["references"]["items"]["properties"]
    rules = entry["custom"]["properties"] | {name: entry[name] for name in CSL}
    rules = {name: rules[name] for name in (*CSL, *rules)}
    fields = [_entry_field(name, rule) for name, rule in rules.items() if name not in NOT_ASKED]
    return [one for one in fields if one.name not in EVIDENCE], [one for one in fields if one.name in EVIDENCE]


def _entry_field(name: str, rule: dict) -> Field:
    words = tuple(rule.get("enum", ())) if name != "type" else ()  # CSL has too many types to list
    return Field(name, rule.get("description", ""), words, "unknown" if "unknown" in rule.get("pattern", "") else None)


def empty_form(descriptor: dict, samples: int = 1) -> str:
    """Return an empty form as YAML, with a card a sample, and `unknown` wherever a document may be silent."""
    card = "\n".join(_lines(table_fields(descriptor, "samples"))).replace("  id:", "- id:", 1)
    source, evidence = entry_fields(descriptor)
    lines = [HEAD, "evidence:", *_lines(evidence), "", "source:", *_lines(source)]
    lines += ["", "samples:" if samples else "samples: []", *[card] * samples]
    for name, text in OPTIONAL.items():
        columns = ", ".join(field.name for field in table_fields(descriptor, name))
        lines += ["", *_comment(f"{text} Columns: {columns}.", ""), f"{name}: []"]
    return "\n".join(lines) + "\n"


def _lines(fields: list[Field]) -> Iterator[str]:
    """Yield the lines of fields, each below what it asks for."""
    for field in fields:
        yield from _comment(f"{field.help} {DERIVED.get(field.name, '')}".strip(), "  ")
        silent = field.absent == "unknown" and field.name not in DERIVED and not field.name.endswith("_fr")
        value = PREFILLED.get(field.name, "unknown" if silent else "")
        yield f"  {field.name}: {value}".rstrip() + (AUTHOR if field.name == "author" else "")


def _comment(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, 110, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# ")
