"""What the tests of the proof share: one real build, what it may say, and faults as sentences."""

import os
import shutil
from pathlib import Path

import pytest
import yaml

from baromia.paper.binding.embedded import Shown, embedded
from baromia.paper.binding.explained import Explained
from baromia.paper.binding.known import Known
from baromia.paper.binding.pictures import Alternative
from binding_shared import SOURCE


@pytest.fixture(scope="session")
def paper(request) -> Path:
    """The real build: the one that BAROMIA_BUILT names, for those who have just built, or a new one."""
    return Path(os.environ.get("BAROMIA_BUILT") or request.getfixturevalue("built"))


@pytest.fixture(scope="session")
def known(paper) -> Known:
    return Known(paper, "en")


@pytest.fixture(scope="session")
def explained(known) -> Explained:
    return Explained(known)


@pytest.fixture(scope="session")
def alternative(explained) -> Alternative:
    return Alternative(explained)


@pytest.fixture(scope="session")
def shown(paper) -> dict[str, Shown]:
    tree = yaml.safe_load((paper / "results" / "en.yml").read_text(encoding="utf-8"))
    return {one.name: one for one in embedded(SOURCE, paper, tree)}


@pytest.fixture(scope="session")
def html(paper) -> str:
    return (paper / "paper.html").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def about(paper) -> dict:
    return yaml.safe_load((paper / "results" / "en.yml").read_text(encoding="utf-8"))["build"]


@pytest.fixture
def copy(paper, tmp_path) -> Path:
    """The results and executed notebooks of a build, to be damaged."""
    for name in ("results", "executed/en"):
        shutil.copytree(paper / name, tmp_path / name)
    return tmp_path
