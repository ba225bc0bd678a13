"""The draft of a publication's figures: every quantity of its text is a row, its place known, its meaning to fill in.

A draft is no part of the register. A row whose `decision` is empty is not decided, and as long as there is one,
nothing is taken in. Places and fingerprints are found again in the text each time; they are shown to be read, and a
draft in which they differ belongs to another text.
"""

import csv
import io
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from pathlib import Path

from nbpaper.errors import DataError, PaperError, Problem, closest_match, listed
from nbpaper.files import AS_UTF8
from nbpaper.paths import display_path
from nbpaper.texts import fingerprint, paragraphs, sentence_spans

from ..register.cells import quoted
from ..register.quantities import REASONS, Printed, Quantity, plain, printed_numbers, quantities
from .fields import Field, table_fields
from .form import Entry, Form
from .known import Known

FIGURE, ASIDE, JOINED = DECISIONS = ("figure", "aside", "joined")
OWN = ("decision", "seen", "token", "occurrence", "locator", "fingerprint")  # columns before those of the figures
FOUND = ("locator", "fingerprint", "printed")  # of a figure, in the text
ASKED = ("sample", "population", "base", "base_literal", "answer_type")  # not `none` because nothing is written
KEY = ("locator", "token", "occurrence")
BROKEN = re.compile(r"(?<![\d.,])\d{1,3}\s*\n\s*(?:%|\d{3}(?!\d)\s+[^\W\d])")
AROUND = 60  # characters shown on either side of a number: enough to know it again
EMPTY = "is empty, but the row is decided to be a figure"
ELSEWHERE = "name the text the draft was made from, or move the draft away to have a new one"


@dataclass(frozen=True)
class Number:
    """A quantity of a text: the numbers that make it, their place and their sentence, and the words around them."""

    quantity: Quantity
    printed: tuple[Printed, ...]
    locator: int
    fingerprint: str
    seen: str

    @property
    def words(self) -> str:
        """Its numbers as a row of figures.csv names them."""
        return " | ".join(one.text for one in self.printed)

    def row(self) -> dict[str, str]:
        """Return its row of a draft: where it stands, and what can be known without understanding it."""
        said, reason = self.quantity, REASONS.get(self.quantity.reason, {"en": "", "fr": ""})
        found = dict(zip(KEY, (str(self.locator), self.words, str(self.printed[0].occurrence)), strict=True))
        found |= {"fingerprint": self.fingerprint, "seen": self.seen, "note": reason["en"], "note_fr": reason["fr"]}
        return found | {"value": said.value, "unit": said.unit, "qualifier": said.qualifier}


def draft_path(form: Form) -> Path:
    """Return where the draft of a form lies: beside it, named after the source."""
    return form.path.parent / f"{form.source}.figures.csv"


def read_publication(text: Path) -> str:
    """Return the text of a publication."""
    try:
        return text.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        what, mend = "is not UTF-8", "save it as UTF-8, one paragraph a line"
    except OSError as error:
        what, mend = f"cannot be read ({error.strerror})", "name the text's file"
    raise PaperError(f"{display_path(text)} {what}. To mend: {mend}.")


def read_numbers(text: Path) -> list[Number]:
    """Return every number of a text in its order."""
    lines = enumerate(paragraphs(read_publication(text)), start=1)
    numbers = [number for place, line in lines for number in _numbers(place, line)]
    if not numbers:
        raise PaperError(f"{display_path(text)} prints no number. To mend: name the publication's text.")
    return numbers


def broken_lines(text: Path) -> list[int]:
    """Return the paragraphs that seem to end within a number, or between a number and its percent sign."""
    lines = paragraphs(read_publication(text))
    return [place for place, (one, after) in enumerate(pairwise(lines), start=1) if BROKEN.search(f"{one}\n{after}")]


def _numbers(locator: int, paragraph: str) -> Iterator[Number]:
    spans, printed = sentence_spans(paragraph), iter(printed_numbers(paragraph))
    starts, marks = [start for start, _ in spans], [fingerprint(paragraph[start:end]) for start, end in spans]
    for one in quantities(paragraph):
        own = tuple(islice(printed, len(one.tokens)))
        mark = marks[bisect_right(starts, own[0].start) - 1]
        yield Number(one, own, locator, mark, _seen(paragraph, one.start, one.end))


def _seen(paragraph: str, start: int, end: int) -> str:
    """Return a number and the words around it, in a form that no spreadsheet runs."""
    words = f"{paragraph[max(0, start - AROUND) : start]}[{paragraph[start:end]}]{paragraph[end : end + AROUND]}"
    return "… " + re.sub(r"[;\"\s]+", " ", words).strip() + " …"


# -- proposing


def columns(descriptor: dict) -> list[str]:
    """Return the columns of a draft: its own, then those of figures.csv that somebody has to fill in."""
    return [*OWN, *(one.name for one in table_fields(descriptor, "figures") if one.name not in FOUND)]


def propose(numbers: list[Number], descriptor: dict) -> str:
    """Return a draft as CSV: one row a number, with what can be known without understanding it."""
    page = io.StringIO()
    writer = csv.DictWriter(page, columns(descriptor), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(number.row() for number in numbers)
    return page.getvalue()


# -- taking in


def read_draft(path: Path, numbers: list[Number], descriptor: dict, known: Known) -> dict[str, list[Entry]]:
    """Read a filled draft against the text it was made from; return its rows for figures.csv and set_aside.csv.

    Raises
    ------
    DataError
        For rows that are not decided, missing, there twice, or not of this text; nothing of the draft is used then.
    """
    reader = _Reader(display_path(path), known.source, table_fields(descriptor, "figures"), known)
    placed = reader.placed(_read_sheet(path, columns(descriptor)), numbers)
    rows = reader.rows(placed) if not reader.problems else {}
    if reader.problems:
        raise DataError(sorted(reader.problems, key=lambda problem: problem.line or 0))
    return rows


def _read_sheet(path: Path, names: list[str]) -> dict[int, dict[str, str]]:
    """Return the rows of a draft by line, whatever spreadsheet saved it: separator, line ends, UTF-8 or UTF-16."""
    raw, file = path.read_bytes(), display_path(path)
    try:
        text = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        raise DataError([Problem(file, "is not UTF-8, nor UTF-16", AS_UTF8)]) from None
    separator = max(",;\t", key=text.partition("\n")[0].count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    missing = [name for name in ("decision", *KEY, "fingerprint") if name not in (rows.fieldnames or ())]
    if missing:
        raise DataError(Problem(file, "the column is missing", "restore its name", 1, column=name) for name in missing)
    sheet = {}
    for row in rows:
        cells = {name: " ".join((row.get(name) or "").splitlines()).strip() for name in names}
        if cells["id"] or cells["indicator"]:  # whoever says what it is has decided
            cells["decision"] = cells["decision"] or FIGURE
        if any(cells.values()):
            sheet[rows.line_num] = cells
    return sheet


class _Reader:
    """Matches the rows of a draft with the numbers of the text, and makes rows of the register of them."""

    def __init__(self, file: str, source: str, fields: list[Field], known: Known):
        self.file, self.source, self.fields, self.known = file, source, fields, known
        self.problems: list[Problem] = []
        base = "write all, unclear, or the id of the figure that defines the subgroup"
        self.mends = {"sample": f"write {listed(known.samples)}", "base_literal": base}

    def fault(self, line: int | None, what: str, mend: str, column: str | None = None) -> None:
        self.problems.append(Problem(self.file, what, mend, line, column=column))

    def placed(self, sheet: dict[int, dict], numbers: list[Number]) -> list[tuple[int, dict, Number]]:
        """Return line, row and number of each row, in the order of the text; a row may name several numbers of it."""
        text = [(number, one) for number in numbers for one in number.printed]
        first = {(str(number.locator), *map(str, one[:2])): place for place, (number, one) in enumerate(text)}
        claimed: dict[int, int] = {}  # place in the text → line
        placed = []
        for line, row in sheet.items():
            places = list(_places(row, text, first))
            if None in places:
                what = f"{quoted(row['token'])} in paragraph {quoted(row['locator'])} is not so in this text"
                self.fault(line, what, ELSEWHERE)
                continue
            number = text[places[0]][0]
            if row["fingerprint"] != number.fingerprint:
                mend = f"{ELSEWHERE}; where a spreadsheet changed the cell, write {number.fingerprint}"
                what = f"{quoted(row['token'])} in paragraph {quoted(row['locator'])} is not so in this text"
                self.fault(line, what, mend, "fingerprint")
            elif above := next((claimed[place] for place in places if place in claimed), None):
                self.fault(line, f"the number already stands in line {above}", "delete one of the two")
            elif row["decision"] not in DECISIONS:
                self.undecided(line, row)
            claimed |= dict.fromkeys(places, line)
            printed = tuple(text[place][1] for place in places)
            placed.append((places[0], line, row, replace(number, printed=printed)))
        for place, (number, one) in enumerate(text):
            if place not in claimed and not self.problems:
                what = f"“{one.text}” (paragraph {number.locator}) is missing from the draft"
                self.fault(None, what, "restore its line, and decide `aside` if it means nothing here")
        return [found for _, *found in sorted(placed, key=lambda found: found[:2])]

    def undecided(self, line: int, row: dict) -> None:
        if row["decision"]:
            mend = f"write {closest_match(row['decision'], DECISIONS) or listed(DECISIONS)}"
            self.fault(line, f"{quoted(row['decision'], 40)} is no decision", mend, "decision")
        else:
            what = f"{quoted(row['token'])} in paragraph {row['locator']} is not decided"
            self.fault(line, what, f"write {listed(DECISIONS)} as decision", "decision")

    def rows(self, placed: list[tuple[int, dict, Number]]) -> dict[str, list[Entry]]:
        """Return the rows of the register that decided rows make."""
        figures, aside, last = [], [], None
        for line, row, number in placed:
            if row["decision"] == FIGURE:
                figures.append(Entry(self.figure(line, row, number), self.file, {(): line}))
                last = number
            elif row["decision"] == ASIDE:
                aside += [Entry(cells, self.file, {(): line}) for cells in self.aside(line, row, number)]
            elif last is None or (last.locator, last.fingerprint) != (number.locator, number.fingerprint):
                mend = "join it to the figure above it in its sentence, or decide otherwise"
                self.fault(line, "is joined, but no figure of its sentence stands above it", mend, "decision")
            else:
                figures[-1].cells["printed"] += f" | {number.words}"
        return {"figures": figures, "set_aside": aside}

    def figure(self, line: int, row: dict, number: Number) -> dict[str, str]:
        """Return a row of figures.csv, its empty cells filled with what the register knows already."""
        proposed = number.row()  # a reason to set it aside is none of a figure's notes
        row = row | {name: "" for name in ("note", "note_fr") if row[name] == proposed[name]}
        said = self.known.completed(row) | {"source": self.source, "printed": number.words}
        said["value"] = said["value"].replace(",", ".")  # as a French spreadsheet has it
        if said["indicator"] not in self.known.indicators:
            word = closest_match(said["indicator"], self.known.indicators) if said["indicator"] else None
            what = f"{quoted(said['indicator'])} is no indicator" if said["indicator"] else EMPTY
            mend = (
                f"write {word}, if that was meant"
                if word
                else "write an id of indicators.csv, or describe one in the form"
            )
            self.fault(line, what, mend, "indicator")
            return said
        for one in self.fields:
            if not said[one.name] and one.absent == "none" and one.name not in ASKED:
                said[one.name] = "none"
            elif not said[one.name] and one.name != "base":  # empty only where base_literal is
                self.fault(line, EMPTY, self.mends.get(one.name, one.mend), one.name)
        return said

    def aside(self, line: int, row: dict, number: Number) -> Iterator[dict[str, str]]:
        """Yield rows of set_aside.csv, one for each of the numbers."""
        for column in ("note", "note_fr"):
            if row[column] in ("", "none"):
                self.fault(line, "is set aside without a reason", f"write the reason as {column}", column)
        said = {"source": self.source, "reason": row["note"], "reason_fr": row["note_fr"]}
        for one in number.printed:
            yield said | dict(zip(KEY, (row["locator"], one.text, str(one.occurrence)), strict=True))


def _places(row: dict, text: list[tuple[Number, Printed]], first: dict[tuple, int]) -> Iterator[int | None]:
    """Yield the places of a row's numbers in the text, later ones after the first in its paragraph; None: not there."""
    head, *rest = map(plain, row["token"].split(" | "))
    place = first.get((row["locator"], head, row["occurrence"]))
    yield place
    for word in rest if place is not None else ():
        here = range(place + 1, len(text))
        own = (at for at in here if text[at][0].locator == text[place][0].locator and text[at][1].text == word)
        place = next(own, None)
        yield place
        if place is None:
            return
