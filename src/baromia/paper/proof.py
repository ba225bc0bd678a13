"""Proof that no number of the paper is typed or unbound: the number check of nbpaper, on this project's documents.

The check gets the people, the survey and the subject of each number from the register. What a table, a chart or a card
shows is compared here with what was written for it. That this is what the register says is shown by tests
(tests/paper/test_shown.py), by other code than the paper's.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

from nbpaper.errors import PaperError, display_path
from nbpaper.files import reading
from nbpaper.numbers import Fault, Report, Subjects, check
from nbpaper.numbers.bindings import read_built, read_yaml
from nbpaper.results import collected

from ..project import LANGUAGES, PROJECT, REPORTS
from ..register import Register
from ..words.evidence import register_of
from .cards import Cards
from .results_files import publication

ALLOWED = REPORTS / "numbers.yaml"
# Scripts of the page: what they write, they read from its cards and from data that the build has written.
SCRIPTS = ("shared.js", "search.js", "register.js", "reading.js", "what_if.js", "what_if_form.js")
PAGE_DATA = ("search", "what_if")
OF_BUILD = re.compile(r"""\s*['"]?(?:commit|date|version)['"]?: """)  # a line of the results files
SUBJECTS = REPORTS / "subjects.yaml"
LIST_OF_TEXTS = {"type": "array", "items": {"type": "string"}}
SUBJECTS_SHAPE = {
    "type": "object",
    "required": ["carried", "bases", "words"],
    "properties": {
        "carried": LIST_OF_TEXTS,
        "bases": {"type": "object", "additionalProperties": {"type": "string"}},
        "words": {
            "type": "object",
            "additionalProperties": {
                "required": [*LANGUAGES],
                "additionalProperties": {**LIST_OF_TEXTS, "minItems": 1},
            },
        },
    },
}
SHOWN_PARTS = ("value", "n", "interval", "disclosed", "confidence")  # of a figure, which the text may show


def prove(built: Path, data: Path | None = None, languages: Iterable[str] = LANGUAGES) -> list[Report]:
    """Read a build and what it was built from, and report every number that is bound to nothing, a report a language.

    `data` is the folder of the register. A file of the build that is missing or broken raises PaperError.
    """
    register = register_of(data)
    return [_prove(built, language, register) for language in languages]


def _prove(built: Path, language: str, register: Register) -> Report:
    document = PROJECT.document(language)
    results = built / "results" / f"{language}.json"
    linked = results.with_suffix(".jsonld")
    if not linked.is_file():
        raise PaperError(f"{display_path(linked)}: not there. To mend: build the paper first.")
    with reading(results):
        parameters = json.loads(read_built(results)).get("parameters", {})
    recorded: dict[str, dict] = {}
    for path in sorted((built / "executed" / language).glob("*.ipynb")):
        with reading(path):
            recorded |= collected({path: path})
    with reading(built / "executed" / language):
        cards, files = publication(language, recorded, parameters, register)
    sizes = {row[end] for row in cards.rows.values() for end in ("sample_n", "n_low", "n_high") if end in row}
    report = check(
        document,
        results,
        built=built,
        page=built / document.with_suffix(".html").name,
        pdf=built / document.with_suffix(".pdf").name,
        allowed=ALLOWED,
        bibliography=register.folder / "sources.yaml",
        trusted=[
            *(REPORTS / name for name in SCRIPTS),
            linked,
            *(built / "results" / f"{name}.{language}.json" for name in PAGE_DATA),
        ],
        subjects=subjects(cards, json.loads(files[results.name])["results"]),
        sizes=sizes | {parameters.get("assumed_total")},  # which a parameter asks to assume
    )
    report.faults += [fault for name, text in files.items() for fault in _edited(results.with_name(name), text)]
    return report


def _edited(path: Path, expected: str) -> Iterator[Fault]:
    """Yield a fault for the first line of a file that differs from what the executed notebooks and the register say."""
    expected_lines, lines = (_lines(text) for text in (expected, read_built(path) if path.is_file() else ""))
    for (_, wanted), (number, line) in zip_longest(expected_lines, lines, fillvalue=(0, "(nothing)")):
        if line != wanted:
            problem = "is not what the executed notebooks and the register say: build again, edit nothing."
            yield Fault(path.name, f"line {number}", line.strip()[:80] or "(nothing)", problem)
            return


def _lines(text: str) -> list[tuple[int, str]]:
    """Return the lines of a file with their numbers, but those that tell one build from another."""
    return [(number, line) for number, line in enumerate(text.split("\n"), 1) if not OF_BUILD.match(line)]


def subjects(cards: Cards, results: dict[str, dict], path: Path = SUBJECTS) -> Subjects:
    """Return the subjects of figures and results, by the names that shortcodes give them, and the words for them.

    The cards are those of the paper's language; a result has its card and the figures that it rests on. The file says
    `carried`, `bases` (of a share → subject) and `words` (subject → language → words).
    """
    tree = read_yaml(path, SUBJECTS_SHAPE)
    words = {subject: by_language[cards.words.language] for subject, by_language in tree["words"].items()}
    subjects_of = {}
    for name in cards.figures.index:
        subject_names = list(_subjects([name], name, cards, tree))
        subjects_of |= {f"figures.{name}.{part}": subject_names for part in SHOWN_PARTS}
    for name, result in results.items():
        subjects_of[f"results.{name}"] = list(_subjects(result["figures"], result["card"], cards, tree))
    return Subjects(words, subjects_of, tree["carried"])


def _subjects(figures: Sequence[str], card: str, cards: Cards, tree: dict[str, dict]) -> Iterator[str]:
    """Yield survey, people and topic of the figures of a number, and whose share it is."""
    for family, column in (("survey", "source"), ("population", "population"), ("topic", "theme")):
        codes = dict.fromkeys(cards.rows[name][column] for name in figures)
        names = (f"{family}: {code}" for code in codes if isinstance(code, str))
        yield from (name for name in names if family != "topic" or name in tree["words"])  # some themes are of no topic
    base = cards.rows.get(card, {}).get("base")
    if base in tree["bases"]:
        yield tree["bases"][base]
