"""How much a publication discloses of a survey, against the eleven items of the AAPOR code (section III.A, April 2021).

The descriptor says which columns of samples.csv answer which item, so that the marks are computed from the table.
"""

import numpy as np
import pandas as pd

FULL, PART, NONE = "full", "part", "none"
PARTLY = "Partly:"  # a text that begins so reports an item in part
ITEMS = tuple(range(1, 12))


def disclosed(samples: pd.DataFrame, fields: list[dict]) -> pd.DataFrame:
    """Return how far each sample's columns answer each item: a row a sample, a column an item, 1 to 11.

    "full" where every column of the item is answered, "part" where some are or an answer is partial, "none" where
    nothing is said. Of the descriptor's fields of samples.csv, `aapor` numbers the item a column answers.
    """
    texts = samples.astype(object).where(samples.notna(), "unknown").astype(str)
    unknown, partly = texts == "unknown", texts.apply(lambda column: column.str.startswith(PARTLY))
    extents = {}
    for item in ITEMS:
        columns = [field["name"] for field in fields if field.get("aapor") == item]
        some = unknown[columns].any(axis=1) | partly[columns].any(axis=1)
        extents[item] = np.select([unknown[columns].all(axis=1), some], [NONE, PART], FULL)
    return pd.DataFrame(extents, index=samples.index)


def score(items: pd.DataFrame, extent: str = FULL) -> pd.Series:
    """Return, for each sample, how many of the eleven items are answered in full, or to another extent."""
    return (items == extent).sum(axis=1)
