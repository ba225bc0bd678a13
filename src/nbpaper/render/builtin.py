"""The embedded renderer: pandoc and typst from wheels, and the little of Quarto's syntax the paper uses.

`_quarto.yml` stays the one place that says how the paper looks; an option this renderer would have to ignore
is refused rather than passed over. A page is made whole: its style sheets, their fonts and its pictures stand in it, so
that nothing is fetched. Pandoc's own `embed-resources` reads the whole page once more as a list of tags: with forty
charts that took a quarter of its time and half of its memory.
"""

import base64
import html
import mimetypes
import os
import re
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import unquote

import yaml
from filelock import FileLock

from ..errors import PaperError, display_path
from ..markdown import escape
from .documents import FROM_FILE, SHORTCODE, Document, Place, find_output, look_up
from .programs import pandoc_file, typeset

HERE = Path(__file__).parent
VARIABLES = ("papersize", "margin", "mainfont", "fontsize")  # of pandoc's template for typst
FORMATS = {"html": "html", "typst": "pdf"}  # Quarto's name of the format → suffix of the file
TOP = {"quarto-required", "project", "execute", "format", "bibliography", "csl", "filters"}
TOP |= {"number-sections", "link-citations"}
SHARED = {"toc", "toc-depth", "number-sections", "citeproc", "include-in-header"}
OPTIONS = {
    "html": SHARED | {"embed-resources", "theme", "minimal", "css", "shift-heading-level-by"},
    "typst": SHARED | {"pdf-standard", "font-paths", *VARIABLES},
}
FRONT = {"crossref", "title", "subtitle", "author", "abstract", "lang", "keywords", "date"}
STYLE_SHEET = re.compile(r'<link rel="stylesheet" href="([^"]*)" />')
FETCHED = re.compile(r"<(?:img|script|source|video|audio|iframe|embed|track|input)\b[^<>]*?\ssrc\s*=\s*([\"'])(.*?)\1")
ADDRESS = re.compile(r'url\("([^"]*)"\)')  # in a style sheet
MEDIA_TYPES = {".woff2": "font/woff2", ".svg": "image/svg+xml"}  # that not every machine knows


def read_project(root: Path) -> dict:
    """Return `_quarto.yml`, refusing options this renderer does not follow."""
    path = root / "_quarto.yml"
    project = yaml.safe_load(path.read_text(encoding="utf-8"))
    _check_keys(path, project, TOP, "")
    for name, options in project["format"].items():
        if name not in FORMATS:
            raise PaperError(f"{display_path(path)}: format {name!r} is not supported. To mend: use html or typst.")
        _check_keys(path, options, OPTIONS[name], f"format.{name}.")
    return project


def _check_keys(path: Path, options: dict, allowed: set[str], above: str) -> None:
    """Refuse an option that this renderer does not follow; `above` is the path of the options in the file."""
    for name in options:
        if name not in allowed:
            problem = f"the built-in renderer does not follow {above}{name}"
            mend = f"To mend: remove it, or render with Quarto. It follows: {', '.join(sorted(allowed))}."
            raise PaperError(f"{display_path(path)}: {problem}. {mend}")


def render(document: Document, root: Path, kind: str, clock: datetime) -> Path:
    """Render one document to one format beside its source.

    Parameters
    ----------
    document : Document
        Already checked.
    root : Path
        Root of the Quarto project.
    kind : {"html", "typst"}
    clock : datetime
        The time the PDF says it was made: the commit's, never the machine's.

    Returns
    -------
    Path
        The finished HTML or PDF.
    """
    _check_keys(document.path, document.meta, FRONT, "")
    project = read_project(root)
    options = {**{key: value for key, value in project.items() if key in SHARED}, **project["format"][kind]}
    text = expand(document, document.path.parent / f"{document.path.stem}_{kind}")  # formats are written side by side
    output = document.path.with_suffix("." + FORMATS[kind])
    written = output if kind == "html" else document.path.with_suffix(".typ")
    _pandoc(document, text, written, root, project, options, kind)
    if kind == "typst":
        _compile(document, written, output, root, project, options, clock)
    elif options.get("embed-resources"):
        embed_resources(output)
    return output


def expand(document: Document, charts: Path) -> str:
    """Return the body with each result and embed in its place; charts are written to the folder `charts`."""
    lines = document.body.split("\n")
    for place, text in document.lines():
        lines[place.line - document.offset] = SHORTCODE.sub(partial(_resolve, document, charts, place), text)
    return "\n".join(lines)


def _filled(document: Document, value: object) -> object:
    """Return front matter with each result in its place, as in the abstract."""
    if isinstance(value, dict):
        return {key: _filled(document, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(document, item) for item in value]
    if not isinstance(value, str):
        return value
    place = Place(document.path, 1)  # each was found when the document was checked
    return SHORTCODE.sub(lambda match: look_up(document, match["argument"], place), value)


def _resolve(document: Document, charts: Path, place: Place, match: re.Match) -> str:
    """Return the text or the Markdown that a shortcode stands for."""
    argument = match["argument"]
    if match["name"] == "meta":
        return look_up(document, argument, place)
    cell = find_output(document, argument, place)
    notebook, _, label = argument.partition("#")
    return "\n\n".join(_output(output["data"], cell.source, notebook, label, charts, place) for output in cell.outputs)


def _output(data: dict, source: str, notebook: str, label: str, charts: Path, place: Place) -> str:
    """Return one output as Markdown: a chart as a picture with its alternative text, a table as it is."""
    if "image/svg+xml" in data:
        charts.mkdir(exist_ok=True)
        (charts / f"{label}.svg").write_text(data["image/svg+xml"], encoding="utf-8")
        image = f"![{escape(_alternative(source, label, place))}]({charts.name}/{label}.svg)"
        # As Quarto writes it: a project's filter finds there what else the cell says of its chart.
        return f':::: {{.quarto-embed-nb-cell notebook="{notebook}" notebook-cellId="{label}"}}\n{image}\n::::'
    if "text/markdown" in data:
        return data["text/markdown"]
    raise place.refuse(f"output {label} is neither a chart nor Markdown", "let its last line be the chart or table")


def _alternative(source: str, label: str, place: Place) -> str:
    """Return the alternative text in the options of a cell."""
    for line in source.split("\n"):
        if line.startswith("#| fig-alt:"):
            return yaml.safe_load(line.removeprefix("#| fig-alt:"))
    raise place.refuse(f"chart {label} has no alternative text", "give the chart one: a PDF/UA needs it")


def _pandoc(document: Document, text: str, output: Path, root: Path, project: dict, options: dict, kind: str) -> None:
    """Run pandoc with our filter, then the project's, then its citation processor; any warning is an error.

    Files are named from the document's folder: in whole paths pandoc decodes `%20` and stops at quotation marks.
    """

    def near(files: object) -> list[str]:
        return [os.path.relpath(root / file, document.path.parent) for file in as_list(files)]

    page = kind == "html"
    defaults = {
        "from": "markdown-implicit_figures",
        "to": "html5" if page else "typst",
        "output-file": output.name,
        "fail-if-warnings": True,
        "filters": [str(HERE / "quarto.lua"), *near(project.get("filters")), "citeproc"],
        "bibliography": near(project.get("bibliography")),
        "metadata": {"link-citations": project.get("link-citations", False)},
        "variables": {name: options[name] for name in VARIABLES if name in options},
        "toc": options.get("toc", False),
        "toc-depth": options.get("toc-depth", 3),
        "shift-heading-level-by": options.get("shift-heading-level-by", 0),
        "include-in-header": near(options.get("include-in-header")),
    }
    if csl := near(project.get("csl")):
        defaults["csl"] = csl[0]
    if page:
        defaults["css"] = near(options.get("css"))
        defaults["html-math-method"] = {"method": "mathml"}
    elif options.get("number-sections"):  # on a page our filter numbers them
        defaults["variables"]["section-numbering"] = "1.1.1"
    works = {"references": document.results.get("references", [])}  # these go before the bibliography's
    front = yaml.safe_dump(_filled(document, document.meta) | _words(document.meta["lang"]) | works, allow_unicode=True)
    about = f"{display_path(document.path)} to {FORMATS[kind]}"
    pandoc_file(about, f"---\n{front}---\n\n{text}", document.path.parent, defaults)


def as_list(value: object) -> list:
    """Return the value of an option as a list, also where it is single or missing."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _words(language: str) -> dict:
    """Return the words pandoc would leave in English or leave out."""
    return {
        "en": {"toc-title": "Table of contents", "abstract-title": "Abstract"},
        "fr": {"toc-title": "Table des matières", "abstract-title": "Résumé"},
    }[language.partition("-")[0]]


def _compile(
    document: Document, source: Path, output: Path, root: Path, project: dict, options: dict, clock: datetime
) -> None:
    """Compile typst to an accessible PDF; a chart without alternative text stops it."""
    included = (document.path.parent / name for name in FROM_FILE.findall(document.body))
    files = [document.path, *included, *(root / name for name in as_list(project.get("bibliography")))]
    with FileLock(root / ".typst.lock"):  # it takes 350 MB: documents take turns
        settings = {"root": str(root), "timestamp": clock, "pdf_standards": as_list(options.get("pdf-standard"))}
        settings["font_paths"] = [root / name for name in as_list(options.get("font-paths"))]
        output.write_bytes(typeset(display_path(document.path), str(source), files, **settings))
    source.unlink()


def embed_resources(page: Path) -> None:
    """Write a page anew with the style sheets, fonts and pictures that it links to in it.

    Raises
    ------
    PaperError
        Where it shows something that is no file of the project.
    """
    text = page.read_text(encoding="utf-8")
    text = STYLE_SHEET.sub(lambda match: f"<style>\n{_style(page, html.unescape(match[1]))}</style>", text)
    page.write_text(FETCHED.sub(lambda match: _with_file(page, match), text), encoding="utf-8")


def _style(page: Path, address: str) -> str:
    """Return a style sheet with its fonts in it."""
    file = _file(page, address)
    return ADDRESS.sub(lambda match: f'url("{_data(_file(file, match[1]))}")', file.read_text(encoding="utf-8"))


def _with_file(page: Path, tag: re.Match) -> str:
    """Return the beginning of a tag that shows a file, up to its address, with the file in it."""
    address = html.unescape(tag[2])
    embedded = address if address.startswith("data:") else _data(_file(page, address))
    return f"{tag[0][: tag.start(2) - tag.start()]}{embedded}{tag[1]}"


def _file(page: Path, address: str) -> Path:
    """Return the file that an address in a page or style sheet leads to; refuse one that is not there."""
    file = page.parent / unquote(address)
    if not file.is_file():
        mend = "mend the path; nothing is fetched from elsewhere"
        raise PaperError(f"{display_path(page)} would show {address}, which is no file. To mend: {mend}.")
    return file


def _data(file: Path) -> str:
    """Return a `data:` address that holds a file."""
    kind = MEDIA_TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"
