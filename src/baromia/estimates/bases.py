"""How many people a base counts when it is itself a printed share."""

from __future__ import annotations

import numpy as np

from . import checks
from .results import Refusal
from .shares import possible, refusal


def base_total(share, total, decimals: int | None) -> tuple[int, int] | Refusal:
    """Return the fewest and the most people in a base that is a share of a sample.

    "Of the 53.3 % who use it, a third …": the third is of these people, and their number is known only
    through the printed percentage.

    Parameters
    ----------
    share : float or int
        The share 0–1 that defines the base, or its count.
    total : int, (int, int), None or Refusal
        Respondents it is a share of; a pair when that is itself a base found so; None where not reported.
    decimals : int or None
        Those of the printed percentage; None if the share is exact.

    Returns
    -------
    (int, int) or Refusal
        Lowest and highest number, at least 1, to be given to `interval` as its total. Reasons:
        "base_n_unknown", and "base_empty" when nobody can be in it.

    Raises
    ------
    ValueError
        As in `interval`.

    Notes
    -----
    The counts are those that print so (`grim`). Where none does, as after weighting, they are the whole
    numbers around the rounding interval, or around an exact share.

    Examples
    --------
    56 % of 608 people: between 338 and 343 of them.

    >>> base_total(0.56, 608, 0)
    (338, 343)
    """
    if total is None or isinstance(total, Refusal):
        return Refusal("base_n_unknown", refusal(share).details)
    likely = possible(share, total, checks.decimals(decimals))
    if likely.counts is not None:
        fewest, most = likely.counts[0], likely.counts[-1]
    else:
        # Shares such as 0.29 times 100 miss their whole number by rounding noise: mend it before widening.
        fewest = int(np.floor(np.round(likely.p_low * likely.totals.min(), 9)))
        most = int(np.ceil(np.round(likely.p_high * likely.totals.max(), 9)))
    if most < 1:
        return Refusal("base_empty", {"share": likely.estimate, "total": total})
    return max(fewest, 1), most
