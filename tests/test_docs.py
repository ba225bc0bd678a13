"""The pages that newcomers read say nothing false: links, commands, options, targets and files they name are there."""

import re

import pytest

from baromia.cli import main
from conftest import ROOT

ROOMS = ("benchmarks", "reports", "tests", "tests/references", "tests/next_survey")
PAGES = [*ROOT.glob("*.md"), *(ROOT / name / "README.md" for name in ROOMS)]
WITHIN = ("", "data", "reports", "src", "src/baromia", "src/nbpaper/numbers", "tests", ".github/workflows")
NAMED = re.compile(r"(?<![\w/<>*.-])(?:[\w.-]+/)*\w[\w.-]*\.(?:py|lua|js|css|typ|qmd|md|ipynb|csv|yaml|yml|json|svg)\b")
MADE = re.compile(r"(?:reports/)?(?:executed|results)/|next2026|sweep\.csv|results\.json|paper\.qmd$")  # not kept
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
def test_commands_options_and_targets_exist(page):
    typed = code(page.read_text(encoding="utf-8"))
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[1].split()
    assert set(re.findall(r"^make ([a-z-]+)", typed, re.MULTILINE)) <= set(phony)
    for name, line in re.findall(r"^(?:\$ )?baromia ([a-z-]+)\b(.*)", typed, re.MULTILINE):
        known = {option for parameter in main.commands[name].params for option in parameter.opts}
        assert set(re.findall(r"(?<!\S)--[a-z-]+", line.partition("#")[0])) <= known, line


@every_page
def test_files_that_are_named_exist(page):
    folders = [page.parent, *(ROOT / name for name in WITHIN)]
    named = [name for name in NAMED.findall(code(page.read_text(encoding="utf-8"))) if not MADE.match(name)]
    assert [name for name in named if not any((folder / name).exists() for folder in folders)] == []


def test_sources_hold_no_control_characters():
    paths = [*(ROOT / "src").rglob("*.py"), *ROOT.glob("tests/**/*.py"), *ROOT.glob("benchmarks/*.py")]
    assert [path.name for path in paths if re.search(r"[\x00-\x09\x0b-\x1f]", path.read_text(encoding="utf-8"))] == []
