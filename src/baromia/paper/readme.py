"""The README shows results, and none is typed: marked places are filled from the last build, and a test compares.

A marked place is `<!-- adoption.any_use -->90%<!-- / -->`: the result's name, its text, the end.
"""

import json
import re
from pathlib import Path

import nbformat

from nbpaper.errors import PaperError
from nbpaper.paths import display_path

from ..project import REPORTS, ROOT

PLACE = re.compile(r"<!-- (?P<name>[a-z_]+(?:\.[a-z_]+)+) -->.*?<!-- / -->", re.DOTALL)
# README, language of its results, its chart: kept in reports/, since whoever opens the README has built nothing yet.
PAGES = (("README.md", "en", "adoption.svg"), ("README.fr.md", "fr", "adoption.fr.svg"))


def filled(text: str, results: dict[str, dict]) -> str:
    """Return the README's text with today's results in its marked places."""

    def fill(match: re.Match) -> str:
        name = match["name"]
        if name not in results:
            raise PaperError(f"README.md shows {name}, which no notebook records. To mend: mend the name there.")
        return f"<!-- {name} -->{results[name]['text']}<!-- / -->"

    return PLACE.sub(fill, text)


def chart(executed: Path) -> str:
    """Return the first chart of an executed notebook as SVG."""
    for cell in nbformat.read(executed, as_version=4).cells:
        for output in cell.get("outputs", []):
            if "image/svg+xml" in output.get("data", {}):
                return output["data"]["image/svg+xml"]
    raise PaperError(f"{display_path(executed)}: no chart. To mend: build the paper first.")


def pages(built: Path = REPORTS) -> dict[Path, str]:
    """Return the READMEs and their charts as they should be after the build in `built`."""
    made = {}
    for name, language, picture in PAGES:
        page = ROOT / name
        try:
            results = json.loads((built / "results" / f"{language}.json").read_text(encoding="utf-8"))["results"]
        except FileNotFoundError:
            raise PaperError("no results yet. To mend: run `make paper` first.") from None
        made[page] = filled(page.read_text(encoding="utf-8"), results)
        made[REPORTS / picture] = chart(built / "executed" / language / "adoption.ipynb")
    return made


def refresh(built: Path = REPORTS) -> list[str]:
    """Write results and charts of the build in `built` into the READMEs; return what was written."""
    for path, text in (made := pages(built)).items():
        path.write_text(text, encoding="utf-8")
    return [display_path(path) for path in made]
