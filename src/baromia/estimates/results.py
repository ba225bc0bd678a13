"""What an estimate can be: an interval, or a refusal with its reason."""

from dataclasses import dataclass, field

# Default English sentences; other languages map the same codes.
REASONS = {
    "n_not_reported": "n not reported: no interval can be given",
    "never_clear": "no number of respondents would make this comparison clear",
}


@dataclass(frozen=True)
class Interval:
    """An interval for a share, with everything it rests on.

    Attributes
    ----------
    low, high : float
        Limits, shares 0–1.
    estimate : float
        The share as given (or count / total), 0–1; always inside the limits.
    confidence : float
        Nominal. From a self-selected sample it is what sampling error alone would be *if* the sample had been a
        simple random one.
    method, design_effect, decimals
        As given to `interval`.
    total : int or tuple of int
        Respondents n, or the lowest and highest n the base may have.
    counts : range or None
        The counts that can lie behind the share: one when given or recovered exactly, several when
        the printed percentage leaves room, none recorded (None) for a bare share.
    rounding : bool
        Whether no whole count prints as this percentage (a weighted share, for instance), so that the interval
        covers the rounding interval of the share itself.
    """

    low: float
    high: float
    estimate: float
    confidence: float
    method: str
    total: int | tuple[int, int]
    design_effect: float = 1.0
    decimals: int | None = None
    counts: range | None = None
    rounding: bool = False

    def __contains__(self, share: float) -> bool:
        """Tell whether a share lies within the limits, ends included."""
        return self.low <= share <= self.high


@dataclass(frozen=True)
class Refusal:
    """An estimate that is not given, and why.

    Attributes
    ----------
    reason : str
        Machine-readable code: "n_not_reported" or "never_clear".
    details : dict
        What was given (shares 0–1, counts).

    Notes
    -----
    A refusal is false, so that `if result:` separates what was estimated from what was not.
    """

    reason: str
    details: dict = field(default_factory=dict, hash=False)

    def __bool__(self) -> bool:
        """Be false: nothing was estimated."""
        return False

    def __str__(self) -> str:
        """Say why in plain English."""
        return REASONS.get(self.reason, self.reason.replace("_", " "))
