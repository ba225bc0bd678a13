"""Sentences one may print: who says it and where, how many of whom, out of how many, and what they do or think.

Verbs stand in the columns `says_…` of indicators.csv and derived.csv. In labels.csv stand people (`people.` and the id
of a figure or sample, or a population), names of sources within a sentence (`source.<id>`), simple fractions, and the
verb of one figure where its indicator's will not do (`says.<figure>`), or between whom it is not clear (`unclear.…`).
Without a verb, the label is given as it stands.
"""

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from ..analysis.table import RANDOM
from ..register.relation_kinds import UNKNOWN_BASES
from .formatting import lowered
from .words import Words

Row = Mapping[str, object]
VALUE = "{value}"  # the place of the number in a clause that is no share of people
ELIDED = re.compile(r"\bde (?=un\b)")


class Citing:
    """What one may print of the rows of the evidence, of the derived quantities and of results, in one language."""

    def __init__(self, words: Words, rows: Mapping[str, Row], confidence: str):
        self.words, self.rows, self.confidence = words, rows, confidence

    def published(self, name: str) -> str:
        """Return the sentence of a figure."""
        row, say, verb = self.rows[name], self.words.label, self._verb(name)
        values = {"source": self._source(row), "place": self._place(name), "value": row["printed"]}
        values |= {"label": row["label"], "base": row["of_whom"], "details": self._size(row)}
        is_share = isinstance(row["sample"], str) and pd.notna(row["share"])
        of_people = "_share" if is_share else ""
        if verb and (VALUE in verb or not is_share):
            return say(f"cite.clause{of_people}", **values, says=verb.replace(VALUE, row["printed"]))
        unclear = {row["base"], row["base_literal"]} & set(UNKNOWN_BASES)
        announced = row if unclear else row | {"base": row["base_literal"]}
        people = self._people(name, announced) if verb else None
        if people is None:
            return say(f"cite.plain{of_people}", **values)
        values |= {"people": people, "says": verb, "details": self._details(name, row)}
        key = "cite.share"
        if fraction := self._optional(f"fraction.{row['value'].replace('/', '_')}"):
            exact = row["qualifier"] == "exact"
            values["value"] = fraction if exact else say(f"qualifier.{row['qualifier']}", number=fraction)
        elif row["unit"] == "ratio":
            key += "_in"
        return self._elided(say(f"{key}_unclear" if row["base"] in UNKNOWN_BASES else key, **values))

    def computed(self, name: str) -> str:
        """Return the sentence of a quantity of derived.csv."""
        row, say = self.rows[name], self.words.label
        verb, people = self._verb(name), self._people(name, row)
        details, has_range = [row["n"]], pd.notna(row["share_low"])
        if has_range and row["counts"] != row["range"]:
            details = [say("cite.possible", range=f"{row['counts']}, {row['range']}")]
        elif has_range:
            details.append(say("cite.possible", range=row["range"]))
        values = {"value": row["printed"], "details": self.words.separator.join(details)}
        values |= {"people": people, "says": verb, "label": row["label"], "base": row["of_whom"]}
        sentence = say("cite.computed" if verb and people and has_range else "cite.computed_plain", **values)
        return self._with_origin(row["level"], sentence, row["inputs"], row["reading"])

    def result(self, result: Row, name: str) -> str:
        """Return the sentence of a result that is neither figure nor quantity; a headline's has the headline's name."""
        inputs, say = result["figures"], self.words.label
        if not inputs:
            return say("cite.counted", value=result["text"])
        if headline := self.headline(name):
            return say("cite.headline", value=result["text"], label=headline, **self._origin(inputs))
        describe = {"difference": self._difference, "product": self._product}.get(result.get("operation"))
        if describe and result.get("level") == "arithmetic" and (sentence := describe(result)):
            return self._with_origin("arithmetic", sentence, inputs)
        formula = result.get("formula") or ", ".join(inputs)
        return say("cite.result", value=result["text"], formula=formula, **self._origin(inputs))

    def headline(self, name: str) -> str:
        """Return the headline whose cases a result counts; an empty text where it counts none."""
        headlines, headline_id = self.words.register.headlines, name.partition(".")[2].replace("_", "-")
        if not name.startswith("robustness.") or headline_id not in headlines.index:
            return ""
        return self.words.text(headlines.at[headline_id, f"label_{self.words.language}"])

    # -- parts of a sentence

    def _with_origin(self, level: str, claim: str, inputs: Iterable[str], reading: object = None) -> str:
        """Return a claim of a computed number as a sentence that names its inputs, and the reading it rests on."""
        say = self.words.label
        if level == "reading":
            stated = say("card.reading", reading=lowered(reading)) if isinstance(reading, str) else ""
            sentence = say("cite.under_reading", said=claim, reading=stated, **self._origin(inputs)).rstrip()
        else:
            sentence = say(f"cite.{level}", said=claim[:1].upper() + claim[1:], **self._origin(inputs))
        return self._elided(sentence)

    def _origin(self, inputs: Iterable[str]) -> dict[str, str]:
        """Return the numbers that something is computed from, and their sources and places."""
        rows = [self.rows[name] for name in inputs]
        return {
            "inputs": self.words.listed([row["printed"] for row in rows]),
            "source": self.words.listed(list(dict.fromkeys(map(self._source, rows)))),
            "places": self.places(row["locator"] for row in rows),
        }

    def places(self, locators: Iterable[str]) -> str:
        """Return paragraphs of a publication, each once and in their order."""
        numbers = sorted({int(locator) for locator in locators})
        paragraphs = self.words.listed([self.words.number(number) for number in numbers])
        key = "cite.place" if len(numbers) == 1 else "cite.places"
        return self.words.label(key, paragraph=paragraphs, paragraphs=paragraphs)

    def _source(self, row: Row) -> str:
        return self._optional(f"source.{row['source']}") or row["publication"]

    def _place(self, name: str) -> str:
        """Return the paragraph of a figure, and where its publication has the number from, if it says so."""
        place = self.places([self.rows[name]["locator"]])
        figure = self.words.register.figures.loc[name]
        if pd.isna(figure["first_said_by"]) or figure["first_said_by"].startswith("unknown"):
            return place
        return self.words.label("cite.origin", place=place, origin=self.words.translated(figure, "first_said_by"))

    def _verb(self, name: str) -> str | None:
        """Return what people do or think, or the whole clause; None where the register has no such words."""
        register, column = self.words.register, f"says_{self.words.language}"
        if "inputs" in self.rows[name]:
            verb = register.derived.loc[name].get(column)  # older registers have none
        else:
            verb = self._own_label("says", name) or register.indicators.loc[self.rows[name]["indicator"]].get(column)
        return self.words.text(verb) if isinstance(verb, str) else None

    def _people(self, name: str, row: Row) -> str | None:
        """Return the people a share is of as a noun: those polled or those in its base; None without words for them."""
        population = row["population"]
        people = self._own_label("people", name)
        if not people and "inputs" in row and population == self.words.register.samples.at[row["sample"], "population"]:
            people = self._optional(f"people.{row['sample']}")
        people = people or self._optional(f"people.{population}")
        conditions, base = [], row["base"]
        while people and base in self.rows and self.rows[base]["population"] == population:
            conditions.insert(0, self._verb(base))
            base = self.rows[base]["base"]
        if not people or not all(conditions):
            return None
        return self.words.label("cite.who", people=people, says=self.words.listed(conditions)) if conditions else people

    def _details(self, name: str, row: Row) -> str:
        """Return how the base differs from the one announced, how many people it has, and the interval."""
        literal, base, say = row["base_literal"], row["base"], self.words.label
        if base in UNKNOWN_BASES:
            key = f"cite.{base}" if literal == base else f"cite.{base}_announced"
            difference = self._own_label("unclear", name) or say(key, base=self._base(literal))
        elif literal in UNKNOWN_BASES:
            difference = say(f"cite.reading_{literal}", base=self._base(literal))
        elif literal != base:
            rival = self._own_label("unless", name)
            difference = say("cite.reading_unless" if rival else "cite.reading", base=self._base(base), rival=rival)
        else:
            return self._size(row)
        return self.words.separator.join([difference, self._size(row)])

    def _size(self, row: Row) -> str:
        """Return n, published, computed or not known, and the interval, if there is one."""
        subgroup = pd.notna(row["n_low"]) and row["base"] != "all"
        details = [self.words.label("cite.n_computed", n=row["n"]) if subgroup else row["n"]]
        if pd.notna(row["low"]):
            key = "cite.interval_random" if row["design"] == RANDOM else "cite.interval"
            details.append(self.words.label(key, confidence=self.confidence, interval=row["interval"]))
        return self.words.separator.join(details)

    def _base(self, base: str) -> str:
        """Return the people a base stands for, as `those who …`."""
        verb = self._verb(base) if base in self.rows else None
        return self.words.label("cite.those", says=verb) if verb else self.words.base(base)

    def _difference(self, result: Row) -> str | None:
        first, second = result["figures"]
        people, verbs = self._surveyed(first), (self._verb(first), self._verb(second))
        if not people or not all(verbs) or self.rows[first]["sample"] != self.rows[second]["sample"]:
            return None
        values = {"first": verbs[0], "second": verbs[1]}
        values |= {"first_value": self.rows[first]["printed"], "second_value": self.rows[second]["printed"]}
        return self.words.label("cite.difference", value=result["text"], people=people, **values)

    def _product(self, result: Row) -> str | None:
        inner, *outer = result["figures"]
        verbs = [self._verb(name) for name in (*reversed(outer), inner)]
        people, details = self._surveyed(outer[-1]), self.rows[outer[-1]]["n"]
        if not people or not all(verbs):
            return None
        values = {"value": result["text"], "details": details, "people": people, "says": self.words.listed(verbs)}
        return self.words.label("cite.computed", **values)

    def _surveyed(self, name: str) -> str | None:
        """Return all the people of a figure's sample as a noun; None without words for them."""
        row = self.rows[name]
        return self._optional(f"people.{row['sample']}") or self._optional(f"people.{row['population']}")

    def _own_label(self, kind: str, name: str) -> str | None:
        """Return what labels.csv says of one figure, or of the figure that it repeats."""
        repeated = self.rows[name].get("restates")
        label = self._optional(f"{kind}.{name}")
        return label or (self._optional(f"{kind}.{repeated}") if isinstance(repeated, str) else None)

    def _optional(self, name: str) -> str | None:
        """Return a label, if there is one; the place of the number stays."""
        return self.words.label(name, value=VALUE) if self.words.has(name) else None

    def _elided(self, sentence: str) -> str:
        """Return a sentence in which French elides what it must: `près d’un quart`."""
        return ELIDED.sub("d’", sentence) if self.words.language == "fr" else sentence
