"""What a French text says of its numbers: every kind once; `add/test_corpus.py` reads whole passages."""

import time

import pytest

from baromia.add.french_numbers import quantities
from baromia.register.printed import printed_numbers, stands_in

KINDS = [
    ("3 077 infirmiers, 1.200 cadres, 1.234.567 patients et 10’500 élèves", "3077 1200 1234567 10500", "count"),
    ("vingt et un, soixante et onze, quatre-vingt-dix-huit, mille deux cents", "21 71 98 1200", "count"),
    ("6,7 millions de patients, un million, deux millions et demi", "6700000 1000000 2500000", "count"),
    ("de 10 à 12 millions de patients", "10000000 12000000", "count"),
    ("10 milliards d’euros, 7,5 M€, 1,2 Md€, un million d’euros", "10000 7.5 1200 1", "EUR_million"),
    ("85 000 euros, 300 k€, 9,99 €", "85000 300000 9.99", "EUR"),
    ("De 50 à 60 % ; 20-25 % ; 80 pour cent ; 46, 38 et 12 % ; 64,0 %", "50 60 20 25 80 46 38 12 64.0", "percent"),
    ("neuf médecins sur dix, 7 sur 10, la moitié, trois quarts, ¾ des cadres", "9/10 7/10 1/2 3/4 3/4", "ratio"),
    ("sept à huit soignants sur dix ; un cinquième ; une infirmière sur deux", "7/10 8/10 1/5 1/2", "ratio"),
    ("noté 6,4 sur 10, 14/20, un indice de 45 sur 100", "6.4/10 14/20 45/100", "score"),
    ("gagne 12 points, recule de près de 4 points, −3 points, 5 points de moins", "12 -4 -3 -5", "points"),
    ("une hausse de 150 %, puis une baisse de 12,5 % ; −3 %", "150 -12.5 -3", "percent_change"),
    ("a doublé, trois fois plus, multiplié par quatre", "2 3 4", "times"),
    ("2 h 30, une heure et demie, trois quarts d’heure, 28 heures", "2.5 1.5 0.75 28", "hours"),
    ("18 mois, de six à douze mois", "18 6 12", "months"),
    ("les 25-34 ans, un an et demi", "25 34 1.5", "years"),
    ("du 3 au 17 mars 2026", "2026-03-03 2026-03-17", "date"),
    ("le 1er août 2025, le 12 sept. 2025, 15/09/2025", "2025-08-01 2025-09-12 2025-09-15", "date"),
    ("novembre 3, 2025", "2025-11-03", "date"),
    ("2,5 ETP, 3,7 outils par médecin, vu 1 873 fois", "2.5 3.7 1873", "count"),
    ("une dizaine de milliers, une demi-douzaine, 3 millions et demi de lits", "10000 6 3500000", "count"),
    ("11 M de profils, 2 Mds d’actes", "11000000 2000000000", "count"),
    ("une dizaine de millions d’euros, un demi-milliard d’euros, puis 380 millions", "10 500 380", "EUR_million"),
    ("un budget de 16 milliards, puis 800 millions", "16000 800", "EUR_million"),
    ("1 000 euros par mois, 12 000 par an ; de 100 à deux cents euros", "1000 12000 100 200", "EUR"),
    ("23 minutes, 41 en montagne, puis en trois jours, 22 dans le Cher", "23 41 3 22", "minutes minutes days count"),
    ("45 % chez les plus de 65 ans, contre 30 ; au privé, 18", "45 65 30 18", "percent years percent percent"),
    ("les moins de 35 ans et les plus de 60", "35 60", "years"),
    ("30 centimes, 3 euros 50, 12 € et 30 centimes", "0.3 3.5 12.3", "EUR"),
    ("9 pour 100 000 habitants, 2,4 pour 1 000, 12 ‰, un pour mille", "9/100000 12/5000 12/1000 1/1000", "ratio"),
    ("6,7 sur 10, contre 5,8 ; le NPS passe de −8 à +21", "6.7/10 5.8/10 -8 21", "score"),
    ("progresse d’un point, perd un demi-point, cède un point et demi", "1 -0.5 -1.5", "points"),
    ("sensibilité de 91,4 % (IC 95 % : 88,0–94,1)", "91.4 95 88.0 94.1", "percent"),
    ("20 % d’effectifs en moins, une baisse annuelle de 4 %", "-20 -4", "percent_change"),
    ("×4, x2, un facteur 10, deux fois et demie plus", "4 2 10 2.5", "times"),
    ("2 min 30, 1 min 30 s, 3 min", "2.5 1.5 3", "minutes"),
    ("4 h ½, 1 h et quart, une heure et quart", "4.5 1.25 1.25", "hours"),
    ("un à deux jours, une demi-journée", "1 2 0.5", "days"),
    ("En l’an deux mille vingt-six", "2026", "date"),
    ("en juin 2025, depuis 2019, pour 2026-2029", "2025-06 2019 2026 2029", "date"),
    ("publié le 12 mars, relu en 2026", "2026-03-12 2026", "date"),
    ("un infirmier pour 12 patients, un taux de 1 pour 8", "1/12 1/8", "ratio"),
    ("608 sur 1 200 répondants, 2019 lits", "608 1200 2019", "count"),
    ("45 % sur 10 ans, 12 euros sur 20", "45 10 12 20", "percent years EUR count"),
    ("une baisse de 9 %, perd 9 % de son temps, recule à 12 %", "-9 9 12", "percent_change percent percent"),
]


@pytest.mark.parametrize(("text", "values", "unit"), KINDS)
def test_value_and_unit(text, values, unit):
    found = quantities(text)
    units = unit.split() if " " in unit else [unit] * len(found)
    assert [(one.value, one.unit) for one in found] == list(zip(values.split(), units, strict=True))
    for one in found:  # what is proposed passes the check of values
        assert stands_in(" | ".join(token.text for token in one.tokens), one.value, one.unit)


HEDGES = {
    "exact": (
        "une franchise de 2 € | sous trois formes | dépasse de 3 points la moyenne | auprès de 608 soignants | "
        "articulé autour de 4 axes | 14 % au moins une fois par mois"
    ),
    "about": (
        "300 lits environ | une bonne moitié | vingt bonnes minutes | environ la moitié | ~50 % | quelque 300 "
        "lits | un tiers environ | une centaine de lits"
    ),
    "nearly": (
        "tutoie les 80 % | 300 lits ou presque | près des trois quarts | presque 40 % | frôle les 50 % | à peine 11 %"
    ),
    "more_than": (
        "+ de 50 % | passe la barre des 500 | 40 ans passés | une grosse moitié | plus des deux tiers | plus d’un "
        "quart | dépasse 60 % | une majorité | un peu plus de 60 %"
    ),
    "at_least": (
        "6 heures par semaine au moins | 200 lits et plus | supérieur ou égal à 3 | au moins 70 % | pas moins de "
        "80 % | 60 ans et plus | 100 lits ou plus | ≥ 18 ans"
    ),
    "less_than": "n’atteint pas les 10 % | même pas 10 % | moins de la moitié | < 1 % | en dessous de 10 %",
    "up_to": (
        "500 lits ou moins | aucune n’a dépassé 30 % | 10 € par mois maximum | jusqu’à 45 % | pas plus de 12 % | "
        "guère plus de 10 % | au plus 70 % | n’excède pas 5 %"
    ),
}


@pytest.mark.parametrize(
    ("hedge", "text"), [(hedge, text) for hedge, texts in HEDGES.items() for text in texts.split(" | ")]
)
def test_hedge(hedge, text):
    assert quantities(text)[0].qualifier == hedge


@pytest.mark.parametrize(
    ("text", "reason"),
    [("la première vague", "rank"), ("le 3e rang", "rank"), ("article 9", "reference"), ("n° 2019-774", "reference"),
     ("GPT-4, Covid-19", "name"), ("le plan France 2030", "name"), ("soignants1", "note"), ("preuve[3]", "note"),
     ("1. Des usages", "list"), ("https://x.fr/2013/386", "address"), ("01 40 00 12 34", "address"),
     ("à 14 h 30", "clock"), ("24 h/24", "idiom"), ("plusieurs centaines", "vague"), ("le 15 septembre", "date"),
     ("40 millions de dollars", "unit"), ("12 mètres", "unit"), ("le 15 est saturé", "address"), ("17:45", "clock"),
     ("le 20 heures de France 3", "name"), ("au XXIe", "rank"), ("un essai de phase III", "rank"), ("lundi 4", "date"),
     ("un scanner neuf", "idiom"), ("transmis à un tiers", "idiom"), ("une double lecture", "idiom"),
     ("dans les Deux-Sèvres", "name"), ("risque zéro", "idiom"), ("pages 12 à 15", "reference"), ("bac +5", "idiom"),
     ("« Ma santé 2022 »", "name"), ("Paris (75)", "name"), ("du 05/10", "date"), ("(405 : 1123-34)", "reference"),
     ("quelques millions", "vague"), ("31 % le craignent et autant le disent", "again")],
)  # fmt: skip
def test_what_is_no_quantity_has_a_reason(text, reason):
    one = quantities(text)[-1]
    assert (one.reason, bool(one.value and one.unit)) == (reason, False)


def test_a_multiple_reaches_to_its_last_word():
    text = "trois fois plus qu’avant"
    assert [text[one.start : one.end] for one in quantities(text)] == ["trois fois"]


def test_numbers_are_named_whatever_the_typography():
    assert printed_numbers("3\u202f077 puis 3\u00a0077 et la moitie\u0301") == [
        ("3 077", 1, 0), ("3 077", 2, 11), ("moitié", 1, 23)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "times", "many"),
    [("à 45 % des soignants, www.x.fr/1, soit neuf sur dix. ", 400, 1200), ("1.", 10_000, 1)],
)  # fmt: skip
def test_a_long_line_takes_no_longer_than_its_length(words, times, many):
    start = time.process_time()
    assert len(quantities("Ils sont 45 %. " + words * times)) == 1 + many
    assert time.process_time() - start < 3
