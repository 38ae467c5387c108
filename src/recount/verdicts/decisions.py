"""Of which tables a reading is true, under one test of significance.

Decisions are 1 (true), 0 (false) and -1 (the test is undefined). The score tests decide a verdict;
the others stand beside them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from recount.report import Association, Contrast, CrossTable, Report, Slope, Steps, Within
from recount.settings import Settings
from recount.significance import r_by_c, trend, two_by_two
from recount.tables import Accept, Decide, Decisions, IntArray, all_of
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


def tests_of(reading: CrossTable) -> tuple[str, ...]:
    """Return the tests by which a reading is judged, the one that decides first."""
    if isinstance(reading, Slope):
        return SLOPE_TESTS
    if isinstance(reading, Association):
        return BLOCK_TESTS
    return () if isinstance(reading, Within) else CONTRAST_TESTS


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
    return _of_sizes(n1, n2, test, direction, settings)


def _of_sizes(n1: int, n2: int, test: str, direction: int, settings: Settings) -> Decide:
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
        return _all(
            [_compare(pivot, group, yes, no, test, reading.direction, settings) for group in groups]
        )
    if isinstance(reading, Steps):
        steps = range(len(crossing.rows) - 1)
        return _all(
            [_compare((i + 1,), (i,), yes, no, test, reading.direction, settings) for i in steps]
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
    total = np.zeros(len(tables), dtype=np.int64)
    for row in rows:
        for column in columns:
            total += tables[:, row, column]
    return total


def _all(parts: Sequence[Accept]) -> Accept:
    return parts[0] if len(parts) == 1 else lambda tables: all_of(*(part(tables) for part in parts))


class _Memo:
    """Decisions on pairs of whole numbers, each made once for all the tables that have it."""

    UNKNOWN = -2
    #: Pairs beyond which nothing is kept.
    MOST = 20_000_000

    def __init__(self, decide: Decide) -> None:
        self.decide = decide
        self.kept: npt.NDArray[np.int8] = np.full((0, 0), self.UNKNOWN, dtype=np.int8)

    def __call__(self, x: IntArray, y: IntArray) -> Decisions:
        if not x.size:
            return np.zeros(0, dtype=np.int8)
        shape = (int(x.max()) + 1, int(y.max()) + 1)
        if shape[0] * shape[1] > self.MOST or x.min() < 0 or y.min() < 0:
            return self.decide(x, y)
        if shape[0] > self.kept.shape[0] or shape[1] > self.kept.shape[1]:
            grown = np.full(np.maximum(shape, self.kept.shape), self.UNKNOWN, dtype=np.int8)
            grown[: self.kept.shape[0], : self.kept.shape[1]] = self.kept
            self.kept = grown
        place = x * self.kept.shape[1] + y
        found = self.kept.ravel().take(place)
        if (found == self.UNKNOWN).any():
            asked = np.zeros(self.kept.size, dtype=bool)
            asked[place] = True
            asked &= self.kept.ravel() == self.UNKNOWN
            new_x, new_y = np.nonzero(asked.reshape(self.kept.shape))
            self.kept[new_x, new_y] = self.decide(new_x, new_y)
            found = self.kept.ravel().take(place)
        return np.asarray(found, dtype=np.int8)


def _compare(
    pivot: Sequence[int],
    group: Sequence[int],
    yes: Sequence[int],
    no: Sequence[int],
    test: str,
    direction: int,
    settings: Settings,
) -> Accept:
    """Return a comparison of two groups of rows on tables; their sizes may differ among them."""
    memos: dict[tuple[int, int], _Memo] = {}

    def judge(tables: IntArray) -> Decisions:
        a, b, c, d = (_sum(tables, rows, cols) for rows in (pivot, group) for cols in (yes, no))
        first, second = a + b, c + d
        if len(a) and (first == first[0]).all() and (second == second[0]).all():
            sizes = (int(first[0]), int(second[0]))
            if sizes not in memos:
                memos[sizes] = _Memo(_of_sizes(*sizes, test, direction, settings))
            return memos[sizes](a, c)
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
    memos: dict[tuple[int, ...], _Memo] = {}

    def judge(tables: IntArray) -> Decisions:
        with_it = tables[:, :-1][:, :, list(yes)].sum(axis=2)
        totals = with_it + tables[:, :-1][:, :, list(no)].sum(axis=2)
        k, s = with_it.sum(axis=1), with_it @ marks
        if len(totals) and (totals == totals[0]).all():
            sizes = tuple(totals[0].tolist())
            if sizes not in memos:
                memos[sizes] = _Memo(
                    lambda k, s, sizes=totals[0]: claimed_trend(  # type: ignore[misc]
                        test, sizes, scores, k, s, direction, settings
                    )
                )
            return memos[sizes](k, s)
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
