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
from itertools import pairwise, product

from recount.report.readings import Contrast, Jointly, Levels, Slope, Steps
from recount.report.records import A_COUNT, NOT_SHOWN, Count, Figure, FigureLine, TypedNumber
from recount.report.report import Report
from recount.report.tables import COUNT, LARGEST, Problem, columns_of, need, read_each

#: In the row of an odds ratio: for one point more of an ordered variable.
PER_POINT = "per point"
SHARES = {
    "count": "",
    "row_percent": ", share of the row",
    "column_percent": ", share of the column",
}
#: More decimals than any figure prints would leave 64-bit arithmetic.
DECIMALS = r"(\.[0-9]{1,4})?"
RATIO = rf"(0|[1-9][0-9]{{0,4}}){DECIMALS}|{NOT_SHOWN}"
PERCENT = rf"(100(\.0+)?|[1-9]?[0-9]{DECIMALS})%?"
A_PERCENTAGE = "a percentage from 0% to 100%, such as 14.3%"
#: What a printed number of each quantity looks like, and in words.
FORMS = {
    "count": (COUNT, A_COUNT),
    "missing": (COUNT, A_COUNT),
    "odds_ratio": (RATIO, f"a number such as 2.35, or {NOT_SHOWN!r}"),
    "row_percent": (PERCENT, A_PERCENTAGE),
    "column_percent": (PERCENT, A_PERCENTAGE),
}


def read_typed(
    report: Report, figure: Figure, lines: Sequence[FigureLine]
) -> tuple[tuple[TypedNumber, ...], list[Problem]]:
    """Return the numbers typed in for a figure, and every problem of its file.

    Lines whose ``printed`` is empty are passed over.
    """
    numbers: dict[TypedNumber, TypedNumber] = {}

    def read(line: FigureLine) -> None:
        if line.printed:
            number = _number(report, figure, line)
            first = numbers.setdefault(replace(number, printed=""), number)
            expected = f"each number once (it stands in row {first.line}, too)"
            need(first is number, "row", expected)

    problems = read_each(lines, read)
    found = tuple(numbers.values())
    return found, problems or list(_against_totals(report, figure, found))


def _number(report: Report, figure: Figure, line: FigureLine) -> TypedNumber:
    odds, missing = line.quantity == "odds_ratio", line.quantity == "missing"

    def groups(column: str, variable: str) -> tuple[Levels, ...]:
        """Return the levels that a value names, and those it compares them with."""
        text, known = getattr(line, column), report.levels_of(figure.sample, variable)
        if missing and not text:
            return ()
        found = [tuple(part.strip() for part in side.split("+")) for side in text.split("/", 1)]
        used = [level for group in found for level in group]
        if odds and len(found) == 1:
            found.append(tuple(level for level in known if level not in used))
        once = set(used) <= set(known) and len(set(used)) == len(used)
        expected = f"levels of {', '.join(known)}, joined by +, each once"
        against = "; in an odds ratio others, if not all, to compare with after a /"
        need(once and all(found) and len(found) <= 1 + odds, column, expected + against)
        return tuple(found)

    per_point = odds and line.row == PER_POINT
    levels = set(report.levels_of(figure.sample, figure.characteristic))
    ordered = levels <= set(report.scores(figure.characteristic))
    need(ordered or not per_point, "row", "levels, as those of the rows have no order")
    rows = () if per_point else groups("row", figure.characteristic)
    columns = groups("column", figure.outcome)
    need(not (missing and rows and columns), "column", "no value where the row is given")
    pattern, words = FORMS[line.quantity]
    need(re.fullmatch(pattern, line.printed), "printed", words)
    parts = (line.quantity, rows, columns, per_point, line.printed)
    return TypedNumber(*parts, file=line.file, line=line.line)


@dataclass(frozen=True, slots=True)
class _Margin:
    """The printed totals of a figure's rows or columns, without cases that may be missing data."""

    kind: str
    #: By level, none where none is printed.
    counts: Mapping[str, Count]
    #: The count that holds missing cases, how many, and the assumption that says so.
    doubtful: tuple[str, int, str]
    missing: int
    #: How many cases a line may lack: those of which the other variable is missing.
    slack: int = LARGEST

    def total(self, levels: Levels) -> int:
        counts = [self.counts[level] for level in levels]
        return sum(c.value - self.doubtful[1] * (c.id == self.doubtful[0]) for c in counts)

    def expected(self, levels: Levels, found: int = LARGEST, least: int = 0) -> str:
        """Return what levels taken together should add up to, and where that is printed."""
        total, counts = self.total(levels), [self.counts[level] for level in levels]
        words = f"{total:,}" if least == total else f"at most {total:,}"
        if 0 < least < total:
            words = f"{least:,} to {total:,}"
            words += f" ({self.slack:,} cases are missing from the other variable)"
        words += f" ({'; '.join(f'page {count.page}, {count.place}' for count in counts)})"
        name, number, assumption = self.doubtful
        if found < total and [count.id for count in counts] == [name]:
            words += f"; if {total - found:,} of these are missing data, "
            words += f"--assume {assumption}={total - found + number}"
        return words


def _margins(report: Report, figure: Figure) -> list[_Margin]:
    """Return the printed margins of a figure's rows and columns."""
    assumed = report.assumption("missing_within")
    doubtful = (assumed.binds, int(assumed.value), assumed.id) if assumed else ("", 0, "")
    found = []
    for kind, variable in (("row", figure.characteristic), ("column", figure.outcome)):
        counts = report.of(figure.sample, variable)
        missing = sum(count.value for count in report.of(figure.sample, variable, "missing"))
        missing += doubtful[1] * (doubtful[0] in {count.id for count in counts})
        own = {count.category: count for count in counts if count.unit == figure.unit}
        found.append(_Margin(kind, own, doubtful, missing))
    return [
        replace(margin, slack=other.missing) if other.counts else margin
        for margin, other in zip(found, reversed(found), strict=True)
    ]


def _against_totals(
    report: Report, figure: Figure, numbers: Sequence[TypedNumber]
) -> Iterator[Problem]:
    """Yield what the printed totals rule out: a number too large, sums that are others."""
    margins = _margins(report, figure)
    whole = next(iter(report.of(figure.sample, figure.unit, "total")), None)
    counted = [number for number in numbers if number.quantity in ("count", "missing")]
    limits = [min(_limits(number, margins, whole)) for number in counted]
    large = [
        number.problem("printed", expected)
        for number, (most, expected) in zip(counted, limits, strict=True)
        if number.value > most
    ]
    yield from large
    cells = {
        (number.rows[0][0], number.columns[0][0]): number
        for number in counted
        if [*map(len, (*number.rows, *number.columns))] == [1, 1]
    }
    pairs = [report.levels_of(figure.sample, v) for v in (figure.characteristic, figure.outcome)]
    if large or len(cells) < len(pairs[0]) * len(pairs[1]):
        return
    if margins[0].counts or margins[1].counts:
        yield from _sums(report, margins, cells)
    elif whole is not None:
        missing = [number for number in counted if number.quantity == "missing"]
        found = sum(number.value for number in (*cells.values(), *missing))
        expected = f"{whole.printed} {figure.unit} (page {whole.page}, {whole.place})"
        if found != whole.value:
            file, words = numbers[0].file, f"{found:,} in all"
            yield Problem(file, None, "printed", words, f"{expected}, those missing typed in, too")


def _limits(
    number: TypedNumber, margins: Sequence[_Margin], whole: Count | None
) -> Iterator[tuple[int, str]]:
    """Yield the totals that a count or a number of missing cases cannot exceed."""
    yield LARGEST, ""
    sides = list(zip(margins, (number.rows, number.columns), strict=True))
    for margin, groups in sides:
        if margin.counts and groups:
            yield margin.total(groups[0]), margin.expected(groups[0])
    if whole is not None:
        yield whole.value, f"at most {whole.printed} (page {whole.page}, {whole.place})"
    if number.quantity == "missing" and all(margin.counts for margin in margins):
        most = sum(margin.missing for margin, groups in sides if not groups)
        yield most, f"at most {most:,}, as no more cases are missing"


def _sums(
    report: Report, margins: Sequence[_Margin], cells: Mapping[tuple[str, str], TypedNumber]
) -> Iterator[Problem]:
    """Yield the rows and columns of full counts that do not add up to the printed totals.

    If one row and one column are off by the same number, the cell where they meet is named.
    """
    off: list[tuple[str, int, Problem]] = []
    for axis, margin in enumerate(margins):
        for level, count in margin.counts.items():
            line = [cell for place, cell in cells.items() if place[axis] == level]
            total, most = sum(cell.value for cell in line), margin.total((level,))
            least = max(0, most - margin.slack)
            if not least <= total <= most:
                label = report.group_label(count.sample, count.variable, (level,))
                parts = " + ".join(f"{cell.value:,}" for cell in line)
                found = f"{margin.kind} {label}: {parts} = {total:,}"
                expected = margin.expected((level,), total, least)
                off.append((level, total - most, line[-1].problem("printed", expected, found)))
    meet = cells.get((off[0][0], off[-1][0])) if len(off) == 2 else None
    if meet is not None and off[0][1] == off[1][1] and not any(m.slack for m in margins):
        why = ", and ".join(f"the {x.found}, which should be {x.expected}" for _, _, x in off)
        yield meet.problem("printed", f"{meet.value - off[0][1]:,}: {why}")
        return
    yield from (problem for *_, problem in off)


def template(report: Report, figure: Figure) -> str:
    r"""Return the empty file of a figure as CSV text, a line for every number that it may print.

    Every cell has a line for its count and for its percentage of the row and of the column; then
    come the missing cases and the odds ratios that the claims beside the figure speak of. Lines
    that stay empty are passed over, and further ones may be added.

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> template(report, report.figures[0]).splitlines()[0]
        'quantity,row,column,printed,note'
    """
    rows = _with_groups(report, figure.sample, figure.characteristic)
    columns = _with_groups(report, figure.sample, figure.outcome)
    lines = [
        (quantity, row, column, "", f"{row_label}, {column_label}{words}")
        for quantity, words in SHARES.items()
        for (row, row_label), (column, column_label) in product(rows, columns)
    ]
    lines.append(("missing", "", "", "", "cases left out for missing data, in all"))
    axes = (figure.sample, figure.characteristic, figure.outcome)
    for claim in report.claims:
        reading = claim.reading
        for part in reading.parts if isinstance(reading, Jointly) else (reading,):
            if claim.figure != figure.number or not isinstance(part, Contrast | Slope | Steps):
                continue
            if (part.sample, part.characteristic, part.outcome) == axes:
                lines += _odds_lines(report, part)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([columns_of(FigureLine), *dict.fromkeys(lines)])
    return out.getvalue()


def _with_groups(report: Report, sample: str, variable: str) -> list[tuple[str, str]]:
    """Return levels with their names, then the groups by which a figure may show them instead.

    Those are the groups of levels that the sample itself has a name for, if they cover every level.
    """
    levels = report.levels_of(sample, variable)
    groups = [key[2] for key in report.groups if key[:2] == (sample, variable) and len(key[2]) > 1]
    if sorted(level for group in groups for level in group) != sorted(levels):
        groups = []
    return [
        (" + ".join(group), report.group_label(sample, variable, group))
        for group in (*((level,) for level in levels), *groups)
    ]


def _odds_lines(
    report: Report, reading: Contrast | Slope | Steps
) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the lines of the odds ratios that a reading compares."""
    sample = reading.sample
    column = " + ".join(reading.yes)
    outcome = report.group_label(sample, reading.outcome, reading.yes)
    if {*reading.yes, *reading.no} != set(report.levels_of(sample, reading.outcome)):
        column += f"/{' + '.join(reading.no)}"
        outcome += f" against {report.group_label(sample, reading.outcome, reading.no)}"
    if isinstance(reading, Slope):
        name = f"one point more of {report.variables[reading.characteristic]}"
        yield "odds_ratio", PER_POINT, column, "", f"{name}, odds of {outcome}"
        return
    if isinstance(reading, Contrast):
        pairs = [(reading.pivot, group) for group in reading.against]
    else:
        levels = report.levels_of(sample, reading.characteristic)
        pairs = [((high,), (low,)) for low, high in pairwise(levels)]
    for pair in pairs:
        names = [report.group_label(sample, reading.characteristic, group) for group in pair]
        row = "/".join(" + ".join(group) for group in pair)
        note = f"{names[0]} against {names[1]}, odds of {outcome}"
        yield "odds_ratio", row, column, "", note
