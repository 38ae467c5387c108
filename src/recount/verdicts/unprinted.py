"""A cross-table with one margin out of the text: its rows have upper limits, its columns are free.

A row has at most its printed cases; where victims count, those beyond one a case are shared out
among all rows. However the known ones spread over the columns, the table goes with the text. So two
tables that decide a reading either way are enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from recount.report import Association, CrossTable, Report, Within
from recount.settings import Settings
from recount.tables import IntArray, Margin, Space, all_of
from recount.verdicts.assumptions import NoMarginError
from recount.verdicts.crossings import Crossing
from recount.verdicts.decisions import accept, ask
from recount.verdicts.judgement import (
    ConsistentTables,
    Implied,
    Judgement,
    Quantity,
    TestResult,
    Witness,
    proof_of,
)


def judge_unprinted(report: Report, parts: Sequence[CrossTable], settings: Settings) -> Judgement:
    """Return the verdict on readings of one table of which only the rows are limited.

    Raises:
        NoMarginError: Nothing limits the rows either.
    """
    first = parts[0]
    sample, down, across = first.sample, first.characteristic, first.outcome
    cases = {count.category: count.value for count in report.of(sample, down)}
    if isinstance(first, Within) or not cases:
        raise NoMarginError(f"nothing limits {down} in {sample}")
    victims = unit_of(report, sample, {down, across}) == "victims"
    whole = sum(count.value for count in report.of(sample, "victims", "total"))
    beyond = max(whole - report.cases_of(sample), 0) if victims else 0
    rows = first.rows if isinstance(first, Association) else tuple(cases)
    columns = report.levels_of(sample, across)
    yes = [i for i, level in enumerate(columns) if level in getattr(first, "yes", columns[:1])]
    each = np.array(list(cases.values()))
    # Those beyond one a case in proportion; of sums, so that all of them have a row.
    each += np.diff(each.cumsum() * beyond // each.sum(), prepend=0)
    sized = dict(zip(cases, each.tolist(), strict=True))
    sizes = np.array([sized[row] for row in rows])
    left_out = int(each.sum() - sizes.sum())
    labels, heads = (
        tuple(report.group_label(sample, name, (level,)) for level in levels)
        for name, levels in ((down, rows), (across, columns))
    )
    shown: dict[int, Witness | None] = {}
    tests: tuple[str, ...] = ()
    for table in _candidates(sizes, len(columns), yes):
        space = Space(
            Margin(labels, tuple(table.sum(axis=1).tolist()), left_out),
            Margin(heads, tuple(table.sum(axis=0).tolist()), left_out),
        )
        single = tuple((level,) for level in columns)
        crossing = Crossing(sample, down, across, rows, single, space)
        framed = np.pad(table, ((0, 1), (0, 1)))[None]
        framed[0, -1, -1] = left_out
        asked = [ask(report, part, crossing, settings) for part in parts]
        tests = asked[0].tests[:1]
        decisions = [accept(part, part.tests[0])(framed) for part in asked]
        shown.setdefault(int(all_of(*decisions)[0]), crossing.witness(framed[0]))
        if {0, 1} <= set(shown):
            break
    witnesses = shown.get(1), shown.get(0)
    # A case has at least one victim; of cases, it may be unknown what the columns ask.
    known = [
        (Quantity("known", sample, ((across, ()), (down, (row,)))), cases[row]) for row in rows
    ]
    return Judgement(
        "open",
        "bounds",
        proof_of("open", "bound", witnesses),
        ConsistentTables(None, None, None, "limits"),
        tuple(Implied(each, None, victims * n, n + beyond) for each, n in known),
        *witnesses,
        tests=tuple(TestResult(test, "open") for test in tests),
    )


def unit_of(report: Report, sample: str, variables: set[str]) -> str:
    """Return what the figure of two variables counts: ``cases``, or ``victims``."""
    units = (
        figure.unit
        for figure in report.figures
        if figure.sample == sample and {figure.characteristic, figure.outcome} == variables
    )
    return next(units, "cases")


def _candidates(limits: IntArray, columns: int, yes: Sequence[int]) -> Iterator[IntArray]:
    """Yield tables within the limits, the plainest first.

    All rows alike; shares that rise or fall from row to row; one row high or low, the others alike.
    Shares differ in the columns ``yes`` and in the others, which share evenly among themselves.
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
