"""The ledger: every entry with its verdict, made from the report in one pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from recount.ledger.entry import Entry
from recount.ledger.expected import Expected, load_expected
from recount.report import Claim, Percentage, Reading, Readings, Report, load_report
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
        entry = self.by_id[name]
        if name not in self._readings and entry.repeats and _has_readings(entry):
            return self._readings.get(entry.repeats, ())
        return self._readings.get(name, ())

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
            and entry.with_figures.verdict in ("fails", "differs", "impossible")
            and entry.verdict not in ("fails", "differs", "impossible")
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
        number = judge_percentage(report, stated, assumed)
        yield Entry(stated, number.judgement, number, figure=_figure_of(report, stated))
    for total in report.totals:
        number = judge_total(report, total)
        yield Entry(total, number.judgement, number)
    for completeness in report.completeness:
        number = judge_completeness(report, completeness)
        yield Entry(completeness, number.judgement, number)
    yield from _claims(report, settings, assumed, rests)


def _claims(report: Report, settings: Settings, assumed: Assumed, rests: bool) -> Iterator[Entry]:
    """Yield the entry of every claim; claims with the same reading share its judgement."""
    plain = replace(report, typed={}) if report.typed else report
    done: dict[tuple[Reading, tuple[str, ...]], Judgement] = {}
    later: dict[Reading, Judgement] = {}
    found: dict[str, Entry] = {}
    for claim in report.claims:
        key = (claim.reading, claim.rests_on)
        if key not in done:
            done[key] = judge(plain, claim, assumed, settings, rests=rests)
        typed = None
        if plain is not report and _touched(report, claim):
            if claim.reading not in later:
                later[claim.reading] = judge(report, claim, assumed, settings, rests=False)
            typed = later[claim.reading]
        found[claim.id] = Entry(claim, done[key], with_figures=typed, figure=claim.figure)
    readings: dict[str | None, list[Entry]] = {}
    for entry in found.values():
        readings.setdefault(entry.reading_of, []).append(entry)
    shared = {name: _shared(readings.get(name, []), entry) for name, entry in found.items()}
    for name, entry in shared.items():
        if _has_readings(entry) and entry.judgement.verdict == "" and entry.repeats in shared:
            other = shared[entry.repeats]
            yield replace(entry, judgement=other.judgement, with_figures=other.with_figures)
        else:
            yield shared[name]


def _has_readings(entry: Entry) -> bool:
    return isinstance(entry.source, Claim) and isinstance(entry.source.reading, Readings)


def _shared(readings: Sequence[Entry], entry: Entry) -> Entry:
    """Return a statement with the verdict that its readings share; any other entry as it is."""
    if not readings:
        return entry
    with_figures = None
    if any(each.with_figures for each in readings):
        now = [each.with_figures or each.judgement for each in readings]
        with_figures = Judgement(shared_verdict([each.verdict for each in now]))
    verdict = shared_verdict([each.verdict for each in readings])
    if verdict == "depends":
        return replace(entry, judgement=Judgement(verdict), with_figures=with_figures)
    # What all readings share is shown as the first of them shows it.
    first = readings[0].judgement
    shown = Judgement(
        verdict,
        first.basis,
        first.proof,
        witness_for=first.witness_for,
        witness_against=first.witness_against,
    )
    return replace(entry, judgement=shown, with_figures=with_figures)


def _touched(report: Report, claim: Claim) -> bool:
    """Return whether numbers typed in from a figure are about a claim's cross-table."""
    tables = {
        (figure.sample, frozenset((figure.characteristic, figure.outcome)))
        for figure in report.figures
        if report.typed.get(figure.number)
    }
    parts = getattr(claim.reading, "parts", (claim.reading,))
    return any(
        (part.sample, frozenset((part.characteristic, part.outcome))) in tables
        for part in parts
        if hasattr(part, "outcome") and hasattr(part, "characteristic")
    )


def _figure_of(report: Report, stated: Percentage) -> int | None:
    """Return the figure that crosses what a percentage within a level is about."""
    found = stated.within
    if found is None:
        return None
    names = {found.outcome, found.characteristic}
    return next(
        (
            figure.number
            for figure in report.figures
            if figure.sample == stated.sample and {figure.outcome, figure.characteristic} == names
        ),
        None,
    )


def _with_expected(entry: Entry, expected: Expected | None) -> Entry:
    if expected is None:
        return entry
    return replace(entry, expected=expected.verdict, reason=expected.reason or None)
