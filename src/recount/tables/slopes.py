"""Slopes over scored rows: the states that a trend test sees, counted by a walk over the rows.

All that a trend test sees of a two-outcome table is k, the judged cases with the outcome, and s,
the sum of their scores (Cochran 1954, Armitage 1955; the score test of a logistic regression sees
the same two). The tables with each (k, s) are counted by a dynamic programme over rows: a row with
between l and h cases adds a run of states along the direction (1, score), which is a difference of
running sums.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from recount.arrays import Bools, Decisions, Ints
from recount.tables.found import Found, middle, summed
from recount.tables.outcomes import Outcomes, outcomes
from recount.tables.space import LARGEST, Infeasible, Space

MOST_STATES = 1_000_000
"""Cells of the grid of (k, s) that are counted one by one."""
MOST_ENDS = 2_000
"""Numbers k of which the ends of s are looked at where states are too many."""


@dataclass(frozen=True, slots=True, eq=False)
class States:
    """The attainable states of a scored table, in order of k, then of s, with numbers of tables.

    Where they are too many ``weight`` is None, and k and s are those at both ends of s, and of the
    most even table, for k in turn: every k if ``complete``. ``reached`` says before each row, and
    after the last, which sums of numbers and of scores, above their fewest, the rows so far have.
    """

    view: Outcomes
    scores: tuple[int, ...]
    k: Ints
    s: Ints
    weight: npt.NDArray[Any] | None
    complete: bool = True
    reached: tuple[Bools, ...] = ()

    def table(self, k: int, s: int) -> Ints:
        """A table with this state, as even as it allows; Infeasible where there is none."""
        view, marks = self.view, np.array(self.scores)
        if not ((self.k == k) & (self.s == s)).any():
            raise Infeasible(f"no consistent table has k = {k} and s = {s}")
        ways = (_filled(view, self.scores, np.array([k]), kind)[0] for kind in (1, 0, -1))
        lowest, even, highest = ways
        if not self.reached:
            vector = next(each for each in (even, lowest, highest) if each @ marks == s)
            return view.table([*vector.tolist(), view.total - k])
        # On the way from an even spread to the extreme with such a sum of scores.
        end = highest if s > even @ marks else lowest
        way = int((end - even) @ marks)
        ideal = even + (end - even) * ((s - even @ marks) / way if way else 0.0)
        steps, low = marks - marks.min(), np.array(view.low[:-1])
        at_k, at_s = int(k - low.sum()), int(s - k * marks.min() - low @ steps)
        vector = low.copy()
        for i in reversed(range(len(marks))):
            x = np.arange(min(view.high[i] - view.low[i], at_k) + 1)
            x = x[at_s - x * steps[i] >= 0]
            x = x[self.reached[i][at_k - x, at_s - x * steps[i]]]
            own = int(x[np.abs(x + low[i] - ideal[i]).argmin()])
            vector[i] += own
            at_k, at_s = at_k - own, at_s - own * int(steps[i])
        return view.table([*vector.tolist(), view.total - k])


def score_states(space: Space, scores: Sequence[int]) -> States:
    """Return every attainable (k, s) and the exact number of tables that have it.

    Scores are whole numbers, one a judged row; the row of cases left out is free within its size.

    Raises:
        ValueError: The space has no two outcomes with none missing, or has cuts across rows or
            masks, or there is not one score a row.

    Example:
        >>> from recount.tables.space import Margin
        >>> space = Space(Margin(("1", "2"), (3, 2)), Margin(("yes", "no"), (2, 3)))
        >>> states = score_states(space, (1, 2))
        >>> states.k.tolist(), states.s.tolist(), states.weight.tolist()
        ([2, 2, 2], [2, 3, 4], [1, 1, 1])
    """
    view, marks = outcomes(space), tuple(scores)
    if space.masks:
        raise ValueError("masks cannot be told from states: list the tables")
    if len(marks) != len(view.sizes) - 1:
        raise ValueError(f"{len(marks)} scores for {len(view.sizes) - 1} rows")
    if not view.feasible:
        empty = np.zeros(0, dtype=np.int64)
        return States(view, marks, empty, empty, empty)
    steps = [mark - min(marks) for mark in marks]
    low, high = view.low[:-1], view.high[:-1]
    first_k, first_s = sum(low), int(np.dot(low, steps))
    spare = [min(b - a, view.total - first_k) for a, b in zip(low, high, strict=True)]
    most_k = min(sum(spare), view.total - first_k)
    highest = _filled(view, marks, np.array([first_k + most_k]), -1)[0]
    most_s = int(highest @ steps) - first_s
    if (most_k + 1) * (most_s + 1) > MOST_STATES:
        return _ends(view, marks)
    # 64-bit sums may wrap around on the way, which is harmless as long as the results fit.
    kind = np.int64 if math.prod(room + 1 for room in spare) < LARGEST else object
    grid: npt.NDArray[Any] = np.zeros((most_k + 1, most_s + 1), dtype=kind)
    grid[0, 0] = 1
    reached = [grid != 0]
    for room, step in zip(spare, steps, strict=True):
        for m in range(1, most_k + 1 if room else 0):
            grid[m, step:] += grid[m - 1, : most_s + 1 - step]
        beyond, shift = room + 1, (room + 1) * step
        if room and beyond <= most_k and shift <= most_s:
            grid[beyond:, shift:] -= grid[: most_k + 1 - beyond, : most_s + 1 - shift].copy()
        reached.append(grid != 0)
    # The cases left out make up the rest, so only some k can be completed.
    least = max(view.total - view.high[-1] - first_k, 0)
    counts = grid[least : max(view.total - view.low[-1] - first_k + 1, 0)]
    at_k, at_s = np.nonzero(counts)
    k = at_k + first_k + least
    s = at_s + first_s + k * min(marks)
    return States(view, marks, k, s, counts[at_k, at_s], reached=tuple(reached))


def _ends(view: Outcomes, scores: tuple[int, ...]) -> States:
    """For many k at once: cases to the lowest scores, to the highest, and in proportion."""
    low, high = (view.total - end for end in (view.high[-1], view.low[-1]))
    low, high = max(low, sum(view.low[:-1])), min(high, sum(view.high[:-1]))
    # Under cuts the table in proportion need not be the most even one.
    free = not any(view.low) and view.high == view.sizes
    complete = free and high - low < MOST_ENDS
    k = np.arange(low, high + 1)
    if len(k) > MOST_ENDS:
        k = np.unique(np.linspace(low, high, MOST_ENDS).round().astype(np.int64))
    found = np.stack([_filled(view, scores, k, kind) @ np.array(scores) for kind in (1, 0, -1)])
    distinct = np.unique(np.stack([np.tile(k, 3), found.ravel()], axis=1), axis=0)
    return States(view, scores, distinct[:, 0], distinct[:, 1], None, complete)


def _filled(view: Outcomes, scores: Sequence[int], k: Ints, kind: int) -> Ints:
    """For each k the judged rows' numbers: lowest scores first (1), highest (-1), or even (0)."""
    spare = np.array([b - a for a, b in zip(view.low, view.high, strict=True)][:-1])
    left = k - sum(view.low[:-1])
    taken = np.zeros((len(k), len(spare)), dtype=np.int64)
    if kind == 0:
        taken = (left[:, None] * (spare / max(int(spare.sum()), 1))).astype(np.int64)
        taken = np.minimum(taken, spare)
        left = left - taken.sum(axis=1)
    order = sorted(range(len(scores)), key=lambda i: scores[i])
    for i in order[:: kind or 1]:
        more = np.minimum(left, spare[i] - taken[:, i])
        taken[:, i], left = taken[:, i] + more, left - more
    return np.asarray(taken + np.array(view.low[:-1]))


def walk(states: States, decisions: Decisions) -> Found:
    """Judge a claim that k and s decide, one decision a state; ``values`` are those of k.

    Where states are ends only (method ``corner``) the answer is a proof, if every k is among them,
    for claims that for each k are true of all s from some value on, up to some value, or around
    that of equal shares: trends, and their absence.

    Example:
        >>> from recount.tables.space import Margin
        >>> space = Space(Margin(("1", "2"), (3, 2)), Margin(("yes", "no"), (2, 3)))
        >>> states = score_states(space, (1, 2))
        >>> walk(states, (states.s > 3).astype(np.int8)).holding
        1
    """
    k, weight = states.k, states.weight
    d = np.asarray(decisions, dtype=np.int8)
    places = [middle(d, wanted) for wanted in (1, 0)]
    witnesses = [None if i is None else states.table(int(k[i]), int(states.s[i])) for i in places]
    starts = np.flatnonzero(np.diff(k, prepend=k[:1] - 1))
    each = np.ones(len(k), dtype=np.int64) if weight is None else weight
    parts = [np.where(chosen, each, 0) for chosen in (d > -9, d == 1, d == 0)]
    counts = [np.add.reduceat(part, starts) for part in parts]
    found = summed(k[starts], counts, witnesses, "corner" if weight is None else "walk")
    if weight is not None:
        return found
    found = replace(found, total=states.view.count, holding=None, undecided=None, decided=None)
    return found if states.complete else replace(found, values=(), undefined=(), exhausted=False)
