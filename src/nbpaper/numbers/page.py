"""HTML as its readers get it: what it says in order, its links, tables and pictures, and what stands beside the text.

The same reader reads a built page, and a source as pandoc understands it.
"""

import html
import re
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
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
COPY, CARD, FRONT = "cite", "card", "nbpaper-front"  # classes: COPY of a sentence that only the page has
EMBEDDED = "data-nbpaper-embedded"  # attribute
NUMBERS = {"header-section-number", "toc-section-number", "quarto-xref", "footnote-ref"}  # the renderer's
NUMBERED = ("#fig-", "#tbl-", "#sec-")
FOREIGN = {"object", "iframe", "frame", "embed", "audio", "video"}  # bring in what is not read here
# Attributes that a reader of a page meets; those that nobody does, whatever a source gives them.
TOLD = ("title", "alt", "aria-label", "aria-description", "aria-valuetext", "placeholder", "value", "start", "label")
TOLD += ("summary", "abbr")
UNTOLD = {"id", "class", "href", "src", "role", "type", "data-cites", "data-drawing", EMBEDDED, "colspan", "rowspan"}
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
    """A block, link, label, cell or attribute, and what it says.

    Attributes
    ----------
    tag, section : str
        Its element, and the heading above it.
    zone : str
        `text`, `table` (embedded), `refs`, `data` (of a chart, folded away), `copy` (a sentence to be copied), `front`
        (front matter of a source) or `beside` (contents, controls, attributes, metadata).
    name, card : str
        Identifier of what it belongs to, or where a link or label leads; and of the card that it stands on.
    hidden : bool
        By a condition.
    embedded : str
        Which of the embedded outputs of a source it belongs to.
    text, bare : str
        All of it, as a PDF has to say it too; without the numbers of sections, charts, notes and references to them,
        and on a page of citations only the numbers.
    file, line : str, int
        In a source.
    """

    tag: str
    section: str = ""
    zone: str = "text"
    name: str = ""
    card: str = ""
    hidden: bool = False
    embedded: str = ""
    text: str = ""
    bare: str = ""
    file: str = ""
    line: int = 1


@dataclass
class Page:
    """What stands on a page.

    `parts` are blocks, and what stands beside the text, in order; `links` to cards those of the text; `labels` say the
    number of a section, chart, table or note, and `numbers` which one each has; `tables` are rows of cells, headings
    first; `pictures` the identifier around each, its words and its SVG, or else its address; `foreign` the elements
    that bring in a document of their own; `included` the files that the build puts in a block's place.
    """

    parts: list[Part] = field(default_factory=list)
    links: list[Part] = field(default_factory=list)
    labels: list[Part] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    tables: list[tuple[str, list[list[Part]]]] = field(default_factory=list)
    pictures: list[tuple[str, str, str]] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    included: list[str] = field(default_factory=list)

    def headings(self) -> Iterator[Part]:
        """Yield the headings of the text."""
        return (part for part in self.parts if part.tag in HEADINGS and part.zone == "text")


def read_page(text: str, has: dict[str, bool] | None = None) -> Page:
    """Return what stands on a page.

    Parameters
    ----------
    text : str
        HTML.
    has : dict, optional
        What conditions ask for, where it is pandoc's page of a source.
    """
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


@lru_cache(maxsize=256)
def canonical(svg: str) -> str:
    """Return a drawing as XML is written in one way only, whatever wrote it down."""
    with suppress(ElementTree.ParseError):
        return ElementTree.canonicalize(svg.strip())
    return svg


def _address(src: str) -> str:
    """Return the SVG that a `data:` address holds, or another address as it is."""
    head, _, data = src.partition(",")
    with suppress(ValueError):
        if head.startswith("data:image/svg+xml"):
            return b64decode(data).decode("utf-8") if head.endswith(";base64") else unquote(data)
    return src


@dataclass(frozen=True)
class _At:
    """Where the reader is, as the elements around it say; what is said goes into the block and into each of `heard`."""

    tag: str
    block: Part
    heard: tuple[Part, ...] = ()
    zone: str = "text"
    name: str = ""
    card: str = ""
    heading: str = ""  # tag
    target: str = ""
    items: count | None = None  # numbers of a list
    label: bool = False
    citation: Part | None = None
    hidden: bool = False
    embedded: str = ""


class _Reader(HTMLParser):
    """Goes through the elements in order, below the heading it last met."""

    def __init__(self, drawings: dict[str, str], told: set[str], has: dict[str, bool] | None):
        super().__init__(convert_charrefs=True)
        self.drawings, self.told, self.has = drawings, told, has
        self.page, self.section, self.levels, self.counts = Page(parts=[Part("body")]), "", {}, Counter()
        self.open = [_At("", self.page.parts[0])]

    def handle_starttag(self, tag: str, attributes: list) -> None:
        given = {name: value or "" for name, value in attributes}
        at = self._enter(tag, given, set(given.get("class", "").split()))
        svg = self.drawings.get(given.get("data-drawing", ""))
        if svg and given.get("role") != "img":  # an ornament
            self.page.parts.append(self._part(at, "picture", bare=html.unescape(TAG.sub(" ", svg)), zone="beside"))
        elif tag == "img" and not at.hidden:
            said = dict.fromkeys(given[name] for name in TOLD if given.get(name))  # mostly the same
            self.page.pictures.append((at.name, " ".join(said), svg or _address(given.get("src", ""))))
        self._aside(tag, given, at)
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
                self.page.labels.append(self._part(at, "label", at.name, text=label[0]))
                at.block.bare = at.block.bare[label.end() :]
            if at.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        at = self.open[-1]
        if at.tag == "script":
            self.page.scripts.append(data)
        elif at.tag == "style":
            self._style(data, at)
        elif at.tag == "title":
            self.page.parts.append(self._part(at, "title", bare=data, zone="beside"))
        if at.zone == "silent":
            return
        for one in (at.block, *at.heard):
            one.text += data
        at.block.bare += "" if at.label or at.citation else data

    def _part(self, at: _At, tag: str, name: str = "", **said: str) -> Part:
        zone = said.pop("zone", at.zone)
        return Part(tag, self.section, zone, name or at.name, at.card, at.hidden, at.embedded, **said)

    def _enter(self, tag: str, given: dict[str, str], classes: set[str]) -> _At:
        """Return where the inside of an element is; begin what it begins."""
        at, page = replace(self.open[-1], tag=tag), self.page
        name, target = given.get("id", ""), given.get("href", "")
        if name.startswith(("fig-", "tbl-")) and not (at.name and name.startswith(at.name)):
            self.counts[name[:4]] += name not in page.numbers
            page.numbers.setdefault(name, str(self.counts[name[:4]]))
            at = replace(at, name=name)
        elif name and CARD in classes:
            at = replace(at, name=name, card=name)
        elif name.startswith("ref-"):
            at = replace(at, name=name)
        if target.startswith("#"):
            at = replace(at, target=target[1:])
        elif tag in HEADINGS or tag == "section":
            at = replace(at, target=name or at.target, heading=tag)
        at = replace(at, zone=self._zone(at, name, classes))
        if self.has is not None:
            at = self._source(at, given, classes)
        if "header-section-number" in classes and at.heading in HEADINGS:
            page.numbers[at.target] = self._number(int(at.heading[1]))
        if (NUMBERS & classes or target.startswith(NUMBERED)) and not at.label:
            at = replace(at, label=True, heard=(*at.heard, self._part(at, "label", at.target)))
            page.labels.append(at.heard[-1])
        if self.has is None and ("citation" in classes or target.startswith("#ref-")) and not at.citation:
            at = replace(at, citation=Part(tag))
            at = replace(at, heard=(*at.heard, at.citation))
        if tag == "a" and "figure" in classes and not at.card:
            at = replace(at, heard=(*at.heard, self._part(at, tag, target.removeprefix("#"))))
            page.links.append(at.heard[-1])
        return self._begin(at, name, given)

    def _zone(self, at: _At, name: str, classes: set[str]) -> str:
        if at.tag in SILENT:
            return "silent"
        if name == "refs" or COPY in classes:
            return "refs" if name == "refs" else "copy"
        if at.tag == "details" and at.name.startswith("fig-"):
            return "data"
        if at.tag == "table" and at.zone == "text" and at.name.startswith("tbl-"):
            self.page.tables.append((at.name, []))
            return "table"
        return "text" if at.tag in CAPTIONS else "beside" if at.tag in BESIDE else at.zone

    def _source(self, at: _At, given: dict[str, str], classes: set[str]) -> _At:
        """Return where an element of a source is: in the front matter, in what a notebook shows, hidden."""
        for condition, hides in (("data-when-meta", False), ("data-unless-meta", True)):
            if condition in given and self.has.get(given[condition].removeprefix("has."), False) is hides:
                at = replace(at, hidden=True)
        if "from-file" in classes and not at.hidden:
            self.page.included.append(given.get("data-file", ""))
        return replace(at, embedded=given.get(EMBEDDED, at.embedded), zone="front" if FRONT in classes else at.zone)

    def _begin(self, at: _At, name: str, given: dict[str, str]) -> _At:
        """Begin a block, a list, a row or a cell."""
        if at.tag in BLOCKS or at.zone == "copy":
            at = replace(at, block=self._part(at, at.tag))
            self.page.parts.append(at.block)
        if at.tag in ("ol", "ul"):
            at = replace(at, items=count(1) if at.tag == "ol" and given.get("type", "1") == "1" else None)
        elif at.tag == "li" and at.items:
            number = str(next(at.items))
            at.block.text = f"{number} "  # a PDF says it
            self.page.numbers |= {name: number} if name else {}
        elif at.zone == "table" and at.tag == "tr":
            self.page.tables[-1][1].append([])
        elif at.zone == "table" and at.tag in ("td", "th") and self.page.tables[-1][1]:
            self.page.tables[-1][1][-1].append(self._part(at, at.tag))
            at = replace(at, heard=(*at.heard, self.page.tables[-1][1][-1][-1]))
        return at

    def _number(self, level: int) -> str:
        """Return the number of the section that begins: its place at its level, below those above."""
        self.levels = {one: number for one, number in self.levels.items() if one <= level}
        self.levels[level] = self.levels.get(level, 0) + 1
        return ".".join(str(self.levels[one]) for one in sorted(self.levels))

    def _aside(self, tag: str, given: dict[str, str], at: _At) -> None:
        """Keep what stands beside the text: attributes that are read, metadata, styles."""
        at = replace(at, zone="beside")
        if self.has is None:
            told = self.told & given.keys() if tag != "img" else ()
        else:
            told = given.keys() - UNTOLD if tag != "col" else ()
            self.page.parts += [self._part(at, one, bare=one) for one in MADE & set(given.get("class", "").split())]
        self.page.parts += [self._part(at, f"attribute {name}", bare=given[name]) for name in sorted(told)]
        if tag == "meta" and given.get("name", given.get("property")) not in SETTINGS:
            self.page.parts.append(self._part(at, "metadata", bare=given.get("content", "")))
        self.page.foreign += [tag] if tag in FOREIGN else []
        self._style(given.get("style", ""), at)

    def _style(self, css: str, at: _At) -> None:
        for value in CONTENT.findall(css):
            said = ["".join(one) for one in QUOTED.findall(value)] + re.findall(r"\d+", QUOTED.sub("", value))
            text = ESCAPE.sub(lambda match: chr(int(match[1], 16)), " ".join(said))
            self.page.parts.append(self._part(at, "style", bare=text, zone="beside"))
