"""Charts: one theme, one colour and one marker per population, drawn straight to SVG.

A chart is a list of rows with one share each, or two that belong together. A filled marker with a line has an
interval; a hollow one has none, because no n is known: nothing is guessed. Labels stand above their dots, not
beside them, so that the chart stays legible on a phone.
"""

import functools
import io
import os
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import matplotlib
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ..project import CHARTS_VARIABLE

WIDTH = 6.3  # inches: the text width of an A4 page with 25 mm margins
ROW = 0.42  # inches a row: a line of label, a line of dots
LINE = 0.16  # inches a further line of label
HEAD = 0.31  # inches for a group's heading
WRAP = 80  # characters of label that fit the width at 9.5 points
SALT = "baromia"  # fixes the ids matplotlib writes into SVG, so that two builds give the same bytes
GREY, INK, GRID = "#5f5f5f", "#1a1a1a", "#e3e3e3"
THEME = {
    **sns.axes_style("white"),
    "font.size": 9.5,
    "font.family": "DejaVu Sans",
    "svg.hashsalt": SALT,
    "svg.fonttype": "path",
    "axes.unicode_minus": False,
    "text.parse_math": False,  # a dollar in a label is a dollar
}

# Four of seaborn's colour-blind-safe palette; its two palest are too faint on white, so a brown and a dark grey
# follow. The marker says the same, for those who print in grey (tests/test_looks.py measures both).
_PALETTE = [matplotlib.colors.to_hex(colour) for colour in sns.color_palette("colorblind")]
_COLOURS = (*(_PALETTE[i] for i in (0, 3, 4, 2)), "#7a4a00", "#3d3d3d")
STYLES = tuple(zip(_COLOURS, "osDv^P", strict=True))


@dataclass(frozen=True)
class Dot:
    """One share: shares are 0–1, the text is ready to be read."""

    share: float
    text: str
    population: str
    low: float | None = None
    high: float | None = None

    @property
    def left(self) -> float:
        """Where the drawing of it begins, in percent."""
        return 100 * (self.share if self.low is None else self.low)

    @property
    def right(self) -> float:
        """Where it ends."""
        return 100 * (self.share if self.high is None else self.high)


@dataclass(frozen=True)
class Row:
    """A label and the one share, or the two, that stand under it."""

    label: str
    dots: tuple[Dot, ...]
    group: str = ""

    @property
    def lines(self) -> list[str]:
        """The label, in lines that fit."""
        return textwrap.wrap(self.label, WRAP) or [""]


@dataclass(frozen=True)
class Chart:
    """A drawn chart: vector picture and the words that replace it for those who cannot see it."""

    svg: str
    alt: str

    def _repr_mimebundle_(self, **_: object) -> tuple[dict, dict]:
        """Show the picture, with its alternative text as metadata; the words alone where nothing was drawn."""
        if not self.svg:
            return {"text/plain": self.alt}, {}
        return {"image/svg+xml": self.svg, "text/plain": self.alt}, {"image/svg+xml": {"alt": self.alt}}


def drawn_if_seen(draw: Callable[..., Chart]) -> Callable[..., Chart]:
    """Let a function whose last argument is the alternative text draw nothing where nobody will see it."""

    @functools.wraps(draw)
    def chart(*what: object) -> Chart:
        return Chart("", what[-1]) if os.environ.get(CHARTS_VARIABLE) == "0" else draw(*what)

    return chart


@dataclass(frozen=True)
class Words:
    """The words around the dots, in the reader's language."""

    axis: str
    source: str
    hollow: str
    populations: dict[str, str]  # every population of the register, in order, so that colours never move
    percent: str  # how a tick is written, `{number}` in it


@drawn_if_seen
def dot_chart(rows: Sequence[Row], words: Words, alt: str) -> Chart:
    """Draw shares on a 0–100 axis, a row each, under the heading of their group.

    Parameters
    ----------
    rows : sequence of Row
        In the order they are drawn, from the top; at least one.
    words : Words
        Axis title, source line and legend.
    alt : str
        Alternative text, made from the same data.
    """
    if not rows:
        raise ValueError("a chart needs at least one figure; say in a sentence that there is none instead")
    with matplotlib.rc_context(THEME):
        places, height = _places(rows)
        legend = legend_handles([dot for row in rows for dot in row.dots], words)
        figure, axes = _page(height, len(legend), words.source)
        _axis(axes, words, height)
        for row, place in zip(rows, places, strict=True):
            _row(axes, row, place, words)
        for heading, place in _headings(rows, places):
            _letter(axes, 0, place, heading, va="bottom", fontweight="bold")
        _write_legend(figure, legend, words.source)
        sns.despine(fig=figure, left=True)
        return Chart(as_svg(figure), alt)


def _page(height: float, entries: int, source: str) -> tuple[Figure, Axes]:
    """Return a figure with room for `height` inches of rows, the axis, the legend and the source line."""
    foot = foot_height(entries, source)
    figure = Figure(figsize=(WIDTH, height + foot))
    axes = figure.add_axes((0.03, foot / (height + foot), 0.94, height / (height + foot)))
    _write_source(figure, source)
    return figure, axes


def foot_height(entries: int, source: str) -> float:
    """Return the inches that the axis, `entries` of a legend and the source line take."""
    return 0.55 + 0.2 * entries + _below(source)


def write_foot(figure: Figure, handles: Sequence[Line2D], source: str) -> None:
    """Write the legend and the source line at the foot of a figure."""
    _write_source(figure, source)
    _write_legend(figure, handles, source)


def _write_source(figure: Figure, source: str) -> None:
    lines = "\n".join(_wrapped(source))
    figure.text(0.015, 0.05 / _height(figure), lines, fontsize=8, color=GREY, va="bottom", linespacing=1.25)


def _write_legend(figure: Figure, handles: Sequence[Line2D], source: str) -> None:
    figure.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0.0, _below(source) / _height(figure)),
        frameon=False,
        ncols=1,
        borderaxespad=0,
        labelspacing=0.35,
        handletextpad=0.3,
    )


def _wrapped(source: str) -> list[str]:
    return textwrap.wrap(source, 92)


def _below(source: str) -> float:
    return 0.08 + 0.17 * len(_wrapped(source))


def _height(figure: Figure) -> float:
    return figure.get_figheight()


def _places(rows: Sequence[Row]) -> tuple[list[float], float]:
    """Return the height (inches from the top) of each row's dots, and of all rows together."""
    top, places, group = 0.1, [], None
    for row in rows:
        if row.group != group:
            top += HEAD if row.group else 0
            group = row.group
        top += ROW + LINE * (len(row.lines) - 1)
        places.append(top - 0.12)
    return places, top + 0.12


def _axis(axes: Axes, words: Words, height: float) -> None:
    axes.set(xlim=(0, 101.5), ylim=(height, 0), yticks=[], xlabel=words.axis)
    ticks = range(0, 101, 20)
    axes.set_xticks(ticks, [words.percent.format(number=tick) for tick in ticks])
    axes.tick_params(axis="x", colors=GREY, length=0)
    axes.xaxis.label.set_color(GREY)
    for tick in ticks:
        axes.axvline(tick, color=GRID, linewidth=0.8, zorder=0)


def _row(axes: Axes, row: Row, place: float, words: Words) -> None:
    _letter(axes, 0, place - 0.13, "\n".join(row.lines), va="bottom", linespacing=1.15)
    dots = sorted(row.dots, key=lambda dot: dot.share)
    if len(dots) > 1:
        axes.plot([100 * dots[0].share, 100 * dots[-1].share], [place] * 2, color="#b5b5b5", linewidth=1, zorder=1)
    for number, dot in enumerate(dots):
        _dot(axes, dot, place, style_of(dot.population, words))
        toward_left = len(dots) > 1 and number == 0 and dot.left > 3 + 1.6 * len(dot.text)
        if toward_left or (dot.right >= 84 and not (len(dots) > 1 and number == 0)):
            _letter(axes, dot.left - 2.2, place, dot.text, va="center", ha="right", fontweight="bold")
        else:
            _letter(axes, dot.right + 2.2, place, dot.text, va="center", fontweight="bold")


def _dot(axes: Axes, dot: Dot, place: float, style: tuple[str, str]) -> None:
    colour, marker = style
    if dot.low is not None:
        axes.plot([dot.left, dot.right], [place] * 2, color=colour, linewidth=2.2, zorder=2)
    face = "white" if dot.low is None else colour
    axes.plot(
        100 * dot.share,
        place,
        marker,
        color=colour,
        markerfacecolor=face,
        markersize=7.5,
        markeredgewidth=1.8,
        zorder=3,
        clip_on=False,
    )


def _letter(axes: Axes, x: float, y: float, text: str, **how: object) -> None:
    """Write on the chart, so that the grid does not cross the letters."""
    veil = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
    axes.text(x, y, text, color=INK, bbox=veil, **how)


def _headings(rows: Sequence[Row], places: list[float]) -> Iterator[tuple[str, float]]:
    group = None
    for row, place in zip(rows, places, strict=True):
        if row.group and row.group != group:
            yield row.group, place - 0.13 - LINE * len(row.lines) - 0.09
        group = row.group


def style_of(population: str, words: Words) -> tuple[str, str]:
    """Return colour and marker of a population."""
    return STYLES[list(words.populations).index(population) % len(STYLES)]


def legend_handles(dots: Sequence[Dot], words: Words) -> list[Line2D]:
    """Return a handle for each population drawn, and one for the hollow marker where there is any."""
    drawn = {dot.population for dot in dots}
    handles = [_handle(*style_of(name, words), label) for name, label in words.populations.items() if name in drawn]
    if any(dot.low is None for dot in dots):
        handles.append(_handle(GREY, "o", words.hollow, hollow=True))
    return handles


def _handle(colour: str, marker: str, label: str, hollow: bool = False) -> Line2D:
    face = "white" if hollow else colour
    return Line2D(
        [],
        [],
        linestyle="",
        marker=marker,
        color=colour,
        markerfacecolor=face,
        markeredgewidth=1.8,
        markersize=6.5,
        label=label,
    )


def as_svg(figure: Figure) -> str:
    """Return the figure as SVG without date or maker, the same bytes each time."""
    page = io.StringIO()
    FigureCanvasSVG(figure).print_svg(page, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return page.getvalue()
