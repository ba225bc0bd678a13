"""What goes into the archive, from the last build and the register."""

import json
import re
from pathlib import Path

from nbpaper import clock
from nbpaper.numbers.source import EMBED

from ...analysis.figures import Evidence, Register
from ...analysis.parameters import Parameters
from ...project import LANGUAGES, ROOT
from ...register.codebook import render_codebook
from ...register.descriptor import read_descriptor
from ...words.wording import Wording
from ..cite import bibtex
from ..results_files import about
from ..schema_org import CC_BY, Entity, article, citation, dataset, document, filled, makers, ref, today
from .archive import Item
from .crate import NAME, crate, data_files, file
from .pages import caveats, cite_package, readme
from .pictures import Picture, as_png, check_source, pictures, signed

REFERENCE = re.compile(r"\s*\[?@[\w-]+\]?|\{[#.][^}]*\}")


def contents(built: Path, data: Path) -> list[Item]:
    """Return every file and folder of the archive, the crate's metadata last.

    Parameters
    ----------
    built : Path
        Folder of a build in all languages.
    data : Path
        Folder of the register.
    """
    register = Register.load(data)
    items = [*_data(data), *_papers(built, data)]
    for language in LANGUAGES:
        charts = _charts(built, language, data, register)
        items += [*_pictures(charts, language, data), *_pages(language, data, charts)]
    entries = [
        {key: value for key, value in register.sources[name].items() if key != "custom"} for name in _cited(register)
    ]
    items += [
        _item("sources.bib", bibtex(entries) + "\n", "The publications", "For a reference manager."),
        _item("CITATION.cff", (ROOT / "CITATION.cff").read_bytes(), "Citation", "How to cite the package."),
    ]
    folders = [dataset(data, "data/", LANGUAGES), *(_folder(*one) for one in _FOLDERS)]
    files = [file(item.path, item.about, len(item.content)) for item in items]
    places = [Item(folder["@id"], b"") for folder in folders]
    return [*items, *places, Item(NAME, crate(files, folders, data, today(data)).encode())]


_FOLDERS = (
    ("paper/", "The paper", "In English and French, HTML and PDF."),
    ("charts/", "Charts", "SVG and PNG; source, version and licence stand inside each picture."),
    ("results/", "Results", "What the notebooks computed, with figures and formulas."),
)


def _folder(path: str, name: str, description: str) -> Entity:
    return {"@id": path, "@type": "Dataset", "name": name, "description": description, "license": ref(CC_BY)}


def _item(path: str, content: str | bytes, name: str, description: str, **more: object) -> Item:
    raw = content.encode("utf-8") if isinstance(content, str) else content
    return Item(path, raw, {"name": name, "description": description, "license": ref(CC_BY), **more})


def _data(data: Path) -> list[Item]:
    """Return the files that the descriptor names, itself, and the codebook it makes."""
    found = []
    for path, words in data_files(data).items():
        name = path.removeprefix("data/")
        content = (
            render_codebook(read_descriptor(data)).encode("utf-8")
            if name == "README.md"
            else (data / name).read_bytes()
        )
        found.append(Item(path, content, words))
    return found


def _papers(built: Path, data: Path) -> list[Item]:
    found = []
    for language in LANGUAGES:
        source, texts = document(language), _texts(built, language)
        about = article(source, data, "", texts)
        for suffix in (".html", ".pdf"):
            name = source.with_suffix(suffix).name
            found.append(Item(f"paper/{name}", (built / name).read_bytes(), about))
        words = (f"Results ({language})", "Each result with its text, value, figures and formula.")
        content = (built / "results" / f"{language}.json").read_bytes()
        found.append(_item(f"results/{language}.json", content, *words, inLanguage=language))
    return found


def _texts(built: Path, language: str) -> dict[str, str]:
    """Return the results of a build as text, by the names that shortcodes give them."""
    results = json.loads((built / "results" / f"{language}.json").read_text(encoding="utf-8"))["results"]
    return {f"results.{name}": result["text"] for name, result in results.items()}


def _charts(built: Path, language: str, data: Path, register: Register) -> list[Picture]:
    """Return the charts of a language, each signed with where it comes from."""
    wording = Wording(Evidence(register, Parameters(language=language)))
    say, executed = wording.write.label, built / "executed" / language
    begin = say("chart.source", sources="\0").partition("\0")[0].strip()
    origin = say("chart.origin", licence="CC BY 4.0", **about(language, data))
    found = []
    for picture in pictures(executed, _captions(language, _texts(built, language))):
        check_source(picture, begin, executed / f"{picture.notebook}.ipynb")
        found.append(signed(picture, origin, _facts(picture, language, data)))
    return found


def _captions(language: str, texts: dict[str, str]) -> dict[tuple[str, str], str]:
    """Return the captions of the paper: (notebook, label) → text without markup."""
    text, captions = document(language).read_text(encoding="utf-8"), {}
    for match in EMBED.finditer(text):
        caption = text[match.end() :].partition("\n:::")[0].strip()
        captions[Path(match["file"]).stem, match["label"]] = REFERENCE.sub("", filled(caption, texts))
    return captions


def _facts(picture: Picture, language: str, data: Path) -> dict[str, str]:
    """Return what a picture says of itself, by Dublin Core's names."""
    return {
        "title": picture.title,
        "creator": ", ".join(str(one.get("name")) for one in citation()["authors"]),
        "date": clock.build_time(ROOT, data).date().isoformat(),
        "language": language,
        "rights": CC_BY,
        "source": cite_package(language, data),
    }


_KEYWORDS = {"title": "Title", "creator": "Author", "rights": "Copyright", "source": "Source"}


def _pictures(charts: list[Picture], language: str, data: Path) -> list[Item]:
    facts = [_facts(chart, language, data) for chart in charts]
    inside = [
        {"Description": chart.alt, **{word: known[name] for name, word in _KEYWORDS.items()}}
        for chart, known in zip(charts, facts, strict=True)
    ]
    found = []
    for chart, png, known in zip(charts, as_png(charts, inside), facts, strict=True):
        more = {"@type": "ImageObject", "inLanguage": language, "author": ref(*makers())}
        for suffix, content in ((".svg", chart.svg), (".png", png)):
            found.append(_item(f"charts/{language}/{chart.name}{suffix}", content, known["title"], chart.alt, **more))
    return found


def _pages(language: str, data: Path, charts: list[Picture]) -> list[Item]:
    end = "" if language == "en" else f".{language}"
    words = {"inLanguage": language}
    return [
        _item(f"README{end}.md", readme(language, data, charts), "Read me first", "What is in the archive.", **words),
        _item(f"CAVEATS{end}.md", caveats(language, data), "Caveats", "What may not be said.", **words),
    ]


def _cited(register: Register) -> list[str]:
    """Return the ids of the publications that figures come from."""
    return list(dict.fromkeys(register.figures["source"]))
