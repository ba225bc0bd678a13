"""Change one figure, and exactly what rests on it changes: results, sentences, cells of tables and charts.

Notebooks run cell by cell in this process; a chart is kept as its alternative text, which says every row it draws. A
cell that has nothing to do with the figure says what it said, and one that draws it or asks for it says the new value.
One figure, every one with BAROMIA_CAMPAIGN=1. Each figure has a place in the paper, or is listed with the reason.
"""

import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
import yaml

import baromia
from baromia.analysis.parameters import Parameters
from baromia.estimates import grim
from baromia.paper.cards import Cards
from baromia.project import CHARTS_VARIABLE, DATA_VARIABLE, LANGUAGES, PROJECT
from baromia.register import Register
from baromia.words.formatting import PARTS, SENTENCE_PLACE
from baromia.words.words import Words
from cells import run_cells
from conftest import CAMPAIGN, REGISTER, ROOT
from damaged import rows_of, write_rows
from nbpaper.errors import DataError
from nbpaper.results import MEDIA_TYPE

USED = "acsel2025.use-any"  # much rests on it, a relation, too: nine in ten use AI, and one in ten never does
UNITS = ("percent", "count", "hours", "EUR_million")
COUNTS = ("table-verdicts", "table-doubtful", "say-relations")  # of relations
# Cells that put names together by a rule.
TOGETHER = ("by-hand-sum", "by-hand-bounds", "table-moves", "chart-summary", "chart-often", "chart-benefits")
SAID = re.compile(r"""(?:say|draw)\(\s*["']([\w.-]+)["']""")


@dataclass
class State:
    """All that the notebooks say of one register; shown, drawn and sources by notebook and cell."""

    cards: Cards
    results: dict[str, dict] = field(default_factory=dict)
    shown: dict[tuple, tuple] = field(default_factory=lambda: defaultdict(tuple))
    drawn: dict[tuple, set[str]] = field(default_factory=dict)  # rows that charts and tables are made of
    sources: dict[tuple, str] = field(default_factory=dict)


def plain(text: str) -> str:
    return " ".join(text.split())


def state(data: Path) -> State:
    """Run the English notebooks on a register."""
    made, rows = State(Cards(Register.read(data), Parameters())), []

    def noted(function: Callable) -> Callable:
        def wrapper(first: object, frame: pd.DataFrame, *arguments: object, **more: object) -> object:
            rows.extend(map(str, frame.index))
            return function(first, frame, *arguments, **more)

        return wrapper

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DATA_VARIABLE, str(data))
        patch.setenv(CHARTS_VARIABLE, "0")
        for owner, name in ((baromia, "panel"), (Words, "table")):
            patch.setattr(owner, name, noted(getattr(owner, name)))
        for stem in PROJECT.stems():
            for cell in run_cells(PROJECT.notebook(stem, "en")):
                place = stem, cell.id
                made.sources[place], made.drawn[place] = cell.source, {*rows}
                rows.clear()
                for data in (*cell.displayed, cell.shown or {}):
                    if bundle := data.get(MEDIA_TYPE):
                        made.results[bundle["name"]] = {**bundle, "figures": list(bundle["figures"])}
                    elif data:
                        made.shown[place] += (data.get("text/markdown") or data.get("text/plain", ""),)
    return made


@pytest.fixture(scope="module")
def before() -> State:
    return state(ROOT / "data")


def another(row: dict) -> str | None:
    """Return another value that a figure might have been printed with; None where there is none."""
    step = Decimal(1).scaleb(-row["decimals"])
    if row["unit"] != "percent":
        return str(Decimal(row["value"]) + step)
    total = None if pd.isna(row["n_low"]) or row["n_low"] != row["n_high"] else int(row["n_low"])
    near = (Decimal(row["value"]) + sign * distance * step for distance in range(1, 100) for sign in (1, -1))
    return next((str(one) for one in near if 0 < one < 100 and (total is None or grim(str(one), total))), None)


def changed_copy(folder: Path, figure: str, value: str) -> Path:
    """Return a copy of the register in which a figure, and whatever repeats its digits, has another value."""
    data = Path(shutil.copytree(ROOT / "data", folder / "data"))
    header, *rows = rows_of(data, "figures")
    name, cell, restates = map(header.index, ("id", "value", "restates"))
    old = next(row[cell] for row in rows if row[name] == figure)
    for row in rows:
        if row[name] == figure or (row[restates] == figure and row[cell] == old):
            row[cell] = value
    write_rows(data, "figures", [header, *rows])
    return data


def resting(before: State, figure: str) -> tuple[set[str], set[str]]:
    """Return the figures and quantities that rest on a figure, and the results."""
    figures, headlines = before.cards.figures, before.cards.register.headlines
    found = {figure, *figures.index[figures["restates"] == figure]}  # and whose base it is
    while more := set(figures.index[figures["base"].isin(found)]) - found:
        found |= more
    tested = {
        f"robustness.{name.replace('-', '_')}"
        for name, one in headlines[["figure", "other"]].iterrows()
        if {*one, *(figures.at[each, "base"] for each in one if each in figures.index)} & found
    }
    quantities = {name for name, inputs in before.cards.derived["inputs"].items() if set(inputs) & found}
    return found | quantities, tested | {name for name, one in before.results.items() if set(one["figures"]) & found}


def asked(before: State, cell: tuple[str, str]) -> Iterator[tuple[str, str | None]]:
    """Yield what the sentences of a cell, and the title of a chart, ask for: names and parts."""
    sentences = before.cards.register.sentences["en"]
    for name in SAID.findall(before.sources[cell]):
        for text in (sentences.get(name, ""), sentences.get(f"{name}_title", "")):
            pattern = ".+?".join(map(re.escape, SENTENCE_PLACE.split(text)[:: SENTENCE_PLACE.groups + 1]))
            if text and re.search(pattern, " ".join(before.shown[cell]), re.DOTALL):  # the one of several that is said
                yield from ((place["name"], place["part"]) for place in SENTENCE_PLACE.finditer(text))


def check_results(before: State, after: State, figure: str, results: set[str]) -> None:
    found = {name for name, one in before.results.items() if one != after.results[name]}
    counts = {name for name, one in before.results.items() if not one["figures"] and name.startswith("evidence.")}
    assert found <= results | counts, f"do not rest on {figure} and changed"
    own = {name: one for name, one in before.results.items() if figure in one["figures"]}
    main = {name: one for name, one in own.items() if "part_of" not in one and name.partition(".")[0] != "robustness"}
    exact = {name for name, one in main.items() if isinstance(one["value"], float | str)}
    assert exact <= found, f"rest on {figure} and did not change"


def check_cells(before: State, after: State, figure: str, names: set[str]) -> None:
    """Sentences, tables and charts: nothing else moved, and what says the figure did."""
    old, new = (one.cards.rows[figure]["printed"] for one in (before, after))
    for cell, texts in before.shown.items():
        text, moved = plain(" ".join(after.shown[cell])), after.shown[cell] != texts
        codes, asks = [before.sources[cell], *texts], list(asked(before, cell))
        if cell[1].startswith(("by-hand", "chart-curve", "answer")):  # work with what stands in such cells before it
            codes += [code for (stem, name), code in before.sources.items() if (stem, name[:7]) == (cell[0], "by-hand")]
        concerned = (before.drawn[cell] | {name for name, _ in asks}) & names or cell[1] in (*COUNTS, *TOGETHER)
        concerned = concerned or any(name in code for code in codes for name in names)  # a frame shows its index
        assert concerned or not moved, f"{cell}: does not rest on {figure}: {text}"
        if figure in before.drawn[cell] and re.search(rf"(?<![\w.]){re.escape(old)}(?!\w)", " ".join(texts)):
            assert moved, f"{cell}: shows {figure} and did not change"
            assert new in text, f"{cell}: does not show the new {figure}"
        for name, part in asks:
            if name in names & after.cards.rows.keys() and (cell[1], part) != ("answer", "interval"):  # of a guessed n
                said = plain(after.cards.rows[name][PARTS[part]])
                assert said in text, f"{cell}: a sentence asks for {name} and does not say {said}"


def candidates() -> list[str]:
    figures = REGISTER.figures[REGISTER.figures["restates"].isna() & REGISTER.figures["unit"].isin(UNITS)]
    return [*figures.index] if CAMPAIGN else [USED]


@pytest.mark.parametrize("figure", candidates())
def test_changing_a_figure_changes_exactly_what_rests_on_it(before, figure, tmp_path):
    value = another(before.cards.rows[figure])
    if value is None:
        pytest.skip(f"no other value of {figure} would be possible")
    try:
        after = state(changed_copy(tmp_path, figure, value))
    except DataError as error:
        pytest.skip(f"the register allows no other value of {figure}: {error}")
    rows, results = resting(before, figure)
    check_results(before, after, figure, results)
    headlines = {name.removeprefix("robustness.").replace("_", "-") for name in results if name.startswith("robust")}
    indicators = {*REGISTER.figures.loc[[*rows & {*REGISTER.figures.index}], "indicator"]}
    check_cells(before, after, figure, rows | results | headlines | indicators)
    holds = [one.results["evidence.relations_holds"]["text"] for one in (before, after)]
    assert figure != USED or holds[0] != holds[1]


# Where each figure stands


@pytest.fixture(scope="module")
def listed() -> set[str]:
    tree = yaml.safe_load((ROOT / "reports" / "unquoted.yaml").read_text(encoding="utf-8"))
    assert all(reason for kind in tree.values() for reason in kind.values())
    return {name for kind in tree.values() for name in kind}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_quoted_or_drawn_or_listed_with_the_reason(before, listed, language):
    text, figures = PROJECT.document(language).read_text(encoding="utf-8"), before.cards.register.figures
    names = re.findall(r"\{\{<\s*meta\s+(figures|results)\.(\S+)\s*>\}\}", text)
    quoted = {".".join(name.split(".")[:2]) for kind, name in names if kind == "figures"}
    quoted |= {before.cards.anchor(name, before.results) for _, name in names if name in before.results}
    embeds = re.findall(rf"embed executed/{language}/([\w-]+)\.ipynb#([\w-]+)", text)
    shown = quoted.union(*(before.drawn[embed] for embed in embeds)) & {*figures.index}
    repeats = {*figures.index[figures["restates"].isin(shown | listed)]}
    assert {*figures.index} - shown - repeats - listed == set(), "have no place"
    assert listed & (shown | repeats) | (listed - {*figures.index}) == set(), "are listed in vain"
    assert len(quoted & {*figures.index}) > 100
