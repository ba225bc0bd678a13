"""What a chart draws, read back from its SVG: its shapes, by other code than that which drew them."""

import re
from typing import NamedTuple
from xml.etree import ElementTree

PAPER = "#FFFFFF"


Drawing = tuple[tuple[str, frozenset, str], ...]  # of its parts: element, attributes, text


def drawing_of(svg: str) -> Drawing:
    """Return the shapes and texts of an SVG, in order."""
    parts = ElementTree.fromstring(svg).iter()
    return tuple((one.tag.rpartition("}")[2], frozenset(one.items()), one.text or "") for one in parts)


class Shape(NamedTuple):
    """A part of a drawing: where it reaches, how it is painted, the points of its outline."""

    tag: str
    left: float
    top: float
    right: float
    bottom: float
    fill: str
    stroke: str
    width: float
    points: tuple = ()
    round: bool = False

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def whole(self) -> "Shape":
        """Return a box with the half of its edge that lies outside its path."""
        half = self.width / 2 if self.stroke else 0
        return self._replace(
            left=self.left - half, right=self.right + half, top=self.top - half, bottom=self.bottom + half
        )


def outline(path: str) -> list[tuple[float, float]]:
    """Return the points of a path; of a curve, where it ends."""
    numbers = [re.findall(r"-?[\d.]+", text) for text in re.findall(r"[MLQ]([^a-zA-Z]*)", path)]
    return [(float(each[-2]), float(each[-1])) for each in numbers]


def shapes(drawing: Drawing) -> list[Shape]:
    """Return what is painted, in order; markers as points."""
    found = []
    for tag, attributes, _ in drawing:
        given = dict(attributes)
        fill, stroke = given.get("fill", ""), given.get("stroke", "")
        width = float(given.get("stroke-width", 1))
        if tag == "use":
            x, y = float(given["x"]), float(given["y"])
            found.append(Shape(tag, x, y, x, y, fill, stroke, width))
        elif tag == "path" and fill:  # a marker's own outline has no colour
            points = outline(given["d"])
            xs, ys = zip(*points, strict=True)
            ends = (min(xs), min(ys), max(xs), max(ys))
            found.append(Shape(tag, *ends, fill, stroke, width, tuple(points), "Q" in given["d"]))
    return found
