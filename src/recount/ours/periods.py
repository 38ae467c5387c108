"""Ours: cases by period as cases per month, since periods need not be equally long.

A dataset can start in the middle of the first period that its table prints and end after the last
label does. Where the report does not say which, every number is given both ways.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, get_args

from recount.report import Report
from recount.settings import Settings

__all__ = [
    "READINGS",
    "PeriodRate",
    "PeriodReading",
    "RateComparison",
    "compare_periods",
    "period_rates",
]

PeriodReading = Literal["equal lengths", "as labelled", "as dated"]
"""How long the periods are taken to be.

``equal lengths``: each as long as the years on its label, as a table of bare counts suggests.
``as labelled``: the first starts with the dataset, the last ends with its label.
``as dated``: the last ends with the dataset, too.
"""

READINGS: tuple[PeriodReading, ...] = get_args(PeriodReading)


@dataclass(frozen=True, slots=True)
class PeriodRate:
    """Cases per month of one period.

    Attributes:
        period: Level of the variable that holds the periods.
        label: Its printed name.
        start, end: Its first and its last day.
        months: Its length in whole months.
        cases: Printed number of cases.
        rate: Cases per month.
        low, high: Exact 95% interval of the rate, in cases per month.
    """

    period: str
    label: str
    start: date
    end: date
    months: int
    cases: int
    rate: Fraction
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RateComparison:
    """The rates of the periods against each other, under one reading of their lengths.

    Attributes:
        last_to_first: Rate of the last period over that of the first.
        p: Exact two-sided p-value that the ratio is 1 (twice the smaller tail).
        p_trend: Two-sided p-value that the rates neither rise nor fall over all periods.
    """

    last_to_first: Fraction
    p: float
    p_trend: float


def period_rates(
    report: Report, reading: PeriodReading, settings: Settings | None = None
) -> tuple[PeriodRate, ...]:
    """Return cases per month for each period; none where the report has no periods.

    The interval is the exact one for a Poisson count x (Garwood 1936): the alpha/2 quantile of a
    gamma distribution of shape x and the 1 - alpha/2 quantile of one of shape x + 1, each divided
    by the number of months.

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
    from scipy.special import gammaincinv

    if reading not in READINGS:
        raise ValueError(f"no reading {reading!r}; one of {', '.join(READINGS)}")
    tail = float((Settings() if settings is None else settings).alpha) / 2
    rows = []
    for period in report.periods:
        counts = {c.category: c.value for c in report.of(period.sample, period.variable)}
        opens, closes = report.span_of(period.sample) or (period.start, period.end)
        start, end, cases = period.start, period.end, counts[period.level]
        if reading != "equal lengths":
            start = max(start, opens)
        if reading == "as dated" and period is report.periods[-1]:
            end = closes
        months = 12 * (end.year - start.year) + end.month - start.month + 1
        low = float(gammaincinv(cases, tail)) if cases else 0.0
        high = float(gammaincinv(cases + 1, 1 - tail))
        label = report.label(period.variable, period.level)
        rate = Fraction(cases, months)
        rows.append(
            PeriodRate(
                period.level, label, start, end, months, cases, rate, low / months, high / months
            )
        )
    return tuple(rows)


def compare_periods(report: Report, reading: PeriodReading) -> RateComparison:
    """Return the last period's rate over the first's, whether the two can be the same, and a trend.

    Given the sum of both counts, the last one is binomial, its share the last period's part of
    their months (Przyborowski & Wilenski 1940). The trend over all periods, which count as equal
    steps, is tested by the score test of a Poisson model (Armitage 1955): given the sum of the
    counts they are multinomial, each period's share its part of the months.

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> for reading in ("equal lengths", "as labelled", "as dated"):
        ...     found = compare_periods(report, reading)
        ...     print(reading, round(float(found.last_to_first), 2), round(found.p_trend, 3))
        equal lengths 1.52 0.0
        as labelled 1.14 0.027
        as dated 0.91 0.406
    """
    from scipy.special import bdtr, bdtrc

    rates = period_rates(report, reading)
    first, last = rates[0], rates[-1]
    both, share = first.cases + last.cases, last.months / (first.months + last.months)
    tails = bdtr(last.cases, both, share), bdtrc(last.cases - 1, both, share)
    total, months = sum(row.cases for row in rates), sum(row.months for row in rates)
    expected = [total * row.months / months for row in rates]
    moved = sum(
        at * (row.cases - e) for at, (row, e) in enumerate(zip(rates, expected, strict=True))
    )
    mean = sum(at * e for at, e in enumerate(expected)) / total
    spread = sum((at - mean) ** 2 * e for at, e in enumerate(expected))
    trend = math.erfc(abs(moved) / math.sqrt(2 * spread))
    return RateComparison(last.rate / first.rate, min(1.0, 2 * float(min(tails))), trend)
