"""Exact values of one cell given a claim about a 2 x 2 block of a larger table.

Two groups of rows and two groups of columns are compared; other rows, other columns and the cases
left out are free. For each number a of the first cell there is a whole box of blocks (a, b, c, d).
Most numbers need no list of it: one block in which the claim is true settles that a is possible,
and where the pivot's odds lie on the wrong side in every block it is not. The rest are listed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from recount.settings import Settings
from recount.tables import Decisions, IntArray, Merging, TableSpace
from recount.verdicts.contrast import accepted

__all__ = ["BlockValues", "block_values"]

Cells = tuple[IntArray, IntArray, IntArray, IntArray]

#: Blocks of one number of the first cell, and blocks listed in all, beyond which nothing is said.
MOST_AT_ONCE = 400_000
MOST_LISTED = 1_000_000


@dataclass(frozen=True, slots=True)
class BlockValues:
    """Which numbers of the first cell a claim does not exclude, over every consistent block.

    Attributes:
        low, high: Fewest and most without the claim.
        values: With it, for each test, in increasing order.
    """

    low: int
    high: int
    values: dict[str, tuple[int, ...]]


def block_values(
    space: TableSpace,
    pivot: Sequence[int],
    other: Sequence[int],
    direction: int,
    tests: Sequence[str],
    settings: Settings,
) -> BlockValues | None:
    """Return the numbers of the pivot's cases with the outcome; None for too many blocks.

    Args:
        space: Two judged columns, the outcome first; without cuts.
        pivot: Rows the claim is about.
        other: Rows it is compared with.
        direction: 1 the pivot's share is higher, -1 lower.
        tests: Tests for 2 x 2 tables.
        settings: Level of the tests.

    Example:
        >>> from recount.tables import Margin
        >>> rows = Margin(("a", "b"), (20, 30), missing=2)
        >>> space = TableSpace(rows, Margin(("yes", "no"), (12, 37), missing=3))
        >>> found = block_values(space, [0], [1], 1, ["pearson"], Settings())
        >>> found.low, found.high, found.values["pearson"]
        (0, 12, (7, 8, 9, 10, 11, 12))
    """
    if space.cuts or direction == 0:
        return None
    merged = Merging(space, (tuple(pivot), tuple(other)), ((0,), (1,))).merged()
    shape = _Shape(merged.rows.with_missing, merged.columns.with_missing)
    found: dict[str, list[int]] = {test: [] for test in tests}
    listed = 0
    numbers = [a for a in range(shape.most_a + 1) if shape.feasible(a)]
    for a in numbers:
        if not _on_side(shape.bound(a, direction), direction):
            continue
        easy = shape.extreme(a, direction)
        missing = [
            test
            for test in tests
            if easy is None or accepted(test, easy, direction, settings)[0] != 1
        ]
        for test in tests:
            if test not in missing:
                found[test].append(a)
        if not missing:
            continue
        if shape.size(a) > MOST_AT_ONCE:
            return None
        cells = shape.blocks(a)
        listed += cells[0].size
        if listed > MOST_LISTED:
            return None
        side = (cells[0] * cells[3] - cells[1] * cells[2]) * direction > 0
        a_, b_, c_, d_ = (cell[side] for cell in cells)
        for test in missing:
            said = set[int]()
            for part in _decided(test, (a_, b_, c_, d_), direction, settings):
                said |= set(part.tolist())
                if 1 in said:
                    break
            if 1 not in said and said == {-1}:
                # Undefined on every block of the claimed side: is any other block defined?
                rest_a, rest_b, rest_c, rest_d = (cell[~side] for cell in cells)
                rest = accepted(test, (rest_a, rest_b, rest_c, rest_d), direction, settings)
                said |= set(rest.tolist())
            if 1 in said or said == {-1}:
                found[test].append(a)
    return BlockValues(
        numbers[0], numbers[-1], {test: tuple(sorted(values)) for test, values in found.items()}
    )


def _on_side(cells: Cells, direction: int) -> bool:
    a, b, c, d = (int(cell[0]) for cell in cells)
    return (a * d - b * c) * direction > 0


def _decided(test: str, cells: Cells, direction: int, settings: Settings) -> Iterator[Decisions]:
    """Yield decisions piece by piece, so that the first true one ends the work."""
    a, b, c, d = cells
    # The likelier blocks first: those with the widest gap between the two shares.
    order = np.argsort(-direction * (a * d - b * c), kind="stable")
    for at in range(0, len(order), 20_000):
        chosen = order[at : at + 20_000]
        yield accepted(test, (a[chosen], b[chosen], c[chosen], d[chosen]), direction, settings)


@dataclass(frozen=True, slots=True)
class _Shape:
    """Totals of the three rows (pivot, other, left out) and columns (yes, no, left out)."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]

    @property
    def most_a(self) -> int:
        return min(self.rows[0], self.columns[0])

    def blocks(self, a: int) -> Cells:
        """Every block with this first cell.

        The cells left out in the first row, in the second row and in the first column tell the
        rest, and as a rule few cases are left out.
        """
        first, second, below = np.ogrid[tuple(slice(0, top + 1) for top in self._left_out(a))]
        b, c = self.rows[0] - a - first, self.columns[0] - a - below
        d = self.rows[1] - c - second
        inside = (first + second <= self.columns[2]) & (c >= 0) & (d >= 0)
        inside = inside & (b >= 0) & (self.columns[1] - b - d >= 0)
        places = np.nonzero(inside)
        b, c = self.rows[0] - a - places[0], self.columns[0] - a - places[2]
        return np.full(b.shape, a), b, c, self.rows[1] - c - places[1]

    def size(self, a: int) -> int:
        """Blocks to look through for a first cell."""
        return math.prod(top + 1 for top in self._left_out(a))

    def _left_out(self, a: int) -> tuple[int, int, int]:
        """Most cases left out in the first row, in the second row and in the first column."""
        return (
            min(self.columns[2], self.rows[0] - a),
            min(self.columns[2], self.rows[1]),
            min(self.rows[2], self.columns[0] - a),
        )

    def feasible(self, a: int) -> bool:
        """Whether some table has this first cell."""
        n = sum(self.rows)
        return max(0, self.rows[0] + self.columns[0] - n) <= a <= self.most_a

    def bound(self, a: int, direction: int) -> Cells:
        """Cells whose odds no block with this first cell passes; they need not be a block."""
        b, c = self._ends(a, direction)
        d = self._tops(a)[2] if direction > 0 else 0
        return _arrays(a, b, c, d)

    def extreme(self, a: int, direction: int) -> Cells | None:
        """A block with odds far on one side; None where it is not easily found."""
        b, c = self._ends(a, direction)
        right = self.rows[0] - a - b
        least = max(0, self.rows[1] - c - (self.columns[2] - right))
        most = min(self.rows[1] - c, self.columns[1] - b)
        if least > most or min(right, self.columns[0] - a - c, self.columns[2] - right) < 0:
            return None
        return _arrays(a, b, c, most if direction > 0 else least)

    def _ends(self, a: int, direction: int) -> tuple[int, int]:
        """Smallest b and c for a higher share, largest for a lower one."""
        if direction < 0:
            return self._tops(a)[:2]
        return max(0, self.rows[0] - a - self.columns[2]), max(
            0, self.columns[0] - a - self.rows[2]
        )

    def _tops(self, a: int) -> tuple[int, int, int]:
        return (
            min(self.rows[0] - a, self.columns[1]),
            min(self.columns[0] - a, self.rows[1]),
            min(self.rows[1], self.columns[1]),
        )


def _arrays(*values: int) -> Cells:
    a, b, c, d = (np.array([value], dtype=np.int64) for value in values)
    return a, b, c, d
