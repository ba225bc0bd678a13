"""A chart: panels under one title, drawn at both widths, with the words that stand for the picture."""

import os
from collections.abc import Callable, Sequence
from typing import NamedTuple

import matplotlib

from nbpaper.results import CHART as MEDIA_TYPE

from ..project import CHARTS_VARIABLE
from .keys import SYMBOLS, draw_key
from .page import Box, Labels, Page
from .style import INK, LABEL, NOTE, SOFT, THEME, TICK, TITLE, WIDTHS, wrap
from .svg import figure_svg, standalone

KEYS = tuple(SYMBOLS)
SUBTITLE = LABEL._replace(leading=19, colour=SOFT)
LEAST_LABELS = 120  # pixels that a column of labels has at least


class Panel(NamedTuple):
    """A part of a chart: what a form returns.

    `draw(page, box)` draws into a box and returns the bottom; `signs` are the codes of what it draws that a key may
    explain; `label_width(page)` is what its column of labels would like; `phrases` says that its labels go on from the
    numbers: "90%" "use AI".
    """

    draw: Callable[[Page, Box], float]
    signs: Sequence[str] = ()
    label_width: Callable[[Page], float] = lambda page: 0.0
    phrases: bool = False


class Chart:
    """A picture in two widths, its panels one below the other, and the words for those who cannot see it.

    Parameters
    ----------
    *panels : Panel
        What the forms return; `beside` puts some next to each other.
    title, subtitle, note, source : str
        The finding; what was asked of whom; what must be known; where it is from. Ready, in the reader's language.
    alt : str
        The words that stand for the picture.
    labels : Labels
        How a percentage is written, and what the signs of a key mean. A sign that is not drawn is not explained.
    keys : sequence of str, optional
        The signs to explain, where not all that are drawn need it.
    data : sequence of rows, optional
        What is plotted as a table for a page to show beneath, headings first; a row whose other cells are empty is a
        heading of those below.
    ids : sequence of str, optional
        What each row of `data` but the first is called elsewhere, so that a page can lead there; empty where nothing.

    Raises
    ------
    ValueError
        Without a panel, a title or an alternative text.
    """

    def __init__(
        self,
        *panels: Panel,
        title: str,
        subtitle: str,
        source: str,
        alt: str,
        labels: Labels,
        note: str = "",
        keys: Sequence[str] = KEYS,
        data: Sequence[Sequence[str]] = (),
        ids: Sequence[str] = (),
    ):
        if not panels:
            raise ValueError("a chart needs at least one panel; say in a sentence that there is nothing to draw")
        for name, text in (("title", title), ("alt", alt)):
            if not text.strip():
                raise ValueError(f"a chart needs {name}: words in the reader's language")
        self.panels, self.labels, self.keys, self.data, self.ids = panels, labels, keys, data, ids
        self.title, self.subtitle, self.note, self.source, self.alt = title, subtitle, note, source, alt
        self._pages: dict[str, Page] = {}

    def page(self, width: str) -> Page:
        """Return the drawn page, "wide" or "narrow"."""
        if width not in WIDTHS:
            raise ValueError(f"a chart is drawn {' or '.join(WIDTHS)}, not {width}")
        if width not in self._pages:
            page = self._pages[width] = Page(width, self.labels)
            with matplotlib.rc_context(THEME):
                box = Box(0, self._head(page), page.width, _label_width(page, self.panels))
                y = draw_stack(page, box, self.panels) + 12
                y = page.paragraph(0, y, self.note, page.width, NOTE) + NOTE.leading + 1
                page.finish(round(page.paragraph(0, y, self.source, page.width, TICK) + 6, 1))
        return self._pages[width]

    def page_svg(self, width: str = "wide") -> str:
        """Return the picture as SVG with real text, for a page that brings the typeface."""
        return figure_svg(self.page(width), title=self.title, alt=self.alt)

    def as_svg(self, width: str = "wide", *, shape: str = "page") -> str:
        """Return the picture as SVG that needs no typeface, its letters as paths, at its own shape or a slide's."""
        return standalone(self.page_svg(width), shape=shape)

    def _repr_mimebundle_(self, **_: object) -> tuple[dict, dict]:
        """Show the picture with its alternative text; the words alone where nobody would see it.

        In a build (`BAROMIA_CHARTS=1`) text stays text, for the paper brings the typeface; elsewhere letters are paths.
        With it come the drawing for a phone and the table of the data, as they do on a page (`BAROMIA_CHARTS=page`),
        which also brings a slide.
        """
        audience = os.environ.get(CHARTS_VARIABLE)
        if audience == "0":
            return {"text/plain": self.alt}, {}
        draw = self.page_svg if audience == "1" else self.as_svg
        bundle = {"image/svg+xml": draw(), "text/plain": self.alt}
        if audience is not None:
            texts = {"title": self.title, "alt": self.alt, "data": self.data, "ids": self.ids}
            bundle[MEDIA_TYPE] = texts | {"narrow": draw("narrow")}
        if audience == "page":
            bundle[MEDIA_TYPE]["slide"] = self.as_svg(shape="slide")
        return bundle, {"image/svg+xml": {"alt": self.alt}}

    def _head(self, page: Page) -> float:
        """Draw rule, title, subtitle and key; return where the panels begin."""
        page.rule(0, 0.75, page.width, INK, 1.5)
        y = page.lines(0, 28, wrap(self.title, page.width, TITLE[page.kind]), TITLE[page.kind])
        y = page.paragraph(0, y + 23, self.subtitle, page.width, SUBTITLE)
        drawn = {code for panel in self.panels for code in panel.signs}
        codes = [code for code in self.keys if code in drawn and self.labels.key.get(code)]
        return draw_key(page, y + 27, codes) + 16 if codes else y + 14


def beside(*columns: Sequence[Panel]) -> Panel:
    """Put columns of panels next to each other; on a narrow page one below the other."""
    panels = [panel for column in columns for panel in column]

    def draw(page: Page, box: Box) -> float:
        if page.narrow:
            return draw_stack(page, box, panels)
        boxes = box.columns(len(columns), gap=36)
        return max(draw_stack(page, place, column) for place, column in zip(boxes, columns, strict=True))

    return Panel(draw, [code for panel in panels for code in panel.signs])


def draw_stack(page: Page, box: Box, panels: Sequence[Panel]) -> float:
    """Draw panels one below the other; return the bottom of the last."""
    y = box.y
    for panel in panels:
        y = panel.draw(page, box._replace(y=y))
    return y


def _label_width(page: Page, panels: Sequence[Panel]) -> float:
    """Return the width of the column of labels, one for all panels that have one, so that their axes agree."""
    widths = [panel.label_width(page) for panel in panels]
    return max(LEAST_LABELS, *widths) if any(widths) else 0.0
