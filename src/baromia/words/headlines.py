"""Headlines under every choice, as frames in the reader's words."""

import pandas as pd

from ..analysis.robustness import CHOICES, ENDS, falls_from, rests_on
from ..estimates import METHODS
from .words import Words

ORDER = (*METHODS, "newcombe", *ENDS, "fitting", "literal", "all")  # of choices that are names
OF_FIGURE = ["who", "people", "population", "source", "n", "n_low", "decimals"]


def headlines(words: Words, figures: pd.DataFrame, curves: pd.DataFrame) -> pd.DataFrame:
    """Return each headline with what became of it under every specification, as `all_specifications` gives them.

    The columns of headlines.csv, indexed by id, `threshold` as a share; who, people, population, source, n, n_low and
    decimals of the figure it is about; share (as published; of `exceeds` the difference), above (which side it needs),
    hollow (whether n is not published); cases, stands (the share of them in which it holds), low and high (of all
    intervals); and in words label, printed, needs, held ("77%"), span and falls (how strict choices must be for that).
    """
    specified = curves.groupby("headline", sort=False)
    found = words.register.headlines.loc[list(specified.groups)].copy()
    found["label"] = found[f"label_{words.language}"].map(words.text)
    found["threshold"] = found["threshold"].astype(float).fillna(0) / 100
    found[OF_FIGURE] = figures.loc[found["figure"], OF_FIGURE].to_numpy()
    rested = [rests_on(row, figures) for _, row in found.iterrows()]
    said = [own[: 1 + (kind == "exceeds")] for own, kind in zip(rested, found["kind"], strict=True)]
    found["printed"] = [words.separator.join(figures.loc[own, "printed"]) for own in said]
    unpublished = figures["n_low"].isna() | figures["assumed"]
    found["hollow"] = [unpublished[own].any() for own in rested]
    found["above"] = found["kind"] != "below"
    found["share"] = curves[curves["rounding"] == "printed"].groupby("headline")["estimate"].first()
    found["cases"], found["stands"] = specified.size(), specified["stands"].mean()
    found["low"], found["high"] = specified["low"].min(), specified["high"].max()
    found["held"] = [words.percent(share) for share in found["stands"]]
    needed = zip(found["kind"], found["threshold"], strict=True)
    found["needs"] = [words.label(f"needs.{kind}", threshold=words.percent(share)) for kind, share in needed]
    found["span"] = [
        (words.points_range if row.kind == "exceeds" else words.interval)(row.low, row.high)
        for row in found.itertuples()
    ]
    found["falls"] = [_falls(curve, words) for _, curve in specified]
    return found


def _falls(curve: pd.DataFrame, words: Words) -> str:
    """Return under which choices a headline falls; nothing where it falls under none."""
    if curve["stands"].all():
        return ""
    if not curve["stands"].any():
        return words.label("falls.always")
    strict = falls_from(curve)
    write = {"confidence": words.confidence, "design_effect": words.number, "n": words.number}
    told = [words.label(f"falls.{choice}", value=write[choice](value)) for choice, value in strict.items()]
    return words.label("falls", choices=words.listed(told)) if told else words.label("breaks.combined")


def choices(curves: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the choices of specifications in the reader's words, as `charts.curve` takes them.

    The same rows: a choice a column, named by its heading, of categories in the order of the values.
    """
    found = pd.DataFrame(index=curves.index)
    for choice in CHOICES:
        said = {value: _said(choice, value, words) for value in sorted(curves[choice].unique(), key=_place)}
        found[words.label(f"choice.{choice}")] = pd.Categorical(
            curves[choice].map(said), [*said.values()], ordered=True
        )
    return found


def _said(choice: str, value: object, words: Words) -> str:
    if choice == "n":
        missing = pd.isna(value)
        return words.label("n.as_reported") if missing else words.label("n.assumed", number=words.number(int(value)))
    if choice == "confidence":
        return words.confidence(value)
    return words.number(float(value)) if choice == "design_effect" else words.label(f"{choice}.{value}")


def _place(value: object) -> float:
    """Return where a value stands among others of its choice: names as the options have them, what is missing first."""
    return ORDER.index(value) if isinstance(value, str) else -1 if pd.isna(value) else float(value)
