"""Every table of a view that has the odds ratios, as long as they are not too many.

With two outcomes a table is one number a row. Rows are added one by one, and each odds ratio is
applied as soon as all its rows are there, so that far fewer tables are built than the margins
allow.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recount.figures.filters import odds_pass
from recount.figures.statements import OddsStatement
from recount.figures.view import View
from recount.settings import Settings
from recount.tables import IntArray, Outcomes, TooMany, outcome_count, outcomes, table_pieces

__all__ = ["tables_of"]

#: Tables that are kept and judged one by one.
KEPT = 400_000
#: Partial tables that are visited where columns are more than two: a few seconds.
VISITED = 6_000_000
#: Partial tables that are looked at for each number of the first row.
AT_ONCE = 1_500_000
#: Tables, odds ratios aside, beyond which nothing is listed: about ten seconds.
MOST = 40_000_000


def tables_of(
    view: View,
    odds: Sequence[OddsStatement],
    scores: Sequence[int],
    settings: Settings,
    *,
    some: bool = False,
) -> IntArray | None:
    """Return every table of a view that has the odds ratios, or None where they are too many.

    Args:
        view: Margins and linear statements.
        odds: Odds ratios.
        scores: Scores of the figure's rows.
        settings: Level of the test behind an odds ratio that is not shown.
        some: Whether a few tables are enough, to see that there are any.

    Returns:
        Integers of shape (n, r + 1, c + 1).
    """
    if odds:
        try:
            numbers = outcomes(view.space)
        except ValueError:
            pass
        else:
            return _by_rows(view, numbers, odds, scores, settings, some)
    return _pieces(view, odds, scores, settings, some)


def _pieces(
    view: View,
    odds: Sequence[OddsStatement],
    scores: Sequence[int],
    settings: Settings,
    some: bool,
) -> IntArray | None:
    kept: list[IntArray] = []
    found = 0
    try:
        for piece in table_pieces(view.space, VISITED):
            passing = piece[odds_pass(view, scores, odds, piece, settings)] if odds else piece
            found += len(passing)
            if found > KEPT:
                return None
            kept.append(passing)
            if some and found:
                break
    except TooMany:
        return None
    return _joined(view, kept)


def _joined(view: View, pieces: list[IntArray]) -> IntArray:
    r, c = view.space.shape
    return np.concatenate(pieces) if pieces else np.zeros((0, r + 1, c + 1), dtype=np.int64)


def _by_rows(
    view: View,
    numbers: Outcomes,
    odds: Sequence[OddsStatement],
    scores: Sequence[int],
    settings: Settings,
    some: bool,
) -> IntArray | None:
    if not numbers.feasible:
        return _joined(view, [])
    if outcome_count(view.space) > MOST and all(statement.per_point for statement in odds):
        return None
    ready = _ready(view, odds)
    kept: list[IntArray] = []
    found = 0
    for first in range(numbers.low[0], min(numbers.high[0], numbers.total) + 1):
        vectors = np.array([[first]])
        for row in range(1, len(numbers.sizes)):
            extended = _extended(vectors, numbers, row)
            if extended is None:
                return None
            vectors = extended
            if ready[row] and len(vectors):
                tables = _tables(vectors, numbers)
                vectors = vectors[odds_pass(view, scores, ready[row], tables, settings)]
        found += len(vectors)
        if found > KEPT:
            return None
        kept.append(_tables(vectors, numbers))
        if some and found:
            break
    return _joined(view, kept)


def _ready(view: View, odds: Sequence[OddsStatement]) -> list[list[OddsStatement]]:
    """Return the odds ratios that can be applied once each row is there, the last row included."""
    found: list[list[OddsStatement]] = [[] for _ in range(len(view.rows) + 1)]
    for statement in odds:
        groups = (
            (statement.yes, statement.no) if view.turned else (statement.first, statement.second)
        )
        levels = [level for group in groups for level in group] or list(view.rows)
        found[max(view.row_places(levels))].append(statement)
    # The first row alone never completes a comparison.
    return found


def _extended(vectors: IntArray, numbers: Outcomes, row: int) -> IntArray | None:
    """Return the vectors with every number that one more row can have; None if too many."""
    left = numbers.total - vectors.sum(axis=1)
    later_low, later_high = sum(numbers.low[row + 1 :]), sum(numbers.high[row + 1 :])
    least = np.maximum(numbers.low[row], left - later_high)
    most = np.minimum(numbers.high[row], left - later_low)
    choices = np.maximum(most - least + 1, 0)
    total = int(choices.sum())
    if total > AT_ONCE:
        return None
    parents = np.repeat(np.arange(len(vectors)), choices)
    within = np.arange(total) - np.repeat(np.cumsum(choices) - choices, choices)
    return np.column_stack([vectors[parents], least[parents] + within])


def _tables(vectors: IntArray, numbers: Outcomes) -> IntArray:
    """Return vectors as tables; rows that are not there yet are empty."""
    tables = np.zeros((len(vectors), len(numbers.sizes), 3), dtype=np.int64)
    width = vectors.shape[1]
    tables[:, :width, 0] = vectors
    tables[:, :width, 1] = np.array(numbers.sizes[:width]) - vectors
    return tables
