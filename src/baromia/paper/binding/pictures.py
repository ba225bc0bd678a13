"""Embedded charts: what their alternative text says, and what is drawn, is what the register says of these figures."""

import re
from collections.abc import Iterator
from functools import cache

from ...analysis.editions import lines
from ...estimates import Interval
from ...words.edition_wording import in_words
from .embedded import Shown
from .explained import Explained
from .faults import Fault
from .numerals import canonical, numbers, plain
from .pages import Page

GRID = "#e3e3e3"  # the colour of the grid: its first line stands at 0%, its last at 100%
LINE = re.compile(r'<path d="M (?P<x>[\d.]+) (?P<y>[\d.]+)\s+L (?P=x) [\d.]+\s*"[^>]*stroke: ' + GRID)
BAR = re.compile(
    r'<path d="M (?P<low>[\d.]+) (?P<y>[\d.]+)\s+L (?P<high>[\d.]+) (?P=y)\s*"[^>]*stroke: #\w+; stroke-width: 2.2'
)
MARK = re.compile(r'<use [^>]*?x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)"')


def chart_faults(shown: Shown, alternative: "Alternative") -> Iterator[Fault]:
    """Yield a fault for each number of a chart's alternative text, or dot of its picture, that is no figure's."""
    file, place = f"{shown.notebook}.ipynb", f"{shown.name}, alternative text"
    left = alternative.unexplained(shown.alt)
    for number in numbers(left):
        yield Fault(file, place, number, f"is no published value and no limit: {plain(left)[:90]!r}.")
    if plain(alternative.say("alt.chart")) in shown.alt:
        yield from _drawing_faults(shown, alternative.explained)


def picture_faults(shown: Shown, page: Page, file: str) -> Iterator[Fault]:
    """Yield a fault where a page's picture does not say what the notebook's chart says."""
    found = [picture for picture in page.pictures if picture.name == shown.name]
    if not found:
        yield Fault(file, shown.name, shown.name, "is a chart that the page does not show in words.")
    for picture in found:
        if picture.svg and picture.svg != shown.svg:
            yield Fault(file, f"{shown.name}, picture", shown.name, "is not the picture of the notebook.")
        if not _same_numbers(page.folded.get(shown.name, shown.alt), shown):
            yield Fault(file, f"{shown.name}, data", shown.name, "has other numbers in its data than in its words.")
        if numbers(picture.alt) != numbers(shown.alt):
            pairs = zip(numbers(picture.alt), numbers(shown.alt), strict=False)
            wrong = next((ours for ours, theirs in pairs if ours != theirs), "(how many)")
            yield Fault(file, f"{shown.name}, alternative text", wrong, "is not what the notebook's chart says.")


def _same_numbers(data: str, shown: Shown) -> bool:
    """Tell whether the data of a chart has the numbers of its words; a grid repeats its headings in each row."""
    said, found = numbers(shown.alt), numbers(data)
    return found == said if drawn(shown.svg)[0] else set(found) == set(said)


class Alternative:
    """Takes from an alternative text whatever the register explains; numbers that are left are at fault."""

    def __init__(self, explained: Explained):
        self.explained, self.wording, self.say = explained, explained.wording, explained.say
        self.row, self.dot = cache(self._row), cache(self._dot)  # each chart asks for those of every figure
        self.shares = [name for name in explained.figures.index if self.wording.evidence.share(name) is not None]

    def unexplained(self, alt: str) -> str:
        """Return what is left of an alternative text."""
        axis, time = (plain(self.say(key)) for key in ("alt.chart", "alt.time"))
        if axis in alt:
            return self._dots(alt.replace(axis, " "))
        if time in alt:
            return _cut(alt.replace(time, " "), self._over_time())
        for heading in self.explained.grid():
            alt = alt.replace(f"{heading} :", " ").replace(f"{heading}:", " ")
        for headline, texts in self.explained.headlines.items():
            if headline in alt:
                alt = _cut(alt.replace(headline, " "), texts)
        return alt

    def _dots(self, alt: str) -> str:
        """Return what is left of a chart of dots: each part after the heading of a sample is of its figures only."""
        headings = self.explained.groups()
        groups = {plain(self.say("alt.group", group=heading)): names for heading, names in headings.items()}
        starts = sorted((alt.index(heading), heading) for heading in groups if f" {heading}" in f" {alt}")
        places = [*(start for start, _ in starts), len(alt)]
        left = self._part(alt[: places[0]], None)
        for (start, heading), end in zip(starts, places[1:], strict=True):
            left += self._part(alt[start:end].replace(heading, " "), groups[heading])
        return left

    def _part(self, text: str, samples: list[str] | None) -> str:
        figures = self.explained.figures
        names = [name for name in self.shares if samples is None or figures.at[name, "sample"] in samples]
        labelled = {self.row(name) for name in names}
        left = _cut(text, labelled)
        one_sample = samples is not None and len(samples) == 1
        return self._without_pairs(left, {self._pair_dot(name, one_sample) for name in names})

    def _over_time(self) -> set[str]:
        """Return the lines of a chart over time, as its text has them: with and without the barometer's name."""
        found, wording = set(), self.wording
        for line in lines(wording.evidence):
            dots = [self.dot(name) for name in line.figures]
            found |= {plain(wording.write.text(in_words(line, dots, wording, named=named))) for named in (True, False)}
        return found

    def _row(self, name: str) -> str:
        return plain(self.say("alt.row", label=self.wording.with_base(name), dots=self.dot(name)))

    def _dot(self, name: str) -> str:
        found, value = self.wording.evidence.interval(name), self.wording.value(name)
        if not isinstance(found, Interval):
            return self.say("alt.dot", value=value)
        return self.say("alt.dot_interval", value=value, interval=self.wording.write.interval(found.low, found.high))

    def _pair_dot(self, name: str, one_sample: bool) -> str:
        """Return a figure as a dot of a row with two: with its population, where the row joins two of them."""
        if one_sample:
            return plain(self.dot(name))
        population = self.wording.populations[self.wording.row(name)["population"]]
        return plain(f"{population} {self.dot(name)}")

    def _without_pairs(self, text: str, dots: set[str]) -> str:
        """Return a text without its rows of two dots; their labels are the notebook's and hold no number."""
        one = "|".join(map(re.escape, sorted(dots)))
        return re.sub(rf": (?:{one}) ?; (?:{one})\.", " ", text) if dots else text


def _cut(text: str, parts: set[str]) -> str:
    """Return a text without the parts, the longest first; a part that ends in a number is not cut from a longer one."""
    for part in sorted(parts, key=lambda part: (-len(part), part)):
        text = re.sub(rf"(?<![\d.,]){re.escape(part)}(?!\d|[.,]\d)", " ", text)
    return text


def drawn(svg: str) -> tuple[list[float], list[tuple[float, float]]]:
    """Return where the dots of a chart are drawn, and its intervals, in percent and in order."""
    grid = [(float(line["x"]), float(line["y"])) for line in LINE.finditer(svg)]
    if len(grid) < 2:
        return [], []
    zero, hundred, bottom = min(grid)[0], max(grid)[0], max(y for _, y in grid)

    def percent(x: str) -> float:
        return 100 * (float(x) - zero) / (hundred - zero)

    dots = [percent(mark["x"]) for mark in MARK.finditer(svg) if float(mark["y"]) < bottom]
    bars = [(percent(bar["low"]), percent(bar["high"])) for bar in BAR.finditer(svg) if float(bar["y"]) < bottom]
    return sorted(dots), sorted(bars)


def _drawing_faults(shown: Shown, explained: Explained) -> Iterator[Fault]:
    """Yield a fault for each dot or interval that is drawn elsewhere than where the alternative text says."""
    said = said_in(shown.alt, explained)
    names, tolerances = ("dot", "interval"), (0.05, 0.51)  # limits are written in whole percents
    for name, ours, theirs, tolerance in zip(names, said, drawn(shown.svg), tolerances, strict=True):
        file, place = f"{shown.notebook}.ipynb", f"{shown.name}, picture"
        if len(ours) != len(theirs):
            yield Fault(file, place, f"{len(theirs)} {name}s", f"are drawn; the alternative text has {len(ours)}.")
            continue
        for picture in theirs:
            words = min(ours, key=lambda one, picture=picture: _apart(one, picture))
            ours.remove(words)
            if _apart(words, picture) > tolerance:
                what = f"is drawn ({name}); the alternative text says {_told(words)}."
                yield Fault(file, place, _told(picture), what)


def _apart(one: float | tuple[float, float], other: float | tuple[float, float]) -> float:
    """Return how far two dots, or two intervals at the end where they differ most, are from each other."""
    return max(abs(here - there) for here, there in zip(_ends(one), _ends(other), strict=True))


def _told(place: float | tuple[float, float]) -> str:
    """Return a dot or an interval as a fault names it."""
    return " to ".join(f"{end:.1f}" for end in _ends(place))


def _ends(place: float | tuple[float, float]) -> tuple[float, ...]:
    return place if isinstance(place, tuple) else (place,)


def said_in(alt: str, explained: Explained) -> tuple[list[float], list[tuple[float, float]]]:
    """Return the values and the limits that an alternative text names, in order."""
    language, say = explained.wording.language, explained.say
    limits = say("interval", low="LOW", high="HIGH")
    dots, bars = [], []
    for key in ("alt.dot", "alt.dot_interval"):
        pattern = re.escape(plain(say(key, value="VALUE", interval=limits)))
        for name in ("VALUE", "LOW", "HIGH"):
            pattern = pattern.replace(name, r"([\d.,]+)\s?%")
        for match in re.finditer(pattern, alt):
            value, *ends = (float(canonical(number, language)) for number in match.groups())
            dots.append(value)
            bars += [tuple(ends)] if ends else []
    return sorted(dots), sorted(bars)
