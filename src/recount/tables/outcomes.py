"""Tables with two outcomes: one number a row tells the whole table.

With two columns, none of whose cases are missing, a table is the vector of cases that have the
outcome (the first column), one number for each row and one for the row of cases left out. The
vector adds up to the column's total, and every cut within a row is an interval of its number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from flint import fmpz_poly

from recount.tables.space import Infeasible, IntArray, TableSpace
from recount.tables.spread import spread
from recount.tables.vectors import count_vectors

__all__ = ["Outcomes", "group_weights", "outcome_count", "outcomes"]

Group = tuple[int, ...]
"""Rows that are judged as one, by their place; the row of cases left out comes last."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The vectors of a two-outcome space: ``low[i] <= x[i] <= high[i]``, sum ``total``.

    Attributes:
        total: Cases with the outcome.
        sizes: Cases of each row, the row of cases left out last.
        low: Fewest cases with the outcome in each row.
        high: Most cases with the outcome in each row.
    """

    total: int
    sizes: tuple[int, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]

    @property
    def feasible(self) -> bool:
        """Whether there is any such vector."""
        ordered = all(a <= b for a, b in zip(self.low, self.high, strict=True))
        return ordered and sum(self.low) <= self.total <= sum(self.high)

    def limits(self, group: Sequence[int]) -> tuple[int, int]:
        """Fewest and most cases with the outcome in a group of rows, both attained.

        Raises:
            Infeasible: The space holds no table.
        """
        if not self.feasible:
            raise Infeasible("the space holds no table")
        inside = set(group)
        low, high = sum(self.low[i] for i in inside), sum(self.high[i] for i in inside)
        others_low, others_high = sum(self.low) - low, sum(self.high) - high
        return max(low, self.total - others_high), min(high, self.total - others_low)

    def complement(self) -> Outcomes:
        """The same tables seen from the other outcome."""
        return Outcomes(
            total=sum(self.sizes) - self.total,
            sizes=self.sizes,
            low=tuple(n - b for n, b in zip(self.sizes, self.high, strict=True)),
            high=tuple(n - a for n, a in zip(self.sizes, self.low, strict=True)),
        )

    def table(self, vector: Iterable[int]) -> IntArray:
        """The full table of a vector, shape (r + 1, 3); its last column is empty."""
        cases = np.array(list(vector), dtype=np.int64)
        rest = np.array(self.sizes, dtype=np.int64) - cases
        return np.stack([cases, rest, np.zeros_like(cases)], axis=1)

    def fill(self, groups: Sequence[tuple[Group, int]]) -> IntArray:
        """A table in which each group has the given number, spread in proportion over its rows.

        Args:
            groups: Disjoint groups that cover every row, with their numbers of cases.

        Raises:
            Infeasible: A group cannot have that number.
        """
        vector = [0] * len(self.sizes)
        for group, number in groups:
            low, high = [self.low[i] for i in group], [self.high[i] for i in group]
            parts = spread(number, [self.sizes[i] for i in group], low, high)
            for i, part in zip(group, parts, strict=True):
                vector[i] = part
        return self.table(vector)


def outcomes(space: TableSpace) -> Outcomes:
    """The two-outcome view of a space.

    Raises:
        ValueError: The space does not have two columns, some of its columns' cases are missing,
            or a cut takes in more than one row.

    Example:
        >>> from recount.tables.margins import Margin
        >>> space = TableSpace(Margin(("a", "b"), (6, 3), missing=1), Margin(("yes", "no"), (8, 2)))
        >>> outcomes(space)
        Outcomes(total=8, sizes=(6, 3, 1), low=(0, 0, 0), high=(6, 3, 1))
    """
    if len(space.columns.totals) != 2 or space.columns.missing:
        raise ValueError("two outcomes with no case missing are needed")
    sizes = space.rows.with_missing
    low, high = [0] * len(sizes), list(sizes)
    for cut in space.cuts:
        touched = {i for i, j, _ in cut.coefficients if j < 2}
        if len(touched) > 1:
            raise ValueError(f"cut {cut.source!r} takes in more than one row")
        i = touched.pop() if touched else 0
        weight = [sum(k for _, j, k in cut.coefficients if j == column) for column in (0, 1)]
        # weight[0] * x + weight[1] * (size - x), as constant + slope * x.
        slope, constant = weight[0] - weight[1], weight[1] * sizes[i]
        for limit, sign in ((cut.high, 1), (cut.low, -1)):
            if limit is None:
                continue
            room, step = sign * (limit - constant), sign * slope
            if step > 0:
                high[i] = min(high[i], room // step)
            elif step < 0:
                low[i] = max(low[i], -(room // -step))
            elif room < 0:
                low[i], high[i] = 1, 0
    return Outcomes(space.columns.totals[0], sizes, tuple(low), tuple(high))


def outcome_count(space: TableSpace) -> int:
    """The exact number of consistent two-outcome tables, whatever the size of the margins.

    Raises:
        ValueError: As `outcomes`.

    Example:
        >>> from recount.tables.margins import Margin
        >>> margin = Margin(("1", "2", "3", "4"), (764, 376, 490, 271), missing=64)
        >>> outcome_count(TableSpace(margin, Margin(("traded", "not traded"), (143, 1822))))
        16922880
    """
    view = outcomes(space)
    return count_vectors(view.total, view.low, view.high)


def group_weights(space: TableSpace, group: Sequence[int]) -> list[int]:
    """In how many ways a group of rows can have x cases with the outcome, for each x.

    Returns:
        Exact counts; the place in the list is x, from 0 to the group's number of cases.

    Raises:
        ValueError: As `outcomes`.

    Example:
        >>> from recount.tables.margins import Margin
        >>> space = TableSpace(Margin(("a", "b", "c"), (2, 1, 4)), Margin(("yes", "no"), (5, 2)))
        >>> group_weights(space, (0, 1))
        [1, 2, 2, 1]
    """
    view = outcomes(space)
    return ways(view, group, sum(view.sizes[i] for i in group))


def ways(view: Outcomes, group: Sequence[int], most: int) -> list[int]:
    """`group_weights` up to ``most`` cases."""
    product = fmpz_poly([1])
    for i in group:
        low, high = view.low[i], min(view.high[i], most)
        factor = fmpz_poly([0] * low + [1] * (high - low + 1))
        product = product.mul_low(factor, most + 1)
    counts = [int(value) for value in product.coeffs()]
    return counts + [0] * (most + 1 - len(counts))
