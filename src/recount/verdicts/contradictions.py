"""Numbers typed in from a figure that no table has together, and which of them can be to blame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from recount.report import Association, DataProblems, Figure, Problem, Report, TypedNumber
from recount.tables import Infeasible, OutOfReach, cell_limits, ends, listing
from recount.verdicts.assumptions import Assumed
from recount.verdicts.crossings import Crossing, cross

__all__ = ["check_typed"]

#: Tables that are listed to see whether there is one; beyond them the bounds of cells decide.
MOST = 20_000


def check_typed(report: Report, assumed: Assumed) -> None:
    """Raise where no table has the printed margins and all numbers typed in from a figure.

    Raises:
        DataProblems: Naming each number that alone can be to blame, with what would go with all
            the others; all of them where no single one can.
    """
    problems = [
        problem
        for number, typed in report.typed.items()
        for figure in [report.figure(number)]
        if report.margins_printed(figure)
        for problem in _contradictions(report, figure, typed, assumed)
    ]
    if problems:
        raise DataProblems(problems)


def _contradictions(
    report: Report, figure: Figure, typed: tuple[TypedNumber, ...], assumed: Assumed
) -> Iterator[Problem]:
    if _possible(_crossing(report, figure, typed, assumed)):
        return
    printed = ", ".join(_crossing(report, figure, (), assumed).sources)
    summary = f"numbers that some table with the printed totals{printed and ' and ' + printed} has"
    suspects = []
    for place, number in enumerate(typed):
        rest = _crossing(report, figure, (*typed[:place], *typed[place + 1 :]), assumed)
        if _possible(rest):
            suspects.append(number.problem("printed", _would_do(rest, number)))
    blame = "no single one is to blame"
    if suspects:
        blame = "if one alone is to blame, it is one of those named next"
    found = f"{len(typed)} numbers together"
    yield Problem(typed[0].file, None, "printed", found, f"{summary}; {blame}")
    yield from suspects


def _crossing(
    report: Report, figure: Figure, typed: tuple[TypedNumber, ...], assumed: Assumed
) -> Crossing:
    """Return the cross-table of a figure with some of the numbers typed in from it."""
    rows = report.levels_of(figure.sample, figure.characteristic)
    columns = report.levels_of(figure.sample, figure.outcome)
    axes = (figure.sample, figure.characteristic, rows, figure.outcome, columns)
    reading = Association("association", *axes, present=True)
    return cross(replace(report, typed={figure.number: typed} if typed else {}), reading, assumed)


def _possible(crossing: Crossing) -> bool:
    """Return whether some table is left; true, too, where that is out of reach."""
    try:
        if cell_limits(crossing.space) is None:
            return False
        return bool(len(listing(crossing.space, MOST)))
    except Infeasible:
        return False
    except OutOfReach:
        pass
    try:
        ends(crossing.space, [(0, 0, 1)])
    except Infeasible:
        return False
    except OutOfReach:
        pass
    return True


def _would_do(crossing: Crossing, number: TypedNumber) -> str:
    """Return the values of a count that go with all the other numbers."""
    if number.quantity == "count":
        rows = [crossing.rows.index(level) for level in number.rows[0]]
        columns = [crossing.columns.index((level,)) for level in number.columns[0]]
        try:
            low, high = ends(crossing.space, [(i, j, 1) for i in rows for j in columns])
        except (Infeasible, OutOfReach):
            return "a number that goes with all the others"
        span = f"{low:,}" if low == high else f"{low:,} to {high:,}"
        return f"{span}, which goes with all the others"
    return "a number that goes with all the others"
