"""What has been built from what: digests of inputs and of outputs, so that only what is stale is built again, and why.

Everything here is read before it is known that anything has changed, so only light modules are imported.
"""

import hashlib
import importlib.util
import json
import os
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from .errors import listed
from .paths import display_path

FILE = "cache.json"
FORMAT = 1  # of the file; another one is none of ours
ABSENT = "absent"
SAID = 3  # files that a reason names


def digest(*words: object) -> str:
    """Return one digest of words, lists and mappings."""
    return hashlib.sha256(json.dumps(words, sort_keys=True, default=str).encode()).hexdigest()


def file_digest(path: Path) -> str:
    """Return the digest of a file's bytes; a word where there is no such file."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ABSENT


@dataclass(frozen=True)
class Input:
    """One kind of thing that something is made from: files and digests of their bytes, or values in words."""

    tree: dict[str, str]
    folder: Path | None = None  # that files lie in; without it, these are values

    @classmethod
    def files(cls, folder: Path, paths: Iterable[Path]) -> "Input":
        """Digest files below a folder."""
        return cls({path.relative_to(folder).as_posix(): file_digest(path) for path in sorted(paths)}, folder)

    @cached_property
    def digest(self) -> str:
        """One digest of all; where the folder is does not matter."""
        return digest(self.tree)

    def changes(self, old: dict[str, str]) -> Iterator[str]:
        """Yield in words what is not as it was."""
        names = [name for name in sorted(old.keys() | self.tree) if old.get(name) != self.tree.get(name)]
        if self.folder is None:
            for name in names:
                yield f"{name} is {self.tree.get(name, 'not given')}, was {old.get(name, 'not given')}"
            return
        done: dict[str, list[str]] = {}
        for name in names:
            how = (
                "appeared" if name not in old else "changed" if self.tree.get(name, ABSENT) != ABSENT else "disappeared"
            )
            done.setdefault(how, []).append(f"{display_path(self.folder)}/{name}")
        for how, files in done.items():
            first = [*files[:SAID], f"{len(files) - SAID} more"] if len(files) > SAID else files
            yield f"{listed(first, 'and')} {how} since the last build"


def data_files(folder: Path) -> Input:
    """Digest a folder of data: all files but hidden ones and Markdown, which is for people."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md")
    return Input.files(folder, (path for path in paths if not path.relative_to(folder).as_posix().startswith(".")))


def sources(package: str) -> Input:
    """Digest the sources of an importable package."""
    folder = Path(importlib.util.find_spec(package).submodule_search_locations[0])
    return Input.files(
        folder, (path for path in folder.rglob("*") if path.is_file() and path.parent.name != "__pycache__")
    )


def installed(names: Iterable[str]) -> Input:
    """Return the versions of those of the packages that are installed here, and of Python."""
    wanted = set(map(_plain, names))
    folders = (name.removesuffix(".dist-info") for name in os.listdir(sysconfig.get_paths()["purelib"]))
    found = (name.rpartition("-") for name in folders if "-" in name)
    versions = {_plain(name): version for name, _, version in found if _plain(name) in wanted}
    return Input({"Python": sys.version.split()[0], **versions})


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@dataclass
class Cache:
    """What the last complete build left: of each task what it was made from and what it made, with digests."""

    tasks: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    trees: dict[str, dict[str, str]] = field(default_factory=dict)  # each input once, by its digest

    @classmethod
    def read(cls, folder: Path) -> "Cache":
        """Read what the last complete build left; nothing where there was none or the file is damaged."""
        try:
            kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
            if kept["format"] != FORMAT:
                return cls()
            tasks = {
                name: {part: dict(task[part]) for part in ("inputs", "outputs")} for name, task in kept["tasks"].items()
            }
            return cls(tasks, {digest(tree): dict(tree) for tree in kept["trees"]})
        except (OSError, ValueError, TypeError, AttributeError, KeyError):
            return cls()

    def write(self, folder: Path) -> None:
        """Write the file; what no task is made from any more is left out."""
        used = sorted({name for task in self.tasks.values() for name in task["inputs"].values()})
        kept = {"format": FORMAT, "tasks": self.tasks, "trees": [self.trees[name] for name in used]}
        text = json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False)
        (folder / FILE).write_text(text + "\n", encoding="utf-8")

    def outputs(self, task: str) -> dict[str, str]:
        """Return the files that a task made, with their digests."""
        return self.tasks.get(task, {}).get("outputs", {})

    def record(self, task: str, inputs: dict[str, Input], outputs: dict[str, str]) -> None:
        """Note what a task was made from and what it made."""
        self.trees.update({one.digest: one.tree for one in inputs.values()})
        self.tasks[task] = {"inputs": {kind: one.digest for kind, one in inputs.items()}, "outputs": outputs}

    def reasons(self, task: str, inputs: dict[str, Input], output: Path) -> list[str]:
        """Return in words why a task is stale; nothing where it is not."""
        if task not in self.tasks:
            return ["it has not been built yet"]
        kept, found = self.tasks[task]["inputs"], []
        for kind, one in inputs.items():
            if kept.get(kind) != one.digest:
                found += one.changes(self.trees.get(kept.get(kind, ""), {}))
        for name, made in self.outputs(task).items():
            if (now := file_digest(output / name)) != made:
                found.append(f"{display_path(output / name)} {'is gone' if now == ABSENT else 'is not what was built'}")
        return found
