"""Of which tables a reading is true, under one test of significance.

Decisions are 1 (true), 0 (false) and -1 (the test is undefined). The score tests decide a verdict;
the others stand beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from recount.arrays import Decisions, Ints
from recount.report import Association, Contrast, CrossTable, Levels, Slope, Within
from recount.settings import Settings
from recount.significance import (
    R_BY_C_TESTS,
    TREND_TESTS,
    TWO_BY_TWO_TESTS,
    Trends,
    compared,
    r_by_c,
    two_by_two,
)
from recount.tables import Accept, Decide, Rows, all_of
from recount.verdicts.crossings import Crossing, cross
from recount.verdicts.known import Known

#: The first is the score test of the logistic model whose odds ratios the report gives.
OTHER_TESTS = {Slope: TREND_TESTS, Association: R_BY_C_TESTS, Within: ()}
#: For each test of a 2 x 2 table, the tests of a slope and of a larger table that go with it.
COMPANIONS = {
    "pearson": ("trend_score", "pearson"),
    "likelihood_ratio": ("logistic_lr", "likelihood_ratio"),
    "wald": ("logistic_wald", "pearson"),
    "fisher": ("logistic_lr", "pearson"),
}
#: Pairs of numbers beyond which decisions are not kept.
MOST_KEPT = 1_000_000

Pair = tuple[Rows, Rows]


def tests_of(reading: CrossTable) -> tuple[str, ...]:
    """Return the tests by which a reading is judged, the one that decides first."""
    return OTHER_TESTS.get(type(reading), TWO_BY_TWO_TESTS)


def shared_tests(parts: Sequence[CrossTable]) -> tuple[str, ...]:
    """Return the tests that all parts of a joint reading share, else those of contrasts."""
    own = {tests_of(part) for part in parts}
    return (own.pop() if len(own) == 1 else ()) or TWO_BY_TWO_TESTS


def companion_of(part: CrossTable, test: str) -> str:
    """Return the test of a part that goes with a test of the joint reading."""
    slope, larger = COMPANIONS.get(test, (test, test))
    return slope if isinstance(part, Slope) else larger if isinstance(part, Association) else test


@dataclass(frozen=True, slots=True)
class Asked:
    """A reading asked of the consistent tables of a crossing, whose columns may be finer."""

    # The scores are those of its rows, for a slope.

    reading: CrossTable
    crossing: Crossing
    scores: tuple[int, ...]
    settings: Settings

    @property
    def test(self) -> str:
        """The test that decides."""
        return (*tests_of(self.reading), "")[0]

    @property
    def direction(self) -> int:
        """1 more likely or rising, -1 less likely or falling, 0 neither."""
        return getattr(self.reading, "direction", 0)

    @property
    def number(self) -> tuple[Levels, Levels]:
        """The rows and columns of the cases that matter: those of the pivot with the outcome."""
        # Of a scale its last row's; of an association those in the last row and the last column.
        reading, crossing = self.reading, self.crossing
        pivot = reading.pivot if isinstance(reading, Contrast | Within) else crossing.rows[-1:]
        return pivot, crossing.columns[-1] if isinstance(reading, Association) else reading.yes

    @property
    def pairs(self) -> list[Pair]:
        """The groups of rows that are compared: the pivot with each other one, or step by step."""
        if isinstance(self.reading, Contrast):
            pivot = self.crossing.indices(self.reading.pivot)
            return [(pivot, self.crossing.indices(group)) for group in self.reading.against]
        return [((i + 1,), (i,)) for i in range(len(self.crossing.rows) - 1)]

    @property
    def two_columns(self) -> bool:
        """Whether the table has the reading's two columns."""
        if isinstance(self.reading, Association):
            return False
        return self.crossing.columns == (self.reading.yes, self.reading.no)

    @property
    def own_columns(self) -> bool:
        """Whether no case is left out of these."""
        return self.two_columns and not self.crossing.space.columns.missing

    @property
    def walks(self) -> bool:
        """Whether all tables of a scale can be counted row by row."""
        return self.own_columns and not self.crossing.space.masks

    def decide(self, test: str, pair: Pair) -> Decide:
        """Return the decision on the numbers with the outcome in two groups of known size."""
        n1, n2 = map(self.crossing.size, pair)
        return lambda x, y: on_claim(compared(test, x, n1, y, n2, self.settings), self.direction)

    def contrast(self, test: str, a: Ints, b: Ints, c: Ints, d: Ints) -> Decisions:
        """Return whether a contrast is true of 2 x 2 tables, of which the pivot is row a, b."""
        found = two_by_two(test, a, b, c, d, self.settings)
        return on_claim(found + ((found == 1) & (a * d > b * c)), self.direction)

    def sloping(self, trends: Trends, test: str) -> Decisions:
        """Return whether a slope is true of tables given to all trend tests."""
        found = trends.decisions(test, self.settings)
        # The sum of scores against what equal shares in all rows would give.
        rises = trends.s * trends.n > trends.k * trends.sum
        return on_claim(found + ((found == 1) & rises), self.direction)


def ask(known: Known, reading: CrossTable, crossing: Crossing | None = None) -> Asked:
    """Return a reading asked of a table, of its own if none is given."""
    crossing = crossing or cross(known, reading)
    marks = known.report.scores(crossing.characteristic) if isinstance(reading, Slope) else {}
    scores = tuple(marks[row] for row in crossing.rows) if marks else ()
    return Asked(reading, crossing, scores, known.settings)


def on_claim(found: Decisions, direction: int) -> Decisions:
    """Turn decisions that tell the side of a difference, as `compared` does, into a claim's."""
    # By place: not significant, lower, higher; undefined is -1, the last one.
    return np.array([direction == 0, direction < 0, direction > 0, -1], dtype=np.int8)[found]


def accept(asked: Asked, *tests: str) -> Accept:
    """Return the function that tells of which whole tables of a crossing a reading is true."""
    # One line of decisions a test.
    reading, crossing = asked.reading, asked.crossing
    if isinstance(reading, Association):
        rows, columns = crossing.indices(reading.rows), crossing.places_of(reading.columns)

        def associated(tables: Ints) -> Decisions:
            own = tables[:, rows][:, :, columns]
            found = np.stack([r_by_c(test, own, asked.settings) for test in tests])
            return np.where(found == -1, -1, found == int(reading.present)).astype(np.int8)

        return associated
    yes, no = crossing.places_of(reading.yes), crossing.places_of(reading.no)
    if isinstance(reading, Slope):
        return _slope(asked, tests, yes, no)
    if isinstance(reading, Within):
        pivot = crossing.indices(reading.pivot)

        def more(tables: Ints) -> Decisions:
            found = _sum(tables, pivot, yes) > _sum(tables, pivot, no)
            return np.tile(found.astype(np.int8), (len(tests), 1))

        return more
    return every([_compare(asked, tests, pair, yes, no) for pair in asked.pairs])


def every(parts: Sequence[Accept]) -> Accept:
    """Return whether all parts are true of tables; one false part is enough."""
    return lambda tables: all_of(*(part(tables) for part in parts))


def _sum(tables: Ints, rows: Rows, columns: Rows) -> Ints:
    cells = [tables[:, row, column] for row in rows for column in columns]
    return np.asarray(sum(cells[1:], start=cells[0]) if cells else np.zeros(len(tables), np.int64))


def _compare(asked: Asked, tests: Sequence[str], pair: Pair, yes: Rows, no: Rows) -> Accept:
    """Return a comparison of two groups of rows on tables; their sizes may differ among them."""
    columns = asked.crossing.space.columns
    if len(yes) + len(no) == len(columns.totals) and not columns.missing:
        most = sum(columns.totals[column] for column in yes)
        decides = [asked.decide(test, pair) for test in tests]
        shape = tuple(min(asked.crossing.size(rows), most) + 1 for rows in pair)

        @cache
        def known() -> Decisions:
            x, y = np.indices(shape)
            found, some = np.zeros((len(tests), *shape), dtype=np.int8), x + y <= most
            found[:, some] = [decide(x[some], y[some]) for decide in decides]
            return found.reshape(len(tests), -1)

        def look(tables: Ints) -> Decisions:
            x, y = (_sum(tables, rows, yes) for rows in pair)
            # Made once where the pairs of numbers are fewer than the tables.
            if shape[0] * shape[1] < min(MOST_KEPT, 8 * len(x)):
                return known().take(x * shape[1] + y, axis=1)
            return np.stack([decide(x, y) for decide in decides])

        return look

    def judge(tables: Ints) -> Decisions:
        cells = [_sum(tables, rows, columns) for rows in pair for columns in (yes, no)]
        return np.stack([asked.contrast(test, *cells) for test in tests])

    return judge


def _slope(asked: Asked, tests: Sequence[str], yes: Rows, no: Rows) -> Accept:
    marks = np.array(asked.scores)

    def judge(tables: Ints) -> Decisions:
        with_it = tables[:, :-1, list(yes)].sum(axis=2)
        totals = with_it + tables[:, :-1, list(no)].sum(axis=2)
        k, s = with_it.sum(axis=1), with_it @ marks
        back: slice | Ints = slice(None)
        if (totals == totals[:1]).all():  # then many tables have the same sums
            least = s.min(initial=0)
            key = k * (s.max(initial=0) - least + 1) + s - least
            _, first, back = np.unique(key, return_index=True, return_inverse=True)
            totals, k, s = totals[:1], k[first], s[first]
        trends = Trends(totals, asked.scores, k, s)
        return np.stack([asked.sloping(trends, test) for test in tests])[:, back]

    return judge
