"""What more than one sample measures, and whether the gate lets it be pooled."""

import pandas as pd

from ..estimates import Refusal, pool_if_alike
from .editions import ANSWERS, first_edition
from .table import LEFT_OUT, POINTS


def shared(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the percentages of indicators that two samples or more measure of everybody asked, one a sample."""
    rows = figures[
        (figures["unit"] == "percent")
        & (figures["base"] == "all")
        & figures["qualifier"].isin(POINTS)
        & figures["nature"].isin(ANSWERS)
        & figures["restates"].isna()
        & (figures["refusal"] != LEFT_OUT)
    ]
    first = rows[~rows.duplicated(["indicator", "sample"])]
    return first[first.duplicated("indicator", keep=False)]


def gate(figures: pd.DataFrame, sources: dict[str, dict], *, confidence: float = 0.95) -> pd.DataFrame:
    """Pool what may be pooled of the indicators that more than one sample measures; else say why not.

    Parameters
    ----------
    figures : pandas.DataFrame
        The evidence.
    sources : dict
        Entries of sources.yaml by id: editions of one barometer are not pooled.
    confidence : float
        Of the pooled interval.

    Returns
    -------
    pandas.DataFrame
        Indexed by indicator: figures (ids), share_low, share_high (range of what is published), reasons (codes, none
        where it is pooled), low, high (interval of the pooled share, missing where it is not).
    """
    rows = []
    for indicator, own in shared(figures).groupby("indicator", sort=False):
        barometers = [(first_edition(row["source"], sources), row["population"]) for _, row in own.iterrows()]
        found = pool_if_alike(
            own["share"].tolist(),
            own["n_low"].tolist(),
            indicators=own["indicator"].tolist(),
            populations=own["population"].tolist(),
            designs=own["design"].tolist(),
            samples=own["sample"].tolist(),
            barometers=barometers,
            confidence=confidence,
        )
        row = {"indicator": indicator, "figures": tuple(own.index)}
        row |= {"share_low": own["share"].min(), "share_high": own["share"].max()}
        if isinstance(found, Refusal):
            row["reasons"] = found.details["reasons"]
        else:
            row |= {"reasons": (), "low": found.low, "high": found.high}
        rows.append(row)
    columns = ["indicator", "figures", "share_low", "share_high", "reasons", "low", "high"]
    return pd.DataFrame(rows, columns=columns).set_index("indicator")
