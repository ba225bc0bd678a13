"""What the numbers of one language may say: the register and the recorded results, in words."""

from functools import cached_property
from pathlib import Path

from ...analysis.figures import Evidence, Register
from ...analysis.parameters import RULES, make_parameters
from ...words.wording import Wording
from ..cards import anchor
from .numerals import plain
from .reading import read_results

PARTS = ("_interval", "_n", "_rounding", "_only")  # what is recorded beside a result, and is quoted with it


class Known:
    """Register and results of one language of a build.

    Parameters
    ----------
    built : Path
        The folder of a build, with `results/` and `executed/`.
    language : {"en", "fr"}
    data : path, optional
        Folder of the register.
    """

    def __init__(self, built: Path, language: str, data=None):
        self.built, self.language, self.data = Path(built), language, data
        self.file = self.built / "results" / f"{language}.json"
        self.register = Register.load(data)
        kept = read_results(self.file, self.register.figures.index)
        self.results: dict[str, dict] = kept["results"]
        self.given: dict = kept["parameters"]
        shared = {name: value for name, value in self.given.items() if name in RULES}
        parameters = make_parameters({**shared, "language": language}, dict.fromkeys(self.register.figures["source"]))
        self.evidence = Evidence(self.register, parameters)
        self.wording = Wording(self.evidence)
        self.say = self.wording.write.label

    @cached_property
    def texts(self) -> dict[str, set[str]]:
        """Return, for each card, the texts that may link to it."""
        found = {name: self.of_figure(name) for name in self.register.figures.index}
        for result in self.results.values():
            found.setdefault(anchor(result), set()).add(plain(result["text"]))
        return found

    @cached_property
    def heads(self) -> dict[str, str]:
        """Return, for each card, the number it shows first."""
        heads = {name: plain(self.wording.value(name)) for name in self.register.figures.index}
        own = {name: plain(result["text"]) for name, result in self.results.items() if anchor(result) == name}
        return heads | own

    def without_names(self, text: str) -> str:
        """Return a text without the names of publications left out, which may hold a year: no card says it."""
        for name in self.evidence.parameters.exclude_sources:
            text = plain(text).replace(plain(self.wording.source(name)), " ")
        return text

    def of_figure(self, name: str) -> set[str]:
        """Return value, n and interval of a figure."""
        wording = self.wording
        return {plain(put(name)) for put in (wording.value, wording.total, wording.interval)}

    def main_of(self, name: str) -> str:
        """Return the result that this one is recorded beside; itself where there is none."""
        part = next((part for part in PARTS if name.endswith(part)), "")
        main = name.removesuffix(part)
        return main if main in self.results else name
