"""The paper beside its page: for word processors, as plain text, for machines (`llms.txt`), and the READMEs' numbers.

All are made from the last build, whichever renderer made it. No number of a README is typed: marked places are filled,
and a test compares. A place is `<!-- figures.acsel2025.use-any.value -->90%<!-- / -->`: a name as the paper has it, its
text, the end.
"""

import html
import re
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from string import Template

from nbpaper.clock import build_time
from nbpaper.files import place_beside, write_whole
from nbpaper.render.programs import pandoc

from ..project import DATA, LANGUAGES, PROJECT, REPORTS, ROOT
from .pictures import as_png, pictures
from .shortcodes import filled, front_matter, text_of, texts

INDEX = Path(__file__).with_name("llms.txt")
KINDS = {".docx": ["--to=docx"], ".txt": ["--to=plain", "--standalone", "--columns=100"]}
WIDTH = "5.3in"  # of a chart for word processors: pandoc puts it in a table 5.5 inches wide, which would cut off more
# What only a screen has: scripts, contents, data and code folded under charts, a second width. Title and author stand
# in the head, too, whence pandoc takes them; it would read nothing before <main>.
SCREEN = re.compile(
    r'<(script|style|nav|details)\b.*?</\1>|<div class="chart narrow">.*?</div>|<a class="skip-link".*?</a>|'
    r'<h1 class="title">.*?</h1>|<p class="author">.*?</p>|</?(?:header|main)\b[^>]*>',
    re.DOTALL,
)
DRAWING = re.compile(r'<svg\b[^>]*? aria-label="(?P<alt>[^"]*)".*?</svg>', re.DOTALL)
README_PLACE = re.compile(r"<!-- (?P<name>(?:results|figures|build)\.[\w.-]+) -->.*?<!-- / -->", re.DOTALL)
SUMMARY = "evidence-summary"


def formats(built: Path, language: str, drawn: Mapping[str, bytes], when: datetime) -> dict[str, bytes]:
    """Return the paper of a language for word processors and as plain text: file name → bytes.

    `drawn` are the charts, alternative text → PNG; `when` is what the document says of its time.
    """
    name = PROJECT.document(language).with_suffix(".html").name
    file_names = {" ".join(alt.split()): f"{number}.png" for number, alt in enumerate(drawn)}

    def picture(match: re.Match) -> str:
        file = file_names[" ".join(html.unescape(match["alt"]).split())]
        return f'<img src="{file}" alt="{match["alt"]}" width="{WIDTH}">'

    page = DRAWING.sub(picture, SCREEN.sub("", (built / name).read_text(encoding="utf-8")))
    contents = {}
    with tempfile.TemporaryDirectory(prefix="baromia-") as folder:
        for file, png in zip(file_names.values(), drawn.values(), strict=True):
            Path(folder, file).write_bytes(png)
        for suffix, options in KINDS.items():
            path = Path(folder, name).with_suffix(suffix)
            arguments = ("--from=html", "--shift-heading-level-by=-1", f"--output={path}", *options)
            pandoc(path.name, page, *arguments, folder=folder, SOURCE_DATE_EPOCH=str(int(when.timestamp())))
            contents[path.name] = path.read_bytes()
    return contents


def write_formats(built: Path = REPORTS, data: Path = DATA) -> list[Path]:
    """Write the formats of each language beside the page, and the index of what is there."""
    place_beside(built / INDEX.name)
    files, when = {}, build_time(ROOT, data)
    for language in LANGUAGES:
        charts = list(pictures(built / "executed" / language))
        pngs = as_png([chart.standalone() for chart in charts], ppi=150)
        drawn = {chart.alt: png for chart, png in zip(charts, pngs, strict=True)}
        files |= formats(built, language, drawn, when)
    files[INDEX.name] = index(built).encode()
    for name, content in files.items():
        write_whole(built / name, content)
    return [built / name for name in files]


def index(built: Path) -> str:
    """Return the index of what is there for machines, by the convention of llmstxt.org."""
    values = {}
    for language in LANGUAGES:
        build_texts, meta = texts(built, language), front_matter(language)
        values |= {f"{part}_{language}": filled(meta[part], build_texts) for part in ("title", "abstract")}
        values |= {part: build_texts[f"build.{part}"] for part in ("version", "commit")}
    return Template(INDEX.read_text(encoding="utf-8")).substitute(values)


def with_texts(page: str, values: dict[str, str]) -> str:
    """Return a README with the texts of a build in its marked places."""
    return README_PLACE.sub(lambda match: f"<!-- {match['name']} -->{text_of(match['name'], values)}<!-- / -->", page)


def readmes(built: Path = REPORTS) -> dict[Path, str]:
    """Return the READMEs and their summary charts as they should be after the build in `built`."""
    contents = {}
    for language in LANGUAGES:
        page = ROOT / f"{PROJECT.named('README', language)}.md"
        contents[page] = with_texts(page.read_text(encoding="utf-8"), texts(built, language))
        chart = next(chart for chart in pictures(built / "executed" / language) if chart.name == SUMMARY)
        summary = REPORTS / f"{PROJECT.named('summary', language)}.svg"
        contents[summary] = chart.standalone()  # kept in git: who opens the README has built nothing
    return contents
