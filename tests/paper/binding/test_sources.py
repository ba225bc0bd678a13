"""A number typed into a source is found, with its line; what is bound or furniture is none."""

import re
from pathlib import Path

import pytest

from baromia.paper.binding.allowed import Allowed, Entry, load_allowed
from baromia.paper.binding.sources import source_faults
from binding_shared import SOURCE, said
from nbpaper.render.documents import Document


def sources(text: str, language: str = "en", entries: list[Entry] | None = None) -> str:
    return said(
        source_faults(
            Document(Path("paper.qmd"), {}, text, 5, "title: T\n"), Allowed(language, entries or []), language
        )
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Of them 90% agree.", "'90'"),
        ("Elles sont 24,4\u202f% à le dire.", "'24,4'"),
        ("More than half agree.", "'half'"),
        ("# Section 3 {#sec-a}", "'3'"),
        ("In {{< meta results.a.b >}} of 45.", "'45'"),
    ],
)
def test_a_typed_number_is_found_with_its_line(text, number):
    how = "is typed: take it from the results, or allow it in numbers.yaml with a reason."
    heading = text.startswith("#")
    for before, line in (
        ("Words.\n\n", 7),
        ("Words.\n# Heading\n", 7 if heading else 6),  # a heading begins a paragraph, and so does a block
        ("Words.\n# Heading\nWords.\n::: block\n", 9 if heading else 8),
    ):
        assert sources(f"{before}{text}\n:::\n") == f"paper.qmd, line {line}: {number} {how}"


def test_a_number_typed_in_the_abstract_is_found():
    front = "title: T\nabstract: |\n  Of them 90% agree.\n"
    faults = source_faults(Document(Path("paper.qmd"), {}, "", 5, front), Allowed("en", []), "en")
    assert "'90'" in said(faults)


@pytest.mark.parametrize(
    "text",
    ["In {{< meta results.a.b2 >}} [@wilson1927] of @fig-use2 {#sec-4}.", "The file `figures2.csv`.", "```\n90\n```"],
)
def test_what_is_bound_or_furniture_is_no_fault_of_the_source(text):
    assert sources(text) == ""


def test_a_number_typed_into_the_real_paper_is_found():
    text = SOURCE.read_text(encoding="utf-8").replace("# Discussion\n", "# Discussion\n\nSome 47% agree.\n", 1)
    front, body = re.match(r"---\n(.*?\n)---\n(.*)", text, re.DOTALL).groups()
    faults = list(source_faults(Document(SOURCE, {}, body, 1, front), load_allowed("en"), "en"))
    assert [fault.number for fault in faults] == ["47"]
