"""What is wrong with a data file, told so that a reader can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["DataProblems", "Problem"]

#: Characters of a value that a message shows.
SHOWN = 120


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in one place of the data.

    Attributes:
        file: Path of the file, relative to the data folder.
        row: Line of the file, the header being line 1; None where the whole file is meant.
        column: Name of the column, or of the place in the descriptor; None for the whole row.
        found: The value found, or None.
        expected: What was expected, in words.

    Example:
        >>> print(Problem("counts.csv", 4, "printed", "12x", "a whole number"))
        counts.csv, row 4, column printed: found '12x', expected a whole number
    """

    file: str
    row: int | None
    column: str | None
    found: str | None
    expected: str

    def __str__(self) -> str:
        where = self.file
        if self.row is not None:
            where += f", row {self.row}"
        if self.column is not None:
            where += f", column {self.column}"
        if self.found is None:
            return f"{where}: expected {self.expected}"
        cut = self.found if len(self.found) <= SHOWN else f"{self.found[:SHOWN]}…"
        return f"{where}: found {cut!r}, expected {self.expected}"


class DataProblems(Exception):  # noqa: N818 (it holds all problems, not one error)
    """Bad data: all problems at once, so that they can be mended in one go.

    Example:
        >>> raise DataProblems([Problem("counts.csv", None, None, None, "at least one row")])
        Traceback (most recent call last):
        ...
        recount.report.problems.DataProblems: counts.csv: expected at least one row
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
