"""Decisions on contingency tables: scipy, the threshold, undefined tables, accepted first cells."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import Table2x2

from recount.settings import Settings
from recount.significance import (
    TWO_BY_TWO_TESTS,
    compared,
    p_range,
    r_by_c,
    threshold,
    two_by_two,
)
from tests.recount.significance.p_values import r_by_c_p, two_by_two_p

SETTINGS = Settings()
SIGNIFICANT, NOT_SIGNIFICANT, UNDEFINED = 1, 0, -1


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
    tables = random_tables(5, 40, 1000)
    p = two_by_two_p(test, *tables)
    expected = np.where(np.isnan(p), UNDEFINED, np.where(p < 0.05, SIGNIFICANT, NOT_SIGNIFICANT))
    clear = np.isnan(p) | (np.abs(p - 0.05) > 1e-6)
    assert clear.mean() > 0.99
    np.testing.assert_array_equal(two_by_two(test, *tables, SETTINGS)[clear], expected[clear])


@pytest.mark.parametrize("test", ["pearson", "likelihood_ratio", "wald"])
def test_floats_and_enclosures_agree(test: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deciding every table by certified enclosures changes no decision of the floats."""
    tables = random_tables(17, 200, 600) + 1
    decisions = two_by_two(test, *tables, SETTINGS)
    monkeypatch.setattr(threshold, "NEAR", 1e12)
    assert two_by_two(test, *tables, SETTINGS).tolist() == decisions.tolist()
    assert 50 < (decisions == 1).sum() < 550


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

    certain = threshold.below_alpha

    def counted(*arguments: Any) -> bool:
        asked.append(arguments)
        return certain(*arguments)

    monkeypatch.setattr(threshold, "below_alpha", counted)
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


@pytest.mark.parametrize("test", TWO_BY_TWO_TESTS)
def test_empty_row_or_column_is_undefined_and_fishers_p_is_1(test: str) -> None:
    """An empty row or column leaves nothing to compare: only Fisher's test has a p there."""
    cells = np.array([[0, 0, 3, 4], [3, 4, 0, 0], [0, 3, 0, 4], [3, 0, 4, 0], [0, 0, 0, 0]]).T
    expected = 0 if test == "fisher" else -1
    assert two_by_two(test, *cells, SETTINGS).tolist() == [expected] * 5
    p = two_by_two_p(test, *cells)
    assert (p == 1).all() if test == "fisher" else np.isnan(p).all()


@pytest.mark.parametrize("test", ["pearson", "likelihood_ratio", "fisher"])
def test_a_lone_zero_cell_does_not_matter(test: str) -> None:
    """No margin is empty, so that there is something to compare."""
    assert two_by_two(test, 0, 9, 9, 9, SETTINGS) == SIGNIFICANT


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


def test_a_misspelt_test_is_refused() -> None:
    cells = ([3, 4], [5, 6], [7, 8], [9, 9])
    with pytest.raises(ValueError, match="no such test of these tables: 'peerson'; there are pea"):
        two_by_two("peerson", *cells, Settings())
    with pytest.raises(ValueError, match="no such test of these tables: 'fisher'"):
        r_by_c("fisher", [[3, 4], [5, 6], [7, 8]], Settings())
    with pytest.raises(ValueError, match="no such test of these tables: ''"):
        p_range("", *cells)


def test_more_cases_than_products_allow_are_refused() -> None:
    """No product wraps around unseen."""
    with pytest.raises(ValueError, match="at most 2147483648 cases"):
        two_by_two("pearson", 2**31, 1, 1, 1, SETTINGS)
    with pytest.raises(ValueError, match="at most"):
        r_by_c("pearson", [[2**31, 2], [3, 4]], SETTINGS)


@pytest.mark.parametrize("shape", [(2, 2), (2, 3), (4, 2), (3, 3), (6, 4)])
@pytest.mark.parametrize(
    ("test", "name"), [("pearson", "pearson"), ("likelihood_ratio", "log-likelihood")]
)
def test_p_of_larger_tables_agrees_with_scipy(shape: tuple[int, int], test: str, name: str) -> None:
    """P is scipy's on random tables of several shapes."""
    tables = np.random.default_rng(2).integers(0, 40, size=(60, *shape))
    tables[:, 0, :] += 1
    tables[:, :, 0] += 1
    theirs = [
        stats.chi2_contingency(table, correction=False, lambda_=name).pvalue for table in tables
    ]
    np.testing.assert_allclose(r_by_c_p(test, tables), theirs, rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("test", ["pearson", "likelihood_ratio"])
@pytest.mark.parametrize("shape", [(2, 2), (2, 3), (3, 3)])
def test_floats_and_enclosures_agree_on_larger_tables(
    test: str, shape: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deciding every table with certainty changes no decision of the floats."""
    tables = np.random.default_rng(9).integers(0, 12, size=(80, *shape))
    by_floats = r_by_c(test, tables, SETTINGS)
    monkeypatch.setattr(threshold, "NEAR", 1e12)
    assert r_by_c(test, tables, SETTINGS).tolist() == by_floats.tolist()
    assert set(by_floats.tolist()) >= {0, 1}


def test_likelihood_ratio_on_two_degrees_of_freedom_can_equal_the_level() -> None:
    """There p is a rational number, so that a level can equal it; then it is not significant."""
    table = np.array([[4, 1, 2], [1, 5, 2]])
    rows, columns, n = table.sum(axis=1), table.sum(axis=0), int(table.sum())
    p = math.prod(
        (
            Fraction(int(rows[i]) * int(columns[j]), int(table[i, j]) * n) ** int(table[i, j])
            for i in range(2)
            for j in range(3)
        ),
        start=Fraction(1),
    )
    assert float(r_by_c_p("likelihood_ratio", table)[0]) == pytest.approx(float(p), rel=1e-12)
    hair = Fraction(1, 10**40)
    decisions = [
        int(r_by_c("likelihood_ratio", table, Settings(alpha=level))[0])
        for level in (p - hair, p, p + hair)
    ]
    assert decisions == [0, 0, 1]


@pytest.mark.parametrize("test", ["pearson", "likelihood_ratio"])
def test_empty_row_or_column_of_a_larger_table_is_undefined(test: str) -> None:
    """The degrees of freedom would not be those of the table that is left."""
    tables = [[[3, 2], [4, 4], [0, 0]], [[0, 3], [0, 4], [0, 5]], [[0, 3], [3, 0], [1, 1]]]
    decisions = r_by_c(test, tables, SETTINGS)
    assert decisions[:2].tolist() == [-1, -1]
    assert decisions[2] >= 0
    assert np.isnan(r_by_c_p(test, tables)).tolist() == [True, True, False]


def every_pair(n1: int, n2: int) -> tuple[np.ndarray, ...]:
    """Return the cells of all tables with these rows."""
    x, y = (each.ravel() for each in np.mgrid[0 : n1 + 1, 0 : n2 + 1])
    return x, n1 - x, y, n2 - y


def fisher_p(n1: int, n2: int) -> np.ndarray:
    """Return p of Fisher's test of all tables with these rows, by adding up what scipy gives."""
    found = []
    for column in range(n1 + n2 + 1):
        chances = stats.hypergeom.pmf(
            np.arange(max(0, column - n2), min(n1, column) + 1), n1 + n2, n1, column
        )
        # Tables that are as likely but for the last digits count as well.
        likely = chances[None, :] <= chances[:, None] * (1 + 1e-9)
        found.append((likely * chances).sum(axis=1))
    return np.concatenate(found)


def one_by_one(test: str, cells: tuple[np.ndarray, ...], settings: Settings) -> list[int]:
    """Return decisions made so few at a time that no other table helps."""
    parts = np.array_split(np.stack(cells), len(cells[0]) // 50, axis=1)
    return np.concatenate([two_by_two(test, *part, settings) for part in parts]).tolist()


@pytest.mark.parametrize("test", TWO_BY_TWO_TESTS)
@pytest.mark.parametrize("rows", [(60, 60), (3, 900), (150, 40), (37, 90)])
def test_many_tables_with_the_same_rows_are_decided_as_each(
    test: str, rows: tuple[int, int]
) -> None:
    """Of each set of columns only the ends of the accepted range are looked at."""
    cells = every_pair(*rows)
    found = compared(test, cells[0], rows[0], cells[2], rows[1], SETTINGS)
    assert np.minimum(found, 1).tolist() == one_by_one(test, cells, SETTINGS)
    assert set(found.tolist()) == ({0, 1, 2} if test == "fisher" else {-1, 0, 1, 2})
    a, b, c, d = cells
    assert (np.sign(a * d - b * c)[found > 0] == (2 * found - 3)[found > 0]).all()


@pytest.mark.parametrize("test", TWO_BY_TWO_TESTS)
@pytest.mark.parametrize("alpha", [Fraction(1, 1000), Fraction(1, 10**12), Fraction(2, 5)])
def test_other_levels(test: str, alpha: Fraction) -> None:
    """The same at other levels, also at those that floats cannot serve."""
    settings, cells = Settings(alpha=alpha), every_pair(40, 70)
    found = compared(test, cells[0], 40, cells[2], 70, settings)
    assert np.minimum(found, 1).tolist() == one_by_one(test, cells, settings)


@pytest.mark.parametrize("test", TWO_BY_TWO_TESTS)
@pytest.mark.parametrize("rows", [(60, 60), (3, 900), (150, 40)])
def test_the_range_of_p_is_that_of_single_tables(test: str, rows: tuple[int, int]) -> None:
    """Of each set of columns only a few tables are looked at."""
    cells = every_pair(*rows)
    p = fisher_p(*rows) if test == "fisher" else two_by_two_p(test, *cells)
    found = p_range(test, *cells)
    assert found == pytest.approx((float(np.nanmin(p)), float(np.nanmax(p))), rel=1e-9)


@pytest.mark.parametrize("test", TWO_BY_TWO_TESTS)
@pytest.mark.parametrize(("n1", "n2", "t"), [(2600, 2600, 2500), (47500, 2500, 2514)])
def test_the_range_of_p_within_one_set_of_columns(test: str, n1: int, n2: int, t: int) -> None:
    """The greatest p is next to equal shares, which is not always Fisher's most probable table."""
    x = np.arange(max(0, t - n2), t + 1)
    cells = x, n1 - x, t - x, n2 - t + x
    near = np.arange(n1 * t // (n1 + n2) - 2, n1 * t // (n1 + n2) + 4)
    greatest = np.nanmax(two_by_two_p(test, near, n1 - near, t - near, n2 - t + near))
    found = p_range(test, *cells)
    assert found is not None
    assert found[1] == pytest.approx(float(greatest), rel=1e-9)


@pytest.mark.parametrize(
    ("test", "low", "high"),
    [("pearson", 26, 44), ("likelihood_ratio", 26, 44), ("fisher", 25, 44), ("wald", 26, 44)],
)
def test_479_of_1965(test: str, low: int, high: int) -> None:
    """The accepted first cells of a group of 479 among 1,965 cases, 143 with the outcome."""
    x = np.arange(144)
    found = two_by_two(test, x, 479 - x, 143 - x, 1343 + x, SETTINGS)
    assert np.flatnonzero(found == 0).tolist() == list(range(low, high + 1))
    assert np.flatnonzero(found == -1).tolist() == ([0, 143] if test == "wald" else [])


def test_wald_accepts_again_near_an_empty_cell() -> None:
    """Wald's accepted cells can be a union: at a level of 1 in 1,000, also beside a zero cell."""
    x, strict = np.arange(12), Settings(alpha=Fraction(1, 1000))
    found = two_by_two("wald", x, 11 - x, 40 - x, 90 + x, strict)
    assert found.tolist() == [-1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, -1]
