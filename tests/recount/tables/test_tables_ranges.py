"""Ranges are those over all tables, and their ends are attained by the tables given."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations, permutations, product

import numpy as np
import pytest

from recount.tables import (
    Cut,
    Infeasible,
    Margin,
    Mask,
    OutOfReach,
    Space,
    ends,
    joint_ends,
    listing,
    overlap_bounds,
    ranges,
)
from recount.tables.outcomes import even_table
from recount.tables.space import evaluate
from tests.recount.tables.tables_brute_force import (
    all_tables,
    cell_cut,
    grid_space,
    random_margins,
    random_space,
    share_between,
    subtotal_cut,
)

KINDS = ("", "c", "r", "k", "rk", "x", "cx")


def value(table, form):
    return sum(k * int(table[i][j]) for i, j, k in form)


def random_form(rng: random.Random, space: Space) -> list[tuple[int, int, int]]:
    r, c = space.shape
    return [
        (i, j, rng.randint(-3, 3)) for i in range(r + 1) for j in range(c + 1) if rng.random() < 0.7
    ]


def check_linear(space: Space, form: list[tuple[int, int, int]]) -> None:
    tables = all_tables(space)
    if not tables:
        with pytest.raises(Infeasible):
            ends(space, form)
        return
    found = ends(space, form)
    values = [value(table, form) for table in tables]
    assert (found.low, found.high) == (min(values), max(values))
    for table, end in ((found.low_table(), found.low), (found.high_table(), found.high)):
        assert space.contains(table)
        assert value(table, form) == end


@pytest.mark.parametrize("seed", range(140))
def test_linear_ranges(seed):
    space = random_space(seed, cuts=KINDS[seed % len(KINDS)])
    check_linear(space, random_form(random.Random(seed), space))


@pytest.mark.parametrize("seed", range(60))
def test_linear_ranges_by_the_integer_programme(seed, monkeypatch):
    monkeypatch.setattr(ranges, "FEW", 0)
    space = random_space(seed, cuts=("rk", "x", "cx", "rrx")[seed % 4])
    check_linear(space, random_form(random.Random(seed), space))


@pytest.mark.parametrize("seed", range(40))
def test_the_integer_programme_agrees_with_listing_larger_spaces(seed, monkeypatch):
    rng = random.Random(seed)
    space = Space(*random_margins(rng, 3, 2, 40, (True, True)))
    hidden = rng.choice(list(listing(space, 200_000)))
    for _ in range(3):  # Cuts that one table is known to meet.
        cut = random_form(rng, space)
        at = value(hidden, cut)
        space = space.with_cuts(Cut(tuple(cut), at - rng.randint(0, 2), at + rng.randint(0, 2)))
    form = random_form(rng, space)
    tables = listing(space, 200_000)
    monkeypatch.setattr(ranges, "FEW", 0)
    values = evaluate(tables, form)
    found = ends(space, form)
    assert (found.low, found.high) == (values.min(), values.max())


def test_a_rectangle_is_bounded_in_closed_form():
    space = Space(Margin(("a", "b", "c"), (5, 6, 7)), Margin(("x", "y", "z"), (4, 4, 10)))
    found = ends(space, [(i, j, 1) for i in (0, 1) for j in (1, 2)])
    assert (found.low, found.high) == (7, 11)


def test_a_large_space_with_crossing_cuts_has_an_exact_range():
    space = Space(
        Margin(tuple("abcd"), (764, 376, 490, 271), missing=64),
        Margin(("x", "y"), (41, 1726), missing=198),
        (
            subtotal_cut([(0, 0), (1, 1), (2, 0)], 300, 310),
            *share_between(
                [(3, 1)], [(3, 0), (3, 1)], Fraction(79, 100), Fraction(80, 100), high_closed=True
            ),
        ),
    )
    found = ends(space, [(3, 0, 1)])
    for table, end in ((found.low_table(), found.low), (found.high_table(), found.high)):
        assert space.contains(table)
        assert table[3, 0] == end
    # By hand: row b holds at most 310 in y, so at least 66 - b are left out there (b its cases in
    # x), which leaves 132 + b for row d; at most 80% of its other cases are in y, so a fifth of
    # 139 - b or more is in x; and both together are 41 at most: 5 x >= 139 - (41 - x).
    assert (found.low, found.high) == (25, 41)


@pytest.mark.parametrize("seed", range(80))
def test_the_cheapest_table_within_cell_limits(seed):
    rng = random.Random(seed)
    space = random_space(seed, most=9)
    tables = all_tables(space)
    hidden = np.array(rng.choice(tables))
    r, c = hidden.shape
    lows = [[max(int(x) - rng.randint(0, 2), 0) for x in line] for line in hidden]
    highs = [[int(x) + rng.randint(0, 2) for x in line] for line in hidden]
    if seed % 4 == 0:  # Sometimes out of reach.
        highs = [[min(x, rng.randint(0, 2)) for x in line] for line in highs]
        lows = [
            [min(x, y) for x, y in zip(*both, strict=True)]
            for both in zip(lows, highs, strict=True)
        ]
    cells = [(i, j) for i in range(r) for j in range(c)]
    cut = space.with_cuts(*(cell_cut(i, j, lows[i][j], highs[i][j]) for i, j in cells))
    check_linear(cut, [(i, j, rng.randint(-4, 4)) for i, j in cells])


@pytest.mark.parametrize("seed", range(40))
def test_ranges_under_masks_are_those_of_every_table(seed):
    rng = random.Random(seed)
    plain = grid_space(seed)
    mask = Mask(((0,), (1,)), (0,), (1,), lambda yes, no: yes[:, 0] * no[:, 1] > yes[:, 1])
    space = Space(plain.rows, plain.columns, masks=(mask,))
    form = random_form(rng, space)
    values = [value(t, form) for t in all_tables(plain) if t[0][0] * t[1][1] > t[1][0]]
    if not values:
        with pytest.raises(Infeasible):
            ends(space, form)
        return
    assert tuple(ends(space, form)) == (min(values), max(values))


@pytest.mark.parametrize("seed", range(60))
def test_the_even_table_is_within_two_cases_of_independence(seed):
    space = random_space(seed, most=40, columns=4)
    rows, columns = space.rows.with_missing, space.columns.with_missing
    table = even_table(rows, columns)
    assert space.contains(table)
    for i, j in product(range(len(rows)), range(len(columns))):
        assert abs(int(table[i, j]) * space.n - rows[i] * columns[j]) < 2 * max(space.n, 1)


@pytest.mark.parametrize("seed", range(40))
def test_a_table_of_groups_expands_to_a_full_one(seed):
    rng = random.Random(seed)
    space = random_space(seed, most=12, columns=4)
    groups = []
    for size in (len(space.rows.with_missing), len(space.columns.with_missing)):
        order, cut = rng.sample(range(size), size), rng.randint(1, size)
        groups.append([sorted(order[:cut]), sorted(order[cut:])])
    table = np.array(rng.choice(all_tables(space)))

    def merged(full: np.ndarray) -> np.ndarray:
        half = np.array([full[group].sum(axis=0) for group in groups[0]])
        return np.array([half[:, group].sum(axis=1) for group in groups[1]]).T

    full = ranges.expand(space, *groups, merged(table))
    assert space.contains(full)
    assert np.array_equal(merged(full), merged(table))


@pytest.mark.parametrize("seed", range(30))
def test_three_events_overlap_within_their_bounds_and_reach_them(seed):
    rng = random.Random(seed)
    n = rng.randint(1, 5)
    totals = [rng.randint(0, n) for _ in range(rng.randint(1, 3))]
    chosen = [list(combinations(range(n), total)) for total in totals]
    overlaps = [len(set.intersection(*map(set, events))) for events in product(*chosen)]
    assert overlap_bounds(totals, n) == (min(overlaps), max(overlaps))
    margins = [Margin(("yes", "no"), (total, n - total)) for total in totals]
    assert tuple(joint_ends(margins, {(0,) * len(totals): 1})) == (min(overlaps), max(overlaps))


@pytest.mark.parametrize("seed", range(20))
def test_joint_tables_under_cuts_are_those_of_every_way_to_put_the_cases(seed):
    """A difference of two cells of three variables, given a cell of a table of two of them."""
    rng = random.Random(seed)
    n = rng.randint(2, 5)
    levels = [[rng.randrange(2) for _ in range(n)] for _ in range(3)]
    margins = [Margin(("x", "y"), (each.count(0), each.count(1))) for each in levels]
    known = sum(a == 0 and b == 0 for a, b in zip(levels[0], levels[1], strict=True))
    values = set()
    for second, third in product(*(set(permutations(each)) for each in levels[1:])):
        cases = list(zip(levels[0], second, third, strict=True))
        if sum(case[:2] == (0, 0) for case in cases) == known:
            values.add(cases.count((0, 0, 0)) - sum(case[1:] == (1, 0) for case in cases))
    found = joint_ends(margins, {(0, 0, 0): 1, (-1, 1, 0): -1}, [({(0, 0, -1): 1}, known, known)])
    assert (found.low, found.high) == (min(values), max(values))
    assert found.low_table()[0, 0].sum() == known


def test_joint_tables_that_do_not_exist_or_are_too_large_are_refused():
    one = Margin(("a", "b"), (3, 4))
    with pytest.raises(Infeasible):
        joint_ends([one, one], {(0, 0): 1}, [({(0, 0): 1}, 4, 4)])
    with pytest.raises(ValueError, match="margins of"):
        joint_ends([one, Margin(("a",), (3,))], {(0, 0): 1})
    with pytest.raises(OutOfReach, match="the limit is"):
        joint_ends([one] * 10, {(0,) * 10: 1})


def test_missing_cases_count_for_the_worst_on_each_side():
    assert overlap_bounds([(6, 8), 7], 10) == (3, 7)
    assert overlap_bounds([(2, 3), (1, 9)], 10) == (0, 3)
    with pytest.raises(ValueError, match="between 5 and 11"):
        overlap_bounds([(5, 11)], 10)


def test_known_overlaps_of_two_characteristics():
    assert overlap_bounds([1726, 1451], 1965) == (1212, 1451)
    assert overlap_bounds([494, 374], 633) == (235, 374)
