"""Paths as messages show them."""

import os
from pathlib import Path

PROJECT_FILE = "_quarto.yml"  # stands at the root of a project


def real_path(path: str | os.PathLike) -> Path:
    """Return an absolute path without links; unlike `Path.resolve`, it takes a link that leads to itself."""
    return Path(os.path.realpath(path))


def display_path(path: Path) -> str:
    """Return `path` as a reader wants it in a message: relative to the project that it is inside of."""
    path = Path(path)
    whole = real_path(path)
    for folder in whole.parents:
        if (folder / PROJECT_FILE).is_file():
            return whole.relative_to(folder).as_posix()
    return path.as_posix()
