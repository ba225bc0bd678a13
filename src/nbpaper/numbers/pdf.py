"""The PDF from the outside: it says what the page says, running heads and feet included, and no number besides."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

from ..files import reading
from .bindings import Fault
from .html import PDF_ZONES, Page
from .stream import Stream, letters
from .tokens import statements

HYPHEN = re.compile("[\ufffe\u00ad](?:\r?\n)?")  # what typesetting adds at the end of a line
ABOUT = {"Title", "Author", "Subject", "Keywords"}  # metadata that says something of the paper
LEADER = re.compile(r"(?:\s*\.){4,}\s*\d+[^\S\n]*(?:\n|$)")  # behind a title in the contents
FOOT = re.compile(r"\s*(\d+)(?:\s*/\s*\d+)?\s*$")


class Pdf:
    """The text of each page of a PDF, and what the file says of itself."""

    def __init__(self, path: Path):
        self.file = path.name
        with reading(path):
            try:
                document = pypdfium2.PdfDocument(path)
                self.pages = [HYPHEN.sub("", page.get_textpage().get_text_range()) for page in document]
                self.about = document.get_metadata_dict(skip_empty=True)
            except pypdfium2.PdfiumError as error:
                raise ValueError(f"no PDF: {error}") from None

    def faults(self, page: Page, language: str, repeatable: set[str], drawn: list[tuple[str, ...]]) -> Iterator[Fault]:
        """Yield a fault for each number that only the PDF has, and for each that only the page has.

        `repeatable` are the letters of titles and of the front matter, which the PDF may say again in its metadata;
        `drawn` the texts in each chart.
        """
        stream = Stream(self._pieces({letters(block.bare) for block in page.headings()} | {""}))
        titles = [block.text for block in page.headings()]  # once more in the contents, where there are any
        texts = [*titles, *(block.text for block in page.parts if block.zone in PDF_ZONES)]
        for lines in drawn:  # one after the other, where the PDF has them so
            whole = " ".join(lines)
            texts += [whole] if letters(whole) in stream.text else lines
        for text in Counter(stream.take(texts)) - Counter(titles):
            if numbers := ", ".join(token.text for token in statements(text, language)):
                message = f"stands on the page, and not so in the PDF: {text.strip()[:90]!r}."
                yield Fault(self.file, "text", numbers, message)
        heads = {letters(block.text) for block in page.parts if block.zone == "table"}  # a long table repeats its own
        left = [(place, text) for place, text in stream.left() if letters(text) not in heads]
        left += [(f"metadata {name}", text) for name, text in self.about.items() if name in ABOUT]
        for place, text in left:
            if letters(text) in repeatable:
                continue
            for token in statements(text, language):
                message = f"is not what the page says: {' '.join(text.split())[:70]!r}."
                yield Fault(self.file, place, token.text, message)

    def _pieces(self, heads: set[str]) -> Iterator[tuple[str, str]]:
        """Yield the pages without their numbers, at the foot or in the contents, and without heads of titles alone."""
        for number, text in enumerate(self.pages, start=1):
            foot = FOOT.search(text)
            if foot and foot[1] == str(number):
                text = text[: foot.start()]
            head, _, rest = text.partition("\n")
            yield f"page {number}", LEADER.sub("\n", rest if number > 1 and letters(head) in heads else text)
