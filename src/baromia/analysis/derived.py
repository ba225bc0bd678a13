"""Shares computed from printed ones, with the rounding of what they are computed from carried along."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..words.formatting import printed_decimals
from .figures import Evidence


@dataclass(frozen=True)
class Derived:
    """A computed share (0–1; a difference: -1 to 1), the range that rounding leaves it, and what it was computed from.

    Attributes
    ----------
    share, low, high : float
        The share from the printed values, and its least and greatest value over all unrounded values
        that print so.
    figures : tuple of str
        Ids it rests on, in the order of the formula.
    kind : {"product", "sum", "without", "difference"}
    """

    share: float
    low: float
    high: float
    figures: tuple[str, ...]
    kind: str

    @property
    def formula(self) -> str:
        """How it was computed, in figure ids."""
        signs = {"product": " × ", "sum": " + ", "without": " without ", "difference": " - "}
        return signs[self.kind].join(self.figures)


def product(evidence: Evidence, part: str, base: str) -> Derived:
    """Return a share of a subgroup as a share of those the subgroup is a share of: part × base.

    Raises
    ------
    ValueError
        Where the register does not say that `part` is a share of `base`.
    """
    declared = evidence.register.figures.at[part, "base"]
    if declared != base:
        raise ValueError(f"{part} is a share of {declared}, not of {base}: the product would mean nothing")
    (low_a, high_a), (low_b, high_b) = rounded(evidence, part), rounded(evidence, base)
    share = evidence.share(part) * evidence.share(base)
    return Derived(share, low_a * low_b, high_a * high_b, (part, base), "product")


def total(evidence: Evidence, parts: Sequence[str]) -> Derived:
    """Return the sum of answers of which each respondent gave one.

    Raises
    ------
    ValueError
        Where the register does not say that they are exclusive answers to one question about one base.
    """
    rows = evidence.register.figures.loc[list(parts)]
    same = all(rows[column].nunique(dropna=False) == 1 for column in ("sample", "base", "option_set"))
    if not same or set(rows["answer_type"]) - {"single", "scale"} or rows["option_set"].isna().any():
        raise ValueError(f"{', '.join(parts)} are no exclusive answers to one question: the sum would mean nothing")
    ends = [rounded(evidence, part) for part in parts]
    share = sum(evidence.share(part) for part in parts)
    return Derived(share, sum(low for low, _ in ends), min(1.0, sum(high for _, high in ends)), tuple(parts), "sum")


def without(evidence: Evidence, first: str, second: str) -> Derived:
    """Return the share who can have given the first answer and not the second, whatever their overlap.

    The two are answers of the same people, of whom only the totals are printed: Fréchet's bounds (1951,
    Annales de l'Université de Lyon A 14:53), with the rounding of both totals carried in. `share` is the
    least of them for the printed values.
    """
    (low_a, high_a), (low_b, high_b) = rounded(evidence, first), rounded(evidence, second)
    least = max(0.0, evidence.share(first) - evidence.share(second))
    return Derived(least, max(0.0, low_a - high_b), min(high_a, 1 - low_b), (first, second), "without")


def difference(evidence: Evidence, first: str, second: str) -> Derived:
    """Return the difference of two shares of the same people; its low and high are what rounding leaves open."""
    (low_a, high_a), (low_b, high_b) = rounded(evidence, first), rounded(evidence, second)
    gap = evidence.share(first) - evidence.share(second)
    return Derived(gap, low_a - high_b, high_a - low_b, (first, second), "difference")


def rounded(evidence: Evidence, figure: str) -> tuple[float, float]:
    """Return the least and greatest share that prints as this figure."""
    half = 0.5 * 10 ** -(printed_decimals(evidence.register.figures.at[figure, "value"]) + 2)
    share = evidence.share(figure)
    return max(0.0, share - half), min(1.0, share + half)
