"""Charts: what is drawn is what was given, the same bytes each time, and never colour alone."""

import re
import xml.etree.ElementTree as ElementTree

import pytest

from baromia import open_theme
from baromia.charts.dots import STYLES, Dot, Row, Words, dot_chart
from baromia.project import PROJECT
from nbpaper.environment import environment

WORDS = Words(
    axis="Share (%)",
    source="Source: a",
    hollow="hollow: none",
    percent="{number}%",
    populations={"professionals": "professionals", "public": "the public"},
)
FILLED = Row("filled", (Dot(0.5, "50%", "professionals", 0.4, 0.6),), "A (n = 10)")
HOLLOW = Row("hollow", (Dot(0.9, "90%", "public", None, None),), "B (n not reported)")


def widths(svg: str) -> tuple[float, float]:
    box = ElementTree.fromstring(svg).get("viewBox").split()
    return float(box[2]), float(box[3])


def test_the_same_data_give_the_same_bytes():
    assert dot_chart([FILLED, HOLLOW], WORDS, "alt").svg == dot_chart([FILLED, HOLLOW], WORDS, "alt").svg


@pytest.mark.parametrize(
    "changed",
    [
        Row("filled", (Dot(0.51, "50%", "professionals", 0.4, 0.6),), "A (n = 10)"),
        Row("filled", (Dot(0.5, "50%", "professionals", 0.4, 0.61),), "A (n = 10)"),
        Row("filled", (Dot(0.5, "51%", "professionals", 0.4, 0.6),), "A (n = 10)"),
        Row("other", (Dot(0.5, "50%", "professionals", 0.4, 0.6),), "A (n = 10)"),
        Row("filled", (Dot(0.5, "50%", "public", 0.4, 0.6),), "A (n = 10)"),
        Row("filled", (Dot(0.5, "50%", "professionals", None, None),), "A (n = 10)"),
        Row("filled", (Dot(0.5, "50%", "professionals", 0.4, 0.6),), "A (n = 11)"),
    ],
)
def test_every_datum_shows(changed):
    assert dot_chart([changed, HOLLOW], WORDS, "alt").svg != dot_chart([FILLED, HOLLOW], WORDS, "alt").svg


def test_no_date_and_no_maker_in_the_file():
    svg = dot_chart([FILLED], WORDS, "alt").svg
    assert "dc:date" not in svg
    assert "Matplotlib" not in svg


def test_populations_differ_by_marker_as_well_as_colour():
    assert len({marker for _, marker in STYLES}) == len(STYLES) == len({colour for colour, _ in STYLES})


def test_an_empty_chart_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        dot_chart([], WORDS, "alt")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_alternative_text_names_every_figure_drawn(language):
    view = open_theme("adoption", language=language)
    figures = view.figures(theme="adoption", unit="percent")
    chart = view.chart(figures)
    for value in figures["value"]:
        assert (value.replace(".", ",") if language == "fr" else value) in chart.alt
    assert chart._repr_mimebundle_()[1]["image/svg+xml"]["alt"] == chart.alt


def test_no_english_in_a_french_chart():
    words = (
        open_theme("adoption", language="fr")
        .chart(open_theme("adoption").figures(theme="adoption", unit="percent"))
        .alt
    )
    assert not re.search(r"\b(the|of|and|use|share|not reported|interval [0-9])\b", words)


def test_a_chart_is_as_wide_as_the_page_and_no_wider():
    width, _ = widths(dot_chart([FILLED, HOLLOW], WORDS, "alt").svg)
    assert width == pytest.approx(6.3 * 72)


def test_where_nobody_sees_a_chart_its_words_are_made_and_nothing_is_drawn(monkeypatch):
    view = open_theme("robustness")
    drawn = [view.curve("physicians-most-use"), dot_chart([FILLED], WORDS, "alt")]
    monkeypatch.setenv("BAROMIA_CHARTS", "0")
    unseen = [view.curve("physicians-most-use"), dot_chart([FILLED], WORDS, "alt")]
    assert [chart.alt for chart in unseen] == [chart.alt for chart in drawn]
    assert all(chart.svg for chart in drawn)
    assert [chart._repr_mimebundle_() for chart in unseen] == [({"text/plain": chart.alt}, {}) for chart in drawn]


def test_a_build_draws_its_charts_whatever_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("BAROMIA_CHARTS", "0")
    assert environment(PROJECT, tmp_path, tmp_path)["BAROMIA_CHARTS"] == "1"
    assert environment(PROJECT, tmp_path, tmp_path, charts=False)["BAROMIA_CHARTS"] == "0"
