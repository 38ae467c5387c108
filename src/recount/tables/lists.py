"""Every table, listed in a fixed order, and claims judged table by table.

Cells are filled row by row. Margins alone never lead into a dead end, and cuts prune a branch as
soon as the cells still free cannot meet them. Many branches are extended at once; a stack of
pieces keeps memory bounded whatever the number of tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from recount.arrays import Ints
from recount.tables.found import Accept, Decide, Found, middle, summed
from recount.tables.space import Form, OutOfReach, Space, cell_limits, evaluate, linear_conditions

PIECE = 1 << 14
"""Branches extended at once: large enough for numpy, small enough for the processor's cache."""
NUMBERS = 1 << 24
"""Numbers that all branches hold at once: large tables come in smaller pieces."""
DOUBTED, DIVES, CLEARLY = 4096, 256, 3
"""After so many branches the number of tables is estimated from a few, followed at random; where it
is clearly above the limit no more are looked at."""


def listing(space: Space, limit: int) -> Ints:
    """Return all tables in lexicographic order of their cells, shape (tables, r + 1, c + 1).

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


def pieces(space: Space, limit: int) -> Iterator[Ints]:
    """The tables of `listing` in pieces that fit in memory; the same error, on the way."""
    plan = _plan(space)
    if plan is None:
        return
    start = plan.start()
    # A half of each cell's branches may wait on the stack.
    piece = min(PIECE, NUMBERS // (len(start) * len(plan.free) + 1) + 4)
    stack: list[tuple[int, Ints, tuple[Ints, Ints] | None]] = [(0, start, None)]
    plain = not space.cuts and not space.masks  # then every branch leads to some table
    visited = found = 0
    while stack:
        at, state, choices = stack.pop()
        while at < len(plan.free):
            least, number = choices or plan.choices(at, state)
            total = int(number.sum())
            if plain and found + total > limit:
                raise OutOfReach(f"at least {found + total:,} tables, the limit is {limit:,}")
            if total > piece and total > 1:
                # The later half goes on the stack, so that the order stays.
                half, cut = len(number) // 2, total // 2
                if half:
                    stack.append((at, state[:, half:], (least[half:], number[half:])))
                    state, choices = state[:, :half], (least[:half], number[:half])
                else:
                    stack.append((at, state.copy(), (least + cut, number - cut)))
                    choices = least, np.array([cut])
                continue
            visited += total
            if visited > min(limit, DOUBTED) and (about := _estimated(plan)) > CLEARLY * limit:
                raise OutOfReach(f"about {about:,.0f} tables, the limit is {limit:,}")
            if visited > 10 * limit + 100_000:
                raise OutOfReach(f"more than {visited:,} branches for at most {limit:,} tables")
            state, choices, at = plan.extend(at, state, least, number), None, at + 1
        tables = plan.finished(state)
        for mask in space.masks:
            tables = tables[mask(tables)]
        found += len(tables)
        if found > limit:
            raise OutOfReach(f"at least {found:,} tables, the limit is {limit:,}")
        if len(tables):
            yield tables


@lru_cache(maxsize=4)
def _plan(space: Space) -> _Plan | None:
    limits = cell_limits(space)
    return None if limits is None else _Plan(space, *limits)


@lru_cache(maxsize=4)
def _estimated(plan: _Plan) -> float:
    """About how many tables there are, from branches followed at random (Knuth 1975)."""
    rng = np.random.default_rng(DIVES)
    state, weight = plan.start().repeat(DIVES, axis=1), np.ones(DIVES)
    for at in range(len(plan.free)):
        least, number = plan.choices(at, state)
        alive = number > 0
        weight, number = weight[alive] * number[alive], number[alive]
        chosen = least[alive] + (rng.random(len(number)) * number).astype(np.int64)
        state = plan.extend(at, state[:, alive], chosen, np.ones_like(number))
    return float(weight.sum()) / DIVES


class _Plan:
    """What every step needs. A branch is a column of numbers: its free cells, then its lines."""

    def __init__(self, space: Space, low: Ints, high: Ints) -> None:
        self.low, self.high, self.fixed = low, high, np.where(low < high, 0, low)
        self.free = [(int(i), int(j)) for i, j in np.argwhere(low < high)]
        self.values: list[int] = []
        # By free cell its coefficients, by line, and the limits that its lines can set to it.
        self.steps: list[list[tuple[int, int]]] = [[] for _ in self.free]
        self.limits: list[list[tuple[int, int, int, int]]] = [[] for _ in self.free]
        lines = linear_conditions(space)
        self.totals = [most for *_, most in lines]
        self.rows, self.columns = len(lines) - sum(low.shape), len(lines) - low.shape[1]
        for line, (cells, least, most) in enumerate(lines, len(self.free)):
            weight = {(i, j): k for i, j, k in cells}
            self.values.append(sum(k * int(self.fixed[cell]) for cell, k in weight.items()))
            own = [(at, weight[cell]) for at, cell in enumerate(self.free) if cell in weight]
            ends = [sorted(k * int(end[self.free[at]]) for end in (low, high)) for at, k in own]
            # What the cells after each one can add, at least and at most.
            after = [sum(end[0] for end in ends), sum(end[1] for end in ends)]
            before = [self.values[-1]] * 2
            for (at, k), end in zip(own, ends, strict=True):
                after = [after[0] - end[0], after[1] - end[1]]
                self.steps[at].append((line, k))
                if most is not None and before[1] + end[1] + after[0] > most:
                    self.limits[at].append((line, 1, k, most - after[0]))
                if least is not None and before[0] + end[0] + after[1] < least:
                    self.limits[at].append((line, -1, -k, after[1] - least))
                before = [before[0] + end[0], before[1] + end[1]]

    def start(self) -> Ints:
        """The one branch in which no cell is filled."""
        return np.array([*([0] * len(self.free)), *self.values], dtype=np.int64)[:, None]

    def choices(self, at: int, state: Ints) -> tuple[Ints, Ints]:
        """Smallest value of a cell in each branch, and the number of values from there on."""
        (i, j), values = self.free[at], state[len(self.free) :]
        most = np.full(state.shape[1], self.high[i, j])
        # Later cells of the row take no more than what is left of their columns.
        least = self.totals[self.rows + i] - values[self.rows + i]
        for k in range(j + 1, self.low.shape[1]):
            if self.low[i, k] < self.high[i, k]:
                left = self.totals[self.columns + k] - values[self.columns + k]
                least = least - np.minimum(left, self.high[i, k])
        least = np.maximum(least, self.low[i, j])
        for line, sign, step, room in self.limits[at]:
            left = room - sign * state[line]
            if step > 0:
                most = np.minimum(most, left if step == 1 else left // step)
            else:
                least = np.maximum(least, -left if step == -1 else -(left // -step))
        return least, np.maximum(most - least + 1, 0)

    def extend(self, at: int, state: Ints, least: Ints, number: Ints) -> Ints:
        """One more cell filled in every branch, with every value that it can take."""
        chosen = least
        if (number != 1).any():  # else in place, as no other piece has these branches
            parents = np.repeat(np.arange(len(number)), number)
            within = np.arange(len(parents)) - np.repeat(np.cumsum(number) - number, number)
            state, chosen = state[:, parents], least[parents] + within
        state[at] = chosen
        for line, k in self.steps[at]:
            state[line] += k * chosen
        return state

    def finished(self, state: Ints) -> Ints:
        """The tables of branches in which every cell is filled, cell by cell in memory."""
        cells = np.repeat(self.fixed[..., None], state.shape[1], axis=2)
        for (i, j), values in zip(self.free, state, strict=False):
            cells[i, j] = values
        return cells.transpose(2, 0, 1)


def comparison(
    decide: Decide, first: Sequence[int], second: Sequence[int], column: int = 0
) -> Accept:
    """A decision on the cases of two groups of rows in a column as one on tables."""
    return lambda tables: decide(
        *(tables[:, list(rows), column].sum(axis=1) for rows in (first, second))
    )


def judge_list(
    space: Space, accept: Accept, form: Form = (), limit: int = 600_000, tests: int = 1
) -> tuple[Found, ...]:
    """Judge a claim on every table by each test; ``values`` are those of a linear form of cells.

    Raises:
        OutOfReach: There are more: use `recount.tables.search`.
        ValueError: The claim does not give one decision a test and table.

    Example:
        >>> from recount.tables.space import Margin
        >>> space = Space(Margin(("a", "b"), (4, 4)), Margin(("x", "y"), (4, 4)))
        >>> (found,) = judge_list(space, lambda t: (t[:, 0, 0] > 2).astype(np.int8), [(1, 0, 1)])
        >>> found.total, found.holding, found.values
        (5, 2, ((0, 1),))
    """
    limits = cell_limits(space) or np.zeros((2, *space.shape))
    steps = [sorted((int(k * limits[0][i, j]), int(k * limits[1][i, j]))) for i, j, k in form]
    low, high = (sum(step[end] for step in steps) for end in (0, 1))
    # For each number the tables of which the claim is undefined, false and true.
    tables = np.zeros((tests, 3, high - low + 1), dtype=np.int64)
    shown: list[dict[int, Ints]] = [{} for _ in range(tests)]
    for piece in pieces(space, limit):
        numbers = evaluate(piece, form) - low
        each = np.asarray(accept(piece), dtype=np.int8)
        if each.size != tests * len(piece):
            raise ValueError("a claim gives one decision a table")
        for decisions, counts, tables_shown in zip(
            each.reshape(tests, -1), tables, shown, strict=True
        ):
            said = np.bincount(3 * numbers + decisions + 1, minlength=counts.size)
            counts += said.reshape(-1, 3).T
            for wanted in (1, 0):
                at = middle(decisions, wanted)
                if at is not None:
                    tables_shown.setdefault(wanted, piece[at])
    found = []
    for counts, tables_shown in zip(tables, shown, strict=True):
        tables_of = [counts.sum(axis=0), counts[2], counts[1]]
        witnesses = tables_shown.get(1), tables_shown.get(0)
        one = summed(np.arange(low, high + 1), tables_of, witnesses, "list")
        found.append(one if form else replace(one, values=(), undefined=(), decided=None))
    return tuple(found)
