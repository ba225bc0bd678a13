"""The built page in a real browser: silent, closed to the outside, accessible, searchable, usable by keyboard alone;
what it says under other choices is what Python says, marked as not published.

Debian's Chromium is driven by playwright. Where either is missing these tests skip; `.ci/run` installs the browser.
"""

import csv
import json
import random
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import pandas as pd
import pytest

from baromia import evidence, load_figures
from baromia.analysis.parameters import Parameters
from baromia.analysis.table import table
from baromia.estimates import METHODS
from baromia.paper.search import build_index, search
from conftest import CAMPAIGN, REGISTER

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make test installs it")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

pytestmark = pytest.mark.build
STEMS = ("paper", "paper.fr")
DESKTOP, LOW, PHONE = ({"width": wide, "height": high} for wide, high in ((1280, 900), (1280, 700), (390, 800)))
WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
COLOURLESS = {"color-contrast": {"enabled": False}}
CONTRAST = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
QUESTIONS = Path(__file__).parent / "questions.csv"
SENTENCES = [row["sentence"] for row in csv.DictReader(QUESTIONS.open(encoding="utf-8"))]
in_both_languages = pytest.mark.parametrize("stem", STEMS)


@pytest.fixture(scope="module")
def visit(browser, paper) -> Iterator[Callable]:
    """Show a document, each opened once; in the end it must have stayed silent and at home."""
    opened, said, asked = {}, [], []

    def visit(stem: str, viewport: dict = DESKTOP, **settings: object):
        name = stem, *settings
        if name not in opened:
            permissions = ["clipboard-read", "clipboard-write"]
            context = browser.new_context(reduced_motion="reduce", permissions=permissions, **settings)
            opened[name] = page = context.new_page()
            page.on("console", lambda message: said.append(message.text))
            page.on("pageerror", lambda error: said.append(str(error)))
            page.on("request", lambda request: asked.append(request.url))
            page.goto((paper / f"{stem}.html").as_uri())
        opened[name].set_viewport_size(viewport)
        return opened[name]

    yield visit
    for page in opened.values():
        page.context.close()
    assert said == []
    assert [url for url in asked if not url.startswith(("file://", "data:"))] == []


def text_of(locator) -> str:
    """Return the text also of what the browser has not drawn yet, which is empty for `inner_text`."""
    return " ".join(locator.text_content().split())


def until(page, true: str) -> None:
    """Wait until an expression is true: asked from here, for the page's policy lets nothing ask again and again."""
    for _ in range(200):
        if page.evaluate(true):
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"never true: {true}")


def opened_whole(page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")


def cards_shown(page) -> int:
    return page.locator(".card").evaluate_all("all => all.filter((each) => each.checkVisibility()).length")


def card_id(number) -> str:
    return number.get_attribute("href").removeprefix("#")


# -- what stands there


@in_both_languages
def test_the_head_says_what_one_reads_and_where_else(visit, stem):
    page = visit(stem)
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check(\"600 14px 'Source Sans 3'\"))")
    assert page.locator("html").get_attribute("lang").startswith("fr" if stem.endswith("fr") else "en")
    head = page.locator(".masthead")
    assert re.search(r"\d+\.\d+\.\d+.* 20\d\d", text_of(head))
    addresses = head.locator("a").evaluate_all("all => all.map((each) => each.getAttribute('href'))")
    assert {f"{name}.{kind}" for name in STEMS for kind in ("html", "pdf")} == set(addresses)
    for name in ("description", "og:title", "og:description", "og:type", "og:locale"):
        assert page.locator(f"meta[name='{name}'], meta[property='{name}']").get_attribute("content")
    assert page.locator("meta[property='og:title']").get_attribute("content") == page.title()


def test_a_card_opens_in_a_quarter_of_the_time_that_the_page_takes(visit):
    """A ratio of one visit: a busy machine slows both. Before other tests open more of the page."""
    loading, click = visit("paper").evaluate("""async () => {
      const times = [];
      for (const link of [...document.querySelectorAll('main a.figure')].slice(0, 12)) {
        const start = performance.now();
        link.click();
        await new Promise((ready) => requestAnimationFrame(() => setTimeout(ready)));
        times.push(performance.now() - start);
        document.querySelector('dialog').close();
      }
      return [performance.getEntriesByType('navigation')[0].loadEventEnd, Math.min(...times)];
    }""")
    assert click < loading / 4


DEAD = """[...document.querySelectorAll('a[href^="#"]')].map((each) => decodeURIComponent(each.hash.slice(1)))
  .filter((id) => !document.getElementById(id))"""
TWICE = """(() => { const ids = [...document.querySelectorAll('[id]')].map((each) => each.id);
  return ids.filter((id, at) => ids.indexOf(id) !== at) })()"""


@in_both_languages
def test_one_title_no_dead_link_and_tables_whose_cells_have_a_heading(visit, stem):
    page = visit(stem)
    assert page.evaluate(DEAD) == page.evaluate(TWICE) == []
    assert page.locator("h1").count() == 1
    levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map((each) => Number(each.tagName[1]))")
    assert max(after - before for before, after in pairwise(levels)) <= 1
    assert page.locator("th:not([scope])").count() == 0
    named = page.locator("figure.quarto-float-tbl table").evaluate_all(
        "all => all.map((each) => [each.ariaLabel, each.closest('figure').querySelector('figcaption').textContent])"
    )
    assert len(named) > 3
    assert all(label and " ".join(caption.split()).endswith(" ".join(label.split())) for label, caption in named)


# Of each chart its drawings, those that are seen, and how large their letters are.
CHARTS = """() => [...document.querySelectorAll('figure:has(svg[role=img])')].map((figure) => {
  const drawn = [...figure.querySelectorAll('svg[role=img]')], seen = drawn.filter((each) => each.checkVisibility());
  const sizes = seen.flatMap((svg) => [...svg.querySelectorAll('text')].map((text) =>
    parseFloat(getComputedStyle(text).fontSize) * svg.clientWidth / svg.viewBox.baseVal.width));
  return [drawn.length, seen.map((each) => each.parentElement.className), Math.min(...sizes)];
})"""


@in_both_languages
def test_one_of_two_drawings_is_seen_and_can_be_read_on_a_phone(visit, stem):
    for viewport, kind, least in ((DESKTOP, "wide", 0), (PHONE, "narrow", 11)):
        charts = visit(stem, viewport).evaluate(CHARTS)
        assert len(charts) > 10
        for drawn, seen, size in charts:
            assert (drawn, seen) == (2, [f"chart {kind}"])
            assert size >= least


@in_both_languages
def test_page_never_scrolls_sideways_and_wide_tables_do_in_a_frame(visit, stem):
    page = visit(stem)
    opened_whole(page)
    for width in (320, 390, 800, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size(PHONE)
    frames = page.locator(".scroll").evaluate_all(
        "all => all.map((each) => { each.focus(); return document.activeElement === each })"
    )
    assert len(frames) > 5
    assert all(frames)
    wide = page.locator("figure.quarto-float-tbl .scroll").evaluate_all(
        "all => all.map((each) => each.scrollWidth - each.clientWidth)"
    )
    assert max(wide) <= 1  # on a phone rows are cards, which name their columns
    named = page.locator("figure.quarto-float-tbl td + td").evaluate_all(
        "all => all.map((each) => getComputedStyle(each, '::before').content)"
    )
    assert named
    assert all(len(one) > 4 for one in named)


def violations(page, only: dict, within: str | None = None, **more: object) -> list[tuple]:
    """Return what axe finds of these rules, in the page or within a part of it."""
    found = axe.Axe().run(page, within, options={"runOnly": only, "resultTypes": ["violations"], **more})
    return [
        (each["id"], node["html"][:200], node["failureSummary"])
        for each in found.response["violations"]
        for node in each["nodes"]
    ]


def test_policy_refuses_what_a_page_might_smuggle_in(browser, paper, tmp_path):
    text = (paper / "paper.html").read_text(encoding="utf-8")
    smuggled = "<script>document.title = 'broken'</script><img src='https://example.org/x.png' alt=''>"
    path = tmp_path / "paper.html"
    path.write_text(text.partition("<main")[0] + smuggled, encoding="utf-8")
    page, said = browser.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.goto(path.as_uri())
    assert page.title() != "broken"
    assert len([one for one in said if "Content Security Policy" in one]) == 2
    page.close()


# -- without scripts, on paper, in motion


def test_page_is_whole_without_scripts(visit):
    bare, scripted = visit("paper", java_script_enabled=False), visit("paper")
    assert cards_shown(bare) == cards_shown(scripted) > 100
    assert bare.locator("form, button, input").count() == 0
    number = bare.locator("main a.figure").first  # a number is a link to its card
    number.click()
    assert bare.locator(".card:target").get_attribute("id") == card_id(number)


SHOWN = "all => all.map((each) => each.checkVisibility())"
TOPS = "all => all.map((each) => each.getBoundingClientRect().top)"


def test_paper_page_leaves_out_what_only_a_screen_needs(page):
    """It has the whole register, whatever was searched for; choices and what they give, if there are any."""
    total = cards_shown(page)
    page.locator("#register-query").fill("doctors use AI every day")
    page.locator("#what-if summary").press("Enter")
    page.locator("#what-if-assumed").fill("500")
    page.locator("#what-if summary").press("Enter")
    assert 1 < cards_shown(page) < 50
    page.emulate_media(media="print")
    choices, lines = (page.locator(each).evaluate_all(SHOWN) for each in (".what-if [id], .what-if p", ".what-if-line"))
    assert all(choices + lines)
    assert len(lines) > 50 < page.locator(".what-if-shade:visible").count()
    assert page.locator(".what-if-banner:visible").count() == 0  # over the text of each sheet
    page.locator("#what-if button").dispatch_event("click")
    until(page, "document.querySelectorAll('.what-if-shade, .what-if-line').length === 0")
    assert page.locator("nav:visible, form:visible, button:visible, details:visible").count() == 0
    assert cards_shown(page) == total > 100
    tops = page.locator(".cards > :is(h2, .card)").evaluate_all(TOPS)
    assert tops == sorted(tops)
    assert re.fullmatch(r"Version [^:]+, commit \w+\.", page.locator(".masthead").inner_text())
    page.emulate_media(media="screen")
    page.locator("#register-query").fill("")


def test_motion_is_only_for_those_who_do_not_mind(visit):
    page, behaviour = visit("paper"), "getComputedStyle(document.documentElement).scrollBehavior"
    assert page.evaluate(behaviour) == "auto"
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(behaviour) == "smooth"
    page.emulate_media(reduced_motion="reduce")


# -- the register

IN_ORDER = """[...document.querySelectorAll('.card:not([hidden])')]
  .sort((one, other) => one.style.order - other.style.order).map((each) => each.id)"""


def test_register_can_be_searched_and_filtered(visit):
    page = visit("paper.fr")
    total = cards_shown(page)
    query, source = page.locator("#register-query"), page.locator("#register-source")
    theme, status = page.locator("#register-theme"), page.locator(".register-search [role=status]")
    query.fill("GENERALISTE")  # no accent, other case
    some = cards_shown(page)
    assert 0 < some < total
    assert str(some) in text_of(status)
    assert "general" in text_of(page.locator(".card[style*='order: 0']:not([hidden])")).lower().replace("é", "e")
    assert page.locator(".cards :is(h2, h3):not([hidden])").count() == 0
    query.fill("xyzzy")
    assert cards_shown(page) == 0
    query.fill("PulseLife2025.daily")
    assert page.evaluate(IN_ORDER) == ["pulselife2025.daily"]
    query.fill("use-any")  # a part of ids
    named = ["use-any" in name for name in page.evaluate(IN_ORDER)]
    assert named == sorted(named, reverse=True)
    assert 1 < sum(named) < len(named)
    query.fill("")
    source.select_option("pulselife2025")
    of_source = cards_shown(page)
    theme.select_option(index=1)
    assert 0 < cards_shown(page) < of_source < total
    theme.select_option(index=0)
    left = page.locator(".card:not([hidden])").evaluate_all("all => all.map((each) => each.dataset.source)")
    assert set(left) == {"pulselife2025"}
    number = page.locator("a.figure[href^='#acsel2025']").first
    number.click()
    page.locator(".card-tools a").click()  # it leads to its card whatever is filtered, and the card back to it
    assert cards_shown(page) == total
    card = page.locator(".card:target")
    assert text_of(number).split("(")[0].strip() in text_of(card)
    card.locator(".card-foot a").first.click()
    assert page.locator("a.figure:target").get_attribute("href") == f"#{card_id(number)}"


def test_a_pasted_sentence_finds_what_the_terminal_finds(visit):
    page, index = visit("paper.fr"), build_index(REGISTER)
    rank = """asked => { const index = JSON.parse(document.getElementById('search-index').textContent);
      return asked.map((one) => baromiaSearch.search(one, index)) }"""
    asked = [
        *(SENTENCES if CAMPAIGN else SENTENCES[::3]),
        "",
        "1 sur 16 médecins",
        "plus de 45,5 %",
        "9" * 400,
        "__proto__ constructor",
        "Œuvre à ⅔",
    ]
    assert page.evaluate(rank, asked) == [[list(one) for one in search(sentence, index)] for sentence in asked]
    start = perf_counter()
    page.evaluate(rank, ["z" * 600])
    assert perf_counter() - start < 2  # 6 seconds, were all of it read
    page.locator("#register-query").fill("neuf professionnels sur dix utilisent l'IA")
    seen = "all => all.filter((one) => one.checkVisibility()).map((one) => [one.getBoundingClientRect().top, one.id])"
    first = [name for _, name in sorted(page.locator(".card").evaluate_all(seen))]
    assert first[0] == "acsel2025.use-any"
    assert len(first) < 20
    assert page.locator("[id='acsel2025.use-any'] .cite").is_visible()
    page.locator("#register-query").fill("")


def test_a_citation_is_copied(visit):
    page = visit("paper.fr")
    card = page.locator(".card").first
    card.locator("button").click()
    until(page, "document.querySelector('.card button').textContent.startsWith('Cop')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"paper.fr.html#{card.get_attribute('id')}")
    assert text_of(card.locator("strong").first) in " ".join(copied.split())
    assert page.title() in copied
    assert "file:" not in copied


# -- a card where one reads


def test_a_card_of_a_number_that_is_still_on_its_way_stands_in_the_window(visit):
    page = visit("paper", LOW)
    for number in page.locator("main a.figure").all()[:24:4]:
        number.evaluate("it => it.click()")  # wherever the page is
        box = page.locator("dialog.card-here").bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= LOW["height"]
        page.keyboard.press("Escape")


# What comes into the window is drawn in the next frame, and may take more room or less than was kept for it.
DRAWN = "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"


@pytest.mark.parametrize(("stem", "viewport"), [*zip(STEMS, (LOW, PHONE), strict=True)], ids=["desktop", "phone"])
def test_a_card_opens_where_one_reads(visit, stem, viewport):
    """By Enter as by a click; Escape leads back to the number; nothing has moved in between."""
    page = visit(stem, viewport)
    number, dialog = page.locator("main a.figure").nth(4), page.locator("dialog.card-here")
    number.scroll_into_view_if_needed()
    page.evaluate(DRAWN)
    before, address = page.evaluate("scrollY"), page.url
    number.focus()
    page.keyboard.press("Enter")
    assert dialog.is_visible()
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    card = page.locator(f"[id='{card_id(number)}']")
    lines = card.locator(".line:not(:has(.permalink))").all()[:4]
    assert lines
    for line in [*lines, card.locator(".cite")]:
        assert text_of(line) in text_of(dialog)
    box = dialog.bounding_box()
    assert min(box["x"], box["y"]) >= 0
    assert box["x"] + box["width"] <= viewport["width"]
    assert box["y"] + box["height"] <= viewport["height"]
    as_text, as_json = dialog.locator(".card-tools button").all()[:2]
    as_text.click()
    until(page, "document.querySelector('dialog [role=status]').textContent.startsWith('Cop')")
    copied = page.evaluate("navigator.clipboard.readText()")
    cite = card.locator(".cite").text_content()
    assert cite in copied
    assert card.locator(".card-foot .line").text_content() not in copied
    assert copied.endswith(f"{stem}.html#{card.get_attribute('id')}")
    as_json.click()
    until(page, "navigator.clipboard.readText().then((text) => text.startsWith('{'))")
    told = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert told["id"] == card.get_attribute("id")
    assert told["value"] == card.locator("strong").first.evaluate("it => it.textContent")
    assert len(told["lines"]) == len(card.locator(".line:not(:has(.permalink))").all()) - 1  # without the ways back
    assert (told["cite"], told["level"]) == (cite, card.get_attribute("data-level"))
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert number.evaluate("it => document.activeElement === it")
    assert page.evaluate("scrollY") == before
    page.locator("main a.figure[href='#derived.acsel-users-untrained']").first.click()
    dialog.locator("a[href='#acsel2025.trained']").first.click()  # from its card to another
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.mouse.click(viewport["width"] - 5, 5)  # beside it
    assert not dialog.is_visible()
    assert page.url == address
    rows = page.locator("a.to-card")  # beneath a chart
    assert rows.count() > 80
    rows.first.evaluate("it => { it.closest('details').open = true }")
    rows.first.click()
    assert dialog.is_visible()
    page.keyboard.press("Escape")


# -- finding one's way

# The entry of the last heading in the upper third of the window, and no other, is marked, and is seen.
CURRENT = """() => {
  const top = (link) => document.getElementById(decodeURIComponent(link.hash.slice(1))).getBoundingClientRect().top;
  const passed = [...document.querySelectorAll('nav#TOC a')].filter((link) => top(link) < innerHeight / 3);
  const [list, entry] = [document.querySelector('nav#TOC'), passed.at(-1)].map((one) => one.getBoundingClientRect());
  return passed.at(-1).hasAttribute('aria-current') && top(passed.at(-1)) > -innerHeight
    && list.top <= entry.top && entry.bottom <= list.bottom;
}"""


def test_contents_show_where_one_is(visit):
    page = visit("paper", DESKTOP | {"height": 300})
    for section in ("sec-training", "sec-risks", "sec-use"):
        page.evaluate("(id) => document.getElementById(id).scrollIntoView()", section)
        until(page, CURRENT)
    assert page.locator("nav#TOC [aria-current]").count() == 1


def test_keyboard_alone_suffices(visit):
    page = visit("paper.fr")
    page.evaluate("history.pushState(null, '', '#'); document.body.tabIndex = -1; document.body.focus()")  # as at first
    press, active = page.keyboard.press, "document.activeElement"
    press("Tab")
    assert page.evaluate(f"{active}.className") == "skip-link"
    assert page.locator(".skip-link").bounding_box()["x"] >= 0
    press("Enter")
    until(page, "location.hash === '#content'")
    press("Tab")  # the first number of the text
    assert page.evaluate(f"{active}.closest('main') !== null")
    assert page.evaluate(f"getComputedStyle({active}).outlineStyle") != "none"
    tab_to(page, "a[href='#sec-register']", key="Shift+Tab")  # back, in the contents
    press("Enter")
    tab_to(page, "#register-query", most=5)
    page.keyboard.type("2025")
    tab_to(page, ".card:not([hidden]) a", most=5)
    tab_to(page, ".card:not([hidden]) button", most=10)
    press("Enter")
    page.go_back()
    until(page, "location.hash === '#content'")


def tab_to(page, selector: str, most: int = 120, key: str = "Tab") -> None:
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not within {most} steps of the Tab key")


# -- what if

CASES = 300 if CAMPAIGN else 12  # choices, each of all figures
TOTALS = (None, 1, 2, 10, 100, 500, 1000, 12_345, 100_000, 10**9)


@pytest.fixture
def page(visit):
    """The English page without choices, its form shut."""
    page = visit("paper")
    page.evaluate("document.querySelector('#what-if button').click()")
    page.evaluate("document.getElementById('what-if').open = false")
    return page


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
    shown = page.locator("#what-if tbody a").evaluate_all("all => all.map((one) => one.hash.slice(1))")
    assert {"acsel2025.wish-trained", "acsel2025.use-any"} < set(shown)
    assert len(shown) < 20  # the key findings’ figures, no others
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
    said, choices = line(page, "pulselife2025.use-general-purpose").text_content(), page.evaluate("location.hash")
    assert choices == "#what-if:method=jeffreys&designEffect=4&confidence=0.9&without=acsel2025"
    page.reload()
    assert line(page, "pulselife2025.use-general-purpose").text_content() == said
    assert page.locator("#what-if-without-acsel2025").is_checked()


def test_a_value_out_of_bounds_changes_nothing_and_is_told(page):
    page.locator("#what-if summary").press("Enter")
    page.locator("#what-if-assumed").fill("500")
    before = line(page, "acsel2025.use-any").text_content()
    bounds = {"assumed": "1 to 1,000,000,000", "confidence": "50 to 99.9", "designEffect": "1 to 100"}
    for field, value in (("assumed", "0"), ("assumed", "1.5"), ("confidence", "100"), ("designEffect", "0.5")):
        place = page.locator(f"#what-if-{field}")
        valid = place.input_value()
        place.fill(value)
        assert line(page, "acsel2025.use-any").text_content() == before
        label = page.locator(f"label[for='what-if-{field}']").text_content()
        assert f"Out of range. {label}: {bounds[field]}. " in page.locator("#what-if [role=status]").text_content()
        place.fill(valid)
        assert "Out of range" not in page.locator("#what-if [role=status]").text_content()


def test_the_french_form_has_all_its_words(visit):
    page = visit("paper.fr")
    status = page.locator("#what-if [role=status]")
    assert status.text_content().startswith("Ce sont les choix")
    for value, said in (("0", "Hors des bornes. Nombre de répondants"), ("500", "Et si, non publié. Avec ces choix")):
        page.locator("#what-if-assumed").evaluate("(it, value) => { it.value = value }", value)
        page.locator("#what-if-assumed").dispatch_event("input")
        assert status.text_content().startswith(said)
    page.locator("#what-if button").dispatch_event("click")


# -- for everybody

# Parts of the charts that one sees, and that are as white as paper in the light.
WHITE = """[...document.querySelectorAll('figure svg *')].filter((each) => each.checkVisibility()
  && ['rgb(255, 255, 255)', 'rgb(23, 25, 28)'].includes(getComputedStyle(each).fill)).map((each) => each.outerHTML)"""


# What is made alike, element by element, stays once or twice: axe takes its time with each. Of a drawing it judges no
# more than that it has words (of its colours: charts/test_style.py).
FEWER = """(() => {
  const seen = {}, kind = (each) => each
    && [kind(each.parentElement), each.tagName, each.classList[0], each.getAttributeNames()].join(' ');
  for (const each of document.querySelectorAll('main :is(.card, p, li, tr + tr)')) {
    const parts = [each, ...each.querySelectorAll('*')];
    const kinds = [...new Set(parts.map((one) => kind(one) + (one.textContent.trim() === '')))];
    if (kinds.every((one) => seen[one] > 1)) each.remove();
    kinds.forEach((one) => { seen[one] = (seen[one] ?? 0) + 1 });
  }
  document.querySelectorAll('svg[role=img] *').forEach((each) => each.remove());
})()"""


@in_both_languages
def test_nothing_keeps_anybody_out(visit, stem):
    """In the dark, in the light and on a phone; no other test comes after, as cards are gone."""
    page = visit(stem)
    opened_whole(page)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != "rgb(255, 255, 255)"
    assert page.evaluate(WHITE) == []
    page.locator("main a.figure").first.evaluate("it => it.click()")
    page.keyboard.press("Escape")
    page.evaluate(FEWER)
    if stem == "paper":  # colours are the same in both languages
        assert violations(page, CONTRAST) == []
        page.emulate_media(color_scheme="light")
        assert violations(page, WCAG) == []
        page.locator("dialog.card-here").evaluate("it => it.showModal()")
        assert violations(page, WCAG, within="dialog.card-here") == []
    else:
        page.set_viewport_size(PHONE)
        assert violations(page, WCAG, rules=COLOURLESS) == []
