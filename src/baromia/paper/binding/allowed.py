"""The numbers a paper may write although no notebook computed them: a short list, each with its reason.

An entry that nothing needs any more is a fault: the list may only shrink by itself being checked. A number in
words that does state a result says which, and is compared with it: "eleven items" fails with the twelfth.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

import yaml

from nbpaper.errors import PaperError
from nbpaper.paths import display_path

from ...project import REPORTS
from .faults import Fault
from .known import PARTS
from .numerals import plain

FILE = REPORTS / "numbers.yaml"
RELATIONS = {
    "is": lambda value, number: value == number,
    "above": lambda value, number: value > number,
    "below": lambda value, number: value < number,
}
KEYS = {"language", "text", "reason", "number", "count", *RELATIONS}


@dataclass(frozen=True)
class Entry:
    """One allowance: the words as they stand in the source, the reason, and what they are compared with."""

    language: str
    text: str
    reason: str
    relation: str | None = None
    result: str | None = None
    number: float | None = None


@dataclass
class Allowed:
    """The allowances of one language, and which of them were needed."""

    language: str
    entries: list[Entry]
    file: str = "numbers.yaml"
    used: set[Entry] = field(default_factory=set)

    def without(self, text: str) -> str:
        """Return a text without the words that are allowed."""
        text = plain(text)
        for entry in self.entries:
            if entry.text in text:
                self.used.add(entry)
                text = text.replace(entry.text, " ")
        return text

    def faults(self, results: dict[str, dict]) -> Iterator[Fault]:
        """Yield a fault for each entry nothing needs, and each that states a result wrongly."""
        for entry in self.entries:
            if entry not in self.used:
                yield Fault(self.file, entry.language, entry.text, "stands in no text any more: delete the entry.")
            if entry.relation and not _holds(entry, results):
                yield Fault(
                    self.file, entry.language, entry.text, f"is not true of {entry.result} any more: mend the text."
                )


def load_allowed(language: str, path: Path = FILE) -> Allowed:
    """Read the allow-list and return the entries of one language."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    entries = [_entry(path, row) for row in rows]
    return Allowed(language, [entry for entry in entries if entry.language in (language, "any")], display_path(path))


def _entry(path: Path, row: dict) -> Entry:
    if not isinstance(row, dict) or set(row) - KEYS or not all(row.get(key) for key in ("language", "text", "reason")):
        raise PaperError(f"{display_path(path)}: {row!r} is no allowance. To mend: write language, text and reason.")
    relation = next((key for key in (*RELATIONS, "count") if key in row), None)
    if relation and "number" not in row:
        raise PaperError(f"{display_path(path)}: {row['text']!r} is compared with no number. To mend: write number.")
    result = row.get(relation) if relation else None
    return Entry(row["language"], plain(row["text"]), row["reason"], relation, result, row.get("number"))


def _holds(entry: Entry, results: dict[str, dict]) -> bool:
    if entry.relation == "count":
        return sum(fnmatchcase(name, entry.result) and not name.endswith(PARTS) for name in results) == entry.number
    if entry.result not in results:
        return False
    found = re.search(r"-?\d+(?:\.\d+)?", str(results[entry.result]["value"]))
    return found is not None and RELATIONS[entry.relation](float(found[0]), entry.number)
