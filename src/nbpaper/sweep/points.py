"""The points of a sweep, and the folder beside its table that keeps what is finished, so that nothing runs twice.

A point is known by a digest of all it is made from: notebook, parameters, data, sources and packages. Whoever removes
the folder loses nothing but time.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from ..cache import code, data_files, digest, file_digest
from ..files import written_whole
from ..plan import Request
from .grid import Grid
from .table import Outcome

FORMAT = 2  # of the kept files


@dataclass(frozen=True)
class Point:
    """One combination of parameters, the notebook in its language, and the digest that the point is known by."""

    parameters: dict
    notebook: Path
    key: str


def points_of(grid: Grid, stem: str, request: Request) -> list[Point]:
    """Return the points of a grid in its order."""
    project, shared = request.project, [FORMAT, data_files(request.data), code(*request.project.code)]
    files = {language: project.notebook(stem, language) for language in project.languages}
    known = {path: digest(shared, stem, file_digest(path)) for path in files.values()}
    points = []
    for parameters in grid.points:
        path = files[parameters.get("language", project.languages[0])]
        points.append(Point(parameters, path, digest(known[path], parameters)))
    return points


def kept_in(output: Path) -> Path:
    """Return the folder of a table's finished points."""
    return output.with_name(f"{output.name}.points")


def read_point(folder: Path, point: Point) -> Outcome | None:
    """Return what came of a point, or None where it has not run or its file is damaged."""
    try:
        found = json.loads(_file(folder, point).read_text(encoding="utf-8"))
        right = found["format"] == FORMAT and found["key"] == point.key
        return found["outcome"] if right and {"results", "failed"} & set(found["outcome"]) else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def keep_point(folder: Path, point: Point, outcome: Outcome) -> None:
    """Keep what came of a point: its file is there whole or not at all."""
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")  # working files, wherever they lie
    text = json.dumps({"format": FORMAT, "key": point.key, "parameters": point.parameters, "outcome": outcome})
    with written_whole(_file(folder, point)) as aside:
        aside.write_text(text + "\n", encoding="utf-8")


def _file(folder: Path, point: Point) -> Path:
    return folder / f"{point.key[:40]}.json"
