"""A sweep from the grid to the table: what is not finished yet is run, and each point is kept as it comes back.

Whoever runs the points is an executor: processes of this machine, or a Dask cluster (see `cluster`).
"""

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, as_completed
from contextlib import contextmanager
from pathlib import Path

from ..build import open_pool
from ..errors import PaperError, counted, display_path, unknown
from ..execute import Run, parameter_names, results
from ..plan import Request
from ..progress import progress
from ..project import Hooks
from ..staging import lock, staging
from .cluster import cluster
from .grid import Grid, Outcome, Point, check_output, keep_point, points_of, read_grid, read_point, write_table

LISTS = " A grid lists the values to try; of a parameter that is a list, it lists lists: [[a], [b, c]]."


def sweep(
    request: Request,
    hooks: Callable[[], Hooks],
    file: Path,
    output: Path,
    notebook: str | None = None,
    scheduler: str | None = None,
) -> None:
    """Run a notebook under every combination of the values of a grid file, and write what it records as one table.

    The notebook is the one that the grid names, unless another is given; the points run here, or on the Dask cluster
    whose scheduler has this address.

    Raises
    ------
    PaperError
        Where nothing could be run, or where every point failed: the table then says why.
    """
    check_output(output)
    grid = read_grid(file)
    stem = notebook or grid.notebook
    if stem is None:
        stems = ", ".join(request.project.stems())
        raise PaperError(f"{display_path(file)}: names no notebook. To mend: write notebook: with one of {stems}.")
    check_values(request, hooks, stem, grid)
    folder = output.with_name(f"{output.name}.points")
    waiting = f"another sweep writes {display_path(output)}; waiting for it to end …"
    with lock(folder, lambda: request.tell(waiting)):
        points = points_of(grid, stem, request, folder)
        outcomes = {point.file: outcome for point in points if (outcome := read_point(point))}
        missing = [point for point in points if point.file not in outcomes]
        if missing:
            executor = cluster(scheduler, request, missing) if scheduler else _local(request, folder)
            with executor as submit, progress(watched=request.watched, tell=request.tell) as step:
                futures = {submit(point): point for point in missing}
                step(f"running {counted(len(missing), 'point')} of {len(points)}", list(futures))
                for point, outcome in _outcomes(futures):
                    if "results" in outcome or outcome["final"]:
                        keep_point(point, outcome)
                    outcomes[point.file] = outcome
        write_table(output, list(grid.values), [(point.parameters, outcomes[point.file]) for point in points])
    failures = [outcome["failed"] for outcome in outcomes.values() if "failed" in outcome]
    why = "its row says why" if len(failures) == 1 else "their rows say why"
    failed = f", {len(failures)} of them failed ({why})" if failures else ""
    request.tell(f"{counted(len(points), 'point')}, {len(missing)} run now{failed}.")
    if len(failures) == len(points):
        raise PaperError(f"every point failed, the first of them so: {failures[0]}")


def check_values(request: Request, hooks: Callable[[], Hooks], stem: str, grid: Grid) -> None:
    """Refuse data that do not hold, a name that is no parameter of the notebook, and a value that it cannot take."""
    declared = parameter_names(request.project.notebook(stem, request.project.languages[0]))
    project = hooks()
    if project.check:
        project.check(request.data)
    check_parameters = project.parameters(request.data) if project.parameters else None
    for name, values in grid.values.items():
        if name not in declared:
            raise PaperError(unknown(f"parameter of {stem}", name, declared))
        if check_parameters is None:
            continue
        for value in values:
            try:
                check_parameters(stem, declared, {name: value})
            except PaperError as error:
                hint = LISTS if "takes a list" in str(error) and not isinstance(value, list) else ""
                raise PaperError(f"{error}{hint}") from None


@contextmanager
def _local(request: Request, folder: Path) -> Iterator[Callable[[Point], Future]]:
    """Yield a function that has a point run by a process of this machine."""
    with staging(folder) as stage, open_pool(request, stage, charts="0") as pool:

        def submit(point: Point) -> Future:
            run = Run(point.notebook, point.parameters, stage / point.file.stem[:12], request.seconds)
            return pool.submit(results, run)

        yield submit


def _outcomes(futures: dict[Future, Point]) -> Iterator[tuple[Point, Outcome]]:
    """Yield each point with its outcome as it ends; one that was killed may do better next time and is not final."""
    for future in as_completed(futures):
        point = futures.pop(future)
        try:
            yield point, future.result()
        except CancelledError:
            mend = "start it, and give the same command again: what is done is kept"
            raise PaperError(f"the scheduler is gone. To mend: {mend}.") from None
        except Exception as error:
            message = str(error) if isinstance(error, PaperError) else f"{type(error).__name__}: {error}"
            yield point, {"failed": " ".join(message.split()), "final": False}
