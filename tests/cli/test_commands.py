"""The command line explains itself: what to do next, an example each, the nearest right word, completion."""

import os
import re
import shutil
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

import baromia
from baromia.cli import main
from baromia.cli.guide import SHELLS, command_name
from conftest import ROOT
from nbpaper.errors import PaperError
from scratch import build, change, environment, make_project


def commands(group: click.Group = main, above: str = "") -> list[tuple[str, click.Command]]:
    found = []
    for name, command in group.commands.items():
        found.append((f"{above}{name}", command))
        if isinstance(command, click.Group):
            found += commands(command, f"{above}{name} ")
    return found


ALL = commands()


@pytest.mark.parametrize("name", [name for name, _ in ALL])
def test_every_help_says_what_it_does_and_has_an_example_that_can_be_typed(name):
    said = CliRunner().invoke(main, [*name.split(), "--help"])
    assert said.exit_code == 0
    assert f"baromia {name}" in said.output.split("Example", 1)[1]
    assert dict(ALL)[name].get_short_help_str(200)


def test_every_option_is_explained():
    unexplained = [
        (name, option.name)
        for name, command in ALL
        for option in command.params
        if isinstance(option, click.Option) and not option.help and not isinstance(option.type, click.Choice)
    ]
    assert unexplained == []


# What to do next


def next_steps(root) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "baromia"],
        cwd=root,
        env=environment(root),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.build
def test_alone_it_says_what_to_do_next(tmp_path):
    root = make_project(tmp_path / "project")
    first, second = next_steps(root).splitlines()[:2]
    assert first.startswith("No paper has been built yet")
    assert second.endswith("baromia build")
    assert build(root).returncode == 0
    first, second = next_steps(root).splitlines()[:2]
    assert first.startswith("The paper is up to date")
    assert "baromia cite" in second
    change(root / "data", "acsel2025.good-thing", "89", "88")
    first, second = next_steps(root).splitlines()[:2]
    assert re.match(r"The paper is older than what it is made from \(executed/en/\w+\.ipynb and \d+ more\)", first)
    assert second.endswith("baromia build")


def test_what_it_advises_exists():
    said = CliRunner().invoke(main, [])
    assert said.exit_code == 0, said.output
    advised = [line.split("baromia ", 1)[1].split() for line in said.output.splitlines() if " baromia " in f" {line} "]
    advised += [line.split("bin/baromia ", 1)[1].split() for line in said.output.splitlines() if "bin/baromia " in line]
    assert len(advised) >= 5
    names = {name for name, _ in ALL}
    assert all(words[0] in names or words[0] == "--help" for words in advised)
    cited = next(words[1] for words in advised if words[0] == "cite")
    assert cited in baromia.load_figures().index


def test_the_command_it_names_is_this_one():
    name = command_name()
    done = subprocess.run([*name.split(), "--version"], capture_output=True, text=True, timeout=60)
    assert baromia.__version__ in done.stdout


# The nearest right word


@pytest.mark.parametrize(
    ("given", "code", "hint"),
    [
        ("chek", 2, "check"),
        ("exprot a.zip", 2, "export"),
        ("build --langage fr", 2, "--language"),
        ("build --language de", 2, "'en', 'fr'"),
        ("completion csh", 2, "'bash', 'zsh', 'fish'"),
        ("cite acsel2025.use-anyy", 1, "acsel2025.use-any"),
        ("keep adoptio", 1, "adoption"),
        ("keep training_gap", 1, "training-gap"),
    ],
)
def test_a_wrong_word_is_answered_with_the_nearest(given, code, hint):
    done = CliRunner().invoke(main, given.split())
    assert done.exit_code == code
    assert hint in done.output.replace(given, "")
    assert "Traceback" not in done.output


def test_a_word_like_no_other_gets_no_hint():
    done = CliRunner().invoke(main, ["xyzzy"])
    assert (done.exit_code, "did you mean" in done.output) == (2, False)


@pytest.mark.parametrize(
    ("ask", "hint"),
    [
        (lambda view: view.figures(them="adoption"), "did you mean theme"),
        (lambda view: view.figures(indicator_frequenzy="daily"), "did you mean indicator_frequency"),
        (lambda view: view.record("x", "acsel2025.use-anyy"), "did you mean acsel2025.use-any"),
        (lambda view: view.pairs([("risk.data", ["acsel2025.risk-dat"])]), "no figure is called 'acsel2025.risk-dat'"),
    ],
)
def test_a_wrong_word_in_a_notebook_too(ask, hint):
    with pytest.raises(PaperError, match=hint):
        ask(baromia.open_theme("adoption"))


# Completion


def completed(begun: str, shell: str = "bash", data=None) -> list[str]:
    words = begun.split(" ")
    kept = {**os.environ, **({"BAROMIA_DATA": str(data)} if data else {})}
    given = {"COMP_WORDS": begun, "COMP_CWORD": words[-1] if shell == "fish" else str(len(words) - 1)}
    done = subprocess.run(
        [sys.executable, "-c", "from baromia.__main__ import main; main(prog_name='baromia')"],
        env={**kept, **given, "_BAROMIA_COMPLETE": f"{shell}_complete"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.stderr == ""
    return done.stdout.strip().splitlines()


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_completes_commands_and_ids(shell):
    assert any("export" in line for line in completed("baromia exp", shell))
    ids = "\n".join(completed("baromia cite acsel2025.use-", shell))
    assert "acsel2025.use-any" in ids
    assert "pulselife2025" not in ids
    script = CliRunner().invoke(main, ["completion", shell]).output
    assert f"_BAROMIA_COMPLETE={shell}_complete" in script


def test_completion_never_complains(register_copy):
    (register_copy / "figures.csv").write_bytes(b"\xff\xfe")
    assert completed("baromia cite a", data=register_copy) == []
    (register_copy / "figures.csv").unlink()
    assert completed("baromia cite a", data=register_copy) == []


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not on PATH")
def test_bash_itself_completes(tmp_path):
    script = CliRunner().invoke(main, ["completion", "bash"]).output
    program = tmp_path / "baromia"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m baromia "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    asked = f'COMP_WORDS=(baromia build --lan); COMP_CWORD=2; _baromia_completion "{program}"; echo "${{COMPREPLY[@]}}"'
    done = subprocess.run(["bash", "-c", f"{script}\n{asked}"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "--language"


# Places that cannot be used


def run(*arguments: object):
    return CliRunner().invoke(main, list(map(str, arguments)))


def test_an_empty_name_is_not_taken_for_the_folder_one_stands_in():
    for arguments in (("build", "--output", ""), ("check", "--data", ""), ("prove", "--output", "")):
        done = run(*arguments)
        assert done.exit_code == 2
        assert "an empty name is no folder" in done.output


def test_a_place_that_cannot_be_used_is_named_with_a_mend(tmp_path):
    (tmp_path / "file").touch()
    grid = tmp_path / "grid.yml"
    grid.write_text("notebook: adoption\nparameters:\n  confidence: [0.9]\n", encoding="utf-8")
    place = tmp_path / "file" / "table.csv"
    for arguments in (("build", "--output", place), ("sweep", grid, "--output", place)):
        done = run(*arguments)
        assert done.exit_code == 1
        assert f"baromia: {place}" in done.output
        assert "Not a directory. To mend: name another place, or see that this one can be used." in done.output
    done = run("sweep", grid, "--output", tmp_path / "table.txt")
    assert (
        "table.txt: the end of the name tells no kind of table. To mend: let it end in .csv or .parquet." in done.output
    )
    done = run("verify", tmp_path / "nowhere")
    assert done.exit_code == 1
    assert "nowhere: no such folder. To mend: name the folder" in done.output


def test_whoever_stops_reading_is_told_nothing():
    check = f"{sys.executable} -m baromia check --json"
    done = subprocess.run(["bash", "-c", f"{check} | true"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
