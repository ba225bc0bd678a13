"""The built page: each kind of fault is found and named with its section; furniture is none."""

import json

import pytest
import yaml

from baromia.analysis.figures import Evidence
from baromia.analysis.parameters import make_parameters
from baromia.paper.binding.allowed import load_allowed
from baromia.paper.binding.embedded import Shown, embedded
from baromia.paper.binding.known import Known
from baromia.paper.binding.pages import read_page
from baromia.paper.binding.rendered import card_faults, page_faults, said_faults
from binding_shared import ABOUT, SOURCE, said

pytestmark = pytest.mark.build


def page(html: str, known: Known, about: dict = ABOUT) -> str:
    return said(page_faults(read_page(html), "paper.html", known, load_allowed("en"), about))


USE = "paper.html, section '4.1 Who uses it'"
LINK = '<a href="#acsel2025.use-any" class="figure">90%</a>'


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("Any tool counts,", "Any of 17 tools counts,", f"{USE}: '17' is bound to nothing: 'In the ACSEL barometer,"),
        (LINK, "90%", f"{USE}: '90' is bound to nothing: 'In the ACSEL barometer, 90%"),
        (LINK, LINK.replace("90%", "91%"), f"{USE}: '91%' is not what #acsel2025.use-any says: ['90%', 'number of"),
        (LINK, LINK.replace("use-any", "none"), f"{USE}: '90%' links to #acsel2025.none, which is not on the page."),
        (LINK, LINK.replace("acsel2025.use-any", "sec-trust"), f"{USE}: '90%' links to #sec-trust, which is no card."),
        ('acsel2025.use-any"', 'acsel2025.use-no"', f"{USE}: '90%' is not what #acsel2025.use-no says: []."),
        (
            "<strong>90%</strong> Use AI",
            "<strong>91%</strong> Use AI",
            "paper.html, card #acsel2025.use-any: '91%' is '90%' by the register and the results.",
        ),
        (
            'id="acsel2025.use-any"',
            'id="acsel2025.use-nobody"',
            "paper.html, #sec-register: 'acsel2025.use-nobody' is the card of no figure and no result.",
        ),
    ],
)
def test_a_fault_of_the_page_is_found(html, known, about, old, new, what):
    start, end = html.split("<body", 1)
    assert old in end
    assert what in page(f"{start}<body{end.replace(old, new)}", known, about)


def test_a_build_without_a_commit_can_be_proved_too(html, known, about):
    text = html.replace(about["commit"], "unknown")
    assert "unknown" in text.split("<body", 1)[1].split(about["version"])[0]  # a word that stands elsewhere, too
    assert page(text, known, {**about, "commit": "unknown"}) == ""


def test_a_link_that_its_card_does_not_repeat_is_found(html, known, about):
    text, cards = html.split('id="sec-register"')
    assert "326 to 331" in cards
    changed = f'{text}id="sec-register"{cards.replace("326 to 331", "326 to 332")}'
    card = "#pulselife2025.use-general-purpose-physicians"
    assert f"{USE}: 'n = 326 to 331' does not stand on the card {card}." in page(changed, known, about)


@pytest.mark.parametrize(
    "furniture",
    [
        '<h1 id="a"><span class="header-section-number">4</span> Adoption</h1>',
        '<p>See <a href="#fig-use" class="quarto-xref">Figure 2</a>.</p><div id="fig-use"></div>',
        "<figcaption>Figure 2: A finding.</figcaption>",
        '<table id="tbl-x"><caption>Table 3 : Une légende.</caption></table>',
        '<p><span class="citation">(Wilson 1927)</span></p>',
        '<div id="refs"><p>Wilson. 1927.</p></div>',
        "<nav><p>3 contents</p></nav><script>var a = 1</script><style>p {margin: 1em}</style>",
        "<p>This is version 0.1.0, commit abc1234567, 13 November 2026: 2026.</p>",
        '<div id="fig-b"><details><p>Dots: 90%.</p></details></div>',
        '<h1 id="sec-register">Appendix</h1><p>45 cards</p>',
    ],
)
def test_furniture_is_no_fault(known, furniture):
    assert page(f"<html><body>{furniture}</body></html>", known) == ""


@pytest.mark.parametrize(
    "text",
    ["<p>Figure 2 and 17.</p>", "<figcaption>Figure 2: Of 45.</figcaption>", "<p>In 2025 (45).</p>", "<li>9</li>"],
)
def test_numbers_beside_furniture_are_faults(known, text):
    assert "is bound to nothing" in page(f"<html><body>{text}</body></html>", known)


def test_the_version_is_furniture_of_the_colophon_only(known):
    colophon = "<h1>A</h1><p>Version 0.1.0, commit abc1234567.</p>"
    assert page(f"<body>{colophon}<p>0.1.0</p></body>", known) == ""
    faults = page(f"<body>{colophon}<h1>B</h1><p>0.1.0</p></body>", known)
    assert faults == "paper.html, section 'B': '0.1.0' is bound to nothing: '0.1.0'."


def test_void_and_unclosed_elements_do_not_hide_a_number(known):
    assert "'45'" in page('<body><div><table><col /></table><img src="x"><br><p>one<p>45</div></body>', known)


@pytest.mark.parametrize(("old", "new"), [("para. 13", "para. 14"), ("4 of 11", "5 of 11"), ("of: all", "of 9: all")])
def test_a_number_of_a_card_that_was_not_written_for_it_is_found(html, known, old, new):
    """Also where no sentence quotes it."""
    text, cards = html.split('id="pulselife2025.use-general-purpose"')
    assert old in cards
    changed = f'{text}id="pulselife2025.use-general-purpose"{cards.replace(old, new, 1)}'
    assert said(card_faults(read_page(changed), "paper.html", known)) == (
        "paper.html, card #pulselife2025.use-general-purpose: '56%' has other numbers than were written for it: "
        "build again, edit nothing."
    )


def test_a_card_that_the_page_lost_is_found(html, known):
    changed = html.replace('id="acsel2025.edition-year"', 'id="acsel2025.edition-years"')
    found = said(card_faults(read_page(changed), "paper.html", known))
    assert found == "paper.html, #sec-register: 'acsel2025.edition-year' is a card that the page does not show."


LEFT = "No figure is left to answer this question: PulseLife 2025 left out by the parameter exclude_sources."


def test_a_publication_left_out_may_be_named_with_its_year(html, paper, about):
    known = Known(paper, "en")
    told = html.replace("Any tool counts,", f"{LEFT} Any tool counts,")
    assert told != html
    assert f"{USE}: '2025' is bound to nothing" in page(told, known, about)
    known.evidence = Evidence(
        known.register, make_parameters({"exclude_sources": ("pulselife2025",)}, known.register.sources)
    )
    assert page(told, known, about) == ""
    assert "'2025' is bound to nothing" in page(told.replace("PulseLife 2025", "Semble 2025"), known, about)


def test_a_sentence_in_the_place_of_a_chart_stands_on_the_page(copy, html):
    path = copy / "executed" / "en" / "adoption.ipynb"
    tree = json.loads(path.read_text(encoding="utf-8"))
    cell = next(cell for cell in tree["cells"] if "#| label: chart-uses" in "".join(cell["source"]))
    cell["outputs"] = [{"output_type": "execute_result", "data": {"text/markdown": [LEFT], "text/plain": [LEFT]}}]
    path.write_text(json.dumps(tree), encoding="utf-8")
    about = yaml.safe_load((copy / "results" / "en.yml").read_text(encoding="utf-8"))
    shown = next(one for one in embedded(SOURCE, copy, about) if one.said)
    assert shown == Shown("fig-uses", "adoption", [], said=LEFT)
    assert said(said_faults(shown, read_page(html), "paper.html")) == (
        f"paper.html, fig-uses: {LEFT[:50]!r} is what the notebook says there, and the page does not."
    )
    told = html.replace("Any tool counts,", f"{LEFT} Any tool counts,")
    assert said(said_faults(shown, read_page(told), "paper.html")) == ""
