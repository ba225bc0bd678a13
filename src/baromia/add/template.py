"""The empty form: every field with what it asks for, as the descriptor says it, so that the two cannot drift apart."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..register.descriptor import missing_marks, resource

EVIDENCE = ("primary_document", "entered_by", "second_reader")
# What a card of sources.yaml asks for, and what an answer that is not known is written as; `None`: it may stay empty.
SOURCE = {
    "id": "",
    "type": "",
    "title": "",
    "title_given": "",
    "author": "",
    "publisher": None,
    "URL": None,
    "language": "",
    "short_name": None,
    "short_name_fr": None,
    "edition_of": None,
    "issued": "unknown",
    "not_before": None,
    "fieldwork": "unknown",
    "read": "",
    "licence": "not stated",
    "what_it_is": "",
    "what_it_is_fr": "",
    "publisher_interest": "",
    "publisher_interest_fr": "",
    "note": None,
    "note_fr": None,
}
TOP = ("id", "type", "title", "author", "publisher", "URL", "language")  # of CSL; the rest is ours, under `custom`
OPTIONAL = {
    "indicators": "Only where no indicator of the register measures the same thing; say what it is not.",
    "relations": "What the figures say about each other; figures may be named without the source's id and full stop.",
    "headlines": "Claims that the robustness notebook should test.",
}
GIVEN = ("source",)  # columns that the form knows anyway
HEAD = """\
# A form for `baromia add`. Write after each colon; lines that begin with # explain and may be deleted.
# What the document does not say is the word unknown, never a guess: it is always allowed, and counted.
# Text that holds a colon or begins with a quotation mark stands between "quotation marks"; long text after >- below.
"""


@dataclass(frozen=True)
class Field:
    """A field of the form: its name, what it asks for, and the word for an answer that is not known."""

    name: str
    help: str
    absent: str | None


def source_fields(data: Path) -> list[Field]:
    """Return what the form asks of a publication, in the words of the schema of its card."""
    return [Field(name, _card_help(data, name), absent) for name, absent in SOURCE.items()]


def evidence_fields(data: Path) -> list[Field]:
    """Return what the form asks of the document and of who read it."""
    return [Field(name, _card_help(data, name), "") for name in EVIDENCE]


def _card_help(data: Path, name: str) -> str:
    card = resource(data, "sources")["jsonSchema"]["properties"]["references"]["items"]["properties"]
    return (card if name in TOP else card["custom"]["properties"]).get(name, {}).get("description", "")


def sample_fields(data: Path) -> list[Field]:
    """Return the fields of a sample's card: the columns of samples.csv."""
    return table_fields(data, "samples")


def table_fields(data: Path, table: str) -> list[Field]:
    """Return the columns of a table of the register as fields, without those the form knows anyway."""
    fields = resource(data, table)["schema"]["fields"]
    told = {field["name"] for field in fields if "aapor" in field or "`unknown`" in field.get("description", "")}
    told |= {name.removesuffix("_fr") for name in told}  # some say it only where the word must stay in French
    return [_field(field, field["name"] in told) for field in fields if field["name"] not in GIVEN]


def _field(field: dict, unknown: bool) -> Field:
    marks, words = missing_marks(field), field.get("constraints", {}).get("enum")
    absent = marks[0] if marks else "unknown" if unknown else None
    told = [field.get("description", "")]
    if words:
        told.append(f"One of: {', '.join(words)}.")
    if "aapor" in field:
        told.append(f"AAPOR item {field['aapor']}.")
    if absent and f"`{absent}`" not in told[0]:
        told.append(f"May be {absent}.")
    return Field(field["name"], " ".join(filter(None, told)), absent)


def empty_form(data: Path, samples: int = 1) -> str:
    """Return an empty form as YAML.

    Parameters
    ----------
    data : Path
        Folder of the register, whose descriptor says what a sample's card asks for.
    samples : int
        How many groups of people were asked: one card each.
    """
    parts = [HEAD, "evidence:"]
    parts += [line for one in evidence_fields(data) for line in _lines(one)]
    parts.append("\nsource:")
    parts += [line for one in source_fields(data) for line in _lines(one)]
    parts.append("\nsamples:" if samples else "\nsamples: []")
    for _ in range(samples):
        parts += _card(sample_fields(data))
    for name, text in OPTIONAL.items():
        columns = ", ".join(field.name for field in table_fields(data, name))
        parts += ["", *_comment(f"{text} Columns: {columns}.", ""), f"{name}: []"]
    return "\n".join(parts) + "\n"


def _lines(field: Field) -> Iterator[str]:
    yield from _comment(field.help, "  ")
    yield "  author:\n  - family:\n    given:\n  - literal:" if field.name == "author" else f"  {field.name}:"


def _card(fields: list[Field]) -> Iterator[str]:
    for number, field in enumerate(fields):
        yield from _comment(field.help, "  ")
        yield f"{'- ' if number == 0 else '  '}{field.name}:"


def _comment(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, 110, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# ")
