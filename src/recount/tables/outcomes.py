"""Tables with two outcomes: one number a row tells the whole table."""

from __future__ import annotations
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from recount.tables.space import IntArray, Space


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
        raise NotImplementedError

    def limits(self, group: Sequence[int]) -> tuple[int, int]:
        """Fewest and most cases with the outcome in a group of rows, both attained (Infeasible)."""
        raise NotImplementedError

    def table(self, vector: Iterable[int]) -> IntArray:
        """The full table of a vector, shape (r + 1, 3)."""
        raise NotImplementedError

    def fill(self, groups: Sequence[tuple[Sequence[int], int]]) -> IntArray:
        """A table in which each group has the given number, spread in proportion over its rows."""
        raise NotImplementedError


def outcomes(space: Space) -> Outcomes:
    """The two-outcome view of a space.

    Raises:
        ValueError: The space does not have two columns, some of its columns' cases are missing,
            or a cut takes in more than one row.
    """
    raise NotImplementedError
