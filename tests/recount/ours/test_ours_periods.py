"""Table 1 per month, under every reading of the lengths of its periods."""

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from scipy.stats import chisquare

from recount.ours import compare_periods, period_rates
from recount.published import load_published


@pytest.fixture(scope="module")
def published():
    return load_published()


CASES = [71, 75, 82, 72, 110, 108]
MONTHS = {
    "equal lengths": [24, 24, 24, 24, 24, 24],
    "as labelled": [18, 24, 24, 24, 24, 24],
    "as dated": [18, 24, 24, 24, 24, 30],
}
# For m, the months of a reading, in R 4.2.2:
#   x <- c(71, 75, 82, 72, 110, 108); chisq.test(x, p=m/sum(m))
#   poisson.test(c(108, 71), m[c(6, 1)])$conf.int
#   p <- m[6] / (m[1] + m[6]); 2 * min(pbinom(108, 179, p), 1 - pbinom(107, 179, p))
REFERENCE = {
    "equal lengths": (18.733590733591, 0.002154535918, 1.117153846, 2.082172966, 0.006961190928),
    "as labelled": (15.02203989704, 0.01026857881, 0.8378653842, 1.5616297247, 0.431847247),
    "as dated": (11.1760617761, 0.0479988059, 0.6702923074, 1.2493037798, 0.5991777338),
}


@pytest.mark.parametrize("reading", MONTHS)
def test_lengths_and_rates(published, reading):
    """Counts are as printed, lengths follow from the dates, rates are exact."""
    rows = period_rates(published, reading)
    assert [row.cases for row in rows] == CASES
    assert [row.months for row in rows] == MONTHS[reading]
    for row in rows:
        assert row.rate == Fraction(row.cases, row.months)
        assert row.low < row.rate < row.high


def test_periods_fill_the_dataset_without_gap(published):
    """As dated they run from the first to the last day of the historic dataset."""
    rows = period_rates(published, "as dated")
    assert (rows[0].start, rows[-1].end) == (date(2002, 7, 1), date(2014, 6, 30))
    for before, after in pairwise(rows):
        assert (after.start - before.end).days == 1
    assert sum(row.months for row in rows) == 12 * 12


def test_exact_intervals_from_r(published):
    """poisson.test(71, 18)$conf.int and poisson.test(108, 30)$conf.int in R 4.2.2."""
    rows = period_rates(published, "as dated")
    assert (rows[0].low, rows[0].high) == pytest.approx((3.080643836, 4.975379950), rel=1e-9)
    assert (rows[-1].low, rows[-1].high) == pytest.approx((2.953149777, 4.346423676), rel=1e-9)


@pytest.mark.parametrize("reading", REFERENCE)
def test_comparisons_from_r(published, reading):
    found = compare_periods(published, reading)
    values = (found.statistic, found.p, found.low, found.high, found.p_last_first)
    assert values == pytest.approx(REFERENCE[reading], rel=1e-8)
    assert found.df == 5
    months = MONTHS[reading]
    assert found.last_to_first == Fraction(108 * months[0], 71 * months[-1])
    assert found.low < found.last_to_first < found.high


@pytest.mark.parametrize("reading", MONTHS)
def test_scipy_agrees(published, reading):
    months = MONTHS[reading]
    expected = [sum(CASES) * length / sum(months) for length in months]
    found = compare_periods(published, reading)
    reference = chisquare(CASES, expected)
    assert (found.statistic, found.p) == pytest.approx(
        (reference.statistic, reference.pvalue), rel=1e-12
    )


def test_the_rise_depends_on_the_lengths(published):
    """Bare counts rise by half; per month the last period may lie above the first or below it."""
    ratios = {name: compare_periods(published, name).last_to_first for name in MONTHS}
    assert ratios["equal lengths"] > Fraction(3, 2)
    assert ratios["as labelled"] > 1 > ratios["as dated"]


def test_an_unknown_reading_is_named(published):
    with pytest.raises(ValueError, match="no reading 'as told'"):
        period_rates(published, "as told")
