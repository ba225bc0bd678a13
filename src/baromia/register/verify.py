"""Hold the register against the sources' own texts: is every figure where its row says, is any left out?

The rule of counting: every number of a text belongs to one row or to one entry set aside, never to two. A
row claims the numbers it names in `printed` inside one sentence. Entries set aside claim theirs first, by
place; then rows, those that name most numbers first (so that “9 sur 10” is not split by a “10”), otherwise
in the order of the table.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pandas as pd

from nbpaper.errors import PaperError, Problem
from nbpaper.paths import display_path
from nbpaper.texts import Token, fingerprint, number_tokens, paragraphs, sentence_spans

from ..project import data_folder
from .descriptor import resource
from .tables import read_table

FOUND, MOVED, CHANGED, MISSING, UNREAD = "found", "moved", "sentence changed", "missing", "text not read"
COUNTS = ["source", "tokens", "rows", "set_aside", "unaccounted", "coverage"]
ROWS = ["id", "source", "locator", "status", "paragraph"]
UNACCOUNTED = ["source", "locator", "token", "occurrence"]


@dataclass
class Sentence:
    """A sentence of a text: its place, its fingerprint and the numbers nobody has claimed yet."""

    locator: int
    fingerprint: str
    free: list[Token]

    def claim(self, printed: str) -> bool:
        """Take the numbers of a row's `printed`, in their order; False if they are not all free."""
        taken, rest = [], iter(self.free)
        for text in printed.split(" | "):
            token = next((token for token in rest if token.text == text), None)
            if token is None:
                return False
            taken.append(token)
        self.free = [token for token in self.free if token not in taken]
        return True

    def drop(self, text: str, occurrence: int) -> bool:
        """Take one number, named by its turn in the paragraph; False if it is not free."""
        kept = [token for token in self.free if (token.text, token.occurrence) != (text, occurrence)]
        dropped, self.free = len(kept) < len(self.free), kept
        return dropped


@dataclass(frozen=True)
class Report:
    """What `verify` found."""

    sources: pd.DataFrame  # a row a source: numbers in all, in rows, set aside, unaccounted; coverage 0–1
    rows: pd.DataFrame  # a row a figure: status, and the paragraph it was found in (missing if nowhere)
    unaccounted: pd.DataFrame  # a row for each number of a text that nothing accounts for
    problems: list[Problem]  # every fault as a sentence

    @property
    def ok(self) -> bool:
        """Whether every text was read, every number accounted for and every row found in its place."""
        return not self.problems


def load_set_aside(data: str | os.PathLike | None = None) -> pd.DataFrame:
    """Load the numbers of the texts that are no figures, each with the reason it was set aside."""
    folder = data_folder(data)
    return read_table(folder, resource(folder, "set_aside"))


def verify(
    texts_folder: str | os.PathLike,
    figures: pd.DataFrame,
    set_aside: pd.DataFrame,
    sources: Mapping[str, dict] | None = None,
) -> Report:
    """Look up every figure in the texts, every number of the texts in the register, and hold each text to its digest.

    Parameters
    ----------
    texts_folder : path
        Folder with one text a source, named `<source id>.txt`, UTF-8, one paragraph a line.
    figures : pandas.DataFrame
        The register as `load_figures` returns it (or with `id` as a column).
    set_aside : pandas.DataFrame
        As `load_set_aside` returns it.
    sources : mapping, optional
        Id → card, as `load_sources` returns them; a text whose digest is another one than its card's is a problem.

    Returns
    -------
    Report
        A text that cannot be read is one of its problems, not an exception.

    Raises
    ------
    PaperError
        Where there is no such folder.
    """
    figures = _with_id(figures)
    checked = dict.fromkeys([*figures["source"], *set_aside["source"]])
    if not Path(texts_folder).is_dir():
        mend = "name the folder in which the articles' texts lie, as <source id>.txt"
        raise PaperError(f"{display_path(Path(texts_folder))}: no such folder. To mend: {mend}.")
    checks = [
        _check_source(Path(texts_folder) / f"{source}.txt", _of(figures, source), _of(set_aside, source))
        for source in checked
    ]
    counts, rows, loose, problems = (list(chain(*parts)) for parts in zip(*checks, strict=True))
    known = sources or {}
    problems += _other_texts(Path(texts_folder), {name: known[name] for name in checked if name in known})
    return Report(
        pd.DataFrame(counts, columns=COUNTS),
        pd.DataFrame(rows, columns=ROWS).astype({"paragraph": "Int64"}),
        pd.DataFrame(loose, columns=UNACCOUNTED),
        problems,
    )


def fingerprints(folder: str | os.PathLike, figures: pd.DataFrame, set_aside: pd.DataFrame) -> pd.Series:
    """Return the fingerprint each row ought to carry, from its locator and `printed`; missing if not there.

    For a new row, before it has one. Rows that print the same number in one paragraph take it in turn, so
    write them in the order of the text. The index is that of `figures`.
    """
    frame = _with_id(figures)
    marks = {}
    for source, own in frame.groupby("source", sort=False):
        sentences = read_sentences(Path(folder) / f"{source}.txt")
        _claim_aside(sentences, _of(set_aside, source))
        placed = place(sentences, own, passes=[(CHANGED, _same_paragraph)])
        marks |= {name: sentence and sentence.fingerprint for name, (_, sentence) in placed.items()}
    return pd.Series([marks[name] for name in frame["id"]], index=figures.index, dtype=object)


def read_sentences(path: Path) -> list[Sentence]:
    """Return the sentences of a text file, each with its place, its fingerprint and its numbers."""
    found = []
    for locator, paragraph in enumerate(paragraphs(path.read_text(encoding="utf-8")), start=1):
        tokens = number_tokens(paragraph)
        for start, end in sentence_spans(paragraph):
            own = [token for token in tokens if start <= token.start < end]
            found.append(Sentence(locator, fingerprint(paragraph[start:end]), own))
    return found


def _same_paragraph(sentence: Sentence, row: tuple) -> bool:
    return sentence.locator == row.locator


def _same_sentence(sentence: Sentence, row: tuple) -> bool:
    return sentence.fingerprint == row.fingerprint


def _in_place(sentence: Sentence, row: tuple) -> bool:
    return _same_paragraph(sentence, row) and _same_sentence(sentence, row)


# What is where it should be claims its numbers before what has moved, and that before what has changed.
PASSES = [(FOUND, _in_place), (MOVED, _same_sentence), (CHANGED, _same_paragraph)]


def place(
    sentences: list[Sentence], rows: pd.DataFrame, passes: list[tuple[str, Callable]] = PASSES
) -> dict[str, tuple[str, Sentence | None]]:
    """Let each row claim its numbers; return, by id, how it was found and in which sentence."""
    waiting = sorted(rows.itertuples(), key=lambda row: -row.printed.count(" | "))  # ties as in the table
    placed = {row.id: (MISSING, None) for row in waiting}
    for status, fits in passes:
        for row in waiting:
            if placed[row.id][1] is None:
                taken = (s for s in sentences if fits(s, row) and s.claim(row.printed))
                placed[row.id] = next(((status, s) for s in taken), (MISSING, None))
    return placed


def _check_source(path: Path, rows: pd.DataFrame, aside: pd.DataFrame) -> tuple[list, list, list, list]:
    """Return one source's line of counts, rows, unaccounted numbers and problems."""
    source = path.stem
    try:
        sentences = read_sentences(path)
    except (OSError, UnicodeDecodeError) as error:
        unread = [(row.id, source, row.locator, UNREAD, None) for row in rows.itertuples()]
        return [(source, 0, 0, 0, 0, 0.0)], unread, [], [_unreadable(path, error)]
    total = _free(sentences)
    problems = _claim_aside(sentences, aside)
    dropped = total - _free(sentences)
    placed = place(sentences, rows)
    loose = [(source, s.locator, token.text, token.occurrence) for s in sentences for token in s.free]
    for row in rows.itertuples():
        problems += _misplaced(row, *placed[row.id])
    problems += [_unaccounted(path, *number[1:]) for number in loose]
    accounted = total - len(loose)
    counts = (source, total, accounted - dropped, dropped, len(loose), accounted / total if total else 1.0)
    return [counts], [_found(row, *placed[row.id]) for row in rows.itertuples()], loose, problems


def _other_texts(folder: Path, cards: Mapping[str, dict]) -> Iterator[Problem]:
    """Yield a problem for each text that is another one than its card's digest was taken of."""
    for name, card in cards.items():
        custom, path = card.get("custom", {}), folder / f"{name}.txt"
        with suppress(OSError, UnicodeDecodeError):  # told already
            digest = fingerprint(path.read_text(encoding="utf-8"))
            if digest != custom.get("text_sha256"):
                what = f"{path.name} is another text than the one read on {custom.get('read')}"
                mend = f"give that one; or read every row again in this one, and write its digest, {digest}"
                yield Problem("sources.yaml", what, mend, row=name, column="custom.text_sha256")


def _free(sentences: list[Sentence]) -> int:
    return sum(len(sentence.free) for sentence in sentences)


def _claim_aside(sentences: list[Sentence], aside: pd.DataFrame) -> list[Problem]:
    """Take the numbers set aside out of the sentences; return a problem for each that is not there."""
    problems = []
    for entry in aside.itertuples():
        here = (sentence for sentence in sentences if sentence.locator == entry.locator)
        if not any(sentence.drop(entry.token, entry.occurrence) for sentence in here):
            what = f"“{entry.token}” (occurrence {entry.occurrence}) is not in paragraph {entry.locator}"
            mend = "look it up again, or remove the line"
            problems.append(Problem("set_aside.csv", what, mend, row=entry.source))
    return problems


def _of(frame: pd.DataFrame, source: str) -> pd.DataFrame:
    return frame[frame["source"] == source]


def _with_id(figures: pd.DataFrame) -> pd.DataFrame:
    return figures if "id" in figures.columns else figures.rename_axis("id").reset_index()


def _found(row: tuple, status: str, sentence: Sentence | None) -> tuple:
    return row.id, row.source, row.locator, status, sentence.locator if sentence else None


# For each way a row may be out of place: the column to look at, what is wrong, how to mend it.
OUT_OF_PLACE = {
    MOVED: ("locator", "now stands in paragraph {now}", "write that number"),
    CHANGED: (
        "fingerprint",
        "paragraph {locator} prints “{number}”, but in another sentence than this fingerprint's",
        "read it again, and renew the fingerprint if the row still says the same",
    ),
    MISSING: (
        "printed",
        "“{number}” is not in paragraph {locator}, nor elsewhere in a sentence of this fingerprint",
        "look it up in the text; correct printed and locator, or remove the row",
    ),
}


def _misplaced(row: tuple, status: str, sentence: Sentence | None) -> list[Problem]:
    """Return what is wrong with a row that is not found where it says; an empty list if nothing is."""
    if status == FOUND:
        return []
    column, what, mend = OUT_OF_PLACE[status]
    number = row.printed.replace(" | ", " … ")
    what = what.format(number=number, locator=row.locator, now=sentence and sentence.locator)
    return [Problem("figures.csv", what, mend, row=row.id, column=column)]


def _unreadable(path: Path, error: Exception) -> Problem:
    what = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else f"cannot be read ({error.strerror})"
    return Problem(path.as_posix(), what, "put the article's text there, UTF-8, one paragraph a line")


def _unaccounted(path: Path, locator: int, token: str, occurrence: int) -> Problem:
    what = f"“{token}” (occurrence {occurrence}) in paragraph {locator} is no row and is not set aside"
    return Problem(path.name, what, "add a row to figures.csv, or a line with a reason to set_aside.csv")
