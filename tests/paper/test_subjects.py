"""Of whom a number is: a sentence has to say so, and two numbers that change places are seen."""

import json
import random
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import yaml

from baromia.analysis.parameters import Parameters
from baromia.paper.cards import Cards
from baromia.paper.proof import SUBJECTS, subjects
from baromia.project import LANGUAGES, PROJECT, REPORTS
from conftest import CAMPAIGN, REGISTER
from nbpaper.errors import PaperError
from nbpaper.numbers import Fault, check

pytestmark = pytest.mark.build
ROUNDS = 20 if CAMPAIGN else 1  # seeded
ASKED = re.compile(r"\{\{<\s*meta\s+((?:figures|results)\.\S+?)\s*>\}\}")
OTHERS = re.compile(r"\{\{<\s*embed .*?>\}\}|^.*from-file.*$", re.MULTILINE)  # nothing that a sentence says


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def told(paper, language) -> Callable[[str, Path], list[Fault]]:
    """What is said of a text of the paper, as far as it is about the people of its numbers."""
    results = paper / "results" / f"{language}.json"
    known = json.loads(results.read_text(encoding="utf-8"))["results"]
    of = subjects(Cards(REGISTER, Parameters(language)), known)

    def said(text: str, folder: Path) -> list[Fault]:
        source = folder / PROJECT.document(language).name
        source.write_text(OTHERS.sub("", text), encoding="utf-8")
        report = check(source, results, allowed=REPORTS / "numbers.yaml", subjects=of)
        return [fault for fault in report.faults if "the subject" in fault.what]

    said.of = of.of
    return said


@pytest.fixture(scope="module")
def text(language) -> str:
    return PROJECT.document(language).read_text(encoding="utf-8")


def test_every_number_of_the_paper_stands_in_a_sentence_that_says_of_whom(told, text, tmp_path):
    assert told(text, tmp_path) == []
    assert sum(bool(told.of[name]) for name in ASKED.findall(text)) > 170, "it is about something"


def test_two_numbers_of_other_people_that_change_places_are_seen(told, text, tmp_path):
    def people(match: re.Match) -> set[str]:
        return {one for one in told.of[match[1]] if not one.startswith("topic")}

    def parted(one: re.Match, other: re.Match) -> bool:
        first, second = sorted((one, other), key=re.Match.start)
        return people(one) != people(other) and bool(re.search(r"[.!?]\s", text[first.end() : second.start()]))

    places = {match[1]: match for match in ASKED.finditer(text)}
    shown = [match for name, match in places.items() if name.startswith("results") or name.endswith("value")]
    dice, tried, missed = random.Random(20), 0, []
    for _ in range(ROUNDS):
        dice.shuffle(shown)
        pairs = [pair for pair in zip(shown[::2], shown[1::2], strict=False) if parted(*pair)]
        seen = {fault.number for fault in told(swapped(text, pairs), tmp_path)}
        tried += len(pairs)
        missed += [(one[1], other[1]) for one, other in pairs if not seen & {one[1], other[1]}]
    print(f"\n{tried} pairs swapped; not seen: {missed}")
    assert tried > 50 * ROUNDS
    assert len(missed) <= max(3, 0.03 * tried), missed  # where a sentence names the people of both


def swapped(text: str, pairs: Iterable[tuple[re.Match, re.Match]]) -> str:
    instead = {one.start(): other[0] for pair in pairs for one, other in (pair, pair[::-1])}
    return ASKED.sub(lambda match: instead.get(match.start(), match[0]), text)


WORDS = {  # what the paper says, and what somebody makes of it
    "en": (
        ("Of the professionals polled for ACSEL, {{< meta figures.acsel2025.good-thing", "professionals", "public"),
        ("Of the public polled for ACSEL, {{< meta figures.acsel2025.public-good-thing", "public", "professionals"),
        ("Of the physicians who answered PulseLife, {{< meta ", "physicians", "professionals"),
        ("Of the professionals polled\nwho use AI, {{< meta figures.acsel2025.inform-patients", "who use AI", ""),
        ("exploratory survey, {{< meta figures.campagna2025.trust-middle", "exploratory survey", "ACSEL barometer"),
    ),
    "fr": (
        (
            "Parmi les professionnels interrogés pour l’ACSEL, {{< meta figures.acsel2025.good-thing",
            "professionnels",
            "patients",
        ),
        ("Dans le public interrogé pour l’ACSEL, {{< meta figures.acsel2025.public-good-thing", "public", "monde"),
    ),
}  # fmt: skip


def test_words_of_other_people_are_seen(told, text, language, tmp_path):
    damaged, names = text, set()
    for place, old, new in WORDS[language]:
        pattern = re.sub(r"(?:\\ |\\\n|\n)", r"\\s+", re.escape(place))
        found = re.search(rf"{pattern}\S*", text)
        assert found, place
        damaged = damaged.replace(found[0], found[0].replace(old, new, 1))
        names.add(found[0].rpartition(" ")[2])
    assert names <= {fault.number for fault in told(damaged, tmp_path)}


def test_an_excuse_that_nothing_needs_any_more_is_told(paper, text, language, tmp_path):
    allowed = yaml.safe_load((REPORTS / "numbers.yaml").read_text(encoding="utf-8"))
    name = PROJECT.document(language).name
    assert 0 < len(allowed[f"{name}, of whom"]) <= 7, "few are excused"
    (tmp_path / name).write_text("---\nlang: en\n---\nNothing.\n", encoding="utf-8")
    report = check(tmp_path / name, paper / "results" / f"{language}.json", allowed=REPORTS / "numbers.yaml")
    assert "stands there no more" in " ".join(fault.what for fault in report.faults if "of whom" in fault.place)


@pytest.mark.parametrize("text", ["words: [", "carried: []\nbases: {}\nwords: {x: {en: [a]}}"])
def test_broken_words_are_named(tmp_path, text):
    path = tmp_path / "subjects.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PaperError, match=r"subjects\.yaml: cannot be read"):
        subjects(Cards(REGISTER, Parameters("fr")), {}, path)


def test_each_base_of_the_words_is_one_of_the_register():
    tree = yaml.safe_load(SUBJECTS.read_text(encoding="utf-8"))
    figures = REGISTER.figures
    assert tree["bases"].keys() <= {*figures.index}
    assert {*tree["bases"].values()} <= tree["words"].keys()
    assert all(set(words) == set(LANGUAGES) for words in tree["words"].values())
