"""How well a draft reads French press: it is held against what somebody wrote down without a look at the code.

Six corpora of made-up passages. The reader was mended until it read the first; the others were read once, for the
figures in tests/README.md, before anything was mended by them.
"""

from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
import yaml

from baromia.add.french_numbers import Quantity, quantities
from baromia.register.printed import plain, stands_in
from nbpaper.texts import paragraphs, sentence_spans

MISREAD = {  # corpus → what is still read otherwise than it was written down: passage, number
    "first": ["a22 'deux'"],
    "second": [],
    "third": ["c49 'autant'"],
    "fourth": [],
    "dev": [],
    "fifth": ["h30 '+38'", "h46 'vingt'", "h49 '6'", "h60 'deux'"],
}
# Passages that are not counted. A text has one paragraph a line, and `add` says so where one ends within a number.
APART = {
    "a26": "a line ends within a number",
    "b34": "a line ends within a number",
    "b35": "a line ends before a percent sign",
    "a40": "its tilde was lost: nothing in the passage hedges the nine minutes",
}


@cache
def passages(name: str) -> list[dict]:
    """Return the passages of corpus-<name>.yaml."""
    text = Path(__file__).with_name(f"corpus-{name}.yaml").read_text(encoding="utf-8")
    found = yaml.load(text, Loader=yaml.CSafeLoader)
    return [passage for passage in found if passage["id"] not in APART]


@cache
def read(text: str) -> list[tuple[Quantity, int, int, int]]:
    """Return what a reader finds in a text: each with its start, its end and the number of its sentence."""
    found, sentence, place = [], 0, 0
    for paragraph in paragraphs(text):
        place = text.index(paragraph, place)
        spans = sentence_spans(paragraph)
        for one in quantities(paragraph):
            own = next(number for number, (start, end) in enumerate(spans, 1) if start <= one.tokens[0].start < end)
            found.append((one, place + one.start, place + one.end, sentence + own))
        sentence, place = sentence + len(spans), place + len(paragraph)
    return found


def same(value: str, wanted: str) -> bool:
    """Tell whether two values are the same number, to a hundredth of it, or the same words."""
    try:
        return 100 * abs(Fraction(value) - Fraction(wanted)) <= abs(Fraction(wanted))
    except ValueError:
        return value == wanted


def as_written_down(one: Quantity, sentence: int, wanted: dict) -> bool:
    """Tell whether value, unit, hedge and sentence are what was written down; of some, any of several will do."""
    values, units, hedges = (wanted[name].split(" | ") for name in ("value", "unit", "hedge"))
    if not one.value or not one.unit:  # nothing is proposed: right where it is no figure, or has no place
        right = "none" in units or any(value == "" or value.startswith("--") for value in values)
    else:
        unit = one.unit.removesuffix("_change")  # that of percent is an opinion
        right = any(same(one.value, value) for value in values) and one.qualifier in hedges
        right = right and unit in [each.removesuffix("_change") for each in units]
    return right and sentence == wanted["sentence"]


def misread(passage: dict) -> list[str]:
    """Return what a reader of a passage reads otherwise than it was written down, or reads although it was not."""
    found, met, wrong = read(passage["text"]), [], []
    for wanted in passage["numbers"]:
        start, end = wanted["place"], wanted["place"] + len(wanted["text"])
        own = [each for each in found if each[1] < end and start < each[2]]
        met += own
        split = len(own) > 1 and wanted["unit"] not in ("", "none")
        if not own or split or not as_written_down(own[0][0], own[0][3], wanted):
            wrong.append(f"{passage['id']} {wanted['text']!r}")
    more = [each for each in found if each not in met and each[0].value]  # what is only shown is no proposal
    return wrong + [f"{passage['id']} {passage['text'][start:end]!r}" for _, start, end, _ in more]


@pytest.mark.parametrize("name", MISREAD)
def test_the_draft_reads_french_press(name):
    assert [one for passage in passages(name) for one in misread(passage)] == MISREAD[name]


@pytest.mark.parametrize("name", MISREAD)
def test_what_is_proposed_passes_verification(name):
    for passage in passages(name):
        for one, *_ in read(passage["text"]):
            printed = " | ".join(plain(token.text) for token in one.tokens)
            assert not (one.value and one.unit) or stands_in(printed, one.value, one.unit), passage["id"]
