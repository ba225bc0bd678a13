"""The words of quantities.yaml as patterns, and a text whose numbers are characters that patterns can ask for."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import yaml

from nbpaper.numbers.tokens import Token

TEXT = Path(__file__).with_name("quantities.yaml").read_text(encoding="utf-8")
WORDS = yaml.safe_load(re.sub(r"\n\s+\|", "|", TEXT))  # a line that begins with a bar goes on from the one above
REASONS = WORDS["reasons"]

# In a copy of the text each number is one character for its kind and another for the rest of its length, so that
# patterns can ask for numbers: `<N>` in quantities.yaml.
KINDS, REST = {letter: chr(0xE000 + place) for place, letter in enumerate("DQWFOMRPSCGA")}, "\ue0ff"
NUMBERS = {letter: f"{mark}{REST}*+" for letter, mark in KINDS.items()} | {"N": f"[{KINDS['D']}{KINDS['W']}]{REST}*+"}


def letter(token: Token) -> str:
    """Return the letter of KINDS for a number."""
    if token.kind == "sign" or (token.kind == "fraction" and token.text[0].isdecimal()):
        return "Q" if token.kind == "fraction" else "G" if isinstance(token.value, int) else "F"
    if token.kind == "round":
        return "P" if token.text.endswith("s") else "R"
    return {"digits": "D", "share": "S", "scale": "C"}.get(token.kind, token.kind[0].upper())


def by_kind(text: str, numbers: list[Token]) -> str:
    """Return a text in which each number is its kind."""
    pieces, last = [], 0
    for one in numbers:
        pieces += [text[last : one.start], KINDS[letter(one)], REST * (one.end - one.start - 1)]
        last = one.end
    return "".join([*pieces, text[last:]])


WORDS["parts"]["UNIT"] = f"(?:{'|'.join(WORDS['units'].values())})"


def _regex(words: str, flags: int = 0) -> re.Pattern:
    """Compile words of quantities.yaml: names in angle brackets filled in, any space for a space."""
    while found := re.search(r"(?<!\?P)<([A-Z]+)>", words):
        part = NUMBERS.get(found[1]) or WORDS["parts"][found[1]]
        words = words.replace(found[0], part)
    return re.compile(words.replace(" ", r"\s"), flags)


def _named(entries: list[dict], form: str, flags: int = 0) -> list[tuple[str, re.Pattern]]:
    return [(name, _regex(form.format(words), flags)) for entry in entries for name, words in entry.items()]


class Aside(NamedTuple):
    """A rule for what is no quantity: its reason, and what stands before the number, there, or there as numbers."""

    reason: str
    before: re.Pattern | None
    text: re.Pattern | None
    numbers: re.Pattern | None


class Compound(NamedTuple):
    """A rule for two numbers that make one: the unit, how many of the second make one of it, what they are like."""

    unit: str
    parts: int
    numbers: re.Pattern


def _asides(name: str) -> list[Aside]:
    forms = {"before": "(?:{})$", "text": "{}", "numbers": "{}"}
    return [
        Aside(rule["reason"], *(part in rule and _regex(form.format(rule[part])) for part, form in forms.items()))
        for rule in WORDS[name]
    ]


OF = r" *(?:%|pour cent)? *(?:des|du|de la|de l.|d.)? ?"
PEOPLE = {
    who: _regex(rf"{OF}(?:{words})(?!\w)(?!{WORDS['only_some']})") for who, words in reversed(WORDS["people"].items())
}
UNITS = "|".join(f"(?P<{name}>{words})" for name, words in WORDS["units"].items())
P = SimpleNamespace(
    **{name: _regex(words) for name, words in WORDS["patterns"].items()},
    **{name: _asides(name) for name in ("outside", "aside", "named")},
    compounds=[Compound(one["unit"], one["parts"], _regex(one["numbers"])) for one in WORDS["compounds"]],
    unit=_regex(f" *(?:{WORDS['adjectives']} ){{0,2}}(?:{UNITS})"),
    dates=[_regex(words, re.IGNORECASE) for words in WORDS["dates"]],
    hedges_before=_named(WORDS["hedges_before"], rf"(?<![^\W_])(?:{{}})\s*{WORDS['between']}$", re.IGNORECASE),
    hedges_after=_named(WORDS["hedges_after"], r"\s*(?:{})(?!\w)"),
)
