"""The expected verdict of every entry, kept as data beside the published files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from recount.report import DataProblems, Problem, Report, default_folder
from recount.report.descriptor import Field, Resource
from recount.report.tables import read_table
from recount.verdicts import VERDICTS

__all__ = ["Expected", "load_expected"]

FILE = "expected_verdicts.csv"
COLUMNS = Resource(
    name="expected_verdicts",
    path=FILE,
    description="The expected verdict of every entry",
    fields=(
        Field("entry", "string", required=True, unique=True),
        Field("verdict", "string", required=True, enum=VERDICTS),
        Field("reason", "string"),
        Field("reviewer", "string"),
    ),
    keys=(("entry",),),
    foreign_keys=(),
)
#: Verdicts of what does not go together.
APART = ("differs", "impossible", "fails")


@dataclass(frozen=True, slots=True)
class Expected:
    """The verdict that an entry is expected to have.

    Attributes:
        verdict: One of the verdict words.
        reason: Why printed numbers or claims do not go together; empty where they do.
        reviewer: A person who checked it and signed; empty where nobody did.
    """

    verdict: str
    reason: str
    reviewer: str


def load_expected(report: Report, folder: Path | None = None) -> Mapping[str, Expected]:
    """Return the expected verdicts by entry id: ``expected_verdicts.csv`` beside the data folder.

    Raises:
        DataProblems: If the file does not stand beside the folder, if a line names no entry, an
            entry twice or out of the order of the ledger, or no verdict word, if it gives no
            reason for printed numbers or claims that do not go together, or one for others.
    """
    folder = default_folder() if folder is None else folder
    path = folder.absolute().parent / FILE
    if not path.is_file():
        expected = f"this file beside the data folder {folder}: a line for each entry's verdict"
        raise DataProblems([Problem(FILE, None, None, None, expected)])
    table = replace(read_table(folder, COLUMNS, path), path=FILE)
    files = (report.percentages, report.totals, report.completeness, report.claims)
    entries = sorted((row for rows in files for row in rows), key=lambda row: row.page)
    known = {row.id: place for place, row in enumerate(entries)}
    problems: list[Problem] = []
    last = -1
    for row in table.rows:
        place = known.get(row["entry"])
        if place is None:
            problems.append(table.problem(row, "entry", "the id of an entry"))
            continue
        if place < last:
            problems.append(
                table.problem(
                    row,
                    "entry",
                    "entries in the order of the ledger: by page, then as in their files",
                )
            )
        last = max(last, place)
        if row["verdict"] in APART and not row["reason"]:
            expected = "a reason, since printed numbers or claims do not go together"
            problems.append(table.problem(row, "reason", expected))
    named = {row["entry"] for row in table.rows}
    problems += [
        Problem(FILE, None, "entry", None, f"a line for {name}")
        for name in known
        if name not in named
    ]
    if problems:
        raise DataProblems(problems)
    return {
        row["entry"]: Expected(row["verdict"], row["reason"], row["reviewer"]) for row in table.rows
    }
