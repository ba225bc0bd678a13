"""The files of a build, read for the check: one that is broken is named with a mend, so that the rest may trust it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import jsonschema
import yaml

from ..errors import PaperError
from ..paths import display_path


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


def read_json(path: Path, shape: str) -> dict:
    """Return a JSON file of a shape in schemas.yaml; one that did not change is read once."""
    with reading(path):
        return _read_json(path, path.stat().st_mtime_ns, shape)


def read_yaml(path: Path, schema: str | dict) -> dict:
    """Return a YAML file, which somebody wrote, of a shape in schemas.yaml or of another schema."""
    with reading(path, "mend the YAML"):
        tree = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        return _checked(tree, _shapes()[schema] if isinstance(schema, str) else schema)


@lru_cache(maxsize=32)
def _read_json(path: Path, changed: int, shape: str) -> dict:
    return _checked(json.loads(path.read_text(encoding="utf-8")), _shapes()[shape])


def _checked(tree: object, schema: dict) -> dict:
    error = next(iter(jsonschema.Draft202012Validator(schema).iter_errors(tree)), None)
    if error is not None:
        place = ".".join(map(str, error.absolute_path))
        raise ValueError(f"{place}: {error.message}" if place else error.message)
    return tree


@cache
def _shapes() -> dict[str, dict]:
    return yaml.safe_load(Path(__file__).with_name("schemas.yaml").read_text(encoding="utf-8"))
