"""Tests of significance on tables of counts: exact at the threshold, vectorised, quick.

Every decision is +1 (significant: p < alpha), 0 (not: p >= alpha) or -1 (the test is undefined on
that table). Floats decide only where rounding cannot matter; near the threshold certified
enclosures or whole numbers do.
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
from recount.significance.trends import TREND_TESTS, trend, trend_p, trend_slope
from recount.significance.two_by_two_table import TWO_BY_TWO_TESTS, two_by_two, two_by_two_p

__all__ = [
    "NOT_SIGNIFICANT",
    "SIGNIFICANT",
    "TREND_TESTS",
    "TWO_BY_TWO_TESTS",
    "UNDEFINED",
    "Decision",
    "Run",
    "acceptance",
    "chi2_critical",
    "chi2_critical_float",
    "chi2_sf",
    "fisher_p_exact",
    "normal_critical_float",
    "trend",
    "trend_p",
    "trend_slope",
    "two_by_two",
    "two_by_two_p",
]
