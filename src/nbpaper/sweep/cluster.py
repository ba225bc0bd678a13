"""The same on a Dask cluster: data and notebook are sent to the workers, whose folders need not be ours.

A worker needs these packages at the same commit, with the same others, on the same Python: it is asked before anything
runs, since otherwise the table would depend on who computed what. The scheduler needs none of them: what is sent is
bytes that a worker unpickles. A point comes back once, whichever worker dies: what was lost runs again elsewhere, and
where no worker is left, the sweep waits for one.
"""

import logging
import multiprocessing
import pickle
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from ..build import open_pool
from ..cache import code, data_files, digest
from ..errors import PaperError
from ..execute import Run, results
from ..plan import Request
from .points import Point
from .table import Outcome

SOON = 30  # seconds to wait for a scheduler, and for a first worker
OTHER = "has other sources, other packages or another Python"


@contextmanager
def cluster(address: str, request: Request, points: list[Point]) -> Iterator[Callable[[Point], Future]]:
    """Yield what has a point run by a worker of the cluster whose scheduler has this address.

    Raises
    ------
    PaperError
        Where no scheduler answers, it has no workers, or a worker is not like us.
    """
    request = replace(request, tell=print, watched=False, jobs=1)  # what can be sent, and counts there
    files = {name: (request.data / name.removeprefix("data/")).read_bytes() for name in data_files(request.data)}
    files |= {path.name: path.read_bytes() for path in {point.notebook for point in points}}
    with _connected(address, request) as client:
        _look(client, address, request)
        sent = client.submit(dict, files, pure=False)  # a task, so that what is lost with a worker is made again
        executor = client.get_executor(pure=False)
        call, expected = _caller(), _code(*request.project.code)

        def submit(point: Point) -> Future:
            return executor.submit(call, pickle.dumps(partial(run_point, request, expected, point)), sent)

        try:
            yield submit
        finally:
            executor.shutdown(wait=False)  # what still waits is cancelled


def _connected(address: str, request: Request):
    """Return a client of the scheduler."""
    try:
        from distributed import Client  # an extra, and slow to import
    except ImportError:
        name = request.project.name
        raise PaperError(f"--scheduler needs Dask. To mend: pip install '{name}[cluster]'.") from None
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what goes wrong is said by us
    try:
        return Client(address, timeout=SOON, set_as_default=False, name="nbpaper-sweep")
    except (OSError, ValueError, TypeError) as error:
        raise PaperError(
            f"no Dask scheduler answers at {address} ({type(error).__name__}). "
            "To mend: start one with `dask scheduler`, and give the address that it prints."
        ) from None


def _look(client, address: str, request: Request) -> None:
    """Refuse a cluster without workers, and one whose workers are not like us."""
    try:
        client.wait_for_workers(1, timeout=SOON)
    except TimeoutError:
        how = f"start some with `dask worker {address}`"
        raise PaperError(f"the scheduler at {address} has no workers. To mend: {how}.") from None
    asked = partial(_code, *request.project.code)
    for worker, found in client.run(_caller(), pickle.dumps(asked), on_error="return").items():
        if found != asked():
            has = f"has no {found.name}" if isinstance(found, ModuleNotFoundError) else OTHER
            how = "give every worker these sources at this commit, with the packages of the lock file"
            raise PaperError(f"worker {worker} {has}. To mend: {how}.")


def run_point(request: Request, expected: str, point: Point, files: dict[str, bytes]) -> Outcome:
    """Run a point on a worker, in a folder of its own; a worker that came late and is not like us is refused."""
    from distributed import get_worker  # as above

    if _code(*request.project.code) != expected:
        raise PaperError(f"this worker {OTHER}")
    multiprocessing.current_process().daemon = False  # under a nanny it is, and could start no process
    with tempfile.TemporaryDirectory(prefix="nbpaper-", dir=get_worker().local_directory) as name:
        folder = Path(name)
        for file, content in files.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(content)
        run = Run(folder / point.notebook.name, point.parameters, folder / "run", request.seconds)
        with open_pool(replace(request, data=folder / "data"), folder, charts="0") as pool:
            return pool.submit(results, run).result()


def _code(packages: tuple[str, ...], locked: tuple[str, ...]) -> str:
    """Return the digest of what runs a notebook here."""
    return digest(code(packages, locked))


def _caller() -> Callable:
    """Return a function that Dask sends as code, not by its name: the scheduler needs to know nothing."""

    def call(work: bytes, *arguments: object) -> object:
        return pickle.loads(work)(*arguments)

    return call
