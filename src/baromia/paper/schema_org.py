"""What there is to cite, in the words of schema.org: search engines read it in the page, archives in the crate.

Everything comes from the descriptor, the entries of the publications, CITATION.cff and the paper's front matter. Each
entity is flat and refers to the others by `@id`, as RO-Crate asks.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator

import yaml

from nbpaper import clock

from .. import __version__
from ..project import LANGUAGES, ROOT, column
from ..register import Register
from ..register.descriptor import title
from ..words.evidence import publication_names
from .shortcodes import filled, front_matter

Entity = dict[str, object]
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
MIT = "https://spdx.org/licenses/MIT"
OURS = {  # the licences of text, charts and code; those of the data stand in the descriptor
    CC_BY: ("CC BY 4.0", "Creative Commons Attribution 4.0 International: text and charts."),
    MIT: ("MIT", "MIT License: code."),
}
# CSL's kind of a publication → schema.org's; the rest is a CreativeWork.
KINDS = {"article-journal": "ScholarlyArticle", "webpage": "WebPage", "report": "Report", "book": "Book"}


def ref(*entities: Entity | str) -> object:
    """Return a reference to one entity, or a list of them to several."""
    references = [{"@id": entity if isinstance(entity, str) else entity["@id"]} for entity in entities]
    return references[0] if len(references) == 1 else references


def once(entities: Iterable[Entity]) -> list[Entity]:
    """Return the first of the entities under each `@id`."""
    by_id: dict[str, Entity] = {}
    for entity in entities:
        by_id.setdefault(entity["@id"], entity)
    return list(by_id.values())


# -- who and what is cited


def citation() -> dict:
    """Return CITATION.cff."""
    return yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def makers() -> list[Entity]:
    """Return the authors that CITATION.cff names."""
    return [_person(author) for author in citation()["authors"]]


def authors(register: Register) -> list[Entity]:
    """Return who wrote or published the publications that figures come from."""
    return [_person(author) for _, entry in _published(register) for author in entry.get("author", [])]


def publications(register: Register, language: str = LANGUAGES[0]) -> list[Entity]:
    """Return the publications that figures come from."""
    works, names = [], publication_names(register.sources, language)
    for source, entry in _published(register):
        day = entry.get("issued", {}).get("date-parts", [[]])[0]
        work = {
            "@id": entry.get("URL", f"#{source}"),
            "@type": KINDS.get(entry["type"], "CreativeWork"),
            "identifier": source,
            "name": names[source],  # the short one; its title stands in the bibliography
            "description": entry["custom"].get(column("what_it_is", language)),
            "inLanguage": entry.get("language"),
            "datePublished": "-".join(f"{part:02d}" for part in day),
            "author": ref(*map(_person, entry.get("author", []))),
            "url": entry.get("URL"),
        }
        works.append(_nonempty(work))
    return works


def _published(register: Register) -> Iterator[tuple[str, dict]]:
    """Yield id and entry of each publication that figures come from, not of methods literature."""
    return ((source, entry) for source, entry in register.sources.items() if "custom" in entry)


def data_licences(register: Register) -> object:
    """Return references to the licences of the data."""
    return ref(*(licence["path"] for licence in register.descriptor.get("licenses", [])))


def licences(register: Register) -> list[Entity]:
    """Return every licence: that of the data first, then that of text and charts, then that of the code."""
    data = {
        licence["path"]: (licence["name"], f"{title(licence)}: data.")
        for licence in register.descriptor.get("licenses", [])
    }
    return [
        {"@id": address, "@type": "CreativeWork", "name": name, "description": about}
        for address, (name, about) in (data | OURS).items()
    ]


# -- what is ours


def dataset(register: Register, name: str, day: str) -> Entity:
    """Return the register as a Dataset of that day; `name` becomes its `@id`."""
    about = register.descriptor
    entity = {
        "@id": name,
        "@type": "Dataset",
        "name": title(about),
        "description": about.get("description"),
        "version": about.get("version"),
        "dateCreated": about["created"][:10],
        "datePublished": day,
        "inLanguage": list(LANGUAGES),
        "keywords": ", ".join(about.get("keywords", [])),
        "isAccessibleForFree": True,
        "license": data_licences(register),
        "creator": ref(*makers()),
        "isBasedOn": ref(*publications(register)),
    }
    return _nonempty(entity)


def article(
    language: str, register: Register, name: str, day: str, texts: dict[str, str], *, abstract: bool = True
) -> Entity:
    """Return the paper in one language as a ScholarlyArticle of that day; `name` becomes its `@id`.

    `texts` are what shortcodes stand for, to fill title, subtitle and abstract.
    """
    meta = front_matter(language)
    quoting = ("title", "subtitle", "abstract") if abstract else ("title", "subtitle")
    meta |= {part: filled(meta[part], texts) for part in quoting}
    entity = {
        "@id": name,
        "@type": "ScholarlyArticle",
        "name": meta["title"],
        "headline": meta["title"],
        "alternativeHeadline": meta["subtitle"],
        "description": meta["subtitle"],
        "inLanguage": meta["lang"],
        "version": __version__,
        "datePublished": day,
        "isAccessibleForFree": True,
        "license": ref(CC_BY),
        "author": ref(*makers()),
        "isBasedOn": ref(*publications(register)),
        "abstract": meta["abstract"] if abstract else None,
    }
    return _nonempty(entity)


def page(language: str, register: Register, texts: dict[str, str]) -> str:
    """Return what a page says of itself, as JSON-LD that can stand inside a `<script>`."""
    works, day = publications(register, language), today(register)
    entities = [
        {**article(language, register, "#article", day, texts), "isBasedOn": ref("#dataset"), "citation": ref(*works)},
        {**dataset(register, "#dataset", day), "subjectOf": ref("#article")},
        *works,
        *once([*makers(), *authors(register)]),
    ]
    text = json.dumps({"@context": "https://schema.org", "@graph": entities}, ensure_ascii=False, indent=1)
    # Whatever an entry holds, it cannot end the script.
    return text.replace("<", r"\u003c").replace(">", r"\u003e").replace("&", r"\u0026") + "\n"


def today(register: Register) -> str:
    """Return the day of the build's clock."""
    return clock.build_time(ROOT, register.folder).date().isoformat()


def _person(author: dict) -> Entity:
    """Return an author as CSL or CITATION.cff names one."""
    family, given = (author.get(key) or author.get(f"{key}-names") for key in ("family", "given"))
    name = f"{given or ''} {family}".strip() if family else author.get("literal") or author["name"]
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    identifier = "#" + (re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "somebody")
    kind = "Person" if family else "Organization"
    return _nonempty({"@id": identifier, "@type": kind, "name": name, "familyName": family, "givenName": given})


def _nonempty(entity: Entity) -> Entity:
    """Return an entity without its empty properties."""
    return {key: value for key, value in entity.items() if value not in (None, "", [])}
