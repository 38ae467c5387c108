"""A contrast inside a larger table: columns left out, so that groups of rows differ in size.

Write the pivot's row as a, b (with and without the outcome) and a group's as c, d. For each a there
is a box of (b, c, d). Evidence that the pivot's share is higher grows with d and shrinks with b
and c, and the least b and c and the greatest d go together in one table; so under tests that follow
the evidence one block settles what is possible with a, and its opposite what is necessary.
(Pearson's and the likelihood ratio statistic rise with the cells above expectation and fall with
those below: their derivatives by b, n fixed or not, have one sign.) Other tests are asked about
every block of the numbers a that this leaves open.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from recount.tables.found import Decisions, Found, bisected, spans
from recount.tables.ranges import expand
from recount.tables.space import IntArray, Space

DecideCells = Callable[[IntArray, IntArray, IntArray, IntArray], Decisions]
"""Decides given a, b, c and d, arrays of one length."""

MOST_BLOCKS = 1_000_000
"""Blocks that are looked at where one block does not settle a number."""
MOST_NUMBERS = 5_000
"""Numbers that are all looked at; of more, some, and those between at which the answer changes."""
SAMPLED = 512


def corners(
    space: Space,
    pivot: Sequence[int],
    groups: Sequence[Sequence[int]],
    decide: Sequence[DecideCells],
    direction: int,
    monotone: bool,
) -> Found:
    """Judge that the pivot has the outcome more (or less) often than each group, at any size.

    Args:
        space: Column 0 is the outcome, column 1 its absence; without cuts and masks.
        pivot: Rows of the pivot.
        groups: Rows of each group that it is compared with.
        decide: The decision on the claim for each group.
        direction: 1 the pivot's share is higher, -1 lower.
        monotone: Whether the decision follows the evidence: true of Pearson's and the likelihood
            ratio test.

    Returns:
        ``values`` are the pivot's cases with the outcome with which some table makes the claim
        true. Not ``exhausted`` (and no values) where too many blocks would have to be looked at,
        where the space has cuts or masks, or where several groups leave it open.

    Raises:
        ValueError: Groups overlap, or the direction is neither.

    Example:
        >>> from recount.tables.space import Margin
        >>> rows = Margin(("a", "b"), (20, 30), missing=2)
        >>> space = Space(rows, Margin(("yes", "no"), (12, 37), missing=3))
        >>> higher = lambda a, b, c, d: (a * d > 9 * b * c).astype(np.int8)
        >>> corners(space, [0], [[1]], [higher], 1, monotone=True).values
        ((8, 12),)
    """
    if direction not in (1, -1):
        raise ValueError(f"{direction} is not a direction: search instead")
    if len(groups) > 1:
        # What is impossible against one group is impossible against all.
        alone = [
            corners(space, pivot, [g], [d], direction, monotone)
            for g, d in zip(groups, decide, strict=True)
        ]
        failing = [found for found in alone if found.verdict == "fails"]
        unknown = replace(
            alone[0],
            values=(),
            undefined=(),
            witness_for=None,
            witness_against=None,
            exhausted=False,
        )
        return failing[0] if failing else unknown
    return _corners(
        space, _Block(space, (tuple(pivot), tuple(groups[0]))), decide[0], direction, monotone
    )


def _corners(
    space: Space, block: _Block, decide: DecideCells, direction: int, monotone: bool
) -> Found:
    low = max(0, block.rows[0] + block.columns[0] - space.n)
    high = min(block.rows[0], block.columns[0])
    few = high - low < MOST_NUMBERS
    proof = not space.cuts and not space.masks and (few or monotone)
    chosen: dict[int, tuple[int, ...] | None] = {1: None, 0: None}
    looked = 0

    def ask(cells: Sequence[IntArray]) -> Decisions:
        nonlocal looked
        found = np.asarray(decide(cells[0], cells[1], cells[2], cells[3]), dtype=np.int8)
        looked += len(found)
        for wanted in (1, 0):
            chosen[wanted] = chosen[wanted] or block.pick(cells, found == wanted)
        return found

    def look(a: IntArray) -> IntArray:
        """1 where the claim is true of some block at a corner, plus 2 where its test is defined."""
        # Some tests are undefined where a cell is empty, as at corners.
        sides = (
            (direction, 0),
            (-direction, 0),
            *(() if monotone else ((direction, 1), (direction, 3))),
        )
        said = np.stack([ask(block.corner(a, side, step)) for side, step in sides])
        return np.asarray((said == 1).any(axis=0) + 2 * (said != -1).any(axis=0))

    every = np.linspace(low, high, high - low + 1 if few else SAMPLED).round().astype(np.int64)
    a, code = bisected(look, np.unique(every))
    best = block.corner(a, direction)
    # Where even the block with the most evidence leans the other way, nothing is true.
    leans = direction * (best[0] * best[3] - best[1] * best[2]) > 0
    open_ = code == 0 if monotone else (code < 2) | ((code & 1 == 0) & leans)
    for at in np.flatnonzero(open_).tolist():
        cells = block.all(int(a[at]), MOST_BLOCKS - looked) if proof else None
        if cells is None:
            proof = False
            break
        gap = direction * (cells[0] * cells[3] - cells[1] * cells[2]) > 0
        for side in (gap, ~gap):
            if side is gap or code[at] < 2:
                said = ask([cell[side] for cell in cells])
                code[at] |= int((said == 1).any()) + 2 * int((said != -1).any())
    if not monotone and chosen[0] is None:
        proof = False  # Numbers that are possible everywhere were not looked at for falsehood.
    tables = [None if cells is None else block.table(cells) for cells in (chosen[1], chosen[0])]
    shown = [table if table is not None and space.contains(table) else None for table in tables]
    return Found(
        values=spans(a, code & 1 > 0) if proof else (),
        undefined=spans(a, code < 2) if proof else (),
        witness_for=shown[0],
        witness_against=shown[1],
        exhausted=proof,
        method="corner",
        tried=looked,
    )


Block = tuple[IntArray, IntArray, IntArray, IntArray]


class _Block:
    """Two groups of rows and of columns; the other lines are a third row and a third column."""

    def __init__(
        self,
        space: Space,
        rows: tuple[tuple[int, ...], tuple[int, ...]],
        columns: tuple[tuple[int, ...], tuple[int, ...]] = ((0,), (1,)),
    ) -> None:
        self.space = space
        self.lines: list[tuple[tuple[int, ...], ...]] = []
        sizes = []
        for groups, totals in (
            (rows, space.rows.with_missing),
            (columns, space.columns.with_missing),
        ):
            used = [i for group in groups for i in group]
            if len(set(used)) != len(used):
                raise ValueError(f"a line is in two groups: {groups}")
            rest = tuple(i for i in range(len(totals)) if i not in used)
            self.lines.append((*groups, rest))
            sizes.append(tuple(sum(totals[i] for i in group) for group in (*groups, rest)))
        self.rows, self.columns = sizes

    def corner(self, a: IntArray, direction: int, step: int = 0) -> Block:
        """For each a the block with the most evidence for a higher (1) or lower (-1) share.

        Up to ``step`` cases away from it, so that no cell is empty that need not be.
        """
        (n1, n2, other), (yes, no, left_out) = self.rows, self.columns
        needed = n1 + n2 - left_out - a  # b, c and d are at least so many together
        if direction > 0:
            b = np.minimum(np.maximum(0, n1 - a - left_out) + step, np.minimum(n1 - a, no))
            c = np.minimum(np.maximum(0, yes - a - other) + step, np.minimum(yes - a, n2))
            return a, b, c, np.minimum(n2 - c, no - b)
        b, c = np.minimum(n1 - a, no), np.minimum(yes - a, n2)
        d = np.maximum(0, needed - b - c)
        away = np.minimum(d + step, min(n2, no))
        near = np.minimum(b, no - away), np.minimum(c, n2 - away)
        fits = near[0] + near[1] + away >= needed
        return a, np.where(fits, near[0], b), np.where(fits, near[1], c), np.where(fits, away, d)

    def all(self, a: int, limit: int) -> Block | None:
        """Every block with this first cell; None where more than ``limit`` would be looked at."""
        (n1, n2, other), (yes, no, left_out) = self.rows, self.columns
        # The cells left out in the first row, the second row and the first column tell the rest.
        tops = min(left_out, n1 - a), min(left_out, n2), min(other, yes - a)
        if (tops[0] + 1) * (tops[1] + 1) * (tops[2] + 1) > limit:
            return None
        first, second, below = np.ogrid[tuple(slice(0, top + 1) for top in tops)]
        b, c = n1 - a - first, yes - a - below
        d = n2 - c - second
        inside = (first + second <= left_out) & (b >= 0) & (c >= 0) & (d >= 0) & (b + d <= no)
        at = np.nonzero(inside)
        b, c = n1 - a - at[0], yes - a - at[2]
        return np.full(len(b), a), b, c, n2 - c - at[1]

    @staticmethod
    def pick(cells: Sequence[IntArray], chosen: npt.NDArray[np.bool_]) -> tuple[int, ...] | None:
        """The block in the middle of the chosen ones."""
        places = np.flatnonzero(chosen)
        return tuple(int(cell[places[len(places) // 2]]) for cell in cells) if len(places) else None

    def table(self, cells: tuple[int, ...]) -> IntArray:
        """A full table with this block, as even as it can be in all that the block leaves free."""
        table = np.zeros((3, 3), dtype=np.int64)
        table[:2, :2] = np.reshape(cells, (2, 2))
        table[:2, 2] = np.array(self.rows[:2]) - table[:2, :2].sum(axis=1)
        table[2] = np.array(self.columns) - table[:2].sum(axis=0)
        return expand(self.space, self.lines[0], self.lines[1], table)
