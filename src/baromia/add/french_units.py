"""Quantities of a French text: their unit, their hedge, and what they share with the numbers beside them."""

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
    """A quantity of a text, or a number that is no quantity, with the reason.

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
    match = P.unit.match(text, place)
    return (match.lastgroup, match.end()) if match else ("", place)


def minus(words: str) -> bool | None:
    """Return whether words end with a minus; None where they end with no sign."""
    sign = P.sign.search(words)
    return sign[0].strip() != "+" if sign else None


# -- hedges


def hedge(words: str) -> tuple[str, int]:
    """Return the hedge that words end with, and where it begins; an empty text and their end if there is none."""
    hedges = ((name, pattern.search(words)) for name, pattern in P.hedges_before)
    return next(((name, match.start()) for name, match in hedges if match), ("", len(words)))


def hedge_after(text: str, place: int) -> str:
    """Return the hedge that begins at a place."""
    return next((name for name, pattern in P.hedges_after if pattern.match(text, place)), "")


def hedged(quantity: Quantity, text: str) -> Quantity:
    """Return a quantity with its hedge."""
    if not quantity.value or quantity.unit == "date" or quantity.tokens[0].kind == "share":
        return quantity
    words = P.sign.sub("", before(text, quantity.start))
    qualifier = "" if quantity.unit == "count" and P.place.search(words) else hedge(words)[0]
    qualifier = qualifier or hedge_after(text, quantity.end) or hedge_after(text, unit_at(text, quantity.end)[1])
    return replace(quantity, qualifier=qualifier or quantity.qualifier)


# -- units of the numbers beside


def shared_units(quantities: list[Quantity], text: str) -> list[Quantity]:
    """Return quantities with the units that they share: `50 à 60 %`, `46, 38 et 12 %`, `41 %, contre 22 en 2025`."""
    return _with_units_before(_with_units_after(quantities, text), text)


def _bare(quantity: Quantity) -> bool:
    """Tell whether a quantity is a number without unit, or with a scale only."""
    single = len(quantity.tokens) == 1 + (quantity.tokens[-1].kind == "scale")
    return bool(single and quantity.value and quantity.unit in ("count", "") and quantity.reason in ("", "unit"))


def _with_units_after(quantities: list[Quantity], text: str) -> list[Quantity]:
    """Return quantities, the first ones of a range or a list with the unit and the scale of the last."""
    quantities, shared = [*quantities], False
    for index in range(len(quantities) - 2, -1, -1):
        quantity, following = quantities[index], quantities[index + 1]
        gap, scaled = text[quantity.end : following.start], following.tokens[-1].kind == "scale"
        joined = P.range.fullmatch(gap) or (shared and re.fullmatch(r",\s", gap))
        # un indice qui passe de 48 à 61 sur 100
        mark = quantity.unit == following.unit == "score" and "/" in following.value
        shared = joined and len(quantity.tokens) == 1 and (_bare(quantity) or mark)
        if shared and following.reason == "unit" and not following.value:  # entre 2 et 8 °C
            quantities[index] = replace(quantity, value="", unit="", reason="unit")
        shared = shared and (following.unit in MEASURED or (scaled and float(quantity.value) < 1000))
        shared = shared and not (following.unit == "percent" and float(quantity.value) > 100)
        if shared:
            falls = minus(before(text, quantity.start))
            falls = following.value.startswith("-") if falls is None else falls
            falls = falls and following.unit in ("points", "percent_change")
            quantities[index] = _with_unit_of(following, quantity, falls)
    return quantities


def _with_units_before(quantities: list[Quantity], text: str) -> list[Quantity]:
    """Return quantities, those without unit with that of one before: `cinq heures, et voudraient en récupérer deux`."""
    quantities, last, mark, money = [*quantities], None, None, None
    for index, quantity in enumerate(quantities):
        words = before(text, quantity.start)
        if quantity.tokens[-1].kind == "scale":
            last = money or last  # 64 millions d'euros sur quatre ans, dont 18,5 millions la première année
        bare = _bare(quantity) and not P.noun.match(text, quantity.end)
        gap = text[max(last.end, quantity.start - BEFORE) : quantity.start] if last else ""
        if bare and mark and _is_mark(quantity, mark, text[quantities[index - 1].end : quantity.start]):
            quantities[index] = quantity = last = _with_unit_of(mark, quantity, mark.unit == "score" and minus(words))
        elif bare and last and _has_unit_of(last, quantity, gap, text):
            *_, direction = [None, *P.ways.finditer(gap)]
            falls = last.unit == "points" and direction and direction["down"]
            quantities[index] = quantity = last = _with_unit_of(last, quantity, falls)
        elif P.interval.search(words) or (quantity.unit in TIMES and last and P.meanwhile.search(words)):
            continue  # 77 % (IC 95 % : 70–84); 45 % chez les plus de 65 ans, contre 30
        elif quantity.unit not in ("", "date", "ratio", "score"):
            last = quantity if quantity.unit in MEASURED - {"times"} else None
        money = quantity if quantity.unit == "EUR_million" else money
        if quantity.reason == "scale":
            mark = replace(quantity, unit="score", value=f"0/{quantity.tokens[-1].value}")
        elif quantity.unit in ("ratio", "score") and letter(quantity.tokens[0]) not in "FS":
            mark = quantity
    return quantities


def _is_mark(quantity: Quantity, mark: Quantity, gap: str) -> bool:
    """Tell whether a number without unit is a mark like one above it: `6,4 sur 10, contre 5,8 chez les cadres`."""
    near = gap and (P.against.search(gap) or P.range.fullmatch(gap))
    fits = float(quantity.value) <= float(mark.value.partition("/")[2] or "inf")
    return fits and bool(near or (not quantity.unit and (mark.unit == "score" or mark.tokens[-1].value >= 1000)))


def _has_unit_of(last: Quantity, quantity: Quantity, gap: str, text: str) -> bool:
    """Tell whether a number without unit has that of the quantity before."""
    if last.unit == "percent" and float(quantity.value) > 100:
        return False
    qualifier, start = hedge(gap)
    qualifier = qualifier or hedge_after(text, quantity.end)  # dix minutes, quinze au maximum
    beside = last.unit != "percent" and re.fullmatch(r"[^,;.:()]*, ", gap) and P.where.match(text, quantity.end)
    if beside and quantity.tokens[-1].kind != "scale" and not P.meanwhile.search(before(text, last.start)):
        return True
    near = P.range.fullmatch(gap) or (gap.strip() == ";" and not quantity.unit) or P.nearness.match(text, quantity.end)
    if quantity.tokens[-1].kind == "scale":  # 12 millions d'euros; on parle plutôt de 15 millions
        return last.unit == "EUR_million" and not P.of_what.match(text, quantity.end)
    return bool(P.elliptic.search(gap[:start]) or near or (qualifier and gap[:start].endswith(", ")))


def _with_unit_of(model: Quantity, quantity: Quantity, negative: object = False) -> Quantity:
    """Return a quantity with the unit, the total and the scale of another."""
    value, total = quantity.value, model.value.partition("/")[2]
    first, last = model.tokens[0], model.tokens[-1]
    if total and model.unit == "ratio":
        value = ratio(Fraction(value), int(last.value))
    elif total:
        value = f"{value}/{total}"
    elif quantity.tokens[-1].kind == "scale":
        value = written(Fraction(value) / 1_000_000)
    elif model.unit == "EUR_million" and Fraction(value) >= 10_000:
        return replace(quantity, unit="EUR", reason="")
    elif model.value.strip("-") != digits_of(first) and (last.kind == "scale" or len(model.tokens) == 1):
        value = written(Fraction(value) * abs(Fraction(model.value)) / exact(first))
    return replace(quantity, value=f"{'-' if negative else ''}{value}", unit=model.unit, reason="")
