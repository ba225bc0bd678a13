"""No unbound number: source, page and PDF of a paper, read against the results they were filled in from.

A number is bound in the source where a shortcode takes it from a result or a figure; any other is typed, and needs an
allowance at its place. Years and places of citations are the bibliography's.

The page has to say what the source says and the PDF what the page says, word for word; tables and charts are those of
the executed notebooks. A sentence names the people, the survey and the topic of its numbers, so far as there are words
for them (see `Subjects`).

What is beyond the check: the right number in a wrong sentence about the same people and topic, which is for whoever
reads it; a number that a notebook, the register or the bibliography itself has wrong; what the renderer counts, which
is one number in a place made for it (of sections, charts, tables, notes and what refers to them, of pages and in the
contents of a PDF, of lists, examples and lines of code); a number of the page that is no link any more; a list of
allowed numbers to which somebody adds what they like; what a script writes while the page is open, and what a style
sheet or an element brings in from elsewhere; alternative texts and bookmarks in the PDF; letters that look like digits,
or are numerals of other scripts; Roman numerals in lower case and a lone I, V or X; ordinals in words; `none`, `both`,
`most`, `several`, `a pair`, `a couple`, `a score`.
"""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from ..errors import PaperError, display_path
from ..files import read_text, reading
from ..render.documents import read_bibliography
from .bindings import Allowed, Bindings, Fault, read_built
from .html import BLOCKS, PDF_ZONES, QUOTED, Part, cells, plain_drawing, read_page, texts_of
from .pdf import Pdf
from .source import Source, digits
from .stream import Stream, letters
from .subjects import Subjects, unsaid
from .tokens import statements, tokens

SIZE = re.compile(r"\bn\s*=\s*$")


@dataclass
class Report:
    """What was found in one language."""

    language: str
    text: int = 0  # numbers of the text that come from results,
    tables: int = 0  # of embedded tables,
    charts: int = 0  # and of charts in words
    allowed: int = 0  # entries of the list of allowed numbers that were needed
    pdf: int | None = None  # numbers of the PDF, in digits and words, where one was given
    faults: list[Fault] = field(default_factory=list)
    wanted: dict[str, list[str]] = field(default_factory=dict)  # file → sentences that the list would have to allow

    @property
    def numbers(self) -> int:
        """All numbers that are bound."""
        return self.text + self.tables + self.charts


def check(
    source: Path,
    results: Path,
    *,
    built: Path | None = None,
    page: Path | None = None,
    pdf: Path | None = None,
    allowed: Path | None = None,
    bibliography: Path | None = None,
    trusted: Iterable[Path] = (),
    subjects: Subjects | None = None,
    sizes: Container[float] | None = None,
) -> Report:
    """Report every number of a paper that is bound to nothing.

    Parameters
    ----------
    source : Path
        A `.qmd`; its front matter says `lang`, English or French.
    results : Path
        JSON, see `Bindings`.
    built : Path, optional
        Folder that embeds and included files are relative to; that of the source by default.
    page, pdf : Path, optional
        The built documents; the PDF is compared with the page, and needs it.
    allowed : Path, optional
        The list of allowed numbers, see `Allowed`.
    bibliography : Path, optional
        What the document cites, in CSL-YAML.
    trusted : iterable of Path
        Scripts that the page may hold as they are.
    subjects : Subjects, optional
        Of whom each number is, and the words for it that a sentence has to have.
    sizes : container of numbers, optional
        How many people there are of each kind: a chart or table that says `n = …` says one of them.

    Raises
    ------
    PaperError
        Where a file is missing or broken.
    """
    for path in filter(None, (source, results, page, pdf)):
        if not path.is_file():
            raise PaperError(f"{display_path(path)}: not there. To mend: build the paper first.")
    bindings = Bindings(results, _language(source))
    works = read_bibliography(bibliography) if bibliography else {}
    document = Source(source, built or source.parent, bindings, {key: _year(work) for key, work in works.items()})
    files = [source.name, *(part.file for part in document.parts), *([page.name] if page else []), unsaid(source.name)]
    allowances = Allowed(allowed, dict.fromkeys(files))
    report = Report(bindings.language, faults=[*document.faults(allowances)])
    report.faults += subjects.faults(document, allowances) if subjects else ()
    report.faults += _sizes(document, sizes) if sizes else ()
    report.wanted = document.wanted
    _count(report, document)
    if page is not None:
        paper = _Paper(document, page, allowances)
        report.faults += paper.faults(works, {letters(read_built(path)) for path in trusted})
        if pdf is not None:
            report.faults += paper.pdf_faults(Pdf(pdf))
            report.pdf = paper.numbers()
    report.faults += allowances.faults(bindings)
    report.allowed = len(allowances.used)
    return report


def _count(report: Report, source: Source) -> None:
    """Count the numbers that are bound: of the text, of tables and of charts in words."""
    embeds = source.embeds.values()
    report.text = sum(len(digits(text)) for _, text, _ in source.filled())
    report.tables = sum(len(digits(cell)) for embed in embeds for row in embed.rows for cell in row)
    report.charts = sum(len(digits(embed.alt)) for embed in embeds)


def _language(source: Path) -> str:
    match = re.search(r"^lang:\s*[\"']?(en|fr)\b", read_text(source), re.MULTILINE)
    if not match:
        raise PaperError(f"{display_path(source)}: no language. To mend: write lang: en or lang: fr at its head.")
    return match[1]


def _sizes(source: Source, sizes: Container[float]) -> Iterator[Fault]:
    """Yield a fault for each `n = …` of a chart or table that is the size of no group."""
    for embed in source.embeds.values():
        texts = [cell for row in (*embed.rows, *embed.data) for cell in row]
        texts += [embed.alt, *(text for picture in embed.pictures for text in texts_of(picture))]
        for text in (text for text in dict.fromkeys(texts) if "=" in text):
            for token in tokens(text, source.bindings.language):
                if SIZE.search(text[: token.start]) and token.value not in sizes:
                    message = f"is the n of nobody: {text[:90]!r}. Take it from the register."
                    yield Fault(f"{embed.notebook}.ipynb", embed.name, token.text, message)


def _year(work: dict) -> str:
    """Return the year that a work is cited with, or an empty text."""
    return str((work.get("issued") or {}).get("date-parts", [[""]])[0][0])


class _Paper:
    """A page, compared with its source."""

    def __init__(self, source: Source, page: Path, allowed: Allowed):
        self.source, self.language, self.file, self.allowed = source, source.bindings.language, page.name, allowed
        with reading(page):
            self.page = read_page(page.read_text(encoding="utf-8"))
        titles = (block.bare for block in self.page.headings())
        front = (source.expected(part) for part in source.shown if part.zone == "front")
        self.repeatable = {letters(text) for text in (*titles, *front)}  # what may be said again beside the text

    def faults(self, works: dict[str, dict], trusted: set[str]) -> Iterator[Fault]:
        """Yield the faults of the page; `works` is the bibliography, `trusted` the letters of scripts it may hold."""
        yield from self._text()
        yield from self._links()
        yield from self._charts()
        yield from self._references(works)
        yield from self._beside(trusted)

    def pdf_faults(self, pdf: Pdf) -> Iterator[Fault]:
        """Yield the faults of a PDF, whose numbers have to be those of the page."""
        drawn = [texts_of(embed.pictures[0]) for embed in self.source.embeds.values() if embed.pictures]
        return pdf.faults(self.page, self.language, self.repeatable, drawn)

    def numbers(self) -> int:
        """Count the numbers that a PDF has to say."""
        texts = (block.text for block in self.page.parts if block.zone in PDF_ZONES)
        return sum(len(statements(text, self.language)) for text in texts)

    def _fault(self, place: str, number: str, message: str) -> Fault:
        return Fault(self.file, place, number, message)

    def _text(self) -> Iterator[Fault]:
        """Yield the numbers that only the page or only the source has; beneath a chart, its notebook is the source."""
        blocks = [block for block in self.page.parts if block.zone in ("text", "copy", "data", "table")]
        folded = {block.name for block in blocks if block.zone == "data"}
        pieces = [(f"line {part.line}", self.source.expected(part)) for part in self.source.shown]
        for embed in self.source.embeds.values():
            if embed.name in folded:
                pieces += [(f"{embed.name}, data", " ".join(row)) for row in embed.data]
                pieces.append((f"{embed.name}, cell", embed.code))
        stream = Stream(pieces)
        missing = set(stream.take(block.bare for block in blocks))
        for block in (block for block in blocks if block.bare in missing):
            if block.zone == "table":  # its headings count without a number
                yield self._fault(block.name, " | ".join(cells(block)), "is no row of the notebook's table.")
                continue
            place = f"section {block.section!r}" if block.zone != "data" else f"{block.name}, data"
            yield from self._unbound(place, block.bare, "is not what the source says")
        for place, text in stream.left():
            yield from self._unbound(place, text, "stands in the source, and not so on the page")

    def _unbound(self, place: str, text: str, message: str) -> Iterator[Fault]:
        """Yield a fault for each number of a text that is not allowed."""
        text = " ".join(text.split())
        numbers = statements(text, self.language)
        if numbers and not self.allowed.sentence(self.file, text):
            yield from (self._fault(place, token.text, f"{message}: {text[:90]!r}.") for token in numbers)

    def _links(self) -> Iterator[Fault]:
        """Yield a fault for each link whose card does not show its number."""
        cards = self.page.cards()
        for link in self.page.links:
            card = cards.get(link.name, "")
            if digits(link.text) and not _stands_in(link.text, card):
                message = "does not stand on the card" if card else "links to no card:"
                yield self._fault(f"section {link.section!r}", link.text, f"{message} #{link.name}.")

    def _charts(self) -> Iterator[Fault]:
        """Yield a fault for each picture, or its alternative text, that is not the notebook's."""
        drawn = [(embed.name, embed.alt, svg) for embed in self.source.embeds.values() for svg in embed.pictures]
        pictures = zip_longest(drawn, self.page.pictures, fillvalue=("", "", ""))
        for (name, alt, svg), (page_name, page_alt, page_svg) in pictures:
            if (name, plain_drawing(svg)) != (page_name, plain_drawing(page_svg)):
                yield self._fault(f"{name or page_name}, picture", page_alt, f"is not what the notebook draws: {name}.")
            if name == page_name and letters(alt) != letters(page_alt):
                yield self._fault(f"{name}, alternative text", page_alt, "is not what the notebook's chart says.")

    def _references(self, works: dict[str, dict]) -> Iterator[Fault]:
        """Yield a fault for each number of a reference that its entry in the bibliography does not have."""
        for block in self.page.parts:
            key = block.name.removeprefix("ref-")
            entry = re.findall(r"\d+", str(works.get(key, "")))
            for number in re.findall(r"\d+", block.text if key != block.name else ""):
                if not any(whole.endswith(number) for whole in entry):  # of 309–21 the end is 321 in the entry
                    yield self._fault(f"reference {key}", number, "is not in the entry of the bibliography.")

    def _beside(self, trusted: set[str]) -> Iterator[Fault]:
        """Yield the numbers of contents, controls, metadata, tooltips, styles and scripts that stand there alone."""
        parts = [part for part in self.page.parts if part.zone == "beside"]
        scripts = [script for script in self.page.scripts if letters(script) not in trusted]
        parts += [Part("script", bare="".join(groups)) for script in scripts for groups in QUOTED.findall(script)]
        for part in parts:
            if letters(part.bare) not in self.repeatable:
                place = "beside" if part.tag in BLOCKS else part.tag
                yield from self._unbound(place, part.bare, "is bound to nothing")


def _stands_in(text: str, card: str) -> bool:
    """Tell whether a text stands on a card, and not as a part of a longer number."""
    text = " ".join(text.split())
    return re.search(rf"(?<![\d.,]){re.escape(text)}(?!\d|[.,]\d)", card) is not None
