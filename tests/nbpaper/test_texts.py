"""A text as it is read: its paragraphs, its sentences, and what is the same whatever the typography."""

import time

import pytest

from nbpaper.texts import fingerprint, normalise, paragraphs, sentence_spans, sentences


def test_paragraphs_are_the_lines_that_are_not_blank():
    assert paragraphs("\ufeffa\r\n\r\n \t\u00a0\nb c\n\n") == ["a", "b c"]
    assert paragraphs("a\u2028b\x0bc\x85d") == ["a\u2028b\x0bc\x85d"], "they break at line ends only"


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("Un. Deux ! Trois ? Quatre… Cinq", ["Un.", "Deux !", "Trois ?", "Quatre…", "Cinq"]),
        ("Il dit « oui. » Puis il part.", ["Il dit « oui. »", "Puis il part."]),
        ("On monte à 3.5 sur 5. 12 % restent.", ["On monte à 3.5 sur 5.", "12 % restent."]),
        ("1. Un titre", ["1. Un titre"]),
        ("Q7. Est-ce utile ? Oui : 88 %.", ["Q7. Est-ce utile ?", "Oui : 88 %."]),
        ("Lu le 14 fe\u0301vr. 2026. Puis rien.", ["Lu le 14 fe\u0301vr. 2026.", "Puis rien."]),
        ("Le Dr. Martin et M. Y. Lenoir sont là. Bien.", ["Le Dr. Martin et M. Y. Lenoir sont là.", "Bien."]),
        ("Des applis (montres…). Les autres… non.", ["Des applis (montres…).", "Les autres… non."]),
        (
            "Le 12 sept. 2025, env. 900 soignants (fig. 2). 12 % restent.",
            ["Le 12 sept. 2025, env. 900 soignants (fig. 2).", "12 % restent."],
        ),
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


def test_a_fingerprint_is_sha256_of_every_word_and_number_of_the_normalised_sentence():
    assert fingerprint("45 % NON") == "ecc612ee1f1d2a1c4d41b216402ee583d2d5c6799fd199bdfa429686e9a25a3e"  # by sha256sum
    assert fingerprint("santé") == fingerprint("sante\u0301")
    assert len({fingerprint(text) for text in ("45 % non", "45 % oui", "46 % non", "45,0 % non", "45 % nón")}) == 5


def test_a_long_line_takes_no_longer_than_its_length():
    start = time.process_time()
    assert len(sentence_spans("Une phrase. " * 40_000 + "." * 40_000)) == 40_000
    assert time.process_time() - start < 5
