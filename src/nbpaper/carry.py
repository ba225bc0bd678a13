"""One notebook in several languages: their code is one, and is carried from the first file into the others."""

import ast
import io
import tokenize
from pathlib import Path

import nbformat

from .files import read_text, write_whole

OPTION = "#|"  # begins what a cell tells the renderer, which is no comment
LANGUAGE = "language:"  # begins the one parameter whose default differs


def same_code(first: nbformat.NotebookNode, second: nbformat.NotebookNode) -> bool:
    """Tell whether two code cells do the same: comments, and the default of `language`, apart."""
    return _meaning(first) == _meaning(second)


def carry(first: Path, second: Path) -> tuple[list[str], list[str]]:
    """Carry changed code from a notebook into the same one of another language, which keeps its words.

    Cells are known by their ids and stand in the order of the first. Markdown stays as the second has it; so does a
    comment whose line of code has not changed.

    Parameters
    ----------
    first, second : Path
        Notebooks; the second is written where anything changed.

    Returns
    -------
    changed, untranslated : list of str
        Ids of the cells that changed, and of those whose words are still in the first language.
    """
    original, translation = (nbformat.reads(read_text(path), as_version=4) for path in (first, second))
    translated = {cell.id: cell for cell in translation.cells}
    cells, changed, untranslated = [], [], []
    for cell in original.cells:
        counterpart = translated.get(cell.id)
        if counterpart is None or counterpart.cell_type != cell.cell_type:
            untranslated += [cell.id] if cell.cell_type == "markdown" else []
        elif cell.cell_type == "markdown" or same_code(cell, counterpart):
            cells.append(counterpart)
            continue
        cells.append(_carried(cell, counterpart))
        changed.append(cell.id)
    if changed or [cell.id for cell in cells] != [cell.id for cell in translation.cells]:
        translation.cells = cells
        write_whole(second, nbformat.writes(translation) + "\n")
    return changed, untranslated


def _carried(cell: nbformat.NotebookNode, counterpart: nbformat.NotebookNode | None) -> nbformat.NotebookNode:
    """Return a copy of a cell, without outputs, with the comments and the language of its counterpart, if any."""
    copy = nbformat.from_dict(cell)
    if copy.cell_type == "code":
        copy.outputs, copy.execution_count = [], None
        has_code = counterpart is not None and counterpart.cell_type == "code"
        comments = dict(_lines(counterpart.source)) if has_code else {}  # translated, by their line of code
        language = next((code + comment for code, comment in comments.items() if code.startswith(LANGUAGE)), None)
        lines = []
        for code, comment in _lines(cell.source):
            translated = comments.get(code) if code and comment else None
            is_language = language is not None and code.startswith(LANGUAGE)
            lines.append(language if is_language else code + (translated or comment))
        copy.source = "\n".join(lines)
    return copy


def _meaning(cell: nbformat.NotebookNode) -> tuple[str, list[str]]:
    """Return the syntax tree of a code cell, and its options."""
    tree = ast.parse(cell.source)
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", None) == "language":
            node.value = None
    return ast.dump(tree), [line for line in cell.source.splitlines() if line.startswith(OPTION)]


def _lines(source: str) -> list[tuple[str, str]]:
    """Return each line as its code and its comment, with the space before it."""
    starts = {
        token.start[0]: token.start[1]
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT and not token.string.startswith(OPTION)
    }
    lines = []
    for number, line in enumerate(source.split("\n"), 1):
        code = line[: starts.get(number, len(line))].rstrip()
        lines.append((code, line[len(code) :]))
    return lines
