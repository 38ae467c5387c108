"""The cross-table that a reading is about, with everything known that bounds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from recount.arithmetic import printed_interval, whole_counts
from recount.report import Association, CrossTable, Levels, Percentage, Report, Within
from recount.tables import (
    Cut,
    Infeasible,
    IntArray,
    Margin,
    OutOfReach,
    Space,
    count,
    ends,
    share_cut,
)
from recount.verdicts.assumptions import Assumed, row_with_missing
from recount.verdicts.judgement import Witness
from recount.verdicts.typed import TypedCuts, typed_cuts

__all__ = [
    "Crossing",
    "NoMarginError",
    "cross",
    "kept_missing",
    "known_counts",
    "margin_of",
    "numerators_together",
]


class NoMarginError(ValueError):
    """No margin of a variable is printed for a sample, so that nothing bounds its cross-tables."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A characteristic crossed with an outcome, its columns grouped as a reading takes them.

    Attributes:
        space: All consistent tables; the last row and column hold the cases left out.
        sample: Whose cases they are.
        characteristic, outcome: The variables in the rows and in the columns.
        rows: Levels of the characteristic, in the order of the rows.
        columns: Groups of outcome levels, in the order of the columns.
        sources: Entries of the printed percentages that cut the space.
    """

    space: Space
    sample: str
    characteristic: str
    outcome: str
    rows: Levels
    columns: tuple[Levels, ...]
    sources: tuple[str, ...] = ()

    def indices(self, levels: Levels) -> tuple[int, ...]:
        """Return the rows of some levels."""
        return tuple(self.rows.index(level) for level in levels)

    def size(self, levels: Levels) -> int:
        """Return the cases of some rows."""
        return sum(self.space.rows.totals[row] for row in self.indices(levels))

    def witness(self, table: IntArray | None) -> Witness | None:
        """Return a table of the space as a witness; left-out rows and columns only if not empty."""
        if table is None:
            return None
        counts = np.asarray(table)
        rows, columns = list(self.space.rows.labels), list(self.space.columns.labels)
        if self.space.rows.missing:
            rows.append("left out")
        else:
            counts = counts[:-1]
        if self.space.columns.missing:
            columns.append("left out")
        else:
            counts = counts[:, :-1]
        cells = tuple(tuple(int(value) for value in row) for row in counts)
        return Witness(tuple(rows), tuple(columns), cells)


def known_counts(
    report: Report, sample: str, variable: str, assumed: Assumed
) -> tuple[dict[str, int], int]:
    """Return the cases of each level and the missing cases.

    Where cases of one row are assumed to be missing and left out, they are taken from the row.

    Example:
        >>> from recount.report import load_report
        >>> taken = Assumed(missing=700)
        >>> levels, missing = known_counts(load_report(), "one_to_one", "relationship", taken)
        >>> levels["unknown"], missing
        (23, 700)
    """
    levels = {count.category: count.value for count in report.of(sample, variable)}
    missing = sum(count.value for count in report.of(sample, variable, "missing"))
    row = row_with_missing(report)
    if assumed.left_out and row is not None and (row.sample, row.variable) == (sample, variable):
        levels[row.category] -= assumed.missing
        missing += assumed.missing
    return levels, missing


def kept_missing(
    report: Report, sample: str, variable: str, assumed: Assumed
) -> tuple[str, int] | None:
    """Return the level that holds missing cases which stay in it, and how many; None for none."""
    row = row_with_missing(report)
    if row is None or assumed.left_out or (row.sample, row.variable) != (sample, variable):
        return None
    return row.category, assumed.missing


def margin_of(
    report: Report, sample: str, variable: str, groups: Sequence[Levels], assumed: Assumed
) -> Margin:
    """Return the printed margin of a variable in groups; all other cases are left out."""
    values, missing = known_counts(report, sample, variable, assumed)
    if not values:
        raise NoMarginError(f"no margin of {variable} is printed for {sample}")
    used = {level for group in groups for level in group}
    missing += sum(value for level, value in values.items() if level not in used)
    labels = tuple(report.group_label(sample, variable, group) for group in groups)
    return Margin(labels, tuple(sum(values[level] for level in g) for g in groups), missing)


def cross(
    report: Report,
    reading: CrossTable,
    assumed: Assumed,
    columns: tuple[Levels, ...] | None = None,
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
    """
    sample, across, down = reading.sample, reading.characteristic, reading.outcome
    if columns is None:
        columns = (
            tuple((level,) for level in reading.columns)
            if isinstance(reading, Association)
            else (reading.yes, reading.no)
        )
    rows = reading.rows if isinstance(reading, Association) else report.levels_of(sample, across)
    typed = typed_cuts(report, sample, across, down, rows, columns, assumed)
    if typed.split:
        columns = tuple((level,) for level in report.levels_of(sample, down))
        typed = typed_cuts(report, sample, across, down, rows, columns, assumed)
    space = _space(report, sample, (across, rows), (down, columns), assumed, typed)
    cuts = _percentage_cuts(report, reading, space, rows, columns, assumed)
    kept = tuple(cut for part in cuts.values() for cut in part)
    space = replace(space, cuts=(*kept, *typed.cuts), masks=typed.masks)
    return Crossing(space, sample, across, down, rows, columns, tuple(cuts))


def _space(
    report: Report,
    sample: str,
    across: tuple[str, Levels],
    down: tuple[str, tuple[Levels, ...]],
    assumed: Assumed,
    typed: TypedCuts,
) -> Space:
    (row_name, rows), (column_name, columns) = across, down
    if typed.counts is not None and not (
        report.of(sample, row_name) and report.of(sample, column_name)
    ):
        # All cells were typed in, so that they are their own margins.
        labels = tuple(report.group_label(sample, row_name, (level,)) for level in rows)
        heads = tuple(report.group_label(sample, column_name, group) for group in columns)
        return Space(
            Margin(labels, tuple(int(n) for n in typed.counts.sum(axis=1))),
            Margin(heads, tuple(int(n) for n in typed.counts.sum(axis=0))),
        )
    first = margin_of(report, sample, row_name, [(level,) for level in rows], assumed)
    second = margin_of(report, sample, column_name, columns, assumed)
    if first.n != second.n:
        raise Infeasible(
            f"the counts of {report.variables[row_name]} add up to {first.n:,} cases, those of "
            f"{report.variables[column_name]} to {second.n:,}"
        )
    return Space(first, second)


def _percentage_cuts(
    report: Report,
    reading: CrossTable,
    space: Space,
    rows: Levels,
    columns: tuple[Levels, ...],
    assumed: Assumed,
) -> Mapping[str, tuple[Cut, ...]]:
    """Return the cuts that printed percentages make into the table, by entry id.

    A percentage of columns within a row, or of rows within a column, is one as soon as the columns
    hold the levels that it takes together. Its base is the known cases, so that all columns' levels
    must be in the table.
    """
    cuts: dict[str, tuple[Cut, ...]] = {}
    for stated in report.percentages:
        found = stated.within
        if found is None or stated.sample != reading.sample:
            continue
        if (found.outcome, found.characteristic) == (reading.outcome, reading.characteristic):
            chosen = _places(columns, set(found.levels))
            held = {one for group in columns for one in group}
            if chosen is None or held != set(report.levels_of(reading.sample, found.outcome)):
                continue
            row = rows.index(found.level)
            part = [(row, place) for place in chosen]
            whole = [(row, place) for place in range(len(columns))]
        elif (found.outcome, found.characteristic) == (reading.characteristic, reading.outcome):
            column = _places(columns, {found.level})
            if column is None:
                continue
            part = [(rows.index(one), column[0]) for one in found.levels]
            whole = [(place, column[0]) for place in range(len(rows))]
            if not space.rows.missing:
                # The base is a printed total, so that the cut concerns its own cells alone.
                total = space.columns.totals[column[0]]
                parts = whole_counts(stated.printed, total, assumed.convention)
                coefficients = tuple((row, place, 1) for row, place in part)
                low, high = (parts[0], parts[-1]) if parts else (1, 0)
                cuts[stated.id] = (Cut(coefficients, low, high, source=stated.id),)
                continue
        else:
            continue
        cuts[stated.id] = _share(stated, part, whole, assumed)
    return cuts


def _share(
    stated: Percentage,
    part: Sequence[tuple[int, int]],
    whole: Sequence[tuple[int, int]],
    assumed: Assumed,
) -> tuple[Cut, ...]:
    interval = printed_interval(stated.printed, assumed.convention)
    return share_cut(
        part,
        whole,
        interval.low,
        interval.high,
        low_closed=interval.low_closed,
        high_closed=interval.high_closed,
        source=stated.id,
    )


def _places(columns: tuple[Levels, ...], levels: set[str]) -> list[int] | None:
    """Return the columns that hold exactly these levels, None where one would be split."""
    places = [place for place, group in enumerate(columns) if set(group) <= levels]
    held = {level for place in places for level in columns[place]}
    return places if held == levels else None


def numerators_together(
    report: Report, stated: Percentage, assumed: Assumed
) -> tuple[int, range] | None:
    """Return how many tables are consistent, and the numerators they give a percentage.

    None where the percentage is of no cross-table that is bound in the data, or where the tables
    are too many to count. The numerators are a range: the least and the greatest are attained.

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> stated = next(p for p in report.percentages if p.id == "p30-pubescent")
        >>> numerators_together(report, stated, Assumed())
        (7, range(168, 175))
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
        low, high = ends(crossing.space, [(crossing.rows.index(found.level), 0, 1)])
        return count(crossing.space), range(low, high + 1)
    except (Infeasible, NoMarginError):
        return 0, range(0)
    except OutOfReach:
        return None
