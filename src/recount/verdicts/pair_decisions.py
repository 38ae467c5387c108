"""Decisions on pairs of numbers: the cases with the outcome in a pivot and in a comparator.

Every pair that some consistent table has is decided once and kept, as several tests and claims
share the pairs of a cross-table.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from recount.settings import Settings
from recount.significance import chi_squared_p_range, two_by_two, two_by_two_p
from recount.tables import Decisions, IntArray, outcomes
from recount.verdicts.candidates import fisher_candidates
from recount.verdicts.crossing import Crossing

__all__ = [
    "PRange",
    "Rows",
    "accepted",
    "decision_matrix",
    "significance",
    "sizes_of",
    "tested",
]

Rows = tuple[int, ...]
PRange = tuple[float, float] | None


def accepted(
    test: str,
    cells: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
    direction: int,
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
    return _claimed(two_by_two(test, a, b, c, d, settings), np.sign(a * d - b * c), direction)


def _claimed(found: Decisions, sign: npt.NDArray[np.signedinteger], direction: int) -> Decisions:
    """Turn decisions on significance into decisions on a claim."""
    true = found == 0 if direction == 0 else (found == 1) & (sign == direction)
    return np.where(found == -1, -1, true).astype(np.int8)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Pairs (pivot's cases, comparator's cases) that some consistent table has.

    Attributes:
        inside: Which pairs they are, at [x, y].
        cells: The four cells of each, in the order of ``inside``.
        sign: Whether the pivot's share is higher (1), equal (0) or lower (-1).
    """

    inside: npt.NDArray[np.bool_]
    cells: tuple[IntArray, IntArray, IntArray, IntArray]
    sign: npt.NDArray[np.int8]


@lru_cache(maxsize=64)
def _grid(crossing: Crossing, rows: Rows, other: Rows) -> _Grid:
    """Return the pairs of a comparison; kept, as several tests and claims share them."""
    n1, n2, total = sizes_of(crossing, rows, other)
    view = outcomes(crossing.space)
    x, y = np.ogrid[: min(n1, total) + 1, : min(n2, total) + 1]
    free = [i for i in range(len(view.sizes)) if i not in rows and i not in other]
    inside = np.ones((x.shape[0], y.shape[1]), dtype=bool)
    for value, group in ((x, rows), (y, other), (view.total - x - y, free)):
        inside &= value >= sum(view.low[i] for i in group)
        inside &= value <= sum(view.high[i] for i in group)
    a, c = np.nonzero(inside)
    cells = (a, n1 - a, c, n2 - c)
    sign = np.sign(a * n2 - c * n1).astype(np.int8)
    return _Grid(inside, cells, sign)


@lru_cache(maxsize=256)
def significance(
    crossing: Crossing, rows: Rows, other: Rows, test: str, settings: Settings
) -> tuple[Decisions, PRange]:
    """Return a test's decisions on all pairs of a comparison, and its range of p; kept, too.

    Args:
        crossing: The cross-table, with two outcomes.
        rows: Rows of the pivot.
        other: Rows of the comparator.
        test: A test for 2 x 2 tables.
        settings: Level of the test.
    """
    return tested(test, _grid(crossing, rows, other).cells, settings)


def tested(
    test: str, cells: tuple[IntArray, IntArray, IntArray, IntArray], settings: Settings
) -> tuple[Decisions, PRange]:
    """Return a test's decisions on 2 x 2 tables, and the smallest and the largest p.

    Args:
        test: A test for 2 x 2 tables.
        cells: The four cells of each table, first row first.
        settings: Level of the test.
    """
    if test != "fisher":
        return chi_squared_p_range(test, *cells, settings)
    p = two_by_two_p(test, *fisher_candidates(*cells))
    known = p[~np.isnan(p)]
    decisions = two_by_two(test, *cells, settings)
    return decisions, (float(known.min()), float(known.max())) if known.size else None


def decision_matrix(
    crossing: Crossing, rows: Rows, other: Rows, test: str, direction: int, settings: Settings
) -> Decisions:
    """Return the decisions at [cases of the pivot, cases of the comparator].

    Pairs that no consistent table has are 0.
    """
    grid = _grid(crossing, rows, other)
    matrix = np.zeros(grid.inside.shape, dtype=np.int8)
    found = significance(crossing, rows, other, test, settings)[0]
    matrix[grid.inside] = _claimed(found, grid.sign, direction)
    return matrix


def sizes_of(crossing: Crossing, rows: Rows, other: Rows) -> tuple[int, int, int]:
    """Return the cases of the pivot, of the comparator, and those with the outcome."""
    totals = crossing.space.rows.totals
    return (
        sum(totals[index] for index in rows),
        sum(totals[index] for index in other),
        crossing.space.columns.totals[0],
    )
