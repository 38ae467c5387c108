"""Ways from one consistent table to another.

Two cells of one row and the two below them in another row can trade a case without changing a
margin. Such moves connect all tables with the same margins (Diaconis & Sturmfels 1998).
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np

from recount.tables.limits import cell_limits
from recount.tables.ranges import largest
from recount.tables.space import Infeasible, IntArray, TableSpace
from recount.tables.transport import even_table

__all__ = ["path", "random_table", "wander"]


def path(first: IntArray, last: IntArray) -> Iterator[IntArray]:
    """Tables from one to another with the same margins, one move apart.

    Every move brings the table nearer to its goal; it trades as many cases as the nearest of its
    three wrong cells allows, at most an eighth of what is left to do.

    Example:
        >>> ends = np.array([[2, 0], [0, 2]]), np.array([[0, 2], [2, 0]])
        >>> [table.tolist() for table in path(*ends)]
        [[[2, 0], [0, 2]], [[1, 1], [1, 1]], [[0, 2], [2, 0]]]
    """
    table = first.copy()
    yield table.copy()
    while True:
        gap = last - table
        if not gap.any():
            return
        i, j = np.unravel_index(int(gap.argmax()), gap.shape)
        k, other = int(gap[:, j].argmin()), int(gap[i].argmin())
        # Cells above their goal are at least as full as the excess, so no cell falls below zero.
        step = int(min(gap[i, j], -gap[k, j], -gap[i, other]))
        step = min(step, max(1, int(np.abs(gap).sum()) // 32))
        table[i, j] += step
        table[k, other] += step
        table[i, other] -= step
        table[k, j] -= step
        yield table.copy()


def wander(table: IntArray, rng: random.Random, moves: int, largest_step: int = 1) -> IntArray:
    """The table after random moves; those that would make a cell negative are skipped.

    Example:
        >>> walked = wander(np.array([[2, 1], [1, 2]]), random.Random(1), moves=9)
        >>> walked.sum(axis=0).tolist(), walked.sum(axis=1).tolist()
        ([3, 3], [3, 3])
    """
    found = table.copy()
    rows, columns = found.shape
    if rows < 2 or columns < 2:
        return found
    for _ in range(moves):
        (i, k), (j, other) = rng.sample(range(rows), 2), rng.sample(range(columns), 2)
        room = int(min(found[k, j], found[i, other]))
        if room:
            step = rng.randint(1, min(room, largest_step))
            found[i, j] += step
            found[k, other] += step
            found[k, j] -= step
            found[i, other] -= step
    return found


def random_table(space: TableSpace, seed: int) -> IntArray:
    """A consistent table picked by chance: reproducible, and not uniform.

    Raises:
        Infeasible: The space holds no table.
        CannotBound: None was found among the cuts (see `recount.tables.ranges.linear_range`).

    Example:
        >>> from recount.tables.margins import Margin
        >>> space = TableSpace(Margin(("a", "b"), (3, 4)), Margin(("x", "y"), (2, 5)))
        >>> bool(space.contains(random_table(space, seed=1)))
        True
    """
    if cell_limits(space) is None:
        raise Infeasible("no table is consistent with these margins and cuts")
    rng = random.Random(seed)
    table = even_table(space.rows.with_missing, space.columns.with_missing)
    if not space.contains(table):
        r, c = space.shape
        form = [(i, j, rng.randint(-3, 3)) for i in range(r + 1) for j in range(c + 1)]
        table = largest(space, form).table
    for _ in range(40):
        step = rng.choice((1, 1, 2, 5, 25, 125))
        moved = wander(table, rng, rng.randint(1, 12), step)
        if space.contains(moved):
            table = moved
    return table
