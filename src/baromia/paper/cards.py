"""The register as the paper shows it: a card for each figure, computed quantity and result, as Markdown.

Numbers in the text are links to these cards; the anchor of a card is the id of its figure or quantity, or the name of
its result.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import pandas as pd

from nbpaper.markdown import escape

from ..analysis.disclosure import ITEMS, disclosed, score
from ..analysis.parameters import Parameters
from ..analysis.table import RANDOM
from ..register import Register
from ..register.descriptor import fields
from ..register.relation_kinds import UNKNOWN_BASES
from ..words.citing import Citing
from ..words.evidence import evidence
from ..words.formatting import lowered
from ..words.words import Words

COMPUTED = "computed"  # stands for the source of a number that no publication prints
TEXT_PARTS = ("printed", "least", "most", "range", "counts", "least_count")  # of a quantity, on its card

Row = Mapping[str, object]
Results = Mapping[str, dict]


@lru_cache(maxsize=4)  # those of both languages serve the search, too
def cards_of(register: Register, parameters: Parameters) -> "Cards":
    """Return the cards of a register under given parameters."""
    return Cards(register, parameters)


class Cards:
    """What the register allows one to say of each number, under given parameters, of which one is the language."""

    def __init__(self, register: Register, parameters: Parameters):
        self.register = register
        self.words = Words(parameters.language, register)
        self.figures = evidence(data=register, **vars(parameters))
        self.derived = self.words.derived(self.figures)
        self.confidence = self.words.confidence(parameters.confidence)
        self.rows = self.figures.to_dict("index") | self.derived.to_dict("index")
        self.citing = Citing(self.words, self.rows, self.confidence)
        self.scores = score(disclosed(register.samples, fields(register.resource("samples"))))
        self._corrected = [row for row in register.corrections.to_dict("records") if row["table"] == "figures"]
        self._by_formula = dict(zip(self.derived["formula"], self.derived.index, strict=True))

    # -- which card a number has

    def anchor(self, name: str, results: Results) -> str:
        """Return the card id of a result: its figure's or quantity's, that of the result it is part of, or its own."""
        result = results[name]
        if parent := result.get("part_of"):
            return self.anchor(parent, results)
        if result["kind"] == "published":
            return result["figures"][0]
        quantity = self._by_formula.get(result.get("formula"))
        texts = [self.rows[quantity][column] for column in TEXT_PARTS] if quantity else []
        return quantity if result["text"] in texts else name

    # -- cards

    def markdown(self, results: Results) -> str:
        """Return all cards: figures by source, then what is computed from them."""
        blocks = []
        for source, ids in self.figures.groupby("source", sort=False).groups.items():
            blocks.append(f"## {escape(self.words.publication[source])} {{.unnumbered .unlisted}}")
            blocks += map(self.figure, ids)
        blocks.append(f"## {self.words.label('card.computed')} {{.unnumbered .unlisted}}")
        blocks += map(self.computed, self.derived.index)
        blocks += [self.result(name, results) for name in sorted(results) if self.anchor(name, results) == name]
        return "\n\n".join(blocks) + "\n"

    def figure(self, name: str) -> str:
        """Return the card of a figure: of whom it speaks, what it measures and does not, and what was corrected."""
        row, figure, say = self.rows[name], self.register.figures.loc[name], self.words.label
        place = say("card.place", source=f"@{row['source']}", paragraph=self.words.number(int(row["locator"])))
        of_people = pd.notna(row["sample"]) and pd.notna(row["share"])
        other_base = of_people and row["base_literal"] != row["base"]
        level = "published_base" if other_base and row["base"] not in UNKNOWN_BASES else "published"
        lines = [say("card.record") if pd.isna(row["sample"]) else self._sample(row, level)]
        if of_people:
            lines.append(self._base(row))
            if other_base or row["base"] in UNKNOWN_BASES:
                reason = escape(self.words.translated(figure, "base_reason"))
                lines.append(say("card.literal", base=escape(self._announced(name)), reason=reason))
            key = "refused" if pd.isna(row["low"]) else "interval_random" if row.get("design") == RANDOM else "interval"
            lines.append(say(f"card.{key}", confidence=self.confidence, interval=row["interval"]))
        lines += [say(f"card.{key}", **{key: escape(lowered(row[key]))}) for key in ("measures", "is_not")]
        if pd.notna(row["restates"]):
            lines.append(say("card.restates", figure=f"[`{row['restates']}`](#{row['restates']})"))
        notes = [row["note"]] if pd.notna(figure["note"]) else []
        lines += map(escape, notes + self.corrections(name))
        head = f"**{escape(row['printed'])}** {escape(row['label'])}. {place}"
        return self._block(name, head, lines, row["theme"], source=row["source"], level="published")

    def computed(self, name: str) -> str:
        """Return the card of a quantity of derived.csv."""
        row, say = self.rows[name], self.words.label
        lines = [self._sample(row, row["level"]), self._base(row)]
        if pd.isna(row["share_low"]):
            lines.append(say("card.refused", interval=row["reason"]))
        else:
            lines.append(say("card.bounds" if row["operation"] == "overlap" else "card.rounded", range=row["range"]))
        if row["counts"] != row["range"]:
            lines.append(say("card.counts", counts=row["counts"], least=row["least_count"]))
        if pd.notna(row["reading"]):
            lines.append(say("card.reading", reading=escape(lowered(row["reading"]))))
        lines += [*self._origin(row["inputs"], row["formula"]), *map(escape, self.caveats(name))]
        head = f"**{escape(row['printed'])}** {escape(row['label'])}. {say('card.from', source='@' + row['source'])}"
        theme = self.rows[row["inputs"][0]]["theme"]
        return self._block(name, head, lines, theme, source=COMPUTED, level=row["level"])

    def result(self, name: str, results: Results) -> str:
        """Return the card of a result that is neither figure nor quantity: its text, its parts, formula and inputs."""
        result, say, headline = results[name], self.words.label, self.citing.headline(name)
        figures = [self.rows[figure] for figure in result["figures"]]
        labels = [figure["label"] for figure in figures]
        title = say("card.cases", headline=f"{headline}.") if headline else self._title(name, result, labels)
        head = f"**{escape(result['text'])}** {escape(title)}".rstrip()
        if not figures:
            return self._block(name, head, [say("card.counted")], source=COMPUTED)
        lines = [*self._of_whom(figures, result.get("level"), headline), *self._part_lines(name, results)]
        lines += self._origin(result["figures"], "" if headline else result.get("formula"))
        return self._block(name, head, lines, figures[0]["theme"], source=COMPUTED, level=result.get("level"))

    def disclosed(self, sample: str) -> str:
        """Return how many of the items to be disclosed a publication discloses of a sample."""
        number = self.words.number
        return self.words.label("score", points=number(int(self.scores[sample])), items=number(len(ITEMS)))

    def level(self, level: str) -> str:
        """Return in words what kind of claim a number is."""
        return self.words.label("card.level", level=self.words.label(f"level.{level}"))

    # -- parts of a card

    def _title(self, name: str, result: Mapping, labels: list[str]) -> str:
        """Return the title of a result: its label, or one made of the labels of its figures; empty without either."""
        if self.words.has(f"result.{name}"):
            return self.words.label(f"result.{name}") + "."
        if result.get("operation") == "difference":
            return self.words.label("card.less", first=labels[0], second=labels[1]) + "."
        if result.get("operation") == "product":
            return self.words.label("computed.product", label=labels[0]) + "."
        return ""

    def _of_whom(self, figures: list[Row], level: str | None, headline: str) -> list[str]:
        """Return lines for a result's level, and for the sample and the base of its figures where these share them."""
        first = figures[0]
        if len({figure["sample"] for figure in figures}) > 1 or not isinstance(first["sample"], str):
            return [self.level(level)] if level else []
        one_base = len({figure["base"] for figure in figures}) == 1 and not headline
        return [self._sample(first, level)] + ([self._base(first)] if one_base else [])

    def _part_lines(self, name: str, results: Results) -> Iterator[str]:
        """Yield a line for the range, the counts and the interval (or why there is none) recorded with a result."""
        say, text = self.words.label, results[name]["text"]
        parts = {part.removeprefix(name): result for part, result in results.items() if result.get("part_of") == name}
        texts = {part: result["text"] for part, result in parts.items()}
        if texts.get("_range", text) != text:
            yield say("card.range", range=texts["_range"])
        if "_counts" in texts:
            yield say("card.counts", counts=texts["_counts"], least=texts["_least_count"])
        if "_interval" in texts:
            key = "card.refused" if parts["_interval"].get("reason") else "card.limits"
            yield say(key, confidence=self.confidence, interval=texts["_interval"])

    def _announced(self, name: str) -> str:
        """Return the people a page announces a share of: the label `announced.<id>`, or the words of the coded base."""
        if self.words.has(label := f"announced.{name}"):
            return self.words.label(label)
        row = self.rows[name]
        return row["of_whom"] if row["base_literal"] == row["base"] else self.words.base(row["base_literal"])

    def _sample(self, row: Row, level: str | None) -> str:
        """Return the line of a number's level and sample."""
        sample = self.words.label("card.sample", sample=escape(row["who"]), score=self.disclosed(row["sample"]))
        return f"{self.level(level)} {sample}" if level else sample

    def _base(self, row: Row) -> str:
        """Return the line of the people a number is a share of, and how many they are."""
        return self.words.label("card.base", base=escape(row["of_whom"]), total=row["n"])

    def _origin(self, figures: Iterable[str], formula: str) -> list[str]:
        """Return the lines of a number's inputs, each a link to its card, and of its formula."""
        rows = {name: self.rows[name] for name in figures}
        inputs = [
            self.words.label("card.input", value=linked(row["printed"], name), label=escape(row["label"]))
            for name, row in rows.items()
        ]
        lines = [self.words.label("card.inputs", inputs=self.words.separator.join(inputs))]
        return [*lines, self.words.label("card.formula", formula=f"`{formula}`")] if formula else lines

    def _block(self, name: str, head: str, lines: list[str], theme: str | None = None, **filters: str | None) -> str:
        """Return a card as Markdown: head, lines, a link to itself; its attributes are what the page filters by."""
        filters |= {"theme": theme and self.words.label(f"theme.{theme}")}
        attributes = "".join(f' {key}="{value}"' for key, value in filters.items() if value)
        spans = [_span("line", line) for line in lines]
        if name in self.rows:  # not to be read beside the lines that say the same, but to be copied
            spans.append(_span("cite", escape(self.sentence(name))))
        body = " ".join([*spans, _span("line", f"[`{name}`](#{name}){{.permalink}}")])
        return f"::: {{#{name} .card{attributes}}}\n{head}\n\n{body}\n:::"

    # -- how to cite them

    def corrections(self, figure: str) -> list[str]:
        """Return a sentence for each correction of a figure's row, in the order of the corrections."""
        words = self.words
        return [
            words.label(
                "corrected",
                date=row["date"],
                column=row["column"],
                expected=words.text(row["expected"]),
                reason=words.translated(row, "reason"),
            )
            for row in self._corrected
            if row["row"] == figure
        ]

    def caveats(self, name: str) -> list[str]:
        """Return what may not be said of a figure or quantity, and what was corrected in it."""
        row = self.rows[name]
        if "inputs" not in row:
            return [self.words.label("cite.may_not", is_not=lowered(row["is_not"])), *self.corrections(name)]
        return [row["note"]] if pd.notna(row["note"]) else self.caveats(row["inputs"][0])[:1]

    def sentence(self, name: str) -> str:
        """Return the sentence one may print of a figure or quantity."""
        return self.citing.computed(name) if "inputs" in self.rows[name] else self.citing.published(name)

    def statements(self, name: str) -> list[str]:
        """Return the sentence one may print of a figure or quantity, and what may not be said of it."""
        return [self.sentence(name), *self.caveats(name)]

    def head(self, name: str) -> str:
        """Return id, number and label of a figure or quantity."""
        return f"{name}: {self.rows[name]['printed']} {self.rows[name]['label']}"


def linked(text: str, target: str) -> str:
    """Return a number as a Markdown link to its card."""
    return f"[{escape(text)}](#{target}){{.figure}}"


def _span(kind: str, text: str) -> str:
    """Return a span of a class as HTML has it, which pandoc reads in half the time of `[…]{.class}`."""
    return f'<span class="{kind}">{text}</span>'
