"""How a figure is put into words: its value, who said it, of whom it is a share, n, interval or refusal."""

import re
from collections import Counter
from functools import cached_property

import pandas as pd

from nbpaper.markdown import escape

from ..analysis.derived import Derived
from ..analysis.figures import Evidence
from ..estimates import Interval, Refusal
from .formatting import Formatter, decimals_for
from .sentences import PLACE


class Wording:
    """Figures in the words of one language.

    Parameters
    ----------
    evidence : Evidence
        The register under the notebook's parameters.
    """

    def __init__(self, evidence: Evidence):
        self.evidence = evidence
        self.write = Formatter(evidence.parameters.language, evidence.register.labels)
        self.language = evidence.parameters.language
        allowed = evidence.register.field("figures", "population")["constraints"]["enum"]
        self.populations = {name: self.write.label(f"population.{name}") for name in allowed}

    def row(self, figure: str) -> pd.Series:
        """Return the row of a figure."""
        return self.evidence.register.figures.loc[figure]

    def label(self, figure: str) -> str:
        """Return what the figure says."""
        return self.write.text(self.row(figure)[f"label_{self.language}"])

    def value(self, figure: str) -> str:
        """Return the number as published, with its unit and hedge."""
        row = self.row(figure)
        return self.write.printed(row["value"], row["unit"], row["qualifier"])

    def sample(self, sample: str | None) -> str:
        """Return the short name of a sample."""
        if sample is None:
            return self.write.label("none")
        return self.write.text(self.evidence.register.samples.at[sample, f"label_{self.language}"])

    def base(self, figure: str, *, literal: bool = False) -> str:
        """Return the people a share is a share of, in the reading that fits or, if asked, as announced."""
        base = self.row(figure)["base_literal" if literal else "base"]
        if base is None or pd.isna(base):
            return self.write.label("base.none")
        if base in ("all", "unclear"):
            return self.write.label(f"base.{base}")
        return self.write.text(self.row(base)[f"group_{self.language}"])

    def with_base(self, figure: str) -> str:
        """Return what the figure says, and that its base is not clear where it is not; labels name subgroups."""
        if self.row(figure)["base"] != "unclear":
            return self.label(figure)
        return self.write.label("chart.of_base", label=self.label(figure), base=self.base(figure))

    def total(self, figure: str) -> str:
        """Return the n a share is of: exact, a range, assumed, or that it is not known."""
        total, reported = self.evidence.total(figure), self.evidence.reported(self.row(figure)["sample"])
        if total is None:
            return self.write.label("n.base_unknown" if reported else "n.unknown")
        low, high = total if isinstance(total, tuple) else (total, total)
        number = self.write.number(low)
        if high != low:
            number = self.write.label("range", low=number, high=self.write.number(high))
        return self.write.label("n" if reported else "n.assumed", number=number)

    def group(self, sample: str) -> str:
        """Return a sample as the heading of its figures in a chart: name and n."""
        reported, assumed = self.evidence.reported(sample), self.evidence.parameters.assumed_total
        if reported is None and assumed:
            total = self.write.label("n.assumed", number=self.write.number(assumed))
        else:
            total = self.write.total(reported)
        return self.write.label("chart.group", sample=self.sample(sample), total=total)

    def interval(self, figure: str) -> str:
        """Return the interval of a figure, or the reason why there is none."""
        found = self.evidence.interval(figure)
        if isinstance(found, Refusal):
            return self.write.label(f"refusal.{found.reason}")
        return self.limits(found)

    def limits(self, interval: Interval) -> str:
        """Return the limits of an interval, with the decimals its sample supports."""
        total = interval.total[0] if isinstance(interval.total, tuple) else interval.total
        return self.write.interval(interval.low, interval.high, decimals_for(total))

    def rounding(self, share: Derived) -> str:
        """Return the range that rounding leaves a computed share."""
        low, high = (self.write.percent(end, 1) for end in (share.low, share.high))
        return self.write.label("between", low=low, high=high)

    def indicator(self, figure: str, column: str) -> str:
        """Return a text of the figure's indicator: what it `measures`, or what it `is_not`."""
        row = self.evidence.register.indicators.loc[self.row(figure)["indicator"]]
        return self.translated(row, column)

    def note(self, figure: str) -> str:
        """Return what a reader must know before using the figure."""
        return self.translated(self.row(figure), "note")

    def corrections(self, figure: str) -> list[str]:
        """Return what was corrected in the row of a figure, a sentence each, in the order in which it was."""
        made = self.evidence.register.corrections
        return [
            self.write.label(
                "corrected",
                date=row["date"],
                column=row["column"],
                expected=self.write.text(row["expected"]),
                reason=self.translated(row, "reason"),
            )
            for _, row in made[(made["table"] == "figures") & (made["row"] == figure)].iterrows()
        ]

    def translated(self, row: pd.Series, column: str) -> str:
        """Return a text column of the register in this language."""
        text = row[column if self.language == "en" else f"{column}_{self.language}"]
        if text is None or pd.isna(text) or text == "unknown":
            return self.write.label("unknown" if text == "unknown" else "none")
        return self.write.text(text)

    def claim(self, figure: str) -> str:
        """Return one Markdown sentence: number, what it says, who, of whom, n, interval or reason."""
        key = "claim.refused" if isinstance(self.evidence.interval(figure), Refusal) else "claim.interval"
        return self.write.label(
            key,
            value=self.value(figure),
            label=escape(self.label(figure)),
            sample=escape(self.sample(self.row(figure)["sample"])),
            base=escape(self.base(figure)),
            total=self.total(figure),
            confidence=self.confidence(),
            interval=self.interval(figure),
        )

    def confidence(self) -> str:
        """Return the confidence of the intervals as a percent."""
        confidence = self.evidence.parameters.confidence
        return self.write.percent(confidence, 0 if round(100 * confidence, 6).is_integer() else 1)

    def source(self, source: str) -> str:
        """Return a publication as a chart names it: who published it, and when."""
        name = self._short(source)
        return f"{name} ({source})" if self._names[name] > 1 else name  # names of two editions must not become one

    @cached_property
    def _names(self) -> Counter:
        return Counter(map(self._short, self.evidence.register.sources))

    def _short(self, source: str) -> str:
        card = self.evidence.register.sources[source]
        custom = card.get("custom", {})
        short = custom.get(f"short_name_{self.language}", custom.get("short_name"))
        if short:
            return short
        author = card.get("author", [{"literal": source}])[0]
        year = card.get("issued", {}).get("date-parts", [[""]])[0][0]
        return f"{author.get('family') or author.get('literal')} {year}".strip()

    def not_in_text(self) -> list[str]:
        """Return the publications that the sentences of notebooks and paper do not speak of yet, as their cards say."""
        register = self.evidence.register
        cards = ((name, register.sources[name].get("custom", {})) for name in dict.fromkeys(register.figures["source"]))
        return [name for name, card in cards if card.get("in_text") == "not yet"]

    def sources(self, figures: pd.DataFrame) -> str:
        """Return the publications that figures come from, as an enumeration."""
        return self.write.listed([self.source(source) for source in dict.fromkeys(figures["source"])])

    def asked_for(self, sentence: str) -> list[str]:
        """Return the figures that a sentence of data/sentences.csv shows."""
        names = [match["name"] for match in PLACE.finditer(sentence)]
        return [name for name in dict.fromkeys(names) if name in self.evidence.register.figures.index]

    def filled(self, sentence: str, **values: str) -> str:
        """Return a sentence with each `{figure id}` and `{name}` in its place.

        Raises
        ------
        ValueError
            For a place that is neither a figure nor one of `values`.
        """

        def fill(match: re.Match) -> str:
            name, part = match["name"], match["part"]
            if name in values:
                return values[name]
            if name not in self.evidence.register.figures.index:
                raise ValueError(f"sentence asks for {name!r}, which is no figure of the register; mend sentences.csv")
            if part == "sample":
                return self.sample(self.row(name)["sample"])
            return {"interval": self.interval, "n": self.total}.get(part, self.value)(name)

        return self.write.text(PLACE.sub(fill, sentence))
