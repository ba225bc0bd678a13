"""The cards of the publications, read from a CSL-YAML file in which every word stays a word.

YAML reads `no` as false, 2025-06-01 as a day and 010 as eight, lets one name stand for a whole branch and a
tag for an object. A card needs none of it: whole numbers are numbers (dates of publication have them), all
else is text, and every name is written out. That also makes a hostile file harmless.
"""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from functools import lru_cache
from itertools import takewhile
from pathlib import Path

import jsonschema
import yaml

from nbpaper.errors import DataError, Problem, closest_match
from nbpaper.files import read_text
from nbpaper.paths import display_path

from .cells import markup, misread, quoted
from .descriptor import sentence
from .rules import later, real_date

PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
EDGES = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)
ORDINARY = (None, "!", *(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map")))
NO_DAY = (None, "unknown", "none")
DEEPEST = 20  # lists and groups within each other; a card needs five
MEND_YAML = "mend it there; the other cards show how one is written"


def read_cards(path: Path, schema: dict) -> dict[str, dict]:
    """Return the cards of a CSL-YAML file by id, checked against a JSON Schema; the caller's to change."""
    return deepcopy(_cards(read_text(path), display_path(path), json.dumps(schema)))


def card_ids(path: Path, schema: dict) -> frozenset[str]:
    """Return the ids of the cards alone, which costs no copy of them."""
    return frozenset(_cards(read_text(path), display_path(path), json.dumps(schema)))


def card_faults(card: dict, schema: dict) -> Iterator[tuple[tuple, str, str]]:
    """Yield place, fault and mend of what is wrong with one card by itself, before it stands in a file."""
    wrong = list(jsonschema.Draft202012Validator(schema).iter_errors({"references": [card]}))
    yield from ((tuple(error.absolute_path)[2:], *_said(error)) for error in wrong)
    if not wrong:
        yield from _times(card)


def read_plain(text: str, file: str) -> tuple[object, dict[tuple, int]]:
    """Return the value of a YAML text in which every word stays a word, and the line of each of its places.

    Raises
    ------
    DataError
        For what is no plain YAML; `file` names it.
    """
    tree = _Tree(file)
    value = tree.read(text)
    if tree.problems:
        raise DataError(sorted(tree.problems, key=lambda problem: problem.line or 0))
    return value, tree.lines


@lru_cache(maxsize=8)
def _cards(text: str, file: str, schema: str) -> dict[str, dict]:
    """Return the cards written in `text`; kept by content, since each table asks for them."""
    tree = _Tree(file)
    cards = tree.read(text)
    validator = jsonschema.Draft202012Validator(json.loads(schema))
    problems = tree.problems or [tree.problem(error, cards) for error in validator.iter_errors(cards)]
    problems = problems or [found for check in CHECKS for found in check(tree, cards["references"])]
    if problems:
        raise DataError(sorted(problems, key=lambda problem: problem.line or 0))
    return {card["id"]: card for card in cards["references"]}


class _Tree:
    """Plain values from a YAML text, with the line of each and the faults found on the way.

    It follows PyYAML's events: PyYAML's own trees may crash the interpreter where brackets are nested deeply.
    """

    def __init__(self, file: str):
        self.file, self.lines, self.problems = file, {}, []

    def read(self, text: str) -> object:
        """Return the value of a text of one document; None if there is none."""
        try:
            events = (event for event in yaml.parse(text, Loader=PARSER) if not isinstance(event, EDGES))
            first = next(events, None)
            value = None if first is None else self._value(first, events, ())
            if extra := next(events, None):
                self._refuse(extra, "a second document begins", "write all cards in one list")
        except yaml.YAMLError as error:
            raise DataError([self._broken(error)]) from None
        return value

    def _broken(self, error: yaml.YAMLError) -> Problem:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be parsed"
        return Problem(self.file, f"is not valid YAML ({what})", MEND_YAML, mark.line + 1 if mark else None)

    def _value(self, event: yaml.Event, events: Iterator[yaml.Event], place: tuple) -> object:
        """Return the value that begins with `event`, remembering its line by its place."""
        self.lines[place] = event.start_mark.line + 1
        if len(place) > DEEPEST:
            raise DataError([self._fault(event, "is nested too deeply", "close the brackets")])
        if isinstance(event, yaml.AliasEvent):
            return self._refuse(event, "an alias (*) repeats a part of the file", "write the part out")
        if event.tag not in ORDINARY:
            self._refuse(event, f"the tag {quoted(event.tag)} asks for more than text", "remove the tag")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, place)
        if isinstance(event, yaml.SequenceStartEvent):
            items = takewhile(lambda item: not isinstance(item, yaml.SequenceEndEvent), events)
            return [self._value(item, events, (*place, number)) for number, item in enumerate(items)]
        return self._scalar(event)

    def _mapping(self, events: Iterator[yaml.Event], place: tuple) -> dict:
        found = {}
        while not isinstance(key := next(events), yaml.MappingEndEvent):
            self._value(key, events, (*place, "?"))
            if not isinstance(key, yaml.ScalarEvent):
                self._refuse(key, "a name is no word", "write a word before the colon")
            elif key.value in found:
                self._refuse(key, f"{quoted(key.value)} stands twice in the same group", "keep one")
            name = key.value if isinstance(key, yaml.ScalarEvent) else "?"
            found[name] = self._value(next(events), events, (*place, name))
        return found

    def _scalar(self, event: yaml.ScalarEvent) -> str | int:
        if event.implicit[0] and NUMBER.fullmatch(event.value):
            return int(event.value)
        if wrong := misread(event.value.replace("\n", " ")):
            self._refuse(event, f"{quoted(event.value)} {wrong[0]}", wrong[1])
        return event.value

    def _fault(self, event: yaml.Event, what: str, mend: str) -> Problem:
        return Problem(self.file, what, mend, event.start_mark.line + 1)

    def _refuse(self, event: yaml.Event, what: str, mend: str) -> None:
        self.problems.append(self._fault(event, what, mend))

    def problem(self, error: jsonschema.ValidationError, cards: object) -> Problem:
        """Return a schema error with the line, the card and the name it is about."""
        place = tuple(error.absolute_path)
        card = cards["references"][place[1]] if len(place) > 1 else None
        row = card.get("id") if isinstance(card, dict) else None
        column = ".".join(str(step) for step in place[2:]) or None
        return Problem(self.file, *_said(error), self.lines.get(place), row and str(row), column)


def _said(error: jsonschema.ValidationError) -> tuple[str, str]:
    """Return what a schema error says and how to mend it, in the schema's own words where it has some."""
    told = error.schema.get("description") if isinstance(error.schema, dict) else None
    if error.validator == "anyOf":
        return f"has neither {_alternatives(error)}", MEND_YAML
    if error.validator == "additionalProperties":
        return _unknown(error)
    if error.validator == "type" and error.validator_value == "string" and isinstance(error.instance, int):
        return sentence(error), "put it between quotation marks"
    if not told or error.validator not in ("enum", "pattern"):
        return sentence(error), MEND_YAML
    words = error.validator_value if error.validator == "enum" and isinstance(error.instance, str) else []
    word = closest_match(error.instance, [one for one in words if isinstance(one, str)])
    mend = f"write {word}, if that was meant" if word else f"write {told[0].lower()}{told[1:].rstrip('.')}"
    return f"{quoted(error.instance)} may not stand here", mend


def _unknown(error: jsonschema.ValidationError) -> tuple[str, str]:
    """Return which name of a group its schema does not know, and the one that was probably meant."""
    names = error.schema.get("properties", {})
    unknown = next((name for name in error.instance if name not in names), "?")
    word = closest_match(unknown, names)
    mend = f"write {word}, if that was meant" if word else "remove it, or describe it in datapackage.json"
    return f"{quoted(unknown)} is no name that this group knows", mend


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


def _markup(tree: _Tree, cards: list[dict]) -> list[Problem]:
    """Return where markup stands in what pandoc reads: everything but `custom`."""
    problems = []
    for place, text in _texts(cards, ("references",)):
        number, column = place[1], place[2:]
        if column[0] != "custom" and (wrong := markup(text)):
            name = ".".join(map(str, column))
            problems.append(Problem(tree.file, *wrong, tree.lines[place], cards[number]["id"], name))
    return problems


def _texts(value: object, place: tuple) -> Iterator[tuple[tuple, str]]:
    """Yield every text within lists and groups, with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict | list):
        for step, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(part, (*place, step))


def _editions(tree: _Tree, cards: list[dict]) -> list[Problem]:
    """Return what is wrong with the chain of a barometer's editions: each follows one card, none goes in a circle."""
    ids, followed, problems = {card["id"] for card in cards}, {}, []
    before = {card["id"]: card["custom"]["edition_of"] for card in cards if "edition_of" in card.get("custom", {})}
    for number, card in enumerate(cards):
        name, earlier = card["id"], before.get(card["id"])
        if earlier is None:
            continue
        wrong = None
        if earlier not in ids:
            word = closest_match(earlier, ids)
            wrong = f"{quoted(earlier)} is no card", f"write {word}, if that was meant" if word else "name its id"
        elif earlier in followed:
            wrong = f"{quoted(earlier)} is already followed by {followed[earlier]}", "name the edition right before it"
        elif _circular(name, before):
            wrong = f"{quoted(earlier)} leads back to this card, in a circle", "name an earlier edition"
        followed.setdefault(earlier, name)
        if wrong:
            line = tree.lines["references", number, "custom", "edition_of"]
            problems.append(Problem(tree.file, *wrong, line, name, "custom.edition_of"))
    return problems


def _dates(tree: _Tree, cards: list[dict]) -> Iterator[Problem]:
    for number, card in enumerate(cards):
        for place, what, mend in _times(card):
            line = tree.lines["references", number, *place]
            yield Problem(tree.file, what, mend, line, card["id"], ".".join(place))


def _times(card: dict) -> Iterator[tuple[tuple, str, str]]:
    """Yield place, fault and mend of the dates of a card: real ones, survey, publication and our reading in turn."""
    own = card.get("custom", {})
    days = {name: own[name] for name in ("issued", "not_before", "fieldwork", "read") if own.get(name) not in NO_DAY}
    known = {name: day.split("/") for name, day in days.items() if isinstance(day, str)}
    wrong = [(name, day) for name, parts in known.items() for day in parts if not real_date(day)]
    yield from ((("custom", name), f"{quoted(day)} is no date", "look it up again") for name, day in wrong)
    if wrong:
        return
    asked, issued = known.get("fieldwork"), "/".join(known.get("issued", ()))
    if asked and later(asked[0], asked[-1]):
        yield ("custom", "fieldwork"), "ends before it begins", "write the first day, a slash and the last day"
    elif asked and issued and later(asked[-1], issued):
        yield ("custom", "fieldwork"), f"ends after the day of publication, {issued}", "look both up again"
    if issued and "read" in known and later(issued, known["read"][0]):
        yield ("custom", "read"), f"is before the day of publication, {issued}", "look both up again"
    if "issued" in card and issued and not _same_day(card["issued"]["date-parts"], issued):
        yield ("issued",), f"is another day than custom.issued, {issued}", "write the same day in both"


def _same_day(parts: object, day: str) -> bool:
    """Tell whether CSL's parts of a date are those of a day, as far as both give them."""
    numbers = [int(part) for part in day.split("-") if part.isdecimal()]
    given = parts[0] if isinstance(parts, list) and len(parts) == 1 else None
    return isinstance(given, list) and all(one == other for one, other in zip(given, numbers, strict=False))


def _circular(name: str, before: dict[str, str]) -> bool:
    seen = {name}
    while (name := before.get(name)) is not None:
        if name in seen:
            return True
        seen.add(name)
    return False


CHECKS = (_doubles, _editions, _markup, _dates)  # beyond the schema
