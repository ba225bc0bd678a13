"""What nbpaper knows of the project it works for: where things are, and the project's own functions."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .errors import PaperError, did_you_mean, display_path, listed

STEM = re.compile(r"[a-z][a-z0-9-]*")
LOOKS = ("*.css", "*.js", "*.lua", "*.typ", "*.py", "*.csl")  # what the documents look like, beside them


@dataclass(frozen=True)
class Project:
    """Where a project's notebooks, documents and data are, and what its notebooks run with.

    Notebooks are called `<stem>.ipynb`, or `<stem>.<language>.ipynb` for one language; documents `paper.qmd` in the
    first language and `paper.<language>.qmd` in others.
    """

    name: str
    root: Path  # the folder with _quarto.yml
    notebooks: Path
    reports: Path  # the documents; what is built goes there, too
    data: Path  # what notebooks read
    languages: tuple[str, ...] = ("en",)
    packages: tuple[str, ...] = ()  # importable, with sources that notebooks depend on; nbpaper itself always counts
    lock: Path | None = None  # a requirements file: the installed versions of the packages that it pins count
    also: tuple[Path, ...] = ()  # further files that results and documents depend on
    preload: tuple[str, ...] = ()  # modules that are imported once, for all the processes of a build
    root_variable: str = ""  # of the environment: tells a process of a build the folder `root`
    data_variable: str = ""  # of the environment: tells a notebook the folder of the data
    charts_variable: str = ""  # of the environment: who sees a notebook's charts: 0 nobody, 1 a paper, page a page

    @property
    def code(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What notebooks run with: importable packages whose sources count, and the names of those that are locked."""
        text = self.lock.read_text(encoding="utf-8") if self.lock and self.lock.is_file() else ""
        return (*self.packages, "nbpaper"), tuple(sorted(set(re.findall(r"^([\w.-]+)==", text, re.MULTILINE))))

    def stems(self) -> list[str]:
        """Return the names of the notebooks, each once whatever its languages, in alphabetical order."""
        ends = ("", *(f".{language}" for language in self.languages))
        parts = (path.stem.partition(".") for path in self.notebooks.glob("*.ipynb"))
        stems = sorted({stem for stem, dot, end in parts if STEM.fullmatch(stem) and dot + end in ends})
        if not stems:
            place = display_path(self.notebooks)
            raise PaperError(f"{place}: no notebooks there. To mend: restore the folder from version control.")
        return stems

    def notebook(self, stem: str, language: str) -> Path:
        """Return a notebook's file in a language: its own, where there is one.

        Raises
        ------
        PaperError
            Where no notebook has this name.
        """
        if stem not in (stems := self.stems()):
            hint = did_you_mean(Path(stem).name.partition(".")[0], stems)
            raise PaperError(f"no notebook is called {stem!r}{hint}. There are: {', '.join(stems)}.")
        translated, shared = (self.notebooks / f"{name}.ipynb" for name in (f"{stem}.{language}", stem))
        path = next((path for path in (translated, shared) if path.is_file()), None)
        if path is None:
            mend = f"write it, or {shared.name} for all languages"
            raise PaperError(f"{display_path(translated)} is not there. To mend: {mend}.")
        return path

    def named(self, stem: str, language: str) -> str:
        """Return the name of a file in a language, without its suffix: the first language is not named."""
        return stem if language == self.languages[0] else f"{stem}.{language}"

    def document(self, language: str) -> Path:
        """Return the paper's document in a language."""
        if language not in self.languages:
            raise PaperError(f"no paper in {language!r}. To mend: ask for {listed(self.languages)}.")
        path = self.reports / f"{self.named('paper', language)}.qmd"
        if not path.is_file():
            raise PaperError(f"{display_path(path)} is not there. To mend: restore it from version control.")
        return path

    def looks(self) -> list[Path]:
        """Return the files beside the documents that say what they look like."""
        return [path for pattern in LOOKS for path in self.reports.glob(pattern)]


@dataclass(frozen=True)
class Hooks:
    """The project's own functions; each is called in another process, so it must stand at the top of its module.

    A build is given a function that returns them, and calls it in that process, too: so what they import, it need not.

    `check(data)` raises a PaperError for data that do not hold. `parameters(data)` returns a function of a notebook's
    stem, the names it declares, and parameters by name, which raises a PaperError for a wrong name or value.
    `write_results(folder, language, results, parameters, data)` writes what the paper needs into the folder; otherwise
    `nbpaper.results.write_results` does.
    """

    check: Callable[[Path], object] | None = None
    parameters: Callable[[Path], Callable[[str, list[str], dict], None]] | None = None
    write_results: Callable[[Path, str, dict, dict, Path], object] | None = None
