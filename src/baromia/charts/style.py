"""One style: the typeface, the sizes in pixels, the colours in light and dark, a colour and a marker per population."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import matplotlib.colors
import seaborn as sns
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.textpath import text_to_path

FONTS = Path(__file__).parent / "fonts"
FAMILY = "Source Sans 3"
REGULAR, SEMIBOLD = 400, 600
UNITS = text_to_path.FONT_SCALE
FILES = {REGULAR: "SourceSans3-Regular", SEMIBOLD: "SourceSans3-Semibold"}

WIDTHS = {"wide": 680, "narrow": 360}  # pixels; a figure is drawn at 72 dots an inch, so that a point is a pixel
BAND_STRENGTH = 0.28  # of an interval: 72 % toward the paper


class Colour(NamedTuple):
    """A colour by what it is for, and its shades on light and on dark paper."""

    name: str
    light: str
    dark: str


class Population(NamedTuple):
    """The marker and colours of a population, the same everywhere."""

    marker: str  # as matplotlib names it
    mark: Colour
    text: Colour


INK = Colour("ink", "#17191C", "#ECEDEE")
SOFT = Colour("soft", "#4A4F56", "#C3C7CB")
MUTE = Colour("mute", "#63686F", "#A2A7AD")
GRID = Colour("grid", "#E4E6E9", "#30343A")
AXIS = Colour("axis", "#A3A8AE", "#6B7178")
REST = Colour("rest", "#EEF0F2", "#262A2F")
PAPER = Colour("paper", "#FFFFFF", "#16181B")


class Type(NamedTuple):
    """Size, leading, weight and colour of letters, in pixels."""

    size: float
    leading: float
    weight: int = REGULAR
    colour: Colour = INK


LABEL, STRONG = Type(14, 18), Type(14, 18, SEMIBOLD)
NOTE, FAINT = Type(12.5, 17, colour=SOFT), Type(12.5, 17, colour=MUTE)
TICK = Type(12, 16, colour=MUTE)
TITLE = {"wide": Type(20, 25, SEMIBOLD), "narrow": Type(18.5, 23, SEMIBOLD)}
NUMBER = {"wide": Type(24, 25, SEMIBOLD), "narrow": Type(22, 23, SEMIBOLD)}


def _population(name: str, marker: str, mark: tuple[str, str], text: tuple[str, str]) -> Population:
    return Population(marker, Colour(name, *mark), Colour(f"{name}-text", *text))


POPULATIONS = {
    "professionals": _population("professionals", "o", ("#195E99", "#5B9FDC"), ("#195E99", "#7DB6E8")),
    "physicians": _population("physicians", "s", ("#0F2A50", "#CFE4F7"), ("#0F2A50", "#CFE4F7")),
    "students_and_professionals": _population("students", "D", ("#2B8A78", "#56C7AE"), ("#1F6F60", "#6FD1BB")),
    "public": _population("public", "v", ("#DB6413", "#F29A5A"), ("#A9440A", "#F5AD7B")),
    "patients": _population("patients", "^", ("#8A3F78", "#D79CC8"), ("#7A3069", "#E0AFD4")),
}
OTHER = _population("other", "P", ("#63686F", "#A2A7AD"), ("#4A4F56", "#C3C7CB"))
NEUTRAL = Population("o", MUTE, SOFT)  # of keys that speak of every population

THEME = {
    **sns.axes_style("white"),
    "font.family": FAMILY,
    "font.size": LABEL.size,
    "axes.unicode_minus": False,
    "text.hinting": "no_hinting",  # letters as wide in a PNG as in an SVG
    "text.parse_math": False,  # a dollar in a label is a dollar
    "figure.dpi": 72,
    "savefig.dpi": 72,
}


def population_style(code: str | None) -> Population:
    """Return marker and colours of a population: grey, with a marker of its own, for one that is not listed."""
    return POPULATIONS.get(code, OTHER)


@cache
def tint(colour: Colour, strength: float) -> Colour:
    """Return a colour mixed toward the paper: 1 is the colour, 0 the paper."""
    if strength == 1:
        return colour
    shades = (
        matplotlib.colors.to_hex(sns.blend_palette(ends, as_cmap=True)(float(strength))).upper()
        for ends in ((PAPER.light, colour.light), (PAPER.dark, colour.dark))
    )
    return Colour(f"{colour.name}-{round(100 * strength)}", *shades)


@cache
def text_on(fill: Colour) -> Colour:
    """Return the colour of letters on a fill: paper where it contrasts by 4.5 to 1, else ink, in light and in dark."""
    light = PAPER if contrast(fill.light, PAPER.light) >= 4.5 else INK
    dark = max(PAPER, INK, key=lambda colour: contrast(fill.dark, colour.dark))
    return light if light == dark else Colour(f"{light.name}-or-{dark.name}", light.light, dark.dark)


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    dark, light = sorted(sns.utils.relative_luminance(colour) for colour in (first, second))
    return (light + 0.05) / (dark + 0.05)


def font(weight: int) -> FT2Font:
    """Return a weight of the bundled typeface at the size in which it is measured: `UNITS` to a pixel."""
    face = font_manager.get_font(str(FONTS / f"{FILES[weight]}.ttf"))
    face.set_size(UNITS, text_to_path.DPI)
    return face


def text_width(text: str, type_: Type = LABEL) -> float:
    """Return the width of a text in pixels, word by word: the typeface kerns no letter with a space."""
    words = text.split(" ")
    spaces = (len(words) - 1) * word_width(" ", type_.weight)
    return type_.size * (sum(word_width(word, type_.weight) for word in words) + spaces)


@cache
def word_width(word: str, weight: int) -> float:
    """Return the width of a word at a size of one pixel."""
    face = font(weight)
    face.set_text(word, flags=LoadFlags.NO_HINTING)
    return face.get_width_height()[0] / 64 * (1 / UNITS)


@cache
def wrap(text: str, width: float, type_: Type = LABEL) -> tuple[str, ...]:
    """Return a text in as few lines as fit a width, and these as even as can be; only spaces break a line."""

    def widest(lines: tuple[str, ...]) -> float:
        return max(text_width(line, type_) for line in lines)

    lines, tighter = (), fill(text, width, type_)
    while not lines or (len(tighter) == len(lines) and widest(tighter) < widest(lines)):
        lines, tighter = tighter, fill(text, widest(tighter) - 1, type_)
    return lines


def fill(text: str, width: float, type_: Type = LABEL) -> tuple[str, ...]:
    """Return a text in lines filled one after the other; a word wider than the line stands alone."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and text_width(f"{lines[-1]} {word}", type_) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


for weight, name in FILES.items():  # matplotlib learns of both weights under one family, as CSS has it
    face = font_manager.FontEntry(fname=str(FONTS / f"{name}.ttf"), name=FAMILY, weight=weight, size="scalable")
    font_manager.fontManager.ttflist.append(face)
