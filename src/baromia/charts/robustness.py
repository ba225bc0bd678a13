"""Claims under every choice: all intervals of a claim against what it needs, and the full specification curve."""

from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.cbook import contiguous_regions

from . import style
from .chart import Panel
from .keys import signs
from .page import Box, Page, Scale
from .rows import Heading, Row, Strip, Table, complete_rows_of
from .style import NOTE, TICK, text_width

HOLDS, FALLS = style.POPULATIONS["professionals"], style.POPULATIONS["public"]
VALUE = TICK._replace(colour=style.INK)
HEADING = VALUE._replace(weight=style.SEMIBOLD)
CURVE, CHOICE = 190, 14  # pixels: height of the curve, and of a row of choices


def unions(
    frame: pd.DataFrame,
    *,
    threshold: float,
    holds: str,
    heads: Mapping[str, str],
    points: bool = False,
) -> Panel:
    """Draw all the intervals of a claim together, a claim a row, hatched where they lie beyond what it needs.

    Parameters
    ----------
    frame : pandas.DataFrame
        A claim a row: `label`; `detail` (what it depends on); `share`, `low`, `high` (the union of its intervals);
        `population`; `above` (true if it needs to lie above the threshold); `hollow` (n was assumed).
    threshold : float
        What the claims need, 0 to 1.
    holds : str
        Column of the texts at the right end: the share of choices under which a claim holds.
    heads : mapping
        Headings of the columns `label` and `right`.
    points : bool
        Whether the axis is of differences, in percentage points.
    """
    rows = complete_rows_of(frame.assign(printed=""), right=holds)
    drawn = signs(
        union=True,
        filled=any(not row.hollow for row in rows),
        hollow=any(row.hollow for row in rows),
        wrong=any(row.low < threshold if row.above else row.high > threshold for row in rows),
    )
    draw = partial(_union, threshold=threshold)
    table = Table(rows, draw, pitch=25, heads=heads, widest=306, threshold=threshold, points=points)
    return table.panel(Heading(), drawn)


def _union(strip: Strip, row: Row, threshold: float) -> None:
    page, scale, y, _ = strip
    mark, height = row.look.mark, 13
    left, right, line = scale(row.low), scale(row.high), scale(threshold)
    page.band(left, right, y, mark, height)
    start, end = (left, min(right, line)) if row.above else (max(left, line), right)
    if end > start:
        page.hatch(start, y - height / 2, end - start, height, mark)
    if left < line < right:
        page.line([line, line], [y - height / 2, y + height / 2], style.INK, 1.5)
    page.mark(scale(row.share), y, row.look, not row.hollow, 0.95)


def curve(
    table: pd.DataFrame,
    *,
    threshold: float,
    choices: pd.DataFrame,
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
        `stands`.
    threshold : float
        What the claim needs.
    choices : pandas.DataFrame
        The same rows: a choice a column, named by its heading, of categories. A choice that does not vary is not drawn.
    axis, holds, falls, needs : str
        What the upper axis shows; the words of the key.
    """
    varied = [choice for _, choice in choices.items() if len(choice.cat.categories) > 1]
    rows = [(choice, value) for choice in varied for value in (None, *choice.cat.categories)]  # None: its heading
    labels = [value or choice.name for choice, value in rows]

    def paint(page: Page, box: Box) -> float:
        y = _curve_key(page, box, holds, falls, needs)
        page.text(box.x, y + 12, axis, NOTE)
        y += 22
        left = box.x + 10 + max(text_width(text, HEADING) for text in [page.tick(100), *labels])
        least = min(0.0, float(np.floor(table["low"].min() * 4) / 4))
        up = Scale(y + CURVE / (1 - least), y)
        page.levels(up, left, box.right, least=least)
        across = Scale(left + 1, box.right - 1)
        _specifications(page, table, across, up)
        page.line([left, box.right], [up(threshold)] * 2, style.INK, 1.5, linestyle="--")
        y += CURVE + 12
        for choice, value in rows:
            if value is None:
                page.rule(box.x, y, box.width, style.GRID)
            page.text(left - 7, y + CHOICE - 3, value or choice.name, VALUE if value else HEADING, ha="right")
            runs = contiguous_regions(choice.eq(value)) if value else []
            ends = [(across(start / len(table)), across(end / len(table)) - 0.4) for start, end in runs]
            page.strokes([[(x, y + CHOICE / 2) for x in pair] for pair in ends], style.INK, CHOICE - 5)
            y += CHOICE
        return y + 10

    return Panel(paint)


def _curve_key(page: Page, box: Box, holds: str, falls: str, needs: str) -> float:
    x, y = box.x, box.y + 12
    for look, text in ((HOLDS, holds), (FALLS, falls), (None, needs)):
        width = 28 + text_width(text, NOTE)
        if x > box.x and x + width > box.right:
            x, y = box.x, y + 18
        if look:
            page.line([x + 10, x + 10], [y - 11, y + 3], style.tint(look.mark, 0.55), 1)
            cross = [[(x + 7, y - 7), (x + 13, y - 1)], [(x + 7, y - 1), (x + 13, y - 7)]]
            page.strokes([[(x + 6, y - 4), (x + 14, y - 4)]] if look is HOLDS else cross, look.mark, 2)
        else:
            page.line([x, x + 20], [y - 4, y - 4], style.INK, 1.5, linestyle="--")
        page.text(x + 26, y, text, NOTE)
        x += width + 22
    return y + 8


def _specifications(page: Page, table: pd.DataFrame, across: Scale, up: Scale) -> None:
    """Draw intervals as lines; on them a dash where the claim holds, a cross where it falls."""
    places = (np.arange(len(table)) + 0.5) / len(table)
    half = min(2.0, max(0.7, 0.35 * (across.right - across.left) / len(table)))
    for holds, look in ((True, HOLDS), (False, FALLS)):
        mask = table["stands"].to_numpy() == holds
        xs, rows = across(places[mask]), table[mask]
        page.strokes(
            [[(x, up(low)), (x, up(high))] for x, low, high in zip(xs, rows["low"], rows["high"], strict=True)],
            style.tint(look.mark, 0.55),
            0.6,
        )
        slants = (0,) if holds else (half, -half)
        marks = [
            [(x - half, y - slant), (x + half, y + slant)]
            for x, y in zip(xs, up(rows["estimate"].to_numpy()), strict=True)
            for slant in slants
        ]
        page.strokes(marks, look.mark, 1.6 if holds else 0.8)
