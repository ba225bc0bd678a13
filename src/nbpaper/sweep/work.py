"""A sweep from the grid to the table: what is not finished yet is run, and each point is kept as it comes back."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import as_completed
from dataclasses import dataclass, field
from pathlib import Path

from baromia.project import DATA, NOTEBOOKS
from nbpaper.errors import did_you_mean
from nbpaper.paths import display_path

from ..errors import PaperError
from ..staging import lock, staging
from ..tasks import find_notebooks
from .grid import read_grid
from .points import Kept, Outcome, Point, origin, points_of
from .table import check_columns, check_output, write_table

SECONDS = 600  # a cell may run


@dataclass(frozen=True)
class Request:
    """What a sweep is asked for."""

    grid: Path
    output: Path
    notebook: str | None = None
    data: Path = DATA
    jobs: int = field(default_factory=lambda: os.cpu_count() or 1)
    scheduler: str | None = None
    seconds: int = SECONDS
    watched: bool = False
    tell: Callable[[str], None] = print


@dataclass(frozen=True)
class Report:
    """How many points the table has, how many of them ran now, and what those that failed failed of."""

    points: int
    ran: int
    failures: list[str]


class Sweep:
    """One sweep."""

    def __init__(self, request: Request):
        check_output(request.output)
        self.request = request
        self.grid = read_grid(request.grid)
        check_columns(self.grid.values, self.grid.file)
        self.notebook = _notebook(request.notebook or self.grid.notebook, self.grid.file)
        self.kept = Kept(request.output)

    def run(self) -> Report:
        """Run what is not finished, and write the table."""
        self.kept.folder.mkdir(parents=True, exist_ok=True)
        with lock(self.kept.folder, self._waiting):
            self.shared = origin(self.notebook, self.request.data)
            points = points_of(self.grid.points, self.shared)
            outcomes = {point.key: found for point, found in self.kept.outcomes(points) if found}
            missing = [point for point in points if point.key not in outcomes]
            if missing:
                outcomes |= self._run(missing, len(points))
            write_table(self.request.output, list(self.grid.values), ((one, outcomes[one.key]) for one in points))
        failures = [outcome["failed"] for outcome in outcomes.values() if "failed" in outcome]
        return Report(len(points), len(missing), failures)

    def _run(self, missing: list[Point], total: int) -> dict[str, Outcome]:
        """Run points and keep those that came to an end they would come to again."""
        from tqdm import tqdm

        found, work = {}, self._on_cluster if self.request.scheduler else self._here
        with tqdm(
            total=total, initial=total - len(missing), unit="point", disable=not self.request.watched, smoothing=0.05
        ) as bar:
            for point, outcome in work(missing):
                if "results" in outcome or outcome["final"]:
                    self.kept.write(point, outcome)
                found[point.key] = outcome
                bar.update()
        return found

    def _here(self, missing: list[Point]) -> Iterator[tuple[Point, Outcome]]:
        """Yield points as they come from the kernels of this machine."""
        from ..execution.hands import Hands

        jobs = min(self.request.jobs, len(missing))
        with (
            staging(self.kept.folder) as folder,
            Hands(self.request.data, folder, jobs=jobs, runs=len(missing), charts=False) as hands,
        ):
            declared = hands.parameter_names(self.notebook).result()[0]
            asked = (self.request.data, self.notebook.stem, declared, self.grid.values)
            hands.ask("nbpaper.sweep.checks:check_values", *asked).result()
            futures = {
                hands.results(number, self.notebook, point.parameters, self.request.seconds): point
                for number, point in enumerate(missing)
            }
            for future in as_completed(futures):
                yield futures.pop(future), _outcome(future, hands)

    def _on_cluster(self, missing: list[Point]) -> Iterator[tuple[Point, Outcome]]:
        """Yield points as they come from the workers of a Dask cluster."""
        from ..execute import parameter_names
        from .checks import check_values

        check_values(self.request.data, self.notebook.stem, parameter_names(self.notebook), self.grid.values)
        try:
            from .cluster import Cluster
        except ImportError:
            raise PaperError("--scheduler needs Dask. To mend: pip install 'baromia[cluster]'.") from None
        with Cluster(self.request.scheduler, self.notebook, self.request.data, self.shared) as cluster:
            yield from cluster.run(missing, self.request.seconds)

    def _waiting(self) -> None:
        self.request.tell(f"another sweep writes {display_path(self.request.output)}; waiting for it to end …")


def _outcome(future, hands) -> Outcome:
    """Return what came of a run; a run that was killed may do better next time, unless there is nobody to do it."""
    try:
        return future.result()[0]
    except PaperError as error:
        if not hands.alive:
            raise
        return {"failed": str(error), "final": False}


def _notebook(name: str | None, file: str) -> Path:
    """Return the notebook that is meant."""
    notebooks = {path.stem: path for path in find_notebooks(NOTEBOOKS)}
    if name is None:
        raise PaperError(f"{file}: names no notebook. To mend: write notebook: with one of {', '.join(notebooks)}.")
    if name not in notebooks:
        hint = did_you_mean(name, notebooks)
        raise PaperError(f"no notebook is called {name!r}{hint}. There are: {', '.join(notebooks)}.")
    return notebooks[name]
