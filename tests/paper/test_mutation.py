"""Change one figure, and exactly what rests on it changes: results, sentences, cells of tables, charts, cards, paper.

Notebooks run cell by cell in this process; a chart is kept as its alternative text, which says every row it draws.
What a cell shows is compared part by part (a row of a table, a clause of a text or of a chart), and each number that
moved is held against how what rests on the figure reads before and after. Five figures by default, two of them
seeded, every one with BAROMIA_CAMPAIGN=1. Each figure has a place in the paper, or is listed with the reason.
"""

import csv
import os
import random
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path

import pandas as pd
import pytest
import yaml

import baromia
from baromia.estimates import grim
from baromia.paper.cards import Cards
from baromia.paper.results_files import write_publication
from baromia.project import CHARTS_VARIABLE, DATA_VARIABLE, LANGUAGES, PROJECT
from baromia.register import Register
from baromia.words.sentences import PARTS, PLACE
from baromia.words.words import Words
from cells import run_cells
from conftest import ROOT
from nbpaper.errors import DataError
from nbpaper.numbers.known import Known
from nbpaper.results import MEDIA_TYPE

FIGURE, WISH = "campagna2025.never-tried", "campagna2025.training-wish"
OTHER = {FIGURE: "35.6", WISH: "71.1"}
ALWAYS = (FIGURE, WISH, "pulselife2025.use-general-purpose")  # much rests on them
SAMPLE, SEED = 0, 2025
UNITS = ("percent", "count", "hours", "EUR_million")
COUNTS = ("table-verdicts", "table-doubtful", "say-relations")  # of the evidence: how many relations hold, and which
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
SAID = re.compile(r"""(?:say|draw)\(\s*["']([\w.-]+)["']""")
DRAWN: list[str] = []
Pair = tuple[str, str]  # a number as it reads before and after


@dataclass
class State:
    """All that the notebooks and the appendix say of one register, drawings as data."""

    results: dict[str, dict]
    shown: dict[tuple[str, str], tuple[str, ...]]  # by notebook and cell
    drawn: dict[tuple[str, str], set[str]]  # figures and quantities that its charts and tables have a row of
    sources: dict[tuple[str, str], str]
    written: dict[str, str]
    texts: dict[str, dict]
    cards: Cards


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module", autouse=True)
def rows_drawn() -> Iterator[None]:
    """Note the rows that charts and tables are made of, as they are handed to them."""
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in ((baromia, "panel"), (Words, "table")):
            patch.setattr(owner, name, noted(getattr(owner, name)))
        yield


def noted(function: Callable) -> Callable:
    """Return a function that notes the index of the frame that is its second argument."""

    def wrapper(first: object, frame: pd.DataFrame, *arguments: object, **more: object) -> object:
        DRAWN.extend(map(str, frame.index))
        return function(first, frame, *arguments, **more)

    return wrapper


def ran(path: Path) -> tuple[dict, dict, dict, dict]:
    """Run a notebook's cells; return its results, and by cell what it shows, what it draws and its source."""
    results, shown, drawn, sources = {}, defaultdict(tuple), {}, {}
    for cell in run_cells(path):
        place = path.stem.partition(".")[0], cell.id
        sources[place], drawn[place] = cell.source, {*DRAWN}
        DRAWN.clear()
        for data in (*cell.displayed, cell.shown or {}):
            if bundle := data.get(MEDIA_TYPE):
                results[bundle["name"]] = {**bundle, "figures": list(bundle["figures"])}
            elif data:
                shown[place] += (data.get("text/markdown") or data.get("text/plain", ""),)
    return results, shown, drawn, sources


def state(data: Path, monkeypatch: pytest.MonkeyPatch) -> State:
    """Run all English notebooks on a register and write its cards."""
    monkeypatch.setenv(DATA_VARIABLE, str(data))
    monkeypatch.setenv(CHARTS_VARIABLE, "0")
    results, shown, drawn, sources = {}, {}, {}, {}
    for stem in PROJECT.stems():
        found = ran(PROJECT.notebook(stem, "en"))
        for gathered, new in zip((results, shown, drawn, sources), found, strict=True):
            gathered |= new
    cards = Cards(Register.read(data), "en")
    blocks = cards.markdown(results).split("::: ")
    written = {block.split()[0].strip("{#"): block for block in blocks if block.startswith("{#")}
    return State(results, shown, drawn, sources, written, cards.texts(()), cards)


def another(cards: Cards, figure: str) -> str | None:
    """Return another value that the figure might have been printed with; None where no rule is known."""
    row = cards.rows[figure]
    step = Decimal(1).scaleb(-row["decimals"])
    if row["unit"] in ("count", "hours", "EUR_million"):
        return str(Decimal(row["value"]) + step)
    if row["unit"] != "percent":
        return None
    total = None if pd.isna(row["n_low"]) or row["n_low"] != row["n_high"] else int(row["n_low"])
    for distance in range(1, 100):
        for value in (Decimal(row["value"]) + distance * step, Decimal(row["value"]) - distance * step):
            if 0 < value < 100 and (total is None or grim(str(value), total)):
                return str(value)
    return None


def changed_copy(folder: Path, figure: str, value: str) -> Path:
    """Return a copy of the register in which a figure, and whatever repeats its digits, has another value."""
    data = Path(shutil.copytree(ROOT / "data", folder / "data", dirs_exist_ok=True))
    with (data / "figures.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    place = {name: number for number, name in enumerate(header)}
    old = next(row[place["value"]] for row in rows if row[place["id"]] == figure)
    for row in rows:
        repeats = row[place["restates"]] == figure and row[place["value"]] == old
        if row[place["id"]] == figure or repeats:
            row[place["value"]] = value
    with (data / "figures.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return data


class Change:
    """A figure that reads otherwise in a second state: what rests on it, and how each of that reads in both."""

    def __init__(self, before: State, after: State, figure: str):
        self.before, self.after, self.figure = before, after, figure
        figures, headlines = before.cards.figures, before.cards.register.headlines
        self.figures = {figure, *figures.index[figures["restates"] == figure]}  # and whose base it is
        while more := set(figures.index[figures["base"].isin(self.figures)]) - self.figures:
            self.figures |= more
        derived = before.cards.derived["inputs"]
        self.rows = self.figures | {name for name, inputs in derived.items() if set(inputs) & self.figures}
        self.headlines = [
            name
            for name, one in headlines[["figure", "other"]].iterrows()
            if {*one, *(figures.at[each, "base"] for each in one if each in figures.index)} & self.figures
        ]
        self.results = {name for name, one in before.results.items() if set(one["figures"]) & self.figures}
        self.tested = {f"robustness.{name.replace('-', '_')}" for name in self.headlines}
        names = {*self.rows, *self.headlines, *headlines.loc[self.headlines, "label_en"]}
        names |= {before.cards.rows[name]["label"] for name in self.rows}
        named = "|".join(re.escape(plain(name)) for name in names)  # as an entry of a table or a chart
        self.named = re.compile(rf"(?:^|[|;.%] |points |\d )(?:{named})(?= \||:| \(|$)")
        self.by = abs(Decimal(after.cards.rows[figure]["value"]) - Decimal(before.cards.rows[figure]["value"]))

    @cached_property
    def pairs(self) -> set[Pair]:
        """How each number of what rests on the figure reads before and after, in every way in which it is written."""
        texts = [(one["text"], self.after.results[name]["text"]) for name, one in self.before.results.items()
                 if name in self.results | self.tested and name in self.after.results]  # fmt: skip
        for name in self.rows:
            row, other = self.before.cards.rows[name], self.after.cards.rows[name]
            texts += [(written(row[column]), written(other[column])) for column in row if column in other]
        pairs = {pair for old, new in texts for pair in zip(NUMBER.findall(old), NUMBER.findall(new), strict=False)}
        return {(old, new) for old, new in pairs if old != new}

    def explains(self, cell: tuple[str, str], old: str, new: str) -> bool:
        """Tell whether a part of what a cell shows may read otherwise: all that moved in it rests on the figure."""
        moved = {pair for pair in zip(NUMBER.findall(old), NUMBER.findall(new), strict=False) if pair[0] != pair[1]}
        if self.named.search(old or new):
            return True
        if old and new and all(pair in self.pairs or self._remainder(old, *pair) for pair in moved):
            return True
        if cell[1] == "answer" and moved & self.pairs:  # what would be so with an n that somebody guesses
            return True
        if cell[0] == "evidence" and cell[1] in COUNTS:
            return self.before.results["evidence.relations_holds"] != self.after.results["evidence.relations_holds"]
        return cell[1].startswith(("by-hand", "chart-curve")) and self._computed(cell[0])

    def _remainder(self, clause: str, old: str, new: str) -> bool:
        """Tell whether a number is what others leave of a whole: in brackets, and moved by as much as the figure."""
        return clause.startswith("(") and abs(Decimal(new) - Decimal(old)) == self.by

    def _computed(self, notebook: str) -> bool:
        """Tell whether a notebook computes anything that rests on the figure by hand."""
        cells = (
            source for (name, cell), source in self.before.sources.items() if (name, cell[:7]) == (notebook, "by-hand")
        )
        names = self.rows | {*self.headlines}
        return any(name in source for source in cells for name in names)


def written(value: object) -> str:
    """Return a cell of the evidence as a text: a share as a frame that is looked at shows it."""
    return f"{value:.4g}" if isinstance(value, float) else value if isinstance(value, str) else ""


def parts(texts: tuple[str, ...]) -> Counter:
    """Return the rows of tables and the clauses of texts; ids in them stand as code."""
    found = Counter()
    for text in (one.replace("`", "") for one in texts):
        table = text.lstrip().startswith("|")
        found.update(map(plain, text.split("\n") if table else re.split(r"(?<=[.;:])\s+", text)))
    return found


def moved(before: State, after: State, cell: tuple[str, str]) -> Iterator[Pair]:
    """Yield each part of a cell that reads otherwise, with what stands in its place where the words are the same."""
    old, new = parts(before.shown[cell]), parts(after.shown.get(cell, ()))
    waiting = defaultdict(list)
    for one in (new - old).elements():
        waiting[NUMBER.sub("#", one)].append(one)
    for one in (old - new).elements():
        same = waiting[NUMBER.sub("#", one)]
        yield one, same.pop(0) if same else ""
    yield from (("", one) for left in waiting.values() for one in left)


def check_results(change: Change) -> None:
    before, after = change.before.results, change.after.results
    found = {name for name in before if before[name] != after[name]}
    counts = {name for name, one in before.items() if not one["figures"] and name.startswith("evidence.")}
    allowed = change.results | change.tested | counts
    assert found <= allowed, f"results that do not rest on {change.figure} changed: {found - allowed}"
    for name in change.results:
        exact = before[name]["kind"] == "published" or isinstance(before[name]["value"], float)
        if exact and change.figure in before[name]["figures"]:
            assert name in found, f"{name} rests on {change.figure} and did not change"


def check_cells(change: Change) -> None:
    """Sentences, tables and charts: nothing else moved, and what says the figure did."""
    old, new = (one.cards.rows[change.figure]["printed"] for one in (change.before, change.after))
    for cell, texts in change.before.shown.items():
        text = plain(" ".join(change.after.shown.get(cell, ())))
        found = list(moved(change.before, change.after, cell))
        for pair in found:
            assert change.explains(cell, *pair), f"{cell}: does not rest on {change.figure}: {' → '.join(pair)}"
        if change.figure in change.before.drawn[cell] and old in plain(" ".join(texts)):
            assert found, f"{cell}: shows {change.figure} and did not change"
            assert new in text, f"{cell}: does not show the new {change.figure}"
        for name, part in asked(change.before, cell, texts):
            if name in change.rows and (cell[1], part) != ("answer", "interval"):  # some are of an n that is guessed
                said = plain(change.after.cards.rows[name][PARTS[part]])
                assert said in text, f"{cell}: a sentence asks for {name} and does not say {said}"


def asked(before: State, cell: tuple[str, str], texts: tuple[str, ...]) -> Iterator[tuple[str, str | None]]:
    """Yield what the sentences of a cell, and the title of a chart, ask for: names and parts."""
    sentences = before.cards.register.sentences["en"]
    for name in SAID.findall(before.sources[cell]):
        for one in (name, f"{name}_title"):
            places = list(PLACE.finditer(sentences.get(one, "")))
            pattern = ".+?".join(map(re.escape, PLACE.split(sentences.get(one, ""))[:: PLACE.groups + 1]))
            if places and re.search(pattern, " ".join(texts), re.DOTALL):  # the one of several that is said
                yield from ((place["name"], place["part"]) for place in places)


def check_cards(change: Change) -> None:
    before, after = change.before, change.after
    found = {name for name in before.written if before.written[name] != after.written.get(name)}
    allowed = change.rows | change.results | change.tested
    allowed |= {name for name in before.results if before.results[name] != after.results[name]}
    assert change.figure in found
    assert found <= allowed, f"cards that do not rest on {change.figure} changed: {found - allowed}"
    texts = {
        f"{source}.{name}"
        for source, group in before.texts.items()
        for name, text in group.items()
        if text != after.texts[source][name]
    }
    assert change.figure in texts
    assert texts <= change.figures


def candidates() -> list[str]:
    """Return the figures to change: a seeded few, or all in a campaign."""
    figures = Register.read().figures
    names = [
        name for name in figures.index if pd.isna(figures.at[name, "restates"]) and figures.at[name, "unit"] in UNITS
    ]
    return names if os.environ.get("BAROMIA_CAMPAIGN") else [*ALWAYS, *random.Random(SEED).sample(names, SAMPLE)]


@pytest.fixture(scope="module")
def states(tmp_path_factory) -> Callable[[str, str], State]:
    """The state of a register in which a figure has another value; that of the register itself without one."""
    folder = tmp_path_factory.mktemp("states")

    @cache
    def made(figure: str = "", value: str = "") -> State:
        data = changed_copy(folder / f"{figure}-{value}", figure, value) if figure else ROOT / "data"
        with pytest.MonkeyPatch.context() as patch:
            return state(data, patch)

    return made


@pytest.fixture(scope="module")
def plain_state(states) -> State:
    return states()


@pytest.fixture(scope="module")
def changed_state(states) -> State:
    return states(FIGURE, OTHER[FIGURE])


@pytest.mark.parametrize("figure", candidates())
def test_changing_a_figure_changes_exactly_what_rests_on_it(plain_state, states, figure):
    value = OTHER.get(figure) or another(plain_state.cards, figure)
    if value is None:
        pytest.skip(f"no other value of {figure} would be possible")
    try:
        after = states(figure, value)
    except DataError as error:
        pytest.skip(f"the register allows no other value of {figure}: {error}")
    change = Change(plain_state, after, figure)
    check_results(change)
    check_cells(change)
    check_cards(change)


def text_of(one: State, folder: Path) -> list[tuple[set[str], str]]:
    """Return the sentences of the paper: the figures and results that each asks for, and what it then reads."""
    folder.mkdir()
    write_publication(folder, "en", one.results, {}, one.cards.register.folder)
    texts = Known(folder / "en.json", "en").texts
    asked = re.compile(r"\{\{<\s*meta\s+((?:figures|results)\.\S+)\s*>\}\}")
    source = plain(PROJECT.document("en").read_text(encoding="utf-8"))
    found = re.split(r"(?<=[.:;]) ", source)
    return [({*asked.findall(one)}, asked.sub(lambda name: texts[name[1]][0], one)) for one in found]


def test_the_text_of_the_paper_follows(plain_state, states, tmp_path):
    changed = states(WISH, OTHER[WISH])
    change = Change(plain_state, changed, WISH)
    before, after = text_of(plain_state, tmp_path / "before"), text_of(changed, tmp_path / "after")
    resting = {f"results.{name}" for name in change.results} | {f"figures.{name}.value" for name in change.figures}
    found = [(names, old, new) for (names, old), (_, new) in zip(before, after, strict=True) if old != new]
    assert len(found) >= 2
    assert all(names & resting for names, _, _ in found)
    for _, old, new in found:
        assert {
            pair for pair in zip(NUMBER.findall(old), NUMBER.findall(new), strict=True) if len({*pair}) > 1
        } <= change.pairs
    for (names, old), (_, new) in zip(before, after, strict=True):
        assert old != new or f"figures.{WISH}.value" not in names


def test_a_relation_that_stops_holding_is_said_and_ends_nothing(plain_state, states):
    after = states("acsel2025.use-any", "91")  # nine in ten use AI, and one in ten never does
    assert after.results["evidence.relations_holds"] != plain_state.results["evidence.relations_holds"]
    check_cells(Change(plain_state, after, "acsel2025.use-any"))


# Where each figure stands


def places(state: State, language: str, text: str | None = None) -> tuple[set[str], set[str]]:
    """Return the figures that the text of the paper quotes, and those that its charts and tables have a row of."""
    text = text or PROJECT.document(language).read_text(encoding="utf-8")
    names = re.findall(r"\{\{<\s*meta\s+(figures|results)\.(\S+)\s*>\}\}", text)
    quoted = {".".join(name.split(".")[:2]) for kind, name in names if kind == "figures"}
    quoted |= {state.cards.anchor(name, state.results) for _, name in names if name in state.results}
    embeds = re.findall(rf"embed executed/{language}/([\w-]+)\.ipynb#([\w-]+)", text)
    return quoted, set().union(*(state.drawn[embed] for embed in embeds))


def unplaced(state: State, listed: set[str], quoted: set[str], drawn: set[str]) -> list[str]:
    """Return what is wrong: figures that stand nowhere and are not listed, and listed ones that need not be."""
    figures = state.cards.register.figures
    shown = (quoted | drawn) & {*figures.index}
    repeats = {*figures.index[figures["restates"].isin(shown | listed)]}
    missing = {*figures.index} - shown - repeats - listed
    needless = listed & (shown | repeats) | (listed - {*figures.index})
    return [*(f"{name} has no place" for name in missing), *(f"{name} is listed in vain" for name in needless)]


@pytest.fixture(scope="module")
def listed() -> set[str]:
    tree = yaml.safe_load((ROOT / "reports" / "unquoted.yaml").read_text(encoding="utf-8"))
    assert all(reason for kind in tree.values() for reason in kind.values())
    return {name for kind in tree.values() for name in kind}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_quoted_or_drawn_or_listed_with_the_reason(plain_state, listed, language):
    text = PROJECT.document(language).read_text(encoding="utf-8")
    quoted, drawn = places(plain_state, "en", text.replace(f"executed/{language}/", "executed/en/"))
    assert unplaced(plain_state, listed, quoted, drawn) == []
    assert len(quoted & {*plain_state.cards.figures.index}) > 100


def test_a_figure_without_a_place_or_listed_in_vain_is_seen(plain_state, listed):
    quoted, drawn = places(plain_state, "en")
    assert "acsel2025.indispensable has no place" in unplaced(
        plain_state, listed, quoted - {"acsel2025.indispensable"}, drawn
    )
    assert "acsel2025.tool-gemini has no place" in unplaced(
        plain_state, listed, quoted, drawn - {"acsel2025.tool-gemini"}
    )
    assert unplaced(plain_state, listed - {"semble2025.summit"}, quoted, drawn) == ["semble2025.summit has no place"]
    for vain in ("acsel2025.use-any", "acsel2025.use-any-nine-in-ten", "acsel2025.gone"):
        assert unplaced(plain_state, listed | {vain}, quoted, drawn) == [f"{vain} is listed in vain"]


# The checks themselves


def altered(part: dict, key: object, value: object) -> dict:
    assert key in part
    return {**part, key: value}


def marked(state: State, mark: str) -> tuple[str, str]:
    """Return the cell whose output holds a mark."""
    return next(cell for cell, texts in state.shown.items() if mark in " ".join(texts))


def test_a_result_that_changes_without_reason_or_stays_is_seen(plain_state, changed_state):
    with pytest.raises(AssertionError, match="did not change"):
        check_results(Change(plain_state, replace(changed_state, results=plain_state.results), FIGURE))
    other = replace(changed_state, results=altered(changed_state.results, "adoption.any_use", {}))
    with pytest.raises(AssertionError, match="do not rest on"):
        check_results(Change(plain_state, other, FIGURE))


@pytest.mark.parametrize(
    ("mark", "old", "new"),
    [
        ("That 90% of self-diagnoses", "90%", "91%"),  # a sentence
        ("ChatGPT leads by far", "84%", "85%"),  # a chart
        ("ChatGPT leads by far", "ChatGPT: 84%", "ChatGPT: 35.6%"),  # a chart, the new value at another's place
        ("| First answer  ", "8.9%", "9.8%"),  # a table
        ("Students and professionals, Campagna", "regularly: 24.4%", "regularly: 26.7%"),  # beside what has to move
    ],
)
def test_an_output_that_changes_without_reason_is_seen(plain_state, changed_state, mark, old, new):
    cell = marked(plain_state, mark)
    texts = changed_state.shown[cell]
    assert old in " ".join(texts)
    shown = altered(changed_state.shown, cell, tuple(text.replace(old, new) for text in texts))
    with pytest.raises(AssertionError, match=f"does not rest on {FIGURE}"):
        check_cells(Change(plain_state, replace(changed_state, shown=shown), FIGURE))


@pytest.mark.parametrize(
    ("figure", "value", "said"),
    [
        (FIGURE, "35.6", "'chart-often'.*: shows"),
        ("campagna2025.use-regular", "26.7", "'say-bottom'.*: a sentence asks for"),
        ("campagna2025.relevant-research", "71.1", "a sentence asks for|shows"),
        ("pulselife2025.no-reservation", "20", "shows|a sentence asks for"),
    ],
)
def test_an_output_that_stays_is_seen(plain_state, register_copy, figure, value, said):
    after = replace(plain_state, cards=Cards(Register.read(changed_copy(register_copy.parent, figure, value))))
    with pytest.raises(AssertionError, match=said):
        check_cells(Change(plain_state, after, figure))


def test_a_card_that_changes_without_reason_or_stays_is_seen(plain_state, changed_state):
    with pytest.raises(AssertionError):
        check_cards(Change(plain_state, replace(changed_state, written=plain_state.written), FIGURE))
    written = altered(changed_state.written, "acsel2025.use-any", "")
    with pytest.raises(AssertionError, match="cards that do not rest on"):
        check_cards(Change(plain_state, replace(changed_state, written=written), FIGURE))
