"""HTML as its readers get it: what it says in order, its links, tables and pictures, and what stands beside the text.

The same reader reads a built page, and a source as pandoc understands it.
"""

import html
import re
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from itertools import count
from urllib.parse import unquote
from xml.etree import ElementTree

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CAPTIONS = ("figcaption", "caption")
BESIDE = {"nav", "button", "noscript", "select", "label", "textarea"}  # copies of headings, and controls
BLOCKS = {*HEADINGS, *CAPTIONS, *BESIDE, "p", "li", "tr", "div", "dt", "dd", "summary", "pre"}
SILENT = {"head", "script", "style", "title"}  # no text
SAID = {"text", "table", "refs"}  # zones of a page that its PDF has to say, too
COPY, CARD, FRONT = "cite", "card", "front-matter"  # classes; COPY of a sentence that only the page has
FIRST = "\U000f0000"  # before the name of a file in a source: brought in by the build, not typed
NUMBERS = {"header-section-number", "toc-section-number", "quarto-xref", "footnote-ref"}  # the renderer's
NUMBERED = ("#fig-", "#tbl-", "#sec-")
FOREIGN = {"object", "iframe", "frame", "embed", "audio", "video"}  # bring in what is not read here
# Attributes that a reader of a page meets; those that nobody does, whatever a source gives them.
TOLD = ("title", "alt", "aria-label", "aria-description", "aria-valuetext", "placeholder", "value", "start", "label")
TOLD += ("summary", "abbr")
UNTOLD = {"id", "class", "href", "src", "role", "type", "data-cites", "data-drawing", "colspan", "rowspan"}
SETTINGS = {"viewport", "generator", "color-scheme", None}  # metadata that says nothing of the paper
MADE = {"example", "numberLines", "number-lines"}  # classes for which pandoc, or a style sheet, makes numbers
CAPTION = re.compile(r"^\s*[^\W\d]+[\s\u00a0]\d+(?:\.\d+)*[\s\u202f\u00a0]?:")
CONTENT = re.compile(r"(?:content|counter-(?:reset|set|increment))\s*:\s*([^;}]+)")
TAKEN = re.compile(r"attr\(\s*([\w-]+)")  # an attribute that a style shows
QUOTED = re.compile(r""""((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`""")
ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6}) ?")
TAG = re.compile(r"<[^>]*>")
SVG = re.compile(r"""<script\b.*?</script>|<svg\b((?:[^>"']|"[^"]*"|'[^']*')*)>.*?</svg>""", re.DOTALL)


@dataclass
class Part:
    """A block, link, label, cell, attribute or rule of a style, and what it says."""

    tag: str  # its element, or what kind of thing it is beside the text
    section: str = ""  # the heading above it
    zone: str = "text"  # table, refs, data (of a chart), copy (to be copied), front (matter), beside (the text)
    name: str = ""  # identifier of the chart, table or work around it, or where it leads
    card: str = ""  # identifier of the card around it
    file: str = ""  # what the build brought it from, in a source
    hidden: bool = False  # by a condition, in a source
    text: str = ""  # all of it, as a PDF has to say it too
    bare: str = ""  # without numbers of sections, charts, notes and what refers to them; of citations the numbers
    line: int = 1  # in a source


@dataclass
class Page:
    """What stands on a page."""

    parts: list[Part] = field(default_factory=list)  # blocks and what stands beside the text, in order
    links: list[Part] = field(default_factory=list)  # of the text, to cards
    labels: list[Part] = field(default_factory=list)  # the number of a section, chart, table or note; and …
    numbers: dict[str, str] = field(default_factory=dict)  # … which one each has
    tables: list[tuple[str, list[list[Part]]]] = field(default_factory=list)  # rows of cells, headings first
    pictures: list[tuple[str, str, str]] = field(default_factory=list)  # identifier, words, SVG or address
    scripts: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)  # elements that bring in a document of their own

    def headings(self) -> Iterator[Part]:
        """Yield the headings of the text."""
        return (part for part in self.parts if part.tag in HEADINGS and part.zone == "text")

    def cards(self) -> dict[str, str]:
        """Return what each card says."""
        found: dict[str, str] = {}
        for part in (one for one in self.parts if one.card):
            found[part.card] = " ".join([found.get(part.card, ""), *part.text.split()])
        return found


def read_page(text: str, has: dict[str, bool] | None = None) -> Page:
    """Return what stands on a page of HTML; with what conditions ask for, on that which pandoc makes of a source."""
    drawings: dict[str, str] = {}

    def kept(match: re.Match) -> str:
        if match[1] is None:
            return match[0]
        drawings[str(len(drawings))] = match[0]
        return f'<img{match[1].rstrip("/")} data-drawing="{len(drawings) - 1}">'

    reader = _Reader(drawings, {*TOLD, *TAKEN.findall(text)}, has)
    reader.feed(SVG.sub(kept, text))
    reader.close()
    return reader.page


def cited(text: str) -> str:
    """Return the numbers of a citation in a fixed order: its style may set the works in another one."""
    return " ".join(["", *sorted(re.findall(r"\d+", text)), ""])


def cells(rows: list[list[Part]]) -> list[list[str]]:
    """Return what the cells of a table say."""
    return [[" ".join(cell.text.split()) for cell in row] for row in rows]


@lru_cache(maxsize=256)
def texts_of(svg: str) -> tuple[str, ...]:
    """Return the texts of a drawing, in order; nothing of what is no SVG."""
    with suppress(ElementTree.ParseError):
        parts = (one for one in ElementTree.fromstring(svg).iter() if one.tag.rpartition("}")[2] == "text")
        return tuple("".join(one.itertext()) for one in parts)
    return ()


def same_drawing(svg: str, other: str) -> bool:
    """Tell whether two drawings are the same XML, whatever wrote them down."""
    svg, other = (one.replace(" viewbox=", " viewBox=") for one in (svg, other))  # Quarto writes the former
    if html.unescape(svg.strip()) == html.unescape(other.strip()):
        return True
    with suppress(ElementTree.ParseError):
        return ElementTree.canonicalize(svg.strip()) == ElementTree.canonicalize(other.strip())
    return False


def _address(src: str) -> str:
    """Return the SVG that a `data:` address holds, or another address as it is."""
    head, _, data = src.partition(",")
    with suppress(ValueError):
        if head.startswith("data:image/svg+xml"):
            return b64decode(data).decode("utf-8") if head.endswith(";base64") else unquote(data)
    return src


@dataclass
class _At:
    """Where the reader is, as the elements around it say; what is said goes into the block and into each of `heard`."""

    tag: str
    block: Part
    heard: tuple[Part, ...] = ()  # links, labels, cells
    zone: str = "text"
    name: str = ""
    card: str = ""
    file: str = ""
    hidden: bool = False
    heading: str = ""  # tag
    target: str = ""
    items: count | None = None  # numbers of a list
    label: bool = False
    citation: Part | None = None

    def part(self, tag: str, section: str, **said: str) -> Part:
        """Return a part that stands here."""
        here = {"zone": self.zone, "name": self.name, "card": self.card, "file": self.file, "hidden": self.hidden}
        return Part(tag, section, **(here | said))


class _Reader(HTMLParser):
    """Goes through the elements in order, below the heading it last met."""

    def __init__(self, drawings: dict[str, str], told: set[str], has: dict[str, bool] | None):
        super().__init__(convert_charrefs=True)
        self.drawings, self.told, self.has = drawings, told, has
        self.page, self.section, self.levels, self.counts = Page(parts=[Part("body")]), "", {}, Counter()
        self.open = [_At("", self.page.parts[0])]

    def handle_starttag(self, tag: str, attributes: list) -> None:
        given, at = {name: value or "" for name, value in attributes}, copy(self.open[-1])
        at.tag, classes = tag, set(given.get("class", "").split())
        self._place(at, given.get("id", ""), given.get("href", ""), classes)
        if self.has is not None:
            self._source(at, given, classes)
        self._renderer(at, given.get("href", ""), classes)
        self._begin(at, given)
        self._picture(at, given)
        self._aside(at, given, classes)
        if tag not in VOID:
            self.open.append(at)
        elif tag == "br":
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        while any(at.tag == tag for at in self.open[1:]):
            if self.open[-1].tag in ("td", "th"):
                self.handle_data(" ")
            at = self.open.pop()
            if at.citation and not self.open[-1].citation:
                at.block.bare += cited(at.citation.text)
            if at.tag in HEADINGS:
                self.section = at.block.text.strip()
            if at.tag in CAPTIONS and (label := CAPTION.match(at.block.bare)):
                self.page.labels.append(at.part("label", self.section, text=label[0]))
                at.block.bare = at.block.bare[label.end() :]
            if at.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        at = self.open[-1]
        if at.tag == "script" and self.has is None:
            self.page.scripts.append(data)
        elif at.tag == "style":
            self._style(at, data)
        elif at.tag in ("script", "title"):
            self._say(at, at.tag, data)
        if at.zone != "silent":
            for one in (at.block, *at.heard):
                one.text += data
            at.block.bare += "" if at.label or at.citation else data

    def _say(self, at: _At, what: str, text: str) -> None:
        """Keep what is said beside the text."""
        self.page.parts.append(at.part(what, self.section, zone="beside", bare=text))

    def _hear(self, at: _At, kept: list[Part], tag: str, name: str) -> None:
        """Begin a link, a label or a cell."""
        kept.append(at.part(tag, self.section, name=name))
        at.heard = (*at.heard, kept[-1])

    def _place(self, at: _At, name: str, target: str, classes: set[str]) -> None:
        """Tell where the inside of an element is, by its name, its class and its kind."""
        if name.startswith(("fig-", "tbl-")) and not (at.name and name.startswith(at.name)):
            self.counts[name[:4]] += name not in self.page.numbers
            self.page.numbers.setdefault(name, str(self.counts[name[:4]]))
            at.name = name
        elif name and CARD in classes:
            at.name = at.card = name
        elif name.startswith("ref-"):
            at.name = name
        if target.startswith("#"):
            at.target = target[1:]
        elif at.tag in HEADINGS or at.tag == "section":
            at.target, at.heading = name or at.target, at.tag
        if at.tag in SILENT:
            at.zone = "silent"
        elif name == "refs" or COPY in classes:
            at.zone = "refs" if name == "refs" else "copy"
        elif at.tag == "details" and at.name.startswith("fig-"):
            at.zone = "data"
        elif at.tag == "table" and at.zone == "text" and at.name.startswith("tbl-"):
            at.zone = "table"
            self.page.tables.append((at.name, []))
        elif at.tag in CAPTIONS or at.tag in BESIDE:
            at.zone = "beside" if at.tag in BESIDE else "text"

    def _source(self, at: _At, given: dict[str, str], classes: set[str]) -> None:
        """Tell what a condition hides, and what the build has brought in."""
        for condition, hides in (("data-when-meta", False), ("data-unless-meta", True)):
            at.hidden |= condition in given and self.has.get(given[condition].removeprefix("has."), False) is hides
        file = given.get("data-file", "")
        at.file = file.removeprefix(FIRST) if file.startswith(FIRST) else at.file
        at.zone = "front" if FRONT in classes else at.zone

    def _renderer(self, at: _At, target: str, classes: set[str]) -> None:
        """Begin what the renderer makes: numbers of its own, citations, links to cards."""
        if "header-section-number" in classes and at.heading in HEADINGS:
            level = int(at.heading[1])
            self.levels = {one: number for one, number in self.levels.items() if one <= level}
            self.levels[level] = self.levels.get(level, 0) + 1
            self.page.numbers[at.target] = ".".join(str(self.levels[one]) for one in sorted(self.levels))
        if self.has is None and (NUMBERS & classes or target.startswith(NUMBERED)) and not at.label:
            at.label = True
            self._hear(at, self.page.labels, "label", at.target)
        if self.has is None and ("citation" in classes or target.startswith("#ref-")) and not at.citation:
            at.citation = Part("citation")
            at.heard = (*at.heard, at.citation)
        if at.tag == "a" and "figure" in classes and not at.card:
            self._hear(at, self.page.links, "link", target.removeprefix("#"))

    def _begin(self, at: _At, given: dict[str, str]) -> None:
        """Begin a block, a list, a row or a cell."""
        if at.tag in BLOCKS or at.zone == "copy":
            at.block = at.part(at.tag, self.section)
            self.page.parts.append(at.block)
        if at.tag in ("ol", "ul"):
            at.items = count(1) if at.tag == "ol" and given.get("type", "1") == "1" else None
        elif at.tag == "li" and at.items:
            at.block.text = f"{next(at.items)} "  # a PDF says it
            self.page.numbers[given.get("id", "-")] = at.block.text.strip()
        elif at.zone == "table" and at.tag == "tr":
            self.page.tables[-1][1].append([])
        elif at.zone == "table" and at.tag in ("td", "th") and self.page.tables[-1][1]:
            self._hear(at, self.page.tables[-1][1][-1], at.tag, at.name)

    def _picture(self, at: _At, given: dict[str, str]) -> None:
        svg = self.drawings.get(given.get("data-drawing", ""))
        if svg and (given.get("role") != "img" or self.has is not None):  # an ornament, or typed
            self._say(at, "picture", html.unescape(TAG.sub(" ", svg)))
        elif at.tag == "img" and not at.hidden:
            said = dict.fromkeys(given[name] for name in TOLD if given.get(name))  # mostly the same
            self.page.pictures.append((at.name, " ".join(said), svg or _address(given.get("src", ""))))

    def _aside(self, at: _At, given: dict[str, str], classes: set[str]) -> None:
        """Keep what stands beside the text: attributes that are read, metadata, styles."""
        if self.has is None:
            told = self.told if at.tag != "img" else ()
        else:
            told = given.keys() - UNTOLD if at.tag != "col" else ()
            for one in MADE & classes:
                self._say(at, one, one)
        for name in sorted(given.keys() & told):
            self._say(at, f"attribute {name}", given[name])
        if at.tag == "meta" and given.get("name", given.get("property")) not in SETTINGS:
            self._say(at, "metadata", given.get("content", ""))
        self.page.foreign += [at.tag] if at.tag in FOREIGN else []
        self._style(at, given.get("style", ""))

    def _style(self, at: _At, css: str) -> None:
        for value in CONTENT.findall(css):
            said = ["".join(one) for one in QUOTED.findall(value)] + re.findall(r"\d+", QUOTED.sub("", value))
            self._say(at, "style", ESCAPE.sub(lambda match: chr(int(match[1], 16)), " ".join(said)))
