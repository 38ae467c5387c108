"""What each verdict depends on besides printed numbers, and where it would turn.

Cases of one printed row may be missing data. Two models say what that means: *kept*, they stay in
the row and in every denominator, and are only not known to be what the row says; *left out*, they
are taken out of the row and of every denominator, which the printed percentages then limit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Literal

from recount.arithmetic import RULES, Share
from recount.report import (
    Assumption,
    Claim,
    Jointly,
    Overlap,
    Report,
    Word,
)
from recount.settings import Settings
from recount.tables import Infeasible, OutOfReach
from recount.verdicts.assumptions import Assumed, row_with_missing
from recount.verdicts.crosstables import judge_crosstable
from recount.verdicts.judgement import Judgement, Rests
from recount.verdicts.margins import word_holds
from recount.verdicts.overlaps import overlap_of

__all__ = ["most_left_out", "rests_of"]

#: Numbers of missing cases that are judged one by one; beyond, where a verdict turns is bisected.
ONE_BY_ONE = 16


def rests_of(
    report: Report, claim: Claim, assumed: Assumed, settings: Settings, found: Judgement
) -> tuple[Rests, ...]:
    """Return, for each assumption that a claim rests on, where it turns the verdict."""
    kinds = {row.id: row for row in report.assumptions}
    rests: list[Rests] = []
    for name in claim.rests_on:
        kind = kinds[name].kind
        if kind == "missing_within":
            rests += _missing(report, claim, assumed, settings, found, kinds[name])
        elif kind == "rounding":
            rests.append(_rounding(report, claim, assumed, settings, name))
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
    settings: Settings,
    found: Judgement,
    assumption: Assumption,
) -> list[Rests]:
    """Return under both models from how many missing cases on a verdict is not proved any more."""
    row = row_with_missing(report)
    assert row is not None  # the claim rests on the assumption, which names a row
    name, last = assumption.id, most_left_out(report, assumed)
    if found.verdict not in ("holds", "fails"):
        return [Rests(name, "kept"), Rests(name, "left_out", last=last)]
    proved = _proof_with(report, claim, assumed, settings, found.verdict)
    rests = []
    models: tuple[tuple[Literal["kept", "left_out"], int], ...] = (
        ("kept", row.value),
        ("left_out", row.value),
    )
    for model, most in models:
        by_table = not isinstance(claim.reading, Word | Overlap)
        if by_table and model == "kept":
            rests.append(Rests(name, model))  # the tables are the same
            continue
        top = last if by_table else most
        turns = _first(partial(proved, model), top)
        rests.append(Rests(name, model, turns, last if model == "left_out" else None))
    return rests


def _first(proved: Callable[[int], bool], most: int) -> int | None:
    """Return the first number with which a verdict is not proved, up to ``most``; None for none."""
    if most <= ONE_BY_ONE:
        return next((number for number in range(1, most + 1) if not proved(number)), None)
    if proved(most):
        return None
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if proved(middle) else (low, middle)
    return high


def _proof_with(
    report: Report, claim: Claim, assumed: Assumed, settings: Settings, verdict: str
) -> Callable[[str, int], bool]:
    """Return whether a verdict is proved with a number of missing cases, under a model."""
    reading = claim.reading
    row = row_with_missing(report)

    def proved(model: str, missing: int) -> bool:
        now = replace(assumed, missing=missing, left_out=model == "left_out")
        try:
            if isinstance(reading, Word):
                if model == "kept" and row is not None and row.category in reading.levels:
                    return _word_kept(report, reading, assumed, missing) == (verdict == "holds")
                return word_holds(report, reading, now) == (verdict == "holds")
            if isinstance(reading, Overlap):
                return overlap_of(report, reading, now).verdict == verdict
            if isinstance(reading, Jointly):
                return False
            found = judge_crosstable(report, reading, now, settings, briefly=True)  # type: ignore[arg-type]
            return found.verdict == verdict
        except (Infeasible, OutOfReach):
            return False

    return proved


def _word_kept(report: Report, reading: Word, assumed: Assumed, missing: int) -> bool:
    """Return whether a word is true of the printed denominator with some cases not counted."""
    values = [
        (count.category, count.value)
        for sample in report.samples_of(reading.sample)
        for count in report.of(sample, reading.variable)
    ]
    del assumed  # the printed counts alone
    whole = sum(value for _, value in values)
    part = sum(value for level, value in values if level in reading.levels) - missing
    if reading.word == "majority":
        return 2 * part > whole
    if reading.word == "minority":
        return 2 * part < whole
    return part > max((value for level, value in values if level not in reading.levels), default=0)


def _rounding(
    report: Report, claim: Claim, assumed: Assumed, settings: Settings, name: str
) -> Rests:
    """Return the verdict and the number of tables under each rounding rule."""
    verdicts: list[tuple[str, str, int | None]] = []
    for rule in RULES:
        now = replace(assumed, convention=rule)
        try:
            found = judge_crosstable(report, claim.reading, now, settings, briefly=True)  # type: ignore[arg-type]
        except (Infeasible, OutOfReach):
            verdicts.append((rule, "", 0))
            continue
        count = None if found.tables is None else found.tables.count
        if count == 0:
            verdicts.append((rule, "", 0))
        else:
            verdicts.append((rule, found.verdict, count))
    return Rests(name, verdicts=tuple(verdicts))
