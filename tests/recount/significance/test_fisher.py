"""Fisher's test: exact p, ties, and floats that never decide what only whole numbers can."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from recount.settings import Settings
from recount.significance import threshold, two_by_two
from recount.significance.fisher import (
    _enclosed,
    _no_likelier,
    _tail_ends,
    fisher_p_exact,
    mode_of,
    support,
)
from tests.recount.significance.p_values import two_by_two_p

SETTINGS = Settings()


def exact_p(a: int, b: int, c: int, d: int) -> Fraction:
    """Return the package's exact p as a fraction of Python's."""
    if 0 in (a + b, c + d, a + c, b + d):
        return Fraction(1)
    p = fisher_p_exact(a + b, c + d, a + c, a)
    return Fraction(int(p.p), int(p.q))


def weight(n1: int, n2: int, t: int, x: int) -> int:
    """Return the number of ways to get first cell x."""
    return math.comb(n1, x) * math.comb(n2, t - x)


def brute_p(a: int, b: int, c: int, d: int) -> Fraction:
    """Return p by adding up binomial coefficients."""
    n1, n2, t = a + b, c + d, a + c
    low, high = support(n1, n2, t)
    weights = [weight(n1, n2, t, x) for x in range(low, high + 1)]
    own = weight(n1, n2, t, a)
    return Fraction(sum(w for w in weights if w <= own), sum(weights))


def tables_in_small_margins() -> list[tuple[int, int, int, int]]:
    """Return every table with rows of at most 7 cases."""
    return [
        (a, n1 - a, c, n2 - c)
        for n1 in range(8)
        for n2 in range(8)
        for a in range(n1 + 1)
        for c in range(n2 + 1)
    ]


def test_exact_p_of_every_small_table() -> None:
    """The exact p is the sum of binomial coefficients, ties included."""
    for cells in tables_in_small_margins():
        assert exact_p(*cells) == brute_p(*cells), cells


@pytest.mark.parametrize(
    "alpha", [Fraction(1, 20), Fraction(1, 10), Fraction(2, 7), Fraction(9, 10)]
)
def test_every_small_table_is_decided_exactly(alpha: Fraction) -> None:
    """No small table is decided otherwise than by its exact p, in bulk and one margin at a time."""
    cells = [t for t in tables_in_small_margins() if t[0] + t[2] and t[1] + t[3]]
    cells = [t for t in cells if t[0] + t[1] and t[2] + t[3]]
    expected = [int(brute_p(*t) < alpha) for t in cells]
    settings = Settings(alpha=alpha)
    assert two_by_two("fisher", *np.array(cells).T, settings).tolist() == expected
    for one in range(0, len(cells), 7):
        assert int(two_by_two("fisher", *cells[one], settings)) == expected[one]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_floats_agree_with_whole_numbers(seed: int) -> None:
    """On random tables, with equal rows or columns in a third each, decisions and p are exact."""
    rng = np.random.default_rng(seed)
    cells = rng.integers(0, 70, size=(4, 300))
    cells[:, 100:200] = rng.integers(0, 70, size=(4, 100))
    cells[3, :100] = np.maximum(cells[0, :100] + cells[1, :100] - cells[2, :100], 0)
    cells[3, 100:200] = np.maximum(cells[0, 100:200] + cells[2, 100:200] - cells[1, 100:200], 0)
    exact = [brute_p(*(int(v) for v in column)) for column in cells.T]
    decisions = two_by_two("fisher", *cells, SETTINGS)
    p = two_by_two_p("fisher", *cells)
    defined = decisions >= 0
    assert defined.sum() > 290
    assert decisions[defined].tolist() == [
        int(e < SETTINGS.alpha) for e, d in zip(exact, defined, strict=True) if d
    ]
    np.testing.assert_allclose(
        p[defined], [float(e) for e, d in zip(exact, defined, strict=True) if d], rtol=1e-10
    )


@pytest.mark.parametrize(
    ("cells", "alpha"),
    [
        ((1, 0, 0, 19), Fraction(1, 20)),  # 1 table in 20
        ((3, 0, 0, 3), Fraction(1, 10)),  # 1 in choose(6, 3) = 20, twice
        ((0, 3, 3, 0), Fraction(1, 10)),
        ((2, 0, 1, 4), Fraction(1, 7)),  # 3 tables in 21
    ],
)
def test_p_equal_to_alpha_is_not_significant(
    cells: tuple[int, int, int, int], alpha: Fraction
) -> None:
    """A p that equals alpha exactly is not significant; a hair more of alpha makes it so."""
    assert exact_p(*cells) == alpha
    assert int(two_by_two("fisher", *cells, Settings(alpha=alpha))) == 0
    assert int(two_by_two("fisher", *cells, Settings(alpha=alpha + Fraction(1, 10**30)))) == 1
    assert int(two_by_two("fisher", *cells, Settings(alpha=alpha - Fraction(1, 10**30)))) == 0


def test_symmetric_ties_count() -> None:
    """With equal rows the mirrored table is as probable, and leaving it out would flip this one."""
    cells = (2, 8, 7, 3)
    own_tail = sum(Fraction(weight(10, 10, 9, x), math.comb(20, 9)) for x in range(3))
    assert own_tail < Fraction(1, 20) < 2 * own_tail == exact_p(*cells)
    assert int(two_by_two("fisher", *cells, SETTINGS)) == 0


def test_ties_that_no_symmetry_explains() -> None:
    """Two first cells can be equally probable by arithmetic alone; they count as tied."""
    found = [
        (n1, n2, t, x, y)
        for n1 in range(2, 16)
        for n2 in range(n1 + 1, 16)
        for t in range(2, n1 + n2 - 1)
        if 2 * t != n1 + n2
        for x in range(support(n1, n2, t)[0], mode_of(n1, n2, t))
        for y in range(x + 2, support(n1, n2, t)[1] + 1)
        if weight(n1, n2, t, x) == weight(n1, n2, t, y)
    ]
    assert len(found) == 14
    for n1, n2, t, x, y in found:
        assert _no_likelier(n1, n2, t, x, y)
        assert _no_likelier(n1, n2, t, y, x)
        assert _tail_ends(n1, n2, t, x) == (x, y)
        p = brute_p(x, n1 - x, t - x, n2 - t + x)
        assert float(two_by_two_p("fisher", x, n1 - x, t - x, n2 - t + x)) == pytest.approx(
            float(p), rel=1e-12
        )
        # At a level of exactly that p it is not significant; without the tie it would be.
        settings = Settings(alpha=p)
        if p < 1:
            assert int(two_by_two("fisher", x, n1 - x, t - x, n2 - t + x, settings)) == 0


def test_tiny_p_keeps_its_digits() -> None:
    """P far below the window of weights is still good to ten digits, down to 1e-300."""
    for cells in ((60, 0, 0, 60), (300, 20, 15, 290), (500, 3, 2, 400), (90, 0, 5, 9000)):
        exact = exact_p(*cells)
        assert float(two_by_two_p("fisher", *cells)) == pytest.approx(float(exact), rel=1e-10)


def test_large_margins_agree_with_whole_numbers() -> None:
    """With 40,000 cases the ends of the accepted range are those of exact fractions."""
    n1, n2, t = 15_000, 25_000, 9_001
    x = np.arange(t + 1)
    accepted = np.flatnonzero(two_by_two("fisher", x, n1 - x, t - x, n2 - t + x, SETTINGS) == 0)
    low, high = int(accepted[0]), int(accepted[-1])
    for cell, significant in ((low - 1, True), (low, False), (high, False), (high + 1, True)):
        p = exact_p(cell, n1 - cell, t - cell, n2 - t + cell)
        assert (p < SETTINGS.alpha) is significant
        assert float(_enclosed(n1, n2, t, cell)) == pytest.approx(float(p), rel=1e-14)


def test_200_000_cases_are_decided_at_the_threshold_of_their_own_p() -> None:
    """With a level of p itself, and a hair beside it, enclosures and whole numbers decide."""
    cells = (50_080, 49_920, 49_920, 50_080)
    p = fisher_p_exact(100_000, 100_000, 100_000, cells[0])
    level = Fraction(int(p.p * 10**60 // p.q), 10**60)
    assert level < Fraction(int(p.p), 1) / int(p.q)
    assert int(two_by_two("fisher", *cells, Settings(alpha=level))) == 0
    assert int(two_by_two("fisher", *cells, Settings(alpha=level + Fraction(1, 10**60)))) == 1


def test_certainty_everywhere_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deciding every table by enclosures gives the decisions of the floats."""
    cells = np.random.default_rng(8).integers(0, 60, size=(4, 400))
    cells[3, ::3] = np.maximum(cells[0, ::3] + cells[1, ::3] - cells[2, ::3], 0)
    by_floats = two_by_two("fisher", *cells, SETTINGS)
    monkeypatch.setattr(threshold, "NEAR", 1e12)
    assert two_by_two("fisher", *cells, SETTINGS).tolist() == by_floats.tolist()
    assert 50 < (by_floats == 1).sum() < 350
