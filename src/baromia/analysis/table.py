"""The one table: every figure of the register as a row, with the numbers and codes of what it allows one to say.

Rows are selected by the values of columns; a value that no row has is refused.
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
FEW = 50  # names that are listed where none of them was meant: columns, not labels
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
    frame = _published(register)
    left_out = frame["source"].isin(list(parameters.exclude_sources)).to_numpy()
    assumed_total = parameters.assumed_total
    n_low, n_high = _people(frame, assumed_total)
    has_n = ~np.isnan(n_low)
    options = {name: getattr(parameters, name) for name in ("confidence", "design_effect")}
    rows = np.flatnonzero(_is_point(frame) & has_n)
    bounds = _bounds(frame, n_low, n_high, rows, method=parameters.interval_method, **options)
    counted = rows[bounds.whole]
    drawn = frame["nature"].to_numpy()[rows] != COMPOSITION
    columns = {
        "n_low": n_low,
        "n_high": n_high,
        "assumed": has_n & frame["sample_n"].isna().to_numpy(),
        "count_low": _column(bounds.count_low[bounds.whole], counted, len(frame)),
        "count_high": _column(bounds.count_high[bounds.whole], counted, len(frame)),
        "low": _column(bounds.low[drawn], rows[drawn], len(frame)),
        "high": _column(bounds.high[drawn], rows[drawn], len(frame)),
        "refusal": pd.array(np.where(left_out, LEFT_OUT, _refusals(frame, has_n, assumed_total)), dtype="str"),
    }
    columns |= {name: pd.array(columns[name], dtype="Int64") for name in WHOLE}
    frame = frame.assign(**columns)
    if left_out.any():
        frame.loc[left_out, [name for name in NUMBERS if name not in ALWAYS]] = pd.NA
        frame.loc[left_out, "assumed"] = False
    return frame[[*NUMBERS, *CODES]]


@lru_cache(maxsize=2)
def _published(register: Register) -> pd.DataFrame:
    """Return what no parameter changes: the codes, and the numbers as published."""
    figures, samples = register.figures, register.samples
    codes = [name for name in CODES if name in figures]
    columns = {name: figures[name].astype("str") if name != "locator" else figures[name] for name in codes}
    columns["frequency"] = figures["indicator"].map(register.indicators["frequency"].to_dict().get).astype("str")
    design = samples.get("design", pd.Series(dtype=object))  # which older registers do not have
    columns["design"] = figures["sample"].map(design.to_dict().get).astype("str")
    columns["number"] = figures["number"].astype(float)
    columns["decimals"] = figures["value"].map(lambda value: len(value.partition(".")[2]))
    columns["share"] = (columns["number"] / figures["unit"].map(SHARES.get).astype(float)).round(10)
    columns["share_low"], columns["share_high"] = rounded(columns["share"], columns["decimals"])
    columns["sample_n"] = figures["sample"].map(samples["n"].to_dict().get).astype("Int64")
    return pd.DataFrame(columns)


def _people(frame: pd.DataFrame, assumed_total: int | None) -> tuple[np.ndarray, np.ndarray]:
    """Return the fewest and the most people of whom each figure is a share, as far as they are known.

    Of everybody it is the sample's n. Of a subgroup it is the number of people behind the share that defines the
    subgroup, which may itself be one of a subgroup: so once more, until nothing new is known.
    """
    n = frame["sample_n"].to_numpy(float, na_value=np.nan if assumed_total is None else assumed_total)
    low = np.where(frame["base"] == "all", n, np.nan)
    high, parent = low.copy(), frame.index.get_indexer(frame["base"])
    waiting = _is_point(frame) & np.isin(np.arange(len(frame)), parent)
    while (rows := np.flatnonzero(waiting & ~np.isnan(low))).size:
        bounds = _bounds(frame, low, high, rows)
        waiting[rows] = False
        nonempty = bounds.count_high >= 1  # else nobody is in such a base
        ends = (_column(count[nonempty], rows[nonempty], len(frame)) for count in (bounds.count_low, bounds.count_high))
        fewest, most = (np.maximum(end, 1) for end in ends)
        new = (parent >= 0) & np.isnan(low) & ~np.isnan(fewest[parent])
        low[new], high[new] = fewest[parent[new]], most[parent[new]]
    return low, high


def _bounds(frame: pd.DataFrame, low: np.ndarray, high: np.ndarray, rows: np.ndarray, **options: object) -> tuple:
    """Return the counts and intervals of the percentages of rows whose n is known, computed once for equal cases."""
    cases = np.column_stack([frame["share"], frame["decimals"], low, high])[rows]
    distinct, place = np.unique(cases, axis=0, return_inverse=True)
    bounds = intervals(*distinct.T, **options)
    return bounds._make(column[place] for column in bounds)


def _column(values: np.ndarray, rows: np.ndarray, length: int) -> np.ndarray:
    """Return a column with the values at their rows, missing elsewhere."""
    column = np.full(length, np.nan)
    column[rows] = values
    return column


def _is_point(frame: pd.DataFrame) -> np.ndarray:
    """Tell of each row whether it is a percentage that stands for a point."""
    return ((frame["unit"] == "percent") & frame["qualifier"].isin(POINTS)).to_numpy()


def _refusals(frame: pd.DataFrame, has_n: np.ndarray, assumed_total: int | None) -> np.ndarray:
    """Return for each row the code of the first reason why it has no interval, None where there is none."""
    reasons = {
        "no_percentage": frame["unit"] != "percent",
        "bound_only": ~frame["qualifier"].isin(POINTS),
        COMPOSITION: frame["nature"] == COMPOSITION,
        "base_n_unknown": ~has_n & (frame["sample_n"].notna() | (assumed_total is not None)),
        "n_not_reported": ~has_n,
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
    check_rows(frame)
    check_known(allowed, frame.columns, "column")
    selected = frame.reindex(columns=["restates"])["restates"].isna()  # not a column of every frame
    for column, values in allowed.items():
        patterns = [*map(str, values if pd.api.types.is_list_like(values) else [values])]
        present = {str(cell) for cell in frame[column].dropna().unique()}
        matched = {pattern: {cell for cell in present if fnmatchcase(cell, pattern)} for pattern in patterns}
        check_known([pattern for pattern, cells in matched.items() if not cells], present, column)
        selected &= frame[column].astype("str").isin(set().union(*matched.values()))
    return frame[selected]


def check_rows(*frames: object, kinds: object = pd.DataFrame) -> None:
    """Refuse what is no frame, or none of other kinds."""
    for rows in frames:
        if not isinstance(rows, kinds):
            raise ParameterError(f"rows are {rows!r:.60}; allowed: rows of the evidence")


def check_known(values: Iterable[str], allowed: Iterable[str], kind: str) -> None:
    """Refuse values that are not allowed, and name the nearest that is."""
    allowed = list(allowed)
    for value in values:
        if value not in allowed:
            few = f" There are: {', '.join(sorted(allowed))}." if len(allowed) <= FEW else ""
            raise ParameterError(f"no {kind} is called {value!r}{did_you_mean(value, allowed)}.{few}")
