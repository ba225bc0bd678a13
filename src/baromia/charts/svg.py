"""matplotlib's SVG made small and fit to stand in a page: real text, colours that follow the page, ids of its own."""

import hashlib
import io
import re
from collections.abc import Mapping
from xml.etree import ElementTree

import matplotlib
from matplotlib.figure import Figure

from .style import FAMILY, LABEL, PAPER, THEME, Colour

SVG = "http://www.w3.org/2000/svg"
HREF = "{http://www.w3.org/1999/xlink}href"
CLASS = "baromia-chart"
NOTHING = {"Date": None, "Creator": None, "Format": None, "Type": None}
FRAME = {"page": 0.0, "slide": 16 / 9}  # shape → width by height; a page is as high as its chart needs


def figure_svg(
    figure: Figure, colours: Mapping[str, Colour], *, title: str, alt: str, text: bool, shape: str = "page"
) -> str:
    """Return a figure as SVG, the same bytes each time.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    colours : mapping
        Light shade → colour: on a screen each follows a CSS variable of its name, `--baromia-ink` and so on.
    title, alt : str
        The picture's name, and the words that stand for it.
    text : bool
        True: text stays text, without a background, for pages that bring the typeface. False: letters as paths, on
        the paper's colour.
    shape : {"page", "slide"}
        As high as it is, or 16:9.
    """
    raw = io.StringIO()
    settings = {**THEME, "svg.fonttype": "none" if text else "path", "svg.hashsalt": CLASS}
    with matplotlib.rc_context(settings):
        figure.savefig(raw, format="svg", metadata=NOTHING, transparent=True)
    drawn = ElementTree.fromstring(raw.getvalue())
    width, height = (float(number) for number in drawn.get("viewBox").split()[2:])
    x, y, wide, high = framed(width, height, shape)
    prefix = "b" + hashlib.sha256(f"{raw.getvalue()}{title}{shape}".encode()).hexdigest()[:8]
    root = ElementTree.Element(
        "svg",
        {
            "xmlns": SVG,
            "class": f"{CLASS} {prefix}",
            "viewBox": " ".join(f"{number:g}" for number in (x, y, wide, high)),
            "width": f"{wide:g}",
            "height": f"{high:g}",
            "role": "img",
            "aria-label": alt,
            "font-family": f"'{FAMILY}'",
            "font-size": str(LABEL),
            "stroke-linejoin": "round",
        },
    )
    ElementTree.SubElement(root, "title").text = title
    style = ElementTree.SubElement(root, "style")
    if not text:
        ground = {"x": x, "y": y, "width": wide, "height": high}
        sides = {name: f"{number:g}" for name, number in ground.items()}
        ElementTree.SubElement(root, "rect", {**sides, "fill": PAPER.light})
    names: dict[str, str] = {}
    for child in drawn:
        if not child.get("id", "").startswith("figure"):
            continue
        _copy(child, root, names, prefix)
    _trim(root)
    style.text = _style_sheet(root, colours, prefix)
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
    """Return an attribute with its numbers at a hundredth of a pixel; straight paths from point to point."""
    if name == "d":
        value = re.sub(r"\s*([MLQCZz])\s*", r"\1", value).strip()
        if not re.search("[QC]", value):
            return _relative(value)
    if name in ("d", "x", "y"):
        value = re.sub(r"-?\d+\.\d+", lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), value)
    return value


def _relative(path: str) -> str:
    """Return a path of straight lines as steps of tenths of a pixel, a third as long."""
    steps, here, start = [], (0, 0), (0, 0)
    for command, point in re.findall(r"([MLz])([^MLz]*)", path):
        if command == "z":
            steps.append("z")
            here = start
            continue
        there = tuple(round(10 * float(number)) for number in point.split())
        dx, dy = (after - before for after, before in zip(there, here, strict=True))
        if command == "M":
            steps.append(f"m{dx / 10:g} {dy / 10:g}")
            start = there
        elif not dy:
            steps.append(f"h{dx / 10:g}")
        else:
            steps.append(f"l{dx / 10:g} {dy / 10:g}" if dx else f"v{dy / 10:g}")
        here = there
    return "".join(steps)


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
