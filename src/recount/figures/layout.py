"""What a figure crosses: its rows and columns, and their printed totals."""

from __future__ import annotations

from dataclasses import dataclass

from recount.published import Figure, Published
from recount.tables import Margin
from recount.verdicts import Assumed
from recount.verdicts.crossing import margin_of
from recount.verdicts.reading import Levels, levels_of

__all__ = ["LEFT_OUT", "Cell", "FigureTable", "figure_table", "margin_or_none"]

Cell = tuple[str, str]
"""A level of the rows and a level of the columns."""

#: Stands for the cases of which the level is missing, in a row's or a column's place.
LEFT_OUT = ""

#: A victim counted alone has the levels that the victims of this sample have.
SINGLE = "one_to_one"


@dataclass(frozen=True, slots=True)
class FigureTable:
    """The cross-table that a figure shows.

    Attributes:
        figure: The figure's line of figures.csv.
        rows: Levels of the characteristic, in the order of the report.
        columns: Levels of the outcome.
        row_labels, column_labels: Their names for readers.
        row_scores, column_scores: Their scores in a trend; empty for levels without order.
    """

    figure: Figure
    rows: Levels
    columns: Levels
    row_labels: tuple[str, ...]
    column_labels: tuple[str, ...]
    row_scores: tuple[int, ...] = ()
    column_scores: tuple[int, ...] = ()

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell, row by row, without the cases left out."""
        return tuple((row, column) for row in self.rows for column in self.columns)

    @property
    def bounded(self) -> bool:
        """Whether both margins are printed, so that anything bounds the cells."""
        return self.figure.margins_printed


def figure_table(published: Published, number: int) -> FigureTable:
    """Return what a figure crosses.

    Raises:
        ValueError: If there is no such figure.

    Example:
        >>> from recount.published import load_published
        >>> table = figure_table(load_published(), 5)
        >>> table.rows, table.columns
        (('infant', 'prepubescent', 'pubescent'), ('no', 'yes'))
    """
    figure = next((row for row in published.figures if row.number == number), None)
    if figure is None:
        numbers = [row.number for row in published.figures]
        raise ValueError(
            f"no figure {number}; the report has Figures {min(numbers)} to {max(numbers)}"
        )
    rows = _levels(published, figure.sample, figure.characteristic)
    columns = _levels(published, figure.sample, figure.outcome)
    return FigureTable(
        figure,
        rows,
        columns,
        tuple(_label(published, figure.sample, figure.characteristic, row) for row in rows),
        tuple(_label(published, figure.sample, figure.outcome, column) for column in columns),
        _scores(published, figure.characteristic, rows),
        _scores(published, figure.outcome, columns),
    )


def _levels(published: Published, sample: str, variable: str) -> Levels:
    """Return the levels of a variable; of victims counted one by one where a sample prints none."""
    return levels_of(published, sample, variable) or levels_of(published, SINGLE, variable)


def _scores(published: Published, variable: str, levels: Levels) -> tuple[int, ...]:
    scores = published.scores(variable)
    if not all(level in scores for level in levels):
        return ()
    return tuple(scores[level] for level in levels)


def _label(published: Published, sample: str, variable: str, level: str) -> str:
    return published.group_label(sample, variable, (level,))


def margin_or_none(
    published: Published, table: FigureTable, variable: str, assumed: Assumed
) -> Margin | None:
    """Return the printed margin of a figure's variable, its levels one by one; None if not printed.

    Example:
        >>> from recount.published import load_published
        >>> published = load_published()
        >>> margin_or_none(published, figure_table(published, 6), "traded", Assumed()).totals
        (1822, 143)
    """
    if not table.bounded:
        return None
    levels = levels_of(published, table.figure.sample, variable)
    groups = tuple((level,) for level in levels)
    return margin_of(published, table.figure.sample, variable, groups, assumed)
