"""Cross-tables of which only the rows are known: two samples, or a margin out of the text.

The columns may have any totals: a row that is left out, and takes no part, makes up what each
column has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from recount.arrays import Ints
from recount.report import Association, Between, Contrast, CrossTable, Levels, Within
from recount.tables import Cut, Infeasible, Margin, Space, search
from recount.verdicts import judgement
from recount.verdicts.crossings import Crossing
from recount.verdicts.crosstables import found_by_test, given, judgement_of, ranges_of_p
from recount.verdicts.decisions import Asked, accept, ask, every
from recount.verdicts.judgement import Judgement, Witness
from recount.verdicts.known import Known, NoMarginError


def _space(
    rows: Sequence[str], sizes: Sequence[int], columns: Sequence[str], cuts: Sequence[Cut] = ()
) -> Space:
    n = sum(sizes)
    margin = Margin(tuple(rows), tuple(sizes), n * (len(columns) - 1))
    return Space(margin, Margin(tuple(columns), (n,) * len(columns)), tuple(cuts))


def _witness(crossing: Crossing, table: Ints | None) -> Witness | None:
    """Return a witness without the row that makes up the rest."""
    found = crossing.witness(table)
    return found and replace(found, rows=found.rows[:-1], counts=found.counts[:-1])


@dataclass(frozen=True, slots=True)
class _Side:
    """One sample: the cases compared, how many of them can have the levels, and their names."""

    # The cases are limited to levels of the outcome, ``yes``, if there are any.

    yes: Levels
    whole: int
    low: int
    high: int
    label: str
    head: str


def judge_between(known: Known, reading: Between) -> Judgement:
    """Judge that a share is significantly higher in one sample than in another."""
    # Without an outcome both shares are printed. With one, neither cross-table is: the number of
    # cases with the levels among those with the outcome ranges over Fréchet's bounds in each
    # sample, independently. So the samples are two rows of one table with free columns.
    first, second = (_side(known, reading, place) for place in (0, 1))
    if not (first.whole and second.whole):
        raise Infeasible("one sample has no case that could be compared")
    if first.low > first.high or second.low > second.high:
        raise Infeasible("the margins of one sample leave no number that both can have")
    head = first.head if first.head == second.head else f"{first.head} / {second.head}"
    cuts = [Cut(((i, 0, 1),), x.low, x.high) for i, x in enumerate((first, second))]
    labels, sizes = (first.label, second.label), (first.whole, second.whole)
    space = _space(labels, sizes, (head, "other"), cuts)
    yes, no = ("yes",), ("no",)
    crossing = Crossing("", "", "", ("first", "second"), (yes, no), space)
    claimed = Contrast("higher", "", "", "", yes, no, ("first",), (("second",),), 1)
    asked = Asked(claimed, crossing, (), known.settings)
    results, p = found_by_test(asked), ranges_of_p(asked)
    by_levels = (reading.characteristic, reading.levels[0])
    of = ((reading.outcome, first.yes), by_levels) if first.yes else (by_levels,)
    quantity = judgement.Quantity("cases", reading.high, of, first.whole)
    implied = (judgement.Implied(quantity, None, first.low, first.high), *given(quantity, results))
    sides = (("first", first), ("second", second))
    ends = ("low", "high", "whole")
    facts = {f"{name}_{end}": getattr(side, end) for name, side in sides for end in ends}
    own, found = results[asked.test], judgement_of(crossing, results, p, facts=facts)
    shown = [_witness(crossing, table) for table in (own.witness_for, own.witness_against)]
    found = replace(found, witness_for=shown[0], witness_against=shown[1])
    if first.low < first.high or second.low < second.high:
        pairs = judgement.ConsistentTables(own.total, own.holding, own.undecided, "pairs")
        return replace(found, tables=pairs, implied=implied)
    # How few cases of the first, recorded the other way, turn what is decided.
    holds = found.verdict == "holds"
    moves = np.arange(1, first.low + 1 if holds else first.whole - first.low + 1)
    decide = asked.decide(asked.test, asked.pairs[0])
    decided = decide(first.low - moves if holds else first.low + moves, np.array([second.low]))
    turned = np.flatnonzero(decided == int(not holds)).tolist()
    settled = turned and found.verdict != "open"
    turn = judgement.Turn("recoded", turned[0] + 1) if settled else None
    return replace(found, basis="counts", proof="closed_form", tables=None, turn=turn)


def _side(known: Known, reading: Between, place: int) -> _Side:
    report, sample = known.report, (reading.high, reading.low)[place]
    levels, against, yes = (pair[place] for pair in (reading.levels, reading.against, reading.yes))
    counts, _ = known.counts(sample, reading.characteristic)
    size = sum(counts[level] for level in levels)
    head = report.group_label(sample, reading.characteristic, levels)
    name, n, low, high = report.samples[sample].name, report.cases_of(sample), size, size
    if not reading.outcome:
        n = size + sum(counts[level] for level in set(against) or set(counts) - set(levels))
    elif yes:
        outcomes, _ = known.counts(sample, reading.outcome)
        whole = sum(outcomes[level] for level in yes)
        # Fréchet's bounds on the cases that have both.
        low, high = max(0, whole + size - n), min(whole, size)
        name, n = f"{report.group_label(sample, reading.outcome, yes)} {name}", whole
    return _Side(yes if reading.outcome else (), n, low, high, name, head)


def judge_unprinted(known: Known, parts: Sequence[CrossTable]) -> Judgement:
    """Judge readings of one table whose rows have upper limits alone."""
    # A row has at most its printed cases; where victims count, those beyond one a case are shared
    # out among all rows. However the known ones spread over the columns, the table goes with the
    # text. So two tables that decide the reading either way are enough.
    report, first = known.report, parts[0]
    sample, down, across = first.sample, first.characteristic, first.outcome
    cases = {count.category: count.value for count in report.of(sample, down)}
    if isinstance(first, Within) or not cases:
        raise NoMarginError(f"nothing limits {down} in {sample}")
    victims = report.unit_of(sample, down, across) == "victims"
    whole = sum(count.value for count in report.of(sample, "victims", "total"))
    beyond = max(whole - report.cases_of(sample), 0) if victims else 0
    rows = first.rows if isinstance(first, Association) else cases
    columns = tuple((level,) for level in report.levels_of(sample, across))
    each = np.array(list(cases.values()))
    # Those beyond one a case in proportion; of sums, so that all of them have a row.
    each += np.diff(each.cumsum() * beyond // each.sum(), prepend=0)
    labels = [report.group_label(sample, down, (row,)) for row in cases]
    heads = [report.group_label(sample, across, group) for group in columns]
    space = _space(labels, each.tolist(), heads)
    crossing = Crossing(sample, down, across, tuple(cases), columns, space)
    asked = [ask(known, part, crossing) for part in parts]
    found = search(space, every([accept(part, part.test) for part in asked]))
    # A case has at least one victim; of cases, it may be unknown what the columns ask.
    counted = {
        row: judgement.Quantity("known", sample, ((across, ()), (down, (row,)))) for row in rows
    }
    shown = [_witness(crossing, x) for x in (found.witness_for, found.witness_against)]
    return judgement.judged(
        *("open", "bounds", "bound", (shown[0], shown[1])),
        tables=judgement.ConsistentTables(None, None, None, "limits"),
        implied=tuple(
            judgement.Implied(quantity, None, victims * cases[row], cases[row] + beyond)
            for row, quantity in counted.items()
        ),
        tests=(judgement.TestResult(asked[0].test, "open"),),
    )
