"""Margins, spaces and cuts say what they mean, and refuse what makes no sense."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from recount.tables import (
    Cut,
    Margin,
    Space,
)
from recount.tables.space import cell_limits
from tests.recount.tables.tables_brute_force import (
    all_tables,
    cell_cut,
    compositions,
    random_space,
    share_between,
    subtotal_cut,
)


def test_margins_with_different_numbers_of_cases_are_refused_with_both_numbers():
    with pytest.raises(ValueError, match="rows add up to 7 cases and the columns to 8"):
        Space(Margin(("a", "b"), (3, 4)), Margin(("x", "y"), (3, 5)))


@pytest.mark.parametrize(
    ("labels", "totals", "missing", "message"),
    [
        (("a", "a"), (1, 2), 0, "repeated"),
        (("a", "b"), (1,), 0, "2 labels for 1 counts"),
        (("a",), (-1,), 0, "a: -1 is not"),
        (("a",), (1,), -2, "missing: -2 is not"),
        (("a",), (1.5,), 0, "a: 1.5 is not"),
        (("a",), (True,), 0, "a: True is not"),
        ((), (), 0, "0 labels for 0 counts"),
    ],
)
def test_a_margin_that_makes_no_sense_is_refused(labels, totals, missing, message):
    with pytest.raises(ValueError, match=message):
        Margin(labels, totals, missing)


def test_a_cut_outside_the_table_is_refused():
    space = Space(Margin(("a",), (3,)), Margin(("x",), (3,)))
    with pytest.raises(ValueError, match=r"cell \(2, 0\) is not in the table"):
        space.with_cuts(cell_cut(2, 0, 0, 1))
    with pytest.raises(ValueError, match="too large"):
        space.with_cuts(Cut(((0, 0, 2**61),), 0, 1))


def test_terms_of_one_cell_are_added_up_and_zeros_dropped():
    cut = Cut(((0, 0, 2), (0, 1, 1), (0, 0, 3), (0, 1, -1)), 0, None)
    assert cut.coefficients == ((0, 0, 5),)


@pytest.mark.parametrize("low_closed", [True, False])
@pytest.mark.parametrize("high_closed", [True, False])
def test_a_share_cut_is_exact_at_its_ends(low_closed, high_closed):
    low, high = Fraction(1, 4), Fraction(3, 4)
    cuts = share_between(
        [(0, 0)], [(0, 0), (0, 1)], low, high, low_closed=low_closed, high_closed=high_closed
    )
    space = Space(Margin(("a", "b"), (8, 8)), Margin(("x", "y"), (8, 8)), cuts)
    for x in range(9):
        share = Fraction(x, 8)
        above = share >= low if low_closed else share > low
        below = share <= high if high_closed else share < high
        table = [[x, 8 - x, 0], [8 - x, x, 0], [0, 0, 0]]
        assert bool(space.contains(table)) == (above and below), x


@pytest.mark.parametrize("seed", range(40))
def test_contains_agrees_with_trying_every_table(seed):
    space = random_space(seed, cuts=("", "c", "rx", "kc")[seed % 4], most=5)
    rows, columns = space.rows.with_missing, space.columns.with_missing
    cells = len(rows) * len(columns)
    wanted = set(all_tables(space))
    if cells > 9:
        inside = [np.array(table) for table in wanted]
        assert all(space.contains(table) for table in inside)
        return
    candidates = np.array(list(compositions(space.n, cells))).reshape(-1, len(rows), len(columns))
    chosen = candidates[space.contains(candidates)]
    assert {tuple(map(tuple, table)) for table in chosen.tolist()} == wanted


@pytest.mark.parametrize("seed", range(60))
def test_cell_limits_hold_every_table_and_are_attained_without_cuts(seed):
    space = random_space(seed, cuts=("", "c", "rx", "kc")[seed % 4])
    tables = np.array(all_tables(space))
    limits = cell_limits(space)
    if limits is None:
        assert len(tables) == 0
        return
    if len(tables):
        assert (limits[0] <= tables.min(axis=0)).all()
        assert (limits[1] >= tables.max(axis=0)).all()
    if not space.cuts:
        assert np.array_equal(limits[0], tables.min(axis=0))
        assert np.array_equal(limits[1], tables.max(axis=0))


def test_turning_a_space_over_turns_its_tables_over():
    space = random_space(3, cuts="rc")
    turned = [tuple(zip(*table, strict=True)) for table in all_tables(space)]
    assert sorted(turned) == all_tables(space.transposed())


def test_an_empty_cut_is_met_by_all_tables_or_by_none():
    space = Space(Margin(("a",), (3,)), Margin(("x",), (3,)))
    assert cell_limits(space.with_cuts(subtotal_cut([], 0, 1))) is not None
    assert cell_limits(space.with_cuts(subtotal_cut([], 1, 2))) is None
