"""A contrast at any size: the few numbers, or blocks of numbers, at which evidence is extreme.

With two outcomes, for each number x of the pivot the evidence is strongest at an end of the other
group's numbers and weakest at equal shares or at the other end, so that a few y tell what is
possible. Where columns are left out, groups of rows differ in size: write the pivot's row as a, b
(with and without the outcome) and a group's as c, d. For each a there is a box of (b, c, d).
Evidence that the pivot's share is higher grows with d and shrinks with b and c, and the least b and
c and the greatest d go together in one table; so under tests that follow the evidence one block
settles what is possible with a, and its opposite what is necessary. (Pearson's and the likelihood
ratio statistic rise with the cells above expectation and fall with those below: their derivatives
by b, n fixed or not, have one sign.) Other tests are asked about every block of the numbers a that
this leaves open.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from recount.arrays import Bools, Decisions, Ints
from recount.tables.found import Found, all_of, bisected, spans
from recount.tables.outcomes import Outcomes, outcomes
from recount.tables.ranges import expand
from recount.tables.searching import search
from recount.tables.space import Space

Group = Sequence[int]
Rows = tuple[int, ...]
Quad = tuple[Ints, Ints, Ints, Ints]
DecideCells = Callable[[Ints, Ints, Ints, Ints], Decisions]
"""Decides given a, b, c and d, arrays of one length."""

MOST_BLOCKS = 1_000_000
"""Blocks that are looked at where one block does not settle a number."""
MOST_NUMBERS = 5_000
"""Numbers that are all looked at; of more, some, and those between at which the answer changes."""
SAMPLED = 512


def corners(
    space: Space,
    pivot: Group,
    groups: Sequence[Group],
    decide: Sequence[DecideCells],
    direction: int,
    monotone: bool,
    witnesses: bool = True,
) -> Found:
    """Judge that the pivot has the outcome more or less often than each group, at any size.

    Column 0 is the outcome, column 1 its absence. The pivot's share is higher (direction 1), lower
    (-1) or, with two outcomes only, as high (0). Decisions are ``monotone`` if they follow the
    evidence: true of Pearson's and the likelihood ratio test. Without ``witnesses`` no tables are
    looked for where they would prove nothing.

    Each comparison is bounded alone: the claim fails where one does, and holds where all do; its
    witnesses are searched for among those of each. Values are given of a single comparison. Nothing
    is proved where too many blocks would have to be looked at, nor under cuts that keep the cases
    of a column from separating; masks are not taken in.

    Example:
        >>> from recount.tables.space import Margin
        >>> rows = Margin(("a", "b"), (20, 30), missing=2)
        >>> space = Space(rows, Margin(("yes", "no"), (12, 37), missing=3))
        >>> higher = lambda a, b, c, d: (a * d > 9 * b * c).astype(np.int8)
        >>> corners(space, [0], [[1]], [higher], 1, monotone=True).values
        ((8, 12),)
    """
    alone = []
    for group, own in zip(groups, decide, strict=True):
        block = _Block(space, tuple(pivot), tuple(group))
        if block.view is None and not direction:
            raise ValueError(f"{direction} is not a direction: search instead")
        alone.append(_bounded(space, block, own, direction, monotone))
        if alone[-1].verdict == "fails" and len(groups) > 1:
            return replace(alone[-1], values=(), undefined=())
    if len(groups) == 1:
        return alone[0]
    shown = [table for found in alone for table in found.witnesses]
    forms = [tuple((i, 0, 1) for i in rows) for rows in (pivot, [i for g in groups for i in g])]

    def accept(tables: Ints) -> Decisions:
        cells = [[tables[:, list(g), j].sum(axis=1) for j in (0, 1)] for g in (pivot, *groups)]
        said = [own(*cells[0], *each) for own, each in zip(decide, cells[1:], strict=True)]
        return all_of(*said)

    settled = all(found.verdict == "holds" for found in alone)
    sought = search(space, accept, forms, known=shown, witnesses=witnesses or settled)
    if sought.exhausted:
        return sought
    return replace(sought, total=alone[0].total, exhausted=settled, method="corner")


def _bounded(
    space: Space, block: _Block, decide: DecideCells, direction: int, monotone: bool
) -> Found:
    low, high = block.limits
    few = high - low < MOST_NUMBERS
    alone = block.view is None and not space.cuts and not space.masks
    proof = monotone if block.view else alone and (few or monotone)
    chosen: dict[int, list[int] | None] = {1: None, 0: None}
    looked = 0

    def ask(cells: Quad) -> Decisions:
        nonlocal looked
        found = np.asarray(decide(*cells), dtype=np.int8)
        looked += len(found)
        for wanted in (1, 0):
            places = np.flatnonzero(found == wanted)
            if len(places) and chosen[wanted] is None:
                chosen[wanted] = [int(cell[places[len(places) // 2]]) for cell in cells]
        return found

    def look(a: Ints) -> Ints:
        """1 where the claim is true of some block, plus 2 where its test is defined."""
        said = np.stack([ask(cells) for cells in block.extremes(a, direction, monotone)])
        return np.asarray((said == 1).any(axis=0) + 2 * (said != -1).any(axis=0))

    some = np.arange(low, high + 1) if few else np.linspace(low, high, SAMPLED).round()
    near = [low + 1, high - 1, *(equal + i for equal in block.equal for i in (-1, 0, 1))]
    # Not by np.unique, which has numpy.ma imported: a hundredth of an audit's time.
    a = np.array(sorted({*np.clip(np.append(some, near), low, high).astype(np.int64).tolist()}))
    if proof:
        a, code = bisected(look, a)
    else:  # only witnesses are looked for, and a few numbers may have both
        for start, step in ((0, 64), (32, 64), (8, 16), (0, 1)):
            code = look(a[start::step])
            if None not in chosen.values():
                break
    if block.view is None and proof:
        best = block.corner(a, direction)
        # Where even the block with the most evidence leans the other way, nothing is true.
        leans = direction * (best[0] * best[3] - best[1] * best[2]) > 0
        open_ = code == 0 if monotone else (code < 2) | ((code & 1 == 0) & leans)
        for at in np.flatnonzero(open_).tolist():
            cells = block.all(int(a[at]), MOST_BLOCKS - looked)
            if cells is None:
                proof = False
                break
            gap = direction * (cells[0] * cells[3] - cells[1] * cells[2]) > 0
            for side in (gap, ~gap):
                if side is gap or code[at] < 2:
                    said = ask((cells[0][side], cells[1][side], cells[2][side], cells[3][side]))
                    code[at] |= int((said == 1).any()) + 2 * int((said != -1).any())
        if not monotone and chosen[0] is None:
            proof = False  # Numbers that are possible everywhere were not looked at for falsehood.
    tables = [None if cells is None else block.table(cells) for cells in (chosen[1], chosen[0])]
    shown = [table if table is not None and space.contains(table) else None for table in tables]
    return Found(
        total=block.view.count if block.view else None,
        values=spans(a, code & 1 > 0) if proof else (),
        undefined=spans(a, code < 2) if proof else (),
        witness_for=shown[0],
        witness_against=shown[1],
        exhausted=proof,
        method="corner",
    )


def room(view: Outcomes, pivot: Rows, group: Rows, x: Ints) -> tuple[Ints, Ints]:
    """Fewest and most cases of a group for each number of the pivot."""
    (low, high), (rest_low, rest_high) = view.ends(group), view.ends(view.others(pivot, group))
    left = view.total - x
    return np.maximum(low, left - rest_high), np.minimum(high, left - rest_low)


def anchors(view: Outcomes, pivot: Rows, group: Rows, x: Ints) -> Ints:
    """For each x numbers of a group at and next to the ends and at equal shares, one a column."""
    n1, n2 = (sum(view.sizes[i] for i in rows) for rows in (pivot, group))
    least, most = room(view, pivot, group, x)
    equal = x * n2 // max(n1, 1)
    y = np.stack([least, least + 1, equal, equal + 1, most - 1, most], axis=1)
    return np.clip(y, least[:, None], most[:, None])


class _Block:
    """Two groups of rows and two columns; the other lines are a third row and a third column."""

    def __init__(self, space: Space, pivot: Rows, group: Rows) -> None:
        self.space, self.pivot, self.group = space, pivot, group
        rows, columns = space.rows.with_missing, space.columns.with_missing
        if set(pivot) & set(group):
            raise ValueError(f"a row is in two groups: {pivot, group}")
        others = tuple(i for i in range(len(rows)) if i not in (*pivot, *group))
        self.lines = (pivot, group, others), ((0,), (1,), tuple(range(2, len(columns))))
        self.rows = [sum(rows[i] for i in each) for each in self.lines[0]]
        self.columns = [columns[0], columns[1], sum(columns[2:])]
        self.view: Outcomes | None = None
        (n1, n2, _), yes = self.rows, columns[0]
        self.limits, self.equal = (max(0, n1 + yes - space.n), min(n1, yes)), [0]
        try:
            self.view = view = outcomes(space)
        except ValueError:
            return
        self.limits = view.limits(pivot)
        self.equal = [(yes - left) * n1 // max(n1 + n2, 1) for left in view.ends(others)]

    def extremes(self, a: Ints, direction: int, monotone: bool) -> list[Quad]:
        """For each a the blocks that tell what is possible, one of each kind."""
        if self.view is not None:
            y = anchors(self.view, self.pivot, self.group, a).T
            return [(a, self.rows[0] - a, c, self.rows[1] - c) for c in y]
        # Some tests are undefined where a cell is empty, as at corners.
        sides = ((direction, 0), (-direction, 0), (direction, 1), (direction, 3))
        return [self.corner(a, *side) for side in sides[: 2 if monotone else None]]

    def corner(self, a: Ints, direction: int, step: int = 0) -> Quad:
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

    def all(self, a: int, limit: int) -> Quad | None:
        """Every block with this first cell; None where more than ``limit`` would be looked at."""
        (n1, n2, other), (yes, no, left_out) = self.rows, self.columns
        # The cells left out in the first row, the second row and the first column tell the rest.
        tops = min(left_out, n1 - a), min(left_out, n2), min(other, yes - a)
        if (tops[0] + 1) * (tops[1] + 1) * (tops[2] + 1) > limit:
            return None
        first, second, below = np.ogrid[tuple(slice(0, top + 1) for top in tops)]
        b, c = n1 - a - first, yes - a - below
        d = n2 - c - second
        inside: Bools = (first + second <= left_out) & (b >= 0) & (c >= 0) & (d >= 0)
        at = np.nonzero(inside & (b + d <= no))
        b, c = n1 - a - at[0], yes - a - at[2]
        return np.full(len(b), a), b, c, n2 - c - at[1]

    def table(self, cells: Sequence[int]) -> Ints:
        """A full table with this block, as even as it can be in all that the block leaves free."""
        if self.view is not None:
            numbers = cells[0], cells[2], self.view.total - cells[0] - cells[2]
            return self.view.fill(zip(self.lines[0], numbers, strict=True))
        table = np.zeros((3, 3), dtype=np.int64)
        table[:2, :2] = np.reshape(cells, (2, 2))
        table[:2, 2] = np.array(self.rows[:2]) - table[:2, :2].sum(axis=1)
        table[2] = np.array(self.columns) - table[:2].sum(axis=0)
        return expand(self.space, *self.lines, table)
