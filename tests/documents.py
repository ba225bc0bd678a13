"""What a built document says: each PDF is read once."""

import html
import re
from functools import cache
from pathlib import Path

import pypdfium2

from nbpaper.numbers.pdf import HYPHEN


def words(path: Path) -> str:
    """Return a document's text, white space folded."""
    if path.suffix == ".pdf":
        text = " ".join(pdf_pages(path))
    else:
        body = path.read_text(encoding="utf-8").split("<body", 1)[1]
        text = html.unescape(re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", body, flags=re.DOTALL))
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


def table_rows(markdown: str) -> list[list[str]]:
    """Return the cells of a Markdown pipe table, headings first, without the line of dashes."""
    lines = [re.split(r"(?<!\\)\|", line)[1:-1] for line in markdown.split("\n") if line.startswith("|")]
    rows = [[" ".join(re.sub(r"\\(\W)", r"\1", cell).split()) for cell in line] for line in lines]
    return rows[:1] + rows[2:]


def pdf_pages(path: Path) -> tuple[str, ...]:
    """Return the text of each page of a PDF."""
    return _pages(path, path.stat().st_mtime_ns)


@cache
def _pages(path: Path, changed: int) -> tuple[str, ...]:
    return tuple(HYPHEN.sub("", page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(path))
