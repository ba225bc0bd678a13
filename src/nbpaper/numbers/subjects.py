"""Of whom a number is: the words that a sentence has to have where it shows a number of certain people."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..texts import normalise
from .bindings import Allowed, Fault
from .html import HEADINGS
from .source import Source


def unsaid(file: str) -> str:
    """Return the name under which numbers.yaml lists a file's sentences that may leave a subject unsaid."""
    return f"{file}, of whom"


@dataclass(frozen=True)
class Subjects:
    """What numbers are of, and the words for it.

    A sentence that shows a number has to have a word for each of its subjects. Of some families (the survey, say) it
    is enough that the word stands in an earlier sentence of the section, and none for another of that family since.

    Parameters
    ----------
    words : mapping
        Subject → words or phrases of one language; `*` ends a stem (`train*`). The family of a subject stands before a
        colon in its name: `survey: PulseLife`.
    of : mapping
        Name in a shortcode (`results.adoption.any_use`, `figures.acsel2025.use-any.value`) → its subjects.
    carried : sequence of str
        Families whose word may stand in an earlier sentence.
    """

    words: Mapping[str, Sequence[str]]
    of: Mapping[str, Sequence[str]]
    carried: Sequence[str] = ()

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern]:
        return {subject: re.compile("|".join(map(_pattern, words))) for subject, words in self.words.items()}

    def faults(self, source: Source, allowed: Allowed) -> Iterator[Fault]:
        """Yield a fault for each number in a sentence that has no word for a subject of it, and is not excused."""
        last: set[str] = set()  # of the families that are carried, what was named last in this section
        for part, sentence, numbers in source.sentences():
            if part.file != source.file or part.zone == "beside":
                continue
            text = normalise(sentence)
            named = {subject for subject, pattern in self._patterns.items() if pattern.search(text)}
            families = {_family(subject) for subject in named}
            last = set() if part.tag in HEADINGS else {name for name in last if _family(name) not in families}
            last |= {subject for subject in named if _family(subject) in self.carried}
            wanted = ((number, subject) for number in numbers for subject in self.of.get(number, ()))
            missing = [(number, subject) for number, subject in wanted if subject not in named | last]
            if missing and not allowed.sentence(unsaid(part.file), sentence):
                for number, subject in missing:
                    unknown = "" if subject in self.words else " (for which there is no word)"
                    message = f"has the subject “{subject}{unknown}”, which the sentence does not name: {sentence!r}."
                    yield Fault(part.file, f"line {part.line}", number, message)


def _family(subject: str) -> str:
    return subject.partition(":")[0]


def _pattern(words: str) -> str:
    """Return a pattern that finds a word, a phrase, or what begins with a stem, in a normalised text."""
    return r"\b" + re.escape(normalise(words)).replace(r"\*", r"\w*").replace(r"\ ", " ") + r"\b"
