"""Rows on an axis of shares: points with what is known of their error, stems, bars, and ranges that were computed.

On a wide page labels stand left of the axis; on a narrow one, and in columns, above it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

import pandas as pd

from .chart import Panel
from .page import GAP, Box, Page, Scale
from .style import (
    AXIS,
    GRID,
    INK,
    LABEL,
    LEADING,
    MUTE,
    PAPER,
    REGULAR,
    SEMIBOLD,
    SMALL,
    SOFT,
    TICK,
    Colour,
    population_style,
    text_on,
    text_width,
    tint,
    wrap,
)

RIGHTWARD, LEFTWARD = ("more_than", "at_least"), ("up_to", "less_than", "at_most")
ON_REQUEST = ("who", "under", "right", "right_narrow", "group", "dots")  # fields that a form names a column for
BELOW = 14  # pixels between a panel's content and what follows


@dataclass(frozen=True)
class Row:
    """What one row says: texts ready to be read, shares from 0 to 1, None where nothing is known."""

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
    right_narrow: str = ""
    strong: bool = False
    missing: str = ""
    hollow: bool = False
    dots: tuple["Row", ...] = ()

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
    def byline(self) -> str:
        """Who was asked, in one line for a narrow page."""
        who = ", ".join(filter(None, (self.who, self.under)))
        return " · ".join(filter(None, (who, self.right_narrow or self.right)))


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
    records = frame[[column for column in dict.fromkeys(fields.values()) if column in frame]].to_dict("records")
    return [
        Row(**{name: record[column] for name, column in fields.items() if not _missing(record.get(column))})
        for record in records
    ]


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or value != value


def points(
    frame: pd.DataFrame,
    *,
    heading: str = "",
    aside: str = "",
    population: str | None = None,
    who: str | None = None,
    under: str | None = None,
    right: str | None = None,
    right_narrow: str | None = None,
    group: str | None = None,
    heads: Mapping[str, str] | None = None,
    rule: bool = True,
    ticks: bool = True,
) -> Panel:
    """Draw a share a row: filled on its interval where n is known, else hollow; a bound with an arrow.

    A row with `low` and `high` but without a share is a range that was computed: solid as far as it reaches at
    least, hatched as far as it reaches at most; `printed` and `printed_high` name its ends.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns `label`, `printed`, `share`; and, where there are any, `population`, `low`, `high`, `qualifier` as
        `evidence` has them, `detail` (a softer second line), `strong` (emphasis), `missing` (words at the right).
    heading, aside : str
        Above the rows, and softer beside it.
    population : str, optional
        Of the heading's colour and marker; as a rule that of all rows.
    who, under, right, right_narrow : str, optional
        Columns of texts: who was asked (in the population's colour), a softer line beneath, what stands at the right
        end (n); what stands there on a narrow page, where it needs the words "n = ".
    group : str, optional
        Column of headings between rows.
    heads : mapping, optional
        Headings of the columns `label`, `who` and `right`; the ticks then stand beside them.
    rule : bool
        Whether a rule stands above; not where the rows go on from a panel on the same axis.
    ticks : bool
        Whether the axis is written; the last panel of several does.
    """
    rows = rows_of(frame, who=who, under=under, right=right, right_narrow=right_narrow, group=group)
    filled = all(row.filled for row in rows if not row.computed)
    head = Heading(heading, aside, population, filled) if rule else None
    return _panel(rows, head, _point, Axis(ticks=ticks), heads=heads)


def stems(
    frame: pd.DataFrame,
    *,
    heading: str = "",
    aside: str = "",
    population: str | None = None,
    marker: bool = True,
    ticks: bool = True,
) -> Panel:
    """Draw ranked answers of one question as points on stems.

    Parameters
    ----------
    frame, heading, aside, population, ticks
        As for `points`.
    marker : bool
        Whether the heading shows the population's marker.
    """
    rows = rows_of(frame)
    head = Heading(heading, aside, population, all(row.filled for row in rows) if marker else None)
    return _panel(rows, head, _stem, Axis(ticks=ticks))


def answers(frame: pd.DataFrame, *, question: str) -> Panel:
    """Draw answers as short stems with their words behind, on the axis of a bar above them; columns as for `points`."""
    rows = rows_of(frame)

    def paint(page: Page, box: Box) -> float:
        y = page.paragraph(box.x, box.y + 8, question, box.width, colour=SOFT) - LEADING[LABEL] + 8
        scale = Scale(box.x, box.right)
        for row in rows:
            y += 23
            style, x = population_style(row.population), scale(row.share)
            page.line([scale.left, x], [y - 9, y - 9], tint(style.mark, 0.45), 2)
            end = x
            if row.filled:
                page.band(scale(row.low), scale(row.high), y - 9, style.mark, 12)
                end = scale(row.high)
            end = max(end, x + page.mark(x, y - 9, style, row.filled)) + GAP + 1
            end = page.runs(end, y - 4, [(row.printed, {"weight": SEMIBOLD})]) + GAP
            y = page.lines(end, y - 4, wrap(row.label, box.right - end)) - LEADING[LABEL] + 4
        return y + BELOW - 4

    return Panel(paint, _point_keys(rows))


def bars(
    frame: pd.DataFrame, *, heading: str = "", aside: str = "", population: str | None = None, ticks: bool = True
) -> Panel:
    """Draw bars that end softly where an interval is known, outlined where there is none; arguments as for `points`."""
    rows = rows_of(frame)
    head = Heading(heading, aside, population, None)
    return _panel(rows, head, _bar, Axis(ticks=ticks), pitch=25, keys=_bar_keys(rows))


@dataclass(frozen=True)
class Heading:
    """What stands above a panel."""

    text: str = ""
    aside: str = ""
    population: str | None = None
    filled: bool | None = None  # of its marker; None: no marker
    right: str = ""
    rule: Colour = AXIS

    def draw(self, page: Page, box: Box) -> float:
        """Draw it at the top of a box; return where the content begins."""
        page.rule(box.x, box.y, box.width, self.rule)
        if not self.text:
            after = page.paragraph(box.x, box.y + 19, self.aside, box.width, size=SMALL, colour=SOFT)
            return after - LEADING[SMALL] + 8 if self.aside else box.y + 5
        style = population_style(self.population)
        y, x = box.y + 21, box.x
        if self.population and self.filled is not None:
            page.mark(x + 8, y - 5, style, self.filled)
            x += 21
        colour = style.text if self.population else SOFT
        lines = wrap(self.text, box.right - x, LABEL, SEMIBOLD)
        end = x + text_width(lines[-1], LABEL, SEMIBOLD)
        last = page.lines(x, y, lines, weight=SEMIBOLD, colour=colour) - LEADING[LABEL]
        room = box.right - end - 8 - (text_width(self.right) + 12 if self.right and not page.narrow else 0)
        if self.right and not page.narrow:
            page.text(box.right, y, self.right, ha="right", colour=SOFT, size=SMALL)
        aside = " · ".join(filter(None, (self.aside, self.right if page.narrow else "")))
        if not aside:
            return last + 8
        if text_width(aside, SMALL) <= room:
            page.text(end + 8, last, aside, size=SMALL, colour=SOFT)
            return last + 8
        return page.paragraph(box.x, last + 17, aside, box.width, size=SMALL, colour=SOFT) - LEADING[SMALL] + 8


class Axis(NamedTuple):
    """What an axis of shares shows beyond its grid."""

    threshold: float | None = None
    points: bool = False  # differences, in percentage points: no percent sign
    ticks: bool = True


Drawing = Callable[[Page, Scale, Row, float, float], None]


def _panel(
    rows: list[Row],
    heading: Heading | None,
    draw: Drawing,
    axis: Axis,
    *,
    pitch: float = 30,
    keys: Sequence[str] | None = None,
    heads: Mapping[str, str] | None = None,
) -> Panel:
    def paint(page: Page, box: Box) -> float:
        y = heading.draw(page, box) if heading else box.y - 7
        return draw_rows(page, box._replace(y=y), rows, draw, pitch=pitch, axis=axis, heads=heads)

    return Panel(paint, _point_keys(rows) if keys is None else keys, lambda page: wanted_width(page, rows, heads))


def draw_rows(
    page: Page,
    box: Box,
    rows: Sequence[Row],
    draw: Drawing,
    *,
    pitch: float,
    axis: Axis,
    heads: Mapping[str, str] | None = None,
) -> float:
    """Draw rows beside their labels, or beneath them where there is no column of labels; return the bottom."""
    if page.narrow or not box.left:
        return _above(page, box, rows, heads or {}, draw, axis)
    return _table(page, box, rows, heads or {}, draw, pitch, axis)


def wanted_width(page: Page, rows: Sequence[Row], heads: Mapping[str, str] | None = None, most: float = 264) -> float:
    """Return the width that a column of labels would like: none on a narrow page."""
    return 0.0 if page.narrow else _wanted(rows, (heads or {}).get("label", ""), most)


def _point_keys(rows: Sequence[Row]) -> list[str]:
    drawn = {
        "interval": any(row.filled and not row.computed for row in rows),
        "hollow": any(row.share is not None and not row.filled and not row.direction for row in rows),
        "bound": any(row.share is not None and row.direction for row in rows),
        "computed": any(row.computed for row in rows),
    }
    return [code for code, there in drawn.items() if there]


def _bar_keys(rows: Sequence[Row]) -> list[str]:
    drawn = {"soft": any(row.filled for row in rows), "outlined": any(not row.filled for row in rows)}
    return [code for code, there in drawn.items() if there]


# --- a wide page: labels left, axis in the middle, n at the right -----------------------------------------------


def _wanted(rows: Sequence[Row], head: str, most: float) -> float:
    """Return the width that labels and who was asked would like; a label wider than `most` takes two lines."""
    who = _who_width(rows)
    label = text_width(head, TICK)
    for row in rows:
        weight = SEMIBOLD if row.strong else REGULAR
        lines = wrap(row.label, 158 if who else most, LABEL, weight)
        label = max([label, text_width(row.detail, SMALL), *(text_width(line, LABEL, weight) for line in lines)])
    return label + (who + 14 if who else 0) + 2


def _who_width(rows: Sequence[Row]) -> float:
    return max(min(max(text_width(row.who), text_width(row.under, SMALL)), 176) for row in rows)


def _table(
    page: Page, box: Box, rows: Sequence[Row], heads: Mapping[str, str], draw: Drawing, pitch: float, axis: Axis
) -> float:
    who = _who_width(rows)
    label_width = box.left - (who + 14 if who else 0)
    right = max([text_width(row.right) for row in rows] + [text_width(heads.get("right", ""), TICK)])
    scale = table_scale(box, right)
    limit = box.right - (right + 12 if right else 0)
    y = box.y
    if heads:
        y += 15
        for x, name, ha in (
            (box.x, "label", "left"),
            (box.x + label_width + 14, "who", "left"),
            (box.right, "right", "right"),
        ):
            page.text(x, y, heads.get(name, ""), size=TICK, colour=MUTE, ha=ha)
        page.ticks(scale, y, plain=axis.points)
        y += 8
        page.rule(box.x, y, box.width)
    for number, (title, of_group) in enumerate(groupby(rows, lambda row: row.group)):
        members = list(of_group)
        if title:
            if number:
                page.rule(box.x, y + 4, box.width)
                y += 4
            y = page.paragraph(box.x, y + 20, title, box.width, weight=SEMIBOLD, colour=SOFT) - LEADING[LABEL] + 7
        y = _rows(page, box._replace(y=y), members, label_width, scale, limit, draw, pitch, axis, lined=bool(who))
    return _end(page, scale, y, axis, written=bool(heads))


def _end(page: Page, scale: Scale, y: float, axis: Axis, *, written: bool) -> float:
    """Write the ticks at the foot of a panel, if that is their place; return its bottom."""
    if written or not axis.ticks:
        return y + BELOW
    page.ticks(scale, y + 15, plain=axis.points)
    return y + 17 + BELOW


def table_scale(box: Box, right: float = 0) -> Scale:
    """Return the axis beside a column of labels, with room for a column of texts at the right end."""
    return Scale(box.x + box.left + 16, box.right - (right + 30 if right else 54))


def strip_scale(box: Box, right: float = 0) -> Scale:
    """Return the axis beneath labels."""
    return Scale(box.x + 6, box.right - (right + 22 if right else 52))


def _rows(
    page: Page,
    box: Box,
    rows: Sequence[Row],
    label_width: float,
    scale: Scale,
    limit: float,
    draw: Drawing,
    pitch: float,
    axis: Axis,
    *,
    lined: bool,
) -> float:
    """Draw the rows of a group; rows of one label share it. Return the bottom."""
    blocks = [list(block) for _, block in groupby(rows, lambda row: row.label)] if lined else [[row] for row in rows]
    heights = []
    for block in blocks:
        lines = len(_label_lines(block[0], label_width)) * LEADING[LABEL] + (16 if block[0].detail else 0)
        heights.append(max(len(block) * 36 + 8 if lined else pitch, lines + (14 if lined else pitch - 18)))
    top = box.y
    page.grid(scale, top, top + sum(heights), axis.threshold)
    for number, (block, height) in enumerate(zip(blocks, heights, strict=True)):
        if lined and number:
            page.rule(box.x, top, box.width, GRID)
        _label(page, box.x, top + height / 2, block[0], label_width)
        step = min(height / len(block), 36) if lined else height
        for place, row in enumerate(block):
            y = top + height / 2 + step * (place - (len(block) - 1) / 2)
            if row.who:
                style = population_style(row.population)
                x = box.x + label_width + 14
                page.text(x, y + (-3 if row.under else 5), row.who, colour=style.text)
                page.text(x, y + 13, row.under, size=SMALL, colour=MUTE)
            if row.right:
                known = {} if row.filled or row.dots else {"colour": MUTE, "size": SMALL}
                page.text(box.right, y + 5, row.right, ha="right", **known)
            draw(page, scale, row, y, limit)
        top += height
    return top


def _label_lines(row: Row, width: float) -> tuple[str, ...]:
    return wrap(row.label, width, LABEL, SEMIBOLD if row.strong else REGULAR)


def _label(page: Page, x: float, middle: float, row: Row, width: float) -> None:
    """Write a label, and what is said of it, centred on a height."""
    lines = _label_lines(row, width)
    tall = len(lines) * LEADING[LABEL] + (16 if row.detail else 0)
    y = middle - tall / 2 + 13.5
    y = page.lines(x, y, lines, weight=SEMIBOLD if row.strong else REGULAR)
    page.text(x, y - 1, row.detail, size=SMALL, colour=MUTE)


# --- a narrow page, or a column: labels above their strips ------------------------------------------------------


def _above(page: Page, box: Box, rows: Sequence[Row], heads: Mapping[str, str], draw: Drawing, axis: Axis) -> float:
    right = max(text_width(row.right) for row in rows) if not any(row.who for row in rows) else 0
    scale = strip_scale(box, right)
    limit = box.right - (right + 8 if right else 0)
    y, group, label = box.y, "", ""
    if heads:
        if not any(row.who for row in rows):
            page.text(box.x, y + 16, heads.get("label", ""), size=TICK, colour=MUTE)
            page.text(box.right, y + 16, heads.get("right", ""), size=TICK, colour=MUTE, ha="right")
            y += 19
        page.ticks(scale, y + 16, plain=axis.points)
        y += 20
    for row in rows:
        if row.group != group:
            if group:
                page.rule(box.x, y + 6, box.width)
                y += 6
            y = page.paragraph(box.x, y + 21, row.group, box.width, weight=SEMIBOLD, colour=SOFT) - LEADING[LABEL] + 6
            group = row.group
        if row.label != label or not row.who:
            y = page.lines(box.x, y + 16, _label_lines(row, box.width), weight=SEMIBOLD if row.strong else REGULAR) - 15
            label = row.label
        if row.detail:
            y = page.paragraph(box.x, y + 14, row.detail, box.width, size=SMALL, colour=MUTE) - 14
        if row.byline and row.who:
            style = population_style(row.population)
            y = page.paragraph(box.x, y + 14, row.byline, box.width, size=SMALL, colour=style.text) - 14
        page.grid(scale, y + 2, y + 24, axis.threshold)
        if right:
            page.text(box.right, y + 18, row.right, ha="right", colour=INK if row.filled or row.dots else MUTE)
        draw(page, scale, row, y + 13, limit)
        y += 28
    return _end(page, scale, y - 4, axis, written=bool(heads))


# --- marks ------------------------------------------------------------------------------------------------------


def _point(page: Page, scale: Scale, row: Row, y: float, limit: float) -> None:
    if row.computed:
        _range(page, scale, row, y, limit)
        return
    if row.share is None:
        page.text(scale.left + 6, y + 4.5, row.printed or row.missing, size=SMALL, colour=MUTE, veil=True)
        return
    style, x = population_style(row.population), scale(row.share)
    left = right = x
    if row.filled:
        left, right = scale(row.low), scale(row.high)
        page.band(left, right, y, style.mark)
    half = page.mark(x, y, style, row.filled)
    left, right = min(left, x - half), max(right, x + half)
    if row.direction:
        edge = x + row.direction * (half + 2)
        page.arrow(edge, y, (row.direction, 0), style.mark)
        left, right = min(left, edge + 24 * row.direction), max(right, edge + 24 * row.direction)
    left, right = _number(page, row.printed, left, right, y, limit)
    write_missing(page, scale, row.missing, left, right, y, limit)


def _stem(page: Page, scale: Scale, row: Row, y: float, limit: float) -> None:
    if row.share is not None:
        style = population_style(row.population)
        colour, width = (style.mark, 3) if row.strong else (tint(style.mark, 0.45), 2)
        page.line([scale.left, scale(row.share)], [y, y], colour, width)
    _point(page, scale, replace(row, strong=False), y, limit)


def _bar(page: Page, scale: Scale, row: Row, y: float, limit: float) -> None:
    if row.share is None:
        _point(page, scale, row, y, limit)
        return
    colour, top, tall = population_style(row.population).mark, y - 6.5, 13
    end = scale(row.share)
    if row.filled:
        for share, strength in ((row.high, 0.2), (row.share, 0.42), (row.low, 0.7)):
            page.box(scale.left, top, scale(share) - scale.left, tall, tint(colour, strength))
        page.line([end, end], [top - 2, top + tall + 2], colour, 2.2)
        end = scale(row.high)
    else:
        page.box(scale.left, top, end - scale.left, tall, tint(colour, 0.28), edge=colour)
    if end + GAP + text_width(row.printed, LABEL, SEMIBOLD) <= limit:
        page.text(end + GAP, y + 5, row.printed, weight=SEMIBOLD, veil=True)
    else:
        page.text(end - 6, y + 5, row.printed, weight=SEMIBOLD, ha="right")


def _number(page: Page, text: str, left: float, right: float, y: float, limit: float) -> tuple[float, float]:
    """Write a number right of its mark, or left of it where the page ends; return from where to where all reaches."""
    width = text_width(text, LABEL, SEMIBOLD) + GAP
    if right + width <= limit:
        page.text(right + GAP, y + 5, text, weight=SEMIBOLD, veil=True)
        return left, right + width
    page.text(left - GAP, y + 5, text, weight=SEMIBOLD, ha="right", veil=True)
    return left - width, right


def write_missing(page: Page, scale: Scale, text: str, left: float, right: float, y: float, limit: float) -> None:
    """Write what is not published at the right end of a row, else at the left, where no mark stands."""
    at_right = limit - right >= left - scale.left or limit - right >= text_width(text, SMALL) + 10
    room = (limit - right if at_right else left - scale.left) - 10
    lines = wrap(text, room, SMALL) if text else ()
    x, ha = (limit, "right") if at_right else (scale.left + 6, "left")
    page.lines(x, y + 4.5 - 6.5 * (len(lines) - 1), lines, size=SMALL, leading=13, colour=MUTE, ha=ha, veil=True)


def _range(page: Page, scale: Scale, row: Row, y: float, limit: float) -> None:
    """Draw what follows by arithmetic: solid to the least, hatched to the most."""
    tall, low, high = 20, scale(row.low), scale(row.high)
    page.box(scale.left, y - tall / 2, low - scale.left, tall, INK)
    page.box(low, y - tall / 2, high - low, tall, PAPER, edge=INK, edge_width=1)
    page.hatch(low, y - tall / 2, high - low, tall, INK, 4.5)
    if text_width(row.printed, LABEL, SEMIBOLD) + 14 <= low - scale.left:
        page.text(low - 8, y + 5, row.printed, weight=SEMIBOLD, colour=text_on(INK), ha="right")
        _outside(page, row.printed_high, high, y, limit, 400)
    else:
        both = " ".join(filter(None, (f"{row.printed}," if row.printed_high else row.printed, row.printed_high)))
        _outside(page, both, high, y, limit, 400)


def _outside(page: Page, text: str, right: float, y: float, limit: float, weight: int) -> None:
    page.text(right + GAP + 1, y + 5, text, weight=weight, veil=True)
