"""The numbers of a French text as rows name them, and whether a value is what its row says is printed."""

import math
import re
from collections import Counter
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from nbpaper.numbers.tokens import Token, even, lexicon, tokens

from .patterns import P

GROUPS = re.compile(r"[\s.'](?=\d{3}(?!\d))")


def numbers(text: str) -> list[Token]:
    """Return the numbers that a row may claim: no Roman ones, no `en majorité`, but an `autant` that repeats one."""
    found = [
        one
        for one in tokens(text, "fr")
        if one.kind != "roman"
        and not (one.kind == "share" and re.search(r"\ben\s$", text[max(0, one.start - 5) : one.start]))
        and not (one.text.lower() == "sept" and P.september.match(text, max(0, one.start - 3)))
    ]
    again = (Token(one[0], *one.span(), "again", None) for one in P.again.finditer(text))
    return sorted([*found, *again], key=lambda one: one.start)


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
    words, size = printed.split(" | "), value.lstrip("-")
    read = [_read_alone(word) for word in words]
    if None in read:
        return unit == "date" or not any(read)  # a date with slashes; a majority
    if unit == "date":
        return {*read} <= {Fraction(part) for part in value.split("-")}
    part, _, whole = size.partition("/")
    digits = digits_of(tokens(words[0], "fr")[0]) if len(words) == 1 else ""
    if digits and not whole:  # digit for digit: `90` is not `90.0`
        english = re.fullmatch(r"\d{1,3},\d{3}", printed) and size == printed.replace(",", "")
        # 35 k€, 1,2 Md€, `10 à 12 millions de patients`: the scale is a word beside
        scale = {"EUR": 1000, "EUR_million": 1000, "count": 1_000_000}.get(unit)
        return bool(english) or size == digits or bool(scale and Fraction(size) == read[0] * scale)
    if whole and {*read} <= {Fraction(part), Fraction(whole)}:
        return True
    made = {math.prod(read), math.prod(read) / 1_000_000, sum(read)}  # 6,7 millions; trois millions d'euros; un et demi
    if len(read) == 2:  # 2 h 30; deux millions et demi
        made |= {read[0] + read[1] / 60, read[0] + read[1] * 1_000_000}
    if read == [Fraction(1, 2)]:  # une heure et demie
        made.add(Fraction(3, 2))
    right = Fraction(part) / Fraction(whole or 1) if whole != "0" else None
    return right is not None and any(abs(one - right) < Fraction(1, 200) for one in made)


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
