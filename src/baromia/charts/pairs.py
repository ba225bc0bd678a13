"""One question, several populations: their points in one row, joined."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby

import pandas as pd

from .chart import Panel
from .page import GAP, Box, Page
from .points import write_missing
from .rows import Heading, Row, Strip, Table, rows_of
from .style import AXIS, STRONG, population_style, text_width


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
    for _, group in groupby(found, lambda row: row.label):
        dots = sorted(group, key=lambda row: row.share)
        there = {row.population for row in dots}
        absent = [text for code, text in missing.items() if code not in there]
        rows.append(replace(dots[0], dots=tuple(dots), missing=" ".join(absent)))
    filled = {code: any(row.filled for row in found if row.population == code) for code in names}
    table = Table(rows, lambda strip, row: _dots(strip, row, both), ticks, pitch=31)

    def paint(page: Page, box: Box) -> float:
        x, y = box.x, box.y
        if key:
            for code, name in names.items():
                page.mark(x + 8, y + 9, population_style(code), filled[code])
                x += 45 + page.text(x + 21, y + 14, name, STRONG, colour=population_style(code).text)
        y = Heading(heading).draw(page, box._replace(y=y + 28 * key))
        return table.paint(page, box._replace(y=y))

    return Panel(paint, ["interval"] * any(filled.values()), table.wanted_width)


def _dots(strip: Strip, row: Row, both: str) -> None:
    page, scale, y, limit = strip
    first, last = row.dots[0], row.dots[-1]
    left, right = scale(first.share), scale(last.share)
    page.line([left, right], [y, y], AXIS, 2)
    for dot in row.dots:
        page.note(dot.id, scale, y)
        if dot.filled:
            page.band(scale(dot.low), scale(dot.high), y, dot.look.mark)
    alike = len(row.dots) > 1 and first.printed == last.printed
    half = 0.0
    for place, dot in enumerate(sorted(row.dots, key=lambda dot: dot.look.marker != "v")):  # the widest lies below
        size = 1.3 - 0.6 * place if alike else 1
        half = max(half, page.mark(scale(dot.share), y - 1.5 * place * alike, dot.look, dot.filled, size))
    left, right = left - half - GAP, right + half + GAP
    widths = [text_width(dot.printed, STRONG) for dot in row.dots]

    def number(x: float, dot: Row, ha: str = "left") -> float:
        return page.text(x, y + 5, dot.printed, STRONG, colour=dot.look.text, ha=ha, veil=True)

    if alike:
        right += page.text(right, y + 5, both.format(printed=first.printed), STRONG, veil=True)
    elif len(row.dots) > 1 and left - widths[0] >= scale.left:
        left -= number(left, first, "right")
        right += number(right, last)
    elif right + sum(widths) + GAP * (len(widths) - 1) <= limit:
        for dot in row.dots:
            right += number(right, dot) + GAP
    else:
        left -= number(left, first, "right")
    write_missing(strip, row.missing, left, right)
