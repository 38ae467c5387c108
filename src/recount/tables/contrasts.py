"""One group of rows against each of several others, over all tables with two outcomes.

Let x be the cases with the outcome in the pivot group. Given x, each comparison depends on one
group's number y alone, and the numbers are tied only by their sum. So the tables in which every
comparison is true are counted, for each x, by one coefficient of a product of polynomials, one a
group (its accepted y) and one for the rows that take no part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from recount.tables.found import (
    Decide,
    Decisions,
    Found,
    Run,
    all_of,
    runs,
    summed,
)
from recount.tables.lists import comparison
from recount.tables.outcomes import Outcomes, outcomes, spread, ways
from recount.tables.searching import judge
from recount.tables.space import LARGEST, IntArray, Mask, Space

Group = Sequence[int]
Rows = tuple[int, ...]
Bools = npt.NDArray[np.bool_]
Segment = tuple[IntArray, IntArray, Decisions]
"""For each x the first and last y of a run (last < first: none), and its decision."""

MOST_PAIRS = 250_000
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

    Exact counts while the pairs of numbers are few enough (method ``sweep``). Beyond that values,
    verdict and witnesses by bisection (``corner``): a proof where every ``monotone`` is true, else
    only witnesses. Where the space does not separate (more outcomes, cuts across rows, masks that
    do not look at the pivot and one other group), tables are listed or searched.

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
    return _Bisection(view, rows, decide).judge(proof=monotone is not None and all(monotone))


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
    n1, n2 = (sum(view.sizes[i] for i in each) for each in rows)
    low, high = view.limits(rows[0])
    middle = view.total * n1 // (n1 + n2)
    x = np.unique(np.clip([low, low + 1, middle, middle + 1, high - 1, high], low, high))
    least, most = _room(view, rows, x)
    equal = x * n2 // max(n1, 1)
    y = np.stack([least, least + 1, equal, equal + 1, most - 1, most], axis=1)
    y = np.clip(y, least[:, None], most[:, None])
    return np.repeat(x, y.shape[1]), y.ravel()


def _always(x: IntArray, _y: IntArray) -> Decisions:
    return np.ones(x.shape, dtype=np.int8)


def _by_table(space: Space, rows: Sequence[Rows], decide: Sequence[Decide]) -> Found:
    parts = [comparison(each, rows[0], g) for each, g in zip(decide, rows[1:], strict=True)]
    form = tuple((i, 0, 1) for i in rows[0])
    return judge(space, lambda tables: all_of(*(part(tables) for part in parts)), form)


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


class _Bisection:
    """Numbers too many for a grid: for each x the runs of y are found by bisection.

    A few hundred x are looked at, and each place between two of them where the answer changes is
    bisected in turn, so that ten million cases cost little more than ten thousand.
    """

    def __init__(self, view: Outcomes, rows: tuple[Rows, ...], decide: Sequence[Decide]) -> None:
        self.view, self.rows, self.decide = view, rows, decide
        self.rest = view.ends(view.others(*rows))
        self.tried = 0

    def judge(self, *, proof: bool) -> Found:
        x = self._first()
        code = self._codes(x)
        while True:
            gaps = np.flatnonzero((np.diff(code) != 0) & (np.diff(x) > 1))
            if not len(gaps):
                break
            between = (x[gaps] + x[gaps + 1]) // 2
            order = np.argsort(np.concatenate([x, between]), kind="stable")
            code = np.concatenate([code, self._codes(between)])[order]
            x = np.concatenate([x, between])[order]
        values, undefined = (
            self._spans(x, chosen) if proof else () for chosen in (code & 1 > 0, code == 0)
        )
        tables = [self._witness(x[code & bit > 0], wanted) for bit, wanted in ((1, 1), (2, 0))]
        return Found(
            total=self.view.count,
            values=values,
            undefined=undefined,
            witness_for=tables[0],
            witness_against=tables[1],
            exhausted=proof,
            method="corner",
            tried=self.tried,
        )

    def _first(self) -> IntArray:
        """Numbers of the pivot to begin with: evenly spaced, at the ends, and at equal shares."""
        low, high = self.view.limits(self.rows[0])
        wanted = [low + 1, high - 1, *np.linspace(low, high, SAMPLED).round().astype(int).tolist()]
        n1 = sum(self.view.sizes[i] for i in self.rows[0])
        for group in self.rows[1:]:
            both = n1 + sum(self.view.sizes[i] for i in group)
            for left in self.view.ends(self.view.others(self.rows[0], group)):
                equal = (self.view.total - left) * n1 // max(both, 1)
                wanted += [equal - 1, equal, equal + 1]
        return np.unique(np.clip(np.array(wanted, dtype=np.int64), low, high))

    @staticmethod
    def _spans(x: IntArray, chosen: Bools) -> tuple[Run, ...]:
        """Runs of x: what lies between two neighbours with one answer has that answer."""
        return tuple((int(x[first]), int(x[last])) for first, last in runs(np.flatnonzero(chosen)))

    def _codes(self, x: IntArray) -> npt.NDArray[np.int64]:
        """For each x: 1 if the claim is true of some table, plus 2 if it is false of one."""
        found = np.zeros(len(x), dtype=np.int64)
        for choice, fits in self._choices(x):
            said = all_of(*(value for *_, value in choice))
            found |= np.where(fits, (said == 1) + 2 * (said == 0), 0)
        return found

    def _choices(self, x: IntArray) -> Iterator[tuple[tuple[Segment, ...], Bools]]:
        """One run for each group in every way, and for which x numbers within them fit."""
        left = self.view.total - x
        for choice in product(*(self._segments(g, x) for g in range(len(self.decide)))):
            low = np.sum([first for first, *_ in choice], axis=0) + self.rest[0]
            high = np.sum([last for _, last, _ in choice], axis=0) + self.rest[1]
            some = np.logical_and.reduce([first <= last for first, last, _ in choice])
            fits = some & (low <= left) & (left <= high)
            if fits.any():
                yield choice, fits

    def _segments(self, g: int, x: IntArray) -> list[Segment]:
        """Runs of the group's numbers with one decision: its ends, and both sides of equality."""
        rows = self.rows[0], self.rows[g + 1]
        n1, n2 = (sum(self.view.sizes[i] for i in group) for group in rows)
        least, most = _room(self.view, rows, x)
        equal, inner = x * n2 // max(n1, 1), (np.maximum(least, 1), np.minimum(most, n2 - 1))
        found: list[Segment] = []
        for low, high in (
            (least, np.minimum(most, 0)),
            (inner[0], np.minimum(inner[1], equal)),
            (np.maximum(inner[0], equal + 1), inner[1]),
            (np.maximum(least, max(n2, 1)), most),
        ):
            some = np.flatnonzero(low <= high)
            first, last = low[some], high[some]
            starts, ends = self._ask(g, x[some], first), self._ask(g, x[some], last)
            # The last number with the decision of the first lies between these two.
            before, after = first.copy(), np.where(starts == ends, first, last)
            while len(open_ := np.flatnonzero(after - before > 1)):
                middle = (before + after)[open_] // 2
                same = self._ask(g, x[some][open_], middle) == starts[open_]
                before[open_] = np.where(same, middle, before[open_])
                after[open_] = np.where(same, after[open_], middle)
            turn = np.where(starts == ends, last, before)
            for a, b, value in ((first, turn, starts), (turn + 1, last, ends)):
                runs_ = np.ones(len(x), dtype=np.int64), np.zeros(len(x), dtype=np.int64)
                said = np.zeros(len(x), dtype=np.int8)
                runs_[0][some], runs_[1][some], said[some] = a, b, value
                if (a <= b).any():
                    found.append((*runs_, said))
        return found

    def _ask(self, g: int, x: IntArray, y: IntArray) -> Decisions:
        self.tried += len(x)
        return np.asarray(self.decide[g](x, y), dtype=np.int8)

    def _witness(self, x: IntArray, wanted: int) -> IntArray | None:
        """A table with one of these x, every comparison being defined if there is such a one."""
        at = x[len(x) // 2 : len(x) // 2 + 1]
        choices = [choice for choice, _ in self._choices(at)] if len(at) else []
        for choice in sorted(choices, key=lambda each: sum(int(v[0]) == -1 for *_, v in each)):
            if int(all_of(*(value for *_, value in choice))[0]) != wanted:
                continue
            low = [*(int(first[0]) for first, *_ in choice), self.rest[0]]
            high = [*(int(last[0]) for _, last, _ in choice), self.rest[1]]
            groups = (*self.rows[1:], self.view.others(*self.rows))
            sizes = [sum(self.view.sizes[i] for i in group) for group in groups]
            numbers = spread(self.view.total - int(at[0]), sizes, low, high)
            # Where the test is not monotone a run may hold other decisions: look again.
            said = [self._ask(g, at, np.array([y])) for g, y in enumerate(numbers[:-1])]
            if int(all_of(*said)[0]) == wanted:
                parts = zip(groups, numbers, strict=True)
                return self.view.fill([(self.rows[0], int(at[0])), *parts])
        return None
