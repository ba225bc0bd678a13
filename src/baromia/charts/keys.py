"""Keys: what each sign of a chart means, drawn only where the sign is."""

from collections.abc import Sequence
from functools import partial

from .page import Page
from .style import AXIS, BAND_STRENGTH, INK, NEUTRAL, NOTE, PAPER, Colour, text_width, tint, wrap


def draw_key(page: Page, y: float, codes: Sequence[str]) -> float:
    """Explain what is drawn, entry after entry, in as few lines as fit; return the baseline of the last."""
    left = 0.0
    for code in codes:
        symbol, draw = SYMBOLS[code]
        text = page.labels.key.get(f"{code}_narrow" if page.narrow else code) or page.labels.key[code]
        lines = wrap(text, page.width - symbol - 8, NOTE)
        width = symbol + 8 + max(text_width(line, NOTE) for line in lines)
        if left and left + width > page.width:
            left, y = 0.0, y + NOTE.leading + 1
        draw(page, left, y - 4.2)
        y = page.lines(left + symbol + 8, y, lines, NOTE)
        left += width + 20
    return y


def square(page: Page, x: float, y: float, mark: str, size: float) -> None:
    """Draw a square that is full, half full (part) or empty (none)."""
    left, top = x - size / 2, y - size / 2
    page.box(left, top, size, size, INK if mark == "full" else PAPER, edge=AXIS if mark == "none" else INK)
    if mark == "part":
        page.polygon([(left, top), (left, top + size), (left + size, top + size)], INK)


def _union(page: Page, x: float, y: float) -> None:
    page.band(x, x + 30, y, NEUTRAL.mark, 12)


def _interval(page: Page, x: float, y: float) -> None:
    _union(page, x, y)
    page.mark(x + 15, y, NEUTRAL, True, 0.75)


def _bound(page: Page, x: float, y: float) -> None:
    page.mark(x + 6.5, y, NEUTRAL, False, 0.8)
    page.arrow(x + 12.5, y, (1, 0), NEUTRAL.mark, 15)


def _hatched(page: Page, x: float, y: float, *, fill: Colour, line: Colour, edge: Colour | None) -> None:
    page.box(x, y - 6, 22, 12, fill, edge=edge, edge_width=1)
    page.hatch(x, y - 6, 22, 12, line)


def _soft(page: Page, x: float, y: float) -> None:
    for width, strength in ((28, 0.22), (22, 0.45), (16, 0.72)):
        page.box(x, y - 5.5, width, 11, tint(NEUTRAL.mark, strength))
    page.line([x + 22] * 2, [y - 7.5, y + 7.5], NEUTRAL.mark, 2.2)


def _computed(page: Page, x: float, y: float) -> None:
    page.box(x, y - 6, 16, 12, INK)
    page.hatch(x + 16, y - 6, 14, 12, INK, 4)


LIGHT = tint(NEUTRAL.mark, BAND_STRENGTH)
# Code → width in pixels and drawing, from a left end and a middle height, of what a key may explain, in its order.
SYMBOLS = {
    "interval": (30, _interval),
    "union": (30, _union),
    "filled": (13, lambda page, x, y: page.mark(x + 6.5, y, NEUTRAL, True, 0.9)),
    "hollow": (13, lambda page, x, y: page.mark(x + 6.5, y, NEUTRAL, False, 0.9)),
    "bound": (27, _bound),
    "unpublished": (22, partial(_hatched, fill=PAPER, line=AXIS, edge=AXIS)),
    "soft": (28, _soft),
    "computed": (30, _computed),
    "solid": (21, lambda page, x, y: page.box(x, y - 5, 21, 10, NEUTRAL.mark, edge=NEUTRAL.mark)),
    "outlined": (21, lambda page, x, y: page.box(x, y - 5, 21, 10, LIGHT, edge=NEUTRAL.mark)),
    "wrong": (22, partial(_hatched, fill=LIGHT, line=NEUTRAL.mark, edge=None)),
    "full": (14, lambda page, x, y: square(page, x + 7, y, "full", 13)),
    "part": (14, lambda page, x, y: square(page, x + 7, y, "part", 13)),
    "none": (14, lambda page, x, y: square(page, x + 7, y, "none", 13)),
}


def signs(**drawn: bool) -> tuple[str, ...]:
    """Return the codes of the signs that are drawn."""
    return tuple(code for code, is_drawn in drawn.items() if is_drawn)
