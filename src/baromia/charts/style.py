"""One style: the typeface, the sizes in pixels, the colours in light and dark, a colour and a marker per population."""

import base64
from functools import cache
from pathlib import Path
from typing import NamedTuple

import matplotlib.colors
import seaborn as sns
from matplotlib import font_manager
from matplotlib.textpath import text_to_path

FONTS = Path(__file__).parent / "fonts"
FAMILY = "Source Sans 3"
REGULAR, SEMIBOLD = 400, 600
FILES = {REGULAR: "SourceSans3-Regular", SEMIBOLD: "SourceSans3-Semibold"}

WIDTHS = {"wide": 680, "narrow": 360}  # pixels; a figure is drawn at 72 dots an inch, so that a point is a pixel
TITLE = {"wide": (20, 25), "narrow": (18.5, 23)}  # size, leading
LABEL, SMALL, TICK = 14, 12.5, 12
LEADING = {LABEL: 18, SMALL: 17, TICK: 16}
BAND_STRENGTH = 0.28  # of an interval: 72 % toward the paper
HEADLINE = {"wide": 24, "narrow": 22}


class Colour(NamedTuple):
    """A colour by what it is for, and its shades on light and on dark paper."""

    name: str
    light: str
    dark: str


class Population(NamedTuple):
    """How a population is drawn: the same everywhere."""

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
    "font.size": LABEL,
    "axes.unicode_minus": False,
    "text.hinting": "no_hinting",  # letters as wide in a PNG as in an SVG
    "text.parse_math": False,  # a dollar in a label is a dollar
    "figure.dpi": 72,
    "savefig.dpi": 72,
}


def population_style(code: str | None) -> Population:
    """Return how a population is drawn; one that the style does not know is grey, with a marker of its own."""
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
    dark, light = sorted(_luminance(colour) for colour in (first, second))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in matplotlib.colors.to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def text_width(text: str, size: float = LABEL, weight: int = REGULAR) -> float:
    """Return the width of a text in pixels, measured in the bundled typeface, which kerns no letter with a space."""
    words = text.split(" ")
    return size * (sum(_width(word, weight) for word in words) + (len(words) - 1) * _width(" ", weight))


@cache
def _width(word: str, weight: int) -> float:
    font = font_manager.FontProperties(family=FAMILY, size=1, weight=weight)
    return text_to_path.get_text_width_height_descent(word, font, False)[0]


@cache
def wrap(text: str, width: float, size: float = LABEL, weight: int = REGULAR) -> tuple[str, ...]:
    """Return a text in as few lines as fit a width, and these as even as can be; only spaces break a line."""

    def widest(lines: tuple[str, ...]) -> float:
        return max(text_width(line, size, weight) for line in lines)

    lines, tighter = (), fill(text, width, size, weight)
    while not lines or (len(tighter) == len(lines) and widest(tighter) < widest(lines)):
        lines, tighter = tighter, fill(text, widest(tighter) - 1, size, weight)
    return lines


def fill(text: str, width: float, size: float = LABEL, weight: int = REGULAR) -> tuple[str, ...]:
    """Return a text in lines filled one after the other; a word wider than the line stands alone."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and text_width(f"{lines[-1]} {word}", size, weight) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


def font_face() -> str:
    """Return the CSS that brings the typeface into a page, as data: once, for all its charts."""
    return "".join(
        f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};"
        f"src:url(data:font/woff2;base64,{base64.b64encode((FONTS / f'{name}.ttf.woff2').read_bytes()).decode()}) "
        "format('woff2')}"
        for weight, name in FILES.items()
    )


def _register_fonts() -> None:
    """Tell matplotlib of the bundled typeface, both weights under one family as CSS has it."""
    for weight, name in FILES.items():
        font = font_manager.FontEntry(fname=str(FONTS / f"{name}.ttf"), name=FAMILY, weight=weight, size="scalable")
        font_manager.fontManager.ttflist.append(font)


_register_fonts()
