"""The whole register checked at once: labels and sentences, and sample sizes that somebody wrote into words."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from nbpaper.errors import DataError, Problem, meant
from nbpaper.numbers import Token, tokens

from ..analysis.quantities import definition_problems
from ..project import LANGUAGES
from ..register import Register
from ..register.cells import markup
from ..register.descriptor import fields
from .formatting import COMPUTED_PARTS, LABEL_PLACE, PUBLISHED_PARTS, SENTENCE_PLACE

CODES = {  # table → columns whose codes have a label each, called `<column>.<code>`
    "figures": ("unit", "qualifier", "population", "theme", "nature"),
    "derived": ("level",),
    "samples": ("design",),
}
UNSAID = ("qualifier.exact",)  # what is exact has no hedge
# Sample sizes that somebody wrote into a label, a title or a sentence: where they may stand, and how they read.
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


def check_register(data: Path | None = None) -> Register:
    """Read a register and check it against its schema and against itself, words included; return it.

    Raises
    ------
    DataError
        Naming file, row and column of every fault, and how to mend it.
    """
    register = Register.read(data)
    if problems := list(check_words(register)):
        raise DataError(problems)
    return register


def check_words(register: Register) -> Iterator[Problem]:
    """Yield what is wrong with the labels, the sentences and the derived quantities of a register."""
    for name, *texts in register.labels[[*LANGUAGES]].itertuples():
        yield from (register.problem("labels", name, *fault) for fault in _label_faults(texts))
    yield from _missing_labels(register)
    for name, *texts in register.sentences[[*LANGUAGES]].itertuples():
        yield from (register.problem("sentences", name, *fault) for fault in _sentence_faults(texts, register))
    for table in ("indicators", "derived"):
        yield from _verb_problems(register, table)
    yield from definition_problems(register)
    yield from size_problems(register)


def _label_faults(texts: list[str]) -> Iterator[tuple[str, str]]:
    """Yield (problem, mend) of a label: `{number}` is a place; `{number.real}`, `{0:>99}`, `{` are none."""
    mend = "write the same places, as {name}, in each language"
    if any({"{", "}"} & set(LABEL_PLACE.sub("", text)) for text in texts):
        yield "holds a brace that is no place for a word", mend
    elif len({frozenset(LABEL_PLACE.findall(text)) for text in texts}) > 1:
        yield "the languages have different places", mend
    yield from filter(None, map(markup, texts))


def _verb_problems(register: Register, table: str) -> Iterator[Problem]:
    """Yield what is wrong with the verbs of a table: both languages have one or none, and one place, `{value}`."""
    columns = [f"says_{language}" for language in LANGUAGES]
    for name, *texts in register.table(table).reindex(columns=columns).itertuples():  # older registers have none
        verbs = [text for text in texts if isinstance(text, str)]
        if 0 < len(verbs) < len(texts):
            yield register.problem(table, name, "one language has a verb, the other none", "write both", columns[0])
        for column, text in zip(columns, texts, strict=True):
            if isinstance(text, str) and LABEL_PLACE.findall(text) not in ([], ["value"]):
                mend = "write {value} where the number stands, once, or no place at all"
                yield register.problem(table, name, "has a place that nothing fills", mend, column)
        yield from (register.problem(table, name, *fault) for fault in _label_faults(verbs) if len(verbs) > 1)


def _sentence_faults(texts: list[str], register: Register) -> Iterator[tuple[str, str]]:
    """Yield (problem, mend) of a sentence: a place with a dot in its name stands for a row, others for a word."""
    places = [sorted((match["name"], match["part"] or "") for match in SENTENCE_PLACE.finditer(text)) for text in texts]
    for name, part in dict.fromkeys(chain(*places)):
        if "." not in name:
            continue
        table = register.derived if name.startswith("derived.") else register.figures
        parts = COMPUTED_PARTS if name.startswith("derived.") else PUBLISHED_PARTS
        if name not in table.index:
            yield f"{{{name}}} is no row of the register", meant(name, table.index, "mend it")
        elif part and part not in parts:
            yield f"{{{name}:{part}}}: a number of this kind has no such part", f"write one of {', '.join(parts)}"
    if any({"{", "}"} & set(SENTENCE_PLACE.sub("", text)) for text in texts):
        yield "holds a brace that is no place for a number", "write places as {figure id}, {figure id:n} or {name}"
    if any(shown != places[0] for shown in places):
        yield "the languages show different numbers", "give each language the same places"
    yield from filter(None, map(markup, texts))


def _missing_labels(register: Register) -> Iterator[Problem]:
    """Yield a problem for each code that the descriptor allows and no label says."""
    for resource in register.descriptor["resources"]:
        columns = CODES.get(resource["name"], ())
        for field in fields(resource):
            codes = field.get("constraints", {}).get("enum", ()) if field["name"] in columns else ()
            for label in (f"{field['name']}.{code}" for code in codes):
                if label not in UNSAID and label not in register.labels.index:
                    message = f"no label is called {label}, a word of {resource['name']}.csv, column {field['name']}"
                    yield Problem(register.file("labels"), message, "add it")


def size_problems(register: Register) -> Iterator[Problem]:
    """Yield a problem for each sample size in words that is not the size of the row's sample."""
    for table in TABLES:
        frame = register.table(table)
        for column in filter(COLUMN.fullmatch, frame.columns):
            language = "fr" if column.endswith("fr") else "en"
            countable = re.compile(rf"\bn\s*=|{PEOPLE[language]}")
            texts = {name: text for name, text in frame[column].items() if text and countable.search(text.lower())}
            for name, text in texts.items():
                for size in _sizes(SENTENCE_PLACE.sub("…", text), language):
                    sizes = _known_sizes(register, frame.loc[name], name)
                    if size.value not in sizes:
                        yield register.problem(table, name, *_size_fault(size, sizes), column)


def _sizes(text: str, language: str) -> Iterator[Token]:
    """Yield the numbers of a text that count the people asked."""
    for token in tokens(text, language):
        before, people = text[: token.start], AFTER[language].match(text, token.end)
        is_ratio = token.value in WHOLE and RATIO.search(before)
        is_count = token.kind in ("digits", "word") and token.value is not None and token.value >= FEWEST
        if BEFORE.search(before) or (people and is_count and not is_ratio):
            yield token


def _known_sizes(register: Register, row: Iterable[object], name: str) -> set[int]:
    """Return the sizes of the samples that a row names, or whose figures it names."""
    figures, samples = register.figures, register.samples
    ids = {name, *(part.removeprefix("not ") for cell in row if isinstance(cell, str) for part in cell.split(";"))}
    ids |= {*figures.loc[figures.index.isin(ids), "sample"]}
    return {*samples.loc[samples.index.isin(ids), "n"].dropna()}


def _size_fault(size: Token, sizes: set[int]) -> tuple[str, str]:
    problem = f"says n = {size.text}"
    if sizes:
        return f"{problem}, and samples.csv {' or '.join(map(str, sorted(sizes)))}", "write that, or no number"
    return f"{problem}, of no sample whose n is known", "leave it out; in a sentence, write {id of a figure:n}"
