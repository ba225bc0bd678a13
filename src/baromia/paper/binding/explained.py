"""What a row of a table may say: the texts of the figures, samples, sources, relations and headlines it names."""

from functools import cached_property
from itertools import permutations

from ...analysis.derived import product, total, without
from ...analysis.editions import lines
from ...analysis.parameters import RULES
from ...notebook import open_theme
from ...words import edition_wording as sequence
from ..cards import Cards
from .known import Known
from .numerals import plain
from .recorded import points


class Explained:
    """The texts that the register and the results allow, by what a row of a table names.

    Parameters
    ----------
    known : Known
    """

    def __init__(self, known: Known):
        self.known, self.wording, self.say = known, known.wording, known.say
        self.figures = known.register.figures
        self.named = self._by_label()
        self.samples = {plain(self.wording.sample(name)): name for name in known.register.samples.index}
        self.sources = {plain(self.wording.source(name)): name for name in known.register.sources}

    def row(self, cells: list[str]) -> set[str]:
        """Return every text that a row may hold, by what its cells name."""
        samples = [self.samples[cell] for cell in cells if cell in self.samples]
        named = [name for cell in cells for name in self._figures_of(cell, samples)]
        found = {text for name in named for text in self.of_figure(name)}
        found |= {text for cell in cells for text in self._computed(cell, samples)}
        found |= {text for pair in permutations(dict.fromkeys(named), 2) for text in self._pair(*pair)}
        found |= {text for name in samples for text in self._of_sample(name)}
        found |= {text for cell in cells for text in self._of_source(cell)}
        found |= {text for cell in cells for name in samples for text in self.over_time.get((cell, name), ())}
        for texts in (self.relations, self.headlines):
            found |= {text for cell in cells for text in texts.get(cell, ())}
        return found

    def may_stand_under(self, heading: str, cell: str) -> bool:
        """Tell whether a cell that names figures names one of its column's sample, where a sample heads the column."""
        names, sample = self.named.get(cell), self.samples.get(heading)
        return not (names and sample) or sample in set(self.figures.loc[names, "sample"])

    def _by_label(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self.figures.index:
            label = plain(self.wording.label(name))
            for text in (label, plain(f"{self.wording.value(name)} {label}")):
                found.setdefault(text, []).append(name)
        return found

    def _figures_of(self, cell: str, samples: list[str]) -> list[str]:
        """Return the figures a cell names, those of the row's sample where it names one."""
        names = self.named.get(cell, [])
        return [name for name in names if self.figures.at[name, "sample"] in samples] or names if samples else names

    def of_figure(self, name: str) -> set[str]:
        """Return everything a row may say of a figure."""
        wording = self.wording
        texts = {*self.known.of_figure(name), wording.label(name), wording.base(name), wording.note(name)}
        texts |= {wording.indicator(name, "measures"), wording.indicator(name, "is_not")}
        return {plain(text) for text in texts} | {plain(f"{wording.value(name)} {wording.label(name)}")}

    def _computed(self, cell: str, samples: list[str]) -> set[str]:
        """Return what a row may say of the products or sums whose label a cell is, those of the row's sample."""
        found = {
            text for pair in self._of_samples(self._products.get(cell, []), samples) for text in self._product(pair)
        }
        parts = [self._figures_of(part, samples) for part in cell.split(" + ")]
        if len(parts) > 1 and all(parts):
            found |= self._sum([names[0] for names in parts], cell)
        return found

    def _sum(self, names: list[str], cell: str) -> set[str]:
        """Return what a row may say of a sum; nothing of answers whose sum would mean nothing."""
        try:
            return self._told(total(self.known.evidence, names), names, " + ") | {cell}
        except ValueError:
            return set()

    def _product(self, pair: list[str]) -> set[str]:
        label = plain(self.say("computed.product", label=self.wording.label(pair[0])))
        return self._told(product(self.known.evidence, *pair), pair, " × ") | {label}

    def _told(self, share, names: list[str], sign: str) -> set[str]:
        how = sign.join(self.wording.value(name) for name in names)
        return {plain(text) for text in (how, self.wording.write.percent(share.share), self.wording.rounding(share))}

    def _of_samples(self, pairs: list[list[str]], samples: list[str]) -> list[list[str]]:
        """Return the pairs of the row's sample; all where it names none of theirs: editions may share their labels."""
        return [pair for pair in pairs if self.figures.at[pair[0], "sample"] in samples] or pairs

    @cached_property
    def _products(self) -> dict[str, list[list[str]]]:
        """Return, by label, the shares of a subgroup that can be brought to the base of the subgroup."""
        found: dict[str, list[list[str]]] = {}
        for name, base in self.figures["base"].items():
            if base in self.figures.index and None not in map(self.known.evidence.share, (name, base)):
                label = plain(self.say("computed.product", label=self.wording.label(name)))
                found.setdefault(label, []).append([name, base])
        return found

    @cached_property
    def over_time(self) -> dict[tuple[str, str], set[str]]:
        """Return, by the label of an answer and a sample, what a row may say of it and the edition before."""
        found: dict[tuple[str, str], set[str]] = {}
        for line in lines(self.known.evidence):
            label = plain(sequence.title(line, self.wording, named=False))
            for before, after in line.steps:
                texts = [sequence.at(name, self.wording) for name in (before, after)]
                texts += [label, *sequence.step(before, after, self.wording)]
                key = (label, self.figures.at[after, "sample"])
                found.setdefault(key, set()).update(plain(text) for text in texts)
        return found

    def _pair(self, first: str, second: str) -> set[str]:
        """Return what a row may say of two answers of one sample."""
        if self.figures.at[first, "sample"] != self.figures.at[second, "sample"]:
            return set()
        if None in map(self.known.evidence.share, (first, second)):
            return set()
        texts = [points(self.known, first, second)]
        if {self.figures.at[name, "unit"] for name in (first, second)} == {"percent"}:
            texts += list(self._theme.bounds((first, second)).frame[self.say("column.limits")])
        return {plain(text) for text in [*texts, self.wording.rounding(without(self.known.evidence, first, second))]}

    def _of_sample(self, name: str) -> set[str]:
        row, write = self.known.register.samples.loc[name], self.wording.write
        texts = {write.total(self.known.evidence.reported(name)), self.wording.sample(name), self._score(name)}
        texts |= {self.wording.translated(row, column) for column in ("mode", "recruitment")}
        days = [row["fieldwork_start"], row["fieldwork_end"]]
        if isinstance(days[0], str):
            low, high = map(write.date, days)
            texts.add(low if low == high else self.say("interval", low=low, high=high))
        return {plain(text) for text in texts}

    @cached_property
    def _theme(self):
        return open_theme("training-gap", data=self.known.data, **self._given)

    @property
    def _given(self) -> dict:
        """The parameters that every notebook has."""
        return {name: getattr(self.known.evidence.parameters, name) for name in RULES}

    @cached_property
    def _scores(self) -> dict:
        return Cards(self.wording).scores

    def _score(self, name: str) -> str:
        from ...analysis.disclosure import ITEMS

        number = self.wording.write.number
        return self.say("score", points=number(int(self._scores[name])), items=number(len(ITEMS)))

    def groups(self) -> dict[str, list[str]]:
        """Return the headings in charts, of samples and of publications, with the samples of each."""
        samples = self.known.register.samples
        by_source = {
            plain(name): list(samples.index[samples["source"] == source]) for name, source in self.sources.items()
        }
        return {**by_source, **{plain(self.wording.group(name)): [name] for name in samples.index}}

    def grid(self) -> set[str]:
        """Return the headings of the grid of disclosed items: a sample with its score."""
        return {plain(f"{self.wording.sample(name)} — {self._score(name)}") for name in self._scores.index}

    def _of_source(self, cell: str) -> set[str]:
        """Return what a row may say of the publication a cell names."""
        if cell not in self.sources:
            return set()
        name = self.sources[cell]
        card = self.known.register.sources[name].get("custom", {})
        count = self.wording.write.number(int((self.figures["source"] == name).sum()))
        column = "{}" if self.wording.language == "en" else "{}_" + self.wording.language
        texts = [card.get(column.format(key), "") for key in ("what_it_is", "publisher_interest")]
        return {plain(self.wording.write.text(text)) for text in [cell, count, *texts]}

    @cached_property
    def relations(self) -> dict[str, set[str]]:
        """Return, by what was found, what a row may say of a relation."""
        write, language, found = self.wording.write, self.wording.language, {}
        for _, row in self.known.register.relations.iterrows():
            texts = [row[f"explanation_{language}"], row[f"reading_{language}"]]
            texts = {plain(write.text(text)) for text in texts if isinstance(text, str)}
            found[plain(write.text(row[f"explanation_{language}"]))] = texts
        return found

    @cached_property
    def headlines(self) -> dict[str, set[str]]:
        """Return, by headline, what a row or an alternative text may say of its specifications."""
        own = {name: value for name, value in self.known.given.items() if name == "tried_totals"}
        theme = open_theme("robustness", data=self.known.data, **self._given, **own)
        rows = self.known.register.headlines
        label, found = f"label_{self.wording.language}", {}
        for (name, curve), line in zip(theme.curves.items(), theme.stands().frame.itertuples(index=False), strict=True):
            found[plain(self.wording.write.text(rows.at[name, label]))] = self._curve(curve) | {plain(line[-1])}
        return found

    def _curve(self, curve) -> set[str]:
        write = self.wording.write
        ends = (curve["low"].min(), curve["high"].max())
        low, high = (write.points((end, 0)) for end in ends)
        middle = [write.percent(curve["estimate"].min()), write.percent(curve["estimate"].max())]
        texts = [write.number(len(curve)), write.percent(float(curve["stands"].mean())), write.interval(*ends), *middle]
        return {plain(text) for text in [*texts, self.say("interval", low=low, high=high)]}
