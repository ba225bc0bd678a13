"""The files of a build, read for the check: one that is broken is named with a mend, so that the rest may trust it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import jsonschema
import yaml

from ..errors import PaperError
from ..paths import display_path

BROKEN = (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError, yaml.YAMLError)


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


@contextmanager
def reading(path: Path, mend: str = "build the paper again") -> Iterator[None]:
    """Turn what cannot be read, parsed or taken out of a file into a sentence."""
    try:
        yield
    except BROKEN as error:
        why = str(error).split("\n")[0]
        if isinstance(error, OSError) and error.strerror:
            why = error.strerror
        elif not isinstance(error, ValueError | yaml.YAMLError):
            why = f"{type(error).__name__}: {why}"
        raise PaperError(f"{display_path(path)}: cannot be read ({why[:120]}). To mend: {mend}.") from None


def read_text(path: Path) -> str:
    """Return the text of a file."""
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
