"""A claim that one group of rows has the outcome more, less or no more often than others.

The cross-table has two outcomes, neither with cases left out, so that a table is the number of cases
with the outcome in each row. Given the number in the pivot group, the comparisons are independent,
and the tables are counted exactly (see ``recount.tables.star``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from recount.settings import Settings
from recount.significance import two_by_two, two_by_two_p
from recount.tables import Decisions, StarCount, outcomes, runs, star
from recount.verdicts.candidates import fisher_candidates
from recount.verdicts.crossing import Crossing
from recount.verdicts.parts import Implied, TestResult
from recount.verdicts.reading import Levels

__all__ = [
    "CONTRAST_TESTS",
    "Contrast",
    "accepted",
    "decision_matrix",
    "judge_contrast",
    "verdict_of",
]

#: The test that odds ratios imply comes first; the others are run to see whether they disagree.
CONTRAST_TESTS = ("wald", "pearson", "fisher", "likelihood_ratio")


Rows = tuple[int, ...]
Cells = tuple[npt.NDArray[np.int64], ...]
Direction = int
"""1: the pivot's share is higher; -1: lower; 0: no difference is claimed."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """A contrast judged over all consistent tables.

    Attributes:
        counts: The exact counts, by test.
        results: The verdict and the range of p under each test.
        implied: Values of the pivot's cases with the outcome, without and with the claim.
    """

    counts: dict[str, StarCount]
    results: tuple[TestResult, ...]
    implied: tuple[Implied, ...]

    @property
    def primary(self) -> StarCount:
        """The count under the test that the wording implies."""
        return self.counts[CONTRAST_TESTS[0]]


def accepted(
    test: str,
    cells: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
    direction: Direction,
    settings: Settings,
) -> Decisions:
    """Return whether a claimed contrast is true of 2 x 2 tables: 1, 0, or -1 where undefined.

    Args:
        test: A test for 2 x 2 tables.
        cells: Pivot with and without the outcome, comparator with and without it.
        direction: 1 higher, -1 lower, 0 no difference.
        settings: Level of the test.

    Example:
        >>> accepted("pearson", ([26, 25], [453, 454], [117, 118], [1369, 1368]), 0, Settings())
        array([1, 0], dtype=int8)
    """
    a, b, c, d = (np.asarray(cell, dtype=np.int64) for cell in cells)
    found = two_by_two(test, a, b, c, d, settings)
    if direction == 0:
        true = found == 0
    else:
        difference = a * (c + d) - c * (a + b)
        true = (found == 1) & (difference * direction > 0)
    return np.where(found == -1, -1, true).astype(np.int8)


def judge_contrast(
    crossing: Crossing,
    pivot: Levels,
    against: tuple[Levels, ...],
    direction: Direction,
    quantity: str,
    settings: Settings,
) -> Contrast:
    """Judge a contrast over all consistent tables of a crossing with two outcomes.

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
    pairs = [_pairs(*_sizes(crossing, rows, group)) for group in others]
    inside = [
        _feasible(crossing, rows, group, cells[0].shape)
        for group, cells in zip(others, pairs, strict=True)
    ]
    counts: dict[str, StarCount] = {}
    results, implied = [], []
    for test in CONTRAST_TESTS:
        matrices = [
            decision_matrix(crossing, rows, group, test, direction, settings) for group in others
        ]
        count = star(crossing.space, rows, others, matrices)
        counts[test] = count
        p_low, p_high = _p_range(test, pairs, inside)
        results.append(
            TestResult(test, verdict_of(count.total, count.holding, count.undecided), p_low, p_high)
        )
        values = list(count.pivot_values)
        if direction == 0 and len(others) == 1:
            # A value on which the test is undefined is not excluded by the claim either.
            values = _joined(values, _undefined(inside[0], matrices[0]))
        implied += [Implied(quantity, test, low, high, True) for low, high in values]
    low, high = outcomes(crossing.space).limits(rows)
    return Contrast(counts, tuple(results), (Implied(quantity, None, low, high, False), *implied))


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


def _pairs(n: int, size: int, cases: int) -> Cells:
    """Return the four cells for every pair of cases with the outcome, pivot by comparator."""
    x, y = np.ogrid[: min(n, cases) + 1, : min(size, cases) + 1]
    shape = np.broadcast_shapes(x.shape, y.shape)
    return tuple(np.broadcast_to(cell, shape) for cell in (x, n - x, y, size - y))


def _feasible(
    crossing: Crossing, rows: Rows, other: Rows, shape: tuple[int, ...]
) -> npt.NDArray[np.bool_]:
    """Return which pairs (pivot cases, comparator cases) some consistent table has."""
    view = outcomes(crossing.space)
    x, y = np.ogrid[: shape[0], : shape[1]]
    free = [i for i in range(len(view.sizes)) if i not in rows and i not in other]
    inside = np.ones(shape, dtype=bool)
    for value, group in ((x, rows), (y, other), (view.total - x - y, free)):
        inside &= value >= sum(view.low[i] for i in group)
        inside &= value <= sum(view.high[i] for i in group)
    return inside


def decision_matrix(
    crossing: Crossing, rows: Rows, other: Rows, test: str, direction: Direction, settings: Settings
) -> Decisions:
    """Return the decisions at [cases of the pivot, cases of the comparator].

    Pairs that no consistent table has are 0.
    """
    cells = _pairs(*_sizes(crossing, rows, other))
    inside = _feasible(crossing, rows, other, cells[0].shape)
    found = _significance(crossing, rows, other, test, settings)
    a, b, c, d = cells
    difference = a * (c + d) - c * (a + b)
    true = found == 0 if direction == 0 else (found == 1) & (difference * direction > 0)
    return np.where(found == -1, -1, true & inside).astype(np.int8)


@lru_cache(maxsize=256)
def _significance(
    crossing: Crossing, rows: Rows, other: Rows, test: str, settings: Settings
) -> Decisions:
    """Return the test's decisions, whatever the direction; kept, as several claims share them."""
    cells = _pairs(*_sizes(crossing, rows, other))
    inside = _feasible(crossing, rows, other, cells[0].shape)
    decisions = np.zeros(inside.shape, dtype=np.int8)
    a, b, c, d = (cell[inside] for cell in cells)
    decisions[inside] = two_by_two(test, a, b, c, d, settings)
    return decisions


def _sizes(crossing: Crossing, rows: Rows, other: Rows) -> tuple[int, int, int]:
    totals = crossing.space.rows.totals
    return (
        sum(totals[index] for index in rows),
        sum(totals[index] for index in other),
        crossing.space.columns.totals[0],
    )


def _p_range(
    test: str, pairs: list[Cells], inside: list[npt.NDArray[np.bool_]]
) -> tuple[float | None, float | None]:
    """Return the smallest and largest p over the comparisons in all consistent tables."""
    found: list[float] = []
    for cells, where in zip(pairs, inside, strict=True):
        chosen = [cell[where] for cell in cells]
        if test == "fisher":
            chosen = fisher_candidates(*chosen)
        p = two_by_two_p(test, *chosen)
        p = p[~np.isnan(p)]
        if p.size:
            found += [float(p.min()), float(p.max())]
    return (min(found), max(found)) if found else (None, None)


def _undefined(inside: npt.NDArray[np.bool_], decisions: Decisions) -> list[int]:
    """Return the pivot's numbers at which the test is undefined on every consistent table."""
    every = np.where(inside, decisions == -1, True).all(axis=1) & inside.any(axis=1)
    return [int(value) for value in np.flatnonzero(every)]


def _joined(values: list[tuple[int, int]], single: list[int]) -> list[tuple[int, int]]:
    known = [value for low, high in values for value in range(low, high + 1)]
    return list(runs(sorted({*known, *single})))
