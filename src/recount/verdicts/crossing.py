"""The cross-table that a claim is about, with everything printed that bounds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from recount.arithmetic import CONVENTIONS, printed_interval
from recount.published import Percentage, Published
from recount.tables import Cut, Margin, TableSpace, share_cut
from recount.verdicts.parts import Witness
from recount.verdicts.reading import Levels, Reading, levels_of

__all__ = ["Assumed", "Crossing", "cross", "margin_of"]


@dataclass(frozen=True, slots=True)
class Assumed:
    """The assumptions that a judgement is made under.

    Attributes:
        unknown_missing: How many cases of the row "unknown to child" are taken as missing data.
        convention: How printed percentages limit the counts behind them.
        multiple_rows_read: Whether the relationship rows of the multiple sample are read as
            non-familial only, familial only and mixed.
        unshown_not_significant: Whether an odds ratio that a figure does not show was not
            significant.
    """

    unknown_missing: int = 0
    convention: str = "half_up"
    multiple_rows_read: bool = True
    unshown_not_significant: bool = True

    @classmethod
    def from_data(cls, published: Published, changes: Mapping[str, str] | None = None) -> Assumed:
        """Return the assumptions of assumptions.csv, some of them changed.

        Raises:
            ValueError: If there is no such assumption, or it cannot take the value.

        Example:
            >>> from recount.published import load_published
            >>> Assumed.from_data(load_published(), {"unknown-complete": "230"}).unknown_missing
            230
        """
        values = {row.id: row.value for row in published.assumptions}
        for name, value in (changes or {}).items():
            if name not in values:
                raise ValueError(f"no assumption {name!r}; one of {', '.join(values)}")
            values[name] = value
        missing = values["unknown-complete"]
        top = published.counts["one-relationship-unknown"].value
        if not missing.isdecimal() or int(missing) > top:
            raise ValueError(
                f"unknown-complete: found {missing!r}, expected a number from 0 to {top}"
            )
        conventions = (*CONVENTIONS, "within_a_point")
        if values["rounding"] not in conventions:
            found = values["rounding"]
            raise ValueError(f"rounding: found {found!r}, expected one of {', '.join(conventions)}")
        return cls(
            int(missing),
            values["rounding"],
            values["multi-relationship-rows"] != "not read",
            values["odds-ratio-not-shown"] == "not_significant",
        )

    def values(self) -> dict[str, str | int]:
        """Return the assumptions by their ids in assumptions.csv."""
        return {
            "unknown-complete": self.unknown_missing,
            "multi-relationship-rows": "as read" if self.multiple_rows_read else "not read",
            "rounding": self.convention,
            "odds-ratio-not-shown": "not_significant"
            if self.unshown_not_significant
            else "unknown",
        }


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

    def witness(self, table: npt.NDArray[np.int64], note: str = "") -> Witness:
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


def margin_of(
    published: Published, sample: str, variable: str, groups: tuple[Levels, ...], assumed: Assumed
) -> Margin:
    """Return the printed margin of a variable in groups; all other cases are left out."""
    totals = []
    missing = sum(count.value for count in published.of(sample, variable, "missing"))
    values = {count.category: count.value for count in published.of(sample, variable)}
    if variable == "relationship" and "unknown" in values:
        values["unknown"] -= assumed.unknown_missing
        missing += assumed.unknown_missing
    used: list[str] = []
    for group in groups:
        totals.append(sum(values[level] for level in group))
        used += group
    missing += sum(value for level, value in values.items() if level not in used)
    labels = tuple(published.group_label(sample, variable, group) for group in groups)
    return Margin(labels, tuple(totals), missing)


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
    """
    rows = levels_of(published, reading.sample, reading.characteristic)
    columns = (reading.yes, reading.no) if columns is None else columns
    space = TableSpace(
        margin_of(
            published,
            reading.sample,
            reading.characteristic,
            tuple((level,) for level in rows),
            assumed,
        ),
        margin_of(published, reading.sample, reading.outcome, columns, assumed),
    )
    cuts = _percentage_cuts(published, reading, rows, columns, assumed)
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
    rows: Levels,
    columns: tuple[Levels, ...],
    assumed: Assumed,
) -> Mapping[str, tuple[Cut, ...]]:
    """Return the cuts that printed percentages make into the table, by entry id."""
    cuts: dict[str, tuple[Cut, ...]] = {}
    for stated in published.percentages:
        found = conditional(stated)
        if found is None or stated.sample != reading.sample:
            continue
        outcome, characteristic, levels, level = found
        if (outcome, characteristic) != (reading.outcome, reading.characteristic):
            continue
        if set(levels) not in [set(group) for group in columns]:
            continue
        row = rows.index(level)
        column = [set(group) for group in columns].index(set(levels))
        interval = printed_interval(stated.printed, assumed.convention)
        cuts[stated.id] = share_cut(
            [(row, column)],
            [(row, index) for index in range(len(columns))],
            interval.low,
            interval.high,
            low_closed=interval.low_closed,
            high_closed=interval.high_closed,
            source=stated.id,
        )
    return cuts
