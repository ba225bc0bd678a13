"""Who does a build's work: two warm processes where forking is safe, this process elsewhere.

One keeps the register's side warm (pandas, matplotlib, the package, a kernel that only needs to be forked), the
other the side that talks to kernels (papermill). They warm up at the same time, each on a core of its own.
"""

import os
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from ..cache import Reads
from ..reads import read_notes
from . import practice
from .environment import surroundings
from .workshop import CAN_FORK, Here, Workshop

# BAROMIA_WARM=0 starts every kernel anew, as papermill does by itself; the outputs are the same.
WARM_VARIABLE = "BAROMIA_WARM"


class Hands:
    """The processes of one build.

    Parameters
    ----------
    data : Path
        The register.
    folder : Path
        Where they keep what is only needed while they work.
    jobs : int
        Tasks at work at once.
    runs : int
        How many notebooks are to run; rendering alone needs less.
    charts : bool
        Whether somebody will see the charts.
    """

    def __init__(self, data: Path, folder: Path, *, jobs: int, runs: int, charts: bool = True):
        self.folder = folder / "work"
        self.folder.mkdir()
        environment = surroundings(data, self.folder, charts=charts)
        self.warm = CAN_FORK and os.environ.get(WARM_VARIABLE) != "0"
        self.clients: Workshop | Here | None = None
        if self.warm:
            self._warm_up(data, environment, runs)
        else:
            self.register = self.clients = Here(environment)
        self.pool = ThreadPoolExecutor(max_workers=jobs)

    def _warm_up(self, data: Path, environment: dict[str, str], runs: int) -> None:
        if not runs:
            self.register = Workshop(practice.RENDER, environment, f"{practice.__name__}:practise_reading {data}")
            return
        task = f"{practice.__name__}:practise_register {data}"
        self.register = Workshop((*practice.KERNEL, *practice.RENDER), environment, task)
        lent = [self.register.control.fileno()]
        self.clients = Workshop(practice.CLIENT, environment, f"{practice.__name__}:practise_notebook -", lent)

    def __enter__(self) -> "Hands":
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End every process; threads that wait for them then end by themselves."""
        for workshop in (self.clients, self.register):
            if workshop:
                workshop.close()
        self.pool.shutdown(cancel_futures=True)

    def ask(self, target: str, *arguments: object) -> Future:
        """Have the register's side do `module:function`; the future gives its return value and what it read."""
        return self.pool.submit(self.register.call, target, *arguments)

    def parameter_names(self, notebook: Path) -> Future:
        """Have the names of a notebook's own parameters read."""
        return self.pool.submit(self.clients.call, "nbpaper.execute:parameter_names", notebook)

    def execute(self, number: int, notebook: Path, parameters: dict, output: Path, **how: object) -> Future:
        """Have a notebook executed; the future gives its labelled cells and what it read."""
        return self.pool.submit(self._execute, "execute", number, notebook, parameters, output, **how)

    def keep(self, number: int, notebook: Path, seconds: int) -> Future:
        """Have a notebook executed in place."""
        return self.pool.submit(self._execute, "keep", number, notebook, {}, seconds=seconds)

    def results(self, number: object, notebook: Path, parameters: dict, seconds: int) -> Future:
        """Have a notebook executed; the future gives what it records, or why it failed, and what it read."""
        return self.pool.submit(self._execute, "results", number, notebook, parameters, seconds=seconds)

    @property
    def alive(self) -> bool:
        """Tell whether the warm processes are there to work."""
        return not self.warm or all(side.process.poll() is None for side in (self.register, self.clients))

    def _execute(
        self, what: str, number: object, notebook: Path, parameters: dict, *output: Path, **how: object
    ) -> tuple[dict, Reads]:
        run = {"notebook": notebook, "parameters": parameters, "folder": self.folder / f"run-{number}", **how}
        if self.warm:
            run["control"] = self.register.control.fileno()
        found, _ = self.clients.call(f"nbpaper.execute:{what}", run, *output)
        return found, read_notes(run["folder"] / "notes")
