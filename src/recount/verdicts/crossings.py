"""The cross-table that a reading is about, with everything known that bounds it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from recount.arrays import Ints
from recount.report import DataProblems, Figure, Levels, Percentage, Problem, TypedNumber, readings
from recount.tables import Form, Infeasible, Margin, OutOfReach, Space, count, ends
from recount.verdicts.judgement import Quantity, Witness
from recount.verdicts.known import Axes, Known, NoMarginError, printed_cuts, typed_cuts


@dataclass(frozen=True, slots=True)
class Crossing(Axes):
    """The consistent tables of a characteristic and an outcome, and what cuts them."""

    # The sources are entries of printed percentages. The space's last row and column hold the cases
    # left out.

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

    def cases(self, rows: Levels, columns: Levels) -> Quantity:
        """Return the cases of some rows in some columns as a quantity."""
        of = ((self.outcome, columns), (self.characteristic, rows))
        return Quantity("cases", self.sample, of)

    def size(self, rows: tuple[int, ...]) -> int:
        """Return the cases of some rows."""
        return sum(self.space.rows.totals[row] for row in rows)

    def turned(self) -> Crossing:
        """Return rows and columns exchanged, each column being one level; without cuts."""
        pair = (self.outcome, self.characteristic)
        rows = tuple(level for group in self.columns for level in group)
        columns = tuple((row,) for row in self.rows)
        space = Space(self.space.columns, self.space.rows)
        return Crossing(self.sample, *pair, rows, columns, space)

    def witness(self, table: Ints | None) -> Witness | None:
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
    known: Known, reading: readings.CrossTable, columns: tuple[Levels, ...] | None = None
) -> Crossing:
    """Return the cross-table of a reading, cut by printed percentages and typed-in numbers.

    Args:
        known: What the report prints, what was typed in from its figures, and assumptions.
        reading: The levels.
        columns: Groups of outcome levels; the reading's own when None. Where a typed-in number
            splits one of them, each level has a column of its own.

    Raises:
        NoMarginError: No margin of one of the variables is printed.
        Infeasible: The two printed margins do not add up to the same number of cases.

    Example:
        >>> from recount.report import Contrast, load_report
        >>> report = load_report()
        >>> reading = next(c.reading for c in report.claims if isinstance(c.reading, Contrast))
        >>> crossing = cross(Known(report), reading)
        >>> crossing.columns == (reading.yes, reading.no), count(crossing.space) > 1
        (True, True)
    """
    names, report = (reading.sample, reading.characteristic, reading.outcome), known.report
    if isinstance(reading, readings.Association):
        rows = reading.rows
        columns = columns or tuple((level,) for level in reading.columns)
    else:
        rows = report.levels_of(*names[:2])
        columns = columns or (reading.yes, reading.no)
    axes = Axes(*names, rows, columns)
    typed = typed_cuts(known, axes)
    if typed is None:
        every = tuple((level,) for level in report.levels_of(names[0], names[2]))
        axes = replace(axes, columns=every)
        typed = typed_cuts(known, axes)
    cuts, masks, counts = typed or ((), (), None)
    printed = printed_cuts(known, axes)
    cuts = (*(cut for part in printed.values() for cut in part), *cuts)
    space = Space(*_margins(known, axes, counts), cuts, masks)
    return Crossing(*names, rows, axes.columns, space, tuple(printed))


def _margins(known: Known, axes: Axes, counts: Ints | None) -> tuple[Margin, Margin]:
    report, sample = known.report, axes.sample
    names, groups = (axes.characteristic, axes.outcome), ([(x,) for x in axes.rows], axes.columns)
    if counts is not None and not all(report.of(sample, name) for name in names):
        # All cells were typed in, so that they are their own margins.
        labels = [
            tuple(report.group_label(sample, name, x) for x in own)
            for name, own in zip(names, groups, strict=True)
        ]
        sums = [tuple(counts.sum(axis=axis).tolist()) for axis in (1, 0)]
        return Margin(labels[0], sums[0]), Margin(labels[1], sums[1])
    first, second = map(known.margin, (sample, sample), names, groups)
    if first.n != second.n:
        raise Infeasible(
            f"the counts of {report.variables[names[0]]} add up to {first.n:,} cases, "
            f"those of {report.variables[names[1]]} to {second.n:,}"
        )
    return first, second


def numerators_together(known: Known, stated: Percentage) -> tuple[int, range] | None:
    """Return how many tables are consistent, and the numerators they give a percentage."""
    # None where the percentage is of no cross-table that is bound in the data, or where the tables
    # are too many to count. The numerators are a range: the least and the greatest are attained.
    found = stated.within
    if found is None:
        return None
    levels = known.report.levels_of(stated.sample, found.outcome)
    others = tuple(level for level in levels if level not in found.levels)
    axes = (stated.sample, found.characteristic, found.outcome)
    reading = readings.Within("majority_within", *axes, found.levels, others, (found.level,))
    try:
        crossing = cross(known, reading)
        low, high = ends(crossing.space, crossing.form((found.level,), found.levels))
        return count(crossing.space), range(low, high + 1)
    except (Infeasible, NoMarginError):
        return 0, range(0)
    except OutOfReach:
        return None


def check_typed(known: Known) -> None:
    """Raise where no table has the printed margins and all numbers typed in from a figure.

    Raises:
        DataProblems: Naming each number that alone can be to blame, with what would go with all
            the others; all of them where no single one can.
    """
    figures = [known.report.figure(number) for number in known.report.typed]
    if problems := [problem for figure in figures for problem in _contradictions(known, figure)]:
        raise DataProblems(problems)


def _contradictions(known: Known, figure: Figure) -> Iterator[Problem]:
    report, typed, sample = known.report, known.report.typed[figure.number], figure.sample
    down, across = figure.characteristic, figure.outcome
    rows, columns = report.levels_of(sample, down), report.levels_of(sample, across)
    reading = readings.Association("association", sample, down, rows, across, columns, present=True)

    def with_numbers(numbers: tuple[TypedNumber, ...]) -> Crossing:
        own = replace(report, typed={figure.number: numbers})
        return cross(replace(known, report=own), reading)

    if not report.margins_printed(figure) or _span(with_numbers(typed)) != ():
        return
    printed = ", ".join(with_numbers(()).sources)
    summary = f"numbers that some table with the printed totals{printed and ' and ' + printed} has"
    suspects = []
    for place, number in enumerate(typed):
        rest = with_numbers((*typed[:place], *typed[place + 1 :]))
        counted = number.quantity == "count"
        span = _span(rest, *(number.rows[0], number.columns[0]) if counted else ())
        if span != ():
            only = " to ".join(f"{end:,}" for end in sorted({*span})) if span and counted else ""
            would = f"{only}, which" if only else "a number that"
            suspects.append(number.problem("printed", f"{would} goes with all the others"))
    alone = "if one alone is to blame, it is one of those named next"
    blame = alone if suspects else "no single one is to blame"
    row = report.row_with_missing
    if row is not None and row in report.of(figure.sample, figure.characteristic):
        names = [x.id for x in report.assumptions if x.kind in ("missing_within", "missing_model")]
        blame += f"; cases of the {row.printed} that are missing data are left out by --assume "
        blame += f"with {' and '.join(names)}"
    found = f"{len(typed)} numbers together"
    yield Problem(typed[0].file, None, "printed", found, f"{summary}; {blame}")
    yield from suspects


def _span(crossing: Crossing, rows: Levels = (), columns: Levels = ()) -> tuple[int, ...] | None:
    """Return the ends of the cases of some rows and columns; () for no table, None if not known."""
    form = crossing.form(rows, columns) if rows else [(0, 0, 1)]
    try:
        return tuple(ends(crossing.space, form))
    except Infeasible:
        return ()
    except OutOfReach:
        return None
