"""What a built document says: reading a PDF takes seconds, so each is read once."""

import html
import re
from functools import cache
from pathlib import Path

from pypdf import PdfReader


def words(path: Path) -> str:
    """Return a document's text, white space folded."""
    if path.suffix == ".pdf":
        text = " ".join(pdf_pages(path))
    else:
        body = path.read_text(encoding="utf-8").split("<body", 1)[1]
        text = html.unescape(re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", body, flags=re.DOTALL))
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


def pdf_pages(path: Path) -> tuple[str, ...]:
    """Return the text of each page of a PDF."""
    return _pages(path, path.stat().st_mtime_ns)


@cache
def _pages(path: Path, changed: int) -> tuple[str, ...]:
    return tuple(page.extract_text() for page in PdfReader(path).pages)
