"""Every defensible choice at once: the specifications of a headline, and whether it stands under each.

After Steegen, Tuerlinckx, Gelman and Vanpaemel (2016, Perspectives on Psychological Science 11:702) and
Simonsohn, Simmons and Nelson (2020, Nature Human Behaviour 4:1208). The share of specifications under which a
headline stands is no probability: they share their data.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from nbpaper.errors import PaperError

from ..estimates import METHODS, difference_limits, intervals, limits
from .parameters import check_value
from .table import LEFT_OUT

CHOICES = ("method", "confidence", "design_effect", "rounding", "reading", "n")
COLUMNS = [*CHOICES, "estimate", "low", "high", "stands"]
ENDS = ("low", "printed", "high")


@dataclass(frozen=True)
class Options:
    """The values that each choice may take; `assumed` are the n to try where none is reported."""

    method: Sequence[str] = METHODS
    confidence: Sequence[float] = (0.9, 0.95, 0.99)
    design_effect: Sequence[float] = (1.0, 1.5, 2.0)
    rounding: Sequence[str] = ENDS
    assumed: Sequence[int] = (100, 500, 1000, 2000)

    def __post_init__(self):
        """Refuse an `assumed` that is no list of numbers of respondents."""
        check_value("tried_totals", self.assumed)


def all_specifications(figures: pd.DataFrame, headlines: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Return the specifications of every headline whose sources are left in, one below the other.

    As of `specifications`, with the headline's id as the column `headline`, first.
    """
    tested = headlines[[not left_out(row, figures) for _, row in headlines.iterrows()]]
    tables = [specifications(figures, row, options).assign(headline=name) for name, row in tested.iterrows()]
    empty = pd.DataFrame(columns=["headline", *COLUMNS])
    return pd.concat(tables, ignore_index=True)[[*empty]] if tables else empty


def specifications(figures: pd.DataFrame, headline: pd.Series, options: Options) -> pd.DataFrame:
    """Return every specification of a headline, in the order of the estimate.

    Parameters
    ----------
    figures : pandas.DataFrame
        The evidence: shares, rounding and n are taken from it, not its intervals.
    headline : pandas.Series
        Row of headlines.csv.
    options : Options
        The choices to combine.

    Returns
    -------
    pandas.DataFrame
        One row a specification: the six choices (`n` is the number assumed, missing where it is known),
        `estimate`, `low`, `high` (shares 0–1; differences -1 to 1 for `exceeds`) and `stands`.

    Raises
    ------
    PaperError
        For a headline that compares answers of different people.
    """
    compute = _differences if headline["kind"] == "exceeds" else _shares
    table = compute(figures, headline, options)[COLUMNS]
    return table.sort_values(["estimate", "low"], kind="stable", ignore_index=True)


def rests_on(headline: pd.Series, figures: pd.DataFrame) -> list[str]:
    """Return the figures a headline's specifications are made of: its own, the other, and the one that is its base."""
    ids = [headline["figure"], *([headline["other"]] if headline["kind"] == "exceeds" else [])]
    base = figures["base"].get(headline["figure"])
    return ids + ([base] if base in figures.index else [])


def left_out(headline: pd.Series, figures: pd.DataFrame) -> bool:
    """Tell whether a headline rests on a source that is left out."""
    return bool((figures["refusal"].reindex(rests_on(headline, figures)) == LEFT_OUT).any())


def falls_from(curve: pd.DataFrame) -> dict[str, float]:
    """Return how strict choices must be for a headline to fall: choice → the mildest value at which it does.

    Only of choices of which milder values were tried: of the confidence and the design effect the least at which it
    falls under some combination, of n the greatest.
    """
    fallen, mildest_values = curve[~curve["stands"]], {}
    for choice, mildest in (("confidence", min), ("design_effect", min), ("n", max)):
        tried, falling = curve[choice].dropna(), fallen[choice].dropna()
        if len(falling) and mildest(falling) != mildest(tried):
            mildest_values[choice] = mildest(falling)
    return mildest_values


def _shares(figures: pd.DataFrame, headline: pd.Series, options: Options) -> pd.DataFrame:
    """Return the specifications of a share against a threshold."""
    row = figures.loc[headline["figure"]]
    cases = [
        (reading, n, end, share, total)
        for reading in headline["readings"].split(";")
        for n, total in _totals(row, reading, options)
        for end, share in zip(options.rounding, _ends(figures, row, reading), strict=True)
    ]
    cases = pd.DataFrame(cases, columns=["reading", "n", "rounding", "estimate", "total"])
    table = _crossed(options, "method", "confidence", "design_effect").merge(cases, how="cross")
    low, high = np.empty((2, len(table)))
    share, n, effect = (table[name].to_numpy() for name in ("estimate", "total", "design_effect"))
    for (method, level), rows in table.groupby(["method", "confidence"]).indices.items():
        settings = {"method": method, "confidence": level, "design_effect": effect[rows]}
        low[rows], high[rows] = limits(share[rows], n[rows], **settings)
    threshold = float(headline["threshold"]) / 100
    stands = low > threshold if headline["kind"] == "above" else high < threshold
    return table.assign(low=low, high=high, stands=stands)


def _crossed(options: Options, *choices: str) -> pd.DataFrame:
    """Return every combination of the values of some choices."""
    return pd.DataFrame(product(*(getattr(options, choice) for choice in choices)), columns=choices)


def _ends(figures: pd.DataFrame, row: pd.Series, reading: str) -> np.ndarray:
    """Return the least, the published and the greatest share, under a reading of its base."""
    columns = ["share_low", "share", "share_high"]
    ends = row[columns].to_numpy(float)
    if reading == "all":  # as a share of everybody: the subgroup's own rounding belongs to it
        ends = ends * figures.loc[row["base"], columns].to_numpy(float)
    return ends


def _totals(row: pd.Series, reading: str, options: Options) -> Iterator[tuple[int | None, int]]:
    """Yield (n assumed or None, n used): of a base known as a range the least, which is the widest interval."""
    reported = row["sample_n"] if reading != "fitting" else pd.NA if row["assumed"] else row["n_low"]
    return ((n, n) for n in options.assumed) if pd.isna(reported) else iter([(None, int(reported))])


def _differences(figures: pd.DataFrame, headline: pd.Series, options: Options) -> pd.DataFrame:
    """Return the specifications of a difference within one sample, at the widest of every possible overlap."""
    first, second = answers = [figures.loc[headline[column]] for column in ("figure", "other")]
    if len({(answer["sample"], answer["base"]) for answer in answers}) > 1:
        raise PaperError(
            f"headlines.csv (row {headline.name}): {headline['figure']} and {headline['other']} are not of one sample "
            "and base, so that one cannot be said to exceed the other. To mend: name two answers of the same people."
        )
    cases, gap = [], first["share"] - second["share"]
    ends = ["first_low", "first_high", "second_low", "second_high"]
    for n, total in _totals(first, "fitting", options):
        bounds = [intervals(answer["share"], answer["decimals"], total, total) for answer in answers]
        cases.append((n, total, "printed", first["share"], first["share"], second["share"], second["share"]))
        cases.append((n, total, "low", *(end[0] for pair in bounds for end in (pair.share_low, pair.share_high))))
    cases = pd.DataFrame(cases, columns=["n", "total", "rounding", *ends])
    table = _crossed(options, "confidence", "design_effect").merge(cases, how="cross")
    low, high = np.empty((2, len(table)))
    shares, n, effect = table[ends].to_numpy().T, table["total"].to_numpy(), table["design_effect"].to_numpy()
    for level, rows in table.groupby("confidence").indices.items():
        settings = {"overlap": "least", "confidence": level, "design_effect": effect[rows]}
        low[rows], high[rows] = difference_limits(tuple(shares[:2, rows]), tuple(shares[2:, rows]), n[rows], **settings)
    around = {"low": np.minimum(low, gap), "high": np.maximum(high, gap)}  # the estimate lies within
    return table.assign(method="newcombe", reading="fitting", estimate=gap, stands=low > 0, **around)
