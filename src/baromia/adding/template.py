"""The empty form: every field with what it asks for, as the descriptor says it, so that the two cannot drift apart."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..descriptor import missing_marks, resource

EVIDENCE = {
    "primary_document": "Where the document itself can be read: address, or archive and shelf mark. No press summary.",
    "entered_by": "Who fills in this form. The name will stand in sources.yaml, open to all.",
    "second_reader": "Who read the document independently and compared every row with it. Another person.",
}
# What a card of sources.yaml asks for; `None`: may stay empty, else what an answer that is not known is written as.
SOURCE = {
    "id": ("", "Permanent name, small letters and digits joined by hyphens: pulselife2026."),
    "type": ("", "Kind of publication in CSL: webpage, report, article-journal, document."),
    "title": ("", "Its title; in square brackets where the text gives none and it is ours."),
    "title_given": ("", "yes where the text gives the title, no where it is ours."),
    "author": ("", "People as family and given, organisations as literal; one entry each."),
    "publisher": (None, "Who published it, where that is said."),
    "URL": (None, "Its address, beginning with https://."),
    "language": ("", "Language of the text: fr."),
    "short_name": (None, "How charts and tables name it, where author and year would not do."),
    "edition_of": (None, "Id of the edition right before it, where the same barometer was held again."),
    "issued": ("unknown", "Day, month or year of publication: 2026-11-18, 2026-11 or 2026; unknown."),
    "not_before": (None, "Where issued is unknown: the earliest it can be, to judge by the text."),
    "fieldwork": (
        "unknown",
        "When people were asked: 2026-09-15/2026-10-01, 2026-09; unknown; none without a survey.",
    ),
    "what_it_is": ("", "What kind of publication it is, in our words, one sentence."),
    "what_it_is_fr": ("", "The same in French."),
    "publisher_interest": ("", "What its publisher has to gain from the subject, as far as the text shows it."),
    "publisher_interest_fr": ("", "The same in French."),
    "note": (None, "What a reader must know of it."),
    "note_fr": (None, "The same in French."),
}
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
    parts += [line for name, text in EVIDENCE.items() for line in _lines(name, text)]
    parts.append("\nsource:")
    parts += [line for name, (_, text) in SOURCE.items() for line in _lines(name, text)]
    parts.append("\nsamples:" if samples else "\nsamples: []")
    for _ in range(samples):
        parts += _card(sample_fields(data))
    for name, text in OPTIONAL.items():
        columns = ", ".join(field.name for field in table_fields(data, name))
        parts += ["", *_comment(f"{text} Columns: {columns}.", ""), f"{name}: []"]
    return "\n".join(parts) + "\n"


def _lines(name: str, text: str) -> Iterator[str]:
    yield from _comment(text, "  ")
    yield "  author:\n  - family:\n    given:\n  - literal:" if name == "author" else f"  {name}:"


def _card(fields: list[Field]) -> Iterator[str]:
    for number, field in enumerate(fields):
        yield from _comment(field.help, "  ")
        yield f"{'- ' if number == 0 else '  '}{field.name}:"


def _comment(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, 110, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# ")
