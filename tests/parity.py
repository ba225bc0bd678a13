"""Two documents that must say the same: what their readers get, compared part by part, whoever rendered them."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from baromia.paper.binding.numerals import numbers, plain
from baromia.paper.binding.pages import Page, read_page

HEADINGS = ("h1", "h2", "h3", "h4")
CAPTIONS = ("caption", "figcaption")
CELLS = ("td", "th")


def parts(html: str) -> dict[str, list]:
    """Return, of a page, what a reader gets: each part as a list in the order of the page."""
    page = read_page(html)
    text = [(block.tag, plain(block.text)) for block in page.blocks]
    prose = [words for tag, words in text if tag not in (*HEADINGS, *CAPTIONS, *CELLS)]
    return {
        "headings": [words for tag, words in text if tag in HEADINGS],
        "paragraphs": prose,
        "captions": [words for tag, words in text if tag in CAPTIONS],
        "cells": [f"{table.name}: {cell}" for table in page.tables for row in table.rows for cell in row],
        "numbers": [number for words in prose for number in numbers(words)],
        "links": [f"{link.text} -> {link.target}" for link in page.links],
        "targets": _targets(page),
        "charts": [f"{picture.name}: {picture.alt}" for picture in page.pictures],
        "data of charts": [f"{name}: {plain(words)}" for name, words in page.folded.items()],
        "cards": [f"{name}: {card.head} | {card.text}" for name, card in page.cards.items()],
    }


def _targets(page: Page) -> list[str]:
    """Return the identifiers that links of the page lead to, and that stand there."""
    asked = {link.target.removeprefix("#") for link in page.links if link.target.startswith("#")}
    return sorted(asked & page.ids)


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


def word_differences(ours: str, theirs: str) -> list[str]:
    """Return where two texts differ word by word; hyphens at line ends do not count."""
    return list(_changes(_words(ours), _words(theirs)))


def _words(text: str) -> list[str]:
    return plain(text).replace("- ", "-").split()
