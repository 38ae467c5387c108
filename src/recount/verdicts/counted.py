"""Judgements on claims whose consistent tables are all counted, said in words."""

from __future__ import annotations

from recount.phrases import counted, listed, ratio_in_words
from recount.published import Claim, Published
from recount.settings import Settings
from recount.tables import IntArray
from recount.verdicts.contrast import DIRECTIONS, Contrast, judge_contrast
from recount.verdicts.crossing import Crossing
from recount.verdicts.flips import smallest_shift
from recount.verdicts.parts import ConsistentTables, Implied, Judgement, TestResult, Witness
from recount.verdicts.power import detectable_in_words, slope_power
from recount.verdicts.reading import Reading
from recount.verdicts.slope import SLOPES, Slope, judge_slope
from recount.verdicts.steps import judge_steps
from recount.verdicts.words import (
    cases_that,
    disagreement,
    edges_in_words,
    named,
    outcome_cases,
    predicate_of,
    proof_of,
    share_of_tables,
    tables_of,
    values_in_words,
    within_words,
)

__all__ = ["judge_counted_contrast", "judge_counted_slope", "judge_counted_steps"]

TRUE_HERE, FALSE_HERE = "the statement is true here", "the statement is false here"


def _shown(crossing: Crossing, table: IntArray | None, note: str) -> Witness | None:
    return None if table is None else crossing.witness(table, note)


def _number_of(tables: tuple[IntArray | None, ...]) -> int:
    return sum(table is not None for table in tables)


def _crossed(crossing: Crossing, number: int) -> str:
    """Return what the cross-table is and how many there are, as a step."""
    step = (
        f"cross-table: {crossing.row_name} by {crossing.column_name} "
        f"({listed(crossing.space.rows.labels)} by {listed(crossing.space.columns.labels)}), "
        f"{counted(number, 'table')} with the printed margins"
    )
    return step + (f" and the percentages {listed(crossing.sources)}" if crossing.sources else "")


def _test_steps(
    results: tuple[TestResult, ...], counts: dict[str, ConsistentTables]
) -> tuple[str, ...]:
    lines = []
    for result in results:
        found = counts[result.test]
        count, holding, undecided = found.count or 0, found.holding or 0, found.undecided or 0
        lines.append(
            f"{named(result.test)}: true in {holding:,}, false in {count - holding - undecided:,}, "
            f"undefined in {undecided:,}: {result.decision}"
        )
    return tuple(lines)


def judge_counted_contrast(
    published: Published, claim: Claim, reading: Reading, crossing: Crossing, settings: Settings
) -> Judgement:
    """Judge that one group has an outcome more, less or no more often than others."""
    direction = DIRECTIONS[claim.relation]
    quantity = cases_that(published, reading)
    found = judge_contrast(crossing, reading.pivot, reading.against, direction, quantity, settings)
    primary, first = found.primary, found.results[0]
    counts = {
        test: tables_of(
            count.total,
            count.holding,
            count.undecided,
            "counted exactly by the cases with the outcome in each row",
        )
        for test, count in found.counts.items()
    }
    tables, verdict = counts[first.test], first.decision
    power = detectable_in_words(crossing, reading, settings) if direction == 0 else ""
    without = found.implied[0]
    assert isinstance(without.low, int)
    assert isinstance(without.high, int)
    ends, values = (without.low, without.high), found.values[first.test]
    undefined = primary.undefined_values
    total = crossing.space.columns.totals[0]
    sentence = [
        share_of_tables(verdict, tables, first.test),
        values_in_words(published, reading, total, values, ends, undefined)
        if verdict == "open"
        else "",
        disagreement(found.results),
        power,
    ]
    if verdict == "open":
        shift = edges_in_words([run for run in values if run not in undefined], *ends)
    else:
        shift = smallest_shift(published, reading, crossing, direction, verdict, settings)
    witnesses = (primary.witness_for, primary.witness_against)
    return Judgement(
        verdict=verdict,
        basis="consistent_tables",
        proof=proof_of(verdict, _number_of(witnesses)),
        consistent_tables=tables,
        implied=found.implied,
        witness_for=_shown(crossing, witnesses[0], TRUE_HERE),
        witness_against=_shown(crossing, witnesses[1], FALSE_HERE),
        tests=found.results,
        sentence=" ".join(part for part in sentence if part),
        steps=(
            _crossed(crossing, primary.total),
            *_test_steps(found.results, counts),
            *((power,) if power else ()),
        ),
        shift=shift,
        settles=_settles(published, reading, crossing, found) if verdict == "open" else "",
    )


def _settles(published: Published, reading: Reading, crossing: Crossing, found: Contrast) -> str:
    """Return the number that settles most, and how far it does."""
    question = (
        f"how many of the {crossing.space.columns.totals[0]:,} {outcome_cases(published, reading)} "
        f"{predicate_of(published, reading)}"
    )
    primary = found.primary
    decidable = primary.total - primary.undecided
    if primary.decided >= decidable:
        return question
    share = 100 * primary.decided / primary.total
    words = "under 1%" if share < 1 else f"{min(share, 99):.0f}%"
    return f"{question}; this number alone settles it in {words} of the consistent tables"


def judge_counted_slope(
    published: Published, claim: Claim, reading: Reading, crossing: Crossing, settings: Settings
) -> Judgement:
    """Judge that the odds of an outcome rise, fall or do not change along a scale."""
    marks = published.scores(claim.characteristic)
    scores = tuple(marks[level] for level in crossing.rows)
    found = judge_slope(crossing, scores, SLOPES[claim.relation], settings)
    first = found.results[0]
    verdict = first.decision
    counts = {
        test: tables_of(
            count.total,
            count.holding,
            count.undecided,
            "counted exactly by the number of cases with the outcome and the sum of their scores",
        )
        for test, count in found.counts.items()
    }
    power = ""
    if claim.relation == "no_trend":
        power = slope_power(published, crossing, reading, settings)
    sentence = [
        share_of_tables(verdict, counts[first.test], first.test),
        _odds_in_words(found.implied, first.test) if verdict == "open" else "",
        disagreement(found.results),
        power,
    ]
    witnesses = (found.witness_for, found.witness_against)
    cases = f"{crossing.space.columns.totals[0]:,} {outcome_cases(published, reading)}"
    return Judgement(
        verdict=verdict,
        basis="consistent_tables",
        proof=proof_of(verdict, _number_of(witnesses)),
        consistent_tables=counts[first.test],
        implied=found.implied,
        witness_for=_shown(crossing, witnesses[0], TRUE_HERE),
        witness_against=_shown(crossing, witnesses[1], FALSE_HERE),
        tests=found.results,
        sentence=" ".join(part for part in sentence if part),
        steps=(
            f"{_crossed(crossing, found.primary.total)}; scores {', '.join(map(str, scores))}",
            *_test_steps(found.results, counts),
            *((power,) if power else ()),
        ),
        shift=_edge_of_sums(crossing, found, published, reading) if verdict == "open" else "",
        settles=f"the average {crossing.row_name} of those of the {cases} whose "
        f"{crossing.row_name} is known, and how many they are"
        if verdict == "open"
        else "",
    )


def _edge_of_sums(crossing: Crossing, found: Slope, published: Published, reading: Reading) -> str:
    """Return between which sums of scores the test turns, all cases with the outcome judged."""
    number, (low, high), values = found.edges
    if not values:
        return ""
    beyond = sorted({end for a, b in values for end in (a - 1, b + 1) if low <= end <= high})
    if not beyond:
        return ""
    outside = listed([f"{value:,}" for value in beyond], ", ", " or ")
    return (
        f"One point can decide: if {number:,} {outcome_cases(published, reading)} have a known "
        f"{crossing.row_name}, it is true with scores that add up to "
        f"{within_words(values, low, high)}, and not with {outside}."
    )


def _odds_in_words(implied: tuple[Implied, ...], test: str) -> str:
    """Return the odds ratio for one point more, with and without the claim, as a sentence."""
    free = _ratio_span(implied[0])
    given = next((item for item in implied if item.test == test), None)
    if given is None:
        return (
            f"It is never true where it is decided; without it, the {implied[0].quantity} {free}."
        )
    return (
        f"If it is true, the {given.quantity} {_ratio_span(given)}; without it, that odds ratio "
        f"{free}."
    )


def _ratio_span(item: Implied) -> str:
    low, high = item.low, item.high
    if not low and high is None:
        return "can be anything"
    if high is None:
        return f"is at least {ratio_in_words(low)}"
    if not low:
        return f"is at most {ratio_in_words(high)}"
    return f"lies between {ratio_in_words(low)} and {ratio_in_words(high)}"


def judge_counted_steps(
    published: Published, reading: Reading, crossing: Crossing, settings: Settings
) -> Judgement:
    """Judge that the odds of an outcome rise at each step of a scale."""
    found = judge_steps(crossing, settings)
    first = found.results[0]
    counts = {
        test: tables_of(
            found.total,
            found.holding[test],
            found.undecided[test],
            "counted exactly by walking along the scale",
        )
        for test in found.holding
    }
    witnesses = (found.witness_for, found.witness_against)
    cases = f"{crossing.space.columns.totals[0]:,} {outcome_cases(published, reading)}"
    sentence = [
        share_of_tables(first.decision, counts[first.test], first.test),
        disagreement(found.results),
    ]
    return Judgement(
        verdict=first.decision,
        basis="consistent_tables",
        proof=proof_of(first.decision, _number_of(witnesses)),
        consistent_tables=counts[first.test],
        witness_for=_shown(crossing, witnesses[0], "every step rises here"),
        witness_against=_shown(crossing, witnesses[1], "some step does not rise here"),
        tests=found.results,
        sentence=" ".join(part for part in sentence if part),
        steps=(_crossed(crossing, found.total), *_test_steps(found.results, counts)),
        settles=f"how many of the {cases} are at each level" if first.decision == "open" else "",
    )
