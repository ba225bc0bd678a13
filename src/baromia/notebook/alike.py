"""Which figures belong together, found by what they measure, so that the next survey joins them by itself."""

from collections.abc import Sequence
from itertools import product

import pandas as pd

from ..analysis import derived
from ..analysis.derived import Derived
from .core import Core

Labelled = list[tuple[str, list[str]]]  # a name in labels.csv, and the figures of a row


class Alike(Core):
    """Figures found by their indicators, sample by sample, in the order of the register."""

    def products_of(self, *indicators: str) -> list[Derived]:
        """Return every share of a subgroup that measures one of these, as a share of those the subgroup is of."""
        figures = self.register.figures
        found = []
        for indicator in indicators:
            for name, row in self.figures(indicator=indicator, unit="percent").iterrows():
                if row["base"] in figures.index and self.evidence.share(row["base"]) is not None:
                    found.append(derived.product(self.evidence, name, row["base"]))
        return found

    def sums_of(self, *indicators: str) -> list[Derived]:
        """Return, for each sample that has all of these as answers to one question, the share that gave one."""
        return [derived.total(self.evidence, names) for names in self._samples_with(indicators) if self._adds_up(names)]

    def together(self, labelled: dict[str, Sequence[str]]) -> Labelled:
        """Return, label by label, the figures of each sample that measures all the label's indicators.

        Parameters
        ----------
        labelled : dict
            Label (a name in labels.csv) → indicators, in the order of the figures to return.
        """
        return [(label, names) for label, wanted in labelled.items() for names in self._samples_with(wanted)]

    def across(self, labelled: dict[str, str], populations: Sequence[str]) -> Labelled:
        """Return, label by label, the figures of each publication that measures an indicator in all populations."""
        found = []
        for label, indicator in labelled.items():
            figures = self.figures(indicator=indicator, unit="percent", base="all")
            for _, own in figures.groupby("source", sort=False):
                found += [(label, names) for names in _chosen(own, "population", populations)]
        return found

    def lists(self, indicator: str | Sequence[str]) -> list[str]:
        """Return the questions whose printed answers measure this, in the order of the register."""
        return list(dict.fromkeys(self.figures(indicator=indicator)["option_set"].dropna()))

    def _samples_with(self, indicators: Sequence[str]) -> list[list[str]]:
        """Return, for each sample, the figures that measure these indicators of everybody; none if one is missing."""
        figures = self.figures(indicator=list(indicators), unit="percent", base="all")
        parts = (own for _, own in figures.groupby("sample", sort=False))
        return [names for own in parts for names in _chosen(own, "indicator", indicators)]

    def _adds_up(self, names: Sequence[str]) -> bool:
        rows = self.register.figures.loc[list(names)]
        one_question = rows["option_set"].notna().all() and rows["option_set"].nunique() == 1
        return bool(one_question and set(rows["answer_type"]) <= {"single", "scale"})


def _chosen(figures: pd.DataFrame, column: str, wanted: Sequence[str]) -> list[list[str]]:
    """Return every choice of one figure for each wanted cell of a column; none where one has no figure."""
    return [list(names) for names in product(*(figures.index[figures[column] == cell] for cell in wanted))]
