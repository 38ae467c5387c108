"""Ours: what the report does not compute, though its printed counts allow it.

Nothing here is a statement of the report and nothing here enters a verdict. Each function takes the
published data and returns rows of numbers; whoever shows them turns the numbers into text.
"""

from recount.ours.absence import AbsencePower, absence_power
from recount.ours.fits import AgeFit, FitRange, FittedOdds, age_fits, fit_ranges
from recount.ours.intervals import ShareWithInterval, shares_with_intervals
from recount.ours.periods import (
    PeriodRate,
    PeriodReading,
    RateComparison,
    compare_periods,
    period_rates,
)
from recount.ours.samples import SampleComparison, compare_samples

__all__ = [
    "AbsencePower",
    "AgeFit",
    "FitRange",
    "FittedOdds",
    "PeriodRate",
    "PeriodReading",
    "RateComparison",
    "SampleComparison",
    "ShareWithInterval",
    "absence_power",
    "age_fits",
    "compare_periods",
    "compare_samples",
    "fit_ranges",
    "period_rates",
    "shares_with_intervals",
]
