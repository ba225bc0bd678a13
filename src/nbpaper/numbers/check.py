"""No unbound number: source, page and PDF of a paper, read against the results they were filled in from.

A number is bound in the source where a shortcode takes it from a result or a figure; any other is typed, and needs an
allowance at its place. The page has to say what the source says and the PDF what the page says, word for word; tables
and charts are those of the executed notebooks. A sentence names the people, the survey and the topic of its numbers,
so far as there are words for them (see `Subjects`). What is beyond the check: the right number in a wrong sentence
about the same people and topic, which is for whoever reads it; a number that a notebook, the register or the
bibliography itself has wrong; a list of allowed numbers to which somebody adds what they like; what a script writes
while the page is open, and pictures that a style sheet brings in; alternative texts and bookmarks in the PDF; letters
of other alphabets that look like digits; `none`, `both`, `most`, `several`, `a pair`, `a couple`, and a lone I, V or X.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path

from ..errors import PaperError
from ..paths import display_path
from ..render.documents import read_bibliography
from .allowed import Allowed
from .known import Known
from .page import QUOTED, SAID, Page, read_page
from .pdf import Pdf
from .reading import Fault, read_text, reading
from .source import Shown, Source, digits
from .stream import Stream, letters
from .subjects import Subjects, unsaid
from .tokens import statements
from .tree import HEADINGS, texts_of


@dataclass
class Report:
    """What was found in one language.

    Attributes
    ----------
    language : str
    text, tables, charts : int
        Numbers of the text that come from results, numbers in embedded cells, numbers in alternative texts of charts.
    allowed : int
        Entries of the list of allowed numbers that were needed.
    pdf : int or None
        Numbers of the PDF, in digits and words; None where none was given.
    faults : list of Fault
    wanted : dict
        By file, the sentences that the list would have to allow.
    """

    language: str
    text: int = 0
    tables: int = 0
    charts: int = 0
    allowed: int = 0
    pdf: int | None = None
    faults: list[Fault] = field(default_factory=list)
    wanted: dict[str, list[str]] = field(default_factory=dict)

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
) -> Report:
    """Report every number of a paper that is bound to nothing.

    Parameters
    ----------
    source : Path
        A `.qmd`; its front matter says `lang`, English or French.
    results : Path
        JSON, see `Known`.
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

    Raises
    ------
    PaperError
        Where a file is missing or broken.
    """
    for path in filter(None, (source, results, page, pdf)):
        if not path.is_file():
            raise PaperError(f"{display_path(path)}: not there. To mend: build the paper first.")
    known = Known(results, _language(source))
    works = read_bibliography(bibliography) if bibliography else {}
    read = Source(source, built or source.parent, known, {key: _year(work) for key, work in works.items()})
    files = [*(one.file for one in read.passages), *([page.name] if page else []), unsaid(source.name)]
    list_ = Allowed(allowed, dict.fromkeys(files))
    report = Report(known.language, faults=[*read.faults(list_), *_unquoted(known, read)])
    report.faults += subjects.faults(read, list_) if subjects else ()
    report.wanted = read.wanted
    report.text = sum(len(digits(text)) for _, text, _ in read.filled())
    report.tables = sum(len(digits(cell)) for shown in read.embeds for row in shown.rows for cell in row)
    report.charts = sum(len(digits(shown.alt)) for shown in read.embeds)
    if page is not None:
        with reading(page):
            found = read_page(page.read_text(encoding="utf-8"))
        paper = _Paper(read, found, page.name, list_)
        report.faults += paper.faults(works, {letters(read_text(path)) for path in trusted})
        if pdf is not None:
            drawn = [texts_of(shown.pictures[0]) for shown in read.embeds if shown.pictures]
            report.faults += Pdf(pdf).faults(found, known.language, paper.said, drawn)
            said = (block.text for block in found.blocks if block.zone in SAID)
            report.pdf = sum(len(statements(text, known.language)) for text in said)
    report.faults += list_.faults(known)
    report.allowed = len(list_.used)
    return report


def _language(source: Path) -> str:
    found = re.search(r"^lang:\s*[\"']?(en|fr)\b", read_text(source), re.MULTILINE)
    if not found:
        raise PaperError(f"{display_path(source)}: no language. To mend: write lang: en or lang: fr at its head.")
    return found[1]


def _year(work: dict) -> str:
    """Return the year that a work is cited with; nothing where it has none."""
    return str((work.get("issued") or {}).get("date-parts", [[""]])[0][0])


def _unquoted(known: Known, source: Source) -> Iterator[Fault]:
    """Yield a fault for each result that neither the text nor a table shows, nor another one of the same card."""
    quoted = {card for _, _, card in source.filled()}
    cells = {(shown.notebook, letters(cell)) for shown in source.embeds for row in shown.rows for cell in row}
    for name, one in known.results.items():
        notebook = name.partition(".")[0].replace("_", "-")
        card = known.results[known.main_of(name)].get("card", name)
        if not {card, one.get("card")} & quoted and (notebook, letters(one["text"])) not in cells:
            yield Fault(known.file, "results", name, "is quoted nowhere: quote it, or record it no more.")


class _Paper:
    """A page, compared with its source."""

    def __init__(self, source: Source, page: Page, file: str, allowed: Allowed):
        self.source, self.page, self.file, self.allowed = source, page, file, allowed
        self.language = source.known.language
        titles = (block.text for block in page.blocks if block.tag in HEADINGS and block.zone == "text")
        front = (text for one, (_, text) in zip(source.shown, source.pieces(), strict=False) if one.front)
        self.said = {letters(text) for text in (*titles, *front)}  # what may be said again beside the text

    def faults(self, works: dict[str, dict], trusted: set[str]) -> Iterator[Fault]:
        """Yield the faults of the page, given the bibliography and the letters of scripts that it may hold."""
        yield from self._text()
        yield from self._links()
        for shown in self.source.embeds:
            yield from self._chart(shown) if shown.pictures else self._table(shown) if shown.rows else ()
        strange = {name for name, _ in self.page.tables} - {shown.name for shown in self.source.embeds}
        yield from (Fault(self.file, name, name, "is a table that is not embedded.") for name in sorted(strange))
        for key, text in self.page.references.items():
            entry = re.findall(r"\d+", str(works.get(key, "")))
            for number in re.findall(r"\d+", text):  # of 309–21 the end is 321 in the entry
                if not any(one.endswith(number) for one in entry):
                    yield Fault(self.file, f"reference {key}", number, "is not in the entry of the bibliography.")
        yield from self._beside(trusted)

    def _text(self) -> Iterator[Fault]:
        """The text is that of the source."""
        stream = Stream(self.source.pieces())
        blocks = [block for block in self.page.blocks if block.zone in ("text", "copy")]
        missing = set(stream.take(block.bare for block in blocks))
        for block in blocks:
            if block.bare in missing:
                yield from self._unbound(f"section {block.section!r}", block.bare, "is not what the source says")
        for place, text in stream.left():
            yield from self._unbound(place, text, "stands in the source, and not so on the page")

    def _unbound(self, place: str, text: str, what: str) -> Iterator[Fault]:
        """Yield a fault for each number of a text that is not allowed."""
        text = " ".join(text.split())
        found = statements(text, self.language)
        if found and not self.allowed.sentence(self.file, text):
            yield from (Fault(self.file, place, token.text, f"{what}: {text[:90]!r}.") for token in found)

    def _links(self) -> Iterator[Fault]:
        """Each result is a link to its card, which says the same."""
        ours = [(letters(text), card) for _, text, card in self.source.filled() if card]
        theirs = [(letters(link.text), link.target) for link in self.page.links]
        for kind, start, _, first, last in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
            for link in self.page.links[first:last] if kind != "equal" else ():
                what = f"links to #{link.target}, and the source asks otherwise."
                yield Fault(self.file, f"section {link.section!r}", link.text, what)
            if kind == "delete":
                yield Fault(self.file, "links", ours[start][0], f"is no link to #{ours[start][1]}.")
        for link in self.page.links:
            card = self.page.cards.get(link.target, "")
            if digits(link.text) and not _stands_in(link.text, card):
                what = "does not stand on the card" if card else "links to no card:"
                yield Fault(self.file, f"section {link.section!r}", link.text, f"{what} #{link.target}.")

    def _table(self, shown: Shown) -> Iterator[Fault]:
        found = [rows for name, rows in self.page.tables if name == shown.name]
        if [len(rows) for rows in found] != [len(shown.rows)]:
            yield Fault(self.file, shown.name, shown.name, "is not there once, with the rows of the notebook's table.")
            return
        for place, (ours, theirs) in enumerate(zip(shown.rows, found[0], strict=True)):
            for cell, other in zip(ours, theirs, strict=False):
                if letters(cell) != letters(other) or len(ours) != len(theirs):
                    yield Fault(self.file, f"{shown.name}, row {place}", other, f"is not the notebook's {cell!r}.")

    def _chart(self, shown: Shown) -> Iterator[Fault]:
        found = [(alt, drawn) for name, alt, drawn in self.page.pictures if name == shown.name]
        if [drawn for _, drawn in found] != [*shown.pictures]:
            yield Fault(self.file, f"{shown.name}, picture", shown.name, "is not what the notebook draws.")
        for alt in {alt for alt, _ in found}:
            yield from self._words(shown, alt)
        yield from self._data(shown)

    def _words(self, shown: Shown, alt: str) -> Iterator[Fault]:
        if letters(alt) != letters(shown.alt):
            pairs = zip(digits(alt), digits(shown.alt), strict=False)
            wrong = next((ours for ours, theirs in pairs if ours != theirs), "(words)")
            yield Fault(self.file, f"{shown.name}, alternative text", wrong, "is not what the notebook's chart says.")

    def _data(self, shown: Shown) -> Iterator[Fault]:
        """The table beneath a chart is that of the frame it was drawn from, and nothing else stands beside it."""
        place, tables = f"{shown.name}, data", [rows for name, rows in self.page.data if name == shown.name]
        plotted = [[letters(cell) for cell in row if cell] for row in shown.data]
        for rows in tables or [[]]:
            theirs = [[letters(cell) for cell in row if cell] for row in rows]
            for ours, other in zip_longest(plotted, theirs, fillvalue=[]):
                if ours != other:
                    yield Fault(self.file, place, " | ".join(other or ours), "is not what the notebook plots.")
        known = {number for row in shown.data for cell in row for number in digits(cell)}
        folded = [block for block in self.page.blocks if (block.zone, block.name) == ("data", shown.name)]
        code = {"pre": letters(shown.code)}
        for block in folded:
            if letters(block.text) != code.get(block.tag, letters(block.text)):
                yield Fault(self.file, f"{shown.name}, cell", "(code)", "is not the cell of the notebook.")
        for number in sorted(
            {number for block in folded if block.tag not in code for number in digits(block.text)} - known
        ):
            yield Fault(self.file, place, number, "is not what the notebook plots.")

    def _beside(self, trusted: set[str]) -> Iterator[Fault]:
        """Contents, controls, metadata, tooltips, other pictures, styles and scripts say nothing of their own."""
        texts = [(block.zone, block.text) for block in self.page.blocks if block.zone == "beside"] + self.page.beside
        for name, said, _ in self.page.pictures:
            if not name.startswith("fig-"):
                yield Fault(self.file, "picture", said, "is drawn by no notebook.")
        yield from (Fault(self.file, one, one, "brings in what nobody can check.") for one in self.page.foreign)
        scripts = [script for script in self.page.scripts if letters(script) not in trusted]
        texts += [("script", "".join(one)) for script in scripts for one in QUOTED.findall(script)]
        for place, text in texts:
            if letters(text) not in self.said:
                yield from self._unbound(place, text, "is bound to nothing")


def _stands_in(text: str, card: str) -> bool:
    """Tell whether a text stands on a card, and not as a part of a longer number."""
    text, card = " ".join(text.split()), " ".join(card.split())
    return re.search(rf"(?<![\d.,]){re.escape(text)}(?!\d|[.,]\d)", card) is not None
