"""What typed-in and printed numbers say of the cells: linear statements, and odds ratios.

A statement names cells of the figure's own table by their levels, cases left out included, so that
it can be laid on any view of the table that keeps those cells apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from recount.arithmetic import printed_interval
from recount.arithmetic.rounding import ShareInterval
from recount.figures.layout import LEFT_OUT, Cell, FigureTable
from recount.figures.rounded import rounded_interval
from recount.figures.typed import NOT_SHOWN, TypedNumber
from recount.published import Published, whole_number
from recount.verdicts import Assumed
from recount.verdicts.crossing import conditional
from recount.verdicts.reading import Levels

__all__ = ["OddsStatement", "Statement", "printed_statements", "statements_of"]


@dataclass(frozen=True, slots=True)
class Statement:
    """The sum of some cells, or their share of others, lies in an interval.

    Attributes:
        source: The file and line, or the entry, that says so.
        above: Cells that are counted.
        below: Cells of which they are a share; empty for a count.
        interval: The values allowed.
        number: The typed-in number; None for a printed percentage.
    """

    source: str
    above: frozenset[Cell]
    below: frozenset[Cell]
    interval: ShareInterval
    number: TypedNumber | None = None

    def within(self, table: FigureTable) -> bool:
        """Return whether it is about the figure's own cells, and not about cases left out."""
        return (self.above | self.below).issubset(table.cells)


@dataclass(frozen=True, slots=True)
class OddsStatement:
    """The odds ratio of two groups of rows and two of columns lies in an interval.

    Attributes:
        first, second: Groups of rows; both empty for one point more of the rows' scale.
        yes, no: Groups of columns.
        interval: The values allowed; None for an odds ratio that is not shown, which stands for a
            difference that is not significant (page 25).
        number: The typed-in number.
    """

    first: Levels
    second: Levels
    yes: Levels
    no: Levels
    interval: ShareInterval | None
    number: TypedNumber

    @property
    def per_point(self) -> bool:
        """Whether it is for one point more of the rows' scale."""
        return not self.first


def statements_of(
    table: FigureTable, numbers: Sequence[TypedNumber], assumed: Assumed
) -> tuple[tuple[Statement, ...], tuple[OddsStatement, ...]]:
    """Return what typed-in numbers say of the cells: linear statements, and odds ratios.

    Odds ratios that are not shown say nothing if the assumption of page 25 is switched off.
    """
    linear: list[Statement] = []
    odds: list[OddsStatement] = []
    for number in numbers:
        if number.quantity == "odds_ratio":
            if number.printed != NOT_SHOWN or assumed.unshown_not_significant:
                odds.append(_odds(table, number, assumed.convention))
        else:
            linear.append(_linear(table, number, assumed.convention))
    return tuple(linear), tuple(odds)


def _product(rows: Iterable[str], columns: Iterable[str]) -> frozenset[Cell]:
    columns = tuple(columns)
    return frozenset((row, column) for row in rows for column in columns)


def _exactly(value: int) -> ShareInterval:
    return ShareInterval(Fraction(value), Fraction(value), True, True)


def _linear(table: FigureTable, number: TypedNumber, convention: str) -> Statement:
    if number.quantity in ("count", "missing"):
        cells = _missing(table, number) if number.quantity == "missing" else _cells(number)
        interval = _exactly(whole_number(number.printed))
        return Statement(number.where, cells, frozenset(), interval, number)
    # A share is of the cases that the figure shows: those with both levels known.
    if number.quantity == "row_percent":
        below = _product(number.rows[0], table.columns)
    else:
        below = _product(table.rows, number.columns[0])
    percent = rounded_interval(number.printed.removesuffix("%"), convention)
    interval = ShareInterval(
        percent.low / 100, percent.high / 100, percent.low_closed, percent.high_closed
    )
    return Statement(number.where, _cells(number), below, interval, number)


def _cells(number: TypedNumber) -> frozenset[Cell]:
    return _product(number.rows[0], number.columns[0])


def _missing(table: FigureTable, number: TypedNumber) -> frozenset[Cell]:
    """Return the cells of cases left out: of one row, of one column, or all."""
    if number.rows:
        return _product(number.rows[0], [LEFT_OUT])
    if number.columns:
        return _product([LEFT_OUT], number.columns[0])
    return _product([LEFT_OUT], [*table.columns, LEFT_OUT]) | _product(table.rows, [LEFT_OUT])


def _odds(table: FigureTable, number: TypedNumber, convention: str) -> OddsStatement:
    first, second = _pair(number.rows, table.rows)
    yes, no = _pair(number.columns, table.columns)
    interval = None if number.printed == NOT_SHOWN else rounded_interval(number.printed, convention)
    return OddsStatement(first, second, yes, no, interval, number)


def _pair(groups: tuple[Levels, ...], known: Levels) -> tuple[Levels, Levels]:
    """Return two groups of levels; one alone is compared with all others."""
    if not groups:
        return (), ()
    if len(groups) == 2:
        return groups[0], groups[1]
    return groups[0], tuple(level for level in known if level not in groups[0])


def printed_statements(
    published: Published, table: FigureTable, assumed: Assumed
) -> tuple[Statement, ...]:
    """Return what percentages printed in the text say of a figure's cells.

    Example:
        >>> from recount.figures.layout import figure_table
        >>> from recount.published import load_published
        >>> published = load_published()
        >>> table = figure_table(published, 11)
        >>> [found.source for found in printed_statements(published, table, Assumed())]
        ['p30-pubescent', 'p30-infant', 'p30-prepubescent']
    """
    found = []
    figure = table.figure
    for stated in published.percentages:
        bound = conditional(stated)
        if bound is None or stated.sample != figure.sample:
            continue
        outcome, characteristic, levels, level = bound
        if (outcome, characteristic) == (figure.outcome, figure.characteristic):
            above, below = _product([level], levels), _product([level], table.columns)
        elif (characteristic, outcome) == (figure.outcome, figure.characteristic):
            above, below = _product(levels, [level]), _product(table.rows, [level])
        else:
            continue
        interval = printed_interval(stated.printed, assumed.convention)
        found.append(Statement(stated.id, above, below, interval))
    return tuple(found)
