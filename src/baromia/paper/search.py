"""What a sentence is about: the same search in the terminal and, with this index, in the page (reports/search.js).

A word, or a few together, leads to concepts: what search.yaml says the register and people call a thing, in both
languages; a word of the register that it lacks is a concept of its own. The index holds, for each concept, the cards
that speak of it and a whole number: how telling it is, and where it stands. A query adds them up; a number that is the
card's adds to what its words count. Whole numbers and so few steps, so that Python and JavaScript rank alike.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from pathlib import Path
from string import ascii_lowercase

import pandas as pd
import yaml

from nbpaper.errors import PaperError

from ..analysis.parameters import Parameters
from ..project import LANGUAGES
from ..register import Register
from ..register.cells import quoted
from ..words.evidence import register_of
from .cards import cards_of

VOCABULARY = Path(__file__).with_suffix(".yaml")
# Columns of a card's row that are searched, with their weight.
MOST = 6
FIELDS = {"label": MOST, "group": 4, "people": 3, "publication": 3, "who": 2, "measures": 1}
COMPUTED = 0.9  # of the weight of a published number's words, those of a computed one's
STEM = 6  # letters that are kept of a word that only the register has
TOGETHER = 3  # words, at most, that are looked up as one
LONGEST = 30  # letters of a word that are read: the time to look for a typing error grows with their cube
LENGTH = 0.2  # how much a card that says more weighs each thing less
SCALE = 10  # of weights, before they become whole numbers
RATIO = re.compile(r" ([0-9]+|une?|one) ((?:[a-z]+ ){0,4}?)(?:sur|in|out of|of) ([0-9]+) ")  # "9 doctors in 10"
HUNDREDS = re.compile(r" ([2-9]) (?:100|cents?) (?:(?:and )?([1-9][0-9]?) )?")  # "six hundred and eight"
SCORE = re.compile(r"(?<![0-9/])([0-9]{1,4}) ?/ ?([0-9]{1,4})(?![0-9/])")
BONUS = 150  # what a number counts, in percent of the card's words
ALONE = 100  # what it counts in a query without words
# Hedge → how far from a number the likeliest one lies, and how far below and above that it is another one, in points.
HEDGED = {"none": (0, 2, 2), "about": (0, 4, 4), "more": (2, 4, 12), "less": (-1, 6, 2)}
# What the likeliest card must count, with NAMED for one or two words that name the subject: LACKING times the share of
# the words that it lacks, and FOREIGN for each of another subject.
NAMED, LACKING, FOREIGN = 100, 700, 400
SHOWN = 5  # cards that are told
ELSEWHERE = "elsewhere"  # the list of words of other subjects, as if it were a concept

Weights = Mapping[str, float]  # concept → weight


@lru_cache(maxsize=1)  # both languages have the same
def build_index(register: Register) -> dict[str, object]:
    """Return the index of a register's figures and computed quantities, as it is written into the page.

    `cards`, ids; `numbers`, a list for each card; `originals`, for a card that repeats another the place of that one,
    else its own; `concepts`, for each a list in which card and weight alternate; `subject`, how many concepts, the
    first ones, name the subject; `words`, word, words or beginning* → concepts: an empty list for a word without
    meaning, and -1 for one of another subject; `hedges`, word → more or less; `numerals`, words and number.
    """
    rows = [cards_of(register, Parameters(language=language)).rows for language in LANGUAGES]
    ids = list(rows[0])
    vocabulary = yaml.safe_load(VOCABULARY.read_text(encoding="utf-8"))
    words, listed = _words(vocabulary), [*vocabulary["subject"], *vocabulary["concepts"]]
    weights = [_weights([row[name] for row in rows], words) for name in ids]
    concepts = list(dict.fromkeys(chain(listed, *weights)))
    words |= {concept: [concept] for concept in concepts[len(listed) :]}
    place = {concept: number for number, concept in enumerate(concepts)} | {ELSEWHERE: -1}
    originals = [row["restates"] if pd.notna(row.get("restates")) else name for name, row in rows[0].items()]
    return {
        "cards": ids,
        "numbers": [_numbers(rows[0][name]) for name in ids],
        "originals": list(map(ids.index, originals)),
        "concepts": _postings(weights, concepts),
        "subject": len(vocabulary["subject"]),
        "words": {key: [place[concept] for concept in word_concepts] for key, word_concepts in sorted(words.items())},
        "hedges": {plain(word): hedge for hedge, words in vocabulary["hedges"].items() for word in words.split()},
        "numerals": _numerals(vocabulary["numerals"]),
    }


def search(query: str, index: dict[str, object]) -> list[tuple[str, int]]:
    """Return (id, score) of the cards that a sentence or a few words may be about, the likeliest first.

    The list is empty where the likeliest scores too little for the share of the words that it lacks.
    """
    words, numbers = read(query, index)
    informative = [concepts for concepts in words.values() if concepts != []]
    scores, shared = _scores(informative, index)
    for card, card_numbers in enumerate(index["numbers"]):
        bonus = max((_bonus(card_number, *number) for card_number in card_numbers for number in numbers), default=0)
        scores[card] += bonus * (scores[card] if informative else ALONE) // 100
    ranked = sorted(range(len(scores)), key=lambda card: (-scores[card], card))  # published before computed
    if informative and scores[ranked[0]] < _threshold(informative, shared[ranked[0]], index["subject"]):
        return []
    best_scores: dict[int, int] = {}
    for card in ranked:
        best_scores.setdefault(index["originals"][card], scores[card])
    return [(index["cards"][card], score) for card, score in best_scores.items() if score > 0]


def _scores(informative: list[list[int] | None], index: dict[str, object]) -> tuple[list[int], list[int]]:
    """Return, for each card, the score of a query's words, and how many of them it has."""
    scores, shared = ([0] * len(index["cards"]) for _ in range(2))
    for concepts in informative:
        best: dict[int, int] = {}  # card → weight of the concept that tells most of it
        for postings in (index["concepts"][concept] for concept in concepts or [] if concept >= 0):
            for card, weight in zip(postings[::2], postings[1::2], strict=True):
                best[card] = max(weight, best.get(card, 0))
        for card, weight in best.items():
            scores[card] += weight
            shared[card] += 1
    return scores, shared


def _threshold(informative: list[list[int] | None], shared: int, subject: int) -> int:
    """Return the score a card needs for a query: more where it lacks words, less where words name the subject."""
    lacking = LACKING * (len(informative) - shared) // len(informative)
    foreign = sum(-1 in (concepts or []) for concepts in informative)
    named = sum(any(0 <= concept < subject for concept in concepts or []) for concepts in informative)
    return lacking + FOREIGN * foreign - NAMED * min(named, 2)


def _bonus(card_number: float, query_number: float, hedge: str) -> int:
    """Return how near a card's number is to a query's, from 0 to BONUS; "more than" and "nearly" look one way."""
    likeliest, below, above = HEDGED[hedge]
    distance = (card_number - query_number) / max(1, query_number / 100) - likeliest
    reach = above if distance > 0 else below
    return max(0, BONUS - math.floor(BONUS * abs(distance) / reach + 0.5))


def find(words: Iterable[str], language: str = "en", data=None) -> str:
    """Return what the register says of the figures that a sentence or a few words, in either language, may be about.

    Of the likeliest cards, the first first, or of the one whose id it is: id, number and label; what one may write;
    what one may not. Where nothing is found, that is a PaperError.
    """
    query, register = " ".join(words), register_of(data)
    cards = cards_of(register, Parameters(language=language))
    name = query.strip().lower()  # as ids are
    ids = [name] if name in cards.rows else likeliest(search(query, build_index(register)))
    if not ids:
        raise PaperError(f"nothing is found for {quoted(query)}. To mend: write other words, or fewer.")
    return "\n\n".join("\n".join([cards.head(name), *cards.statements(name)]) for name in ids)


def likeliest(ranked: Iterable[tuple[str, int]]) -> list[str]:
    """Return the first few cards of a ranking, those far below the first left out."""
    ranked = list(ranked)
    return [name for name, score in ranked[:SHOWN] if 2 * score >= ranked[0][1]]


def read(query: str, index: dict[str, object]) -> tuple[dict[str, list[int] | None], list[tuple[float, str]]]:
    """Return the words of a query, each with its concepts, and its numbers, each with its hedge."""
    text = SCORE.sub(r"\1 \1 sur \2", plain(query))
    text = f" {' '.join(re.findall(r'[a-z]+|[0-9]{1,9}(?:[.,][0-9]{1,9})?', text))} "
    for words, number in index["numerals"]:
        text = text.replace(f" {words} ", f" {number} ")
    text = HUNDREDS.sub(lambda match: f" {100 * int(match[1]) + int(match[2] or 0)} ", text)
    tokens = RATIO.sub(_ratio, text).split()
    numbers = [
        (float(token.replace(",", ".")), _hedge(tokens[max(0, position - 3) : position], index["hedges"]))
        for position, token in enumerate(tokens)
        if token[0].isdigit()
    ]
    words = [_without_typo(token[:LONGEST], index["words"]) for token in tokens if not token[0].isdigit()]
    return dict(_with_concepts(words, index["words"])), numbers


def _with_concepts(tokens: list[str], words: Mapping[str, list]) -> Iterator[tuple[str, list | None]]:
    """Yield the words of a text, as many together as are known, and their concepts; None where they are unknown."""
    position = 0
    while position < len(tokens):
        phrases = [" ".join(tokens[position : position + count]) for count in range(TOGETHER, 0, -1)]
        phrase = next((phrase for phrase in phrases if _concepts(phrase, words) is not None), tokens[position])
        yield phrase, _concepts(phrase, words)
        position += phrase.count(" ") + 1


def _concepts(phrase: str, words: Mapping[str, list], least: int = 3) -> list | None:
    """Return the concepts of a word or of a few, or of the longest beginning of the last word, if any."""
    return next((words[key] for key in _keys(phrase, least) if key in words), None)


def _keys(phrase: str, least: int = 3) -> list[str]:
    """Return a word or a few, and the beginnings of the last of them, the longest first."""
    first = phrase.rfind(" ") + 1 + least
    return [phrase, *(f"{phrase[:length]}*" for length in range(len(phrase), first - 1, -1))]


def _without_typo(word: str, words: Mapping[str, list]) -> str:
    """Return the known word that is one typing error away from an unknown one of six letters or more, else the word."""
    if len(word) < 6 or _concepts(word, words) is not None:
        return word
    parts = [(word[:cut], word[cut:]) for cut in range(2, len(word) + 1)]  # the first letters are rarely wrong
    candidates = [begun + rest[1:] for begun, rest in parts]
    candidates += [begun + rest[1::-1] + rest[2:] for begun, rest in parts if len(rest) > 1]
    candidates += [begun + letter + rest[1:] for begun, rest in parts for letter in ascii_lowercase]
    candidates += [begun + letter + rest for begun, rest in parts for letter in ascii_lowercase]
    return next((candidate for candidate in candidates if _concepts(candidate, words, 6) is not None), word)


def _hedge(before: list[str], hedges: dict[str, str]) -> str:
    """Return the hedge that the last words before a number make; "about", as of a ratio, where there is no other."""
    hedges_before = [hedges[word] for word in reversed(before) if word in hedges]
    return next((hedge for hedge in hedges_before if hedge != "about"), "about" if hedges_before else "none")


def plain(text: str) -> str:
    """Return a text in lower case, without accents and ligatures."""
    text = unicodedata.normalize("NFD", text.lower()).replace("œ", "oe").replace("æ", "ae")
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def _weights(rows: Iterable[dict], words: Mapping[str, list[str]]) -> Weights:
    """Return the weights of a card's concepts in all languages; a word without one, or its beginning, is its own."""
    weights: dict[str, float] = {}
    for row in rows:
        for field, field_weight in FIELDS.items():
            text = row[field] if isinstance(row.get(field), str) else ""
            for word, concepts in _with_concepts(re.findall("[a-z]+", plain(text)), words):
                stem = [f"{word[:STEM]}*" if len(word) >= STEM else word]
                for concept in stem if concepts in (None, [ELSEWHERE]) else concepts:
                    weights[concept] = max(weights.get(concept, 0), field_weight * (COMPUTED if "inputs" in row else 1))
    return weights


def _postings(card_weights: list[Weights], concepts: Iterable[str]) -> list[list[int]]:
    """Return, for each concept, the cards that have it and its weight there, more where few have it, as in BM25F."""
    bearers: Counter[str] = Counter()  # how many cards have a concept; one in which it weighs little counts in part
    for weights in card_weights:
        bearers.update({concept: weight / MOST for concept, weight in weights.items()})
    rarity = {concept: max(0, math.log(len(card_weights) / count)) for concept, count in bearers.items()}
    weighed = [{concept: weight * rarity[concept] for concept, weight in weights.items()} for weights in card_weights]
    mean = sum(chain(*(weights.values() for weights in weighed))) / len(weighed)
    postings: dict[str, list[int]] = {concept: [] for concept in concepts}
    for card, weights in enumerate(weighed):
        length = 1 - LENGTH + LENGTH * sum(weights.values()) / mean
        for concept, weight in weights.items():
            if whole := round(SCALE * weight / length):
                postings[concept] += [card, whole]
    return list(postings.values())


def _words(vocabulary: dict[str, dict]) -> dict[str, list[str]]:
    """Return word, words or beginning* → its concepts and those of its own beginnings; none where it tells nothing."""
    concepts_of: dict[str, list[str]] = {}
    lists = vocabulary["subject"] | vocabulary["concepts"] | {ELSEWHERE: vocabulary[ELSEWHERE]}
    for concept, forms in lists.items():
        for key in plain(forms).split():
            concepts_of.setdefault(key.replace("_", " "), []).append(concept)
    table: dict[str, list[str]] = {word: [] for word in plain(vocabulary["idle"]).split()}
    for key in concepts_of:
        keys = dict.fromkeys([key, *_keys(key.removesuffix("*"))])
        table[key] = list(dict.fromkeys(chain(*(concepts_of.get(prefix, []) for prefix in keys))))
    return table


def _numbers(row: dict) -> list[float]:
    """Return the numbers that a sentence on a card may have: a share in percent, what is published, both ends."""
    shares = [row.get(column) for column in ("share", "share_low", "share_high")]
    numbers = [round(100 * share, 1) for share in shares if pd.notna(share)]
    if not numbers and (value := re.match(r"[0-9]+(?:[.][0-9]+)?", str(row.get("value", "")))):
        numbers = [float(value[0])]  # a count, hours, the year of a date, a score
    return list(dict.fromkeys(numbers))


def _ratio(match: re.Match) -> str:
    part, between, whole = int(match[1]) if match[1].isdigit() else 1, match[2], int(match[3])
    return f" about {math.floor(1000 * part / whole + 0.5) / 10:g} {between}" if 0 < part <= whole else match[0]


def _numerals(grammar: dict) -> list[list[str]]:
    """Return [words, number] of fractions, in percent, and of the numbers below 100, the longest first."""
    numerals = {
        plain(words): f"about {float(100 * Fraction(value)):.1f}".removesuffix(".0")
        for value, forms in grammar["fractions"].items()
        for words in forms.split(", ")
    }
    for language in LANGUAGES:
        small, tens = (grammar[language][part].split() for part in ("small", "tens"))
        for number in range(2, 100):
            numerals[plain(_spelled(number, small, tens))] = str(number)
    numerals |= {plain(words): str(number) for words, number in grammar["more"].items()}
    return sorted(map(list, numerals.items()), key=lambda entry: (-len(entry[0].split()), entry[0]))


def _spelled(number: int, small: list[str], tens: list[str]) -> str:
    """Return a number below a hundred in words, hyphens as spaces; tens may be missing, as in "soixante-dix"."""
    if number < len(small):
        return small[number].replace("-", " ")
    ten, rest = divmod(number, 10)
    if tens[ten] == "+":
        ten, rest = ten - 1, rest + 10
    return f"{tens[ten]} {small[rest] if rest else ''}".replace("-", " ").strip()
