"""Ranges are those over all tables, and their ends are attained by the tables given."""

from __future__ import annotations

import random
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

from recount.tables import (
    CannotBound,
    Cut,
    Infeasible,
    Margin,
    TableSpace,
    cell_cut,
    cell_limits,
    linear_range,
    list_tables,
    odds_ratio_range,
    pearson,
    programme,
    random_table,
    ranges,
    share_cut,
    share_range,
    statistic,
    statistic_range,
    subtotal_cut,
)
from recount.tables.space import evaluate
from tests.recount.tables.tables_brute_force import (
    all_tables,
    grid_space,
    random_margins,
    random_space,
    two_outcome_space,
)

KINDS = ("", "c", "r", "k", "rk", "x", "cx")


def value(table, form):
    return sum(k * int(table[i][j]) for i, j, k in form)


def random_form(rng: random.Random, space: TableSpace) -> list[tuple[int, int, int]]:
    r, c = space.shape
    return [
        (i, j, rng.randint(-3, 3)) for i in range(r + 1) for j in range(c + 1) if rng.random() < 0.7
    ]


def check_linear(space: TableSpace, form: list[tuple[int, int, int]]) -> None:
    tables = all_tables(space)
    if not tables:
        with pytest.raises(Infeasible):
            linear_range(space, form)
        return
    found = linear_range(space, form)
    values = [value(table, form) for table in tables]
    assert (found.low, found.high) == (min(values), max(values))
    for table, end in ((found.low_table, found.low), (found.high_table, found.high)):
        assert space.contains(table)
        assert value(table, form) == end


@pytest.mark.parametrize("seed", range(140))
def test_linear_ranges(seed):
    space = random_space(seed, cuts=KINDS[seed % len(KINDS)])
    check_linear(space, random_form(random.Random(seed), space))


@pytest.mark.parametrize("seed", range(60))
def test_linear_ranges_by_the_integer_programme(seed, monkeypatch):
    monkeypatch.setattr(ranges, "_listed", lambda *_: None)
    space = random_space(seed, cuts=("rk", "x", "cx", "rrx")[seed % 4])
    check_linear(space, random_form(random.Random(seed), space))


@pytest.mark.parametrize("seed", range(40))
def test_the_integer_programme_agrees_with_listing_larger_spaces(seed, monkeypatch):
    rng = random.Random(seed)
    space = TableSpace(*random_margins(rng, 3, 2, 40, (True, True)))
    hidden = random_table(space, seed)
    for _ in range(3):  # Cuts that one table is known to meet.
        cut = random_form(rng, space)
        at = value(hidden, cut)
        space = space.with_cuts(Cut(tuple(cut), at - rng.randint(0, 2), at + rng.randint(0, 2)))
    form = random_form(rng, space)
    tables = list_tables(space, 200_000)
    monkeypatch.setattr(ranges, "_listed", lambda *_: None)
    values = evaluate(tables, form)
    found = linear_range(space, form)
    assert (found.low, found.high) == (values.min(), values.max())


def test_certified_bounds_are_bounds_whatever_the_multipliers():
    """Even nonsense from the solver must not give a bound above a table that exists."""
    space = TableSpace(
        Margin(("a", "b"), (4, 3), missing=2),
        Margin(("x", "y"), (4, 4), missing=1),
        (subtotal_cut([(0, 0), (1, 1)], 2, 4), subtotal_cut([(0, 1), (1, 0), (2, 0)], 1, 3)),
    )
    tables = all_tables(space)
    low, high = cell_limits(space)
    system = programme._System.of(space)
    rng = np.random.default_rng(1)
    for _ in range(200):
        costs = rng.integers(-5, 6, size=low.shape)
        multipliers = SimpleNamespace(
            eqlin=SimpleNamespace(marginals=rng.normal(size=len(system.totals)) * 3),
            ineqlin=SimpleNamespace(marginals=-rng.exponential(size=len(system.limits)) * 3),
        )
        bound = programme._certified(system, costs.ravel(), low, high, multipliers)
        assert bound <= min(int((costs * np.array(table)).sum()) for table in tables)


def test_a_programme_that_needs_too_many_branches_is_refused(monkeypatch):
    monkeypatch.setattr(ranges, "_listed", lambda *_: None)
    monkeypatch.setattr(programme, "NODES", 0)
    space = TableSpace(Margin(("a", "b"), (9, 9)), Margin(tuple("xyz"), (6, 6, 6)))
    crossing = subtotal_cut([(0, 0), (1, 1)], 3, 4)
    with pytest.raises(CannotBound, match="branches"):
        linear_range(space.with_cuts(crossing), [(0, 0, 1), (1, 1, 1)])


def test_a_rectangle_is_bounded_in_closed_form():
    space = TableSpace(Margin(("a", "b", "c"), (5, 6, 7)), Margin(("x", "y", "z"), (4, 4, 10)))
    found = linear_range(space, [(i, j, 1) for i in (0, 1) for j in (1, 2)])
    assert (found.low, found.high, found.proof) == (7, 11, "closed_form")


def test_a_large_space_with_crossing_cuts_has_an_exact_range():
    space = TableSpace(
        Margin(tuple("abcd"), (764, 376, 490, 271), missing=64),
        Margin(("x", "y"), (41, 1726), missing=198),
        (
            subtotal_cut([(0, 0), (1, 1), (2, 0)], 300, 310),
            *share_cut(
                [(3, 1)], [(3, 0), (3, 1)], Fraction(79, 100), Fraction(80, 100), high_closed=True
            ),
        ),
    )
    found = linear_range(space, [(3, 0, 1)])
    assert found.proof == "bound"
    for table, end in ((found.low_table, found.low), (found.high_table, found.high)):
        assert space.contains(table)
        assert table[3, 0] == end
    # By hand: row b holds at most 310 in y, so at least 66 - b are left out there (b its cases in
    # x), which leaves 132 + b for row d; at most 80% of its other cases are in y, so a fifth of
    # 139 - b or more is in x; and both together are 41 at most: 5 x >= 139 - (41 - x).
    assert (found.low, found.high) == (25, 41)


@pytest.mark.parametrize("seed", range(100))
def test_share_ranges(seed):
    rng = random.Random(seed)
    space = random_space(seed, cuts=KINDS[seed % len(KINDS)])
    r, c = space.shape
    cells = [(i, j) for i in range(r + 1) for j in range(c + 1)]
    below = rng.sample(cells, rng.randint(1, len(cells)))
    above = rng.sample(below, rng.randint(1, len(below)))
    shares = [
        Fraction(sum(table[i][j] for i, j in above), size)
        for table in all_tables(space)
        if (size := sum(table[i][j] for i, j in below))
    ]
    if not shares:
        with pytest.raises(Infeasible):
            share_range(space, above, below)
        return
    found = share_range(space, above, below)
    assert (found.low, found.high) == (min(shares), max(shares))
    for table, end in ((found.low_table, found.low), (found.high_table, found.high)):
        assert space.contains(table)
        upper, lower = (sum(int(table[i, j]) for i, j in part) for part in (above, below))
        assert Fraction(upper, lower) == end


def test_a_share_counts_its_numerator_in_its_denominator():
    space = TableSpace(Margin(("a",), (3,)), Margin(("x", "y"), (1, 2)))
    with pytest.raises(ValueError, match="the denominator does not"):
        share_range(space, [(0, 0)], [(0, 1)])


INFINITE = Fraction(10**9)


def odds(table, rows, columns):
    a, b, c, d = (
        sum(int(table[i][j]) for i in row for j in column) for row in rows for column in columns
    )
    if a * d == 0 == b * c:
        return None
    return Fraction(a * d, b * c) if b * c else INFINITE


@pytest.mark.parametrize("seed", range(400))
def test_odds_ratio_ranges(seed):
    rng = random.Random(seed)
    kinds = ("", "", "c", "r", "x")[seed % 5]
    space = two_outcome_space(seed, kinds) if seed % 10 >= 5 else grid_space(seed, kinds)
    r, c = space.shape
    order = rng.sample(range(r), r)
    rows = (tuple(order[:1]), tuple(order[1:2]) if rng.random() < 0.5 else tuple(order[1:]))
    order = rng.sample(range(c), c)
    columns = (tuple(order[:1]), tuple(order[1:2]) if rng.random() < 0.5 else tuple(order[1:]))
    tables = all_tables(space)
    values = [each for table in tables if (each := odds(table, rows, columns)) is not None]
    if not values:
        with pytest.raises((Infeasible, CannotBound)):
            odds_ratio_range(space, *rows, *columns)
        return
    found = odds_ratio_range(space, *rows, *columns)
    for end, table, wanted in (
        (found.low, found.low_table, min(values)),
        (found.high, found.high_table, max(values)),
    ):
        assert (INFINITE if end is None else end) == wanted
        assert space.contains(table)
        assert odds(table, rows, columns) == wanted


def test_an_odds_ratio_range_too_large_to_list_is_bounded_from_outside():
    space = TableSpace(
        Margin(tuple("abc"), (400, 500, 600), missing=50),
        Margin(tuple("xyz"), (500, 500, 500), missing=50),
        (cell_cut(0, 0, 100, 120), cell_cut(0, 1, 90, 95)),
    )
    found = odds_ratio_range(space, [0], [1], [0], [1])
    assert (found.proof, found.low_table, found.high_table) == ("bound", None, None)
    assert found.low == Fraction(0)
    assert found.high is None


@pytest.mark.parametrize("seed", range(110))
def test_statistic_ranges(seed):
    space = random_space(seed, cuts=("", "", "", "c", "r")[seed % 5], most=9)
    tables = all_tables(space)
    r, c = space.shape
    values = [each for table in tables if (each := pearson(np.array(table)[:r, :c])) is not None]
    if not values:
        with pytest.raises((Infeasible, CannotBound)):
            statistic_range(space)
        return
    found = statistic_range(space)
    assert (found.low, found.high) == (min(values), max(values))
    for table, end in ((found.low_table, found.low), (found.high_table, found.high)):
        assert space.contains(table)
        assert pearson(table[:r, :c]) == end


def test_pearson_agrees_with_a_published_worked_example():
    # scipy.stats.chi2_contingency([[10, 10, 20], [20, 20, 20]], correction=False) documents
    # a statistic of 2.7777777777777777.
    assert pearson(np.array([[10, 10, 20], [20, 20, 20]])) == Fraction(25, 9)


def test_where_tables_are_too_many_the_statistic_is_bounded_by_cramer():
    space = TableSpace(
        Margin(("a", "b", "c"), (400, 500, 600), missing=50),
        Margin(("x", "y", "z"), (500, 500, 500), missing=50),
    )
    found = statistic_range(space)
    assert (found.low, found.high, found.proof) == (0, 3100, "bound")
    assert found.low_table is None


def test_margins_with_too_many_corners_are_refused(monkeypatch):
    monkeypatch.setattr(statistic, "CORNERS", 20)
    margin = Margin(tuple("abcd"), (11, 13, 17, 19))
    with pytest.raises(CannotBound, match="too many corners"):
        statistic_range(TableSpace(margin, margin))
