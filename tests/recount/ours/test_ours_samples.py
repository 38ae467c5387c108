"""The two samples compared: every case accounted for, every way stated, reference values."""

import math
from fractions import Fraction

import pytest
from scipy.stats import chi2_contingency

from recount.ours import SampleComparison, compare_samples
from recount.published import load_published
from recount.settings import Settings
from recount.significance import odds_ratio, odds_ratio_interval


@pytest.fixture(scope="module")
def published():
    return load_published()


# Statistic, p, and for two categories the ends of the odds ratio's interval, from R 4.2.2:
#   m <- matrix(c(75, 558, 143, 1822), 2, byrow=TRUE)
#   chisq.test(m, correct=FALSE)
#   exp(confint.default(glm(m ~ c(1, 0), family=binomial))[2, ])
REFERENCE = {
    ("traded", "categories as printed"): (
        13.0134376677,
        0.000309263680777,
        (1.274927103, 2.300347491),
    ),
    ("relationship", "mixed counted as familial"): (
        49.8939778567,
        1.62281973373e-12,
        (1.620404696, 2.358530070),
    ),
    ("activity", "categories as printed"): (32.2085146337, 4.72977885661e-07, None),
}
# p.adjust(p, "holm") of all eleven p-values, in R 4.2.2.
HOLM = {
    ("relationship", "mixed left out"): 0.919866213934,
    ("activity", "categories as printed"): 2.83786731381e-06,
    ("age", "mixed left out"): 0.0174891026558,
    ("victim-gender", "mixed left out"): 0.671992100298,
    ("offender-gender", "mixed left out"): 0.609998048845,
    ("traded", "categories as printed"): 0.00154631840389,
}


@pytest.fixture(scope="module")
def rows(published) -> dict[tuple[str, str], SampleComparison]:
    return {(row.variable, row.treatment): row for row in compare_samples(published)}


def test_every_variable_is_compared_in_every_way(rows):
    """Variables with a mixed category are compared without it and with it."""
    assert list(rows) == [
        ("relationship", "mixed left out"),
        ("relationship", "mixed as a category of its own"),
        ("relationship", "mixed counted as familial"),
        ("activity", "categories as printed"),
        ("age", "mixed left out"),
        ("age", "mixed as a category of its own"),
        ("victim-gender", "mixed left out"),
        ("victim-gender", "mixed as a category of its own"),
        ("offender-gender", "mixed left out"),
        ("offender-gender", "mixed as a category of its own"),
        ("traded", "categories as printed"),
    ]


def test_every_case_is_compared_or_left_out(rows):
    """Compared and left out add up to the printed sizes of both samples."""
    for row in rows.values():
        assert sum(row.one_to_one) + row.left_out[0] == 1965
        assert sum(row.multiple) + row.left_out[1] == 633


def test_relationship_is_collapsed_to_what_both_samples_have(rows):
    """Closer and unknown are non-familial, extended and nuclear familial."""
    out = rows["relationship", "mixed left out"]
    assert out.categories == ("familial", "non-familial")
    assert (out.one_to_one, out.multiple) == ((305 + 209, 728 + 723), (134, 374))
    counted = rows["relationship", "mixed counted as familial"]
    assert counted.multiple == (134 + 125, 374)
    own = rows["relationship", "mixed as a category of its own"]
    assert own.one_to_one == (514, 1451, 0)


@pytest.mark.parametrize("key", REFERENCE, ids=" ".join)
def test_reference_from_r(rows, key):
    """Pearson's test and the odds ratio's interval are those of R."""
    statistic, p, ends = REFERENCE[key]
    row = rows[key]
    assert row.statistic == pytest.approx(statistic, rel=1e-10)
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
    """Statistic, degrees of freedom and smallest expected count are scipy's."""
    for row in rows.values():
        found = chi2_contingency([row.one_to_one, row.multiple], correction=False)
        assert row.statistic == pytest.approx(found.statistic, rel=1e-12)
        assert row.p == pytest.approx(found.pvalue, rel=1e-9)
        assert row.df == found.dof
        assert row.smallest_expected == pytest.approx(found.expected_freq.min(), rel=1e-12)


def test_odds_ratio_is_that_of_the_package(rows):
    """The odds ratio sets the multiple sample over the one-to-one sample, first category first."""
    pairs = [row for row in rows.values() if len(row.categories) == 2]
    assert len(pairs) == 5
    for row in pairs:
        cells = (*row.multiple, *row.one_to_one)
        assert row.odds_ratio == pytest.approx(float(odds_ratio(*cells)), rel=1e-12)
        assert (row.low, row.high) == pytest.approx(odds_ratio_interval(*cells, Settings()))
        assert (row.odds_ratio > 1) == (row.shares[1] > row.shares[0])


def test_impossible_categories_are_named(rows):
    """A category that one sample cannot have makes the samples differ by definition."""
    for (_, treatment), row in rows.items():
        assert row.by_definition == (treatment == "mixed as a category of its own")


def test_tiny_p_values_are_not_zero(rows):
    """The upper tail is computed as such, so that Holm's correction has something to correct."""
    assert 0 < min(row.p for row in rows.values()) < 1e-60


def test_missing_cases_among_the_unknown(published):
    """Taking unknown cases as missing data takes them from the non-familial ones alone."""
    row = compare_samples(published, unknown_missing=723)[0]
    assert row.one_to_one == (514, 728)
    assert row.left_out == (723, 125)
    assert row.odds_ratio == pytest.approx((134 / 374) / (514 / 728))


@pytest.mark.parametrize("number", [-1, 724])
def test_more_than_are_unknown_cannot_be_missing(published, number):
    with pytest.raises(ValueError, match="expected 0 to 723"):
        compare_samples(published, unknown_missing=number)


def test_level_changes_the_interval_only(published, rows):
    """A wider level widens the interval and leaves p alone."""
    wide = compare_samples(published, Settings(alpha=Fraction(1, 100)))[-1]
    row = rows["traded", "categories as printed"]
    assert wide.p == row.p
    assert wide.low < row.low < row.odds_ratio < row.high < wide.high
    middle = math.log(wide.low) + math.log(wide.high)
    assert middle / 2 == pytest.approx(math.log(row.odds_ratio))
