"""Round numbers for the ticks of an axis of counts."""

from __future__ import annotations

from itertools import count

__all__ = ["round_ticks"]


def round_ticks(low: int, high: int, most: int = 7) -> list[int]:
    """Return both ends and round numbers between them that do not crowd the ends.

    Args:
        low: First count.
        high: Last count.
        most: Steps at most.

    Example:
        >>> round_ticks(0, 143), round_ticks(35, 514), round_ticks(0, 4)
        ([0, 25, 50, 75, 100, 125, 143], [35, 100, 200, 300, 400, 514], [0, 1, 2, 3, 4])
    """
    if high <= low:
        return [low]
    sizes = (size * 10**power for power in count() for size in (1, 2, 5))
    step = next(size for size in sizes if (high - low) <= size * most)
    if step in (20, 50) and (high - low) <= 25 * most:
        step = 25
    crowded = 0.55 * step
    between = [
        tick
        for tick in range(low - low % step, high, step)
        if tick - low > crowded and high - tick > crowded
    ]
    return [low, *between, high]
