"""The exact range of a linear form, a share, an odds ratio or Pearson's statistic over all tables.

Routes, from the plainest: a formula for the cases of a group of rows, by what they are worth in
each column (Fréchet's, where it is one column); a list of all tables; an integer programme.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
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
Cell = tuple[int, int]
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


def share_ends(
    space: Space, numerator: Iterable[Cell], denominator: Iterable[Cell]
) -> Ends[Fraction]:
    """Least and greatest value of a share of cells, over the tables whose denominator is not zero.

    Dinkelbach's method (1967): p/q is the greatest share exactly if ``q * numerator - p *
    denominator`` is never above zero; a table found above zero has a larger share.

    Args:
        space: Margins, cuts and masks.
        numerator: Cells counted above the line.
        denominator: Cells counted below it, those of the numerator included.

    Raises:
        ValueError: A cell of the numerator is not in the denominator.
        Infeasible: No table has cases in the denominator.
        OutOfReach: As `ends`.

    Example:
        >>> from recount.tables.space import Margin
        >>> space = Space(Margin(("yes", "no"), (3, 5), missing=2), Margin(("x", "y"), (4, 6)))
        >>> low, high = share_ends(space, [(0, 0)], [(0, 0), (1, 0)])
        >>> low, high
        (Fraction(0, 1), Fraction(1, 1))
    """
    above, below = sorted(set(numerator)), sorted(set(denominator))
    if not set(above) <= set(below):
        raise ValueError("the numerator counts cells that the denominator does not")
    size, start, proof = _greatest(space, tuple((i, j, 1) for i, j in below))
    if size == 0:
        raise Infeasible("no consistent table has a case in the denominator")

    def greatest(cells: Sequence[Cell]) -> tuple[Fraction, IntArray]:
        nonlocal proof
        table = start
        while True:
            upper, lower = (int(sum(table[i, j] for i, j in part)) for part in (cells, below))
            share = Fraction(upper, lower)
            form = [(i, j, share.denominator) for i, j in cells]
            form += [(i, j, -share.numerator) for i, j in below]
            value, better, how = _greatest(space, tuple(form))
            proof = proof if proof == how else "bound"
            if value == 0:
                return share, table
            table = better

    high, high_table = greatest(above)
    # The least share is what the greatest share of the other cells leaves.
    rest, low_table = greatest([cell for cell in below if cell not in above])
    return Ends(1 - rest, high, low_table, high_table, proof)


def pearson(block: IntArray) -> Fraction | None:
    """Pearson's statistic of a table without cases left out, as an exact fraction.

    None where a row or column is empty: the test is then undefined (Agresti 2013, section 3.2).

    Example:
        >>> pearson(np.array([[10, 20], [20, 10]]))
        Fraction(20, 3)
    """
    rows, columns = block.sum(axis=1).tolist(), block.sum(axis=0).tolist()
    if not all(rows) or not all(columns):
        return None
    share: Fraction | int = sum(
        Fraction(cell * cell, rows[i] * columns[j])
        for i, line in enumerate(block.tolist())
        for j, cell in enumerate(line)
    )
    return Fraction(sum(rows) * (share - 1))


def pearson_ends(space: Space) -> Ends[Fraction]:
    """Least and greatest Pearson statistic of the judged block, over tables that have one.

    Returns:
        Exact and attained where tables can be listed. Else a ``bound``: with no case left out, the
        squares of cells are bounded by chords and tangents, which are linear forms; with cases
        left out, from 0 to n (min(r, c) - 1) (Cramér 1946, section 21.9).

    Raises:
        Infeasible: The space holds no table, or none with a statistic.

    Example:
        >>> from recount.tables.space import Margin
        >>> both = Margin(("a", "b"), (30, 30))
        >>> low, high = pearson_ends(Space(both, both))
        >>> low, high
        (Fraction(0, 1), Fraction(60, 1))
    """
    try:
        tables = listing(space, MANY // 4)
    except OutOfReach:
        return _pearson_bound(space)
    blocks = tables[:, :-1, :-1]
    rows, columns = blocks.sum(axis=2), blocks.sum(axis=1)
    places = np.flatnonzero((rows > 0).all(axis=1) & (columns > 0).all(axis=1))
    if not len(places):
        raise Infeasible("no consistent table has a statistic")
    expected = rows[places, :, None] * columns[places, None, :]
    value = rows[places].sum(axis=1) * ((blocks[places] ** 2 / expected).sum(axis=(1, 2)) - 1)
    # Far wider than any rounding error, so that the exact ends are among those compared exactly.
    room = 1e-6 * (1 + np.abs(value).max())
    near = places[(value <= value.min() + room) | (value >= value.max() - room)]
    exact = [(pearson(blocks[at]) or Fraction(0), int(at)) for at in near]
    (low, at_low), (high, at_high) = min(exact), max(exact)
    return Ends(low, high, tables[at_low], tables[at_high], "enumerated")


def _pearson_bound(space: Space) -> Ends[Fraction]:
    limits, most = cell_limits(space), Fraction(space.n * (min(space.shape) - 1))
    if space.rows.missing or space.columns.missing or limits is None:
        return Ends(Fraction(0), most, None, None, "bound")
    totals = space.rows.with_missing, space.columns.with_missing
    weight = 1 / np.maximum(np.outer(*totals), 1).astype(float)
    low, high = (each.astype(float) for each in limits)
    plain, near = replace(space, masks=()), even_table(*totals).clip(low, high)
    # A chord lies above the squares of a cell within its limits, a tangent below.
    chord = _programmed(plain, weight * (low + high))[1] - float((weight * low * high).sum())
    tangent = -_programmed(plain, -2 * weight * near)[1] - float((weight * near**2).sum())
    ends_ = (Fraction(space.n * (value - 1)) for value in (tangent, chord))
    least, greatest = (min(max(value, Fraction(0)), most) for value in ends_)
    return Ends(least, greatest, None, None, "bound")
