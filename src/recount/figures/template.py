"""The empty file of a figure: a line for every number that it may print, to be filled in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from recount.figures.deciding import DIRECTIONS, SLOPES, contrasts_of
from recount.figures.layout import FigureTable
from recount.figures.questions import Question, questions_about
from recount.figures.typed import PER_POINT
from recount.published import Published

__all__ = ["COLUMNS", "template"]

COLUMNS = ("quantity", "row", "column", "printed", "note")


def template(
    published: Published, table: FigureTable, readings: Mapping[str, Mapping[str, str]]
) -> str:
    r"""Return the empty file of a figure as CSV text.

    Every cell has a line for its count and for its percentage of the row and of the column; then
    come the missing cases and the odds ratios that the claims beside the figure speak of. Lines
    that stay empty are passed over, and further ones may be added.

    Example:
        >>> from recount.figures.layout import figure_table
        >>> from recount.published import load_published
        >>> published = load_published()
        >>> print("\n".join(template(published, figure_table(published, 4), {}).splitlines()[:3]))
        quantity,row,column,printed,note
        count,female,no,,"female, not traded"
        count,female,yes,,"female, traded"
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_lines(published, table, readings))
    return out.getvalue()


def _lines(
    published: Published, table: FigureTable, readings: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, str, str, str, str]]:
    shares = {
        "count": "",
        "row_percent": ", share of the row",
        "column_percent": ", share of the column",
    }
    figure = table.figure
    rows = _with_groups(published, figure.sample, figure.characteristic, table.rows)
    columns = _with_groups(published, figure.sample, figure.outcome, table.columns)
    for quantity, words in shares.items():
        for row, row_label in rows:
            for column, column_label in columns:
                yield quantity, row, column, "", f"{row_label}, {column_label}{words}"
    yield "missing", "", "", "", "cases left out for missing data, in all"
    for row, column, note in dict.fromkeys(_odds_lines(published, table, readings)):
        yield "odds_ratio", row, column, "", note


def _with_groups(
    published: Published, sample: str, variable: str, levels: Sequence[str]
) -> list[tuple[str, str]]:
    """Return levels with their names, then the groups by which a figure may show them instead.

    Those are the groups of levels that the sample itself has a name for, if they cover every level.
    """
    lines = [(level, _name(published, sample, variable, (level,))) for level in levels]
    joined = [
        levels_joined
        for where, of, levels_joined in published.groups
        if (where, of) == (sample, variable) and " + " in levels_joined
    ]
    if sorted(level for group in joined for level in group.split(" + ")) == sorted(levels):
        lines += [
            (group, _name(published, sample, variable, group.split(" + "))) for group in joined
        ]
    return lines


def _odds_lines(
    published: Published, table: FigureTable, readings: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, str, str]]:
    """Yield the odds ratios that the claims beside the figure speak of."""
    for claim in published.claims:
        if claim.figure != table.figure.number:
            continue
        for question in questions_about(published, table, claim, readings):
            if question.turned:
                continue
            yield from _odds_of(published, table, question)


def _odds_of(
    published: Published, table: FigureTable, question: Question
) -> Iterator[tuple[str, str, str]]:
    reading = question.reading
    both = (*reading.yes, *reading.no)
    column = " + ".join(reading.yes)
    outcome = _name(published, reading.sample, reading.outcome, reading.yes)
    if set(both) != set(table.columns):
        column += f"/{' + '.join(reading.no)}"
        outcome += f" against {_name(published, reading.sample, reading.outcome, reading.no)}"
    if question.relation in SLOPES:
        name = published.variables[reading.characteristic]
        yield PER_POINT, column, f"one point more of {name}, odds of {outcome}"
    elif question.relation in DIRECTIONS or question.relation == "rises_each_step":
        for first, second in contrasts_of(question, table.rows):
            names = [
                _name(published, reading.sample, reading.characteristic, group)
                for group in (first, second)
            ]
            row = f"{' + '.join(first)}/{' + '.join(second)}"
            yield row, column, f"{names[0]} against {names[1]}, odds of {outcome}"


def _name(published: Published, sample: str, variable: str, levels: Sequence[str]) -> str:
    return published.group_label(sample, variable, tuple(levels))
