"""A table whose rows and columns are merged into groups, and the way back.

Claims about groups of levels are judged on the merged table, which has fewer cells. Levels that
belong to no group go to the cases left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recount.tables.margins import Margin
from recount.tables.space import Cut, IntArray, TableSpace
from recount.tables.transport import even_table

__all__ = ["Merging"]


@dataclass(frozen=True, slots=True)
class Merging:
    """Groups of rows and of columns of one space.

    Attributes:
        space: The space whose levels are merged.
        rows: Rows of each group, by place. Rows in no group are left out.
        columns: Columns of each group, likewise.

    Raises:
        ValueError: A level is in two groups, or is the line of cases left out.

    Example:
        >>> space = TableSpace(Margin(tuple("abc"), (6, 3, 1)), Margin(("x", "y"), (7, 3)))
        >>> Merging(space, rows=((0, 1),), columns=((0,), (1,))).merged().rows
        Margin(labels=('a or b',), totals=(9,), missing=1)
    """

    space: TableSpace
    rows: tuple[tuple[int, ...], ...]
    columns: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        for name, groups, size in zip(
            ("rows", "columns"), (self.rows, self.columns), self.space.shape, strict=True
        ):
            kept = tuple(tuple(group) for group in groups)
            object.__setattr__(self, name, kept)
            used = [place for group in kept for place in group]
            if len(set(used)) != len(used) or not all(0 <= place < size for place in used):
                raise ValueError(f"{name}: {kept} are not disjoint groups of {size} levels")

    @property
    def singles(self) -> bool:
        """Whether merging loses nothing: one level a group, and one line of cases left out."""
        complete = all(
            sum(len(group) for group in groups) == size
            for groups, size in zip((self.rows, self.columns), self.space.shape, strict=True)
        )
        return complete and all(len(group) == 1 for group in (*self.rows, *self.columns))

    def merged(self) -> TableSpace:
        """The space of merged tables.

        Raises:
            ValueError: A cut treats the cells of one merged cell differently, so that it says
                nothing definite about the merged table.
        """
        rows = self._margin(self.space.rows, self.rows)
        columns = self._margin(self.space.columns, self.columns)
        return TableSpace(rows, columns, tuple(self._cut(cut) for cut in self.space.cuts))

    def merge(self, tables: IntArray) -> IntArray:
        """Tables of shape (..., r + 1, c + 1) with their levels merged."""
        rows, columns = self._lines()
        by_row = np.stack([tables[..., list(group), :].sum(axis=-2) for group in rows], axis=-2)
        return np.stack([by_row[..., list(group)].sum(axis=-1) for group in columns], axis=-1)

    def restore(self, table: IntArray) -> IntArray:
        """A full table with the given merged table, as even within each group as it can be.

        The margins of the space are met; its cuts need not be (`merged` hands them on where they
        concern merged cells only).
        """
        row_totals, column_totals = self.space.rows.with_missing, self.space.columns.with_missing
        rows, columns = self._lines()
        by_row = np.zeros((len(row_totals), len(columns)), dtype=np.int64)
        for place, group in enumerate(rows):
            totals = [row_totals[i] for i in group]
            by_row[list(group)] = even_table(totals, table[place].tolist())
        full = np.zeros((len(row_totals), len(column_totals)), dtype=np.int64)
        for place, group in enumerate(columns):
            totals = [column_totals[j] for j in group]
            full[:, list(group)] = even_table(by_row[:, place].tolist(), totals)
        return full

    def _lines(self) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
        """Groups of rows and of columns, what is left out last."""
        found = []
        for groups, size in zip((self.rows, self.columns), self.space.shape, strict=True):
            used = {place for group in groups for place in group}
            rest = tuple(place for place in range(size + 1) if place not in used)
            found.append([*groups, rest])
        return found[0], found[1]

    @staticmethod
    def _margin(margin: Margin, groups: Sequence[Sequence[int]]) -> Margin:
        names = {
            " or ".join(margin.labels[place] for place in group): tuple(
                margin.labels[place] for place in group
            )
            for group in groups
        }
        return margin.merge(names, leave_out=True)

    def _cut(self, cut: Cut) -> Cut:
        rows, columns = self._lines()
        weights = {(i, j): k for i, j, k in cut.coefficients}
        merged = []
        for a, row_group in enumerate(rows):
            for b, column_group in enumerate(columns):
                found = {weights.get((i, j), 0) for i in row_group for j in column_group}
                if len(found) > 1:
                    raise ValueError(f"cut {cut.source!r} looks inside a merged cell")
                merged.append((a, b, found.pop()))
        return Cut(tuple(merged), cut.low, cut.high, cut.source)
