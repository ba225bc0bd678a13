"""Charts, cards and results say what the register says: each number is worked out again from the CSV files.

By other code than the paper's (`oracle.py`): every chart in words and dots, every card. Tables: `test_columns.py`.
"""

import json
import re

import pytest

from conftest import ROOT
from drawings import PAPER, drawing_of, shapes
from nbpaper.numbers import tokens
from nbpaper.numbers.bindings import Bindings
from nbpaper.numbers.source import Shown, Source
from oracle import Oracle

pytestmark = pytest.mark.build
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
