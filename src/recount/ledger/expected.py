"""The expected verdict of every entry, kept as data beside the published files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from recount.report import DataProblems, Problem, Report, default_folder
from recount.report.tables import Maybe, Row, read_rows, repeated
from recount.verdicts import VERDICTS

__all__ = ["APART", "Expected", "load_expected"]

FILE = "expected_verdicts.csv"
#: Verdicts of what does not go together.
APART = ("differs", "impossible", "fails")


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


def load_expected(report: Report, folder: Path | None = None) -> Mapping[str, Expected]:
    """Return the expected verdicts by entry id: ``expected_verdicts.csv`` beside the data folder.

    Raises:
        DataProblems: If the file does not stand beside the folder, if a line names no entry, an
            entry twice or out of the order of the ledger, or no verdict word, or if it gives no
            reason for printed numbers or claims that do not go together.
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
        if row.verdict in APART and not row.reason:
            expected = "a reason, since printed numbers or claims do not go together"
            problems.append(row.problem("reason", expected))
    problems += [Problem(FILE, None, "entry", None, f"a line for {name}") for name in order]
    if problems:
        raise DataProblems(problems)
    return {row.entry: row for row in rows}
