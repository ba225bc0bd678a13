"""What more than one sample measures: answers of barometers that were held again, and shares that may be pooled.

An entry of sources.yaml names the edition before it as `edition_of`. Two figures stand in one line only if they come
from two editions and have the same indicator, the same base and the same kind of people. The difference between two
neighbours in a line has an interval where both numbers of respondents are known; elsewhere there is a refusal. Of an
indicator that several samples measure, the gate says whether the shares are pooled, and else why not.
"""

from itertools import pairwise

import pandas as pd

from ..estimates import difference, pool
from ..register.ranges import printed_range
from .quantities import gap_frame, published_gap
from .table import LEFT_OUT, POINTS, RANDOM

BEFORE = "edition_of"
ANSWERS = ("self_report", "opinion", "estimate")  # the make-up of a sample is not what its people say
PERIOD = "/"  # between the first and the last day
FEWEST_POOLED = 3  # with two samples no known method gives a usable interval (Gonnermann et al. 2015, Stat Med 34:2476)


def repeated_answers(figures: pd.DataFrame, sources: dict[str, dict], samples: pd.DataFrame) -> pd.DataFrame:
    """Return the answers that two editions or more of one barometer publish, a figure a row, the earliest first.

    Figures are the evidence. Where an edition publishes two that fit one line, the line is left out, since either may
    continue it.

    Returns
    -------
    pandas.DataFrame
        Indexed by id: line (a number), barometer (its first edition), edition (from 0); dated ("fieldwork", "published"
        or "not_before"), dates (ISO 8601; first and last day joined by "/") and day (the middle, as a number), missing
        where nothing is known of when.
    """
    answers = published_answers(figures)
    figure_rows = figures[["indicator", "population", "base", "sample"]].to_dict("index")
    lines: dict[tuple, list[str]] = {}
    if any(len(editions(source, sources)) > 1 for source in sources):
        for name, row in answers.iterrows():
            if key := _answer_key(name, figure_rows):
                barometer, population = editions(row["source"], sources)[-1], samples.at[row["sample"], "population"]
                lines.setdefault((barometer, population, key), []).append(name)
    rows: list[dict] = []
    for (barometer, *_), ids in lines.items():
        if 1 < len(ids) == answers.loc[ids, "source"].nunique():
            line = {"line": rows[-1]["line"] + 1 if rows else 0, "barometer": barometer}
            dated = [{"id": name} | line | _dated(answers.loc[name], sources, samples) for name in ids]
            rows += sorted(dated, key=lambda row: row["edition"])
    return pd.DataFrame(rows, columns=["id", "line", "barometer", "edition", "dated", "dates", "day"]).set_index("id")


def _answer_key(name: str, figure_rows: dict[str, dict]) -> tuple | None:
    """Return a figure's indicator, population and base, a subgroup by its own key; None where the base is unknown."""
    row = figure_rows[name]
    if pd.isna(row["sample"]) or (row["base"] != "all" and row["base"] not in figure_rows):
        return None
    base = "all" if row["base"] == "all" else _answer_key(row["base"], figure_rows)
    return None if base is None else (row["indicator"], row["population"], base)


def published_answers(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the percentages of what people answered, each once, without those of sources left out."""
    return figures[
        (figures["unit"] == "percent")
        & figures["nature"].isin(ANSWERS)
        & figures["restates"].isna()
        & (figures["refusal"] != LEFT_OUT)
    ]


def _dated(row: pd.Series, sources: dict[str, dict], samples: pd.DataFrame) -> dict[str, object]:
    """Return which edition a figure is of, and when that was held or, if that is unknown, published."""
    edition = {"edition": len(editions(row["source"], sources)) - 1}
    days = [date for date in samples.loc[row["sample"], ["fieldwork_start", "fieldwork_end"]] if not pd.isna(date)]
    custom = sources[row["source"]].get("custom", {})
    dates = {
        "fieldwork": PERIOD.join(dict.fromkeys(days)),
        "published": custom.get("issued"),
        "not_before": custom.get("not_before"),
    }
    for kind, text in dates.items():
        if text and text[:4].isdigit():
            return edition | {"dated": kind, "dates": text, "day": day(text)}
    return edition


def changes(
    repeated: pd.DataFrame, figures: pd.DataFrame, *, confidence: float = 0.95, design_effect: float = 1.0
) -> pd.DataFrame:
    """Return the difference between each edition and the one before it.

    Two editions are two samples: the interval takes them as independent, which members of one panel may not be.

    Returns
    -------
    pandas.DataFrame
        Indexed by "later - earlier": gap, gap_low, gap_high, decimals, low, high, refusal, inputs and codes, as of
        `differences`; a bound has no difference, nor has a share whose n is not known.
    """
    gaps, figure_rows = [], figures.loc[repeated.index].to_dict("index")
    for _, line in repeated.groupby("line", sort=False):
        for before, after in pairwise(line.index):
            later, earlier = figure_rows[after], figure_rows[before]
            gap = {"inputs": (after, before), "level": "arithmetic"}
            gap["refusal"] = next((row["refusal"] for row in (later, earlier) if not pd.isna(row["refusal"])), None)
            if gap["refusal"] is None:
                later_n, earlier_n = ((int(row["n_low"]), int(row["n_high"])) for row in (later, earlier))
                options = {"confidence": confidence, "design_effect": design_effect}
                options["decimals"] = (int(later["decimals"]), int(earlier["decimals"]))
                interval = difference(float(later["share"]), later_n, float(earlier["share"]), earlier_n, **options)
                gap |= published_gap(later, earlier) | {"low": interval.low, "high": interval.high}
            gaps.append(gap)
    return gap_frame(gaps, figure_rows)


def editions(source: str, sources: dict[str, dict]) -> list[str]:
    """Return the editions of a barometer up to this one, the latest first."""
    edition_ids = [source]
    while earlier := sources[edition_ids[-1]].get("custom", {}).get(BEFORE):
        edition_ids.append(earlier)
    return edition_ids


def day(dates: str) -> float:
    """Return the middle of dates as a day number, where a chart puts them."""
    ranges = [printed_range(date, "date") for date in dates.split(PERIOD)]
    return float(ranges[0].low + ranges[-1].high) / 2


def instruments_disclosed(samples: pd.DataFrame) -> bool:
    """Tell whether all of these surveys disclose their questionnaire in full, so that readers can compare the words."""
    return not samples["instrument"].fillna("unknown").str.match("unknown$|Partly:").any()


def shared(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the percentages of indicators that two samples or more measure of everybody asked, one a sample."""
    answers = published_answers(figures)
    rows = answers[(answers["base"] == "all") & answers["qualifier"].isin(POINTS)]
    first = rows[~rows.duplicated(["indicator", "sample"])]
    return first[first.duplicated("indicator", keep=False)]


def gate(figures: pd.DataFrame, sources: dict[str, dict], confidence: float) -> pd.DataFrame:
    """Pool what may be pooled of the indicators that more than one sample measures; else say why not.

    Returns
    -------
    pandas.DataFrame
        Indexed by indicator: figures (ids), share_low, share_high (range of what is published), reasons (codes, none
        where it is pooled), low, high (interval of the pooled share, missing where it is not).
    """
    rows = []
    for indicator, group in shared(figures).groupby("indicator", sort=False):
        reasons = _objections(group, sources)
        row = {"indicator": indicator, "figures": tuple(group.index), "reasons": reasons}
        row |= {"share_low": group["share"].min(), "share_high": group["share"].max()}
        if not reasons:
            counts = (group["share"] * group["n_low"]).astype(float).round()
            pooled = pool(counts, group["n_low"], confidence=confidence)
            row |= {"low": pooled.low, "high": pooled.high}
        rows.append(row)
    columns = ["indicator", "figures", "share_low", "share_high", "reasons", "low", "high"]
    return pd.DataFrame(rows, columns=columns).set_index("indicator")


def _objections(rows: pd.DataFrame, sources: dict[str, dict]) -> tuple[str, ...]:
    """Return why shares of one indicator, one a sample, are not pooled.

    A range with its reason is synthesis without meta-analysis (Campbell et al. 2020, BMJ 368:l6890). Two editions of
    a barometer are two times and perhaps one panel, not two independent surveys of one state of things.
    """
    barometers = [(editions(row["source"], sources)[-1], row["population"]) for _, row in rows.iterrows()]
    objections = {
        "unlike_populations": rows["population"].nunique() > 1,
        "unlike_designs": (rows["design"] == RANDOM).nunique() > 1,
        "same_barometer": len(set(barometers)) < len(barometers),
        "n_not_reported": rows["n_low"].isna().any(),
        "too_few": len(rows) < FEWEST_POOLED,
    }
    return tuple(reason for reason, holds in objections.items() if holds)
