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

from recount.report.readings import Contrast, CrossTable, Jointly, Levels, Slope, Steps
from recount.report.records import (
    NOT_SHOWN,
    Count,
    Figure,
    FigureLine,
    TypedNumber,
    whole_number,
)
from recount.report.report import Report
from recount.report.tables import COUNT, LARGEST, Problem, columns_of

__all__ = ["figure_name", "read_typed", "template"]

#: In the row of an odds ratio: for one point more of an ordered variable.
PER_POINT = "per point"
SHARES = {
    "count": "",
    "row_percent": ", share of the row",
    "column_percent": ", share of the column",
}


def figure_name(number: int | str) -> str:
    """Return the name of a figure's file; its beginning for an empty text."""
    return f"figure-{number:02d}" if isinstance(number, int) else f"figure-{number}"


def read_typed(
    report: Report, figure: Figure, lines: Sequence[FigureLine]
) -> tuple[tuple[TypedNumber, ...], list[Problem]]:
    """Return the numbers typed in for a figure, and every problem of its file.

    Lines whose ``printed`` is empty are passed over.
    """
    problems: list[Problem] = []
    numbers: dict[TypedNumber, TypedNumber] = {}
    for line in lines:
        if not line.printed:
            continue
        number, faults = _number(report, figure, line)
        problems += faults
        first = numbers.setdefault(replace(number, printed=""), number)
        if not faults and first is not number:
            expected = f"each number once (it stands in row {first.line}, too)"
            problems.append(line.problem("row", expected))
    found = tuple(numbers.values())
    return found, problems or list(_against_totals(report, figure, found))


def _number(report: Report, figure: Figure, line: FigureLine) -> tuple[TypedNumber, list[Problem]]:
    problems: list[Problem] = []
    odds = line.quantity == "odds_ratio"

    def groups(column: str, variable: str) -> tuple[Levels, ...]:
        """Return the levels that a value names, and those it compares them with."""
        text, known = getattr(line, column), report.levels_of(figure.sample, variable)
        found = [tuple(part.strip() for part in side.split("+")) for side in text.split("/", 1)]
        used = [level for group in found for level in group]
        bad = [level for level in used if level not in known]
        expected = ""
        if not text:
            expected = "" if line.quantity == "missing" else f"one of {', '.join(known)}"
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
            problems.append(line.problem(column, expected))
        return tuple(found)

    per_point = odds and line.row == PER_POINT
    rows = () if per_point else groups("row", figure.characteristic)
    columns = groups("column", figure.outcome)
    levels = report.levels_of(figure.sample, figure.characteristic)
    if per_point and not set(levels) <= set(report.scores(figure.characteristic)):
        problems.append(line.problem("row", "levels, as those of the rows have no order"))
    if line.quantity == "missing" and rows and columns:
        problems.append(line.problem("column", "no value where the row is given"))
    expected = _form(line.quantity, line.printed)
    if expected:
        problems.append(line.problem("printed", expected))
    parts = (line.quantity, rows, columns, per_point, line.printed)
    return TypedNumber(*parts, file=line.file, line=line.line), problems


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
    share = text.removesuffix("%")
    good = bool(re.fullmatch(plain, share)) and float(share) <= 100
    return "" if good else "a percentage from 0% to 100%, such as 14% or 14.3%"


@dataclass(frozen=True, slots=True)
class _Margin:
    """The printed totals of a figure's rows or columns, cases that may be missing data taken out.

    Attributes:
        kind: ``row`` or ``column``.
        missing: Cases of which this variable is missing.
        slack: How many cases a line may lack: those of which the other variable is missing.
    """

    report: Report
    kind: str
    counts: dict[str, Count]
    missing: int
    slack: int

    def total(self, levels: Levels) -> int:
        """Return the cases at some levels."""
        doubtful, gone = self.report.missing_within()
        counts = [self.counts[level] for level in levels]
        return sum(count.value - (gone if count is doubtful else 0) for count in counts)

    def expected(self, levels: Levels, found: int | None = None) -> str:
        """Return what levels taken together should add up to, and where that is printed."""
        total, (doubtful, gone) = self.total(levels), self.report.missing_within()
        words = f"{total:,}" if found is not None and not self.slack else f"at most {total:,}"
        if found is not None and 0 < self.slack < total:
            words = f"{total - self.slack:,} to {total:,}"
            words += f" ({self.slack:,} cases are missing from the other variable)"
        counts = [self.counts[level] for level in levels]
        words += f" ({'; '.join(f'page {count.page}, {count.place}' for count in counts)})"
        assumed = self.report.assumption("missing_within")
        if counts == [doubtful] and found is not None and assumed and found < total:
            fewer = total - found
            words += f"; if {fewer:,} of these are missing data, "
            words += f"--assume {assumed.id}={fewer + gone}"
        return words


def _margins(report: Report, figure: Figure) -> list[_Margin | None]:
    """Return the printed margins of a figure's rows and columns, None where none is printed."""
    doubtful, gone = report.missing_within()
    found: list[_Margin | None] = []
    variables = (figure.characteristic, figure.outcome)
    missing = [
        report.total_of(tuple(count.id for count in report.of(figure.sample, name, "missing")))
        + (gone if doubtful in report.of(figure.sample, name) else 0)
        for name in variables
    ]
    known = [
        {c.category: c for c in report.of(figure.sample, name) if c.unit == figure.unit}
        for name in variables
    ]
    for place, kind in enumerate(("row", "column")):
        slack = missing[1 - place] if known[1 - place] else LARGEST
        margin = _Margin(report, kind, known[place], missing[place], slack)
        found.append(margin if known[place] else None)
    return found


def _against_totals(
    report: Report, figure: Figure, numbers: Sequence[TypedNumber]
) -> Iterator[Problem]:
    """Yield what the printed totals rule out: a number too large, sums that are others."""
    margins = _margins(report, figure)
    whole = next(iter(report.of(figure.sample, figure.unit, "total")), None)
    large = [
        number.problem("printed", expected)
        for number in numbers
        if number.quantity in ("count", "missing")
        for most, expected in [min(_limits(number, margins, whole), default=(LARGEST, ""))]
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
    if any(margins):
        yield from _sums(margins, cells)
    elif whole is not None:
        missing = sum(each.value for each in numbers if each.quantity == "missing")
        found = sum(cell.value for cell in cells.values()) + missing
        expected = f"{whole.printed} {figure.unit} (page {whole.page}, {whole.place})"
        if found != whole.value:
            file, words = numbers[0].file, f"{found:,} in all"
            yield Problem(file, None, "printed", words, f"{expected}, those missing typed in, too")


def _limits(
    number: TypedNumber, margins: Sequence[_Margin | None], whole: Count | None
) -> Iterator[tuple[int, str]]:
    """Yield the totals that a count or a number of missing cases cannot exceed."""
    sides = list(zip(margins, (number.rows, number.columns), strict=True))
    for margin, groups in sides:
        if margin is not None and groups:
            yield margin.total(groups[0]), margin.expected(groups[0])
    if whole is not None:
        yield whole.value, f"at most {whole.printed} (page {whole.page}, {whole.place})"
    if number.quantity == "missing" and all(margins):
        most = sum(margin.missing for margin, groups in sides if margin and not groups)
        yield most, f"at most {most:,}, as no more cases are missing"


def _sums(
    margins: Sequence[_Margin | None],
    cells: Mapping[tuple[str, str], TypedNumber],
) -> Iterator[Problem]:
    """Yield the rows and columns of full counts that do not add up to the printed totals.

    If one row and one column are off by the same number, the cell where they meet is named.
    """
    off: list[tuple[str, int, TypedNumber, str, str]] = []
    for axis, margin in enumerate(margins):
        for level, count in margin.counts.items() if margin is not None else ():
            assert margin is not None
            line = [cell for place, cell in cells.items() if place[axis] == level]
            total = sum(cell.value for cell in line)
            excess = total - margin.total((level,))
            if not -margin.slack <= excess <= 0:
                label = margin.report.group_label(count.sample, count.variable, (level,))
                parts = " + ".join(f"{cell.value:,}" for cell in line)
                found = f"{margin.kind} {label}: {parts} = {total:,}"
                off.append((level, excess, line[-1], found, margin.expected((level,), total)))
    exact = not any(margin.slack for margin in margins if margin is not None)
    if exact and len(off) == 2 and (off[0][0], off[1][0]) in cells and off[0][1] == off[1][1]:
        cell = cells[off[0][0], off[1][0]]
        why = ", and ".join(f"the {found}, which should be {told}" for *_, found, told in off)
        yield cell.problem("printed", f"{cell.value - off[0][1]:,}: {why}")
        return
    for _, _, cell, found, expected in off:
        yield cell.problem("printed", expected, found)


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
    writer.writerow(columns_of(FigureLine))
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
        if (where, of) == (sample, variable) and len(names) > 1
    ]
    if sorted(level for names, _ in joined for level in names) == sorted(levels):
        lines += [(" + ".join(names), label) for names, label in joined]
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
