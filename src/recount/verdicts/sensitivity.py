"""What each verdict depends on besides printed numbers, and where it would turn.

Cases of one printed row may be missing data. Two models say what that means: *kept*, they stay in
the row and in every denominator, and are only not known to be what the row says, so that a proof
must stand whatever they are; *left out*, they are taken out of the row and of every denominator,
which the printed percentages then limit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import permutations

import numpy as np

from recount.arithmetic import RULES, Share
from recount.report import (
    Claim,
    Contrast,
    Overlap,
    OverlapLarger,
    Report,
    Slope,
    Steps,
    Within,
    Word,
)
from recount.settings import Settings
from recount.tables import Infeasible, IntArray, OutOfReach, listing
from recount.verdicts.assumptions import Assumed, row_with_missing
from recount.verdicts.crossings import cross
from recount.verdicts.decisions import accept, tests_of
from recount.verdicts.judgement import Judgement, Rests

__all__ = ["most_left_out", "rests_of"]

#: Numbers of missing cases that are judged one by one; beyond, where a verdict turns is bisected.
ONE_BY_ONE = 16
#: More tables than these are not filled with missing cases one by one.
LIMIT = 2_000

Judge = Callable[[Assumed], Judgement]
"""Judges one claim's reading under other assumptions, briefly."""


def rests_of(
    report: Report,
    claim: Claim,
    assumed: Assumed,
    found: Judgement,
    judge: Judge,
    settings: Settings,
) -> tuple[Rests, ...]:
    """Return, for each assumption that a claim rests on, where it turns the verdict."""
    kinds = {row.id: row for row in report.assumptions}
    rests: list[Rests] = []
    for name in claim.rests_on:
        kind = kinds[name].kind
        if kind == "missing_within":
            rests += _missing(report, claim, assumed, found, name, judge, settings)
        elif kind == "rounding":
            rests.append(_rounding(assumed, name, judge))
        else:
            rests.append(Rests(name))
    return tuple(rests)


def most_left_out(report: Report, assumed: Assumed) -> int:
    """Return how many cases of the bound row can be left out if its percentages left them out.

    Every printed percentage whose denominator holds the row and that agrees as it stands must agree
    without them, too.

    Example:
        >>> from recount.report import load_report
        >>> most_left_out(load_report(), Assumed()) < 51
        True
    """
    row = row_with_missing(report)
    assert row is not None  # asked only where an assumption binds a row
    most = row.value
    for stated in report.percentages:
        if row.id not in stated.denominator or not stated.numerator:
            continue
        part, whole = (report.total_of(ids) for ids in (stated.numerator, stated.denominator))
        inside = row.id in stated.numerator
        if not Share(part, whole).gives(stated.printed, assumed.convention):
            continue
        taken = 0
        while taken < most and whole - taken > 1:
            share = Share(part - (taken + 1 if inside else 0), whole - taken - 1)
            if not share.gives(stated.printed, assumed.convention):
                break
            taken += 1
        most = taken
    return most


def _missing(
    report: Report,
    claim: Claim,
    assumed: Assumed,
    found: Judgement,
    name: str,
    judge: Judge,
    settings: Settings,
) -> list[Rests]:
    """Return under both models from how many missing cases on a verdict is not proved any more."""
    row = row_with_missing(report)
    assert row is not None  # the claim rests on the assumption, which names a row
    last = most_left_out(report, assumed)
    if found.verdict not in ("holds", "fails"):
        return [Rests(name, "kept"), Rests(name, "left_out", last=last)]

    def proved(left_out: bool, missing: int) -> bool:
        now = replace(assumed, missing=missing, left_out=left_out)
        try:
            return judge(now).verdict == found.verdict
        except (Infeasible, OutOfReach):
            return False

    kept = _whatever_they_are(report, claim, assumed, found.verdict, settings)
    bounded = isinstance(claim.reading, Word | Overlap | OverlapLarger)
    if bounded:
        # Each case kept takes one off the cases that are sure to be what the row says.
        least = found.implied[0].low if found.implied else None
        guess = least if isinstance(least, int) and least > 0 else 1
        kept = _first(partial(proved, False), row.value, guess)
    by_margin = isinstance(claim.reading, Word | Overlap)
    most = row.value if by_margin else last
    left_out = _first(partial(proved, True), most, 1 if bounded else None)
    return [Rests(name, "kept", kept), Rests(name, "left_out", left_out, last)]


def _whatever_they_are(
    report: Report, claim: Claim, assumed: Assumed, verdict: str, settings: Settings
) -> int | None:
    """Return how few cases of the bound row, of the other outcome in truth, lose a proof.

    The printed percentages count them as the row says. In each table that these leave, the cases
    change columns in the rows of the table: in one row until it has none left, then in the next, in
    every order of rows. The worst way is among them: a contrast is lost soonest if all are in one
    of the two groups, a slope if all are at one end of the scale. None if all of them lose nothing;
    1, as nothing is proved, where the tables cannot be gone through.
    """
    row, reading = row_with_missing(report), claim.reading
    assert row is not None
    if not isinstance(reading, Contrast | Slope | Steps | Within):
        return None
    crossing = cross(report, reading, assumed)
    space, sides = crossing.space, (reading.yes, reading.no)
    if row.variable != reading.outcome or row.category not in (*reading.yes, *reading.no):
        return None
    given = int(row.category in reading.no)
    try:
        tables = listing(space, LIMIT)
    except OutOfReach:
        return 1
    if crossing.columns != sides:
        return 1
    whole = replace(space.columns, totals=(sum(space.columns.totals), 0))
    judge = accept(
        report,
        reading,
        replace(crossing, space=replace(space, columns=whole, cuts=(), masks=())),
        next(iter(tests_of(reading)), ""),
        settings,
    )
    least = row.value + 1
    for table in tables:
        for order in permutations(range(len(crossing.rows))):
            filled = _filled(table, order, given, least - 1)
            lost = np.flatnonzero(judge(filled) == int(verdict != "holds"))
            least = int(lost[0]) + 1 if len(lost) else least
    return least if least <= row.value else None


def _filled(table: IntArray, order: tuple[int, ...], given: int, most: int) -> IntArray:
    """Return the tables with 1, 2, ... cases of a column moved to the other, row after row."""
    number = np.arange(1, min(most, int(table[list(order), given].sum())) + 1)
    tables = np.repeat(table[None], len(number), axis=0)
    before = 0
    for row in order:
        cases = int(table[row, given])
        moved = np.clip(number - before, 0, cases)
        tables[:, row, given] -= moved
        tables[:, row, 1 - given] += moved
        before += cases
    return tables


def _first(proved: Callable[[int], bool], most: int, guess: int | None = None) -> int | None:
    """Return the first number with which a verdict is not proved, up to ``most``; None for none.

    Args:
        proved: Whether it is, with a number.
        most: The largest number.
        guess: A number to try first where a bound falls with each case, so that what is lost stays
            lost; None where every number must be looked at.
    """
    if guess is None and most <= ONE_BY_ONE:
        return next((number for number in range(1, most + 1) if not proved(number)), None)
    low, high = 0, most + 1
    for number in (guess or 1, (guess or 1) - 1):
        if low < number < high:
            low, high = (number, high) if proved(number) else (low, number)
    if high > most and most > low and proved(most):
        return None
    high = min(high, most)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if proved(middle) else (low, middle)
    return high if high > low else None


def _rounding(assumed: Assumed, name: str, judge: Judge) -> Rests:
    """Return the verdict and the number of tables under each rounding rule."""
    verdicts: list[tuple[str, str, int | None]] = []
    for rule in RULES:
        try:
            found = judge(replace(assumed, convention=rule))
        except (Infeasible, OutOfReach):
            verdicts.append((rule, "", 0))
            continue
        count = None if found.tables is None else found.tables.count
        verdicts.append((rule, "" if count == 0 else found.verdict, count))
    return Rests(name, verdicts=tuple(verdicts))
