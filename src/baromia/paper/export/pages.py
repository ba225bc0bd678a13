"""What the archive says in words: what is in it, and what may not be said. The words that stay are in templates."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from string import Template

import pandas as pd

from nbpaper.markdown import escape

from ...register.descriptor import title
from ...register.relations import CLAIM, TWO_SAMPLES
from ...words.surveys import relations, shared_indicators, surveys
from ...words.words import Words
from ..cards import Cards
from ..results_files import about
from ..schema_org import citation, makers

HERE = Path(__file__).parent
SURVEY = ("who", "people", "n", "fieldwork", "mode", "recruitment", "score")  # what is told of each


def readme(cards: Cards, charts: Mapping[str, str]) -> str:
    """Return the archive's README in the language of the cards; `charts` are the titles of its charts by name."""
    register, words = cards.register, cards.words
    return _filled(
        "readme",
        cards,
        **about(words),
        title=escape(register.descriptor.get("title", "baromia")),
        charts=_lines(f"`{name}`{cards.words.colon} {escape(title)}" for name, title in charts.items()),
        cite=escape(cite_package(words)),
        sources=_lines(
            f"{escape(words.publication[name])}. *{escape(register.sources[name]['title'])}*. `{name}`"
            for name in register.figures["source"].unique()
        ),
    )


def caveats(cards: Cards) -> str:
    """Return what may not be said, in the language of the cards."""
    words, entries = cards.words, cards.register.sources
    shared, related, surveyed = shared_indicators(words, cards.figures), relations(words, cards.figures), surveys(words)
    doubtful = related[(related["verdict"] != "holds") & related["role"].isin([CLAIM, TWO_SAMPLES])]
    surveyed = surveyed[surveyed["second_hand"] == "no"]  # the others are only cited
    score = [cards.disclosed(name) for name in surveyed.index]
    publishers = pd.DataFrame(
        {
            "publication": words.publication[source],
            "what": words.translated(entries[source]["custom"], "what_it_is"),
            "interest": words.translated(entries[source]["custom"], "publisher_interest"),
            "figures": number,
        }
        for source, number in cards.figures["source"].value_counts(sort=False).items()
    )
    tables = {
        "doubtful": (doubtful.assign(verdict=doubtful["counted"]), ("about", "finding", "verdict", "reading")),
        "shared": (shared, ("indicator", "samples", "range", "pooled")),
        "samples": (surveyed.assign(fieldwork=surveyed["asked_in"], score=score), SURVEY),
        "publications": (publishers, (*publishers,)),
    }
    heads = {"range": words.label("column.range")}
    blocks = {
        name: words.table(frame, *columns, headings=heads).markdown() if len(frame) else words.label(f"nothing.{name}")
        for name, (frame, columns) in tables.items()
    }
    return _filled("caveats", cards, indicators=_lines(_indicators(cards)), bases=_lines(_bases(cards)), **blocks)


def cite_package(words: Words) -> str:
    """Return the reference of the package, as CITATION.cff and the build have it."""
    authors, build = ", ".join(str(maker["name"]) for maker in makers()), about(words)
    version = f"Version {build['version']}, commit {build['commit']}, {build['date']}"
    return f"{authors}. {citation()['title']}. {version}."


def _indicators(cards: Cards) -> Iterator[str]:
    """Yield, for each indicator that some figure has, what it measures and what it is easily taken for."""
    words, used = cards.words, set(cards.figures["indicator"])
    for name, row in cards.register.indicators.iterrows():
        if name in used:
            parts = [
                f"*{escape(words.label(f'column.{column}'))}*{words.colon} {escape(words.translated(row, column))}"
                for column in ("measures", "is_not")
            ]
            yield f"**{escape(words.text(row[f'label_{words.language}']))}.** {' '.join(parts)}"


def _bases(cards: Cards) -> Iterator[str]:
    """Yield the figures whose base needs a reason, with the reason."""
    figures = cards.register.figures
    for name, row in figures[figures["base_reason"].notna() & figures["restates"].isna()].iterrows():
        card_row, reason = cards.rows[name], escape(cards.words.translated(row, "base_reason"))
        yield f"**{card_row['printed']}** {escape(card_row['label'])} (`{name}`){cards.words.colon} {reason}"


def _lines(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _filled(name: str, cards: Cards, **values: str) -> str:
    licences = [
        f"[{escape(title(licence))}]({licence['path']})" for licence in cards.register.descriptor.get("licenses", [])
    ]
    template = Template((HERE / f"{name}.{cards.words.language}.md").read_text(encoding="utf-8"))
    return template.substitute(values, data_licence=", ".join(licences))
