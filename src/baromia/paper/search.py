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
from string import ascii_lowercase

import pandas as pd
import yaml

from nbpaper.errors import PaperError

from ..analysis.parameters import Parameters
from ..project import LANGUAGES
from ..register import Register
from ..register.cells import quoted
from .cards import Cards, cards_of

# Columns of a card's row that are searched, with their weight.
MOST = 6
FIELDS = {"label": MOST, "group": 4, "of_whom": 3, "people": 3, "publication": 3, "who": 2, "measures": 1}
BEGINNINGS = {4: 0.6, 6: 0.8, 9: 1.0}  # letters of a word that are kept → weight; so that "train" finds "training"
COMPUTED = 0.8  # of the weight of a published number's words, those of a computed one's
TOLD_OF = ("all", "none", "unclear")  # bases whose words, "all respondents", tell nothing
SCALE = 10  # of weights, before they become whole numbers
RATIO = re.compile(r" ([0-9]+|une?|one) ((?:[a-z]+ ){0,4}?)(?:sur|in|out of|of) ([0-9]+) ")  # "9 doctors in 10"
SCORE = re.compile(r"(?<![0-9/])([0-9]{1,4}) ?/ ?([0-9]{1,4})(?![0-9/])")
BONUS = 100  # what its number counts, in percent of the best card's words
# Hedge → how far from a number the likeliest one lies, and how far below and above that it is another one, in points.
HEDGED = {"none": (0, 2, 2), "about": (0, 4, 4), "more": (2, 4, 12), "less": (-1, 6, 2)}
LEAST = 300  # what a number alone counts
MANY = 4  # words of another subject; more of them are no stranger: sentences may be long
STRANGE = {False: 210, True: 90}  # what each word that is not the card's must be made up for, the last if of AI
SHOWN = 5  # cards that are told


@lru_cache(maxsize=1)  # both languages have the same
def build_index(register: Register) -> dict[str, object]:
    """Return the index of a register's figures and computed quantities, as it is written into the page.

    Returns
    -------
    dict
        `cards`, ids; `numbers`, a list a card; `originals`, of a card that repeats another the place of that, else its
        own; `terms`, beginning of a word → card and weight by turns; `synonyms`, word, pair or beginning* → words;
        `idle`, words of a query that tell nothing; `subject`, those that name it; `hedges`, word → more or less;
        `numerals`, words and number.
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
    originals = [row["restates"] if pd.notna(row.get("restates")) else name for name, row in rows[0].items()]
    return {
        "cards": names,
        "numbers": [_numbers(rows[0][name]) for name in names],
        "originals": list(map(names.index, originals)),
        "terms": dict(sorted(terms.items())),
        "synonyms": _synonym_table(vocabulary["synonyms"]),
        "idle": plain(vocabulary["idle"]).split(),
        "subject": plain(vocabulary["subject"]).split(),
        "hedges": {plain(word): hedge for hedge, words in vocabulary["hedges"].items() for word in words.split()},
        "numerals": [*_numerals(vocabulary["numerals"])],
    }


def search(query: str, index: dict[str, object]) -> list[tuple[str, int]]:
    """Return (id, score) of the cards that a sentence or a few words may be about, the likeliest first.

    There is none where too many of the words are of another subject than the card that has most of them.
    """
    words, numbers = read(query, index)
    scores, shared = ([0] * len(index["cards"]) for _ in range(2))
    telling = 0
    for word, *synonyms in words:
        best: dict[int, int] = {}  # card → weight of the word or of the synonym that tells most of it
        for each in (word, *synonyms):
            found: Counter[int] = Counter()
            for term in dict.fromkeys(beginnings(each)):
                postings = index["terms"].get(term, [])
                found.update(dict(zip(postings[::2], postings[1::2], strict=True)))
            best |= {card: max(weight, best.get(card, 0)) for card, weight in found.items()}
        tells = bool(synonyms) or word not in index["idle"]
        telling += tells
        for card, weight in best.items():
            scores[card] += weight
            shared[card] += tells
    nearest = max(range(len(scores)), key=lambda card: (scores[card], -card))
    price = STRANGE[any(word[0] in index["subject"] for word in words)]
    if scores[nearest] < price * min(telling - shared[nearest], MANY):
        return []
    most = max(*scores, LEAST)
    for card, known in enumerate(index["numbers"]):
        near = max((_near(one, *number) for one in known for number in numbers), default=0)
        scores[card] += near * most // 100
    ranked = sorted(range(len(scores)), key=lambda card: (-scores[card], card))  # published before computed
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
    cards, found = Cards(register, language), likeliest(search(query, build_index(register)))
    if not found:
        raise PaperError(f"nothing is found for {quoted(query)}. To mend: write other words, or fewer.")
    return "\n\n".join("\n".join([cards.head(name), *cards.said(name)]) for name in found)


def likeliest(ranked: Iterable[tuple[str, int]]) -> list[str]:
    """Return the first few cards of a ranking, those far below the first left out."""
    ranked = list(ranked)
    return [name for name, score in ranked[:SHOWN] if 2 * score >= ranked[0][1]]


def read(query: str, index: dict[str, object]) -> tuple[list[list[str]], list[tuple[float, str]]]:
    """Return the words of a query that tell something, each with its synonyms, and its numbers, each with its hedge."""
    text = SCORE.sub(r"\1 \1 sur \2", plain(query))
    text = f" {' '.join(re.findall(r'[a-z]+|[0-9]{1,9}(?:[.,][0-9]{1,9})?', text))} "
    for words, number in index["numerals"]:
        text = text.replace(f" {words} ", f" {number} ")
    tokens = RATIO.sub(_ratio, text).split()
    numbers = [
        (float(token.replace(",", ".")), _hedge(tokens[max(0, at - 3) : at], index["hedges"]))
        for at, token in enumerate(tokens)
        if token[0].isdigit()
    ]
    words = [_mended(token, index) for token in tokens if not token[0].isdigit()]
    pairs = {word: f"{word} {after}" for word, after in zip(words, [*words[1:], ""], strict=False)}
    return [
        [word, *_synonyms(word, index), *index["synonyms"].get(pair, "").split()] for word, pair in pairs.items()
    ], numbers


def _synonyms(word: str, index: dict[str, object]) -> list[str]:
    """Return the synonyms of a word, and those of every beginning that has some."""
    keys = [word, *(f"{word[:length]}*" for length in range(3, len(word) + 1))]
    return [synonym for key in keys for synonym in index["synonyms"].get(key, "").split()]


def _mended(word: str, index: dict[str, object]) -> str:
    """Return a longer word that nothing begins with as the first word, one typing error away, that something has."""

    def known(one: str, length: int) -> bool:
        begun = beginnings(one)[-1][:length]
        return begun in index["terms"] or one in index["subject"] or bool(_synonyms(one, index))

    if len(word) < 6 or word in index["idle"] or known(word, 6):
        return word
    parts = [(word[:at], word[at:]) for at in range(1, len(word) + 1)]  # the first letter is rarely wrong
    tried = [begun + rest[1:] for begun, rest in parts]
    tried += [begun + rest[1::-1] + rest[2:] for begun, rest in parts if len(rest) > 1]
    tried += [begun + letter + rest[1:] for begun, rest in parts for letter in ascii_lowercase]
    tried += [begun + letter + rest for begun, rest in parts for letter in ascii_lowercase]
    return next((one for length in (9, 6) for one in tried if len(one) > 4 and known(one, length)), word)


def _hedge(before: list[str], hedges: dict[str, str]) -> str:
    """Return the hedge that the last words before a number make; "about", as of a ratio, where there is no other."""
    found = [hedges[word] for word in reversed(before) if word in hedges]
    return next((one for one in found if one != "about"), "about" if found else "none")


def plain(text: str) -> str:
    """Return a text in lower case, without accents and ligatures."""
    text = unicodedata.normalize("NFD", text.lower()).replace("œ", "oe").replace("æ", "ae")
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def beginnings(word: str) -> list[str]:
    """Return the beginnings of a word that are looked up; a short word is its own."""
    return [word[:length] for length in BEGINNINGS] if len(word) > 1 else []


def _weights(rows: Iterable[dict], left_out: Container[str]) -> dict[str, float]:
    """Return beginning of a word → weight, of a card in all languages."""
    found: dict[str, float] = {}
    for row in rows:
        for field, weight in FIELDS.items():
            said = isinstance(row.get(field), str) and not (field == "of_whom" and row["base"] in TOLD_OF)
            words = set(re.findall(r"[a-z]+", plain(row[field]))) if said else set()
            for begun in (beginnings(word) for word in words if word not in left_out):
                for term, much in zip(begun, BEGINNINGS.values(), strict=False):
                    own = weight * (1 if term == begun[-1] else much) * (COMPUTED if "inputs" in row else 1)
                    found[term] = max(found.get(term, 0), own)
    return found


def _synonym_table(said: dict[str, str]) -> dict[str, str]:
    """Return word, pair of words or beginning* → words of the register, from these → how people say them."""
    table: dict[str, str] = {}
    for words, ways in said.items():
        for key in (way.replace("_", " ") for way in plain(ways).split()):
            table[key] = f"{table.get(key, '')} {plain(words)}".strip()
    return table


def _numbers(row: dict) -> list[float]:
    """Return the numbers that a sentence on a card may have: a share in percent, what is published, both ends."""
    shares = [row.get(column) for column in ("share", "share_low", "share_high")]
    found = [round(100 * share, 1) for share in shares if pd.notna(share)]
    if not found and (value := re.match(r"[0-9]+(?:[.][0-9]+)?", str(row.get("value", "")))):
        found = [float(value[0])]  # a count, hours, the year of a date, a score
    return list(dict.fromkeys(found))


def _ratio(match: re.Match) -> str:
    part, between, whole = int(match[1]) if match[1].isdigit() else 1, match[2], int(match[3])
    return f" about {math.floor(1000 * part / whole + 0.5) / 10:g} {between}" if 0 < part <= whole else match[0]


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
