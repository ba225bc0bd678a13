"""What the numbers of a French text say: value, unit and hedge, from the words around each.

Numbers are found by `nbpaper.numbers.tokens`. Here those that make one quantity are joined (`neuf médecins sur dix`,
`6,7 millions`, `17 mars 2026`), and what is no quantity gets a reason instead of a value. Where the words do not tell,
value or unit stays empty. The words themselves are data: register/quantities.yaml.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial

from nbpaper.numbers.tokens import Token, even

from ..register.printed import WORDS, Aside, P, by_kind, digits_of, exact, letter, numbers
from ..register.rules import real_date
from .french_units import SCALED, Quantity, before, hedge, hedged, minus, ratio, shared_units, unit_at, written

AFTER = 60  # characters looked at after a number, so that time is linear in the text
OUT_OF = {2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 50, 100, 1000}  # wholes of ratios; `608 sur 1 200` are two counts
PER = {100, 1000, 10_000, 100_000, 1_000_000}  # of rates: `9 pour 100 000 habitants`
WHOLES_OF_ONE = OUT_OF | PER | {25, 30, 40, 60, 200, 500}  # of `un sur …`
SCALES = {1000, 1_000_000, 1_000_000_000}
MARKS = {5, 10, 20, 100}
HALVES = ("demi", "demie", "quart")  # after `et`


def quantities(text: str) -> list[Quantity]:
    """Return the quantities of a paragraph in French, in their order; every number of it is a part of one.

    Examples
    --------
    >>> found = quantities("Près de neuf médecins sur dix ; 81 millions d’euros")
    >>> [(one.value, one.unit, one.qualifier) for one in found]
    [('9/10', 'ratio', 'nearly'), ('81', 'EUR_million', 'exact')]
    """
    flat, place = even(text)
    found = shared_units(list(_TextReader(flat).read()), flat)
    return [_in_place(hedged(one, flat), text, place) for one in found]


def _in_place(one: Quantity, text: str, place) -> Quantity:
    """Return a quantity with the places and the words of the text as given."""
    own = [replace(token, start=place(token.start), end=place(token.end)) for token in one.tokens]
    own = tuple(replace(token, text=text[token.start : token.end]) for token in own)
    return replace(one, tokens=own, start=place(one.start), end=place(one.end))


class _TextReader:
    """Joins the numbers of a text and reads what stands beside them; each rule takes as many numbers as it explains."""

    def __init__(self, text: str):
        self.text, self.numbers = text, numbers(text)
        self.kinds = by_kind(text, self.numbers)

    def read(self) -> Iterator[Quantity]:
        """Yield each quantity."""
        outside, aside = partial(self.aside, P.outside), partial(self.aside, P.aside)
        first = (outside, self.rest, self.date, self.compound, aside, self.named)
        rules = (*first, self.year_alone, self.part, self.out_of, self.amount)
        place, self.last = 0, None
        while place < len(self.numbers):
            found = (rule(place, self.numbers[place]) for rule in rules)
            self.last = next(one for one in found if one)
            yield self.last
            place += len(self.last.tokens)

    def made(self, place: int, many: int = 1, **said) -> Quantity:
        own = tuple(self.numbers[place : place + many])
        return Quantity(own, said.pop("start", own[0].start), said.pop("end", own[-1].end), **said)

    def until(self, place: int, end: int) -> int:
        """Return how many numbers begin before `end`."""
        return sum(one.start < end for one in self.numbers[place : place + 12])

    def before(self, one: Token) -> str:
        return before(self.text, one.start)

    def past_of(self, end: int) -> int:
        """Return where the unit of a dozen or of a fraction begins: `une dizaine de minutes`, `un quart d'heure`."""
        of = P.of.match(self.text, end)
        return of.end() if of and unit_at(self.text, of.end())[0] else end

    def between(self, place: int) -> str:
        """Return what stands between a number and the next."""
        ends = [one.start for one in self.numbers[place + 1 : place + 2]]
        return self.text[self.numbers[place].end : ends[0]] if ends else "|"

    def aside(self, rules: list[Aside], place: int, one: Token) -> Quantity | None:
        """Take what is no quantity by one of the rules, and all numbers that it covers."""
        for rule in rules:
            here = [(rule.text, self.text), (rule.numbers, self.kinds)]
            found = [pattern.match(text, one.start) for pattern, text in here if pattern]
            if all(found) and (not rule.before or rule.before.search(self.before(one))):
                end = max([one.end, *(match.end() for match in found)])
                return self.made(place, self.until(place, end), reason=rule.reason)
        return None

    def named(self, place: int, one: Token) -> Quantity | None:
        scaled = [more.kind for more in self.numbers[place + 1 : place + 2]] == ["scale"]
        return None if scaled or unit_at(self.text, one.end)[0] else self.aside(P.named, place, one)

    def rest(self, place: int, one: Token) -> Quantity | None:
        """Take the rest of what is no quantity: the 774 of `loi n° 2019-774`, the 5 of `pages 4 et 5`."""
        last = self.last
        if not last or last.reason not in ("reference", "name", "address", "note"):
            return None
        gap = self.text[last.end : one.start]
        more = last.reason in ("reference", "note") and P.also.fullmatch(gap) and not P.many.match(self.text, one.end)
        if gap in "-–/.:" or (more and not unit_at(self.text, one.end)[0]):
            return self.made(place, reason=last.reason)
        return None

    def date(self, place: int, one: Token) -> Quantity | None:
        """Read a day or a month."""
        month = P.month_before.search(self.before(one))
        starts = [one.start - len(month[0])] if month else []
        tried = (pattern.match(self.text, start) for start in (*starts, one.start) for pattern in P.dates)
        found = next(filter(None, tried), None)
        if found is None:
            return None
        said = {"day": None, "more": None, "shared": None} | found.groupdict()
        year, month = said["year"] or said["shared"] or self.year(one), said["month"]
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

    def year(self, one: Token) -> str:
        """Return the one year that the sentence of a number names."""
        first, last = P.stop.split(self.before(one))[-1], P.stop.split(self.text[one.end : one.end + AFTER])[0]
        years = {*P.years.findall(f"{first}|{last}")}
        return years.pop() if len(years) == 1 else ""

    def year_alone(self, place: int, one: Token) -> Quantity | None:
        words = self.before(one)
        spelt = one.kind == "word" and 1900 <= one.value < 2100 and P.spelt_year.search(words)
        if not (spelt or P.year.fullmatch(one.text)) or unit_at(self.text, one.end)[0]:
            return None
        counts = P.many.match(self.text, one.end) and not P.year_before.search(words)
        return None if counts else self.made(place, value=str(one.value), unit="date")

    def compound(self, place: int, one: Token) -> Quantity | None:
        """Read numbers that make one: hours with minutes, a half after a number, a dozen of millions."""
        kind, rest = letter(one), self.numbers[place + 1 : place + 3]
        if kind not in "DWFR" or one.value is None or not rest or rest[0].value is None:
            return None
        gap, second = self.between(place), exact(rest[0])
        for rule in P.compounds:
            if rule.numbers.match(self.kinds, one.start) and second < rule.parts:
                return self.made(place, 2, value=written(exact(one) + second / rule.parts), unit=rule.unit)
        half = P.and_a_half.fullmatch(gap)
        if kind in "DW" and half and (rest[0].text in HALVES if gap else rest[0].kind == "sign"):
            whole = 1_000_000 if kind == "W" and one.value % 1_000_000 == 0 < one.value else 1
            value = exact(one) + whole * second
            return self.counted(place, 2, value, one.end if half["unit"] else rest[0].end)
        if rest[0].kind == "scale" and rest[-1].text in HALVES and P.and_a_half.fullmatch(self.between(place + 1)):
            return self.counted(place, 3, (exact(one) + exact(rest[1])) * second, rest[1].end)
        dozens = rest[0].kind == "round" and kind in "DWF"
        if P.so_many.fullmatch(gap) and (dozens or (kind in "FR" and second in SCALES)):
            said = self.counted(place, 2, exact(one) * second, self.past_of(rest[0].end))
            return replace(said, qualifier="about") if dozens or kind == "R" else said
        return None

    def part(self, place: int, one: Token) -> Quantity | None:
        """Read a fraction, a multiple, a round number or a majority."""
        kind, said = letter(one), None
        if kind == "S":
            said = {"value": "1/2", "unit": "ratio", "qualifier": "less_than" if "minor" in one.text else "more_than"}
        elif kind == "M":
            said = {"value": written(Fraction(one.value)), "unit": "times"}
        elif kind == "R":
            return replace(self.counted(place, 1, exact(one), self.past_of(one.end)), qualifier="about")
        elif kind == "Q" and unit_at(self.text, self.past_of(one.end))[0] in ("hours", "days") and one.value < 1:
            return self.fraction(place, one)
        elif kind == "Q":
            mark, _, total = one.text.replace(",", ".").partition("/")
            people = int(total) not in MARKS or P.of_people.match(self.text, one.end)
            people = people or (mark == "1" and not P.score.search(self.before(one)))
            said = {"value": f"{mark}/{total}", "unit": "ratio" if people and mark.isdecimal() else "score"}
            said = said if 0 < int(total) <= 1000 and (one.value or 0) <= 1 else {"reason": "name"}
        elif kind == "F":
            return self.fraction(place, one)
        return self.made(place, **said) if said else None

    def fraction(self, place: int, one: Token) -> Quantity:
        """Read a fraction in words: of people, of time, of points, or a part more of what stands before."""
        one_and = P.one_and.search(self.before(one)) if one.text in HALVES else None
        if unit := unit_at(one_and[0], one_and.end("un") - one_and.start())[0] if one_and else "":
            return self.made(place, value=written(1 + exact(one)), unit=unit, start=one.start - len(one_and[0]))
        if self.between(place) == "-" and self.numbers[place + 1].text == one.text:  # moitié-moitié
            return self.made(place, 2, value=str(one.value), unit="ratio")
        unit, past = unit_at(self.text, self.past_of(one.end))
        if unit in ("hours", "days", "points"):
            return self.changed(self.made(place, value=written(exact(one)), unit=unit), past)
        return self.made(place, value=str(one.value), unit="ratio")

    def out_of(self, place: int, one: Token) -> Quantity | None:
        """Read a ratio or a mark: nine people out of ten, 6.4 out of 10."""
        gap = self.between(place)
        joined, rate = P.ratio.fullmatch(gap), P.rate.fullmatch(gap)
        if not (joined or rate) or one.kind not in ("digits", "word") or one.value is None:
            return None
        whole = self.numbers[place + 1]
        if not self.is_whole(whole, one, gap):
            return None
        if rate:
            return self.made(place, 2, value=ratio(exact(one), whole.value), unit="ratio")
        judged = whole.value in MARKS and one.value != 1 and P.score.search(self.before(one))
        mark = judged or (whole.value == 20 and one.kind == "digits" and one.value > 1)
        people = joined["people"].strip() and not P.stars.fullmatch(joined["people"])
        if people or (isinstance(one.value, int) and not mark and not joined["people"].strip()):
            return self.made(place, 2, value=ratio(exact(one), whole.value), unit="ratio")
        value = f"{written(exact(one), digits_of(one))}/{whole.value}"
        return self.made(place, 2, value=value, unit="score")

    def is_whole(self, whole: Token, one: Token, gap: str) -> bool:
        """Tell whether a number is what another is counted out of: the ten of nine out of ten."""
        people = P.many.match(self.text, whole.end)
        wholes = WHOLES_OF_ONE if one.value == 1 else OUT_OF
        if P.rate.fullmatch(gap):  # un infirmier pour 12 patients, un taux de 1 pour 8
            staff, share = P.staff.match(gap) and people, gap == " pour " and P.share.search(self.before(one))
            wholes = {whole.value} if one.value == 1 and (staff or share) else PER
        if whole.kind not in ("digits", "word") or whole.value not in wholes or one.value > whole.value:
            return False
        if P.study.search(gap) and people:  # une étude sur 20 patients
            return False
        of_unit, unit = unit_at(self.text, whole.end)[0], unit_at(self.text, one.end)[0]
        return of_unit in ("", "minutes") and unit not in ("percent", "EUR", "EUR_million")

    def amount(self, place: int, one: Token) -> Quantity:
        """Read a number with its scale, its unit and its sign."""
        if one.value is None:
            return self.made(place, reason="again" if one.kind == "again" else "name")
        value, digits, many, end = exact(one), digits_of(one), 1, one.end
        scale = self.numbers[place + 1 : place + 2]
        if scale and scale[0].kind == "scale":
            value, digits, many, end = value * scale[0].value, "", 2, scale[0].end
        said, words = self.counted(place, many, value, end, digits), self.before(one)
        if unit_at(self.text, end)[0]:
            return said
        if P.article.fullmatch(one.text) and not P.to_or.match(self.text, one.end):
            return self.made(place, reason="article")
        if P.divided.search(words):
            return replace(said, unit="times", reason="")
        return said if P.noun.match(self.text, end) else self.bare(said, value, end, words)

    def bare(self, said: Quantity, value: Fraction, end: int, words: str) -> Quantity:
        """Read a number that no noun follows: an amount of money, an age, a mark."""
        scaled = value >= 1_000_000 and said.tokens[-1].kind != "digits" and not P.of_what.match(self.text, end)
        if scaled and (value >= 1_000_000_000 or P.money.search(words + self.text[end : end + 24])):
            return replace(said, unit="EUR_million", value=written(value / 1_000_000))
        if value < 120 and P.ages.search(words):
            return replace(said, unit="years")
        if P.mean.match(self.text, end) or P.marked.search(P.sign.sub("", words)):
            return replace(said, value=f"{'-' if minus(words) else ''}{said.value}", unit="score", reason="")
        return said

    def counted(self, place: int, many: int, value: Fraction, end: int, digits: str = "") -> Quantity:
        """Return numbers that make one value, with the unit that stands where they end."""
        unit, past = unit_at(self.text, end)
        if unit == "none":
            return self.made(place, many, reason="unit")
        if unit == "thousandth":
            return self.made(place, many, value=ratio(value, 1000), unit="ratio")
        unit, factor = SCALED.get(unit, (unit, 1))
        if unit == "EUR" and value * factor >= 1_000_000:
            unit, factor = "EUR_million", Fraction(factor) / 1_000_000
        if not unit and (value.denominator == 1 or P.noun.match(self.text, end)):
            unit = "count"
        said = self.made(place, many, value=written(value * factor, digits if factor == 1 else ""), unit=unit,
                         reason="" if unit else "unit")  # fmt: skip
        if unit in ("points", "percent"):
            return self.changed(said, past)
        return replace(said, end=past) if unit == "times" else said

    def changed(self, one: Quantity, past: int) -> Quantity:
        """Give a change its sign, and a change in percent the unit that keeps it from being a share."""
        points, words = one.unit == "points", before(self.text, one.start)
        clause = P.clause.split(words)[-1]
        name, start = hedge(clause)
        lead, falls = clause[:start], minus(words)
        *_, way = [None, *P.ways.finditer(lead)]
        by = P.by.search(lead)
        far = len(re.findall(r"\w+", lead[way.end() :])) if way else 0
        level = P.level.search(lead) or (not points and P.to_level.match(self.text, past))
        level = level or (not (points or by or name) and P.of_what.match(self.text, past))  # perd 9 % de son temps
        if far > (6 if points else 3 if by else 1) or level or (far and not (points or name or by)):
            way = None
        way = P.compared.match(self.text, past) or way
        falls = (way and way["down"]) if falls is None else falls
        if not points and (way or minus(words) is not None):
            one = replace(one, unit="percent_change")
        return replace(one, value=f"-{one.value}") if falls else one
