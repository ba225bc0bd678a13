"""The cards of the publications, read from a CSL-YAML file in which every word stays a word.

YAML reads `no` as false, 2025-06-01 as a day and 010 as eight, lets one name stand for a whole branch and a
tag for an object. A card needs none of it: whole numbers are numbers (dates of publication have them), all
else is text, and every name is written out. That also makes a hostile file harmless.
"""

import json
from copy import deepcopy
from functools import lru_cache
from pathlib import Path

import jsonschema
import yaml

from .cells import fault, quoted
from .descriptor import sentence
from .errors import DataError, Problem
from .files import read_text
from .paths import shown

TEXT, NUMBER = "tag:yaml.org,2002:str", "tag:yaml.org,2002:int"
LIST, MAPPING = "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"
MEND_YAML = "mend it there; the cards above and below show how one is written"


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Composes the tree of a YAML text; only plain whole numbers are told from text."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 (the name is PyYAML's)


_Loader.add_implicit_resolver(NUMBER, yaml.resolver.re.compile(r"0|[1-9][0-9]{0,8}"), list("0123456789"))


def read_cards(path: Path, schema: dict) -> dict[str, dict]:
    """Return the cards of a CSL-YAML file by id, checked against a JSON Schema; the caller's to change."""
    return deepcopy(_cards(read_text(path), shown(path), json.dumps(schema)))


@lru_cache(maxsize=8)
def _cards(text: str, file: str, schema: str) -> dict[str, dict]:
    """Return the cards written in `text`; kept by content, since each table asks for them."""
    tree = _Tree(file)
    cards = tree.value(_compose(text, file), ())
    validator = jsonschema.Draft202012Validator(json.loads(schema))
    problems = tree.problems or [tree.problem(error, cards) for error in validator.iter_errors(cards)]
    problems = problems or _doubles(tree, cards["references"])
    if problems:
        raise DataError(sorted(problems, key=lambda problem: problem.line or 0))
    return {card["id"]: card for card in cards["references"]}


def _compose(text: str, file: str) -> yaml.Node:
    try:
        loader = _Loader(text)
        try:
            return loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error)
        line = mark.line + 1 if mark else None
        raise DataError([Problem(file, f"is not valid YAML ({what})", MEND_YAML, line)]) from None
    except RecursionError:
        raise DataError([Problem(file, "is nested too deeply", MEND_YAML)]) from None


class _Tree:
    """Plain values from YAML nodes, with the line of each and the faults found on the way."""

    def __init__(self, file: str):
        self.file, self.lines, self.problems, self._met = file, {}, [], set()

    def value(self, node: yaml.Node | None, place: tuple) -> object:
        """Return the value of a node, remembering its line by its place; refuse what YAML allows and we do not."""
        if node is None:
            return None
        self.lines[place] = node.start_mark.line + 1
        if id(node) in self._met:
            self._refuse(node, "an alias (*) repeats a part of the file", "write the part out")
            return None
        self._met.add(id(node))
        if node.tag not in (TEXT, NUMBER, LIST, MAPPING):
            self._refuse(node, f"the tag {quoted(node.tag)} asks for more than text", "remove the tag")
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*place, number)) for number, item in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, place: tuple) -> dict:
        found = {}
        for key, item in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name in found:
                self._refuse(key, f"{quoted(name)} stands twice in the same card", "keep one")
            found[name] = self.value(item, (*place, name))
        return found

    def _scalar(self, node: yaml.ScalarNode) -> str | int | None:
        if node.tag == NUMBER and node.value.isdecimal():
            return int(node.value)
        text = node.value.replace("\n", " ").strip()
        if text and (wrong := fault(text)):
            self._refuse(node, f"{quoted(text)} {wrong[0]}", wrong[1])
        return node.value

    def _refuse(self, node: yaml.Node, what: str, mend: str) -> None:
        self.problems.append(Problem(self.file, what, mend, node.start_mark.line + 1))

    def problem(self, error: jsonschema.ValidationError, cards: object) -> Problem:
        """Return a schema error with the line, the card and the name it is about."""
        place = tuple(error.absolute_path)
        card = cards["references"][place[1]] if len(place) > 1 else None
        row = card.get("id") if isinstance(card, dict) else None
        column = ".".join(str(step) for step in place[2:]) or None
        what = f"has neither {_alternatives(error)}" if error.validator == "anyOf" else sentence(error)
        return Problem(self.file, what, MEND_YAML, self.lines.get(place), row and str(row), column)


def _alternatives(error: jsonschema.ValidationError) -> str:
    return " nor ".join(name for choice in error.validator_value for name in choice.get("required", []))


def _doubles(tree: _Tree, cards: list[dict]) -> list[Problem]:
    first, problems = {}, []
    for number, card in enumerate(cards):
        line = tree.lines["references", number]
        above = first.setdefault(card["id"], line)
        if above != line:
            what = f"the id already stands in line {above}"
            mend = "give every card an id of its own"
            problems.append(Problem(tree.file, what, mend, line, card["id"], "id"))
    return problems
