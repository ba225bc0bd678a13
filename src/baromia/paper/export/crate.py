"""RO-Crate 1.1: what is in the archive and in the repository, who made it and under which licence, for machines."""

import json
from collections.abc import Sequence
from pathlib import Path

from ... import __version__
from ...project import DATA, LANGUAGES, NOTEBOOKS
from ...register import Register
from ...register.descriptor import DESCRIPTOR
from ..schema_org import (
    CC_BY,
    MIT,
    Entity,
    article,
    citation,
    dataset,
    document,
    licences,
    makers,
    once,
    publications,
    ref,
)

NAME = "ro-crate-metadata.json"
PYTHON = {"programmingLanguage": "Python"}
PROFILE = "https://w3id.org/ro/crate/1.1"
TYPES = {
    ".bib": "application/x-bibtex",
    ".cff": "application/yaml",
    ".csl": "application/vnd.citationstyles.style+xml",
    ".css": "text/css",
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".js": "text/javascript",
    ".json": "application/json",
    ".lua": "text/x-lua",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".py": "text/x-python",
    ".qmd": "text/markdown",
    ".svg": "image/svg+xml",
    ".toml": "application/toml",
    ".ttf": "font/ttf",
    ".txt": "text/plain",
    ".typ": "text/plain",
    ".woff2": "font/woff2",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    "": "text/plain",
}


def crate(files: Sequence[Entity], folders: Sequence[Entity], register: Register, day: str) -> str:
    """Return the metadata of a crate.

    Parameters
    ----------
    files, folders : sequence of dict
        Entities whose `@id` is their path; a folder's ends in a slash and holds what lies below it.
    register : Register
    day : str
        When it was published.
    """
    about = citation()
    told, (works, people) = licences(register), publications(register)
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": about["title"],
        "description": about["abstract"],
        "version": __version__,
        "datePublished": day,
        "keywords": ", ".join(about["keywords"]),
        "inLanguage": list(LANGUAGES),
        "license": ref(*told),
        "author": ref(*makers()),
        "publisher": ref(*makers()),
        "isBasedOn": ref(*works),
        "hasPart": [ref(one) for one in (*files, *folders)],
    }
    metadata = {
        "@id": NAME,
        "@type": "CreativeWork",
        "conformsTo": ref(PROFILE),
        "about": ref("./"),
    }
    held = [_holding(one, files) for one in folders]
    graph = once([metadata, root, *held, *files, *told, *works, *makers(), *people])
    return json.dumps({"@context": f"{PROFILE}/context", "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


def file(path: str, about: Entity, size: int | None = None) -> Entity:
    """Return the entity of a file; `about` may say that it is something besides a file."""
    kinds = about.get("@type", [])
    entity = {**about, "@id": path, "@type": ["File", *([kinds] if isinstance(kinds, str) else kinds)]}
    entity["@type"] = entity["@type"] if len(entity["@type"]) > 1 else "File"
    entity["encodingFormat"] = TYPES.get(Path(path).suffix, "application/octet-stream")
    return entity if size is None else {**entity, "contentSize": str(size)}


def folder(path: str, name: str, description: str, **more: object) -> Entity:
    """Return the entity of a folder."""
    return {"@id": path, "@type": "Dataset", "name": name, "description": description, **more}


def data_files(register: Register, folder: str = "data/") -> dict[str, Entity]:
    """Return what each file of the register is, by its path."""
    about = register.descriptor
    licence = {"license": ref(*(one["path"] for one in about.get("licenses", [])))}
    told = {
        one["path"]: {"name": one.get("title", one["name"]), "description": one.get("description", one["name"])}
        for one in about["resources"]
    }
    told[DESCRIPTOR] = {"name": "Descriptor", "description": "Data Package descriptor: the schema of every table."}
    told["README.md"] = {"name": "Codebook", "description": "What every column means, for people."}
    return {f"{folder}{name}": {**words, **licence} for name, words in told.items()}


def of_repository() -> str:
    """Return the metadata of the repository; it is kept at its root, so it names no commit and no day of a build."""
    register = Register.read(DATA)
    day = register.descriptor["created"][:10]
    text, code = {"license": ref(CC_BY)}, {"license": ref(MIT)}
    files = [file(path, about) for path, about in data_files(register).items()]
    files += [
        file(f"notebooks/{path.name}", {"@type": "SoftwareSourceCode", "name": _heading(path), **code, **PYTHON})
        for path in sorted(NOTEBOOKS.glob("*.ipynb"))
    ]
    files += [
        file(f"reports/{document(language).name}", article(document(language), register, "", day=day))
        for language in LANGUAGES
    ]
    files += [
        file("README.md", {"name": "Read me first", "description": "What this is, in English.", **text}),
        file("README.fr.md", {"name": "À lire d’abord", "description": "What this is, in French.", **text}),
        file("CITATION.cff", {"name": "Citation", "description": "How to cite the package.", **text}),
        file("LICENSE", {"name": "MIT License", "description": "The licence of the code.", **code}),
    ]
    folders = [
        dataset(register, "data/", LANGUAGES, day),
        folder("notebooks/", "Notebooks", "One question each, parametrised."),
        folder("reports/", "The paper", "Its sources; a build adds the rest."),
        folder("src/baromia/", "The package", "Reads, checks, draws, builds."),
        folder("tests/", "Tests", "What must hold."),
    ]
    return crate(files, folders, register, day)


def _heading(notebook: Path) -> str:
    """Return the first heading of a notebook."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return "".join(cells[0]["source"]).partition("\n")[0].lstrip("# ")


def _holding(folder: Entity, files: Sequence[Entity]) -> Entity:
    """Return a folder with the files that lie below it."""
    inside = [ref(file) for file in files if file["@id"].startswith(folder["@id"])]
    return {**folder, "hasPart": inside} if inside else folder
