"""Pool like with like, or say why not."""

from . import checks
from .pooling import Pooled, pool
from .results import Refusal

PROBABILITY = "probability"  # the design of a sample drawn at random
FEWEST = 3  # with two samples no known method gives a usable interval (Gonnermann et al. 2015, Stat Med 34:2476)


def pool_if_alike(
    counts_or_shares,
    totals,
    *,
    indicators,
    populations,
    designs=None,
    samples=None,
    barometers=None,
    fewest: int = FEWEST,
    **how,
) -> Pooled | Refusal:
    """Pool shares that measure the same thing in the same kind of people; else refuse, with their range.

    Parameters
    ----------
    counts_or_shares : sequence, length k
        Ints are counts, floats shares 0–1. A share becomes the nearest count of its total.
    totals : sequence of int or None, length k
        Respondents; None (or a missing value) where n is not reported.
    indicators, populations : sequence of str, length k
        What each measures, and among which kind of people.
    designs : sequence of str, length k, optional
        How each sample came about. One drawn at random ("probability") and one that was not are unlike things: the
        interval of a pooled share would mean two things at once.
    samples : sequence of str, length k, optional
        Which sample each comes from. The same sample twice, as when one source repeats another's figure,
        would count as two agreeing surveys: it is refused.
    barometers : sequence of str, length k, optional
        Which barometer each is an edition of. Two editions are two times and perhaps one panel, not two
        independent surveys of one state of things: they are refused.
    fewest : int
        How many samples it takes, 3 unless told.
    **how
        As in `pool`.

    Returns
    -------
    Pooled or Refusal
        The reason is the first of "unlike_indicators", "unlike_populations", "unlike_designs", "same_sample",
        "same_barometer", "n_not_reported" and "too_few" that holds; `details` has all of them as `reasons`, and what
        may be told instead: `k`, `low` and `high` (the range of the shares as published, 0–1) and `known` (how many
        report n).

    Notes
    -----
    A range with its reason is synthesis without meta-analysis (Campbell et al. 2020, BMJ 368:l6890). The
    range is not an interval and has no confidence. For few studies see Bender et al. (2018), Res Synth
    Methods 9:382.
    """
    names = {"indicators": indicators, "populations": populations, "designs": designs}
    names |= {"samples": samples, "barometers": barometers}
    k = len(counts_or_shares)
    checks.rows("counts_or_shares", counts_or_shares, totals=totals, **names)
    known = [None if _missing(n) else checks.total(n, "totals", checks.OR_NONE) for n in totals]
    shares = [_share(value, n) for value, n in zip(counts_or_shares, known, strict=True)]
    objections = {
        "unlike_indicators": len(set(indicators)) > 1,
        "unlike_populations": len(set(populations)) > 1,
        "unlike_designs": len({design == PROBABILITY for design in designs or ()}) > 1,
        "same_sample": _repeats(samples),
        "same_barometer": _repeats(barometers) and not _repeats(samples),
        "n_not_reported": None in known,
        "too_few": k < fewest,
    }
    reasons = tuple(reason for reason, holds in objections.items() if holds)
    if not reasons:
        return pool([round(share * n) for share, n in zip(shares, known, strict=True)], known, **how)
    told = [share for share in shares if share is not None]
    details = {
        "reasons": reasons,
        "k": k,
        "known": sum(n is not None for n in known),
        "low": min(told, default=None),
        "high": max(told, default=None),
        "indicators": tuple(sorted(set(indicators))),
        "populations": tuple(sorted(set(populations))),
    }
    return Refusal(reasons[0], details)


def _missing(value) -> bool:
    """Tell whether a total is missing: None, NaN or NA."""
    return value is None or type(value).__name__ == "NAType" or value != value


def _share(value, total: int | None) -> float | None:
    """Return the share published, None for a count without its total."""
    if not checks.is_count(value):
        return checks.share(value, "counts_or_shares")
    return None if total is None else checks.count(value, total, "counts_or_shares") / total


def _repeats(names) -> bool:
    return names is not None and len(set(names)) < len(names)
