"""What each figure allows one to say: its share, the people it is a share of, and an interval or a refusal."""

from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

import pandas as pd

from nbpaper.errors import did_you_mean

from ..estimates import Interval, Refusal, base_total, interval
from ..register import read
from ..words.formatting import printed_decimals
from .parameters import ParameterError, Parameters

SHARES = {"percent": 0.01, "ratio": 1.0}  # what turns a printed number into a share 0–1
POINTS = ("exact", "about", "nearly")  # "more than 80 %" is a bound: it has no interval of its own
Total = int | tuple[int, int] | None


class Register(read.Register):
    """The register; of its figures a notebook notes which rows it reads."""

    @classmethod
    def load(cls, data=None) -> "Register":
        """Read a folder once."""
        return cls.read(data)


@dataclass
class Evidence:
    """The figures of a register under one set of parameters."""

    register: Register
    parameters: Parameters
    _totals: dict[str, Total] = field(default_factory=dict, repr=False)

    def under(self, **changed: object) -> "Evidence":
        """Return the same figures under changed parameters."""
        return Evidence(self.register, replace(self.parameters, **changed))

    def check(self, *figures: str) -> None:
        """Refuse what is the id of no figure, and name the nearest."""
        known = self.register.figures.index
        for figure in figures:
            if figure not in known:
                hint = did_you_mean(figure, known)
                raise ParameterError(
                    f"no figure is called {figure!r}{hint}. To mend: see the column id of figures.csv."
                )

    def reported(self, sample: str | None) -> int | None:
        """Return the n a sample reports, or None."""
        n = self.register.samples.at[sample, "n"] if sample is not None else pd.NA
        return None if pd.isna(n) else int(n)

    def sample_total(self, sample: str | None) -> int | None:
        """Return the n of a sample, or the one assumed for the samples that report none."""
        return self.reported(sample) or self.parameters.assumed_total

    def total(self, figure: str) -> Total:
        """Return how many people the share of `figure` is a share of, as far as the register tells.

        Returns
        -------
        int, (int, int) or None
            Exactly known for the whole sample; a range of counts where the base is itself a rounded
            share; None where the base is unclear or n is not reported.
        """
        if figure not in self._totals:
            row = self.register.figures.loc[figure]
            if row["base"] == "all":
                self._totals[figure] = self.sample_total(row["sample"])
            elif row["base"] in (None, "unclear"):
                self._totals[figure] = None
            else:
                self._totals[figure] = self._counted(row["base"])
        return self._totals[figure]

    def _counted(self, base: str) -> Total:
        """Return the range of counts that print as the share that defines the base."""
        row, total = self.register.figures.loc[base], self.total(base)
        if total is None or row["unit"] != "percent" or row["qualifier"] not in POINTS:
            return None
        counted = base_total(self.share(base), total, printed_decimals(row["value"]))
        return None if isinstance(counted, Refusal) else counted

    def share(self, figure: str) -> float | None:
        """Return the figure as a share 0–1, or None where it is no share."""
        row = self.register.figures.loc[figure]
        scale = SHARES.get(row["unit"])
        return None if scale is None else round(row["number"] * scale, 10)

    def interval(self, figure: str) -> Interval | Refusal:
        """Return the interval of a figure under the parameters, or the reason why there is none."""
        row, share, total = self.register.figures.loc[figure], self.share(figure), self.total(figure)
        if share is None or row["unit"] == "ratio":
            return Refusal("no_percentage", {"unit": row["unit"]})
        if row["qualifier"] not in POINTS:
            return Refusal("bound_only", {"qualifier": row["qualifier"]})
        if total is None:
            known = self.sample_total(row["sample"]) is not None
            return Refusal("base_n_unknown" if known else "n_not_reported", {"figure": figure})
        return interval(
            share,
            total,
            confidence=self.parameters.confidence,
            method=self.parameters.interval_method,
            design_effect=self.parameters.design_effect,
            decimals=printed_decimals(row["value"]),
        )

    def select(self, *, restated: bool = False, **allowed: object) -> pd.DataFrame:
        """Return figures whose columns hold the allowed values, of the sources that are not excluded.

        Parameters
        ----------
        restated : bool
            Keep rows that only repeat another figure.
        **allowed
            Column of figures.csv, or of indicators.csv with the prefix `indicator_`, and the value or list
            of values it may have, `*` standing for anything: `theme="adoption"`,
            `indicator="use-purpose-*"`, `indicator_frequency=["daily", "weekly"]`.
        """
        figures = self.register.figures
        kept = ~figures["source"].isin(self.parameters.exclude_sources)
        if not restated:
            kept &= figures["restates"].isna()
        for column, values in allowed.items():
            patterns = values if isinstance(values, list | tuple) else [values]
            kept &= self._column(column).map(
                lambda cell, patterns=patterns: any(fnmatchcase(str(cell), pattern) for pattern in patterns)
            )
        return figures[kept]

    def _column(self, name: str) -> pd.Series:
        figures, indicators = self.register.figures, self.register.indicators
        try:
            if not name.startswith("indicator_"):
                return figures[name]
            return figures["indicator"].map(indicators[name.removeprefix("indicator_")])
        except KeyError:  # only then: whoever asks for all columns has read the whole table
            columns = [*figures.columns, *(f"indicator_{column}" for column in indicators.columns)]
            hint = did_you_mean(name, columns)
            raise ParameterError(f"no column is called {name!r}{hint}. To mend: see data/README.md.") from None
