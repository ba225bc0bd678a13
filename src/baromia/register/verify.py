"""Check the register against the sources' own texts: is every figure where its row says, is any left out?

The rule of counting: every number of a text belongs to one row or to one entry set aside, never to two. A
row claims the numbers it names in `printed` inside one sentence. Entries set aside claim theirs first, by
place; then rows, those that name most numbers first (so that “9 sur 10” is not split by a “10”), otherwise
in the order of the table.

Without the texts, `misprints` compares each value with the digits that its row says are printed.
"""

import os
from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from pathlib import Path

import pandas as pd

from nbpaper.errors import PaperError, Problem, display_path
from nbpaper.texts import fingerprint, paragraphs, sentence_spans

from . import Register
from .printed import Printed, plain, printed_numbers, stands_in

COUNTS = ["source", "tokens", "rows", "set_aside", "unaccounted", "coverage"]
Counts = tuple[int, int, int, int, float]  # those of a source
SIZE = "sample-size"
# The faults of a row that is not where it says: the column to look at, what is wrong, how to mend it.
MOVED = ("locator", "now stands in paragraph {now.locator}", "write that number")
CHANGED = (
    "fingerprint",
    "paragraph {row.locator} prints “{number}”, but in another sentence than this fingerprint's",
    "read it again, and if the row still says the same, write {now.fingerprint}",
)
MISSING = (
    "printed",
    "“{number}” is not in paragraph {row.locator}, nor elsewhere in a sentence of this fingerprint",
    "look it up in the text; correct printed and locator, or remove the row",
)
# Rows in their places claim their numbers first, then those that have moved, then those that have changed.
PLACES = (
    (None, lambda sentence, row: (sentence.locator, sentence.fingerprint) == (row.locator, row.fingerprint)),
    (MOVED, lambda sentence, row: sentence.fingerprint == row.fingerprint),
    (CHANGED, lambda sentence, row: sentence.locator == row.locator),
)


@dataclass(frozen=True)
class Report:
    """What `verify` found.

    Attributes
    ----------
    sources : pandas.DataFrame
        A row a source: the numbers of its text, those in rows, set aside and unaccounted for; coverage 0–1.
    problems : list of Problem
        Every fault as a sentence: another text, a number left out, a row that is not in its place.
    """

    sources: pd.DataFrame
    problems: list[Problem]


def verify(texts_folder: str | os.PathLike, register: Register, sources: Collection[str] | None = None) -> Report:
    """Look up every figure in the texts, every number of the texts in the register, and compare each text's digest.

    The folder holds one text a source, named `<source id>.txt`, UTF-8, one paragraph a line. Without `sources`, all
    that have rows are checked. A text that cannot be read is one of the report's problems, not an exception.

    Raises
    ------
    PaperError
        Where there is no such folder.
    """
    folder = Path(texts_folder)
    if not folder.is_dir():
        mend = "name the folder in which the articles' texts lie, as <source id>.txt"
        raise PaperError(f"{display_path(folder)}: no such folder. To mend: {mend}.")
    if sources is None:
        sources = dict.fromkeys([*register.figures["source"], *register.set_aside["source"]])
    found = {source: _look_up(source, folder / f"{source}.txt", register) for source in sources}
    counts = [(source, *numbers) for source, (numbers, _) in found.items()]
    return Report(pd.DataFrame(counts, columns=COUNTS), [*chain(*(problems for _, problems in found.values()))])


def _look_up(source: str, path: Path, register: Register) -> tuple[Counts, list[Problem]]:
    """Return the counts of a source's text, and its problems."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        what = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else f"cannot be read ({error.strerror})"
        mend = "put the article's text there, UTF-8, one paragraph a line"
        return (0, 0, 0, 0, 0.0), [Problem(path.as_posix(), what, mend)]
    parsed = _Text(text)
    if what := _other_article(text, source, parsed, register):
        mend = f"put the text of {source} there; nothing else of it was looked at"
        return (parsed.total, 0, 0, parsed.total, 0.0), [Problem(path.name, what, mend)]
    problems = [*parsed.claim_aside(register, source), *parsed.claim_rows(register, source)]
    problems += [*parsed.unaccounted(path.name), *_other_text(text, source, register)]
    return parsed.counts(), problems


@dataclass
class Sentence:
    """A sentence of a text: its place, its fingerprint and the numbers nobody has claimed yet."""

    locator: int
    fingerprint: str
    free: list[Printed]

    def claim(self, printed: str) -> bool:
        """Claim the numbers of a row's `printed`, in their order; return False if they are not all free."""
        taken, rest = [], iter(self.free)
        for text in map(plain, printed.split(" | ")):
            token = next((token for token in rest if token.text == text), None)
            if token is None:
                return False
            taken.append(token)
        self.free = [token for token in self.free if token not in taken]
        return True

    def drop(self, text: str, occurrence: int) -> bool:
        """Claim one number, given by its occurrence in the paragraph; return False if it is not free."""
        rest = [token for token in self.free if token[:2] != (plain(text), occurrence)]
        dropped, self.free = len(rest) < len(self.free), rest
        return dropped


class _Text:
    """The sentences of a text, whose numbers are claimed one after the other."""

    def __init__(self, text: str):
        self.sentences, self.aside = [], 0
        for locator, paragraph in enumerate(paragraphs(text), start=1):
            numbers, first = printed_numbers(paragraph), 0
            for start, end in sentence_spans(paragraph):
                past = bisect_left(numbers, end, key=attrgetter("start"))
                self.sentences.append(Sentence(locator, fingerprint(paragraph[start:end]), numbers[first:past]))
                first = past
        self.total = self._free()

    def _free(self) -> int:
        return sum(len(sentence.free) for sentence in self.sentences)

    def counts(self) -> Counts:
        """Return how many numbers there are, in rows, set aside and unclaimed; and the share accounted for."""
        free = self._free()
        accounted = self.total - free
        return self.total, accounted - self.aside, self.aside, free, accounted / self.total if self.total else 1.0

    def claim_aside(self, register: Register, source: str) -> Iterator[Problem]:
        """Claim the numbers set aside; yield a problem for each that is not in the text."""
        for entry in register.set_aside[register.set_aside["source"] == source].itertuples():
            paragraph = (sentence for sentence in self.sentences if sentence.locator == entry.locator)
            if any(sentence.drop(entry.token, entry.occurrence) for sentence in paragraph):
                self.aside += 1
            else:
                what = f"“{entry.token}” (occurrence {entry.occurrence}) is not in paragraph {entry.locator}"
                yield register.problem("set_aside", entry.Index, what, "look it up again, or remove the line")

    def claim_rows(self, register: Register, source: str) -> Iterator[Problem]:
        """Claim the numbers of each row; yield a problem for each row that is not where it says."""
        rows = list(register.figures[register.figures["source"] == source].itertuples())
        claims: dict[str, tuple] = {}
        for fault, is_place in PLACES:
            for row in sorted(rows, key=lambda row: -row.printed.count(" | ")):  # ties as in the table
                if row.Index not in claims:
                    places = (sentence for sentence in self.sentences if is_place(sentence, row))
                    if sentence := next((place for place in places if place.claim(row.printed)), None):
                        claims[row.Index] = (fault, sentence)
        for row in rows:
            fault, now = claims.get(row.Index, (MISSING, None))
            if fault:
                number = row.printed.replace(" | ", " … ")
                column, *messages = fault
                what, mend = (message.format(number=number, row=row, now=now) for message in messages)
                yield register.problem("figures", row.Index, what, mend, column)

    def unaccounted(self, file: str) -> Iterator[Problem]:
        """Yield a problem for each number that nobody has claimed."""
        for sentence in self.sentences:
            for token in sentence.free:
                what = f"“{token.text}” (occurrence {token.occurrence}) in paragraph {sentence.locator}"
                mend = "add a row to figures.csv, or a line with a reason to set_aside.csv"
                yield Problem(file, f"{what} is no row and is not set aside", mend)


def _other_article(text: str, source: str, parsed: _Text, register: Register) -> str | None:
    """Return what is wrong with a text that has no sentence of the source's rows; None if it has one."""
    fingerprints = set(register.figures.loc[register.figures["source"] == source, "fingerprint"])
    if not fingerprints or not fingerprints.isdisjoint(sentence.fingerprint for sentence in parsed.sentences):
        return None
    digests = {register.custom(name).get("text_sha256"): name for name in register.sources}
    owner = digests.get(fingerprint(text))
    return f"is the text of {owner}" if owner else "is another article: no sentence in it is one that was read"


def _other_text(text: str, source: str, register: Register) -> Iterator[Problem]:
    """Yield a problem if a text does not have its entry's digest."""
    custom, digest = register.custom(source), fingerprint(text)
    if digest != custom.get("text_sha256"):
        what = f"{source}.txt is another text than the one read on {custom.get('read')}"
        mend = f"give that one; or read every row again in this one, and write its digest, {digest}"
        yield Problem(register.file("sources"), what, mend, row=source, column="custom.text_sha256")


# -- without the texts


def misprints(register: Register) -> list[Problem]:
    """Return a problem for each row whose value is not the number it says is printed, or not its sample's size.

    Numbers in words are read, too. A value that was corrected is not what was printed, and passes.
    """
    corrections = register.corrections
    corrected = corrections.loc[(corrections["table"] == "figures") & (corrections["column"] == "value"), "row"]
    figures, sizes = register.figures.drop(index=set(corrected)), register.samples["n"]
    problems = []
    for row in figures.itertuples():
        if not stands_in(row.printed, row.value, row.unit):
            what = f"“{row.value}” is not the number printed, “{row.printed}”"
            mend = "write it as it is printed, digit for digit, with a decimal point; or mend `printed`"
            problems.append(register.problem("figures", row.Index, what, mend, "value"))
    for row in figures[figures["indicator"] == SIZE].itertuples():
        n = sizes.get(row.sample)
        if not pd.isna(n) and str(n) != row.value:
            what = f"“{row.value}” is not the n of the sample {row.sample}, {n}"
            mend = "look it up again: this row is wrong, or n in samples.csv"
            problems.append(register.problem("figures", row.Index, what, mend, "value"))
    return problems
