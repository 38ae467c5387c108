"""Exact verdicts over tables too many to list: counted, or bounded."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from recount.figures.asking import Answer, Ask
from recount.figures.deciding import COUNTED, DIRECTIONS, SLOPES
from recount.figures.filters import slope_within
from recount.figures.questions import Question
from recount.figures.statements import OddsStatement
from recount.figures.view import View
from recount.published import Published
from recount.settings import Settings
from recount.significance import trend, trend_slope
from recount.tables import (
    CannotBound,
    TrendStates,
    cell_limits,
    judge_states,
    linear_range,
    outcomes,
    trend_states,
    trend_witness,
)
from recount.verdicts import Crossing, Implied, TestResult
from recount.verdicts.contrast import judge_contrast, verdict_of
from recount.verdicts.judge import quantity_of
from recount.verdicts.slope import SLOPE_TESTS, accepted_slope, judge_slope
from recount.verdicts.steps import judge_steps

__all__ = ["exact_answer"]

METHOD = "counted exactly"


def exact_answer(
    published: Published,
    view: View,
    crossing: Crossing,
    ask: Ask,
    odds: Sequence[OddsStatement],
    settings: Settings,
) -> Answer | None:
    """Return what all tables of a view say of a claim, or None where no exact route leads there.

    Args:
        published: For the names of levels.
        view: The tables.
        crossing: The same, as the verdicts know it.
        ask: What is asked.
        odds: Odds ratios that the tables must have.
        settings: Level of the tests.
    """
    if len(ask.questions) > 1 or ask.questions[0].turned != view.turned:
        return None
    question = ask.questions[0]
    if question.relation == "majority_within":
        return _majority(published, view, question, odds)
    if [set(part) for part in view.parts] != [
        set(question.reading.yes),
        set(question.reading.no),
    ]:
        return None
    try:
        outcomes(view.space)
    except ValueError:
        return None
    if odds:
        return _by_states(view, crossing, ask, odds, settings)
    return _counted(published, crossing, ask, settings)


def _majority(
    published: Published, view: View, question: Question, odds: Sequence[OddsStatement]
) -> Answer | None:
    """Judge that most known cases have the outcome, by their range less that of the others."""
    reading = question.reading
    rows = view.row_places(reading.pivot)
    signs = [(view.column_places(reading.yes), 1), (view.column_places(reading.no), -1)]
    outer = _outer_majority(published, view, question, rows, signs)
    if outer is not None:
        return outer
    try:
        excess = linear_range(
            view.space, [(i, j, sign) for i in rows for columns, sign in signs for j in columns]
        )
        yes = linear_range(view.space, [(i, j, 1) for i in rows for j in signs[0][0]])
    except CannotBound:
        return None
    if excess.low > 0:
        verdict = "holds"
    elif excess.high <= 0:
        verdict = "fails"
    elif odds:
        # The ends may not have the odds ratios, so they prove nothing.
        return None
    else:
        verdict = "open"
    implied = (Implied(quantity_of(published, reading), None, yes.low, yes.high, False),)
    return Answer(
        (TestResult(COUNTED, verdict),),
        None,
        None,
        None,
        "bounded exactly, not counted",
        implied,
        excess.high_table if verdict == "open" else None,
        excess.low_table if verdict == "open" else None,
    )


def _outer_majority(
    published: Published,
    view: View,
    question: Question,
    rows: Sequence[int],
    signs: Sequence[tuple[list[int], int]],
) -> Answer | None:
    """Return the verdict on a majority if bounds on the single cells prove it; they cost little."""
    limits = cell_limits(view.space)
    if limits is None:
        return None
    low, high = limits
    (yes_low, yes_high), (no_low, no_high) = (
        [int(side[np.ix_(rows, columns)].sum()) for side in (low, high)] for columns, _ in signs
    )
    if yes_low > no_high:
        verdict = "holds"
    elif yes_high <= no_low:
        verdict = "fails"
    else:
        return None
    quantity = quantity_of(published, question.reading)
    method = "not counted; bounds on the cells decide"
    results = (TestResult(COUNTED, verdict),)
    implied = (Implied(quantity, None, yes_low, yes_high, False),)
    return Answer(results, None, None, None, method, implied, None, None)


def _counted(
    published: Published, crossing: Crossing, ask: Ask, settings: Settings
) -> Answer | None:
    """Judge two outcomes by the exact routes of the verdicts."""
    question, reading = ask.questions[0], ask.questions[0].reading
    if question.relation in DIRECTIONS:
        contrast = judge_contrast(
            crossing,
            reading.pivot,
            reading.against,
            DIRECTIONS[question.relation],
            quantity_of(published, reading),
            settings,
        )
        star = contrast.primary
        return Answer(
            contrast.results,
            star.total,
            star.holding,
            star.undecided,
            METHOD,
            contrast.implied,
            star.witness_for,
            star.witness_against,
        )
    if question.relation in SLOPES:
        slope = judge_slope(crossing, ask.scores[0], SLOPES[question.relation], settings)
        count = slope.primary
        return Answer(
            slope.results,
            count.total,
            count.holding,
            count.undecided,
            METHOD,
            slope.implied,
            slope.witness_for,
            slope.witness_against,
        )
    if question.relation == "rises_each_step" and not crossing.space.cuts:
        # The walk along the scale counts with margins alone.
        steps = judge_steps(crossing, settings)
        first = steps.results[0].test
        return Answer(
            steps.results,
            steps.total,
            steps.holding[first],
            steps.undecided[first],
            METHOD,
            (),
            steps.witness_for,
            steps.witness_against,
        )
    return None


def _by_states(
    view: View,
    crossing: Crossing,
    ask: Ask,
    odds: Sequence[OddsStatement],
    settings: Settings,
) -> Answer | None:
    """Judge a trend where every odds ratio is for one point more; None where that is not so.

    Both see a table only through the cases with the outcome and the sum of their scores.
    """
    question, scores = ask.questions[0], ask.scores[0]
    reading = question.reading
    if question.relation not in SLOPES or not all(
        each.per_point and set(each.yes) == set(reading.yes) for each in odds
    ):
        return None
    states = trend_states(view.space, scores)
    totals, marks = np.array(view.space.rows.totals), np.array(scores)
    beta, _ = trend_slope(totals, marks, states.k, states.s)
    inside = np.ones(len(beta), dtype=bool)
    for each in odds:
        if each.interval is None:
            inside &= trend("logistic_wald", totals, marks, states.k, states.s, settings) != 1
        else:
            inside &= slope_within(beta, each.interval)
    kept = TrendStates(states.k[inside], states.s[inside], states.weight[inside])
    if not len(kept.k):
        return None
    quantity = f"odds ratio for one point more of {crossing.row_name}"
    results, implied = [], [Implied(quantity, None, *_ratios(beta[inside]), False)]
    counts = []
    for test in SLOPE_TESTS:
        decisions = accepted_slope(
            test, totals, marks, kept.k, kept.s, SLOPES[question.relation], settings
        )
        count = judge_states(kept, decisions)
        counts.append(count)
        results.append(TestResult(test, verdict_of(count.total, count.holding, count.undecided)))
        if count.holding:
            implied.append(Implied(quantity, test, *_ratios(beta[inside][decisions == 1]), True))
    primary = counts[0]
    witnesses = tuple(
        None if state is None else trend_witness(view.space, scores, *state)
        for state in (primary.state_for, primary.state_against)
    )
    return Answer(
        tuple(results),
        primary.total,
        primary.holding,
        primary.undecided,
        METHOD,
        tuple(implied),
        witnesses[0],
        witnesses[1],
    )


def _ratios(beta: npt.NDArray[np.float64]) -> tuple[float | None, float | None]:
    known = beta[~np.isnan(beta)]
    return (float(np.exp(known.min())), float(np.exp(known.max()))) if known.size else (None, None)
