"""A cross-table with one margin out of the text: its rows have upper limits, its columns are free.

Whatever the known cases of a row are, up to its limit, and however they spread over the columns,
the table goes with the text. So two tables that decide a reading either way are enough.
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
    Judgement,
    TestResult,
    Witness,
)

__all__ = ["judge_unprinted"]


def judge_unprinted(report: Report, parts: Sequence[CrossTable], settings: Settings) -> Judgement:
    """Return the verdict on readings of one table of which only the rows are limited.

    Raises:
        NoMarginError: Nothing limits the rows either.

    Example:
        >>> from recount.report import load_report
        >>> report = load_report()
        >>> claim = next(c for c in report.claims if c.id == "f03-rise")
        >>> found = judge_unprinted(report, [claim.reading], Settings())
        >>> found.verdict, found.proof
        ('open', 'witnesses')
    """
    first = parts[0]
    limits = _limits(report, first)
    if isinstance(first, Within) or not limits:
        raise NoMarginError(f"nothing limits {first.characteristic} in {first.sample}")
    rows = first.rows if isinstance(first, Association) else tuple(limits)
    columns = report.levels_of(first.sample, first.outcome)
    yes = [i for i, level in enumerate(columns) if level in getattr(first, "yes", columns[:1])]
    test = tests_of(first)[0]
    shown: dict[int, Witness | None] = {}
    for table in _candidates(np.array([limits[row] for row in rows]), len(columns), yes):
        crossing = _crossing(report, first, rows, columns, table)
        framed = np.pad(table, ((0, 1), (0, 1)))[None]
        decisions = [
            accept(report, part, crossing, tests_of(part)[0], settings)(framed) for part in parts
        ]
        shown.setdefault(int(all_of(*decisions)[0]), crossing.witness(framed[0]))
        if {0, 1} <= set(shown):
            break
    return Judgement(
        "open",
        "bounds",
        "witnesses" if {0, 1} <= set(shown) else "one_witness",
        tables=ConsistentTables(None, None, None, "limits"),
        witness_for=shown.get(1),
        witness_against=shown.get(0),
        tests=(TestResult(test, "open"),),
    )


def _limits(report: Report, reading: CrossTable) -> dict[str, int]:
    """Return the most cases of each row: its printed number, with the victims beyond one a case."""
    counts = report.of(reading.sample, reading.characteristic)
    units = {
        figure.unit
        for figure in report.figures
        if figure.sample == reading.sample
        and {figure.characteristic, figure.outcome} == {reading.characteristic, reading.outcome}
    }
    beyond = 0
    if units == {"victims"}:
        victims = sum(count.value for count in report.of(reading.sample, "victims", "total"))
        beyond = max(victims - report.cases_of(reading.sample), 0)
    return {count.category: count.value + beyond for count in counts}


def _candidates(limits: IntArray, columns: int, yes: Sequence[int]) -> Iterator[IntArray]:
    """Yield tables within the limits: an even one, then ones that lean, along the rows and by row.

    Args:
        limits: Most cases of each row.
        columns: How many columns there are.
        yes: Columns whose share leans; the others share the rest evenly.
    """
    rows = np.arange(len(limits))
    along = rows / max(len(limits) - 1, 1) - 0.5
    leanings = [np.full(len(limits), len(yes) / columns), np.where(rows % 2, 0.95, 0.05)]
    for strength in (0.9, 0.5):
        for sign in (strength, -strength):
            leanings.append(0.5 + sign * along)
            leanings += [np.where(rows == row, 0.5 + sign / 2, 0.5) for row in rows]
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
    report: Report, reading: CrossTable, rows: Levels, columns: Levels, table: IntArray
) -> Crossing:
    sample = reading.sample
    labels = tuple(report.group_label(sample, reading.characteristic, (row,)) for row in rows)
    heads = tuple(report.group_label(sample, reading.outcome, (level,)) for level in columns)
    space = Space(
        Margin(labels, tuple(int(n) for n in table.sum(axis=1))),
        Margin(heads, tuple(int(n) for n in table.sum(axis=0))),
    )
    single = tuple((level,) for level in columns)
    return Crossing(space, sample, reading.characteristic, reading.outcome, rows, single)
