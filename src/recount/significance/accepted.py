"""Which first cells of a 2x2 table with fixed margins a test accepts, as runs of equal decision."""

from __future__ import annotations

import numpy as np
from flint import arb, ctx

from recount.settings import Settings
from recount.significance.contingency import MOST_CASES, TWO_BY_TWO_TESTS, known, two_by_two
from recount.significance.fisher import mode_of, support

__all__ = ["Run", "acceptance"]

# A run of first cells: the least, the greatest, and the decision on all of them.
Run = tuple[int, int, int]


def acceptance(test: str, n1: int, n2: int, t: int, settings: Settings) -> tuple[Run, ...]:
    """Return the decision for every possible first cell, as runs from the least to the greatest.

    The table has row totals ``n1`` and ``n2`` and ``t`` cases in its first column; the first cell x
    runs from max(0, t - n2) to min(n1, t). Runs are (low, high, decision), ends included, without
    gaps, and neighbouring runs differ in decision.

    No sweep is needed, as the decision switches once at most on each of a few stretches of x.
    Pearson's and the likelihood ratio statistic are convex with their minimum where both rows have
    the same share (x = n1 t / N); Fisher's p rises up to the mode and falls after it. Wald's
    statistic has one peak on either side of equal shares and falls towards an empty cell (Hauck &
    Donner 1977): with L the log odds ratio and V its variance, L' = V, and L / sqrt(V) rises where
    2 V^2 > L V'. Where V' > 0, 2 V^2 / V' - L falls, as (V')^2 <= V V'' / 2 by Cauchy's inequality.

    Raises:
        ValueError: An unknown test, negative totals, t above n1 + n2, or more than 2^31 cases.

    Example:
        >>> acceptance("pearson", 479, 1486, 143, Settings())
        ((0, 25, 1), (26, 44, 0), (45, 143, 1))
        >>> acceptance("wald", 479, 1486, 143, Settings())
        ((0, 0, -1), (1, 25, 1), (26, 44, 0), (45, 142, 1), (143, 143, -1))
    """
    known(test, TWO_BY_TWO_TESTS)
    n1, n2, t = int(n1), int(n2), int(t)
    if min(n1, n2, t) < 0 or t > n1 + n2:
        raise ValueError(f"no table has row totals {n1} and {n2} and column total {t}")
    if n1 + n2 > MOST_CASES:
        raise ValueError(f"a table may hold at most {MOST_CASES} cases")
    low, high = support(n1, n2, t)
    if low == high:
        return ((low, high, 0 if test == "fisher" else -1),)
    middle = mode_of(n1, n2, t) if test == "fisher" else n1 * t // (n1 + n2)
    last = [middle, high]
    if test == "wald":
        # The other row's first cell is t - x, so that its peak upwards is this one's downwards.
        down = t - _peak(n2, n1, t, t - middle, t - low - 1)
        up = _peak(n1, n2, t, middle + 1, high - 1)
        # The least and the greatest first cell leave a cell empty.
        last = [low, down - 1, middle, up, high - 1, high]
    runs: list[Run] = []
    for first, end in zip([low, *(x + 1 for x in last)], last, strict=False):
        for run in _switch(test, n1, n2, t, first, end, settings) if first <= end else []:
            start = runs.pop()[0] if runs and runs[-1][2] == run[2] else run[0]
            runs.append((start, run[1], run[2]))
    return tuple(runs)


def _switch(
    test: str, n1: int, n2: int, t: int, first: int, end: int, settings: Settings
) -> list[Run]:
    """Return the runs of a stretch of first cells on which the decision switches once at most."""
    low, high = first, end
    while True:
        x = np.unique(np.linspace(low, high, 64).astype(np.int64))
        found = two_by_two(test, x, n1 - x, t - x, n2 - t + x, settings)
        change = np.flatnonzero(np.diff(found))
        if not change.size:
            return [(first, end, int(found[0]))]
        low, high = (int(value) for value in x[change[0] : change[0] + 2])
        if high == low + 1:
            return [(first, low, int(found[change[0]])), (high, end, int(found[change[0] + 1]))]


def _peak(n1: int, n2: int, t: int, first: int, last: int) -> int:
    """Return the last x of first..last up to which Wald's statistic rises (first - 1 for none)."""
    low, high = first - 1, last
    with ctx.workprec(128):
        while low < high:
            x = (low + high + 1) // 2
            a, b, c, d = (arb(value) for value in (x, n1 - x, t - x, n2 - t + x))
            v = 1 / a + 1 / b + 1 / c + 1 / d
            rise = -1 / (a * a) + 1 / (b * b) + 1 / (c * c) - 1 / (d * d)
            if bool(2 * v * v < (a * d / (b * c)).log() * rise):
                high = x - 1
            else:
                low = x
    return low
