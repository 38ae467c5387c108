"""Decisions on 2x2 tables against scipy, at the threshold, and where a test is undefined."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import Table2x2

from recount.settings import Settings
from recount.significance import (
    NOT_SIGNIFICANT,
    SIGNIFICANT,
    TWO_BY_TWO_TESTS,
    UNDEFINED,
    chi_squared_p_range,
    two_by_two,
    two_by_two_p,
    two_by_two_table,
)
from recount.significance.chi_squared import p_below_alpha
from recount.significance.two_by_two_table import _enclosure

SETTINGS = Settings()


def random_tables(seed: int, most: int, how_many: int) -> np.ndarray:
    """Return the four cells of random tables, zeros included."""
    return np.random.default_rng(seed).integers(0, most, size=(4, how_many))


def scipy_p(test: str, a: int, b: int, c: int, d: int) -> float:
    """Return p of one table from scipy, or from statsmodels for Wald's test."""
    table = [[a, b], [c, d]]
    if test == "fisher":
        return float(stats.fisher_exact(table).pvalue)
    if test == "wald":
        return float(Table2x2(np.array(table)).log_oddsratio_pvalue())
    name = {"pearson": "pearson", "likelihood_ratio": "log-likelihood"}[test]
    return float(stats.chi2_contingency(table, correction=False, lambda_=name).pvalue)


@pytest.mark.parametrize("test", TWO_BY_TWO_TESTS)
@pytest.mark.parametrize("most", [8, 60, 900])
def test_p_agrees_with_scipy_and_statsmodels(test: str, most: int) -> None:
    """P is scipy's (Wald: statsmodels's) to 1e-9 on random tables from tiny to large."""
    tables = random_tables(most, most, 60) + 1
    ours = two_by_two_p(test, *tables)
    theirs = [scipy_p(test, *(int(v) for v in column)) for column in tables.T]
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("test", TWO_BY_TWO_TESTS)
def test_decision_is_p_below_alpha(test: str) -> None:
    """Decisions are those of p, on random tables that are nowhere near the threshold."""
    tables = random_tables(5, 40, 4000)
    p = two_by_two_p(test, *tables)
    expected = np.where(np.isnan(p), UNDEFINED, np.where(p < 0.05, SIGNIFICANT, NOT_SIGNIFICANT))
    clear = np.isnan(p) | (np.abs(p - 0.05) > 1e-6)
    assert clear.mean() > 0.99
    np.testing.assert_array_equal(two_by_two(test, *tables, SETTINGS)[clear], expected[clear])


@pytest.mark.parametrize("test", ["pearson", "likelihood_ratio", "wald"])
def test_floats_and_enclosures_agree(test: str) -> None:
    """Deciding every table by certified enclosures changes no decision of the floats."""
    tables = random_tables(17, 200, 600) + 1
    decisions = two_by_two(test, *tables, SETTINGS)
    certain = [
        p_below_alpha(lambda cells=cells: _enclosure(test, *cells), 1, SETTINGS.alpha)
        for cells in (tuple(int(v) for v in column) for column in tables.T)
    ]
    assert decisions.tolist() == [int(c) for c in certain]
    assert 50 < sum(certain) < 550


@pytest.mark.parametrize(
    ("test", "cells", "expected"),
    [
        # The statistic's relative distance from the critical value is 5e-11, -1.6e-10, -3.3e-10,
        # 3.9e-10, -2e-10 and 6.9e-10; found by searching a hundred million margins.
        ("pearson", (15468, 8203, 25052, 12839), SIGNIFICANT),
        ("pearson", (2657, 34442, 2069, 28466), NOT_SIGNIFICANT),
        ("pearson", (4517, 3596, 9501, 7170), NOT_SIGNIFICANT),
        ("pearson", (21837, 8609, 21671, 8245), SIGNIFICANT),
        ("likelihood_ratio", (1121, 1369, 180, 176), NOT_SIGNIFICANT),
        ("wald", (1289, 1189, 1045, 855), SIGNIFICANT),
    ],
)
def test_at_the_threshold_enclosures_decide(
    test: str, cells: tuple[int, int, int, int], expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A statistic that agrees with the critical value to nine digits is decided by an enclosure."""
    asked = []

    def counted(*arguments: Any) -> bool:
        asked.append(arguments)
        return p_below_alpha(*arguments)

    monkeypatch.setattr(two_by_two_table, "p_below_alpha", counted)
    assert int(two_by_two(test, *cells, SETTINGS)) == expected
    assert len(asked) == 1
    assert float(two_by_two_p(test, *cells)) == pytest.approx(0.05, rel=1e-8)
    if test == "pearson":
        a, b, c, d = cells
        n = sum(cells)
        exact = Fraction(n * (a * d - b * c) ** 2, (a + b) * (c + d) * (a + c) * (b + d))
        # The 5% point of chi-squared on one degree of freedom, squared from the normal's 97.5%
        # point as printed to 30 digits in tables.
        critical = Fraction("1.95996398454005423552459443052") ** 2
        assert (exact > critical) == (expected == SIGNIFICANT)


def test_rounding_p_would_flip_the_decision() -> None:
    """P = 0.0461 is significant, though it rounds to .05; p = 0.0541 is not, though it does too."""
    below = (25, 454, 118, 1368)
    assert round(float(two_by_two_p("pearson", *below)), 2) == 0.05
    assert int(two_by_two("pearson", *below, SETTINGS)) == SIGNIFICANT
    assert round(float(two_by_two_p("fisher", *below)), 2) == 0.05
    assert int(two_by_two("fisher", *below, SETTINGS)) == NOT_SIGNIFICANT
    # Under "rounded p < alpha" the first flips; under "rounded p <= alpha" the second does. At a
    # level of .054 the strict comparison flips, too: .05408 is rounded to .05.
    between = Settings(alpha=Fraction(54, 1000))
    assert int(two_by_two("fisher", *below, between)) == NOT_SIGNIFICANT


@pytest.mark.parametrize("test", ["pearson", "likelihood_ratio", "fisher"])
def test_empty_row_or_column_is_undefined(test: str) -> None:
    """An empty row or column leaves nothing to compare; a lone zero cell does not matter."""
    cells = np.array([[0, 0, 3, 4], [3, 4, 0, 0], [0, 3, 0, 4], [3, 0, 4, 0], [0, 9, 9, 9]]).T
    assert two_by_two(test, *cells, SETTINGS).tolist() == [-1, -1, -1, -1, 1]
    assert np.isnan(two_by_two_p(test, *cells)).tolist() == [True, True, True, True, False]


def test_wald_is_undefined_at_a_zero_cell() -> None:
    """The log odds ratio or its variance does not exist when any cell is zero."""
    cells = np.array([[0, 9, 9, 9], [9, 0, 9, 9], [9, 9, 0, 9], [9, 9, 9, 0], [9, 9, 9, 9]]).T
    assert two_by_two("wald", *cells, SETTINGS).tolist() == [-1, -1, -1, -1, 0]
    assert np.isnan(two_by_two_p("wald", *cells)).tolist() == [True, True, True, True, False]


@pytest.mark.parametrize("test", TWO_BY_TWO_TESTS)
def test_shapes_follow_the_cells(test: str) -> None:
    """Cells broadcast, and the result has their shape, also when it is empty."""
    a, d = np.arange(1, 4)[:, None], np.arange(1, 6)[None, :]
    decisions = two_by_two(test, a, 3, 2, d, SETTINGS)
    assert decisions.shape == (3, 5)
    assert decisions.dtype == np.int8
    assert decisions[1, 2] == two_by_two(test, 2, 3, 2, 3, SETTINGS)
    nothing = np.zeros(0, dtype=int)
    assert two_by_two(test, nothing, nothing, nothing, nothing, SETTINGS).shape == (0,)


def test_huge_counts_keep_their_digits() -> None:
    """With 2^31 cases p keeps ten digits, where products of four margins overflow 64 bits."""
    cells = (2**29 + 40_000, 2**29 - 40_000, 2**29, 2**29)
    n = sum(cells)
    a, b, c, d = cells
    exact = Fraction(n * (a * d - b * c) ** 2, (a + b) * (c + d) * (a + c) * (b + d))
    expected = float(stats.chi2.sf(float(exact), 1))
    for test in ("pearson", "likelihood_ratio", "wald"):
        assert float(two_by_two_p(test, *cells)) == pytest.approx(expected, rel=1e-7)
    assert float(two_by_two_p("pearson", *cells)) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("chi", 1, 1, 1, 1), ValueError, "pearson, likelihood_ratio, fisher, wald"),
        (("pearson", -1, 1, 1, 1), ValueError, "negative"),
        (("pearson", 1.5, 1, 1, 1), TypeError, "cell a must hold whole numbers, found float64"),
        (("pearson", 2**31, 1, 1, 1), ValueError, "at most 2147483648 cases"),
    ],
)
def test_bad_arguments_are_refused(
    arguments: tuple[Any, ...], error: type[Exception], message: str
) -> None:
    """Errors name what was wrong."""
    with pytest.raises(error, match=message):
        two_by_two(*arguments, SETTINGS)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (Settings(alpha=Fraction(0)), "alpha must lie strictly between 0 and 1, found 0"),
        (Settings(alpha=Fraction(1)), "alpha must lie strictly between 0 and 1, found 1"),
        (Settings(two_sided=False), "one-sided"),
        (Settings(continuity_correction=True), "continuity correction"),
    ],
)
def test_settings_that_no_test_follows_are_refused(settings: Settings, message: str) -> None:
    """Nothing in the settings is ignored silently."""
    with pytest.raises(ValueError, match=message):
        two_by_two("pearson", 1, 2, 3, 4, settings)


@pytest.mark.parametrize("test", ["pearson", "likelihood_ratio", "wald"])
def test_one_computation_gives_decisions_and_the_range_of_p(test):
    """Tables with empty rows and zero cells among them."""
    rng = np.random.default_rng(5)
    cells = rng.integers(0, 30, (4, 200))
    cells[:2, :5] = 0
    decisions, p_range = chi_squared_p_range(test, *cells, SETTINGS)
    p = two_by_two_p(test, *cells)
    assert decisions.tolist() == two_by_two(test, *cells, SETTINGS).tolist()
    assert p_range == pytest.approx((float(np.nanmin(p)), float(np.nanmax(p))), rel=1e-12)
    assert chi_squared_p_range(test, *cells[:, :5], SETTINGS)[1] is None
