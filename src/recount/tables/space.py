"""The consistent tables: every whole-number cross-table with given margins and within given cuts.

Cases left out of a margin are one more row, or one more column, so that all totals are known
(Dobra & Fienberg 2008 treat the same sets: integer tables under linear constraints).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from recount.tables.margins import Margin

__all__ = [
    "CannotBound",
    "CannotCount",
    "Coefficients",
    "Cut",
    "Infeasible",
    "IntArray",
    "TableSpace",
    "TooMany",
]

IntArray = npt.NDArray[np.int64]
Coefficients = tuple[tuple[int, int, int], ...]
"""A linear form of a table's cells: (row, column, coefficient) for each cell that matters."""

LARGEST = 2**62
"""Linear forms stay below this on every table, so that 64-bit arithmetic on them is exact."""


class CannotCount(ValueError):  # noqa: N818 - named for what it says, as in "cannot count"
    """No exact count is within reach: the set is too large and its cuts cross rows and columns."""


class CannotBound(ValueError):  # noqa: N818
    """No exact range is within reach."""


class Infeasible(ValueError):  # noqa: N818
    """A table was asked of a space that holds none."""


class TooMany(ValueError):  # noqa: N818
    """More tables than the limit.

    Attributes:
        count: How many there are, or at least how many there are.
        exact: Whether ``count`` is the exact number.
        limit: The limit that was set.
    """

    def __init__(self, count: int, limit: int, *, exact: bool) -> None:
        self.count, self.limit, self.exact = count, limit, exact
        super().__init__(f"{'' if exact else 'at least '}{count} tables, the limit is {limit}")


@dataclass(frozen=True, slots=True)
class Cut:
    """One linear condition on the cells: ``low <= sum of coefficient * cell <= high``.

    Attributes:
        coefficients: (row, column, coefficient) of each cell that takes part.
        low: Smallest value allowed, None for no limit.
        high: Largest value allowed, None for no limit.
        source: Where the condition comes from, for readers.
    """

    coefficients: Coefficients
    low: int | None
    high: int | None
    source: str = ""

    def __post_init__(self) -> None:
        merged: dict[tuple[int, int], int] = {}
        for row, column, coefficient in self.coefficients:
            if coefficient != int(coefficient):
                raise ValueError(f"coefficient {coefficient!r} is not a whole number")
            cell = (int(row), int(column))
            merged[cell] = merged.get(cell, 0) + int(coefficient)
        kept = tuple((i, j, k) for (i, j), k in sorted(merged.items()) if k)
        object.__setattr__(self, "coefficients", kept)


@dataclass(frozen=True, slots=True)
class TableSpace:
    """Every table with these margins that respects the cuts.

    A table is an integer array of shape (r + 1, c + 1); its last row and last column hold the
    cases left out (zeros where a margin leaves none out). The judged block is ``[:r, :c]``.
    A space may hold no table at all: its count is then zero.

    Attributes:
        rows: Margin of the rows.
        columns: Margin of the columns.
        cuts: Further conditions: see `recount.tables.cuts`.

    Raises:
        ValueError: The margins have different numbers of cases, or a cut names a cell that is
            not in the table.

    Example:
        >>> space = TableSpace(Margin(("a", "b"), (3, 4)), Margin(("yes", "no"), (2, 5)))
        >>> space.shape, space.n
        ((2, 2), 7)
    """

    rows: Margin
    columns: Margin
    cuts: tuple[Cut, ...] = field(default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "cuts", tuple(self.cuts))
        if self.rows.n != self.columns.n:
            raise ValueError(
                f"the rows add up to {self.rows.n} cases and the columns to {self.columns.n}: "
                "one table cannot have both margins"
            )
        r, c = self.shape
        for cut in self.cuts:
            for i, j, _ in cut.coefficients:
                if not (0 <= i <= r and 0 <= j <= c):
                    raise ValueError(f"cut {cut.source!r}: cell ({i}, {j}) is not in the table")
            if sum(abs(k) for *_, k in cut.coefficients) * max(self.n, 1) >= LARGEST:
                raise ValueError(f"cut {cut.source!r}: its coefficients are too large")

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of judged rows and judged columns."""
        return len(self.rows.totals), len(self.columns.totals)

    @property
    def n(self) -> int:
        """All cases, those left out included."""
        return self.rows.n

    def with_cuts(self, *cuts: Cut) -> TableSpace:
        """The same margins, cut further."""
        return replace(self, cuts=self.cuts + cuts)

    def transposed(self) -> TableSpace:
        """Rows and columns exchanged."""
        return TableSpace(
            rows=self.columns,
            columns=self.rows,
            cuts=tuple(
                replace(cut, coefficients=tuple((j, i, k) for i, j, k in cut.coefficients))
                for cut in self.cuts
            ),
        )

    def contains(self, tables: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Which tables belong to the space.

        Args:
            tables: Integers of shape (..., r + 1, c + 1).

        Returns:
            Booleans of shape (...).

        Example:
            >>> space = TableSpace(Margin(("a", "b"), (3, 4)), Margin(("yes", "no"), (2, 5)))
            >>> bool(space.contains([[1, 2, 0], [1, 3, 0], [0, 0, 0]]))
            True
        """
        array = np.asarray(tables, dtype=np.int64)
        inside = (
            (array >= 0).all(axis=(-2, -1))
            & (array.sum(axis=-1) == self.rows.with_missing).all(axis=-1)
            & (array.sum(axis=-2) == self.columns.with_missing).all(axis=-1)
        )
        for cut in self.cuts:
            value = evaluate(array, cut.coefficients)
            if cut.low is not None:
                inside &= value >= cut.low
            if cut.high is not None:
                inside &= value <= cut.high
        return np.asarray(inside)


def evaluate(tables: IntArray, coefficients: Iterable[tuple[int, int, int]]) -> IntArray:
    """Value of a linear form on each table of shape (..., r + 1, c + 1).

    Example:
        >>> evaluate(np.array([[1, 2], [3, 4]]), [(0, 1, 10), (1, 0, 1)]).item()
        23
    """
    value = np.zeros(tables.shape[:-2], dtype=np.int64)
    for i, j, k in coefficients:
        value += k * tables[..., i, j]
    return value
