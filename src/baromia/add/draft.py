"""The draft of a publication's figures: every quantity of its text is a row, its place known, its meaning to fill in.

A draft is no part of the register. A row whose `decision` is empty is not decided, and as long as there is one,
nothing is taken in. Places and fingerprints are found again in the text each time; they are shown to be read, and a
draft in which they differ belongs to another text.
"""

import csv
import io
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from pathlib import Path

from nbpaper.errors import DataError, PaperError, Problem, closest_match, display_path, listed, meant
from nbpaper.files import AS_UTF8
from nbpaper.texts import fingerprint, paragraphs, sentence_spans

from ..register.cells import quoted
from ..register.printed import REASONS, Printed, plain, printed_numbers
from ..register.ranges import SHARES
from ..register.rules import A_BASE
from .defaults import Defaults
from .form import Entry, Form, whole_id
from .french_numbers import Quantity, quantities

FIGURE, ASIDE, JOINED = DECISIONS = ("figure", "aside", "joined")
OWN = ("decision", "seen", "token", "occurrence", "locator", "fingerprint")  # columns before those of the figures
FOUND = ("locator", "fingerprint", "printed")  # of a figure, in the text
ASKED = ("sample", "population", "base", "base_literal", "answer_type")  # not `none` because nothing is written
NONE = ("", "none")
KEY = ("locator", "token", "occurrence")
ITS_OWN = ("id", "value", "unit", "qualifier", "restates", "note", "note_fr")  # of a figure that restates another
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
    around: tuple[str, str, str]

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
        sentence = bisect_right(starts, own[0].start) - 1
        before, after = paragraph[: one.start], paragraph[one.end :]
        seen = f"{before[-AROUND:]}[{paragraph[one.start : one.end]}]{after[:AROUND]}"
        seen = re.sub(r"[;\"\s]+", " ", seen).strip()  # in a form that no spreadsheet runs
        around = before[starts[sentence] :], paragraph[one.start : one.end], after[:AROUND]
        yield Number(one, own, locator, marks[sentence], f"… {seen} …", around)


# -- proposing


def columns(known: Defaults) -> list[str]:
    """Return the columns of a draft: its own, then those of figures.csv that somebody has to fill in."""
    return [*OWN, *(one.name for one in known.fields if one.name not in FOUND)]


def propose(numbers: list[Number], known: Defaults) -> str:
    """Return a draft as CSV: one row a number, with what can be known without understanding it."""
    page = io.StringIO()
    writer = csv.DictWriter(page, columns(known), restval="", lineterminator="\n")
    writer.writeheader()
    rows = [number.row() | known.announced(number.row(), *number.around) for number in numbers]
    named, told, last = defaultdict(set), set(), ""
    for row in rows:
        named[row["fingerprint"]] |= {row[name] for name in ("sample",) if name in row}
    for row, number in zip(rows, numbers, strict=True):
        if row.get("indicator") in told:  # an n or a day that is printed again restates the first
            row |= {"indicator": "", "sample": ""}
        told |= {row["indicator"]} if "indicator" in row else set()
        if row["unit"] in SHARES and len(here := named[row["fingerprint"]]) < 2:
            again = last if re.match(r"[\s%]*d.entre e", number.around[2]) else ""
            row["sample"] = row.get("sample") or next(iter(here), again)
            last = row["sample"] or last
    writer.writerows(rows)
    return page.getvalue()


# -- taking in


def read_draft(path: Path, numbers: list[Number], known: Defaults) -> dict[str, list[Entry]]:
    """Read a filled draft against the text it was made from; return its rows for figures.csv and set_aside.csv.

    Raises
    ------
    DataError
        For rows that are not decided, missing, there twice, or not of this text; nothing of the draft is used then.
    """
    reader = _DraftReader(display_path(path), known)
    placed = reader.placed(_read_sheet(path, columns(known)), numbers)
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
        if cells["id"] or cells["indicator"] or cells["restates"]:  # whoever says what it is has decided
            cells["decision"] = cells["decision"] or FIGURE
        if any(cells.values()):
            sheet[rows.line_num] = cells
    return sheet


class _DraftReader:
    """Matches the rows of a draft with the numbers of the text, and makes rows of the register of them."""

    def __init__(self, file: str, known: Defaults):
        self.file, self.known, self.problems = file, known, []
        self.mends = {"sample": f"write {listed(known.samples)}", "base_literal": A_BASE}

    def fault(self, line: int | None, what: str, mend: str, column: str | None = None) -> None:
        self.problems.append(Problem(self.file, what, mend, line, column=column))

    def placed(self, sheet: dict[int, dict], numbers: list[Number]) -> list[tuple[int, dict, Number]]:
        """Return line, row and number of each row, in the order of the text; a row may name several numbers of it."""
        text = [(number, one) for number in numbers for one in number.printed]
        left = dict.fromkeys(range(len(text)))  # place in the text → line that claims it
        placed = []
        for line, row in sheet.items():
            places, what = _places(row, text), f"{quoted(row['token'])} in paragraph"
            if not places:
                self.fault(line, f"{what} {quoted(row['locator'])} is not so in this text", ELSEWHERE)
                continue
            number = text[places[0]][0]
            if row["fingerprint"] != number.fingerprint:
                mend = f"{ELSEWHERE}; where a spreadsheet changed the cell, write {number.fingerprint}"
                self.fault(line, f"{what} {quoted(row['locator'])} is not so in this text", mend, "fingerprint")
            elif above := next(filter(None, map(left.get, places)), None):
                self.fault(line, f"the number already stands in line {above}", "delete one of the two")
            elif not row["decision"]:
                mend = f"write {listed(DECISIONS)} as decision"
                self.fault(line, f"{what} {row['locator']} is not decided", mend, "decision")
            elif row["decision"] not in DECISIONS:
                mend = f"write {closest_match(row['decision'], DECISIONS) or listed(DECISIONS)}"
                self.fault(line, f"{quoted(row['decision'], 40)} is no decision", mend, "decision")
            left |= dict.fromkeys(places, line)
            printed = tuple(text[place][1] for place in places)
            placed.append((places[0], line, row, replace(number, printed=printed)))
        for number, one in [text[place] for place, line in left.items() if not line and not self.problems]:
            what = f"“{one.text}” (paragraph {number.locator}) is missing from the draft"
            self.fault(None, what, "restore its line, and decide `aside` if it means nothing here")
        return [found for _, *found in sorted(placed, key=lambda found: found[:2])]

    def rows(self, placed: list[tuple[int, dict, Number]]) -> dict[str, list[Entry]]:
        """Return the rows of the register that decided rows make."""
        figures, aside, last, ids = [], [], None, set()
        first = [row for _, row, _ in placed if row["decision"] == FIGURE and row["restates"] in NONE]
        named = {self.known.completed(row)["id"]: row for row in first}
        for line, row, number in placed:
            if row["decision"] == FIGURE:
                cells = self.figure(line, _restating(row, named, self.known.source), number)
                if not row["id"] and cells["id"] in ids:  # of other people than the figure of that name
                    cells["id"] += f"-{cells['population']}"
                ids.add(cells["id"])
                figures.append(Entry(cells, self.file, {(): line}))
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
        said = self.known.completed(row) | {"source": self.known.source, "printed": number.words}
        said["value"] = said["value"].replace(",", ".")  # as a French spreadsheet has it
        if (indicator := said["indicator"]) not in self.known.indicators:
            mend = meant(indicator, self.known.indicators, "write an id of indicators.csv, or describe one in the form")
            self.fault(line, f"{quoted(indicator)} is no indicator" if indicator else EMPTY, mend, "indicator")
            return said
        for one in self.known.fields:
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
        said = {"source": self.known.source, "reason": row["note"], "reason_fr": row["note_fr"]}
        for one in number.printed:
            yield said | dict(zip(KEY, (row["locator"], one.text, str(one.occurrence)), strict=True))


def _restating(row: dict, named: dict[str, dict], source: str) -> dict[str, str]:
    """Return a row that restates another, its empty cells and its name taken from that one; any other as it is."""
    if row["restates"] in NONE:
        return row
    restated = whole_id(row["restates"], source)
    other = {name: cell for name, cell in named.get(restated, {}).items() if name not in (*OWN, *ITS_OWN)}
    filled = {name: cell or other.get(name, "") for name, cell in row.items()}
    return filled | {"id": row["id"] or f"{restated}-restated"}


def _places(row: dict, text: list[tuple[Number, Printed]]) -> list[int]:
    """Return the places of a row's numbers in the text, later ones after the first; nothing if one is not there."""
    head, *rest = map(plain, row["token"].split(" | "))
    own = [at for at, (number, _) in enumerate(text) if str(number.locator) == row["locator"]]
    found = [at for at in own if (text[at][1].text, str(text[at][1].occurrence)) == (head, row["occurrence"])]
    if not found:
        return []
    for word in rest:
        found += [next((at for at in own if at > found[-1] and text[at][1].text == word), -1)]
    return found if -1 not in found else []
