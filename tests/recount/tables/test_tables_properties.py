"""Every route against plain enumeration, on spaces that hypothesis makes up: cuts and masks too."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recount.tables import (
    Infeasible,
    Margin,
    Mask,
    Space,
    count,
    ends,
    listing,
    runs,
    score_states,
    search,
    walk,
)
from tests.recount.tables.tables_brute_force import (
    all_tables,
    share_between,
    steps,
    subtotal_cut,
    sweep,
)

EXAMPLES = settings(
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@st.composite
def spaces(draw: st.DrawFn, columns: int = 3, left_out: bool = True) -> Space:
    """A space around a made-up table: shares of rows, sub-totals, an odds ratio within bounds."""
    r = draw(st.integers(2, 3))
    c = draw(st.integers(2, columns))
    table = [[0] * (c + left_out) for _ in range(r + 1)]
    places = st.tuples(st.integers(0, r), st.integers(0, c + left_out - 1))
    for i, j in draw(st.lists(places, max_size=8)):
        table[i][j] += 1
    totals = [sum(row) for row in table], [sum(line) for line in zip(*table, strict=True)]
    space = Space(
        Margin(tuple(f"r{i}" for i in range(r)), tuple(totals[0][:r]), totals[0][r]),
        Margin(tuple(f"c{j}" for j in range(c)), tuple(totals[1][:c]), sum(totals[1][c:])),
    )
    if draw(st.booleans()):
        i, share = draw(st.integers(0, r - 1)), draw(st.integers(0, 9))
        row = [(i, j) for j in range(c)]
        space = space.with_cuts(
            *share_between(row[:1], row, Fraction(share, 10), Fraction(share + 3, 10))
        )
    if draw(st.booleans()):
        some = draw(
            st.lists(st.tuples(st.integers(0, r), st.integers(0, c)), min_size=1, max_size=4)
        )
        low = draw(st.integers(0, 3))
        space = space.with_cuts(subtotal_cut(some, low, low + draw(st.integers(0, 5))))
    if draw(st.booleans()):
        low = draw(st.integers(0, 2))
        mask = Mask(
            ((0,), (1,)),
            (0,),
            (1,),
            lambda yes, no: yes[:, 0] * no[:, 1] >= low * no[:, 0] * yes[:, 1],
        )
        space = Space(space.rows, space.columns, space.cuts, (mask,))
    return space


def members(space: Space) -> list[tuple[tuple[int, ...], ...]]:
    """Every table, by trying them all; `all_tables` knows no masks."""
    plain = all_tables(Space(space.rows, space.columns, space.cuts))
    return [t for t in plain if all(bool(mask(np.array([t]))[0]) for mask in space.masks)]


def said(x, y, salt: int):
    """A decision that follows nothing: 1, 0 or -1."""
    return ((3 * x + 5 * y + salt) % 7 % 3 - 1).astype(np.int8)


def kleene(decisions: list[int]) -> int:
    return min(decisions, key=lambda d: {0: 0, -1: 1, 1: 2}[d])


def check(found, tables, decisions, numbers) -> None:
    """What was found is what judging each table gives."""
    assert (found.total, found.holding) == (len(tables), decisions.count(1))
    assert found.undecided == decisions.count(-1)
    at: dict[int, set[int]] = {}
    for number, d in zip(numbers, decisions, strict=True):
        at.setdefault(number, set()).add(d)
    assert found.values == runs(sorted(x for x, d in at.items() if 1 in d))
    assert found.undefined == runs(sorted(x for x, d in at.items() if d == {-1}))
    assert found.decided == sum((1 in at[x]) != (0 in at[x]) for x in numbers)
    if found.witness_for is not None:
        assert decisions[tables.index(tuple(map(tuple, found.witness_for.tolist())))] == 1
    assert (found.witness_for is not None) == (1 in decisions)
    if found.witness_against is not None:
        assert decisions[tables.index(tuple(map(tuple, found.witness_against.tolist())))] == 0


@EXAMPLES
@given(spaces())
def test_counts_and_lists(space):
    tables = members(space)
    assert count(space) == len(tables)
    assert [tuple(map(tuple, t)) for t in listing(space, 100_000).tolist()] == tables


@EXAMPLES
@given(spaces(), st.integers(0, 20), st.booleans())
def test_sweeps(space, salt, two):
    tables = members(space)
    groups = [[1], [len(space.rows.totals)]] if two else [[1]]
    found = sweep(
        space, [0], groups, [lambda x, y, k=k: said(x, y, salt + k) for k in range(len(groups))]
    )
    decisions = [
        kleene(
            [
                int(said(np.array(t[0][0]), np.array(t[g][0]), salt + k))
                for k, (g,) in enumerate(groups)
            ]
        )
        for t in tables
    ]
    check(found, tables, decisions, [t[0][0] for t in tables])


@EXAMPLES
@given(spaces(columns=2, left_out=False), st.integers(0, 20))
def test_steps(space, salt):
    tables, r = members(space), len(space.rows.totals)
    found = steps(space, lambda i, x, y: said(x, y, salt + i))
    decisions = [
        kleene(
            [int(said(np.array(t[i][0]), np.array(t[i + 1][0]), salt + i)) for i in range(r - 1)]
        )
        for t in tables
    ]
    check(found, tables, decisions, [t[r - 1][0] for t in tables])


@EXAMPLES
@given(spaces(columns=2, left_out=False), st.integers(0, 20))
def test_walks(space, salt):
    scores = (0, 2, 5)[: len(space.rows.totals)]
    try:
        states = score_states(space, scores)
    except ValueError:
        return  # masks, or a cut across rows: these are listed
    tables = members(space)
    found = walk(states, said(states.k, states.s, salt))
    k = [sum(row[0] for row in t[:-1]) for t in tables]
    s = [sum(score * row[0] for score, row in zip(scores, t, strict=False)) for t in tables]
    decisions = [int(said(np.array(a), np.array(b), salt)) for a, b in zip(k, s, strict=True)]
    check(found, tables, decisions, k)


@EXAMPLES
@given(spaces(), st.lists(st.integers(-3, 3), min_size=16, max_size=16))
def test_ends(space, weights):
    r, c = (size + 1 for size in space.shape)
    form = [(i, j, weights[i * 4 + j]) for i in range(r) for j in range(c)]
    values = [sum(k * t[i][j] for i, j, k in form) for t in members(space)]
    try:
        found = ends(space, form)
    except Infeasible:
        assert not values
        return
    assert (found.low, found.high) == (min(values), max(values))
    for table, value in ((found.low_table(), found.low), (found.high_table(), found.high)):
        assert space.contains(table)
        assert sum(k * int(table[i, j]) for i, j, k in form) == value


@EXAMPLES
@given(spaces(), st.integers(0, 20))
def test_searches_of_small_spaces_are_proofs(space, salt):
    tables = members(space)
    found = search(space, lambda t: said(t[:, 0, 0], t[:, 1, 1], salt))
    decisions = [int(said(np.array(t[0][0]), np.array(t[1][1]), salt)) for t in tables]
    for table, wanted in ((found.witness_for, 1), (found.witness_against, 0)):
        assert (table is not None) == (wanted in decisions)
        assert table is None or space.contains(table)
    assert found.verdict == {frozenset({1}): "holds", frozenset({0}): "fails"}.get(
        frozenset(decisions) - {-1}, "open"
    )
