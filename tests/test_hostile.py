"""Hostile words in the register come out as words: in the page, in the PDF, in the terminal, in the archive.

Refused altogether are control, bidirectional and invisible characters, formulas, YAML tags and bombs, and paths that
lead out (test_tables.py, test_cards.py, test_descriptor.py).
"""

import html
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pypdf import PdfReader

from baromia.cite import cite
from conftest import ROOT, in_campaign, needs_quarto
from damaged import line_where, write_cell
from test_paper import baromia

pytestmark = [pytest.mark.build, in_campaign]
WORDS = {  # a figure that the paper shows in charts, tables and cards → what its label becomes
    "campagna2025.use-regular": "<script>alert(1)</script>",
    "campagna2025.never-tried": "<img src=x onerror=alert(2)>",
    "acsel2025.use-any": "![x](https://example.org/x.png)",
    "acsel2025.good-thing": "[a](javascript:alert(3))",
    "pulselife2025.use-general-purpose": "{{< include ../../../etc/passwd >}}",
    "acsel2025.risk-data": '`#panic("4")`{=typst}',
    "campagna2025.training-introduction": "$\\input{/etc/passwd}$ #read(5)",
    "campagna2025.training-wish": '</svg><svg onload="alert(6)">',
}
NOTE = "::: {.card #x}\\ [x]{onclick=alert(7)} <b>bold</b> @campagna2025 {{< meta title >}} ```{=html} &lt;i&gt;"


class Page(HTMLParser):
    """What a browser would act on."""

    def __init__(self, text: str):
        super().__init__()
        self.scripts, self.handlers, self.addresses, self.words = [], [], [], []
        self.inside = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.inside = tag if tag in ("script", "style") else None
        self.handlers += [value or "" for name, value in attrs if name.startswith("on")]
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action", "srcdoc")]

    def handle_endtag(self, tag: str) -> None:
        self.inside = None

    def handle_data(self, data: str) -> None:
        if self.inside is None:
            self.words.append(data)
        elif self.inside == "script":
            self.scripts.append(data)


@pytest.fixture(scope="module", params=["builtin", pytest.param("quarto", marks=needs_quarto)])
def hostile(request, tmp_path_factory) -> tuple[Path, Path]:
    """A register with hostile words, and the paper built from it."""
    folder = tmp_path_factory.mktemp("hostile")
    data = Path(shutil.copytree(ROOT / "data", folder / "data"))
    for figure, words in WORDS.items():
        line = line_where(data, "figures", lambda row, figure=figure: row["id"] == figure)
        write_cell(data, "figures", "label_en", words, line)
        write_cell(data, "figures", "note", NOTE, line)
    write_cell(data, "samples", "sponsor", NOTE, 2)
    write_cell(data, "indicators", "measures", NOTE, 3)
    done = baromia(
        *("build", "--renderer", request.param, "--language", "en", "--data", data, "--output", folder / "out")
    )
    assert done.returncode == 0, done.stderr
    return data, folder / "out"


def test_the_page_has_no_script_handler_or_address_more(hostile):
    page = Page((hostile[1] / "paper.html").read_text(encoding="utf-8"))
    assert [script for script in page.scripts + page.handlers if re.search(r"alert\(\d", script)] == []
    there = [address for address in page.addresses if re.match(r"javascript:a|https?://example|file|x$", address)]
    assert there == []


@pytest.mark.parametrize("words", WORDS.values())
def test_the_words_stand_in_the_page(words, hostile):
    shown = " ".join("".join(Page((hostile[1] / "paper.html").read_text(encoding="utf-8")).words).split())
    assert " ".join(words.split()) in shown.replace("“", '"').replace("”", '"')


def test_no_file_of_the_machine_is_in_page_or_pdf(hostile):
    text = html.unescape((hostile[1] / "paper.html").read_text(encoding="utf-8"))
    pages = "\n".join(page.extract_text() for page in PdfReader(hostile[1] / "paper.pdf").pages)
    for read in (text, pages):
        assert "root:x:0" not in read
        assert "/root/" not in read


@pytest.mark.parametrize("words", WORDS.values())
def test_the_words_stand_in_the_pdf(words, hostile):
    pages = "".join(page.extract_text() for page in PdfReader(hostile[1] / "paper.pdf").pages)
    assert letters(words) in letters(pages)


def letters(text: str) -> str:
    """Return letters and digits only: quotation marks become typographic, lines and words are parted."""
    return "".join(filter(str.isalnum, text))


@pytest.mark.parametrize("figure", WORDS)
def test_a_terminal_shows_the_words(figure, hostile):
    assert WORDS[figure] in cite(figure, "text", "en", hostile[0])
