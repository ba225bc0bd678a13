"""Default cells of a new figure: from the form, the edition before, and its indicator."""

from collections.abc import Iterator

import pandas as pd

from ..project import LANGUAGES
from ..register import Register
from ..register.printed import PEOPLE, P
from ..register.ranges import SHARES
from ..register.rules import GROUPS
from ..register.verify import SIZE
from .form import Form, table_fields, whole_id

ID_COLUMNS = ("id", "base", "base_literal", "restates")  # may be written without the source
LABELS = [f"label_{language}" for language in LANGUAGES]
# What a figure takes from the edition before; not its base, which is read again in the words of each text.
CONTINUED = ["indicator", "population", "unit", "answer_type", "option_set", "nature", *LABELS, *GROUPS]


class Defaults:
    """The cells that a new figure takes where nothing is written, from the figures and indicators it may refer to."""

    def __init__(self, form: Form, register: Register):
        self.source, self.before = form.source, form.entry.cells["custom"].get("edition_of", "")
        self.figures = register.figures
        earlier = self.figures[self.figures["source"] == self.before]
        self.earlier = earlier.set_axis(earlier.index.str.removeprefix(f"{self.before}."))
        self.originals = self.earlier[self.earlier["restates"].isna()]
        self.fields = table_fields(register.descriptor, "figures")
        self.cards = [entry.cells for entry in form.rows["samples"]]
        self.samples = {card["id"]: card["population"] for card in self.cards}
        self.issued = form.entry.cells["custom"].get("issued")
        self.indicators = register.indicators.to_dict("index")
        self.indicators |= {entry.cells["id"]: entry.cells for entry in form.rows["indicators"]}

    def from_text(self, row: dict[str, str], before: str, number: str, after: str) -> dict[str, str]:
        """Return the cells that the form and the words around a number give: sample, indicator, base of a share.

        Only what the words name: `87 % des professionnels`, where one sample is of professionals. Who `d’entre eux`
        are, or a number without people, is left to the reader.
        """
        value, unit = row["value"], row["unit"]
        if unit in SHARES:
            matches = (kind for kind, pattern in PEOPLE.items() if pattern.match(after) or pattern.search(number))
            people = next(matches, None)
            samples = [name for name, population in self.samples.items() if people in (population, "asked")]
            if len(samples) == 1:
                return self._sample(samples[0]) | ({} if P.part_of.search(before) else {"base_literal": "all"})
        for card in self.cards:
            days = card["fieldwork_start"], card["fieldwork_end"]
            if unit == "count" and value == card["n"]:
                return self._sample(card["id"]) | {"indicator": SIZE}
            if unit == "date" and value in days:
                name = "date" if days[0] == days[1] else "start" if value == days[0] else "end"
                return self._sample(card["id"]) | {"indicator": f"fieldwork-{name}"}
        return {"indicator": "publication-date"} if unit == "date" and value == self.issued else {}

    def _sample(self, sample: str) -> dict[str, str]:
        return {"sample": sample} if len(self.samples) > 1 else {}

    def names(self) -> Iterator[str]:
        """Yield the name and the label of each figure of the edition before, a line each."""
        yield from [f"Figures of {self.before}:"] if len(self.originals) else []
        yield from (f"  {name}: {label}" for name, label in self.originals["label_en"].items())

    def completed(self, row: dict[str, str]) -> dict[str, str]:
        """Return a row of a draft with its empty cells filled from the edition before, the indicator and the form."""
        cells = {column: cell for column, cell in row.items() if cell}
        for defaults in (self._continued, self._of_indicator, self._usual):
            cells = {**defaults(cells), **cells}
        cells = dict.fromkeys(row, "") | cells
        return cells | {column: whole_id(cells[column], self.source) for column in ID_COLUMNS}

    def _continued(self, written: dict[str, str]) -> dict[str, str]:
        """Return the cells of the earlier figure of this name, the one restated, or the only one of the indicator."""
        indicator = written.get("indicator")
        names = [written.get(column, "").removeprefix(f"{self.source}.") for column in ("id", "restates")]
        name = next((name for name in names if name in self.earlier.index), names[0])
        if not name:
            measured = self.originals.index[self.originals["indicator"] == indicator]
            name = measured[0] if len(measured) == 1 else ""
        if name not in self.earlier.index or indicator not in (None, self.earlier.at[name, "indicator"]):
            return {}
        cells = self.earlier.loc[name, CONTINUED].fillna("none").to_dict() | {"id": name}
        if cells["option_set"] != "none":  # the answers of this edition add up among themselves
            cells["option_set"] = f"{self.source}-{cells['option_set'].partition('-')[2]}"
        return cells

    def _of_indicator(self, written: dict[str, str]) -> dict[str, str]:
        """Return the cells that an indicator gives: name, theme, what its figures share, label of a share of all."""
        name = written.get("indicator", "")
        figures = self.figures.loc[self.figures["indicator"] == name, ["nature", "unit"]]
        cells = {column: values.iloc[0] for column, values in figures.items() if values.nunique() == 1}
        cells |= {"indicator": name, "id": name, "theme": self.indicators.get(name, {}).get("theme", "")}
        bases = {written.get(column, "all") for column in ("base", "base_literal")}
        if name in self.indicators and bases <= {"all", "none"}:
            cells |= {column: self.indicators[name][column] for column in LABELS}
        return {"nature": "", "unit": ""} | cells

    def _usual(self, written: dict[str, str]) -> dict[str, str]:
        """Return sample, population, base and kind of answer, as far as unit and nature give them."""
        share, record, date = written["unit"] in SHARES, written["nature"] == "record", written["unit"] == "date"
        only_sample = next(iter(self.samples)) if len(self.samples) == 1 else ""
        sample = written.get("sample", "none" if record else only_sample)
        population = "none" if record or date else self.samples.get(sample, "")
        base = written.get("base_literal", written.get("base", "")) if share and not record else "none"
        answer = "unknown" if share else "none"
        return {"sample": sample, "population": population, "base": base, "base_literal": base, "answer_type": answer}

    def changes(self, figures: pd.DataFrame) -> dict[str, list[str]]:
        """Return, for each figure that has the name of one of the edition before, what has changed."""
        now = figures.set_axis(figures.index.str.removeprefix(f"{self.source}."))
        names = now.index.intersection(self.earlier.index, sort=False)
        return {name: list(_changes(now.loc[name], self.earlier.loc[name])) for name in names}


def _changes(now: pd.Series, before: pd.Series) -> Iterator[str]:
    """Yield a sentence if a figure is of another population, and one if it has another base."""
    for column in ("population", "base"):
        new, old = (str(row[column]).rpartition(".")[2] for row in (now, before))
        if new != old:
            yield f"{column} is {new}, and was {old}"
