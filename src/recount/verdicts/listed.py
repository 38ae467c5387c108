"""Every consistent table of a crossing with two outcomes, as vectors instead of full tables.

A table is one number a row (see ``recount.tables.outcomes``), so half a million tables of five rows
are a few megabytes instead of a hundred.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from recount.tables import Outcomes, TableSpace, TooMany, outcome_count, outcomes

__all__ = ["Vectors", "list_vectors"]

Vectors = npt.NDArray[np.int32]
"""Cases with the outcome, shape (rows + 1, tables); the row of cases left out comes last."""


def list_vectors(space: TableSpace, limit: int) -> Vectors:
    """Return every consistent table of two outcomes, in lexicographic order.

    Args:
        space: Two outcomes, none missing.
        limit: Most tables.

    Raises:
        TooMany: There are more tables than the limit.
        ValueError: As `recount.tables.outcomes`.

    Example:
        >>> from recount.tables import Margin
        >>> space = TableSpace(Margin(("a", "b"), (2, 2)), Margin(("yes", "no"), (1, 3)))
        >>> list_vectors(space, 10).tolist()
        [[0, 1], [1, 0], [0, 0]]
    """
    number = outcome_count(space)
    if number > limit:
        raise TooMany(number, limit, exact=True)
    view = outcomes(space)
    if not number:
        return np.zeros((len(view.sizes), 0), dtype=np.int32)
    found: list[npt.NDArray[np.int32]] = []
    left = np.array([view.total], dtype=np.int32)
    for row in range(len(view.sizes) - 1):
        low, high = _room(view, row, left)
        choices = high - low + 1
        parent = np.repeat(np.arange(len(left), dtype=np.int32), choices)
        first = np.cumsum(choices) - choices
        value = (np.arange(len(parent)) - first[parent] + low[parent]).astype(np.int32)
        found = [column[parent] for column in found]
        found.append(value)
        left = left[parent] - value
    return np.stack([*found, left])


def _room(
    view: Outcomes, row: int, left: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return the fewest and most cases of a row from which the later rows can take the rest."""
    later_low, later_high = sum(view.low[row + 1 :]), sum(view.high[row + 1 :])
    low = np.maximum(view.low[row], left - later_high)
    high = np.minimum(view.high[row], left - later_low)
    return low.astype(np.int32), high.astype(np.int32)
