"""Proof that no number of the paper is typed or unbound: sources, results, tables, charts, HTML and PDF are read.

A number is bound where it is a link to a card that says the same, a cell or dot that the register explains, or on
the short list of reports/numbers.yaml, with its reason. The cards themselves are generated, and compared too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nbpaper.errors import PaperError
from nbpaper.paths import display_path
from nbpaper.render.documents import Document

from ...project import LANGUAGES, REPORTS
from .allowed import FILE, Allowed, load_allowed
from .audit import numbers_said, pdf_faults, read_pdf
from .embedded import Shown, embedded
from .explained import Explained
from .faults import Fault
from .known import Known
from .numerals import numbers
from .pages import Page, read_page
from .pictures import Alternative, chart_faults, picture_faults
from .reading import check_notebook, read_metadata, read_text, reading
from .recorded import result_faults
from .rendered import card_faults, page_faults, said_faults
from .sources import count_file, count_numbers, source_faults
from .tables import copy_faults, stray_tables, table_faults

HEADING = re.compile(r"^# (.+?) *(?:\{[^}]*\})? *$", re.MULTILINE)


@dataclass
class Proof:
    """What was proved of one language.

    Attributes
    ----------
    language : str
    text, tables, charts : int
        Numbers of the text that are links to cards, numbers in cells, numbers in alternative texts.
    allowed : int
        Allowances that the text needs.
    pdf : int or None
        Numbers of the PDF's text, each as often as on the page; None where pypdf is not installed.
    faults : list of Fault
    """

    language: str
    text: int = 0
    tables: int = 0
    charts: int = 0
    allowed: int = 0
    pdf: int | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def numbers(self) -> int:
        """All numbers that are bound."""
        return self.text + self.tables + self.charts


def prove(
    built: Path = REPORTS, *, sources: Path = REPORTS, data=None, allowed: Path = FILE, languages=LANGUAGES
) -> list[Proof]:
    """Read a build and what it was built from, and report every number that is bound to nothing.

    Parameters
    ----------
    built : Path
        Folder of a build: documents, `results/` and `executed/`.
    sources : Path
        Folder of the `.qmd`.
    data : path, optional
        Folder of the register.
    allowed : Path
        The allow-list.
    languages : sequence of str
        Languages to prove.

    Returns
    -------
    list of Proof
        One a language; with an empty list of faults, everything is bound.

    Raises
    ------
    PaperError
        Where a file of the build is missing.
    """
    return [_Prover(Path(built), Path(sources), language, data, Path(allowed)).run() for language in languages]


class _Prover:
    """Reads the documents of one language once, and runs every check on them."""

    def __init__(self, built: Path, sources: Path, language: str, data, allowed: Path):
        stem = "paper" if language == LANGUAGES[0] else f"paper.{language}"
        self.language, self.built, self.source = language, built, sources / f"{stem}.qmd"
        self.html, self.pdf = built / f"{stem}.html", built / f"{stem}.pdf"
        self.metadata = built / "results" / f"{language}.yml"
        needed = (self.source, self.html, self.pdf, self.metadata, self.metadata.with_suffix(".json"))
        for path in needed:
            if not path.is_file():
                raise PaperError(f"{display_path(path)}: not there. To mend: build the paper first.")
        self.known = Known(built, language, data)
        self.allowed = load_allowed(language, allowed)
        for path in sorted((built / "executed" / language).glob("*.ipynb")):
            check_notebook(path, self.known.register.figures.index)
        tree = read_metadata(self.metadata)
        self.about = tree["build"]
        self.page = read_page(read_text(self.html))
        with reading(self.metadata):  # which says what is hidden
            self.shown = list(embedded(self.source, built, tree))

    def run(self) -> Proof:
        """Return the proof."""
        cells = [cell for shown in self.shown for row in shown.rows for cell in row]
        proof = Proof(
            self.language,
            text=sum(len(numbers(link.text)) for link in self.page.links if link.figure and link.inside),
            tables=sum(len(numbers(cell)) for cell in cells),
            charts=sum(len(numbers(shown.alt)) for shown in self.shown),
        )
        proof.faults = [*self._sources(), *result_faults(self.known, self.source), *self._shown(), *self._page()]
        pdf = read_pdf(self.pdf, self._end())
        if pdf is not None:
            proof.faults += pdf_faults(pdf, self.page, self.known, self.allowed, self.about, self._end())
            proof.pdf = sum(numbers_said(self.page, self.language, self.allowed, self.about).values())
        proof.faults += self.allowed.faults(self.known.results)
        proof.allowed = len(self.allowed.used)
        return proof

    def _sources(self) -> Iterator[Fault]:
        return source_faults(self._document(), self.allowed, self.language)

    def _document(self) -> Document:
        """Return the source; its results are those of the build, wherever that stands."""
        text = self.source.read_text(encoding="utf-8")
        front, body = re.match(r"---\n(.*?\n)---\n(.*)", text, re.DOTALL).groups()
        return Document(self.source, {}, body, front.count("\n") + 3, front)

    def _shown(self) -> Iterator[Fault]:
        explained = Explained(self.known)
        alternative = Alternative(explained)
        for shown_ in self.shown:
            if shown_.rows:
                yield from table_faults(shown_, explained)
                yield from copy_faults(shown_, self.page, self.html.name)
            elif shown_.said:
                yield from said_faults(shown_, self.page, self.html.name)
            else:
                yield from chart_faults(shown_, alternative)
                yield from picture_faults(shown_, self.page, self.html.name)
        yield from stray_tables(self.page, {shown_.name for shown_ in self.shown}, self.html.name)

    def _page(self) -> Iterator[Fault]:
        yield from page_faults(self.page, self.html.name, self.known, self.allowed, self.about)
        yield from card_faults(self.page, self.html.name, self.known)

    def _end(self) -> str:
        """Return the heading of the references, which ends the text."""
        before = self.source.read_text(encoding="utf-8").partition("{#refs}")[0]
        return HEADING.findall(before)[-1]


__all__ = [
    "Allowed",
    "Fault",
    "Page",
    "Proof",
    "Shown",
    "count_file",
    "count_numbers",
    "prove",
]
