"""The pages that newcomers read say nothing false: links, commands, options, targets and files they name are there."""

import re

import pytest

from baromia.cli import main
from conftest import ROOT

ROOMS = ("benchmarks", "reports", "tests", "tests/references", "tests/next_survey")
PAGES = [*ROOT.glob("*.md"), *(ROOT / name / "README.md" for name in ROOMS)]
FOLDERS = [
    ROOT,
    *(
        ROOT / name
        for name in ("data", "reports", "src", "src/baromia", "src/nbpaper/numbers", "tests", ".github/workflows")
    ),
]
NAMED = re.compile(r"(?<![\w/<>*.-])(?:[\w.-]+/)*\w[\w.-]*\.(?:py|lua|js|css|typ|qmd|md|ipynb|csv|yaml|yml|json|svg)\b")
MADE = re.compile(
    r"(?:reports/)?(?:executed|results)/|next2026|sweep\.csv|results\.json|paper\.qmd$"
)  # by a build, or by readers
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
    assert set(re.findall(r"^make ([a-z-]+)", typed, re.MULTILINE)) <= set(phony)
    called = re.findall(r"^(?:\$ )?baromia ([a-z-]+)\b", typed, re.MULTILINE)
    assert set(called) <= set(main.commands)


@every_page
def test_options_exist(page):
    for line in code(page.read_text(encoding="utf-8")).splitlines():
        found = re.match(r"baromia ([a-z-]+)\b(.*)", line)
        if found:
            known = {option for parameter in main.commands[found[1]].params for option in parameter.opts}
            assert set(re.findall(r"(?<!\S)--[a-z-]+", found[2].partition("#")[0])) <= known, line


@every_page
def test_files_that_are_named_exist(page):
    named = [name for name in NAMED.findall(code(page.read_text(encoding="utf-8"))) if not MADE.match(name)]
    assert [name for name in named if not any((folder / name).exists() for folder in (page.parent, *FOLDERS))] == []


def test_sources_hold_no_control_characters():
    paths = [*(ROOT / "src").rglob("*.py"), *ROOT.glob("tests/**/*.py"), *ROOT.glob("benchmarks/*.py")]
    assert [path.name for path in paths if re.search(r"[\x00-\x09\x0b-\x1f]", path.read_text(encoding="utf-8"))] == []
