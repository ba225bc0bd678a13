"""Texts compared word for word, whatever stands between the words: what one says is taken out of the other."""

import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator

# Letters, digits, decimal marks, and signs that a number bears. Hyphens, quotation marks and spaces differ by format.
KEPT = re.compile(r"\d+|[^\W\d_]+|(?<=\d)[.,](?=\d)|[%€$£+\u2212/<>=±]")
ADDRESS = re.compile(r"https?://\S*(?:\r?\n\S+)?")  # may be broken after a full stop, which then is no decimal mark
# Letters: what is short might by chance be found within a longer text, and is looked for later.
LEAST = (200, 140, 100, 70, 50, 35, 25, 18, 13, 9, 6, 0)
TAKEN = "\0"


def letters(text: str) -> str:
    """Return what a text says, without spaces, hyphens and punctuation."""
    return "".join(KEPT.findall(_even(text)))


def _even(text: str) -> str:
    return ADDRESS.sub(lambda match: match[0].replace(".", " "), unicodedata.normalize("NFKC", text))


class Stream:
    """A document's text, from which other texts can be taken.

    Parameters
    ----------
    pieces : iterable of (str, str)
        Where each piece stands, which `left` gives back; and the piece.
    """

    def __init__(self, pieces: Iterable[tuple[str, str]]):
        self.pieces = [(place, _even(text)) for place, text in pieces]
        self.piece, self.offset, words = array("L"), array("L"), []  # of each letter
        self.borders = {0}  # where a word begins or ends: no text ends in the middle of a number
        for number, (_, text) in enumerate(self.pieces):
            last, word = -1, True
            for match in KEPT.finditer(text):
                if match.start() != last or match[0].isalpha() != word:  # a note's number stands at a word
                    self.borders.add(len(self.piece))
                last, word = match.end(), match[0].isalpha()
                words.append(match[0])
                self.piece.extend([number] * len(match[0]))
                self.offset.extend(range(*match.span()))
            self.borders.add(len(self.piece))
        self.text = "".join(words)

    def take(self, texts: Iterable[str]) -> list[str]:
        """Take each text once, wherever it stands; return those that are not there.

        Long ones first; then again, since what stood in the middle of a text (a chart in a paragraph that crosses a
        page) may be gone.
        """
        waiting = sorted(filter(letters, texts), key=lambda text: -len(letters(text)))
        for least in LEAST:
            before = None
            while before != len(waiting):
                before = len(waiting)
                waiting = list(self._pass(waiting, least))
        return waiting

    def _pass(self, texts: list[str], least: int) -> Iterator[str]:
        """Take what can be taken; yield the rest."""
        live = [place for place, letter in enumerate(self.text) if letter != TAKEN]
        rest, text = self.text.replace(TAKEN, ""), list(self.text)
        for one in texts:
            said = letters(one)
            start = self._find(rest, said, live) if len(said) >= least else -1
            if start < 0:
                yield one
                continue
            rest = rest[:start] + TAKEN * len(said) + rest[start + len(said) :]
            for place in live[start : start + len(said)]:
                text[place] = TAKEN
        self.text = "".join(text)

    def _find(self, rest: str, said: str, live: list[int]) -> int:
        start = rest.find(said)
        while start >= 0 and not {live[start], live[start + len(said) - 1] + 1} <= self.borders:
            start = rest.find(said, start + 1)
        return start

    def left(self) -> Iterator[tuple[str, str]]:
        """Yield (where, text) of what was not taken, as it stands."""
        for match in re.finditer(rf"[^{TAKEN}]+", self.text):
            start = match.start()
            for place in range(*match.span()):
                if place + 1 == match.end() or self.piece[place + 1] != self.piece[start]:
                    where, text = self.pieces[self.piece[start]]
                    yield where, text[self.offset[start] : self.offset[place] + 1]
                    start = place + 1
