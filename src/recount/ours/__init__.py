"""Ours: what the report does not compute, though its printed counts allow it.

Nothing here is a statement of the report and nothing here enters a verdict. Each function takes the
published data and returns rows of numbers; whoever shows them turns the numbers into text.
"""

from recount.ours.periods import (
    READINGS,
    PeriodRate,
    PeriodReading,
    RateComparison,
    compare_periods,
    period_rates,
)
from recount.ours.samples import (
    SampleComparison,
    ShareWithInterval,
    compare_samples,
    shares_with_intervals,
)

__all__ = [
    "READINGS",
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
