"""matplotlib's SVG made small and fit to stand in a page: real text, colours that follow the page, ids of its own."""

import hashlib
import io
import re
from collections.abc import Mapping
from xml.etree import ElementTree

import matplotlib

from .page import Page
from .style import FAMILY, LABEL, THEME, Colour

SVG = "http://www.w3.org/2000/svg"
HREF = "{http://www.w3.org/1999/xlink}href"
CLASS = "baromia-chart"
NOTHING = {"Date": None, "Creator": None, "Format": None, "Type": None}
FRAME = {"page": 0.0, "slide": 16 / 9}  # shape → width by height; a page is as high as its chart needs


def figure_svg(page: Page, *, title: str, alt: str) -> str:
    """Return a drawn page as SVG, the same bytes each time: text as text, no background, colours that follow the page.

    On a screen each colour follows a CSS variable of its name, `--baromia-ink` and so on. `data-figures` says which
    figures are drawn where: `<id> <pixel of 0> <pixel of 100%> <pixel across> <"x" or "y">`, one after the other.
    """
    raw = io.StringIO()
    with matplotlib.rc_context({**THEME, "svg.fonttype": "none", "svg.hashsalt": CLASS}):
        page.figure.savefig(raw, format="svg", metadata=NOTHING, transparent=True)
    drawn = ElementTree.fromstring(raw.getvalue())
    width, height = drawn.get("viewBox").split()[2:]
    prefix = "b" + hashlib.sha256(f"{raw.getvalue()}{title}".encode()).hexdigest()[:8]
    attributes = {
        "xmlns": SVG,
        "class": f"{CLASS} {prefix}",
        "viewBox": f"0 0 {float(width):g} {float(height):g}",
        "width": f"{float(width):g}",
        "height": f"{float(height):g}",
        "role": "img",
        "aria-label": alt,
        "font-family": f"'{FAMILY}'",
        "font-size": str(LABEL),
        "stroke-linejoin": "round",
    }
    if page.figures:
        places = (
            f"{name} {zero:.1f} {hundred:.1f} {at:.1f} {'y' if upright else 'x'}"
            for name, zero, hundred, at, upright in page.figures
        )
        attributes["data-figures"] = " ".join(places)
    root = ElementTree.Element("svg", attributes)
    ElementTree.SubElement(root, "title").text = title
    style = ElementTree.SubElement(root, "style")
    names: dict[str, str] = {}
    for child in drawn:
        if child.get("id", "").startswith("figure"):
            _copy(child, root, names, prefix)
    _trim(root)
    style.text = _style_sheet(root, page.colours, prefix)
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


def _copy(element: ElementTree.Element, parent: ElementTree.Element, names: dict[str, str], prefix: str) -> None:
    """Copy an element without what says nothing: ids nobody refers to, groups without attributes, clips."""
    tag = element.tag.removeprefix(f"{{{SVG}}}")
    if tag in ("metadata", "clipPath", "style"):
        return
    attributes = {name: value for name, value in element.items() if name not in ("id", "style", "clip-path", HREF)}
    for pair in filter(None, element.get("style", "").split(";")):
        name, _, value = (part.strip() for part in pair.partition(":"))
        attributes[name] = value.upper() if value.startswith("#") else value
    if element.get("id") and not element.get("id").startswith(("figure", "axes", "patch", "text", "line2d", "Path")):
        attributes["id"] = names.setdefault(element.get("id"), f"{prefix}-{len(names)}")
    if element.get(HREF):
        name = element.get(HREF)[1:]
        attributes["href"] = "#" + names.setdefault(name, f"{prefix}-{len(names)}")
    if tag == "use" and (moved := re.fullmatch(r"translate\((\S+) 0\)", attributes.get("transform", ""))):
        attributes = {"x": moved[1]} | {name: value for name, value in attributes.items() if name != "transform"}
    if tag == "g" and not attributes:
        copy = parent
    else:
        copy = ElementTree.SubElement(parent, tag, {name: _short(name, text) for name, text in attributes.items()})
        copy.text = element.text and element.text.strip()
    for child in element:
        _copy(child, copy, names, prefix)


def _short(name: str, value: str) -> str:
    """Return an attribute with its numbers at a hundredth of a pixel, in straight paths at a tenth."""
    if name == "d":
        value = re.sub(r"\s*([MLQCZz])\s*", r"\1", value).strip()
    if name in ("d", "x", "y"):
        digits = 2 if name != "d" or re.search("[QC]", value) else 1
        value = re.sub(r"-?\d+\.\d+", lambda number: f"{round(float(number[0]), digits):g}", value)
    return value


def _trim(root: ElementTree.Element) -> None:
    """Drop the attributes that only repeat what holds anyway."""
    for element in root.iter():
        if element.tag == "text":
            for name, usual in (("font-family", f"'{FAMILY}'"), ("font-size", f"{LABEL}px"), ("text-anchor", "start")):
                if element.get(name) == usual:
                    del element.attrib[name]
            if element.get("transform", "").startswith("rotate(-0 "):
                del element.attrib["transform"]
            if size := element.get("font-size"):
                element.set("font-size", size.removesuffix("px"))
        if element.get("stroke-linejoin") == "miter" and "stroke" not in element.attrib:
            del element.attrib["stroke-linejoin"]
        if element.tag == "path" and "id" in element.attrib:  # a marker: what uses it says its colours
            for name in ("stroke", "stroke-width"):
                element.attrib.pop(name, None)


def _style_sheet(root: ElementTree.Element, colours: Mapping[str, Colour], own: str) -> str:
    """Return the rules that let each colour follow its variable on a screen, and the variables' shades in the dark.

    The rules are of this picture alone (`own` is its class), for others of the page may use a shade otherwise. A
    printer and a renderer without media queries take the light shades from the attributes.
    """
    used = {(name, element.get(name)) for element in root.iter() for name in ("fill", "stroke")}
    rules = [
        f'.{own} [{name}="{shade}"]{{{name}:var(--baromia-{colours[shade].name},{shade})}}'
        for name, shade in sorted(pair for pair in used if pair[1] in colours)
    ]
    shades = {colours[shade] for _, shade in used if shade in colours}
    dark = "".join(f"--baromia-{colour.name}:{colour.dark};" for colour in sorted(shades))
    return f"@media screen{{{''.join(rules)}}}@media screen and (prefers-color-scheme:dark){{.{CLASS}{{{dark}}}}}"
