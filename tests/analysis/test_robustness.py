"""The multiverse: every specification, computed all at once, is what the estimates say of it alone."""

from itertools import product

import pytest

from baromia import open_theme
from baromia.analysis.robustness import CHOICES, Options, specifications
from baromia.estimates import difference_bounds, interval

VIEW = open_theme("robustness")


def headlines(*kinds):
    return [name for name, row in VIEW.claims_tested.iterrows() if row["kind"] in kinds]


@pytest.mark.parametrize("name", headlines("above", "below"))
def test_each_specification_of_a_share_is_its_own_interval(name):
    headline = VIEW.claims_tested.loc[name]
    threshold = float(headline["threshold"]) / 100
    totals = {}
    for reading, n, total in (
        (row, *found) for row in headline["readings"].split(";") for found in totals_of(row, name)
    ):
        totals[reading, n or 0] = total
    for row in VIEW.curves[name].itertuples():
        total = totals[row.reading, 0 if row.n is None or row.n != row.n else int(row.n)]
        how = {"confidence": row.confidence, "method": row.method, "design_effect": row.design_effect}
        alone = interval(row.estimate, int(total), **how)
        assert (row.low, row.high) == (alone.low, alone.high)
        assert row.stands == (alone.low > threshold if headline["kind"] == "above" else alone.high < threshold)


def totals_of(reading, name):
    from baromia.analysis.robustness import _totals

    return _totals(VIEW.evidence, VIEW.claims_tested.at[name, "figure"], reading, VIEW.options)


@pytest.mark.parametrize("name", headlines("exceeds"))
def test_each_specification_of_a_difference_is_its_own_bounds(name):
    headline = VIEW.claims_tested.loc[name]
    shares = [VIEW.evidence.share(headline[column]) for column in ("figure", "other")]
    figures = VIEW.register.figures
    decimals = min(len(figures.at[headline[column], "value"].partition(".")[2]) for column in ("figure", "other"))
    (reported,) = {VIEW.evidence.reported(figures.at[headline["figure"], "sample"])}
    for row in VIEW.curves[name].itertuples():
        carried = {"printed": None, "low": decimals}[row.rounding]
        alone = difference_bounds(
            *shares,
            reported or int(row.n),
            confidence=row.confidence,
            design_effect=row.design_effect,
            decimals=carried,
        )
        assert (row.estimate, row.low, row.high) == (alone.estimate, alone.low, alone.high)
        assert row.stands == (alone.low > 0)


def test_every_combination_is_there_once():
    for name, curve in VIEW.curves.items():
        assert not curve.duplicated(list(CHOICES)).any(), name
        assert curve[["estimate", "low"]].equals(curve[["estimate", "low"]].sort_values(["estimate", "low"]))
        varied = product(*(set(curve[choice].fillna(0)) for choice in ("method", "confidence", "design_effect")))
        assert set(curve[["method", "confidence", "design_effect"]].itertuples(index=False, name=None)) == set(varied)


def test_more_options_are_more_specifications_of_the_same_estimates():
    row = VIEW.claims_tested.loc[headlines("above")[0]]
    few, many = (
        specifications(VIEW.evidence, row, Options(design_effect=effects)) for effects in ((1.0,), (1.0, 1.25, 4.0))
    )
    assert len(many) == 3 * len(few)
    again = many[many["design_effect"] == 1.0].reset_index(drop=True)
    assert again.equals(few)
