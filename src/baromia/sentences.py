"""What the notebooks say of what is seen: sentences in each language whose numbers are places for figures."""

from functools import cache
from pathlib import Path

from .descriptor import resource
from .formatting import LANGUAGES
from .paths import data_folder
from .tables import read_table


def load_sentences(data=None) -> dict[str, dict[str, str]]:
    """Return the sentences of data/sentences.csv: language → name → sentence with its places unfilled."""
    folder = data_folder(data)
    return _load(folder, (folder / "sentences.csv").stat().st_mtime_ns)


@cache
def _load(folder: Path, _changed: int) -> dict[str, dict[str, str]]:
    table = read_table(folder, resource(folder, "sentences")).set_index("id")
    return {language: table[language].to_dict() for language in LANGUAGES}
