"""The answer in two columns: a number, its words and a bar for each population, topic by topic."""

from collections.abc import Mapping
from itertools import groupby

import pandas as pd

from . import style
from .chart import Panel
from .keys import signs
from .page import Box, Page, Scale
from .rows import BELOW, Row, rows_of
from .style import FAINT, LABEL, NOTE, NUMBER, STRONG, text_width, wrap

BAR = 7  # pixels
BESIDE = LABEL._replace(leading=16)  # words beside a number
ALIKE, UNLIKE = NOTE._replace(leading=15, weight=style.SEMIBOLD), FAINT._replace(leading=15)


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
        columns = dict(zip(names, box.columns(len(names), gap, left), strict=True))
        y = box.y + 8
        for code, name in names.items():
            look = style.population_style(code)
            filled = any(row.filled and not row.computed for row in rows if row.population == code)
            page.mark(columns[code].x + 8, y - 5, look, filled)
            page.text(columns[code].x + 21, y, name, STRONG, colour=look.text)
        y += 10
        page.rule(box.x, y, box.width)
        for number, (topic, group) in enumerate(topics):
            if number:
                page.rule(box.x, y, box.width, style.GRID)
            y = _topic(page, box._replace(y=y), topic, group, columns, nothing)
        return y + BELOW - 6

    drawn = signs(
        solid=any(row.filled and not row.computed for row in rows),
        outlined=any(not row.filled for row in rows),
        computed=any(row.computed for row in rows),
    )
    return Panel(paint, drawn, phrases=True)


def _topic(
    page: Page, box: Box, topic: str, rows: list[Row], columns: Mapping[str, Box], nothing: Mapping[str, str]
) -> float:
    """Draw a topic: numbers beside their words above their bars, or on a narrow page words below; return its bottom."""
    type_, compared = NUMBER[page.kind], next((row for row in rows if row.detail), Row())
    soft = ALIKE if compared.strong else UNLIKE
    width = columns[rows[0].population].width
    if page.narrow:
        end = box.x + page.text(box.x, box.y + 19, topic, STRONG)
        page.text(end + 8, box.y + 19, compared.detail, soft)
        beside = dict.fromkeys(rows, 0.0)
        number, bar = box.y + 41, box.y + 48
    else:
        y = page.lines(box.x, box.y + 19, wrap(topic, 110, STRONG), STRONG)
        page.lines(box.x, y + 17, wrap(compared.detail, 112, NOTE), soft)
        beside = {row: max(text_width(row.printed, type_) + 13, 60) for row in rows}
        deepest = max(len(wrap(row.label, width - beside[row])) for row in rows)
        number, bar = box.y + 26, box.y + 7 + BESIDE.leading * max(2, deepest)
    bottom = bar
    for row in rows:
        x, lines = columns[row.population].x, wrap(row.label, width - beside[row])
        page.text(x, number, row.printed, type_, colour=style.INK if row.computed else row.look.text)
        first = bar + 22 if page.narrow else box.y + (24 if len(lines) == 1 else 16)
        bottom = max(bottom, page.lines(x + beside[row], first, lines, BESIDE))
        _bar(page, row, x, bar, width)
    present = {row.population for row in rows}
    for code in (code for code in nothing if code not in present):  # in their order, so that the bytes are the same
        page.paragraph(columns[code].x, number - 2, nothing[code], width, FAINT)
    return bottom + 8 if page.narrow else bar + BAR + 6


def _bar(page: Page, row: Row, x: float, y: float, width: float) -> None:
    scale, mark = Scale(x, x + width), row.look.mark
    page.box(x, y, width, BAR, style.REST)
    if row.computed:
        page.range(x, scale(row.low), scale(row.high), y, BAR, hatch=4)
    elif row.filled:
        page.box(x, y, scale(row.share) - x, BAR, mark)
    else:
        page.box(x, y, scale(row.share) - x, BAR, style.tint(mark, style.BAND_STRENGTH), edge=mark)
