"""What the numbers of a French text say: value, unit and hedge, from the words around each.

Numbers are found by `nbpaper.numbers.tokens`. Here those that make one quantity are joined (`neuf médecins sur dix`,
`6,7 millions`, `17 mars 2026`), and what is no quantity gets a reason instead of a value. Where the words do not tell,
value or unit stays empty. The words themselves are data: quantities.yaml.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from nbpaper.numbers.tokens import Token, even

from .patterns import WORDS, Aside, P, by_kind, letter
from .printed import digits_of, exact, numbers
from .rules import real_date

BEFORE, AFTER = 80, 60  # characters looked at on either side of a number, so that time is linear in the text
MONEY = {"EUR_thousand": ("EUR", 1000), "EUR_million": ("EUR_million", 1), "EUR_billion": ("EUR_million", 1000)}
OUT_OF = {2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 50, 100, 1000}  # wholes of ratios; `608 sur 1 200` are two counts
MARKS = {5, 10, 20, 100}
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


def quantities(text: str) -> list[Quantity]:
    """Return the quantities of a paragraph in French, in their order; every number of it is a part of one.

    Examples
    --------
    >>> found = quantities("Près de neuf médecins sur dix ; 81 millions d’euros")
    >>> [(one.value, one.unit, one.qualifier) for one in found]
    [('9/10', 'ratio', 'nearly'), ('81', 'EUR_million', 'exact')]
    """
    flat, place = even(text)
    found = _shared_units(list(_Reader(flat).read()), flat)
    return [_in_place(_hedged(one, flat), text, place) for one in found]


def _in_place(one: Quantity, text: str, place) -> Quantity:
    """Return a quantity with the places and the words of the text as given."""
    own = [replace(token, start=place(token.start), end=place(token.end)) for token in one.tokens]
    own = tuple(replace(token, text=text[token.start : token.end]) for token in own)
    return replace(one, tokens=own, start=place(one.start), end=place(one.end))


def _written(value: Fraction, digits: str = "") -> str:
    """Return a value as the register writes it: `20.0` keeps its zero, a third of an hour is `0.33`."""
    whole = str(value.numerator) if value.denominator == 1 else f"{float(value):.2f}".rstrip("0")
    return digits or whole


def _unit(text: str, end: int) -> tuple[str, int]:
    """Return the unit that begins at a place, and where it ends."""
    found = P.unit.match(text, end)
    return (found.lastgroup, found.end()) if found else ("", end)


class _Reader:
    """Joins the numbers of a text and reads what stands beside them; each rule takes as many numbers as it explains."""

    def __init__(self, text: str):
        self.text, self.numbers = text, numbers(text)
        self.kinds = by_kind(text, self.numbers)
        years = P.year_of_month.findall(text) or re.findall(r"(?<![\d.,/])(?:19|20)\d\d(?![\d.,/])", text)
        self.year = years[0] if len({*years}) == 1 else ""

    def read(self) -> Iterator[Quantity]:
        """Yield each quantity."""
        outside, aside = partial(self.aside, P.outside), partial(self.aside, P.aside)
        rules = (outside, self.rest, self.date, self.hours, aside, self.named, self.year_alone, self.part, self.out_of)
        place, self.last = 0, None
        while place < len(self.numbers):
            found = (rule(place, self.numbers[place]) for rule in (*rules, self.amount))
            self.last = next(one for one in found if one)
            yield self.last
            place += len(self.last.tokens)

    def made(self, place: int, many: int = 1, **said) -> Quantity:
        own = tuple(self.numbers[place : place + many])
        return Quantity(own, said.pop("start", own[0].start), said.pop("end", own[-1].end), **said)

    def until(self, place: int, end: int) -> int:
        """Return how many numbers begin before `end`."""
        return sum(one.start < end for one in self.numbers[place : place + 12])

    def before(self, place: int) -> str:
        return self.text[max(0, place - BEFORE) : place]

    def between(self, place: int) -> str:
        """Return what stands between a number and the next."""
        ends = [one.start for one in self.numbers[place + 1 : place + 2]]
        return self.text[self.numbers[place].end : ends[0]] if ends else "|"

    def aside(self, rules: list[Aside], place: int, one: Token) -> Quantity | None:
        """Take what is no quantity by one of the rules, and all numbers that it covers."""
        for rule in rules:
            here = [(rule.text, self.text), (rule.numbers, self.kinds)]
            found = [pattern.match(text, one.start) for pattern, text in here if pattern]
            if all(found) and (not rule.before or rule.before.search(self.before(one.start))):
                end = max([one.end, *(match.end() for match in found)])
                return self.made(place, self.until(place, end), reason=rule.reason)
        return None

    def named(self, place: int, one: Token) -> Quantity | None:
        return None if _unit(self.text, one.end)[0] else self.aside(P.named, place, one)

    def rest(self, place: int, one: Token) -> Quantity | None:
        """Take the rest of a number that is none of a quantity: the 774 of `loi n° 2019-774`."""
        last = self.last
        if last and last.reason in ("reference", "name", "address") and self.text[last.end : one.start] in "-–/.:":
            return self.made(place, reason=last.reason)
        return None

    def date(self, place: int, one: Token) -> Quantity | None:
        """Read a day or a month."""
        month = P.month_before.search(self.before(one.start))
        starts = [one.start - len(month[0])] if month else []
        tried = (pattern.match(self.text, start) for start in (*starts, one.start) for pattern in P.dates)
        found = next(filter(None, tried), None)
        if found is None:
            return None
        said = {"day": None, "more": None, "shared": None} | found.groupdict()
        year, month = said["year"] or said["shared"] or self.year, said["month"]
        if not month.isdecimal():
            month = next(number for number, name in enumerate(WORDS["months"], 1) if month.lower().startswith(name))
        parts = ["20" * (len(year) == 2) + year, f"{int(month):02}", f"{int(said['day'] or 0):02}"]
        value = "-".join(parts if said["day"] else parts[:2]) if year else ""
        value = value if real_date(value) else ""
        end = one.end if said["more"] else max(found.end(name) for name in ("day", "month", "year") if said[name])
        return self.made(
            place, self.until(place, end), start=found.start(), end=end, value=value, unit="date",
            reason="" if value else "date",
        )  # fmt: skip

    def year_alone(self, place: int, one: Token) -> Quantity | None:
        if not P.year.fullmatch(one.text) or _unit(self.text, one.end)[0]:
            return None
        counts = P.many.match(self.text[one.end :][:AFTER]) and not P.year_before.search(self.before(one.start))
        return None if counts else self.made(place, value=one.text, unit="date")

    def hours(self, place: int, one: Token) -> Quantity | None:
        """Read hours with minutes, and a half after a number."""
        gap, after = self.between(place), (*self.numbers[place + 1 : place + 2],)
        if one.kind not in ("digits", "word") or one.value is None or not after:
            return None
        (rest,) = after
        if P.hours.fullmatch(gap) and isinstance(rest.value, int) and rest.value < 60:
            if _unit(self.text, rest.end)[0] in ("", "minutes"):
                return self.made(place, 2, value=_written(exact(one) + Fraction(rest.value, 60)), unit="hours")
        elif (half := P.and_a_half.fullmatch(gap)) and rest.text.startswith("demi"):
            whole = 1_000_000 if one.kind == "word" and one.value % 1_000_000 == 0 < one.value else 1
            unit, _ = _unit(self.text, one.end if half["unit"] else rest.end)
            value = _written(exact(one) + Fraction(whole, 2))
            return self.money(self.made(place, 2, value=value, unit=unit or "count"))
        return None

    def part(self, place: int, one: Token) -> Quantity | None:
        """Read a fraction, a multiple, a round number or a majority."""
        after, kind, said = self.text[one.end :][:AFTER], letter(one), None
        if kind == "S":
            said = {"value": "1/2", "unit": "ratio", "qualifier": "less_than" if "minor" in one.text else "more_than"}
        elif kind == "M":
            said = {"value": _written(Fraction(one.value)), "unit": "times"}
        elif kind == "R":
            of = re.match(r"\s(?:de\s|d')", after)
            unit = _unit(self.text, one.end + of.end())[0] if of else ""
            said = {"value": str(one.value), "unit": unit or "count", "qualifier": "about"}
        elif kind == "Q":
            mark, _, total = one.text.replace(",", ".").partition("/")
            people = re.match(r"\s(?:des?|du|d')(?!\w)", after) or int(total) not in MARKS
            said = {"value": f"{mark}/{total}", "unit": "ratio" if people and mark.isdecimal() else "score"}
            said = said if 0 < int(total) <= 1000 else {"reason": "name"}
        elif kind == "F":
            said = self.fraction(place, one, after)
        return self.made(place, **said) if said else None

    def fraction(self, place: int, one: Token, after: str) -> dict[str, str]:
        """Return what a fraction in words says: of people, of time, of millions, or half more of what stands before."""
        half = P.one_and.search(self.before(one.start)) if one.text.startswith("demi") else None
        unit = _unit(half[0], half.end("un") - half.start())[0] if half else ""
        time = re.match(r"(?:\s*d'|-)(heure|journée)", after)
        if unit:
            return {"value": "1.5", "unit": unit, "start": one.start - len(half[0])}
        if self.between(place) == "-" and (scale := self.numbers[place + 1]).value in (1_000_000, 1_000_000_000):
            return {"many": 2, "value": _written(one.value * Fraction(scale.value)), "unit": "count"}
        if time:
            return {"value": _written(one.value), "unit": {"heure": "hours", "journée": "days"}[time[1]]}
        return {"value": str(one.value), "unit": "ratio"}

    def out_of(self, place: int, one: Token) -> Quantity | None:
        """Read a ratio or a mark: nine people out of ten, 6.4 out of 10."""
        joined = P.ratio.fullmatch(self.between(place))
        if not joined or one.kind not in ("digits", "word") or one.value is None:
            return None
        whole = self.numbers[place + 1]
        if whole.kind not in ("digits", "word") or whole.value not in OUT_OF or one.value > whole.value:
            return None
        of_unit, unit = _unit(self.text, whole.end)[0], _unit(self.text, one.end)[0]
        if of_unit not in ("", "minutes") or unit in ("percent", "EUR", "EUR_million"):
            return None
        judged = whole.value in MARKS and P.score.search(self.before(one.start))
        mark = judged or (whole.value == 20 and one.kind == "digits")
        counted = isinstance(one.value, int) and (joined["people"].strip() or not mark)
        points = re.fullmatch(r"\s(?:points?|pts?|étoiles?)", joined["people"])
        value = f"{_written(exact(one), digits_of(one))}/{whole.value}"
        return self.made(place, 2, value=value, unit="ratio" if counted and not points else "score")

    def amount(self, place: int, one: Token) -> Quantity:
        """Read a number with its scale, its unit and its sign."""
        if one.value is None:
            return self.made(place, reason="again" if one.kind == "again" else "name")
        value, digits, many, end = exact(one), digits_of(one), 1, one.end
        scale = self.numbers[place + 1 : place + 2]
        if scale and scale[0].kind == "scale":
            value, digits, many, end = value * scale[0].value, "", 2, scale[0].end
        unit, past = _unit(self.text, end)
        unit, factor = MONEY.get(unit, (unit, 1))
        said = self.made(place, many, end=past if unit == "times" else end, unit=unit,
                         value=_written(value * factor, digits if factor == 1 else ""))  # fmt: skip
        if unit == "none":
            return replace(said, unit="", reason="unit")
        if not unit and P.divided.search(self.before(one.start)):
            return replace(said, unit="times")
        if not unit:
            whole = value.denominator == 1
            return replace(said, unit="count" if whole else "", reason="" if whole else "unit")
        return self.changed(self.money(said), past) if unit in ("points", "percent") else self.money(said)

    def money(self, one: Quantity) -> Quantity:
        if one.unit == "EUR" and one.value.isdecimal() and int(one.value) >= 1_000_000:
            return replace(one, unit="EUR_million", value=_written(Fraction(int(one.value), 1_000_000)))
        return one

    def changed(self, one: Quantity, past: int) -> Quantity:
        """Give a change its sign, and a change in percent the unit that keeps it from being a share."""
        points, before, sign = one.unit == "points", self.before(one.start), P.sign.search(self.before(one.start))
        clause = re.split(r"[.;:!?(,]\s", before)[-1]
        hedge = next((found for _, pattern in P.hedges_before if (found := pattern.search(clause))), None)
        lead = clause[: hedge.start()] if hedge else clause
        *_, way = [None, *P.ways.finditer(lead)]
        if way and len(re.findall(r"\w+", lead[way.end() :])) > (6 if points else 1):
            way = None
        if points:
            way = P.ways.match(self.text[past : past + 20].strip()) or way
        elif not (hedge or re.search(r"(?:de|d')\s*$", clause)) or re.match(r"\s*à\s\d", self.text[past : past + 8]):
            way = None
        minus = sign[0].strip() != "+" if sign else way and way["down"]
        if not points and (sign or way):
            one = replace(one, unit="percent_change")
        return replace(one, value=f"-{one.value}") if minus else one


def _shared_units(found: list[Quantity], text: str) -> list[Quantity]:
    """Give the first numbers of a range or a list the unit and the scale of the last: `50 à 60 %`, `46, 38 et 12 %`."""
    shared = False
    for place in range(len(found) - 2, -1, -1):
        one, last = found[place], found[place + 1]
        gap, scaled = text[one.end : last.start], last.tokens[-1].kind == "scale"
        joined = P.range.fullmatch(gap) or (shared and re.fullmatch(r",\s", gap))
        alone = one.unit in ("count", "") and one.reason in ("", "unit") and len(one.tokens) == 1 and one.value
        shared = bool(joined and alone and (last.unit in MEASURED or (scaled and float(one.value) < 1000)))
        if shared and last.unit == "percent" and float(one.value) > 100:
            shared = False
        if shared:
            value = one.value
            if "/" in last.value:
                value = f"{value}/{last.value.partition('/')[2]}"
            elif last.value.strip("-") != digits_of(last.tokens[0]) and (scaled or len(last.tokens) == 1):
                value = _written(Fraction(value) * Fraction(last.value) / exact(last.tokens[0]))
            found[place] = replace(one, value=value, unit=last.unit, reason="")
    last = None  # 41 %, contre 22 en 2025; cinq heures, et voudraient en récupérer deux
    for place, one in enumerate(found):
        scaled, gap = one.tokens[-1].kind == "scale", text[last.end : one.start] if last else ""
        alone = one.unit == "count" and len(one.tokens) == 1 + scaled and not P.noun.match(text, one.end)
        if alone and P.elliptic.search(gap) and scaled <= (last.unit == "EUR_million"):
            *_, way = [None, *P.ways.finditer(gap)]
            value = _written(Fraction(one.value) / 1_000_000) if scaled else one.value
            falls = last.unit == "points" and way and way["down"]
            found[place] = replace(one, unit=last.unit, value=f"-{value}" if falls else value)
        elif one.unit not in ("", "date", "ratio", "score"):
            last = one if one.unit in MEASURED else None
    return found


def _hedged(one: Quantity, text: str) -> Quantity:
    """Return a quantity with its hedge."""
    if not one.value or one.unit == "date" or one.tokens[0].kind == "share":
        return one
    before = P.sign.sub("", text[max(0, one.start - BEFORE) : one.start])
    ends = (one.end, _unit(text, one.end)[1])
    name = next((name for name, pattern in P.hedges_before if pattern.search(before)), "")
    name = name or next((name for end in ends for name, pattern in P.hedges_after if pattern.match(text, end)), "")
    return replace(one, qualifier=name or one.qualifier)
