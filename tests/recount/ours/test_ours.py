"""Ours: the samples compared, shares with intervals, cases per month; R and scipy as references."""

from __future__ import annotations

import math
from datetime import date
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import chi2_contingency
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.proportion import proportion_confint

from recount.arithmetic import Share
from recount.ours import (
    Ours,
    SampleComparison,
    compare_samples,
    compute_ours,
    share_interval,
)
from recount.report import load_report
from recount.settings import Settings
from recount.significance import chi2_sf


@pytest.fixture(scope="module")
def published():
    return load_report()


@pytest.fixture(scope="module")
def ours(published) -> Ours:
    return compute_ours(published, Settings())


# The two samples


# p, and for two categories the ends of the odds ratio's interval, from R 4.2.2:
#   m <- matrix(c(75, 558, 143, 1822), 2, byrow=TRUE)
#   chisq.test(m, correct=FALSE)
#   exp(confint.default(glm(m ~ c(1, 0), family=binomial))[2, ])
REFERENCE = {
    ("traded", "categories as printed"): (
        0.000309263680777,
        (1.274927103, 2.300347491),
    ),
    ("relationship", "mixed counted as familial"): (
        1.62281973373e-12,
        (1.620404696, 2.358530070),
    ),
    ("activity", "categories as printed"): (4.72977885661e-07, None),
}
# p.adjust(p, "holm") of all seven p-values, in R 4.2.2.
HOLM = {
    ("relationship", "mixed left out"): 0.919866213934,
    ("activity", "categories as printed"): 2.83786731381e-06,
    ("age", "mixed left out"): 0.0174891026558,
    ("victim-gender", "mixed left out"): 0.671992100298,
    ("offender-gender", "mixed left out"): 0.609998048845,
    ("traded", "categories as printed"): 0.00154631840389,
}


@pytest.fixture(scope="module")
def rows(ours) -> dict[tuple[str, str], SampleComparison]:
    return {(row.variable, row.treatment): row for row in ours.samples}


def test_every_variable_is_compared_in_every_way(rows):
    """Mixed cases are left out, as one sample cannot have them; as relatives they can count."""
    assert list(rows) == [
        ("relationship", "mixed left out"),
        ("relationship", "mixed counted as familial"),
        ("activity", "categories as printed"),
        ("age", "mixed left out"),
        ("victim-gender", "mixed left out"),
        ("offender-gender", "mixed left out"),
        ("traded", "categories as printed"),
    ]


def test_relationship_is_collapsed_to_what_both_samples_have(rows):
    """Closer and unknown are non-familial, extended and nuclear familial."""
    out = rows["relationship", "mixed left out"]
    assert out.categories == ("familial", "non-familial")
    assert (out.first, out.second) == ((305 + 209, 728 + 723), (134, 374))
    counted = rows["relationship", "mixed counted as familial"]
    assert counted.second == (134 + 125, 374)


@pytest.mark.parametrize("key", REFERENCE, ids=" ".join)
def test_reference_from_r(rows, key):
    """Pearson's test and the odds ratio's interval are those of R."""
    p, ends = REFERENCE[key]
    row = rows[key]
    assert row.p == pytest.approx(p, rel=1e-9)
    if ends is None:
        assert row.odds_ratio is row.low is row.high is None
    else:
        assert (row.low, row.high) == pytest.approx(ends, rel=1e-8)


def test_holm_from_r(rows):
    """The correction is over all rows returned together."""
    for key, adjusted in HOLM.items():
        assert rows[key].p_holm == pytest.approx(adjusted, rel=1e-9)
    assert all(row.p_holm >= row.p for row in rows.values())


def test_scipy_agrees(rows):
    for row in rows.values():
        found = chi2_contingency([row.first, row.second], correction=False)
        assert row.p == pytest.approx(found.pvalue, rel=1e-9)


def test_statsmodels_agrees(rows):
    """The odds ratio sets the second sample over the first one, first category first."""
    pairs = [row for row in rows.values() if len(row.categories) == 2]
    assert len(pairs) == 5
    for row in pairs:
        table = Table2x2([row.second, row.first], shift_zeros=False)
        assert row.odds_ratio == pytest.approx(table.oddsratio, rel=1e-12)
        assert (row.low, row.high) == pytest.approx(table.oddsratio_confint(), rel=1e-9)
        assert (row.odds_ratio > 1) == (row.shares[1].value > row.shares[0].value)


def test_tiny_p_values_are_not_zero(rows):
    """The upper tail is computed as such, so that Holm's correction has something to correct."""
    assert 0 < chi2_sf(300.0, 2) < 1e-60
    assert 0 < min(row.p for row in rows.values()) < 1e-11


def test_level_changes_the_interval_only(published, rows):
    """A wider level widens the interval and leaves p alone."""
    *_, wide = compare_samples(published, 0.01)
    row = rows["traded", "categories as printed"]
    assert wide.p == row.p
    assert wide.low < row.low < row.odds_ratio < row.high < wide.high
    middle = math.log(wide.low) + math.log(wide.high)
    assert middle / 2 == pytest.approx(math.log(row.odds_ratio))


# Shares


@pytest.mark.parametrize("share", [Share(112, 1965), Share(494, 598), Share(1, 9), Share(8, 9)])
def test_intervals_are_those_of_statsmodels(share):
    """The intervals are Wilson's, and hold the share."""
    ends = proportion_confint(share.part, share.whole, method="wilson")
    low, high = share_interval(share, 0.05)
    assert (low, high) == pytest.approx(ends, rel=1e-9)
    assert low <= share.value <= high


# R 4.2.2: prop.test(17, 598, correct=FALSE)$conf.int, prop.test(1726, 1767, correct=FALSE)$conf.int
@pytest.mark.parametrize(
    ("share", "ends"),
    [
        (Share(17, 598), (0.01782359955, 0.04505252549)),
        (Share(1726, 1767), (0.9686747762, 0.9828502695)),
    ],
)
def test_intervals_from_r(share, ends):
    assert share_interval(share, 0.05) == pytest.approx(ends, rel=1e-9)


def test_printed_shares_have_their_intervals(published, ours):
    """Of every percentage with counts, by its id."""
    with_counts = [each for each in published.percentages if each.numerator and each.denominator]
    assert list(ours.intervals) == [each.id for each in with_counts]
    for each in with_counts:
        share = Share(*map(published.total_of, (each.numerator, each.denominator)))
        assert ours.intervals[each.id] == share_interval(share, 0.05)


# Periods


CASES = [71, 75, 82, 72, 110, 108]
MONTHS = {
    "equal lengths": [24, 24, 24, 24, 24, 24],
    "as labelled": [18, 24, 24, 24, 24, 24],
    "as dated": [18, 24, 24, 24, 24, 30],
}
# For m, the months of a reading, in R 4.2.2:
#   p <- m[6] / (m[1] + m[6]); 2 * min(pbinom(108, 179, p), 1 - pbinom(107, 179, p))
P_LAST_FIRST = {
    "equal lengths": 0.006961190928,
    "as labelled": 0.431847247,
    "as dated": 0.5991777338,
}


@pytest.mark.parametrize("reading", MONTHS)
def test_lengths_and_rates(ours, reading):
    """Counts are as printed, lengths follow from the dates, rates are exact."""
    rows = ours.rates[reading]
    assert [row.cases for row in rows] == CASES
    assert [row.months for row in rows] == MONTHS[reading]
    for row in rows:
        assert row.rate == Fraction(row.cases, row.months)
        assert row.low < row.rate < row.high


def test_periods_fill_the_dataset_without_gap(ours):
    """As dated they run from the first to the last day of the historic dataset."""
    rows = ours.rates["as dated"]
    assert (rows[0].start, rows[-1].end) == (date(2002, 7, 1), date(2014, 6, 30))
    for before, after in pairwise(rows):
        assert (after.start - before.end).days == 1
    assert sum(row.months for row in rows) == 12 * 12


def test_exact_intervals_from_r(ours):
    """poisson.test(71, 18)$conf.int and poisson.test(108, 30)$conf.int in R 4.2.2."""
    rows = ours.rates["as dated"]
    assert (rows[0].low, rows[0].high) == pytest.approx((3.080643836, 4.975379950), rel=1e-9)
    assert (rows[-1].low, rows[-1].high) == pytest.approx((2.953149777, 4.346423676), rel=1e-9)


@pytest.mark.parametrize("reading", P_LAST_FIRST)
def test_comparisons_from_r(ours, reading):
    found = ours.periods[reading]
    assert found.p == pytest.approx(P_LAST_FIRST[reading], rel=1e-8)
    months = MONTHS[reading]
    assert found.last_to_first == Fraction(108 * months[0], 71 * months[-1])


@pytest.mark.parametrize("reading", P_LAST_FIRST)
def test_trend_is_the_score_test_of_a_poisson_model(ours, reading):
    """statsmodels: a constant rate is fitted, and the period asked for as one more regressor."""
    rows = ours.rates[reading]
    cases, months = [row.cases for row in rows], [row.months for row in rows]
    constant = GLM(cases, np.ones(len(rows)), Poisson(), offset=np.log(months)).fit()
    _, p, _ = constant.model.score_test(
        constant.params, exog_extra=np.arange(float(len(rows)))[:, None]
    )
    assert ours.periods[reading].p_trend == pytest.approx(np.asarray(p).item(), rel=1e-6)


def test_the_rise_depends_on_the_lengths(ours):
    """Bare counts rise by half; per month the last period may lie above the first or below it."""
    ratios = {name: found.last_to_first for name, found in ours.periods.items()}
    assert ratios["equal lengths"] > Fraction(3, 2)
    assert ratios["as labelled"] > 1 > ratios["as dated"]
