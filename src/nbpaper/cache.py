"""What has been built from what: digests of inputs and of outputs, so that only what is stale is built again.

Everything here is read before it is known that anything has changed, so only light modules are imported.
"""

import csv
import hashlib
import json
import os
import re
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from baromia.project import ROOT

from .reads import ALL, WATCHED

FILE = "stamps.json"
FORMAT = 2  # of the file; another one is no stamp of ours
PACKAGES = (ROOT / "src" / "baromia", ROOT / "src" / "nbpaper")
LOCK = ROOT / "requirements.txt"
ABSENT = "absent"
UNSEEN = ("__main__.py", "build.py", "staging.py", "cache.py", "tasks.py")
Reads = dict[str, list[str]]


def digest(*words: object) -> str:
    """Return one digest of words, lists and mappings."""
    return hashlib.sha256(json.dumps(words, sort_keys=True, default=str).encode()).hexdigest()


def file_digest(path: Path) -> str:
    """Return the digest of a file's bytes; a word where there is no such file."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ABSENT


def files_digest(files: Iterable[Path]) -> str:
    """Return one digest of files, names and bytes."""
    return digest([(path.name, file_digest(path)) for path in files])


def environment() -> str:
    """Return the digest of what runs a notebook: the package, and the locked packages as they are installed.

    What a notebook cannot see is left out: the renderers, the export, and what decides what is built or swept.
    """
    seen = (
        path
        for package in PACKAGES
        for path in package.rglob("*.py")
        if path.parent.name not in ("render", "export", "sweep", "cli")
    )
    modules = [path for path in seen if path.name not in UNSEEN]
    return digest(sys.version, installed(), files_digest(sorted(modules)))


def installed() -> list[str]:
    """Return names and versions of the locked packages that are installed here."""
    locked = LOCK.read_text(encoding="utf-8") if LOCK.is_file() else ""
    names = {_plain(name) for name in re.findall(r"^([\w.-]+)==", locked, re.MULTILINE)}
    folder = sysconfig.get_paths()["purelib"]
    found = [name.removesuffix(".dist-info") for name in os.listdir(folder) if name.endswith(".dist-info")]
    return sorted(name for name in found if _plain(name.rpartition("-")[0]) in names)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


class Register:
    """The files of a register, digested at most once each, and its figures row by row and column by column."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._files: dict[str, str] = {}

    @cached_property
    def names(self) -> list[str]:
        """The data files."""
        return sorted(path.name for path in self.folder.glob("*") if path.suffix in (".csv", ".json", ".yaml"))

    def file(self, name: str) -> str:
        """Return the digest of a file, named as `nbpaper.reads` names it."""
        if name not in self._files:
            self._files[name] = file_digest(ROOT / name[3:] if name.startswith("../") else self.folder / name)
        return self._files[name]

    @cached_property
    def table(self) -> tuple[list[str], dict[str, list[str]]]:
        """Header and rows (by id) of the table that is read in parts."""
        with open(self.folder / WATCHED, encoding="utf-8", newline="") as lines:
            header, *rows = csv.reader(lines)
        place = header.index("id")
        return header, {row[place]: row for row in rows if row}

    def digest(self, reads: Reads) -> str:
        """Return the digest of what the notes of a run name, as it is today."""
        files = self.names if ALL in reads.get("file", ()) else reads.get("file", ())
        found = [[(name, self.file(name)) for name in files]]
        if "column" in reads or "row" in reads:
            try:
                found.append(self._parts(reads))
            except (OSError, ValueError, csv.Error, IndexError):
                found.append(self.file(WATCHED))
        return digest(found)

    def _parts(self, reads: Reads) -> list:
        header, rows = self.table
        columns = reads.get("column", [])
        if not set(columns) <= set(header):  # computed from others: which, only the loader knows
            return [self.file(WATCHED)]
        places = [header.index(name) for name in columns]
        looked_at = [[row[place] for row in rows.values()] for place in places]
        return [header, looked_at, [rows.get(name) for name in reads.get("row", [])]]


@dataclass
class Stamps:
    """What the last complete build left: of each task, what it was made from; of each file, its digest."""

    made: dict[str, dict] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> "Stamps":
        """Read the stamps of the last complete build; none where there was none or the file is damaged."""
        try:
            kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
            assert kept.pop("format") == FORMAT
            return cls(**kept)
        except (OSError, ValueError, TypeError, AttributeError, KeyError, AssertionError):
            return cls()

    def write(self, folder: Path) -> None:
        """Keep the stamps."""
        text = json.dumps({"format": FORMAT, **vars(self)}, indent=1, sort_keys=True, ensure_ascii=False)
        (folder / FILE).write_text(text + "\n", encoding="utf-8")

    def fresh(self, task: str, inputs: str, register: Register) -> bool:
        """Tell whether a task was made from these inputs and from the register as it is."""
        made = self.made.get(task)
        return bool(made) and made["inputs"] == inputs and made["register"] == register.digest(made["reads"])

    def stamp(self, task: str, inputs: str, reads: Reads, register: Register, **more: object) -> None:
        """Note what a task was made from."""
        self.made[task] = {"inputs": inputs, "reads": reads, "register": register.digest(reads), **more}
