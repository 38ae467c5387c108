"""A claim that one group of rows has the outcome more, less or no more often than others.

The cross-table has two outcomes, neither with cases left out, so that a table is the number of
cases with the outcome in each row. Given the number in the pivot group, the comparisons are
independent, and the tables are counted exactly: run by run where two groups make up the table (see
``recount.tables.pair``), else number by number (``recount.tables.star``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recount.settings import Settings
from recount.significance import acceptance
from recount.tables import IntArray, StarCount, outcomes, pair, runs, star
from recount.verdicts.crossing import Crossing
from recount.verdicts.pair_decisions import (
    PRange,
    Rows,
    accepted,
    decision_matrix,
    significance,
    sizes_of,
    tested,
)
from recount.verdicts.parts import Implied, TestResult
from recount.verdicts.reading import Levels

__all__ = [
    "CONTRAST_TESTS",
    "DIRECTIONS",
    "Contrast",
    "accepted",
    "decision_matrix",
    "judge_contrast",
    "verdict_of",
]

#: The test that odds ratios imply comes first; the others are run to see whether they disagree.
CONTRAST_TESTS = ("wald", "pearson", "fisher", "likelihood_ratio")
#: 1: the pivot's share is higher; -1: lower; 0: no difference is claimed.
DIRECTIONS = {"higher": 1, "highest": 1, "lower": -1, "lowest": -1, "no_difference": 0}
#: More numbers of a pair than these are not looked at one by one.
MOST_NUMBERS = 20_000

Run = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Contrast:
    """A contrast judged over all consistent tables.

    Attributes:
        counts: The exact counts, by test.
        results: The verdict and the range of p under each test; p is that of any comparison.
        implied: Values of the pivot's cases with the outcome, without and with the claim.
        values: By test, the numbers of these cases that the claim does not exclude, as runs.
    """

    counts: dict[str, StarCount]
    results: tuple[TestResult, ...]
    implied: tuple[Implied, ...]
    values: dict[str, tuple[Run, ...]]

    @property
    def primary(self) -> StarCount:
        """The count under the test that the wording implies."""
        return self.counts[CONTRAST_TESTS[0]]


def judge_contrast(
    crossing: Crossing,
    pivot: Levels,
    against: tuple[Levels, ...],
    direction: int,
    quantity: str,
    settings: Settings,
) -> Contrast:
    """Judge a contrast over all consistent tables of a crossing with two outcomes.

    A number of the pivot is excluded by the claim unless the claim is true of some table with it,
    or the test is undefined on every table with it and the pivot's share lies on the claimed side.

    Args:
        crossing: The cross-table; no column may be left out.
        pivot: Levels the claim is about.
        against: Groups of levels it is compared with; the claim must hold against each.
        direction: 1 higher, -1 lower, 0 no difference.
        quantity: Words for the pivot's cases with the outcome.
        settings: Level of the tests.
    """
    rows = crossing.indices(pivot)
    others = [crossing.indices(group) for group in against]
    judge = _judge_pair if _fills(crossing, rows, others) else _judge_star
    counts: dict[str, StarCount] = {}
    values: dict[str, tuple[Run, ...]] = {}
    results, implied = [], []
    for test in CONTRAST_TESTS:
        count, p_range = judge(crossing, rows, others, test, direction, settings)
        counts[test] = count
        verdict = verdict_of(count.total, count.holding, count.undecided)
        results.append(TestResult(test, verdict, *(p_range or (None, None))))
        values[test] = _not_excluded(crossing, rows, others, direction, count)
        implied += [Implied(quantity, test, low, high, True) for low, high in values[test]]
    view = outcomes(crossing.space)
    low, high = view.limits(rows) if view.feasible else (None, None)
    without = Implied(quantity, None, low, high, False)
    return Contrast(counts, tuple(results), (without, *implied), values)


def verdict_of(total: int, holding: int, undecided: int) -> str:
    """Return the verdict on a claim that is true in ``holding`` of ``total`` consistent tables.

    Tables on which the test is undefined decide nothing; where they are all there is, the claim is
    open.

    Example:
        >>> verdict_of(7, 7, 0), verdict_of(7, 0, 0), verdict_of(7, 3, 0), verdict_of(7, 5, 2)
        ('holds', 'fails', 'open', 'holds')
    """
    if total - undecided == 0:
        return "open"
    if holding == total - undecided:
        return "holds"
    return "fails" if holding == 0 else "open"


def _fills(crossing: Crossing, rows: Rows, others: list[Rows]) -> bool:
    """Return whether the pivot and one comparator hold all cases."""
    used = {*rows, *(row for group in others for row in group)}
    sizes = crossing.space.rows.with_missing
    return len(others) == 1 and not any(n for i, n in enumerate(sizes) if i not in used)


def _judge_pair(
    crossing: Crossing,
    rows: Rows,
    others: list[Rows],
    test: str,
    direction: int,
    settings: Settings,
) -> tuple[StarCount, PRange]:
    """Count run by run: one number decides, and tests state theirs without a sweep."""
    n1, n2, total = sizes_of(crossing, rows, others[0])
    found = []
    for low, high, decision in acceptance(test, n1, n2, total, settings):
        if decision == -1 or direction == 0:
            found.append((low, high, decision if decision == -1 else int(decision == 0)))
            continue
        # The share in the pivot is higher from here on.
        middle = n1 * total // (n1 + n2) + 1
        for start, end, sign in ((low, min(high, middle - 1), -1), (max(low, middle), high, 1)):
            if start <= end:
                true = decision == 1 and sign == direction
                found.append((start, end, int(true)))
    count = pair(crossing.space, rows, others[0], found)
    return count, _pair_p_range(crossing, rows, test, (n1, n2, total), settings)


def _pair_p_range(
    crossing: Crossing, rows: Rows, test: str, sizes: tuple[int, int, int], settings: Settings
) -> PRange:
    view = outcomes(crossing.space)
    if not view.feasible:
        return None
    low, high = view.limits(rows)
    n1, n2, total = sizes
    x = np.arange(low, high + 1) if high - low < MOST_NUMBERS else None
    if x is None:
        if test in ("wald", "fisher"):
            return None  # no simple order, or too long to compute; a sweep would take too long
        # The others rise towards equal shares, so that the ends and the middle are the extremes.
        middle = n1 * total // (n1 + n2)
        x = np.unique(np.clip([low, low + 1, middle, middle + 1, high - 1, high], low, high))
    return tested(test, (x, n1 - x, total - x, n2 - (total - x)), settings)[1]


def _judge_star(
    crossing: Crossing,
    rows: Rows,
    others: list[Rows],
    test: str,
    direction: int,
    settings: Settings,
) -> tuple[StarCount, PRange]:
    matrices, ranges = [], []
    for group in others:
        matrices.append(decision_matrix(crossing, rows, group, test, direction, settings))
        p_range = significance(crossing, rows, group, test, settings)[1]
        ranges += list(p_range or ())
    count = star(crossing.space, rows, others, matrices)
    return count, (min(ranges), max(ranges)) if ranges else None


def _not_excluded(
    crossing: Crossing, rows: Rows, others: list[Rows], direction: int, count: StarCount
) -> tuple[Run, ...]:
    """Return the pivot's numbers that the claim leaves possible, as runs."""
    found = list(count.pivot_values)
    for low, high in count.undefined_values:
        if direction == 0:
            found.append((low, high))
            continue
        values = np.arange(low, high + 1)
        sides = [_can_differ(crossing, rows, group, values, direction) for group in others]
        kept = values[np.logical_and.reduce(sides)]
        found += runs(kept.tolist())
    joined: list[Run] = []
    for low, high in sorted(found):
        if joined and joined[-1][1] == low - 1:
            joined[-1] = (joined[-1][0], high)
        else:
            joined.append((low, high))
    return tuple(joined)


def _can_differ(
    crossing: Crossing, rows: Rows, other: Rows, values: IntArray, direction: int
) -> npt.NDArray[np.bool_]:
    """Return with which numbers the pivot's share can lie on the claimed side of another's."""
    view = outcomes(crossing.space)
    n1, n2, _ = sizes_of(crossing, rows, other)
    free = [i for i in range(len(view.sizes)) if i not in rows and i not in other]
    left = view.total - values
    least = np.maximum(sum(view.low[i] for i in other), left - sum(view.high[i] for i in free))
    most = np.minimum(sum(view.high[i] for i in other), left - sum(view.low[i] for i in free))
    return np.asarray(values * n2 > least * n1 if direction > 0 else values * n2 < most * n1)
