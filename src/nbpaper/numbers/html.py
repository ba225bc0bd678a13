"""HTML as its readers get it: what it says in order, its links and pictures, and what stands beside the text.

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
# Attributes that a reader meets; and, of a style, what it has shown.
TOLD = ("title", "alt", "aria-label", "aria-description", "aria-valuetext", "placeholder", "value", "start", "label")
TOLD += ("summary", "abbr", "srcdoc")
TAKEN = re.compile(r"attr\(\s*([\w-]+)")
CONTENT = re.compile(r"(?:content|counter-(?:reset|set|increment))\s*:\s*([^;}]+)")
QUOTED = re.compile(r""""((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`""")
ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6}) ?")
SETTINGS = {"viewport", "generator", "color-scheme", None}  # metadata that says nothing of the paper
DRAWING = re.compile(r'<svg\b([^>]*\srole="img"[^>]*)>.*?</svg>', re.DOTALL)
ADDRESS = "data:image/svg+xml;base64,"


@dataclass
class Part:
    """A block, link, attribute or rule of a style, and what it says."""

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
    """What stands on a page."""

    parts: list[Part] = field(default_factory=list)  # blocks and what stands beside the text, in order
    links: list[Part] = field(default_factory=list)  # of the text, to cards
    pictures: list[tuple[str, str, str]] = field(default_factory=list)  # identifier, words, SVG or address
    scripts: list[str] = field(default_factory=list)

    def headings(self) -> list[Part]:
        """Return the headings of the text."""
        return [part for part in self.parts if part.tag in HEADINGS and part.zone == "text"]

    def cards(self) -> dict[str, str]:
        """Return what each card says."""
        found: dict[str, str] = {}
        for part in (one for one in self.parts if one.card):
            found[part.card] = " ".join([found.get(part.card, ""), *part.text.split()])
        return found


def read_page(text: str, has: dict[str, bool] | None = None) -> Page:
    """Return what stands on a page of HTML; with what conditions ask for, on that which pandoc makes of a source."""
    drawings: list[str] = []

    def kept(match: re.Match) -> str:
        drawings.append(match[0])
        return f'<img{match[1]} src="{FIRST}{len(drawings) - 1}">'

    reader = _PageReader({*TOLD, *TAKEN.findall(text)}, has)
    reader.feed(DRAWING.sub(kept, text) if has is None else text)
    reader.close()
    drawn = {f"{FIRST}{number}": svg for number, svg in enumerate(drawings)}
    reader.page.pictures = [(name, said, drawn.get(src) or _address(src)) for name, said, src in reader.page.pictures]
    return reader.page


def cells(row: Part) -> list[str]:
    """Return what the cells of a table's row say."""
    return [" ".join(cell.split()) for cell in row.text.split("\t")[:-1]]


def cited(text: str) -> str:
    """Return the numbers of a citation in a fixed order: its style may set the works in another one."""
    return " ".join(["", *sorted(re.findall(r"\d+", text)), ""])


def _unlabelled(text: str) -> str:
    """Return nothing where a label says one number: the renderer counts."""
    return "" if LABEL.fullmatch(text) else text


@lru_cache(maxsize=256)
def texts_of(svg: str) -> tuple[str, ...]:
    """Return the texts of a drawing, in order; nothing of what is no SVG."""
    with suppress(ElementTree.ParseError):
        parts = (one for one in ElementTree.fromstring(svg).iter() if one.tag.rpartition("}")[2] == "text")
        return tuple("".join(one.itertext()) for one in parts)
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
    """What the renderer has made, a label or a citation, and what of it is compared."""

    kept: Callable[[str], str]
    text: str = ""


@dataclass
class _At:
    """Where the reader is, and what takes the text there."""

    here: Part  # what begins here is like it
    block: Part
    link: Part | None = None
    aside: _Aside | None = None
    items: count | None = None  # numbers of a list


class _PageReader(HTMLParser):
    """Goes through the elements in order, below the heading it last met."""

    def __init__(self, told: set[str], has: dict[str, bool] | None):
        super().__init__(convert_charrefs=True)
        self.told, self.has = told, has
        self.page, self.section = Page(parts=[Part("body")]), ""
        self.open = [_At(Part(""), self.page.parts[0])]

    def handle_starttag(self, tag: str, attributes: list) -> None:
        given, at = {name: value or "" for name, value in attributes}, copy(self.open[-1])
        at.here, classes = replace(at.here, tag=tag, section=self.section), set(given.get("class", "").split())
        self._place(at.here, given.get("id", ""), classes)
        if self.has is None:
            self._made(at, given.get("href", ""), classes)
        else:
            self._source(at.here, given, classes)
        self._begin(at, given)
        self._beside(at.here, given)
        if tag not in VOID:
            self.open.append(at)
        elif tag == "br":
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        while any(at.here.tag == tag for at in self.open):
            if self.open[-1].here.tag in ("td", "th"):
                self.handle_data("\t")
            at = self.open.pop()
            if at.aside and at.aside is not self.open[-1].aside:
                at.block.bare += at.aside.kept(at.aside.text)
            if at.here.tag in HEADINGS:
                self.section = at.block.text.strip()
            if at.here.tag in CAPTIONS:
                at.block.bare = CAPTION.sub("", at.block.bare)
            if at.here.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        at = self.open[-1]
        if at.here.tag == "script" and self.has is None:
            self.page.scripts.append(data)
        elif at.here.tag == "style":
            self._style(at.here, data)
        elif at.here.tag in ("script", "title"):
            self._say(at.here, at.here.tag, data)
        if at.here.zone == "silent":
            return
        at.block.text += data
        if at.link:
            at.link.text += data
        if at.aside:
            at.aside.text += data
        else:
            at.block.bare += data

    def _say(self, here: Part, what: str, text: str) -> None:
        """Keep what is said beside the text."""
        self.page.parts.append(replace(here, tag=what, zone="beside", bare=text))

    def _place(self, here: Part, name: str, classes: set[str]) -> None:
        """Tell where the inside of an element is, by its name, its class and its kind."""
        inside = here.name and name.startswith(here.name)  # the caption of a chart, say
        if name.startswith("ref-") or (name.startswith(("fig-", "tbl-")) and not inside):
            here.name = name
        elif name and CARD in classes:
            here.name = here.card = name
        if here.tag in SILENT:
            here.zone = "silent"
        elif name == "refs" or COPY in classes:
            here.zone = "refs" if name == "refs" else "copy"
        elif here.tag == "details" and here.name.startswith("fig-"):
            here.zone = "data"
        elif here.tag == "table" and here.zone == "text" and here.name.startswith("tbl-"):
            here.zone = "table"
        elif here.tag in CAPTIONS or here.tag in BESIDE:
            here.zone = "beside" if here.tag in BESIDE else "text"

    def _source(self, here: Part, given: dict[str, str], classes: set[str]) -> None:
        """Tell what a condition hides, and what the build has brought in."""
        for condition, hides in (("data-when-meta", False), ("data-unless-meta", True)):
            here.hidden |= condition in given and self.has.get(given[condition].removeprefix("has."), False) is hides
        file = given.get("data-file", "")
        here.file = file.removeprefix(FIRST) if file.startswith(FIRST) else here.file
        here.zone = "front" if FRONT in classes else here.zone

    def _made(self, at: _At, target: str, classes: set[str]) -> None:
        """Begin what the renderer makes: numbers of its own, citations, links to cards."""
        if at.aside is None and NUMBERS & classes:
            at.aside = _Aside(_unlabelled)
        if at.aside is None and ("citation" in classes or target.startswith("#ref-")):
            at.aside = _Aside(cited)
        if at.here.tag == "a" and "figure" in classes and not at.here.card:
            at.link = replace(at.here, name=target.removeprefix("#"))
            self.page.links.append(at.link)

    def _begin(self, at: _At, given: dict[str, str]) -> None:
        """Begin a block or a list."""
        tag = at.here.tag
        if tag in BLOCKS or at.here.zone == "copy":
            at.block = replace(at.here)
            self.page.parts.append(at.block)
        if tag in ("ol", "ul"):
            at.items = count(1) if tag == "ol" and given.get("type", "1") == "1" else None
        elif tag == "li" and at.items:
            at.block.text = f"{next(at.items)} "  # a PDF says it

    def _beside(self, here: Part, given: dict[str, str]) -> None:
        """Keep pictures, and what stands beside the text: attributes that are read, metadata, styles."""
        told = {name: given[name] for name in sorted(self.told) if given.get(name)}
        if here.tag == "img" and not here.hidden:
            self.page.pictures.append((here.name, " ".join(dict.fromkeys(told.values())), given.get("src", "")))
        if here.tag != "img" or self.has is not None:
            for name, text in told.items():
                self._say(here, f"attribute {name}", text)
        if here.tag == "meta" and given.get("name", given.get("property")) not in SETTINGS:
            self._say(here, "metadata", given.get("content", ""))
        self._style(here, given.get("style", ""))

    def _style(self, here: Part, css: str) -> None:
        for value in CONTENT.findall(css):
            said = ["".join(one) for one in QUOTED.findall(value)] + re.findall(r"\d+", QUOTED.sub("", value))
            self._say(here, "style", ESCAPE.sub(lambda match: chr(int(match[1], 16)), " ".join(said)))
