"""Rows of a frame, chosen by what its columns hold; what no row can hold is a mistake, and said so."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

import pandas as pd

from nbpaper.errors import did_you_mean

from .parameters import ParameterError


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
    known(allowed, frame.columns, "column")
    kept = frame.reindex(columns=["restates"])["restates"].isna()  # computed quantities and frames cut down have none
    for column, values in allowed.items():
        patterns = [values] if isinstance(values, str) else list(values)
        met = {str(cell) for cell in frame[column].dropna().unique()}
        matched = {pattern: {cell for cell in met if fnmatchcase(cell, pattern)} for pattern in patterns}
        known([pattern for pattern, cells in matched.items() if not cells], met, column)
        kept &= frame[column].astype("str").isin(set().union(*matched.values()))
    return frame[kept]


def known(names: Iterable[str], words: Iterable[str], kind: str) -> None:
    """Refuse names that are none of the words, and name the nearest."""
    words = list(words)
    for name in names:
        if name not in words:
            few = f" There are: {', '.join(sorted(words))}." if len(words) <= 30 else ""
            raise ParameterError(f"no {kind} is called {name!r}{did_you_mean(name, words)}.{few}")
