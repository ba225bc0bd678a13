"""The draft of a publication's figures: every number of its text is a row, its place known, its meaning to fill in.

A draft is no part of the register. A row whose `decision` is empty is not decided, and as long as there is one,
nothing is taken in. Places and fingerprints are found again in the text each time; they are shown to be read, and a
draft in which they differ belongs to another text.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbpaper.errors import DataError, PaperError, Problem, closest_match
from nbpaper.files import read_bytes, written_whole
from nbpaper.paths import display_path
from nbpaper.texts import Token, fingerprint, in_digits, number_tokens, paragraphs, sentence_spans

from ..register.cells import quoted
from ..register.descriptor import missing_marks, resource
from ..register.tables import FIRST, read_cells
from .form import Form, whole_id

FIGURE, ASIDE, JOINED = "figure", "aside", "joined"
DECISIONS = (FIGURE, ASIDE, JOINED)
OWN = ("decision", "seen", "token", "occurrence", "locator", "fingerprint")  # columns of the draft before its figures'
FOUND = ("locator", "fingerprint", "printed", "source")  # of a figure, found in the text or given by the form
AROUND = 60  # characters shown on either side of a number: enough to know it again
NAMES = ("id", "base", "base_literal", "restates")  # may be written without the source
ELSEWHERE = "name the text the draft was made from, or move the draft away to have a new one"
HEDGES = {
    "about": r"environ|près d[e’']|autour d[e’']|quelque",
    "more_than": r"plus d[e’']",
    "at_least": r"au moins",
    "less_than": r"moins d[e’']",
    "up_to": r"jusqu[’']à",
}
HEDGED = {word: re.compile(rf"(?:{pattern})\s*$", re.IGNORECASE) for word, pattern in HEDGES.items()}


@dataclass(frozen=True)
class Number:
    """A number of a text: where it stands, in which sentence, and the words around it."""

    token: Token
    locator: int
    fingerprint: str
    before: str
    after: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What names it in a draft: paragraph, token, its turn in the paragraph."""
        return str(self.locator), self.token.text, str(self.token.occurrence)

    @property
    def seen(self) -> str:
        """The words around it, in a form that no spreadsheet runs."""
        words = f"{self.before[-AROUND:]}[{self.token.text}]{self.after[:AROUND]}"
        return "… " + re.sub(r"[;\"\s]+", " ", words).strip() + " …"


def draft_path(form: Form) -> Path:
    """Return where the draft of a form lies: beside it, named after the source."""
    return form.path.parent / f"{form.source}.figures.csv"


def read_numbers(text: Path) -> list[Number]:
    """Return every number of a text in its order.

    Raises
    ------
    PaperError
        Where the text cannot be read, or prints no number.
    """
    try:
        whole = text.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise PaperError(
            f"{display_path(text)} is not UTF-8. To mend: save it as UTF-8, one paragraph a line."
        ) from None
    except OSError as error:
        raise PaperError(
            f"{display_path(text)} cannot be read ({error.strerror}). To mend: name the text's file."
        ) from None
    numbers = [number for place, paragraph in enumerate(paragraphs(whole), 1) for number in _numbers(place, paragraph)]
    if not numbers:
        raise PaperError(f"{display_path(text)} prints no number. To mend: name the publication's text.")
    return numbers


def _numbers(locator: int, paragraph: str) -> Iterator[Number]:
    spans = sentence_spans(paragraph)
    for token in number_tokens(paragraph):
        start, end = next(span for span in spans if span[0] <= token.start < span[1])
        mark = fingerprint(paragraph[start:end])
        yield Number(token, locator, mark, paragraph[: token.start], paragraph[token.start + len(token.text) :])


def numbered(text: Path) -> str:
    """Return the text with its paragraphs numbered, as locators count them."""
    whole = text.read_text(encoding="utf-8")
    return "".join(f"{number:>4}  {line}\n" for number, line in enumerate(paragraphs(whole), start=1))


# -- proposing


def columns(data: Path) -> list[str]:
    """Return the columns of a draft: its own, then those of figures.csv that somebody has to fill in."""
    figures = [field["name"] for field in resource(data, "figures")["schema"]["fields"]]
    return [*OWN, *(name for name in figures if name not in FOUND)]


def propose(numbers: list[Number], form: Form, data: Path) -> str:
    """Return a draft as CSV: one row a number, with what can be known without understanding it."""
    names = columns(data)
    fields = resource(data, "figures")["schema"]["fields"]
    usual = {field["name"]: "none" for field in fields if "none" in missing_marks(field) and _seldom(field["name"])}
    samples = form.rows["samples"]
    if len(samples) == 1:
        usual |= {"sample": samples[0]["id"], "population": samples[0]["population"]}
    page = io.StringIO()
    writer = csv.DictWriter(page, names, restval="", lineterminator="\n")
    writer.writeheader()
    for number in numbers:
        writer.writerow({**usual, **_proposal(number)})
    return page.getvalue()


def _seldom(name: str) -> bool:
    """Tell whether a column is `none` in most rows, so that it may be proposed."""
    return name.startswith(("base_reason", "group_", "note")) or name in ("option_set", "first_said_by", "restates")


def _proposal(number: Number) -> dict[str, str]:
    value = in_digits(number.token.text)
    locator, token, occurrence = number.key
    known = {"token": token, "occurrence": occurrence, "locator": locator, "fingerprint": number.fingerprint}
    known |= {"seen": number.seen, "qualifier": _hedge(number.before)}
    if value:
        known["value"] = value
    if re.match(r"\s*%", number.after):
        known["unit"] = "percent"
    return known


def _hedge(before: str) -> str:
    return next((word for word, pattern in HEDGED.items() if pattern.search(before)), "exact")


def write_whole(path: Path, page: str) -> None:
    """Write a draft that is there whole or not at all."""
    with written_whole(path) as aside:
        aside.write_text(page, encoding="utf-8", newline="")


# -- taking in


@dataclass(frozen=True)
class Rows:
    """What a filled draft holds: rows for figures.csv and set_aside.csv, and the line of the draft of each."""

    figures: list[dict[str, str]]
    aside: list[dict[str, str]]
    lines: dict[str, list[int]]


def read_draft(path: Path, numbers: list[Number], form: Form, data: Path) -> Rows:
    """Read a filled draft against the text it was made from.

    Raises
    ------
    DataError
        For rows that are not decided, missing, there twice, or not of this text; nothing of the draft is used then.
    """
    names = columns(data)
    table = read_cells(read_bytes(path, table=True), display_path(path), names)
    rows = zip(*table.values(), strict=True)
    lines = {line: dict(zip(names, row, strict=True)) for line, row in enumerate(rows, start=FIRST)}
    reader = _Reader(display_path(path), form, data)
    placed = reader.placed(lines, numbers)
    rows = reader.rows(placed) if not reader.problems else None
    if reader.problems:
        raise DataError(sorted(reader.problems, key=lambda problem: problem.line or 0))
    return rows


class _Reader:
    """Matches the rows of a draft with the numbers of the text, and makes rows of the register of them."""

    def __init__(self, file: str, form: Form, data: Path):
        self.file, self.form, self.problems = file, form, []
        self.figures = [field["name"] for field in resource(data, "figures")["schema"]["fields"]]
        table = resource(data, "indicators")["path"]
        themes = read_cells(read_bytes(data / table, table=True), table, _names(data, "indicators"))
        self.themes = dict(zip(themes["id"], themes["theme"], strict=True))
        self.themes |= {row["id"]: row["theme"] for row in form.rows["indicators"]}

    def _fault(self, line: int | None, what: str, mend: str, column: str | None = None) -> None:
        self.problems.append(Problem(self.file, what, mend, line, column=column))

    def placed(self, lines: dict[int, dict], numbers: list[Number]) -> list[tuple[int, dict, Number]]:
        """Return line, row and number of each row, in the order of the text."""
        found: dict[tuple, tuple[int, dict]] = {}
        known = {number.key: number for number in numbers}
        for line, row in lines.items():
            key = tuple(row[name].strip() for name in ("locator", "token", "occurrence"))
            number = known.get(key)
            if not any(cell.strip() for cell in row.values()):
                self._fault(line, "is empty", "delete the line")
            elif number is None:
                what = f"{quoted(row['token'])} in paragraph {quoted(row['locator'])} is not so in this text"
                self._fault(line, what, ELSEWHERE)
            elif row["fingerprint"].strip() != number.fingerprint:
                what = f"{quoted(row['token'])} in paragraph {quoted(row['locator'])} is not so in this text"
                mend = f"{ELSEWHERE}; where a spreadsheet changed the cell, write {number.fingerprint}"
                self._fault(line, what, mend, "fingerprint")
            elif key in found:
                self._fault(line, f"the number already stands in line {found[key][0]}", "delete one of the two")
            else:
                found[key] = (line, row)
                self._decided(line, row)
        for number in numbers:
            if number.key not in found and not self.problems:
                what = f"“{number.token.text}” (paragraph {number.locator}) is missing from the draft"
                self._fault(None, what, "restore its line, and decide `aside` if it means nothing here")
        return [(*found[number.key], number) for number in numbers if number.key in found]

    def _decided(self, line: int, row: dict) -> None:
        decision = row["decision"].strip()
        if not decision:
            what = f"{quoted(row['token'])} in paragraph {row['locator']} is not decided"
            self._fault(line, what, f"write {', '.join(DECISIONS[:-1])} or {DECISIONS[-1]} as decision", "decision")
        elif decision not in DECISIONS:
            word = closest_match(decision, DECISIONS)
            mend = f"write {word}" if word else f"write {', '.join(DECISIONS)}"
            self._fault(line, f"{quoted(decision, 40)} is no decision", mend, "decision")

    def rows(self, placed: list[tuple[int, dict, Number]]) -> Rows:
        """Return the rows of the register that decided rows make."""
        rows, last = Rows([], [], {"figures": [], "set_aside": []}), None
        for line, row, number in placed:
            decision = row["decision"].strip()
            if decision == FIGURE:
                last = number
                rows.figures.append(self._figure(line, row, number))
                rows.lines["figures"].append(line)
            elif decision == ASIDE:
                rows.aside.append(self._aside(line, row, number))
                rows.lines["set_aside"].append(line)
            elif last is None or (last.locator, last.fingerprint) != (number.locator, number.fingerprint):
                mend = "join it to the figure above it in its sentence, or decide otherwise"
                self._fault(line, "is joined, but no figure of its sentence stands above it", mend, "decision")
            else:
                rows.figures[-1]["printed"] += f" | {number.token.text}"
        return rows

    def _figure(self, line: int, row: dict, number: Number) -> dict[str, str]:
        said = {name: cell.strip() for name, cell in row.items()}
        said["theme"] = said["theme"] or self.themes.get(said["indicator"], "")
        for name in NAMES:
            said[name] = whole_id(said[name], self.form.source)
        said |= {"source": self.form.source, "locator": str(number.locator), "fingerprint": number.fingerprint}
        said["printed"] = number.token.text
        unknown = said["indicator"] and said["indicator"] not in self.themes
        if unknown:
            word = closest_match(said["indicator"], self.themes)
            mend = f"write {word}, if that was meant" if word else "describe it under indicators in the form"
            self._fault(line, f"{quoted(said['indicator'])} is no indicator", mend, "indicator")
        for name in self.figures:
            if not said[name] and not (unknown and name == "theme"):
                self._fault(line, "is empty, but the row is decided to be a figure", "fill it in", name)
        return {name: said[name] for name in self.figures}

    def _aside(self, line: int, row: dict, number: Number) -> dict[str, str]:
        reasons = {"reason": row["note"].strip(), "reason_fr": row["note_fr"].strip()}
        for name, column in (("reason", "note"), ("reason_fr", "note_fr")):
            if reasons[name] in ("", "none"):
                self._fault(line, "is set aside without a reason", f"write the reason as {column}", column)
        locator, token, occurrence = number.key
        return {"source": self.form.source, "locator": locator, "token": token, "occurrence": occurrence, **reasons}


def _names(data: Path, table: str) -> list[str]:
    return [field["name"] for field in resource(data, table)["schema"]["fields"]]
