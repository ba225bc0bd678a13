"""What the numbers of a French text say: value, unit and hedge, from the words around each.

Numbers are found by `nbpaper.numbers.tokens`. Here those that make one quantity are joined (`neuf médecins sur dix`,
`6,7 millions`, `17 mars 2026`), and what is no quantity gets a reason instead of a value. Where the words do not tell,
value or unit stays empty. The words themselves are data: quantities.yaml.
"""

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import yaml

from nbpaper.numbers.tokens import Token, even, lexicon, tokens

from .rules import real_date

WORDS = yaml.safe_load(Path(__file__).with_name("quantities.yaml").read_text(encoding="utf-8"))
REASONS = WORDS["reasons"]
BEFORE, AFTER = 80, 60  # characters looked at on either side of a number, so that time is linear in the text
MONEY = {"EUR_thousand": ("EUR", 1000), "EUR_million": ("EUR_million", 1), "EUR_billion": ("EUR_million", 1000)}
OUT_OF = {2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 50, 100, 1000}  # wholes of ratios; `608 sur 1 200` are two counts
MARKS = {10, 20, 100}
MEASURED = ("percent", "ratio", "score", "points", "EUR", "EUR_million", "hours", "minutes", "days", "weeks", "months",
            "years", "percent_change", "times")  # fmt: skip


def _regex(words: str, flags: int = 0) -> re.Pattern:
    """Compile words of quantities.yaml, in which a space is any space, and none stands before a bar."""
    return re.compile(re.sub(r" ?\|", "|", words).replace(" ", r"\s"), flags)


def _before(words: str) -> re.Pattern:
    return _regex(rf"(?<![^\W_])(?:{words})\s*$", re.IGNORECASE)


def _after(words: str) -> re.Pattern:
    return _regex(rf"\s*(?:{words})(?!\w)")


MONTH = "|".join(f"(?P<m{number}>{name})" for number, name in enumerate(WORDS["months"], start=1))
NAMELESS = re.sub(r"\?P<m\d+>", "?:", MONTH)
DAY = r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?\d{1,2}(?:er)?"
DATE = _regex(
    rf"(?P<day>\d{{1,2}})(?:er)?(?:(?P<more>(?: ?(?:au|et|ou|-|–|—|à|,) ?(?:le )?{DAY})+))? "
    rf"(?:{MONTH})(?!\w)\.?(?: (?P<year>\d{{4}})(?!\d))?(?: ?(?:au|et|-|–|—|à|puis),? ?(?:le )?{DAY} (?:{NAMELESS})"
    r"(?!\w)\.?(?: (?P<shared>\d{4})(?!\d))?)?",
    re.IGNORECASE,
)
MONTH_BEFORE = _regex(rf"(?<!\w)(?:{MONTH}) $", re.IGNORECASE)
YEAR_AFTER = re.compile(r",\s((?:19|20)\d\d)(?!\d)")
NUMERIC = [
    re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?![\w-])"),
    re.compile(r"(?P<day>\d{1,2})([/.])(?P<month>\d{1,2})\2(?P<year>(?:19|20)?\d\d)(?![\d/.]\d)"),
    re.compile(r"(?P<month>0?[1-9]|1[0-2])/(?P<year>(?:19|20)\d\d)(?!\d)"),
]
HEDGES_BEFORE = [
    (name, _regex(rf"(?<![^\W_])(?:{words})\s*{WORDS['between']}$", re.IGNORECASE))
    for entry in WORDS["hedges_before"]
    for name, words in entry.items()
]
HEDGES_AFTER = [(name, _after(words)) for entry in WORDS["hedges_after"] for name, words in entry.items()]
ADJECTIVES = _after(f"{WORDS['adjectives']}(?: {WORDS['adjectives']})?")
UNITS = [(name, _regex(rf"\s*(?:{words})")) for name, words in WORDS["units"].items()]
ASIDE_BEFORE = [(name, _regex(rf"(?:{words})$")) for entry in WORDS["aside_before"] for name, words in entry.items()]
ASIDE_AFTER = [(name, _regex(words)) for entry in WORDS["aside_after"] for name, words in entry.items()]
ADDRESS, PHONE, IDIOM = (_regex(WORDS[name]) for name in ("address", "phone", "idioms"))
SCORE, YEAR_BEFORE = _regex(WORDS["scores"], re.IGNORECASE), _before(WORDS["year_before"])
COUNTED = _regex(rf" (?!{WORDS['no_noun']})[a-zà-öø-ÿœ]")  # a noun follows
MANY = re.compile(COUNTED.pattern + r"[\w'-]*[sx](?!\w)")  # in the plural
WAYS = _regex(rf"(?<!\w)(?:(?P<up>{WORDS['up']})|(?P<down>{WORDS['down']}))(?!\w)", re.IGNORECASE)
SIGN = re.compile(r"(?<![\w%])\s?(?:[+−]\s?|[–-])$|(?<=\()[–-]\s$")
RANGE = _regex(r"(?: ?(?:à|-|–|—) ?| (?:et|ou|puis|contre) )(?:l[ea]s? |de |à |d'|environ |près de )?[±+−]?$")
OUT = re.compile(r"(?:\s+[^\W\d_][\w'-]*){0,7}?\s+sur\s+$")
RANK = re.compile(r"(?:er|ère|ere|re|e|è|ème|eme|nd|nde)s?(?!\w)")
NAME = re.compile(r"(?P<first>^|[.!?…:»«\"]\s|[\"«(–—-]\s?)?(?P<word>[A-ZÀ-Þ][\w.&+-]*)\s$")
UNTIL = re.compile(r"\s?h\s?(?:\d\d\s)?(?:à|-|–)\s?\d{1,2}\s?h(?!\w)")
GROUPS = re.compile(r"[\s.'](?=\d{3}(?!\d))")
INDEFINITE = ("des ", "quelques ", "plusieurs ", "des\u00a0", "quelques\u00a0", "plusieurs\u00a0")
GLUED = re.compile(r"(?!.*(?:\bmi-|\d-)$)[^\W\d_]+-?$")
ITEM = re.compile(r"\d{1,2}(?:(?:\.|\)|°)\s|\s?[-–—]\s+\D|\.\d{1,2}\.?\s[A-ZÀ-Þ])")
NAME_GOES_ON = re.compile(r"[^\W\d_](?<![kM])|[kM]\w")
POSTAL = re.compile(r",?\s\d{5}\s[A-Z]")
ONE_AND = re.compile(r"(?P<un>une?)\s+\w+\s+et\s$")
BY = re.compile(r"(?<!\w)(?:multipli|divis)\w*\s+(?:\w+\s+)?par\s+$", re.IGNORECASE)
CLOCK = re.compile(r"(?<!\w)(?:à|vers|dès)\s$", re.IGNORECASE)
AGAIN = _regex(
    r"(?:(?<=et )|(?<=, )|(?<=presque ))autant(?!\w)(?! (?:d[e'’]|qu|plus|comme|sur|par|en|à))", re.IGNORECASE
)
SEPTEMBER = re.compile(r".{0,2}\d\ssept\b\.?\s?(?:\d{4}|$|[^\w\s])|.{0,3}sept\.?\s\d{4}", re.IGNORECASE)
AND_A_HALF = _regex(r"\s*(?P<unit>\w+)? ?et $")


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
    found = _ranges(list(_Reader(flat).read()), flat)
    return [_in_place(_hedged(one, flat), text, place) for one in found]


def numbers(text: str) -> list[Token]:
    """Return the numbers that a row may claim: no Roman ones, no `en majorité`, but an `autant` that repeats one."""
    found = [one for one in tokens(text, "fr") if one.kind != "roman"]
    found = [
        one
        for one in found
        if one.kind != "share" or not re.search(r"\ben\s$", text[max(0, one.start - 5) : one.start])
    ]
    found = [one for one in found if one.text.lower() != "sept" or not SEPTEMBER.match(text, max(0, one.start - 3))]
    again = (Token(one[0], *one.span(), "again", None) for one in AGAIN.finditer(text))
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
    digits = _read_digits(words[0]) if len(words) == 1 else ""
    if digits and "/" not in size:  # digit for digit: `90` is not `90.0`
        english = re.fullmatch(r"\d{1,3},\d{3}", printed) and size == printed.replace(",", "")
        scales = {
            "EUR": 1000,
            "EUR_million": 1000,
            "count": 1_000_000,
        }  # 35 k€, 1,2 Md€, `10 à 12 millions de patients`
        return bool(english) or size == digits or (unit in scales and Fraction(size) == read[0] * scales[unit])
    part, _, whole = size.partition("/")
    if whole and {*read} <= {Fraction(part), Fraction(whole)}:
        return True
    made = {math.prod(read), math.prod(read) / 1_000_000, sum(read)}  # 6,7 millions; trois millions d'euros; un et demi
    if len(read) == 2:  # 2 h 30; deux millions et demi
        made |= {read[0] + read[1] / 60, read[0] + read[1] * 1_000_000}
    if read == [Fraction(1, 2)]:  # une heure et demie
        made.add(Fraction(3, 2))
    right = Fraction(part) / Fraction(whole or 1) if whole != "0" else None
    return right is not None and any(abs(one - right) < Fraction(1, 200) for one in made)


def _read_digits(word: str) -> str:
    found = tokens(word, "fr")
    return _digits(found[0]) if len(found) == 1 else ""


@cache
def _read_alone(word: str) -> Fraction | None:
    """Return what a number says by itself: also `un`, and a scale without its number."""
    lone = {"un": 1, "une": 1} | lexicon("fr")["scales"]
    if word.lower() in lone:
        return Fraction(lone[word.lower()])
    found = tokens(word, "fr")
    if len(found) != 1 or found[0].value is None:
        return None
    return _exact(found[0])


def _in_place(one: Quantity, text: str, place) -> Quantity:
    """Return a quantity with the places and the words of the text as given."""
    own = [replace(token, start=place(token.start), end=place(token.end)) for token in one.tokens]
    own = tuple(replace(token, text=text[token.start : token.end]) for token in own)
    return replace(one, tokens=own, start=place(one.start), end=place(one.end))


def written(value: Fraction, digits: str = "") -> str:
    """Return a value as the register writes it: `20.0` keeps its zero, a third of an hour is `0.33`."""
    if digits:
        return digits
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.2f}".rstrip("0")


class _Reader:
    """Joins the numbers of a text and reads what stands beside them; each rule takes as many numbers as it explains."""

    def __init__(self, text: str):
        self.text = text
        self.numbers = numbers(text)
        self.taken = sorted(self.spans())
        self.years = {*re.findall(rf"(?:{NAMELESS})\.?\s((?:19|20)\d\d)", text, re.IGNORECASE)}
        self.years = self.years or {*re.findall(r"(?<![\d.,/])(?:19|20)\d\d(?![\d.,/])", text)}

    def spans(self) -> Iterator[tuple[int, int, str]]:
        """Yield the addresses, telephone numbers and idioms of the text."""
        for pattern, reason in ((ADDRESS, "address"), (PHONE, "address"), (IDIOM, "idiom")):
            yield from ((*match.span(), reason) for match in pattern.finditer(self.text))

    def before(self, place: int) -> str:
        return self.text[max(0, place - BEFORE) : place]

    def after(self, place: int) -> str:
        return self.text[place : place + AFTER]

    def read(self) -> Iterator[Quantity]:
        """Yield each quantity."""
        no_quantity, parts = (self.within, self.rest_of_number), (self.date, self.duration, self.aside, self.part)
        rules = (*no_quantity, *parts, self.out_of, self.amount)
        place, self.last = 0, None
        while place < len(self.numbers):
            one = next(found for rule in rules if (found := rule(place)) is not None)
            yield one
            self.last, place = one, place + len(one.tokens)

    def made(self, place: int, many: int = 1, **said) -> Quantity:
        own = tuple(self.numbers[place : place + many])
        return Quantity(own, said.pop("start", own[0].start), said.pop("end", own[-1].end), **said)

    def within(self, place: int) -> Quantity | None:
        """Take the numbers of an address, a telephone number or an idiom together."""
        first = self.numbers[place].start
        start, end, reason = (
            self.taken[bisect_right(self.taken, (first, len(self.text), "~")) - 1] if self.taken else (0, 0, "")
        )
        if not start <= first < end:
            return None
        many = sum(one.start < end for one in self.numbers[place : place + 12])
        return self.made(place, many, start=start if reason == "idiom" else first, reason=reason)

    def rest_of_number(self, place: int) -> Quantity | None:
        """Take the rest of a number that is none of a quantity: the 774 of `loi n° 2019-774`."""
        one, last = self.numbers[place], self.last
        if last and last.reason in ("reference", "name", "address") and self.text[last.end : one.start] in "-–/.:":
            return self.made(place, reason=last.reason)
        return None

    def date(self, place: int) -> Quantity | None:
        """Read a day, a month or a year."""
        first, before = self.numbers[place], self.before(self.numbers[place].start)
        for pattern in NUMERIC:
            if found := pattern.match(self.text, first.start):
                year, month, day = (found.groupdict().get(part) for part in ("year", "month", "day"))
                given = f"{'20' * (len(year) == 2)}{year}-{month:0>2}" + (f"-{day:0>2}" if day else "")
                return self.dated(place, found.end(), given)
        if first.kind == "digits" and (found := DATE.match(self.text, first.start)) and 1 <= int(found["day"]) <= 31:
            year = found["year"] or found["shared"] or (min(self.years) if len(self.years) == 1 else "")
            month = _month(found)
            end = first.end if found["more"] else max(found.end(f"m{month}"), found.end("year"))
            return self.dated(place, end, f"{year}-{month:02}-{int(found['day']):02}" if year else "")
        year, found = YEAR_AFTER.match(self.text, first.end), MONTH_BEFORE.search(before)
        if year and found and first.text.isdecimal():  # novembre 3, 2025
            return self.dated(place, year.end(), f"{year[1]}-{_month(found):02}-{int(first.text):02}")
        if first.kind == "digits" and re.fullmatch(r"(?:19|20)\d\d", first.text) and isinstance(first.value, int):
            if found:
                month = _month(found)
                start = first.start - len(before) + found.start()
                return replace(self.dated(place, first.end, f"{first.text}-{month:02}"), start=start)
            if self.unit(first.end)[0] or self.named(first) or self.referred(first):
                return None
            if not MANY.match(self.after(first.end)) or YEAR_BEFORE.search(before):
                return self.dated(place, first.end, first.text)
        return None

    def dated(self, place: int, end: int, value: str) -> Quantity:
        many = sum(one.start < end for one in self.numbers[place : place + 4])
        value = value if value and real_date(value) else ""
        return self.made(place, many, end=end, value=value, unit="date", reason="" if value else "date")

    def named(self, token: Token) -> bool:
        """Tell whether a number ends a name: France 2030, ISO 27001; not `Les 25`, nor a number of something."""
        found = NAME.search(self.before(token.start))
        if not found or found["first"] is not None or re.fullmatch(r"[TS]\d", found["word"]):
            return False
        shouted = len(found["word"]) > 1 and found["word"].upper() == found["word"]
        year = token.text.isdecimal() and len(token.text) == 4
        return shouted or year or not COUNTED.match(self.after(token.end))

    def referred(self, token: Token) -> str:
        """Return the reason of a number that stands after a word such as `article`."""
        before = self.before(token.start)
        return next((name for name, pattern in ASIDE_BEFORE if pattern.search(before)), "")

    def aside(self, place: int) -> Quantity | None:
        """Take what is no quantity."""
        one = self.numbers[place]
        before, after, unit = self.before(one.start), self.after(one.end), self.unit(one.end)[0]
        if one.kind == "ordinal" or (one.text[0].isdecimal() and RANK.match(after)):
            reason = "rank"
        elif one.kind == "sign" and isinstance(one.value, int):
            reason = "note"
        elif one.kind == "round" and (one.text.endswith("s") or before.endswith(INDEFINITE)):
            reason = "vague"
        elif one.text[0].isdecimal() and (glued := GLUED.search(before)):
            reason = "note" if len(glued[0]) > 3 and glued[0].islower() else "name"
        elif one.text[0].isdecimal() and not before.strip() and ITEM.match(self.text[one.start :][:12]):
            reason = "list"
        elif unit:
            reason = ""
        elif one.text[0].isdecimal() and (self.named(one) or NAME_GOES_ON.match(after)):
            reason = "name"
        else:
            reason = self.referred(one)
        reason = reason or next((name for name, pattern in ASIDE_AFTER if pattern.match(after)), "")
        if not reason and POSTAL.match(self.text, max(0, one.start - 2)):
            reason = "address"
        return self.made(place, reason=reason) if reason else None

    def unit(self, end: int) -> tuple[str, int]:
        """Return the unit that begins at a place, and where it ends."""
        skipped = ADJECTIVES.match(self.text, end)
        for start in (end, skipped.end() if skipped else end):
            for name, pattern in UNITS:
                if found := pattern.match(self.text, start):
                    return name, found.end()
        return "", end

    def between(self, place: int) -> str:
        """Return what stands between a number and the next."""
        if place + 1 >= len(self.numbers):
            return "|"
        return self.text[self.numbers[place].end : self.numbers[place + 1].start]

    def duration(self, place: int) -> Quantity | None:
        """Read hours with minutes, halves after a number, and times of the day."""
        one, gap = self.numbers[place], self.between(place)
        if one.kind not in ("digits", "word") or one.value is None:
            return None
        clock = CLOCK.search(self.before(one.start)) or UNTIL.match(self.after(one.end))
        if re.fullmatch(r"\s?(?:h|heures?)\s?", gap):
            minutes = self.numbers[place + 1]
            if isinstance(minutes.value, int) and minutes.value < 60 and self.unit(minutes.end)[0] in ("", "minutes"):
                if clock and "par" not in self.after(minutes.end)[:8]:
                    return self.made(place, 2, reason="clock")
                return self.made(place, 2, value=written(_exact(one) + Fraction(minutes.value, 60)), unit="hours")
        if clock and one.value > 5 and re.match(r"\s?h(?!\w)", self.after(one.end)):
            return self.made(place, reason="clock")
        half = AND_A_HALF.fullmatch(gap)
        if half and self.numbers[place + 1].text.startswith("demi"):
            whole = 1_000_000 if one.kind == "word" and one.value % 1_000_000 == 0 < one.value else 1
            unit, _ = self.unit(one.end if half["unit"] else self.numbers[place + 1].end)
            value = written(_exact(one) + Fraction(whole, 2))
            return self.money(self.made(place, 2, value=value, unit=unit or "count"))
        return None

    def part(self, place: int) -> Quantity | None:
        """Read a fraction, a multiple, a round number or a majority."""
        one, after = self.numbers[place], self.after(self.numbers[place].end)
        said: dict = {}
        if one.kind == "share":
            said = {"value": "1/2", "unit": "ratio", "qualifier": "less_than" if "minor" in one.text else "more_than"}
        elif one.kind == "multiple":
            said = {"value": written(Fraction(one.value)), "unit": "times"}
        elif one.kind == "round":
            of = re.match(r"\s(?:de\s|d')", after)
            unit = self.unit(one.end + of.end())[0] if of else ""
            said = {"value": str(one.value), "unit": unit or "count", "qualifier": "about"}
        elif one.kind == "fraction" and "/" in one.text:
            mark, _, total = one.text.replace(",", ".").partition("/")
            if not 0 < int(total) <= 1000:
                return self.made(place, reason="name")
            people = re.match(r"\s(?:des?|du|d')(?!\w)", after) or int(total) not in (5, *MARKS)
            said = {"value": f"{mark}/{total}", "unit": "ratio" if people and mark.isdecimal() else "score"}
        elif one.kind in ("fraction", "sign") and isinstance(one.value, Fraction):
            time = re.match(r"(?:\s*d'|-)(heure|journée)", after)
            said = {"value": str(one.value), "unit": "ratio"}
            half = one.text.startswith("demi") and ONE_AND.search(self.before(one.start))
            if half and (unit := self.unit(one.start - len(half[0]) + half.end("un") - half.start())[0]):
                said = {"value": "1.5", "unit": unit, "start": one.start - len(half[0])}
            elif self.between(place) == "-" and (scale := self.numbers[place + 1]).value in (1_000_000, 1_000_000_000):
                return self.money(self.made(place, 2, value=written(one.value * Fraction(scale.value)), unit="count"))
            elif time:
                said = {"value": written(one.value), "unit": {"heure": "hours", "journée": "days"}[time[1]]}
        return self.made(place, **said) if said else None

    def out_of(self, place: int) -> Quantity | None:
        """Read a ratio or a mark: nine people out of ten, 6.4 out of 10."""
        one, gap = self.numbers[place], self.between(place)
        if one.kind not in ("digits", "word") or not OUT.fullmatch(gap) or one.value is None:
            return None
        whole = self.numbers[place + 1]
        if whole.kind not in ("digits", "word") or whole.value not in OUT_OF or one.value > whole.value:
            return None
        if self.unit(whole.end)[0] not in ("", "minutes") or self.unit(one.end)[0] in ("percent", "EUR", "EUR_million"):
            return None
        points = re.fullmatch(r"\s(?:points?|pts?|étoiles?)\s+sur\s+", gap)
        judged = whole.value in (5, *MARKS) and SCORE.search(self.before(one.start))
        mark = points or not isinstance(one.value, int) or (not gap[:-4].strip() and (whole.value == 20 or judged))
        value = f"{written(_exact(one), _digits(one))}/{whole.value}"
        return self.made(place, 2, value=value, unit="score" if mark else "ratio")

    def amount(self, place: int) -> Quantity:
        """Read a number with its scale, its unit and its sign."""
        one, many = self.numbers[place], 1
        if one.value is None:
            return self.made(place, reason="again" if one.kind == "again" else "name")
        value, digits, end = _exact(one), _digits(one), one.end
        if place + 1 < len(self.numbers) and (scale := self.numbers[place + 1]).kind == "scale":
            value, digits, many, end = value * scale.value, "", 2, scale.end
        unit, past = self.unit(end)
        if unit in MONEY:
            unit, factor = MONEY[unit]
            value, digits = value * factor, digits if factor == 1 else ""
        if unit == "times":
            end = past
        sign = SIGN.search(self.before(one.start))
        said = self.made(place, many, end=end, value=written(value, digits), unit=unit)
        if not unit and BY.search(self.before(one.start)):
            return replace(said, unit="times")
        if not unit:
            plain = value.denominator == 1
            return replace(said, unit="count" if plain else "", reason="" if plain else "unit")
        said = self.money(said)
        if unit in ("points", "percent"):
            said = self.changed(said, past, sign)
        if unit == "none":
            return replace(said, unit="", reason="unit")
        return said

    def money(self, one: Quantity) -> Quantity:
        if one.unit == "EUR" and one.value.isdecimal() and int(one.value) >= 1_000_000:
            return replace(one, unit="EUR_million", value=written(Fraction(int(one.value), 1_000_000)))
        return one

    def changed(self, one: Quantity, past: int, sign: re.Match | None) -> Quantity:
        """Give a change its sign, and a change in percent the unit that keeps it from being a share."""
        start = one.start
        before = re.split(r"[.;:!?(,]\s", self.before(start))[-1]
        hedge = next((found for _, pattern in HEDGES_BEFORE if (found := pattern.search(before))), None)
        lead = before[: hedge.start()] if hedge else before
        ways = list(WAYS.finditer(lead))
        after = WAYS.match(self.text[past : past + 20].strip()) if one.unit == "points" else None
        near = ways and len(re.findall(r"\w+", lead[ways[-1].end() :])) <= (6 if one.unit == "points" else 1)
        of = hedge or re.search(r"(?:de|d')\s*$", before)
        way = after or (ways[-1] if near and (one.unit == "points" or of) else None)
        if one.unit == "percent" and re.match(r"\s*à\s\d", self.text[past : past + 8]):
            way = None
        minus = (sign and sign[0].strip() != "+") or (not sign and way and way["down"])
        if one.unit == "percent" and (sign or way):
            one = replace(one, unit="percent_change")
        return replace(one, value=f"-{one.value}") if minus else one


def _month(found: re.Match) -> int:
    return next(number for number in range(1, 13) if found[f"m{number}"])


def _exact(token: Token) -> Fraction:
    """Return the value of a number as it is written, not as floating point has it."""
    return Fraction(_digits(token)) if _digits(token) else Fraction(token.value)


def _digits(token: Token) -> str:
    """Return a number in digits without groups and with a decimal point; nothing for one in words."""
    if token.kind != "digits" or token.value is None:
        return ""
    return str(token.value) if isinstance(token.value, int) else GROUPS.sub("", token.text).replace(",", ".")


def _ranges(found: list[Quantity], text: str) -> list[Quantity]:
    """Give the first number of a range or a list the unit of the last: `50 à 60 %`, `46, 38 et 12 %`."""
    shared = False
    for place in range(len(found) - 2, -1, -1):
        one, last = found[place], found[place + 1]
        gap = text[one.end : last.start]
        joined = RANGE.fullmatch(gap) or (shared and re.fullmatch(r",\s", gap))
        plain = one.unit in ("count", "") and one.reason in ("", "unit") and len(one.tokens) == 1 and one.value
        shared = bool(joined and plain and last.unit in MEASURED)
        if not shared:
            continue
        value = one.value
        if last.unit in ("ratio", "score") and "/" in last.value:
            value = f"{value}/{last.value.partition('/')[2]}"
        elif last.tokens[-1].kind == "scale" and last.unit == "EUR_million":
            value = written(Fraction(value) * Fraction(last.tokens[-1].value, 1_000_000))
        elif last.unit == "percent" and float(value) > 100:
            shared = False
            continue
        found[place] = replace(one, value=value, unit=last.unit, reason="")
    for place, (one, last) in enumerate(pairwise(found)):  # 10 à 12 millions de patients
        counts = one.unit == last.unit == "count" and len(one.tokens) == 1 and float(one.value) < 1000
        if counts and last.tokens[-1].kind == "scale" and RANGE.fullmatch(text[one.end : last.start]):
            scaled = Fraction(one.value) * Fraction(last.tokens[-1].value)
            found[place] = replace(one, value=written(scaled))
    return found


def _hedged(one: Quantity, text: str) -> Quantity:
    """Return a quantity with its hedge."""
    if not one.value or one.unit == "date":
        return one
    before = SIGN.sub("", text[max(0, one.start - BEFORE) : one.start])
    name = next((name for name, pattern in HEDGES_BEFORE if pattern.search(before)), "")
    if not name:
        ends = [one.end, *(found.end() for _, pattern in UNITS if (found := pattern.match(text, one.end)))]
        name = next((name for end in ends for name, pattern in HEDGES_AFTER if pattern.match(text, end)), "")
    return replace(one, qualifier=name) if name else one
