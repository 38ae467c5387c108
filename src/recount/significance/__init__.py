"""Tests of significance on tables of counts: exact at the threshold, vectorised, quick.

Every decision is +1 (significant: p < alpha), 0 (not: p >= alpha) or -1 (the test is undefined on
that table). Floats decide only where rounding cannot matter; near the threshold certified
enclosures or whole numbers do. A p-value returned here is for display and is never compared with
alpha.
"""

from recount.significance.accepted_cells import Run, acceptance
from recount.significance.chi_squared import (
    chi2_critical,
    chi2_critical_float,
    chi2_sf,
    normal_critical_float,
)
from recount.significance.decisions import NOT_SIGNIFICANT, SIGNIFICANT, UNDEFINED, Decision
from recount.significance.fisher_exact import fisher_p_exact
from recount.significance.freeman_halton import MOST_TABLES, TooManyTablesError
from recount.significance.intervals import odds_ratio, odds_ratio_interval, wilson_interval
from recount.significance.logistic import attainable
from recount.significance.multiplicity import holm
from recount.significance.power import Detectable, detectable_odds_ratio
from recount.significance.r_by_c_table import R_BY_C_TESTS, r_by_c, r_by_c_p
from recount.significance.tests_named import TESTS_NAMED, NamedTest
from recount.significance.trends import (
    TREND_TESTS,
    Trends,
    all_trends,
    trend,
    trend_p,
    trend_slope,
)
from recount.significance.two_by_two_table import (
    TWO_BY_TWO_TESTS,
    chi_squared_p_range,
    two_by_two,
    two_by_two_p,
)

__all__ = [
    "MOST_TABLES",
    "NOT_SIGNIFICANT",
    "R_BY_C_TESTS",
    "SIGNIFICANT",
    "TESTS_NAMED",
    "TREND_TESTS",
    "TWO_BY_TWO_TESTS",
    "UNDEFINED",
    "Decision",
    "Detectable",
    "NamedTest",
    "Run",
    "TooManyTablesError",
    "Trends",
    "acceptance",
    "all_trends",
    "attainable",
    "chi2_critical",
    "chi2_critical_float",
    "chi2_sf",
    "chi_squared_p_range",
    "detectable_odds_ratio",
    "fisher_p_exact",
    "holm",
    "normal_critical_float",
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
