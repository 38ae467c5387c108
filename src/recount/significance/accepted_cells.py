"""Which first cells of a 2x2 table with fixed margins a test accepts, as runs of equal decision.

This turns a claim of (no) difference into a set of values of one cell, also where there are
millions of values: the structure of each statistic in the first cell x is used, never a sweep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from recount.settings import Settings
from recount.significance.chi_squared import TOLERANCE, chi2_critical_float
from recount.significance.decisions import (
    NOT_SIGNIFICANT,
    SIGNIFICANT,
    UNDEFINED,
    Floats,
    Ints,
    check_settings,
)
from recount.significance.fisher import fisher_accepted
from recount.significance.fisher_exact import support
from recount.significance.two_by_two_table import MOST_CASES, TWO_BY_TWO_TESTS, two_by_two

__all__ = ["Run", "acceptance"]

# A run of first cells: the least, the greatest, and the decision on all of them.
Run = tuple[int, int, int]

# Blocks of first cells this short are decided one by one.
SHORT = 32


def acceptance(test: str, n1: int, n2: int, t: int, settings: Settings) -> tuple[Run, ...]:
    """Return the decision for every possible first cell, as runs from the least to the greatest.

    The table has row totals ``n1`` and ``n2`` and ``t`` cases in its first column; the first cell x
    runs from max(0, t - n2) to min(n1, t). Runs are (low, high, decision), ends included, without
    gaps, and neighbouring runs differ in decision.

    Why no sweep is needed. Pearson's and the likelihood ratio statistic are strictly convex in x,
    with their minimum 0 where both rows have the same share (x = n1 t / N): for Pearson it is
    (N x - n1 t)^2 times a positive constant, for the likelihood ratio a sum of O log O over cells
    linear in x. So each side of the minimum has one switch at most, found by bisection on exact
    decisions. Fisher's p rises with the hypergeometric weight, which has one peak. Wald's statistic
    falls again where a cell gets small (Hauck & Donner 1977), so there may be many runs: blocks of
    x are bounded, since the log odds ratio rises with x and its variance is convex in x, and a
    block is halved until its bounds decide or it is short.

    Raises:
        ValueError: An unknown test, negative totals, t above n1 + n2, or more than 2^31 cases.

    Example:
        >>> acceptance("pearson", 479, 1486, 143, Settings())
        ((0, 25, 1), (26, 44, 0), (45, 143, 1))
        >>> acceptance("wald", 479, 1486, 143, Settings())
        ((0, 0, -1), (1, 25, 1), (26, 44, 0), (45, 142, 1), (143, 143, -1))
    """
    check_settings(settings)
    if test not in TWO_BY_TWO_TESTS:
        raise ValueError(f"no 2x2 test named {test!r}; there are {', '.join(TWO_BY_TWO_TESTS)}")
    n1, n2, t = int(n1), int(n2), int(t)
    if min(n1, n2, t) < 0 or t > n1 + n2:
        raise ValueError(f"no table has row totals {n1} and {n2} and column total {t}")
    if n1 + n2 > MOST_CASES:
        raise ValueError(f"a table may hold at most {MOST_CASES} cases")
    low, high = support(n1, n2, t)
    if min(n1, n2, t, n1 + n2 - t) == 0:
        return ((low, high, UNDEFINED),)
    if test == "wald":
        return _wald(n1, n2, t, low, high, settings)
    if test == "fisher":
        first, last = fisher_accepted(n1, n2, t, settings.alpha)
    else:

        def accepted(x: int) -> bool:
            cells = (x, n1 - x, t - x, n2 - t + x)
            return int(two_by_two(test, *cells, settings)) == NOT_SIGNIFICANT

        least = n1 * t // (n1 + n2)  # the minimum lies in [least, least + 1)
        first = _first_accepted(low, least, accepted)
        last = -_first_accepted(-high, -least - 1, lambda y: accepted(-y))
    if first > last:
        return ((low, high, SIGNIFICANT),)
    return _joined(
        [
            (low, first - 1, SIGNIFICANT),
            (first, last, NOT_SIGNIFICANT),
            (last + 1, high, SIGNIFICANT),
        ]
    )


def _first_accepted(first: int, last: int, accepted: Callable[[int], bool]) -> int:
    """Return the least accepted x in first..last (else last + 1), where acceptance only sets in."""
    end = last + 1
    while first < end:
        middle = (first + end) // 2
        if accepted(middle):
            end = middle
        else:
            first = middle + 1
    return end


def _joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return the runs without empty ones, neighbours of equal decision put together."""
    joined: list[Run] = []
    for low, high, decision in runs:
        if low > high:
            continue
        if joined and joined[-1][2] == decision:
            joined[-1] = (joined[-1][0], high, decision)
        else:
            joined.append((low, high, decision))
    return tuple(joined)


def _wald(n1: int, n2: int, t: int, low: int, high: int, settings: Settings) -> tuple[Run, ...]:
    # The least and the greatest first cell are the ones with a zero cell.
    ends = [(low, low, UNDEFINED), (high, high, UNDEFINED)]
    runs: list[Run] = list(dict.fromkeys(ends))
    critical = chi2_critical_float(1, settings)

    def cells(x: Ints) -> tuple[Ints, Ints, Ints, Ints]:
        return x, n1 - x, t - x, n2 - t + x

    def log_odds_ratio(x: Ints) -> Floats:
        a, b, c, d = cells(x)
        return np.log(a / b) + np.log(d / c)

    def variance(x: Ints) -> Floats:
        a, b, c, d = cells(x)
        return np.asarray(1 / a + 1 / b + 1 / c + 1 / d, dtype=np.float64)

    start = np.array([low + 1], dtype=np.int64)
    end = np.array([high - 1], dtype=np.int64)
    start, end = start[start <= end], end[start <= end]
    while start.size:
        at_start, at_end = log_odds_ratio(start), log_odds_ratio(end)
        smallest = np.where(
            at_start * at_end > 0, np.minimum(np.abs(at_start), np.abs(at_end)), 0.0
        )
        largest = np.maximum(np.abs(at_start), np.abs(at_end))
        # 1/x and 1/(n2-t+x) fall with x, the other two rise; their sum is convex.
        most = np.maximum(variance(start), variance(end))
        a, d = end, n2 - t + end
        b, c = n1 - start, t - start
        least = 1 / a + 1 / b + 1 / c + 1 / d
        # Logs of large odds lose a few digits against each other: the margin covers 1e-12.
        rejected = np.maximum(smallest - 1e-12, 0.0) ** 2 > critical * most * (1 + TOLERANCE)
        kept = (largest + 1e-12) ** 2 < critical * least * (1 - TOLERANCE)
        for i in np.flatnonzero(rejected | kept):
            decision = SIGNIFICANT if rejected[i] else NOT_SIGNIFICANT
            runs.append((int(start[i]), int(end[i]), decision))
        undecided = ~(rejected | kept)
        start, end = start[undecided], end[undecided]
        short = end - start < SHORT
        for i in np.flatnonzero(short):
            x = np.arange(start[i], end[i] + 1, dtype=np.int64)
            decisions = two_by_two("wald", *cells(x), settings)
            runs.extend((int(v), int(v), int(e)) for v, e in zip(x, decisions, strict=True))
        start, end = start[~short], end[~short]
        middle = (start + end) // 2
        start, end = np.concatenate([start, middle + 1]), np.concatenate([middle, end])
    return _joined(sorted(runs))
