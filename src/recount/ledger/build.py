"""The ledger: every entry with its verdict, made from the report in one pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import get_args

from recount.ledger.entry import APART, Entry, Expected, entry_of, load_expected
from recount.report import (
    CrossTable,
    Figure,
    Jointly,
    Reading,
    Readings,
    Report,
    load_report,
)
from recount.settings import Settings
from recount.verdicts import (
    Assumed,
    Judgement,
    Known,
    check_typed,
    judge,
    judge_completeness,
    judge_percentage,
    judge_total,
    shared_verdict,
)


@dataclass(frozen=True)
class Ledger:
    """All entries with their verdicts, in the order of the report's pages.

    Attributes:
        report: What the report prints, and what was typed in from its figures.
        settings: Settings of the tests.
        assumed: Assumptions that the verdicts were reached under.
        entries: One a place and statement, and one for each of several readings.
    """

    report: Report
    settings: Settings
    assumed: Assumed
    entries: tuple[Entry, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """The entries by id."""
        return {entry.id: entry for entry in self.entries}

    def __getitem__(self, name: str) -> Entry:
        return self.by_id[name]

    @property
    def statements(self) -> tuple[Entry, ...]:
        """The entries that are statements: no repeats, no readings."""
        return tuple(entry for entry in self.entries if entry.is_statement)

    @property
    def unexpected(self) -> tuple[Entry, ...]:
        """The entries whose verdict is not the expected one."""
        return tuple(entry for entry in self.entries if entry.verdict != entry.expected)

    @property
    def refuted(self) -> tuple[Entry, ...]:
        """The entries that typed-in numbers prove false, and the text alone did not."""
        return tuple(
            entry
            for entry in self.entries
            if entry.verdict not in APART
            and entry.with_figures is not None
            and entry.with_figures.verdict in APART
        )


def build_ledger(report: Report, expected: Mapping[str, Expected]) -> Ledger:
    """Return the ledger of a report.

    Args:
        report: What the report prints, its assumptions included.
        expected: The expected verdicts by entry id.

    Raises:
        DataProblems: If no table has all the numbers that are typed in from a figure.

    Example:
        >>> ledger = open_ledger()
        >>> len(ledger.entries) == len(ledger.report.entries)
        True
    """
    known = Known(report, Assumed.from_data(report), Settings())
    check_typed(known)
    make = partial(entry_of, expected)
    entries = sorted([*_numbers(known, make), *_claims(known, make)], key=lambda each: each.page)
    return Ledger(report, known.settings, known.assumed, tuple(entries))


def open_ledger(folder: Path | None = None) -> Ledger:
    """Return the ledger of the data in a folder, the project's own when None.

    Raises:
        DataProblems: If the data is bad, with every problem.
    """
    report = load_report(folder)
    return build_ledger(report, load_expected(report, folder))


def _crosses(of: Figure | CrossTable) -> tuple[str, set[str]]:
    """Return the sample and the two variables that a figure or a reading crosses."""
    return of.sample, {of.characteristic, of.outcome}


def _numbers(known: Known, make: Callable[..., Entry]) -> Iterator[Entry]:
    """Yield the entry of every printed number."""
    report = known.report
    for stated in report.percentages:
        within = stated.within
        crossed = within and (stated.sample, {within.outcome, within.characteristic})
        figures = [figure.number for figure in report.figures if _crosses(figure) == crossed]
        found = judge_percentage(known, stated)
        yield make("percentage", stated, found, stated.printed, figures[0] if figures else None)
    for total in report.totals:
        yield make("total", total, judge_total(report, total), total.printed)
    for rule in report.completeness:
        yield make("completeness", rule, judge_completeness(report, rule), rule.rule)


def _claims(known: Known, make: Callable[..., Entry]) -> Iterator[Entry]:
    """Yield the entry of every claim; claims with the same reading share its judgement."""
    report = known.report
    plain = Known(replace(report, typed={}) if report.typed else report, known.assumed)
    shown = [_crosses(figure) for figure in report.figures if report.typed.get(figure.number)]
    done: dict[Reading, Judgement] = {}
    later: dict[Reading, Judgement] = {}
    entries: list[Entry] = []
    for claim in report.claims:
        reading = claim.reading
        if reading not in done:
            done[reading] = judge(plain, claim)
        parts = reading.parts if isinstance(reading, Jointly) else (reading,)
        touched = any(isinstance(x, get_args(CrossTable)) and _crosses(x) in shown for x in parts)
        if touched and reading not in later:
            later[reading] = judge(known, claim, rests=False)
        kind = "wording" if claim.kind == "wording" else "claim"
        entries.append(make(kind, claim, done[reading], "", claim.figure, later.get(reading)))
    by_statement: dict[str | None, list[Entry]] = {}
    for entry in entries:
        by_statement.setdefault(entry.reading_of, []).append(entry)
    for entry, claim in zip(entries, report.claims, strict=True):
        if isinstance(claim.reading, Readings):
            # One that repeats another has no readings of its own.
            own = by_statement.get(claim.id) or by_statement[claim.repeats]
            entry = _shared(entry, tuple(own))
        yield entry


def _shared(entry: Entry, readings: tuple[Entry, ...]) -> Entry:
    """Return a statement with the verdict that its readings share."""
    verdict, first = shared_verdict([each.verdict for each in readings]), readings[0]
    entry = replace(entry, verdict=verdict, readings=readings)
    if any(each.with_figures for each in readings):
        later = shared_verdict([(each.with_figures or each).verdict for each in readings])
        entry = replace(entry, with_figures=Judgement(later))
    if verdict == "depends":
        return entry
    # What all readings share is shown as the first of them shows it.
    return replace(
        entry,
        basis=first.basis,
        proof=first.proof,
        witness_for=first.witness_for,
        witness_against=first.witness_against,
    )
