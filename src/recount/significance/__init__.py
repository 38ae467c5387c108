"""Tests of significance on tables of counts: exact at the threshold, vectorised, quick.

Every decision is 1 (significant: p < alpha), 0 (not: p >= alpha) or -1 (the test is undefined on
that table). A p-value returned here is for display and is never compared with alpha.
"""

# fmt: off
# isort: off
from recount.significance.contingency import (
    R_BY_C_TESTS, TWO_BY_TWO_TESTS, compared, p_range, r_by_c, two_by_two,
)
from recount.significance.effects import (
    detectable_effect, detectable_odds_ratio, detectable_slope,
)
from recount.significance.threshold import chi2_critical, chi2_sf, normal_critical
from recount.significance.trends import TREND_TESTS, Trends

__all__ = [
    "R_BY_C_TESTS", "TREND_TESTS", "TWO_BY_TWO_TESTS", "Trends", "chi2_critical", "chi2_sf",
    "compared", "detectable_effect", "detectable_odds_ratio", "detectable_slope",
    "normal_critical", "p_range", "r_by_c", "two_by_two",
]
# fmt: on
