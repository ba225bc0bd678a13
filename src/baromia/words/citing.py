"""Sentences one may print: who says it and where, how many of whom, out of how many, and what they do or think.

Verbs stand in the columns `says_…` of indicators.csv and derived.csv. In labels.csv stand people (`people.` and the id
of a figure or sample, or a population), names of sources within a sentence (`source.<id>`), simple fractions, and the
verb of one figure where its indicator's will not do (`says.<figure>`), or between whom it is not clear (`unclear.…`).
Without a verb, the label is given as it stands.
"""

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from ..analysis.table import LEFT_OUT, RANDOM
from .formatting import lowered
from .words import Words

Row = Mapping[str, object]
VALUE = "{value}"  # the place of the number in a clause that is no share of people
ELIDED = re.compile(r"\bde (?=un\b)")


class Citing:
    """What one may print of the figures, the derived quantities and the results of a register, in one language.

    Parameters
    ----------
    words : Words
    figures, derived : pandas.DataFrame
        The evidence and the derived quantities, in these words.
    confidence : str
        Of the intervals, in words.
    """

    def __init__(self, words: Words, figures: pd.DataFrame, derived: pd.DataFrame, confidence: str):
        self.words, self.confidence = words, confidence
        self.rows = figures.to_dict("index") | derived.to_dict("index")
        tables = {"indicator": words.register.indicators, "derived": words.register.derived}
        column = [f"says_{words.language}"]  # which older registers have not
        self._says = {name: table.reindex(columns=column)[column[0]] for name, table in tables.items()}

    def published(self, name: str) -> str:
        """Return the sentence of a figure."""
        row, say = self.rows[name], self.words.label
        if row["refusal"] == LEFT_OUT:
            return say("rests_on.one", sources=row["publication"])
        said = {"source": self._source(row), "place": self._place(name), "value": row["printed"]}
        share, says = isinstance(row["sample"], str) and pd.notna(row["share"]), self._verb(name)
        if says and VALUE in says:
            said["says"] = says.replace(VALUE, row["printed"])
            return say("cite.clause_share", **said, details=self._size(row)) if share else say("cite.clause", **said)
        people = self._people(name, row) if says and share else None
        if people is None:
            said |= {"label": row["label"], "base": row["of_whom"]}
            return say("cite.plain_share", **said, details=self._size(row)) if share else say("cite.plain", **said)
        said |= {"people": people, "says": says, "details": self._details(name, row)}
        key = "cite.share"
        if row["unit"] == "ratio":
            fraction = self._optional(f"fraction.{row['value'].replace('/', '_')}")
            hedged = row["qualifier"] != "exact" and fraction
            said["value"] = (
                say(f"qualifier.{row['qualifier']}", number=fraction) if hedged else fraction or row["printed"]
            )
            key += "" if fraction else "_in"
        return self._elided(say(f"{key}_unclear" if row["base"] == "unclear" else key, **said))

    def computed(self, name: str) -> str:
        """Return the sentence of a quantity of derived.csv."""
        row, say = self.rows[name], self.words.label
        if row["refusal"] == LEFT_OUT:
            return say("rests_on.one", sources=row["publication"])
        details = [row["n"]]
        if pd.notna(row["share_low"]):
            counted = [row["counts"]] if row["counts"] != row["range"] else []
            details = [row["n"]] if not counted else []
            details.append(say("cite.possible", range=", ".join([*counted, row["range"]])))
        said = {"value": row["printed"], "details": self.words.separator.join(details)}
        says, people = self._verb(name), self._people(name, row)
        if says and people and pd.notna(row["share_low"]):
            told = say("cite.computed", people=people, says=says, **said)
        else:
            told = say("cite.computed_plain", label=row["label"], base=row["of_whom"], **said)
        return self._from(row["level"], told, row["inputs"], row.get("reading"))

    def result(self, result: Row, name: str = "") -> str:
        """Return the sentence of a result that is neither figure nor quantity; a headline's has the headline's name."""
        inputs, say = result["figures"], self.words.label
        headlines, headline = self.words.register.headlines, name.partition(".")[2].replace("_", "-")
        if inputs and name.startswith("robustness.") and headline in headlines.index:
            label = self.words.text(headlines.at[headline, f"label_{self.words.language}"])
            origin = self._origin(inputs)
            return say(
                "cite.headline", value=result["text"], label=label, source=origin["source"], places=origin["places"]
            )
        if not inputs:
            return say("cite.counted", value=result["text"])
        formula = result.get("formula") or ", ".join(inputs)
        told = self._difference(result) if formula == " - ".join(inputs) else None
        if told is None and formula == " × ".join(inputs) and self.rows[inputs[0]]["base"] == inputs[-1]:
            told = self._product(result)
        if told and result.get("level") == "arithmetic":
            return self._from("arithmetic", told, inputs)
        return say("cite.result", value=result["text"], formula=formula, **self._origin(inputs))

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
        places = {"paragraph": paragraphs} if len(numbers) == 1 else {"paragraphs": paragraphs}
        return {
            "inputs": self.words.listed([row["printed"] for row in rows]),
            "source": self.words.listed(list(dict.fromkeys(map(self._source, rows)))),
            "places": self.words.label("cite.place" if len(numbers) == 1 else "cite.places", **places),
        }

    def _source(self, row: Row) -> str:
        return self._optional(f"source.{row['source']}") or row["publication"]

    def _place(self, name: str) -> str:
        """Return the paragraph of a figure, and where its publication has the number from, if it says so."""
        place = self.words.label("cite.place", paragraph=self.words.number(int(self.rows[name]["locator"])))
        first = self.words.register.figures.loc[name]
        column = "first_said_by" if self.words.language == "en" else f"first_said_by_{self.words.language}"
        if pd.isna(first["first_said_by"]) or first["first_said_by"].startswith("unknown"):
            return place
        return self.words.label("cite.origin", place=place, origin=self.words.text(first[column]))

    def _verb(self, name: str) -> str | None:
        """Return what people do or think, or the whole clause; none where the register has no such words."""
        if "inputs" in self.rows[name]:
            found = self._says["derived"].get(name)
        else:
            found = self._own("says", name) or self._says["indicator"].get(self.rows[name]["indicator"])
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

    def _details(self, name: str, row: Row) -> str:
        """Return in what the base is not what one would think, how many people it has, and the interval."""
        say, literal, base = self.words.label, row["base_literal"], row["base"]
        details = []
        if base == "unclear" and (possible := self._own("unclear", name)):
            details.append(possible)
        elif base == "unclear":
            key = "unclear" if literal == base else "unclear_announced"
            details.append(say(f"cite.{key}") if literal == base else say(f"cite.{key}", base=self._base(literal)))
        elif literal == "unclear":
            details.append(say("cite.reading_unclear"))
        elif literal != base:
            details.append(say("cite.reading", base=self._base(literal)))
        return self.words.separator.join([*details, self._size(row)])

    def _size(self, row: Row) -> str:
        """Return n, or that it is not known, and the interval, if there is one."""
        details = [row["n"]]
        if pd.notna(row["low"]):
            key = "cite.interval_random" if row.get("design") == RANDOM else "cite.interval"
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
        people = self._surveyed(outer[-1]) if all(verbs) else None
        said = {"value": result["text"], "details": self.rows[outer[-1]]["n"]}
        return (
            self.words.label("cite.computed", people=people, says=self.words.listed(verbs), **said) if people else None
        )

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
        """Return a label, if there is one."""
        return self.words.label(name) if self.words.has(name) else None

    def _elided(self, sentence: str) -> str:
        """Return a sentence in which French elides what it must: `près d’un quart`."""
        return ELIDED.sub("d’", sentence) if self.words.language == "fr" else sentence
