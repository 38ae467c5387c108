"""The ledger: every entry with its verdict, made from the report in one pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import get_args

from recount.ledger.entry import Entry, entry_of
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
    VERDICTS,
    Assumed,
    Judgement,
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
        """Return the entry with an id.

        Raises:
            KeyError: If there is none.
        """
        return self.by_id[name]

    @cached_property
    def _readings(self) -> Mapping[str, tuple[Entry, ...]]:
        found: dict[str, tuple[Entry, ...]] = {}
        for entry in self.entries:
            if entry.reading_of:
                found[entry.reading_of] = (*found.get(entry.reading_of, ()), entry)
        return found

    def readings_of(self, name: str) -> tuple[Entry, ...]:
        """Return the readings of a statement, or of the one it repeats; none where it has one."""
        again = self.by_id[name].repeats if _has_readings(self.by_id[name]) else None
        return self._readings.get(name) or self._readings.get(again or "", ())

    @property
    def statements(self) -> tuple[Entry, ...]:
        """The entries that are statements: no repeats, no readings, no questions."""
        return tuple(entry for entry in self.entries if entry.is_statement)

    @property
    def summary(self) -> dict[str, int]:
        """How many entries have each verdict, every verdict word listed."""
        return _tally(self.entries)

    @property
    def statement_summary(self) -> dict[str, int]:
        """The same of statements alone."""
        return _tally(self.statements)

    @property
    def unexpected(self) -> tuple[Entry, ...]:
        """The entries whose verdict is not the expected one."""
        return tuple(entry for entry in self.entries if not entry.as_expected)

    @property
    def refuted(self) -> tuple[Entry, ...]:
        """The entries that typed-in numbers prove false, and the text alone did not."""
        return tuple(
            entry
            for entry in self.entries
            if entry.with_figures is not None
            and entry.with_figures.verdict in APART
            and entry.verdict not in APART
        )


def _tally(entries: tuple[Entry, ...]) -> dict[str, int]:
    tally = Counter(entry.verdict for entry in entries)
    return {word: tally[word] for word in VERDICTS}


def build_ledger(
    report: Report,
    expected: Mapping[str, Expected],
    settings: Settings | None = None,
    assumed: Assumed | None = None,
    *,
    rests: bool = True,
) -> Ledger:
    """Return the ledger of a report.

    Args:
        report: What the report prints.
        expected: The expected verdicts by entry id.
        settings: Settings of the tests; the defaults when None.
        assumed: Assumptions; those of assumptions.csv when None.
        rests: Whether to find out where assumptions turn each verdict.

    Raises:
        DataProblems: If no table has all the numbers that are typed in from a figure.

    Example:
        >>> ledger = open_ledger()
        >>> ledger["p22-one-pubescent"].verdict
        'differs'
        >>> sum(ledger.summary.values()) == len(ledger.entries)
        True
    """
    settings = Settings() if settings is None else settings
    assumed = Assumed.from_data(report) if assumed is None else assumed
    check_typed(report, assumed)
    entries = sorted(_entries(report, settings, assumed, rests), key=lambda entry: entry.page)
    return Ledger(
        report,
        settings,
        assumed,
        tuple(_with_expected(entry, expected.get(entry.id)) for entry in entries),
    )


def open_ledger(folder: Path | None = None, assumed: Assumed | None = None) -> Ledger:
    """Return the ledger of the data in a folder, the project's own when None.

    Raises:
        DataProblems: If the data is bad, with every problem.
    """
    report = load_report(folder)
    return build_ledger(report, load_expected(report, folder), assumed=assumed)


def _entries(report: Report, settings: Settings, assumed: Assumed, rests: bool) -> Iterator[Entry]:
    for stated in report.percentages:
        within = stated.within
        crossed = within and {within.outcome, within.characteristic}
        figures = [f.number for f in report.figures if _crosses(f) == (stated.sample, crossed)]
        found = judge_percentage(report, stated, assumed)
        yield entry_of(stated, found, figures[0] if figures else None)
    for total in report.totals:
        yield entry_of(total, judge_total(report, total))
    for rule in report.completeness:
        yield entry_of(rule, judge_completeness(report, rule))
    yield from _claims(report, settings, assumed, rests)


def _crosses(of: Figure | CrossTable) -> tuple[str, set[str]]:
    """Return the sample and the two variables that a figure or a reading crosses."""
    return of.sample, {of.characteristic, of.outcome}


def _claims(report: Report, settings: Settings, assumed: Assumed, rests: bool) -> Iterator[Entry]:
    """Yield the entry of every claim; claims with the same reading share its judgement."""
    plain = replace(report, typed={}) if report.typed else report
    shown = [_crosses(figure) for figure in report.figures if report.typed.get(figure.number)]
    done: dict[tuple[Reading, tuple[str, ...]], Judgement] = {}
    later: dict[Reading, Judgement] = {}
    found: dict[str, Entry] = {}
    for claim in report.claims:
        key = (claim.reading, claim.rests_on)
        if key not in done:
            done[key] = judge(plain, claim, assumed, settings, rests=rests)
        parts = claim.reading.parts if isinstance(claim.reading, Jointly) else (claim.reading,)
        touched = any(isinstance(x, get_args(CrossTable)) and _crosses(x) in shown for x in parts)
        if touched and claim.reading not in later:
            later[claim.reading] = judge(report, claim, assumed, settings, rests=False)
        typed = later[claim.reading] if touched else None
        found[claim.id] = entry_of(claim, done[key], claim.figure, typed)
    readings: dict[str | None, list[Entry]] = {}
    for entry in found.values():
        readings.setdefault(entry.reading_of, []).append(entry)
    for name, entry in found.items():
        if _has_readings(entry):
            # One that repeats another has no readings of its own.
            own = readings.get(name) or readings.get(entry.repeats, [])
            yield _shared(entry, own)
        else:
            yield entry


def _has_readings(entry: Entry) -> bool:
    return isinstance(entry.source, Claim) and isinstance(entry.source.reading, Readings)


def _shared(entry: Entry, readings: Sequence[Entry]) -> Entry:
    """Return a statement with the verdict that its readings share."""
    with_figures = None
    if any(each.with_figures for each in readings):
        now = [each.with_figures or each.judgement for each in readings]
        with_figures = Judgement(shared_verdict([each.verdict for each in now]))
    found = Judgement(shared_verdict([each.verdict for each in readings]))
    if found.verdict != "depends":
        # What all readings share is shown as the first of them shows it.
        first = readings[0].judgement
        shown = (first.witness_for, first.witness_against)
        found = Judgement(found.verdict, first.basis, first.proof, None, (), *shown)
    return replace(entry, judgement=found, with_figures=with_figures)


def _with_expected(entry: Entry, expected: Expected | None) -> Entry:
    if expected is None:
        return entry
    return replace(entry, expected=expected.verdict, reason=expected.reason or None)
