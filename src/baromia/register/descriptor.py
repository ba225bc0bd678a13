"""The schema, read from data/datapackage.json: the only place that says what a table may hold.

Checking is done by pandera, which works on whole columns (100,000 rows in about a second); frictionless,
the reference validator of data packages, takes every cell in turn and is used in the tests instead.
"""

import json
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import filterfalse
from pathlib import Path

import jsonschema
import pandas as pd
import pandera.pandas as pa

from nbpaper.errors import DataError, Problem, listed
from nbpaper.files import RESTORE, read_text
from nbpaper.paths import display_path

DESCRIPTOR = "datapackage.json"
TYPES = ("string", "integer")
REGEX = jsonschema.FormatChecker(["regex"])
EXAMPLE, CLOSEST = "{example}", "{closest}"  # mends that need the table: a right cell, the word that was meant
INTEGER = re.compile(r"[0-9]{1,9}")

# What this loader understands of a data package. It refuses the rest: a rule it does not know is a rule
# that it would not enforce. Paths stay beside the descriptor, as the standard asks.
_NAME = {"type": "string", "pattern": r"^[A-Za-z0-9._-]+\Z"}
_FIELD = {
    "type": "object",
    "required": ["name", "type"],
    "properties": {
        "name": _NAME,
        "type": {"enum": list(TYPES)},
        "missingValues": {"type": "array", "items": {"type": "string", "minLength": 1}},
        "constraints": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "required": {"type": "boolean"},
                "unique": {"type": "boolean"},
                "pattern": {"type": "string", "format": "regex"},
                "enum": {"type": "array", "minItems": 1, "items": {"type": "string"}},
                "minLength": {"type": "integer"},
                "maxLength": {"type": "integer"},
                "minimum": {"type": "number"},
                "maximum": {"type": "number"},
            },
        },
        "within": {"type": "object", "additionalProperties": {"type": "string"}},
        "byUnit": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["pattern", "example"],
                "properties": {
                    "pattern": {"type": "string", "format": "regex"},
                    "example": {"type": "string"},
                    "minimum": {"type": "number"},
                    "maximum": {"type": "number"},
                },
            },
        },
    },
}
_ONE = {"type": "array", "minItems": 1, "maxItems": 1, "items": {"type": "string"}}
_FOREIGN_KEY = {
    "type": "object",
    "required": ["fields", "reference"],
    "properties": {
        "fields": _ONE,
        "reference": {
            "type": "object",
            "required": ["resource", "fields"],
            "properties": {"resource": {"type": "string"}, "fields": _ONE},
        },
    },
}
_TABLE = {
    "required": ["schema"],
    "properties": {
        "schema": {
            "type": "object",
            "required": ["fields"],
            "properties": {
                "fields": {"type": "array", "minItems": 1, "items": _FIELD},
                "primaryKey": {"type": "array", "items": {"type": "string"}},
                "foreignKeys": {"type": "array", "items": _FOREIGN_KEY},
            },
        },
    },
}
_CARDS = {"required": ["jsonSchema"], "properties": {"jsonSchema": {"type": "object"}}}
PROFILE = {
    "type": "object",
    "required": ["resources"],
    "properties": {
        "created": {"type": "string"},
        "resources": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name", "path", "type"],
                "properties": {"name": _NAME, "path": _NAME, "type": {"enum": ["table", "json"]}},
                "if": {"properties": {"type": {"const": "table"}}},
                "then": _TABLE,
                "else": _CARDS,
            },
        },
    },
}


# -- reading the descriptor


def read_descriptor(folder: Path) -> dict:
    """Return the data package descriptor of `folder`, known to be sound; not to be changed by the caller."""
    path = folder / DESCRIPTOR
    return _parsed(read_text(path), display_path(path))


@lru_cache(maxsize=8)
def _parsed(text: str, file: str) -> dict:
    """Return the descriptor written in `text`; kept by content, since every table asks for it."""
    try:
        descriptor = json.loads(text)
    except json.JSONDecodeError as error:
        what = f"is not valid JSON: {error.msg}, at character {error.colno}"
        raise DataError([Problem(file, what, RESTORE, error.lineno)]) from None
    except RecursionError:
        raise DataError([Problem(file, "is nested too deeply", RESTORE)]) from None
    problems = [Problem(file, what, f"{RESTORE}, or mend the entry") for what in _faults(descriptor)]
    if problems:
        raise DataError(problems)
    return descriptor


def _faults(descriptor: object) -> Iterator[str]:
    """Yield what keeps the loader from understanding the descriptor."""
    validator = jsonschema.Draft202012Validator(PROFILE, format_checker=REGEX)
    wrong = [f"{_entry(descriptor, error)}{sentence(error)}" for error in validator.iter_errors(descriptor)]
    yield from wrong
    if wrong:
        return
    yield from _doubles("resource", [entry["name"] for entry in descriptor["resources"]])
    for entry in descriptor["resources"]:
        yield from (f"resource {entry['name']}, jsonSchema: {what}" for what in _schema_faults(entry))
        names = [field["name"] for field in entry.get("schema", {}).get("fields", [])]
        yield from _doubles(f"resource {entry['name']}: column", names)
        for key in entry.get("schema", {}).get("primaryKey", []):
            if key not in names:
                yield f"resource {entry['name']}: the primary key {key} is no column"


def _schema_faults(entry: dict) -> Iterator[str]:
    """Yield what is wrong with the JSON Schema of cards; parts of it kept elsewhere are not fetched."""
    if entry["type"] != "json":
        return
    try:
        jsonschema.Draft202012Validator.check_schema(entry["jsonSchema"], format_checker=REGEX)
    except jsonschema.SchemaError as error:
        yield sentence(error)
    if '"$ref"' in json.dumps(entry["jsonSchema"]) or '"$dynamicRef"' in json.dumps(entry["jsonSchema"]):
        yield "refers to another place"


def _doubles(kind: str, names: list[str]) -> Iterator[str]:
    yield from (f"{kind} {name} is described twice" for name in dict.fromkeys(names) if names.count(name) > 1)


def _entry(descriptor: object, error: jsonschema.ValidationError) -> str:
    """Return the place of a fault as words: `resource figures, column value, type: `."""
    words, place, names = [], descriptor, {"resources": "resource", "fields": "column"}
    steps = list(error.absolute_path)
    for number, step in enumerate(steps):
        place, above = place[step], steps[number - 1] if number else None
        if above in names and isinstance(step, int):
            name = place.get("name") if isinstance(place, dict) else None
            words.append(f"{names[above]} {name if isinstance(name, str) else step + 1}")
        elif step not in ("resources", "fields", "schema") or number == len(steps) - 1:
            words.append(str(step))
    return f"{', '.join(words)}: " if words else ""


def sentence(error: jsonschema.ValidationError) -> str:
    """Return what a JSON Schema error says, without its jargon where there is a plainer way."""
    value, wanted = error.instance, error.validator_value
    if error.validator == "required":
        return f"{listed((name for name in wanted if name not in value), 'and')} is missing"
    if error.validator == "type":
        kinds = {"object": "a group of names and values", "array": "a list", "string": "text"}
        words = [kinds.get(kind, f"of type {kind}") for kind in ([wanted] if isinstance(wanted, str) else wanted)]
        return f"{_brief(value)} is not {listed(words)}"
    if error.validator == "enum":
        return f"{_brief(value)} is not {listed(map(str, wanted))}"
    if error.validator in ("pattern", "format"):
        return f"{_brief(value)} is not of the form asked for ({wanted})"
    if error.validator in ("minLength", "minItems"):
        return "is empty"
    if error.validator == "additionalProperties" and wanted is False:
        unknown = [name for name in value if name not in error.schema["properties"]]
        return f"{listed(unknown, 'and')} is no rule that the loader knows"
    return f"{_brief(value)} does not fit the schema ({error.validator})"


def _brief(value: object, longest: int = 60) -> str:
    """Return the beginning of a value, quoted; only text and numbers are worth showing."""
    if isinstance(value, dict | list) or value is None:
        return {dict: "a group of names and values", list: "a list"}.get(type(value), "nothing")
    text = str(value).encode("unicode_escape").decode() if not str(value).isprintable() else str(value)
    return f"“{text[:longest]}…”" if len(text) > longest else f"“{text}”"


def resource(folder: Path, name: str) -> dict:
    """Return the resource `name` of the descriptor: path, schema and all."""
    for entry in read_descriptor(folder)["resources"]:
        if entry["name"] == name:
            return entry
    what = f"no resource is named {name}"
    raise DataError([Problem(display_path(folder / DESCRIPTOR), what, f"{RESTORE}, or describe {name} there")])


def resource_path(folder: Path, resource: dict) -> Path:
    """Return the path of a resource's file, refusing a link that leads out of the data folder."""
    path = folder / resource["path"]
    if not path.resolve().is_relative_to(folder.resolve()):
        what = f"the path {resource['path']} leads out of the data folder"
        raise DataError([Problem(display_path(folder / DESCRIPTOR), what, "put the file itself beside the descriptor")])
    return path


def missing_marks(field: dict) -> list[str]:
    """Return the words that stand for an absent value in this column (`none`, `unknown`)."""
    return field.get("missingValues", [])


# -- checking a table


def table_schema(fields: list[dict]) -> pa.DataFrameSchema:
    """Return the pandera schema of a table of text, one column a field of the descriptor."""
    return _schema(json.dumps(fields))


@lru_cache(maxsize=32)
def _schema(fields: str) -> pa.DataFrameSchema:
    """Return the schema of the fields, given as JSON; kept, since building it takes as long as using it."""
    return pa.DataFrameSchema({field["name"]: _column(field) for field in json.loads(fields)})


def _column(field: dict) -> pa.Column:
    # Only a word for an absent value becomes None: where a column has none, there is no need to look for it.
    required = bool(missing_marks(field)) and field.get("constraints", {}).get("required", False)
    return pa.Column(checks=list(_checks(field)), nullable=not required)


def _checks(field: dict) -> Iterator[pa.Check]:
    """Yield the checks of one column: `error` says what is wrong with a cell, `description` how to mend it."""
    rules = field.get("constraints", {})
    if field["type"] == "integer":
        mend = f"write digits only, or {listed(missing_marks(field))}" if missing_marks(field) else "write digits only"
        yield _check(INTEGER.fullmatch, "is no whole number of at most nine digits", mend)
    if "pattern" in rules:
        yield _check(re.compile(rules["pattern"]).fullmatch, "is not of the form this column takes", EXAMPLE)
    if "enum" in rules:
        words = frozenset(rules["enum"])
        yield _check(words.__contains__, f"is none of this column's words ({listed(rules['enum'])})", CLOSEST)
    if "maxLength" in rules:
        longest = rules["maxLength"]
        yield _check(
            lambda cell: len(cell) <= longest, f"is longer than the {longest} characters allowed", "shorten it"
        )
    if "minLength" in rules:
        least = rules["minLength"]
        yield _check(lambda cell: len(cell) >= least, f"is shorter than {least} characters", "write it in full")
    if "minimum" in rules or "maximum" in rules:
        low, high = rules.get("minimum", float("-inf")), rules.get("maximum", float("inf"))
        limits = " and ".join(f"{word} {rules[key]}" for key, word in LIMITS.items() if key in rules)
        what = f"is out of range ({limits})"
        yield _check(lambda cell: low <= _number(cell) <= high, what, "look the number up again")


LIMITS = {"minimum": "at least", "maximum": "at most"}


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")


def _check(holds: Callable[[str], object], what: str, mend: str) -> pa.Check:
    """Return a check that looks at each distinct cell once, and at the rows only where one of them fails."""

    def check(column: pd.Series) -> bool | pd.Series:
        distinct = set(column.tolist())
        distinct.discard(None)
        wrong = list(filterfalse(holds, distinct))
        return ~column.isin(wrong) if wrong else True

    return pa.Check(check, error=what, description=mend, ignore_na=False)
