"""The one formatter: numbers, intervals and sample sizes as text, in English and French; and the places they fill.

Everything a reader sees as a number passes here, so that one decision (decimal mark, space before %,
digits) is taken once. Shares are 0–1 on the way in and percents on the way out.
"""

import math
import re
from collections.abc import Callable
from numbers import Real

import pandas as pd

from nbpaper.errors import unknown

from ..analysis.parameters import ParameterError
from ..project import LANGUAGES

NARROW = "\u202f"  # narrow no-break space: French typography, before % ; : ! ? and inside guillemets
DECIMALS = {"en": ".", "fr": ","}  # the mark before them
THOUSANDS = {"en": ",", "fr": NARROW}  # what parts them
NARROWED = re.compile(r"[ \u00a0](?=[;:!?%»])|(?<=«)[ \u00a0]")  # spaces that French makes narrow
LABEL_PLACE = re.compile(r"\{([a-z_]+)\}")  # where a label takes a word
PRECISE = 1000  # from this n on, one decimal of a percent means something
# What a sentence asks of a row → the column that holds it: `{acsel2025.use-any}`, `{acsel2025.use-any:interval}`.
PUBLISHED_PARTS = {"interval": "interval", "n": "n", "sample": "who", "base": "of_whom"}
COMPUTED_PARTS = {"low": "least", "high": "most"}
COMPUTED_PARTS |= {name: name for name in ("at_least", "at_most", "range", "between", "counts", "least_count", "n")}
PARTS = {None: "printed"} | PUBLISHED_PARTS | COMPUTED_PARTS
SENTENCE_PLACE = re.compile(rf"\{{(?P<name>[a-z0-9_.-]+)(?::(?P<part>{'|'.join(filter(None, PARTS))}))?\}}")


class Formatter:
    """Words and numbers of one language, its labels from labels.csv."""

    def __init__(self, language: str, labels: pd.DataFrame):
        if language not in LANGUAGES:
            raise ParameterError(f"language is {language!r}; allowed: {', '.join(LANGUAGES)}")
        self.language = language
        self._labels = labels[language].to_dict()

    def label(self, name: str, **values: object) -> str:
        """Return the words for `name` with `{values}` filled in, in this language's typography."""
        if name not in self._labels:
            mend = "add a row to labels.csv with its words in each language"
            raise ParameterError(unknown("label", name, self._labels, mend))
        try:
            return self.text(LABEL_PLACE.sub(lambda place: str(values[place[1]]), self._labels[name]))
        except KeyError as place:
            raise ParameterError(f"the label {name!r} has a place for {place}: give it a value.") from None

    def has(self, name: str) -> bool:
        """Tell whether there are words for `name`."""
        return name in self._labels

    def row_labels(self, kind: str, rows: pd.Index) -> dict[str, str]:
        """Return row → words for the rows that have a label of their own, `<kind>.<row>`."""
        return {name: self.label(f"{kind}.{name}") for name in rows if self.has(f"{kind}.{name}")}

    def text(self, words: str) -> str:
        """Return `words` with the spaces that this language's typography asks for; `n = 45` never breaks."""
        words = words.replace(" = ", "\u00a0=\u00a0")
        return NARROWED.sub(NARROW, words) if self.language == "fr" else words

    def stated(self, text: str | None) -> str:
        """Return a text of the register as `text` does; the words for none where it is absent, and for `unknown`."""
        if pd.isna(text) or text == "unknown":
            return self.label("none" if pd.isna(text) else "unknown")
        return self.text(text)

    def number(self, value: float | str, decimals: int | None = None) -> str:
        """Return a number as text; a string keeps its digits; a missing number reads as one of a source left out."""
        if isinstance(value, str):
            text = value
        elif pd.isna(value):
            return self.left_out
        elif decimals is None:
            text = f"{value:g}" if isinstance(value, float) else str(value)
        else:
            text = f"{_half_up(value, decimals):.{decimals}f}"
        whole, _, rest = text.partition(".")
        grouped = self._grouped(whole)
        return f"{grouped}{DECIMALS[self.language]}{rest}" if rest else grouped

    def percent(self, share: float, decimals: int = 0) -> str:
        """Return a share (0–1) as a percent: 0.533 → `53%`, `53 %` in French."""
        if pd.isna(share):
            return self.left_out
        if not isinstance(share, Real):
            raise ParameterError(f"share is {share!r}; allowed: a share from 0 to 1, such as 0.53")
        return self.label("percent", number=self.number(100 * share, decimals))

    @property
    def left_out(self) -> str:
        """What is read in place of a number whose source is left out."""
        return self.label("result.left_out")

    def least(self, share: float) -> str:
        """Return a share as a percent that is not above it: 0.54748 → `54.7%`."""
        return self.percent(*_outward(share, math.floor))

    def most(self, share: float) -> str:
        """Return a share as a percent that is not below it: 0.84617 → `84.7%`."""
        return self.percent(*_outward(share, math.ceil))

    def counts(self, low: int, high: int, n: int) -> str:
        """Return how many people of how many: `27 to 31 of 45`."""
        low, high, n = (self.number(int(count)) for count in (low, high, n))
        if low == high:
            return self.label("counts.exact", count=low, n=n)
        return self.label("counts", low=low, high=high, n=n)

    def points(self, difference: float, decimals: int = 0) -> str:
        """Return a difference of shares in percentage points: 0.6 → `60 points`."""
        sign = "−" if _half_up(100 * difference, decimals) < 0 else ""
        return self.label("points", number=sign + self.number(abs(100 * difference), decimals))

    def points_range(self, low: float, high: float, decimals: int = 0) -> str:
        """Return two differences as a range of points: `20 points to 53 points`; as one where they read alike."""
        first, last = self.points(low, decimals), self.points(high, decimals)
        return first if first == last else self.label("interval", low=first, high=last)

    def printed(self, value: str, unit: str, qualifier: str = "exact") -> str:
        """Return a published value with its unit and its hedge: (`"23"`, percent, about) → `about 23%`."""
        write = {"ratio": self._ratio, "date": self.date, "score": self._score}.get(unit, self.number)
        text = self.label(f"unit.{unit}", number=write(value).replace("-", "−"))
        return text if qualifier == "exact" else self.label(f"qualifier.{qualifier}", number=text)

    def interval(self, low: float, high: float, decimals: int = 0) -> str:
        """Return two shares as a range of percents: `58% to 66%`."""
        return self.label("interval", low=self.percent(low, decimals), high=self.percent(high, decimals))

    def total(self, reported: object, low: int | None, high: int | None) -> str:
        """Return the n a share is of: exact, a range, assumed where none is `reported`, or that it is not known."""
        if pd.isna(low):
            return self.label("n.base_unknown" if reported else "n.unknown")
        number = self.number(int(low))
        if high != low:
            number = self.label("range", low=number, high=self.number(int(high)))
        return self.label("n" if reported else "n.assumed", number=number)

    def date(self, value: str) -> str:
        """Return an ISO 8601 date, as exact as it is, in words: `2025-06` → `June 2025`."""
        year, *rest = value.split("-")
        if not rest:
            return year
        month = self.label(f"month.{rest[0]}")
        if len(rest) == 1:
            return self.label("date.month", month=month, year=year)
        day = "1er" if self.language == "fr" and int(rest[1]) == 1 else int(rest[1])
        return self.label("date.day", day=day, month=month, year=year)

    def listed(self, items: list[str]) -> str:
        """Return items as an enumeration: `a, b and c`."""
        if len(items) < 2:
            return "".join(items)
        return self.label("list.last", first=", ".join(items[:-1]), last=items[-1])

    @property
    def separator(self) -> str:
        """What stands between things that hold commas of their own: `a; b`, `a ; b` in French."""
        return self.text(" ; ") if self.language == "fr" else "; "

    @property
    def colon(self) -> str:
        """A colon, with what stands before it."""
        return self.text(" :") if self.language == "fr" else ":"

    def _grouped(self, whole: str) -> str:
        """Return whole digits in groups of three from five digits on, as both languages' style guides do."""
        return whole if len(whole) < 5 else f"{int(whole):,}".replace(",", THOUSANDS[self.language])

    def _score(self, value: str) -> str:
        score, slash, maximum = value.partition("/")
        return self.number(score) + slash + maximum

    def _ratio(self, value: str) -> str:
        part, whole = value.split("/")
        return self.label("ratio", part=part, whole=whole)


def lowered(text: str) -> str:
    """Return a sentence as it stands after a colon: its first letter small, except in names such as `PulseLife`."""
    first = text.partition(" ")[0]
    return text if first[1:] != first[1:].lower() else text[:1].lower() + text[1:]


def decimals_for(n: int | None) -> int:
    """Return how many decimals of a percent a sample of `n` supports: none below a thousand."""
    return 1 if n is not None and n >= PRECISE else 0


def _half_up(value: float, decimals: int) -> float:
    """Round half away from zero, as readers expect; Python's own rounds 0.5 to 0."""
    scale = 10**decimals
    return math.copysign(math.floor(abs(value) * scale + 0.5 + 1e-9), value) / scale


def _outward(share: float, rounding: Callable[[float], int]) -> tuple[float, int]:
    """Return a share rounded in one direction, and the decimals to write it with: none for nobody and everybody."""
    units = rounding(round(1000 * share, 9))  # beyond the ninth digit lies only what the machine leaves
    return units / 1000, 1 if 0 < units < 1000 else 0
