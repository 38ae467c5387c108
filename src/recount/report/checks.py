"""Checks of what the files say of each other, row by row, before any record is made.

Whether printed numbers go together is no matter of these checks: that is for the verdicts to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from recount.report.problems import Problem
from recount.report.records import whole_number
from recount.report.tables import COUNT, LARGEST, Row, Table

__all__ = ["check_tables"]

Tables = Mapping[str, Table]
Check = Callable[[Tables], Iterator[Problem]]

PERCENTAGE = r"<?(100|[1-9]?[0-9])(\.[0-9]{1,6})?%?"
FORMS = {
    ("counts", "printed"): (COUNT, "a whole number, not negative, with or without commas"),
    ("totals", "printed"): (COUNT, "a whole number, not negative, with or without commas"),
    ("percentages", "printed"): (PERCENTAGE, "a number from 0 to 100 and a per cent sign"),
    ("completeness", "rule"): (PERCENTAGE, "a number from 0 to 100 and a per cent sign"),
    ("counts", "role"): ("level|missing|total", "level, missing or total"),
    ("totals", "relation"): ("equal|at_most", "equal or at_most"),
    ("variables", "ordered"): ("yes|no", "yes or no"),
    ("dates", "end"): ("first|last", "first or last"),
    ("citations", "listed"): ("yes|no", "yes or no"),
    ("citations", "cited_pages"): (r"[1-9][0-9]{0,3}(;[1-9][0-9]{0,3})*", "pages parted by ';'"),
}
#: Columns that hold names joined by ``+``, and where the names must stand (file, column).
JOINED = {
    **{("percentages", name): ("counts", "id") for name in ("numerator", "denominator")},
    **{("totals", name): ("counts", "id") for name in ("parts", "bound")},
    **{("completeness", name): ("counts", "id") for name in ("known", "missing", "missing_within")},
    ("levels", "samples"): ("samples", "sample"),
    ("tables", "samples"): ("samples", "sample"),
    ("tables", "variables"): ("variables", "variable"),
}
#: Resources whose ids are entries of the ledger.
ENTRIES = ("percentages", "totals", "completeness", "claims")
#: Values that an assumption of these kinds can take whatever the data says.
READINGS = ("as read", "not read")
KINDS = ("missing_within", "missing_model", "reading", "rounding", "not_shown")


def check_tables(tables: Tables) -> list[Problem]:
    """Return every problem of the files; those of single cells first, as others rest on them."""
    for stage in STAGES:
        problems = [problem for check in stage for problem in check(tables)]
        if problems:
            return problems
    return []


def _parts(text: str, sign: str = " + ") -> list[str]:
    return text.split(sign) if text else []


def _forms(tables: Tables) -> Iterator[Problem]:
    """Check that printed numbers and words of the program have the form that it can read."""
    for (name, column), (form, expected) in FORMS.items():
        for row in tables[name].rows:
            if row[column] and not re.fullmatch(form, row[column]):
                yield tables[name].problem(row, column, expected)
            elif form == COUNT and row[column] and whole_number(row[column]) > LARGEST:
                yield tables[name].problem(row, column, f"a number up to {LARGEST:,}")


def _joined(tables: Tables) -> Iterator[Problem]:
    """Check that names joined by + exist and stand once in a sum."""
    for (name, column), (target, key) in JOINED.items():
        known = {row[key] for row in tables[target].rows}
        for row in tables[name].rows:
            parts = _parts(row[column])
            for part in parts:
                if part not in known:
                    expected = f"ids of {target}.csv, which has no {part!r}"
                    yield tables[name].problem(row, column, expected)
            if len(set(parts)) < len(parts):
                yield tables[name].problem(row, column, "each id of a sum once")


def _names(tables: Tables) -> Iterator[Problem]:
    """Check that samples and variables stand in their files."""
    known = {
        name: {row[name] for row in tables[f"{name}s"].rows} for name in ("sample", "variable")
    }
    columns = {
        "sample": [
            *((name, "sample") for name in ("counts", "percentages", "totals", "completeness")),
            *((name, "sample") for name in ("claims", "figures", "groups", "dates", "periods")),
            *(("comparisons", f"{place}_sample") for place in ("first", "second")),
        ],
        "variable": [
            *((name, "variable") for name in ("counts", "levels", "groups", "completeness")),
            *(("figures", name) for name in ("characteristic", "outcome")),
            *(("periods", "variable"), ("comparisons", "variable")),
        ],
    }
    for kind, places in columns.items():
        for name, column in places:
            for row in tables[name].rows:
                if row[column] and row[column] not in known[kind]:
                    expected = f"one of {', '.join(sorted(known[kind]))}"
                    yield tables[name].problem(row, column, expected)


def _entry_ids(tables: Tables) -> Iterator[Problem]:
    """Check that every entry has an id of its own, and that references to entries lead to one."""
    owner: dict[str, str] = {}
    repeats: dict[str, str] = {}
    for name in ENTRIES:
        for row in tables[name].rows:
            if row["id"] in owner:
                yield tables[name].problem(
                    row, "id", f"an id of its own ({owner[row['id']]} has it)"
                )
            owner.setdefault(row["id"], tables[name].path)
            repeats[row["id"]] = row.values.get("repeats", "")
    for name in ENTRIES:
        for row in tables[name].rows:
            for column in ("repeats", "reading_of"):
                target = row.values.get(column, "")
                if target == row["id"] or (target and target not in owner):
                    yield tables[name].problem(row, column, "the id of another entry")
                elif target and column == "repeats" and _circles(row["id"], repeats):
                    yield tables[name].problem(
                        row, column, "an entry that does not repeat this one, by way of others"
                    )
    for table in (tables[name] for name in ("inventory", "sentences") if name in tables):
        page = 0
        for row in table.rows:
            if row["entry"] and row["entry"] not in owner:
                yield table.problem(row, "entry", "the id of an entry")
            if bool(row["entry"]) == bool(row["reason"]):
                yield table.problem(row, "reason", "exactly one of entry and reason")
            if int(row["page"]) < page:
                yield table.problem(row, "page", f"{page} or more, as rows follow the pages")
            page = int(row["page"])


def _circles(name: str, repeats: Mapping[str, str]) -> bool:
    """Return whether an entry repeats itself by way of others."""
    seen, at = {name}, repeats.get(name, "")
    while at and at not in seen:
        seen.add(at)
        at = repeats.get(at, "")
    return bool(at)


def _levels_by_sample(tables: Tables) -> dict[tuple[str, str], list[str]]:
    """Return the levels of levels.csv by sample and variable."""
    known: dict[tuple[str, str], list[str]] = {}
    for row in tables["levels"].rows:
        for sample in _parts(row["samples"]):
            known.setdefault((sample, row["variable"]), []).append(row["level"])
    return known


def _counts(tables: Tables) -> Iterator[Problem]:
    """Check that counts are of the levels of levels.csv, each once, and one total a sample."""
    table, known = tables["counts"], _levels_by_sample(tables)
    seen: dict[tuple[str, ...], int] = {}
    printed: dict[tuple[str, str], list[str]] = {}
    for row in table.rows:
        level = (row["category"],) if row["role"] == "level" else ()
        key = (row["sample"], row["variable"], row["role"], *level)
        if key in seen:
            yield table.problem(row, "category", f"one row for it (row {seen[key]} is one, too)")
        seen.setdefault(key, row.line)
        if row["role"] == "total" and row["unit"] != row["variable"]:
            yield table.problem(row, "unit", row["variable"])
        if row["role"] == "level":
            place = (row["sample"], row["variable"])
            printed.setdefault(place, []).append(row["category"])
            if row["category"] not in known.get(place, ()):
                yield table.problem(row, "category", "a level of levels.csv that its sample has")
    for row in tables["levels"].rows:
        for sample in _parts(row["samples"]):
            found = printed.get((sample, row["variable"]))
            if found is not None and row["level"] not in found:
                expected = f"samples with a count of this level, which {sample} has not"
                yield tables["levels"].problem(row, "samples", expected)


def _sum(tables: Tables, text: str) -> tuple[list[Row], int]:
    rows = {row["id"]: row for row in tables["counts"].rows}
    found = [rows[name] for name in _parts(text)]
    return found, sum(whole_number(row["printed"]) for row in found)


def _shares(tables: Tables) -> Iterator[Problem]:
    """Check numerators and denominators: a part of a whole, which is not zero."""
    table = tables["percentages"]
    for row in table.rows:
        (above, part), (below, whole) = (
            _sum(tables, row[name]) for name in ("numerator", "denominator")
        )
        if above and not below:
            yield table.problem(row, "denominator", "a sum of count ids, as there is a numerator")
        elif below and not whole:
            yield table.problem(row, "denominator", "counts that are not all zero")
        elif above and ({id(count) for count in above} - {id(count) for count in below}):
            yield table.problem(row, "numerator", "a part of the denominator's counts")
        elif part > whole:
            yield table.problem(row, "numerator", f"no more than the denominator's {whole:,}")
        for column, counts in (("numerator", above), ("denominator", below)):
            if any(count["sample"] != row["sample"] for count in counts):
                yield table.problem(row, column, f"counts of the sample {row['sample']}")
        yield from _share_names(table, row, _levels_by_sample(tables), above, below)


def _share_names(
    table: Table,
    row: Row,
    known: Mapping[tuple[str, str], list[str]],
    above: Sequence[Row],
    below: Sequence[Row],
) -> Iterator[Problem]:
    """Check that variable and category name the counts above and below the line."""
    variables, parts = row["variable"].split(" | "), row["category"].split(" | ")
    if not row["sample"]:
        return
    groups = [
        (variable, level)
        for variable, part in zip(variables, parts, strict=False)
        for level in part.split(" + ")
    ]
    if len(variables) > 2 or len(parts) != len(variables):
        yield table.problem(row, "category", "levels of the one variable | level of the other")
        return
    if any(level not in known.get((row["sample"], variable), ()) for variable, level in groups):
        yield table.problem(row, "category", "levels of the one variable | level of the other")
    named = [(count["variable"], count["category"]) for count in (above or below)]
    # A share of one variable by another is of the cases at the other's level.
    wanted = [group for group in groups if group[0] == variables[-1]]
    if named and sorted(named) != sorted(wanted):
        yield table.problem(row, "category", "the levels of its counts")
    whole = [(variables[0], level) for level in known.get((row["sample"], variables[0]), ())]
    if above and below and sorted((c["variable"], c["category"]) for c in below) != sorted(whole):
        yield table.problem(row, "denominator", f"every level of {variables[0]}")


def _sums(tables: Tables) -> Iterator[Problem]:
    """Check totals and completeness: counts of their sample and of one unit."""
    samples = {
        row["sample"]: _parts(row["members"]) or [row["sample"]] for row in tables["samples"].rows
    }
    for name, columns in (("totals", ("parts", "bound")), ("completeness", ("known", "missing"))):
        table = tables[name]
        for row in table.rows:
            counts = [count for column in columns for count in _sum(tables, row[column])[0]]
            if len({count["unit"] for count in counts}) > 1:
                yield table.problem(row, columns[0], "counts of one unit, cases or victims")
            # A total with a bound compares samples, each other one is about its own.
            bound = name == "totals" and row["relation"] == "at_most"
            for column in columns:
                for count in _sum(tables, row[column])[0]:
                    if not bound and count["sample"] not in samples.get(row["sample"], ()):
                        yield table.problem(row, column, f"counts of {row['sample']}")
    table = tables["totals"]
    for row in table.rows:
        empty = "bound" if row["relation"] == "equal" else "printed"
        needed = "printed" if row["relation"] == "equal" else "bound"
        if row[empty] or not row[needed]:
            yield table.problem(row, needed, f"a value, and none of {empty}: {row['relation']}")
    table = tables["completeness"]
    for row in table.rows:
        (known, cases), (missing, left) = (_sum(tables, row[name]) for name in ("known", "missing"))
        own = (row["sample"], row["variable"])
        wanted = [c for c in tables["counts"].rows if (c["sample"], c["variable"]) == own]
        if row["missing_within"] and row["missing_within"] not in {c["id"] for c in wanted}:
            yield table.problem(row, "missing_within", f"a count of {row['variable']}")
        if row["missing_within"] or not wanted:
            if known or missing:
                expected = "nothing, as the missing cases are not counted"
                yield table.problem(row, "known", expected)
            continue
        for column, counts, role in (("known", known, "level"), ("missing", missing, "missing")):
            if {c["id"] for c in counts} != {c["id"] for c in wanted if c["role"] == role}:
                yield table.problem(row, column, f"every count of {row['variable']} of this role")
        if not cases + left:
            yield table.problem(row, "known", "counts that are not all zero")


def _in_order(
    table: Table, rows: Iterable[Row], low: str, high: str, last: str = ""
) -> Iterator[Problem]:
    """Check that each row's span is in order and begins where the one before it ended."""
    before = ""
    for row in rows:
        if row[low] > row[high] if "-" in row[low] else int(row[low]) > int(row[high]):
            yield table.problem(row, high, f"no less than {low}, {row[low]}")
        if before and row[low] != before:
            yield table.problem(row, low, f"{before}, where the row before it ends")
        if "-" in row[high]:
            before = (date.fromisoformat(row[high]) + timedelta(days=1)).isoformat()
        else:
            before = str(int(row[high]) + 1)
    if last and before != last:
        yield Problem(table.path, None, high, before, last)


def _dates(tables: Tables) -> Iterator[Problem]:
    """Check that each dataset has one first and one last day, in order, and periods that adjoin."""
    table = tables["dates"]
    ends: dict[tuple[str, str], Row] = {}
    for row in table.rows:
        if (row["sample"], row["end"]) in ends:
            yield table.problem(row, "end", f"the {row['end']} day of {row['sample']} once")
        ends[row["sample"], row["end"]] = row
    for (sample, end), row in ends.items():
        first = ends.get((sample, "first"))
        if first is None or (sample, "last") not in ends:
            yield table.problem(row, "end", f"a first and a last day of {sample}")
        elif end == "last" and row["day"] <= first["day"]:
            yield table.problem(row, "day", f"a day after the first, {first['day']}")
    table, known = tables["periods"], _levels_by_sample(tables)
    for sample, variable in dict.fromkeys((r["sample"], r["variable"]) for r in table.rows):
        rows = [r for r in table.rows if (r["sample"], r["variable"]) == (sample, variable)]
        if [row["level"] for row in rows] != known.get((sample, variable)):
            yield table.problem(rows[0], "level", f"the levels of {variable} in order")
        yield from _in_order(table, rows, "start", "end")
        for end, column, place in (("first", "end", 0), ("last", "start", -1)):
            day = ends.get((sample, end))
            if day is None or (day["day"] > rows[place][column]) != (end == "last"):
                yield table.problem(rows[place], column, f"the {end} day of {sample} in order")


def _pages(tables: Tables) -> Iterator[Problem]:
    """Check that sections follow each other, and that pages lie in a section or table named."""
    yield from _in_order(tables["sections"], tables["sections"].rows, "first_page", "last_page")
    spans = {row["table"]: row for row in tables["tables"].rows}
    for row in tables["tables"].rows:
        if int(row["first_page"]) > int(row["last_page"]):
            yield tables["tables"].problem(row, "last_page", f"{row['first_page']} or more")
    ends = [int(row[f"{end}_page"]) for row in tables["sections"].rows for end in ("first", "last")]
    for name in ("counts", "percentages", "levels", "totals", "completeness", "claims", "figures"):
        for row in tables[name].rows:
            page, place = int(row["page"]), row.values.get("place", "")
            if ends and not min(ends) <= page <= max(ends):
                yield tables[name].problem(row, "page", "a page of a section of sections.csv")
            span = next(
                (s for t, s in spans.items() if re.match(rf"{re.escape(t)}\b", place)), None
            )
            if span and not int(span["first_page"]) <= page <= int(span["last_page"]):
                expected = (
                    f"{span['first_page']} to {span['last_page']}, as the place names a table"
                )
                yield tables[name].problem(row, "page", expected)
    before = 0
    for row in tables["figures"].rows:
        if int(row["page"]) < before:
            yield tables["figures"].problem(row, "page", f"{before} or more, as figures follow")
        before = int(row["page"])


def _levels_named(tables: Tables) -> Iterator[Problem]:
    """Check the levels that groups, comparisons and figures name."""
    known = _levels_by_sample(tables)
    pools = {
        row["sample"]: _parts(row["members"]) or [row["sample"]] for row in tables["samples"].rows
    }
    table = tables["groups"]
    for row in table.rows:
        levels = _parts(row["levels"])
        for level in levels:
            if not any(
                level in known.get((s, row["variable"]), ()) for s in pools.get(row["sample"], ())
            ):
                yield table.problem(row, "levels", f"levels of levels.csv, which has no {level!r}")
        if len(set(levels)) < len(levels):
            yield table.problem(row, "levels", "each level once")
    table = tables["comparisons"]
    seen: dict[tuple[str, ...], str] = {}
    for row in table.rows:
        for place in ("first", "second"):
            levels = _parts(row[f"{place}_levels"])
            for level in levels:
                key = (row["variable"], row["treatment"], place, level)
                if level not in known.get((row[f"{place}_sample"], row["variable"]), ()):
                    yield table.problem(row, f"{place}_levels", "levels that its sample has")
                elif key in seen:
                    yield table.problem(row, f"{place}_levels", f"a level not in {seen[key]!r}")
                seen[key] = row["label"]
        if not row["first_levels"] and not row["second_levels"]:
            yield table.problem(row, "first_levels", "levels in one dataset at least")
        if row["first_sample"] == row["second_sample"]:
            yield table.problem(row, "second_sample", "another dataset than the first")
    table = tables["figures"]
    for row in table.rows:
        for column in ("characteristic", "outcome"):
            if (row["sample"], row[column]) not in known:
                yield table.problem(row, column, "a variable of which its sample has levels")
        if row["characteristic"] == row["outcome"]:
            yield table.problem(row, "outcome", "another variable than the characteristic")
        if f"figure-{int(row['number']):02d}" not in tables:
            yield table.problem(row, "number", "a figure with a resource in datapackage.json")


def _assumptions(tables: Tables) -> Iterator[Problem]:
    """Check that every assumption binds something and has a value it can take."""
    table, kinds = tables["assumptions"], set[str]()
    printed = {row["id"]: row["printed"] for row in tables["counts"].rows if row["role"] == "level"}
    variables = {(row["sample"], row["variable"]) for row in tables["counts"].rows}
    for row in table.rows:
        kind, value = row["kind"], row["value"]
        if kind in kinds:
            yield table.problem(row, "kind", "each kind once")
        kinds.add(kind)
        if kind == "missing_within":
            if row["binds"] not in printed:
                yield table.problem(row, "binds", "the id of a level in counts.csv")
                continue
            top = whole_number(printed[row["binds"]])
            if not re.fullmatch(r"[0-9]{1,10}", value) or int(value) > top:
                yield table.problem(row, "value", f"a number from 0 to {top}")
        elif kind == "reading":
            sample, _, variable = row["binds"].partition(":")
            if (sample, variable) not in variables:
                yield table.problem(row, "binds", "a sample and a variable of it, joined by ':'")
            if value not in READINGS:
                yield table.problem(row, "value", f"one of {', '.join(READINGS)}")
        elif kind not in KINDS:
            yield table.problem(row, "kind", f"one of {', '.join(KINDS)}")
        elif value not in row["values"].split("; "):
            yield table.problem(row, "value", f"one of {row['values']}")


def _samples(tables: Tables) -> Iterator[Problem]:
    """Check that pooled samples pool datasets of their own."""
    table = tables["samples"]
    alone = {row["sample"] for row in table.rows if not row["members"]}
    for row in table.rows:
        members = _parts(row["members"])
        for member in members:
            if member not in alone:
                yield table.problem(row, "members", f"datasets of their own, not {member!r}")
        if len(members) == 1 or len(set(members)) < len(members):
            yield table.problem(row, "members", "two datasets or more, or none")


#: The checks in stages; those of a later stage rest on the earlier ones.
STAGES: tuple[tuple[Check, ...], ...] = (
    (_forms, _joined),
    (
        *(_names, _entry_ids, _samples, _counts, _shares, _sums, _dates, _pages),
        *(_levels_named, _assumptions),
    ),
)
