"""Read the CSV files of the data package; every cell is checked against its field."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from recount.report.descriptor import Descriptor, Field, Resource
from recount.report.problems import DataProblems, Problem

__all__ = ["COUNT", "LARGEST", "Row", "Table", "read_table", "read_tables"]

#: Longest cell, and largest whole number without its sign: far above what any report prints.
LONGEST, LARGEST = 10_000, 10**9
#: A printed whole number, with commas in their place or without any.
COUNT = r"0|[1-9][0-9]{0,2}(,[0-9]{3})+|[1-9][0-9]*"
#: Control characters and line breaks; surrogates and characters that turn the direction of text.
CONTROL = ("Cc", "Cf", "Cs", "Zl", "Zp")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: the line it starts on and its values as text, keyed by column."""

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


def read_tables(folder: Path, descriptor: Descriptor) -> dict[str, Table]:
    """Return every file of the package by its resource name, each value checked.

    Raises:
        DataProblems: With every problem of every file.
    """
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    for name, resource in descriptor.resources.items():
        try:
            tables[name] = read_table(folder, resource)
        except DataProblems as error:
            problems += error.problems
    for name, resource in descriptor.resources.items():
        if name in tables:
            problems += _foreign_keys(resource, tables)
    if problems:
        raise DataProblems(problems)
    return tables


def read_table(folder: Path, resource: Resource, file: Path | None = None) -> Table:
    """Return one file of the package, or another one of the same columns, each value checked.

    Raises:
        DataProblems: With every problem of this file.
    """
    path = resource.path if file is None else str(file)
    lines = _lines(folder / path if file is None else file, path)
    columns = resource.columns
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
        for field in resource.fields:
            expected = _fault(row[field.name], field)
            if expected:
                problems.append(Problem(path, line, field.name, row[field.name], expected))
    table = Table(path, tuple(rows))
    problems += _duplicates(table, resource)
    if problems:
        raise DataProblems(problems)
    return table


def _lines(file: Path, path: str) -> list[tuple[int, list[str]]]:
    """Return the non-empty lines of a CSV file with their line numbers."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise DataProblems(
            [Problem(path, None, None, None, "this file, which is missing")]
        ) from None
    except OSError as error:
        expected = f"a file that can be read ({error.strerror})"
        raise DataProblems([Problem(path, None, None, None, expected)]) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataProblems([_not_utf8(path, error)]) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
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
    column = None
    try:
        first = error.object.split(b"\n")[0].decode("latin-1").lstrip("\ufeff")
        header = next(csv.reader([first]), [])
        place = max(len(next(csv.reader([line]), [])) - 1, 0)
    except csv.Error:
        pass
    else:
        column = header[place].strip() if row > 1 and place < len(header) else None
    found = f"byte {error.object[error.start]:#04x}"
    return Problem(path, row, column, found, "text in UTF-8")


def _fault(value: str, field: Field) -> str:
    """Return what was expected of a cell, empty where nothing is wrong with it."""
    if len(value) > LONGEST:
        return f"at most {LONGEST:,} characters"
    if not value.isprintable() and any(unicodedata.category(x) in CONTROL for x in value):
        return "one line of text without control characters"
    if value != value.strip():
        return "no blanks at either end"
    if value == "":
        return "a value" if field.required else ""
    if field.type == "integer":
        if not re.fullmatch(r"-?(0|[1-9][0-9]{0,9})", value) or abs(int(value)) > LARGEST:
            return f"a whole number up to {LARGEST:,}"
        if field.minimum is not None and int(value) < field.minimum:
            return f"{field.minimum} or more"
        if field.maximum is not None and int(value) > field.maximum:
            return f"{field.maximum} or less"
    if field.type == "date":
        try:
            good = date.fromisoformat(value).isoformat() == value
        except ValueError:
            good = False
        if not good:
            return "a date of the calendar, year-month-day"
    if field.enum and value not in field.enum:
        return f"one of {', '.join(field.enum)}"
    if field.pattern and not re.fullmatch(field.pattern, value):
        return _pattern_in_words(field.name, field.pattern)
    return ""


def _pattern_in_words(name: str, pattern: str) -> str:
    if "%" in pattern:
        return "a whole number with a per cent sign"
    if name in ("printed",):
        return "a whole number, not negative, with or without commas"
    if "+" in pattern and " " in pattern:
        return "ids of counts joined by ' + '"
    return f"text of the form {pattern}"


def _duplicates(table: Table, resource: Resource) -> Iterator[Problem]:
    for key in resource.keys:
        first: dict[tuple[str, ...], int] = {}
        for row in table.rows:
            value = tuple(row[name] for name in key)
            if value in first:
                expected = f"each value once (it stands in row {first[value]}, too)"
                yield Problem(table.path, row.line, ", ".join(key), ", ".join(value), expected)
            first.setdefault(value, row.line)


def _foreign_keys(resource: Resource, tables: Mapping[str, Table]) -> Iterator[Problem]:
    own = tables[resource.name]
    for key in resource.foreign_keys:
        target = tables.get(key.resource or resource.name)
        if target is None:
            continue
        known = {row[key.reference] for row in target.rows}
        for row in own.rows:
            if row[key.column] and row[key.column] not in known:
                yield own.problem(row, key.column, f"an id that stands in {target.path}")
