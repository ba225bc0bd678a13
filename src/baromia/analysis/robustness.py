"""Every defensible choice at once: the specifications of a headline, and whether it stands under each.

After Steegen, Tuerlinckx, Gelman and Vanpaemel (2016, Perspectives on Psychological Science 11:702) and
Simonsohn, Simmons and Nelson (2020, Nature Human Behaviour 4:1208). The share of specifications under which a
headline stands is no probability: they share their data.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pandas as pd

from nbpaper.errors import PaperError

from ..estimates import METHODS, Intervals, difference_limits, intervals, limits
from ..words.formatting import printed_decimals
from .derived import rounded
from .figures import Evidence

CHOICES = ("method", "confidence", "design_effect", "rounding", "reading", "n")
ENDS = ("low", "printed", "high")


@dataclass(frozen=True)
class Options:
    """The values that each choice may take."""

    method: Sequence[str] = METHODS
    confidence: Sequence[float] = (0.9, 0.95, 0.99)
    design_effect: Sequence[float] = (1.0, 1.5, 2.0)
    rounding: Sequence[str] = ENDS
    assumed: Sequence[int] = (100, 500, 1000, 2000)


def specifications(evidence: Evidence, headline: pd.Series, options: Options) -> pd.DataFrame:
    """Return every specification of a headline, in the order of the estimate.

    Parameters
    ----------
    evidence : Evidence
    headline : pandas.Series
        Row of headlines.csv.
    options : Options
        The choices to combine.

    Returns
    -------
    pandas.DataFrame
        One row a specification: the six choices (`n` is the number assumed, missing where it is known),
        `estimate`, `low`, `high` (shares 0–1; differences -1 to 1 for `exceeds`) and `stands`.
    """
    if headline["kind"] == "exceeds":
        table = _differences(evidence, headline, options)
    else:
        table = _shares(evidence, headline, options)
    return table.sort_values(["estimate", "low"], kind="stable", ignore_index=True)


def _shares(evidence: Evidence, headline: pd.Series, options: Options) -> pd.DataFrame:
    """Return the specifications of a share against a threshold."""
    cases = [
        (reading, n, end, share, total)
        for reading in headline["readings"].split(";")
        for n, total in _totals(evidence, headline["figure"], reading, options)
        for end, share in zip(options.rounding, _ends(evidence, headline["figure"], reading), strict=True)
    ]
    table = pd.DataFrame(cases, columns=["reading", "n", "rounding", "estimate", "total"])
    low, high = _limits(table["estimate"].to_numpy(), table["total"].to_numpy(), options)
    settings = list(product(options.method, options.confidence, options.design_effect))
    joined = _repeated(table, len(settings)).assign(
        **_columns(settings, ("method", "confidence", "design_effect"), each=len(table)), low=low, high=high
    )
    threshold = float(headline["threshold"]) / 100
    joined["stands"] = joined["low"] > threshold if headline["kind"] == "above" else joined["high"] < threshold
    return joined[[*CHOICES, "estimate", "low", "high", "stands"]]


def _limits(share: np.ndarray, total: np.ndarray, options: Options) -> tuple[np.ndarray, np.ndarray]:
    """Return the limits of every share under every setting, the settings in the order of their product."""
    effects = np.array(options.design_effect)[:, None]
    found = [
        limits(share, total, confidence=confidence, method=method, design_effect=effects)
        for method, confidence in product(options.method, options.confidence)
    ]
    return tuple(np.ravel(ends) for ends in zip(*found, strict=True))


def _repeated(table: pd.DataFrame, times: int) -> pd.DataFrame:
    """Return a table so many times, one below the other."""
    return table.take(np.tile(np.arange(len(table)), times)).reset_index(drop=True)


def _columns(settings: list[tuple], names: tuple[str, ...], *, each: int) -> dict[str, np.ndarray]:
    """Return settings as columns in which each of them stays for so many rows."""
    return {name: np.repeat(values, each) for name, values in zip(names, zip(*settings, strict=True), strict=True)}


def _ends(evidence: Evidence, figure: str, reading: str) -> tuple[float, float, float]:
    """Return the least, the printed and the greatest share that prints so, under a reading of its base."""
    low, high = rounded(evidence, figure)
    ends = np.array([low, evidence.share(figure), high])
    if reading == "all":  # as a share of everybody: the subgroup's own rounding belongs to it
        base = evidence.register.figures.at[figure, "base"]
        low_base, high_base = rounded(evidence, base)
        ends = ends * np.array([low_base, evidence.share(base), high_base])
    return tuple(ends)


def _totals(evidence: Evidence, figure: str, reading: str, options: Options) -> Iterable[tuple[int | None, int]]:
    """Return (n assumed or None, n used): of a base known as a range the least, which is the widest interval."""
    row = evidence.register.figures.loc[figure]
    plain = Evidence(evidence.register, replace(evidence.parameters, assumed_total=None))
    whole = plain.sample_total(row["sample"])
    total = plain.total(figure) if reading == "fitting" else whole
    if total is not None:
        return [(None, total[0] if isinstance(total, tuple) else total)]
    assumed = evidence.parameters.assumed_total
    return [(n, n) for n in ([assumed] if assumed else options.assumed)]


def _differences(evidence: Evidence, headline: pd.Series, options: Options) -> pd.DataFrame:
    """Return the specifications of a difference within one sample, at the widest of every possible overlap."""
    first, second = headline["figure"], headline["other"]
    figures = evidence.register.figures
    if len({(figures.at[name, "sample"], figures.at[name, "base"]) for name in (first, second)}) > 1:
        raise PaperError(
            f"headlines.csv (row {headline.name}): {first} and {second} are not of one sample and base, so that one "
            "cannot be said to exceed the other. To mend: name two answers of the same people."
        )
    shares = evidence.share(first), evidence.share(second)
    decimals = tuple(printed_decimals(figures.at[name, "value"]) for name in (first, second))
    gap, settings = shares[0] - shares[1], list(product(options.confidence, options.design_effect))
    parts = []
    for n, total in _totals(evidence, first, "fitting", options):
        # Of each setting first the printed values, then what rounding leaves of them.
        ends = [intervals(shares, carried, total, total) for carried in (np.nan, decimals)]
        found = [
            [_widest(end, total, confidence, np.array(options.design_effect)) for end in ends]
            for confidence in options.confidence
        ]
        low, high = np.moveaxis(found, (2, 3), (0, 2)).reshape(2, -1)
        low, high = np.minimum(low, gap), np.maximum(high, gap)  # the estimate as published within
        parts.append(
            pd.DataFrame(
                {
                    "method": "newcombe",
                    **_columns(settings, ("confidence", "design_effect"), each=len(ends)),
                    "rounding": ["printed", "low"] * len(settings),
                    "reading": "fitting",
                    "n": n,
                    "estimate": gap,
                    "low": low,
                    "high": high,
                    "stands": low > 0,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _widest(ends: Intervals, n: int, confidence: float, design_effects: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the limits of a difference of two answers, for each design effect, whoever gave both."""
    first, second = zip(ends.share_low, ends.share_high, strict=True)
    return difference_limits(first, second, n, overlap="least", confidence=confidence, design_effect=design_effects)
