"""Hostile words in the register come out as words: in the page, in the PDF, in the terminal, in the archive.
The register is that of `worst.py`.

Refused altogether are control, bidirectional and invisible characters, formulas, YAML tags and bombs, and paths that
lead out (test_tables.py, test_cards.py, test_descriptor.py).
"""

import html
import json
import re
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path

import pytest

from baromia.paper.cite import cite
from baromia.words.check import check_register
from conftest import needs_quarto
from damaged import write_cell
from documents import pdf_pages
from nbpaper.errors import DataError
from processes import baromia
from worst import SHORT, WORDS

pytestmark = pytest.mark.build


class Page(HTMLParser):
    """What a browser would act on, and the words that it shows."""

    def __init__(self, text: str):
        super().__init__()
        self.acted, self.words, self.inside = [], [], None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.inside = tag if tag in ("script", "style") else None
        if ("type", "application/ld+json") in attrs:  # data; a browser runs none of it
            self.inside = "data"
        acts = ("src", "href", "action", "srcdoc")
        self.acted += [value or "" for name, value in attrs if name.startswith("on") or name in acts]

    def handle_endtag(self, tag: str) -> None:
        self.inside = None

    def handle_data(self, data: str) -> None:
        if self.inside is None:
            self.words.append(data)
        elif self.inside == "script":
            self.acted.append(data)


@pytest.fixture(scope="module", params=["builtin", pytest.param("quarto", marks=needs_quarto)])
def hostile(request, worst, tmp_path_factory) -> tuple[Path, Path]:
    """A register with hostile words, and the paper built from it."""
    data, output = worst / "data", worst / "out"
    if request.param == "quarto":
        output = tmp_path_factory.mktemp("hostile")
        asked = ("--renderer", "quarto", "--language", "en", "--data", data, "--output", output)
        done = baromia("build", *asked)
        assert done.returncode == 0, done.stderr
    return data, output


def test_page_and_pdf_show_the_words_and_act_on_none(hostile):
    text = (hostile[1] / "paper.html").read_text(encoding="utf-8")
    page, pdf = Page(text), "\n".join(pdf_pages(hostile[1] / "paper.pdf"))
    acted = r"^(javascript:a|https?://example|file|x$)|alert\(x"
    assert [one for one in page.acted if re.search(acted, one)] == []
    shown = " ".join("".join(page.words).split()).replace("“", '"').replace("”", '"')
    for figure, words in WORDS.items():
        assert " ".join(words.split()) in shown
        assert letters(words) in letters(pdf)
        assert words in " ".join(cite(figure, "card", "en", hostile[0]).split())
    for read in (html.unescape(text), pdf):  # no file of the machine
        assert "root:x:0" not in read
        assert "/root/" not in read


def letters(text: str) -> str:
    """Return letters and digits only: quotation marks become typographic, lines and words are parted."""
    return "".join(filter(str.isalnum, text))


@pytest.mark.parametrize(("table", "words"), [*zip(cycle(["labels", "sentences"]), (*SHORT, "$x$"), strict=False)])
def test_markup_is_refused_in_a_table_that_pandoc_reads(table, words, register_copy):
    write_cell(register_copy, table, "fr", lambda cell: f"{cell} {words}", 2)
    with pytest.raises(DataError, match=r"line 2 .*(markup that pandoc would carry out|no place for a word)"):
        check_register(register_copy)


@pytest.mark.parametrize(
    ("name", "words"),
    [*zip(cycle(["title", "family", "literal", "container-title", "publisher"]), SHORT, strict=False)],
)
def test_markup_is_refused_in_the_bibliography(name, words, register_copy):
    path = register_copy / "sources.yaml"
    text = path.read_text(encoding="utf-8")
    written = re.sub(
        rf"^(  (?:- |  - )?{name}: ).*", lambda found: found[1] + json.dumps(f"A {words}"), text, count=1, flags=re.M
    )
    path.write_text(written, encoding="utf-8")
    with pytest.raises(DataError, match=rf"{name}: .* markup that pandoc would carry out"):
        check_register(register_copy)
