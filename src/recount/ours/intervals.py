"""Ours: each share that a printed table gives, with an interval."""

from __future__ import annotations

from dataclasses import dataclass

from recount.arithmetic import Share
from recount.report import Report
from recount.settings import Settings
from recount.significance import wilson_interval

__all__ = ["ShareWithInterval", "shares_with_intervals"]


@dataclass(frozen=True, slots=True)
class ShareWithInterval:
    """One share of a printed table with its interval.

    Attributes:
        entry: Ledger entry of the printed percentage.
        sample: The dataset.
        variable: The variable.
        category: Name of the category.
        share: Cases of the category out of those with known value.
        low, high: Ends of the 95% interval, as fractions of one.
    """

    entry: str
    sample: str
    variable: str
    category: str
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
        >>> rows = shares_with_intervals(load_report())
        >>> len(rows)
        36
        >>> row = next(row for row in rows if row.entry == "t3-one-traded-yes")
        >>> row.share.exact, round(row.low, 4), round(row.high, 4)
        ('143/1965', 0.0621, 0.0851)
    """
    settings = Settings() if settings is None else settings
    rows = []
    tables = tuple(table.table for table in report.tables)
    for stated in report.percentages:
        if not stated.place.startswith(tables) or not (stated.numerator and stated.denominator):
            continue
        share = Share(report.total_of(stated.numerator), report.total_of(stated.denominator))
        rows.append(
            ShareWithInterval(
                stated.id,
                stated.sample,
                stated.variable,
                report.label(stated.variable, stated.category),
                share,
                *wilson_interval(share.part, share.whole, settings),
            )
        )
    return tuple(rows)
