"""Charts over time: a small panel for each answer that several editions of a barometer print. Theme as in `charts`.

The dots of a panel stand at their dates and are joined by a thin dotted line, which says that one barometer asked
again, not that anything happened in between: nobody was asked then.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .dots import (
    GREY,
    GRID,
    INK,
    THEME,
    WIDTH,
    Chart,
    Dot,
    Words,
    as_svg,
    foot_height,
    legend_handles,
    style_of,
    write_foot,
)

COLUMNS = 2
MOST = 8  # panels that fit a page
PLOT, LINE, TICKS = 1.2, 0.17, 0.4  # inches: the drawing, a line of title, the dates below
WRAP = 38  # characters of a title that fit a panel
LEFT, GAP = 0.45, 0.62  # inches: what stands left of the first panel, and between two


@dataclass(frozen=True)
class Moment:
    """One edition's share: where on the axis (day number), how the date is written, and the dot."""

    day: float
    date: str
    dot: Dot


@dataclass(frozen=True)
class Panel:
    """One answer over time: what it says, and its editions from the earliest."""

    title: str
    moments: tuple[Moment, ...]


def time_chart(panels: Sequence[Panel], words: Words, alt: str) -> Chart:
    """Draw each answer in a panel of its own, time from left to right, shares from 0 to 100.

    Parameters
    ----------
    panels : sequence of Panel
        At least one, at most `MOST`.
    words : Words
        Title of the share axis, source line, legend.
    alt : str
        Alternative text, made from the same data.
    """
    if not 1 <= len(panels) <= MOST:
        raise ValueError(f"{len(panels)} panels; a chart over time takes 1 to {MOST}")
    dots = [moment.dot for panel in panels for moment in panel.moments]
    titles = [textwrap.wrap(panel.title, WRAP) for panel in panels]
    rows = [titles[start : start + COLUMNS] for start in range(0, len(panels), COLUMNS)]
    heads = [LINE * max(len(lines) for lines in row) + 0.12 for row in rows]
    with matplotlib.rc_context({**THEME, "font.size": 9}):
        handles = legend_handles(dots, words)
        foot = foot_height(len(handles), words.source) - TICKS  # the dates have their own room
        height = sum(heads) + len(rows) * (PLOT + TICKS) + LINE + foot
        figure = Figure(figsize=(WIDTH, height))
        figure.text(0.015, 1 - 0.03 / height, words.axis, color=GREY, va="top", fontsize=9)
        top, width = LINE, (WIDTH - LEFT - 0.1 - GAP * (COLUMNS - 1)) / COLUMNS
        for number, panel in enumerate(panels):
            row, column = divmod(number, COLUMNS)
            if column == 0:
                top += heads[row] + (PLOT + TICKS if row else 0)
            left = LEFT + column * (width + GAP)
            axes = figure.add_axes((left / WIDTH, 1 - (top + PLOT) / height, width / WIDTH, PLOT / height))
            _panel(axes, panel, "\n".join(titles[number]), words)
        write_foot(figure, handles, words.source)
        return Chart(as_svg(figure), alt)


def _panel(axes: Axes, panel: Panel, title: str, words: Words) -> None:
    days = [moment.day for moment in panel.moments]
    span = max(days[-1] - days[0], 1.0)
    axes.set(xlim=(days[0] - 0.35 * span, days[-1] + 0.45 * span), ylim=(0, 104))
    axes.set_yticks((0, 50, 100), [words.percent.format(number=tick) for tick in (0, 50, 100)])
    axes.set_xticks(days, [_date(moment.date, len(days)) for moment in panel.moments])
    axes.tick_params(colors=GREY, length=0)
    for tick in (0, 50, 100):
        axes.axhline(tick, color=GRID, linewidth=0.8, zorder=0)
    axes.plot(days, [100 * moment.dot.share for moment in panel.moments], ":", color=GREY, linewidth=1, zorder=1)
    for moment in panel.moments:
        _moment(axes, moment, words)
    axes.set_title(title, loc="left", fontsize=9, color=INK, linespacing=1.15, pad=5)
    sns.despine(ax=axes, left=True, bottom=True)


def _date(date: str, editions: int) -> str:
    """Return a date as a tick: on lines that fit, the year alone where many stand beside each other."""
    return "\n".join(textwrap.wrap(date, 18)) if editions < 4 else date.split()[-1]


def _moment(axes: Axes, moment: Moment, words: Words) -> None:
    dot, (colour, marker) = moment.dot, style_of(moment.dot.population, words)
    if dot.low is not None:
        axes.plot([moment.day] * 2, [100 * dot.low, 100 * dot.high], color=colour, linewidth=1.8, zorder=2)
    face = "white" if dot.low is None else colour
    place = (moment.day, 100 * dot.share)
    axes.plot(*place, marker, color=colour, markerfacecolor=face, markersize=4.2, markeredgewidth=1.4, zorder=3)
    veil = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
    axes.annotate(
        dot.text, place, (7, 0), textcoords="offset points", va="center", color=INK, fontweight="bold", bbox=veil
    )
