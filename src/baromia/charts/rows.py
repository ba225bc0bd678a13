"""Rows of a frame on an axis of shares: what a row says, and where it stands.

On a wide page labels stand left of the axis; on a narrow one, and in columns, above it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import pandas as pd

from . import style
from .page import Box, Page, Scale

RIGHTWARD, LEFTWARD = ("more_than", "at_least"), ("up_to", "less_than", "at_most")
ON_REQUEST = ("id", "who", "under", "right", "group", "dots")  # fields that a form names a column for
BELOW = 14  # pixels between a panel's content and what follows
WHO = 176  # pixels that the names of those asked take at most; labels beside them take the next
LABEL_BESIDE_WHO, LABEL_ALONE = 158, 264
DETAIL = 16  # pixels of the softer line under a label


@dataclass(frozen=True)
class Row:
    """What one row says: texts ready to be read, shares from 0 to 1, None where nothing is known."""

    id: str = ""
    label: str = ""
    detail: str = ""
    printed: str = ""
    printed_high: str = ""
    population: str | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    qualifier: str = "exact"
    group: str = ""
    who: str = ""
    under: str = ""
    right: str = ""
    strong: bool = False
    missing: str = ""
    hollow: bool = False
    dots: tuple["Row", ...] = ()
    short: str = ""  # of a part of a bar, where the label does not fit
    published: bool = True
    rest: bool = False
    start: float = 0.0  # of several parts together

    @property
    def computed(self) -> bool:
        """Whether only the two ends are known: a range that was computed."""
        return self.share is None and self.low is not None

    @property
    def direction(self) -> int:
        """Where the share may lie, if it is a bound: 1 above, -1 below."""
        return (self.qualifier in RIGHTWARD) - (self.qualifier in LEFTWARD)

    @property
    def filled(self) -> bool:
        """Whether n is known, so that there is an interval."""
        return self.low is not None and not self.hollow

    @property
    def weight(self) -> int:
        """How heavy the label is."""
        return style.SEMIBOLD if self.strong else style.REGULAR

    def lines(self, width: float) -> tuple[str, ...]:
        """Return the label in lines that fit a width."""
        return style.wrap(self.label, width, style.LABEL, self.weight)


def rows_of(frame: pd.DataFrame, **columns: str | None) -> list[Row]:
    """Return a frame's rows; `columns` names the column of a field where it is not called as the field is.

    Raises
    ------
    ValueError
        Where the frame has no rows, or a column that is asked for is missing.
    """
    if frame.empty:
        raise ValueError("nothing to draw: the frame has no rows; say so in a sentence instead")
    named = {name: column for name, column in columns.items() if column}
    fields = {name: name for name in Row.__dataclass_fields__ if name not in ON_REQUEST} | named
    absent = {fields[name] for name in ("label", "printed", "share", *named)}.difference(frame)
    if absent:
        wanting = ", ".join(sorted(absent))
        raise ValueError(f"the frame of a chart has no {wanting}; its columns are {', '.join(map(str, frame))}")
    there = {name: column for name, column in fields.items() if column in frame}
    records = frame[list(dict.fromkeys(there.values()))].to_dict("records")
    return [
        Row(id=str(name), **{field: row[column] for field, column in there.items() if pd.notna(row[column])})
        for name, row in zip(frame.index, records, strict=True)
    ]


@dataclass(frozen=True)
class Heading:
    """What stands above a panel."""

    text: str = ""
    aside: str = ""
    population: str | None = None
    filled: bool | None = None  # of its marker; None: no marker
    right: str = ""

    def draw(self, page: Page, box: Box) -> float:
        """Draw it at the top of a box; return where the content begins."""
        page.rule(box.x, box.y, box.width)
        soft = {"size": style.SMALL, "colour": style.SOFT}
        if not self.text:
            return page.paragraph(box.x, box.y + 19, self.aside, box.width, **soft) + 8 if self.aside else box.y + 5
        look, x = style.population_style(self.population), box.x
        if self.population and self.filled is not None:
            page.mark(x + 8, box.y + 16, look, self.filled)
            x += 21
        lines = style.wrap(self.text, box.right - x, style.LABEL, style.SEMIBOLD)
        y = page.lines(x, box.y + 21, lines, weight=style.SEMIBOLD, colour=look.text if self.population else style.SOFT)
        end = x + style.text_width(lines[-1], style.LABEL, style.SEMIBOLD) + 8
        right = "" if page.narrow else self.right
        page.text(box.right, box.y + 21, right, ha="right", **soft)
        aside = " · ".join(filter(None, (self.aside, self.right if page.narrow else "")))
        alone = box.width == page.width  # beside another panel all asides stand below, so that rows begin at one height
        if alone and end + style.text_width(aside, style.SMALL) <= box.right - (
            style.text_width(right) + 12 if right else 0
        ):
            page.text(end, y, aside, **soft)
        else:
            y = page.paragraph(box.x, y + 17, aside, box.width, **soft)
        return y + 8


class Axis(NamedTuple):
    """What an axis of shares shows beyond its grid."""

    threshold: float | None = None
    points: bool = False  # differences, in percentage points: no percent sign
    ticks: bool = True


class Strip(NamedTuple):
    """Where one row is drawn: its axis, the height of its middle, and how far to the right it may reach."""

    page: Page
    scale: Scale
    y: float
    limit: float


Drawing = Callable[[Strip, Row], None]


def draw_rows(
    page: Page,
    box: Box,
    rows: Sequence[Row],
    draw: Drawing,
    *,
    axis: Axis,
    pitch: float = 30,
    heads: Mapping[str, str] | None = None,
) -> float:
    """Draw rows beside their labels, or beneath them where there is no column of labels; return the bottom."""
    if page.narrow or not box.left:
        scale, y = _above(page, box, rows, draw, axis, heads or {})
    else:
        scale, y = _beside(page, box, rows, draw, axis, heads or {}, pitch)
    if not heads and axis.ticks:
        page.ticks(scale, y + 15, plain=axis.points)
        y += 17
    return y + BELOW


def wanted_width(
    page: Page, rows: Sequence[Row], heads: Mapping[str, str] | None = None, most: float = LABEL_ALONE
) -> float:
    """Return the width that labels and who was asked would like on a wide page; longer labels take two lines."""
    if page.narrow:
        return 0.0
    who = _who_width(rows)
    widths = [style.text_width((heads or {}).get("label", ""), style.TICK)]
    for row in rows:
        lines = row.lines(LABEL_BESIDE_WHO if who else most)
        widths += [
            style.text_width(row.detail, style.SMALL),
            *(style.text_width(line, style.LABEL, row.weight) for line in lines),
        ]
    return max(widths) + who + 2


def table_scale(box: Box, right: float = 0) -> Scale:
    """Return the axis beside a column of labels, with room for a column of texts at the right end."""
    return Scale(box.x + box.left + 16, box.right - (right + 30 if right else 54))


def strip_scale(box: Box, right: float = 0) -> Scale:
    """Return the axis beneath labels, likewise."""
    return Scale(box.x + 6, box.right - (right + 22 if right else 52))


def _who_width(rows: Sequence[Row]) -> float:
    """Return the width of the column of those asked, its gap included; 0 without one."""
    widest = max(min(max(style.text_width(row.who), style.text_width(row.under, style.SMALL)), WHO) for row in rows)
    return widest + 14 if widest else 0.0


def _beside(
    page: Page, box: Box, rows: Sequence[Row], draw: Drawing, axis: Axis, heads: Mapping[str, str], pitch: float
) -> tuple[Scale, float]:
    """Draw rows with labels left, axis in the middle, n at the right; return the axis and the bottom."""
    column = box.left - _who_width(rows)
    right = max([style.text_width(row.right) for row in rows] + [style.text_width(heads.get("right", ""), style.TICK)])
    scale, y = table_scale(box, right), box.y
    limit = box.right - (right + 12 if right else 0)
    if heads:
        y += 15
        page.text(box.x, y, heads.get("label", ""), size=style.TICK, colour=style.MUTE)
        page.text(box.x + column + 14, y, heads.get("who", ""), size=style.TICK, colour=style.MUTE)
        page.text(box.right, y, heads.get("right", ""), size=style.TICK, colour=style.MUTE, ha="right")
        page.ticks(scale, y, plain=axis.points)
        y += 8
        page.rule(box.x, y, box.width)
    for number, (title, of_group) in enumerate(groupby(rows, lambda row: row.group)):
        if title and number:
            y += 4
            page.rule(box.x, y, box.width)
        if title:
            y = page.paragraph(box.x, y + 20, title, box.width, weight=style.SEMIBOLD, colour=style.SOFT) + 7
        blocks = _blocks(list(of_group), column, pitch)
        page.grid(scale, y, y + sum(height for _, height in blocks), axis.threshold)
        for place, (block, height) in enumerate(blocks):
            if place and block[0].who:
                page.rule(box.x, y, box.width, style.GRID)
            middle = y + height / 2
            _label(page, box.x, middle, block[0], column)
            for order, row in enumerate(block):
                strip = Strip(page, scale, middle + 36 * (order - (len(block) - 1) / 2), limit)
                _about(strip, box, row, box.x + column + 14)
                draw(strip, row)
            y += height
    return scale, y


def _blocks(rows: Sequence[Row], column: float, pitch: float) -> list[tuple[list[Row], float]]:
    """Return rows and their height together; where those asked have a column, rows of one label share it."""
    named = any(row.who for row in rows)
    blocks = [list(block) for _, block in groupby(rows, lambda row: row.label)] if named else [[row] for row in rows]
    found = []
    for block in blocks:
        label = style.LEADING[style.LABEL] * len(block[0].lines(column)) + (DETAIL if block[0].detail else 0)
        found.append((block, max(36 * len(block) + 8, label + 14) if named else max(pitch, label + pitch - 18)))
    return found


def _about(strip: Strip, box: Box, row: Row, x: float) -> None:
    """Write who was asked, and what stands at the right end of a row."""
    page, y = strip.page, strip.y
    page.text(x, y + (-3 if row.under else 5), row.who, colour=style.population_style(row.population).text)
    page.text(x, y + 13, row.under, size=style.SMALL, colour=style.MUTE)
    known = {} if row.low is not None or row.dots else {"colour": style.MUTE, "size": style.SMALL}
    page.text(box.right, y + 5, row.right, ha="right", **known)


def _label(page: Page, x: float, middle: float, row: Row, width: float) -> None:
    """Write a label, and what is said of it, centred on a height."""
    lines = row.lines(width)
    tall = len(lines) * style.LEADING[style.LABEL] + (DETAIL if row.detail else 0)
    y = page.lines(x, middle - tall / 2 + 13.5, lines, weight=row.weight)
    page.text(x, y + 17, row.detail, size=style.SMALL, colour=style.MUTE)


def _above(
    page: Page, box: Box, rows: Sequence[Row], draw: Drawing, axis: Axis, heads: Mapping[str, str]
) -> tuple[Scale, float]:
    """Draw rows with labels above their strips; return the axis and the bottom."""
    named = any(row.who for row in rows)
    right = 0.0 if named else max(style.text_width(row.right) for row in rows)
    scale, y = strip_scale(box, right), box.y
    if heads:
        if not named:
            page.text(box.x, y + 16, heads.get("label", ""), size=style.TICK, colour=style.MUTE)
            page.text(box.right, y + 16, heads.get("right", ""), size=style.TICK, colour=style.MUTE, ha="right")
            y += 19
        page.ticks(scale, y + 16, plain=axis.points)
        y += 20
    before = Row()
    for row in rows:
        if row.group != before.group:
            if before.group:
                y += 6
                page.rule(box.x, y, box.width)
            y = page.paragraph(box.x, y + 21, row.group, box.width, weight=style.SEMIBOLD, colour=style.SOFT) + 6
        if not named or row.label != before.label:
            y = page.lines(box.x, y + 16, row.lines(box.width), weight=row.weight) + 3
        y = page.paragraph(box.x, y + 14, row.detail, box.width, size=style.SMALL, colour=style.MUTE) + 3
        if named:
            asked = " · ".join(filter(None, (", ".join(filter(None, (row.who, row.under))), row.right)))
            colour = style.population_style(row.population).text
            y = page.paragraph(box.x, y + 14, asked, box.width, size=style.SMALL, colour=colour) + 3
        elif row.right:
            page.text(box.right, y + 20, row.right, ha="right")
        page.grid(scale, y + 3, y + 27, axis.threshold)
        draw(Strip(page, scale, y + 15, box.right - (right + 8 if right else 0)), row)
        y, before = y + 30, row
    return scale, y - 4
