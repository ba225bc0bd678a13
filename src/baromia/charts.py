"""Charts: one theme, one colour and one marker per population, drawn straight to SVG.

A chart is a list of rows with a share each. A filled marker with a line has an interval; a hollow one has none,
because no n is reported: nothing is guessed. Labels stand above their dots, not beside them, so that the
chart stays legible on a phone.
"""

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib
import seaborn as sns
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

WIDTH = 6.3  # inches: the text width of an A4 page with 25 mm margins
ROW = 0.41  # inches a row: a line of label, a line of dot
HEAD = 0.31  # inches for a group's heading
WRAP = 80  # characters of label that fit the width at 9.5 points
SALT = "baromia"  # fixes the ids matplotlib writes into SVG, so that two builds give the same bytes
GREY, INK = "#5f5f5f", "#1a1a1a"

# seaborn's colour-blind-safe palette; the marker says the same, for those who print in grey.
_PALETTE = [matplotlib.colors.to_hex(colour) for colour in sns.color_palette("colorblind")]
STYLES = tuple(zip((_PALETTE[i] for i in (0, 3, 4, 2, 1, 7)), "osDv^P", strict=True))


@dataclass(frozen=True)
class Dot:
    """One row of a dot chart: shares are 0–1, texts are ready to be read."""

    label: str
    share: float
    text: str
    population: str
    low: float | None = None
    high: float | None = None
    group: str = ""


@dataclass(frozen=True)
class Chart:
    """A drawn chart: vector picture and the words that replace it for those who cannot see it."""

    svg: str
    alt: str

    def _repr_mimebundle_(self, **_: object) -> tuple[dict, dict]:
        """Show the picture, with its alternative text as metadata."""
        return {"image/svg+xml": self.svg, "text/plain": self.alt}, {"image/svg+xml": {"alt": self.alt}}


@dataclass(frozen=True)
class Words:
    """The words around the dots, in the reader's language."""

    axis: str
    source: str
    hollow: str
    populations: dict[str, str]  # every population of the register, in order, so that colours never move
    percent: str  # how a tick is written, `{number}` in it


def dot_chart(dots: Sequence[Dot], words: Words, alt: str) -> Chart:
    """Draw shares on a 0–100 axis, a row each, under the heading of their group.

    Parameters
    ----------
    dots : sequence of Dot
        In the order they are drawn, from the top; at least one.
    words : Words
        Axis title, source line and legend.
    alt : str
        Alternative text, made from the same data.
    """
    if not dots:
        raise ValueError("a chart needs at least one figure; say in a sentence that there is none instead")
    style = {**sns.axes_style("white"), "font.size": 9.5, "font.family": "DejaVu Sans", "svg.hashsalt": SALT}
    with matplotlib.rc_context({**style, "svg.fonttype": "path", "axes.unicode_minus": False}):
        places, height = _places(dots)
        legend = _legend(dots, words)
        source = textwrap.wrap(words.source, 92)
        foot = 0.62 + 0.2 * len(legend) + 0.17 * len(source)
        figure = Figure(figsize=(WIDTH, height + foot))
        axes = figure.add_axes((0.03, foot / (height + foot), 0.94, height / (height + foot)))
        _axis(axes, words, height)
        for dot, place in zip(dots, places, strict=True):
            _row(axes, dot, place, _style(dot.population, words))
        _headings(axes, dots, places)
        _foot(figure, legend, source)
        sns.despine(fig=figure, left=True)
        return Chart(_svg(figure), alt)


def _places(dots: Sequence[Dot]) -> tuple[list[float], float]:
    """Return the height (inches from the top) of each row's dots, and of all rows together."""
    top, places, group = 0.1, [], None
    for dot in dots:
        if dot.group != group:
            top += HEAD if dot.group else 0
            group = dot.group
        lines = len(textwrap.wrap(dot.label, WRAP)) or 1
        top += ROW + 0.16 * (lines - 1)
        places.append(top - 0.12)
    return places, top + 0.12


def _style(population: str, words: Words) -> tuple[str, str]:
    names = list(words.populations)
    return STYLES[names.index(population) % len(STYLES)]


def _axis(axes, words: Words, height: float) -> None:
    axes.set(xlim=(-1.5, 101.5), ylim=(height, 0), yticks=[], xlabel=words.axis)
    ticks = range(0, 101, 20)
    axes.set_xticks(ticks, [words.percent.format(number=tick) for tick in ticks])
    axes.tick_params(axis="x", colors=GREY, length=0)
    axes.xaxis.label.set_color(GREY)
    for tick in ticks:
        axes.axvline(tick, color="#e3e3e3", linewidth=0.8, zorder=0)


def _row(axes, dot: Dot, place: float, style: tuple[str, str]) -> None:
    colour, marker = style
    known = dot.low is not None
    label = "\n".join(textwrap.wrap(dot.label, WRAP))
    axes.text(-1.5, place - 0.13, label, va="bottom", color=INK, linespacing=1.15, bbox=_veil())
    if known:
        axes.plot([100 * dot.low, 100 * dot.high], [place] * 2, color=colour, linewidth=2.2, zorder=2)
    face = colour if known else "white"
    axes.plot(
        100 * dot.share,
        place,
        marker,
        color=colour,
        markerfacecolor=face,
        markersize=7.5,
        markeredgewidth=1.8,
        zorder=3,
    )
    right = 100 * (dot.high if known else dot.share)
    left = 100 * (dot.low if known else dot.share)
    side = {"x": right + 2.2, "ha": "left"} if right < 84 else {"x": left - 2.2, "ha": "right"}
    axes.text(y=place, s=dot.text, va="center", color=INK, fontweight="bold", bbox=_veil(), **side)


def _veil() -> dict:
    """Keep the grid from crossing letters."""
    return {"facecolor": "white", "edgecolor": "none", "pad": 0.6}


def _headings(axes, dots: Sequence[Dot], places: list[float]) -> None:
    group = None
    for dot, place in zip(dots, places, strict=True):
        if dot.group and dot.group != group:
            lines = len(textwrap.wrap(dot.label, WRAP)) or 1
            above = place - 0.13 - 0.16 * lines - 0.1
            axes.text(-1.5, above, dot.group, va="bottom", color=INK, fontweight="bold", bbox=_veil())
        group = dot.group


def _legend(dots: Sequence[Dot], words: Words) -> list[Line2D]:
    """Return a handle for each population drawn, and one for the hollow marker where there is any."""
    drawn = {dot.population for dot in dots}
    handles = []
    for name, label in words.populations.items():
        if name in drawn:
            colour, marker = _style(name, words)
            handles.append(Line2D([], [], linestyle="", marker=marker, color=colour, markersize=7, label=label))
    if any(dot.low is None for dot in dots):
        handles.append(
            Line2D(
                [],
                [],
                linestyle="",
                marker="o",
                color=GREY,
                markerfacecolor="white",
                markeredgewidth=1.8,
                markersize=7,
                label=words.hollow,
            )
        )
    return handles


def _foot(figure: Figure, legend: list[Line2D], source: list[str]) -> None:
    height = figure.get_figheight()
    below = 0.08 + 0.17 * len(source)
    figure.legend(
        handles=legend,
        loc="lower left",
        bbox_to_anchor=(0.0, below / height),
        frameon=False,
        ncols=1,
        borderaxespad=0,
        labelspacing=0.35,
        handletextpad=0.3,
    )
    figure.text(0.015, 0.05 / height, "\n".join(source), fontsize=8, color=GREY, va="bottom", linespacing=1.25)


def _svg(figure: Figure) -> str:
    """Return the figure as SVG without date or maker, the same bytes each time."""
    page = io.StringIO()
    FigureCanvasSVG(figure).print_svg(page, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return page.getvalue()
