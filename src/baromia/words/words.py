"""Frames in the reader's words: tables, and sentences whose numbers are filled in from rows."""

import re
from collections.abc import Iterable, Mapping
from itertools import chain
from os import PathLike

import pandas as pd

from nbpaper.errors import did_you_mean, unknown
from nbpaper.markdown import Sentence, Table, escape, folded

from .. import project
from ..analysis.parameters import ParameterError
from ..analysis.quantities import derived_quantities
from ..analysis.table import LEFT_OUT, RANDOM, check_known
from ..register import Register
from ..register.descriptor import fields
from ..register.relation_kinds import UNKNOWN_BASES
from ..register.rules import WORDS_FOR_BASES
from .computed import in_words
from .evidence import base_in_words, publication_names, register_of
from .formatting import DECIMALS, PARTS, SENTENCE_PLACE, Formatter

# Column of a frame → label of its heading, where the two differ.
HEADINGS = {"label": "figure", "who": "sample", "of_whom": "base", "people": "population", "n": "total"}
HEADINGS |= {"printed": "value", "range": "bounds", "holds": "verdict"}
CODED = ("nature", "theme", "level", "design", "verdict")  # columns of codes: labels say what they mean
RIGHT = ("printed", "n")
ABSENT = "–"
CODE = re.compile(r"[a-z][a-z0-9]*([._-][a-z0-9]+)+")  # such as n_not_reported or acsel2025.use-any


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
        self.register = register_of(register)
        super().__init__(language, self.register.labels)
        self.publication = publication_names(self.register.sources, language)

    # -- numbers and names

    def confidence(self, confidence: float) -> str:
        """Return the confidence of intervals as a percent: 0.95 → `95%`, 0.999 → `99.9%`."""
        return self.percent(confidence, 0 if round(100 * confidence, 6).is_integer() else 1)

    def publications(self, sources: Iterable[str]) -> str:
        """Return the names of the publications of sources, each once."""
        return self.separator.join(self.publication[source] for source in dict.fromkeys(sources))

    def keys(self, frame: pd.DataFrame, confidence: float = 0.95) -> dict[str, str]:
        """Return what the signs of a chart of these rows mean: the labels `key.…`, by the codes of `baromia.charts`."""
        frame = frame.reindex(columns=["low", "design", "assumed"])
        tried = frame["assumed"].eq(True).any()
        values = {
            "confidence": self.confidence(confidence),
            "if_random": self.label(f"if_random.{_randomness(frame[frame['low'].notna()])}"),
            "n": self.label("n_known.assumed" if tried else "n_known.published"),
        }
        return {key.removeprefix("key."): self.label(key, **values) for key in self._labels if key.startswith("key.")}

    def short(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return rows with words that charts have room for: `short.…` of their ids in labels.csv, and n."""
        short = self.row_labels("short", frame.index)
        labels = [short.get(name, label) for name, label in frame["label"].items()]
        return frame.assign(label=labels, n=frame["n"].where(frame["n_low"].notna(), self.label("chart.no_n")))

    def heading(self, frame: pd.DataFrame, *, base: bool = False) -> dict[str, object]:
        """Return the options of a panel's heading: people, survey and n of its rows; for a bar also the base."""
        row = self.short(frame).iloc[0]
        options = {"heading": row["people"].capitalize(), "population": row["population"]}
        survey, n = self.survey(frame).iloc[0], row["n"]
        if not base:
            n = self.label("chart.base_unclear") if row["base"] in UNKNOWN_BASES else n
            return options | {"aside": self.label("chart.aside", survey=survey, n=n)}
        aside = self.label("chart.aside_base", survey=survey, whole=self.percent(1), base=row["of_whom"])
        return options | {"aside": aside, "right": n, "filled": pd.notna(row["n_low"])}

    def survey(self, frame: pd.DataFrame) -> pd.Series:
        """Return the surveys of rows as charts name them: up to the comma; two editions by their publications."""
        samples = self.register.samples
        short = samples[f"label_{self.language}"].map(self.text).str.partition(",")[0]
        several = samples["source"].groupby(short).transform("nunique") > 1
        return frame["sample"].map(short.mask(several, samples["source"].map(self.publication)))

    def unpublished(self, shares: Mapping[str, float], decimals: int = 0) -> pd.DataFrame:
        """Return unpublished parts of a whole (label → share) as rows, which a bar shows hatched."""
        printed = [f"({self.percent(share, decimals)})" for share in shares.values()]
        return pd.DataFrame({"label": [*shares], "share": [*shares.values()], "printed": printed, "published": False})

    def base(self, base: str | None) -> str:
        """Return the people that a base stands for, as codes of figures.csv name it: all, unclear, a figure, none."""
        return base_in_words(base, self, self.register)

    def translated(self, row: Mapping[str, object], column: str) -> str:
        """Return a text of a row of the register in this language: `<column>` or `<column>_fr`."""
        return self.stated(row[project.column(column, self.language)])

    def drawn(self, frame: pd.DataFrame) -> str:
        """Return how many of the samples of rows are described as random, as a clause for a sentence."""
        samples = present(frame).drop_duplicates("sample").dropna(subset="sample")
        random = int((samples["design"] == RANDOM).sum())
        counts = {"random": self.number(random), "samples": self.number(len(samples))}
        return self.label(f"drawn.{_randomness(samples)}", **counts)

    # -- sentences

    def say(self, name: str, *frames: pd.DataFrame, fold: str | None = None, **values: object) -> Sentence:
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
        Sentence
            The sentence, and under it, folded, the ids of the rows that filled it. Where one of them belongs to a
            source that is left out, a sentence that says so by name, since the other would be untrue.

        Raises
        ------
        ParameterError
            For a sentence, a row or a value that is not there, with the nearest that is.
        """
        rows = self._rows(name, frames, values)
        if left_out := _left_out(rows):
            label = "rests_on.one" if len(left_out) == 1 else "rests_on.several"
            return Sentence(self.label(label, sources=escape(self.publications(left_out))))
        sentence = self._fill(name, rows, values)
        origin = folded(self.label("say.rows"), ", ".join(f"`{row}`" for row in rows), "rows") if rows else ""
        texts = (sentence, f"{sentence}\n\n{origin}".rstrip())
        return Sentence(*(folded(fold, text) if fold else text for text in texts))

    def filled(self, name: str, *frames: pd.DataFrame, **values: object) -> str | None:
        """Return the bare text of a sentence, or nothing where it rests on a source that is left out; see `say`."""
        rows = self._rows(name, frames, values)
        return None if _left_out(rows) else self._fill(name, rows, values)

    def _rows(self, name: str, frames: tuple[pd.DataFrame, ...], values: dict) -> dict[str, pd.Series]:
        """Return the rows that fill a sentence, by their places."""
        sentences = self.register.sentences[self.language]
        if name not in sentences.index:
            raise ParameterError(unknown("sentence", name, sentences.index, "see the column id of sentences.csv"))
        places = dict.fromkeys(match["name"] for match in SENTENCE_PLACE.finditer(sentences[name]))
        return {place: self._row(name, place, frames, values) for place in places if place not in values}

    def _fill(self, name: str, rows: dict[str, pd.Series], values: dict) -> str:
        """Return a sentence with its numbers filled in."""

        def fill(match: re.Match) -> str:
            place, part = match.group("name", "part")
            value = values[place] if place in values else self._part(name, place, rows[place], part)
            return value if isinstance(value, str) else self.number(value)

        return self.text(SENTENCE_PLACE.sub(fill, self.register.sentences.at[name, self.language]))

    def _row(self, name: str, place: str, frames: tuple[pd.DataFrame, ...], values: dict) -> pd.Series:
        frame = next((frame for frame in frames if place in frame.index), None)
        if frame is not None:
            return frame.loc[place]
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

    def nothing(self, frame: pd.DataFrame) -> Sentence:
        """Return the sentence that replaces a chart or table without rows; it names the sources left out, if any."""
        left_out = [*frame["source"][frame["refusal"] == LEFT_OUT]] if "refusal" in frame else []
        publications = escape(self.publications(left_out))
        return Sentence(self.label("nothing.excluded", sources=publications) if left_out else self.label("nothing"))

    def not_in_text(self, frame: pd.DataFrame) -> Sentence | None:
        """Return a sentence that names the publications that came in after the words were written, if any did."""
        new = self.register.not_in_text(present(frame)["source"])
        return Sentence(self.label("not_in_text", sources=escape(self.publications(new)))) if new else None

    # -- tables

    def table(
        self, frame: pd.DataFrame, *columns: str, headings: Mapping[str, str] | None = None, **values: str
    ) -> Table | Sentence:
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
        Table or Sentence
            Where no row is left, the sentence that says so.
        """
        check_known(columns, frame.columns, "column")
        rows = by_sample(frame)
        if rows.empty:
            return self.nothing(frame)
        cells = pd.DataFrame({name: [self._cell(name, cell) for cell in rows[name]] for name in columns}, rows.index)
        headings = headings or {}
        titles = {name: headings.get(name) or self._heading(name, frame, values) for name in columns}
        right = tuple(titles[name] for name in columns if name in RIGHT or pd.api.types.is_numeric_dtype(frame[name]))
        return Table(cells.rename(columns=titles), right=right)

    def _heading(self, column: str, frame: pd.DataFrame, values: dict[str, str]) -> str:
        computed = column == "label" and "inputs" in frame
        return self.label(f"column.{'computed' if computed else HEADINGS.get(column, column)}", **values)

    def _cell(self, column: str, value: object) -> str:
        if isinstance(value, str):
            return self.label(f"{column}.{value}") if column in CODED else value
        return self.number(value) if pd.notna(value) else ABSENT

    def look(self, frame: pd.DataFrame) -> Table:
        """Return a frame as a table with its own names and codes, numbers of four digits, a dash in an empty cell.

        It is Markdown, because the HTML of pandas is lost on the way to PDF.
        """
        shown = frame.rename_axis(frame.index.name or " ").reset_index()

        def cell(value: object) -> str:
            if isinstance(value, tuple | list):
                return "; ".join(map(str, value))
            if pd.isna(value):
                return ABSENT
            return f"{value:.4g}".replace(".", DECIMALS[self.language]) if isinstance(value, float) else str(value)

        cells = shown.astype(object).map(cell)
        right = tuple(name for name in shown if pd.api.types.is_numeric_dtype(shown[name]))
        known_codes = self._codes()
        codes = {text for text in cells.to_numpy().ravel() if text in known_codes or CODE.fullmatch(text)}
        return Table(cells, right=right, codes=frozenset(codes | {name for name in shown if name.strip()}))

    def _codes(self) -> set[str]:
        """Return the names of the register's columns and the codes and ids in them, which no language changes."""
        described = list(chain(*map(fields, self.register.descriptor["resources"])))
        codes = {code for field in described for code in field.get("constraints", {}).get("enum", ())}
        ids = {field["name"] for field in described} | {*self.register.sources, *self.register.samples.index}
        return codes | ids | {*WORDS_FOR_BASES, "True", "False"}

    # -- computed numbers

    def derived(self, figures: pd.DataFrame) -> pd.DataFrame:
        """Return the quantities of derived.csv, computed from the evidence, in words; indexed by id."""
        return self.in_words(derived_quantities(figures, self.register.derived), figures)

    def in_words(self, computed: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
        """Return a frame of computed numbers with the columns that say them in words.

        Parameters
        ----------
        computed : pandas.DataFrame
            Of `sums`, `both`, `without`, `differences` or `derived_quantities`.
        figures : pandas.DataFrame
            The evidence, in this language.

        Returns
        -------
        pandas.DataFrame
            With label, who, people, of_whom, publication, how ("81% × 56%"), formula and reason (why there is none).
            Of differences: first, second, printed ("53 points"), range (what rounding leaves of it), limits (interval,
            or why there is none) and holds (for which overlaps it does). Of the others: printed ("45%", or
            "at least 49.0%" where there is only a range), n, least ("49.0%"), most ("60.5%"), at_least, at_most, range
            ("49.0% to 60.5%", ends rounded outward), between ("between 49.0% and 60.5%"), counts ("27 to 31 of 45") and
            least_count ("27 of 45"; shares where nobody is counted); of those of derived.csv also reading and note.
        """
        return in_words(computed, figures, self, self.register)


def _left_out(rows: dict[str, pd.Series]) -> list[str]:
    """Return the sources of rows that are left out, each once."""
    return [*dict.fromkeys(row["source"] for row in rows.values() if row["refusal"] == LEFT_OUT)]


def _randomness(samples: pd.DataFrame) -> str:
    """Tell whether samples were drawn at random: all, some or none."""
    random = samples["design"] == RANDOM
    return "none" if not random.any() else "all" if random.all() else "some"


def present(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose source is not left out."""
    return frame[frame["refusal"] != LEFT_OUT]


def by_sample(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose source is not left out, sample by sample, in the order in which samples first appear."""
    rows = present(frame) if "refusal" in frame else frame
    return rows.iloc[pd.factorize(rows["who"])[0].argsort(kind="stable")] if "who" in rows else rows
