"""The tables in which a tree of comparisons is true, counted by products of polynomials.

Given the cases with the outcome in a group, all that hangs below its branches is independent, and
tied only by the sum of the cases: a polynomial a branch, and one for the rows that take no part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from recount.tables.blocks import Rows
from recount.tables.found import Bools, Decide, Found, summed
from recount.tables.outcomes import Outcomes, outcomes, ways
from recount.tables.space import LARGEST, IntArray, Mask, Space

Counts = npt.NDArray[Any]
Numbers = tuple[IntArray, IntArray, Bools]
"""Numbers of a group, a line of another's numbers for each, and which of the line are feasible."""


class Tree:
    """The polynomials of each comparison, for all numbers of the root at once.

    Numbers of groups count from their fewest; ``left`` is what the groups and the other rows share
    out for each number x of the root. Group g + 1 hangs below group ``above[g]``.
    """

    def __init__(
        self,
        space: Space,
        rows: tuple[Rows, ...],
        above: tuple[int, ...],
        numbers: list[Numbers],
    ) -> None:
        self.view = view = outcomes(space)
        self.rows, self.others, self.numbers = rows, view.others(*rows), numbers
        self.below = [
            [g for g, up in enumerate(above, 1) if up == node] for node in range(len(rows))
        ]
        limits = [view.limits(group) for group in rows]
        few, most = view.ends(self.others)
        self.least = [*(low for low, _ in limits), few]
        self.x = np.arange(limits[0][0], limits[0][1] + 1)
        self.left = view.total - self.x - sum(self.least[1:])
        self.width = int(self.left.max()) + 1
        kind = np.int64 if view.count < LARGEST else object
        self.rest = ways(view, self.others, min(self.width - 1, most - few)).astype(kind)
        # By group the ways to have each number; by pair the place of its own number, and its ways:
        # none where it is infeasible or does not pass the masks.
        self.ways = []
        for group, (low, high) in zip(rows, limits, strict=True):
            fewest = view.ends(group)[0]
            self.ways.append(ways(view, group, high - fewest).astype(kind)[low - fewest :])
        self.pairs = [listed(each) for each in numbers]
        self.places, self.weights = [], []
        for g, (up, (_, y, feasible)) in enumerate(zip(above, numbers, strict=True), 1):
            masks = [mask for mask in space.masks if rows[g] in mask.groups]
            passed = feasible.copy()
            passed[feasible] = passing(masks, view, (rows[up], rows[g]), *self.pairs[g - 1])
            self.places.append(np.where(feasible, y - self.least[g], 0))
            self.weights.append(np.where(passed, self.ways[g][self.places[-1]], 0))
        self.every = self.counts([feasible for *_, feasible in numbers])

    def judge(self, decide: Sequence[Decide], witnesses: bool = True) -> Found:
        """The answer under one decision a group below the root."""
        said = []
        for own, pairs, (*_, feasible) in zip(decide, self.pairs, self.numbers, strict=True):
            said.append(np.full(feasible.shape, 2, dtype=np.int8))  # 2: no table has the pair
            said[-1][feasible] = own(*pairs)
        every, true = self.every, self.counts([d == 1 for d in said])
        defined, lenient = every.copy(), true.copy()
        unsure = [(d == -1).any(axis=1) for d in said]
        if any(each.any() for each in unsure):
            # In a star most tests are undefined for a few x only, and only these are counted anew.
            star = len(self.below[0]) == len(said)
            at = np.flatnonzero(np.any(unsure, axis=0)) if star else np.arange(len(self.x))
            lenient[at] = self.counts([(d == 1) | (d == -1) for d in said], at)
            defined[at] = self.counts([(d == 1) | (d == 0) for d in said], at)
        witness_for = witness_against = None
        if witnesses and true.any():
            witness_for = self.table([d == 1 for d in said], _median(true))
        if witnesses and (failing := defined - true).any():
            place = _median(failing)
            for g in range(len(said)):
                masks = [(d == 0) | ((d == 1) & (i != g)) for i, d in enumerate(said)]
                if witness_against is None:
                    witness_against = self.table(masks, place)
        tables, shown = [every, true, every - lenient], (witness_for, witness_against)
        return summed(self.x, tables, shown, "sweep")

    def counts(self, masks: Sequence[Bools], only: IntArray | None = None) -> Counts:
        """For each x, or those at some places only, the tables with every pair in its mask."""
        places = np.arange(len(self.x)) if only is None else only
        some = [(masks[g - 1][places] & (self.weights[g - 1][places] != 0)) for g in self.below[0]]
        here = np.flatnonzero(np.all([each.any(axis=1) for each in some], axis=0))
        lines, found = places[here], np.zeros(len(places), dtype=self.rest.dtype)
        if not len(here):
            return found
        # The group with most rows comes last, as its weights are no runs of ones.
        *first, last = sorted(self.below[0], key=lambda g: len(self.rows[g]))
        state = self.rest[None]
        for node in first:
            state = _folded(state, *self.factor(node, masks, lines), self.width)
        factor, start = self.factor(last, masks, lines)
        at = (self.left[lines] - start)[:, None] - np.arange(factor.shape[1])
        product = factor * _taken(state, at)
        found[here] = product.sum(axis=1) * self.ways[0][lines]
        return found

    def factor(self, node: int, masks: Sequence[Bools], lines: IntArray) -> tuple[Counts, IntArray]:
        """For some numbers above a group, the ways in which it and all below have t cases.

        The first t of each line stands beside them.
        """
        kept, start = masks[node - 1][lines], self.places[node - 1][lines, 0]
        if not self.below[node]:
            return np.where(kept, self.weights[node - 1][lines], 0), start
        kept &= self.weights[node - 1][lines] != 0
        return _allowed(kept, start, self.hanging(node, masks)), np.zeros_like(start)

    def hanging(self, node: int, masks: Sequence[Bools]) -> Counts:
        """For each number of a group, the ways in which it and all below have t cases."""
        y = np.arange(len(self.ways[node]))
        state = np.ones((1, 1), dtype=self.rest.dtype)
        for child in self.below[node]:
            state = _folded(state, *self.factor(child, masks, y), self.width)
        number = _taken(state, np.arange(self.width) - y[:, None])
        return np.asarray(number * self.ways[node][:, None])

    def table(self, masks: Sequence[Bools], at: int) -> IntArray | None:
        """A table with the x at a place, at the median of each group's number in turn, if any."""
        numbers = {0: int(self.x[at])}

        def shared(node: int, line: int, left: int) -> bool:
            """Share out what is left below a group with its number at a line; whether that fits."""
            own_line = np.array([line])
            tail = self.rest if node == 0 else np.ones(1, dtype=self.rest.dtype)
            factors = []
            for child in self.below[node]:
                factor, start = self.factor(child, masks, own_line)
                factors.append(np.pad(factor[0], (int(start[0]), 0)))
            for g, (child, own) in enumerate(zip(self.below[node], factors, strict=True)):
                rest = tail
                for later in factors[g + 1 :]:
                    rest = np.convolve(rest, later)
                t = np.flatnonzero(own)
                t = t[(t <= left) & (left - t < len(rest))]
                both = own[t] * rest[left - t]
                if not both.any():
                    return False
                chosen = y = int(t[_median(both)])
                left -= chosen
                if self.below[child]:
                    may = masks[child - 1][line] & (self.weights[child - 1][line] != 0)
                    place = self.places[child - 1][line][may]
                    y = int(place[_median(self.hanging(child, masks)[place, chosen])])
                    shared(child, y, chosen - y)
                numbers[child] = y + self.least[child]
            if node == 0:
                numbers[len(self.rows)] = left + self.least[-1]
            return True

        if not shared(0, at, int(self.left[at])):
            return None
        groups = (*self.rows, self.others)
        return self.view.fill((rows, numbers[g]) for g, rows in enumerate(groups))


def _taken(array: Counts, place: IntArray) -> Counts:
    """Line by line the entries at some places, 0 where there is none; one line stands for all."""
    inside = (place >= 0) & (place < array.shape[1])
    line = np.arange(len(array))[:, None] if len(array) > 1 else 0
    return np.where(inside, array[line, place.clip(0, array.shape[1] - 1)], 0)


def _edges(factor: Counts, start: IntArray) -> Iterator[tuple[IntArray, IntArray, Counts]]:
    """Where lines change and by how much, each line at most once in a turn.

    Accepted numbers are few runs of ones, so that products with the differences, summed up, cost a
    few additions a line. 64-bit sums may wrap around on the way: the results fit.
    """
    changes = np.diff(factor, axis=1, prepend=0, append=0)
    line, place = np.nonzero(changes)
    rank = np.arange(len(line)) - np.searchsorted(line, line)
    for k in range(int(rank.max(initial=-1)) + 1):
        own, at = line[rank == k], place[rank == k]
        yield own, at + start[own], changes[own, at][:, None]


def _folded(state: Counts, factor: Counts, start: IntArray, width: int) -> Counts:
    """Line by line the product of two polynomials, up to a width; one line stands for all."""
    if state.shape == (1, 1):  # no polynomial as yet
        return state * _taken(factor, np.arange(width) - start[:, None])
    # Each line after as many zeros: a window that starts so far to the left is the line, moved up.
    padded = np.zeros((len(state), 2 * width), dtype=state.dtype)
    padded[:, width : width + state.shape[1]] = state[:, :width]
    moved = np.lib.stride_tricks.sliding_window_view(padded.ravel(), width)
    found = np.zeros((len(factor), width), dtype=factor.dtype)
    for line, place, change in _edges(factor, start):
        first = 2 * width * line if len(state) > 1 else 0
        found[line] += change * moved[first + width - np.minimum(place, width)]
    return np.asarray(np.cumsum(found, axis=1))


def _allowed(kept: Bools, start: IntArray, below: Counts) -> Counts:
    """For each line of numbers that may be, the sum of what hangs below them."""
    running = np.zeros((len(below) + 1, below.shape[1]), dtype=below.dtype)
    np.cumsum(below, axis=0, out=running[1:])
    found = np.zeros((len(kept), below.shape[1]), dtype=below.dtype)
    for line, place, change in _edges(kept.astype(np.int8), start):
        found[line] -= change * running[place]
    return found


def _median(weights: Counts) -> int:
    """The first place at which half of the weight is reached, or one next to it."""
    below = np.cumsum(weights.astype(np.float64))
    return int(np.argmax((2 * below >= below[-1]) & (weights != 0)))


def listed(numbers: Numbers) -> tuple[IntArray, IntArray]:
    """The feasible pairs, one after the other."""
    x, y, feasible = numbers
    return np.repeat(x, feasible.sum(axis=1)), y[feasible]


def passing(
    masks: Sequence[Mask], view: Outcomes, rows: tuple[Rows, Rows], x: IntArray, y: IntArray
) -> Bools:
    """Which pairs of the pivot's and a group's numbers pass the masks on the two."""
    kept = np.ones(len(x), dtype=bool)
    for mask in masks:
        numbers = {rows[0]: x, rows[1]: y}
        have = np.stack([numbers[group] for group in mask.groups], axis=1)
        sizes = [sum(view.sizes[i] for i in group) for group in mask.groups]
        sides = have, np.array(sizes) - have
        kept &= mask.passes(*(sides if mask.yes == (0,) else sides[::-1]))
    return kept
