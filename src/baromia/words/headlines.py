"""Headlines under every choice, as frames in the reader's words."""

import pandas as pd

from ..analysis.robustness import CHOICES, ENDS, falls_from, rests_on
from ..estimates import METHODS
from .words import Words

ORDER = (*METHODS, "newcombe", *ENDS, "fitting", "literal", "all")  # of choices that are names
OF_FIGURE = ["who", "people", "population", "source", "n", "n_low", "decimals"]


def headlines(words: Words, figures: pd.DataFrame, curves: pd.DataFrame) -> pd.DataFrame:
    """Return each headline with how it fares under every specification, as `all_specifications` gives them.

    The columns of headlines.csv, indexed by id, `threshold` as a share; who, people, population, source, n, n_low and
    decimals of the figure it is about; share (as published; of `exceeds` the difference), above (which side it needs),
    hollow (whether n is not published); cases, stands (the share of them in which it holds), low and high (of all
    intervals); and in words label, printed, needs, held ("77%"), span and falls (how strict choices must be for that).
    """
    specified = curves.groupby("headline", sort=False)
    table = words.register.headlines.loc[list(specified.groups)].copy()
    table["label"] = table[f"label_{words.language}"].map(words.text)
    table["threshold"] = table["threshold"].astype(float).fillna(0) / 100
    table[OF_FIGURE] = figures.loc[table["figure"], OF_FIGURE].to_numpy()
    inputs = [rests_on(row, figures) for _, row in table.iterrows()]
    compared = [ids[:2] if kind == "exceeds" else ids[:1] for ids, kind in zip(inputs, table["kind"], strict=True)]
    table["printed"] = [words.separator.join(figures.loc[ids, "printed"]) for ids in compared]
    unpublished = figures["n_low"].isna() | figures["assumed"]
    table["hollow"] = [unpublished[ids].any() for ids in inputs]
    table["above"] = table["kind"] != "below"
    table["share"] = curves[curves["rounding"] == "printed"].groupby("headline")["estimate"].first()
    table["cases"], table["stands"] = specified.size(), specified["stands"].mean()
    table["low"], table["high"] = specified["low"].min(), specified["high"].max()
    table["held"] = [words.percent(share) for share in table["stands"]]
    needed = zip(table["kind"], table["threshold"], strict=True)
    table["needs"] = [words.label(f"needs.{kind}", threshold=words.percent(share)) for kind, share in needed]
    write = {"exceeds": words.points_range}
    table["span"] = [write.get(row.kind, words.interval)(row.low, row.high) for row in table.itertuples()]
    table["falls"] = [_falls(curve, words) for _, curve in specified]
    return table


def _falls(curve: pd.DataFrame, words: Words) -> str:
    """Return under which choices a headline falls; an empty text where it falls under none."""
    if curve["stands"].all():
        return ""
    if not curve["stands"].any():
        return words.label("falls.always")
    thresholds = falls_from(curve)
    write = {"confidence": words.confidence, "design_effect": words.number, "n": words.number}
    clauses = [words.label(f"falls.{choice}", value=write[choice](value)) for choice, value in thresholds.items()]
    return words.label("falls", choices=words.listed(clauses)) if clauses else words.label("breaks.combined")


def choices(curves: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the choices of specifications in the reader's words, as `charts.curve` takes them.

    The same rows: a choice a column, named by its heading, of categories in the order of the values.
    """
    frame = pd.DataFrame(index=curves.index)
    for choice in CHOICES:
        texts = {value: _choice_in_words(choice, value, words) for value in sorted(curves[choice].unique(), key=_rank)}
        heading = words.label(f"choice.{choice}")
        frame[heading] = pd.Categorical(curves[choice].map(texts), [*texts.values()], ordered=True)
    return frame


def _choice_in_words(choice: str, value: object, words: Words) -> str:
    if choice == "n":
        missing = pd.isna(value)
        return words.label("n.as_reported") if missing else words.label("n.assumed", number=words.number(int(value)))
    if choice == "confidence":
        return words.confidence(value)
    return words.number(float(value)) if choice == "design_effect" else words.label(f"{choice}.{value}")


def _rank(value: object) -> float:
    """Return the sort key of a value among others of its choice: names as in ORDER, a missing value first."""
    return ORDER.index(value) if isinstance(value, str) else -1 if pd.isna(value) else float(value)
