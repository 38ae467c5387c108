"""Trends over scored rows: all that a trend test sees of a two-outcome table is two numbers.

They are k, the judged cases with the outcome, and s, the sum of their scores (Cochran 1954,
Armitage 1955; the score test of a logistic regression sees the same two). The consistent tables
with each (k, s) are counted by a dynamic programme over rows: a row with between l and h cases
adds a run of states along the direction (1, score), which is a difference of running sums.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from recount.tables.counting import count_vectors
from recount.tables.logic import ACCEPT, REJECT, UNDEFINED, Decisions
from recount.tables.outcomes import Outcomes, outcomes
from recount.tables.space import LARGEST, Infeasible, IntArray, TableSpace

__all__ = ["TrendCount", "TrendStates", "judge_states", "trend_states", "trend_witness"]

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TrendStates:
    """The attainable states, in order of k and then of s.

    Attributes:
        k: Judged cases with the outcome.
        s: Sum of their scores.
        weight: Number of consistent tables with this state, exact (64-bit integers where the
            total allows it, else Python integers in an object array).
    """

    k: IntArray
    s: IntArray
    weight: npt.NDArray[Any]

    @property
    def total(self) -> int:
        """All consistent tables."""
        return int(self.weight.sum())


@dataclass(frozen=True, slots=True)
class TrendCount:
    """In how many tables a claim about (k, s) holds.

    Attributes:
        total: All consistent tables.
        holding: Those for which it holds.
        undecided: Those on which its test is undefined.
        k_range: Smallest and largest k where it holds, None if nowhere.
        s_range: Smallest and largest s where it holds, None if nowhere.
        state_for: A state (k, s) in the middle of those where it holds.
        state_against: A state in the middle of those where it fails.
    """

    total: int
    holding: int
    undecided: int
    k_range: Range | None
    s_range: Range | None
    state_for: Range | None
    state_against: Range | None

    @property
    def failing(self) -> int:
        """Tables for which the claim fails."""
        return self.total - self.holding - self.undecided


def trend_states(space: TableSpace, scores: Sequence[int]) -> TrendStates:
    """Every attainable (k, s) and the exact number of consistent tables that have it.

    Args:
        space: Two outcomes, none missing; the row of cases left out is free within its size.
        scores: A whole number for each judged row; multiply fractions out first.

    Raises:
        ValueError: As `recount.tables.outcomes.outcomes`, or scores that are not whole numbers,
            one a row.

    Example:
        >>> from recount.tables.margins import Margin
        >>> space = TableSpace(Margin(("1", "2"), (3, 2)), Margin(("yes", "no"), (2, 3)))
        >>> states = trend_states(space, (1, 2))
        >>> states.k.tolist(), states.s.tolist(), states.weight.tolist()
        ([2, 2, 2], [2, 3, 4], [1, 1, 1])
    """
    view = outcomes(space)
    steps = _Scores.of(scores, len(view.sizes) - 1)
    if not view.feasible:
        empty = np.zeros(0, dtype=np.int64)
        return TrendStates(empty, empty, empty)
    if 2 * view.total <= sum(view.sizes):
        return _states(view, steps)
    # The rarer outcome has the smaller grid; its states are these, seen from the other end.
    other = _states(view.complement(), steps)
    sizes = view.sizes[:-1]
    whole = sum(size * int(score) for size, score in zip(sizes, scores, strict=True))
    return TrendStates(sum(sizes) - other.k[::-1], whole - other.s[::-1], other.weight[::-1])


def _states(view: Outcomes, scores: _Scores) -> TrendStates:
    k, s, grid = _block_grid(view, scores, range(len(view.sizes) - 1))
    # The cases of the missing row make up the rest, so only some k can be completed.
    least, most = view.total - view.high[-1], view.total - view.low[-1]
    usable = grid[max(least - k, 0) : max(most - k + 1, 0)]
    first, second = np.nonzero(usable)
    cases = first + k + max(least - k, 0)
    return TrendStates(cases, scores.original(cases, second + s), usable[first, second])


def judge_states(states: TrendStates, decisions: npt.ArrayLike) -> TrendCount:
    """How often a claim holds that is decided by (k, s).

    Args:
        states: From `trend_states`.
        decisions: 1, 0 or -1 for each state.

    Raises:
        ValueError: There are not as many decisions as states.
    """
    verdicts: Decisions = np.asarray(decisions, dtype=np.int8)
    if verdicts.shape != states.k.shape:
        raise ValueError(f"{verdicts.shape} decisions for {states.k.shape} states")
    held = verdicts == ACCEPT

    def span(values: IntArray) -> Range | None:
        return (int(values[held].min()), int(values[held].max())) if held.any() else None

    return TrendCount(
        total=states.total,
        holding=int(states.weight[held].sum()),
        undecided=int(states.weight[verdicts == UNDEFINED].sum()),
        k_range=span(states.k),
        s_range=span(states.s),
        state_for=_middle(states, held),
        state_against=_middle(states, verdicts == REJECT),
    )


def _middle(states: TrendStates, chosen: npt.NDArray[np.bool_]) -> Range | None:
    """The state at the median of k, and there at the median of s, each table counting once."""
    if not chosen.any():
        return None
    k, s, weight = states.k[chosen], states.s[chosen], states.weight[chosen].astype(object)
    below = np.cumsum(weight)
    at_k = k[int(np.argmax(2 * below >= below[-1]))]
    there = k == at_k
    below = np.cumsum(weight[there])
    return int(at_k), int(s[there][int(np.argmax(2 * below >= below[-1]))])


@dataclass(frozen=True, slots=True)
class _Scores:
    """Scores as steps from the smallest, in units of their greatest common divisor."""

    base: int
    unit: int
    steps: tuple[int, ...]

    @classmethod
    def of(cls, scores: Sequence[int], rows: int) -> _Scores:
        if len(scores) != rows:
            raise ValueError(f"{len(scores)} scores for {rows} rows")
        if any(score != int(score) for score in scores):
            raise ValueError(f"scores must be whole numbers: {scores}")
        whole = [int(score) for score in scores]
        base = min(whole)
        unit = math.gcd(*(score - base for score in whole)) or 1
        return cls(base, unit, tuple((score - base) // unit for score in whole))

    def original(self, k: IntArray, s: IntArray) -> IntArray:
        return s * self.unit + k * self.base

    def inner(self, k: int, s: int) -> int | None:
        """The sum of steps of a state, None where no whole number of steps gives it."""
        steps, rest = divmod(s - k * self.base, self.unit)
        return None if rest else steps


def _block_grid(
    view: Outcomes, scores: _Scores, rows: Sequence[int]
) -> tuple[int, int, npt.NDArray[Any]]:
    """Number of ways in which some rows reach each state, from the smallest state on.

    Returns:
        k and the sum of steps that the grid starts from, and the grid (k by sum of steps).
    """
    k = sum(view.low[i] for i in rows)
    s = sum(view.low[i] * scores.steps[i] for i in rows)
    spare = [min(view.high[i] - view.low[i], view.total - k) for i in rows]
    steps = [scores.steps[i] for i in rows]
    most_k = min(sum(spare), view.total - k)
    most_s = _largest_sum(spare, steps, most_k)
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


def _largest_sum(spare: Sequence[int], steps: Sequence[int], cases: int) -> int:
    """Largest sum of steps of at most ``cases`` cases."""
    total = 0
    for step, room in sorted(zip(steps, spare, strict=True), reverse=True):
        used = min(room, cases)
        total, cases = total + used * step, cases - used
    return total


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
    steps = _Scores.of(scores, len(view.sizes) - 1)
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


def _vector(view: Outcomes, scores: _Scores, k: int, s: int) -> list[int] | None:
    """The numbers of cases of all rows, None where no vector has this state."""
    rows = len(view.sizes) - 1
    left_k, left_s = k, scores.inner(k, s)
    if left_s is None or not view.low[-1] <= view.total - k <= view.high[-1]:
        return None
    later = [_block_grid(view, scores, range(i, rows)) for i in range(1, rows + 1)]
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


def _logistic_share(view: Outcomes, scores: _Scores, row: int, k: int, s: int) -> float:
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
