"""What the build asks of this project: check register and parameters before anything runs, then write the results.

These are handed to the paper: results and figures as linked text, cards, and the same for machines.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pandas as pd
import yaml

from nbpaper import clock
from nbpaper.errors import PaperError
from nbpaper.markdown import escape
from nbpaper.numbers import count_bound
from nbpaper.project import Hooks
from nbpaper.results import nested

from .. import __version__
from ..analysis.editions import repeated_answers
from ..analysis.parameters import RULES, Parameters, check_parameters, make_parameters
from ..analysis.table import COMPOSITION, LEFT_OUT, POINTS
from ..project import PROJECT, ROOT
from ..register import Register
from ..words.check import check_register
from ..words.recording import DIGITS
from ..words.words import Words
from . import schema_org
from .cards import TEXT_PARTS, Cards, cards_of, linked
from .search import build_index
from .shortcodes import shortcodes

TEXTS = {"value": "printed", "interval": "interval", "n": "n"}  # what the paper calls them → column of the evidence
REFUSALS = ("no_percentage", "bound_only", COMPOSITION, "base_n_unknown", "n_not_reported")  # that a what-if may give


def parameters_checker(data: Path) -> Callable[[str, list[str], dict], None]:
    """Return a check of a notebook's parameters against a register; it takes stem, declared names, values by name."""
    sources = set(Register.read(data).figures["source"])
    return lambda notebook, declared, values: check_parameters(values, sources, declared)


def write_results(folder: Path, language: str, results: dict[str, dict], parameters: dict, data: Path) -> None:
    """Write the results of one language into a folder."""
    for name, text in publication(language, results, parameters, Register.read(data))[1].items():
        (folder / name).write_text(text, encoding="utf-8")


def hooks() -> Hooks:
    """Return the functions of this project that a build calls."""
    return Hooks(check_register, parameters_checker, write_results)


def publication(
    language: str, results: dict[str, dict], parameters: dict, register: Register
) -> tuple[Cards, dict[str, str]]:
    """Return the cards of one language, and the files that hold its results: name → text.

    They are `<language>.yml` for the paper (texts that link to their cards), `<language>.json` for machines (values,
    figures and formulas), `cards.<language>.md`, the appendix, `<language>.jsonld`, what the page says of itself to
    search engines, `search.<language>.json`, in which it looks up what a sentence is about, and
    `what_if.<language>.json`, from which it computes other intervals.
    """
    _check(results, register)
    shared = {name: value for name, value in parameters.items() if name in RULES}
    checked = make_parameters({**shared, "language": language}, register.figures["source"].unique())
    cards = cards_of(register, replace(checked, exclude_sources=()))
    excluded, words = set(checked.exclude_sources), cards.words
    results = results | _in_words(results, words)
    changed = _changed(parameters, checked, words)
    added = register.not_in_text(source for source in register.figures["source"] if source not in excluded)
    has = {"editions": _repeated(cards, excluded), "added": bool(added), "what_if": bool(changed)}
    figures = {name: _figure(name, cards, excluded) for name in cards.figures.index}
    text = PROJECT.document(language).read_text(encoding="utf-8")
    build = {
        **about(words),
        "publications": counted_publications(words, excluded),
        "added": f"[{'; '.join(f'@{name}' for name in added)}]" if added else words.label("none"),
        "parameters": changed or words.label("none"),
        "bound": words.number(count_bound(text, shortcodes(results, figures, {}), has)),
    }
    everything = {
        "language": language,
        "parameters": parameters,
        "build": build,
        "has": has,
        "results": {name: _for_machines(name, results, cards) for name in results},
        "figures": figures,
        "derived": {name: _quantity(name, cards) for name in cards.derived.index},
    }
    links = {name: linked(entry["text"], cards.anchor(name, results)) for name, entry in results.items()}
    quoted = {
        f"{name}.{part}": linked(entry["texts"][part], name) if "card" in entry else entry["texts"][part]
        for name, entry in figures.items()
        for part in TEXTS
    }
    tree = {"results": nested(links), "figures": nested(quoted), "build": build, "has": has}
    tree["references"] = [*_unsigned(words)]
    return cards, {
        f"{language}.yml": yaml.safe_dump(tree, allow_unicode=True, width=10_000),
        f"{language}.json": json.dumps(everything, ensure_ascii=False, indent=1, sort_keys=True) + "\n",
        f"cards.{language}.md": cards.markdown(results),
        f"{language}.jsonld": schema_org.page(language, register, shortcodes(results, figures, build)),
        f"search.{language}.json": _compact(build_index(register)),
        f"what_if.{language}.json": _compact(what_if(cards)),
    }


def _unsigned(words: Words) -> Iterator[dict]:
    """Yield, for the bibliography, each publication without author and title, with our title in one language."""
    for name, entry in words.register.sources.items():
        if "author" not in entry and entry["custom"].get("title_given") == "no":
            title = f"[{words.publication[name]}]"
            yield {"id": name, "type": entry["type"], "title": title, "title-short": title}


def _compact(tree: dict) -> str:
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")) + "\n"


def what_if(cards: Cards) -> dict[str, dict]:
    """Return the data from which the page computes other intervals: figures, refusals in words, publications."""
    figures, columns = cards.figures, ["share", "decimals", "base", "source"]
    rows = figures[columns].assign(percent=figures["unit"] == "percent", n=figures["sample_n"].astype("Int64"))
    rows["point"] = rows["percent"] & figures["qualifier"].isin(POINTS)
    rows["composition"] = figures["nature"] == COMPOSITION
    rows = rows.astype(object).where(rows.notna(), None)
    return {
        "figures": rows.to_dict("index"),
        "refusals": {code: cards.words.label(f"refusal.{code}") for code in REFUSALS},
        "sources": {source: cards.words.publication[source] for source in figures["source"].unique()},
    }


# -- results, figures and quantities for machines


def _in_words(results: dict[str, dict], words: Words) -> dict[str, dict]:
    """Return the results that are small counts once more in words ("none", "two"), by the name `…_words`."""
    counts = {name: f"count.{result['text']}" for name, result in results.items() if result["kind"] != "published"}
    return {
        f"{name}_words": {**results[name], "name": f"{name}_words", "part_of": name, "text": words.label(label)}
        for name, label in counts.items()
        if words.has(label)
    }


def _for_machines(name: str, results: dict[str, dict], cards: Cards) -> dict:
    """Return a result with its number as a number, its level, and the card that says it."""
    entry = {"level": "arithmetic", **results[name]}
    return entry | {"value": _number(entry["value"]), "card": cards.anchor(name, results)}


def _figure(name: str, cards: Cards, excluded: set[str]) -> dict:
    """Return a figure of the register: its number, its unit, its texts and card as the paper has them, how to cite."""
    row = cards.rows[name]
    facts = {"value": _number(row["value"]), "unit": row["unit"], "source": row["source"]} | _citation(name, cards)
    texts = {part: row[column] for part, column in TEXTS.items()} | {"confidence": cards.confidence}
    texts["paragraph"] = cards.words.number(int(row["locator"]))
    if isinstance(row["sample"], str):
        texts["disclosed"] = cards.disclosed(row["sample"])
    if row["source"] in excluded:
        return {**facts, "texts": dict.fromkeys(TEXTS, cards.words.left_out), "said": texts}
    return {**facts, "texts": texts, "said": texts, "card": name}


def _quantity(name: str, cards: Cards) -> dict:
    """Return a computed quantity: its range (0–1), what it is computed from, its texts, how to cite it."""
    row = cards.rows[name]
    ends = {part: row[f"share_{part}"] for part in ("low", "high")}
    facts = {part: None if pd.isna(end) else round(end, DIGITS) for part, end in ends.items()}
    facts |= {"source": row["source"], "figures": row["inputs"], "formula": row["formula"], "level": row["level"]}
    texts = {part: row[part] for part in (*TEXT_PARTS, "n", "how")}
    return facts | {"texts": texts, "card": name} | _citation(name, cards)


def _citation(name: str, cards: Cards) -> dict[str, str]:
    return {"cite": cards.sentence(name), "caveat": " ".join(cards.caveats(name))}


def _number(value: object) -> object:
    """Return a text that is a number as that number; any other value as it is."""
    with suppress(TypeError, ValueError):
        return int(value) if str(value).isdecimal() else float(value)
    return value


# -- facts of the build


def about(words: Words) -> dict[str, str]:
    """Return the facts of the colophon: version, commit and the commit's date."""
    date = words.date(schema_org.today(words.register))
    return {"version": __version__, "commit": clock.commit(ROOT), "date": date}


def _repeated(cards: Cards, excluded: set[str]) -> bool:
    """Tell whether two editions of a barometer publish the same answer."""
    figures, register = cards.figures, cards.register
    figures = figures.assign(refusal=figures["refusal"].mask(figures["source"].isin(excluded), LEFT_OUT))
    return not repeated_answers(figures, register.sources, register.samples).empty


def counted_publications(words: Words, excluded: Iterable[str] = ()) -> str:
    """Return how many publications there are, in words where we have them."""
    number = len({*words.register.figures["source"]}.difference(excluded))
    label = f"count.{number}"
    return words.label(label) if words.has(label) else words.number(number)


def _changed(parameters: dict, checked: Parameters, words: Words) -> str:
    """Return the parameters that are not the published ones, as text; empty where all are."""
    published = vars(Parameters(language=checked.language))
    changed = {name: value for name, value in vars(checked).items() if value != published[name]}
    if "exclude_sources" in changed:
        changed["exclude_sources"] = ", ".join(words.publication[source] for source in checked.exclude_sources)
    if "interval_method" in changed:
        changed["interval_method"] = words.label(f"method.{checked.interval_method}")
    shared = [
        words.label(f"parameter.{name}", value=value if isinstance(value, str) else words.number(value))
        for name, value in changed.items()
    ]
    others = [escape(f"{name} {value}") for name, value in parameters.items() if name not in RULES]
    return ", ".join(shared + others)


def _check(results: dict[str, dict], register: Register) -> None:
    """Refuse a result that rests on no figure of the register, or a published value kept under two names."""
    published: dict[str, str] = {}
    for name, result in results.items():
        unknown = [figure for figure in result["figures"] if figure not in register.figures.index]
        if unknown:
            raise PaperError(f"result {name} rests on {unknown[0]}, which is no figure of the register.")
        if result["kind"] == "published":
            first = published.setdefault(result["figures"][0], name)
            if first != name:
                raise PaperError(
                    f"results {first} and {name} are the same figure, {result['figures'][0]}. To mend: keep one."
                )
