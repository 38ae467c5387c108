"""Blocks, joint judgements and searches agree with judging every table in turn."""

from __future__ import annotations

import random
from itertools import pairwise, product

import numpy as np
import pytest

from recount.tables import (
    Margin,
    Mask,
    OutOfReach,
    Space,
    all_of,
    corners,
    judge_list,
    listing,
    lists,
    runs,
    search,
    searching,
    space_from,
)
from recount.tables.lists import comparison
from tests.recount.tables.tables_brute_force import (
    all_tables,
    cell_cut,
    grid_space,
    random_space,
    subtotal_cut,
)

VALUES = (1, 0, -1)


@pytest.mark.parametrize(("a", "b"), list(product(VALUES, repeat=2)))
def test_undefined_tips_no_decision_that_is_already_made(a, b):
    """Undefined is read as either value; the outcome is defined where both readings agree."""

    def readings(value):
        return (0, 1) if value == -1 else (value,)

    def settled(outcomes):
        return outcomes.pop() if len(outcomes) == 1 else -1

    both = {x and y for x in readings(a) for y in readings(b)}
    assert int(all_of(a, b)) == settled(both)


def leaning(direction: int, factor: int):
    """The odds on the claimed side are more than so many times those on the other."""

    def decide(a, b, c, d):
        up, down = (a * d, b * c) if direction > 0 else (b * c, a * d)
        empty = (a + b == 0) | (c + d == 0) | (a + c == 0) | (b + d == 0)
        return np.where(empty, -1, up > factor * down).astype(np.int8)

    return decide


def rough(direction: int):
    """A decision that follows nothing but the side."""

    def decide(a, b, c, d):
        said = ((b * 7 + c * 5 + d * 3) % 4 - 1).clip(-1, 1)
        return np.where((a * d - b * c) * direction > 0, said, 0).astype(np.int8)

    return decide


@pytest.mark.parametrize("seed", range(120))
def test_a_contrast_in_a_larger_table_is_judged_as_table_by_table(seed):
    """Values, undefined numbers, and both witnesses where there is a proof."""
    plain = grid_space(seed)
    space = Space(plain.rows, plain.columns)
    direction = 1 if seed % 2 else -1
    monotone = seed % 3 > 0
    decide = leaning(direction, 1 + seed % 4)
    if not monotone:
        decide = leaning(direction, 2) if seed % 4 else rough(direction)

    def said(t):
        cells = [np.array([x]) for x in (t[0][0], t[0][1], t[1][0], t[1][1])]
        return int(decide(*cells)[0])

    found = corners(space, [0], [[1]], [decide], direction, monotone)
    at: dict[int, set[int]] = {}
    for t in all_tables(space):
        at.setdefault(t[0][0], set()).add(said(t))
    if found.exhausted:
        assert found.values == runs(sorted(x for x, d in at.items() if 1 in d))
        assert found.undefined == runs(sorted(x for x, d in at.items() if d == {-1}))
        every = set().union(*at.values())
        expected = {frozenset({1}): "holds", frozenset({0}): "fails"}
        assert found.verdict == expected.get(frozenset(every - {-1}), "open")
    for table, wanted in ((found.witness_for, 1), (found.witness_against, 0)):
        if table is not None:
            assert space.contains(table)
            cells = [np.array([x]) for x in table[:2, :2].ravel()]
            assert int(decide(*cells)[0]) == wanted
        elif monotone:
            assert not any(wanted in d for d in at.values())
    assert found.exhausted or not monotone


def test_what_fails_against_one_group_fails_against_all():
    space = Space(Margin(("a", "b", "c"), (9, 9, 9)), Margin(("x", "y"), (13, 13), missing=1))
    never = lambda a, _b, _c, _d: np.zeros(len(a), dtype=np.int8)  # noqa: E731
    some = leaning(1, 1)
    assert corners(space, [0], [[1], [2]], [some, never], 1, True).verdict == "fails"
    both = corners(space, [0], [[1], [2]], [some, some], 1, True)
    assert (both.verdict, both.values) == ("open", ())
    for table, wanted in ((both.witness_for, 1), (both.witness_against, 0)):
        said = [int(some(*table[0, :2, None], *table[g, :2, None])[0]) for g in (1, 2)]
        assert min(said) == wanted
    with pytest.raises(ValueError, match="not a direction"):
        corners(space, [0], [[1]], [some], 0, True)
    with pytest.raises(ValueError, match="in two groups"):
        corners(space, [0], [[0, 1]], [some], 1, True)


@pytest.mark.parametrize("seed", range(60))
def test_joint_judgements_are_those_of_every_table(seed, monkeypatch):
    if seed % 2:  # Small pieces, so that sums run over several.
        monkeypatch.setattr(lists, "PIECE", 4)
    space = grid_space(seed, cuts=("", "c", "x")[seed % 3])
    rng = np.random.default_rng(seed)
    tables = all_tables(space)
    size = space.n + 1
    matrices = [rng.choice([1, 1, 0, -1], size=(size, size)).astype(np.int8) for _ in range(3)]
    groups = [((0,), (1,)), ((0, 1), (len(space.rows.totals),)), ((1,), (0,))]
    parts = [
        comparison(lambda x, y, m=matrix: m[x, y], first, second, column)
        for (first, second), matrix, column in zip(groups, matrices, (0, 1, 0), strict=True)
    ]
    form = ((0, 0, 1), (1, 1, 2))

    def decide(table, which):
        x, y = (sum(table[i][(0, 1, 0)[which]] for i in g) for g in groups[which])
        return int(matrices[which][x, y])

    together = lambda tables: all_of(*(part(tables) for part in parts))  # noqa: E731
    every = lambda tables: np.stack([x(tables) for x in (*parts, together)])  # noqa: E731
    result = judge_list(space, every, form, tests=4)
    decided = [[decide(table, which) for which in range(3)] for table in tables]
    columns = [[row[which] for row in decided] for which in range(3)]
    joint = [0 if 0 in row else -1 if -1 in row else 1 for row in decided]
    numbers = [table[0][0] + 2 * table[1][1] for table in tables]
    for count, decisions in zip(result, (*columns, joint), strict=True):
        assert count.total == len(tables)
        assert count.holding == decisions.count(1)
        assert count.undecided == decisions.count(-1)
        assert count.failing == decisions.count(0)
        at: dict[int, set[int]] = {}
        for number, d in zip(numbers, decisions, strict=True):
            at.setdefault(number, set()).add(d)
        assert count.values == runs(sorted(x for x, d in at.items() if 1 in d))
        assert count.undefined == runs(sorted(x for x, d in at.items() if d == {-1}))
        assert count.decided == sum((1 in at[x]) != (0 in at[x]) for x in numbers)
        for witness, wanted in ((count.witness_for, 1), (count.witness_against, 0)):
            assert (witness is not None) == (wanted in decisions)
            if witness is not None:
                assert decisions[tables.index(tuple(map(tuple, witness.tolist())))] == wanted


def test_a_list_judges_with_one_decision_a_table_and_respects_its_limit():
    space = Space(Margin(("a", "b"), (90, 90)), Margin(("x", "y"), (90, 90)))
    with pytest.raises(ValueError, match="one decision a table"):
        judge_list(space, lambda _tables: np.int8(1))
    with pytest.raises(OutOfReach):
        judge_list(space, lambda tables: np.ones(len(tables), np.int8), limit=50)


def test_a_mask_leaves_the_tables_that_pass_it():
    """An odds ratio printed as 2.0 goes with those from 1.95 to 2.05."""
    rows = Margin(("a", "b"), (60, 80), missing=5)
    mask = Mask(
        ((0,), (1,)),
        (0,),
        (1,),
        lambda yes, no: (
            (100 * yes[:, 0] * no[:, 1] >= 195 * no[:, 0] * yes[:, 1])
            & (100 * yes[:, 0] * no[:, 1] < 205 * no[:, 0] * yes[:, 1])
        ),
    )
    space = Space(rows, Margin(("x", "y"), (70, 75)), masks=(mask,))
    plain = lists.listing(Space(space.rows, space.columns), 10_000)
    odds = plain[:, 0, 0] * plain[:, 1, 1] / np.maximum(plain[:, 0, 1] * plain[:, 1, 0], 0.1)
    kept = plain[(odds >= 1.95) & (odds < 2.05)]
    assert np.array_equal(lists.listing(space, 10_000), kept)
    assert len(kept) > 0


@pytest.mark.parametrize("seed", range(40))
def test_a_small_space_is_searched_to_its_end(seed):
    space = random_space(seed, cuts=("", "rx")[seed % 2])
    tables = all_tables(space)
    target = np.array(random.Random(seed).choice(tables)) if tables else None

    def is_target(candidates):
        if target is None:
            return np.zeros(len(candidates), dtype=np.int8)
        return (candidates == target).all(axis=(1, 2)).astype(np.int8)

    found = search(space, is_target)
    if target is None:
        assert (found.total, found.witness_for, found.exhausted) == (0, None, True)
        return
    assert np.array_equal(found.witness_for, target)
    nothing = search(space, lambda t: np.full(len(t), -1, dtype=np.int8))
    assert (nothing.witness_for, nothing.witness_against, nothing.exhausted) == (None, None, True)
    assert (nothing.total, nothing.method, nothing.verdict) == (len(tables), "list", "open")


LARGE = Space(
    Margin(tuple("abcd"), (173, 129, 183, 125), missing=23),
    Margin(("other", "family", "mixed"), (374, 134, 125)),
)


def rising(tables):
    """Cases of the second column rise from row to row, and the last row has exactly 77."""
    cells = tables[:, :4, 1]
    return ((np.diff(cells, axis=1) > 0).all(axis=1) & (cells[:, 3] > 70)).astype(np.int8)


def test_a_large_space_is_searched_the_same_way_every_time():
    first, second = (search(LARGE, rising) for _ in range(2))
    for table, wanted in ((first.witness_for, 1), (first.witness_against, 0)):
        assert LARGE.contains(table)
        assert rising(table[None])[0] == wanted
    assert np.array_equal(first.witness_for, second.witness_for)
    assert np.array_equal(first.witness_against, second.witness_against)
    assert not first.exhausted


def test_a_search_that_finds_nothing_says_why_it_stopped():
    tried = []

    def never(tables):
        tried.append(len(tables))
        return np.zeros(len(tables), dtype=np.int8)

    out_of_tries = search(LARGE, never)
    assert out_of_tries.witness_for is None
    assert (out_of_tries.exhausted, out_of_tries.verdict) == (False, "open")
    assert 3000 <= sum(tried) < 10_000


def test_a_search_keeps_to_the_cuts():
    space = LARGE.with_cuts(cell_cut(0, 1, 60, 62), subtotal_cut([(0, 2), (1, 2)], 20, 30))
    found = search(space, lambda t: (t[:, 3, 1] < 5).astype(np.int8))
    assert space.contains(found.witness_for)
    assert space.contains(found.witness_against)


def test_a_known_table_is_tried_first():
    known = search(LARGE, rising).witness_for
    again = search(LARGE, rising, known=[known])
    assert np.array_equal(again.witness_for, known)


@pytest.mark.parametrize("seed", range(40))
def test_a_way_keeps_the_margins_and_reaches_its_end(seed):
    space = random_space(seed, most=9, columns=4)
    rng = random.Random(seed)
    first, last = (np.array(rng.choice(all_tables(space))) for _ in range(2))
    steps = searching._way(first, last)
    assert np.array_equal(steps[0], first)
    assert np.array_equal(steps[-1], last)
    assert space.contains(steps).all()
    distance = [int(np.abs(last - step).sum()) for step in steps]
    assert all(a > b for a, b in pairwise(distance))


@pytest.mark.parametrize("seed", range(12))
def test_a_space_is_listed_from_its_columns_where_its_rows_branch_too_often(seed, monkeypatch):
    space = grid_space(seed, cuts="k")
    accept = lambda tables: (2 * tables[:, 0, 0] > tables[:, 0, 1]).astype(np.int8)  # noqa: E731
    plain, listed, calls = search(space, accept), searching.judge_list, []

    def fails_at_first(*arguments, **options):
        calls.append(arguments)
        if len(calls) == 1:
            raise OutOfReach("too many branches")
        return listed(*arguments, **options)

    monkeypatch.setattr(searching, "judge_list", fails_at_first)
    found = search(space, accept)
    assert len(calls) == 2
    for name in ("total", "holding", "undecided", "verdict", "exhausted"):
        assert getattr(found, name) == getattr(plain, name)
    for table, wanted in ((found.witness_for, 1), (found.witness_against, 0)):
        if table is not None:
            assert space.contains(table)
            assert accept(table[None]).tolist() == [wanted]


def test_a_space_in_one_call_is_that_of_its_margins_and_percentages():
    rows, columns = {"a": 9, "b": 7}, {"yes": 6, "no": 8}
    space = space_from(rows, columns, {("a", "yes"): "50%"}, rows_missing=1, columns_missing=3)
    plain = Space(Margin(("a", "b"), (9, 7), missing=1), Margin(("yes", "no"), (6, 8), missing=3))
    half = [table for table in all_tables(plain) if table[0][0] + table[0][1]]
    half = [t for t in half if 99 <= 200 * t[0][0] / (t[0][0] + t[0][1]) < 101]
    assert [tuple(map(tuple, table)) for table in listing(space, 1000).tolist()] == half
