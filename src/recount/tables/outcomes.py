"""Tables with two outcomes: one number a row tells the whole table.

With two columns, none of whose cases are missing, a table is the vector of cases that have the
outcome (the first column), one number for each row and one for the row of cases left out. The
vector adds up to the column's total, and every cut within a row is an interval of its number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from recount.arrays import Ints
from recount.tables.space import LARGEST, Infeasible, Space, presolved, tighten


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The vectors between ``low`` and ``high`` that add up to ``total``; ``sizes`` of all rows."""

    total: int
    sizes: tuple[int, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]

    @property
    def feasible(self) -> bool:
        """Whether there is any such vector."""
        ordered = all(a <= b for a, b in zip(self.low, self.high, strict=True))
        return ordered and sum(self.low) <= self.total <= sum(self.high)

    @property
    def count(self) -> int:
        """The exact number of vectors, whatever their size, by inclusion and exclusion."""
        if not self.feasible:
            return 0
        left, k = self.total - sum(self.low), len(self.low)
        sizes: dict[int, int] = {0: 1}
        for a, b in zip(self.low, self.high, strict=True):
            for size, sign in list(sizes.items()):
                if (beyond := size + b - a + 1) <= left:
                    sizes[beyond] = sizes.get(beyond, 0) - sign
        choices = (sign * math.comb(left - size + k - 1, k - 1) for size, sign in sizes.items())
        return sum(choices) if k else 1

    def ends(self, group: Iterable[int]) -> tuple[int, int]:
        """Fewest and most cases of a group of rows, the sum of all left aside."""
        inside = set(group)
        return sum(self.low[i] for i in inside), sum(self.high[i] for i in inside)

    def limits(self, group: Iterable[int]) -> tuple[int, int]:
        """Fewest and most cases with the outcome in a group of rows, both attained."""
        if not self.feasible:
            raise Infeasible("the space holds no table")
        low, high = self.ends(group)
        others_low, others_high = sum(self.low) - low, sum(self.high) - high
        return max(low, self.total - others_high), min(high, self.total - others_low)

    def others(self, *groups: Iterable[int]) -> tuple[int, ...]:
        """The rows in none of the groups, which are disjoint."""
        used = [i for group in groups for i in group]
        if len(set(used)) != len(used) or not all(0 <= i < len(self.sizes) for i in used):
            raise ValueError(f"a row is in two groups, or is none: {groups}")
        return tuple(i for i in range(len(self.sizes)) if i not in used)

    def table(self, vector: Iterable[int]) -> Ints:
        """The full table of a vector, shape (r + 1, 3); its last column is empty."""
        cases = np.array(list(vector), dtype=np.int64)
        rest = np.array(self.sizes, dtype=np.int64) - cases
        return np.stack([cases, rest, np.zeros_like(cases)], axis=1)

    def fill(self, groups: Iterable[tuple[Sequence[int], int]]) -> Ints:
        """A table in which each group has its number, spread evenly over the room of its rows."""
        vector = np.array(self.low)
        for group, number in groups:
            room = [self.high[i] - self.low[i] for i in group]
            vector[list(group)] += even_table([number - self.ends(group)[0]], room)[0]
        return self.table(vector)


@lru_cache(maxsize=256)
def outcomes(space: Space) -> Outcomes:
    """The two-outcome view of a space, masks left aside; ValueError where it has none."""
    if len(space.columns.totals) != 2 or space.columns.missing:
        raise ValueError("two outcomes with no case missing are needed")
    sizes = space.rows.with_missing
    low, high = [[0, 0] for _ in sizes], [[n, n] for n in sizes]
    possible = True
    for cut in presolved(space):
        if len({i for i, *_ in cut.coefficients}) > 1:
            raise ValueError(f"cut {cut.source!r} takes in more than one row")
        # Presolved, it is one on a single cell: an interval, found in one step.
        possible &= tighten(cut.coefficients, cut.low, cut.high, low, high) is not None
    least = [max(a, n - d) for n, (a, _), (_, d) in zip(sizes, low, high, strict=True)]
    most = [min(b, n - c) for n, (_, c), (b, _) in zip(sizes, low, high, strict=True)]
    if not possible:
        least, most = [1] * len(sizes), [0] * len(sizes)
    return Outcomes(space.columns.totals[0], sizes, tuple(least), tuple(most))


def ways(view: Outcomes, group: Sequence[int], spare: int) -> npt.NDArray[Any]:
    """In how many ways rows can have 0, 1, ..., ``spare`` cases above their fewest, exactly."""
    bound = math.prod(view.high[i] - view.low[i] + 1 for i in group)
    found = np.zeros(spare + 1, dtype=np.int64 if bound < LARGEST else object)
    found[0] = 1
    for i in group:
        found, beyond = np.cumsum(found), view.high[i] - view.low[i] + 1
        found[beyond:] -= found[: max(spare + 1 - beyond, 0)].copy()
    return found


def even_table(rows: Sequence[int], columns: Sequence[int]) -> Ints:
    """A table near independence: row after row in proportion to what is left of the columns."""
    left, table = list(columns), []
    for row in rows:
        mass = max(sum(left), 1)
        line = [row * column // mass for column in left]
        short = row - sum(line)
        for j in sorted(range(len(left)), key=lambda j: -(row * left[j] % mass))[:short]:
            line[j] += 1
        table.append(line)
        left = [column - cell for column, cell in zip(left, line, strict=True)]
    return np.array(table, dtype=np.int64).reshape(len(rows), len(columns))
