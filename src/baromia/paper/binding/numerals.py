"""What a number is: digits with their marks, and the words that state a share or a count of data."""

import re

# Digits, with what may stand between them: a decimal mark, a group's comma or (narrow) space, the stroke of 3/5.
NUMBER = re.compile(r"\d+(?:[.,/\u202f]\d+)*")
SPACES = re.compile(r"[\s\u00a0\u202f\u200b]+")
HYPHENS = re.compile(r"\u00ad\s?|[\u2010\u2011]")

# Shares, multiples, round numbers, and counts from three on. "Two" counts only where data follow: elsewhere it
# joins a pair that the sentence itself names ("the two shares"), as "both" does. Ordinals order; they do not count.
_ENGLISH = (
    r"half|halves|thirds|(?:a|one) third of|quarters?|twice|thrice|double|triple|dozens?|hundreds?|thousands?|"
    r"millions?|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety|one (?:in|out of) two|two of(?! them)|two (?:surveys|publications|barometers|headlines|items)"
)
_FRENCH = (
    r"moitié|demie?|tiers|quarts?|double|triple|dizaines?|douzaines?|cent|centaines?|mille|milliers?|millions?|"
    r"trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|quarante|cinquante|soixante|"
    r"une? sur deux|deux (?:enquêtes|publications|baromètres|énoncés|éléments|des)"
)
WORDS = {
    "en": re.compile(rf"\b(?:{_ENGLISH})\b", re.IGNORECASE),
    "fr": re.compile(rf"\b(?:{_FRENCH})\b", re.IGNORECASE),
}


def numbers(text: str) -> list[str]:
    """Return the numbers written in digits, as they stand."""
    return NUMBER.findall(text)


def number_words(text: str, language: str) -> list[str]:
    """Return the words that state a share or a count."""
    return WORDS[language].findall(text)


def canonical(number: str, language: str) -> str:
    """Return a number as both languages would write it: a decimal point, no groups."""
    number = number.replace("\u202f", "")
    if language == "fr":
        return number.replace(",", ".")
    return re.sub(r",(?=\d{3}(?!\d))", "", number)


def canonicals(text: str, language: str) -> list[str]:
    """Return the numbers of a text in the canonical writing."""
    return [canonical(number, language) for number in numbers(text)]


def plain(text: str) -> str:
    """Return a text with every kind of space as one, and without the hyphens that typesetting adds."""
    return SPACES.sub(" ", HYPHENS.sub(lambda mark: "" if mark[0][0] == "\u00ad" else "-", text)).strip()
