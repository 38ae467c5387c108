"""A reading of one cross-table, judged over all consistent tables."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np
import numpy.typing as npt

from recount.report import Association, Contrast, Slope, Steps, Within
from recount.significance import (
    all_trends,
    detectable_effect,
    detectable_odds_ratio,
    detectable_slope,
    p_range,
)
from recount.tables import (
    Found,
    IntArray,
    OutOfReach,
    corners,
    ends,
    judge_list,
    listing,
    pairs,
    score_states,
    search,
    steps,
    sweep,
    walk,
)
from recount.verdicts.crossings import Crossing
from recount.verdicts.decisions import Asked, Rows, accept, claimed, tests_of
from recount.verdicts.judgement import (
    ConsistentTables,
    Fact,
    Implied,
    Judgement,
    Quantity,
    TestResult,
    Turn,
    facts_of,
    judged,
    settled,
)
from recount.verdicts.larger import range_if_true

#: Starts the random part of every search.
SEED = 20180301
#: Tables that are listed before anything else where a table has more than two columns.
FEW = 2_000

#: Tests whose decisions follow the evidence from cell to cell.
MONOTONE = ("pearson", "likelihood_ratio")

Results = list[tuple[TestResult, Found]]
"""What each test found over all tables, the one that decides first."""


def judge_crosstable(asked: Asked) -> Judgement:
    """Return the verdict on a reading of one cross-table."""
    reading, crossing = asked.reading, asked.crossing
    if isinstance(reading, Within):
        return _within(reading, crossing)
    facts, turn = _power(asked), None
    if isinstance(reading, Slope) and asked.own_columns and not crossing.space.masks:
        results, implied = _slope(asked)
        return judgement_of(crossing, results, implied=tuple(implied), facts=facts)
    results = found_by_test(asked)
    first = results[0][1]
    free = free_range(asked)
    implied = [*free, *given(quantity_of(asked), results)]
    if free and isinstance(reading, Association | Slope) and not first.exhausted:
        implied += range_if_true(asked, free[0], accept(asked, asked.test))
    if isinstance(reading, Contrast):
        facts = (*facts_of(decided=first.decided), *facts)
        if first.verdict != "open" and asked.own_columns:
            turn = _moved(reading, asked, first.verdict)
    return judgement_of(crossing, results, implied=tuple(implied), facts=facts, turn=turn)


def judge_briefly(asked: Asked) -> Judgement:
    """Return the verdict alone, and the number of tables, by the test that decides."""
    reading, space = asked.reading, asked.crossing.space
    if isinstance(reading, Within):
        return _within(reading, asked.crossing)
    if isinstance(reading, Slope) and asked.own_columns and not space.masks:
        states = score_states(space, asked.scores)
        totals = np.array(space.rows.totals)
        found = walk(states, asked.trend(asked.test, totals, states.k, states.s))
    else:
        found = _found(asked, asked.test, [], first=False)
    return judgement_of(asked.crossing, [(result_of(asked.test, found), found)])


def quantity_of(asked: Asked) -> Quantity:
    """Return the cases of the pivot, or of the last row of a scale, that have the outcome.

    Of an association those in the last row and the last column.
    """
    reading, crossing = asked.reading, asked.crossing
    pivot = reading.pivot if isinstance(reading, Contrast | Within) else crossing.rows[-1:]
    yes = crossing.columns[-1] if isinstance(reading, Association) else reading.yes
    return crossing.cases(pivot, yes)


def free_range(asked: Asked) -> list[Implied]:
    """Return the range that the printed numbers alone leave the quantity; nothing out of reach."""
    quantity = quantity_of(asked)
    (_, yes), (_, rows) = quantity.of
    try:
        span = ends(asked.crossing.space, asked.crossing.form(rows, yes))
    except OutOfReach:
        return []
    return [Implied(quantity, None, *span)]


def given(quantity: Quantity, results: Results) -> list[Implied]:
    """Return the values of a quantity given the claim, and those where a test is undefined."""
    return [
        Implied(quantity, result.test, low, high, True, undefined)
        for result, found in results
        for undefined, values in ((False, found.values), (True, found.undefined))
        for low, high in values
    ]


def judgement_of(crossing: Crossing, results: Results, **more: object) -> Judgement:
    """Return a judgement from what each test found over the tables, the first one deciding."""
    first, found = results[0]
    return judged(
        first.decision,
        "consistent_tables",
        "bound" if found.total is None else "enumerated",
        (crossing.witness(found.witness_for), crossing.witness(found.witness_against)),
        tables=ConsistentTables(found.total, found.holding, found.undecided, found.method),
        tests=tuple(result for result, _ in results),
        sources=crossing.sources,
        **more,
    )


def result_of(test: str, found: Found, p: tuple[float, float] | None = None) -> TestResult:
    """Return what a test found over all tables."""
    low, high = p or (None, None)
    return TestResult(test, found.verdict, low, high, found.holding, found.undecided)


def found_by_test(asked: Asked) -> Results:
    """Return what each test finds over all tables, a contrast's with its range of p."""
    results: Results = []
    known: list[IntArray] = []
    for test in tests_of(asked.reading):
        found = _found(asked, test, known, first=not results)
        own = asked.own_columns and isinstance(asked.reading, Contrast)
        results.append((result_of(test, found, _p_range(asked, test) if own else None), found))
    return results


def _found(asked: Asked, test: str, known: list[IntArray], *, first: bool) -> Found:
    """Return what a test finds; only the first needs witnesses where all tables are counted."""
    space = asked.crossing.space
    if asked.own_columns and isinstance(asked.reading, Contrast):
        decide = [asked.decide(test, pair) for pair in asked.pairs]
        groups = [group for _, group in asked.pairs]
        pivot = asked.pairs[0][0]
        return sweep(space, pivot, groups, decide, test in MONOTONE, witnesses=first)
    if asked.own_columns and isinstance(asked.reading, Steps) and not space.masks:
        own = [asked.decide(test, pair) for pair in asked.pairs]
        return steps(space, lambda i, x, y: own[i](y, x), witnesses=first)
    return _larger(asked, test, known)


def _p_range(asked: Asked, test: str) -> tuple[float, float] | None:
    """Return the smallest and the largest p of any comparison over the tables."""
    found: list[float] = []
    for pair in asked.pairs:
        n1, n2 = map(asked.crossing.size, pair)
        x, y = pairs(asked.crossing.space, *pair, extreme=test in MONOTONE)
        found += p_range(test, x, n1 - x, y, n2 - y) or ()
    return (min(found), max(found)) if found else None


def _larger(asked: Asked, test: str, known: list[IntArray]) -> Found:
    """Judge by tables with further columns: listed where they are few, else bounded or searched.

    Witnesses are added to those known.
    """
    space, decide = asked.crossing.space, accept(asked, test)
    (_, yes), (_, rows) = quantity_of(asked).of
    form = asked.crossing.form(rows, yes)
    try:
        return judge_list(space, decide, form, FEW)
    except OutOfReach:
        pass
    found, prefer = Found(), []
    if isinstance(asked.reading, Contrast) and asked.direction:
        prefer = [form]
        if asked.crossing.columns == (asked.reading.yes, asked.reading.no):
            groups, monotone = [group for _, group in asked.pairs], test in MONOTONE
            decide_all = [partial(asked.contrast, test)] * len(groups)
            pivot = asked.pairs[0][0]
            found = corners(space, pivot, groups, decide_all, asked.direction, monotone)
    known += found.witnesses
    if not found.exhausted or (found.verdict == "open" and len(found.witnesses) < 2):
        sought = search(space, decide, prefer, seed=SEED, known=known)
        known += sought.witnesses
        if not found.exhausted:
            return sought
        return replace(sought, values=found.values, undefined=found.undefined, exhausted=True)
    return found


def _power(asked: Asked) -> tuple[Fact, ...]:
    """Return what an absence claim can have missed: less than what its test would find.

    All cases are taken as known, which flatters a slope a little.
    """
    reading, crossing, settings = asked.reading, asked.crossing, asked.settings
    rows, columns = crossing.space.rows, crossing.space.columns
    if isinstance(reading, Association):
        n = min(sum(rows.totals), sum(columns.totals))
        df = (len(rows.totals) - 1) * (len(columns.totals) - 1)
        if reading.present or not (n and df):
            return ()
        return facts_of(cases=n, df=df, power_effect=detectable_effect(n, df, settings))
    if asked.direction or isinstance(reading, Steps | Within):
        return ()
    n = sum(columns.totals)
    yes = sum(columns.totals[i] for i in crossing.places_of(reading.yes))
    if isinstance(reading, Slope):
        no = sum(columns.totals[i] for i in crossing.places_of(reading.no))
        scored = {score for score, n in zip(asked.scores, rows.totals, strict=True) if n}
        if not yes or not no or len(scored) < 2:
            return ()
        share = Fraction(yes, yes + no)
        ratio = detectable_slope(yes + no, share, asked.scores, rows.totals, settings)
        return facts_of(group=yes, other_group=no, power_slope=ratio)
    n1, n2 = map(crossing.size, asked.pairs[0])
    if not (n1 and n2 and 0 < yes < n):
        return ()
    up, down = detectable_odds_ratio(n1, n2, Fraction(yes, n), settings)
    return facts_of(group=n1, other_group=n2, power_up=up, power_down=down)


def _slope(asked: Asked) -> tuple[Results, list[Implied]]:
    """Judge a slope of two outcomes, with the odds ratios and average scores that are possible."""
    reading, crossing = asked.reading, asked.crossing
    assert isinstance(reading, Slope)
    totals, marks = np.array(crossing.space.rows.totals, dtype=np.int64), np.array(asked.scores)
    states = score_states(crossing.space, asked.scores)
    trends = all_trends(totals, marks, states.k, states.s, asked.settings)
    excess = states.s * totals.sum() - states.k * int(totals @ marks)
    of = ((reading.outcome, reading.yes), (reading.characteristic, ()))
    ratio, mean = (Quantity(kind, reading.sample, of) for kind in ("ratio", "mean"))
    some, average = states.k > 0, states.s / np.maximum(states.k, 1)
    every = np.ones(len(states.k), dtype=bool)
    results: Results = []
    true = {"": every}
    for test in tests_of(reading):
        decisions = claimed(trends.decisions[test], excess, reading.direction)
        found = walk(states, decisions)
        results.append((result_of(test, found, trends.p_range[test]), found))
        if (decisions == 1).any():
            true[test] = decisions == 1
    odds = [(ratio, test, _odds(trends.slope[chosen])) for test, chosen in true.items()]
    means = [(mean, test, _span(average[chosen & some])) for test, chosen in true.items()]
    return results, [
        Implied(quantity, test or None, *span, bool(test)) for quantity, test, span in odds + means
    ]


def _odds(slope: npt.NDArray[np.float64]) -> tuple[float | None, float | None]:
    """Return the smallest and largest odds ratio; None where there is no bound.

    Where all cases with the outcome lie at one end of the scale the estimate does not exist, and
    the odds ratio has no bound on that side.
    """
    low, high = _span(slope[~np.isnan(slope)])
    if low is None or high is None:
        return None, None
    return float(np.exp(low)), None if np.isposinf(high) else float(np.exp(high))


def _span(values: npt.NDArray[np.float64]) -> tuple[float | None, float | None]:
    return (float(values.min()), float(values.max())) if values.size else (None, None)


def _within(reading: Within, crossing: Crossing) -> Judgement:
    """Judge that the cases with the outcome outnumber the other known ones in every table."""
    yes, no = (crossing.form(reading.pivot, levels) for levels in (reading.yes, reading.no))
    excess = ends(crossing.space, (*yes, *((i, j, -k) for i, j, k in no)))
    verdict, turn = settled(excess.low, excess.high, 1), None
    if verdict != "open":
        # Each case recoded from yes to no takes two off the difference.
        holds = verdict == "holds"
        turn = Turn("recoded", (excess.low + 1) // 2 if holds else -excess.high // 2 + 1)
    tables = (excess.high_table, excess.low_table) if verdict == "open" else (None, None)
    base = crossing.cases(reading.pivot, reading.yes)
    # Counted among the cases of the rows, which are named first.
    whole = crossing.size(crossing.indices(reading.pivot))
    among = replace(base, of=base.of[::-1], whole=whole)
    return judged(
        verdict,
        "bounds",
        "bound",
        (crossing.witness(tables[0]), crossing.witness(tables[1])),
        implied=(
            Implied(among, None, *ends(crossing.space, yes)),
            Implied(replace(base, kind="excess"), None, excess.low, excess.high),
        ),
        turn=turn,
        sources=crossing.sources,
    )


def _moved(reading: Contrast, asked: Asked, verdict: str) -> Turn | None:
    """Return how few cases with the outcome, moved between two groups, turn a settled contrast.

    The margins stay: each case moved changes places with one without the outcome. The consistent
    table nearest to a turn counts, under the test that decides. A refuted claim against several
    groups is left out, as several moves at once would be needed.
    """
    if verdict == "fails" and len(reading.against) > 1:
        return None
    try:
        tables = listing(asked.crossing.space, FEW)[:, :, 0]
    except OutOfReach:
        return None
    wanted, best = int(verdict != "holds"), None
    # A claim of no difference can be lost either way.
    signs = (1, -1) if asked.direction == 0 else (asked.direction * (1 if wanted else -1),)
    for group, pair in zip(reading.against, asked.pairs, strict=True):
        x, y = (tables[:, list(rows)].sum(axis=1) for rows in pair)
        for sign in signs:
            most = best.cases - 1 if best else asked.crossing.space.columns.totals[0]
            cases = fewest_moved(asked, pair, x, y, wanted, (sign, -sign), most)
            if cases:
                toward, source = (
                    (reading.characteristic, levels) for levels in (reading.pivot, group)[::sign]
                )
                best = Turn("moved", cases, toward, source)
    return best


def fewest_moved(
    asked: Asked,
    pair: tuple[Rows, Rows],
    x: IntArray,
    y: IntArray,
    wanted: int,
    steps: tuple[int, int],
    most: int,
) -> int | None:
    """Return how few steps from some tables' numbers lead to a decision; None for none."""
    (n1, n2), moves = map(asked.crossing.size, pair), np.arange(1, most + 1)[:, None]
    a, c = x + steps[0] * moves, y + steps[1] * moves
    inside = (a >= 0) & (a <= n1) & (c >= 0) & (c <= n2)
    decisions = asked.decide(asked.test, pair)(a[inside], c[inside])
    turned = np.flatnonzero(decisions == wanted)
    return int(np.nonzero(inside)[0][turned[0]]) + 1 if len(turned) else None
