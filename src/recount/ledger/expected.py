"""The expected verdict of every entry, kept as data beside the published files."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from recount.report import DataProblems, Problem, Report, default_folder
from recount.verdicts import VERDICTS

__all__ = ["COLUMNS", "Expected", "load_expected"]

FILE = "expected_verdicts.csv"
COLUMNS = ("entry", "verdict", "reason", "reviewer")


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
    """Return the expected verdicts by entry id.

    They stand beside the folder of published data: ``data/expected_verdicts.csv``; a data folder
    without such a file beside it, or in it, has none.

    Raises:
        DataProblems: If a line names no entry, an entry twice, no verdict word, or gives no reason for
            printed numbers or claims that do not go together.
    """
    folder = default_folder() if folder is None else folder
    path = next((p for p in (folder / FILE, folder.parent / FILE) if p.is_file()), None)
    if path is None:
        return {}
    known = {
        row.id
        for rows in (
            report.percentages,
            report.totals,
            report.completeness,
            report.claims,
        )
        for row in rows
    }
    problems: list[Problem] = []
    found: dict[str, Expected] = {}
    try:
        lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    except UnicodeDecodeError:
        raise DataProblems([Problem(FILE, None, None, None, "text in UTF-8")]) from None
    if not lines or tuple(lines[0]) != COLUMNS:
        header = ",".join(lines[0]) if lines else ""
        raise DataProblems([Problem(FILE, 1, None, header, f"the header {','.join(COLUMNS)}")])
    for number, values in enumerate(lines[1:], start=2):
        if len(values) != len(COLUMNS):
            expected = f"{len(COLUMNS)} values"
            problems.append(Problem(FILE, number, None, f"{len(values)} values", expected))
            continue
        entry, verdict, reason, reviewer = values
        if entry not in known:
            problems.append(Problem(FILE, number, "entry", entry, "the id of an entry"))
        if entry in found:
            problems.append(Problem(FILE, number, "entry", entry, "each entry once"))
        if verdict not in VERDICTS:
            words = ", ".join(VERDICTS)
            problems.append(Problem(FILE, number, "verdict", verdict, f"one of {words}"))
        if verdict in ("differs", "impossible", "fails") and not reason:
            expected = "a reason, since printed numbers or claims do not go together"
            problems.append(Problem(FILE, number, "reason", reason, expected))
        found[entry] = Expected(verdict, reason, reviewer)
    problems += [
        Problem(FILE, None, "entry", None, f"a line for {name}")
        for name in sorted(known - set(found))
    ]
    if problems:
        raise DataProblems(problems)
    return found
