"""The numbers of a text with their places: digits, words, fractions, Roman and superscript, in French and in English.

One tokenizer for all that reads numbers. Typography is made even first (decomposed accents, kinds of space, hyphen and
apostrophe, invisible characters), so that it decides nothing; places are those of the text as given. Time is linear.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

import yaml
from text_to_num import find_numbers

from ..texts import INVISIBLE

SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
EVEN = {"\t": " ", **dict.fromkeys(SPACES, "\u00a0"), **dict.fromkeys("\u2010\u2011", "-")}
EVEN |= {**dict.fromkeys("‘’‛′´`", "'"), **dict.fromkeys("\u2044\u2215", "/")}
UNEVEN = re.compile(rf"(?P<invisible>{INVISIBLE}+)|[^\u0300-\u036f][\u0300-\u036f]+")
GROUP = {"en": r"[\u00a0,]", "fr": r"[ \u00a0.']"}  # between thousands
MARK = {"en": ".", "fr": ","}  # before decimals
DIGITS = {
    language: re.compile(
        rf"\d{{1,3}}(?:{GROUP[language]}\d{{3}})+(?![\d/])(?:\{MARK[language]}\d+)?|\d+(?:[.,]\d+)*(?:/\d+)*"
    )
    for language in GROUP
}
PART = re.compile(r"\d+|(?<!\w)(?:pour|per)\s+cents?(?!\w)|[^\W\d_]+|[^\w\s]", re.IGNORECASE)
ROMAN = re.compile(r"(?=[MDCLXVI]{2})M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
LETTERS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
NEAR = 7  # parts after "un" or "one" among which the rest of its ratio begins: un médecin généraliste sur dix
KINDS = {"fractions": "fraction", "multiples": "multiple", "rounds": "round", "ordinals": "ordinal"}  # in words.yaml
Value = int | float | Fraction
Span = tuple[int, int, str, Value | None]  # start, end, kind, value


@dataclass(frozen=True, slots=True)
class Token:
    """A number as it stands in a text.

    Attributes
    ----------
    text : str
        As written.
    start, end : int
        Its place in the text as given.
    kind : str
        `digits`, `word` (a cardinal), `ordinal`, `fraction`, `multiple`, `round` (dozens), `share` (a majority),
        `scale` (a power of ten after digits: `6,7 millions` is two tokens), `roman`, or `sign` (½, ⁷, ①).
    value : int, float, Fraction or None
        None for a majority, and where digits are no single number (a date, a version).
    """

    text: str
    start: int
    end: int
    kind: str
    value: Value | None


def tokens(text: str, language: str) -> list[Token]:
    """Return the numbers of a text in their order.

    Digits count wherever they stand, also glued to a word. `un`, `une` and `one` count only where they state something:
    before a fraction, a percentage or the rest of a ratio (one nurse in ten); elsewhere they are articles and pronouns.

    Parameters
    ----------
    text : str
    language : {"en", "fr"}

    Examples
    --------
    >>> [(token.text, token.kind, token.value) for token in tokens("Les deux tiers de 3 077 soignants", "fr")]
    [('deux tiers', 'fraction', Fraction(2, 3)), ('3 077', 'digits', 3077)]
    """
    return list(_tokens(text, language))


@lru_cache(maxsize=8192)  # a paper says the same in its source, its pages and its cards
def _tokens(text: str, language: str) -> tuple[Token, ...]:
    flat, place = even(text)
    spans = sorted([*_digits(flat, language), *_words(flat, language)], key=lambda span: span[:2])
    spans = [(place(start), place(end), kind, value) for start, end, kind, value in spans]
    return tuple(Token(text[start:end], start, end, kind, value) for start, end, kind, value in spans)


def statements(text: str, language: str) -> list[Token]:
    """Return the numbers of a text that state something.

    All but ordinals, which order, and a `two` that only points at a pair (the two shares, ces deux parts).
    """
    return [token for token in tokens(text, language) if token.kind != "ordinal" and not _points(token, text, language)]


def _points(token: Token, text: str, language: str) -> bool:
    """Tell whether a number is a `two` that points at a pair: behind `the` or `ces`, and without a unit."""
    if token.text.lower() not in ("two", "deux"):
        return False
    before = re.search(r"([^\W\d_]+)\s*$", text[max(0, token.start - 12) : token.start])
    after = text[token.end : token.end + 12].lstrip().lower()
    has_unit = after.startswith(("%", "per", "pour cent", "point"))
    return before is not None and before[1].lower() in lexicon(language)["points_at"] and not has_unit


@cache
def lexicon(language: str) -> dict:
    """Return words.yaml for a language; its `known` has word → (kind, value)."""
    lists = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))[language]
    words = dict.fromkeys(lists["shares"], ("share", None))
    for name, kind in KINDS.items():
        words |= {word: (kind, _whole(Fraction(value))) for word, value in lists[name].items()}
    return {**lists, "known": words}


def even(text: str) -> tuple[str, object]:
    """Return a text with even typography, and the function from places in it to places in the text as given."""
    pieces, places, shifts, last, length = [], [0], [0], 0, 0
    for match in UNEVEN.finditer(text):
        composed = "" if match["invisible"] else unicodedata.normalize("NFC", match[0])
        pieces += [text[last : match.start()], composed]
        length += match.start() - last + len(composed)
        last = match.end()
        places.append(length)
        shifts.append(last - length)
    flat = "".join([*pieces, text[last:]]).translate(str.maketrans(EVEN))
    return flat, lambda place: place + shifts[bisect_right(places, place) - 1]


def _digits(text: str, language: str) -> Iterator[Span]:
    for match in DIGITS[language].finditer(text):
        kind = "fraction" if match[0].count("/") == 1 else "digits"
        yield *match.span(), kind, _number(match[0], language)


def _number(written: str, language: str) -> Value | None:
    """Return the value of digits; None where they are no single number."""
    try:
        if "/" in written:
            return _whole(Fraction(written))
        plain = re.sub(rf"{GROUP[language]}(?=\d{{3}}(?!\d))", "", written).replace(MARK[language], ".")
        return int(plain) if plain.isdecimal() else float(plain)
    except (ValueError, ZeroDivisionError):
        return None


def _whole(value: Fraction) -> int | Fraction:
    return value.numerator if value.denominator == 1 else value


class _Part:
    """A word, a run of digits or a mark, as text2num asks for it."""

    __slots__ = ("end", "scale", "start", "word")

    def __init__(self, match: re.Match):
        self.word, self.start, self.end, self.scale = match[0].lower(), match.start(), match.end(), False

    def text(self) -> str:
        return self.word

    def nt_separated(self, previous: "_Part") -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return self.scale  # begins no number: `3,6 milliards deux ans plus tôt`


def _words(text: str, language: str) -> Iterator[Span]:
    reader, place = _Words(text, language), 0
    while place < len(reader.parts):
        number = reader.read(place)
        if number is None:
            yield from _signs(text, reader.parts[place])
            place += 1
        else:
            kind, value, end = number
            yield reader.parts[place].start, reader.parts[end - 1].end, kind, value
            place = end


class _Words:
    """Reads number words: what text2num finds, and what words.yaml adds."""

    def __init__(self, text: str, language: str):
        self.parts = [_Part(match) for match in PART.finditer(text)]
        self.lexicon = lexicon(language)
        for before, part in pairwise(self.parts):
            part.scale = part.word in self.lexicon["scales"] and before.word.isdecimal()
        self.known, self.fifths = self.lexicon["known"], self.lexicon["fifths"]
        self.matches = {match.start: match for match in find_numbers(self.parts, language, threshold=0)}

    def word(self, place: int) -> str:
        return self.parts[place].word if 0 <= place < len(self.parts) else ""

    def read(self, place: int) -> tuple[str, Value | None, int] | None:
        """Return kind, value and end of the number that begins at a part."""
        word, before, match = self.word(place), self.word(place - 1), self.matches.get(place)
        if word.isdecimal():
            return None
        if self.parts[place].scale:
            return "scale", self.lexicon["scales"][word], place + 1
        if match is None:
            return (*self.known[word], place + 1) if word in self.known else None
        value = int(match.value) if match.value == int(match.value) else match.value
        if match.is_ordinal:
            is_part = before in self.fifths["after"] and value >= self.fifths["from"]
            is_part = is_part or (word in self.known and word.endswith("s"))
            return ("fraction", Fraction(1, value), match.end) if is_part else ("ordinal", value, match.end)
        part, end = self.denominator(match.end, plural=value != 1)
        if part and (word != "une" or part == Fraction(1, 2)):
            return "fraction", value * part, end
        article = match.end == place + 1 and word in ("un", "une", "uns", "unes", "one", "ones")
        return None if article and not self.states(match.end) else ("word", value, match.end)

    def denominator(self, place: int, plural: bool) -> tuple[Fraction | None, int]:
        """Return the value of the lower half of a fraction (`tiers`, `fifths`) that begins at a part, and its end."""
        place += self.word(place) == "-"
        word, match = self.word(place), self.matches.get(place)
        if self.known.get(word, ("",))[0] == "fraction":
            return self.known[word][1], place + 1
        if match and match.is_ordinal and match.value >= self.fifths["from"] and (word.endswith("s") or not plural):
            return Fraction(1, int(match.value)), match.end
        return None, place

    def states(self, place: int) -> bool:
        """Tell whether `one` is followed by a percentage or by the rest of a ratio."""
        if self.word(place).startswith(("%", "percent", "pour ", "per ")):
            return True
        for step in range(NEAR):
            word = self.word(place + step)
            if word in self.lexicon["ratio"] and (step == 0 or word != "of"):
                rest = place + step + (2 if self.word(place + step + 1) == "of" else 1)
                return self.word(rest).isdecimal() or (rest in self.matches and self.matches[rest].value > 1)
            if not word.isalpha() and word != "-":  # une sage-femme sur trois
                return False
        return False


def _signs(text: str, part: _Part) -> Iterator[Span]:
    """Yield the numbers in letters that make no word: ½, ⁷, Roman numerals."""
    written = text[part.start : part.end]
    for place, letter in enumerate("" if written.isascii() else written, start=part.start):
        if letter.isnumeric() and not letter.isdecimal() and not letter.isalpha():
            yield place, place + 1, "sign", _whole(Fraction(unicodedata.numeric(letter)).limit_denominator(1000))
    if written[0] in LETTERS and ROMAN.fullmatch(written):
        values = [LETTERS[letter] for letter in written]
        signed = (-value if value < max(values[place:]) else value for place, value in enumerate(values))
        yield part.start, part.end, "roman", sum(signed)
