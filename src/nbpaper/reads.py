"""What a notebook run reads of the project, noted while it runs, so that only runs that read a changed row run again.

The build starts the notes in each process that works for it; elsewhere `watched` hands a table on as it is and
nothing is noted. A file counts as read as a whole when it is opened (Python's own audit events tell), unless its
table is watched: then the rows and columns that were looked at count, and whatever else is done with the table
counts as reading all of it. When in doubt, more is noted than was read, never less.
"""

import os
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

from baromia.project import DATA, ROOT, data_folder

ALL = "*"
WATCHED = "figures.csv"  # the one table that is long, and of which each notebook reads a part
# Below the project, but no data: what the environment consists of has digests of its own.
ELSEWHERE = ("src", ".git", ".venv", ".venv-lab", ".venv-lowest", ".venv-mutants", "mutants", ".quarto", "reports")


class Notes:
    """The notes of this process, in memory or also in a file: what is new is added at once, to survive any end."""

    def __init__(self, data: Path):
        self.seen: dict[tuple[str, str], None] = {}
        self.data = os.path.realpath(data)
        self.file = None
        self.quiet = threading.local()

    def keep_in(self, file: Path) -> None:
        """Keep the notes in a file from now on."""
        self.file = file.open("a", encoding="utf-8", buffering=1)  # stays open as long as the process lives
        self.file.writelines(f"{kind}\t{name}\n" for kind, name in self.seen)

    def note(self, kind: str, name: str) -> None:
        """Note that a `file`, a `column` or a `row` was read."""
        if (kind, name) not in self.seen:
            self.seen[kind, name] = None
            if self.file:
                self.file.write(f"{kind}\t{name}\n")

    def forget_parts(self) -> None:
        """Keep the files that were read, and forget rows and columns."""
        self.seen = {note: None for note in self.seen if note[0] == "file"}

    def opened(self, event: str, arguments: tuple) -> None:
        """Take an audit event; a file of the project that is opened counts as read."""
        if event != "open" or not isinstance(arguments[0], str | os.PathLike):
            return
        name = self._named(os.path.realpath(arguments[0]))
        if name and not (name == WATCHED and getattr(self.quiet, "on", False)):
            self.note("file", name)

    def _named(self, path: str) -> str | None:
        """Return how the notes call a file: relative to the register, or to the project after `../`."""
        if path.startswith(self.data + os.sep):
            return os.path.relpath(path, self.data).replace(os.sep, "/")
        if path.startswith(f"{ROOT}{os.sep}") and not path.startswith(sys.prefix):
            name = os.path.relpath(path, ROOT).replace(os.sep, "/")
            return None if name.split("/")[0] in ELSEWHERE or name == DATA.name else f"../{name}"
        return None


_notes: Notes | None = None


def start() -> Notes:
    """Take notes in this process from now on; an audit hook cannot be taken back."""
    global _notes
    if _notes is None:
        _notes = Notes(data_folder())
        sys.addaudithook(_notes.opened)
    return _notes


def notes() -> Notes | None:
    """Return the notes of this process; nothing where none are taken."""
    return _notes


def read_notes(file: Path) -> dict[str, list[str]]:
    """Return the notes of a finished run by kind; everything, where it could not take any."""
    if not file.is_file():
        return {"file": [ALL]}
    return sort_notes(line.split("\t", 1) for line in file.read_text(encoding="utf-8").splitlines())


def sort_notes(notes: Iterable[Iterable[str]]) -> dict[str, list[str]]:
    """Return notes by kind; rows and columns say nothing more where their file was read as a whole."""
    found: dict[str, set[str]] = {}
    for kind, name in notes:
        found.setdefault(kind, set()).add(name)
    if WATCHED in found.get("file", ()):
        found = {"file": found["file"]}
    return {kind: sorted(names) for kind, names in sorted(found.items())}
