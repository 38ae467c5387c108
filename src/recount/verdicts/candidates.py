"""Which of many 2 x 2 tables can have the smallest or the largest Fisher p-value."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["fisher_candidates"]

Counts = npt.NDArray[np.int64]


def fisher_candidates(a: Counts, b: Counts, c: Counts, d: Counts) -> list[Counts]:
    """Return the cells of those tables among which the extremes of Fisher's p must be.

    A two-sided p-value is at least the probability of its table and at most that probability times
    the number of tables with the same margins. Both bounds are quick to compute, so only tables
    whose bounds overlap with the extremes need their exact p-value.

    Args:
        a: First cells of any number of tables, shape (n,); the other three likewise.
        b: Second cells.
        c: Third cells.
        d: Fourth cells.

    Returns:
        The four cells of the tables that remain; none of them has an empty row or column.

    Example:
        >>> cells = [np.array(values) for values in ([0, 5, 9], [10, 5, 1], [10, 5, 1], [0, 5, 9])]
        >>> [cell.tolist() for cell in fisher_candidates(*cells)][0]
        [0, 5]
    """
    # A table with an empty row or column has no p, and must not stand in for one that has.
    defined = (np.minimum(a + b, c + d) > 0) & (np.minimum(a + c, b + d) > 0)
    a, b, c, d = (cell[defined] for cell in (a, b, c, d))
    if a.size == 0:
        return [a, b, c, d]
    factorials = np.concatenate(
        ([0.0], np.cumsum(np.log(np.arange(1, int((a + b + c + d).max()) + 1))))
    )
    r1, r2, t1, t2 = a + b, c + d, a + c, b + d
    margins = factorials[r1] + factorials[r2] + factorials[t1] + factorials[t2]
    cells = factorials[a] + factorials[b] + factorials[c] + factorials[d]
    probability = margins - factorials[r1 + r2] - cells
    tables = np.minimum(np.minimum(r1, r2), np.minimum(t1, t2)) + 1
    # Generous room for rounding: the bounds only choose which p-values are computed.
    low, high = probability - 1e-6, np.minimum(probability + np.log(tables), 0.0) + 1e-6
    smallest = low <= high.min()
    largest = high >= low.max()
    # Where the most probable table of its margins is among them, p is 1 and nothing exceeds it.
    total = r1 + r2
    mode = ((r1 + 1) * (t1 + 1)) // (total + 2)
    at_mode = a == mode
    if at_mode.any():
        largest = np.zeros_like(largest)
        largest[int(np.flatnonzero(at_mode)[0])] = True
    chosen = smallest | largest
    return [cell[chosen] for cell in (a, b, c, d)]
