"""The same on a Dask cluster: register and notebook are sent to the workers, whose folders need not be ours.

A worker needs this package at the same commit, with the same packages, on the same Python: it is asked before
anything runs, since otherwise the table would depend on who computed what. The scheduler needs nothing. A point is
submitted under its own key, so that it comes back once, whichever worker dies: what was lost is run again elsewhere,
and where no worker is left, the sweep waits for one.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from pathlib import Path

from distributed import Client, Worker, as_completed
from distributed.diagnostics.plugin import WorkerPlugin

from ..cache import Register
from ..errors import PaperError
from .points import Outcome, Point, package

SOON = 30  # seconds to wait for a scheduler, and for a first worker
KNOWN = 12  # digits of a digest that tell sweeps apart


class Bench(WorkerPlugin):
    """What a worker gets: the files of a sweep, and warm processes to run points of it.

    Parameters
    ----------
    name : str
        The sweep, so that two of them do not meet.
    files : dict
        Name → bytes: the register in `data/`, the notebook beside it.
    made_by : str
        Digest of package and packages of whoever asks.
    """

    idempotent = True  # a sweep that is called again finds it set up

    def __init__(self, name: str, files: dict[str, bytes], made_by: str):
        self.name, self.files, self.made_by = name, files, made_by

    def setup(self, worker: Worker) -> None:
        """Lay out the files and start warm processes; a worker that joins late with another package is refused."""
        from ..execution.hands import Hands

        if package() != self.made_by:
            raise RuntimeError("this worker has another baromia, other packages or another Python than the sweep")
        self.folder = Path(tempfile.mkdtemp(prefix=f"{self.name}-", dir=worker.local_directory))
        for name, content in self.files.items():
            path = self.folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        jobs = worker.state.nthreads
        self.hands = Hands(self.folder / "data", self.folder, jobs=jobs, runs=jobs, charts=False)

    def teardown(self, worker: Worker) -> None:
        """End the warm processes and leave no file."""
        with suppress(AttributeError):  # where setting up failed
            self.hands.__exit__()
            shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, notebook: str, key: str, parameters: dict, seconds: int) -> Outcome:
        """Run a point."""
        return self.hands.results(key, self.folder / notebook, parameters, seconds).result()[0]


class Cluster:
    """A Dask cluster that is at work on one sweep.

    Parameters
    ----------
    address : str
        Of the scheduler, such as `tcp://host:8786`.
    notebook, data : Path
        What is sent to the workers.
    shared : str
        Digest of what all points share; see `points.origin`.
    """

    def __init__(self, address: str, notebook: Path, data: Path, shared: str):
        self.address, self.notebook = address, notebook.name
        files = {f"data/{name}": (data / name).read_bytes() for name in Register(data).names}
        self.bench = Bench(f"baromia-{shared[:KNOWN]}", files | {notebook.name: notebook.read_bytes()}, package())

    def __enter__(self) -> "Cluster":
        """Connect, look at the workers, and send them what they need."""
        try:
            self.client = Client(self.address, timeout=SOON, set_as_default=False, name="baromia-sweep")
        except (OSError, ValueError, TypeError) as error:
            raise PaperError(
                f"no Dask scheduler answers at {self.address} ({type(error).__name__}). "
                "To mend: start one with `dask scheduler`, and give the address that it prints."
            ) from None
        try:
            self._look()
            self.client.register_plugin(self.bench)
        except BaseException:
            self.client.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Have the workers put everything away."""
        with suppress(Exception):  # a cluster that is gone has put it away
            self.client.unregister_worker_plugin(self.bench.name)
        self.client.close()

    def _look(self) -> None:
        """Refuse a cluster without workers, and one whose workers are not like us."""
        try:
            self.client.wait_for_workers(1, timeout=SOON)
        except TimeoutError:
            how = f"start some with `dask worker {self.address}`"
            raise PaperError(f"the scheduler at {self.address} has no workers. To mend: {how}.") from None
        for worker, found in self.client.run(_package()).items():
            if found != self.bench.made_by:
                other = "has another baromia, other packages or another Python"
                has = other if found else "has no baromia that sweeps"
                how = "give every worker this package at this commit, with the packages of requirements.txt"
                raise PaperError(f"worker {worker} {has}. To mend: {how}.")

    def run(self, points: list[Point], seconds: int) -> Iterator[tuple[Point, Outcome]]:
        """Yield each point once, as it comes back."""
        run = _point(self.bench.name, self.notebook, seconds)
        asked = {f"baromia-{point.key}": point for point in points}
        futures = [
            self.client.submit(run, point.key, point.parameters, key=key, pure=True) for key, point in asked.items()
        ]
        for future in as_completed(futures, loop=self.client.loop):
            yield asked[future.key], self._outcome(future)
            future.release()

    def _outcome(self, future) -> Outcome:
        """Return what came of a point; what the cluster did to it is not the point's own fault, and not final."""
        try:
            return future.result()
        except CancelledError:
            raise PaperError(
                f"the scheduler at {self.address} is gone. To mend: start it, and give the same command again: "
                "what is done is kept."
            ) from None
        except Exception as error:
            return {"failed": f"on the cluster: {type(error).__name__}: {' '.join(str(error).split())}", "final": False}


# What is sent as code lies inside functions: Dask then sends it whole, and the scheduler needs no baromia.


def _package() -> Callable[[], str | None]:
    def look() -> str | None:
        try:
            from .points import package
        except ImportError:
            return None
        return package()

    return look


def _point(bench: str, notebook: str, seconds: int) -> Callable[[str, dict], Outcome]:
    def run(key: str, parameters: dict) -> Outcome:
        from distributed import get_worker

        return get_worker().plugins[bench].run(notebook, key, parameters, seconds)

    return run
