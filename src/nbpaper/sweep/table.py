"""The table of a sweep: one row a point and result, in the order of the grid, with nothing of when or where in it."""

import importlib.util
from collections.abc import Iterable, Iterator
from pathlib import Path

from nbpaper.errors import did_you_mean
from nbpaper.paths import display_path

from ..errors import PaperError
from ..files import written_whole
from .points import Outcome, Point

SUFFIXES = (".csv", ".parquet")
NUMBERS = ("value", "low", "high")
COLUMNS = ("name", "value", "unit", "text", "kind", *NUMBERS[1:], "figures", "status", "reason")


def check_output(output: Path) -> None:
    """Refuse a file that no table can be written to, before anything runs."""
    if output.suffix not in SUFFIXES:
        hint = did_you_mean(output.suffix, SUFFIXES)
        what = f"{display_path(output)}: the end of the name tells no kind of table{hint}."
        raise PaperError(f"{what} To mend: let it end in {' or '.join(SUFFIXES)}.")
    if output.is_dir():
        raise PaperError(f"{display_path(output)}: a folder is there. To mend: name a file.")
    if output.suffix == ".parquet" and importlib.util.find_spec("pyarrow") is None:
        raise PaperError("Parquet needs pyarrow. To mend: pip install 'baromia[parquet]', or write a .csv.")


def check_columns(names: Iterable[str], file: str) -> None:
    """Refuse a parameter whose column would be called as one of ours."""
    for name in names:
        if name in COLUMNS:
            raise PaperError(f"{file}: parameter {name!r} has the name of a column of the table. To mend: rename it.")


def write_table(output: Path, names: list[str], outcomes: Iterable[tuple[Point, Outcome]]) -> None:
    """Write the table; it is there whole, or what was there before stays.

    Parameters
    ----------
    output : Path
        Its suffix says which kind: `.csv` or `.parquet`.
    names : list of str
        The parameters, in the order of the grid.
    outcomes : iterable of (Point, dict)
        What came of each point, in the order of the grid.

    Notes
    -----
    Columns: the parameters, then `name` of the result; `value` as a number where it is one, in its `unit` (what a
    source prints as it prints it, what is computed as a share 0–1 or a count); `text` as the paper says it;
    `kind` (published or computed); `low` and `high` of an interval or range; the `figures` it rests on; `status`:
    recorded, refused (`reason` is the code of the refusal), failed (the sentence why) or empty (nothing recorded).
    A list is written with semicolons between its items.
    """
    import pandas as pd

    rows = [{**point.parameters, **row} for point, outcome in outcomes for row in _rows(outcome)]
    columns = {name: _parameter([row[name] for row in rows]) for name in names}
    for name in COLUMNS:
        values = [row.get(name) for row in rows]
        columns[name] = pd.array(values, dtype="Float64") if name in NUMBERS else _words(values)
    table = pd.DataFrame(columns)
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
        value, unit = _number(result)
        reason = result.get("reason")
        yield {
            **{name: result.get(name) for name in ("name", "text", "kind", "low", "high", "reason")},
            "value": value,
            "unit": unit,
            "figures": ";".join(result["figures"]),
            "status": "refused" if reason else "recorded",
        }


def _number(result: dict) -> tuple[float | None, str | None]:
    """Return a result's value as a number, where it is one, and the unit of the row's numbers."""
    value, unit = result["value"], result.get("unit")
    if isinstance(value, int | float) and "reason" not in result:
        return float(value), unit or ("count" if isinstance(value, int) else "share")
    if result["kind"] == "published" and "reason" not in result:
        return _printed(value), unit
    return None, unit or ("share" if "low" in result else None)


def _printed(value: str) -> float | None:
    """Return a printed value as a number; a date and a score have none."""
    try:
        return float(value)
    except ValueError:
        return None


def _parameter(values: list) -> object:
    """Return a parameter's values as a column of one type."""
    import pandas as pd

    kinds = {type(value) for value in values} - {type(None)}
    if kinds == {bool}:
        return pd.array(values, dtype="boolean")
    if kinds == {int}:
        return pd.array(values, dtype="Int64")
    if kinds and kinds <= {int, float}:
        return pd.array(values, dtype="Float64")
    return _words([_as_text(value) for value in values])


def _as_text(value: object) -> str | None:
    if isinstance(value, list):
        return ";".join(map(str, value))
    return None if value is None else str(value)


def _words(values: list) -> object:
    import pandas as pd

    return pd.array(values, dtype=pd.StringDtype("python"))
