"""Typed-in numbers that no table has together, and which of them is to blame if one alone is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from recount.figures.filters import cases_in, odds_pass
from recount.figures.layout import FigureTable
from recount.figures.listing import tables_of
from recount.figures.statements import OddsStatement, Statement
from recount.figures.typed import TypedNumber
from recount.figures.view import View, lay, places_of
from recount.phrases import counted, listed
from recount.published import DataProblem, Published, whole_number
from recount.settings import Settings
from recount.significance import odds_ratio
from recount.tables import (
    CannotBound,
    Infeasible,
    IntArray,
    largest,
    linear_range,
    share_range,
)
from recount.verdicts import Assumed

__all__ = ["contradictions", "table_problems"]


def table_problems(
    published: Published,
    table: FigureTable,
    numbers: Sequence[TypedNumber],
    counts: IntArray,
    statements: Sequence[Statement],
    odds: Sequence[OddsStatement],
    assumed: Assumed,
    settings: Settings,
) -> list[DataProblem]:
    """Return which shares and odds ratios, typed in or printed, full counts contradict.

    Cases left out are not known one by one, so only what concerns the figure's own cells is
    checked.
    """
    places = {
        (row, column): (i, j)
        for i, row in enumerate(table.rows)
        for j, column in enumerate(table.columns)
    }
    problems = []
    for statement in statements:
        if not statement.within(table):
            continue
        above, below = (
            sum(int(counts[places[cell]]) for cell in cells)
            for cells in (statement.above, statement.below)
        )
        if not statement.below:
            value = Fraction(above)
        elif below:
            value = Fraction(above, below)
        else:
            continue
        if value not in statement.interval:
            words = f"{above:,} of {below:,} ({float(100 * value):.2f}%)"
            file = numbers[0].file
            problems.append(_against(file, statement, words if statement.below else f"{above:,}"))
    framed = np.pad(counts, ((0, 1), (0, 1)))[None]
    view = lay(published, table, (), (), odds, assumed, counts)
    whole = View(view.space, table.rows, tuple((name,) for name in table.columns), False)
    for ratio in odds:
        if not odds_pass(whole, table.row_scores, [ratio], framed, settings)[0]:
            problems.append(ratio.number.problem(_odds_in_words(ratio, whole, framed)))
    return problems


def _odds_in_words(statement: OddsStatement, view: View, table: IntArray) -> str:
    """Return what full counts give instead of an odds ratio."""
    if statement.interval is None:
        return "an odds ratio, as by the counts the difference is significant"
    if statement.per_point:
        return "the odds ratio for one point more that the counts give"
    a, b, c, d = (
        int(cells[0])
        for rows in (statement.first, statement.second)
        for columns in (statement.yes, statement.no)
        for cells in [cases_in(view, rows, columns, table)]
    )
    ratio = odds_ratio(a, b, c, d)
    words = "no finite one" if ratio is None else f"{float(ratio):.4g}"
    return f"what the counts give: {words}, from {a:,} and {b:,} against {c:,} and {d:,}"


def _against(file: str, statement: Statement, words: str) -> DataProblem:
    if statement.number is not None:
        return statement.number.problem(f"what the counts give: {words}")
    low, high = (float(100 * end) for end in (statement.interval.low, statement.interval.high))
    expected = f"{low:g}% to {high:g}%, which the text prints rounded ({statement.source})"
    return DataProblem(file, None, "printed", words, expected)


def contradictions(
    published: Published,
    table: FigureTable,
    statements: Sequence[Statement],
    odds: Sequence[OddsStatement],
    assumed: Assumed,
    settings: Settings,
) -> list[DataProblem]:
    """Return why no table has all the numbers; empty if some table has, or none could be found.

    Each typed-in number is left out in turn: where the others then go together, it alone can be to
    blame, and the values that would go with them are given.
    """
    if _possible(published, table, statements, odds, assumed, settings) is not False:
        return []
    suspects = []
    for place, statement in enumerate(statements):
        rest = [*statements[:place], *statements[place + 1 :]]
        if statement.number is not None and _possible(
            published, table, rest, odds, assumed, settings
        ):
            suspects.append(
                statement.number.problem(_would_do(published, table, rest, statement, assumed))
            )
    for place, ratio in enumerate(odds):
        others = [*odds[:place], *odds[place + 1 :]]
        if _possible(published, table, statements, others, assumed, settings):
            suspects.append(ratio.number.problem("an odds ratio that goes with the other numbers"))
    numbers = [each.number for each in statements if each.number is not None]
    numbers += [each.number for each in odds]
    file = numbers[0].file
    printed = [statement.source for statement in statements if statement.number is None]
    with_printed = f" and {listed(printed)}" if printed else ""
    summary = f"numbers that some table with the printed totals{with_printed} has"
    if len(suspects) == 1:
        summary += "; if one alone is to blame, it is the one named next"
    elif suspects:
        summary += "; if one alone is to blame, it is one of those named next"
    else:
        summary += "; no single one is to blame"
    summary += _if_missing(published, table, statements, odds, assumed, settings)
    count = sum(statement.number is not None for statement in statements) + len(odds)
    found = f"{counted(count, 'number')} that no table has together"
    return [DataProblem(file, None, "printed", found, summary), *suspects]


def _if_missing(
    published: Published,
    table: FigureTable,
    statements: Sequence[Statement],
    odds: Sequence[OddsStatement],
    assumed: Assumed,
    settings: Settings,
) -> str:
    """Return how many cases unknown to the child, taken as missing data, would mend it."""
    if assumed.unknown_missing or "unknown" not in (*table.rows, *table.columns):
        return ""
    figure = table.figure
    printed = sum(
        count.value
        for variable in (figure.characteristic, figure.outcome)
        for count in published.of(figure.sample, variable, "missing")
    )
    for statement in statements:
        number = statement.number
        if number is None or number.quantity != "missing" or number.rows or number.columns:
            continue
        total = whole_number(number.printed)
        for cases in (total - printed, total):
            other = replace(assumed, unknown_missing=cases)
            if cases > 0 and _possible(published, table, statements, odds, other, settings):
                return (
                    f"; with --assume unknown-complete={cases} they go together (footnote 2: the "
                    "unknown offenders hold missing data)"
                )
    return ""


def _possible(
    published: Published,
    table: FigureTable,
    statements: Sequence[Statement],
    odds: Sequence[OddsStatement],
    assumed: Assumed,
    settings: Settings,
) -> bool | None:
    """Return whether some table has all of it; None where that could not be found out."""
    view = lay(published, table, (), statements, odds, assumed)
    try:
        largest(view.space, [(0, 0, 1)])
    except Infeasible:
        return False
    except CannotBound:
        return None
    if not odds:
        return True
    tables = tables_of(view, odds, table.row_scores, settings, some=True)
    return None if tables is None else bool(len(tables))


def _would_do(
    published: Published,
    table: FigureTable,
    rest: Sequence[Statement],
    statement: Statement,
    assumed: Assumed,
) -> str:
    """Return the values of a number that go with all the others, as far as they are counts."""
    view = lay(published, table, (), rest, (), assumed, apart=[statement])
    above = sorted(places_of(view, statement.above))
    below = sorted(places_of(view, statement.below))
    try:
        if below:
            share = share_range(view.space, above, below)
            low, high = (f"{float(100 * value):.2f}%" for value in (share.low, share.high))
        else:
            found = linear_range(view.space, [(i, j, 1) for i, j in above])
            low, high = f"{found.low:,}", f"{found.high:,}"
    except (CannotBound, Infeasible):
        return "a number that goes with the others"
    span = low if low == high else f"{low} to {high}"
    return f"{span}, which goes with all the others"
