"""The exact range of a share of cells over the consistent tables.

Where the denominator is the same in every table, the share is a linear form. Otherwise Dinkelbach's
method (1967): the share p/q is the largest exactly if ``q * numerator - p * denominator`` is never
above zero; each table that is found above zero has a larger share, and so a few steps suffice.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from recount.tables.ranges import Proof, Range, largest, linear_range
from recount.tables.space import Infeasible, IntArray, TableSpace, evaluate

__all__ = ["share_range"]

Cell = tuple[int, int]


def share_range(
    space: TableSpace, numerator: Iterable[Cell], denominator: Iterable[Cell]
) -> Range[Fraction]:
    """Smallest and largest value of a share, over the tables whose denominator is not zero.

    Args:
        space: Margins and cuts.
        numerator: Cells counted above the line.
        denominator: Cells counted below it, those of the numerator included.

    Returns:
        Exact fractions, attained by the tables given with them.

    Raises:
        ValueError: A cell of the numerator is not in the denominator.
        Infeasible: No table has cases in the denominator.
        CannotBound: As `recount.tables.ranges.linear_range`.

    Example:
        >>> from recount.tables.margins import Margin
        >>> space = TableSpace(
        ...     Margin(("yes", "no"), (3, 5), missing=2), Margin(("x", "y"), (4, 6))
        ... )
        >>> found = share_range(space, [(0, 0)], [(0, 0), (1, 0)])
        >>> found.low, found.high
        (Fraction(0, 1), Fraction(1, 1))
    """
    above, below = sorted(set(numerator)), sorted(set(denominator))
    if not set(above) <= set(below):
        raise ValueError("the numerator counts cells that the denominator does not")
    size = linear_range(space, [(i, j, 1) for i, j in below])
    if size.high == 0:
        raise Infeasible("no consistent table has a case in the denominator")
    if size.low == size.high:
        part = linear_range(space, [(i, j, 1) for i, j in above])
        low, high = Fraction(part.low, size.low), Fraction(part.high, size.low)
        return Range(low, high, part.proof, part.low_table, part.high_table)
    start = size.high_table
    if start is None:
        raise AssertionError("a linear range comes with its tables")
    high, high_table, proof = _largest_share(space, above, below, start)
    # The smallest share is what the largest share of the other cells leaves.
    others = [cell for cell in below if cell not in above]
    rest, low_table, low_proof = _largest_share(space, others, below, start)
    return Range(1 - rest, high, proof if proof == low_proof else "bound", low_table, high_table)


def _largest_share(
    space: TableSpace, above: list[Cell], below: list[Cell], table: IntArray
) -> tuple[Fraction, IntArray, Proof]:
    upper, lower = [(i, j, 1) for i, j in above], [(i, j, 1) for i, j in below]
    share = Fraction(int(evaluate(table, upper)), int(evaluate(table, lower)))
    while True:
        form = [(i, j, share.denominator) for i, j in above]
        form += [(i, j, -share.numerator) for i, j in below]
        best = largest(space, form)
        if best.value == 0:
            return share, table, best.proof
        table = best.table
        share = Fraction(int(evaluate(table, upper)), int(evaluate(table, lower)))
