"""Ours: each printed share with an interval, and two datasets compared on each variable.

A report that sets two datasets side by side may test nothing between them. Both margins are
printed, so the comparison needs nothing from any figure; what it needs is a way to treat categories
that only one of them can have, and that is data: ``comparisons.csv``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby

from recount.arithmetic import Share
from recount.report import Category, Report
from recount.settings import Settings
from recount.significance import chi2_sf

__all__ = ["SampleComparison", "ShareWithInterval", "compare_samples", "shares_with_intervals"]


@dataclass(frozen=True, slots=True)
class ShareWithInterval:
    """One share of a printed table: its ledger entry, and the ends of its 95% interval."""

    entry: str
    share: Share
    low: float
    high: float


def shares_with_intervals(
    report: Report, settings: Settings | None = None
) -> tuple[ShareWithInterval, ...]:
    """Return the shares of printed tables, in printed order, with Wilson's interval (Wilson 1927).

    The interval takes the cases as a random sample. They are all the cases that reached the
    centre, so it says how far a share would move by chance in as many cases of the same kind, and
    nothing about cases that were never reported.

    Example:
        >>> from recount.report import load_report
        >>> row = shares_with_intervals(load_report())[-1]
        >>> row.low < row.share.value < row.high
        True
    """
    from statsmodels.stats.proportion import proportion_confint

    alpha = float((Settings() if settings is None else settings).alpha)
    rows = []
    tables = tuple(table.table for table in report.tables)
    for stated in report.percentages:
        if stated.place.startswith(tables) and stated.numerator and stated.denominator:
            share = Share(report.total_of(stated.numerator), report.total_of(stated.denominator))
            low, high = proportion_confint(share.part, share.whole, alpha, "wilson")
            rows.append(ShareWithInterval(stated.id, share, float(low), float(high)))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class SampleComparison:
    """One variable of both samples, and Pearson's test that its shares are the same in both.

    Attributes:
        variable: The variable.
        treatment: What was done with categories that one sample does not have, in words.
        categories: Names of the categories compared.
        first: Cases of the first sample in each category.
        second: Cases of the second sample.
        p: The p-value, without continuity correction.
        p_holm: The same after Holm's correction over all rows returned together.
        odds_ratio: Odds of the first category in the second sample over those in the first; None
            where there are more than two categories.
        low, high: Its 95% interval: Wald's, log odds -+ z sqrt(sum of 1 / cell) (Woolf 1955).
    """

    variable: str
    treatment: str
    categories: tuple[str, ...]
    first: tuple[int, ...]
    second: tuple[int, ...]
    p: float
    p_holm: float = float("nan")
    odds_ratio: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def shares(self) -> tuple[Share, Share]:
        """The share of the first category in the first and in the second sample."""
        return Share(self.first[0], sum(self.first)), Share(self.second[0], sum(self.second))


def compare_samples(
    report: Report, settings: Settings | None = None
) -> tuple[SampleComparison, ...]:
    """Return two samples compared on each variable, in each way that the data names.

    Missing cases are left out; cases are taken as independent. The correction is Holm's (1979),
    which asks nothing about how the tests depend on each other.

    Args:
        report: What the report prints, and the comparisons.
        settings: Level of the intervals; the defaults when None.

    Example:
        >>> from recount.report import load_report
        >>> row = compare_samples(load_report())[-1]
        >>> row.categories, row.first, row.second
        (('traded', 'not traded'), (143, 1822), (75, 558))
        >>> round(row.odds_ratio, 2), round(row.low, 2), round(row.high, 2)
        (1.71, 1.27, 2.3)
    """
    from statsmodels.stats.multitest import multipletests

    settings = Settings() if settings is None else settings
    rows = [
        _compared(report, settings, tuple(categories))
        for _, categories in groupby(report.comparisons, lambda row: (row.variable, row.treatment))
    ]
    if not rows:
        return ()
    adjusted = multipletests([row.p for row in rows], method="holm")[1]
    return tuple(replace(row, p_holm=float(p)) for row, p in zip(rows, adjusted, strict=True))


def _compared(
    report: Report, settings: Settings, categories: tuple[Category, ...]
) -> SampleComparison:
    def cases(sample: str, levels: tuple[str, ...]) -> int:
        counts = report.of(sample, categories[0].variable)
        return sum(count.value for count in counts if count.category in levels)

    first = tuple(cases(row.first_sample, row.first_levels) for row in categories)
    second = tuple(cases(row.second_sample, row.second_levels) for row in categories)
    n1, n2 = sum(first), sum(second)
    # Pearson's statistic of two rows is the squared differences of their shares, weighted.
    statistic = sum(
        Fraction((n2 * a - n1 * b) ** 2, (a + b) * n1 * n2)
        for a, b in zip(first, second, strict=True)
    )
    found = SampleComparison(
        categories[0].variable,
        categories[0].treatment,
        tuple(row.label for row in categories),
        first,
        second,
        chi2_sf(float(statistic), len(categories) - 1),
    )
    if len(categories) != 2 or not all((*second, *first)):
        return found
    from statsmodels.stats.contingency_tables import Table2x2

    table = Table2x2([second, first])
    low, high = table.oddsratio_confint(float(settings.alpha))
    return replace(found, odds_ratio=float(table.oddsratio), low=float(low), high=float(high))
