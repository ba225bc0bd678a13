"""What the evidence notebook shows over time: answers that several editions of a barometer print."""

from functools import cached_property
from itertools import pairwise

import pandas as pd

from nbpaper.markdown import Said, Table

from ..analysis.editions import Line, asked_alike, day, lines, when
from ..charts.dots import Chart, Words
from ..charts.timeline import MOST, Moment, Panel, time_chart
from ..words import edition_wording as sequence
from .shown import Theme


class OverTime(Theme):
    """The answers of barometers that were held again; each call ends in a sentence where there are none."""

    @cached_property
    def repeated(self) -> list[Line]:
        """The lines of figures from two editions or more."""
        return lines(self.evidence)

    def time_chart(self) -> Chart | Said:
        """Return each repeated answer as a panel over time; where they are many, those of headlines first."""
        drawn = self._drawn()
        if not drawn:
            return Said(self.write.label("nothing.editions"))
        named = self._several(drawn)
        panels = [
            Panel(sequence.title(line, self.wording, named=named), tuple(map(self._moment, line.figures)))
            for line in drawn
        ]
        figures = self.register.figures.loc[[name for line in drawn for name in line.figures]]
        key = "chart.source" if len(drawn) == len(self.repeated) else "chart.source_more"
        words = Words(
            axis=self.write.label("axis.time"),
            source=self.write.label(key, sources=self.wording.sources(figures)),
            hollow=self.write.label("chart.hollow"),
            populations=self.wording.populations,
            percent=self.write.label("percent", number="{number}"),
        )
        told = [sequence.in_words(line, self._dots(line), self.wording, named=named) for line in drawn]
        return time_chart(panels, words, self.write.text(" ".join([self.write.label("alt.time"), *told])))

    def time_table(self) -> Table | Said:
        """Return one line a repeated answer and pair of editions: both values, and their difference or why none."""
        say, rows = self.write.label, []
        for line in self.repeated:
            for before, after in line.steps:
                difference, limits = sequence.step(before, after, self.wording)
                rows.append(
                    {
                        say("column.figure"): sequence.title(line, self.wording, named=False),
                        say("column.sample"): self._sample(after),
                        say("column.earlier"): sequence.at(before, self.wording),
                        say("column.later"): sequence.at(after, self.wording),
                        say("column.difference"): difference,
                        say("column.limits"): limits,
                    }
                )
        return Table(pd.DataFrame(rows)) if rows else Said(say("nothing.editions"))

    def time_read(self) -> Said | None:
        """Return what may be read from it: whether the same was asked of the same kind of people."""
        if not self.repeated:
            return None
        steps = [step for line in self.repeated for step in line.steps]
        alike = all(asked_alike(*step, self.evidence) for step in steps)
        return self.say("evidence.time_disclosed" if alike else "evidence.time_undisclosed")

    def _drawn(self) -> list[Line]:
        """Return the lines that have dates to stand at, no more than fit: those that headlines rest on come first."""
        headlines = set(self.register.headlines["figure"])
        dated = [line for line in self.repeated if all(when(name, self.evidence) for name in line.figures)]
        known = [line for line in dated if self._in_order(line)]
        return sorted(known, key=lambda line: headlines.isdisjoint(line.figures))[:MOST]

    def _in_order(self, line: Line) -> bool:
        """Tell whether the dates follow the editions; where they do not, no axis can show them."""
        days = [day(when(name, self.evidence)[1]) for name in line.figures]
        return all(before < after for before, after in pairwise(days))

    def _moment(self, figure: str) -> Moment:
        dates = when(figure, self.evidence)[1]
        return Moment(day(dates), sequence.date_of(figure, self.wording), self._dot(figure))

    def _dots(self, line: Line) -> list[str]:
        return [self._dot_in_words(self._dot(name), named=False) for name in line.figures]

    def _several(self, drawn: list[Line]) -> bool:
        return len({line.barometer for line in drawn}) > 1
