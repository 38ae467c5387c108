"""Whether a question is true of tables, under each test that its wording implies or admits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from recount.figures.questions import Question
from recount.settings import Settings
from recount.significance import r_by_c, trend
from recount.tables import Decisions, IntArray, all_of
from recount.verdicts.contrast import CONTRAST_TESTS, accepted
from recount.verdicts.slope import SLOPE_TESTS

__all__ = ["DIRECTIONS", "SLOPES", "contrasts_of", "decide", "tests_for"]

DIRECTIONS = {"higher": 1, "highest": 1, "lower": -1, "lowest": -1, "no_difference": 0}
SLOPES = {"rises": 1, "falls": -1, "no_trend": 0}
WHOLE = ("no_association", "association")
WHOLE_TESTS = ("pearson", "likelihood_ratio")
#: For each test of a 2 x 2 table, the test of a trend and of a larger table that goes with it.
COMPANIONS = {
    "wald": ("logistic_wald", "pearson"),
    "pearson": ("trend_score", "pearson"),
    "fisher": ("logistic_lr", "pearson"),
    "likelihood_ratio": ("logistic_lr", "likelihood_ratio"),
}
#: Stands for a comparison of counts, which needs no test of significance.
COUNTED = "counted"

Rows = tuple[str, ...]


def tests_of(question: Question) -> tuple[str, ...]:
    """Return the tests by which a question is judged, the one its wording implies first."""
    if question.relation in SLOPES:
        return SLOPE_TESTS
    if question.relation in WHOLE:
        return WHOLE_TESTS
    return (COUNTED,) if question.relation == "majority_within" else CONTRAST_TESTS


def tests_for(questions: Sequence[Question]) -> Mapping[str, tuple[str, ...]]:
    """Return, for each test that a claim is judged by, the test of each of its questions.

    Example:
        >>> from recount.verdicts import Reading
        >>> reading = Reading("one_to_one", "age", "traded", (), (), ("yes",), ("no",))
        >>> list(tests_for([Question("falls", reading, False)]))
        ['logistic_wald', 'logistic_lr', 'trend_score']
    """
    kinds = {tests_of(question) for question in questions}
    if len(kinds) == 1:
        return {test: (test,) * len(questions) for test in kinds.pop()}
    found = {}
    for test, (slope, block) in COMPANIONS.items():
        chosen = {CONTRAST_TESTS: test, SLOPE_TESTS: slope, WHOLE_TESTS: block}
        found[test] = tuple(chosen.get(tests_of(question), COUNTED) for question in questions)
    return found


def contrasts_of(question: Question, rows: Rows) -> list[tuple[Rows, Rows]]:
    """Return the pairs of groups of rows that a question compares."""
    reading = question.reading
    if question.relation == "rises_each_step":
        return [((high,), (low,)) for low, high in pairwise(rows)]
    return [(reading.pivot, group) for group in reading.against]


def decide(
    question: Question,
    rows: Rows,
    scores: Sequence[int],
    tables: IntArray,
    test: str,
    settings: Settings,
) -> Decisions:
    """Return whether a question is true of each table: 1, 0, or -1 where its test is undefined.

    Args:
        question: The question.
        rows: Levels of the rows.
        scores: Their scores; needed for trends only.
        tables: As ``View.seen_by`` gives them.
        test: A test of ``tests_for``.
        settings: Level of the test.
    """
    if question.relation in WHOLE:
        return _whole(tables, test, question.relation == "association", settings)
    if question.relation in SLOPES:
        return _slope(tables, np.array(scores), test, SLOPES[question.relation], settings)
    if question.relation == "majority_within":
        chosen = [rows.index(level) for level in question.reading.pivot]
        yes, no = (tables[:, chosen, column].sum(axis=1) for column in (0, 1))
        return np.asarray(yes > no, dtype=np.int8)
    direction = 1 if question.relation == "rises_each_step" else DIRECTIONS[question.relation]
    found = []
    for first, second in contrasts_of(question, rows):
        cells = tuple(
            tables[:, [rows.index(level) for level in group], column].sum(axis=1)
            for group in (first, second)
            for column in (0, 1)
        )
        found.append(accepted(test, cells, direction, settings))
    return all_of(*found)


def _whole(tables: IntArray, test: str, associated: bool, settings: Settings) -> Decisions:
    found = r_by_c(test, tables, settings)
    return np.where(found == -1, -1, found == int(associated)).astype(np.int8)


def _slope(
    tables: IntArray, scores: IntArray, test: str, direction: int, settings: Settings
) -> Decisions:
    """Judge a trend; the rows' known cases may differ from table to table."""
    totals = tables[:, :-1, :2].sum(axis=2)
    k = tables[:, :-1, 0].sum(axis=1)
    s = (tables[:, :-1, 0] * scores).sum(axis=1)
    if len(totals) and (totals == totals[0]).all():
        # One set of rows for all tables is much quicker.
        found = trend(test, totals[0], scores, k, s, settings)
    else:
        found = trend(test, totals, scores, k, s, settings)
    if direction == 0:
        true = found == 0
    else:
        excess = s * totals.sum(axis=1) - k * (totals * scores).sum(axis=1)
        true = (found == 1) & (excess * direction > 0)
    return np.where(found == -1, -1, true).astype(np.int8)
