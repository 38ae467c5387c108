"""Numbers that a reader typed in from a figure: read, every line checked, nothing judged yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recount.figures.layout import FigureTable
from recount.figures.rounded import printed_number
from recount.published import DataError, DataProblem, whole_number
from recount.published.descriptor import Row, Table, read_table
from recount.verdicts.reading import Levels

__all__ = ["NOT_SHOWN", "PER_POINT", "TypedNumber", "figure_resource", "read_typed"]

#: In the column ``printed`` of an odds ratio: the figure shows none for this comparison.
NOT_SHOWN = "not shown"
#: In the row of an odds ratio: for one point more of an ordered variable.
PER_POINT = "per point"


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """One number of a figure, bound to levels.

    Attributes:
        quantity: count, row_percent, column_percent, missing or odds_ratio.
        rows: Groups of levels: none, one, or two that an odds ratio compares.
        columns: Groups of levels of the outcome, likewise.
        per_point: Whether an odds ratio is for one point more of the rows' scale.
        printed: The number as the figure prints it.
        file, line: Where it stands.
    """

    quantity: str
    rows: tuple[Levels, ...]
    columns: tuple[Levels, ...]
    per_point: bool
    printed: str
    file: str
    line: int

    @property
    def where(self) -> str:
        """The file and the line, for readers."""
        return f"{self.file}, row {self.line}"

    def problem(self, expected: str, found: str | None = None) -> DataProblem:
        """Return the problem that this number has."""
        shown = self.printed if found is None else found
        return DataProblem(self.file, self.line, "printed", shown, expected)


def figure_resource(descriptor: Mapping[str, Any], number: int) -> Mapping[str, Any]:
    """Return the descriptor's entry for the file of a figure.

    Raises:
        DataError: If the data package does not list it.
    """
    name = f"figure-{number:02d}"
    for resource in descriptor["resources"]:
        if resource["name"] == name:
            found: Mapping[str, Any] = resource
            return found
    raise DataError([DataProblem("datapackage.json", None, None, None, f"a resource {name}")])


def read_typed(
    table: FigureTable, descriptor: Mapping[str, Any], folder: Path, file: Path | None = None
) -> tuple[TypedNumber, ...]:
    """Return the numbers typed in for a figure; lines whose ``printed`` is empty are passed over.

    Args:
        table: What the figure crosses.
        descriptor: The data package's descriptor, which says what columns the file has.
        folder: The folder of published data.
        file: A file to read instead of the installed one.

    Raises:
        DataError: With every problem of the file.
    """
    resource = dict(figure_resource(descriptor, table.figure.number))
    if file is not None:
        # The path is joined to the folder, so a relative one is made absolute first.
        resource["path"] = str(file.resolve())
    read = read_table(folder, resource)
    # Messages name the file as the reader gave it.
    shown = Table(str(file) if file is not None else read.path, read.rows)
    problems: list[DataProblem] = []
    numbers: list[TypedNumber] = []
    first: dict[tuple[object, ...], int] = {}
    for row in shown.rows:
        if not row["printed"]:
            continue
        found = _number(table, shown, row)
        if isinstance(found, list):
            problems += found
            continue
        key = (found.quantity, found.rows, found.columns, found.per_point)
        if key in first:
            problems.append(
                shown.problem(row, "row", f"each number once (it stands in row {first[key]}, too)")
            )
        first.setdefault(key, row.line)
        numbers.append(found)
    if problems:
        raise DataError(problems)
    return tuple(numbers)


def _number(table: FigureTable, file: Table, row: Row) -> TypedNumber | list[DataProblem]:
    quantity = row["quantity"]
    problems: list[DataProblem] = []
    most = 2 if quantity == "odds_ratio" else 1
    least = 0 if quantity == "missing" else 1
    per_point = quantity == "odds_ratio" and row["row"] == PER_POINT
    rows = () if per_point else _groups(file, row, "row", table.rows, least, most, problems)
    columns = _groups(file, row, "column", table.columns, least, most, problems)
    if quantity == "missing" and rows and columns:
        problems.append(file.problem(row, "column", "no value where the row is given"))
    if per_point and not table.row_scores:
        problems.append(file.problem(row, "row", "levels, as those of the rows have no order"))
    problems += _printed(file, row)
    if problems:
        return problems
    return TypedNumber(quantity, rows, columns, per_point, row["printed"], file.path, row.line)


def _groups(
    file: Table,
    row: Row,
    column: str,
    known: Levels,
    least: int,
    most: int,
    problems: list[DataProblem],
) -> tuple[Levels, ...]:
    """Return the groups of levels that a value names: ``a``, ``a + b``, or ``a/b`` for two."""
    text = row[column]
    if not text:
        if least:
            problems.append(file.problem(row, column, f"one of {', '.join(known)}"))
        return ()
    groups = tuple(tuple(part.strip() for part in group.split("+")) for group in text.split("/", 1))
    used = [level for group in groups for level in group]
    bad = [level for level in used if level not in known]
    if bad:
        problems.append(
            file.problem(
                row, column, f"one of {', '.join(known)}, or several joined by +: not {bad[0]!r}"
            )
        )
    elif len(groups) > most:
        problems.append(file.problem(row, column, "no comparison, which only an odds ratio has"))
    elif len(set(used)) != len(used):
        problems.append(file.problem(row, column, "each level once"))
    elif _compares_nothing(row["quantity"], groups, known):
        problems.append(file.problem(row, column, "a level to compare with"))
    return groups


def _compares_nothing(quantity: str, groups: tuple[Levels, ...], known: Levels) -> bool:
    """Return whether an odds ratio names every level, so that none is left to compare with."""
    return quantity == "odds_ratio" and len(groups) == 1 and set(groups[0]) == set(known)


def _printed(file: Table, row: Row) -> list[DataProblem]:
    """Return the problem of a printed number that is not one of its kind."""
    text, quantity = row["printed"], row["quantity"]
    if quantity in ("count", "missing"):
        expected = "a whole number of cases, such as 143 or 1,822"
        digits = text.replace(",", "")
        good = digits.isdecimal() and digits.isascii() and text in (digits, f"{int(digits):,}")
        if good and whole_number(text) > 10**9:
            expected, good = "a number of cases below a thousand million", False
    elif quantity == "odds_ratio":
        expected = f"a number such as 2.35, or {NOT_SHOWN!r}"
        good = text == NOT_SHOWN or _is_number(text)
    else:
        expected = "a percentage from 0% to 100%, such as 14% or 14.3%"
        share = text.removesuffix("%")
        good = _is_number(share) and printed_number(share)[0] <= 100
    return [] if good else [file.problem(row, "printed", expected)]


def _is_number(text: str) -> bool:
    try:
        _, unit = printed_number(text)
    except ValueError:
        return False
    # More decimals than any figure prints would leave 64-bit arithmetic.
    return unit >= 0.0001 and len(text) <= 9
