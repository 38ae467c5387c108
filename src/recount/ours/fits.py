"""Ours: the logistic fit that Figure 11 may rest on, on each of the tables it leaves possible.

The report's three percentages on page 30 and the margins of Table 3 leave seven tables of age by
relationship. Its odds ratios stand inside the figure; here they are computed for every one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from recount.published import Published
from recount.settings import Settings
from recount.tables import IntArray, list_tables
from recount.verdicts import Assumed, cross, read_claim

__all__ = ["AgeFit", "FitRange", "FittedOdds", "age_fits", "fit_ranges"]

CLAIM = "f11-pubescent-lower"
PIVOT = "pubescent"
#: Far above the seven that the printed numbers leave; more would mean that some are missing.
MOST_TABLES = 1_000


@dataclass(frozen=True, slots=True)
class FittedOdds:
    """The odds ratio of familial cases, pubescent victims against one younger group.

    Attributes:
        against: Name of the younger group.
        odds_ratio: Estimate.
        low, high: 95% interval (Wald's).
        p: p-value of Wald's test.
    """

    against: str
    odds_ratio: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class AgeFit:
    """The fit on one consistent table.

    Attributes:
        groups: Names of the age groups, in printed order.
        familial: Familial cases in each.
        known: Cases in each.
        odds: Pubescent against each younger group.
    """

    groups: tuple[str, ...]
    familial: tuple[int, ...]
    known: tuple[int, ...]
    odds: tuple[FittedOdds, ...]


@dataclass(frozen=True, slots=True)
class FitRange:
    """What an odds ratio can be over all consistent tables.

    Attributes:
        against: Name of the younger group.
        tables: Number of consistent tables.
        low, high: Smallest and largest estimate.
        interval_low, interval_high: Lowest and highest end of their 95% intervals.
        p_high: Largest p-value.
    """

    against: str
    tables: int
    low: float
    high: float
    interval_low: float
    interval_high: float
    p_high: float


def age_fits(
    published: Published, settings: Settings | None = None, assumed: Assumed | None = None
) -> tuple[AgeFit, ...]:
    """Return the logistic regression of familial on age group for each table of Figure 11.

    A binomial GLM with logit link, the age groups as categories with pubescent for reference
    (statsmodels ``GLM``; Agresti 2013, section 5.3). The fit is saturated: its odds ratios are
    those of the table itself.

    Example:
        >>> from recount.published import load_published
        >>> fits = age_fits(load_published())
        >>> [fit.familial for fit in fits][:2]
        [(66, 274, 174), (66, 275, 173)]
        >>> odds = fits[0].odds[1]
        >>> odds.against, round(odds.odds_ratio, 3), round(odds.low, 3), round(odds.high, 3)
        ('prepubescent', 0.227, 0.181, 0.284)
    """
    settings = Settings() if settings is None else settings
    assumed = Assumed.from_data(published) if assumed is None else assumed
    claim = next(row for row in published.claims if row.id == CLAIM)
    crossing = cross(published, read_claim(published, claim), assumed)
    tables = [table[:-1, :-1] for table in list_tables(crossing.space, MOST_TABLES)]
    tables.sort(key=lambda table: [int(value) for value in table[:, 0]])
    pivot = crossing.rows.index(PIVOT)
    return tuple(_fit(table, crossing.row_labels, pivot, settings) for table in tables)


def _fit(table: IntArray, labels: tuple[str, ...], pivot: int, settings: Settings) -> AgeFit:
    import numpy as np
    import statsmodels.api as sm

    others = [index for index in range(len(table)) if index != pivot]
    # One line a cell, weighted with its cases: of the grouped form of a saturated fit statsmodels
    # warns, as it takes it for a perfect prediction.
    group, column = (axis.ravel() for axis in np.indices(table.shape))
    design = np.column_stack([np.ones(group.size), *(group == index for index in others)])
    familial = (column == 0).astype(float)
    model = sm.GLM(familial, design, family=sm.families.Binomial(), freq_weights=table.ravel())
    found = model.fit(tol=1e-12)
    ends = found.conf_int(float(settings.alpha))
    odds = []
    for place, index in enumerate(others, start=1):
        # The coefficient is the younger group's against pubescent: turned round, its sign flips.
        low, high = (float(np.exp(-end)) for end in ends[place][::-1])
        ratio, p = float(np.exp(-found.params[place])), float(found.pvalues[place])
        odds.append(FittedOdds(labels[index], ratio, low, high, p))
    return AgeFit(
        labels,
        tuple(int(value) for value in table[:, 0]),
        tuple(int(value) for value in table.sum(axis=1)),
        tuple(odds),
    )


def fit_ranges(fits: Sequence[AgeFit]) -> tuple[FitRange, ...]:
    """Return the range of each odds ratio over the fits of all tables.

    Raises:
        ValueError: If there is no fit.

    Example:
        >>> from recount.published import load_published
        >>> for row in fit_ranges(age_fits(load_published())):
        ...     print(row.against, row.tables, f"{row.low:.3f} to {row.high:.3f}")
        infant/toddler 7 0.112 to 0.117
        prepubescent 7 0.210 to 0.227
    """
    if not fits:
        raise ValueError("no table is consistent, so there is no fit to take a range of")
    ranges = []
    for place, first in enumerate(fits[0].odds):
        odds = [fit.odds[place] for fit in fits]
        ranges.append(
            FitRange(
                first.against,
                len(odds),
                min(row.odds_ratio for row in odds),
                max(row.odds_ratio for row in odds),
                min(row.low for row in odds),
                max(row.high for row in odds),
                max(row.p for row in odds),
            )
        )
    return tuple(ranges)
