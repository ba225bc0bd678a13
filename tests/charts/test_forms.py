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
from charts.examples import FORMS, LANGUAGES, WIDTHS, Reader, example, specifications

SVG = "{http://www.w3.org/2000/svg}"
EVERY = [pytest.param(*each, id="-".join(each)) for each in itertools.product(FORMS, LANGUAGES, WIDTHS)]
NEVER_MORE = {"wide": 600, "narrow": 1000}  # pixels high
SLACK = 1.0  # pixels: rounding of the renderer


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


@pytest.mark.parametrize(("form", "language", "width"), EVERY)
def test_no_text_lies_over_another_or_leaves_the_page(form, language, width):
    chart = example(form, language)
    found = texts(chart, width)
    assert len(found) > 5
    right, bottom = PIXELS[width], chart.page(width).figure.get_figheight() * 72
    for text, _, box in found:
        assert box[0] >= -SLACK, text
        assert box[2] <= right + SLACK, text
        assert 0 <= box[1] < box[3] <= bottom + SLACK, text
    for (text, _, one), (other, _, two) in itertools.combinations(found, 2):
        across = min(one[2], two[2]) - max(one[0], two[0])
        down = min(one[3], two[3]) - max(one[1], two[1])
        assert across <= SLACK or down <= SLACK, f"{text!r} and {other!r} share {across:.1f} × {down:.1f} px"


@pytest.mark.parametrize(("form", "language", "width"), EVERY)
def test_a_chart_is_legible_not_too_high_and_small(form, language, width):
    chart = example(form, language)
    assert min(size for _, size, _ in texts(chart, width)) >= 11
    assert len(chart.as_svg(width).encode()) <= 25_000
    if form not in ("telling", "every_choice", "editions"):  # more in one than a reader would be given
        assert chart.page(width).figure.get_figheight() * 72 <= NEVER_MORE[width]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("form", FORMS)
def test_a_chart_is_the_same_bytes_each_time(form, width):
    assert FORMS[form](Reader("fr")).as_svg(width) == example(form, "fr").as_svg(width)


@pytest.mark.parametrize(("form", "language", "width"), EVERY)
def test_text_is_text_in_the_bundled_typeface(form, language, width):
    chart = example(form, language)
    root = ElementTree.fromstring(chart.as_svg(width))
    assert root.get("font-family") == "'Source Sans 3'"
    written = " ".join(element.text for element in root.iter(f"{SVG}text"))
    for word in f"{chart.title} {chart.subtitle} {chart.source}".split(" "):
        assert word in written
    assert "clip-path" not in chart.as_svg(width)


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_charts_stand_in_one_page(language):
    drawn = [ElementTree.fromstring(example(form, language).as_svg(width)) for form in FORMS for width in WIDTHS]
    ids = [element.get("id") for root in drawn for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for root in drawn:
        own = {element.get("id") for element in root.iter()}
        assert {element.get("href")[1:] for element in root.iter(f"{SVG}use")} <= own
        mine = root.get("class").split()[1]
        selectors = re.findall(r"([^{}]+)\[", root.find(f"{SVG}style").text)
        assert selectors
        assert {selector.strip() for selector in selectors} == {f".{mine}"}


def test_one_drawing_serves_light_and_dark_and_a_printer():
    root = ElementTree.fromstring(example("points", "en").svg)
    style = root.find(f"{SVG}style").text
    assert style.startswith("@media screen{")  # a printer, and a renderer without media queries, keep the light shades
    assert "@media screen and (prefers-color-scheme:dark)" in style
    used = set(re.findall(r"var\((--baromia-[a-z0-9-]+),#", style))
    assert used == set(re.findall(r"[{;](--baromia-[a-z0-9-]+):#", style))
    drawn = {element.get(name) for element in root.iter() for name in ("fill", "stroke")} - {None, "none"}
    assert drawn == set(re.findall(r'"(#[0-9A-F]{6})"', style))


KEYED = {
    "points": {"interval", "hollow", "bound"},
    "ranges": {"interval", "hollow", "computed"},
    "ranked": {"interval", "hollow"},
    "soft_bars": {"soft", "outlined"},
    "two_populations": {"interval"},
    "stacks": {"unpublished"},
    "telling": {"unpublished", "hollow", "bound"},
    "falling": set(),
    "two_groups": {"interval", "hollow", "bound"},
    "editions": {"interval", "hollow"},
    "disclosed": {"full", "part", "none"},
    "answer": {"solid", "outlined", "computed"},
    "robust": {"union", "filled", "hollow", "wrong"},
    "every_choice": set(),
    "overlapping": set(),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_key_explains_what_is_drawn_and_nothing_else(form):
    read, chart = Reader("en"), example(form, "en")
    written = " ".join(text for text, _, _ in texts(chart, "wide"))
    for code in charts.KEYS:
        if read.labels.key[code] != "n published":  # two signs say so
            assert (read.labels.key[code] in written) == (code in KEYED[form]), code


def test_a_chart_of_hollow_points_has_a_hollow_key_and_no_intervals():
    read = Reader("en")
    frame = pd.DataFrame([read.row("wish", 93), read.row("had", 40)])
    written = " ".join(text for text, _, _ in texts(read.chart(charts.points(frame)), "wide"))
    assert read.labels.key["hollow"] in written
    assert "interval," not in written.replace("no interval", "")


def test_a_key_that_is_not_wanted_is_left_out():
    read = Reader("en")
    frame = pd.DataFrame([read.row("wish", 93)])
    assert read.labels.key["hollow"] not in read.chart(charts.points(frame), keys=[]).svg
    assert read.labels.key["interval"] not in read.chart(charts.points(frame), keys=["interval"]).svg


ROW = {"label": "Use it", "share": 0.5, "printed": "50%", "population": "professionals", "low": 0.4, "high": 0.6}

NINE = pd.DataFrame([ROW | {"label": str(number), "day": 0} for number in range(9)])


@pytest.mark.parametrize(
    "change",
    [
        {"label": "Use"},
        {"share": 0.51},
        {"printed": "51%"},
        {"population": "public"},
        {"low": 0.41},
        {"high": 0.61},
        {"low": float("nan"), "high": float("nan")},
        {"qualifier": "more_than"},
        {"qualifier": "less_than"},
        {"detail": "computed"},
        {"strong": True},
        {"missing": "nothing of the public"},
        {"share": float("nan")},
    ],
    ids=str,
)
@pytest.mark.parametrize("form", [charts.points, charts.stems, charts.bars])
def test_every_datum_shows(form, change):
    if form is charts.bars and "qualifier" in change:
        pytest.skip("a bound is no bar")
    if form is charts.bars and "missing" in change:
        pytest.skip("words beside bars are a label's")
    read = Reader("en")
    before, after = (read.chart(form(pd.DataFrame([row]))).svg for row in (ROW, ROW | change))
    assert before.split("</style>")[1] != after.split("</style>")[1]


@pytest.mark.parametrize(("share", "qualifier"), [(0.0, "exact"), (1.0, "exact"), (0.99, "more_than"), (0.01, "up_to")])
def test_numbers_at_the_ends_stay_on_the_page(share, qualifier):
    read = Reader("fr")
    row = read.row("any", 100 * share, qualifier=qualifier, spread=0)
    for width in WIDTHS:
        chart = read.chart(charts.points(pd.DataFrame([row])), charts.bars(pd.DataFrame([row])))
        for text, _, box in texts(chart, width):
            assert -SLACK <= box[0] <= box[2] <= PIXELS[width] + SLACK, text


def test_marks_stand_where_their_shares_are():
    read = Reader("en")
    rows = [read.row("wish", 20), read.row("had", 60), read.row("any", 95)]
    root = ElementTree.fromstring(read.chart(charts.points(pd.DataFrame(rows)), keys=[]).svg)
    xs = [float(mark.get("x")) for mark in root.iter(f"{SVG}use")]
    ticks = [float(text.get("x")) for text in root.iter(f"{SVG}text") if text.text in ("0", "50", "100%")]
    scale = [ticks[0] + (ticks[-1] - ticks[0]) * share for share in (0.2, 0.6, 0.95)]
    assert xs == pytest.approx(scale, abs=0.1)


def test_a_figure_that_is_left_out_is_said_so():
    read = Reader("en")
    gone = read.row("wish", 93) | {"share": float("nan"), "printed": "left out"}
    for form in (charts.points, charts.stems, charts.bars):
        chart = read.chart(form(pd.DataFrame([gone, read.row("had", 40)])))
        assert "left out" in chart.svg
        assert "left out" in chart.narrow


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: charts.points(pd.DataFrame({"label": [], "share": [], "printed": []})), "no rows"),
        (lambda: charts.points(pd.DataFrame([{"label": "a", "share": 0.5}])), "no printed"),
        (lambda: charts.points(pd.DataFrame([ROW]), who="asked"), "no asked"),
        (lambda: charts.stack(pd.DataFrame([{"label": "a", "share": 0.5}]), population="public"), "printed"),
        (lambda: charts.matrix(pd.DataFrame({"a": ["yes"]}), pd.DataFrame()), "not yes"),
        (lambda: charts.over_time(NINE, panel="label", date="printed", place="day"), "9 panels"),
        (lambda: charts.alternative("Use", (pd.DataFrame([ROW]), "{name}: {printed}")), "no column 'name'"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_a_sentence(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()


def test_the_largest_specification_curve_is_small():
    assert len(specifications()) == 216
    assert len(example("every_choice", "fr").narrow.encode()) <= 25_000


def test_every_form_at_both_widths_is_drawn_in_eight_seconds():
    begin = time.process_time()
    for draw in FORMS.values():
        chart = draw(Reader("fr"))
        assert chart.svg
        assert chart.narrow
    assert time.process_time() - begin <= 8
