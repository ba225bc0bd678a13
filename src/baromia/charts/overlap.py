"""Two answers of the same people whose overlap is not published: the most and the least they can share."""

import pandas as pd

from .chart import Panel
from .page import Box, Page, Scale
from .rows import BELOW, Heading, rows_of
from .style import INK, NOTE, PAPER, STRONG, text_width, tint

TALL = 20  # pixels


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
    mark = first.look.mark
    names = [f"{row.printed} {row.label}" for row in (first, second)]

    def paint(page: Page, box: Box) -> float:
        y = Heading(heading, aside, first.population, first.filled).draw(page, box)
        scale = Scale(box.x + 6, box.right - 16)
        cases = ((most, max(0.0, first.share - second.share)), (least, min(first.share, 1 - second.share)))
        for text, alone in cases:
            y = page.paragraph(box.x, y + 19, text, box.width, STRONG) + 17
            split, end = scale(alone), scale(min(alone + second.share, 1.0))
            page.text(scale.left, y, names[0], NOTE)
            page.box(scale.left, y + 6, scale(first.share) - scale.left, TALL, tint(mark, 0.3))
            page.box(scale.left, y + 6, split - scale.left, TALL, INK)
            page.box(split, y + TALL + 8, end - split, TALL, PAPER, edge=mark)
            y += 2 * TALL + 23
            page.text(min(split, box.right - text_width(names[1], NOTE)), y, names[1], NOTE)
            y += 8
        page.grid(scale, y, y + 6)
        page.ticks(scale, y + 20)
        return y + 20 + BELOW

    return Panel(paint)
