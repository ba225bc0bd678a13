"""Quantities that follow from published figures, as functions of the one table: products, sums, overlaps, differences.

Each row of what they return is one computed number, indexed by its formula. Rounding is carried along: `share_low` and
`share_high` are the least and the greatest share that what is published allows. Where the number of respondents is
reported, they rest on whole people, as `count_low` and `count_high` of `n_low` to `n_high` say; an n that is only
tried (`assumed_total`) counts nobody. Where no point is known (an overlap), `share` is missing, and `low` and `high`
are the ends once more, which charts draw as a range. There is no sampling interval: it holds of those who were asked.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, product
from math import prod
from typing import NamedTuple

import pandas as pd

from nbpaper.errors import PaperError, Problem, did_you_mean
from nbpaper.paths import display_path

from ..estimates import Refusal, difference_bounds
from ..register.ranges import ONE, Range, printed_range
from .bounds import overlap_bounds
from .register_read import Register
from .table import LEFT_OUT, SHARES

EXCLUSIVE = ("single", "scale")  # types of an answer of which each respondent gave one
NOT = "not "  # before a figure in derived.csv: those who did not give this answer
SHARED = ["share", "share_low", "share_high", "low", "high"]
COUNTED = ["n_low", "n_high", "count_low", "count_high"]
OPERATIONS = ("product", "sum", "overlap", "ratio", "complement")
Rows = pd.DataFrame | pd.Series


class Quantity(NamedTuple):
    """What is computed from which figures.

    Attributes
    ----------
    operation : str
        "product" (a share of a subgroup × the share who are in it × …), "sum" (of exclusive answers), "overlap" (who
        gave every answer of `figures` and none of `negated`), "ratio" (first / second, whose people hold those of the
        first), "complement" (who did not).
    figures, negated : tuple of str
        Ids.
    among : str, optional
        The figure whose people the result is a share of; of an overlap those who gave this answer.
    reading : bool
        Whether a stated reading says of whom a share is whose base is not clear.
    """

    operation: str
    figures: tuple[str, ...]
    negated: tuple[str, ...] = ()
    among: str | None = None
    reading: bool = False

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
    """A published share: its range, its point, and the respondents it can be counted of, where they are reported."""

    range: Range
    share: Fraction
    n: int | None


# -- functions of the one table


def products(rows: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Bring shares of a subgroup to everybody asked: share of users × share who are users.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the evidence. Those whose base is no figure (all, unclear) are dropped: there is nothing to multiply by.
    figures : pandas.DataFrame
        The whole evidence, in which the bases are looked up, and the bases of bases.

    Returns
    -------
    pandas.DataFrame
        A row each; see this module.

    Examples
    --------
    >>> from baromia import evidence
    >>> figures = evidence()
    >>> weekly = products(figures.loc[["pulselife2025.weekly"]], figures)
    >>> weekly[["share", "count_low", "count_high"]].round(3).to_dict("index")
    {'pulselife2025.weekly × pulselife2025.use-general-purpose': {'share': 0.454, 'count_low': 273, 'count_high': 279}}
    """
    base = figures["base"]

    def chain(figure: str) -> Iterator[str]:
        while figure in base.index:
            yield figure
            figure = base[figure]

    wanted = [Quantity("product", tuple(chain(name))) for name in rows.index[rows["base"].isin(figures.index)]]
    return compute(wanted, figures)


def sums(rows: pd.DataFrame, answers: int | None = None) -> pd.DataFrame:
    """Add exclusive answers to one question: the share who gave any of them.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the evidence. Those of one sample, base and question (`option_set`) of which each respondent gave one
        (`answer_type`) are added; a single one is dropped.
    answers : int, optional
        Only where a sample publishes as many of them.

    Returns
    -------
    pandas.DataFrame
        A row each; see this module.
    """
    exclusive = rows[rows["answer_type"].isin(EXCLUSIVE)]
    groups = exclusive.groupby(["sample", "base", "option_set"], sort=False).groups
    wanted = [
        Quantity("sum", tuple(names)) for names in groups.values() if len(names) == (answers or max(2, len(names)))
    ]
    return compute(wanted, rows)


def overlaps(*answers: Rows, without: Rows | Sequence[Rows] = (), of_first: bool = False) -> pd.DataFrame:
    """Return how many people can have given several answers, although only the total of each is published.

    Parameters
    ----------
    *answers : pandas.Series or pandas.DataFrame
        Rows of the evidence: who gave them all. Of frames, rows of the same sample and base meet.
    without : rows, or several of these
        Who gave none of these besides.
    of_first : bool
        As a share of those who gave the first answer, rather than of the base.

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
    """
    negated = [without] if isinstance(without, pd.Series | pd.DataFrame) else list(without)
    frames = [rows.to_frame().T if isinstance(rows, pd.Series) else rows for rows in (*answers, *negated)]
    wanted = []
    for names in product(*(frame.index for frame in frames)):
        rows = [frame.loc[name] for frame, name in zip(frames, names, strict=True)]
        if len({(row["sample"], row["base"]) for row in rows}) == 1:
            given = names[: len(answers)]
            wanted.append(Quantity("overlap", given, names[len(answers) :], given[0] if of_first else None))
    if not wanted and all(len(frame) for frame in frames):
        what = "; ".join(f"{name} ({row['sample']}, of {row['base']})" for f in frames for name, row in f.iterrows())
        raise PaperError(
            f"no two of these are answers of the same sample and base, so nothing can be said of those who gave both: "
            f"{what}. To mend: choose answers of the same people."
        )
    return compute(wanted, pd.concat(frames).loc[lambda rows: ~rows.index.duplicated()])


def without(first: Rows, second: Rows, *, of_first: bool = False) -> pd.DataFrame:
    """Return who can have given the first answer and not the second: at least first - second, if positive.

    Examples
    --------
    68.9 % of 45 wish to be trained, 8.9 % were introduced: from 27 to 31 wish it without having been introduced.

    >>> from baromia import evidence
    >>> figures = evidence()
    >>> found = without(figures.loc["campagna2025.training-wish"], figures.loc["campagna2025.training-introduction"])
    >>> found[["count_low", "count_high", "n_low"]].iloc[0].tolist()
    [27, 31, 45]
    """
    return overlaps(first, without=second, of_first=of_first)


def both(first: Rows, *others: Rows, of_first: bool = False) -> pd.DataFrame:
    """Return who can have given all of these answers: of two at least first + second - 1, if positive."""
    return overlaps(first, *others, of_first=of_first)


def differences(first: Rows, second: Rows, *, confidence: float = 0.95, design_effect: float = 1.0) -> pd.DataFrame:
    """Set two answers of the same people against each other, although nobody published how many gave both.

    Parameters
    ----------
    first, second : pandas.Series or pandas.DataFrame
        Rows of the evidence; of frames, rows of the same sample and base meet.
    confidence, design_effect
        Of the interval of the difference.

    Returns
    -------
    pandas.DataFrame
        Indexed by "first - second": gap (first - second, from -1 to 1, as published), gap_low, gap_high (what rounding
        leaves of it), decimals; low, high (the widest interval any overlap allows, rounding carried), verdict
        ("every", "depends" or "open": whether the sign survives every overlap); refusal; the codes, base and inputs.
    """
    pairs = overlaps(first, without=second)
    figures = pd.concat([rows.to_frame().T if isinstance(rows, pd.Series) else rows for rows in (first, second)])
    figures = figures[~figures.index.duplicated()]
    found = []
    for row in pairs.itertuples():
        a, b = (figures.loc[name] for name in row.inputs)
        one = {"formula": " - ".join(row.inputs), "refusal": row.refusal, "decimals": min(a["decimals"], b["decimals"])}
        if pd.isna(row.refusal):
            ends = [_answer(side).range for side in (a, b)]
            one["gap"] = a["share"] - b["share"]
            one["gap_low"], one["gap_high"] = float(ends[0].low - ends[1].high), float(ends[0].high - ends[1].low)
            one |= _bounds(a, b, confidence=confidence, design_effect=design_effect)
        found.append(one)
    columns = ["formula", "gap", "gap_low", "gap_high", "decimals", "low", "high", "verdict", "refusal"]
    codes = pairs[["source", "sample", "population", "base", "inputs", "level"]].reset_index(drop=True)
    found = pd.DataFrame(found, columns=columns).join(codes)
    found.index = pd.Index(found["formula"], name="")
    return found.astype({"refusal": "str", "verdict": "str"} | dict.fromkeys(columns[1:4] + columns[5:7], float))


def _bounds(a: pd.Series, b: pd.Series, **how: float) -> dict[str, object]:
    total = None if pd.isna(a["n_low"]) else (int(a["n_low"]), int(a["n_high"]))
    decimals = (int(a["decimals"]), int(b["decimals"]))
    found = difference_bounds(float(a["share"]), float(b["share"]), total, decimals=decimals, **how)
    if isinstance(found, Refusal):
        return {"refusal": a["refusal"]}
    verdict = {"true": "every", "depends": "depends"}.get(found.verdict.split()[0], "open")
    return {"low": found.low, "high": found.high, "verdict": verdict}


# -- the quantities of derived.csv


def derived_quantities(figures: pd.DataFrame, definitions: pd.DataFrame) -> pd.DataFrame:
    """Compute the quantities that derived.csv defines.

    Parameters
    ----------
    figures : pandas.DataFrame
        The evidence.
    definitions : pandas.DataFrame
        derived.csv, indexed by id: operation, figures, among, level.

    Returns
    -------
    pandas.DataFrame
        Indexed by id, a row each, and `level`: what kind of claim it is. See this module.
    """
    wanted = [quantity(row) for _, row in definitions.iterrows()]
    return compute(wanted, figures).set_axis(definitions.index).assign(level=definitions["level"].astype("str"))


def quantity(row: pd.Series) -> Quantity:
    """Return what a row of derived.csv defines."""
    names = row["figures"].split(";")
    given = tuple(name for name in names if not name.startswith(NOT))
    negated = tuple(name.removeprefix(NOT) for name in names if name.startswith(NOT))
    among = None if pd.isna(row["among"]) else row["among"]
    return Quantity(row["operation"], given, negated, among, row["level"] == "reading")


def definition_problems(register: Register) -> Iterator[Problem]:
    """Yield what is wrong with the rows of derived.csv, held against the figures they name."""
    file, figures = display_path(register.folder / "derived.csv"), register.figures
    for line, (name, row) in enumerate(register.derived.iterrows(), start=2):
        if fault := _fault(quantity(row), figures):
            yield Problem(file, *fault, line, name, "figures")
        if (row["level"] == "reading") != pd.notna(row["reading_en"]):
            mend = "state the reading, in each language, where the level is reading, and only there"
            yield Problem(file, "level and reading do not fit", mend, line, name, "reading_en")
        if (pd.notna(row["among"]) or row["operation"] == "ratio") != pd.notna(row["of_whom_en"]):
            mend = "name the people, in each language, where it is a share of some figure's, and only there"
            yield Problem(file, "among and of_whom do not fit", mend, line, name, "of_whom_en")


# -- the arithmetic


def compute(wanted: Sequence[Quantity], figures: pd.DataFrame) -> pd.DataFrame:
    """Return each quantity as a row, indexed by its formula."""
    for one in wanted:
        if fault := _fault(one, figures):
            raise PaperError("{}. To mend: {}.".format(*fault))
    used = figures.loc[list(dict.fromkeys(name for one in wanted for name in one.inputs))].to_dict("index")
    rows = []
    for one in wanted:
        inputs = {name: used[name] for name in one.inputs}
        first = inputs[one.figures[0]]
        row = {name: first[name] for name in ("source", "sample", "population")}
        row |= {"formula": one.formula, "operation": one.operation, "base": _base(one, inputs)}
        row |= {"inputs": one.inputs, "given": one.figures, "negated": one.negated}
        read = any(row["base"] != row["base_literal"] for row in inputs.values())
        row["level"] = (
            "reading" if read else "arithmetic"
        )  # another base than the one announced is the register's reading
        row["refusal"] = _refusal(one, inputs)
        rows.append(row | ({} if row["refusal"] else _numbers(one, inputs)))
    codes = ["refusal", "source", "sample", "population", "base", "operation", "level", "formula"]
    found = pd.DataFrame(rows, columns=[*SHARED, *COUNTED, "inputs", "given", "negated", *codes])
    found.index = pd.Index(found["formula"], name="")
    numbers = dict.fromkeys(SHARED, float) | dict.fromkeys(COUNTED, "Int64")
    return found.astype(numbers | dict.fromkeys(codes, "str"))


def _numbers(one: Quantity, inputs: dict[str, dict]) -> dict[str, object]:
    """Return the range of a quantity, its point where it has one, and the people behind it where they are counted."""
    answers = {name: _answer(row) for name, row in inputs.items()}
    given, negated = ([answers[name] for name in names] for names in (one.figures, one.negated))
    ranges = [answer.range for answer in given]
    totals = {answer.n for answer in answers.values()}
    n = totals.pop() if len(totals) == 1 else None
    share, people = None, None  # people: the least and the greatest number of respondents in the base
    if one.operation == "product":
        share, n = prod(answer.share for answer in given), given[-1].n
        counted = inputs[one.figures[0]]
        found = prod(ranges[1:], start=ranges[0])
        if n and pd.notna(counted["count_low"]):
            found = Range(Fraction(int(counted["count_low"]), n), Fraction(int(counted["count_high"]), n))
        else:
            n = None
    elif one.operation == "sum":
        share, found = sum(answer.share for answer in given), sum(ranges[1:], start=ranges[0]).within(Fraction(0), ONE)
    elif one.operation == "complement":
        share, found = 1 - given[0].share, ranges[0].rest()
        n = None if one.among else n
    elif one.operation == "ratio":
        part, whole = ranges
        share = given[0].share / given[1].share
        found = Range(part.low / whole.high, min(ONE, part.high / whole.low))
        people = (whole, part) if n else None
    else:
        gave = {name: answers[name].range for name in one.figures}
        among = answers[one.among].range if one.among else None
        others = [gave[name] for name in gave if name != one.among] + [answer.range.rest() for answer in negated]
        found = Range(
            *map(Fraction, overlap_bounds(*((each.low, each.high) for each in (*others, *([among] if among else [])))))
        )
        if among:
            people = (among, found) if n else None
            missed = sum(1 - other.low for other in others)
            found = Range(
                max(Fraction(0), 1 - missed / among.low), min(ONE, *(other.high / among.low for other in others))
            )
    row = {"share_low": float(found.low), "share_high": float(found.high)}
    row |= {"low": row["share_low"], "high": row["share_high"]} if share is None else {"share": float(share)}
    if n:
        whole, part = people or (Range(ONE, ONE), found)
        row |= {"n_low": int(whole.low * n), "n_high": int(whole.high * n)}
        row |= {"count_low": int(part.low * n), "count_high": int(part.high * n)}
    return row


def _answer(row: dict | pd.Series) -> _Answer:
    """Return a row as the range of shares it may stand for: of whole people where n is reported, else as rounded."""
    n = row["n_low"]
    exact = Fraction(str(round(row["share"], 10)))
    if pd.notna(row["count_low"]) and not row["assumed"] and n == row["n_high"]:
        n = int(n)
        return _Answer(Range(Fraction(int(row["count_low"]), n), Fraction(int(row["count_high"]), n)), exact, n)
    return _Answer(printed_range(row["value"], row["unit"], row["qualifier"]), exact, None)


def _base(one: Quantity, inputs: dict[str, dict]) -> str:
    """Return what the result is a share of."""
    if one.among:
        return one.among
    return one.figures[1] if one.operation == "ratio" else inputs[one.figures[-1]]["base"]


def _refusal(one: Quantity, inputs: dict[str, dict]) -> str | None:
    """Return why nothing can be computed from these rows."""
    rows = inputs.values()
    if any(row["refusal"] == LEFT_OUT for row in rows):
        return LEFT_OUT
    if any(row["unit"] not in SHARES for row in rows):
        return "no_percentage"
    if inputs[one.figures[-1]]["base"] == "unclear":
        return "base_unclear"
    return "bound_only" if any(row["qualifier"] == "up_to" for row in rows) else None


def _fault(one: Quantity, figures: pd.DataFrame) -> tuple[str, str] | None:
    """Return why a quantity means nothing and how to mend it; None where it means something."""
    for name in one.inputs:
        if name not in figures.index:
            return (
                f"no figure is called {name!r}{did_you_mean(name, figures.index)}",
                "see the column id of figures.csv",
            )
    columns = ["sample", "base", "answer_type", "option_set"]
    sample, base, answer_type, option_set = (figures.loc[list(one.inputs), name].to_dict() for name in columns)
    mend = "choose figures of the same people, or another operation"
    if len(set(sample.values())) > 1:
        return f"{one.formula}: the figures come from more than one sample", mend
    if one.operation == "product":
        for part, whole in pairwise(one.figures):
            if base[part] != whole and not (one.reading and base[part] == "unclear"):
                return f"{part} is a share of {base[part]}, not of {whole}: the product would mean nothing", mend
    elif len(set(base.values())) > 1:
        return f"{one.formula}: the figures are not shares of the same people", mend
    elif one.operation == "sum" and not (
        set(answer_type.values()) <= set(EXCLUSIVE)
        and len(set(option_set.values())) == 1
        and pd.notna([*option_set.values()]).all()
    ):
        return f"{one.formula}: these are no exclusive answers to one question, so the sum would mean nothing", mend
    return None
