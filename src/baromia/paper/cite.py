"""How to cite one figure: the sentence one may write, what may not be said, and its source for a bibliography."""

import json
import subprocess
import textwrap

import pandas as pd
import pypandoc

from nbpaper.errors import PaperError

from ..analysis.figures import Evidence, Register
from ..analysis.parameters import Parameters
from ..estimates import Refusal
from ..words.wording import Wording

FORMATS = ("text", "card", "bibtex", "csl-json")
OURS = "custom"  # the survey facts of a card; no citation style reads them


def cite(figure: str, form: str = "text", language: str = "en", data=None) -> str:
    """Return how to cite a figure.

    Parameters
    ----------
    figure : str
        Id of the figure.
    form : {"text", "card", "bibtex", "csl-json"}
        A sentence with base, n and interval or the reason for none, and what may not be said; all that the
        register knows; or the publication as an entry for a bibliography.
    language : {"en", "fr"}
    data : path, optional
        Folder of the register.

    Raises
    ------
    PaperError
        For an id the register does not have; the message names the nearest.

    Examples
    --------
    >>> print(cite("pulselife2025.use-general-purpose").splitlines()[0])  # doctest: +ELLIPSIS
    As published (PulseLife 2025, paragraph ...), 56%: ... interval 52% to 60%, if the sample had been random...
    >>> cite("pulselife2025.use-general-purpos")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    baromia.analysis.parameters.ParameterError: no figure ... (did you mean pulselife2025.use-general-purpose?)...
    """
    register = Register.load(data)
    evidence = Evidence(register, Parameters(language=language))
    evidence.check(figure)
    wording = Wording(evidence)
    if form == "text":
        return _sentence(figure, wording)
    if form == "card":
        return _card(figure, wording)
    entry = {
        key: value for key, value in register.sources[register.figures.at[figure, "source"]].items() if key != OURS
    }
    return json.dumps([entry], ensure_ascii=False, indent=1) if form == "csl-json" else bibtex([entry])


def _sentence(figure: str, wording: Wording) -> str:
    """Return what one may write, and what one may not."""
    row, say = wording.row(figure), wording.write.label
    words = {
        "source": wording.source(row["source"]),
        "paragraph": wording.write.number(int(row["locator"])),
        "value": wording.value(figure),
        "label": wording.label(figure),
    }
    if wording.evidence.share(figure) is None or _absent(row["sample"]):
        may = say("cite.fact", **words)
    else:
        refused = isinstance(wording.evidence.interval(figure), Refusal)
        may = say(
            "cite.refused" if refused else "cite.interval",
            sample=wording.sample(row["sample"]),
            base=wording.base(figure),
            total=wording.total(figure),
            confidence=wording.confidence(),
            interval=wording.interval(figure),
            **words,
        )
    may_not = say("cite.may_not", is_not=wording.indicator(figure, "is_not"))
    return "\n".join([may, may_not, *wording.corrections(figure), f"[baromia:{figure}]"])


def _card(figure: str, wording: Wording) -> str:
    """Return the row as lines of name and value, the absent ones left out, wrapped for a terminal."""
    row = wording.row(figure)
    known = {"id": figure, **{name: value for name, value in row.items() if not _absent(value)}}
    known |= {
        "n": wording.total(figure),
        "interval": wording.interval(figure),
        "measures": wording.indicator(figure, "measures"),
        "is_not": wording.indicator(figure, "is_not"),
    }
    known |= {"corrected": " ".join(found)} if (found := wording.corrections(figure)) else {}
    width = max(len(name) for name in known)
    lines = [
        textwrap.fill(str(value), 100, initial_indent=f"{name:<{width}}  ", subsequent_indent=" " * (width + 2))
        for name, value in known.items()
    ]
    return "\n".join(lines)


def bibtex(entries: list[dict]) -> str:
    """Return CSL entries as BibTeX; pandoc knows how."""
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), "--from=csljson", "--to=bibtex"],
        input=json.dumps(entries),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    if done.returncode:
        raise PaperError(f"pandoc could not write BibTeX: {done.stderr.strip()}")
    return done.stdout.strip()


def _absent(value: object) -> bool:
    return value is None or pd.isna(value)
