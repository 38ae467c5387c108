"""Counts and listings are those of trying every table."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from recount.tables import (
    Margin,
    OutOfReach,
    Space,
    count,
    counting,
    listing,
    lists,
)
from recount.tables.counting import at_corners
from recount.tables.outcomes import Outcomes
from tests.recount.tables.tables_brute_force import (
    all_tables,
    random_space,
    share_between,
    subtotal_cut,
)

KINDS = ("", "c", "r", "k", "rr", "kk", "rk", "x", "cx")


@pytest.mark.parametrize("seed", range(180))
def test_counts_and_listings_agree_with_trying_every_table(seed):
    space = random_space(seed, cuts=KINDS[seed % len(KINDS)])
    wanted = all_tables(space)
    assert count(space) == len(wanted)
    listed = listing(space, limit=10_000)
    assert listed.shape[1:] == (len(space.rows.totals) + 1, len(space.columns.totals) + 1)
    assert [tuple(map(tuple, table)) for table in listed.tolist()] == wanted


@pytest.mark.parametrize("seed", range(30))
def test_small_pieces_give_the_same_list_in_the_same_order(seed, monkeypatch):
    space = random_space(seed, cuts=("", "rx")[seed % 2])
    whole = listing(space, limit=10_000)
    monkeypatch.setattr(lists, "PIECE", 3)
    assert np.array_equal(listing(space, limit=10_000), whole)


@pytest.mark.parametrize("seed", range(60))
def test_vectors_with_limits_are_counted(seed):
    rng = random.Random(seed)
    low = [rng.randint(0, 3) for _ in range(rng.randint(0, 4))]
    high = [a + rng.randint(-1, 4) for a in low]
    total = rng.randint(0, 12)
    boxes = product(*(range(a, b + 1) for a, b in zip(low, high, strict=True)))
    view = Outcomes(total, tuple(high), tuple(low), tuple(high))
    assert view.count == sum(sum(x) == total for x in boxes)


def figure_eleven(low: Fraction, high: Fraction, *, low_closed: bool, high_closed: bool):
    """Rows of 112, 644 and 1,209 cases and 514 of 1,965 with the outcome, cut by three shares."""
    cuts = [
        cut
        for row, share in enumerate((59, 43, 14))
        for cut in share_between(
            [(row, 0)],
            [(row, 0), (row, 1)],
            Fraction(share, 100) + low,
            Fraction(share, 100) + high,
            low_closed=low_closed,
            high_closed=high_closed,
        )
    ]
    return Space(
        Margin(("first", "second", "third"), (112, 644, 1209)),
        Margin(("yes", "no"), (514, 1451)),
        tuple(cuts),
    )


HALF, POINT = Fraction(1, 200), Fraction(1, 100)


@pytest.mark.parametrize(
    ("low", "high", "low_closed", "high_closed", "number"),
    [
        pytest.param(-HALF, HALF, True, False, 7, id="half_up"),
        pytest.param(Fraction(0), POINT, True, False, 1, id="truncate"),
        pytest.param(-POINT, Fraction(0), False, True, 0, id="ceiling"),
        pytest.param(-POINT, POINT, False, False, 39, id="within_a_point"),
        pytest.param(-POINT, POINT, True, True, 39, id="within_a_point_or_at_it"),
    ],
)
def test_three_rounded_shares_leave_few_tables(low, high, low_closed, high_closed, number):
    space = figure_eleven(low, high, low_closed=low_closed, high_closed=high_closed)
    assert count(space) == number
    assert len(listing(space, limit=100)) == number


def test_count_of_a_five_by_three_table_does_not_depend_on_its_orientation():
    space = Space(
        Margin(("1", "2", "3", "4"), (173, 129, 183, 125), missing=23),
        Margin(("other", "family", "mixed"), (374, 134, 125)),
    )
    assert count(space) == 27_455_523_981_466 == count(space.transposed())


def test_known_number_of_four_by_four_tables_with_equal_margins():
    # H(4, r) counts 4 x 4 tables with all margins r: 24, 282, 2008 (OEIS A001496).
    for total, known in ((1, 24), (2, 282), (3, 2008)):
        margin = Margin(tuple("abcd"), (total,) * 4)
        assert count(Space(margin, margin)) == known


@pytest.mark.parametrize(
    ("rows", "columns", "known"),
    [
        ((220, 215, 93, 64), (108, 286, 71, 127), 1_225_914_276_768_514),
        (
            (229_623, 259_723, 132_135, 310_952),
            (279_858, 170_568, 297_181, 184_826),
            646_911_395_459_296_645_200_004_000_804_003_243_371_154_862,
        ),
    ],
)
def test_four_by_four_margins_of_any_size_are_counted(rows, columns, known):
    # 4x4Table1 and 4x4Table5 of LattE's own tests.
    assert count(Space(Margin(tuple("abcd"), rows), Margin(tuple("wxyz"), columns))) == known


@pytest.mark.parametrize("seed", range(40))
def test_the_corners_tell_how_many_tables_a_list_has(seed):
    rng = np.random.default_rng(seed)
    table = rng.integers(0, 3, size=rng.integers(2, 5, size=2))
    table[0] += 1
    table[:, 0] += 1
    rows, columns = table.sum(axis=1).tolist(), table.sum(axis=0).tolist()
    names = [tuple(map(str, range(len(totals)))) for totals in (rows, columns)]
    space = Space(Margin(names[0], tuple(rows)), Margin(names[1], tuple(columns)))
    try:
        wanted = len(listing(space, limit=50_000))
    except OutOfReach:
        wanted = count(space)  # by polynomials
    assert at_corners(rows, columns) == wanted


def test_too_many_corners_are_not_visited(monkeypatch):
    monkeypatch.setattr(counting, "MOST_CORNERS", 5)
    assert at_corners([3, 4], [2, 1, 4]) == 6
    assert at_corners([3, 4, 2], [2, 1, 6]) is None


def test_two_columns_are_counted_at_any_size():
    n = 10**6
    space = Space(Margin(("a", "b"), (n, n)), Margin(("x", "y"), (n, n)))
    assert count(space) == n + 1


def test_more_tables_than_the_limit_are_an_error_that_says_how_many_there_are_at_least():
    space = Space(Margin(("a", "b"), (60, 60)), Margin(("x", "y"), (60, 60)))
    with pytest.raises(OutOfReach, match="at least 61 tables, the limit is 10"):
        listing(space, limit=10)
    assert len(listing(space, limit=61)) == 61


def test_a_set_that_is_out_of_reach_is_refused(monkeypatch):
    monkeypatch.setattr(counting, "MOST_CORNERS", 100)
    margin = Margin(tuple("abcde"), (400,) * 5)
    space = Space(margin, margin)
    with pytest.raises(OutOfReach, match="polynomials are too long"):
        count(space, limit=1000)
    crossing = subtotal_cut([(0, 0), (1, 1)], 100, 200)
    with pytest.raises(OutOfReach, match="cuts cross rows and columns"):
        count(space.with_cuts(crossing), limit=1000)


def test_zero_totals_leave_one_empty_table():
    space = Space(Margin(("a", "b"), (0, 0)), Margin(("x", "y"), (0, 0)))
    assert count(space) == 1
    assert listing(space, limit=1).tolist() == [[[0] * 3] * 3]
