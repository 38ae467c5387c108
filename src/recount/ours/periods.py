"""Ours: cases by period as cases per month, since periods need not be equally long.

A dataset can start in the middle of the first period that its table prints and end after the last
label does. Where the report does not say which, every number is given both ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from recount.report import Period, Report
from recount.settings import Settings

__all__ = ["PeriodRate", "PeriodReading", "RateComparison", "compare_periods", "period_rates"]

PeriodReading = Literal["as labelled", "as dated", "equal lengths"]
"""How long the periods are taken to be.

``as labelled``: the first starts with the dataset, the last ends with its label (24 months).
``as dated``: the last ends with the dataset (30 months).
``equal lengths``: each as long as the years on its label, as a table of bare counts suggests.
"""

READINGS: tuple[PeriodReading, ...] = ("as labelled", "as dated", "equal lengths")


@dataclass(frozen=True, slots=True)
class PeriodRate:
    """Cases per month of one period.

    Attributes:
        period: Level of the variable that holds the periods.
        label: Its printed name.
        reading: How long the period is taken to be.
        start: First day of the period.
        end: Last day of the period.
        months: Its length in whole months.
        cases: Printed number of cases.
        rate: Cases per month.
        low, high: Exact 95% interval of the rate, in cases per month.
    """

    period: str
    label: str
    reading: PeriodReading
    start: date
    end: date
    months: int
    cases: int
    rate: Fraction
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RateComparison:
    """The rates of all periods compared, under one reading of their lengths.

    Attributes:
        reading: How long the periods are taken to be.
        statistic: Pearson's statistic against one rate for all periods.
        df: Its degrees of freedom.
        p: Its p-value.
        last_to_first: Rate of the last period over that of the first.
        low, high: Exact 95% interval of that ratio.
        p_last_first: Exact two-sided p-value that the ratio is 1 (twice the smaller tail).
    """

    reading: PeriodReading
    statistic: float
    df: int
    p: float
    last_to_first: Fraction
    low: float
    high: float
    p_last_first: float


def period_rates(
    report: Report, reading: PeriodReading, settings: Settings | None = None
) -> tuple[PeriodRate, ...]:
    """Return cases per month for each period.

    The interval is the exact one for a Poisson count (Garwood 1936), from quantiles of the
    chi-squared distribution: half the alpha/2 quantile at 2x degrees of freedom, and half the
    1 - alpha/2 quantile at 2x + 2, each divided by the number of months.

    Raises:
        ValueError: If there is no such reading.

    Example:
        >>> from recount.report import load_report
        >>> rates = period_rates(load_report(), "as dated")
        >>> [(row.months, row.cases) for row in rates]
        [(18, 71), (24, 75), (24, 82), (24, 72), (24, 110), (30, 108)]
        >>> float(rates[-1].rate), round(rates[-1].low, 2), round(rates[-1].high, 2)
        (3.6, 2.95, 4.35)
    """
    from scipy.stats import chi2

    if reading not in READINGS:
        raise ValueError(f"no reading {reading!r}; one of {', '.join(READINGS)}")
    alpha = float((Settings() if settings is None else settings).alpha)
    periods = report.periods
    if not periods:
        return ()
    counts = {c.category: c for c in report.of(periods[0].sample, periods[0].variable)}
    opens, closes = _dates(report, periods[0])
    rows = []
    for period in periods:
        count, start, end = counts[period.level], period.start, period.end
        if reading != "equal lengths":
            start = max(start, opens)
        if reading == "as dated" and period is periods[-1]:
            end = closes
        months = _months(start, end)
        low = chi2.ppf(alpha / 2, 2 * count.value) / 2 if count.value else 0.0
        high = chi2.ppf(1 - alpha / 2, 2 * count.value + 2) / 2
        rows.append(
            PeriodRate(
                count.category,
                report.label(period.variable, period.level),
                reading,
                start,
                end,
                months,
                count.value,
                Fraction(count.value, months),
                float(low) / months,
                float(high) / months,
            )
        )
    return tuple(rows)


def _dates(report: Report, period: Period) -> tuple[date, date]:
    """Return the first and the last day of the dataset to which the periods belong."""
    days = sorted(row.day for row in report.dates.values() if row.sample == period.sample)
    return days[0], days[-1]


def compare_periods(
    report: Report, reading: PeriodReading, settings: Settings | None = None
) -> RateComparison:
    """Return whether all periods can have one rate, and the last period's rate over the first's.

    One rate for all: the expected cases of a period are its share of all months; Pearson's
    statistic has one degree of freedom less than there are periods (Agresti 2013, section 1.5).
    Last over first: given the sum of both counts, the last one is binomial; the ends of the exact
    interval of its share (Clopper & Pearson 1934) are turned into a ratio of rates (Przyborowski &
    Wilenski 1940).

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> for reading in ("equal lengths", "as labelled", "as dated"):
        ...     found = compare_periods(report, reading)
        ...     print(reading, round(float(found.last_to_first), 2), round(found.p_last_first, 3))
        equal lengths 1.52 0.007
        as labelled 1.14 0.432
        as dated 0.91 0.599
    """
    from scipy.stats import beta, binom, chi2

    alpha = float((Settings() if settings is None else settings).alpha)
    rates = period_rates(report, reading, settings)
    statistic = _against_one_rate(rates)
    first, last = rates[0], rates[-1]
    both = first.cases + last.cases
    low = beta.ppf(alpha / 2, last.cases, both - last.cases + 1)
    high = beta.ppf(1 - alpha / 2, last.cases + 1, both - last.cases)
    odds_of_months = Fraction(first.months, last.months)
    share = last.months / (first.months + last.months)
    tails = (
        float(binom.cdf(last.cases, both, share)),
        float(binom.sf(last.cases - 1, both, share)),
    )
    return RateComparison(
        reading,
        float(statistic),
        len(rates) - 1,
        float(chi2.sf(float(statistic), len(rates) - 1)),
        last.rate / first.rate,
        float(low / (1 - low)) * float(odds_of_months),
        float(high / (1 - high)) * float(odds_of_months),
        min(1.0, 2 * min(tails)),
    )


def _against_one_rate(rates: Sequence[PeriodRate]) -> Fraction:
    """Return Pearson's statistic of counts against lengths."""
    cases = sum(row.cases for row in rates)
    months = sum(row.months for row in rates)
    total = Fraction(0)
    for row in rates:
        expected = Fraction(cases * row.months, months)
        total += (row.cases - expected) ** 2 / expected
    return total


def _months(start: date, end: date) -> int:
    """Return the whole months from the first day of one month to the last day of another."""
    return 12 * (end.year - start.year) + end.month - start.month + 1
