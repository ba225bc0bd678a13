"""Results: numbers that a notebook keeps for the paper, in its own output, under a media type of their own.

So the executed notebook is the single place they come from: running a cell in JupyterLab writes no file.
"""

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat
import yaml

from .errors import PaperError, display_path

MEDIA_TYPE = "application/vnd.nbpaper.result+json"
CHART = "application/vnd.nbpaper.chart+json"  # what a chart says beside its picture: its narrow drawing
NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
WHERE_KNOWN = ("unit", "low", "high", "reason", "level", "operation", "part_of")  # left out of the output where not


@dataclass(frozen=True)
class Result:
    """One result; the paper writes `{{< meta results.adoption.any_use >}}`."""

    name: str  # dotted, the notebook first: adoption.any_use
    text: str  # as the paper prints it
    kind: str = "computed"  # or where else it comes from, such as published
    value: float | str | None = None  # the number that the text was written from, if it is one
    figures: tuple[str, ...] = ()  # ids of the data it rests on
    formula: str | None = None  # how it was computed
    operation: str | None = None  # what kind of formula that is
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    reason: str | None = None  # why there is no number
    level: str | None = None  # what kind of claim it is
    part_of: str | None = None  # the name of the result that it is recorded beside

    def _repr_mimebundle_(self, **_: object) -> dict:
        """Show `name = text`, and carry the whole result for the paper."""
        whole = {name: value for name, value in asdict(self).items() if value is not None or name not in WHERE_KNOWN}
        return {MEDIA_TYPE: whole, "text/plain": f"{self.name} = {self.text}"}


def record(name: str, text: str, **fields: object) -> Result:
    """Keep a result for the paper: in a notebook it is displayed, which is what keeps it.

    Raises
    ------
    ValueError
        For a name the paper could not refer to.

    Examples
    --------
    >>> record("adoption.example", "44%", value=0.44).text
    '44%'
    """
    if not NAME.fullmatch(name):
        raise ValueError(f"result name {name!r}: write lower-case words joined by full stops, such as adoption.any_use")
    result = Result(name, text, **fields)
    if "IPython" in sys.modules:  # as in any notebook; elsewhere returning it is enough
        from IPython import display, get_ipython

        if get_ipython() is not None:
            display.display(result)
    return result


def collect_results(notebook: nbformat.NotebookNode, name: str) -> dict[str, dict]:
    """Return the results recorded in an executed notebook, by name; refuse one recorded twice."""
    results: dict[str, dict] = {}
    for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
        result = output.get("data", {}).get(MEDIA_TYPE)
        if result is None:
            continue
        if (recorded := results.get(result["name"])) is not None:
            if output.output_type == "execute_result" and result == recorded:
                continue  # the last line of a cell shows what `record` has displayed
            mend = "give each result one name and one place"
            raise PaperError(f"notebook {name} records {result['name']} twice. To mend: {mend}.")
        results[result["name"]] = dict(result)
    return results


def collected(executed: Mapping[Path, Path]) -> dict[str, dict]:
    """Return the results of executed notebooks (file → what was run) by name; each bears the name of its notebook."""
    results: dict[str, dict] = {}
    for path, source in executed.items():
        notebook = nbformat.from_dict(json.loads(path.read_text(encoding="utf-8")))
        recorded = collect_results(notebook, path.stem)
        prefix = path.stem.replace("-", "_") + "."
        wrong = next((name for name in recorded if not name.startswith(prefix)), None)
        if wrong:
            mend = f"move the notebook elsewhere, if it is a copy; else begin the result's name with {prefix}"
            raise PaperError(f"{display_path(source)} records {wrong}. To mend: {mend}")
        results.update(recorded)
    return results


def nested(texts: Mapping[str, str]) -> dict:
    """Return texts, by dotted name, as nested mappings, the way `{{< meta … >}}` looks them up."""
    tree: dict = {}
    for name, text in sorted(texts.items()):
        *groups, leaf = name.split(".")
        place = tree
        for group in groups:
            place = place.setdefault(group, {})
            if not isinstance(place, dict):
                raise PaperError(f"result {name}: a shorter name is a result already. To mend: rename one of them.")
        place[leaf] = text
    return tree


def write_results(folder: Path, language: str, results: dict[str, dict], parameters: dict, data: Path) -> None:
    """Write results for the paper, `<language>.yml`, and for machines, `<language>.json`; a hook of a plain project."""
    texts = {name: result["text"] for name, result in results.items()}
    tree = yaml.safe_dump({"results": nested(texts)}, allow_unicode=True, width=10_000)
    (folder / f"{language}.yml").write_text(tree, encoding="utf-8")
    everything = {"language": language, "results": results, "parameters": parameters}
    text = json.dumps(everything, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (folder / f"{language}.json").write_text(text, encoding="utf-8")
