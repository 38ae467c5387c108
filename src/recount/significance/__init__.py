"""Tests of significance on tables of counts: exact at the threshold, vectorised, quick.

Every decision is 1 (significant: p < alpha), 0 (not: p >= alpha) or -1 (the test is undefined on
that table). Floats decide only where rounding cannot matter; near the threshold certified
enclosures or whole numbers do. A p-value returned here is for display and is never compared with
alpha.
"""

from recount.significance.contingency import (
    R_BY_C_TESTS,
    TWO_BY_TWO_TESTS,
    Run,
    acceptance,
    chi_squared_p_range,
    r_by_c,
    r_by_c_p,
    two_by_two,
    two_by_two_p,
)
from recount.significance.intervals import holm, odds_ratio, odds_ratio_interval, wilson_interval
from recount.significance.power import (
    Detectable,
    detectable_effect,
    detectable_odds_ratio,
    detectable_slope,
    noncentral_power,
)
from recount.significance.tests_named import TESTS_NAMED, NamedTest
from recount.significance.threshold import (
    NOT_SIGNIFICANT,
    SIGNIFICANT,
    UNDEFINED,
    chi2_critical,
    chi2_sf,
    normal_critical,
)
from recount.significance.trends import (
    TREND_TESTS,
    Trends,
    all_trends,
    attainable,
    trend,
    trend_p,
    trend_slope,
)

__all__ = [
    "NOT_SIGNIFICANT",
    "R_BY_C_TESTS",
    "SIGNIFICANT",
    "TESTS_NAMED",
    "TREND_TESTS",
    "TWO_BY_TWO_TESTS",
    "UNDEFINED",
    "Detectable",
    "NamedTest",
    "Run",
    "Trends",
    "acceptance",
    "all_trends",
    "attainable",
    "chi2_critical",
    "chi2_sf",
    "chi_squared_p_range",
    "detectable_effect",
    "detectable_odds_ratio",
    "detectable_slope",
    "holm",
    "noncentral_power",
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
