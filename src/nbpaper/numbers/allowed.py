"""The numbers that no notebook computed: a list of the places where they may stand, each with its reason."""

from collections import Counter
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from operator import eq, gt, lt
from pathlib import Path

import yaml

from ..paths import display_path
from ..texts import normalise
from .bindings import Bindings, value_of
from .reading import Fault, read_yaml
from .tokens import Token, tokens

SHAPE = Path(__file__).with_suffix(".yaml")
RELATIONS = {"is": eq, "above": gt, "below": lt}
LEFT_OUT = "left_out"  # reason of a result whose source a parameter leaves out: it contradicts nothing
GONE = "stands there no more: delete the entry."


class Allowed:
    """The list, and which of its entries were needed.

    A sentence is allowed in its file, a number on its card. An entry that nothing needs any more is a fault, and so is
    a sentence that stands twice. What states a result in words names it and is compared: "eleven items" fails with
    the twelfth. Its YAML: file → list of `sentence` and `reason`, and where it states a result, `is`, `above`, `below`
    or `count` (of the results of these names) with `number`; and `cards` → list of `cards`, `numbers` and `reason`.
    Entries of files that are not read are passed over.
    """

    def __init__(self, path: Path | None, files: Iterable[str]):
        self.file = display_path(path) if path else ""
        tree = read_yaml(path, yaml.safe_load(SHAPE.read_text(encoding="utf-8"))) if path else {}
        self.rows = {(file, normalise(row["sentence"])): row for file in files for row in tree.get(file, ())}
        self.cards = {  # number as written, by (card, its value)
            (card, _read(number)): str(number)
            for row in tree.get("cards", ())
            for card in row["cards"]
            for number in row["numbers"]
        }
        self.used: Counter = Counter()

    def sentence(self, file: str, text: str) -> bool:
        """Tell whether a sentence of a file is allowed, and note that it was needed."""
        return self._needed(self.rows, (file, normalise(text)))

    def number(self, card: str, token: Token) -> bool:
        """Tell whether a number is allowed on a card, and note that it was needed."""
        return self._needed(self.cards, (card, value_of(token)))

    def _needed(self, entries: dict, key: tuple) -> bool:
        self.used.update([key] if key in entries else [])
        return key in entries

    def faults(self, known: Bindings) -> Iterator[Fault]:
        """Yield a fault for each entry that nothing needs, that stands twice, or that states a result wrongly."""
        for key, row in self.rows.items():
            stated = [one for one in (*RELATIONS, "count") if one in row and not _holds(one, row, known)]
            wrong = [f"is not true of {row[one]} any more: mend the text." for one in stated]
            if self.used[key] != 1:
                wrong.append("stands there twice: word it differently." if self.used[key] else GONE)
            yield from (Fault(self.file, key[0], row["sentence"], what) for what in wrong)
        gone = ((card, written) for (card, value), written in self.cards.items() if not self.used[card, value])
        yield from (Fault(self.file, f"card {card}", written, GONE) for card, written in gone)


def _read(number: object) -> object:
    """Return the value of a number in the list: 3, 62.2, 1/2, or `share` for a majority in words."""
    found = tokens(str(number), "en")
    return value_of(found[0]) if found else str(number)


def _holds(relation: str, row: dict, known: Bindings) -> bool:
    """Tell whether what a row says of a result, or of how many there are, is true."""
    name, number = row[relation], row["number"]
    if relation == "count":
        found = (result for one, result in known.results.items() if fnmatchcase(one, name))
        return sum("part_of" not in result for result in found) == number
    result = known.results.get(name, {})
    found = tokens(result.get("text", ""), known.language)
    left_out = result.get("reason") == LEFT_OUT
    return left_out or bool(found and found[0].value is not None and RELATIONS[relation](found[0].value, number))
