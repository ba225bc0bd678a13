"""Change one figure, and exactly what rests on it changes: results, sentences, cells of tables, charts, cards, paper.

Notebooks run cell by cell in this process; a chart is kept as its alternative text, which says every row it draws. A
cell that has nothing to do with the figure says what it said, and one that draws it or asks for it says the new value.
One figure, every one with BAROMIA_CAMPAIGN=1. Each figure has a place in the paper, or is listed with the reason.
"""

import json
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
import yaml

import baromia
from baromia.estimates import grim
from baromia.paper.cards import Cards
from baromia.paper.results_files import publication
from baromia.project import CHARTS_VARIABLE, DATA_VARIABLE, LANGUAGES, PROJECT
from baromia.register import Register
from baromia.words.sentences import PARTS, PLACE
from baromia.words.words import Words
from cells import run_cells
from conftest import CAMPAIGN, REGISTER, ROOT
from damaged import rows_of, write_rows
from nbpaper.errors import DataError
from nbpaper.results import MEDIA_TYPE

WISH = "campagna2025.training-wish"  # much rests on it
UNITS = ("percent", "count", "hours", "EUR_million")
COUNTS = ("table-verdicts", "table-doubtful", "say-relations")  # of the evidence: how many relations hold, and which
SAID = re.compile(r"""(?:say|draw)\(\s*["']([\w.-]+)["']""")
DRAWN: list[str] = []


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


def state(data: Path, monkeypatch: pytest.MonkeyPatch, stems: tuple[str, ...]) -> State:
    """Run English notebooks on a register and write its cards."""
    monkeypatch.setenv(DATA_VARIABLE, str(data))
    monkeypatch.setenv(CHARTS_VARIABLE, "0")
    results, shown, drawn, sources = {}, {}, {}, {}
    for stem in stems or PROJECT.stems():
        found = ran(PROJECT.notebook(stem, "en"))
        for gathered, new in zip((results, shown, drawn, sources), found, strict=True):
            gathered |= new
    cards, files = publication("en", results, {}, Register.read(data))
    texts = {name: one["texts"] for name, one in json.loads(files["en.json"])["figures"].items()}
    blocks = files["cards.en.md"].split("::: ")
    written = {block.split()[0].strip("{#"): block for block in blocks if block.startswith("{#")}
    return State(results, shown, drawn, sources, written, texts, cards)


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
    header, *rows = rows_of(data, "figures")
    name, cell, restates = map(header.index, ("id", "value", "restates"))
    old = next(row[cell] for row in rows if row[name] == figure)
    for row in rows:
        if row[name] == figure or (row[restates] == figure and row[cell] == old):
            row[cell] = value
    write_rows(data, "figures", [header, *rows])
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
        self.names = self.rows | self.results | self.tested | {*self.headlines}
        self.names |= {*figures.loc[[*self.figures], "indicator"]}

    def concerns(self, cell: tuple[str, str]) -> bool:
        """Tell whether a cell draws, asks for or names anything that rests on the figure."""
        sources, asks = self.before.sources, {name for name, _ in asked(self.before, cell, self.before.shown[cell])}
        codes = [sources[cell], *self.before.shown[cell]]
        if cell[1].startswith(("by-hand", "chart-curve", "answer")):  # work with what stands in such cells before it
            codes += [code for (book, name), code in sources.items() if book == cell[0] and name.startswith("by-hand")]
        named = any(name in code for code in codes for name in self.names)  # a frame shows its index
        return named or cell[1] in COUNTS or bool((self.before.drawn[cell] | asks) & self.names)


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
        text, moved = plain(" ".join(change.after.shown.get(cell, ()))), change.after.shown.get(cell) != texts
        assert change.concerns(cell) or not moved, f"{cell}: does not rest on {change.figure}: {text}"
        if change.figure in change.before.drawn[cell] and old in plain(" ".join(texts)):
            assert moved, f"{cell}: shows {change.figure} and did not change"
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
    texts = {name for name in before.texts if before.texts[name] != after.texts[name]}
    assert change.figure in texts
    assert texts <= change.figures


def candidates() -> list[str]:
    """Return the figures to change: one, or all in a campaign."""
    figures = REGISTER.figures
    names = [
        name for name in figures.index if pd.isna(figures.at[name, "restates"]) and figures.at[name, "unit"] in UNITS
    ]
    return names if CAMPAIGN else [WISH]


@pytest.fixture(scope="module")
def states(tmp_path_factory) -> Callable[..., State]:
    """The state of a register in which a figure has another value; that of the register itself without one."""
    folder = tmp_path_factory.mktemp("states")

    @cache
    def made(figure: str = "", value: str = "", *stems: str) -> State:
        data = changed_copy(folder / f"{figure}-{value}", figure, value) if figure else ROOT / "data"
        with pytest.MonkeyPatch.context() as patch:
            return state(data, patch, stems)

    return made


@pytest.fixture(scope="module")
def plain_state(states) -> State:
    return states()


@pytest.mark.parametrize("figure", candidates())
def test_changing_a_figure_changes_exactly_what_rests_on_it(plain_state, states, figure):
    value = another(plain_state.cards, figure)
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


def test_a_relation_that_stops_holding_is_said_and_ends_nothing(plain_state, states):
    """In the notebook that says it; all others run with one in the worst register."""
    figure, stem = "acsel2025.use-any", "evidence"
    after = states(figure, "91", stem)  # nine in ten use AI, and one in ten never does
    assert after.results["evidence.relations_holds"] != plain_state.results["evidence.relations_holds"]
    shown = {cell: texts for cell, texts in plain_state.shown.items() if cell[0] == stem}
    check_cells(Change(replace(plain_state, shown=shown), after, figure))


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
