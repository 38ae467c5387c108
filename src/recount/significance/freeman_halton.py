"""Fisher's test for r x c tables: all tables with the same margins, enumerated.

With all margins fixed, a table's probability is proportional to 1 / (product of O! over its cells);
p is the probability of all tables no more probable than the observed one (Freeman & Halton 1951).
Their number grows fast, so the test gives up, loudly, above a stated size.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from flint import fmpq

from recount.significance.decisions import (
    NOT_SIGNIFICANT,
    SIGNIFICANT,
    UNDEFINED,
    Decisions,
    Floats,
    Ints,
)

__all__ = ["MOST_TABLES", "TooManyTablesError", "freeman_halton", "freeman_halton_p"]

MOST_TABLES: Final = 1_000_000

# Sums of log factorials of up to 2^31 cases may be off by this share of a weight.
NEAR = 1e-6


class TooManyTablesError(ValueError):
    """More tables share the margins than are enumerated."""


@dataclass(frozen=True, slots=True)
class _Reference:
    """All tables with given margins, from the least to the most probable.

    ``cells`` has one table a row; ``log_weight`` is minus the sum of log factorials; ``below[i]``
    is the share of the first i tables in the weight of all.
    """

    cells: Ints
    log_weight: Floats
    below: Floats
    log_total: float


def _log_factorials(most: int) -> Floats:
    return np.array([math.lgamma(i + 1) for i in range(most + 1)])


def _enumerate(rows: Ints, columns: Ints) -> Ints:
    """Return all tables with these margins, flattened, one a row.

    Cell by cell, each partial table is followed by every value that its row and its column leave
    room for; each partial table can be completed, so that none is made in vain.
    """
    left = rows[None, :].copy()
    tables = np.empty((1, 0), dtype=np.int64)
    for column in columns:
        need = np.full(len(tables), column)
        for i in range(len(rows)):
            least = np.maximum(0, need - left[:, i + 1 :].sum(axis=1))
            most = np.minimum(need, left[:, i])
            count = most - least + 1
            total = int(count.sum())
            if total > MOST_TABLES:
                raise TooManyTablesError(
                    f"more than {MOST_TABLES:,} tables have row totals {rows.tolist()} and column "
                    f"totals {columns.tolist()}: Fisher's test for larger tables is not available"
                )
            parent = np.repeat(np.arange(len(tables)), count)
            value = least[parent] + np.arange(total) - np.repeat(np.cumsum(count) - count, count)
            tables = np.concatenate([tables[parent], value[:, None]], axis=1)
            left = left[parent]
            left[:, i] -= value
            need = need[parent] - value
    return tables


def _reference(table: Ints) -> _Reference:
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    cells = _enumerate(rows, columns)
    factorials = _log_factorials(int(min(rows.max(), columns.max())))
    log_weight = -factorials[cells].sum(axis=1)
    order = np.argsort(log_weight, kind="stable")
    cells, log_weight = cells[order], log_weight[order]
    weight = np.exp(log_weight - log_weight[-1])
    below = np.append(0.0, np.cumsum(weight))
    log_total = float(log_weight[-1]) + math.log(float(below[-1]))
    return _Reference(cells, log_weight, below / below[-1], log_total)


def _product(cells: tuple[int, ...]) -> int:
    return math.prod(math.factorial(v) for v in cells)


def _log_weight(table: Ints) -> float:
    return -float(_log_factorials(int(table.max()))[table].sum())


def _number_no_likelier(reference: _Reference, table: Ints) -> tuple[int, int]:
    """Return how many tables are surely less probable, and how many may be no more probable."""
    log_weight = _log_weight(table)
    low = int(np.searchsorted(reference.log_weight, log_weight - NEAR, side="left"))
    high = int(np.searchsorted(reference.log_weight, log_weight + NEAR, side="right"))
    return low, high


def _tied(reference: _Reference, table: Ints, low: int, high: int) -> Counter[tuple[int, ...]]:
    """Return the tables in low..high-1 that are no more probable: sorted cells, and how many."""
    observed = _product(tuple(int(v) for v in table.ravel()))
    near = Counter(tuple(sorted(cells)) for cells in reference.cells[low:high].tolist())
    return Counter({cells: n for cells, n in near.items() if _product(cells) >= observed})


def _exact_p(reference: _Reference, table: Ints) -> Fraction:
    low, high = _number_no_likelier(reference, table)
    counted = _tied(reference, table, low, high)
    counted.update(tuple(sorted(cells)) for cells in reference.cells[:low].tolist())
    total = fmpq(0)
    for cells, n in counted.items():
        total += fmpq(n, _product(cells))
    margins = [*table.sum(axis=0).tolist(), *table.sum(axis=1).tolist()]
    p = total * fmpq(_product(tuple(margins)), math.factorial(int(table.sum())))
    return Fraction(int(p.p), int(p.q))


def _p(reference: _Reference, table: Ints) -> float:
    low, high = _number_no_likelier(reference, table)
    counted = _tied(reference, table, low, high)
    # The tied tables weigh what the observed one does; near ones that are likelier are left out.
    own = math.exp(_log_weight(table) - reference.log_total)
    return min(1.0, float(reference.below[low]) + own * sum(counted.values()))


def _groups(tables: Ints) -> list[list[int]]:
    """Return the indices of the tables without an empty row or column, grouped by margins."""
    rows, columns = tables.sum(axis=2), tables.sum(axis=1)
    defined = np.flatnonzero((rows > 0).all(axis=1) & (columns > 0).all(axis=1))
    groups: dict[tuple[int, ...], list[int]] = {}
    for i in defined.tolist():
        groups.setdefault((*rows[i].tolist(), *columns[i].tolist()), []).append(i)
    return list(groups.values())


def freeman_halton(tables: Ints, alpha: Fraction) -> Decisions:
    """Return the decision on each table: 1 significant, 0 not, -1 for an empty row or column.

    Args:
        tables: (n, r, c).
        alpha: The level.

    Raises:
        TooManyTablesError: More than 1,000,000 tables share the margins of one.

    Example:
        >>> freeman_halton(np.array([[[3, 0], [0, 3], [1, 1]]]), Fraction(1, 20)).tolist()
        [0]
    """
    decision = np.full(len(tables), UNDEFINED, dtype=np.int8)
    level = float(alpha)
    for group in _groups(tables):
        reference = _reference(tables[group[0]])
        for i in group:
            p = _p(reference, tables[i])
            significant = (
                p < level
                if abs(p - level) > 10 * NEAR * level
                else _exact_p(reference, tables[i]) < alpha
            )
            decision[i] = SIGNIFICANT if significant else NOT_SIGNIFICANT
    return decision


def freeman_halton_p(tables: Ints) -> Floats:
    """Return p of each table as a float, nan for an empty row or column.

    Args:
        tables: (n, r, c).

    Raises:
        TooManyTablesError: More than 1,000,000 tables share the margins of one.

    Example:
        >>> freeman_halton_p(np.array([[[3, 0], [0, 3], [1, 1]]])).round(6).tolist()
        [0.057143]
    """
    p = np.full(len(tables), np.nan)
    for group in _groups(tables):
        reference = _reference(tables[group[0]])
        for i in group:
            p[i] = _p(reference, tables[i])
    return p
