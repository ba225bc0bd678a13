"""Claims under every choice: all intervals of a claim against what it needs, and the full specification curve."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import seaborn as sns

from .chart import Panel
from .page import Box, Page, Scale
from .rows import Axis, Heading, Row, draw_rows, rows_of, wanted_width
from .style import (
    AXIS,
    GRID,
    INK,
    MUTE,
    POPULATIONS,
    REGULAR,
    SEMIBOLD,
    SMALL,
    SOFT,
    TICK,
    population_style,
    text_width,
)

HOLDS, FALLS = POPULATIONS["professionals"], POPULATIONS["public"]
CURVE, CHOICE = 190, 14  # pixels: height of the curve, and of a row of choices


def unions(
    frame: pd.DataFrame,
    *,
    threshold: float,
    holds: str,
    heading: str = "",
    heads: Mapping[str, str] | None = None,
    points: bool = False,
) -> Panel:
    """Draw all the intervals of a claim together, a claim a row, hatched where they lie beyond what it needs.

    Parameters
    ----------
    frame : pandas.DataFrame
        A claim a row; a claim of several readings has a row each, one after the other, and stands once. `label`;
        `detail` (what it depends on); `share`, `low`, `high` (the union of its intervals); `population`; `above`
        (true if it needs to lie above the threshold); `hollow` (n was assumed); `strong`; `group` for rules between.
    threshold : float
        What the claims need, 0 to 1.
    holds : str
        Column of the texts at the right end: the share of choices under which a claim holds.
    heading, heads
        As for `points`.
    points : bool
        Whether the axis is of differences, in percentage points.
    """
    found = rows_of(frame.assign(printed=""), right=holds, qualifier=None)
    above = dict(zip(frame["label"], frame["above"], strict=True))
    rows: list[Row] = []
    for label in dict.fromkeys(row.label for row in found):
        own = [row for row in found if row.label == label]
        low, high = min(row.low for row in own), max(row.high for row in own)
        first = own[0]
        rows.append(Row(**{**vars(first), "low": low, "high": high, "dots": tuple(own)}))

    def draw(page: Page, scale: Scale, row: Row, y: float, limit: float) -> None:
        _union(page, scale, row, y, threshold, above=above[row.label])

    def paint(page: Page, box: Box) -> float:
        y = Heading(heading).draw(page, box)
        axis = Axis(threshold, points)
        return draw_rows(page, box._replace(y=y), rows, draw, pitch=25, axis=axis, heads=heads)

    wrong = [row for row in rows if (row.low < threshold if above[row.label] else row.high > threshold)]
    drawn = {"union": True, "filled": any(not r.hollow for r in rows), "hollow": any(r.hollow for r in rows)}
    codes = [code for code, there in drawn.items() if there] + ["wrong"] * bool(wrong)
    return Panel(paint, codes, lambda page: wanted_width(page, rows, heads, most=306))


def _union(page: Page, scale: Scale, row: Row, y: float, threshold: float, *, above: bool) -> None:
    style, height = population_style(row.population), 14
    left, right, line = scale(row.low), scale(row.high), scale(threshold)
    page.band(left, right, y, style.mark, height)
    start, end = (left, min(right, line)) if above else (max(left, line), right)
    if end > start:
        page.hatch(start, y - height / 2, end - start, height, INK, 4.5)
    if left < line < right:
        page.line([line, line], [y - height / 2, y + height / 2], INK, 1.5)
    for dot in row.dots:
        page.mark(scale(dot.share), y, style, not dot.hollow, 0.95)


def curve(
    table: pd.DataFrame,
    *,
    threshold: float,
    choices: Mapping[str, str],
    values: Mapping[tuple[str, str], str],
    axis: str,
    holds: str,
    falls: str,
    needs: str,
) -> Panel:
    """Draw every specification of a claim: estimate and interval above, the choices that make it below.

    Parameters
    ----------
    table : pandas.DataFrame
        A specification a row, in the order of the drawing: `estimate`, `low`, `high` (0 to 1, differences -1 to 1),
        `stands`, and a column a choice.
    threshold : float
        What the claim needs.
    choices, values : mapping
        Choice → its heading; (choice, value as text) → its label. A choice that does not vary is not drawn.
    axis, holds, falls, needs : str
        What the upper axis shows; the words of the key.
    """
    rows = _choice_rows(table, choices, values)

    def paint(page: Page, box: Box) -> float:
        y = _curve_key(page, box, holds, falls, needs)
        page.text(box.x, y + 12, axis, size=SMALL, colour=SOFT)
        y += 22
        label = max(text_width(text, TICK, SEMIBOLD) for _, _, text in rows) if rows else 0
        left = max(label, text_width(page.tick(100), TICK)) + 10
        bottom = min(0.0, float(np.floor(table["low"].min() * 4) / 4))
        low = Scale(y + CURVE, y + CURVE - CURVE / (1 - bottom))
        for number in range(round(100 * bottom), 101, 25):
            page.rule(box.x + left, low(number / 100 - bottom), box.width - left, GRID if number else AXIS)
            page.text(
                box.x + left - 7, low(number / 100 - bottom) + 4, page.tick(number), size=TICK, colour=MUTE, ha="right"
            )
        inner = Box(box.x + left, y, box.width - left, 0)
        upper = page.plot(inner, CURVE, front=True)
        _specifications(page, upper, table, threshold)
        upper.set(xlim=(-1, len(table)), ylim=(bottom, 1), xticks=[], yticks=[], xlabel="", ylabel="")
        y += CURVE + 12
        if rows:
            lower = page.plot(inner._replace(y=y), CHOICE * len(rows))
            for place, (choice, value, text) in enumerate(rows):
                middle = y + CHOICE * (place + 0.5)
                if value is None:
                    page.rule(box.x, middle - CHOICE / 2, box.width, GRID)
                page.text(
                    box.x + left - 7, middle + 4, text, size=TICK, weight=SEMIBOLD if value is None else REGULAR, ha="right"
                )
                if value is not None:
                    at = np.flatnonzero(table[choice].map(as_text) == value)
                    lower.vlines(at, place + 0.15, place + 0.85, color=page.colour(INK), linewidth=0.5)
            lower.set(xlim=(-1, len(table)), ylim=(len(rows), 0), xticks=[], yticks=[], xlabel="", ylabel="")
            sns.despine(ax=lower, left=True, bottom=True)
        return y + CHOICE * len(rows) + 10

    return Panel(paint)


def _curve_key(page: Page, box: Box, holds: str, falls: str, needs: str) -> float:
    x, y = box.x, box.y + 6
    for style, text in ((HOLDS, holds), (FALLS, falls), (None, needs)):
        width = 28 + text_width(text, SMALL)
        if x > box.x and x + width > box.right:
            x, y = box.x, y + 18
        if style:
            page.line([x + 10, x + 10], [y - 11, y + 3], style.mark, 1.5)
            page.mark(x + 10, y - 4, style, style is HOLDS, 0.6)
        else:
            page.line([x, x + 20], [y - 4, y - 4], INK, 1.5, linestyle="--")
        page.text(x + 26, y, text, size=SMALL, colour=SOFT)
        x += width + 22
    return y + 8


def _specifications(page: Page, axes, table: pd.DataFrame, threshold: float) -> None:
    """Draw intervals as lines, estimates as points; what falls by colour and by marker."""
    places, stands = np.arange(len(table)), table["stands"].to_numpy()
    colours = {True: page.colour(HOLDS.mark), False: page.colour(FALLS.mark)}
    for holds, colour in colours.items():
        own = stands == holds
        axes.vlines(places[own], table["low"][own], table["high"][own], color=colour, linewidth=0.5, alpha=0.55)
    sns.scatterplot(
        x=places,
        y=table["estimate"].to_numpy(),
        hue=stands,
        style=stands,
        palette=colours,
        markers={True: "o", False: "v"},
        s=8,
        linewidth=0,
        legend=False,
        ax=axes,
    )
    axes.axhline(threshold, color=page.colour(INK), linewidth=1.5, linestyle="--")
    sns.despine(ax=axes, left=True, bottom=True)


def _choice_rows(
    table: pd.DataFrame, choices: Mapping[str, str], values: Mapping[tuple[str, str], str]
) -> list[tuple[str, str | None, str]]:
    """Return the choices that vary: a heading each (without a value), then its values."""
    rows: list[tuple[str, str | None, str]] = []
    for choice, heading in choices.items():
        found = set(table[choice].map(as_text))
        if len(found) > 1:
            rows.append((choice, None, heading))
            rows += [(choice, value, text) for (name, value), text in values.items() if name == choice and value in found]
    return rows


def as_text(value: object) -> str:
    """Return a choice's value as the text its label is found by; a missing one is ''."""
    if value is None or value != value:
        return ""
    return f"{value:g}" if isinstance(value, float | int) and not isinstance(value, bool) else str(value)
