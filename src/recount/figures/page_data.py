"""What the page for a figure's numbers needs to know: margins, readings, tests, files.

The page itself (``web/figure-page``) holds no number and no reading of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from recount.figures.deciding import DIRECTIONS, SLOPES, WHOLE, contrasts_of, tests_for, tests_of
from recount.figures.layout import FigureTable, figure_table, margin_or_none
from recount.figures.questions import Question, questions_about
from recount.figures.statements import Statement, printed_statements
from recount.figures.template import template
from recount.published import Published
from recount.settings import Settings
from recount.significance import normal_critical
from recount.verdicts import Assumed

__all__ = ["figures_data"]


def figures_data(
    published: Published,
    assumed: Assumed,
    settings: Settings,
    before: Mapping[str, Mapping[str, Any]],
    sample_words: Mapping[str, str],
) -> dict[str, Any]:
    """Return the figures whose margins are printed, and the settings, as plain lists.

    Args:
        published: What the report prints.
        assumed: Assumptions.
        settings: Settings of the tests.
        before: By claim, its verdict from the printed numbers.
        sample_words: Names of the samples for readers.

    Example:
        >>> from recount.published import load_published
        >>> data = figures_data(load_published(), Assumed(), Settings(), {}, {})
        >>> [figure["number"] for figure in data["figures"]][:3], data["settings"]["alpha"]
        ([4, 5, 6], 0.05)
    """
    figures = []
    for figure in published.figures:
        table = figure_table(published, figure.number)
        if table.bounded:
            figures.append(
                {
                    "number": figure.number,
                    "page": figure.page,
                    "title": figure.title,
                    "sample": sample_words.get(figure.sample, figure.sample),
                    "rows": _side(published, table, assumed, columns=False),
                    "columns": _side(published, table, assumed, columns=True),
                    "printed": [
                        _printed(table, statement)
                        for statement in printed_statements(published, table, assumed)
                    ],
                    "claims": _claims(published, table, before),
                    "template": template(published, table, {}),
                }
            )
    return {
        "figures": figures,
        "settings": {
            "alpha": float(settings.alpha),
            "z": normal_critical(settings),
            "convention": assumed.convention,
        },
    }


def _side(
    published: Published, table: FigureTable, assumed: Assumed, *, columns: bool
) -> dict[str, Any]:
    figure = table.figure
    variable = figure.outcome if columns else figure.characteristic
    margin = margin_or_none(published, table, variable, assumed)
    assert margin is not None
    name = published.variables[variable]
    return {
        "name": name[0].upper() + name[1:],
        "levels": list(table.columns if columns else table.rows),
        "labels": list(table.column_labels if columns else table.row_labels),
        "totals": list(margin.totals),
        "missing": margin.missing,
    }


def _printed(table: FigureTable, statement: Statement) -> dict[str, Any]:
    """Return a percentage printed in the text as the page's share of a row."""
    (row,) = {row for row, _ in statement.above}
    interval = statement.interval
    return {
        "kind": "row",
        "row": table.rows.index(row),
        "columns": sorted(table.columns.index(column) for _, column in statement.above),
        "low": _ends(interval.low),
        "high": _ends(interval.high),
        "lowClosed": interval.low_closed,
        "highClosed": interval.high_closed,
        "source": statement.source,
    }


def _ends(value: Fraction) -> list[int]:
    return [value.numerator, value.denominator]


def _claims(
    published: Published, table: FigureTable, before: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    found = []
    for claim in published.claims:
        if claim.figure != table.figure.number:
            continue
        questions = questions_about(published, table, claim, {})
        if not questions:
            continue
        found.append(
            {
                "id": claim.id,
                "page": claim.page,
                "statement": claim.statement,
                "before": dict(before.get(claim.id, {"verdict": "open", "count": None})),
                "tests": {name: list(tests) for name, tests in tests_for(questions).items()},
                "questions": [_question(published, table, each) for each in questions],
            }
        )
    return found


def _question(published: Published, table: FigureTable, question: Question) -> dict[str, Any]:
    reading = question.reading
    rows, columns = (table.columns, table.rows) if question.turned else (table.rows, table.columns)

    def name(levels: tuple[str, ...]) -> str:
        return published.group_label(reading.sample, reading.characteristic, levels)

    data: dict[str, Any] = {
        "turned": question.turned,
        "tests": [test for test in tests_of(question) if question.relation != "majority_within"],
        "yes": [columns.index(level) for level in reading.yes],
        "no": [columns.index(level) for level in reading.no],
    }
    outcome = ""
    if reading.yes:
        outcome = f": {published.group_label(reading.sample, reading.outcome, reading.yes)}"
        if len(reading.yes) + len(reading.no) < len(columns):
            other = published.group_label(reading.sample, reading.outcome, reading.no)
            outcome += f" against {other}"
    if question.relation in WHOLE:
        names = [published.variables[each] for each in (reading.characteristic, reading.outcome)]
        return data | {
            "kind": "whole",
            "what": f"{names[0]} by {names[1]}",
            "associated": question.relation == "association",
            "rows": [rows.index(level) for level in reading.pivot],
        }
    if question.relation in SLOPES:
        return data | {
            "kind": "slope",
            "what": f"one point more of {published.variables[reading.characteristic]}{outcome}",
            "direction": SLOPES[question.relation],
            "scores": list(table.column_scores if question.turned else table.row_scores),
        }
    if question.relation == "majority_within":
        return data | {
            "kind": "majority",
            "what": f"{name(reading.pivot)}{outcome}",
            "pivot": [rows.index(level) for level in reading.pivot],
        }
    return data | {
        "kind": "contrast",
        "direction": DIRECTIONS.get(question.relation, 1),
        "pairs": [
            {
                "what": f"{name(first)} against {name(second)}{outcome}",
                "first": [rows.index(level) for level in first],
                "second": [rows.index(level) for level in second],
            }
            for first, second in contrasts_of(question, rows)
        ],
    }
