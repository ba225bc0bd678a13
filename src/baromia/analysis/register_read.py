"""The register in one read, until `baromia.register` provides it by this name."""

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from ..project import data_folder
from ..register.corrections import load_corrections
from ..register.descriptor import read_descriptor, resource
from ..register.read import load_figures, load_indicators, load_samples, load_sources
from ..register.tables import read_table


@dataclass(frozen=True)
class Register:
    """Every table of the register and the entries of its sources, read once."""

    folder: Path
    descriptor: dict = field(repr=False)
    figures: pd.DataFrame = field(repr=False)
    samples: pd.DataFrame = field(repr=False)
    indicators: pd.DataFrame = field(repr=False)
    relations: pd.DataFrame = field(repr=False)
    headlines: pd.DataFrame = field(repr=False)
    derived: pd.DataFrame = field(repr=False)
    labels: pd.DataFrame = field(repr=False)
    sentences: pd.DataFrame = field(repr=False)
    set_aside: pd.DataFrame = field(repr=False)
    corrections: pd.DataFrame = field(repr=False)
    sources: dict = field(repr=False)

    @classmethod
    def read(cls, folder=None) -> "Register":
        """Read and check all tables of a folder."""
        folder = data_folder(folder)
        described = {entry["name"] for entry in read_descriptor(folder)["resources"]}

        def other(name: str) -> pd.DataFrame:
            return read_table(folder, resource(folder, name)) if name in described else pd.DataFrame(columns=["id"])

        tables = ("relations", "headlines", "derived", "labels", "sentences")
        return cls(
            folder=folder,
            descriptor=read_descriptor(folder),
            figures=load_figures(folder),
            samples=load_samples(folder),
            indicators=load_indicators(folder),
            corrections=load_corrections(folder),
            set_aside=other("set_aside"),
            sources=load_sources(folder),
            **{name: other(name).set_index("id") for name in tables},
        )

    def field(self, table: str, column: str) -> dict:
        """Return the descriptor's entry of a column."""
        fields = resource(self.folder, table)["schema"]["fields"]
        return next(entry for entry in fields if entry["name"] == column)
