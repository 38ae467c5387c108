"""Trends in two-outcome tables: states, their weights and their tables are those of every table."""

from __future__ import annotations

import numpy as np
import pytest

from recount.tables import Infeasible, Margin, Space, count, runs, score_states, walk
from recount.tables.outcomes import outcomes
from tests.recount.tables.tables_brute_force import two_outcomes, vectors


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
    states = score_states(space, scores)
    found = list(zip(states.k.tolist(), states.s.tolist(), states.weight.tolist(), strict=True))
    assert found == [(*state, len(expected[state])) for state in sorted(expected)]
    assert int(states.weight.sum()) == outcomes(space).count
    for k, s, _ in found:
        table = states.table(k, s)
        assert space.contains(table)
        assert tuple(table[:, 0].tolist()) in expected[k, s]
    decisions = rng.choice([1, 0, -1], size=len(found))
    result = walk(states, decisions)
    counts = {
        v: sum(w for (_, _, w), d in zip(found, decisions, strict=True) if d == v)
        for v in (1, 0, -1)
    }
    assert (result.holding, result.failing, result.undecided) == (counts[1], counts[0], counts[-1])
    at: dict[int, set[int]] = {}
    for (k, _, _), d in zip(found, decisions.tolist(), strict=True):
        at.setdefault(k, set()).add(d)
    assert result.values == runs(sorted(k for k, d in at.items() if 1 in d))
    assert result.undefined == runs(sorted(k for k, d in at.items() if d == {-1}))
    weights = {k: sum(w for a, _, w in found if a == k) for k in at}
    assert result.decided == sum(weights[k] for k, d in at.items() if (1 in d) != (0 in d))
    by_state = {(k, s): d for (k, s, _), d in zip(found, decisions.tolist(), strict=True)}
    for witness, wanted in ((result.witness_for, 1), (result.witness_against, 0)):
        assert (witness is not None) == (wanted in decisions)
        if witness is not None:
            y = witness[:rows, 0].tolist()
            assert by_state[sum(y), sum(a * x for a, x in zip(scores, y, strict=True))] == wanted


@pytest.mark.parametrize("outcome", [(60, 540), (540, 60)], ids=["rare", "frequent"])
def test_a_trend_witness_is_even_where_the_state_allows_it(outcome):
    """Ten percent (or ninety) of every row: no other table changes as evenly with the score."""
    space = Space(Margin(tuple("abc"), (100, 200, 300)), Margin(("x", "y"), outcome))
    even = [100 * outcome[0] // 600, 200 * outcome[0] // 600, 300 * outcome[0] // 600]
    s = even[0] + 2 * even[1] + 3 * even[2]
    assert score_states(space, (1, 2, 3)).table(outcome[0], s)[:, 0].tolist() == [*even, 0]


def test_a_trend_witness_leans_no_more_than_its_sum_of_scores_needs():
    # Even would be 35, 70 and 105 with a sum of 490; 70 points more move some cases to the last.
    space = Space(Margin(tuple("abc"), (100, 200, 300)), Margin(("x", "y"), (210, 390)))
    witness = score_states(space, (1, 2, 3)).table(210, 10 + 2 * 50 + 3 * 150)
    assert witness[:, 0].tolist() == [17, 36, 157, 0]


def test_weights_beyond_64_bits_stay_exact():
    size = 60
    margin = Margin(tuple(f"r{i}" for i in range(14)), (size,) * 14)
    space = Space(margin, Margin(("x", "y"), (7 * size, 7 * size)))
    states = score_states(space, [i % 2 for i in range(14)])
    assert int(states.weight.sum()) == outcomes(space).count == count(space) > 2**64


def test_a_state_that_no_table_has_is_refused():
    space = Space(Margin(("a", "b"), (3, 2)), Margin(("x", "y"), (2, 3)))
    with pytest.raises(Infeasible, match="k = 2 and s = 9"):
        score_states(space, (1, 2)).table(2, 9)
    with pytest.raises(Infeasible, match="k = 1 and s = 1"):
        score_states(space, (1, 2)).table(1, 1)


def test_scores_must_fit_the_table():
    space = Space(Margin(("a", "b"), (3, 2)), Margin(("x", "y"), (2, 3)))
    with pytest.raises(ValueError, match="3 scores for 2 rows"):
        score_states(space, (1, 2, 3))
