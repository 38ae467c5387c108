"""Every comparison that a claim makes on one table: cells, odds ratio with interval, tests."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recount.figures.deciding import SLOPES, WHOLE, contrasts_of, tests_of
from recount.figures.questions import Question
from recount.phrases import p_in_words, ratio_in_words
from recount.published import Published
from recount.settings import Settings
from recount.significance import (
    holm,
    normal_critical,
    odds_ratio,
    odds_ratio_interval,
    r_by_c,
    r_by_c_p,
    trend,
    trend_p,
    trend_slope,
    two_by_two,
    two_by_two_p,
)
from recount.tables import IntArray

__all__ = ["Comparison", "OneTest", "comparisons_on", "in_words", "with_holm"]


@dataclass(frozen=True, slots=True)
class OneTest:
    """One test of significance on one table.

    Attributes:
        test: Its name.
        decision: 1 significant, 0 not, -1 undefined.
        p: For display; None where undefined.
        holm: The same among all comparisons of the figure under this test, corrected by Holm's
            method; None where undefined.
    """

    test: str
    decision: int
    p: float | None
    holm: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two groups, a trend or a whole table, tested.

    Attributes:
        what: What is compared, in words.
        cells: Pivot with and without the outcome, comparator with and without it; empty for a trend
            or a whole table.
        odds_ratio: Of the two groups, or for one point more; None where undefined.
        low, high: Its 95% interval; None where undefined.
        tests: The tests, the one that the wording implies first; none for a comparison of counts.
    """

    what: str
    cells: tuple[int, ...]
    odds_ratio: float | None
    low: float | None
    high: float | None
    tests: tuple[OneTest, ...]


def comparisons_on(
    published: Published,
    question: Question,
    rows: Sequence[str],
    scores: Sequence[int],
    seen: IntArray,
    settings: Settings,
) -> tuple[Comparison, ...]:
    """Return every comparison that a question makes on one table.

    Args:
        published: For the names of levels.
        question: The question.
        rows: Levels of its rows.
        scores: Their scores; needed for trends only.
        seen: One table, as ``View.seen_by`` gives it, without the first axis.
        settings: Level of the tests and of the intervals.
    """
    if question.relation in WHOLE:
        return (_whole(published, question, seen, settings),)
    if question.relation in SLOPES:
        return (_slope(published, question, scores, seen, settings),)
    cells = {level: (int(line[0]), int(line[1])) for level, line in zip(rows, seen, strict=False)}
    if question.relation == "majority_within":
        yes, no = (sum(cells[level][side] for level in question.reading.pivot) for side in (0, 1))
        name = _name(published, question, question.reading.pivot)
        return (Comparison(f"{name}: outcome against the others", (yes, no), None, None, None, ()),)
    return tuple(
        _pair(published, question, first, second, cells, settings)
        for first, second in contrasts_of(question, tuple(rows))
    )


def _name(published: Published, question: Question, levels: Sequence[str]) -> str:
    reading = question.reading
    return published.group_label(reading.sample, reading.characteristic, tuple(levels))


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _pair(
    published: Published,
    question: Question,
    first: Sequence[str],
    second: Sequence[str],
    cells: dict[str, tuple[int, int]],
    settings: Settings,
) -> Comparison:
    a, b, c, d = (
        sum(cells[level][side] for level in group) for group in (first, second) for side in (0, 1)
    )
    tests = []
    for test in tests_of(question):
        decision = int(two_by_two(test, a, b, c, d, settings))
        tests.append(OneTest(test, decision, _number(float(two_by_two_p(test, a, b, c, d)))))
    ratio = odds_ratio(a, b, c, d)
    low, high = odds_ratio_interval(a, b, c, d, settings) or (None, None)
    what = f"{_name(published, question, first)} against {_name(published, question, second)}"
    return Comparison(
        what, (a, b, c, d), None if ratio is None else float(ratio), low, high, tuple(tests)
    )


def _slope(
    published: Published,
    question: Question,
    scores: Sequence[int],
    seen: IntArray,
    settings: Settings,
) -> Comparison:
    kept = seen[:-1, :2].sum(axis=1) > 0
    lines, marks = seen[:-1][kept], np.array(scores)[kept]
    totals, k = lines[:, :2].sum(axis=1), lines[:, 0].sum()
    s = (lines[:, 0] * marks).sum()
    tests = []
    for test in tests_of(question):
        decision = int(trend(test, totals, marks, k, s, settings))
        tests.append(OneTest(test, decision, _number(float(trend_p(test, totals, marks, k, s)))))
    slope, error = (float(value) for value in trend_slope(totals, marks, k, s))
    what = f"one point more of {published.variables[question.reading.characteristic]}"
    if math.isnan(slope):
        return Comparison(what, (), None, None, None, tuple(tests))
    half = normal_critical(settings) * error
    ends = (math.exp(slope - half), math.exp(slope + half))
    return Comparison(what, (), math.exp(slope), *ends, tuple(tests))


def _whole(
    published: Published, question: Question, seen: IntArray, settings: Settings
) -> Comparison:
    tests = []
    for test in tests_of(question):
        decision = int(r_by_c(test, seen, settings)[0])
        tests.append(OneTest(test, decision, _number(float(r_by_c_p(test, seen)[0]))))
    reading = question.reading
    names = [published.variables[name] for name in (reading.characteristic, reading.outcome)]
    return Comparison(f"{names[0]} by {names[1]}", (), None, None, None, tuple(tests))


def with_holm(comparisons: Sequence[Comparison]) -> tuple[Comparison, ...]:
    """Return comparisons with their p-values corrected for the number made under the same test.

    A comparison that several claims share counts once.

    Example:
        >>> pairs = [Comparison(str(p), (), None, None, None, (OneTest("wald", 1, p),))
        ...          for p in (0.01, 0.03)]
        >>> [pair.tests[0].holm for pair in with_holm(pairs)]
        [0.02, 0.03]
    """
    distinct = list(dict.fromkeys(comparisons))
    corrected: dict[tuple[Comparison, str], float] = {}
    for test in dict.fromkeys(one.test for each in distinct for one in each.tests):
        pairs = [
            (each, one.p)
            for each in distinct
            for one in each.tests
            if one.test == test and one.p is not None
        ]
        for (each, _), value in zip(pairs, holm([p for _, p in pairs]), strict=True):
            corrected[each, test] = float(value)
    return tuple(
        Comparison(
            each.what,
            each.cells,
            each.odds_ratio,
            each.low,
            each.high,
            tuple(
                OneTest(one.test, one.decision, one.p, corrected.get((each, one.test)))
                for one in each.tests
            ),
        )
        for each in comparisons
    )


def in_words(comparison: Comparison, *, tests: bool = True) -> str:
    """Return one comparison in words; with the p of the test that the wording implies, or without.

    Example:
        >>> in_words(Comparison("a against b", (1, 3, 2, 2), 1 / 3, None, None, ()))
        'a against b: 1 of 4 (25.0%) against 2 of 4 (50.0%), odds ratio 0.333'
    """
    words = comparison.what
    if len(comparison.cells) == 4:
        a, b, c, d = comparison.cells
        words += f": {_share(a, b)} against {_share(c, d)}"
    elif comparison.cells:
        yes, no = comparison.cells
        words += f": {yes:,} against {no:,}"
    if comparison.odds_ratio is not None:
        words += f", odds ratio {ratio_in_words(comparison.odds_ratio)}"
    if comparison.low is not None:
        words += f" ({ratio_in_words(comparison.low)} to {ratio_in_words(comparison.high)})"
    if comparison.tests and tests:
        first = comparison.tests[0]
        p = p_in_words(first.p)
        words += f", p {p if p[0].isalpha() else f'= {p}'} ({first.test})"
    return words


def _share(part: int, rest: int) -> str:
    whole = part + rest
    return f"{part:,} of {whole:,}" + (f" ({100 * part / whole:.1f}%)" if whole else "")
