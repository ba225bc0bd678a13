"""Random damage to a copy of the register, of every kind that people, spreadsheets, editors and disks do."""

import csv
import io
import json
import random
import re
from collections.abc import Callable
from pathlib import Path

from damaged import TABLES

Damage = Callable[[random.Random, Path], str]
# Longer tables and those that numbers rest on are hit more often.
WEIGHTS = {"figures": 8, "samples": 4, "indicators": 3, "relations": 3, "set_aside": 1, "headlines": 2}
PIECES = ["", " ", "0", "none", "unknown", "nan", "-1", "1e3", "=1+1", "é", "\u202f", "\u200b", '"', ",", "<b>", "NULL"]


def _table(draw: random.Random) -> str:
    filled = [name for name in TABLES if not TABLES[name]["schema"].get("mayBeEmpty")]
    return draw.choices(filled, [WEIGHTS.get(name, 1) for name in filled])[0]


def _changed(draw: random.Random, folder: Path, change: Callable[[list[list[str]]], str]) -> str:
    """Change the rows of a random table, its header first; return what was done."""
    name = _table(draw)
    path = folder / TABLES[name]["path"]
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    done = change(rows)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return f"{name}: {done}"


def _place(draw: random.Random, rows: list[list[str]]) -> tuple[int, int]:
    return draw.randrange(1, len(rows)), draw.randrange(len(rows[0]))


def _cell(rows: list[list[str]], row: int, column: int, new: str) -> str:
    old, rows[row][column] = rows[row][column], new
    return f"row {row} {rows[0][column]}: {old!r} -> {new!r}"


def another_type(draw: random.Random, folder: Path) -> str:
    """Write something of another kind into a cell."""
    return _changed(draw, folder, lambda rows: _cell(rows, *_place(draw, rows), draw.choice(PIECES)))


def another_word(draw: random.Random, folder: Path) -> str:
    """Write into a cell what stands elsewhere in its column: a base, a unit, an n that is allowed there."""

    def change(rows):
        row, column = _place(draw, rows)
        return _cell(rows, row, column, draw.choice(rows[1:])[column])

    return _changed(draw, folder, change)


def a_slip_of_the_pen(draw: random.Random, folder: Path) -> str:
    """Change, drop, double or swap characters of a cell."""

    def change(rows):
        row, column = _place(draw, rows)
        text = rows[row][column] or "x"
        at = draw.randrange(len(text))
        new = draw.choice(
            [text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:], text[:at] + "x" + text[at + 1 :],
             text[:at] + text[at : at + 2][::-1] + text[at + 2 :]]
        )  # fmt: skip
        return _cell(rows, row, column, new)

    return _changed(draw, folder, change)


def another_number(draw: random.Random, folder: Path) -> str:
    """Shift a decimal point, change a digit or a sign, put a comma: in a cell that holds a number."""

    def change(rows):
        held = [
            (row, column)
            for row in range(1, len(rows))
            for column in range(len(rows[0]))
            if re.fullmatch(r"[0-9][0-9.,/-]*", rows[row][column])
        ]
        if not held:
            return "no number there"
        row, column = draw.choice(held)
        text = rows[row][column]
        digits = text.replace(".", "")
        at = draw.randrange(len(text))
        shifted = digits[: len(digits) // 2] + "." + digits[len(digits) // 2 :]
        digit = text[:at] + str(draw.randrange(10)) + text[at + 1 :]
        return _cell(rows, row, column, draw.choice([shifted, digit, text + "0", "-" + text, text.replace(".", ",")]))

    return _changed(draw, folder, change)


def rows_or_cells_out_of_place(draw: random.Random, folder: Path) -> str:
    """Double, drop or swap rows, swap two cells of a row or of a column."""

    def change(rows):
        (one, column), (two, other) = _place(draw, rows), _place(draw, rows)
        kind = draw.choice(["double", "drop", "swap rows", "swap in row", "swap in column"])
        if kind == "double":
            rows.insert(two, list(rows[one]))
        elif kind == "drop" and len(rows) > 2:
            del rows[one]
        elif kind == "swap rows":
            rows[one], rows[two] = rows[two], rows[one]
        elif kind == "swap in row":
            rows[one][column], rows[one][other] = rows[one][other], rows[one][column]
        else:
            rows[one][column], rows[two][column] = rows[two][column], rows[one][column]
        return f"{kind} {one} {two} {rows[0][column]}"

    return _changed(draw, folder, change)


def columns_out_of_place(draw: random.Random, folder: Path) -> str:
    """Swap, rename, drop or double a column, its name or its cells alone."""

    def change(rows):
        one, two = draw.randrange(len(rows[0])), draw.randrange(len(rows[0]))
        kind = draw.choice(["swap all", "swap cells", "swap names", "rename", "drop", "double"])
        part = {"swap cells": rows[1:], "swap names": rows[:1]}.get(kind, rows)
        if kind.startswith("swap"):
            for row in part:
                row[one], row[two] = row[two], row[one]
        elif kind == "rename":
            rows[0][one] += draw.choice(["s", " ", "_2"])
        else:
            for row in rows:
                row[one : one + 1] = [] if kind == "drop" else [row[one]] * 2
        return f"{kind} columns {one} {two}"

    return _changed(draw, folder, change)


def bytes_of_a_file(draw: random.Random, folder: Path) -> str:
    """Cut a file off, flip a byte, write it in another encoding or with other line ends."""
    path = draw.choice(sorted(path for path in folder.iterdir() if path.suffix in (".csv", ".json", ".yaml")))
    raw = path.read_bytes()
    at = draw.randrange(len(raw))
    kinds = {
        "cut off": lambda: raw[:at],
        "a byte changed": lambda: raw[:at] + bytes([draw.randrange(256)]) + raw[at + 1 :],
        "a byte lost": lambda: raw[:at] + raw[at + 1 :],
        "a piece doubled": lambda: raw[:at] + raw[max(0, at - 40) : at] + raw[at:],
        "latin-1": lambda: raw.decode().encode("latin-1", "replace"),
        "UTF-16": lambda: raw.decode().encode("utf-16"),
        "CRLF": lambda: raw.replace(b"\n", b"\r\n"),
        "BOM": lambda: b"\xef\xbb\xbf" + raw,
        "no quotation marks": lambda: raw.replace(b'"', b""),
        "all quoted": lambda: _quoted(raw) if path.suffix == ".csv" else raw + b"\n",
    }
    kind = draw.choice(sorted(kinds))
    path.write_bytes(kinds[kind]())
    return f"{path.name}: {kind} at {at}"


def _quoted(raw: bytes) -> bytes:
    text = io.StringIO()
    rows = csv.reader(io.StringIO(raw.decode(), newline=""))
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def the_descriptor(draw: random.Random, folder: Path) -> str:
    """Drop, change, rename or double an entry somewhere in the descriptor."""
    path = folder / "datapackage.json"
    tree = json.loads(path.read_text(encoding="utf-8"))
    holder, key = draw.choice(list(_entries(tree)))
    kind = draw.choice(["drop", "change", "rename", "double"])
    if kind == "drop":
        del holder[key]
    elif kind == "change":
        new = [None, 0, -1, "", "x", [], {}, True, "[", "string", "integer", "../x.csv"]
        holder[key] = draw.choice(new)
    elif isinstance(holder, list):
        holder.insert(key, holder[key])
    else:
        holder[f"{key}x"] = holder.pop(key)
    path.write_text(json.dumps(tree, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return f"datapackage.json: {kind} {key}"


def _entries(tree: object):
    for key in list(tree) if isinstance(tree, dict) else range(len(tree)):
        yield tree, key
        if isinstance(tree[key], dict | list):
            yield from _entries(tree[key])


def the_cards(draw: random.Random, folder: Path) -> str:
    """Drop, double, swap, indent or change a line of the sources' cards."""
    path = folder / "sources.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    one, two = draw.randrange(len(lines)), draw.randrange(len(lines))
    kind = draw.choice(["drop", "double", "swap", "indent", "change", "cut"])
    if kind == "drop":
        del lines[one]
    elif kind == "double":
        lines.insert(one, lines[one])
    elif kind == "swap":
        lines[one], lines[two] = lines[two], lines[one]
    elif kind == "indent":
        lines[one] = " " + lines[one]
    elif kind == "change":
        lines[one] = lines[one].replace(draw.choice(":-e2'"), draw.choice(["", "x", ": ", "[", "&a", "!!x "]), 1)
    else:
        lines[one] = lines[one][: draw.randrange(len(lines[one]))] + "\n"
    path.write_text("".join(lines), encoding="utf-8")
    return f"sources.yaml: {kind} line {one + 1}"


KINDS: dict[str, tuple[Damage, int]] = {
    "another type": (another_type, 3),
    "another word of the column": (another_word, 5),
    "a slip of the pen": (a_slip_of_the_pen, 4),
    "another number": (another_number, 5),
    "rows or cells out of place": (rows_or_cells_out_of_place, 4),
    "columns out of place": (columns_out_of_place, 2),
    "bytes of a file": (bytes_of_a_file, 3),
    "the descriptor": (the_descriptor, 4),
    "the cards": (the_cards, 3),
}
