"""The answer in two columns: a number, its words and a bar for each population, topic by topic."""

from collections.abc import Mapping
from itertools import groupby

import pandas as pd

from .chart import Panel
from .keys import signs
from .page import Box, Page, Scale
from .rows import BELOW, Row, rows_of
from .style import (
    BAND_STRENGTH,
    GRID,
    HEADLINE,
    INK,
    LABEL,
    MUTE,
    PAPER,
    REST,
    SEMIBOLD,
    SMALL,
    SOFT,
    population_style,
    text_width,
    tint,
    wrap,
)

BAR = 7  # pixels
SHORT = 16  # pixels: leading of the words beside a number


def summary(frame: pd.DataFrame, *, names: Mapping[str, str], nothing: Mapping[str, str]) -> Panel:
    """Draw the main numbers of two populations, a topic a row.

    Parameters
    ----------
    frame : pandas.DataFrame
        A number a row: `group` (the topic), `detail` (how the two columns compare; `strong` where the question is
        the same), `population`, `printed` (the number), `label` (its words), `share`; `low` and `high` where n is
        known, or, without a share, the ends of a range that was computed.
    names : mapping
        Population → its name, in the order of the columns.
    nothing : mapping
        Population → what is written where nothing is published of it.
    """
    rows = rows_of(frame, group="group")
    topics = [(topic, list(group)) for topic, group in groupby(rows, lambda row: row.group)]

    def paint(page: Page, box: Box) -> float:
        left = 0.0 if page.narrow else 118
        gap = 14 if page.narrow else 26
        width = (box.width - left - gap * (len(names) - 1)) / len(names)
        xs = {code: box.x + left + number * (width + gap) for number, code in enumerate(names)}
        y = box.y + 8
        for code, name in names.items():
            page.mark(xs[code] + 8, y - 5, population_style(code), _filled(rows, code))
            page.text(xs[code] + 21, y, name, weight=SEMIBOLD, colour=population_style(code).text)
        y += 10
        page.rule(box.x, y, box.width)
        for number, (topic, group) in enumerate(topics):
            if number:
                page.rule(box.x, y, box.width, GRID)
            y = (_topic_narrow if page.narrow else _topic)(page, box._replace(y=y), topic, group, xs, width, nothing)
        return y + BELOW - 6

    drawn = signs(
        solid=any(row.filled and not row.computed for row in rows),
        outlined=any(not row.filled for row in rows),
        computed=any(row.computed for row in rows),
    )
    return Panel(paint, drawn)


def _filled(rows: list[Row], population: str) -> bool:
    return any(row.filled and not row.computed for row in rows if row.population == population)


def _topic(
    page: Page, box: Box, topic: str, rows: list[Row], xs: Mapping[str, float], width: float, nothing: Mapping[str, str]
) -> float:
    """Draw a topic on a wide page; return its bottom."""
    size = HEADLINE[page.kind]
    numbers = {row: max(text_width(row.printed, size, SEMIBOLD) + 13, 60) for row in rows}
    words = {row: wrap(row.label, width - numbers[row]) for row in rows}
    deep = max([2, *(len(lines) for lines in words.values())])
    y = page.lines(box.x, box.y + 19, wrap(topic, 110, LABEL, SEMIBOLD), weight=SEMIBOLD)
    _compared(page, box.x, y + 18, rows, 112)
    bar = box.y + 7 + SHORT * deep
    for row in rows:
        style, x = population_style(row.population), xs[row.population]
        colour = INK if row.computed else style.text
        page.text(x, box.y + 26, row.printed, size=size, weight=SEMIBOLD, colour=colour)
        offset = box.y + (24 if len(words[row]) == 1 else 16)
        page.lines(x + numbers[row], offset, words[row], leading=SHORT)
        _bar(page, row, x, bar, width)
    _absent(page, rows, xs, box.y + 24, width, nothing)
    return bar + BAR + 6


def _topic_narrow(
    page: Page, box: Box, topic: str, rows: list[Row], xs: Mapping[str, float], width: float, nothing: Mapping[str, str]
) -> float:
    """Draw a topic on a narrow page; return its bottom."""
    size = HEADLINE[page.kind]
    end = box.x + page.text(box.x, box.y + 19, topic, weight=SEMIBOLD)
    detail = next((row for row in rows if row.detail), None)
    if detail:
        style = {"weight": SEMIBOLD, "colour": SOFT} if detail.strong else {"colour": MUTE}
        page.text(end + 8, box.y + 19, detail.detail, size=SMALL, **style)
    bottom = box.y
    for row in rows:
        style, x = population_style(row.population), xs[row.population]
        page.text(x, box.y + 39, row.printed, size=size, weight=SEMIBOLD, colour=INK if row.computed else style.text)
        _bar(page, row, x, box.y + 45, width)
        bottom = max(bottom, page.lines(x, box.y + 65, wrap(row.label, width), leading=SHORT))
    _absent(page, rows, xs, box.y + 40, width, nothing)
    return bottom + 6


def _compared(page: Page, x: float, y: float, rows: list[Row], width: float) -> None:
    for row in rows:
        if row.detail:
            style = {"weight": SEMIBOLD, "colour": SOFT} if row.strong else {"colour": MUTE}
            page.lines(x, y - 1, wrap(row.detail, width, SMALL), size=SMALL, leading=15, **style)
            return


def _absent(
    page: Page, rows: list[Row], xs: Mapping[str, float], y: float, width: float, nothing: Mapping[str, str]
) -> None:
    there = {row.population for row in rows}
    for code, text in nothing.items():
        if code not in there:
            page.paragraph(xs[code], y, text, width, size=SMALL, colour=MUTE)


def _bar(page: Page, row: Row, x: float, y: float, width: float) -> None:
    scale, style = Scale(x, x + width), population_style(row.population)
    page.box(x, y, width, BAR, REST)
    if row.computed:
        low, high = scale(row.low), scale(row.high)
        page.box(x, y, low - x, BAR, INK)
        page.box(low, y, high - low, BAR, PAPER, edge=INK, edge_width=1)
        page.hatch(low, y, high - low, BAR, INK, 4)
    elif row.filled:
        page.box(x, y, scale(row.share) - x, BAR, style.mark)
    else:
        page.box(x, y, scale(row.share) - x, BAR, tint(style.mark, BAND_STRENGTH), edge=style.mark)
