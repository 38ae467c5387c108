"""Judging words about printed numbers: majority, largest share, minority, larger, a fraction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from recount.arithmetic import CONVENTIONS, percent_of, printed_interval
from recount.report import (
    ColumnsOff,
    Comparison,
    Elimination,
    Exists,
    Levels,
    Report,
    Shares,
    ShareSide,
    Word,
)
from recount.tables import Infeasible
from recount.verdicts.assumptions import Assumed
from recount.verdicts.crossings import NoMarginError, kept_missing, known_counts
from recount.verdicts.judgement import Fact, Implied, Judgement, Quantity, Turn

__all__ = [
    "judge_columns_off",
    "judge_comparison",
    "judge_elimination",
    "judge_exists",
    "judge_shares",
    "judge_word",
]

HALF = Fraction(1, 2)


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
    if not values:
        raise NoMarginError(f"no counts of {reading.variable} are printed for {reading.sample}")
    if not values.total():
        raise Infeasible(f"no case has a known {report.variables[reading.variable]}")
    return values, missing


def _rival(values: Counter[str], levels: Levels) -> tuple[str, int]:
    others = {level: value for level, value in values.items() if level and level not in levels}
    return max(others.items(), key=lambda item: item[1], default=("", 0))


def _by_counts(
    true: bool, facts: Iterable[tuple[str, int | str]], turn: Turn | None = None
) -> Judgement:
    """Return the verdict on what printed counts settle."""
    named = tuple(Fact(name, value) for name, value in facts)
    return Judgement("holds" if true else "fails", "counts", "closed_form", facts=named, turn=turn)


def judge_word(report: Report, reading: Word, assumed: Assumed) -> Judgement:
    """Judge "majority", "plurality" or "minority" of levels of one printed margin.

    A majority is more than half of the known cases; a plurality is more than any other level; a
    minority is less than half. Missing cases count neither way.

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> claims = {claim.id: claim for claim in report.claims}
        >>> for name in ("w22-one-level-1-majority", "w22-one-level-1-plurality"):
        ...     print(judge_word(report, claims[name].reading, Assumed()).verdict)
        fails
        holds
    """
    values, missing = _margin(report, reading, assumed)
    part, whole = sum(values[level] for level in reading.levels), sum(values.values())
    facts: list[tuple[str, int | str]] = [("part", part), ("whole", whole)]
    if reading.relation == "plurality":
        rival, most = _rival(values, reading.levels)
        true = part > most
        facts += [("rival", rival), ("rival_cases", most)]
        turn = _tie(part, most, missing, (reading.variable, (rival,)), values, reading, true)
    else:
        true = 2 * part > whole if reading.relation == "majority" else 2 * part < whole
        turn = _half(part, whole, reading.relation, missing, true)
    return _by_counts(true, facts, turn)


def _tie(
    part: int,
    most: int,
    missing: int,
    rival: tuple[str, Levels],
    values: Counter[str],
    reading: Word,
    true: bool,
) -> Turn:
    """Return how many cases, moved to or from the largest other level, end in a tie at most."""
    if true:
        gap = part - most
        return Turn("tie", -(-gap // 2), rival, missing=gap if missing >= gap else 0)
    others = [value for level, value in values.items() if level not in reading.levels]
    # The fewest that lift this level above every other, whichever levels they come from.
    low, high = 0, most - part + 1
    while low < high:
        middle = (low + high) // 2
        needed = sum(max(0, value - (part + middle - 1)) for value in others)
        low, high = (low, middle) if needed <= middle else (middle + 1, high)
    gap = most - part + 1
    return Turn("recoded", low, missing=gap if missing >= gap else 0)


def _half(part: int, whole: int, word: str, missing: int, true: bool) -> Turn:
    half = whole // 2
    if word == "majority":
        move = part - half if true else half + 1 - part
    else:
        # A minority is lost as soon as the share is one half.
        move = -(-whole // 2) - part if true else part - (whole - 1) // 2
    # The missing cases all added on one side and on the other.
    worst = part if (word == "majority") == true else part + missing
    stays = 2 * worst > whole + missing if word == "majority" else 2 * worst < whole + missing
    return Turn("recoded", move, missing=missing if stays != true else 0, turned=bool(missing))


def judge_comparison(report: Report, reading: Comparison) -> Judgement:
    """Judge that one sum of printed counts is larger than another."""
    first, second = report.total_of(reading.left), report.total_of(reading.right)
    gap = Turn("gap", abs(first - second) or 1)
    return _by_counts(first > second, [("first", first), ("second", second)], gap)


def judge_shares(report: Report, reading: Shares) -> Judgement:
    """Judge that one share is larger or smaller than another, or next to it.

    A printed percentage stands for every share that it can be rounded from, whatever the rule, so
    that a comparison can be open. Two printed percentages vary apart.

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> claims = {claim.id: claim for claim in report.claims}
        >>> judge_shares(report, claims["w06-more-than-third"].reading).verdict
        'holds'
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
    counts = not (reading.left.percentage or reading.right.percentage)
    ends = {"low": low, "high": high, "least": least, "most": most}
    facts = [Fact(name, float(value)) for name, value in ends.items()]
    turn = None
    if reading.left.part and reading.sign == ">" and reading.right.fraction == HALF:
        part, whole = (report.total_of(ids) for ids in (reading.left.part, reading.left.whole))
        facts += [Fact("part", part), Fact("whole", whole)]
        turn = _half(part, whole, "majority", 0, inside)
    return Judgement(
        verdict="holds" if inside else "fails" if outside else "open",
        basis="counts" if counts else "bounds",
        proof="closed_form" if counts else "bound" if inside or outside else "one_witness",
        implied=()
        if counts
        else (Implied(Quantity("share"), None, float(low), float(high), False),),
        facts=tuple(facts),
        turn=turn,
    )


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


def judge_exists(report: Report, reading: Exists) -> Judgement:
    """Judge that there are cases of each kind: every sum of printed counts is above zero."""
    sums = [report.total_of(ids) for ids in reading.sums]
    return _by_counts(min(sums) > 0, [("sum", value) for value in sums])


def judge_elimination(report: Report, reading: Elimination) -> Judgement:
    """Judge that the row left has the kind left: as many rows as kinds, all others known."""
    levels = report.levels_of(reading.sample, reading.variable)
    left = set(levels) - set(reading.identified)
    sure = len(levels) == len(reading.kinds) and left == {reading.left}
    found = _by_counts(sure, [("rows", len(levels)), ("kinds", len(reading.kinds))])
    return found if sure else replace(found, verdict="open", proof="one_witness")


def judge_columns_off(report: Report, reading: ColumnsOff) -> Judgement:
    """Judge that the percentages of some column of a table do not add up to 100."""
    sums: dict[tuple[str, str], int | Fraction] = {}
    for stated in report.percentages:
        whole = report.total_of(stated.denominator) if stated.numerator else 0
        if stated.place.startswith(reading.table) and whole:
            key = (stated.sample, stated.variable)
            sums[key] = sums.get(key, 0) + percent_of(stated.printed)
    off = [(":".join(key), int(total)) for key, total in sums.items() if total != 100]
    return _by_counts(bool(off), [("columns", len(sums)), *off])
