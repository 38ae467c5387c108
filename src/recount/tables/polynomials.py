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
        pairs: list[tuple[IntArray, IntArray]],
    ) -> None:
        self.view = view = outcomes(space)
        self.rows, self.pairs, self.others = rows, pairs, view.others(*rows)
        self.above = (0, *above)  # by group, the root first
        self.below = [
            [g for g, up in enumerate(above, 1) if up == node] for node in range(len(rows))
        ]
        low, high = view.limits(rows[0])
        self.x = np.arange(low, high + 1)
        self.least = [low, *(view.ends(group)[0] for group in (*rows[1:], self.others))]
        self.left = view.total - self.x - sum(self.least[1:])
        self.width = int(self.left.max()) + 1
        kind = np.int64 if view.count < LARGEST else object
        few, most = view.ends(self.others)
        self.rest = ways(view, self.others, min(self.width - 1, most - few)).astype(kind)
        # By group: the places of the numbers above and of its own in each pair, the ways to have
        # each number, and which pairs pass the masks.
        fewest = view.ends(rows[0])[0]
        self.places = [(self.x, self.x)]
        self.weights = [ways(view, rows[0], high - fewest).astype(kind)[low - fewest :]]
        self.passed = []
        for group, up, (x, y) in zip(rows[1:], above, pairs, strict=True):
            self.places.append((x - self.least[up], y - self.least[len(self.places)]))
            self.weights.append(ways(view, group, int(self.places[-1][1].max())).astype(kind))
            masks = [mask for mask in space.masks if group in mask.groups]
            self.passed.append(passing(masks, view, (rows[up], group), x, y))
        self.every = self.counts(self.passed)

    def judge(self, decide: Sequence[Decide], witnesses: bool = True) -> Found:
        """The answer under one decision a group below the root."""
        said = [
            np.where(passed, np.asarray(own(x, y), dtype=np.int8), 2)  # 2: no table has the pair
            for own, (x, y), passed in zip(decide, self.pairs, self.passed, strict=True)
        ]
        every, true = self.every, self.counts([d == 1 for d in said])
        defined, lenient = every.copy(), true.copy()
        unsure = [x[d == -1] for d, (x, _) in zip(said, self.places[1:], strict=True)]
        if any(len(x) for x in unsure):
            # In a star most tests are undefined for a few x only, and only these are counted anew.
            star = len(self.below[0]) == len(said)
            at = np.unique(np.concatenate(unsure)) if star else np.arange(len(self.x))
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
        return summed(self.x, tables, shown, "sweep", sum(len(d) for d in said))

    def counts(self, masks: Sequence[Bools], only: IntArray | None = None) -> Counts:
        """For each x, or those at some places only, the tables with every pair in its mask."""
        lines = np.arange(len(self.x)) if only is None else only
        # The group with most rows comes last, as its weights are no runs of ones.
        *first, last = sorted(self.below[0], key=lambda g: len(self.rows[g]))
        state = self.rest[None]
        for node in first:
            state = _folded(state, self.factor(node, masks, lines), self.width)
        found = np.zeros(len(lines), dtype=state.dtype)
        if self.below[last]:
            factor = self.factor(last, masks, lines)
            at = self.left[lines, None] - np.arange(factor.shape[1])
            found += (factor * _taken(state, 0, at)).sum(axis=1)
        else:  # by pairs, as a million numbers may have one pair each
            x, y = self.chosen(last, masks, lines)
            number = self.weights[last][y]
            number = number * _taken(state, x if len(state) > 1 else 0, self.left[lines[x]] - y)
            starts = np.flatnonzero(np.diff(x, prepend=-1))
            if len(starts):
                found[x[starts]] = np.add.reduceat(number, starts)
        return np.asarray(found * self.weights[0][lines])

    def chosen(
        self, node: int, masks: Sequence[Bools], lines: IntArray
    ) -> tuple[IntArray, IntArray]:
        """Which of some lines, places of the group above, and which places a mask leaves."""
        x, y = self.places[node]
        line = np.full(len(self.weights[self.above[node]]), -1)
        line[lines] = np.arange(len(lines))
        kept = masks[node - 1] & (line[x] >= 0)
        return line[x[kept]], y[kept]

    def factor(self, node: int, masks: Sequence[Bools], lines: IntArray) -> Counts:
        """For some numbers above a group, the ways in which it and all below have t cases."""
        kept = np.zeros((len(lines), len(self.weights[node])), dtype=bool)
        kept[self.chosen(node, masks, lines)] = True
        if not self.below[node]:
            return np.where(kept, self.weights[node], 0)
        return _allowed(kept, self.hanging(node, masks))

    def hanging(self, node: int, masks: Sequence[Bools]) -> Counts:
        """For each number of a group, the ways in which it and all below have t cases."""
        y = np.arange(len(self.weights[node]))
        state = np.ones((1, 1), dtype=self.rest.dtype)
        for child in self.below[node]:
            state = _folded(state, self.factor(child, masks, y), self.width)
        number = _taken(state, y[:, None], np.arange(self.width) - y[:, None])
        return np.asarray(number * self.weights[node][:, None])

    def table(self, masks: Sequence[Bools], at: int) -> IntArray | None:
        """A table with the x at a place, at the median of each group's number in turn, if any."""
        numbers = {0: int(self.x[at])}

        def shared(node: int, line: int, left: int) -> bool:
            """Share out what is left below a group with its number at a line; whether that fits."""
            tail = self.rest if node == 0 else np.ones(1, dtype=self.rest.dtype)
            own_line = np.array([line])
            factors = [self.factor(child, masks, own_line)[0] for child in self.below[node]]
            for g, (child, own) in enumerate(zip(self.below[node], factors, strict=True)):
                rest = tail
                for later in factors[g + 1 :]:
                    rest = np.convolve(rest, later)
                t = np.flatnonzero(own)
                t = t[(t <= left) & (left - t < len(rest))]
                both = own[t] * rest[left - t]
                if not both.any():
                    return False
                chosen = int(t[_median(both)])
                left -= chosen
                y = chosen
                if self.below[child]:
                    may = self.chosen(child, masks, own_line)[1]
                    weight = self.hanging(child, masks)[may, chosen]
                    y = int(may[_median(weight)])
                    shared(child, y, chosen - y)
                numbers[child] = y + self.least[child]
            if node == 0:
                numbers[len(self.rows)] = left + self.least[-1]
            return True

        if not shared(0, at, int(self.left[at])):
            return None
        groups = (*self.rows, self.others)
        return self.view.fill((rows, numbers[g]) for g, rows in enumerate(groups))


def _taken(array: Counts, line: IntArray | int, place: IntArray) -> Counts:
    """The entries at places of lines, 0 where a line has no such place."""
    inside = (place >= 0) & (place < array.shape[1])
    return np.where(inside, array[line, place.clip(0, array.shape[1] - 1)], 0)


def _edges(factor: Counts) -> Iterator[tuple[IntArray, IntArray, Counts]]:
    """Where lines change and by how much, each line at most once in a turn.

    Accepted numbers of one row are few runs of ones, whose differences are nearly all zero. So
    products with the differences, summed up, cost a few additions a line. 64-bit sums may wrap
    around on the way, which is harmless as long as the results fit.
    """
    changes = np.diff(factor, axis=1, prepend=0, append=0)
    line, place = np.nonzero(changes)
    rank = np.arange(len(line)) - np.searchsorted(line, line)
    for k in range(int(rank.max(initial=-1)) + 1):
        own, at = line[rank == k], place[rank == k]
        yield own, at, changes[own, at][:, None]


def _folded(state: Counts, factor: Counts, width: int) -> Counts:
    """Line by line the product of two polynomials, up to a width; one line stands for all."""
    # Each line after as many zeros: a window that starts so far to the left is the line, moved up.
    padded = np.zeros((len(state), 2 * width), dtype=state.dtype)
    padded[:, width : width + state.shape[1]] = state[:, :width]
    moved = np.lib.stride_tricks.sliding_window_view(padded.ravel(), width)
    found = np.zeros((len(factor), width), dtype=factor.dtype)
    for line, place, change in _edges(factor[:, :width]):
        start = 2 * width * line if len(state) > 1 else 0
        found[line] += change * moved[start + width - place]
    return np.asarray(np.cumsum(found, axis=1))


def _allowed(kept: Bools, below: Counts) -> Counts:
    """For each line of numbers that may be, the sum of what hangs below them."""
    running = np.zeros((kept.shape[1] + 1, below.shape[1]), dtype=below.dtype)
    np.cumsum(below[: kept.shape[1]], axis=0, out=running[1:])
    found = np.zeros((len(kept), below.shape[1]), dtype=below.dtype)
    for line, place, change in _edges(kept.astype(np.int8)):
        found[line] -= change * running[place]
    return found


def _median(weights: Counts) -> int:
    """The first place at which half of the weight is reached, or one next to it."""
    below = np.cumsum(weights.astype(np.float64))
    return int(np.argmax((2 * below >= below[-1]) & (weights != 0)))


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
