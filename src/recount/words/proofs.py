"""The proof of a verdict in words: what is counted, its ranges, the tables, tests and steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, get_args

from recount.report import Claim, CrossTable, Levels, Overlap, Report
from recount.settings import Settings
from recount.verdicts import ConsistentTables, Implied, Judgement, Quantity, unit_of
from recount.words.names import METHODS, TESTS, verdict_words
from recount.words.phrases import counted, ends_in_words, listed, p_in_words, range_in_words


def numbers_of(found: Judgement) -> dict[str, Any]:
    """Return the numbers that sentences need, by name; of several with one name the last."""
    return {fact.name: fact.value for fact in found.facts}


def whole_ends(item: Implied) -> tuple[int, int]:
    """Return the ends of a range of whole numbers, which has both."""
    return int(item.low or 0), int(item.high or 0)


# What is counted ---------------------------------------------------------------------------------


def quantity_in_words(report: Report, quantity: Quantity) -> str:
    """Return what a range is a range of.

    Example:
        >>> from recount.report import load_report
        >>> quantity_in_words(load_report(), Quantity("numerator", whole=1200))
        'numerator out of 1,200, from this percentage alone'
    """
    of, sample, whole = quantity.of, quantity.sample, quantity.whole
    if quantity.named:
        words = quantity_in_words(report, replace(quantity, named=False))
        return f"{words}, among the {report.samples[sample].name}"
    names = [report.variables[variable] for variable, _ in of]
    match quantity.kind:
        case "known":
            unit = unit_of(report, sample, {of[0][0], of[1][0]})
            known = "" if unit == "victims" else f" whose {names[0]} is known"
            return f"{unit} of {report.group_label(sample, *of[1])}{known}"
        case "ratio":
            return f"odds ratio for each step of {names[1]} (steps taken as equal)"
        case "mean":
            return f"average {names[1]} of {cases_that(report, sample, of[:1])}"
        case "share":
            return "share behind the printed percentage"
        case "left":
            return "cases of the bound that are not among the parts"
        case "numerator":
            return f"numerator out of {whole:,}, from this percentage alone"
        case "together":
            return f"numerator out of {whole:,}, with everything printed about the table"
        case "missing":
            return f"missing cases among the {whole:,} {report.group_label(sample, *of[0])}"
        case "excess":
            words = cases_that(report, sample, (*of[1:], of[0]))
            return f"{words}, less the others whose {names[0]} is known"
        case "difference":
            others = cases_that(report, sample, quantity.less)
            return f"{cases_that(report, sample, of)}, less {others}"
    words = cases_that(report, sample, of)
    return words if whole is None else f"{words}, of {whole:,}"


def cases_that(report: Report, sample: str, of: Sequence[tuple[str, Levels]]) -> str:
    """Return cases with properties: "traded cases that had a male victim"."""
    first, *rest = (report.phrase(sample, *part) for part in of)
    return f"{first.cases} that {listed([x.predicate for x in rest])}" if rest else first.cases


def of_whole(report: Report, quantity: Quantity) -> str:
    """Return "of the 143 traded cases had a male victim"."""
    (variable, levels), whole = quantity.of[0], quantity.whole
    first, *rest = (report.phrase(quantity.sample, *part) for part in quantity.of)
    if whole is None and rest:
        counts = report.of(report.samples_of(quantity.sample)[0], variable)
        whole = sum(count.value for count in counts if count.category in levels)
    among = f" among the {report.samples[quantity.sample].name}" if quantity.named else ""
    return f"of the {whole:,} {first.cases}{among} {listed([x.predicate for x in rest])}"


# Ranges, tables and tests ------------------------------------------------------------------------


def ranges_in_words(report: Report, found: Sequence[Implied]) -> list[str]:
    """Return what each quantity can be, a union in one line; no range is broken between lines."""
    lines = []
    for (quantity, given, test, undefined), runs in groupby(
        found, lambda run: (run.quantity, run.given_claim, run.test, run.undefined)
    ):
        name = TESTS[test].short if test else ""
        condition = f"if it is true{name and f', {name}'}" if given else "possible"
        if undefined:
            condition = f"{name} undefined"
        values = [range_in_words(run.low, run.high).replace(" ", "\u00a0") for run in runs]
        words = quantity_in_words(report, quantity)
        lines.append(f"{words}, {condition}: {' or '.join(values)}")
    return lines


def runs_if_true(found: Judgement, quantity: Quantity) -> list[Implied]:
    """Return the values of a quantity with which a claim is true by the test that decides."""
    return [
        item
        for item in found.implied
        if (item.quantity, item.given_claim, item.undefined) == (quantity, True, False)
        and (not found.tests or item.test == found.tests[0].test)
    ]


def method_in_words(tables: ConsistentTables) -> str:
    """Return how the consistent tables were gone through.

    Example:
        >>> method_in_words(ConsistentTables(144, 19, 0, "sweep"))
        'counted exactly by the cases with the outcome in each row'
    """
    words = METHODS[tables.method]
    if tables.undecided:
        noun = "one" if tables.undecided == 1 else f"{tables.undecided:,}"
        words += f"; the test is undefined on {noun} of them"
    return words


def tests_in_words(found: Judgement) -> list[str]:
    """Return what each test says: its verdict, in how many tables, and its range of p.

    Example:
        >>> from recount.verdicts import TestResult
        >>> test = TestResult("pearson", "open", p_low=0.01, p_high=0.9, holding=19)
        >>> tests_in_words(Judgement("open", tests=(test,)))
        ['Pearson: ◇ open, true in 19, p 0.010 to 0.900']
    """
    lines = []
    for test in found.tests:
        with_it = f" with {TESTS[test.companion].short}" if test.companion else ""
        line = f"{TESTS[test.test].short}{with_it}: {verdict_words(test.decision)}"
        if test.holding is not None:
            line += f", true in {test.holding:,}"
        if test.p_low is not None:
            low, high = p_in_words(test.p_low), p_in_words(test.p_high)
            line += f", p {low}" if low == high else f", p {low} to {high}"
        lines.append(line)
    return lines


def settings_in_words(settings: Settings) -> str:
    """Return the settings of every test.

    Example:
        >>> settings_in_words(Settings())
        'alpha 0.05, two-sided, no continuity correction; p = alpha counts as not significant'
    """
    rest = "two-sided, no continuity correction; p = alpha counts as not significant"
    return f"alpha {float(settings.alpha)}, {rest}"


def steps(report: Report, claim: Claim, found: Judgement) -> tuple[str, ...]:
    """Return how a verdict was reached, one step a line; the tests come after."""
    reading, tables = claim.reading, found.tables
    lines: list[str] = []
    if isinstance(reading, get_args(CrossTable)):
        names = [report.variables[name] for name in (reading.characteristic, reading.outcome)]
        lines.append(f"cross-table: {names[0]} by {names[1]}, from the margins in the text")
    if found.sources:
        lines.append(f"cut by the printed percentages {listed(found.sources)}")
    if isinstance(reading, Overlap) and found.implied:
        has, bounds = numbers_of(found), found.implied[0]
        low, high = ends_in_words(bounds.low, bounds.high)
        singles = [f"{fact.value:,}" for fact in found.facts if fact.name == "single"]
        cases = sum(report.cases_of(sample) for sample in report.samples_of(reading.sample))
        proof = [
            f"lower bound: their sum less {len(singles) - 1} times the cases of each sample, or 0 "
            f"= {low} (Fréchet 1940)",
            f"upper bound: the smallest single count, missing cases added = {high}",
        ]
        if found.sources:
            proof = [f"bounds with these percentages, by integer programming: {low} and {high}"]
        lines.append(f"single counts: {listed(singles)}, of {cases:,} cases")
        lines += [*proof, f"more than half of {has['base']:,}: {has['needed']:,}"]
    if tables is not None:
        number = "consistent tables"
        if tables.count is not None:
            number = counted(tables.count, "consistent table")
        lines.append(f"{number}: {method_in_words(tables)}")
    return tuple(lines)
