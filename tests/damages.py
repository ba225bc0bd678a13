"""Random damage to a copy of the register, of every kind that people, spreadsheets, editors and disks do.

A kind is a function of the random draw and of what it damages in place, which returns what it did.
"""

import csv
import io
import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from damaged import TABLES, rows_of, write_rows

# Longer tables and those that numbers rest on are hit more often.
WEIGHTS = {"figures": 8, "samples": 4, "indicators": 3, "relations": 3, "set_aside": 1, "headlines": 2}
PIECES = ["", " ", "0", "none", "unknown", "nan", "-1", "1e3", "=1+1", "é", "\u202f", "\u200b", '"', ",", "<b>", "NULL"]
ENTRIES = [None, 0, -1, "", "x", [], {}, True, "[", "string", "integer", "../x.csv"]
NUMBER = re.compile(r"[0-9][0-9.,/-]*")
Rows = list[list[str]]


# -- the rows of a table, its header first


def another_type(draw: random.Random, rows: Rows) -> str:
    """Write something of another kind into a cell."""
    return _cell(rows, *_place(draw, rows), draw.choice(PIECES))


def another_word(draw: random.Random, rows: Rows) -> str:
    """Write into a cell what stands elsewhere in its column: a base, a unit, an n that is allowed there."""
    row, column = _place(draw, rows)
    return _cell(rows, row, column, draw.choice(rows[1:])[column])


def a_slip_of_the_pen(draw: random.Random, rows: Rows) -> str:
    """Drop, double, change or swap characters of a cell."""
    row, column = _place(draw, rows)
    text = rows[row][column] or "x"
    before, own, after = _split(draw, text)
    slips = [before + after, before + own * 2 + after, before + "x" + after, before + after[:1] + own + after[1:]]
    return _cell(rows, row, column, draw.choice(slips))


def another_number(draw: random.Random, rows: Rows) -> str:
    """Shift a decimal point, change a digit or a sign, put a comma: in a cell that holds a number."""
    cells = ((row, column) for row in range(1, len(rows)) for column in range(len(rows[0])))
    held = [(row, column) for row, column in cells if NUMBER.fullmatch(rows[row][column])]
    if not held:
        return "no number there"
    row, column = draw.choice(held)
    text = rows[row][column]
    digits, (before, _, after) = text.replace(".", ""), _split(draw, text)
    shifted = digits[: len(digits) // 2] + "." + digits[len(digits) // 2 :]
    digit = before + str(draw.randrange(10)) + after
    return _cell(rows, row, column, draw.choice([shifted, digit, text + "0", "-" + text, text.replace(".", ",")]))


def cells_out_of_place(draw: random.Random, rows: Rows) -> str:
    """Swap two cells of a row or of a column."""
    (row, column), (row_2, column_2) = _place(draw, rows), _place(draw, rows)
    if draw.choice(["in a row", "in a column"]) == "in a row":
        row_2 = row
    else:
        column_2 = column
    rows[row][column], rows[row_2][column_2] = rows[row_2][column_2], rows[row][column]
    return f"swap {row} {rows[0][column]} and {row_2} {rows[0][column_2]}"


def columns_out_of_place(draw: random.Random, rows: Rows) -> str:
    """Swap, rename, drop or double a column, its name or its cells alone."""
    one, two = draw.randrange(len(rows[0])), draw.randrange(len(rows[0]))
    kind = draw.choice(["swap all", "swap cells", "swap names", "rename", "drop", "double"])
    if kind == "rename":
        rows[0][one] += draw.choice(["s", " ", "_2"])
    for row in {"swap cells": rows[1:], "swap names": rows[:1], "rename": []}.get(kind, rows):
        if kind.startswith("swap"):
            row[one], row[two] = row[two], row[one]
        else:
            row[one : one + 1] = [] if kind == "drop" else [row[one]] * 2
    return f"{kind} columns {one} {two}"


def _place(draw: random.Random, rows: Rows) -> tuple[int, int]:
    return draw.randrange(1, len(rows)), draw.randrange(len(rows[0]))


def _split(draw: random.Random, text: str) -> tuple[str, str, str]:
    """Return a text as what stands before one of its characters, that character, and what stands after."""
    at = draw.randrange(len(text))
    return text[:at], text[at], text[at + 1 :]


def _cell(rows: Rows, row: int, column: int, new: str) -> str:
    old, rows[row][column] = rows[row][column], new
    return f"row {row} {rows[0][column]}: {old!r} -> {new!r}"


def of_a_table(change: Callable[[random.Random, Rows], str]) -> Callable[[random.Random, Path], str]:
    """Return a damage to a folder: the change, made to the rows of a random table."""

    def damage(draw: random.Random, folder: Path) -> str:
        filled = [name for name in TABLES if not TABLES[name]["schema"].get("mayBeEmpty")]
        (name,) = draw.choices(filled, [WEIGHTS.get(name, 1) for name in filled])
        rows = rows_of(folder, name)
        done = change(draw, rows)
        write_rows(folder, name, rows)
        return f"{name}: {done}"

    return damage


# -- a file


def lines_of_a_file(draw: random.Random, folder: Path) -> str:
    """Drop, double, swap, indent, change or cut a line of a table or of the sources' entries."""
    (name,) = draw.choices([*(entry["path"] for entry in TABLES.values()), "sources.yaml"], [1] * len(TABLES) + [9])
    lines = (folder / name).read_text(encoding="utf-8").splitlines(keepends=True)
    one, two = draw.randrange(len(lines)), draw.randrange(len(lines))
    kind, line = draw.choice(["drop", "double", "swap", "indent", "change", "cut"]), lines[one]
    lines[one] = {
        "drop": "",
        "double": line * 2,
        "swap": lines[two],
        "indent": f" {line}",
        "change": line.replace(draw.choice(":-e2'"), draw.choice(["", "x", ": ", "[", "&a", "!!x "]), 1),
        "cut": line[: draw.randrange(len(line))] + "\n",
    }[kind]
    if kind == "swap":
        lines[two] = line
    (folder / name).write_text("".join(lines), encoding="utf-8")
    return f"{name}: {kind} line {one + 1}"


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
    holder, key = draw.choice(list(entries(tree)))
    kind = draw.choice(["drop", "change", "rename", "double"])
    if kind == "drop":
        del holder[key]
    elif kind == "change":
        holder[key] = draw.choice(ENTRIES)
    elif isinstance(holder, list):
        holder.insert(key, holder[key])
    else:
        holder[f"{key}x"] = holder.pop(key)
    path.write_text(json.dumps(tree, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return f"datapackage.json: {kind} {key}"


def entries(tree: object) -> Iterator[tuple[dict | list, object]]:
    """Yield what holds each entry of a tree, and its key there."""
    for key in list(tree) if isinstance(tree, dict) else range(len(tree)):
        yield tree, key
        if isinstance(tree[key], dict | list):
            yield from entries(tree[key])


KINDS = {  # name → damage, and how often it is tried
    "another type": (of_a_table(another_type), 3),
    "another word of the column": (of_a_table(another_word), 5),
    "a slip of the pen": (of_a_table(a_slip_of_the_pen), 4),
    "another number": (of_a_table(another_number), 5),
    "cells out of place": (of_a_table(cells_out_of_place), 2),
    "columns out of place": (of_a_table(columns_out_of_place), 2),
    "lines of a file": (lines_of_a_file, 5),
    "bytes of a file": (bytes_of_a_file, 3),
    "the descriptor": (the_descriptor, 4),
}
