"""What may be said: the results and figures of a build, with their texts and cards, and the list of allowed numbers.

The list has the numbers that no notebook computed, by the places where they may stand, each with its reason. A file
that is broken is named with a mend, so that the rest may trust it.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from operator import eq, gt, lt
from pathlib import Path

import jsonschema
import yaml

from ..errors import display_path
from ..files import reading
from ..texts import normalise
from .tokens import Token, Value, tokens

MEND = 'build the paper again; by hand, write {"results": {"sleep.well": {"text": "53%"}}}'
ALLOWED_SHAPE = Path(__file__).with_name("allowed.yaml")
RELATIONS = {"is": eq, "above": gt, "below": lt}
LEFT_OUT = "left_out"  # reason of a result whose source a parameter leaves out: it contradicts nothing
GONE = "stands there no more: delete the entry."


@dataclass(frozen=True)
class Fault:
    """A number that is bound to nothing, or to the wrong thing."""

    file: str
    place: str  # in it: the line, page, section, table or result
    number: str  # or the name, at fault
    what: str  # is wrong, and how to mend it

    def __str__(self) -> str:
        """Return the fault as a sentence."""
        return f"{self.file}, {self.place}: {self.number!r} {self.what}"


def read_built(path: Path) -> str:
    """Return the text of a file that a build has written."""
    with reading(path):
        return path.read_text(encoding="utf-8")


def read_yaml(path: Path, schema: dict) -> dict:
    """Return the content of a YAML file written by hand, checked against a JSON Schema."""
    with reading(path, "mend the YAML"):
        tree = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for error in jsonschema.Draft202012Validator(schema).iter_errors(tree):
            place = ".".join(map(str, error.absolute_path))
            raise ValueError(f"{place}: {error.message}" if place else error.message)
        return tree


class Bindings:
    """The results of one language of a build, as its file has them.

    Its JSON: `results`, name → `text` that the paper shows, and `card`, `figures` and `part_of` (the result that it is
    recorded beside) where there are any; `figures` and `derived`, likewise of the data, id → `texts` by the names that
    shortcodes give them, `card` and `source`; `build`, what `{{< meta build.… >}}` stands for; `has`, what conditions
    ask for. Only `results` has to be there.
    """

    def __init__(self, path: Path, language: str):
        with reading(path, MEND):
            tree = json.loads(path.read_text(encoding="utf-8"))
            self.language, self.results = language, tree["results"]
            for name, result in self.results.items():
                if not isinstance(result, dict) or not isinstance(result.get("text"), str):
                    raise ValueError(f"result {name} has no text")
            self.build = {f"build.{name}": str(value) for name, value in tree.get("build", {}).items()}
            self.has = dict(tree.get("has", {}))
            self.figures = tree.get("figures", {}) | tree.get("derived", {})
            self.texts = {f"results.{name}": (row["text"], row.get("card")) for name, row in self.results.items()}
            for name, figure in self.figures.items():
                if not all(isinstance(text, str) for text in figure["texts"].values()):
                    raise ValueError(f"figure {name} has a text that is none")
                texts = figure["texts"].items()
                self.texts |= {f"figures.{name}.{field}": (text, figure.get("card")) for field, text in texts}
            sources = {figure.get("source", "") for figure in self.figures.values()}
            self.names = {*self.results, *self.figures, *sources}  # a number in a name counts nothing
            self.on_card = self._numbers_of_cards()

    def _numbers_of_cards(self) -> dict[str, set[Value | str]]:
        """Return the numbers that a card may hold: of its figures and results, and of all figures of their sources."""
        by_source: defaultdict[str | None, set[Value | str]] = defaultdict(set)
        for figure in self.figures.values():
            texts = figure.get("said", figure["texts"])  # what the card of a figure says that is left out of the text
            texts = [*texts.values(), str(figure.get("value", ""))]  # 1/2 may be written as "half"
            by_source[figure.get("source")] |= values(texts, self.language)
        by_card = defaultdict(set, {name: set(by_source[row.get("source")]) for name, row in self.figures.items()})
        for result in self.results.values():
            sources = [self.figures[name].get("source") for name in result.get("figures", []) if name in self.figures]
            by_card[result.get("card")].update(values([result["text"]], self.language), *map(by_source.get, sources))
        return by_card


def values(texts: Iterable[str], language: str) -> set[Value | str]:
    """Return the numbers of texts."""
    return {value_of(token) for text in texts for token in tokens(text, language)}


def value_of(token: Token) -> Value | str:
    """Return the value that a number is compared by; without one (a majority, a date) its kind or its text."""
    if token.value is not None:
        return token.value
    return token.kind if token.kind == "share" else token.text


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
        tree = read_yaml(path, yaml.safe_load(ALLOWED_SHAPE.read_text(encoding="utf-8"))) if path else {}
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
        """Tell whether the list has an entry, and count its use."""
        self.used.update([key] if key in entries else [])
        return key in entries

    def faults(self, bindings: Bindings) -> Iterator[Fault]:
        """Yield a fault for each entry that nothing needs, that stands twice, or that states a result wrongly."""
        for key, row in self.rows.items():
            relations = [relation for relation in (*RELATIONS, "count") if relation in row]
            wrong = [relation for relation in relations if not _holds(relation, row, bindings)]
            messages = [f"is not true of {row[relation]} any more: mend the text." for relation in wrong]
            if self.used[key] != 1:
                messages.append("stands there twice: word it differently." if self.used[key] else GONE)
            yield from (Fault(self.file, key[0], row["sentence"], message) for message in messages)
        for key, number in self.cards.items():
            if not self.used[key]:
                yield Fault(self.file, f"card {key[0]}", number, GONE)


def _read(number: object) -> object:
    """Return the value of a number in the list: 3, 62.2, 1/2, or `share` for a majority in words."""
    numbers = tokens(str(number), "en")
    return value_of(numbers[0]) if numbers else str(number)


def _holds(relation: str, row: dict, bindings: Bindings) -> bool:
    """Tell whether what a row says of a result, or of how many there are, is true."""
    pattern, number = row[relation], row["number"]
    if relation == "count":
        counted = (result for name, result in bindings.results.items() if fnmatchcase(name, pattern))
        return sum("part_of" not in result for result in counted) == number
    result = bindings.results.get(pattern, {})
    if result.get("reason") == LEFT_OUT:
        return True
    numbers = tokens(result.get("text", ""), bindings.language)
    return bool(numbers and numbers[0].value is not None and RELATIONS[relation](numbers[0].value, number))
