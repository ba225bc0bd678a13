"""The one table: every figure of the register as a row, with the numbers and codes of what it allows one to say."""

import numpy as np
import pandas as pd

from ..estimates import intervals, rounded
from ..register import Register
from .parameters import Parameters

POINTS = ("exact", "about", "nearly")  # "more than 80 %" is a bound: it has no interval of its own
SHARES = {"percent": 0.01, "ratio": 1.0}  # what turns a published number into a share 0–1
LEFT_OUT = "left_out"
RANDOM = "probability"  # the one design under which an interval is what it says
CASE = ["share", "decimals", "n_low", "n_high"]  # what an interval depends on, within one set of parameters
# fmt: off
NUMBERS = ["number", "decimals", "share", "share_low", "share_high", "sample_n", "n_low", "n_high", "assumed",
           "count_low", "count_high", "low", "high"]
CODES = ["refusal", "source", "sample", "population", "indicator", "theme", "base", "base_literal", "unit", "qualifier",
         "value", "frequency", "nature", "answer_type", "option_set", "restates", "locator", "design"]
# fmt: on
ALWAYS = ("decimals", "assumed")  # never missing


def table(register: Register, parameters: Parameters) -> pd.DataFrame:
    """Return every figure as a row of numbers and codes.

    Parameters
    ----------
    register : Register
    parameters : Parameters
        Of the intervals, the n that is tried where none is reported, and the sources that are left out. The
        language plays no part.

    Returns
    -------
    pandas.DataFrame
        Indexed by id, in the order of the register, repeats (`restates`) included; what is not known is missing.

        - number, decimals: as published; share, share_low, share_high: as a share 0–1, and the least and the greatest
          that is published so;
        - sample_n: respondents of the sample, as reported; n_low, n_high: fewest and most people of whom the figure
          is a share, equal where they are known exactly; assumed: whether that rests on `assumed_total`;
        - count_low, count_high: fewest and most people behind a percentage, missing where no whole number of people
          is published so; low, high: its interval, rounding carried;
        - refusal: why there is no interval: no_percentage, bound_only, base_n_unknown, n_not_reported; left_out for
          all rows of a source that is left out, whose numbers are missing;
        - the codes of the register, `frequency` from the indicator and, where samples.csv has it, `design` from the
          sample.
    """
    figures, samples = register.figures, register.samples
    codes = [name for name in CODES if name in figures]
    found = figures[codes].astype({name: "str" for name in codes if name != "locator"})
    found["frequency"] = figures["indicator"].map(register.indicators["frequency"]).astype("str")
    if "design" in samples:
        found["design"] = figures["sample"].map(samples["design"]).astype("str")
    found["number"] = figures["number"].astype(float)
    found["decimals"] = figures["value"].str.partition(".")[2].str.len().astype("int64")
    found["share"] = (found["number"] * figures["unit"].map(SHARES)).round(10)
    found["share_low"], found["share_high"] = rounded(found["share"], found["decimals"])

    found["sample_n"] = figures["sample"].map(samples["n"]).astype("Int64")
    found["n_low"], found["n_high"] = _people(found, parameters.assumed_total)
    found["assumed"] = found["n_low"].notna() & found["sample_n"].isna()
    found = found.join(_intervals(found, parameters))
    found["refusal"] = _refusals(found, parameters.assumed_total)

    gone = found["source"].isin(list(parameters.exclude_sources))
    if gone.any():
        found.loc[gone, [name for name in NUMBERS if name not in ALWAYS]] = pd.NA
        found.loc[gone, "assumed"] = False
        found.loc[gone, "refusal"] = LEFT_OUT
    return found[[name for name in (*NUMBERS, *CODES) if name in found]]


def _people(found: pd.DataFrame, assumed_total: int | None) -> tuple[pd.Series, pd.Series]:
    """Return the fewest and the most people of whom each figure is a share, as far as they are known.

    Of everybody it is the sample's n. Of a subgroup it is the number of people behind the share that defines the
    subgroup, which may itself be one of a subgroup: so once more, until nothing new is known.
    """
    n = found["sample_n"] if assumed_total is None else found["sample_n"].fillna(assumed_total)
    cases = found[["share", "decimals"]].assign(n_low=n.where(found["base"] == "all").astype(float))
    cases["n_high"] = cases["n_low"]
    parent = found.index.get_indexer(found["base"])
    defines = _is_point(found) & np.isin(np.arange(len(found)), parent)
    counted = pd.DataFrame(np.nan, found.index, ["count_low", "count_high"])
    while True:
        fresh = cases[defines & cases["n_low"].notna() & counted["count_low"].isna()]
        if fresh.empty:
            return cases["n_low"].astype("Int64"), cases["n_high"].astype("Int64")
        people = _behind(fresh)[["count_low", "count_high"]]
        defines[people.index[people["count_high"] < 1]] = False  # nobody is in such a base
        counted.loc[people.index] = people.clip(lower=1)
        new = (parent >= 0) & defines.to_numpy()[parent] & cases["n_low"].isna().to_numpy()
        cases.loc[new, ["n_low", "n_high"]] = counted.to_numpy()[parent[new]]


def _intervals(found: pd.DataFrame, parameters: Parameters) -> pd.DataFrame:
    known = found.loc[_is_point(found) & found["n_low"].notna(), CASE]
    how = {name: getattr(parameters, name) for name in ("confidence", "design_effect")}
    behind = _behind(known, method=parameters.interval_method, **how)
    behind[["count_low", "count_high"]] = behind[["count_low", "count_high"]].where(behind["whole"])
    columns = {"count_low": "Int64", "count_high": "Int64", "low": float, "high": float}
    return behind[[*columns]].reindex(found.index).astype(columns)


def _behind(cases: pd.DataFrame, **how: object) -> pd.DataFrame:
    """Return what lies behind percentages whose n is known; of equal cases it is computed once."""
    distinct = cases.drop_duplicates()
    found = pd.DataFrame(intervals(*(distinct[name].to_numpy(float) for name in CASE), **how)._asdict())
    return found.iloc[cases.groupby(CASE, sort=False).ngroup()].set_axis(cases.index)


def _is_point(found: pd.DataFrame) -> pd.Series:
    return (found["unit"] == "percent") & found["qualifier"].isin(POINTS)


def _refusals(found: pd.DataFrame, assumed_total: int | None) -> pd.Series:
    unknown = found["n_low"].isna()
    reasons = {
        "no_percentage": found["unit"] != "percent",
        "bound_only": ~found["qualifier"].isin(POINTS),
        "base_n_unknown": unknown & (found["sample_n"].notna() | (assumed_total is not None)),
        "n_not_reported": unknown,
    }
    return pd.Series(np.select(list(reasons.values()), list(reasons), default=None), found.index, dtype="str")
