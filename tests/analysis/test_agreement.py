"""Two independent codings: agreement by hand, and the decisions that the register follows."""

import pandas as pd
import pytest

from baromia.analysis.agreement import COLUMNS, agreement
from conftest import ROOT

CODING = pd.read_csv(ROOT / "data" / "second_coding.csv", keep_default_na=False)
DECISIONS = pd.read_csv(ROOT / "data" / "coding_decisions.csv", keep_default_na=False)
FIGURES = pd.read_csv(ROOT / "data" / "figures.csv", keep_default_na=False, index_col="id")


def test_kappa_by_hand():
    """Of ten cells eight agree; by chance 0.5 × 0.7 + 0.5 × 0.3 = 0.5 would: (0.8 - 0.5) / (1 - 0.5) = 0.6."""
    first, second = list("aaaaabbbbb"), list("aaaaaabbba")
    coding = pd.DataFrame({f"{name}_first": first for name in COLUMNS} | {f"{name}_second": second for name in COLUMNS})
    found = agreement(coding).loc["base"]
    assert found["share"] == 0.8
    assert found["kappa"] == pytest.approx(0.6)


def test_every_figure_was_coded_twice():
    assert list(CODING["id"]) == list(FIGURES.index)


@pytest.mark.parametrize("column", COLUMNS)
def test_each_disagreement_is_decided_and_the_register_follows(column):
    coding, decided = CODING.set_index("id"), DECISIONS[DECISIONS["column"] == column].set_index("id")
    first, second = coding[f"{column}_first"], coding[f"{column}_second"]
    assert set(first.index[first != second]) <= set(decided.index)
    assert decided[["first", "second"]].to_numpy().tolist() == [[first[name], second[name]] for name in decided.index]
    held = FIGURES[column].map(lambda code: FIGURES["restates"].get(code, "none")).replace("none", pd.NA)
    held = held.fillna(FIGURES[column]) if column.startswith("base") else FIGURES[column]
    for name in FIGURES.index:
        assert held[name] == (decided.at[name, "decided"] if name in decided.index else first[name]), name
