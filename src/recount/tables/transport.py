"""Tables with fixed margins as a transport problem: one table, the cheapest, the most even.

Row totals are supplies and column totals demands. Any table becomes any other by moving cases
round cycles of cells, so a table is the cheapest once no cycle saves anything; with whole margins
the cheapest table is whole (Ahuja, Magnanti & Orlin 1993, chapters 9 and 11). All in integers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from recount.tables.space import IntArray

__all__ = ["cheapest_table", "even_table", "improve"]

Table = list[list[int]]
Marginal = Callable[[int, int, int], int]
"""Cost of the next case in a cell: ``marginal(row, column, cases there now)``."""


def cheapest_table(
    rows: Sequence[int], columns: Sequence[int], low: IntArray, high: IntArray, costs: IntArray
) -> IntArray | None:
    """The table with these margins and cell limits that costs least; None if there is none.

    Args:
        rows: Row totals.
        columns: Column totals.
        low: Smallest value of each cell.
        high: Largest value of each cell.
        costs: Whole cost of a case in each cell.

    Example:
        >>> zeros, limits = np.zeros((2, 2), int), np.full((2, 2), 9)
        >>> cheapest_table((3, 4), (2, 5), zeros, limits, np.array([[1, 0], [0, 0]])).tolist()
        [[0, 3], [2, 2]]
    """
    lows, highs, prices = low.tolist(), high.tolist(), costs.tolist()
    table = _start(rows, columns, lows, highs, prices)
    if table is None:
        return None
    improve(table, lows, highs, lambda i, j, _: prices[i][j], largest_steps=True)
    return np.array(table, dtype=np.int64)


def even_table(rows: Sequence[int], columns: Sequence[int]) -> IntArray:
    """The table nearest to independence: each cell is row * column / n, rounded down or up.

    Controlled rounding: the margins stay exact (Cox 1987). Larger remainders are rounded up first.

    Example:
        >>> even_table((3, 4), (2, 5)).tolist()
        [[1, 2], [1, 3]]
    """
    n = max(sum(rows), 1)
    ideal = [[row * column for column in columns] for row in rows]
    low = np.array([[x // n for x in line] for line in ideal], dtype=np.int64)
    rest = np.array([[x % n for x in line] for line in ideal], dtype=np.int64)
    table = cheapest_table(rows, columns, low, low + (rest > 0), -rest)
    if table is None:  # A transport problem with whole margins always has a whole solution.
        raise AssertionError(f"no rounding of the even table for {rows} by {columns}")
    return table


def _start(
    rows: Sequence[int], columns: Sequence[int], low: Table, high: Table, costs: Table
) -> Table | None:
    """Some table within the limits, cheap cells filled first; None if there is none."""
    table = [list(line) for line in low]
    supply = [total - sum(line) for total, line in zip(rows, low, strict=True)]
    demand = [total - sum(line[j] for line in low) for j, total in enumerate(columns)]
    cells = [(i, j) for i in range(len(rows)) for j in range(len(columns))]
    if min([*supply, *demand, 0]) < 0 or any(low[i][j] > high[i][j] for i, j in cells):
        return None
    for i, j in sorted(cells, key=lambda cell: costs[cell[0]][cell[1]]):
        step = min(supply[i], demand[j], high[i][j] - table[i][j])
        table[i][j] += step
        supply[i] -= step
        demand[j] -= step
    while any(supply):
        path = _path(supply, demand, table, low, high)
        if path is None:
            return None
        step = min(supply[path[0][0]], demand[path[-1][1]])
        step = min([step, *_room(path, table, low, high)])
        for i, j, sign in path:
            table[i][j] += sign * step
        supply[path[0][0]] -= step
        demand[path[-1][1]] -= step
    return table


def _path(
    supply: list[int], demand: list[int], table: Table, low: Table, high: Table
) -> list[tuple[int, int, int]] | None:
    """Cells to raise and lower in turn, from a row with supply left to a column with demand."""
    seen_rows: dict[int, list[tuple[int, int, int]]] = {
        i: [] for i, left in enumerate(supply) if left
    }
    queue, seen_columns = list(seen_rows), set()
    for i in queue:
        for j, wanted in enumerate(demand):
            if j in seen_columns or table[i][j] >= high[i][j]:
                continue
            seen_columns.add(j)
            path = [*seen_rows[i], (i, j, 1)]
            if wanted:
                return path
            for k in range(len(supply)):
                if k not in seen_rows and table[k][j] > low[k][j]:
                    seen_rows[k] = [*path, (k, j, -1)]
                    queue.append(k)
    return None


def _room(
    cells: Sequence[tuple[int, int, int]], table: Table, low: Table, high: Table
) -> list[int]:
    return [
        high[i][j] - table[i][j] if sign > 0 else table[i][j] - low[i][j] for i, j, sign in cells
    ]


def improve(
    table: Table, low: Table, high: Table, marginal: Marginal, *, largest_steps: bool
) -> None:
    """Move cases round cycles of cells, in place, until no cycle makes the table cheaper.

    Args:
        table: A table within the limits.
        low: Smallest value of each cell.
        high: Largest value of each cell.
        marginal: Cost of the next case in a cell; it must not fall as the cell fills.
        largest_steps: Whether costs are constant, so that as many cases as fit move at once.
    """
    while cycle := _saving_cycle(table, low, high, marginal):
        step = min(_room(cycle, table, low, high)) if largest_steps else 1
        for i, j, sign in cycle:
            table[i][j] += sign * step


def _saving_cycle(
    table: Table, low: Table, high: Table, marginal: Marginal
) -> list[tuple[int, int, int]] | None:
    """Cells to raise and lower in turn at a negative total cost (Bellman & Ford)."""
    r, c = len(table), len(table[0])
    arcs = []
    for i in range(r):
        for j in range(c):
            if table[i][j] < high[i][j]:
                arcs.append((i, r + j, marginal(i, j, table[i][j]), (i, j, 1)))
            if table[i][j] > low[i][j]:
                arcs.append((r + j, i, -marginal(i, j, table[i][j] - 1), (i, j, -1)))
    distance = [0] * (r + c)
    arrived: list[tuple[int, tuple[int, int, int]] | None] = [None] * (r + c)
    last = None
    for _ in range(r + c):
        last = None
        for start, end, cost, cell in arcs:
            if distance[start] + cost < distance[end]:
                distance[end] = distance[start] + cost
                arrived[end] = (start, cell)
                last = end
        if last is None:
            return None
    node = last
    for _ in range(r + c):  # Walk back far enough to be on the cycle.
        node = arrived[node][0]  # type: ignore[index]
    cycle, first = [], node
    while True:
        start, cell = arrived[node]  # type: ignore[index, misc]
        cycle.append(cell)
        node = start
        if node == first:
            return cycle
