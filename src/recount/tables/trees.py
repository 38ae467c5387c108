"""Comparisons of groups of rows, over all tables with two outcomes.

A claim is a tree: a group at the root, and below each group those that it is compared with. A pivot
against several groups is a star, steps along a scale are a chain. Given the cases with the outcome
in a group, all that hangs below its branches is independent, and tied only by the sum of the cases.
So the tables in which every comparison is true are counted, for each number of the root, by
products of polynomials, one a branch, and one for the rows that take no part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from recount.tables.blocks import MOST_NUMBERS, Group, Rows, anchors, corners, room
from recount.tables.found import Accept, Bools, Decide, Decisions, Found, all_of, summed
from recount.tables.lists import comparison
from recount.tables.outcomes import Outcomes, outcomes, spread, ways
from recount.tables.searching import judge, search
from recount.tables.space import LARGEST, IntArray, Mask, Space

Counts = npt.NDArray[Any]
MOST_PAIRS = 150_000
"""Pairs of numbers of one comparison that are decided on one by one."""
MOST_ALONE = 2_000_000
"""The same where the pivot's number leaves no choice, because two groups hold all cases."""
MOST_MARGINS = 20_000
"""The same for tests that are not monotone: Fisher's takes long where each pair has its margins."""


def sweep(
    space: Space,
    pivot: Group,
    groups: Sequence[Group],
    decide: Sequence[Decide],
    monotone: bool = False,
    *,
    witnesses: bool = True,
) -> Found:
    """Judge that the pivot stands as claimed to every group.

    Exact counts while the pairs of numbers are few enough (method ``sweep``). Beyond that verdict
    and witnesses by bounds (``corner``), and the values of a single comparison: a proof where
    ``monotone``, else only witnesses. Where the space does not separate (more outcomes, cuts across
    rows, masks that do not look at the pivot and one other group), tables are listed or searched.

    Args:
        space: Columns 0 and 1 are the outcome and its absence. Rows in no group are free.
        pivot: Rows (places; the row of cases left out is the last) of the group that is compared.
        groups: Rows of each group that it is compared with, disjoint.
        decide: For each group, the decision given the pivot's and the group's cases with the
            outcome. Only pairs that some table has are asked for.
        monotone: Whether for each number of one of two groups the decisions on the other, apart
            from its ends "none" and "all", change at most once on each side of equal shares. True
            of Pearson's and the likelihood ratio test in every direction; not of Wald's, which
            turns back near empty cells, nor of Fisher's.
        witnesses: Whether tables are looked for where all are counted.

    Raises:
        ValueError: Groups overlap, or there is not one decision a group.

    Example:
        >>> from recount.tables.space import Margin
        >>> space = Space(Margin(("a", "b"), (4, 4)), Margin(("yes", "no"), (4, 4)))
        >>> found = sweep(space, [0], [[1]], [lambda x, y: (x > y).astype(np.int8)])
        >>> found.total, found.holding, found.values, found.verdict
        (5, 2, ((3, 4),), 'open')
    """
    rows = tuple(tuple(group) for group in (pivot, *groups))
    if not groups or len(decide) != len(groups):
        raise ValueError(f"{len(decide)} decisions for {len(groups)} groups")
    used = [i for group in rows for i in group]
    if len(set(used)) != len(used):
        raise ValueError(f"a row is in two groups: {rows}")
    parts = [comparison(own, rows[0], group) for own, group in zip(decide, rows[1:], strict=True)]
    form = tuple((i, 0, 1) for i in rows[0])
    try:
        view = outcomes(space)
        extra = _absorbed(space.masks, rows, view)
    except ValueError:
        return judge(space, _every(parts), form)
    if not view.feasible:
        return Found(0, 0, 0, decided=0, exhausted=True, method="sweep")
    tree = _tree(space, (*rows, *extra), (0,) * (len(groups) + len(extra)))
    alone = tree is not None and len(tree.x) == len(tree.pairs[0][0]) > MOST_MARGINS
    if tree is not None and (monotone or not alone):
        return tree.judge([*decide, *(_always for _ in extra)], witnesses)
    if space.masks:
        return judge(space, _every(parts), form)
    cells = [lambda a, _b, c, _d, own=own: own(a, c) for own in decide]
    return corners(space, pivot, groups, cells, 0, monotone)


def steps(
    space: Space,
    decide: Callable[[int, IntArray, IntArray], Decisions],
    *,
    witnesses: bool = True,
) -> Found:
    """Judge that every step from one judged row to the next is as claimed.

    Args:
        space: Columns 0 and 1 are the outcome and its absence; where it does not separate (see
            `sweep`), tables are listed or searched.
        decide: ``decide(i, x, y)`` decides on the step from row i to row i + 1, with x cases with
            the outcome in row i and y in row i + 1.
        witnesses: Whether tables are looked for where all are counted.

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
    last = len(space.rows.totals) - 1
    chain = tuple((i,) for i in range(last, -1, -1))
    own = [lambda y, x, i=i: decide(i, x, y) for i in range(last - 1, -1, -1)]
    parts = [comparison(each, (i + 1,), (i,)) for each, (i,) in zip(own, chain[1:], strict=True)]
    try:
        view = outcomes(space)
    except ValueError:
        view = None
    if view is None or space.masks:
        return judge(space, _every(parts), ((last, 0, 1),))
    if not view.feasible:
        return Found(0, 0, 0, decided=0, exhausted=True, method="walk")
    tree = _tree(space, chain, tuple(range(last)))
    if tree is not None:
        return replace(tree.judge(own, witnesses), method="walk")
    # Shares that rise or fall along logistic curves, some of which suit most claims.
    known = []
    for slope in np.linspace(-4, 4, 65):
        weights = [n * round(1 + 1000 * np.exp(slope * i)) for i, n in enumerate(view.sizes)]
        known.append(view.table(spread(view.total, weights, view.low, view.high)))
    form = tuple((i, 0, i) for i in range(1, last + 1))
    return replace(search(space, _every(parts), [form], known=known), total=view.count)


def pairs(
    space: Space, pivot: Group, group: Group, *, extreme: bool = False
) -> tuple[IntArray, IntArray]:
    """Return the feasible pairs of numbers with the outcome in the pivot and in a group.

    Args:
        space: Two outcomes.
        pivot: Rows of the pivot.
        group: Rows of the group.
        extreme: For each number of the pivot only the ends, what is next to them, and what is
            nearest to equal shares: there the least and the greatest p of a test lie whose
            statistic is convex, as Pearson's and the likelihood ratio are. Also where pairs are too
            many to list, of some numbers of the pivot.

    Raises:
        ValueError: The space has no two outcomes, or the groups overlap.
        Infeasible: The space holds no table.
    """
    rows = tuple(pivot), tuple(group)
    view = outcomes(space)
    view.others(*rows)
    low, high = view.limits(rows[0])
    masks = [mask for mask in space.masks if set(mask.groups) == set(rows)]
    found = None if extreme and not masks else _pairs(space, *rows)
    if found is not None:
        kept = _passing(masks, view, rows, *found)
        return found[0][kept], found[1][kept]
    x = np.arange(low, high + 1)
    if len(x) > MOST_NUMBERS:
        n1, n2 = (sum(view.sizes[i] for i in each) for each in rows)
        middle = view.total * n1 // (n1 + n2)
        x = np.unique(np.clip([low, low + 1, middle, middle + 1, high - 1, high], low, high))
    y = anchors(view, *rows, x)
    return np.repeat(x, y.shape[1]), y.ravel()


def _always(x: IntArray, _y: IntArray) -> Decisions:
    return np.ones(x.shape, dtype=np.int8)


def _every(parts: Sequence[Accept]) -> Accept:
    return lambda tables: all_of(np.ones(len(tables)), *(part(tables) for part in parts))


def _absorbed(masks: Sequence[Mask], rows: tuple[Rows, ...], view: Outcomes) -> list[Rows]:
    """Groups that masks add to those of a claim; ValueError where the sweep cannot hold them."""
    extra: list[Rows] = []
    for mask in masks:
        if len(mask.groups) != 2 or rows[0] not in mask.groups:
            raise ValueError("a mask does not look at the pivot and one other group")
        if {mask.yes, mask.no} != {(0,), (1,)}:
            raise ValueError("a mask looks at other outcomes")
        other = mask.groups[mask.groups[0] == rows[0]]
        if other not in (*rows[1:], *extra):
            extra.append(other)
    view.others(*rows, *extra)
    return extra


def _passing(
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


@lru_cache(maxsize=64)
def _pairs(space: Space, pivot: Rows, group: Rows) -> tuple[IntArray, IntArray] | None:
    """All feasible pairs in order; None where they are too many. Kept, as tests share them."""
    view = outcomes(space)
    low, high = view.limits(pivot)
    if high - low >= MOST_ALONE:
        return None
    x = np.arange(low, high + 1)
    least, most = room(view, pivot, group, x)
    if (least == most).all():
        return x, least
    number = most - least + 1
    if int(number.sum()) > MOST_PAIRS:
        return None
    within = np.arange(int(number.sum())) - np.repeat(np.cumsum(number) - number, number)
    return np.repeat(x, number), np.repeat(least, number) + within


@lru_cache(maxsize=16)
def _tree(space: Space, rows: tuple[Rows, ...], above: tuple[int, ...]) -> _Tree | None:
    """The tree of some groups, kept as tests share it; None where the pairs are too many."""
    view = outcomes(space)
    fewest = [view.limits(rows[0])[0], *(view.ends(group)[0] for group in rows[1:])]
    spare = view.total - sum(fewest) - view.ends(view.others(*rows))[0]
    wide = max(high - low + 1 for low, high in map(view.limits, rows[: max(above) + 1]))
    if len(rows) > 2 and wide * (spare + 1) > 4 * MOST_PAIRS:
        return None
    listed = [_pairs(space, rows[parent], own) for parent, own in zip(above, rows[1:], strict=True)]
    found = [each for each in listed if each is not None]
    return _Tree(space, rows, above, found) if len(found) == len(listed) else None


class _Tree:
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
            self.passed.append(_passing(masks, view, (rows[up], group), x, y))
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
