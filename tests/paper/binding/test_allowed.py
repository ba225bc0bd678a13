"""The short list of allowed numbers: read as it is written, each entry needed and true."""

import pytest

from baromia.paper.binding.allowed import Allowed, Entry, load_allowed
from baromia.paper.binding.known import PARTS
from binding_shared import said
from nbpaper.errors import PaperError
from nbpaper.paths import display_path as shown_path


def test_an_allowance_that_nothing_needs_is_a_fault():
    allowed = Allowed("en", [Entry("en", "CC BY 4.0", "a name"), Entry("en", "CC BY 3.0", "a name")])
    assert allowed.without("under CC BY 4.0.").split() == ["under", "."]
    assert "'CC BY 3.0' stands in no text" in said(allowed.faults({}))


@pytest.mark.parametrize(
    ("relation", "number", "holds"),
    [
        ("is", 5, True),
        ("is", 6, False),
        ("above", 4, True),
        ("above", 5, False),
        ("below", 6, True),
        ("below", 5, False),
    ],
)
def test_a_number_in_words_is_compared_with_its_result(relation, number, holds):
    allowed = Allowed("en", [Entry("en", "five", "in a word", relation, "evidence.sources", number)])
    allowed.without("five")
    assert (said(allowed.faults({"evidence.sources": {"value": 5}})) == "") == holds
    assert "not true" in said(allowed.faults({})), "the result is gone"


def test_a_count_of_results_in_words_is_compared():
    allowed = Allowed("en", [Entry("en", "two gaps", "one result a gap", "count", "a.gap*", 2)])
    allowed.without("two gaps")
    results = {f"a.gap{part}": {} for part in ("", "_other", *PARTS)}  # what stands beside a result is none of its own
    assert said(allowed.faults(results)) == ""
    assert "not true" in said(allowed.faults({**results, "a.gap_third": {}}))


def test_allowances_are_read_with_what_they_are_compared_with(tmp_path):
    file = tmp_path / "numbers.yaml"
    file.write_text(
        "- {language: en, text: CC  0, reason: a name}\n- {language: fr, text: deux, reason: un mot}\n"
        "- {language: any, text: five, reason: a word, is: a.b, number: 5}\n"
        "- {language: en, text: two gaps, reason: results, count: a.gap*, number: 2}\n",
        encoding="utf-8",
    )
    allowed = load_allowed("en", file)
    assert (allowed.language, allowed.file) == ("en", shown_path(file))
    assert allowed.entries == [
        Entry("en", "CC 0", "a name"),
        Entry("any", "five", "a word", "is", "a.b", 5),
        Entry("en", "two gaps", "results", "count", "a.gap*", 2),
    ]


def test_an_allowance_at_fault_is_named_with_its_file():
    allowed = Allowed("en", [Entry("any", "five", "a word", "is", "a.b", 5)], "list.yaml")
    assert said(allowed.faults({"a.b": {"value": 6}})).split("\n") == [
        "list.yaml, any: 'five' stands in no text any more: delete the entry.",
        "list.yaml, any: 'five' is not true of a.b any more: mend the text.",
    ]


@pytest.mark.parametrize(
    "row", ["{language: en, text: x}", "{language: en, text: x, reason: y, is: a.b}", "x", "{a: b}"]
)
def test_an_allowance_without_reason_or_number_is_refused(tmp_path, row):
    (tmp_path / "numbers.yaml").write_text(f"- {row}\n", encoding="utf-8")
    with pytest.raises(PaperError, match="To mend"):
        load_allowed("en", tmp_path / "numbers.yaml")
