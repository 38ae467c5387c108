"""The 2 x 2 block that a contrast looks at, inside a larger table.

Two groups of rows and two groups of columns are compared; the other rows and columns, and the cases
left out, form a third row and a third column. The block's four cells vary freely as far as the
merged margins allow, and every feasible block is a state of the claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recount.tables.listing import list_tables
from recount.tables.logic import ACCEPT, REJECT, UNDEFINED, Decisions
from recount.tables.merging import Merging
from recount.tables.space import IntArray, TableSpace

__all__ = ["BlockCount", "BlockStates", "block_states", "judge_blocks"]


@dataclass(frozen=True, slots=True)
class BlockStates:
    """Every feasible block.

    Attributes:
        merging: The groups, and the space they come from.
        cells: a, b, c, d of each block (first row first), shape (states, 4), in lexicographic
            order.
        are_tables: Whether each block stands for exactly one consistent table. Otherwise a block
            can be completed in several ways, and numbers of blocks are not numbers of tables.
    """

    merging: Merging
    cells: IntArray
    are_tables: bool

    def table(self, state: int) -> IntArray:
        """A full table with the block of one state, even in all that the block leaves free.

        Where cuts concern cells outside the merged table's, check it with ``space.contains``.
        """
        plain = self.merging.merged()
        block = self.cells[state].reshape(2, 2)
        table = np.zeros((3, 3), dtype=np.int64)
        table[:2, :2] = block
        table[:2, 2] = np.array(plain.rows.totals) - block.sum(axis=1)
        table[2] = np.array(plain.columns.with_missing) - table[:2].sum(axis=0)
        return self.merging.restore(table)


@dataclass(frozen=True, slots=True)
class BlockCount:
    """In how many blocks a claim holds.

    Attributes:
        total: All feasible blocks.
        holding: Those in which it holds.
        undecided: Those on which its test is undefined.
        low: Smallest a, b, c, d where it holds, None if nowhere.
        high: Largest a, b, c, d where it holds, None if nowhere.
        state_for: A state amid those where it holds, None if there is none.
        state_against: A state amid those where it fails, None if there is none.
    """

    total: int
    holding: int
    undecided: int
    low: tuple[int, ...] | None
    high: tuple[int, ...] | None
    state_for: int | None
    state_against: int | None

    @property
    def failing(self) -> int:
        """Blocks in which the claim fails."""
        return self.total - self.holding - self.undecided


def block_states(
    space: TableSpace,
    rows: Sequence[Sequence[int]],
    columns: Sequence[Sequence[int]],
    limit: int = 1_000_000,
) -> BlockStates:
    """All feasible blocks of two groups of rows and two groups of columns.

    Args:
        space: Margins and cuts; cuts must concern whole merged cells.
        rows: The two groups of rows, by place.
        columns: The two groups of columns.
        limit: Largest number of blocks.

    Raises:
        TooMany: More blocks than the limit: search instead (`recount.tables.search.find_table`).
        ValueError: Groups overlap, or a cut looks inside a merged cell.

    Example:
        >>> from recount.tables.margins import Margin
        >>> space = TableSpace(Margin(("a", "b"), (2, 1), missing=1), Margin(("x", "y"), (3, 1)))
        >>> block_states(space, [[0], [1]], [[0], [1]]).cells.tolist()
        [[1, 1, 1, 0], [2, 0, 0, 1], [2, 0, 1, 0]]
    """
    groups = tuple(tuple(group) for group in rows), tuple(tuple(group) for group in columns)
    if len(groups[0]) != 2 or len(groups[1]) != 2:
        raise ValueError("a block has two groups of rows and two of columns")
    merging = Merging(space, *groups)
    tables = list_tables(merging.merged(), limit)
    return BlockStates(merging, tables[:, :2, :2].reshape(-1, 4), merging.singles)


def judge_blocks(states: BlockStates, decisions: npt.ArrayLike) -> BlockCount:
    """How often a claim holds that is decided by the block.

    Args:
        states: From `block_states`.
        decisions: 1, 0 or -1 for each block.

    Raises:
        ValueError: There are not as many decisions as blocks.
    """
    verdicts: Decisions = np.asarray(decisions, dtype=np.int8)
    if verdicts.shape != (len(states.cells),):
        raise ValueError(f"{verdicts.shape} decisions for {len(states.cells)} blocks")
    held = states.cells[verdicts == ACCEPT]
    return BlockCount(
        total=len(states.cells),
        holding=len(held),
        undecided=int((verdicts == UNDEFINED).sum()),
        low=tuple(held.min(axis=0).tolist()) if len(held) else None,
        high=tuple(held.max(axis=0).tolist()) if len(held) else None,
        state_for=_central(states.cells, verdicts == ACCEPT),
        state_against=_central(states.cells, verdicts == REJECT),
    )


def _central(cells: IntArray, chosen: npt.NDArray[np.bool_]) -> int | None:
    """The state nearest to the average of the chosen ones, compared in whole numbers."""
    places = np.nonzero(chosen)[0]
    if not len(places):
        return None
    distance = np.abs(cells[places] * len(places) - cells[places].sum(axis=0)).sum(axis=1)
    return int(places[int(distance.argmin())])
