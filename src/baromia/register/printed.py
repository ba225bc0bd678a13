"""The numbers of a French text as rows name them, and the test whether a value is what its row says is printed.

The words of quantities.yaml become patterns, for a copy of the text in which a number is one character for its kind.
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
# patterns can ask for numbers: `<N>` in quantities.yaml, which explains the letters.
KINDS, REST = {letter: chr(0xE000 + place) for place, letter in enumerate("DQWFOMRPSCGA")}, "\ue0ff"
NUMBERS = {letter: f"{mark}{REST}*+" for letter, mark in KINDS.items()} | {"N": f"[{KINDS['D']}{KINDS['W']}]{REST}*+"}
GROUPS = re.compile(r"[\s.'](?=\d{3}(?!\d))")
# What a word beside digits multiplies them by, by unit: 35 k€, 30 centimes; 1,2 Md€; `10 à 12 millions de patients`.
BESIDE = {"EUR": (1000, Fraction(1, 100)), "EUR_million": (1000,), "count": (1_000_000, 1_000_000_000)}


def letter(token: Token) -> str:
    """Return the letter of KINDS for the kind of a number."""
    if token.kind == "sign" or (token.kind == "fraction" and token.text[0].isdecimal()):
        return "Q" if token.kind == "fraction" else "G" if isinstance(token.value, int) else "F"
    if token.kind == "round":
        return "P" if token.text.endswith("s") else "R"
    return {"digits": "D", "share": "S", "scale": "C"}.get(token.kind, token.kind[0].upper())


def by_kind(text: str, numbers: list[Token]) -> str:
    """Return a text with each number replaced by the character of its kind."""
    pieces, last = [], 0
    for token in numbers:
        pieces += [text[last : token.start], KINDS[letter(token)], REST * (token.end - token.start - 1)]
        last = token.end
    return "".join([*pieces, text[last:]])


def _regex(words: str, flags: int = 0) -> re.Pattern:
    """Return words of quantities.yaml as a pattern: names in angle brackets filled in, any space for a space."""
    while match := re.search(r"(?<!\?P)<([A-Z]+)>", words):
        part = NUMBERS.get(match[1]) or WORDS["parts"][match[1]]
        words = words.replace(match[0], part)
    return re.compile(words.replace(" ", r"\s"), flags)


def _named(entries: list[dict], form: str, flags: int = 0) -> list[tuple[str, re.Pattern]]:
    return [(name, _regex(form.format(words), flags)) for entry in entries for name, words in entry.items()]


class Aside(NamedTuple):
    """A rule for what is no quantity: its reason; patterns for the text before, the text, the text as kinds."""

    reason: str
    before: re.Pattern | None
    text: re.Pattern | None
    numbers: re.Pattern | None


class Compound(NamedTuple):
    """A rule for two numbers that make one: the unit, how many of the second make one of it, their pattern."""

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
P = SimpleNamespace(  # the patterns of quantities.yaml, compiled
    **{name: _regex(words) for name, words in WORDS["patterns"].items()},
    **{name: _asides(name) for name in ("outside", "aside", "named")},
    compounds=[Compound(rule["unit"], rule["parts"], _regex(rule["numbers"])) for rule in WORDS["compounds"]],
    unit=_regex(f" *(?:{WORDS['adjectives']} ){{0,2}}(?:{UNITS})"),
    dates=[_regex(words, re.IGNORECASE) for words in WORDS["dates"]],
    hedges_before=_named(WORDS["hedges_before"], rf"(?<![^\W_])(?:{{}})\s*{WORDS['between']}$", re.IGNORECASE),
    hedges_after=_named(WORDS["hedges_after"], r"\s*(?:{})(?!\w)"),
)


def numbers(text: str) -> list[Token]:
    """Return the numbers that a row may claim: not `en majorité`, but an `autant` that repeats one and `d'un point`."""
    found = [
        token
        for token in tokens(text, "fr")
        if token.kind != "roman"
        and not (token.kind == "share" and re.search(r"\ben\s$", text[max(0, token.start - 5) : token.start]))
        and not (token.text.lower() == "sept" and P.september.match(text, max(0, token.start - 3)))
    ]
    for kind, value, pattern in (("again", None, P.again), ("word", 1, P.one), ("ordinal", None, P.roman)):
        spans = (match.span(match.lastgroup or 0) for match in pattern.finditer(text))
        found += (Token(text[start:end], start, end, kind, value) for start, end in spans)
    return sorted({token.start: token for token in reversed(found)}.values(), key=lambda token: token.start)


class Printed(NamedTuple):
    """A number as a row names it: its words in even typography, and its occurrence, counted within the paragraph."""

    text: str
    occurrence: int
    start: int


def plain(text: str) -> str:
    """Return the words of a number in even typography, as the register writes them."""
    return " ".join(even(text)[0].split())


def printed_numbers(paragraph: str) -> list[Printed]:
    """Return the numbers of a paragraph in their order, as figures.csv and set_aside.csv name them."""
    counts, printed = Counter(), []
    for token in numbers(paragraph):
        counts[word := plain(token.text)] += 1
        printed.append(Printed(word, counts[word], token.start))
    return printed


def stands_in(printed: str, value: str, unit: str) -> bool:
    """Tell whether the numbers said to be printed are the value, or parts of it: the 9 and the 10 of `9/10`."""
    if printed.replace(",", ".") == value:  # as most are
        return unit != "date" or value.isdecimal()
    unsigned, values = value.lstrip("-"), [_value_alone(number) for number in printed.split(" | ")]
    if None in values:
        return unit == "date" or not any(values)  # a date with slashes; a majority
    if unit == "date":
        return {*values} <= {Fraction(part) for part in value.split("-")}
    if "/" in unsigned:
        return _is_ratio(unsigned, values, unit)
    digits = "".join(map(digits_of, tokens(printed, "fr"))) if len(values) == 1 else ""
    if digits:  # digit for digit: `90` is not `90.0`
        english = re.fullmatch(r"\d{1,3},\d{3}", printed) and unsigned == printed.replace(",", "")
        scaled = (values[0] * scale for scale in BESIDE.get(unit, ()))
        return bool(english) or unsigned == digits or Fraction(unsigned) in scaled
    return _combine_to(Fraction(unsigned), values, unit)


def _is_ratio(ratio: str, values: list[Fraction], unit: str) -> bool:
    """Tell whether numbers are the parts of a ratio or a score, or its value."""
    part, whole = map(Fraction, ratio.split("/"))
    if {*values} <= {part, whole}:
        return True
    if not whole:
        return False
    denominator = values[1] if len(values) > 1 else 1000
    return part / whole * denominator == values[0] or _combine_to(part / whole, values, unit)  # 2,4 pour 1 000; 2,4 ‰


def _combine_to(value: Fraction, values: list[Fraction], unit: str) -> bool:
    """Tell whether numbers give another as their product, as their sum, or as a number and its parts."""
    product = math.prod(values)
    candidates = {product, product / 1_000_000, sum(values)}  # 6,7 millions; trois millions d'euros; un et demi
    if len(values) == 2:  # moitié-moitié; 2 h 30; 3 euros 50; deux millions et demi
        first, second = values
        candidates |= {first} if first == second else set()
        candidates |= {first + second / (100 if unit == "EUR" else 60), first + second * 1_000_000}
    elif len(values) == 3:  # 3 millions et demi
        number, scale, half = values
        candidates |= {(number + half) * scale, (number + half) * scale / 1_000_000}
    elif values[0] < 1:  # une heure et demie
        candidates.add(1 + values[0])
    return any(abs(candidate - value) < Fraction(1, 200) for candidate in candidates)


@cache
def _value_alone(word: str) -> Fraction | None:
    """Return the value of a number by itself, also of `un` and of a scale; None if it has none."""
    lone = {"un": 1, "une": 1} | lexicon("fr")["scales"]
    if word.lower() in lone:
        return Fraction(lone[word.lower()])
    parsed = tokens(word, "fr")
    return exact(parsed[0]) if len(parsed) == 1 and parsed[0].value is not None else None


def exact(token: Token) -> Fraction:
    """Return the value of a number as it is written, not as floating point has it."""
    return Fraction(digits_of(token) or token.value)


def digits_of(token: Token) -> str:
    """Return a number in digits without groups and with a decimal point; nothing for one in words."""
    if token.kind != "digits" or token.value is None:
        return ""
    return str(token.value) if isinstance(token.value, int) else GROUPS.sub("", token.text).replace(",", ".")
