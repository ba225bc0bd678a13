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
Found = tuple[int, int, str, Value | None]  # start, end, kind, value


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
    found = sorted([*_digits(flat, language), *_words(flat, language)], key=lambda one: one[:2])
    spans = ((place(start), place(end), kind, value) for start, end, kind, value in found)
    return tuple(Token(text[start:end], start, end, kind, value) for start, end, kind, value in spans)


def statements(text: str, language: str) -> list[Token]:
    """Return the numbers of a text that state something.

    All but ordinals, which order, and a `two` that only points at a pair (the two shares, ces deux parts).
    """
    points_at, found = lexicon(language)["points_at"], []
    for token in tokens(text, language):
        before = re.search(r"([^\W\d_]+)\s*$", text[max(0, token.start - 12) : token.start])
        after = text[token.end : token.end + 12].lstrip().lower()
        points = token.text.lower() in ("two", "deux") and before and before[1].lower() in points_at
        if token.kind != "ordinal" and not (points and not after.startswith(("%", "per", "pour cent", "point"))):
            found.append(token)
    return found


@cache
def lexicon(language: str) -> dict:
    """Return words.yaml for a language; `known` are its words as word → (kind, value)."""
    words = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))[language]
    known = dict.fromkeys(words["shares"], ("share", None))
    for name, kind in KINDS.items():
        known |= {word: (kind, _whole(Fraction(value))) for word, value in words[name].items()}
    return {**words, "known": known}


def even(text: str) -> tuple[str, object]:
    """Return a text with even typography, and the function from places in it to places in the text as given."""
    pieces, places, shifts, last, length = [], [0], [0], 0, 0
    for match in UNEVEN.finditer(text):
        put = "" if match["invisible"] else unicodedata.normalize("NFC", match[0])
        pieces += [text[last : match.start()], put]
        length += match.start() - last + len(put)
        last = match.end()
        places.append(length)
        shifts.append(last - length)
    even = "".join([*pieces, text[last:]]).translate(str.maketrans(EVEN))
    return even, lambda place: place + shifts[bisect_right(places, place) - 1]


def _digits(text: str, language: str) -> Iterator[Found]:
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


def _words(text: str, language: str) -> Iterator[Found]:
    reader, place = _Words(text, language), 0
    while place < len(reader.parts):
        found = reader.read(place)
        if found is None:
            yield from _signs(text, reader.parts[place])
            place += 1
        else:
            kind, value, end = found
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
        self.cardinals = {one.start: one for one in find_numbers(self.parts, language, threshold=0)}

    def word(self, place: int) -> str:
        return self.parts[place].word if 0 <= place < len(self.parts) else ""

    def read(self, place: int) -> tuple[str, Value | None, int] | None:
        """Return kind, value and end of the number that begins at a part."""
        word, before, one = self.word(place), self.word(place - 1), self.cardinals.get(place)
        if word.isdecimal():
            return None
        if self.parts[place].scale:
            return "scale", self.lexicon["scales"][word], place + 1
        if one is None:
            return (*self.known[word], place + 1) if word in self.known else None
        value = int(one.value) if one.value == int(one.value) else one.value
        if one.is_ordinal:
            part = before in self.fifths["after"] and value >= self.fifths["from"]
            part = part or (word in self.known and word.endswith("s"))
            return ("fraction", Fraction(1, value), one.end) if part else ("ordinal", value, one.end)
        part, end = self.denominator(one.end, plural=value != 1)
        if part and (word != "une" or part == Fraction(1, 2)):
            return "fraction", value * part, end
        alone = one.end == place + 1 and word in ("un", "une", "uns", "unes", "one", "ones")
        return None if alone and not self.states(one.end) else ("word", value, one.end)

    def denominator(self, place: int, plural: bool) -> tuple[Fraction | None, int]:
        """Return what stands at a part as the lower half of a fraction (`tiers`, `fifths`), and where it ends."""
        place += self.word(place) == "-"
        word, one = self.word(place), self.cardinals.get(place)
        if self.known.get(word, ("",))[0] == "fraction":
            return self.known[word][1], place + 1
        if one and one.is_ordinal and one.value >= self.fifths["from"] and (word.endswith("s") or not plural):
            return Fraction(1, int(one.value)), one.end
        return None, place

    def states(self, place: int) -> bool:
        """Tell whether `one` is followed by a percentage or by the rest of a ratio."""
        if self.word(place).startswith(("%", "percent", "pour ", "per ")):
            return True
        for step in range(NEAR):
            word = self.word(place + step)
            if word in self.lexicon["ratio"] and (step == 0 or word != "of"):
                rest = place + step + (2 if self.word(place + step + 1) == "of" else 1)
                return self.word(rest).isdecimal() or (rest in self.cardinals and self.cardinals[rest].value > 1)
            if not word.isalpha() and word != "-":  # une sage-femme sur trois
                return False
        return False


def _signs(text: str, part: _Part) -> Iterator[Found]:
    """Yield the numbers in letters that make no word: ½, ⁷, Roman numerals."""
    written = text[part.start : part.end]
    for place, letter in enumerate("" if written.isascii() else written, start=part.start):
        if letter.isnumeric() and not letter.isdecimal() and not letter.isalpha():
            yield place, place + 1, "sign", _whole(Fraction(unicodedata.numeric(letter)).limit_denominator(1000))
    if written[0] in LETTERS and ROMAN.fullmatch(written):
        values = [LETTERS[letter] for letter in written]
        signed = (-value if value < max(values[place:]) else value for place, value in enumerate(values))
        yield part.start, part.end, "roman", sum(signed)
