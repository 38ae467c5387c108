"""Sentences about printed numbers: percentages, totals and completeness."""

from __future__ import annotations

from recount.arithmetic import Share
from recount.report import Completeness, Percentage, Report, Total
from recount.verdicts import Number
from recount.words.names import rule_named
from recount.words.phrases import counted, listed, range_in_words

__all__ = ["number_sentence", "number_steps", "number_turn"]

Stated = Percentage | Total | Completeness


def number_sentence(report: Report, stated: Stated, found: Number) -> str:
    """Return the verdict on a printed number in plain words.

    Example:
        >>> from recount.report import load_report
        >>> from recount.verdicts import Assumed, judge_percentage
        >>> report = load_report()
        >>> stated = next(p for p in report.percentages if p.id == "p22-one-pubescent")
        >>> number_sentence(report, stated, judge_percentage(report, stated, Assumed()))
        '1,209 / 1,965 = 61.53%, rounds to 62%, printed 61%.'
    """
    judgement = found.judgement
    if isinstance(stated, Total):
        return _total(report, stated, found)
    if isinstance(stated, Completeness):
        return _completeness(stated, found)
    if judgement.verdict == "cited":
        return "Another study's figure, given as printed; its counts are not in the report."
    if judgement.verdict == "no_counts":
        return "The text has no count of it, so nothing can be recomputed."
    if found.numerator is None:
        alone, together = (range_in_words(item.low, item.high) for item in judgement.implied)
        if judgement.verdict == "impossible":
            return (
                f"No whole number of {found.denominator:,} cases gives {stated.printed} together \
with the other printed numbers."
            )
        gives = f"{'any number from' if ' to ' in alone else 'only'} {alone} gives {stated.printed}"
        left = "" if together == alone else f"; the other printed numbers leave {together}"
        return f"The text gives no count. Of {found.denominator:,} cases {gives}{left}."
    share = Share(found.numerator, found.denominator or 1)
    relation = "as printed" if judgement.verdict == "agrees" else f"printed {stated.printed}"
    return (
        f"{share.part:,} / {share.whole:,} = {share.decimals()}, rounds to {found.recomputed}, "
        f"{relation}."
    )


def number_steps(report: Report, stated: Stated, found: Number, rule: str) -> tuple[str, ...]:
    """Return how a number was recomputed, one step a line."""
    if isinstance(stated, Total):
        lines = [f"parts: {_sum(report, stated.parts)}"]
        if stated.relation == "equal":
            return (*lines, f"printed: {stated.printed}")
        return (*lines, f"room: {_sum(report, stated.bound)}")
    if found.denominator is None:
        return ()
    if isinstance(stated, Completeness):
        if found.numerator is None:
            return (f"cases: {found.denominator:,}", f"rule: {stated.rule}")
        share = Share(found.numerator, found.denominator)
        return (f"{share.part:,} / {share.whole:,} = {share.decimals(4)}", f"rule: {stated.rule}")
    if found.numerator is None:
        tables = found.judgement.tables
        alone, parts = (range_in_words(item.low, item.high) for item in found.judgement.implied)
        number = 0 if tables is None or tables.count is None else tables.count
        return (
            f"denominator: {found.denominator:,}",
            f"whole numerators that round to {stated.printed}, rounding {rule_named(rule)}: "
            f"{alone}",
            f"numerators in the {counted(number, 'table')} consistent with margins, total and the "
            f"other percentages: {parts}",
        )
    share = Share(found.numerator, found.denominator)
    return (
        f"numerator: {_sum(report, stated.numerator)}",
        f"denominator: {_sum(report, stated.denominator)}",
        f"{share.part:,} / {share.whole:,} = {share.decimals(4)}",
        f"rounded {rule_named(rule)}: {found.recomputed}; printed: {stated.printed}",
    )


def number_turn(stated: Stated, found: Number) -> str:
    """Return the smallest change of a count that would change what is printed; empty for none."""
    judgement = found.judgement
    turn = judgement.turn
    if turn is not None:
        word = "known" if turn.turned else "missing"
        return f"It would turn with {counted(turn.cases, 'more case')} {word}."
    same = judgement.fact("same")
    if isinstance(same, tuple):
        return f"{range_in_words(*same[0])} of {found.denominator:,} would be printed the same."
    near = [fact.value[0] for fact in judgement.facts if isinstance(fact.value, tuple)]
    if not near:
        return ""
    words = [f"{part:,} of {whole:,}" for part, whole in near]
    return f"{listed(words, ', ', ' or ')} would be {stated.printed}."  # type: ignore[union-attr]


def _total(report: Report, stated: Total, found: Number) -> str:
    words = _sum(report, stated.parts)
    if stated.relation == "equal":
        return f"{words}; printed {stated.printed}."
    left = found.judgement.implied[0].low
    return f"{words} need room among {_sum(report, stated.bound)}: {left:,} are left over."


def _completeness(stated: Completeness, found: Number) -> str:
    if found.judgement.verdict == "no_counts":
        return f"{stated.reason or 'The text has neither known nor missing cases'}."
    if found.numerator is None:
        every, most = found.judgement.implied
        return (
            f"{stated.reason}. Up to {every.high:,} of the {found.denominator:,} cases can be "
            f"missing; the rule of at least {stated.rule} is met if and only if at most "
            f"{most.high:,} are."
        )
    share = Share(found.numerator, found.denominator or 1)
    met = "is met" if found.judgement.verdict == "agrees" else "is not met"
    return f"{share.part:,} of {share.whole:,} cases are known: {share.decimals()}; the rule of at \
least {stated.rule} {met}."


def _sum(report: Report, ids: tuple[str, ...]) -> str:
    values = [report.counts[name].value for name in ids]
    if len(values) == 1:
        return f"{values[0]:,}"
    return f"{listed([f'{value:,}' for value in values], ' + ', ' + ')} = {sum(values):,}"
