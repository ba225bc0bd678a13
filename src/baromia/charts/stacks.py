"""The answers to one question as parts of a bar, each bar on its own base; and bars of two that overlap unpublished."""

from collections.abc import Sequence
from itertools import accumulate, chain, repeat

import pandas as pd

from . import style
from .chart import Panel
from .keys import signs
from .page import GAP, Box, Page, Scale
from .rows import BELOW, Heading, Row, complete_rows_of, strip_scale, table_scale
from .style import LABEL, NOTE, SOFT, STRONG, text_width, wrap

STRENGTHS = (0.92, 0.52, 0.3, 0.12)  # of the parts, from the first: told apart in grey, letters on each at 4.5:1
TALL, INSIDE, BAR = 27, 34, 20  # pixels: a bar of parts, one that holds its words, a bar of one answer
BIG = STRONG._replace(size=15)  # numbers before their words, inside a part
SEAM = 1.5  # pixels of paper between two parts


def stack(
    frame: pd.DataFrame,
    *,
    population: str,
    heading: str = "",
    aside: str = "",
    right: str = "",
    label: str = "",
    question: str = "",
    brackets: pd.DataFrame | None = None,
    inside: bool = False,
    filled: bool = False,
    rule: bool = True,
    strength: float = 1.0,
) -> Panel:
    """Draw one bar whose parts are the answers to one question; what is not published is hatched.

    Parameters
    ----------
    frame : pandas.DataFrame
        A part a row, from the left: `share` of the bar's base, `printed`, `label`; `short` for where the label does
        not fit; `published` (default true; else hatched), `rest` (grey: those who do not); `low` and `high` of
        the first part, whose interval is drawn under its end.
    population : str
        Of the colour and the marker.
    heading, aside, right : str
        Above the bar: who, of whom the bar is 100 %, and n at the right end.
    label : str
        Left of the bar, in the column of labels; the bar then stands on the axis of the points around it.
    question : str
        A line between the heading and the bar.
    brackets : pandas.DataFrame, optional
        Several parts together, beneath the bar: `share` where it ends, `printed`, `label`, `start` where it begins
        (default 0), `low` and `high`.
    inside : bool
        Write the labels into the parts.
    filled : bool
        Whether n is known, for the marker.
    rule : bool
        Whether a rule and the heading stand above; not over a further bar of the same question.
    strength : float
        Of the first part's colour: 1 is the population's own.
    """
    parts, spans = complete_rows_of(frame), [] if brackets is None else complete_rows_of(brackets)
    head = Heading(heading, aside, population, filled, right)
    colour = style.population_style(population).mark

    def paint(page: Page, box: Box) -> float:
        y = head.draw(page, box) if rule else box.y - BELOW + 2
        if question:
            y = page.paragraph(box.x, y + 14, question, box.width, colour=SOFT) + 4
        y += 6 if inside else 0
        scale = Scale(box.x, box.right)
        if label and box.label_width and not page.narrow:
            scale = table_scale(box)
            lines = wrap(label, box.label_width)
            page.lines(box.x, y + 32 - 9 * (len(lines) - 1), lines)
        elif label:
            y = page.paragraph(box.x, y + 16, label, box.width) + 4
            scale = strip_scale(box)
        if not inside:
            y = _labels(page, scale, parts, y)
        _bar(page, scale, parts, colour, y, inside, strength)
        return _beneath(page, scale, parts[0], spans, colour, y + (INSIDE if inside else TALL)) + 12

    return Panel(
        paint,
        signs(unpublished=any(not part.published for part in parts)),
        lambda page: 0.0 if page.narrow or not label else min(text_width(label), 290) + 2,
    )


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
    first, second = complete_rows_of(frame)
    mark = first.look.mark
    labels = [f"{row.printed} {row.label}" for row in (first, second)]

    def paint(page: Page, box: Box) -> float:
        y = Heading(heading, aside, first.population, first.filled).draw(page, box)
        scale = Scale(box.x + 6, box.right - 16)
        cases = ((most, max(0.0, first.share - second.share)), (least, min(first.share, 1 - second.share)))
        for text, alone in cases:
            y = page.paragraph(box.x, y + 19, text, box.width, STRONG) + 17
            split, end = scale(alone), scale(min(alone + second.share, 1.0))
            y = page.paragraph(scale.left, y, labels[0], box.right - scale.left, NOTE)
            page.box(scale.left, y + 6, scale(first.share) - scale.left, BAR, style.tint(mark, 0.3))
            page.box(scale.left, y + 6, split - scale.left, BAR, style.INK)
            page.box(split, y + BAR + 8, end - split, BAR, style.PAPER, edge=mark)
            y += 2 * BAR + 23
            lines = wrap(labels[1], box.width, NOTE)
            left = min(split, box.right - max(text_width(line, NOTE) for line in lines))
            y = page.lines(left, y, lines, NOTE) + 8
        page.grid(scale, y, y + 6)
        page.ticks(scale, y + 20)
        return y + 20 + BELOW

    return Panel(paint)


def _bar(
    page: Page, scale: Scale, parts: Sequence[Row], colour: style.Colour, y: float, inside: bool, strength: float
) -> None:
    height, start, strengths = INSIDE if inside else TALL, 0.0, chain(STRENGTHS, repeat(STRENGTHS[-1]))
    for part in parts:
        left, right = scale(start), scale(start + part.share)
        width = right - left - SEAM
        if not part.published:
            fill, line = style.PAPER, style.AXIS if part.rest else style.tint(colour, 0.45)
            page.box(left, y, width, height, fill, edge=line, edge_width=1)
            page.hatch(left, y, width, height, line)
        else:
            fill = style.REST if part.rest else style.tint(colour, next(strengths) * strength)
            page.box(left, y, width, height, fill)
        written = inside and _inside(page, part, left, width, y + height / 2, fill)
        if part.printed and not written and _fits(part, width):
            type_, ink = (STRONG, style.text_on(fill)) if part.published else (LABEL, style.INK)
            look = {"colour": ink, "ha": "center", "veil": not part.published}
            page.text(left + width / 2, y + height / 2 + 5, part.printed, type_, **look)
        start += part.share


def _fits(part: Row, width: float) -> bool:
    return text_width(part.printed, STRONG) + 6 <= width


def _inside(page: Page, part: Row, left: float, width: float, middle: float, fill: style.Colour) -> bool:
    """Write a part's number and label, or its shorter label, into it; tell whether there is room for one."""
    number_type, type_ = (BIG, LABEL) if part.published else (NOTE, NOTE)
    number = text_width(part.printed, number_type._replace(weight=style.SEMIBOLD)) + 8 if part.printed else 0
    fitting = (text for text in (part.label, part.short) if text and number + text_width(text, type_) + 20 <= width)
    label = next(fitting, "")
    if label and part.published:
        ink = style.text_on(fill)
        page.text(left + 10, middle + 5, part.printed, number_type, colour=ink)
        page.text(left + 10 + number, middle + 5, label, colour=ink)
    elif label:
        page.text(left + width / 2, middle + 4.5, label, NOTE, ha="center", veil=True)
    return bool(label)


def _labels(page: Page, scale: Scale, parts: Sequence[Row], y: float) -> float:
    """Write each part's label above its beginning, in a second line where the first is taken; return the bar's top."""
    starts = [0.0, *accumulate(part.share for part in parts[:-1])]
    placed: list[tuple[float, int, str]] = []  # where a text begins, its line from below, the text
    ends: dict[int, float] = {}  # line → how far to the right there is room
    for part, start in reversed(list(zip(parts, starts, strict=True))):
        if part.label:
            left, width = scale(start), scale(start + part.share) - scale(start) - SEAM
            added = "" if _fits(part, width) else f" {part.printed}"
            texts = [text + added for text in (part.label, part.short or part.label)]
            x, line, text = _lowest(scale, left, texts, [*ends.values(), scale.right])
            ends[line] = x - 5
            placed.append((x, line, text))
    base = y + NOTE.leading * max(len(ends), 1) - 1
    for x, line, text in placed:
        page.text(x, base - line * NOTE.leading, text, NOTE)
    return base + 6


def _lowest(scale: Scale, left: float, texts: Sequence[str], ends: Sequence[float]) -> tuple[float, int, str]:
    """Return beginning, line and text of the first text that fits, in the lowest line with room for one."""
    for line, end in enumerate(ends):
        for text in texts:
            width = text_width(text, NOTE)
            x = max(min(left, scale.right - width), scale.left)
            if x + width <= end:
                return x, line, text
    return left, len(ends) - 1, texts[-1]


def _beneath(page: Page, scale: Scale, first: Row, spans: Sequence[Row], colour: style.Colour, y: float) -> float:
    """Draw intervals under the ends of the first part and of several together, and brackets; return the bottom."""
    ends = [first, *spans]
    for part in ends:
        if not part.start:  # else its end is no share; below the bar, whose numbers stay legible
            page.locate(part.id, scale, y + (1 if part.low is None else 6.5), half=4)
    intervals = [part for part in ends if part.low is not None]
    for part in intervals:
        page.box(scale(part.low), y + 4, scale(part.high) - scale(part.low), 5, style.tint(colour, 0.4), rounding=2.5)
    y += 9 if intervals else 0
    for span in spans:
        left, right = scale(span.start), scale(span.share) - SEAM
        wide = text_width(span.printed, STRONG) + GAP - 3 + text_width(span.label)
        low = y + 11
        if wide + 30 <= right - left:
            middle = (left + right - wide) / 2
            page.line([left + 0.6, left + 0.6, middle - 8], [y + 4, low, low], SOFT, 1.2)
            page.line([middle + wide + 8, right - 0.6, right - 0.6], [low, low, y + 4], SOFT, 1.2)
            page.pair(middle, low + 5, span.printed, span.label)
        else:
            page.line([left + 0.6, left + 0.6, right - 0.6, right - 0.6], [y + 4, low, low, y + 4], SOFT, 1.2)
            if right + 9 + wide <= page.width:
                page.pair(right + 9, low + 5, span.printed, span.label)
            else:
                y += 17
                page.pair(max(min(left, page.width - wide), 0), low + 18, span.printed, span.label)
        y += 19
    return y
