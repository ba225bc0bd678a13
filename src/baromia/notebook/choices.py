"""What the robustness notebook shows: each headline under every defensible choice."""

from functools import cached_property

import pandas as pd

from nbpaper.markdown import Said, Table

from ..analysis.parameters import ParameterError
from ..analysis.robustness import CHOICES, ENDS, Options, specifications
from ..charts.dots import Chart
from ..charts.panels import CurveWords, as_text, curve_chart
from ..estimates import METHODS, Refusal, break_even_total
from ..words.formatting import printed_decimals
from .core import LEFT_OUT
from .shown import Theme


class Choices(Theme):
    """The headlines of data/headlines.csv and their specifications.

    Parameters
    ----------
    name : str
        The notebook's stem.
    tried_totals : sequence of int
        Numbers of respondents to try, one at a time, where a sample reports none.
    **rest
        As for every notebook.
    """

    def __init__(self, name: str, *, tried_totals=Options.assumed, data=None, **rest: object):
        super().__init__(name, data=data, **rest)
        if (
            not isinstance(tried_totals, list | tuple)
            or not tried_totals
            or not all(isinstance(n, int) and not isinstance(n, bool) and 1 <= n <= 10**9 for n in tried_totals)
        ):
            raise ParameterError(
                f"parameter tried_totals: {tried_totals!r} will not do; it takes a list of whole numbers."
            )
        own = self.parameters
        self.options = Options(
            confidence=tuple(sorted({*Options.confidence, own.confidence})),
            design_effect=tuple(effect * own.design_effect for effect in Options.design_effect),
            assumed=tuple(dict.fromkeys(tried_totals)),
        )

    @cached_property
    def claims_tested(self) -> pd.DataFrame:
        """The headlines whose sources are left in, indexed by id."""
        table = self.register.headlines
        return table[[self.has(row["figure"]) for _, row in table.iterrows()]]

    @cached_property
    def curves(self) -> dict[str, pd.DataFrame]:
        """Every specification of every headline."""
        return {name: specifications(self.evidence, row, self.options) for name, row in self.claims_tested.iterrows()}

    def headlines(self) -> Table | Said:
        """Return the headlines, the figures they rest on, and what each needs."""
        say = self.write.label
        rows = [
            {
                say("column.headline"): self._label(row),
                say("column.figure"): self._figures(row),
                say("column.sample"): self._sample(row["figure"]),
                say("column.needs"): self._needs(row),
            }
            for _, row in self.claims_tested.iterrows()
        ]
        return Table(pd.DataFrame(rows)) if rows else self.nothing()

    def choices(self) -> Table | Said:
        """Return the choices that are combined, and their values."""
        if self.claims_tested.empty:
            return self.nothing()
        values = self._values()
        rows = []
        for choice in CHOICES:
            labels = [label for (name, _), label in values.items() if name == choice]
            rows.append(
                {
                    self.write.label("column.choice"): self.write.label(f"choice.{choice}"),
                    self.write.label("column.values"): "; ".join(dict.fromkeys(labels)),
                }
            )
        return Table(pd.DataFrame(rows))

    def stands(self) -> Table | Said:
        """Return, for each headline, under how many specifications it stands, and where its estimates lie."""
        say, rows = self.write.label, []
        for name, row in self.claims_tested.iterrows():
            curve = self.curves[name]
            span = (curve["low"].min(), curve["high"].max())
            rows.append(
                {
                    say("column.headline"): self._label(row),
                    say("column.specifications"): self.write.number(len(curve)),
                    say("column.stands"): self._share(curve),
                    say("column.span"): self.write.interval(*span)
                    if row["kind"] != "exceeds"
                    else say("interval", low=self.write.points((span[0], 0)), high=self.write.points((span[1], 0))),
                    say("column.breaks"): self._breaks(curve),
                }
            )
        right = (say("column.specifications"), say("column.stands"))
        return Table(pd.DataFrame(rows), right=right) if rows else self.nothing()

    def curve(self, name: str) -> Chart | Said:
        """Return the specification curve of a headline."""
        if name not in self.curves:
            return self.nothing()
        row, curve = self.claims_tested.loc[name], self.curves[name]
        threshold = 0.0 if row["kind"] == "exceeds" else float(row["threshold"]) / 100
        say = self.write.label
        words = CurveWords(
            axis=say("axis.estimate"),
            stands=say("curve.stands"),
            falls=say("curve.falls"),
            threshold=say("curve.threshold", threshold=self.write.percent(threshold)),
            source=say("chart.source", sources=self.wording.sources(self.register.figures.loc[[row["figure"]]])),
            choices={choice: say(f"choice.{choice}") for choice in CHOICES},
            values=self._values(),
            tick=say("percent", number="{number}"),
        )
        alt = say(
            "alt.curve",
            headline=self._label(row),
            specifications=self.write.number(len(curve)),
            stands=self._share(curve),
            low=self.write.percent(curve["estimate"].min()),
            high=self.write.percent(curve["estimate"].max()),
            breaks=self._breaks(curve),
        )
        return curve_chart(curve, threshold, words, alt)

    def without_each_source(self) -> Table | Said:
        """Return, for each source, the headlines that go with it, and how many are left."""
        claims, say, rows = self.claims_tested, self.write.label, []
        for source in dict.fromkeys(name.partition(".")[0] for name in claims["figure"]):
            gone = claims[claims["figure"].str.startswith(f"{source}.")]
            rows.append(
                {
                    say("column.without_source"): self.wording.source(source),
                    say("column.gone"): "; ".join(self._label(row) for _, row in gone.iterrows()),
                    say("column.left"): self.write.number(len(claims) - len(gone)),
                }
            )
        return Table(pd.DataFrame(rows), right=(say("column.left"),)) if rows else self.nothing()

    def needed_totals(self) -> Table | Said:
        """Return, for headlines on samples without n, from which n on they would be clear."""
        say, rows = self.write.label, []
        for _, row in self.claims_tested.iterrows():
            if row["kind"] == "exceeds" or self.evidence.reported(self.wording.row(row["figure"])["sample"]):
                continue
            rows.append(
                {
                    say("column.headline"): self._label(row),
                    say("column.value"): self.wording.value(row["figure"]),
                    **{
                        say("column.needed", effect=self.write.number(effect)): self._needed(row, effect)
                        for effect in self.options.design_effect
                    },
                }
            )
        return Table(pd.DataFrame(rows), right=tuple(rows[0])[2:]) if rows else self.nothing()

    def stand_counts(self) -> dict[str, str]:
        """Return the numbers that this notebook's sentences show, as text."""
        return {name: self.write.number(number) for name, number in self._counts().items()}

    def record_stands(self) -> None:
        """Keep, for each headline, the share of specifications under which it stands, and the counts."""
        for name in self._all_names():
            figures = self._rests_on(name) if name in self.curves else []
            text = self._share(self.curves[name]) if name in self.curves else self.left_out
            gone = {} if name in self.curves else {"limits": LEFT_OUT}
            formula = "share of specifications under which it stands"
            self.keep(name.replace("-", "_"), text, figures, formula=formula, **gone)
        for name, number in self._counts().items():
            self.keep(name, number, [], formula=f"count of {name.replace('_', ' ')}")

    def _rests_on(self, name: str) -> list[str]:
        """Return the figures a headline's specifications are made of: its own, the other, and its base."""
        row = self.claims_tested.loc[name]
        base = self.register.figures.at[row["figure"], "base"]
        found = [row["figure"], *([row["other"]] if row["kind"] == "exceeds" else [])]
        return found + ([base] if base in self.register.figures.index else [])

    def _counts(self) -> dict[str, int]:
        shares = [curve["stands"].mean() for curve in self.curves.values()]
        return {
            "headlines": len(shares),
            "always": int(sum(share == 1 for share in shares)),
            "sometimes": int(sum(0 < share < 1 for share in shares)),
            "never": int(sum(share == 0 for share in shares)),
            "specifications": sum(len(curve) for curve in self.curves.values()),
        }

    def _all_names(self) -> list[str]:
        return list(self.register.headlines.index)

    def _values(self) -> dict[tuple[str, str], str]:
        """Return the label of each value of each choice, in their order."""
        say, number = self.write.label, self.write.number
        return {
            **{("method", name): say(f"method.{name}") for name in (*METHODS, "newcombe")},
            **{
                ("confidence", as_text(value)): self.write.percent(
                    value, 0 if round(100 * value, 6).is_integer() else 1
                )
                for value in self.options.confidence
            },
            **{("design_effect", as_text(value)): number(value) for value in self.options.design_effect},
            **{("rounding", end): say(f"rounding.{end}") for end in ENDS},
            **{("reading", name): say(f"reading.{name}") for name in ("fitting", "literal", "all")},
            ("n", ""): say("n.as_reported"),
            **{
                ("n", as_text(n)): say("n.assumed", number=number(n))
                for n in (*self.options.assumed, self.parameters.assumed_total)
                if n
            },
        }

    def _breaks(self, curve: pd.DataFrame) -> str:
        """Return the choices under which a headline never stands, or that it stands or falls under all."""
        if curve["stands"].all():
            return self.write.label("breaks.nowhere")
        values, found = self._values(), []
        for choice in CHOICES:
            texts = curve[choice].map(as_text)
            standing, tried = set(texts[curve["stands"]]), list(dict.fromkeys(texts))
            never = [value for value in tried if value not in standing] if len(tried) > 1 else []
            found += [f"{self.write.label(f'choice.{choice}')}: {values[choice, value]}" for value in never]
        if not curve["stands"].any():
            return self.write.label("breaks.everywhere")
        return self.write.text("; ".join(found)) if found else self.write.label("breaks.combined")

    def _needed(self, row: pd.Series, effect: float) -> str:
        needed = break_even_total(
            self.evidence.share(row["figure"]),
            float(row["threshold"]) / 100,
            confidence=self.parameters.confidence,
            method=self.parameters.interval_method,
            design_effect=effect,
            decimals=printed_decimals(self.wording.row(row["figure"])["value"]),
        )
        return (
            self.write.label(f"refusal.{needed.reason}") if isinstance(needed, Refusal) else self.write.number(needed)
        )

    def _share(self, curve: pd.DataFrame) -> str:
        return self.write.percent(float(curve["stands"].mean()))

    def _label(self, row: pd.Series) -> str:
        return self.write.text(row[f"label_{self.parameters.language}"])

    def _figures(self, row: pd.Series) -> str:
        names = [row["figure"]] + ([row["other"]] if row["kind"] == "exceeds" else [])
        return "; ".join(f"{self.wording.value(name)} {self.wording.label(name)}" for name in names)

    def _needs(self, row: pd.Series) -> str:
        threshold = "" if row["kind"] == "exceeds" else self.write.percent(float(row["threshold"]) / 100)
        return self.write.label(f"needs.{row['kind']}", threshold=threshold)
