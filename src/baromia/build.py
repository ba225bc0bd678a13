"""The main job: execute what is stale, gather results, render what changed, and move it into place at the end."""

import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tqdm import tqdm

from . import clock, stamps
from .descriptor import DESCRIPTOR
from .errors import BaromiaError
from .formatting import LANGUAGES
from .parameters import check_parameters
from .paths import DATA, NOTEBOOKS, REPORTS, ROOT, shown
from .stage import SHARED, lay_out, publish, staging

RENDERERS = ("auto", "quarto", "builtin")
SUFFIXES = {"html": ".html", "typst": ".pdf"}


@dataclass(frozen=True)
class Request:
    """What a build is asked for."""

    data: Path = DATA
    output: Path = REPORTS
    languages: tuple[str, ...] = LANGUAGES
    renderer: str = "auto"
    jobs: int = 2
    parameters: dict = field(default_factory=dict)
    force: bool = False
    watched: bool = False


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
        if not (request.data / DESCRIPTOR).is_file():
            raise BaromiaError(
                f"{shown(request.data)}: no register there. To mend: name a folder that holds {DESCRIPTOR}."
            )
        self.request = request
        self.seconds: dict[str, float] = {}
        self.documents = find_documents(request.languages)
        self.notebooks = sorted(NOTEBOOKS.glob("*.ipynb"))
        self.results = request.output / "results"
        self.stamps = {} if request.force else stamps.read_stamps(self.results)
        self.wanted = {
            (language, path): self._run_stamp(path, language)
            for language in request.languages
            for path in self.notebooks
        }

    @property
    def stale(self) -> list[tuple[str, Path]]:
        """Runs whose executed copy is absent or was made from something else."""
        return [key for key, stamp in self.wanted.items() if not self._fresh(self._name(*key), stamp)]

    def run(self) -> Report:
        """Execute, gather, render and publish."""
        renderer = choose_renderer(self.request.renderer)
        stale = self.stale
        outdated = [] if stale else [path for path in self.documents if self._outdated(path, renderer)]
        if stale or outdated:
            with staging(self.request.output) as stage:
                reports = lay_out(stage, list(self.documents), self.request.data)
                finished = self._gather(stale, reports)
                outdated = [path for path in self.documents if self._outdated(path, renderer, reports)]
                with self._timed("documents"):
                    made = self._render(outdated, stage, renderer)
                self._stamp(outdated, renderer, reports)
                stamps.write_stamps(reports / "results", self.stamps)
                publish([*finished, *made, reports / "results" / stamps.FILE], reports, self.request.output)
        documents = [
            self.request.output / path.with_suffix(suffix).name
            for path in self.documents
            for suffix in SUFFIXES.values()
        ]
        return Report(documents, renderer, len(stale), len(outdated), self.seconds)

    def prepare(self) -> int:
        """Execute what is stale and write the results, without rendering; return how many notebooks ran."""
        stale = self.stale
        if stale:
            with staging(self.request.output) as stage:
                reports = stage / "reports"
                reports.mkdir()
                finished = self._gather(stale, reports)
                stamps.write_stamps(reports / "results", self.stamps)
                publish([*finished, reports / "results" / stamps.FILE], reports, self.request.output)
        return len(stale)

    # Executing

    def _gather(self, stale: list[tuple[str, Path]], reports: Path) -> list[Path]:
        """Fill `reports` with executed notebooks and results, old ones copied; return the files."""
        (reports / "results").mkdir(exist_ok=True)
        for language in self.request.languages:
            (reports / "executed" / language).mkdir(parents=True, exist_ok=True)
        for key in self.wanted:
            if key not in stale:
                shutil.copyfile(self.request.output / self._name(*key), reports / self._name(*key))
        if stale:
            with self._timed("register"):
                self._check()
            with self._timed("notebooks"):
                self._execute(stale, reports)
        self.stamps.update({self._name(*key): stamp for key, stamp in self.wanted.items()})
        return [
            *(reports / self._name(*key) for key in self.wanted),
            *(path for language in self.request.languages for path in self._write_results(language, reports)),
        ]

    def _check(self) -> None:
        """Load the register and check the parameters: nothing runs on a fault that can be named before."""
        from .evidence import Register

        register = Register.load(self.request.data)
        if self.request.parameters:
            from .execute import parameter_names

            for path in self.notebooks:
                check_parameters(self.request.parameters, set(register.figures["source"]), own=parameter_names(path))

    def _execute(self, stale: list[tuple[str, Path]], reports: Path) -> None:
        from .execute import Run, execute

        execute(
            [Run(path, language, self.request.parameters) for language, path in stale],
            [reports / self._name(*key) for key in stale],
            data=self.request.data,
            jobs=self.request.jobs,
            watched=self.request.watched,
        )

    def _write_results(self, language: str, reports: Path) -> list[Path]:
        """Gather the results of one language from the executed notebooks and write them for the paper."""
        import nbformat

        from .publication import write_publication
        from .results import collect_results

        results: dict[str, dict] = {}
        for path in self.notebooks:
            notebook = nbformat.read(reports / self._name(language, path), as_version=4)
            found = collect_results(notebook, path.stem)
            wrong = [name for name in found if not name.startswith(path.stem.replace("-", "_") + ".")]
            if wrong:
                raise BaromiaError(
                    f"{shown(path)} records {wrong[0]}. To mend: begin its name with {path.stem.replace('-', '_')}."
                )
            results.update(found)
        return write_publication(
            reports / "results", language, results, self.request.parameters, self.request.data
        )

    # Rendering

    def _render(self, documents: list[Path], stage: Path, renderer: str) -> list[Path]:
        """Check the documents, render them in the stage, and return the finished files."""
        from .register import load_sources
        from .render.documents import check_document, read_document

        if not documents:
            return []
        citations = set(load_sources(self.request.data))
        read = [read_document(stage / "reports" / path.name, stage) for path in documents]
        for document in read:
            check_document(document, citations)
        if renderer == "quarto":
            return self._by_quarto(documents, stage)
        return self._by_builtin(read, stage)

    def _by_quarto(self, documents: list[Path], stage: Path) -> list[Path]:
        from .render.quarto import render_project

        lay_out(stage, documents, self.request.data)
        with self._bar("paper (quarto)", 1) as step:
            render_project(stage)
            step()
        made = [stage / "reports" / path.with_suffix(suffix).name for path in documents for suffix in SUFFIXES.values()]
        for path in made:
            if not path.is_file():
                raise BaromiaError(f"quarto rendered no {path.name}. To mend: see format in _quarto.yml.")
        return made

    def _by_builtin(self, read: list, stage: Path) -> list[Path]:
        from .render.builtin import render

        made = clock.build_time(self.request.data)
        with ThreadPoolExecutor(max_workers=self.request.jobs) as pool:
            futures = [
                (document, kind, pool.submit(render, document, stage, kind, made))
                for document in read
                for kind in SUFFIXES
            ]
            finished = []
            for document in read:
                with self._bar(document.path.name, len(SUFFIXES)) as step:
                    for owner, _, future in futures:
                        if owner is document:
                            finished.append(future.result())
                            step()
        return finished

    # What is stale

    def _run_stamp(self, path: Path, language: str) -> str:
        data = sorted(file for file in self.request.data.glob("*") if file.suffix in (".csv", ".json", ".yaml"))
        parameters = {**self.request.parameters, "language": language}
        return stamps.digest([path, *data, *stamps.ENVIRONMENT], parameters)

    def _document_stamp(self, path: Path, renderer: str, reports: Path) -> str:
        language = self.documents[path]
        shared = sorted(file for pattern in SHARED for file in REPORTS.glob(pattern))
        made = [
            reports / "results" / f"{language}.yml",
            *(reports / self._name(language, notebook) for notebook in self.notebooks),
        ]
        inputs = [path, ROOT / "_quarto.yml", self.request.data / "sources.yaml", *shared, *made]
        time = clock.build_time(self.request.data)
        return stamps.digest([*inputs, *stamps.ENVIRONMENT], renderer, time)

    def _outdated(self, path: Path, renderer: str, reports: Path | None = None) -> bool:
        stamp = self._document_stamp(path, renderer, reports or self.request.output)
        return not all(self._fresh(path.with_suffix(suffix).name, stamp) for suffix in SUFFIXES.values())

    def _stamp(self, documents: list[Path], renderer: str, reports: Path) -> None:
        for path in documents:
            stamp = self._document_stamp(path, renderer, reports)
            self.stamps.update({path.with_suffix(suffix).name: stamp for suffix in SUFFIXES.values()})

    def _fresh(self, name: str, stamp: str) -> bool:
        return self.stamps.get(name) == stamp and (self.request.output / name).is_file()

    def _name(self, language: str, notebook: Path) -> str:
        return f"executed/{language}/{notebook.name}"

    # What one watches

    @contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[step] = time.perf_counter() - start

    @contextmanager
    def _bar(self, name: str, steps: int) -> Iterator[Callable[[], None]]:
        with tqdm(total=steps, desc=f"{name:<24}", unit="file", disable=not self.request.watched) as bar:
            yield lambda: bar.update(1)


def find_documents(languages: tuple[str, ...]) -> dict[Path, str]:
    """Return the paper's documents and their language, those of the languages asked for."""
    found = {}
    for path in sorted(REPORTS.glob("paper*.qmd")):
        language = path.stem.partition(".")[2] or LANGUAGES[0]
        if language in languages:
            found[path] = language
    missing = set(languages) - set(found.values())
    if missing:
        raise BaromiaError(f"{shown(REPORTS)}: no paper in {', '.join(sorted(missing))}. To mend: restore paper*.qmd.")
    return found


def choose_renderer(asked: str) -> str:
    """Return the renderer to use: Quarto where it is on PATH, unless one is forced."""
    from .render.quarto import quarto_command

    if asked != "auto":
        return asked
    return "quarto" if quarto_command() else "builtin"
