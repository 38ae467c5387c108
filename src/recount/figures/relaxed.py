"""Proofs for tables too many to list: a comparison needs only the cells that it compares.

Bounds on each compared cell over all consistent tables leave a small set of 2 x 2 blocks. Every
consistent table has its block among them, so that a claim which is true of every block is true of
every table (a relaxation; Dobra & Fienberg 2008 bound cells in the same way). The other way round
nothing follows: a block may belong to no table.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recount.figures.asking import Answer, Ask
from recount.figures.deciding import DIRECTIONS, contrasts_of, tests_of
from recount.figures.view import View
from recount.published import Published
from recount.settings import Settings
from recount.tables import Decisions, IntArray, all_of, cell_limits
from recount.verdicts import Implied, TestResult
from recount.verdicts.contrast import accepted, verdict_of
from recount.verdicts.judge import quantity_of

__all__ = ["relaxed_answer"]

#: Blocks that are listed.
MOST = 3_000_000


def relaxed_answer(published: Published, view: View, ask: Ask, settings: Settings) -> Answer | None:
    """Return a verdict that holds for every block of the compared cells, or None if there is none.

    Odds ratios are not looked at: of the fewer tables that they leave, what is proved here is true,
    too.

    Args:
        published: For the names of levels.
        view: The tables.
        ask: What is asked: one question that compares groups of rows.
        settings: Level of the tests.
    """
    question = ask.questions[0]
    if len(ask.questions) > 1 or question.turned != view.turned:
        return None
    if question.relation not in DIRECTIONS and question.relation != "rises_each_step":
        return None
    direction = DIRECTIONS.get(question.relation, 1)
    pairs = contrasts_of(question, ask.rows[0])
    blocks = []
    for first, second in pairs:
        found = _blocks(view, first, second, question.reading.yes, question.reading.no)
        if found is None:
            return None
        blocks.append(found)
    results = []
    for test in tests_of(question):
        words = [_word(test, block, direction, settings) for block in blocks]
        word = "open"
        if "fails" in words:
            word = "fails"
        elif set(words) == {"holds"}:
            word = "holds"
        results.append(TestResult(test, word))
    if results[0].decision == "open":
        return None
    implied: tuple[Implied, ...] = ()
    if question.reading.pivot:
        values = blocks[0][:, 0]
        quantity = quantity_of(published, question.reading)
        implied = (Implied(quantity, None, int(values.min()), int(values.max()), False),)
    method = "not counted; every block of the compared cells that the bounds allow was looked at"
    return Answer(tuple(results), None, None, None, method, implied, None, None)


def _word(test: str, block: IntArray, direction: int, settings: Settings) -> str:
    decisions: Decisions = accepted(test, tuple(block.T), direction, settings)
    # An undefined block proves nothing here, as the tables behind the blocks are not known.
    if (decisions == -1).any():
        return "open"
    return verdict_of(len(decisions), int((decisions == 1).sum()), 0)


def _blocks(
    view: View,
    first: Sequence[str],
    second: Sequence[str],
    yes: Sequence[str],
    no: Sequence[str],
) -> IntArray | None:
    """Return every block a, b, c, d within the bounds on cells, rows and columns."""
    rows = [view.row_places(group) for group in (first, second)]
    columns = [view.column_places(group) for group in (yes, no)]
    cells = [[(i, j) for i in row for j in column] for row in rows for column in columns]
    wholes = [(0, 1), (2, 3), (0, 2), (1, 3)]
    limits = cell_limits(view.space)
    if limits is None:
        return None
    low, high = limits
    ranges = [
        (sum(int(low[cell]) for cell in group), sum(int(high[cell]) for cell in group))
        for group in cells
    ]
    every_row, every_column = set(range(low.shape[0])), set(range(low.shape[1]))
    other_rows = every_row.difference(*rows)
    other_columns = every_column.difference(*columns)
    sums = [
        _rest(
            view.space.rows.with_missing, row, [(i, j) for i in row for j in other_columns], limits
        )
        for row in rows
    ] + [
        _rest(
            view.space.columns.with_missing,
            column,
            [(i, j) for j in column for i in other_rows],
            limits,
        )
        for column in columns
    ]
    if np.prod([float(most - least + 1) for least, most in ranges]) > MOST:
        return None
    axes = [np.arange(least, most + 1) for least, most in ranges]
    block = np.stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")], axis=1)
    inside: list[Decisions] = []
    for (i, j), (least, most) in zip(wholes, sums, strict=True):
        total = block[:, i] + block[:, j]
        inside.append(((total >= least) & (total <= most)).astype(np.int8))
    return np.asarray(block[all_of(*inside) == 1])


def _rest(
    totals: Sequence[int],
    lines: Sequence[int],
    outside: Sequence[tuple[int, int]],
    limits: tuple[IntArray, IntArray],
) -> tuple[int, int]:
    """Return what the cells outside the block leave of some lines' total."""
    total = sum(totals[line] for line in lines)
    low, high = (sum(int(side[cell]) for cell in outside) for side in limits)
    return total - high, total - low
