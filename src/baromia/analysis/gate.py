"""What more than one sample measures, and whether the gate lets it be pooled."""

import pandas as pd

from ..estimates import pool
from .editions import editions, published_answers
from .table import POINTS, RANDOM

FEWEST = 3  # with two samples no known method gives a usable interval (Gonnermann et al. 2015, Stat Med 34:2476)


def shared(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the percentages of indicators that two samples or more measure of everybody asked, one a sample."""
    answers = published_answers(figures)
    rows = answers[(answers["base"] == "all") & answers["qualifier"].isin(POINTS)]
    first = rows[~rows.duplicated(["indicator", "sample"])]
    return first[first.duplicated("indicator", keep=False)]


def gate(figures: pd.DataFrame, sources: dict[str, dict], confidence: float) -> pd.DataFrame:
    """Pool what may be pooled of the indicators that more than one sample measures; else say why not.

    Returns
    -------
    pandas.DataFrame
        Indexed by indicator: figures (ids), share_low, share_high (range of what is published), reasons (codes, none
        where it is pooled), low, high (interval of the pooled share, missing where it is not).
    """
    rows = []
    for indicator, own in shared(figures).groupby("indicator", sort=False):
        reasons = _objections(own, sources)
        row = {"indicator": indicator, "figures": tuple(own.index), "reasons": reasons}
        row |= {"share_low": own["share"].min(), "share_high": own["share"].max()}
        if not reasons:
            found = pool((own["share"] * own["n_low"]).astype(float).round(), own["n_low"], confidence=confidence)
            row |= {"low": found.low, "high": found.high}
        rows.append(row)
    columns = ["indicator", "figures", "share_low", "share_high", "reasons", "low", "high"]
    return pd.DataFrame(rows, columns=columns).set_index("indicator")


def _objections(own: pd.DataFrame, sources: dict[str, dict]) -> tuple[str, ...]:
    """Return why shares of one indicator, one a sample, are not pooled.

    A range with its reason is synthesis without meta-analysis (Campbell et al. 2020, BMJ 368:l6890). Two editions of
    a barometer are two times and perhaps one panel, not two independent surveys of one state of things.
    """
    barometers = [(editions(row["source"], sources)[-1], row["population"]) for _, row in own.iterrows()]
    objections = {
        "unlike_populations": own["population"].nunique() > 1,
        "unlike_designs": (own["design"] == RANDOM).nunique() > 1,
        "same_barometer": len(set(barometers)) < len(barometers),
        "n_not_reported": own["n_low"].isna().any(),
        "too_few": len(own) < FEWEST,
    }
    return tuple(reason for reason, holds in objections.items() if holds)
