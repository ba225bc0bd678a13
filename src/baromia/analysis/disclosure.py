"""How much a survey discloses of itself, against the eleven items of the AAPOR code (section III.A, April 2021).

The descriptor says which columns of samples.csv answer which item, so that the score is computed from the card.
"""

import pandas as pd

FULL, PART, NONE = "full", "part", "none"
PARTLY = "Partly:"  # a text that begins so reports an item in part
ITEMS = tuple(range(1, 12))


def disclosed(samples: pd.DataFrame, fields: list[dict]) -> pd.DataFrame:
    """Return how far each sample's card answers each item.

    Parameters
    ----------
    samples : pandas.DataFrame
        As `load_samples` returns it, one row a sample.
    fields : list of dict
        The descriptor's fields of samples.csv; the property `aapor` numbers the item a column answers.

    Returns
    -------
    pandas.DataFrame
        One row a sample, one column an item (1 to 11): "full" where every column of the item is answered,
        "part" where some are or an answer is partial, "none" where nothing is said.
    """
    columns = {item: [field["name"] for field in fields if field.get("aapor") == item] for item in ITEMS}
    return pd.DataFrame(
        {item: [_extent(row[names]) for _, row in samples.iterrows()] for item, names in columns.items()},
        index=samples.index,
    )


def score(disclosed_items: pd.DataFrame) -> pd.Series:
    """Return, for each sample, how many of the eleven items are answered in full."""
    return (disclosed_items == FULL).sum(axis=1)


def _extent(answers: pd.Series) -> str:
    unknown = [pd.isna(answer) or answer == "unknown" for answer in answers]
    if all(unknown):
        return NONE
    partial = any(unknown) or any(str(answer).startswith(PARTLY) for answer in answers)
    return PART if partial else FULL
