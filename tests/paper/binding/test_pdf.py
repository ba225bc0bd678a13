"""The PDF says the numbers of the page, each as often, and nothing that nobody recorded."""

import pytest

from baromia.paper.binding.allowed import Allowed
from baromia.paper.binding.audit import Pdf, body, pdf_faults
from baromia.paper.binding.known import Known
from baromia.paper.binding.numerals import plain
from baromia.paper.binding.pages import read_page
from binding_shared import ABOUT, said

pytestmark = pytest.mark.build


BODY = "<body><h1>One</h1><p>Of them 90% (<span class='citation'>Wilson 1927</span>) say so in 5 of 11.</p></body>"
PIECES = [
    ["Title", "Of", "Contents", "1 One", ". . .", "2", "1"],
    ["1", "One", "Of them", "90%", "(Wilson", "1927", ") say so in", "5", "of 11, see", "Table\u00a03", "2"],
    ["References", "Wilson. 1927.", "3"],
]
OUTLINE = [("Un", 0), ("Références", 0)]


def audit(pages: list[list[str]], known: Known, html: str = BODY) -> str:
    pdf = Pdf("paper.pdf", [[plain(piece) for piece in page] for page in pages], [("1 One", 1), ("References", 2)])
    return said(pdf_faults(pdf, read_page(html), known, Allowed("en", []), ABOUT, "References"))


def test_a_pdf_that_says_what_the_page_says_passes(known):
    assert audit(PIECES, known) == ""


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("90%", "99.7%", "paper.pdf, page 2: '99.7' is in no result and in no figure of the register."),
        ("90%", "89%", "paper.pdf, page 2: '89' stands 1 times in the PDF, 0 on the page."),
        ("90%", "27%", "paper.pdf, page 2: '27' stands 1 times in the PDF, 0 on the page."),  # of a figure only
        ("90%", "0.61", "paper.pdf, page 2: '0.61' stands 1 times in the PDF, 0 on the page."),  # a value, not its text
        ("90%", "90% 90%", "paper.pdf, page 2: '90' stands 2 times in the PDF, 1 on the page."),
        ("90%", "many", "paper.pdf, text: '90' stands 1 times on the page, less often in the PDF."),
        ("1927", "1928", "paper.pdf, page 2: '1928' is in no result and in no figure of the register."),
    ],
)
def test_a_pdf_that_says_another_number_is_found(known, old, new, what):
    pages = [[new if piece == old else piece for piece in page] for page in PIECES]
    assert what in audit(pages, known).split("\n")


def test_numbers_are_compared_as_the_language_writes_them(paper):
    known = Known(paper, "fr")
    page = read_page("<body><h1>Un</h1><p>Ils sont 24,4\u202f% de 12\u202f345.</p></body>")
    for number in ("24,4", "37,8"):
        pdf = Pdf("paper.fr.pdf", [["Un", f"Ils sont {number}\u202f%", "de 12\u202f345.", "Références"]], OUTLINE)
        faults = said(pdf_faults(pdf, page, known, Allowed("fr", []), ABOUT, "Références"))
        for fault in ("'24.4' stands 1 times on the page", "'37.8' stands 1 times in the PDF"):
            assert (fault in faults) == (number == "37,8")
        assert "12345" not in faults


@pytest.mark.parametrize(
    "pages",
    [
        [["Title", "Abstract 9", "Contents", "One 2"], ["One", "8"], ["References"]],
        [["Title", "Abstract 9"], ["Contents", "One 2", "One", "8"], ["References"]],
        [["Title", "Abstract 9", "Contents", "One 2"], ["Last 3"], ["One", "8"], ["References"]],
    ],
    ids=["beside the abstract", "beside the text", "over two pages"],
)
def test_the_contents_are_no_text_wherever_they_stand(pages):
    outline = [("One", len(pages) - 2), ("References", len(pages) - 1)]
    found = [piece for _, piece in body(Pdf("paper.pdf", pages, outline), "References")]
    assert found == ["Title", "Abstract 9", "One", "8"]


def test_numbers_of_pages_and_sections_are_no_text():
    pages = [
        ["Title 5", "Abstract 8", "1 / 4"],
        ["six 6", "Contents", "1 L’un 2", "2 / 4"],
        ["L’un", "1", "L’un", "seven 7", "1", "1.1", "Deux mots", "eight 8", "1 L’un", "1.2", "L'autre", "3 / 4"],
        ["4", "nine 9", "1 L’un", "1.1", "Deuxième", "1.1", "End", "Wilson 1927", "End", "4"],
        ["5", "Appendix 3"],
    ]
    outline = [("1 L'un", 2), ("1.1 Deux mots", 2), ("1.2 L’autre", 2), ("End", 3)]
    assert body(Pdf("paper.pdf", pages, outline), "End") == [
        *[(1, "Title 5"), (1, "Abstract 8"), (2, "six 6")],
        *[(3, "L’un"), (3, "seven 7"), (3, "1"), (3, "Deux mots"), (3, "eight 8"), (3, "L'autre")],
        *[(4, "nine 9"), (4, "1.1"), (4, "Deuxième"), (4, "1.1")],
    ]


def test_a_pdf_without_contents_is_text_from_its_first_section():
    pages = [["Title 5", "Abstract 8"], ["One", "6", "End"]]
    assert body(Pdf("paper.pdf", pages, [("One", 1), ("End", 1)]), "End") == [
        *[(1, "Title 5"), (1, "Abstract 8"), (2, "One"), (2, "6")]
    ]
