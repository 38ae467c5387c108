"""Claims judged table by table, alone and together.

Where claims about one table share rows, or look at it from different sides, nothing is separable:
every consistent table is listed and each claim decides on it. Claims that compare two groups of
rows look their decisions up in a matrix.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recount.tables.listing import list_tables
from recount.tables.logic import ACCEPT, REJECT, UNDEFINED, Decisions, all_of
from recount.tables.space import IntArray, TableSpace

__all__ = ["Accept", "Comparison", "JointCount", "TableCount", "judge_tables"]

Accept = Callable[[IntArray], Decisions]
"""Decides on tables of shape (n, r + 1, c + 1): 1 accepted, 0 rejected, -1 undefined for each."""

AT_ONCE = 1 << 16


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two groups of rows compared by their cases in one column. Callable as an `Accept`.

    Attributes:
        first: Rows of the first group.
        second: Rows of the second group.
        accept: 1, 0 or -1 at [x, y], the cases of the first and of the second group.
        column: Place of the outcome's column.
    """

    first: tuple[int, ...]
    second: tuple[int, ...]
    accept: Decisions
    column: int = 0

    def __call__(self, tables: IntArray) -> Decisions:
        """Look every table's decision up."""
        cases = tables[:, :, self.column]
        x, y = (cases[:, list(group)].sum(axis=1) for group in (self.first, self.second))
        return np.asarray(self.accept[x, y], dtype=np.int8)


@dataclass(frozen=True, slots=True)
class TableCount:
    """In how many consistent tables a claim holds.

    Attributes:
        total: All consistent tables.
        holding: Those in which it holds.
        undecided: Those on which it is undefined.
        low: Smallest value of each cell where it holds, shape (r + 1, c + 1); None if nowhere.
        high: Largest value of each cell where it holds; None if nowhere.
        witness_for: A table amid those where it holds, None if there is none.
        witness_against: A table amid those where it fails, None if there is none.
    """

    total: int
    holding: int
    undecided: int
    low: IntArray | None
    high: IntArray | None
    witness_for: IntArray | None
    witness_against: IntArray | None

    @property
    def failing(self) -> int:
        """Tables in which the claim fails."""
        return self.total - self.holding - self.undecided


@dataclass(frozen=True, slots=True)
class JointCount:
    """Claims about one table, each alone and all together.

    Attributes:
        each: The count of each claim, in the order given.
        joint: The count of their conjunction, by the rules of `recount.tables.logic`. Its
            witnesses rest on no table on which a claim is undefined.
    """

    each: tuple[TableCount, ...]
    joint: TableCount


def judge_tables(space: TableSpace, claims: Sequence[Accept], limit: int = 1_500_000) -> JointCount:
    """Judge claims on every consistent table.

    Args:
        space: Margins and cuts.
        claims: One function a claim; see `Accept` and `Comparison`.
        limit: Most tables that are listed.

    Raises:
        TooMany: There are more tables than the limit.
        ValueError: No claim is given.

    Example:
        >>> from recount.tables.margins import Margin
        >>> space = TableSpace(Margin(("a", "b"), (4, 4)), Margin(("x", "y"), (4, 4)))
        >>> more = np.greater.outer(np.arange(5), np.arange(5)).astype(np.int8)
        >>> some = lambda tables: (tables[:, 1, 0] > 0).astype(np.int8)
        >>> result = judge_tables(space, [Comparison((0,), (1,), more), some])
        >>> [count.holding for count in (*result.each, result.joint)]
        [2, 4, 1]
    """
    if not claims:
        raise ValueError("no claim given")
    tables = list_tables(space, limit)
    pieces = [tables[start : start + AT_ONCE] for start in range(0, len(tables), AT_ONCE)]
    each = [
        np.concatenate([np.asarray(claim(piece), dtype=np.int8) for piece in pieces])
        if pieces
        else np.zeros(0, dtype=np.int8)
        for claim in claims
    ]
    defined = np.logical_and.reduce([decisions != UNDEFINED for decisions in each])
    every = np.ones(len(tables), dtype=bool)
    return JointCount(
        each=tuple(_count(tables, decisions, every) for decisions in each),
        joint=_count(tables, all_of(*each), defined),
    )


def _count(tables: IntArray, decisions: Decisions, usable: npt.NDArray[np.bool_]) -> TableCount:
    held = decisions == ACCEPT
    return TableCount(
        total=len(tables),
        holding=int(held.sum()),
        undecided=int((decisions == UNDEFINED).sum()),
        low=tables[held].min(axis=0) if held.any() else None,
        high=tables[held].max(axis=0) if held.any() else None,
        witness_for=_central(tables[held]),
        witness_against=_central(tables[(decisions == REJECT) & usable]),
    )


def _central(tables: IntArray) -> IntArray | None:
    """The table nearest to the average of these, compared in whole numbers."""
    if not len(tables):
        return None
    distance = np.abs(tables * len(tables) - tables.sum(axis=0)).sum(axis=(1, 2))
    return np.asarray(tables[int(distance.argmin())])
