"""The verdict on a claim in plain words, made from its numbers.

A sentence begins with what must be true for the claim to hold. Nothing here computes a verdict.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from recount.arithmetic import Share
from recount.report import Claim, Report, ShareSide, readings
from recount.verdicts import Implied, Judgement, unit_of
from recount.words.names import named
from recount.words.phrases import (
    capital,
    counted,
    listed,
    p_in_words,
    range_in_words,
    ratio_in_words,
    within_words,
)
from recount.words.proofs import (
    cases_that,
    facts_of,
    of_whole,
    quantity_in_words,
    runs_if_true,
    whole_ends,
    with_companion,
)

__all__ = ["sentence"]


def sentence(report: Report, claim: Claim, found: Judgement) -> str:
    """Return the verdict on a claim in plain words.

    Example:
        >>> from recount.report import load_report
        >>> from recount.settings import Settings
        >>> from recount.verdicts import Assumed, judge
        >>> report = load_report()
        >>> claim = next(c for c in report.claims if c.id == "w22-one-level-1-majority")
        >>> sentence(report, claim, judge(report, claim, Assumed(), Settings()))
        '764 of 1,901 (40.19%), less than half.'
    """
    reading, tables, has = claim.reading, found.tables, facts_of(found)
    if "unread" in has:
        return f"Unless the rows are read as {has['unread']} says, the text has no margin of them."
    if found.verdict == "no_counts":
        unknown = "The text has no counts that bound it; the chart's numbers would decide"
        return f"{claim.reason or unknown}."
    if "infeasible" in has:
        return f"No consistent table exists, so that nothing can be judged: {has['infeasible']}."
    if tables is not None and tables.method == "limits":
        return _limits(report, found)
    if words := _by_counts(report, reading, found, has) or _by_bounds(report, reading, found, has):
        return words
    if isinstance(reading, readings.Jointly):
        parts = [_jointly(report, reading, found), _together(report, found)]
    elif isinstance(reading, readings.Between) and found.basis == "counts":
        parts = [_between(report, reading, found)]
    else:
        parts = [_tables(found), _given(report, found)]
        if found.verdict == "open" and not any(parts):
            parts = ["True in one of the two tables shown and false in the other."]
        parts.append(_power(has))
    if len({test.decision for test in found.tests}) > 1:
        said = [f"{with_companion(test)} says {test.decision}" for test in found.tests]
        parts.append(f"The tests disagree: {', '.join(said)}.")
    return " ".join(part for part in parts if part)


def _limits(report: Report, found: Judgement) -> str:
    """Return what the text gives of a table of which only the rows are limited."""
    first = found.implied[0].quantity
    (outcome, _), (variable, _) = first.of
    unit = unit_of(report, first.sample, {outcome, variable})
    whole = sum(count.value for count in report.of(first.sample, unit, "total"))
    least = ", with at least one victim each" if unit == "victims" else ""
    return (
        f"Its cross-table is in the chart. The text gives {whole:,} {unit} in all and how many "
        f"cases of each {report.variables[variable]} there are{least}; the tables shown keep to "
        "these numbers."
    )


# Settled by printed counts, or bounded by them ---------------------------------------------------


def _by_counts(
    report: Report, reading: readings.Reading, found: Judgement, has: dict[str, Any]
) -> str:
    match reading:
        case readings.NotTestable():
            return f"{reading.why}."
        case readings.Word():
            share = Share(has["part"], has["whole"])
            words = f"{share.part:,} of {share.whole:,} ({share.decimals()})"
            if reading.relation == "plurality":
                own, rival = report.samples_of(reading.sample)[0], (has["rival"],)
                name = report.group_label(own, reading.variable, rival)
                return f"{words}; the largest other level, {name}, has {has['rival_cases']:,}."
            more = 2 * share.part - share.whole
            return (
                f"{words}, {'more than' if more > 0 else 'less than' if more else 'exactly'} half."
            )
        case readings.Comparison():
            return f"{has['first']:,} against {has['second']:,}."
        case readings.Shares():
            left = _side(report, reading.left, has["low"], has["high"])
            return f"{capital(left)}; {_side(report, reading.right, has['least'], has['most'])}."
        case readings.Exists():
            return f"{listed([f'{fact.value:,}' for fact in found.facts])} cases."
        case readings.Elimination():
            *others, left = (
                report.group_label(reading.sample, reading.variable, (level,))
                for level in (*reading.identified, reading.left)
            )
            return (
                f"The report names {has['kinds']} kinds and has {has['rows']} rows. If the others "
                f"are {listed(others)}, as we read them, the row left is {left}."
            )
        case readings.ColumnsOff():
            off = [
                f"{report.variables[variable]} of the {report.samples[sample].name} to {value}"
                for name, value in has.items()
                for sample, _, variable in (name.partition(":"),)
                if variable
            ]
            verb = "does" if len(off) == 1 else "do"
            words = f"Of the {has['columns']} columns of {reading.table}, {len(off)} {verb} not add"
            return f"{words} up to 100{(off and f': {listed(off)}') or ''}."
    return ""


def _side(report: Report, side: ShareSide, low: float, high: float) -> str:
    if side.percentage:
        printed = next(row.printed for row in report.percentages if row.id == side.percentage)
        return f"{printed} stands for a share from {low:.1%} to {high:.1%}"
    if side.part:
        part, whole = report.total_of(side.part), report.total_of(side.whole)
        return f"{part:,} of {whole:,} is {low:.1%}"
    return f"{side.fraction} is {low:.1%}"


def _by_bounds(
    report: Report, reading: readings.Reading, found: Judgement, has: dict[str, Any]
) -> str:
    """Return what bounds say of overlaps, and of more than half within rows."""
    match reading:
        case readings.Overlap():
            low, high = whole_ends(found.implied[0])
            phrases = [
                report.phrase(report.samples_of(reading.sample)[0], *each)
                for each in reading.properties
            ]
            cases = phrases.pop(0).cases if reading.of_first else "cases"
            return (
                f"At least {low:,} and at most {high:,} of the {has['base']:,} {cases} "
                f"{listed([phrase.predicate for phrase in phrases])}; more than half is "
                f"{has['needed']:,}."
            )
        case readings.OverlapLarger():
            of, (low, high) = found.implied[0].quantity, whole_ends(found.implied[0])
            first, second = (cases_that(report, of.sample, part) for part in (of.of, of.less))
            return {
                "holds": f"In every table that goes with the text there are at least {low:,} more "
                f"{first} than {second}.",
                "fails": f"In no table that goes with the text are there more {first} than "
                f"{second}.",
                "open": f"Against {second}, there can be anything from {-low:,} fewer to {high:,} "
                f"more {first}.",
            }[found.verdict]
        case readings.Within():
            yes, (low, high) = found.implied[0], whole_ends(found.implied[1])
            cases = report.phrase(reading.sample, reading.characteristic, reading.pivot).cases
            said = report.phrase(reading.sample, reading.outcome, reading.yes).predicate
            compared = {
                "holds": f"In every consistent table they are at least {low:,} more than",
                "fails": "In no consistent table do they outnumber",
                "open": f"They can be anything from {-low:,} fewer to {high:,} more than",
            }[found.verdict]
            return (
                f"Of the {yes.quantity.whole:,} {cases}, {range_in_words(yes.low, yes.high)} "
                f"{said}. {compared} the others whose {report.variables[reading.outcome]} is known."
            )
    return ""


# Judged over all consistent tables ---------------------------------------------------------------


def _between(report: Report, reading: readings.Between, found: Judgement) -> str:
    has, test = facts_of(found), found.tests[0]
    first, second = (
        f"{part:,} of {whole:,} ({part / whole:.1%}) of the {report.samples[sample].name}"
        for part, whole, sample in (
            (has["first_low"], has["first_whole"], reading.high),
            (has["second_low"], has["second_whole"], reading.low),
        )
    )
    return f"{first} against {second}; p = {p_in_words(test.p_low)} by {named(test.test)}."


def _tables(found: Judgement) -> str:
    """Return in how many tables a settled claim is true; what is missing of an open one's proof."""
    tables = found.tables
    if tables is None:
        return ""
    test = named(found.tests[0].test)
    if found.verdict == "open":
        match found.witness_for is not None, found.witness_against is not None:
            case True, True:
                return ""
            case False, False:
                return f"{capital(test)} is undefined on every consistent table that was looked at."
            case true, _:
                shown, other = ("true", "false") if true else ("false", "true")
        return (
            f"A consistent table shows it {shown}; none was found that shows it {other}, which "
            "proves nothing."
        )
    holds, count = found.verdict == "holds", tables.count
    if count is None:
        every = "every" if holds else "no"
        return f"True in {every} consistent table on which {test} is defined."
    if count == 1:
        return f"{'True' if holds else 'False'} in the one consistent table, by {test}."
    if holds and tables.undecided:
        return (
            f"True in {tables.holding:,} of the {count:,} consistent tables, by {test}; the test "
            f"is undefined on the other {tables.undecided:,}."
        )
    return f"True in {'all' if holds else 'none of the'} {count:,} consistent tables, by {test}."


def _given(report: Report, found: Judgement) -> str:
    """Return what must be true for an open claim to hold, and what is possible without it."""
    if found.verdict != "open" or not found.implied:
        return ""
    free = found.implied[0]
    allowed = range_in_words(free.low, free.high)
    whole = free.quantity.kind not in ("ratio", "mean")
    if needed := _needed(report, found, free):
        if needed.startswith(f"{allowed} "):
            return f"True or not, {needed}."
        bounded = whole or (free.low and free.high is not None)
        alone = f"allows {allowed}" if bounded else "sets no bound"
        return f"If it is true, {needed}; the text alone {alone}."
    given = {item.test for item in found.implied if item.given_claim}
    if not whole or (given and found.tests[0].test in given):
        return ""
    words = f"the text allows {allowed} {quantity_in_words(report, free.quantity)}"
    if found.witness_for is None or found.witness_against is None:
        return f"{capital(words)}."
    return f"True in one of the two tables shown and false in the other; {words}."


def _needed(report: Report, found: Judgement, free: Implied) -> str:
    """Return what a quantity is given the claim, by the test that decides; empty where unknown."""
    quantity, runs = free.quantity, runs_if_true(found, free.quantity)
    if not runs:
        return ""
    if quantity.kind in ("ratio", "mean"):
        name = quantity_in_words(report, replace(quantity, named=False))
        among = f" among the {report.samples[quantity.sample].name}" if quantity.named else ""
        return f"the {name} is {range_in_words(runs[0].low, runs[0].high)}{among}"
    number = within_words([whole_ends(run) for run in runs], *whole_ends(free))
    return f"{number} {of_whole(report, quantity)}"


def _jointly(report: Report, reading: readings.Jointly, found: Judgement) -> str:
    tables = found.tables
    assert tables is not None
    if tables.method == "apart":
        words = {"holds": "proved", "fails": "false", "open": "open"}
        figures = {claim.id: claim.figure for claim in report.claims}
        verdicts = [words[str(fact.value)] for fact in found.facts if fact.name == "part"]
        parts = [
            f"that of Figure {figures[name]} is {word}"
            for name, word in zip(reading.members, verdicts, strict=False)
        ]
        tables_ = "The parts are about different tables, which do not affect each other"
        return f"{tables_}: {listed(parts)}."
    apart = "They are not compatible if read this way:"
    if tables.method == "exclusive":
        same = "the same comparison would have to be significant and not significant, or"
        return f"{apart} {same} point both ways."
    by = f"by {named(found.tests[0].test)}" if found.tests else ""
    if tables.count is None and found.verdict == "open":
        return (
            "They are compatible: one consistent table shows all of them true, another some of "
            f"them false, {by}."
        )
    if tables.count is None:
        return f"{apart} all are true in no consistent table, {by}."
    count = counted(tables.count, "consistent table")
    if tables.holding:
        return f"They are compatible: all are true in {tables.holding:,} of {count}, {by}."
    return f"{apart} all are true in none of {count}, {by}."


def _together(report: Report, found: Judgement) -> str:
    """Return what each number can be if all the parts are true, or else what the text allows."""
    if found.verdict != "open" or not found.implied:
        return ""
    free = [
        item
        for item in dict.fromkeys(found.implied)
        if not item.given_claim and item.quantity.kind != "mean"
    ]
    if said := [words for item in free if (words := _needed(report, found, item))]:
        return f"If all are true, {'; '.join(said)}."
    allowed = [
        f"{range_in_words(item.low, item.high)} {quantity_in_words(report, item.quantity)}"
        for item in free
    ]
    return f"The text allows {listed(allowed)}."


def _power(has: dict[str, Any]) -> str:
    """Return what an absence claim could have missed."""
    found = "would be found in 80% of studies"
    if "power_effect" in has:
        return (
            f"With {has['cases']:,} cases at most, an association of Cohen’s w of at least "
            f"{has['power_effect']:.2f} {found} (Pearson, {has['df']} degrees of freedom)."
        )
    if "group" not in has:
        return ""
    groups = f"{has['group']:,} and {has['other_group']:,}"
    if slope := has.get("power_slope"):
        up, down = ratio_in_words(slope), ratio_in_words(1 / slope)
        return (
            f"With {groups} cases, an odds ratio per step of at least {up} or of at most {down} "
            f"{found} (first-order formula)."
        )
    ends = [
        f"of at {end} {ratio_in_words(has[name])}"
        for end, name in (("least", "power_up"), ("most", "power_down"))
        if name in has
    ]
    if not ends:
        return f"With groups of {groups}, no odds ratio {found}."
    return f"With groups of {groups}, an odds ratio {' or '.join(ends)} {found} (Pearson)."
