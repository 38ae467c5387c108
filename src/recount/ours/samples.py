"""Ours: two datasets compared on each variable, in the categories that ``comparisons.csv`` names.

A report that sets two datasets side by side may test nothing between them. Both margins are
printed, so the comparison needs nothing from any figure; what it needs is a way to treat categories
that only one of them can have, and that is data.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

from recount.report import Category, Report
from recount.settings import Settings
from recount.significance import holm

__all__ = ["SampleComparison", "compare_samples"]


@dataclass(frozen=True, slots=True)
class SampleComparison:
    """One variable of both samples, and Pearson's test that its shares are the same in both.

    Attributes:
        variable: The variable.
        treatment: What was done with categories that one sample does not have, in words.
        categories: Names of the categories compared.
        samples: Ids of the first and of the second sample.
        first: Cases of the first sample in each category.
        second: Cases of the second sample.
        left_out: Cases not compared in each sample: missing, or of a category left out.
        statistic: Pearson's statistic, without continuity correction.
        df: Its degrees of freedom.
        p: Its p-value.
        p_holm: The same after Holm's correction over all rows returned together.
        odds_ratio: Odds of the first category in the second sample over those in the first; None
            where there are more than two categories.
        low, high: Its 95% interval (Wald's, on the log scale); None where there is none.
        smallest_expected: The smallest expected count, which Pearson's approximation rests on.
        by_definition: Whether one sample cannot have a category at all, so that the shares differ
            by how the samples were formed and the test finds nothing out.
    """

    variable: str
    treatment: str
    categories: tuple[str, ...]
    samples: tuple[str, str]
    first: tuple[int, ...]
    second: tuple[int, ...]
    left_out: tuple[int, int]
    statistic: float
    df: int
    p: float
    p_holm: float
    odds_ratio: float | None
    low: float | None
    high: float | None
    smallest_expected: float
    by_definition: bool

    @property
    def shares(self) -> tuple[float, float]:
        """The share of the first category in the first and in the second sample."""
        return self.first[0] / sum(self.first), self.second[0] / sum(self.second)


def compare_samples(
    report: Report, settings: Settings | None = None
) -> tuple[SampleComparison, ...]:
    """Return two samples compared on each variable, in each way that the data names.

    Missing cases are left out; cases are taken as independent. Pearson's test and Wald's interval
    for the odds ratio are those of statsmodels (``Table``, ``Table2x2``; Agresti 2013, sections 3.1
    and 3.2); the correction is Holm's (1979), which asks nothing about how the tests depend on each
    other.

    Args:
        report: What the report prints, and the comparisons.
        settings: Level of the intervals; the defaults when None.

    Example:
        >>> from recount.report import load_report
        >>> rows = compare_samples(load_report())
        >>> traded = next(row for row in rows if row.variable == "traded")
        >>> traded.categories, traded.first, traded.second
        (('traded', 'not traded'), (143, 1822), (75, 558))
        >>> round(traded.odds_ratio, 2), round(traded.low, 2), round(traded.high, 2)
        (1.71, 1.27, 2.3)
    """
    settings = Settings() if settings is None else settings
    rows = [
        _compared(report, settings, tuple(categories))
        for _, categories in groupby(
            report.comparisons, lambda row: (row.variable, row.treatment, row.first_sample)
        )
    ]
    if not rows:
        return ()
    adjusted = holm([row.p for row in rows])
    return tuple(replace(row, p_holm=float(p)) for row, p in zip(rows, adjusted, strict=True))


def _compared(
    report: Report, settings: Settings, categories: tuple[Category, ...]
) -> SampleComparison:
    import numpy as np
    from scipy.stats import chi2
    from statsmodels.stats.contingency_tables import Table, Table2x2

    one = categories[0]
    samples = (one.first_sample, one.second_sample)
    counts = [
        {count.category: count.value for count in report.of(sample, one.variable)}
        for sample in samples
    ]
    first, second = (
        tuple(sum(known[level] for level in levels) for levels in sides)
        for known, sides in zip(
            counts,
            (
                [row.first_levels for row in categories],
                [row.second_levels for row in categories],
            ),
            strict=True,
        )
    )
    cells = np.array([second, first], dtype=float).T
    # A category that one sample cannot have is a true zero: half a case must not be added to it.
    test = Table(cells, shift_zeros=False).test_nominal_association()
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    if len(categories) == 2:
        two = Table2x2(cells.T, shift_zeros=False)
        ratio = float(two.oddsratio)
        low, high = (float(end) for end in two.oddsratio_confint(float(settings.alpha)))
    totals = [report.cases_of(sample) for sample in samples]
    expected = np.outer(cells.sum(axis=1), cells.sum(axis=0)) / cells.sum()
    return SampleComparison(
        variable=one.variable,
        treatment=one.treatment,
        categories=tuple(row.label for row in categories),
        samples=samples,
        first=first,
        second=second,
        left_out=(totals[0] - sum(first), totals[1] - sum(second)),
        statistic=float(test.statistic),
        df=int(test.df),
        # statsmodels takes one less the lower tail, which is 0 long before the upper tail is.
        p=float(chi2.sf(test.statistic, test.df)),
        p_holm=float("nan"),
        odds_ratio=ratio,
        low=low,
        high=high,
        smallest_expected=float(expected.min()),
        by_definition=any(min(pair) == 0 for pair in zip(first, second, strict=True)),
    )
