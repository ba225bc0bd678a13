"""Surveys, relations, shared indicators and repeated answers of the register: frames in the reader's words."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from ..analysis.editions import PERIOD, gate, repeated_answers
from ..analysis.table import LEFT_OUT
from ..project import column
from ..register.relations import CLAIM, evaluate
from .words import Words

PANELS = 8  # repeated answers that a chart has room for


def surveys(words: Words, exclude_sources: Sequence[str] = ()) -> pd.DataFrame:
    """Return every survey whose source is not left out: the columns of samples.csv, indexed by id, and its words.

    These are who, people, n ("n = 45", or that none is published), asked_in (dates), mode, recruitment, limitations and
    the other texts of the language. `size` is n as a number.
    """
    samples = words.register.samples
    table = samples[~samples["source"].isin(exclude_sources)].copy()
    table["size"] = table["n"]
    totals = table["size"].map(lambda n: words.total(n, n, n), "ignore")
    table["n"] = totals.astype("str").fillna(words.label("chart.no_n"))
    table["who"] = table[f"label_{words.language}"].map(words.text)
    table["people"] = [words.label(f"population.{code}") for code in table["population"]]
    start, end = (table[name].map(words.date, "ignore") for name in ("fieldwork_start", "fieldwork_end"))
    table["asked_in"] = start.where(start == end, start.str.cat(end, " – ")).fillna(words.label("unknown"))
    for name in [name.removesuffix("_fr") for name in table if name.endswith("_fr") and name != "label_fr"]:
        table[name] = table[column(name, words.language)].map(words.stated, "ignore")
    return table


def relations(words: Words, figures: pd.DataFrame) -> pd.DataFrame:
    """Return the relations between figures as `evaluate` does, without those that name a source left out.

    Added are counted (the verdict of a claim, else the role), about (the publication, or that there are several),
    finding and reading in words.
    """
    table = evaluate(words.register)
    left_out = set(figures.index[figures["refusal"] == LEFT_OUT])
    named = table["figures"].str.cat(table["target"].fillna(""), ";").str.split(";")
    table = table[[left_out.isdisjoint(ids) for ids in named]].copy()
    table["counted"] = table["verdict"].where(table["role"] == CLAIM, table["role"])
    sources = [dict.fromkeys(name.partition(".")[0] for name in ids.split(";")) for ids in table["figures"]]
    several = words.label("several")
    table["about"] = [words.publication[min(source_ids)] if len(source_ids) == 1 else several for source_ids in sources]
    for name, prefix, absent in (("finding", "explanation", "relation.repeat"), ("reading", "reading", "reading.none")):
        text = table[f"{prefix}_{words.language}"].map(words.text, "ignore").astype("str")
        table[name] = text.fillna(words.label(absent))  # repeats have no row of their own
    return table


def shared_indicators(words: Words, figures: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    """Return the indicators that two samples or more measure, as `gate` does.

    In words: indicator, samples, range (of what is published) and pooled (or why they are not).
    """
    table = gate(figures, words.register.sources, confidence)
    groups = [figures.loc[list(ids)].sort_values("share") for ids in table["figures"]]
    labels = words.register.indicators[f"label_{words.language}"]
    table["indicator"] = [words.text(labels[name]) for name in table.index]
    table["samples"] = [words.separator.join(group["printed"] + " " + group["who"]) for group in groups]
    ends = [group["printed"].iloc[[0, -1]] for group in groups]
    table["range"] = [words.label("interval", low=low, high=high) for low, high in ends]
    table["pooled"] = [
        words.interval(row.low, row.high)
        if pd.notna(row.low)
        else words.separator.join(words.label(f"refusal.{reason}") for reason in row.reasons)
        for row in table.itertuples()
    ]
    return table


def repeated(words: Words, figures: pd.DataFrame) -> pd.DataFrame:
    """Return the answers that several editions of a barometer publish, as many as a chart has room for.

    They are rows of the evidence, answer by answer, the earliest first: `label` the same for one answer, `when` (the
    date in words), `day` (the same as a number), `line`. Answers without dates, or dated against their editions, are
    left out; where there are many, those that headlines rest on come first.
    """
    repeats = repeated_answers(figures, words.register.sources, words.register.samples)
    rows = figures.loc[repeats.index].join(repeats[["line", "day", "dated", "dates"]])
    rows["label"] = rows.groupby("line")["label"].transform("first")
    headlines = set(words.register.headlines["figure"])
    lines = [line for _, line in rows.groupby("line", sort=False) if line["day"].is_monotonic_increasing]
    lines.sort(key=lambda line: headlines.isdisjoint(line.index))
    rows = pd.concat([rows[:0], *lines[:PANELS]])
    return rows.assign(when=[_when(row, words) for row in rows.itertuples()])


def _when(row: tuple, words: Words) -> str:
    """Return when a figure was asked, to the month, or the next best that is known."""
    precision = min(len(day) for day in row.dates.split(PERIOD))
    month = date.fromordinal(int(row.day)).isoformat()[: min(precision, len("2025-06"))]
    return words.label(f"time.{row.dated}", date=words.date(month))
