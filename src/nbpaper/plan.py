"""What a build is asked for, what tasks it has, and which of them are stale and why.

Light: with nothing to do, nothing heavy is imported and a build is over at once.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from . import clock
from .cache import Inputs, changes, code, data_files, file_digest, files, read_cache
from .errors import PaperError
from .paths import display_path
from .project import Project
from .render.quarto import quarto_command

SUFFIXES = {"html": ".html", "typst": ".pdf"}  # Quarto's name of the format → of the file
READY = ".build-ready"  # the folder of a build that is complete and not yet in place (see `staging`)
ABOVE = {"notebook": (), "results": ("notebook",), "document": ("notebook", "results")}  # made before, and used
SECONDS = 600  # a cell may run; what takes longer is stuck


@dataclass(frozen=True)
class Request:
    """What a build is asked for."""

    project: Project
    data: Path
    output: Path
    languages: tuple[str, ...]
    parameters: dict = field(default_factory=dict)  # given to every notebook
    renderer: str = "auto"
    documents: bool = True  # or only the notebooks run, and their results are written
    jobs: int = field(default_factory=lambda: os.cpu_count() or 1)  # processes at work at once
    seconds: int = SECONDS
    force: bool = False  # everything is built again, stale or not
    watched: bool = False  # somebody looks on at a terminal
    tell: Callable[[str], None] = print  # takes a sentence for whoever waits

    @classmethod
    def of(cls, project: Project, **asked: object) -> "Request":
        """Return a request; what is not asked for, or is None, is the project's own or the default."""
        own = {"data": project.data, "output": project.reports, "languages": project.languages}
        request = cls(project, **own | {name: value for name, value in asked.items() if value is not None})
        for read in (request.data, project.notebooks):
            if request.output.is_relative_to(read):
                where = f"{display_path(request.output)}: a build reads {display_path(read)} and writes nothing there"
                raise PaperError(f"{where}. To mend: name another folder for the output.")
        return request


@dataclass(frozen=True)
class Task:
    """One step of a build: a notebook or the results in a language, or a document."""

    kind: str  # notebook, results or document
    language: str
    source: Path  # the notebook; else the document, which is looked at for what results it quotes
    stem: str = ""  # of a notebook

    @property
    def name(self) -> str:
        """Name for people and in the cache."""
        return self.source.name if self.kind == "document" else f"{self.stem or self.kind} ({self.language})"

    @property
    def outputs(self) -> list[str]:
        """The files it makes, below the folder of the build; those of the results are known when they are written."""
        if self.kind == "document":
            return [self.source.with_suffix(suffix).name for suffix in SUFFIXES.values()]
        return [f"executed/{self.language}/{self.stem}.ipynb"] if self.kind == "notebook" else []


@dataclass(frozen=True)
class Report:
    """What a build made, and how long each step took (seconds)."""

    documents: list[Path]
    renderer: str
    executed: int = 0
    rendered: int = 0
    seconds: dict[str, float] = field(default_factory=dict)


class Plan:
    """The tasks of a build, and what the last one left; everything is read once, before anything runs."""

    def __init__(self, request: Request):
        self.request, self.project = request, (project := request.project)
        self.renderer = request.renderer
        if self.renderer == "auto":
            self.renderer = "quarto" if quarto_command() else "builtin"
        self.built = read_cache(request.output / "results")
        self.tasks = list(self._tasks())
        notebook = data_files(request.data) | code(*project.code)
        notebook |= {f"parameter {name}": repr(value) for name, value in request.parameters.items()}
        made = clock.build_time(project.root, request.data).isoformat()
        results = notebook | {"the commit": clock.commit(project.root), "its date": made}
        results |= files(project.root, (project.root / "_quarto.yml", *project.also))
        renderer = f"Quarto {_quarto_version()}" if self.renderer == "quarto" else self.renderer
        document = results | files(project.root, project.looks()) | {"the renderer": renderer}
        shared = {"notebook": notebook, "results": results, "document": document}
        self._given = {task: shared[task.kind] | files(project.root, [task.source]) for task in self.tasks}

    def _tasks(self) -> Iterator[Task]:
        """Yield the tasks, each after those whose outputs it is made from."""
        languages, document = self.request.languages, self.project.document
        for language in languages:
            for stem in self.project.stems():
                yield Task("notebook", language, self.project.notebook(stem, language), stem)
        yield from (Task("results", language, document(language)) for language in languages)
        if self.request.documents:
            yield from (Task("document", language, document(language)) for language in languages)

    def notebooks(self, language: str) -> list[Task]:
        """Return the tasks that run notebooks in a language."""
        return [task for task in self.tasks if (task.kind, task.language) == ("notebook", language)]

    @property
    def needed(self) -> bool:
        """Tell whether there is anything to do."""
        return (self.request.output / READY).exists() or bool(self.stale())

    @property
    def report(self) -> Report:
        """What a build with nothing to do has made."""
        names = (name for task in self.tasks if task.kind == "document" for name in task.outputs)
        return Report([self.request.output / name for name in names], self.renderer)

    def stale(self) -> dict[Task, list[str]]:
        """Return the stale tasks, each with the reasons why, in words."""
        found: dict[Task, list[str]] = {}
        for task in self.tasks:
            above = [other.name for other in found if other.language == task.language and other.kind != task.kind]
            reasons = self.reasons(task) or [f"it is made from {name}, which is stale" for name in above]
            if reasons:
                found[task] = reasons
        return found

    def reasons(self, task: Task) -> list[str]:
        """Return why a task is stale, in words; nothing where it is not."""
        if self.request.force:
            return ["everything is to be built again"]
        if task.name not in self.built:
            return ["it has not been built yet"]
        found = changes(self.built[task.name]["inputs"], self._inputs(task))
        for name, made in self.made(task).items():
            path = self.request.output / name
            if (now := file_digest(path)) != made:
                found.append(f"{display_path(path)} {'is not what was built' if now else 'is gone'}")
        return found

    def made(self, task: Task) -> Inputs:
        """Return the files that a task made, with their digests."""
        return self.built.get(task.name, {}).get("outputs", {})

    def record(self, task: Task, folder: Path, outputs: list[str]) -> None:
        """Note what a task was made from, and what it has made in a folder."""
        made = {name: file_digest(folder / name) for name in outputs}
        self.built[task.name] = {"inputs": self._inputs(task), "outputs": made}

    def _inputs(self, task: Task) -> Inputs:
        """Return everything a task is made from, what other tasks have made included."""
        found = dict(self._given[task])
        for other in self.tasks:
            if other.language == task.language and other.kind in ABOVE[task.kind]:
                found |= self.made(other)
        return found


def _quarto_version() -> str:
    """Return Quarto's version from the file it keeps it in; asking Quarto itself takes longer than a whole build."""
    command = quarto_command()
    file = Path(command).resolve().parent.parent / "share" / "version" if command else None
    return file.read_text(encoding="utf-8").strip() if file and file.is_file() else "unknown"
