"""Ours: what the report does not compute, though its printed counts allow it.

Nothing here is a statement of the report and nothing here enters a verdict. Each function takes the
published data and returns rows of numbers; whoever shows them turns the numbers into text.
"""

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
    "PeriodRate",
    "PeriodReading",
    "RateComparison",
    "SampleComparison",
    "ShareWithInterval",
    "compare_periods",
    "compare_samples",
    "period_rates",
    "shares_with_intervals",
]
