"""Every table, listed in a fixed order, and claims judged table by table.

Cells are filled row by row. Margins alone never lead into a dead end, and cuts prune a branch as
soon as the cells still free cannot meet them. Many branches are extended at once; a stack of
pieces keeps memory bounded whatever the number of tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from recount.tables.found import Accept, Decide, Decisions, Found, summed
from recount.tables.outcomes import even_table
from recount.tables.space import (
    Form,
    IntArray,
    OutOfReach,
    Space,
    cell_limits,
    evaluate,
    presolved,
)

PIECE = 1 << 16
"""Branches extended at once: large enough for numpy, small enough for the processor's cache."""
NUMBERS = 1 << 24
"""Numbers that all branches hold at once: large tables come in smaller pieces."""
COMPARED = 1 << 10
"""Tables of each piece among which a witness is picked, evenly spaced in their order."""


def listing(space: Space, limit: int) -> IntArray:
    """All tables in lexicographic order of their cells, shape (tables, r + 1, c + 1).

    Raises:
        OutOfReach: There are more than ``limit`` tables, or the branches of ten times as many.

    Example:
        >>> from recount.tables.space import Margin
        >>> space = Space(Margin(("a", "b"), (2, 2)), Margin(("yes", "no"), (1, 3)))
        >>> listing(space, limit=10)[:, :2, :2].tolist()
        [[[0, 2], [1, 1]], [[1, 1], [0, 2]]]
    """
    shape = (0, len(space.rows.totals) + 1, len(space.columns.totals) + 1)
    return np.concatenate([np.zeros(shape, dtype=np.int64), *pieces(space, limit)])


def pieces(space: Space, limit: int) -> Iterator[IntArray]:
    """The tables of `listing` in pieces that fit in memory; the same error, on the way."""
    limits = cell_limits(space)
    if limits is None:
        return
    plan = _Plan(space, *limits)
    size, start = plan.low.size, plan.start()
    # A half of each cell's branches may wait on the stack.
    piece = min(PIECE, NUMBERS // (len(start) * size) + 4)
    visited = found = 0
    plain = not space.cuts and not space.masks  # then every branch leads to some table
    if plain and (least_number := _at_least(space)) > limit:
        raise OutOfReach(f"at least {least_number:,} tables, the limit is {limit:,}")
    stack = [(0, start, *plan.choices(0, start))]
    while stack:
        cell, state, least, number = stack.pop()
        while cell < size:
            total = int(number.sum())
            if plain and found + total > limit:
                raise OutOfReach(f"at least {found + total:,} tables, the limit is {limit:,}")
            if total > piece and total > 3:
                # The later half goes on the stack, so that the order stays.
                if len(number) > 1:
                    at = len(number) // 2
                    stack.append((cell, state[:, at:], least[at:], number[at:]))
                    state, least, number = state[:, :at], least[:at], number[:at]
                else:
                    stack.append((cell, state, least + total // 2, number - total // 2))
                    number = np.array([total // 2])
                continue
            visited += total
            if visited > 10 * limit + 100_000:
                raise OutOfReach(f"more than {visited:,} branches for at most {limit:,} tables")
            state = plan.extend(cell, state, least, number)
            cell += 1
            if not state.shape[1]:
                break
            if cell < size:
                least, number = plan.choices(cell, state)
        else:
            tables = np.moveaxis(state[:size].reshape(*plan.low.shape, -1), -1, 0)
            for mask in space.masks:
                tables = tables[mask(tables)]
            found += len(tables)
            if found > limit:
                raise OutOfReach(f"at least {found:,} tables, the limit is {limit:,}")
            if len(tables):
                yield tables


def _at_least(space: Space) -> int:
    """A lower bound on the tables with given margins.

    Blocks of two by two cells of the even table trade cases without touching each other.
    """
    even, found = even_table(space.rows.with_missing, space.columns.with_missing), 1
    for i, j in product(range(0, len(even) - 1, 2), range(0, len(even[0]) - 1, 2)):
        (a, b), (c, d) = even[i : i + 2, j : j + 2].tolist()
        found *= min(a, d) + min(b, c) + 1
    return found


class _Plan:
    """What every step needs to know, worked out once.

    A branch is one column of numbers: the cells filled so far, what is left of the row, what is
    left of each column, and the value of each cut.
    """

    def __init__(self, space: Space, low: IntArray, high: IntArray) -> None:
        self.low, self.high = low, high
        self.totals = space.rows.with_missing, space.columns.with_missing
        self.later = np.cumsum(low[:, ::-1], axis=1)[:, ::-1] - low
        self.below = np.cumsum(low[::-1], axis=0)[::-1] - low
        self.cuts = []
        self.plain = not space.cuts
        for cut in presolved(space):
            if len(cut.coefficients) == 1:
                continue  # within the limits already
            weights = np.zeros(low.shape, dtype=np.int64)
            for i, j, k in cut.coefficients:
                weights[i, j] = k
            ends = weights * low, weights * high
            # What the cells after this one can add to the cut, at least and at most.
            after = [pick(*ends).ravel() for pick in (np.minimum, np.maximum)]
            least, most = (each.sum() - np.cumsum(each) for each in after)
            self.cuts.append((weights.ravel(), cut.low, cut.high, least, most))

    def start(self) -> IntArray:
        """The one branch in which no cell is filled."""
        lines = [0] * self.low.size, self.totals[0][:1], self.totals[1], [0] * len(self.cuts)
        return np.array([[number] for line in lines for number in line], dtype=np.int64)

    def choices(self, cell: int, state: IntArray) -> tuple[IntArray, IntArray]:
        """Smallest value of the cell in each branch, and the number of values from there on."""
        (r, c), size = self.low.shape, self.low.size
        i, j = divmod(cell, c)
        row, columns = state[size], state[size + 1 : size + 1 + c]
        # Under margins alone the last cell with room takes what is left.
        if self.plain and not (self.high[i, j + 1 :].any() and self.high[i + 1 :, j].any()):
            last = columns[j] if self.high[i, j + 1 :].any() else row
            return last.copy(), np.ones_like(row)
        room_later = np.minimum(columns[j + 1 :], self.high[i, j + 1 :, None]).sum(axis=0)
        least = np.maximum(row - room_later, self.low[i, j])
        most = np.minimum(row - self.later[i, j], self.high[i, j])
        most = np.minimum(most, columns[j] - self.below[i, j])
        if i == r - 1:
            least = np.maximum(least, columns[j])
        for number, (weights, low, high, least_after, most_after) in enumerate(self.cuts):
            k, value = int(weights[cell]), state[size + 1 + c + number]
            for step, room in (
                (k, None if high is None else high - least_after[cell] - value),
                (-k, None if low is None else value + most_after[cell] - low),
            ):
                if k and room is not None and step > 0:
                    most = np.minimum(most, room // step)
                elif k and room is not None:
                    least = np.maximum(least, -(room // -step))
        return least, np.maximum(most - least + 1, 0)

    def extend(self, cell: int, state: IntArray, least: IntArray, number: IntArray) -> IntArray:
        """One more cell filled in every branch, with every value that it can take."""
        (r, c), size = self.low.shape, self.low.size
        i, j = divmod(cell, c)
        chosen = least
        if (number != 1).any():
            parents = np.repeat(np.arange(len(number)), number)
            within = np.arange(len(parents)) - np.repeat(np.cumsum(number) - number, number)
            state, chosen = state[:, parents], least[parents] + within
        state[cell] = chosen
        state[size] -= chosen
        state[size + 1 + j] -= chosen
        for place, (weights, *_) in enumerate(self.cuts):
            state[size + 1 + c + place] += weights[cell] * chosen
        if j == c - 1 and i + 1 < r:
            state[size] = self.totals[0][i + 1]
        return state


def distinct(decide: Decide, x: IntArray, y: IntArray) -> Decisions:
    """Decisions on pairs of whole numbers of at least 0, each pair being decided on once."""
    width = int(y.max(initial=0)) + 1
    key = x * width + y
    most = int(key.max(initial=0))
    if len(key) < most // 8:
        return np.asarray(decide(x, y), dtype=np.int8)
    known = np.zeros(most + 1, dtype=np.int8)
    known[key] = 1
    pairs = np.flatnonzero(known)
    known[pairs] = decide(pairs // width, pairs % width)
    return np.asarray(known[key])


def comparison(
    decide: Decide, first: Sequence[int], second: Sequence[int], column: int = 0
) -> Accept:
    """A decision on two groups of rows as one on tables.

    Args:
        decide: Given the cases of the first and of the second group in the column.
        first: Rows of the first group.
        second: Rows of the second group.
        column: Place of the outcome's column.
    """
    return lambda tables: distinct(
        decide, *(tables[:, list(rows), column].sum(axis=1) for rows in (first, second))
    )


def judge_list(space: Space, accept: Accept, form: Form = (), limit: int = 600_000) -> Found:
    """Judge a claim on every table.

    Args:
        space: Margins, cuts and masks.
        accept: Decides on tables.
        form: A linear form of the cells, whose numbers are given in ``values``.
        limit: Most tables that are listed.

    Raises:
        OutOfReach: There are more: use `recount.tables.search`.
        ValueError: The claim does not give one decision a table.

    Example:
        >>> from recount.tables.space import Margin
        >>> space = Space(Margin(("a", "b"), (4, 4)), Margin(("x", "y"), (4, 4)))
        >>> found = judge_list(space, lambda t: (t[:, 0, 0] > 2).astype(np.int8), [(1, 0, 1)])
        >>> found.total, found.holding, found.values
        (5, 2, ((0, 1),))
    """
    return judge_lists(space, [accept], form, limit)[0]


def judge_lists(
    space: Space, accepts: Sequence[Accept], form: Form = (), limit: int = 600_000
) -> tuple[Found, ...]:
    """`judge_list` for several claims, or one claim under several tests, in one listing."""
    limits = cell_limits(space) or np.zeros((2, *space.shape))
    steps = [sorted((int(k * limits[0][i, j]), int(k * limits[1][i, j]))) for i, j, k in form]
    low, high = (sum(step[end] for step in steps) for end in (0, 1))
    # For each number all tables, those in which the claim is true, and false.
    tables = np.zeros((len(accepts), 3, high - low + 1), dtype=np.int64)
    some: list[dict[int, list[IntArray]]] = [{1: [], 0: []} for _ in accepts]
    for piece in pieces(space, limit):
        numbers = evaluate(piece, form) - low
        for accept, counts, kept in zip(accepts, tables, some, strict=True):
            decisions = np.asarray(accept(piece), dtype=np.int8)
            if decisions.shape != (len(piece),):
                raise ValueError("a claim gives one decision a table")
            counts[0] += np.bincount(numbers, minlength=high - low + 1)
            for row, wanted in ((1, 1), (2, 0)):
                places = np.flatnonzero(decisions == wanted)
                counts[row] += np.bincount(numbers[places], minlength=high - low + 1)
                kept[wanted].append(piece[places[:: len(places) // COMPARED + 1]])
    found = []
    for counts, kept in zip(tables, some, strict=True):
        witnesses = [_central(kept[wanted]) for wanted in (1, 0)]
        at = np.flatnonzero(counts[0])
        tried = int(counts[0].sum())
        one = summed(at + low, list(counts[:, at]), witnesses, "list", tried)
        found.append(one if form else replace(one, values=(), undefined=(), decided=None))
    return tuple(found)


def _central(kept: Sequence[IntArray]) -> IntArray | None:
    """The table nearest to the average of those kept, compared in whole numbers."""
    if not any(len(each) for each in kept):
        return None
    some = np.concatenate(kept)
    distance = np.abs(some * len(some) - some.sum(axis=0)).sum(axis=(1, 2))
    return np.asarray(some[int(distance.argmin())])
