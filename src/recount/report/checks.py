"""Checks of what the files say of each other, once every cell is what its column asks for.

Whether printed numbers go together is no matter of these checks: that is for the verdicts to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from recount.report.records import FILES, InventoryRow, Level, Percentage, Section, Sentence
from recount.report.report import Report
from recount.report.tables import Problem, Row, columns_of, repeated

#: What an assumption of a kind can be; the column ``values`` says it, of a reading in full.
VALUES = {
    "reading": "as read, not read",
    "missing_model": "kept; left out",
    "rounding": "half_up; half_even; truncate; ceiling; within_a_point",
    "not_shown": "not_significant; unknown",
}


def check_report(report: Report) -> list[Problem]:
    """Return every problem of a report whose claims are not typed yet."""
    checks = (_entries, _counts, _shares, _dates, _pages, _levels, _assumptions)
    return [problem for check in checks for problem in check(report)]


def _entries(report: Report) -> Iterator[Problem]:
    """Check that every entry has an id of its own, and that references to entries lead to one."""
    owner: dict[str, Row] = {}
    for row in report.entries:
        first = owner.setdefault(row.id, row)
        if first is not row:
            yield row.problem("id", f"an id of its own ({first.file} has it)")
    for row in report.entries:
        target = getattr(row, "repeats", "")
        if target and (target not in owner or getattr(owner[target], "repeats", "")):
            yield row.problem("repeats", "the id of another entry, which itself repeats none")
    users: tuple[InventoryRow | Sentence, ...] = (*report.inventory, *report.sentences)
    for used in users:
        if used.entry and used.entry not in owner:
            yield used.problem("entry", "the id of an entry")
        if bool(used.entry) == bool(used.reason):
            yield used.problem("reason", "exactly one of entry and reason")
        for name in re.findall(r"\b[a-z]+[0-9]+-[a-z0-9-]+", used.reason):
            if name not in owner:
                yield used.problem("reason", f"ids of entries, not {name}")
        subject, entry = getattr(used, "subject", ""), owner.get(used.entry)
        of_share = isinstance(entry, Percentage) and subject.startswith("count:")
        made_of = {f"count:{name}" for name in getattr(entry, "numerator", ())}
        if (subject in owner or of_share) and subject not in {used.entry, *made_of}:
            yield used.problem("entry", f"the entry of its subject, {subject}")


def _counts(report: Report) -> Iterator[Problem]:
    """Check that counts are of the levels of their samples, each once, and one total a sample."""
    for sample in report.samples.values():
        if len(sample.members) == 1 or any(report.samples[x].members for x in sample.members):
            yield sample.problem("members", "two datasets or more, none pooled itself, or none")
    known = {(sample, row.variable, row.level) for row in report.levels for sample in row.samples}
    seen: dict[tuple[str, ...], Row] = {}
    units: dict[tuple[str, str], str] = {}
    for count in report.counts.values():
        level = (count.category,) if count.role == "level" else ()
        first = seen.setdefault((count.sample, count.variable, count.role, *level), count)
        if first is not count:
            yield count.problem("category", f"one row for it (row {first.line} is one, too)")
        unit = units.setdefault((count.sample, count.variable), count.unit)
        if count.unit != (count.variable if count.role == "total" else unit):
            yield count.problem("unit", f"{unit}, or the variable of a total")
        if level and (count.sample, count.variable, *level) not in known:
            yield count.problem("category", "a level of levels.csv that its sample has")
    for row in report.levels:
        for name in row.samples:
            if row.level not in report.levels_of(name, row.variable):
                yield row.problem("samples", f"samples with a count of it, which {name} has not")


def _shares(report: Report) -> Iterator[Problem]:
    """Check that percentages are of what their categories name, and totals and rules of counts."""
    for row in report.percentages:
        variables, (first, *others) = row.variable.split(" | "), row.category.split(" | ")
        groups = [first.split(" + "), *([level] for level in others)]
        good = len(groups) == len(variables) <= 2 and all(
            set(levels) <= set(report.levels_of(row.sample, variable))
            for variable, levels in zip(variables, groups, strict=True)
        )
        if row.sample and not good:
            yield row.problem("category", "levels of the one variable | level of the other")
            continue
        # A share of one variable by another is of the cases at the other's level.
        counts = {count.category: count.id for count in report.of(row.sample, variables[-1])}
        own, every = [counts[level] for level in groups[-1] if counts], [*counts.values()]
        above, below = ([], own) if others else (own, every)
        for column, ids in (("numerator", above), ("denominator", below)):
            if set(getattr(row, column)) != set(ids):
                yield row.problem(column, f"{' + '.join(ids) or 'nothing'}, by its category")
        if below and not report.total_of(below):
            yield row.problem("denominator", "counts that are not all zero")
    for total in report.totals:
        if bool(total.printed) == bool(total.bound):
            yield total.problem("bound", "counts where no total is printed, and none elsewhere")
    for rule in report.completeness:
        held = report.of(rule.sample, rule.variable)
        if rule.missing_within and report.counts[rule.missing_within] not in held:
            yield rule.problem("missing_within", f"a count of {rule.variable}")


def _adjoin(rows: Sequence[Section] | Sequence[Level], low: str, high: str) -> Iterator[Problem]:
    """Check that each row's span is in order and begins where the one before it ended."""
    before = None
    for row in rows:
        start, end = getattr(row, low), getattr(row, high)
        if end < start:
            yield row.problem(high, f"no less than {low}, {start}")
        if before is not None and start != before:
            yield row.problem(low, f"{before}, where the row before it ends")
        before = end + (timedelta(days=1) if isinstance(end, date) else 1)


def _dates(report: Report) -> Iterator[Problem]:
    """Check that each dataset has one first and one last day, in order, and periods that adjoin."""
    ends = {(row.sample, row.end): row for row in report.dates.values()}
    for row in report.dates.values():
        first, last = ends.get((row.sample, "first")), ends.get((row.sample, "last"))
        if ends[row.sample, row.end] is not row or first is None or last is None:
            yield row.problem("end", f"one first and one last day of {row.sample}")
        elif row is last and row.day <= first.day:
            yield row.problem("day", f"a day after the first, {first.day}")
    for level in report.levels:
        if (level.start is None) != (level.end is None):
            yield level.problem("end", "both days of a period, or none")
    for _, periods in groupby(report.periods, lambda period: period[0].variable):
        rows, starts, stops = zip(*periods, strict=True)
        yield from _adjoin(rows, "start", "end")
        first, last = (ends.get((rows[0].samples[0], end)) for end in ("first", "last"))
        if first and last and not (first.day <= stops[0] and starts[-1] < last.day):
            expected = "periods of which the dataset's days are in the outer ones"
            yield rows[0].problem("end", expected)


def _pages(report: Report) -> Iterator[Problem]:
    """Check that sections adjoin, and the pages and the order of each file's rows."""
    yield from _adjoin(report.sections, "first_page", "last_page")
    for file in FILES:
        yield from _ordered(report, file)


def _ordered(report: Report, file: str) -> Iterator[Problem]:
    """Check that pages lie in a section or table named, and the order of a file's rows.

    Rows follow their samples and variables, the pages, and what is named there: claims follow the
    sentences of a page, all others its numerals; both of these are counted.
    """
    spans = {table.table: (table.first_page, table.last_page) for table in report.tables}
    table_named = re.compile("|".join([*(rf"{re.escape(name)}\b" for name in spans), ""]))
    if report.sections:
        spans[""] = report.sections[0].first_page, report.sections[-1].last_page
    ranks = {"sample": [*report.samples], "variable": [*report.variables]}
    users: Sequence[Any] = report.sentences if file == "claims" else report.inventory
    first = {
        (row.page, name.removeprefix("count:")): place
        for place, row in reversed([*enumerate(users)])
        for name in (row.entry, getattr(row, "subject", ""))
    }
    kind, keys = FILES[file]
    columns = columns_of(kind)
    paged = next((name for name in ("page", "first_page") if name in columns), "")
    led = [name for name in columns[:keys] if name in ranks]
    before: list[int] = []
    for row in report.rows[file]:
        page = getattr(row, paged, 0)
        found = table_named.match(getattr(row, "place", ""))
        low, high = spans.get(found[0] if found else "", (page, page))
        if paged and not low <= page <= high:
            place = "as the place names a table" if found and found[0] else "as the sections"
            yield row.problem(paged, f"{low} to {high}, {place}")
        at = [*(ranks[name].index(getattr(row, name)) for name in led), page]
        last = before[-1] if before[:-1] == at else 0
        at.append(first.get((page, getattr(row, columns[0])), last))
        if file in ("inventory", "sentences"):
            at[-1] = last + 1
            if row.number != at[-1]:
                yield row.problem("number", f"{at[-1]}, as the rows of a page are counted")
        if at < before:
            expected = "rows in the order of the pages and of what is named there"
            yield row.problem(columns[0], expected)
        before = at


def _levels(report: Report) -> Iterator[Problem]:
    """Check the levels that groups, comparisons and figures name."""
    for group in report.groups.values():
        samples = report.samples_of(group.sample)
        known = {level for each in samples for level in report.levels_of(each, group.variable)}
        for level in set(group.levels) - known:
            yield group.problem("levels", f"levels of levels.csv, which has no {level!r}")
    seen: dict[tuple[str, ...], str] = {}
    for row in report.comparisons:
        for side in ("first", "second"):
            where, column = getattr(row, f"{side}_sample"), f"{side}_levels"
            own = report.levels_of(where, row.variable)
            for level in getattr(row, column):
                label = seen.setdefault((row.variable, row.treatment, column, level), row.label)
                if level not in own or label != row.label:
                    yield row.problem(column, "levels that its sample has, each in one category")
            names = [x.label for x in report.rows["groups"] if x.sample == where]
            names += [x.label for x in report.levels if where in x.samples]
            if not getattr(row, column) and any(x.lower().startswith(row.label) for x in names):
                yield row.problem(column, f"levels, as {where} has some named {row.label}")
        if not row.first_levels and not row.second_levels:
            yield row.problem("first_levels", "levels in one dataset at least")
        if row.first_sample == row.second_sample:
            yield row.problem("second_sample", "another dataset than the first")
    for figure in report.figures:
        for column in ("characteristic", "outcome"):
            if not report.levels_of(figure.sample, getattr(figure, column)):
                yield figure.problem(column, "a variable of which its sample has levels")
        if not report.of(figure.sample, figure.unit, "total"):
            yield figure.problem("unit", "what its sample has a total of")
        if figure.characteristic == figure.outcome:
            yield figure.problem("outcome", "another variable than the characteristic")


def _assumptions(report: Report) -> Iterator[Problem]:
    """Check that every assumption binds something and has a value it can take."""
    yield from repeated(report.assumptions, ("kind",))
    for row in report.assumptions:
        known, words = VALUES.get(row.kind, ""), "one of"
        good: object = row.value in re.split("[,;] ", known)
        if row.kind == "missing_within":
            count = report.counts.get(row.binds)
            if count is None or count.role != "level":
                yield row.problem("binds", "the id of a level in counts.csv")
                continue
            known, words = f"0 to {count.value}", "a number from"
            good = re.fullmatch("[0-9]{1,10}", row.value) and int(row.value) <= count.value
        if not good:
            yield row.problem("value", f"{words} {known}")
        if row.kind != "reading" and row.values != known:
            yield row.problem("values", f"{known}, as its kind is {row.kind}")
        if row.kind == "reading" and not report.of(*row.binds.partition(":")[::2]):
            yield row.problem("binds", "a sample and a variable of it, joined by ':'")
