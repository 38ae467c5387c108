"""Detectable effects: power by brute force, scipy and simulation, and what no study could find."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import brentq
from scipy.stats import chi2, ncx2
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_effectsize

from recount.settings import Settings
from recount.significance import (
    detectable_effect,
    detectable_slope,
    two_by_two,
)
from recount.significance import (
    detectable_odds_ratio as odds_ratios,
)
from recount.significance.effects import _power
from tests.recount.significance.p_values import trend

SETTINGS = Settings()


@dataclass(frozen=True)
class Detectable:
    """What two groups would show, with what was asked."""

    up: float | None
    down: float | None
    n1: int
    n2: int
    overall: Fraction


def detectable_odds_ratio(n1: int, n2: int, overall: Fraction, settings: Settings) -> Detectable:
    """Return the odds ratios that are found, with the groups."""
    return Detectable(*odds_ratios(n1, n2, overall, settings), n1, n2, overall)


def shares_at(found: Detectable, odds_ratio: float) -> tuple[float, float]:
    """Return both groups' shares with the outcome at an odds ratio, the overall share fixed."""
    total = float(found.overall * (found.n1 + found.n2))

    def both(p1: float) -> tuple[float, float]:
        return p1, p1 / (p1 + odds_ratio * (1 - p1))

    def excess(p1: float) -> float:
        return found.n1 * both(p1)[0] + found.n2 * both(p1)[1] - total

    return both(float(brentq(excess, 0, 1, xtol=1e-15)))


def power_at(found: Detectable, odds_ratio: float) -> float:
    """Return the package's power at an odds ratio."""
    return _power(found.n1, found.n2, *shares_at(found, odds_ratio), SETTINGS)


def brute_power(n1: int, n2: int, p1: float, p2: float, settings: Settings) -> float:
    """Return the probability of a significant table, by adding up all tables."""
    x, y = np.arange(n1 + 1)[:, None], np.arange(n2 + 1)[None, :]
    found = two_by_two("pearson", x, n1 - x, y, n2 - y, settings) == 1
    first = stats.binom.pmf(np.arange(n1 + 1), n1, p1)
    second = stats.binom.pmf(np.arange(n2 + 1), n2, p2)
    return float(first @ found @ second)


@pytest.mark.parametrize(
    ("n1", "n2", "overall"),
    [
        (30, 50, Fraction(1, 5)),
        (7, 120, Fraction(2, 5)),
        (60, 9, Fraction(9, 10)),
        (1, 1, Fraction(1, 2)),
        (1, 400, Fraction(1, 50)),
        (479, 1486, Fraction(143, 1965)),
    ],
)
def test_power_by_brute_force(n1: int, n2: int, overall: Fraction) -> None:
    """The power at any odds ratio is the sum over all tables, and the shares give both totals."""
    found = detectable_odds_ratio(n1, n2, overall, SETTINGS)
    for odds_ratio in (0.01, 0.4, 1.0, 1.7, 12.0):
        p1, p2 = shares_at(found, odds_ratio)
        assert n1 * p1 + n2 * p2 == pytest.approx(float(overall * (n1 + n2)), rel=1e-12)
        assert p1 * (1 - p2) == pytest.approx(odds_ratio * p2 * (1 - p1), rel=1e-9)
        assert power_at(found, odds_ratio) == pytest.approx(
            brute_power(n1, n2, p1, p2, SETTINGS), rel=1e-9, abs=1e-12
        )


def test_479_and_1486() -> None:
    """Both odds ratios have a power of 80%, a step nearer to 1 less."""
    found = detectable_odds_ratio(479, 1486, Fraction(143, 1965), SETTINGS)
    assert found.up == pytest.approx(1.6959, abs=1e-4)
    assert found.down == pytest.approx(0.53225, abs=1e-5)
    assert found.up is not None
    assert found.down is not None
    for odds_ratio, nearer in ((found.up, found.up - 1e-6), (found.down, found.down + 1e-6)):
        assert power_at(found, odds_ratio) == pytest.approx(0.8, abs=1e-9)
        assert power_at(found, nearer) < 0.8
    assert power_at(found, 1.0) == pytest.approx(0.05, abs=0.005)


def test_large_groups_agree_with_the_normal_approximation() -> None:
    """For large groups the power is near the textbook's approximation."""
    found = detectable_odds_ratio(40_000, 60_000, Fraction(3, 10), SETTINGS)
    assert found.up is not None
    p1, p2 = shares_at(found, found.up)
    approximate = NormalIndPower().power(
        proportion_effectsize(p1, p2), 40_000, 0.05, ratio=60_000 / 40_000
    )
    assert approximate == pytest.approx(0.8, abs=0.005)


def test_none_where_no_odds_ratio_is_found_often_enough() -> None:
    """Five cases of a rare outcome: even a share of 0 in the first group goes unnoticed."""
    found = detectable_odds_ratio(5, 1486, Fraction(143, 1965), SETTINGS)
    assert found.down is None
    assert power_at(found, 1e-9) < 0.8
    assert found.up == pytest.approx(12.511, abs=1e-3)
    nothing = detectable_odds_ratio(1, 1, Fraction(1, 2), SETTINGS)
    assert (nothing.up, nothing.down) == (None, None)


def test_groups_exchanged_invert_the_odds_ratios() -> None:
    """The second group against the first has the inverse odds ratios."""
    one = detectable_odds_ratio(80, 150, Fraction(1, 3), SETTINGS)
    other = detectable_odds_ratio(150, 80, Fraction(1, 3), SETTINGS)
    assert one.up is not None
    assert one.down is not None
    assert other.up == pytest.approx(1 / one.down, rel=1e-6)
    assert other.down == pytest.approx(1 / one.up, rel=1e-6)


def test_power_in_the_settings_is_used() -> None:
    """More power needs a larger odds ratio."""
    usual = detectable_odds_ratio(200, 300, Fraction(1, 4), SETTINGS)
    more = detectable_odds_ratio(200, 300, Fraction(1, 4), Settings(power=Fraction(19, 20)))
    assert usual.up is not None
    assert more.up is not None
    assert more.up > usual.up
    assert power_at(more, more.up) == pytest.approx(0.95, abs=1e-9)


@pytest.mark.parametrize(("n", "df"), [(598, 4), (598, 6), (60, 1), (9, 9), (100_000, 2)])
def test_the_smallest_effect_is_found_in_80_per_cent(n, df):
    w = detectable_effect(n, df, SETTINGS)
    assert ncx2.sf(chi2.isf(0.05, df), df, n * w**2) == pytest.approx(0.8, abs=1e-9)


def test_a_hundred_times_the_cases_find_a_tenth_of_the_effect():
    """From one case on."""
    one, hundred = (detectable_effect(n, 2, Settings()) for n in (1, 100))
    assert one == pytest.approx(10 * hundred, rel=1e-9)
    slopes = (
        detectable_slope(n, Fraction(1, 3), (1, 2, 4), (1, 1, 1), Settings()) for n in (1, 100)
    )
    one, hundred = map(math.log, slopes)
    assert one == pytest.approx(10 * hundred, rel=1e-9)


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
