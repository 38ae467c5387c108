"""The exact range of an odds ratio over the consistent tables.

With margins alone the range has a closed form. Write the block as a, b / c, d. For given b and c
the best a and d are the largest that the totals allow, and they shrink as b or c grows, so the
largest odds ratio stands at the smallest feasible b and c, which are feasible together.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from recount.tables.listing import list_tables
from recount.tables.merging import Merging
from recount.tables.outcomes import Outcomes, outcomes
from recount.tables.ranges import Range, linear_range
from recount.tables.space import CannotBound, Infeasible, IntArray, TableSpace, TooMany

__all__ = ["odds_ratio", "odds_ratio_range"]

Cells = tuple[int, int, int, int]
FEW = 200_000


def odds_ratio(a: int, b: int, c: int, d: int) -> Fraction | None:
    """``a d / (b c)``, None where b or c is zero and a and d are not (unbounded).

    Raises:
        ZeroDivisionError: Both products are zero: the odds ratio is undefined.

    Example:
        >>> odds_ratio(4, 2, 3, 6)
        Fraction(4, 1)
    """
    if b * c == 0 and a * d != 0:
        return None
    return Fraction(a * d, b * c)


def odds_ratio_range(
    space: TableSpace,
    row_a: Sequence[int],
    row_b: Sequence[int],
    column_a: Sequence[int],
    column_b: Sequence[int],
) -> Range[Fraction | None]:
    """Smallest and largest odds ratio of two groups of rows and two groups of columns.

    Tables on which it is undefined (both products zero) are passed over. An infinite odds ratio is
    None: at the high end it means unbounded, at the low end that it is infinite wherever defined.

    Returns:
        The range; ``bound`` without tables where cuts leave too many tables to list: the true
        range then lies within.

    Raises:
        Infeasible: The space holds no table.
        CannotBound: The odds ratio is undefined on every table.
        ValueError: The groups overlap.

    Example:
        >>> from recount.tables.margins import Margin
        >>> space = TableSpace(Margin(("a", "b"), (4, 6)), Margin(("x", "y"), (7, 3)))
        >>> found = odds_ratio_range(space, [0], [1], [0], [1])
        >>> found.low, found.high, found.high_table[:2, :2].tolist()
        (Fraction(0, 1), None, [[4, 0], [3, 3]])
    """
    merging = Merging(space, (tuple(row_a), tuple(row_b)), (tuple(column_a), tuple(column_b)))
    if not space.cuts:
        return _closed(merging)
    try:
        view = outcomes(space)
    except ValueError:
        return _with_cuts(merging)
    if not view.feasible:
        raise Infeasible("no table is consistent with these margins and cuts")
    return _two_outcomes(view, merging)


def _closed(merging: Merging) -> Range[Fraction | None]:
    """Margins alone: the smallest b and c for the high end, the smallest a and d for the low."""
    plain = merging.merged()
    high = _top(plain.rows.totals, plain.columns.totals, plain.n)
    turned = _top(plain.rows.totals, plain.columns.totals[::-1], plain.n)
    if high is None or turned is None:
        raise CannotBound("the odds ratio is undefined on every consistent table")
    b, a, d, c = turned
    low = (a, b, c, d)
    return Range(
        odds_ratio(*low),
        odds_ratio(*high),
        "closed_form",
        merging.restore(_block_table(plain, low)),
        merging.restore(_block_table(plain, high)),
    )


def _top(rows: tuple[int, ...], columns: tuple[int, ...], n: int) -> Cells | None:
    """The block with the largest odds ratio that is defined; None if it is defined nowhere."""
    (row_a, row_b), (column_a, column_b) = rows, columns
    total = sum(rows) + sum(columns) - n  # a + b + c + d is at least this
    over_b = total - column_a - row_b  # b - c is at least this
    over_c = total - row_a - column_b  # c - b is at least this

    def block(b: int, c: int) -> Cells:
        return min(row_a - b, column_a - c), b, c, min(row_b - c, column_b - b)

    best = block(max(0, over_b), max(0, over_c))
    if best[0] * best[3] or best[1] * best[2]:
        return best
    # a or d is zero there, hence everywhere: the odds ratio is zero wherever it is defined.
    b_most, c_most = min(row_a, column_b), min(row_b, column_a)
    best = block(min(b_most, c_most - over_c), min(c_most, b_most - over_b))
    return best if best[1] * best[2] else None


def _block_table(plain: TableSpace, cells: Cells) -> IntArray:
    """The 3 x 3 table, cases left out last, that has this block."""
    block = np.array(cells, dtype=np.int64).reshape(2, 2)
    table = np.zeros((3, 3), dtype=np.int64)
    table[:2, :2] = block
    table[:2, 2] = np.array(plain.rows.totals) - block.sum(axis=1)
    table[2] = np.array(plain.columns.with_missing) - table[:2].sum(axis=0)
    return table


def _two_outcomes(view: Outcomes, merging: Merging) -> Range[Fraction | None]:
    """Cuts within rows: an interval for each group, and the cases of the other rows."""
    first, second = merging.rows
    others = tuple(i for i in range(len(view.sizes)) if i not in (*first, *second))
    sizes = [sum(view.sizes[i] for i in group) for group in (first, second)]
    (low_a, high_a), (low_c, high_c) = view.limits(first), view.limits(second)
    spare_low = sum(view.low[i] for i in others)
    spare_high = sum(view.high[i] for i in others)

    def extreme(up: bool) -> tuple[Fraction | None, IntArray] | None:
        best: tuple[Fraction | None, IntArray] | None = None
        # The odds ratio rises with x and falls with y: y is as far the other way as x allows.
        for x in range(low_a, high_a + 1):
            least = max(low_c, view.total - x - spare_high)
            most = min(high_c, view.total - x - spare_low)
            for y in (least, most) if least <= most else ():
                cells = (x, sizes[0] - x, y, sizes[1] - y)
                if columns_swapped:
                    cells = (cells[1], cells[0], cells[3], cells[2])
                if cells[0] * cells[3] == 0 == cells[1] * cells[2]:
                    continue
                value = odds_ratio(*cells)
                if best is None or (_above(value, best[0]) if up else _above(best[0], value)):
                    parts = [(first, x), (second, y), (others, view.total - x - y)]
                    best = value, view.fill(parts)
        return best

    columns_swapped = merging.columns == ((1,), (0,))
    if not columns_swapped and merging.columns != ((0,), (1,)):
        return _with_cuts(merging)
    low, high = extreme(up=False), extreme(up=True)
    if low is None or high is None:
        raise CannotBound("the odds ratio is undefined on every consistent table")
    return Range(low[0], high[0], "closed_form", low[1], high[1])


def _above(first: Fraction | None, second: Fraction | None) -> bool:
    """Whether the first odds ratio is larger; None stands for infinity."""
    if first is None or second is None:
        return first is None and second is not None
    return first > second


def _with_cuts(merging: Merging) -> Range[Fraction | None]:
    try:
        tables = list_tables(merging.space, FEW)
    except TooMany:
        return _outer(merging)
    if not len(tables):
        raise Infeasible("no table is consistent with these margins and cuts")
    blocks = merging.merge(tables)[:, :2, :2].reshape(-1, 4)
    distinct, places = np.unique(blocks, axis=0, return_index=True)
    best: list[tuple[Fraction | None, int]] = []
    for cells, place in zip(distinct.tolist(), places.tolist(), strict=True):
        if cells[0] * cells[3] == 0 == cells[1] * cells[2]:
            continue
        value = odds_ratio(*cells)
        if not best:
            best = [(value, place), (value, place)]
        elif _above(best[0][0], value):
            best[0] = (value, place)
        elif _above(value, best[1][0]):
            best[1] = (value, place)
    if not best:
        raise CannotBound("the odds ratio is undefined on every consistent table")
    (low, at_low), (high, at_high) = best
    return Range(low, high, "enumerated", tables[at_low], tables[at_high])


def _outer(merging: Merging) -> Range[Fraction | None]:
    """Each cell at its own extreme: no table is outside, but the ends need not be attained."""
    cells = [
        linear_range(merging.space, [(i, j, 1) for i in rows for j in columns])
        for rows in merging.rows
        for columns in merging.columns
    ]
    a, b, c, d = cells
    low_products = (a.low * d.low, b.high * c.high)
    high_products = (a.high * d.high, b.low * c.low)
    low = Fraction(low_products[0], low_products[1]) if low_products[1] else None
    high = Fraction(high_products[0], high_products[1]) if high_products[1] else None
    return Range(low, high, "bound", None, None)
