"""What a chart draws, read back from its SVG in percent: by its shapes alone, not by the code that drew them."""

import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple
from xml.etree import ElementTree

GRID, PAPER, TRACK, BRACKET = {"#E4E6E9", "#A3A8AE"}, "#FFFFFF", "#EEF0F2", "#4A4F56"
SEAM = 1.5  # pixels of paper after a part of a bar


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


class Axis(NamedTuple):
    """Where 0 and 100 % stand, and between which heights (or places, where it is upright) it is drawn."""

    zero: float
    hundred: float
    start: float
    end: float

    def percent(self, at: float) -> float:
        return 100 * (at - self.zero) / (self.hundred - self.zero)

    def holds(self, along: float, across: float) -> bool:
        low, high = sorted((self.zero, self.hundred))
        return self.start - 1 <= across <= self.end + 1 and low - 3 <= along <= high + 3


@dataclass
class Read:
    """What was read: marks with whether they are filled, intervals, ranges that were computed, parts not published."""

    marks: list[tuple[float, bool]] = field(default_factory=list)
    bands: list[tuple[float, float]] = field(default_factory=list)
    ranges: list[tuple[float, float]] = field(default_factory=list)
    hatched: list[float] = field(default_factory=list)


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


def axes(found: list[Shape], *, upright: bool) -> list[Axis]:
    """Return the axes of a drawing: five gridlines at equal distances, or the track that a bar lies on."""
    lines = defaultdict(list)
    for one in found:
        if len(one.points) == 2 and one.stroke in GRID and one.width == 1:
            across = (one.left, one.right) if upright else (one.top, one.bottom)
            at, other = (one.top, one.bottom) if upright else (one.left, one.right)
            if at == other:
                lines[across].append(at)
    result = []
    for (start, end), places in lines.items():
        places = sorted(set(places))
        for five in (places[at : at + 5] for at in range(0, len(places), 5)):  # panels may stand side by side
            steps = [after - before for before, after in pairwise(five)]
            if len(five) == 5 and max(steps) - min(steps) < 0.5:
                zero, hundred = (five[-1], five[0]) if upright else (five[0], five[-1])
                result.append(Axis(zero, hundred, start, end))
    if not upright:
        tracks = (one for one in found if one.fill == TRACK and one.bottom - one.top < 10)
        result += [Axis(one.left, one.right, one.top, one.bottom) for one in tracks]
    return result


def read(drawing: Drawing) -> Read:
    """Return the marks, intervals and ranges of a chart, each on the axis or the bar it stands on."""
    found, result = shapes(drawing), Read()
    page = max(one.right for one in found)
    boxes = [one for one in found if len(one.points) >= 4 and one.fill != "none" and not one.round]
    boxes = [one for one in boxes if one.stroke or one.fill != PAPER]  # else it only clears the ground for letters
    lying, upright = axes(found, upright=False), axes(found, upright=True)
    taken = set()
    for axis in lying:
        rows = defaultdict(list)
        for one in found:
            if one.tag == "use" and axis.holds(one.left, one.top):
                result.marks.append((axis.percent(one.left), one.fill != PAPER))
            elif one.round and axis.holds(one.left, one.middle) and one.bottom - one.top > 6:
                result.bands.append((axis.percent(one.left), axis.percent(one.right)))
        for one in boxes:
            if axis.holds(one.left, one.middle) and one.fill != TRACK:
                rows[round(one.whole().middle)].append(one.whole())
                taken.add(one)
        for row in rows.values():
            _bar(row, axis, result)
    for axis in upright:
        for one in found:
            if one.tag == "use" and axis.holds(one.top, one.left):
                result.marks.append((axis.percent(one.top), one.fill != PAPER))
            elif one.round and axis.holds(one.bottom, one.left):
                result.bands.append((axis.percent(one.bottom), axis.percent(one.top)))
        for one in boxes:
            if abs(one.bottom - axis.zero) < 0.2 and axis.start <= one.left <= axis.end:
                result.marks.append((axis.percent(one.top), False))
                taken.add(one)
    _stacks([one for one in boxes if one not in taken], found, lying, page, result)
    for one in found:  # answers beneath a bar: stems without a grid, over the whole width
        if one.stroke and len(one.points) == 2 and one.width == 2 and one.top == one.bottom:
            here = (one.right, one.top)
            ends = [mark for mark in found if mark.tag == "use" and math.dist(here, (mark.left, mark.top)) < 0.2]
            if ends and not any(axis.holds(one.left, one.top) for axis in lying):
                axis = Axis(one.left, page, one.top, one.top)
                result.marks += [(axis.percent(mark.left), mark.fill != PAPER) for mark in ends]
    return result


def _bar(row: list[Shape], axis: Axis, result: Read) -> None:
    """Read the boxes at one height of an axis: a bar with a soft end, an outlined one, a range that was computed."""
    ends = sorted(axis.percent(one.right) for one in row if abs(one.left - axis.zero) < 0.2)
    if len(row) == 3:
        result.bands.append((ends[0], ends[2]))
        result.marks.append((ends[1], True))
    elif len(row) == 2:
        first, second = sorted(row, key=lambda one: one.left)
        assert abs(first.right - second.left) < 0.2, row
        result.ranges.append((axis.percent(first.right), axis.percent(second.right)))
    elif ends:
        result.marks.append((ends[0], False))


def _stacks(boxes: list[Shape], found: list[Shape], lying: list[Axis], page: float, result: Read) -> None:
    """Read bars made of parts, the intervals and the brackets beneath them."""
    bars = defaultdict(list)
    for one in boxes:
        if 24 < one.whole().bottom - one.whole().top < 36:
            bars[round(one.whole().middle)].append(one.whole())
    for parts in bars.values():
        parts.sort(key=lambda one: one.left)
        axis = Axis(parts[0].left, parts[-1].right + SEAM, parts[0].top, parts[0].bottom)
        widths = [(0.0, page), *((one.zero, one.hundred) for one in lying)]
        assert any(abs(axis.zero - zero) + abs(axis.hundred - end) < 1 for zero, end in widths), "not 100 % wide"
        for part in parts:
            share = axis.percent(part.right + SEAM) - axis.percent(part.left)
            if part.fill == PAPER:
                result.hatched.append(share)
            else:
                result.marks.append((share, False))
        below = [one for one in found if 0 < one.top - axis.end < 22]
        for one in below:
            if one.round and one.bottom - one.top < 6:
                result.bands.append((axis.percent(one.left), axis.percent(one.right)))
            elif one.stroke == BRACKET and one.width == 1.2 and one.points[-1][1] < one.points[-2][1]:
                result.marks.append((axis.percent(one.right + 0.6 + SEAM), False))
