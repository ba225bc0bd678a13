"""Which signs of a text no PDF would show: asked of typst, which brings the typefaces."""

import re
import subprocess
import sys

LACKING = re.compile(r'the text `"(.)')  # in what typst says
PAGE = '#set document(title: "?")\n'
COMPILE = "import sys, typst; typst.compile(sys.stdin.buffer.read(), pdf_standards=['ua-1'], ignore_system_fonts=True)"
SHOWN: set[str] = set()  # signs that were checked before and have a typeface


def lacking(text: str) -> str | None:
    """Return the first sign of a text that no typeface of the built-in renderer has, if there is one.

    Typst is asked in a process of its own: its threads do not survive the fork of a process that has used it.
    """
    unchecked = set(text) - SHOWN
    if not unchecked:
        return None
    page = PAGE + "".join(f'#text("\\u{{{ord(sign):x}}}")\n' for sign in dict.fromkeys(text) if sign in unchecked)
    command = [sys.executable, "-E", "-X", "utf8", "-c", COMPILE]
    process = subprocess.run(command, input=page, capture_output=True, encoding="utf-8", timeout=60)
    if match := LACKING.search(process.stderr) if process.returncode else None:
        return match[1]
    SHOWN.update(unchecked)
    return None
