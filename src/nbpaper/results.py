"""The results in an executed notebook. Of light imports, since the processes that talk to kernels need it, too."""

import nbformat

from .errors import PaperError

MEDIA_TYPE = "application/vnd.baromia.result+json"


def collect_results(notebook: nbformat.NotebookNode, name: str) -> dict[str, dict]:
    """Return the results recorded in an executed notebook, by name; refuse one recorded twice."""
    results: dict[str, dict] = {}
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    for output in outputs:
        result = output.get("data", {}).get(MEDIA_TYPE)
        if result is None:
            continue
        if result["name"] in results:
            raise PaperError(
                f"notebook {name} records {result['name']} twice. To mend: give each result one name and one place."
            )
        results[result["name"]] = dict(result)
    return results
