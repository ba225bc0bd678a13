import pytest

from nbpaper.texts import fingerprint, normalise, number_tokens, paragraphs, sentence_spans, sentences


def numbers(paragraph):
    return [token.text for token in number_tokens(paragraph)]


def test_paragraphs_are_the_lines_that_are_not_blank():
    assert paragraphs("\ufeffa\r\n\r\n \t\u00a0\nb c\n\n") == ["a", "b c"]


def test_paragraphs_break_at_line_ends_only():
    assert paragraphs("a\u2028b\x0bc\x85d") == ["a\u2028b\x0bc\x85d"]


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("Un. Deux ! Trois ? Quatre… Cinq", ["Un.", "Deux !", "Trois ?", "Quatre…", "Cinq"]),
        ("Il dit « oui. » Puis il part.", ["Il dit « oui. »", "Puis il part."]),
        ("On monte à 3.5 sur 5. 12 % restent.", ["On monte à 3.5 sur 5.", "12 % restent."]),
        ("1. Un titre", ["1. Un titre"]),
        ("Le Dr. Martin et M. Y. Lenoir sont là. Bien.", ["Le Dr. Martin et M. Y. Lenoir sont là.", "Bien."]),
        ("Des applis (montres…). Les autres… non.", ["Des applis (montres…).", "Les autres… non."]),
        ("Usage de l’IA. À suivre.", ["Usage de l’IA.", "À suivre."]),
        ("", [""]),
    ],
)
def test_sentences(paragraph, expected):
    assert sentences(paragraph) == expected


def test_sentence_spans_cover_the_paragraph():
    paragraph = "  Un. Deux !  Trois ? "
    spans = sentence_spans(paragraph)
    assert "".join(paragraph[start:end] for start, end in spans) == paragraph


@pytest.mark.parametrize(
    "copy",
    [
        "L'usage  des outils : 45 % – « oui ! »",
        "L’usage des outils : 45 % — «\u00a0oui\u202f!\u00a0»",
        "l’usage des\u00a0outils\u202f: 45\u202f% – « oui\u202f! »",
        "L’usage des ou\u00adtils: 45% - \"oui!\"\u200b",
        "L’USAGE DES OUTILS : 45 % – “oui !”",
        "  L’usage des outils : 45 %\t– « oui ! »\n",
    ],
)  # fmt: skip
def test_typography_does_not_change_a_fingerprint(copy):
    assert normalise(copy) == 'l\'usage des outils: 45% - "oui!"'
    assert fingerprint(copy) == fingerprint("L’usage des outils : 45 % – « oui ! »")


def test_accents_composed_or_not_are_the_same():
    assert fingerprint("santé") == fingerprint("sante\u0301")


@pytest.mark.parametrize("other", ["45 % oui", "46 % non", "45,0 % non", "45 % nón"])
def test_any_word_or_number_changes_a_fingerprint(other):
    assert fingerprint(other) != fingerprint("45 % non")


def test_fingerprint_is_sha256_of_the_normalised_sentence():
    # printf "45%% non" | sha256sum
    assert fingerprint("45 % NON") == "ecc612ee1f1d2a1c4d41b216402ee583d2d5c6799fd199bdfa429686e9a25a3e"


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("42,2 % et 20 %", ["42,2", "20"]),
        ("2\u202f000 cas, 1\u00a0234,5 euros", ["2\u202f000", "1\u00a0234,5"]),
        ("une note de 3/5", ["3", "5"]),
        ("cas2, Date18, 1er, https://x.fr/2013/a-386", ["2", "18", "1", "2013", "386"]),
        ("quarante-cinq personnes, vingt-et-une autres", ["quarante-cinq", "vingt-et-une"]),
        ("Deux tiers, près d’un quart, la moitié", ["Deux", "tiers", "un", "quart", "moitié"]),
        ("deux soignants sur trois", ["deux", "trois"]),
        ("plus d’un professionnel de santé sur 2", ["un", "2"]),
        ("une personne sur deux", ["une", "deux"]),
        ("la première édition, le troisième point", ["première", "troisième"]),
        ("une large majorité, le double, une dizaine", ["majorité", "double", "dizaine"]),
        ("31 % le craignent et autant le disent", ["31", "autant"]),
        ("81\u202fmillions d’euros", ["81", "millions"]),
    ],
)
def test_numbers(paragraph, expected):
    assert numbers(paragraph) == expected


@pytest.mark.parametrize(
    "paragraph",
    [
        "un outil, une aide, l’un des avantages",
        "une ou plusieurs formations",
        "un outil sur le marché",
        "récent, centre, dixit, deuxio, quartier, doublement",
    ],
)
def test_articles_and_parts_of_words_are_no_numbers(paragraph):
    assert numbers(paragraph) == []


def test_a_token_knows_its_place_and_its_turn():
    found = number_tokens("18 % puis 18 % puis 6 %")
    assert [(token.start, token.occurrence) for token in found] == [(0, 1), (10, 2), (20, 1)]
