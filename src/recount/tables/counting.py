"""How many consistent tables there are, exactly.

The tables with given margins are counted by a product of polynomials: row i contributes one term
for each way to spread its cases over the columns, and the coefficient of the column totals in the
product is the count. One column follows from the others and needs no variable. Several variables
become one by Kronecker's substitution (the next variable is a high enough power of the one before).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from flint import fmpz_poly

from recount.tables.limits import cell_limits
from recount.tables.listing import table_pieces
from recount.tables.outcomes import outcome_count
from recount.tables.space import CannotCount, Cut, IntArray, TableSpace, TooMany

__all__ = ["count_tables"]

LARGEST_PRODUCT = 4_000_000
"""Longest polynomial that is multiplied: about a second of work and a few hundred megabytes."""


def count_tables(space: TableSpace, limit: int = 2_000_000) -> int:
    """The exact number of consistent tables.

    Cuts whose cells lie in one row (or all in one column: the table is then turned over) take
    part in the product. Other cuts need the tables one by one.

    Args:
        space: Margins and cuts.
        limit: Most tables that are visited one by one where no product is possible.

    Raises:
        CannotCount: The polynomials would be too long, and there are more than ``limit`` tables.

    Example:
        >>> from recount.tables.margins import Margin
        >>> space = TableSpace(
        ...     Margin(("1", "2", "3", "4"), (173, 129, 183, 125), missing=23),
        ...     Margin(("other", "family", "mixed"), (374, 134, 125)),
        ... )
        >>> count_tables(space)
        27455523981466
    """
    for view in (space, space.transposed()):
        try:
            return outcome_count(view)
        except ValueError:
            pass  # Not a table with two outcomes.
    limits = cell_limits(space)
    if limits is None:
        return 0
    low, high = limits
    routes = []
    if _lines(space.cuts, 0):
        routes.append(_Product(space, low, high))
    if _lines(space.cuts, 1):
        routes.append(_Product(space.transposed(), low.T, high.T))
    if routes:
        route = min(routes, key=lambda each: each.length)
        if route.length <= LARGEST_PRODUCT:
            return route.count()
    try:
        return sum(len(piece) for piece in table_pieces(space, branches=20 * limit))
    except TooMany:
        why = "the polynomials are too long" if routes else "its cuts cross rows and columns"
        raise CannotCount(f"{why}, and more than {limit} tables may remain") from None


def _lines(cuts: tuple[Cut, ...], axis: int) -> bool:
    """Whether every cut stays within one row (axis 0) or one column (axis 1)."""
    return all(len({cell[axis] for cell in cut.coefficients}) <= 1 for cut in cuts)


class _Product:
    """The product over rows of the polynomials that list each row's possible cells.

    What every table holds in a cell anyway is taken off first, and the column with the most cases
    to spare is the one left out.
    """

    def __init__(self, space: TableSpace, low: IntArray, high: IntArray) -> None:
        self.cuts, self.low = space.cuts, low
        self.rows = [t - int(low[i].sum()) for i, t in enumerate(space.rows.with_missing)]
        spare = [t - int(low[:, j].sum()) for j, t in enumerate(space.columns.with_missing)]
        order = sorted(range(len(spare)), key=lambda j: -spare[j])
        # Listed from most to fewest cases to spare: the first variable needs no padding.
        self.rest, self.free = order[0], order[1:]
        self.target = [spare[j] for j in self.free]
        self.room = np.minimum(high - low, np.array(spare))
        widest = self.room.max(axis=0)
        # A product may overshoot a variable's target by one row's largest cell.
        self.padded = [
            target + 1 + (int(widest[j]) if place else 0)
            for place, (j, target) in enumerate(zip(self.free, self.target, strict=True))
        ]
        self.length = math.prod(self.padded)

    def count(self) -> int:
        if min([*self.rows, *self.target], default=0) < 0:
            return 0
        rows = sorted(range(len(self.rows)), key=lambda i: -self.rows[i])
        inner = tuple(slice(0, target + 1) for target in self.target)
        # The row with most cases comes last: only one coefficient of that product is wanted.
        state = self._pad(self._row(rows[-1]).astype(object))
        for i in rows[-2:0:-1]:
            factor = fmpz_poly(self._pad(self._row(i)).ravel().tolist())
            product = fmpz_poly(state.ravel().tolist()).mul_low(factor, self.length)
            dense = np.zeros(self.length, dtype=object)
            coefficients = product.coeffs()
            dense[: len(coefficients)] = coefficients
            state = self._pad(dense.reshape(self.padded)[inner])
        if len(rows) == 1:
            return int(state[tuple(self.target)])
        return self._last(state, self._row(rows[0]))

    def _last(self, state: npt.NDArray[Any], row: npt.NDArray[np.int64]) -> int:
        """The wanted coefficient of the last product."""
        places = np.nonzero(row)
        mirrored = tuple(target - place for target, place in zip(self.target, places, strict=True))
        if not mirrored:  # one column only
            return int(state[()]) * int(row[()])
        return int(state[mirrored].sum()) if len(mirrored[0]) else 0

    def _pad(self, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
        padded = np.zeros(self.padded, dtype=array.dtype)
        padded[tuple(slice(0, size) for size in array.shape)] = array
        return padded

    def _row(self, i: int) -> npt.NDArray[np.int64]:
        """1 where a choice of the free columns is possible in this row, else 0."""
        sizes = [min(int(self.room[i, j]), self.rows[i]) + 1 for j in self.free]
        cells = dict(zip(self.free, np.ogrid[tuple(slice(0, size) for size in sizes)], strict=True))
        cells[self.rest] = self.rows[i] - sum(cells.values(), start=np.zeros(sizes, dtype=np.int64))
        possible = (cells[self.rest] >= 0) & (cells[self.rest] <= self.room[i, self.rest])
        for cut in self.cuts:
            if cut.coefficients and cut.coefficients[0][0] == i:
                value = sum(k * (self.low[i, j] + cells[j]) for _, j, k in cut.coefficients)
                if cut.low is not None:
                    possible &= value >= cut.low
                if cut.high is not None:
                    possible &= value <= cut.high
        return np.asarray(possible).astype(np.int64)
