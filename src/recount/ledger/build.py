"""The ledger: every entry with its verdict, made from the report in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import get_args

from recount.ledger.entry import Entry, Kind, entry_of
from recount.ledger.expected import APART, Expected, load_expected
from recount.report import (
    Claim,
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
    Number,
    check_typed,
    judge,
    judge_completeness,
    judge_percentage,
    judge_total,
    shared_verdict,
)

__all__ = ["Ledger", "build_ledger", "open_ledger"]


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

    @cached_property
    def _readings(self) -> Mapping[str, Sequence[Entry]]:
        return _by_statement(self.entries)

    def readings_of(self, name: str) -> Sequence[Entry]:
        """Return the readings of a statement, or of the one it repeats; none where it has one."""
        return _readings(self.by_id[name], self._readings)

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
    settings, assumed = Settings(), Assumed.from_data(report)
    check_typed(report, assumed)
    entries = []
    for entry in (*_numbers(report, assumed), *_claims(report, settings, assumed)):
        if row := expected.get(entry.id):
            entry = replace(entry, expected=row.verdict, reason=row.reason or None)
        entries.append(entry)
    return Ledger(report, settings, assumed, tuple(sorted(entries, key=lambda each: each.page)))


def open_ledger(folder: Path | None = None) -> Ledger:
    """Return the ledger of the data in a folder, the project's own when None.

    Raises:
        DataProblems: If the data is bad, with every problem.
    """
    report = load_report(folder)
    return build_ledger(report, load_expected(report, folder))


def _numbers(report: Report, assumed: Assumed) -> Iterator[Entry]:
    """Yield the entry of every printed number."""
    for stated in report.percentages:
        within = stated.within
        crossed = within and (stated.sample, {within.outcome, within.characteristic})
        figures = [figure.number for figure in report.figures if _crosses(figure) == crossed]
        found = judge_percentage(report, stated, assumed)
        figure = figures[0] if figures else None
        yield entry_of("percentage", stated, found, stated.printed, figure)
    for total in report.totals:
        yield entry_of("total", total, judge_total(report, total), total.printed)
    for rule in report.completeness:
        yield entry_of("completeness", rule, judge_completeness(report, rule), rule.rule)


def _crosses(of: Figure | CrossTable) -> tuple[str, set[str]]:
    """Return the sample and the two variables that a figure or a reading crosses."""
    return of.sample, {of.characteristic, of.outcome}


def _claims(report: Report, settings: Settings, assumed: Assumed) -> Iterator[Entry]:
    """Yield the entry of every claim; claims with the same reading share its judgement."""
    plain = replace(report, typed={}) if report.typed else report
    shown = [_crosses(figure) for figure in report.figures if report.typed.get(figure.number)]
    done: dict[tuple[Reading, tuple[str, ...]], Judgement] = {}
    later: dict[Reading, Judgement] = {}
    entries = []
    for claim in report.claims:
        reading, key = claim.reading, (claim.reading, claim.rests_on)
        if key not in done:
            done[key] = judge(plain, claim, assumed, settings)
        parts = reading.parts if isinstance(reading, Jointly) else (reading,)
        touched = any(isinstance(x, get_args(CrossTable)) and _crosses(x) in shown for x in parts)
        if touched and reading not in later:
            later[reading] = judge(report, claim, assumed, settings, rests=False)
        typed = later[reading] if touched else None
        kind: Kind = "wording" if claim.kind == "wording" else "claim"
        entries.append(entry_of(kind, claim, Number(done[key]), "", claim.figure, typed))
    readings = _by_statement(entries)
    for entry in entries:
        yield _shared(entry, own) if (own := _readings(entry, readings)) else entry


def _by_statement(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.reading_of:
            found.setdefault(entry.reading_of, []).append(entry)
    return found


def _readings(entry: Entry, readings: Mapping[str, Sequence[Entry]]) -> Sequence[Entry]:
    """Return the readings of a statement; one that repeats another has none of its own."""
    if not (isinstance(entry.source, Claim) and isinstance(entry.source.reading, Readings)):
        return ()
    return readings.get(entry.id) or readings.get(entry.repeats or "", ())


def _shared(entry: Entry, readings: Sequence[Entry]) -> Entry:
    """Return a statement with the verdict that its readings share."""
    verdict, first = shared_verdict([each.verdict for each in readings]), readings[0]
    if any(each.with_figures for each in readings):
        later = shared_verdict([(each.with_figures or each).verdict for each in readings])
        entry = replace(entry, with_figures=Judgement(later))
    if verdict == "depends":
        return replace(entry, verdict=verdict)
    # What all readings share is shown as the first of them shows it.
    return replace(
        entry,
        verdict=verdict,
        basis=first.basis,
        proof=first.proof,
        witness_for=first.witness_for,
        witness_against=first.witness_against,
    )
