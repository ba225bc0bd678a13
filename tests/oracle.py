"""What may be said of each figure, worked out from the CSV files by other means than the package's.

All of it is numbers, which both languages share.
"""

import csv
import json
from collections import Counter
from fractions import Fraction
from functools import cache
from pathlib import Path

import yaml
from statsmodels.stats.proportion import proportion_confint

BOUNDS = {"more_than", "at_least", "up_to", "less_than", "at_most"}


class Oracle:
    """The register of a folder, as rows."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.figures, self.samples = ({row["id"]: row for row in self.table(name)} for name in ("figures", "samples"))
        self.sources = yaml.safe_load((folder / "sources.yaml").read_text(encoding="utf-8"))["references"]

    def table(self, name: str) -> list[dict[str, str]]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def share(self, name: str) -> tuple[float, float]:
        """Return a percentage, and half of the step that it is rounded to."""
        value = self.figures[name]["value"]
        return float(value), 0.5 * 10 ** -len(value.partition(".")[2])

    def percent(self, name: str) -> float:
        """Return a share in percent, also of one that is printed as a fraction."""
        row = self.figures[name]
        return float(Fraction(row["value"])) * (1 if row["unit"] == "percent" else 100)

    def people(self, name: str) -> range:
        """Return how many people a figure may be a share of; none where nobody can say."""
        row = self.figures[name]
        if row["base"] == "all":
            n = self.samples[row["sample"]]["n"] if row["sample"] in self.samples else "unknown"
            return range(int(n), int(n) + 1) if n.isdecimal() else range(0)
        found = (
            [count for n in self.people(row["base"]) for count in self.counts(row["base"], n)]
            if row["base"] in self.figures
            else []
        )
        return range(min(found), max(found) + 1) if found else range(0)

    def counts(self, name: str, n: int) -> list[int]:
        """Return the counts of n people that print as a percentage."""
        share, half = self.share(name)
        return [count for count in range(n + 1) if abs(100 * count / n - share) <= half + 1e-9]

    @cache  # noqa: B019 a test has one or two of them
    def numbers(self, name: str) -> set[float]:
        """Return every number that may be said of a figure: its value, its n and the limits of its interval."""
        row = self.figures[name]
        parts = row["value"].split("-")[::2] if row["unit"] == "date" else row["value"].split("/")  # months are words
        found = set(map(float, parts)) | ({float(Fraction(row["value"]))} if "/" in row["value"] else set())
        if row["unit"] != "percent":
            return found
        pairs = [(count, n) for n in self.people(name) for count in self.counts(name, n)]
        limits = [proportion_confint(*pair, method="wilson") for pair in pairs]
        ends = [min(low for low, _ in limits), max(high for _, high in limits)] if limits else []
        return (
            found
            | {float(self.people(name)[place]) for place in (0, -1) if pairs}
            | {float(f"{100 * end:.0f}") for end in ends}
        )

    def interval(self, name: str) -> tuple[float, float] | None:
        """Return the limits of a figure's interval in percent; none of a bound, or where n or the base is unknown."""
        row = self.figures[name]
        if row["unit"] != "percent" or row["qualifier"] in BOUNDS:
            return None
        pairs = [(count, n) for n in self.people(name) for count in self.counts(name, n)]
        limits = [proportion_confint(*pair, method="wilson") for pair in pairs]
        return (100 * min(low for low, _ in limits), 100 * max(high for _, high in limits)) if limits else None

    def quantity(self, name: str) -> tuple[float, float, float]:
        """Return value, least and most of a quantity of derived.csv in percent."""
        row = next(one for one in self.table("derived") if one["id"] == name)
        first, *rest = (part.removeprefix("not ") for part in row["figures"].split(";"))
        sign = {"overlap": "without", "sum": "+", "product": "×"}[row["operation"]]
        value, low, high = self.ends(sign, first, *rest)
        if row["among"] == "none":
            return value, low, high
        assert (row["operation"], row["among"]) == ("overlap", first), f"{name}: a kind of quantity no test knows"
        (a, da), (b, db) = self.share(first), self.share(*rest)
        return 100 * value / a, 100 - 100 * (b + db) / (a - da), min(100, 100 * (100 - b + db) / (a - da))

    def computed(self, sign: str, first: str, second: str) -> list[float]:
        """Return value, lowest and highest of a formula in percent, the rounding of both figures carried."""
        (a, da), (b, db) = self.share(first), self.share(second)
        return {
            "×": [a * b / 100, (a - da) * (b - db) / 100, min((a + da) * (b + db) / 100, 100)],
            "+": [a + b, a + b - da - db, min(a + b + da + db, 100)],
            "-": [a - b, a - b - da - db, a - b + da + db],
            "without": [max(0, a - b), max(0, a - b - da - db), min(a + da, 100 - b + db)],
            "and": [max(0, a + b - 100), max(0, a + b - 100 - da - db), min(a + da, b + db)],
            "/": [100 * a / b, 100 * (a - da) / (b + db), 100 * (a + da) / (b - db)],
        }[sign]

    def ends(self, sign: str, first: str, second: str) -> list[float]:
        """Return value, lowest and highest of a formula in percent: of whole people, where it is known how many."""
        value, low, high = self.computed(sign, first, second)
        everybody = self.people(second if sign == "×" else first)
        if (
            len(everybody) != 1
            or sign not in ("×", "-", "without")
            or (sign != "×" and self.people(second) != everybody)
        ):
            return [value, low, high]
        n = everybody[0]
        ours = [count for people in self.people(first) for count in self.counts(first, people)]
        if sign == "×":
            return [value, 100 * min(ours) / n, 100 * max(ours) / n]
        theirs = self.counts(second, n)
        most = max(ours) - min(theirs) if sign == "-" else min(max(ours), n - min(theirs))
        return [value, 100 * (min(ours) - max(theirs)) / n, 100 * most / n]

    def disclosed(self, sample: str) -> int:
        """Return how many of the items to be disclosed a sample answers in full."""
        resources = json.loads((self.folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]
        fields = next(one for one in resources if one["name"] == "samples")["schema"]["fields"]
        answers = [(field["aapor"], self.samples[sample][field["name"]]) for field in fields if "aapor" in field]
        items = Counter(item for item, _ in answers)
        good = Counter(
            item for item, answer in answers if answer not in ("unknown", "") and not answer.startswith("Partly")
        )
        return sum(good[item] == items[item] for item in items)
