"""What has been built from what, with digests, so that only what is stale is built again, and why.

Everything here is read before it is known that anything has changed, so only light modules are imported.
"""

import hashlib
import importlib.util
import json
import os
import re
import sys
import sysconfig
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from .errors import listed

FILE = "cache.json"
FORMAT = 2  # of the file; another one is none of ours
LISTED = 3  # files that a reason names
BYTES = "sha256:"  # begins the digest of a file; any other value stands for itself
Inputs = dict[str, str]  # what something is made from, named as messages name it → digest of a file, or a value


def digest(*words: object) -> str:
    """Return one digest of words, lists and mappings."""
    return hashlib.sha256(json.dumps(words, sort_keys=True, default=str).encode()).hexdigest()


def file_digest(path: Path) -> str:
    """Return the digest of a file's bytes; nothing where there is no such file."""
    return BYTES + hashlib.sha256(path.read_bytes()).hexdigest()[:32] if path.is_file() else ""


def files(folder: Path, paths: Iterable[Path], name: str = "") -> Inputs:
    """Digest files below a folder, which messages call by a name, wherever it is."""
    return {f"{name}{path.relative_to(folder).as_posix()}": file_digest(path) for path in sorted(paths)}


def data_files(folder: Path) -> Inputs:
    """Digest a folder of data: all files but hidden ones and Markdown, which is for people."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md")
    visible = (path for path in paths if not path.relative_to(folder).as_posix().startswith("."))
    return files(folder, visible, "data/")


@cache
def code(packages: tuple[str, ...], locked: tuple[str, ...]) -> Inputs:
    """Return what runs a notebook here: digests of importable packages' sources, and versions of others and of Python.

    Of the locked packages those count that are installed.
    """
    found = {"Python": sys.version.split()[0]}
    for package in packages:
        folder = Path(importlib.util.find_spec(package).submodule_search_locations[0])
        sources = (path for path in folder.rglob("*") if path.is_file() and path.parent.name != "__pycache__")
        found |= files(folder, sources, f"{package}/")
    wanted = set(map(_plain, locked))
    for folder in os.listdir(sysconfig.get_paths()["purelib"]):
        name, _, version = folder.removesuffix(".dist-info").rpartition("-")
        if _plain(name) in wanted:
            found[_plain(name)] = version
    return found


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def changes(old: Inputs, new: Inputs) -> list[str]:
    """Return in words what is not as it was."""
    values, by_change = [], {}
    for name in sorted(old.keys() | new):
        before, now = old.get(name, ""), new.get(name, "")
        if before != now and (before or now).startswith(BYTES):
            how = ("changed" if before else "appeared") if now else "disappeared"
            by_change.setdefault(how, []).append(name)
        elif before != now:
            values.append(f"{name} is {now or 'not given'}, was {before or 'not given'}")
    for how, names in by_change.items():
        first = [*names[:LISTED], f"{len(names) - LISTED} more"] if len(names) > LISTED else names
        values.append(f"{listed(first, 'and')} {how} since the last build")
    return values


def read_cache(folder: Path) -> dict[str, dict[str, Inputs]]:
    """Return what the last complete build left: of each task its `inputs` and its `outputs`.

    Nothing where there was none, or the file is damaged.
    """
    try:
        kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
        tasks = kept["tasks"].items() if kept["format"] == FORMAT else ()
        return {name: {part: dict(task[part]) for part in ("inputs", "outputs")} for name, task in tasks}
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return {}


def write_cache(folder: Path, tasks: dict[str, dict[str, Inputs]]) -> None:
    """Write what a build leaves."""
    text = json.dumps({"format": FORMAT, "tasks": tasks}, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")
