"""How many tables there are, exactly.

The tables with given margins are counted by a product of polynomials: row i contributes one term
for each way to spread its cases over the columns, and the coefficient of the column totals in the
product is the count. One column follows from the others and needs no variable; the polynomials are
multiplied as ones in one variable (Kronecker's substitution). Margins alone, of any size, are also
counted at the corners of the polytope that they span (Brion 1988).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from flint import ctx, fmpq, fmpq_series, fmpz_poly

from recount.arrays import Ints
from recount.tables.found import always
from recount.tables.lists import pieces
from recount.tables.outcomes import outcomes
from recount.tables.space import OutOfReach, Space, cell_limits, presolved
from recount.tables.trees import sweep

MOST_CORNERS = 5_000
"""Corners of a polytope that are visited: about two seconds."""
LONGEST = 2_000_000
"""Longest polynomial that is multiplied: about half a second, and two hundred megabytes."""


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
            routes.append(_Product(view, low, high))
            why = "its polynomials are too long"
    if space.masks:
        why, groups = "it has masks", space.masks[0].groups
        if len(groups) == 2:
            # A sweep without a claim counts the tables that the masks leave.
            found = sweep(space, [groups], [always]).holding
            if found is not None:
                return found
        routes = []
    product = min(routes, key=lambda each: each.length, default=None)
    if product and product.lines and not space.cuts:
        totals = [[t for t in m.with_missing if t] for m in (space.rows, space.columns)]
        # A spanning tree of rows and columns takes as long as some hundred terms.
        trees = math.prod(len(a) ** (len(b) - 1) for a, b in (totals, totals[::-1]))
        if product.length > 100 * trees:
            found = at_corners(*totals)
            if found is not None:
                return found
    if product and product.length <= LONGEST:
        return product.count()
    try:
        return sum(len(piece) for piece in pieces(space, limit))
    except OutOfReach:
        raise OutOfReach(
            f"cannot count: {why}, and more than {limit:,} tables may remain"
        ) from None


def at_corners(rows: Sequence[int], columns: Sequence[int]) -> int | None:
    """Return how many tables have these margins, none of them zero; None with too many corners.

    A corner is a spanning tree of rows and columns: the other cells are zero in it, and the ways
    out of it, one for each of them, generate all whole points of its cone. The sum over the corners
    of the cones' generating functions, each table weighed by exp(t * price), is the polytope's
    (Brion 1988); its constant term in t is the number of tables.
    """
    size = (len(rows) - 1) * (len(columns) - 1)
    # The logarithm of x / (1 - exp(-x)).
    logs = [0, fmpq(1, 2)]
    logs += [-fmpq.bernoulli(k) / (k * math.factorial(k)) for k in range(2, size + 1)]
    ctx.cap = size + 1
    total = fmpq(0)
    for visited, (price, slopes) in enumerate(_corners(rows, columns)):
        if visited == MOST_CORNERS:
            return None
        exponents = [log * sum(x**k for x in slopes) for k, log in enumerate(logs)]
        exponents[1] += price
        total += fmpq_series(exponents).exp()[size] / math.prod(slopes)
    return int(total)


def _corners(rows: Sequence[int], columns: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """The price of each corner, and what each way out of it takes off the price."""
    m, n = len(rows), len(columns)
    lines = np.array([[k in (i, m + j) for i in range(m) for j in range(n)] for k in range(m + n)])
    lines = lines[:-1].astype(np.int64)  # the last column's total follows
    totals = np.array([*rows, *columns[:-1]], dtype=object)  # whole numbers of any size
    # Totals pushed apart, so that no sum of rows is one of columns and each corner is one tree.
    apart = (totals << m) + [1 << i if i < m else 0 for i in range(m + n - 1)]
    # Powers of three: no way out is free, as no sum of some is the sum of others.
    prices = np.array([3**k for k in range(m * n)], dtype=object)
    first, left = [], [*apart.tolist(), (columns[-1] << m) + (1 << m) - 1]
    i = j = 0
    while i < m and j < n:  # by the north-west corner rule
        first.append(i * n + j)
        moved = min(left[i], left[m + j])
        left[i], left[m + j] = left[i] - moved, left[m + j] - moved
        i, j = (i + 1, j) if not left[i] else (i, j + 1)
    waiting = [tuple(first)]
    seen = set(waiting)
    while waiting:
        tree = waiting.pop()
        free = [cell for cell in range(m * n) if cell not in tree]
        inverse = np.rint(np.linalg.inv(lines[:, tree])).astype(np.int64)
        ways, held = inverse @ lines[:, free], inverse @ apart
        slopes = prices[list(tree)] @ ways - prices[free]
        yield prices[list(tree)] @ inverse @ totals, slopes.tolist()
        for way, cell in zip(ways.T, free, strict=True):
            least = min((k for k in range(len(tree)) if way[k] > 0), key=held.__getitem__)
            after = tuple(sorted({*tree, cell} - {tree[least]}))
            if after not in seen:
                seen.add(after)
                waiting.append(after)


class _Product:
    """The product over rows; what every table holds in a cell anyway is taken off first."""

    def __init__(self, space: Space, low: Ints, high: Ints) -> None:
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
        self.length = math.prod(self.padded)

    def count(self) -> int:
        """The number of tables."""
        if not self.lines:  # never one alone: its cells would follow
            return 1
        inner = tuple(slice(0, target + 1) for target in self.target)
        # The row with most cases comes last: only one coefficient of that product is wanted.
        state = self.pad(self.row(self.lines[-1]).astype(object))
        for i in self.lines[-2:0:-1]:
            factor = fmpz_poly(self.pad(self.row(i)).ravel().tolist())
            coefficients = fmpz_poly(state.ravel().tolist()).mul_low(factor, self.length).coeffs()
            dense = np.zeros(self.length, dtype=object)
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

    def row(self, i: int) -> Ints:
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
