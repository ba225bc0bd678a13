"""Charts that are no list of dots: a grid of marks, and a specification curve. Same theme as `charts`."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from .dots import GREY, GRID, INK, STYLES, THEME, WIDTH, Chart, as_svg, drawn_if_seen

BLUE, ORANGE = STYLES[0][0], STYLES[1][0]
LINE = 0.19  # inches a line of text
LEFT = 0.27  # where the curve begins, as a share of the width: the choices stand to its left
HEADING = "\n"  # no choice has this value
FILLS = {"full": BLUE, "part": "#c9dced", "none": "white"}  # told apart by fill and by the sign inside
SIGNS = {"full": "", "part": "–", "none": ""}


@drawn_if_seen
def grid_chart(
    items: Sequence[str], marks: dict[str, Sequence[str]], words: dict[str, str], source: str, alt: str
) -> Chart:
    """Draw a row of marks for each item and a column for each label of `marks`.

    Parameters
    ----------
    items : sequence of str
        Names of the rows.
    marks : dict
        Label of a column → its marks ("full", "part", "none"), one an item.
    words : dict
        Mark → its meaning, for the legend.
    source, alt : str
        Source line and alternative text.
    """
    with matplotlib.rc_context(THEME):
        names = [textwrap.wrap(f"{number}. {label}", 70) for number, label in enumerate(marks, start=1)]
        below = textwrap.wrap(source, 92)
        key = sum(len(lines) for lines in names)
        body, foot = 0.3 * (len(items) + 1), LINE * (key + 1) + 0.24 * len(words) + 0.17 * len(below) + 0.3
        figure = Figure(figsize=(WIDTH, body + foot))
        axes = figure.add_axes((0, foot / (body + foot), 1, body / (body + foot)))
        _grid(axes, items, list(marks.values()))
        text = "\n".join(line for lines in names for line in lines)
        figure.text(0.015, 1 - (body + 0.06) / (body + foot), text, color=INK, va="top", linespacing=1.35)
        handles = [_mark_handle(mark, meaning) for mark, meaning in words.items()]
        figure.legend(
            handles=handles,
            loc="lower left",
            bbox_to_anchor=(0, (0.1 + 0.17 * len(below)) / (body + foot)),
            frameon=False,
            borderaxespad=0,
            labelspacing=0.4,
            handletextpad=0.3,
        )
        figure.text(
            0.015, 0.05 / (body + foot), "\n".join(below), fontsize=8, color=GREY, va="bottom", linespacing=1.25
        )
        return Chart(as_svg(figure), alt)


def _grid(axes: Axes, items: Sequence[str], columns: Sequence[Sequence[str]]) -> None:
    first = 6.6  # where the marks begin, in row heights: the names stand to their left
    axes.set(xlim=(0, first + 1.4 * len(columns)), ylim=(len(items) + 0.4, -1), xticks=[], yticks=[])
    axes.axis("off")
    for column, marks in enumerate(columns):
        x = first + 1.4 * column + 0.7
        axes.text(x, -0.5, str(column + 1), ha="center", va="center", color=INK, fontweight="bold")
        for row, mark in enumerate(marks):
            axes.plot(x, row + 0.4, "s", markersize=11, color=BLUE, markerfacecolor=FILLS[mark], markeredgewidth=1.2)
            axes.text(x, row + 0.4, SIGNS[mark], ha="center", va="center_baseline", color=INK, fontweight="bold")
    for row, name in enumerate(items):
        axes.text(0.1, row + 0.4, name, va="center", color=INK)
        axes.axhline(row + 0.95, color=GRID, linewidth=0.6)


def _mark_handle(mark: str, meaning: str) -> Line2D:
    marker = {"marker": "s", "markersize": 10, "color": BLUE, "markerfacecolor": FILLS[mark]}
    return Line2D([], [], linestyle="", label=f"{meaning} ({SIGNS[mark]})" if SIGNS[mark] else meaning, **marker)


@dataclass(frozen=True)
class CurveWords:
    """The words around a specification curve."""

    axis: str
    stands: str
    falls: str
    threshold: str
    source: str
    choices: dict[str, str]  # name of a choice → its heading
    values: dict[tuple[str, str], str]  # (choice, value as text) → its label
    tick: str


@drawn_if_seen
def curve_chart(table: pd.DataFrame, threshold: float, words: CurveWords, alt: str) -> Chart:
    """Draw every specification: estimate and interval above, the choices it combines below.

    Parameters
    ----------
    table : pandas.DataFrame
        As `multiverse.specifications` returns it.
    threshold : float
        The share (0–1) or difference the headline needs.
    words : CurveWords
    alt : str
    """
    with matplotlib.rc_context({**THEME, "font.size": 8.5}):
        levels = _levels(table, words)
        below = textwrap.wrap(words.source, 92)
        lower, upper, foot = 0.17 * len(levels) + 0.1, 2.1, 0.75 + 0.17 * len(below)
        height = upper + lower + foot + 0.25
        figure = Figure(figsize=(WIDTH, height))
        bottom = figure.add_axes((LEFT, foot / height, 0.98 - LEFT, lower / height))
        top = figure.add_axes((LEFT, (foot + lower + 0.12) / height, 0.98 - LEFT, upper / height))
        _curve(top, table, threshold, words)
        _choices(bottom, table, levels, words)
        handles = [_line(BLUE, "-", words.stands), _line(ORANGE, "-", words.falls), _line(INK, "--", words.threshold)]
        figure.legend(
            handles=handles,
            loc="lower left",
            bbox_to_anchor=(0, (0.1 + 0.17 * len(below)) / height),
            frameon=False,
            borderaxespad=0,
            labelspacing=0.3,
        )
        figure.text(0.015, 0.05 / height, "\n".join(below), fontsize=8, color=GREY, va="bottom", linespacing=1.25)
        return Chart(as_svg(figure), alt)


def _curve(axes: Axes, table: pd.DataFrame, threshold: float, words: CurveWords) -> None:
    places = np.arange(len(table))
    for stands, colour, marker in ((True, BLUE, "o"), (False, ORANGE, "x")):
        chosen = table["stands"].to_numpy() == stands
        axes.vlines(
            places[chosen],
            100 * table["low"][chosen],
            100 * table["high"][chosen],
            color=colour,
            linewidth=0.5,
            alpha=0.55,
        )
        axes.plot(places[chosen], 100 * table["estimate"][chosen], marker, color=colour, markersize=1.8)
    axes.axhline(100 * threshold, color=INK, linewidth=1, linestyle="--")
    low = min(0.0, 100 * float(table["low"].min()))
    axes.set(xlim=(-1, len(table)), ylim=(low, 100), xticks=[], ylabel=words.axis)
    ticks = range(0, 101, 20)
    axes.set_yticks(ticks, [words.tick.format(number=tick) for tick in ticks])
    axes.tick_params(colors=GREY)
    sns.despine(ax=axes, bottom=True)


def _levels(table: pd.DataFrame, words: CurveWords) -> list[tuple[str, str]]:
    """Return the choices that vary, each after a line for its heading: (choice, value as text)."""
    found = []
    for choice in words.choices:
        values = list(dict.fromkeys(as_text(value) for value in table[choice]))
        if len(values) > 1:
            ordered = [value for name, value in words.values if name == choice and value in values]
            found += [(choice, HEADING), *((choice, value) for value in ordered)]
    return found


def _choices(axes: Axes, table: pd.DataFrame, levels: list[tuple[str, str]], words: CurveWords) -> None:
    for row, (choice, value) in enumerate(levels):
        if value == HEADING:
            axes.axhline(row - 0.5, color=GRID, linewidth=0.8)
            _beside(axes, row, words.choices[choice], fontweight="bold")
            continue
        chosen = table[choice].map(as_text) == value
        axes.plot(np.flatnonzero(chosen), [row] * int(chosen.sum()), "|", color=INK, markersize=6, markeredgewidth=0.5)
        _beside(axes, row, words.values[choice, value])
    axes.set(xlim=(-1, len(table)), ylim=(len(levels) - 0.4, -0.6), xticks=[], yticks=[])
    sns.despine(ax=axes, left=True, bottom=True)


def _beside(axes: Axes, row: int, text: str, **how: object) -> None:
    axes.text(
        -0.015, row, text, transform=axes.get_yaxis_transform(), ha="right", va="center", color=INK, fontsize=8, **how
    )


def as_text(value: object) -> str:
    """Return a choice's value as the text its label is found by; a missing one is ''."""
    if value is None or value != value:
        return ""
    return f"{value:g}" if isinstance(value, float | int) and not isinstance(value, bool) else str(value)


def _line(colour: str, style: str, label: str) -> Line2D:
    return Line2D([], [], color=colour, linestyle=style, linewidth=1.6, label=label)
