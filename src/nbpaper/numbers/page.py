"""A built HTML page as its readers get it: blocks of text, links, tables, pictures, and what stands beside the text."""

import re
from dataclasses import dataclass, field, replace

from .reading import cited
from .tree import BLOCKS, HEADINGS, SILENT, Drawing, Node, drawing, is_picture, parse

SAID = {"text", "table", "refs"}  # zones of a page that its PDF has to say, too
COPY = "cite"  # class of a sentence to be copied, which only the page has
BESIDE = {"nav", "button", "noscript", "select", "label", "textarea"}  # copies of headings, and controls
NUMBERS = {"header-section-number", "toc-section-number", "quarto-xref", "footnote-ref"}  # the renderer's
FOREIGN = {"object", "iframe", "frame", "embed", "audio", "video"}  # bring in what is not read here
# Attributes that a reader meets.
TOLD = (
    *("title", "alt", "aria-label", "aria-description", "aria-valuetext", "placeholder"),
    *("value", "start", "label", "summary", "abbr"),
)
SETTINGS = {"viewport", "generator", "color-scheme", None}  # metadata that says nothing of the paper
CAPTION = re.compile(r"^\s*[^\W\d]+[\s\u00a0]\d+(?:\.\d+)*[\s\u202f\u00a0]?:")
CONTENT = re.compile(r"(?:content|counter-(?:reset|set|increment))\s*:\s*([^;}]+)")
TAKEN = re.compile(r"attr\(\s*([\w-]+)")  # an attribute that a style shows
QUOTED = re.compile(r""""((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`""")
ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6}) ?")


@dataclass
class Block:
    """A paragraph, heading, caption or row.

    Attributes
    ----------
    tag, section : str
        Its element, and the heading above it.
    zone, name : str
        `text`, `table` (embedded), `refs`, `data` (of a chart, folded away), `copy` (a sentence to be copied) or
        `beside` (contents, controls); and the identifier of what it belongs to.
    text : str
        All of it, as a PDF has to say it too.
    bare : str
        Without the numbers of sections, charts, notes and references to them; of citations only the numbers.
    """

    tag: str
    section: str
    zone: str
    name: str
    text: str = ""
    bare: str = ""


@dataclass
class Link:
    """What a link to a card, or a number of the renderer's, says; the section it stands in."""

    target: str
    text: str
    section: str


@dataclass
class Page:
    """What stands on a page.

    `links` to cards are those of the text; `labels` say the number of a section, chart, table or note, and `numbers`
    which one each has; `cards` and `references` texts by name; `tables` rows of cells, headings first; `pictures`
    the identifier around them, their words and drawing (see `drawing_of`); `beside` (place, text) of titles, metadata,
    tooltips and styles; `foreign` the elements that bring in a document of their own.
    """

    blocks: list[Block] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    labels: list[Link] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    tables: list[tuple[str, list[list[str]]]] = field(default_factory=list)
    pictures: list[tuple[str, str, Drawing]] = field(default_factory=list)
    beside: list[tuple[str, str]] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)


def read_page(text: str) -> Page:
    """Return what stands on a page, given its HTML."""
    return _Reader(parse(text)).page


@dataclass(frozen=True)
class _Where:
    """Where the reader is as it goes down the tree; `label` and `citation` are no prose."""

    zone: str = "text"
    name: str = ""
    heading: str = ""  # tag
    target: str = ""
    label: Link | None = None
    citation: bool = False
    link: Link | None = None
    card: bool = False


class _Reader:
    """Goes through the tree in order, below the heading it last met."""

    def __init__(self, root: Node):
        self.page, self.section, self.levels = Page(), "", {}
        nodes = [node for node in root.walk() if isinstance(node, Node)]
        styles = [node.own() for node in nodes if node.tag == "style"] + [node.given.get("style", "") for node in nodes]
        self.told = (*TOLD, *dict.fromkeys(name for style in styles for name in TAKEN.findall(style)))
        self.drawn = {id(part) for node in nodes if is_picture(node) for part in node.walk()}
        for node in nodes:
            self._aside(node)
            if node.tag == "body":
                self.page.blocks.append(Block("body", "", "text", ""))
                self._visit(node, _Where(), self.page.blocks[-1])

    def _aside(self, node: Node) -> None:
        """Keep what stands beside the text: titles, metadata, attributes that are read, styles and scripts."""
        given, beside = node.given, self.page.beside
        if not is_picture(node):
            beside += [(f"attribute {name}", given[name]) for name in self.told if name in given]
        if node.tag == "title" and id(node) not in self.drawn:
            beside.append(("title", node.own()))
        if node.tag == "meta" and given.get("name", given.get("property")) not in SETTINGS:
            beside.append(("metadata", given.get("content", "")))
        if node.tag == "svg" and not is_picture(node):
            beside.append(("picture", node.text()))
        self.page.scripts += [node.own()] if node.tag == "script" else []
        self.page.foreign += [node.tag] if node.tag in FOREIGN else []
        for value in CONTENT.findall(node.own() if node.tag == "style" else given.get("style", "")):
            said = ["".join(one) for one in QUOTED.findall(value)] + re.findall(r"\d+", QUOTED.sub("", value))
            beside.append(("style", ESCAPE.sub(lambda match: chr(int(match[1], 16)), " ".join(said))))

    def _visit(self, node: Node, at: _Where, block: Block) -> None:
        at = self._enter(node, at)
        if node.tag in BLOCKS or node.tag in BESIDE or at.zone == "copy":
            block = Block(node.tag, self.section, at.zone, at.name, self.page.numbers.get(id(node), ""))
            self.page.blocks.append(block)
        counted = node.tag == "ol" and node.given.get("type", "1") == "1"
        items = [one for one in node.inner if isinstance(one, Node) and one.tag == "li" and counted]
        for place, one in enumerate(items, start=1):  # a PDF says their numbers
            self.page.numbers |= dict.fromkeys((id(one), one.given.get("id", "")), f"{place} ")
        for one in node.inner:
            if isinstance(one, str):
                self._say(one, at, block)
            elif is_picture(one):
                said = dict.fromkeys(one.given[name] for name in TOLD if one.given.get(name))  # mostly the same
                self.page.pictures.append((at.name, " ".join(said), drawing(one)))
            elif one.tag not in SILENT:
                self._visit(one, at, block)
        if node.tag in ("td", "th", "br"):
            self._say(" ", at, block)
        if node.tag in HEADINGS:
            self.section = block.text.strip()
        if node.tag in ("figcaption", "caption") and (label := CAPTION.match(block.bare)):
            self.page.labels.append(Link(at.name, label[0], self.section))
            block.bare = block.bare[label.end() :]

    def _enter(self, node: Node, at: _Where) -> _Where:
        """Return where the inside of an element is; keep what has a name."""
        name, target = node.given.get("id", ""), node.given.get("href", "")
        classes = set(node.given.get("class", "").split())
        if name.startswith(("fig-", "tbl-")) and not (at.name and name.startswith(at.name)):
            same = [one for one in self.page.numbers if str(one).startswith(name[:4]) and one != name]
            self.page.numbers.setdefault(name, str(len(same) + 1))
            at = replace(at, name=name)
        elif name and "card" in classes:
            self.page.cards[name] = node.text()
            at = replace(at, name=name, card=True)
        elif name.startswith("ref-"):
            self.page.references[name.removeprefix("ref-")] = node.text()
        if target.startswith("#"):
            at = replace(at, target=target[1:])
        elif node.tag in HEADINGS or node.tag == "section":
            at = replace(at, target=name or at.target, heading=node.tag)
        zone = {"caption": "text", "figcaption": "text"}.get(node.tag, "beside" if node.tag in BESIDE else at.zone)
        zone = "data" if node.tag == "details" and at.name.startswith("fig-") else zone
        zone = "refs" if name == "refs" else "copy" if COPY in classes else zone
        if node.tag == "table" and zone == "text" and at.name.startswith("tbl-"):
            zone, rows = "table", [one for one in node.walk() if isinstance(one, Node) and one.tag == "tr"]
            cells = [[cell.text() for cell in row.inner if isinstance(cell, Node)] for row in rows]
            self.page.tables.append((at.name, cells))
        if "header-section-number" in classes and at.heading in HEADINGS:
            self.page.numbers[at.target] = self._section(int(at.heading[1]))
        if (NUMBERS & classes or target.startswith(("#fig-", "#tbl-", "#sec-"))) and not at.label:
            at = replace(at, label=Link(at.target, "", self.section))
            self.page.labels.append(at.label)
        if "citation" in classes or target.startswith("#ref-"):
            at = replace(at, citation=True)
        if node.tag == "a" and "figure" in classes:
            at = replace(at, link=Link(target.removeprefix("#"), "", self.section))
            self.page.links += [] if at.card else [at.link]
        return replace(at, zone=zone)

    def _section(self, level: int) -> str:
        """Return the number of the section that begins: its place at its level, below those above."""
        self.levels = {one: count for one, count in self.levels.items() if one <= level}
        self.levels[level] = self.levels.get(level, 0) + 1
        return ".".join(str(self.levels[one]) for one in sorted(self.levels))

    def _say(self, data: str, at: _Where, block: Block) -> None:
        block.text += data
        for one in filter(None, (at.link, at.label)):
            one.text += data
        block.bare += "" if at.label else cited(data) if at.citation else data
