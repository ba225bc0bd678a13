"""What if, in the page: what Python gives, at once, marked as not published, and in the address."""

import os
import random
import re

import pandas as pd
import pytest

from baromia import evidence, load_figures
from baromia.analysis.parameters import Parameters
from baromia.analysis.table import table
from baromia.estimates import METHODS
from browsing import until
from conftest import REGISTER

pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make test installs it")
pytestmark = pytest.mark.build
CASES = 300 if os.environ.get("BAROMIA_CAMPAIGN") else 12  # choices, each of all figures
TOTALS = (None, 1, 2, 10, 100, 500, 1000, 12_345, 100_000, 10**9)


@pytest.fixture(scope="module")
def opened(browser, paper):
    """The English page; it stays silent."""
    page, said = browser.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((paper / "paper.html").as_uri())
    yield page
    page.close()
    assert said == []


@pytest.fixture
def page(opened):
    """The page without choices, its form shut."""
    opened.evaluate("document.querySelector('#what-if button').click()")
    opened.evaluate("document.getElementById('what-if').open = false")
    return opened


def choices(seed: int, sources: list[str]) -> dict:
    draw = random.Random(seed)
    return {
        "confidence": draw.choice([0.5, 0.8, 0.9, 0.95, 0.99, 0.999, round(draw.uniform(0.5, 0.999), 3)]),
        "method": draw.choice(METHODS),
        "designEffect": draw.choice([1, 1, 1.5, 2, round(draw.uniform(1, 100), 2)]),
        "assumed": draw.choice([*TOTALS, draw.randint(1, 10**6)]),
        "without": draw.sample(sources, draw.choice([0, 0, 1, 2])),
    }


def test_limits_and_refusals_are_those_of_python(page):
    ask = """options => baromiaWhatIf.evidence(
        JSON.parse(document.getElementById('what-if-data').textContent).figures, options)"""
    for seed in range(CASES):
        how = choices(seed, sorted(REGISTER.sources))
        answer = page.evaluate(ask, how)
        theirs = pd.DataFrame([*answer.values()], index=[*answer])
        parameters = Parameters(
            confidence=how["confidence"],
            interval_method=how["method"],
            design_effect=how["designEffect"],
            assumed_total=how["assumed"],
            exclude_sources=tuple(how["without"]),
        )
        ours = table(REGISTER, parameters)
        assert theirs["refusal"].isna().tolist() == ours["refusal"].isna().tolist(), how
        assert theirs["refusal"].dropna().tolist() == ours["refusal"].dropna().tolist(), how
        for end in ("low", "high"):
            found = theirs[end] if end in theirs else pd.Series(dtype=float)
            apart = (found.dropna() - ours[end].dropna().astype(float)).abs()
            assert (apart < 1e-9).all(), how  # none where no sample left has an n


def line(page, figure: str):
    return page.locator(f"[id='{figure}'] .what-if-line")


def test_a_card_says_at_once_what_would_be_and_that_it_is_not_published(page):
    assert page.locator(".what-if-line").count() == 0
    assert page.locator(".what-if-banner").is_hidden()
    page.locator("#what-if summary").press("Enter")
    assert page.locator("#what-if-method option").evaluate_all("all => all.map(one => one.value)") == [*METHODS]
    for n in (500, 5000):  # from a thousand on, a percentage has a decimal
        page.locator("#what-if-assumed").fill(str(n))
        would_be = evidence(assumed_total=n).at["acsel2025.use-any", "interval"]
        said = f"95% interval, had the sample been random: {would_be} (n\u00a0=\u00a0{n}, assumed)"
        assert line(page, "acsel2025.use-any").text_content() == f"What if, not published: {said}"
        assert page.locator("#what-if table").is_visible()
    page.locator("#what-if-without-pulselife2025").check()
    assert line(page, "pulselife2025.weekly").text_content().endswith("left out")
    assert page.locator(".what-if-banner").is_visible()
    assert "What if, not published" in page.locator("#what-if [role=status]").text_content()
    page.locator("#what-if button").click()
    until(page, "document.querySelectorAll('.what-if-line').length === 0")
    assert page.locator(".what-if-banner").is_hidden()
    assert page.locator("#what-if table").is_hidden()


def test_charts_draw_the_interval_that_would_be(page):
    assert page.locator(".what-if-shade").count() == 0
    page.locator("#what-if summary").press("Enter")
    page.locator("#what-if-assumed").fill("500")
    page.locator("#what-if-without-campagna2025").check()
    would_be = evidence(assumed_total=500, exclude_sources=["campagna2025"])
    for chart, upright in (("fig-definitions", False), ("fig-deserts", True)):
        figure = page.locator(f"#{chart}")
        for svg in figure.locator("svg").all():
            places = svg.get_attribute("data-figures").split(" ")
            rows = [row for row in zip(*[iter(places)] * 5, strict=True) if row[0] in would_be.index]
            rows = [row for row in rows if pd.isna(would_be.at[row[0], "refusal"]) or row[0].startswith("campagna")]
            shades = [path.get_attribute("d") for path in svg.locator(".what-if-shade").all()]
            assert len(shades) == len(rows) > 1
            for (name, zero, hundred, at, axis), path in zip(rows, shades, strict=True):
                corners = [tuple(map(float, one)) for one in re.findall(r"([-\d.]+) ([-\d.]+)", path)]
                along, across = zip(*[corner[::-1] if upright else corner for corner in corners], strict=True)
                assert sum(across) / 4 == pytest.approx(float(at))
                assert axis == ("y10" if upright else "x10")
                shares = [(one - float(zero)) / (float(hundred) - float(zero)) for one in along]
                if name.startswith("campagna"):
                    assert sum(shares) / 4 == pytest.approx(load_figures().at[name, "number"] / 100)
                else:
                    low, high = would_be.loc[name, ["low", "high"]]
                    assert (min(shares), max(shares)) == pytest.approx((low, high))
        told = figure.locator(".chart.narrow + .what-if-line").text_content()
        assert told.startswith("What if, not published: dashed, the 95% interval")
        assert ("crossed out" in told) == (chart == "fig-definitions")
    page.locator("#what-if button").click()
    until(page, "document.querySelectorAll('.what-if-shade, .what-if-line').length === 0")


def test_the_choices_stand_in_the_address_and_come_back_with_it(page):
    page.locator("#what-if summary").press("Enter")
    page.locator("#what-if-confidence").fill("90")
    page.locator("#what-if-method").select_option("jeffreys")
    page.locator("#what-if-designEffect").fill("4")
    page.locator("#what-if-without-acsel2025").check()
    said, address = line(page, "pulselife2025.use-general-purpose").text_content(), page.evaluate("location.href")
    assert address.endswith("#what-if:method=jeffreys&designEffect=4&confidence=0.9&without=acsel2025")
    page.goto("about:blank")
    page.goto(address)
    assert line(page, "pulselife2025.use-general-purpose").text_content() == said
    assert page.locator("#what-if-without-acsel2025").is_checked()


def test_a_value_out_of_bounds_changes_nothing_and_is_told(page):
    page.locator("#what-if summary").press("Enter")
    page.locator("#what-if-assumed").fill("500")
    before = line(page, "acsel2025.use-any").text_content()
    for field, value in (("assumed", "0"), ("assumed", "1.5"), ("confidence", "100"), ("designEffect", "0.5")):
        place = page.locator(f"#what-if-{field}")
        valid = place.input_value()
        place.fill(value)
        assert line(page, "acsel2025.use-any").text_content() == before
        assert "Out of range" in page.locator("#what-if [role=status]").text_content()
        place.fill(valid)
        assert "Out of range" not in page.locator("#what-if [role=status]").text_content()


def test_the_french_form_has_all_its_words(browser, paper):
    page = browser.new_page()
    page.goto((paper / "paper.fr.html").as_uri())
    status = page.locator("#what-if [role=status]")
    told = [status.text_content()]
    for value in ("0", "500"):
        page.locator("#what-if-assumed").evaluate("(it, value) => { it.value = value }", value)
        page.locator("#what-if-assumed").dispatch_event("input")
        told.append(status.text_content())
    page.close()
    beginnings = ("Ce sont les choix", "Valeur hors des bornes", "Et si, non publié. Avec ces choix")
    assert [text.startswith(begin) for text, begin in zip(told, beginnings, strict=True)] == [True] * 3, told
