"""Scripts of the page: those that its policy knows."""

import base64
import hashlib
import re

import pytest

from baromia.paper.proof import SCRIPTS
from conftest import ROOT


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_policy_knows_each_script(name):
    digest = base64.b64encode(hashlib.sha256((ROOT / "reports" / name).read_bytes()).digest()).decode()
    known = re.search(rf'"{re.escape(name)}", "(sha256-[^"]+)"', (ROOT / "reports" / "paper.lua").read_text("utf-8"))
    assert known[1] == f"sha256-{digest}", f"{name} has changed: write its new digest into reports/paper.lua"
