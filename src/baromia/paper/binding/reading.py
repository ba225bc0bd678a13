"""The files of a build, read for the proof: one that is broken is named with a mend, so that the rest may trust it."""

import json
import re
from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path

import jsonschema
import nbformat
import yaml

from nbpaper.errors import PaperError
from nbpaper.paths import display_path
from nbpaper.results import MEDIA_TYPE, NAME, collect_results

from ...register.descriptor import sentence
from ...words.results import KINDS

UNSEEN = re.compile(r"(?<=\])\(#[^)]*\)|\{[^}]*\}|\\")  # of Markdown: targets, attributes, backslashes
_TEXT, _NUMBER, _GROUP = {"type": "string"}, {"type": ["number", "null"]}, {"type": "object"}
RESULT = {
    "type": "object",
    "required": ["name", "text", "kind", "value", "figures", "formula"],
    "properties": {
        "name": {"type": "string", "pattern": f"^{NAME.pattern}$"},
        "text": _TEXT,
        "kind": {"enum": list(KINDS)},
        "value": {"type": ["number", "string", "null"]},
        "figures": {"type": "array", "items": _TEXT},
        "formula": {"type": ["string", "null"]},
        "unit": _TEXT,
        "low": _NUMBER,
        "high": _NUMBER,
        "reason": _TEXT,
    },
}
RESULTS = {
    "type": "object",
    "required": ["parameters", "results"],
    "properties": {"parameters": _GROUP, "results": {"type": "object", "additionalProperties": RESULT}},
}
_LINES = {"type": ["string", "array"], "items": _TEXT}  # a notebook keeps a text as one, or line by line
_DATA = {"type": "object", "properties": dict.fromkeys(("image/svg+xml", "text/plain", "text/markdown"), _LINES)}
_DATA["properties"][MEDIA_TYPE] = RESULT
_OUTPUT = {"type": "object", "properties": {"data": _DATA}}
_CELL = {
    "type": "object",
    "required": ["cell_type", "source"],
    "properties": {"cell_type": _TEXT, "source": _LINES, "outputs": {"type": "array", "items": _OUTPUT}},
}
NOTEBOOK = {"type": "object", "required": ["cells"], "properties": {"cells": {"type": "array", "items": _CELL}}}
METADATA = {
    "type": "object",
    "required": ["build", "figures", "has", "results"],
    "properties": {
        "build": {"type": "object", "required": ["version", "commit", "date"]},
        "figures": _GROUP,
        "has": {"type": "object", "additionalProperties": {"type": "boolean"}},
        "results": _GROUP,
    },
}


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what cannot be read, parsed or trusted in a file of a build into a sentence."""
    try:
        yield
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error).split("\n")[0]
        raise PaperError(
            f"{display_path(path)}: cannot be read ({why[:120]}). To mend: build the paper again."
        ) from None


def read_text(path: Path) -> str:
    """Return the text of a file of a build."""
    with reading(path):
        return path.read_text(encoding="utf-8")


def read_metadata(path: Path) -> dict:
    """Return what the paper is told of a build: `results/<language>.yml`."""
    with reading(path):
        tree = yaml.safe_load(path.read_text(encoding="utf-8"))
        _valid(tree, METADATA)
    return tree


def read_cards(path: Path) -> dict[str, str]:
    """Return the text of each card as written for the renderer, without attributes and targets of links."""
    blocks = (block.partition("\n:::\n")[0] for block in re.split(r"^::: \{#", read_text(path), flags=re.MULTILINE)[1:])
    parts = (block.partition("\n") for block in blocks)
    return {head.partition(" ")[0]: UNSEEN.sub("", text) for head, _, text in parts}


def read_results(path: Path, figures: Container[str]) -> dict:
    """Return the results of a build as data, `results/<language>.json`; each rests on figures of the register."""
    with reading(path):
        tree = json.loads(path.read_text(encoding="utf-8"))
        _valid(tree, RESULTS)
        for name, result in tree["results"].items():
            _rests(name, result, figures)
    return tree


def check_notebook(path: Path, figures: Container[str]) -> None:
    """Refuse an executed notebook that is none, or that records what is no result."""
    with reading(path):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        _valid(notebook, NOTEBOOK)
        for result in collect_results(nbformat.from_dict(notebook), path.stem).values():
            _rests(result["name"], result, figures)


def _rests(name: str, result: dict, figures: Container[str]) -> None:
    unknown = next((one for one in result["figures"] if one not in figures), None)
    if unknown is not None:
        raise ValueError(f"{name} rests on {unknown}, which is no figure of the register")
    if result["name"] != name:
        raise ValueError(f"{name} is called {result['name']}")


def _valid(tree: object, schema: dict) -> None:
    error = next(iter(jsonschema.Draft202012Validator(schema).iter_errors(tree)), None)
    if error is not None:
        place = ".".join(map(str, error.absolute_path))
        raise ValueError(f"{place}: {sentence(error)}" if place else sentence(error))
