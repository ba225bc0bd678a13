"""The PDF as a reader leafs through it: contents that lead where they say, charts in their section, pages filled."""

import re
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pypdfium2
import pytest

from conftest import ROOT, in_campaign, needs_quarto

outloud = pytest.importorskip("outloud", reason="outloud is not installed: make test installs it")
pikepdf = pytest.importorskip("pikepdf", reason="pikepdf is not installed: make test installs it")

pytestmark = pytest.mark.build
POINTS = 72 / 25.4  # to a millimetre
MARGIN, EMPTY = 25, 0.2  # millimetres around the text; what may be left of a page
WITHOUT_REGISTER = 30  # pages
FIGURE = {"en": "Figure", "fr": "Figure"}
REGISTER = re.compile("the register$|le registre$")
TABLE = {"en": "Table", "fr": "Tableau"}


class Place(NamedTuple):
    """Where something stands: page from 1, millimetres from its top."""

    page: int
    down: float


class Paper:
    """A PDF and the source it was made from."""

    def __init__(self, built: Path, language: str):
        stem = "paper" if language == "en" else f"paper.{language}"
        self.language = language
        self.source = (ROOT / "reports" / f"{stem}.qmd").read_text(encoding="utf-8")
        self.path = built / f"{stem}.pdf"
        self.pdf = pypdfium2.PdfDocument(self.path)
        self.texts = [page.get_textpage() for page in self.pdf]
        self.said = [text.get_text_range() for text in self.texts]
        self.pages = [" ".join(said.split()) for said in self.said]

    def headings(self) -> list[tuple[str, int, Place]]:
        """Return title, level and place of each heading, as the bookmarks lead to them, up to the register."""
        found = []
        for mark in self.pdf.get_toc():
            number, view = mark.get_dest().get_index(), mark.get_dest().get_view()[1]
            height = self.pdf[number].get_height()
            found.append((plain(mark.get_title()), mark.level, Place(number + 1, (height - view[1]) / POINTS)))
            if REGISTER.search(found[-1][0]):
                break
        return found

    def caption(self, word: str, number: int) -> Place:
        """Return where the caption of a chart or table stands."""
        said = re.compile(rf"{word}[\s\u00a0]{number}[\s\u202f\u00a0]?:")
        for at, page in enumerate(self.said):
            if found := said.search(page):
                top = self.texts[at].get_charbox(found.start())[3]
                return Place(at + 1, (self.pdf[at].get_height() - top) / POINTS)
        raise AssertionError(f"{word} {number} has no caption")

    def register(self) -> int:
        """Return the page on which the register begins."""
        return self.headings()[-1][2].page


@pytest.fixture(scope="module", params=["paper", pytest.param("by_quarto", marks=needs_quarto)])
def folder(request) -> Path:
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module", params=["en", "fr"])
def leaf(request, folder) -> Paper:
    return Paper(folder, request.param)


def plain(text: str) -> str:
    """Return a text as it is compared: spaces and apostrophes alike, no hyphens at the ends of lines."""
    return " ".join(re.sub(r"[\ufffe\xad]", "", text).replace("'", "’").split())


def test_it_is_tagged_and_says_its_language(leaf):
    with pikepdf.open(leaf.path) as document:
        assert document.Root.MarkInfo.Marked
        assert document.Root.Lang == {"en": "en-GB", "fr": "fr-FR"}[leaf.language]
        assert document.open_metadata()["pdfuaid:part"] == "1"
        assert str(document.docinfo.Title)
        assert [round(side) for side in document.pages[0].mediabox] == [0, 0, 595, 842]


def test_contents_say_the_pages_that_headings_stand_on(leaf):
    text = plain(" ".join(leaf.pages[:3]))  # they follow the key findings
    listed = [one for one in leaf.headings() if one[1] < 2]
    assert all(before < after for (_, _, before), (_, _, after) in pairwise(leaf.headings()))
    start = 0
    for title, _, place in listed:
        entry = re.compile(re.escape(title).replace(r"\ ", r"\s*") + r"[\s.·]*(\d+)(?!\d)")
        found = entry.search(text, start)
        assert found, title
        assert int(found[1]) == place.page, title
        start = found.end(1)
    assert len(listed) > 20


def test_each_chart_stands_in_the_section_that_speaks_of_it(leaf):
    """Below its heading and above the next one of the first level."""
    hidden = re.compile(r':::: \{\.content-visible when-meta="has\.\w+"\}.*?\n::::\n', re.DOTALL)
    text = hidden.sub("", leaf.source)
    places = {re.sub(r"^\d+ ", "", title): place for title, level, place in leaf.headings() if level == 0}
    counts, section, checked = {"fig": 0, "tbl": 0}, None, 0
    for line in text.split("\n"):
        if found := re.match(r"# (.*?) *(\{|$)", line):
            section = plain(found[1])
        elif found := re.match(r"::: \{#(fig|tbl)-", line):
            counts[found[1]] += 1
            word = (FIGURE if found[1] == "fig" else TABLE)[leaf.language]
            place = leaf.caption(word, counts[found[1]])
            following = [other for other in places.values() if other > places[section]]
            assert places[section] < place, (section, word, counts)
            assert not following or place < min(following), (section, word, counts)
            checked += 1
    assert checked > 15


def filled(page: pypdfium2.PdfPage) -> float:
    """Return how far down the text of a page reaches, as a share of the room for text."""
    drawn = np.asarray(page.render(scale=0.5, grayscale=True).to_numpy()).squeeze()
    height = drawn.shape[0]
    top, bottom = (round(height * one / 297) for one in (MARGIN, 297 - MARGIN))
    rows = np.flatnonzero((drawn[top:bottom] < 200).any(axis=1))
    return (rows.max() + 1) / (bottom - top) if len(rows) else 0.0


def test_no_page_is_left_empty_before_a_chart(leaf):
    last = leaf.register()
    assert last <= WITHOUT_REGISTER
    shares = {number: filled(leaf.pdf[number - 1]) for number in range(1, last)}
    assert {number: share for number, share in shares.items() if share < 1 - EMPTY} == {}


def test_running_heads_name_the_section_that_the_page_begins_in(leaf):
    sections = [(title, place) for title, level, place in leaf.headings() if level == 0]
    for number, page in enumerate(leaf.pages[1:], start=2):
        begun = [title for title, place in sections if place < Place(number, 35)]
        assert plain(page).startswith(re.sub(r"^\d+ ", "", begun[-1])), number


# -- an outside judge: outloud, PDF/UA-1 and what a reader hears

# What it takes for a fault although a reader of the tags misses nothing, each with its reason.
FALSE_ALARMS = {
    "TAG-002": "the head of a table, repeated at the top of its next page: PDF/UA wants a repetition to be no content",
    "TBL-014": "a chart with ruled rows: it is a figure with words of its own",
    "ORD-001": "on paper lines of a row are drawn cell by cell; the tags are in the order of the text",
    "PAG-001": "cards at the foot of pages that begin with the same words",
}


def judged(path: Path, **only: object) -> dict[str, list]:
    """Return the findings of the judge by rule."""
    result = outloud.check(str(path), **only)
    assert not result.error
    found: dict[str, list] = {}
    for finding in result.findings:
        found.setdefault(finding.rule, []).append(finding)
    return found


@pytest.mark.parametrize("stem", ["paper", pytest.param("paper.fr", marks=in_campaign)])
def test_the_judge_finds_nothing_but_what_is_named(paper, stem):
    found = judged(paper / f"{stem}.pdf")
    assert set(found) <= set(FALSE_ALARMS), found
    for finding in found.get("TAG-002", []):
        assert all(box["y0"] > 297 * 0.85 * POINTS for box in finding.boxes), finding


def test_the_judge_would_see_a_fault(built_toys, tmp_path):
    with pikepdf.open(built_toys / "reports" / "paper.pdf") as document:
        del document.Root.Lang
        dictionaries = (one for one in document.objects if isinstance(one, pikepdf.Dictionary))
        del next(one for one in dictionaries if one.get("/S") == "/Figure" and "/Alt" in one)["/Alt"]
        document.save(tmp_path / "damaged.pdf")
    said = " ".join(str(found) for found in judged(tmp_path / "damaged.pdf", skip=[*FALSE_ALARMS]).values())
    assert "/Lang" in said
    assert "/Figure" in said
