"""What may be said: the results and figures of a build with their texts and cards."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from .reading import read_json
from .tokens import Token, Value, tokens

# What is recorded beside a result, and counted with it.
PARTS = ("_interval", "_n", "_low", "_high", "_range", "_least_count", "_counts", "_rounding", "_words", "_only")


class Known:
    """The results of one language of a build, from a JSON file (schemas.yaml, results)."""

    def __init__(self, path: Path, language: str):
        tree = read_json(path, "results")
        self.language, self.results = language, tree["results"]
        self.build, self.has = (tree.get(name, {}) for name in ("build", "has"))
        self.figures = tree.get("figures", {}) | tree.get("derived", {})
        self.texts = {f"results.{name}": (one["text"], one.get("card")) for name, one in self.results.items()}
        for name, one in self.figures.items():
            self.texts |= {f"figures.{name}.{part}": (text, one.get("card")) for part, text in one["texts"].items()}

    @cached_property
    def names(self) -> set[str]:
        """The names of results, of figures and of their sources; a number in them counts nothing."""
        return {*self.results, *self.figures, *(one.get("source", "") for one in self.figures.values())}

    def text(self, name: str, meta: dict) -> str | None:
        """Return what `{{< meta name >}}` stands for: a result, a value of the build or of the front matter."""
        if name in self.texts:
            return self.texts[name][0]
        value: object = {**meta, "build": self.build}
        for part in name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return str(value) if isinstance(value, str | int | float) else None

    def on_card(self, card: str) -> set[Value | str]:
        """Return the numbers that a card may hold: of its figures and results, and of all figures of their sources."""
        own = [one for one in self.results.values() if one.get("card") == card]
        names = {card, *(name for one in own for name in one.get("figures", []))} & self.figures.keys()
        sources = {self.figures[name].get("source") for name in names}
        return values((one["text"] for one in own), self.language).union(*map(self._of_source.get, sources))

    @cached_property
    def _of_source(self) -> dict[str | None, set[Value | str]]:
        found: dict[str | None, set[Value | str]] = {}
        for one in self.figures.values():
            said = one.get("said", one["texts"])  # what the card of a figure says that is left out of the text
            told = [*said.values(), str(one.get("value", ""))]  # 1/2 may be told as "half"
            found.setdefault(one.get("source"), set()).update(values(told, self.language))
        return found


def values(texts: Iterable[str], language: str) -> set[Value | str]:
    """Return the numbers of texts."""
    return {value_of(token) for text in texts for token in tokens(text, language)}


def value_of(token: Token) -> Value | str:
    """Return what a number is compared by; where it has no value (a majority, a date) its kind, or what is written."""
    return token.value if token.value is not None else token.kind if token.kind == "share" else token.text
