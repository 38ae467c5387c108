"""The power of the claims of no difference."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import chi2

from recount.ours import absence_power
from recount.published import load_published


@pytest.fixture(scope="module")
def published():
    return load_published()


@pytest.fixture(scope="module")
def rows(published):
    return {row.claim: row for row in absence_power(published)}


def test_the_claims_of_no_difference(rows):
    """Figures 4 and 6; groups and overall share as printed."""
    assert list(rows) == ["f04-no-difference", "f06-no-difference"]
    first, second = rows.values()
    assert (first.figure, first.n1, first.n2) == (4, 479, 1486)
    assert (second.figure, second.n1, second.n2) == (6, 41, 1726)
    assert first.overall == second.overall == Fraction(143, 1965)


def test_none_where_no_odds_ratio_is_found(rows):
    """41 cases are too few to find a lower share with a power of 80%."""
    assert rows["f06-no-difference"].down is None
    assert rows["f06-no-difference"].share_down is None


def _odds(share: float) -> float:
    return share / (1 - share)


def test_shares_give_the_odds_ratio(rows):
    """Both groups' shares add up to the overall one."""
    for row in rows.values():
        for ratio, share in ((row.up, row.share_up), (row.down, row.share_down)):
            if ratio is None:
                continue
            rest = (float(row.overall) * (row.n1 + row.n2) - row.n1 * share) / row.n2
            assert _odds(share) / _odds(rest) == pytest.approx(ratio, rel=1e-9)


@pytest.mark.parametrize("direction", ["up", "down"])
def test_simulated_power_is_four_fifths(rows, direction):
    """Pearson's test on 200,000 drawn tables finds Figure 4's detectable odds ratios that often."""
    row = rows["f04-no-difference"]
    share = getattr(row, f"share_{direction}")
    rest = (float(row.overall) * (row.n1 + row.n2) - row.n1 * share) / row.n2
    random = np.random.default_rng(20180301)
    a = random.binomial(row.n1, share, 200_000)
    c = random.binomial(row.n2, rest, 200_000)
    n, t = row.n1 + row.n2, a + c
    statistic = n * (row.n2 * a - row.n1 * c) ** 2.0 / (row.n1 * row.n2 * t * (n - t))
    found = float((statistic > chi2.ppf(0.95, 1)).mean())
    # Four standard errors of a share of 0.8 in 200,000 draws.
    assert found == pytest.approx(0.8, abs=4 * (0.16 / 200_000) ** 0.5)
