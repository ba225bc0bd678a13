"""The form of a publication: its fields, from the descriptor; the empty form; and the reader of a filled one.

A form holds the entry of the publication, its samples and further rows; every fault has its line.
"""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from nbpaper.errors import DataError, Problem, display_path, listed, meant
from nbpaper.files import read_text
from nbpaper.texts import fingerprint

from ..register.descriptor import missing_marks, read_descriptor, resource
from ..register.rules import WORDS_FOR_BASES
from ..register.source_entries import entry_faults, read_plain

EVIDENCE = ("primary_document", "entered_by", "second_reader")
CSL = ("id", "type", "title", "author", "publisher", "URL", "language")  # the rest of an entry is ours: `custom`
NOT_ASKED = ("in_text", "text_sha256")
MAY_BE_EMPTY = ("publisher", "URL", "short_name", "short_name_fr", "edition_of", "not_before", "note")
PREFILLED = {"title": '""', "language": "fr", "licence": "not stated", "second_hand": "no"}
WHEN_EMPTY = {  # what such a field means
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
INTRODUCTION = """\
# A form for `baromia add`. Write after each colon; lines that begin with # explain and may be deleted.
# What the document does not say is the word unknown, never a guess: replace it wherever the document says more.
# Text with a colon or a # in it, or a quotation mark first, stands between "quotation marks"; long text after >- below.
"""
NOBODY = ("", "unknown", "none", "nobody", "n/a", "?", "-", "…", "...", "todo", "tbd", "tba", "xxx")
SAME_IN_FRENCH = ("unknown", "none")  # words that are the same in French
ID_COLUMNS = {"figures", "target", "figure", "other"}  # columns of further rows that name figures
SHORT_ID = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*(-[a-z0-9]+)*|[0-9]+(-[a-z0-9]+)+")
NO_FIGURE = ("", "none", *WORDS_FOR_BASES)  # words that stand where a figure may, and name none


@dataclass(frozen=True)
class Field:
    """A field of the form: its explanation, the words it takes (any text if none), the word for an absent answer."""

    name: str
    help: str = ""
    words: tuple[str, ...] = ()
    absent: str | None = None

    @property
    def mend(self) -> str:
        """Return what to write where it is empty."""
        if self.words:
            return f"write {listed(dict.fromkeys([*self.words, *filter(None, [self.absent])]))}"
        return f"write {self.absent}, if the document does not say" if self.absent else "fill it in"


def table_fields(descriptor: dict, table: str) -> list[Field]:
    """Return the columns of a table of the register as fields, without `source`, which the form knows."""
    columns = [column for column in resource(descriptor, table)["schema"]["fields"] if column["name"] != "source"]
    open_fields = [column for column in columns if "aapor" in column or "`unknown`" in column.get("description", "")]
    names = {column["name"] for column in open_fields}
    names |= {name.removesuffix("_fr") for name in names}  # some say it only where the word must stay in French
    return [_field(column, column["name"] in names) for column in columns]


def _field(column: dict, may_be_unknown: bool) -> Field:
    marks, words = missing_marks(column), tuple(column.get("constraints", {}).get("enum", ()))
    absent = marks[0] if marks else "unknown" if may_be_unknown else None
    parts = [column.get("description", "")]
    if words:
        parts.append(f"One of: {', '.join(words)}.")
    if "aapor" in column:
        parts.append(f"AAPOR item {column['aapor']}.")
    if absent and f"`{absent}`" not in parts[0]:
        parts.append(f"May be {absent}.")
    return Field(column["name"], " ".join(filter(None, parts)), words, absent)


def entry_fields(descriptor: dict) -> tuple[list[Field], list[Field]]:
    """Return the fields of a publication, and those of the document and its readers, in the words of the schema."""
    entry = resource(descriptor, "sources")["jsonSchema"]["properties"]["references"]["items"]["properties"]
    rules = entry["custom"]["properties"] | {name: entry[name] for name in CSL}
    rules = {name: rules[name] for name in (*CSL, *rules)}
    fields = [_entry_field(name, rule) for name, rule in rules.items() if name not in NOT_ASKED]
    evidence = [field for field in fields if field.name in EVIDENCE]
    return [field for field in fields if field not in evidence], evidence


def _entry_field(name: str, rule: dict) -> Field:
    words = tuple(rule.get("enum", ())) if name != "type" else ()  # CSL has too many types to list
    return Field(name, rule.get("description", ""), words, "unknown" if "unknown" in rule.get("pattern", "") else None)


def empty_form(descriptor: dict, samples: int = 1) -> str:
    """Return an empty form as YAML, with a card a sample, and `unknown` wherever a document may be silent."""
    card = "\n".join(_lines(table_fields(descriptor, "samples"))).replace("  id:", "- id:", 1)
    source, evidence = entry_fields(descriptor)
    lines = [INTRODUCTION, "evidence:", *_lines(evidence), "", "source:", *_lines(source)]
    lines += ["", "samples:" if samples else "samples: []", *[card] * samples]
    for name, text in OPTIONAL.items():
        columns = ", ".join(field.name for field in table_fields(descriptor, name))
        lines += ["", *_comment(f"{text} Columns: {columns}.", ""), f"{name}: []"]
    return "\n".join(lines) + "\n"


def _lines(fields: list[Field]) -> Iterator[str]:
    """Yield the lines of fields, each below its explanation."""
    for field in fields:
        yield from _comment(f"{field.help} {WHEN_EMPTY.get(field.name, '')}".strip(), "  ")
        unknown = field.absent == "unknown" and field.name not in WHEN_EMPTY and not field.name.endswith("_fr")
        value = PREFILLED.get(field.name, "unknown" if unknown else "")
        yield f"  {field.name}: {value}".rstrip() + (AUTHOR if field.name == "author" else "")


def _comment(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, 110, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# ")


@dataclass(frozen=True)
class Entry:
    """A row of the register to be, by column, and where it was written: file, place, the lines of all places."""

    cells: dict
    file: str
    lines: dict[tuple, int]
    place: tuple = ()

    def located(self, problem: Problem) -> Problem:
        """Return a problem of the row with the file and the line where the row was written."""
        steps = (problem.column or "").removeprefix("custom.").split(".")
        return replace(problem, file=self.file, line=line_of(self.lines, (*self.place, *steps)))


@dataclass(frozen=True)
class Form:
    """What a form says: the publication's entry of sources.yaml, and the rows of each table."""

    path: Path
    entry: Entry
    rows: dict[str, list[Entry]]

    @property
    def source(self) -> str:
        """Return the id of the publication."""
        return self.entry.cells["id"]

    def doubts(self) -> Iterator[str]:
        """Yield a sentence for each field that may be empty, but should be looked at again."""
        custom = self.entry.cells["custom"]
        if "short_name" in custom and "short_name_fr" not in custom:
            yield f"Look again: source.short_name_fr is empty, so French pages say “{custom['short_name']}”, too."

    def with_digest(self, text: str) -> "Form":
        """Return the form with the digest of the publication's text, which says what was read."""
        custom = self.entry.cells["custom"] | {"text_sha256": fingerprint(text)}
        return replace(self, entry=replace(self.entry, cells=self.entry.cells | {"custom": custom}))


def line_of(lines: dict[tuple, int], place: tuple) -> int | None:
    """Return the line of a place, or of the nearest group around it."""
    return next((lines[place[:end]] for end in range(len(place), -1, -1) if place[:end] in lines), None)


def whole_id(name: str, source: str) -> str:
    """Return the id of a figure, with its source before it; words for a base and numbers are returned as they are."""
    return f"{source}.{name}" if SHORT_ID.fullmatch(name) and name not in NO_FIGURE else name


def read_form(path: Path, data: Path) -> Form:
    """Read a filled form.

    Raises
    ------
    DataError
        With a problem for each field that is missing, unknown to the form, or left empty.
    """
    text, file = read_text(path), display_path(path)
    value, lines = read_plain(text, file)
    reader = _FormReader(file, lines, read_descriptor(data))
    form = reader.form(path, value)
    if problems := [*_cut_short(text, file), *reader.problems]:
        raise DataError(sorted(problems, key=lambda problem: problem.line or 0))
    return form


def _cut_short(text: str, file: str) -> Iterator[Problem]:
    """Yield a problem for each text that YAML ends at ` #`, where it takes the rest of the line for a comment."""
    lines = [*text.splitlines(), ""]
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.ScalarEvent) and event.style is None and event.value:
            rest = lines[event.end_mark.line][event.end_mark.column :].strip()
            if rest.startswith("#"):
                what = f"“{event.value}” ends where YAML takes “{rest}” for a comment"
                mend = "put the text between quotation marks; a comment has a line of its own"
                yield Problem(file, what, mend, event.end_mark.line + 1)


class _FormReader:
    """Reads the value of a form, and collects the problems found."""

    def __init__(self, file: str, lines: dict[tuple, int], descriptor: dict):
        self.file, self.lines, self.descriptor, self.problems = file, lines, descriptor, []

    def form(self, path: Path, value: object) -> Form:
        """Return the form that a YAML value makes."""
        source, evidence = entry_fields(self.descriptor)
        groups = self.group(value, (), ["evidence", "source", *TABLES])
        card = self.card(groups.get("source"), source)
        card["custom"] |= {**self.evidence(groups.get("evidence"), evidence), "in_text": "not yet"}
        rows = {table: self.rows(groups.get(table), table, card) for table in TABLES}
        return Form(path, Entry(card, self.file, self.lines, ("source",)), rows)

    def fault(self, place: tuple, what: str, mend: str) -> None:
        column = ".".join(str(step + 1) if isinstance(step, int) else step for step in place)
        self.problems.append(Problem(self.file, what, mend, line_of(self.lines, place), column=column or None))

    def group(self, value: object, place: tuple, names: list[str]) -> dict:
        """Return a group of named values; a name that the form does not have is a fault."""
        if not isinstance(value or {}, dict):
            self.fault(place, "is no group of names and values", "see the empty form, `baromia add --form`")
        group = value if isinstance(value, dict) else {}
        for name in group:
            if name not in names:
                mend = meant(name, names, f"the form has {', '.join(names)}")
                self.fault((*place, name), "is no field of the form", mend)
        return group

    def texts(self, value: object, place: tuple, fields: list[Field]) -> dict[str, str]:
        """Return the texts of a group by field; a missing one is empty, a number is read as text."""
        group = self.group(value, place, [field.name for field in fields])
        texts = {field.name: group.get(field.name, "") for field in fields}
        for name, text in texts.items():
            if not isinstance(text, str | int):
                self.fault((*place, name), "is no text", "write one text after the colon")
        return {name: str(text).strip() for name, text in texts.items()}

    def filled(self, texts: dict, place: tuple, fields: list[Field], implied: dict[str, str]) -> dict:
        """Return texts, empty ones replaced by what they imply; those that may not be empty are faults."""
        texts = {name: text or implied.get(name, "") for name, text in texts.items()}
        needed = {"note_fr": texts.get("note"), "author": not texts.get("short_name")}
        for field in fields:
            if not texts[field.name] and needed.get(field.name, field.name not in MAY_BE_EMPTY):
                self.fault((*place, field.name), "is empty", field.mend)
        return texts

    def evidence(self, value: object, fields: list[Field]) -> dict[str, str]:
        """Return the primary document and the two people who read it; whatever is missing is a fault."""
        texts = self.texts(value, ("evidence",), fields)
        texts = {name: " ".join(text.split()) for name, text in texts.items()}
        for name, text in texts.items():
            if text.casefold() in NOBODY:
                mend = "a figure enters only from a primary document, read by two people: CONTRIBUTING.md"
                self.fault(("evidence", name), "is missing", mend)
        if texts["entered_by"].casefold() == texts["second_reader"].casefold() not in NOBODY:
            self.fault(("evidence", "second_reader"), "is the person who entered it", "have somebody else read it")
        return texts

    def card(self, value: object, fields: list[Field]) -> dict:
        """Return the entry of the publication, checked as far as that can be done without the other entries."""
        place, group = ("source",), dict(value) if isinstance(value, dict) else value
        authors = _authors(group.pop("author", "")) if isinstance(group, dict) else []
        texts = self.texts(group, place, fields) | {"author": authors}
        implied = {"title_given": "no" if texts["title"].startswith("[") else "yes"}
        texts = self.filled(texts, place, fields, implied)
        card = {name: texts[name] for name in CSL if texts[name]}
        if day := re.findall(r"\d+", texts["issued"]):
            card["issued"] = {"date-parts": [[int(part) for part in day]]}
        card["custom"] = {name: text for name, text in texts.items() if text and name not in CSL}
        reported = {problem.column for problem in self.problems}  # the form's message on an empty field says more
        for path, what, mend in entry_faults(card, resource(self.descriptor, "sources")["jsonSchema"]):
            path = (*place, *(step for step in path if step != "custom"))
            if path != place and ".".join(map(str, path)) not in reported:
                self.fault(path, what, mend)
        return card

    def rows(self, value: object, table: str, card: dict) -> list[Entry]:
        """Return the rows of a table, with the words for absent values in their places."""
        if not isinstance(value or [], list):
            self.fault((table,), "is no list", "begin each entry with a hyphen, as in the empty form")
            return []
        fields, source = table_fields(self.descriptor, table), str(card.get("id", ""))
        days = card["custom"].get("fieldwork", "").split("/")
        implied = {field.name: "none" for field in fields if field.absent == "none"}
        implied |= {"fieldwork_start": days[0], "fieldwork_end": days[-1]}
        entries = []
        for number, row in enumerate(value or []):
            place, texts = (table, number), self.texts(row, (table, number), fields)
            french = {f"{name}_fr": text for name, text in texts.items() if text in SAME_IN_FRENCH}
            texts = self.filled(texts, place, fields, implied | french)
            for column in ID_COLUMNS.intersection(texts):
                texts[column] = ";".join(whole_id(name.strip(), source) for name in texts[column].split(";"))
            entries.append(Entry({**texts, "source": source}, self.file, self.lines, place))
        return entries


def _authors(value: object) -> object:
    """Return the authors without the parts left empty; a plain text is the name of an organisation."""
    if isinstance(value, str):
        return [{"literal": value}] if value else []
    if not isinstance(value, list):
        return value
    return [author for author in map(_author, value) if author]


def _author(value: object) -> object:
    return {name: part for name, part in value.items() if part not in (None, "")} if isinstance(value, dict) else value
