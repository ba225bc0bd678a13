"""The ground of every notebook: figures under its parameters, sentences, and results kept for the paper."""

from collections.abc import Sequence

import pandas as pd

from .. import derived
from ..derived import Derived
from ..display import Said
from ..evidence import Evidence, Register
from ..parameters import make_parameters
from ..results import Result, record
from ..sentences import load_sentences
from ..wording import Wording


class Core:
    """The figures of one theme under the notebook's parameters.

    Parameters
    ----------
    name : str
        The notebook's stem; results are recorded under it.
    data : path, optional
        Folder of the register; the project's own by default.
    **parameters
        The notebook's parameters by name; see `baromia.parameters`.
    """

    def __init__(self, name: str, *, data=None, **parameters: object):
        self.name = name.replace("-", "_")
        self.data = data
        self.register = Register.load(data)
        self.parameters = make_parameters(parameters, dict.fromkeys(self.register.figures["source"]))
        self.evidence = Evidence(self.register, self.parameters)
        self.wording = Wording(self.evidence, data)
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
        sentence = load_sentences(self.data)[self.parameters.language][name]
        if not self.has(*self.wording.asked_for(sentence)):
            return self.nothing()
        return Said(self.wording.filled(sentence, **values))

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
        row = self.wording.row(figure)
        self.keep(name, row["value"], [figure], text=left_out or self.wording.value(figure), kind="published")
        if self.evidence.share(figure) is not None:
            self.keep(f"{name}_interval", left_out or self.wording.interval(figure), [figure])
            self.keep(f"{name}_n", left_out or self.wording.total(figure), [figure])

    def record_derived(self, name: str, shares: Sequence[Derived]) -> None:
        """Keep a computed share for the paper, with the range that rounding leaves it."""
        if not shares:
            self.keep(name, self.left_out, [])
            self.keep(f"{name}_rounding", self.left_out, [])
        for share in shares:
            self.keep(name, share.share, share.figures, formula=share.formula)
            self.keep(f"{name}_rounding", self.wording.rounding(share), share.figures, formula=share.formula)

    def keep(self, name: str, value: object, figures: Sequence[str], **options: object) -> Result:
        """Keep a result under the notebook's name; see `baromia.record`."""
        language = self.parameters.language
        return record(f"{self.name}.{name}", value, figures=figures, language=language, data=self.data, **options)

    @property
    def left_out(self) -> str:
        """What a result reads whose source is left out."""
        return self.write.label("result.left_out")
