"""A claim that a share is higher in one sample than in another."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from recount.report import Between, Contrast, Levels, Report
from recount.settings import Settings
from recount.tables import Cut, Infeasible
from recount.verdicts.assumptions import Assumed, known_counts
from recount.verdicts.crossings import Crossing, free_columns, without_rest
from recount.verdicts.crosstables import by_test, given, judged
from recount.verdicts.decisions import CONTRAST_TESTS, Asked
from recount.verdicts.judgement import (
    ConsistentTables,
    Implied,
    Judgement,
    Quantity,
    Turn,
    facts_of,
)

FIRST, SECOND, YES, NO = ("first",), ("second",), ("yes",), ("no",)


@dataclass(frozen=True, slots=True)
class _Side:
    """One sample: cases compared, and how many of them can have the levels.

    Attributes:
        yes: Levels of the outcome to which the cases are limited; empty for all cases.
        whole: Cases compared.
        low, high: Fewest and most of them that can have the levels.
        label, head: Names of the cases and of the levels in a table.
    """

    yes: Levels
    whole: int
    low: int
    high: int
    label: str
    head: str


def judge_between(
    report: Report, reading: Between, assumed: Assumed, settings: Settings
) -> Judgement:
    """Judge that a share is significantly higher in one sample than in another.

    Without an outcome both shares are printed. With one, neither cross-table is: the number of
    cases with the levels among those with the outcome ranges over Fréchet's bounds in each sample,
    independently. So the samples are two rows of one table with free columns.
    """
    first, second = (_side(report, reading, assumed, place) for place in (0, 1))
    if not (first.whole and second.whole):
        raise Infeasible("one sample has no case that could be compared")
    if first.low > first.high or second.low > second.high:
        raise Infeasible("the margins of one sample leave no number that both can have")
    head = first.head if first.head == second.head else f"{first.head} / {second.head}"
    cuts = [Cut(((i, 0, 1),), x.low, x.high) for i, x in enumerate((first, second))]
    labels, sizes = (first.label, second.label), (first.whole, second.whole)
    space = free_columns(labels, sizes, (head, "other"), cuts)
    crossing = Crossing("", "", "", (*FIRST, *SECOND), (YES, NO), space)
    claimed = Contrast("higher", "", "", "", YES, NO, FIRST, (SECOND,), 1)
    asked = Asked(claimed, crossing, (), settings, CONTRAST_TESTS)
    results = by_test(asked)
    of = (*([(reading.outcome, first.yes)] if first.yes else []),)
    of = (*of, (reading.characteristic, reading.levels[0]))
    quantity = Quantity("cases", reading.high, of, first.whole)
    free = Implied(quantity, None, first.low, first.high)
    facts = facts_of(
        first_low=first.low,
        first_high=first.high,
        first_whole=first.whole,
        second_low=second.low,
        second_high=second.high,
        second_whole=second.whole,
    )
    found = judged(crossing, results, implied=(free, *given(quantity, results)), facts=facts)
    shown = [without_rest(each) for each in (found.witness_for, found.witness_against)]
    found = replace(found, witness_for=shown[0], witness_against=shown[1])
    total = results[0][1]
    tables = ConsistentTables(total.total, total.holding, total.undecided, "pairs")
    if first.low < first.high or second.low < second.high:
        return replace(found, tables=tables)
    turn = _recoded(asked, first, second, found.verdict)
    rest = {"basis": "counts", "proof": "closed_form", "tables": None, "implied": ()}
    return replace(found, turn=turn, **rest)  # type: ignore[arg-type]


def _side(report: Report, reading: Between, assumed: Assumed, place: int) -> _Side:
    sample = (reading.high, reading.low)[place]
    levels, against, yes = (pair[place] for pair in (reading.levels, reading.against, reading.yes))
    counts, _ = known_counts(report, sample, reading.characteristic, assumed)
    size = sum(counts[level] for level in levels)
    head = report.group_label(sample, reading.characteristic, levels)
    name = report.samples[sample].name
    if not reading.outcome:
        taken = set(against) or set(counts) - set(levels)
        return _Side((), size + sum(counts[level] for level in taken), size, size, name, head)
    n = report.cases_of(sample)
    if not yes:
        return _Side((), n, size, size, name, head)
    outcomes, _ = known_counts(report, sample, reading.outcome, assumed)
    whole = sum(outcomes[level] for level in yes)
    # Fréchet's bounds on the cases that have both.
    label = f"{report.group_label(sample, reading.outcome, yes)} {name}"
    return _Side(yes, whole, max(0, whole + size - n), min(whole, size), label, head)


def _recoded(asked: Asked, first: _Side, second: _Side, verdict: str) -> Turn | None:
    """Return how many cases recoded in the first sample turn a verdict, by the deciding test."""
    step = -1 if verdict == "holds" else 1
    moves = np.arange(1, (first.low if step < 0 else first.whole - first.low) + 1)
    x, y = first.low + step * moves, np.full_like(moves, second.low)
    decisions = asked.decide(asked.tests[0], asked.pairs[0])(x, y)
    turned = np.flatnonzero(decisions == (0 if verdict == "holds" else 1))
    return Turn("recoded", int(turned[0]) + 1) if verdict != "open" and turned.size else None
