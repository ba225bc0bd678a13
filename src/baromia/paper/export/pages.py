"""What the archive says in words: what is in it, and what may not be said. The words that stay are in templates."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Template

import pandas as pd

from nbpaper.markdown import Table, escape

from ...register import Register
from ...register.relations import CLAIM, TWO_SAMPLES
from ...words.surveys import relations, shared_indicators, surveys
from ...words.words import Words
from ..cards import Cards
from ..results_files import about
from ..schema_org import citation

HERE = Path(__file__).parent


def readme(cards: Cards, charts: Mapping[str, str]) -> str:
    """Return the archive's README in the language of the cards; `charts` are the titles of its charts by name."""
    register, words = cards.register, cards.words
    sources = [
        f"- {escape(words.publication[name])}. *{escape(register.sources[name]['title'])}*. `{name}`"
        for name in register.figures["source"].unique()
    ]
    return _filled(
        f"readme.{words.language}.md",
        **about(register, words.language),
        title=escape(register.descriptor.get("title", "baromia")),
        charts="\n".join(f"- `{name}`{_colon(words)} {escape(title)}" for name, title in charts.items()),
        cite=escape(cite_package(register, words.language)),
        sources="\n".join(sources),
        data_licence=_licence(register),
    )


def caveats(cards: Cards) -> str:
    """Return what may not be said, in the language of the cards."""
    shared = shared_indicators(cards.words, cards.figures)[["indicator", "samples", "range", "pooled"]]
    return _filled(
        f"caveats.{cards.words.language}.md",
        indicators=_lines(_indicators(cards)),
        bases=_lines(_bases(cards)),
        doubtful=_table(_doubtful(cards), cards.words, "nothing.doubtful"),
        gate=_table(shared, cards.words, "nothing.shared"),
        samples=_table(_samples(cards), cards.words),
        publications=_table(_publications(cards), cards.words),
        data_licence=_licence(cards.register),
    )


def cite_package(register: Register, language: str) -> str:
    """Return the reference of the package, as CITATION.cff and the build have it."""
    known, build = citation(), about(register, language)
    names = [one.get("name") or f"{one['given-names']} {one['family-names']}" for one in known["authors"]]
    return (
        f"{', '.join(names)}. {known['title']}. Version {build['version']}, commit {build['commit']}, {build['date']}."
    )


def _indicators(cards: Cards) -> Iterable[str]:
    """Yield, for each indicator that some figure has, what it measures and what it is easily taken for."""
    words = cards.words
    for name, row in cards.register.indicators.iterrows():
        if (cards.figures["indicator"] == name).any():
            told = [
                f"*{escape(words.label(f'column.{column}'))}*{_colon(words)} {escape(words.translated(row, column))}"
                for column in ("measures", "is_not")
            ]
            yield f"**{escape(words.text(row[f'label_{words.language}']))}.** {' '.join(told)}"


def _bases(cards: Cards) -> Iterable[str]:
    """Yield the figures whose base needs a reason, with the reason."""
    kept, words = cards.register.figures, cards.words
    for name, row in kept[kept["base_reason"].notna() & kept["restates"].isna()].iterrows():
        said = cards.rows[name]
        reason = escape(words.translated(row, "base_reason"))
        yield f"**{said['printed']}** {escape(said['label'])} (`{name}`){_colon(words)} {reason}"


def _doubtful(cards: Cards) -> pd.DataFrame:
    """Return the claims that hold only under a stated reading or cannot hold, and what two samples do not share."""
    found = relations(cards.words, cards.figures)
    found = found[(found["verdict"] != "holds") & found["role"].isin([CLAIM, TWO_SAMPLES])]
    verdicts = [cards.words.label(f"verdict.{code}") for code in found["counted"]]
    return found.assign(verdict=verdicts)[["about", "finding", "verdict", "reading"]]


def _samples(cards: Cards) -> pd.DataFrame:
    """Return the surveys, those only cited from elsewhere left out."""
    found = surveys(cards.words)
    found = found[found["second_hand"] == "no"]
    shown = {"sample": "who", "population": "people", "n": "n", "fieldwork": "asked_in"}
    table = found[[*shown.values(), "mode", "recruitment"]].set_axis([*shown, "mode", "recruitment"], axis=1)
    return table.assign(score=[cards.disclosed(name) for name in found.index])


def _publications(cards: Cards) -> pd.DataFrame:
    """Return the publications: what each is, and what its publisher has to gain."""
    rows = []
    for source, number in cards.figures["source"].value_counts(sort=False).items():
        entry = cards.register.sources[source]["custom"]
        told = (cards.words.translated(entry, column) for column in ("what_it_is", "publisher_interest"))
        rows.append((cards.words.publication[source], *told, cards.words.number(number)))
    return pd.DataFrame(rows, columns=["publication", "what", "interest", "figures"])


def _table(frame: pd.DataFrame, words: Words, empty: str = "nothing") -> str:
    """Return a frame as a table with headings in words; where it has no row, the label that says so."""
    if frame.empty:
        return words.label(empty)
    named = frame.rename(columns=lambda column: words.label(f"column.{column}"))
    return Table(named, right=tuple({words.label("column.figures")} & {*named})).markdown()


def _colon(words: Words) -> str:
    return words.text(" :") if words.language == "fr" else ":"


def _lines(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _licence(register: Register) -> str:
    return ", ".join(
        f"[{escape(one.get('title', one['name']))}]({one['path']})" for one in register.descriptor.get("licenses", [])
    )


def _filled(name: str, **values: str) -> str:
    return Template((HERE / name).read_text(encoding="utf-8")).substitute(values)
