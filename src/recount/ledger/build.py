"""The ledger: every entry with its verdict and the expected one, made from the report in one pass.

Judging takes seconds, and a build of the book needs the ledger several times: the files to
download, and each process that runs chapters. Whoever needs it first keeps it for the others. The
audit itself, and every test of it, judges anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from recount import verdicts
from recount.files import kept
from recount.report import Reading, Report, default_folder, load_report
from recount.report.records import Claim, Completeness, Judged, Percentage
from recount.report.tables import DataProblems, Maybe, Problem, Row, read_rows, repeated

FILE = "expected_verdicts.csv"
#: Verdicts of what does not go together.
APART = ("differs", "impossible", "fails")
#: Verdicts that need no reason beside that of claims.csv.
EXPECTED = ("agrees", "holds", "open", "cited", "no_counts", "not_testable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(verdicts.Judgement):
    """The judgement on a statement, or on one of its readings, with what is stated and where."""

    id: str  # which does not change: it is cited
    kind: str  # percentage, total, completeness, wording or claim
    page: int
    where: str
    sample: str | None
    statement: str  # what is said, in our words
    source: Judged  # the record that it was read from
    printed: str | None  # the printed numeral alone; the rule of a completeness
    repeats: str | None  # the entry that says the same at another place
    reading_of: str | None  # the statement of which this is one reading among several
    figure: int | None  # the figure that shows the numbers
    #: The verdict with the numbers typed in from figures; None where none touch it.
    with_figures: verdicts.Judgement | None
    expected: str | None
    reason: str | None  # why printed numbers or claims do not go together, where they do not
    #: Those of the statement, or of the one it repeats, where there are several.
    readings: tuple[Entry, ...] = ()

    @property
    def is_statement(self) -> bool:
        """Whether it counts as a statement: no repeat, no reading."""
        return self.repeats is None and self.reading_of is None


class Expected(Row):
    """The verdict that an entry is expected to have."""

    entry: str
    verdict: str
    #: Why printed numbers or claims do not go together; empty where they do.
    reason: Maybe
    #: A person who checked it and signed; empty where nobody did.
    reviewer: Maybe


@dataclass(frozen=True)
class Ledger(verdicts.Known):
    """What is known, and all entries with their verdicts, in the order of the report's pages.

    There is an entry for each place and statement, and one for each of several readings.
    """

    entries: tuple[Entry, ...] = ()

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
        plain = (entry for entry in self.entries if entry.verdict not in APART)
        return tuple(x for x in plain if x.with_figures and x.with_figures.verdict in APART)


def load_expected(report: Report, folder: Path | None = None) -> Mapping[str, Expected]:
    """Return the expected verdicts by entry id: ``expected_verdicts.csv`` beside the data folder.

    Raises:
        DataProblems: If there is no such file, or not one line an entry, in the ledger's order,
            with a verdict word, and with a reason where something does not go together.
    """
    folder = default_folder() if folder is None else folder
    path = folder.absolute().parent / FILE
    if not path.exists():
        expected = f"this file beside the data folder {folder}: a line for each entry's verdict"
        raise DataProblems([Problem(FILE, None, None, None, expected)])
    rows, problems = read_rows(Expected, path, FILE)
    problems += repeated(rows, ("entry",))
    problems = problems or list(_faults(report, rows))
    if problems:
        raise DataProblems(problems)
    return {row.entry: row for row in rows}


def _faults(report: Report, rows: Sequence[Expected]) -> Iterator[Problem]:
    names = [entry.id for entry in sorted(report.entries, key=lambda entry: entry.page)]
    order = {name: place for place, name in enumerate(names)}
    why = {claim.id: f"{claim.reason}." for claim in report.claims if claim.reason}
    last = -1
    for row in rows:
        place = order.pop(row.entry, None)
        if place is None:
            yield row.problem("entry", "the id of an entry")
        elif place < last:
            expected = "entries in the order of the ledger: by page, then as in their files"
            yield row.problem("entry", expected)
        last = max(last, place or 0)
        if row.verdict not in verdicts.VERDICTS:
            yield row.problem("verdict", f"one of {', '.join(verdicts.VERDICTS)}")
        if row.verdict in (*APART, "depends") and not row.reason:
            expected = "a reason, since printed numbers, claims or readings do not go together"
            yield row.problem("reason", expected)
        elif row.entry in why and row.reason != why[row.entry]:
            yield row.problem("reason", f"{why[row.entry]}, as claims.csv has it")
        elif row.verdict in EXPECTED and row.reason and row.entry not in why:
            yield row.problem("reason", f"none, as the verdict is {row.verdict}")
    for name in order:
        yield Problem(FILE, None, "entry", None, f"a line for {name}")


def build_ledger(report: Report, expected: Mapping[str, Expected]) -> Ledger:
    """Return the ledger of a report, with the expected verdicts by entry id.

    Raises:
        DataProblems: If no table has all the numbers that are typed in from a figure.

    Example:
        >>> ledger = open_ledger()
        >>> len(ledger.entries) == len(ledger.report.entries)
        True
    """
    known = verdicts.Known(report, verdicts.Assumed.from_data(report))
    verdicts.check_typed(known)
    entries = [_entry(report, expected, *each) for each in _judged(known)]
    own: dict[str | None, list[Entry]] = {}
    for entry in entries:
        if entry.reading_of:
            own.setdefault(entry.reading_of, []).append(entry)
    # One that repeats another has no readings of its own.
    several = [own.get(entry.id) or own.get(entry.repeats) for entry in entries]
    found = [_shared(entry, x) if x else entry for entry, x in zip(entries, several, strict=True)]
    found.sort(key=lambda entry: entry.page)
    return Ledger(report, known.assumed, entries=tuple(found))


def open_ledger(folder: Path | None = None) -> Ledger:
    """Return the ledger of the data in a folder, the project's own when None.

    Raises:
        DataProblems: If the data is bad, with every problem.
    """
    report = load_report(folder)
    return build_ledger(report, load_expected(report, folder))


def kept_ledger(data: Path) -> Ledger:
    """Return the ledger of a project's data folder, which is judged once a build.

    Bad data is told as by `open_ledger`.
    """
    return kept(data, "ledger", lambda: open_ledger(data))


def _judged(
    known: verdicts.Known,
) -> Iterator[tuple[Judged, verdicts.Judgement, verdicts.Judgement | None]]:
    """Yield what is judged, with the judgement on it by the text and by typed-in numbers, if any.

    Claims with the same reading share their judgements.
    """
    report = known.report
    for stated in report.percentages:
        yield stated, verdicts.judge_percentage(known, stated), None
    for total in report.totals:
        yield total, verdicts.judge_total(report, total), None
    for rule in report.completeness:
        yield rule, verdicts.judge_completeness(report, rule), None
    plain = verdicts.Known(replace(report, typed={}) if report.typed else report, known.assumed)
    done: dict[Reading, verdicts.Judgement] = {}
    later: dict[Reading, verdicts.Judgement] = {}
    for claim in report.claims:
        reading = claim.reading
        if reading not in done:
            done[reading] = verdicts.judge(plain, claim)
        touched = report.figures_about(reading) & report.typed.keys()
        if touched and reading not in later:
            later[reading] = verdicts.judge(known, claim, rests=False)
        yield claim, done[reading], later.get(reading)


def _entry(
    report: Report,
    expected: Mapping[str, Expected],
    source: Judged,
    found: verdicts.Judgement,
    with_figures: verdicts.Judgement | None,
) -> Entry:
    """Return the entry of a record, with the verdict on it and the expected one."""
    row, kind, figure = expected.get(source.id), type(source).__name__.lower(), None
    if isinstance(source, Claim):
        kind, figure = "wording" if source.kind == "wording" else kind, source.figure
    elif isinstance(source, Percentage):
        figures = report.figures_of(source.sample, *source.variable.split(" | "))
        figure = figures[0].number if figures else None
    printed = source.rule if isinstance(source, Completeness) else getattr(source, "printed", "")
    return Entry(
        **{each.name: getattr(found, each.name) for each in fields(verdicts.Judgement)},
        id=source.id,
        kind=kind,
        page=source.page,
        where=source.place,
        sample=source.sample or None,
        statement=source.statement,
        source=source,
        printed=printed or None,
        repeats=getattr(source, "repeats", "") or None,
        reading_of=getattr(source, "reading_of", "") or None,
        figure=figure,
        with_figures=with_figures,
        expected=row.verdict if row else None,
        reason=row.reason or None if row else None,
    )


def _shared(entry: Entry, readings: Sequence[Entry]) -> Entry:
    """Return a statement with the verdict that its readings share, shown as the first shows it."""
    verdict, first = verdicts.shared_verdict([each.verdict for each in readings]), readings[0]
    made: dict[str, Any] = {"verdict": verdict, "readings": tuple(readings)}
    if any(each.with_figures for each in readings):
        later = verdicts.shared_verdict([(each.with_figures or each).verdict for each in readings])
        made["with_figures"] = verdicts.Judgement(later)
    shown = ("basis", "proof", "witness_for", "witness_against") if verdict != "depends" else ()
    return replace(entry, **made, **{name: getattr(first, name) for name in shown})
