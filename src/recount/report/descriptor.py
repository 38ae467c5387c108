"""Read the files that a Frictionless descriptor lists, and check every value against it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recount.report.problems import DataProblems, Problem

__all__ = ["DESCRIPTOR", "Row", "Table", "read_descriptor", "read_table", "read_tables"]

DESCRIPTOR = "datapackage.json"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: the line it stands on and its values as text, keyed by column."""

    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]


@dataclass(frozen=True, slots=True)
class Table:
    """One file of the package: its path, and its rows in order."""

    path: str
    rows: tuple[Row, ...]

    def problem(self, row: Row, column: str, expected: str) -> Problem:
        """Return the problem that a value of this table has."""
        return Problem(self.path, row.line, column, row[column], expected)


def read_descriptor(folder: Path) -> dict[str, Any]:
    """Return the descriptor of the data package in a folder.

    Raises:
        DataProblems: If the file is missing or is not JSON with a list of resources.
    """
    path = folder / DESCRIPTOR
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataProblems(
            [Problem(DESCRIPTOR, None, None, None, f"a data package in {folder}")]
        ) from None
    except UnicodeDecodeError:
        raise DataProblems([Problem(DESCRIPTOR, None, None, None, "text in UTF-8")]) from None
    except json.JSONDecodeError as error:
        raise DataProblems([Problem(DESCRIPTOR, error.lineno, None, None, "JSON")]) from None
    if not isinstance(found, dict) or not isinstance(found.get("resources"), list):
        raise DataProblems([Problem(DESCRIPTOR, None, None, None, "a list named resources")])
    problems = [
        Problem(DESCRIPTOR, None, "resources", str(resource)[:60], f"a resource with {part}")
        for resource in found["resources"]
        for part in ("name", "path", "schema")
        if not isinstance(resource, dict) or part not in resource
    ]
    if problems:
        raise DataProblems(problems)
    return found


def read_tables(folder: Path, descriptor: Mapping[str, Any]) -> dict[str, Table]:
    """Return every file of the package by its resource name, each value checked.

    Raises:
        DataProblems: With every problem of every file.
    """
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    for resource in descriptor["resources"]:
        try:
            tables[resource["name"]] = read_table(folder, resource)
        except DataProblems as error:
            problems += error.problems
    for resource in descriptor["resources"]:
        if resource["name"] in tables:
            problems += _foreign_keys(resource, tables)
    if problems:
        raise DataProblems(problems)
    return tables


def read_table(folder: Path, resource: Mapping[str, Any]) -> Table:
    """Return one file of the package, each value checked against its field's constraints.

    Raises:
        DataProblems: With every problem of this file.
    """
    path, fields = resource["path"], resource["schema"]["fields"]
    columns = [field["name"] for field in fields]
    lines = _lines(folder, path)
    if not lines:
        raise DataProblems([Problem(path, 1, None, "", f"the header {','.join(columns)}")])
    header, body = lines[0][1], lines[1:]
    problems = [
        Problem(path, 1, name, ",".join(header), "this column, which is missing")
        for name in columns
        if name not in header
    ]
    problems += [
        Problem(path, 1, name, name, f"one of {', '.join(columns)}")
        for name in header
        if name not in columns
    ]
    problems += [
        Problem(path, 1, name, name, "each column once")
        for name in sorted({name for name in header if header.count(name) > 1})
    ]
    if problems:
        raise DataProblems(problems)
    rows = []
    for line, values in body:
        if len(values) != len(header):
            problems.append(
                Problem(path, line, None, f"{len(values)} values", f"{len(header)} values")
            )
            continue
        row = Row(line, dict(zip(header, values, strict=True)))
        rows.append(row)
        for field in fields:
            problems += _faults(path, row, field)
    table = Table(path, tuple(rows))
    problems += _duplicates(table, resource["schema"])
    if problems:
        raise DataProblems(problems)
    return table


def _lines(folder: Path, path: str) -> list[tuple[int, list[str]]]:
    """Return the non-empty lines of a CSV file with their line numbers."""
    try:
        text = (folder / path).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise DataProblems(
            [Problem(path, None, None, None, "this file, which is missing")]
        ) from None
    except UnicodeDecodeError as error:
        raise DataProblems([_not_utf8(path, error)]) from None
    reader = csv.reader(io.StringIO(text), strict=True)
    lines = []
    try:
        # A quoted value may hold line breaks: a row is named by the line on which it starts.
        start = 1
        for values in reader:
            if values:
                lines.append((start, values))
            start = reader.line_num + 1
    except csv.Error as error:
        raise DataProblems(
            [Problem(path, reader.line_num, None, None, f"valid CSV ({error})")]
        ) from None
    return lines


def _not_utf8(path: str, error: UnicodeDecodeError) -> Problem:
    """Return the problem of a byte that is not UTF-8, with its row and its column if it has one."""
    before = error.object[: error.start]
    row = before.count(b"\n") + 1
    # Any single-byte encoding finds the column: separators and quotes are the same in all of them.
    line = before[before.rfind(b"\n") + 1 :].decode("latin-1")
    header = next(csv.reader([error.object.split(b"\n")[0].decode("latin-1").lstrip("\ufeff")]), [])
    place = max(len(next(csv.reader([line]), [])) - 1, 0)
    column = header[place].strip() if row > 1 and place < len(header) else None
    found = f"byte {error.object[error.start]:#04x}"
    return Problem(path, row, column, found, "text in UTF-8")


def _faults(path: str, row: Row, field: Mapping[str, Any]) -> list[Problem]:
    name, constraints = field["name"], field.get("constraints", {})
    value = row[name]

    def fault(expected: str) -> list[Problem]:
        return [Problem(path, row.line, name, value, expected)]

    if value != value.strip():
        return fault("no blanks at either end")
    if value == "":
        return fault("a value") if constraints.get("required") else []
    if field["type"] == "integer":
        if not re.fullmatch(r"-?[0-9]+", value):
            return fault("a whole number")
        low, high = constraints.get("minimum"), constraints.get("maximum")
        if low is not None and int(value) < low:
            return fault(f"{low} or more")
        if high is not None and int(value) > high:
            return fault(f"{high} or less")
    if "enum" in constraints and value not in constraints["enum"]:
        return fault(f"one of {', '.join(constraints['enum'])}")
    if "pattern" in constraints and not re.fullmatch(constraints["pattern"], value):
        return fault(_pattern_in_words(name, constraints["pattern"]))
    return []


def _pattern_in_words(name: str, pattern: str) -> str:
    if "%" in pattern:
        return "a whole number with a per cent sign"
    if name in ("printed",):
        return "a whole number, not negative, with or without commas"
    if "+" in pattern and " " in pattern:
        return "ids of counts joined by ' + '"
    return f"text of the form {pattern}"


def _duplicates(table: Table, schema: Mapping[str, Any]) -> list[Problem]:
    keys: list[Sequence[str]] = [
        (field["name"],) for field in schema["fields"] if field.get("constraints", {}).get("unique")
    ]
    primary = schema.get("primaryKey", [])
    primary = (primary,) if isinstance(primary, str) else tuple(primary)
    if primary and primary not in keys:
        keys.append(primary)
    problems = []
    for key in keys:
        first: dict[tuple[str, ...], int] = {}
        for row in table.rows:
            value = tuple(row[name] for name in key)
            if value in first:
                expected = f"each value once (it stands in row {first[value]}, too)"
                problems.append(
                    Problem(table.path, row.line, ", ".join(key), ", ".join(value), expected)
                )
            else:
                first[value] = row.line
    return problems


def _foreign_keys(resource: Mapping[str, Any], tables: Mapping[str, Table]) -> list[Problem]:
    problems = []
    own = tables[resource["name"]]
    for key in resource["schema"].get("foreignKeys", []):
        target = tables.get(key["reference"]["resource"] or resource["name"])
        if target is None:
            continue
        known = {row[key["reference"]["fields"]] for row in target.rows}
        problems += [
            own.problem(row, key["fields"], f"an id that stands in {target.path}")
            for row in own.rows
            if row[key["fields"]] and row[key["fields"]] not in known
        ]
    return problems
