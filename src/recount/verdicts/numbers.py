"""Verdicts on printed numbers: percentages, totals, and the completeness of variables."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from recount.arithmetic import (
    CONVENTIONS,
    DEFAULT_CONVENTION,
    Share,
    near_misses,
    percent_of,
    whole_counts,
)
from recount.report import Completeness, Percentage, Report, Total, whole_number
from recount.verdicts.assumptions import Assumed
from recount.verdicts.crossings import numerators_together
from recount.verdicts.judgement import (
    ConsistentTables,
    Fact,
    Implied,
    Judgement,
    Quantity,
    Turn,
)

__all__ = ["Number", "judge_completeness", "judge_percentage", "judge_total"]


@dataclass(frozen=True, slots=True)
class Number:
    """The verdict on a printed number, and the number that the counts give.

    Attributes:
        judgement: The verdict.
        numerator, denominator: Counts, None where they are not in the text.
        exact: Their quotient as a fraction not reduced: ``1209/1965``.
        recomputed: What the counts give, as it would be printed.
    """

    judgement: Judgement
    numerator: int | None = None
    denominator: int | None = None
    exact: str | None = None
    recomputed: str | None = None


def judge_percentage(report: Report, stated: Percentage, assumed: Assumed) -> Number:
    """Return the verdict on one printed percentage.

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> stated = next(p for p in report.percentages if p.id == "p22-one-pubescent")
        >>> found = judge_percentage(report, stated, Assumed())
        >>> found.recomputed, found.exact, found.judgement.verdict
        ('62%', '1209/1965', 'differs')
    """
    if stated.origin != "report":
        return Number(Judgement("cited"))
    whole = report.total_of(stated.denominator)
    if not whole:
        return Number(Judgement("no_counts"))
    if not stated.numerator:
        return _without_numerator(report, stated, whole, assumed)
    convention = assumed.convention
    share = Share(report.total_of(stated.numerator), whole)
    agrees = share.gives(stated.printed, convention)
    if agrees:
        parts = whole_counts(stated.printed, whole, convention)
        facts: tuple[Fact, ...] = (Fact("same", ((parts[0], parts[-1]),)),)
    else:
        facts = tuple(
            Fact("near", ((miss.part, miss.whole),))
            for miss in near_misses(share, stated.printed, convention)
        )
    judgement = Judgement("agrees" if agrees else "differs", "counts", "closed_form", facts=facts)
    # A rule that allows several whole per cents does not say which one to show.
    rounded = share.rounded(convention if convention in CONVENTIONS else DEFAULT_CONVENTION)
    return Number(judgement, share.part, whole, share.exact, rounded)


def _without_numerator(report: Report, stated: Percentage, whole: int, assumed: Assumed) -> Number:
    alone = whole_counts(stated.printed, whole, assumed.convention)
    together = numerators_together(report, stated, assumed)
    count, parts = together if together is not None else (len(alone), alone)
    judgement = Judgement(
        "consistent" if parts and count > 0 else "impossible",
        "consistent_tables",
        "enumerated",
        tables=ConsistentTables(count, None, None, "together"),
        implied=(
            _numerator("numerator", whole, alone),
            _numerator("together", whole, parts),
        ),
    )
    return Number(judgement, denominator=whole)


def _numerator(kind: str, whole: int, values: range) -> Implied:
    low, high = (values[0], values[-1]) if values else (None, None)
    return Implied(Quantity(kind, whole=whole), None, low, high, False)  # type: ignore[arg-type]


def judge_total(report: Report, stated: Total) -> Number:
    """Return the verdict on parts that should give a printed total, or find room within a bound.

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> stated = next(t for t in report.totals if t.id == "t1-total")
        >>> found = judge_total(report, stated)
        >>> found.recomputed, found.judgement.verdict
        ('518', 'agrees')
    """
    parts = report.total_of(stated.parts)
    if stated.relation == "equal":
        verdict = "agrees" if parts == whole_number(stated.printed) else "differs"
        return Number(Judgement(verdict, "counts", "closed_form"), recomputed=f"{parts:,}")
    room = report.total_of(stated.bound)
    left = room - parts
    return Number(
        Judgement(
            "consistent" if left >= 0 else "impossible",
            "bounds",
            "closed_form",
            implied=(Implied(Quantity("left"), None, left, left, False),),
        ),
        parts,
        room,
    )


def judge_completeness(report: Report, stated: Completeness) -> Number:
    """Return the verdict on the completeness of one variable under the report's rule.

    Where the known cases are printed it agrees or differs. Where one row holds missing cases, too,
    it is a condition on their number; where nothing bounds them there are no counts.

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> rows = {row.id: row for row in report.completeness}
        >>> found = judge_completeness(report, rows["k-one-offender-gender"])
        >>> found.exact, found.recomputed, found.judgement.verdict
        ('1767/1965', '90%', 'agrees')
        >>> judge_completeness(report, rows["k-one-relationship"]).judgement.implied[1].high
        393
    """
    rule = Fraction(percent_of(stated.rule), 100)
    if not stated.known:
        return _if_missing(report, stated, rule)
    known = report.total_of(stated.known)
    whole = known + report.total_of(stated.missing)
    if not whole:
        return Number(Judgement("no_counts"))
    share = Share(known, whole)
    complete = share.value >= rule
    # Whole cases that would have to be missing, or known, for the other verdict.
    enough = -(-(rule * whole).numerator // (rule * whole).denominator)
    gap = known - enough + 1 if complete else enough - known
    judgement = Judgement(
        "agrees" if complete else "differs",
        "counts",
        "closed_form",
        turn=Turn("more", gap, turned=not complete),
    )
    return Number(judgement, known, whole, share.exact, share.rounded())


def _if_missing(report: Report, stated: Completeness, rule: Fraction) -> Number:
    """Return the condition on the missing cases within a printed row."""
    if not stated.missing_within:
        return Number(Judgement("no_counts"))
    row = report.counts[stated.missing_within]
    whole = report.cases_of(stated.sample)
    most = int((1 - rule) * whole)
    quantity = Quantity("missing", stated.sample, ((row.variable, (row.category,)),), row.value)
    verdict = "agrees" if most >= row.value else "consistent"
    implied = (
        Implied(quantity, None, 0, row.value, False),
        Implied(quantity, None, 0, min(most, row.value), True),
    )
    return Number(Judgement(verdict, "bounds", "bound", implied=implied), denominator=whole)
