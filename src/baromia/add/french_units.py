"""What a quantity is: its unit, its hedge, and what it shares with the numbers beside it."""

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from nbpaper.numbers.tokens import Token

from ..register.printed import WORDS, P, digits_of, exact, letter

BEFORE = 80  # characters looked at before a number, so that time is linear in the text
SCALED = {  # units of a text that are so many of a unit of the register
    "EUR_cent": ("EUR", Fraction(1, 100)),
    "EUR_thousand": ("EUR", 1000),
    "EUR_billion": ("EUR_million", 1000),
    "million": ("count", 1_000_000),
    "billion": ("count", 1_000_000_000),
}
TIMES = ("minutes", "hours", "days", "weeks", "months", "years")
MEASURED = {*WORDS["units"], "ratio", "score", "percent_change"} - {"none"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity of a text, or what is none and why.

    Attributes
    ----------
    tokens : tuple of Token
        The numbers that make it, with their places in the text.
    start, end : int
        Its place, from the first of its numbers to the last, scale and month included.
    value, unit, qualifier : str
        As in figures.csv; value or unit empty where it is no quantity or the words do not tell.
    reason : str
        A key of `REASONS` then, otherwise empty.
    """

    tokens: tuple[Token, ...]
    start: int
    end: int
    value: str = ""
    unit: str = ""
    qualifier: str = "exact"
    reason: str = ""


def before(text: str, place: int) -> str:
    """Return the words before a place."""
    return text[max(0, place - BEFORE) : place]


def written(value: Fraction, digits: str = "") -> str:
    """Return a value as the register writes it: `20.0` keeps its zero, a third of an hour is `0.33`."""
    whole = str(value.numerator) if value.denominator == 1 else f"{float(value):.2f}".rstrip("0")
    return digits or whole


def ratio(part: Fraction, whole: int) -> str:
    """Return a ratio of whole numbers: 2.4 in a thousand is `12/5000`."""
    return f"{part.numerator}/{whole * part.denominator}"


def unit_at(text: str, place: int) -> tuple[str, int]:
    """Return the unit that begins at a place, and where it ends."""
    found = P.unit.match(text, place)
    return (found.lastgroup, found.end()) if found else ("", place)


def minus(words: str) -> bool | None:
    """Tell whether words end with a minus; None where they end with no sign."""
    sign = P.sign.search(words)
    return sign[0].strip() != "+" if sign else None


# -- hedges


def hedge(words: str) -> tuple[str, int]:
    """Return the hedge with which words end, and where it begins; nothing and their end where there is none."""
    hedges = ((name, pattern.search(words)) for name, pattern in P.hedges_before)
    return next(((name, found.start()) for name, found in hedges if found), ("", len(words)))


def hedge_after(text: str, place: int) -> str:
    """Return the hedge that begins at a place."""
    return next((name for name, pattern in P.hedges_after if pattern.match(text, place)), "")


def hedged(one: Quantity, text: str) -> Quantity:
    """Return a quantity with its hedge."""
    if not one.value or one.unit == "date" or one.tokens[0].kind == "share":
        return one
    words = P.sign.sub("", before(text, one.start))
    name = "" if one.unit == "count" and P.place.search(words) else hedge(words)[0]
    name = name or hedge_after(text, one.end) or hedge_after(text, unit_at(text, one.end)[1])
    return replace(one, qualifier=name or one.qualifier)


# -- units of the numbers beside


def shared_units(found: list[Quantity], text: str) -> list[Quantity]:
    """Return quantities with the units that they share: `50 à 60 %`, `46, 38 et 12 %`, `41 %, contre 22 en 2025`."""
    return _of_the_one_before(_of_the_next(found, text), text)


def _bare(one: Quantity) -> bool:
    """Tell whether a quantity is a number without unit, or with a scale only."""
    alone = len(one.tokens) == 1 + (one.tokens[-1].kind == "scale")
    return bool(alone and one.value and one.unit in ("count", "") and one.reason in ("", "unit"))


def _of_the_next(found: list[Quantity], text: str) -> list[Quantity]:
    """Give the first numbers of a range or a list the unit and the scale of the last."""
    found, shared = [*found], False
    for place in range(len(found) - 2, -1, -1):
        one, last = found[place], found[place + 1]
        gap, scaled = text[one.end : last.start], last.tokens[-1].kind == "scale"
        joined = P.range.fullmatch(gap) or (shared and re.fullmatch(r",\s", gap))
        mark = one.unit == last.unit == "score" and "/" in last.value  # un indice qui passe de 48 à 61 sur 100
        shared = joined and len(one.tokens) == 1 and (_bare(one) or mark)
        if shared and last.reason == "unit" and not last.value:  # entre 2 et 8 °C
            found[place] = replace(one, value="", unit="", reason="unit")
        shared = shared and (last.unit in MEASURED or (scaled and float(one.value) < 1000))
        shared = shared and not (last.unit == "percent" and float(one.value) > 100)
        if shared:
            falls = minus(before(text, one.start))
            falls = last.value.startswith("-") if falls is None else falls
            found[place] = _lent(one, last, falls and last.unit in ("points", "percent_change"))
    return found


def _of_the_one_before(found: list[Quantity], text: str) -> list[Quantity]:
    """Give a number without unit that of the quantity before: `cinq heures, et voudraient en récupérer deux`."""
    found, last, mark, money = [*found], None, None, None
    for place, one in enumerate(found):
        words = before(text, one.start)
        if one.tokens[-1].kind == "scale":  # 64 millions d'euros sur quatre ans, dont 18,5 millions la première année
            last = money or last
        bare = _bare(one) and not P.noun.match(text, one.end)
        gap = text[max(last.end, one.start - BEFORE) : one.start] if last else ""
        if bare and mark and _is_mark(one, mark, text[found[place - 1].end : one.start]):
            found[place] = one = last = _lent(one, mark, mark.unit == "score" and minus(words))
        elif bare and last and _goes_on(one, last, gap, text):
            *_, way = [None, *P.ways.finditer(gap)]
            found[place] = one = last = _lent(one, last, last.unit == "points" and way and way["down"])
        elif P.interval.search(words) or (one.unit in TIMES and last and P.meanwhile.search(words)):
            continue  # 77 % (IC 95 % : 70–84); 45 % chez les plus de 65 ans, contre 30
        elif one.unit not in ("", "date", "ratio", "score"):
            last = one if one.unit in MEASURED - {"times"} else None
        money = one if one.unit == "EUR_million" else money
        if one.reason == "scale":
            mark = replace(one, unit="score", value=f"0/{one.tokens[-1].value}")
        elif one.unit in ("ratio", "score") and letter(one.tokens[0]) not in "FS":
            mark = one
    return found


def _is_mark(one: Quantity, mark: Quantity, gap: str) -> bool:
    """Tell whether a number without unit is a mark like one above it: `6,4 sur 10, contre 5,8 chez les cadres`."""
    near = gap and (P.against.search(gap) or P.range.fullmatch(gap))
    fits = float(one.value) <= float(mark.value.partition("/")[2] or "inf")
    return fits and bool(near or (not one.unit and (mark.unit == "score" or mark.tokens[-1].value >= 1000)))


def _goes_on(one: Quantity, last: Quantity, gap: str, text: str) -> bool:
    """Tell whether a number without unit has that of the quantity before."""
    if last.unit == "percent" and float(one.value) > 100:
        return False
    name, start = hedge(gap)
    aside = gap[:start].endswith(", ") and (name or hedge_after(text, one.end))  # dix minutes, quinze au maximum
    beside = last.unit != "percent" and re.fullmatch(r"[^,;.:()]*, ", gap) and P.where.match(text, one.end)
    if beside and one.tokens[-1].kind != "scale" and not P.meanwhile.search(before(text, last.start)):
        return True
    near = P.range.fullmatch(gap) or (gap.strip() == ";" and not one.unit) or P.nearness.match(text, one.end)
    said = bool(P.elliptic.search(gap[:start]) or aside or near)
    if one.tokens[-1].kind == "scale":  # 12 millions d'euros; on parle plutôt de 15 millions
        return last.unit == "EUR_million" and not P.of_what.match(text, one.end)
    return said


def _lent(one: Quantity, last: Quantity, falls: object = False) -> Quantity:
    """Return a quantity with the unit, the total and the scale of another."""
    first, scale, own = last.tokens[0], last.tokens[-1].kind == "scale", one.tokens[-1].kind == "scale"
    value, total = one.value, last.value.partition("/")[2]
    if total and last.unit == "ratio":
        value = ratio(Fraction(value), int(last.tokens[-1].value))
    elif total:
        value = f"{value}/{total}"
    elif own:
        value = written(Fraction(value) / 1_000_000)
    elif last.unit == "EUR_million" and Fraction(value) >= 10_000:
        return replace(one, unit="EUR", reason="")
    elif last.value.strip("-") != digits_of(first) and (scale or len(last.tokens) == 1):
        value = written(Fraction(value) * abs(Fraction(last.value)) / exact(first))
    return replace(one, value=f"{'-' if falls else ''}{value}", unit=last.unit, reason="")
