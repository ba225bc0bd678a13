"""The schema, read from data/datapackage.json: the only place that says what a table may hold.

Checking is done by pandera, which works on whole columns (100,000 rows in about a second); frictionless,
the reference validator of data packages, takes every cell in turn and is used in the tests instead.
"""

import json
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from .errors import BaromiaError
from .paths import shown

DESCRIPTOR = "datapackage.json"
INTEGER = r"[0-9]{1,9}"


def read_descriptor(folder: Path) -> dict:
    """Return the data package descriptor of `folder` as a dictionary."""
    path = folder / DESCRIPTOR
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BaromiaError(
            f"{shown(path)}: the descriptor cannot be read ({error}). To mend: restore it from version control."
        ) from None
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("resources"), list):
        raise BaromiaError(f"{shown(path)}: no list of resources. To mend: restore it from version control.")
    return descriptor


def resource(folder: Path, name: str) -> dict:
    """Return the resource `name` of the descriptor: path, schema and all."""
    for entry in read_descriptor(folder)["resources"]:
        if entry.get("name") == name:
            return entry
    raise BaromiaError(
        f"{shown(folder / DESCRIPTOR)}: no resource named {name}. To mend: describe {name}.csv there."
    )


def missing_marks(field: dict) -> list[str]:
    """Return the words that stand for an absent value in this column (`none`, `unknown`)."""
    return field.get("missingValues", [])


def _checks(field: dict) -> list[pa.Check]:
    """Return the pandera checks for one column of text, each named by the sentence it deserves."""
    rules = field.get("constraints", {})
    checks = []
    if field["type"] == "integer":
        checks.append(_matches(INTEGER, "is no whole number"))
    if "pattern" in rules:
        checks.append(_matches(rules["pattern"], f"does not have the form {rules['pattern']}"))
    if "enum" in rules:
        checks.append(pa.Check.isin(rules["enum"], error=f"is none of {', '.join(rules['enum'])}"))
    if "maxLength" in rules:
        longest = rules["maxLength"]
        checks.append(pa.Check.str_length(max_value=longest, error=f"is longer than {longest} characters"))
    if "minimum" in rules or "maximum" in rules:
        low, high = rules.get("minimum", 0), rules.get("maximum", float("inf"))
        checks.append(_between(low, high))
    return checks


def _matches(pattern: str, error: str) -> pa.Check:
    return pa.Check(lambda column: column.str.fullmatch(pattern), error=error)


def _between(low: float, high: float) -> pa.Check:
    limits = f"at least {low}" if high == float("inf") else f"from {low} to {high}"
    return pa.Check(
        lambda column: pd.to_numeric(column, errors="coerce").between(low, high),
        error=f"is out of range ({limits})",
    )


def table_schema(fields: list[dict]) -> pa.DataFrameSchema:
    """Return the pandera schema of a table of text, one column a field of the descriptor."""
    columns = {
        field["name"]: pa.Column(checks=_checks(field), nullable=bool(missing_marks(field))) for field in fields
    }
    return pa.DataFrameSchema(columns)
