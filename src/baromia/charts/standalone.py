"""A drawing that travels alone: letters as paths, on white paper, saying inside what it shows and where it is from."""

import re
from collections.abc import Mapping
from functools import cache
from xml.etree import ElementTree

from matplotlib.path import Path as Outline
from matplotlib.textpath import text_to_path

from .style import LABEL, PAPER, REGULAR, UNITS, Type, font, text_width, word_width
from .svg import SVG, path_data

NAMES = {
    "xmlns": SVG,
    "xmlns:rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
}
FRAME = {"page": 0.0, "slide": 16 / 9}  # shape → width by height; a page is as high as its chart needs
SHIFTS = {"start": 0.0, "middle": 0.5, "end": 1.0}  # how much of its width a text stands left of its place
SHAPES: dict[str, str] = {}  # letter → its shape: drawn once in a process


def standalone(svg: str, *, alt: str, facts: Mapping[str, str] | None = None, shape: str = "page") -> str:
    """Return a chart, as `Chart.page_svg` has it, as a picture that needs neither the page nor its typeface.

    `facts` are what it says of itself, by Dublin Core's names.
    """
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
    own = root.get("class").split()[-1]  # no other picture of a page has these ids
    shapes = ElementTree.Element("defs")
    used: dict[str, str] = {}  # letter → its id
    for place, child in enumerate(root):
        if child.tag == "text":
            root[place] = _outlined(child, used, own)
    for letter, name in used.items():
        ElementTree.SubElement(shapes, "path", {"id": name, "d": SHAPES[letter]})
    x, y, wide, high = framed(*map(float, root.get("viewBox").split()[2:]), shape)
    place = {name: f"{end:g}" for name, end in zip(("x", "y", "width", "height"), (x, y, wide, high), strict=True)}
    root.attrib |= {**NAMES, "viewBox": " ".join(place.values()), "width": place["width"], "height": place["height"]}
    root.attrib.pop("data-figures", None)
    root.remove(root.find("style"))  # it follows the page it stands in
    said = ElementTree.Element("desc")
    said.text = alt
    ground = ElementTree.Element("rect", {**place, "fill": PAPER.light})
    root[1:1] = [said, *([_metadata(facts)] if facts else []), shapes, ground]  # after the title
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def framed(width: float, height: float, shape: str) -> tuple[float, float, float, float]:
    """Return the frame around a drawing: x, y, width, height, with a margin unless it is to stand in a text."""
    if shape not in FRAME:
        raise ValueError(f"a picture has the shape of a {' or a '.join(FRAME)}, not of {shape}")
    if not FRAME[shape]:
        return 0, 0, width, height
    high = max(height + 48, (width + 48) / FRAME[shape])
    wide = round(high * FRAME[shape], 2)
    return round((width - wide) / 2, 2), round((height - high) / 2, 2), wide, round(high, 2)


def _outlined(text: ElementTree.Element, used: dict[str, str], own: str) -> ElementTree.Element:
    """Return a text as the shapes of its letters, which join those that are used."""
    type_ = Type(float(text.get("font-size", LABEL.size)), 0, int(text.get("font-weight", REGULAR)))
    left = float(text.get("x")) - SHIFTS[text.get("text-anchor", "start")] * text_width(text.text, type_)
    scale = type_.size / UNITS
    # Letters grow upwards, pictures downwards.
    turned = f"translate({left:.2f} {text.get('y')}) scale({scale:.4f} -{scale:.4f})"
    group, start = ElementTree.Element("g", {"fill": text.get("fill"), "transform": turned}), 0.0
    for word in text.text.split(" "):
        for letter, x in _letters(word, type_.weight):
            name = used.setdefault(letter, f"{own}-" + re.sub(r"\W+", "-", letter))
            ElementTree.SubElement(group, "use", {"href": f"#{name}", "x": f"{start + x:.0f}"})
        start += UNITS * (word_width(word, type_.weight) + word_width(" ", type_.weight))
    return group


@cache
def _letters(word: str, weight: int) -> tuple[tuple[str, float], ...]:
    """Return the letters of a word and where each stands; their shapes join `SHAPES`."""
    outlines: dict[str, tuple] = {}
    placed, *_ = text_to_path.get_glyphs_with_font(font(weight), word, glyph_map=outlines)
    SHAPES.update(
        {name: path_data(Outline(*drawn), digits=0) for name, drawn in outlines.items() if name not in SHAPES}
    )
    return tuple((name, x) for name, x, *_ in placed)


def _metadata(facts: Mapping[str, str]) -> ElementTree.Element:
    metadata = ElementTree.Element("metadata")
    about = ElementTree.SubElement(ElementTree.SubElement(metadata, "rdf:RDF"), "rdf:Description", {"rdf:about": ""})
    for name, value in facts.items():
        ElementTree.SubElement(about, f"dc:{name}").text = value
    return metadata
