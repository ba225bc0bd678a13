"""The register as the paper shows it: one card for each figure and for each computed result, as Markdown.

Numbers in the text are links to these cards; the anchor of a card is the id of its figure or the name of its result.
"""

from collections.abc import Iterable

import pandas as pd

from nbpaper.markdown import escape

from ..analysis.disclosure import ITEMS, disclosed, score
from ..estimates import Refusal
from ..words.wording import Wording

COMPUTED = "computed"  # stands for the source of a number that no publication prints
COMPANIONS = ("_interval", "_n")  # what `record` keeps beside a published value; they belong to its card


def anchor(result: dict) -> str:
    """Return the card a result's number links to: the figure's for a published one, its own otherwise."""
    published = result["kind"] == "published" or result["name"].endswith(COMPANIONS)
    return result["figures"][0] if published and len(result["figures"]) == 1 else result["name"]


def linked(text: str, target: str) -> str:
    """Return a number as a Markdown link to its card."""
    return f"[{escape(text)}](#{target}){{.figure}}"


def figure_texts(wording: Wording, left_out: Iterable[str], missing: str) -> dict:
    """Return, for the paper, source → figure → value, interval and n, each a link to the figure's card.

    A figure of a source that is left out reads `missing`.
    """
    gone, tree = set(left_out), {}
    for name, row in wording.evidence.register.figures.iterrows():
        parts = {"value": wording.value, "interval": wording.interval, "n": wording.total}
        texts = {part: missing if row["source"] in gone else linked(put(name), name) for part, put in parts.items()}
        source, _, rest = name.partition(".")
        tree.setdefault(source, {})[rest] = texts
    return tree


class Cards:
    """The cards of one language.

    Parameters
    ----------
    wording : Wording
        The register under the build's parameters.
    """

    def __init__(self, wording: Wording):
        self.wording = wording
        self.say = wording.write.label
        register = wording.evidence.register
        self.scores = score(disclosed(register.samples, register.resource("samples")["schema"]["fields"]))

    def markdown(self, results: dict[str, dict]) -> str:
        """Return all cards: figures by source, then the computed results."""
        figures = self.wording.evidence.register.figures
        blocks = []
        for source in dict.fromkeys(figures["source"]):
            blocks.append(f"## {escape(self.wording.source(source))} {{.unnumbered .unlisted}}")
            blocks += [self.figure(name) for name in figures.index[figures["source"] == source]]
        blocks.append(f"## {self.say('card.computed')} {{.unnumbered .unlisted}}")
        blocks += [self.result(result) for name, result in sorted(results.items()) if anchor(result) == name]
        return "\n\n".join(blocks) + "\n"

    def figure(self, name: str) -> str:
        """Return the card of a figure."""
        row, wording = self.wording.row(name), self.wording
        place = self.say("card.place", source=f"@{row['source']}", paragraph=wording.write.number(int(row["locator"])))
        head = f"**{escape(wording.value(name))}** {escape(wording.label(name))}. {place}"
        lines = [*self._who(name, row), *self._meaning(name, row)]
        return _block(name, head, lines, source=row["source"], theme=self.say(f"theme.{row['theme']}"))

    def result(self, result: dict) -> str:
        """Return the card of a computed result: its text, formula and inputs."""
        name, figures = result["name"], result["figures"]
        head = f"**{escape(result['text'])}**"
        if not figures:
            return _block(name, head, [self.say("card.counted")], source=COMPUTED)
        inputs = ", ".join(f"[{escape(self.wording.value(figure))}](#{figure})" for figure in figures)
        formula = self.say("card.formula", formula=f"`{result['formula'] or ' , '.join(figures)}`")
        theme = self.say(f"theme.{self.wording.row(figures[0])['theme']}")
        return _block(name, head, [self.say("card.inputs", inputs=inputs), formula], source=COMPUTED, theme=theme)

    def disclosed(self, sample: str) -> str:
        """Return how many of the items to be disclosed a publication discloses of a sample."""
        number = self.wording.write.number
        return self.say("score", points=number(int(self.scores[sample])), items=number(len(ITEMS)))

    def _who(self, name: str, row: pd.Series) -> list[str]:
        """Return of whom the number speaks: sample, disclosure, base as meant and as announced, n, interval."""
        if row["sample"] is None or pd.isna(row["sample"]):
            return [self.say("card.record")]
        wording = self.wording
        score = self.disclosed(row["sample"])
        lines = [self.say("card.sample", sample=escape(wording.sample(row["sample"])), score=score)]
        if self.wording.evidence.share(name) is None:
            return lines
        lines.append(self.say("card.base", base=escape(wording.base(name)), total=wording.total(name)))
        if row["base_literal"] != row["base"] or row["base"] == "unclear":
            reason = escape(wording.translated(row, "base_reason"))
            lines.append(self.say("card.literal", base=escape(wording.base(name, literal=True)), reason=reason))
        refused = isinstance(wording.evidence.interval(name), Refusal)
        key = "card.refused" if refused else "card.interval"
        lines.append(self.say(key, confidence=wording.confidence(), interval=wording.interval(name)))
        return lines

    def _meaning(self, name: str, row: pd.Series) -> list[str]:
        """Return what the number measures and does not, where it repeats another, who said it first, its note."""
        wording = self.wording
        lines = [
            self.say("card.measures", measures=escape(wording.indicator(name, "measures"))),
            self.say("card.is_not", is_not=escape(wording.indicator(name, "is_not"))),
        ]
        if row["restates"] is not None and not pd.isna(row["restates"]):
            lines.append(self.say("card.restates", figure=f"[`{row['restates']}`](#{row['restates']})"))
        note = row["note"]
        if note is not None and not pd.isna(note):
            lines.append(escape(wording.note(name)))
        return [*lines, *map(escape, wording.corrections(name))]


def _block(name: str, head: str, lines: list[str], **filters: str) -> str:
    """Return a card: its number, what is to be known, a link to itself, and what the page's filters look at."""
    attributes = "".join(f' {key}="{value}"' for key, value in filters.items())
    body = " ".join(f"[{line}]{{.line}}" for line in [*lines, f"[`{name}`](#{name}){{.permalink}}"])
    return f"::: {{#{name} .card{attributes}}}\n{head}\n\n{body}\n:::"
