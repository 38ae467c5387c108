"""The states that rows of a table can reach: cases with the outcome, and sum of their scores."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from recount.tables.outcomes import Outcomes
from recount.tables.space import LARGEST, IntArray
from recount.tables.vectors import count_vectors

__all__ = ["Scores", "block_grid"]


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores as steps from the smallest, in units of their greatest common divisor.

    Attributes:
        base: The smallest score.
        unit: What a step is worth.
        steps: Steps of each row above the smallest score.
    """

    base: int
    unit: int
    steps: tuple[int, ...]

    @classmethod
    def of(cls, scores: Sequence[int], rows: int) -> Scores:
        """The scores of so many rows.

        Raises:
            ValueError: There is not one score a row, or one is not a whole number.
        """
        if len(scores) != rows:
            raise ValueError(f"{len(scores)} scores for {rows} rows")
        if any(score != int(score) for score in scores):
            raise ValueError(f"scores must be whole numbers: {scores}")
        whole = [int(score) for score in scores]
        base = min(whole)
        unit = math.gcd(*(score - base for score in whole)) or 1
        return cls(base, unit, tuple((score - base) // unit for score in whole))

    def original(self, k: IntArray, s: IntArray) -> IntArray:
        """Sums of scores of states whose sums of steps are given."""
        return s * self.unit + k * self.base

    def inner(self, k: int, s: int) -> int | None:
        """The sum of steps of a state, None where no whole number of steps gives it."""
        steps, rest = divmod(s - k * self.base, self.unit)
        return None if rest else steps


def block_grid(
    view: Outcomes, scores: Scores, rows: Sequence[int]
) -> tuple[int, int, npt.NDArray[Any]]:
    """Number of ways in which some rows reach each state, from the smallest state on.

    Returns:
        k and the sum of steps that the grid starts from, and the grid (k by sum of steps): 64-bit
        integers where every consistent table's count fits, else Python integers.
    """
    k = sum(view.low[i] for i in rows)
    s = sum(view.low[i] * scores.steps[i] for i in rows)
    spare = [min(view.high[i] - view.low[i], view.total - k) for i in rows]
    steps = [scores.steps[i] for i in rows]
    most_k = min(sum(spare), view.total - k)
    most_s = largest_sum(spare, steps, most_k)
    # 64-bit sums may wrap around on the way, which is harmless as long as the results fit.
    fits = math.prod(each + 1 for each in spare) < LARGEST or (
        count_vectors(view.total, view.low, view.high) < LARGEST
    )
    grid = np.zeros((most_k + 1, most_s + 1), dtype=np.int64 if fits else object)
    grid[0, 0] = 1
    for room, step in zip(spare, steps, strict=True):
        for m in range(1, most_k + 1):
            grid[m, step:] += grid[m - 1, : most_s + 1 - step]
        beyond, shift = room + 1, (room + 1) * step
        if beyond <= most_k and shift <= most_s:
            # From the far end, so that each value is taken off before it changes itself.
            grid[beyond:, shift:] -= grid[: most_k + 1 - beyond, : most_s + 1 - shift].copy()
    return k, s, grid


def largest_sum(spare: Sequence[int], steps: Sequence[int], cases: int) -> int:
    """Largest sum of steps of at most ``cases`` cases."""
    total = 0
    for step, room in sorted(zip(steps, spare, strict=True), reverse=True):
        used = min(room, cases)
        total, cases = total + used * step, cases - used
    return total
