"""What the evidence notebook shows: the surveys, what they disclose, and whether their figures agree."""

import pandas as pd

from nbpaper.markdown import Said, Table

from ..analysis.disclosure import FULL, ITEMS, PART, disclosed, score
from ..analysis.editions import first_edition
from ..charts.dots import Chart
from ..charts.panels import grid_chart
from ..estimates import Pooled, Refusal, pool_if_alike
from ..register.relations import CLAIM, TWO_SAMPLES, evaluate
from .over_time import OverTime

VERDICTS = ("holds", "reading", "cannot", "alternative", "bound", "two_samples")  # the last three are no claims


class Surveys(OverTime):
    """The samples, publications and relations of the register, without the sources that are left out."""

    def samples(self, second_hand: bool = False) -> pd.DataFrame:
        """Return the cards of the samples; those only cited from elsewhere are left out unless asked for."""
        samples = self.register.samples
        kept = ~samples["source"].isin(self.parameters.exclude_sources)
        return samples[kept & ((samples["second_hand"] == "no") | second_hand)]

    def cards(self) -> Table | Said:
        """Return one line a survey: who was asked, how many, when, how, and the disclosure score."""
        samples = self.samples()
        if samples.empty:
            return self.nothing()
        say, points = self.write.label, score(self._disclosed(samples))
        rows = [
            {
                say("column.sample"): self.wording.sample(name),
                say("column.population"): self.wording.populations[row["population"]],
                say("column.n"): self.write.total(row["n"]),
                say("column.fieldwork"): self._fieldwork(row),
                say("column.mode"): self.wording.translated(row, "mode"),
                say("column.recruitment"): self.wording.translated(row, "recruitment"),
                say("column.score"): self._score(points[name]),
            }
            for name, row in samples.iterrows()
        ]
        return Table(pd.DataFrame(rows))

    def disclosure(self) -> Table | Said:
        """Return one line an item: which surveys disclose it."""
        samples = self.samples()
        if samples.empty:
            return self.nothing()
        items = self._disclosed(samples)
        rows = [
            {
                self.write.label("column.item"): self.write.label(f"aapor.{item}"),
                **{
                    self.wording.sample(name): self.write.label(f"disclosed.{items.at[name, item]}")
                    for name in items.index
                },
            }
            for item in ITEMS
        ]
        return Table(pd.DataFrame(rows))

    def disclosure_chart(self) -> Chart | Said:
        """Return the same as a grid of marks, with the score of each survey."""
        samples = self.samples()
        if samples.empty:
            return self.nothing()
        items = self._disclosed(samples)
        points = score(items)
        labels = {name: f"{self.wording.sample(name)} — {self._score(points[name])}" for name in items.index}
        marks = {labels[name]: list(items.loc[name]) for name in items.index}
        words = {extent: self.write.label(f"disclosed.{extent}") for extent in (FULL, PART, "none")}
        names = [self.write.label(f"aapor.{item}") for item in ITEMS]
        said = [f"{label} : " if self.parameters.language == "fr" else f"{label}: " for label in marks]
        parts = [
            lead + "; ".join(f"{item} {words[mark]}" for item, mark in zip(names, marks[label], strict=True)) + "."
            for lead, label in zip(said, marks, strict=True)
        ]
        alt = self.write.text(" ".join([self.write.label("alt.grid"), *parts]))
        source = self.write.label("chart.source_cards", sources=self.wording.sources(samples))
        return grid_chart(names, marks, words, source, alt)

    def map(self) -> Table | Said:
        """Return how many figures each publication prints on each theme, repeats included."""
        figures = self.evidence.select(restated=True)
        if figures.empty:
            return self.nothing()
        counted = pd.crosstab(figures["theme"], figures["source"])
        order = [theme for theme in dict.fromkeys(self.register.figures["theme"]) if theme in counted.index]
        say, rows = self.write.label, []
        for theme in order:
            cells = {
                self.wording.source(source): self.write.number(int(counted.at[theme, source])) for source in counted
            }
            total = self.write.number(int(counted.loc[theme].sum()))
            rows.append({say("column.theme"): say(f"theme.{theme}"), **cells, say("column.all"): total})
        sums = {self.wording.source(source): self.write.number(int(counted[source].sum())) for source in counted}
        rows.append(
            {say("column.theme"): say("column.all"), **sums, say("column.all"): self.write.number(len(figures))}
        )
        table = pd.DataFrame(rows)
        return Table(table, right=tuple(table.columns[1:]))

    def relations(self) -> pd.DataFrame:
        """Return the relations between figures with their verdicts, those of left-out sources dropped."""
        table = evaluate(self.register)
        gone = set(self.register.figures.index[self.register.figures["source"].isin(self.parameters.exclude_sources)])
        named = (table["figures"] + ";" + table["target"].fillna("")).str.split(";")
        counted = table["verdict"].where(table["role"] == CLAIM, table["role"])
        return table.assign(counted=counted)[[not gone.intersection(names) for names in named]]

    def verdicts(self) -> Table | Said:
        """Return how many relations hold, hold under a reading, or cannot hold, by source; what is no claim apart."""
        relations = self.relations()
        if relations.empty:
            return self.nothing()
        about = relations["figures"].map(self._about)
        counted = pd.crosstab(about, relations["counted"]).reindex(columns=list(VERDICTS), fill_value=0)
        say = self.write.label
        rows = [
            {
                say("column.about"): name,
                **{say(f"verdict.{verdict}"): self.write.number(int(row[verdict])) for verdict in VERDICTS},
            }
            for name, row in counted.loc[list(dict.fromkeys(about))].iterrows()
        ]
        return Table(pd.DataFrame(rows), right=tuple(say(f"verdict.{verdict}") for verdict in VERDICTS))

    def doubtful(self) -> Table | Said:
        """Return the claims that hold only under a stated reading or cannot hold, and what two samples do not share."""
        relations = self.relations()
        relations = relations[(relations["verdict"] != "holds") & relations["role"].isin([CLAIM, TWO_SAMPLES])]
        if relations.empty:
            return Said(self.write.label("nothing.doubtful"))
        say = self.write.label
        rows = [
            {
                say("column.about"): self._about(row["figures"]),
                say("column.finding"): self._told(row, "explanation"),
                say("column.verdict"): say(f"verdict.{row['counted']}"),
                say("column.reading"): self._told(row, "reading"),
            }
            for _, row in relations.iterrows()
        ]
        return Table(pd.DataFrame(rows))

    def gate(self) -> Table | Said:
        """Return the indicators that more than one sample measures: the range, and why they are not pooled."""
        say, rows = self.write.label, []
        for indicator, figures in self._shared_indicators():
            outcome = self._pooled(figures)
            reasons = () if not isinstance(outcome, Refusal) else outcome.details["reasons"]
            shares = [self.evidence.share(name) for name in figures.index]
            rows.append(
                {
                    say("column.indicator"): self._indicator(indicator),
                    say("column.samples"): "; ".join(
                        f"{self.wording.value(name)} {self.wording.sample(row['sample'])}"
                        for name, row in figures.iterrows()
                    ),
                    say("column.range"): self.write.interval(min(shares), max(shares)),
                    say("column.pooled"): "; ".join(say(f"refusal.{reason}") for reason in reasons)
                    or self.write.interval(outcome.low, outcome.high),
                }
            )
        return Table(pd.DataFrame(rows)) if rows else Said(say("nothing.shared"))

    def _shared_indicators(self) -> list[tuple[str, pd.DataFrame]]:
        """Return indicator → its percentages, one a sample, where two samples or more have one."""
        answers = ["self_report", "opinion", "estimate"]
        figures = self.evidence.select(unit="percent", base="all", qualifier=["exact", "about"], nature=answers)
        first = figures[~figures.duplicated(["indicator", "sample"])]
        return [(name, group) for name, group in first.groupby("indicator", sort=False) if len(group) > 1]

    def _pooled(self, figures: pd.DataFrame) -> Pooled | Refusal:
        return pool_if_alike(
            [self.evidence.share(name) for name in figures.index],
            [self.evidence.total(name) for name in figures.index],
            indicators=list(figures["indicator"]),
            populations=list(figures["population"]),
            samples=list(figures["sample"]),
            barometers=[self._barometer(row) for _, row in figures.iterrows()],
            confidence=self.parameters.confidence,
        )

    def _barometer(self, row: pd.Series) -> tuple[str, str]:
        """Return the barometer and its population: a survey of the public beside one of professionals is no edition."""
        return first_edition(row["source"], self.register.sources), row["population"]

    def _indicator(self, indicator: str) -> str:
        return self.write.text(self.register.indicators.at[indicator, f"label_{self.parameters.language}"])

    def publications(self) -> Table | Said:
        """Return one line a publication: what it is, and what its publisher has to gain."""
        figures = self.evidence.select(restated=True)
        if figures.empty:
            return self.nothing()
        say, rows = self.write.label, []
        for source in dict.fromkeys(figures["source"]):
            card = pd.Series(self.register.sources[source]["custom"])
            rows.append(
                {
                    say("column.publication"): self.wording.source(source),
                    say("column.what"): self.wording.translated(card, "what_it_is"),
                    say("column.interest"): self.wording.translated(card, "publisher_interest"),
                    say("column.figures"): self.write.number(int((figures["source"] == source).sum())),
                }
            )
        return Table(pd.DataFrame(rows), right=(say("column.figures"),))

    def counts(self) -> dict[str, str]:
        """Return the numbers the sentences of this notebook show, as text, and the items nobody reports."""
        items = self._disclosed(self.samples())
        silent = [self.write.label(f"aapor.{item}").lower() for item in ITEMS if (items[item] == "none").all()]
        unreported = self.write.listed(silent) or self.write.label("none")
        return {
            **{name: self.write.number(number) for name, number in self._counts().items()},
            "unreported": unreported,
        }

    def record_evidence(self) -> None:
        """Keep the counts for the paper."""
        for name, number in self._counts().items():
            self.keep(name, number, [], formula=f"count of {name.replace('_', ' ')} in the register")

    def _counts(self) -> dict[str, int]:
        shared = self._shared_indicators()
        figures, samples, relations = self.evidence.select(restated=True), self.samples(), self.relations()
        points = score(self._disclosed(samples)) if len(samples) else pd.Series([0])
        return {
            "figures": len(figures),
            "sources": figures["source"].nunique(),
            "surveys": len(samples),
            "with_n": int(samples["n"].notna().sum()),
            "second_hand": len(self.samples(second_hand=True)) - len(samples),
            "score_least": int(points.min()),
            "score_most": int(points.max()),
            "items": len(ITEMS),
            "shared": len(shared),
            "poolable": sum(isinstance(self._pooled(group), Pooled) for _, group in shared),
            "relations": len(relations),
            **{f"relations_{verdict}": int((relations["counted"] == verdict).sum()) for verdict in VERDICTS},
        }

    def _disclosed(self, samples: pd.DataFrame) -> pd.DataFrame:
        return disclosed(samples, self.register.resource("samples")["schema"]["fields"])

    def _score(self, points: int) -> str:
        return self.write.label("score", points=self.write.number(int(points)), items=self.write.number(len(ITEMS)))

    def _fieldwork(self, row: pd.Series) -> str:
        start, end = row["fieldwork_start"], row["fieldwork_end"]
        if start is None or pd.isna(start):
            return self.write.label("unknown")
        if start == end:
            return self.write.date(start)
        return self.write.label("interval", low=self.write.date(start), high=self.write.date(end))

    def _about(self, figures: str) -> str:
        """Return the publication a relation is about, or that it spans several."""
        sources = list(dict.fromkeys(name.partition(".")[0] for name in figures.split(";")))
        return self.wording.source(sources[0]) if len(sources) == 1 else self.write.label("several")

    def _told(self, row: pd.Series, column: str) -> str:
        """Return a text of a relation; a repeat, which has no row of its own, says what every repeat does."""
        text = row[f"{column}_{self.parameters.language}"]
        if text is None or pd.isna(text):
            return self.write.label("relation.repeat" if column == "explanation" else "none")
        return self.write.text(text)
