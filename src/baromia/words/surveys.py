"""Surveys, relations, shared indicators and repeated answers of the register: frames in the reader's words."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from ..analysis.editions import PERIOD, gate, repeated_answers
from ..analysis.table import LEFT_OUT
from ..project import column
from ..register.relations import CLAIM, evaluate
from .words import Words

UNKNOWN = "unknown"  # what the register says where a publication says nothing
PANELS = 8  # repeated answers that a chart has room for


def surveys(words: Words, exclude_sources: Sequence[str] = ()) -> pd.DataFrame:
    """Return every survey whose source is not left out: the columns of samples.csv, indexed by id, and its words.

    These are who, people, n ("n = 45", or that none is published), asked_in (dates), mode, recruitment, limitations and
    the other texts of the language. `size` is n as a number.
    """
    samples = words.register.samples
    found = samples[~samples["source"].isin(exclude_sources)].copy()
    found["size"] = found["n"]
    found["n"] = found["size"].map(words.total).where(found["size"].notna(), words.label("chart.no_n")).astype("str")
    found["who"] = found[f"label_{words.language}"].map(words.text)
    found["people"] = [words.label(f"population.{code}") for code in found["population"]]
    start, end = (found[name].map(words.date, "ignore") for name in ("fieldwork_start", "fieldwork_end"))
    found["asked_in"] = start.where(start == end, start.str.cat(end, " – ")).fillna(words.label(UNKNOWN))
    for name in [name.removesuffix("_fr") for name in found if name.endswith("_fr") and name != "label_fr"]:
        text = found[column(name, words.language)]
        found[name] = text.map(words.text, "ignore").replace(UNKNOWN, words.label(UNKNOWN))
    return found


def relations(words: Words, figures: pd.DataFrame) -> pd.DataFrame:
    """Return the relations between figures as `evaluate` does; those that name a source left out are dropped.

    And counted (the verdict of a claim, the role of what is none), about (the publication, or that there are several),
    finding and reading in words.
    """
    found = evaluate(words.register)
    gone = set(figures.index[figures["refusal"] == LEFT_OUT])
    named = found["figures"].str.cat(found["target"].fillna(""), ";").str.split(";")
    found = found[[gone.isdisjoint(ids) for ids in named]].copy()
    found["counted"] = found["verdict"].where(found["role"] == CLAIM, found["role"])
    sources = [dict.fromkeys(name.partition(".")[0] for name in ids.split(";")) for ids in found["figures"]]
    several = words.label("several")
    found["about"] = [words.publication[min(own)] if len(own) == 1 else several for own in sources]
    for name, told, otherwise in (
        ("finding", "explanation", "relation.repeat"),
        ("reading", "reading", "reading.none"),
    ):
        text = found[f"{told}_{words.language}"].map(words.text, "ignore").astype("str")
        found[name] = text.fillna(words.label(otherwise))  # repeats have no row of their own
    return found


def shared_indicators(words: Words, figures: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    """Return the indicators that two samples or more measure, as `gate` does.

    In words: indicator, samples, range (of what is published) and pooled (or why they are not).
    """
    found = gate(figures, words.register.sources, confidence)
    groups = [figures.loc[list(ids)].sort_values("share") for ids in found["figures"]]
    labels = words.register.indicators[f"label_{words.language}"]
    found["indicator"] = [words.text(labels[name]) for name in found.index]
    found["samples"] = [words.separator.join(own["printed"] + " " + own["who"]) for own in groups]
    ends = [{"low": own["printed"].iloc[0], "high": own["printed"].iloc[-1]} for own in groups]
    found["range"] = [words.label("interval", **own) for own in ends]
    found["pooled"] = [
        words.interval(row.low, row.high)
        if pd.notna(row.low)
        else words.separator.join(words.label(f"refusal.{reason}") for reason in row.reasons)
        for row in found.itertuples()
    ]
    return found


def repeated(words: Words, figures: pd.DataFrame) -> pd.DataFrame:
    """Return the answers that several editions of a barometer publish, as many as a chart has room for.

    They are rows of the evidence, answer by answer, the earliest first: `label` the same for one answer, `when` (the
    date in words), `day` (the same as a number), `line`. Answers without dates, or dated against their editions, are
    left out; where there are many, those that headlines rest on come first.
    """
    again = repeated_answers(figures, words.register.sources, words.register.samples)
    rows = figures.loc[again.index].join(again[["line", "day", "dated", "dates"]])
    rows["label"] = rows.groupby("line")["label"].transform("first")
    headlines = set(words.register.headlines["figure"])
    lines = [own for _, own in rows.groupby("line", sort=False) if own["day"].is_monotonic_increasing]
    lines.sort(key=lambda own: headlines.isdisjoint(own.index))
    kept = pd.concat([rows[:0], *lines[:PANELS]])
    return kept.assign(when=[_when(row, words) for row in kept.itertuples()])


def _when(row: tuple, words: Words) -> str:
    """Return when a figure was asked, to the month, or the next best that is known."""
    exact = min(len(day) for day in row.dates.split(PERIOD))
    month = date.fromordinal(int(row.day)).isoformat()[: min(exact, len("2025-06"))]
    return words.label(f"time.{row.dated}", date=words.date(month))
