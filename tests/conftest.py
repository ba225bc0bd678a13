"""What tests share: where things are, a copy of the register to damage, and one whole build."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def register_copy(tmp_path: Path) -> Path:
    """A copy of data/ that a test may damage."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@pytest.fixture(scope="session")
def articles() -> Path:
    """The folder of the sources' texts, which are not ours to redistribute."""
    folder = Path(os.environ.get("BAROMIA_TEXTS", ROOT.parent / "shared" / "sources"))
    if not folder.is_dir():
        pytest.skip(f"the articles' texts are not here ({folder}); set BAROMIA_TEXTS to a folder that has them")
    return folder
