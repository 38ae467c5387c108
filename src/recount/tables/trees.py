"""Comparisons of groups of rows, over all tables with two outcomes.

A claim is a tree: a group at the root, and below each group those that it is compared with. A pivot
against several groups is a star, steps along a scale are a chain. Given the cases with the outcome
in a group, all that hangs below its branches is independent, and tied only by the sum of the cases.
So the tables in which every comparison is true are counted, for each number of the root, by
products of polynomials, one a branch, and one for the rows that take no part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from recount.arrays import Bools, Decisions, Ints
from recount.tables.blocks import MOST_NUMBERS, Group, Rows, anchors, corners, room
from recount.tables.found import Decide, Found, all_of, always, summed
from recount.tables.lists import comparison
from recount.tables.outcomes import Outcomes, even_table, outcomes, ways
from recount.tables.searching import answer, search
from recount.tables.space import LARGEST, Mask, Space

Counts = npt.NDArray[Any]
Numbers = tuple[Ints, Ints, Bools]
"""Numbers of a group, a line of another's for each, and which of the line some table has."""

MOST_PAIRS = 150_000
"""Pairs of numbers of one comparison that are decided on one by one."""
MOST_ALONE = 2_000_000
"""The same where the pivot's number leaves no choice, because two groups hold all cases."""
MOST_MARGINS = 20_000
"""The same for tests that are not monotone: Fisher's takes long where each pair has its margins."""


def sweep(
    space: Space,
    pairs: Sequence[tuple[Group, Group]],
    decide: Sequence[Decide],
    monotone: bool = False,
    *,
    witnesses: bool = True,
) -> Found:
    """Judge that every two groups of rows compare as claimed.

    A pivot stands first in a pair with each other group; along a scale each row with the one below,
    from the last row down. Exact counts while the pairs of numbers are few enough (method
    ``sweep``). Beyond that verdict and witnesses by bounds (``corner``), and the values of a single
    comparison: a proof where ``monotone``, else only witnesses, as along a scale. Where the space
    does not separate (more outcomes, cuts across rows, masks that do not look at two groups that
    are compared or at the pivot and one other), tables are listed or searched.

    Columns 0 and 1 are the outcome and its absence, groups are disjoint rows by place (that of
    cases left out is the last), and rows in no group are free. A decision is given the cases with
    the outcome in the first and in the second group, of pairs that some table has; ``values`` are
    those of the first group of all. Decisions are ``monotone`` if for each number of one of two
    groups those on the other, apart from its ends "none" and "all", change at most once on each
    side of equal shares: true of Pearson's and the likelihood ratio test in every direction; not of
    Wald's, which turns back near empty cells, nor of Fisher's. Without ``witnesses`` none are
    looked for where they prove nothing.

    Example:
        >>> from recount.tables.space import Margin
        >>> space = Space(Margin(("a", "b"), (4, 4)), Margin(("yes", "no"), (4, 4)))
        >>> found = sweep(space, [((0,), (1,))], [lambda x, y: (x > y).astype(np.int8)])
        >>> found.total, found.holding, found.values, found.verdict
        (5, 2, ((3, 4),), 'open')
    """
    compared = [(tuple(first), tuple(second)) for first, second in pairs]
    rows = (compared[0][0], *(second for _, second in compared))
    parts = [comparison(own, *pair) for own, pair in zip(decide, compared, strict=True)]
    form = tuple((i, 0, 1) for i in rows[0])

    def accept(tables: Ints) -> Decisions:
        return all_of(np.ones(len(tables)), *(part(tables) for part in parts))

    try:
        view, extra = outcomes(space), _absorbed(space.masks, compared)
        view.others(*rows, *extra)
        above = tuple(rows[:g].index(first) for g, (first, _) in enumerate(compared, 1))
    except ValueError:
        return answer(space, accept, form)
    if not view.feasible:
        return Found(0, 0, 0, decided=0, exhausted=True, method="sweep")
    tree = _tree(space, (*rows, *extra), (*above, *(0 for _ in extra)))
    alone = tree is not None and len(tree.x) == len(tree.pairs[0][0]) > MOST_MARGINS
    if tree is not None and (monotone or not alone):
        return tree.judge([*decide, *(always for _ in extra)], witnesses)
    if space.masks:
        return answer(space, accept, form)
    if any(above):
        place = {i: len(rows) - 1 - g for g, group in enumerate(rows) for i in group}
        # Shares that rise or fall along logistic curves, some of which suit most claims.
        known = []
        for slope in np.linspace(-4, 4, 65):
            up = [round(1 + 1000 * np.exp(slope * place.get(i, 0))) for i in range(len(view.sizes))]
            weights = [n * k for n, k in zip(view.sizes, up, strict=True)]
            known.append(view.table(even_table([view.total], weights)[0]))
        weighed = tuple((i, 0, k) for i, k in place.items())
        sought = search(space, accept, [weighed], known=known, witnesses=witnesses)
        return replace(sought, total=view.count)
    cells = [lambda a, _b, c, _d, own=own: own(a, c) for own in decide]
    return corners(space, rows[0], rows[1:], cells, 0, monotone, witnesses)


def pairs(space: Space, pivot: Group, group: Group, *, extreme: bool = False) -> tuple[Ints, Ints]:
    """Return the feasible pairs of numbers with the outcome in the pivot and in a group.

    If ``extreme``, for each number of the pivot only the ends, what is next to them, and what is
    nearest to equal shares: there the least and the greatest p of a test lie whose statistic is
    convex, as Pearson's and the likelihood ratio are. Where pairs are too many to list, likewise,
    of some numbers of the pivot.

    Raises:
        ValueError: The space has no two outcomes, or the groups overlap.
        Infeasible: The space holds no table.
    """
    rows = tuple(pivot), tuple(group)
    view = outcomes(space)
    view.others(*rows)
    low, high = view.limits(rows[0])
    masked = any(set(mask.groups) == set(rows) for mask in space.masks)
    found = None if extreme and not masked else _numbers(space, *rows)
    if found is not None:
        return _listed(found)
    x = np.arange(low, high + 1)
    if len(x) > MOST_NUMBERS:
        n1, n2 = (sum(view.sizes[i] for i in each) for each in rows)
        middle = view.total * n1 // (n1 + n2)
        x = np.unique(np.clip([low, low + 1, middle, middle + 1, high - 1, high], low, high))
    y = anchors(view, *rows, x)
    return np.repeat(x, y.shape[1]), y.ravel()


def _absorbed(masks: Sequence[Mask], compared: Sequence[tuple[Rows, Rows]]) -> list[Rows]:
    """Groups that masks add to those compared; ValueError where a sweep cannot hold them."""
    pivot, extra = compared[0][0], set[Rows]()
    for mask in masks:
        if {mask.yes, mask.no} != {(0,), (1,)}:
            raise ValueError("a mask looks at other outcomes")
        if not any({*mask.groups} == {*pair} for pair in compared):
            if len(mask.groups) != 2 or pivot not in mask.groups:
                raise ValueError("a mask does not look at two groups that are compared")
            extra |= {*mask.groups} - {pivot}
    return sorted(extra)


@lru_cache(maxsize=64)
def _numbers(space: Space, pivot: Rows, group: Rows) -> Numbers | None:
    """All pairs that some table has; None where they are too many. Kept, as tests share them."""
    view = outcomes(space)
    low, high = view.limits(pivot)
    if high - low >= MOST_ALONE:
        return None
    x = np.arange(low, high + 1)
    least, most = room(view, pivot, group, x)
    if int((most - least).sum()) and int((most - least + 1).sum()) > MOST_PAIRS:
        return None
    y = least[:, None] + np.arange(int((most - least).max()) + 1)
    kept = y <= most[:, None]
    for mask in space.masks:
        if {*mask.groups} == {pivot, group}:
            have = np.stack(_listed((x, y, kept))[:: 1 if mask.groups[0] == pivot else -1], axis=1)
            sizes = [sum(view.sizes[i] for i in each) for each in mask.groups]
            sides = have, np.array(sizes) - have
            kept[kept] = mask.passes(*(sides if mask.yes == (0,) else sides[::-1]))
    return x, y, kept


def _listed(numbers: Numbers) -> tuple[Ints, Ints]:
    """The pairs that some table has, one after the other."""
    x, y, kept = numbers
    return np.repeat(x, kept.sum(axis=1)), y[kept]


@lru_cache(maxsize=16)
def _tree(space: Space, rows: tuple[Rows, ...], above: tuple[int, ...]) -> _Tree | None:
    """The tree of some groups, kept as tests share it; None where the pairs are too many."""
    view = outcomes(space)
    fewest = [view.limits(rows[0])[0], *(view.ends(group)[0] for group in rows[1:])]
    spare = view.total - sum(fewest) - view.ends(view.others(*rows))[0]
    wide = max(high - low + 1 for low, high in map(view.limits, rows[: max(above) + 1]))
    if len(rows) > 2 and wide * (spare + 1) > 4 * MOST_PAIRS:
        return None
    found = [_numbers(space, rows[up], own) for up, own in zip(above, rows[1:], strict=True)]
    listed = [each for each in found if each is not None]
    return _Tree(view, rows, above, listed) if len(listed) == len(found) else None


class _Tree:
    """The polynomials of each comparison, for all numbers of the root at once.

    Numbers of groups count from their fewest; ``left`` is what the groups and the other rows share
    out for each number x of the root. Group g + 1 hangs below group ``above[g]``. ``masks`` say by
    group which pairs of its own number and the one above are allowed, none being for the root.
    """

    def __init__(
        self, view: Outcomes, rows: tuple[Rows, ...], above: tuple[int, ...], pairs: list[Numbers]
    ) -> None:
        self.view, self.rows = view, (*rows, view.others(*rows))
        self.below = [[g for g, up in enumerate(above, 1) if up == v] for v in range(len(rows))]
        limits = [*map(view.limits, rows), view.ends(self.rows[-1])]
        self.least = [low for low, _ in limits]
        self.x = np.arange(limits[0][0], limits[0][1] + 1)
        self.left = view.total - self.x - sum(self.least[1:])
        self.width = int(self.left.max()) + 1
        kind = np.int64 if view.count < LARGEST else object
        # By group, and for the other rows, the ways to have each number.
        self.ways = []
        for group, (low, high) in zip(self.rows, limits, strict=True):
            fewest, most = view.ends(group)[0], min(high, low + self.width - 1)
            self.ways.append(ways(view, group, most - fewest).astype(kind)[low - fewest :])
        # By pair the place of the group's own number, and the ways to have it.
        self.pairs, self.kept = [_listed(each) for each in pairs], [kept for *_, kept in pairs]
        self.places, self.weights = [], []
        for (_, y, _), low, own in zip(pairs, self.least[1:-1], self.ways[1:-1], strict=True):
            self.places.append(np.minimum(y - low, len(own) - 1))
            self.weights.append(own[self.places[-1]])
        self.every = self.counts(self.kept)

    def judge(self, decide: Sequence[Decide], witnesses: bool) -> Found:
        """The answer under one decision a group below the root."""
        said = [np.full(kept.shape, 2, dtype=np.int8) for kept in self.kept]  # 2: in no table
        for own, pairs, kept, d in zip(decide, self.pairs, self.kept, said, strict=True):
            d[kept] = own(*pairs)
        every, true = self.every, self.counts([d == 1 for d in said])
        defined, lenient = every.copy(), true.copy()
        unsure = [(d == -1).any(axis=1) for d in said]
        if any(each.any() for each in unsure):
            # In a star most tests are undefined for a few x only, and only these are counted anew.
            star = len(self.below[0]) == len(said)
            at = np.flatnonzero(np.any(unsure, axis=0)) if star else np.arange(len(self.x))
            lenient[at] = self.counts([(d == 1) | (d == -1) for d in said], at)
            defined[at] = self.counts([(d == 1) | (d == 0) for d in said], at)
        shown: list[Ints | None] = [None, None]
        if witnesses and true.any():
            shown[0] = self.table([d == 1 for d in said], _median(true))
        if witnesses and (failing := defined - true).any():
            for g in range(len(said)):  # one part is false, whatever the others say
                masks = [(d == 0) | ((d == 1) & (i != g)) for i, d in enumerate(said)]
                if shown[1] is None:
                    shown[1] = self.table(masks, _median(failing))
        return summed(self.x, [every, true, every - lenient], shown, "sweep")

    def counts(self, masks: Sequence[Bools], only: Ints | None = None) -> Counts:
        """For each x, or those at some places only, the tables with every pair in its mask."""
        places = np.arange(len(self.x)) if only is None else only
        some = [masks[g - 1][places].any(axis=1) for g in self.below[0]]
        here = np.flatnonzero(np.all(some, axis=0))
        lines, found = places[here], np.zeros(len(places), dtype=self.ways[0].dtype)
        if not len(here):
            return found
        # The group with most rows comes last, as its weights are no runs of ones.
        *first, last = sorted(self.below[0], key=lambda g: len(self.rows[g]))
        state = self.ways[-1][None]
        for g in first:
            state = _folded(state, *self.factor(g, masks, lines), self.width)
        factor, start = self.factor(last, masks, lines)
        at = (self.left[lines] - start)[:, None] - np.arange(factor.shape[1])
        found[here] = (factor * _taken(state, at)).sum(axis=1) * self.ways[0][lines]
        return found

    def factor(self, g: int, masks: Sequence[Bools], lines: Ints) -> tuple[Counts, Ints]:
        """For some numbers above a group, the ways in which it and all below have t cases.

        The first t of each line stands beside them.
        """
        kept, start = masks[g - 1][lines], self.places[g - 1][lines, 0]
        if not self.below[g]:
            return np.where(kept, self.weights[g - 1][lines], 0), start
        # For each line of numbers that may be, the sum of what hangs below them.
        below = self.hanging(g, masks)
        running = np.pad(np.cumsum(below, axis=0), ((1, 0), (0, 0)))
        found = np.zeros((len(lines), self.width), dtype=below.dtype)
        for line, place, change in _edges(kept.astype(np.int8), start):
            found[line] -= change * running[place]
        return found, np.zeros_like(start)

    def hanging(self, g: int, masks: Sequence[Bools]) -> Counts:
        """For each number of a group, the ways in which it and all below have t cases."""
        y, state = np.arange(len(self.ways[g])), np.ones((1, 1), dtype=self.ways[g].dtype)
        for child in self.below[g]:
            state = _folded(state, *self.factor(child, masks, y), self.width)
        number = _taken(state, np.arange(self.width) - y[:, None])
        return np.asarray(number * self.ways[g][:, None])

    def table(self, masks: Sequence[Bools], at: int) -> Ints | None:
        """A table with the x at a place, at the median of each group's number in turn, if any."""
        numbers = {0: int(self.x[at])}

        def shared(node: int, line: int, left: int) -> bool:
            """Share out what is left below a group with its number at a line; whether that fits."""
            factors = []
            for child in self.below[node]:
                factor, start = self.factor(child, masks, np.array([line]))
                factors.append(np.pad(factor[0], (int(start[0]), 0)))
            rests = [self.ways[-1] if node == 0 else np.ones(1, dtype=self.ways[-1].dtype)]
            for factor in factors[:0:-1]:
                rests.append(np.convolve(rests[-1], factor))
            for child, factor, rest in zip(self.below[node], factors, rests[::-1], strict=True):
                t = np.flatnonzero(factor[: left + 1])
                t = t[left - t < len(rest)]
                both = factor[t] * rest[left - t]
                if not both.any():
                    return False
                chosen = y = int(t[_median(both)])
                left -= chosen
                if self.below[child]:
                    place = self.places[child - 1][line][masks[child - 1][line]]
                    y = int(place[_median(self.hanging(child, masks)[place, chosen])])
                    shared(child, y, chosen - y)
                numbers[child] = y + self.least[child]
            if node == 0:
                numbers[len(self.below)] = left + self.least[-1]
            return True

        if not shared(0, at, int(self.left[at])):
            return None
        return self.view.fill((rows, numbers[g]) for g, rows in enumerate(self.rows))


def _taken(array: Counts, place: Ints) -> Counts:
    """Line by line the entries at some places, 0 where there is none; one line stands for all."""
    inside = (place >= 0) & (place < array.shape[1])
    line = np.arange(len(array))[:, None] if len(array) > 1 else 0
    return np.where(inside, array[line, place.clip(0, array.shape[1] - 1)], 0)


def _edges(factor: Counts, start: Ints) -> Iterator[tuple[Ints, Ints, Counts]]:
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


def _folded(state: Counts, factor: Counts, start: Ints, width: int) -> Counts:
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


def _median(weights: Counts) -> int:
    """The first place at which half of the weight is reached, or one next to it."""
    below = np.cumsum(weights.astype(np.float64))
    return int(np.argmax((2 * below >= below[-1]) & (weights != 0)))
