"""The kinds of relation between figures: each computes a range from its figures and compares it with another.

Ranges allow for rounding. What each kind claims in words stands in the codebook.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from math import prod
from typing import NamedTuple

from ..estimates.counts import grim
from .ranges import ONE, ZERO, Range, point, printed_range

UNKNOWN_BASES = ("unclear",)  # words of a base that do not tell of whom: a share of them is at most itself
NOTHING, WHOLE, ANY_SHARE, OVER_HALF = point(ZERO), point(ONE), Range(ZERO, ONE), Range(ONE / 2, ONE)


@dataclass(frozen=True)
class Claim:
    """A relation with its figures looked up: their rows and ranges, and what they are compared with."""

    rows: list[dict]
    values: list[Range]
    target: dict | None
    goal: Range | None
    base_column: str | None = None
    loose: bool = False


class Outcome(NamedTuple):
    """Whether a claim can be fulfilled, the range computed, the one expected, and a detail."""

    possible: bool
    computed: Range | None = None
    expected: Range | None = None
    detail: str | None = None


@dataclass(frozen=True)
class Kind:
    """A test, and what it takes: how many figures, what target (`none` or only a `figure`), which units."""

    test: Callable[[Claim], Outcome]
    figures: int | None = None
    target: str = "any"
    units: dict[str, str] = field(default_factory=dict)


def value_of(row: dict, figures: dict[str, dict] | None, column: str | None, loose: bool) -> Range:
    """Return the range of a figure: as printed, or as a share of the whole sample through its bases.

    A share of an unknown base is at most itself.
    """
    value = printed_range(row["value"], row["unit"], row["qualifier"], loose)
    base = row[column] if column else None
    if base in (None, "all"):
        return value
    if base in UNKNOWN_BASES:
        return Range(ZERO, value.high)
    return value * value_of(figures[base], figures, column, loose)


# -- what is computed from the figures

_total, _product = partial(sum, start=NOTHING), partial(prod, start=WHOLE)


def _largest(values: Iterable[Range]) -> Range:
    return Range(max(value.low for value in values), max(value.high for value in values))


def _union(values: list[Range]) -> Range:
    return Range(_largest(values).low, _total(values).high).as_share()


def _both(values: list[Range]) -> Range:
    return Range.both(*values)


def _without(values: list[Range]) -> Range:
    return values[0].both(values[1].rest())


# -- how it is compared with the goal


def _at_most(computed: Range, expected: Range) -> bool:
    return computed.low <= expected.high


def _at_least(computed: Range, expected: Range) -> bool:
    return _at_most(expected, computed)


def _compare(compute: Callable, holds: Callable[[Range, Range], bool], against: Range | None = None) -> Callable:
    """Return a test that compares the computed range with another: `against`, or else the target's."""

    def test(claim: Claim) -> Outcome:
        computed, expected = compute(claim.values), against or claim.goal
        return Outcome(holds(computed, expected), computed, expected)

    return test


def _sorted(step: Callable[[Range, Range], bool]) -> Callable[[Claim], Outcome]:
    """Return a test whether `step` holds for each figure and the next."""
    return lambda claim: Outcome(all(step(*pair) for pair in pairwise(claim.values)), claim.values[0], claim.values[-1])


# -- kinds that ask for more than a comparison


def _complement(claim: Claim) -> Outcome:
    """Test whether the figures add up to the whole, and none is a share of another."""
    names, total = {row["id"] for row in claim.rows}, _total(claim.values)
    nested = claim.base_column and any(row[claim.base_column] in names for row in claim.rows)
    return Outcome(total.meets(WHOLE) and not nested, total, WHOLE)


def _compared(claim: Claim) -> Outcome:
    """Test whether the figures have one indicator, and are in descending order."""
    ordered = _sorted(_at_least)(claim)
    return ordered._replace(possible=ordered.possible and len({row["indicator"] for row in claim.rows}) == 1)


def _same_value(claim: Claim) -> Outcome:
    """Test whether the figures can be the same number as the target, with the same base."""
    rows = [*claim.rows, claim.target]
    bases = {row[claim.base_column] for row in rows} - {*UNKNOWN_BASES} if claim.base_column else set()
    first, *_, goal = values = [value_of(row, None, None, claim.loose) for row in rows]
    return Outcome(len(bases) <= 1 and all(value.meets(goal) for value in values), first, goal)


def _grim(claim: Claim) -> Outcome:
    """Test whether each percentage is a whole count of the target's n; the detail names the counts."""
    counts = [grim(row["value"], int(claim.target["value"])) for row in claim.rows]
    spans = ["–".join(map(str, dict.fromkeys(found[:1] + found[-1:]))) or "–" for found in counts]
    details = (f"{row['value']}: {span}" for row, span in zip(claim.rows, spans, strict=True))
    return Outcome(all(counts), detail="; ".join(details))


def _mixture(claim: Claim) -> Outcome:
    """Test whether a share in a group (first figure) of a given weight (second) leaves the others one of 0 to 1."""
    part, weight = claim.values
    if weight.high == ONE:  # perhaps there are no others
        return Outcome(True, None, ANY_SHARE)
    corners = [
        (whole - size * share) / (ONE - size)
        for whole in (claim.goal.low, claim.goal.high)
        for share in (part.low, part.high)
        for size in (weight.low, weight.high)
    ]
    others = Range(min(corners), max(corners))
    return Outcome(others.meets(ANY_SHARE), others.as_share(), ANY_SHARE)


def _mean_is(claim: Claim) -> Outcome:
    """Test whether the share that chose the mark leaves the mean no other value than the mark."""
    share, mark = claim.values[0].low, claim.goal.low
    return Outcome(share == ONE, Range(share * mark, share * mark + (ONE - share)), claim.goal)


KINDS = {
    "sum_to": Kind(_compare(_total, Range.meets)),
    "sum_at_most": Kind(_compare(_total, _at_most)),
    "sum_above": Kind(_compare(_total, lambda total, goal: total.low > goal.high)),
    "complement": Kind(_complement, target="none"),
    "product": Kind(_compare(_product, Range.meets)),
    "product_at_most": Kind(_compare(_product, _at_most)),
    "subset": Kind(_compare(_largest, _at_most)),
    "net": Kind(_compare(_union, Range.meets)),
    "order": Kind(_sorted(_at_least), target="none"),
    "compared": Kind(_compared, target="none"),
    "same_value": Kind(_same_value, target="figure"),
    "grim": Kind(_grim, target="figure", units={"figures": "percent", "target": "count"}),
    "mixture": Kind(_mixture, figures=2),
    "both": Kind(_compare(_both, lambda both, _: both.low <= both.high, ANY_SHARE), figures=2, target="none"),
    "without": Kind(_compare(_without, lambda left, _: left.low <= left.high, ANY_SHARE), figures=2, target="none"),
    "mean_is": Kind(_mean_is, figures=1),
    "median_is": Kind(_compare(_largest, lambda share, _: share.low > ONE / 2, OVER_HALF), figures=1, target="none"),
    "count_without": Kind(_compare(lambda values: values[0] * values[1].rest(), _at_least), figures=2),
    "count_of": Kind(_compare(lambda values: point(len(values)), Range.meets)),
    "date_order": Kind(_sorted(_at_most), target="none"),
}
BOUNDS = {"both", "without"}  # compute how many, and always can: they cannot fail
