"""The publications and the methods literature: entries of sources.yaml, in CSL-YAML in which every word stays a word.

YAML reads `no` as false, 2025-06-01 as a day and 010 as eight, lets one name stand for a whole branch and a
tag for an object. An entry needs none of it: whole numbers are numbers (dates of publication have them), all
else is text, and every name is written out. That also makes a hostile file harmless.
"""

import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import jsonschema
import yaml

from nbpaper.errors import DataError, Problem, display_path, meant
from nbpaper.files import read_text
from nbpaper.trees import leaves

from .cells import markup, misread, quoted, unset
from .descriptor import explain, resource_path
from .rules import later, real_date, successors

PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
EDGES = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)
ORDINARY = (None, "!", *(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map")))
NO_DAY = ("unknown", "none")
DEEPEST = 20  # lists and groups within each other; an entry needs five
MEND_YAML = 'mend it there; text with a colon or a # in it stands between "quotation marks"'
Place = tuple[str | int, ...]  # the way to a value: ("references", 0, "title")
Fault = tuple[Place, str, str]  # a place, what is wrong there, how to mend it


def read_sources(folder: Path, resource: dict) -> dict[str, dict]:
    """Return the source entries by id, checked against the JSON Schema of their resource and each other.

    Raises
    ------
    DataError
        With one problem for each fault found; those between entries only if each is sound by itself.
    """
    path = resource_path(folder, resource)
    file = display_path(path)
    content, lines = read_plain(read_text(path), file)
    validator = jsonschema.Draft202012Validator(resource["jsonSchema"])
    faults = [(tuple(error.absolute_path), *_explained(error)) for error in validator.iter_errors(content)]
    if not faults:
        entries = content["references"]
        dates = [
            (("references", number, *place), what, mend)
            for number, entry in enumerate(entries)
            for place, what, mend in _date_faults(entry)
        ]
        faults = [*_repeated(entries, lines), *_markup(entries), *dates] or list(_edition_faults(entries))
    if faults:
        problems = [_problem(file, fault, content, lines) for fault in faults]
        raise DataError(sorted(problems, key=lambda problem: problem.line or 0))
    return {entry["id"]: entry for entry in entries}


def entry_faults(entry: dict, schema: dict) -> Iterator[Fault]:
    """Yield the faults of one entry by itself, before it stands in a file; their places begin inside the entry."""
    errors = list(jsonschema.Draft202012Validator(schema).iter_errors({"references": [entry]}))
    yield from ((tuple(error.absolute_path)[2:], *_explained(error)) for error in errors)
    if not errors:
        yield from _date_faults(entry)


# -- YAML without its conversions


def read_plain(text: str, file: str) -> tuple[object, dict[Place, int]]:
    """Return the value of a YAML text, in which words stay text, and the line of each of its places.

    Raises
    ------
    DataError
        With each problem found, as one of `file`.
    """
    reader = _EntryReader(file)
    value = reader.read(text)
    if reader.problems:
        raise DataError(sorted(reader.problems, key=lambda problem: problem.line or 0))
    return value, reader.lines


class _EntryReader:
    """Reads a YAML text as plain values, and keeps the line of each and the problems found.

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
            mark = getattr(error, "problem_mark", None)
            what = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be parsed"
            line = mark.line + 1 if mark else None
            raise DataError([Problem(self.file, f"is not valid YAML ({what})", MEND_YAML, line)]) from None
        return value

    def _value(self, event: yaml.Event, events: Iterator[yaml.Event], place: Place) -> object:
        """Return the value that begins with `event`, and keep its line."""
        self.lines[place] = event.start_mark.line + 1
        if len(place) > DEEPEST:
            self._refuse(event, "is nested too deeply", "close the brackets")
            raise DataError(self.problems[-1:])
        if isinstance(event, yaml.AliasEvent):
            return self._refuse(event, "an alias (*) repeats a part of the file", "write the part out")
        if event.tag not in ORDINARY:
            self._refuse(event, f"the tag {quoted(event.tag)} asks for more than text", "remove the tag")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, place)
        if isinstance(event, yaml.SequenceStartEvent):
            items = takewhile(lambda item: not isinstance(item, yaml.SequenceEndEvent), events)
            return [self._value(item, events, (*place, number)) for number, item in enumerate(items)]
        if event.implicit[0] and NUMBER.fullmatch(event.value):
            return int(event.value)
        if fault := misread(event.value.replace("\n", " ")) or unset(event.value):
            self._refuse(event, f"{quoted(event.value)} {fault[0]}", fault[1])
        return event.value

    def _mapping(self, events: Iterator[yaml.Event], place: Place) -> dict:
        mapping = {}
        while not isinstance(key := next(events), yaml.MappingEndEvent):
            self._value(key, events, (*place, "?"))
            name = key.value if isinstance(key, yaml.ScalarEvent) else "?"
            if not isinstance(key, yaml.ScalarEvent):
                self._refuse(key, "a name is no word", "write a word before the colon")
            elif name in mapping:
                self._refuse(key, f"{quoted(name)} stands twice in the same group", "keep one")
            mapping[name] = self._value(next(events), events, (*place, name))
        return mapping

    def _refuse(self, event: yaml.Event, what: str, mend: str) -> None:
        self.problems.append(Problem(self.file, what, mend, event.start_mark.line + 1))


# -- faults


def _problem(file: str, fault: Fault, content: object, lines: dict[Place, int]) -> Problem:
    """Return a fault as a problem, with its line, the id of its entry and the name of its field."""
    place, what, mend = fault
    entry = content["references"][place[1]] if len(place) > 1 else None
    row = entry.get("id") if isinstance(entry, dict) else None
    return Problem(file, what, mend, lines.get(place), row and str(row), ".".join(map(str, place[2:])) or None)


def _explained(error: jsonschema.ValidationError) -> tuple[str, str]:
    """Return what a schema error says and how to mend it, in the words of the schema's description if there is one."""
    meaning = error.schema.get("description") if isinstance(error.schema, dict) else None
    if error.validator == "anyOf":
        required = (name for choice in error.validator_value for name in choice.get("required", []))
        return f"has neither {' nor '.join(required)}", MEND_YAML
    if error.validator == "additionalProperties":
        properties = error.schema.get("properties", {})
        unknown = next((name for name in error.instance if name not in properties), "?")
        mend = meant(unknown, properties, "remove it, or describe it in datapackage.json")
        return f"{quoted(unknown)} is no name that this group knows", mend
    if error.validator == "type" and error.validator_value == "string" and isinstance(error.instance, int):
        return explain(error), "put it between quotation marks"
    if not meaning or error.validator not in ("enum", "pattern"):
        return explain(error), MEND_YAML
    words = error.validator_value if error.validator == "enum" and isinstance(error.instance, str) else []
    mend = f"write {meaning[0].lower()}{meaning[1:].rstrip('.')}"
    mend = meant(error.instance, [word for word in words if isinstance(word, str)], mend)
    return f"{quoted(error.instance)} may not stand here", mend


def _repeated(entries: list[dict], lines: dict[Place, int]) -> Iterator[Fault]:
    """Yield a fault for each entry whose id an entry above has."""
    first: dict[str, int] = {}
    for number, entry in enumerate(entries):
        if (above := first.setdefault(entry["id"], number)) != number:
            what = f"the id already stands in line {lines['references', above]}"
            yield ("references", number, "id"), what, "give every card an id of its own"


def _edition_faults(entries: list[dict]) -> Iterator[Fault]:
    """Yield a fault for each `edition_of` that names no entry, one that another names, or leads in a circle."""
    before = {entry["id"]: entry.get("custom", {}).get("edition_of") for entry in entries}
    follower: dict[str, str] = {}
    for number, (name, earlier) in enumerate(before.items()):
        if earlier is None:
            continue
        if earlier not in before:
            what, mend = "is no card", meant(earlier, before, "name its id")
        elif follower.setdefault(earlier, name) != name:
            what, mend = f"is already followed by {follower[earlier]}", "name the edition right before it"
        elif name in successors(name, before):
            what, mend = "leads back to this card, in a circle", "name an earlier edition"
        else:
            continue
        yield ("references", number, "custom", "edition_of"), f"{quoted(earlier)} {what}", mend


def _markup(entries: list[dict]) -> Iterator[Fault]:
    """Yield a fault for each text with markup that pandoc reads: all but `custom`."""
    for place, text in leaves(entries, ("references",)):
        if isinstance(text, str) and place[2] != "custom" and (fault := markup(text)):
            yield place, *fault


def _date_faults(entry: dict) -> Iterator[Fault]:
    """Yield the dates of an entry that are not in the calendar, or not in order: survey, publication, our reading."""
    custom = entry.get("custom", {})
    texts = {name: custom.get(name) for name in ("issued", "not_before", "fieldwork", "read")}
    periods = {name: text.split("/") for name, text in texts.items() if isinstance(text, str) and text not in NO_DAY}
    impossible = [(name, day) for name, days in periods.items() for day in days if not real_date(day)]
    yield from ((("custom", name), f"{quoted(day)} is no date", "look it up again") for name, day in impossible)
    if impossible:
        return
    fieldwork, issued = periods.get("fieldwork"), "/".join(periods.get("issued", ()))
    if fieldwork and later(fieldwork[0], fieldwork[-1]):
        yield ("custom", "fieldwork"), "ends before it begins", "write the first day, a slash and the last day"
    elif fieldwork and issued and later(fieldwork[-1], issued):
        yield ("custom", "fieldwork"), f"ends after the day of publication, {issued}", "look both up again"
    if issued and "read" in periods and later(issued, periods["read"][0]):
        yield ("custom", "read"), f"is before the day of publication, {issued}", "look both up again"
    if "issued" in entry and issued and not _same_day(entry["issued"]["date-parts"], issued):
        yield ("issued",), f"is another day than custom.issued, {issued}", "write the same day in both"


def _same_day(parts: object, day: str) -> bool:
    """Tell whether CSL's parts of a date agree with a day, as far as both give them."""
    numbers = [int(part) for part in day.split("-") if part.isdecimal()]
    first = parts[0] if isinstance(parts, list) and len(parts) == 1 else None
    return isinstance(first, list) and all(part == number for part, number in zip(first, numbers, strict=False))
