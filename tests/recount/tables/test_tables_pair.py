"""A pair of groups is judged as a star with one comparator would be, at any size."""

from __future__ import annotations

import random

import numpy as np
import pytest

from recount.tables import (
    Margin,
    TableSpace,
    cell_cut,
    pair,
    star,
)
from tests.recount.tables.tables_brute_force import random_margins


@pytest.mark.parametrize("seed", range(60))
def test_a_pair_is_judged_as_a_star_with_one_comparator(seed):
    rng = random.Random(seed)
    rows = rng.randint(2, 4)
    space = TableSpace(*random_margins(rng, rows, 2, 12, (False, False)))
    if seed % 3 == 1:
        space = space.with_cuts(cell_cut(0, 0, 1, 3))
    cut = rng.randint(1, rows - 1)
    first, second = list(range(cut)), list(range(cut, rows))
    sizes = [sum(space.rows.totals[i] for i in group) for group in (first, second)]
    values = [rng.choice([1, 1, 0, 0, -1]) for _ in range(sizes[0] + 1)]
    matrix = np.array([[value] * (sizes[1] + 1) for value in values], dtype=np.int8)
    expected = star(space, first, [second], [matrix])
    found = pair(space, first, second, [(x, x, value) for x, value in enumerate(values)])
    for name in ("total", "holding", "undecided", "failing", "pivot_low", "pivot_high"):
        assert getattr(found, name) == getattr(expected, name), name
    assert found.pivot_values == expected.pivot_values
    assert found.undefined_values == expected.undefined_values
    assert found.decided == expected.decided
    assert found.comparator_ranges == expected.comparator_ranges
    for witness, other, wanted in (
        (found.witness_for, expected.witness_for, 1),
        (found.witness_against, expected.witness_against, 0),
    ):
        assert (witness is None) == (other is None)
        if witness is not None:
            assert space.contains(witness)
            assert values[int(witness[first, 0].sum())] == wanted


def test_a_pair_of_a_million_cases_each_is_judged_exactly():
    n = 10**6
    space = TableSpace(Margin(("a", "b"), (n, n)), Margin(("x", "y"), (n, n)))
    result = pair(space, [0], [1], [(0, 10, 1), (11, n - 1, 0), (n, n, -1)])
    assert (result.total, result.holding, result.undecided) == (n + 1, 11, 1)
    assert result.comparator_ranges == ((n - 10, n),)
    assert result.witness_against[:2, 0].tolist() == [500_005, 499_995]


@pytest.mark.parametrize(
    ("runs_given", "message"),
    [
        ([(0, 1, 1), (3, 4, 0)], "go from 2 to 3"),
        ([(0, 2, 1), (2, 4, 0)], "go from 3 to 2"),
        ([(0, 3, 1)], "stop before 4 of 4"),
        ([(0, 4, 2)], "2 is not a decision"),
    ],
)
def test_runs_must_cover_every_number_once(runs_given, message):
    space = TableSpace(Margin(("a", "b"), (4, 4)), Margin(("x", "y"), (4, 4)))
    with pytest.raises(ValueError, match=message):
        pair(space, [0], [1], runs_given)


def test_a_pair_leaves_no_case_outside():
    space = TableSpace(Margin(("a", "b", "c"), (4, 4, 1)), Margin(("x", "y"), (4, 5)))
    with pytest.raises(ValueError, match="outside the two groups has cases"):
        pair(space, [0], [1], [(0, 4, 1)])
    with pytest.raises(ValueError, match="in two groups"):
        pair(space, [0, 1], [1, 2], [(0, 4, 1)])
