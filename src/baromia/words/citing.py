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
        row, say, says = self.rows[name], self.words.label, self._verb(name)
        said = {"source": self._source(row), "place": self._place(name), "value": row["printed"]}
        said |= {"label": row["label"], "base": row["of_whom"], "details": self._size(row)}
        share = isinstance(row["sample"], str) and pd.notna(row["share"])
        of_people = "_share" if share else ""
        if says and (VALUE in says or not share):
            return say(f"cite.clause{of_people}", **said, says=says.replace(VALUE, row["printed"]))
        announced = row | {"base": row["base_literal"]} if self._has_other_base(row) else row
        people = self._people(name, announced) if says and share else None
        if people is None:
            return say(f"cite.plain{of_people}", **said)
        said |= {"people": people, "says": says, "details": self._details(name, row)}
        key = "cite.share"
        if fraction := self._optional(f"fraction.{row['value'].replace('/', '_')}"):
            exact = row["qualifier"] == "exact"
            said["value"] = fraction if exact else say(f"qualifier.{row['qualifier']}", number=fraction)
        elif row["unit"] == "ratio":
            key += "_in"
        return self._elided(say(f"{key}_unclear" if row["base"] in UNKNOWN_BASES else key, **said))

    def computed(self, name: str) -> str:
        """Return the sentence of a quantity of derived.csv."""
        row, say = self.rows[name], self.words.label
        says, people = self._verb(name), self._people(name, row)
        details, known = [row["n"]], pd.notna(row["share_low"])
        if known and row["counts"] != row["range"]:
            details = [say("cite.possible", range=f"{row['counts']}, {row['range']}")]
        elif known:
            details.append(say("cite.possible", range=row["range"]))
        said = {"value": row["printed"], "details": self.words.separator.join(details)}
        said |= {"people": people, "says": says, "label": row["label"], "base": row["of_whom"]}
        told = say("cite.computed" if says and people and known else "cite.computed_plain", **said)
        return self._from(row["level"], told, row["inputs"], row["reading"])

    def result(self, result: Row, name: str = "") -> str:
        """Return the sentence of a result that is neither figure nor quantity; a headline's has the headline's name."""
        inputs, say = result["figures"], self.words.label
        if not inputs:
            return say("cite.counted", value=result["text"])
        if headline := self.headline(name):
            return say("cite.headline", value=result["text"], label=headline, **self._origin(inputs))
        describe = {"difference": self._difference, "product": self._product}.get(result.get("operation"))
        if describe and result.get("level") == "arithmetic" and (told := describe(result)):
            return self._from("arithmetic", told, inputs)
        formula = result.get("formula") or ", ".join(inputs)
        return say("cite.result", value=result["text"], formula=formula, **self._origin(inputs))

    def headline(self, name: str) -> str:
        """Return the headline whose cases a result counts; nothing where it counts none."""
        headlines, headline = self.words.register.headlines, name.partition(".")[2].replace("_", "-")
        known = name.startswith("robustness.") and headline in headlines.index
        return self.words.text(headlines.at[headline, f"label_{self.words.language}"]) if known else ""

    # -- parts of a sentence

    def _from(self, level: str, told: str, inputs: Iterable[str], reading: object = None) -> str:
        """Return what is computed, a sentence begun, with what it follows from and how."""
        say = self.words.label
        if level == "reading":
            stated = say("card.reading", reading=lowered(reading)) if isinstance(reading, str) else ""
            sentence = say("cite.under_reading", said=told, reading=stated, **self._origin(inputs)).rstrip()
        else:
            sentence = say(f"cite.{level}", said=told[:1].upper() + told[1:], **self._origin(inputs))
        return self._elided(sentence)

    def _origin(self, inputs: Iterable[str]) -> dict[str, str]:
        """Return the numbers that something is computed from, and their sources and places."""
        rows = [self.rows[name] for name in inputs]
        numbers = sorted({int(row["locator"]) for row in rows})
        paragraphs = self.words.listed([self.words.number(number) for number in numbers])
        key = "cite.place" if len(numbers) == 1 else "cite.places"
        return {
            "inputs": self.words.listed([row["printed"] for row in rows]),
            "source": self.words.listed(list(dict.fromkeys(map(self._source, rows)))),
            "places": self.words.label(key, paragraph=paragraphs, paragraphs=paragraphs),
        }

    def _source(self, row: Row) -> str:
        return self._optional(f"source.{row['source']}") or row["publication"]

    def _place(self, name: str) -> str:
        """Return the paragraph of a figure, and where its publication has the number from, if it says so."""
        place = self.words.label("cite.place", paragraph=self.words.number(int(self.rows[name]["locator"])))
        first = self.words.register.figures.loc[name]
        if pd.isna(first["first_said_by"]) or first["first_said_by"].startswith("unknown"):
            return place
        return self.words.label("cite.origin", place=place, origin=self.words.translated(first, "first_said_by"))

    def _verb(self, name: str) -> str | None:
        """Return what people do or think, or the whole clause; none where the register has no such words."""
        register, column = self.words.register, f"says_{self.words.language}"
        if "inputs" in self.rows[name]:
            found = register.derived.loc[name].get(column)  # older registers have none
        else:
            found = self._own("says", name) or register.indicators.loc[self.rows[name]["indicator"]].get(column)
        return self.words.text(found) if isinstance(found, str) else None

    def _people(self, name: str, row: Row) -> str | None:
        """Return the people a share is of, as a noun: those polled, or those of them who are in its base."""
        population = row["population"]
        found = self._own("people", name)
        if "inputs" in row and population == self.words.register.samples.at[row["sample"], "population"]:
            found = found or self._optional(f"people.{row['sample']}")
        found = found or self._optional(f"people.{population}")
        says, base = [], row["base"]
        while found and base in self.rows and self.rows[base]["population"] == population:
            says.insert(0, self._verb(base))
            base = self.rows[base]["base"]
        if not found or not all(says):
            return None
        return self.words.label("cite.who", people=found, says=self.words.listed(says)) if says else found

    def _has_other_base(self, row: Row) -> bool:
        """Tell whether a share is read as one of other people than its page announces."""
        return row["base"] not in UNKNOWN_BASES and row["base_literal"] not in (*UNKNOWN_BASES, row["base"])

    def _details(self, name: str, row: Row) -> str:
        """Return in what the base is not what one would think, how many people it has, and the interval."""
        literal, base, size = row["base_literal"], row["base"], self._size(row)
        if literal == base and base not in UNKNOWN_BASES:
            return size
        rival, possible = self._own("unless", name), self._own("unclear", name) if base in UNKNOWN_BASES else None
        if self._has_other_base(row):
            key = "cite.reading_unless" if rival else "cite.reading"
        elif base in UNKNOWN_BASES:
            key = f"cite.{base}" if literal == base else f"cite.{base}_announced"
        else:
            key = f"cite.reading_{literal}"
        people = self._base(base if self._has_other_base(row) else literal)
        return self.words.separator.join([possible or self.words.label(key, base=people, rival=rival), size])

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
        says = self._verb(base) if base in self.rows else None
        return self.words.label("cite.those", says=says) if says else self.words.base(base)

    def _difference(self, result: Row) -> str | None:
        first, second = result["figures"]
        people, verbs = self._surveyed(first), (self._verb(first), self._verb(second))
        if not people or not all(verbs) or self.rows[first]["sample"] != self.rows[second]["sample"]:
            return None
        said = {"first": verbs[0], "second": verbs[1]}
        said |= {"first_value": self.rows[first]["printed"], "second_value": self.rows[second]["printed"]}
        return self.words.label("cite.difference", value=result["text"], people=people, **said)

    def _product(self, result: Row) -> str | None:
        inner, *outer = result["figures"]
        verbs = [self._verb(name) for name in (*reversed(outer), inner)]
        people, details = self._surveyed(outer[-1]), self.rows[outer[-1]]["n"]
        if not people or not all(verbs):
            return None
        said = {"value": result["text"], "details": details, "people": people, "says": self.words.listed(verbs)}
        return self.words.label("cite.computed", **said)

    def _surveyed(self, name: str) -> str | None:
        """Return all the people of a figure's sample, where the figure is a share of them."""
        row = self.rows[name]
        return self._optional(f"people.{row['sample']}") or self._optional(f"people.{row['population']}")

    def _own(self, kind: str, name: str) -> str | None:
        """Return what labels.csv says of one figure, or of the figure that it repeats."""
        repeated = self.rows[name].get("restates")
        own = self._optional(f"{kind}.{name}")
        return own or (self._optional(f"{kind}.{repeated}") if isinstance(repeated, str) else None)

    def _optional(self, name: str) -> str | None:
        """Return a label, if there is one; the place of the number stays."""
        return self.words.label(name, value=VALUE) if self.words.has(name) else None

    def _elided(self, sentence: str) -> str:
        """Return a sentence in which French elides what it must: `près d’un quart`."""
        return ELIDED.sub("d’", sentence) if self.words.language == "fr" else sentence
