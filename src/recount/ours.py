"""Ours: what the report does not compute, though its printed counts allow it.

Nothing here is a statement of the report and nothing here enters a verdict. It is made in one pass
of the published data, as numbers; whoever shows them turns them into text.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby

from recount.arithmetic import Share
from recount.report import Category, Report
from recount.settings import Settings
from recount.significance import chi2_sf

#: How long periods are, as a dataset can start in the first of them and end after the last label.
READINGS = (
    "equal lengths",  # each as long as the years on its label, as a table of bare counts suggests
    "as labelled",  # the first starts with the dataset, the last ends with its label
    "as dated",  # the last ends with the dataset, too
)


@dataclass(frozen=True, slots=True)
class PeriodRate:
    """Cases per month of one period, with the ends of the exact 95% interval of the rate."""

    label: str
    start: date
    end: date
    months: int
    cases: int
    low: float
    high: float

    @property
    def rate(self) -> Fraction:
        """Cases per month."""
        return Fraction(self.cases, self.months)


@dataclass(frozen=True, slots=True)
class RateComparison:
    """The rates of the periods against each other."""

    last_to_first: Fraction
    p: float  # two-sided, for the last rate being that of the first
    p_trend: float  # for none rising or falling over all periods


@dataclass(frozen=True, slots=True)
class SampleComparison:
    """One variable of both samples, and Pearson's test that its shares are the same in both."""

    variable: str
    treatment: str  # what was done with categories that one sample does not have, in words
    categories: tuple[str, ...]
    first: tuple[int, ...]  # cases of the first sample in each category
    second: tuple[int, ...]
    p: float  # without continuity correction
    p_holm: float  # after Holm's correction over all rows
    #: Odds of the first of two categories in the second sample over those in the first, with the
    #: ends of its 95% interval: log odds -+ z sqrt(sum of 1 / cell), Wald's (Woolf 1955).
    odds_ratio: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def shares(self) -> tuple[Share, Share]:
        """The share of the first category in the first and in the second sample."""
        return Share(self.first[0], sum(self.first)), Share(self.second[0], sum(self.second))


@dataclass(frozen=True, slots=True)
class Ours:
    """All that is ours of one report."""

    #: The rate of each period and their comparison, by reading of their lengths; both are empty
    #: where the report has no periods.
    rates: Mapping[str, Sequence[PeriodRate]]
    periods: Mapping[str, RateComparison]
    #: Two samples on each variable, in each way that ``comparisons.csv`` names.
    samples: Sequence[SampleComparison]
    #: The intervals of printed shares that have counts, by id.
    intervals: Mapping[str, tuple[float, float]]


def compute_ours(report: Report, settings: Settings) -> Ours:
    """Return what is ours of a report."""
    alpha = float(settings.alpha)
    rates = {name: tuple(period_rates(report, name, alpha)) for name in READINGS}
    shares = {
        stated.id: Share(report.total_of(stated.numerator), report.total_of(stated.denominator))
        for stated in report.percentages
        if stated.numerator and stated.denominator
    }
    return Ours(
        rates,
        {name: compare_periods(own) for name, own in rates.items() if own},
        tuple(compare_samples(report, alpha)),
        {name: share_interval(share, alpha) for name, share in shares.items()},
    )


def period_rates(report: Report, reading: str, alpha: float) -> Iterator[PeriodRate]:
    """Yield cases per month for each period.

    The interval is the exact one for a Poisson count x (Garwood 1936): the alpha/2 quantile of a
    gamma distribution of shape x and the 1 - alpha/2 quantile of one of shape x + 1, each divided
    by the number of months.
    """
    from scipy.special import gammaincinv

    for level, start, end in report.periods:
        counts = report.of(level.samples[0], level.variable)
        cases = next(count.value for count in counts if count.category == level.level)
        opens, closes = report.span_of(level.samples[0]) or (start, end)
        if reading != "equal lengths":
            start = max(start, opens)
        if reading == "as dated" and level is report.periods[-1][0]:
            end = closes
        months = 12 * (end.year - start.year) + end.month - start.month + 1
        low = float(gammaincinv(cases, alpha / 2)) / months if cases else 0.0
        high = float(gammaincinv(cases + 1, 1 - alpha / 2)) / months
        yield PeriodRate(level.label, start, end, months, cases, low, high)


def compare_periods(rates: Sequence[PeriodRate]) -> RateComparison:
    """Return the last rate over the first, whether the two can be the same, and a trend.

    Given the sum of both counts, the last one is binomial, its share the last period's part of
    their months (Przyborowski & Wilenski 1940); p is twice its smaller tail. The trend over all
    periods, which count as equal steps, is tested by the score test of a Poisson model (Armitage
    1955): given the sum of the counts they are multinomial, each period's share its part of the
    months.
    """
    from scipy.special import bdtr, bdtrc

    first, last = rates[0], rates[-1]
    both, share = first.cases + last.cases, last.months / (first.months + last.months)
    tails = bdtr(last.cases, both, share), bdtrc(last.cases - 1, both, share)
    total, months = sum(row.cases for row in rates), sum(row.months for row in rates)
    expected = [total * row.months / months for row in rates]
    moved = sum(at * (row.cases - expected[at]) for at, row in enumerate(rates))
    mean = sum(at * e for at, e in enumerate(expected)) / total
    spread = sum((at - mean) ** 2 * e for at, e in enumerate(expected))
    trend = math.erfc(abs(moved) / math.sqrt(2 * spread))
    return RateComparison(last.rate / first.rate, min(1.0, 2 * float(min(tails))), trend)


def share_interval(share: Share, alpha: float) -> tuple[float, float]:
    """Return the ends of a share's interval (Wilson 1927).

    The interval takes the cases as a random sample. They are all the cases that reached the
    centre, so it says how far a share would move by chance in as many cases of the same kind, and
    nothing about cases that were never reported.
    """
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(share.part, share.whole, alpha, "wilson")
    return float(low), float(high)


def compare_samples(report: Report, alpha: float) -> Iterator[SampleComparison]:
    """Yield two samples compared on each variable.

    Missing cases are left out; cases are taken as independent. The correction is Holm's (1979),
    which asks nothing about how the tests depend on each other.
    """
    from statsmodels.stats.contingency_tables import Table2x2
    from statsmodels.stats.multitest import multipletests

    def cases(row: Category, sample: str, levels: tuple[str, ...]) -> int:
        return sum(c.value for c in report.of(sample, row.variable) if c.category in levels)

    found = []
    for name, rows in groupby(report.comparisons, lambda row: (row.variable, row.treatment)):
        categories = tuple(rows)
        first = tuple(cases(row, row.first_sample, row.first_levels) for row in categories)
        second = tuple(cases(row, row.second_sample, row.second_levels) for row in categories)
        n1, n2 = sum(first), sum(second)
        # Pearson's statistic of two rows is the squared differences of their shares, weighted.
        statistic = sum(
            Fraction((n2 * a - n1 * b) ** 2, (a + b) * n1 * n2)
            for a, b in zip(first, second, strict=True)
        )
        p = chi2_sf(float(statistic), len(categories) - 1)
        found.append((*name, tuple(row.label for row in categories), first, second, p))
    holm = multipletests([row[-1] for row in found], method="holm")[1] if found else []
    for row, adjusted in zip(found, holm, strict=True):
        *_, first, second, _ = row
        ratio: tuple[float, ...] = ()
        if len(first) == 2 and all((*first, *second)):
            table = Table2x2([second, first])
            ratio = (float(table.oddsratio), *map(float, table.oddsratio_confint(alpha)))
        yield SampleComparison(*row, float(adjusted), *ratio)
