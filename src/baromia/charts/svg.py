"""A page as SVG: small in a document, with real text and colours that follow it; or alone, its letters as paths."""

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from xml.etree import ElementTree

import matplotlib
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.colors import to_hex
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D, Transform

from .page import Page
from .style import FAMILY, LABEL, PAPER, REGULAR, THEME, UNITS, Colour, Type, font, text_width, word_width

SVG = "http://www.w3.org/2000/svg"
CLASS = "baromia-chart"
PREFIX = "{own}"  # stands for the name that a picture's ids begin with until its content is known
COMMANDS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C", Path.CLOSEPOLY: "z"}
ANCHORS = {"left": {}, "center": {"text-anchor": "middle"}, "right": {"text-anchor": "end"}}
NAMES = {
    "xmlns": SVG,
    "xmlns:rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
}
SLIDE = 16 / 9  # width by height; a page is as high as its chart needs
SHIFTS = {"start": 0.0, "middle": 0.5, "end": 1.0}  # how much of its width a text stands left of its place
SHAPES: dict[str, str] = {}  # letter → its shape: drawn once in a process


def figure_svg(page: Page, *, title: str, alt: str) -> str:
    """Return a drawn page as SVG, the same bytes each time: text as text, no background, colours that follow the page.

    On a screen each colour follows a CSS variable of its name, `--baromia-ink` and so on. `data-figures` says which
    figures are drawn where: `<id> <pixel of 0> <pixel of 100%> <pixel across> <"x" or "y", and pixels on either side>`.
    """
    width, height = (f"{inches * 72:g}" for inches in page.figure.get_size_inches())
    attributes = {
        "xmlns": SVG,
        "class": f"{CLASS} {PREFIX}",
        "viewBox": f"0 0 {width} {height}",
        "width": width,
        "height": height,
        "role": "img",
        "aria-label": alt,
        "font-family": f"'{FAMILY}'",
        "font-size": f"{LABEL.size}",
        "stroke-linejoin": "round",
    }
    if page.places:
        places = (
            f"{name} {zero:.1f} {hundred:.1f} {at:.1f} {'y' if upright else 'x'}{half}"
            for name, zero, hundred, at, upright, half in page.places
        )
        attributes["data-figures"] = " ".join(places)
    root = ElementTree.Element("svg", attributes)
    ElementTree.SubElement(root, "title").text = title
    style = ElementTree.SubElement(root, "style")
    renderer = Renderer(root, page)
    with matplotlib.rc_context(THEME):
        for artist in sorted(page.figure.get_children(), key=lambda artist: artist.get_zorder()):
            if isinstance(artist, Text):  # the page has placed it: it needs no layout
                renderer.write(artist)
            else:
                artist.draw(renderer)
    style.text = _style_sheet(root, page.colours)
    written = ElementTree.tostring(root, encoding="unicode")
    return written.replace(PREFIX, "b" + hashlib.sha256(written.encode()).hexdigest()[:8]) + "\n"


class Renderer(RendererBase):
    """Adds what matplotlib draws to an SVG: an element a shape, without default attributes."""

    def __init__(self, root: ElementTree.Element, page: Page):
        super().__init__()
        self.root, self.marks = root, {}
        width, height = page.figure.get_size_inches() * 72
        self.size, self.flip = (width, height), Affine2D().scale(1, -1).translate(0, height)

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Return the size of the page."""
        return self.size

    def write(self, text: Text) -> None:
        """Add a line of text where the page has placed it, on its baseline."""
        x, y = (text.get_transform() + self.flip).transform(text.get_position())
        look, weight, size = {"x": _short(x), "y": _short(y)}, text.get_fontweight(), text.get_fontsize()
        look |= {"font-weight": f"{weight}"} if weight != REGULAR else {}
        look |= {"font-size": f"{size:g}"} if size != LABEL.size else {}
        self._add("text", {**look, **ANCHORS[text.get_ha()], "fill": text.get_color()}).text = text.get_text()

    def draw_path(self, gc: GraphicsContextBase, path: Path, transform: Transform, rgbFace=None) -> None:  # noqa: N803
        """Add a shape, if it can be seen."""
        if rgbFace is not None or gc.get_linewidth():
            self._add("path", {"d": path_data(path, transform + self.flip), **_look(gc, rgbFace)})

    def draw_markers(self, gc, marker_path, marker_trans, path, trans, rgbFace=None) -> None:  # noqa: N803
        """Add markers at the points of a path; the outline is written once for all that share it."""
        outline = path_data(marker_path, marker_trans + Affine2D().scale(1, -1))
        if outline not in self.marks:
            self.marks[outline] = f"{PREFIX}-{len(self.marks)}"
            ElementTree.SubElement(self._add("defs"), "path", {"d": outline, "id": self.marks[outline]})
        for x, y in (trans + self.flip).transform(path.vertices):
            place = {"x": _short(x), "y": _short(y)}
            self._add("use", {**place, **_look(gc, rgbFace), "href": f"#{self.marks[outline]}"})

    def _add(self, tag: str, attributes: Mapping[str, str] | None = None) -> ElementTree.Element:
        return ElementTree.SubElement(self.root, tag, attributes or {})


def path_data(path: Path, transform: Transform | None = None, digits: int | None = None) -> str:
    """Return an outline as SVG has it, at a hundredth of a pixel if it is curved, else at a tenth."""
    steps = list(path.iter_segments(transform))
    if digits is None:
        digits = 2 if {Path.CURVE3, Path.CURVE4} & {code for _, code in steps} else 1
    return "".join(
        COMMANDS[code] + ("" if code == Path.CLOSEPOLY else " ".join(_short(number, digits) for number in numbers))
        for numbers, code in steps
    )


def _look(gc: GraphicsContextBase, fill: tuple | None) -> dict[str, str]:
    """Return the attributes for fill and stroke of a shape that differ from the defaults."""
    look = {"fill": "none" if fill is None else to_hex(fill).upper()}
    (offset, dashes), width = gc.get_dashes(), gc.get_linewidth()
    if dashes is not None:
        look |= {"stroke-dasharray": ",".join(f"{dash:g}" for dash in dashes), "stroke-dashoffset": f"{offset:g}"}
    if width:
        look |= {"stroke": to_hex(gc.get_rgb()).upper()} | ({"stroke-width": f"{width:g}"} if width != 1 else {})
        look |= {"stroke-linejoin": gc.get_joinstyle()} if gc.get_joinstyle() != "round" else {}
    return look


def _short(number: float, digits: int = 2) -> str:
    return f"{round(round(float(number), 6), digits) + 0.0:g}"  # the last digits are the machine's; no -0


def _style_sheet(root: ElementTree.Element, colours: Mapping[str, Colour]) -> str:
    """Return the rules that let each colour follow its variable on a screen, and the variables' shades in the dark.

    The rules are of this picture alone, for others of the page may use a shade otherwise. A printer and a renderer
    without media queries take the light shades from the attributes.
    """
    used = {(name, element.get(name)) for element in root.iter() for name in ("fill", "stroke")}
    rules = [
        f'.{PREFIX} [{name}="{shade}"]{{{name}:var(--baromia-{colours[shade].name},{shade})}}'
        for name, shade in sorted(pair for pair in used if pair[1] in colours)
    ]
    shades = {colours[shade] for _, shade in used if shade in colours}
    dark = "".join(f"--baromia-{colour.name}:{colour.dark};" for colour in sorted(shades))
    return f"@media screen{{{''.join(rules)}}}@media screen and (prefers-color-scheme:dark){{.{CLASS}{{{dark}}}}}"


def standalone(svg: str, *, facts: Mapping[str, str] | None = None, shape: str = "page") -> str:
    """Return a chart, as `Chart.page_svg` has it, as a picture that needs neither the page nor its typeface.

    `facts` are its metadata by Dublin Core's names.
    """
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
    prefix = root.get("class").split()[-1]  # no other picture of a page has these ids
    shapes = ElementTree.Element("defs")
    used: dict[str, str] = {}  # letter → its id
    for place, child in enumerate(root):
        if child.tag == "text":
            root[place] = _outlined(child, used, prefix)
    for letter, name in used.items():
        ElementTree.SubElement(shapes, "path", {"id": name, "d": SHAPES[letter]})
    frame = framed(*map(float, root.get("viewBox").split()[2:]), shape)
    place = {name: f"{number:g}" for name, number in zip(("x", "y", "width", "height"), frame, strict=True)}
    root.attrib |= {**NAMES, "viewBox": " ".join(place.values()), "width": place["width"], "height": place["height"]}
    root.attrib.pop("data-figures", None)
    root.remove(root.find("style"))  # it follows the page it stands in
    description = ElementTree.Element("desc")
    description.text = root.get("aria-label")
    ground = ElementTree.Element("rect", {**place, "fill": PAPER.light})
    root[1:1] = [description, *([_metadata(facts)] if facts else []), shapes, ground]  # after the title
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def framed(width: float, height: float, shape: str) -> tuple[float, float, float, float]:
    """Return the frame around a drawing: x, y, width, height; with a margin where it has the shape of a slide."""
    if shape == "page":
        return 0, 0, width, height
    if shape != "slide":
        raise ValueError(f"a picture has the shape of a page or a slide, not of {shape}")
    high = max(height + 48, (width + 48) / SLIDE)
    wide = round(high * SLIDE, 2)
    return round((width - wide) / 2, 2), round((height - high) / 2, 2), wide, round(high, 2)


def _outlined(text: ElementTree.Element, used: dict[str, str], prefix: str) -> ElementTree.Element:
    """Return a text as the shapes of its letters; add each letter with its id to `used`."""
    type_ = Type(float(text.get("font-size", LABEL.size)), 0, int(text.get("font-weight", REGULAR)))
    left = float(text.get("x")) - SHIFTS[text.get("text-anchor", "start")] * text_width(text.text, type_)
    scale = type_.size / UNITS
    # Letters grow upwards, pictures downwards.
    transform = f"translate({left:.2f} {text.get('y')}) scale({scale:.4f} -{scale:.4f})"
    group, start = ElementTree.Element("g", {"fill": text.get("fill"), "transform": transform}), 0.0
    for word in text.text.split(" "):
        for letter, x in _letters(word, type_.weight):
            name = used.setdefault(letter, f"{prefix}-" + re.sub(r"\W+", "-", letter))
            ElementTree.SubElement(group, "use", {"href": f"#{name}", "x": f"{start + x:.0f}"})
        start += UNITS * (word_width(word, type_.weight) + word_width(" ", type_.weight))
    return group


@cache
def _letters(word: str, weight: int) -> tuple[tuple[str, float], ...]:
    """Return the letters of a word and where each stands; add their shapes to `SHAPES`."""
    outlines: dict[str, tuple] = {}
    placed, *_ = text_to_path.get_glyphs_with_font(font(weight), word, glyph_map=outlines)
    SHAPES.update({name: path_data(Path(*drawn), digits=0) for name, drawn in outlines.items() if name not in SHAPES})
    return tuple((name, x) for name, x, *_ in placed)


def _metadata(facts: Mapping[str, str]) -> ElementTree.Element:
    metadata = ElementTree.Element("metadata")
    about = ElementTree.SubElement(ElementTree.SubElement(metadata, "rdf:RDF"), "rdf:Description", {"rdf:about": ""})
    for name, value in facts.items():
        ElementTree.SubElement(about, f"dc:{name}").text = value
    return metadata
