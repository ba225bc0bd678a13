"""What a French text says of its numbers: every kind once; `add/test_corpus.py` reads whole passages."""

import time
from pathlib import Path

import pytest
import yaml

from baromia.add.french_numbers import quantities
from baromia.register.printed import printed_numbers, stands_in

SAID = yaml.safe_load(Path(__file__).with_name("french_numbers.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "values", "unit"), SAID["kinds"])
def test_value_and_unit(text, values, unit):
    found = quantities(text)
    units = unit.split() if " " in unit else [unit] * len(found)
    assert [(one.value, one.unit) for one in found] == list(zip(values.split(), units, strict=True))
    for one in found:  # what is proposed passes the check of values
        assert stands_in(" | ".join(token.text for token in one.tokens), one.value, one.unit)


@pytest.mark.parametrize("hedge", SAID["hedges"])
def test_hedge(hedge):
    for text in SAID["hedges"][hedge]:
        assert quantities(text)[0].qualifier == hedge, text


@pytest.mark.parametrize("reason", SAID["reasons"])
def test_what_is_no_quantity_has_a_reason(reason):
    for text in SAID["reasons"][reason]:
        one = quantities(text)[-1]
        assert (one.reason, bool(one.value and one.unit)) == (reason, False), text


def test_a_multiple_reaches_to_its_last_word():
    text = "trois fois plus qu’avant"
    assert [text[one.start : one.end] for one in quantities(text)] == ["trois fois"]


def test_numbers_are_named_whatever_the_typography():
    assert printed_numbers("3\u202f077 puis 3\u00a0077 et la moitie\u0301") == [
        ("3 077", 1, 0), ("3 077", 2, 11), ("moitié", 1, 23)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "times", "many"),
    [("à 45 % des soignants, www.x.fr/1, soit neuf sur dix. ", 400, 1200), ("1.", 10_000, 1)],
)  # fmt: skip
def test_a_long_line_takes_no_longer_than_its_length(words, times, many):
    start = time.process_time()
    assert len(quantities("Ils sont 45 %. " + words * times)) == 1 + many
    assert time.process_time() - start < 3
