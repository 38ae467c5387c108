"""How many cases several characteristics share, from their separate totals.

Fréchet 1940 for two events; the same argument carries to any number of them (Duncan & Davis 1953
use it for the cells of a table). Nothing beyond the totals is assumed (Manski 2003). Sums and
differences of cells over several variables, and printed tables of two of them, take an integer
programme over the joint table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from recount.tables.programme import Polytope
from recount.tables.ranges import Ends
from recount.tables.space import IntArray, Margin, OutOfReach

Cells = tuple[int, ...]
"""A level of each variable by place, the missing cases last; -1 stands for all of a variable's."""

LARGEST = 20_000
"""Most cells of a joint table."""


def overlap_bounds(totals: Sequence[int | tuple[int, int]], n: int) -> tuple[int, int]:
    """Bounds on the number of cases that have every one of the characteristics.

    ``max(0, sum - (k - 1) n) <= overlap <= min``. Both bounds are attained by some set of cases.

    Args:
        totals: Cases with each characteristic. A pair (fewest, most) where some cases are missing
            and could belong either way: the worst case is taken on each side.
        n: All cases.

    Raises:
        ValueError: No total is given, or one is below zero, above n, or turned round.

    Example:
        >>> overlap_bounds([1726, 1451], 1965)
        (1212, 1451)
        >>> overlap_bounds([(1726, 1924), 1451, 1209], 1965)
        (456, 1209)
    """
    pairs = [(total, total) if isinstance(total, int) else total for total in totals]
    if not pairs:
        raise ValueError("no characteristic given")
    for low, high in pairs:
        if not 0 <= low <= high <= n:
            raise ValueError(f"a total between {low} and {high} does not fit among {n} cases")
    lows, highs = zip(*pairs, strict=True)
    return max(0, sum(lows) - (len(pairs) - 1) * n), min(highs)


def joint_ends(
    margins: Sequence[Margin],
    form: Mapping[Cells, int],
    cuts: Iterable[tuple[Mapping[Cells, int], int | None, int | None]] = (),
) -> Ends[int]:
    """Least and greatest value of a linear form of the joint table of several variables.

    Args:
        margins: One margin a variable, all of the same cases.
        form: Coefficients; those of terms that share cells add up.
        cuts: Linear conditions (coefficients as in ``form``, low, high), such as a printed
            percentage of two of the variables.

    Returns:
        The ends with joint tables that have them, one axis a variable, the missing cases last.

    Raises:
        ValueError: The margins have different numbers of cases.
        Infeasible: No joint table has these margins and cuts.
        OutOfReach: The joint table is too large, or the programme gave no verified answer.

    Example:
        >>> male = Margin(("male", "female"), (6, 4))
        >>> late = Margin(("late", "in time"), (7, 3))
        >>> far = Margin(("far", "near"), (5, 3), missing=2)
        >>> low, high = joint_ends([male, late, far], {(0, 0, 0): 1})
        >>> low, high
        (0, 5)
        >>> found = joint_ends([male, late, far], {(0, 0, -1): 1, (1, 0, -1): -1})
        >>> found.low, found.high
        (-1, 5)
    """
    if len({margin.n for margin in margins}) > 1:
        raise ValueError(f"margins of {[margin.n for margin in margins]} cases")
    shape = tuple(len(margin.with_missing) for margin in margins)
    if np.prod([float(size) for size in shape]) > LARGEST:
        raise OutOfReach(f"a joint table of {shape} cells, the limit is {LARGEST:,}")

    def spelt(terms: Mapping[Cells, int]) -> IntArray:
        line = np.zeros(shape, dtype=np.int64)
        for cell, k in terms.items():
            line[tuple(slice(None) if place == -1 else place for place in cell)] += k
        return line.ravel()

    conditions = [(spelt(terms), low, high) for terms, low, high in cuts]
    top = np.full(shape, margins[0].n, dtype=np.int64)
    for axis, margin in enumerate(margins):
        sizes = np.array(margin.with_missing).reshape(
            [-1 if a == axis else 1 for a in range(len(shape))]
        )
        top = np.minimum(top, sizes)
        for place, total in enumerate(margin.with_missing):
            cell = tuple(place if a == axis else -1 for a in range(len(shape)))
            conditions.append((spelt({cell: 1}), total, total))
    worth, zero = spelt(form), np.zeros(top.size, dtype=np.int64)
    polytope = Polytope(conditions, zero, top.ravel())
    tables = [polytope.greatest(sign * worth)[0] for sign in (-1, 1)]
    low, high = (int(worth @ table) for table in tables)
    return Ends(low, high, tables[0].reshape(shape), tables[1].reshape(shape), "bound")
