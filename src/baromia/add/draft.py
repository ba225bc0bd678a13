"""The draft of a publication's figures: a row for each quantity of its text, with its place, its meaning to fill in.

A draft is no part of the register. As long as a row has an empty `decision`, nothing is taken in. Places and
fingerprints are found again in the text each time; a draft in which they differ belongs to another text.
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
from nbpaper.texts import fingerprint, paragraphs, sentence_spans

from ..register.cells import quoted
from ..register.printed import REASONS, Printed, plain, printed_numbers
from ..register.ranges import SHARES
from ..register.rules import A_BASE
from .defaults import Defaults
from .form import Entry, Form, whole_id
from .french_numbers import Quantity, quantities

FIGURE, ASIDE, JOINED = DECISIONS = ("figure", "aside", "joined")
OWN_COLUMNS = ("decision", "seen", "token", "occurrence", "locator", "fingerprint")  # before those of the figures
FROM_TEXT = ("locator", "fingerprint", "printed")  # of a figure, in the text
NEVER_NONE = ("sample", "population", "base", "base_literal", "answer_type")  # not `none` because nothing is written
NONE = ("", "none")
KEY = ("locator", "token", "occurrence")
NOT_SHARED = ("id", "value", "unit", "qualifier", "restates", "note", "note_fr")  # of a figure that restates another
BROKEN = re.compile(r"(?<![\d.,])\d{1,3}\s*\n\s*(?:%|\d{3}(?!\d)\s+[^\W\d])")
ANY_UTF8 = "save it again as UTF-8 (Excel: Save As, “CSV UTF-8”; LibreOffice: Save As, “Edit filter settings”)"
AROUND = 60  # characters shown on either side of a number: enough to know it again
EMPTY = "is empty, but the row is decided to be a figure"
OTHER_TEXT = "name the text the draft was made from, or move the draft away to have a new one"


@dataclass(frozen=True)
class Number:
    """A quantity of a text: the numbers that make it, their place and their sentence, and the words around them."""

    quantity: Quantity
    printed: tuple[Printed, ...]
    locator: int
    fingerprint: str
    excerpt: str
    around: tuple[str, str, str]

    @property
    def words(self) -> str:
        """Return its numbers as a row of figures.csv names them."""
        return " | ".join(token.text for token in self.printed)

    def row(self) -> dict[str, str]:
        """Return its row of a draft: where it stands, and what can be known without understanding it."""
        quantity, reason = self.quantity, REASONS.get(self.quantity.reason, {"en": "", "fr": ""})
        cells = dict(zip(KEY, (str(self.locator), self.words, str(self.printed[0].occurrence)), strict=True))
        cells |= {"fingerprint": self.fingerprint, "seen": self.excerpt, "note": reason["en"], "note_fr": reason["fr"]}
        return cells | {"value": quantity.value, "unit": quantity.unit, "qualifier": quantity.qualifier}


def draft_path(form: Form) -> Path:
    """Return the path of the draft of a form: beside it, named after the source."""
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
    numbers = [number for locator, paragraph in lines for number in _numbers(locator, paragraph)]
    if not numbers:
        raise PaperError(f"{display_path(text)} prints no number. To mend: name the publication's text.")
    return numbers


def broken_lines(text: Path) -> list[int]:
    """Return the paragraphs that seem to end within a number, or between a number and its percent sign."""
    pairs = enumerate(pairwise(paragraphs(read_publication(text))), start=1)
    return [locator for locator, pair in pairs if BROKEN.search("\n".join(pair))]


def _numbers(locator: int, paragraph: str) -> Iterator[Number]:
    spans, printed = sentence_spans(paragraph), iter(printed_numbers(paragraph))
    starts, fingerprints = [start for start, _ in spans], [fingerprint(paragraph[start:end]) for start, end in spans]
    for quantity in quantities(paragraph):
        tokens = tuple(islice(printed, len(quantity.tokens)))
        sentence = bisect_right(starts, tokens[0].start) - 1
        before, after = paragraph[: quantity.start], paragraph[quantity.end :]
        excerpt = f"{before[-AROUND:]}[{paragraph[quantity.start : quantity.end]}]{after[:AROUND]}"
        excerpt = re.sub(r"[;\"\s]+", " ", excerpt).strip()  # in a form that no spreadsheet runs
        around = before[starts[sentence] :], paragraph[quantity.start : quantity.end], after[:AROUND]
        yield Number(quantity, tokens, locator, fingerprints[sentence], f"… {excerpt} …", around)


# -- proposing


def draft_columns(defaults: Defaults) -> list[str]:
    """Return the columns of a draft: its own, then those of figures.csv that somebody has to fill in."""
    return [*OWN_COLUMNS, *(field.name for field in defaults.fields if field.name not in FROM_TEXT)]


def propose(numbers: list[Number], defaults: Defaults) -> str:
    """Return a draft as CSV: one row a number, with what can be known without understanding it."""
    page = io.StringIO()
    writer = csv.DictWriter(page, draft_columns(defaults), restval="", lineterminator="\n")
    writer.writeheader()
    rows = [number.row() | defaults.from_text(number.row(), *number.around) for number in numbers]
    sentence_samples = defaultdict(set)
    for row in rows:
        sentence_samples[row["fingerprint"]] |= {row["sample"]} if "sample" in row else set()
    stated, last_sample = set(), ""
    for row, number in zip(rows, numbers, strict=True):
        if row.get("indicator") in stated:  # an n or a day that is printed again restates the first
            row |= {"indicator": "", "sample": ""}
        elif "indicator" in row:
            stated.add(row["indicator"])
        if row["unit"] in SHARES and len(samples := sentence_samples[row["fingerprint"]]) < 2:
            fallback = last_sample if re.match(r"[\s%]*d.entre e", number.around[2]) else ""
            row["sample"] = row.get("sample") or next(iter(samples), fallback)
            last_sample = row["sample"] or last_sample
    writer.writerows(rows)
    return page.getvalue()


# -- taking in


def read_draft(path: Path, numbers: list[Number], defaults: Defaults) -> dict[str, list[Entry]]:
    """Read a filled draft against the text it was made from; return its rows for figures.csv and set_aside.csv.

    Raises
    ------
    DataError
        For rows that are not decided, missing, repeated, or not of this text; nothing of the draft is used then.
    """
    reader = _DraftReader(display_path(path), defaults)
    placed = reader.placed(_read_sheet(path, draft_columns(defaults)), numbers)
    rows = reader.rows(placed) if not reader.problems else {}
    if reader.problems:
        raise DataError(sorted(reader.problems, key=lambda problem: problem.line or 0))
    return rows


def _read_sheet(path: Path, columns: list[str]) -> dict[int, dict[str, str]]:
    """Return the rows of a draft by line, with any separator, any line ends, in UTF-8 or UTF-16."""
    raw, file = path.read_bytes(), display_path(path)
    try:
        text = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        raise DataError([Problem(file, "is not UTF-8, nor UTF-16", ANY_UTF8)]) from None
    separator = max(",;\t", key=text.partition("\n")[0].count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    missing = [name for name in columns if name not in (rows.fieldnames or ())]
    if missing:
        raise DataError(Problem(file, "the column is missing", "restore its name", 1, column=name) for name in missing)
    sheet, too_long = {}, []
    for row in rows:
        if None in row:
            what = f"has {len(row) - 1 + len(row[None])} cells where the header has {len(row) - 1}"
            too_long.append(Problem(file, what, "put text that holds a comma between quotation marks", rows.line_num))
        cells = {column: " ".join((row.get(column) or "").splitlines()).strip() for column in columns}
        if cells["id"] or cells["indicator"] or cells["restates"]:  # which says that it is a figure
            cells["decision"] = cells["decision"] or FIGURE
        if any(cells.values()):
            sheet[rows.line_num] = cells
    if too_long:
        raise DataError(too_long)
    return sheet


class _DraftReader:
    """Matches the rows of a draft with the numbers of the text, and turns them into rows of the register."""

    def __init__(self, file: str, defaults: Defaults):
        self.file, self.defaults, self.problems = file, defaults, []
        self.mends = {"sample": f"write {listed(defaults.samples)}", "base_literal": A_BASE}

    def fault(self, line: int | None, what: str, mend: str, column: str | None = None) -> None:
        self.problems.append(Problem(self.file, what, mend, line, column=column))

    def placed(self, sheet: dict[int, dict], numbers: list[Number]) -> list[tuple[int, dict, Number]]:
        """Return each row's line, cells and number, in the order of the text; a row may name several numbers of it."""
        text = [(number, token) for number in numbers for token in number.printed]
        claims = dict.fromkeys(range(len(text)))  # index in the text → line of the row that claims it
        placed = []
        for line, row in sheet.items():
            indices, what = _indices(row, text), f"{quoted(row['token'])} in paragraph"
            if not indices:
                self.fault(line, f"{what} {quoted(row['locator'])} is not so in this text", OTHER_TEXT)
                continue
            number = text[indices[0]][0]
            if row["fingerprint"] != number.fingerprint:
                mend = f"{OTHER_TEXT}; where a spreadsheet changed the cell, write {number.fingerprint}"
                self.fault(line, f"{what} {quoted(row['locator'])} is not so in this text", mend, "fingerprint")
            elif above := next(filter(None, map(claims.get, indices)), None):
                self.fault(line, f"the number already stands in line {above}", "delete one of the two")
            elif not row["decision"]:
                mend = f"write {listed(DECISIONS)} as decision"
                self.fault(line, f"{what} {row['locator']} is not decided", mend, "decision")
            elif row["decision"] not in DECISIONS:
                mend = f"write {closest_match(row['decision'], DECISIONS) or listed(DECISIONS)}"
                self.fault(line, f"{quoted(row['decision'], 40)} is no decision", mend, "decision")
            claims |= dict.fromkeys(indices, line)
            printed = tuple(text[index][1] for index in indices)
            placed.append((indices[0], line, row, replace(number, printed=printed)))
        unclaimed = [] if self.problems else [text[index] for index, line in claims.items() if line is None]
        for number, token in unclaimed:
            what = f"“{token.text}” (paragraph {number.locator}) is missing from the draft"
            self.fault(None, what, "restore its line, and decide `aside` if it means nothing here")
        return [match for _, *match in sorted(placed, key=lambda match: match[:2])]

    def rows(self, placed: list[tuple[int, dict, Number]]) -> dict[str, list[Entry]]:
        """Return the rows of figures.csv and set_aside.csv that the decided rows make."""
        figures, aside, sentence, ids = [], [], None, set()
        originals = [row for _, row, _ in placed if row["decision"] == FIGURE and row["restates"] in NONE]
        stated = {self.defaults.completed(row)["id"]: row for row in originals}
        for line, row, number in placed:
            if row["decision"] == FIGURE:
                cells = self.figure(line, _restating(row, stated, self.defaults.source), number)
                if not row["id"] and cells["id"] in ids:  # of other people than the figure of that name
                    cells["id"] += f"-{cells['population']}"
                ids.add(cells["id"])
                figures.append(Entry(cells, self.file, {(): line}))
                sentence = number.locator, number.fingerprint
            elif row["decision"] == ASIDE:
                aside += [Entry(cells, self.file, {(): line}) for cells in self.aside(line, row, number)]
            elif sentence != (number.locator, number.fingerprint):
                mend = "join it to the figure above it in its sentence, or decide otherwise"
                self.fault(line, "is joined, but no figure of its sentence stands above it", mend, "decision")
            else:
                figures[-1].cells["printed"] += f" | {number.words}"
        return {"figures": figures, "set_aside": aside}

    def figure(self, line: int, row: dict, number: Number) -> dict[str, str]:
        """Return a row of figures.csv, its empty cells filled with what the register knows already."""
        proposed = number.row()  # its note is a reason to set the number aside, not a note on a figure
        row = row | {column: "" for column in ("note", "note_fr") if row[column] == proposed[column]}
        cells = self.defaults.completed(row) | {"source": self.defaults.source, "printed": number.words}
        cells["value"] = cells["value"].replace(",", ".")  # as a French spreadsheet has it
        if (indicator := cells["indicator"]) not in self.defaults.indicators:
            mend = "write an id of indicators.csv, or describe one in the form"
            mend = meant(indicator, self.defaults.indicators, mend)
            self.fault(line, f"{quoted(indicator)} is no indicator" if indicator else EMPTY, mend, "indicator")
            return cells
        for field in self.defaults.fields:
            if not cells[field.name] and field.absent == "none" and field.name not in NEVER_NONE:
                cells[field.name] = "none"
            elif not cells[field.name] and field.name != "base":  # empty only where base_literal is
                self.fault(line, EMPTY, self.mends.get(field.name, field.mend), field.name)
        return cells

    def aside(self, line: int, row: dict, number: Number) -> Iterator[dict[str, str]]:
        """Yield rows of set_aside.csv, one for each of the numbers."""
        for column in ("note", "note_fr"):
            if row[column] in ("", "none"):
                self.fault(line, "is set aside without a reason", f"write the reason as {column}", column)
        cells = {"source": self.defaults.source, "reason": row["note"], "reason_fr": row["note_fr"]}
        for token in number.printed:
            yield cells | dict(zip(KEY, (row["locator"], token.text, str(token.occurrence)), strict=True))


def _restating(row: dict, figures: dict[str, dict], source: str) -> dict[str, str]:
    """Return a row, its empty cells and its name taken from the figure that it restates, if it restates one."""
    if row["restates"] in NONE:
        return row
    target = whole_id(row["restates"], source)
    shared = {name: cell for name, cell in figures.get(target, {}).items() if name not in (*OWN_COLUMNS, *NOT_SHARED)}
    filled = {name: cell or shared.get(name, "") for name, cell in row.items()}
    return filled | {"id": row["id"] or f"{target}-restated"}


def _indices(row: dict, text: list[tuple[Number, Printed]]) -> list[int]:
    """Return the indices of a row's numbers in the text, each after the one before; nothing if one is not there."""
    first, *rest = map(plain, row["token"].split(" | "))
    paragraph = ((index, token) for index, (number, token) in enumerate(text) if str(number.locator) == row["locator"])
    key = first, row["occurrence"]
    found = [next((index for index, token in paragraph if (token.text, str(token.occurrence)) == key), None)]
    found += [next((index for index, token in paragraph if token.text == word), None) for word in rest]
    return [] if None in found else found
