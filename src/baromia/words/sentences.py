"""What the notebooks say of what is seen: sentences in each language whose numbers are places for figures."""

import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

from nbpaper.errors import DataError, Problem, closest_match
from nbpaper.paths import display_path

from ..project import LANGUAGES, data_folder
from ..register.cells import markup
from ..register.descriptor import resource
from ..register.tables import read_table

# What a sentence asks of a row → the column that holds it: `{acsel2025.use-any}`, `{acsel2025.use-any:interval}`.
PUBLISHED_PARTS = {"interval": "interval", "n": "n", "sample": "who", "base": "of_whom"}
COMPUTED_PARTS = {"low": "least", "high": "most"}
COMPUTED_PARTS |= {name: name for name in ("at_least", "at_most", "range", "between", "counts", "least_count", "n")}
PARTS = {None: "printed"} | PUBLISHED_PARTS | COMPUTED_PARTS
PLACE = re.compile(rf"\{{(?P<name>[a-z0-9_.-]+)(?::(?P<part>{'|'.join(filter(None, PARTS))}))?\}}")


def load_sentences(data=None) -> dict[str, dict[str, str]]:
    """Return the sentences of data/sentences.csv: language → name → sentence with its places unfilled."""
    folder = data_folder(data)
    return _load(folder, (folder / "sentences.csv").stat().st_mtime_ns)


def check_sentences(data, figures: Collection[str]) -> None:
    """Refuse sentences whose places name no figure, or whose two languages show different numbers.

    A place with a dot in its name stands for a figure; the others are filled by the notebook.
    """
    folder = data_folder(data)
    entry = resource(folder, "sentences")
    table = read_table(folder, entry)
    problems = [
        Problem(display_path(folder / entry["path"]), *fault, line=row.Index, row=row.id)
        for row in table.itertuples()
        for fault in _faults([getattr(row, language) for language in LANGUAGES], figures)
    ]
    if problems:
        raise DataError(problems)


def _faults(texts: list[str], figures: Collection[str]) -> Iterator[tuple[str, str]]:
    shown_in = [sorted((match["name"], match["part"] or "") for match in PLACE.finditer(text)) for text in texts]
    for name in dict.fromkeys(name for places in shown_in for name, _ in places):
        if "." in name and name not in figures:
            word = closest_match(name, list(figures))
            yield f"{{{name}}} is no figure of the register", f"write {word}, if that was meant" if word else "mend it"
    if any(places != shown_in[0] for places in shown_in):
        yield "the languages show different numbers", "give each language the same places"
    yield from filter(None, map(markup, texts))


@cache
def _load(folder: Path, _changed: int) -> dict[str, dict[str, str]]:
    table = read_table(folder, resource(folder, "sentences")).set_index("id")
    return {language: table[language].to_dict() for language in LANGUAGES}
