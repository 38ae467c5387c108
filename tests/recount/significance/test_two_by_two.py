"""Decisions on 2x2 tables against scipy, at the threshold, and where a test is undefined."""

from __future__ import annotations

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
    two_by_two,
    two_by_two_p,
)

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
