"""Quantities that follow from published figures, as functions of the one table: products, sums, overlaps, differences.

Each row of what they return is one computed number, indexed by its formula. Rounding is carried along: `share_low` and
`share_high` are the least and the greatest share that what is published allows. Where the number of respondents is
reported, they rest on whole people, as `count_low` and `count_high` of `n_low` to `n_high` say; an n that is only
tried (`assumed_total`) counts nobody. Where no point is known (an overlap), `share` is missing, and `low` and `high`
are the ends once more, which charts draw as a range. There is no sampling interval: it holds of those who were asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, pairwise, product
from math import prod
from typing import NamedTuple

import pandas as pd

from nbpaper.errors import PaperError, Problem, did_you_mean

from ..estimates import difference_bounds
from ..estimates.differences import DEPENDS, EVERY_OVERLAP, NO_OVERLAP
from ..register import Register
from ..register.ranges import ONE, SHARES, ZERO, Range, point, printed_range
from ..register.relation_kinds import UNKNOWN_BASES
from .table import LEFT_OUT, check_rows

EXCLUSIVE = ("single", "scale")  # types of an answer of which each respondent gave one
NOT = "not "  # before a figure in derived.csv: those who did not give this answer
VERDICTS = {EVERY_OVERLAP: "every", DEPENDS: "depends", NO_OVERLAP: "open"}
SHARED = ["share", "share_low", "share_high", "low", "high"]
COUNTED = ["n_low", "n_high", "count_low", "count_high"]
GAP = ["gap", "gap_low", "gap_high", "low", "high"]
Rows = pd.DataFrame | pd.Series


class Quantity(NamedTuple):
    """What is computed from which figures.

    A product is of a share of a subgroup, the share who are in it, …; a sum of exclusive answers; an overlap are those
    who gave every answer of `figures` and none of `negated`; a ratio is first / second, whose people hold those of the
    first; a complement are those who did not.
    """

    operation: str
    figures: tuple[str, ...]
    negated: tuple[str, ...] = ()
    among: str | None = None  # the figure whose people the result is a share of
    reading: bool = False  # whether a stated reading says of whom a share is whose base is not clear

    @property
    def inputs(self) -> tuple[str, ...]:
        """Every figure it rests on."""
        return tuple(dict.fromkeys((*self.figures, *self.negated, *([self.among] if self.among else []))))

    @property
    def formula(self) -> str:
        """How it is computed, in figure ids."""
        if self.operation == "complement":
            return f"1 - {self.figures[0]}"
        sign = {"product": " × ", "sum": " + ", "overlap": " and ", "ratio": " / "}[self.operation]
        joined = sign.join(self.figures) + "".join(f" without {name}" for name in self.negated)
        return f"({joined}) / {self.among}" if self.among else joined


class _Answer(NamedTuple):
    """A published share: its range and point; its people, and the respondents they are counted of, where reported."""

    range: Range
    share: Fraction
    counts: tuple[int, int] | None
    n: int | None


class _Computed(NamedTuple):
    """A computed share, and shares of the sample: the people who have it, and those they are a share of."""

    range: Range
    share: Fraction | None = None
    part: Range | None = None
    whole: Range = point(1)


# -- functions of the one table


def sums(rows: pd.DataFrame) -> pd.DataFrame:
    """Add exclusive answers to one question: the share who gave any of them.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the evidence. Those of one sample, base and question (`option_set`) of which each respondent gave one
        (`answer_type`) are added; a single one is dropped.

    Returns
    -------
    pandas.DataFrame
        A row each; see this module.
    """
    check_rows(rows)
    exclusive = rows[rows["answer_type"].isin(EXCLUSIVE)]
    groups = exclusive.groupby(["sample", "base", "option_set"], sort=False).groups
    return compute([Quantity("sum", tuple(names)) for names in groups.values() if len(names) > 1], rows)


def both(first: Rows, second: Rows) -> pd.DataFrame:
    """Return how many can have given both answers: at least first + second - 1, if positive; see `without`."""
    pairs, rows = _pairs(first, second)
    return compute([Quantity("overlap", pair) for pair in pairs], rows)


def without(first: Rows, second: Rows) -> pd.DataFrame:
    """Return how many can have given the first answer and not the second: at least first - second, if positive.

    Parameters
    ----------
    first, second : pandas.Series or pandas.DataFrame
        Rows of the evidence; of frames, rows of the same sample and base meet.

    Returns
    -------
    pandas.DataFrame
        A row each; see this module. `share` is missing: the totals leave a range.

    Raises
    ------
    PaperError
        Where no two answers are of the same sample and base: nothing can be said of both.

    Notes
    -----
    Fréchet's bounds (1951, Ann Univ Lyon A 14:53), with the rounding of each total carried.

    Examples
    --------
    68.9 % of 45 wish to be trained, 8.9 % were introduced: from 27 to 31 wish it without having been introduced.

    >>> from baromia import evidence
    >>> figures = evidence()
    >>> found = without(figures.loc["campagna2025.training-wish"], figures.loc["campagna2025.training-introduction"])
    >>> found[["count_low", "count_high", "n_low"]].iloc[0].tolist()
    [27, 31, 45]
    """
    pairs, rows = _pairs(first, second)
    return compute([Quantity("overlap", (answer,), (negated,)) for answer, negated in pairs], rows)


def differences(first: Rows, second: Rows, *, confidence: float = 0.95, design_effect: float = 1.0) -> pd.DataFrame:
    """Return the difference between two answers of the same people, whatever the unpublished number who gave both.

    Parameters
    ----------
    first, second
        As of `without`.
    confidence, design_effect
        Of the interval of the difference.

    Returns
    -------
    pandas.DataFrame
        Indexed by "first - second": gap (first - second, from -1 to 1, as published), gap_low, gap_high (what rounding
        leaves of it), decimals; low, high (the widest interval any overlap allows, rounding carried), verdict
        ("every", "depends" or "open": whether the sign survives every overlap); refusal; the codes, base and inputs.
    """
    gaps, rows = [], _pairs(first, second)[1].to_dict("index")
    for row in without(first, second).itertuples():
        a, b = (rows[name] for name in row.inputs)
        gap = {"inputs": row.inputs, "level": row.level, "refusal": row.refusal}
        if pd.isna(row.refusal):
            gap |= published_gap(a, b)
            if pd.isna(a["n_low"]):
                gap["refusal"] = a["refusal"]
            else:
                total, decimals = (int(a["n_low"]), int(a["n_high"])), (int(a["decimals"]), int(b["decimals"]))
                options = {"decimals": decimals, "confidence": confidence, "design_effect": design_effect}
                bounds = difference_bounds(float(a["share"]), float(b["share"]), total, **options)
                gap |= {"low": bounds.low, "high": bounds.high, "verdict": VERDICTS[bounds.verdict]}
        gaps.append(gap)
    return gap_frame(gaps, rows)


def published_gap(first: Mapping, second: Mapping) -> dict[str, float]:
    """Return the difference of two published shares, and the ends that whole people or rounding leave it."""
    a, b = _answer(first).range, _answer(second).range
    low, high = float(a.low - b.high), float(a.high - b.low)
    return {"gap": first["share"] - second["share"], "gap_low": low, "gap_high": high}


def gap_frame(gaps: list[dict], figures: Mapping[str, Mapping]) -> pd.DataFrame:
    """Return differences as a frame, each with the codes of its first input, indexed by "first - second"."""
    codes = ["refusal", "verdict", "level", "source", "sample", "population", "base", "formula"]
    for gap in gaps:
        a, b = (figures[name] for name in gap["inputs"])
        gap |= {name: a[name] for name in ("source", "sample", "population", "base")}
        gap |= {"formula": " - ".join(gap["inputs"]), "decimals": min(a["decimals"], b["decimals"])}
    frame = pd.DataFrame(gaps, columns=[*GAP, "decimals", "inputs", *codes])
    frame.index = pd.Index(frame["formula"], name="")
    return frame.astype(dict.fromkeys(GAP, float) | dict.fromkeys(codes, "str"))


def _pairs(first: Rows, second: Rows) -> tuple[list[tuple[str, str]], pd.DataFrame]:
    """Return the ids of answers of the same sample and base, and all rows; raise PaperError where none meet."""
    check_rows(first, second, kinds=Rows)
    frames = [rows.to_frame().T if isinstance(rows, pd.Series) else rows for rows in (first, second)]
    answers = [list(frame[["sample", "base"]].itertuples(name=None)) for frame in frames]
    pairs = [(a[0], b[0]) for a, b in product(*answers) if a[1:] == b[1:]]
    if not pairs and all(answers):
        listed = "; ".join(f"{name} ({sample}, of {base})" for name, sample, base in chain(*answers))
        raise PaperError(
            f"no two of these are answers of the same sample and base, so nothing can be said of those who gave both: "
            f"{listed}. To mend: choose answers of the same people."
        )
    rows = pd.concat(frames)
    return pairs, rows[~rows.index.duplicated()]


# -- the quantities of derived.csv


def derived_quantities(figures: pd.DataFrame, definitions: pd.DataFrame) -> pd.DataFrame:
    """Compute the quantities that derived.csv defines: a row each, indexed by its id, with the level it states."""
    quantities = [read_quantity(row) for _, row in definitions.iterrows()]
    return compute(quantities, figures).set_axis(definitions.index).assign(level=definitions["level"].astype("str"))


def read_quantity(row: pd.Series) -> Quantity:
    """Return what a row of derived.csv defines."""
    names = row["figures"].split(";")
    positive = tuple(name for name in names if not name.startswith(NOT))
    negated = tuple(name.removeprefix(NOT) for name in names if name.startswith(NOT))
    among = None if pd.isna(row["among"]) else row["among"]
    return Quantity(row["operation"], positive, negated, among, row["level"] == "reading")


def definition_problems(register: Register) -> Iterator[Problem]:
    """Yield what is wrong with the rows of derived.csv, held against the figures they name."""
    figures = register.figures.to_dict("index")
    for name, row in register.derived.iterrows():
        if fault := _fault(read_quantity(row), figures):
            yield register.problem("derived", name, *fault, "figures")
        if (row["level"] == "reading") != pd.notna(row["reading_en"]):
            mend = "state the reading, in each language, where the level is reading, and only there"
            yield register.problem("derived", name, "level and reading do not fit", mend, "reading_en")
        if (pd.notna(row["among"]) or row["operation"] == "ratio") != pd.notna(row["of_whom_en"]):
            mend = "name the people, in each language, where it is a share of some figure's, and only there"
            yield register.problem("derived", name, "among and of_whom do not fit", mend, "of_whom_en")


# -- the arithmetic


def compute(quantities: Sequence[Quantity], figures: pd.DataFrame) -> pd.DataFrame:
    """Return each quantity as a row, indexed by its formula."""
    ids = dict.fromkeys(name for quantity in quantities for name in quantity.inputs)
    figure_rows = figures[figures.index.isin(ids)].to_dict("index")
    computed = []
    for quantity in quantities:
        if fault := _fault(quantity, figure_rows):
            raise PaperError("{}. To mend: {}.".format(*fault))
        inputs = {name: figure_rows[name] for name in quantity.inputs}
        row = {name: inputs[quantity.figures[0]][name] for name in ("source", "sample", "population")}
        row |= {"formula": quantity.formula, "operation": quantity.operation, "base": _base(quantity, inputs)}
        row |= {"inputs": quantity.inputs, "given": quantity.figures, "negated": quantity.negated}
        # Where the base is not the one announced, it is the register's reading.
        recoded = any(figure["base"] != figure["base_literal"] for figure in inputs.values())
        row |= {"level": "reading" if recoded else "arithmetic", "refusal": _refusal(quantity, inputs)}
        computed.append(row if row["refusal"] else row | _numbers(quantity, inputs))
    codes = ["refusal", "source", "sample", "population", "base", "operation", "level", "formula"]
    frame = pd.DataFrame(computed, columns=[*SHARED, *COUNTED, "inputs", "given", "negated", *codes])
    frame.index = pd.Index(frame["formula"], name="")
    numbers = dict.fromkeys(SHARED, float) | dict.fromkeys(COUNTED, "Int64")
    return frame.astype(numbers | dict.fromkeys(codes, "str"))


def _numbers(quantity: Quantity, inputs: dict[str, dict]) -> dict[str, object]:
    """Return the range of a quantity, its point where it has one, and the people behind it where they are counted."""
    answers = {name: _answer(row) for name, row in inputs.items()}
    computed = ARITHMETIC[quantity.operation](quantity, answers)
    row = {"share_low": float(computed.range.low), "share_high": float(computed.range.high)}
    if computed.share is None:
        row |= {"low": row["share_low"], "high": row["share_high"]}
    else:
        row["share"] = float(computed.share)
    if computed.part:
        n = answers[quantity.inputs[-1]].n
        row |= {"n_low": int(computed.whole.low * n), "n_high": int(computed.whole.high * n)}
        row |= {"count_low": int(computed.part.low * n), "count_high": int(computed.part.high * n)}
    return row


def _answer(row: dict | pd.Series) -> _Answer:
    """Return a row as the range of shares it may stand for: of whole people where n is reported, else as rounded."""
    share = Fraction(str(round(row["share"], 10)))
    counted = pd.notna(row["count_low"]) and not row["assumed"]
    counts = (int(row["count_low"]), int(row["count_high"])) if counted else None
    if counts and row["n_low"] == row["n_high"]:
        n = int(row["n_low"])
        return _Answer(_count_range(counts, n), share, counts, n)
    return _Answer(printed_range(row["value"], row["unit"], row["qualifier"]), share, counts, None)


def _count_range(counts: tuple[int, int], n: int) -> Range:
    return Range(Fraction(counts[0], n), Fraction(counts[1], n))


def _same_respondents(answers: dict[str, _Answer]) -> bool:
    """Tell whether all answers are counted of the same respondents."""
    return len({answer.n for answer in answers.values()}) == 1 and all(answer.n for answer in answers.values())


def _product(quantity: Quantity, answers: dict[str, _Answer]) -> _Computed:
    first, *others = (answers[name] for name in quantity.figures)
    share = prod((answer.share for answer in others), start=first.share)
    n = others[-1].n
    if n and first.counts:
        bounds = _count_range(first.counts, n)
        return _Computed(bounds, share, bounds)
    return _Computed(prod((answer.range for answer in others), start=first.range), share)


def _sum(quantity: Quantity, answers: dict[str, _Answer]) -> _Computed:
    first, *others = (answers[name] for name in quantity.figures)
    bounds = sum((answer.range for answer in others), start=first.range).as_share()
    share = sum(answer.share for answer in answers.values())
    return _Computed(bounds, share, bounds if _same_respondents(answers) else None)


def _complement(quantity: Quantity, answers: dict[str, _Answer]) -> _Computed:
    answer = answers[quantity.figures[0]]
    bounds = answer.range.rest()
    return _Computed(bounds, 1 - answer.share, bounds if answer.n and not quantity.among else None)


def _ratio(quantity: Quantity, answers: dict[str, _Answer]) -> _Computed:
    part, whole = (answers[name] for name in quantity.figures)
    bounds = Range(part.range.low / whole.range.high, min(ONE, part.range.high / whole.range.low))
    counts = (part.range, whole.range) if _same_respondents(answers) else ()
    return _Computed(bounds, part.share / whole.share, *counts)


def _overlap(quantity: Quantity, answers: dict[str, _Answer]) -> _Computed:
    """Return Fréchet's bounds; among those who gave one of the answers, the least is that of the fewest such people."""
    among = answers[quantity.among].range if quantity.among else point(1)
    ranges = [answers[name].range for name in quantity.figures if name != quantity.among]
    ranges += [answers[name].range.rest() for name in quantity.negated]
    bounds = among.both(*ranges)
    counts = (bounds, among) if _same_respondents(answers) else ()
    if quantity.among:
        missed = sum(1 - shares.low for shares in ranges)
        bounds = Range(max(ZERO, 1 - missed / among.low), min(ONE, *(shares.high / among.low for shares in ranges)))
    return _Computed(bounds, None, *counts)


ARITHMETIC = {"product": _product, "sum": _sum, "overlap": _overlap, "ratio": _ratio, "complement": _complement}


def _base(quantity: Quantity, inputs: dict[str, dict]) -> str:
    """Return what the result is a share of."""
    if quantity.among:
        return quantity.among
    return quantity.figures[1] if quantity.operation == "ratio" else inputs[quantity.figures[-1]]["base"]


def _refusal(quantity: Quantity, inputs: dict[str, dict]) -> str | None:
    """Return why nothing can be computed from these rows."""
    rows = inputs.values()
    if any(row["refusal"] == LEFT_OUT for row in rows):
        return LEFT_OUT
    if any(row["unit"] not in SHARES for row in rows):
        return "no_percentage"
    base = inputs[quantity.figures[-1]]["base"]
    if pd.isna(base) or base in UNKNOWN_BASES:
        return "base_unclear"
    return "bound_only" if any(row["qualifier"] == "up_to" for row in rows) else None


def _fault(quantity: Quantity, figures: dict[str, dict]) -> tuple[str, str] | None:
    """Return why a quantity is not defined, and how to mend it; None where it is."""
    for name in quantity.inputs:
        if name not in figures:
            return f"no figure is called {name!r}{did_you_mean(name, figures)}", "see the column id of figures.csv"
    problem = _other_people(quantity, figures)
    return (problem, "choose figures of the same people, or another operation") if problem else None


def _other_people(quantity: Quantity, figures: dict[str, dict]) -> str | None:
    """Return why the figures of a quantity are not of people that its operation can join."""
    rows = [figures[name] for name in quantity.inputs]
    if len({row["sample"] for row in rows}) > 1:
        return f"{quantity.formula}: the figures come from more than one sample"
    if quantity.operation == "product":
        return _broken_chain(quantity, figures)
    if len({row["base"] for row in rows}) > 1:
        return f"{quantity.formula}: the figures are not shares of the same people"
    if quantity.operation == "sum" and not _exclusive(rows):
        return f"{quantity.formula}: these are no exclusive answers to one question, so the sum would mean nothing"
    return None


def _broken_chain(quantity: Quantity, figures: dict[str, dict]) -> str | None:
    """Return which figure of a product is no share of the next."""
    for part, whole in pairwise(quantity.figures):
        declared = figures[part]["base"]
        if declared != whole and not (quantity.reading and declared in UNKNOWN_BASES):
            return f"{part} is a share of {declared}, not of {whole}: the product would mean nothing"
    return None


def _exclusive(rows: list[dict]) -> bool:
    """Tell whether figures are exclusive answers to one question."""
    questions = {row["option_set"] for row in rows}
    one_question = len(questions) == 1 and not any(map(pd.isna, questions))
    return one_question and all(row["answer_type"] in EXCLUSIVE for row in rows)
