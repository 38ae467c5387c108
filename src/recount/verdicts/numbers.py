"""Verdicts on printed numbers, and on words about them that printed counts settle.

Percentages, totals and completeness; majority, largest share, minority, larger, a fraction.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import Any

from recount import arithmetic
from recount.report import Completeness, Percentage, Report, Total, readings
from recount.tables import Infeasible
from recount.verdicts.crossings import numerators_together
from recount.verdicts.judgement import ConsistentTables, Implied, Judgement, Quantity, Turn, judged
from recount.verdicts.known import Known

HALF = Fraction(1, 2)


def judge_percentage(known: Known, stated: Percentage) -> Judgement:
    """Return the verdict on one printed percentage.

    Example:
        >>> from recount.report import load_report
        >>> known = Known(load_report())
        >>> stated = next(p for p in known.report.percentages if p.numerator and p.denominator)
        >>> found = judge_percentage(known, stated)
        >>> (found.verdict == "agrees") == (found.recomputed == stated.printed)
        True
    """
    if stated.origin:
        return Judgement("cited")
    whole = known.report.total_of(stated.denominator)
    if not whole:
        return Judgement("no_counts")
    convention, printed = known.assumed.convention, stated.printed
    parts = arithmetic.whole_counts(printed, whole, convention)
    if not stated.numerator:
        return _without_numerator(known, stated, parts, whole)
    share = arithmetic.Share(known.report.total_of(stated.numerator), whole)
    facts: dict[str, Any] = {}
    if share.gives(printed, convention):
        verdict, facts["same"] = "agrees", (parts[0], parts[-1])
    else:
        near = arithmetic.near_misses(share, printed, convention)
        verdict, facts["near"] = "differs", [(miss.part, miss.whole) for miss in near]
    # A rule that allows several whole per cents does not say which one to show.
    rule = convention if convention in arithmetic.CONVENTIONS else arithmetic.DEFAULT_CONVENTION
    counts: dict[str, Any] = {"numerator": share.part, "denominator": whole, "facts": facts}
    return judged(verdict, "counts", "closed_form", recomputed=share.rounded(rule), **counts)


def _without_numerator(known: Known, stated: Percentage, alone: range, whole: int) -> Judgement:
    count, parts = numerators_together(known, stated) or (len(alone), alone)
    implied = tuple(
        Implied(Quantity(kind, whole=whole), None, *((x[0], x[-1]) if x else (None, None)))
        for kind, x in (("numerator", alone), ("together", parts))
    )
    verdict = "consistent" if parts and count > 0 else "impossible"
    tables = ConsistentTables(count, None, None, "together")
    return Judgement(verdict, "consistent_tables", "enumerated", tables, implied, denominator=whole)


def judge_total(report: Report, stated: Total) -> Judgement:
    """Return the verdict on parts that should give a printed total, or find room within a bound.

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> stated = next(t for t in report.totals if t.id == "t1-total")
        >>> found = judge_total(report, stated)
        >>> found.recomputed, found.verdict
        ('518', 'agrees')
    """
    parts = report.total_of(stated.parts)
    if not stated.bound:
        verdict = "agrees" if parts == stated.value else "differs"
        return judged(verdict, "counts", "closed_form", recomputed=f"{parts:,}")
    room = report.total_of(stated.bound)
    left = room - parts
    verdict = "consistent" if left >= 0 else "impossible"
    implied = (Implied(Quantity("left"), None, left, left),)
    numbers: dict[str, Any] = {"numerator": parts, "denominator": room}
    return judged(verdict, "bounds", "closed_form", implied=implied, **numbers)


def judge_completeness(report: Report, stated: Completeness) -> Judgement:
    """Return the verdict on the completeness of one variable under the report's rule.

    Where the known cases are printed it agrees or differs. Where one row holds missing cases, too,
    it is a condition on their number; where nothing bounds them there are no counts.

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> rows = {row.id: row for row in report.completeness}
        >>> found = judge_completeness(report, rows["k-one-offender-gender"])
        >>> found.exact, found.recomputed, found.verdict
        ('1767/1965', '90%', 'agrees')
        >>> judge_completeness(report, rows["k-one-relationship"]).implied[1].high
        393
    """
    rule = Fraction(arithmetic.percent_of(stated.rule), 100)
    if stated.missing_within:
        row, whole = report.counts[stated.missing_within], report.cases_of(stated.sample)
        most = int((1 - rule) * whole)
        quantity = Quantity("missing", stated.sample, ((row.variable, (row.category,)),), row.value)
        free = Implied(quantity, None, 0, row.value)
        implied = (free, replace(free, high=min(most, row.value), given_claim=True))
        verdict = "agrees" if most >= row.value else "consistent"
        return judged(verdict, "bounds", "bound", implied=implied, denominator=whole)
    known, missing = (
        sum(count.value for count in report.of(stated.sample, stated.variable, role))
        for role in ("level", "missing")
    )
    whole = known + missing
    if not (report.of(stated.sample, stated.variable) and whole):
        return Judgement("no_counts")
    share = arithmetic.Share(known, whole)
    complete = share.value >= rule
    # Whole cases that would have to be missing, or known, for the other verdict.
    enough = -(-rule * whole // 1)
    gap = int(known - enough + 1 if complete else enough - known)
    return judged(
        *("agrees" if complete else "differs", "counts", "closed_form"),
        turn=Turn("more", gap, turned=not complete),
        numerator=known,
        denominator=whole,
        recomputed=share.rounded(),
    )


def _by_counts(true: bool, turn: Turn | None = None, **facts: Any) -> Judgement:
    """Return the verdict on what printed counts settle."""
    return judged("holds" if true else "fails", "counts", "closed_form", facts=facts, turn=turn)


def judge_counts(known: Known, reading: readings.Reading) -> Judgement:
    """Judge what printed counts settle."""
    # That one sum is larger than another; that there are cases of each kind; that the row left has
    # the kind left, as there are as many rows as kinds, all others known; that the percentages of
    # some column of a table do not add up to 100; what a word or a fraction says of a share.
    report = known.report
    match reading:
        case readings.Word():
            return _word(known, reading)
        case readings.Shares():
            return _shares(report, reading)
        case readings.Sums(relation="larger"):
            first, second = map(report.total_of, reading.sums)
            gap = Turn("gap", abs(first - second) or 1)
            return _by_counts(first > second, gap, first=first, second=second)
        case readings.Sums():
            kinds = [report.total_of(ids) for ids in reading.sums]
            return _by_counts(min(kinds) > 0, sums=kinds)
        case readings.Elimination():
            levels = report.levels_of(reading.sample, reading.variable)
            left = set(levels) - set(reading.identified)
            sure = len(levels) == len(reading.kinds) and left == {reading.left}
            found = _by_counts(sure, rows=len(levels), kinds=len(reading.kinds))
            return found if sure else replace(found, verdict="open", proof="one_witness")
    assert isinstance(reading, readings.ColumnsOff)
    sums: dict[tuple[str, str], int | Fraction] = {}
    for stated in report.percentages:
        whole = report.total_of(stated.denominator) if stated.numerator else 0
        if stated.place.startswith(reading.table) and whole:
            key = stated.sample, stated.variable
            sums[key] = sums.get(key, 0) + arithmetic.percent_of(stated.printed)
    off = {key: int(total) for key, total in sums.items() if total != 100}
    return _by_counts(bool(off), columns=len(sums), off=off)


def _word(known: Known, reading: readings.Word) -> Judgement:
    """Judge "majority", "plurality" or "minority" of levels of one printed margin."""
    # A majority is more than half of the known cases; a plurality is more than any other level; a
    # minority is less than half. Missing cases count neither way; those kept stand apart, as a
    # level of their own without a name.
    values: Counter[str] = Counter()
    missing = 0
    for sample in known.report.samples_of(reading.sample):
        counts, without = known.counts(sample, reading.variable)
        values.update(counts)
        missing += without
        kept, number = known.kept(sample, reading.variable)
        values[kept] -= number
        values[""] += number
    part, whole = sum(values[level] for level in reading.levels), values.total()
    if not whole:
        raise Infeasible(f"no case has a known {known.report.variables[reading.variable]}")
    if reading.relation != "plurality":
        true, turn = _half(part, whole, reading.relation, missing)
        return _by_counts(true, turn, part=part, whole=whole)
    others = {x: value for x, value in values.items() if x and x not in reading.levels}
    rival, most = max(others.items(), key=lambda item: item[1], default=("", 0))
    gap = abs(part - most) + (part <= most)
    enough = gap if missing >= gap else 0
    if part > most:
        turn = Turn("tie", -(-gap // 2), (reading.variable, (rival,)), missing=enough)
    else:
        # The fewest that lift this level above every other, whichever levels they come from.
        rest = [value for x, value in values.items() if x not in reading.levels]
        needed = 1 + bisect_left(
            range(1, gap + 1),
            True,
            key=lambda cases: sum(max(0, value - part - cases + 1) for value in rest) <= cases,
        )
        turn = Turn("recoded", needed, missing=enough)
    numbers = {"part": part, "whole": whole, "rival": rival, "rival_cases": most}
    return _by_counts(part > most, turn, **numbers)


def _half(part: int, whole: int, word: str, missing: int = 0) -> tuple[bool, Turn]:
    """Return whether a share is a majority, or a minority, and how few cases recoded turn that."""

    def said(part: int, whole: int) -> bool:
        return 2 * part > whole if word == "majority" else 2 * part < whole

    true = said(part, whole)
    step = -1 if true == (word == "majority") else 1
    moves = range(1, whole + 1)
    move = 1 + bisect_left(moves, True, key=lambda cases: said(part + step * cases, whole) != true)
    # The missing cases all added on one side and on the other.
    enough = any(said(part + more, whole + missing) != true for more in (0, missing))
    return true, Turn("recoded", move, missing=missing * enough, turned=bool(missing))


def _shares(report: Report, reading: readings.Shares) -> Judgement:
    """Judge that one share is larger or smaller than another, or next to it."""
    # A printed percentage stands for every share that it can be rounded from, whatever the rule, so
    # that a comparison can be open. Two printed percentages vary apart.
    (low, high), (least, most) = (_ends_of(report, side) for side in (reading.left, reading.right))
    if reading.sign == "~":
        # Nearest of the multiples of 1/d: within half of one.
        reach = Fraction(1, 2 * reading.right.fraction.denominator)  # type: ignore[union-attr]
        inside = least - reach < low and high < most + reach
        outside = high <= least - reach or low >= most + reach
    elif reading.sign == ">":
        inside, outside = low > most, high <= least
    elif reading.sign == ">=":
        inside, outside = low >= most, high < least
    else:
        inside, outside = high < least, low >= most
    verdict = "holds" if inside else "fails" if outside else "open"
    facts = {"low": float(low), "high": float(high), "least": float(least), "most": float(most)}
    turn = None
    if reading.left.part and reading.sign == ">" and reading.right.fraction == HALF:
        part, whole = (report.total_of(ids) for ids in (reading.left.part, reading.left.whole))
        _, turn = _half(part, whole, "majority")
    if not (reading.left.percentage or reading.right.percentage):
        return Judgement(verdict, "counts", "closed_form", facts=facts, turn=turn)
    implied = (Implied(Quantity("share"), None, float(low), float(high)),)
    return judged(verdict, "bounds", "bound", implied=implied, facts=facts, turn=turn)


def _ends_of(report: Report, side: readings.ShareSide) -> tuple[Fraction, Fraction]:
    """Return the smallest and the largest share that one side of a comparison can stand for."""
    if side.fraction is not None:
        return side.fraction, side.fraction
    if side.part:
        share = Fraction(report.total_of(side.part), report.total_of(side.whole) or 1)
        return share, share
    stated = next(row for row in report.percentages if row.id == side.percentage)
    printed, rules = stated.printed, arithmetic.CONVENTIONS
    intervals = [arithmetic.printed_interval(printed, rule) for rule in rules]
    return min(each.low for each in intervals), max(each.high for each in intervals)
