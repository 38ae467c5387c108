"""A cross-table with one margin out of the text: its rows have upper limits, its columns are free.

A row has at most its printed cases; where victims count, those beyond one a case are shared out
among all rows. However the known ones spread over the columns, the table goes with the text. So two
tables that decide a reading either way are enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from recount.report import Association, CrossTable, Levels, Report, Within
from recount.settings import Settings
from recount.tables import IntArray, Margin, Space, all_of
from recount.verdicts.crossings import Crossing, NoMarginError
from recount.verdicts.decisions import accept, tests_of
from recount.verdicts.judgement import (
    ConsistentTables,
    Implied,
    Judgement,
    Quantity,
    TestResult,
    Witness,
    proof_of,
)

__all__ = ["judge_unprinted", "unit_of"]


def judge_unprinted(report: Report, parts: Sequence[CrossTable], settings: Settings) -> Judgement:
    """Return the verdict on readings of one table of which only the rows are limited.

    Raises:
        NoMarginError: Nothing limits the rows either.

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> claim = next(c for c in report.claims if c.id == "f03-rise")
        >>> found = judge_unprinted(report, [claim.reading], Settings())
        >>> found.verdict, found.proof, sum(map(sum, found.witness_for.counts))
        ('open', 'witnesses', 933)
    """
    first = parts[0]
    cases = {count.category: count.value for count in report.of(first.sample, first.characteristic)}
    if isinstance(first, Within) or not cases:
        raise NoMarginError(f"nothing limits {first.characteristic} in {first.sample}")
    victims = unit_of(report, first.sample, {first.characteristic, first.outcome}) == "victims"
    beyond = 0
    if victims:
        whole = sum(count.value for count in report.of(first.sample, "victims", "total"))
        beyond = max(whole - report.cases_of(first.sample), 0)
    rows = first.rows if isinstance(first, Association) else tuple(cases)
    columns = report.levels_of(first.sample, first.outcome)
    yes = [i for i, level in enumerate(columns) if level in getattr(first, "yes", columns[:1])]
    each = np.array(list(cases.values()))
    # Those beyond one a case in proportion; of sums, so that all of them have a row.
    each += np.diff(each.cumsum() * beyond // each.sum(), prepend=0)
    sized = dict(zip(cases, each, strict=True))
    sizes = np.array([sized[row] for row in rows])
    left_out = int(each.sum() - sizes.sum())
    shown: dict[int, Witness | None] = {}
    for table in _candidates(sizes, len(columns), yes):
        crossing = _crossing(report, first, rows, columns, table, left_out)
        framed = np.pad(table, ((0, 1), (0, 1)))[None]
        framed[0, -1, -1] = left_out
        decisions = [
            accept(report, part, crossing, tests_of(part)[0], settings)(framed) for part in parts
        ]
        shown.setdefault(int(all_of(*decisions)[0]), crossing.witness(framed[0]))
        if {0, 1} <= set(shown):
            break
    return Judgement(
        "open",
        "bounds",
        proof_of("open", "bound", shown.get(1), shown.get(0)),
        tables=ConsistentTables(None, None, None, "limits"),
        implied=tuple(
            # A case has at least one victim; of cases, it may be unknown what the columns ask.
            Implied(_known(first, row), None, victims * n, n + beyond, False)
            for row in rows
            for n in (cases[row],)
        ),
        witness_for=shown.get(1),
        witness_against=shown.get(0),
        tests=(TestResult(tests_of(first)[0], "open"),),
    )


def _known(reading: CrossTable, row: str) -> Quantity:
    of = ((reading.outcome, ()), (reading.characteristic, (row,)))
    return Quantity("known", reading.sample, of)


def unit_of(report: Report, sample: str, variables: set[str]) -> str:
    """Return what the figure of two variables counts: ``cases``, or ``victims``."""
    return next(
        (
            figure.unit
            for figure in report.figures
            if figure.sample == sample and {figure.characteristic, figure.outcome} == variables
        ),
        "cases",
    )


def _candidates(limits: IntArray, columns: int, yes: Sequence[int]) -> Iterator[IntArray]:
    """Yield tables within the limits, the plainest first.

    All rows alike; shares that rise or fall from row to row; one row high or low, the others alike.

    Args:
        limits: Most cases of each row.
        columns: How many columns there are.
        yes: Columns whose share differs among the rows; the others share the rest evenly.
    """
    rows = np.arange(len(limits))
    even = len(yes) / columns
    leanings = [np.full(len(limits), even)]
    for low, high in ((0.2, 0.7), (0.05, 0.95)):
        line = np.linspace(low, high, len(limits))
        leanings += [line, line[::-1]]
        leanings += [np.where(rows == row, one, even) for one in (high, low) for row in rows]
    no = [column for column in range(columns) if column not in yes]
    for lean in leanings:
        table = np.zeros((len(limits), columns), dtype=np.int64)
        some = np.rint(limits * lean).astype(np.int64)
        for group, cases in ((list(yes), some), (no, limits - some)):
            for place, column in enumerate(group):
                table[:, column] = cases // (len(group) - place)
                cases = cases - table[:, column]
        yield table


def _crossing(
    report: Report,
    reading: CrossTable,
    rows: Levels,
    columns: Levels,
    table: IntArray,
    left_out: int,
) -> Crossing:
    sample = reading.sample
    labels = tuple(report.group_label(sample, reading.characteristic, (row,)) for row in rows)
    heads = tuple(report.group_label(sample, reading.outcome, (level,)) for level in columns)
    space = Space(
        Margin(labels, tuple(int(n) for n in table.sum(axis=1)), left_out),
        Margin(heads, tuple(int(n) for n in table.sum(axis=0)), left_out),
    )
    single = tuple((level,) for level in columns)
    return Crossing(space, sample, reading.characteristic, reading.outcome, rows, single)
