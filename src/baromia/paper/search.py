"""What a sentence is about: the same search in the terminal and, with this index, in the page (reports/search.js).

An index holds, for each beginning of a word, the cards that have it and a whole number: how telling the beginning is,
and where it stands. A query adds them up and asks whether a number of it is that of the card. Whole numbers and so few
steps, so that Python and JavaScript rank alike.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

import pandas as pd
import yaml

from nbpaper.errors import PaperError

from ..analysis.parameters import Parameters
from ..project import LANGUAGES
from ..register import Register
from .cards import Cards, cards_of

# Columns of a card's row that are searched, with their weight.
MOST = 6
FIELDS = {"label": MOST, "group": 4, "of_whom": 3, "people": 3, "publication": 3, "who": 2, "measures": 1}
BEGINNINGS = {4: 0.6, 6: 0.8, 9: 1.0}  # letters of a word that are kept → weight; so that "train" finds "training"
COMPUTED = 0.9  # of the weight of a published number's words, those of a computed one's
TOLD_OF = ("all", "none", "unclear")  # bases whose words, "all respondents", tell nothing
SCALE = 10  # of weights, before they become whole numbers
RATIO = re.compile(r" ([0-9]+|une?|one) ((?:[a-z]+ ){0,4}?)(?:sur|in|out of|of) ([0-9]+) ")  # "9 doctors in 10"
BONUS = 100  # what its number counts, in percent of the best card's words
# Hedge → how far from a number the likeliest one lies, and how far below and above that it is another one, in points.
HEDGED = {"none": (0, 2, 2), "more": (2, 2, 12), "less": (-1, 6, 2)}
LEAST = 300  # what a number alone counts
SHOWN = 5  # cards that are told


@lru_cache(maxsize=1)  # both languages have the same
def build_index(register: Register) -> dict[str, object]:
    """Return the index of a register's figures and computed quantities, as it is written into the page.

    Returns
    -------
    dict
        `cards`, ids; `numbers`, a list a card; `originals`, of a card that repeats another the place of that, else
        its own; `terms`, beginning of a word → card and weight by turns; `synonyms`, word → words; `hedges`, word →
        more or less; `numerals`, words and number.
    """
    rows = [cards_of(register, Parameters(language=language)).rows for language in LANGUAGES]
    names = list(rows[0])
    vocabulary = yaml.safe_load((files(__package__) / "search.yaml").read_text(encoding="utf-8"))
    found = [_weights([row[name] for row in rows], plain(vocabulary["left_out"]).split()) for name in names]
    borne: Counter[str] = Counter()  # how many cards have it, those that hardly speak of it in part
    for weights in found:
        borne.update({term: weight / MOST for term, weight in weights.items()})
    terms: dict[str, list[int]] = {}
    for card, weights in enumerate(found):
        for term, weight in weights.items():
            rare = math.log(len(names) / borne[term])
            if (whole := round(SCALE * weight * rare)) > 0:
                terms.setdefault(term, []).extend([card, whole])
    return {
        "cards": names,
        "numbers": [_numbers(rows[0][name]) for name in names],
        "originals": [names.index(_original(rows[0], name)) for name in names],
        "terms": dict(sorted(terms.items())),
        "synonyms": {plain(word): plain(words) for word, words in vocabulary["synonyms"].items()},
        "hedges": {plain(word): hedge for hedge, words in vocabulary["hedges"].items() for word in words.split()},
        "numerals": [*_numerals(vocabulary["numerals"])],
    }


def search(query: str, index: dict[str, object]) -> list[tuple[str, int]]:
    """Return (id, score) of the cards that a sentence or a few words may be about, the likeliest first."""
    words, numbers = read(query, index)
    scores = [0] * len(index["cards"])
    for term in dict.fromkeys(term for word in words for term in beginnings(word)):
        postings = index["terms"].get(term, [])
        for card, weight in zip(postings[::2], postings[1::2], strict=True):
            scores[card] += weight
    most = max(*scores, LEAST)
    for card, known in enumerate(index["numbers"]):
        near = max((_near(one, *number) for one in known for number in numbers), default=0)
        scores[card] += near * most // 100
    ranked = sorted(range(len(scores)), key=lambda card: (-scores[card], card))
    best: dict[int, int] = {}
    for card in ranked:
        best.setdefault(index["originals"][card], scores[card])
    return [(index["cards"][card], score) for card, score in best.items() if score > 0]


def _near(known: float, number: float, hedge: str) -> int:
    """Return how near a card's number is to that of a query, 0 to BONUS; "more than" and "nearly" look one way."""
    likeliest, below, above = HEDGED[hedge]
    away = (known - number) / max(1, number / 100) - likeliest
    reach = above if away > 0 else below
    return max(0, BONUS - math.floor(BONUS * abs(away) / reach + 0.5))


def find(words: Iterable[str], language: str = "en", data=None) -> str:
    """Return what the register says of the figures that a sentence or a few words may be about.

    Parameters
    ----------
    words : iterable of str
        The sentence, in either language.
    language : {"en", "fr"}
        Of the answer.
    data : path, optional
        Folder of the register.

    Returns
    -------
    str
        Of the likeliest cards, the first first: id, number and label; what one may write; what one may not.

    Raises
    ------
    PaperError
        Where nothing is found.
    """
    query, register = " ".join(words), Register.read(data)
    found = likeliest(search(query, build_index(register)))
    if not found:
        raise PaperError(f"nothing is found for {query!r}. To mend: write other words, or fewer.")
    cards = Cards(register, language)
    return "\n\n".join(
        "\n".join(
            [
                f"{name}: {cards.rows[name]['printed']} {cards.rows[name]['label']}",
                cards.sentence(name),
                *cards.caveats(name),
            ]
        )
        for name in found
    )


def likeliest(ranked: Iterable[tuple[str, int]]) -> list[str]:
    """Return the first few cards of a ranking, those far below the first left out."""
    ranked = list(ranked)
    return [name for name, score in ranked[:SHOWN] if 2 * score >= ranked[0][1]]


def read(query: str, index: dict[str, object]) -> tuple[list[str], list[tuple[float, str]]]:
    """Return the words of a query, synonyms included, and its numbers, each with its hedge: more, less or none."""
    text = f" {' '.join(re.findall(r'[a-z]+|[0-9]{1,9}(?:[.,][0-9]{1,9})?', plain(query)))} "
    for words, number in index["numerals"]:
        text = text.replace(f" {words} ", f" {number} ")
    tokens = RATIO.sub(_ratio, text).split()
    numbers = [
        (float(token.replace(",", ".")), _hedge(tokens[max(0, at - 3) : at], index["hedges"]))
        for at, token in enumerate(tokens)
        if token[0].isdigit()
    ]
    words = [token for token in tokens if not token[0].isdigit()]
    phrases = [*words, *(" ".join(pair) for pair in pairwise(words))]
    more = (index["synonyms"].get(phrase, "").split() for phrase in phrases)
    return [*words, *(word for found in more for word in found)], numbers


def _hedge(before: list[str], hedges: dict[str, str]) -> str:
    """Return the hedge that the last words before a number make; none where they make none."""
    return next((hedges[word] for word in reversed(before) if word in hedges), "none")


def plain(text: str) -> str:
    """Return a text in lower case, without accents and ligatures."""
    text = unicodedata.normalize("NFD", text.lower()).replace("œ", "oe").replace("æ", "ae")
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def beginnings(word: str) -> list[str]:
    """Return the beginnings of a word that are looked up; a short word is its own."""
    return [word[:length] for length in BEGINNINGS] if len(word) > 1 else []


def _original(rows: dict[str, dict], name: str) -> str:
    """Return the figure that a figure repeats; itself where it repeats none."""
    return restated if pd.notna(restated := rows[name].get("restates")) else name


def _weights(rows: Iterable[dict], left_out: Container[str]) -> dict[str, float]:
    """Return beginning of a word → weight, of a card in all languages."""
    found: dict[str, float] = {}
    for row in rows:
        for field, weight in FIELDS.items():
            said = isinstance(row.get(field), str) and not (field == "of_whom" and row["base"] in TOLD_OF)
            words = set(re.findall(r"[a-z]+", plain(row[field]))) if said else set()
            for term in (term for word in words if word not in left_out for term in beginnings(word)):
                own = weight * next(much for length, much in BEGINNINGS.items() if len(term) <= length)
                found[term] = max(found.get(term, 0), own * (COMPUTED if "inputs" in row else 1))
    return found


def _numbers(row: dict) -> list[float]:
    """Return the numbers that a sentence on a card may have: a share in percent, what is published, both ends."""
    shares = [row.get(column) for column in ("share", "share_low", "share_high")]
    found = [round(100 * share, 1) for share in shares if pd.notna(share)]
    if not found and (value := re.match(r"[0-9]+(?:[.][0-9]+)?", str(row.get("value", "")))):
        found = [float(value[0])]  # a count, hours, the year of a date
    return list(dict.fromkeys(found))


def _ratio(match: re.Match) -> str:
    part, between, whole = int(match[1]) if match[1].isdigit() else 1, match[2], int(match[3])
    return f" {math.floor(1000 * part / whole + 0.5) / 10:g} {between}" if 0 < part <= whole else match[0]


def _numerals(grammar: dict) -> Iterator[list[str]]:
    """Yield (words, number): fractions in percent, then the numbers below a hundred, the longest words first."""
    found = {
        plain(words): f"{float(100 * Fraction(value)):.1f}".removesuffix(".0")
        for words, value in grammar["fractions"].items()
    }
    for language in LANGUAGES:
        small, tens = (grammar[language][part].split() for part in ("small", "tens"))
        for number in range(2, 100):
            found[plain(_spelled(number, small, tens))] = str(number)
    found |= {plain(words): str(number) for words, number in grammar["more"].items()}
    yield from sorted(map(list, found.items()), key=lambda one: (-len(one[0].split()), one[0]))


def _spelled(number: int, small: list[str], tens: list[str]) -> str:
    """Return a number below a hundred in words, hyphens as spaces; tens may be missing, as in "soixante-dix"."""
    if number < len(small):
        return small[number].replace("-", " ")
    ten, rest = divmod(number, 10)
    if tens[ten] == "+":
        ten, rest = ten - 1, rest + 10
    return f"{tens[ten]} {small[rest] if rest else ''}".replace("-", " ").strip()
