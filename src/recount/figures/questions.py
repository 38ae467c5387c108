"""What each claim beside a figure asks of its table, bound to the figure's rows and columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recount.figures.layout import FigureTable
from recount.published import Claim, DataError, DataProblem, Published
from recount.published.descriptor import read_table
from recount.verdicts import members_of, read_claim
from recount.verdicts.reading import Levels, Reading, levels_of

__all__ = ["JUDGED", "Question", "questions_about", "readings_of_figures"]

#: Relations that a cross-table settles.
JUDGED = (
    "higher",
    "lower",
    "highest",
    "lowest",
    "no_difference",
    "rises",
    "falls",
    "no_trend",
    "rises_each_step",
    "majority_within",
    "no_association",
    "association",
)
READINGS = "figure_readings"


@dataclass(frozen=True, slots=True)
class Question:
    """One statement about a cross-table of two variables.

    Attributes:
        relation: How the statement is judged, one of ``JUDGED``.
        reading: Its levels.
        turned: Whether its rows are the figure's columns.
    """

    relation: str
    reading: Reading
    turned: bool


def readings_of_figures(descriptor: Mapping[str, Any], folder: Path) -> dict[str, dict[str, str]]:
    """Return the readings of claims whose figure has no printed margins, by claim.

    Raises:
        DataError: If the file is bad.
    """
    for resource in descriptor["resources"]:
        if resource["name"] == READINGS:
            return {row["claim"]: dict(row.values) for row in read_table(folder, resource).rows}
    return {}


def questions_about(
    published: Published,
    table: FigureTable,
    claim: Claim,
    readings: Mapping[str, Mapping[str, str]],
) -> tuple[Question, ...]:
    """Return what a claim asks of a figure's table, all of which must be true; empty for nothing.

    Raises:
        ReadingError: If the claim names a level that its sample does not have.

    Example:
        >>> from recount.figures.layout import figure_table
        >>> from recount.published import load_published
        >>> published = load_published()
        >>> claim = next(c for c in published.claims if c.id == "f05-jointly")
        >>> [q.relation for q in questions_about(published, figure_table(published, 5), claim, {})]
        ['higher', 'higher']
    """
    if claim.relation == "jointly":
        members = members_of({row.id: row for row in published.claims}, claim)
        return tuple(
            question
            for member in members
            for question in questions_about(published, table, member, readings)
        )
    if claim.id in readings:
        return _bound(table, readings[claim.id])
    if claim.relation not in JUDGED:
        return ()
    reading = read_claim(published, claim)
    if claim.relation in ("no_association", "association"):
        reading = Reading(
            reading.sample,
            reading.characteristic,
            reading.outcome,
            levels_of(published, reading.sample, reading.characteristic),
            (),
            (),
            (),
        )
    return (Question(claim.relation, reading, _turned(table, reading.characteristic)),)


def _turned(table: FigureTable, characteristic: str) -> bool:
    return characteristic != table.figure.characteristic


def _bound(table: FigureTable, row: Mapping[str, str]) -> tuple[Question, ...]:
    """Return the questions of a line of figure_readings.csv; one for each outcome parted by |."""
    turned = _turned(table, row["characteristic"])
    known, outcomes = (table.columns, table.rows) if turned else (table.rows, table.columns)
    problems: list[str] = []

    def levels(text: str, allowed: Levels) -> Levels:
        found = tuple(text.split(" + ")) if text else ()
        problems.extend(level for level in found if level not in allowed)
        return found

    pivot = levels(row["level"], known)
    if row["relation"] in ("no_association", "association") and not pivot:
        pivot = known
    against = tuple(levels(group, known) for group in row["against"].split(" | ") if group)
    if not against and row["relation"] not in ("no_association", "association"):
        against = tuple((level,) for level in known if pivot and level not in pivot)
    questions = []
    for text in row["outcome_level"].split(" | "):
        yes = levels(text, outcomes)
        no = tuple(level for level in outcomes if yes and level not in yes)
        reading = Reading(
            table.figure.sample, row["characteristic"], row["outcome"], pivot, against, yes, no
        )
        questions.append(Question(row["relation"], reading, turned))
    if problems:
        expected = f"levels of Figure {table.figure.number}"
        raise DataError(
            [
                DataProblem(f"{READINGS}.csv", None, row["claim"], name, expected)
                for name in problems
            ]
        )
    return tuple(questions)
