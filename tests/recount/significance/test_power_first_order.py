"""First-order power against scipy's noncentral chi-squared and a simulation of trends."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import chi2, ncx2

from recount.settings import Settings
from recount.significance import trend
from recount.significance.power_first_order import (
    detectable_effect,
    detectable_slope,
    noncentral_power,
)

SETTINGS = Settings()


@pytest.mark.parametrize("df", [1, 2, 4, 6, 9])
@pytest.mark.parametrize("noncentrality", [0.001, 1.0, 7.85, 40.0, 150.0])
def test_noncentral_tails_are_scipys(df, noncentrality):
    expected = ncx2.sf(chi2.isf(0.05, df), df, noncentrality)
    assert noncentral_power(df, noncentrality, SETTINGS) == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize(("n", "df"), [(598, 4), (598, 6), (60, 1)])
def test_the_smallest_effect_is_found_in_80_per_cent(n, df):
    w = detectable_effect(n, df, SETTINGS)
    assert ncx2.sf(chi2.isf(0.05, df), df, n * w**2) == pytest.approx(0.8, abs=1e-9)


def test_the_smallest_slope_is_found_in_about_80_per_cent_of_simulated_studies():
    """4,000 studies with fixed row totals; the formula is of first order, so within 4 points."""
    rng = np.random.default_rng(20180301)
    totals, scores = np.array([173, 129, 183, 125]), np.array([1, 2, 3, 4])
    ratio = detectable_slope(610, Fraction(1, 4), scores.tolist(), totals.tolist(), SETTINGS)
    centre = float((totals * scores).sum() / totals.sum())
    odds = (1 / 3) * ratio ** (scores - centre)
    cases = rng.binomial(totals, odds / (1 + odds), (4000, 4))
    found = trend("trend_score", totals, scores, cases.sum(axis=1), cases @ scores, SETTINGS)
    assert (found == 1).mean() == pytest.approx(0.8, abs=0.04)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: noncentral_power(1, -1.0, SETTINGS), "0 to 1,000"),
        (lambda: detectable_effect(0, 4, SETTINGS), "needs cases"),
        (lambda: detectable_slope(10, Fraction(1), (1, 2), (5, 5), SETTINGS), "found 10 cases"),
        (lambda: detectable_slope(10, Fraction(1, 2), (1, 1), (5, 5), SETTINGS), "do not vary"),
    ],
)
def test_impossible_studies_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
