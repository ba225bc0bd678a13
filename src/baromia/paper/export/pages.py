"""What the archive says in words: what is in it, and what may not be said. The words that stay are in templates."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Template

import pandas as pd

from nbpaper.markdown import Table, escape

from ...analysis.gate import gate
from ...register import Register
from ...register.relations import CLAIM, TWO_SAMPLES, evaluate
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
    return _filled(
        f"caveats.{cards.words.language}.md",
        indicators=_lines(_indicators(cards)),
        bases=_lines(_bases(cards)),
        doubtful=_table(_doubtful(cards), cards.words, "nothing.doubtful"),
        gate=_table(_shared(cards), cards.words, "nothing.shared"),
        samples=_table(_samples(cards), cards.words, "nothing"),
        publications=_table(_publications(cards), cards.words, "nothing"),
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


def _doubtful(cards: Cards) -> Iterable[dict[str, str]]:
    """Yield the claims that hold only under a stated reading or cannot hold, and what two samples do not share."""
    words, relations = cards.words, evaluate(cards.register)
    for _, row in relations[
        (relations["verdict"] != "holds") & relations["role"].isin([CLAIM, TWO_SAMPLES])
    ].iterrows():
        sources = {name.partition(".")[0] for name in row["figures"].split(";")}
        told = {column: row[f"{column}_{words.language}"] for column in ("explanation", "reading")}
        # A repeat has no row of its own: it says what every repeat does.
        absent = {"explanation": words.label("relation.repeat"), "reading": words.label("none")}
        told = {column: absent[column] if pd.isna(text) else words.text(text) for column, text in told.items()}
        yield {
            "about": words.publication[sources.pop()] if len(sources) == 1 else words.label("several"),
            "finding": told["explanation"],
            "verdict": words.label(f"verdict.{row['verdict'] if row['role'] == CLAIM else row['role']}"),
            "reading": told["reading"],
        }


def _shared(cards: Cards) -> Iterable[dict[str, str]]:
    """Yield the indicators that more than one sample measures: the range, and why they are not pooled."""
    words, register = cards.words, cards.register
    for indicator, row in gate(cards.figures, register.sources).iterrows():
        rows = cards.figures.loc[list(row["figures"])]
        reasons = "; ".join(words.label(f"refusal.{reason}") for reason in row["reasons"])
        yield {
            "indicator": words.text(register.indicators.at[indicator, f"label_{words.language}"]),
            "samples": "; ".join(f"{printed} {who}" for printed, who in zip(rows["printed"], rows["who"], strict=True)),
            "range": words.interval(row["share_low"], row["share_high"]),
            "pooled": reasons or words.interval(row["low"], row["high"]),
        }


def _samples(cards: Cards) -> Iterable[dict[str, str]]:
    """Yield the surveys, those only cited from elsewhere left out: who, how many, when, how, how much is disclosed."""
    words, samples = cards.words, cards.register.samples
    for name, row in samples[samples["second_hand"] == "no"].iterrows():
        days = [words.date(day) for day in dict.fromkeys(row[["fieldwork_start", "fieldwork_end"]].dropna())]
        yield {
            "sample": words.text(row[f"label_{words.language}"]),
            "population": words.label(f"population.{row['population']}"),
            "n": words.total(row["n"]),
            "fieldwork": words.label("interval", low=days[0], high=days[1])
            if days[1:]
            else "".join(days) or words.label("unknown"),
            "mode": words.translated(row, "mode"),
            "recruitment": words.translated(row, "recruitment"),
            "score": cards.disclosed(name),
        }


def _publications(cards: Cards) -> Iterable[dict[str, str]]:
    """Yield the publications: what each is, and what its publisher has to gain."""
    words = cards.words
    for source in cards.figures["source"].unique():
        entry = cards.register.sources[source]["custom"]
        told = {column: words.translated(entry, column) for column in ("what_it_is", "publisher_interest")}
        yield {"source": words.publication[source], "what": told["what_it_is"], "interest": told["publisher_interest"]}


def _table(rows: Iterable[dict[str, str]], words: Words, empty: str) -> str:
    """Return rows as a table, their keys as headings in words; where there is none, the label that says so."""
    frame = pd.DataFrame(rows)
    if frame.empty:
        return words.label(empty)
    return Table(frame.rename(columns=lambda column: words.label(f"column.{column}"))).markdown()


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
