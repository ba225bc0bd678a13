"""Both renderers say the same. The comparison itself is tested on small pages; with Quarto, on the paper."""

import re

import pytest
from pypdf import PdfReader

from conftest import ROOT, needs_quarto
from nbpaper.numbers.html import read_page, texts_of
from nbpaper.numbers.pdf import Pdf
from nbpaper.render.documents import SHORTCODE, Document, Place, find_output
from parity import differences, plain

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
    first, second = (PdfReader(folder / f"{stem}.pdf").metadata.creation_date for folder in (paper, by_quarto))
    assert first == second
