"""How many tables there are, exactly.

The tables with given margins are counted by a product of polynomials: row i contributes one term
for each way to spread its cases over the columns, and the coefficient of the column totals in the
product is the count. One column follows from the others and needs no variable. Two rows at a time
have a closed form (inclusion and exclusion), so that up to four rows meet in the middle; more rows,
or cuts on several cells of a row, take polynomials in one variable (Kronecker's substitution).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from flint import fmpz_poly

from recount.tables.lists import pieces
from recount.tables.outcomes import outcomes
from recount.tables.space import IntArray, OutOfReach, Space, cell_limits, presolved
from recount.tables.trees import sweep

MOST_STATES = 20_000_000
"""Sums of two rows' cells that are looked at: two or three seconds, in slices of little memory."""
LONGEST = 2_000_000
"""Longest polynomial that is multiplied: about half a second, and two hundred megabytes."""
SLICE = 1 << 16


def count(space: Space, limit: int = 1_000_000) -> int:
    """Return the exact number of tables.

    At most ``limit`` are visited one by one, where no formula will do: where cuts cross rows and
    columns, or masks look at other than two groups of rows.

    Raises:
        OutOfReach: There are too many to visit, or the polynomials would be too long.

    Example:
        >>> from recount.tables.space import Margin
        >>> count(Space(
        ...     Margin(("1", "2", "3", "4"), (173, 129, 183, 125), missing=23),
        ...     Margin(("other", "family", "mixed"), (374, 134, 125)),
        ... ))
        27455523981466
    """
    limits = cell_limits(space)
    if limits is None:
        return 0
    why, routes = "cuts cross rows and columns", []
    views = (space,) if space.masks else (space, space.transposed())
    for axis, view in enumerate(views):
        try:
            if not space.masks:
                return outcomes(view).count
        except ValueError:
            pass
        cuts = [cut for cut in presolved(view) if len(cut.coefficients) > 1]
        if all(len({i for i, *_ in cut.coefficients}) == 1 for cut in cuts):
            low, high = (each.T if axis else each for each in limits)
            routes.append(_Product(view, low, high, plain=not cuts))
            why = "its polynomials are too long"
    if space.masks:
        why, groups = "it has masks", space.masks[0].groups
        if len(groups) == 2:
            # A sweep without a claim counts the tables that the masks leave.
            always = lambda x, _: np.ones(x.shape, dtype=np.int8)  # noqa: E731
            found = sweep(space, groups[0], [groups[1]], [always]).holding
            if found is not None:
                return found
        routes = []
    for route in sorted(routes, key=lambda each: each.cost):
        found = route.count()
        if found is not None:
            return found
    try:
        return sum(len(piece) for piece in pieces(space, limit))
    except OutOfReach:
        raise OutOfReach(
            f"cannot count: {why}, and more than {limit:,} tables may remain"
        ) from None


class _Product:
    """The product over rows; what every table holds in a cell anyway is taken off first."""

    def __init__(self, space: Space, low: IntArray, high: IntArray, *, plain: bool) -> None:
        self.cuts, self.low = presolved(space), low
        rows = [t - int(low[i].sum()) for i, t in enumerate(space.rows.with_missing)]
        spare = [t - int(low[:, j].sum()) for j, t in enumerate(space.columns.with_missing)]
        # The column with most to spare is the one left out, empty lines take no part.
        self.columns = sorted((j for j, s in enumerate(spare) if s), key=lambda j: -spare[j])
        self.lines = sorted((i for i, r in enumerate(rows) if r), key=lambda i: -rows[i])
        self.rows = rows
        self.target = [spare[j] for j in self.columns[1:]]
        self.room = high - low
        # A product may overshoot a variable's target by one row's largest cell.
        widest = self.room.max(axis=0)
        self.padded = [
            target + 1 + (int(widest[j]) if place else 0)
            for place, (j, target) in enumerate(zip(self.columns[1:], self.target, strict=True))
        ]
        self.states = math.prod(target + 1 for target in self.target)
        self.middle = plain and len(self.lines) <= 4 and self.states <= MOST_STATES
        self.cost = self.states if self.middle else 50 * math.prod(self.padded)

    def count(self) -> int | None:
        """The number of tables; None where it is out of reach."""
        if not self.lines:  # never one alone: its cells would follow
            return 1
        found = self.met() if self.middle else None
        if found is None and math.prod(self.padded) <= LONGEST:
            found = self.multiplied()
        return found

    def met(self) -> int | None:
        """Sum over what the first two rows hold together: their ways times those of the others."""
        target, width = np.array(self.target), len(self.columns)
        if 2.0**width * (sum(self.rows) + width) ** (width - 1) >= 2**53:
            return None  # the products below would not be exact in floating point
        total = 0
        for start in range(0, self.states, SLICE):
            at = np.arange(start, min(start + SLICE, self.states))
            sums = np.stack(np.unravel_index(at, [t + 1 for t in self.target]), axis=1)
            first = self.ways(self.lines[::2], sums)
            second = self.ways(self.lines[1::2], target - sums)
            if max(first.max(), second.max()) >= 2**31:
                return None
            both = first.astype(np.int64) * second.astype(np.int64)
            total += (int((both >> 32).sum()) << 32) + int((both & (2**32 - 1)).sum())
        return total

    def ways(self, lines: Sequence[int], sums: IntArray) -> npt.NDArray[Any]:
        """In how many ways one or two rows add up to given sums of the free columns."""
        rest = sum(self.rows[i] for i in lines) - sums.sum(axis=1, keepdims=True)
        sums = np.concatenate([rest, sums], axis=1)
        room = self.room[np.ix_(lines, self.columns)]
        if len(lines) < 2:
            return np.asarray(((sums >= 0) & (sums <= room[0])).all(axis=1), dtype=np.int64)
        low, high = np.maximum(0, sums - room[1]), np.minimum(room[0], sums)
        beyond, k = (high - low + 1).astype(float), sums.shape[1]
        found = np.zeros(len(sums))
        # Inclusion and exclusion over the upper limits: what is left once some are passed.
        stack = [(0, 1.0, (self.rows[lines[0]] - low.sum(axis=1)).astype(float))]
        while stack:
            j, sign, left = stack.pop()
            if j < k:
                stack.append((j + 1, sign, left))
                passed = left - beyond[:, j]
                if passed.max() >= 0:
                    stack.append((j + 1, -sign, passed))
                continue
            left = np.maximum(left, -1)  # of which there are none: the first factor is zero
            term = sign * (left + 1)
            for step in range(2, k):
                term *= left + step
            found += term
        return np.where((beyond > 0).all(axis=1), found / math.factorial(k - 1), 0)

    def multiplied(self) -> int:
        """The product as polynomials in one variable."""
        inner = tuple(slice(0, target + 1) for target in self.target)
        length = math.prod(self.padded)
        # The row with most cases comes last: only one coefficient of that product is wanted.
        state = self.pad(self.row(self.lines[-1]).astype(object))
        for i in self.lines[-2:0:-1]:
            factor = fmpz_poly(self.pad(self.row(i)).ravel().tolist())
            coefficients = fmpz_poly(state.ravel().tolist()).mul_low(factor, length).coeffs()
            dense = np.zeros(length, dtype=object)
            dense[: len(coefficients)] = coefficients
            state = self.pad(dense.reshape(self.padded)[inner])
        places = np.nonzero(self.row(self.lines[0]))
        mirrored = tuple(t - place for t, place in zip(self.target, places, strict=True))
        return int(state[mirrored].sum())

    def pad(self, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """The array with zeros up to the padded shape."""
        padded = np.zeros(self.padded, dtype=array.dtype)
        padded[tuple(slice(0, size) for size in array.shape)] = array
        return padded

    def row(self, i: int) -> IntArray:
        """1 where a choice of the free columns is possible in this row, else 0."""
        free = self.columns[1:]
        sizes = [int(self.room[i, j]) + 1 for j in free]
        cells = dict(zip(free, np.ogrid[tuple(slice(0, size) for size in sizes)], strict=True))
        rest = self.rows[i] - sum(cells.values(), start=np.zeros(sizes, dtype=np.int64))
        cells[self.columns[0]] = rest
        possible = (rest >= 0) & (rest <= self.room[i, self.columns[0]])
        for cut in self.cuts:
            if cut.coefficients and cut.coefficients[0][0] == i:
                value = sum(k * (self.low[i, j] + cells.get(j, 0)) for _, j, k in cut.coefficients)
                possible &= (cut.low is None or value >= cut.low) & (
                    cut.high is None or value <= cut.high
                )
        return np.asarray(possible).astype(np.int64)
