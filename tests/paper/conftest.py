"""What tests of the paper share: the worst register and its paper."""

from pathlib import Path

import pytest

from conftest import CAMPAIGN, ROOT, build, once
from nbpaper.errors import PaperError
from worst import make_worst


@pytest.fixture(scope="session")
def worst(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worst register, `data`, and its paper, `out`: in English, in a campaign in French, too."""
    return once("worst", tmp_path_factory, _build_worst)


def _build_worst(folder: Path) -> str:
    languages = () if CAMPAIGN else ("--language", "en")
    try:
        make_worst(ROOT, folder)
    except PaperError as error:
        return str(error)
    return build(folder / "out", "--data", str(folder / "data"), *languages)
