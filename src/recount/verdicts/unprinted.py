"""A cross-table with one margin out of the text: its rows have upper limits, its columns are free.

A row has at most its printed cases; where victims count, those beyond one a case are shared out
among all rows. However the known ones spread over the columns, the table goes with the text. So two
tables that decide a reading either way are enough.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recount.report import Association, CrossTable, Report, Within
from recount.settings import Settings
from recount.tables import search
from recount.verdicts.assumptions import NoMarginError
from recount.verdicts.crossings import Crossing, free_columns, without_rest
from recount.verdicts.crosstables import SEED
from recount.verdicts.decisions import accept, ask, every
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
    """Return the verdict on readings of one table of which only the rows are limited."""
    first = parts[0]
    sample, down, across = first.sample, first.characteristic, first.outcome
    cases = {count.category: count.value for count in report.of(sample, down)}
    if isinstance(first, Within) or not cases:
        raise NoMarginError(f"nothing limits {down} in {sample}")
    victims = unit_of(report, sample, {down, across}) == "victims"
    whole = sum(count.value for count in report.of(sample, "victims", "total"))
    beyond = max(whole - report.cases_of(sample), 0) if victims else 0
    rows = first.rows if isinstance(first, Association) else tuple(cases)
    columns = tuple((level,) for level in report.levels_of(sample, across))
    each = np.array(list(cases.values()))
    # Those beyond one a case in proportion; of sums, so that all of them have a row.
    each += np.diff(each.cumsum() * beyond // each.sum(), prepend=0)
    sizes = dict(zip(cases, each.tolist(), strict=True))
    labels = tuple(report.group_label(sample, down, (row,)) for row in rows)
    heads = tuple(report.group_label(sample, across, group) for group in columns)
    space = free_columns(labels, [sizes[row] for row in rows], heads)
    crossing = Crossing(sample, down, across, rows, columns, space)
    asked = [ask(report, part, crossing, settings) for part in parts]
    accepts = [accept(part, part.tests[0]) for part in asked]
    found = search(space, every(accepts), seed=SEED)
    left_out = int(each.sum()) - sum(sizes[row] for row in rows)
    shown = [
        _framed(without_rest(crossing.witness(table)), left_out)
        for table in (found.witness_for, found.witness_against)
    ]
    # A case has at least one victim; of cases, it may be unknown what the columns ask.
    known = {row: Quantity("known", sample, ((across, ()), (down, (row,)))) for row in rows}
    return Judgement(
        "open",
        "bounds",
        proof_of("open", "bound", shown),
        ConsistentTables(None, None, None, "limits"),
        tuple(
            Implied(quantity, None, victims * cases[row], cases[row] + beyond)
            for row, quantity in known.items()
        ),
        witness_for=shown[0],
        witness_against=shown[1],
        tests=(TestResult(asked[0].tests[0], "open"),),
    )


def _framed(witness: Witness | None, left_out: int) -> Witness | None:
    """Return a witness with the cases of rows that a reading leaves out, if there are any."""
    if witness is None or not left_out:
        return witness
    lines = [(*row, 0) for row in witness.counts]
    last = (*(0 for _ in witness.columns), left_out)
    labels = (*witness.rows, "left out"), (*witness.columns, "left out")
    return Witness(*labels, (*lines, last))


def unit_of(report: Report, sample: str, variables: set[str]) -> str:
    """Return what the figure of two variables counts: ``cases``, or ``victims``."""
    units = (
        figure.unit
        for figure in report.figures
        if figure.sample == sample and {figure.characteristic, figure.outcome} == variables
    )
    return next(units, "cases")
