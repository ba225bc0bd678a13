"""The recorded results: each is quoted, has one name, lies in its own limits, and is what the notebooks say."""

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

from nbpaper.results import collected

from ...analysis.derived import product, total, without
from ...project import data_folder
from ...register.descriptor import resource
from ...register.tables import read_table
from ...words.formatting import printed_decimals
from ..results_files import write_publication
from .faults import Fault
from .known import Known
from .numerals import canonicals, plain
from .reading import read_metadata, read_text, reading
from .sources import asked_for, count_numbers

LEFT_OUT = "left_out"  # reason of a result whose source a parameter leaves out: nothing is computed, nothing doubled
LIMITS = ("_interval", "_rounding")
SIGNS = {" × ": product, " without ": without}


def result_faults(known: Known, source: Path) -> Iterator[Fault]:
    """Yield the faults of the results of one language."""
    asked = {name.partition(".")[2] for name in asked_for(source)}
    yield from _unquoted(known, asked)
    yield from _doubles(known)
    yield from _outside(known)
    yield from _recomputed(known)
    yield from _edited(known, source)


def _unquoted(known: Known, asked: set[str]) -> Iterator[Fault]:
    """A result is quoted where it, or what is recorded beside it, is; headlines stand in their table."""
    quoted = {known.main_of(name) for name in asked if name in known.results}
    folder = data_folder(known.data)
    headlines = read_table(folder, resource(folder, "headlines"))["id"]
    quoted |= {f"robustness.{name.replace('-', '_')}" for name in headlines}
    for name in known.results:
        if known.main_of(name) not in quoted:
            yield Fault(known.file.name, "results", name, "is quoted nowhere: quote it, or record it no more.")


def _doubles(known: Known) -> Iterator[Fault]:
    """One quantity has one name: the same figures by the same formula, or the same count."""
    first: dict[tuple, str] = {}
    for name, result in sorted(known.results.items()):
        if known.main_of(name) != name or result.get("reason") == LEFT_OUT:
            continue
        key = (*sorted(result["figures"]), _formula(result))
        other = first.setdefault(key, name)
        if other != name:
            yield Fault(known.file.name, "results", name, f"is the same quantity as {other}: keep one name.")


def _formula(result: dict) -> tuple[str, ...]:
    """Return a formula's terms in an order that sums and products written the other way round share.

    A difference is one term: written the other way round it is another quantity.
    """
    return tuple(sorted(re.split(r" [×+] ", result["formula"] or result["kind"])))


def _outside(known: Known) -> Iterator[Fault]:
    """An estimate lies between its own limits, but for what the rounding of these limits hides."""
    for name, result in known.results.items():
        number = _number(result, known.language)
        for limits in (known.results[name + part] for part in LIMITS if name + part in known.results):
            ends = _values(limits["text"], known.language)
            if number is None or len(ends) != 2:
                continue
            half = 0.5 * 10 ** -len(ends[0].partition(".")[2])
            if not float(ends[0]) - half <= number <= float(ends[1]) + half:
                yield Fault(known.file.name, name, result["text"], f"lies outside its interval, {limits['text']}.")
    yield from _register_outside(known)


def _number(result: dict, language: str) -> float | None:
    """Return a result in percent or points: as exactly as it is kept, else as it is written."""
    if isinstance(result["value"], float):
        return 100 * result["value"]
    found = _values(result["text"], language)
    return float(found[0]) if len(found) == 1 else None


def _register_outside(known: Known) -> Iterator[Fault]:
    for name in known.register.figures.index:
        found, share = known.evidence.interval(name), known.evidence.share(name)
        if hasattr(found, "low") and not found.low - 1e-9 <= share <= found.high + 1e-9:
            limits = f"{found.low:g} to {found.high:g}"
            yield Fault(known.file.name, name, f"{share:g}", f"lies outside its interval, {limits}.")


def _values(text: str, language: str) -> list[str]:
    """Return the numbers of a text of shares or points, with their signs; none of a text about people (n)."""
    if "%" not in text and "point" not in text:
        return []
    signs = ["-" if sign else "" for sign in re.findall(r"(−?)\d+(?:[.,]\d+)?", text)]
    return [sign + number for sign, number in zip(signs, canonicals(text, language), strict=False)]


def _recomputed(known: Known) -> Iterator[Fault]:
    """Published values and what stands beside them, products and sums: computed again from the register."""
    for name, result in known.results.items():
        try:
            expected = _expected(known, name, result)
        except ValueError as error:  # a product or sum that the register gives no meaning
            yield Fault(known.file.name, name, result["formula"], f"cannot be computed: {error}.")
            continue
        if expected is not None and plain(result["text"]) != plain(expected):
            yield Fault(
                known.file.name, name, result["text"], f"is {expected!r} by the register: build again, edit nothing."
            )


def _expected(known: Known, name: str, result: dict) -> str | None:
    """Return what the register says a result reads; None where it alone cannot say."""
    figures, wording = result["figures"], known.wording
    if not figures or _left_out(known, figures):
        return None
    if result["kind"] == "published":
        return wording.value(figures[0])
    part = name.removeprefix(known.main_of(name))
    if len(figures) == 1 and part in ("_interval", "_n"):
        return wording.interval(figures[0]) if part == "_interval" else wording.total(figures[0])
    if part == "" and " - " in (result["formula"] or ""):
        return points(known, *result["formula"].split(" - "))
    share = _derived(known, result)
    if share is None or part not in ("", "_rounding", "_only"):
        return None
    return wording.rounding(share) if part else wording.write.percent(share.share)


def points(known: Known, first: str, second: str) -> str:
    """Return a difference in points, with the decimals that both values have."""
    decimals = min(printed_decimals(known.wording.row(name)["value"]) for name in (first, second))
    gap = known.evidence.share(first) - known.evidence.share(second)
    return known.wording.write.points((gap, decimals))


def _derived(known: Known, result: dict):
    """Return the share a formula stands for, or None for another kind of formula."""
    formula, figures = result["formula"] or "", result["figures"]
    sign = next((sign for sign in SIGNS if sign in formula), None)
    if sign:
        return SIGNS[sign](known.evidence, *formula.split(sign))
    return total(known.evidence, figures) if " + " in formula else None


def _left_out(known: Known, figures: list[str]) -> bool:
    sources = known.register.figures.loc[figures, "source"]
    return bool(sources.isin(known.evidence.parameters.exclude_sources).any())


def _edited(known: Known, source: Path) -> Iterator[Fault]:
    """Write the results again from the executed notebooks, and compare with the files that stand there."""
    executed = sorted((known.built / "executed" / known.language).glob("*.ipynb"))
    folder = known.built / "results"
    with tempfile.TemporaryDirectory(prefix="baromia-") as made:
        given = (known.language, collected(executed), known.given, data_folder(known.data))
        write_publication(Path(made), *given)
        for path in sorted(Path(made).iterdir()):
            yield from _differences(path, folder / path.name)
    tree = read_metadata(folder / f"{known.language}.yml")
    stated, counted = tree["build"].get("bound"), count_numbers(source, tree)
    if stated is not None and "".join(canonicals(str(stated), known.language)) != str(counted):
        yield Fault(f"{known.language}.yml", "build.bound", str(stated), f"is not the {counted} numbers of the text.")


def _differences(made: Path, kept: Path) -> Iterator[Fault]:
    """Yield a fault for the first entry that differs; what tells one build from another does not count."""
    what = "is not what the executed notebooks say: build again, edit nothing."
    if not kept.is_file():
        yield Fault(kept.name, "file", kept.name, "is missing: build again.")
        return
    ours, theirs = (_entries(path) for path in (made, kept))
    for name in sorted(ours.keys() | theirs.keys()):
        if ours.get(name) != theirs.get(name):
            yield Fault(kept.name, name, str(theirs.get(name, "(absent)"))[:80], what)
            return


def _entries(path: Path) -> dict[str, str]:
    """Return what a results file says, by name; cards by their identifiers."""
    text = read_text(path)
    if path.suffix == ".md":
        return {block.partition(" ")[0]: block for block in re.split(r"^::: \{#", text, flags=re.MULTILINE)}
    with reading(path):
        tree = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    if isinstance(tree, dict):
        tree.pop("build", None)
    return dict(_flat(tree))


def _flat(tree: object, above: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _flat(value, f"{above}{key}.")
    else:
        yield above.rstrip("."), str(tree)
