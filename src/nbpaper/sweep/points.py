"""The points of a sweep, and the folder beside its table that keeps what is finished, so that nothing runs twice.

A point is known by a digest of all it is made from: notebook, parameters, data, sources and packages. Whoever removes
the folder loses nothing but time.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from ..cache import code, data_files, digest, file_digest
from ..files import write_whole
from ..plan import Request
from .grid import Grid
from .output import Outcome

FORMAT = 3  # of the kept files


@dataclass(frozen=True)
class Point:
    """One combination of parameters, the notebook in its language, and the file that keeps what came of it."""

    parameters: dict
    notebook: Path
    file: Path


def points_of(grid: Grid, stem: str, request: Request, folder: Path) -> list[Point]:
    """Return the points of a grid in its order; a folder keeps them."""
    project, shared = request.project, [FORMAT, data_files(request.data), code(*request.project.code)]
    files = {language: project.notebook(stem, language) for language in project.languages}
    known = {path: digest(shared, stem, file_digest(path)) for path in files.values()}
    points = []
    for parameters in grid.points:
        path = files[parameters.get("language", project.languages[0])]
        points.append(Point(parameters, path, folder / f"{digest(known[path], parameters)[:40]}.json"))
    return points


def read_point(point: Point) -> Outcome | None:
    """Return what came of a point, or None where it has not run or its file is damaged."""
    try:
        found = json.loads(point.file.read_text(encoding="utf-8"))
        return found if {"results", "failed"} & found.keys() else None
    except (OSError, ValueError, AttributeError):
        return None


def keep_point(point: Point, outcome: Outcome) -> None:
    """Keep what came of a point: its file is there whole or not at all."""
    point.file.with_name(".gitignore").write_text("*\n", encoding="utf-8")  # working files, wherever they lie
    write_whole(point.file, json.dumps({"parameters": point.parameters, **outcome}) + "\n")
