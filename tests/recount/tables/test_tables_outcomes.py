"""Two-outcome tables: counts, stars and trends are those of judging every table in turn."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from recount.tables import (
    Infeasible,
    Margin,
    TableSpace,
    cell_cut,
    count_tables,
    group_weights,
    judge_states,
    outcome_count,
    outcomes,
    runs,
    share_cut,
    spread,
    star,
    subtotal_cut,
    trend_states,
    trend_witness,
)
from tests.recount.tables.tables_brute_force import all_tables, random_margins

SEEDS = range(60)


def two_outcomes(seed: int, rows: int = 0) -> TableSpace:
    rng = random.Random(seed)
    rows = rows or rng.randint(1, 4)
    space = TableSpace(*random_margins(rng, rows, 2, 9, (rng.random() < 0.6, False)))
    if seed % 3 == 1:
        space = space.with_cuts(cell_cut(rng.randrange(rows + 1), rng.randrange(2), 1, 3))
    if seed % 3 == 2:
        i = rng.randrange(rows + 1)
        low = 0.25 * rng.randint(0, 2)
        cells = [(i, 0), (i, 1)]
        space = space.with_cuts(
            *share_cut([(i, 0)], cells, Fraction(low), Fraction(low + 0.5), high_closed=True)
        )
    return space


def vectors(space: TableSpace) -> list[tuple[int, ...]]:
    """Cases with the outcome in each row, over every table."""
    return [tuple(row[0] for row in table) for table in all_tables(space)]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_number_of_vectors_and_their_limits(seed):
    space = two_outcomes(seed)
    all_of_them = vectors(space)
    assert outcome_count(space) == len(all_of_them)
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
    assert group_weights(space, group) == expected


def test_more_than_two_outcomes_and_cuts_across_rows_are_refused():
    rows = Margin(("a", "b"), (3, 3))
    with pytest.raises(ValueError, match="two outcomes"):
        outcomes(TableSpace(rows, Margin(("x", "y", "z"), (2, 2, 2))))
    with pytest.raises(ValueError, match="two outcomes"):
        outcomes(TableSpace(rows, Margin(("x", "y"), (2, 2), missing=2)))
    crossing = subtotal_cut([(0, 0), (1, 0)], 1, 2, "both rows")
    with pytest.raises(ValueError, match="'both rows' takes in more than one row"):
        outcomes(TableSpace(rows, Margin(("x", "y"), (3, 3)), (crossing,)))


def random_matrices(rng: np.random.Generator, shapes: list[tuple[int, int]]) -> list[np.ndarray]:
    return [rng.choice([1, 1, 1, 0, -1], size=shape).astype(np.int8) for shape in shapes]


def verdict(decisions: list[int]) -> int:
    """Strong three-valued conjunction, spelled out."""
    if 0 in decisions:
        return 0
    return -1 if -1 in decisions else 1


@pytest.mark.parametrize("seed", range(120))
def test_a_star_is_judged_as_table_by_table(seed):
    space = two_outcomes(seed, rows=4)
    rng = np.random.default_rng(seed)
    pivot, comparators = [
        ([0], [[1], [2]]),
        ([0, 1], [[2]]),
        ([3], [[0], [1], [2]]),
        ([1], [[0, 3]]),
        ([2], [[0], [1, 3]]),
    ][seed % 5]
    sizes = space.rows.totals

    def size(group: list[int]) -> int:
        return sum(sizes[i] for i in group) + 1

    matrices = random_matrices(rng, [(size(pivot), size(group)) for group in comparators])
    judged = []
    for vector in vectors(space):
        x = sum(vector[i] for i in pivot)
        decisions = [
            int(matrix[x, sum(vector[i] for i in group)])
            for matrix, group in zip(matrices, comparators, strict=True)
        ]
        judged.append((vector, x, decisions))
    result = star(space, pivot, comparators, matrices)
    held = [(vector, x) for vector, x, decisions in judged if verdict(decisions) == 1]
    assert result.total == len(judged)
    assert result.holding == len(held)
    assert result.undecided == sum(verdict(decisions) == -1 for *_, decisions in judged)
    assert result.failing == sum(verdict(decisions) == 0 for *_, decisions in judged)
    assert result.pivot_values == runs(sorted({x for _, x in held}))
    for group, found in zip(comparators, result.comparator_ranges, strict=True):
        numbers = [sum(vector[i] for i in group) for vector, _ in held]
        assert found == ((min(numbers), max(numbers)) if numbers else None)
    if held:
        numbers = [x for _, x in held]
        assert (result.pivot_low, result.pivot_high) == (min(numbers), max(numbers))
    at = {x: [verdict(d) for _, y, d in judged if y == x] for x in {x for _, x, _ in judged}}
    assert result.undefined_values == runs(sorted(x for x, d in at.items() if set(d) == {-1}))
    assert result.decided == sum(len(d) for d in at.values() if (1 in d) != (0 in d))
    decisive = {tuple(v): d for v, _, d in judged if -1 not in d}
    for witness, wanted in ((result.witness_for, 1), (result.witness_against, 0)):
        exists = any(verdict(d) == wanted for d in decisive.values())
        assert (witness is not None) == exists
        if witness is not None:
            assert space.contains(witness)
            assert verdict(decisive[tuple(witness[:, 0].tolist())]) == wanted


def test_a_star_refuses_groups_that_overlap_and_matrices_that_are_too_small():
    space = TableSpace(Margin(("a", "b"), (4, 4)), Margin(("x", "y"), (4, 4)))
    matrix = np.ones((5, 5), dtype=np.int8)
    with pytest.raises(ValueError, match="in two groups"):
        star(space, [0], [[0, 1]], [matrix])
    with pytest.raises(ValueError, match="does not reach"):
        star(space, [0], [[1]], [matrix[:4]])
    with pytest.raises(ValueError, match="1 decision matrices for 0"):
        star(space, [0], [], [matrix])


@pytest.mark.parametrize("seed", range(90))
def test_trend_states_are_those_of_every_table(seed):
    space = two_outcomes(seed)
    rows = len(space.rows.totals)
    rng = np.random.default_rng(seed)
    scores = [(1, 2, 3, 4), (-1, 3, 5, 1), (2, 2, 0, 6)][seed % 3][:rows]
    expected: dict[tuple[int, int], list[tuple[int, ...]]] = {}
    for vector in vectors(space):
        state = sum(vector[:rows]), sum(a * x for a, x in zip(scores, vector, strict=False))
        expected.setdefault(state, []).append(vector)
    states = trend_states(space, scores)
    found = list(zip(states.k.tolist(), states.s.tolist(), states.weight.tolist(), strict=True))
    assert found == [(*state, len(expected[state])) for state in sorted(expected)]
    assert states.total == outcome_count(space)
    for k, s, _ in found:
        table = trend_witness(space, scores, k, s)
        assert space.contains(table)
        assert tuple(table[:, 0].tolist()) in expected[k, s]
    decisions = rng.choice([1, 0, -1], size=len(found))
    result = judge_states(states, decisions)
    counts = {
        v: sum(w for (_, _, w), d in zip(found, decisions, strict=True) if d == v)
        for v in (1, 0, -1)
    }
    assert (result.holding, result.failing, result.undecided) == (counts[1], counts[0], counts[-1])
    held = [(k, s) for (k, s, _), d in zip(found, decisions, strict=True) if d == 1]
    failed = [(k, s) for (k, s, _), d in zip(found, decisions, strict=True) if d == 0]
    if held:
        assert result.k_range == (min(k for k, _ in held), max(k for k, _ in held))
        assert result.s_range == (min(s for _, s in held), max(s for _, s in held))
    else:
        assert result.k_range is result.s_range is None
    assert result.state_for in held or (result.state_for is None and not held)
    assert result.state_against in failed or (result.state_against is None and not failed)


@pytest.mark.parametrize("outcome", [(60, 540), (540, 60)], ids=["rare", "frequent"])
def test_a_trend_witness_is_even_where_the_state_allows_it(outcome):
    """Ten percent (or ninety) of every row: no other table changes as evenly with the score."""
    space = TableSpace(Margin(tuple("abc"), (100, 200, 300)), Margin(("x", "y"), outcome))
    even = [100 * outcome[0] // 600, 200 * outcome[0] // 600, 300 * outcome[0] // 600]
    s = even[0] + 2 * even[1] + 3 * even[2]
    assert trend_witness(space, (1, 2, 3), outcome[0], s)[:, 0].tolist() == [*even, 0]


def test_a_trend_witness_follows_a_logistic_curve():
    # Odds of 1/9, 1/3 and 1 rise by the same factor from row to row: shares of .1, .25 and .5.
    space = TableSpace(Margin(tuple("abc"), (100, 200, 300)), Margin(("x", "y"), (210, 390)))
    witness = trend_witness(space, (1, 2, 3), 210, 10 + 2 * 50 + 3 * 150)
    assert witness[:, 0].tolist() == [10, 50, 150, 0]


def test_weights_beyond_64_bits_stay_exact():
    size = 60
    margin = Margin(tuple(f"r{i}" for i in range(14)), (size,) * 14)
    space = TableSpace(margin, Margin(("x", "y"), (7 * size, 7 * size)))
    states = trend_states(space, [i % 2 for i in range(14)])
    assert states.total == outcome_count(space) == count_tables(space) > 2**64


def test_a_state_that_no_table_has_is_refused():
    space = TableSpace(Margin(("a", "b"), (3, 2)), Margin(("x", "y"), (2, 3)))
    with pytest.raises(Infeasible, match="k = 2 and s = 9"):
        trend_witness(space, (1, 2), 2, 9)
    with pytest.raises(Infeasible, match="k = 1 and s = 1"):
        trend_witness(space, (1, 2), 1, 1)


def test_scores_and_decisions_must_fit_the_table():
    space = TableSpace(Margin(("a", "b"), (3, 2)), Margin(("x", "y"), (2, 3)))
    with pytest.raises(ValueError, match="3 scores for 2 rows"):
        trend_states(space, (1, 2, 3))
    with pytest.raises(ValueError, match="whole numbers"):
        trend_states(space, (1, 2.5))
    with pytest.raises(ValueError, match="decisions for"):
        judge_states(trend_states(space, (1, 2)), [1])


def test_an_infeasible_space_counts_nothing_anywhere():
    space = TableSpace(
        Margin(("a", "b"), (3, 2)), Margin(("x", "y"), (2, 3)), (cell_cut(0, 0, 3, 3),)
    )
    assert outcome_count(space) == count_tables(space) == 0
    assert trend_states(space, (1, 2)).total == 0
    result = star(space, [0], [[1]], [np.ones((4, 3), dtype=np.int8)])
    assert (result.total, result.holding, result.witness_for) == (0, 0, None)
    with pytest.raises(Infeasible):
        outcomes(space).limits([0])


@pytest.mark.parametrize("seed", range(80))
def test_spread_keeps_the_sum_and_the_limits_and_is_proportional_where_it_can(seed):
    rng = random.Random(seed)
    weights = [rng.randint(0, 9) for _ in range(rng.randint(1, 5))]
    low = [rng.randint(0, 4) for _ in weights]
    high = [a + rng.randint(0, 9) for a in low]
    total = rng.randint(sum(low), sum(high))
    values = spread(total, weights, low, high)
    assert sum(values) == total
    assert all(a <= x <= b for a, x, b in zip(low, values, high, strict=True))
    mass = sum(weights)
    if mass:
        ideal = [total * w / mass for w in weights]
        if all(a <= x <= b for a, x, b in zip(low, ideal, high, strict=True)):
            assert all(abs(x - y) < 1 for x, y in zip(values, ideal, strict=True))


def test_spread_refuses_a_sum_that_is_out_of_reach():
    with pytest.raises(Infeasible, match="sum to 9"):
        spread(9, [1, 1], [0, 0], [4, 4])
