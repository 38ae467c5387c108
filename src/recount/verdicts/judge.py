"""Judge one claim: the route that its reading needs, and what the verdict rests on."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

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

    return replace(found, rests=rests_of(report, claim, assumed, found, again))


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
    if isinstance(reading, Word):
        return judge_word(report, reading, assumed)
    if isinstance(reading, Comparison):
        return judge_comparison(report, reading)
    if isinstance(reading, Shares):
        return judge_shares(report, reading)
    if isinstance(reading, Exists):
        return judge_exists(report, reading)
    if isinstance(reading, Elimination):
        return judge_elimination(report, reading)
    if isinstance(reading, ColumnsOff):
        return judge_columns_off(report, reading)
    if isinstance(reading, Overlap):
        return judge_overlap(report, reading, assumed)
    if isinstance(reading, OverlapLarger):
        return judge_overlap_larger(report, reading, assumed)
    if isinstance(reading, Between):
        return judge_between(report, reading, assumed, settings)
    if isinstance(reading, Jointly):
        try:
            return judge_together(report, reading, assumed, settings)
        except NoMarginError:
            return judge_unprinted(report, reading.parts, settings)
    assert isinstance(reading, get_args(CrossTable))
    try:
        return judge_crosstable(report, reading, assumed, settings, briefly=briefly)
    except NoMarginError:
        return judge_unprinted(report, [reading], settings)
