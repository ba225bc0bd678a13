"""Sample sizes that somebody wrote into a label, a title or a sentence, held against samples.csv."""

import re
from collections.abc import Iterator

from nbpaper.errors import Problem
from nbpaper.numbers import Token, tokens

from ..register import Register
from .sentences import PLACE

TABLES = ("samples", "figures", "indicators", "derived", "headlines", "relations", "labels", "sentences")
COLUMN = re.compile(r"(?:label|group|says|of_whom|note|reading|explanation)(?:_en|_fr)?|en|fr")
PEOPLE = {  # who can be counted as respondents; at most two words may stand between them and their number
    "en": "respondents?|participants?|people|persons|professionals|practitioners|physicians|doctors|nurses|pharmacists"
    "|students|patients|workers|adults|members",
    "fr": "répondant|participant|personnes|professionnel|praticien|soignant|médecin|infirmi|pharmacien|étudiant|patient"
    "|généraliste|adulte|interrogé|sondé|membres",
}
AFTER = {
    language: re.compile(
        rf"(?:\s+(?:d[’'])?[^\W\d]+){{0,2}}?\s+(?:d[’'])?(?:{words})(?!\w*\s+(?:in|out of|sur)\s+\d)", re.IGNORECASE
    )
    for language, words in PEOPLE.items()
}
BEFORE = re.compile(r"\bn\s*=\s*$", re.IGNORECASE)
RATIO = re.compile(r"(?:\b(?:in|of|sur|every|each|chaque)\s*)$", re.IGNORECASE)
WHOLE = (10, 100, 1000)  # of a ratio: nine in ten professionals, 24 of every 100
FEWEST = 10  # smaller numbers count answers and groups


def size_problems(register: Register) -> Iterator[Problem]:
    """Yield a problem for each sample size in words that is not the size of the row's sample."""
    for table in TABLES:
        frame = register.table(table)
        for column in filter(COLUMN.fullmatch, frame.columns):
            language = "fr" if column.endswith("fr") else "en"
            seen = re.compile(rf"\bn\s*=|{PEOPLE[language]}", re.IGNORECASE)
            texts = frame[column].dropna()
            for name, text in texts[texts.str.contains(seen)].items():
                for size in _sizes(PLACE.sub("…", text), language):
                    known = _known(register, frame.loc[name], name)
                    if size.value not in known:
                        yield register.problem(table, name, *_fault(size, known), column)


def _sizes(text: str, language: str) -> Iterator[Token]:
    """Yield the numbers of a text that count the people asked."""
    for token in tokens(text, language):
        before, whole = text[: token.start], AFTER[language].match(text, token.end)
        ratio = token.value in WHOLE and RATIO.search(before)
        counts = token.kind in ("digits", "word") and token.value is not None and token.value >= FEWEST
        if BEFORE.search(before) or (whole and counts and not ratio):
            yield token


def _known(register: Register, row: object, name: str) -> set[int]:
    """Return the sizes of the samples that a row names, or whose figures it names."""
    figures, samples = register.figures, register.samples
    named = {name, *(part.removeprefix("not ") for cell in row if isinstance(cell, str) for part in cell.split(";"))}
    named |= {*figures.loc[figures.index.isin(named), "sample"]}
    return {*samples.loc[samples.index.isin(named), "n"].dropna()}


def _fault(size: Token, known: set[int]) -> tuple[str, str]:
    says = f"says n = {size.text}"
    if known:
        return f"{says}, and samples.csv {' or '.join(map(str, sorted(known)))}", "write that, or no number"
    return f"{says}, of no sample whose n is known", "leave it out; in a sentence, write {id of a figure:n}"
