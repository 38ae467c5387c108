"""A claim that a share is higher in one sample than in another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recount.report import Between, Levels, Report
from recount.settings import Settings
from recount.significance import p_range
from recount.tables import Decisions, Infeasible, IntArray, runs
from recount.verdicts.assumptions import Assumed
from recount.verdicts.crossings import NoMarginError, known_counts
from recount.verdicts.crosstables import given
from recount.verdicts.decisions import CONTRAST_TESTS, contrast
from recount.verdicts.judgement import (
    ConsistentTables,
    Fact,
    Implied,
    Judgement,
    Quantity,
    TestResult,
    Turn,
    Witness,
    proof_of,
    verdict_of,
)

__all__ = ["judge_between"]

#: More pairs of numbers, one a sample, than these are not looked at one by one.
MOST_PAIRS = 4_000_000


@dataclass(frozen=True, slots=True)
class _Side:
    """One sample: cases compared, and how many of them can have the levels.

    Attributes:
        sample: Its id.
        levels: Levels whose share is compared.
        yes: Levels of the outcome to which the cases are limited; empty for all cases.
        whole: Cases compared.
        low, high: Fewest and most of them that can have the levels.
        label, head: Names of the cases and of the levels in a table.
    """

    sample: str
    levels: Levels
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
    independently.

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> claims = {claim.id: claim for claim in report.claims}
        >>> for name in ("c22-level-3-between", "c33-family-only-traded"):
        ...     print(judge_between(report, claims[name].reading, Assumed(), Settings()).verdict)
        holds
        open
    """
    first, second = (_side(report, reading, assumed, place) for place in (0, 1))
    if not (first.whole and second.whole):
        raise Infeasible("one sample has no case that could be compared")
    if first.low > first.high or second.low > second.high:
        raise Infeasible("the margins of one sample leave no number that both can have")
    x, y = _numbers(first, second)
    cells = (x, first.whole - x, y, second.whole - y)
    whole = x.size == (first.high - first.low + 1) * (second.high - second.low + 1)
    of = ((reading.outcome, first.yes),) if first.yes else ()
    of = (*of, (reading.characteristic, first.levels))
    quantity = Quantity("cases", first.sample, of, first.whole)
    implied = [Implied(quantity, None, first.low, first.high, False)]
    results: list[TestResult] = []
    decisions = {test: contrast(test, cells, 1, settings) for test in CONTRAST_TESTS}
    for test, found in decisions.items():
        holding, undecided = int((found == 1).sum()), int((found == -1).sum())
        ends = p_range(test, *cells) or (None, None)
        verdict = verdict_of(found.size, holding, undecided)
        counted = (holding, undecided) if whole else (None, None)
        results.append(TestResult(test, verdict, *ends, *counted))
        if whole:
            true, apart = (found == 1).any(axis=1), (found == -1).all(axis=1)
            values, undefined = (runs(x[:, 0][mask].tolist()) for mask in (true, apart))
            implied += given(quantity, test, values, undefined)
    decided, (verdict, *_) = decisions[CONTRAST_TESTS[0]], [each.decision for each in results]
    shown = [_witness(first, second, cells, decided, wanted) for wanted in (1, 0)]
    known = x.size == 1
    number = decided.size if whole else None
    tables = ConsistentTables(number, results[0].holding, results[0].undecided, "pairs")
    return Judgement(
        verdict=verdict,
        basis="counts" if known else "consistent_tables",
        proof="closed_form" if known else proof_of(verdict, "enumerated", *shown),
        tables=None if known else tables,
        implied=() if known else tuple(implied),
        witness_for=shown[0],
        witness_against=shown[1],
        tests=tuple(results),
        facts=tuple(
            Fact(f"{place}_{end}", value)
            for place, side in (("first", first), ("second", second))
            for end, value in (("low", side.low), ("high", side.high), ("whole", side.whole))
        ),
        turn=_recoded(cells, verdict, settings) if known else None,
    )


def _side(report: Report, reading: Between, assumed: Assumed, place: int) -> _Side:
    sample = (reading.high, reading.low)[place]
    levels, against, yes = (pair[place] for pair in (reading.levels, reading.against, reading.yes))
    counts, _ = known_counts(report, sample, reading.characteristic, assumed)
    if not counts:
        raise NoMarginError(f"no counts of {reading.characteristic} are printed for {sample}")
    size = sum(value for level, value in counts.items() if level in levels)
    head = report.group_label(sample, reading.characteristic, levels)
    name = report.samples[sample].name
    if not reading.outcome:
        taken = set(against) or set(counts) - set(levels)
        whole = size + sum(value for level, value in counts.items() if level in taken)
        return _Side(sample, levels, (), whole, size, size, name, head)
    n = report.cases_of(sample)
    if not yes:
        return _Side(sample, levels, (), n, size, size, name, head)
    outcomes, _ = known_counts(report, sample, reading.outcome, assumed)
    whole = sum(value for level, value in outcomes.items() if level in yes)
    # Fréchet's bounds on the cases that have both.
    label = f"{report.group_label(sample, reading.outcome, yes)} {name}"
    return _Side(
        sample, levels, yes, whole, max(0, whole + size - n), min(whole, size), label, head
    )


def _numbers(first: _Side, second: _Side) -> tuple[IntArray, IntArray]:
    """Return pairs of numbers: all, or those at and near the corners where they are too many."""
    sides = []
    for side in (first, second):
        width = side.high - side.low + 1
        sides.append(
            np.arange(side.low, side.high + 1)
            if width <= int(MOST_PAIRS**0.5)
            else np.unique(np.linspace(side.low, side.high, 33).round().astype(np.int64))
        )
    x, y = np.meshgrid(*sides, indexing="ij")
    return x, y


def _witness(
    first: _Side,
    second: _Side,
    cells: tuple[IntArray, IntArray, IntArray, IntArray],
    decisions: Decisions,
    wanted: int,
) -> Witness | None:
    places = np.argwhere(decisions == wanted)
    if not len(places):
        return None
    at = tuple(places[len(places) // 2])
    a, b, c, d = (int(cell[at]) for cell in cells)
    head = first.head if first.head == second.head else f"{first.head} / {second.head}"
    return Witness((first.label, second.label), (head, "other"), ((a, b), (c, d)))


def _recoded(
    cells: tuple[IntArray, IntArray, IntArray, IntArray], verdict: str, settings: Settings
) -> Turn | None:
    """Return how many cases recoded in the first sample turn a verdict, by the deciding test."""
    a, b, c, d = (int(cell[0, 0]) for cell in cells)
    step = -1 if verdict == "holds" else 1
    moves = np.arange(1, (a if step < 0 else b) + 1)
    tables = (a + step * moves, b - step * moves, np.full_like(moves, c), np.full_like(moves, d))
    decisions = contrast(CONTRAST_TESTS[0], tables, 1, settings)
    turned = np.flatnonzero(decisions == (0 if verdict == "holds" else 1))
    if verdict == "open" or not turned.size:
        return None
    return Turn("recoded", int(turned[0]) + 1)
