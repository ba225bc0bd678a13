"""Many intervals at once say what one at a time says."""

import numpy as np
import pandas as pd
import pytest

from baromia.estimates import METHODS, Refusal, checks, interval, intervals

rng = np.random.default_rng(20261121)
TOTALS = rng.integers(1, 2000, 60)
COUNTS = rng.binomial(TOTALS, rng.uniform(0, 1, 60))


def assert_same(frame, singles):
    for row, one in zip(frame.itertuples(), singles, strict=True):
        assert (row.estimate, row.low, row.high, row.total) == (one.estimate, one.low, one.high, one.total)
        assert row.rounding == one.rounding
        assert row.reason == ""
        if one.counts is None:
            assert pd.isna(row.fewest)
            assert pd.isna(row.most)
        else:
            assert (row.fewest, row.most) == (one.counts[0], one.counts[-1])


@pytest.mark.parametrize("method", METHODS)
def test_counts(method):
    frame = intervals(COUNTS, TOTALS, method=method, confidence=0.9)
    assert_same(frame, [interval(x, n, method=method, confidence=0.9) for x, n in zip(COUNTS, TOTALS, strict=True)])


def test_counts_with_decimals_and_design_effect():
    frame = intervals(COUNTS, TOTALS, decimals=0, design_effect=1.7)
    singles = [interval(x, n, decimals=0, design_effect=1.7) for x, n in zip(COUNTS, TOTALS, strict=True)]
    assert_same(frame, singles)


def test_shares_with_decimals_row_by_row():
    decimals = rng.integers(0, 3, 60)
    shares = np.array([round(x / n, d + 2) for x, n, d in zip(COUNTS, TOTALS, decimals, strict=True)])
    frame = intervals(shares, TOTALS, decimals=decimals)
    rows = zip(shares.tolist(), TOTALS.tolist(), decimals.tolist(), strict=True)
    assert_same(frame, [interval(p, n, decimals=d) for p, n, d in rows])


@pytest.mark.parametrize("total", [1, 7, 45, 101])
def test_shares_that_no_count_prints(total):
    """Of the whole percentages 55 of 101 are out of reach of 45 people; their rounding widens the interval instead."""
    shares = np.arange(101) / 100
    assert_same(intervals(shares, total, decimals=0), [interval(p, total, decimals=0) for p in shares.tolist()])


@pytest.mark.parametrize("total", [8, 16, 40, 400])
def test_counts_that_fall_on_a_half(total):
    """3 of 8 is 37.5 %, which some print as 37 % and some as 38 %: the counts of both are meant."""
    counts = np.arange(total + 1)
    assert_same(intervals(counts, total, decimals=0), [interval(x, total, decimals=0) for x in counts.tolist()])


def test_missing_totals_are_refused_row_by_row():
    for missing in (None, float("nan"), pd.NA):
        frame = intervals([0.3, 0.4], [45, missing], design_effect=[1.5, 2])
        assert frame["reason"].tolist() == ["", "n_not_reported"]
        assert frame["low"].isna().tolist() == [False, True]
        assert frame["total"].isna().tolist() == [False, True]
        assert frame["estimate"].tolist() == [0.3, 0.4]
    assert interval(0.4, None) == Refusal("n_not_reported", {"share": 0.4})


def test_columns_of_a_frame_keep_its_index():
    register = pd.DataFrame({"x": [24, 30], "n": pd.array([45, None], dtype="Int64")}, index=["a", "b"])
    got = intervals(register["x"], register["n"])
    assert got.index.tolist() == ["a", "b"]
    assert got.loc["a", "low"] == interval(24, 45).low
    assert (got.loc["a", "fewest"], got.loc["a", "most"]) == (24, 24)
    kinds = dict.fromkeys(("estimate", "low", "high"), "float64") | dict.fromkeys(("total", "fewest", "most"), "Int64")
    assert got.dtypes[list(kinds)].astype(str).to_dict() == kinds
    assert got["rounding"].dtype == bool
    assert np.isnan(got.loc["b", "estimate"])


def test_missing_decimals_carry_no_rounding():
    got = intervals([0.53, 0.53], 45, decimals=[0, None])
    assert got["low"].tolist() == [interval(24, 45).low, interval(0.53, 45).low]
    assert got["fewest"].isna().tolist() == [False, True]


def test_one_total_for_all_and_empty_frames():
    assert len(intervals([0.1, 0.2, 0.3], 45)) == 3
    assert len(intervals(pd.Series([], dtype=float), pd.Series([], dtype=float))) == 0


def test_the_largest_settings_allowed():
    total, decimals = checks.MAX_TOTAL, checks.MAX_DECIMALS
    frame = intervals([0.5, 0.6], [total, 45], decimals=[None, decimals])
    assert frame["low"].tolist() == [interval(0.5, total).low, interval(0.6, 45, decimals=decimals).low]


@pytest.mark.parametrize(
    ("values", "totals", "says"),
    [
        ([0.2, 1.3], 45, "counts_or_shares is 1.3 in row 1; allowed: a share from 0 to 1"),
        ([0.2, float("nan")], 45, "nan in row 1"),
        ([2, 46], 45, "46 in row 1; allowed: a whole number from 0 to its total"),
        ([-1, 4], 45, "-1 in row 0"),
        (["0.2"], 45, "counts_or_shares is"),
        ([True, False], 45, "counts_or_shares is True in row 0; allowed: a share"),
        ([[0.1], [0.2]], 45, "counts_or_shares has 2 dimensions; allowed: one, in every row a share"),
        ([0.2, 0.3], [45], None),
        ([0.2, 0.3], [45, 46, 47], "totals has 3 rows; allowed: one, or 2"),
        ([0.2, 0.3], [45, 0], "totals is 0 in row 1; allowed: a whole number from 1"),
        ([0.2, 0.3], [45.5, 45], "totals is 45.5 in row 0"),
        ([0.2, 0.3], ["45", 45], "totals is '45' in row 0"),
    ],
)
def test_bad_rows_are_named(values, totals, says):
    if says is None:
        assert len(intervals(values, totals)) == 2
        return
    with pytest.raises(ValueError, match="allowed") as error:
        intervals(values, totals)
    assert says in str(error.value)


@pytest.mark.parametrize("setting", [{"design_effect": [1, 0]}, {"design_effect": [1, np.nan]}, {"decimals": [0, 1.5]}])
def test_bad_settings_are_named(setting):
    with pytest.raises(ValueError, match="in row 1; allowed"):
        intervals([0.2, 0.3], 45, **setting)
