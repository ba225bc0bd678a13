"""Every form, in both languages at both widths: legible, nothing over another, a key only for what is drawn."""

import itertools
import re
import time
import xml.etree.ElementTree as ElementTree

import matplotlib
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from baromia import charts
from baromia.charts.style import THEME
from baromia.charts.style import WIDTHS as PIXELS
from charts.examples import FORMS, LANGUAGES, Reader, example
from drawings import drawing_of, shapes

SVG = "{http://www.w3.org/2000/svg}"
NEVER_MORE = {"wide": 600, "narrow": 1000}  # pixels high
SLACK = 1.0  # pixels: rounding of the renderer
ROW = {"label": "Use it", "share": 0.5, "printed": "50%", "population": "professionals", "low": 0.4, "high": 0.6}


def texts(chart: charts.Chart, width: str) -> list[tuple[str, float, tuple[float, float, float, float]]]:
    """Return every text of a drawing: what it says, its size, and the box of its ink (left, top, right, bottom)."""
    figure = chart.page(width).figure
    renderer = FigureCanvasAgg(figure).get_renderer()
    height = figure.get_figheight() * 72
    found = []
    with matplotlib.rc_context(THEME):
        for text in (text for text in figure.findobj(Text) if text.get_text().strip()):
            words, font = text.get_text(), text.get_fontproperties()
            box = text.get_window_extent(renderer)
            _, tall, below = renderer.get_text_width_height_descent(words, font, False)
            baseline = height - text.get_transform().transform(text.get_position())[1]
            found.append((words, text.get_fontsize(), (box.x0, baseline - tall + below, box.x1, baseline + below)))
    return found


@pytest.mark.parametrize("width", PIXELS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_a_drawing_is_legible_whole_and_small(form, language, width):
    chart = example(form, language)
    found, height = texts(chart, width), chart.page(width).figure.get_figheight() * 72
    assert min(size for _, size, _ in found) >= 11
    for text, _, (left, top, right, bottom) in found:
        assert -SLACK <= left < right <= PIXELS[width] + SLACK, text
        assert 0 <= top < bottom <= height + SLACK, text
    for (text, _, one), (other, _, two) in itertools.combinations(found, 2):
        across = min(one[2], two[2]) - max(one[0], two[0])
        down = min(one[3], two[3]) - max(one[1], two[1])
        assert across <= SLACK or down <= SLACK, f"{text!r} and {other!r} share {across:.1f} × {down:.1f} px"
    if form not in ("telling", "every_choice", "editions"):  # more in one than a reader would be given
        assert height <= NEVER_MORE[width]

    svg = chart.page_svg(width)
    assert len(svg.encode()) <= 25_000
    assert "clip-path" not in svg
    root = ElementTree.fromstring(svg)
    assert (root.get("role"), root.get("aria-label")) == ("img", chart.alt)
    assert root.find(f"{SVG}title").text == chart.title
    assert root.get("font-family") == "'Source Sans 3'"
    written = " ".join(element.text for element in root.iter(f"{SVG}text"))
    assert all(word in written for word in f"{chart.title} {chart.subtitle} {chart.source}".split(" "))


def test_drawn_again_every_form_is_the_same_bytes_in_eight_seconds():
    before = [example(form, "fr").page_svg(width) for form in FORMS for width in PIXELS]
    begin = time.process_time()
    again = [draw(Reader("fr")) for draw in FORMS.values()]
    assert before == [chart.page_svg(width) for chart in again for width in PIXELS]
    assert time.process_time() - begin <= 8


def test_many_charts_stand_in_one_page():
    drawn = [ElementTree.fromstring(example(form, "en").page_svg(width)) for form in FORMS for width in PIXELS]
    ids = [element.get("id") for root in drawn for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for root in drawn:
        own = {element.get("id") for element in root.iter()}
        assert {element.get("href")[1:] for element in root.iter(f"{SVG}use")} <= own
        selectors = re.findall(r"([^{}]+)\[", root.find(f"{SVG}style").text)
        assert {selector.strip() for selector in selectors} == {f".{root.get('class').split()[1]}"}


def test_one_drawing_serves_light_and_dark_and_a_printer():
    root = ElementTree.fromstring(example("points", "en").page_svg())
    style = root.find(f"{SVG}style").text
    assert style.startswith("@media screen{")  # a printer, and a renderer without media queries, keep the light shades
    assert "@media screen and (prefers-color-scheme:dark)" in style
    used = set(re.findall(r"var\((--baromia-[a-z0-9-]+),#", style))
    assert used == set(re.findall(r"[{;](--baromia-[a-z0-9-]+):#", style))
    drawn = {element.get(name) for element in root.iter() for name in ("fill", "stroke")} - {None, "none"}
    assert drawn == set(re.findall(r'"(#[0-9A-F]{6})"', style))


KEYED = {  # others have none
    "points": {"interval", "hollow", "bound"},
    "ranges": {"interval", "hollow", "computed"},
    "ranked": {"interval", "hollow"},
    "soft_bars": {"soft", "outlined"},
    "two_populations": {"interval"},
    "stacks": {"unpublished"},
    "telling": {"unpublished", "hollow", "bound"},
    "two_groups": {"interval", "hollow", "bound"},
    "editions": {"interval", "hollow"},
    "disclosed": {"full", "part", "none"},
    "answer": {"solid", "outlined", "computed"},
    "robust": {"union", "filled", "hollow", "wrong"},
}


@pytest.mark.parametrize("form", FORMS)
def test_a_key_explains_what_is_drawn_and_nothing_else(form):
    key = Reader("en").labels.key
    written = " ".join(text for text, _, _ in texts(example(form, "en"), "wide"))
    for code in charts.KEYS:
        if key[code] != "n published":  # two signs say so
            assert (key[code] in written) == (code in KEYED.get(form, ())), code


def test_a_key_speaks_of_no_interval_under_hollow_points_and_may_be_left_out():
    read = Reader("en")
    hollow = charts.points(pd.DataFrame([read.row("wish", 93), read.row("had", 40)]))
    interval, no_interval = read.labels.key["interval"], read.labels.key["hollow"]
    for keys, there in ((charts.KEYS, True), ([], False), (["interval"], False)):
        svg = read.chart(hollow, keys=keys).page_svg()
        assert (no_interval in svg) == there
        assert interval not in svg


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
    read = Reader("en")
    before = read.chart(form(pd.DataFrame([ROW]))).page_svg().split("</style>")[1]
    for change in (
        CHANGES[:10] if form is charts.bars else CHANGES
    ):  # a bound is no bar, and beside bars nothing is said
        assert before != read.chart(form(pd.DataFrame([ROW | change]))).page_svg().split("</style>")[1], change


def test_marks_stand_where_their_shares_are_and_the_page_is_told_whose_they_are():
    read = Reader("en")
    rows = [read.row("wish", 20), read.row("had", 60), read.row("any", 95)]
    names = ["a.wish", "a.had", "a.any"]
    root = ElementTree.fromstring(read.chart(charts.points(pd.DataFrame(rows, index=names)), keys=[]).page_svg())
    marks = [(float(mark.get("x")), float(mark.get("y"))) for mark in root.iter(f"{SVG}use")]
    ticks = [float(text.get("x")) for text in root.iter(f"{SVG}text") if text.text in ("0", "50", "100%")]
    scale = [ticks[0] + (ticks[-1] - ticks[0]) * share for share in (0.2, 0.6, 0.95)]
    assert [x for x, _ in marks] == pytest.approx(scale, abs=0.1)
    told = [f"{name} {ticks[0]:.1f} {ticks[-1]:.1f} {y:.1f} x10" for name, (_, y) in zip(names, marks, strict=True)]
    assert root.get("data-figures") == " ".join(told)


@pytest.mark.parametrize(("share", "qualifier"), [(0.0, "exact"), (1.0, "exact"), (0.99, "more_than"), (0.01, "up_to")])
def test_numbers_at_the_ends_stay_on_the_page(share, qualifier):
    read = Reader("fr")
    row = pd.DataFrame([read.row("any", 100 * share, qualifier=qualifier, spread=0)])
    chart = read.chart(charts.points(row), charts.bars(row))
    for width, pixels in PIXELS.items():
        for text, _, box in texts(chart, width):
            assert -SLACK <= box[0] <= box[2] <= pixels + SLACK, text


def test_a_figure_that_is_left_out_is_said_so():
    read = Reader("en")
    gone = read.row("wish", 93) | {"share": float("nan"), "printed": "left out"}
    for form in (charts.points, charts.stems, charts.bars):
        chart = read.chart(form(pd.DataFrame([gone, read.row("had", 40)])))
        assert "left out" in chart.page_svg()
        assert "left out" in chart.page_svg("narrow")


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: charts.points(pd.DataFrame({"label": [], "share": [], "printed": []})), "no rows"),
        (lambda: charts.points(pd.DataFrame([{"label": "a", "share": 0.5}])), "no printed"),
        (lambda: charts.points(pd.DataFrame([ROW]), who="asked"), "no asked"),
        (lambda: charts.stack(pd.DataFrame([{"label": "a", "share": 0.5}]), population="public"), "no printed"),
        (lambda: Reader("en").chart(), "at least one"),
        (lambda: example("points", "en").page("tall"), "wide or narrow"),
        (lambda: example("points", "en").as_svg(shape="4:3"), "slide"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_a_sentence(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()


@pytest.mark.parametrize("width", PIXELS)
def test_the_least_and_the_greatest_overlap_are_drawn_to_scale(width):
    found = shapes(drawing_of(example("overlapping", "en").page_svg(width)))
    bars = [one for one in found if len(one.points) >= 4]
    drawn = [(alone.right - first.left) / (first.right - first.left) for first, alone, _ in (bars[:3], bars[3:])]
    assert drawn == pytest.approx([(0.93 - 0.4) / 0.93, (1 - 0.4) / 0.93], abs=0.005)


@pytest.mark.parametrize("width", PIXELS)
def test_what_lies_beyond_the_need_of_a_claim_is_hatched(width):
    found = shapes(drawing_of(example("robust", "en").page_svg(width)))
    bands = [place for place, one in enumerate(found) if one.round and one.bottom - one.top == 13]
    drawn = []
    for band, after in ((found[place], found[place + 1]) for place in bands):  # right under the sign of the share
        hatched = (after.left, after.right) if len(after.points) > 2 else (band.left, band.left)
        drawn.append([round((end - band.left) / (band.right - band.left), 2) for end in hatched])
    # 81 ± 9 and 57 ± 8 need more than half, 45 ± 19 less, and the last more than nothing
    assert drawn == [[0, 0], [0, pytest.approx(0.06, abs=0.02)], [pytest.approx(0.63, abs=0.02), 1], [0, 0]]


@pytest.mark.parametrize("width", PIXELS)
def test_editions_stand_as_far_apart_as_their_days(width):
    found = shapes(drawing_of(example("editions", "en").page_svg(width)))
    lowest = sorted((one for one in found if one.tag == "use"), key=lambda one: one.top)[-3:]  # those of one panel
    first, second, third = sorted(one.left for one in lowest)
    assert (second - first) / (third - first) == pytest.approx(370 / 1100, abs=0.01)
