"""The files of a build, read for the check: one that is broken is named with a mend, so that the rest may trust it."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import jsonschema
import yaml

from ..errors import PaperError
from ..paths import display_path
from ..results import MEDIA_TYPE


def each(schema: dict) -> dict:
    """Return the schema of a mapping of names to what another schema asks for."""
    return {"type": "object", "additionalProperties": schema}


def listed(schema: dict) -> dict:
    """Return the schema of a list."""
    return {"type": "array", "items": schema}


def entry(*required: str, **properties: dict) -> dict:
    """Return the schema of a mapping with certain names."""
    return {"type": "object", "required": list(required), "properties": properties}


TEXT = {"type": "string"}
LINES = {"type": ["string", "array"], "items": TEXT}  # a notebook keeps a text as one, or line by line
NAME = {"type": "string", "pattern": r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$"}
RESULT = {"name": NAME, "text": TEXT, "card": TEXT, "kind": TEXT, "unit": TEXT, "reason": TEXT, "figures": listed(TEXT)}
RESULT |= {"formula": {"type": ["string", "null"]}, "value": {"type": ["number", "string", "null"]}}
RESULT |= {key: {"type": ["number", "null"]} for key in ("low", "high")}
RESULTS = entry(
    "results",
    results=each(entry("text", **RESULT)),
    figures=each(entry("texts", texts=each(TEXT), said=each(TEXT), card=TEXT, source=TEXT)),
    build=each(TEXT),
    has=each({"type": "boolean"}),
    parameters={"type": "object"},
)
_DATA = dict.fromkeys(("image/svg+xml", "text/plain", "text/markdown"), LINES)
_DATA[MEDIA_TYPE] = entry("name", "text", "kind", "value", "figures", "formula", **RESULT)
_CELL = entry("cell_type", "source", cell_type=TEXT, source=LINES, outputs=listed(entry(data=entry(**_DATA))))
NOTEBOOK = entry("cells", cells=listed(_CELL))


@dataclass(frozen=True)
class Fault:
    """A number that is bound to nothing, or to the wrong thing.

    Attributes
    ----------
    file, place : str
        The file, and in it the line, page, section, table or result.
    number : str
        The number, or the name, at fault.
    what : str
        What is wrong and how to mend it.
    """

    file: str
    place: str
    number: str
    what: str

    def __str__(self) -> str:
        """Return the fault as a sentence."""
        return f"{self.file}, {self.place}: {self.number!r} {self.what}"


@contextmanager
def reading(path: Path, mend: str = "build the paper again") -> Iterator[None]:
    """Turn what cannot be read, parsed or trusted in a file into a sentence."""
    try:
        yield
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error).split("\n")[0]
        raise PaperError(f"{display_path(path)}: cannot be read ({why[:120]}). To mend: {mend}.") from None


def read_text(path: Path) -> str:
    """Return the text of a file."""
    with reading(path):
        return path.read_text(encoding="utf-8")


def read_json(path: Path, schema: dict) -> dict:
    """Return a JSON file of the shape a schema asks for."""
    with reading(path):
        return _checked(json.loads(path.read_text(encoding="utf-8")), schema)


def read_yaml(path: Path, schema: dict) -> dict:
    """Return a YAML file, which somebody wrote, of the shape a schema asks for."""
    with reading(path, "mend the YAML"):
        return _checked(yaml.safe_load(path.read_text(encoding="utf-8")) or {}, schema)


def _checked(tree: object, schema: dict) -> dict:
    error = next(iter(jsonschema.Draft202012Validator(schema).iter_errors(tree)), None)
    if error is not None:
        place = ".".join(map(str, error.absolute_path))
        raise ValueError(f"{place}: {error.message}" if place else error.message)
    return tree


def cited(text: str) -> str:
    """Return the numbers of a citation in a fixed order: its style may set the works in another one."""
    return " ".join(["", *sorted(re.findall(r"\d+", text)), ""])
