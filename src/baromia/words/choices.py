"""The choices of robustness in the reader's words."""

import pandas as pd

from ..analysis.robustness import CHOICES, ENDS
from ..estimates import METHODS
from .words import Words

ORDER = (*METHODS, "newcombe", *ENDS, "fitting", "literal", "all")
Values = dict[tuple[str, str], str]


def choice_labels(curves: pd.DataFrame, words: Words) -> tuple[dict[str, str], Values]:
    """Return the heading of each choice, and the words of each of its values that was tried.

    Parameters
    ----------
    curves : pandas.DataFrame
        Specifications of one headline or several.
    words : Words
        The reader's language.

    Returns
    -------
    choices : dict
        Choice → its heading.
    values : dict
        (choice, value as text) → its words, as `charts.curve` takes them; in the order of the values.
    """
    values = {}
    for choice in CHOICES:
        tried = sorted(curves[choice].drop_duplicates(), key=_place)
        values |= {(choice, _as_text(value)): _in_words(choice, value, words) for value in tried}
    return {choice: words.label(f"choice.{choice}") for choice in CHOICES}, values


def _in_words(choice: str, value: object, words: Words) -> str:
    if choice == "n":
        return (
            words.label("n.as_reported")
            if pd.isna(value)
            else words.label("n.assumed", number=words.number(int(value)))
        )
    if choice == "confidence":
        return words.confidence(value)
    return words.number(float(value)) if choice == "design_effect" else words.label(f"{choice}.{value}")


def _place(value: object) -> float:
    """Return where a value stands among others of its choice: names as the options have them, what is missing first."""
    if isinstance(value, str):
        return ORDER.index(value)
    return -1 if pd.isna(value) else float(value)


def _as_text(value: object) -> str:
    """Return a value as the text by which charts find its words: a missing one is ''."""
    if pd.isna(value):
        return ""
    return value if isinstance(value, str) else f"{value:g}"
