"""Comparisons of groups of rows, over all tables with two outcomes.

A claim is a tree: a group at the root, and below each group those that it is compared with. A pivot
against several groups is a star, steps along a scale are a chain. Given the cases with the outcome
in a group, all that hangs below its branches is independent, and tied only by the sum of the cases.
So the tables in which every comparison is true are counted, for each number of the root, by
products of polynomials, one a branch, and one for the rows that take no part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from recount.tables.blocks import MOST_NUMBERS, Group, Rows, anchors, corners, room
from recount.tables.found import Accept, Decide, Decisions, Found, all_of
from recount.tables.lists import comparison
from recount.tables.outcomes import Outcomes, even_table, outcomes
from recount.tables.polynomials import Numbers, Tree, listed, passing
from recount.tables.searching import judge, search
from recount.tables.space import IntArray, Mask, Space

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

    Columns 0 and 1 are the outcome and its absence, groups are disjoint rows by place (that of
    cases left out is the last), and rows in no group are free. A group's decision is given the
    pivot's and its own cases with the outcome, of pairs that some table has. Decisions are
    ``monotone`` if for each number of one of two groups those on the other, apart from its ends
    "none" and "all", change at most once on each side of equal shares: true of Pearson's and the
    likelihood ratio test in every direction; not of Wald's, which turns back near empty cells, nor
    of Fisher's. Without ``witnesses`` none are looked for where they prove nothing.

    Example:
        >>> from recount.tables.space import Margin
        >>> space = Space(Margin(("a", "b"), (4, 4)), Margin(("yes", "no"), (4, 4)))
        >>> found = sweep(space, [0], [[1]], [lambda x, y: (x > y).astype(np.int8)])
        >>> found.total, found.holding, found.values, found.verdict
        (5, 2, ((3, 4),), 'open')
    """
    rows = tuple(tuple(group) for group in (pivot, *groups))
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
    return corners(space, pivot, groups, cells, 0, monotone, witnesses)


def steps(
    space: Space,
    decide: Callable[[int, IntArray, IntArray], Decisions],
    *,
    witnesses: bool = True,
) -> Found:
    """Judge that every step from one judged row to the next is as claimed.

    ``decide(i, x, y)`` decides on the step from row i, with x cases with the outcome (column 0), to
    row i + 1, with y. ``values`` are those of the last judged row. Where pairs are too many only
    witnesses are looked for, among tables on logistic curves, and nothing is proved. Where the
    space does not separate (see `sweep`), tables are listed or searched.

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
        known.append(view.table(even_table([view.total], weights)[0]))
    form = tuple((i, 0, i) for i in range(1, last + 1))
    sought = search(space, _every(parts), [form], known=known, witnesses=witnesses)
    return replace(sought, total=view.count)


def pairs(
    space: Space, pivot: Group, group: Group, *, extreme: bool = False
) -> tuple[IntArray, IntArray]:
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
    masks = [mask for mask in space.masks if set(mask.groups) == set(rows)]
    found = None if extreme and not masks else _numbers(space, *rows)
    if found is not None:
        x, y = listed(found)
        kept = passing(masks, view, rows, x, y)
        return x[kept], y[kept]
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


@lru_cache(maxsize=64)
def _numbers(space: Space, pivot: Rows, group: Rows) -> Numbers | None:
    """All feasible pairs; None where they are too many. Kept, as tests share them."""
    view = outcomes(space)
    low, high = view.limits(pivot)
    if high - low >= MOST_ALONE:
        return None
    x = np.arange(low, high + 1)
    least, most = room(view, pivot, group, x)
    if int((most - least).sum()) and int((most - least + 1).sum()) > MOST_PAIRS:
        return None
    y = least[:, None] + np.arange(int((most - least).max()) + 1)
    return x, y, y <= most[:, None]


@lru_cache(maxsize=16)
def _tree(space: Space, rows: tuple[Rows, ...], above: tuple[int, ...]) -> Tree | None:
    """The tree of some groups, kept as tests share it; None where the pairs are too many."""
    view = outcomes(space)
    fewest = [view.limits(rows[0])[0], *(view.ends(group)[0] for group in rows[1:])]
    spare = view.total - sum(fewest) - view.ends(view.others(*rows))[0]
    wide = max(high - low + 1 for low, high in map(view.limits, rows[: max(above) + 1]))
    if len(rows) > 2 and wide * (spare + 1) > 4 * MOST_PAIRS:
        return None
    found = [_numbers(space, rows[up], own) for up, own in zip(above, rows[1:], strict=True)]
    listed = [each for each in found if each is not None]
    return Tree(space, rows, above, listed) if len(listed) == len(found) else None
