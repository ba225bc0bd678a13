"""Both renderers say the same. The comparison itself is tested on small pages; with Quarto, on the paper."""

import re
from collections.abc import Iterator
from datetime import datetime
from difflib import SequenceMatcher
from pathlib import Path

import pikepdf
import pytest
from pikepdf.models.metadata import decode_pdf_date

from conftest import ROOT, needs_quarto
from nbpaper.numbers.html import HEADINGS, cells, read_page, texts_of
from nbpaper.numbers.pdf import Pdf
from nbpaper.numbers.source import digits
from nbpaper.render.documents import SHORTCODE, Document, Place, find_output

CAPTIONS = ("caption", "figcaption")


def parts(html: str) -> dict[str, list]:
    """Return, of a page, what a reader gets: each part as a list in the order of the page."""
    page = read_page(html)
    text = [
        (block.tag, plain(block.text)) for block in page.parts if block.zone in ("text", "refs") and plain(block.text)
    ]
    prose = [words for tag, words in text if tag not in (*HEADINGS, *CAPTIONS, "tr")]
    return {
        "headings": [words for tag, words in text if tag in HEADINGS],
        "paragraphs": prose,
        "captions": [words for tag, words in text if tag in CAPTIONS],
        "rows": [f"{block.name}: {' | '.join(cells(block))}" for block in page.parts if block.zone == "table"],
        "numbers": [number for words in prose for number in digits(words)],
        "links": [f"{link.text} -> {link.name}" for link in page.links],
        "targets": sorted({link.name for link in page.links} & page.cards().keys()),
        "charts": [f"{name}: {said}" for name, said, _ in page.pictures],
        "data of charts": [f"{block.name}: {plain(block.text)}" for block in page.parts if block.zone == "data"],
        "cards": [f"{name}: {plain(card)}" for name, card in page.cards().items()],
    }


def plain(text: str) -> str:
    """Return a text with one kind of space and of hyphen, without those that typesetting adds."""
    return " ".join(re.sub("\u00ad\\s?", "", text).replace("\u2010", "-").replace("\u2011", "-").split())


def differences(ours: str, theirs: str, most: int = 5) -> list[str]:
    """Return what two pages say differently, part by part: the first few differences of each."""
    found, one, other = [], parts(ours), parts(theirs)
    for part in one:
        found += [f"{part}: {words}" for words in list(_changes(one[part], other[part]))[:most]]
    return found


def _changes(ours: list[str], theirs: list[str]) -> Iterator[str]:
    """Yield the runs in which two lists differ."""
    for kind, start, end, first, last in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind != "equal":
            yield f"{ours[start:end]} <> {theirs[first:last]}"


PAGE = """
<html><body><nav><a href="#a">A</a></nav>
<h1 id="a"><span class="header-section-number">1</span> A</h1>
<p>Of them <a href="#card" class="figure">90%</a> say so (<span class="citation">Wilson 1927</span>), see
<a href="#fig-x">Figure 1</a>.</p>
<div id="fig-x"><figure><img src="x.svg" alt="Dots: 90%."><figcaption>Figure 1: A finding.</figcaption></figure>
<details><p>Dots: 90%.</p></details></div>
<table id="tbl-y"><caption>Table 1: Cells.</caption><tr><th>n</th></tr><tr><td>45</td></tr></table>
<div id="refs"><div class="csl-entry">Wilson. 1927.</div></div>
<h1 id="sec-register">Cards</h1><div id="card" class="card"><p><strong>90%</strong> say so.</p></div>
</body></html>
"""


def test_another_layout_of_the_same_words_is_no_difference():
    page = PAGE.replace("<h1 id=", '<section><h1 class="x" id=').replace(" say so (", "\n say&#32;so\n(")
    page = page.replace("<caption>", "<figcaption>").replace("</caption>", "</figcaption>")
    page = page.replace("<img ", '<div class="cell"><img role="img" ').replace('90%.">', '90%." /></div>')
    assert differences(PAGE, page) == []


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("headings", ">1</span> A", ">2</span> A"),
        ("paragraphs", "Wilson 1927", "Wilson 1928"),
        ("numbers", "90%</a>", "91%</a>"),
        ("captions", "A finding", "No finding"),
        ("rows", "<td>45", "<td>46"),
        ("links", 'href="#card"', 'href="#a"'),
        ("targets", 'id="card" class="card"', 'id="card"'),
        ("charts", 'alt="Dots: 90%', 'alt="Dots: 91%'),
        ("data of charts", "<p>Dots: 90%", "<p>Dots: 91%"),
        ("cards", "<strong>90%", "<strong>91%"),
    ],
)
def test_each_kind_of_difference_is_seen(part, old, new):
    found = differences(PAGE, PAGE.replace(old, new, 1))
    assert any(line.startswith(f"{part}: ") for line in found), found


@pytest.mark.parametrize("name", ["paper.qmd", "paper.fr.qmd"])
def test_what_is_embedded_shows_something_hidden_or_not(paper, name):
    """Quarto embeds before it asks a block's condition, and stops at a cell without an output."""
    text = (ROOT / "reports" / name).read_text(encoding="utf-8")
    document = Document(paper / name, {}, text, 1)
    embedded = [found["argument"] for found in SHORTCODE.finditer(text) if found["name"] == "embed"]
    assert len(embedded) > 20
    for argument in embedded:
        find_output(document, argument, Place(document.path, 1))


@needs_quarto
@pytest.mark.build
@pytest.mark.parametrize(("stem", "language"), [("paper", "en"), ("paper.fr", "fr")])
def test_both_renderers_say_the_same(paper, by_quarto, stem, language):
    """Where a PDF has its words, and where they are parted, is each renderer's own."""
    ours, theirs = ((folder / f"{stem}.html").read_text(encoding="utf-8") for folder in (paper, by_quarto))
    assert differences(ours, theirs) == []
    labels = [[plain(one) for one in re.findall(r'<table[^>]* aria-label="([^"]+)"', page)] for page in (ours, theirs)]
    assert labels[0] == labels[1] != []
    assert re.findall(r"<(?:script|img|iframe|link)\b[^>]*(?:src|href)=.https?://[^\"']*", theirs) == []
    page = read_page(theirs)
    drawn = {name: texts_of(drawing) for name, _, drawing in reversed(page.pictures)}  # the wide ones
    faults = Pdf(by_quarto / f"{stem}.pdf").faults(page, language, set(), list(drawn.values()))
    assert [str(fault) for fault in faults if fault.place == "text"] == []
    assert made_at(paper / f"{stem}.pdf") == made_at(by_quarto / f"{stem}.pdf")


def made_at(path: Path) -> datetime:
    """The date a PDF says it was made."""
    with pikepdf.open(path) as document:
        return decode_pdf_date(str(document.docinfo.CreationDate))
