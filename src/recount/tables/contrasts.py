"""One group of rows against each of several others, over all tables with two outcomes.

Let x be the cases with the outcome in the pivot group. Given x, each comparison depends on one
group's number y alone, and the numbers are tied only by their sum. So the tables in which every
comparison is true are counted, for each x, by one coefficient of a product of polynomials, one a
group (its accepted y) and one for the rows that take no part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from recount.tables.found import (
    Accept,
    Decide,
    Decisions,
    Found,
    all_of,
    bisected,
    spans,
    summed,
)
from recount.tables.lists import comparison
from recount.tables.outcomes import Outcomes, outcomes, ways
from recount.tables.searching import judge, search
from recount.tables.space import LARGEST, IntArray, Mask, Space

Group = Sequence[int]
Rows = tuple[int, ...]
Bools = npt.NDArray[np.bool_]
MOST_PAIRS = 150_000
"""Pairs of numbers of one comparison that are decided on one by one."""
MOST_ALONE = 2_000_000
"""The same where the pivot's number leaves no choice, because two groups hold all cases."""
SAMPLED = 512
"""Numbers of the pivot that are looked at first where pairs are too many."""


def sweep(
    space: Space,
    pivot: Group,
    groups: Sequence[Group],
    decide: Sequence[Decide],
    monotone: Sequence[bool] | None = None,
) -> Found:
    """Judge that the pivot stands as claimed to every group.

    Exact counts while the pairs of numbers are few enough (method ``sweep``). Beyond that verdict
    and witnesses by bounds (``corner``), and the values of a single comparison: a proof where every
    ``monotone`` is true, else only witnesses. Where the space does not separate (more outcomes,
    cuts across rows, masks that do not look at the pivot and one other group), tables are listed or
    searched.

    Args:
        space: Columns 0 and 1 are the outcome and its absence. Rows in no group are free.
        pivot: Rows (places; the row of cases left out is the last) of the group that is compared.
        groups: Rows of each group that it is compared with, disjoint.
        decide: For each group, the decision given the pivot's and the group's cases with the
            outcome. Only pairs that some table has are asked for.
        monotone: For each group, whether for each number of one of the two the decisions on the
            other, apart from its ends "none" and "all", change at most once on each side of equal
            shares. True of Pearson's and the likelihood ratio test in every direction; not of
            Wald's, which turns back near empty cells, nor of Fisher's.

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
    try:
        view = outcomes(space)
        extra = _absorbed(space.masks, rows, view)
    except ValueError:
        return _by_table(space, rows, decide)
    if not view.feasible:
        return Found(0, 0, 0, decided=0, exhausted=True, method="sweep")
    swept = _swept(space, (*rows, *extra))
    if swept is not None:
        return swept.judge([*decide, *(_always for _ in extra)])
    if space.masks:
        return _by_table(space, rows, decide)
    return _bounded(space, rows, decide, proof=monotone is not None and all(monotone))


def pairs(space: Space, pivot: Group, group: Group) -> tuple[IntArray, IntArray]:
    """The feasible pairs of numbers with the outcome in the pivot and in a group.

    All of them while they are few enough. Else the corners, what is next to them, and what is
    nearest to equal shares: there the least and the greatest p of a monotone test lie.

    Raises:
        ValueError: As `recount.tables.outcomes.outcomes`, or the groups overlap.
        Infeasible: The space holds no table.
    """
    rows = tuple(pivot), tuple(group)
    view = outcomes(space)
    view.others(*rows)
    found = _pairs(space, *rows)
    if found is not None:
        x, y = found
        masks = [mask for mask in space.masks if set(mask.groups) == set(rows)]
        kept = _passing(masks, view, rows, x, y)
        return x[kept], y[kept]
    low, high = view.limits(rows[0])
    n1, n2 = (sum(view.sizes[i] for i in each) for each in rows)
    middle = view.total * n1 // (n1 + n2)
    x = np.unique(np.clip([low, low + 1, middle, middle + 1, high - 1, high], low, high))
    y = _anchors(view, rows, x)
    return np.repeat(x, y.shape[1]), y.ravel()


def _always(x: IntArray, _y: IntArray) -> Decisions:
    return np.ones(x.shape, dtype=np.int8)


def _accept(rows: Sequence[Rows], decide: Sequence[Decide]) -> Accept:
    parts = [comparison(each, rows[0], g) for each, g in zip(decide, rows[1:], strict=True)]
    return lambda tables: all_of(*(part(tables) for part in parts))


def _by_table(space: Space, rows: Sequence[Rows], decide: Sequence[Decide]) -> Found:
    return judge(space, _accept(rows, decide), tuple((i, 0, 1) for i in rows[0]))


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


def _room(view: Outcomes, rows: tuple[Rows, Rows], x: IntArray) -> tuple[IntArray, IntArray]:
    """Fewest and most cases of a group for each number of the pivot."""
    (low, high), (rest_low, rest_high) = view.ends(rows[1]), view.ends(view.others(*rows))
    left = view.total - x
    return np.maximum(low, left - rest_high), np.minimum(high, left - rest_low)


@lru_cache(maxsize=64)
def _pairs(space: Space, pivot: Rows, group: Rows) -> tuple[IntArray, IntArray] | None:
    """All feasible pairs in order; None where they are too many. Kept, as tests share them."""
    view = outcomes(space)
    low, high = view.limits(pivot)
    if high - low >= MOST_ALONE:
        return None
    x = np.arange(low, high + 1)
    least, most = _room(view, (pivot, group), x)
    if (least == most).all():
        return x, least
    number = most - least + 1
    if int(number.sum()) > MOST_PAIRS:
        return None
    steps = np.arange(int(number.sum())) - np.repeat(np.cumsum(number) - number, number)
    return np.repeat(x, number), np.repeat(least, number) + steps


@lru_cache(maxsize=16)
def _swept(space: Space, rows: tuple[Rows, ...]) -> _Sweep | None:
    """The sweep of a space, kept as tests share it; None where the pairs are too many."""
    view = outcomes(space)
    low, high = view.limits(rows[0])
    spare = view.total - low - sum(view.ends(g)[0] for g in (*rows[1:], view.others(*rows)))
    if len(rows) > 2 and (high - low + 1) * (spare + 1) > 4 * MOST_PAIRS:
        return None
    listed = [found for g in rows[1:] if (found := _pairs(space, rows[0], g)) is not None]
    return _Sweep(space, rows, listed) if len(listed) == len(rows) - 1 else None


class _Sweep:
    """The polynomials of each comparison, for all numbers of the pivot at once.

    Numbers of groups count from their fewest; ``left`` is what the groups and the other rows share
    out for each x.
    """

    def __init__(
        self, space: Space, rows: tuple[Rows, ...], listed: list[tuple[IntArray, IntArray]]
    ) -> None:
        self.view = view = outcomes(space)
        self.rows, self.pairs, self.others = rows, listed, view.others(*rows)
        low, high = view.limits(rows[0])
        self.x = np.arange(low, high + 1)
        self.least = [view.ends(group)[0] for group in (*rows[1:], self.others)]
        self.left = view.total - self.x - sum(self.least)
        kind = np.int64 if view.count < LARGEST else object
        few, most = view.ends(self.others)
        spare = min(int(self.left.max()), most - few)
        self.rest = ways(view, self.others, spare).astype(kind)
        fewest = view.ends(rows[0])[0]
        self.pivot = ways(view, rows[0], high - fewest).astype(kind)[low - fewest :]
        # For each group and each pair the place of x, the place of y, and the ways to have y.
        self.places = [(x - low, y - a) for (x, y), a in zip(listed, self.least, strict=False)]
        self.weights = [
            ways(view, group, int(y.max())).astype(kind)
            for group, (_, y) in zip(rows[1:], self.places, strict=True)
        ]
        self.passed = [
            _passing([m for m in space.masks if group in m.groups], view, (rows[0], group), x, y)
            for group, (x, y) in zip(rows[1:], listed, strict=True)
        ]
        self.every = self.counts(self.passed)

    def judge(self, decide: Sequence[Decide]) -> Found:
        """The answer under one decision a group."""
        said = [
            np.where(passed, np.asarray(own(x, y), dtype=np.int8), 2)  # 2: no table has the pair
            for own, (x, y), passed in zip(decide, self.pairs, self.passed, strict=True)
        ]
        every, true = self.every, self.counts([d == 1 for d in said])
        defined, lenient = every.copy(), true.copy()
        # Most tests are undefined for a few x only, and only these are counted anew.
        unsure = np.unique(
            np.concatenate([x[d == -1] for d, (x, _) in zip(said, self.places, strict=True)])
        )
        if len(unsure):
            lenient[unsure] = self.counts([(d == 1) | (d == -1) for d in said], unsure)
            defined[unsure] = self.counts([(d == 1) | (d == 0) for d in said], unsure)
        witness_for = witness_against = None
        if true.any():
            witness_for = self.table([d == 1 for d in said], _median(true))
        if (failing := defined - true).any():
            at = _median(failing)
            for g in range(len(said)):
                masks = [(d == 0) | ((d == 1) & (i != g)) for i, d in enumerate(said)]
                if witness_against is None:
                    witness_against = self.table(masks, at)
        tables, witnesses = [every, true, every - lenient], (witness_for, witness_against)
        return summed(self.x, tables, witnesses, "sweep", sum(len(d) for d in said))

    def counts(self, masks: Sequence[Bools], only: IntArray | None = None) -> npt.NDArray[Any]:
        """For each x, or those at some places only, the tables with every pair in its mask."""
        lines = np.arange(len(self.x)) if only is None else only
        line = np.full(len(self.x), -1)
        line[lines] = np.arange(len(lines))
        chosen = []
        for mask, (x, y) in zip(masks, self.places, strict=True):
            kept = np.flatnonzero(mask) if only is None else np.flatnonzero(mask & (line[x] >= 0))
            chosen.append((line[x[kept]], y[kept]))
        state = self.rest[None]
        for (x, y), weight in zip(chosen[:-1], self.weights, strict=False):
            factor = np.zeros((len(lines), len(weight)), dtype=weight.dtype)
            factor[x, y] = weight[y]
            state = _folded(state, factor, int(self.left.max()) + 1)
        x, y = chosen[-1]
        at = self.left[lines[x]] - y
        inside = at < state.shape[1]
        x, y, at = x[inside], y[inside], at[inside]
        number = self.weights[-1][y] * state[x if len(state) > 1 else 0, at]
        found = np.zeros(len(lines), dtype=number.dtype)
        starts = np.flatnonzero(np.diff(x, prepend=-1))
        if len(starts):
            found[x[starts]] = np.add.reduceat(number, starts)
        return np.asarray(found * self.pivot[lines])

    def table(self, masks: Sequence[Bools], at: int) -> IntArray | None:
        """A table with the x at a place, at the median of each group's number in turn, if any."""
        factors = []
        for mask, weight, (x, y) in zip(masks, self.weights, self.places, strict=True):
            first, last = np.searchsorted(x, [at, at + 1])
            own = y[first:last][mask[first:last]]
            factors.append(np.zeros(int(own.max(initial=0)) + 1, dtype=weight.dtype))
            factors[-1][own] = weight[own]
        left, numbers = int(self.left[at]), []
        for g, own in enumerate(factors):
            rest = self.rest
            for later in factors[g + 1 :]:
                rest = np.convolve(rest, later)
            y = np.flatnonzero(own)
            y = y[(y <= left) & (left - y < len(rest))]
            both = own[y] * rest[left - y]
            if not both.any():
                return None
            numbers.append(int(y[_median(both)]))
            left -= numbers[-1]
        parts = [y + least for y, least in zip([*numbers, left], self.least, strict=True)]
        groups = zip((*self.rows[1:], self.others), parts, strict=True)
        return self.view.fill([(self.rows[0], int(self.x[at])), *groups])


def _folded(state: npt.NDArray[Any], factor: npt.NDArray[Any], width: int) -> npt.NDArray[Any]:
    """Line by line the product of two polynomials, up to a width; one line stands for all.

    Accepted numbers of one row are few runs of ones, whose differences are nearly all zero: the
    product with the differences, summed up, costs a few additions a line. 64-bit sums may wrap
    around on the way, which is harmless as long as the results fit.
    """
    steps = np.diff(factor, axis=1, prepend=0, append=0)
    line, place = np.nonzero(steps)
    rank = np.arange(len(line)) - np.searchsorted(line, line)
    found = np.zeros((len(factor), width), dtype=factor.dtype)
    for k in range(int(rank.max(initial=-1)) + 1):
        own, shift = line[rank == k], place[rank == k][:, None]
        at = np.arange(width) - shift
        inside = (at >= 0) & (at < state.shape[1])
        lines = own[:, None] if len(state) > 1 else np.zeros_like(shift)
        moved = np.where(inside, state[lines, at.clip(0, state.shape[1] - 1)], 0)
        found[own] += steps[own, shift[:, 0]][:, None] * moved
    return np.asarray(np.cumsum(found, axis=1))


def _median(weights: npt.NDArray[Any]) -> int:
    """The first place at which half of the weight is reached, in Python's integers."""
    places = np.flatnonzero(weights)
    below = np.cumsum(weights[places].astype(object))
    return int(places[int(np.argmax(2 * below >= below[-1]))])


def _bounded(
    space: Space, rows: tuple[Rows, ...], decide: Sequence[Decide], *, proof: bool
) -> Found:
    """Judge where numbers are too many for a grid, as `sweep` says.

    For each x the evidence is strongest at an end of the group's numbers and weakest at equal
    shares or at the other end, so that a few y tell what is possible. A few hundred x are looked
    at, and each place between two of them where the answer changes is bisected in turn, so that ten
    million cases cost little more than ten thousand. Of several groups each is judged alone: the
    claim fails where one comparison does, and holds where all do; else a table is searched for.
    """
    view = outcomes(space)
    if len(rows) > 2:
        alone = [
            _bounded(space, (rows[0], group), [own], proof=proof)
            for group, own in zip(rows[1:], decide, strict=True)
        ]
        for found in alone:
            if found.verdict == "fails":
                return replace(found, values=(), undefined=())
        shown = [each for found in alone for each in (found.witness_for, found.witness_against)]
        forms = [
            tuple((i, 0, 1) for i in group) for group in (rows[0], [i for g in rows[1:] for i in g])
        ]
        known = [table for table in shown if table is not None]
        sought = search(space, _accept(rows, decide), forms, known=known)
        if sought.exhausted:
            return sought
        settled = all(found.verdict == "holds" for found in alone)
        return replace(sought, total=view.count, exhausted=settled, method="corner")
    low, high = view.limits(rows[0])
    n1, n2 = (sum(view.sizes[i] for i in group) for group in rows)
    x = np.linspace(low, high, SAMPLED if proof else SAMPLED // 8).round().astype(np.int64)
    for left in view.ends(view.others(*rows)):
        equal = (view.total - left) * n1 // max(n1 + n2, 1)
        x = np.append(x, [low + 1, high - 1, equal - 1, equal, equal + 1])
    groups = (*rows, view.others(*rows))
    tables: dict[int, IntArray] = {}
    tried = 0

    def look(x: IntArray) -> IntArray:
        """1 where the claim is true of some table, plus 2 where it is false of one."""
        nonlocal tried
        y = _anchors(view, (rows[0], rows[1]), x)
        said = np.asarray(decide[0](np.repeat(x, y.shape[1]), y.ravel())).reshape(y.shape)
        tried += said.size
        for wanted in (1, 0):
            at = np.argwhere(said == wanted)
            if len(at) and wanted not in tables:
                line, column = at[len(at) // 2]
                parts = int(x[line]), int(y[line, column])
                numbers = (*parts, view.total - sum(parts))
                tables[wanted] = view.fill(list(zip(groups, numbers, strict=True)))
        return np.asarray((said == 1).any(axis=1) + 2 * (said == 0).any(axis=1))

    x, code = bisected(look, np.unique(np.clip(x, low, high)))
    return Found(
        total=view.count,
        values=spans(x, code & 1 > 0) if proof else (),
        undefined=spans(x, code == 0) if proof else (),
        witness_for=tables.get(1),
        witness_against=tables.get(0),
        exhausted=proof,
        method="corner",
        tried=tried,
    )


def _anchors(view: Outcomes, rows: tuple[Rows, Rows], x: IntArray) -> IntArray:
    """For each x numbers of a group at the ends, next to them and at equal shares."""
    n1, n2 = (sum(view.sizes[i] for i in group) for group in rows)
    least, most = _room(view, rows, x)
    equal = x * n2 // max(n1, 1)
    y = np.stack([least, least + 1, equal, equal + 1, most - 1, most], axis=1)
    return np.clip(y, least[:, None], most[:, None])
