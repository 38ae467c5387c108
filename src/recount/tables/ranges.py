"""The exact range of a linear form over all tables.

Routes, from the plainest: a formula for the cases of a group of rows, by what they are worth in
each column (Fréchet's, where it is one column); a list of all tables; an integer programme.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from recount.tables.lists import listing
from recount.tables.outcomes import even_table
from recount.tables.programme import Condition, Polytope
from recount.tables.space import (
    Form,
    Infeasible,
    IntArray,
    OutOfReach,
    Space,
    cell_limits,
    presolved,
)

Value = TypeVar("Value")
FEW = 5_000
"""Tables that are listed before an integer programme is asked: a few milliseconds."""
MANY = 200_000
"""Tables that are listed for what is no linear form."""


@dataclass(frozen=True, slots=True)
class Ends(Generic[Value]):
    """The least and the greatest value over all tables; unpacks as ``low, high = ends(...)``.

    Attributes:
        low: Least value.
        high: Greatest value.
        low_table: A table that has it; None only where a bound is not known to be attained.
        high_table: Likewise.
        proof: ``closed_form``, ``enumerated``, or ``bound``: an exact bound on every table.
    """

    low: Value
    high: Value
    low_table: IntArray | None
    high_table: IntArray | None
    proof: str

    def __iter__(self) -> Iterator[Value]:
        return iter((self.low, self.high))


def ends(space: Space, form: Iterable[tuple[int, int, int]]) -> Ends[int]:
    """Least and greatest value of a linear form of the cells.

    Args:
        space: Margins, cuts and masks.
        form: (row, column, whole coefficient) of each cell that takes part.

    Raises:
        Infeasible: The space holds no table.
        OutOfReach: The integer programme gave no verified answer, or there are masks and too many
            tables to list.

    Example:
        >>> from recount.tables.space import Margin
        >>> space = Space(
        ...     Margin(("male", "female"), (1726, 41), missing=198),
        ...     Margin(("family", "other"), (514, 1451)),
        ... )
        >>> found = ends(space, [(0, 1, 1)])
        >>> found.low, found.high, found.proof
        (1212, 1451, 'closed_form')
    """
    kept = tuple(form)
    low, high = (_greatest(space, tuple((i, j, sign * k) for i, j, k in kept)) for sign in (-1, 1))
    return Ends(-low[0], high[0], low[1], high[1], low[2] if low[2] == high[2] else "bound")


def extremes(space: Space, form: Form) -> tuple[IntArray, IntArray]:
    """Tables at both ends of a form; masks are left aside."""
    found = ends(replace(space, masks=()), form)
    assert found.low_table is not None and found.high_table is not None  # noqa: PT018
    return found.low_table, found.high_table


def _greatest(space: Space, form: Form) -> tuple[int, IntArray, str]:
    """The greatest value of a form, a table that has it, and how that is known."""
    limits = cell_limits(space)
    if limits is None:
        raise Infeasible("no table is consistent with these margins and cuts")
    worth = np.zeros(limits[0].shape, dtype=np.int64)
    for i, j, k in form:
        worth[i, j] += k
    proof, table = "closed_form", None
    if not space.masks and not space.cuts:
        table = _grouped(space, worth)
    if table is None:
        proof, table = "enumerated", _listed(space, worth)
    if table is None and space.masks:
        raise OutOfReach("masks, and too many tables to list")
    if table is None:
        proof, table = "bound", _programmed(space, worth)[0]
    if not space.contains(table):
        raise AssertionError("a range ends at a table that is not consistent")
    return int((worth * table).sum()), table, proof


def _grouped(space: Space, worth: IntArray) -> IntArray | None:
    """Margins alone, and all rows of a group worth the same, the others nothing, or so by columns.

    The group's cases go to the columns where they are worth most, and the others take the rest.
    For one number times the cases of some rows and columns this is Fréchet's bound.
    """
    for turned, view in ((False, worth), (True, worth.T)):
        totals = space.rows.with_missing, space.columns.with_missing
        lines, columns = totals[::-1] if turned else totals
        kinds, kind = np.unique(view[np.array(lines) > 0], axis=0, return_inverse=True)
        if len(kinds) > 2:
            continue
        inside = np.zeros(len(lines), dtype=bool)
        inside[np.array(lines) > 0] = kind == 1
        groups = [np.flatnonzero(~inside).tolist(), np.flatnonzero(inside).tolist()]
        left, taken = sum(lines[i] for i in groups[1]), np.zeros(len(columns), dtype=np.int64)
        for j in np.argsort(kinds[0] - kinds[-1], kind="stable").tolist() if len(kinds) else ():
            taken[j] = min(left, columns[j])
            left -= int(taken[j])
        merged = np.array([np.array(columns) - taken, taken])
        alone = [[j] for j in range(len(columns))]
        if turned:
            return expand(space, alone, groups, merged.T)
        return expand(space, groups, alone, merged)
    return None


def _listed(space: Space, worth: IntArray) -> IntArray | None:
    tables = _few(space)
    if tables is None:
        return None
    if not len(tables):
        raise Infeasible("no table is consistent with these margins and cuts")
    return np.asarray(tables[int((tables * worth).sum(axis=(1, 2)).argmax())])


@lru_cache(maxsize=4)
def _few(space: Space) -> IntArray | None:
    """All tables where they are few, else None; kept, as a range is asked for both its ends."""
    try:
        return listing(space, MANY if space.masks else FEW)
    except OutOfReach:
        return None


def _programmed(space: Space, worth: npt.NDArray[Any]) -> tuple[IntArray, float]:
    """A table with the greatest worth, and a bound on the worth of all tables; masks left aside."""
    vector, bound = _polytope(replace(space, masks=())).greatest(worth.ravel())
    return vector.reshape(worth.shape), bound


@lru_cache(maxsize=4)
def _polytope(space: Space) -> Polytope:
    """The polytope of a space's tables, kept as ranges of one space share their first vertex."""
    limits = cell_limits(space)
    assert limits is not None
    conditions: list[Condition] = []
    for axis, totals in enumerate((space.rows.with_missing, space.columns.with_missing)):
        for at, total in enumerate(totals):
            line = np.zeros(limits[0].shape, dtype=np.int64)
            line[(at, slice(None)) if axis == 0 else (slice(None), at)] = 1
            conditions.append((line.ravel(), total, total))
    for cut in presolved(space):
        line = np.zeros(limits[0].shape, dtype=np.int64)
        for i, j, k in cut.coefficients:
            line[i, j] = k
        conditions.append((line.ravel(), cut.low, cut.high))
    return Polytope(conditions, limits[0].ravel(), limits[1].ravel())


def expand(
    space: Space, rows: Sequence[Sequence[int]], columns: Sequence[Sequence[int]], merged: IntArray
) -> IntArray:
    """The full table with the given table of groups, as even within each group as it can be.

    Args:
        space: Its margins are met, its cuts need not be.
        rows: Groups of rows that hold every row, the row of cases left out among them.
        columns: Likewise groups of columns.
        merged: Cases of each group of rows and each group of columns.
    """
    totals = space.rows.with_missing, space.columns.with_missing
    half = np.zeros((len(totals[0]), len(columns)), dtype=np.int64)
    for group, line in zip(rows, merged, strict=True):
        half[list(group)] = even_table([totals[0][i] for i in group], line.tolist())
    full = np.zeros((len(totals[0]), len(totals[1])), dtype=np.int64)
    for place, columns_ in enumerate(columns):
        own = [totals[1][j] for j in columns_]
        full[:, list(columns_)] = even_table(half[:, place].tolist(), own)
    return full
