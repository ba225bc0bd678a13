"""The form at a terminal: each field is asked for with what it means, and the answers make a form like any other."""

from collections.abc import Callable
from pathlib import Path

import yaml

from nbpaper.errors import PaperError, did_you_mean

from .template import Field, evidence_fields, sample_fields, source_fields

Ask = Callable[[str, str | None], str]  # a question and the answer taken for an empty line, if there may be one


def ask_form(ask: Ask, data: Path) -> dict:
    """Ask for everything a form holds but the optional rows; return it as plain values.

    Parameters
    ----------
    ask : callable
        Puts one question, and asks again itself while a line is empty and may not be.
    data : Path
        Folder of the register.
    """
    answers = {
        "evidence": {one.name: ask(f"{one.name}: {one.help}", None) for one in evidence_fields(data)},
        "source": {one.name: _source(ask, one) for one in source_fields(data)},
        "samples": [],
    }
    while ask("Another group of people surveyed? yes or no", "no").startswith(("y", "Y")):
        answers["samples"].append({one.name: _sample(ask, one) for one in sample_fields(data)})
    return answers


def _source(ask: Ask, one: Field) -> object:
    if one.name == "author":
        return [{"literal": ask(f"{one.name}: {one.help} (One name here; mend the form for more.)", None)}]
    return ask(f"{one.name}: {one.help}", "" if one.absent is None else one.absent or None)


def _sample(ask: Ask, one: Field) -> str:
    return ask(f"{one.name}: {one.help}", "no" if one.name == "second_hand" else one.absent)


def set_values(tree: dict, given: list[tuple[str, str]]) -> dict:
    """Return a form with values set by name: `source.id`, `samples.1.n` (counted from 1).

    Raises
    ------
    PaperError
        For a name that leads nowhere in the form.
    """
    for name, value in given:
        *groups, last = name.split(".")
        place: object = tree
        for step in groups:
            place = _inside(place, step, name)
        if not isinstance(place, dict) or (last not in place):
            known = [f"{'.'.join(groups)}.{key}" for key in place] if isinstance(place, dict) else list(tree)
            raise _no_field(name, did_you_mean(name, known))
        place[last] = [{"literal": value}] if last == "author" else value
    return tree


def _inside(place: object, step: str, name: str) -> object:
    if isinstance(place, dict) and step in place:
        return place[step]
    if isinstance(place, list) and step.isdecimal() and 1 <= int(step) <= len(place):
        return place[int(step) - 1]
    hint = did_you_mean(step, map(str, place)) if isinstance(place, dict) else ""
    raise _no_field(name, hint)


def _no_field(name: str, hint: str) -> PaperError:
    return PaperError(f"the form has no field {name!r}{hint}. To mend: see `baromia add --form`.")


def written(tree: dict) -> str:
    """Return a form as YAML."""
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=116)
