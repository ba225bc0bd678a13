"""Computed numbers in the reader's words: shares with their ends rounded outward, people, differences in points."""

import re

import pandas as pd

from ..register import Register
from .evidence import base_in_words
from .formatting import Formatter

CARRIED = ["who", "people", "publication"]  # words that a number has from the first figure it rests on
NEEDED = [*CARRIED, "label", "printed", "sample_n"]
DEFINED = ("label", "of_whom", "reading", "note")  # texts of derived.csv
FIGURE = re.compile(r"[a-z0-9-]+\.[a-z0-9-]+")  # an id within a formula
BOUNDS = ("printed", "least", "most", "at_least", "at_most", "range", "between", "counts", "least_count")
SHARE = ("label", "n", *BOUNDS)  # columns of a share in words
LIMITS = ("printed", "range", "limits", "holds")
GAP = ("first", "second", *LIMITS)  # columns of a difference in words


def in_words(computed: pd.DataFrame, figures: pd.DataFrame, write: Formatter, register: Register) -> pd.DataFrame:
    """Return a frame of computed numbers with the columns that say them in words; see `Words.in_words`."""
    ids = dict.fromkeys(name for inputs in computed["inputs"] for name in inputs)
    figure_rows = figures.loc[list(ids), NEEDED].to_dict("index")
    frame = computed.copy()
    for column in CARRIED:
        frame[column] = [figure_rows[first][column] for first, *_ in computed["inputs"]]
    frame["of_whom"] = [base_in_words(base, write, register) for base in computed["base"]]
    frame["reason"] = computed["refusal"].map(lambda code: write.label(f"refusal.{code}"), na_action="ignore")
    if "gap" in computed:
        texts, columns = [_gap(row, write) | _pair(row, figure_rows) for row in frame.itertuples()], GAP
    else:
        texts, columns = [_share(row, write) | _origin(row, figure_rows, write) for row in frame.itertuples()], SHARE
    frame = frame.join(pd.DataFrame(texts, frame.index, columns))
    frame["formula"] = [_translated(formula, write) for formula in computed["formula"]]
    frame["how"] = [_with_numbers(formula, figure_rows, write) for formula in frame["formula"]]
    return frame if "gap" in computed else _defined(frame, write, register)


def _share(row: tuple, write: Formatter) -> dict[str, str]:
    """Return the texts of a computed share, or in each the reason why there is none."""
    if isinstance(row.reason, str):
        return dict.fromkeys(BOUNDS, row.reason)
    least, most = write.least(row.share_low), write.most(row.share_high)
    at_least, at_most = write.label("qualifier.at_least", number=least), write.label("qualifier.at_most", number=most)
    span, bound = write.label("interval", low=least, high=most), at_least if row.share_low > 0 else at_most
    counted = pd.notna(row.n_low) and row.n_low == row.n_high
    return {
        "printed": bound if pd.isna(row.share) else write.percent(row.share),
        "least": least,
        "most": most,
        "at_least": at_least,
        "at_most": at_most,
        "range": span,
        "between": write.label("between", low=least, high=most),
        "counts": write.counts(row.count_low, row.count_high, row.n_low) if counted else span,
        "least_count": write.counts(row.count_low, row.count_low, row.n_low) if counted else least,
    }


def _origin(row: tuple, figure_rows: dict[str, dict], write: Formatter) -> dict[str, str]:
    """Return the label and the n of a share, in words."""
    labels = [figure_rows[name]["label"] for name in row.given]
    if row.operation == "product":
        label = write.label("computed.product", label=labels[0])
    else:
        label = (" + " if row.operation == "sum" else write.separator).join(labels)
    if row.negated:
        others = write.separator.join(figure_rows[name]["label"] for name in row.negated)
        label = write.label("computed.without", answers=label, others=others)
    reported = any(pd.notna(figure_rows[name]["sample_n"]) for name in row.inputs)
    return {"label": label, "n": write.total(reported, row.n_low, row.n_high)}


def _translated(formula: str, write: Formatter) -> str:
    """Return a formula with its words in this language."""
    for word in ("and", "without"):
        formula = formula.replace(f" {word} ", f" {write.label(f'formula.{word}')} ")
    return formula


def _with_numbers(formula: str, figure_rows: dict[str, dict], write: Formatter) -> str:
    """Return a formula with what is printed in place of the ids: `a.one - a.two` → `90% − 81%`."""
    if formula.startswith("1 - "):
        formula = write.percent(1) + formula[1:]
    return FIGURE.sub(lambda name: figure_rows[name[0]]["printed"], formula.replace(" - ", " − "))


def _defined(frame: pd.DataFrame, write: Formatter, register: Register) -> pd.DataFrame:
    """Return the quantities of derived.csv with the texts they have there; other frames as they are."""
    if not frame.index.isin(register.derived.index).all():
        return frame
    definitions = register.derived.loc[frame.index]
    texts = {name: definitions[f"{name}_{write.language}"].map(write.text, na_action="ignore") for name in DEFINED}
    return frame.assign(**texts | {"of_whom": texts["of_whom"].fillna(frame["of_whom"])})


def _gap(row: tuple, write: Formatter) -> dict[str, str]:
    """Return the texts of a difference, or in each the reason why there is none."""
    if pd.isna(row.gap):
        return dict.fromkeys(LIMITS, row.reason)
    return {
        "printed": write.points(row.gap, row.decimals),
        "range": write.points_range(row.gap_low, row.gap_high, row.decimals),
        "limits": row.reason if pd.isna(row.low) else write.points_range(row.low, row.high),
        "holds": row.reason if pd.isna(row.verdict) else write.label(f"overlap.{row.verdict}"),
    }


def _pair(row: tuple, figure_rows: dict[str, dict]) -> dict[str, str]:
    """Return both answers of a difference, with their numbers."""
    first, second = (f"{figure_rows[name]['printed']} {figure_rows[name]['label']}" for name in row.inputs)
    return {"first": first, "second": second}
