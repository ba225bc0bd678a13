"""Shares as points, stems and bars, with what is known of their error; ranges that were computed; and pairs.

A pair is one question, asked of several populations: their points in one row, joined.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from . import style
from .chart import Panel
from .keys import signs
from .page import GAP, Box, Page, Scale
from .rows import Heading, Row, Strip, Table, complete_rows_of, rows_of
from .style import AXIS, FAINT, SOFT, STRONG, population_style, text_width, wrap

STEM = 0.45  # strength of a stem's colour
SOFT_END = (0.2, 0.42, 0.7)  # strengths of a bar: to the upper limit, to the share, to the lower limit
REACH = 24  # pixels: how far an arrow points
TIGHT = FAINT._replace(leading=13)


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
    head = Heading(heading, aside, population, all(row.filled for row in rows if not row.computed)) if rule else None
    return Table(rows, draw_point, ticks, heads=heads or {}).panel(head, point_signs(rows))


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
    return Table(rows, _stem, ticks).panel(head, point_signs(rows))


def bars(
    frame: pd.DataFrame, *, heading: str = "", aside: str = "", population: str | None = None, ticks: bool = True
) -> Panel:
    """Draw bars that end softly where an interval is known, outlined where there is none; arguments as for `points`."""
    rows = rows_of(frame)
    drawn = signs(soft=any(row.filled for row in rows), outlined=any(not row.filled for row in rows))
    return Table(rows, _bar, ticks, pitch=25).panel(Heading(heading, aside, population), drawn)


def answers(frame: pd.DataFrame, *, question: str, within: float = 1.0) -> Panel:
    """Draw answers as short stems with their words behind, under a bar, or under the first part of it.

    Parameters
    ----------
    frame : pandas.DataFrame
        As for `points`.
    question : str
        A line above the answers.
    within : float
        The part of the bar whose people gave the answers: a stem of 100% is as long.
    """
    rows = complete_rows_of(frame)

    def paint(page: Page, box: Box) -> float:
        y = page.paragraph(box.x, box.y + 8, question, box.width, colour=SOFT)
        for row in rows:
            y += 27
            strip = Strip(page, Scale(box.x, box.x + within * box.width), y - 5, box.right)
            _line(strip, row)
            end = _mark(strip, row)[1] + GAP + 1
            end += page.text(end, y, row.printed, STRONG) + GAP
            y = page.lines(end, y, wrap(row.label, box.right - end))
        return y + 12

    return Panel(paint, point_signs(rows))


def point_signs(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the codes of the signs that points show."""
    return signs(
        interval=any(row.filled and not row.computed for row in rows),
        hollow=any(row.share is not None and not row.filled and not row.direction for row in rows),
        bound=any(row.share is not None and row.direction for row in rows),
        computed=any(row.computed for row in rows),
    )


def draw_point(strip: Strip, row: Row) -> None:
    """Draw a row: a point, a range that was computed, or words where no number is."""
    if row.computed:
        _range(strip, row)
    elif row.share is None:
        strip.page.text(strip.scale.left + 6, strip.y + 4.5, row.printed or row.missing, FAINT, veil=True)
    else:
        left, right = _number(strip, row.printed, *_mark(strip, row))
        write_missing(strip, row.missing, left, right)


def write_missing(strip: Strip, text: str, left: float, right: float) -> None:
    """Write that something is not published, at the right end of a row or, where no mark stands, at its left."""
    if not text:
        return
    after, before = strip.limit - right, left - strip.scale.left
    at_right = after >= before or after >= text_width(text, FAINT) + 10
    lines = wrap(text, (after if at_right else before) - 10, FAINT)
    x, ha = (strip.limit, "right") if at_right else (strip.scale.left + 6, "left")
    strip.page.lines(x, strip.y + 4.5 - 6.5 * (len(lines) - 1), lines, TIGHT, ha=ha, veil=True)


def _mark(strip: Strip, row: Row) -> tuple[float, float]:
    """Draw a point with its interval or its arrow; return its left and right end."""
    page, scale, y, _ = strip
    x, mark = scale(row.share), row.look.mark
    left, right = (scale(row.low), scale(row.high)) if row.filled else (x, x)
    if row.filled:
        page.band(left, right, y, mark)
    page.locate(row.id, scale, y)
    half = page.mark(x, y, row.look, row.filled)
    tip = x + row.direction * (half + 2 + REACH)
    if row.direction:
        page.arrow(x + row.direction * (half + 2), y, (row.direction, 0), mark, REACH)
    return min(left, x - half, tip), max(right, x + half, tip)


def _line(strip: Strip, row: Row) -> None:
    """Draw the stem of a point."""
    colour, width = (row.look.mark, 3) if row.strong else (style.tint(row.look.mark, STEM), 2)
    strip.page.rule(strip.scale.left, strip.y, strip.scale(row.share) - strip.scale.left, colour, width)


def _stem(strip: Strip, row: Row) -> None:
    if row.share is not None:
        _line(strip, row)
    draw_point(strip, row)


def _bar(strip: Strip, row: Row) -> None:
    if row.share is None:
        draw_point(strip, row)
        return
    page, scale, y, _ = strip
    page.locate(row.id, scale, y)
    colour, left, end, height = row.look.mark, scale.left, scale(row.share), 13
    if row.filled:
        for share, strength in zip((row.high, row.share, row.low), SOFT_END, strict=True):
            page.box(left, y - height / 2, scale(share) - left, height, style.tint(colour, strength))
        page.line([end, end], [y - height / 2 - 2, y + height / 2 + 2], colour, 2.2)
        end = scale(row.high)
    else:
        page.box(left, y - height / 2, end - left, height, style.tint(colour, style.BAND_STRENGTH), edge=colour)
    if end + GAP + text_width(row.printed, STRONG) <= strip.limit:
        page.text(end + GAP, y + 5, row.printed, STRONG, veil=True)
    else:
        page.text(end - 6, y + 5, row.printed, STRONG, ha="right")


def _number(strip: Strip, text: str, left: float, right: float) -> tuple[float, float]:
    """Write a number right of its mark, or left of it where the page ends; return the left and right end of both."""
    width = text_width(text, STRONG) + GAP
    if right + width <= strip.limit:
        strip.page.text(right + GAP, strip.y + 5, text, STRONG, veil=True)
        return left, right + width
    strip.page.text(left - GAP, strip.y + 5, text, STRONG, ha="right", veil=True)
    return left - width, right


def _range(strip: Strip, row: Row) -> None:
    """Draw a computed range with the numbers of its ends."""
    page, scale, y, _ = strip
    left, low, high = scale.left, scale(row.low), scale(row.high)
    page.range(left, low, high, y - 10, 20, hatch=4.5)
    after = row.printed_high
    if text_width(row.printed, STRONG) + 14 <= low - left:
        page.text(low - 8, y + 5, row.printed, STRONG, colour=style.text_on(style.INK), ha="right")
    else:
        after = ", ".join(filter(None, (row.printed, after)))
    page.text(high + GAP + 1, y + 5, after, veil=True)


def pairs(
    frame: pd.DataFrame,
    *,
    names: Mapping[str, str],
    both: str,
    missing: Mapping[str, str],
    heading: str = "",
    key: bool = True,
    ticks: bool = True,
) -> Panel:
    """Draw what two populations answered to one question, joined by a line: a question a row.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns `label`, `printed`, `share`, `population`; `low` and `high` where there are any. Rows of one label
        stand together.
    names : mapping
        Population → its name, in the order of the key.
    both : str
        What is written where both are printed alike, `{printed}` in it.
    missing : mapping
        Population → what is written where nothing is published of it.
    heading : str
        Above the rows.
    key : bool
        Whether this panel explains the markers: the first of a chart does.
    ticks : bool
        As for `points`.
    """
    rows = complete_rows_of(frame)
    questions = {row.label: [] for row in rows}  # label → its answers, the smallest share first
    for row in sorted(rows, key=lambda row: row.share):
        questions[row.label].append(row)
    filled = {code: any(row.filled for row in rows if row.population == code) for code in names}

    def draw(strip: Strip, row: Row) -> None:
        dots = questions[row.label]
        answered = {dot.population for dot in dots}
        absent = " ".join(text for code, text in missing.items() if code not in answered)
        write_missing(strip, absent, *_dots(strip, dots, both))

    table = Table([dots[0] for dots in questions.values()], draw, ticks, pitch=31)

    def paint(page: Page, box: Box) -> float:
        x, y = box.x, box.y
        if key:
            for code, name in names.items():
                page.mark(x + 8, y + 9, population_style(code), filled[code])
                x += 45 + page.text(x + 21, y + 14, name, STRONG, colour=population_style(code).text)
            y += 28
        y = Heading(heading).draw(page, box._replace(y=y))
        return table.paint(page, box._replace(y=y))

    return Panel(paint, signs(interval=any(filled.values())), table.wanted_width)


def _dots(strip: Strip, dots: Sequence[Row], both: str) -> tuple[float, float]:
    """Draw the points of a question, joined, and their numbers, one where both are alike; return the ends of all."""
    page, scale, y, limit = strip
    first, last = dots[0], dots[-1]
    left, right = scale(first.share), scale(last.share)
    page.line([left, right], [y, y], AXIS, 2)
    for dot in dots:
        page.locate(dot.id, scale, y)
        if dot.filled:
            page.band(scale(dot.low), scale(dot.high), y, dot.look.mark)
    alike = len(dots) > 1 and first.printed == last.printed
    half = 0.0
    for place, dot in enumerate(sorted(dots, key=lambda dot: dot.look.marker != "v")):  # the widest lies below
        size, lift = (1.3 - 0.6 * place, 1.5 * place) if alike else (1, 0)
        half = max(half, page.mark(scale(dot.share), y - lift, dot.look, dot.filled, size))
    left, right = left - half - GAP, right + half + GAP
    widths = [text_width(dot.printed, STRONG) for dot in dots]

    def number(x: float, dot: Row, ha: str = "left") -> float:
        return page.text(x, y + 5, dot.printed, STRONG, colour=dot.look.text, ha=ha, veil=True)

    if alike:
        right += page.text(right, y + 5, both.format(printed=first.printed), STRONG, veil=True)
    elif len(dots) > 1 and left - widths[0] >= scale.left:
        left -= number(left, first, "right")
        right += number(right, last)
    elif right + sum(widths) + GAP * (len(widths) - 1) <= limit:
        for dot in dots:
            right += number(right, dot) + GAP
    else:
        left -= number(left, first, "right")
    return left, right
