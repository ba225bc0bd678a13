"""What may be said: the results and figures of a build with their texts and cards."""

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from ..files import reading
from .tokens import Token, Value, tokens

MEND = 'build the paper again; by hand, write {"results": {"sleep.well": {"text": "53%"}}}'


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
            for name, one in self.results.items():
                if not isinstance(one, dict) or not isinstance(one.get("text"), str):
                    raise ValueError(f"result {name} has no text")
            self.build = {f"build.{name}": str(value) for name, value in tree.get("build", {}).items()}
            self.has = dict(tree.get("has", {}))
            self.figures = tree.get("figures", {}) | tree.get("derived", {})
            self.texts = {f"results.{name}": (one["text"], one.get("card")) for name, one in self.results.items()}
            for name, one in self.figures.items():
                self.texts |= {f"figures.{name}.{part}": (text, one.get("card")) for part, text in one["texts"].items()}
            # Of results, figures and sources; a number in them counts nothing.
            self.names = {*self.results, *self.figures, *(one.get("source", "") for one in self.figures.values())}
            self.on_card = self._numbers_of_cards()

    def _numbers_of_cards(self) -> dict[str, set[Value | str]]:
        """Return what numbers each card may hold: of its figures and results, and of all figures of their sources."""
        of_source: defaultdict[str | None, set[Value | str]] = defaultdict(set)
        for one in self.figures.values():
            said = one.get("said", one["texts"])  # what the card of a figure says that is left out of the text
            told = [*said.values(), str(one.get("value", ""))]  # 1/2 may be told as "half"
            of_source[one.get("source")] |= values(told, self.language)
        found = defaultdict(set, {name: set(of_source[one.get("source")]) for name, one in self.figures.items()})
        for one in self.results.values():
            rests_on = [self.figures[name].get("source") for name in one.get("figures", []) if name in self.figures]
            found[one.get("card")].update(values([one["text"]], self.language), *map(of_source.get, rests_on))
        return found


def values(texts: Iterable[str], language: str) -> set[Value | str]:
    """Return the numbers of texts."""
    return {value_of(token) for text in texts for token in tokens(text, language)}


def value_of(token: Token) -> Value | str:
    """Return what a number is compared by; where it has no value (a majority, a date) its kind, or what is written."""
    return token.value if token.value is not None else token.kind if token.kind == "share" else token.text
