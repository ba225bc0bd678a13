"""Frames in the reader's words: tables, claims, and sentences whose numbers are filled in from rows."""

import re
from collections.abc import Mapping
from datetime import date
from os import PathLike

import pandas as pd

from nbpaper.errors import did_you_mean
from nbpaper.markdown import Said, Table, escape

from ..analysis.editions import PERIOD
from ..analysis.parameters import ParameterError
from ..analysis.quantities import derived_quantities
from ..analysis.register_read import Register
from ..analysis.select import known
from ..analysis.table import LEFT_OUT
from .evidence import n_in_words
from .formatting import Formatter
from .publications import publication_names
from .sentences import PARTS, PLACE

# Column of a frame → label of its heading, where the two differ.
HEADINGS = {"label": "figure", "who": "sample", "of_whom": "base", "people": "population", "n": "total"}
HEADINGS |= {"printed": "value", "range": "bounds", "holds": "verdict"}
CODED = ("nature", "theme", "level", "design", "verdict")  # columns of codes: labels say what they mean
RIGHT = ("printed", "n")
RANDOM = "probability"  # the one design under which an interval is what it says
ABSENT = "–"
DEFINED = ("label", "of_whom", "reading", "note")  # texts of derived.csv
COMPUTED = ("printed", "least", "most", "at_least", "at_most", "range", "counts", "least_count")  # texts of a share


class Words(Formatter):
    r"""The words and numbers of one language.

    Parameters
    ----------
    language : {"en", "fr"}
        What to write in.
    register : Register or path, optional
        The register whose labels and sentences are used, or its folder; the project's own by default.

    Examples
    --------
    >>> Words("en").percent(0.533, 1), Words("fr").percent(0.533, 1)
    ('53.3%', '53,3\u202f%')
    """

    def __init__(self, language: str = "en", register: Register | str | PathLike | None = None):
        self.register = register if isinstance(register, Register) else Register.read(register)
        super().__init__(language, self.register.labels)
        self.publication = publication_names(self.register.sources)

    # -- numbers and names

    def number(self, value: float | str, decimals: int | None = None) -> str:
        """Return a number as text; a missing one, whose source is left out, as such."""
        return self.left_out if pd.isna(value) else super().number(value, decimals)

    def percent(self, share: float, decimals: int = 0) -> str:
        """Return a share (0–1) as a percent; a missing one, whose source is left out, as such."""
        return self.left_out if pd.isna(share) else super().percent(share, decimals)

    @property
    def left_out(self) -> str:
        """What is read in place of a number whose source is left out."""
        return self.label("result.left_out")

    def confidence(self, confidence: float) -> str:
        """Return the confidence of intervals as a percent: 0.95 → `95%`, 0.999 → `99.9%`."""
        return self.percent(confidence, 0 if round(100 * confidence, 6).is_integer() else 1)

    def publications(self, frame: pd.DataFrame) -> str:
        """Return the publications that rows come from, as an enumeration."""
        return self.listed([self.publication[source] for source in dict.fromkeys(frame["source"])])

    def keys(self) -> dict[str, str]:
        """Return what the signs of charts mean: the labels `key.…`, by the codes of `baromia.charts`."""
        return {
            name.removeprefix("key."): self.text(words)
            for name, words in self._labels.items()
            if name.startswith("key.")
        }

    def with_base(self, frame: pd.DataFrame) -> pd.Series:
        """Return what rows say, and that their base is not clear where it is not; other labels name their subgroup."""
        unclear = [
            self.label("chart.of_base", label=label, base=base)
            for label, base in zip(frame["label"], frame["of_whom"], strict=True)
        ]
        return frame["label"].where(frame["base"] != "unclear", pd.Series(unclear, frame.index, dtype="str"))

    def random_sample(self, frame: pd.DataFrame) -> str:
        """Return what the intervals of rows mean, by how their samples were drawn; nothing where there is no interval.

        Only a probability sample has a sampling error; of any other it is what it would be, had the sample been random.
        """
        if "inputs" in frame:
            return ""
        design = frame.get("design", pd.Series("unknown", frame.index))[frame["low"].notna()].fillna("unknown")
        if design.empty:
            return ""
        random = design == RANDOM
        return self.label("random.all" if random.all() else "random.some" if random.any() else "random.none")

    def drawn(self, frame: pd.DataFrame) -> str:
        """Return how many of the samples of rows are described as random, as a clause for a sentence."""
        samples = present(frame).drop_duplicates("sample").dropna(subset="sample")
        random = int((samples["design"] == RANDOM).sum()) if "design" in samples else 0
        kind = "none" if not random else "all" if random == len(samples) else "some"
        return self.label(f"drawn.{kind}", random=self.number(random), samples=self.number(len(samples)))

    def source_line(self, frame: pd.DataFrame) -> str:
        """Return the line under a chart: publications, and what its intervals mean."""
        line = self.label("chart.sources", sources=self.publications(present(frame)))
        return f"{line} {self.random_sample(frame)}".strip()

    def dates(self, repeated: pd.DataFrame) -> pd.Series:
        """Return when each figure of `repeated_answers` was asked, to the month, or the next best that is known."""
        return pd.Series(
            [
                self.label("unknown") if pd.isna(row.dated) else self.label(f"time.{row.dated}", date=self._month(row))
                for row in repeated.itertuples()
            ],
            repeated.index,
            dtype="str",
        )

    def _month(self, row: tuple) -> str:
        exact = min(len(day) for day in row.dates.split(PERIOD))
        return self.date(date.fromordinal(int(row.day)).isoformat()[: min(exact, len("2025-06"))])

    # -- sentences

    def say(self, name: str, *frames: pd.DataFrame, fold: str | None = None, **values: object) -> Said:
        """Return a sentence of sentences.csv with its numbers filled in.

        Parameters
        ----------
        name : str
            Its id.
        *frames : pandas.DataFrame
            Rows in words, in which the places of the sentence are looked up: `{acsel2025.use-any}` in the evidence,
            `{derived.acsel-wish-untrained:at_least}` in what `derived` returns.
        fold : str, optional
            A title in the reader's language, under which the sentence is folded.
        **values
            What its other places hold: text, or a number, which `number` writes.

        Returns
        -------
        Said
            Where a row belongs to a source that is left out, a sentence that says so by name, since the other would
            be untrue.

        Raises
        ------
        ParameterError
            For a sentence, a row or a value that is not there, with the nearest that is.
        """
        sentences = self.register.sentences[self.language]
        if name not in sentences.index:
            hint = did_you_mean(name, sentences.index)
            raise ParameterError(f"no sentence is called {name!r}{hint}. To mend: see the column id of sentences.csv.")
        places = dict.fromkeys(match["name"] for match in PLACE.finditer(sentences[name]))
        rows = {place: self._row(name, place, frames, values) for place in places if place not in values}
        if gone := dict.fromkeys(row["source"] for row in rows.values() if row["refusal"] == LEFT_OUT):
            return self.rests_on(*gone)

        def fill(match: re.Match) -> str:
            place, part = match.group("name", "part")
            value = values[place] if place in values else self._part(name, place, rows[place], part)
            return value if isinstance(value, str) else self.number(value)

        said = self.text(PLACE.sub(fill, sentences[name]))
        return Said(f"<details><summary>{fold}</summary>\n\n{said}\n\n</details>" if fold else said)

    def _row(self, name: str, place: str, frames: tuple[pd.DataFrame, ...], values: dict) -> pd.Series:
        found = next((frame for frame in frames if place in frame.index), None)
        if found is not None:
            return found.loc[place]
        if "." in place:
            mend = f"hand over the frame that holds it: words.say({name!r}, figures, derived)"
            raise ParameterError(
                f"the sentence {name} shows {place}, which no frame given to it holds. To mend: {mend}."
            )
        hint = did_you_mean(place, values)
        raise ParameterError(f"the sentence {name} has a place for {place}{hint}: words.say({name!r}, …, {place}=…).")

    def _part(self, name: str, place: str, row: pd.Series, part: str | None) -> object:
        value = row.get(PARTS[part])
        if value is None or pd.isna(value):
            raise ParameterError(f"the sentence {name} asks {place} for {part or 'its number'}, which it has not.")
        return escape(value) if part in ("sample", "base") else value

    def rests_on(self, *sources: str) -> Said:
        """Return what stands in place of a sentence whose sources are left out."""
        names = self.listed([escape(self.publication[source]) for source in sources])
        return Said(self.label("rests_on.one" if len(sources) == 1 else "rests_on.several", sources=names))

    def nothing(self, frame: pd.DataFrame) -> Said:
        """Return what stands in place of a chart or table without rows: which sources are left out, if any."""
        gone = dict.fromkeys(frame["source"][frame["refusal"] == LEFT_OUT])
        names = self.listed([escape(self.publication[source]) for source in gone])
        return Said(self.label("nothing.excluded", sources=names) if gone else self.label("nothing"))

    def not_in_text(self, frame: pd.DataFrame) -> Said | None:
        """Return a sentence that names the publications that came in after the words were written, if any did."""
        entries = {source: self.register.sources[source].get("custom", {}) for source in present(frame)["source"]}
        new = [
            escape(self.publication[source]) for source, entry in entries.items() if entry.get("in_text") == "not yet"
        ]
        return Said(self.label("not_in_text", sources=self.listed(new))) if new else None

    def claims(self, frame: pd.DataFrame, confidence: float = 0.95) -> Said:
        """Return one bullet a row: its number, what it says, of whom, n, and interval or reason; or how it follows."""
        rows = by_sample(frame)
        return (
            Said("\n".join(f"- {self.claim(row, confidence)}" for _, row in rows.iterrows()))
            if len(rows)
            else self.nothing(frame)
        )

    def claim(self, row: pd.Series, confidence: float = 0.95) -> str:
        """Return one Markdown sentence that a row allows one to say."""
        said = {"value": row["printed"], "label": row["label"], "sample": row["who"], "base": row["of_whom"]}
        said = {place: escape(text) for place, text in said.items()} | {"total": row["n"]}
        if "inputs" in row:
            return self.label("claim.computed", **said, range=row["range"], level=self.label(f"level.{row['level']}"))
        if pd.isna(row["low"]):
            return self.label("claim.refused", **said, interval=row["interval"])
        random = row.get("design") == RANDOM
        said |= {"interval": row["interval"], "confidence": self.confidence(confidence)}
        return self.label("claim.interval_random" if random else "claim.interval", **said)

    # -- tables

    def table(
        self, frame: pd.DataFrame, *columns: str, headings: Mapping[str, str] | None = None, **values: str
    ) -> Table | Said:
        """Return columns of a frame as a table with headings in words, sample by sample.

        Parameters
        ----------
        frame : pandas.DataFrame
            Rows in words. Those of a source that is left out are not shown.
        *columns : str
            Columns to show, in this order. Codes (nature, level, …) are shown in words, other numbers as they are.
        headings : mapping, optional
            Column → heading in the reader's language, for columns of one's own; the others' are labels
            (`column.…` in labels.csv).
        **values
            What the places of headings hold, such as `effect=words.number(2)`.

        Returns
        -------
        Table or Said
            Where no row is left, the sentence that says so.
        """
        known(columns, frame.columns, "column")
        rows = by_sample(frame)
        if rows.empty:
            return self.nothing(frame)
        cells = pd.DataFrame({name: self._cells(rows[name]) for name in columns}, index=rows.index)
        own = {} if headings is None else headings
        names = {name: own[name] if name in own else self._heading(name, frame, values) for name in columns}
        right = tuple(names[name] for name in columns if name in RIGHT or pd.api.types.is_numeric_dtype(frame[name]))
        return Table(cells.rename(columns=names), right=right)

    def _heading(self, column: str, frame: pd.DataFrame, values: dict[str, str]) -> str:
        computed = column == "label" and "inputs" in frame
        return self.label(f"column.{'computed' if computed else HEADINGS.get(column, column)}", **values)

    def _cells(self, column: pd.Series) -> list[str]:
        def cell(value: object) -> str:
            if isinstance(value, str):
                return self.label(f"{column.name}.{value}") if column.name in CODED else value
            return ABSENT if pd.isna(value) else self.number(value)

        return [cell(value) for value in column]

    def look(self, frame: pd.DataFrame) -> Table:
        """Return a frame as it is, to be looked at: its own column names, four digits, a dash where nothing is known.

        A Markdown table, because the HTML of pandas is lost on the way to PDF.
        """
        shown = frame.rename_axis(frame.index.name or " ").reset_index()

        def cell(value: object) -> str:
            if isinstance(value, tuple | list):
                return "; ".join(map(str, value))
            if pd.isna(value):
                return ABSENT
            return f"{value:.4g}".replace(".", self._mark) if isinstance(value, float) else str(value)

        cells = {name: [cell(value) for value in shown[name].astype(object)] for name in shown}
        right = tuple(name for name in shown if pd.api.types.is_numeric_dtype(shown[name]))
        return Table(pd.DataFrame(cells), right=right)

    # -- computed numbers

    def derived(self, figures: pd.DataFrame) -> pd.DataFrame:
        """Return the quantities of derived.csv, computed from the evidence, in words; indexed by id."""
        return self.in_words(derived_quantities(figures, self.register.derived), figures)

    def in_words(self, computed: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
        """Return a frame of computed numbers with the columns that say them in words.

        Parameters
        ----------
        computed : pandas.DataFrame
            Of `products`, `sums`, `overlaps`, `without`, `both`, `differences` or `derived_quantities`.
        figures : pandas.DataFrame
            The evidence, in this language.

        Returns
        -------
        pandas.DataFrame
            With label, who, people, of_whom, publication, how ("81% × 56%"), formula and reason (why there is none).
            Of differences: first, second, printed ("53 points"), range (what rounding leaves of it), limits (interval,
            or why there is none) and holds (for which overlaps it does). Of the others: printed ("45%", or
            "at least 49.0%" where there is only a range), n, least ("49.0%"), most ("60.5%"), at_least, at_most, range
            ("49.0% to 60.5%"; ends rounded outward), counts ("27 to 31 of 45") and
            least_count ("27 of 45"; shares where nobody is counted); of those of derived.csv also reading and note.
        """
        columns = ["label", "who", "people", "publication", "printed", "sample_n"]
        names = dict.fromkeys(name for inputs in computed["inputs"] for name in inputs)
        known = figures.loc[list(names), columns].to_dict("index")
        found, rows = computed.copy(), [[known[name] for name in inputs] for inputs in computed["inputs"]]
        for column in ("who", "people", "publication"):
            found[column] = [first[column] for first, *_ in rows]
        found["of_whom"] = [self._of_whom(base) for base in computed["base"]]
        found["reason"] = computed["refusal"].map(lambda code: self.label(f"refusal.{code}"), na_action="ignore")
        return self._gaps(found, rows) if "gap" in computed else self._quantities(found, known)

    def _of_whom(self, base: str) -> str:
        if pd.isna(base) or base in ("all", "unclear"):
            return self.label("base.none" if pd.isna(base) else f"base.{base}")
        group = self.register.figures.at[base, f"group_{self.language}"]
        return self.label("base.none") if pd.isna(group) else self.text(group)

    def _quantities(self, found: pd.DataFrame, known: dict[str, dict]) -> pd.DataFrame:
        """Add the words of shares."""
        said = [self._texts(row) | self._origin(row, known) for row in found.itertuples()]
        found["formula"] = [self._joined(row.formula) for row in found.itertuples()]
        found = found.join(pd.DataFrame(said, index=found.index))
        if not found.index.isin(self.register.derived.index).all():
            return found
        own = self.register.derived.loc[found.index]
        texts = {name: own[f"{name}_{self.language}"].map(self.text, na_action="ignore") for name in DEFINED}
        texts["of_whom"] = texts["of_whom"].fillna(found["of_whom"])
        return found.assign(**texts)

    def _origin(self, row: tuple, known: dict[str, dict]) -> dict[str, str]:
        """Return what a number is made of: its label and formula in words, and the n it is of."""
        labels, printed = ({name: known[name][column] for name in row.inputs} for column in ("label", "printed"))
        low = None if pd.isna(row.n_low) else row.n_low
        reported = any(pd.notna(known[name]["sample_n"]) for name in row.inputs)
        sign = {"product": " × ", "sum": " + ", "ratio": " / "}.get(row.operation, " and ")
        how = sign.join(printed[name] for name in row.given) + "".join(
            f" without {printed[name]}" for name in row.negated
        )
        label = {"product": labels[row.given[0]], "sum": " + ".join(labels.values())}.get(row.operation)
        if label is None:
            given, others = ("; ".join(labels[name] for name in names) for names in (row.given, row.negated))
            label = self.label("computed.without", answers=given, others=others) if others else given
        elif row.operation == "product":
            label = self.label("computed.product", label=label)
        return {"label": label, "how": self._joined(how), "n": n_in_words(self, reported, low, row.n_high)}

    def _joined(self, formula: str) -> str:
        """Return a formula with its words in this language."""
        return formula.replace(" and ", f" {self.label('formula.and')} ").replace(
            " without ", f" {self.label('formula.without')} "
        )

    def _texts(self, row: tuple) -> dict[str, str]:
        """Return a computed share as text; why there is none, where there is none."""
        if isinstance(row.reason, str):
            return dict.fromkeys(COMPUTED, row.reason)
        low, high = row.share_low, row.share_high
        said = {"least": self.least(low), "most": self.most(high), "range": self.bounds(low, high)}
        said |= {"at_least": self.at_least(low), "at_most": self.at_most(high)}
        said["printed"] = (
            self.percent(row.share) if row.share == row.share else said["at_least" if low > 0 else "at_most"]
        )
        counted = not pd.isna(row.n_low) and row.n_low == row.n_high
        said["counts"] = self.counts(row.count_low, row.count_high, row.n_low) if counted else said["range"]
        return said | {
            "least_count": self.counts(row.count_low, row.count_low, row.n_low) if counted else said["least"]
        }

    def _gaps(self, found: pd.DataFrame, rows: list[list[dict]]) -> pd.DataFrame:
        """Add the words of differences."""
        for at, column in enumerate(("first", "second")):
            found[column] = [f"{own[at]['printed']} {own[at]['label']}" for own in rows]
        found["how"] = [" − ".join(each["printed"] for each in own) for own in rows]
        cells = []
        for row in found.itertuples():
            if pd.isna(row.gap):
                cells.append(dict.fromkeys(("printed", "range", "limits", "holds"), row.reason))
                continue
            rounding = self._points(row.gap_low, row.gap_high, row.decimals)
            limits = row.reason if pd.isna(row.low) else self._points(row.low, row.high, 0)
            holds = row.reason if pd.isna(row.verdict) else self.label(f"overlap.{row.verdict}")
            printed = self.points((row.gap, row.decimals))
            cells.append({"printed": printed, "range": rounding, "limits": limits, "holds": holds})
        return found.join(pd.DataFrame(cells, index=found.index))

    def _points(self, low: float, high: float, decimals: int) -> str:
        ends = [self.points((end, decimals)) for end in (low, high)]
        return ends[0] if ends[0] == ends[1] else self.label("interval", low=ends[0], high=ends[1])


def present(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose source is not left out."""
    return frame[frame["refusal"] != LEFT_OUT]


def by_sample(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose source is not left out, sample by sample, in the order in which samples first appear."""
    kept = present(frame) if "refusal" in frame else frame
    return kept.iloc[pd.factorize(kept["who"])[0].argsort(kind="stable")] if "who" in kept else kept
