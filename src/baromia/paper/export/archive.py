"""The archive: what goes into it, from the last build and the register, and what builds all of it again.

It is a zip of the same bytes for the same contents: names in order, the build's clock, no trace of the machine. The
bytes also depend on the version of zlib, which compresses: those of another platform may differ although what one
unpacks does not.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nbpaper import clock
from nbpaper.build import build
from nbpaper.errors import PaperError
from nbpaper.files import place_beside, write_whole
from nbpaper.plan import SUFFIXES, Plan, Request
from nbpaper.staging import lock

from ...analysis.parameters import Parameters
from ...project import LANGUAGES, PROJECT, REPORTS, ROOT
from ...register import Register
from ...register.codebook import render_codebook
from ..cards import Cards, cards_of
from ..cite import bibliography
from ..formats import formats
from ..pictures import files, pictures
from ..proof import SCRIPTS
from ..results_files import hooks
from ..schema_org import CC_BY, article, makers, ref, today
from ..shortcodes import texts
from .crate import ABOUT, NAME, crate, data_files, described, file
from .croissant import croissant
from .pages import caveats, cite_package, readme
from .spreadsheet import as_csv, as_xlsx, tables

# What `make paper` needs, at the root and below.
SOURCES = ("Makefile", "pyproject.toml", "requirements.txt", "requirements-build.txt", "requirements-lab.txt")
SOURCES += ("environment.yml", "_quarto.yml", "LICENSE", "LICENSES/*", "REUSE.toml")
SOURCES += ("notebooks/ruff.toml", "notebooks/sweep.example.yml", "src/**/*")
REPORT = ("README.md", "prepare.py", "paper.css", "paper.lua", "style.typ", "author-date.csl", *SCRIPTS)
REPORT += ("numbers.yaml", "subjects.yaml", "unquoted.yaml")
FIRST = (1980, 1, 1, 0, 0, 0)  # a zip knows no earlier time
UNIX, PLAIN_FILE, FOLDER = 3, 0o100644 << 16, 0o40755 << 16 | 0x10


@dataclass(frozen=True)
class Item:
    """A file of the archive: its place (a folder's ends in a slash), its bytes, and what the crate says of it."""

    path: str
    content: bytes
    about: dict = field(default_factory=dict)


def export(target: Path, request: Request) -> list[str]:
    """Write the archive, all of it or nothing, and return the names in it; build first whatever is stale."""
    check_target(target)
    plan = Plan(request)
    plan.keep_parameters()
    if plan.needed:
        request.tell("the paper is not up to date; building it first …")
        build(request, hooks)
    with lock(request.output, lambda: request.tell("another build is at work; waiting for it to end …")):
        items = contents(request.output, request.data)
    return write_zip(target, items, request.data)


def contents(built: Path, data: Path) -> list[Item]:
    """Return every file and folder of the archive of a build in all languages, the crate's metadata last."""
    register = Register.read(data)
    all_cards = {language: cards_of(register, Parameters(language)) for language in LANGUAGES}
    items = [*_data(register), *_files(all_cards, built)]
    for cards in all_cards.values():
        items += _of_language(cards, built)
    entities = [file(item.path, item.about, len(item.content)) for item in items]
    folders = [Item(path, b"") for path in ("data/", *ABOUT["archive"]) if path.endswith("/")]
    return [*items, *folders, Item(NAME, crate("archive", entities, register, today(register)).encode())]


def _data(register: Register) -> list[Item]:
    """Return the files that the descriptor names, the descriptor, and what is made of it: codebook and Croissant."""
    made = {"data/README.md": render_codebook(register.descriptor), "data/croissant.json": croissant(register)}
    made = {path: text.encode() for path, text in made.items()}
    return [
        Item(path, made.get(path) or (register.folder / path.removeprefix("data/")).read_bytes(), about)
        for path, about in data_files(register).items()
    ]


def _files(all_cards: dict[str, Cards], built: Path) -> Iterator[Item]:
    """Yield the files that serve all languages: tables, bibliography, and what builds the paper again."""
    register = all_cards[LANGUAGES[0]].register
    when, frames = clock.build_time(ROOT, register.folder), tables(all_cards)
    by_path = {f"tables/{name}.csv": as_csv(table) for name, table in frames.items()}
    by_path["tables/baromia.xlsx"] = as_xlsx(frames, when)
    by_path["sources.bib"] = (bibliography(register, dict.fromkeys(register.figures["source"], "")) + "\n").encode()
    by_path["CITATION.cff"] = (ROOT / "CITATION.cff").read_bytes()
    by_path[clock.ARCHIVAL] = clock.archival(clock.commit(ROOT), when).encode()
    for name in (f"results/{language}.json" for language in all_cards):
        by_path[name] = (built / name).read_bytes()
    by_path |= {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in sources()}
    yield from (Item(path, content, described("archive", path, register)) for path, content in by_path.items())


def sources() -> Iterator[Path]:
    """Yield the files that `make paper` needs; not what else lies beside notebooks and reports."""
    for language in LANGUAGES:
        yield from (PROJECT.notebook(stem, language) for stem in PROJECT.stems())
        yield from (PROJECT.document(language), REPORTS / f"{PROJECT.named('summary', language)}.svg")
    yield from (REPORTS / name for name in REPORT)
    for path in (path for pattern in SOURCES for path in sorted(ROOT.glob(pattern))):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path


def _of_language(cards: Cards, built: Path) -> Iterator[Item]:
    """Yield the paper in the language of the cards, its charts, and the archive's README and caveats."""
    register, language = cards.register, cards.words.language
    document, in_language = PROJECT.document(language), {"inLanguage": language}
    build_texts, day = texts(built, language), today(register)
    charts = list(pictures(built / "executed" / language))
    facts = {
        "creator": ", ".join(str(maker["name"]) for maker in makers()),
        "date": day,
        "language": language,
        "rights": CC_BY,
        "source": cite_package(cards.words),
    }
    drawn = files(charts, facts)
    image = {"@type": "ImageObject", "license": ref(CC_BY), "author": ref(*makers()), **in_language}
    for name, (chart, content) in drawn.items():
        yield Item(f"charts/{language}/{name}", content, {"name": chart.title, "description": chart.alt, **image})
    pngs = {chart.alt: drawn[f"{chart.name}.png"][1] for chart in charts}
    papers = formats(built, language, pngs, clock.build_time(ROOT, register.folder))
    for path in (built / document.with_suffix(suffix).name for suffix in SUFFIXES.values()):
        papers[path.name] = path.read_bytes()
    about = article(language, register, "", day, build_texts)
    yield from (Item(f"paper/{name}", content, about) for name, content in papers.items())
    titles = {chart.name: chart.title for chart in charts}
    for stem, text in (("README", readme(cards, titles)), ("CAVEATS", caveats(cards))):
        path = f"{PROJECT.named(stem, language)}.md"
        yield Item(path, text.encode(), described("archive", path, register) | in_language)


def check_target(target: Path) -> None:
    """Refuse a place where no archive can be written, before anything is built."""
    if target.suffix.lower() != ".zip":
        raise PaperError(f"{target}: the archive is a zip. To mend: give it a name that ends in .zip.")
    if target.is_dir():
        raise PaperError(f"{target}: a folder has this name. To mend: name a file.")
    if not target.parent.is_dir():
        raise PaperError(f"{target.parent}: no such folder. To mend: create it, or name another place.")
    place_beside(target)


def write_zip(target: Path, items: Iterable[Item], data: Path) -> list[str]:
    """Write the items to a zip, all or nothing; return the names of its files in order."""
    files = {item.path: item.content for item in items}
    time = max(FIRST, clock.build_time(ROOT, data).timetuple()[:6])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, time)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = UNIX, FOLDER if name.endswith("/") else PLAIN_FILE
            archive.writestr(entry, files[name])
    write_whole(target, packed.getvalue())
    return sorted(name for name in files if not name.endswith("/"))
