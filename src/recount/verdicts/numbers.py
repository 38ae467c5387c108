"""Verdicts on printed numbers, and on words about them that printed counts settle.

Percentages, totals and completeness; majority, largest share, minority, larger, a fraction.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import replace
from fractions import Fraction

from recount.arithmetic import (
    CONVENTIONS,
    DEFAULT_CONVENTION,
    Share,
    near_misses,
    percent_of,
    printed_interval,
    whole_counts,
)
from recount.report import (
    ColumnsOff,
    Comparison,
    Completeness,
    Elimination,
    Exists,
    Percentage,
    Report,
    Shares,
    ShareSide,
    Total,
    Word,
    whole_number,
)
from recount.tables import Infeasible
from recount.verdicts.assumptions import Assumed, kept_missing, known_counts
from recount.verdicts.crossings import numerators_together
from recount.verdicts.judgement import (
    ConsistentTables,
    Fact,
    Implied,
    Judgement,
    Quantity,
    Turn,
    facts_of,
    proof_of,
)

HALF = Fraction(1, 2)


def judge_percentage(report: Report, stated: Percentage, assumed: Assumed) -> Judgement:
    """Return the verdict on one printed percentage.

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> stated = next(p for p in report.percentages if p.numerator and p.denominator)
        >>> found = judge_percentage(report, stated, Assumed())
        >>> (found.verdict == "agrees") == (found.recomputed == stated.printed)
        True
    """
    if stated.origin != "report":
        return Judgement("cited")
    whole = report.total_of(stated.denominator)
    if not whole:
        return Judgement("no_counts")
    if not stated.numerator:
        return _without_numerator(report, stated, whole, assumed)
    convention, printed = assumed.convention, stated.printed
    share = Share(report.total_of(stated.numerator), whole)
    agrees = share.gives(printed, convention)
    if agrees:
        parts = whole_counts(printed, whole, convention)
        facts = [Fact("same", ((parts[0], parts[-1]),))]
    else:
        near = near_misses(share, printed, convention)
        facts = [Fact("near", ((miss.part, miss.whole),)) for miss in near]
    verdict = "agrees" if agrees else "differs"
    # A rule that allows several whole per cents does not say which one to show.
    rounded = share.rounded(convention if convention in CONVENTIONS else DEFAULT_CONVENTION)
    return Judgement(
        verdict,
        "counts",
        "closed_form",
        facts=tuple(facts),
        numerator=share.part,
        denominator=whole,
        recomputed=rounded,
    )


def _without_numerator(
    report: Report, stated: Percentage, whole: int, assumed: Assumed
) -> Judgement:
    alone = whole_counts(stated.printed, whole, assumed.convention)
    count, parts = numerators_together(report, stated, assumed) or (len(alone), alone)
    implied = tuple(
        Implied(Quantity(kind, whole=whole), None, *((some[0], some[-1]) if some else (None, None)))
        for kind, some in (("numerator", alone), ("together", parts))
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
    if stated.relation == "equal":
        verdict = "agrees" if parts == whole_number(stated.printed) else "differs"
        return Judgement(verdict, "counts", "closed_form", recomputed=f"{parts:,}")
    room = report.total_of(stated.bound)
    left = room - parts
    verdict = "consistent" if left >= 0 else "impossible"
    implied = (Implied(Quantity("left"), None, left, left),)
    return Judgement(
        *(verdict, "bounds", "closed_form"), implied=implied, numerator=parts, denominator=room
    )


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
    rule = Fraction(percent_of(stated.rule), 100)
    if not stated.known:
        return _if_missing(report, stated, rule)
    known = report.total_of(stated.known)
    whole = known + report.total_of(stated.missing)
    if not whole:
        return Judgement("no_counts")
    share = Share(known, whole)
    complete = share.value >= rule
    # Whole cases that would have to be missing, or known, for the other verdict.
    enough = -(-rule * whole // 1)
    gap = int(known - enough + 1 if complete else enough - known)
    turn = Turn("more", gap, turned=not complete)
    return Judgement(
        *("agrees" if complete else "differs", "counts", "closed_form"),
        turn=turn,
        numerator=known,
        denominator=whole,
        recomputed=share.rounded(),
    )


def _if_missing(report: Report, stated: Completeness, rule: Fraction) -> Judgement:
    """Return the condition on the missing cases within a printed row."""
    if not stated.missing_within:
        return Judgement("no_counts")
    row = report.counts[stated.missing_within]
    whole = report.cases_of(stated.sample)
    most = int((1 - rule) * whole)
    quantity = Quantity("missing", stated.sample, ((row.variable, (row.category,)),), row.value)
    verdict = "agrees" if most >= row.value else "consistent"
    free = Implied(quantity, None, 0, row.value)
    implied = (free, replace(free, high=min(most, row.value), given_claim=True))
    return Judgement(verdict, "bounds", "bound", implied=implied, denominator=whole)


def _margin(report: Report, reading: Word, assumed: Assumed) -> tuple[Counter[str], int]:
    """Return the cases of each level over the reading's samples, and the missing ones.

    Missing cases that are kept stand apart, as a level of their own without a name.
    """
    values: Counter[str] = Counter()
    missing = 0
    for sample in report.samples_of(reading.sample):
        counts, without = known_counts(report, sample, reading.variable, assumed)
        values.update(counts)
        missing += without
        kept = kept_missing(report, sample, reading.variable, assumed)
        if kept is not None:
            values[kept[0]] -= kept[1]
            values[""] += kept[1]
    if not values.total():
        raise Infeasible(f"no case has a known {report.variables[reading.variable]}")
    return values, missing


def _by_counts(true: bool, *facts: Fact, turn: Turn | None = None) -> Judgement:
    """Return the verdict on what printed counts settle."""
    return Judgement("holds" if true else "fails", "counts", "closed_form", facts=facts, turn=turn)


def judge_counts(
    report: Report, reading: Comparison | Exists | Elimination | ColumnsOff
) -> Judgement:
    """Judge what printed counts settle.

    That one sum is larger than another; that there are cases of each kind; that the row left has
    the kind left, as there are as many rows as kinds, all others known; that the percentages of
    some column of a table do not add up to 100.
    """
    if isinstance(reading, Comparison):
        first, second = report.total_of(reading.left), report.total_of(reading.right)
        gap = Turn("gap", abs(first - second) or 1)
        return _by_counts(first > second, *facts_of(first=first, second=second), turn=gap)
    if isinstance(reading, Exists):
        found = [report.total_of(ids) for ids in reading.sums]
        return _by_counts(min(found) > 0, *(Fact("sum", value) for value in found))
    if isinstance(reading, Elimination):
        levels = report.levels_of(reading.sample, reading.variable)
        left = set(levels) - set(reading.identified)
        sure = len(levels) == len(reading.kinds) and left == {reading.left}
        judged = _by_counts(sure, *facts_of(rows=len(levels), kinds=len(reading.kinds)))
        return judged if sure else replace(judged, verdict="open", proof="one_witness")
    sums: dict[str, int | Fraction] = {}
    for stated in report.percentages:
        whole = report.total_of(stated.denominator) if stated.numerator else 0
        if stated.place.startswith(reading.table) and whole:
            key = f"{stated.sample}:{stated.variable}"
            sums[key] = sums.get(key, 0) + percent_of(stated.printed)
    off = {key: int(total) for key, total in sums.items() if total != 100}
    return _by_counts(bool(off), *facts_of(columns=len(sums), **off))


def judge_word(report: Report, reading: Word, assumed: Assumed) -> Judgement:
    """Judge "majority", "plurality" or "minority" of levels of one printed margin.

    A majority is more than half of the known cases; a plurality is more than any other level; a
    minority is less than half. Missing cases count neither way.
    """
    values, missing = _margin(report, reading, assumed)
    part, whole = sum(values[level] for level in reading.levels), values.total()
    facts = facts_of(part=part, whole=whole)
    if reading.relation != "plurality":
        true = 2 * part > whole if reading.relation == "majority" else 2 * part < whole
        return _by_counts(true, *facts, turn=_half(part, whole, reading.relation, missing, true))
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
    return _by_counts(part > most, *facts, *facts_of(rival=rival, rival_cases=most), turn=turn)


def _half(part: int, whole: int, word: str, missing: int, true: bool) -> Turn:
    """Return how few cases recoded take a share to the other side of one half."""
    if word == "majority":
        move = part - whole // 2 if true else whole // 2 + 1 - part
    else:
        # A minority is lost as soon as the share is one half.
        move = -(-whole // 2) - part if true else part - (whole - 1) // 2
    # The missing cases all added on one side and on the other.
    worst = part if (word == "majority") == true else part + missing
    stays = 2 * worst > whole + missing if word == "majority" else 2 * worst < whole + missing
    return Turn("recoded", move, missing=missing if stays != true else 0, turned=bool(missing))


def judge_shares(report: Report, reading: Shares) -> Judgement:
    """Judge that one share is larger or smaller than another, or next to it.

    A printed percentage stands for every share that it can be rounded from, whatever the rule, so
    that a comparison can be open. Two printed percentages vary apart.
    """
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
    facts = facts_of(low=float(low), high=float(high), least=float(least), most=float(most))
    turn = None
    if reading.left.part and reading.sign == ">" and reading.right.fraction == HALF:
        part, whole = (report.total_of(ids) for ids in (reading.left.part, reading.left.whole))
        facts += facts_of(part=part, whole=whole)
        turn = _half(part, whole, "majority", 0, inside)
    if not (reading.left.percentage or reading.right.percentage):
        return Judgement(verdict, "counts", "closed_form", facts=facts, turn=turn)
    proof = proof_of(verdict, "bound", [None])
    implied = (Implied(Quantity("share"), None, float(low), float(high)),)
    return Judgement(verdict, "bounds", proof, None, implied, facts=facts, turn=turn)


def _ends_of(report: Report, side: ShareSide) -> tuple[Fraction, Fraction]:
    """Return the smallest and the largest share that one side of a comparison can stand for."""
    if side.fraction is not None:
        return side.fraction, side.fraction
    if side.part:
        share = Fraction(report.total_of(side.part), report.total_of(side.whole) or 1)
        return share, share
    stated = next(row for row in report.percentages if row.id == side.percentage)
    intervals = [printed_interval(stated.printed, rule) for rule in CONVENTIONS]
    return min(each.low for each in intervals), max(each.high for each in intervals)
