"""The exact range of a linear form of the cells, with consistent tables at its ends.

Routes, from the plainest: Fréchet's formula for the cases of some rows and some columns; filling
rows in order of what a case is worth, for two outcomes; a transport problem, whose best table
carries its own proof; a list of all tables; an integer programme with certified bounds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

import numpy as np

from recount.tables.limits import cell_limits
from recount.tables.listing import list_tables
from recount.tables.outcomes import outcomes
from recount.tables.space import Infeasible, IntArray, TableSpace, TooMany, evaluate
from recount.tables.transport import cheapest_table

__all__ = ["Best", "Proof", "Range", "largest", "linear_range"]

Value = TypeVar("Value")
Proof = Literal["enumerated", "closed_form", "bound"]
Form = Iterable[tuple[int, int, int]]

FEW = 20_000
"""Tables that are listed without asking: a few milliseconds."""


@dataclass(frozen=True, slots=True)
class Range(Generic[Value]):
    """The values that a quantity takes over the consistent tables.

    Attributes:
        low: Smallest value.
        high: Largest value.
        proof: ``enumerated``: all tables were listed; ``closed_form``: a formula gives it;
            ``bound``: an exact bound on every table.
        low_table: A table with the smallest value. None only where a bound is not known to be
            attained.
        high_table: A table with the largest value, likewise.
    """

    low: Value
    high: Value
    proof: Proof
    low_table: IntArray | None
    high_table: IntArray | None


@dataclass(frozen=True, slots=True)
class Best:
    """The largest value of a linear form, a table that has it, and how that is known."""

    value: int
    table: IntArray
    proof: Proof


def linear_range(space: TableSpace, coefficients: Form) -> Range[int]:
    """Smallest and largest value of a linear form of the cells.

    Args:
        space: Margins and cuts.
        coefficients: (row, column, whole coefficient) of each cell that takes part.

    Returns:
        The range, both ends attained by the tables given with it.

    Raises:
        Infeasible: The space holds no table.
        CannotBound: The integer programme is too hard; only for cuts across rows and columns.

    Example:
        >>> from recount.tables.margins import Margin
        >>> space = TableSpace(
        ...     Margin(("male", "female"), (1726, 41), missing=198),
        ...     Margin(("family", "other"), (514, 1451)),
        ... )
        >>> found = linear_range(space, [(0, 1, 1)])
        >>> found.low, found.high, found.proof
        (1212, 1451, 'closed_form')
    """
    form = list(coefficients)
    high = largest(space, form)
    low = largest(space, [(i, j, -k) for i, j, k in form])
    proof: Proof = high.proof if high.proof == low.proof else "bound"
    return Range(-low.value, high.value, proof, low.table, high.table)


def largest(space: TableSpace, coefficients: Form) -> Best:
    """The largest value of a linear form; arguments and errors as for `linear_range`.

    Example:
        >>> from recount.tables.margins import Margin
        >>> space = TableSpace(Margin(("a", "b"), (3, 4)), Margin(("x", "y"), (2, 5)))
        >>> largest(space, [(0, 0, 2), (1, 1, 1)]).value
        8
    """
    limits = cell_limits(space)
    if limits is None:
        raise Infeasible("no table is consistent with these margins and cuts")
    low, high = limits
    costs = np.zeros(low.shape, dtype=np.int64)
    for i, j, k in coefficients:
        costs[i, j] -= k
    best = _filled(space, costs)
    if best is None:
        rows, columns = space.rows.with_missing, space.columns.with_missing
        table = cheapest_table(rows, columns, low, high, costs)
        if table is None:
            raise Infeasible("no table is consistent with these margins and cuts")
        if space.contains(table):
            # The best of a larger set lies in this one: nothing here can beat it.
            closed = not space.cuts and _is_rectangle(costs)
            best = Best(int(-(costs * table).sum()), table, "closed_form" if closed else "bound")
        else:
            best = _listed(space, costs) or _programmed(space, costs)
    if not space.contains(best.table) or int(-(costs * best.table).sum()) != best.value:
        raise AssertionError("a range ends at a table that is not consistent")
    return best


def _is_rectangle(costs: IntArray) -> bool:
    """Whether the form is one number times the cases of some rows and some columns."""
    used = costs != 0
    block = np.outer(used.any(axis=1), used.any(axis=0))
    return bool(np.array_equal(used, block)) and len(set(costs[used].tolist())) <= 1


def _filled(space: TableSpace, costs: IntArray) -> Best | None:
    """Two outcomes: the cases with the outcome go to the rows where one is worth most."""
    try:
        view = outcomes(space)
    except ValueError:
        return None
    if not view.feasible:
        raise Infeasible("no table is consistent with these margins and cuts")
    worth = costs[:, 1] - costs[:, 0]
    vector, left = list(view.low), view.total - sum(view.low)
    for i in np.argsort(-worth, kind="stable").tolist():
        step = min(left, view.high[i] - view.low[i])
        vector[i] += step
        left -= step
    table = view.table(vector)
    return Best(int(-(costs * table).sum()), table, "closed_form")


def _listed(space: TableSpace, costs: IntArray) -> Best | None:
    try:
        tables = list_tables(space, FEW)
    except TooMany:
        return None
    if not len(tables):
        raise Infeasible("no table is consistent with these margins and cuts")
    form = [(int(i), int(j), int(-costs[i, j])) for i, j in np.argwhere(costs)]
    values = evaluate(tables, form)
    at = int(np.argmax(values))
    return Best(int(values[at]), tables[at], "enumerated")


def _programmed(space: TableSpace, costs: IntArray) -> Best:
    # scipy takes a while to import and is rarely needed.
    from recount.tables.programme import cheapest_consistent

    value, table = cheapest_consistent(space, costs)
    return Best(-value, table, "bound")
