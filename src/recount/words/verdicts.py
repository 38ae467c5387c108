"""Every sentence about a verdict, made from its numbers: what follows, the steps, what turns it.

A claim's sentence begins with what must be true for it to hold. Nothing here computes a verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from recount.arithmetic import Share
from recount.report import (
    Association,
    Between,
    Claim,
    ColumnsOff,
    Comparison,
    Contrast,
    Elimination,
    Exists,
    Jointly,
    Levels,
    NotTestable,
    Overlap,
    OverlapLarger,
    Report,
    Shares,
    ShareSide,
    Slope,
    Steps,
    Within,
    Word,
)
from recount.settings import Settings
from recount.verdicts import (
    ConsistentTables,
    Implied,
    Judgement,
    Quantity,
    Rests,
    TestResult,
    Turn,
    assumption_of,
    row_with_missing,
    unit_of,
)
from recount.words.names import METHODS, MODELS, named, rule_named
from recount.words.phrases import (
    capital,
    counted,
    listed,
    p_in_words,
    range_in_words,
    ratio_in_words,
    span,
    within_words,
)

__all__ = [
    "method_in_words",
    "outcomes_in_words",
    "quantity_in_words",
    "rests_in_words",
    "sentence",
    "settings_in_words",
    "settles",
    "steps",
    "turn_in_words",
]

Property = tuple[str, Levels]


# What is counted ---------------------------------------------------------------------------------


def quantity_in_words(report: Report, quantity: Quantity) -> str:
    """Return what a range is a range of.

    Example:
        >>> from recount.report import load_report
        >>> of = (("traded", ("yes",)), ("victim-gender", ("male",)))
        >>> quantity_in_words(load_report(), Quantity("cases", "one_to_one", of))
        'traded cases that had a male victim'
    """
    kind, of = quantity.kind, quantity.of
    if quantity.named:
        words = quantity_in_words(report, replace(quantity, named=False))
        return f"{words}, among the {report.samples[quantity.sample].name}"
    if kind == "known":
        unit = unit_of(report, quantity.sample, {of[0][0], of[1][0]})
        label = report.group_label(quantity.sample, *of[1])
        if unit == "victims":
            return f"{unit} of {label}"
        return f"{unit} of {label} whose {report.variables[of[0][0]]} is known"
    if kind == "ratio":
        return f"odds ratio for each step of {report.variables[of[1][0]]} (steps taken as equal)"
    if kind == "mean":
        return f"average {report.variables[of[1][0]]} of {_cases(report, quantity.sample, of[0])}"
    if kind == "share":
        return "share behind the printed percentage"
    if kind == "left":
        return "cases of the bound that are not among the parts"
    if kind == "numerator":
        return f"numerator out of {quantity.whole:,}, from this percentage alone"
    if kind == "together":
        return f"numerator out of {quantity.whole:,}, with everything printed about the table"
    if kind == "missing":
        label = report.group_label(quantity.sample, *of[0])
        return f"missing cases among the {quantity.whole:,} {label}"
    if kind == "excess":
        words = _that(report, quantity.sample, of[1:], of[0])
        return f"{words}, less the others whose {report.variables[of[0][0]]} is known"
    if kind == "difference":
        first, second = (_that(report, quantity.sample, part) for part in (of, quantity.less))
        return f"{first}, less {second}"
    words = _that(report, quantity.sample, of)
    return words if quantity.whole is None else f"{words}, of {quantity.whole:,}"


def _cases(report: Report, sample: str, of: Property) -> str:
    return report.phrase(_one(report, sample), *of).cases


def _one(report: Report, sample: str) -> str:
    return report.samples_of(sample)[0]


def _that(
    report: Report, sample: str, of: Sequence[Property], first: Property | None = None
) -> str:
    """Return cases with properties: "traded cases that had a male victim"."""
    own = _one(report, sample)
    parts = [*of, *((first,) if first else ())]
    head = report.phrase(own, *parts[0]).cases
    rest = [report.phrase(own, *part).predicate for part in parts[1:]]
    return f"{head} that {listed(rest)}" if rest else head


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


def outcomes_in_words(tables: ConsistentTables) -> str:
    """Return in how many counted tables the claim is true, and false where some are undefined.

    Example:
        >>> outcomes_in_words(ConsistentTables(144, 19, 0, "sweep"))
        ', true in 19'
        >>> outcomes_in_words(ConsistentTables(5187, 641, 1, "sweep"))
        ', true in 641, false in 4,545'
    """
    if tables.holding is None:
        return ""
    words = f", true in {tables.holding:,}"
    if tables.count is not None and tables.undecided:
        words += f", false in {tables.count - tables.holding - tables.undecided:,}"
    return words


# What follows ------------------------------------------------------------------------------------


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
    reading = claim.reading
    if found.verdict == "no_counts":
        return _no_counts(claim, found)
    infeasible = found.fact("infeasible")
    if infeasible:
        return f"No consistent table exists, so that nothing can be judged: {infeasible}."
    if isinstance(reading, NotTestable):
        return f"{reading.why}."
    if isinstance(reading, Word):
        return _word(report, reading, found)
    if isinstance(reading, Comparison):
        return f"{_number(found, 'first'):,} against {_number(found, 'second'):,}."
    if isinstance(reading, Shares):
        return _shares(report, reading, found)
    if isinstance(reading, Exists):
        return f"{listed([f'{fact.value:,}' for fact in found.facts])} cases."
    if isinstance(reading, Elimination):
        return _elimination(report, reading, found)
    if isinstance(reading, OverlapLarger):
        return _difference(report, found)
    if isinstance(reading, ColumnsOff):
        return _columns(report, reading, found)
    if isinstance(reading, Overlap):
        return _overlap(report, reading, found)
    if isinstance(reading, Within):
        return _within(report, reading, found)
    if found.tables is not None and found.tables.method == "limits":
        return _limits(report, found)
    if isinstance(reading, Between):
        parts = [_between(report, reading, found)]
    elif isinstance(reading, Jointly):
        parts = [_jointly(report, reading, found), _together(report, found)]
    else:
        parts = [_tables(found), _given(report, found)]
        if found.verdict == "open" and not any(parts):
            parts.append("True in one of the two tables shown and false in the other.")
        parts.append(_power(found))
    parts.append(_disagreement(found.tests))
    return " ".join(part for part in parts if part)


def _number(found: Judgement, name: str) -> int:
    value = found.fact(name)
    assert isinstance(value, int)
    return value


def _share(found: Judgement) -> str:
    share = Share(_number(found, "part"), _number(found, "whole"))
    return f"{share.part:,} of {share.whole:,} ({share.decimals()})"


def _shares(report: Report, reading: Shares, found: Judgement) -> str:
    parts = []
    for side, low, high in ((reading.left, "low", "high"), (reading.right, "least", "most")):
        ends = [found.fact(name) for name in (low, high)]
        assert isinstance(ends[0], float)
        assert isinstance(ends[1], float)
        parts.append(_side(report, side, ends[0], ends[1]))
    return f"{capital(parts[0])}; {parts[1]}."


def _side(report: Report, side: ShareSide, low: float, high: float) -> str:
    if side.fraction is not None:
        return f"{side.fraction} is {_percent(low)}"
    if side.part:
        part, whole = report.total_of(side.part), report.total_of(side.whole)
        return f"{part:,} of {whole:,} is {_percent(low)}"
    printed = next(row.printed for row in report.percentages if row.id == side.percentage)
    return f"{printed} stands for a share from {_percent(low)} to {_percent(high)}"


def _elimination(report: Report, reading: Elimination, found: Judgement) -> str:
    names = [
        report.group_label(reading.sample, reading.variable, (level,))
        for level in (*reading.identified, reading.left)
    ]
    return (
        f"The report names {found.fact('kinds')} kinds and has {found.fact('rows')} rows. If the "
        f"others are {listed(names[:-1])}, as we read them, the row left is {names[-1]}."
    )


def _difference(report: Report, found: Judgement) -> str:
    item = found.implied[0]
    assert isinstance(item.low, int)
    assert isinstance(item.high, int)
    first, second = (
        _that(report, item.quantity.sample, part) for part in (item.quantity.of, item.quantity.less)
    )
    if found.verdict == "holds":
        return (
            f"In every table that goes with the text there are at least {item.low:,} more "
            f"{first} than {second}."
        )
    if found.verdict == "fails":
        return f"In no table that goes with the text are there more {first} than {second}."
    return (
        f"Against {second}, there can be anything from {-item.low:,} fewer to {item.high:,} more "
        f"{first}."
    )


def _percent(share: float | int | None) -> str:
    return "no bound" if share is None else f"{share * 100:.1f}%"


def _no_counts(claim: Claim, found: Judgement) -> str:
    unread = found.fact("unread")
    if unread:
        return f"Unless the rows are read as {unread} says, the text has no margin of them."
    if claim.reason:
        return f"{claim.reason}."
    return "The text has no counts that bound it; the chart's numbers would decide."


def _word(report: Report, reading: Word, found: Judgement) -> str:
    if reading.word == "plurality":
        rival = str(found.fact("rival"))
        name = report.group_label(_one(report, reading.sample), reading.variable, (rival,))
        most = _number(found, "rival_cases")
        return f"{_share(found)}; the largest other level, {name}, has {most:,}."
    twice, whole = 2 * _number(found, "part"), _number(found, "whole")
    relation = "exactly" if twice == whole else "more than" if twice > whole else "less than"
    return f"{_share(found)}, {relation} half."


def _columns(report: Report, reading: ColumnsOff, found: Judgement) -> str:
    off = [fact for fact in found.facts if ":" in fact.name]
    names = []
    for fact in off:
        sample, variable = fact.name.split(":")
        names.append(
            f"{report.variables[variable]} of the {report.samples[sample].name} to {fact.value}"
        )
    verb = "does" if len(off) == 1 else "do"
    words = f"Of the {found.fact('columns')} columns of {reading.table}, {len(off)} {verb} not add \
up to 100"
    return f"{words}: {listed(names)}." if names else f"{words}."


def _overlap(report: Report, reading: Overlap, found: Judgement) -> str:
    bounds, base = found.implied[0], _number(found, "base")
    own, properties = _one(report, reading.sample), reading.properties
    cases = f"{base:,} cases"
    if reading.of_first:
        cases = f"{base:,} {_cases(report, reading.sample, properties[0])}"
        properties = properties[1:]
    said = [report.phrase(own, *each).predicate for each in properties]
    return (
        f"At least {bounds.low:,} and at most {bounds.high:,} of the {cases} {listed(said)}; more "
        f"than half is {_number(found, 'needed'):,}."
    )


def _within(report: Report, reading: Within, found: Judgement) -> str:
    yes, excess = found.implied[0], found.implied[1]
    cases = report.phrase(reading.sample, reading.characteristic, reading.pivot).cases
    said = report.phrase(reading.sample, reading.outcome, reading.yes).predicate
    others = f"others whose {report.variables[reading.outcome]} is known"
    assert isinstance(excess.low, int)
    assert isinstance(excess.high, int)
    compared = {
        "holds": f"In every consistent table they are at least {excess.low:,} more than the "
        f"{others}.",
        "fails": f"In no consistent table do they outnumber the {others}.",
        "open": f"They can be anything from {-excess.low:,} fewer to {excess.high:,} more than the "
        f"{others}.",
    }[found.verdict]
    number = range_in_words(yes.low, yes.high)
    return f"Of the {yes.quantity.whole:,} {cases}, {number} {said}. {compared}"


def _between(report: Report, reading: Between, found: Judgement) -> str:
    def side(place: str, sample: str, levels: Levels) -> str:
        low, high, whole = (_number(found, f"{place}_{end}") for end in ("low", "high", "whole"))
        name = report.samples[sample].name
        if low == high:
            return f"{low:,} of {whole:,} ({100 * low / whole:.1f}%) of the {name}"
        said = report.phrase(sample, reading.characteristic, levels).predicate
        return f"{span(low, high)} of {whole:,} {name} that can have {said}"

    if found.basis == "counts":
        first = side("first", reading.high, reading.levels[0])
        second = side("second", reading.low, reading.levels[1])
        test = found.tests[0]
        return f"{first} against {second}; p = {p_in_words(test.p_low)} by {named(test.test)}."
    return " ".join(part for part in (_tables(found), _given(report, found)) if part)


def _jointly(report: Report, reading: Jointly, found: Judgement) -> str:
    tables = found.tables
    assert tables is not None
    if tables.method == "exclusive":
        return "They are not compatible if read this way: the same comparison would have to be \
significant and not significant, or point both ways."
    if tables.method == "apart":
        return _apart(report, reading, found)
    if tables.count == 0:
        return "No whole-number table is consistent with the printed numbers."
    by = f"by {named(found.tests[0].test)}" if found.tests else ""
    apart = "They are not compatible if read this way: all are true in"
    if tables.count is None:
        return {
            "open": f"They are compatible: one consistent table shows all of them true, another \
some of them false, {by}.",
        }.get(found.verdict, f"{apart} no consistent table, {by}.")
    count = counted(tables.count, "consistent table")
    if tables.holding:
        return f"They are compatible: all are true in {tables.holding:,} of {count}, {by}."
    return f"{apart} none of {count}, {by}."


def _apart(report: Report, reading: Jointly, found: Judgement) -> str:
    words = {"holds": "proved", "fails": "false", "open": "open"}
    figures = {claim.id: claim.figure for claim in report.claims}
    verdicts = [str(fact.value) for fact in found.facts if fact.name == "part"]
    parts = [
        f"that of Figure {figures[name]} is {words[verdict]}"
        for name, verdict in zip(reading.members, verdicts, strict=False)
    ]
    return f"The parts are about different tables, which do not affect each other: {listed(parts)}."


def _together(report: Report, found: Judgement) -> str:
    """Return what each number can be if all the parts are true, or else what the text allows."""
    if found.verdict != "open" or not found.implied:
        return ""
    free = [
        item
        for item in dict.fromkeys(found.implied)
        if not item.given_claim and item.quantity.kind != "mean"
    ]
    said = [words for item in free if (words := _needed(report, found, item))]
    if said:
        return f"If all are true, {'; '.join(said)}."
    allowed = [
        f"{range_in_words(item.low, item.high)} {quantity_in_words(report, item.quantity)}"
        for item in free
    ]
    return f"The text allows {listed(allowed)}."


def _tables(found: Judgement) -> str:
    """Return in how many consistent tables a settled claim is true; nothing where it is open."""
    tables = found.tables
    if tables is None:
        return ""
    test = found.tests[0].test
    if tables.count == 0:
        return "No whole-number table is consistent with the printed numbers."
    if found.verdict == "open":
        if found.witness_for is None or found.witness_against is None:
            return _one_witness(found)
        return ""
    if tables.count is None:
        every = "every" if found.verdict == "holds" else "no"
        return f"True in {every} consistent table on which {named(test)} is defined."
    if found.verdict == "fails" and tables.count == 1:
        return f"False in the one consistent table, by {named(test)}."
    if found.verdict == "fails":
        return f"True in none of the {tables.count:,} consistent tables, by {named(test)}."
    if tables.undecided:
        return (
            f"True in {tables.holding:,} of the {counted(tables.count, 'consistent table')}, by "
            f"{named(test)}; the test is undefined on the other {tables.undecided:,}."
        )
    which = (
        "the one consistent table"
        if tables.count == 1
        else f"all {tables.count:,} consistent \
tables"
    )
    return f"True in {which}, by {named(test)}."


def _one_witness(found: Judgement) -> str:
    test = named(found.tests[0].test)
    if found.witness_for is not None:
        return "A consistent table shows it true; none was found that shows it false, which proves \
nothing."
    if found.witness_against is not None:
        return "A consistent table shows it false; none was found that shows it true, which proves \
nothing."
    return f"{capital(test)} is undefined on every consistent table that was looked at."


def _given(report: Report, found: Judgement) -> str:
    """Return what must be true for an open claim to hold, and what is possible without it."""
    if found.verdict != "open" or not found.implied:
        return ""
    free = found.implied[0]
    quantity, low, high = free.quantity, free.low, free.high
    needed = _needed(report, found, free)
    if quantity.kind in ("ratio", "mean"):
        bound = (
            f"allows {range_in_words(low, high)}" if low and high is not None else "sets no bound"
        )
        return f"If it is true, {needed}; the text alone {bound}." if needed else ""
    assert isinstance(low, int)
    assert isinstance(high, int)
    if needed:
        alone = f"the text alone allows {span(low, high)}"
        if low == high:
            alone = f"{low:,} is the only number possible"
        elif needed.startswith(f"{span(low, high)} "):
            return f"True or not, {needed}."
        return f"If it is true, {needed}; {alone}."
    if any(item.given_claim and item.test == found.tests[0].test for item in found.implied):
        return ""
    words = f"the text allows {span(low, high)} {quantity_in_words(report, quantity)}"
    if found.witness_for is None or found.witness_against is None:
        return f"{capital(words)}."
    return f"True in one of the two tables shown and false in the other; {words}."


def _needed(report: Report, found: Judgement, free: Implied) -> str:
    """Return what a quantity is given the claim, by the test that decides; empty where unknown."""
    quantity = free.quantity
    values = [
        (item.low, item.high)
        for item in found.implied
        if item.given_claim
        and not item.undefined
        and item.quantity == quantity
        and (not found.tests or item.test == found.tests[0].test)
    ]
    if not values:
        return ""
    if quantity.kind in ("ratio", "mean"):
        name = quantity_in_words(report, replace(quantity, named=False))
        among = f" among the {report.samples[quantity.sample].name}" if quantity.named else ""
        return f"the {name} is {range_in_words(*values[0])}{among}"
    head, tail = _parts(report, quantity)
    ends = [(int(a or 0), int(b or 0)) for a, b in values]
    return f"{within_words(ends, int(free.low or 0), int(free.high or 0))} {head} {tail}"


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


def _parts(report: Report, quantity: Quantity) -> tuple[str, str]:
    """Return "of the 143 traded cases" and "had a male victim"."""
    own = _one(report, quantity.sample)
    cases = report.phrase(own, *quantity.of[0]).cases
    rest = [report.phrase(own, *part).predicate for part in quantity.of[1:]]
    whole = quantity.whole
    if whole is None and len(quantity.of) > 1:
        variable, levels = quantity.of[0]
        whole = sum(count.value for count in report.of(own, variable) if count.category in levels)
    among = f" among the {report.samples[quantity.sample].name}" if quantity.named else ""
    return f"of the {whole:,} {cases}{among}", listed(rest)


def _power(found: Judgement) -> str:
    """Return what an absence claim could have missed."""
    n1, n2 = found.fact("group"), found.fact("other_group")
    slope, effect = found.fact("power_slope"), found.fact("power_effect")
    if isinstance(effect, float):
        return (
            f"With {_number(found, 'cases'):,} cases at most, an association of Cohen’s w of at "
            f"least {effect:.2f} would be found in 80% of studies (Pearson, {found.fact('df')} "
            "degrees of freedom)."
        )
    if not isinstance(n1, int) or not isinstance(n2, int):
        return ""
    if isinstance(slope, float):
        return (
            f"With {n1:,} and {n2:,} cases, an odds ratio per step of at least "
            f"{ratio_in_words(slope)} or of at most {ratio_in_words(1 / slope)} would be found in "
            "80% of studies (first-order formula)."
        )
    ends = [
        f"{name} {ratio_in_words(value)}"
        for name, value in (
            ("of at least", found.fact("power_up")),
            ("of at most", found.fact("power_down")),
        )
        if isinstance(value, float)
    ]
    if not ends:
        return f"With groups of {n1:,} and {n2:,}, no odds ratio would be found in 80% of studies."
    return (
        f"With groups of {n1:,} and {n2:,}, an odds ratio {' or '.join(ends)} would be found in "
        "80% of studies (Pearson)."
    )


def _disagreement(results: Sequence[TestResult]) -> str:
    """Return a sentence on tests that come to different verdicts; empty where all agree."""
    if len({result.decision for result in results}) < 2:
        return ""
    said = [f"{_tested(result)} says {result.decision}" for result in results]
    return f"The tests disagree: {', '.join(said)}."


def _tested(result: TestResult) -> str:
    with_it = f" with {named(result.companion)}" if result.companion else ""
    return f"{named(result.test)}{with_it}"


# How it was reached ------------------------------------------------------------------------------


def steps(report: Report, claim: Claim, found: Judgement) -> tuple[str, ...]:
    """Return the derivation of a verdict, one step a line."""
    reading = claim.reading
    lines: list[str] = []
    if isinstance(reading, Contrast | Slope | Steps | Association | Within):
        names = [report.variables[name] for name in (reading.characteristic, reading.outcome)]
        lines.append(f"cross-table: {names[0]} by {names[1]}, from the margins in the text")
    if found.sources:
        lines.append(f"cut by the printed percentages {listed(found.sources)}")
    if isinstance(reading, Overlap) and found.implied:
        lines += _overlap_steps(report, reading, found)
    tables = found.tables
    if tables is not None and tables.count is not None:
        lines.append(f"{counted(tables.count, 'consistent table')}, {METHODS[tables.method]}")
    elif tables is not None:
        tried = f" ({tables.tried:,} tables looked at)" if tables.tried else ""
        lines.append(f"consistent tables {METHODS[tables.method]}{tried}")
    for result in found.tests:
        line = f"{_tested(result)}: {result.decision}"
        if result.holding is not None and tables is not None and tables.count is not None:
            undecided = result.undecided or 0
            failing = tables.count - result.holding - undecided
            line += f"; true in {result.holding:,}, false in {failing:,}"
            line += f", undefined in {undecided:,}" if undecided else ""
        if result.p_low is not None:
            low, high = p_in_words(result.p_low), p_in_words(result.p_high)
            line += f"; p {low}" if low == high else f"; p from {low} to {high}"
        lines.append(line)
    return tuple(lines)


def _overlap_steps(report: Report, reading: Overlap, found: Judgement) -> list[str]:
    singles = [fact.value for fact in found.facts if fact.name == "single"]
    bounds = found.implied[0]
    counts = listed([f"{value:,}" for value in singles if isinstance(value, int)])
    cases = sum(report.cases_of(sample) for sample in report.samples_of(reading.sample))
    return [
        f"single counts: {counts}, of {cases:,} cases",
        f"lower bound: their sum less {len(singles) - 1} times the cases of each sample, or 0 = "
        f"{bounds.low:,} (Fréchet 1940)",
        f"upper bound: the smallest single count, missing cases added = {bounds.high:,}",
        f"more than half of {_number(found, 'base'):,}: {_number(found, 'needed'):,}",
    ]


# What turns it -----------------------------------------------------------------------------------


def turn_in_words(report: Report, claim: Claim, found: Judgement) -> str:
    """Return the smallest change that turns a verdict; empty where there is none."""
    turn = found.turn
    if turn is None:
        return _edges(found)
    cases = counted(turn.cases, "case")
    if turn.kind == "recoded":
        return f"{cases} recoded would turn it.{_missing_too(turn)}"
    if turn.kind == "gap":
        return f"The two are {turn.cases:,} apart; a change of that size would turn it."
    if turn.kind == "lost":
        return f"The proof would fail if {turn.cases:,} of these cases were coded wrongly."
    if turn.kind == "wanted":
        return f"It could be true with {turn.cases:,} more cases of the rarest property."
    assert turn.toward is not None
    own = _one(report, claim.sample)
    toward = report.group_label(own, *turn.toward)
    if turn.kind == "tie":
        too = f" So would {turn.missing:,} of the missing cases there." if turn.missing else ""
        return f"{cases} moved to {toward} would end its lead.{too}"
    assert turn.source is not None
    source = report.group_label(own, *turn.source)
    becomes = "fail" if found.verdict == "holds" else "be true"
    return (
        f"It would {becomes} in some consistent table if {cases} with the outcome belonged to "
        f"{toward} instead of {source}, as many others the other way round."
    )


def _missing_too(turn: Turn) -> str:
    if turn.missing:
        return f" The {counted(turn.missing, 'missing case')} could do it, too."
    return " The missing cases could not, whatever they are." if turn.turned else ""


def _edges(found: Judgement) -> str:
    """Return where one case more or less decides whether an open claim can be true."""
    quantities = {item.quantity for item in found.implied}
    if found.verdict != "open" or [quantity.kind for quantity in quantities] != ["cases"]:
        return ""
    free, first = found.implied[0], found.tests[0].test if found.tests else None
    runs = [
        (item.low, item.high)
        for item in found.implied
        if item.given_claim and item.test == first and not item.undefined
    ]
    whole = [(int(a), int(b)) for a, b in runs if a is not None and b is not None]
    pairs = [(a, a - 1) for a, _ in whole if free.low is not None and a > free.low]
    pairs += [(b, b + 1) for _, b in whole if free.high is not None and b < free.high]
    if not pairs:
        return ""
    inside, outside = (
        listed([f"{value:,}" for value in sorted({pair[side] for pair in pairs})], ", ", " or ")
        for side in (0, 1)
    )
    decided = found.fact("decided")
    alone = found.tables is not None and decided is not None and decided == found.tables.count
    verb = "is" if alone else "can be"
    return f"One case can decide: with {inside} of them it {verb} true, with {outside} it is not."


def rests_in_words(report: Report, rests: Rests, verdict: str) -> str:
    """Return what an assumption does to a verdict."""
    bound = assumption_of(report, "reading")
    read = bound.id if bound is not None else ""
    if rests.verdicts:
        parts = [
            f"{rule_named(rule)}: {word}"
            if count is None
            else f"{rule_named(rule)} leaves "
            + ("no table" if count == 0 else counted(count, "table"))
            + (f" ({word})" if word else "")
            for rule, word, count in rests.verdicts
        ]
        return "; ".join(parts)
    if not rests.model:
        if rests.assumption == read:
            return "without this reading the text has no margin to judge by"
        return "it is used only where a figure's numbers are typed in"
    row = row_with_missing(report)
    assert row is not None
    label = report.group_label(row.sample, row.variable, (row.category,))
    head = f"missing cases {MODELS[rests.model]}: "
    top = row.value if rests.last is None else rests.last
    if verdict not in ("holds", "fails"):
        words = "it is open with none missing, and stays open while their number is not known"
    else:
        most = (rests.turns if rests.turns is not None else row.value + 1) - 1
        words = f"the proof holds with up to {min(most, top):,} of the {row.value:,} cases {label} \
missing"
        if rests.model == "kept" and rests.turns is not None:
            words += "; if each is what the row says, none changes it"
    if top < row.value:
        words += f"; the printed percentages allow at most {top:,}"
    return head + words


def settles(report: Report, claim: Claim, found: Judgement) -> str:
    """Return the number that would settle an open claim; empty where it is settled."""
    reading = claim.reading
    if found.verdict != "open":
        return ""
    tables = found.tables
    if tables is not None and tables.method == "limits":
        return "the full cross-table of the figure"
    if isinstance(reading, Contrast | Within):
        head, tail = _parts(report, found.implied[0].quantity)
        decided = found.fact("decided")
        if tables is None or decided == (tables.count or 0) - (tables.undecided or 0):
            return f"how many {head} {tail}"
        alone = "for some values this number is enough, for others the rest of the table is needed"
        if not decided:
            alone = "the rest of the table may be needed, too"
        return f"how many {head} {tail}; {alone}"
    if isinstance(reading, Slope | Steps):
        sample, outcome, known = reading.sample, reading.outcome, {*reading.yes, *reading.no}
        all_known = known == set(report.levels_of(sample, outcome))
        rest = all_known and not report.of(sample, outcome, "missing")
        groups = [reading.yes] if rest else [reading.yes, reading.no]
        cases = listed([report.phrase(sample, outcome, group).cases for group in groups])
        return f"how many {cases} there are at each {report.variables[reading.characteristic]}"
    if isinstance(reading, Overlap | OverlapLarger):
        of = found.implied[0].quantity
        words = [_that(report, of.sample, part) for part in (of.of, of.less) if part]
        return f"the number of {listed(words, last=' and of ')}"
    if isinstance(reading, Shares):
        return "the counts behind the percentage"
    if isinstance(reading, Between):
        return _asked(report, reading, found)
    return "the full cross-table of the figure"


def _asked(report: Report, reading: Between, found: Judgement) -> str:
    """Return the number wanted of each sample of which the text does not give it."""
    words = []
    samples = zip(("first", "second"), (reading.high, reading.low), strict=True)
    for (place, sample), levels, yes in zip(samples, reading.levels, reading.yes, strict=True):
        low, high, whole = (_number(found, f"{place}_{end}") for end in ("low", "high", "whole"))
        if low < high:
            cases = report.phrase(sample, reading.outcome, yes).cases if yes else "cases"
            said = report.phrase(sample, reading.characteristic, levels).predicate
            words.append(
                f"how many of the {whole:,} {cases} among the \
{report.samples[sample].name} {said}"
            )
    return listed(words)


def settings_in_words(settings: Settings) -> str:
    """Return the settings of every test.

    Example:
        >>> settings_in_words(Settings())
        'alpha 0.05, two-sided, no continuity correction; p = alpha counts as not significant'
    """
    return (
        f"alpha {float(settings.alpha)}, two-sided, no continuity correction; p = alpha counts as "
        "not significant"
    )
