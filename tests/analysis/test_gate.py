"""Unlike things are not pooled: a range and the reasons instead."""

import pandas as pd
import pytest

from baromia.analysis.editions import gate
from baromia.estimates import pool

SOURCES = {name: {} for name in ("a", "b", "c")}


def rows(**columns) -> pd.DataFrame:
    """Three samples that measure one thing in the same kind of people, and what is changed of them."""
    alike = {"unit": "percent", "base": "all", "qualifier": "exact", "nature": "opinion", "restates": None}
    alike |= {"refusal": None, "indicator": "use", "population": "physicians", "design": ["quota", "opt_in", "unknown"]}
    alike |= {"source": ["a", "b", "c"], "sample": ["a", "b", "c"], "share": [0.666, 0.658, 0.3]}
    alike |= {"n_low": pd.array([45, 608, 40], dtype="Int64")}
    return pd.DataFrame(alike | columns, index=["a.x", "b.x", "c.x"])


@pytest.mark.parametrize("design", [["probability"] * 3, ["quota", "opt_in", "unknown"]])
def test_like_samples_are_pooled_as_their_counts(design):
    row, alone = (
        gate(rows(design=design), SOURCES, confidence=0.9).loc["use"],
        pool([30, 400, 12], [45, 608, 40], confidence=0.9),
    )
    assert (row["low"], row["high"], row["reasons"]) == (alone.low, alone.high, ())
    assert (row["share_low"], row["share_high"], row["figures"]) == (0.3, 0.666, ("a.x", "b.x", "c.x"))


@pytest.mark.parametrize(
    ("changed", "sources", "reasons"),
    [
        ({"population": ["physicians", "nurses", "physicians"]}, {}, ["unlike_populations"]),
        ({"design": ["probability", "opt_in", "probability"]}, {}, ["unlike_designs"]),
        ({}, {"b": {"custom": {"edition_of": "a"}}}, ["same_barometer"]),
        ({"n_low": pd.array([45, None, 40], dtype="Int64")}, {}, ["n_not_reported"]),
        ({"indicator": ["use", "use", "wish"]}, {}, ["too_few"]),
        ({"sample": ["a", "b", "a"]}, {}, ["too_few"]),
        (
            {"indicator": ["use", "use", "wish"], "population": ["physicians", "nurses", "nurses"]},
            {},
            ["unlike_populations", "too_few"],
        ),
    ],
)
def test_each_reason_is_told(changed, sources, reasons):
    row = gate(rows(**changed), SOURCES | sources, 0.95).loc["use"]
    assert list(row["reasons"]) == reasons
    assert row[["low", "high"]].isna().all()
