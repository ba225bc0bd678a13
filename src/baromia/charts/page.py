"""A page to draw on, in pixels from its upper left corner: what every form is made of."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, Patch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from . import style

TICKS = range(0, 101, 25)  # percent, on every axis of shares
BAND = 15  # pixels: height of an interval
MARKS = {"o": 11, "s": 10.5, "D": 9.5, "v": 12.5, "^": 12.5, "P": 12.5}  # pixels
EDGE = 2.2
GAP = 7  # pixels between a mark and its number


class Box(NamedTuple):
    """Where a panel stands: upper left corner, width, and the width of its column of labels."""

    x: float
    y: float
    width: float
    label_width: float = 0.0

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    def columns(self, number: int, gap: float, indent: float = 0.0) -> list["Box"]:
        """Return boxes of equal width side by side, the first at an indent."""
        width = (self.width - indent - gap * (number - 1)) / number
        return [Box(self.x + indent + place * (width + gap), self.y, width) for place in range(number)]


class Labels(NamedTuple):
    """The words that every chart needs, in the reader's language."""

    percent: str  # how a percentage is written, `{number}` in it
    key: dict[str, str]  # what each code of `KEYS` means; a code with "_narrow" is its shorter form


class Page:
    """A figure of fixed width that grows downward; artists are drawn in the order of the calls."""

    def __init__(self, kind: str, labels: Labels):
        self.kind, self.width, self.labels = kind, style.WIDTHS[kind], labels
        self.figure = Figure(figsize=(self.width / 72, 1), dpi=72, facecolor="none")
        self.colours: dict[str, style.Colour] = {}
        self.places: list[tuple[str, float, float, float, bool, int]] = []
        self._place = Affine2D()  # from pixels to inches, once the height is known
        self._plots: list[tuple[Axes, Box, float]] = []
        self._drawn = 0

    @property
    def narrow(self) -> bool:
        """Whether this is the drawing for a phone."""
        return self.kind == "narrow"

    def finish(self, height: float) -> None:
        """Fix the height of the page, once everything is on it."""
        self.figure.set_figheight(height / 72)
        self._place.scale(1 / 72, -1 / 72).translate(0, height / 72)
        for axes, box, box_height in self._plots:
            left, bottom = box.x / self.width, 1 - (box.y + box_height) / height
            axes.set_position((left, bottom, box.width / self.width, box_height / height))

    def locate(self, figure: str, scale: "Scale", at: float, *, upright: bool = False, half: int = 10) -> None:
        """Record where a page may draw another interval of a figure: its axis, the place across, half the height."""
        if figure and " " not in figure:  # a sum of several has no interval of its own
            self.places.append((figure, scale.left, scale.right, at, upright, half))

    def colour(self, colour: style.Colour) -> str:
        """Return the shade to draw with: the colour's own, or one off by one if another colour of this page has it."""
        shade = colour.light.upper()
        while self.colours.setdefault(shade, colour) != colour:
            red_green, blue = shade[:5], int(shade[5:], 16)  # seen by nobody, found by the style sheet
            shade = f"{red_green}{blue - 1 if blue else 1:02X}"
        return shade

    def _next(self) -> int:
        self._drawn += 1
        return self._drawn

    def _add(self, artist: Artist) -> None:
        artist.set(zorder=self._next(), transform=self._place + self.figure.dpi_scale_trans)
        self.figure.add_artist(artist)

    def _paint(
        self, patch: Patch, fill: style.Colour | None, edge: style.Colour | None = None, width: float = 0, **look
    ) -> None:
        face, line = (self.colour(colour) if colour else "none" for colour in (fill, edge))
        patch.set(facecolor=face, edgecolor=line, linewidth=width if edge else 0, **look)
        self._add(patch)

    # --- text ------------------------------------------------------------------------------------------------

    def text(
        self,
        x: float,
        y: float,
        text: str,
        type_: style.Type = style.LABEL,
        *,
        colour: style.Colour | None = None,
        ha: str = "left",
        veil: bool = False,
    ) -> float:
        """Write a line with its baseline at y, on a veil where gridlines would cross it; return its width."""
        if not text:
            return 0.0
        width, size = style.text_width(text, type_), type_.size
        if veil:
            left = x - {"left": 0, "center": width / 2, "right": width}[ha]
            self.box(left - 2, y - 0.78 * size, width + 4, 1.05 * size, style.PAPER)
        look = {"fontsize": size, "fontweight": type_.weight, "color": self.colour(colour or type_.colour)}
        self._add(Text(x, y, text, ha=ha, va="baseline", **look))
        return width

    def lines(self, x: float, y: float, lines: Iterable[str], type_: style.Type = style.LABEL, **look) -> float:
        """Write lines, the first at the baseline y; return the baseline of the last."""
        y -= type_.leading
        for line in lines:
            y += type_.leading
            self.text(x, y, line, type_, **look)
        return y

    def paragraph(self, x: float, y: float, text: str, width: float, type_: style.Type = style.LABEL, **look) -> float:
        """Write a text in lines that fit; return the baseline of the last."""
        return self.lines(x, y, style.fill(text, width, type_) if text else (), type_, **look)

    def pair(self, x: float, y: float, number: str, words: str) -> None:
        """Write a number and the words after it."""
        width = self.text(x, y, number, style.STRONG)
        self.text(x + width + GAP - 3, y, words)

    # --- shapes ----------------------------------------------------------------------------------------------

    def line(
        self, xs: Sequence[float], ys: Sequence[float], colour: style.Colour, width: float = 1, linestyle: str = "-"
    ) -> None:
        """Draw a line through points."""
        self.strokes([zip(xs, ys, strict=True)], colour, width, linestyle)

    def rule(self, x: float, y: float, width: float, colour: style.Colour = style.AXIS, thickness: float = 1) -> None:
        """Draw a horizontal rule."""
        self.line([x, x + width], [y, y], colour, thickness)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: style.Colour,
        *,
        edge: style.Colour | None = None,
        edge_width: float = 1.5,
        rounding: float = 0,
    ) -> None:
        """Draw a rectangle whose edge, if it has one, lies inside."""
        inset = edge_width / 2 if edge else 0
        corner, size = (x + inset, y + inset), (max(width - 2 * inset, 0.1), height - 2 * inset)
        if rounding and width > 1:
            shape = f"round,pad=0,rounding_size={min(rounding, width / 2)}"
            patch = FancyBboxPatch(corner, *size, boxstyle=shape, mutation_aspect=1)
        else:
            patch = Rectangle(corner, *size)
        self._paint(patch, fill, edge, edge_width)

    def strokes(
        self,
        lines: Iterable[Iterable[tuple[float, float]]],
        colour: style.Colour,
        width: float = 1,
        linestyle: str = "-",
    ) -> None:
        """Draw many lines as one path."""
        paths = [Path(list(line)) for line in lines]
        if paths:
            patch = PathPatch(Path.make_compound_path(*paths))
            self._paint(patch, None, colour, width, linestyle=linestyle, joinstyle="round")

    def hatch(self, x: float, y: float, width: float, height: float, colour: style.Colour, step: float = 5.5) -> None:
        """Hatch a rectangle with lines from lower left to upper right."""
        lines, start = [], step / 2
        while start < width + height:
            left, right = max(0.0, start - height), min(start, width)
            lines.append([(x + left, y + min(start, height)), (x + right, y + start - right)])
            start += step
        self.strokes(lines, colour)

    def range(self, left: float, low: float, high: float, top: float, height: float, *, hatch: float) -> None:
        """Draw a computed range: solid to its low end, hatched to its high end."""
        self.box(left, top, low - left, height, style.INK)
        self.box(low, top, high - low, height, style.PAPER, edge=style.INK, edge_width=1)
        self.hatch(low, top, high - low, height, style.INK, hatch)

    def polygon(self, points: Sequence[tuple[float, float]], fill: style.Colour) -> None:
        """Draw a filled polygon."""
        self._paint(Polygon(points), fill)

    # --- marks -----------------------------------------------------------------------------------------------

    def mark(self, x: float, y: float, look: style.Population, filled: bool, scale: float = 1) -> float:
        """Draw a population's marker, hollow where n is not known; return half its width."""
        colour = self.colour(look.mark)
        size = MARKS[look.marker] * scale
        face = colour if filled else self.colour(style.PAPER)
        edge = {"markeredgewidth": EDGE, "markeredgecolor": colour, "markerfacecolor": face}
        self._add(Line2D([x], [y], marker=look.marker, markersize=size, linestyle="", **edge))
        return (size * (2**0.5 if look.marker == "D" else 1) + EDGE) / 2

    def band(self, left: float, right: float, y: float, colour: style.Colour, height: float = BAND) -> None:
        """Draw the interval that there would be, had the sample been random."""
        self.box(left, y - height / 2, right - left, height, style.tint(colour, style.BAND_STRENGTH), rounding=4)

    def arrow(self, x: float, y: float, direction: tuple[int, int], colour: style.Colour, length: float = 24) -> None:
        """Draw an arrow from a point: (1, 0) to the right, (0, 1) downward."""
        dx, dy = direction
        neck_x, neck_y = x + dx * (length - 8), y + dy * (length - 8)
        self.line([x, neck_x], [y, neck_y], colour, 2)
        sides = [(neck_x - dy * 4.5, neck_y - dx * 4.5), (neck_x + dy * 4.5, neck_y + dx * 4.5)]
        self.polygon([(x + dx * length, y + dy * length), *sides], colour)

    # --- axes ------------------------------------------------------------------------------------------------

    def tick(self, number: int, *, plain: bool = False) -> str:
        """Return a tick of the axis of shares: the last one alone names the unit."""
        return self.labels.percent.format(number=number) if number == TICKS[-1] and not plain else str(number)

    def grid(self, scale: "Scale", top: float, bottom: float, threshold: float | None = None) -> None:
        """Draw the gridlines of an axis of shares between two heights, and a threshold in ink."""
        for number in TICKS:
            self.line([scale(number / 100)] * 2, [top, bottom], style.GRID if number else style.AXIS)
        if threshold is not None:
            self.line([scale(threshold)] * 2, [top, bottom], style.INK, 1.5)

    def ticks(self, scale: "Scale", y: float, *, plain: bool = False) -> None:
        """Write the ticks of an axis of shares, their baseline at y."""
        for number in TICKS:
            self.text(scale(number / 100), y, self.tick(number, plain=plain), style.TICK, ha="center")

    def levels(self, scale: "Scale", left: float, right: float, *, least: float = 0.0, written: bool = True) -> None:
        """Draw the gridlines of an upward axis of shares, and its ticks left of them."""
        for number in range(round(100 * least), 101, 25):
            self.rule(left, scale(number / 100), right - left, style.GRID if number else style.AXIS)
            if written:
                self.text(left - 7, scale(number / 100) + 4, self.tick(number), style.TICK, ha="right")

    def plot(self, box: Box, height: float) -> Axes:
        """Return axes for seaborn to draw on, without frame and ticks, that stand in a box."""
        axes = self.figure.add_axes((0, 0, 1, 1), frameon=False, zorder=self._next(), xticks=[], yticks=[])
        self._plots.append((axes, box, height))
        return axes


class Scale(NamedTuple):
    """Shares (0 to 1) to pixels."""

    left: float
    right: float

    def __call__(self, share: float) -> float:
        """Return where a share stands."""
        return self.left + share * (self.right - self.left)
