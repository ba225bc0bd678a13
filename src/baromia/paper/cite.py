"""How to cite a number: the sentence one may print, what one must not say, and its source for a bibliography."""

import json
import subprocess
import textwrap
from collections.abc import Iterable

import pandas as pd
import pypandoc

from nbpaper.errors import PaperError, did_you_mean

from ..analysis.parameters import ParameterError
from ..project import REPORTS
from ..register import Register
from .cards import Cards
from .search import build_index, likeliest, search

FORMATS = ("text", "card", "bibtex", "csl-json")
OURS = "custom"  # the survey facts of a card; no citation style reads them
TOLD = ("n", "interval", "measures", "is_not")  # columns of the evidence that a card adds to the register's
COMPUTED = ("label", "printed", "how", "of_whom", "n", "range", "counts", "reading", "formula", "note")


def cite(name: str, form: str = "text", language: str = "en", data=None) -> str:
    """Return how to cite a number.

    Parameters
    ----------
    name : str
        Id of a figure, of a quantity of derived.csv, or name of a result of the paper last built; or the end of one,
        from a full stop on, that no other has.
    form : {"text", "card", "bibtex", "csl-json"}
        A sentence that one may print, with source, people, n and interval, and what may not be said; all that is known
        of it; or its publications as entries for a bibliography.
    language : {"en", "fr"}
    data : path, optional
        Folder of the register.

    Raises
    ------
    ParameterError
        For a name that nothing has, with the nearest, or an end that several have, with all of them.

    Examples
    --------
    >>> print(cite("pulselife2025.use-general-purpose").splitlines()[0])  # doctest: +ELLIPSIS
    According to PulseLife 2025 (paragraph ...), 56% of the professionals polled (...) say that they use a ...
    >>> cite("pulselife2025.use-general-purpos")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    baromia.analysis.parameters.ParameterError: nothing ... (did you mean pulselife2025.use-general-purpose?)...
    """
    cards, results = Cards(Register.read(data), language), _results(language)
    name = _meant(name, [*cards.rows, *results], cards)
    if name in results and results[name].get("card") in cards.rows:
        name = results[name]["card"]
    if form == "text":
        return _text(name, cards, results)
    if form == "card":
        return _lines(_known(name, cards, results))
    inputs = cards.rows[name].get("inputs", [name]) if name in cards.rows else results[name]["figures"]
    if not inputs:
        raise PaperError(f"{name} is counted and comes from no publication. To mend: cite the package (CITATION.cff).")
    sources = (cards.register.sources[source] for source in cards.figures.loc[[*inputs], "source"].unique())
    entries = [{key: value for key, value in entry.items() if key != OURS} for entry in sources]
    return json.dumps(entries, ensure_ascii=False, indent=1) if form == "csl-json" else bibtex(entries)


def _results(language: str) -> dict[str, dict]:
    """Return the results of the paper last built; none where none was built."""
    try:
        return json.loads((REPORTS / "results" / f"{language}.json").read_text(encoding="utf-8"))["results"]
    except FileNotFoundError:
        return {}


def _meant(name: str, names: Iterable[str], cards: Cards) -> str:
    """Return the one of the names that is meant; words that name nothing are searched for."""
    names, asked = dict.fromkeys(names), name.strip().strip(".").casefold()
    found = [asked] if asked in names else [one for one in names if asked and one.endswith(f".{asked}")]
    if len(found) == 1:
        return found[0]
    if found:
        raise ParameterError(f"{name!r} may be {' or '.join(found)}. To mend: write the one that is meant.")
    what, hint = f"nothing can be cited as {name!r}", did_you_mean(asked, names)
    if not hint and (about := likeliest(search(name, build_index(cards.register)))):
        cited = "\n".join(f"  {one}: {cards.rows[one]['printed']} {cards.rows[one]['label']}" for one in about)
        raise ParameterError(f"{what}. These may be meant:\n{cited}\nTo mend: write one of these ids.")
    raise ParameterError(
        f"{what}{hint}. To mend: see the columns id of figures.csv and derived.csv; results have a name once the paper "
        "is built."
    )


def _text(name: str, cards: Cards, results: dict[str, dict]) -> str:
    """Return what one may print, and what one must not say."""
    if name not in cards.rows:
        return f"{cards.result_sentence(name, results[name])}\n[baromia:{name}]"
    return "\n".join([cards.sentence(name), *cards.caveats(name), f"[baromia:{name}]"])


def _known(name: str, cards: Cards, results: dict[str, dict]) -> dict[str, object]:
    """Return all that is known of a number, by name."""
    if name not in cards.rows:
        return {"id": name, **results[name]}
    row = cards.rows[name]
    if "inputs" in row:
        return {"id": name, **{column: row[column] for column in COMPUTED}, "level": cards.level(row["level"])}
    corrected = {"corrected": " ".join(found)} if (found := cards.corrections(name)) else {}
    kept = cards.register.figures.loc[name].to_dict()
    return {"id": name, **kept, **{column: row[column] for column in TOLD}, **corrected}


def _lines(known: dict[str, object]) -> str:
    """Return names and values as lines, the absent ones left out, wrapped for a terminal."""
    known = {name: value for name, value in known.items() if isinstance(value, list) or pd.notna(value)}
    width = max(map(len, known))
    return "\n".join(
        textwrap.fill(str(value), 100, initial_indent=f"{name:<{width}}  ", subsequent_indent=" " * (width + 2))
        for name, value in known.items()
    )


def bibtex(entries: list[dict]) -> str:
    """Return CSL entries as BibTeX; pandoc knows how."""
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), "--from=csljson", "--to=bibtex"],
        input=json.dumps(entries),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    if done.returncode:
        raise PaperError(f"pandoc could not write BibTeX: {done.stderr.strip()}")
    return done.stdout.strip()
