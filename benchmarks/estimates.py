"""How fast the estimates are, beside what one would do without them.

Run: python benchmarks/estimates.py

Both sides are measured in turn in one process, so that the ratio travels although the seconds do not. The
imports are left out on both sides; the package's own is measured at the end, in fresh processes.
"""

import subprocess
import sys
import time
import warnings
from statistics import median

import numpy as np
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.proportion import proportion_confint

from baromia.estimates import intervals, pool
from baromia.estimates.shares import STATSMODELS

rng = np.random.default_rng(20261121)


def seconds(task, repeat: int) -> float:
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return median(times)


def tell(what: str, ours: float, theirs: float):
    print(f"{what:<58}{ours * 1e3:>10.2f} ms{theirs * 1e3:>12.2f} ms{theirs / ours:>9.1f} times faster")


def many_intervals(rows: int = 100_000):
    totals = rng.integers(5, 10_000, rows)
    counts = rng.binomial(totals, rng.uniform(0, 1, rows))
    printed = np.round(counts / totals, 3)
    pairs = list(zip(counts.tolist(), totals.tolist(), strict=True))
    for ours, theirs in STATSMODELS.items():
        fast = seconds(lambda ours=ours: intervals(printed, 1, totals, totals, method=ours), 3)
        slow = seconds(lambda theirs=theirs: [proportion_confint(x, n, method=theirs) for x, n in pairs], 1)
        tell(f"{rows:,} printed shares, {ours}, beside a loop", fast, slow)


def pooling(k: int = 30, times: int = 200):
    totals = rng.integers(20, 2000, k)
    counts = rng.binomial(totals, rng.uniform(0.2, 0.8, k))

    def theirs():
        variance = 1 / counts + 1 / (totals - counts)
        result = combine_effects(np.log(counts / (totals - counts)), variance, method_re="pm", use_t=True)
        return result.conf_int()

    def repeated(task):
        return lambda: [task() for _ in range(times)]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # combine_effects warns about intervals of the single samples
        slow = seconds(repeated(theirs), 5)
        for tau2 in ("PM", "REML", "DL"):
            fast = seconds(repeated(lambda tau2=tau2: pool(counts, totals, tau2=tau2)), 5)
            tell(f"{times} times pool, k = {k}, {tau2}, beside combine_effects (PM)", fast, slow)


def importing():
    def fresh(module):
        return lambda: subprocess.run([sys.executable, "-c", f"import {module}"], check=True)

    theirs = seconds(fresh("statsmodels.stats.proportion"), 3)
    tell(
        "import baromia.estimates, beside statsmodels' proportion",
        seconds(fresh("baromia.estimates"), 3),
        theirs,
    )


if __name__ == "__main__":
    print(f"{'':<58}{'ours':>13}{'theirs':>15}")
    many_intervals()
    pooling()
    importing()
