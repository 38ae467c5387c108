"""A claim that the odds of an outcome rise, fall or do not change along an ordered scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recount.settings import Settings
from recount.significance import all_trends, trend
from recount.tables import (
    Decisions,
    IntArray,
    TrendCount,
    judge_states,
    runs,
    trend_states,
    trend_witness,
)
from recount.verdicts.contrast import verdict_of
from recount.verdicts.crossing import Crossing
from recount.verdicts.parts import Implied, TestResult

__all__ = ["SLOPES", "SLOPE_TESTS", "Slope", "accepted_slope", "judge_slope"]

#: The slope of a logistic regression is what an odds ratio for one point more stands for.
SLOPE_TESTS = ("logistic_wald", "logistic_lr", "trend_score")
#: 1: the odds rise with the score; -1: they fall; 0: no trend is claimed.
SLOPES = {"rises": 1, "falls": -1, "no_trend": 0}

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Slope:
    """A claim about a trend, judged over all consistent tables.

    Attributes:
        counts: The exact counts, by test.
        results: The verdict and the range of p under each test.
        implied: Odds ratio for one point more, without and with the claim.
        witness_for, witness_against: Full tables, None where there is none.
        edges: Under the first test, with as many judged cases with the outcome as there can be:
            their number, the smallest and largest sum of their scores, and the runs of sums with
            which the claim is true.
    """

    counts: dict[str, TrendCount]
    results: tuple[TestResult, ...]
    implied: tuple[Implied, ...]
    witness_for: IntArray | None
    witness_against: IntArray | None
    edges: tuple[int, tuple[int, int], tuple[tuple[int, int], ...]]

    @property
    def primary(self) -> TrendCount:
        """The count under the test that the wording implies."""
        return self.counts[SLOPE_TESTS[0]]


def accepted_slope(
    test: str, totals: Ints, scores: Ints, k: Ints, s: Ints, direction: int, settings: Settings
) -> Decisions:
    """Return whether a claimed trend is true: 1, 0, or -1 where the test is undefined.

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
        >>> accepted_slope("trend_score", totals, np.arange(3), k, s, 1, Settings()).tolist()
        [0, 1]
    """
    found = trend(test, totals, scores, k, s, settings)
    return _claimed(found, totals, scores, k, s, direction)


def _claimed(
    found: Decisions, totals: Ints, scores: Ints, k: Ints, s: Ints, direction: int
) -> Decisions:
    if direction == 0:
        true = found == 0
    else:
        # The sum of scores against what equal shares in all rows would give.
        excess = s * totals.sum(axis=-1) - k * (totals * scores).sum(axis=-1)
        true = (found == 1) & (excess * direction > 0)
    return np.where(found == -1, -1, true).astype(np.int8)


def judge_slope(
    crossing: Crossing, scores: tuple[int, ...], direction: int, settings: Settings
) -> Slope:
    """Judge a claim about a trend over all consistent tables of a crossing with two outcomes.

    Args:
        crossing: The cross-table; no column may be left out.
        scores: One score a row.
        direction: 1 rising, -1 falling, 0 no trend.
        settings: Level of the tests.
    """
    totals = np.array(crossing.space.rows.totals, dtype=np.int64)
    marks = np.array(scores, dtype=np.int64)
    states = trend_states(crossing.space, scores)
    found = all_trends(totals, marks, states.k, states.s, settings)
    counts: dict[str, TrendCount] = {}
    results: list[TestResult] = []
    quantity = f"odds ratio for one point more of {crossing.row_name}"
    implied = [Implied(quantity, None, *_odds(found.slope), False)]
    most = int(states.k.max())
    sums = states.s[states.k == most]
    edges: tuple[tuple[int, int], ...] = ()
    for test in SLOPE_TESTS:
        decisions = _claimed(found.decisions[test], totals, marks, states.k, states.s, direction)
        count = counts[test] = judge_states(states, decisions)
        if test == SLOPE_TESTS[0]:
            # Where the estimate does not exist, its sign still says which way the cases lie.
            side = (np.sign(found.slope) == direction) | (direction == 0)
            kept = (decisions == 1) | ((decisions == -1) & side)
            edges = runs(sums[kept[states.k == most]].tolist())
        verdict = verdict_of(count.total, count.holding, count.undecided)
        results.append(TestResult(test, verdict, *(found.p_range[test] or (None, None))))
        if count.holding:
            implied.append(Implied(quantity, test, *_odds(found.slope[decisions == 1]), True))
    primary = counts[SLOPE_TESTS[0]]
    return Slope(
        counts,
        tuple(results),
        tuple(implied),
        _witness(crossing, scores, primary.state_for),
        _witness(crossing, scores, primary.state_against),
        (most, (int(sums.min()), int(sums.max())), edges),
    )


def _odds(slope: npt.NDArray[np.float64]) -> tuple[float | None, float | None]:
    """Return the smallest and largest odds ratio; None where there is no bound.

    Where all cases with the outcome lie at one end of the scale the estimate does not exist, and
    the odds ratio has no bound on that side.
    """
    known = slope[~np.isnan(slope)]
    if not known.size:
        return None, None
    low, high = float(known.min()), float(known.max())
    return float(np.exp(low)), None if np.isposinf(high) else float(np.exp(high))


def _witness(
    crossing: Crossing, scores: tuple[int, ...], at: tuple[int, int] | None
) -> IntArray | None:
    return None if at is None else trend_witness(crossing.space, scores, *at)
