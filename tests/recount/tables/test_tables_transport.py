"""Transport problems, overlaps and merged levels agree with trying everything."""

from __future__ import annotations

import random
from itertools import combinations, product

import numpy as np
import pytest

from recount.tables import (
    Margin,
    Merging,
    TableSpace,
    cell_cut,
    even_table,
    largest,
    overlap_bounds,
    random_table,
    subtotal_cut,
)
from recount.tables.transport import cheapest_table
from tests.recount.tables.tables_brute_force import (
    all_tables,
    random_space,
)


@pytest.mark.parametrize("seed", range(80))
def test_the_cheapest_table_within_cell_limits(seed):
    rng = random.Random(seed)
    space = random_space(seed, most=9)
    rows, columns = space.rows.with_missing, space.columns.with_missing
    shape = len(rows), len(columns)
    hidden = random_table(space, seed)
    low = np.maximum(hidden - np.array([[rng.randint(0, 2)] * shape[1]] * shape[0]), 0)
    high = hidden + np.array([[rng.randint(0, 2) for _ in columns] for _ in rows])
    costs = np.array([[rng.randint(-4, 4) for _ in columns] for _ in rows])
    if seed % 4 == 0:  # Sometimes out of reach.
        high = np.minimum(high, rng.randint(0, 2))
        low = np.minimum(low, high)
    inside = [
        int((costs * table).sum())
        for table in map(np.array, all_tables(space))
        if (table >= low).all() and (table <= high).all()
    ]
    found = cheapest_table(rows, columns, low, high, costs)
    assert (found is None) == (not inside)
    if found is not None:
        assert space.contains(found)
        assert (found >= low).all()
        assert (found <= high).all()
        assert int((costs * found).sum()) == min(inside)


@pytest.mark.parametrize("seed", range(60))
def test_the_even_table_is_within_one_case_of_independence(seed):
    space = random_space(seed, most=40, columns=4)
    rows, columns = space.rows.with_missing, space.columns.with_missing
    table = even_table(rows, columns)
    assert space.contains(table)
    for i, j in product(range(len(rows)), range(len(columns))):
        assert abs(int(table[i, j]) * space.n - rows[i] * columns[j]) < max(space.n, 1)


@pytest.mark.parametrize("seed", range(30))
def test_three_events_overlap_within_their_bounds_and_reach_them(seed):
    rng = random.Random(seed)
    n = rng.randint(1, 5)
    totals = [rng.randint(0, n) for _ in range(rng.randint(1, 3))]
    chosen = [list(combinations(range(n), total)) for total in totals]
    overlaps = [len(set.intersection(*map(set, events))) for events in product(*chosen)]
    assert overlap_bounds(totals, n) == (min(overlaps), max(overlaps))


def test_missing_cases_count_for_the_worst_on_each_side():
    assert overlap_bounds([(6, 8), 7], 10) == (3, 7)
    assert overlap_bounds([(2, 3), (1, 9)], 10) == (0, 3)
    with pytest.raises(ValueError, match="between 5 and 11"):
        overlap_bounds([(5, 11)], 10)
    with pytest.raises(ValueError, match="no characteristic"):
        overlap_bounds([], 10)


def test_known_overlaps_of_men_and_strangers():
    assert overlap_bounds([1726, 1451], 1965) == (1212, 1451)
    assert overlap_bounds([494, 374], 633) == (235, 374)


@pytest.mark.parametrize("seed", range(40))
def test_merging_and_restoring(seed):
    rng = random.Random(seed)
    space = random_space(seed, most=12, columns=4)
    r, c = space.shape
    rows, columns = rng.sample(range(r), r), rng.sample(range(c), c)
    cut_r, cut_c = rng.randint(1, r), rng.randint(1, c)
    merging = Merging(space, (tuple(rows[:cut_r]),), (tuple(columns[:cut_c]),))
    form = [(i, j, rng.randint(-3, 3)) for i in range(r + 1) for j in range(c + 1)]
    table = merging.merge(largest(space, form).table)
    assert merging.merged().contains(table)
    restored = merging.restore(table)
    assert space.contains(restored)
    assert np.array_equal(merging.merge(restored), table)


def test_a_cut_inside_a_merged_cell_is_refused():
    space = TableSpace(Margin(tuple("abc"), (2, 2, 2)), Margin(("x", "y"), (3, 3)))
    merging = Merging(space, ((0, 1), (2,)), ((0,), (1,)))
    whole = space.with_cuts(subtotal_cut([(0, 0), (1, 0)], 1, 2))
    assert Merging(whole, merging.rows, merging.columns).merged().cuts[0].coefficients == (
        (0, 0, 1),
    )
    inside = space.with_cuts(cell_cut(0, 0, 1, 2, "one cell"))
    with pytest.raises(ValueError, match="'one cell' looks inside"):
        Merging(inside, merging.rows, merging.columns).merged()
    with pytest.raises(ValueError, match="disjoint groups"):
        Merging(space, ((0, 1), (1,)), ((0,),))
