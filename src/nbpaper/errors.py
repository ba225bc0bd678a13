"""What goes wrong, said in sentences, and paths as these show them: the command line prints them and exits with 1."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

SHOWN = 25  # problems printed before the rest is only counted: a screenful
PROJECT_FILE = "_quarto.yml"  # stands at the root of a project


class PaperError(Exception):
    """The data or the build is at fault; the message is for the person who can mend it."""


@dataclass(frozen=True)
class Problem:
    """One fault in a data file: where it is, what is wrong, how to mend it."""

    file: str
    what: str
    mend: str
    line: int | None = None
    row: str | None = None
    column: str | None = None

    def __str__(self) -> str:
        """Say where, what, and how to mend it."""
        place = self.file
        if self.line is not None:
            place += f", line {self.line}"
        if self.row is not None:
            place += f" (row {self.row})"
        if self.column is not None:
            place += f", column {self.column}"
        return f"{place}: {self.what}. To mend: {self.mend}."


class DataError(PaperError):
    """The register does not hold together; `problems` lists every fault found."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = list(problems)
        lines = [str(problem) for problem in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            lines.append(f"… and {len(self.problems) - SHOWN} more.")
        super().__init__("\n".join(lines))


def listed(words: Iterable[str], last: str = "or") -> str:
    """Return `a, b or c`."""
    *first, final = words
    return f"{', '.join(first)} {last} {final}" if first else final


def counted(number: int, noun: str) -> str:
    """Return `1 notebook`, `2 notebooks`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def closest_match(word: str, words: Iterable[str]) -> str | None:
    """Return the one of `words` that `word` was probably meant to be, if any is close."""
    words = list(words)
    return next(iter(get_close_matches(word, words, n=1, cutoff=0.75)), None) if words else None


def meant(word: str, words: Iterable[str], otherwise: str) -> str:
    """Return how to mend a word that is none of `words`: write the one that was probably meant; else `otherwise`."""
    close = closest_match(word, words)
    return f"write {close}, if that was meant" if close else otherwise


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """Return a hint at the most similar word, or nothing."""
    close = get_close_matches(word, list(words), n=1)
    return f" (did you mean {close[0]}?)" if close else ""


def unknown(kind: str, word: object, words: Iterable[str], mend: str = "") -> str:
    """Return that no `kind` is called `word`, the most similar of `words`, and how to mend it: by one of them."""
    words = list(words)
    mend = f"To mend: {mend}." if mend else f"There are: {', '.join(words) or 'none'}."
    return f"no {kind} is called {word!r}{did_you_mean(str(word), words)}. {mend}"


def real_path(path: str | os.PathLike) -> Path:
    """Return an absolute path without links; unlike `Path.resolve`, it takes a link that leads to itself."""
    return Path(os.path.realpath(path))


def display_path(path: Path) -> str:
    """Return `path` for a message: relative to the project that it is in, if any."""
    path = Path(path)
    whole = real_path(path)
    for folder in whole.parents:
        if (folder / PROJECT_FILE).is_file():
            return whole.relative_to(folder).as_posix()
    return path.as_posix()
