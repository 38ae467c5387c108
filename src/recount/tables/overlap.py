"""How many cases several characteristics share at least and at most, from their totals alone.

Fréchet 1940 for two events; the same argument carries to any number of them (Duncan & Davis 1953
use it for the cells of a table). Nothing beyond the totals is assumed (Manski 2003).
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["overlap_bounds"]


def overlap_bounds(totals: Sequence[int | tuple[int, int]], n: int) -> tuple[int, int]:
    """Bounds on the number of cases that have every one of the characteristics.

    ``max(0, sum - (k - 1) n) <= overlap <= min``. Both bounds are attained by some set of cases.

    Args:
        totals: Cases with each characteristic. A pair (fewest, most) where some cases are missing
            and could belong either way: the worst case is taken on each side.
        n: All cases.

    Raises:
        ValueError: No total is given, or one is below zero, above n, or turned round.

    Example:
        >>> overlap_bounds([1726, 1451], 1965)
        (1212, 1451)
        >>> overlap_bounds([(1726, 1924), 1451, 1209], 1965)
        (456, 1209)
    """
    pairs = [(total, total) if isinstance(total, int) else total for total in totals]
    if not pairs:
        raise ValueError("no characteristic given")
    for low, high in pairs:
        if not 0 <= low <= high <= n:
            raise ValueError(f"a total between {low} and {high} does not fit among {n} cases")
    lows, highs = zip(*pairs, strict=True)
    return max(0, sum(lows) - (len(pairs) - 1) * n), min(highs)
