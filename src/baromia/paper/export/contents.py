"""What goes into the archive, from the last build and the register."""

from collections.abc import Mapping
from pathlib import Path

from nbpaper import clock
from nbpaper.build import build
from nbpaper.plan import Plan, Request
from nbpaper.staging import lock

from ...project import LANGUAGES, ROOT
from ...register import Register
from ...register.codebook import render_codebook
from ..cards import Cards
from ..cite import bibtex
from ..collect import HOOKS
from ..formats import formats
from ..readme import texts
from ..schema_org import CC_BY, article, citation, dataset, document, makers, ref, today
from .archive import Item, check_target, write_zip
from .crate import NAME, crate, data_files, file, folder
from .pages import caveats, cite_package, readme
from .pictures import Picture, files, pictures
from .sources import sources
from .tables import as_csv, as_xlsx, tables


def export(target: Path, request: Request) -> list[str]:
    """Write the archive, all of it or nothing, and return the names in it; build first whatever is stale."""
    check_target(target)
    if Plan(request).needed:
        request.tell("the paper is not up to date; building it first …")
        build(request, HOOKS)
    with lock(request.output, lambda: request.tell("another build is at work; waiting for it to end …")):
        items = contents(request.output, request.data)
    return write_zip(target, items, request.data)


def contents(built: Path, data: Path) -> list[Item]:
    """Return every file and folder of the archive, the crate's metadata last.

    Parameters
    ----------
    built : Path
        Folder of a build in all languages.
    data : Path
        Folder of the register.
    """
    register = Register.read(data)
    every = {language: Cards(register, language) for language in LANGUAGES}
    items = [*_data(register), *_tables(every, data), *sources(data)]
    for language, cards in every.items():
        charts = list(pictures(built / "executed" / language))
        drawn = {item.path: item for item in _pictures(charts, cards)}
        pngs = {chart.alt: drawn[f"charts/{language}/{chart.name}.png"].content for chart in charts}
        others = formats(built, language, pngs, clock.build_time(ROOT, data))
        items += [*_paper(built, texts(built, language), cards, others), *drawn.values(), *_pages(cards, charts)]
    entries = (register.sources[source] for source in register.figures["source"].unique())
    works = [{key: value for key, value in entry.items() if key != "custom"} for entry in entries]
    items += [
        _item("sources.bib", bibtex(works) + "\n", "The publications", "For a reference manager."),
        _item("CITATION.cff", (ROOT / "CITATION.cff").read_bytes(), "Citation", "How to cite the package."),
    ]
    licence = {"license": ref(CC_BY)}
    folders = [dataset(register, "data/", LANGUAGES), *(folder(*one, **licence) for one in _FOLDERS)]
    entities = [file(item.path, item.about, len(item.content)) for item in items]
    places = [Item(folder["@id"], b"") for folder in folders]
    return [*items, *places, Item(NAME, crate(entities, folders, register, today(register)).encode())]


_FOLDERS = (
    ("tables/", "Tables", "Figures and computed quantities, for spreadsheets and R."),
    ("paper/", "The paper", "In English and French: HTML, PDF, DOCX and plain text."),
    ("charts/", "Charts", "SVG and PNG, also as slides; title, source and licence stand in each picture."),
    ("results/", "Results", "What the notebooks computed, with figures and formulas."),
    ("notebooks/", "Notebooks", "One question each, parametrised."),
    ("reports/", "Sources of the paper", "What `make paper` builds it from."),
    ("src/", "The packages", "Their code, for `make paper`."),
)


def _item(path: str, content: str | bytes, name: str, description: str, **more: object) -> Item:
    raw = content.encode("utf-8") if isinstance(content, str) else content
    return Item(path, raw, {"name": name, "description": description, "license": ref(CC_BY), **more})


def _data(register: Register) -> list[Item]:
    """Return the files that the descriptor names, itself, and the codebook it makes."""
    made = {"data/README.md": render_codebook(register.descriptor).encode("utf-8")}
    return [
        Item(path, made.get(path) or (register.folder / path.removeprefix("data/")).read_bytes(), words)
        for path, words in data_files(register).items()
    ]


def _tables(cards: Mapping[str, Cards], data: Path) -> list[Item]:
    """Return the tables for others: one CSV each, and all as one workbook."""
    made = tables(cards)
    licence = {"license": ref(*(one["path"] for one in cards[LANGUAGES[0]].register.descriptor.get("licenses", [])))}
    told = {
        "figures": (
            "Figures",
            "One row a published figure: number, share, n, interval or why none, in both languages.",
        ),
        "computed": ("Computed quantities", "One row a number that follows from published figures, with its range."),
        "columns": ("Columns", "What every column of the tables means."),
    }
    items = [_item(f"tables/{name}.csv", as_csv(made[name]), *told[name], **licence) for name in made]
    workbook = as_xlsx(made, clock.build_time(ROOT, data))
    about = ("The tables as a workbook", "Figures, computed quantities and what their columns mean, a sheet each.")
    return [*items, _item("tables/baromia.xlsx", workbook, *about, **licence)]


def _paper(built: Path, texts: dict[str, str], cards: Cards, others: dict[str, bytes]) -> list[Item]:
    language = cards.words.language
    source = document(language)
    about = article(source, cards.register, "", texts)
    names = [source.with_suffix(suffix).name for suffix in (".html", ".pdf")]
    papers = {name: (built / name).read_bytes() for name in names} | others
    found = [Item(f"paper/{name}", content, about) for name, content in papers.items()]
    words = (f"Results ({language})", "Each result with its text, value, figures and formula.")
    content = (built / "results" / f"{language}.json").read_bytes()
    return [*found, _item(f"results/{language}.json", content, *words, inLanguage=language)]


def _pictures(charts: list[Picture], cards: Cards) -> list[Item]:
    register, language = cards.register, cards.words.language
    known = {
        "creator": ", ".join(str(one.get("name")) for one in citation()["authors"]),
        "date": today(register),
        "language": language,
        "rights": CC_BY,
        "source": cite_package(register, language),
    }
    more = {"@type": "ImageObject", "inLanguage": language, "author": ref(*makers())}
    made = files(charts, [{"title": chart.title, **known} for chart in charts])
    return [
        _item(f"charts/{language}/{name}", content, chart.title, chart.alt, **more)
        for name, (chart, content) in made.items()
    ]


def _pages(cards: Cards, charts: list[Picture]) -> list[Item]:
    language = cards.words.language
    end, words = "" if language == "en" else f".{language}", {"inLanguage": language}
    titles = {chart.name: chart.title for chart in charts}
    return [
        _item(f"README{end}.md", readme(cards, titles), "Read me first", "What is in the archive.", **words),
        _item(f"CAVEATS{end}.md", caveats(cards), "Caveats", "What may not be said.", **words),
    ]
