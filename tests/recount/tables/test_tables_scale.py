"""Large numbers: the same answers scaled, and limits that are told instead of run into."""

from __future__ import annotations

import tracemalloc
from fractions import Fraction

import numpy as np
import pytest

from recount.tables import (
    Margin,
    OutOfReach,
    Space,
    corners,
    count,
    ends,
    pairs,
    score_states,
    search,
    walk,
)
from recount.tables.outcomes import outcomes
from tests.recount.tables.tables_brute_force import share_between, steps, sweep

ROWS, MISSING, OUTCOME = (764, 376, 490, 271), 64, (143, 1822)


def scaled(factor: int) -> Space:
    """A margin of four rows and one of two outcomes, every count times a factor."""
    rows = Margin(tuple("abcd"), tuple(factor * n for n in ROWS), factor * MISSING)
    return Space(rows, Margin(("yes", "no"), tuple(factor * n for n in OUTCOME)))


def above(n1: int, n2: int, direction: int = 1, gap: Fraction = Fraction(1, 10)):
    """The pivot's share is higher (1), lower (-1) or neither (0) by a tenth of one."""

    def decide(x, y):
        difference = (x * n2 - y * n1) * gap.denominator
        limit = gap.numerator * n1 * n2
        if direction == 0:
            return (abs(difference) <= limit).astype(np.int8)
        return (difference * direction > limit).astype(np.int8)

    return decide


@pytest.mark.parametrize("direction", [1, -1, 0])
def test_a_contrast_times_ten_thousand_has_the_values_of_the_shares(direction):
    """What limits are on shares scales with the counts, to within one case in the unscaled."""
    exact = sweep(scaled(1), [3], [[0]], [above(271, 764, direction)])
    assert exact.method == "sweep"
    for factor in (100, 10_000):
        space = scaled(factor)
        n = space.rows.totals
        found = sweep(space, [3], [[0]], [above(n[3], n[0], direction)], monotone=True)
        assert (found.method, found.exhausted, found.holding) == ("corner", True, None)
        assert found.total == outcomes(space).count
        assert found.verdict == exact.verdict == "open"
        assert len(found.values) == len(exact.values) == 1
        for end, scaled_end in zip(exact.values[0], found.values[0], strict=True):
            assert abs(Fraction(scaled_end, factor) - end) <= 1


@pytest.mark.parametrize("direction", [1, -1, 0])
def test_against_several_groups_of_millions_witnesses_show_that_a_claim_is_open(direction):
    space = scaled(10_000)
    n = space.rows.totals
    decide = [above(n[3], n[g], direction) for g in (0, 1)]
    found = sweep(space, [3], [[0], [1]], decide, monotone=True)
    assert (found.method, found.verdict) == ("corner", "open")
    for table, wanted in ((found.witness_for, True), (found.witness_against, False)):
        assert space.contains(table)
        x = table[:, 0]
        assert (
            all(int(own(x[3:4], x[g : g + 1])[0]) for own, g in zip(decide, (0, 1), strict=True))
            is wanted
        )


def test_a_claim_that_cannot_fail_is_proved_at_any_size():
    factor = 5_000
    rows = Margin(("a", "b"), (900 * factor, 100 * factor), missing=factor)
    space = Space(rows, Margin(("yes", "no"), (500 * factor, 501 * factor)))
    most = lambda x, y: (x > y).astype(np.int8)  # noqa: E731
    found = sweep(space, [0], [[1]], [most], monotone=True)
    assert (found.verdict, found.method, found.witness_against) == ("holds", "corner", None)
    never = sweep(space, [1], [[0]], [most], monotone=True)
    assert (never.verdict, never.values) == ("fails", ())
    unsure = sweep(space, [0], [[1]], [most])
    assert (unsure.verdict, unsure.exhausted, unsure.values) == ("open", False, ())


def test_pairs_of_millions_are_their_corners():
    space = scaled(10_000)
    x, y = pairs(space, [3], [0])
    assert len(x) < 100
    low, high = outcomes(space).limits([3])
    assert (x.min(), x.max()) == (low, high)
    rest = space.columns.totals[0] - x - y
    assert (rest >= 0).all()
    assert (rest <= sum(space.rows.with_missing[i] for i in (1, 2, 4))).all()


def test_slopes_of_millions_come_from_the_ends_of_s():
    for factor, proof in ((10, True), (10_000, False)):
        space = scaled(factor)
        states = score_states(space, (0, 1, 2, 3))
        assert states.weight is None
        n, total = np.array(space.rows.totals), sum(space.rows.totals)
        rises = lambda k, s, n=n, total=total: (s * total > k * int(n @ range(4))).astype(np.int8)  # noqa: E731
        found = walk(states, rises(states.k, states.s))
        assert (found.verdict, found.method, found.exhausted) == ("open", "corner", proof)
        for table, wanted in ((found.witness_for, 1), (found.witness_against, 0)):
            assert space.contains(table)
            y = table[:4, 0]
            assert int(rises(y.sum(keepdims=True), (y @ range(4))[None])[0]) == wanted
        for k, s in zip(states.k[:30].tolist(), states.s[:30].tolist(), strict=True):
            y = states.table(k, s)[:4, 0]
            assert (y.sum(), y @ range(4)) == (k, s)


def test_steps_of_millions_are_witnessed():
    space = scaled(1_000)
    n = space.rows.totals

    def decide(i, x, y):
        return above(n[i + 1], n[i], gap=Fraction(1, 100))(y, x)

    found = steps(space, decide)
    assert (found.verdict, found.exhausted) == ("open", False)
    for table, wanted in ((found.witness_for, True), (found.witness_against, False)):
        assert space.contains(table)
        y = table[:, 0]
        said = [int(decide(i, y[i : i + 1], y[i + 1 : i + 2])[0]) for i in range(3)]
        assert all(said) == wanted


def test_a_larger_table_of_millions_is_judged_by_its_corners():
    rows = Margin(tuple("abc"), (5_000_000, 7_000_000, 6_000_000), 900_000)
    space = Space(rows, Margin(("yes", "no"), (7_000_000, 11_500_000), missing=400_000))
    higher = lambda a, b, c, d: (a * d > 3 * b * c).astype(np.int8)  # noqa: E731
    found = corners(space, [0], [[1]], [higher], 1, True)
    assert found.verdict == "open"
    for table, wanted in ((found.witness_for, 1), (found.witness_against, 0)):
        assert space.contains(table)
        cells = [np.array([x]) for x in table[:2, :2].ravel()]
        assert int(higher(*cells)[0]) == wanted
    sought = search(space, lambda t: (t[:, 0, 0] > 3 * t[:, 1, 0]).astype(np.int8))
    assert sought.verdict == "open"
    assert space.contains(sought.witness_for)


def test_a_percentage_of_a_known_row_is_an_interval_at_any_size():
    """59% of 1,120,000: from 58.5% of them up to one case below 59.5%."""
    n = 1_120_000
    row = [(0, 0), (0, 1)]
    space = Space(
        Margin(("a", "b"), (n, 2 * n)),
        Margin(("yes", "no"), (n, 2 * n)),
        share_between([(0, 0)], row, Fraction(117, 200), Fraction(119, 200)),
    )
    low, high = n * 117 // 200, n * 119 // 200 - 1
    assert tuple(ends(space, [(0, 0, 1)])) == (low, high)
    assert count(space) == high - low + 1


CLASSIC = Space(
    Margin(tuple("abcd"), (220, 215, 93, 64)), Margin(tuple("wxyz"), (108, 286, 71, 127))
)


def test_the_classic_four_by_four_table_is_counted():
    # Eye and hair colour of 592 people: Diaconis & Gangolli 1995 give this number.
    assert count(CLASSIC) == 1_225_914_276_768_514
    assert count(CLASSIC.transposed()) == 1_225_914_276_768_514


def test_counts_out_of_reach_are_told_within_little_memory():
    margin = Margin(tuple(map(str, range(32))), (50,) * 32)
    large = Margin(tuple("abcd"), (20_000_000, 25_000_000, 22_000_000, 20_000_000))
    tracemalloc.start()
    with pytest.raises(OutOfReach, match="polynomials are too long"):
        count(Space(margin, margin))
    assert count(Space(large, large)) > 10**50
    row = [(0, j) for j in range(4)]
    cut = Space(
        large,
        large,
        share_between([(0, 0), (1, 1)], [*row, (1, 1)], Fraction(1, 9), Fraction(1, 8)),
    )
    with pytest.raises(OutOfReach, match="cuts cross"):
        count(cut)
    assert tracemalloc.get_traced_memory()[1] < 300e6
    tracemalloc.stop()
