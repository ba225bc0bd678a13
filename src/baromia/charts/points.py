"""Shares as points, stems and bars, with what is known of their error; and ranges that were computed."""

from collections.abc import Mapping, Sequence

import pandas as pd

from . import style
from .chart import Panel
from .keys import signs
from .page import GAP, Box, Page, Scale
from .rows import BELOW, Axis, Drawing, Heading, Row, Strip, draw_rows, rows_of, wanted_width

STEM = 0.45  # strength of a stem's colour
SOFT_END = (0.2, 0.42, 0.7)  # strengths of a bar: to the upper limit, to the share, to the lower limit
REACH = 24  # pixels: how far an arrow points


def points(
    frame: pd.DataFrame,
    *,
    heading: str = "",
    aside: str = "",
    population: str | None = None,
    who: str | None = None,
    under: str | None = None,
    right: str | None = None,
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
    who, under, right : str, optional
        Columns of texts: who was asked (in the population's colour), a softer line beneath, what stands at the right
        end (n).
    group : str, optional
        Column of headings between rows.
    heads : mapping, optional
        Headings of the columns `label`, `who` and `right`; the ticks then stand beside them.
    rule : bool
        Whether a rule stands above; not where the rows go on from a panel on the same axis.
    ticks : bool
        Whether the axis is written; the last panel of several does.
    """
    rows = rows_of(frame, who=who, under=under, right=right, group=group)
    filled = all(row.filled for row in rows if not row.computed)
    head = Heading(heading, aside, population, filled) if rule else None
    return _panel(rows, head, draw_point, ticks, point_signs(rows), heads=heads)


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
    return _panel(rows, head, _stem, ticks, point_signs(rows))


def bars(
    frame: pd.DataFrame, *, heading: str = "", aside: str = "", population: str | None = None, ticks: bool = True
) -> Panel:
    """Draw bars that end softly where an interval is known, outlined where there is none; arguments as for `points`."""
    rows = rows_of(frame)
    drawn = signs(soft=any(row.filled for row in rows), outlined=any(not row.filled for row in rows))
    return _panel(rows, Heading(heading, aside, population), _bar, ticks, drawn, pitch=25)


def answers(frame: pd.DataFrame, *, question: str) -> Panel:
    """Draw answers as short stems with their words behind, on the axis of a bar above them; columns as for `points`."""
    rows = rows_of(frame)

    def paint(page: Page, box: Box) -> float:
        y = page.paragraph(box.x, box.y + 8, question, box.width, colour=style.SOFT)
        scale = Scale(box.x, box.right)
        for row in rows:
            y += 27
            strip = Strip(page, scale, y - 5, box.right)
            _line(strip, row)
            _, end = _mark(strip, row)
            end += GAP + 1
            end += page.text(end, y, row.printed, weight=style.SEMIBOLD) + GAP
            y = page.lines(end, y, style.wrap(row.label, box.right - end))
        return y + 12

    return Panel(paint, point_signs(rows))


def point_signs(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the codes of what points show."""
    return signs(
        interval=any(row.filled and not row.computed for row in rows),
        hollow=any(row.share is not None and not row.filled and not row.direction for row in rows),
        bound=any(row.share is not None and row.direction for row in rows),
        computed=any(row.computed for row in rows),
    )


def _panel(
    rows: list[Row],
    heading: Heading | None,
    draw: Drawing,
    ticks: bool,
    drawn: Sequence[str],
    *,
    pitch: float = 30,
    heads: Mapping[str, str] | None = None,
) -> Panel:
    def paint(page: Page, box: Box) -> float:
        y = heading.draw(page, box) if heading else box.y - BELOW / 2
        return draw_rows(page, box._replace(y=y), rows, draw, axis=Axis(ticks=ticks), pitch=pitch, heads=heads)

    return Panel(paint, drawn, lambda page: wanted_width(page, rows, heads))


def draw_point(strip: Strip, row: Row) -> None:
    """Draw what a row knows: a point, a range that was computed, or words where no number is."""
    if row.computed:
        _range(strip, row)
    elif row.share is None:
        words = row.printed or row.missing
        strip.page.text(strip.scale.left + 6, strip.y + 4.5, words, size=style.SMALL, colour=style.MUTE, veil=True)
    else:
        left, right = _number(strip, row.printed, *_mark(strip, row))
        write_missing(strip, row.missing, left, right)


def write_missing(strip: Strip, text: str, left: float, right: float) -> None:
    """Write what is not published at the right end of a row, else at the left, where no mark stands."""
    if not text:
        return
    after, before = strip.limit - right, left - strip.scale.left
    at_right = after >= before or after >= style.text_width(text, style.SMALL) + 10
    lines = style.wrap(text, (after if at_right else before) - 10, style.SMALL)
    x, ha = (strip.limit, "right") if at_right else (strip.scale.left + 6, "left")
    y = strip.y + 4.5 - 6.5 * (len(lines) - 1)
    strip.page.lines(x, y, lines, size=style.SMALL, leading=13, colour=style.MUTE, ha=ha, veil=True)


def _mark(strip: Strip, row: Row) -> tuple[float, float]:
    """Draw a point with its interval or its arrow; return from where to where it reaches."""
    page, scale, y, _ = strip
    look, x = style.population_style(row.population), scale(row.share)
    left, right = (scale(row.low), scale(row.high)) if row.filled else (x, x)
    if row.filled:
        page.band(left, right, y, look.mark)
    page.note(row.id, scale, y)
    half = page.mark(x, y, look, row.filled)
    tip = x + row.direction * (half + 2 + REACH)
    if row.direction:
        page.arrow(x + row.direction * (half + 2), y, (row.direction, 0), look.mark, REACH)
    return min(left, x - half, tip), max(right, x + half, tip)


def _line(strip: Strip, row: Row) -> None:
    """Draw the stem of a point."""
    mark = style.population_style(row.population).mark
    colour, width = (mark, 3) if row.strong else (style.tint(mark, STEM), 2)
    strip.page.line([strip.scale.left, strip.scale(row.share)], [strip.y, strip.y], colour, width)


def _stem(strip: Strip, row: Row) -> None:
    if row.share is not None:
        _line(strip, row)
    draw_point(strip, row)


def _bar(strip: Strip, row: Row) -> None:
    if row.share is None:
        draw_point(strip, row)
        return
    page, scale, y, _ = strip
    page.note(row.id, scale, y)
    colour, left, end, tall = style.population_style(row.population).mark, scale.left, scale(row.share), 13
    if row.filled:
        for share, strength in zip((row.high, row.share, row.low), SOFT_END, strict=True):
            page.box(left, y - tall / 2, scale(share) - left, tall, style.tint(colour, strength))
        page.line([end, end], [y - tall / 2 - 2, y + tall / 2 + 2], colour, 2.2)
        end = scale(row.high)
    else:
        page.box(left, y - tall / 2, end - left, tall, style.tint(colour, style.BAND_STRENGTH), edge=colour)
    if end + GAP + style.text_width(row.printed, style.LABEL, style.SEMIBOLD) <= strip.limit:
        page.text(end + GAP, y + 5, row.printed, weight=style.SEMIBOLD, veil=True)
    else:
        page.text(end - 6, y + 5, row.printed, weight=style.SEMIBOLD, ha="right")


def _number(strip: Strip, text: str, left: float, right: float) -> tuple[float, float]:
    """Write a number right of its mark, or left of it where the page ends; return from where to where all reaches."""
    width = style.text_width(text, style.LABEL, style.SEMIBOLD) + GAP
    if right + width <= strip.limit:
        strip.page.text(right + GAP, strip.y + 5, text, weight=style.SEMIBOLD, veil=True)
        return left, right + width
    strip.page.text(left - GAP, strip.y + 5, text, weight=style.SEMIBOLD, ha="right", veil=True)
    return left - width, right


def _range(strip: Strip, row: Row) -> None:
    """Draw what follows by arithmetic: solid to the least, hatched to the most."""
    page, scale, y, _ = strip
    left, low, high, tall = scale.left, scale(row.low), scale(row.high), 20
    page.box(left, y - tall / 2, low - left, tall, style.INK)
    page.box(low, y - tall / 2, high - low, tall, style.PAPER, edge=style.INK, edge_width=1)
    page.hatch(low, y - tall / 2, high - low, tall, style.INK, 4.5)
    after = row.printed_high
    if style.text_width(row.printed, style.LABEL, style.SEMIBOLD) + 14 <= low - left:
        page.text(low - 8, y + 5, row.printed, weight=style.SEMIBOLD, colour=style.text_on(style.INK), ha="right")
    else:
        after = ", ".join(filter(None, (row.printed, after)))
    page.text(high + GAP + 1, y + 5, after, veil=True)
