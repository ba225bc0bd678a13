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
from ..errors import PaperError
from ..execute import Run, results
from ..plan import Request, code, data_files, digest
from .grid import Outcome, Point

SOON = 30  # seconds to wait for a scheduler, and for a first worker


@contextmanager
def cluster(address: str, request: Request, points: list[Point]) -> Iterator[Callable[[Point], Future]]:
    """Yield a function that has a point run by a worker of the cluster whose scheduler has this address.

    Raises
    ------
    PaperError
        Where no scheduler answers, it has no workers, or a worker is not like us.
    """
    request = replace(request, tell=print, watched=False, jobs=1)  # what can be sent, and counts there
    files = {name: (request.data / name.removeprefix("data/")).read_bytes() for name in data_files(request.data)}
    files |= {path.name: path.read_bytes() for path in {point.notebook for point in points}}
    with _connected(address) as client:
        check = partial(check_worker, request, digest(code(*request.project.code)))
        for worker, fault in client.run(_caller(), pickle.dumps(check), on_error="return").items():
            if fault:
                raise PaperError(f"worker {worker}: {fault}")
        sent = client.submit(dict, files, pure=False)  # a task, so that what is lost with a worker is made again
        executor, call = client.get_executor(pure=False), _caller()

        def submit(point: Point) -> Future:
            return executor.submit(call, pickle.dumps(partial(run_point, request, check, point)), sent)

        try:
            yield submit
        finally:
            executor.shutdown(wait=False)  # what still waits is cancelled


def _connected(address: str):
    """Return a client of the scheduler once it has a worker."""
    try:
        from distributed import Client  # an extra, and slow to import
    except ImportError:
        raise PaperError("--scheduler needs Dask. To mend: `pip install distributed`.") from None
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what goes wrong is said by us
    try:
        client = Client(address, timeout=SOON, set_as_default=False, name="nbpaper-sweep")
    except (OSError, ValueError, TypeError) as error:
        problem = f"no Dask scheduler answers at {address} ({type(error).__name__})"
        mend = "start one with `dask scheduler`, and give the address that it prints"
        raise PaperError(f"{problem}. To mend: {mend}.") from None
    try:
        client.wait_for_workers(1, timeout=SOON)
    except TimeoutError:
        client.close()
        mend = f"start some with `dask worker {address}`"
        raise PaperError(f"the scheduler at {address} has no workers. To mend: {mend}.") from None
    return client


def check_worker(request: Request, expected: str) -> str | None:
    """Return in words what is different on a worker, or None."""
    if digest(code(*request.project.code)) == expected:
        return None
    mend = "give every worker these sources at this commit, with the packages of the lock file"
    return f"it has other sources, other packages or another Python. To mend: {mend}."


def run_point(request: Request, check: Callable[[], str | None], point: Point, files: dict[str, bytes]) -> Outcome:
    """Run a point on a worker, in a folder of its own; a worker that came late and is not like us is refused."""
    from distributed import get_worker  # as above

    if fault := check():
        raise PaperError(fault)
    multiprocessing.current_process().daemon = False  # under a nanny it is, and could start no process
    with tempfile.TemporaryDirectory(prefix="nbpaper-", dir=get_worker().local_directory) as name:
        folder = Path(name)
        for file, content in files.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(content)
        run = Run(folder / point.notebook.name, point.parameters, folder / "run", request.seconds)
        with open_pool(replace(request, data=folder / "data"), folder, charts="0") as pool:
            return pool.submit(results, run).result()


def _caller() -> Callable:
    """Return a function that Dask sends as code, not by its name: the scheduler needs to know nothing."""

    def call(work: bytes, *arguments: object) -> object:
        return pickle.loads(work)(*arguments)

    return call
