"""Tests of significance on tables of counts: exact at the threshold, vectorised, quick.

Every decision is 1 (significant: p < alpha), 0 (not: p >= alpha) or -1 (the test is undefined on
that table). A p-value returned here is for display and is never compared with alpha.
"""

from recount.significance.accepted import Run, acceptance
from recount.significance.contingency import (
    R_BY_C_TESTS,
    TWO_BY_TWO_TESTS,
    r_by_c,
    r_by_c_p,
    two_by_two,
    two_by_two_p,
)
from recount.significance.fisher import fisher_ends
from recount.significance.intervals import holm, odds_ratio, odds_ratio_interval, wilson_interval
from recount.significance.power import (
    Detectable,
    detectable_effect,
    detectable_odds_ratio,
    detectable_slope,
)
from recount.significance.threshold import chi2_critical, chi2_sf, normal_critical
from recount.significance.trends import (
    TREND_TESTS,
    Trends,
    all_trends,
    trend,
    trend_p,
    trend_slope,
)

__all__ = [
    "R_BY_C_TESTS",
    "TREND_TESTS",
    "TWO_BY_TWO_TESTS",
    "Detectable",
    "Run",
    "Trends",
    "acceptance",
    "all_trends",
    "chi2_critical",
    "chi2_sf",
    "detectable_effect",
    "detectable_odds_ratio",
    "detectable_slope",
    "fisher_ends",
    "holm",
    "normal_critical",
    "odds_ratio",
    "odds_ratio_interval",
    "r_by_c",
    "r_by_c_p",
    "trend",
    "trend_p",
    "trend_slope",
    "two_by_two",
    "two_by_two_p",
    "wilson_interval",
]
