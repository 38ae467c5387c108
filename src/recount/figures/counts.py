"""Full counts of a figure against the printed totals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recount.figures.layout import Cell, FigureTable, margin_or_none
from recount.figures.typed import TypedNumber
from recount.published import DataProblem, Published, whole_number
from recount.tables import IntArray
from recount.verdicts import Assumed

__all__ = ["count_problems", "full_counts"]


def full_counts(table: FigureTable, numbers: Sequence[TypedNumber]) -> IntArray | None:
    """Return the counts of a figure, rows by columns, or None if not every cell is typed in."""
    found = {cell: whole_number(number.printed) for cell, number in _by_cell(numbers).items()}
    if set(found) != set(table.cells):
        return None
    return np.array([[found[row, column] for column in table.columns] for row in table.rows])


def _by_cell(numbers: Sequence[TypedNumber]) -> dict[Cell, TypedNumber]:
    return {
        (number.rows[0][0], number.columns[0][0]): number
        for number in numbers
        if number.quantity == "count" and len(number.rows[0]) == len(number.columns[0]) == 1
    }


class _Lines:
    """The rows or the columns of a figure: sums of the typed counts against printed totals."""

    def __init__(
        self,
        published: Published,
        table: FigureTable,
        counts: IntArray,
        assumed: Assumed,
        *,
        columns: bool,
    ) -> None:
        figure = table.figure
        names = (figure.characteristic, figure.outcome)
        margins = [margin_or_none(published, table, name, assumed) for name in names]
        own, other = (margins[1], margins[0]) if columns else (margins[0], margins[1])
        assert own is not None
        assert other is not None
        self.kind = "column" if columns else "row"
        self.levels = table.columns if columns else table.rows
        self.taken = assumed.unknown_missing
        self.labels, self.totals, self.slack = own.labels, own.totals, other.missing
        self.sums = [int(value) for value in counts.sum(axis=0 if columns else 1)]
        self.places = [
            f"page {count.page}, {count.place}"
            for count in published.of(figure.sample, names[columns])
        ]
        axes = counts.T if columns else counts
        self.parts = [[int(value) for value in line] for line in axes]

    def off(self) -> dict[int, int]:
        """Return how far each line is off that cannot be right.

        A line may stay below its total only by cases of which the other variable is missing.
        """
        return {
            place: found - total
            for place, (found, total) in enumerate(zip(self.sums, self.totals, strict=True))
            if not 0 <= total - found <= self.slack
        }

    def expected(self, place: int) -> str:
        """Return what a line should add up to, and where that is printed."""
        low = f"{self.totals[place]:,}"
        if self.slack:
            low = f"{self.totals[place] - self.slack:,} to {low}"
            low += f" ({self.slack:,} cases are missing from the other variable)"
        fewer = self.totals[place] - self.sums[place]
        hint = ""
        if self.levels[place] == "unknown" and fewer > 0 and not self.slack:
            hint = (
                f"; if {fewer:,} of these are missing data (footnote 2), "
                f"--assume unknown-complete={fewer + self.taken}"
            )
        return f"{low} ({self.places[place]}){hint}"

    def found(self, place: int) -> str:
        """Return the sum of a line as typed."""
        parts = " + ".join(f"{part:,}" for part in self.parts[place])
        return f"{self.kind} {self.labels[place]}: {parts} = {self.sums[place]:,}"


def count_problems(
    published: Published,
    table: FigureTable,
    numbers: Sequence[TypedNumber],
    counts: IntArray,
    assumed: Assumed,
) -> list[DataProblem]:
    """Return where full counts do not go with the printed totals, all of it.

    If one row and one column are off by the same number, the cell where they meet is named.

    Args:
        published: What the report prints.
        table: What the figure crosses.
        numbers: The typed-in numbers.
        counts: The counts, shape (rows, columns).
        assumed: Assumptions; they may move cases from a level to the missing ones.
    """
    if not table.bounded:
        return _unbounded_problems(published, table, numbers, counts)
    rows = _Lines(published, table, counts, assumed, columns=False)
    columns = _Lines(published, table, counts, assumed, columns=True)
    typed = _by_cell(numbers)
    off_rows, off_columns = rows.off(), columns.off()
    if len(off_rows) == len(off_columns) == 1:
        (i, excess), (j, other) = *off_rows.items(), *off_columns.items()
        right = int(counts[i, j]) - excess
        if excess == other and right >= 0 and not rows.slack and not columns.slack:
            number = typed[table.rows[i], table.columns[j]]
            return [
                number.problem(
                    f"{right:,}: the {rows.found(i)}, which should be {rows.expected(i)}, and the "
                    f"{columns.found(j)}, which should be {columns.expected(j)}"
                )
            ]
    problems = []
    for lines, off in ((rows, off_rows), (columns, off_columns)):
        for place in off:
            cell = (
                (table.rows[place], table.columns[-1])
                if lines is rows
                else (table.rows[-1], table.columns[place])
            )
            problems.append(typed[cell].problem(lines.expected(place), lines.found(place)))
    return problems or _missing_problems(numbers, rows, columns)


def _missing_problems(
    numbers: Sequence[TypedNumber], rows: _Lines, columns: _Lines
) -> list[DataProblem]:
    """Return the problem of lines that each could be right and together leave out too many."""
    problems = []
    for lines, of in ((rows, "columns"), (columns, "rows")):
        left = sum(lines.totals) - sum(lines.sums)
        if left > lines.slack:
            problems.append(
                DataProblem(
                    numbers[0].file,
                    None,
                    "printed",
                    f"{left:,} cases left out of the {lines.kind}s",
                    f"{lines.slack:,} at most, as no more are missing from the {of}",
                )
            )
    return problems


def _unbounded_problems(
    published: Published,
    table: FigureTable,
    numbers: Sequence[TypedNumber],
    counts: IntArray,
) -> list[DataProblem]:
    """Return what is wrong with the counts of a figure whose margins are not printed.

    Where it counts victims, they and the missing ones are all victims of the sample; where it
    counts cases, no period has more of them than Table 1 prints.
    """
    figure, file = table.figure, numbers[0].file
    periods = published.of(figure.sample, figure.outcome)
    if figure.characteristic in ("age", "victim-gender"):
        (victims,) = published.of(figure.sample, "victims", "total")
        missing = sum(whole_number(n.printed) for n in numbers if n.quantity == "missing")
        found = int(counts.sum()) + missing
        if found == victims.value:
            return []
        place = f"page {victims.page}, {victims.place}"
        expected = f"{victims.printed} victims ({place}), those missing typed in as missing"
        return [DataProblem(file, None, "printed", f"{found:,} in all", expected)]
    problems = []
    for period, total in zip(periods, counts.sum(axis=0).tolist(), strict=True):
        if total > period.value:
            place = f"page {period.page}, {period.place}"
            found_words = f"column {period.category}: {total:,} in all"
            expected = f"{period.printed} cases at most ({place})"
            problems.append(DataProblem(file, None, "printed", found_words, expected))
    return problems
