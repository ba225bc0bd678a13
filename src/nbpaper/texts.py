"""A source's text taken apart: paragraphs, sentences and fingerprints.

Pure functions on strings. They decide what a place in a text is, so a change here changes every locator
and fingerprint of the register.
"""

import hashlib
import re
import unicodedata

# -- paragraphs and sentences

# A sentence ends at . ! ? or … , with what closes a quotation, before a space and a beginning.
SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+(?:[\"'”’)\]]|\s*»)*\s+(?=[\"“«(\[]?\s*[^\W\d_a-zà-öø-ÿœ]|[«“\"(\d–—-])")
# A full stop after these ends nothing: titles, initials, the number of a list item; before a number also months.
NO_END = re.compile(
    r"(?:^\s*[A-Z]?\d+|\b(?:M|MM|Mme|Mmes|Dr|Drs|Pr|St|Ste|art|cf|ex|p|vol|[A-ZÀ-Ö]))\.\s+.$"
    r"|\b(?i:janv|f(?:é|e\u0301?)vr?|avr|juil|sept|oct|nov|d(?:é|e\u0301?)c|env|approx|fig|tabl?|chap|min|max|vs|(?:é|e\u0301?)d|t(?:é|e\u0301?)l|pp|r(?:é|e\u0301?)f)"
    r"\.\s+\d$"
)
ABBREVIATED = 12  # characters before the end of a sentence in which an abbreviation stands


def paragraphs(text: str) -> list[str]:
    """Return the lines of `text` that are not blank; the first is paragraph 1 of a locator."""
    return [line for line in re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")) if line.strip()]


def sentence_spans(paragraph: str) -> list[tuple[int, int]]:
    """Return where each sentence of a paragraph begins and ends; together they cover all of it."""
    ends = [match.end() for match in SENTENCE_END.finditer(paragraph)]
    ends = [end for end in ends if not NO_END.search(paragraph, max(0, end - ABBREVIATED), end + 1)]
    starts = [0, *ends]
    return list(zip(starts, [*ends, len(paragraph)], strict=True))


def sentences(paragraph: str) -> list[str]:
    """Return the sentences of a paragraph, without the spaces around them."""
    return [paragraph[start:end].strip() for start, end in sentence_spans(paragraph)]


# -- fingerprints

# What editors and browsers change in a copy without changing the text.
TYPOGRAPHY = {"'": "‘’‚‛′`´", '"': "“”„‟″", "-": "‐‑‒–—―−"}
SAME = str.maketrans({mark: plain for plain, marks in TYPOGRAPHY.items() for mark in marks})
INVISIBLE = "[\u00ad\u200b-\u200f\u2060\ufeff]"


def normalise(sentence: str) -> str:
    """Return `sentence` as it is fingerprinted, blind to typography.

    In this order: invisible characters are dropped; typographic apostrophes, quotation marks and dashes
    become ' " and -; Unicode compatibility composition (NFKC), which also makes narrow and no-break
    spaces plain; guillemets become " without the space inside; the space before % ; : ! ? is dropped;
    every run of white space becomes one space; upper case is folded.
    """
    text = re.sub(INVISIBLE, "", sentence).translate(SAME)
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"«\s*|\s*»", '"', text)
    text = re.sub(r"\s+(?=[%;:!?])", "", text)
    return " ".join(text.split()).casefold()


def fingerprint(sentence: str) -> str:
    """Return the SHA-256 of the normalised sentence, in hexadecimal."""
    return hashlib.sha256(normalise(sentence).encode("utf-8")).hexdigest()
