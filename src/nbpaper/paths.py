"""Paths as messages show them."""

from pathlib import Path

PROJECT_FILE = "_quarto.yml"  # stands at the root of a project


def display_path(path: Path) -> str:
    """Return `path` as a reader wants it in a message: relative to the project that it is inside of."""
    path = Path(path)
    whole = path.resolve()
    for folder in whole.parents:
        if (folder / PROJECT_FILE).is_file():
            return whole.relative_to(folder).as_posix()
    return path.as_posix()
