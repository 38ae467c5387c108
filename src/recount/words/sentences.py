"""The verdict on a printed number or a claim in plain words, made from its numbers.

A sentence begins with what must be true for the claim to hold. Nothing here computes a verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from recount.arithmetic import Share
from recount.report import Claim, Completeness, Percentage, Report, ShareSide, Total, readings
from recount.verdicts import Implied, Judgement
from recount.words import phrases as say
from recount.words import proofs
from recount.words.phrases import RULE_NAMES, TEST_NAMES, Said


def say_verdict(
    report: Report,
    source: Percentage | Total | Completeness | Claim,
    found: Judgement,
    later: Judgement | None,
    rule: str,
) -> Said:
    """Return the verdict on a statement in words, and that with the numbers typed in from figures.

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> cited = next(row for row in report.percentages if not row.denominator)
        >>> say_verdict(report, cited, Judgement("no_counts"), None, "half_up").sentence
        'The text has no count of it, so nothing can be recomputed.'
    """
    if not isinstance(source, Claim):
        return _say_number(report, source, found, rule)
    return Said(
        sentence(report, source, found),
        proofs.steps(report, source, found),
        proofs.turn(report, source, found.turn) if found.turn else proofs.edges(found),
        proofs.settles(report, source, found) if found.verdict == "open" else "",
        tuple((each.assumption, proofs.rests(report, each, found)) for each in found.rests),
        "" if later is None else sentence(report, replace(source, reason=""), later),
    )


def _say_number(
    report: Report, stated: Percentage | Total | Completeness, found: Judgement, rule: str
) -> Said:
    """Return the verdict on a printed number in words, under a rule of rounding."""
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
        f"rounded {RULE_NAMES[rule]}: {found.recomputed}; printed: {stated.printed}",
    )
    words = f"{divided} {share.decimals()}, rounds to {found.recomputed}"
    if found.verdict == "agrees":
        same = say.range_in_words(*found.facts["same"])
        turn = f"{same} of {share.whole:,} would be printed the same."
        return Said(f"{words}, as printed.", steps, turn)
    near = [f"{part:,} of {whole:,}" for part, whole in found.facts["near"]]
    turn = f"{say.listed(near, last=' or ')} would be {stated.printed}." if near else ""
    return Said(f"{words}, printed {stated.printed}.", steps, turn)


def _without_numerator(stated: Percentage, found: Judgement) -> str:
    cases = f"{found.denominator:,} cases"
    if found.verdict == "impossible":
        rest = "together with the other printed numbers"
        return f"No whole number of {cases} gives {stated.printed} {rest}."
    alone, together = (say.range_in_words(item.low, item.high) for item in found.implied)
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
        turns = f"It would turn with {say.counted(turn.cases, 'more case')} {known}."
    met = "met" if verdict == "agrees" else "not met"
    words = f"{share.part:,} of {cases:,} cases are known: {share.decimals()}; {rule} {met}."
    return Said(words, turn=turns)


def _sum(report: Report, ids: tuple[str, ...]) -> str:
    words = " + ".join(f"{report.counts[name].value:,}" for name in ids)
    return words if len(ids) == 1 else f"{words} = {report.total_of(ids):,}"


def sentence(report: Report, claim: Claim, found: Judgement) -> str:
    """Return the verdict on a claim in plain words."""
    reading, tables, has = claim.reading, found.tables, found.facts
    if "unread" in has:
        return f"Unless the rows are read as {has['unread']} says, the text has no margin of them."
    if found.verdict == "no_counts":
        unknown = "The text has no counts that bound it; the chart's numbers would decide"
        return f"{claim.reason or unknown}."
    if "infeasible" in has:
        return f"No consistent table exists, so that nothing can be judged: {has['infeasible']}."
    if tables is not None and tables.method == "limits":
        return _limits(report, found)
    if words := _without_tests(report, reading, found):
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
        names = [
            [TEST_NAMES[x].words for x in (each.test, each.companion) if x] for each in found.tests
        ]
        said = zip(names, found.tests, strict=True)
        each = [f"{' with '.join(name)} says {test.decision}" for name, test in said]
        parts.append(f"The tests disagree: {', '.join(each)}.")
    return " ".join(part for part in parts if part)


def _limits(report: Report, found: Judgement) -> str:
    """Return what the text gives of a table of which only the rows are limited."""
    first = found.implied[0].quantity
    (outcome, _), (variable, _) = first.of
    unit = report.unit_of(first.sample, outcome, variable)
    whole = sum(count.value for count in report.of(first.sample, unit, "total"))
    least = ", with at least one victim each" if unit == "victims" else ""
    return (
        f"Its cross-table is in the chart. The text gives {whole:,} {unit} in all and how many "
        f"cases of each {report.variables[variable]} there are{least}; the tables shown keep to "
        "these numbers."
    )


def _without_tests(report: Report, reading: readings.Reading, found: Judgement) -> str:
    """Return what printed counts and their bounds say; nothing of a reading that is tested."""
    has = found.facts
    match reading:
        case readings.NotTestable():
            return f"{reading.why}."
        case readings.Word():
            share = Share(has["part"], has["whole"])
            words = f"{share.part:,} of {share.whole:,} ({share.decimals()})"
            if reading.relation == "plurality":
                name = report.group_label(reading.sample, reading.variable, (has["rival"],))
                return f"{words}; the largest other level, {name}, has {has['rival_cases']:,}."
            more = 2 * share.part - share.whole
            half = "more than" if more > 0 else "less than" if more < 0 else "exactly"
            return f"{words}, {half} half."
        case readings.Sums(relation="larger"):
            return f"{has['first']:,} against {has['second']:,}."
        case readings.Shares():
            left = _side(report, reading.left, has["low"], has["high"])
            right = _side(report, reading.right, has["least"], has["most"])
            return f"{say.capital(left)}; {right}."
        case readings.Sums():
            return f"{say.listed([f'{value:,}' for value in has['sums']])} cases."
        case readings.Elimination():
            levels = [(level,) for level in (*reading.identified, reading.left)]
            names = [report.group_label(reading.sample, reading.variable, x) for x in levels]
            return (
                f"The report names {has['kinds']} kinds and has {has['rows']} rows. If the others "
                f"are {say.listed(names[:-1])}, as we read them, the row left is {names[-1]}."
            )
        case readings.ColumnsOff():
            off = [
                f"{report.variables[variable]} of the {report.samples[sample].name} to {value}"
                for (sample, variable), value in has["off"].items()
            ]
            words = f"Of the {has['columns']} columns of {reading.table}, {len(off)}"
            words += f" {'does' if len(off) == 1 else 'do'} not add up to 100"
            return f"{words}: {say.listed(off)}." if off else f"{words}."
        case readings.Overlap():
            low, high = proofs.whole_ends(found.implied[0])
            phrases = [report.phrase(reading.sample, *each) for each in reading.properties]
            cases = phrases.pop(0).cases if reading.of_first else "cases"
            said = say.listed([phrase.predicate for phrase in phrases])
            return (
                f"At least {low:,} and at most {high:,} of the {has['base']:,} {cases} {said}; "
                f"more than half is {has['needed']:,}."
            )
        case readings.OverlapLarger():
            of, (low, high) = found.implied[0].quantity, proofs.whole_ends(found.implied[0])
            first, than = (proofs.cases_that(report, of.sample, x) for x in (of.of, of.less))
            every = "In every table that goes with the text there are at least"
            return {
                "holds": f"{every} {low:,} more {first} than {than}.",
                "fails": f"In no table that goes with the text are there more {first} than {than}.",
                "open": f"Against {than}, there can be anything from {-low:,} fewer to {high:,} "
                f"more {first}.",
            }[found.verdict]
        case readings.Within():
            low, high = proofs.whole_ends(found.implied[1])
            cases = report.phrase(reading.sample, reading.characteristic, reading.pivot).cases
            said = report.phrase(reading.sample, reading.outcome, reading.yes).predicate
            number = say.range_in_words(*proofs.whole_ends(found.implied[0]))
            compared = {
                "holds": f"In every consistent table they are at least {low:,} more than",
                "fails": "In no consistent table do they outnumber",
                "open": f"They can be anything from {-low:,} fewer to {high:,} more than",
            }[found.verdict]
            return (
                f"Of the {found.implied[0].quantity.whole:,} {cases}, {number} {said}. {compared} "
                f"the others whose {report.variables[reading.outcome]} is known."
            )
    return ""


def _side(report: Report, side: ShareSide, low: float, high: float) -> str:
    if side.percentage:
        printed = next(row.printed for row in report.percentages if row.id == side.percentage)
        ends = f"{low:.1%} to {high:.1%}"
        return f"{printed} stands for a share from {ends}, allowing for any rounding within a point"
    part, whole = report.total_of(side.part), report.total_of(side.whole)
    return f"{f'{part:,} of {whole:,}' if side.part else side.fraction} is {low:.1%}"


def _between(report: Report, reading: readings.Between, found: Judgement) -> str:
    sides, test, has = [], found.tests[0], found.facts
    for place, sample in (("first", reading.high), ("second", reading.low)):
        part, whole = has[f"{place}_low"], has[f"{place}_whole"]
        name = report.samples[sample].name
        sides.append(f"{part:,} of {whole:,} ({part / whole:.1%}) of the {name}")
    p = say.p_in_words(test.p_low)
    return f"{' against '.join(sides)}; p = {p} by {TEST_NAMES[test.test].words}."


def _tables(found: Judgement) -> str:
    """Return in how many tables a settled claim is true; what is missing of an open one's proof."""
    tables, shown = found.tables, (found.witness_for is not None, found.witness_against is not None)
    if tables is None or (found.verdict == "open" and all(shown)):
        return ""
    test = TEST_NAMES[found.tests[0].test].words
    if found.verdict == "open" and any(shown):
        seen, other = ("true", "false") if shown[0] else ("false", "true")
        nothing = f"none was found that shows it {other}, which proves nothing"
        return f"A consistent table shows it {seen}; {nothing}."
    if found.verdict == "open":
        return f"{say.capital(test)} is undefined on every consistent table that was looked at."
    holds, count = found.verdict == "holds", tables.count
    if count is None:
        every = "every" if holds else "no"
        return f"True in {every} consistent table on which {test} is defined."
    if count == 1:
        return f"{'True' if holds else 'False'} in the one consistent table, by {test}."
    if holds and tables.undecided:
        rest = f"the test is undefined on the other {tables.undecided:,}"
        return f"True in {tables.holding:,} of the {count:,} consistent tables, by {test}; {rest}."
    return f"True in {'all' if holds else 'none of the'} {count:,} consistent tables, by {test}."


def _given(report: Report, found: Judgement) -> str:
    """Return what must be true for an open claim to hold, and what is possible without it."""
    if found.verdict != "open" or not found.implied:
        return ""
    free = found.implied[0]
    allowed = say.range_in_words(free.low, free.high)
    whole = free.quantity.kind not in ("ratio", "mean")
    if needed := _needed(report, found, free):
        if needed.startswith(f"{allowed} "):
            return f"Whether it is true or not, the text allows {proofs.allowed(report, free)}."
        bounded = whole or (free.low and free.high is not None)
        alone = f"allows {allowed}" if bounded else "sets no bound"
        return f"If it is true, {needed}; the text alone {alone}."
    given = {item.test for item in found.implied if item.given_claim}
    if not whole or (given and found.tests[0].test in given):
        return ""
    words = f"the text allows {proofs.allowed(report, free)}"
    if found.witness_for is None or found.witness_against is None:
        return f"{say.capital(words)}."
    return f"True in one of the two tables shown and false in the other; {words}."


def _needed(report: Report, found: Judgement, free: Implied) -> str:
    """Return what a quantity is given the claim, by the test that decides; empty where unknown."""
    quantity, runs = free.quantity, proofs.runs_if_true(found, free.quantity)
    if not runs:
        return ""
    if quantity.kind in ("ratio", "mean"):
        name = proofs.quantity_in_words(report, replace(quantity, named=False))
        among = f" among the {report.samples[quantity.sample].name}" if quantity.named else ""
        return f"the {name} is {say.range_in_words(runs[0].low, runs[0].high)}{among}"
    number = say.within_words([(run.low, run.high) for run in runs], (free.low, free.high))
    return f"{number} {proofs.of_whole(report, quantity)}"


def _jointly(report: Report, reading: readings.Jointly, found: Judgement) -> str:
    tables = found.tables
    assert tables is not None
    if tables.method == "apart":
        words = {"holds": "proved", "fails": "false", "open": "open"}
        figures = {claim.id: claim.figure for claim in report.claims}
        members = zip(reading.members, found.facts["parts"], strict=False)
        parts = [f"that of Figure {figures[name]} is {words[verdict]}" for name, verdict in members]
        apart = "The parts are about different tables, which do not affect each other"
        return f"{apart}: {say.listed(parts)}."
    not_compatible = "They are not compatible if read this way:"
    if tables.method == "exclusive":
        both = "the same comparison would have to be significant and not significant"
        return f"{not_compatible} {both}, or point both ways."
    by = f"by {TEST_NAMES[found.tests[0].test].words}" if found.tests else ""
    if tables.count is not None:
        of = say.counted(tables.count, "consistent table")
        if tables.holding:
            return f"They are compatible: all are true in {tables.holding:,} of {of}, {by}."
        return f"{not_compatible} all are true in none of {of}, {by}."
    if found.verdict == "open":
        one = "one consistent table shows all of them true, another some of them false"
        return f"They are compatible: {one}, {by}."
    return f"{not_compatible} all are true in no consistent table, {by}."


def _together(report: Report, found: Judgement) -> str:
    """Return what each number can be if all the parts are true, or else what the text allows."""
    if found.verdict != "open" or not found.implied:
        return ""
    each = [x for x in dict.fromkeys(found.implied) if not x.given_claim]
    free = [item for item in each if item.quantity.kind != "mean"]
    if said := [words for item in free if (words := _needed(report, found, item))]:
        return f"If all are true, {'; '.join(said)}."
    return f"The text allows {say.listed([proofs.allowed(report, item) for item in free])}."


def _power(has: Mapping[str, Any]) -> str:
    """Return what an absence claim could have missed."""
    found = "would be found in 80% of studies"
    if effect := has.get("power_effect"):
        least = f"With {has['cases']:,} cases at most, an association of Cohen’s w of at least"
        return f"{least} {effect:.2f} {found} (Pearson, {has['df']} degrees of freedom)."
    if "group" not in has:
        return ""
    groups = f"{has['group']:,} and {has['other_group']:,}"
    if slope := has.get("power_slope"):
        ends = f"at least {say.ratio_in_words(slope)} or of at most {say.ratio_in_words(1 / slope)}"
        step = f"an odds ratio per step of {ends} {found} (first-order formula)"
        return f"With {groups} cases, {step}."
    bounds = [f"of at least {say.ratio_in_words(has['power_up'])}"] if has["power_up"] else []
    bounds += [f"of at most {say.ratio_in_words(has['power_down'])}"] if has["power_down"] else []
    if not bounds:
        return f"With groups of {groups}, no odds ratio {found}."
    found = f"{found}, were the outcome as frequent as in the whole sample (Pearson)"
    return f"With groups of {groups}, an odds ratio {' or '.join(bounds)} {found}."
