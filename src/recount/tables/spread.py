"""Whole numbers with a given sum, as near to proportional as their limits allow."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from recount.tables.space import Infeasible

__all__ = ["spread"]


def spread(
    total: int, weights: Sequence[int], low: Sequence[int], high: Sequence[int]
) -> list[int]:
    """Share ``total`` out in proportion to the weights, within limits.

    Values that run into a limit stay there, and the others share the rest; fractions go to the
    largest remainders, earlier ones first.

    Raises:
        Infeasible: No vector within the limits has this sum.

    Example:
        >>> spread(10, [3, 3, 3], [0, 0, 0], [2, 9, 9])
        [2, 4, 4]
    """
    if not sum(low) <= total <= sum(high) or any(a > b for a, b in zip(low, high, strict=True)):
        raise Infeasible(f"no whole numbers between {list(low)} and {list(high)} sum to {total}")
    fixed: dict[int, int] = {}
    while True:
        free = [i for i in range(len(weights)) if i not in fixed]
        left = total - sum(fixed.values())
        mass = sum(weights[i] for i in free)
        ideal = {
            i: Fraction(left * weights[i], mass) if mass else Fraction(left, len(free))
            for i in free
        }
        below = {i: low[i] for i in free if ideal[i] < low[i]}
        above = {i: high[i] for i in free if ideal[i] > high[i]}
        if not below and not above:
            break
        # Fixing only the side that is further out keeps the rest feasible.
        short = sum(low[i] - ideal[i] for i in below)
        over = sum(ideal[i] - high[i] for i in above)
        if short >= over:
            fixed.update(below)
        if over >= short:
            fixed.update(above)
    values = {**fixed, **{i: ideal[i].__floor__() for i in free}}
    leftover = total - sum(values.values())
    for i in sorted(free, key=lambda i: (values[i] - ideal[i], i))[:leftover]:
        values[i] += 1
    return [values[i] for i in range(len(weights))]
