"""The cheapest consistent table under any cuts: branch and bound with certified bounds.

A linear programme in floating point proposes multipliers for the margins and cuts. Any multipliers
give a valid bound (weak duality); it is worked out in exact fractions, so that a rounding error
can make the search longer but never wrong (Neumaier & Shcherbina 2004 make bounds safe so).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from recount.tables.cuts import cell_cut
from recount.tables.limits import cell_limits
from recount.tables.space import CannotBound, Infeasible, IntArray, TableSpace

__all__ = ["cheapest_consistent"]

NODES = 2000
"""Linear programmes solved before giving up: a few seconds."""


@dataclass(frozen=True, slots=True)
class _System:
    """Margins as equations and cuts as inequalities ``matrix @ cells <= limits``."""

    equations: IntArray
    totals: IntArray
    matrix: IntArray
    limits: IntArray

    @classmethod
    def of(cls, space: TableSpace) -> _System:
        rows, columns = space.rows.with_missing, space.columns.with_missing
        shape = (len(rows), len(columns))
        equations = []
        for axis, size in enumerate(shape):
            for place in range(size):
                line = np.zeros(shape, dtype=np.int64)
                line[(place, slice(None)) if axis == 0 else (slice(None), place)] = 1
                equations.append(line.ravel())
        matrix, limits = [], []
        for cut in space.cuts:
            line = np.zeros(shape, dtype=np.int64)
            for i, j, k in cut.coefficients:
                line[i, j] = k
            if cut.high is not None:
                matrix.append(line.ravel())
                limits.append(cut.high)
            if cut.low is not None:
                matrix.append(-line.ravel())
                limits.append(-cut.low)
        return cls(
            np.array(equations),
            np.array([*rows, *columns]),
            np.array(matrix, dtype=np.int64).reshape(-1, shape[0] * shape[1]),
            np.array(limits, dtype=np.int64),
        )


def cheapest_consistent(space: TableSpace, costs: IntArray) -> tuple[int, IntArray]:
    """The least cost of a consistent table, and a table that has it.

    Args:
        space: Margins and cuts of any kind.
        costs: Whole cost of a case in each cell, shape (r + 1, c + 1).

    Raises:
        Infeasible: The space holds no table.
        CannotBound: More than two thousand branches would be needed.
    """
    system = _System.of(space)
    best: tuple[int, IntArray] | None = None
    stack, solved = [space], 0
    while stack:
        node = stack.pop()
        limits = cell_limits(node)
        if limits is None:
            continue
        solved += 1
        if solved > NODES:
            raise CannotBound(f"more than {NODES} branches are needed for this range")
        cells, bound = _relaxed(system, costs, *limits)
        if bound is None or (best is not None and bound >= best[0]):
            continue
        fixed = np.array_equal(*limits)
        table = limits[0] if fixed else np.rint(cells).astype(np.int64).reshape(costs.shape)
        if space.contains(table):
            cost = int((costs * table).sum())
            if best is None or cost < best[0]:
                best = (cost, table)
            if bound >= best[0]:
                continue
        stack += _branches(node, cells.reshape(costs.shape), *limits)
    if best is None:
        raise Infeasible("no table is consistent with these margins and cuts")
    return best


def _branches(
    node: TableSpace, cells: npt.NDArray[np.float64], low: IntArray, high: IntArray
) -> list[TableSpace]:
    """The two halves of a space, split at the cell furthest from whole or, failing that, widest."""
    width = high - low
    if not width.any():
        return []  # Every cell is fixed: the one table was looked at.
    distance = np.where(width > 0, np.abs(cells - np.rint(cells)), 0)
    scale = distance if distance.max() > 1e-6 else width
    i, j = (int(place) for place in np.unravel_index(int(scale.argmax()), scale.shape))
    at = min(max(math.floor(cells[i, j]), int(low[i, j])), int(high[i, j]) - 1)
    return [
        node.with_cuts(cell_cut(i, j, at + 1, None)),
        node.with_cuts(cell_cut(i, j, None, at)),
    ]


def _relaxed(
    system: _System, costs: IntArray, low: IntArray, high: IntArray
) -> tuple[npt.NDArray[np.float64], int | None]:
    """A solution of the relaxed problem, and a certified bound; None if certainly infeasible."""
    from scipy.optimize import linprog

    middle = (low + high).ravel() / 2.0
    box = np.stack([low.ravel(), high.ravel()], axis=1)

    def solve(prices: npt.NDArray[Any], slack: bool) -> Any:
        if not slack:
            return linprog(
                prices, system.matrix, system.limits, system.equations, system.totals, box
            )
        # Each condition may be missed at a price of one: what is left is the infeasibility.
        m, k = len(system.limits), len(system.totals)
        return linprog(
            np.concatenate([np.zeros(len(middle)), np.ones(m + 2 * k)]),
            np.hstack([system.matrix, -np.eye(m), np.zeros((m, 2 * k))]),
            system.limits,
            np.hstack([system.equations, np.zeros((k, m)), np.eye(k), -np.eye(k)]),
            system.totals,
            np.vstack([box, np.tile([0, np.inf], (m + 2 * k, 1))]),
        )

    flat = costs.ravel()
    result = solve(flat, slack=False)
    if result.status == 0:
        bound = _certified(system, flat, low, high, result)
        return np.asarray(result.x), math.ceil(bound)
    result = solve(flat, slack=True)
    if result.status == 0:
        short = _certified(system, np.zeros_like(flat), low, high, result, largest=1)
        if short > 0:
            return middle, None
    # Not decided in floating point: the trivial bound keeps the search going.
    return middle, int(np.minimum(flat * low.ravel(), flat * high.ravel()).sum())


def _certified(
    system: _System,
    costs: IntArray,
    low: IntArray,
    high: IntArray,
    result: Any,
    largest: int | None = None,
) -> Fraction:
    """The bound that the multipliers prove, in exact fractions.

    For multipliers y of the equations and z <= 0 of the inequalities, every table costs at least
    y totals + z limits + the least of (costs - y equations - z matrix) over the cells' limits.
    """

    def exact(values: Any) -> list[Fraction]:
        return [Fraction(round(float(value) * 2**20), 2**20) for value in values]

    y, z = exact(result.eqlin.marginals), exact(np.minimum(result.ineqlin.marginals, 0))
    if largest is not None:
        # A missed condition costs at most ``largest`` per unit, so multipliers may not exceed it.
        y = [max(min(value, Fraction(largest)), Fraction(-largest)) for value in y]
        z = [max(value, Fraction(-largest)) for value in z]
    bound = sum((a * int(b) for a, b in zip(y, system.totals, strict=True)), start=Fraction(0))
    bound += sum((a * int(b) for a, b in zip(z, system.limits, strict=True)), start=Fraction(0))
    for place, cost in enumerate(costs.tolist()):
        left = Fraction(cost)
        left -= sum(a * int(k) for a, k in zip(y, system.equations[:, place], strict=True) if k)
        left -= sum(a * int(k) for a, k in zip(z, system.matrix[:, place], strict=True) if k)
        bound += left * int((low if left > 0 else high).ravel()[place])
    return bound
