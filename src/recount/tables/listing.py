"""Every consistent table, listed in a fixed order.

Cells are filled row by row. Margins alone never lead into a dead end, and cuts prune a branch as
soon as the cells still free cannot meet them. Many branches are extended at once; a stack of
pieces keeps memory bounded whatever the number of tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from recount.tables.limits import cell_limits
from recount.tables.space import IntArray, TableSpace, TooMany

__all__ = ["list_tables", "table_pieces"]

PIECE = 1 << 16
"""Branches extended at once: large enough for numpy, small enough for the processor's cache."""


def list_tables(space: TableSpace, limit: int) -> IntArray:
    """All consistent tables in lexicographic order of their cells, row by row.

    Args:
        space: Margins and cuts.
        limit: Largest number of tables to return.

    Returns:
        Integers of shape (number of tables, r + 1, c + 1).

    Raises:
        TooMany: There are more than ``limit`` tables, or the search would visit more than about
            fifty times as many branches.

    Example:
        >>> from recount.tables.margins import Margin
        >>> space = TableSpace(Margin(("a", "b"), (2, 2)), Margin(("yes", "no"), (1, 3)))
        >>> list_tables(space, limit=10)[:, :2, :2].tolist()
        [[[0, 2], [1, 1]], [[1, 1], [0, 2]]]
    """
    pieces: list[IntArray] = []
    found = 0
    for piece in table_pieces(space, branches=50 * limit + 1_000_000):
        found += len(piece)
        if found > limit:
            raise TooMany(found, limit, exact=False)
        pieces.append(piece)
    shape = (0, len(space.rows.totals) + 1, len(space.columns.totals) + 1)
    return np.concatenate(pieces) if pieces else np.zeros(shape, dtype=np.int64)


def table_pieces(space: TableSpace, branches: int | None = None) -> Iterator[IntArray]:
    """The consistent tables in lexicographic order, in pieces that fit in memory.

    Args:
        space: Margins and cuts.
        branches: Largest number of partial tables to visit, None for no limit.

    Yields:
        Integers of shape (tables in the piece, r + 1, c + 1).

    Raises:
        TooMany: More than ``branches`` partial tables were visited.
    """
    limits = cell_limits(space)
    if limits is None:
        return
    plan = _Plan.of(space, *limits)
    rows, columns = plan.shape
    depth = rows * columns
    start = _Branches(
        filled=np.zeros((1, depth), dtype=np.int64),
        row_left=np.full(1, space.rows.with_missing[0], dtype=np.int64),
        column_left=np.array([space.columns.with_missing], dtype=np.int64),
        values=np.zeros((1, len(space.cuts)), dtype=np.int64),
    )
    stack: list[tuple[int, _Branches]] = [(0, start)]
    visited = 0
    while stack:
        cell, state = stack.pop()
        while cell < depth and len(state.filled):
            least, choices = plan.choices(cell, state)
            total = int(choices.sum())
            if total > PIECE and len(choices) > 1:
                # Earlier branches go on top of the stack, so that the order stays.
                cuts_at = np.searchsorted(np.cumsum(choices), np.arange(PIECE, total, PIECE)) + 1
                edges = sorted({0, len(choices), *(int(at) for at in cuts_at)})
                if len(edges) == 2:
                    edges = [0, len(choices) // 2, len(choices)]
                for first, last in zip(edges[-2::-1], edges[:0:-1], strict=True):
                    stack.append((cell, state.take(slice(first, last))))
                break
            visited += total
            if branches is not None and visited > branches:
                raise TooMany(branches, branches, exact=False)
            state = plan.extend(cell, state, least, choices)
            cell += 1
        else:
            if len(state.filled):
                yield state.filled.reshape(-1, rows, columns)


@dataclass(slots=True)
class _Branches:
    """Partial tables: the cells filled so far, what is left, and the value of each cut."""

    filled: IntArray
    row_left: IntArray
    column_left: IntArray
    values: IntArray

    def take(self, which: slice | IntArray) -> _Branches:
        return _Branches(
            self.filled[which], self.row_left[which], self.column_left[which], self.values[which]
        )


@dataclass(frozen=True, slots=True)
class _Plan:
    """What every step needs to know, worked out once."""

    shape: tuple[int, int]
    row_totals: tuple[int, ...]
    low: IntArray
    high: IntArray
    later_in_row: IntArray
    below_in_column: IntArray
    cuts: tuple[tuple[IntArray, int | None, int | None, IntArray, IntArray], ...]

    @classmethod
    def of(cls, space: TableSpace, low: IntArray, high: IntArray) -> _Plan:
        shape = (len(space.rows.with_missing), len(space.columns.with_missing))
        later = np.cumsum(low[:, ::-1], axis=1)[:, ::-1] - low
        below = np.cumsum(low[::-1], axis=0)[::-1] - low
        cuts = []
        for cut in space.cuts:
            weights = np.zeros(shape, dtype=np.int64)
            for i, j, k in cut.coefficients:
                weights[i, j] = k
            flat = weights.ravel()
            smallest = np.where(weights > 0, weights * low, weights * high).ravel()
            largest = np.where(weights > 0, weights * high, weights * low).ravel()
            # What the cells after this one can add to the cut, at least and at most.
            least_after = smallest.sum() - np.cumsum(smallest)
            most_after = largest.sum() - np.cumsum(largest)
            cuts.append((flat, cut.low, cut.high, least_after, most_after))
        return cls(shape, space.rows.with_missing, low, high, later, below, tuple(cuts))

    def choices(self, cell: int, state: _Branches) -> tuple[IntArray, IntArray]:
        """Smallest value of the cell in each branch, and the number of values from there on."""
        i, j = divmod(cell, self.shape[1])
        left = state.column_left
        room_later = np.minimum(left[:, j + 1 :], self.high[i, j + 1 :]).sum(axis=1)
        least = np.maximum(state.row_left - room_later, self.low[i, j])
        most = np.minimum(state.row_left - self.later_in_row[i, j], self.high[i, j])
        most = np.minimum(most, left[:, j] - self.below_in_column[i, j])
        if i == self.shape[0] - 1:
            least = np.maximum(least, left[:, j])
        for number, (weights, low, high, least_after, most_after) in enumerate(self.cuts):
            k = int(weights[cell])
            if k == 0:
                continue
            value = state.values[:, number]
            if high is not None:
                room = high - least_after[cell] - value
                if k > 0:
                    most = np.minimum(most, room // k)
                else:
                    least = np.maximum(least, -(room // -k))
            if low is not None:
                need = low - most_after[cell] - value
                if k > 0:
                    least = np.maximum(least, -(-need // k))
                else:
                    most = np.minimum(most, need // k)
        return least, np.maximum(most - least + 1, 0)

    def extend(self, cell: int, state: _Branches, least: IntArray, choices: IntArray) -> _Branches:
        """One more cell filled in every branch, with every value that it can take."""
        i, j = divmod(cell, self.shape[1])
        if (choices == 1).all():
            chosen = least
        else:
            ends = np.cumsum(choices)
            within = np.arange(int(ends[-1])) - np.repeat(ends - choices, choices)
            parents = np.repeat(np.arange(len(choices)), choices)
            state = state.take(parents)
            chosen = least[parents] + within
        state.filled[:, cell] = chosen
        state.row_left = state.row_left - chosen
        state.column_left[:, j] -= chosen
        for number, (weights, *_) in enumerate(self.cuts):
            if weights[cell]:
                state.values[:, number] += weights[cell] * chosen
        if j == self.shape[1] - 1 and i + 1 < self.shape[0]:
            state.row_left = np.full(len(chosen), self.row_totals[i + 1], dtype=np.int64)
        return state
