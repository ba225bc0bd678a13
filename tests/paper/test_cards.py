"""Cards: what may be said of a figure, of a quantity that follows from figures, and of a result."""

import json
import re

import pytest
import yaml

from baromia.analysis.parameters import Parameters
from baromia.paper.cards import Cards
from baromia.paper.results_files import publication
from baromia.register import Register
from conftest import REGISTER

UNTRAINED = "derived.campagna-wish-not-introduced"


@pytest.fixture(scope="module", params=["en", "fr"])
def cards(request) -> Cards:
    return Cards(REGISTER, Parameters(request.param))


def computed(**more: object) -> dict:
    result = {"kind": "computed", "figures": ["campagna2025.training-wish", "campagna2025.training-introduction"]}
    return result | {"text": "27 of 45", "level": "arithmetic"} | more


def test_every_number_has_one_card(cards):
    text = cards.markdown({})
    assert [text.count(f"::: {{#{name} .card") for name in cards.rows] == [1] * len(cards.rows)
    assert len(cards.rows) == len(REGISTER.figures) + len(REGISTER.derived)
    assert "nan" not in text.split()


def test_a_card_says_who_of_whom_how_many_and_what_it_is_not():
    card = Cards(REGISTER, Parameters()).figure("pulselife2025.use-general-purpose").replace("\u00a0", " ")
    for said in ("**56%**", "[@pulselife2025, paragraph", "It is published.", "all respondents; n = 608."):
        assert said in card
    assert "95% interval: 52% to 60%, if the sample had been random." in card
    assert "Caution: not use of any AI" in card


def test_without_n_a_card_says_why_there_is_no_interval():
    card = Cards(REGISTER, Parameters("fr")).figure("acsel2025.use-any")
    assert "Pas d’intervalle\u202f: nombre de répondants non publié." in card
    assert "Intervalle à" not in card


def test_a_base_that_is_not_the_one_announced_is_explained():
    name = next(name for name, row in REGISTER.figures.iterrows() if row["base_literal"] not in (row["base"], None))
    assert "Announced as a share of:" in Cards(REGISTER, Parameters()).figure(name)
    unclear = Cards(REGISTER, Parameters()).figure("acsel2025.tool-chatgpt")  # announced so, too
    assert "may mean the users of AI or those of them who use a generative tool" in unclear
    left_open = Cards(REGISTER, Parameters()).figure("pulselife2025.weekly-deserts")  # but not by the page
    assert "Announced as a share of: professionals in medical deserts." in left_open
    assert "Share of: professionals in medical deserts, all or only the users" in left_open


def test_a_card_that_repeats_a_figure_leads_to_it(cards):
    repeated = REGISTER.figures["restates"].dropna()
    for name, first in repeated.items():
        assert f"[`{first}`](#{first})" in cards.figure(name)


def test_a_card_says_how_the_sample_was_drawn(register_copy):
    path = register_copy / "samples.csv"
    text = path.read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith("pulselife2025,"))
    design = REGISTER.samples.at["pulselife2025", "design"]
    path.write_text(text.replace(row, row.replace(f",{design},", ",probability,", 1)), encoding="utf-8")
    random = Cards(Register.read(register_copy), Parameters())
    for said in (
        random.figure("pulselife2025.use-general-purpose"),
        random.sentence("pulselife2025.use-general-purpose"),
    ):
        assert "drawn at random" in said
        assert "had been random" not in said


def made(name: str) -> str:
    """Return the card of a quantity without the sentence to copy, which says much of it again."""
    return Cards(REGISTER, Parameters()).computed(name).partition('<span class="cite">')[0]


def test_a_computed_quantity_says_range_people_inputs_formula_level_and_reading():
    card, reading = (made(name) for name in (UNTRAINED, "derived.pulselife-weekly-of-all"))
    for said in ("at least 60.0%", "60.0% to 68.9%", "27 to 31 of 45", "It follows by arithmetic."):
        assert said in card
    for said in ("[68.9%](#campagna2025.training-wish)", "[8.9%](#campagna2025.training-introduction)"):
        assert said in card
    assert "`campagna2025.training-wish without campagna2025.training-introduction`" in card
    assert "It follows under a stated reading." in reading
    assert "Reading: if weekly use is" in reading


def test_a_result_leads_to_the_card_that_says_it(cards):
    formula = cards.rows[UNTRAINED]["formula"]
    results = {
        "notes.use": {"kind": "published", "figures": ["acsel2025.use-any"], "text": "90%"},
        "notes.use_n": computed(figures=["acsel2025.use-any"], text="not published", part_of="notes.use"),
        "notes.untrained_counts": computed(text=cards.rows[UNTRAINED]["counts"], formula=formula),
        "notes.other": computed(text="28 of 45", formula=formula),  # not what the quantity says
        "notes.gap": computed(text="60.0 points", formula="wish - introduction"),
        "notes.gap_interval": computed(text="37 to 75", formula="wish - introduction", part_of="notes.gap"),
        "notes.counted": {"kind": "computed", "figures": [], "text": "178"},
    }
    found = {name: cards.anchor(name, results) for name in results}
    assert found == {
        "notes.use": "acsel2025.use-any",
        "notes.use_n": "acsel2025.use-any",
        "notes.untrained_counts": UNTRAINED,
        "notes.other": "notes.other",
        "notes.gap": "notes.gap",
        "notes.gap_interval": "notes.gap",
        "notes.counted": "notes.counted",
    }
    assert "37 to 75" in cards.result("notes.gap", results)
    counts = {"notes.gap_counts": computed(text="27 to 31 of 45", part_of="notes.gap")}
    counts |= {"notes.gap_least_count": computed(text="27 of 45", part_of="notes.gap")}
    assert cards.words.label("card.counts", counts="27 to 31 of 45", least="27 of 45") in cards.result(
        "notes.gap", results | counts
    )


def test_a_result_that_is_no_quantity_says_of_what_it_is():
    results = {
        "notes.gap": computed(text="60.0 points", operation="difference"),
        "notes.few": computed(text="44%", figures=["pulselife2025.weekly"]),  # a result of one figure needs no formula
    }
    gap, few = (Cards(REGISTER, Parameters()).result(name, results) for name in results)
    assert "Wish to be trained in AI, less: Report an introduction to AI" in gap
    assert "**44%**" in few
    assert "Computed from [" in few


def test_a_source_left_out_is_not_counted_and_its_figures_read_so(cards):
    language, sources = cards.words.language, list(REGISTER.figures["source"].unique())
    made = publication(language, {}, {"exclude_sources": ["acsel2025"]}, REGISTER)[1]
    counted = cards.words.label(f"count.{len(sources) - 1}")
    assert json.loads(made[f"{language}.json"])["build"]["publications"] == counted
    texts = yaml.safe_load(made[f"{language}.yml"])["figures"]
    assert set(texts["acsel2025"]["use-any"].values()) == {cards.words.left_out}
    assert texts["pulselife2025"]["weekly"]["value"].endswith("(#pulselife2025.weekly){.figure}")


def test_percent_signs_and_spaces_are_those_of_the_language(cards):
    text = re.sub(r"`[^`]*`", "", cards.markdown({}))  # formulas stay as they are
    if cards.words.language == "fr":
        assert re.findall(r".{20}(?:[^\u202f]%|[ \u00a0][;:!?»%]|«[^\u202f]|\d\.\d)", text) == []
    else:
        assert re.findall(r".{20}(?:[ \u00a0\u202f]%|[«»]|\d,\d(?!\d\d)| [;:!?] )", text) == []
