"""The command line explains itself: what to do next, an example each, the nearest right word, completion."""

import inspect
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import baromia
import toy
from baromia.cli import WORK, building, load, main, next_steps
from baromia.cli.completion import SHELLS
from baromia.cli.next_steps import command_name
from conftest import ROOT
from nbpaper import plan
from processes import marked_processes, wait_for

HEAVY = {"pandas", "numpy", "matplotlib", "seaborn", "statsmodels", "papermill", "nbformat", "jsonschema", "yaml"}
every_command = pytest.mark.parametrize("name", list(main.commands))


def run(*arguments: object):
    return CliRunner().invoke(main, list(map(str, arguments)))


def called(*arguments: str, python: tuple = (), cwd=ROOT, **variables: str) -> subprocess.CompletedProcess:
    """Call the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, *python, "-m", "baromia", *arguments],
        cwd=cwd,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )


def completed(begun: str, shell: str = "bash", **more) -> subprocess.CompletedProcess:
    """Ask for completions of what was typed, as a shell does."""
    words = begun.split(" ")
    place = words[-1] if shell == "fish" else str(len(words) - 1)
    return called(_BAROMIA_COMPLETE=f"{shell}_complete", COMP_WORDS=begun, COMP_CWORD=place, **more)


@every_command
def test_every_help_says_what_it_does_and_has_an_example_that_can_be_typed(name):
    said = run(name, "--help")
    assert said.exit_code == 0
    assert f"baromia {name}" in said.output.split("Example", 1)[1]
    assert main.commands[name].get_short_help_str(200)


def test_every_option_is_explained():
    unexplained = [
        (name, option.name)
        for name, command in main.commands.items()
        for option in command.params
        if isinstance(option, click.Option) and not option.help and not isinstance(option.type, click.Choice)
    ]
    assert unexplained == []


@every_command
def test_the_function_of_every_command_takes_what_can_be_typed(name):
    typed = {parameter.name: None for parameter in main.commands[name].params}
    inspect.signature(load(name)).bind(**typed)


def test_no_function_is_named_that_nothing_calls():
    assert set(WORK) - set(main.commands) <= {"make", "next steps", "warm up"}


# What starts at once


@pytest.mark.parametrize("arguments", [["build", "--help"], ["chek"], []])
def test_nothing_heavy_is_imported_before_there_is_work(arguments):
    assert not HEAVY & imported(called(*arguments, python=("-X", "importtime")))


@pytest.mark.build
def test_a_build_with_nothing_to_do_imports_nothing_heavy_and_writes_nothing(paper):
    writable = [path for path in (paper, *paper.rglob("*")) if path.is_dir()]
    before = {path: path.stat().st_mtime_ns for path in writable}
    done = called("build", "--renderer", "builtin", "--output", str(paper), python=("-X", "importtime"))
    assert "Nothing had changed" in done.stderr
    assert not (HEAVY | {"tqdm", "concurrent.futures", "filelock", "multiprocessing", "IPython"}) & imported(done)
    assert {path: path.stat().st_mtime_ns for path in writable} == before


@pytest.mark.build
def test_a_build_that_is_stopped_says_so(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "baromia", "build", "--output", str(tmp_path / "paper")],
        cwd=ROOT,
        env={**os.environ, "BAROMIA_TEST_MARK": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for(lambda: len(marked_processes(tmp_path)) >= 3)
    process.terminate()
    assert process.communicate(timeout=60)[1].splitlines()[-1] == (
        "baromia: stopped; what was there before is untouched."
    )
    assert process.returncode == 1
    wait_for(lambda: not marked_processes(tmp_path), 10)


@pytest.mark.parametrize("begun", ["baromia exp", "baromia check --da", "baromia cite acsel"])
def test_nothing_heavy_is_imported_to_complete_a_word(begun):
    done = completed(begun, python=("-X", "importtime"))
    assert done.stdout
    assert not HEAVY & imported(done)


def imported(done: subprocess.CompletedProcess) -> set[str]:
    return set(re.findall(r"^import time:.*\| +(\S+)$", done.stderr, re.MULTILINE))


# What to do next, and what is stale


def test_alone_it_says_what_to_do_next_and_build_says_why(monkeypatch, built_toys, tmp_path):
    root = Path(shutil.copytree(built_toys, tmp_path / "toys"))

    def first_lines(built: bool = True) -> list[str]:
        project = replace(toy.project(root), languages=("en",))
        monkeypatch.setattr(next_steps, "PROJECT", project)
        monkeypatch.setattr(next_steps, "REPORTS", project.reports if built else tmp_path)
        monkeypatch.setattr(building, "PROJECT", project)
        return run().output.splitlines()[:2]

    first, second = first_lines(built=False)
    assert (first[:30], second[-13:]) == ("No paper has been built yet. N", "baromia build")
    monkeypatch.setattr(plan, "quarto_command", lambda: None)
    first, second = first_lines()
    assert first.startswith("The paper is up to date")
    assert "baromia cite" in second
    assert run("build", "--why").output == ""
    (root / "data" / "toys.csv").write_text("colour,number\nred,5\n", encoding="utf-8")
    first, second = first_lines()
    assert first == "The paper is older than what it is made from (counting (en) and 3 more). Next:"
    assert second.endswith("baromia build")
    why = run("build", "--why", "-p", "factor", "2").output.splitlines()
    assert why[0] == ("counting (en): parameter factor is 2, was not given; data/toys.csv changed since the last build")


def test_what_it_advises_exists():
    said = run().output
    advised = [line.split("baromia ", 1)[1].split() for line in said.splitlines() if re.search(r"\bbaromia \S", line)]
    assert len(advised) >= 5
    assert {words[0] for words in advised} <= {*main.commands, "--help"}
    assert next(words[1] for words in advised if words[0] == "cite") in baromia.load_figures().index


def test_the_command_it_names_is_this_one():
    done = subprocess.run([*command_name().split(), "--version"], capture_output=True, text=True, timeout=60)
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
        ("sweep grid.yml --output a.csv --jobs 2 --scheduler tcp://host:8786", 2, "give one of them"),
        ("cite acsel2025.use-anyy", 1, "acsel2025.use-any"),
        ("keep adoptio", 1, "adoption"),
        ("keep training_gap", 1, "training-gap"),
    ],
)
def test_a_wrong_word_is_answered_with_the_nearest(given, code, hint):
    done = run(*given.split())
    assert done.exit_code == code
    assert hint in done.output.replace(given, "")
    assert "did you mean" not in run("xyzzy").output


# Completion


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_completes_ids(shell):
    ids = completed("baromia cite acsel2025.use-", shell).stdout
    assert "acsel2025.use-any" in ids
    assert "pulselife2025" not in ids
    assert f"_BAROMIA_COMPLETE={shell}_complete" in run("completion", shell).output


def test_completion_never_complains(register_copy):
    for damage in (lambda file: file.write_bytes(b"\xff\xfe"), Path.unlink):
        damage(register_copy / "figures.csv")
        done = completed("baromia cite a", BAROMIA_DATA=str(register_copy))
        assert (done.stdout.strip(), done.stderr) == ("", "")


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not on PATH")
def test_bash_itself_completes(tmp_path):
    script = run("completion", "bash").output
    program = tmp_path / "baromia"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m baromia "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    asked = f'COMP_WORDS=(baromia build --lan); COMP_CWORD=2; _baromia_completion "{program}"; echo "${{COMPREPLY[@]}}"'
    done = subprocess.run(["bash", "-c", f"{script}\n{asked}"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "--language"


# Faults, and places that cannot be used


def test_check_tells_the_faults_of_all_files_together(register_copy):
    for name, old, new in (
        ("figures.csv", "acsel2025.use-any,", "acsel2025.use any,"),
        ("samples.csv", ",608,", ",many,"),
    ):
        path = register_copy / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    done = run("check", "--data", register_copy)
    assert done.exit_code == 1
    assert "“acsel2025.use any” is not of the form" in done.output
    assert "“many” is no whole number" in done.output
    said = json.loads(run("check", "--json", "--data", register_copy).output)
    assert not said["ok"]
    assert {"figures.csv", "samples.csv"} <= {os.path.basename(problem["file"]) for problem in said["problems"]}


def test_an_empty_name_is_not_taken_for_the_folder_one_stands_in():
    for arguments in (("build", "--output", ""), ("check", "--data", ""), ("prove", "--output", ""), ("verify", "")):
        done = run(*arguments)
        assert done.exit_code == 2
        assert "an empty name is no folder" in done.output


@pytest.mark.parametrize("arguments", [("check", "--data", "{}"), ("build", "--output", "{}"), ("diff", "{}", "{}")])
def test_a_link_that_leads_to_itself_is_answered_in_a_sentence(tmp_path, arguments):
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    done = run(*(argument.format(loop) for argument in arguments))
    assert done.exit_code == 1
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert "To mend: " in done.output


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
