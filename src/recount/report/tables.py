"""Read a CSV file as records: a column for each field, each cell checked against its annotation.

A field's type says what a cell may hold: text, a whole number (``int | None``: or nothing), a date,
one word of several (``Literal``), or several values that are joined. ``Annotated`` adds a form, the
file in whose first column the values stand (``In``), and that a text or a list may be empty.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

__all__ = ["COUNT", "LARGEST", "DataProblems", "Form", "In", "Maybe", "Problem", "Row", "as_text"]
__all__ += ["columns_of", "described", "foreign", "read_row", "read_rows", "repeated"]

#: Longest cell, and largest whole number without its sign: far above what any report prints.
LONGEST, LARGEST = 10_000, 10**9
#: A printed whole number, with commas in their place or without any.
COUNT = r"0|[1-9][0-9]{0,2}(,[0-9]{3})+|[1-9][0-9]*"
#: Control characters and line breaks; surrogates and characters that turn the direction of text.
CONTROL = ("Cc", "Cf", "Cs", "Zl", "Zp")
EMPTY = "may be empty"
#: A message lists the values of a file with no more than these.
SHOWN = 20
#: What joins several values of a type.
SIGNS = {str: " + ", int: ";"}
#: Characters of a value that a message shows.
MESSAGE = 120


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in one place of the data.

    Attributes:
        file: Path of the file, relative to the data folder.
        row: Line of the file, the header being line 1; None where the whole file is meant.
        column: Name of the column, or of the place in the descriptor; None for the whole row.
        found: The value found, or None.
        expected: What was expected, in words.

    Example:
        >>> print(Problem("counts.csv", 4, "printed", "12x", "a whole number"))
        counts.csv, row 4, column printed: found '12x', expected a whole number
    """

    file: str
    row: int | None
    column: str | None
    found: str | None
    expected: str

    def __str__(self) -> str:
        where = self.file
        if self.row is not None:
            where += f", row {self.row}"
        if self.column is not None:
            where += f", column {self.column}"
        if self.found is None:
            return f"{where}: expected {self.expected}"
        cut = self.found if len(self.found) <= MESSAGE else f"{self.found[:MESSAGE]}…"
        return f"{where}: found {cut!r}, expected {self.expected}"


class DataProblems(Exception):  # noqa: N818 (it holds all problems, not one error)
    """Bad data: all problems at once, so that they can be mended in one go.

    Example:
        >>> raise DataProblems([Problem("counts.csv", None, None, None, "at least one row")])
        Traceback (most recent call last):
        ...
        recount.report.tables.DataProblems: counts.csv: expected at least one row
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Form:
    """What a text looks like, as a pattern and in words."""

    pattern: str
    words: str


@dataclass(frozen=True, slots=True)
class In:
    """The file in whose first column a value stands, or each of several joined ones."""

    file: str


Maybe = Annotated[str, EMPTY]
"""A text that may be empty."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: the file and the line on which it starts."""

    file: str = field(default="", kw_only=True, compare=False, repr=False)
    line: int = field(default=0, kw_only=True, compare=False, repr=False)

    def problem(self, column: str, expected: str, found: str | None = None) -> Problem:
        """Return the problem that a value of this row has."""
        found = as_text(getattr(self, column)) if found is None else found
        return Problem(self.file, self.line, column, found, expected)


R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class _Column:
    """What the annotation of a field says of its cells."""

    name: str
    type: type
    listed: bool
    empty: bool
    form: Form | None
    words: tuple[str, ...]
    target: str


def _columns(kind: Any) -> tuple[_Column, ...]:
    return _found_columns(kind)


@cache
def _found_columns(kind: Any) -> tuple[_Column, ...]:
    hints = get_type_hints(kind, include_extras=True)
    return tuple(_column(f.name, hints[f.name]) for f in fields(kind) if not f.kw_only)


def _column(name: str, hint: Any) -> _Column:
    plain, *marks = get_args(hint) if get_origin(hint) is Annotated else (hint,)
    listed, words = get_origin(plain) is tuple, ()
    empty = EMPTY in marks or type(None) in get_args(plain)
    if get_origin(plain) is Literal:
        words, plain = get_args(plain), str
    elif get_args(plain):
        plain = get_args(plain)[0]
    form = next((mark for mark in marks if isinstance(mark, Form)), None)
    target = next((mark.file for mark in marks if isinstance(mark, In)), "")
    return _Column(name, plain, listed, empty, form, words, target)


def columns_of(kind: type[Row]) -> list[str]:
    """Return the names of the columns of a kind of row."""
    return [column.name for column in _columns(kind)]


def described(kind: type[Row]) -> list[dict[str, Any]]:
    """Return what the schema of a file must say of its columns."""
    types = {int: "integer", date: "date"}
    return [
        {
            "name": column.name,
            "type": "string" if column.listed else types.get(column.type, "string"),
            **({} if column.empty else {"constraints": {"required": True}}),
        }
        for column in _columns(kind)
    ]


def as_text(value: Any) -> str:
    """Return a value as its cell has it."""
    if isinstance(value, tuple):
        return SIGNS[type(value[0])].join(map(str, value)) if value else ""
    return "" if value is None else str(value)


def read_rows(kind: type[R], path: Path, file: str) -> tuple[tuple[R, ...], list[Problem]]:
    """Return the rows of a file as records of a kind, and every problem of its cells.

    Args:
        kind: The record of a row.
        path: Where the file is.
        file: What messages call it.
    """
    names = columns_of(kind)
    lines, problems = _lines(path, file)
    if problems:
        return (), problems
    header = lines[0][1] if lines else []
    if not header:
        return (), [Problem(file, 1, None, "", f"the header {','.join(names)}")]
    problems = [
        Problem(file, 1, name, ",".join(header), "this column, which is missing")
        for name in names
        if name not in header
    ]
    problems += [
        Problem(file, 1, name, name, f"one of {', '.join(names)}, each once")
        for place, name in enumerate(header)
        if name not in names or name in header[:place]
    ]
    if problems:
        return (), problems
    rows = []
    for line, values in lines[1:]:
        if len(values) != len(header):
            found, expected = f"{len(values)} values", f"{len(header)} values"
            problems.append(Problem(file, line, None, found, expected))
            continue
        row, faults = read_row(kind, dict(zip(header, values, strict=True)), file, line)
        problems += faults
        rows += [] if row is None else [row]
    return tuple(rows), problems


def read_row(
    kind: type[R], values: Mapping[str, str], file: str, line: int
) -> tuple[R | None, list[Problem]]:
    """Return a row as a record, None where it has problems, and these."""
    made: dict[str, Any] = {}
    problems = []
    for column in _columns(kind):
        text = values[column.name]
        expected = _fault(text, column)
        if expected:
            problems.append(Problem(file, line, column.name, text, expected))
        else:
            made[column.name] = _value(text, column)
    return (None if problems else kind(**made, file=file, line=line)), problems


def _lines(path: Path, file: str) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """Return the non-empty lines of a CSV file with their numbers; bytes that are no text stay."""
    lines: list[tuple[int, list[str]]] = []
    try:
        text = path.read_bytes().decode("utf-8-sig", "surrogateescape")
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        why = (
            "this file, which is missing"
            if missing
            else f"a file that can be read ({error.strerror})"
        )
        return [], [Problem(file, None, None, None, why)]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    # A quoted value may hold line breaks: a row is named by the line on which it starts.
    start = 1
    try:
        for values in reader:
            lines += [(start, values)] if values else []
            start = reader.line_num + 1
    except csv.Error as error:
        return [], [Problem(file, reader.line_num, None, None, f"valid CSV ({error})")]
    return lines, []


def _fault(text: str, column: _Column) -> str:
    """Return what was expected of a cell, empty where nothing is wrong with it."""
    if len(text) > LONGEST:
        return f"at most {LONGEST:,} characters"
    if not text.isprintable() and any(unicodedata.category(x) in CONTROL for x in text):
        bytes_left = any("\udc80" <= x <= "\udcff" for x in text)
        return "text in UTF-8" if bytes_left else "one line of text without control characters"
    if text != text.strip():
        return "no blanks at either end"
    if not text:
        return "" if column.empty else "a value"
    parts = text.split(SIGNS[column.type]) if column.listed else [text]
    if column.listed and (len(set(parts)) < len(parts) or "" in parts):
        return f"each value of those joined by {SIGNS[column.type]!r} once"
    return next(filter(None, (_part_fault(part, column) for part in parts)), "")


def _part_fault(part: str, column: _Column) -> str:
    if column.type is int and not (
        re.fullmatch(r"-?(0|[1-9][0-9]{0,9})", part) and abs(int(part)) <= LARGEST
    ):
        return f"a whole number up to {LARGEST:,}"
    if column.type is date:
        try:
            good = date.fromisoformat(part).isoformat() == part
        except ValueError:
            good = False
        return "" if good else "a date of the calendar, year-month-day"
    if column.words and part not in column.words:
        return f"one of {', '.join(column.words)}"
    form = column.form
    if form is not None and not re.fullmatch(form.pattern, part):
        return form.words
    if form is not None and form.pattern == COUNT and int(part.replace(",", "")) > LARGEST:
        return f"a number up to {LARGEST:,}"
    return ""


def _value(text: str, column: _Column) -> Any:
    """Return what a cell without fault stands for."""
    if column.listed:
        return tuple(map(column.type, text.split(SIGNS[column.type]))) if text else ()
    if column.type is int:
        return int(text) if text else None
    # Samples, variables and levels are compared all the time: one copy of each.
    return date.fromisoformat(text) if column.type is date else sys.intern(text)


def repeated(rows: Iterable[Row], key: tuple[str, ...]) -> Iterator[Problem]:
    """Yield the rows of a file whose key stands in an earlier row."""
    first: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        value = tuple(getattr(row, name) for name in key)
        if value in first:
            expected = f"each value once (it stands in row {first[value].line}, too)"
            found = ", ".join(map(as_text, value))
            yield Problem(row.file, row.line, ", ".join(key), found, expected)
        first.setdefault(value, row)


def foreign(rows: Sequence[Row], known: Mapping[str, Iterable[Any]]) -> Iterator[Problem]:
    """Yield the values of a file that do not stand where their columns say (``In``)."""
    for column in _columns(type(rows[0])) if rows else ():
        if column.target not in known:
            continue
        names = known[column.target]
        for row in rows:
            value = getattr(row, column.name)
            for part in value if column.listed else (value,):
                if part in (None, "") or part in names:
                    continue
                expected = f"ids of {column.target}.csv, which has no {part!r}"
                if len(tuple(names)) <= SHOWN:
                    expected = f"one of {', '.join(map(str, names))}"
                yield row.problem(column.name, expected)
