"""Witnesses where tables are too many to list.

Witnesses tend to lie at the even table, where linear forms are extreme, on the ways between them,
and around all of these. What is found is decided exactly by the caller's function and verified to
be in the space; what is not found proves nothing. Limits are numbers of tries, never of seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from recount.arrays import Ints
from recount.tables.found import Accept, Found
from recount.tables.lists import judge_list
from recount.tables.outcomes import even_table
from recount.tables.ranges import ends
from recount.tables.space import Form, Infeasible, OutOfReach, Space

AT_MOST = 50_000
"""Tables that are listed: a space of no more is judged with proof."""
TRIES = 3_000
"""Tables that are decided on, where they are too many to list."""
BATCH = 512
MOVED = 16
"""Batches of random moves, as in some spaces hardly any move stays inside."""


def answer(space: Space, accept: Accept, form: Form = ()) -> Found:
    """`judge_list` where the tables can be listed, else `search` along the form."""
    try:
        return judge_list(space, accept, form)[0]
    except OutOfReach:
        return search(space, accept, [form] if form else ())


def search(
    space: Space,
    accept: Accept,
    prefer: Sequence[Form] = (),
    *,
    known: Sequence[Ints] = (),
    witnesses: bool = True,
) -> Found:
    """Look for a table in which a claim is true, and for one in which it is false.

    Linear forms to ``prefer``, such as a claim's contrast, are pushed to both extremes; without
    any, each judged cell is one. Tables that are ``known`` come first. Without ``witnesses`` only a
    proof is asked for, which a list of all tables alone can give.

    Example:
        >>> from recount.tables.space import Margin
        >>> rows = Margin(("a", "b"), (300, 500), missing=40)
        >>> space = Space(rows, Margin(("x", "y"), (90, 700), missing=50))
        >>> found = search(space, lambda tables: (tables[:, 0, 0] == 90).astype(np.int8))
        >>> found.witness_for[0, 0].item(), found.verdict, found.exhausted
        (90, 'open', False)
    """
    found: dict[int, Ints] = {}
    tried = 0
    listed = False
    for batch in _batches(space, prefer, known) if witnesses else (None,):
        if batch is None:
            try:
                return _listed(space, accept)
            except OutOfReach:
                listed = True
                continue
        inside = batch[space.contains(batch)]
        tried += len(inside)
        if len(inside):
            decisions = np.asarray(accept(inside))
            for wanted in (1, 0):
                places = np.flatnonzero(decisions == wanted)
                if len(places) and wanted not in found:
                    found[wanted] = inside[places[0]]
        if len(found) == 2 or (listed and tried >= TRIES):
            break
    return Found(witness_for=found.get(1), witness_against=found.get(0))


def _listed(space: Space, accept: Accept) -> Found:
    """`judge_list` of few tables; cuts along columns prune early if columns are filled first."""
    try:
        return judge_list(space, accept, limit=AT_MOST)[0]
    except OutOfReach:
        if not space.cuts or space.masks:
            raise
    (turned,) = judge_list(
        space.transposed(), lambda t: accept(t.transpose(0, 2, 1)), limit=AT_MOST
    )
    tables = [None if t is None else t.T for t in (turned.witness_for, turned.witness_against)]
    return replace(turned, witness_for=tables[0], witness_against=tables[1])


def _batches(space: Space, prefer: Sequence[Form], known: Sequence[Ints]) -> Iterator[Ints | None]:
    """Tables with the right margins, the likely ones first; None once listing should be tried.

    Random moves follow, which connect all tables with the same margins (Diaconis & Sturmfels 1998).
    """
    even = even_table(space.rows.with_missing, space.columns.with_missing)
    tables = [*known, even]
    yield np.array(tables)
    if space.cuts:
        yield None  # under cuts an end may take an integer programme, and tables are fewer
    r, c = space.shape
    for form in prefer or [((i, j, 1),) for i in range(r) for j in range(c)]:
        try:
            found = ends(replace(space, masks=()), form)
        except (OutOfReach, Infeasible):
            continue
        between = [_way(even, end()) for end in (found.low_table, found.high_table)]
        yield np.concatenate(between)
        tables += [table for way in between for table in (way[-1], way[len(way) // 2])]
    if not space.cuts:
        yield None
    rng = np.random.default_rng(TRIES)
    pool = np.array(tables)
    lines = np.arange(BATCH)
    # Tries count tables of the space; where hardly any move stays in it, moves are counted too.
    for _ in range(MOVED):
        some = pool[rng.integers(len(pool), size=BATCH)].copy()
        reach = rng.choice([1, 3, 10, 30, 100, 300], size=BATCH)
        size, places = (int(rng.integers(1, 3 * r * c + 1)), BATCH), []
        for wide in even.shape:  # two rows and two columns
            places.append(rng.integers(wide, size=size))
            places.append((places[-1] + rng.integers(1, wide, size=size)) % wide)
        for i, k, j, o, most in zip(*places, rng.integers(1, reach + 1, size), strict=True):
            step = np.minimum(np.minimum(some[lines, k, j], some[lines, i, o]), most)
            some[lines, i, j] += step
            some[lines, k, o] += step
            some[lines, k, j] -= step
            some[lines, i, o] -= step
        yield some
        pool = np.concatenate([pool, some[space.contains(some)][:4]])[-400:]


def _way(first: Ints, last: Ints) -> Ints:
    """Tables with the same margins on the way to another, one trade apart and ever nearer."""
    steps = [first.copy()]
    while (gap := last - steps[-1]).any():
        table = steps[-1].copy()
        i, j = np.unravel_index(int(gap.argmax()), gap.shape)
        k, o = int(gap[:, j].argmin()), int(gap[i].argmin())
        # Cells above their goal are at least as full as the excess, so no cell falls below zero.
        step = int(min(gap[i, j], -gap[k, j], -gap[i, o]))
        step = min(step, max(1, int(np.abs(gap).sum()) // 8))
        table[i, j] += step
        table[k, o] += step
        table[i, o] -= step
        table[k, j] -= step
        steps.append(table)
    return np.array(steps)
