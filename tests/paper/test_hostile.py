"""Hostile words in the register come out as words: in the page, in the PDF, in the terminal, in the archive.

Refused altogether are control, bidirectional and invisible characters, formulas, YAML tags and bombs, and paths that
lead out (test_tables.py, test_cards.py, test_descriptor.py).
"""

import html
import json
import re
import shutil
from html.parser import HTMLParser
from itertools import cycle, product
from pathlib import Path

import pytest

from baromia.paper.cite import cite
from baromia.register.descriptor import read_descriptor
from baromia.words.check import check_register
from conftest import ROOT, needs_quarto
from damaged import line_where, rows_of, write_cell, write_rows
from documents import pdf_pages
from nbpaper.errors import DataError
from processes import baromia

pytestmark = pytest.mark.build
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
SHORT = (  # at the end of every cell of free text, in turn; what pandoc reads as Markdown may not hold them at all
    "<script>alert(1)</script>",
    "<b onclick=alert(2)>",
    "[a](javascript:alert(3))",
    "![x](https://example.org/x)",
    "$\\input$ #panic()",
    "`#panic()`{=typst}",
    "{{< include x >}}",
    "[x]{onclick=alert(7)}",
)
READ_AS_MARKDOWN = ("labels", "sentences", "sources")
COMPARED = ("printed", "token", "expected", "corrected")  # with the article, or with another cell
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
        if ("type", "application/ld+json") in attrs:  # data; a browser runs none of it
            self.inside = "data"
        self.handlers += [value or "" for name, value in attrs if name.startswith("on")]
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action", "srcdoc")]

    def handle_endtag(self, tag: str) -> None:
        self.inside = None

    def handle_data(self, data: str) -> None:
        if self.inside is None:
            self.words.append(data)
        elif self.inside == "script":
            self.scripts.append(data)


def spoil(data: Path) -> None:
    """Write hostile words into every cell of free text, and into what the cards say beyond the bibliography."""
    for table in read_descriptor(data)["resources"]:
        name = table["name"]
        if name in READ_AS_MARKDOWN or name == "corrections":  # of which there is none yet
            continue
        free = [number for number, field in enumerate(table["schema"]["fields"]) if is_free(field)]
        words = cycle(SHORT)
        header, *rows = rows_of(data, name)
        for row, place in product(rows, free):
            row[place] += f" {next(words)}" if row[place] not in ("", "none", "unknown") else ""
        write_rows(data, name, [header, *rows])
    cards = data / "sources.yaml"
    text = cards.read_text(encoding="utf-8")
    spoilt = re.sub(r"^ +\w+: >-\n +", lambda found: f"{found[0]}{' '.join(SHORT)} ", text, flags=re.MULTILINE)
    cards.write_text(spoilt, encoding="utf-8")


def is_free(field: dict) -> bool:
    """Tell whether a column takes any words."""
    bound = {"pattern", "enum"} & set(field.get("constraints", {}))
    own = ("printed", "token", "expected", "corrected")
    verb = field["name"].startswith("says_")  # in a verb, as in a sentence, markup is refused
    return field["type"] == "string" and not bound and not verb and field["name"] not in own


@pytest.fixture(scope="module", params=["builtin", pytest.param("quarto", marks=needs_quarto)])
def hostile(request, tmp_path_factory) -> tuple[Path, Path]:
    """A register with hostile words, and the paper built from it."""
    folder = tmp_path_factory.mktemp("hostile")
    data = Path(shutil.copytree(ROOT / "data", folder / "data"))
    spoil(data)
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


def test_no_file_of_the_machine_is_in_page_or_pdf(hostile):
    text = html.unescape((hostile[1] / "paper.html").read_text(encoding="utf-8"))
    pages = "\n".join(pdf_pages(hostile[1] / "paper.pdf"))
    for read in (text, pages):
        assert "root:x:0" not in read
        assert "/root/" not in read


@pytest.mark.parametrize("words", WORDS.values())
def test_the_words_stand_in_the_pdf(words, hostile):
    pages = "".join(pdf_pages(hostile[1] / "paper.pdf"))
    assert letters(words) in letters(pages)


def letters(text: str) -> str:
    """Return letters and digits only: quotation marks become typographic, lines and words are parted."""
    return "".join(filter(str.isalnum, text))


@pytest.mark.parametrize("figure", WORDS)
def test_a_terminal_shows_the_words(figure, hostile):
    assert WORDS[figure] in " ".join(cite(figure, "card", "en", hostile[0]).split())
