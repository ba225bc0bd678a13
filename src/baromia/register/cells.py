"""What no cell may be, whatever its column: empty, padded, a formula, garbled, or with characters that are not seen."""

import re
import unicodedata
from collections.abc import Collection

from nbpaper.render.letters import lacking

# Nearly all cells are of these characters, and have no fault: only the others are checked further.
SOUND = re.compile(r"(?=[\w(«“])[ -:<-~\u00a0\u202fÀÁÄ-ÿœŒ’“”«»–—…]+(?<!\s)")
# A spreadsheet would run such a cell, also where quotation marks come first, where the signs are those of East
# Asian keyboards, and after a semicolon, which a French spreadsheet takes for the end of a cell.
FORMULA = re.compile(r"(?:^|;)[\s\"']*[-=+@＝＋－＠]")
NEGATIVE = re.compile(r"-[0-9]+(\.[0-9]+)?")  # runs as itself
MARKUP = re.compile(r"<[A-Za-z/!?]|[`\\@]|\$.*\$|\{\{|\][(\[{:]|[!^]\[", re.DOTALL)
# Marks, fillers and variants that Unicode counts as printable although nothing is seen; and the sign that
# stands for a letter lost in conversion.
UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0f\ufffc\ufffd\U000e0100-\U000e01ef]"
)
USUAL = re.compile("[\u0000-\u017f\u2010-\u203a€≤≥]+")  # signs that every typeface has: typst need not be asked
SPACES = str.maketrans("\u00a0\u2009\u202f", "   ")  # no-break and thin: French typography, and seen
# “Ã©” for “é”: UTF-8 that was read as Windows-1252 and saved again.
GARBLED = re.compile("[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]|â€")


def cell_fault(cell: str, marks: Collection[str] = ()) -> tuple[str, str] | None:
    """Return what is wrong with a cell and how to mend it; None if nothing is.

    `marks` are the column's words for an absent value: an empty cell wants one of them.
    """
    if not cell:
        alternative = f", or {' or '.join(f'“{mark}”' for mark in marks)}" if marks else ""
        return "is empty", f"write the value{alternative}"
    if misreading := misread(cell):
        return misreading
    if cell != cell.strip():
        return "begins or ends with a space", "remove the space"
    if FORMULA.search(cell) and not NEGATIVE.fullmatch(cell):
        return "begins like a formula (= + - @), which a spreadsheet would run", "begin with another character"
    return unset(cell)


def misread(text: str) -> tuple[str, str] | None:
    """Return what is unseen or garbled in a text, and how to mend it; None if nothing is."""
    if not text.translate(SPACES).isprintable() or UNSEEN.search(text):
        return "holds a character that cannot be seen", "delete it, or type the text again"
    if GARBLED.search(text):
        return "holds letters garbled by a wrong encoding", "type its accented letters again"
    if not unicodedata.is_normalized("NFC", text):
        return "holds an accent apart from its letter (not NFC)", "type its accented letters again"
    return None


def unset(text: str) -> tuple[str, str] | None:
    """Return which sign of a text the PDF's typefaces lack, and how to mend it; None if they have all."""
    if (rare := USUAL.sub("", text)) and (sign := lacking(rare)):
        return f"holds “{sign}”, which the PDF's typefaces do not have", "write it in Latin letters, or in words"
    return None


def markup(text: str) -> tuple[str, str] | None:
    """Return what markup of a text pandoc would carry out, and how to mend it; None if there is none.

    It would fetch images, keep HTML, follow shortcodes and set LaTeX. Emphasis is left alone: it does nothing.
    """
    if match := MARKUP.search(text):
        return f"{quoted(text)} holds {quoted(match[0])}, markup that pandoc would carry out", "write it as plain text"
    return None


def quoted(cell: object, longest: int = 60) -> str:
    """Return a cell's text between quotation marks, as it may be printed."""
    return f"“{printable(str(cell), longest)}”"


def printable(text: str, longest: int = 60) -> str:
    """Return a text as it may be printed: cut, and with unseen characters written as their codes."""
    short = "".join(sign if _visible(sign) else f"\\u{ord(sign):04x}" for sign in text[:longest])
    return f"{short}…" if len(text) > longest else short


def _visible(character: str) -> bool:
    return character.isprintable() and not UNSEEN.match(character) and not unicodedata.combining(character)
