"""A chart as a whole: shown, saved, replaced by words."""

import re
import xml.etree.ElementTree as ElementTree

import matplotlib
import pandas as pd
import pytest

from baromia import charts
from baromia.charts import style
from charts.examples import chart as drawn
from charts.examples import forms

SVG = "{http://www.w3.org/2000/svg}"
ROW = {"label": "Use it", "share": 0.5, "printed": "50%", "population": "professionals"}


@pytest.fixture(scope="module")
def chart() -> charts.Chart:
    return drawn(*forms()["ranges"][0])


def test_a_build_gets_real_text_and_the_drawing_for_a_phone(chart, monkeypatch):
    monkeypatch.setenv("BAROMIA_CHARTS", "1")
    monkeypatch.setattr(chart, "data", (("What", "Value"), ("Use", "90%")))
    monkeypatch.setattr(chart, "ids", ("acsel2025.use-any",))
    bundle, metadata = chart._repr_mimebundle_()
    said = {
        "title": chart.title,
        "alt": chart.alt,
        "data": chart.data,
        "ids": chart.ids,
        "narrow": chart.page_svg("narrow"),
    }
    assert bundle == {"image/svg+xml": chart.page_svg(), "text/plain": chart.alt, charts.MEDIA_TYPE: said}
    assert metadata == {"image/svg+xml": {"alt": chart.alt}}


def test_elsewhere_letters_are_paths_and_where_nobody_looks_nothing_is_drawn(chart, monkeypatch):
    monkeypatch.delenv("BAROMIA_CHARTS", raising=False)
    bundle, _ = chart._repr_mimebundle_()
    assert set(bundle) == {"image/svg+xml", "text/plain"}
    assert "<text" not in bundle["image/svg+xml"]
    monkeypatch.setenv("BAROMIA_CHARTS", "page")
    page, _ = chart._repr_mimebundle_()
    assert page["image/svg+xml"] == bundle["image/svg+xml"]
    assert page[charts.MEDIA_TYPE]["narrow"] == chart.as_svg("narrow")
    monkeypatch.setenv("BAROMIA_CHARTS", "0")
    unseen = drawn(charts.points(pd.DataFrame([ROW])))
    assert unseen._repr_mimebundle_() == ({"text/plain": unseen.alt}, {})
    assert not unseen._pages


@pytest.mark.parametrize("shape", ["page", "slide"])
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_a_chart_whose_letters_are_paths_needs_nothing_beside_it(chart, width, shape):
    root = ElementTree.fromstring(chart.as_svg(width, shape=shape))
    assert not list(root.iter(f"{SVG}text"))
    assert root.find(f"{SVG}rect").get("fill") == "#FFFFFF"  # paper, in the dark too
    assert (root.find(f"{SVG}title").text, root.find(f"{SVG}desc").text) == (chart.title, chart.alt)
    size = tuple(float(root.get(side)) for side in ("width", "height"))
    if shape == "slide":
        assert size[0] / size[1] == pytest.approx(16 / 9, abs=0.001)
    else:
        assert size == pytest.approx(72 * chart.page(width).figure.get_size_inches())


def test_a_picture_is_the_same_bytes_and_drawing_leaves_matplotlib_as_it_was(chart):
    before = dict(matplotlib.rcParams)
    again = drawn(*forms()["ranges"][0])
    assert chart.as_svg(shape="slide") == again.as_svg(shape="slide")
    assert dict(matplotlib.rcParams) == before


def test_the_letters_of_a_saved_chart_stand_where_the_page_has_them(chart):
    page, alone = (ElementTree.fromstring(svg) for svg in (chart.page_svg(), chart.as_svg()))
    for text, letters in zip(page.iter(f"{SVG}text"), alone.findall(f"{SVG}g"), strict=True):
        type_ = style.Type(float(text.get("font-size", 14)), 0, int(text.get("font-weight", 400)))
        before_last = style.text_width(text.text[:-1], type_) / type_.size * style.UNITS
        assert float(letters[-1].get("x")) == pytest.approx(before_last, abs=8)  # that much is kerned
        shift = {"middle": 0.5, "end": 1}.get(text.get("text-anchor"), 0) * style.text_width(text.text, type_)
        place = f"translate({float(text.get('x')) - shift:.2f} {text.get('y')}) "
        assert letters.get("transform").startswith(place)


def test_colours_of_the_style_sheet_stand_in_order():
    """As a set has them, another process would write other bytes."""
    svg = drawn(*forms()["pairs"][0], *forms()["stack"][0]).page_svg()
    names = re.findall(r"--baromia-([\w-]+):#", svg.partition("</style>")[0])
    assert len(names) > 5
    assert names == sorted(names)
