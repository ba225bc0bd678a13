"""Keys: what each sign of a chart means, drawn only where the sign is."""

from collections.abc import Sequence
from functools import partial

from .page import Page
from .style import AXIS, BAND_STRENGTH, INK, LEADING, NEUTRAL, PAPER, SMALL, SOFT, text_width, tint, wrap


def draw_key(page: Page, x: float, y: float, codes: Sequence[str]) -> float:
    """Explain what is drawn, entry after entry, in as few lines as fit; return the baseline of the last."""
    at = x
    for code in codes:
        symbol, draw = SYMBOLS[code]
        text = page.labels.key.get(f"{code}_narrow" if page.narrow else code) or page.labels.key[code]
        lines = wrap(text, page.width - x - symbol - 8, SMALL)
        width = symbol + 8 + max(text_width(line, SMALL) for line in lines)
        if at > x and at + width > page.width:
            at, y = x, y + LEADING[SMALL] + 1
        draw(page, at, y - 4.2)
        y = page.lines(at + symbol + 8, y, lines, size=SMALL, colour=SOFT)
        at += width + 20
    return y


def square(page: Page, x: float, y: float, mark: str, size: float) -> None:
    """Draw a square that is full, half full (part) or empty (none)."""
    left, top = x - size / 2, y - size / 2
    page.box(left, top, size, size, INK if mark == "full" else PAPER, edge=AXIS if mark == "none" else INK)
    if mark == "part":
        page.polygon([(left, top), (left, top + size), (left + size, top + size)], INK)


def _mark(page: Page, x: float, y: float, *, filled: bool) -> None:
    page.mark(x + 6.5, y, NEUTRAL, filled, 0.9)


def _union(page: Page, x: float, y: float) -> None:
    page.band(x, x + 30, y, NEUTRAL.mark, 12)


def _interval(page: Page, x: float, y: float) -> None:
    _union(page, x, y)
    page.mark(x + 15, y, NEUTRAL, True, 0.75)


def _bound(page: Page, x: float, y: float) -> None:
    page.mark(x + 6.5, y, NEUTRAL, False, 0.8)
    page.arrow(x + 12.5, y, (1, 0), NEUTRAL.mark, 15)


def _unpublished(page: Page, x: float, y: float) -> None:
    page.box(x, y - 6, 21, 12, PAPER, edge=AXIS, edge_width=1)
    page.hatch(x, y - 6, 21, 12, AXIS)


def _soft(page: Page, x: float, y: float) -> None:
    for width, strength in ((28, 0.22), (22, 0.45), (16, 0.72)):
        page.box(x, y - 5.5, width, 11, tint(NEUTRAL.mark, strength))
    page.line([x + 22] * 2, [y - 7.5, y + 7.5], NEUTRAL.mark, 2.2)


def _computed(page: Page, x: float, y: float) -> None:
    page.box(x, y - 6, 16, 12, INK)
    page.hatch(x + 16, y - 6, 14, 12, INK, 4)


def _outlined(page: Page, x: float, y: float) -> None:
    page.box(x, y - 5, 21, 10, tint(NEUTRAL.mark, BAND_STRENGTH), edge=NEUTRAL.mark)


def _solid(page: Page, x: float, y: float) -> None:
    page.box(x, y - 5, 21, 10, NEUTRAL.mark)


def _wrong(page: Page, x: float, y: float) -> None:
    page.box(x, y - 6, 24, 12, tint(NEUTRAL.mark, BAND_STRENGTH))
    page.hatch(x, y - 6, 24, 12, INK, 4.5)


def _square(page: Page, x: float, y: float, *, mark: str) -> None:
    square(page, x + 7, y, mark, 13)


# Code → width in pixels and drawing of what a key may explain, in the order of a key.
SYMBOLS = {
    "interval": (30, _interval),
    "union": (30, _union),
    "filled": (13, partial(_mark, filled=True)),
    "hollow": (13, partial(_mark, filled=False)),
    "bound": (27, _bound),
    "unpublished": (21, _unpublished),
    "soft": (28, _soft),
    "computed": (30, _computed),
    "solid": (21, _solid),
    "outlined": (21, _outlined),
    "wrong": (24, _wrong),
    **{mark: (14, partial(_square, mark=mark)) for mark in ("full", "part", "none")},
}


def signs(**drawn: bool) -> tuple[str, ...]:
    """Return the codes of what is drawn."""
    return tuple(code for code, there in drawn.items() if there)
