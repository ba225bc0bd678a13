"""The numbers of a French text as rows name them, and whether a value is what its row says is printed.

The words of quantities.yaml become patterns, for a copy of the text whose numbers are characters.
"""

import math
import re
from collections import Counter
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import yaml

from nbpaper.numbers.tokens import Token, even, lexicon, tokens

TEXT = Path(__file__).with_name("quantities.yaml").read_text(encoding="utf-8")
WORDS = yaml.safe_load(re.sub(r"\n\s+\|", "|", TEXT))  # a line that begins with a bar goes on from the one above
WORDS["parts"]["UNIT"] = f"(?:{'|'.join(WORDS['units'].values())})"
REASONS = WORDS["reasons"]
# In a copy of the text each number is one character for its kind and another for the rest of its length, so that
# patterns can ask for numbers: `<N>` in quantities.yaml.
KINDS, REST = {letter: chr(0xE000 + place) for place, letter in enumerate("DQWFOMRPSCGA")}, "\ue0ff"
NUMBERS = {letter: f"{mark}{REST}*+" for letter, mark in KINDS.items()} | {"N": f"[{KINDS['D']}{KINDS['W']}]{REST}*+"}
GROUPS = re.compile(r"[\s.'](?=\d{3}(?!\d))")
# What a word beside digits multiplies them by, by unit: 35 k€, 30 centimes; 1,2 Md€; `10 à 12 millions de patients`.
BESIDE = {"EUR": (1000, Fraction(1, 100)), "EUR_million": (1000,), "count": (1_000_000, 1_000_000_000)}


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


def numbers(text: str) -> list[Token]:
    """Return the numbers that a row may claim: no `en majorité`, but an `autant` that repeats one and `d'un point`."""
    found = [
        one
        for one in tokens(text, "fr")
        if one.kind != "roman"
        and not (one.kind == "share" and re.search(r"\ben\s$", text[max(0, one.start - 5) : one.start]))
        and not (one.text.lower() == "sept" and P.september.match(text, max(0, one.start - 3)))
    ]
    for kind, value, pattern in (("again", None, P.again), ("word", 1, P.one), ("ordinal", None, P.roman)):
        spans = (one.span(one.lastgroup or 0) for one in pattern.finditer(text))
        found += (Token(text[start:end], start, end, kind, value) for start, end in spans)
    return sorted({one.start: one for one in reversed(found)}.values(), key=lambda one: one.start)


class Printed(NamedTuple):
    """A number as a row names it: its words in even typography, and its turn among the same words of the paragraph."""

    text: str
    occurrence: int
    start: int


def plain(text: str) -> str:
    """Return the words of a number in even typography, as the register writes them."""
    return " ".join(even(text)[0].split())


def printed_numbers(paragraph: str) -> list[Printed]:
    """Return the numbers of a paragraph in their order, as rows and lines set aside name them."""
    seen, found = Counter(), []
    for token in numbers(paragraph):
        seen[word := plain(token.text)] += 1
        found.append(Printed(word, seen[word], token.start))
    return found


def stands_in(printed: str, value: str, unit: str) -> bool:
    """Tell whether the numbers said to be printed are the value, or parts of it: the 9 and the 10 of `9/10`."""
    if printed.replace(",", ".") == value:  # as most are
        return unit != "date" or value.isdecimal()
    size, read = value.lstrip("-"), [_read_alone(word) for word in printed.split(" | ")]
    if None in read:
        return unit == "date" or not any(read)  # a date with slashes; a majority
    if unit == "date":
        return {*read} <= {Fraction(part) for part in value.split("-")}
    if "/" in size:
        return _is_ratio(size, read, unit)
    digits = "".join(map(digits_of, tokens(printed, "fr"))) if len(read) == 1 else ""
    if digits:  # digit for digit: `90` is not `90.0`
        english = re.fullmatch(r"\d{1,3},\d{3}", printed) and size == printed.replace(",", "")
        scaled = (read[0] * scale for scale in BESIDE.get(unit, ()))
        return bool(english) or size == digits or Fraction(size) in scaled
    return _makes(Fraction(size), read, unit)


def _is_ratio(size: str, read: list[Fraction], unit: str) -> bool:
    """Tell whether numbers are the parts of a ratio or a score, or make it."""
    part, whole = map(Fraction, size.split("/"))
    if {*read} <= {part, whole}:
        return True
    if not whole:
        return False
    of = read[1] if len(read) > 1 else 1000
    return part / whole * of == read[0] or _makes(part / whole, read, unit)  # 2,4 pour 1 000; 2,4 ‰


def _makes(size: Fraction, read: list[Fraction], unit: str) -> bool:
    """Tell whether numbers make another together: as product, as sum, or as a number and its parts."""
    made = {math.prod(read), math.prod(read) / 1_000_000, sum(read)}  # 6,7 millions; trois millions d'euros; un et demi
    if len(read) == 2:  # moitié-moitié; 2 h 30; 3 euros 50; deux millions et demi
        same = {read[0]} if read[0] == read[1] else set()
        made |= same | {read[0] + read[1] / (100 if unit == "EUR" else 60), read[0] + read[1] * 1_000_000}
    elif len(read) == 3:  # 3 millions et demi
        made |= {(read[0] + read[2]) * read[1], (read[0] + read[2]) * read[1] / 1_000_000}
    elif read[0] < 1:  # une heure et demie
        made.add(1 + read[0])
    return any(abs(one - size) < Fraction(1, 200) for one in made)


@cache
def _read_alone(word: str) -> Fraction | None:
    """Return what a number says by itself: also `un`, and a scale without its number."""
    lone = {"un": 1, "une": 1} | lexicon("fr")["scales"]
    if word.lower() in lone:
        return Fraction(lone[word.lower()])
    found = tokens(word, "fr")
    return exact(found[0]) if len(found) == 1 and found[0].value is not None else None


def exact(token: Token) -> Fraction:
    """Return the value of a number as it is written, not as floating point has it."""
    return Fraction(digits_of(token) or token.value)


def digits_of(token: Token) -> str:
    """Return a number in digits without groups and with a decimal point; nothing for one in words."""
    if token.kind != "digits" or token.value is None:
        return ""
    return str(token.value) if isinstance(token.value, int) else GROUPS.sub("", token.text).replace(",", ".")
