"""A claim that the odds of an outcome rise, fall or do not change along an ordered scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recount.settings import Settings
from recount.significance import trend, trend_p, trend_slope
from recount.tables import (
    Decisions,
    IntArray,
    TrendCount,
    TrendStates,
    judge_states,
    trend_states,
    trend_witness,
)
from recount.verdicts.contrast import verdict_of
from recount.verdicts.crossing import Crossing
from recount.verdicts.parts import Implied, TestResult

__all__ = ["SLOPE_TESTS", "Slope", "accepted_slope", "judge_slope"]

#: The slope of a logistic regression is what an odds ratio for one point more stands for.
SLOPE_TESTS = ("logistic_wald", "logistic_lr", "trend_score")

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Slope:
    """A claim about a trend, judged over all consistent tables.

    Attributes:
        counts: The exact counts, by test.
        results: The verdict and the range of p under each test.
        implied: Odds ratio for one point more, without and with the claim.
        witness_for, witness_against: Full tables, None where there is none.
    """

    counts: dict[str, TrendCount]
    results: tuple[TestResult, ...]
    implied: tuple[Implied, ...]
    witness_for: IntArray | None
    witness_against: IntArray | None

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
        totals, scores: Cases and score of each row.
        k, s: Cases with the outcome and the sum of their scores, for each table.
        direction: 1 rising, -1 falling, 0 no trend is claimed.
        settings: Level of the test.
    """
    found = trend(test, totals, scores, k, s, settings)
    if direction == 0:
        true = found == 0
    else:
        # The sum of scores against what equal shares in all rows would give.
        excess = s * int(totals.sum()) - k * int((totals * scores).sum())
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
    beta, _ = trend_slope(totals, marks, states.k, states.s)
    counts: dict[str, TrendCount] = {}
    results: list[TestResult] = []
    quantity = f"odds ratio for one point more of {crossing.row_name}"
    implied = [Implied(quantity, None, *_odds(beta), False)]
    for test in SLOPE_TESTS:
        decisions = accepted_slope(test, totals, marks, states.k, states.s, direction, settings)
        count = counts[test] = judge_states(states, decisions)
        p = trend_p(test, totals, marks, states.k, states.s)
        known = p[~np.isnan(p)]
        results.append(
            TestResult(
                test,
                verdict_of(count.total, count.holding, count.undecided),
                float(known.min()) if known.size else None,
                float(known.max()) if known.size else None,
            )
        )
        if count.holding:
            implied.append(Implied(quantity, test, *_odds(beta[decisions == 1]), True))
    primary = counts[SLOPE_TESTS[0]]
    return Slope(
        counts,
        tuple(results),
        tuple(implied),
        _witness(crossing, scores, states, primary.state_for),
        _witness(crossing, scores, states, primary.state_against),
    )


def _odds(beta: npt.NDArray[np.float64]) -> tuple[float | None, float | None]:
    """Return the smallest and largest odds ratio; None where there is no bound."""
    if not beta.size or np.isnan(beta).all():
        return None, None
    # A separated table has no finite slope: its odds ratio has no bound on that side.
    low, high = float(np.nanmin(beta)), float(np.nanmax(beta))
    return (
        0.0 if np.isneginf(low) else float(np.exp(low)),
        None if np.isposinf(high) else float(np.exp(high)),
    )


def _witness(
    crossing: Crossing, scores: tuple[int, ...], states: TrendStates, at: tuple[int, int] | None
) -> IntArray | None:
    return None if at is None else trend_witness(crossing.space, scores, *at)
