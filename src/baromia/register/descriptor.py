"""The descriptor, data/datapackage.json: the only place that says what a table may hold.

What this loader understands of a data package is in descriptor.schema.json; anything else is refused.
"""

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import jsonschema

from nbpaper.errors import DataError, Problem, display_path, listed
from nbpaper.files import RESTORE, read_text

from ..project import DESCRIPTOR
from .cells import quoted

MEND = f"{RESTORE}, or mend the entry"
SCHEMA = json.loads(Path(__file__).with_name("descriptor.schema.json").read_text(encoding="utf-8"))
REGEX = jsonschema.FormatChecker(["regex"])


def read_descriptor(folder: Path) -> dict:
    """Read the descriptor of `folder` and check that it can be understood.

    Raises
    ------
    DataError
        With one problem for each fault found.
    """
    path = folder / DESCRIPTOR
    text, file = read_text(path), display_path(path)
    try:
        descriptor = json.loads(text)
    except json.JSONDecodeError as error:
        what = f"is not valid JSON: {error.msg}, at character {error.colno}"
        raise DataError([Problem(file, what, RESTORE, error.lineno)]) from None
    except RecursionError:
        raise DataError([Problem(file, "is nested too deeply", RESTORE)]) from None
    if faults := _faults(text):
        raise DataError(Problem(file, what, MEND) for what in faults)
    return descriptor


def resource(descriptor: dict, name: str) -> dict:
    """Return the entry of a table or of the sources."""
    return next(entry for entry in descriptor["resources"] if entry["name"] == name)


def title(entry: dict) -> str:
    """Return what a package, a resource or a licence is called: its title, its name, or else where it is."""
    return entry.get("title") or entry.get("name") or entry["path"]


def fields(resource: dict) -> list[dict]:
    """Return the descriptions of the columns of a resource; one that is no table has none."""
    return resource.get("schema", {}).get("fields", [])


def columns(resource: dict) -> list[str]:
    """Return the names of the columns of a resource."""
    return [field["name"] for field in fields(resource)]


def missing_marks(field: dict) -> list[str]:
    """Return the words that stand for an absent value in a column (`none`, `unknown`)."""
    return field.get("missingValues", [])


def foreign_keys(resource: dict) -> dict[str, tuple[str, str]]:
    """Return, by column, the resource and the column that each foreign key of a table refers to."""
    keys = resource.get("schema", {}).get("foreignKeys", [])
    pairs = ((key["fields"][0], key["reference"]) for key in keys)
    return {column: (reference["resource"] or resource["name"], reference["fields"][0]) for column, reference in pairs}


def resource_path(folder: Path, resource: dict) -> Path:
    """Return the path of a resource's file, refusing a link that leads out of the data folder."""
    path = folder / resource["path"]
    if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
        what = f"the path {resource['path']} leads out of the data folder"
        raise DataError([Problem(display_path(folder / DESCRIPTOR), what, "put the file itself beside the descriptor")])
    return path


@lru_cache(maxsize=4)
def _faults(text: str) -> list[str]:
    """Return what is wrong with a descriptor; cached by its text, as it takes a quarter of the time of reading."""
    descriptor = json.loads(text)
    validator = jsonschema.Draft202012Validator(SCHEMA, format_checker=REGEX)
    faults = [_place(descriptor, error) + explain(error) for error in validator.iter_errors(descriptor)]
    return faults or list(_other_faults(descriptor["resources"]))


def _other_faults(resources: list[dict]) -> Iterator[str]:
    """Yield the faults that JSON Schema cannot find: names described twice, keys without a target, embedded schemas."""
    yield from _repeated("resource", [entry["name"] for entry in resources])
    described = {entry["name"]: columns(entry) for entry in resources}
    for entry in resources:
        where, names = f"resource {entry['name']}", described[entry["name"]]
        if entry["type"] == "json":
            yield from (f"{where}, jsonSchema: {what}" for what in _schema_faults(entry["jsonSchema"]))
        yield from _repeated(f"{where}: column", names)
        for key in entry.get("schema", {}).get("primaryKey", []):
            if key not in names:
                yield f"{where}: the primary key {key} is no column"
        for column, (target, target_column) in foreign_keys(entry).items():
            if target not in described:
                yield f"{where}: a foreign key names the resource {target}, which is not described"
            for table, name in ((entry["name"], column), (target, target_column)):
                if name not in described.get(table, [name]):
                    yield f"{where}: a foreign key names the column {name}, which {table} has not"


def _schema_faults(schema: dict) -> Iterator[str]:
    """Yield what is wrong with an embedded JSON Schema; references to other places are refused."""
    try:
        jsonschema.Draft202012Validator.check_schema(schema, format_checker=REGEX)
    except jsonschema.SchemaError as error:
        yield explain(error)
    if '"$ref"' in (text := json.dumps(schema)) or '"$dynamicRef"' in text:
        yield "refers to another place"


def _repeated(kind: str, names: list[str]) -> Iterator[str]:
    yield from (f"{kind} {name} is described twice" for name in dict.fromkeys(names) if names.count(name) > 1)


def _place(descriptor: object, error: jsonschema.ValidationError) -> str:
    """Return the place of a fault as words: `resource figures, column value, type: `."""
    words, place, kinds = [], descriptor, {"resources": "resource", "fields": "column"}
    steps = list(error.absolute_path)
    for number, step in enumerate(steps):
        place, above = place[step], steps[number - 1] if number else None
        if above in kinds and isinstance(step, int):
            name = place.get("name") if isinstance(place, dict) else None
            words.append(f"{kinds[above]} {name if isinstance(name, str) else step + 1}")
        elif step not in ("resources", "fields", "schema") or number == len(steps) - 1:
            words.append(str(step))
    return f"{', '.join(words)}: " if words else ""


def explain(error: jsonschema.ValidationError) -> str:
    """Return what a JSON Schema error says, in plain words where there are some."""
    value, expected = error.instance, error.validator_value
    if error.validator == "required":
        return f"{listed((name for name in expected if name not in value), 'and')} is missing"
    if error.validator == "type":
        kinds = {"object": "a group of names and values", "array": "a list", "string": "text"}
        words = [kinds.get(kind, f"of type {kind}") for kind in ([expected] if isinstance(expected, str) else expected)]
        return f"{_brief(value)} is not {listed(words)}"
    if error.validator == "enum":
        return f"{_brief(value)} is not {listed(map(str, expected))}"
    if error.validator in ("pattern", "format"):
        return f"{_brief(value)} is not of the form asked for ({expected})"
    if error.validator in ("minLength", "minItems"):
        return "is empty"
    if error.validator == "additionalProperties" and expected is False:
        unknown = [name for name in value if name not in error.schema["properties"]]
        return f"{listed(unknown, 'and')} is no rule that the loader knows"
    return f"{_brief(value)} does not fit the schema ({error.validator})"


def _brief(value: object) -> str:
    """Return a value, quoted and cut, or the kind of one that is no text or number."""
    if isinstance(value, dict | list) or value is None:
        return {dict: "a group of names and values", list: "a list"}.get(type(value), "nothing")
    return quoted(value)
