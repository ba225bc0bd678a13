"""A built HTML page as blocks of text, links to cards, cards, tables and pictures, by the standard library's parser."""

import re
from base64 import b64decode
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote

from .numerals import plain

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SILENT = {"script", "style", "nav", "template", "svg", "button", "noscript"}  # not text, or a copy of headings
BLOCKS = {
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "caption",
    "figcaption",
    "td",
    "th",
    "div",
    "dt",
    "dd",
    "summary",
}
HOLE = "\u2039\u203a"  # stands where something was taken out, so that words around it stay apart
CAPTION = re.compile(r"^(?:Figure|Table|Tableau)[\s\u00a0]\d+[\s\u202f\u00a0]?:")
APPENDIX, REFERENCES = "sec-register", "refs"
LABELS = ("header-section-number", "toc-section-number", "citation", "quarto-xref", "float-label")


@dataclass
class Block:
    """A paragraph, heading, caption or cell.

    Attributes
    ----------
    tag, section : str
        Its element, and the heading above it.
    text : str
        All of it.
    unbound : str
        Without what is bound: links to cards, cells, labels, citations, references to charts and sections.
    said : str
        Without labels, citations and references only: what a PDF has to say too. Empty where it is folded away.
    """

    tag: str
    section: str
    text: str = ""
    unbound: str = ""
    said: str = ""


@dataclass
class Link:
    """A link, with its text and the section it stands in."""

    target: str
    text: str
    section: str
    figure: bool
    inside: bool  # in the text, not in the appendix


@dataclass
class Card:
    """A card of the appendix: its head (the number), its whole text, and of this what stands in citations."""

    name: str
    head: str = ""
    text: str = ""
    cited: str = ""
    said: str = ""  # the rest


@dataclass
class Table:
    """A table: its identifier, or that of the block around it, and its cells row by row, headings first."""

    name: str
    rows: list[list[str]] = field(default_factory=list)


@dataclass
class Picture:
    """A chart: the identifier around it, its alternative text, and the picture itself where the page holds it."""

    name: str
    alt: str
    svg: str = ""


@dataclass
class Page:
    """All of it."""

    blocks: list[Block] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    cards: dict[str, Card] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    folded: dict[str, str] = field(default_factory=dict)  # the data of a chart, by its identifier


def _svg(source: str) -> str:
    """Return the picture that a `data:` address holds, or nothing for another address."""
    head, _, data = source.partition(",")
    if not head.startswith("data:image/svg+xml"):
        return ""
    try:
        return b64decode(data).decode("utf-8") if head.endswith(";base64") else unquote(data)
    except ValueError:  # damaged: whatever it is, it is not the picture of a notebook
        return source


def read_page(text: str) -> Page:
    """Return what stands in a page's body."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.finished()


class _Reader(HTMLParser):
    """Keeps the open elements, and hands each text to the block, link, card and cell that it belongs to."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.page, self.stack, self.blocks = Page(), [], []
        self.link, self.card, self.head, self.table = None, None, False, None
        self.section, self.appendix, self.body = "", False, False

    def handle_starttag(self, tag: str, attributes: list) -> None:
        given = {name: value or "" for name, value in attributes}
        self.body = self.body or tag == "body"
        self._identify(given.get("id"))
        if tag not in VOID:
            self.stack.append((tag, given))
        if self._silent():
            self._picture(tag, given)
            return
        if tag == "a":
            figure = "figure" in given.get("class", "").split()
            self.link = Link(given.get("href", ""), "", self.section, figure, not self.appendix)
        self._open(tag, given)
        self._picture(tag, given)

    def _open(self, tag: str, given: dict) -> None:
        if "card" in given.get("class", "").split() and given.get("id"):
            self.card = self.page.cards.setdefault(given["id"], Card(given["id"]))
        if tag in ("strong", "b") and self.card and not self.card.head:
            self.head = True
        if tag == "table":
            self.table = Table(self._around("tbl-", given))
            if not self._inside("details"):  # the data of a chart is read as a text
                self.page.tables.append(self.table)
        if tag == "tr" and self.table:
            self.table.rows.append([])
        if tag in ("td", "th") and self.table and self.table.rows:
            self.table.rows[-1].append("")
        if tag in BLOCKS:
            self.blocks.append(Block(tag, self.section))
        if tag == "br":
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or all(name != tag for name, _ in self.stack):
            return
        silent = self._silent()
        while self.stack:
            name, given = self.stack.pop()
            if not silent:
                self._close(name, given)
            if name == tag:
                break

    def _close(self, tag: str, given: dict) -> None:
        if tag == "a" and self.link:
            self.page.links.append(self.link)
            self.link = None
        if tag in ("strong", "b"):
            self.head = False
        if tag == "table":
            self.table = None
        if self.card and given.get("id") == self.card.name:
            self.card = None
        if tag in BLOCKS and self.blocks:
            block = self.blocks.pop()
            if tag in ("h1", "h2", "h3"):
                self.section = plain(block.text)
            if not self.appendix and block.text.strip():
                block.unbound, block.said = (CAPTION.sub("", text.strip()) for text in (block.unbound, block.said))
                self.page.blocks.append(block)

    def handle_data(self, data: str) -> None:
        if not self.body or self._silent():
            return
        if self.link:
            self.link.text += data
        if self.card:
            self.card.text += data
            self.card.head += data if self.head else ""
            cited = self._label()
            self.card.cited += data if cited else ""
            self.card.said += "" if cited else data
        if self.table and self.table.rows and self.table.rows[-1] and self._inside("td", "th"):
            self.table.rows[-1][-1] += data
        if self._inside("details"):
            name = self._around("fig-", {})
            self.page.folded[name] = self.page.folded.get(name, "") + data + " "
        if self.blocks:
            self.blocks[-1].text += data
            label = self._label()
            bound = label or (self.link and self.link.figure) or self._inside("td", "th", "code", "details")
            self.blocks[-1].unbound += HOLE if bound else data
            self.blocks[-1].said += HOLE if label or self._inside("details") else data

    def _label(self) -> bool:
        """Tell whether the text is a section's number, a citation, a reference to a chart, or in the bibliography."""
        for tag, given in self.stack:
            names = given.get("class", "").split()
            if given.get("id") == REFERENCES or set(LABELS) & set(names):
                return True
            if tag == "a" and given.get("href", "").startswith(("#fig-", "#tbl-", "#sec-", "#ref-")):
                return True
        return False

    def _identify(self, name: str | None) -> None:
        if name and self.body:
            self.page.ids.add(name)
            self.appendix = self.appendix or name == APPENDIX

    def _picture(self, tag: str, given: dict) -> None:
        alt = given.get("alt") or given.get("aria-label")
        if alt and (tag == "img" or (tag == "svg" and given.get("role") == "img")):
            self.page.pictures.append(Picture(self._around("fig-", given), plain(alt), _svg(given.get("src", ""))))

    def _around(self, prefix: str, given: dict) -> str:
        """Return the identifier of the innermost element that is a float of this kind."""
        names = [given.get("id", ""), *(open_.get("id", "") for _, open_ in reversed(self.stack))]
        return next((name for name in names if name.startswith(prefix)), "")

    def _silent(self) -> bool:
        return any(tag in SILENT for tag, _ in self.stack)

    def _inside(self, *tags: str) -> bool:
        return any(tag in tags for tag, _ in self.stack)

    def finished(self) -> Page:
        for table in self.page.tables:
            table.rows = [[plain(cell) for cell in row] for row in table.rows]
        for card in self.page.cards.values():
            card.head, card.text = plain(card.head), plain(card.text)
        for link in self.page.links:
            link.text = plain(link.text)
        return self.page
