"""Numbers that a reader typed in from a figure: the empty form, and what is read from a filled one.

Each line is checked by itself and against the printed totals. Whether all lines go together with
them is a question about tables, which ``recount.verdicts`` asks.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from recount.report.problems import Problem
from recount.report.readings import Contrast, CrossTable, Jointly, Levels, Slope, Steps
from recount.report.records import Count, Figure, whole_number
from recount.report.tables import COUNT, LARGEST, Row, Table

if TYPE_CHECKING:
    from recount.report.report import Report

__all__ = ["TypedNumber", "figure_name", "read_typed", "template"]

HEADER = ("quantity", "row", "column", "printed", "note")
#: In the column ``printed`` of an odds ratio: the figure shows none for this comparison.
NOT_SHOWN = "not shown"
#: In the row of an odds ratio: for one point more of an ordered variable.
PER_POINT = "per point"
SHARES = {
    "count": "",
    "row_percent": ", share of the row",
    "column_percent": ", share of the column",
}
Quantity = Literal["count", "row_percent", "column_percent", "missing", "odds_ratio"]


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """One number of a figure, bound to levels.

    Attributes:
        quantity: A count or sub-total, a share of the figure's row or column, cases left out for
            missing data, or an odds ratio.
        rows: Groups of levels: one; two that an odds ratio compares, all others where the file
            names one; none for an odds ratio for one point more of the scale.
        columns: Groups of levels of the outcome, likewise. Cases left out name a row, a column, or
            neither for all of them.
        per_point: Whether an odds ratio is for one point more of the rows' scale.
        printed: The number as the figure prints it.
        file, line: Where it stands.
    """

    quantity: Quantity
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

    @property
    def shown(self) -> bool:
        """Whether the figure shows it: an odds ratio may be left out."""
        return self.printed != NOT_SHOWN

    @property
    def value(self) -> int:
        """The whole number of a count."""
        return whole_number(self.printed)

    def problem(self, expected: str, found: str | None = None) -> Problem:
        """Return the problem that this number has."""
        shown = self.printed if found is None else found
        return Problem(self.file, self.line, "printed", shown, expected)


def figure_name(number: int | str) -> str:
    """Return the name of a figure's resource; its beginning for an empty text."""
    return f"figure-{number:02d}" if isinstance(number, int) else f"figure-{number}"


def read_typed(
    report: Report, figure: Figure, table: Table
) -> tuple[tuple[TypedNumber, ...], list[Problem]]:
    """Return the numbers typed in for a figure, and every problem of its file.

    Lines whose ``printed`` is empty are passed over.
    """
    problems: list[Problem] = []
    numbers: dict[TypedNumber, TypedNumber] = {}
    for row in table.rows:
        if not row["printed"]:
            continue
        number, faults = _number(report, figure, table, row)
        problems += faults
        key = replace(number, printed="", line=0)
        if not faults and key in numbers:
            expected = f"each number once (it stands in row {numbers[key].line}, too)"
            problems.append(table.problem(row, "row", expected))
        numbers.setdefault(key, number)
    found = tuple(numbers.values())
    return found, problems or list(_against_totals(report, figure, found))


def _number(
    report: Report, figure: Figure, table: Table, row: Row
) -> tuple[TypedNumber, list[Problem]]:
    quantity, problems = row["quantity"], list[Problem]()
    odds = quantity == "odds_ratio"

    def groups(column: str, variable: str) -> tuple[Levels, ...]:
        """Return the levels that a value names, and those it compares them with."""
        text, known = row[column], report.levels_of(figure.sample, variable)
        found = [tuple(part.strip() for part in side.split("+")) for side in text.split("/", 1)]
        used = [level for group in found for level in group]
        bad = [level for level in used if level not in known]
        expected = ""
        if not text:
            expected = "" if quantity == "missing" else f"one of {', '.join(known)}"
            found = []
        elif bad:
            expected = f"one of {', '.join(known)}, or several joined by +: not {bad[0]!r}"
        elif len(found) > 1 and not odds:
            expected = "no comparison, which only an odds ratio has"
        elif len(set(used)) < len(used):
            expected = "each level once"
        elif odds and set(found[0]) == set(known):
            expected = "a level to compare with"
        elif odds and len(found) == 1:
            found.append(tuple(level for level in known if level not in used))
        if expected:
            problems.append(table.problem(row, column, expected))
        return tuple(found)

    per_point = odds and row["row"] == PER_POINT
    rows = () if per_point else groups("row", figure.characteristic)
    columns = groups("column", figure.outcome)
    levels = report.levels_of(figure.sample, figure.characteristic)
    if per_point and not set(levels) <= set(report.scores(figure.characteristic)):
        problems.append(table.problem(row, "row", "levels, as those of the rows have no order"))
    if quantity == "missing" and rows and columns:
        problems.append(table.problem(row, "column", "no value where the row is given"))
    expected = _form(quantity, row["printed"])
    if expected:
        problems.append(table.problem(row, "printed", expected))
    number = TypedNumber(
        quantity,  # type: ignore[arg-type]
        *(rows, columns, per_point, row["printed"], table.path, row.line),
    )
    return number, problems


def _form(quantity: str, text: str) -> str:
    """Return what was expected of a printed number, empty where it is one of its kind."""
    if quantity in ("count", "missing"):
        if not re.fullmatch(COUNT, text):
            return "a whole number of cases, such as 143 or 1,822"
        return "" if whole_number(text) <= LARGEST else f"a number up to {LARGEST:,}"
    # More decimals than any figure prints would leave 64-bit arithmetic.
    plain = r"(0|[1-9][0-9]{0,4})(\.[0-9]{1,4})?"
    if quantity == "odds_ratio":
        good = text == NOT_SHOWN or bool(re.fullmatch(plain, text))
        return "" if good else f"a number such as 2.35, or {NOT_SHOWN!r}"
    if quantity not in SHARES:
        return f"a number of one of the kinds {', '.join(SHARES)}, missing, odds_ratio"
    share = text.removesuffix("%")
    good = bool(re.fullmatch(plain, share)) and float(share) <= 100
    return "" if good else "a percentage from 0% to 100%, such as 14% or 14.3%"


@dataclass(frozen=True, slots=True)
class _Side:
    """The rows or the columns of a figure against their printed totals.

    Attributes:
        kind: ``row`` or ``column``.
        counts: Printed counts by level, cases that may be missing data taken out.
        missing: Cases of which this variable is missing.
        slack: How many cases a line may lack: those of which the other variable is missing.
        doubtful: Level that holds missing data, too; the assumption that says how much of it is
            taken to be missing, and how much that is.
    """

    kind: str
    counts: Mapping[str, int]
    labels: Mapping[str, str]
    places: Mapping[str, str]
    missing: int
    slack: int
    doubtful: tuple[str, str, int]

    def expected(self, levels: Levels, found: int | None = None) -> str:
        """Return what levels taken together should add up to, and where that is printed."""
        total = sum(self.counts[level] for level in levels)
        words, slack = f"{total:,}", self.slack
        if found is None or slack >= total:
            words = f"at most {total:,}"
        elif slack:
            words = f"{total - slack:,} to {total:,}"
            words += f" ({slack:,} cases are missing from the other variable)"
        words += f" ({'; '.join(self.places[level] for level in levels)})"
        level, name, gone = self.doubtful
        if levels == (level,) and found is not None and found < total and not slack:
            fewer = total - found
            words += f"; if {fewer:,} of these are missing data, --assume {name}={fewer + gone}"
        return words

    def found(self, level: str, line: Sequence[int]) -> str:
        """Return the sum of a line as typed."""
        parts = " + ".join(f"{part:,}" for part in line)
        return f"{self.kind} {self.labels[level]}: {parts} = {sum(line):,}"

    def off(self, lines: Mapping[str, Sequence[int]]) -> dict[str, int]:
        """Return how far each line is off that cannot be right."""
        return {
            level: sum(line) - self.counts[level]
            for level, line in lines.items()
            if not 0 <= self.counts[level] - sum(line) <= self.slack
        }


def _sides(report: Report, figure: Figure) -> tuple[_Side | None, _Side | None]:
    """Return the printed margins of a figure's rows and columns, None where none is printed."""
    bound, gone = report.missing_within()
    variables = (figure.characteristic, figure.outcome)
    margins = [report.of(figure.sample, variable) for variable in variables]
    known = [bool(counts) and counts[0].unit == figure.unit for counts in margins]
    missing = [
        sum(count.value for count in report.of(figure.sample, variable, "missing"))
        + (gone if bound in counts else 0)
        for variable, counts in zip(variables, margins, strict=True)
    ]
    assumed = report.assumption("missing_within")
    name = "" if assumed is None else assumed.id
    rows, columns = (
        _Side(
            ("row", "column")[place],
            {c.category: c.value - (gone if c is bound else 0) for c in counts},
            {c.category: report.group_label(c.sample, c.variable, (c.category,)) for c in counts},
            {c.category: f"page {c.page}, {c.place}" for c in counts},
            missing[place],
            missing[1 - place] if known[1 - place] else LARGEST,
            (bound.category if bound is not None and bound in counts else "", name, gone),
        )
        if known[place]
        else None
        for place, counts in enumerate(margins)
    )
    return rows, columns


def _against_totals(
    report: Report, figure: Figure, numbers: Sequence[TypedNumber]
) -> Iterator[Problem]:
    """Yield what the printed totals rule out: a number too large, sums that are others."""
    rows, columns = _sides(report, figure)
    whole = next(iter(report.of(figure.sample, figure.unit, "total")), None)
    large = [
        number.problem(expected)
        for number in numbers
        if number.quantity in ("count", "missing")
        for most, expected in [min(_limits(number, rows, columns, whole), default=(LARGEST, ""))]
        if number.value > most
    ]
    yield from large
    cells = {
        (number.rows[0][0], number.columns[0][0]): number
        for number in numbers
        if number.quantity == "count" and len(number.rows[0]) == len(number.columns[0]) == 1
    }
    known = [report.levels_of(figure.sample, v) for v in (figure.characteristic, figure.outcome)]
    if large or len(cells) < len(known[0]) * len(known[1]):
        return
    counts = [[cells[row, column].value for column in known[1]] for row in known[0]]
    lines: list[tuple[_Side, dict[str, Sequence[int]]]] = []
    if rows is not None:
        lines.append((rows, dict(zip(known[0], counts, strict=True))))
    if columns is not None:
        lines.append((columns, dict(zip(known[1], zip(*counts, strict=True), strict=True))))
    if lines:
        yield from _sums(cells, (known[0][-1], known[1][-1]), lines)
    elif whole is not None:
        found = sum(map(sum, counts))
        found += sum(number.value for number in numbers if number.quantity == "missing")
        expected = f"{whole.printed} {figure.unit} (page {whole.page}, {whole.place})"
        if found != whole.value:
            file, words = numbers[0].file, f"{found:,} in all"
            yield Problem(file, None, "printed", words, f"{expected}, those missing typed in, too")


def _limits(
    number: TypedNumber, rows: _Side | None, columns: _Side | None, whole: Count | None
) -> Iterator[tuple[int, str]]:
    """Yield the totals that a count or a number of missing cases cannot exceed."""
    for side, groups in ((rows, number.rows), (columns, number.columns)):
        if side is not None and groups:
            yield sum(side.counts[level] for level in groups[0]), side.expected(groups[0])
    if whole is not None:
        yield whole.value, f"at most {whole.printed} (page {whole.page}, {whole.place})"
    if number.quantity == "missing" and rows is not None and columns is not None:
        sides = [rows] * (not number.rows) + [columns] * (not number.columns)
        most = sum(side.missing for side in sides)
        yield most, f"at most {most:,}, as no more cases are missing"


def _sums(
    cells: Mapping[tuple[str, str], TypedNumber],
    last: tuple[str, str],
    lines: Sequence[tuple[_Side, Mapping[str, Sequence[int]]]],
) -> Iterator[Problem]:
    """Yield the rows and columns of full counts that do not add up to the printed totals.

    If one row and one column are off by the same number, the cell where they meet is named.
    """
    off = [side.off(sums) for side, sums in lines]
    if [len(found) for found in off] == [1, 1] and not any(side.slack for side, _ in lines):
        (row, excess), (column, other) = *off[0].items(), *off[1].items()
        right = cells[row, column].value - excess
        if excess == other and right >= 0:
            parts = [
                f"the {side.found(level, sums[level])}, which should be "
                f"{side.expected((level,), sum(sums[level]))}"
                for (side, sums), level in zip(lines, (row, column), strict=True)
            ]
            yield cells[row, column].problem(f"{right:,}: {', and '.join(parts)}")
            return
    for (side, sums), levels in zip(lines, off, strict=True):
        for level in levels:
            cell = (level, last[1]) if side.kind == "row" else (last[0], level)
            expected = side.expected((level,), sum(sums[level]))
            yield cells[cell].problem(expected, side.found(level, sums[level]))
    if any(off):
        return
    for side, sums in lines:
        left = sum(side.counts.values()) - sum(map(sum, sums.values()))
        if left > side.slack:
            words = f"{left:,} cases left out of the {side.kind}s"
            expected = f"{side.slack:,} at most, as no more are missing from the other variable"
            yield Problem(next(iter(cells.values())).file, None, "printed", words, expected)


def template(report: Report, figure: Figure) -> str:
    r"""Return the empty file of a figure as CSV text, a line for every number that it may print.

    Every cell has a line for its count and for its percentage of the row and of the column; then
    come the missing cases and the odds ratios that the claims beside the figure speak of. Lines
    that stay empty are passed over, and further ones may be added.

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> print("\n".join(template(report, report.figure(4)).splitlines()[:3]))
        quantity,row,column,printed,note
        count,female,no,,"female, not traded"
        count,female,yes,,"female, traded"
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    rows = _with_groups(report, figure.sample, figure.characteristic)
    columns = _with_groups(report, figure.sample, figure.outcome)
    for quantity, words in SHARES.items():
        for row, row_label in rows:
            for column, column_label in columns:
                writer.writerow((quantity, row, column, "", f"{row_label}, {column_label}{words}"))
    writer.writerow(("missing", "", "", "", "cases left out for missing data, in all"))
    odds = [
        line
        for claim in report.claims
        if claim.figure == figure.number
        for part in (
            claim.reading.parts if isinstance(claim.reading, Jointly) else (claim.reading,)
        )
        if isinstance(part, Contrast | Slope | Steps)
        and (part.sample, part.characteristic, part.outcome)
        == (figure.sample, figure.characteristic, figure.outcome)
        for line in _odds_lines(report, part)
    ]
    for row, column, note in dict.fromkeys(odds):
        writer.writerow(("odds_ratio", row, column, "", note))
    return out.getvalue()


def _with_groups(report: Report, sample: str, variable: str) -> list[tuple[str, str]]:
    """Return levels with their names, then the groups by which a figure may show them instead.

    Those are the groups of levels that the sample itself has a name for, if they cover every level.
    """
    levels = report.levels_of(sample, variable)
    lines = [(level, report.group_label(sample, variable, (level,))) for level in levels]
    joined = [
        (names, phrase.label)
        for (where, of, names), phrase in report.groups.items()
        if (where, of) == (sample, variable) and " + " in names
    ]
    if sorted(level for names, _ in joined for level in names.split(" + ")) == sorted(levels):
        lines += joined
    return lines


def _odds_lines(report: Report, reading: CrossTable) -> Iterator[tuple[str, str, str]]:
    """Yield the odds ratios that a reading compares: row, column, and their names."""
    if not isinstance(reading, Contrast | Slope | Steps):
        return
    sample = reading.sample
    known = report.levels_of(sample, reading.outcome)
    column = " + ".join(reading.yes)
    outcome = report.group_label(sample, reading.outcome, reading.yes)
    if {*reading.yes, *reading.no} != set(known):
        column += f"/{' + '.join(reading.no)}"
        outcome += f" against {report.group_label(sample, reading.outcome, reading.no)}"
    if isinstance(reading, Slope):
        name = report.variables[reading.characteristic]
        yield PER_POINT, column, f"one point more of {name}, odds of {outcome}"
        return
    if isinstance(reading, Contrast):
        pairs = [(reading.pivot, group) for group in reading.against]
    else:
        levels = report.levels_of(sample, reading.characteristic)
        pairs = [((high,), (low,)) for low, high in pairwise(levels)]
    for pair in pairs:
        names = [report.group_label(sample, reading.characteristic, group) for group in pair]
        row = "/".join(" + ".join(group) for group in pair)
        yield row, column, f"{names[0]} against {names[1]}, odds of {outcome}"
