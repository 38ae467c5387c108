"""Numbers that a reader typed in from a figure: the empty form, and what is read from a filled one.

Each line is checked by itself and against the printed totals. Whether all lines go together with
them is a question about tables, which ``recount.verdicts`` asks.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, product
from operator import itemgetter

from recount.report.readings import Contrast, Levels, Slope, Steps, cross_tables
from recount.report.records import A_COUNT, NOT_SHOWN, Count, Figure, FigureLine, TypedNumber
from recount.report.report import Report
from recount.report.tables import COUNT, Problem, columns_of, need, read_each

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
    """Return the numbers typed in for a figure, and every problem of its file."""
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


def _against_totals(
    report: Report, figure: Figure, numbers: Sequence[TypedNumber]
) -> Iterator[Problem]:
    """Yield each number above a printed total; what counts add up to where no table is known."""
    counted = [number for number in numbers if number.quantity in ("count", "missing")]
    whole = report.of(figure.sample, figure.unit, "total")
    axes = {"rows": figure.characteristic, "columns": figure.outcome}
    margins = {
        side: [count for count in report.of(figure.sample, name) if count.unit == figure.unit]
        for side, name in axes.items()
    }
    for number in counted:
        sides = zip(margins.values(), (number.rows, number.columns), strict=True)
        own = [[x for x in counts if x.category in groups[0]] for counts, groups in sides if groups]
        totals = [(sum(x.value for x in counts), counts) for counts in (*own, whole) if counts]
        most, counts = min(totals, key=itemgetter(0))
        if number.value > most:
            yield number.problem("printed", f"at most {most:,} ({_places(counts)})")
    if all(margins.values()):
        return
    cells = [x for x in counted if [*map(len, (*x.rows, *x.columns))] == [1, 1]]
    for side, counts in margins.items():
        for count in counts:
            line = [x for x in cells if getattr(x, side)[0] == (count.category,)]
            total = sum(x.value for x in line)
            if len(line) > 1 and total > count.value:
                found = f"{' + '.join(f'{x.value:,}' for x in line)} = {total:,}"
                expected = f"at most {count.printed} ({_places([count])})"
                yield line[-1].problem("printed", expected, found)
    levels = [report.levels_of(figure.sample, name) for name in axes.values()]
    every = [*cells, *(number for number in counted if number.quantity == "missing")]
    if len(cells) == len(levels[0]) * len(levels[1]) and not any(margins.values()):
        total, expected = sum(x.value for x in every), f"{whole[0].printed} {figure.unit}"
        if total != whole[0].value:
            expected += f" ({_places(whole)}), those missing typed in, too"
            yield every[-1].problem("printed", expected, f"{total:,} in all")


def _places(counts: Iterable[Count]) -> str:
    return "; ".join(f"page {count.page}, {count.place}" for count in counts)


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
    lines: list[tuple[str, ...]] = [
        (quantity, row, column, "", f"{row_label}, {column_label}{words}")
        for quantity, words in SHARES.items()
        for (row, row_label), (column, column_label) in product(rows, columns)
    ]
    lines.append(("missing", "", "", "", "cases left out for missing data, in all"))
    axes = (figure.sample, figure.characteristic, figure.outcome)
    beside = [claim.reading for claim in report.claims if claim.figure == figure.number]
    for part in (part for reading in beside for part in cross_tables(reading)):
        if isinstance(part, Contrast | Slope | Steps):
            own = (part.sample, part.characteristic, part.outcome)
            lines += _odds_lines(report, part) if own == axes else ()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([columns_of(FigureLine), *dict.fromkeys(lines)])
    return out.getvalue()


def _with_groups(report: Report, sample: str, variable: str) -> list[tuple[str, str]]:
    """Return levels with their names, then the groups by which a figure may show them instead."""
    # Those are the groups that the sample itself has a name for, if they cover every level.
    levels = report.levels_of(sample, variable)
    groups = [key[2] for key in report.groups if key[:2] == (sample, variable) and len(key[2]) > 1]
    if sorted(level for group in groups for level in group) != sorted(levels):
        groups = []
    return [_named(report, sample, variable, x) for x in (*((each,) for each in levels), *groups)]


def _named(report: Report, sample: str, variable: str, *groups: Levels) -> tuple[str, str]:
    """Return groups of levels as a cell names them, and in words."""
    names = [report.group_label(sample, variable, group) for group in groups]
    return "/".join(" + ".join(group) for group in groups), " against ".join(names)


def _odds_lines(report: Report, reading: Contrast | Slope | Steps) -> list[tuple[str, ...]]:
    """Return the lines of the odds ratios that a reading compares."""
    rows, columns = ((reading.sample, x) for x in (reading.characteristic, reading.outcome))
    every = {*reading.yes, *reading.no} == set(report.levels_of(*columns))
    column, outcome = _named(report, *columns, reading.yes, *(() if every else (reading.no,)))
    if isinstance(reading, Slope):
        compared = [(PER_POINT, f"one point more of {report.variables[reading.characteristic]}")]
    elif isinstance(reading, Contrast):
        compared = [_named(report, *rows, reading.pivot, group) for group in reading.against]
    else:
        pairs = pairwise(report.levels_of(*rows))
        compared = [_named(report, *rows, (high,), (low,)) for low, high in pairs]
    return [("odds_ratio", row, column, "", f"{name}, odds of {outcome}") for row, name in compared]
