"""The one table with its words: every figure of the register, and what it allows one to say."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from os import PathLike
from pathlib import Path

import pandas as pd

from ..analysis.parameters import make_parameters
from ..analysis.table import CODES, LEFT_OUT, NUMBERS, table
from ..project import column, data_folder
from ..register import Register
from ..register.rules import WORDS_FOR_BASES
from .formatting import Formatter, decimals_for

# fmt: off
WORDS = ["label", "who", "of_whom", "people", "publication", "printed", "n", "interval", "reason", "measures", "is_not",
         "note"]
# fmt: on
COLUMNS = [*WORDS, *NUMBERS, *CODES]


def evidence(
    language: str = "en",
    *,
    confidence: float = 0.95,
    interval_method: str = "wilson",
    design_effect: float = 1.0,
    assumed_total: int | None = None,
    exclude_sources: Sequence[str] = (),
    data: Register | str | PathLike | None = None,
) -> pd.DataFrame:
    """Return every figure of the register as a row: its words, share, people, and interval or why there is none.

    Parameters
    ----------
    language : {"en", "fr"}
        Of the words.
    confidence, interval_method, design_effect
        Of the intervals; see `baromia.estimates.limits`.
    assumed_total : int, optional
        n to try where none is reported.
    exclude_sources : sequence of str
        Sources to leave out. Their rows stay, every number in them missing, so that whatever is computed from them is
        missing, too; `refusal` is then "left_out".
    data : Register or path, optional
        The register, or its folder; the project's own by default.

    Returns
    -------
    pandas.DataFrame
        Indexed by id, in the order of the register. Words: label, who (sample), of_whom (base),
        people (population), publication, printed ("56%"), n ("n = 338 to 343"), interval ("52% to 60%", or why there
        is none), reason (why, where there is none), measures, is_not, note. Numbers and codes: see
        `baromia.analysis.table.table`.

    Raises
    ------
    ParameterError
        For a value that will not do, with those that would.

    Examples
    --------
    >>> figures = evidence()
    >>> figures.loc["pulselife2025.use-general-purpose", ["printed", "n", "interval"]].tolist()
    ['56%', 'n\\xa0=\\xa0608', '52% to 60%']
    >>> figures.at["acsel2025.use-any", "refusal"]
    'n_not_reported'
    """
    register = register_of(data)
    parameters = make_parameters(
        {
            "language": language,
            "confidence": confidence,
            "interval_method": interval_method,
            "design_effect": design_effect,
            "assumed_total": assumed_total,
            "exclude_sources": exclude_sources,
        },
        register.figures["source"].unique(),
    )
    numbers = table(register, parameters)
    words = _with_intervals(numbers, _texts(register, language), Formatter(language, register.labels))
    return pd.concat([words, numbers], axis=1)[COLUMNS]


def register_of(data: Register | str | PathLike | None = None) -> Register:
    """Return the register itself, or that of a folder, which is not read again as long as none of its files changes."""
    if isinstance(data, Register):
        return data
    folder = data_folder(data)
    files = [(path.name, path.stat()) for path in sorted(folder.iterdir())] if folder.is_dir() else []
    return _read(folder, tuple((name, status.st_size, status.st_mtime_ns) for name, status in files))


@lru_cache(maxsize=1)
def _read(folder: Path, _files: tuple) -> Register:
    return Register.read(folder)


@lru_cache(maxsize=4)
def _texts(register: Register, language: str) -> pd.DataFrame:
    """Return the columns of text that no parameter changes; equal cells are put into words once."""
    figures, write = register.figures, Formatter(language, register.labels)
    say, text, stated = cache(write.label), cache(write.text), cache(write.stated)
    base_labels = write.row_labels("base", figures.index)
    of_whom = cache(lambda base: base_in_words(base, write, register))
    columns = {
        "label": figures[f"label_{language}"].map(text),
        "who": figures["sample"].map(register.samples[f"label_{language}"].map(text)).fillna(say("none")),
        "of_whom": [base_labels.get(name) or of_whom(base) for name, base in figures["base"].items()],
        "people": figures["population"].map(lambda code: say(f"population.{code}"), na_action="ignore"),
        "publication": figures["source"].map(publication_names(register.sources, language)),
        "printed": map_rows(write.printed, figures[["value", "unit", "qualifier"]]),
        "note": figures[column("note", language)].map(stated),
    }
    for name in ("measures", "is_not"):
        columns[name] = figures["indicator"].map(register.indicators[column(name, language)].map(stated))
    return pd.DataFrame(columns).astype("str")


def _with_intervals(numbers: pd.DataFrame, texts: pd.DataFrame, write: Formatter) -> pd.DataFrame:
    """Return the columns of text with n and interval in words, or why there is none."""

    def span(low: float | None, high: float | None, n: int | None) -> str | None:
        return None if low is None else write.interval(low, high, decimals_for(n))

    reason = map_rows(lambda code: code and write.label(f"refusal.{code}"), numbers[["refusal"]])
    n = map_rows(write.total, numbers[["sample_n", "n_low", "n_high"]])
    interval = map_rows(span, numbers[["low", "high", "n_low"]])
    for name, words in write.row_labels("n", numbers.index[numbers["n_low"].isna()]).items():
        n[name] = reason[name] = words  # it counts something else than respondents
    frame = texts.assign(n=n, reason=reason, interval=interval.fillna(reason))
    left_out = numbers["refusal"] == LEFT_OUT
    if left_out.any():
        frame.loc[left_out, ["printed", "n", "interval", "reason"]] = write.left_out
    return frame


def publication_names(sources: dict[str, dict], language: str) -> dict[str, str]:
    """Return source → the name it goes by in charts and sentences; two editions of one name keep their ids."""
    short = {source: _short(source, entry, language) for source, entry in sources.items()}
    uses = Counter(short.values())
    return {source: f"{name} ({source})" if uses[name] > 1 else name for source, name in short.items()}


def _short(source: str, entry: dict, language: str) -> str:
    custom = entry.get("custom", {})
    if name := custom.get(f"short_name_{language}") or custom.get("short_name"):
        return name
    author = entry.get("author", [{"literal": source}])[0]
    year = entry.get("issued", {}).get("date-parts", [[""]])[0][0]
    return f"{author.get('family') or author.get('literal')} {year}".strip()


def base_in_words(base: str | None, write: Formatter, register: Register) -> str:
    """Return the people that a base stands for."""
    if base in WORDS_FOR_BASES:
        return write.label(f"base.{base}")
    group = None if pd.isna(base) else register.figures.at[base, f"group_{write.language}"]
    return write.label("base.none") if pd.isna(group) else write.text(group)


def map_rows(function: Callable[..., object], frame: pd.DataFrame) -> pd.Series:
    """Return a function's values for the cells of each row, a missing one as None; call it once for equal rows."""
    cached = cache(function)
    return pd.Series([cached(*row) for row in frame.to_numpy(object, na_value=None)], frame.index, dtype="str")
