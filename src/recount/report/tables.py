"""Read a CSV file as records: a column for each field, each cell checked against its annotation.

A field's type says what a cell may hold: text, a whole number (``int | None``: or nothing), a date,
one word of several (``Literal``), or several values. ``Annotated`` adds a ``Cell``.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import typing
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, TypeVar, get_args, get_origin

#: Above any whole number that a report prints.
TOO_LARGE = 10**9
#: A printed whole number below it, with commas in their place or without any.
COUNT = r"0|[1-9][0-9]{0,2}(,[0-9]{3}){1,2}|[1-9][0-9]{0,8}"
#: What joins several values of a cell.
JOINED = " + "
#: Control characters and line breaks; surrogates and characters that turn the direction of text.
CONTROL = ("Cc", "Cf", "Cs", "Zl", "Zp")
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
        row = "" if self.row is None else f", row {self.row}"
        column = "" if self.column is None else f", column {self.column}"
        found = self.found or ""
        cut = found if len(found) <= MESSAGE else f"{found[:MESSAGE]}…"
        found = "" if self.found is None else f"found {cut!r}, "
        return f"{self.file}{row}{column}: {found}expected {self.expected}"


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


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """What the cells of a column may hold; an annotation says what its type does not."""

    #: A pattern, and in words what it stands for.
    form: str = ""
    words: str = ""
    #: What makes a value of a text, and the type in the schema.
    make: Callable[[str], Any] = sys.intern
    schema: str = "string"
    #: The file in whose first column a value stands, or each of several joined ones.
    names: str = ""
    empty: bool = False
    column: str = ""
    listed: bool = False


#: The cell of each type. Samples, variables and levels are compared all the time: one copy of each.
TYPES = {
    str: Cell(".*"),
    int: Cell("0|-?[1-9][0-9]{0,8}", f"a whole number below {TOO_LARGE:,}", int, "integer"),
    date: Cell("[0-9-]{10}", "a date of the calendar, year-month-day", date.fromisoformat, "date"),
}
Maybe = Annotated[str, Cell(empty=True)]
"""A text that may be empty."""


@typing.dataclass_transform(frozen_default=True, field_specifiers=(field,))
@dataclass(frozen=True)
class Record:
    """What is read: every class that derives from it is a frozen dataclass, too."""

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True)(cls)


class Row(Record):
    """A row of a file: the file and the line on which it stands.

    A kind of row says which file has it, and how many of its first columns together name a row.
    """

    csv: ClassVar[str] = ""
    keys: ClassVar[int] = 1
    file: str = field(default="", kw_only=True, compare=False, repr=False)
    line: int = field(default=0, kw_only=True, compare=False, repr=False)

    def __init_subclass__(cls, csv: str = "", keys: int = 1) -> None:
        cls.csv, cls.keys = csv, keys
        super().__init_subclass__()

    def problem(self, column: str, expected: str, found: str | None = None) -> Problem:
        """Return the problem that a value of this row has."""
        found = as_text(getattr(self, column)) if found is None else found
        return Problem(self.file, self.line, column, found, expected)


R = TypeVar("R", bound=Row)


class WrongError(Exception):
    """The column of a row that cannot be read, and what was expected of it."""


def need(good: object, column: str, expected: str) -> None:
    """Raise what is wrong with a column of the row that is read."""
    if not good:
        raise WrongError(column, expected)


def read_each(rows: Iterable[R], read: Callable[[R], None]) -> list[Problem]:
    """Read each row, and return the problems of those that cannot be read."""
    problems = []
    for row in rows:
        try:
            read(row)
        except WrongError as error:
            problems.append(row.problem(*error.args))
    return problems


def _read_cells(kind: type[Row]) -> tuple[Cell, ...]:
    hints = typing.get_type_hints(kind, include_extras=True)
    return tuple(_cell(each.name, hints[each.name]) for each in fields(kind) if not each.kw_only)


def _cell(column: str, hint: Any) -> Cell:
    plain, own = get_args(hint) if get_origin(hint) is Annotated else (hint, Cell())
    inner, origin = get_args(plain), get_origin(plain)
    if origin is Literal:
        plain, inner, own = str, (), Cell("|".join(inner), f"one of {', '.join(inner)}")
    of = TYPES[inner[0] if inner else plain]
    said = {"form": own.form or of.form, "words": own.words or of.words, "names": own.names}
    empty = own.empty or type(None) in inner
    return replace(of, **said, empty=empty, column=column, listed=origin is tuple)


_cells: Callable[[Any], tuple[Cell, ...]] = cache(_read_cells)


def columns_of(kind: type[Row]) -> list[str]:
    """Return the names of the columns of a kind of row."""
    return [cell.column for cell in _cells(kind)]


def described(kind: type[Row]) -> str:
    """Return what the schema of a file must say of its columns."""
    return "; ".join(
        f"{cell.column}: {'string' if cell.listed else cell.schema}"
        f"{'' if cell.empty else ', required'}"
        for cell in _cells(kind)
    )


def as_text(value: Any) -> str:
    """Return a value as its cell has it."""
    if isinstance(value, tuple):
        return JOINED.join(map(str, value))
    return "" if value is None else str(value)


def read_text(path: Path, file: str, errors: str = "strict") -> str:
    """Return the text of a file, without a byte order mark; raise what keeps it from being read."""
    try:
        return path.read_bytes().decode("utf-8-sig", errors)
    except FileNotFoundError:
        expected = "this file, which is missing"
    except UnicodeDecodeError:
        expected = "text in UTF-8"
    except OSError as error:
        expected = f"a file that can be read ({error.strerror})"
    raise DataProblems([Problem(file, None, None, None, expected)])


def read_rows(kind: type[R], path: Path, file: str) -> tuple[tuple[R, ...], list[Problem]]:
    """Return the rows of a file, which messages call ``file``, and every problem of its cells."""
    lines: list[list[str]] = []
    try:
        # Bytes that are no text are told with their cell.
        text = read_text(path, file, "surrogateescape")
        for values in csv.reader(io.StringIO(text, newline=""), strict=True):
            lines.append(values)
    except DataProblems as error:
        return (), list(error.problems)
    except csv.Error as error:
        return (), [Problem(file, len(lines) + 1, None, None, f"valid CSV ({error})")]
    names, header = columns_of(kind), lines[0] if lines else []
    if sorted(header) != sorted(names):
        return (), [Problem(file, 1, None, ",".join(header), f"the header {','.join(names)}")]
    rows: list[R] = []
    problems: list[Problem] = []
    for line, values in enumerate(lines[1:], 2):
        if len(values) == len(header):
            row, faults = read_row(kind, dict(zip(header, values, strict=True)), file, line)
            rows += [] if row is None else [row]
            problems += faults
        elif values:
            found, expected = f"{len(values)} values", f"{len(header)} values"
            problems.append(Problem(file, line, None, found, expected))
    return tuple(rows), problems


def read_row(
    kind: type[R], values: Mapping[str, str], file: str, line: int
) -> tuple[R | None, list[Problem]]:
    """Return a row as a record, None where it has problems, and these."""
    made, problems = {}, []
    for cell in _cells(kind):
        try:
            made[cell.column] = _value(values[cell.column], cell)
        except ValueError as error:
            problems.append(Problem(file, line, cell.column, values[cell.column], str(error)))
    return (None if problems else kind(**made, file=file, line=line)), problems


@cache
def _value(text: str, cell: Cell) -> Any:
    """Return what a cell stands for; raise what it should hold."""
    if not text.isprintable() and any(unicodedata.category(x) in CONTROL for x in text):
        raise ValueError("one line of text in UTF-8, without control characters")
    if text != text.strip():
        raise ValueError("no blanks at either end")
    if not text and not cell.empty:
        raise ValueError("a value")
    if not cell.listed:
        return _part(text, cell) if text or cell.make is sys.intern else None
    parts = text.split(JOINED) if text else []
    if len(set(parts)) < len(parts) or "" in parts:
        raise ValueError(f"each value of those joined by {JOINED!r} once")
    return tuple(_part(part, cell) for part in parts)


def _part(text: str, cell: Cell) -> Any:
    with suppress(ValueError):
        if not text or re.fullmatch(cell.form, text):
            return cell.make(text)
    raise ValueError(cell.words)


def repeated(rows: Iterable[Row], key: Sequence[str]) -> Iterator[Problem]:
    """Yield the rows of a file whose key stands in an earlier row."""
    first: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        value = tuple(getattr(row, name) for name in key)
        if first.setdefault(value, row) is not row:
            expected = f"each value once (it stands in row {first[value].line}, too)"
            found = ", ".join(map(as_text, value))
            yield Problem(row.file, row.line, ", ".join(key), found, expected)


def foreign(rows: Sequence[Row], known: Mapping[str, Collection[Any]]) -> Iterator[Problem]:
    """Yield the values of a file that do not stand where their columns say."""
    for cell in _cells(type(rows[0])) if rows else ():
        for row in rows if cell.names in known else ():
            value = getattr(row, cell.column)
            for part in value if cell.listed else (value,):
                if part not in known[cell.names] and part not in (None, ""):
                    expected = f"names in {cell.names}.csv, which has no {part!r}"
                    yield row.problem(cell.column, expected)
