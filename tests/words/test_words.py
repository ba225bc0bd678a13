"""Frames in the reader's words: tables, sentences, results; mistakes and left-out sources said in sentences."""

import re
from dataclasses import replace

import pandas as pd
import pytest

import baromia
from baromia import charts
from baromia.analysis.parameters import ParameterError
from baromia.register import Register
from baromia.words import recording
from baromia.words.check import check_words
from baromia.words.drawing import MOST, draw, panel
from conftest import REGISTER, ROOT

GP, ANY, WISH = "pulselife2025.use-general-purpose", "acsel2025.use-any", "derived.campagna-wish-not-introduced"
THIN = "\u202f"


def frames(language="en", register=REGISTER, **parameters):
    figures = baromia.evidence(language, data=register, **parameters)
    words = baromia.Words(language, register)
    return words, figures, words.derived(figures)


WORDS, FIGURES, DERIVED = frames()
MOTS, CHIFFRES, CALCULS = frames("fr")


def with_sentence(english: str, french: str | None = None) -> Register:
    """The register with one sentence more, called test.one."""
    more = pd.DataFrame({"en": [english], "fr": [french or english]}, index=["test.one"])
    return replace(REGISTER, sentences=pd.concat([REGISTER.sentences, more]))


def said(sentence: str, language="en", frames=(FIGURES, DERIVED), **values) -> str:
    words = baromia.Words(language, with_sentence(sentence))
    return words.say("test.one", *frames, **values).markdown


# -- sentences


@pytest.mark.parametrize(
    ("place", "english", "french"),
    [
        (f"{{{GP}}}", "56%", f"56{THIN}%"),
        (f"{{{GP}:interval}}", "52% to 60%", f"52{THIN}% à 60{THIN}%"),
        (f"{{{GP}:n}}", "n\xa0=\xa0608", "n\xa0=\xa0608"),
        (f"{{{GP}:sample}}", "PulseLife, members of its community", "PulseLife, membres de sa communauté"),
        (f"{{{WISH}:counts}}", "27 to 31 of 45", "de 27 à 31 sur 45"),
        (f"{{{WISH}:least_count}}", "27 of 45", "27 sur 45"),
        ("{derived.acsel-users-untrained:at_least}", "at least 49.0%", f"au moins 49,0{THIN}%"),
        ("{derived.acsel-users-untrained:low}", "49.0%", f"49,0{THIN}%"),
        ("{derived.acsel-users-untrained:range}", "49.0% to 60.5%", f"49,0{THIN}% à 60,5{THIN}%"),
        ("{derived.pulselife-weekly-of-all}", "45%", f"45{THIN}%"),
        ("{much}", "12,345", f"12{THIN}345"),
    ],
)
def test_a_place_holds_what_its_row_says(place, english, french):
    assert said(f"So {place} !", much=12345) == f"So {english} !"
    assert said(f"So {place} !", "fr", (CHIFFRES, CALCULS), much=12345) == f"So {french}{THIN}!"
    assert [WORDS.confidence(sure) for sure in (0.95, 0.999)] == ["95%", "99.9%"]


def test_under_a_sentence_stand_the_rows_that_fill_it():
    words = baromia.Words("en", with_sentence(f"{{{GP}}} and {{{WISH}:counts}}, {{much}}"))
    shown = words.say("test.one", FIGURES, DERIVED, much="a lot")._repr_mimebundle_()
    assert shown["text/plain"] == "56% and 27 to 31 of 45, a lot"
    assert re.findall("`(.+?)`", shown["text/markdown"]) == [GP, WISH]


def test_a_publication_goes_by_the_name_of_the_language():
    own = REGISTER.sources["acsel2025"]["custom"]
    names = [words.publication["acsel2025"] for words in (WORDS, MOTS)]
    assert names == [own["short_name"], own["short_name_fr"]]


def test_every_sentence_about_a_source_says_so_when_it_is_left_out():
    words, *given = frames(exclude_sources=["pulselife2025", "campagna2025"])
    one = "This sentence rests on a source that is left out: PulseLife 2025."
    assert said(f"{{{GP}}} and {{{ANY}}}", frames=given) == one
    un = f"Cette phrase repose sur une source écartée{THIN}: PulseLife 2025."
    assert said("{derived.pulselife-weekly-of-all}", "fr", given) == un
    two = f"This sentence rests on sources that are left out: PulseLife 2025; {words.publication['campagna2025']}."
    assert said(f"{{{GP}}} and {{campagna2025.use-regular}}", frames=given) == two


@pytest.mark.parametrize(
    ("sentence", "given", "message"),
    [
        (f"{{{GP}}}", (), f"shows {re.escape(GP)}, which no frame"),
        ("{hours_each}", (FIGURES,), r"has a place for hours_each: words\.say"),
        (f"{{{ANY}:at_least}}", (FIGURES,), "asks acsel2025.use-any for at_least, which it has not"),
    ],
)
def test_a_place_that_leads_nowhere_is_refused(sentence, given, message):
    with pytest.raises(ParameterError, match=message):
        said(sentence, frames=given)
    with pytest.raises(ParameterError, match="did you mean hous_each"):
        said("{hours_each}", hous_each="14 hours")


def test_a_name_in_the_register_is_no_markup():
    samples = REGISTER.samples.assign(label_en="<b>one</b> [x](y)")
    words, figures, _ = frames(register=replace(with_sentence(f"{{{GP}:sample}}"), samples=samples))
    assert words.say("test.one", figures).markdown == r"\<b\>one\</b\> \[x\](y)"


def test_a_sentence_can_be_folded_under_a_title():
    folded = baromia.Words("en", with_sentence("Yes.")).say("test.one", fold="Answer").markdown
    assert folded == "<details><summary>Answer</summary>\n\nYes.\n\n</details>"


@pytest.mark.parametrize(("words", "given"), [(WORDS, (FIGURES, DERIVED)), (MOTS, (CHIFFRES, CALCULS))])
def test_every_sentence_of_the_register_can_be_said(words, given):
    for name, text in REGISTER.sentences["en"].items():
        said = words.say(name, *given, **dict.fromkeys(re.findall(r"\{([a-z_]+)\}", text), "7")).markdown
        assert "{" not in said
        assert not (words.language == "fr" and re.search(rf"[^\s{THIN}][;:!?%»](?!\w)", said)), said


# -- mistakes


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: WORDS.say("adoption.botom", FIGURES),
            "'adoption.botom' .did you mean adoption.bottom",
        ),
        (lambda: WORDS.label("colum.figure"), "no label is called 'colum.figure' .did you mean column.figure"),
        (lambda: WORDS.label("percent"), "has a place for 'number'"),
        (lambda: WORDS.table(FIGURES, "lable"), "no column is called 'lable' .did you mean label"),
        (lambda: WORDS.table(FIGURES, "locator"), "no label is called 'column.locator'"),
        (lambda: baromia.Words("de"), "allowed: en, fr"),
    ],
)
def test_mistakes_are_answered_with_the_nearest_word(call, message):
    with pytest.raises(ParameterError, match=message):
        call()


# -- tables and claims


def test_a_table_has_headings_in_words_and_stands_sample_by_sample():
    rows = FIGURES.loc[[GP, ANY, "pulselife2025.weekly"]]
    table = WORDS.table(rows, "label", "who", "printed", "nature")
    assert list(table.frame.columns) == ["What is said", "Sample", "Value", "What it rests on"]
    assert table.right == ("Value",)
    assert list(table.frame["Value"]) == ["56%", "81%", "90%"]
    assert table.frame["What it rests on"].iloc[0] == "what respondents say of themselves"


def test_where_no_row_is_left_a_sentence_says_why():
    words, figures, _ = frames(exclude_sources=["pulselife2025"])
    rows = figures[figures["source"] == "pulselife2025"]
    left = words.table(rows, "label").markdown
    assert left.startswith("No figure is left to answer this question: PulseLife 2025 left out")
    assert words.table(figures.iloc[:0], "label").markdown == words.label("nothing")
    none = words.in_words(baromia.sums(FIGURES.loc[[ANY]]), FIGURES)  # nothing is computed
    assert words.table(none, "label", "printed").markdown == words.label("nothing")


def test_a_probability_sample_is_spoken_of_rightly():
    samples = REGISTER.samples.assign(design="convenience")
    samples.loc["pulselife2025", "design"] = "probability"
    words, figures, _ = frames(register=replace(REGISTER, samples=samples))
    drawn, handy = figures.loc[[GP]], figures.loc[["campagna2025.use-regular"]]
    assert words.keys(drawn)["interval"] != words.keys(handy)["interval"]
    assert words.drawn(handy) == "none of the samples is described as random"
    assert words.drawn(figures.loc[[GP, ANY]]) == "1 of 2 samples described as random"


def test_a_frame_shows_what_is_missing():
    assert FIGURES.at["medaviz2026.adherence-lacking", "n"] == "number of cases not published"
    assert FIGURES.at[ANY, "n"] == "number of respondents not published"
    frame = MOTS.look(CHIFFRES.loc[[ANY], ["share", "n_low", "refusal"]]).frame
    assert frame.iloc[0].tolist() == [ANY, "0,9", "–", "n_not_reported"]


def test_in_a_frame_looked_at_names_and_codes_are_code_and_words_are_words():
    found = CHIFFRES.loc[[ANY], ["base", "printed", "of_whom", "refusal"]].assign(of_whom="inconnu")
    head, _, row = MOTS.look(found).markdown().split("\n")
    assert [cell.strip() for cell in head.split("|")[1:-1]] == ["`id`", "`base`", "`printed`", "`of_whom`", "`refusal`"]
    assert [cell.strip() for cell in row.split("|")[1:-1]] == [
        f"`{ANY}`",
        "`all`",
        "90\u202f%",
        "inconnu",
        "`n_not_reported`",
    ]


def test_publications_that_the_words_do_not_know_are_named():
    assert WORDS.not_in_text(FIGURES) is None
    entry = REGISTER.sources["semble2025"]
    new = {"semble2025": entry | {"custom": entry["custom"] | {"in_text": "not yet"}}}
    words, figures, _ = frames(register=replace(REGISTER, sources=REGISTER.sources | new))
    assert "Semble" in words.not_in_text(figures).markdown


# -- results


@pytest.fixture
def kept(monkeypatch):
    shown, keep = [], recording.keep

    def noted(*arguments, **named):
        shown.append(keep(*arguments, **named))
        return shown[-1]

    monkeypatch.setattr(recording, "keep", noted)
    return shown


def test_a_figure_is_kept_with_its_interval_and_its_n(kept):
    assert baromia.record("adoption.gp", FIGURES.loc[GP]).level == "published"
    assert {one.name: one.text for one in kept} == {
        "adoption.gp": "56%",
        "adoption.gp_interval": "52% to 60%",
        "adoption.gp_n": "n\xa0=\xa0608",
    }
    assert (kept[1].value, kept[1].unit, kept[1].part_of) == (None, "share", "adoption.gp")
    assert (kept[2].value, kept[2].low, kept[2].high, kept[2].unit) == (608, 608, 608, "count")
    assert kept[0].figures == (GP,)
    baromia.record("adoption.any", FIGURES.loc[ANY])
    assert [one.reason for one in kept[3:]] == [None, "n_not_reported", "n_not_reported"], "a refusal with its reason"


def test_a_computed_row_is_kept_with_its_ends_its_formula_and_its_level(kept):
    baromia.record("training_gap.wish", CALCULS.loc[WISH])
    texts = {one.name.removeprefix("training_gap.wish"): one.text for one in kept}
    assert texts == {
        "": f"au moins 60,0{THIN}%",
        "_low": f"60,0{THIN}%",
        "_high": f"68,9{THIN}%",
        "_range": f"60,0{THIN}% à 68,9{THIN}%",
        "_counts": "de 27 à 31 sur 45",
        "_least_count": "27 sur 45",
    }
    assert [one.value for one in kept] == [None, 0.6, round(31 / 45, 12), None, None, 27]
    assert [one.unit for one in kept] == ["share"] * 4 + ["count"] * 2
    assert [one.part_of for one in kept] == [None] + ["training_gap.wish"] * 5
    assert {(one.level, one.operation) for one in kept} == {("arithmetic", "overlap")}
    assert kept[0].figures == ("campagna2025.training-wish", "campagna2025.training-introduction")


def test_a_difference_is_kept_in_points(kept):
    words, figures, _ = frames()
    wish, introduced = (figures.loc[f"campagna2025.training-{one}"] for one in ("wish", "introduction"))
    baromia.record("training_gap.gap", words.in_words(baromia.differences(wish, introduced), figures).iloc[0])
    assert {(one.unit, one.operation) for one in kept} == {("points", "difference")}
    assert [one.value for one in kept[:2]] == [60, 60]
    assert kept[2].low < 60 < kept[2].high


def test_a_row_left_out_is_kept_as_such(kept):
    words, figures, derived = frames(exclude_sources=["pulselife2025"])
    baromia.record("adoption.gp", figures.loc[GP])
    baromia.record("adoption.weekly", derived.loc["derived.pulselife-weekly-of-all"])
    assert {one.reason for one in kept} == {"left_out"}
    assert {one.text for one in kept} == {words.left_out}
    assert len(kept) == 3 + 6, "the same results as ever, so that no sentence of the paper loses one"


def test_numbers_that_are_not_in_words_are_not_kept():
    found = baromia.sums(FIGURES.loc[["acsel2025.use-weekly", "acsel2025.use-daily"]])
    with pytest.raises(ValueError, match="in_words"):
        baromia.record("adoption.weekly", found.iloc[0])


# -- labels and sentences against the register

# Kinds of labels that codes and figures of the register ask for, or sentences that are put together.
BY_DATA = {"announced", "base", "cite", "design", "fraction", "level", "month", "n", "nature", "people", "population",
           "qualifier", "reading", "result", "rounding", "says", "short", "source", "theme", "unclear", "unit",
           "unless"}  # fmt: skip

FAULTS = {
    "a label in one language": ({"percent": "{number}{unit}%"}, None, "different places"),
    "a stray brace": ({"percent": "{number"}, None, "no place for a word"),
    "an attribute": ({"percent": "{number.__class__}"}, None, "no place for a word"),
    "a width": ({"percent": "{number:>999999999}"}, None, "no place for a word"),
    "a number": ({"percent": "{0} {number}"}, None, "no place for a word"),
    "no such figure": (None, "{pulselife2025.weakly}", "write pulselife2025.weekly, if that was meant"),
    "no such derived quantity": (None, "{derived.acsel-users-untraned}", "write derived.acsel-users-untrained"),
    "a part that is none": (None, "{acsel2025.use-any:counts}", "has no such part"),
    "a brace": (None, "{acsel2025 use-any}", "no place for a number"),
    "markup": (None, "![x](y)", "markup that pandoc would carry out"),
}


@pytest.mark.parametrize(("label", "sentence", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_of_the_words_is_named(label, sentence, message):
    register = with_sentence(sentence or "Fine.")
    labels = register.labels.copy()
    for name, text in (label or {}).items():
        labels.loc[name, "en"] = text
    problems = list(check_words(replace(register, labels=labels)))
    assert any(message in f"{one.what} {one.mend}" for one in problems), problems
    assert {one.line for one in problems} <= {2, len(register.sentences) + 1}


def test_languages_that_differ_and_a_code_without_a_label_are_named():
    (problem,) = check_words(with_sentence("A share.", f"{{{ANY}}}"))
    assert problem.mend == "give each language the same places"
    (problem,) = check_words(replace(REGISTER, labels=REGISTER.labels.drop("population.public")))
    assert "no label is called population.public" in problem.what


def test_each_label_is_asked_for():
    """By its name, or by a beginning, `f"column.{name}"`, and an end that the code names, too; others by the data."""
    files = [*(ROOT / "src").rglob("*.py"), *(ROOT / "notebooks").glob("*.ipynb")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    named, begun = set(re.findall(r"\w+(?:[.-]\w+)*", code)), set(re.findall(r"([a-z_]+[.][\w.]*)\{", code))
    labels = [name for name in REGISTER.labels.index if name.partition(".")[0] not in BY_DATA]
    ends = {name: [name.removeprefix(begin) for begin in begun if name.startswith(begin)] for name in labels}
    assert [name for name in labels if not named & {name, *ends[name]}] == []


def test_a_chart_draws_so_many_rows_and_says_how_many_are_left():
    known = FIGURES[FIGURES["share"].notna()]
    drawn = panel(charts.points, known)
    chart = draw("trust.chart_expectations", drawn, words=WORDS, frames=[FIGURES, DERIVED], confidence=0.95)
    assert len(drawn.rows) == MOST
    assert f" {len(known) - MOST} further rows" in chart.note


def test_shares_without_intervals_are_drawn():
    rows = FIGURES.loc[["campagna2025.use-regular"], ["label", "printed", "share", "source"]]
    chart = draw("trust.chart_expectations", panel(charts.points, rows), words=WORDS, frames=[FIGURES], confidence=0.95)
    assert chart.alt.endswith(f"{rows['label'].iloc[0]}: {rows['printed'].iloc[0]}.")


def test_alternative_text_says_the_finding_then_the_data_both_ends_of_a_range():
    rows = WORDS.short(DERIVED.loc[["derived.acsel-users-untrained"]])
    rows = rows.assign(printed=rows["at_least"], printed_high=rows["at_most"], label="Use it")
    drawn = [panel(charts.points, one, heading=above) for one, above in ((rows, "Asked"), (rows, ""))]
    chart = draw("trust.chart_expectations", *drawn, words=WORDS, frames=[FIGURES, DERIVED], confidence=0.95)
    said = "Use it: at least 49.0%, at most 60.5%."
    assert chart.alt == f"{chart.title}. Asked: {said} {said}"
    noted = draw("adoption.chart_tools", drawn[0], words=WORDS, frames=[FIGURES, DERIVED], confidence=0.95)
    assert noted.note
    assert noted.alt.endswith(f"Asked: {said} {noted.note}")  # a reading is not only for who sees the picture


def test_alternative_text_has_the_groups_and_the_question_above_the_data():
    rows = FIGURES.loc[["acsel2025.inform-patients", "acsel2025.inform-never"]].assign(label=["do", "never do"])
    grouped = panel(charts.points, rows.assign(group=["Some", "Others"]), heading="Asked", aside="n")
    asked = {"heading": "Asked", "aside": "n", "question": "They say that they"}
    stacked = panel(charts.stack, rows, population="professionals", **asked)
    chart = draw("trust.chart_expectations", grouped, stacked, words=WORDS, frames=[FIGURES], confidence=0.95)
    assert "Asked, n, Some: do: 55%; Others: never do: 45%." in chart.alt
    assert "Asked, n, They say that they: do: 55%; never do: 45%." in chart.alt
