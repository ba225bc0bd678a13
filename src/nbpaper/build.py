"""The main job: execute what is stale, gather results, render what changed, and move it into place at the end.

What is stale is decided from digests alone (see `stamps`): until then nothing heavy is imported, so that a build
with nothing to do is over at once. The work itself is done by other processes (see `execution`).
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from baromia.project import DATA, LANGUAGES, NOTEBOOKS, REPORTS
from nbpaper.paths import display_path

from . import clock
from .cache import Reads, Register, Stamps, file_digest
from .errors import PaperError, closest_match
from .reads import sort_notes
from .render.quarto import quarto_command
from .staging import READY, finish, lay_out, lock, publish, staging
from .tasks import SUFFIXES, Document, Inputs, Results, Run, Task, find_documents, find_notebooks

if TYPE_CHECKING:
    from concurrent.futures import Future

    from .execution.hands import Hands

RENDERERS = ("auto", "quarto", "builtin")
SECONDS = 600  # a cell may run


@dataclass(frozen=True)
class Request:
    """What a build is asked for."""

    data: Path = DATA
    output: Path = REPORTS
    languages: tuple[str, ...] = LANGUAGES
    renderer: str = "auto"
    jobs: int = field(default_factory=lambda: os.cpu_count() or 1)
    parameters: dict = field(default_factory=dict)
    seconds: int = SECONDS
    force: bool = False
    watched: bool = False
    tell: Callable[[str], None] = print


@dataclass(frozen=True)
class Report:
    """What a build made, and how long each step took (seconds)."""

    documents: list[Path]
    renderer: str
    executed: int
    rendered: int
    seconds: dict[str, float]


class Build:
    """One build: what is stale is decided first, then made aside, then moved into place."""

    def __init__(self, request: Request):
        if not (request.data / "datapackage.json").is_file():
            raise PaperError(
                f"{display_path(request.data)}: no register there. To mend: name a folder that holds datapackage.json."
            )
        self.request = request
        self.seconds: dict[str, float] = {}
        self.renderer = choose_renderer(request.renderer)
        self.notebooks = find_notebooks(NOTEBOOKS)
        self.runs = [Run(path, language) for language in request.languages for path in self.notebooks]
        self.results = [Results(language) for language in request.languages]
        self.documents = find_documents(request.languages)

    def run(self) -> Report:
        """Execute, gather, render and publish."""
        return self._run(self.documents)

    def prepare(self) -> int:
        """Execute what is stale and write the results, without rendering; return how many notebooks ran."""
        return self._run([]).executed

    def stale(self) -> list[str]:
        """Return the names of what a run would make anew."""
        self._look()
        return [task.name for task in self._stale(self.documents)]

    def _run(self, documents: list[Document]) -> Report:
        self._look()
        executed, rendered = 0, 0
        if self.request.force or self._unfinished() or self._stale(documents):
            with lock(self.request.output, self._waiting):
                finish(self.request.output)
                self._look(force=self.request.force)
                if stale := self._stale(documents):
                    executed, rendered = self._make(stale, documents)
        made = [self.request.output / name for document in documents for name in document.outputs]
        return Report(made, self.renderer, executed, rendered, self.seconds)

    # What is stale

    def _look(self, force: bool = False) -> None:
        """Read what the last build left and what there is now."""
        self.register = Register(self.request.data)
        self.stamps = Stamps() if force else Stamps.read(self.request.output / "results")
        self.inputs = Inputs(self.request.data, self.request.parameters, self.renderer, self.notebooks)

    def _unfinished(self) -> bool:
        return (self.request.output / READY).exists()

    def _stale(self, documents: list[Document]) -> list[Task]:
        """Return the tasks whose outputs are absent, changed, or made from something else."""
        return [task for task in (*self.runs, *self.results, *documents) if not self._fresh(task)]

    def _fresh(self, task: Task) -> bool:
        if not self.stamps.fresh(task.name, self.inputs.of(task, self.stamps), self.register):
            return False
        return all(self.stamps.files.get(name) == file_digest(self.request.output / name) for name in task.outputs)

    # Making it

    def _make(self, stale: list[Task], documents: list[Document]) -> tuple[int, int]:
        runs = [task for task in stale if isinstance(task, Run)]
        with staging(self.request.output) as stage, self._hands(stage, len(runs)) as hands:
            reports = stage / "reports"
            made = stage / "made"
            for name in ("results", *(f"executed/{language}" for language in self.request.languages)):
                (reports / name).mkdir(parents=True)
                (made / name).mkdir(parents=True)
            with self._timed("notebooks") if runs else nullcontext():
                self._execute(runs, hands, reports)
            self._bring(reports)
            results = [task for task in self.results if not self._fresh(task)]
            with self._timed("results") if results else nullcontext():
                self._gather(results, hands, reports)
            outdated = [task for task in documents if not self._fresh(task)]
            with self._timed("documents") if outdated else nullcontext():
                self._render(outdated, hands, stage)
            for name in {name for task in (*runs, *results, *outdated) for name in task.outputs}:
                os.replace(reports / name, made / name)
            self.stamps.write(made / "results")
            publish(made, self.request.output)
        return len(runs), len(outdated)

    def _hands(self, stage: Path, runs: int) -> "Hands":
        from .execution.hands import Hands

        return Hands(self.request.data, stage, jobs=self.request.jobs, runs=runs)

    def _execute(self, runs: list[Run], hands: "Hands", reports: Path) -> None:
        """Check the register and the parameters, and run notebooks meanwhile; the first fault ends everything."""
        if not runs:
            return
        checked = self._check(hands)
        futures = [
            hands.execute(
                number,
                run.notebook,
                {**self.request.parameters, "language": run.language},
                reports / run.outputs[0],
                seconds=self.request.seconds,
                bar=self._bar(run, number),
            )
            for number, run in enumerate(runs)
        ]
        checked.result()
        for run, future in zip(runs, futures, strict=True):
            cells, reads = future.result()
            self._stamp(run, reads, reports, cells=cells)

    def _check(self, hands: "Hands") -> "Future":
        own = {}
        if self.request.parameters:
            asked = {path.name: hands.parameter_names(path) for path in self.notebooks}
            own = {name: future.result()[0] for name, future in asked.items()}
        checked = hands.ask("baromia.paper.collect:check", self.request.data, self.request.parameters, own)
        if self.request.parameters:
            checked.result()  # a wrong parameter is refused before anything runs
        return checked

    def _bring(self, reports: Path) -> None:
        """Copy what is still good from the last build to where the rest is made."""
        for task in (*self.runs, *self.results):
            for name in task.outputs:
                source = self.request.output / name
                if not (reports / name).exists() and source.is_file():
                    (reports / name).write_bytes(source.read_bytes())

    def _gather(self, stale: list[Results], hands: "Hands", reports: Path) -> None:
        futures = []
        for task in stale:
            executed = [reports / run.outputs[0] for run in self.runs if run.language == task.language]
            arguments = (task.language, executed, self.request.parameters, reports / "results")
            futures.append(hands.ask("baromia.paper.collect:gather", self.request.data, *arguments))
        for task, future in zip(stale, futures, strict=True):
            self._stamp(task, future.result()[1], reports)

    def _render(self, stale: list[Document], hands: "Hands", stage: Path) -> None:
        if not stale:
            return
        lay_out(stage, [document.path for document in stale], self.request.data)
        render = self._by_quarto if self.renderer == "quarto" else self._by_builtin
        for document, reads in render(stale, hands, stage):
            self._stamp(document, reads, stage / "reports")

    @property
    def _when(self) -> datetime:
        """What dates a document."""
        return clock.build_time(self.request.data)

    def _by_builtin(self, stale: list[Document], hands: "Hands", stage: Path) -> Iterable[tuple[Document, Reads]]:
        asked = [
            (
                document,
                hands.ask(
                    "nbpaper.render.staged:by_builtin", stage / "reports" / document.path.name, stage, kind, self._when
                ),
            )
            for document in stale
            for kind in SUFFIXES
        ]
        for document in stale:
            with self._steps(document.name, len(SUFFIXES)) as step:
                reads = [step(future.result()[1]) for owner, future in asked if owner is document]
            yield document, merged(reads)

    def _by_quarto(self, stale: list[Document], hands: "Hands", stage: Path) -> Iterable[tuple[Document, Reads]]:
        staged = [stage / "reports" / document.path.name for document in stale]
        asked = hands.ask("nbpaper.render.staged:by_quarto", staged, stage, list(SUFFIXES.values()), self._when)
        with self._steps("paper, by quarto", 1) as step:
            reads = step(asked.result()[1])
        return [(document, reads) for document in stale]

    def _stamp(self, task: Task, reads: Reads, reports: Path, **more: object) -> None:
        """Note what a task was made from and what it made."""
        self.stamps.files.update({name: file_digest(reports / name) for name in task.outputs})
        self.stamps.stamp(task.name, self.inputs.of(task, self.stamps), reads, self.register, **more)

    # What one watches

    def _waiting(self) -> None:
        self.request.tell(f"another build is at work in {display_path(self.request.output)}; waiting for it to end …")

    def _bar(self, run: Run, place: int) -> dict | bool:
        if not self.request.watched:
            return False
        return {"desc": f"{run.notebook.stem} ({run.language})".ljust(24), "position": place, "unit": "cell"}

    @contextmanager
    def _steps(self, name: str, steps: int) -> Iterator[Callable[[Reads], Reads]]:
        """Show a bar for a document; what is yielded moves it on and hands its argument back."""
        if not self.request.watched:
            yield lambda reads: reads
            return
        from tqdm import tqdm

        with tqdm(total=steps, desc=name.ljust(24), unit="file") as bar:
            yield lambda reads: (bar.update(1), reads)[1]

    @contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[step] = time.perf_counter() - start


def merged(reads: Iterable[Reads]) -> Reads:
    """Return what several processes read together."""
    return sort_notes((kind, name) for read in reads for kind, names in read.items() for name in names)


def choose_renderer(asked: str) -> str:
    """Return the renderer to use: Quarto where it is on PATH, unless one is forced."""
    if asked != "auto":
        return asked
    return "quarto" if quarto_command() else "builtin"


def keep(names: Iterable[str] = ()) -> Iterator[Path]:
    """Execute notebooks in place with their default parameters, all or those named; yield each when it is done."""
    asked = list(names)
    notebooks = find_notebooks(NOTEBOOKS)
    stems = [path.stem for path in notebooks]
    for name in asked:
        if name not in stems:
            hint = f" (did you mean {close}?)" if (close := closest_match(name, stems)) else ""
            raise PaperError(f"no notebook is called {name!r}{hint}. There are: {', '.join(stems)}.")
    chosen = [path for path in notebooks if not asked or path.stem in asked]
    from .execution.hands import Hands

    jobs = Request().jobs
    with (
        tempfile.TemporaryDirectory(prefix="baromia-") as folder,
        Hands(DATA, Path(folder), jobs=jobs, runs=len(chosen)) as hands,
    ):
        futures = [hands.keep(number, path, SECONDS) for number, path in enumerate(chosen)]
        for path, future in zip(chosen, futures, strict=True):
            future.result()
            yield path
