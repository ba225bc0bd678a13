"""The environment: three descriptions of it that must say the same, and locks that reveal nothing."""

import os
import re
import subprocess
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

from conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
NAMED_BY_THE_MISSION = {"jupyterlab", "papermill", "pandas", "seaborn", "statsmodels", "nbval", "quarto"}
ONLY_CONDA = {"python", "pip", "quarto"}  # no Python packages
LOCKS = {  # of which extra
    "requirements.txt": None,
    "requirements-test.txt": "test",
    "requirements-lab.txt": "lab",
    "requirements-lowest.txt": "test",
}


def ranges_in_pyproject() -> dict[str, str]:
    extras = PROJECT["project"]["optional-dependencies"]
    lines = PROJECT["project"]["dependencies"] + [line for extra in extras.values() for line in extra]
    return {(found := Requirement(line)).name: str(found.specifier) for line in lines}


def ranges_in_conda() -> dict[str, str]:
    plain = [line for line in CONDA["dependencies"] if isinstance(line, str)]
    pip = next(line["pip"] for line in CONDA["dependencies"] if isinstance(line, dict))
    found = [Requirement(line.split(" #")[0]) for line in plain + [line for line in pip if not line.startswith("-e")]]
    return {requirement.name: str(requirement.specifier) for requirement in found}


def locked(name: str) -> set[str]:
    """Return `package==version` for each package that a lock pins."""
    return set(re.findall(r"^([\w.-]+==[\w.]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))


def test_conda_and_pyproject_ask_for_the_same():
    conda = ranges_in_conda()
    assert {name: range_ for name, range_ in conda.items() if name not in ONLY_CONDA} == ranges_in_pyproject()
    assert set(conda) >= NAMED_BY_THE_MISSION
    assert conda["python"] == PROJECT["project"]["requires-python"]
    assert "-e ." in next(line["pip"] for line in CONDA["dependencies"] if isinstance(line, dict))


@pytest.mark.parametrize("name", [*LOCKS, "requirements-build.txt"])
def test_lock_has_hashes_and_no_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    pinned = re.findall(r"^[\w.-]+==[^\n]*\\\n( +--hash=sha256:)?", text, re.MULTILINE)
    assert pinned
    assert all(pinned)
    assert "://" not in text
    assert "-index" not in text


@pytest.mark.parametrize(("lock", "extra"), LOCKS.items())
def test_lock_meets_the_ranges(lock, extra):
    """The lowest lock has the lowest versions: a range whose lower end was never tried is a guess."""
    versions: dict[str, list[str]] = {}  # of some packages several, each for its versions of Python
    for name, version in (package.split("==") for package in locked(lock)):
        versions.setdefault(name, []).append(version)
    asked = PROJECT["project"]["dependencies"]
    for line in [*asked, *PROJECT["project"]["optional-dependencies"].get(extra, ())]:
        wanted = Requirement(line)
        name = wanted.name.replace("_", "-").lower()
        assert name in versions, f"{name} is not in {lock}: run make lock"
        assert all(map(wanted.specifier.contains, versions[name])), f"{name} {versions[name]}: {wanted.specifier}"
        if "lowest" in lock and line in asked:
            (lowest,) = wanted.specifier
            assert lowest.operator == ">="
            assert Version(lowest.version) in map(Version, versions[name]), f"{name}: run make lock"


def test_locks_agree_on_every_version():
    paper, *others = (locked(name) for name in LOCKS if "lowest" not in name)
    for other in others:
        names = {package.split("==")[0] for package in other}
        assert {package for package in paper if package.split("==")[0] in names} <= other
    assert "jupyterlab" not in {package.split("==")[0] for package in paper}  # it slows papermill's import


def test_continuous_integration_runs_the_readmes_command():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    commands = [line for line in script.splitlines() if re.match(r"(make|python|pytest|pip)\b", line.strip())]
    assert commands == ["make test"]
    assert script.splitlines()[-1] == "make test"
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_paper_is_made_by_the_renderer_and_the_processes_asked_for():
    command = ["make", "--dry-run", "--no-print-directory", "paper", "RENDERER=quarto", "JOBS=3"]
    outside = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}  # of `make test`
    said = subprocess.run(command, cwd=ROOT, env=outside, capture_output=True, encoding="utf-8", check=True).stdout
    assert said.splitlines()[-1].endswith(" -m baromia build --renderer quarto --jobs 3")


def test_every_make_target_is_explained():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)[1].split()
    explained = re.findall(r"^([a-z-]+):.*## .+$", text, re.MULTILINE)
    assert sorted(targets) == sorted(explained)
