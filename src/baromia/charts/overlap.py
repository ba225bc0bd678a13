"""Two answers of the same people whose overlap is not published: the most and the least they can share."""

import pandas as pd

from .chart import Panel
from .page import Box, Page, Scale
from .rows import BELOW, Heading, rows_of
from .style import INK, PAPER, SEMIBOLD, SMALL, SOFT, Colour, population_style, text_on, text_width, tint

TALL = 22  # pixels


def overlap(frame: pd.DataFrame, *, most: str, least: str, heading: str = "", aside: str = "") -> Panel:
    """Draw the second answer under the first, once inside it and once as far outside it as a whole allows.

    What the second does not cover of the first is in ink: who gave the first answer without the second.

    Parameters
    ----------
    frame : pandas.DataFrame
        Two rows: `label`, `printed`, `share`, `population` of two answers of the same people.
    most, least : str
        The words of the two cases: the answers share as many people as can be, or as few.
    heading, aside : str
        As for `points`.
    """
    first, second = rows_of(frame)
    style = population_style(first.population)
    names = [f"{row.printed} {row.label}" for row in (first, second)]

    def paint(page: Page, box: Box) -> float:
        y = Heading(heading, aside, first.population, first.filled).draw(page, box)
        scale = Scale(box.x + 6, box.right - 16)
        cases = ((most, max(0.0, first.share - second.share)), (least, min(first.share, 1 - second.share)))
        for text, alone in cases:
            y = page.paragraph(box.x, y + 19, text, box.width, size=SMALL, colour=SOFT) - 10
            split, end = scale(alone), scale(min(alone + second.share, 1.0))
            page.box(scale.left, y, scale(first.share) - scale.left, TALL, tint(style.mark, 0.3))
            page.box(scale.left, y, split - scale.left, TALL, INK)
            _name(page, scale.left, split, scale(first.share), y, names[0], INK)
            page.box(split, y + TALL + 2, end - split, TALL, PAPER, edge=style.mark)
            _name(page, split, end, end, y + TALL + 2, names[1], PAPER)
            y += 2 * TALL + 6
        page.grid(scale, y + 4, y + 10)
        page.ticks(scale, y + 24)
        return y + 24 + BELOW

    return Panel(paint)


def _name(page: Page, left: float, right: float, end: float, y: float, text: str, fill: Colour) -> None:
    """Write a bar's name into its first part, else after its end, else before its beginning."""
    width = text_width(text, SMALL, SEMIBOLD)
    if width + 14 <= right - left:
        page.text(left + 7, y + 15.5, text, size=SMALL, weight=SEMIBOLD, colour=text_on(fill))
    elif end + 7 + width <= page.width:
        page.text(end + 7, y + 15.5, text, size=SMALL, weight=SEMIBOLD)
    else:
        page.text(left - 7, y + 15.5, text, size=SMALL, weight=SEMIBOLD, ha="right")
