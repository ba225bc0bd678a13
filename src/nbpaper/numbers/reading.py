"""The files of a build, read for the check: one that is broken is named with a mend, so that the rest may trust it."""

from dataclasses import dataclass
from pathlib import Path

import jsonschema
import yaml

from ..files import reading


@dataclass(frozen=True)
class Fault:
    """A number that is bound to nothing, or to the wrong thing."""

    file: str
    place: str  # in it: the line, page, section, table or result
    number: str  # or the name, at fault
    what: str  # is wrong, and how to mend it

    def __str__(self) -> str:
        """Return the fault as a sentence."""
        return f"{self.file}, {self.place}: {self.number!r} {self.what}"


def read_built(path: Path) -> str:
    """Return the text of a file that a build has written."""
    with reading(path):
        return path.read_text(encoding="utf-8")


def read_yaml(path: Path, schema: dict) -> dict:
    """Return a YAML file, which somebody wrote, of the shape that a JSON Schema says."""
    with reading(path, "mend the YAML"):
        tree = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for error in jsonschema.Draft202012Validator(schema).iter_errors(tree):
            place = ".".join(map(str, error.absolute_path))
            raise ValueError(f"{place}: {error.message}" if place else error.message)
        return tree
