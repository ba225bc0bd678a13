"""One question, several populations: their points in one row, joined."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby

import pandas as pd

from .chart import Panel
from .page import GAP, Box, Page
from .points import write_missing
from .rows import Axis, Heading, Row, Strip, draw_rows, rows_of, wanted_width
from .style import AXIS, LABEL, SEMIBOLD, population_style, text_width


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
    found = rows_of(frame)
    rows = []
    for label, group in groupby(found, lambda row: row.label):
        dots = sorted(group, key=lambda row: row.share)
        there = {row.population for row in dots}
        absent = [text for code, text in missing.items() if code not in there]
        rows.append(replace(dots[0], label=label, dots=tuple(dots), missing=" ".join(absent)))
    filled = {code: any(row.filled for row in found if row.population == code) for code in names}

    def draw(strip: Strip, row: Row) -> None:
        _dots(strip, row, both)

    def paint(page: Page, box: Box) -> float:
        y = box.y
        if key:
            x = box.x
            for code, name in names.items():
                page.mark(x + 8, y + 9, population_style(code), filled[code])
                x += 21 + page.text(x + 21, y + 14, name, weight=SEMIBOLD, colour=population_style(code).text) + 24
            y += 28
        y = Heading(heading).draw(page, box._replace(y=y))
        return draw_rows(page, box._replace(y=y), rows, draw, pitch=31, axis=Axis(ticks=ticks))

    return Panel(paint, ["interval"] * any(filled.values()), lambda page: wanted_width(page, rows))


def _dots(strip: Strip, row: Row, both: str) -> None:
    page, scale, y, limit = strip
    first, last = row.dots[0], row.dots[-1]
    left, right = scale(first.share), scale(last.share)
    page.line([left, right], [y, y], AXIS, 2)
    for dot in row.dots:
        page.note(dot.id, scale, y)
        if dot.filled:
            page.band(scale(dot.low), scale(dot.high), y, population_style(dot.population).mark)
    alike = len(row.dots) > 1 and first.printed == last.printed
    halves = [
        page.mark(
            scale(dot.share),
            y - 1.5 * place * alike,
            population_style(dot.population),
            dot.filled,
            1.3 - 0.6 * place if alike else 1,
        )
        for place, dot in enumerate(sorted(row.dots, key=lambda dot: population_style(dot.population).marker != "v"))
    ]
    half = max(halves)
    left, right = left - half - GAP, right + half + GAP
    numbers = [(dot.printed, {"weight": SEMIBOLD, "colour": population_style(dot.population).text}) for dot in row.dots]
    widths = [text_width(dot.printed, LABEL, SEMIBOLD) for dot in row.dots]
    if alike:
        right += page.text(right, y + 5, both.format(printed=first.printed), weight=SEMIBOLD, veil=True)
    elif len(row.dots) > 1 and left - widths[0] >= scale.left:
        page.text(left, y + 5, numbers[0][0], ha="right", veil=True, **numbers[0][1])
        right += page.text(right, y + 5, numbers[-1][0], veil=True, **numbers[-1][1])
        left -= widths[0]
    elif right + sum(widths) + GAP * (len(widths) - 1) <= limit:
        for (text, style), width in zip(numbers, widths, strict=True):
            page.text(right, y + 5, text, veil=True, **style)
            right += width + GAP
    else:
        page.text(left, y + 5, numbers[0][0], ha="right", veil=True, **numbers[0][1])
        left -= widths[0]
    write_missing(strip, row.missing, left, right)
