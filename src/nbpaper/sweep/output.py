"""The table of a sweep: one row a point and result, in the order of the grid, with nothing of when or where in it."""

import importlib.util
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import pandas as pd

from ..errors import PaperError, did_you_mean
from ..files import written_whole
from ..paths import display_path

SUFFIXES = (".csv", ".parquet")
# Unit of a result → the columns of its numbers; what is neither stands in `value`, with its unit.
SHARES, COUNTS = ("share", "share_low", "share_high"), ("count", "count_low", "count_high")
KNOWN = {"percent": SHARES, "ratio": SHARES, "share": SHARES, "count": COUNTS}
OTHER = ("value", "value_low", "value_high")
NUMBERS = (*SHARES, *COUNTS, *OTHER)
COLUMNS = ("name", *NUMBERS, "unit", "text", "kind", "figures", "status", "reason")
Outcome = dict  # of a point: `results`, or `failed` and `final`; see `execute.results`


def check_output(output: Path) -> None:
    """Refuse a file that no table can be written to, before anything runs."""
    if output.suffix not in SUFFIXES:
        hint = did_you_mean(output.suffix, SUFFIXES)
        what = f"{display_path(output)}: the end of the name tells no kind of table{hint}."
        raise PaperError(f"{what} To mend: let it end in {' or '.join(SUFFIXES)}.")
    if output.is_dir():
        raise PaperError(f"{display_path(output)}: a folder is there. To mend: name a file.")
    if output.suffix == ".parquet" and importlib.util.find_spec("pyarrow") is None:
        raise PaperError("Parquet needs pyarrow. To mend: `pip install pyarrow`, or write a .csv.")


def write_table(output: Path, names: list[str], outcomes: Iterable[tuple[dict, Outcome]]) -> None:
    """Write the table, `.csv` or `.parquet`, from the parameters of each point and what came of it.

    Columns: the parameters, then `name` of the result; its number in the columns of its unit, each with the ends of an
    interval or range: `share` from 0 to 1 (90% is 0.9, published or computed), `count` of people or things, `value` of
    anything else, in its `unit`; `text` as the paper says it; `kind` (published or computed); the `figures` it rests
    on; `status`: recorded, refused (`reason` is the code of the refusal), failed (the sentence why) or empty (nothing
    recorded).
    A list is written with semicolons between its items.
    """
    rows = [{**parameters, **row} for parameters, outcome in outcomes for row in _rows(outcome)]
    columns = {name: _column([row.get(name) for row in rows]) for name in (*names, *COLUMNS)}
    table = pd.DataFrame(columns).astype(dict.fromkeys(NUMBERS, "Float64"))
    with written_whole(output) as aside:
        if output.suffix == ".csv":
            table.to_csv(aside, index=False, lineterminator="\n", encoding="utf-8")
        else:
            table.to_parquet(aside, index=False, engine="pyarrow")


def _rows(outcome: Outcome) -> Iterator[dict]:
    """Yield the rows of a point: one a result, or one that says why there is none."""
    if "failed" in outcome:
        yield {"status": "failed", "reason": outcome["failed"]}
    elif not outcome["results"]:
        yield {"status": "empty", "reason": "the notebook records no result"}
    for result in outcome.get("results", ()):
        unit = result.get("unit")
        numbers = (_number(result, unit), result.get("low"), result.get("high"))
        columns = KNOWN.get(unit, OTHER)
        said = {name: result.get(name) for name in ("name", "text", "kind", "figures", "reason")}
        status = "refused" if result.get("reason") else "recorded"
        yield {**said, **dict(zip(columns, numbers, strict=True)), "unit": unit, "status": status}


def _number(result: dict, unit: str | None) -> float | None:
    """Return a result's value as a number, where it is one: a share from 0 to 1, anything else in its unit."""
    if "reason" in result:
        return None
    try:
        return float(Fraction(result["value"])) / (100 if unit == "percent" else 1)
    except (TypeError, ValueError, ZeroDivisionError):
        return None  # a date or a score is no number


def _column(values: list) -> pd.api.extensions.ExtensionArray:
    """Return values as a column of one type: whole numbers, numbers, truth or words; lists are words."""
    plain = [";".join(map(str, value)) if isinstance(value, list) else value for value in values]
    found = pd.array(plain)
    if found.dtype == object:
        return pd.array([None if value is None else str(value) for value in plain], dtype="string")
    return found
