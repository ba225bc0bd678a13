"""What a notebook works with: its figures, and one call each for a table, a chart, a sentence, a result."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from . import derived
from .charts import Chart, Dot, Words, dot_chart
from .derived import Derived
from .descriptor import resource
from .display import Table, escape
from .estimates import Interval, Refusal
from .evidence import Evidence, Register
from .formatting import Formatter, decimals_for
from .parameters import make_parameters
from .paths import data_folder
from .results import Result, record


@dataclass(frozen=True)
class Said:
    """A sentence or a list of them, shown as Markdown."""

    markdown: str

    def _repr_mimebundle_(self, **_: object) -> dict:
        """Show the sentence."""
        return {"text/markdown": self.markdown, "text/plain": self.markdown}


class Theme:
    """The figures of one theme under the notebook's parameters.

    Parameters
    ----------
    name : str
        The notebook's stem; results are recorded under it.
    **parameters
        The notebook's parameters by name; see `baromia.parameters`.

    Raises
    ------
    ParameterError
        For an unknown name or a value that will not do, with those that would.
    """

    def __init__(self, name: str, *, data=None, **parameters: object):
        self.name = name.replace("-", "_")
        self.data = data
        register = Register.load(data)
        publications = dict.fromkeys(register.figures["source"])
        self.parameters = make_parameters(parameters, publications)
        self.evidence = Evidence(register, self.parameters)
        self.write = Formatter(self.parameters.language, data)
        self._populations = self._population_names()

    def figures(self, **allowed: object) -> pd.DataFrame:
        """Return the figures whose columns hold the allowed values; see `Evidence.select`."""
        return self.evidence.select(**allowed)

    def chart(self, figures: pd.DataFrame, axis: str = "axis.share") -> Chart | Said:
        """Return a dot chart of shares, grouped by sample; a sentence where no figure is left."""
        if figures.empty:
            return self.nothing()
        dots = [self._dot(name) for name in self._grouped(figures).index]
        words = Words(
            axis=self.write.label(axis),
            source=self.write.label("chart.source", sources=self._cited(figures)),
            hollow=self.write.label("chart.hollow"),
            populations=self._populations,
            percent=self.write.label("percent", number="{number}"),
        )
        return dot_chart(dots, words, self._alternative(dots))

    def table(self, figures: pd.DataFrame) -> Table | Said:
        """Return figures as a table: what is said, by whom, of whom, n, interval or the reason for none."""
        if figures.empty:
            return self.nothing()
        say = self.write.label
        rows = [
            {
                say("column.figure"): self._label(row),
                say("column.sample"): self._sample(row["sample"]),
                say("column.base"): self._base(row["base"]),
                say("column.total"): self._total(name),
                say("column.value"): self._value(row),
                say("column.interval"): self.interval_text(name),
            }
            for name, row in self._grouped(figures).iterrows()
        ]
        return Table(pd.DataFrame(rows), right=(say("column.value"), say("column.total")))

    def claims(self, figures: pd.DataFrame) -> Said:
        """Return one bullet a figure: its number, what it says, of whom, n, and interval or reason."""
        if figures.empty:
            return self.nothing()
        lines = [self._claim(name, row) for name, row in figures.iterrows()]
        return Said("\n".join(f"- {line}" for line in lines))

    def products(self, *parts: str, of: str) -> list[Derived]:
        """Return shares of the subgroup `of` as shares of everybody; none where a source is left out."""
        return [derived.product(self.evidence, part, of) for part in parts if self._has(part, of)]

    def sums(self, *groups: Sequence[str]) -> list[Derived]:
        """Return, for each group of exclusive answers, the share that gave one of them."""
        return [derived.total(self.evidence, group) for group in groups if self._has(*group)]

    def derived(self, shares: Sequence[Derived]) -> Table | Said:
        """Return computed shares as a table: what, of whom, from what, and what rounding leaves open."""
        if not shares:
            return self.nothing()
        say, rows = self.write.label, []
        for share in shares:
            row = self.evidence.register.figures.loc[share.figures[0]]
            values = [self._value(self.evidence.register.figures.loc[name]) for name in share.figures]
            rows.append(
                {
                    say("column.computed"): say(f"computed.{share.kind}", label=self._joined(share)),
                    say("column.sample"): self._sample(row["sample"]),
                    say("column.how"): (" × " if share.kind == "product" else " + ").join(values),
                    say("column.value"): self.write.percent(share.share),
                    say("column.rounding"): self.write.interval(share.low, share.high, 1),
                }
            )
        return Table(pd.DataFrame(rows), right=(say("column.value"),))

    def record(self, name: str, figure: str) -> None:
        """Keep a published figure for the paper: its value, its interval or refusal, and its n."""
        row = self.evidence.register.figures.loc[figure]
        left_out = None if self._has(figure) else self.write.label("result.left_out")
        self._keep(name, row["value"], [figure], text=left_out or self._value(row), kind="published")
        self._keep(f"{name}_interval", left_out or self.interval_text(figure), [figure])
        self._keep(f"{name}_n", left_out or self._total(figure), [figure])

    def record_derived(self, name: str, shares: Sequence[Derived]) -> None:
        """Keep a computed share for the paper, with the range that rounding leaves it."""
        if not shares:
            left_out = self.write.label("result.left_out")
            self._keep(name, left_out, [])
            self._keep(f"{name}_rounding", left_out, [])
        for share in shares:
            self._keep(name, share.share, share.figures, formula=share.formula)
            span = self.write.interval(share.low, share.high, 1)
            self._keep(f"{name}_rounding", span, share.figures, formula=share.formula)

    def count(self, name: str, figures: pd.DataFrame, column: str | None = None) -> None:
        """Keep how many figures there are, or how many different values a column of theirs has."""
        counted = len(figures) if column is None else figures[column].nunique()
        self._keep(name, int(counted), list(figures.index), formula=f"count of {column or 'rows'}")

    def _keep(self, name: str, value: object, figures: Sequence[str], **options: object) -> Result:
        language = self.parameters.language
        return record(f"{self.name}.{name}", value, figures=figures, language=language, data=self.data, **options)

    def _has(self, *figures: str) -> bool:
        """Tell whether none of the figures comes from a source that is left out."""
        sources = self.evidence.register.figures.loc[list(figures), "source"]
        return not sources.isin(self.parameters.exclude_sources).any()

    def _joined(self, share: Derived) -> str:
        rows = self.evidence.register.figures.loc[list(share.figures)]
        if share.kind == "product":
            return self._label(rows.iloc[0])
        return " + ".join(self._label(row) for _, row in rows.iterrows())

    def nothing(self) -> Said:
        """Return the sentence for a question that the sources left in answer in no way."""
        left_out = self.write.listed([self._short(source) for source in self.parameters.exclude_sources])
        return Said(self.write.label("nothing.excluded", sources=left_out) if left_out else self.write.label("nothing"))

    def interval_text(self, figure: str) -> str:
        """Return the interval of a figure as text, or the reason why there is none."""
        interval = self.evidence.interval(figure)
        if isinstance(interval, Refusal):
            return self.write.label(f"refusal.{interval.reason}")
        return self.write.interval(interval.low, interval.high, self._decimals(interval))

    # What the methods above are made of.

    def _population_names(self) -> dict[str, str]:
        fields = resource(data_folder(self.data), "figures")["schema"]["fields"]
        allowed = next(field for field in fields if field["name"] == "population")["constraints"]["enum"]
        return {name: self.write.label(f"population.{name}") for name in allowed}

    def _dot(self, figure: str) -> Dot:
        row, interval = self.evidence.register.figures.loc[figure], self.evidence.interval(figure)
        known = isinstance(interval, Interval)
        return Dot(
            label=self._with_base(row),
            share=self.evidence.share(figure),
            text=self._value(row),
            population=row["population"],
            low=interval.low if known else None,
            high=interval.high if known else None,
            group=self._group(row["sample"]),
        )

    def _with_base(self, row: pd.Series) -> str:
        label = self._label(row)
        if row["base"] == "all":
            return label
        return self.write.label("chart.of_base", label=label, base=self._base(row["base"]))

    def _group(self, sample: str) -> str:
        return self.write.label("chart.group", sample=self._sample(sample), total=self._reported(sample))

    def _alternative(self, dots: Sequence[Dot]) -> str:
        """Return the chart in words, made of what is drawn."""
        parts, group = [], None
        for dot in dots:
            if dot.group != group:
                parts.append(self.write.label("alt.group", group=dot.group))
                group = dot.group
            name = "alt.dot" if dot.low is None else "alt.dot_interval"
            span = "" if dot.low is None else self.write.interval(dot.low, dot.high)
            parts.append(self.write.label(name, label=dot.label, value=dot.text, interval=span))
        return " ".join([self.write.label("alt.chart"), *parts])

    def _claim(self, name: str, row: pd.Series) -> str:
        interval = self.evidence.interval(name)
        key = "claim.refused" if isinstance(interval, Refusal) else "claim.interval"
        confidence = self.write.percent(self.parameters.confidence, 1 if self.parameters.confidence > 0.99 else 0)
        return self.write.label(
            key,
            value=self._value(row),
            label=escape(self._label(row)),
            sample=escape(self._sample(row["sample"])),
            base=escape(self._base(row["base"])),
            total=self._total(name),
            confidence=confidence,
            interval=self.interval_text(name),
        )

    def _label(self, row: pd.Series) -> str:
        return self.write.text(row[f"label_{self.parameters.language}"])

    def _sample(self, sample: str | None) -> str:
        if sample is None:
            return self.write.label("none")
        return self.write.text(self.evidence.register.samples.at[sample, f"label_{self.parameters.language}"])

    def _base(self, base: str | None) -> str:
        if base in (None, "all", "unclear"):
            return self.write.label(f"base.{base or 'none'}")
        return self._label(self.evidence.register.figures.loc[base])

    def _value(self, row: pd.Series) -> str:
        return self.write.printed(row["value"], row["unit"], row["qualifier"])

    def _total(self, figure: str) -> str:
        """Return the n a share is of: exact, a range, or that it is not known."""
        total = self.evidence.total(figure)
        if total is None:
            known = self.evidence.reported(self.evidence.register.figures.at[figure, "sample"])
            return self.write.label("n.base_unknown" if known else "n.unknown")
        low, high = total if isinstance(total, tuple) else (total, total)
        assumed = self.evidence.reported(self.evidence.register.figures.at[figure, "sample"]) is None
        number = self.write.number(low)
        if high != low:
            number = self.write.label("range", low=number, high=self.write.number(high))
        return self.write.label("n.assumed" if assumed else "n", number=number)

    def _reported(self, sample: str) -> str:
        reported = self.evidence.reported(sample)
        if reported is None and self.parameters.assumed_total:
            return self.write.label("n.assumed", number=self.write.number(self.parameters.assumed_total))
        return self.write.total(reported)

    def _grouped(self, figures: pd.DataFrame) -> pd.DataFrame:
        """Return the figures sample by sample, in the order the samples first appear."""
        order = {sample: place for place, sample in enumerate(dict.fromkeys(figures["sample"]))}
        return figures.iloc[figures["sample"].map(order).argsort(kind="stable")]

    def _cited(self, figures: pd.DataFrame) -> str:
        return self.write.listed([self._short(source) for source in dict.fromkeys(figures["source"])])

    def _short(self, source: str) -> str:
        """Return a publication as a chart names it: who published it, and when."""
        card = self.evidence.register.sources[source]
        short = card.get("custom", {}).get("short_name")
        if short:
            return short
        author = card.get("author", [{"literal": source}])[0]
        year = card.get("issued", {}).get("date-parts", [[""]])[0][0]
        return f"{author.get('family') or author.get('literal')} {year}".strip()

    def _decimals(self, interval: Interval) -> int:
        return decimals_for(interval.total[0] if isinstance(interval.total, tuple) else interval.total)


def open_theme(name: str, **parameters: object) -> Theme:
    """Open the register on one theme, with the notebook's parameters checked."""
    return Theme(name, **parameters)
