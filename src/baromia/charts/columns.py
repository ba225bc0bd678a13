"""Shares upward: steps between answers, slopes between two groups, and small panels over time."""

import math
from collections.abc import Sequence
from itertools import groupby, pairwise

import pandas as pd
import seaborn as sns

from . import style
from .chart import Panel
from .page import TICKS, Box, Page, Scale
from .points import point_signs
from .rows import BELOW, Row, complete_rows_of
from .style import NOTE, STRONG, TICK, text_width, wrap

STEP_HEIGHT = {"wide": 150, "narrow": 180}
PANEL_HEIGHT = 190
ABOVE = {kind: type_._replace(size=type_.size - 2) for kind, type_ in style.NUMBER.items()}


def steps(frame: pd.DataFrame, *, population: str) -> Panel:
    """Draw answers that go down (or up) from one to the next as columns joined by dashed steps.

    Parameters
    ----------
    frame : pandas.DataFrame
        A column of the chart a row, from the left: `label`, `printed`, `share`; `low` and `high` where known.
    population : str
        Of the colour.
    """
    rows = complete_rows_of(frame)
    look = style.population_style(population)

    def paint(page: Page, box: Box) -> float:
        top, height = box.y + 8, STEP_HEIGHT[page.kind]
        left = box.x + _indent(page)
        page.levels(Scale(top + height, top), left, box.right)
        width = box.right - left
        axes = page.plot(Box(left, top, width), height)
        sns.barplot(
            x=range(len(rows)),
            y=frame["share"],
            native_scale=True,
            width=0.62,
            color=page.colour(style.tint(look.mark, 0.2)),
            edgecolor=page.colour(look.mark),
            linewidth=2,
            saturation=1,
            errorbar=None,
            ax=axes,
        )
        axes.set(xlim=(-0.5, len(rows) - 0.5), ylim=(0, 1), xlabel="", ylabel="")
        for place, (before, after) in enumerate(pairwise(rows)):
            xs, ys = [place + 0.31, place + 0.69, place + 0.69], [before.share, before.share, after.share]
            axes.plot(xs, ys, color=page.colour(look.mark), linewidth=1.2, linestyle=(0, (4, 3)))
        pitch, bottom = width / len(rows), 0.0
        for place, row in enumerate(rows):
            x, y = left + pitch * (place + 0.5), top + height * (1 - row.share)
            page.text(x, y - 9, row.printed, ABOVE[page.kind], colour=look.text, ha="center", veil=True)
            bottom = max(bottom, page.lines(x, top + height + 20, wrap(row.label, pitch - 8), ha="center"))
        return bottom + BELOW

    return Panel(paint)


def slopes(frame: pd.DataFrame, *, panel: str, group: str, aside: str | None = None) -> Panel:
    """Draw small panels side by side, each with a question's shares in two groups, joined by a dashed line.

    Parameters
    ----------
    frame : pandas.DataFrame
        A share a row: `printed`, `share`, `population`; `low`, `high`, `qualifier` as for `points`.
    panel, group, aside : str
        Columns: the panel's title; what stands under each point; a softer line under the title.
    """
    return _small_panels(frame, label=panel, under=group, detail=aside)


def over_time(frame: pd.DataFrame, *, panel: str, date: str, place: str) -> Panel:
    """Draw a small panel a question, its shares at the dates of the editions that asked it.

    The dotted line says that one barometer asked again, not that anything happened in between.

    Parameters
    ----------
    frame : pandas.DataFrame
        As for `slopes`.
    panel, date, place : str
        Columns: the panel's title; the date, as it is written; where it stands in time (a number, such as days).
    """
    return _small_panels(frame, 2, label=panel, under=date, place=place)


def _small_panels(frame: pd.DataFrame, most: int | None = None, **columns: str | None) -> Panel:
    """Draw a small panel for each label, at most so many side by side."""
    rows = complete_rows_of(frame, **columns)
    sets = [list(group) for _, group in groupby(rows, lambda row: row.label)]
    across, dated = most or len(sets), "place" in columns

    def paint(page: Page, box: Box) -> float:
        y = box.y
        for start in range(0, len(sets), across):
            y = _row_of_panels(page, box._replace(y=y), sets[start : start + across], across, dated=dated) + BELOW
        return y

    return Panel(paint, point_signs(rows))


def _indent(page: Page) -> float:
    """Return the width of the ticks of an upward axis."""
    return text_width(page.tick(TICKS[-1]), TICK) + 7


def _row_of_panels(page: Page, box: Box, sets: Sequence[list[Row]], across: int, *, dated: bool) -> float:
    """Draw small panels side by side, in the width of `across` of them; return the bottom."""
    page.rule(box.x, box.y, box.width)
    boxes = box.columns(across, 10 if page.narrow else 26, _indent(page))[: len(sets)]
    titles = [wrap(rows[0].label, boxes[0].width, STRONG) for rows in sets]
    y = bottom = box.y + 21 + (max(map(len, titles)) - 1) * STRONG.leading
    for place, title, rows in zip(boxes, titles, sets, strict=True):
        one_population = len({row.population for row in rows}) == 1
        page.lines(place.x, box.y + 21, title, STRONG, colour=rows[0].look.text if one_population else style.SOFT)
        bottom = max(bottom, page.paragraph(place.x, y + 18, rows[0].detail, place.width, NOTE))
    y = bottom + 26
    for place, rows in zip(boxes, sets, strict=True):
        page.levels(Scale(y + PANEL_HEIGHT, y), place.x, place.right, written=place is boxes[0])
        _small(page, place._replace(y=y), rows, dated=dated)
    return y + PANEL_HEIGHT + 20


def _small(page: Page, box: Box, rows: Sequence[Row], *, dated: bool) -> None:
    """Draw one small panel: points with their numbers, joined, and the text under each."""
    places = [row.place for row in rows] if dated else range(len(rows))
    start, width = (0.14, 0.68) if dated else (0.25, 0.52)  # shares of the panel
    spread = max(places) - min(places) or 1
    spots = [start + width * (place - min(places)) / spread for place in places]
    axes = page.plot(box, PANEL_HEIGHT)
    known = [math.nan if row.direction else row.share for row in rows]  # a bound is no share to draw a line to
    drawn = pd.DataFrame({"x": spots, "share": known, "who": [row.population for row in rows]})
    sns.lineplot(
        drawn,
        x="x",
        y="share",
        hue="who",
        palette={code: page.colour(style.tint(style.population_style(code).mark, 0.6)) for code in set(drawn["who"])},
        linestyle=":" if dated else "--",
        linewidth=2,
        estimator=None,
        legend=False,
        ax=axes,
    )
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="", ylabel="")
    xs = [box.x + spot * box.width for spot in spots]
    highest = max(row.share for row in rows)
    for number, (row, x) in enumerate(zip(rows, xs, strict=True)):
        _spot(page, row, x, box, upward=row.share == highest, last=number == len(rows) - 1)
        page.text(x, box.y + PANEL_HEIGHT + 18, row.under, NOTE, ha="center")


def _spot(page: Page, row: Row, x: float, box: Box, *, upward: bool, last: bool) -> None:
    """Draw a point with its interval or arrow, and its number beside it, or above (`upward`) or below it."""
    scale, mark = Scale(box.y + PANEL_HEIGHT, box.y), row.look.mark
    y = top = bottom = scale(row.share)
    if row.filled:
        top, bottom = scale(row.high), scale(row.low)
        page.box(x - 8, top, 16, bottom - top, style.tint(mark, style.BAND_STRENGTH), rounding=4)
    page.locate(row.id, scale, x, upright=True)
    half = page.mark(x, y, row.look, row.filled)
    top, bottom = min(top, y - half), max(bottom, y + half)
    if row.direction:
        page.arrow(x, y - row.direction * (half + 2), (0, -row.direction), mark, 22)
        upward = row.direction < 0
    width = text_width(row.printed, STRONG)
    side, ha = (10, "left") if last else (-10, "right")
    if not page.narrow and (x + 10 + width <= box.right if last else x - 10 - width >= box.x):
        page.text(x + side, y + 5, row.printed, STRONG, ha=ha, veil=True)
    else:
        middle = min(max(x, box.x + width / 2), box.right - width / 2)
        page.text(middle, top - 6 if upward else bottom + 16, row.printed, STRONG, ha="center", veil=True)
