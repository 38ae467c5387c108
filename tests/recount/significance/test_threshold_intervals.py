"""Chi-squared tails and critical values, Wilson's interval, Holm, names and start-up."""

from __future__ import annotations

import math
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from flint import arb, ctx
from scipy import stats

from recount.settings import Settings
from recount.significance import (
    R_BY_C_TESTS,
    TREND_TESTS,
    TWO_BY_TWO_TESTS,
    chi2_critical,
    chi2_sf,
    normal_critical,
)
from recount.significance.threshold import decide_chi2
from recount.words import TEST_NAMES

SETTINGS = Settings()
PROJECT = Path(__file__).parents[3]


@pytest.mark.parametrize("df", [1, 2, 3, 4, 5, 10, 15, 60, 401])
def test_tail_agrees_with_scipy(df: int) -> None:
    """The tail is scipy's from 0 to the far end."""
    for x in (0.0, 1e-9, 0.3, 1.0, 3.84, df * 1.0, df * 3.0 + 20, 900.0):
        assert chi2_sf(x, df) == pytest.approx(float(stats.chi2.sf(x, df)), rel=1e-10, abs=1e-300)


@pytest.mark.parametrize("df", [1, 2, 3, 6, 15, 40])
@pytest.mark.parametrize("alpha", [Fraction(1, 20), Fraction(1, 1000), Fraction(1, 10**12)])
def test_critical_value_agrees_with_scipy(df: int, alpha: Fraction) -> None:
    """The critical value is scipy's, and enclosures of the tail on either side of it agree."""
    settings = Settings(alpha=alpha)
    critical = chi2_critical(df, settings)
    assert critical == pytest.approx(float(stats.chi2.isf(float(alpha), df)), rel=1e-12)
    with ctx.workprec(200):
        ends = [(arb(critical * (1 + side)) / 2) for side in (-1e-12, 1e-12)]
        above, below = (end.gamma_upper(arb(df) / 2, regularized=1) for end in ends)
        assert bool(above > float(alpha) > below)


def test_normal_critical_value() -> None:
    """Two-sided, from the level."""
    assert normal_critical(SETTINGS) == pytest.approx(float(stats.norm.isf(0.025)), rel=1e-14)


@pytest.mark.parametrize("df", [0, -1])
def test_degrees_of_freedom_must_be_positive(df: int) -> None:
    """No such distribution."""
    with pytest.raises(ValueError, match="must be positive"):
        chi2_critical(df, SETTINGS)


def test_a_tie_that_no_enclosure_settles_is_an_error() -> None:
    """P = alpha exactly, on two degrees of freedom: reported, not guessed."""
    with pytest.raises(ArithmeticError, match="cannot be told apart"):
        decide_chi2(np.array([2 * math.log(20)]), 2, SETTINGS, lambda _: 2 * arb(20).log())


def test_every_test_has_a_name() -> None:
    """Names for readers exist for all tests."""
    assert {*TWO_BY_TWO_TESTS, *R_BY_C_TESTS, *TREND_TESTS} == set(TEST_NAMES)


def test_import_is_light() -> None:
    """Importing the tests loads neither scipy nor pandas nor statsmodels, which take long."""
    code = (
        "import sys, recount.significance\n"
        "print([m for m in ('scipy', 'pandas', 'statsmodels') if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={"PYTHONPATH": str(PROJECT / "src")},
    )
    assert result.stdout.strip() == "[]"
