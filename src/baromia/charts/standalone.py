"""A drawing that travels alone: letters as paths, on white paper, saying inside what it shows and where it is from."""

import re
from collections.abc import Mapping
from xml.etree import ElementTree

from matplotlib import font_manager
from matplotlib.path import Path as Outline
from matplotlib.textpath import text_to_path

from .style import FAMILY, LABEL, PAPER, REGULAR, text_width
from .svg import SVG, framed

NAMES = {
    "xmlns": SVG,
    "xmlns:rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
}
COMMANDS = {Outline.MOVETO: "M", Outline.LINETO: "L", Outline.CURVE3: "Q", Outline.CURVE4: "C", Outline.CLOSEPOLY: "z"}
SHIFTS = {"start": 0.0, "middle": 0.5, "end": 1.0}  # how much of its width a text stands left of its place


def standalone(svg: str, *, alt: str, facts: Mapping[str, str] | None = None, shape: str = "page") -> str:
    """Return a chart of a built page as a picture that needs neither the page nor its typeface.

    Parameters
    ----------
    svg : str
        As `Chart.svg` gives it, its text as text.
    alt : str
        The words that stand for the picture.
    facts : mapping, optional
        Dublin Core names (title, creator, date, rights, source) → what they are for this picture.
    shape : {"page", "slide"}
        As high as it is, or 16:9.
    """
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
    letters: dict[str, tuple] = {}
    own = root.get("class").split()[-1]  # no other picture of a page has these ids
    for parent in list(root.iter()):
        for place, child in enumerate(parent):
            if child.tag == "text":
                parent[place] = _outlined(child, letters, own)
    x, y, wide, high = (
        f"{end:g}" for end in framed(*(float(number) for number in root.get("viewBox").split()[2:]), shape)
    )
    root.attrib |= {**NAMES, "viewBox": f"{x} {y} {wide} {high}", "width": wide, "height": high}
    root.remove(root.find("style"))  # it follows the page it stands in
    ground = {"x": x, "y": y, "width": wide, "height": high, "fill": PAPER.light}
    root.attrib.pop("data-figures", None)
    said = ElementTree.Element("desc")
    said.text = alt
    root[1:1] = [
        said,
        *([_metadata(facts)] if facts else []),
        _shapes(letters, own),
        ElementTree.Element("rect", ground),
    ]  # after the title
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _outlined(text: ElementTree.Element, letters: dict[str, tuple], own: str) -> ElementTree.Element:
    """Return a text as the shapes of its letters, each of which is added once to `letters`."""
    size, weight = float(text.get("font-size", LABEL)), int(text.get("font-weight", REGULAR))
    words, font = text.text or "", font_manager.get_font(font_manager.findfont(_properties(size, weight)))
    font.set_size(text_to_path.FONT_SCALE, text_to_path.DPI)
    left = float(text.get("x")) - SHIFTS[text.get("text-anchor", "start")] * text_width(words, size, weight)
    placed, *_ = text_to_path.get_glyphs_with_font(font, words, glyph_map=letters, return_new_glyphs_only=False)
    scale = size / text_to_path.FONT_SCALE
    # Letters grow upwards, pictures downwards.
    turned = f"translate({left:.2f} {text.get('y')}) scale({scale:.4f} -{scale:.4f})"
    group = ElementTree.Element("g", {"fill": text.get("fill"), "transform": turned})
    for name, x, *_ in placed:
        ElementTree.SubElement(group, "use", {"href": f"#{_id(own, name)}", "x": f"{x:.0f}"})
    return group


def _properties(size: float, weight: int) -> font_manager.FontProperties:
    return font_manager.FontProperties(family=FAMILY, size=size, weight=weight)


def _shapes(letters: dict[str, tuple], own: str) -> ElementTree.Element:
    """Return the shapes of letters, by their ids."""
    found = ElementTree.Element("defs")
    for name, (points, codes) in letters.items():
        steps = (
            COMMANDS[code] + ("" if code == Outline.CLOSEPOLY else " ".join(f"{number:.0f}" for number in ends))
            for ends, code in Outline(points, codes).iter_segments(simplify=False)
        )
        ElementTree.SubElement(found, "path", {"id": _id(own, name), "d": "".join(steps)})
    return found


def _id(own: str, name: str) -> str:
    return f"{own}-" + re.sub(r"\W+", "-", name)


def _metadata(facts: Mapping[str, str]) -> ElementTree.Element:
    metadata = ElementTree.Element("metadata")
    about = ElementTree.SubElement(ElementTree.SubElement(metadata, "rdf:RDF"), "rdf:Description", {"rdf:about": ""})
    for name, value in facts.items():
        ElementTree.SubElement(about, f"dc:{name}").text = value
    return metadata
