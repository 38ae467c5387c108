"""Blocks, joint judgements and searches agree with judging every table in turn."""

from __future__ import annotations

import random
from itertools import pairwise, product

import numpy as np
import pytest

from recount.tables import (
    Comparison,
    Infeasible,
    Margin,
    TableSpace,
    TooMany,
    all_of,
    any_of,
    block_states,
    cell_cut,
    find_table,
    judge_blocks,
    judge_tables,
    listing,
    negate,
    random_table,
    search,
    subtotal_cut,
    walks,
)
from tests.recount.tables.tables_brute_force import all_tables, grid_space, random_space

VALUES = (1, 0, -1)


@pytest.mark.parametrize(("a", "b"), list(product(VALUES, repeat=2)))
def test_undefined_tips_no_decision_that_is_already_made(a, b):
    """Undefined is read as either value; the outcome is defined where both readings agree."""

    def readings(value):
        return (0, 1) if value == -1 else (value,)

    def settled(outcomes):
        return outcomes.pop() if len(outcomes) == 1 else -1

    both = {x and y for x in readings(a) for y in readings(b)}
    either = {x or y for x in readings(a) for y in readings(b)}
    assert int(all_of(a, b)) == settled(both)
    assert int(any_of(a, b)) == settled(either)
    assert int(negate(a)) == settled({1 - x for x in readings(a)})


@pytest.mark.parametrize("seed", range(60))
def test_blocks_are_those_of_every_table(seed):
    space = grid_space(seed, cuts=("", "c")[seed % 2])
    rows, columns = [[0], [1]], [[0], [1]]
    states = block_states(space, rows, columns) if space.shape == (2, 2) else None
    if states is None:
        plain = TableSpace(space.rows, space.columns)
        space, states = plain, block_states(plain, rows, columns)
    tables = all_tables(space)
    blocks = sorted({(t[0][0], t[0][1], t[1][0], t[1][1]) for t in tables})
    assert [tuple(cells) for cells in states.cells.tolist()] == blocks
    if states.are_tables:
        assert len(blocks) == len(tables)
    for state, cells in enumerate(blocks):
        table = states.table(state)
        assert space.contains(table)
        assert tuple(table[:2, :2].ravel().tolist()) == cells
    decisions = np.random.default_rng(seed).choice(VALUES, size=len(blocks))
    result = judge_blocks(states, decisions)
    held = [cells for cells, d in zip(blocks, decisions, strict=True) if d == 1]
    assert (result.total, result.holding) == (len(blocks), len(held))
    assert result.undecided == int((decisions == -1).sum())
    assert result.failing == int((decisions == 0).sum())
    if held:
        assert result.low == tuple(map(min, zip(*held, strict=True)))
        assert result.high == tuple(map(max, zip(*held, strict=True)))
        assert decisions[result.state_for] == 1
    else:
        assert result.low is result.high is result.state_for is None
    if result.failing:
        assert decisions[result.state_against] == 0


def test_too_many_blocks_are_refused_and_decisions_must_fit():
    space = TableSpace(Margin(("a", "b"), (90, 90), 40), Margin(("x", "y"), (90, 90), 40))
    with pytest.raises(TooMany):
        block_states(space, [[0], [1]], [[0], [1]], limit=1000)
    with pytest.raises(ValueError, match="two groups of rows"):
        block_states(space, [[0]], [[0], [1]])
    small = TableSpace(Margin(("a", "b"), (2, 2)), Margin(("x", "y"), (2, 2)))
    with pytest.raises(ValueError, match="decisions for 3 blocks"):
        judge_blocks(block_states(small, [[0], [1]], [[0], [1]]), [1])


@pytest.mark.parametrize("seed", range(60))
def test_joint_judgements_are_those_of_every_table(seed, monkeypatch):
    if seed % 2:  # Small pieces, so that sums run over several.
        monkeypatch.setattr(listing, "PIECE", 4)
    space = grid_space(seed, cuts=("", "c", "x")[seed % 3])
    rng = np.random.default_rng(seed)
    tables = all_tables(space)
    size = space.n + 1
    matrices = [rng.choice([1, 1, 0, -1], size=(size, size)).astype(np.int8) for _ in range(3)]
    groups = [((0,), (1,)), ((0, 1), (len(space.rows.totals),)), ((1,), (0,))]
    claims = [
        Comparison(first, second, matrix, column)
        for (first, second), matrix, column in zip(groups, matrices, (0, 1, 0), strict=True)
    ]

    def decide(table, which):
        claim = claims[which]
        x, y = (sum(table[i][claim.column] for i in g) for g in (claim.first, claim.second))
        return int(claim.accept[x, y])

    result = judge_tables(space, claims)
    decided = [[decide(table, which) for which in range(3)] for table in tables]
    columns = [[row[which] for row in decided] for which in range(3)]
    joint = [0 if 0 in row else -1 if -1 in row else 1 for row in decided]
    for count, decisions in zip((*result.each, result.joint), (*columns, joint), strict=True):
        assert count.total == len(tables)
        assert count.holding == decisions.count(1)
        assert count.undecided == decisions.count(-1)
        assert count.failing == decisions.count(0)
        held = [table for table, d in zip(tables, decisions, strict=True) if d == 1]
        if held:
            assert np.array_equal(count.low, np.array(held).min(axis=0))
            assert np.array_equal(count.high, np.array(held).max(axis=0))
        else:
            assert count.low is count.high is None
    usable = {1: joint.count(1), 0: sum(0 in row and -1 not in row for row in decided)}
    for witness, wanted in ((result.joint.witness_for, 1), (result.joint.witness_against, 0)):
        assert (witness is not None) == bool(usable[wanted])
        if witness is not None:
            row = decided[tables.index(tuple(map(tuple, witness.tolist())))]
            assert -1 not in row
            assert (0 in row) == (wanted == 0)


def test_a_joint_judgement_needs_a_claim_and_respects_its_limit():
    space = TableSpace(Margin(("a", "b"), (90, 90)), Margin(("x", "y"), (90, 90)))
    with pytest.raises(ValueError, match="no claim"):
        judge_tables(space, [])
    with pytest.raises(ValueError, match="one decision a table"):
        judge_tables(space, [lambda tables: np.int8(1)])
    with pytest.raises(TooMany):
        judge_tables(space, [lambda tables: np.ones(len(tables), np.int8)], limit=50)


@pytest.mark.parametrize("seed", range(40))
def test_a_small_space_is_searched_to_its_end(seed):
    space = random_space(seed, cuts=("", "rx")[seed % 2])
    tables = all_tables(space)
    target = np.array(random.Random(seed).choice(tables)) if tables else None

    def is_target(candidates):
        if target is None:
            return np.zeros(len(candidates), dtype=np.int8)
        return (candidates == target).all(axis=(1, 2)).astype(np.int8)

    found = find_table(space, is_target)
    if target is None:
        assert (found.table, found.exhausted) == (None, True)
    else:
        assert np.array_equal(found.table, target)
    nothing = find_table(space, is_target, want=-1)
    assert (nothing.table, nothing.exhausted, nothing.timed_out) == (None, True, False)
    assert nothing.tried == len(tables)


LARGE = TableSpace(
    Margin(tuple("abcd"), (173, 129, 183, 125), missing=23),
    Margin(("other", "family", "mixed"), (374, 134, 125)),
)


def rising(tables):
    """Cases of the second column rise from row to row, and the last row has exactly 77."""
    cells = tables[:, :4, 1]
    return ((np.diff(cells, axis=1) > 0).all(axis=1) & (cells[:, 3] > 70)).astype(np.int8)


def test_a_large_space_is_searched_the_same_way_every_time():
    first, second = (find_table(LARGE, rising, seed=5) for _ in range(2))
    assert first.table is not None
    assert LARGE.contains(first.table)
    assert rising(first.table[None])[0] == 1
    assert np.array_equal(first.table, second.table)
    assert first.tried == second.tried
    assert not first.exhausted


def test_a_search_that_finds_nothing_says_why_it_stopped():
    def never(tables):
        return np.zeros(len(tables), dtype=np.int8)

    out_of_tries = find_table(LARGE, never, tries=3000)
    assert out_of_tries.table is None
    assert not out_of_tries.exhausted
    assert not out_of_tries.timed_out
    assert out_of_tries.tried >= 3000
    out_of_time = find_table(LARGE, never, time_limit=0.05, tries=10**9)
    assert out_of_time.table is None
    assert out_of_time.timed_out
    assert not out_of_time.exhausted
    with pytest.raises(ValueError, match="time and tries"):
        find_table(LARGE, never, time_limit=0)


def test_a_search_keeps_to_the_cuts():
    space = LARGE.with_cuts(cell_cut(0, 1, 60, 62), subtotal_cut([(0, 2), (1, 2)], 20, 30))
    found = find_table(space, lambda t: (t[:, 3, 1] < 5).astype(np.int8))
    assert found.table is not None
    assert space.contains(found.table)


@pytest.mark.parametrize("seed", range(40))
def test_a_path_keeps_the_margins_and_reaches_its_end(seed):
    space = random_space(seed, most=60, columns=4)
    first, last = (random_table(space, each) for each in (seed, seed + 1))
    steps = list(walks.path(first, last))
    assert np.array_equal(steps[0], first)
    assert np.array_equal(steps[-1], last)
    assert space.contains(np.array(steps)).all()
    distance = [int(np.abs(last - step).sum()) for step in steps]
    assert all(a > b for a, b in pairwise(distance))


@pytest.mark.parametrize("seed", range(40))
def test_random_tables_are_consistent_and_reproducible(seed):
    space = random_space(seed, cuts=("", "c", "r", "x")[seed % 4])
    if not all_tables(space):
        with pytest.raises(Infeasible):
            random_table(space, seed)
        return
    table = random_table(space, seed)
    assert space.contains(table)
    assert np.array_equal(table, random_table(space, seed))


def test_random_tables_differ_between_seeds():
    seen = {random_table(LARGE, seed).tobytes() for seed in range(10)}
    assert len(seen) == 10
    assert search.FEW < 10**6
