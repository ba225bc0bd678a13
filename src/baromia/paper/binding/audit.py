"""The PDF from the outside: its text says the numbers of the page, each as often, and none that nobody recorded."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .allowed import Allowed
from .faults import Fault
from .known import Known
from .numerals import canonicals, plain
from .pages import Page
from .reading import reading
from .rendered import without_build

REFERENCE = re.compile(r"\b(?:Figure|Table|Tableau|Section)\s\d+(?:\.\d+)*(?:\s?:)?")
NUMBERED = re.compile(r"\d+(?:\.\d+)*")


@dataclass(frozen=True)
class Pdf:
    """The pieces of text of each page, in the order they are set, and the bookmarks with their pages (from 0)."""

    name: str
    pages: list[list[str]]
    outline: list[tuple[str, int]]


def read_pdf(path: Path, end: str) -> Pdf | None:
    """Return a PDF's text up to the heading `end`, or None where pypdf, which only the tests need, is not installed."""
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        return None
    with reading(path):
        try:
            return _read(PdfReader(path), path.name, end)
        except (PyPdfError, KeyError, TypeError) as error:
            raise ValueError(f"no PDF of this paper: {error}") from None


def _read(reader, name: str, end: str) -> Pdf:
    titles = [(plain(entry.title), reader.get_destination_page_number(entry)) for entry in _flat(reader.outline)]
    last = dict(titles)[end]
    return Pdf(name, [_pieces(page) for page in reader.pages[: last + 1]], titles)


def _flat(outline: list) -> Iterator:
    for entry in outline:
        if isinstance(entry, list):
            yield from _flat(entry)
        else:
            yield entry


def _pieces(page) -> list[str]:
    """Return the pieces of text of a page: a run of one line each, so that two cells never become one number.

    What the PDF itself marks as an artifact (running heads, page numbers, repeated heads of tables) is no text.
    """
    found: list[str] = []
    marks: list[bool] = []
    shown = [False]

    def mark(operator: bytes, operands: list, *_: object) -> None:
        if operator in (b"BMC", b"BDC"):
            marks.append(operands[0] == "/Artifact")
        elif operator == b"EMC" and marks:
            marks.pop()
        elif operator in (b"Tj", b"TJ"):
            shown[0] = any(marks)

    def keep(text: str, *_: object) -> None:
        if plain(text) and not shown[0]:
            found.append(plain(text))

    page.extract_text(visitor_operand_before=mark, visitor_text=keep)
    return found


def body(pdf: Pdf, end: str) -> list[tuple[int, str]]:
    """Return (page, piece) of what stands between the contents and the heading `end`, and before the contents."""
    titles = dict(pdf.outline)
    first, last = pdf.outline[0][0], titles[end]
    start = titles[first]
    # Where many sections make the contents long, they begin a page of their own, which may be that of the text.
    contents = next((number for number, page in enumerate(pdf.pages) if any(name in page for name in CONTENTS)), start)
    pieces = []
    for number, page in enumerate(pdf.pages[: last + 1]):
        page = _without_page_number(page, number + 1)
        if number == start:
            page = page[_place(page, first, last=True) :]
        elif number < start:
            page = page[: _place(page, *CONTENTS)] if number <= contents else []
        if number == last:
            page = page[: _place(page, end)]
        pieces += [(number + 1, piece) for piece in _without_section_numbers(page, titles)]
    return pieces


CONTENTS = ("Contents", "Table of contents", "Table des matières")


def _place(page: list[str], *names: str, last: bool = False) -> int:
    """Return where a heading stands among the pieces of a page: its first piece, or the end of the page."""
    found = [place for place, piece in enumerate(page) if any(_ends(piece, name) for name in names)]
    return (found[-1] if last else found[0]) if found else len(page)


def _ends(piece: str, title: str) -> bool:
    return plain(NUMBERED.sub("", title)).replace("'", "’") == plain(piece).replace("'", "’")


def _without_page_number(page: list[str], number: int) -> list[str]:
    """Return the pieces of a page without its number, which stands first or last."""
    if page and NUMBERED.sub("", page[-1]).strip(" /–-") == "" and str(number) in page[-1]:
        page = page[:-1]
    if page and page[0] == str(number):
        page = page[1:]
    return page


def _without_section_numbers(page: list[str], titles: Iterable[str]) -> list[str]:
    """Return the pieces without the numbers that stand before headings."""
    starts = {title.partition(" ")[0]: title.partition(" ")[2].replace("'", "’") for title in titles}
    headings = {title.replace("'", "’") for title in titles if NUMBERED.match(title)}  # running heads
    kept = []
    for place, piece in enumerate(page):
        if piece in headings:
            continue
        after = page[place + 1].replace("'", "’") if place + 1 < len(page) else ""
        if not (piece in starts and NUMBERED.fullmatch(piece) and after and starts[piece].startswith(after[:20])):
            kept.append(piece)
    return kept


def pdf_faults(pdf: Pdf, page: Page, known: Known, allowed: Allowed, about: dict, end: str) -> Iterator[Fault]:
    """Yield a fault for each number of the PDF's text that the page does not say, or says less or more often.

    Parameters
    ----------
    pdf : Pdf
    page : Page
        The same document as HTML.
    known, allowed, about
        As for `page_faults`.
    end : str
        The heading that ends the text: that of the references.
    """
    years = _years(known)
    places: dict[str, list[int]] = {}
    pieces = body(pdf, end)
    for number in dict.fromkeys(number for number, _ in pieces):
        text = " ".join(piece for place, piece in pieces if place == number)
        text = years.sub(" ", REFERENCE.sub(" ", without_build(allowed.without(text), about)))
        for found in canonicals(text, known.language):
            places.setdefault(found, []).append(number)
    said = numbers_said(page, known.language, allowed, about)
    recorded = _recorded(known)
    for number, pages in places.items():
        where = f"page {pages[0]}"
        if number not in recorded and number not in said:
            yield Fault(pdf.name, where, number, "is in no result and in no figure of the register.")
        elif len(pages) > said[number]:
            yield Fault(pdf.name, where, number, f"stands {len(pages)} times in the PDF, {said[number]} on the page.")
    for number in said:
        if said[number] > len(places.get(number, [])):
            yield Fault(pdf.name, "text", number, f"stands {said[number]} times on the page, less often in the PDF.")


def numbers_said(page: Page, language: str, allowed: Allowed, about: dict) -> Counter:
    """Return how often a page's text says each number, in its paragraphs, captions and cells."""
    texts = (without_build(allowed.without(block.said), about) for block in page.blocks)
    return Counter(number for text in texts for number in canonicals(text, language))


def _years(known: Known) -> re.Pattern:
    """Return what a citation's year looks like: the year of a source, after a name, before a mark."""
    issued = (card.get("issued", {}).get("date-parts", [[0]])[0][0] for card in known.register.sources.values())
    return re.compile(rf"(?<=[^\W\d]|\.)\s(?:{'|'.join(sorted({str(year) for year in issued}))})(?=\s?[;,)])")


def _recorded(known: Known) -> set[str]:
    """Return the numbers of all results, as text and as value, and of all figures."""
    texts = [text for texts in known.texts.values() for text in texts]
    texts += [str(result["value"]) for result in known.results.values()]
    return {number for text in texts for number in canonicals(text, known.language)}
