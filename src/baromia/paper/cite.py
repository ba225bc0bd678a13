"""How to cite a number: the sentence one may print, a caution, and its source for a bibliography."""

import json
import re
import shutil
import textwrap
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from nbpaper.errors import PaperError, closest_match, counted, did_you_mean
from nbpaper.render.programs import pandoc

from ..analysis.parameters import ParameterError, Parameters
from ..project import REPORTS
from ..register import Register
from ..register.cells import quoted
from ..words.evidence import register_of
from ..words.formatting import Formatter
from .cards import Cards, cards_of
from .search import build_index, likeliest, search

BIBLIOGRAPHIES = ("bibtex", "csl-json")
AROUND = re.compile(r"^\W*(?:baromia:|results\.|figures\.)?|\W+$")  # a name that is copied from somewhere
FROM_EVIDENCE = ("n", "interval", "measures", "is_not")  # columns of the evidence that a card adds to the register's
COMPUTED = ("label", "printed", "how", "of_whom", "n", "range", "counts", "reading", "formula", "note")


def cite(name: str, form: str = "text", language: str = "en", data=None) -> str:
    """Return how to cite a number.

    "text" is a sentence that one may print, with source, people, n and interval, and what may not be said; "card" all
    that is known of the number; the others are its publications as entries for a bibliography. The name is the id of a
    figure or of a quantity of derived.csv, or that of a result of the paper last built; or the end of one, from a full
    stop on, that no other has. For a bibliography, the id of a source will do. A name that nothing has is refused with
    the nearest, an end that several have with all of them.

    Examples
    --------
    >>> print(cite("pulselife2025.use-general-purpose").splitlines()[0])  # doctest: +ELLIPSIS
    According to PulseLife 2025 (paragraph ...), 56% of the professionals polled (...) say that they use a ...
    >>> cite("pulselife2025.use-general-purpos")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    baromia.analysis.parameters.ParameterError: nothing ... (did you mean pulselife2025.use-general-purpose?)...
    """
    register, key = register_of(data), AROUND.sub("", name).casefold()
    if key in register.sources:
        return _publication(key, form, register, language)
    cards = cards_of(register, Parameters(language=language))
    path = REPORTS / "results" / f"{language}.json"  # of the paper last built
    results = json.loads(path.read_text(encoding="utf-8"))["results"] if path.is_file() else {}
    name = _resolved(name, key, [*cards.rows, *results], cards)
    if name not in cards.rows and results[name].get("card") in cards.rows:
        name = results[name]["card"]
    if form == "card":
        return _lines({"id": name, **(results[name] if name not in cards.rows else _facts(name, cards))})
    if form == "text":
        lines = cards.statements(name) if name in cards.rows else [cards.citing.result(results[name], name)]
        return "\n".join([*lines, f"[baromia:{name}]"])
    inputs = cards.rows[name].get("inputs", [name]) if name in cards.rows else results[name]["figures"]
    if not inputs:
        raise PaperError(f"{name} is counted and comes from no publication. To mend: cite the package (CITATION.cff).")
    locators = cards.figures.loc[[*inputs]].groupby("source", sort=False)["locator"]
    return bibliography(register, {source: cards.citing.places(those) for source, those in locators}, form, language)


def bibliography(register: Register, places: Mapping[str, str], form: str = "bibtex", language: str = "en") -> str:
    """Return the entries of publications, source → the paragraphs that are cited of it, if any.

    A note says what the fields of a bibliography have no room for; pandoc writes BibTeX.
    """
    formatter, entries = Formatter(language, register.labels), []
    for source, place in places.items():
        entry = dict(register.sources[source])
        if custom := entry.pop("custom", None):  # methods literature has none
            note = ", ".join(_notes(entry, custom, place, formatter))
            entry["note"] = note[0].upper() + note[1:]
        entries.append(entry)
    if form == "csl-json":
        return json.dumps(entries, ensure_ascii=False, indent=1)
    for entry in entries:
        if entry["type"] == "report" and "publisher" not in entry:
            entry["type"] = "document"  # BibTeX asks of a report which institution made it
    return pandoc("BibTeX", json.dumps(entries), "--from=csljson", "--to=bibtex").strip()


def _notes(entry: dict, custom: dict, place: str, formatter: Formatter) -> Iterator[str]:
    """Yield what a publication lacks, when its text was read, and the place in it."""
    if "author" not in entry:
        yield formatter.label("cite.unsigned")
    if "issued" not in entry:
        yield formatter.label("cite.undated")
        if day := custom.get("not_before"):
            yield formatter.label("cite.not_before", date=formatter.date(day))
    yield formatter.label("cite.read", date=formatter.date(custom["read"]))
    if place:
        yield place


def _publication(source: str, form: str, register: Register, language: str) -> str:
    """Return the entry of a publication for a bibliography; refuse other forms, as it makes no sentence."""
    if form in BIBLIOGRAPHIES:
        return bibliography(register, {source: ""}, form, language)
    count = (register.figures["source"] == source).sum()
    mend = "name one of them (`baromia find`), or add --format bibtex for its entry"
    raise ParameterError(f"{source} is a publication with {counted(count, 'figure')}. To mend: {mend}.")


def _resolved(name: str, key: str, names: Iterable[str], cards: Cards) -> str:
    """Return the one of the names that is meant; refuse any other, with what a search for its words finds."""
    names = dict.fromkeys(names)
    matches = [key] if key in names else [candidate for candidate in names if key and candidate.endswith(f".{key}")]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise ParameterError(f"{quoted(name)} may be {' or '.join(matches)}. To mend: write the one that is meant.")
    problem, hint = f"nothing can be cited as {quoted(name)}", did_you_mean(key, names)
    suggestions = [] if hint else likeliest(search(name, build_index(cards.register)))
    if not hint and (near := closest_match(key, [candidate.partition(".")[2] for candidate in names])):
        hint = f" (did you mean {near}?)"
    if suggestions:
        cited = "\n".join(f"  {cards.head(candidate)}" for candidate in suggestions)
        raise ParameterError(f"{problem}{hint}. These may be meant:\n{cited}\nTo mend: write one of these ids.")
    raise ParameterError(
        f"{problem}{hint}. To mend: look for it with `baromia find`; results have a name once the paper is built."
    )


def _facts(name: str, cards: Cards) -> dict[str, object]:
    """Return all that is known of a figure or quantity, by name."""
    row = cards.rows[name]
    if "inputs" in row:
        return {**{column: row[column] for column in COMPUTED}, "level": cards.level(row["level"])}
    figure, corrected = cards.register.figures.loc[name].to_dict(), " ".join(cards.corrections(name))
    return figure | {column: row[column] for column in FROM_EVIDENCE} | ({"corrected": corrected} if corrected else {})


def _lines(facts: dict[str, object]) -> str:
    """Return names and values as lines, the absent ones left out, wrapped for a terminal."""
    facts = {name: value for name, value in facts.items() if isinstance(value, list) or pd.notna(value)}
    width, columns = max(map(len, facts)), min(100, shutil.get_terminal_size((100, 0)).columns)
    return "\n".join(
        textwrap.fill(str(value), columns, initial_indent=f"{name:<{width}}  ", subsequent_indent=" " * (width + 2))
        for name, value in facts.items()
    )
