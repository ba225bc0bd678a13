"""The points of a sweep, and the folder that keeps what is finished, so that nothing runs twice.

A point is known by a digest of all it is made from: notebook, parameters, register, package and packages. The
folder lies beside the output; whoever removes it loses nothing but time.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..cache import Register, digest, environment, file_digest, files_digest
from ..files import written_whole

SUFFIX = ".points"
FORMAT = 1  # of the kept files
Outcome = dict  # `results`, or `failed` and `final`: see `execute.results`


@dataclass(frozen=True)
class Point:
    """One combination of parameters, and the digest that it is known by."""

    parameters: dict
    key: str


def origin(notebook: Path, data: Path) -> str:
    """Return the digest of what all points of a sweep share."""
    register = Register(data)
    files = [(name, register.file(name)) for name in register.names]
    return digest(FORMAT, notebook.stem, file_digest(notebook), files, environment())


def package() -> str:
    """Return the digest of what a cluster's worker must have in common with us: package, packages, Python."""
    return digest(environment(), files_digest(sorted(Path(__file__).parent.glob("*.py"))))


def points_of(combinations: list[dict], shared: str) -> list[Point]:
    """Return the points of a grid in its order."""
    return [Point(parameters, digest(shared, parameters)) for parameters in combinations]


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
        text = json.dumps({"format": FORMAT, "key": point.key, "parameters": point.parameters, "outcome": outcome})
        with written_whole(self._file(point)) as aside:
            aside.write_text(text + "\n", encoding="utf-8")

    def outcomes(self, points: list[Point]) -> Iterator[tuple[Point, Outcome | None]]:
        """Yield each point with what came of it."""
        return ((point, self.read(point)) for point in points)

    def _file(self, point: Point) -> Path:
        return self.folder / f"{point.key[:40]}.json"
