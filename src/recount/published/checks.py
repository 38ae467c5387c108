"""Checks of what the files say of each other: ids, references, levels and dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from recount.published.claim_checks import (
    check_assumptions,
    check_claims,
    check_groups,
    check_samples,
)
from recount.published.descriptor import Table
from recount.published.problems import DataProblem

__all__ = ["CHECKS"]

#: Columns that hold sums of count ids, by resource.
SUMS = {
    "percentages": ("numerator", "denominator"),
    "totals": ("parts", "bound"),
    "completeness": ("known", "missing"),
}
#: Resources whose ids are entries of the ledger.
ENTRIES = ("percentages", "totals", "completeness", "claims")


def _references(tables: Mapping[str, Table]) -> Iterator[DataProblem]:
    """Yield a problem for every sum that names a count which does not exist."""
    known = {row["id"] for row in tables["counts"].rows}
    for name, columns in SUMS.items():
        for row in tables[name].rows:
            for column in columns:
                for part in row[column].split(" + ") if row[column] else ():
                    if part not in known:
                        yield tables[name].problem(
                            row, column, f"ids of counts.csv, which has no {part!r}"
                        )


def _entry_ids(tables: Mapping[str, Table]) -> Iterator[DataProblem]:
    """Yield a problem for every entry id used twice, and every reference to none."""
    owner: dict[str, str] = {}
    for name in ENTRIES:
        for row in tables[name].rows:
            if row["id"] in owner:
                yield tables[name].problem(
                    row, "id", f"an id of its own ({owner[row['id']]} has it)"
                )
            owner.setdefault(row["id"], tables[name].path)
    for name in ENTRIES:
        for row in tables[name].rows:
            repeated = row.values.get("repeats", "")
            if repeated and repeated not in owner:
                yield tables[name].problem(row, "repeats", "the id of an entry")
    for row in tables["inventory"].rows:
        table = tables["inventory"]
        if row["entry"] and row["entry"] not in owner:
            yield table.problem(row, "entry", "the id of an entry")
        if bool(row["entry"]) == bool(row["reason"]):
            yield table.problem(row, "reason", "exactly one of entry and reason")


def _levels(tables: Mapping[str, Table]) -> Iterator[DataProblem]:
    """Yield a problem for every level of a count that levels.csv does not have."""
    known = {(row["variable"], row["level"]) for row in tables["levels"].rows}
    for row in tables["counts"].rows:
        if row["role"] == "level" and (row["variable"], row["category"]) not in known:
            yield tables["counts"].problem(row, "category", "a level of levels.csv")


def _dates(tables: Mapping[str, Table]) -> Iterator[DataProblem]:
    """Yield a problem for every date that the calendar does not have."""
    for row in tables["dates"].rows:
        try:
            date.fromisoformat(row["day"])
        except ValueError:
            yield tables["dates"].problem(row, "day", "a date of the calendar, year-month-day")


def _counts_behind(tables: Mapping[str, Table]) -> Iterator[DataProblem]:
    """Yield a problem for a percentage whose counts cannot be used, and one that names no level."""
    table = tables["percentages"]
    known = {(row["variable"], row["level"]) for row in tables["levels"].rows}
    for row in table.rows:
        if row["numerator"] and not row["denominator"]:
            yield table.problem(row, "denominator", "a sum of count ids, as there is a numerator")
        if " | " not in row["variable"]:
            continue
        variables, parts = row["variable"].split(" | "), row["category"].split(" | ")
        levels = [
            (v, level) for v, p in zip(variables, parts, strict=False) for level in p.split(" + ")
        ]
        if len(variables) != 2 or len(parts) != 2 or any(pair not in known for pair in levels):
            yield table.problem(row, "category", "levels of the one variable | level of the other")


#: Every check; each yields the problems that it finds.
CHECKS: tuple[Callable[[Mapping[str, Table]], Iterator[DataProblem]], ...] = (
    _references,
    _entry_ids,
    _levels,
    _dates,
    _counts_behind,
    check_samples,
    check_groups,
    check_assumptions,
    check_claims,
)
