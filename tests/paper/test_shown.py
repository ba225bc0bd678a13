"""Tables, charts, cards and results say what the register says: each number is worked out again from the CSV files.

By other code than the paper's (`oracle.py`): every embedded table by row, every chart in words and dots, every card.
"""

import json
import re
from dataclasses import replace

import pytest

from conftest import ROOT
from nbpaper.numbers import tokens
from nbpaper.numbers.known import Known
from nbpaper.numbers.source import Shown, Source
from nbpaper.numbers.stream import letters
from oracle import Oracle

pytestmark = pytest.mark.build
STEMS = {"en": "paper", "fr": "paper.fr"}
SELDOM = {"tbl-stands", "fig-curve", "fig-disclosure"}  # say the robustness and the grid, which have tests of their own


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(ROOT / "data")


@pytest.fixture(scope="module", params=STEMS)
def source(request, paper) -> Source:
    known = Known(paper / "results" / f"{request.param}.json", request.param)
    return Source(ROOT / "reports" / f"{STEMS[request.param]}.qmd", paper, known, {})


def values(text: str, language: str) -> list[float | None]:
    return [
        token.value if token.value is None else float(token.value)
        for token in tokens(text, language)
        if token.kind not in ("ordinal", "scale")
    ]


def named(oracle: Oracle, language: str, cells: list[str]) -> set[str]:
    """Return the figures whose label stands in a row, those of the row's samples where it names any."""
    said = [letters(cell) for cell in cells]
    samples = {name for name, row in oracle.samples.items() if letters(row[f"label_{language}"]) in said}
    found = {
        name for name, row in oracle.figures.items() if any(letters(row[f"label_{language}"]) in cell for cell in said)
    }
    return {name for name in found if oracle.figures[name]["sample"] in samples} or found if samples else found


def wrong_cells(shown: Shown, oracle: Oracle, source: Source) -> list[str]:
    """Return the cells of a table with a number that its row does not explain."""
    language, found = source.known.language, []
    for place, row in enumerate(shown.rows):
        figures = named(oracle, language, [*row, *shown.rows[0]] if place else row)
        may = oracle.among(named(oracle, language, row)) if place else set()
        for result in source.known.results.values():  # the interval of a difference has its own tests, against R
            if result["name"].endswith("_interval") and result["figures"] and set(result["figures"]) <= figures:
                may |= set(values(result["text"], language))
        for sample in (name for name, one in oracle.samples.items() if one[f"label_{language}"] in row):
            one = oracle.samples[sample]
            dates = [part for key in ("fieldwork_start", "fieldwork_end") for part in one[key].split("-")[::2]]
            may |= {oracle.disclosed(sample), 11.0, *values(" ".join([one["n"], *dates]), "en")}
        for number, cell in enumerate(row):
            rank = shown.name == "tbl-ranks" and number == 0 and cell == str(place)
            if letters(cell) not in oracle.texts and not rank and set(values(cell, language)) - may:
                found.append(f"{shown.name}, row {place}, {shown.rows[0][number]}: {cell}")
    return found


def test_each_cell_is_what_the_register_says_of_its_row(source, oracle):
    tables = [shown for shown in source.embeds if shown.rows and shown.name not in SELDOM]
    assert len(tables) > 8
    counts = {str(sum(row["source"] == work["id"] for row in oracle.figures.values())) for work in oracle.sources}
    found = [one for table in tables for one in wrong_cells(table, oracle, source)]
    assert [one for one in found if not (one.startswith("tbl-sources") and one.rpartition(": ")[2] in counts)] == []


def test_an_answer_stands_below_its_sample(source, oracle):
    """Headings that name samples, as in the ranks: each answer is one of the sample's."""
    language, checked = source.known.language, 0
    for shown in (one for one in source.embeds if one.rows):
        heads = {
            number: name
            for number, head in enumerate(shown.rows[0])
            for name, row in oracle.samples.items()
            if row[f"label_{language}"] == head
        }
        for row in shown.rows[1:]:
            for number, sample in heads.items():
                figures = named(oracle, language, [row[number]])
                assert not figures or sample in {oracle.figures[name]["sample"] for name in figures}, row
                checked += bool(figures)
    assert checked > 5


def test_a_number_changed_in_a_cell_is_seen(source, oracle):
    """All but the few that become another number of the same row."""
    seen = []
    for shown in (one for one in source.embeds if one.rows and one.name not in SELDOM):
        for place, number in ((place, number) for place, row in enumerate(shown.rows) for number in range(len(row))):
            cell = shown.rows[place][number]
            if place and letters(cell) not in oracle.texts and (digit := re.search(r"\d(?=\D*$)", cell)):
                other = cell[: digit.start()] + str((int(digit[0]) + 3) % 10) + cell[digit.end() :]
                row = [other if place_ == number else one for place_, one in enumerate(shown.rows[place])]
                seen.append(bool(wrong_cells(replace(shown, rows=[*shown.rows[:place], row]), oracle, source)))
    assert len(seen) > 50
    assert sum(seen) > 0.95 * len(seen), f"{sum(seen)} of {len(seen)}"


GRID = "#e3e3e3"  # its first line stands at 0 %, its last at 100 %
LINE = re.compile(rf'<path d="M (?P<x>[\d.]+) (?P<y>[\d.]+)\s+L (?P=x) [\d.]+\s*"[^>]*stroke: {GRID}')
MARK = re.compile(r'<use [^>]*?x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)"')
BAR = re.compile(
    r'<path d="M (?P<x>[\d.]+) (?P<y>[\d.]+)\s+L (?P<end>[\d.]+) (?P=y)\s*"[^>]*stroke: #\w+; stroke-width: 2.2'
)


def drawn(svg: str) -> tuple[list[float], list[float]]:
    """Return where the dots of a chart stand on its axis, and the ends of its intervals, in percent."""
    grid = [(float(line["x"]), float(line["y"])) for line in LINE.finditer(svg)]
    zero, hundred, bottom = min(grid)[0], max(grid)[0], max(y for _, y in grid)
    dots = [one["x"] for one in MARK.finditer(svg) if float(one["y"]) < bottom]
    ends = [end for one in BAR.finditer(svg) if float(one["y"]) < bottom for end in (one["x"], one["end"])]
    return tuple(sorted(100 * (float(x) - zero) / (hundred - zero) for x in part) for part in (dots, ends))


def answers(alt: str, interval: str) -> list[tuple[str, str]]:
    """Return label and text of each answer that a chart says in words."""
    parts = re.split(r"(?<=[^\d])\. |(?<=%)\. |(?<=\u202f%)\. |\)\. ", alt)
    return [
        (label, rest)
        for part in parts
        for label, _, rest in [re.sub(r"\s*:\s", ": ", part).rpartition(": ")]
        if interval in rest
    ]


def test_each_chart_says_in_words_what_the_register_says(source, oracle):
    language, checked = source.known.language, 0
    word = {"en": "interval", "fr": "intervalle"}[language]
    every = set().union(*map(oracle.numbers, oracle.figures))
    for shown in (one for one in source.embeds if one.svg and one.name not in SELDOM):
        for label, rest in answers(shown.alt, word):
            figures = named(oracle, language, [label])  # none for a label of the theme's own: any figure's, then
            checked += bool(figures)
            assert set(values(rest, language)) <= (oracle.among(figures) if figures else every), (shown.name, label)
    assert checked > 40


def test_dots_and_intervals_stand_where_the_words_say(source):
    word = {"en": "interval", "fr": "intervalle"}[source.known.language]
    for shown in (one for one in source.embeds if one.svg and one.name not in SELDOM):
        said = [values(part, source.known.language) for _, rest in answers(shown.alt, word) for part in rest.split(";")]
        dots, ends = drawn(shown.svg)
        assert len(said) > 2
        assert dots == pytest.approx(sorted(one for one, *_ in said), abs=0.05), shown.name
        assert ends == pytest.approx(sorted(end for _, *limits in said for end in limits), abs=0.51), shown.name


def test_results_are_what_follows_from_the_register(source, oracle):
    language, checked = source.known.language, 0
    for name, one in source.known.results.items():
        said, figures = values(one["text"], language), one["figures"]
        found = re.fullmatch(r"(\S+) (×|\+|-|without) (\S+)", one["formula"] or "")
        if one["kind"] == "published" or (len(figures) == 1 and name.endswith(("_n", "_interval"))):
            assert set(said) <= oracle.numbers(figures[0]), name
        elif found and not name.endswith("_interval"):
            value, low, high = oracle.computed(found[2], found[1], found[3])
            ends = [low, high] if name.endswith(("_rounding", "_only")) else [value]
            assert said == pytest.approx(ends, abs=0.51 if len(ends) == 1 else 0.051), name
        else:
            continue
        checked += 1
    assert checked > 60


def test_counts_are_those_of_the_register(source, oracle):
    results = {name: one["value"] for name, one in source.known.results.items()}
    scores = [oracle.disclosed(name) for name, row in oracle.samples.items() if row["second_hand"] != "yes"]
    assert results["evidence.figures"] == len(oracle.figures)
    assert results["evidence.sources"] == len(oracle.sources) - sum("custom" not in work for work in oracle.sources)
    assert results["evidence.surveys"] + results["evidence.second_hand"] == len(oracle.samples)
    assert (results["evidence.score_least"], results["evidence.score_most"]) == (min(scores), max(scores))
    assert results["robustness.headlines"] == len(oracle.table("headlines"))


def test_each_card_says_what_the_register_says(source, oracle):
    text = (source.built / "results" / f"cards.{source.known.language}.md").read_text(encoding="utf-8")
    cards = dict(re.findall(r"^::: \{#(\S+) \.card [^\n]*\}\n\*\*(.*?)\*\*", text, re.MULTILINE))
    assert oracle.figures.keys() <= cards.keys()
    for name in oracle.figures:
        assert set(values(cards[name].replace("\\", ""), source.known.language)) <= oracle.numbers(name), name


def test_both_languages_say_the_same_numbers(paper):
    english, french = (json.loads((paper / "results" / f"{one}.json").read_text(encoding="utf-8")) for one in STEMS)
    assert english["results"].keys() == french["results"].keys()
    for part in ("results", "figures"):
        for name, one in english[part].items():
            assert one["value"] == french[part][name]["value"], name
