"""The structure that ARCHITECTURE.md promises: who imports whom, read from the sources without running them."""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from conftest import ROOT

# baromia's rooms: each imports only what stands after it. nbpaper, below them all, imports none.
ROOMS = ("cli", "paper", "add", "words", "analysis", "register", "charts", "estimates", "project")
LAZY = {"baromia", "baromia.cli", "nbpaper.preload"}  # where modules are loaded by name, each says why

FILES = {
    ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "src").rglob("*.py"))
}
# Files that do another thing in French, and what shows it.
LANGUAGE_IN = {".py", ".js", ".lua", ".typ", ".csl", ".yaml", ".yml", ".csv"}
FRENCH = re.compile(
    r"""["'](?:fr|[\w.]*[_.]fr)["']|\bFRENCH \?|\bfrench and\b|^ *fr:|[{,] ?fr: |="fr"|,fr$|\.fr\.(?:md|qmd|html)""",
    re.MULTILINE,
)
WHATEVER_LANGUAGE = {  # do the same for any other
    "/src/baromia/register/printed.py",  # reads the articles, which are French
    "/src/baromia/words/surveys.py",  # each language has the columns of French
}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@cache
def trees() -> dict[str, ast.AST]:
    """Return every module as Python reads it."""
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in FILES.items()}


def imported(module: str, tree: ast.AST) -> Iterator[str]:
    """Yield what is imported in a module or a part of it, by absolute names: a module, or a name in one."""
    package = module if FILES.get(module, ROOT).name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            yield from (".".join(filter(None, [*start, node.module, each.name])) for each in node.names)


@cache
def imports() -> dict[str, set[str]]:
    """Return what each module imports."""
    return {module: {*imported(module, tree)} for module, tree in trees().items()}


def own(names: Iterable[str]) -> set[str]:
    """Return the modules of ours among imported names."""
    return {name if name in FILES else name.rpartition(".")[0] for name in names} & set(FILES)


def room(module: str) -> str:
    """Return the room that a module of baromia stands in; none for the top of the package."""
    return module.removeprefix("baromia").strip(".").partition(".")[0].removeprefix("__main__")


def test_nbpaper_knows_no_survey():
    """No import, no string and no variable of the environment of nbpaper names baromia."""
    sources = (ROOT / "src" / "nbpaper").rglob("*.*")
    texts = {path.name: path.read_text(encoding="utf-8") for path in sources if path.suffix != ".pyc"}
    assert [name for name, text in texts.items() if "baromia" in text.lower()] == []


def test_rooms_are_those_of_architecture():
    """Its table names every room, from the top."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    table = text.split("| Room |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    assert tuple(re.match(r"\| `(\w+)/?`", line)[1] for line in table) == (*ROOMS, "nbpaper")
    assert {room(module) for module in FILES if module.startswith("baromia")} - {""} == set(ROOMS)


def test_architecture_names_every_file_that_tells_french_apart():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = re.findall(r"`([^`]+)`", text.split("**A language**", 1)[1].split("\n\n", 1)[0])
    paths = [*(ROOT / "src").rglob("*.*"), *(ROOT / "reports").glob("*.*"), ROOT / "_quarto.yml"]
    found = [path for path in paths if path.suffix in LANGUAGE_IN and FRENCH.search(_code(path))]
    assert len(found) > 20
    places = {f"/{path.relative_to(ROOT).as_posix()}" for path in found} - WHATEVER_LANGUAGE
    unnamed = {place for place in places if not any(f"/{name}" in place for name in named)}
    assert unnamed == set()


def _code(path: Path) -> str:
    """Return a file's text; of a module its strings, without the documentation."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return text
    strings = (node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
    return "\n".join(repr(one) for one in strings if isinstance(one, str) and "\n" not in one)


def test_imports_only_go_down():
    arrows = [
        (module, other)
        for module, names in imports().items()
        if room(module) in ROOMS and module.startswith("baromia")
        for other in own(names)
        if room(other) in ROOMS and other.startswith("baromia")
    ]
    assert len(arrows) > 50
    assert [arrow for arrow in arrows if ROOMS.index(room(arrow[0])) > ROOMS.index(room(arrow[1]))] == []


def test_no_circle_of_modules():
    try:
        TopologicalSorter({module: own(names) - {module} for module, names in imports().items()}).prepare()
    except CycleError as circle:
        pytest.fail(" → ".join(circle.args[1]))


def test_who_checks_the_register_waits_for_nothing_that_builds():
    reached, waiting = set(), ["baromia.cli.register"]
    while waiting:
        module = waiting.pop()
        reached.add(module)
        waiting += own({*imports()[module], module.rpartition(".")[0]}) - reached
    assert "baromia.register.verify" in reached
    assert "nbpaper.build" not in reached


def test_nothing_of_ours_is_imported_inside_a_function():
    inside = [
        f"{module}.{node.name} imports {', '.join(sorted(names))}"
        for module, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, FUNCTIONS) and (names := own(imported(module, node)))
    ]
    assert inside == []
    by_name = {module for module, path in FILES.items() if "import_module" in path.read_text(encoding="utf-8")}
    assert by_name == LAZY


def test_one_module_runs_pandoc_and_typst():
    run = {module for module, names in imports().items() if {"pypandoc", "typst"} & names}
    assert run == {"nbpaper.render.programs"}


def test_what_is_declared_is_imported_and_what_is_imported_is_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}
    extra = {canonicalize_name(Requirement(line).name) for line in project["optional-dependencies"]["cluster"]}
    names = {name.partition(".")[0] for each in imports().values() for name in each}
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        names |= {name.partition(".")[0] for name in imported("notebook", ast.parse(code))}
    homes = packages_distributions()
    theirs = names - sys.stdlib_module_names - {"baromia", "nbpaper", "__future__"}
    homes = {name: {canonicalize_name(home) for home in homes.get(name, [name])} for name in theirs}
    assert {name for name, home in homes.items() if not home & (needed | extra)} == set(), "imported, not declared"
    assert needed - set().union(*homes.values()) == set(), "declared, not imported"


def test_public_functions_say_what_they_do():
    def silent(module: str, tree: ast.AST) -> Iterator[str]:
        for node in ast.iter_child_nodes(tree):
            if isinstance(node, (ast.ClassDef, *FUNCTIONS)) and not node.name.startswith("_"):
                if not ast.get_docstring(node):
                    yield f"{module}.{node.name}"
                if isinstance(node, ast.ClassDef):
                    yield from silent(f"{module}.{node.name}", node)

    assert [name for module, tree in trees().items() for name in silent(module, tree)] == []
