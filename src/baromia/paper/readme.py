"""The READMEs show numbers, and none is typed: marked places are filled from the last build, and a test compares.

A place is `<!-- figures.acsel2025.use-any.value -->90%<!-- / -->`: a name as the paper has it, its text, the end.
"""

import re
from pathlib import Path

from nbpaper.errors import display_path
from nbpaper.files import write_whole

from ..project import LANGUAGES, PROJECT, REPORTS, ROOT
from .pictures import pictures
from .shortcodes import text_of, texts

PLACE = re.compile(r"<!-- (?P<name>(?:results|figures|build)\.[\w.-]+) -->.*?<!-- / -->", re.DOTALL)
CHART = "evidence-summary"


def filled(page: str, found: dict[str, str]) -> str:
    """Return a README with the texts of a build in its marked places."""
    return PLACE.sub(lambda match: f"<!-- {match['name']} -->{text_of(match['name'], found)}<!-- / -->", page)


def pages(built: Path = REPORTS) -> dict[Path, str]:
    """Return the READMEs and their summary charts as they should be after the build in `built`."""
    made = {}
    for language in LANGUAGES:
        page = ROOT / f"{PROJECT.named('README', language)}.md"
        made[page] = filled(page.read_text(encoding="utf-8"), texts(built, language))
        chart = next(one for one in pictures(built / "executed" / language) if one.name == CHART)
        summary = REPORTS / f"{PROJECT.named('summary', language)}.svg"
        made[summary] = chart.standalone()  # kept in git: who opens the README has built nothing
    return made


def refresh(built: Path = REPORTS) -> list[str]:
    """Write texts and charts of the build in `built` into the READMEs; return what was written."""
    for path, text in (made := pages(built)).items():
        write_whole(path, text)
    return [display_path(path) for path in made]
