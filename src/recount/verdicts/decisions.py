"""Of which tables a reading is true, under one test of significance.

Decisions are 1 (true), 0 (false) and -1 (the test is undefined). The score tests decide a verdict;
the others stand beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from recount.report import Association, Contrast, CrossTable, Report, Slope, Steps, Within
from recount.settings import Settings
from recount.significance import r_by_c, trend, two_by_two
from recount.tables import Accept, Decide, Decisions, IntArray, all_of, distinct
from recount.verdicts.crossings import Crossing

__all__ = [
    "BLOCK_TESTS",
    "COMPANIONS",
    "CONTRAST_TESTS",
    "SLOPE_TESTS",
    "accept",
    "claimed",
    "claimed_trend",
    "contrast",
    "pair_decision",
    "scores_of",
    "tests_of",
]

#: Pearson's is the score test of the logistic model whose odds ratios the report gives.
CONTRAST_TESTS = ("pearson", "likelihood_ratio", "wald", "fisher")
#: Cochran's and Armitage's is the score test of a slope.
SLOPE_TESTS = ("trend_score", "logistic_lr", "logistic_wald")
BLOCK_TESTS = ("pearson", "likelihood_ratio")
#: For each test of a 2 x 2 table, the tests of a slope and of a larger table that go with it.
COMPANIONS = {
    "pearson": ("trend_score", "pearson"),
    "likelihood_ratio": ("logistic_lr", "likelihood_ratio"),
    "wald": ("logistic_wald", "pearson"),
    "fisher": ("logistic_lr", "pearson"),
}

#: Pairs of numbers beyond which decisions are not kept.
MOST_PAIRS = 1_000_000
#: Pairs of numbers that are decided on without keeping the decisions.
FEW = 1_000


def tests_of(reading: CrossTable) -> tuple[str, ...]:
    """Return the tests by which a reading is judged, the one that decides first."""
    if isinstance(reading, Slope):
        return SLOPE_TESTS
    if isinstance(reading, Association):
        return BLOCK_TESTS
    return () if isinstance(reading, Within) else CONTRAST_TESTS


def shared_tests(parts: Sequence[CrossTable]) -> tuple[str, ...]:
    """Return the tests that all parts of a joint reading share, else those of contrasts."""
    own = {tests_of(part) for part in parts}
    return (own.pop() if len(own) == 1 else ()) or CONTRAST_TESTS


def companion_of(part: CrossTable, test: str) -> str:
    """Return the test of a part that goes with a test of the joint reading."""
    slope, larger = COMPANIONS.get(test, (test, test))
    return slope if isinstance(part, Slope) else larger if isinstance(part, Association) else test


def scores_of(report: Report, crossing: Crossing) -> tuple[int, ...]:
    """Return the score of each row of a crossing along its scale."""
    marks = report.scores(crossing.characteristic)
    return tuple(marks[row] for row in crossing.rows)


def contrast(
    test: str,
    cells: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
    direction: int,
    settings: Settings,
) -> Decisions:
    """Return whether a claimed contrast is true of 2 x 2 tables.

    Args:
        test: A test for 2 x 2 tables.
        cells: Pivot with and without the outcome, comparator with and without it.
        direction: 1 higher, -1 lower, 0 no difference.
        settings: Level of the test.

    Example:
        >>> contrast("pearson", ([26, 25], [453, 454], [117, 118], [1369, 1368]), 0, Settings())
        array([1, 0], dtype=int8)
    """
    a, b, c, d = (np.asarray(cell, dtype=np.int64) for cell in cells)
    return claimed(two_by_two(test, a, b, c, d, settings), a * d - b * c, direction)


def claimed(found: Decisions, excess: npt.NDArray[np.int64], direction: int) -> Decisions:
    """Turn decisions on significance into decisions on a claim."""
    true = found == 0 if direction == 0 else (found == 1) & (np.sign(excess) == direction)
    return np.where(found == -1, -1, true).astype(np.int8)


def claimed_trend(
    test: str,
    totals: IntArray,
    scores: Sequence[int],
    k: IntArray,
    s: IntArray,
    direction: int,
    settings: Settings,
) -> Decisions:
    """Return whether a claimed trend is true of tables given by two sums.

    Args:
        test: A test for trend.
        totals: Cases of each row, shape (r,) for all tables or (m, r).
        scores: Score of each row.
        k: Cases with the outcome, one number a table.
        s: Sum of their scores.
        direction: 1 rising, -1 falling, 0 no trend is claimed.
        settings: Level of the test.

    Example:
        >>> totals, k, s = np.array([10, 10, 10]), np.array([9, 9]), np.array([9, 14])
        >>> claimed_trend("trend_score", totals, (0, 1, 2), k, s, 1, Settings()).tolist()
        [0, 1]
    """
    marks = np.array(scores, dtype=np.int64)
    # The sum of scores against what equal shares in all rows would give.
    excess = s * totals.sum(axis=-1) - k * (totals * marks).sum(axis=-1)
    return claimed(trend(test, totals, marks, k, s, settings), excess, direction)


def pair_decision(
    crossing: Crossing,
    pivot: Sequence[int],
    other: Sequence[int],
    test: str,
    direction: int,
    settings: Settings,
) -> Decide:
    """Return the decision on the numbers with the outcome in two groups of rows of known size."""
    totals = crossing.space.rows.totals
    n1, n2 = (sum(totals[row] for row in group) for group in (pivot, other))
    return lambda x, y: contrast(test, (x, n1 - x, y, n2 - y), direction, settings)


def accept(
    report: Report, reading: CrossTable, crossing: Crossing, test: str, settings: Settings
) -> Accept:
    """Return the function that tells of which whole tables of a crossing a reading is true."""
    columns = (reading.yes, reading.no) if not isinstance(reading, Association) else ()
    yes, no = (_places(crossing, levels) for levels in columns) if columns else ((), ())
    if isinstance(reading, Contrast):
        pivot = crossing.indices(reading.pivot)
        groups = [crossing.indices(group) for group in reading.against]
        pairs = [(pivot, group) for group in groups]
        return _all(
            [_compare(crossing, pair, yes, no, test, reading.direction, settings) for pair in pairs]
        )
    if isinstance(reading, Steps):
        pairs = [((i + 1,), (i,)) for i in range(len(crossing.rows) - 1)]
        return _all(
            [_compare(crossing, pair, yes, no, test, reading.direction, settings) for pair in pairs]
        )
    if isinstance(reading, Slope):
        return _slope(scores_of(report, crossing), yes, no, test, reading.direction, settings)
    if isinstance(reading, Within):
        rows = list(crossing.indices(reading.pivot))
        return lambda tables: (_sum(tables, rows, yes) > _sum(tables, rows, no)).astype(np.int8)
    return _association(test, reading.present, settings)


def _places(crossing: Crossing, levels: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(i for i, group in enumerate(crossing.columns) if set(group) <= set(levels))


def _sum(tables: IntArray, rows: Sequence[int], columns: Sequence[int]) -> IntArray:
    cells = [tables[:, row, column] for row in rows for column in columns]
    return np.asarray(sum(cells[1:], start=cells[0]) if cells else np.zeros(len(tables), np.int64))


def _all(parts: Sequence[Accept]) -> Accept:
    return parts[0] if len(parts) == 1 else lambda tables: all_of(*(part(tables) for part in parts))


def _looked_up(decide: Decide, sizes: tuple[int, int], most: int) -> Decide:
    """Return decisions on pairs of numbers up to two sizes, at most so many together, made once."""
    height, width = (min(size, most) + 1 for size in sizes)
    if height * width > MOST_PAIRS:
        return decide

    @cache
    def known() -> Decisions:
        found = np.zeros((height, width), dtype=np.int8)
        x, y = np.nonzero(np.add.outer(np.arange(height), np.arange(width)) <= most)
        found[x, y] = decide(x, y)
        return found.ravel()

    return lambda x, y: known().take(x * width + y) if len(x) > FEW else decide(x, y)


def _compare(
    crossing: Crossing,
    pair: tuple[Sequence[int], Sequence[int]],
    yes: Sequence[int],
    no: Sequence[int],
    test: str,
    direction: int,
    settings: Settings,
) -> Accept:
    """Return a comparison of two groups of rows on tables; their sizes may differ among them."""
    if len(yes) + len(no) == len(crossing.columns) and not crossing.space.columns.missing:
        decide = pair_decision(crossing, *pair, test, direction, settings)
        totals = crossing.space.rows.totals
        first, second = (sum(totals[row] for row in rows) for rows in pair)
        most = sum(crossing.space.columns.totals[column] for column in yes)
        decide = _looked_up(decide, (first, second), most)
        return lambda tables: decide(*(_sum(tables, rows, yes) for rows in pair))

    def judge(tables: IntArray) -> Decisions:
        a, b, c, d = (_sum(tables, rows, columns) for rows in pair for columns in (yes, no))
        return contrast(test, (a, b, c, d), direction, settings)

    return judge


def _slope(
    scores: tuple[int, ...],
    yes: Sequence[int],
    no: Sequence[int],
    test: str,
    direction: int,
    settings: Settings,
) -> Accept:
    marks = np.array(scores)

    def judge(tables: IntArray) -> Decisions:
        with_it = tables[:, :-1][:, :, list(yes)].sum(axis=2)
        totals = with_it + tables[:, :-1][:, :, list(no)].sum(axis=2)
        k, s = with_it.sum(axis=1), with_it @ marks
        if len(totals) and (totals == totals[0]).all():
            least = min(*scores, 0) * int(k.max())  # a score may lie below zero
            return distinct(
                lambda k, s: claimed_trend(
                    test, totals[0], scores, k, s + least, direction, settings
                ),
                k,
                s - least,
            )
        decisions = np.full(len(tables), -1, dtype=np.int8)
        some = totals.sum(axis=1) > 0
        decisions[some] = claimed_trend(
            test, totals[some], scores, k[some], s[some], direction, settings
        )
        return decisions

    return judge


def _association(test: str, present: bool, settings: Settings) -> Accept:
    def judge(tables: IntArray) -> Decisions:
        found = r_by_c(test, tables[:, :-1, :-1], settings)
        return np.where(found == -1, -1, found == int(present)).astype(np.int8)

    return judge
