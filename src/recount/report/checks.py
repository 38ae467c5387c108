"""Checks of what the files say of each other, once every cell is what its column asks for.

Whether printed numbers go together is no matter of these checks: that is for the verdicts to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from recount.report.records import FILES, Count, Period, Section
from recount.report.report import Report
from recount.report.tables import Problem, columns_of, repeated

__all__ = ["check_report"]

#: Files whose rows follow the pages.
IN_ORDER = ("inventory", "sentences", "figures")
#: Values that an assumption about a reading can take whatever the data says.
READINGS = ("as read", "not read")


def check_report(report: Report) -> list[Problem]:
    """Return every problem of a report whose claims are not typed yet."""
    checks = (_entries, _samples, _counts, _shares, _sums, _dates, _pages, _levels, _assumptions)
    return [problem for check in checks for problem in check(report)]


def _entries(report: Report) -> Iterator[Problem]:
    """Check that every entry has an id of its own, and that references to entries lead to one."""
    owner: dict[str, str] = {}
    repeats: dict[str, str] = {}
    for row in report.entries:
        if row.id in owner:
            yield row.problem("id", f"an id of its own ({owner[row.id]} has it)")
        owner.setdefault(row.id, row.file)
        repeats[row.id] = getattr(row, "repeats", "")
    for row in report.entries:
        for column in ("repeats", "reading_of"):
            target = getattr(row, column, "")
            if target == row.id or (target and target not in owner):
                yield row.problem(column, "the id of another entry")
            elif target and column == "repeats" and _circles(row.id, repeats):
                yield row.problem(column, "an entry that does not repeat this one, even by others")
    for used in (*report.rows["inventory"], *report.rows["sentences"]):
        if used.entry and used.entry not in owner:
            yield used.problem("entry", "the id of an entry")
        if bool(used.entry) == bool(used.reason):
            yield used.problem("reason", "exactly one of entry and reason")


def _circles(name: str, repeats: dict[str, str]) -> bool:
    """Return whether an entry repeats itself by way of others."""
    seen, at = {name}, repeats.get(name, "")
    while at and at not in seen:
        seen.add(at)
        at = repeats.get(at, "")
    return bool(at)


def _samples(report: Report) -> Iterator[Problem]:
    """Check that pooled samples pool two or more datasets of their own."""
    for row in report.samples.values():
        for member in row.members:
            if member not in report.samples or report.samples[member].members:
                yield row.problem("members", f"datasets of their own, not {member!r}")
        if len(row.members) == 1:
            yield row.problem("members", "two datasets or more, or none")


def _counts(report: Report) -> Iterator[Problem]:
    """Check that counts are of the levels of levels.csv, each once, and one total a sample."""
    known = {(sample, row.variable, row.level) for row in report.levels for sample in row.samples}
    seen: dict[tuple[str, ...], Count] = {}
    for row in report.counts.values():
        level = (row.category,) if row.role == "level" else ()
        first = seen.setdefault((row.sample, row.variable, row.role, *level), row)
        if first is not row:
            yield row.problem("category", f"one row for it (row {first.line} is one, too)")
        if row.role == "total" and row.unit != row.variable:
            yield row.problem("unit", row.variable)
        if level and (row.sample, row.variable, *level) not in known:
            yield row.problem("category", "a level of levels.csv that its sample has")
    for each in report.levels:
        for sample in each.samples:
            printed = [count.category for count in report.of(sample, each.variable)]
            if printed and each.level not in printed:
                expected = f"samples with a count of this level, which {sample} has not"
                yield each.problem("samples", expected)


def _names(counts: Iterable[Count]) -> list[tuple[str, str]]:
    return sorted((count.variable, count.category) for count in counts)


def _shares(report: Report) -> Iterator[Problem]:
    """Check numerators and denominators: a part of a whole, not zero, as they are named."""
    for row in report.percentages:
        above, below = (
            [report.counts[name] for name in names] for names in (row.numerator, row.denominator)
        )
        part, whole = report.total_of(row.numerator), report.total_of(row.denominator)
        if above and not below:
            yield row.problem("denominator", "a sum of count ids, as there is a numerator")
        elif below and not whole:
            yield row.problem("denominator", "counts that are not all zero")
        elif set(row.numerator) - set(row.denominator):
            yield row.problem("numerator", "a part of the denominator's counts")
        elif part > whole:
            yield row.problem("numerator", f"no more than the denominator's {whole:,}")
        for column, counts in (("numerator", above), ("denominator", below)):
            if any(count.sample != row.sample for count in counts):
                yield row.problem(column, f"counts of the sample {row.sample}")
        variables, parts = row.variable.split(" | "), row.category.split(" | ")
        groups = [
            (variable, level)
            for variable, levels in zip(variables, parts, strict=False)
            for level in levels.split(" + ")
        ]
        if not row.sample:
            continue
        if (
            len(variables) > 2
            or len(parts) != len(variables)
            or any(
                level not in report.levels_of(row.sample, variable) for variable, level in groups
            )
        ):
            yield row.problem("category", "levels of the one variable | level of the other")
            continue
        # A share of one variable by another is of the cases at the other's level.
        wanted = sorted(group for group in groups if group[0] == variables[-1])
        if below and _names(above or below) != wanted:
            yield row.problem("category", "the levels of its counts")
        every = sorted((variables[0], x) for x in report.levels_of(row.sample, variables[0]))
        if above and below and _names(below) != every:
            yield row.problem("denominator", f"every level of {variables[0]}")


def _sums(report: Report) -> Iterator[Problem]:
    """Check totals and completeness: counts of their sample and of one unit."""
    for row, columns in (
        *((total, ("parts", "bound")) for total in report.rows["totals"]),
        *((rule, ("known", "missing")) for rule in report.rows["completeness"]),
    ):
        units = set()
        # A total with a bound compares samples, each other one is about its own.
        bound = getattr(row, "relation", "") == "at_most"
        for column in columns:
            counts = [report.counts[name] for name in getattr(row, column)]
            units |= {count.unit for count in counts}
            if not bound and any(x.sample not in report.samples_of(row.sample) for x in counts):
                yield row.problem(column, f"counts of {row.sample}")
        if len(units) > 1:
            yield row.problem(columns[0], "counts of one unit, cases or victims")
    for total in report.totals:
        needed, empty = ("printed", "bound")[:: 1 if total.relation == "equal" else -1]
        if getattr(total, empty) or not getattr(total, needed):
            yield total.problem(needed, f"a value, and none of {empty}: {total.relation}")
    for rule in report.completeness:
        known, missing = (
            {count.id for count in report.of(rule.sample, rule.variable, role)}
            for role in ("level", "missing")
        )
        if rule.missing_within and rule.missing_within not in known:
            yield rule.problem("missing_within", f"a count of {rule.variable}")
        if rule.missing_within or not known:
            if rule.known or rule.missing:
                yield rule.problem("known", "nothing, as the missing cases are not counted")
            continue
        if set(rule.known) != known:
            yield rule.problem("known", f"every count of {rule.variable} of this role")
        if set(rule.missing) != missing:
            yield rule.problem("missing", f"every count of {rule.variable} of this role")
        if not report.total_of((*rule.known, *rule.missing)):
            yield rule.problem("known", "counts that are not all zero")


def _adjoin(rows: Sequence[Section] | Sequence[Period], low: str, high: str) -> Iterator[Problem]:
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
    for sample, variable in dict.fromkeys((row.sample, row.variable) for row in report.periods):
        rows = [row for row in report.periods if (row.sample, row.variable) == (sample, variable)]
        if tuple(row.level for row in rows) != report.levels_of(sample, variable):
            yield rows[0].problem("level", f"the levels of {variable} in order")
        yield from _adjoin(rows, "start", "end")
        first, last = ends.get((sample, "first")), ends.get((sample, "last"))
        if first is None or first.day > rows[0].end:
            yield rows[0].problem("end", f"the first day of {sample} in order")
        if last is None or last.day <= rows[-1].start:
            yield rows[-1].problem("start", f"the last day of {sample} in order")


def _pages(report: Report) -> Iterator[Problem]:
    """Check that sections follow each other, and that pages lie in a section or table named."""
    yield from _adjoin(report.sections, "first_page", "last_page")
    for table in report.tables:
        if table.first_page > table.last_page:
            yield table.problem("last_page", f"{table.first_page} or more")
    if not report.sections:
        return
    spans = {table.table: (table.first_page, table.last_page) for table in report.tables}
    low, high = report.sections[0].first_page, report.sections[-1].last_page
    named = re.compile("|".join(rf"{re.escape(name)}\b" for name in spans) or "(?!)")
    for name, (kind, _) in FILES.items():
        before = 0
        for row in report.rows[name] if "page" in columns_of(kind) else ():
            page, place = row.page, getattr(row, "place", "")
            expected = f"a page of a section, {low} to {high}"
            wrong = not low <= page <= high
            if page < before and name in IN_ORDER:
                wrong, expected = True, f"{before} or more, as rows follow the pages"
            if found := named.match(place):
                first, last = spans[found[0]]
                if not first <= page <= last:
                    wrong, expected = True, f"{first} to {last}, as the place names a table"
            if wrong:
                yield row.problem("page", expected)
            before = page


def _levels(report: Report) -> Iterator[Problem]:
    """Check the levels that groups, comparisons and figures name."""
    for group in report.rows["groups"]:
        known = {
            level
            for sample in report.samples_of(group.sample)
            for level in report.levels_of(sample, group.variable)
        }
        for level in set(group.levels) - known:
            yield group.problem("levels", f"levels of levels.csv, which has no {level!r}")
    seen: dict[tuple[str, ...], str] = {}
    for row in report.comparisons:
        for sample, column in (
            (row.first_sample, "first_levels"),
            (row.second_sample, "second_levels"),
        ):
            for level in getattr(row, column):
                key = (row.variable, row.treatment, column, level)
                if level not in report.levels_of(sample, row.variable):
                    yield row.problem(column, "levels that its sample has")
                elif seen.setdefault(key, row.label) != row.label:
                    yield row.problem(column, f"a level not in {seen[key]!r}")
        if not row.first_levels and not row.second_levels:
            yield row.problem("first_levels", "levels in one dataset at least")
        if row.first_sample == row.second_sample:
            yield row.problem("second_sample", "another dataset than the first")
    for figure in report.figures:
        for column in ("characteristic", "outcome"):
            if not report.levels_of(figure.sample, getattr(figure, column)):
                yield figure.problem(column, "a variable of which its sample has levels")
        if figure.characteristic == figure.outcome:
            yield figure.problem("outcome", "another variable than the characteristic")


def _assumptions(report: Report) -> Iterator[Problem]:
    """Check that every assumption binds something and has a value it can take."""
    yield from repeated(report.assumptions, ("kind",))
    for row in report.assumptions:
        if row.kind == "missing_within":
            count = report.counts.get(row.binds)
            if count is None or count.role != "level":
                yield row.problem("binds", "the id of a level in counts.csv")
            elif not re.fullmatch(r"[0-9]{1,10}", row.value) or int(row.value) > count.value:
                yield row.problem("value", f"a number from 0 to {count.value}")
        elif row.kind == "reading":
            sample, _, variable = row.binds.partition(":")
            if not report.of(sample, variable):
                yield row.problem("binds", "a sample and a variable of it, joined by ':'")
            if row.value not in READINGS:
                yield row.problem("value", f"one of {', '.join(READINGS)}")
        elif row.value not in row.values.split("; "):
            yield row.problem("value", f"one of {row.values}")
