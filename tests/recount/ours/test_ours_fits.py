"""The logistic fits over the tables of Figure 11."""

import warnings

import numpy as np
import pytest
import statsmodels.api as sm

from recount.ours import age_fits, fit_ranges
from recount.published import load_published
from recount.settings import Settings
from recount.significance import odds_ratio, odds_ratio_interval, two_by_two_p
from recount.verdicts import Assumed


@pytest.fixture(scope="module")
def published():
    return load_published()


@pytest.fixture(scope="module")
def fits(published):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return age_fits(published)


def test_seven_tables(fits):
    """The printed percentages leave seven tables, each with 514 familial cases in all."""
    assert [fit.familial for fit in fits] == [(66, 274 + step, 174 - step) for step in range(7)]
    for fit in fits:
        assert sum(fit.familial) == 514
        assert fit.known == (112, 644, 1209)


def test_the_fit_is_saturated(fits):
    """Odds ratios, intervals and p-values are those of the 2 x 2 tables themselves."""
    for fit in fits:
        pubescent = (fit.familial[2], fit.known[2] - fit.familial[2])
        for index, odds in enumerate(fit.odds):
            cells = (*pubescent, fit.familial[index], fit.known[index] - fit.familial[index])
            assert odds.odds_ratio == pytest.approx(float(odds_ratio(*cells)), rel=1e-9)
            ends = odds_ratio_interval(*cells, Settings())
            assert (odds.low, odds.high) == pytest.approx(ends, rel=1e-7)
            p = two_by_two_p("wald", *([cell] for cell in cells))[0]
            assert odds.p == pytest.approx(float(p), rel=1e-5)


def test_reference_from_r(fits):
    """glm(cbind(f, n - f) ~ relevel(a, r), family=binomial) and confint.default in R 4.2.2.

    f <- c(66, 277, 171); n <- c(112, 644, 1209); r is infant, then prepubescent.
    """
    infant, prepubescent = fits[3].odds
    assert (infant.against, prepubescent.against) == ("infant/toddler", "prepubescent")
    found = (infant.odds_ratio, infant.low, infant.high)
    assert found == pytest.approx((0.1148187073, 0.07621997332, 0.17296431596), rel=1e-8)
    found = (prepubescent.odds_ratio, prepubescent.low, prepubescent.high)
    assert found == pytest.approx((0.2182654786, 0.1743366755, 0.2732633223), rel=1e-8)


def test_logit_case_by_case(fits):
    """One line a case gives the same as one weighted line a cell."""
    fit = fits[0]
    familial = np.concatenate(
        [[1] * part + [0] * (n - part) for part, n in zip(fit.familial, fit.known, strict=True)]
    )
    group = np.repeat(np.arange(3), fit.known)
    design = np.column_stack([np.ones(group.size), group == 0, group == 1]).astype(float)
    found = sm.Logit(familial, design).fit(disp=False, tol=1e-12)
    ratios = np.exp(-found.params[1:])
    assert [odds.odds_ratio for odds in fit.odds] == pytest.approx(list(ratios), rel=1e-8)


def test_ranges_hold_every_fit(fits):
    for place, row in enumerate(fit_ranges(fits)):
        odds = [fit.odds[place] for fit in fits]
        assert row.tables == 7
        assert {row.low, row.high} <= {one.odds_ratio for one in odds}
        assert all(row.low <= one.odds_ratio <= row.high for one in odds)
        assert all(row.interval_low <= one.low and one.high <= row.interval_high for one in odds)
        assert row.interval_high < 1
        assert row.p_high == max(one.p for one in odds) < 1e-20


@pytest.mark.parametrize(("convention", "tables"), [("truncate", 1), ("ceiling", 0)])
def test_other_conventions_leave_other_tables(published, convention, tables):
    assumed = Assumed.from_data(published, {"rounding": convention})
    assert len(age_fits(published, assumed=assumed)) == tables


def test_no_table_no_range():
    with pytest.raises(ValueError, match="no table is consistent"):
        fit_ranges([])
