"""The proof of a verdict in words: what is counted, its ranges, the tables, tests and steps.

Then what turns the verdict on a claim, what settles it, and what it rests on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from recount.report import Claim, Levels, Report, readings
from recount.settings import Settings
from recount.verdicts import ConsistentTables, Implied, Judgement, Quantity, Rests, Turn
from recount.words import phrases as say
from recount.words.phrases import RULE_NAMES, TEST_NAMES

#: How the consistent tables were gone through.
METHODS = {
    "sweep": "counted exactly by the cases with the outcome in each row",
    "walk": "counted exactly by walking along the scale",
    "list": "every table listed",
    "search": "not counted; witnesses found by search and verified exactly",
    "corner": "not counted; bounded by the extreme tables",
    "pairs": "pairs of numbers, one a sample, all listed",
    "together": "all tables with the margins and percentages in the text",
    "exclusive": "none can have both",
    "apart": "the parts are about different tables, which do not touch each other",
    "limits": "not counted; both tables shown keep to the printed numbers of the rows",
}
#: What becomes of cases of a row that are really missing data.
MODELS = {
    "kept": "kept in the row and in every denominator, whatever they are",
    "left_out": "left out of the row and of every denominator",
}


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
            unit = report.unit_of(sample, of[0][0], of[1][0])
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


def allowed(report: Report, item: Implied) -> str:
    """Return a range with what it is a range of."""
    words = quantity_in_words(report, item.quantity)
    return f"{say.range_in_words(item.low, item.high)} {words}"


def cases_that(report: Report, sample: str, of: Sequence[tuple[str, Levels]]) -> str:
    """Return cases with properties: "traded cases that had a male victim"."""
    first, *rest = (report.phrase(sample, *part) for part in of)
    return f"{first.cases} that {say.listed([x.predicate for x in rest])}" if rest else first.cases


def of_whole(report: Report, quantity: Quantity) -> str:
    """Return "of the 143 traded cases had a male victim"."""
    (variable, levels), whole = quantity.of[0], quantity.whole
    first, *rest = (report.phrase(quantity.sample, *part) for part in quantity.of)
    if whole is None and rest:
        counts = report.of(report.samples_of(quantity.sample)[0], variable)
        whole = sum(count.value for count in counts if count.category in levels)
    among = f" among the {report.samples[quantity.sample].name}" if quantity.named else ""
    return f"of the {whole:,} {first.cases}{among} {say.listed([x.predicate for x in rest])}"


# Ranges, tables and tests ------------------------------------------------------------------------


def ranges_in_words(report: Report, found: Sequence[Implied]) -> list[str]:
    """Return what each quantity can be, a union in one line; no range is broken between lines."""
    lines = []
    for (quantity, given, test, undefined), runs in groupby(
        found, lambda run: (run.quantity, run.given_claim, run.test, run.undefined)
    ):
        name = TEST_NAMES[test].short if test else ""
        condition = f"if it is true{name and f', {name}'}" if given else "possible"
        if undefined:
            condition = f"{name} undefined"
        values = [say.range_in_words(run.low, run.high).replace(" ", "\u00a0") for run in runs]
        words = quantity_in_words(report, quantity)
        lines.append(f"{words}, {condition}: {' or '.join(values)}")
    return lines


def possible_run(found: Judgement) -> Implied | None:
    """Return the values that are possible without the claim; None where nothing is bounded."""
    return next((item for item in found.implied if not item.given_claim), None)


def runs_if_true(
    found: Judgement, quantity: Quantity | None = None, test: str | None = None
) -> list[Implied]:
    """Return the values with which a claim is true, of the first quantity by the deciding test."""
    free, test = possible_run(found), test or (found.tests[0].test if found.tests else None)
    if quantity is None and free is not None:
        quantity = free.quantity
    return [
        item
        for item in found.implied
        if item.given_claim and not item.undefined and test in (None, item.test)
        if quantity in (None, item.quantity)
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
        names = [TEST_NAMES[name].short for name in (test.test, test.companion) if name]
        line = f"{' with '.join(names)}: {say.verdict_words(test.decision)}"
        if test.holding is not None:
            line += f", true in {test.holding:,}"
        if test.p_low is not None:
            low, high = say.p_in_words(test.p_low), say.p_in_words(test.p_high)
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
    if isinstance(reading, readings.CrossTable):
        names = [report.variables[name] for name in (reading.characteristic, reading.outcome)]
        lines.append(f"cross-table: {names[0]} by {names[1]}, from the margins in the text")
    if found.sources:
        lines.append(f"cut by the printed percentages {say.listed(found.sources)}")
    if isinstance(reading, readings.Overlap) and found.implied:
        has, bounds = found.facts, found.implied[0]
        low, high = say.ends_in_words(bounds.low, bounds.high)
        singles = [f"{number:,}" for number in has["singles"]]
        cases = sum(report.cases_of(sample) for sample in report.samples_of(reading.sample))
        proof = [
            f"lower bound: their sum less {len(singles) - 1} times the cases of each sample, or 0 "
            f"= {low} (Fréchet 1940)",
            f"upper bound: the smallest single count, missing cases added = {high}",
        ]
        if found.sources:
            proof = [f"bounds with these percentages, by integer programming: {low} and {high}"]
        lines.append(f"single counts: {say.listed(singles)}, of {cases:,} cases")
        lines += [*proof, f"more than half of {has['base']:,}: {has['needed']:,}"]
    if tables is not None:
        number = "consistent tables"
        if tables.count is not None:
            number = say.counted(tables.count, "consistent table")
        lines.append(f"{number}: {method_in_words(tables)}")
    return tuple(lines)


# What would change the verdict --------------------------------------------------------------------


def turn(report: Report, claim: Claim, turned: Turn) -> str:
    """Return the smallest change that turns a verdict."""
    number, cases, missing = f"{turned.cases:,}", say.counted(turned.cases, "case"), turned.missing
    match turned.kind:
        case "recoded":
            never = " The missing cases could not, whatever they are." if turned.turned else ""
            too = (
                f" The {say.counted(missing, 'missing case')} could do it, too."
                if missing
                else never
            )
            return f"The verdict would change if {cases} had been recorded differently.{too}"
        case "gap":
            return f"The two are {number} apart; a change of that size would turn it."
        case "lost":
            return f"The proof would fail if {number} of these cases were coded wrongly."
        case "wanted":
            return f"It could be true with {number} more cases of the rarest property."
    too = f" So would {missing:,} of the missing cases there." if missing else ""
    toward = turned.toward and report.group_label(claim.sample, *turned.toward)
    return f"{cases} moved to {toward} would end its lead.{too}"


def edges(found: Judgement) -> str:
    """Return where one case more or less decides whether an open claim can be true."""
    quantities = {item.quantity for item in found.implied}
    if found.verdict != "open" or [quantity.kind for quantity in quantities] != ["cases"]:
        return ""
    least, most = whole_ends(found.implied[0])
    runs = [whole_ends(run) for run in runs_if_true(found, quantities.pop())]
    pairs = [(low, low - 1) for low, _ in runs if low > least]
    pairs += [(high, high + 1) for _, high in runs if high < most]
    if not pairs:
        return ""
    inside, outside = (
        say.listed([f"{value:,}" for value in sorted(set(side))], last=" or ")
        for side in zip(*pairs, strict=True)
    )
    decided = found.facts.get("decided")
    alone = found.tables is not None and decided is not None and decided == found.tables.count
    verb = "is" if alone else "can be"
    return f"One case can decide: with {inside} of them it {verb} true, with {outside} it is not."


def settles(report: Report, claim: Claim, found: Judgement) -> str:
    """Return the number that would settle an open claim."""
    reading, tables = claim.reading, found.tables
    if tables is not None and tables.method == "limits":
        return "the full cross-table of the figure"
    match reading:
        case readings.Contrast() | readings.Within():
            words = f"how many {of_whole(report, found.implied[0].quantity)}"
            decided = found.facts.get("decided")
            if tables is None or decided == (tables.count or 0) - (tables.undecided or 0):
                return words
            if not decided:
                return f"{words}; the rest of the table may be needed, too"
            rest = "for some values this number is enough, for others the rest of the table is"
            return f"{words}; {rest} needed"
        case readings.Slope() | readings.Steps():
            sample, outcome = reading.sample, reading.outcome
            known = {*reading.yes, *reading.no} == {*report.levels_of(sample, outcome)}
            all_known = known and not report.of(sample, outcome, "missing")
            groups = [reading.yes] if all_known else [reading.yes, reading.no]
            cases = say.listed([report.phrase(sample, outcome, group).cases for group in groups])
            return f"how many {cases} there are at each {report.variables[reading.characteristic]}"
        case readings.Overlap() | readings.OverlapLarger():
            of = found.implied[0].quantity
            parts = [cases_that(report, of.sample, part) for part in (of.of, of.less) if part]
            return f"the number of {say.listed(parts, last=' and of ')}"
        case readings.Shares():
            return "the counts behind the percentage"
        case readings.Between():
            return _asked(report, reading, found)
    return "the full cross-table of the figure"


def _asked(report: Report, reading: readings.Between, found: Judgement) -> str:
    """Return the number wanted of each sample of which the text does not give it."""
    has, words = found.facts, []
    samples = (("first", reading.high), ("second", reading.low))
    for (place, sample), levels, yes in zip(samples, reading.levels, reading.yes, strict=True):
        if has[f"{place}_low"] < has[f"{place}_high"]:
            cases = report.phrase(sample, reading.outcome, yes).cases if yes else "cases"
            said = report.phrase(sample, reading.characteristic, levels).predicate
            whole, name = has[f"{place}_whole"], report.samples[sample].name
            words.append(f"how many of the {whole:,} {cases} among the {name} {said}")
    return say.listed(words)


def rests(report: Report, rest: Rests, found: Judgement) -> str:
    """Return what an assumption does to a verdict."""
    if rest.verdicts:
        return "; ".join(_by_rule(*each) for each in rest.verdicts)
    row = report.row_with_missing
    if not rest.model or row is None:
        read = report.assumption("reading")
        if read is not None and read.id == rest.assumption:
            return "without this reading the text has no margin to judge by"
        return "it is used only where a figure's numbers are typed in"
    top = row.value if rest.last is None else rest.last
    words = "it is open with none missing, and stays open while their number is not known"
    if found.verdict in ("holds", "fails"):
        most = top if rest.turns is None else min(rest.turns - 1, top)
        label = report.group_label(row.sample, row.variable, (row.category,))
        words = f"the proof holds if up to {most:,} of the {row.value:,} cases {label} are missing"
        words += " data"
        if rest.model == "kept" and rest.turns is not None:
            words += "; if all that are missing were what the row says, no number would undo it"
    if top < row.value:
        words += f"; the printed percentages allow at most {top:,}"
    return f"missing cases {MODELS[rest.model]}: {words}"


def _by_rule(rule: str, verdict: str, count: int | None) -> str:
    if count is None:
        return f"{RULE_NAMES[rule]}: {verdict}"
    tables = say.counted(count, "table") if count else "no table"
    return f"{RULE_NAMES[rule]} leaves {tables}" + (f" ({verdict})" if verdict else "")
