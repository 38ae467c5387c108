"""Judging words about printed numbers: majority, largest share, minority, larger, a fraction."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from recount.arithmetic import Share, column_sum, printed_interval
from recount.report import ColumnsOff, Comparison, Levels, PartOf, Report, ShareAbove, Word
from recount.verdicts.assumptions import Assumed
from recount.verdicts.crossings import NoMarginError, known_counts
from recount.verdicts.judgement import Fact, Implied, Judgement, Quantity, Turn

__all__ = [
    "judge_columns_off",
    "judge_comparison",
    "judge_part",
    "judge_share",
    "judge_word",
    "word_holds",
]

HALF = Fraction(1, 2)


def _margin(report: Report, reading: Word, assumed: Assumed) -> tuple[Counter[str], int]:
    """Return the cases of each level over the reading's samples, and the missing ones."""
    values: Counter[str] = Counter()
    missing = 0
    for sample in report.samples_of(reading.sample):
        counts, without = known_counts(report, sample, reading.variable, assumed)
        values.update(counts)
        missing += without
    if not values:
        raise NoMarginError(f"no counts of {reading.variable} are printed for {reading.sample}")
    return values, missing


def _rival(values: Counter[str], levels: Levels) -> tuple[str, int]:
    others = {level: value for level, value in values.items() if level not in levels}
    return max(others.items(), key=lambda item: item[1], default=("", 0))


def word_holds(report: Report, reading: Word, assumed: Assumed) -> bool:
    """Return whether a majority, plurality or minority is one."""
    values, _ = _margin(report, reading, assumed)
    part, whole = sum(values[level] for level in reading.levels), sum(values.values())
    if reading.word == "plurality":
        return part > _rival(values, reading.levels)[1]
    return 2 * part > whole if reading.word == "majority" else 2 * part < whole


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
    true = word_holds(report, reading, assumed)
    facts = [Fact("part", part), Fact("whole", whole)]
    if reading.word == "plurality":
        rival, most = _rival(values, reading.levels)
        facts += [Fact("rival", rival), Fact("rival_cases", most)]
        turn = _tie(part, most, missing, (reading.variable, (rival,)), values, reading, true)
    else:
        turn = _half(part, whole, reading.word, missing, true)
    return Judgement(
        verdict="holds" if true else "fails",
        basis="counts",
        proof="closed_form",
        facts=tuple(facts),
        turn=turn,
    )


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
    return Judgement(
        verdict="holds" if first > second else "fails",
        basis="counts",
        proof="closed_form",
        facts=(Fact("first", first), Fact("second", second)),
        turn=Turn("gap", abs(first - second) or 1),
    )


def judge_part(report: Report, reading: PartOf) -> Judgement:
    """Judge that one sum of printed counts is most of another."""
    part, whole = report.total_of(reading.part), report.total_of(reading.whole)
    true = 2 * part > whole
    return Judgement(
        verdict="holds" if true else "fails",
        basis="counts",
        proof="closed_form",
        facts=(Fact("part", part), Fact("whole", whole)),
        turn=_half(part, whole, "majority", 0, true),
    )


def judge_share(report: Report, reading: ShareAbove, assumed: Assumed) -> Judgement:
    """Judge a printed percentage against a fraction.

    The percentage stands for every share that rounds to it, so that it can lie on both sides.
    """
    stated = next(row for row in report.percentages if row.id == reading.percentage)
    interval = printed_interval(stated.printed, assumed.convention)
    low, high, bound = interval.low, interval.high, reading.fraction
    at_low = low == bound and (reading.sign == ">=" or not interval.low_closed)
    above = low > bound or at_low
    at_high = high == bound and (reading.sign == ">" or not interval.high_closed)
    below = high < bound or at_high
    return Judgement(
        verdict="holds" if above else "fails" if below else "open",
        basis="bounds",
        proof="bound" if above or below else "one_witness",
        implied=(Implied(Quantity("share"), None, float(low), float(high), False),),
        facts=(Fact("printed", stated.printed), Fact("fraction", str(bound))),
    )


def judge_columns_off(report: Report, reading: ColumnsOff) -> Judgement:
    """Judge that the percentages of some column of a table do not add up to 100."""
    columns: dict[tuple[str, str], list[tuple[str, Share]]] = {}
    for stated in report.percentages:
        if stated.place.startswith(reading.table) and stated.numerator and stated.denominator:
            whole = report.total_of(stated.denominator)
            if whole:
                share = Share(report.total_of(stated.numerator), whole)
                key = (stated.sample, stated.variable)
                columns.setdefault(key, []).append((stated.printed, share))
    sums = {key: column_sum(rows).printed for key, rows in columns.items()}
    off = {key: total for key, total in sums.items() if total != 100}
    return Judgement(
        verdict="holds" if off else "fails",
        basis="counts",
        proof="closed_form",
        facts=(
            Fact("columns", len(sums)),
            *(
                Fact(f"{sample}:{variable}", int(total))
                for (sample, variable), total in off.items()
            ),
        ),
    )
