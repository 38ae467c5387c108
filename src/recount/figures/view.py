"""A figure's table as some questions see it: rows apart, columns together where they may be.

Columns that no statement and no question tells apart are one part, so that there are fewer tables
to look at; every statement stays exact, because it counts whole parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from recount.arithmetic.rounding import ShareInterval
from recount.figures.layout import LEFT_OUT, Cell, FigureTable
from recount.figures.questions import Question
from recount.figures.statements import OddsStatement, Statement
from recount.published import Published
from recount.tables import Cut, IntArray, Margin, TableSpace, share_cut, subtotal_cut
from recount.verdicts import Assumed, Crossing
from recount.verdicts.crossing import margin_of
from recount.verdicts.reading import Levels

__all__ = ["View", "lay", "places_of"]


@dataclass(frozen=True, slots=True)
class View:
    """All tables consistent with the linear statements.

    Attributes:
        space: Margins and cuts; the last row and column hold the cases left out.
        rows: Levels of the rows.
        parts: Levels of each column.
        turned: Whether the rows are the figure's columns.
    """

    space: TableSpace
    rows: Levels
    parts: tuple[Levels, ...]
    turned: bool

    def row_places(self, levels: Iterable[str]) -> list[int]:
        """Return the places of some rows."""
        return [self.rows.index(level) for level in levels]

    def column_places(self, levels: Iterable[str]) -> list[int]:
        """Return the places of the parts that make up some columns."""
        wanted = set(levels)
        return [place for place, part in enumerate(self.parts) if wanted.issuperset(part)]

    def seen_by(self, question: Question, tables: IntArray) -> IntArray:
        """Return tables of the view as a question has them.

        Args:
            question: One of the questions that the view was laid for.
            tables: Integers of shape (n, r + 1, parts + 1).

        Returns:
            Shape (n, r + 1, 3): cases of the outcome, against it, and the others. For a question
            about a whole table (n, r, c), its rows and all columns, no case left out.
        """
        if question.turned == self.turned:
            rows, columns = self.rows, self.parts
        else:
            tables = tables.transpose(0, 2, 1)
            rows = tuple(part[0] for part in self.parts)
            columns = tuple((row,) for row in self.rows)
        reading = question.reading
        if not reading.yes:
            return np.asarray(tables[:, [rows.index(level) for level in reading.pivot], :-1])
        yes, no = (
            [place for place, part in enumerate(columns) if set(group).issuperset(part)]
            for group in (reading.yes, reading.no)
        )
        rest = [place for place in range(tables.shape[2]) if place not in (*yes, *no)]
        return np.stack([tables[:, :, group].sum(axis=2) for group in (yes, no, rest)], axis=2)

    def crossing(self, published: Published, table: FigureTable) -> Crossing:
        """Return the view in the form that the verdicts work on."""
        figure = table.figure
        names = [published.variables[name] for name in (figure.characteristic, figure.outcome)]
        if self.turned:
            names.reverse()
        return Crossing(
            self.space,
            self.rows,
            self.parts,
            self.space.rows.labels,
            self.space.columns.labels,
            names[0],
            names[1],
            tuple(dict.fromkeys(cut.source for cut in self.space.cuts if cut.source)),
        )


def lay(
    published: Published,
    table: FigureTable,
    questions: Sequence[Question],
    statements: Sequence[Statement],
    odds: Sequence[OddsStatement],
    assumed: Assumed,
    counts: IntArray | None = None,
    apart: Sequence[Statement] = (),
) -> View:
    """Return the view of a figure's table for some questions.

    Args:
        published: What the report prints.
        table: What the figure crosses.
        questions: What is asked of it; none for the statements alone.
        statements: Linear statements.
        odds: Odds ratios, whose columns are kept apart.
        assumed: Assumptions.
        counts: All counts of the figure, which give the margins where none is printed.
        apart: Statements whose columns are kept apart, but which are not taken as true.
    """
    turned = bool(questions) and all(question.turned for question in questions)
    rows, columns = (table.columns, table.rows) if turned else (table.rows, table.columns)
    signatures: dict[tuple[object, ...], list[str]] = {}
    for column in columns:
        key = (
            *(_linear_mark(each, rows, column, turned) for each in (*statements, *apart)),
            *(_odds_mark(statement, column, turned) for statement in odds),
            *(_question_mark(question, column, turned) for question in questions),
        )
        signatures.setdefault(key, []).append(column)
    parts = _ordered([tuple(group) for group in signatures.values()], questions, turned)
    if counts is not None and not table.bounded:
        margins = _margins_of(published, table, counts, parts, turned)
    else:
        figure = table.figure
        names = (figure.characteristic, figure.outcome)
        singles = tuple((level,) for level in rows)
        margins = (
            margin_of(published, figure.sample, names[turned], singles, assumed),
            margin_of(published, figure.sample, names[not turned], parts, assumed),
        )
    space = TableSpace(*margins)
    view = View(space, rows, parts, turned)
    cuts = [cut for statement in statements for cut in _cuts(view, statement)]
    return View(space.with_cuts(*cuts), rows, parts, turned)


def _ordered(
    parts: list[Levels], questions: Sequence[Question], turned: bool
) -> tuple[Levels, ...]:
    """Return the parts with the first question's outcome first, as the verdicts expect it."""
    for question in questions:
        if question.turned == turned and question.reading.yes:
            yes, no = set(question.reading.yes), set(question.reading.no)
            parts.sort(key=lambda part: (not yes.issuperset(part), not no.issuperset(part)))
            break
    return tuple(parts)


def _linear_mark(statement: Statement, rows: Levels, column: str, turned: bool) -> object:
    found = []
    for cells in (statement.above, statement.below):
        found.append(
            frozenset(
                row
                for row in (*rows, LEFT_OUT)
                if ((column, row) if turned else (row, column)) in cells
            )
        )
    return tuple(found)


def _odds_mark(statement: OddsStatement, column: str, turned: bool) -> object:
    if not turned:
        return (column in statement.yes, column in statement.no)
    if statement.per_point:
        return column
    return (column in statement.first, column in statement.second)


def _question_mark(question: Question, column: str, turned: bool) -> object:
    reading = question.reading
    if question.turned != turned or not reading.yes:
        return column
    return (column in reading.yes, column in reading.no)


def _margins_of(
    published: Published,
    table: FigureTable,
    counts: IntArray,
    parts: tuple[Levels, ...],
    turned: bool,
) -> tuple[Margin, Margin]:
    """Return the margins that typed-in counts add up to."""
    figure = table.figure
    rows, columns = (table.columns, table.rows) if turned else (table.rows, table.columns)
    cells = counts.T if turned else counts
    names = (figure.characteristic, figure.outcome)

    def label(variable: str, levels: Levels) -> str:
        return published.group_label(figure.sample, variable, levels)

    places = {level: place for place, level in enumerate(columns)}
    return (
        Margin(
            tuple(label(names[turned], (row,)) for row in rows),
            tuple(int(total) for total in cells.sum(axis=1)),
        ),
        Margin(
            tuple(label(names[not turned], part) for part in parts),
            tuple(int(cells[:, [places[level] for level in part]].sum()) for part in parts),
        ),
    )


def _cuts(view: View, statement: Statement) -> tuple[Cut, ...]:
    """Return a linear statement as cuts of the view."""
    above, below = places_of(view, statement.above), places_of(view, statement.below)
    interval = statement.interval
    if not statement.below:
        return (_between(above, interval, 1, statement.source),)
    whole = _fixed_sum(view.space, below)
    if whole is not None:
        return (_between(above, interval, whole, statement.source),)
    return share_cut(
        sorted(above),
        sorted(below),
        interval.low,
        interval.high,
        low_closed=interval.low_closed,
        high_closed=interval.high_closed,
        source=statement.source,
    )


def _between(cells: set[tuple[int, int]], interval: ShareInterval, whole: int, source: str) -> Cut:
    """Return the cut that the share of some cells in a known number of cases makes."""
    low, high = interval.low * whole, interval.high * whole
    least = -((-low).__floor__())
    if not interval.low_closed and Fraction(least) == low:
        least += 1
    most = high.__floor__()
    if not interval.high_closed and Fraction(most) == high:
        most -= 1
    return subtotal_cut(sorted(cells), least, most, source)


def places_of(view: View, cells: Iterable[Cell]) -> set[tuple[int, int]]:
    """Return the cells of a view that hold some cells of the figure, cases left out included."""
    rows = {level: place for place, level in enumerate((*view.rows, LEFT_OUT))}
    columns = {level: place for place, part in enumerate(view.parts) for level in part}
    columns[LEFT_OUT] = len(view.parts)
    pairs = ((b, a) if view.turned else (a, b) for a, b in cells)
    return {(rows[row], columns[column]) for row, column in pairs}


def _fixed_sum(space: TableSpace, cells: set[tuple[int, int]]) -> int | None:
    """Return the sum of some cells if the margins fix it: whole rows, or whole columns."""
    rows, columns = space.rows.with_missing, space.columns.with_missing
    # Empty lines of cases left out take part or not without any difference.
    real_rows = [i for i, total in enumerate(rows) if total]
    real_columns = [j for j, total in enumerate(columns) if total]
    used = {(i, j) for i, j in cells if rows[i] and columns[j]}
    lines_i, lines_j = {i for i, _ in used}, {j for _, j in used}
    if used == {(i, j) for i in lines_i for j in real_columns}:
        return sum(rows[i] for i in lines_i)
    if used == {(i, j) for i in real_rows for j in lines_j}:
        return sum(columns[j] for j in lines_j)
    return None
