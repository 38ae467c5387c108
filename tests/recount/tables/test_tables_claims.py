"""Two-outcome tables: counts, stars and steps are those of judging every table in turn."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from recount.tables import (
    Infeasible,
    Margin,
    Mask,
    Space,
    blocks,
    count,
    judge_list,
    listing,
    pairs,
    runs,
    score_states,
    trees,
    walk,
)
from recount.tables.outcomes import Outcomes, outcomes, ways
from tests.recount.tables.tables_brute_force import (
    all_tables,
    cell_cut,
    random_margins,
    steps,
    subtotal_cut,
    sweep,
    two_outcomes,
    vectors,
)

SEEDS = range(60)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_number_of_vectors_and_their_limits(seed):
    space = two_outcomes(seed)
    all_of_them = vectors(space)
    assert outcomes(space).count == len(all_of_them)
    if all_of_them:
        view = outcomes(space)
        for i in range(len(view.sizes)):
            numbers = [vector[i] for vector in all_of_them]
            assert view.limits([i]) == (min(numbers), max(numbers))


@pytest.mark.parametrize("seed", range(20))
def test_group_weights_count_the_ways_within_a_group(seed):
    space = two_outcomes(3 * seed, rows=4)
    group = (0, 2)
    sizes = [space.rows.totals[i] for i in group]
    expected = [0] * (sum(sizes) + 1)
    for x in range(sizes[0] + 1):
        for y in range(sizes[1] + 1):
            expected[x + y] += 1
    assert ways(outcomes(space), group, sum(sizes)).tolist() == expected


def test_more_than_two_outcomes_and_cuts_across_rows_are_refused():
    rows = Margin(("a", "b"), (3, 3))
    three = Margin(("a", "b", "c", "d"), (1, 2, 2, 1))
    with pytest.raises(ValueError, match="two outcomes"):
        outcomes(Space(rows, Margin(("x", "y", "z"), (2, 2, 2))))
    with pytest.raises(ValueError, match="two outcomes"):
        outcomes(Space(rows, Margin(("x", "y"), (2, 2), missing=2)))
    crossing = subtotal_cut([(0, 0), (1, 0)], 1, 2, "both rows")
    with pytest.raises(ValueError, match="'both rows' takes in more than one row"):
        outcomes(Space(three, Margin(("x", "y"), (3, 3)), (crossing,)))


def random_matrices(rng: np.random.Generator, shapes: list[tuple[int, int]]) -> list[np.ndarray]:
    return [rng.choice([1, 1, 1, 0, -1], size=shape).astype(np.int8) for shape in shapes]


def verdict(decisions: list[int]) -> int:
    """Strong three-valued conjunction, spelled out."""
    if 0 in decisions:
        return 0
    return -1 if -1 in decisions else 1


def looked_up(matrix: np.ndarray):
    """The decision on two numbers that a matrix holds."""
    return lambda x, y: matrix[x, y]


GROUPS = [
    ([0], [[1], [2]]),
    ([0, 1], [[2]]),
    ([3], [[0], [1], [2]]),
    ([1], [[0, 3]]),
    ([2], [[0], [1, 3]]),
]


@pytest.mark.parametrize("seed", range(180))
def test_a_sweep_judges_as_table_by_table(seed):
    """Random decisions; a third of the spaces with a mask on the pivot and another row or group."""
    space = two_outcomes(seed, rows=4)
    rng = np.random.default_rng(seed)
    pivot, comparators = GROUPS[seed % 5]
    sizes = space.rows.totals

    def size(group: list[int]) -> int:
        return sum(sizes[i] for i in group) + 1

    matrices = random_matrices(rng, [(size(pivot), size(group)) for group in comparators])
    tables = vectors(space)
    if seed % 3 == 0:
        free = [i for i in range(4) if i not in pivot and all(i not in g for g in comparators)]
        other = tuple(comparators[0]) if seed % 2 or not free else (free[0],)
        passes = rng.random((size(pivot), size(list(other)))) < 0.7
        mask = Mask((tuple(pivot), other), (0,), (1,), lambda yes, _: passes[yes[:, 0], yes[:, 1]])
        space = Space(space.rows, space.columns, space.cuts, (mask,))
        tables = [t for t in tables if passes[sum(t[i] for i in pivot), sum(t[i] for i in other)]]
    judged = []
    for vector in tables:
        x = sum(vector[i] for i in pivot)
        decisions = [
            int(matrix[x, sum(vector[i] for i in group)])
            for matrix, group in zip(matrices, comparators, strict=True)
        ]
        judged.append((vector, x, decisions))
    result = sweep(space, pivot, comparators, [looked_up(matrix) for matrix in matrices])
    held = [(vector, x) for vector, x, decisions in judged if verdict(decisions) == 1]
    assert result.method == "sweep"
    assert result.total == len(judged) == count(space)
    assert result.holding == len(held)
    assert result.undecided == sum(verdict(decisions) == -1 for *_, decisions in judged)
    assert result.failing == sum(verdict(decisions) == 0 for *_, decisions in judged)
    assert result.values == runs(sorted({x for _, x in held}))
    at = {x: [verdict(d) for _, y, d in judged if y == x] for x in {x for _, x, _ in judged}}
    assert result.undefined == runs(sorted(x for x, d in at.items() if set(d) == {-1}))
    assert result.decided == sum(len(d) for d in at.values() if (1 in d) != (0 in d))
    decisive = {tuple(v): d for v, _, d in judged if -1 not in d}
    for witness, wanted in ((result.witness_for, 1), (result.witness_against, 0)):
        exists = any(verdict(d) == wanted for d in decisive.values())
        assert (witness is not None) == exists
        if witness is not None:
            assert space.contains(witness)
            assert verdict(decisive[tuple(witness[:, 0].tolist())]) == wanted
    decided = {verdict(d) for *_, d in judged} - {-1}
    expected = {frozenset({1}): "holds", frozenset({0}): "fails"}
    assert result.verdict == expected.get(frozenset(decided), "open")


@pytest.mark.parametrize("seed", range(40))
def test_a_space_that_does_not_separate_is_listed_instead(seed):
    """A cut across rows, or cases left out of the columns: the same questions, the same answers."""
    rng = random.Random(seed)
    space = Space(*random_margins(rng, 3, 2, 9, (rng.random() < 0.5, seed % 2 == 0)))
    space = space.with_cuts(subtotal_cut([(0, 0), (1, 0)], 1, rng.randint(1, 6)))
    matrices = random_matrices(np.random.default_rng(seed), [(12, 12)] * 2)
    judged = [
        (t[0][0], verdict([int(m[t[0][0], t[i][0]]) for i, m in enumerate(matrices, start=1)]))
        for t in all_tables(space)
    ]
    result = sweep(space, [0], [[1], [2]], [looked_up(matrix) for matrix in matrices])
    assert result.total == len(judged)
    if space.columns.missing:
        assert result.method == "list"
    assert result.holding == sum(d == 1 for _, d in judged)
    assert result.undecided == sum(d == -1 for _, d in judged)
    at = {x: {d for y, d in judged if y == x} for x, _ in judged}
    assert result.values == runs(sorted(x for x, d in at.items() if 1 in d))
    assert result.undefined == runs(sorted(x for x, d in at.items() if d == {-1}))
    assert result.decided == sum((1 in at[x]) != (0 in at[x]) for x, _ in judged)


@pytest.mark.parametrize("seed", range(40))
def test_pairs_are_those_of_every_table(seed):
    space = two_outcomes(seed, rows=4)
    tables = vectors(space)
    if not tables:
        with pytest.raises(Infeasible):
            pairs(space, [0], [1])
        return
    x, y = pairs(space, [0, 2], [1])
    found = list(zip(x.tolist(), y.tolist(), strict=True))
    assert found == sorted({(t[0] + t[2], t[1]) for t in tables})
    x, y = pairs(space, [0, 2], [1], extreme=True)
    some = set(zip(x.tolist(), y.tolist(), strict=True))
    assert some <= set(found)
    ends = {x: [b for a, b in found if a == x] for x, _ in found}
    assert {(x, end) for x, y in ends.items() for end in (y[0], y[-1])} <= some


def test_a_sweep_lists_groups_that_overlap_and_refuses_decisions_that_are_missing():
    space = Space(Margin(("a", "b"), (4, 4)), Margin(("x", "y"), (4, 4)))
    found = sweep(space, [0], [[0, 1]], [lambda x, y: (2 * x > y).astype(np.int8)])
    assert (found.method, found.total, found.holding, found.values) == ("list", 5, 2, ((3, 4),))
    with pytest.raises(ValueError, match="zip"):
        sweep(space, [0], [[1]], [])


@pytest.mark.parametrize("seed", range(60))
def test_steps_are_judged_as_table_by_table(seed):
    space = two_outcomes(seed, rows=3 + seed % 2)
    r = len(space.rows.totals)
    matrices = random_matrices(np.random.default_rng(seed), [(16, 16)] * (r - 1))
    judged = [(t, [int(matrices[i][t[i], t[i + 1]]) for i in range(r - 1)]) for t in vectors(space)]
    result = steps(space, lambda i, x, y: matrices[i][x, y])
    said = [verdict(d) for _, d in judged]
    assert (result.total, result.holding, result.undecided) == (
        len(judged),
        said.count(1),
        said.count(-1),
    )
    assert result.values == runs(sorted({t[r - 1] for t, d in judged if verdict(d) == 1}))
    at = {
        x: {verdict(d) for t, d in judged if t[r - 1] == x} for x in {t[r - 1] for t, _ in judged}
    }
    assert result.undefined == runs(sorted(x for x, d in at.items() if d == {-1}))
    assert result.decided == sum((1 in at[t[r - 1]]) != (0 in at[t[r - 1]]) for t, _ in judged)
    decisive = {t: verdict(d) for t, d in judged if -1 not in d}
    for witness, wanted in ((result.witness_for, 1), (result.witness_against, 0)):
        assert (witness is not None) == (wanted in decisive.values())
        if witness is not None:
            assert space.contains(witness)
            assert decisive[tuple(witness[:, 0].tolist())] == wanted


def test_an_infeasible_space_counts_nothing_anywhere():
    space = Space(Margin(("a", "b"), (3, 2)), Margin(("x", "y"), (2, 3)), (cell_cut(0, 0, 3, 3),))
    never = looked_up(np.ones((4, 3), dtype=np.int8))
    assert outcomes(space).count == count(space) == 0
    assert len(score_states(space, (1, 2)).k) == 0
    for result in (
        sweep(space, [0], [[1]], [never]),
        walk(score_states(space, (1, 2)), np.zeros(0)),
        steps(space, lambda _i, x, y: never(x, y)),
        *judge_list(space, lambda tables: np.ones(len(tables), dtype=np.int8)),
    ):
        assert (result.total, result.holding, result.witness_for) == (0, 0, None)
    with pytest.raises(Infeasible):
        outcomes(space).limits([0])


@pytest.mark.parametrize("seed", range(80))
def test_a_filled_table_has_its_groups_numbers_within_the_limits_of_rows(seed):
    rng = random.Random(seed)
    low = tuple(rng.randint(0, 4) for _ in range(rng.randint(2, 6)))
    high = tuple(a + rng.randint(0, 9) for a in low)
    view = Outcomes(0, tuple(b + rng.randint(0, 2) for b in high), low, high)
    rows = list(range(len(low)))
    cut = rng.randint(1, len(rows) - 1)
    groups = [(own, rng.randint(*view.ends(own))) for own in (rows[:cut], rows[cut:])]
    table = view.fill(groups)
    assert table.sum(axis=1).tolist() == list(view.sizes)
    for own, number in groups:
        cases = table[own, 0].tolist()
        assert sum(cases) == number
        assert all(low[i] <= x <= high[i] for i, x in zip(own, cases, strict=True))
        # Each row has its part of what the group has above its fewest, up to one case.
        spare, room = number - view.ends(own)[0], view.ends(own)[1] - view.ends(own)[0]
        parts = [low[i] + spare * (high[i] - low[i]) / max(room, 1) for i in own]
        assert all(abs(x - part) < 1 for x, part in zip(cases, parts, strict=True))


@pytest.mark.parametrize("seed", range(40))
def test_numbers_too_many_for_a_grid_are_bounded_to_the_same_answer(seed, monkeypatch):
    """Decisions that follow the shares; verdict, both witnesses, values of one comparison."""
    rng = random.Random(seed)
    space = Space(*random_margins(rng, 3, 2, 60, (rng.random() < 0.5, False)))
    n = space.rows.totals
    direction, gap = rng.choice([1, -1, 0]), rng.choice([0, 2, 6])

    def decision(g: int):
        def decide(x, y):
            far = (x * n[g] - y * n[0]) * 12
            over, under = far > gap * n[0] * n[g], far < -gap * n[0] * n[g]
            true = (over, under)[direction < 0] if direction else ~(over | under)
            empty = (x + y == 0) | (x + y == n[0] + n[g])
            return np.where(empty, -1, true).astype(np.int8)

        return decide

    groups = [[1]] if seed % 2 else [[1], [2]]
    decide = [decision(g) for (g,) in groups]
    exact = sweep(space, [0], groups, decide)
    assert exact.method == "sweep"
    even = Mask(((0,), (1,)), (0,), (1,), lambda yes, no: (yes[:, 0] + no[:, 1]) % 2 == 0)
    masked = replace(space, masks=(even,))
    kept = sweep(masked, [0], groups, decide)
    monkeypatch.setattr(trees, "MOST_PAIRS", 0)
    monkeypatch.setattr(trees, "MOST_ALONE", 0)
    monkeypatch.setattr(blocks, "SAMPLED", 5)
    monkeypatch.setattr(blocks, "MOST_NUMBERS", 5)
    trees._numbers.cache_clear()
    trees._tree.cache_clear()
    found = sweep(space, [0], groups, decide, monotone=True)
    # Under a mask the tables are listed, where that can be done.
    listed = sweep(masked, [0], groups, decide, monotone=True)
    trees._numbers.cache_clear()
    trees._tree.cache_clear()
    for name in ("total", "holding", "undecided", "values", "undefined", "verdict"):
        assert getattr(listed, name) == getattr(kept, name)
    if not exact.total:
        return
    assert found.total == exact.total
    if len(groups) == 1:
        assert (found.method, found.holding) == ("corner", None)
    if len(groups) == 1:
        assert (found.values, found.undefined) == (exact.values, exact.undefined)
    assert found.verdict == exact.verdict
    for table, other, wanted in (
        (found.witness_for, exact.witness_for, 1),
        (found.witness_against, exact.witness_against, 0),
    ):
        # A false table with an undefined part is shown only where there is no better one.
        assert (table is None) <= (other is None)
        if table is not None:
            assert space.contains(table)
            x = table[:, 0]
            assert (
                verdict([int(d(x[0], x[g])) for d, (g,) in zip(decide, groups, strict=True)])
                == wanted
            )
    doubtful = sweep(space, [0], groups, decide)
    assert doubtful.method == "list" or not doubtful.exhausted or doubtful.verdict == "open"


def test_a_pair_of_a_million_cases_each_is_judged_exactly():
    n = 10**6
    space = Space(Margin(("a", "b"), (n, n)), Margin(("x", "y"), (n, n)))
    decide = lambda x, _: np.where(x == n, -1, x <= 10).astype(np.int8)  # noqa: E731
    result = sweep(space, [0], [[1]], [decide], monotone=True)
    assert (result.total, result.holding, result.undecided) == (n + 1, 11, 1)
    assert result.values == ((0, 10),)
    assert result.witness_against[:2, 0].tolist() == [500_005, 499_995]


def test_where_no_table_is_left_nothing_is_counted():
    rows, columns = Margin(("a", "b"), (4, 4)), Margin(("yes", "no"), (3, 5))
    space = Space(rows, columns, (cell_cut(0, 0, 4, None),))
    never = lambda *_: pytest.fail("there is nothing to decide on")  # noqa: E731
    states = score_states(space, (2, 3))
    for found in (
        sweep(space, [0], [[1]], [never]),
        steps(space, never),
        walk(states, np.zeros(len(states.s), dtype=np.int8)),
    ):
        assert (found.total, found.holding, found.undecided, found.decided) == (0, 0, 0, 0)
        assert (found.values, found.undefined, found.witnesses) == ((), (), [])


@pytest.mark.parametrize(("yes", "no"), [((0,), (1,)), ((1,), (0,))])
def test_pairs_are_those_that_a_mask_leaves_whichever_column_it_names_first(yes, no):
    mask = Mask(((0,), (1,)), yes, no, lambda x, y: x[:, 0] * y[:, 1] > 2 * y[:, 0] * x[:, 1])
    rows, columns = Margin(("a", "b", "c"), (6, 5, 4)), Margin(("yes", "no"), (7, 8))
    space = Space(rows, columns, masks=(mask,))
    x, y = pairs(space, [0], [1])
    listed = {(table[0][0], table[1][0]) for table in listing(space, 1000).tolist()}
    assert set(zip(x.tolist(), y.tolist(), strict=True)) == listed
    assert 0 < len(listed) < 42
