"""Judge one claim: the route that its reading needs, and what the verdict rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import cast

from recount.report import (
    Between,
    Claim,
    ColumnsOff,
    Comparison,
    CrossTable,
    Elimination,
    Exists,
    Jointly,
    NotTestable,
    Overlap,
    OverlapLarger,
    Reading,
    Readings,
    Report,
    Shares,
    Word,
)
from recount.settings import Settings
from recount.tables import Infeasible
from recount.verdicts.assumptions import Assumed, assumption_of
from recount.verdicts.crossings import NoMarginError
from recount.verdicts.crosstables import judge_crosstable
from recount.verdicts.judgement import Fact, Judgement
from recount.verdicts.margins import (
    judge_columns_off,
    judge_comparison,
    judge_elimination,
    judge_exists,
    judge_shares,
    judge_word,
)
from recount.verdicts.overlaps import judge_overlap, judge_overlap_larger
from recount.verdicts.samples import judge_between
from recount.verdicts.sensitivity import rests_of
from recount.verdicts.together import judge_together
from recount.verdicts.unprinted import judge_unprinted

__all__ = ["judge", "judge_reading"]

#: Readings that printed counts settle, and those that need assumptions about missing cases, too.
BY_COUNTS: Mapping[type, Callable[..., Judgement]] = {
    Comparison: judge_comparison,
    Shares: judge_shares,
    Exists: judge_exists,
    Elimination: judge_elimination,
    ColumnsOff: judge_columns_off,
}
BY_BOUNDS: Mapping[type, Callable[..., Judgement]] = {
    Word: judge_word,
    Overlap: judge_overlap,
    OverlapLarger: judge_overlap_larger,
}


def judge(
    report: Report, claim: Claim, assumed: Assumed, settings: Settings, *, rests: bool = True
) -> Judgement:
    """Return the verdict on a claim, with what it depends on.

    Args:
        report: What the report prints, and what was typed in from its figures.
        claim: The claim with its reading.
        assumed: Assumptions.
        settings: Settings of the tests.
        rests: Whether to find out where assumptions turn the verdict.

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> claim = next(c for c in report.claims if c.id == "f04-no-difference")
        >>> found = judge(report, claim, Assumed(), Settings())
        >>> [(item.low, item.high) for item in found.implied if item.test == "pearson"]
        [(26, 44)]
    """
    read = assumption_of(report, "reading")
    if read is not None and read.id in claim.rests_on and not assumed.rows_read:
        return Judgement("no_counts", facts=(Fact("unread", read.id),))
    try:
        found = judge_reading(report, claim.reading, assumed, settings)
    except NoMarginError:
        return Judgement("no_counts")
    except Infeasible as error:
        return Judgement("not_testable", facts=(Fact("infeasible", str(error)),))
    if not rests or not claim.rests_on:
        return found

    def again(now: Assumed) -> Judgement:
        return judge_reading(report, claim.reading, now, settings, briefly=True)

    return replace(found, rests=rests_of(report, claim, assumed, found, again, settings))


def judge_reading(
    report: Report,
    reading: Reading,
    assumed: Assumed,
    settings: Settings,
    *,
    briefly: bool = False,
) -> Judgement:
    """Return the verdict on a reading; briefly only by the test that decides.

    Raises:
        NoMarginError: A margin that it needs is not printed.
        Infeasible: The printed numbers contradict each other.
    """
    if isinstance(reading, NotTestable):
        return Judgement("no_counts" if reading.relation == "uncounted" else "not_testable")
    if isinstance(reading, Readings):
        return Judgement("")  # the ledger gives it the verdict of its readings
    if type(reading) in BY_COUNTS:
        return BY_COUNTS[type(reading)](report, reading)
    if type(reading) in BY_BOUNDS:
        return BY_BOUNDS[type(reading)](report, reading, assumed)
    if isinstance(reading, Between):
        return judge_between(report, reading, assumed, settings)
    parts = reading.parts if isinstance(reading, Jointly) else (cast(CrossTable, reading),)
    try:
        if isinstance(reading, Jointly):
            return judge_together(report, reading, assumed, settings)
        return judge_crosstable(report, parts[0], assumed, settings, briefly=briefly)
    except NoMarginError:
        return judge_unprinted(report, parts, settings)
