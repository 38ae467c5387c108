"""Load the published data: one call, everything checked, all problems at once."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from recount.report.checks import check_tables
from recount.report.claims import read_claims
from recount.report.descriptor import DESCRIPTOR, Descriptor, read_descriptor
from recount.report.problems import DataProblems, Problem
from recount.report.records import (
    Assumption,
    Category,
    Citation,
    Completeness,
    Conditional,
    Count,
    DatasetDate,
    Figure,
    InventoryRow,
    Level,
    Percentage,
    Period,
    Phrase,
    PrintedTable,
    Sample,
    Section,
    Total,
    Variable,
)
from recount.report.report import Report
from recount.report.tables import Row, Table, read_table, read_tables
from recount.report.typed import HEADER, figure_name, read_typed

__all__ = ["UnknownAssumptionError", "default_folder", "load_report"]

#: The record of each resource; without these nothing can be audited.
RECORDS: Mapping[str, type] = {
    "counts": Count,
    "levels": Level,
    "variables": Variable,
    "samples": Sample,
    "percentages": Percentage,
    "totals": Total,
    "completeness": Completeness,
    "figures": Figure,
    "assumptions": Assumption,
    "dates": DatasetDate,
    "periods": Period,
    "sections": Section,
    "tables": PrintedTable,
    "comparisons": Category,
    "citations": Citation,
    "inventory": InventoryRow,
}
#: Columns of the resources that are no records of their own.
COLUMNS = {
    "groups": ("sample", "variable", "levels", "label", "cases", "predicate"),
    "claims": (
        *("id", "kind", "page", "place", "sample", "figure", "relation", "characteristic"),
        *("level", "against", "outcome", "outcome_level", "outcome_against", "members"),
        *("repeats", "reading_of", "statement", "reason", "note"),
    ),
}
#: Type of a column for each type of a record's field; anything else is text.
TYPES = {"int": "integer", "int | None": "integer", "date": "date"}


def default_folder() -> Path:
    """Return the folder of the published data that belongs to this source tree."""
    return Path(__file__).resolve().parents[3] / "data" / "published"


class UnknownAssumptionError(ValueError):
    """An assumption is to be changed that the data does not have."""


def load_report(
    folder: Path | None = None,
    typed_file: tuple[int, Path] | None = None,
    assume: Mapping[str, str] | None = None,
) -> Report:
    """Return everything that the report prints, from a folder with a data package.

    Args:
        folder: The data folder; the project's own when None.
        typed_file: A figure's number and a file to read for it instead of the installed one.
        assume: Values of assumptions to take instead of those in the data, by id.

    Raises:
        UnknownAssumptionError: If the data has no such assumption.
        DataProblems: With every problem of every file, each naming file, row, column, the value
            found and what was expected.

    Example:
        >>> len(load_report().percentages)
        59
    """
    folder = default_folder() if folder is None else folder
    descriptor = read_descriptor(folder)
    _check_resources(descriptor)
    tables = read_tables(folder, descriptor)
    tables["assumptions"] = _assuming(tables["assumptions"], assume or {})
    problems = check_tables(tables)
    if problems:
        raise DataProblems(problems)
    report = _report(tables, descriptor.report)
    claims, problems = read_claims(tables["claims"], report)
    report = replace(report, claims=claims)
    typed = {}
    for figure in report.figures:
        name = figure_name(figure.number)
        table = tables[name]
        if typed_file is not None and typed_file[0] == figure.number:
            table = read_table(folder, descriptor.resources[name], typed_file[1])
        numbers, faults = read_typed(report, figure, table)
        problems += faults
        if numbers:
            typed[figure.number] = numbers
    if problems:
        raise DataProblems(problems)
    return replace(report, typed=typed)


def _assuming(table: Table, assume: Mapping[str, str]) -> Table:
    """Return the assumptions with other values."""
    known = [row["id"] for row in table.rows]
    for name in assume:
        if name not in known:
            expected = ", ".join(known) or "none, as the data has no assumption"
            raise UnknownAssumptionError(f"found {name!r}, expected one of {expected}")
    rows = [
        Row(row.line, {**row.values, "value": assume.get(row["id"], row["value"])})
        for row in table.rows
    ]
    return Table(table.path, tuple(rows))


def _check_resources(descriptor: Descriptor) -> None:
    """Raise unless the package has the files and columns that the audit reads, and their types."""
    problems = []

    def missing(name: str, what: str, place: str = "resources") -> None:
        problems.append(Problem(DESCRIPTOR, None, place, name, what))

    for name, kind in RECORDS.items():
        resource = descriptor.resources.get(name)
        if resource is None:
            problems.append(Problem(DESCRIPTOR, None, "resources", None, f"a resource {name}"))
            continue
        types = {field.name: field.type for field in resource.fields}
        for field in fields(kind):
            expected = TYPES.get(str(field.type), "string")
            if field.name not in ("line", "within") and types.get(field.name) != expected:
                what = f"a field {field.name} of the type {expected}"
                missing(f"{types.get(field.name)}", what, f"resources, {name}")
    for name, columns in COLUMNS.items():
        resource = descriptor.resources.get(name)
        if resource is None:
            problems.append(Problem(DESCRIPTOR, None, "resources", None, f"a resource {name}"))
        elif not set(columns) <= set(resource.columns):
            missing(", ".join(resource.columns), f"the fields {', '.join(columns)}", name)
    for name, resource in descriptor.resources.items():
        if name.startswith(figure_name("")) and not set(HEADER) <= set(resource.columns):
            missing(", ".join(resource.columns), f"the fields {', '.join(HEADER)}", name)
    if problems:
        raise DataProblems(problems)


R = TypeVar("R")


def _record(kind: type[R], row: Row) -> R:
    """Return a row as a record: each field from the column of its name, as its type says."""
    given = {"line": row.line, "within": None}
    values = {
        field.name: given[field.name]
        if field.name in given
        else _value(str(field.type), row[field.name])
        for field in fields(kind)  # type: ignore[arg-type]
    }
    return kind(**values)


def _within(stated: Percentage) -> Percentage:
    """Return a percentage with the two variables that it names, if it names two."""
    outcome, sign, characteristic = stated.variable.partition(" | ")
    levels, _, level = stated.category.partition(" | ")
    if not sign:
        return stated
    within = Conditional(outcome, characteristic, tuple(levels.split(" + ")), level)
    return replace(stated, within=within)


def _value(kind: str, text: str) -> Any:
    if kind == "int":
        return int(text)
    if kind == "int | None":
        return int(text) if text else None
    if kind == "date":
        return date.fromisoformat(text)
    if kind == "tuple[str, ...]":
        return tuple(text.split(" + ")) if text else ()
    if kind == "tuple[int, ...]":
        return tuple(int(page) for page in text.split(";")) if text else ()
    # Samples, variables and levels are compared all the time: one copy of each.
    return sys.intern(text)


def _report(tables: Mapping[str, Table], citation: Mapping[str, Any]) -> Report:
    """Return all records but the claims, whose readings need the others."""
    found: dict[str, tuple[Any, ...]] = {
        name: tuple(_record(kind, row) for row in tables[name].rows)
        for name, kind in RECORDS.items()
    }
    found["percentages"] = tuple(map(_within, found["percentages"]))
    # Where a record has an id, the report finds it by it.
    by_id = {name: {row.id: row for row in found[name]} for name in ("counts", "dates")}
    by_id["samples"] = {row.sample: row for row in found["samples"]}
    plain = {name: rows for name, rows in found.items() if name not in (*by_id, "variables")}
    return Report(
        **{**plain, **by_id},  # type: ignore[arg-type]
        report=citation,
        groups={
            (row["sample"], row["variable"], row["levels"]): Phrase(
                row["label"], row["cases"], row["predicate"]
            )
            for row in tables["groups"].rows
        },
        variables={row.variable: row.name for row in found["variables"]},
        lines={
            (name, next(iter(row.values.values()))): row.line
            for name, table in tables.items()
            for row in reversed(table.rows)
        },
    )
