"""What the build hands to the paper: results and figures as linked text, cards, and the same for machines."""

import json
from contextlib import suppress
from pathlib import Path

import yaml

from nbpaper import clock
from nbpaper.errors import PaperError
from nbpaper.markdown import escape
from nbpaper.numbers import count_bound, tokens
from nbpaper.results import nested

from .. import __version__
from ..analysis.editions import lines
from ..analysis.figures import Evidence, Register
from ..analysis.parameters import RULES, Parameters, make_parameters
from ..project import LANGUAGES, REPORTS, ROOT
from ..words.formatting import Formatter
from ..words.wording import Wording
from . import schema_org as linked
from .cards import COMPANIONS, Cards, anchor, figure_texts
from .cards import linked as link


def write_publication(
    folder: Path, language: str, results: dict[str, dict], parameters: dict, data: Path
) -> list[Path]:
    """Write the results of one language; return the files.

    Parameters
    ----------
    folder : Path
        `results/` of the build.
    language : str
    results : dict
        Name → result, of all notebooks.
    parameters : dict
        Those of the build.
    data : Path
        Folder of the register.

    Returns
    -------
    list of Path
        `<language>.yml` for the paper (texts that link to their cards), `<language>.json` for machines (values,
        figures and formulas), `cards.<language>.md`, the appendix, `<language>.jsonld`, what the page says of
        itself to search engines.
    """
    register = Register.load(data)
    _check(results, register)
    given = make_parameters({**_shared(parameters), "language": language}, dict.fromkeys(register.figures["source"]))
    wording = Wording(Evidence(register, given))
    missing = wording.write.label("result.left_out")
    texts = {name: {**result, "text": link(result["text"], anchor(result))} for name, result in results.items()}
    changed = _changed(parameters, wording)
    tree = {
        "results": nested(texts),
        "figures": figure_texts(wording, given.exclude_sources, missing),
        "build": {
            **about(language, data),
            **_publications(wording),
            "parameters": changed or wording.write.label("none"),
        },
        "has": {**has(wording), "what_if": bool(changed)},
    }
    document = REPORTS / ("paper.qmd" if language == "en" else f"paper.{language}.qmd")
    bound = count_bound(document.read_text(encoding="utf-8"), _plain(results, wording), tree["has"])
    tree["build"]["bound"] = wording.write.number(bound)
    cards = Cards(wording)
    everything = {
        "language": language,
        "parameters": parameters,
        "build": tree["build"],
        "has": tree["has"],
        "results": {name: _for_machines(result, language) for name, result in results.items()},
        "figures": {name: _figure(name, cards, missing) for name in register.figures.index},
    }
    files = {
        f"{language}.yml": yaml.safe_dump(tree, allow_unicode=True, width=10_000),
        f"{language}.json": json.dumps(everything, ensure_ascii=False, indent=1, sort_keys=True) + "\n",
        f"cards.{language}.md": cards.markdown(results),
        f"{language}.jsonld": linked.page(language, data, _plain(results, wording), LANGUAGES),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in files]


def _for_machines(result: dict, language: str) -> dict:
    """Return a result with its number as a number, its unit, and the card that says it."""
    text, value = result["text"], _number(result["value"])
    if isinstance(value, str):  # only its text was recorded: the one number in it; a range has low and high
        found = [float(token.value) for token in tokens(text, language) if token.value is not None]
        value, unit = found[0] if len(found) == 1 else None, "points" if "point" in text else "percent"
    else:
        unit = "share"
    known = {"unit": unit} if "%" in text or "point" in text else {}
    return {**known, **result, "value": value, "card": anchor(result)}


def _figure(name: str, cards: Cards, missing: str) -> dict:
    """Return a figure of the register: its number, its unit, and its texts and card as the paper has them."""
    wording = cards.wording
    row = wording.row(name)
    known = {"value": _number(row["value"]), "unit": row["unit"], "source": row["source"]}
    parts = {"value": wording.value, "interval": wording.interval, "n": wording.total}
    said = {part: put(name) for part, put in parts.items()} | {"confidence": wording.confidence()}
    if isinstance(row["sample"], str):
        said["disclosed"] = cards.disclosed(row["sample"])
    if row["source"] in wording.evidence.parameters.exclude_sources:
        return {**known, "texts": dict.fromkeys(parts, missing), "said": said}
    return {**known, "texts": said, "card": name}


def _number(value: object) -> object:
    """Return a value that is a number in writing as the number; any other as it is."""
    with suppress(TypeError, ValueError):
        return int(value) if str(value).isdecimal() else float(value)
    return value


def _plain(results: dict[str, dict], wording: Wording) -> dict[str, str]:
    """Return, by the names that shortcodes give them, results and published values as text without links."""
    values = {f"figures.{name}.value": wording.value(name) for name in wording.evidence.register.figures.index}
    return values | {f"results.{name}": result["text"] for name, result in results.items()}


def has(wording: Wording) -> dict[str, bool]:
    """Return what the text of the paper depends on: barometers held again, publications it does not speak of yet."""
    return {"editions": bool(lines(wording.evidence)), "added": bool(_added(wording))}


def _publications(wording: Wording) -> dict[str, str]:
    """Return how many publications there are, in words where we have them; and cite those the text does not tell of."""
    number = wording.evidence.select(restated=True)["source"].nunique()
    words = wording.write.number(number)
    with suppress(ValueError):
        words = wording.write.label(f"count.{number}")
    added = "; ".join(f"@{name}" for name in _added(wording))
    return {"publications": words, "added": f"[{added}]" if added else wording.write.label("none")}


def _added(wording: Wording) -> list[str]:
    left_out = wording.evidence.parameters.exclude_sources
    return [name for name in wording.not_in_text() if name not in left_out]


def about(language: str, data: Path) -> dict[str, str]:
    """Return what the colophon says of the build: version, commit and the commit's date."""
    date = Formatter(language, data).date(clock.build_time(ROOT, data).date().isoformat())
    return {"version": __version__, "commit": clock.commit(ROOT), "date": date}


def _shared(parameters: dict) -> dict:
    """Return the parameters that all notebooks have; one notebook's own does not concern the register."""
    return {name: value for name, value in parameters.items() if name in RULES}


def _changed(parameters: dict, wording: Wording) -> str:
    """Return the parameters that are not the published ones, as text; empty where all are."""
    published, given = Parameters(), wording.evidence.parameters
    changed = [name for name in RULES if name != "language" and getattr(given, name) != getattr(published, name)]
    shared = [wording.write.label(f"parameter.{name}", value=_told(name, given, wording)) for name in changed]
    own = [escape(f"{name} {value}") for name, value in parameters.items() if name not in RULES]
    return ", ".join(shared + own)


def _told(name: str, given: Parameters, wording: Wording) -> str:
    """Return a shared parameter's value in words."""
    value = getattr(given, name)
    if name == "exclude_sources":
        return ", ".join(map(wording.source, value))
    return wording.write.label(f"method.{value}") if name == "interval_method" else wording.write.number(value)


def _check(results: dict[str, dict], register: Register) -> None:
    """Refuse a result that rests on no figure of the register, or a published value kept under two names."""
    published: dict[str, str] = {}
    for name, result in results.items():
        unknown = [figure for figure in result["figures"] if figure not in register.figures.index]
        if unknown:
            raise PaperError(f"result {name} rests on {unknown[0]}, which is no figure of the register.")
        if result["kind"] == "published" and not name.endswith(COMPANIONS):
            first = published.setdefault(result["figures"][0], name)
            if first != name:
                raise PaperError(
                    f"results {first} and {name} are the same figure, {result['figures'][0]}. To mend: keep one."
                )
