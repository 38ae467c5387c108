"""Exact ranges (ends) of linear forms, shares, odds ratios and Pearson's statistic."""

from __future__ import annotations
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar
from recount.tables.space import IntArray, Space

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Ends(Generic[Value]):
    """The least and the greatest value over all tables; ``low, high = ends(...)`` works.

    Attributes:
        low: Least value.
        high: Greatest value.
        low_table: A table that has it; None only where a bound is not known to be attained.
        high_table: Likewise.
        proof: "closed_form", "enumerated" or "bound".
    """

    low: Value
    high: Value
    low_table: IntArray | None
    high_table: IntArray | None
    proof: str

    def __iter__(self) -> Iterator[Value]:
        return iter((self.low, self.high))


def ends(space: Space, form: Iterable[tuple[int, int, int]]) -> Ends[int]:
    """Least and greatest value of a linear form of the cells (Infeasible, OutOfReach)."""
    raise NotImplementedError


def share_ends(
    space: Space, numerator: Iterable[tuple[int, int]], denominator: Iterable[tuple[int, int]]
) -> Ends[Fraction]:
    """Least and greatest value of a share of cells, over tables with a case in the denominator."""
    raise NotImplementedError


def odds_ends(
    space: Space,
    rows: tuple[Sequence[int], Sequence[int]],
    columns: tuple[Sequence[int], Sequence[int]],
) -> Ends[Fraction | None]:
    """Least and greatest odds ratio of two groups of rows and two of columns; None is infinite."""
    raise NotImplementedError
