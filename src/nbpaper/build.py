"""The main job: execute what is stale, write the results, render what changed, and move all into place at the end.

What is stale is decided before (see `plan`), the work itself is done by other processes (see `pool`).
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from pathlib import Path

from . import clock, results
from .cache import file_digest
from .environment import environment
from .errors import PaperError, counted, did_you_mean
from .execute import Run, execute, keep, parameter_names
from .paths import display_path
from .plan import SUFFIXES, Plan, Report, Request, Task
from .pool import Pool
from .progress import Progress
from .project import Hooks, Project
from .render.staged import by_builtin, by_quarto
from .staging import finish, lay_out, lock, publish, staging

RENDERERS = {"quarto": "Quarto", "builtin": "pandoc and typst"}


def build(request: Request, hooks: Hooks) -> Report:
    """Build what is stale; the last paper stands until the new one is whole.

    Raises
    ------
    PaperError
        Where data, parameters, a notebook or a document are at fault; nothing is changed then.
    """
    waiting = f"another build is at work in {display_path(request.output)}; waiting for it to end …"
    with lock(request.output, lambda: request.tell(waiting)):
        finish(request.output)
        plan = Plan(request)
        if not plan.stale():
            return plan.report
        with staging(request.output) as stage, open_pool(request, stage) as pool:
            return Build(plan, hooks, pool, stage).run()


def open_pool(request: Request, folder: Path, *, charts: str | None = "1") -> Pool:
    """Return the processes for a request; `folder` is private, and gone afterwards; `charts` as for `environment`."""
    surroundings = environment(request.project, request.data, folder, charts=charts)
    return Pool(surroundings, request.project.preload, request.jobs)


def check(hooks: Hooks, data: Path, notebooks: dict[Path, str], parameters: dict) -> None:
    """Raise what is wrong with the data, or with parameters for notebooks (file → stem)."""
    if hooks.check:
        hooks.check(data)
    if parameters and hooks.parameters:
        complain = hooks.parameters(data)
        for path, stem in notebooks.items():
            complain(stem, parameter_names(path), parameters)


def write_results(
    hooks: Hooks, folder: Path, language: str, executed: list[Path], parameters: dict, data: Path
) -> None:
    """Write what executed notebooks record into a folder, as the project does."""
    write = hooks.write_results or results.write_results
    write(folder, language, results.collected(executed), parameters, data)


class Build:
    """One build at work: everything is made in `stage`, a folder of its own."""

    def __init__(self, plan: Plan, hooks: Hooks, pool: Executor, stage: Path):
        self.plan, self.request, self.hooks, self.pool, self.stage = plan, plan.request, hooks, pool, stage
        self.reports, self.made = stage / "reports", stage / "made"
        self.seconds: dict[str, float] = {}
        self.new: list[str] = []  # files to be published
        self.progress = Progress(watched=self.request.watched, tell=self.request.tell)

    def run(self) -> Report:
        """Make what is stale and publish it."""
        for name in ("results", *(f"executed/{language}" for language in self.request.languages)):
            (self.reports / name).mkdir(parents=True)
            (self.made / name).mkdir(parents=True)
        with self.progress:
            runs = self._step("notebook", "notebooks", self._execute)
            self._step("results", "results", self._write_results)
            documents = self._step("document", "documents", self._render)
        for name in self.new:
            os.replace(self.reports / name, self.made / name)
        self.plan.cache.write(self.made / "results")
        publish(self.made, self.request.output)
        return Report(self.plan.report.documents, self.plan.renderer, runs, documents, self.seconds)

    def _step(self, kind: str, name: str, make: Callable[[list[Task]], Iterable[tuple[Task, list[str]]]]) -> int:
        """Make the stale tasks of a kind, and copy what the others have made; return how many were stale."""
        tasks = [task for task in self.plan.tasks if task.kind == kind]
        stale = [task for task in tasks if self.plan.reasons(task)]
        start = time.perf_counter()
        if stale:
            for task, outputs in make(stale):
                self.plan.record(task, {output: file_digest(self.reports / output) for output in outputs})
                self.new += outputs
            self.seconds[name] = time.perf_counter() - start
        for task in tasks:
            for output in self.plan.cache.outputs(task.name) if task not in stale else ():
                (self.reports / output).write_bytes((self.request.output / output).read_bytes())
        return len(stale)

    def _execute(self, stale: list[Task]) -> Iterator[tuple[Task, list[str]]]:
        """Check data and parameters, and run notebooks meanwhile; the first fault ends everything."""
        parameters, languages = self.request.parameters, self.plan.project.languages
        notebooks = {task.source: task.stem for task in self.plan.tasks if task.kind == "notebook"}
        checked = self.pool.submit(check, self.hooks, self.request.data, notebooks, parameters)
        if parameters:
            checked.result()  # a wrong parameter is refused before anything runs
        futures = []
        for number, task in enumerate(stale):
            run = Run(
                task.source,
                {**parameters, "language": task.language} if len(languages) > 1 else parameters,
                self.stage / f"run-{number}",
                self.request.seconds,
            )
            futures.append(self.pool.submit(execute, run, self.reports / task.outputs[0]))
        self.progress.step(f"executing {counted(len(stale), 'notebook')}", futures)
        checked.result()
        for task, future in zip(stale, futures, strict=True):
            future.result()
            yield task, task.outputs

    def _write_results(self, stale: list[Task]) -> Iterator[tuple[Task, list[str]]]:
        futures, folders = [], [self.stage / "written" / task.language for task in stale]
        for task, folder in zip(stale, folders, strict=True):
            folder.mkdir(parents=True)
            executed = [self.reports / run.outputs[0] for run in self.plan.of("notebook", task.language)]
            given = (folder, task.language, executed, self.request.parameters, self.request.data)
            futures.append(self.pool.submit(write_results, self.hooks, *given))
        self.progress.step("writing the results", futures)
        for task, folder, future in zip(stale, folders, futures, strict=True):
            future.result()
            written = sorted(folder.iterdir())
            for path in written:
                os.replace(path, self.reports / "results" / path.name)
            yield task, [f"results/{path.name}" for path in written]

    def _render(self, stale: list[Task]) -> Iterator[tuple[Task, list[str]]]:
        data, root = self.request.data, self.plan.project.root
        lay_out(self.plan.project, self.stage, [task.source for task in stale], data)
        paths, when = [self.reports / task.source.name for task in stale], clock.build_time(root, data)
        if self.plan.renderer == "quarto":
            futures = [self.pool.submit(by_quarto, paths, self.stage, list(SUFFIXES.values()), when)]
        else:
            futures = [
                self.pool.submit(by_builtin, path, self.stage, kind, when) for path in paths for kind in SUFFIXES
            ]
        renderer = RENDERERS[self.plan.renderer]
        self.progress.step(f"rendering {counted(len(stale), 'document')} in two formats with {renderer}", futures)
        for future in futures:
            future.result()
        for task in stale:
            yield task, task.outputs


def execute_in_place(project: Project, names: Iterable[str] = ()) -> Iterator[Path]:
    """Execute notebooks in place with their default parameters, all or those named; yield each when it is done."""
    files = {
        path.stem: path
        for stem in project.stems()
        for path in dict.fromkeys(project.notebook(stem, language) for language in project.languages)
    }
    chosen = list(names) or list(files)
    for name in chosen:
        if name not in files:
            hint = did_you_mean(name, files)
            raise PaperError(f"no notebook is called {name!r}{hint}. There are: {', '.join(files)}.")
    with (
        tempfile.TemporaryDirectory(prefix="nbpaper-") as folder,
        open_pool(Request.of(project), Path(folder), charts=None) as pool,
    ):
        runs = [Run(files[name], {}, Path(folder, name)) for name in chosen]
        futures = [pool.submit(keep, run) for run in runs]
        for run, future in zip(runs, futures, strict=True):
            future.result()
            yield run.notebook
