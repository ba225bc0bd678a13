"""A chart as a whole: shown, saved, replaced by words."""

import io
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import matplotlib
import pandas as pd
import pytest
from PIL import Image

from baromia import charts
from charts.examples import FORMS, LANGUAGES, Reader, example

SVG = "{http://www.w3.org/2000/svg}"
ROW = {"label": "Use it", "share": 0.5, "printed": "50%", "population": "professionals"}


@pytest.fixture(scope="module")
def chart() -> charts.Chart:
    return example("ranges", "fr")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_words_stand_for_every_picture(form, language):
    drawn = example(form, language)
    root = ElementTree.fromstring(drawn.svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == drawn.alt
    assert root.find(f"{SVG}title").text == drawn.title


def test_alternative_text_says_the_finding_then_the_data():
    frame = pd.DataFrame([ROW, ROW | {"label": "Trust it", "printed": "at least 7%", "printed_high": "at most 9%"}])
    alt = charts.alternative("Used, seldom trusted", (frame, "{label}: {printed}"), (frame[:1], "{label} again"))
    assert alt == "Used, seldom trusted. Use it: 50%; Trust it: at least 7%, at most 9%. Use it again."


def test_alternative_text_keeps_the_end_of_a_sentence():
    assert charts.alternative("Is it used?") == "Is it used?"


@pytest.mark.parametrize("missing", ["title", "alt"])
def test_a_chart_without_its_words_is_refused(missing):
    texts = {"title": "t", "alt": "a", "subtitle": "", "source": ""} | {missing: " "}
    with pytest.raises(ValueError, match=missing):
        charts.chart(charts.points(pd.DataFrame([ROW])), labels=Reader("en").labels, **texts)


def test_a_chart_without_panels_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        Reader("en").chart()


def test_a_build_gets_real_text_and_the_drawing_for_a_phone(chart, monkeypatch):
    monkeypatch.setenv("BAROMIA_CHARTS", "1")
    chart = replace(chart, data=(("What", "Value"), ("Use", "90%")), ids=("acsel2025.use-any",))
    bundle, metadata = chart._repr_mimebundle_()
    assert bundle["image/svg+xml"] == chart.svg
    assert bundle["text/plain"] == chart.alt
    said = {"title": chart.title, "alt": chart.alt, "data": chart.data, "ids": chart.ids}
    assert bundle[charts.MEDIA_TYPE] == said | {"narrow": chart.narrow}
    assert metadata == {"image/svg+xml": {"alt": chart.alt}}


def test_where_the_page_has_no_typeface_letters_are_paths(chart, monkeypatch):
    monkeypatch.delenv("BAROMIA_CHARTS", raising=False)
    bundle, _ = chart._repr_mimebundle_()
    assert set(bundle) == {"image/svg+xml", "text/plain"}
    assert "<text" not in bundle["image/svg+xml"]
    monkeypatch.setenv("BAROMIA_CHARTS", "page")
    page, _ = chart._repr_mimebundle_()
    assert page["image/svg+xml"] == bundle["image/svg+xml"]
    assert page[charts.MEDIA_TYPE]["narrow"] == chart.as_svg("narrow", text=False)


def test_where_nobody_sees_a_chart_nothing_is_drawn(monkeypatch):
    monkeypatch.setenv("BAROMIA_CHARTS", "0")
    unseen = Reader("en").chart(charts.points(pd.DataFrame([ROW])))
    assert unseen._repr_mimebundle_() == ({"text/plain": unseen.alt}, {})
    assert not unseen._pages


@pytest.mark.parametrize("shape", ["page", "slide"])
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_a_saved_chart_needs_nothing_beside_it(chart, tmp_path, shape, width):
    svg = chart.save(tmp_path / "a.svg", width=width, shape=shape).read_text(encoding="utf-8")
    root = ElementTree.fromstring(svg)
    assert not list(root.iter(f"{SVG}text"))
    assert root.find(f"{SVG}rect").get("fill") == "#FFFFFF"  # paper, in the dark too
    size = tuple(float(root.get(side)) for side in ("width", "height"))
    picture = Image.open(chart.save(tmp_path / "a.png", width=width, shape=shape))
    assert picture.size == pytest.approx([2 * side for side in size], abs=1)
    if shape == "slide":
        assert size[0] / size[1] == pytest.approx(16 / 9, abs=0.001)


def test_title_and_source_are_in_the_saved_picture(chart):
    whole = Image.open(io.BytesIO(chart.as_png())).convert("L")
    for top, bottom in ((0, 60), (whole.height - 40, whole.height)):
        assert min(whole.crop((0, top, whole.width, bottom)).get_flattened_data()) < 140


def test_the_same_picture_is_the_same_bytes(chart):
    again = FORMS["ranges"](Reader("fr"))
    assert chart.as_png() == again.as_png()
    assert chart.as_svg(text=False, shape="slide") == again.as_svg(text=False, shape="slide")
    assert b"Software" not in chart.as_png()


@pytest.mark.parametrize("name", ["a.jpg", "a"])
def test_another_kind_of_file_is_refused(chart, tmp_path, name):
    with pytest.raises(ValueError, match=r"saved as \.svg or \.png"):
        chart.save(tmp_path / name)


@pytest.mark.parametrize(("options", "message"), [({"width": "tall"}, "wide or narrow"), ({"shape": "4:3"}, "slide")])
def test_another_width_or_shape_is_refused(chart, options, message):
    with pytest.raises(ValueError, match=message):
        chart.as_svg(**options)


def test_drawing_leaves_matplotlib_as_it_was():
    before = dict(matplotlib.rcParams)
    assert Reader("en").chart(charts.points(pd.DataFrame([ROW]))).svg
    assert dict(matplotlib.rcParams) == before
