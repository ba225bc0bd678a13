"""A source's text taken apart: paragraphs, sentences, fingerprints and the numbers it prints.

Pure functions on strings. They decide what a place in a text is, so a change here changes every locator
and fingerprint of the register.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

# -- paragraphs and sentences

# A sentence ends at . ! ? or … , with what closes a quotation, before a space and a beginning.
SENTENCE_END = re.compile(r"[.!?…]+(?:[\"'”’)\]]|\s*»)*\s+(?=[\"“«(\[]?\s*[^\W\d_a-zà-öø-ÿœ]|[«“\"(\d–—-])")
# A full stop after these ends nothing: titles, initials, and the number of a list item.
NO_END = re.compile(r"(?:^\s*\d+|\b(?:M|MM|Mme|Dr|Pr|art|cf|ex|p|vol|[A-ZÀ-Ö]))\.\s+$")


def paragraphs(text: str) -> list[str]:
    """Return the lines of `text` that are not blank; the first is paragraph 1 of a locator."""
    return [line for line in re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")) if line.strip()]


def sentence_spans(paragraph: str) -> list[tuple[int, int]]:
    """Return where each sentence of a paragraph begins and ends; together they cover all of it."""
    ends = [match.end() for match in SENTENCE_END.finditer(paragraph)]
    ends = [end for end in ends if not NO_END.search(paragraph[:end])]
    starts = [0, *ends]
    return list(zip(starts, [*ends, len(paragraph)], strict=True))


def sentences(paragraph: str) -> list[str]:
    """Return the sentences of a paragraph, without the spaces around them."""
    return [paragraph[start:end].strip() for start, end in sentence_spans(paragraph)]


# -- fingerprints

# What editors and browsers change in a copy without changing the text.
TYPOGRAPHY = {"'": "‘’‚‛′`´", '"': "“”„‟″", "-": "‐‑‒–—―−"}
SAME = str.maketrans({mark: plain for plain, marks in TYPOGRAPHY.items() for mark in marks})
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")


def normalise(sentence: str) -> str:
    """Return `sentence` as it is fingerprinted, blind to typography.

    In this order: invisible characters are dropped; typographic apostrophes, quotation marks and dashes
    become ' " and -; Unicode compatibility composition (NFKC), which also makes narrow and no-break
    spaces plain; guillemets become " without the space inside; the space before % ; : ! ? is dropped;
    every run of white space becomes one space; upper case is folded.
    """
    text = INVISIBLE.sub("", sentence).translate(SAME)
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"«\s*|\s*»", '"', text)
    text = re.sub(r"\s+(?=[%;:!?])", "", text)
    return " ".join(text.split()).casefold()


def fingerprint(sentence: str) -> str:
    """Return the SHA-256 of the normalised sentence, in hexadecimal."""
    return hashlib.sha256(normalise(sentence).encode("utf-8")).hexdigest()


# -- numbers

CARDINAL = (
    r"(?:zéro|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?"
    r"|trente|quarante|cinquante|soixante|septante|huitante|nonante|cents?|mille|millions?|milliards?)"
)
ORDINAL = (
    r"(?:premi(?:er|ère)s?|secondes?|seconds?|(?:deux|trois|quatr|cinqu|six|sept|huit|neuv|dix|onz|douz|treiz"
    r"|quatorz|quinz|seiz|vingt|trent|quarant|cinquant|soixant|cent|mill)ièmes?)"
)
PART = r"(?:moitiés?|demi(?:e|es|s)?|tiers|quarts?|doubles?|triples?|quadruples?|majorités?|minorités?)"
ROUND = r"(?:(?:diz|douz|quinz|vingt|trent|quarant|cinquant|soixant|cent)aines?|milliers?)"
DIGITS = r"\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
# “un quart”, “un soignant sur deux”: a numerator. Anywhere else un and une are articles.
ONE = rf"une?(?=\s+(?:quart|tiers|demi)|(?:\s+[^\s\d.,;:]+){{1,5}}?\s+sur\s+(?:\d|{CARDINAL}\b))"
# “autant” stands for a number where it repeats the one before; where it compares, it is set aside.
WORD = rf"{CARDINAL}(?:-(?:et-)?(?:{CARDINAL}|une?))*|{ORDINAL}|{PART}|{ROUND}|{ONE}|autant"
NUMBER = re.compile(rf"{DIGITS}|\b(?:{WORD})\b", re.IGNORECASE)


GROUPS = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3})")


def in_digits(token: str) -> str | None:
    """Return a number as the register writes it, without groups and with a decimal point; None for one in words."""
    value = GROUPS.sub("", token).replace(",", ".")
    return value if re.fullmatch(r"\d+(?:\.\d+)?", value) else None


@dataclass(frozen=True)
class Token:
    """A number as it stands in a paragraph; `occurrence` counts the same token from 1."""

    text: str
    start: int
    occurrence: int


def number_tokens(paragraph: str) -> list[Token]:
    """Return every number of a paragraph in the order of the text, in digits or in French words.

    Digits count wherever they stand, also glued to a word (“cas2”) or inside an address: better one number
    to set aside with a reason than one overlooked. Among words: cardinals, ordinals, fractions, multiples,
    majority and minority, round numbers, and “autant”. Not “plusieurs”, “une grande partie” or “quasi
    unanimes”, which give no number, nor the un and une of “au moins une fois”, part of what is measured.
    """
    tokens, seen = [], {}
    for match in NUMBER.finditer(paragraph):
        seen[match[0]] = seen.get(match[0], 0) + 1
        tokens.append(Token(match[0], match.start(), seen[match[0]]))
    return tokens
