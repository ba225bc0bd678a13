"""RO-Crate 1.2: what is in the archive and in the repository, who made it and under which licence, for machines.

`crate.yaml` says what each file and folder is.
"""

import json
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

import nbformat
import yaml

from nbpaper.markdown import heading

from ... import __version__
from ...project import DATA, DESCRIPTOR, LANGUAGES, NOTEBOOKS, PROJECT
from ...register import Register
from ...register.descriptor import title
from ...words.words import Words
from ..results_files import counted_publications
from ..schema_org import (
    CC_BY,
    MIT,
    Entity,
    article,
    authors,
    citation,
    data_licences,
    dataset,
    licences,
    makers,
    once,
    publications,
    ref,
)
from .croissant import NAME as CROISSANT

NAME = "ro-crate-metadata.json"
PROFILE = "https://w3id.org/ro/crate/1.2"
UNKNOWN = "application/octet-stream"
PYTHON = {"@id": "https://www.python.org/", "@type": "ComputerLanguage", "name": "Python", "version": "3.11 or newer"}
PYTHON |= {"url": PYTHON["@id"]}
SCRIPTS = (".py", ".ipynb")
ABOUT = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))


def crate(where: str, files: Sequence[Entity], register: Register, day: str) -> str:
    """Return the metadata of a crate, the "archive" or the "repository"; `files` are the entities `file` returns."""
    about, works = citation(), publications(register)
    folders = [dataset(register, "data/", day)]
    paths = [path for path in ABOUT[where] if path.endswith("/")]
    folders += [{**described(where, path, register), "@id": path, "@type": "Dataset"} for path in paths]
    for folder in folders:
        inside = [ref(entity) for entity in files if entity["@id"].startswith(folder["@id"])]
        if inside:
            folder["hasPart"] = inside
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": about["title"],
        "description": about["abstract"],
        "version": __version__,
        "datePublished": day,
        "keywords": ", ".join(about["keywords"]),
        "inLanguage": list(LANGUAGES),
        "license": ref(*licences(register)),
        "author": ref(*makers()),
        "publisher": ref(*makers()),
        "isBasedOn": ref(*works),
        "hasPart": [ref(entity) for entity in (*files, *folders)],
    }
    metadata = {"@id": NAME, "@type": "CreativeWork", "conformsTo": ref(PROFILE), "about": ref("./")}
    graph = once([metadata, root, *folders, *files, *licences(register), *works, *makers(), *authors(register), PYTHON])
    return json.dumps({"@context": f"{PROFILE}/context", "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


def described(where: str, path: str, register: Register) -> Entity:
    """Return what `crate.yaml` says of a file or folder."""
    name, description, kind = next(entry for pattern, entry in ABOUT[where].items() if fnmatchcase(path, pattern))
    licence = {"data": data_licences(register), "text": ref(CC_BY), "code": ref(MIT)}[kind]
    script = {"@type": "SoftwareSourceCode", "programmingLanguage": ref(PYTHON)} if Path(path).suffix in SCRIPTS else {}
    return {"name": name or path, "description": description, "license": licence, **script}


def file(path: str, about: Entity, size: int | None = None) -> Entity:
    """Return the entity of a file; `about` may say that it is something besides a file."""
    kind = ["File", about["@type"]] if "@type" in about else "File"
    entity = {**about, "@id": path, "@type": kind, "encodingFormat": ABOUT["types"].get(Path(path).suffix, UNKNOWN)}
    return entity if size is None else {**entity, "contentSize": str(size)}


def data_files(register: Register) -> dict[str, Entity]:
    """Return what each file of the register is, by its path."""
    entries = {
        resource["path"]: (title(resource), resource.get("description", resource["name"]))
        for resource in register.descriptor["resources"]
    }
    entries[DESCRIPTOR] = ("Descriptor", "Data Package descriptor: the schema of every table.")
    entries["README.md"] = ("Codebook", "What every column means, for people.")
    entries[CROISSANT] = ("Croissant", "Tables and columns, for tools that load data sets.")
    licence = {"license": data_licences(register)}
    return {f"data/{path}": {"name": name, "description": text, **licence} for path, (name, text) in entries.items()}


def of_repository() -> str:
    """Return the metadata of the repository; it is kept at its root, so it names no commit and no day of a build."""
    register = Register.read(DATA)
    day, files = register.descriptor["created"][:10], data_files(register)
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        name = f"notebooks/{path.name}"
        files[name] = described("repository", name, register)
        files[name] |= {"name": heading(nbformat.read(path, as_version=4).cells[0].source)}
    for language in LANGUAGES:
        build_texts = {"build.publications": counted_publications(Words(language, register))}
        about = article(language, register, "", day, build_texts, abstract=False)  # which quotes results
        files[f"reports/{PROJECT.document(language).name}"] = about
    plain = [path for path in ABOUT["repository"] if not path.endswith(("/", "*"))]
    files |= {path: described("repository", path, register) for path in plain}
    return crate("repository", [file(*entry) for entry in files.items()], register, day)
