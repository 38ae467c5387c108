"""Cuts: what a printed cell, sub-total or rounded percentage says about the cells of a table."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from recount.tables.space import Cut

__all__ = ["cell_cut", "share_cut", "subtotal_cut"]

Cell = tuple[int, int]


def subtotal_cut(cells: Iterable[Cell], low: int | None, high: int | None, source: str = "") -> Cut:
    """The cells add up to at least ``low`` and at most ``high``.

    Example:
        >>> subtotal_cut([(0, 0), (1, 0)], 5, 7).coefficients
        ((0, 0, 1), (1, 0, 1))
    """
    return Cut(tuple((i, j, 1) for i, j in cells), low, high, source)


def cell_cut(row: int, column: int, low: int | None, high: int | None, source: str = "") -> Cut:
    """One cell lies between ``low`` and ``high``.

    Example:
        >>> cell_cut(0, 1, 12, 12, "printed in the figure").low
        12
    """
    return subtotal_cut([(row, column)], low, high, source)


def share_cut(
    numerator: Iterable[Cell],
    denominator: Iterable[Cell],
    low: Fraction,
    high: Fraction,
    *,
    low_closed: bool = True,
    high_closed: bool = False,
    source: str = "",
) -> tuple[Cut, ...]:
    """The share numerator / denominator lies in an interval, as cuts with whole coefficients.

    ``sum(numerator) >= low * sum(denominator)`` is multiplied by the denominator of ``low``; a
    strict inequality between whole numbers is one with a margin of one. A printed percentage
    rounded half up is ``[p - 1/2, p + 1/2)`` hundredths: the default ends.

    Args:
        numerator: Cells counted above the line.
        denominator: Cells counted below the line, those of the numerator included.
        low: Smallest share.
        high: Largest share.
        low_closed: Whether ``low`` itself is allowed.
        high_closed: Whether ``high`` itself is allowed.
        source: Where the share is printed.

    Returns:
        Two cuts, lower and upper. An empty denominator has no share: where an end is open such a
        table is excluded, where both are closed it passes, so exclude it with a `subtotal_cut`.

    Example:
        >>> half_up = share_cut([(0, 0)], [(0, 0), (0, 1)], Fraction(117, 200), Fraction(119, 200))
        >>> [(cut.coefficients, cut.low, cut.high) for cut in half_up]
        [(((0, 0, 83), (0, 1, -117)), 0, None), (((0, 0, 81), (0, 1, -119)), None, -1)]
    """
    above, below = list(numerator), list(denominator)

    def form(share: Fraction) -> tuple[tuple[int, int, int], ...]:
        return tuple(
            [(i, j, share.denominator) for i, j in above]
            + [(i, j, -share.numerator) for i, j in below]
        )

    return (
        Cut(form(Fraction(low)), 0 if low_closed else 1, None, source),
        Cut(form(Fraction(high)), None, 0 if high_closed else -1, source),
    )
