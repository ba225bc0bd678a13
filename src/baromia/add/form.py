"""A filled form, read and judged: the card of the publication, the cards of its samples, and further rows."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from nbpaper.errors import DataError, Problem, closest_match
from nbpaper.files import read_text
from nbpaper.paths import display_path

from ..register.descriptor import resource
from ..register.source_entries import card_faults, read_plain
from .template import EVIDENCE, OPTIONAL, SOURCE, TOP, table_fields

SECTIONS = ("evidence", "source", "samples", *OPTIONAL)
NOBODY = ("", "unknown", "none", "nobody", "n/a", "?", "-", "…", "...", "todo", "tbd", "tba", "xxx")
SAME = ("unknown", "none")  # words that are the same in French
NAMING = {"figures", "target", "figure", "other"}  # columns of further rows that name figures
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SHORT = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*(-[a-z0-9]+)*|[0-9]+(-[a-z0-9]+)+")
WORDS = ("", "none", "all", "unclear")  # that stand where a figure may, and name none


@dataclass
class Form:
    """What a form says.

    Attributes
    ----------
    path : Path
        The form, for messages.
    card : dict
        The card of the publication, as it will stand in sources.yaml.
    rows : dict
        Table → its rows, cells by column: `samples`, and what the form has besides.
    lines : dict
        Place in the form, such as ("samples", 0, "n") → its line, counted from 1.
    """

    path: Path
    card: dict
    rows: dict[str, list[dict[str, str]]]
    lines: dict[tuple, int] = field(default_factory=dict)

    def line(self, *place: str | int) -> int | None:
        """Return the line of a place, or of the nearest group around it that is written in the form."""
        return line_of(self.lines, place)

    @property
    def source(self) -> str:
        """The id of the publication."""
        return self.card["id"]


def read_form(path: Path, data: Path) -> Form:
    """Read a filled form.

    Raises
    ------
    DataError
        With a problem for each field that is missing, unknown to the form, or left empty.
    """
    value, lines = read_plain(read_text(path), display_path(path))
    return make_form(path, value, lines, data)


def make_form(path: Path, value: object, lines: dict[tuple, int], data: Path) -> Form:
    """Return the form that plain values make; `lines` says where each stands."""
    judge = _Judge(display_path(path), lines)
    given = judge.mapping(value, (), SECTIONS)
    evidence = judge.mapping(given.get("evidence"), ("evidence",), EVIDENCE)
    source = judge.mapping(given.get("source"), ("source",), SOURCE)
    judge.evidence(evidence)
    card = judge.card(source, resource(data, "sources")["jsonSchema"])
    rows = {name: judge.rows(given.get(name), name, data, card.get("id", "")) for name in ("samples", *OPTIONAL)}
    if judge.problems:
        raise DataError(sorted(judge.problems, key=lambda problem: problem.line or 0))
    card["custom"] |= {name: " ".join(evidence[name].split()) for name in EVIDENCE} | {"in_text": "not yet"}
    return Form(path, card, rows, lines)


def line_of(lines: dict[tuple, int], place: tuple) -> int | None:
    """Return the line of a place, or of the nearest group around it."""
    return next((lines[place[:end]] for end in range(len(place), -1, -1) if place[:end] in lines), None)


@dataclass
class _Judge:
    """Takes a form apart and gathers what is wrong with it."""

    file: str
    lines: dict[tuple, int]
    problems: list[Problem] = field(default_factory=list)

    def fault(self, place: tuple, what: str, mend: str) -> None:
        self.problems.append(Problem(self.file, what, mend, line_of(self.lines, place), column=_column(place) or None))

    def mapping(self, value: object, place: tuple, names) -> dict:
        """Return a group of named values, refusing names that the form does not have."""
        if value in (None, ""):
            return {}
        if not isinstance(value, dict):
            self.fault(place, "is no group of names and values", "see the empty form, `baromia add --form`")
            return {}
        for name in value:
            if name not in names:
                word = closest_match(name, names)
                mend = f"write {word}, if that was meant" if word else f"the form has {', '.join(names)}"
                self.fault((*place, name), "is no field of the form", mend)
        return {name: value[name] for name in names if name in value}

    def text(self, value: object, place: tuple) -> str:
        """Return a value as one line of text; a number in YAML is text here."""
        if isinstance(value, str | int):
            return str(value).strip()
        self.fault(place, "is no text", "write one text after the colon")
        return "?"

    def evidence(self, given: dict) -> None:
        """The rule: a primary document, and two people."""
        said = {name: self.text(given.get(name, ""), ("evidence", name)) for name in EVIDENCE}
        for name, text in said.items():
            if text.casefold() in NOBODY:
                mend = "a figure enters only from a primary document, read by two people: CONTRIBUTING.md"
                self.fault(("evidence", name), "is missing", mend)
        one, other = (" ".join(said[name].casefold().split()) for name in ("entered_by", "second_reader"))
        if one == other and one not in NOBODY:
            self.fault(("evidence", "second_reader"), "is the person who entered it", "have somebody else read it")

    def card(self, given: dict, schema: dict) -> dict:
        """Return the card of the publication, as good as a card can be judged alone."""
        said = {name: self.text(given.get(name, ""), ("source", name)) for name in SOURCE if name != "author"}
        for name, absent in SOURCE.items():
            if name != "author" and absent is not None and not said[name]:
                mend = f"write {absent}, if the document does not say" if absent else "fill it in"
                self.fault(("source", name), "is empty", mend)
        said = {name: text for name, text in said.items() if text}
        for name in ("note", "what_it_is", "publisher_interest"):
            if name in said and f"{name}_fr" not in said:
                self.fault(("source", f"{name}_fr"), "is empty, but there is one in English", "say it in French too")
        if authors := self._authors(given.get("author"), unsigned="short_name" in said):
            said["author"] = authors
        card = _as_card(said)
        told = {problem.column for problem in self.problems}  # what is empty or no text was told better
        for place, what, mend in card_faults(card, schema):
            place = ("source", *(step for step in place if step != "custom"))
            if place != ("source",) and _column(place) not in told:
                self.fault(place, what, mend)
        return card

    def _authors(self, value: object, *, unsigned: bool) -> list[dict]:
        """Return the authors; there may be none where the publication has a short name."""
        place = ("source", "author")
        if isinstance(value, str) and value:
            self.fault(place, "is no list", f"write below it, after a hyphen: `- literal: {value}`")
            return []
        entries = value if isinstance(value, list) else []
        found = []
        for number, entry in enumerate(entries):
            one = self.mapping(entry, (*place, number), ("family", "given", "literal"))
            named = {name: self.text(text, (*place, number, name)) for name, text in one.items()}
            named = {name: text for name, text in named.items() if text}
            if "given" in named and "family" not in named:
                self.fault((*place, number), "has a given name alone", "write the family name, or literal")
            if named:
                found.append(named)
        if not found and not unsigned:
            mend = "name a person as family and given, an organisation as literal; or, if nobody signs it, a short_name"
            self.fault(place, "is empty", mend)
        return found

    def rows(self, value: object, table: str, data: Path, source: str) -> list[dict[str, str]]:
        """Return the rows of a table, the words for an absent value in their places."""
        if value in (None, ""):
            return []
        if not isinstance(value, list):
            self.fault((table,), "is no list", "begin each entry with a hyphen, as in the empty form")
            return []
        return [self._row(row, (table, number), table, data, source) for number, row in enumerate(value)]

    def _row(self, value: object, place: tuple, table: str, data: Path, source: str) -> dict[str, str]:
        fields = table_fields(data, table)
        given = self.mapping(value, place, [one.name for one in fields])
        said = {one.name: self.text(given.get(one.name, ""), (*place, one.name)) for one in fields}
        for one in fields:
            english = said.get(one.name.removesuffix("_fr"), "")
            if not said[one.name] and one.name.endswith("_fr") and english in SAME:
                said[one.name] = english
            elif not said[one.name] and one.absent == "none":
                said[one.name] = "none"
            elif not said[one.name]:
                mend = f"write {one.absent}, if the document does not say" if one.absent else "fill it in"
                self.fault((*place, one.name), "is empty", mend)
        for name in NAMING.intersection(said):
            said[name] = ";".join(whole_id(one.strip(), source) for one in said[name].split(";"))
        described = [field["name"] for field in resource(data, table)["schema"]["fields"]]
        return {name: source if name == "source" else said[name] for name in described}


def _as_card(said: dict) -> dict:
    """Return a card as it stands in sources.yaml: what CSL knows first, what we know beside it under `custom`."""
    card = {name: said[name] for name in TOP if name in said}
    custom = {name: said[name] for name in SOURCE if name in said and name not in TOP}
    if custom.get("issued", "unknown") != "unknown":
        parts = [int(part) for part in custom["issued"].split("-") if part.isdecimal()]
        card["issued"] = {"date-parts": [parts]}
    return {**card, "custom": custom}


def whole_id(name: str, source: str) -> str:
    """Return the id of a figure that may be named without its source; words and numbers as they stand."""
    return f"{source}.{name}" if SHORT.fullmatch(name) and name not in WORDS else name


def _column(place: tuple) -> str:
    """Return a place as a message names it, counted from 1: `samples.1.n`."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in place)
