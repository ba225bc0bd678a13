"""Two documents that must say the same: what their readers get, compared part by part, whoever rendered them."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from nbpaper.numbers.html import HEADINGS, cells, read_page
from nbpaper.numbers.source import digits

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
    """Return what two pages say differently, part by part: the first few differences of each.

    Parameters
    ----------
    ours, theirs : str
        HTML.
    most : int
        Differences to show of each part.
    """
    found, one, other = [], parts(ours), parts(theirs)
    for part in one:
        found += [f"{part}: {words}" for words in list(_changes(one[part], other[part]))[:most]]
    return found


def _changes(ours: list[str], theirs: list[str]) -> Iterator[str]:
    """Yield the runs in which two lists differ."""
    for kind, start, end, first, last in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind != "equal":
            yield f"{ours[start:end]} <> {theirs[first:last]}"
