"""What a build is asked for, what tasks it has, and which of them are stale and why.

What has been built from what is kept with digests, so that only what is stale is built again. Light: with nothing to
do, nothing heavy is imported and a build is over at once.
"""

import hashlib
import importlib.util
import json
import os
import re
import sys
import sysconfig
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from . import clock
from .errors import PaperError, display_path, listed
from .project import Project
from .render.quarto import quarto_command

CACHE_FILE = "cache.json"
CACHE_FORMAT = 2  # of the file; another one is none of ours
LISTED = 3  # files that a reason names
PARAMETER = "parameter "  # begins the name of an input that was given
BYTES = "sha256:"  # begins the digest of a file; any other value stands for itself
Inputs = dict[str, str]  # what something is made from, named as messages name it → digest of a file, or a value
SUFFIXES = {"html": ".html", "typst": ".pdf"}  # Quarto's name of the format → of the file
READY = ".build-ready"  # the folder of a build that is complete and not yet in place (see `staging`)
UPSTREAM = {"notebook": (), "results": ("notebook",), "document": ("notebook", "results")}  # whose outputs it uses
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
    def of(cls, project: Project, **fields: object) -> "Request":
        """Return a request; a field that is left out, or None, is the project's own or the default."""
        defaults = {"data": project.data, "output": project.reports, "languages": project.languages}
        request = cls(project, **defaults | {name: value for name, value in fields.items() if value is not None})
        for folder in (request.data, project.notebooks):
            if request.output.is_relative_to(folder):
                problem = f"{display_path(request.output)}: a build reads {display_path(folder)} and writes nothing"
                raise PaperError(f"{problem} there. To mend: name another folder for the output.")
        return request


@dataclass(frozen=True)
class Task:
    """One step of a build: a notebook or the results in a language, or a document."""

    kind: str  # notebook, results or document
    language: str
    source: Path  # the notebook; else the document, whose text says which results it quotes
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
        notebook |= {f"{PARAMETER}{name}": repr(value) for name, value in request.parameters.items()}
        date = clock.build_time(project.root, request.data).isoformat()
        results = notebook | {"the commit": clock.commit(project.root), "its date": date}
        results |= files(project.root, (project.root / "_quarto.yml", *project.also))
        renderer = f"Quarto {_quarto_version()}" if self.renderer == "quarto" else self.renderer
        document = results | files(project.root, project.looks()) | {"the renderer": renderer}
        shared = {"notebook": notebook, "results": results, "document": document}
        self._own_inputs = {task: shared[task.kind] | files(project.root, [task.source]) for task in self.tasks}

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
        """The report of a build with nothing to do."""
        names = (name for task in self.tasks if task.kind == "document" for name in task.outputs)
        return Report([self.request.output / name for name in names], self.renderer)

    def keep_parameters(self) -> None:
        """Raise a PaperError where the folder holds what was built with parameters: this build would replace it."""
        inputs = {name: value for task in self.built.values() for name, value in task["inputs"].items()}
        if given := [f"{name} {value}" for name, value in sorted(inputs.items()) if name.startswith(PARAMETER)]:
            what = f"{display_path(self.request.output)}: was built with {listed(given, 'and')}, and would be replaced"
            raise PaperError(f"{what}. To mend: build without parameters there first, or name another folder.")

    def stale(self) -> dict[Task, list[str]]:
        """Return the stale tasks, each with the reasons why, in words."""
        stale: dict[Task, list[str]] = {}
        for task in self.tasks:
            upstream = [above.name for above in stale if above.language == task.language and above.kind != task.kind]
            reasons = self.reasons(task) or [f"it is made from {name}, which is stale" for name in upstream]
            if reasons:
                stale[task] = reasons
        return stale

    def reasons(self, task: Task) -> list[str]:
        """Return the reasons why a task is stale, in words; none where it is fresh."""
        if self.request.force:
            return ["everything is to be built again"]
        if task.name not in self.built:
            return ["it has not been built yet"]
        reasons = changes(self.built[task.name]["inputs"], self._inputs(task))
        for name, recorded in self.made_by(task).items():
            path = self.request.output / name
            if (current := file_digest(path)) != recorded:
                reasons.append(f"{display_path(path)} {'is not what was built' if current else 'is gone'}")
        return reasons

    def made_by(self, task: Task) -> Inputs:
        """Return the files that a task made, with their digests."""
        return self.built.get(task.name, {}).get("outputs", {})

    def record(self, task: Task, folder: Path, outputs: list[str]) -> None:
        """Record the inputs of a task, and the digests of the files that it has made in a folder."""
        digests = {name: file_digest(folder / name) for name in outputs}
        self.built[task.name] = {"inputs": self._inputs(task), "outputs": digests}

    def _inputs(self, task: Task) -> Inputs:
        """Return all inputs of a task, files that other tasks have made included."""
        inputs = dict(self._own_inputs[task])
        for upstream in self.tasks:
            if upstream.language == task.language and upstream.kind in UPSTREAM[task.kind]:
                inputs |= self.made_by(upstream)
        return inputs


def _quarto_version() -> str:
    """Return Quarto's version from the file it keeps it in; asking Quarto itself takes longer than a whole build."""
    command = quarto_command()
    file = Path(command).resolve().parent.parent / "share" / "version" if command else None
    return file.read_text(encoding="utf-8").strip() if file and file.is_file() else "unknown"


def digest(*words: object) -> str:
    """Return one digest of words, lists and mappings."""
    return hashlib.sha256(json.dumps(words, sort_keys=True, default=str).encode()).hexdigest()


def file_digest(path: Path) -> str:
    """Return the digest of a file's bytes; an empty text where there is no such file."""
    return BYTES + hashlib.sha256(path.read_bytes()).hexdigest()[:32] if path.is_file() else ""


def files(folder: Path, paths: Iterable[Path], name: str = "") -> Inputs:
    """Return the digests of files below a folder, whose name in messages is `name`, wherever it is."""
    return {f"{name}{path.relative_to(folder).as_posix()}": file_digest(path) for path in sorted(paths)}


def data_files(folder: Path) -> Inputs:
    """Return the digests of the files in a folder of data, but for hidden ones and Markdown, which is for people."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md")
    visible = (path for path in paths if not path.relative_to(folder).as_posix().startswith("."))
    return files(folder, visible, "data/")


@cache
def code(packages: tuple[str, ...], locked: tuple[str, ...]) -> Inputs:
    """Return what a notebook runs with: digests of importable packages' sources, versions of others and of Python.

    Of the locked packages those count that are installed.
    """
    inputs = {"Python": sys.version.split()[0]}
    for package in packages:
        folder = Path(importlib.util.find_spec(package).submodule_search_locations[0])
        sources = (path for path in folder.rglob("*") if path.is_file() and path.parent.name != "__pycache__")
        inputs |= files(folder, sources, f"{package}/")
    wanted = set(map(_plain, locked))
    for folder in os.listdir(sysconfig.get_paths()["purelib"]):
        name, _, version = folder.removesuffix(".dist-info").rpartition("-")
        if _plain(name) in wanted:
            inputs[_plain(name)] = version
    return inputs


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def changes(old: Inputs, new: Inputs) -> list[str]:
    """Return a sentence for each change of the inputs."""
    sentences, by_change = [], {}
    for name in sorted(old.keys() | new):
        before, now = old.get(name, ""), new.get(name, "")
        if before != now and (before or now).startswith(BYTES):
            change = ("changed" if before else "appeared") if now else "disappeared"
            by_change.setdefault(change, []).append(name)
        elif before != now:
            sentences.append(f"{name} is {now or 'not given'}, was {before or 'not given'}")
    for change, paths in by_change.items():
        first = [*paths[:LISTED], f"{len(paths) - LISTED} more"] if len(paths) > LISTED else paths
        sentences.append(f"{listed(first, 'and')} {change} since the last build")
    return sentences


def read_cache(folder: Path) -> dict[str, dict[str, Inputs]]:
    """Return the tasks of the last complete build, each with its `inputs` and its `outputs`.

    Nothing where there was none, or the file is damaged.
    """
    try:
        cache = json.loads((folder / CACHE_FILE).read_text(encoding="utf-8"))
        tasks = cache["tasks"].items() if cache["format"] == CACHE_FORMAT else ()
        return {name: {part: dict(task[part]) for part in ("inputs", "outputs")} for name, task in tasks}
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return {}


def write_cache(folder: Path, tasks: dict[str, dict[str, Inputs]]) -> None:
    """Write the tasks of a build for the next one."""
    text = json.dumps({"format": CACHE_FORMAT, "tasks": tasks}, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / CACHE_FILE).write_text(text + "\n", encoding="utf-8")
