"""The register as a whole: labels and sentences whose places lead nowhere are refused before anything runs."""

import pytest

from baromia.words.check import check_register
from damaged import line_where, refusal, write_cell

LABELS = {
    "a place in one language": ("{source}, paragraph", "different places"),
    "an attribute": ("{source.__class__} {paragraph}", "no place for a word"),
    "a width": ("{source:>999999999} {paragraph}", "no place for a word"),
    "a number": ("{0} {source} {paragraph}", "no place for a word"),
    "a brace left open": ("{source {paragraph}", "no place for a word"),
}
SENTENCES = {
    "no such figure": ("{pulselife2025.weakly} is a share.", "write pulselife2025.weekly, if that was meant"),
    "no number in one language": ("A share.", "give each language the same places"),
}


@pytest.mark.parametrize(("text", "said"), LABELS.values(), ids=LABELS)
def test_a_label_with_odd_places_is_refused(text, said, register_copy):
    line = line_where(register_copy, "labels", lambda row: row["id"] == "card.place")
    write_cell(register_copy, "labels", "en", text, line)
    assert said in refusal(register_copy, "labels.csv", line, check=check_register).what


@pytest.mark.parametrize(("text", "said"), SENTENCES.values(), ids=SENTENCES)
def test_a_sentence_whose_places_lead_nowhere_is_refused(text, said, register_copy):
    line = line_where(register_copy, "sentences", lambda row: "{" in row["en"])
    write_cell(register_copy, "sentences", "en", text, line)
    assert said in str(refusal(register_copy, "sentences.csv", line, check=check_register))
