"""Change one figure, and exactly what rests on it changes: results, sentences, cells, charts and cards.

Notebooks run cell by cell in this process; a chart is kept as its alternative text, which says every row it draws.
Six figures by default, three of them seeded, every one with BAROMIA_CAMPAIGN=1.
"""

import csv
import os
import random
import re
import shutil
from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from baromia.estimates import grim
from baromia.paper.cards import Cards
from baromia.project import CHARTS_VARIABLE, DATA_VARIABLE
from baromia.register import Register
from cells import run_cells
from conftest import ROOT
from nbpaper.errors import DataError
from nbpaper.numbers.source import table_rows
from nbpaper.results import MEDIA_TYPE

NOTEBOOKS = sorted(path for path in (ROOT / "notebooks").glob("*.ipynb") if "." not in path.stem)
ALWAYS = (
    "acsel2025.inform-patients",
    "campagna2025.training-wish",
    "pulselife2025.use-general-purpose",
)  # much rests on them
SAMPLE, SEED = 3, 2025
UNITS = ("percent", "count", "hours", "EUR_million")
AGGREGATES = (
    "evidence",
    "robustness",
)  # what their tables say of relations and headlines rests on many figures at once
SAID = re.compile(r"""say\(["']([\w.-]+)["']""")


@dataclass
class State:
    """All that the notebooks and the appendix say of one register, drawings as data."""

    results: dict[str, dict]
    shown: dict[tuple[str, str], dict]
    sources: dict[tuple[str, str], str]
    written: dict[str, str]
    texts: dict[str, dict]
    cards: Cards


def plain(text: str) -> str:
    return " ".join(text.split())


def ran(path: Path) -> tuple[dict, dict, dict]:
    """Run a notebook's cells; return its results, and by cell what it shows and its source."""
    results, shown, sources = {}, {}, {}
    for cell in run_cells(path):
        bundles = [data[MEDIA_TYPE] for data in cell.displayed if MEDIA_TYPE in data]
        results |= {bundle["name"]: {**bundle, "figures": list(bundle["figures"])} for bundle in bundles}
        if cell.shown is not None:
            shown[path.stem, cell.id], sources[path.stem, cell.id] = cell.shown, cell.source
    return results, shown, sources


def state(data: Path, monkeypatch) -> State:
    """Run all notebooks on a register and write its cards."""
    monkeypatch.setenv(DATA_VARIABLE, str(data))
    monkeypatch.setenv(CHARTS_VARIABLE, "0")
    results, shown, sources = {}, {}, {}
    for path in NOTEBOOKS:
        for gathered, found in zip((results, shown, sources), ran(path), strict=True):
            gathered |= found
    cards = Cards(Register.read(data))
    blocks = cards.markdown(results).split("::: ")
    written = {block.split()[0].strip("{#"): block for block in blocks if block.startswith("{#")}
    return State(results, shown, sources, written, cards.texts(()), cards)


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


def resting_on(figures: pd.DataFrame, figure: str) -> set[str]:
    """Return a figure, what repeats it, and the figures whose number of people it defines."""
    found = {figure, *figures.index[figures["restates"] == figure]}
    while more := set(figures.index[figures["base"].isin(found)]) - found:
        found |= more
    return found


def headlines_on(data: Path, figures: pd.DataFrame, resting: set[str]) -> set[str]:
    """Return the robustness results of the headlines that rest on any of these figures, or on their bases."""
    table = Register.read(data).headlines
    found = set()
    for headline, row in table.iterrows():
        names = {name for name in (row["figure"], row["other"]) if isinstance(name, str)}
        names |= {figures.at[name, "base"] for name in names}
        if names & resting:
            found.add("robustness." + headline.replace("-", "_"))
    return found


def check_results(before: State, after: State, figure: str, resting: set[str], data: Path) -> None:
    moved = {name for name in before.results if before.results[name] != after.results[name]}
    direct = {name for name, result in before.results.items() if set(result["figures"]) & resting}
    counts = {name for name, result in before.results.items() if not result["figures"]}
    allowed = direct | headlines_on(data, before.cards.figures, resting) | counts
    assert moved <= allowed, f"results that do not rest on {figure} changed: {moved - allowed}"
    for name in direct:
        result = before.results[name]
        exact = result["kind"] == "published" or isinstance(result["value"], float)
        if exact and figure in result["figures"]:
            assert name in moved, f"{name} rests on {figure} and did not change"


def check_sentences(before: State, after: State, figure: str, resting: set[str]) -> None:
    sentences = Register.read().sentences["en"]
    for cell, source in before.sources.items():
        names = SAID.findall(source)
        if not names or "text/markdown" not in before.shown[cell]:
            continue
        template = sentences[names[0]]
        asked = {name for name in before.cards.rows if asks(template + source, name)}
        asked |= {part for name in asked for part in before.cards.rows[name].get("inputs", ())}
        moved = before.shown[cell]["text/markdown"] != after.shown[cell]["text/markdown"]
        if asks(template, figure):
            assert moved, f"{cell}: a sentence shows {figure} and did not change"
        if moved and cell[0] not in AGGREGATES:
            assert asked & resting, f"{cell}: a sentence changed that does not rest on {figure}"


def check_tables(before: State, after: State, figure: str, resting: set[str]) -> None:
    names = drawn_on(before.cards, resting)
    labels = {*names, *(plain(before.cards.rows[name]["label"]) for name in names)}
    label, old, new = (
        plain(text)
        for text in (
            before.cards.rows[figure]["label"],
            *(one.cards.rows[figure]["printed"] for one in (before, after)),
        )
    )
    for cell, bundle in before.shown.items():
        if cell[0] in AGGREGATES or not bundle.get("text/markdown", "").startswith("|"):
            continue
        rows, others = (table_rows(each.shown[cell]["text/markdown"]) for each in (before, after))
        named = {text for row in rows if any(name in text for name in labels for text in row) for text in row}
        gone = Counter(text for row in rows for text in row) - Counter(text for row in others for text in row)
        assert set(gone) <= named, f"{cell}: cells changed in rows that do not rest on {figure}: {set(gone) - named}"
        if any(label in row and old in row for row in rows):
            assert any(label in row and new in row for row in others), f"{cell}: no row shows the new {figure}"


def check_charts(before: State, after: State, figure: str, resting: set[str]) -> None:
    for cell, bundle in before.shown.items():
        if [*bundle] != ["text/plain"] or cell[0] in AGGREGATES:
            continue
        moved = bundle != after.shown[cell]
        alt, names = bundle["text/plain"], drawn_on(before.cards, resting)
        if draws(alt, before.cards, figure):
            assert moved, f"{cell}: a chart draws {figure} and did not change"
        if moved:
            assert any(before.cards.rows[name]["printed"] in alt for name in names), (
                f"{cell}: a chart changed that does not draw what rests on {figure}"
            )


def check_cards(before: State, after: State, figure: str, resting: set[str]) -> None:
    moved = {name for name in before.written if before.written[name] != after.written.get(name)}
    computed = {name for name in before.results if before.results[name] != after.results[name]}
    computed |= {name for name, result in before.results.items() if set(result["figures"]) & resting}
    computed |= drawn_on(before.cards, resting)
    assert figure in moved
    assert moved <= computed, f"cards that do not rest on {figure} changed: {moved - computed}"
    texts = {
        f"{source}.{name}"
        for source, group in before.texts.items()
        for name, text in group.items()
        if text != after.texts[source][name]
    }
    assert figure in texts
    assert texts <= resting


def drawn_on(cards: Cards, resting: set[str]) -> set[str]:
    """Return figures and the quantities that are computed from them."""
    return resting | {name for name, inputs in cards.derived["inputs"].items() if set(inputs) & resting}


def draws(alt: str, cards: Cards, figure: str) -> bool:
    """Tell whether the words of a chart have a row of this figure: its label, in full or short, and its value."""
    row = cards.figures.loc[[figure]]
    labels = (row["label"].iloc[0], cards.words.short(row)["label"].iloc[0])
    return any(f"{label}: {row['printed'].iloc[0]}" in alt for label in labels)


def asks(text: str, figure: str) -> bool:
    """Tell whether a sentence or a cell names a figure, and not one whose name only begins alike."""
    return re.search(rf"[{{\"']{re.escape(figure)}[}}:\"']", text) is not None


def candidates() -> list[str]:
    """Return the figures to change: a seeded few, or all in a campaign."""
    figures = Register.read().figures
    names = [
        name for name in figures.index if pd.isna(figures.at[name, "restates"]) and figures.at[name, "unit"] in UNITS
    ]
    return names if os.environ.get("BAROMIA_CAMPAIGN") else [*ALWAYS, *random.Random(SEED).sample(names, SAMPLE)]


@pytest.fixture(scope="module")
def plain_state() -> State:
    with pytest.MonkeyPatch.context() as patch:
        return state(ROOT / "data", patch)


@pytest.mark.parametrize("figure", candidates())
def test_changing_a_figure_changes_exactly_what_rests_on_it(plain_state, figure, tmp_path, monkeypatch):
    value = another(plain_state.cards, figure)
    if value is None:
        pytest.skip(f"no other value of {figure} would be possible")
    data = changed_copy(tmp_path, figure, value)
    try:
        after = state(data, monkeypatch)
    except DataError as error:
        pytest.skip(f"the register allows no other value of {figure}: {error}")
    resting = resting_on(plain_state.cards.figures, figure)
    check_results(plain_state, after, figure, resting, data)
    check_sentences(plain_state, after, figure, resting)
    check_tables(plain_state, after, figure, resting)
    check_charts(plain_state, after, figure, resting)
    check_cards(plain_state, after, figure, resting)


def test_a_relation_that_stops_holding_is_said_and_ends_nothing(plain_state, tmp_path, monkeypatch):
    data = changed_copy(tmp_path, "acsel2025.use-any", "91")  # nine in ten use AI, and one in ten never does
    after = state(data, monkeypatch)
    assert after.results["evidence.relations_holds"] != plain_state.results["evidence.relations_holds"]


# The checks themselves


FIGURE = "campagna2025.never-tried"


def altered(part: dict, key: object, value: object) -> dict:
    assert key in part
    return {**part, key: value}


def marked(state: State, mark: str) -> tuple:
    """Return the cell whose output holds a mark."""
    return next(cell for cell, bundle in state.shown.items() if mark in str(bundle) and cell[0] not in AGGREGATES)


def test_a_result_that_changes_without_reason_or_stays_is_seen(plain_state):
    before, data = plain_state, ROOT / "data"
    with pytest.raises(AssertionError, match="did not change"):
        check_results(before, before, FIGURE, {FIGURE}, data)
    other = replace(before, results=altered(before.results, "adoption.any_use", {}))
    with pytest.raises(AssertionError, match="do not rest on"):
        check_results(before, other, FIGURE, {FIGURE}, data)


@pytest.mark.parametrize(
    ("check", "figure", "mark", "said"),
    [
        (check_sentences, FIGURE, "That 90% of self-diagnoses", "that does not rest on"),
        (check_charts, "campagna2025.n", "ChatGPT leads by far", "that does not draw"),
        (check_tables, FIGURE, "| First answer  ", "in rows that do not rest on"),
    ],
)
def test_an_output_that_changes_without_reason_is_seen(plain_state, check, figure, mark, said):
    cell = marked(plain_state, mark)
    bundle = {kind: text.replace("%", "0%") for kind, text in plain_state.shown[cell].items()}
    after = replace(plain_state, shown=altered(plain_state.shown, cell, bundle))
    with pytest.raises(AssertionError, match=said):
        check(plain_state, after, figure, {figure})


@pytest.mark.parametrize(
    ("check", "figure"),
    [(check_sentences, "acsel2025.use-any"), (check_charts, FIGURE), (check_cards, FIGURE)],
)
def test_an_output_that_stays_is_seen(plain_state, check, figure):
    with pytest.raises(AssertionError):
        check(plain_state, plain_state, figure, {figure})


def test_a_table_that_keeps_the_old_value_is_seen(plain_state, register_copy):
    figure = "campagna2025.use-regular"
    data = changed_copy(register_copy.parent, figure, "26.7")
    after = replace(plain_state, cards=Cards(Register.read(data)))
    with pytest.raises(AssertionError, match="no row shows the new"):
        check_tables(plain_state, after, figure, {figure})


def test_a_card_that_changes_without_reason_is_seen(plain_state):
    written = altered(altered(plain_state.written, FIGURE, ""), "acsel2025.use-any", "")
    with pytest.raises(AssertionError, match="cards that do not rest on"):
        check_cards(plain_state, replace(plain_state, written=written), FIGURE, {FIGURE})
