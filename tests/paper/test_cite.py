"""Citing a figure: the number never travels without its base, its n and what may be said."""

import json
import re
from pathlib import Path

import pytest

from baromia.analysis.parameters import Parameters
from baromia.paper.cards import Cards, cards_of
from baromia.paper.cite import cite
from baromia.paper.search import find
from baromia.words.check import check_register
from conftest import REGISTER
from nbpaper.errors import DataError, PaperError

# Each kind of figure, and the sentence one may print of it.
SENTENCES = {
    ("acsel2025.use-any", "en"): "According to an unsigned page on the ACSEL barometer (paragraph 2), 90% of the "
    "professionals polled (number of respondents not published) say that they use tools with AI in their practice.",
    ("acsel2025.use-any", "fr"): "Selon une page non signée sur le baromètre de l’ACSEL (paragraphe 2), 90 % des "
    "professionnels interrogés (nombre de répondants non publié) disent utiliser des outils d’IA dans leur pratique.",
    # a subgroup of known size, with its interval
    ("pulselife2025.use-general-purpose-physicians", "en"): "According to PulseLife 2025 (paragraph 13), 62% of the "
    "physicians polled (by our computation n = 326 to 331; 95% interval, ours: 56% to 68%, had the sample been random) "
    "say that they use a general-purpose AI such as ChatGPT in their practice.",
    # a subgroup that other answers define
    ("acsel2025.use-generative", "fr"): "Selon une page non signée sur le baromètre de l’ACSEL (paragraphe 17), 93 % "
    "des professionnels interrogés qui disent utiliser des outils d’IA dans leur pratique (nombre de répondants non "
    "publié) "
    "utilisent au moins un outil d’IA générative.",
    # not clear of whom, and between whom it is not
    ("acsel2025.public-weekly", "en"): "According to an unsigned page on the ACSEL barometer (paragraph 20), 8% of the "
    "members of the public polled (our reading; of whom exactly the page leaves unclear; number of respondents not "
    "published) use AI for questions about health every week (read as: not every day).",
    ("acsel2025.tool-chatgpt", "en"): "According to an unsigned page on the ACSEL barometer (paragraph 17), 84% of "
    "professionals polled (those who use AI, or those of them who use generative AI: the words allow both; number of "
    "respondents not published) use ChatGPT.",
    # read as a share of other people than the page says
    ("acsel2025.use-daily", "fr"): "Selon une page non signée sur le baromètre de l’ACSEL (paragraphe 9), 29 % des "
    "professionnels interrogés qui disent utiliser des outils d’IA dans leur pratique (nous y lisons une part de tous "
    "les répondants ; nombre de répondants non publié) utilisent l’IA tous les jours.",
    # hedges, fractions in words, with what French elides
    ("pulselife2025.daily-quarter", "fr"): "Selon PulseLife 2025 (paragraphe 14), près d’un quart des professionnels "
    "interrogés (nous y lisons une part de ceux qui disent utiliser une IA généraliste, comme ChatGPT, dans leur "
    "pratique, à moins que l’usage privé n’ait été compté ; n = 338 à 343 selon notre calcul) recourent à une IA "
    "généraliste tous les jours.",
    # a word that states no share, and an edition
    ("acsel2025.trust-majority", "en"): "According to an unsigned page on the ACSEL barometer (paragraph 37), a large "
    "majority of the professionals polled say that they trust the use of AI in health care; the share is not "
    "published, and more than 1 in 2 is our bound (number of respondents not published).",
    ("acsel2025.edition", "en"): "According to an unsigned page on the ACSEL barometer (paragraph 7), this edition of "
    "the barometer is the first.",
    ("acsel2025.use-any-nine-in-ten", "fr"): "Selon une page non signée sur le baromètre de l’ACSEL (paragraphe 9), "
    "parmi les professionnels interrogés (nombre de répondants non publié), 9 sur 10 disent utiliser des outils "
    "d’IA dans leur pratique.",
    # what somebody else said first
    ("medaviz2026.adherence-lacking", "fr"): "Selon un article de S. Gachiniard pour Medaviz (paragraphe 15, origine "
    "indiquée : Organisation mondiale de la santé), le traitement est mal suivi dans 50 % des cas (nombre de "
    "cas non publié).",
    # facts: counts, dates, scores, hours, money
    ("pulselife2025.n", "fr"): "Selon PulseLife 2025 (paragraphe 33), 608 personnes ont répondu.",
    ("pulselife2025.fieldwork-end", "fr"): "Selon PulseLife 2025 (paragraphe 32), l’enquête s’est achevée le 1er "
    "octobre 2025.",
    ("campagna2025.trust-score", "en"): "According to an unsigned page on L. Campagna’s survey (paragraph 25), the "
    "score for trust that more than half of the respondents give AI is 3/5.",
    (
        "medaviz2026.gp-hours",
        "fr",
    ): "Selon un article de S. Gachiniard pour Medaviz (paragraphe 73), le titre d’une "
    "page citée nomme au moins 50 heures par semaine.",
    ("semble2025.training-funding", "fr"): "Selon Semble 2025 (paragraphe 22), 81 millions d’euros sont cités "
    "pour former l’ensemble des acteurs de la santé numérique.",
    # computed: by arithmetic, counted in people, under a reading
    ("derived.acsel-users-untrained-of-users", "en"): "At least 54.7% of the professionals polled for the ACSEL "
    "barometer who say that they use tools with AI in their practice (number of respondents not published; possible: "
    "54.7% to 67.6%) report no training in AI, self-teaching included; this follows by arithmetic from 90% and 40% "
    "(an unsigned page "
    "on the ACSEL barometer, paragraphs 2 and 49).",
    ("derived.campagna-regular-not-introduced", "fr"): "Au moins 15,5 % des étudiants et professionnels interrogés par "
    "L. Campagna (possible : de 7 à 11 sur 45, 15,5 % à 24,5 %) utilisent l’IA régulièrement et n’ont déclaré "
    "aucune initiation ; cela se déduit par calcul de 24,4 % et 8,9 % (une page non signée sur l’enquête de "
    "L. Campagna, paragraphes 9 et 36).",
    ("derived.acsel-chatgpt-if-of-users", "en"): "Under one reading, 76% of the professionals polled for the ACSEL "
    "barometer (number of respondents not published; possible: 74.7% to 76.5%) use ChatGPT; computed from 84% and 90% "
    "(an unsigned page on the ACSEL barometer, paragraphs 2 and 17). Reading: if the share is one of the users of AI.",
}


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(("name", "language"), SENTENCES)
def test_the_first_line_is_a_sentence_one_may_print(name, language):
    sentence = cards_of(REGISTER, Parameters(language=language)).statements(name)[0]
    assert sentence.replace("\u202f", " ").replace("\u00a0", " ") == SENTENCES[name, language]


def test_the_second_line_is_what_one_may_not_say():
    assert cite("acsel2025.use-any").splitlines()[1].startswith("Caution: not regular use")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_figure_and_quantity_has_a_well_formed_sentence_and_a_caveat(language):
    """An end, no double space, no place left open, no “de un”; a share of people has its verb and its people."""
    cards = Cards(REGISTER, Parameters(language))
    for name, row in cards.rows.items():
        sentence, *caveats = cards.statements(name)
        assert sentence.endswith((".", ")")), name
        assert not re.search(r"  |[{}]|\bde (?:un|une|les)\b|\bà le\b|\bnan\b|\bNone\b|\.\.", sentence), sentence
        if "inputs" in row or row["unit"] in ("percent", "ratio"):
            assert f": {row['label']}" not in sentence, name
        assert caveats
        assert "nan" not in " ".join(caveats).split()


def test_a_new_indicator_without_verb_is_cited_by_its_label(register_copy):
    changed(register_copy / "indicators.csv", "say that they use tools with AI in their practice,", "none,")
    changed(register_copy / "indicators.csv", "disent utiliser des outils d’IA dans leur pratique,", "none,")
    sentence = (
        "According to an unsigned page on the ACSEL barometer (paragraph 2), 90%: Use AI tools in their practice "
        "(share of: all respondents; number of respondents not published)."
    )
    assert cite("acsel2025.use-any", data=register_copy).startswith(sentence)
    assert sentence in find(["90% use AI"], data=register_copy)
    # those of whom others are shares cannot be named either
    assert "(share of: users of AI; number" in cite("acsel2025.use-generative", data=register_copy)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("use AI every day,", "none,", "one language has a verb, the other none"),
        ("use AI every day,", "use AI {number} days,", "has a place that nothing fills"),
        ("{value} people answered", "people answered", "the languages have different places"),
        ("use AI every day,", "use [AI](x) every day,", "markup that pandoc would carry out"),
    ],
)
def test_a_verb_that_will_not_do_is_refused(register_copy, old, new, said):
    changed(register_copy / "indicators.csv", old, new)
    with pytest.raises(DataError, match=said):
        check_register(register_copy)


@pytest.mark.parametrize("name", ["acsel2025.use-any", "derived.acsel-users-untrained"])
def test_a_card_is_what_is_known_line_by_line_no_wider_than_the_terminal(name, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    text = cite(name, "card")
    assert text.splitlines()[0].split() == ["id", name]
    assert "nan" not in text.split()
    assert 40 < max(map(len, text.splitlines())) <= 60


@pytest.mark.parametrize(
    "end",
    ["use-any", "acsel-users-untrained", " ACSEL2025.Use-Any ", ".use-any", "[baromia:acsel2025.use-any]",
     "#acsel2025.use-any", "figures.acsel2025.use-any"],
)  # fmt: skip
def test_the_end_of_a_name_will_do_or_what_is_copied(end):
    assert cite(end).splitlines()[-1] in ("[baromia:acsel2025.use-any]", "[baromia:derived.acsel-users-untrained]")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("acsel2025.use-ani", "(did you mean acsel2025.use-any?)"),
        ("use-an", "“use-an” (did you mean use-any?). These may be meant:\n"),  # a near miss of an end
        (
            "90% of professionals use AI",
            "\n  acsel2025.use-any: 90\u202f% Utilisent des outils d’IA dans leur pratique\n",
        ),
        ("n", "may be campagna2025.n or pulselife2025.n"),
        ("ACSEL2025.", "acsel2025 is a publication with 96 figures. To mend: "),  # which makes no sentence
        *((nothing, "nothing can be cited as “") for nothing in ("", " .", "é")),
    ],
)
def test_what_names_no_number_is_refused_with_what_may_be_meant(name, said):
    with pytest.raises(PaperError, match=re.escape(said)) as refusal:
        cite(name, language="fr")
    assert "To mend: " in str(refusal.value)


def test_a_result_is_cited_as_what_it_says(tmp_path, monkeypatch):
    results = {
        "notes.use": {"card": "acsel2025.use-any", "figures": ["acsel2025.use-any"], "text": "90%"},
        "notes.gap": {"card": "notes.gap", "text": "53 points", "level": "arithmetic", "operation": "difference",
                      "figures": ["acsel2025.wish-trained", "acsel2025.trained"]},
        "notes.all": {"card": "notes.all", "text": "50%", "level": "arithmetic", "operation": "product",
                      "figures": ["acsel2025.inform-patients", "acsel2025.use-any"]},
        "notes.other": {"card": "notes.other", "text": "12", "formula": "f(a)", "figures": ["acsel2025.use-any"]},
        "robustness.users_most": {"card": "robustness.users_most", "text": "77%",
                                  "figures": ["pulselife2025.use-general-purpose"]},
        "notes.few": {"card": "notes.few", "text": "44%", "figures": ["pulselife2025.weekly"]},
        "notes.rows": {"card": "notes.rows", "figures": [], "text": "178"},
    }  # fmt: skip
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "en.json").write_text(json.dumps({"results": results}), encoding="utf-8")
    monkeypatch.setattr("baromia.paper.cite.REPORTS", tmp_path)
    assert cite("notes.use") == cite("acsel2025.use-any")
    assert cite("notes.gap").startswith(
        "53 points lie between the professionals polled for the ACSEL barometer who wish to be trained more in AI "
        "(93%) and those who say that they have had training (in AI, as we read it), self-training included "
        "(40%); this follows by arithmetic"
    )
    assert cite("notes.all").startswith(
        "50% of the professionals polled for the ACSEL barometer (number of respondents not published) say that they "
        "use tools with AI in their practice and say that they tell their patients when they use AI; this follows "
        "by arithmetic"
    )
    assert cite("notes.other").startswith("12, computed by baromia from 90% (an unsigned page")
    assert " drawn at random, this statement would hold in 77% of the cases tested: Most " in cite("users_most")
    assert cite("notes.few").startswith("44%, computed by baromia from")
    assert cite("notes.rows").startswith("178, counted by baromia")
    with pytest.raises(PaperError, match="comes from no publication"):
        cite("notes.rows", "bibtex")


@pytest.mark.parametrize(
    ("name", "language", "head", "note"),
    [
        ("pulselife2025.weekly", "en", "@misc{pulselife2025,", "Text read on 21 November 2026, paragraph 14"),
        ("ACSEL2025.", "en", "@misc{acsel2025,",
         "Unsigned, undated, 2025 at the earliest, text read on 21 November 2026"),
        ("medaviz2026.adherence-lacking", "fr", "@misc{medaviz2026,",
         "Sans date, 9 février 2026 au plus tôt, texte lu le 21 novembre 2026, paragraphe 15"),
        ("derived.acsel-users-untrained-of-users", "fr", "@misc{acsel2025,",
         "Non signé, sans date, 2025 au plus tôt, texte lu le 21 novembre 2026, paragraphes 2 et 49"),
        ("wilson1927", "en", "@article{wilson1927,", None),
    ],
)  # fmt: skip
def test_a_bibliography_has_the_publications_of_a_number_and_notes_what_they_lack(name, language, head, note):
    bibtex, (entry,) = cite(name, "bibtex", language), json.loads(cite(name, "csl-json", language))
    assert (bibtex.splitlines()[0], bibtex.count("@"), f"{{{entry['id']}," in head) == (head, 1, True)
    assert entry.get("note") == note
    assert (f"note = {{{note}}}" in " ".join(bibtex.split())) == (note is not None)
    assert "custom" not in entry
