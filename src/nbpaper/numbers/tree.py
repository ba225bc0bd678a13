"""HTML and SVG as a tree of elements, and what a picture draws."""

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SILENT = {"script", "style", "svg", "head"}  # no text; read on their own
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BLOCKS = {*HEADINGS, "p", "li", "caption", "figcaption", "tr", "div", "dt", "dd", "summary", "pre"}
Drawing = tuple[tuple[str, frozenset, str], ...]  # of a picture's parts: element, attributes, text
FREE = {"id", "class", "alt", "aria-label", "role", "xmlns"}  # of a picture: told apart, or given by the renderer


@dataclass
class Node:
    """An element: its tag, its attributes, and the elements and texts inside."""

    tag: str
    given: dict[str, str] = field(default_factory=dict)
    inner: list["Node | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Node | str"]:
        """Yield all elements and texts inside, in the order of the page, but no texts of what is silent."""
        waiting: list[Node | str] = [self]
        while waiting:
            one = waiting.pop()
            yield one
            if isinstance(one, Node):
                waiting += [part for part in reversed(one.inner) if isinstance(part, Node) or one.tag not in SILENT]

    def text(self) -> str:
        """Return what a reader reads in it, in one line."""
        parts = (" " if isinstance(one, Node) and one.tag in BLOCKS else one for one in self.walk())
        return " ".join("".join(one for one in parts if isinstance(one, str)).split())

    def own(self) -> str:
        """Return the texts that stand in it directly."""
        return "".join(one for one in self.inner if isinstance(one, str))


class _Tree(HTMLParser):
    """Makes a tree of elements; end tags of nothing are passed over, open elements end with the page."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = [Node("")]

    def handle_starttag(self, tag: str, attributes: list) -> None:
        node = Node(tag, {name: value or "" for name, value in attributes})
        self.open[-1].inner.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if any(node.tag == tag for node in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].inner.append(data)


def parse(text: str) -> Node:
    """Return the root of a tree of HTML or SVG."""
    reader = _Tree()
    reader.feed(text)
    reader.close()
    return reader.open[0]


def drawing_of(svg: str) -> Drawing:
    """Return the shapes and texts of an SVG, in order, however it was written down."""
    return next((drawing(one) for one in parse(svg).walk() if isinstance(one, Node) and one.tag == "svg"), ())


def texts_of(drawing: Drawing) -> list[str]:
    """Return the texts of a drawing, in order."""
    return [text for tag, _, text in drawing if tag == "text"]


def is_picture(node: Node) -> bool:
    """Tell whether an element is an image: a file, or a drawing that says that it is one."""
    return node.tag == "img" or (node.tag == "svg" and node.given.get("role") == "img")


def drawing(node: Node) -> Drawing:
    """Return what an element draws: an SVG, or an image that carries one; nothing of another image."""
    if node.tag != "svg":
        return drawing_of(_carried(node.given.get("src", "")))
    name = f"#{node.given.get('id')}_"  # a page tells pictures apart by a name before those inside
    parts = (one for one in node.walk() if isinstance(one, Node))
    return tuple((one.tag, _attributes(one, name), one.own()) for one in parts)


def _carried(source: str) -> str:
    """Return the SVG that a `data:` address holds; nothing for another address, or for what is damaged."""
    head, _, data = source.partition(",")
    if not head.startswith("data:image/svg+xml"):
        return ""
    try:
        return b64decode(data).decode("utf-8") if head.endswith(";base64") else unquote(data)
    except ValueError:
        return ""


def _attributes(node: Node, name: str) -> frozenset:
    return frozenset((key, value.replace(name, "#")) for key, value in node.given.items() if key not in FREE)
