"""An executed notebook without traces of when, where and by whom it ran, and as the renderers need it."""

import re

import nbformat

INJECTED = "injected-parameters"  # papermill's tag of the cell it adds
WORD = re.compile(r"[^\s'\"]+")
CELL_FILE = re.compile(r"[/\\]ipykernel_\d+[/\\](\d+\.py)")


def settled(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return an executed notebook without times, paths and random ids, the same bytes each time."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata["language_info"] = {"name": "python"}  # not the version of whoever ran it last
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]  # papermill adds an empty list to every cell
        if INJECTED in cell.metadata.get("tags", []):
            cell["id"] = INJECTED
        elif "id" not in cell:
            cell["id"] = f"cell-{number}"
        if cell.cell_type == "code":
            cell["outputs"] = _settled(cell.outputs)
    return notebook


def _settled(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Return outputs with each stream in one piece, standard output first: how it is cut and mixed depends on time.

    A line that was written over (a progress bar) is as a terminal shows it. nbclient's `coalesce_streams` does the
    same, but takes minutes for a long line.
    """
    streams: dict[str, nbformat.NotebookNode] = {}
    found: list[nbformat.NotebookNode] = []
    for output in outputs:
        name = output.get("name")
        if output.output_type != "stream" or name not in streams:
            found.append(output)
        if output.output_type == "stream":
            first = streams.setdefault(name, output)
            first["text"] += output["text"] if first is not output else ""
    for output in streams.values():
        lines = (line[line.rfind("\r", 0, len(line) - 1) + 1 :] for line in output["text"].split("\n"))
        output["text"] = WORD.sub(_without_process, "\n".join(lines))
    names = [output.get("name") for output in found]
    if "stderr" in names and names[(place := names.index("stderr")) + 1 :][:1] == ["stdout"]:
        found[place : place + 2] = found[place + 1], found[place]
    return found


def _without_process(word: re.Match) -> str:
    """Return a word, with the file of a cell as `ipykernel/1234.py`; each word is looked at once, however long."""
    found = CELL_FILE.search(word[0])
    return f"ipykernel/{found[1]}{word[0][found.end() :]}" if found else word[0]


def described(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return an executed notebook as the renderers need it.

    Its charts say their alternative text where both look for it: in the option `fig-alt` of the cell; the text itself
    comes from the output's metadata. No output is HTML: for any that is, Quarto has the page load jQuery and RequireJS
    from elsewhere. The frames that have it are not embedded, and keep their plain text.
    """
    for cell in notebook.cells:
        if cell.cell_type == "code":
            _describe(cell)
            for output in cell.outputs:
                output.get("data", {}).pop("text/html", None)
    return notebook


def _describe(cell: nbformat.NotebookNode) -> None:
    alts = [output.get("metadata", {}).get("image/svg+xml", {}).get("alt") for output in cell.outputs]
    alt = next((alt for alt in alts if alt), None)
    if alt and "#| fig-alt:" not in cell.source:
        label, *rest = cell.source.split("\n")
        cell["source"] = "\n".join([label, f"#| fig-alt: {quoted(alt)}", *rest])


def quoted(text: str) -> str:
    """Return text as a double-quoted YAML scalar on one line."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
