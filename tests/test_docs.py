"""The pages that newcomers read say nothing false: links, commands, targets, files and modules they name are there."""

import re

import pytest

from baromia.cli import main
from conftest import ROOT

PAGES = [*ROOT.glob("*.md"), *(ROOT / name / "README.md" for name in ("benchmarks", "reports", "tests/references"))]
SOURCE = ROOT / "src" / "baromia"
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def code(text: str) -> str:
    """Return what stands in code, spans and blocks, a line each."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    return "\n".join([*blocks, *spans])


@every_page
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


@every_page
def test_commands_and_targets_exist(page):
    typed = code(page.read_text(encoding="utf-8"))
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[1].split()
    assert set(re.findall(r"^make ([a-z]+)", typed, re.MULTILINE)) <= set(phony)
    called = re.findall(r"^(?:\$ )?baromia ([a-z]+)\b", typed, re.MULTILINE)
    assert set(called) <= set(main.commands)


@every_page
def test_options_exist(page):
    for line in code(page.read_text(encoding="utf-8")).splitlines():
        found = re.match(r"baromia ([a-z]+)\b(.*)", line)
        if found:
            known = {option for parameter in main.commands[found[1]].params for option in parameter.opts}
            assert set(re.findall(r"(?<!\S)--[a-z-]+", found[2].partition("#")[0])) <= known, line


def test_files_that_the_readme_names_exist():
    typed = code((ROOT / "README.md").read_text(encoding="utf-8")).splitlines()
    named = [line for line in typed if re.fullmatch(r"(?:tests|data|src|benchmarks)/[\w./-]*", line)]
    assert len(named) > 4
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_sources_hold_no_control_characters():
    paths = [*SOURCE.rglob("*.py"), *ROOT.glob("tests/**/*.py"), *ROOT.glob("benchmarks/*.py")]
    assert [path.name for path in paths if re.search(r"[\x00-\x09\x0b-\x1f]", path.read_text(encoding="utf-8"))] == []


def test_architecture_names_every_room_and_no_other():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    table = text.split("| Room |", 1)[1].split("\n\n", 1)[0]
    named = {re.search(r"`([\w/]+)`", line)[1] for line in table.splitlines()[2:]}
    modules = {path.stem for path in SOURCE.glob("*.py")} - {"__init__", "__main__"}
    rooms = {f"{path.name}/" for path in SOURCE.iterdir() if (path / "__init__.py").exists()}
    assert named == {"nbpaper/", *modules, *rooms}


def test_every_language_has_what_architecture_says_it_needs():
    for language in ("en", "fr"):
        assert (SOURCE / "paper" / "export" / f"readme.{language}.md").exists()
    for name in re.findall(r"`((?:\w+/)*\w+\.(?:py|lua|js))`", (ROOT / "ARCHITECTURE.md").read_text("utf-8")):
        assert any((folder / name).exists() for folder in (ROOT, ROOT / "src", ROOT / "reports")), name
