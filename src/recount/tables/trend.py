"""Trends over scored rows: all that a trend test sees of a two-outcome table is two numbers.

They are k, the judged cases with the outcome, and s, the sum of their scores (Cochran 1954,
Armitage 1955; the score test of a logistic regression sees the same two). The consistent tables
with each (k, s) are counted by a dynamic programme over rows: a row with between l and h cases
adds a run of states along the direction (1, score), which is a difference of running sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from recount.tables.logic import ACCEPT, REJECT, UNDEFINED, Decisions
from recount.tables.outcomes import Outcomes, outcomes
from recount.tables.space import IntArray, TableSpace
from recount.tables.trend_grid import Scores, block_grid

__all__ = ["TrendCount", "TrendStates", "judge_states", "trend_states"]

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
    steps = Scores.of(scores, len(view.sizes) - 1)
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


def _states(view: Outcomes, scores: Scores) -> TrendStates:
    k, s, grid = block_grid(view, scores, range(len(view.sizes) - 1))
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
