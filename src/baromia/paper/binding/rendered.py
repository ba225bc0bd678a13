"""A built page: every number in its text is a link to a card that says the same, or belongs to the furniture."""

import re
from collections import Counter
from collections.abc import Iterator

from .allowed import Allowed
from .embedded import Shown
from .faults import Fault
from .known import Known
from .numerals import NUMBER, numbers, plain
from .pages import APPENDIX, Page
from .reading import read_cards

CITED = re.compile(r"\[@[\w:.-]+([^\]]*)\]")  # [@source, paragraph 13]; its group: where


def page_faults(page: Page, file: str, known: Known, allowed: Allowed, about: dict) -> Iterator[Fault]:
    """Yield the faults of a page.

    Parameters
    ----------
    page : Page
    file : str
        Its name, for messages.
    known : Known
    allowed : Allowed
    about : dict
        What the colophon says of the build (version, commit, date), which no notebook computes.
    """
    told = [str(about[name]) for name in ("version", "commit")]  # a commit may be called unknown, as much else is
    colophon = next((block.section for block in page.blocks if all(one in block.text for one in told)), None)
    for block in page.blocks:
        left = without_build(block.unbound, about) if block.section == colophon else block.unbound
        for number in numbers(allowed.without(known.without_names(left))):
            yield Fault(file, f"section {block.section!r}", number, f"is bound to nothing: {plain(block.text)[:70]!r}.")
    yield from _links(page, file, known)
    yield from _cards(page, file, known)


def said_faults(shown: Shown, page: Page, file: str) -> Iterator[Fault]:
    """Yield a fault where a page does not say what a notebook says in the place of a chart or a table."""
    if not any(shown.said in plain(block.text) for block in page.blocks):
        yield Fault(file, shown.name, shown.said[:50], "is what the notebook says there, and the page does not.")


def without_build(text: str, about: dict) -> str:
    """Return a text without what the colophon says of the build: its version, commit, date, count."""
    text = f" {plain(text)} "
    for value in sorted(map(str, about.values()), key=len, reverse=True):
        text = re.sub(rf"(?<![\w.,]){re.escape(plain(value))}(?![\w]|[.,]\d)", " ", text)
    return text


def _links(page: Page, file: str, known: Known) -> Iterator[Fault]:
    for link in page.links:
        target = link.target.removeprefix("#")
        place = f"section {link.section!r}"
        if link.target.startswith("#") and target not in page.ids:
            yield Fault(file, place, link.text, f"links to #{target}, which is not on the page.")
        elif link.figure and target not in page.cards:
            yield Fault(file, place, link.text, f"links to #{target}, which is no card.")
        elif link.figure and link.text not in known.texts.get(target, set()):
            yield Fault(file, place, link.text, f"is not what #{target} says: {sorted(known.texts.get(target, []))}.")
        elif link.figure and not _on_card(link.text, page.cards[target].text):
            yield Fault(file, place, link.text, f"does not stand on the card #{target}.")


def _on_card(text: str, card: str) -> bool:
    """Tell whether a text stands on a card, and not as a part of a longer number; words need not."""
    if not NUMBER.search(text):
        return True
    return re.search(rf"(?<![\d.,]){re.escape(text)}(?![\d]|[.,]\d)", card) is not None


def _cards(page: Page, file: str, known: Known) -> Iterator[Fault]:
    for name, card in page.cards.items():
        if name not in known.heads:
            yield Fault(file, f"#{APPENDIX}", name, "is the card of no figure and no result.")
        elif card.head != known.heads[name]:
            yield Fault(file, f"card #{name}", card.head, f"is {known.heads[name]!r} by the register and the results.")


def card_faults(page: Page, file: str, known: Known) -> Iterator[Fault]:
    """Yield a fault for each card whose numbers are not those that were written for it; a citation adds its year."""
    written = read_cards(known.built / "results" / f"cards.{known.language}.md")
    for name, text in written.items():
        card = page.cards.get(name)
        if card is None:
            yield Fault(file, f"#{APPENDIX}", name, "is a card that the page does not show.")
            continue
        places = [number for cited in CITED.findall(text) for number in numbers(cited)]
        ours = [numbers(plain(CITED.sub(" ", text))), Counter(places)]
        theirs = [numbers(plain(card.said)), Counter(numbers(card.cited)) & Counter(places)]
        if ours != theirs:
            what = "has other numbers than were written for it: build again, edit nothing."
            yield Fault(file, f"card #{name}", card.head, what)
