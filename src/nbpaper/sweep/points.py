"""The points of a sweep, and the folder that keeps what is finished, so that nothing runs twice.

A point is known by a digest of all it is made from: notebook, parameters, data, sources and packages. The folder lies
beside the output; whoever removes it loses nothing but time.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..cache import data_files, digest, file_digest, installed, sources
from ..files import written_whole
from ..plan import Request
from .grid import Grid
from .table import Outcome

SUFFIX = ".points"
FORMAT = 2  # of the kept files


@dataclass(frozen=True)
class Point:
    """One combination of parameters, the notebook in its language, and the digest that the point is known by."""

    parameters: dict
    notebook: Path
    key: str


def points_of(grid: Grid, stem: str, request: Request) -> list[Point]:
    """Return the points of a grid in its order."""
    project, shared = request.project, [FORMAT, data_files(request.data).tree, code(*request.project.code)]
    files = {language: project.notebook(stem, language) for language in project.languages}
    digests = {path: file_digest(path) for path in files.values()}
    points = []
    for parameters in grid.points:
        path = files[parameters.get("language", project.languages[0])]
        points.append(Point(parameters, path, digest(shared, stem, digests[path], parameters)))
    return points


@cache
def code(packages: tuple[str, ...], locked: tuple[str, ...]) -> str:
    """Return the digest of what runs a notebook here: sources of importable packages, versions of others, Python."""
    return digest([sources(name).tree for name in packages], installed(locked).tree)


class Kept:
    """The folder of finished points."""

    def __init__(self, output: Path):
        self.folder = output.with_name(output.name + SUFFIX)

    def read(self, point: Point) -> Outcome | None:
        """Return what came of a point, or None where it has not run or its file is damaged."""
        try:
            found = json.loads(self._file(point).read_text(encoding="utf-8"))
            right = found["format"] == FORMAT and found["key"] == point.key
            return found["outcome"] if right and {"results", "failed"} & set(found["outcome"]) else None
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def write(self, point: Point, outcome: Outcome) -> None:
        """Keep what came of a point: its file is there whole or not at all."""
        (self.folder / ".gitignore").write_text("*\n", encoding="utf-8")  # working files, wherever they lie
        text = json.dumps({"format": FORMAT, "key": point.key, "parameters": point.parameters, "outcome": outcome})
        with written_whole(self._file(point)) as aside:
            aside.write_text(text + "\n", encoding="utf-8")

    def _file(self, point: Point) -> Path:
        return self.folder / f"{point.key[:40]}.json"
