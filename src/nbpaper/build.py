"""The main job: execute what is stale, write the results, render what changed, and move all into place at the end.

What is stale is decided before (see `plan`), the work itself is done by other processes (see `pool`). One notebook can
also be run under one's own parameters, to hand on: as a notebook, or as one page.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import replace
from itertools import product
from pathlib import Path

import nbformat

from . import clock, results
from .environment import environment
from .errors import PaperError, counted, display_path, real_path
from .execute import Run, execute, parameter_names
from .files import written_whole
from .plan import SUFFIXES, Plan, Report, Request, Task, write_cache
from .pool import Pool
from .progress import progress
from .project import Hooks, Project
from .render import RENDERERS
from .render.notebook_page import write_page
from .render.staged import by_quarto, lay_out, one_by_one
from .staging import finish, lock, publish, staging

WRITTEN = (".html", ".ipynb")  # what one notebook may become


def build(request: Request, hooks: Callable[[], Hooks]) -> Report:
    """Build what is stale; the last paper stands until the new one is whole.

    `hooks` is called where the project's functions are needed, in processes of the build.

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


def check(hooks: Callable[[], Hooks], data: Path, notebooks: dict[Path, str], parameters: dict) -> None:
    """Raise a PaperError for data that do not hold, or wrong parameters of notebooks (file → stem)."""
    project = hooks()
    if project.check:
        project.check(data)
    if parameters and project.parameters:
        check_parameters = project.parameters(data)
        for path, stem in notebooks.items():
            check_parameters(stem, parameter_names(path), parameters)


def write_results(
    hooks: Callable[[], Hooks], folder: Path, language: str, executed: dict[Path, Path], parameters: dict, data: Path
) -> None:
    """Write what executed notebooks (file → what was run) record into a folder, as the project does."""
    write = hooks().write_results or results.write_results
    write(folder, language, results.collected(executed), parameters, data)


class Build:
    """One build at work: everything is made in `stage`, a folder of its own."""

    def __init__(self, plan: Plan, hooks: Callable[[], Hooks], pool: Executor, stage: Path):
        self.plan, self.request, self.hooks, self.pool, self.stage = plan, plan.request, hooks, pool, stage
        self.reports = stage / "reports"
        self.seconds: dict[str, float] = {}

    def run(self) -> Report:
        """Make what is stale and publish it."""
        for name in ("results", *(f"executed/{language}" for language in self.request.languages)):
            (self.reports / name).mkdir(parents=True)
        with progress(watched=self.request.watched, tell=self.request.tell) as self.tell:
            runs = self._step("notebooks", "notebook", self._execute)
            results = self._step("results", "results", self._write_results)
            documents = self._step("documents", "document", self._render)
        finished = self.stage / "made"
        for name in (name for task in (*runs, *results, *documents) for name in self.plan.made_by(task)):
            (finished / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.reports / name, finished / name)
        (finished / "results").mkdir(exist_ok=True)
        write_cache(finished / "results", self.plan.built)
        publish(finished, self.request.output)
        return replace(self.plan.report, executed=len(runs), rendered=len(documents), seconds=self.seconds)

    def _step(self, name: str, kind: str, make: Callable[[list[Task]], None]) -> list[Task]:
        """Make the stale tasks of a kind, and copy what the others have made; return the stale ones."""
        tasks = [task for task in self.plan.tasks if task.kind == kind]
        stale = [task for task in tasks if self.plan.reasons(task)]
        for file in (file for task in tasks if task not in stale for file in self.plan.made_by(task)):
            shutil.copyfile(self.request.output / file, self.reports / file)
        start = time.perf_counter()
        if stale:
            make(stale)
            self.seconds[name] = time.perf_counter() - start
        return stale

    def _execute(self, stale: list[Task]) -> None:
        """Check data and parameters, and run notebooks meanwhile; the first fault ends everything."""
        parameters, languages = self.request.parameters, self.plan.project.languages
        notebooks = {task.source: task.stem for task in self.plan.tasks if task.kind == "notebook"}
        checked = self.pool.submit(check, self.hooks, self.request.data, notebooks, parameters)
        if parameters:
            checked.result()  # a wrong parameter is refused before anything runs
        futures = []
        for number, task in enumerate(stale):
            language = {"language": task.language} if len(languages) > 1 else {}
            run = Run(task.source, parameters | language, self.stage / f"run-{number}", self.request.seconds)
            futures.append(self.pool.submit(execute, run, self.reports / task.outputs[0]))
        self.tell(f"executing {counted(len(stale), 'notebook')}", futures)
        for future in (checked, *futures):
            future.result()
        for task in stale:
            self.plan.record(task, self.reports, task.outputs)

    def _write_results(self, stale: list[Task]) -> None:
        futures = {}
        for task in stale:
            folder = self.stage / "written" / task.language
            folder.mkdir(parents=True)
            executed = {self.reports / run.outputs[0]: run.source for run in self.plan.notebooks(task.language)}
            arguments = (folder, task.language, executed, self.request.parameters, self.request.data)
            futures[folder] = self.pool.submit(write_results, self.hooks, *arguments)
        self.tell("writing the results", list(futures.values()))
        for task, (folder, future) in zip(stale, futures.items(), strict=True):
            future.result()
            written = sorted(path.name for path in folder.iterdir())
            for name in written:
                os.replace(folder / name, self.reports / "results" / name)
            self.plan.record(task, self.reports, [f"results/{name}" for name in written])

    def _render(self, stale: list[Task]) -> None:
        data, root, renderer = self.request.data, self.plan.project.root, self.plan.renderer
        lay_out(self.plan.project, self.stage, [task.source for task in stale], data)
        paths, when = [self.reports / task.source.name for task in stale], clock.build_time(root, data)
        if renderer == "quarto":
            futures = [self.pool.submit(by_quarto, paths, self.stage, list(SUFFIXES.values()), when)]
        else:
            pairs = product(paths, reversed(SUFFIXES))  # a PDF takes longest: one begins at once, never two together
            futures = [self.pool.submit(one_by_one, renderer, path, self.stage, kind, when) for path, kind in pairs]
        step = f"rendering {counted(len(stale), 'document')} in two formats with {RENDERERS[renderer]}"
        self.tell(step, futures)
        for future in futures:
            future.result()
        for task in stale:
            self.plan.record(task, self.reports, task.outputs)


def execute_in_place(project: Project, notebooks: list[Path]) -> Iterator[Path]:
    """Execute notebooks in place with their default parameters; yield each when it is done."""
    with (
        tempfile.TemporaryDirectory(prefix="nbpaper-") as folder,
        open_pool(Request.of(project), Path(folder), charts=None) as pool,
    ):
        runs = [Run(path, {}, Path(folder, path.stem)) for path in notebooks]
        futures = [pool.submit(execute, run, run.notebook, for_document=False) for run in runs]
        for run, future in zip(runs, futures, strict=True):
            future.result()
            yield run.notebook


def run_notebook(
    request: Request, hooks: Callable[[], Hooks], file: Path, output: Path, head: Callable[[Path, str], str]
) -> nbformat.NotebookNode:
    """Execute a notebook with the parameters of a request, and write it whole or not at all; return it.

    It is given the first language of the request. `head` returns, from data and language, the Markdown that stands
    below its title where parameters were given. Data and parameters are checked before anything runs.

    Raises
    ------
    PaperError
        Where the notebook, its parameters, the data or the file are at fault.
    """
    if output.suffix not in WRITTEN:
        raise PaperError(f"{output.name}: neither a page nor a notebook. To mend: let its name end in .html or .ipynb.")
    if output.is_dir() or not output.parent.is_dir():
        problem = "a folder is there" if output.is_dir() else "its folder is not there"
        raise PaperError(f"{display_path(output)}: {problem}. To mend: name a file in a folder that exists.")
    if real_path(output) in map(real_path, (file, *request.project.notebooks.glob("*.ipynb"))):
        raise PaperError(f"{display_path(output)}: a notebook to be run stands there. To mend: name another file.")
    language, stem = request.languages[0], file.stem.partition(".")[0]
    with (
        written_whole(output) as aside,
        tempfile.TemporaryDirectory(prefix="nbpaper-") as folder,
        open_pool(request, Path(folder), charts="page" if output.suffix == ".html" else None) as pool,
        progress(watched=request.watched, tell=request.tell) as step,
    ):
        checked = pool.submit(check, hooks, request.data, {file: stem}, request.parameters)
        step("checking data and parameters", [checked])
        checked.result()
        run = Run(file, {**request.parameters, "language": language}, Path(folder, "run"), request.seconds)
        executed = Path(folder, "executed.ipynb")
        execution = pool.submit(execute, run, executed, for_document=False)
        step(f"executing {stem}", [execution])
        execution.result()
        notebook = nbformat.read(executed, as_version=4)
        if request.parameters:
            cell = nbformat.v4.new_markdown_cell(head(request.data, language), id="what-if")
            notebook.cells.insert(1, cell)
        if output.suffix == ".html":
            write_page(notebook, aside, language=language)
        else:
            aside.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    return notebook
