"""What each publication discloses: an item a row, a survey a column, no ranking."""

from collections.abc import Mapping, Sequence

import pandas as pd

from . import style
from .chart import Panel
from .keys import square
from .page import Box, Page
from .rows import BELOW
from .style import LABEL, NOTE, STRONG, Type, text_width, wrap

TIGHT = NOTE._replace(leading=16)
MARKS = ("full", "part", "none")


def matrix(
    frame: pd.DataFrame,
    heads: pd.DataFrame,
    *,
    totals: Sequence[tuple[str, Mapping[str, str]]],
    short: Mapping[str, str],
) -> Panel:
    """Draw a square for each item of each survey: full, in part or not.

    Parameters
    ----------
    frame : pandas.DataFrame
        An item a row (the index is its name), a survey a column: "full", "part" or "none".
    heads : pandas.DataFrame
        A survey a row, indexed as the columns of `frame`: `name`, `population`, `detail`, `n`; `detail_narrow` and
        `n_narrow`, the shorter words for a phone.
    totals : sequence of (str, mapping)
        Lines beneath: what is counted, and survey → the number, ready.
    short : mapping
        Item → its name on a narrow page.
    """

    def paint(page: Page, box: Box) -> float:
        items = [short.get(item, item) if page.narrow else item for item in frame.index]
        widest = max([text_width(item) for item in items] + [text_width(text, STRONG) for text, _ in totals])
        left = min(widest, 112) if page.narrow else widest
        pitch, cell = (25 if page.narrow else 21), (box.width - left - 8) / len(frame.columns)
        xs = [box.x + left + 8 + cell * (number + 0.5) for number in range(len(frame.columns))]
        y = _heads(page, box, heads.loc[list(frame.columns)], xs, cell)
        for number, (item, marks) in enumerate(zip(items, frame.itertuples(index=False), strict=True)):
            if number:
                page.rule(box.x, y, box.width, style.GRID)
            height = _name(page, box.x, y, item, left, pitch)
            for x, mark in zip(xs, marks, strict=True):
                square(page, x, y + height / 2, mark, 15)
            y += height
        page.rule(box.x, y, box.width)
        y += 2
        for text, numbers in totals:
            height = _name(page, box.x, y, text, left, 22, STRONG)
            for x, survey in zip(xs, frame.columns, strict=True):
                page.text(x, y + height / 2 + 5, numbers[survey], STRONG, ha="center")
            y += height
        return y + BELOW

    return Panel(paint, [mark for mark in MARKS if frame.eq(mark).any(axis=None)])


def _name(page: Page, x: float, y: float, text: str, width: float, pitch: float, type_: Type = LABEL) -> float:
    """Write the name of a row in lines that fit; return the row's height."""
    lines = wrap(text, width, type_)
    height = max(pitch, type_.leading * len(lines) + 6)
    page.lines(x, y + height / 2 + 5 - type_.leading / 2 * (len(lines) - 1), lines, type_)
    return height


def _heads(page: Page, box: Box, heads: pd.DataFrame, xs: Sequence[float], cell: float) -> float:
    """Write the heads of the columns: survey, people and n; return where the rows begin."""
    page.rule(box.x, box.y, box.width)
    suffix = "_narrow" if page.narrow else ""
    details = [wrap(text, cell - 6, NOTE) for text in heads[f"detail{suffix}"]]
    titles = [wrap(text, cell - 4, STRONG) for text in heads["name"]]
    top = box.y + 20 + max(map(len, titles)) * STRONG.leading - 1
    bottom = top + TIGHT.leading * max(map(len, details))
    for x, title, code, lines, n in zip(xs, titles, heads["population"], details, heads[f"n{suffix}"], strict=True):
        page.lines(x, box.y + 20, title, STRONG, colour=style.population_style(code).text, ha="center")
        page.lines(x, top, lines, TIGHT, ha="center")
        page.text(x, bottom, n, NOTE, ha="center")
    page.rule(box.x, bottom + 7, box.width)
    return bottom + 7
