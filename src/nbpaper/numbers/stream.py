"""Texts compared word for word, whatever stands between the words: what one says is taken out of the other."""

import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator
from itertools import compress, groupby

# Letters, digits, decimal marks, and signs that a number bears. Hyphens, quotation marks and spaces differ by format.
SIGNIFICANT = re.compile(r"\d+|[^\W\d_]+|(?<=\d)[.,](?=\d)|[%€$£+\u2212/<>=±]")
ADDRESS = re.compile(r"https?://\S*(?:\r?\n\S+)?")  # may be broken after a full stop, which then is no decimal mark
# Letters: what is short might by chance be found within a longer text, and is looked for later.
LEAST = (200, 140, 100, 70, 50, 35, 25, 18, 13, 9, 6, 0)
TAKEN = "\0"


def letters(text: str) -> str:
    """Return a text without spaces, hyphens and punctuation."""
    return "".join(SIGNIFICANT.findall(_even(text)))


def _even(text: str) -> str:
    return ADDRESS.sub(lambda match: match[0].replace(".", " "), unicodedata.normalize("NFKC", text))


class Stream:
    """The text of a document in pieces, from which other texts can be taken; the rest is yielded with its places."""

    def __init__(self, pieces: Iterable[tuple[str, str]]):
        self.pieces = [(place, _even(text)) for place, text in pieces]
        self.piece, self.offset = array("L"), array("L")  # of each letter: its piece, and where in it
        self.borders = {0}  # where a word begins or ends: no text ends in the middle of a number
        words = []
        for number, (_, text) in enumerate(self.pieces):
            last, word = -1, True
            for match in SIGNIFICANT.finditer(text):
                if match.start() != last or match[0].isalpha() != word:  # a note's number stands at a word
                    self.borders.add(len(self.piece))
                last, word = match.end(), match[0].isalpha()
                words.append(match[0])
                self.piece.extend([number] * len(match[0]))
                self.offset.extend(range(*match.span()))
            self.borders.add(len(self.piece))
        self.text = "".join(words)  # what is left, and the place of each of its letters
        self.places = list(range(len(self.text)))

    def take(self, texts: Iterable[str]) -> list[str]:
        """Take each text once, wherever it stands; return those that are not there.

        Long ones first; then again, since what stood in the middle of a text (a chart in a paragraph that crosses a
        page) may be gone.
        """
        waiting = [(text, key) for text in texts if (key := letters(text))]
        waiting.sort(key=lambda pair: -len(pair[1]))
        for least in LEAST:
            before = None
            while before != len(waiting):
                before = len(waiting)
                waiting = [(text, key) for text, key in waiting if len(key) < least or not self._take(key)]
                self.places = list(compress(self.places, map(TAKEN.__ne__, self.text)))
                self.text = self.text.replace(TAKEN, "")
        return [text for text, _ in waiting]

    def _take(self, key: str) -> bool:
        """Mark letters as taken where they stand first between two borders; tell whether they do."""
        start = self.text.find(key)
        while start >= 0 and not {self.places[start], self.places[start + len(key) - 1] + 1} <= self.borders:
            start = self.text.find(key, start + 1)
        if start >= 0:
            self.text = self.text[:start] + TAKEN * len(key) + self.text[start + len(key) :]
        return start >= 0

    def left(self) -> Iterator[tuple[str, str]]:
        """Yield (where, text) of each passage that was not taken, as it stands."""
        # Letters that followed one another from the beginning, and in one piece, are a passage.
        for _, run in groupby(enumerate(self.places), lambda pair: (pair[1] - pair[0], self.piece[pair[1]])):
            places = [place for _, place in run]
            where, text = self.pieces[self.piece[places[0]]]
            yield where, text[self.offset[places[0]] : self.offset[places[-1]] + 1]
