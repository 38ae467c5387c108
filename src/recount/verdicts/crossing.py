"""The cross-table that a claim is about, with everything printed that bounds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from recount.arithmetic import printed_interval, whole_counts
from recount.published import Percentage, Published
from recount.tables import Cut, Infeasible, IntArray, Margin, TableSpace, share_cut
from recount.verdicts.assumed import Assumed, row_with_missing
from recount.verdicts.parts import Witness
from recount.verdicts.reading import Levels, Reading, levels_of

__all__ = ["Assumed", "Crossing", "conditional", "cross", "known_counts", "margin_of"]


@dataclass(frozen=True, slots=True)
class Crossing:
    """A characteristic crossed with an outcome, its columns grouped as a claim takes them.

    Attributes:
        space: All consistent tables; the last row and column hold the cases left out.
        rows: Levels of the characteristic, in the order of the rows.
        columns: Groups of outcome levels, in the order of the columns.
        row_labels, column_labels: Their names for readers, without the cases left out.
    """

    space: TableSpace
    rows: Levels
    columns: tuple[Levels, ...]
    row_labels: tuple[str, ...]
    column_labels: tuple[str, ...]
    row_name: str
    column_name: str
    sources: tuple[str, ...] = field(default=())

    def indices(self, levels: Levels) -> tuple[int, ...]:
        """Return the rows of some levels."""
        return tuple(self.rows.index(level) for level in levels)

    def witness(self, table: IntArray, note: str = "") -> Witness:
        """Return a table of the space as a witness; left-out rows and columns only if not empty."""
        counts = np.asarray(table)
        rows, columns = list(self.row_labels), list(self.column_labels)
        if self.space.rows.missing:
            rows.append("left out")
        else:
            counts = counts[:-1]
        if self.space.columns.missing:
            columns.append("left out")
        else:
            counts = counts[:, :-1]
        cells = tuple(tuple(int(value) for value in row) for row in counts)
        return Witness(tuple(rows), tuple(columns), cells, note)


def known_counts(
    published: Published, sample: str, variable: str, assumed: Assumed
) -> tuple[dict[str, int], int]:
    """Return the cases of each level and the missing cases, some of one row taken as missing.

    Example:
        >>> from recount.published import load_published
        >>> taken = Assumed(unknown_missing=700)
        >>> levels, missing = known_counts(load_published(), "one_to_one", "relationship", taken)
        >>> levels["unknown"], missing
        (23, 700)
    """
    levels = {count.category: count.value for count in published.of(sample, variable)}
    missing = sum(count.value for count in published.of(sample, variable, "missing"))
    row = row_with_missing(published)
    if row is not None and (row.sample, row.variable) == (sample, variable):
        levels[row.category] -= assumed.unknown_missing
        missing += assumed.unknown_missing
    return levels, missing


def margin_of(
    published: Published, sample: str, variable: str, groups: tuple[Levels, ...], assumed: Assumed
) -> Margin:
    """Return the printed margin of a variable in groups; all other cases are left out."""
    values, missing = known_counts(published, sample, variable, assumed)
    used = {level for group in groups for level in group}
    missing += sum(value for level, value in values.items() if level not in used)
    labels = tuple(published.group_label(sample, variable, group) for group in groups)
    return Margin(labels, tuple(sum(values[level] for level in g) for g in groups), missing)


def cross(
    published: Published,
    reading: Reading,
    assumed: Assumed,
    columns: tuple[Levels, ...] | None = None,
) -> Crossing:
    """Return the cross-table of a reading.

    Args:
        published: What the report prints.
        reading: The claim's levels.
        assumed: Assumptions.
        columns: Groups of outcome levels; the reading's own two when None.

    Raises:
        Infeasible: The two printed margins do not add up to the same number of cases.
    """
    rows = levels_of(published, reading.sample, reading.characteristic)
    columns = (reading.yes, reading.no) if columns is None else columns
    single = tuple((level,) for level in rows)
    across = margin_of(published, reading.sample, reading.characteristic, single, assumed)
    down = margin_of(published, reading.sample, reading.outcome, columns, assumed)
    if across.n != down.n:
        raise Infeasible(
            f"the counts of {published.variables[reading.characteristic]} add up to {across.n:,} "
            f"cases, those of {published.variables[reading.outcome]} to {down.n:,}"
        )
    space = TableSpace(across, down)
    cuts = _percentage_cuts(published, reading, space, rows, columns, assumed)
    return Crossing(
        space.with_cuts(*(cut for pair in cuts.values() for cut in pair)),
        rows,
        columns,
        space.rows.labels,
        space.columns.labels,
        published.variables[reading.characteristic],
        published.variables[reading.outcome],
        tuple(cuts),
    )


def conditional(stated: Percentage) -> tuple[str, str, Levels, str] | None:
    """Return (outcome, characteristic, outcome levels, level) of a percentage within a level.

    Such a percentage is written ``outcome | characteristic`` with the category ``levels | level``.
    """
    if " | " not in stated.variable:
        return None
    outcome, characteristic = stated.variable.split(" | ")
    levels, level = stated.category.split(" | ")
    return outcome, characteristic, tuple(levels.split(" + ")), level


def _percentage_cuts(
    published: Published,
    reading: Reading,
    space: TableSpace,
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
    for stated in published.percentages:
        found = conditional(stated)
        if found is None or stated.sample != reading.sample:
            continue
        outcome, characteristic, levels, level = found
        if (outcome, characteristic) == (reading.outcome, reading.characteristic):
            chosen = _places(columns, set(levels))
            if chosen is None or {one for group in columns for one in group} != set(
                levels_of(published, reading.sample, outcome)
            ):
                continue
            row = rows.index(level)
            part = [(row, place) for place in chosen]
            whole = [(row, place) for place in range(len(columns))]
        elif (outcome, characteristic) == (reading.characteristic, reading.outcome):
            column = _places(columns, {level})
            if column is None:
                continue
            part = [(rows.index(one), column[0]) for one in levels]
            whole = [(place, column[0]) for place in range(len(rows))]
            if not space.rows.missing:
                # The base is a printed total, so that the cut concerns its own cells alone.
                total = space.columns.totals[column[0]]
                parts = whole_counts(stated.printed, total, assumed.convention)
                coefficients = tuple((row, place, 1) for row, place in part)
                ends = (parts[0], parts[-1]) if parts else (1, 0)
                cuts[stated.id] = (Cut(coefficients, *ends, source=stated.id),)
                continue
        else:
            continue
        interval = printed_interval(stated.printed, assumed.convention)
        cuts[stated.id] = share_cut(
            part,
            whole,
            interval.low,
            interval.high,
            low_closed=interval.low_closed,
            high_closed=interval.high_closed,
            source=stated.id,
        )
    return cuts


def _places(columns: tuple[Levels, ...], levels: set[str]) -> list[int] | None:
    """Return the columns that hold exactly these levels, None where one would be split."""
    places = [place for place, group in enumerate(columns) if set(group) <= levels]
    held = {level for place in places for level in columns[place]}
    return places if held == levels else None
