"""The command line explains itself: what to do next, an example each, the nearest right word, completion."""

import inspect
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import baromia
import toy
from baromia.cli import building, load, main, next_steps, papers
from baromia.cli.completion import SHELLS
from baromia.paper.diff import Difference
from baromia.project import PROJECT, ROOT_VARIABLE
from conftest import ROOT
from nbpaper import plan
from nbpaper.environment import environment

HEAVY = {"pandas", "numpy", "matplotlib", "seaborn", "statsmodels", "papermill", "nbformat", "jsonschema", "yaml"}
HEAVY |= {"tqdm", "concurrent.futures", "filelock", "multiprocessing", "IPython"}


def run(*arguments: object, charset: str = "utf-8", **variables: str):
    return CliRunner(charset).invoke(main, list(map(str, arguments)), env=variables, prog_name="baromia")


def completing(begun: str, shell: str = "bash") -> dict[str, str]:
    """Return the variables by which a shell asks for completions of what was typed."""
    words = begun.split(" ")
    place = words[-1] if shell == "fish" else str(len(words) - 1)
    return {"_BAROMIA_COMPLETE": f"{shell}_complete", "COMP_WORDS": begun, "COMP_CWORD": place}


@pytest.mark.parametrize("name", list(main.commands))
def test_every_command_explains_itself(name):
    said, command = run(name, "--help"), main.commands[name]
    assert f"baromia {name}" in said.output.split("Example", 1)[1]  # one that can be typed
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert all(each.help or isinstance(each.type, click.Choice) for each in options)
    assert command.hidden or not command.get_short_help_str(62).endswith("...")  # it fits its line of `baromia --help`
    inspect.signature(load(command.target)).bind(**{parameter.name: None for parameter in command.params})


# What starts at once


def imports(*arguments: object, **variables: str) -> tuple[str, str, set[str]]:
    """Call the command line in a process of its own; return stdout, stderr and what is heavy of all that it imports."""
    command = [sys.executable, "-X", "importtime", "-m", "baromia", *map(str, arguments)]
    asked = {"capture_output": True, "encoding": "utf-8", "timeout": 300}
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **variables}, **asked)
    imported = re.findall(r"^import time:.*\| +(\S+)$", done.stderr, re.MULTILINE)
    return done.stdout, done.stderr, HEAVY & set(imported)


def test_nothing_heavy_is_imported_before_there_is_work():
    for words in ("build --help", "chek", ""):
        assert not imports(*words.split())[-1]
    for begun in ("baromia check --da", "baromia cite acsel"):
        completions, _, heavy = imports(**completing(begun))
        assert (bool(completions), heavy) == (True, set())


@pytest.mark.build
def test_a_build_with_nothing_to_do_imports_nothing_heavy_and_writes_nothing(paper):
    asked = ("build", "--renderer", "builtin", "--output", paper)
    assert run(*asked, "--why").output == "", (
        f"{paper} is older than the sources: build it again or unset BAROMIA_BUILT"
    )
    folders = [path for path in (paper, *paper.rglob("*")) if path.is_dir()]
    before = [path.stat().st_mtime_ns for path in folders]
    _, said, heavy = imports(*asked)
    assert ("Nothing had changed" in said, heavy) == (True, set())
    assert [path.stat().st_mtime_ns for path in folders] == before


def test_what_starts_a_build_leaves_drawing_and_computing_to_the_processes():
    code = """
import sys
from types import SimpleNamespace
from baromia.cli import building
load = building.load
building.load = lambda work: load(work) and (lambda *_: None)
building.build_stale(SimpleNamespace(needed=True, project=None, request=SimpleNamespace(data=None)))
print(*sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    imported = set(done.stdout.split())
    assert {"nbpaper.pool", "nbpaper.build"} <= imported
    assert not imported & {"numpy", "pandas", "matplotlib", "statsmodels", "papermill", "baromia.paper.results_files"}


@pytest.mark.parametrize(
    ("number", "by_itself"), [(signal.SIGINT, signal.default_int_handler), (signal.SIGTERM, signal.SIG_IGN)]
)
def test_a_build_that_is_stopped_says_so(number, by_itself, monkeypatch, request):
    before = signal.signal(number, by_itself)  # a suite in the background ignores SIGINT
    request.addfinalizer(lambda: signal.signal(number, before))
    monkeypatch.setattr(building, "build_stale", lambda _: (os.kill(os.getpid(), number), time.sleep(2)))
    done = run("build")
    assert (done.exit_code, done.stderr) == (1, "baromia: stopped; what was there before is untouched.\n")


@pytest.mark.parametrize("alone", [True, False])
def test_ctrl_c_while_the_command_line_is_imported_is_answered_in_a_sentence(alone):
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    module, function = scripts["baromia"].split(":")
    code = f"""
import os, runpy, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
class Interrupted:
    def find_spec(self, name, *_):
        if name == "click":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupted())
{f"from {module} import {function}" if alone else "runpy.run_module('baromia', run_name='__main__')"}
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (1, "baromia: stopped.\n")


# Where it is installed without a checkout

EVERYWHERE = ["", "check", "verify x", "cite x", "build", "prepare", "find x", "export a.zip", "formats", "prove",
              "diff HEAD data", "run adoption --output a.html", "sweep a.yml --output a.csv", "add --form", "keep",
              "class-sheet", "readme", "codebook", "crate"]  # fmt: skip
ASK = """
import sys, click.testing, baromia.cli
for words in sys.argv[1:]:
    done = click.testing.CliRunner().invoke(baromia.cli.main, words.split())
    print(done.exit_code, " ".join(done.output.split()))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Callable[..., list[str]]:
    """Call commands of a package that does not lie in a checkout; return code and output of each."""
    site = tmp_path_factory.mktemp("site-packages")
    for name in ("baromia", "nbpaper"):
        shutil.copytree(ROOT / "src" / name, site / name)

    def ask(folder: Path, *commands: str, **variables: str) -> list[str]:
        asked = {"cwd": folder, "env": {**os.environ, "PYTHONPATH": str(site), **variables}, "timeout": 300}
        return subprocess.run(
            [sys.executable, "-c", ASK, *commands], capture_output=True, encoding="utf-8", check=True, **asked
        ).stdout.splitlines()

    return ask


def test_alone_the_package_says_at_every_command_that_it_needs_a_checkout(installed, tmp_path):
    assert {words.partition(" ")[0] for words in EVERYWHERE} == {"", *main.commands} - {"completion"}
    *told, register, completion = installed(
        tmp_path, *EVERYWHERE, f"find deserts --data {ROOT / 'data'}", "completion fish"
    )
    (said,) = set(told)
    assert said.startswith("1 baromia: the register, the notebooks and the paper are in a checkout of baromia, and the")
    assert register.startswith("0 pulselife2025.daily-deserts: ")
    assert completion.startswith("0 function")
    assert list(tmp_path.iterdir()) == []


def test_in_a_checkout_it_works_there_and_so_do_the_processes_of_a_build(installed, tmp_path):
    told = {ROOT_VARIABLE: environment(PROJECT, PROJECT.data, tmp_path)[ROOT_VARIABLE]}
    for folder, variables in (ROOT / "notebooks", {}), (tmp_path, told):
        (said,) = installed(folder, "build --why --force", **variables)
        assert said.startswith("0 adoption (en): everything is to be built again")


# What to do next, and what is stale


def test_alone_it_says_what_to_do_next_and_build_says_why(monkeypatch, built_toys, tmp_path):
    root = Path(shutil.copytree(built_toys, tmp_path / "toys"))
    project = replace(toy.project(root), languages=("en",))
    for module in (next_steps, building):
        monkeypatch.setattr(module, "PROJECT", project)
    monkeypatch.setattr(plan, "quarto_command", lambda: None)

    def first_lines(reports: Path) -> list[str]:
        monkeypatch.setattr(next_steps, "REPORTS", reports)
        return run().output.splitlines()[:2]

    first, second = first_lines(tmp_path)
    assert (first[:30], second[-13:]) == ("No paper has been built yet. N", "baromia build")
    first, second = first_lines(project.reports)
    assert first.startswith("The paper is up to date")
    assert "baromia cite" in second
    assert run("build", "--why").output == ""
    (root / "data" / "toys.csv").write_text("colour,number\nred,5\n", encoding="utf-8")
    first, second = first_lines(project.reports)
    assert first == "The paper is older than what it is made from (counting (en) and 3 more). Next:"
    assert second.endswith("baromia build")
    why = run("build", "--why", "-p", "factor", "2").output.splitlines()[0]
    assert why == "counting (en): parameter factor is 2, was not given; data/toys.csv changed since the last build"


def test_what_it_advises_exists():
    said = run().output
    advised = [line.split("baromia ", 1)[1].split() for line in said.splitlines() if re.search(r"\bbaromia \S", line)]
    assert len(advised) >= 5
    assert {words[0] for words in advised} <= {*main.commands, "--help"}
    assert next(words[1] for words in advised if words[0] == "cite") in baromia.load_figures().index
    command = [*next_steps.command_name().split(), "--version"]
    assert baromia.__version__ in subprocess.run(command, capture_output=True, text=True, timeout=60).stdout


# Mistakes


@pytest.mark.parametrize(
    ("given", "code", "hint"),
    [
        ("chek", 2, "check"),
        ("build --langage fr", 2, "--language"),
        ("build --language de", 2, "'en', 'fr'"),
        ("build --renderer latex", 2, "'auto', 'quarto', 'builtin'"),
        ("sweep grid.yml --output a.csv --jobs 2 --scheduler tcp://host:8786", 2, "give one of them"),
        ("cite acsel2025.use-anyy", 1, "acsel2025.use-any"),
        ("keep adoptio", 1, "adoption"),
        ("verify nowhere", 1, "nowhere: no such folder. To mend: name the folder"),
        ("sweep {}/grid.yml --output {}/t.txt", 1, "t.txt: the end of the name tells no kind of table. To mend: let"),
        ("sweep {}/none.yml --output {}/file/t.csv", 1, "file/t.csv: Not a directory. To mend: name another"),
        ("build --output {}/file/out", 1, "file/out: Not a directory. To mend: name another place, or see that this"),
        ("build --output data", 1, "data: a build reads data and writes nothing there. To mend: name another folder"),
        ("build --data {}", 1, "datapackage.json: is not there. To mend: name the folder of a register."),
        ("check --data {}/loop", 1, "To mend: "),
    ],
)
def test_a_mistake_is_answered_in_a_sentence(given, code, hint, tmp_path):
    (tmp_path / "grid.yml").write_text("notebook: adoption\nparameters:\n  confidence: [0.9]\n", encoding="utf-8")
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    done = run(*given.replace("{}", str(tmp_path)).split())
    assert done.exit_code == code
    assert hint in done.output.replace(given, "")
    assert "executing" not in done.output


@pytest.mark.parametrize("words", ["formats --output {}", "export {}/a.zip --output {}", "class-sheet"])
def test_a_paper_under_parameters_is_not_replaced_by_the_published_one(words, tmp_path, monkeypatch):
    for module in (building, papers):
        monkeypatch.setattr(module, "request", partial(building.request, output=tmp_path))
    (tmp_path / "results").mkdir()
    made = plan.Plan(plan.Request.of(PROJECT, output=tmp_path, languages=("fr",), parameters={"confidence": 0.9}))
    for task in made.tasks:
        made.record(task, tmp_path, [])
    plan.write_cache(tmp_path / "results", made.built)
    done = run(*words.format(tmp_path, tmp_path).split())
    assert "was built with parameter confidence 0.9, and would be replaced. To mend: build without" in done.stderr
    assert (done.exit_code, {path.name for path in tmp_path.rglob("*")}) == (1, {"results", plan.CACHE_FILE})


def test_an_empty_name_is_not_taken_for_the_folder_one_stands_in():
    for arguments in (("build", "--output", ""), ("check", "--data", ""), ("verify", "")):
        assert "an empty name is no folder" in run(*arguments).output


def test_what_goes_on_does_not_stand_among_the_json_of_a_difference(monkeypatch):
    def difference(*_: str, tell, watched: bool) -> Difference:
        tell("executing 7 notebooks …")
        return Difference([], [], [], [], f"watched: {watched}")

    monkeypatch.setattr("baromia.cli.papers.difference", difference)
    done = run("diff", "HEAD", "data", "--json")
    assert json.loads(done.stdout)["note"] == "watched: False"
    assert done.stderr == "baromia: executing 7 notebooks …\n"


def test_whoever_stops_reading_is_told_nothing():
    asked = f"{sys.executable} -m baromia completion bash"
    done = subprocess.run(["bash", "-c", f"{asked} | true"], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.stderr == ""


def test_letters_that_a_terminal_does_not_have_stop_nothing():
    done = run("cite", "use-any", "--language", "fr", charset="latin-1")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "90?% des professionnels" in done.stdout


# Completion


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_completes_ids(shell):
    ids = run(**completing("baromia cite acsel2025.use-", shell)).output
    assert "acsel2025.use-any" in ids
    assert "pulselife2025" not in ids
    assert f"_BAROMIA_COMPLETE={shell}_complete" in run("completion", shell).output


def test_completion_never_complains(register_copy):
    (register_copy / "figures.csv").write_bytes(b"\xff\xfe")
    done = run(BAROMIA_DATA=str(register_copy), **completing("baromia cite a"))
    assert (done.exit_code, done.output.strip()) == (0, "")


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not on PATH")
def test_bash_itself_completes(tmp_path):
    script, program = run("completion", "bash").output, tmp_path / "baromia"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m baromia "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    asked = f'COMP_WORDS=(baromia build --lan); COMP_CWORD=2; _baromia_completion "{program}"; echo "${{COMPREPLY[@]}}"'
    done = subprocess.run(["bash", "-c", f"{script}\n{asked}"], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.stdout.strip() == "--language"
