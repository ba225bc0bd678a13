"""The ground of every notebook: figures under its parameters, sentences, and results kept for the paper."""

from collections.abc import Sequence

import pandas as pd

from nbpaper.markdown import Said, escape

from ..analysis import derived
from ..analysis.derived import Derived
from ..analysis.figures import Evidence, Register
from ..analysis.parameters import make_parameters
from ..estimates import Refusal
from ..words.results import Limits, Result, record
from ..words.wording import Wording

LEFT_OUT = Refusal("left_out")  # of a result whose source is left out
BOTTOM = ".bottom"  # the sentence under which a notebook names the publications its words do not speak of yet


class Core:
    """The figures of one theme under the notebook's parameters.

    Parameters
    ----------
    name : str
        The notebook's stem; results are recorded under it.
    data : path, optional
        Folder of the register; the project's own by default.
    **parameters
        The notebook's parameters by name; see `baromia.analysis.parameters`.
    """

    def __init__(self, name: str, *, data=None, **parameters: object):
        self.name = name.replace("-", "_")
        self.data = data
        self.register = Register.load(data)
        self.parameters = make_parameters(parameters, dict.fromkeys(self.register.figures["source"]))
        self.evidence = Evidence(self.register, self.parameters)
        self.wording = Wording(self.evidence)
        self.write = self.wording.write

    def figures(self, **allowed: object) -> pd.DataFrame:
        """Return the figures whose columns hold the allowed values; see `Evidence.select`."""
        return self.evidence.select(**allowed)

    def has(self, *figures: str) -> bool:
        """Tell whether none of the figures comes from a source that is left out."""
        try:
            sources = self.register.figures.loc[list(figures), "source"]
        except KeyError:
            self.evidence.check(*figures)
            raise
        return not sources.isin(self.parameters.exclude_sources).any()

    def say(self, name: str, **values: str) -> Said:
        """Return a sentence of data/sentences.csv with its figures filled in.

        Where a figure it rests on is left out, the sentence would be untrue: another one says so instead.
        """
        sentence = self.register.sentences.at[name, self.parameters.language]
        if not self.has(*self.wording.asked_for(sentence)):
            return self.nothing()
        said = self.wording.filled(sentence, **values)
        return Said(f"{said}\n\n{self.not_in_text()}" if name.endswith(BOTTOM) and self.not_in_text() else said)

    def not_in_text(self) -> str:
        """Return a sentence that names the publications that came in after the words were written, if any did."""
        sources = [name for name in self.wording.not_in_text() if name not in self.parameters.exclude_sources]
        names = self.write.listed([escape(self.wording.source(name)) for name in sources])
        return self.write.label("not_in_text", sources=names) if sources else ""

    def nothing(self) -> Said:
        """Return the sentence for a question that the sources left in do not answer."""
        left_out = self.write.listed([self.wording.source(source) for source in self.parameters.exclude_sources])
        if not left_out:
            return Said(self.write.label("nothing"))
        return Said(self.write.label("nothing.excluded", sources=left_out))

    # What it computes

    def products(self, *parts: str, of: str) -> list[Derived]:
        """Return shares of the subgroup `of` as shares of everybody; none where a source is left out."""
        return [derived.product(self.evidence, part, of) for part in parts if self.has(part, of)]

    def sums(self, *groups: Sequence[str]) -> list[Derived]:
        """Return, for each group of exclusive answers, the share that gave one of them."""
        return [derived.total(self.evidence, group) for group in groups if self.has(*group)]

    # What it keeps for the paper

    def record(self, name: str, figure: str) -> None:
        """Keep a published figure for the paper: its value, its interval or refusal, and its n."""
        left_out = None if self.has(figure) else self.left_out
        row, gone = self.wording.row(figure), {"limits": LEFT_OUT} if left_out else {}
        text, unit = left_out or self.wording.value(figure), row["unit"]
        self.keep(name, row["value"], [figure], text=text, kind="published", unit=unit, **gone)
        if self.evidence.share(figure) is not None:
            limits = {"limits": self.evidence.interval(figure)} | gone
            self.keep(f"{name}_interval", left_out or self.wording.interval(figure), [figure], **limits)
            limits = {"limits": self._ends(figure), "unit": "count"} | gone
            self.keep(f"{name}_n", left_out or self.wording.total(figure), [figure], **limits)

    def _ends(self, figure: str) -> Limits:
        """Return the least and the greatest n of the base of a figure, or why it is not known."""
        total = self.evidence.total(figure)
        if total is None:
            reported = self.evidence.reported(self.wording.row(figure)["sample"])
            return Refusal("base_n_unknown" if reported else "n_not_reported")
        return total if isinstance(total, tuple) else (total, total)

    def record_derived(self, name: str, shares: Sequence[Derived]) -> None:
        """Keep a computed share for the paper, with the range that rounding leaves it."""
        if not shares:
            self.keep(name, self.left_out, [], limits=LEFT_OUT)
            self.keep(f"{name}_rounding", self.left_out, [], limits=LEFT_OUT)
        for share in shares:
            how = {"figures": share.figures, "formula": share.formula}
            self.keep(name, share.share, **how)
            self.keep(f"{name}_rounding", self.wording.rounding(share), **how, limits=(share.low, share.high))

    def keep(self, name: str, value: object, figures: Sequence[str], **options: object) -> Result:
        """Keep a result under the notebook's name; see `baromia.record`."""
        language = self.parameters.language
        return record(f"{self.name}.{name}", value, figures=figures, language=language, data=self.data, **options)

    @property
    def left_out(self) -> str:
        """What a result reads whose source is left out."""
        return self.write.label("result.left_out")
