"""One line of the ledger: what the report states, the verdict on it, and the expected verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

from recount.report import (
    Claim,
    Completeness,
    DataProblems,
    Percentage,
    Problem,
    Report,
    Total,
    default_folder,
)
from recount.report.tables import Maybe, Row, read_rows, repeated
from recount.verdicts import VERDICTS, Judgement

FILE = "expected_verdicts.csv"
#: Verdicts of what does not go together.
APART = ("differs", "impossible", "fails")
#: Verdicts that need no reason beside that of claims.csv.
PLAIN = ("agrees", "holds", "open", "cited", "no_counts", "not_testable")
Kind = Literal["percentage", "total", "completeness", "wording", "claim"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Judgement):
    """The judgement on a statement, or on one of its readings, with what is stated and where.

    Attributes:
        id: Its name, which does not change: it is cited.
        where: The place on the page.
        sample: The dataset that it is about.
        statement: What is said, in our words.
        source: The record that it was read from.
        printed: The printed numeral alone; the rule of a completeness.
        repeats: The entry that says the same at another place.
        reading_of: The statement of which this is one reading among several.
        figure: The figure that shows the numbers.
        with_figures: The verdict with the numbers typed in from figures; None where none touch it.
        expected: The expected verdict.
        reason: Why printed numbers or claims do not go together, where they do not.
        readings: Those of the statement, or of the one it repeats, where there are several.
    """

    id: str
    kind: Kind
    page: int
    where: str
    sample: str | None
    statement: str
    source: Percentage | Total | Completeness | Claim
    printed: str | None
    repeats: str | None
    reading_of: str | None
    figure: int | None
    with_figures: Judgement | None
    expected: str | None
    reason: str | None
    readings: tuple[Entry, ...] = ()

    @property
    def is_statement(self) -> bool:
        """Whether it counts as a statement: no repeat, no reading."""
        return self.repeats is None and self.reading_of is None

    @property
    def file(self) -> str:
        """The data file that holds it."""
        return self.source.file


@dataclass(frozen=True, slots=True)
class Expected(Row):
    """The verdict that an entry is expected to have.

    Attributes:
        verdict: One of the verdict words.
        reason: Why printed numbers or claims do not go together; empty where they do.
        reviewer: A person who checked it and signed; empty where nobody did.
    """

    entry: str
    verdict: str
    reason: Maybe
    reviewer: Maybe


def entry_of(
    expected: Mapping[str, Expected],
    kind: Kind,
    source: Percentage | Total | Completeness | Claim,
    found: Judgement,
    printed: str = "",
    figure: int | None = None,
    with_figures: Judgement | None = None,
) -> Entry:
    """Return the entry of a record, with the verdict on it and the expected one."""
    row = expected.get(source.id)
    return Entry(
        **{each.name: getattr(found, each.name) for each in fields(Judgement)},
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


def load_expected(report: Report, folder: Path | None = None) -> Mapping[str, Expected]:
    """Return the expected verdicts by entry id: ``expected_verdicts.csv`` beside the data folder.

    Raises:
        DataProblems: If the file does not stand beside the folder, if a line names no entry, an
            entry twice or out of the order of the ledger, or no verdict word, or if its reason is
            missing where something does not go together, or is not that of ``claims.csv``.
    """
    folder = default_folder() if folder is None else folder
    path = folder.absolute().parent / FILE
    if not path.exists():
        expected = f"this file beside the data folder {folder}: a line for each entry's verdict"
        raise DataProblems([Problem(FILE, None, None, None, expected)])
    rows, problems = read_rows(Expected, path, FILE)
    problems += repeated(rows, ("entry",))
    if problems:
        raise DataProblems(problems)
    names = [entry.id for entry in sorted(report.entries, key=lambda entry: entry.page)]
    order = {name: place for place, name in enumerate(names)}
    why = {claim.id: f"{claim.reason}." for claim in report.claims if claim.reason}
    last = -1
    for row in rows:
        place = order.pop(row.entry, None)
        if place is None:
            problems.append(row.problem("entry", "the id of an entry"))
        elif place < last:
            expected = "entries in the order of the ledger: by page, then as in their files"
            problems.append(row.problem("entry", expected))
        last = max(last, place or 0)
        if row.verdict not in VERDICTS:
            problems.append(row.problem("verdict", f"one of {', '.join(VERDICTS)}"))
        if row.verdict in (*APART, "depends") and not row.reason:
            expected = "a reason, since printed numbers, claims or readings do not go together"
            problems.append(row.problem("reason", expected))
        elif row.entry in why and row.reason not in ("", why[row.entry]):
            expected = f"{why[row.entry]}, as claims.csv has it, or none"
            problems.append(row.problem("reason", expected))
        elif row.verdict in PLAIN and row.reason and row.entry not in why:
            problems.append(row.problem("reason", f"none, as the verdict is {row.verdict}"))
    problems += [Problem(FILE, None, "entry", None, f"a line for {name}") for name in order]
    if problems:
        raise DataProblems(problems)
    return {row.entry: row for row in rows}
