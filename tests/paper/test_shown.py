"""Tables, charts, cards and results say what the register says: each number is worked out again from the CSV files.

By other code than the paper's (`oracle.py`): every embedded table by row, every chart in words and dots, every card.
"""

import json
import math
import re
from dataclasses import replace
from functools import cache
from itertools import combinations

import pytest

from conftest import ROOT
from drawings import PAPER, drawing_of, shapes
from nbpaper.numbers import stream, tokens
from nbpaper.numbers.bindings import Bindings
from nbpaper.numbers.source import Shown, Source
from oracle import Oracle

pytestmark = pytest.mark.build
letters = cache(stream.letters)  # of the same labels for each row
STEMS = {"en": "paper", "fr": "paper.fr"}
VALUE = {"en": "Value", "fr": "Valeur"}
ROBUSTNESS = {"tbl-stands", "fig-headlines", "fig-disclosure"}  # have tests of their own, as has the grid
LATER_PARTS = {"campagna2025.never-tried"}  # of the parts of a bar the first alone shows its interval
SEAM = 1.5  # pixels of paper after a part of a bar


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(ROOT / "data")


@pytest.fixture(scope="module", params=STEMS)
def source(request, paper) -> Source:
    known = Bindings(paper / "results" / f"{request.param}.json", request.param)
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


def groups(shown: Shown) -> list[set[str]]:
    """Return, for each row of a chart's data, the figures of the panel it is in, those of a computed quantity, too."""
    headed = [not any(row[1:]) for row in shown.data[1:]]
    starts = [place for place, one in enumerate(headed) if one] or [0]
    found = []
    for place in range(len(shown.ids)):
        first = max([0, *(one for one in starts if one <= place)])
        last = min([len(shown.ids), *(one for one in starts if one > place)])
        found.append({name for name in shown.ids[first:last] if name})
    return found


def explained(oracle: Oracle, shown: Shown, place: int) -> set[float]:
    """Return the numbers that a row of a chart's data may say: its figure's, or what a panel leaves of a whole."""
    name, panel = shown.ids[place], groups(shown)[place]
    figures = panel & oracle.figures.keys()
    if name in oracle.figures:
        return oracle.among({name})
    if name:
        value, low, high = oracle.quantity(name)
        n = {float(len(oracle.people(one)) == 1 and oracle.people(one)[0]) for one in figures if oracle.people(one)}
        return {round(value), math.floor(10 * low + 1e-6) / 10, math.ceil(10 * high - 1e-6) / 10} | n
    shares = [oracle.share(one)[0] for one in figures if oracle.figures[one]["unit"] == "percent"]
    left = {round(100 - sum(some), 1) for many in range(len(shares) + 1) for some in combinations(shares, many)}
    added = {round(sum(some), 1) for some in combinations(shares, 2)}
    known = {float(end) for one in figures for end in (*oracle.people(one)[:1], *oracle.people(one)[-1:])}
    return left | added | known | (oracle.among(figures) if any(shown.data[1 + place][1:]) else set())


def beside(oracle: Oracle, name: str) -> set[float]:
    """Return the shares that the same sample gives on the same theme: a label may set one of them beside its own."""
    own = oracle.figures[name]
    alike = [one for one in oracle.figures.values() if all(one[key] == own[key] for key in ("sample", "theme"))]
    shares = {oracle.share(one["id"])[0] for one in alike if one["unit"] == "percent"}
    words = {None for one in alike if one["unit"] == "ratio"}  # “a large majority” states no number
    return shares | words if own["unit"] == "percent" else set()


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
        if shown.ids:
            may = explained(oracle, shown, place - 1) if place else set()
        for number, cell in enumerate(row):
            rank = shown.name == "tbl-ranks" and number == 0 and cell == str(place)
            ours = shown.ids[place - 1] if shown.ids and place and not number else ""
            more = beside(oracle, ours) if ours in oracle.figures else set()
            if letters(cell) not in oracle.texts and not rank and set(values(cell, language)) - may - more:
                found.append(f"{shown.name}, row {place}, {shown.rows[0][number]}: {cell}")
    return found


def tables(source: Source) -> list[Shown]:
    """Return the tables of the paper and those beneath its charts."""
    beneath = [replace(shown, rows=shown.data) for shown in charts(source)]
    return [shown for shown in source.embeds.values() if shown.rows and shown.name not in ROBUSTNESS] + beneath


def test_each_cell_is_what_the_register_says_of_its_row(source, oracle):
    assert len(tables(source)) > 15
    counts = {str(sum(row["source"] == work["id"] for row in oracle.figures.values())) for work in oracle.sources}
    found = [one for table in tables(source) for one in wrong_cells(table, oracle, source)]
    assert [one for one in found if not (one.startswith("tbl-sources") and one.rpartition(": ")[2] in counts)] == []


def test_an_answer_stands_beside_its_sample(source, oracle):
    """Beneath a chart, whether a column or a heading names the sample: each answer is one of the sample's."""
    label, checked = f"label_{source.known.language}", 0
    by_label = {row[label]: name for name, row in oracle.samples.items()}
    for shown in charts(source):
        for name, row in plotted(shown):
            if name in oracle.figures and (said := [cell for cell in row if cell in by_label]):
                assert {by_label[cell] for cell in said} == {oracle.figures[name]["sample"]}, row
                checked += 1
        for panel, row in zip(groups(shown), shown.data[1:], strict=True):
            samples = {oracle.figures[name]["sample"] for name in panel & oracle.figures.keys()}
            told = re.search(r"n\u00a0=\u00a0(\d+)", row[0])
            if told and not any(row[1:]):
                assert {oracle.samples[sample]["n"] for sample in samples} == {told[1]}, row
    assert checked > 30


def charts(source: Source) -> list[Shown]:
    return [shown for shown in source.embeds.values() if shown.pictures and shown.name not in ROBUSTNESS]


def plotted(shown: Shown) -> list[tuple[str, list[str]]]:
    """Return the rows of a chart's data that say a number, each with the name of its figure."""
    return [(name, row) for name, row in zip(shown.ids, shown.data[1:], strict=True) if any(row[1:])]


def test_each_chart_says_in_words_what_is_plotted(source):
    """Finding first, then each row of the data beneath it, in order, then the note."""
    between = {"en": "; ", "fr": "\u202f; "}[source.known.language]
    colon = {"en": ": ", "fr": "\u202f: "}[source.known.language]
    for shown in charts(source):
        rows = [row for _, row in plotted(shown)]
        said = [part for sentence in shown.alt.split(between) for part in sentence.split(". ")]
        told = [part.rstrip(".").rpartition(colon)[2] for part in said if colon in part]
        wanted = [row[shown.data[0].index(VALUE[source.known.language])] for row in rows]
        if shown.name == "fig-summary":  # its words go on from the number
            wanted = [f"{value} {row[0].partition(between)[0]}" for value, row in zip(wanted, rows, strict=True)]
        begins = [told[place:][: len(rows)] for place in range(len(told))]
        assert wanted, shown.name
        assert wanted in begins, shown.name


def wrong_marks(picture: str, oracle: Oracle) -> list[str]:
    """Return the figures and quantities whose mark, or an end of whose interval, stands elsewhere in a drawing."""
    drawn, wrong = shapes(drawing_of(picture)), []
    drawn += [one.whole() for one in drawn]  # of an outlined bar the edge ends there
    for name, zero, hundred, at, axis in marked(picture):
        interval = oracle.interval(name) if name in oracle.figures and name not in LATER_PARTS else None
        if name in oracle.figures:
            wanted = [oracle.percent(name), *(interval or ())]
        else:
            value, *ends = oracle.quantity(name)
            wanted = [value] if axis == "x4" else ends  # parts are added as they are printed
        part, upright = axis == "x4", axis[0] == "y"  # a part of a bar stands above its interval, before a seam
        reach, seams = (30, (0, SEAM, SEAM + 0.6)) if part else (1, (0,))
        found = []
        for one in drawn:
            ends = (one.top, one.bottom) if upright else (one.left, *(one.right + seam for seam in seams))
            if abs(((one.left + one.right) / 2 if upright else one.middle) - float(at)) < reach:
                found += [(end, one.tag == "use" and one.fill != PAPER) for end in ends]
        for share in wanted:
            place = float(zero) + share / 100 * (float(hundred) - float(zero))
            there = [filled for end, filled in found if abs(end - place) < 0.3]
            if not there:
                wrong.append(f"{name}: nothing stands at {share}")
            elif any(there) and not interval:
                wrong.append(f"{name}: filled, although n is unknown")
    return wrong


def marked(picture: str) -> list[tuple[str, ...]]:
    """Return what a drawing tells the page of its marks: name, where 0 and 100 % and the mark stand, and the axis."""
    told = re.search(r'data-figures="([^"]*)"', picture)
    return [*zip(*[iter(told[1].split() if told else ())] * 5, strict=True)]


def test_marks_and_intervals_stand_where_the_register_puts_them(source, oracle):
    """As wide as a page, and as a phone; whether a dot is filled says whether n is known."""
    checked = 0
    for shown in charts(source):
        assert len(shown.pictures) == 2
        for picture in shown.pictures:
            assert wrong_marks(picture, oracle) == [], shown.name
            told = {name: axis for name, *_, axis in marked(picture)}
            if told and "x4" not in told.values():  # of a bar of parts the first alone is told of
                assert {name for name, _ in plotted(shown)} & oracle.figures.keys() <= told.keys(), shown.name
            checked += len(told)
    assert checked > 150


SIGNS = {"sans": "without", "et": "and"}
FORMULA = re.compile(r"(\S+) (×|\+|-|/|and|et|without|sans) (\S+)")
SHARE_OF = re.compile(r"\((\S+) (and|et|without|sans) (\S+)\) / \S+")


def test_results_are_what_follows_from_the_register(source, oracle):
    """Values as rounded, the ends of ranges rounded outward, with the rounding of what they follow from."""
    language, checked = source.known.language, 0
    for name, one in source.known.results.items():
        said, figures = values(one["text"], language), one["figures"]
        found = FORMULA.fullmatch(one["formula"] or "")
        if one["kind"] == "published" or (len(figures) == 1 and name.endswith(("_n", "_interval"))):
            assert set(said) <= oracle.numbers(figures[0]), name
        elif found and figures and not name.endswith(("_interval", "_counts", "_least_count")):
            sign = SIGNS.get(found[2], found[2])
            value, low, high = oracle.ends(sign, found[1], found[3])
            bounded = name.endswith(("_low", "_range")) or sign in ("and", "without")
            ends = [high] if name.endswith("_high") else [low, high] if name.endswith("_range") else [low]
            if name.endswith("_high") or bounded:
                lowest, highest = (said[0], said[-1]) if len(ends) == 2 else (said[0], said[0])
                assert name.endswith("_high") or -1e-6 <= low - lowest < 0.1, (name, said, low)
                assert len(ends) + (ends == [high]) < 2 or -1e-6 <= highest - high < 0.1, (name, said, high)
            else:
                assert said == pytest.approx([value], abs=0.51), name
        else:
            continue
        checked += 1
    assert checked > 60


def test_shares_of_a_part_are_what_follows_from_the_register(source, oracle):
    """Such as those without training among those who use AI: at least so many, given how many of all do."""
    checked = 0
    for name, one in source.known.results.items():
        found = SHARE_OF.fullmatch(one["formula"] or "")
        if found and name.endswith("_low"):
            first, second = found[1], found[3]
            (a, da), (b, db) = oracle.share(first), oracle.share(second)
            other = b + db if found[2] in ("without", "sans") else 100 - b + db
            low = 100 - 100 * other / (a - da)
            if len(people := oracle.people(first)) == 1:  # whole people, of whom it is known how many
                users, introduced = min(oracle.counts(first, people[0])), max(oracle.counts(second, people[0]))
                low = 100 * (users - introduced) / users
            assert -1e-6 <= low - values(one["text"], source.known.language)[0] < 0.1, name
            checked += 1
    assert checked >= 3


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
