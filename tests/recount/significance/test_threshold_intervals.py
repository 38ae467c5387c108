"""Chi-squared tails and critical values, intervals, Holm's correction, names and start-up."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from flint import arb, ctx
from scipy import stats
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from recount.settings import Settings
from recount.significance import (
    R_BY_C_TESTS,
    TREND_TESTS,
    TWO_BY_TWO_TESTS,
    chi2_critical,
    chi2_sf,
    holm,
    normal_critical,
    odds_ratio,
    odds_ratio_interval,
    two_by_two,
    wilson_interval,
)
from recount.significance.threshold import decide_chi2
from recount.words import TESTS

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


def test_odds_ratio_interval_agrees_with_statsmodels() -> None:
    """Wald's interval is statsmodels', and leaves out 1 where Wald's test is significant."""
    rng = np.random.default_rng(7)
    for cells in rng.integers(1, 60, size=(50, 4)).tolist():
        ends = odds_ratio_interval(*cells, SETTINGS)
        theirs = Table2x2(np.array(cells).reshape(2, 2)).oddsratio_confint()
        assert ends == pytest.approx(theirs, rel=1e-10)
        assert ends is not None
        assert (ends[0] > 1 or ends[1] < 1) == (two_by_two("wald", *cells, SETTINGS) == 1)


def test_odds_ratio_at_zero_cells() -> None:
    """No interval with any zero cell; no odds ratio with a zero below the line."""
    assert odds_ratio(0, 2, 3, 4) == 0
    assert odds_ratio(3, 0, 3, 4) is None
    assert odds_ratio(3, 2, 0, 4) is None
    for i in range(4):
        cells = [5, 6, 7, 8]
        cells[i] = 0
        assert odds_ratio_interval(*cells, SETTINGS) is None
    with pytest.raises(ValueError, match="negative"):
        odds_ratio(1, 2, -3, 4)
    with pytest.raises(ValueError, match="negative"):
        odds_ratio_interval(1, 2, -3, 4, SETTINGS)


def test_wilson_agrees_with_statsmodels() -> None:
    """Every share in up to 30, and the ends are exact at 0 and n."""
    for n in (1, 2, 7, 30):
        for x in range(n + 1):
            low, high = wilson_interval(x, n, SETTINGS)
            theirs = proportion_confint(x, n, method="wilson")
            assert (low, high) == pytest.approx(theirs, abs=1e-14)
            assert (low == 0) == (x == 0)
            assert (high == 1) == (x == n)
    for x, n in ((1, 0), (-1, 4), (5, 4)):
        with pytest.raises(ValueError, match="no share"):
            wilson_interval(x, n, SETTINGS)


def test_holm_agrees_with_statsmodels() -> None:
    """Adjusted p-values are statsmodels'; undefined ones stay out of the count."""
    p = np.random.default_rng(3).random(40) ** 3
    np.testing.assert_allclose(holm(p), multipletests(p, method="holm")[1], rtol=1e-12)
    with_gap = np.insert(p, 5, np.nan)
    adjusted = holm(with_gap)
    assert np.isnan(adjusted[5])
    np.testing.assert_array_equal(np.delete(adjusted, 5), holm(p))
    assert holm([]).shape == (0,)
    for bad in ([1.2], [-0.1], [[0.1]]):
        with pytest.raises(ValueError, match="p-value"):
            holm(bad)


def test_every_test_has_a_name_and_a_reference() -> None:
    """Names for readers exist for all tests, each with an entry of the bibliography."""
    keys = set(re.findall(r"@\w+\{([^,]+),", (PROJECT / "references.bib").read_text("utf-8")))
    for test in {*TWO_BY_TWO_TESTS, *R_BY_C_TESTS, *TREND_TESTS, "wilson", "holm"}:
        assert TESTS[test].words
        assert TESTS[test].citation in keys


def test_import_is_light() -> None:
    """Importing the tests loads of scipy the special functions only, no pandas, no statsmodels."""
    code = (
        "import sys, recount.significance\n"
        "print([m for m in ('scipy.stats', 'pandas', 'statsmodels') if m in sys.modules])"
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
