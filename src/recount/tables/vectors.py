"""How many whole vectors have a given sum within limits."""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["count_vectors"]


def count_vectors(total: int, low: Sequence[int], high: Sequence[int]) -> int:
    """Number of whole vectors with this sum and ``low[i] <= x[i] <= high[i]``.

    By inclusion and exclusion over the upper limits, so that the size of the numbers does not
    matter.

    Example:
        >>> count_vectors(3, [0, 0], [2, 5])
        3
    """
    if any(a > b for a, b in zip(low, high, strict=True)):
        return 0
    left = total - sum(low)
    sizes: dict[int, int] = {0: 1}
    for a, b in zip(low, high, strict=True):
        beyond = b - a + 1
        for size, sign in list(sizes.items()):
            if size + beyond <= left:
                sizes[size + beyond] = sizes.get(size + beyond, 0) - sign
    k = len(low)
    if k == 0:
        return int(left == 0)
    if left < 0:
        return 0
    return sum(sign * math.comb(left - size + k - 1, k - 1) for size, sign in sizes.items())
