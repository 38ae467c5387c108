"""A reading of one cross-table, judged over all consistent tables."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np
import numpy.typing as npt

from recount.report import Association, Contrast, CrossTable, Levels, Report, Slope, Steps, Within
from recount.settings import Settings
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
from recount.verdicts.assumptions import Assumed
from recount.verdicts.crossings import Crossing, cross
from recount.verdicts.decisions import Asked, accept, ask, claimed
from recount.verdicts.judgement import (
    ConsistentTables,
    Fact,
    Implied,
    Judgement,
    Quantity,
    TestResult,
    Turn,
    facts_of,
    proof_of,
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


def judge_crosstable(
    report: Report,
    reading: CrossTable,
    assumed: Assumed,
    settings: Settings,
    *,
    briefly: bool = False,
) -> Judgement:
    """Return the verdict on a reading of one cross-table; briefly only by the test that decides."""
    crossing = cross(report, reading, assumed)
    asked = ask(report, reading, crossing, settings, 1 if briefly else 9)
    if isinstance(reading, Within):
        return _within(reading, crossing)
    if isinstance(reading, Slope) and asked.own_columns and not crossing.space.masks:
        return _slope(asked)
    results = by_test(asked)
    first = results[0][1]
    free = free_range(asked)
    implied = [*free, *given(quantity_of(asked), results)]
    if free and isinstance(reading, Association | Slope) and not first.exhausted:
        implied += range_if_true(asked, free[0], accept(asked, asked.tests[0]))
    facts = () if briefly else _power(asked)
    turn = None
    if isinstance(reading, Contrast):
        facts = (*facts_of(decided=first.decided), *facts)
        if first.verdict != "open" and asked.own_columns and not briefly:
            turn = _moved(reading, asked, first.verdict)
    return judged(crossing, results, implied=tuple(implied), facts=facts, turn=turn)


def quantity_of(asked: Asked) -> Quantity:
    """Return the cases of the pivot, or of the last row of a scale, that have the outcome.

    Of an association those in the last row and the last column.
    """
    reading, crossing = asked.reading, asked.crossing
    pivot = reading.pivot if isinstance(reading, Contrast | Within) else crossing.rows[-1:]
    yes = crossing.columns[-1] if isinstance(reading, Association) else reading.yes
    return cases_of(crossing, pivot, yes)


def cases_of(crossing: Crossing, rows: Levels, columns: Levels) -> Quantity:
    """Return the cases of some rows that are in some columns."""
    of = ((crossing.outcome, columns), (crossing.characteristic, rows))
    return Quantity("cases", crossing.sample, of)


def free_range(asked: Asked) -> tuple[Implied, ...]:
    """Return the range that the printed numbers alone leave the quantity; nothing out of reach."""
    quantity = quantity_of(asked)
    (_, yes), (_, rows) = quantity.of
    try:
        low, high = ends(asked.crossing.space, asked.crossing.form(rows, yes))
    except OutOfReach:
        return ()
    return (Implied(quantity, None, low, high),)


def given(quantity: Quantity, results: Results) -> list[Implied]:
    """Return the values of a quantity given the claim, and those where a test is undefined."""
    return [
        Implied(quantity, result.test, low, high, True, undefined)
        for result, found in results
        for undefined, values in ((False, found.values), (True, found.undefined))
        for low, high in values
    ]


def judged(crossing: Crossing, results: Results, **more: object) -> Judgement:
    """Return a judgement from what each test found over the tables, the first one deciding."""
    first, found = results[0]
    shown = [crossing.witness(table) for table in (found.witness_for, found.witness_against)]
    return Judgement(
        first.decision,
        "consistent_tables",
        proof_of(first.decision, "bound" if found.total is None else "enumerated", shown),
        ConsistentTables(found.total, found.holding, found.undecided, found.method),
        witness_for=shown[0],
        witness_against=shown[1],
        tests=tuple(result for result, _ in results),
        sources=crossing.sources,
        **more,  # type: ignore[arg-type]
    )


def result_of(test: str, found: Found, p: tuple[float, float] | None = None) -> TestResult:
    """Return what a test found over all tables."""
    low, high = p or (None, None)
    return TestResult(test, found.verdict, low, high, found.holding, found.undecided)


def by_test(asked: Asked) -> Results:
    """Return what each test finds over all tables, a contrast's with its range of p."""
    results: Results = []
    known: list[IntArray] = []
    space = asked.crossing.space
    for test in asked.tests:
        p = None
        if asked.own_columns and isinstance(asked.reading, Contrast):
            found = _swept(asked, test, first=not results)
            p = _p_range(asked, test) if len(asked.tests) > 1 else None
        elif asked.own_columns and isinstance(asked.reading, Steps) and not space.masks:
            decide = [asked.decide(test, pair) for pair in asked.pairs]
            found = steps(
                space,
                lambda i, x, y, d=decide: d[i](y, x),  # type: ignore[misc]
                witnesses=not results,
            )
        else:
            found = _larger(asked, test, known)
        results.append((result_of(test, found, p), found))
    return results


def _swept(asked: Asked, test: str, *, first: bool) -> Found:
    """Sweep over all tables; only the test that decides needs witnesses."""
    decide = [asked.decide(test, pair) for pair in asked.pairs]
    groups = [group for _, group in asked.pairs]
    pivot = asked.pairs[0][0]
    return sweep(asked.crossing.space, pivot, groups, decide, test in MONOTONE, witnesses=first)


def _p_range(asked: Asked, test: str) -> tuple[float, float] | None:
    """Return the smallest and the largest p of any comparison over the tables."""
    found = []
    for pair in asked.pairs:
        n1, n2 = asked.sizes(pair)
        x, y = pairs(asked.crossing.space, *pair, extreme=test in MONOTONE)
        found.append(p_range(test, x, n1 - x, y, n2 - y))
    ends = [end for each in found for end in each or ()]
    return (min(ends), max(ends)) if ends else None


def _larger(asked: Asked, test: str, known: list[IntArray]) -> Found:
    """Judge by tables with further columns: listed where they are few, else bounded or searched.

    Witnesses are added to those known.
    """
    space, decide = asked.crossing.space, accept(asked, test)
    (_, yes), (_, rows) = quantity_of(asked).of
    form = asked.crossing.form(rows, yes)
    found = Found()
    try:
        return judge_list(space, decide, form, FEW)
    except OutOfReach:
        pass
    if isinstance(asked.reading, Contrast) and asked.direction:
        if asked.crossing.columns == (asked.reading.yes, asked.reading.no):
            groups, monotone = [group for _, group in asked.pairs], test in MONOTONE
            decide_all = [partial(asked.contrast, test)] * len(groups)
            pivot = asked.pairs[0][0]
            found = corners(space, pivot, groups, decide_all, asked.direction, monotone)
        prefer = [form]
    else:
        prefer = []
    shown = found.witness_for, found.witness_against
    if not found.exhausted or (found.verdict == "open" and any(each is None for each in shown)):
        known += [table for table in shown if table is not None]
        sought = search(space, decide, prefer, seed=SEED, known=known)
        shown = sought.witness_for, sought.witness_against
        if found.exhausted:
            sought = replace(sought, values=found.values, undefined=found.undefined, exhausted=True)
        found = sought
    known += [table for table in shown if table is not None]
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
    n1, n2 = crossing.size(reading.pivot), crossing.size(reading.against[0])
    if not (n1 and n2 and 0 < yes < n):
        return ()
    up, down = detectable_odds_ratio(n1, n2, Fraction(yes, n), settings)
    return facts_of(group=n1, other_group=n2, power_up=up, power_down=down)


def _slope(asked: Asked) -> Judgement:
    """Judge a slope of two outcomes, with the odds ratios and average scores that are possible."""
    reading, crossing = asked.reading, asked.crossing
    assert isinstance(reading, Slope)
    totals, marks = np.array(crossing.space.rows.totals, dtype=np.int64), np.array(asked.scores)
    states = score_states(crossing.space, asked.scores)
    trends = all_trends(totals, marks, states.k, states.s, asked.settings)
    excess = states.s * totals.sum() - states.k * int(totals @ marks)
    of = ((reading.outcome, reading.yes), (reading.characteristic, ()))
    some, average = states.k > 0, states.s / np.maximum(states.k, 1)
    results: Results = []
    implied: dict[str, list[Implied]] = {"ratio": [], "mean": []}
    for test in (None, *asked.tests):
        true = np.ones(len(states.k), dtype=bool)
        if test is not None:
            decisions = claimed(trends.decisions[test], excess, reading.direction)
            found = walk(states, decisions)
            results.append((result_of(test, found, trends.p_range[test]), found))
            true = decisions == 1
        if test is None or true.any():
            ranges = {"ratio": _odds(trends.slope[true]), "mean": _span(average[true & some])}
            for kind, span in ranges.items():
                quantity = Quantity(kind, reading.sample, of)
                implied[kind].append(Implied(quantity, test, *span, test is not None))
    both = (*implied["ratio"], *implied["mean"])
    return judged(crossing, results, implied=both, facts=_power(asked))


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
    yes = crossing.form(reading.pivot, reading.yes)
    no = crossing.form(reading.pivot, reading.no)
    excess = ends(crossing.space, (*yes, *((i, j, -k) for i, j, k in no)))
    number = ends(crossing.space, yes)
    verdict = settled(excess.low, excess.high, 1)
    turn = None
    if verdict != "open":
        # Each case recoded from yes to no takes two off the difference.
        holds = verdict == "holds"
        turn = Turn("recoded", (excess.low + 1) // 2 if holds else -excess.high // 2 + 1)
    tables = (excess.high_table, excess.low_table) if verdict == "open" else (None, None)
    shown = crossing.witness(tables[0]), crossing.witness(tables[1])
    base = cases_of(crossing, reading.pivot, reading.yes)
    # Counted among the cases of the rows, which are named first.
    among = replace(base, of=base.of[::-1], whole=crossing.size(reading.pivot))
    return Judgement(
        verdict,
        "bounds",
        proof_of(verdict, "bound", shown),
        implied=(
            Implied(among, None, number.low, number.high),
            Implied(replace(base, kind="excess"), None, excess.low, excess.high),
        ),
        witness_for=shown[0],
        witness_against=shown[1],
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
        decide = asked.decide(asked.tests[0], pair)
        x, y = (tables[:, list(rows)].sum(axis=1) for rows in pair)
        n1, n2 = asked.sizes(pair)
        for sign in signs:
            most = min(n1, n2, asked.crossing.space.columns.totals[0])
            moves = np.arange(1, (best.cases if best else most + 1))[:, None]
            a, c = x + sign * moves, y - sign * moves
            inside = (a >= 0) & (a <= n1) & (c >= 0) & (c <= n2)
            turned = np.flatnonzero(decide(a[inside], c[inside]) == wanted)
            if len(turned):
                cases = int(np.nonzero(inside)[0][turned[0]]) + 1
                toward, source = (
                    (reading.characteristic, levels) for levels in (reading.pivot, group)[::sign]
                )
                best = Turn("moved", cases, toward, source)
    return best
