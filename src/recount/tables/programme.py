"""The best whole numbers under linear conditions: exact simplex first, then HiGHS.

Most vertices of a table's polytope are whole (without cuts all are: Schrijver 1986, section 19.3).
So the linear programme is solved in exact fractions by the simplex method (Dantzig 1963, with
Bland's rule of 1977, which never cycles): a whole vertex with the greatest worth is the answer,
with its proof, and an empty polytope is one, too. Only where the vertex is a fraction an integer
programme is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from flint import fmpq

from recount.tables.space import Infeasible, IntArray, OutOfReach

Condition = tuple[npt.NDArray[Any], int | None, int | None]
"""Coefficients of a linear form, its least and its greatest value; None for no limit."""

PIVOTS = 2_000


def programme(
    worth: npt.NDArray[Any], conditions: Sequence[Condition], low: IntArray, high: IntArray
) -> tuple[IntArray, float]:
    """The whole numbers with the greatest worth, verified, and a bound on the worth of all others.

    Args:
        worth: Of each number.
        conditions: Coefficients, least and greatest value (None for no limit) of linear forms.
        low: Least value of each number that the conditions allow.
        high: Greatest value of each number that they allow.

    Raises:
        Infeasible: No whole numbers meet the conditions.
        OutOfReach: There is no answer within 100,000 nodes, or none that stands in whole numbers.
    """
    free = high > low  # the others are what they are
    known = [int(line[~free] @ low[~free]) for line, *_ in conditions]
    vertex = _vertex(
        worth[free],
        [
            (line[free], a if a is None else a - less, b if b is None else b - less)
            for (line, a, b), less in zip(conditions, known, strict=True)
            if line[free].any() or a is None or b is None or not a <= less <= b
        ],
    )
    if vertex is not None:
        whole = low.copy()
        whole[free] = vertex
        return whole, float(worth @ whole)
    # scipy takes half a second to import and is rarely needed.
    from scipy.optimize import Bounds, LinearConstraint, milp

    least = [-np.inf if a is None else a for _, a, _ in conditions]
    most = [np.inf if b is None else b for *_, b in conditions]
    result = milp(
        -worth,
        integrality=np.ones(worth.size),
        bounds=Bounds(low, high),
        constraints=LinearConstraint(np.array([line for line, *_ in conditions]), least, most),
        options={"mip_rel_gap": 0, "node_limit": 100_000},
    )
    if result.status == 2:
        raise Infeasible("no whole numbers meet these margins and cuts")
    if result.x is None:
        raise OutOfReach(f"the integer programme gave no answer: {result.message}")
    vector = np.rint(result.x).astype(np.int64)
    stands = bool(((low <= vector) & (vector <= high)).all())
    for line, a, b in conditions:
        value = int(line.astype(np.int64) @ vector)
        stands &= (a is None or value >= a) and (b is None or value <= b)
    bound = -float(result.mip_dual_bound)
    if (worth == np.rint(worth)).all():
        # A whole form has its greatest value where the bound leaves no room for one more.
        stands &= bound < float(worth @ vector) + 1 - 1e-6
    if not stands:
        raise OutOfReach("the integer programme's answer does not stand in whole numbers")
    return vector, bound


def _vertex(worth: npt.NDArray[Any], conditions: Sequence[Condition]) -> IntArray | None:
    """A vertex with the greatest worth over numbers of at least zero, where it is whole.

    Raises:
        Infeasible: The polytope is empty.
    """
    rows: list[list[Any]] = []
    slack = [(line, 1, b) for line, a, b in conditions if a != b and b is not None]
    slack += [(line, -1, a) for line, a, b in conditions if a != b and a is not None]
    equal = [(line, 0, a) for line, a, b in conditions if a == b and a is not None]
    size = len(worth) + len(slack)
    for at, (line, kind, limit) in enumerate([*slack, *equal]):
        own = [fmpq(int(k)) for k in line] + [fmpq(0)] * len(slack) + [fmpq(limit)]
        if kind:
            own[len(worth) + at] = fmpq(kind)
        rows.append([-k for k in own] if limit < 0 else own)
    # One artificial number a row to begin with: they are the numbers from ``size`` on.
    basis = [size + i for i in range(len(rows))]
    short = [sum((row[j] for row in rows), fmpq(0)) for j in range(size + 1)]
    exact = [k.as_integer_ratio() for k in worth.tolist()]
    gain = [fmpq(*k) for k in exact] + [fmpq(0)] * (len(slack) + 1)
    for goal in (short, gain):
        for _ in range(PIVOTS):
            column = next((j for j in range(size) if goal[j] > 0), None)
            if column is None:
                break
            steps = [
                (row[-1] / row[column], basis[i], i)
                for i, row in enumerate(rows)
                if row[column] > 0
            ]
            if not steps:
                return None
            _pivot(rows, [short, gain], min(steps)[2], column)
            basis[min(steps)[2]] = column
        else:
            return None
        if goal is short:
            if short[-1] > 0:
                raise Infeasible("no numbers meet these margins and cuts")
            for i in reversed(range(len(rows))):
                if basis[i] >= size:
                    column = next((j for j in range(size) if rows[i][j] != 0), None)
                    if column is None:  # it follows from the others
                        del rows[i], basis[i]
                        continue
                    _pivot(rows, [short, gain], i, column)
                    basis[i] = column
    found = np.zeros(size, dtype=np.int64)
    for row, column in zip(rows, basis, strict=True):
        if row[-1].q != 1:
            return None
        found[column] = int(row[-1].p)
    return found[: len(worth)]


def _pivot(rows: list[list[Any]], goals: list[list[Any]], at: int, column: int) -> None:
    """Solve one row for a number and take that out of all other rows, in place."""
    unit = rows[at][column]
    own = rows[at] = [k / unit for k in rows[at]]
    places = [j for j, k in enumerate(own) if k != 0]
    for line in (*rows, *goals):
        if line is not own and line[column] != 0:
            factor = line[column]
            for j in places:
                line[j] -= factor * own[j]
