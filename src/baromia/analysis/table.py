"""The one table: every figure of the register as a row, with the numbers and codes of what it allows one to say.

Its rows are selected by what the columns hold; what no row can hold is a mistake, and said so.
"""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import lru_cache

import numpy as np
import pandas as pd

from nbpaper.errors import did_you_mean

from ..estimates import intervals, rounded
from ..register import Register
from ..register.ranges import SHARES
from .parameters import ParameterError, Parameters

POINTS = ("exact", "about", "nearly")  # "more than 80 %" is a bound: it has no interval of its own
LEFT_OUT = "left_out"
COMPOSITION = "composition"  # of a sample: it describes those who answered, and estimates nothing
RANDOM = "probability"  # the one design under which an interval is what it says
# fmt: off
NUMBERS = ["number", "decimals", "share", "share_low", "share_high", "sample_n", "n_low", "n_high", "assumed",
           "count_low", "count_high", "low", "high"]
CODES = ["refusal", "source", "sample", "population", "indicator", "theme", "base", "base_literal", "unit", "qualifier",
         "value", "frequency", "nature", "answer_type", "option_set", "restates", "locator", "design"]
# fmt: on
ALWAYS = ("decimals", "assumed")  # never missing
WHOLE = ("n_low", "n_high", "count_low", "count_high")


def table(register: Register, parameters: Parameters) -> pd.DataFrame:
    """Return every figure as a row of numbers and codes, in which the language plays no part.

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
        - refusal: why there is no interval: no_percentage, bound_only, composition (it describes those who answered),
          base_n_unknown, n_not_reported; left_out for all rows of a source that is left out, whose numbers are missing;
        - the codes of the register, `frequency` from the indicator, `design` from the sample.
    """
    found = _published(register)
    tried, gone = parameters.assumed_total, found["source"].isin(list(parameters.exclude_sources)).to_numpy()
    n_low, n_high = _people(found, tried)
    known = ~np.isnan(n_low)
    how = {name: getattr(parameters, name) for name in ("confidence", "design_effect")}
    rows = np.flatnonzero(_is_point(found) & known)
    behind = _behind(found, n_low, n_high, rows, method=parameters.interval_method, **how)
    counted = rows[behind.whole]
    drawn = found["nature"].to_numpy()[rows] != COMPOSITION
    columns = {
        "n_low": n_low,
        "n_high": n_high,
        "assumed": known & found["sample_n"].isna().to_numpy(),
        "count_low": _spread(behind.count_low[behind.whole], counted, len(found)),
        "count_high": _spread(behind.count_high[behind.whole], counted, len(found)),
        "low": _spread(behind.low[drawn], rows[drawn], len(found)),
        "high": _spread(behind.high[drawn], rows[drawn], len(found)),
        "refusal": pd.array(np.where(gone, LEFT_OUT, _refusals(found, known, tried)), dtype="str"),
    }
    columns |= {name: pd.array(columns[name], dtype="Int64") for name in WHOLE}
    found = found.assign(**columns)
    if gone.any():
        found.loc[gone, [name for name in NUMBERS if name not in ALWAYS]] = pd.NA
        found.loc[gone, "assumed"] = False
    return found[[*NUMBERS, *CODES]]


@lru_cache(maxsize=2)
def _published(register: Register) -> pd.DataFrame:
    """Return what no parameter changes: the codes, and the numbers as published."""
    figures, samples = register.figures, register.samples
    codes = [name for name in CODES if name in figures]
    found = {name: figures[name].astype("str") if name != "locator" else figures[name] for name in codes}
    found["frequency"] = figures["indicator"].map(register.indicators["frequency"].to_dict().get).astype("str")
    design = samples.get("design", pd.Series(dtype=object))  # which older registers do not have
    found["design"] = figures["sample"].map(design.to_dict().get).astype("str")
    found["number"] = figures["number"].astype(float)
    found["decimals"] = figures["value"].map(lambda value: len(value.partition(".")[2]))
    found["share"] = (found["number"] / figures["unit"].map(SHARES.get).astype(float)).round(10)
    found["share_low"], found["share_high"] = rounded(found["share"], found["decimals"])
    found["sample_n"] = figures["sample"].map(samples["n"].to_dict().get).astype("Int64")
    return pd.DataFrame(found)


def _people(found: pd.DataFrame, assumed_total: int | None) -> tuple[np.ndarray, np.ndarray]:
    """Return the fewest and the most people of whom each figure is a share, as far as they are known.

    Of everybody it is the sample's n. Of a subgroup it is the number of people behind the share that defines the
    subgroup, which may itself be one of a subgroup: so once more, until nothing new is known.
    """
    n = found["sample_n"].to_numpy(float, na_value=np.nan if assumed_total is None else assumed_total)
    low = np.where(found["base"] == "all", n, np.nan)
    high, parent = low.copy(), found.index.get_indexer(found["base"])
    waiting = _is_point(found) & np.isin(np.arange(len(found)), parent)
    while (fresh := np.flatnonzero(waiting & ~np.isnan(low))).size:
        behind = _behind(found, low, high, fresh)
        waiting[fresh] = False
        some = behind.count_high >= 1  # else nobody is in such a base
        ends = (_spread(count[some], fresh[some], len(found)) for count in (behind.count_low, behind.count_high))
        fewest, most = (np.maximum(end, 1) for end in ends)
        new = (parent >= 0) & np.isnan(low) & ~np.isnan(fewest[parent])
        low[new], high[new] = fewest[parent[new]], most[parent[new]]
    return low, high


def _behind(found: pd.DataFrame, low: np.ndarray, high: np.ndarray, rows: np.ndarray, **how: object) -> tuple:
    """Return what lies behind the percentages of rows whose n is known; of equal cases it is computed once."""
    cases = np.column_stack([found["share"], found["decimals"], low, high])[rows]
    distinct, place = np.unique(cases, axis=0, return_inverse=True)
    behind = intervals(*distinct.T, **how)
    return behind._make(column[place] for column in behind)


def _spread(values: np.ndarray, rows: np.ndarray, length: int) -> np.ndarray:
    """Return values at their rows; what the others have is not known."""
    found = np.full(length, np.nan)
    found[rows] = values
    return found


def _is_point(found: pd.DataFrame) -> np.ndarray:
    return ((found["unit"] == "percent") & found["qualifier"].isin(POINTS)).to_numpy()


def _refusals(found: pd.DataFrame, known: np.ndarray, assumed_total: int | None) -> np.ndarray:
    reasons = {
        "no_percentage": found["unit"] != "percent",
        "bound_only": ~found["qualifier"].isin(POINTS),
        COMPOSITION: found["nature"] == COMPOSITION,
        "base_n_unknown": ~known & (found["sample_n"].notna() | (assumed_total is not None)),
        "n_not_reported": ~known,
    }
    return np.select(list(reasons.values()), list(reasons), default=None)


def select(frame: pd.DataFrame, **allowed: str | Iterable[str]) -> pd.DataFrame:
    """Return the rows whose columns hold the allowed values, without those that only repeat another figure.

    Parameters
    ----------
    frame : pandas.DataFrame
        The evidence, or rows of it. Sources that are left out keep their rows.
    **allowed
        Column → the value or values it may have, `*` standing for anything: `theme="adoption"`,
        `indicator=["use-any-ai", "use-purpose-*"]`.

    Returns
    -------
    pandas.DataFrame
        In the order of the frame.

    Raises
    ------
    ParameterError
        For a column that is not there, and for a value that no row of the frame has, with the nearest that is.

    Examples
    --------
    >>> from baromia import evidence
    >>> select(evidence(), indicator="use-any-ai*", unit="percent")["printed"].tolist()
    ['24.4%', '90%', '32%', '29%', '10%']
    """
    check_known(allowed, frame.columns, "column")
    kept = frame.reindex(columns=["restates"])["restates"].isna()  # computed quantities and frames cut down have none
    for column, values in allowed.items():
        patterns = [values] if isinstance(values, str) else list(values)
        met = {str(cell) for cell in frame[column].dropna().unique()}
        matched = {pattern: {cell for cell in met if fnmatchcase(cell, pattern)} for pattern in patterns}
        check_known([pattern for pattern, cells in matched.items() if not cells], met, column)
        kept &= frame[column].astype("str").isin(set().union(*matched.values()))
    return frame[kept]


def check_known(names: Iterable[str], words: Iterable[str], kind: str) -> None:
    """Refuse names that are none of the words, and name the nearest."""
    words = list(words)
    for name in names:
        if name not in words:
            few = f" There are: {', '.join(sorted(words))}." if len(words) <= 30 else ""
            raise ParameterError(f"no {kind} is called {name!r}{did_you_mean(name, words)}.{few}")
