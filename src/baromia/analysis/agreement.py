"""How far two readers who coded the figures independently agree."""

import pandas as pd
from statsmodels.stats.inter_rater import cohens_kappa, to_table

COLUMNS = ("base_literal", "base", "population", "qualifier")


def agreement(coding: pd.DataFrame) -> pd.DataFrame:
    """Return how far the codings of second_coding.csv agree, indexed by column.

    `rows`, `agreed` (how many), `share` (0–1) and `kappa` (Cohen 1960, Educ Psychol Meas 20:37), which takes off the
    agreement that chance alone would give; missing where all have one code, or none.
    """
    rows = {}
    for column in COLUMNS:
        first, second = coding[f"{column}_first"], coding[f"{column}_second"]
        agreed = int((first == second).sum())
        codes, distinct = pd.factorize(pd.concat([first, second]))
        kappa = float("nan")
        if len(distinct) > 1:
            kappa = cohens_kappa(to_table(codes.reshape(2, -1).T)[0], return_results=False)
        share = agreed / len(coding) if len(coding) else float("nan")
        rows[column] = {"rows": len(coding), "agreed": agreed, "share": share, "kappa": float(kappa)}
    return pd.DataFrame.from_dict(rows, orient="index").astype({"rows": int, "agreed": int})
