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

DIGITS = 12  # of a number: beyond them lies only what the machine's arithmetic leaves
# What is kept of a computed row: the end of its name → the column of its text, its unit, the columns of its ends.
OF_SHARE = {
    "": ("printed", "share", "share_low", "share_high"),
    "_low": ("least", "share", "share_low", "share_low"),
    "_high": ("most", "share", "share_high", "share_high"),
    "_range": ("range", "share", "share_low", "share_high"),
    "_counts": ("counts", "count", "count_low", "count_high"),
    "_least_count": ("least_count", "count", "count_low", "count_low"),
}
OF_GAP = {
    "": ("printed", "points", "gap", "gap"),
    "_range": ("range", "points", "gap_low", "gap_high"),
    "_interval": ("limits", "points", "low", "high"),
}


def record(
    name: str,
    value: object,
    *,
    figures: Iterable[str] = (),
    language: str = "en",
    formula: str | None = None,
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
        Else a float is a share 0–1 and prints as a percent, a missing one as left out; an int is a count; a string
        prints as it stands; an interval prints as its limits, a refusal as its reason.
    figures : iterable of str
        Ids of the figures it rests on.
    language : {"en", "fr"}
        Language of the text.
    formula : str, optional
        How it was computed, in words and figure ids.

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
    text, numbers = _formatted(value, Formatter(language, register_of().labels))
    return keep(name, text, figures=tuple(figures), formula=formula, **numbers)


def _formatted(value: object, write: Formatter) -> tuple[str, dict[str, object]]:
    """Return a value as the text to print, and the number behind it with its unit, or why there is none."""
    match value:
        case Interval():
            ends = {"low": round(value.low, DIGITS), "high": round(value.high, DIGITS)}
            return write.interval(value.low, value.high), {"unit": "share", **ends}
        case Refusal():
            return write.label(f"refusal.{value.reason}"), {"reason": value.reason}
        case int() if not isinstance(value, bool):
            return write.number(value), {"unit": "count", "value": value}
        case float() if pd.isna(value):
            return write.left_out, {"unit": "share", "reason": LEFT_OUT}
        case float():
            return write.percent(value), {"unit": "share", "value": value}
        case str():
            return value, {}
    raise ValueError(f"value is {value!r}; allowed: a share (float), a count (int), text, Interval or Refusal")


def _record_row(name: str, row: pd.Series) -> Result:
    """Keep what belongs to a row: a figure of the evidence, or a computed number in words."""
    if "inputs" not in row:
        return _record_figure(name, row)
    if "printed" not in row:
        raise ValueError(f"result {name}: the row is not in words yet; write words.in_words(frame, figures) first")
    is_gap, results = "gap" in row, []
    common = {"formula": row["formula"], "level": row["level"], "figures": tuple(row["inputs"])}
    common["operation"] = "difference" if is_gap else row["operation"]
    for part, (text, *columns) in (OF_GAP if is_gap else OF_SHARE).items():
        numbers = _numbers(row, *columns, row["refusal"])
        if columns[0] == "count" and "low" not in numbers and row["refusal"] != LEFT_OUT:
            continue
        if not part and pd.notna(row.get("share")):
            numbers["value"] = round(float(row["share"]), DIGITS)
        results.append(keep(name + part, row[text], part_of=name if part else None, **common, **numbers))
    return results[0]


def _record_figure(name: str, row: pd.Series) -> Result:
    """Keep a figure as published; beside a share, its interval and its n."""
    left_out, figures = row["refusal"] == LEFT_OUT, (row.name,)
    published = {"value": row["value"], "unit": row["unit"], "kind": "published", "level": "published"}
    result = keep(name, row["printed"], figures=figures, reason=LEFT_OUT if left_out else None, **published)
    if row["unit"] in SHARES:
        common = {"figures": figures, "part_of": name, "formula": f"interval of {row.name}"}
        limits = _numbers(row, "share", "low", "high", row["refusal"])
        keep(f"{name}_interval", row["interval"], level="reading", **common, **limits)  # as if of a random sample
        unknown = LEFT_OUT if left_out else "n_not_reported" if pd.isna(row["sample_n"]) else "base_n_unknown"
        totals = _numbers(row, "count", "n_low", "n_high", unknown)
        keep(f"{name}_n", row["n"], level="arithmetic", **common | {"formula": f"n of {row.name}"}, **totals)
    return result


def _numbers(row: pd.Series, unit: str, low: str, high: str, reason: str) -> dict[str, object]:
    """Return two columns of a row as the ends of a number in its unit, and as its value where they are one."""
    if pd.isna(row[low]):
        return {"unit": unit, "reason": reason}
    scale = 100 if unit == "points" else 1
    ends = [int(row[end]) if unit == "count" else round(scale * float(row[end]), DIGITS) for end in (low, high)]
    return {"unit": unit, "low": ends[0], "high": ends[1], "value": ends[0] if ends[0] == ends[1] else None}
