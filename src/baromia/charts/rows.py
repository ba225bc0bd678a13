"""Rows of a frame on an axis of shares: the fields of a row, and where it is drawn.

On a wide page labels stand left of the axis; on a narrow one, and in columns, above it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import pandas as pd

from . import style
from .chart import Panel
from .page import Box, Page, Scale
from .style import FAINT, LABEL, NOTE, SOFT, STRONG, TICK, text_width, wrap

RIGHTWARD, LEFTWARD = ("more_than", "at_least"), ("up_to", "less_than", "at_most")
ON_REQUEST = ("id", "who", "under", "right", "group", "place")  # fields that a form names a column for
BELOW = 14  # pixels between a panel's content and what follows
WHO = 176  # pixels that the names of those asked take at most; labels beside them take the next
LABEL_BESIDE_WHO, LABEL_ALONE = 158, 264
DETAIL = 16  # pixels of the softer line under a label


@dataclass(frozen=True)
class Row:
    """The fields of a row: texts ready to be read, shares from 0 to 1, None where nothing is known."""

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
    place: float = 0.0  # in time
    strong: bool = False
    missing: str = ""
    hollow: bool = False
    short: str = ""  # of a part of a bar, where the label does not fit
    published: bool = True
    rest: bool = False
    start: float = 0.0  # of several parts together
    above: bool = True  # of a claim: whether it needs to lie above its threshold, or below

    @property
    def computed(self) -> bool:
        """Whether only the two ends are known: a range that was computed."""
        return self.share is None and self.low is not None

    @property
    def direction(self) -> int:
        """Of a bound, where the share may lie: 1 above, -1 below; else 0."""
        return (self.qualifier in RIGHTWARD) - (self.qualifier in LEFTWARD)

    @property
    def filled(self) -> bool:
        """Whether n is known, so that there is an interval."""
        return self.low is not None and not self.hollow

    @property
    def look(self) -> style.Population:
        """The marker and colours of its population."""
        return style.population_style(self.population)

    @property
    def type(self) -> style.Type:
        """The type that its label is set in."""
        return STRONG if self.strong else LABEL

    def lines(self, width: float) -> tuple[str, ...]:
        """Return the label in lines that fit a width."""
        return wrap(self.label, width, self.type)


def rows_of(frame: pd.DataFrame, **columns: str | None) -> list[Row]:
    """Return a frame's rows; `columns` maps a field to its column where their names differ."""
    if frame.empty:
        raise ValueError("nothing to draw: the frame has no rows; say so in a sentence instead")
    named = {name: column for name, column in columns.items() if column}
    fields = {name: name for name in Row.__dataclass_fields__ if name not in ON_REQUEST} | named
    absent = {fields[name] for name in ("label", "printed", "share", *named)}.difference(frame)
    if absent:
        wanting = ", ".join(sorted(absent))
        raise ValueError(f"the frame of a chart has no {wanting}; its columns are {', '.join(map(str, frame))}")
    fields = {name: column for name, column in fields.items() if column in frame}
    records = frame[list(dict.fromkeys(fields.values()))].to_dict("records")
    return [
        Row(id=str(name), **{field: row[column] for field, column in fields.items() if pd.notna(row[column])})
        for name, row in zip(frame.index, records, strict=True)
    ]


def complete_rows_of(frame: pd.DataFrame, **columns: str | None) -> list[Row]:
    """Return a frame's rows for a form that has no place for one without a share."""
    rows = rows_of(frame, **columns)
    absent = [row.label for row in rows if row.share is None]
    if absent:
        mend = "leave the row out, or draw `points`, which say so"
        raise ValueError(f"this form needs a share a row, and none is known of {', '.join(absent)}; {mend}")
    return rows


class Heading(NamedTuple):
    """What stands above a panel."""

    text: str = ""
    aside: str = ""
    population: str | None = None
    filled: bool | None = None  # of its marker; None: no marker
    right: str = ""

    def draw(self, page: Page, box: Box) -> float:
        """Draw it at the top of a box; return where the content begins."""
        page.rule(box.x, box.y, box.width)
        if not self.text:
            return page.paragraph(box.x, box.y + 19, self.aside, box.width, NOTE) + 8 if self.aside else box.y + 5
        look, x = style.population_style(self.population), box.x
        if self.population and self.filled is not None:
            page.mark(x + 8, box.y + 16, look, self.filled)
            x += 21
        lines = wrap(self.text, box.right - x, STRONG)
        y = page.lines(x, box.y + 21, lines, STRONG, colour=look.text if self.population else SOFT)
        end = x + text_width(lines[-1], STRONG) + 8
        right = "" if page.narrow else self.right
        page.text(box.right, box.y + 21, right, NOTE, ha="right")
        aside = " · ".join(filter(None, (self.aside, self.right if page.narrow else "")))
        alone = box.width == page.width  # beside another panel all asides stand below, so that rows begin at one height
        room = box.right - (text_width(right) + 12 if right else 0)
        if alone and end + text_width(aside, NOTE) <= room:
            page.text(end, y, aside, NOTE)
        else:
            y = page.paragraph(box.x, y + 17, aside, box.width, NOTE)
        return y + 8


class Strip(NamedTuple):
    """Where one row is drawn: its axis, the height of its middle, and how far to the right it may reach."""

    page: Page
    scale: Scale
    y: float
    limit: float


class Table(NamedTuple):
    """Rows on one axis: beside their labels, or beneath them where there is no column of labels.

    `draw(strip, row)` draws the numbers of a row on its strip; the rest is the same in every form.
    """

    rows: Sequence[Row]
    draw: Callable[[Strip, Row], None]
    ticks: bool = True
    pitch: float = 30  # pixels of a row whose label has one line
    heads: Mapping[str, str] = {}  # of the columns `label`, `who` and `right`
    widest: float = LABEL_ALONE  # pixels that a label takes in one line
    threshold: float | None = None  # drawn across the grid
    points: bool = False  # differences, in percentage points: no percent sign

    def panel(self, heading: Heading | None, signs: Sequence[str]) -> Panel:
        """Return the table under its heading as a panel; without one it goes on from the panel above."""

        def paint(page: Page, box: Box) -> float:
            return self.paint(page, box._replace(y=heading.draw(page, box) if heading else box.y - BELOW / 2))

        return Panel(paint, signs, self.wanted_width)

    def paint(self, page: Page, box: Box) -> float:
        """Draw all rows into a box; return the bottom."""
        draw_rows = self._above if page.narrow or not box.label_width else self._beside
        scale, y = draw_rows(page, box)
        if not self.heads and self.ticks:
            page.ticks(scale, y + 15, plain=self.points)
            y += 17
        return y + BELOW

    def wanted_width(self, page: Page) -> float:
        """Return the width that labels and who was asked would like on a wide page; longer labels take two lines."""
        if page.narrow:
            return 0.0
        most = LABEL_BESIDE_WHO if self._who else self.widest
        widths = [text_width(self._head("label"), TICK), *(text_width(row.detail, NOTE) for row in self.rows)]
        widths += [text_width(line, row.type) for row in self.rows for line in row.lines(most)]
        return max(widths) + self._who + 2

    def _head(self, column: str) -> str:
        return self.heads.get(column, "")

    @property
    def _who(self) -> float:
        """The width of the column of those asked, its gap included; 0 without one."""
        widest = max(min(max(text_width(row.who), text_width(row.under, NOTE)), WHO) for row in self.rows)
        return widest + 14 if widest else 0.0

    def _beside(self, page: Page, box: Box) -> tuple[Scale, float]:
        """Draw rows with labels left, axis in the middle, n at the right; return the axis and the bottom."""
        column = box.label_width - self._who
        who = box.x + column + 14
        right = max(text_width(self._head("right"), TICK), *(text_width(row.right) for row in self.rows))
        scale, y = table_scale(box, right), box.y
        limit = box.right - (right + 12 if right else 0)
        if self.heads:
            y += 15
            page.text(box.x, y, self._head("label"), TICK)
            page.text(who, y, self._head("who"), TICK)
            page.text(box.right, y, self._head("right"), TICK, ha="right")
            page.ticks(scale, y, plain=self.points)
            y += 8
            page.rule(box.x, y, box.width)
        for number, (title, rows) in enumerate(groupby(self.rows, lambda row: row.group)):
            if title and number:
                y += 4
                page.rule(box.x, y, box.width)
            if title:
                y = page.paragraph(box.x, y + 20, title, box.width, STRONG, colour=SOFT) + 7
            blocks = list(self._blocks(rows, column))
            page.grid(scale, y, y + sum(height for _, height in blocks), self.threshold)
            for place, (block, height) in enumerate(blocks):
                if place and block[0].who:
                    page.rule(box.x, y, box.width, style.GRID)
                middle = y + height / 2
                _label(page, box.x, middle, block[0], column)
                for order, row in enumerate(block):
                    strip = Strip(page, scale, middle + 36 * (order - (len(block) - 1) / 2), limit)
                    _about(strip, box, row, who)
                    self.draw(strip, row)
                y += height
        return scale, y

    def _blocks(self, rows: Iterator[Row], column: float) -> Iterator[tuple[list[Row], float]]:
        """Yield rows and their height together; where those asked have a column, rows of one label share it."""
        named = bool(self._who)
        for _, same in groupby(rows, lambda row: row.label if named else row.id):
            block = list(same)
            label = LABEL.leading * len(block[0].lines(column)) + (DETAIL if block[0].detail else 0)
            yield block, max(36 * len(block) + 8, label + 14) if named else max(self.pitch, label + self.pitch - 18)

    def _above(self, page: Page, box: Box) -> tuple[Scale, float]:
        """Draw rows with labels above their strips; return the axis and the bottom."""
        named = bool(self._who)
        right = 0.0 if named else max(text_width(row.right) for row in self.rows)
        scale, y = strip_scale(box, right), box.y
        if self.heads:
            if not named:
                page.text(box.x, y + 16, self._head("label"), TICK)
                page.text(box.right, y + 16, self._head("right"), TICK, ha="right")
                y += 19
            page.ticks(scale, y + 16, plain=self.points)
            y += 20
        before = Row()
        for row in self.rows:
            if row.group != before.group:
                if before.group:
                    y += 6
                    page.rule(box.x, y, box.width)
                y = page.paragraph(box.x, y + 21, row.group, box.width, STRONG, colour=SOFT) + 6
            if not named or row.label != before.label:
                y = page.lines(box.x, y + 16, row.lines(box.width), row.type) + 3
            y = page.paragraph(box.x, y + 14, row.detail, box.width, FAINT) + 3
            if named:
                people = ", ".join(filter(None, (row.who, row.under)))
                people = " · ".join(filter(None, (people, row.right)))
                y = page.paragraph(box.x, y + 14, people, box.width, NOTE, colour=row.look.text) + 3
            elif row.right:
                page.text(box.right, y + 20, row.right, ha="right")
            page.grid(scale, y + 3, y + 27, self.threshold)
            self.draw(Strip(page, scale, y + 15, box.right - (right + 8 if right else 0)), row)
            y, before = y + 30, row
        return scale, y - 4


def table_scale(box: Box, right: float = 0) -> Scale:
    """Return the axis beside a column of labels, with room for a column of texts at the right end."""
    return Scale(box.x + box.label_width + 16, box.right - (right + 30 if right else 54))


def strip_scale(box: Box, right: float = 0) -> Scale:
    """Return the axis beneath labels, with room for a column of texts at the right end."""
    return Scale(box.x + 6, box.right - (right + 22 if right else 52))


def _about(strip: Strip, box: Box, row: Row, x: float) -> None:
    """Write who was asked, and the text at the right end of a row."""
    page, y = strip.page, strip.y
    page.text(x, y + (-3 if row.under else 5), row.who, colour=row.look.text)
    page.text(x, y + 13, row.under, FAINT)
    page.text(box.right, y + 5, row.right, FAINT if row.low is None else LABEL, ha="right")


def _label(page: Page, x: float, middle: float, row: Row, width: float) -> None:
    """Write a label and its detail, centred on a height."""
    lines = row.lines(width)
    height = len(lines) * LABEL.leading + (DETAIL if row.detail else 0)
    y = page.lines(x, middle - height / 2 + 13.5, lines, row.type)
    page.text(x, y + 17, row.detail, FAINT)
