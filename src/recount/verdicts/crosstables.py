"""A reading of one cross-table, judged over all consistent tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np

from recount.report import (
    Association,
    Contrast,
    CrossTable,
    Levels,
    Report,
    Slope,
    Steps,
    Within,
)
from recount.settings import Settings
from recount.significance import (
    all_trends,
    detectable_effect,
    detectable_odds_ratio,
    detectable_slope,
    p_range,
)
from recount.tables import (
    Accept,
    Decide,
    Decisions,
    Found,
    IntArray,
    OutOfReach,
    Run,
    corners,
    ends,
    pairs,
    score_states,
    search,
    sweep,
    walk,
)
from recount.tables import steps as walk_steps
from recount.verdicts.assumptions import Assumed
from recount.verdicts.crossings import Crossing, cross
from recount.verdicts.decisions import (
    accept,
    claimed,
    contrast,
    pair_decision,
    scores_of,
    tests_of,
)
from recount.verdicts.judgement import (
    ConsistentTables,
    Fact,
    Implied,
    Judgement,
    Quantity,
    TestResult,
    Turn,
    proof_of,
)
from recount.verdicts.larger import range_if_true
from recount.verdicts.turning import contrast_turn

__all__ = ["SEED", "cases_of", "free_range", "if_true", "judge_crosstable", "judged", "result_of"]

#: Starts the random part of every search.
SEED = 20180301


def judge_crosstable(
    report: Report,
    reading: CrossTable,
    assumed: Assumed,
    settings: Settings,
    *,
    briefly: bool = False,
) -> Judgement:
    """Return the verdict on a reading of one cross-table.

    Args:
        report: What the report prints, and what was typed in from its figures.
        reading: How the statement is taken.
        assumed: Assumptions.
        settings: Settings of the tests.
        briefly: Only by the test that decides, and without its range of p.

    Raises:
        NoMarginError: A margin of the table is not printed.
        Infeasible: The printed numbers contradict each other.

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> claim = next(c for c in report.claims if c.id == "f11-pubescent-lower")
        >>> found = judge_crosstable(report, claim.reading, Assumed(), Settings())
        >>> found.verdict, found.tables.count
        ('holds', 7)
    """
    crossing = cross(report, reading, assumed)
    if isinstance(reading, Within):
        return _within(reading, crossing)
    tests = tests_of(reading)[: 1 if briefly else None]
    if isinstance(reading, Contrast):
        found = _contrast(report, reading, crossing, settings, tests)
    elif isinstance(reading, Slope):
        found = _slope(report, reading, crossing, settings, tests)
    elif isinstance(reading, Steps):
        found = _steps(report, reading, crossing, settings, tests)
    else:
        found = _association(report, reading, crossing, settings, tests)
    return replace(found, sources=crossing.sources)


def quantity_of(reading: CrossTable, crossing: Crossing) -> Quantity:
    """Return the cases of the pivot, or of the last row of a scale, that have the outcome.

    Of an association those in the last row and the last column.
    """
    pivot = reading.pivot if isinstance(reading, Contrast | Within) else crossing.rows[-1:]
    yes = crossing.columns[-1] if isinstance(reading, Association) else reading.yes
    of = ((reading.outcome, yes), (reading.characteristic, pivot))
    return Quantity("cases", reading.sample, of)


def cases_of(crossing: Crossing, rows: Levels) -> Quantity:
    """Return the cases of some rows that are in the first column."""
    of = ((crossing.outcome, crossing.columns[0]), (crossing.characteristic, rows))
    return Quantity("cases", crossing.sample, of)


def free_range(reading: CrossTable, crossing: Crossing) -> tuple[Implied, ...]:
    """Return the range that the printed numbers alone leave the quantity; nothing out of reach."""
    quantity = quantity_of(reading, crossing)
    (_, yes), (_, rows) = quantity.of
    columns = [i for i, group in enumerate(crossing.columns) if set(group) <= set(yes)]
    try:
        low, high = ends(
            crossing.space,
            [(row, column, 1) for row in crossing.indices(rows) for column in columns],
        )
    except OutOfReach:
        return ()
    return (Implied(quantity, None, low, high, False),)


def judged(
    crossing: Crossing, results: Sequence[tuple[TestResult, Found]], **more: object
) -> Judgement:
    """Return a judgement from what each test found over the tables, the first one deciding."""
    first, found = results[0]
    shown = [crossing.witness(table) for table in (found.witness_for, found.witness_against)]
    tables = ConsistentTables(
        found.total, found.holding, found.undecided, found.method, found.tried
    )
    return Judgement(
        verdict=first.decision,
        basis="consistent_tables",
        proof=proof_of(first.decision, "bound" if found.total is None else "enumerated", *shown),
        tables=tables,
        witness_for=shown[0],
        witness_against=shown[1],
        tests=tuple(result for result, _ in results),
        **more,  # type: ignore[arg-type]
    )


def result_of(test: str, found: Found, p: tuple[float, float] | None = None) -> TestResult:
    """Return what a test found over all tables."""
    low, high = p or (None, None)
    return TestResult(test, found.verdict, low, high, found.holding, found.undecided)


def given(
    quantity: Quantity, test: str, values: Sequence[Run], undefined: Sequence[Run] = ()
) -> list[Implied]:
    """Return the values of a quantity given the claim, and those where the test is undefined."""
    found = [Implied(quantity, test, low, high, True) for low, high in values]
    return found + [Implied(quantity, test, low, high, True, True) for low, high in undefined]


def _own_columns(reading: CrossTable, crossing: Crossing) -> bool:
    """Return whether the crossing has the reading's two columns and no case left out of them."""
    own = not isinstance(reading, Association) and crossing.columns == (reading.yes, reading.no)
    return own and not crossing.space.columns.missing


def _contrast(
    report: Report,
    reading: Contrast,
    crossing: Crossing,
    settings: Settings,
    tests: Sequence[str],
) -> Judgement:
    pivot = crossing.indices(reading.pivot)
    groups = [crossing.indices(group) for group in reading.against]
    quantity = quantity_of(reading, crossing)
    own = _own_columns(reading, crossing)
    compared = _compared(crossing, pivot, groups) if own and len(tests) > 1 else []
    results: list[tuple[TestResult, Found]] = []
    implied: list[Implied] = []
    known: list[IntArray] = []
    for test in tests:
        monotone = test in ("pearson", "likelihood_ratio")
        if own:
            decide = [
                pair_decision(crossing, pivot, group, test, reading.direction, settings)
                for group in groups
            ]
            found = sweep(crossing.space, pivot, groups, decide, monotone)
            p = _p_range(compared, test) if compared else None
        else:
            found = _in_larger(report, reading, crossing, test, known, settings)
            p = None
        results.append((result_of(test, found, p), found))
        if found.exhausted:
            implied += given(quantity, test, found.values, found.undefined)
    first = results[0][1]
    facts = []
    if first.decided is not None:
        facts.append(Fact("decided", first.decided))
    if reading.direction == 0 and len(tests) > 1:
        facts += _contrast_power(crossing, reading, settings)
    turn: Turn | None = None
    if first.verdict != "open" and own and len(tests) > 1:
        turn = contrast_turn(reading, crossing, first.verdict, settings)
    return judged(
        crossing,
        results,
        implied=(*free_range(reading, crossing), *implied),
        facts=tuple(facts),
        turn=turn,
    )


def _yes(crossing: Crossing, reading: Contrast | Steps | Within) -> list[int]:
    return [i for i, group in enumerate(crossing.columns) if set(group) <= set(reading.yes)]


def _in_larger(
    report: Report,
    reading: Contrast,
    crossing: Crossing,
    test: str,
    known: list[IntArray],
    settings: Settings,
) -> Found:
    """Judge a contrast inside a larger table: columns left out, or apart for typed-in numbers."""
    pivot = crossing.indices(reading.pivot)
    groups = [crossing.indices(group) for group in reading.against]
    found: Found | None = None
    if crossing.columns == (reading.yes, reading.no) and reading.direction:

        def decide(a: IntArray, b: IntArray, c: IntArray, d: IntArray):  # type: ignore[no-untyped-def]
            return contrast(test, (a, b, c, d), reading.direction, settings)

        monotone = test in ("pearson", "likelihood_ratio")
        found = corners(
            crossing.space, pivot, groups, [decide] * len(groups), reading.direction, monotone
        )
        if found.exhausted and (found.witness_for is not None or found.verdict != "open"):
            known += [t for t in (found.witness_for, found.witness_against) if t is not None]
            if found.verdict != "open" or found.witness_against is not None:
                return found
    prefer = [tuple((row, 0, 1) for row in pivot)]
    sought = search(
        crossing.space,
        accept(report, reading, crossing, test, settings),
        prefer,
        seed=SEED,
        known=known,
    )
    known += [t for t in (sought.witness_for, sought.witness_against) if t is not None]
    if found is not None and found.exhausted:
        return replace(
            found,
            witness_for=found.witness_for if found.witness_for is not None else sought.witness_for,
            witness_against=sought.witness_against,
            method="search",
            tried=sought.tried,
        )
    return sought


def _compared(
    crossing: Crossing, pivot: Sequence[int], groups: Sequence[Sequence[int]]
) -> list[tuple[IntArray, IntArray, IntArray, IntArray]]:
    """Return the 2 x 2 tables of every comparison over the consistent tables."""
    totals = crossing.space.rows.totals
    n1 = sum(totals[row] for row in pivot)
    found = []
    for group in groups:
        n2 = sum(totals[row] for row in group)
        x, y = pairs(crossing.space, pivot, group)
        found.append((x, n1 - x, y, n2 - y))
    return found


def _p_range(
    compared: Sequence[tuple[IntArray, IntArray, IntArray, IntArray]], test: str
) -> tuple[float, float] | None:
    """Return the smallest and the largest p of any comparison."""
    found = [ends for cells in compared if (ends := p_range(test, *cells)) is not None]
    return (min(low for low, _ in found), max(high for _, high in found)) if found else None


def _contrast_power(crossing: Crossing, reading: Contrast, settings: Settings) -> list[Fact]:
    """Return what Pearson's test would find: an absence claim can have missed less than that."""
    n1, n2 = crossing.size(reading.pivot), crossing.size(reading.against[0])
    yes = sum(crossing.space.columns.totals[i] for i in _yes(crossing, reading))
    n = sum(crossing.space.columns.totals)
    if not (n1 and n2 and 0 < yes < n):
        return []
    found = detectable_odds_ratio(n1, n2, Fraction(yes, n), settings)
    facts = [Fact("group", n1), Fact("other_group", n2)]
    facts += [
        Fact(name, value)
        for name, value in (("power_up", found.up), ("power_down", found.down))
        if value is not None
    ]
    return facts


def _slope(
    report: Report, reading: Slope, crossing: Crossing, settings: Settings, tests: Sequence[str]
) -> Judgement:
    scores = scores_of(report, crossing)
    facts = _slope_power(scores, crossing, settings) if reading.direction == 0 else []
    of = ((reading.outcome, reading.yes), (reading.characteristic, ()))
    ratio, mean = Quantity("ratio", reading.sample, of), Quantity("mean", reading.sample, of)
    if not _own_columns(reading, crossing) or crossing.space.masks:
        return _searched(report, reading, crossing, settings, tests, tuple(facts))
    totals = np.array(crossing.space.rows.totals, dtype=np.int64)
    states = score_states(crossing.space, scores)
    trends = all_trends(totals, np.array(scores), states.k, states.s, settings)
    average = states.s / np.maximum(states.k, 1)
    implied = [Implied(ratio, None, *_odds(trends.slope), False)]
    means = [Implied(mean, None, *_span(average[states.k > 0]), False)]
    results = []
    excess = states.s * totals.sum() - states.k * int((totals * np.array(scores)).sum())
    for test in tests:
        decisions = claimed(trends.decisions[test], excess, reading.direction)
        found = walk(states, decisions)
        results.append((result_of(test, found, trends.p_range[test]), found))
        true = decisions == 1
        if true.any():
            implied.append(Implied(ratio, test, *_odds(trends.slope[true]), True))
            means.append(Implied(mean, test, *_span(average[true & (states.k > 0)]), True))
    return judged(crossing, results, implied=(*implied, *means), facts=tuple(facts))


def _odds(slope: np.typing.NDArray[np.float64]) -> tuple[float | None, float | None]:
    """Return the smallest and largest odds ratio; None where there is no bound.

    Where all cases with the outcome lie at one end of the scale the estimate does not exist, and
    the odds ratio has no bound on that side.
    """
    known = slope[~np.isnan(slope)]
    if not known.size:
        return None, None
    low, high = float(known.min()), float(known.max())
    return float(np.exp(low)), None if np.isposinf(high) else float(np.exp(high))


def _span(values: np.typing.NDArray[np.float64]) -> tuple[float | None, float | None]:
    return (float(values.min()), float(values.max())) if values.size else (None, None)


def _slope_power(scores: tuple[int, ...], crossing: Crossing, settings: Settings) -> list[Fact]:
    """Return the slope that would be found, all cases taken as known: that flatters it a little."""
    yes, no = crossing.space.columns.totals[:2]
    weights = crossing.space.rows.totals
    if not yes or not no or len({s for s, w in zip(scores, weights, strict=True) if w}) < 2:
        return []
    ratio = detectable_slope(yes + no, Fraction(yes, yes + no), scores, weights, settings)
    return [Fact("group", yes), Fact("other_group", no), Fact("power_slope", ratio)]


def _steps(
    report: Report, reading: Steps, crossing: Crossing, settings: Settings, tests: Sequence[str]
) -> Judgement:
    if not _own_columns(reading, crossing) or crossing.space.masks:
        return _searched(report, reading, crossing, settings, tests, ())
    quantity = quantity_of(reading, crossing)
    rows = range(len(crossing.rows) - 1)
    results, implied = [], []
    for test in tests:
        decisions = [
            pair_decision(crossing, (i + 1,), (i,), test, reading.direction, settings) for i in rows
        ]
        found = walk_steps(crossing.space, partial(_step, decisions))
        results.append((result_of(test, found), found))
        implied += given(quantity, test, found.values)
    return judged(crossing, results, implied=(*free_range(reading, crossing), *implied))


def _step(decisions: Sequence[Decide], i: int, x: IntArray, y: IntArray) -> Decisions:
    return decisions[i](y, x)


def _association(
    report: Report,
    reading: Association,
    crossing: Crossing,
    settings: Settings,
    tests: Sequence[str],
) -> Judgement:
    rows, columns = crossing.space.rows, crossing.space.columns
    n = min(sum(rows.totals), sum(columns.totals))
    df = (len(rows.totals) - 1) * (len(columns.totals) - 1)
    facts = []
    if n and df and not reading.present:
        effect = detectable_effect(n, df, settings)
        facts = [Fact("cases", n), Fact("df", df), Fact("power_effect", effect)]
    return _searched(report, reading, crossing, settings, tests, tuple(facts))


def _searched(
    report: Report,
    reading: CrossTable,
    crossing: Crossing,
    settings: Settings,
    tests: Sequence[str],
    facts: tuple[Fact, ...],
) -> Judgement:
    """Judge by the tables one by one, or by a search where they are too many."""
    known: list[IntArray] = []
    results = []
    for test in tests:
        judges = accept(report, reading, crossing, test, settings)
        found = search(crossing.space, judges, (), seed=SEED, known=known)
        known += [t for t in (found.witness_for, found.witness_against) if t is not None]
        results.append((result_of(test, found), found))
    implied = free_range(reading, crossing)
    if implied and isinstance(reading, Association | Slope) and not results[0][1].exhausted:
        decide = accept(report, reading, crossing, tests[0], settings)
        implied += if_true(report, reading, crossing, implied[0], decide, settings)
    return judged(crossing, results, implied=implied, facts=facts)


def if_true(
    report: Report,
    reading: Association | Slope,
    crossing: Crossing,
    free: Implied,
    decide: Accept,
    settings: Settings,
) -> tuple[Implied, ...]:
    """Return the range of a number of a large table by the test that decides, if it is known."""
    scores = scores_of(report, crossing) if isinstance(reading, Slope) else ()
    ends_ = int(free.low or 0), int(free.high or 0)
    found = range_if_true(reading, crossing.space, scores, ends_, decide, settings)
    return tuple(given(free.quantity, tests_of(reading)[0], [found] if found else []))


def _within(reading: Within, crossing: Crossing) -> Judgement:
    """Judge that the cases with the outcome outnumber the other known ones in every table."""
    rows = crossing.indices(reading.pivot)
    yes = _yes(crossing, reading)
    no = [i for i, group in enumerate(crossing.columns) if set(group) <= set(reading.no)]
    excess = ends(
        crossing.space,
        [(row, col, sign) for row in rows for cols, sign in ((yes, 1), (no, -1)) for col in cols],
    )
    number = ends(crossing.space, [(row, col, 1) for row in rows for col in yes])
    verdict = "holds" if excess.low > 0 else "fails" if excess.high <= 0 else "open"
    turn = None
    if verdict == "holds":
        # Each case recoded from yes to no takes two off the difference.
        turn = Turn("recoded", (excess.low + 1) // 2)
    elif verdict == "fails":
        turn = Turn("recoded", -excess.high // 2 + 1)
    ends_ = (excess.high_table, excess.low_table) if verdict == "open" else (None, None)
    shown = [crossing.witness(table) for table in ends_]
    base = quantity_of(reading, crossing)
    # Counted among the cases of the rows, which are named first.
    among = replace(base, of=base.of[::-1], whole=crossing.size(reading.pivot))
    return Judgement(
        verdict=verdict,
        basis="bounds",
        proof=proof_of(verdict, "bound", *shown),
        implied=(
            Implied(among, None, number.low, number.high, False),
            Implied(replace(base, kind="excess"), None, excess.low, excess.high, False),
        ),
        witness_for=shown[0],
        witness_against=shown[1],
        turn=turn,
        sources=crossing.sources,
    )
