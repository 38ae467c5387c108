"""The best whole numbers under linear conditions: exact simplex first, then HiGHS.

Most vertices of a table's polytope are whole (without cuts all are: Schrijver 1986, section 19.3).
So the linear programme is solved in exact fractions by the simplex method (Dantzig 1963, with
Bland's rule of 1977, which never cycles): a whole vertex with the greatest worth is the answer,
with its proof, and an empty polytope is one, too. Only where the vertex is a fraction is an integer
programme asked, whose answer is verified in whole numbers. (Always asking HiGHS would be shorter,
but its import alone takes a fifth of the audit's time.)
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

ZERO = fmpq(0)


class Polytope:
    """All numbers between limits that meet conditions; Infeasible if there are none."""

    def __init__(self, conditions: Sequence[Condition], low: IntArray, high: IntArray) -> None:
        self.conditions, self.low, self.high = conditions, low, high
        self.free = np.flatnonzero(high > low)  # the others are what they are
        rows: list[tuple[list[int], int, int]] = []  # 1 at most, -1 at least, 0 equal
        for line, a, b in conditions:
            own, known = line[self.free].tolist(), int(line @ low)
            limits = ((0, a),) if a == b else ((1, b), (-1, a))
            rows += [(own, kind, limit - known) for kind, limit in limits if limit is not None]
        kinds = [i for i, (_, kind, _) in enumerate(rows) if kind]
        self.size = len(self.free) + len(kinds)
        self.lines = []
        for i, (own, kind, limit) in enumerate(rows):
            whole = [*own, *(kind * (i == k) for k in kinds), limit]
            self.lines.append([fmpq(-k if limit < 0 else k) for k in whole])
        # One artificial number a row to begin with: they are the numbers from ``size`` on.
        self.basis = [self.size + i for i in range(len(rows))]
        short = [sum((line[j] for line in self.lines), ZERO) for j in range(self.size + 1)]
        _climb(self.lines, self.basis, short)
        if short[-1] > 0:
            raise Infeasible("no numbers meet these margins and cuts")
        for i in reversed([i for i, each in enumerate(self.basis) if each >= self.size]):
            column = next((j for j in range(self.size) if self.lines[i][j] != 0), None)
            if column is None:  # it follows from the others
                del self.lines[i], self.basis[i]
            else:
                _pivot(self.lines, i, column)
                self.basis[i] = column

    def greatest(self, worth: IntArray) -> IntArray:
        """The whole numbers with the greatest worth; Infeasible where there are none."""
        found = self.vertex(worth)
        return self.searched(worth) if found is None else found

    def vertex(self, worth: IntArray) -> IntArray | None:
        """The same by linear programming; None where that ends at numbers that are not whole."""
        lines, basis = [list(line) for line in self.lines], list(self.basis)
        goal = [fmpq(k) for k in worth[self.free].tolist()]
        goal += [ZERO] * (self.size + 1 - len(goal))
        for line, column in zip(lines, basis, strict=True):
            if goal[column] != 0:
                factor = goal[column]
                goal = [k - factor * own for k, own in zip(goal, line, strict=True)]
        _climb(lines, basis, goal)
        found = self.low.copy()
        for line, column in zip(lines, basis, strict=True):
            if column < len(self.free):
                if line[-1].q != 1:
                    return None
                found[self.free[column]] += int(line[-1].p)
        return found

    def searched(self, worth: IntArray) -> IntArray:
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
        values = matrix.astype(np.int64) @ found
        inside = (self.low <= found) & (found <= self.high)
        stands = inside.all() and (values >= least).all() and (values <= most).all()
        # A whole form has its greatest value where the bound leaves no room for one more.
        if not stands or bound >= float(worth @ found) + 1 - 1e-6:
            raise OutOfReach("the integer programme's answer does not stand in whole numbers")
        return np.asarray(found)


def _climb(lines: list[list[Any]], basis: list[int], goal: list[Any]) -> None:
    """Go from vertex to vertex until no number can raise the goal, all in place."""
    while (column := next((j for j, k in enumerate(goal[:-1]) if k > 0), None)) is not None:
        # Totals bound every number, so that some line does.
        _, _, at = min(
            (line[-1] / line[column], basis[i], i)
            for i, line in enumerate(lines)
            if line[column] > 0
        )
        _pivot([*lines, goal], at, column)
        basis[at] = column


def _pivot(lines: list[list[Any]], at: int, column: int) -> None:
    """Solve one line for a number and take that out of all other lines, in place."""
    own = lines[at]
    unit = own[column]
    own[:] = [k / unit for k in own]
    places = [j for j, k in enumerate(own) if k != 0]
    for line in lines:
        if line is not own and line[column] != 0:
            factor = line[column]
            for j in places:
                line[j] -= factor * own[j]
