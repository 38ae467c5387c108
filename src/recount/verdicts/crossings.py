"""The cross-table that a reading is about, with everything known that bounds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from recount.report import (
    Association,
    CrossTable,
    DataProblems,
    Figure,
    Levels,
    Percentage,
    Problem,
    Report,
    TypedNumber,
    Within,
)
from recount.tables import Cut, Form, Infeasible, IntArray, Margin, OutOfReach, Space, count, ends
from recount.verdicts.assumptions import Assumed, NoMarginError, margin_of
from recount.verdicts.cuts import Axes, TypedCuts, printed_cuts, typed_cuts
from recount.verdicts.judgement import Witness


@dataclass(frozen=True, slots=True)
class Crossing(Axes):
    """A characteristic crossed with an outcome, its columns grouped as a reading takes them.

    Attributes:
        space: All consistent tables; the last row and column hold the cases left out.
        sources: Entries of the printed percentages that cut the space.
    """

    space: Space
    sources: tuple[str, ...] = ()

    def indices(self, levels: Levels) -> tuple[int, ...]:
        """Return the rows of some levels."""
        return tuple(self.rows.index(level) for level in levels)

    def places_of(self, levels: Levels) -> tuple[int, ...]:
        """Return the columns of some levels."""
        return tuple(i for i, group in enumerate(self.columns) if set(group) <= set(levels))

    def form(self, rows: Levels, columns: Levels) -> Form:
        """Return the cases of some rows in some columns as a form of the cells."""
        return tuple((i, j, 1) for i in self.indices(rows) for j in self.places_of(columns))

    def size(self, levels: Levels) -> int:
        """Return the cases of some rows."""
        return sum(self.space.rows.totals[row] for row in self.indices(levels))

    def turned(self) -> Crossing:
        """Return rows and columns exchanged, each column being one level; without cuts."""
        pair = (self.outcome, self.characteristic)
        rows = tuple(level for group in self.columns for level in group)
        columns = tuple((row,) for row in self.rows)
        space = Space(self.space.columns, self.space.rows)
        return Crossing(self.sample, *pair, rows, columns, space)

    def witness(self, table: IntArray | None) -> Witness | None:
        """Return a table of the space as a witness; left-out rows and columns only if not empty."""
        if table is None:
            return None
        rows, columns = (
            margin.labels + (("left out",) if margin.missing else ())
            for margin in (self.space.rows, self.space.columns)
        )
        counts = np.asarray(table)[: len(rows), : len(columns)].tolist()
        return Witness(rows, columns, tuple(tuple(row) for row in counts))


def cross(
    report: Report, reading: CrossTable, assumed: Assumed, columns: tuple[Levels, ...] | None = None
) -> Crossing:
    """Return the cross-table of a reading, cut by printed percentages and typed-in numbers.

    Args:
        report: What the report prints, and what was typed in from its figures.
        reading: The levels.
        assumed: Assumptions.
        columns: Groups of outcome levels; the reading's own when None. Where a typed-in number
            splits one of them, each level has a column of its own.

    Raises:
        NoMarginError: No margin of one of the variables is printed.
        Infeasible: The two printed margins do not add up to the same number of cases.

    Example:
        >>> from recount.report import Contrast, load_report
        >>> report = load_report()
        >>> reading = next(c.reading for c in report.claims if isinstance(c.reading, Contrast))
        >>> crossing = cross(report, reading, Assumed())
        >>> crossing.columns == (reading.yes, reading.no), count(crossing.space) > 1
        (True, True)
    """
    names = reading.sample, reading.characteristic, reading.outcome
    if isinstance(reading, Association):
        rows = reading.rows
        columns = columns or tuple((level,) for level in reading.columns)
    else:
        rows = report.levels_of(*names[:2])
        columns = columns or (reading.yes, reading.no)
    axes = Axes(*names, rows, columns)
    typed = typed_cuts(report, axes, assumed)
    if typed is None:
        every = tuple((level,) for level in report.levels_of(names[0], names[2]))
        axes = replace(axes, columns=every)
        typed = typed_cuts(report, axes, assumed) or TypedCuts()
    rows_, columns_ = _margins(report, axes, assumed, typed)
    printed = printed_cuts(report, axes, assumed)
    cuts = (*(cut for part in printed.values() for cut in part), *typed.cuts)
    space = Space(rows_, columns_, cuts, typed.masks)
    return Crossing(*names, rows, axes.columns, space, tuple(printed))


def free_columns(
    rows: Sequence[str], sizes: Sequence[int], columns: Sequence[str], cuts: Sequence[Cut] = ()
) -> Space:
    """Return tables of known rows whose columns may have any totals.

    A row that is left out, and takes no part, makes up what each column has.
    """
    n = sum(sizes)
    margin = Margin(tuple(rows), tuple(sizes), n * (len(columns) - 1))
    return Space(margin, Margin(tuple(columns), (n,) * len(columns)), tuple(cuts))


def without_rest(witness: Witness | None) -> Witness | None:
    """Return a witness of a table with free columns, without the row that makes up the rest."""
    return witness and replace(witness, rows=witness.rows[:-1], counts=witness.counts[:-1])


def _margins(
    report: Report, axes: Axes, assumed: Assumed, typed: TypedCuts
) -> tuple[Margin, Margin]:
    sides = ((axes.characteristic, [(level,) for level in axes.rows]), (axes.outcome, axes.columns))
    if typed.counts is not None and not all(report.of(axes.sample, name) for name, _ in sides):
        # All cells were typed in, so that they are their own margins.
        rows, columns = (
            Margin(
                tuple(report.group_label(axes.sample, name, group) for group in groups),
                tuple(int(n) for n in typed.counts.sum(axis=axis)),
            )
            for axis, (name, groups) in zip((1, 0), sides, strict=True)
        )
        return rows, columns
    first, second = (
        margin_of(report, axes.sample, name, groups, assumed) for name, groups in sides
    )
    if first.n != second.n:
        raise Infeasible(
            f"the counts of {report.variables[axes.characteristic]} add up to {first.n:,} cases, "
            f"those of {report.variables[axes.outcome]} to {second.n:,}"
        )
    return first, second


def numerators_together(
    report: Report, stated: Percentage, assumed: Assumed
) -> tuple[int, range] | None:
    """Return how many tables are consistent, and the numerators they give a percentage.

    None where the percentage is of no cross-table that is bound in the data, or where the tables
    are too many to count. The numerators are a range: the least and the greatest are attained.
    """
    found = stated.within
    if found is None:
        return None
    known = report.levels_of(stated.sample, found.outcome)
    others = tuple(name for name in known if name not in found.levels)
    axes = (stated.sample, found.characteristic, found.outcome)
    reading = Within("majority_within", *axes, found.levels, others, (found.level,))
    try:
        crossing = cross(report, reading, assumed)
        low, high = ends(crossing.space, crossing.form((found.level,), found.levels))
        return count(crossing.space), range(low, high + 1)
    except (Infeasible, NoMarginError):
        return 0, range(0)
    except OutOfReach:
        return None


def check_typed(report: Report, assumed: Assumed) -> None:
    """Raise where no table has the printed margins and all numbers typed in from a figure.

    Raises:
        DataProblems: Naming each number that alone can be to blame, with what would go with all
            the others; all of them where no single one can.
    """
    problems = [
        problem
        for number, typed in report.typed.items()
        for figure in [report.figure(number)]
        if report.margins_printed(figure)
        for problem in _contradictions(report, figure, typed, assumed)
    ]
    if problems:
        raise DataProblems(problems)


def _contradictions(
    report: Report, figure: Figure, typed: tuple[TypedNumber, ...], assumed: Assumed
) -> Iterator[Problem]:
    def with_numbers(numbers: tuple[TypedNumber, ...]) -> Crossing:
        rows, columns = (
            report.levels_of(figure.sample, name)
            for name in (figure.characteristic, figure.outcome)
        )
        axes = (figure.sample, figure.characteristic, rows, figure.outcome, columns)
        reading = Association("association", *axes, present=True)
        own = replace(report, typed={figure.number: numbers} if numbers else {})
        return cross(own, reading, assumed)

    if _possible(with_numbers(typed)):
        return
    printed = ", ".join(with_numbers(()).sources)
    summary = f"numbers that some table with the printed totals{printed and ' and ' + printed} has"
    suspects = []
    for place, number in enumerate(typed):
        rest = with_numbers((*typed[:place], *typed[place + 1 :]))
        if _possible(rest):
            suspects.append(number.problem("printed", _would_do(rest, number)))
    blame = "no single one is to blame"
    if suspects:
        blame = "if one alone is to blame, it is one of those named next"
    found = f"{len(typed)} numbers together"
    yield Problem(typed[0].file, None, "printed", found, f"{summary}; {blame}")
    yield from suspects


def _possible(crossing: Crossing) -> bool:
    """Return whether some table is left; true, too, where that is out of reach."""
    try:
        ends(crossing.space, [(0, 0, 1)])
    except Infeasible:
        return False
    except OutOfReach:
        pass
    return True


def _would_do(crossing: Crossing, number: TypedNumber) -> str:
    """Return the values of a count that go with all the other numbers."""
    words = "a number that goes with all the others"
    if number.quantity != "count":
        return words
    try:
        low, high = ends(crossing.space, crossing.form(number.rows[0], number.columns[0]))
    except (Infeasible, OutOfReach):
        return words
    span = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    return f"{span}, which goes with all the others"
