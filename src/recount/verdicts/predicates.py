"""Claims as functions of whole tables, for tables that are searched or listed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from recount.published import Published
from recount.settings import Settings
from recount.significance import r_by_c
from recount.tables import Decisions, IntArray, all_of
from recount.verdicts.contrast import CONTRAST_TESTS, DIRECTIONS, accepted
from recount.verdicts.crossing import Crossing
from recount.verdicts.reading import Reading
from recount.verdicts.slope import SLOPE_TESTS, SLOPES, accepted_slope

__all__ = ["BLOCK_TESTS", "Accept", "predicate", "tests_of"]

BLOCK_TESTS = ("pearson", "likelihood_ratio")

Accept = Callable[[IntArray], Decisions]


def tests_of(relation: str) -> tuple[str, ...]:
    """Return the tests by which a relation is judged, the one its wording implies first.

    Example:
        >>> tests_of("no_trend")[0], tests_of("no_association")[0]
        ('logistic_wald', 'pearson')
    """
    if relation in SLOPES:
        return SLOPE_TESTS
    return BLOCK_TESTS if relation == "no_association" else CONTRAST_TESTS


def predicate(
    published: Published,
    relation: str,
    reading: Reading,
    crossing: Crossing,
    test: str,
    settings: Settings,
) -> Accept:
    """Return the function that tells of which tables of a crossing a claim is true.

    The function takes tables of shape (n, r + 1, c + 1) and returns 1, 0 or -1 (test undefined).

    Raises:
        ValueError: No single test settles such a relation.
    """
    if relation in DIRECTIONS:
        pivot = crossing.indices(reading.pivot)
        others = [crossing.indices(group) for group in reading.against]
        return lambda tables: _contrasts(
            tables, pivot, others, test, DIRECTIONS[relation], settings
        )
    if relation in SLOPES:
        marks = published.scores(reading.characteristic)
        scores = np.array([marks[row] for row in crossing.rows])
        return lambda tables: _slopes(tables, scores, test, SLOPES[relation], settings)
    if relation == "rises_each_step":
        return lambda tables: _steps(tables, test, settings)
    if relation == "no_association":
        return lambda tables: _no_association(tables, test, settings)
    raise ValueError(f"no predicate for {relation!r}")


def _contrasts(
    tables: IntArray,
    pivot: tuple[int, ...],
    others: list[tuple[int, ...]],
    test: str,
    direction: int,
    settings: Settings,
) -> Decisions:
    a, b = (tables[:, pivot, column].sum(axis=1) for column in (0, 1))
    found = []
    for group in others:
        c, d = (tables[:, group, column].sum(axis=1) for column in (0, 1))
        found.append(accepted(test, (a, b, c, d), direction, settings))
    return all_of(*found)


def _slopes(
    tables: IntArray, scores: IntArray, test: str, direction: int, settings: Settings
) -> Decisions:
    rows = tables[:, :-1, :2].sum(axis=2)
    k = tables[:, :-1, 0].sum(axis=1)
    s = (tables[:, :-1, 0] * scores).sum(axis=1)
    decisions = np.full(len(tables), -1, dtype=np.int8)
    some = rows.sum(axis=1) > 0
    if some.any():
        decisions[some] = accepted_slope(
            test, rows[some], scores, k[some], s[some], direction, settings
        )
    return decisions


def _steps(tables: IntArray, test: str, settings: Settings) -> Decisions:
    found = []
    for lower in range(tables.shape[1] - 2):
        upper = lower + 1
        cells = (tables[:, upper, 0], tables[:, upper, 1], tables[:, lower, 0], tables[:, lower, 1])
        found.append(accepted(test, cells, 1, settings))
    return all_of(*found)


def _no_association(tables: IntArray, test: str, settings: Settings) -> Decisions:
    found = r_by_c(test, tables[:, :-1, :-1], settings)
    return np.where(found == -1, -1, found == 0).astype(np.int8)
