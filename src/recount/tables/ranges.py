"""The exact range of a linear form over all tables, or over the joint table of several variables.

Routes, from the plainest: a formula for the cases of some rows in some columns; a linear programme,
whose answer stands if it is whole, as it mostly is (without cuts always: Schrijver 1986, section
19.3); a list of all tables; an integer programme, whose answer is verified in whole numbers.
(Always asking HiGHS would be shorter, but its import alone takes a fifth of the audit's time.)

How many cases several characteristics share follows from their totals alone: Fréchet 1940 for two
events, and the same argument for any number (Duncan & Davis 1953 use it for the cells of a table).
Nothing beyond the totals is assumed (Manski 2003).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt
from flint import fmpq

from recount.arrays import Ints
from recount.tables.lists import listing
from recount.tables.outcomes import even_table
from recount.tables.space import (
    Cut,
    Form,
    Infeasible,
    Margin,
    OutOfReach,
    Space,
    cell_limits,
    linear_conditions,
)

Cells = tuple[int, ...]
"""A level of each variable by place, the missing cases last; -1 stands for all of a variable's."""
Condition = tuple[Ints, int | None, int | None]
"""Coefficients of a linear form, its least and its greatest value; None for no limit."""
Tableau = npt.NDArray[Any]

MOST_CELLS = 20_000
"""Most cells of a joint table."""
FEW = 5_000
"""Tables that are listed before an integer programme is asked, whose import takes far longer."""
MANY = 200_000
"""Tables that are listed for what is no linear form."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The least and the greatest value over all tables; tables that have them, made when asked for.

    Unpacks as ``low, high = ends(...)``.
    """

    low: int
    high: int
    low_table: Callable[[], Ints]
    high_table: Callable[[], Ints]

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
    merged = Cut(tuple(form), None, None).coefficients
    (low, low_table), (high, high_table) = (_end(space, merged, sign) for sign in (-1, 1))
    return Ends(low, high, low_table, high_table)


@lru_cache(maxsize=64)
def _end(space: Space, form: Form, sign: int) -> tuple[int, Callable[[], Ints]]:
    """The greatest value of a form (sign 1) or the least (-1); kept, as each test asks for it."""
    limits = cell_limits(space)
    if limits is None:
        raise Infeasible("no table is consistent with these margins and cuts")
    if (corner := _rectangle(space, form, sign)) is not None:
        return form[0][2] * int(corner[2][0, 0]), partial(expand, space, *corner)
    worth = sign * _spelt(limits[0].shape, (((i, j), k) for i, j, k in form))
    table = None if space.masks else _polytope(space).vertex(worth)
    if table is None:
        try:
            tables = listing(space, MANY if space.masks else FEW)
        except OutOfReach:
            if space.masks:
                raise
            table = _polytope(space).searched(worth)
        else:
            if not len(tables):
                raise Infeasible("no table is consistent with these margins and cuts")
            table = tables[int((tables.reshape(len(tables), -1) @ worth).argmax())]
    if not space.contains(table):
        raise AssertionError("a range ends at a table that is not consistent")
    table.flags.writeable = False
    return sign * int(worth @ table.ravel()), lambda: table


def _rectangle(
    space: Space, form: Form, sign: int
) -> tuple[list[list[int]], list[list[int]], Ints] | None:
    """Margins alone, and cells of some rows and columns worth the same: Fréchet's bound.

    The groups of rows, those of columns, and their table.
    """
    rows, columns = ({cell[axis] for cell in form} for axis in (0, 1))
    alike = len({k for *_, k in form}) == 1 and len(form) == len(rows) * len(columns)
    if not alike or space.cuts or space.masks:
        return None
    groups, totals = [], []
    for margin, own in ((space.rows.with_missing, rows), (space.columns.with_missing, columns)):
        groups.append([[*own], [i for i in range(len(margin)) if i not in own]])
        totals.append(sum(margin[i] for i in own))
    r, c = totals
    x = min(r, c) if sign * form[0][2] > 0 else max(0, r + c - space.n)
    return groups[0], groups[1], np.array([[x, r - x], [c - x, space.n - r - c + x]])


@lru_cache(maxsize=4)
def _polytope(space: Space) -> Polytope:
    """The polytope of a space's tables, kept as ranges of one space share their first vertex."""
    limits = cell_limits(space)
    assert limits is not None
    conditions = [
        (_spelt(limits[0].shape, (((i, j), k) for i, j, k in cells)), low, high)
        for cells, low, high in linear_conditions(space)
    ]
    return Polytope(conditions, *limits)


def _spelt(shape: tuple[int, ...], terms: Iterable[tuple[Cells, int]]) -> Ints:
    """The coefficient of every cell of a table in a linear form, one after the other."""
    line = np.zeros(shape, dtype=np.int64)
    for cell, k in terms:
        line[tuple(slice(None) if place == -1 else place for place in cell)] += k
    return line.ravel()


class Polytope:
    """All tables between limits that meet conditions; Infeasible if there are none.

    The linear programme is solved in whole numbers over one denominator (Edmonds 1967) by the
    simplex method (Dantzig 1963), with Bland's rule of 1977, which never cycles.
    """

    def __init__(self, conditions: Sequence[Condition], low: Ints, high: Ints) -> None:
        self.conditions, self.shape = conditions, low.shape
        self.low, self.high = low.ravel(), high.ravel()
        self.free = np.flatnonzero(self.high > self.low)  # the others are what they are
        rows = []
        for line, least, most in conditions:
            limits = ((0, most),) if least == most else ((1, most), (-1, least))
            shift = int(line @ self.low)
            rows += [(line[self.free], kind, k - shift) for kind, k in limits if k is not None]
        lines, kinds, rest = (np.array(each) for each in zip(*rows, strict=True))
        # What is at most a limit (1), or at least (-1), has a number that makes up the difference.
        table = _exact(np.column_stack([lines, np.diag(kinds)[:, kinds != 0], rest]))
        table[rest < 0] *= -1
        # One artificial number a row to begin with, whose sum goes: they have the last places.
        self.size = table.shape[1] - 1
        start = [self.size + 1 + i for i in range(len(rows))]
        found, self.basis, self.unit = self._climb(np.vstack([table, table.sum(axis=0)]), start, 1)
        if found[-1, -1] > 0:
            raise Infeasible("no numbers meet these margins and cuts")
        self.table = found[:-1]

    def greatest(self, worth: Ints) -> Ints:
        """The table with the greatest worth; Infeasible where there is none."""
        found = self.vertex(worth)
        return self.searched(worth) if found is None else found

    def vertex(self, worth: Ints) -> Ints | None:
        """The same by linear programming; None where that ends at numbers that are not whole."""
        goal = np.zeros(self.size + 1 + len(self.basis), dtype=np.int64)
        goal[: len(self.free)] = worth[self.free]
        goal, start = _exact(goal), _exact(self.table)
        line = self.unit * goal[: self.size + 1] - goal[self.basis] @ start
        table, basis, unit = self._climb(np.vstack([start, line]), [*self.basis], self.unit)
        found = self.low.copy()
        for column, number in zip(basis, table[:-1, -1].tolist(), strict=True):
            if column < len(self.free):
                if number % unit:
                    return None
                found[self.free[column]] += number // unit
        return found.reshape(self.shape)

    def _climb(self, table: Tableau, basis: list[int], unit: int) -> tuple[Tableau, list[int], int]:
        """Go from vertex to vertex until no number can raise the goal, which is the last line."""
        while len(rising := np.flatnonzero(table[-1, :-1] > 0)):
            column = int(rising[0])
            own, rest = table[:-1, column].tolist(), table[:-1, -1].tolist()
            # An artificial number that is zero leaves first, and stays so.
            idle = (i for i, k in enumerate(own) if k and not rest[i] and basis[i] > self.size)
            at = next(idle, -1)
            if at < 0:  # totals bound every number, so that some line does
                up = ((fmpq(rest[i], k), basis[i], i) for i, k in enumerate(own) if k > 0)
                at = min(up)[-1]
            table = _exact(table)
            line = table[at] if own[at] > 0 else -table[at]
            # Solve the line for the number, and take that out of all others.
            basis[at], last, unit = column, unit, abs(own[at])
            table = (table * unit - table[:, column, None] * line) // last
            table[at] = line
        return table, basis, unit

    def searched(self, worth: Ints) -> Ints:
        """The same by integer programming; OutOfReach without an answer that can be verified."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        least = [-np.inf if a is None else a for _, a, _ in self.conditions]
        most = [np.inf if b is None else b for *_, b in self.conditions]
        matrix = np.array([line for line, *_ in self.conditions])
        result = milp(
            -worth,
            integrality=np.ones(worth.size),
            bounds=Bounds(self.low, self.high),
            constraints=LinearConstraint(matrix, least, most),
            options={"mip_rel_gap": 0, "node_limit": 100_000},
        )
        if result.status == 2:
            raise Infeasible("no whole numbers meet these margins and cuts")
        if result.x is None:
            raise OutOfReach(f"the integer programme gave no answer: {result.message}")
        found, bound = np.rint(result.x).astype(np.int64), -float(result.mip_dual_bound)
        values = matrix @ found
        inside = (self.low <= found) & (found <= self.high)
        stands = inside.all() and (values >= least).all() and (values <= most).all()
        # A whole form has its greatest value where the bound leaves no room for one more.
        if not stands or bound >= float(worth @ found) + 1 - 1e-6:
            raise OutOfReach("the integer programme's answer does not stand in whole numbers")
        return np.asarray(found).reshape(self.shape)


def _exact(table: Tableau) -> Tableau:
    """The same in whole numbers of any size, where sums of products might not fit 64 bits."""
    return table.astype(np.int64 if np.abs(table).max(initial=0) < 2**28 else object, copy=False)


def expand(
    space: Space,
    rows: Sequence[Sequence[int] | Ints],
    columns: Sequence[Sequence[int] | Ints],
    merged: Ints,
) -> Ints:
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
    most: Mapping[Cells, int] | None = None,
) -> Ends:
    """Return the least and the greatest value of a linear form of several variables' joint table.

    Where ``most`` is given, the greatest value is that of this form instead.

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
    if math.prod(shape) > MOST_CELLS:
        raise OutOfReach(f"a joint table of {shape} cells, the limit is {MOST_CELLS:,}")

    conditions = [(_spelt(shape, terms.items()), low, high) for terms, low, high in cuts]
    top = np.minimum.reduce(np.meshgrid(*(m.with_missing for m in margins), indexing="ij"))
    for axis, margin in enumerate(margins):
        for place, total in enumerate(margin.with_missing):
            cell = tuple(place if a == axis else -1 for a in range(len(shape)))
            conditions.append((_spelt(shape, [(cell, 1)]), total, total))
    polytope = Polytope(conditions, np.zeros_like(top), top)
    worth = [_spelt(shape, each.items()) for each in (form, form if most is None else most)]
    low, high = polytope.greatest(-worth[0]), polytope.greatest(worth[1])
    values = [int(each @ table.ravel()) for each, table in zip(worth, (low, high), strict=True)]
    return Ends(values[0], values[1], lambda: low, lambda: high)
