"""Entries for printed numbers: percentages, totals and the completeness of variables."""

from __future__ import annotations

from fractions import Fraction

from recount.arithmetic import (
    CONVENTIONS,
    DEFAULT_CONVENTION,
    Share,
    near_misses,
    percent_of,
    whole_counts,
)
from recount.ledger.entry import Entry
from recount.phrases import counted, listed
from recount.published import Completeness, Percentage, Published, Total, whole_number
from recount.verdicts.assumed import row_with_missing
from recount.verdicts.crossing import conditional
from recount.verdicts.parts import ConsistentTables, Implied

__all__ = ["completeness_entry", "percentage_entry", "total_entry"]


def percentage_entry(
    published: Published, stated: Percentage, convention: str, together: tuple[int, range] | None
) -> Entry:
    """Return the entry of one printed percentage.

    Args:
        published: What the report prints.
        stated: The percentage.
        convention: The rounding rule it is judged by.
        together: For a percentage whose counts are not printed: how many tables are consistent with
            everything printed about its cross-table, and the numerators they give it.

    Example:
        >>> from recount.published import load_published
        >>> published = load_published()
        >>> stated = next(p for p in published.percentages if p.id == "p22-one-pubescent")
        >>> entry = percentage_entry(published, stated, "half_up", None)
        >>> entry.printed, entry.recomputed, entry.exact, entry.verdict
        ('61%', '62%', '1209/1965', 'differs')
    """
    common = {
        "id": stated.id,
        "kind": "percentage",
        "page": stated.page,
        "where": stated.place,
        "repeats": stated.repeats or None,
        "sample": stated.sample or None,
        "figure": _figure_of(published, stated),
        "statement": stated.statement,
        "printed": stated.printed,
        "row": "percentages.csv",
        "maker": "recount.arithmetic.Share",
    }
    if stated.origin != "report":
        return Entry(
            **common,  # type: ignore[arg-type]
            verdict="cited",
            basis="none",
            sentence="Another study's figure, given as printed; its counts are not in the report.",
        )
    if not stated.denominator:
        return Entry(
            **common,  # type: ignore[arg-type]
            verdict="no_counts",
            basis="none",
            sentence="No count of it is printed, so nothing can be recomputed.",
        )
    whole = published.total_of(stated.denominator)
    if not stated.numerator:
        return _unprinted_numerator(common, stated, whole, convention, together)
    share = Share(published.total_of(stated.numerator), whole)
    agrees = share.gives(stated.printed, convention)
    # A rule that allows several whole per cents does not say which one to show.
    rounded = share.rounded(convention if convention in CONVENTIONS else DEFAULT_CONVENTION)
    relation = "as printed" if agrees else f"printed {stated.printed}"
    return Entry(
        **common,  # type: ignore[arg-type]
        numerator=share.part,
        denominator=whole,
        exact=share.exact,
        recomputed=rounded,
        verdict="agrees" if agrees else "differs",
        basis="counts",
        proof="closed_form",
        sentence=f"{share.part:,} / {whole:,} = {share.decimals()}, rounds to {rounded}, "
        f"{relation}.",
        shift=_near(share, stated.printed, convention),
        steps=(
            f"numerator: {_sum_in_words(published, stated.numerator)}",
            f"denominator: {_sum_in_words(published, stated.denominator)}",
            f"{share.part:,} / {whole:,} = {share.decimals(4)}",
            f"rounded by {convention}: {rounded}; printed: {stated.printed}",
        ),
    )


def _figure_of(published: Published, stated: Percentage) -> int | None:
    """Return the figure that crosses what a percentage within a level is about."""
    found = conditional(stated)
    if found is None:
        return None
    outcome, characteristic, _, _ = found
    return next(
        (
            figure.number
            for figure in published.figures
            if figure.sample == stated.sample
            and {figure.outcome, figure.characteristic} == {outcome, characteristic}
        ),
        None,
    )


def _near(share: Share, printed: str, convention: str) -> str:
    """Return the smallest change of a count that would give what is printed, or take it away."""
    if share.gives(printed, convention):
        parts = whole_counts(printed, share.whole, convention)
        return f"{_range_in_words(parts)} of {share.whole:,} would be printed the same."
    misses = near_misses(share, printed, convention)
    words = [f"{miss.part:,} of {miss.whole:,}" for miss in misses]
    return f"{listed(words, ', ', ' or ')} would be {printed}." if words else ""


def _unprinted_numerator(
    common: dict[str, object],
    stated: Percentage,
    whole: int,
    convention: str,
    together: tuple[int, range] | None,
) -> Entry:
    alone = whole_counts(stated.printed, whole, convention)
    count, parts = together if together is not None else (len(alone), alone)
    possible = bool(parts) and count > 0
    implied = [
        Implied(
            f"numerator out of {whole:,}, from this percentage alone", None, *_ends(alone), False
        ),
        Implied(
            f"numerator out of {whole:,}, with everything printed about the table",
            None,
            *_ends(parts),
            False,
        ),
    ]
    return Entry(
        **common,  # type: ignore[arg-type]
        denominator=whole,
        verdict="consistent" if possible else "impossible",
        basis="consistent_tables",
        proof="enumerated",
        consistent_tables=ConsistentTables(
            count, None, "all tables with the printed margins and percentages"
        ),
        implied=tuple(implied),
        sentence=(
            f"No numerator is printed. Of {whole:,} cases, {_range_in_words(alone)} round to "
            f"{stated.printed}; with the other printed numbers, {_range_in_words(parts)} remain."
        ),
        steps=(
            f"denominator: {whole:,}",
            f"whole numerators that round to {stated.printed} by {convention}: "
            f"{_range_in_words(alone)}",
            f"numerators in the {counted(count, 'table')} consistent with margins, total and the "
            f"other percentages: {_range_in_words(parts)}",
        ),
    )


def total_entry(published: Published, stated: Total) -> Entry:
    """Return the entry of parts that should give a printed total, or find room within a bound.

    Example:
        >>> from recount.published import load_published
        >>> published = load_published()
        >>> stated = next(t for t in published.totals if t.id == "t1-total")
        >>> entry = total_entry(published, stated)
        >>> entry.recomputed, entry.verdict
        ('518', 'agrees')
    """
    parts = published.total_of(stated.parts)
    words = _sum_in_words(published, stated.parts)
    common = {
        "id": stated.id,
        "kind": "total",
        "page": stated.page,
        "where": stated.place,
        "repeats": stated.repeats or None,
        "sample": stated.sample,
        "figure": None,
        "statement": stated.statement,
        "proof": "closed_form",
        "row": "totals.csv",
        "maker": "recount.ledger.total_entry",
    }
    if stated.relation == "equal":
        agrees = parts == whole_number(stated.printed)
        return Entry(
            **common,  # type: ignore[arg-type]
            printed=stated.printed,
            recomputed=f"{parts:,}",
            verdict="agrees" if agrees else "differs",
            basis="counts",
            sentence=f"{words}; printed {stated.printed}.",
            steps=(words, f"printed: {stated.printed}"),
        )
    room = published.total_of(stated.bound)
    bound_words = _sum_in_words(published, stated.bound)
    left = room - parts
    return Entry(
        **common,  # type: ignore[arg-type]
        numerator=parts,
        denominator=room,
        verdict="consistent" if left >= 0 else "impossible",
        basis="bounds",
        implied=(
            Implied("cases of the bound that are not among the parts", None, left, left, False),
        ),
        sentence=f"{words} need room among {bound_words}: {left:,} are left over.",
        steps=(f"parts: {words}", f"room: {bound_words}", f"left over: {left:,}"),
    )


def completeness_entry(published: Published, stated: Completeness) -> Entry:
    """Return the entry of one variable under the 80% rule.

    Example:
        >>> from recount.published import load_published
        >>> published = load_published()
        >>> stated = next(k for k in published.completeness if k.id == "k-one-offender-gender")
        >>> entry = completeness_entry(published, stated)
        >>> entry.exact, entry.recomputed, entry.verdict
        ('1767/1965', '90%', 'agrees')
    """
    common = {
        "id": stated.id,
        "kind": "completeness",
        "page": stated.page,
        "where": stated.place,
        "repeats": None,
        "sample": stated.sample,
        "figure": None,
        "statement": stated.statement,
        "printed": stated.rule,
        "row": "completeness.csv",
        "maker": "recount.ledger.completeness_entry",
    }
    if not stated.known:
        # Levels are printed, but not how many of their cases are really missing.
        mixed_up = bool(published.of(stated.sample, stated.variable))
        reason = stated.reason or "Neither known nor missing cases are printed"
        return Entry(
            **common,  # type: ignore[arg-type]
            verdict="not_testable" if mixed_up else "no_counts",
            basis="none",
            sentence=f"{reason}. {_if_missing(published, stated)}".strip(),
        )
    known = published.total_of(stated.known)
    share = Share(known, known + published.total_of(stated.missing))
    rule = Fraction(percent_of(stated.rule), 100)
    complete = share.value >= rule
    # Whole cases that would have to be missing, or known, for the other verdict.
    enough = -(-(rule * share.whole).numerator // (rule * share.whole).denominator)
    gap = share.part - enough + 1 if complete else enough - share.part
    return Entry(
        **common,  # type: ignore[arg-type]
        numerator=share.part,
        denominator=share.whole,
        exact=share.exact,
        recomputed=share.rounded(),
        verdict="agrees" if complete else "differs",
        basis="counts",
        proof="closed_form",
        sentence=f"{share.part:,} of {share.whole:,} cases are known: {share.decimals()}, "
        f"{'at least' if complete else 'less than'} {stated.rule}.",
        steps=(f"{share.part:,} / {share.whole:,} = {share.decimals(4)}", f"rule: {stated.rule}"),
        shift=f"It would flip with {counted(gap, 'more case')} "
        f"{'missing' if complete else 'known'}.",
    )


def _if_missing(published: Published, stated: Completeness) -> str:
    """Return how complete a variable is if a whole row that holds missing data is missing."""
    row = row_with_missing(published)
    if row is None or (row.sample, row.variable) != (stated.sample, stated.variable):
        return ""
    whole = published.cases_of(stated.sample)
    share = Share(whole - row.value, whole)
    return f"If all {row.value:,} are missing, {share.decimals()} are known; if none, all are."


def _ends(values: range) -> tuple[int | None, int | None]:
    return (values[0], values[-1]) if values else (None, None)


def _range_in_words(values: range) -> str:
    if not values:
        return "none"
    return f"{values[0]:,}" if len(values) == 1 else f"{values[0]:,} to {values[-1]:,}"


def _sum_in_words(published: Published, ids: tuple[str, ...]) -> str:
    values = [published.counts[name].value for name in ids]
    if len(values) == 1:
        return f"{values[0]:,}"
    return f"{listed([f'{value:,}' for value in values], ' + ', ' + ')} = {sum(values):,}"
