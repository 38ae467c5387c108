"""What turns a verdict on a claim, what settles it, and what it rests on, in words."""

from __future__ import annotations

from recount.report import Claim, Report, readings
from recount.verdicts import Judgement, Rests, Turn, row_with_missing
from recount.words.names import MODELS, RULES
from recount.words.phrases import counted, listed
from recount.words.proofs import cases_that, numbers_of, of_whole, runs_if_true, whole_ends


def turn(report: Report, claim: Claim, found: Judgement, turned: Turn) -> str:
    """Return the smallest change that turns a verdict."""
    number, cases, missing = f"{turned.cases:,}", counted(turned.cases, "case"), turned.missing
    toward, source = (
        end and report.group_label(claim.sample, *end) for end in (turned.toward, turned.source)
    )
    match turned.kind:
        case "recoded":
            never = " The missing cases could not, whatever they are." if turned.turned else ""
            too = f" The {counted(missing, 'missing case')} could do it, too." if missing else never
            return f"The verdict would change if {cases} had been recorded differently.{too}"
        case "gap":
            return f"The two are {number} apart; a change of that size would turn it."
        case "lost":
            return f"The proof would fail if {number} of these cases were coded wrongly."
        case "wanted":
            return f"It could be true with {number} more cases of the rarest property."
        case "tie":
            too = f" So would {missing:,} of the missing cases there." if missing else ""
            return f"{cases} moved to {toward} would end its lead.{too}"
    becomes, whose = "fail" if found.verdict == "holds" else "be true", "cases with the outcome"
    if isinstance(claim.reading, readings.Contrast):
        whose = report.phrase(claim.sample, claim.reading.outcome, claim.reading.yes).cases
    return (
        f"It would {becomes} in some consistent table if {number} of the {whose} were counted as "
        f"{toward} instead of {source}, and as many of the others the other way round."
    )


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
        listed([f"{value:,}" for value in sorted(set(side))], last=" or ")
        for side in zip(*pairs, strict=True)
    )
    decided = found.fact("decided")
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
            decided = found.fact("decided")
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
            cases = listed([report.phrase(sample, outcome, group).cases for group in groups])
            return f"how many {cases} there are at each {report.variables[reading.characteristic]}"
        case readings.Overlap() | readings.OverlapLarger():
            of = found.implied[0].quantity
            parts = [cases_that(report, of.sample, part) for part in (of.of, of.less) if part]
            return f"the number of {listed(parts, last=' and of ')}"
        case readings.Shares():
            return "the counts behind the percentage"
        case readings.Between():
            return _asked(report, reading, found)
    return "the full cross-table of the figure"


def _asked(report: Report, reading: readings.Between, found: Judgement) -> str:
    """Return the number wanted of each sample of which the text does not give it."""
    has, words = numbers_of(found), []
    samples = (("first", reading.high), ("second", reading.low))
    for (place, sample), levels, yes in zip(samples, reading.levels, reading.yes, strict=True):
        if has[f"{place}_low"] < has[f"{place}_high"]:
            cases = report.phrase(sample, reading.outcome, yes).cases if yes else "cases"
            said = report.phrase(sample, reading.characteristic, levels).predicate
            whole, name = has[f"{place}_whole"], report.samples[sample].name
            words.append(f"how many of the {whole:,} {cases} among the {name} {said}")
    return listed(words)


def rests(report: Report, rest: Rests, found: Judgement) -> str:
    """Return what an assumption does to a verdict."""
    if rest.verdicts:
        return "; ".join(_by_rule(*each) for each in rest.verdicts)
    row = row_with_missing(report)
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
        return f"{RULES[rule]}: {verdict}"
    tables = counted(count, "table") if count else "no table"
    return f"{RULES[rule]} leaves {tables}" + (f" ({verdict})" if verdict else "")
