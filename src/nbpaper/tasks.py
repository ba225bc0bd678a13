"""The tasks of a build: notebook runs, results, documents; what each makes, and what each is made from."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from baromia import __version__
from baromia.project import REPORTS, ROOT
from nbpaper.paths import display_path

from . import clock
from .cache import Stamps, digest, environment, file_digest, files_digest
from .errors import PaperError
from .render.quarto import quarto_command
from .staging import SHARED

SUFFIXES = {"html": ".html", "typst": ".pdf"}  # Quarto's name of the format → of the file
STEM = re.compile(r"[a-z][a-z0-9-]*")
EMBED = re.compile(r"\{\{<\s*embed\s+(?P<notebook>\S+?\.ipynb)(?:#(?P<label>\S+))?\s*>\}\}")


@dataclass(frozen=True)
class Run:
    """A notebook, executed in one language."""

    notebook: Path
    language: str

    @property
    def name(self) -> str:
        """What the stamps call it: its one output."""
        return f"executed/{self.language}/{self.notebook.name}"

    @property
    def outputs(self) -> list[str]:
        """The files it makes, below the folder of the build."""
        return [self.name]


@dataclass(frozen=True)
class Results:
    """The results of all notebooks in one language."""

    language: str

    @property
    def name(self) -> str:
        """What the stamps call it."""
        return f"results/{self.language}"

    @property
    def outputs(self) -> list[str]:
        """The files it makes."""
        names = (f"{self.language}{suffix}" for suffix in (".yml", ".json", ".jsonld"))
        return [f"results/{name}" for name in (*names, f"cards.{self.language}.md")]


@dataclass(frozen=True)
class Document:
    """A document of the paper, in both formats."""

    path: Path
    language: str

    @property
    def name(self) -> str:
        """What the stamps call it."""
        return self.path.name

    @property
    def outputs(self) -> list[str]:
        """The files it makes."""
        return [self.path.with_suffix(suffix).name for suffix in SUFFIXES.values()]


Task = Run | Results | Document


def find_notebooks(folder: Path) -> list[Path]:
    """Return the project's notebooks in alphabetical order."""
    found = sorted(path for path in folder.glob("*.ipynb") if STEM.fullmatch(path.stem))
    if not found:
        raise PaperError(
            f"{display_path(folder)}: no notebooks there. To mend: restore the folder from version control."
        )
    return found


def find_documents(languages: Iterable[str]) -> list[Document]:
    """Return the paper's documents in these languages."""
    found = [Document(path, path.stem.partition(".")[2] or "en") for path in sorted(REPORTS.glob("paper*.qmd"))]
    missing = set(languages) - {document.language for document in found}
    if missing:
        raise PaperError(
            f"{display_path(REPORTS)}: no paper in {', '.join(sorted(missing))}. To mend: restore paper*.qmd."
        )
    return [document for document in found if document.language in languages]


class Inputs:
    """The digests of what tasks are made from, apart from what they read of the register."""

    def __init__(self, data: Path, parameters: dict, renderer: str, notebooks: list[Path]):
        self.data, self.parameters, self.renderer, self.notebooks = data, parameters, renderer, notebooks

    def of(self, task: Task, stamps: Stamps) -> str:
        """Return the digest of a task's inputs; those made by other tasks are known to the stamps."""
        if isinstance(task, Run):
            return digest(file_digest(task.notebook), self.parameters, self._environment)
        if isinstance(task, Results):
            executed = [stamps.files.get(Run(path, task.language).name) for path in self.notebooks]
            # The colophon counts the numbers that the documents link to their cards.
            texts = [file_digest(document.path) for document in find_documents([task.language])]
            texts.append(file_digest(ROOT / "CITATION.cff"))  # who made it, for search engines
            return digest(executed, texts, self.parameters, self._environment, self._time, __version__)
        return digest(self._document(task, stamps), self._project, self._environment, self._time)

    def _document(self, task: Document, stamps: Stamps) -> list:
        """Return what a document shows: its text, the results, and what is embedded of the executed notebooks."""
        text = task.path.read_text(encoding="utf-8")
        embedded = sorted({(match["notebook"], match["label"] or "") for match in EMBED.finditer(text)})
        results = [stamps.files.get(name) for name in Results(task.language).outputs]
        return [text, results, [self._shown(*one, stamps) for one in embedded]]

    def _shown(self, notebook: str, label: str, stamps: Stamps) -> str | None:
        """Return the digest of an embedded cell; of the whole notebook for Quarto, which may take more of it."""
        if self.renderer == "quarto" or not label:
            return stamps.files.get(notebook)
        return stamps.made.get(notebook, {}).get("cells", {}).get(label)

    @cached_property
    def _environment(self) -> str:
        return environment()

    @cached_property
    def _time(self) -> list[str]:
        return [clock.build_time(self.data).isoformat(), clock.commit()]

    @cached_property
    def _project(self) -> list[str]:
        shared = sorted(file for pattern in SHARED for file in REPORTS.glob(pattern))
        renderers = sorted(
            path for path in (Path(__file__).parent / "render").glob("*") if path.suffix in (".py", ".lua")
        )
        files = [ROOT / "_quarto.yml", self.data / "sources.yaml", *shared, *renderers]
        return [files_digest(files), self.renderer, _quarto_version() if self.renderer == "quarto" else ""]


def _quarto_version() -> str:
    """Return Quarto's version from the file it keeps it in; asking Quarto itself takes longer than a whole build."""
    command = quarto_command()
    file = Path(command).resolve().parent.parent / "share" / "version" if command else None
    return file.read_text(encoding="utf-8").strip() if file and file.is_file() else "unknown"
