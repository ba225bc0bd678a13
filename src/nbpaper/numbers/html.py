"""HTML as its readers get it: its text in order, its links and pictures, and what stands beside the text.

The same reader reads a built page, and a source as pandoc understands it.
"""

import re
from base64 import b64decode
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html.parser import HTMLParser
from itertools import count
from xml.etree import ElementTree

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CAPTIONS = ("figcaption", "caption")
BESIDE = {"nav", "button", "noscript", "select", "label", "textarea"}  # copies of headings, and controls
BLOCKS = {*HEADINGS, *CAPTIONS, *BESIDE, "p", "li", "tr", "div", "dt", "dd", "summary", "pre"}
SILENT = {"head", "script", "style", "title"}  # no text
PDF_ZONES = {"text", "table", "refs"}  # zones of a page that its PDF has to say, too
COPY, CARD, FRONT = "cite", "card", "front-matter"  # classes; COPY of a sentence that only the page has
FIRST = "\U000f0000"  # before the name of a file in a source: brought in by the build, not typed
NUMBERS = {"header-section-number", "toc-section-number", "quarto-xref", "footnote-ref"}  # the renderer's
LABEL = re.compile(r"\W*(?:[^\W\d]+\W+)?\d+(?:\.\d+)*\W*")  # one number, and a word before it
CAPTION = re.compile(r"^\s*[^\W\d]+[\s\u00a0]\d+(?:\.\d+)*[\s\u202f\u00a0]?:")
# Attributes that a reader meets; and, of a style, what it makes visible.
READ_ATTRIBUTES = {"title", "alt", "aria-label", "aria-description", "aria-valuetext", "placeholder", "value", "start"}
READ_ATTRIBUTES |= {"label", "summary", "abbr", "srcdoc"}
STYLE_ATTRIBUTE = re.compile(r"attr\(\s*([\w-]+)")
CONTENT = re.compile(r"(?:content|counter-(?:reset|set|increment))\s*:\s*([^;}]+)")
QUOTED = re.compile(r""""((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`""")
ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6}) ?")
SETTINGS = {"viewport", "generator", "color-scheme", None}  # metadata that says nothing of the paper
DRAWING = re.compile(r'<svg\b([^>]*\srole="img"[^>]*)>.*?</svg>', re.DOTALL)
ADDRESS = "data:image/svg+xml;base64,"


@dataclass
class Part:
    """A block, link, attribute or rule of a style, and its text."""

    tag: str  # its element, or what kind of thing it is beside the text
    section: str = ""  # the heading above it
    zone: str = "text"  # table, refs, data (of a chart), copy (to be copied), front (matter), beside (the text)
    name: str = ""  # identifier of the chart, table or work around it, or where it leads
    card: str = ""  # identifier of the card around it
    file: str = ""  # what the build brought it from, in a source
    hidden: bool = False  # by a condition, in a source
    text: str = ""  # all of it, as a PDF has to say it too; a tab ends a cell
    bare: str = ""  # without numbers of sections, charts, notes and what refers to them; of citations the numbers
    line: int = 1  # in a source


@dataclass
class Page:
    """The content of a page."""

    parts: list[Part] = field(default_factory=list)  # blocks and what stands beside the text, in order
    links: list[Part] = field(default_factory=list)  # of the text, to cards
    pictures: list[tuple[str, str, str]] = field(default_factory=list)  # identifier, words, SVG or address
    scripts: list[str] = field(default_factory=list)

    def headings(self) -> list[Part]:
        """Return the headings of the text."""
        return [part for part in self.parts if part.tag in HEADINGS and part.zone == "text"]

    def cards(self) -> dict[str, str]:
        """Return the text of each card by its identifier."""
        texts: dict[str, str] = {}
        for part in (part for part in self.parts if part.card):
            texts[part.card] = " ".join([texts.get(part.card, ""), *part.text.split()])
        return texts


def read_page(text: str, has: dict[str, bool] | None = None) -> Page:
    """Return the content of a page; of a source as pandoc reads it where `has`, which conditions ask, is given."""
    drawings: list[str] = []

    def keep(match: re.Match) -> str:
        drawings.append(match[0])
        return f'<img{match[1]} src="{FIRST}{len(drawings) - 1}">'

    reader = _PageReader({*READ_ATTRIBUTES, *STYLE_ATTRIBUTE.findall(text)}, has)
    reader.feed(DRAWING.sub(keep, text) if has is None else text)
    reader.close()
    drawn = {f"{FIRST}{number}": svg for number, svg in enumerate(drawings)}
    reader.page.pictures = [(name, alt, drawn.get(src) or _address(src)) for name, alt, src in reader.page.pictures]
    return reader.page


def cells(row: Part) -> list[str]:
    """Return the texts of the cells of a table's row."""
    return [" ".join(cell.split()) for cell in row.text.split("\t")[:-1]]


def cited(text: str) -> str:
    """Return the numbers of a citation in a fixed order: its style may set the works in another one."""
    return " ".join(["", *sorted(re.findall(r"\d+", text)), ""])


def _unlabelled(text: str) -> str:
    """Return an empty text for a label of one number, which the renderer counts; other labels as they are."""
    return "" if LABEL.fullmatch(text) else text


@lru_cache(maxsize=256)
def texts_of(svg: str) -> tuple[str, ...]:
    """Return the texts of a drawing in order; of a picture that is no SVG, none."""
    with suppress(ElementTree.ParseError):
        elements = ElementTree.fromstring(svg).iter()
        return tuple("".join(item.itertext()) for item in elements if item.tag.rpartition("}")[2] == "text")
    return ()


@lru_cache(maxsize=256)
def plain_drawing(svg: str) -> str:
    """Return a drawing as XML is compared, whatever wrote it down."""
    with suppress(ElementTree.ParseError):
        return ElementTree.canonicalize(svg.strip().replace(" viewbox=", " viewBox="))  # Quarto writes the former
    return svg


def _address(src: str) -> str:
    """Return the SVG that a `data:` address holds, or another address as it is."""
    with suppress(ValueError):
        if src.startswith(ADDRESS):
            return b64decode(src.removeprefix(ADDRESS)).decode("utf-8")
    return src


@dataclass
class _Aside:
    """What the renderer has made, a label or a citation, and the function that returns what of it is compared."""

    compared: Callable[[str], str]
    text: str = ""


@dataclass
class _Element:
    """An open element of the page: the parts that its text goes to."""

    part: Part  # a pattern for those that begin in it
    block: Part
    link: Part | None = None
    aside: _Aside | None = None
    items: count | None = None  # numbers of a list


class _PageReader(HTMLParser):
    """Goes through the elements in order, below the heading it last met."""

    def __init__(self, read_attributes: set[str], has: dict[str, bool] | None):
        super().__init__(convert_charrefs=True)
        self.read_attributes, self.has = read_attributes, has
        self.page, self.section = Page(parts=[Part("body")]), ""
        self.open = [_Element(Part(""), self.page.parts[0])]

    def handle_starttag(self, tag: str, attrs: list) -> None:
        attributes = {name: value or "" for name, value in attrs}
        classes, element = set(attributes.get("class", "").split()), copy(self.open[-1])
        element.part = replace(element.part, tag=tag, section=self.section)
        self._place(element.part, attributes.get("id", ""), classes)
        if self.has is None:
            self._rendered(element, attributes.get("href", ""), classes)
        else:
            self._source(element.part, attributes, classes)
        self._begin(element, attributes)
        self._beside(element.part, attributes)
        if tag not in VOID:
            self.open.append(element)
        elif tag == "br":
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        while any(element.part.tag == tag for element in self.open):
            if self.open[-1].part.tag in ("td", "th"):
                self.handle_data("\t")
            element = self.open.pop()
            if element.aside and element.aside is not self.open[-1].aside:
                element.block.bare += element.aside.compared(element.aside.text)
            if element.part.tag in HEADINGS:
                self.section = element.block.text.strip()
            if element.part.tag in CAPTIONS:
                element.block.bare = CAPTION.sub("", element.block.bare)
            if element.part.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        element = self.open[-1]
        if element.part.tag == "script" and self.has is None:
            self.page.scripts.append(data)
        elif element.part.tag == "style":
            self._style(element.part, data)
        elif element.part.tag in ("script", "title"):
            self._say(element.part, element.part.tag, data)
        if element.part.zone == "silent":
            return
        element.block.text += data
        if element.link:
            element.link.text += data
        if element.aside:
            element.aside.text += data
        else:
            element.block.bare += data

    def _say(self, part: Part, kind: str, text: str) -> None:
        """Keep a text that stands beside that of the page."""
        self.page.parts.append(replace(part, tag=kind, zone="beside", bare=text))

    def _place(self, part: Part, name: str, classes: set[str]) -> None:
        """Set name, card and zone of what an element contains, by its identifier, its classes and its tag."""
        inside = part.name and name.startswith(part.name)  # the caption of a chart, say
        if name.startswith("ref-") or (name.startswith(("fig-", "tbl-")) and not inside):
            part.name = name
        elif name and CARD in classes:
            part.name = part.card = name
        if part.tag in SILENT:
            part.zone = "silent"
        elif name == "refs" or COPY in classes:
            part.zone = "refs" if name == "refs" else "copy"
        elif part.tag == "details" and part.name.startswith("fig-"):
            part.zone = "data"
        elif part.tag == "table" and part.zone == "text" and part.name.startswith("tbl-"):
            part.zone = "table"
        elif part.tag in CAPTIONS or part.tag in BESIDE:
            part.zone = "beside" if part.tag in BESIDE else "text"

    def _source(self, part: Part, attributes: dict[str, str], classes: set[str]) -> None:
        """Set whether a condition hides a part of a source, and which file the build has brought it from."""
        for condition, hides in (("data-when-meta", False), ("data-unless-meta", True)):
            if condition in attributes:
                part.hidden |= self.has.get(attributes[condition].removeprefix("has."), False) is hides
        file = attributes.get("data-file", "")
        part.file = file.removeprefix(FIRST) if file.startswith(FIRST) else part.file
        part.zone = "front" if FRONT in classes else part.zone

    def _rendered(self, element: _Element, target: str, classes: set[str]) -> None:
        """Begin an element that the renderer makes: its own numbers, citations, links to cards."""
        if element.aside is None and NUMBERS & classes:
            element.aside = _Aside(_unlabelled)
        if element.aside is None and ("citation" in classes or target.startswith("#ref-")):
            element.aside = _Aside(cited)
        if element.part.tag == "a" and "figure" in classes and not element.part.card:
            element.link = replace(element.part, name=target.removeprefix("#"))
            self.page.links.append(element.link)

    def _begin(self, element: _Element, attributes: dict[str, str]) -> None:
        """Begin a block or a list."""
        tag = element.part.tag
        if tag in BLOCKS or element.part.zone == "copy":
            element.block = replace(element.part)
            self.page.parts.append(element.block)
        if tag in ("ol", "ul"):
            element.items = count(1) if tag == "ol" and attributes.get("type", "1") == "1" else None
        elif tag == "li" and element.items:
            element.block.text = f"{next(element.items)} "  # a PDF says it

    def _beside(self, part: Part, attributes: dict[str, str]) -> None:
        """Keep pictures, and what stands beside the text: attributes that are read, metadata, styles."""
        texts = {name: attributes[name] for name in sorted(self.read_attributes) if attributes.get(name)}
        if part.tag == "img" and not part.hidden:
            self.page.pictures.append((part.name, " ".join(dict.fromkeys(texts.values())), attributes.get("src", "")))
        if part.tag != "img" or self.has is not None:
            for name, text in texts.items():
                self._say(part, f"attribute {name}", text)
        if part.tag == "meta" and attributes.get("name", attributes.get("property")) not in SETTINGS:
            self._say(part, "metadata", attributes.get("content", ""))
        self._style(part, attributes.get("style", ""))

    def _style(self, part: Part, css: str) -> None:
        """Keep what a style sheet or attribute writes into the page."""
        for value in CONTENT.findall(css):
            texts = ["".join(groups) for groups in QUOTED.findall(value)] + re.findall(r"\d+", QUOTED.sub("", value))
            self._say(part, "style", ESCAPE.sub(lambda match: chr(int(match[1], 16)), " ".join(texts)))
