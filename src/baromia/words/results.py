"""Results: numbers a notebook keeps for the paper, written as text by the one formatter.

A result travels in the notebook's own output, under a media type of its own, so that the executed notebook
is the single place it comes from: running a cell in JupyterLab writes no file.
"""

from collections.abc import Iterable

import pandas as pd

from nbpaper.results import Result
from nbpaper.results import record as keep

from ..analysis.table import LEFT_OUT
from ..estimates import Interval, Refusal
from ..register.ranges import SHARES
from .evidence import register_of
from .formatting import Formatter

DIGITS = 12  # of a limit: beyond them lies only what the machine's arithmetic leaves
# What is kept of a computed row: the end of its name → the columns of its text and of the numbers behind that.
OF_SHARE = {
    "": ("printed", "share_low", "share_high"),
    "_low": ("least", "share_low", "share_low"),
    "_high": ("most", "share_high", "share_high"),
    "_range": ("range", "share_low", "share_high"),
    "_counts": ("counts", "count_low", "count_high"),
    "_least_count": ("least_count", "count_low", "count_low"),
}
OF_GAP = {
    "": ("printed", "gap", "gap"),
    "_range": ("range", "gap_low", "gap_high"),
    "_interval": ("limits", "low", "high"),
}


def record(
    name: str,
    value: object,
    *,
    figures: Iterable[str] = (),
    language: str = "en",
    formula: str | None = None,
    limits: Refusal | None = None,
) -> Result:
    """Keep a result for the paper, formatted in its language; a row of a frame with all that belongs to it.

    Parameters
    ----------
    name : str
        Dotted lower-case name, the notebook first: `adoption.any_use`. The paper writes
        `{{< meta results.adoption.any_use >}}`.
    value : pandas.Series, float, int, str, Interval or Refusal
        A row of the evidence keeps the figure as published, and under `…_interval` and `…_n` its interval and its n, or
        why there is none. A row in words of computed shares keeps `…`, `…_low`, `…_high`, `…_range` and, where people
        are counted, `…_counts` and `…_least_count`; of differences `…`, `…_range` and `…_interval`. Nothing else need
        be given with a row.
        Else a float is a share 0–1 and prints as a percent; an int is a count; a string prints as it stands; an
        interval prints as its limits, a refusal as its reason.
    figures : iterable of str
        Ids of the figures it rests on.
    language : {"en", "fr"}
        Language of the text.
    formula : str, optional
        How it was computed, in words and figure ids.
    limits : Refusal, optional
        Why there is no number, where the value is a text that says so.

    Returns
    -------
    Result
        Also displayed, which is what keeps it; of a row, the first.

    Raises
    ------
    ValueError
        For a name the paper could not refer to, or a value of another type.

    Examples
    --------
    >>> record("adoption.example", 0.4444, figures=["pulselife2025.weekly"]).text
    '44%'
    """
    if isinstance(value, pd.Series):
        return _record_row(name, value)
    number, text, behind = _in_words(value, language)
    if limits is not None:
        behind = {"reason": limits.reason}
    return keep(name, text, value=number, figures=tuple(figures), formula=formula, **behind)


def _in_words(value: object, language: str) -> tuple[float | str | None, str, dict[str, object]]:
    """Return a value as what is kept of it: a number or text, the text to print, and limits or why there are none."""
    write = Formatter(language, register_of().labels)
    match value:
        case Interval():
            text = write.interval(value.low, value.high)
            return text, text, {"low": round(value.low, DIGITS), "high": round(value.high, DIGITS)}
        case Refusal():
            return None, write.label(f"refusal.{value.reason}"), {"reason": value.reason}
        case int() if not isinstance(value, bool):
            return value, write.number(value), {}
        case float():
            return value, write.percent(value), {}
        case str():
            return value, value, {}
    raise ValueError(f"value is {value!r}; allowed: a share (float), a count (int), text, Interval or Refusal")


def _record_row(name: str, row: pd.Series) -> Result:
    """Keep what belongs to a row: a figure of the evidence, or a computed number in words."""
    gone = {"reason": LEFT_OUT} if row["refusal"] == LEFT_OUT else {}
    if "inputs" not in row:
        return _record_figure(name, row, gone)
    if "printed" not in row:
        raise ValueError(f"result {name}: the row is not in words yet; write words.in_words(frame, figures) first")
    how, kept = {"figures": tuple(row["inputs"]), "formula": row["formula"], "level": row["level"]}, []
    for part, (text, low, high) in (OF_GAP if "gap" in row else OF_SHARE).items():
        counted = low == "count_low"
        if counted and pd.isna(row[low]) and not gone:
            continue
        behind = gone or _ends(row, low, high) or {"reason": row["refusal"]}
        point = not part and not gone and pd.notna(row.get("share"))
        value, unit = float(row["share"]) if point else row[text], {"unit": "count"} if counted else {}
        kept.append(keep(name + part, row[text], value=value, **how, **behind, **unit))
    return kept[0]


def _record_figure(name: str, row: pd.Series, gone: dict[str, str]) -> Result:
    figures, unit = (row.name,), row["unit"]
    published = {"value": row["value"], "unit": unit, "kind": "published", "level": "published"}
    kept = keep(name, row["printed"], figures=figures, **published, **gone)
    if unit in SHARES:
        limits = gone or _ends(row, "low", "high") or {"reason": row["refusal"]}
        keep(f"{name}_interval", row["interval"], value=row["interval"], figures=figures, **limits)
        unknown = "n_not_reported" if pd.isna(row["sample_n"]) else "base_n_unknown"
        limits = gone or _ends(row, "n_low", "n_high") or {"reason": unknown}
        keep(f"{name}_n", row["n"], value=row["n"], figures=figures, unit="count", **limits)
    return kept


def _ends(row: pd.Series, low: str, high: str) -> dict[str, float]:
    """Return two columns of a row as plain numbers; nothing where they are missing."""
    if pd.isna(row[low]):
        return {}
    counted = low.startswith(("n_", "count_"))
    ends = {"low": row[low], "high": row[high]}
    return {end: int(value) if counted else round(float(value), DIGITS) for end, value in ends.items()}
