"""Load the published data: one call, everything checked, all problems at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from recount.published.checks import CHECKS
from recount.published.descriptor import DESCRIPTOR, Row, Table, read_descriptor, read_tables
from recount.published.problems import DataError, DataProblem
from recount.published.publication import Published
from recount.published.records import (
    Assumption,
    Claim,
    Completeness,
    Count,
    DatasetDate,
    Figure,
    InventoryRow,
    Level,
    Percentage,
    Phrase,
    Sample,
    Total,
)

__all__ = ["default_folder", "load_published"]


def default_folder() -> Path:
    """Return the folder of the published data that belongs to this source tree."""
    return Path(__file__).resolve().parents[3] / "data" / "published"


def load_published(folder: Path | None = None) -> Published:
    """Return everything that the report prints, from a folder with a data package.

    Args:
        folder: The data folder; the project's own when None.

    Raises:
        DataError: With every problem of every file, each naming file, row, column, the value found
            and what was expected.

    Example:
        >>> len(load_published().percentages)
        59
    """
    folder = default_folder() if folder is None else folder
    descriptor = read_descriptor(folder)
    tables = read_tables(folder, descriptor)
    missing = [name for name in NEEDED if name not in tables]
    if missing:
        raise DataError(
            [
                DataProblem(DESCRIPTOR, None, "resources", None, f"a resource {name}")
                for name in missing
            ]
        )
    tables["claims"] = _unbounded(tables)
    problems = [problem for check in CHECKS for problem in check(tables)]
    if problems:
        raise DataError(problems)
    return Published(
        report=descriptor.get("report", {}),
        counts={row["id"]: _count(row) for row in tables["counts"].rows},
        levels=tuple(_level(row) for row in tables["levels"].rows),
        percentages=tuple(_percentage(row) for row in tables["percentages"].rows),
        totals=tuple(_total(row) for row in tables["totals"].rows),
        completeness=tuple(_completeness(row) for row in tables["completeness"].rows),
        claims=tuple(_claim(row) for row in tables["claims"].rows),
        figures=tuple(_figure(row, tables) for row in tables["figures"].rows),
        assumptions=tuple(
            Assumption(
                row["id"],
                row["kind"],
                row["binds"],
                row["value"],
                row["values"],
                row["statement"],
                int(row["page"]),
                row["place"],
            )
            for row in tables["assumptions"].rows
        ),
        dates={
            row["id"]: DatasetDate(
                **_values(row, ("id", "sample", "printed", "place")),
                day=date.fromisoformat(row["day"]),
                page=int(row["page"]),
            )
            for row in tables["dates"].rows
        },
        groups={
            (row["sample"], row["variable"], row["levels"]): row["label"]
            for row in tables["groups"].rows
        },
        variables={row["variable"]: row["name"] for row in tables["variables"].rows},
        inventory=tuple(_inventory(row) for row in tables["inventory"].rows),
        samples={
            row["sample"]: Sample(row["sample"], row["name"], _ids(row["members"]))
            for row in tables["samples"].rows
        },
        phrases={
            (row["sample"], row["variable"], row["levels"]): Phrase(
                row["label"], row["cases"], row["predicate"]
            )
            for row in tables["groups"].rows
        },
    )


def _unbounded(tables: dict[str, Table]) -> Table:
    """Return the claims as this package knows them: one without a printed margin is unbounded."""
    printed = {(row["sample"], row["variable"]) for row in tables["counts"].rows}
    variables = {row["variable"] for row in tables["variables"].rows}
    pools = {row["sample"] for row in tables["samples"].rows if row["members"]}
    rows = []
    for row in tables["claims"].rows:
        values = {k: v for k, v in row.values.items() if k not in ("reading_of", "note")}
        named = {row["characteristic"], row["outcome"]} & variables
        if row["sample"] not in pools and any((row["sample"], v) not in printed for v in named):
            blank = dict.fromkeys(
                ("characteristic", "level", "against", "outcome", "outcome_level"), ""
            )
            reason = row["note"] or "No count of it is printed"
            values |= {**blank, "relation": "unbounded", "reason": reason}
        rows.append(Row(row.line, values))
    return Table(tables["claims"].path, tuple(rows))


def _ids(text: str) -> tuple[str, ...]:
    return tuple(text.split(" + ")) if text else ()


#: Resources without which nothing can be audited.
NEEDED = (
    "counts",
    "levels",
    "variables",
    "samples",
    "groups",
    "percentages",
    "totals",
    "completeness",
    "claims",
    "figures",
    "assumptions",
    "dates",
    "inventory",
)


def _values(row: Row, columns: Iterable[str]) -> dict[str, str]:
    return {name: row[name] for name in columns}


def _count(row: Row) -> Count:
    return Count(
        **_values(
            row, ("id", "sample", "variable", "category", "role", "unit", "printed", "place")
        ),
        page=int(row["page"]),
    )


def _level(row: Row) -> Level:
    return Level(
        **_values(row, ("variable", "level", "label", "place")),
        score=int(row["score"]) if row["score"] else None,
        page=int(row["page"]),
    )


def _percentage(row: Row) -> Percentage:
    names = ("id", "sample", "variable", "category", "printed", "origin", "place", "statement")
    return Percentage(
        **_values(row, (*names, "repeats")),
        numerator=_ids(row["numerator"]),
        denominator=_ids(row["denominator"]),
        page=int(row["page"]),
    )


def _total(row: Row) -> Total:
    return Total(
        **_values(row, ("id", "sample", "printed", "relation", "place", "statement", "repeats")),
        parts=_ids(row["parts"]),
        bound=_ids(row["bound"]),
        page=int(row["page"]),
    )


def _completeness(row: Row) -> Completeness:
    return Completeness(
        **_values(row, ("id", "sample", "variable", "rule", "place", "statement", "reason")),
        known=_ids(row["known"]),
        missing=_ids(row["missing"]),
        page=int(row["page"]),
    )


def _claim(row: Row) -> Claim:
    return Claim(
        **{
            **row.values,
            "page": int(row["page"]),
            "figure": int(row["figure"]) if row["figure"] else None,
            "rests_on": tuple(filter(None, row["rests_on"].split("; "))),
        }  # type: ignore[arg-type]
    )


def _figure(row: Row, tables: dict[str, Table]) -> Figure:
    printed = {(row["sample"], row["variable"]) for row in tables["counts"].rows}
    return Figure(
        **_values(row, ("sample", "characteristic", "outcome", "title")),
        number=int(row["number"]),
        page=int(row["page"]),
        margins_printed=all(
            (row["sample"], row[name]) in printed for name in ("characteristic", "outcome")
        ),
    )


def _inventory(row: Row) -> InventoryRow:
    return InventoryRow(
        **_values(row, ("place", "printed", "subject", "entry", "reason")), page=int(row["page"])
    )
