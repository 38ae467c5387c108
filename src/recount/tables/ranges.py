"""The exact range of a linear form over all tables, or over the joint table of several variables.

Routes, from the plainest: a formula for the cases of a group of rows, by what they are worth in
each column (Fréchet's, where it is one column); a list of all tables; an integer programme. How
many cases several characteristics share follows from their totals alone: Fréchet 1940 for two
events, and the same argument for any number (Duncan & Davis 1953 use it for the cells of a table).
Nothing beyond the totals is assumed (Manski 2003).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import numpy as np

from recount.tables.lists import listing
from recount.tables.outcomes import Outcomes, even_table, outcomes
from recount.tables.programme import Condition, Polytope
from recount.tables.space import (
    Form,
    Infeasible,
    IntArray,
    Margin,
    OutOfReach,
    Space,
    cell_limits,
    presolved,
)

Cells = tuple[int, ...]
"""A level of each variable by place, the missing cases last; -1 stands for all of a variable's."""

MOST_CELLS = 20_000
"""Most cells of a joint table."""
FEW = 5_000
"""Tables that are listed before an integer programme is asked: a few milliseconds."""
MANY = 200_000
"""Tables that are listed for what is no linear form."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The least and the greatest value over all tables; unpacks as ``low, high = ends(...)``.

    Attributes:
        low: Least value.
        high: Greatest value.
        low_table: A table that has it.
        high_table: Likewise.
    """

    low: int
    high: int
    low_table: IntArray
    high_table: IntArray

    def __iter__(self) -> Iterator[int]:
        return iter((self.low, self.high))


def ends(space: Space, form: Iterable[tuple[int, int, int]]) -> Ends:
    """Return the least and the greatest value of a linear form of the cells.

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
    worth = np.zeros(limits[0].shape, dtype=np.int64)
    for i, j, k in form:
        worth[i, j] += k
    table = None
    if not space.masks:
        table = _filled(space, worth)
        if table is None and not space.cuts:
            table = _grouped(space, worth)
    if table is None:
        table = _listed(space, worth)
    if table is None and space.masks:
        raise OutOfReach("masks, and too many tables to list")
    if table is None:
        vector = _polytope(space).greatest(worth.ravel())
        table = vector.reshape(worth.shape)
    if not space.contains(table):
        raise AssertionError("a range ends at a table that is not consistent")
    table.flags.writeable = False
    return int((worth * table).sum()), table


def _filled(space: Space, worth: IntArray) -> IntArray | None:
    """Two outcomes, cuts within rows alone: cases go to the rows where they are worth most."""
    try:
        view = outcomes(space)
    except ValueError:
        return None
    if not view.feasible:
        raise Infeasible("no table is consistent with these margins and cuts")
    return _by_worth(view, (worth[:, 0] - worth[:, 1]).tolist())


def _by_worth(view: Outcomes, gain: Sequence[int]) -> IntArray:
    """The table with its cases in the rows of the greatest gain, even among equal ones."""
    left, groups = view.total - sum(view.low), []
    for _, rows in groupby(sorted(range(len(gain)), key=lambda i: -gain[i]), key=lambda i: gain[i]):
        group = list(rows)
        low, high = view.ends(group)
        taken = min(left, high - low)
        groups.append((group, low + taken))
        left -= taken
    return view.fill(groups)


def _grouped(space: Space, worth: IntArray) -> IntArray | None:
    """Margins alone, and all rows of a group worth the same, the others nothing, or so by columns.

    The group against the others is a table of two outcomes: its cases go to the columns where they
    are worth most, and the others take the rest. For one number times the cases of some rows and
    columns this is Fréchet's bound.
    """
    for turned, view in ((False, worth), (True, worth.T)):
        totals = space.rows.with_missing, space.columns.with_missing
        lines, columns = totals[::-1] if turned else totals
        full = [i for i, n in enumerate(lines) if n] or [0]
        kinds = list(dict.fromkeys(tuple(view[i].tolist()) for i in full))
        if len(kinds) > 2:
            continue
        group = [i for i in full if tuple(view[i].tolist()) == kinds[-1]]
        others = [i for i in range(len(lines)) if i not in group]
        gain = [b - a for a, b in zip(kinds[0], kinds[-1], strict=True)]
        two = Outcomes(sum(lines[i] for i in group), columns, (0,) * len(columns), columns)
        merged = _by_worth(two, gain)[:, :2].T
        alone = [[j] for j in range(len(columns))]
        if turned:
            return expand(space, alone, [group, others], merged.T)
        return expand(space, [group, others], alone, merged)
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


@lru_cache(maxsize=4)
def _polytope(space: Space) -> Polytope:
    """The polytope of a space's tables, kept as ranges of one space share their first vertex."""
    limits = cell_limits(space)
    assert limits is not None
    shape = limits[0].shape

    def line(cells: Iterable[tuple[int, int, int]]) -> IntArray:
        found = np.zeros(shape, dtype=np.int64)
        for i, j, k in cells:
            found[i, j] = k
        return found.ravel()

    conditions: list[Condition] = []
    for i, total in enumerate(space.rows.with_missing):
        conditions.append((line((i, j, 1) for j in range(shape[1])), total, total))
    for j, total in enumerate(space.columns.with_missing):
        conditions.append((line((i, j, 1) for i in range(shape[0])), total, total))
    conditions += [(line(cut.coefficients), cut.low, cut.high) for cut in presolved(space)]
    return Polytope(conditions, limits[0].ravel(), limits[1].ravel())


def expand(
    space: Space, rows: Sequence[Sequence[int]], columns: Sequence[Sequence[int]], merged: IntArray
) -> IntArray:
    """Return the full table with a table of groups, even within each group; cuts are left aside.

    Args:
        space: Its margins are met.
        rows: Groups of rows that hold every row, the row of cases left out among them.
        columns: Likewise groups of columns.
        merged: Cases of each group of rows and each group of columns.
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

    ``max(0, sum - (k - 1) n) <= overlap <= min``. Both bounds are attained by some set of cases.

    Args:
        totals: Cases with each characteristic. A pair (fewest, most) where some cases are missing
            and could belong either way: the worst case is taken on each side.
        n: All cases.

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

    Args:
        margins: One margin a variable, all of the same cases.
        form: Coefficients; those of terms that share cells add up.
        cuts: Linear conditions (coefficients as in ``form``, low, high), such as a printed
            percentage of two of the variables.

    Returns:
        The ends with joint tables that have them, one axis a variable, the missing cases last.

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

    def spelt(terms: Mapping[Cells, int]) -> IntArray:
        line = np.zeros(shape, dtype=np.int64)
        for cell, k in terms.items():
            line[tuple(slice(None) if place == -1 else place for place in cell)] += k
        return line.ravel()

    conditions = [(spelt(terms), low, high) for terms, low, high in cuts]
    top = np.full(shape, margins[0].n, dtype=np.int64)
    for axis, margin in enumerate(margins):
        sizes = np.expand_dims(margin.with_missing, [a for a in range(len(shape)) if a != axis])
        top = np.minimum(top, sizes)
        for place, total in enumerate(margin.with_missing):
            cell = tuple(place if a == axis else -1 for a in range(len(shape)))
            conditions.append((spelt({cell: 1}), total, total))
    worth, zero = spelt(form), np.zeros(top.size, dtype=np.int64)
    polytope = Polytope(conditions, zero, top.ravel())
    tables = [polytope.greatest(sign * worth) for sign in (-1, 1)]
    low, high = (int(worth @ table) for table in tables)
    return Ends(low, high, *(table.reshape(shape) for table in tables))
