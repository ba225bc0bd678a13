"""What a number is: digits with their marks, and words that state a share or a count."""

import pytest

from baromia.paper.binding.numerals import canonicals, number_words, numbers, plain


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("90% of 45", ["90", "45"]),
        ("24,4\u202f% de 12\u202f345", ["24,4", "12\u202f345"]),
        ("3/5, in 2025.", ["3/5", "2025"]),
        ("v0.1.0 and CC0", ["0.1.0", "0"]),
        ("no number", []),
    ],
)
def test_numbers_in_digits(text, found):
    assert numbers(text) == found


def test_both_languages_write_the_same_number():
    assert canonicals("24,4\u202f%, 12\u202f345", "fr") == canonicals("24.4%, 12,345", "en") == ["24.4", "12345"]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        (
            "en",
            "More than half, two of three, a third of nurses, one in two",
            ["half", "two of", "three", "a third of"],
        ),
        ("en", "the two shares, a third survey, both, first, one of them", []),
        ("fr", "La moitié, deux tiers, un sur deux, le quart", ["moitié", "tiers", "un sur deux", "quart"]),
        ("fr", "les deux parts, la troisième enquête, une part", []),
    ],
)
def test_numbers_in_words(language, text, found):
    assert number_words(text, language)[: len(found) or 1] == found


def test_a_plain_text_has_one_kind_of_space_and_of_hyphen():
    assert plain(" a\u00a0\u202fb\n c\u00ad d\u00ade\u2010f\u2011g ") == "a b cde-f-g"
