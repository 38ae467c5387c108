"""Claims along a scale: a slope over scored rows, or a step from each row to the next.

All that a trend test sees of a two-outcome table is k, the judged cases with the outcome, and s,
the sum of their scores (Cochran 1954, Armitage 1955; the score test of a logistic regression sees
the same two). The tables with each (k, s) are counted by a dynamic programme over rows: a row with
between l and h cases adds a run of states along the direction (1, score), which is a difference of
running sums. Steps are counted by walking along the rows with the last row's number as state.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from recount.tables.found import (
    Decide,
    Decisions,
    Found,
    all_of,
    by_number,
    middle,
    runs,
    summed,
)
from recount.tables.lists import comparison
from recount.tables.outcomes import Outcomes, outcomes, spread
from recount.tables.searching import judge, search
from recount.tables.space import LARGEST, Infeasible, IntArray, Space

MOST_STATES = 1_000_000
"""Cells of the grid of (k, s), or of pairs of two rows' numbers, that are counted one by one."""
NEAR = 1_000
"""Numbers on each side of a curve that are tried before all others."""
MOST_ENDS = 2_000
"""Numbers k of which the ends of s are looked at where states are too many."""


@dataclass(frozen=True, slots=True, eq=False)
class States:
    """The attainable states of a scored table, in order of k and then of s.

    Attributes:
        view: The rows of the space they come from.
        scores: A whole number for each judged row.
        k: Judged cases with the outcome.
        s: Sum of their scores.
        weight: Number of tables with each state, exact. None where the states are too many: k and
            s are then those at both ends of s, and of the most even table, for k in turn.
        complete: Whether every k is among the states.
    """

    view: Outcomes
    scores: tuple[int, ...]
    k: IntArray
    s: IntArray
    weight: npt.NDArray[Any] | None
    complete: bool = True

    def where(self, keep: npt.NDArray[np.bool_]) -> States:
        """Some of the states: how a typed-in odds ratio for one point more narrows them."""
        weight = None if self.weight is None else self.weight[keep]
        complete = self.complete and (weight is not None or bool(keep.all()))
        return replace(self, k=self.k[keep], s=self.s[keep], weight=weight, complete=complete)

    def table(self, k: int, s: int) -> IntArray:
        """A table with this state, as even as it allows.

        Raises:
            Infeasible: No table has this state.

        Example:
            >>> from recount.tables.space import Margin
            >>> space = Space(Margin(("1", "2", "3"), (9, 9, 9)), Margin(("yes", "no"), (9, 18)))
            >>> score_states(space, (1, 2, 3)).table(9, 21)[:, 0].tolist()
            [2, 2, 5, 0]
        """
        view = self.view
        rest = view.total - k
        vector = None
        if view.low[-1] <= rest <= view.high[-1]:
            vector = _vector(view, self.scores, _leaning(view, self.scores, k, s), k, s)
        if vector is None:
            raise Infeasible(f"no consistent table has k = {k} and s = {s}")
        return view.table([*vector, rest])


def score_states(space: Space, scores: Sequence[int]) -> States:
    """Every attainable (k, s) and the exact number of tables that have it.

    Args:
        space: Two outcomes, none missing; the row of cases left out is free within its size.
        scores: A whole number for each judged row; multiply fractions out first.

    Raises:
        ValueError: As `recount.tables.outcomes.outcomes`, masks, or scores that are not whole
            numbers, one a row.

    Example:
        >>> from recount.tables.space import Margin
        >>> space = Space(Margin(("1", "2"), (3, 2)), Margin(("yes", "no"), (2, 3)))
        >>> states = score_states(space, (1, 2))
        >>> states.k.tolist(), states.s.tolist(), states.weight.tolist()
        ([2, 2, 2], [2, 3, 4], [1, 1, 1])
    """
    view = outcomes(space)
    if space.masks:
        raise ValueError("masks cannot be told from states: use States.where, or list the tables")
    if len(scores) != len(view.sizes) - 1:
        raise ValueError(f"{len(scores)} scores for {len(view.sizes) - 1} rows")
    if any(score != int(score) for score in scores):
        raise ValueError(f"scores must be whole numbers: {scores}")
    marks = tuple(int(score) for score in scores)
    if not view.feasible:
        empty = np.zeros(0, dtype=np.int64)
        return States(view, marks, empty, empty, empty)
    sizes = view.sizes
    # The rarer outcome has the smaller grid; its states are these, seen from the other end.
    turned = 2 * view.total > sum(sizes)
    seen = view
    if turned:
        low, high = (
            tuple(n - x for n, x in zip(sizes, ends, strict=True)) for ends in (view.high, view.low)
        )
        seen = Outcomes(sum(sizes) - view.total, sizes, low, high)
    base, unit = min(marks), math.gcd(*(mark - min(marks) for mark in marks)) or 1
    grid = _grid(seen, [(mark - base) // unit for mark in marks])
    if grid is None:
        return _ends(view, marks)
    first_k, first_s, counts = grid
    # The cases left out make up the rest, so only some k can be completed.
    least = max(seen.total - seen.high[-1] - first_k, 0)
    counts = counts[least : max(seen.total - seen.low[-1] - first_k + 1, 0)]
    at_k, at_s = np.nonzero(counts)
    weight, k = counts[at_k, at_s], at_k + first_k + least
    s = (at_s + first_s) * unit + k * base
    if turned:
        whole = sum(n * mark for n, mark in zip(sizes, marks, strict=False))
        k, s, weight = sum(sizes[:-1]) - k[::-1], whole - s[::-1], weight[::-1]
    return States(view, marks, k, s, weight)


def _grid(view: Outcomes, steps: Sequence[int]) -> tuple[int, int, npt.NDArray[Any]] | None:
    """Least k and sum of steps, and the ways to reach each state from there; None if too many."""
    rows = range(len(steps))
    k = sum(view.low[i] for i in rows)
    s = sum(view.low[i] * steps[i] for i in rows)
    spare = [min(view.high[i] - view.low[i], view.total - k) for i in rows]
    most_k = min(sum(spare), view.total - k)
    most_s, left = 0, most_k
    for step, room in sorted(zip(steps, spare, strict=True), reverse=True):
        most_s, left = most_s + step * min(room, left), left - min(room, left)
    if (most_k + 1) * (most_s + 1) > MOST_STATES:
        return None
    # 64-bit sums may wrap around on the way, which is harmless as long as the results fit.
    grid: npt.NDArray[Any] = np.zeros(
        (most_k + 1, most_s + 1), dtype=np.int64 if view.count < LARGEST else object
    )
    grid[0, 0] = 1
    for room, step in zip(spare, steps, strict=True):
        for m in range(1, most_k + 1):
            grid[m, step:] += grid[m - 1, : most_s + 1 - step]
        beyond, shift = room + 1, (room + 1) * step
        if beyond <= most_k and shift <= most_s:
            grid[beyond:, shift:] -= grid[: most_k + 1 - beyond, : most_s + 1 - shift].copy()
    return k, s, grid


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


def _filled(view: Outcomes, scores: Sequence[int], k: IntArray, kind: int) -> IntArray:
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


def walk(states: States, decide: Decide) -> Found:
    """Judge a claim that k and s decide.

    Args:
        states: From `score_states`; ``decide`` gets all of them at once, in their order.
        decide: Decides on k and s.

    Returns:
        ``values`` are those of k. Where states are ends only (method ``corner``) the answer is a
        proof, if every k is among them, for claims that for each k are true of all s from some
        value on, up to some value, or around that of equal shares: trends, and their absence.

    Raises:
        ValueError: There is not one decision a state.

    Example:
        >>> from recount.tables.space import Margin
        >>> space = Space(Margin(("1", "2"), (3, 2)), Margin(("yes", "no"), (2, 3)))
        >>> walk(score_states(space, (1, 2)), lambda k, s: (s > 3).astype(np.int8)).holding
        1
    """
    k, s, weight = states.k, states.s, states.weight
    d = np.asarray(decide(k, s), dtype=np.int8)
    if d.shape != k.shape:
        raise ValueError(f"decisions for {d.shape} of {k.shape} states")
    places = [middle(d, wanted) for wanted in (1, 0)]
    witnesses = [None if at is None else states.table(int(k[at]), int(s[at])) for at in places]
    if weight is not None:
        return summed(*by_number(k, weight, d), witnesses, "walk", len(k))
    numbers, (_, true, false) = by_number(k, np.ones(len(k), dtype=np.int64), d)
    exact = states.complete
    return Found(
        total=states.view.count,
        values=runs(numbers[true > 0]) if exact else (),
        undefined=runs(numbers[(true == 0) & (false == 0)]) if exact else (),
        witness_for=witnesses[0],
        witness_against=witnesses[1],
        exhausted=exact,
        method="corner",
        tried=len(k),
    )


def _vector(
    view: Outcomes, scores: Sequence[int], ideal: Sequence[float], k: int, s: int
) -> list[int] | None:
    """Numbers of the judged rows with sum k and sum of scores s, near the ideal ones in turn."""
    i = len(scores) - len(ideal)
    low, high = view.low[i], min(view.high[i], k)
    if len(ideal) == 1:
        return [k] if low <= k <= view.high[i] and k * scores[i] == s else None
    if len(ideal) == 2 and scores[i] != scores[i + 1]:
        own, rest = divmod(s - k * scores[i + 1], scores[i] - scores[i + 1])
        inside = not rest and low <= own <= high and view.low[i + 1] <= k - own <= view.high[i + 1]
        return [own, k - own] if inside else None
    later = sorted(range(i + 1, len(scores)), key=lambda j: scores[j])
    centre = min(max(round(ideal[0]), low), high)
    for reach in (NEAR, high - low):
        x = np.arange(max(low, centre - reach), min(high, centre + reach) + 1)
        goal, possible = s - x * scores[i], np.ones(len(x), dtype=bool)
        # What the later rows add to s at least and at most: cheapest or dearest scores first.
        for order, sign in ((later, 1), (later[::-1], -1)):
            left = k - x - sum(view.low[j] for j in later)
            possible &= left >= 0
            total: Any = sum(view.low[j] * scores[j] for j in later)
            for j in order:
                taken = np.clip(left, 0, view.high[j] - view.low[j])
                total, left = total + taken * scores[j], left - taken
            possible &= (left == 0) & (sign * total <= sign * goal)
        for at in sorted(x[possible].tolist(), key=lambda x: (abs(x - ideal[0]), x)):
            others = _vector(view, scores, ideal[1:], k - at, s - at * scores[i])
            if others is not None:
                return [at, *others]
    return None


def _leaning(view: Outcomes, scores: Sequence[int], k: int, s: int) -> list[float]:
    """Cases of each row on the way from an even spread to the extreme with a sum of scores."""
    even, ends = (
        [_filled(view, scores, np.array([k]), kind)[0] for kind in kinds]
        for kinds in ((0,), (1, -1))
    )
    middle = int(even[0] @ np.array(scores))
    end = ends[s > middle]
    way = int(end @ np.array(scores)) - middle
    part = (s - middle) / way if way else 0.0
    return [float(value) for value in even[0] + part * (end - even[0])]


def steps(space: Space, decide: Callable[[int, IntArray, IntArray], Decisions]) -> Found:
    """Judge that every step from one judged row to the next is as claimed.

    Args:
        space: Columns 0 and 1 are the outcome and its absence; where it does not separate (see
            `recount.tables.contrasts.sweep`), tables are listed or searched.
        decide: ``decide(i, x, y)`` decides on the step from row i to row i + 1, with x cases with
            the outcome in row i and y in row i + 1.

    Returns:
        ``values`` are those of the last judged row. Where pairs are too many only witnesses are
        looked for, among tables on logistic curves, and nothing is proved.

    Example:
        >>> from recount.tables.space import Margin
        >>> space = Space(Margin(("1", "2"), (3, 3)), Margin(("yes", "no"), (3, 3)))
        >>> found = steps(space, lambda i, x, y: (y > x).astype(np.int8))
        >>> found.total, found.holding, found.values
        (4, 2, ((2, 3),))
    """
    rows = range(len(space.rows.totals) - 1)
    parts = [comparison(lambda x, y, i=i: decide(i, x, y), [i], [i + 1]) for i in rows]  # type: ignore[misc]

    def accept(tables: IntArray) -> Decisions:
        return all_of(np.ones(len(tables)), *(part(tables) for part in parts))

    try:
        view = outcomes(space)
    except ValueError:
        view = None
    if view is None or space.masks:
        return judge(space, accept, ((len(rows), 0, 1),))
    if not view.feasible:
        return Found(0, 0, 0, decided=0, exhausted=True, method="walk")
    width = [min(high, view.total) + 1 for high in view.high]
    if max(width[:-1]) * (view.total + 1) > MOST_STATES // 3:
        # Shares that rise or fall along logistic curves, some of which suit most claims.
        known = []
        for slope in np.linspace(-4, 4, 65):
            weights = [n * round(1 + 1000 * np.exp(slope * i)) for i, n in enumerate(view.sizes)]
            known.append(view.table(spread(view.total, weights, view.low, view.high)))
        form = tuple((i, 0, i) for i in range(1, len(rows) + 1))
        return replace(search(space, accept, [form], known=known), total=view.count)
    matrices = []
    for i in rows:
        x, y = (np.arange(view.low[j], width[j]) for j in (i, i + 1))
        pairs = np.repeat(x, len(y)), np.tile(y, len(x))
        fits = pairs[0] + pairs[1] <= view.total
        matrix = np.zeros((width[i], width[i + 1]), dtype=np.int8)
        matrix[pairs[0][fits], pairs[1][fits]] = decide(i, pairs[0][fits], pairs[1][fits])
        matrices.append(matrix)
    every = _walked(view, width, [np.ones(m.shape, dtype=bool) for m in matrices])[-1].sum(axis=1)
    strict = _walked(view, width, [m == 1 for m in matrices])
    true, lenient, defined = strict[-1].sum(axis=1), strict[-1].sum(axis=1), every
    if any((m == -1).any() for m in matrices):
        lenient = _walked(view, width, [m != 0 for m in matrices])[-1].sum(axis=1)
        defined = _walked(view, width, [m != -1 for m in matrices])[-1].sum(axis=1)
    against = None
    for g in range(len(matrices)) if (defined - true).any() else ():
        masks = [m == 0 if i == g else m != -1 for i, m in enumerate(matrices)]
        ways = _walked(view, width, masks)
        if ways[-1].any():
            against = view.table(_back(view, ways, masks))
            break
    won = view.table(_back(view, strict, [m == 1 for m in matrices])) if true.any() else None
    tables = [every, true, every - lenient]
    tried = sum(m.size for m in matrices)
    return summed(np.arange(len(true)), tables, [won, against], "walk", tried)


def _walked(
    view: Outcomes, width: Sequence[int], allowed: Sequence[npt.NDArray[np.bool_]]
) -> list[npt.NDArray[Any]]:
    """For each row, the ways to have x cases there and t so far, at [x, t].

    In the last one only those t remain whose rest finds room among the cases left out.
    """
    kind = np.int64 if math.prod(width[:-1]) < LARGEST else object
    ways = [np.zeros((width[0], view.total + 1), dtype=kind)]
    start = np.arange(view.low[0], width[0])
    ways[0][start, start] = 1
    for row, step in enumerate(allowed, start=1):
        # The x from which a y is allowed are few runs, so that running sums give their total.
        running = np.zeros((len(ways[-1]) + 1, view.total + 1), dtype=kind)
        np.cumsum(ways[-1], axis=0, out=running[1:])
        edges = np.diff(step.T.astype(np.int8), axis=1, prepend=0, append=0)
        y, at = np.nonzero(edges)
        arrived = np.zeros((step.shape[1], view.total + 1), dtype=kind)
        rank = np.arange(len(y)) - np.searchsorted(y, y)
        for k in range(int(rank.max(initial=-1)) + 1):
            own = rank == k
            arrived[y[own]] -= edges[y[own], at[own]][:, None] * running[at[own]]
        moved = np.zeros_like(arrived)
        for value in range(view.low[row], width[row]):
            moved[value, value:] = arrived[value, : view.total + 1 - value]
        ways.append(moved)
    ways[-1][:, : max(view.total - view.high[-1], 0)] = 0
    ways[-1][:, view.total - view.low[-1] + 1 :] = 0
    return ways


def _back(
    view: Outcomes, ways: Sequence[npt.NDArray[Any]], allowed: Sequence[npt.NDArray[np.bool_]]
) -> list[int]:
    """One vector, at each row the number that the most tables have."""
    y, t = (int(place) for place in np.unravel_index(int(np.argmax(ways[-1])), ways[-1].shape))
    vector = [y, view.total - t]
    for step, before in zip(reversed(allowed), reversed(ways[:-1]), strict=True):
        t -= y
        y = int(np.argmax(np.where(step[:, y], before[:, t], 0)))
        vector.insert(0, y)
    return vector
