"""Claims judged table by table, alone and together.

Where claims about one table share rows, or look at it from different sides, nothing is separable:
every consistent table is visited and each claim decides on it. Claims that compare two groups of
rows look their decisions up in a matrix.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from recount.tables.listing import table_pieces
from recount.tables.logic import ACCEPT, REJECT, UNDEFINED, Decisions, all_of
from recount.tables.space import IntArray, TableSpace, TooMany

__all__ = ["Accept", "Comparison", "JointCount", "TableCount", "judge_tables"]

Accept = Callable[[IntArray], Decisions]
"""Decides on tables of shape (n, r + 1, c + 1): 1 accepted, 0 rejected, -1 undefined for each."""

COMPARED = 1 << 10
"""Tables of each piece among which a witness is picked, evenly spaced in their order."""


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
        ValueError: No claim is given, or one does not give one decision a table.

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
    each = [_Tally() for _ in claims]
    joint = _Tally()
    for piece in table_pieces(space, branches=50 * limit + 1_000_000):
        if joint.total + len(piece) > limit:
            raise TooMany(joint.total + len(piece), limit, exact=False)
        decisions = [np.asarray(claim(piece), dtype=np.int8) for claim in claims]
        if any(own.shape != (len(piece),) for own in decisions):
            raise ValueError("a claim gives one decision a table")
        for tally, own in zip(each, decisions, strict=True):
            tally.add(piece, own, own == REJECT)
        defined = np.logical_and.reduce([own != UNDEFINED for own in decisions])
        together = all_of(*decisions)
        joint.add(piece, together, defined & (together == REJECT))
    return JointCount(tuple(tally.result() for tally in each), joint.result())


@dataclass(slots=True)
class _Chosen:
    """Running sums over chosen tables, and some of them to pick a witness from."""

    count: int = 0
    total: IntArray | None = None
    low: IntArray | None = None
    high: IntArray | None = None
    some: list[IntArray] = field(default_factory=list)

    def add(self, tables: IntArray) -> None:
        if not len(tables):
            return
        total, low, high = tables.sum(axis=0), tables.min(axis=0), tables.max(axis=0)
        if self.total is None or self.low is None or self.high is None:
            self.total, self.low, self.high = total, low, high
        else:
            self.total = self.total + total
            self.low, self.high = np.minimum(self.low, low), np.maximum(self.high, high)
        self.count += len(tables)
        self.some.append(tables[:: len(tables) // COMPARED + 1].copy())

    def central(self) -> IntArray | None:
        """A chosen table near their average, compared in whole numbers."""
        if self.total is None:
            return None
        some = np.concatenate(self.some)
        distance = np.abs(some * self.count - self.total).sum(axis=(1, 2))
        return np.asarray(some[int(distance.argmin())])


@dataclass(slots=True)
class _Tally:
    """What a claim came to on the tables seen so far."""

    total: int = 0
    undecided: int = 0
    held: _Chosen = field(default_factory=_Chosen)
    failed: _Chosen = field(default_factory=_Chosen)

    def add(
        self, tables: IntArray, decisions: Decisions, counterexamples: npt.NDArray[np.bool_]
    ) -> None:
        self.total += len(tables)
        self.undecided += int((decisions == UNDEFINED).sum())
        self.held.add(tables[decisions == ACCEPT])
        # Only a witness is wanted here, so evenly spaced ones will do.
        places = np.nonzero(counterexamples)[0]
        self.failed.add(tables[places[:: len(places) // COMPARED + 1]])

    def result(self) -> TableCount:
        return TableCount(
            total=self.total,
            holding=self.held.count,
            undecided=self.undecided,
            low=self.held.low,
            high=self.held.high,
            witness_for=self.held.central(),
            witness_against=self.failed.central(),
        )
