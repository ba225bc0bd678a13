"""The kinds of relation between figures: each a small test of one claim, with rounding carried along."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import add, mul

import pandas as pd

from ..estimates.counts import grim
from .ranges import ONE, ZERO, Range, point, printed_range


@dataclass(frozen=True)
class Claim:
    """A relation with its figures looked up: their rows, what they may be, and what they are held against."""

    rows: list[pd.Series]
    values: list[Range]
    target: pd.Series | None
    goal: Range | None
    base_column: str | None = None
    loose: bool = False


@dataclass(frozen=True)
class Outcome:
    """Whether a claim can be fulfilled, the range computed, the one it was held against, and a detail."""

    possible: bool
    computed: Range | None = None
    expected: Range | None = None
    detail: str | None = None


def value_of(row: pd.Series, figures: pd.DataFrame | None, column: str | None, loose: bool) -> Range:
    """Return what a figure may be: as printed, or as a share of the whole sample through its bases.

    A share of an unclear base is at most itself.
    """
    own = printed_range(row["value"], row["unit"], row["qualifier"], loose)
    base = row[column] if column else None
    if pd.isna(base) or base == "all":
        return own
    if base == "unclear":
        return Range(ZERO, own.high)
    return own * value_of(figures.loc[base], figures, column, loose)


def _sum_to(claim: Claim) -> Outcome:
    """The figures add up to the target."""
    total = reduce(add, claim.values)
    return Outcome(total.meets(claim.goal), total, claim.goal)


def _sum_at_most(claim: Claim) -> Outcome:
    """The figures add up to the target or less."""
    total = reduce(add, claim.values)
    return Outcome(total.low <= claim.goal.high, total, claim.goal)


def _sum_above(claim: Claim) -> Outcome:
    """The figures add up to more than the target, whatever the rounding: several answers were allowed."""
    total = reduce(add, claim.values)
    return Outcome(total.low > claim.goal.high, total, claim.goal)


def _complement(claim: Claim) -> Outcome:
    """The figures leave nothing over and exclude each other, so none is a share of another."""
    names = {row.name for row in claim.rows}
    nested = claim.base_column and any(row[claim.base_column] in names for row in claim.rows)
    total = reduce(add, claim.values)
    return Outcome(total.meets(point(ONE)) and not nested, total, point(ONE))


def _product(claim: Claim) -> Outcome:
    """The first figure, taken of the second and so on, makes the target."""
    product = reduce(mul, claim.values)
    return Outcome(product.meets(claim.goal), product, claim.goal)


def _product_at_most(claim: Claim) -> Outcome:
    """The first figure, taken of the second and so on, makes the target or less."""
    product = reduce(mul, claim.values)
    return Outcome(product.low <= claim.goal.high, product, claim.goal)


def _subset(claim: Claim) -> Outcome:
    """Each figure counts only people the target counts too."""
    largest = Range(max(value.low for value in claim.values), max(value.high for value in claim.values))
    return Outcome(largest.low <= claim.goal.high, largest, claim.goal)


def _net(claim: Claim) -> Outcome:
    """The target counts whoever gave one or more of the answers: no less than any, no more than all."""
    union = Range(max(value.low for value in claim.values), reduce(add, claim.values).high)
    union = union.within(ZERO, ONE)
    return Outcome(union.meets(claim.goal), union, claim.goal)


def _order(claim: Claim) -> Outcome:
    """No figure is smaller than the one after it."""
    falls = all(first.high >= second.low for first, second in pairwise(claim.values))
    return Outcome(falls, claim.values[0], claim.values[-1])


def _compared(claim: Claim) -> Outcome:
    """The figures measure the same thing, and stand in this order."""
    same = len({row["indicator"] for row in claim.rows}) == 1
    ordered = _order(claim)
    return Outcome(same and ordered.possible, ordered.computed, ordered.expected)


def _same_value(claim: Claim) -> Outcome:
    """The figures are the target printed again: the same number, of the same people."""
    rows = [*claim.rows, claim.target]
    bases = {row[claim.base_column] for row in rows} - {"unclear"} if claim.base_column else set()
    same_people = len({None if pd.isna(base) else base for base in bases}) <= 1
    first, *_, goal = values = [value_of(row, None, None, claim.loose) for row in rows]
    return Outcome(same_people and all(value.meets(goal) for value in values), first, goal)


def _grim(claim: Claim) -> Outcome:
    """Each percentage is a whole count of the target's n."""
    counts = [grim(row["value"], int(claim.target["value"])) for row in claim.rows]
    found = [f"{row['value']}: {_span(count) if count else '–'}" for row, count in zip(claim.rows, counts, strict=True)]
    return Outcome(all(counts), detail="; ".join(found))


def _span(counts: list[int]) -> str:
    return str(counts[0]) if len(counts) == 1 else f"{counts[0]}–{counts[-1]}"


def _mixture(claim: Claim) -> Outcome:
    """A group with the first figure, which is the second of all, leaves the others a share from 0 to 1."""
    part, weight = claim.values
    if weight.high == ONE:  # perhaps there are no others
        return Outcome(True, None, Range(ZERO, ONE))
    corners = [
        (whole - size * share) / (ONE - size)
        for whole in (claim.goal.low, claim.goal.high)
        for share in (part.low, part.high)
        for size in (weight.low, weight.high)
    ]
    others = Range(min(corners), max(corners))
    return Outcome(others.meets(Range(ZERO, ONE)), others.within(ZERO, ONE), Range(ZERO, ONE))


def _both(claim: Claim) -> Outcome:
    """Some people can be in both figures; computed: how many must be and may be (Fréchet)."""
    first, second = claim.values
    both = Range(max(ZERO, first.low + second.low - ONE), min(first.high, second.high))
    return Outcome(both.low <= both.high, both, Range(ZERO, ONE))


def _without(claim: Claim) -> Outcome:
    """Some people can be in the first figure and not in the second; computed: how many must be and may be."""
    first, second = claim.values
    return _both(Claim(claim.rows, [first, second.rest()], None, None))


def _mean_is(claim: Claim) -> Outcome:
    """The share that chose the mark leaves the mean no other value than the mark (out of its maximum)."""
    share, mark = claim.values[0].low, claim.goal.low
    mean = Range(share * mark, share * mark + (ONE - share))
    return Outcome(mean.low == mean.high, mean, claim.goal)


def _median_is(claim: Claim) -> Outcome:
    """More than half chose the mark, so the middle answer is the mark."""
    half = ONE / 2
    return Outcome(claim.values[0].low > half, claim.values[0], Range(half, ONE))


def _count_without(claim: Claim) -> Outcome:
    """As many people as the target are left of the first figure, a count, without the share of the second."""
    left = claim.values[0] * claim.values[1].rest()
    return Outcome(claim.goal.low <= left.high, left, claim.goal)


def _count_of(claim: Claim) -> Outcome:
    """As many figures are named as the target counts."""
    number = point(len(claim.rows))
    return Outcome(number.meets(claim.goal), number, claim.goal)


def _date_order(claim: Claim) -> Outcome:
    """No date is later than the one after it."""
    runs = all(first.low <= second.high for first, second in pairwise(claim.values))
    return Outcome(runs, claim.values[0], claim.values[-1])


TESTS = (
    *(_sum_to, _sum_at_most, _sum_above, _complement, _product, _product_at_most, _subset, _net),
    *(_order, _compared, _same_value, _grim, _mixture, _both, _without),
    *(_mean_is, _median_is, _count_without, _count_of, _date_order),
)
KINDS: dict[str, Callable[[Claim], Outcome]] = {test.__name__.removeprefix("_"): test for test in TESTS}
NO_TARGET = {"complement", "order", "compared", "both", "without", "median_is", "date_order"}
BOUNDS = {"both", "without"}  # compute how many, and always can: they cannot fail
TO_FIGURE = {"same_value", "grim"}  # held against a figure, not against a bare percentage
UNITS = {"grim": {"figures": "percent", "target": "count"}}
FIGURES = {"mixture": 2, "both": 2, "without": 2, "count_without": 2, "mean_is": 1, "median_is": 1}
