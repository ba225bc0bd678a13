"""What a theme's notebook shows: charts, and tables with one line a figure."""

from collections.abc import Callable, Sequence

import pandas as pd

from nbpaper.markdown import Said, Table

from ..analysis import derived
from ..analysis.derived import Derived
from ..analysis.figures import Evidence
from ..charts.dots import Chart, Dot, Row, Words, dot_chart
from ..estimates import DifferenceBounds, Interval, Refusal, difference_bounds
from ..words.formatting import printed_decimals
from .alike import Alike, Labelled
from .core import LEFT_OUT


class Theme(Alike):
    """A theme's figures as charts and tables; each call ends in a sentence where no figure is left."""

    # Charts

    def chart(self, figures: pd.DataFrame) -> Chart | Said:
        """Return a dot chart of shares, grouped by sample."""
        shares = figures[figures["unit"].isin(["percent", "ratio"])]
        rows = [
            Row(self.wording.with_base(name), (self._dot(name),), self.wording.group(row["sample"]))
            for name, row in self._grouped(shares).iterrows()
        ]
        return self._draw(rows, shares)

    def pairs(self, labelled: Labelled) -> Chart | Said:
        """Return a chart of rows with two figures each, joined by a line.

        Parameters
        ----------
        labelled : list of (str, list of str)
            Label (a name in labels.csv) and the two figures of the row, as `together` and `across` find them.
        """
        names = [name for _, pair in labelled for name in pair]
        self.evidence.check(*names)
        drawn = self.register.figures.loc[names]
        several = drawn["source"].nunique() > 1
        rows = []
        for label, names in labelled:
            source = self.wording.source(drawn.at[names[0], "source"]) if several else ""
            group = self.wording.group(self.wording.row(names[0])["sample"]) if self._one_sample(names) else source
            rows.append(Row(self.write.label(label), tuple(self._dot(name) for name in names), group))
        return self._draw(sorted(rows, key=_place(rows)), drawn)

    # Tables

    def table(self, figures: pd.DataFrame) -> Table | Said:
        """Return what is said, by whom, of whom, n, and the interval or the reason for none."""
        return self._rows(
            figures,
            {
                "column.figure": self.wording.label,
                "column.sample": self._sample,
                "column.base": self.wording.base,
                "column.total": self.wording.total,
                "column.value": self.wording.value,
                "column.interval": self.wording.interval,
            },
        )

    def definitions(self, figures: pd.DataFrame) -> Table | Said:
        """Return what each figure measures, and what it is easily taken for."""
        return self._rows(
            figures,
            {
                "column.figure": self.wording.label,
                "column.sample": self._sample,
                "column.value": self.wording.value,
                "column.measures": lambda name: self.wording.indicator(name, "measures"),
                "column.is_not": lambda name: self.wording.indicator(name, "is_not"),
            },
        )

    def natures(self, figures: pd.DataFrame) -> Table | Said:
        """Return what each number rests on: what people report of themselves, think, or guess."""
        return self._rows(
            figures,
            {
                "column.figure": self.wording.label,
                "column.sample": self._sample,
                "column.value": self.wording.value,
                "column.nature": lambda name: self.write.label(f"nature.{self.wording.row(name)['nature']}"),
                "column.is_not": lambda name: self.wording.indicator(name, "is_not"),
            },
        )

    def facts(self, figures: pd.DataFrame) -> Table | Said:
        """Return figures that are no shares: what is said, the value, and what to know before using it."""
        return self._rows(
            figures,
            {
                "column.figure": self.wording.label,
                "column.value": self.wording.value,
                "column.note": self.wording.note,
            },
        )

    def moves(self, figures: pd.DataFrame) -> Table | Said:
        """Return the interval of each figure that has one, as chosen and under stricter choices, one at a time."""
        effect, confidence, exact = self._stricter()
        known = figures[[isinstance(self.evidence.interval(name), Interval) for name in figures.index]]
        if known.empty and len(figures):
            return Said(self.write.label("nothing.moves"))
        return self._rows(
            known,
            {
                "column.figure": self.wording.label,
                "column.sample": self._sample,
                "column.value": self.wording.value,
                "column.interval": self.wording.interval,
                "column.effect": lambda name: self._interval(effect, name),
                "column.confidence": lambda name: self._interval(confidence, name),
                "column.exact": lambda name: self._interval(exact, name),
            },
            effect=self.write.number(effect.parameters.design_effect),
            confidence=self.write.percent(confidence.parameters.confidence),
        )

    def ranks(self, option_sets: Sequence[str]) -> Table | Said:
        """Return the printed answers to list questions in order, the lists side by side."""
        columns = {}
        for option_set in option_sets:
            figures = self.figures(option_set=option_set).sort_values("number", ascending=False, kind="stable")
            if len(figures):
                heading = self.wording.sample(figures["sample"].iloc[0])
                columns[heading] = [f"{self.wording.value(name)} {self.wording.label(name)}" for name in figures.index]
        if not columns:
            return self.nothing()
        longest = max(len(answers) for answers in columns.values())
        empty = self.write.label("not_printed")
        table = {heading: answers + [empty] * (longest - len(answers)) for heading, answers in columns.items()}
        ranks = [self.write.number(place + 1) for place in range(longest)]
        return Table(pd.DataFrame({self.write.label("column.rank"): ranks, **table}))

    def derived(self, shares: Sequence[Derived]) -> Table | Said:
        """Return computed shares: what, of whom, from what, and what rounding leaves open."""
        if not shares:
            return self.nothing()
        say, rows = self.write.label, []
        for share in shares:
            sign = " × " if share.kind == "product" else " + "
            rows.append(
                {
                    say("column.computed"): say(f"computed.{share.kind}", label=self._joined(share)),
                    say("column.sample"): self._sample(share.figures[0]),
                    say("column.how"): sign.join(self.wording.value(name) for name in share.figures),
                    say("column.value"): self.write.percent(share.share),
                    say("column.rounding"): self.wording.rounding(share),
                }
            )
        return Table(pd.DataFrame(rows), right=(say("column.value"),))

    def bounds(self, *pairs: Sequence[str]) -> Table | Said:
        """Return, for pairs of answers of one sample, what holds for any overlap between them."""
        say, rows = self.write.label, []
        for first, second in (pair for pair in pairs if self.has(*pair)):
            bounds = self.difference(first, second)
            rows.append(
                {
                    say("column.first"): f"{self.wording.value(first)} {self.wording.label(first)}",
                    say("column.second"): f"{self.wording.value(second)} {self.wording.label(second)}",
                    say("column.difference"): self.write.points(self._gap(first, second)),
                    say("column.without"): self.wording.rounding(derived.without(self.evidence, first, second)),
                    say("column.limits"): self._limits(bounds),
                    say("column.verdict"): self._verdict(bounds),
                }
            )
        return Table(pd.DataFrame(rows)) if rows else self.nothing()

    def claims(self, figures: pd.DataFrame) -> Said:
        """Return one bullet a figure: its number, what it says, of whom, n, and interval or reason."""
        if figures.empty:
            return self.nothing()
        return Said("\n".join(f"- {self.wording.claim(name)}" for name in figures.index))

    # Computed numbers

    def difference(self, first: str, second: str) -> DifferenceBounds | Refusal:
        """Return what the difference of two answers of one sample can be; a refusal for other pairs."""
        a, b = self.wording.row(first), self.wording.row(second)
        if a["sample"] != b["sample"] or a["base"] != b["base"]:
            return Refusal("constructs_differ", {"figures": (first, second)})
        decimals = (printed_decimals(a["value"]), printed_decimals(b["value"]))
        return difference_bounds(
            self.evidence.share(first),
            self.evidence.share(second),
            self.evidence.total(first),
            confidence=self.parameters.confidence,
            design_effect=self.parameters.design_effect,
            decimals=decimals,
        )

    def record_gap(self, name: str, first: str, second: str) -> None:
        """Keep a difference within one sample: in points, as rounding leaves it, its limits, who has only the first."""
        if not self.has(first, second):
            for part in ("", "_rounding", "_interval", "_only"):
                self.keep(name + part, self.left_out, [], limits=LEFT_OUT)
            return
        gap, only = derived.difference(self.evidence, first, second), derived.without(self.evidence, first, second)
        bounds, decimals = self.difference(first, second), self._gap(first, second)[1]
        how, carried = {"figures": gap.figures, "formula": gap.formula}, (gap.low, gap.high)
        ends = {end: self.write.points((value, decimals)) for end, value in zip(("low", "high"), carried, strict=True)}
        self.keep(name, self.write.points((gap.share, decimals)), **how, limits=carried)
        self.keep(f"{name}_rounding", self.write.label("between", **ends), **how, limits=carried)
        limits = bounds if isinstance(bounds, Refusal) else (bounds.low, bounds.high)
        self.keep(f"{name}_interval", self._limits(bounds), **how, limits=limits)
        how = {"figures": only.figures, "formula": only.formula}
        self.keep(f"{name}_only", self.wording.rounding(only), **how, limits=(only.low, only.high))

    def ratio_of(self, first: str, second: str, unit: str) -> str:
        """Return one number divided by another, with the unit it then has."""
        if not self.has(first, second):
            return self.left_out
        value = self.wording.row(first)["number"] / self.wording.row(second)["number"]
        return self.write.label(f"unit.{unit}", number=self.write.number(value, 1))

    # What these are made of

    def _rows(self, figures: pd.DataFrame, columns: dict[str, Callable[[str], str]], **values: str) -> Table | Said:
        if figures.empty:
            return self.nothing()
        headings = {column: self.write.label(column, **values) for column in columns}
        rows = [
            {headings[column]: cell(name) for column, cell in columns.items()} for name in self._grouped(figures).index
        ]
        right = tuple(headings[name] for name in ("column.value", "column.total") if name in headings)
        return Table(pd.DataFrame(rows), right=right)

    def _draw(self, rows: Sequence[Row], figures: pd.DataFrame) -> Chart | Said:
        if not rows:
            return self.nothing()
        words = Words(
            axis=self.write.label("axis.share"),
            source=self.write.label("chart.source", sources=self.wording.sources(figures)),
            hollow=self.write.label("chart.hollow"),
            populations=self.wording.populations,
            percent=self.write.label("percent", number="{number}"),
        )
        return dot_chart(rows, words, self._alternative(rows))

    def _dot(self, figure: str) -> Dot:
        interval = self.evidence.interval(figure)
        known = isinstance(interval, Interval)
        return Dot(
            share=self.evidence.share(figure),
            text=self.wording.value(figure),
            population=self.wording.row(figure)["population"],
            low=interval.low if known else None,
            high=interval.high if known else None,
        )

    def _alternative(self, rows: Sequence[Row]) -> str:
        """Return the chart in words, made of what is drawn."""
        parts, group = [self.write.label("alt.chart")], ""
        for row in rows:
            if row.group != group:
                parts.append(self.write.label("alt.group", group=row.group))
                group = row.group
            dots = [self._dot_in_words(dot, len({dot.population for dot in row.dots}) > 1) for dot in row.dots]
            parts.append(self.write.label("alt.row", label=row.label, dots="; ".join(dots)))
        return self.write.text(" ".join(parts))

    def _dot_in_words(self, dot: Dot, named: bool) -> str:
        span = "" if dot.low is None else self.write.interval(dot.low, dot.high)
        value = f"{self.wording.populations[dot.population]} {dot.text}" if named else dot.text
        return self.write.label("alt.dot" if dot.low is None else "alt.dot_interval", value=value, interval=span)

    def _grouped(self, figures: pd.DataFrame) -> pd.DataFrame:
        """Return the figures sample by sample, in the order the samples first appear."""
        samples = figures["sample"].fillna("")
        order = {sample: place for place, sample in enumerate(dict.fromkeys(samples))}
        return figures.iloc[samples.map(order).argsort(kind="stable")]

    def _one_sample(self, figures: Sequence[str]) -> bool:
        return self.register.figures.loc[list(figures), "sample"].nunique() == 1

    def _sample(self, figure: str) -> str:
        return self.wording.sample(self.wording.row(figure)["sample"])

    def _joined(self, share: Derived) -> str:
        if share.kind == "product":
            return self.wording.label(share.figures[0])
        return " + ".join(self.wording.label(name) for name in share.figures)

    def _gap(self, first: str, second: str) -> tuple[float, int]:
        """Return a difference of shares and the decimals it may be printed with."""
        decimals = [printed_decimals(self.wording.row(name)["value"]) for name in (first, second)]
        return self.evidence.share(first) - self.evidence.share(second), min(decimals)

    def _limits(self, bounds: DifferenceBounds | Refusal) -> str:
        if isinstance(bounds, Refusal):
            return self.write.label(f"refusal.{bounds.reason}")
        return self.write.label(
            "interval", low=self.write.points((bounds.low, 0)), high=self.write.points((bounds.high, 0))
        )

    def _verdict(self, bounds: DifferenceBounds | Refusal) -> str:
        if isinstance(bounds, Refusal):
            return self.write.label(f"refusal.{bounds.reason}")
        return self.write.label(
            "overlap." + {"true": "every", "depends": "depends"}.get(bounds.verdict.split()[0], "open")
        )

    def _stricter(self) -> tuple[Evidence, Evidence, Evidence]:
        """Return the evidence under a doubled design effect, a higher confidence, and exact intervals."""
        return (
            self.evidence.under(design_effect=2 * self.parameters.design_effect),
            self.evidence.under(confidence=max(0.99, self.parameters.confidence)),
            self.evidence.under(interval_method="clopper-pearson"),
        )

    def _interval(self, evidence: Evidence, figure: str) -> str:
        found = evidence.interval(figure)
        return self.write.label(f"refusal.{found.reason}") if isinstance(found, Refusal) else self.wording.limits(found)


def _place(rows: Sequence[Row]) -> Callable[[Row], int]:
    """Return how rows are sorted so that a group stands together, in the order in which groups first appear."""
    groups = list(dict.fromkeys(row.group for row in rows))
    return lambda row: groups.index(row.group)
