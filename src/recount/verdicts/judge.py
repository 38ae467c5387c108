"""Judge one claim: the route that its reading needs, and what the verdict rests on.

Cases of one printed row may be missing data. Two models say what that means: *kept*, they stay in
the row and in every denominator, and are only not known to be what the row says, so that a proof
must stand whatever they are; *left out*, they are taken out of the row and of every denominator,
which the printed percentages then limit.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import permutations

import numpy as np

from recount.arithmetic import RULES, Share
from recount.arrays import Ints
from recount.report import Claim, Count, CrossTable, Jointly, Percentage, Reading, readings
from recount.tables import Infeasible, OutOfReach, listing
from recount.verdicts.crosstables import judge_briefly, judge_crosstable
from recount.verdicts.decisions import accept, ask
from recount.verdicts.free import judge_between, judge_unprinted
from recount.verdicts.judgement import Judgement, Rests
from recount.verdicts.known import Known, NoMarginError
from recount.verdicts.numbers import judge_counts
from recount.verdicts.overlaps import judge_overlap, judge_overlap_larger
from recount.verdicts.together import judge_together

#: Numbers of missing cases that are judged one by one; beyond, where a verdict turns is bisected.
ONE_BY_ONE = 16
#: More tables than these are not filled with missing cases one by one.
LOOKED_AT = 2_000
#: Readings of bounds, which each missing case brings nearer by one at most.
BOUNDED = readings.Word | readings.Overlap | readings.OverlapLarger
#: Tables, times cases to fill them with, beyond which they are not gone through.
MOST_FILLED = 500_000


def judge(known: Known, claim: Claim, *, rests: bool = True) -> Judgement:
    """Return the verdict on a claim, with what it depends on.

    Args:
        known: What the report prints, assumptions, and settings of the tests.
        claim: The claim with its reading.
        rests: Whether to find out where assumptions turn the verdict.

    Example:
        >>> from recount.report import load_report
        >>> known = Known(load_report())
        >>> claim = next(c for c in known.report.claims if c.relation == "higher")
        >>> found = judge(known, claim)
        >>> found.verdict, [result.test for result in found.tests]
        ('open', ['pearson', 'likelihood_ratio', 'wald', 'fisher'])
    """
    read = known.report.assumption("reading")
    if read is not None and read.id in claim.rests_on and not known.assumed.rows_read:
        return Judgement("no_counts", facts={"unread": read.id})
    try:
        found = _judge(known, claim.reading)
    except NoMarginError:
        return Judgement("no_counts")
    except Infeasible as error:
        return Judgement("not_testable", facts={"infeasible": str(error)})
    if not rests:
        return found
    return replace(found, rests=tuple(_rests(known, claim, found)))


def _judge(known: Known, reading: Reading, *, briefly: bool = False) -> Judgement:
    """Return the verdict on a reading, judged once; briefly only by the test that decides."""
    whole, brief = (reading, known.assumed, False), (reading, known.assumed, briefly)
    key = whole if whole in known.done else brief
    if key not in known.done:
        known.done[key] = _judged(known, reading, briefly)
    found: Judgement = known.done[key]
    return found


def _judged(known: Known, reading: Reading, briefly: bool) -> Judgement:
    match reading:
        case readings.NotTestable():
            return Judgement("no_counts" if reading.relation == "uncounted" else "not_testable")
        case readings.Readings():
            return Judgement("")  # the ledger gives it the verdict of its readings
        case readings.Overlap():
            return judge_overlap(known, reading)
        case readings.OverlapLarger():
            return judge_overlap_larger(known, reading)
        case readings.Between():
            return judge_between(known, reading)
    if not isinstance(reading, Jointly | CrossTable):
        return judge_counts(known, reading)
    parts = reading.parts if isinstance(reading, Jointly) else (reading,)
    try:
        if isinstance(reading, Jointly):
            return judge_together(known, reading, lambda part: _judge(known, part, briefly=briefly))
        return (judge_briefly if briefly else judge_crosstable)(ask(known, reading))
    except NoMarginError:
        return judge_unprinted(known, parts)


def _again(known: Known, reading: Reading) -> Judgement | None:
    """Judge a reading under other assumptions, briefly; None where no table is left."""
    try:
        return _judge(known, reading, briefly=True)
    except (Infeasible, OutOfReach):
        return None


def _rests(known: Known, claim: Claim, found: Judgement) -> Iterator[Rests]:
    """Yield, for each assumption that a claim rests on, where it turns the verdict."""
    reading, kinds = claim.reading, {row.id: row for row in known.report.assumptions}
    for name in claim.rests_on:
        if kinds[name].kind == "rounding":
            yield Rests(name, verdicts=tuple(_under(known, rule, reading) for rule in RULES))
        elif kinds[name].kind == "missing_within":
            row = known.report.counts[kinds[name].binds]
            last = most_left_out(known, row)
            kept = left_out = None
            if found.verdict in ("holds", "fails"):
                most = row.value if isinstance(reading, readings.Word | readings.Overlap) else last
                left_out = _lost(known.under(left_out=True), reading, found, most)
                if isinstance(reading, BOUNDED):
                    kept = _lost(known.under(left_out=False), reading, found, row.value)
                else:
                    kept = _whatever_they_are(known, row, reading, found.verdict)
            yield Rests(name, "kept", kept)
            yield Rests(name, "left_out", left_out, last)
        else:
            yield Rests(name)


def _under(known: Known, rule: str, reading: Reading) -> tuple[str, str, int | None]:
    """Return a rounding rule with the verdict and the number of tables under it."""
    found = _again(known.under(convention=rule), reading)
    if found is None:
        return rule, "", 0
    number = found.tables.count if found.tables else None
    return rule, found.verdict, number


def most_left_out(known: Known, row: Count) -> int:
    """Return how many cases of a row can be left out if its percentages left them out."""
    # Every printed percentage whose denominator holds the row and that agrees as it stands must
    # agree without them, too.

    def differs(stated: Percentage, taken: int) -> bool:
        part, whole = map(known.report.total_of, (stated.numerator, stated.denominator))
        share = Share(part - taken * (row.id in stated.numerator), whole - taken)
        return not share.gives(stated.printed, known.assumed.convention)

    most = row.value
    for stated in known.report.percentages:
        # One that differs as it stands says nothing.
        if row.id in stated.denominator and stated.numerator and not differs(stated, 0):
            # The share goes one way with the number of cases left out.
            numbers = range(min(most, known.report.total_of(stated.denominator) - 1) + 1)
            most = bisect_left(numbers, True, key=partial(differs, stated)) - 1
    return most


def _lost(known: Known, reading: Reading, found: Judgement, most: int) -> int | None:
    """Return with how many missing cases a verdict is not proved any more; None for none."""

    def proved(number: int) -> Judgement | None:
        now = _again(known.under(missing=number), reading)
        return now if now and now.verdict == found.verdict else None

    numbers = range(1, most + 1)
    if not isinstance(reading, BOUNDED):
        # All are looked at, and bisected where they are many.
        many = most > ONE_BY_ONE
        first = bisect_left(numbers, True, key=lambda n: not proved(n)) if many else 0
        return next((number for number in numbers[first:] if many or not proved(number)), None)
    number = 0
    now: Judgement | None = found
    while now:
        # Each case takes at most one off what is to spare: no number before that can lose it.
        number += now.turn.cases if now.turn else max(1, 1 - int(now.implied[0].high or 0) // 2)
        if number > most:
            return None
        now = proved(number)
    return number


def _whatever_they_are(known: Known, row: Count, reading: Reading, verdict: str) -> int | None:
    """Return how few cases of a row, of the other outcome in truth, lose a proof."""
    # The printed percentages count them as the row says. In each table that these leave, the cases
    # change columns in the rows of the table: in one row until it has none left, then in the next,
    # in every order of rows. The worst way is among them: a contrast is lost soonest if all are in
    # one of the two groups, a slope if all are at one end of the scale. None if all of them lose
    # nothing; 1, as nothing is proved, where the tables cannot be gone through.
    if not isinstance(
        reading, readings.Contrast | readings.Slope | readings.Steps | readings.Within
    ):
        return None
    if row.variable != reading.outcome or row.category not in (*reading.yes, *reading.no):
        return None
    asked = ask(known, reading)
    crossing, space = asked.crossing, asked.crossing.space
    try:
        tables = listing(space, LOOKED_AT)
    except OutOfReach:
        return 1
    if crossing.columns != (reading.yes, reading.no) or len(tables) * row.value > MOST_FILLED:
        return 1
    # Whatever the columns come to in all.
    columns = replace(space.columns, totals=(sum(space.columns.totals), 0))
    whole = replace(crossing, space=replace(space, columns=columns, cuts=(), masks=()))
    judge = accept(replace(asked, crossing=whole), asked.test)
    orders = list(permutations(range(len(crossing.rows))))
    given, least = int(row.category in reading.no), row.value + 1
    for table in tables:
        ways = [_filled(table, order, given, least - 1) for order in orders]
        lost = judge(np.concatenate(ways))[0] == int(verdict != "holds")
        numbers = np.concatenate([np.arange(1, len(way) + 1) for way in ways])
        least = int(numbers[lost].min(initial=least))
    return least if least <= row.value else None


def _filled(table: Ints, order: tuple[int, ...], given: int, most: int) -> Ints:
    """Return the tables with 1, 2, ... cases of a column moved to the other, row after row."""
    cases = table[list(order), given]
    number = np.arange(1, min(most, int(cases.sum())) + 1)
    before = np.cumsum(cases) - cases
    moved: Ints = np.clip(number[:, None] - before, 0, cases)
    tables = np.repeat(table[None], len(number), axis=0)
    tables[:, list(order), given] -= moved
    tables[:, list(order), 1 - given] += moved
    return tables
