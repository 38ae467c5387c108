"""The exact range of Pearson's statistic over the consistent tables.

With fixed margins the statistic is n (sum of cell^2 / (row * column) - 1), a sum of convex terms.
Its minimum is reached by moving single cases round cycles until nothing improves. Its maximum
stands at a corner of the transport polytope; corners are walked by filling one cell as far as its
row or column allows, closing that line, and going on (every corner arises so).
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from math import lcm

import numpy as np

from recount.tables.listing import list_tables
from recount.tables.ranges import Range
from recount.tables.space import CannotBound, Infeasible, IntArray, TableSpace, TooMany
from recount.tables.transport import even_table, improve

__all__ = ["pearson", "statistic_range"]

FEW = 50_000
CORNERS = 200_000
"""Partly filled tables that are looked at on the way to the corners: about a second."""


def pearson(table: IntArray) -> Fraction | None:
    """Pearson's statistic of a table without cases left out, as an exact fraction.

    None where a row or column is empty: the test is then undefined (Agresti 2013, section 3.2).

    Example:
        >>> pearson(np.array([[10, 20], [20, 10]]))
        Fraction(20, 3)
    """
    cells = [[int(cell) for cell in row] for row in table]
    rows, columns = (
        [sum(row) for row in cells],
        [sum(column) for column in zip(*cells, strict=True)],
    )
    if not all(rows) or not all(columns):
        return None
    share = sum(
        (
            Fraction(cell * cell, rows[i] * columns[j])
            for i, row in enumerate(cells)
            for j, cell in enumerate(row)
        ),
        start=Fraction(0),
    )
    return sum(rows) * (share - 1)


def statistic_range(space: TableSpace) -> Range[Fraction]:
    """Smallest and largest Pearson statistic of the judged block.

    Tables whose block has an empty row or column have no statistic and are passed over.

    Returns:
        Exact fractions with their tables. Where cases are left out or cuts are made, and there
        are too many tables to list, a bound without tables: from 0 to n (min(r, c) - 1), as
        Cramér (1946, section 21.9) gives it.

    Raises:
        Infeasible: The space holds no table.
        CannotBound: No table has a statistic, or margins alone have too many corners.

    Example:
        >>> from recount.tables.margins import Margin
        >>> space = TableSpace(Margin(("a", "b"), (30, 30)), Margin(("x", "y"), (30, 30)))
        >>> found = statistic_range(space)
        >>> found.low, found.high
        (Fraction(0, 1), Fraction(60, 1))
    """
    if space.cuts:
        return _listed(space)
    if space.columns.missing == 0 and space.rows.missing == 0:
        if not all(space.rows.totals) or not all(space.columns.totals):
            raise CannotBound("a margin is zero: no table has a statistic")
        low, high = (
            _smallest(space.rows.totals, space.columns.totals),
            _largest(space.rows.totals, space.columns.totals),
        )
        return Range(_value(low), _value(high), "bound", _framed(low), _framed(high))
    if space.columns.missing == 0 and space.shape[1] == 2:
        return _rows_left_out(space)
    if space.rows.missing == 0 and space.shape[0] == 2:
        turned = _rows_left_out(space.transposed())
        tables = [None if t is None else t.T for t in (turned.low_table, turned.high_table)]
        return Range(turned.low, turned.high, turned.proof, *tables)
    return _listed(space)


def _value(block: IntArray) -> Fraction:
    value = pearson(block)
    if value is None:
        raise AssertionError("a table with fixed margins has a statistic")
    return value


def _framed(block: IntArray) -> IntArray:
    """The block with an empty line of cases left out on each side."""
    return np.pad(block, ((0, 1), (0, 1)))


def _smallest(rows: tuple[int, ...], columns: tuple[int, ...]) -> IntArray:
    scale = lcm(*(row * column for row in rows for column in columns))
    weight = [[scale // (row * column) for column in columns] for row in rows]
    table = even_table(rows, columns).tolist()
    high = [[min(row, column) for column in columns] for row in rows]
    low = [[0] * len(columns) for _ in rows]
    improve(table, low, high, lambda i, j, x: weight[i][j] * (2 * x + 1), largest_steps=False)
    return np.array(table, dtype=np.int64)


def _largest(rows: tuple[int, ...], columns: tuple[int, ...]) -> IntArray:
    scale = lcm(*(row * column for row in rows for column in columns))
    weight = [[scale // (row * column) for column in columns] for row in rows]

    @cache
    def best(
        left_rows: tuple[int, ...], left_columns: tuple[int, ...]
    ) -> tuple[int, tuple[tuple[int, int, int], ...]]:
        """Largest weighted sum of squares of what is left, and the cells that give it."""
        if best.cache_info().currsize > CORNERS:
            raise CannotBound("the margins have too many corners")
        open_rows = [i for i, left in enumerate(left_rows) if left]
        open_columns = [j for j, left in enumerate(left_columns) if left]
        if not open_rows:
            return 0, ()
        # Some cell of a corner closes a line; in what follows the same holds for the rest.
        top: tuple[int, tuple[tuple[int, int, int], ...]] = (-1, ())
        for i in open_rows:
            for j in open_columns:
                step = min(left_rows[i], left_columns[j])
                rest_rows = (*left_rows[:i], left_rows[i] - step, *left_rows[i + 1 :])
                rest_columns = (*left_columns[:j], left_columns[j] - step, *left_columns[j + 1 :])
                value, cells = best(rest_rows, rest_columns)
                value += weight[i][j] * step * step
                if value > top[0]:
                    top = value, ((i, j, step), *cells)
        return top

    table = np.zeros((len(rows), len(columns)), dtype=np.int64)
    for i, j, step in best(rows, columns)[1]:
        table[i, j] = step
    return table


def _rows_left_out(space: TableSpace) -> Range[Fraction]:
    """Two outcomes and a row of cases left out: each number of left-out cases in turn."""
    left_out, (first, second) = space.rows.missing, space.columns.totals
    found: list[tuple[Fraction, IntArray]] = []
    if not all(space.rows.totals):
        raise CannotBound("a row is empty: no table has a statistic")
    for cases in range(max(0, left_out - second), min(left_out, first) + 1):
        columns = (first - cases, second - (left_out - cases))
        if not all(columns):
            continue
        for block in (_smallest(space.rows.totals, columns), _largest(space.rows.totals, columns)):
            table = np.pad(block, ((0, 1), (0, 1)))
            table[-1, :2] = cases, left_out - cases
            found.append((_value(block), table))
    if not found:
        raise CannotBound("no consistent table has a statistic")
    low, high = (pick(found, key=lambda each: each[0]) for pick in (min, max))
    return Range(low[0], high[0], "bound", low[1], high[1])


def _listed(space: TableSpace) -> Range[Fraction]:
    try:
        tables = list_tables(space, FEW)
    except TooMany:
        return Range(Fraction(0), Fraction(space.n * (min(space.shape) - 1)), "bound", None, None)
    if not len(tables):
        raise Infeasible("no table is consistent with these margins and cuts")
    found = [
        (value, table)
        for table in tables[_near_the_ends(tables[:, :-1, :-1])]
        if (value := pearson(table[:-1, :-1])) is not None
    ]
    if not found:
        raise CannotBound("no consistent table has a statistic")
    low, high = (pick(found, key=lambda each: each[0]) for pick in (min, max))
    return Range(low[0], high[0], "enumerated", low[1], high[1])


def _near_the_ends(blocks: IntArray) -> IntArray:
    """Places of the tables whose statistic, in floating point, is all but the least or the most.

    The tolerance is far wider than any rounding error, so that the exact ends are among them.
    """
    rows, columns = blocks.sum(axis=2), blocks.sum(axis=1)
    defined = np.nonzero((rows > 0).all(axis=1) & (columns > 0).all(axis=1))[0]
    if not len(defined):
        return defined
    expected = rows[defined, :, None] * columns[defined, None, :]
    share = (blocks[defined] ** 2 / expected).sum(axis=(1, 2))
    value = rows[defined].sum(axis=1) * (share - 1)
    tolerance = 1e-6 * (1 + np.abs(value).max())
    ends = (value <= value.min() + tolerance) | (value >= value.max() - tolerance)
    return np.asarray(defined[ends])
