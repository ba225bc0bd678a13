"""What there is to cite, in the words of schema.org: search engines read it in the page, archives in the crate.

Everything comes from the descriptor, the cards of the publications, CITATION.cff and the paper's front matter. Each
entity is flat and refers to the others by `@id`, as RO-Crate asks.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import yaml

from nbpaper import clock
from nbpaper.errors import PaperError
from nbpaper.paths import display_path

from .. import __version__
from ..project import REPORTS, ROOT
from ..register import Register

Entity = dict[str, object]
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
MIT = "https://spdx.org/licenses/MIT"
_OURS = {  # the licences of what is ours beside the data; that of the data stands in the descriptor
    CC_BY: ("CC BY 4.0", "Creative Commons Attribution 4.0 International: text and charts."),
    MIT: ("MIT", "MIT License: code."),
}
# CSL's kind of a publication → schema.org's; the rest is a CreativeWork.
_KINDS = {"article-journal": "ScholarlyArticle", "webpage": "WebPage", "report": "Report", "book": "Book"}


def ref(*entities: Entity | str) -> object:
    """Return a reference to one entity, or a list of them to several."""
    found = [{"@id": entity if isinstance(entity, str) else entity["@id"]} for entity in entities]
    return found[0] if len(found) == 1 else found


def citation() -> dict:
    """Return CITATION.cff."""
    return yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def makers() -> list[Entity]:
    """Return the authors that CITATION.cff names."""
    return [_person(author) for author in citation()["authors"]]


def publications(register: Register, language: str = "en") -> tuple[list[Entity], list[Entity]]:
    """Return the publications that figures come from, and who wrote or published them."""
    people: dict[str, Entity] = {}
    works = []
    for name, card in register.sources.items():
        if "custom" in card:  # the others are methods literature
            authors = [_person(author) for author in card.get("author", [])]
            people |= {person["@id"]: person for person in authors}
            works.append(_publication(name, card, authors, language))
    return works, list(people.values())


def licences(register: Register) -> list[Entity]:
    """Return every licence: that of the data first, then that of text and charts, then that of the code."""
    told = [
        (one["path"], one["name"], f"{one.get('title', one['name'])}: data.")
        for one in register.descriptor.get("licenses", [])
    ]
    told += [(address, *words) for address, words in _OURS.items()]
    return [{"@id": at, "@type": "CreativeWork", "name": name, "description": about} for at, name, about in told]


def dataset(register: Register, name: str, languages: Iterable[str], day: str | None = None) -> Entity:
    """Return the register as a Dataset; `name` becomes its `@id`, `day` is that of the build's clock by default."""
    about = register.descriptor
    entity = {
        "@id": name,
        "@type": "Dataset",
        "name": about.get("title", about["name"]),
        "description": about.get("description"),
        "version": about.get("version"),
        "dateCreated": about.get("created", "")[:10],
        "datePublished": day or today(register),
        "inLanguage": list(languages),
        "keywords": ", ".join(about.get("keywords", [])),
        "isAccessibleForFree": True,
        "license": ref(*(one["path"] for one in about.get("licenses", []))),
        "creator": ref(*makers()),
        "isBasedOn": ref(*publications(register)[0]),
    }
    return _known(entity)


def article(
    source: Path, register: Register, name: str, texts: dict[str, str] | None = None, day: str | None = None
) -> Entity:
    """Return the paper in one language as a ScholarlyArticle.

    Parameters
    ----------
    source : Path
        A `.qmd`; its front matter has title, subtitle, language and abstract.
    register : Register
    name : str
        The `@id` of the article.
    texts : dict, optional
        Result, figure or fact of the build, as a shortcode names it → its text, to fill title, subtitle and abstract;
        without it there is no abstract, and no subtitle that shows any.
    day : str, optional
        That of the build's clock by default.
    """
    meta = front_matter(source)
    if texts is not None:
        meta |= {part: filled(meta[part], texts) for part in ("title", "subtitle", "abstract")}
    entity = {
        "@id": name,
        "@type": "ScholarlyArticle",
        "name": meta["title"],
        "headline": meta["title"],
        "alternativeHeadline": "" if "{{<" in meta["subtitle"] else meta["subtitle"],
        "inLanguage": meta["lang"],
        "version": __version__,
        "datePublished": day or today(register),
        "isAccessibleForFree": True,
        "license": ref(CC_BY),
        "author": ref(*makers()),
        "citation": ref(*publications(register)[0]),
        "abstract": None if texts is None else meta["abstract"],
    }
    return _known(entity)


def document(language: str) -> Path:
    """Return the paper's source in a language."""
    return REPORTS / ("paper.qmd" if language == "en" else f"paper.{language}.qmd")


def front_matter(source: Path) -> dict:
    """Return the front matter of a document; the built page takes its title and abstract from the same place."""
    found = re.match(r"---\n(.*?\n)---\n", source.read_text(encoding="utf-8"), re.DOTALL)
    meta = yaml.safe_load(found[1]) if found else {}
    return {"title": display_path(source), "subtitle": "", "lang": "en", "abstract": "", **(meta or {})}


def filled(text: str, texts: dict[str, str]) -> str:
    """Return a text with each `{{< meta … >}}` replaced, in one line."""

    def fill(found: re.Match) -> str:
        if found[1] not in texts:
            raise PaperError(f"the paper shows {found[1]}, which no notebook records. To mend: mend the name there.")
        return texts[found[1]]

    # A narrow no-break space is no white space to fold: French keeps it before %.
    return re.sub(r"[ \n]+", " ", re.sub(r"\{\{<\s*meta\s+(\S+?)\s*>\}\}", fill, text)).strip()


def page(language: str, register: Register, texts: dict[str, str], languages: Iterable[str]) -> str:
    """Return what a page says of itself, as JSON-LD that can stand inside a `<script>`."""
    works, people = publications(register, language)
    entities = [
        {**article(document(language), register, "#article", texts), "isBasedOn": ref("#dataset")},
        {**dataset(register, "#dataset", languages), "subjectOf": ref("#article")},
        *works,
        *once([*makers(), *people]),
    ]
    text = json.dumps({"@context": "https://schema.org", "@graph": entities}, ensure_ascii=False, indent=1)
    # Whatever a card holds, it cannot end the script.
    return text.replace("<", r"\u003c").replace(">", r"\u003e").replace("&", r"\u0026") + "\n"


def today(register: Register) -> str:
    """Return the day of the build's clock."""
    return clock.build_time(ROOT, register.folder).date().isoformat()


def once(entities: Iterable[Entity]) -> list[Entity]:
    """Return entities without those that were there before under the same `@id`."""
    found: dict[str, Entity] = {}
    for entity in entities:
        found.setdefault(entity["@id"], entity)
    return list(found.values())


def _publication(name: str, card: dict, authors: list[Entity], language: str) -> Entity:
    """Return a card as an entity; what the card calls unknown is left out."""
    parts = card.get("issued", {}).get("date-parts", [[]])[0]
    return _known(
        {
            "@id": card.get("URL", f"#{name}"),
            "@type": _KINDS.get(card["type"], "CreativeWork"),
            "identifier": name,
            "name": _called(card, language),
            "description": card["custom"].get("what_it_is" if language == "en" else f"what_it_is_{language}"),
            "inLanguage": card.get("language"),
            "datePublished": "-".join(f"{part:02d}" for part in parts),
            "author": ref(*authors),
            "url": card.get("URL"),
        }
    )


def _called(card: dict, language: str) -> str:
    """Return a publication as one speaks of it, author and year; its title stands in the bibliography."""
    author = card.get("author", [{"literal": card["id"]}])[0]
    year = card.get("issued", {}).get("date-parts", [[""]])[0][0]
    custom = card["custom"]
    short = custom.get(f"short_name_{language}", custom.get("short_name")) or author.get("family") or author["literal"]
    return f"{short} {year}".strip()


def _person(author: dict) -> Entity:
    """Return an author as CSL or CITATION.cff names one."""
    family, given = (author.get(key) or author.get(f"{key}-names") for key in ("family", "given"))
    if family:
        name = f"{given} {family}" if given else family
        return _known(
            {"@id": _fragment(name), "@type": "Person", "name": name, "familyName": family, "givenName": given}
        )
    name = author.get("literal") or author["name"]
    return {"@id": _fragment(name), "@type": "Organization", "name": name}


def _fragment(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return "#" + (re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "somebody")


def _known(entity: Entity) -> Entity:
    """Return an entity without what is not known of it."""
    return {key: value for key, value in entity.items() if value not in (None, "", [])}
