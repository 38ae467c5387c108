"""Sentences about printed numbers: percentages, totals and completeness."""

from __future__ import annotations

from recount.arithmetic import Share
from recount.report import Completeness, Percentage, Report, Total
from recount.verdicts import Judgement
from recount.words.phrases import RULES, Said, counted, listed, range_in_words


def say_number(
    report: Report, stated: Percentage | Total | Completeness, found: Judgement, rule: str
) -> Said:
    """Return the verdict on a printed number in words, under a rule of rounding.

    Example:
        >>> from recount.report import load_report
        >>> from recount.verdicts import Known, judge_percentage
        >>> report = load_report()
        >>> stated = next(each for each in report.percentages if each.numerator)
        >>> found = judge_percentage(Known(report), stated)
        >>> "rounds to" in say_number(report, stated, found, "half_up").sentence
        True
    """
    if isinstance(stated, Total):
        return Said(_total(report, stated, found))
    if isinstance(stated, Completeness):
        return _completeness(stated, found)
    if found.verdict == "cited":
        return Said("Another study's figure, given as printed; its counts are not in the report.")
    if found.verdict == "no_counts":
        return Said("The text has no count of it, so nothing can be recomputed.")
    if found.numerator is None:
        return Said(_without_numerator(stated, found))
    share = Share(found.numerator, found.denominator or 1)
    divided = f"{share.part:,} / {share.whole:,} ="
    steps = (
        f"numerator: {_sum(report, stated.numerator)}",
        f"denominator: {_sum(report, stated.denominator)}",
        f"{divided} {share.decimals(4)}",
        f"rounded {RULES[rule]}: {found.recomputed}; printed: {stated.printed}",
    )
    words = f"{divided} {share.decimals()}, rounds to {found.recomputed}"
    if found.verdict == "agrees":
        same = range_in_words(*found.facts["same"])
        turn = f"{same} of {share.whole:,} would be printed the same."
        return Said(f"{words}, as printed.", steps, turn)
    near = [f"{part:,} of {whole:,}" for part, whole in found.facts["near"]]
    turn = f"{listed(near, last=' or ')} would be {stated.printed}." if near else ""
    return Said(f"{words}, printed {stated.printed}.", steps, turn)


def _without_numerator(stated: Percentage, found: Judgement) -> str:
    cases = f"{found.denominator:,} cases"
    if found.verdict == "impossible":
        rest = "together with the other printed numbers"
        return f"No whole number of {cases} gives {stated.printed} {rest}."
    alone, together = (range_in_words(item.low, item.high) for item in found.implied)
    gives = f"{'any number from' if ' to ' in alone else 'only'} {alone} gives {stated.printed}"
    left = "" if together == alone else f"; the other printed numbers leave {together}"
    return f"The text gives no count. Of {cases} {gives}{left}."


def _total(report: Report, stated: Total, found: Judgement) -> str:
    words = _sum(report, stated.parts)
    if not stated.bound:
        return f"{words}; printed {stated.printed}."
    left = found.implied[0].low
    return f"{words} need room among {_sum(report, stated.bound)}: {left:,} are left over."


def _completeness(stated: Completeness, found: Judgement) -> Said:
    verdict, turn, cases = found.verdict, found.turn, found.denominator
    if cases is None:
        return Said(f"{stated.reason or 'The text has neither known nor missing cases'}.")
    rule = f"the rule of at least {stated.rule} is"
    if found.numerator is None:
        every, most = (f"{item.high:,}" for item in found.implied)
        return Said(
            f"{stated.reason}. Up to {every} of the {cases:,} cases can be missing; {rule} met if "
            f"and only if at most {most} are."
        )
    share = Share(found.numerator, cases)
    turns = ""
    if turn is not None:
        known = "known" if turn.turned else "missing"
        turns = f"It would turn with {counted(turn.cases, 'more case')} {known}."
    met = "met" if verdict == "agrees" else "not met"
    words = f"{share.part:,} of {cases:,} cases are known: {share.decimals()}; {rule} {met}."
    return Said(words, turn=turns)


def _sum(report: Report, ids: tuple[str, ...]) -> str:
    words = " + ".join(f"{report.counts[name].value:,}" for name in ids)
    return words if len(ids) == 1 else f"{words} = {report.total_of(ids):,}"
