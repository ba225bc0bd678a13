"""Of whom, of which survey and of what each number of the paper is, as the register has it, for the number check."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from nbpaper.numbers import Subjects
from nbpaper.numbers.bindings import read_yaml

from ..project import LANGUAGES, REPORTS
from .cards import Cards

SUBJECTS = REPORTS / "subjects.yaml"
_TEXTS = {"type": "array", "items": {"type": "string"}}
SCHEMA = {
    "type": "object",
    "required": ["carried", "bases", "words"],
    "properties": {
        "carried": _TEXTS,
        "bases": {"type": "object", "additionalProperties": {"type": "string"}},
        "words": {
            "type": "object",
            "additionalProperties": {"required": [*LANGUAGES], "additionalProperties": {**_TEXTS, "minItems": 1}},
        },
    },
}
PARTS = ("value", "n", "interval", "disclosed", "confidence")  # of a figure, which the text may show


def subjects(cards: Cards, results: dict[str, dict], path: Path = SUBJECTS) -> Subjects:
    """Return the subjects of figures and results, by the names that shortcodes give them, and the words for them.

    The cards are those of the paper's language; a result has its card and the figures that it rests on. The file says
    `carried`, `bases` (of a share → subject) and `words` (subject → language → words).
    """
    tree = read_yaml(path, SCHEMA)
    words = {subject: each[cards.words.language] for subject, each in tree["words"].items()}
    of = {}
    for name in cards.figures.index:
        found = list(_subjects([name], name, cards, tree["bases"]))
        of |= {f"figures.{name}.{part}": found for part in PARTS}
    for name, one in results.items():
        of[f"results.{name}"] = list(_subjects(one["figures"], one["card"], cards, tree["bases"]))
    topics = {name for name in words if name.startswith("topic: ")}  # some themes are of no topic
    of = {name: [one for one in found if one in topics or not one.startswith("topic: ")] for name, found in of.items()}
    return Subjects(words, of, tree["carried"])


def _subjects(figures: Sequence[str], card: str, cards: Cards, bases: dict[str, str]) -> Iterator[str]:
    """Yield survey, people and topic of the figures of a number, and whose share it is."""
    for family, column in (("survey", "source"), ("population", "population"), ("topic", "theme")):
        found = dict.fromkeys(cards.rows[name][column] for name in figures)
        yield from (f"{family}: {one}" for one in found if isinstance(one, str))
    base = cards.rows.get(card, {}).get("base")
    if base in bases:
        yield bases[base]
