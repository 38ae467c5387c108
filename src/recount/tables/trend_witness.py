"""A table with a given state (k, s) whose shares change evenly with the score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from recount.tables.outcomes import Outcomes, outcomes
from recount.tables.space import Infeasible, IntArray, TableSpace
from recount.tables.trend_grid import Scores, block_grid

__all__ = ["trend_witness"]


def trend_witness(space: TableSpace, scores: Sequence[int], k: int, s: int) -> IntArray:
    """A consistent table with the given k and s, whose shares change evenly with the score.

    Each row in turn gets the number nearest to a logistic curve through (k, s) from which the
    remaining rows can still reach the state.

    Returns:
        Integers of shape (r + 1, 3); the last column is empty.

    Raises:
        Infeasible: No consistent table has this state.
        ValueError: As `trend_states`.

    Example:
        >>> from recount.tables.margins import Margin
        >>> space = TableSpace(Margin(("1", "2", "3"), (9, 9, 9)), Margin(("yes", "no"), (9, 18)))
        >>> trend_witness(space, (1, 2, 3), 9, 21)[:, 0].tolist()
        [2, 2, 5, 0]
    """
    view = outcomes(space)
    steps = Scores.of(scores, len(view.sizes) - 1)
    impossible = Infeasible(f"no consistent table has k = {k} and s = {s}")
    if 2 * view.total > sum(view.sizes):
        sizes = view.sizes[:-1]
        whole = sum(size * int(score) for size, score in zip(sizes, scores, strict=True))
        swapped = view.complement()
        vector = _vector(swapped, steps, sum(sizes) - k, whole - s)
        if vector is None:
            raise impossible
        return view.table(size - x for size, x in zip(view.sizes, vector, strict=True))
    vector = _vector(view, steps, k, s)
    if vector is None:
        raise impossible
    return view.table(vector)


def _vector(view: Outcomes, scores: Scores, k: int, s: int) -> list[int] | None:
    """The numbers of cases of all rows, None where no vector has this state."""
    rows = len(view.sizes) - 1
    left_k, left_s = k, scores.inner(k, s)
    if left_s is None or not view.low[-1] <= view.total - k <= view.high[-1]:
        return None
    later = [block_grid(view, scores, range(i, rows)) for i in range(1, rows + 1)]
    vector: list[int] = []
    for i, step in enumerate(scores.steps):
        possible = [
            x
            for x in range(view.low[i], min(view.high[i], left_k) + 1)
            if _reaches(later[i], left_k - x, left_s - x * step)
        ]
        if not possible:
            return None
        ideal = _logistic_share(view, scores, i, left_k, left_s)
        chosen = min(possible, key=lambda x: (abs(x - ideal), x))
        vector.append(chosen)
        left_k, left_s = left_k - chosen, left_s - chosen * step
    return [*vector, view.total - k]


def _reaches(grid: tuple[int, int, npt.NDArray[Any]], k: int, s: int) -> bool:
    first_k, first_s, ways = grid
    k, s = k - first_k, s - first_s
    return 0 <= k < ways.shape[0] and 0 <= s < ways.shape[1] and bool(ways[k, s])


def _logistic_share(view: Outcomes, scores: Scores, row: int, k: int, s: int) -> float:
    """Cases of one row on the logistic curve on which the rows from it on have k cases and sum s.

    Floating point only chooses among tables here; that the table fits is checked in integers.
    """
    sizes = np.array(view.sizes[row:-1], dtype=float)
    x = np.array(scores.steps[row:], dtype=float)
    if k <= 0 or k >= sizes.sum():
        return 0.0 if k <= 0 else float(sizes[0])
    # Newton's steps for the two parameters of the curve, halved until the likelihood rises.
    x -= x.mean()
    goal = np.array([k, s - k * (np.array(scores.steps[row:]).mean())])
    spread = max(float(np.abs(x).max()), 1.0)
    point = np.zeros(2)

    def curve(at: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.asarray(sizes / (1 + np.exp(-np.clip(at[0] + at[1] * x / spread, -40, 40))))

    def gain(at: npt.NDArray[np.float64]) -> float:
        line = np.clip(at[0] + at[1] * x / spread, -40, 40)
        return float(goal @ [at[0], at[1] / spread] - sizes @ np.logaddexp(0, line))

    for _ in range(25):
        part = curve(point)
        inside = part * (1 - part / np.maximum(sizes, 1)) + 1e-9
        scaled = x / spread
        miss = np.array([goal[0] - part.sum(), goal[1] / spread - part @ scaled])
        if np.abs(miss).max() < 1e-3:
            break
        a, b, c = inside.sum(), inside @ scaled, inside @ scaled**2 + 1e-9
        step = np.array([c * miss[0] - b * miss[1], a * miss[1] - b * miss[0]]) / (a * c - b * b)
        while gain(point + step) < gain(point) and np.abs(step).max() > 1e-6:
            step /= 2
        point = point + step
    return float(curve(point)[0])
