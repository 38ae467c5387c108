"""A reading of one cross-table, judged over all consistent tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from recount import significance, tables
from recount.arrays import Ints
from recount.report import Association, Contrast, Slope, Steps, Within
from recount.verdicts import judgement
from recount.verdicts.crossings import Crossing
from recount.verdicts.decisions import Asked, accept, tests_of
from recount.verdicts.judgement import ConsistentTables, Judgement, judged, settled
from recount.verdicts.larger import range_if_true

#: Tables that are listed before anything else where a table has more than two columns.
FEW_TABLES = 2_000
#: Tests whose decisions follow the evidence from cell to cell.
MONOTONE = ("pearson", "likelihood_ratio")

Results = dict[str, tables.Found]
"""What each test found over all tables, the one that decides first."""
Span = tuple[float | None, float | None]
NO_SPAN: Span = (None, None)


def judge_crosstable(asked: Asked) -> Judgement:
    """Return the verdict on a reading of one cross-table."""
    reading, crossing = asked.reading, asked.crossing
    if isinstance(reading, Within):
        return _within(reading, crossing, briefly=False)
    facts = _power(asked)
    if isinstance(reading, Slope) and asked.walks:
        return _slope(asked, reading, facts)
    results, p = found_by_test(asked), ranges_of_p(asked)
    first, free = results[asked.test], free_range(asked)
    implied = [*free, *given(crossing.cases(*asked.number), results)]
    if free and isinstance(reading, Association | Slope) and not first.exhausted:
        implied += range_if_true(asked, free[0], accept(asked, asked.test))
    if isinstance(reading, Contrast):
        facts["decided"] = first.decided
    return judgement_of(crossing, results, p, implied=tuple(implied), facts=facts)


def judge_briefly(asked: Asked) -> Judgement:
    """Return the verdict alone, and the number of tables, by the test that decides."""
    if isinstance(asked.reading, Within):
        return _within(asked.reading, asked.crossing, briefly=True)
    test = asked.test
    found = _listed(asked, [test]).get(test) or _found(asked, test, [], first=False)
    return judgement_of(asked.crossing, {test: found})


def free_range(asked: Asked) -> list[judgement.Implied]:
    """Return the range that the printed numbers alone leave the number; nothing out of reach."""
    crossing = asked.crossing
    try:
        span = tables.ends(crossing.space, crossing.form(*asked.number))
    except tables.OutOfReach:
        return []
    return [judgement.Implied(crossing.cases(*asked.number), None, *span)]


def given(quantity: judgement.Quantity, results: Results) -> list[judgement.Implied]:
    """Return the values of a quantity given the claim, and those where a test is undefined."""
    return [
        judgement.Implied(quantity, test, low, high, True, undefined)
        for test, found in results.items()
        for undefined, values in ((False, found.values), (True, found.undefined))
        for low, high in values
    ]


def judgement_of(
    crossing: Crossing,
    results: Results,
    p: Mapping[str, Span] | None = None,
    companions: Mapping[str, str] | None = None,
    **more: object,
) -> Judgement:
    """Return a judgement from what each test found over the tables, the first one deciding."""
    found = next(iter(results.values()))
    if found.total == 0:
        raise tables.Infeasible("no table is left")
    return judged(
        found.verdict,
        "consistent_tables",
        "bound" if found.total is None else "enumerated",
        (crossing.witness(found.witness_for), crossing.witness(found.witness_against)),
        tables=ConsistentTables(found.total, found.holding, found.undecided, found.method),
        tests=tuple(
            judgement.TestResult(
                *(test, own.verdict, *(p or {}).get(test, NO_SPAN), own.holding, own.undecided),
                companion=(companions or {}).get(test, ""),
            )
            for test, own in results.items()
        ),
        sources=crossing.sources,
        **more,
    )


def found_by_test(asked: Asked) -> Results:
    """Return what each test finds over all tables."""
    tests = tests_of(asked.reading)
    results = _listed(asked, tests)
    known: list[Ints] = []
    for test in tests:
        if test not in results:
            results[test] = _found(asked, test, known, first=test == asked.test)
    return results


def ranges_of_p(asked: Asked) -> dict[str, Span]:
    """Return the smallest and the largest p of any comparison of a contrast, by test."""
    found: dict[str, tuple[float, float]] = {}
    for pair in asked.pairs if asked.own_columns and isinstance(asked.reading, Contrast) else ():
        n1, n2 = map(asked.crossing.size, pair)
        for extreme in (True, False):  # only Wald's may lie anywhere
            x, y = tables.pairs(asked.crossing.space, *pair, extreme=extreme)
            for test in ("pearson", "likelihood_ratio", "fisher") if extreme else ("wald",):
                if ends := significance.p_range(test, x, n1 - x, y, n2 - y):
                    ends = (*ends, *found.get(test, ()))
                    found[test] = min(ends), max(ends)
    return {**found}


def _listed(asked: Asked, tests: Sequence[str]) -> Results:
    """Return what tests find in a list of all tables; nothing where there is a better way."""
    if asked.walks if isinstance(asked.reading, Steps | Slope) else asked.own_columns:
        return {}
    judge, form = accept(asked, *tests), asked.crossing.form(*asked.number)
    try:
        found = tables.judge_list(asked.crossing.space, judge, form, FEW_TABLES, len(tests))
    except tables.OutOfReach:
        return {}
    return dict(zip(tests, found, strict=True))


def _found(asked: Asked, test: str, known: list[Ints], *, first: bool) -> tables.Found:
    """Return what a test finds; only the first needs witnesses beside a proof."""
    # Where there are further columns tables are listed if they are few, else bounded or searched,
    # and witnesses added to those known.
    reading, crossing, space = asked.reading, asked.crossing, asked.crossing.space
    monotone, scale = test in MONOTONE, isinstance(reading, Steps)
    if asked.walks if scale else asked.own_columns and isinstance(reading, Contrast):
        pairs = asked.pairs[:: -1 if scale else 1]
        decide = [asked.decide(test, pair) for pair in pairs]
        swept = tables.sweep(space, pairs, decide, monotone, witnesses=first)
        return replace(swept, method="walk") if scale and swept.method == "sweep" else swept
    if isinstance(reading, Slope) and asked.walks:
        states = tables.score_states(space, asked.scores)
        trends = significance.Trends(space.rows.totals, asked.scores, states.k, states.s)
        return tables.walk(states, asked.sloping(trends, test))
    judge, form = accept(asked, test), crossing.form(*asked.number)
    found, directed = tables.Found(), isinstance(reading, Contrast) and asked.direction
    if isinstance(reading, Contrast) and directed and asked.two_columns:
        pivot, groups = asked.pairs[0][0], [group for _, group in asked.pairs]
        cells = [partial(asked.contrast, test)] * len(groups)
        found = tables.corners(space, pivot, groups, cells, asked.direction, monotone, first)
    known += found.witnesses
    if found.exhausted and (found.verdict != "open" or len(found.witnesses) == 2):
        return found
    forms, needed = [form] if directed else [], first or found.exhausted
    sought = tables.search(space, judge, forms, known=known, witnesses=needed)
    known += sought.witnesses
    if not found.exhausted:
        return sought
    return replace(sought, values=found.values, undefined=found.undefined, exhausted=True)


def _power(asked: Asked) -> dict[str, Any]:
    """Return what an absence claim can have missed: less than what its test would find."""
    # All cases are taken as known, which flatters a slope a little.
    reading, crossing, settings = asked.reading, asked.crossing, asked.settings
    rows, columns = crossing.space.rows.totals, crossing.space.columns.totals
    if isinstance(reading, Association):
        n, df = min(sum(rows), sum(columns)), (len(rows) - 1) * (len(columns) - 1)
        if reading.present or not (n and df):
            return {}
        effect = significance.detectable_effect(n, df, settings)
        return {"cases": n, "df": df, "power_effect": effect}
    if asked.direction or isinstance(reading, Steps | Within):
        return {}
    yes, no = (
        sum(columns[i] for i in crossing.places_of(levels)) for levels in (reading.yes, reading.no)
    )
    if isinstance(reading, Slope):
        if not yes or not no or len({x for x, n in zip(asked.scores, rows, strict=True) if n}) < 2:
            return {}
        share = Fraction(yes, yes + no)
        ratio = significance.detectable_slope(yes + no, share, asked.scores, rows, settings)
        return {"group": yes, "other_group": no, "power_slope": ratio}
    (n1, n2), n = map(crossing.size, asked.pairs[0]), sum(columns)
    if not (n1 and n2 and 0 < yes < n):
        return {}
    up, down = significance.detectable_odds_ratio(n1, n2, Fraction(yes, n), settings)
    return {"group": n1, "other_group": n2, "power_up": up, "power_down": down}


def _slope(asked: Asked, reading: Slope, facts: dict[str, Any]) -> Judgement:
    """Judge a slope of two outcomes, with the odds ratios and average scores that are possible."""
    # An odds ratio has no bound on a side where all cases with the outcome can lie at that end of
    # the scale, as the estimate does not exist there.
    space = asked.crossing.space
    states = tables.score_states(space, asked.scores)
    trends = significance.Trends(space.rows.totals, asked.scores, states.k, states.s)
    results: Results = {}
    true = {"": np.ones(len(states.k), dtype=bool)}
    for test in tests_of(reading):
        decisions = asked.sloping(trends, test)
        results[test] = tables.walk(states, decisions)
        if (decisions == 1).any():
            true[test] = decisions == 1
    of = ((reading.outcome, reading.yes), (reading.characteristic, ()))
    ratio, mean = (judgement.Quantity(kind, reading.sample, of) for kind in ("ratio", "mean"))
    odds, means = [], []
    slope = trends.slope
    for test, chosen in true.items():
        some = chosen & (states.k > 0)
        low, high = _span(np.exp(slope[chosen & ~np.isnan(slope)]))
        high = None if high == np.inf else high
        odds.append(judgement.Implied(ratio, test or None, low, high, bool(test)))
        average = _span(states.s[some] / states.k[some])
        means.append(judgement.Implied(mean, test or None, *average, bool(test)))
    p = {test: trends.p_range(test) or NO_SPAN for test in results}
    return judgement_of(asked.crossing, results, p, implied=(*odds, *means), facts=facts)


def _span(values: npt.NDArray[np.float64]) -> Span:
    return (float(values.min()), float(values.max())) if values.size else NO_SPAN


def _within(reading: Within, crossing: Crossing, *, briefly: bool) -> Judgement:
    """Judge that the cases with the outcome outnumber the other known ones in every table."""
    yes, no = (crossing.form(reading.pivot, levels) for levels in (reading.yes, reading.no))
    excess = tables.ends(crossing.space, (*yes, *((i, j, -k) for i, j, k in no)))
    verdict, turn = settled(excess.low, excess.high, 1), None
    if briefly:
        return Judgement(verdict)
    shown: judgement.Shown = (None, None)
    if verdict == "open":
        shown = crossing.witness(excess.high_table()), crossing.witness(excess.low_table())
    else:
        # Each case recoded from yes to no takes two off the difference.
        holds = verdict == "holds"
        turn = judgement.Turn("recoded", (excess.low + 1) // 2 if holds else -excess.high // 2 + 1)
    base = crossing.cases(reading.pivot, reading.yes)
    # Counted among the cases of the rows, which are named first.
    whole = crossing.size(crossing.indices(reading.pivot))
    among = replace(base, of=base.of[::-1], whole=whole)
    return judged(
        *(verdict, "bounds", "bound", shown),
        implied=(
            judgement.Implied(among, None, *tables.ends(crossing.space, yes)),
            judgement.Implied(replace(base, kind="excess"), None, excess.low, excess.high),
        ),
        turn=turn,
        sources=crossing.sources,
    )
