"""Every consistent table for every number of cases that may be missing from the outcome.

Cases of one printed level of the outcome may be missing data. Taking u of them out leaves, in each
row, some cases known and some missing; printed percentages are of the known ones. All tables for
all u up to a bound are listed at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from recount.tables import IntArray, TableSpace, TooMany

__all__ = ["MissingTables", "most_missing", "tables_with_missing"]

LIMIT = 2_000_000


@dataclass(frozen=True, slots=True)
class MissingTables:
    """Tables of shape (n, r + 1, 3): with the outcome, without it, missing; and each one's u."""

    tables: IntArray
    missing: IntArray


@lru_cache(maxsize=8)
def tables_with_missing(space: TableSpace, most: int) -> MissingTables:
    """Return every consistent table with 0 to ``most`` cases without the outcome taken as missing.

    Args:
        space: Two outcomes, none missing, no row left out, every cut within one row.
        most: Largest number of missing cases.

    Raises:
        TooMany: There are too many tables to list.

    Example:
        >>> from recount.tables import Margin
        >>> space = TableSpace(Margin(("a", "b"), (2, 2)), Margin(("yes", "no"), (1, 3)))
        >>> found = tables_with_missing(space, 1)
        >>> len(found.tables), found.missing.tolist()
        (6, [0, 1, 1, 0, 1, 1])
    """
    total = space.columns.totals[0]
    rows = [_row(space, row, most) for row in range(len(space.rows.totals))]
    cases = np.zeros((1, 0), dtype=np.int64)
    gone = np.zeros((1, 0), dtype=np.int64)
    for place, (row_cases, row_gone) in enumerate(rows):
        later = [part for part, _ in rows[place + 1 :]]
        low = sum(int(part.min(initial=total + 1)) for part in later)
        high = sum(int(part.max(initial=-1)) for part in later)
        left = total - cases.sum(axis=1)
        # Rows are sorted by their cases: those that leave the later rows what they can take.
        start = np.searchsorted(row_cases, left - high, side="left")
        end = np.searchsorted(row_cases, left - low, side="right")
        number = np.maximum(end - start, 0)
        if int(number.sum()) > LIMIT:
            raise TooMany(int(number.sum()), LIMIT, exact=False)
        parent = np.repeat(np.arange(len(left)), number)
        within = np.arange(len(parent)) - np.repeat(np.cumsum(number) - number, number)
        chosen = start[parent] + within
        cases = np.column_stack([cases[parent], row_cases[chosen]])
        gone = np.column_stack([gone[parent], row_gone[chosen]])
        kept = gone.sum(axis=1) <= most
        cases, gone = cases[kept], gone[kept]
    sizes = np.array(space.rows.totals)
    tables = np.zeros((len(cases), len(rows) + 1, 3), dtype=np.int64)
    tables[:, :-1, 0], tables[:, :-1, 2] = cases, gone
    tables[:, :-1, 1] = sizes - cases - gone
    return MissingTables(tables, gone.sum(axis=1))


def _row(space: TableSpace, row: int, most: int) -> tuple[IntArray, IntArray]:
    """Return what one row can hold: cases with the outcome, in order, and missing ones."""
    size, total = space.rows.totals[row], space.columns.totals[0]
    cases, gone = np.mgrid[: min(size, total) + 1, : min(size, most) + 1]
    inside: npt.NDArray[np.bool_] = cases + gone <= size
    for cut in space.cuts:
        used = {i for i, _, _ in cut.coefficients}
        if used != {row}:
            continue
        weight = {column: k for _, column, k in cut.coefficients}
        value = weight.get(0, 0) * cases + weight.get(1, 0) * (size - cases - gone)
        if cut.low is not None:
            inside &= value >= cut.low
        if cut.high is not None:
            inside &= value <= cut.high
    return cases[inside], gone[inside]


def most_missing(space: TableSpace, top: int) -> int:
    """Return a number of missing cases above which no table meets the cuts; at most ``top``.

    Each row's cases with the outcome are at most what its cuts allow of its known cases, which
    falls as cases go missing from it. The missing cases are shared out where they cost least.

    Example:
        >>> from recount.tables import Margin, share_cut
        >>> from fractions import Fraction
        >>> space = TableSpace(Margin(("a", "b"), (10, 10)), Margin(("yes", "no"), (8, 12)))
        >>> half = [share_cut([(i, 0)], [(i, 0), (i, 1)], 0, Fraction(1, 2)) for i in (0, 1)]
        >>> most_missing(space.with_cuts(*(cut for pair in half for cut in pair)), 12)
        2
    """
    # The most cases with the outcome that all rows so far can hold, by the number missing.
    reach = np.zeros(1, dtype=np.int64)
    for row in range(len(space.rows.totals)):
        most = _most_cases(space, row, top)
        new = np.full(min(len(reach) + len(most) - 1, top + 1), -1, dtype=np.int64)
        for gone, cases in enumerate(most.tolist()):
            width = min(len(reach), len(new) - gone)
            np.maximum(
                new[gone : gone + width], reach[:width] + cases, out=new[gone : gone + width]
            )
        reach = new
    enough = np.flatnonzero(reach >= space.columns.totals[0])
    return int(enough[-1]) if enough.size else 0


def _most_cases(space: TableSpace, row: int, top: int) -> IntArray:
    """Return the most cases with the outcome that a row can hold, by the number missing from it."""
    size = space.rows.totals[row]
    known = size - np.arange(min(size, top) + 1)
    most = np.minimum(known, space.columns.totals[0])
    for cut in space.cuts:
        if {i for i, _, _ in cut.coefficients} != {row}:
            continue
        weight = {column: k for _, column, k in cut.coefficients}
        # weight[0] * x + weight[1] * (known - x) lies between the cut's ends.
        slope = weight.get(0, 0) - weight.get(1, 0)
        if slope > 0 and cut.high is not None:
            most = np.minimum(most, (cut.high - weight.get(1, 0) * known) // slope)
        if slope < 0 and cut.low is not None:
            most = np.minimum(most, (weight.get(1, 0) * known - cut.low) // -slope)
    return np.maximum(most, 0)
