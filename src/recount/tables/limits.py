"""The interval of every cell that follows from one margin or one cut at a time.

Bounds propagation: each linear condition tightens the interval of each of its cells, given the
intervals of the others, until nothing moves. The intervals hold every consistent table but need
not be attained; `recount.tables.ranges` gives the ranges that are.
"""

from __future__ import annotations

import numpy as np

from recount.tables.space import IntArray, TableSpace

__all__ = ["cell_limits"]

Condition = tuple[list[tuple[int, int, int]], int | None, int | None]


def cell_limits(space: TableSpace) -> tuple[IntArray, IntArray] | None:
    """Lowest and highest value of every cell, or None where the conditions contradict each other.

    Returns:
        Two integer arrays of shape (r + 1, c + 1).

    Example:
        >>> from recount.tables.margins import Margin
        >>> space = TableSpace(Margin(("a", "b"), (6, 4)), Margin(("yes", "no"), (7, 3)))
        >>> low, high = cell_limits(space)
        >>> low[0, 0].item(), high[0, 0].item()
        (3, 6)
    """
    rows, columns = space.rows.with_missing, space.columns.with_missing
    # Fréchet 1940: max(0, row + column - n) <= cell <= min(row, column).
    low = [[max(0, r + c - space.n) for c in columns] for r in rows]
    high = [[min(r, c) for c in columns] for r in rows]
    if space.cuts:
        conditions = _conditions(space)
        changed = True
        while changed:
            changed = False
            for condition in conditions:
                outcome = _tighten(condition, low, high)
                if outcome is None:
                    return None
                changed |= outcome
    return np.array(low, dtype=np.int64), np.array(high, dtype=np.int64)


def _conditions(space: TableSpace) -> list[Condition]:
    rows, columns = space.rows.with_missing, space.columns.with_missing
    found: list[Condition] = [(list(cut.coefficients), cut.low, cut.high) for cut in space.cuts]
    found += [([(i, j, 1) for j in range(len(columns))], t, t) for i, t in enumerate(rows)]
    found += [([(i, j, 1) for i in range(len(rows))], t, t) for j, t in enumerate(columns)]
    return found


def _tighten(condition: Condition, low: list[list[int]], high: list[list[int]]) -> bool | None:
    """Tighten the cells of one condition in place; None if it cannot be met."""
    cells, least, most = condition
    smallest = sum(k * (low if k > 0 else high)[i][j] for i, j, k in cells)
    largest = sum(k * (high if k > 0 else low)[i][j] for i, j, k in cells)
    if (most is not None and smallest > most) or (least is not None and largest < least):
        return None
    changed = False
    for i, j, k in cells:
        a, b = low[i][j], high[i][j]
        # What the other cells leave for k * cell, from above and from below.
        if most is not None:
            room = most - (smallest - (k * a if k > 0 else k * b))
            if k > 0:
                high[i][j] = min(b, room // k)
            else:
                low[i][j] = max(a, -(room // -k))
        if least is not None:
            need = least - (largest - (k * b if k > 0 else k * a))
            if k > 0:
                low[i][j] = max(low[i][j], -(-need // k))
            else:
                high[i][j] = min(high[i][j], need // k)
        if low[i][j] > high[i][j]:
            return None
        if (low[i][j], high[i][j]) != (a, b):
            smallest += k * (low[i][j] - a if k > 0 else high[i][j] - b)
            largest += k * (high[i][j] - b if k > 0 else low[i][j] - a)
            changed = True
    return changed
