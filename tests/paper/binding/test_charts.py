"""Embedded charts: words, dots and intervals are the register's, and the page shows the notebook's."""

import re
from dataclasses import replace

import pytest

from baromia.paper.binding.embedded import Shown
from baromia.paper.binding.pages import read_page
from baromia.paper.binding.pictures import chart_faults, drawn, picture_faults
from binding_shared import said

pytestmark = pytest.mark.build


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("fig-use", "24.4%", "25.4%"),
        ("fig-use", "14% to 39%", "14% to 40%"),
        ("fig-use", "(n = 608)", "(n = 609)"),
        ("fig-use", "practice: 90%", "practice: 56%"),  # a value of the register, but of another figure
        ("fig-both", "general public 89%", "general public 88%"),
        ("fig-gap", "8.9%", "9.9%"),
        ("fig-disclosure", "4 of 11", "5 of 11"),
        ("fig-curve", "108", "109"),
    ],
)
def test_an_alternative_text_that_says_another_number_is_found(shown, alternative, name, old, new):
    chart = shown[name]
    assert old in chart.alt
    assert said(chart_faults(chart, alternative)) == ""
    broken = replace(chart, alt=chart.alt.replace(old, new, 1))
    number = re.sub(r"^\D*(\d[\d.]*).*?$", r"'\1'", new.rpartition(": ")[2])
    place = f"{chart.notebook}.ipynb, {name}, alternative text"
    assert f"{place}: {number} is no published value and no limit: " in said(chart_faults(broken, alternative))


def test_dots_and_intervals_stand_where_the_words_say(shown):
    dots, bars = drawn(shown["fig-use"].svg)
    assert [round(dot, 1) for dot in dots] == [24.4, 45, 56, 62, 65, 90]
    assert len(bars) == 3


MARK = re.compile(r'(<use [^>]*?x=")([\d.]+)(" y="[\d.]+"[^>]*/>)')
BAR = re.compile(r'(<path d="M )([\d.]+)( [\d.]+\s+L [\d.]+ [\d.]+\s*"[^>]*stroke-width: 2\.2)')


@pytest.mark.parametrize(
    ("mark", "shift", "faults"),
    [
        (MARK, 1, ["'24.6' is drawn (dot); the alternative text says 24.4."]),
        (BAR, 4, ["'15.2 to 38.7' is drawn (interval); the alternative text says 14.0 to 39.0."]),
        (
            MARK,
            160,
            [  # each dot is compared with the nearest value that is left
                "'62.5' is drawn (dot); the alternative text says 65.0.",
                "'65.0' is drawn (dot); the alternative text says 90.0.",
                "'90.0' is drawn (dot); the alternative text says 24.4.",
            ],
        ),
    ],
)
def test_a_dot_or_interval_drawn_elsewhere_is_found(shown, alternative, mark, shift, faults):
    chart = shown["fig-use"]
    moved = mark.sub(lambda match: f"{match[1]}{float(match[2]) + shift}{match[3]}", chart.svg, count=1)
    found = [str(fault) for fault in chart_faults(replace(chart, svg=moved), alternative)]
    assert found == [f"adoption.ipynb, fig-use, picture: {fault}" for fault in faults]


def test_a_dot_that_is_not_drawn_is_found_and_intervals_are_still_read(shown, alternative):
    chart = shown["fig-use"]
    without = BAR.sub("", MARK.sub("", chart.svg, count=1), count=1)
    found = [str(fault) for fault in chart_faults(replace(chart, svg=without), alternative)]
    assert found == [
        "adoption.ipynb, fig-use, picture: '5 dots' are drawn; the alternative text has 6.",
        "adoption.ipynb, fig-use, picture: '2 intervals' are drawn; the alternative text has 3.",
    ]


def test_a_page_with_another_chart_than_the_notebook_is_found(shown, html):
    page, chart = read_page(html), shown["fig-use"]
    assert said(picture_faults(chart, page, "paper.html")) == ""
    faults = said(picture_faults(replace(chart, alt=f"{chart.alt} 1"), page, "paper.html"))
    assert faults.split("\n") == [
        "paper.html, fig-use, data: 'fig-use' has other numbers in its data than in its words.",
        "paper.html, fig-use, alternative text: '(how many)' is not what the notebook's chart says.",
    ]
    faults = said(picture_faults(replace(chart, svg=f"{chart.svg} "), page, "paper.html"))
    assert faults == "paper.html, fig-use, picture: 'fig-use' is not the picture of the notebook."
    faults = said(picture_faults(chart, read_page("<body></body>"), "paper.html"))
    assert faults == "paper.html, fig-use: 'fig-use' is a chart that the page does not show in words."


@pytest.mark.parametrize(
    ("data", "same"), [("90% 45%", True), ("45% 90%", False), ("90%", False), ("90% 45% 45%", False), (None, True)]
)
def test_the_data_of_a_chart_of_dots_are_the_numbers_of_its_words_in_order(shown, data, same):
    details = f"<details><p>{data}</p></details>" if data else ""
    page = read_page(f'<body><div id="fig-a"><img alt="90% 45%">{details}</div></body>')
    for drawn_as in ("fig-use", "fig-approval"):  # with intervals, and without
        chart = Shown("fig-a", "adoption", [], "90% 45%", shown[drawn_as].svg)
        assert ("has other numbers in its data" not in said(picture_faults(chart, page, "paper.html"))) == same


def test_the_data_of_a_grid_may_repeat_its_headings():
    page = read_page('<body><div id="fig-a"><img alt="2 1"><details>1 2 1</details></div></body>')
    chart = Shown("fig-a", "adoption", [], "2 1", "<svg/>")
    assert said(picture_faults(chart, page, "paper.html")) == ""
    faults = said(picture_faults(replace(chart, alt="2 3"), page, "paper.html"))
    assert "'1' is not what the notebook's chart says" in faults
