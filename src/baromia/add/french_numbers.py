"""Read the quantities of a French text: value, unit and hedge of its numbers, from the words around each.

Numbers are found by `nbpaper.numbers.tokens`. Here those that make one quantity are joined (`neuf médecins sur dix`,
`6,7 millions`, `17 mars 2026`), and what is no quantity gets a reason instead of a value. Where the words do not tell,
value or unit stays empty. The words themselves are data: register/quantities.yaml.
"""

import re
from collections.abc import Callable, Iterator
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
    >>> read = quantities("Près de neuf médecins sur dix ; 81 millions d’euros")
    >>> [(quantity.value, quantity.unit, quantity.qualifier) for quantity in read]
    [('9/10', 'ratio', 'nearly'), ('81', 'EUR_million', 'exact')]
    """
    flat, original_place = even(text)
    read = shared_units(list(_TextReader(flat).read()), flat)
    return [_in_original(hedged(quantity, flat), text, original_place) for quantity in read]


def _in_original(quantity: Quantity, text: str, place: Callable[[int], int]) -> Quantity:
    """Return a quantity of the even text with its places and words in the original text."""
    tokens = [replace(token, start=place(token.start), end=place(token.end)) for token in quantity.tokens]
    tokens = tuple(replace(token, text=text[token.start : token.end]) for token in tokens)
    return replace(quantity, tokens=tokens, start=place(quantity.start), end=place(quantity.end))


class _TextReader:
    """Reads the quantities of a text by rules, which take a number and its index and return a quantity or None."""

    def __init__(self, text: str):
        self.text, self.numbers = text, numbers(text)
        self.kinds = by_kind(text, self.numbers)

    def read(self) -> Iterator[Quantity]:
        """Yield each quantity."""
        outside, aside = partial(self.aside, P.outside), partial(self.aside, P.aside)
        not_quantities = (outside, self.rest, self.date, self.compound, aside, self.named)
        rules = (*not_quantities, self.year_alone, self.part, self.out_of, self.amount)
        index, self.last = 0, None
        while index < len(self.numbers):
            self.last = next(filter(None, (rule(index, self.numbers[index]) for rule in rules)))
            yield self.last
            index += len(self.last.tokens)

    def quantity(self, index: int, count: int = 1, **fields) -> Quantity:
        """Return the quantity of `count` numbers; it begins and ends with them where `fields` do not say otherwise."""
        tokens = tuple(self.numbers[index : index + count])
        return Quantity(tokens, **{"start": tokens[0].start, "end": tokens[-1].end} | fields)

    def count_until(self, index: int, end: int) -> int:
        """Return how many numbers, from that of `index` on, begin before `end`."""
        return sum(token.start < end for token in self.numbers[index : index + 12])

    def before(self, token: Token) -> str:
        return before(self.text, token.start)

    def past_of(self, end: int) -> int:
        """Return where the unit of a dozen or of a fraction begins: `une dizaine de minutes`, `un quart d'heure`."""
        of = P.of.match(self.text, end)
        return of.end() if of and unit_at(self.text, of.end())[0] else end

    def between(self, index: int) -> str:
        """Return what stands between a number and the next."""
        ends = [token.start for token in self.numbers[index + 1 : index + 2]]
        return self.text[self.numbers[index].end : ends[0]] if ends else "|"

    def aside(self, rules: list[Aside], index: int, token: Token) -> Quantity | None:
        """Return what one of the rules says is no quantity, with all numbers that the rule covers."""
        for rule in rules:
            patterns = [(rule.text, self.text), (rule.numbers, self.kinds)]
            matches = [pattern.match(text, token.start) for pattern, text in patterns if pattern]
            if all(matches) and (not rule.before or rule.before.search(self.before(token))):
                end = max([token.end, *(match.end() for match in matches)])
                return self.quantity(index, self.count_until(index, end), reason=rule.reason)
        return None

    def named(self, index: int, token: Token) -> Quantity | None:
        scaled = [number.kind for number in self.numbers[index + 1 : index + 2]] == ["scale"]
        return None if scaled or unit_at(self.text, token.end)[0] else self.aside(P.named, index, token)

    def rest(self, index: int, token: Token) -> Quantity | None:
        """Return the rest of what is no quantity: the 774 of `loi n° 2019-774`, the 5 of `pages 4 et 5`."""
        last = self.last
        if not last or last.reason not in ("reference", "name", "address", "note"):
            return None
        gap = self.text[last.end : token.start]
        joined = last.reason in ("reference", "note") and P.also.fullmatch(gap)
        joined = joined and not (P.many.match(self.text, token.end) or unit_at(self.text, token.end)[0])
        if gap in "-–/.:" or joined:
            return self.quantity(index, reason=last.reason)
        return None

    def date(self, index: int, token: Token) -> Quantity | None:
        """Return a day or a month."""
        month = P.month_before.search(self.before(token))
        starts = [token.start - len(month[0])] if month else []
        tried = (pattern.match(self.text, start) for start in (*starts, token.start) for pattern in P.dates)
        match = next(filter(None, tried), None)
        if match is None:
            return None
        groups = {"day": None, "more": None, "shared": None} | match.groupdict()
        year, month = groups["year"] or groups["shared"] or self.year(token), groups["month"]
        if not month.isdecimal():
            month = next(number for number, name in enumerate(WORDS["months"], 1) if month.lower().startswith(name))
        parts = ["20" * (len(year) == 2) + year, f"{int(month):02}", f"{int(groups['day'] or 0):02}"]
        value = "-".join(parts if groups["day"] else parts[:2]) if year else ""
        value = value if real_date(value) else ""
        end = token.end if groups["more"] else max(match.end(name) for name in ("day", "month", "year") if groups[name])
        count, reason = self.count_until(index, end), "" if value else "date"
        return self.quantity(index, count, start=match.start(), end=end, value=value, unit="date", reason=reason)

    def year(self, token: Token) -> str:
        """Return the one year that the sentence of a number names."""
        before, after = self.before(token), self.text[token.end : token.end + AFTER]
        years = {*P.years.findall(f"{P.stop.split(before)[-1]}|{P.stop.split(after)[0]}")}
        return years.pop() if len(years) == 1 else ""

    def year_alone(self, index: int, token: Token) -> Quantity | None:
        words = self.before(token)
        spelt = token.kind == "word" and 1900 <= token.value < 2100 and P.spelt_year.search(words)
        if not (spelt or P.year.fullmatch(token.text)) or unit_at(self.text, token.end)[0]:
            return None
        counts = P.many.match(self.text, token.end) and not P.year_before.search(words)
        return None if counts else self.quantity(index, value=str(token.value), unit="date")

    def compound(self, index: int, token: Token) -> Quantity | None:
        """Return numbers that make one: hours with minutes, a half after a number, a dozen of millions."""
        kind, rest = letter(token), self.numbers[index + 1 : index + 3]
        if kind not in "DWFR" or token.value is None or not rest or rest[0].value is None:
            return None
        gap, second = self.between(index), exact(rest[0])
        for rule in P.compounds:
            if rule.numbers.match(self.kinds, token.start) and second < rule.parts:
                return self.quantity(index, 2, value=written(exact(token) + second / rule.parts), unit=rule.unit)
        half = P.and_a_half.fullmatch(gap)
        if kind in "DW" and half and (rest[0].text in HALVES if gap else rest[0].kind == "sign"):
            whole = 1_000_000 if kind == "W" and token.value % 1_000_000 == 0 < token.value else 1
            value = exact(token) + whole * second
            return self.counted(index, 2, value, token.end if half["unit"] else rest[0].end)
        if rest[0].kind == "scale" and rest[-1].text in HALVES and P.and_a_half.fullmatch(self.between(index + 1)):
            return self.counted(index, 3, (exact(token) + exact(rest[1])) * second, rest[1].end)
        dozens = rest[0].kind == "round" and kind in "DWF"
        if P.so_many.fullmatch(gap) and (dozens or (kind in "FR" and second in SCALES)):
            quantity = self.counted(index, 2, exact(token) * second, self.past_of(rest[0].end))
            return replace(quantity, qualifier="about") if dozens or kind == "R" else quantity
        return None

    def part(self, index: int, token: Token) -> Quantity | None:
        """Return a fraction, a multiple, a round number or a majority."""
        kind, fields = letter(token), None
        if kind == "S":  # a majority or minority
            qualifier = "less_than" if "minor" in token.text else "more_than"
            fields = {"value": "1/2", "unit": "ratio", "qualifier": qualifier}
        elif kind == "M":  # a multiple
            fields = {"value": written(Fraction(token.value)), "unit": "times"}
        elif kind == "R":  # a round number
            return replace(self.counted(index, 1, exact(token), self.past_of(token.end)), qualifier="about")
        elif kind == "Q" and unit_at(self.text, self.past_of(token.end))[0] in ("hours", "days") and token.value < 1:
            return self.fraction(index, token)
        elif kind == "Q":  # a fraction in digits
            mark, _, total = token.text.replace(",", ".").partition("/")
            people = int(total) not in MARKS or P.of_people.match(self.text, token.end)
            people = people or (mark == "1" and not P.score.search(self.before(token)))
            fields = {"value": f"{mark}/{total}", "unit": "ratio" if people and mark.isdecimal() else "score"}
            fields = fields if 0 < int(total) <= 1000 and (token.value or 0) <= 1 else {"reason": "name"}
        elif kind == "F":  # a fraction in words
            return self.fraction(index, token)
        return self.quantity(index, **fields) if fields else None

    def fraction(self, index: int, token: Token) -> Quantity:
        """Return a fraction in words: of people, of time, of points, or added to one (`une heure et demie`)."""
        one_and = P.one_and.search(self.before(token)) if token.text in HALVES else None
        if unit := unit_at(one_and[0], one_and.end("un") - one_and.start())[0] if one_and else "":
            return self.quantity(index, value=written(1 + exact(token)), unit=unit, start=token.start - len(one_and[0]))
        if self.between(index) == "-" and self.numbers[index + 1].text == token.text:  # moitié-moitié
            return self.quantity(index, 2, value=str(token.value), unit="ratio")
        unit, unit_end = unit_at(self.text, self.past_of(token.end))
        if unit in ("hours", "days", "points"):
            return self.changed(self.quantity(index, value=written(exact(token)), unit=unit), unit_end)
        return self.quantity(index, value=str(token.value), unit="ratio")

    def out_of(self, index: int, token: Token) -> Quantity | None:
        """Return a ratio or a mark: nine people out of ten, 6.4 out of 10."""
        gap = self.between(index)
        joined, rate = P.ratio.fullmatch(gap), P.rate.fullmatch(gap)
        if not (joined or rate) or token.kind not in ("digits", "word") or token.value is None:
            return None
        whole = self.numbers[index + 1]
        if not self.is_whole(whole, token, gap):
            return None
        if rate:
            return self.quantity(index, 2, value=ratio(exact(token), whole.value), unit="ratio")
        judged = whole.value in MARKS and token.value != 1 and P.score.search(self.before(token))
        mark = judged or (whole.value == 20 and token.kind == "digits" and token.value > 1)
        people = joined["people"].strip() and not P.stars.fullmatch(joined["people"])
        if people or (isinstance(token.value, int) and not mark and not joined["people"].strip()):
            return self.quantity(index, 2, value=ratio(exact(token), whole.value), unit="ratio")
        value = f"{written(exact(token), digits_of(token))}/{whole.value}"
        return self.quantity(index, 2, value=value, unit="score")

    def is_whole(self, whole: Token, token: Token, gap: str) -> bool:
        """Tell whether a number is what another is counted out of: the ten of nine out of ten."""
        people = P.many.match(self.text, whole.end)
        wholes = WHOLES_OF_ONE if token.value == 1 else OUT_OF
        if P.rate.fullmatch(gap):  # un infirmier pour 12 patients, un taux de 1 pour 8
            staff, share = P.staff.match(gap) and people, gap == " pour " and P.share.search(self.before(token))
            wholes = {whole.value} if token.value == 1 and (staff or share) else PER
        if whole.kind not in ("digits", "word") or whole.value not in wholes or token.value > whole.value:
            return False
        if P.study.search(gap) and people:  # une étude sur 20 patients
            return False
        of_unit, unit = unit_at(self.text, whole.end)[0], unit_at(self.text, token.end)[0]
        return of_unit in ("", "minutes") and unit not in ("percent", "EUR", "EUR_million")

    def amount(self, index: int, token: Token) -> Quantity:
        """Return a number with its scale, its unit and its sign."""
        if token.value is None:
            return self.quantity(index, reason="again" if token.kind == "again" else "name")
        value, digits, count, end = exact(token), digits_of(token), 1, token.end
        scale = self.numbers[index + 1 : index + 2]
        if scale and scale[0].kind == "scale":
            value, digits, count, end = value * scale[0].value, "", 2, scale[0].end
        quantity, words = self.counted(index, count, value, end, digits), self.before(token)
        if unit_at(self.text, end)[0]:
            return quantity
        if P.article.fullmatch(token.text) and not P.to_or.match(self.text, token.end):
            return self.quantity(index, reason="article")
        if P.divided.search(words):
            return replace(quantity, unit="times", reason="")
        return quantity if P.noun.match(self.text, end) else self.bare(quantity, value, end, words)

    def bare(self, quantity: Quantity, value: Fraction, end: int, words: str) -> Quantity:
        """Return a number that no noun follows as an amount of money, an age or a mark, if the words say so."""
        scaled = value >= 1_000_000 and quantity.tokens[-1].kind != "digits" and not P.of_what.match(self.text, end)
        if scaled and (value >= 1_000_000_000 or P.money.search(words + self.text[end : end + 24])):
            return replace(quantity, unit="EUR_million", value=written(value / 1_000_000))
        if value < 120 and P.ages.search(words):
            return replace(quantity, unit="years")
        if P.mean.match(self.text, end) or P.marked.search(P.sign.sub("", words)):
            return replace(quantity, value=f"{'-' if minus(words) else ''}{quantity.value}", unit="score", reason="")
        return quantity

    def counted(self, index: int, count: int, value: Fraction, end: int, digits: str = "") -> Quantity:
        """Return the quantity of numbers that make one value, with the unit that follows them."""
        unit, unit_end = unit_at(self.text, end)
        if unit == "none":
            return self.quantity(index, count, reason="unit")
        if unit == "thousandth":
            return self.quantity(index, count, value=ratio(value, 1000), unit="ratio")
        unit, factor = SCALED.get(unit, (unit, 1))
        if unit == "EUR" and value * factor >= 1_000_000:
            unit, factor = "EUR_million", Fraction(factor) / 1_000_000
        if not unit and (value.denominator == 1 or P.noun.match(self.text, end)):
            unit = "count"
        text = written(value * factor, digits if factor == 1 else "")
        quantity = self.quantity(index, count, value=text, unit=unit, reason="" if unit else "unit")
        if unit in ("points", "percent"):
            return self.changed(quantity, unit_end)
        return replace(quantity, end=unit_end) if unit == "times" else quantity

    def changed(self, quantity: Quantity, unit_end: int) -> Quantity:
        """Return a change with its sign; one in percent with its own unit, since it is no share."""
        points, words = quantity.unit == "points", before(self.text, quantity.start)
        clause = P.clause.split(words)[-1]
        qualifier, start = hedge(clause)
        lead, falls = clause[:start], minus(words)
        *_, direction = [None, *P.ways.finditer(lead)]
        by = P.by.search(lead)
        far = len(re.findall(r"\w+", lead[direction.end() :])) if direction else 0
        level = P.level.search(lead) or (not points and P.to_level.match(self.text, unit_end))
        if not (points or by or qualifier):  # perd 9 % de son temps
            level = level or far or P.of_what.match(self.text, unit_end)
        if level or far > (6 if points else 3 if by else 1):
            direction = None
        direction = P.compared.match(self.text, unit_end) or direction
        falls = (direction and direction["down"]) if falls is None else falls
        if not points and (direction or minus(words) is not None):
            quantity = replace(quantity, unit="percent_change")
        return replace(quantity, value=f"-{quantity.value}") if falls else quantity
