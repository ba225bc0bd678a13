"""The built page in a real browser: silent, closed to the outside, accessible, searchable, usable by keyboard alone.

Debian's Chromium is driven by playwright. Where either is missing these tests skip; `.ci/run` installs the browser.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from baromia.paper.search import build_index, search
from baromia.register import Register

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make test installs it")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

pytestmark = pytest.mark.build
STEMS = ("paper", "paper.fr")
DESKTOP, PHONE = {"width": 1100, "height": 900}, {"width": 400, "height": 800}
WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
CONTRAST = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
QUESTIONS = Path(__file__).parent / "questions.csv"
SENTENCES = [row["sentence"] for row in csv.DictReader(QUESTIONS.open(encoding="utf-8"))]
in_both_languages = pytest.mark.parametrize("stem", STEMS)


class Opened:
    """A page, and all that it said or asked for."""

    def __init__(self, page):
        self.page, self.said, self.asked = page, [], []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))

    def outside(self) -> list[str]:
        """Return the requests that left the file and what it carries."""
        return [url for url in self.asked if not url.startswith(("file://", "data:"))]


@pytest.fixture
def visit(browser, paper) -> Iterator[Callable]:
    """Open a document with the given settings; in the end it must have stayed silent and at home."""
    opened = []

    def visit(stem: str, viewport: dict = DESKTOP, **settings: object):
        page = browser.new_context(viewport=viewport, **settings).new_page()
        opened.append(Opened(page))
        page.goto((paper / f"{stem}.html").as_uri())
        return page

    yield visit
    for one in opened:
        one.page.context.close()
    assert [one.said for one in opened] == [[] for _ in opened]
    assert [one.outside() for one in opened] == [[] for _ in opened]


# Parts of the charts that one sees, and that are as white as paper in the light.
WHITE = """[...document.querySelectorAll('figure svg *')].filter((each) => each.checkVisibility()
  && ['rgb(255, 255, 255)', 'rgb(23, 25, 28)'].includes(getComputedStyle(each).fill)).map((each) => each.outerHTML)"""


def cards_shown(page) -> int:
    return page.locator(".card").evaluate_all("all => all.filter((each) => each.checkVisibility()).length")


@in_both_languages
def test_whole_page_is_silent_and_fetches_nothing(visit, stem):
    page = visit(stem)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    page.evaluate("document.querySelectorAll('figure').forEach((each) => each.scrollIntoView())")
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check(\"600 14px 'Source Sans 3'\"))")
    assert page.locator("html").get_attribute("lang").startswith("fr" if stem.endswith("fr") else "en")


def test_policy_refuses_what_a_page_might_smuggle_in(browser, paper, tmp_path):
    text = (paper / "paper.html").read_text(encoding="utf-8")
    smuggled = "<script>document.title = 'broken'</script><img src='https://example.org/x.png' alt=''>"
    path = tmp_path / "paper.html"
    path.write_text(text.replace("</main>", smuggled + "</main>"), encoding="utf-8")
    one = Opened(browser.new_page())
    one.page.goto(path.as_uri())
    assert one.page.title() != "broken"
    assert len([said for said in one.said if "Content Security Policy" in said]) == 2
    one.page.close()


def violations(page, only: dict, **more: object) -> list[tuple]:
    """Return what axe finds of these rules."""
    found = axe.Axe().run(page, options={"runOnly": only, "resultTypes": ["violations"], **more})
    return [
        (each["id"], node["html"][:200], node["failureSummary"])
        for each in found.response["violations"]
        for node in each["nodes"]
    ]


@in_both_languages
def test_nothing_keeps_anybody_out(visit, stem):
    page = visit(stem)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    # A few cards stand for all: they are made alike, and axe takes its time with each.
    page.evaluate("document.querySelectorAll('.card').forEach((card, at) => { if (at % 40) card.remove() })")
    assert violations(page, WCAG) == []
    page.set_viewport_size(PHONE)
    assert violations(page, WCAG, rules={"color-contrast": {"enabled": False}}) == []  # the colours are the same
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != "rgb(255, 255, 255)"
    assert page.evaluate(WHITE) == []
    assert violations(page, CONTRAST) == []


@in_both_languages
def test_page_never_scrolls_sideways(visit, stem):
    page = visit(stem)
    for width in (320, 400, 800, 1100):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_wide_tables_scroll_in_a_frame_the_keyboard_reaches(visit):
    page = visit("paper", PHONE)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    frames = page.locator(".scroll")
    assert frames.count() > 5
    for at in range(frames.count()):
        frames.nth(at).focus()
        assert page.evaluate("document.activeElement.className") == "scroll"


@in_both_languages
def test_page_is_whole_without_scripts(visit, stem):
    bare, scripted = visit(stem, java_script_enabled=False), visit(stem)
    assert cards_shown(bare) == cards_shown(scripted) > 100
    assert bare.locator("form, button, input").count() == 0


@in_both_languages
def test_no_link_is_dead(visit, stem):
    dead = """[...document.querySelectorAll('a[href^="#"]')].map((each) => decodeURIComponent(each.hash.slice(1)))
      .filter((id) => !document.getElementById(id))"""
    twice = """(() => { const ids = [...document.querySelectorAll('[id]')].map((each) => each.id);
      return ids.filter((id, at) => ids.indexOf(id) !== at) })()"""
    page = visit(stem)
    assert page.evaluate(dead) == []
    assert page.evaluate(twice) == []


@in_both_languages
def test_register_can_be_searched_and_filtered(visit, stem):
    page = visit(stem)
    total = cards_shown(page)
    query, source = page.locator("#register-query"), page.locator("#register-source")
    theme, status = page.locator("#register-theme"), page.locator(".register-search [role=status]")
    query.fill("general purpose" if stem == "paper" else "GENERALISTE")  # no accent, other case
    some = cards_shown(page)
    assert 0 < some < total
    assert str(some) in status.inner_text()
    assert "general" in page.locator(".card:not([hidden])").first.inner_text().lower().replace("é", "e")
    query.fill("xyzzy")
    assert cards_shown(page) == 0
    assert page.locator(".cards :is(h2, h3):not([hidden])").count() == 0
    query.fill("")
    source.select_option("pulselife2025")
    of_source = cards_shown(page)
    theme.select_option(index=1)
    assert 0 < cards_shown(page) < of_source < total
    theme.select_option(index=0)
    left = page.locator(".card:not([hidden])").evaluate_all("all => all.map((each) => each.dataset.source)")
    assert set(left) == {"pulselife2025"}
    page.locator("a.figure[href^='#acsel2025']").first.click()
    page.locator(".card-tools a").click()  # it leads to its card whatever is filtered
    assert cards_shown(page) == total
    assert page.locator(".card:target").count() == 1


@in_both_languages
def test_a_pasted_sentence_finds_what_the_terminal_finds(visit, stem):
    page, index = visit(stem), build_index(Register.read())
    rank = """asked => { const index = JSON.parse(document.getElementById('search-index').textContent);
      return asked.map((one) => baromiaSearch.search(one, index)) }"""
    asked = [*SENTENCES, "", "1 sur 16 médecins", "plus de 45,5 %", "9" * 400, "__proto__ constructor", "Œuvre à ⅔"]
    assert page.evaluate(rank, asked) == [[list(one) for one in search(sentence, index)] for sentence in asked]


@in_both_languages
def test_the_likeliest_card_comes_first_with_what_one_may_write(visit, stem):
    page = visit(stem)
    page.locator("#register-query").fill("neuf professionnels sur dix utilisent l'IA")
    seen = (
        """all => all.filter((one) => one.checkVisibility()).map((one) => [one.getBoundingClientRect().top, one.id])"""
    )
    first = [name for _, name in sorted(page.locator(".card").evaluate_all(seen))]
    assert first[0] == "acsel2025.use-any"
    assert len(first) < 20
    assert page.locator("[id='acsel2025.use-any'] .cite").is_visible()


@in_both_languages
def test_a_number_leads_to_its_card_and_the_card_back(visit, stem):
    page = visit(stem, reduced_motion="reduce")
    number = page.locator("main a.figure").first
    number.click()
    page.locator(".card-tools a").click()
    card = page.locator(".card:target")
    assert number.inner_text().split("(")[0].strip() in card.inner_text()
    assert card.evaluate("it => getComputedStyle(it).backgroundColor") != page.locator(".card").last.evaluate(
        "it => getComputedStyle(it).backgroundColor"
    )
    card.locator(".card-foot a").first.click()
    assert page.locator("a.figure:target").get_attribute("href") == f"#{card_id(page, number)}"


def test_without_scripts_a_number_is_a_link_to_its_card(visit):
    page = visit("paper", java_script_enabled=False)
    number = page.locator("main a.figure").first
    number.click()
    assert page.locator(".card:target").get_attribute("id") == card_id(page, number)


@in_both_languages
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_card_opens_where_one_reads(visit, stem, viewport):
    """By Enter as by a click; Escape leads back to the number; nothing has moved in between."""
    page = visit(stem, viewport, reduced_motion="reduce", permissions=["clipboard-read", "clipboard-write"])
    number, dialog = page.locator("main a.figure").nth(4), page.locator("dialog.card-here")
    number.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    number.focus()
    page.keyboard.press("Enter")
    assert dialog.is_visible()
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    card = page.locator(f"[id='{card_id(page, number)}']")
    for line in card.locator(".line:not(:has(.permalink))").all_inner_texts()[:4]:
        assert line in dialog.inner_text()
    cite = card.locator(".cite").evaluate("it => it.textContent")
    assert " ".join(cite.split()) in " ".join(dialog.inner_text().split())
    assert violations(page, WCAG) == [] if stem == "paper" else True
    box = dialog.bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= viewport["width"]
    assert box["y"] + box["height"] <= viewport["height"]
    as_text, as_json = dialog.locator(".card-tools button").all()[:2]
    as_text.click()
    until(page, "document.querySelector('dialog [role=status]').textContent.startsWith('Cop')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert cite in copied
    assert copied.endswith(f"{stem}.html#{card.get_attribute('id')}")
    as_json.click()
    until(page, "navigator.clipboard.readText().then((text) => text.startsWith('{'))")
    told = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert told["id"] == card.get_attribute("id")
    assert told["value"] == card.locator("strong").first.evaluate("it => it.textContent")
    assert (told["cite"], told["level"]) == (cite, card.get_attribute("data-level"))
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert number.evaluate("it => document.activeElement === it")
    assert page.evaluate("scrollY") == before
    number.click()
    page.mouse.click(viewport["width"] - 5, 5)  # beside it
    assert not dialog.is_visible()
    assert page.evaluate("location.hash") == ""


def test_from_click_to_card_takes_no_tenth_of_a_second(visit):
    page = visit("paper")
    took = page.evaluate("""async () => {
      const times = [];
      for (const link of [...document.querySelectorAll('main a.figure')].slice(0, 12)) {
        const start = performance.now();
        link.click();
        await new Promise((ready) => requestAnimationFrame(() => setTimeout(ready)));
        times.push(performance.now() - start);
        document.querySelector('dialog').close();
      }
      return times.sort((a, b) => a - b)[6];
    }""")
    assert took < 100


@in_both_languages
def test_a_row_beneath_a_chart_leads_to_its_card(visit, stem):
    page = visit(stem)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    links = page.locator("a.to-card")
    assert links.count() > 80
    links.first.click()
    assert page.locator("dialog.card-here").is_visible()


@in_both_languages
def test_contents_show_where_one_is(visit, stem):
    page = visit(stem, {"width": 1280, "height": 900}, reduced_motion="reduce")
    for section in ("sec-training", "sec-risks", "sec-use"):
        page.evaluate("(id) => document.getElementById(id).scrollIntoView()", section)
        until(page, CURRENT)
    assert page.locator("nav#TOC [aria-current]").count() == 1


# The entry of the last heading in the upper third of the window, and no other, is marked.
CURRENT = """() => {
  const top = (link) => document.getElementById(decodeURIComponent(link.hash.slice(1))).getBoundingClientRect().top;
  const passed = [...document.querySelectorAll('nav#TOC a')].filter((link) => top(link) < innerHeight / 3);
  return passed.at(-1).hasAttribute('aria-current') && top(passed.at(-1)) > -innerHeight;
}"""


@in_both_languages
def test_the_head_says_what_one_reads_and_where_else(visit, stem):
    page = visit(stem)
    head = page.locator(".masthead")
    assert re.search(r"\d+\.\d+\.\d+.* 20\d\d", head.inner_text())
    addresses = head.locator("a").evaluate_all("all => all.map((each) => each.getAttribute('href'))")
    assert {f"{name}.{kind}" for name in STEMS for kind in ("html", "pdf")} == set(addresses)
    for name in ("description", "og:title", "og:description", "og:type", "og:locale"):
        said = page.locator(f"meta[name='{name}'], meta[property='{name}']").get_attribute("content")
        assert said
    assert page.locator("meta[property='og:title']").get_attribute("content") == page.title()


@in_both_languages
def test_one_title_and_tables_whose_cells_have_a_heading(visit, stem):
    page = visit(stem)
    assert page.locator("h1").count() == 1
    levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map((each) => Number(each.tagName[1]))")
    assert max(after - before for before, after in pairwise(levels)) <= 1
    assert page.locator("th:not([scope])").count() == 0
    tables = page.locator("figure.table table")
    assert tables.count() > 3
    for at in range(tables.count()):
        caption = tables.nth(at).get_attribute("aria-labelledby")
        assert page.locator(f"figcaption[id='{caption}']").inner_text().startswith(("Table", "Tableau"))


@in_both_languages
def test_on_a_phone_rows_are_cards_that_name_their_columns(visit, stem):
    page = visit(stem, PHONE)
    wide = page.locator("figure.table .scroll").evaluate_all(
        "all => all.map((each) => each.scrollWidth - each.clientWidth)"
    )
    assert max(wide) <= 1
    named = page.locator("figure.table td + td").evaluate_all(
        "all => all.map((each) => getComputedStyle(each, '::before').content)"
    )
    assert all(len(one) > 4 for one in named)


def until(page, true: str) -> None:
    """Wait until an expression is true: asked from here, for the page's policy lets nothing ask again and again."""
    for _ in range(100):
        if page.evaluate(true):
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"never true: {true}")


def card_id(page, number) -> str:
    return number.get_attribute("href").removeprefix("#")


@in_both_languages
def test_a_citation_is_copied(visit, stem):
    page = visit(stem, permissions=["clipboard-read", "clipboard-write"])
    card = page.locator(".card").first
    card.locator("button").click()
    page.wait_for_function("document.querySelector('.card button').textContent.startsWith('Cop')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"{stem}.html#{card.get_attribute('id')}")
    assert card.locator("strong").first.inner_text() in copied
    assert page.title() in copied
    assert "file:" not in copied


@in_both_languages
def test_keyboard_alone_suffices(visit, stem):
    page = visit(stem, reduced_motion="reduce")
    press, active = page.keyboard.press, "document.activeElement"
    press("Tab")
    assert page.evaluate(f"{active}.className") == "skip-link"
    assert page.locator(".skip-link").bounding_box()["x"] >= 0
    press("Enter")
    assert page.evaluate("location.hash") == "#content"
    press("Tab")  # the first number of the text
    assert page.evaluate(f"{active}.closest('main') !== null")
    assert page.evaluate(f"getComputedStyle({active}).outlineStyle") != "none"
    page.goto(page.url.partition("#")[0])
    tab_to(page, "a[href='#sec-register']")  # in the contents
    press("Enter")
    tab_to(page, "#register-query", most=5)
    page.keyboard.type("2025")
    tab_to(page, ".card:not([hidden]) a", most=5)
    tab_to(page, ".card:not([hidden]) button", most=10)
    press("Enter")
    page.go_back()
    assert page.evaluate("location.hash") == ""


def tab_to(page, selector: str, most: int = 120) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not within {most} steps of the Tab key")


def test_paper_page_leaves_out_what_only_a_screen_needs(visit):
    page = visit("paper")
    page.emulate_media(media="print")
    assert page.locator("nav:visible, form:visible, button:visible, details:visible").count() == 0
    assert cards_shown(page) > 100


def test_motion_is_only_for_those_who_do_not_mind(visit):
    behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
    assert visit("paper", reduced_motion="reduce").evaluate(behaviour) == "auto"
    assert visit("paper", reduced_motion="no-preference").evaluate(behaviour) == "smooth"


@in_both_languages
@pytest.mark.parametrize(("width", "kind"), [(1280, "wide"), (390, "narrow")])
def test_one_of_two_drawings_is_seen_and_has_words_and_data(visit, stem, width, kind):
    page = visit(stem, {"width": width, "height": 900})
    charts = page.locator("figure:has(svg[role=img])")
    assert charts.count() > 10
    for at in range(charts.count()):
        chart = charts.nth(at)
        assert chart.locator("svg[role=img]").count() == 2
        seen = chart.locator("svg[role=img]:visible")
        assert seen.evaluate("it => it.parentElement.className") == f"chart {kind}"
        told = chart.locator("details.chart-data").evaluate(TOLD)
        assert len(told) > 1
        said = " ".join(seen.get_attribute("aria-label").split())
        for cell in filter(None, (" ".join(cell.split()) for row in told for cell in row)):
            start = said.find(cell)
            assert start >= 0, (cell, said)
            said = said[start + len(cell) :]


# Label and value of each row beneath a chart: what its alternative text says, in order.
TOLD = """it => {
  const value = [...it.querySelectorAll('thead th')].findIndex((each) => /^(Value|Valeur)$/.test(each.textContent));
  const cells = (row) => [row.cells[0], row.cells[value]].map((each) => each?.textContent ?? '');
  return [...it.querySelectorAll('tbody tr')].map(cells);
}"""


@in_both_languages
def test_text_of_charts_is_text_and_large_enough(visit, stem):
    """Selectable, in the typeface that came along, and at least 11 pixels high as it is shown on a phone."""
    page = visit(stem, {"width": 390, "height": 900})
    sizes = page.evaluate("""() => [...document.querySelectorAll('figure svg[role=img]')]
      .filter((each) => each.checkVisibility()).flatMap((svg) => [...svg.querySelectorAll('text')].map((text) =>
        parseFloat(getComputedStyle(text).fontSize) * svg.clientWidth / svg.viewBox.baseVal.width))""")
    assert len(sizes) > 200
    assert min(sizes) >= 11
