"""Which signs no PDF shows, and that asking leaves a process as it was."""

import os
import subprocess
import sys

import pytest

from nbpaper.render.letters import lacking

# Typst's threads do not survive a fork: a process that had asked it itself would never end here.
FORKED = """
import os, sys, typst
from nbpaper.render.letters import lacking
lacking("Ω → ½")
child = os.fork()
if not child:
    typst.compile(b"= A heading")
    os._exit(0)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.parametrize(("text", "sign"), [("a漢字", "漢"), ("A 😀.", "😀"), ("Ωя → ½ ≥ שלום", None), ("", None)])
def test_the_first_sign_that_no_typeface_has(text, sign):
    assert [lacking(text), lacking(text)] == [sign, sign]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked on POSIX alone")
def test_who_has_asked_may_be_forked():
    assert subprocess.run([sys.executable, "-c", FORKED], timeout=60).returncode == 0
