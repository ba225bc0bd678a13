"""What each publication discloses: an item a row, a survey a column, no ranking."""

from collections.abc import Mapping, Sequence

import pandas as pd

from . import style
from .chart import Panel
from .keys import square
from .page import Box, Page
from .rows import BELOW

MARKS = ("full", "part", "none")


def matrix(
    frame: pd.DataFrame,
    heads: pd.DataFrame,
    *,
    totals: Sequence[tuple[str, Mapping[str, str]]] = (),
    short: Mapping[str, str] | None = None,
) -> Panel:
    """Draw a square for each item of each survey: full, in part or not.

    Parameters
    ----------
    frame : pandas.DataFrame
        An item a row (the index is its name), a survey a column: "full", "part" or "none".
    heads : pandas.DataFrame
        A survey a row, indexed as the columns of `frame`: `name`, `population`, `detail`, `n`; `detail_narrow` and
        `n_narrow` where a phone needs shorter words.
    totals : sequence of (str, mapping)
        Lines beneath: what is counted, and survey → the number, ready.
    short : mapping, optional
        Item → its name on a narrow page.

    Raises
    ------
    ValueError
        For a mark that is none.
    """
    unknown = sorted({str(mark) for column in frame for mark in frame[column]} - {*MARKS})
    if unknown:
        raise ValueError(f"a mark is {', '.join(MARKS)}; not {', '.join(unknown)}")

    def paint(page: Page, box: Box) -> float:
        names = [(short or {}).get(item, item) if page.narrow else item for item in frame.index]
        widest = max(
            [style.text_width(name) for name in names]
            + [style.text_width(text, style.LABEL, style.SEMIBOLD) for text, _ in totals]
        )
        left = min(widest, 112) if page.narrow else widest
        pitch, cell = (25 if page.narrow else 26), (box.width - left - 8) / len(frame.columns)
        xs = [box.x + left + 8 + cell * (number + 0.5) for number in range(len(frame.columns))]
        y = _heads(page, box, heads.loc[list(frame.columns)], xs, cell)
        for number, (name, marks) in enumerate(zip(names, frame.itertuples(index=False), strict=True)):
            if number:
                page.rule(box.x, y, box.width, style.GRID)
            tall = _name(page, box.x, y, name, left, pitch)
            for x, mark in zip(xs, marks, strict=True):
                square(page, x, y + tall / 2, mark, 16)
            y += tall
        page.rule(box.x, y, box.width)
        y += 2
        for text, numbers in totals:
            tall = _name(page, box.x, y, text, left, 22, weight=style.SEMIBOLD)
            for x, survey in zip(xs, frame.columns, strict=True):
                page.text(x, y + tall / 2 + 5, numbers[survey], weight=style.SEMIBOLD, ha="center")
            y += tall
        return y + BELOW

    return Panel(paint, [mark for mark in MARKS if frame.eq(mark).any(axis=None)])


def _name(page: Page, x: float, y: float, text: str, width: float, pitch: float, **look) -> float:
    """Write what a row is about, in lines that fit; return the row's height."""
    lines = style.wrap(text, width, **look)
    tall = max(pitch, style.LEADING[style.LABEL] * len(lines) + 6)
    page.lines(x, y + tall / 2 + 5 - style.LEADING[style.LABEL] / 2 * (len(lines) - 1), lines, **look)
    return tall


def _heads(page: Page, box: Box, heads: pd.DataFrame, xs: Sequence[float], cell: float) -> float:
    """Write who each column speaks of; return where the rows begin."""
    page.rule(box.x, box.y, box.width, style.AXIS)
    suffix = "_narrow" if page.narrow and "detail_narrow" in heads else ""
    details = [style.wrap(text, cell - 6, style.SMALL) for text in heads[f"detail{suffix}"]]
    names = [style.wrap(text, cell - 4, style.LABEL, style.SEMIBOLD) for text in heads["name"]]
    deep = max(len(lines) for lines in names)
    deepest = max(len(lines) for lines in details)
    numbers = heads[f"n{suffix}"] if f"n{suffix}" in heads else heads["n"]
    for x, name, population, lines, n in zip(xs, names, heads["population"], details, numbers, strict=True):
        page.lines(
            x, box.y + 20, name, weight=style.SEMIBOLD, colour=style.population_style(population).text, ha="center"
        )
        top = box.y + 20 + deep * style.LEADING[style.LABEL] - 1
        page.lines(x, top, lines, size=style.SMALL, colour=style.SOFT, ha="center", leading=16)
        page.text(x, top + 16 * deepest, n, size=style.SMALL, colour=style.SOFT, ha="center")
    bottom = box.y + 20 + deep * style.LEADING[style.LABEL] + 16 * deepest + 6
    page.rule(box.x, bottom, box.width, style.AXIS)
    return bottom
