"""The exact range of a linear form over all tables, or over the joint table of several variables.

Routes, from the plainest: a formula for the cases of some rows in some columns; a linear programme,
whose answer stands if it is whole; a list of all tables; an integer programme. How many cases
several characteristics share follows from their totals alone: Fréchet 1940 for two events, and the
same argument for any number (Duncan & Davis 1953 use it for the cells of a table). Nothing beyond
the totals is assumed (Manski 2003).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from recount.tables.lists import listing
from recount.tables.outcomes import even_table
from recount.tables.programme import Polytope
from recount.tables.space import (
    Form,
    Infeasible,
    IntArray,
    Margin,
    OutOfReach,
    Space,
    cell_limits,
    linear_conditions,
)

Cells = tuple[int, ...]
"""A level of each variable by place, the missing cases last; -1 stands for all of a variable's."""

MOST_CELLS = 20_000
"""Most cells of a joint table."""
FEW = 5_000
"""Tables that are listed before an integer programme is asked, whose import takes far longer."""
MANY = 200_000
"""Tables that are listed for what is no linear form."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The least and the greatest value over all tables, and tables that have them.

    Unpacks as ``low, high = ends(...)``.
    """

    low: int
    high: int
    low_table: IntArray
    high_table: IntArray

    def __iter__(self) -> Iterator[int]:
        return iter((self.low, self.high))


def ends(space: Space, form: Iterable[tuple[int, int, int]]) -> Ends:
    """Return the least and the greatest value of a linear form of the cells.

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
        >>> found.low, found.high
        (1212, 1451)
    """
    kept = tuple(form)
    low, high = (_greatest(space, tuple((i, j, sign * k) for i, j, k in kept)) for sign in (-1, 1))
    return Ends(-low[0], high[0], low[1], high[1])


@lru_cache(maxsize=64)
def _greatest(space: Space, form: Form) -> tuple[int, IntArray]:
    """The greatest value of a form, and a table that has it; kept, as each test asks for it."""
    limits = cell_limits(space)
    if limits is None:
        raise Infeasible("no table is consistent with these margins and cuts")
    worth = _spelt(limits[0].shape, (((i, j), k) for i, j, k in form))
    table = None if space.cuts or space.masks else _rectangle(space, worth)
    if table is None and not space.masks:
        found = _polytope(space).vertex(worth.ravel())
        table = None if found is None else found.reshape(worth.shape)
    if table is None:
        table = _listed(space, worth)
    if table is None and space.masks:
        raise OutOfReach("masks, and too many tables to list")
    if table is None:
        table = _polytope(space).searched(worth.ravel()).reshape(worth.shape)
    if not space.contains(table):
        raise AssertionError("a range ends at a table that is not consistent")
    table.flags.writeable = False
    return int((worth * table).sum()), table


def _rectangle(space: Space, worth: IntArray) -> IntArray | None:
    """Margins alone, and cells of some rows and columns worth the same: Fréchet's bound, evenly."""
    rows, columns = (np.flatnonzero(worth.any(axis=axis)) for axis in (1, 0))
    cells = worth[np.ix_(rows, columns)]
    if not cells.size or (cells != cells[0, 0]).any():
        return None
    groups: list[list[IntArray]] = []
    totals = []
    for margin, own in ((space.rows, rows), (space.columns, columns)):
        groups.append([own, np.setdiff1d(np.arange(len(margin.with_missing)), own)])
        totals.append(sum(margin.with_missing[i] for i in own))
    r, c = totals
    x = min(r, c) if cells[0, 0] > 0 else max(0, r + c - space.n)
    return expand(space, groups[0], groups[1], np.array([[x, r - x], [c - x, space.n - r - c + x]]))


def _listed(space: Space, worth: IntArray) -> IntArray | None:
    """The table with the greatest worth, where the tables are few enough to be listed."""
    try:
        tables = listing(space, MANY if space.masks else FEW)
    except OutOfReach:
        return None
    if not len(tables):
        raise Infeasible("no table is consistent with these margins and cuts")
    return np.asarray(tables[int((tables * worth).sum(axis=(1, 2)).argmax())])


@lru_cache(maxsize=4)
def _polytope(space: Space) -> Polytope:
    """The polytope of a space's tables, kept as ranges of one space share their first vertex."""
    limits = cell_limits(space)
    assert limits is not None
    conditions = [
        (_spelt(limits[0].shape, (((i, j), k) for i, j, k in cells)).ravel(), low, high)
        for cells, low, high in linear_conditions(space)
    ]
    return Polytope(conditions, limits[0].ravel(), limits[1].ravel())


def _spelt(shape: tuple[int, ...], terms: Iterable[tuple[Cells, int]]) -> IntArray:
    """The coefficient of every cell of a table in a linear form."""
    line = np.zeros(shape, dtype=np.int64)
    for cell, k in terms:
        line[tuple(slice(None) if place == -1 else place for place in cell)] += k
    return line


def expand(
    space: Space,
    rows: Sequence[Sequence[int] | IntArray],
    columns: Sequence[Sequence[int] | IntArray],
    merged: IntArray,
) -> IntArray:
    """Return the full table with a table of groups, even within each group; cuts are left aside.

    The groups hold every row and every column, those of cases left out among them.
    """
    totals = space.rows.with_missing, space.columns.with_missing
    half = np.zeros((len(totals[0]), len(columns)), dtype=np.int64)
    for group, line in zip(rows, merged, strict=True):
        half[list(group)] = even_table([totals[0][i] for i in group], line.tolist())
    full = np.zeros((len(totals[0]), len(totals[1])), dtype=np.int64)
    for place, own in enumerate(columns):
        full[:, list(own)] = even_table(half[:, place].tolist(), [totals[1][j] for j in own])
    return full


def overlap_bounds(totals: Sequence[int | tuple[int, int]], n: int) -> tuple[int, int]:
    """Return bounds on the number of cases that have every one of the characteristics.

    ``max(0, sum - (k - 1) n) <= overlap <= min`` among n cases, both bounds being attained. A total
    is a pair (fewest, most) where some cases could belong either way: the worst case is taken on
    each side.

    Raises:
        ValueError: A total is below zero, above n, or turned round.

    Example:
        >>> overlap_bounds([1726, 1451], 1965)
        (1212, 1451)
        >>> overlap_bounds([(1726, 1924), 1451, 1209], 1965)
        (456, 1209)
    """
    pairs = [(total, total) if isinstance(total, int) else total for total in totals]
    for low, high in pairs:
        if not 0 <= low <= high <= n:
            raise ValueError(f"a total between {low} and {high} does not fit among {n} cases")
    lows, highs = zip(*pairs, strict=True)
    return max(0, sum(lows) - (len(pairs) - 1) * n), min(highs)


def joint_ends(
    margins: Sequence[Margin],
    form: Mapping[Cells, int],
    cuts: Iterable[tuple[Mapping[Cells, int], int | None, int | None]] = (),
) -> Ends:
    """Return the least and the greatest value of a linear form of several variables' joint table.

    All margins are of the same cases. Cuts are linear conditions (coefficients as in ``form``, low,
    high), such as a printed percentage of two of the variables. Coefficients of terms that share
    cells add up. A joint table has one axis a variable, the missing cases last.

    Raises:
        ValueError: The margins have different numbers of cases.
        Infeasible: No joint table has these margins and cuts.
        OutOfReach: The joint table is too large, or the programme gave no verified answer.

    Example:
        >>> male = Margin(("male", "female"), (6, 4))
        >>> late = Margin(("late", "in time"), (7, 3))
        >>> far = Margin(("far", "near"), (5, 3), missing=2)
        >>> low, high = joint_ends([male, late, far], {(0, 0, 0): 1})
        >>> low, high
        (0, 5)
        >>> found = joint_ends([male, late, far], {(0, 0, -1): 1, (1, 0, -1): -1})
        >>> found.low, found.high
        (-1, 5)
    """
    if len({margin.n for margin in margins}) > 1:
        raise ValueError(f"margins of {[margin.n for margin in margins]} cases")
    shape = tuple(len(margin.with_missing) for margin in margins)
    if np.prod([float(size) for size in shape]) > MOST_CELLS:
        raise OutOfReach(f"a joint table of {shape} cells, the limit is {MOST_CELLS:,}")

    conditions = [(_spelt(shape, terms.items()).ravel(), low, high) for terms, low, high in cuts]
    top = np.minimum.reduce(np.meshgrid(*(m.with_missing for m in margins), indexing="ij"))
    for axis, margin in enumerate(margins):
        for place, total in enumerate(margin.with_missing):
            cell = tuple(place if a == axis else -1 for a in range(len(shape)))
            conditions.append((_spelt(shape, [(cell, 1)]).ravel(), total, total))
    worth, zero = _spelt(shape, form.items()).ravel(), np.zeros(top.size, dtype=np.int64)
    polytope = Polytope(conditions, zero, top.ravel())
    tables = [polytope.greatest(sign * worth) for sign in (-1, 1)]
    low, high = (int(worth @ table) for table in tables)
    return Ends(low, high, *(table.reshape(shape) for table in tables))
