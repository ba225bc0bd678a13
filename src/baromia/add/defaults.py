"""What is known of a figure before it is described: from the form, the edition before, and from its indicator."""

from collections.abc import Iterator

import pandas as pd

from ..project import LANGUAGES
from ..register import Register
from ..register.printed import PEOPLE, P
from ..register.ranges import SHARES
from ..register.rules import GROUPS
from ..register.verify import SIZE
from .form import Form, table_fields, whole_id

NAMING = ("id", "base", "base_literal", "restates")  # may be written without the source
LABELS = [f"label_{language}" for language in LANGUAGES]
# What a figure takes from the edition before; not its base, which is read again in the words of each text.
CONTINUED = ["indicator", "population", "unit", "answer_type", "option_set", "nature", *LABELS, *GROUPS]


class Defaults:
    """What a new figure takes where nothing is written, from the figures and indicators that it may refer to."""

    def __init__(self, form: Form, register: Register):
        self.source, self.before = form.source, form.entry.cells["custom"].get("edition_of", "")
        self.figures = register.figures
        earlier = self.figures[self.figures["source"] == self.before]
        self.earlier = earlier.set_axis(earlier.index.str.removeprefix(f"{self.before}."))
        self.first = self.earlier[self.earlier["restates"].isna()]
        self.fields, self.cards = (
            table_fields(register.descriptor, "figures"),
            [one.cells for one in form.rows["samples"]],
        )
        self.samples = {card["id"]: card["population"] for card in self.cards}
        self.issued = form.entry.cells["custom"].get("issued")
        self.indicators = register.indicators.to_dict("index")
        self.indicators |= {one.cells["id"]: one.cells for one in form.rows["indicators"]}

    def announced(self, row: dict[str, str], before: str, own: str, after: str) -> dict[str, str]:
        """Return what form and words tell of a number: n and days of a sample, and of whom it is said to be a share.

        Only what the words name: `87 % des professionnels`, where one sample is of professionals. Who `d’entre eux`
        are, or a number without people, is left to the reader.
        """
        value, unit = row["value"], row["unit"]
        if unit in SHARES:
            named = next((who for who, words in PEOPLE.items() if words.match(after) or words.search(own)), None)
            asked = [name for name, who in self.samples.items() if named in (who, "asked")]
            if len(asked) == 1:
                return self._sample(asked[0]) | ({} if P.part_of.search(before) else {"base_literal": "all"})
        for card in self.cards:
            days = card["fieldwork_start"], card["fieldwork_end"]
            if unit == "count" and value == card["n"]:
                return self._sample(card["id"]) | {"indicator": SIZE}
            if unit == "date" and value in days:
                name = "date" if days[0] == days[1] else "start" if value == days[0] else "end"
                return self._sample(card["id"]) | {"indicator": f"fieldwork-{name}"}
        return {"indicator": "publication-date"} if unit == "date" and value == self.issued else {}

    def _sample(self, name: str) -> dict[str, str]:
        return {"sample": name} if len(self.samples) > 1 else {}

    def names(self) -> Iterator[str]:
        """Yield the name and the label of each figure of the edition before, a line each."""
        yield from [f"Figures of {self.before}:"] if len(self.first) else []
        yield from (f"  {name}: {label}" for name, label in self.first["label_en"].items())

    def completed(self, row: dict[str, str]) -> dict[str, str]:
        """Return a row of a draft with its empty cells filled, as far as the register or custom tells."""
        said = {name: cell for name, cell in row.items() if cell}
        for known in (self._continued, self._of_indicator, self._usual):
            said = {**known(said), **said}
        said = dict.fromkeys(row, "") | said
        return said | {name: whole_id(said[name], self.source) for name in NAMING}

    def _continued(self, said: dict[str, str]) -> dict[str, str]:
        """Return the cells of the earlier figure of this name, of the one it restates, or alone of its indicator."""
        indicator, named = said.get("indicator"), [said.get(column, "") for column in ("id", "restates")]
        names = [name.removeprefix(f"{self.source}.") for name in named]
        name = next((name for name in names if name in self.earlier.index), names[0])
        if not name:
            alone = self.first.index[self.first["indicator"] == indicator]
            name = alone[0] if len(alone) == 1 else ""
        if name not in self.earlier.index or indicator not in (None, self.earlier.at[name, "indicator"]):
            return {}
        cells = self.earlier.loc[name, CONTINUED].fillna("none").to_dict() | {"id": name}
        if cells["option_set"] != "none":  # the answers of this edition add up among themselves
            cells["option_set"] = f"{self.source}-{cells['option_set'].partition('-')[2]}"
        return cells

    def _of_indicator(self, said: dict[str, str]) -> dict[str, str]:
        """Return what an indicator tells: name, theme, what all its figures share, and the label of a share of all."""
        name = said.get("indicator", "")
        figures = self.figures.loc[self.figures["indicator"] == name, ["nature", "unit"]]
        cells = {column: values.iloc[0] for column, values in figures.items() if values.nunique() == 1}
        cells |= {"indicator": name, "id": name, "theme": self.indicators.get(name, {}).get("theme", "")}
        bases = {said.get(column, "all") for column in ("base", "base_literal")}
        if name in self.indicators and bases <= {"all", "none"}:
            cells |= {column: self.indicators[name][column] for column in LABELS}
        return {"nature": "", "unit": ""} | cells

    def _usual(self, said: dict[str, str]) -> dict[str, str]:
        """Return sample, people, base and kind of answer, as far as unit and nature tell them."""
        share, record, date = said["unit"] in SHARES, said["nature"] == "record", said["unit"] == "date"
        alone = next(iter(self.samples)) if len(self.samples) == 1 else ""
        sample = said.get("sample", "none" if record else alone)
        people = "none" if record or date else self.samples.get(sample, "")
        base = said.get("base_literal", said.get("base", "")) if share and not record else "none"
        answer = "unknown" if share else "none"
        return {"sample": sample, "population": people, "base": base, "base_literal": base, "answer_type": answer}

    def compared(self, figures: pd.DataFrame) -> dict[str, list[str]]:
        """Return, for each of the publication's figures that has the name of one before, what has changed."""
        now = figures.set_axis(figures.index.str.removeprefix(f"{self.source}."))
        names = now.index.intersection(self.earlier.index, sort=False)
        return {name: list(_changes(now.loc[name], self.earlier.loc[name])) for name in names}


def _changes(now: pd.Series, before: pd.Series) -> Iterator[str]:
    """Yield whether a figure speaks of other people, or is a share of another base."""
    for column in ("population", "base"):
        here, there = (str(row[column]).rpartition(".")[2] for row in (now, before))
        if here != there:
            yield f"{column} is {here}, and was {there}"
