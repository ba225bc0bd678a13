"""Every form, and every chart of the paper, at both widths: legible, nothing over another, a key for what is drawn."""

import itertools
import re
import time
import xml.etree.ElementTree as ElementTree
from functools import cache
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from PIL import ImageFont

from baromia import charts
from baromia.charts.style import FILES, FONTS
from baromia.charts.style import WIDTHS as PIXELS
from charts.examples import LABELS, chart, forms, frame, row
from drawings import drawing_of, shapes

SVG = "{http://www.w3.org/2000/svg}"
NEVER_MORE = {"wide": 720, "narrow": 1200}  # pixels high: a page of paper, with its caption, and two of a phone
SLACK = 1.0  # pixels: rounding of the renderer
LARGE = 200  # pixels: the size in which letters are measured
LETTERS = {weight: ImageFont.truetype(str(FONTS / f"{name}.ttf"), LARGE) for weight, name in FILES.items()}
FORMS, SIGNS = {}, {}  # by name: the chart, and the codes of the signs that it draws
for name, (panels, signs) in forms().items():
    FORMS[name], SIGNS[name] = chart(*panels), signs
ROW = {"label": "Use it", "share": 0.5, "printed": "50%", "population": "professionals", "low": 0.4, "high": 0.6}
LOST = pd.DataFrame([ROW, ROW | {"share": float("nan")}])


@cache
def ink(text: str, weight: int) -> tuple[float, ...]:
    """Return the box of a text's ink at the large size; both widths and both languages share many texts."""
    return LETTERS[weight].getbbox(text, anchor="ls")


def texts(svg: str) -> list[tuple[str, float, tuple[float, float, float, float]]]:
    """Return every text of a drawing: what it says, its size, and the box of its ink (left, top, right, bottom)."""
    found = []
    for text in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        size, x, y = float(text.get("font-size", 14)), float(text.get("x")), float(text.get("y"))
        left, top, right, bottom = (end * size / LARGE for end in ink(text.text, int(text.get("font-weight", 400))))
        x -= {"middle": 0.5, "end": 1}.get(text.get("text-anchor"), 0) * right
        found.append((text.text, size, (x + left, y + top, x + right, y + bottom)))
    return found


def faults(svg: str, width: str) -> list[str]:
    """Return what of a drawing cannot be read: too small, beyond its edge, over another or over a mark."""
    found, root = texts(svg), ElementTree.fromstring(svg)
    height = float(root.get("height"))
    marks = [(float(mark.get("x")), float(mark.get("y"))) for mark in root.iter(f"{SVG}use")]
    wrong = [text for text, size, _ in found if size < 11]
    for text, _, (left, top, right, bottom) in found:
        if not (-SLACK <= left < right <= PIXELS[width] + SLACK and 0 <= top < bottom <= height + SLACK):
            wrong.append(f"{text!r} leaves the page")
        wrong += [f"{text!r} covers a mark" for x, y in marks if left < x < right and top < y < bottom]
    for (text, _, one), (other, _, two) in itertools.combinations(found, 2):
        across = min(one[2], two[2]) - max(one[0], two[0])
        down = min(one[3], two[3]) - max(one[1], two[1])
        if across > SLACK and down > SLACK:
            wrong.append(f"{text!r} and {other!r} share {across:.1f} × {down:.1f} px")
    return wrong


@pytest.mark.parametrize("width", PIXELS)
@pytest.mark.parametrize("form", FORMS)
def test_a_drawing_can_be_read(form, width):
    svg = FORMS[form].page_svg(width)
    assert faults(svg, width) == []
    assert "clip-path" not in svg


@pytest.mark.build
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_charts_of_the_paper_can_be_read_and_are_small(paper, language):
    checked = 0
    for path in sorted(Path(paper, "executed", language).glob("*.ipynb")):
        outputs = [(cell.id, one) for cell in nbformat.read(path, 4).cells for one in cell.get("outputs", ())]
        for name, data in ((name, one.get("data", {})) for name, one in outputs):
            if charts.MEDIA_TYPE not in data:
                continue
            about = data[charts.MEDIA_TYPE]
            for width, svg in (("wide", data["image/svg+xml"]), ("narrow", about["narrow"])):
                root = ElementTree.fromstring(svg)
                assert faults(svg, width) == [], name
                assert float(root.get("height")) <= NEVER_MORE[width], name
                assert len(svg.encode()) <= 25_000
                assert (root.get("role"), root.get("aria-label")) == ("img", about["alt"])
                assert root.find(f"{SVG}title").text == about["title"]
                written = {word for text in root.iter(f"{SVG}text") for word in text.text.split(" ")}
                assert set(about["title"].split(" ")) <= written
                checked += 1
    assert checked > 30


def test_drawn_again_every_form_is_the_same_bytes_in_eight_seconds():
    before = [one.page_svg(width) for one in FORMS.values() for width in PIXELS]
    begin = time.process_time()
    again = [chart(*panels) for panels, _ in forms().values()]
    assert before == [one.page_svg(width) for one in again for width in PIXELS]
    assert time.process_time() - begin <= 8


def test_many_charts_stand_in_one_page():
    drawn = [ElementTree.fromstring(one.page_svg(width)) for one in FORMS.values() for width in PIXELS]
    ids = [element.get("id") for root in drawn for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for root in drawn:
        own = {element.get("id") for element in root.iter()}
        assert {element.get("href")[1:] for element in root.iter(f"{SVG}use")} <= own
        selectors = re.findall(r"([^{}]+)\[", root.find(f"{SVG}style").text)
        assert {selector.strip() for selector in selectors} == {f".{root.get('class').split()[1]}"}


def test_one_drawing_serves_light_and_dark_and_a_printer():
    root = ElementTree.fromstring(FORMS["points"].page_svg())
    style = root.find(f"{SVG}style").text
    assert style.startswith("@media screen{")  # a printer, and a renderer without media queries, keep the light shades
    assert "@media screen and (prefers-color-scheme:dark)" in style
    used = set(re.findall(r"var\((--baromia-[a-z0-9-]+),#", style))
    assert used == set(re.findall(r"[{;](--baromia-[a-z0-9-]+):#", style))
    drawn = {element.get(name) for element in root.iter() for name in ("fill", "stroke")} - {None, "none"}
    assert drawn == set(re.findall(r'"(#[0-9A-F]{6})"', style))


@pytest.mark.parametrize("form", FORMS)
def test_a_key_explains_what_is_drawn_and_nothing_else(form):
    written = " ".join(text for text, *_ in texts(FORMS[form].page_svg()))
    assert {code for code, text in LABELS.key.items() if text in written} == SIGNS[form]


def test_a_key_speaks_of_no_interval_under_hollow_points_and_may_be_left_out():
    hollow = charts.points(frame(row(93), row(40)))
    for keys, there in ((charts.KEYS, True), ([], False), (["interval"], False)):
        svg = chart(hollow, keys=keys).page_svg()
        assert (LABELS.key["hollow"] in svg) == there
        assert LABELS.key["interval"] not in svg


CHANGES = [
    {"label": "Use"},
    {"share": 0.51},
    {"printed": "51%"},
    {"population": "public"},
    {"low": 0.41},
    {"high": 0.61},
    {"low": float("nan"), "high": float("nan")},
    {"detail": "computed"},
    {"strong": True},
    {"share": float("nan")},
    {"qualifier": "more_than"},
    {"qualifier": "less_than"},
    {"missing": "nothing of the public"},
]


@pytest.mark.parametrize("form", [charts.points, charts.stems, charts.bars])
def test_every_datum_shows(form):
    before = chart(form(pd.DataFrame([ROW]))).page_svg().split("</style>")[1]
    for change in CHANGES[: 10 if form is charts.bars else None]:  # a bound is no bar, and beside bars nothing is said
        assert before != chart(form(pd.DataFrame([ROW | change]))).page_svg().split("</style>")[1], change


def test_marks_stand_where_their_shares_are_and_the_page_is_told_whose_they_are():
    names = ["a.wish", "a.had", "a.any"]
    rows = frame(row(20), row(60), row(95)).set_axis(names)
    root = ElementTree.fromstring(chart(charts.points(rows), keys=[]).page_svg())
    marks = [(float(mark.get("x")), float(mark.get("y"))) for mark in root.iter(f"{SVG}use")]
    ticks = [float(text.get("x")) for text in root.iter(f"{SVG}text") if text.text in ("0", "50", "100\u202f%")]
    scale = [ticks[0] + (ticks[-1] - ticks[0]) * share for share in (0.2, 0.6, 0.95)]
    assert [x for x, _ in marks] == pytest.approx(scale, abs=0.1)
    told = [f"{name} {ticks[0]:.1f} {ticks[-1]:.1f} {y:.1f} x10" for name, (_, y) in zip(names, marks, strict=True)]
    assert root.get("data-figures") == " ".join(told)


@pytest.mark.parametrize("width", PIXELS)
def test_numbers_at_the_ends_stay_on_the_page(width):
    known = frame(row(0), row(100), row(99, qualifier="more_than"), row(1, qualifier="up_to"))
    assert faults(chart(charts.points(known), charts.bars(known)).page_svg(width), width) == []


def test_a_figure_that_is_left_out_is_said_so():
    rows = frame(row(93) | {"share": float("nan"), "printed": "left out"}, row(40))
    for form in (charts.points, charts.stems, charts.bars):
        for width in PIXELS:
            assert "left out" in chart(form(rows)).page_svg(width)
    assert all("rien" in FORMS["summary"].page_svg(width) for width in PIXELS)


@pytest.mark.parametrize("qualifier", ["more_than", "less_than"])
def test_an_arrow_points_to_where_the_share_of_a_bound_lies(qualifier):
    found = shapes(drawing_of(chart(charts.points(frame(row(50, qualifier=qualifier))), keys=[]).page_svg()))
    ((mark,), (head,)) = ([one for one in found if len(one.points) == corners] for corners in (0, 3))
    assert head.left > mark.right if qualifier == "more_than" else head.right < mark.left


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: charts.points(pd.DataFrame({"label": [], "share": [], "printed": []})), "no rows"),
        (lambda: charts.points(pd.DataFrame([{"label": "a", "share": 0.5}])), "no printed"),
        (lambda: charts.points(pd.DataFrame([ROW]), who="asked"), "no asked"),
        (lambda: charts.stack(pd.DataFrame([{"label": "a", "share": 0.5}]), population="public"), "no printed"),
        (lambda: charts.steps(LOST, population="public"), "none is known of Use it"),
        (lambda: charts.slopes(LOST, panel="label", group="printed"), "none is known of Use it"),
        (lambda: charts.answers(LOST, question="?"), "none is known of Use it"),
        (lambda: charts.pairs(LOST, names={}, both="", missing={}), "none is known of Use it"),
        (lambda: charts.stack(LOST, population="public"), "none is known of Use it"),
        (lambda: charts.overlap(LOST, most="", least=""), "none is known of Use it"),
        (lambda: charts.unions(LOST, threshold=0.5, holds="label", heads={}), "none is known of Use it"),
        (lambda: chart(), "at least one"),
        (lambda: chart(charts.points(pd.DataFrame([ROW])), words={"title": " "}), "title"),
        (lambda: chart(charts.points(pd.DataFrame([ROW])), words={"alt": " "}), "alt"),
        (lambda: FORMS["points"].page("tall"), "wide or narrow"),
        (lambda: FORMS["points"].as_svg(shape="4:3"), "slide"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_a_sentence(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()


def test_of_two_populations_each_number_has_the_colour_of_its_own():
    root = ElementTree.fromstring(FORMS["pairs"].page_svg())
    colours = dict(re.findall(r'\[fill="(#\w+)"\]\{fill:var\(--baromia-([\w-]+)', root.find(f"{SVG}style").text))
    drawn = {text.text: colours[text.get("fill")] for text in root.iter(f"{SVG}text")}
    assert [drawn[f"{share}\u202f%"] for share in (58, 89, 3, 5)] == ["professionals-text", "public-text"] * 2


@pytest.mark.parametrize("width", PIXELS)
def test_the_least_and_the_greatest_overlap_are_drawn_to_scale(width):
    found = shapes(drawing_of(FORMS["overlap"].page_svg(width)))
    bars = [one for one in found if len(one.points) >= 4]
    for least, (first, alone, second) in ((0.93 - 0.4, bars[:3]), (1 - 0.4, bars[3:])):
        one = (first.right - first.left) / 0.93
        places = [alone.right - first.left, second.whole().left - first.left, second.whole().right - first.left]
        assert places == pytest.approx([least * one, least * one, (least + 0.4) * one], abs=1)


@pytest.mark.parametrize("width", PIXELS)
def test_what_lies_beyond_the_need_of_a_claim_is_hatched(width):
    found = shapes(drawing_of(FORMS["unions"].page_svg(width)))
    bands = [place for place, one in enumerate(found) if one.round and one.bottom - one.top == 13]
    drawn = []
    for band, after in ((found[place], found[place + 1]) for place in bands):  # right under the sign of the share
        hatched = (after.left, after.right) if len(after.points) > 2 else (band.left, band.left)
        drawn.append([round((end - band.left) / (band.right - band.left), 2) for end in hatched])
    # 81 ± 9 and 57 ± 8 need more than half, 45 ± 19 less, and the last more than nothing
    assert drawn == [[0, 0], [0, pytest.approx(0.06, abs=0.02)], [pytest.approx(0.63, abs=0.02), 1], [0, 0]]


@pytest.mark.parametrize("width", PIXELS)
def test_editions_stand_as_far_apart_as_their_days(width):
    found = shapes(drawing_of(FORMS["over_time"].page_svg(width)))
    lowest = sorted((one for one in found if one.tag == "use"), key=lambda one: one.top)[-3:]  # those of one panel
    first, second, third = sorted(one.left for one in lowest)
    assert (second - first) / (third - first) == pytest.approx(370 / 1100, abs=0.01)
