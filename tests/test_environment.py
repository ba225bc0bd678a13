"""The environment: three descriptions of it that must say the same, and locks that reveal nothing."""

import re
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


def ranges_in_pyproject() -> dict[str, str]:
    extras = PROJECT["project"]["optional-dependencies"]
    lines = PROJECT["project"]["dependencies"] + [line for extra in extras.values() for line in extra]
    return {(found := Requirement(line)).name: str(found.specifier) for line in lines}


def ranges_in_conda() -> dict[str, str]:
    plain = [line for line in CONDA["dependencies"] if isinstance(line, str)]
    pip = next(line["pip"] for line in CONDA["dependencies"] if isinstance(line, dict))
    found = [Requirement(line.split(" #")[0]) for line in plain + [line for line in pip if not line.startswith("-e")]]
    return {requirement.name: str(requirement.specifier) for requirement in found}


def test_conda_and_pyproject_ask_for_the_same_ranges():
    conda = {name: range_ for name, range_ in ranges_in_conda().items() if name not in ONLY_CONDA}
    assert conda == ranges_in_pyproject()


def test_conda_brings_the_packages_the_project_is_made_of():
    assert set(ranges_in_conda()) >= NAMED_BY_THE_MISSION


def test_conda_installs_the_package_itself_and_asks_for_the_same_python():
    pip = next(line["pip"] for line in CONDA["dependencies"] if isinstance(line, dict))
    assert "-e ." in pip
    assert ranges_in_conda()["python"] == PROJECT["project"]["requires-python"]


@pytest.mark.parametrize(
    "name",
    [
        "requirements.txt",
        "requirements-test.txt",
        "requirements-lab.txt",
        "requirements-build.txt",
        "requirements-lowest.txt",
    ],
)
def test_lock_has_hashes_and_no_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    pinned = re.findall(r"^([\w.-]+)==", text, re.MULTILINE)
    assert pinned
    assert all(
        re.search(rf"^{re.escape(package)}==[^\n]*\\\n +--hash=sha256:", text, re.MULTILINE) for package in pinned
    )
    assert "://" not in text
    assert "-index" not in text


@pytest.mark.parametrize(
    ("lock", "extra"),
    [
        ("requirements.txt", None),
        ("requirements-test.txt", "test"),
        ("requirements-lab.txt", "lab"),
        ("requirements-lowest.txt", "test"),
    ],
)
def test_lock_meets_the_ranges(lock, extra):
    text = (ROOT / lock).read_text(encoding="utf-8")
    locked = dict(re.findall(r"^([\w.-]+)==([\w.]+)", text, re.MULTILINE))
    asked = PROJECT["project"]["dependencies"] + (PROJECT["project"]["optional-dependencies"][extra] if extra else [])
    for line in asked:
        wanted = Requirement(line)
        name = wanted.name.replace("_", "-").lower()
        assert name in locked, f"{name} is not in {lock}: run make lock"
        assert wanted.specifier.contains(locked[name]), f"{name} {locked[name]} does not meet {wanted.specifier}"


def test_the_lowest_lock_has_the_lowest_versions():
    """`make lowest` runs the tests with them: a range whose lower end was never tried is a guess."""
    text = (ROOT / "requirements-lowest.txt").read_text(encoding="utf-8")
    locked = {(name, Version(version)) for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", text, re.MULTILINE)}
    for line in PROJECT["project"]["dependencies"]:
        wanted = Requirement(line)
        (lowest,) = wanted.specifier
        assert lowest.operator == ">="
        assert (wanted.name.replace("_", "-"), Version(lowest.version)) in locked, f"{wanted.name}: run make lock"


def test_locks_agree_on_every_version():
    texts = [
        (ROOT / name).read_text(encoding="utf-8")
        for name in ("requirements.txt", "requirements-test.txt", "requirements-lab.txt")
    ]
    locked = [set(re.findall(r"^([\w.-]+==[\w.]+(?: ;[^\\\n]*)?)", text, re.MULTILINE)) for text in texts]
    names = [{line.split("==")[0] for line in lines} for lines in locked]
    for other, other_names in zip(locked[1:], names[1:], strict=True):
        assert {line.split(" ")[0] for line in locked[0] if line.split("==")[0] in other_names} <= {
            line.split(" ")[0] for line in other
        }


def test_jupyterlab_is_not_in_the_papers_environment():
    assert "jupyterlab==" not in (ROOT / "requirements.txt").read_text(encoding="utf-8")


def test_every_dependency_says_why_it_is_there():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text.split("dependencies = [", 1)[1].split("[project.scripts]")[0]
    wordless = [line for line in block.splitlines() if re.match(r'\s+"[\w\[\]_-]+[><=]', line) and "#" not in line]
    assert wordless == []


def test_continuous_integration_runs_the_readmes_command():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    commands = [line for line in script.splitlines() if re.match(r"(make|python|pytest|pip)\b", line.strip())]
    assert commands == ["make test"]
    assert script.splitlines()[-1] == "make test"
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_make_target_is_explained():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)[1].split()
    explained = re.findall(r"^([a-z-]+):.*## .+$", text, re.MULTILINE)
    assert sorted(targets) == sorted(explained)
