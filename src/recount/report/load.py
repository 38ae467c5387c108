"""Load the published data: one call, everything checked, all problems at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from recount.report.checks import check_report
from recount.report.claims import read_claims
from recount.report.records import FILES, Conditional, FigureLine, Percentage
from recount.report.report import Report
from recount.report.tables import (
    DataProblems,
    Problem,
    columns_of,
    described,
    foreign,
    read_rows,
    repeated,
)
from recount.report.typed import figure_name, read_typed

__all__ = ["UnknownAssumptionError", "default_folder", "load_report"]

DESCRIPTOR = "datapackage.json"


class UnknownAssumptionError(ValueError):
    """An assumption is to be changed that the data does not have."""


def default_folder() -> Path:
    """Return the folder of the published data that belongs to this source tree."""
    return Path(__file__).resolve().parents[3] / "data" / "published"


def load_report(
    folder: Path | None = None,
    typed_file: tuple[int, Path] | None = None,
    assume: Mapping[str, str] | None = None,
) -> Report:
    """Return everything that the report prints, from a folder with a data package.

    Args:
        folder: The data folder; the project's own when None.
        typed_file: A figure's number and a file to read for it instead of the installed one.
        assume: Values of assumptions to take instead of those in the data, by id.

    Raises:
        UnknownAssumptionError: If the data has no such assumption.
        DataProblems: With every problem of every file, each naming file, row, column, the value
            found and what was expected.

    Example:
        >>> len(load_report().percentages)
        59
    """
    folder = default_folder() if folder is None else folder
    rows, problems = _rows(folder, typed_file)
    citation, faults = _described(folder, rows)
    _raise(problems + faults)
    rows["assumptions"] = _assuming(rows["assumptions"], assume or {})
    report = _report(rows, citation)
    _raise(check_report(report))
    claims, problems = read_claims(report.claims, report)
    report = replace(report, claims=claims)
    typed = {}
    for figure in report.figures:
        numbers, faults = read_typed(report, figure, rows[figure_name(figure.number)])
        problems = problems + faults
        if numbers:
            typed[figure.number] = numbers
    _raise(problems)
    return replace(report, typed=typed)


def _raise(problems: list[Problem]) -> None:
    if problems:
        raise DataProblems(problems)


def _rows(
    folder: Path, typed_file: tuple[int, Path] | None
) -> tuple[dict[str, Any], list[Problem]]:
    """Return the rows of every file by its name, and every problem of a file by itself."""
    rows: dict[str, Any] = {}
    known: dict[str, Any] = {}
    problems = []
    for name, (kind, key) in FILES.items():
        rows[name], faults = read_rows(kind, folder / f"{name}.csv", f"{name}.csv")
        faults += repeated(rows[name], key) if key else []
        if not faults:
            # The names in the first column of a file are what others refer to.
            known[name] = {getattr(row, columns_of(kind)[0]): None for row in rows[name]}
        problems += faults
    for name in FILES:
        problems += foreign(rows[name], known)
    for figure in rows["figures"]:
        name = figure_name(figure.number)
        path, file = folder / "figures" / f"{name}.csv", f"figures/{name}.csv"
        if typed_file is not None and typed_file[0] == figure.number:
            path, file = typed_file[1], str(typed_file[1])
        rows[name], faults = read_rows(FigureLine, path, file)
        problems += faults
    return rows, problems


def _described(folder: Path, rows: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """Return what the descriptor says of the report, and where it does not describe the files."""
    raw, problem = _json(folder)
    if problem is not None:
        return {}, [problem]
    match raw:
        case {"resources": [*resources], "report": {"title": str()} as citation}:
            pass
        case _:
            expected = "a list named resources, and an object named report that has a title"
            return {}, [Problem(DESCRIPTOR, None, None, json.dumps(raw), expected)]
    found: dict[str, Any] = {}
    for resource in resources:
        match resource:
            case {"path": str(path), "schema": {"fields": [*fields]}}:
                found[path] = fields
    problems = []
    for name in rows:
        path = f"{name}.csv" if name in FILES else f"figures/{name}.csv"
        wanted = described(FILES[name][0] if name in FILES else FigureLine)
        if path not in found:
            expected = f"a resource with the path {path}, its fields in place"
            problems.append(Problem(DESCRIPTOR, None, "resources", None, expected))
        problems += [
            Problem(DESCRIPTOR, None, path, json.dumps(was), f"a field {json.dumps(field)}")
            for was, field in zip_longest(found.get(path, wanted), wanted)
            if field is None or not _has(was, field)
        ]
    return citation, problems


def _has(found: Any, wanted: Any) -> bool:
    """Return whether a part of the descriptor says what is wanted of it, or more."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(_has(found.get(k), v) for k, v in wanted.items())
    return bool(found == wanted)


def _json(folder: Path) -> tuple[Any, Problem | None]:
    """Return the descriptor, and what is wrong with it where it cannot be read."""
    line = None
    try:
        return json.loads((folder / DESCRIPTOR).read_bytes().decode("utf-8-sig")), None
    except (FileNotFoundError, NotADirectoryError):
        expected = f"a data package in {folder}"
    except OSError as error:
        expected = f"a file that can be read ({error.strerror})"
    except json.JSONDecodeError as error:
        expected, line = "JSON", error.lineno
    except (ValueError, RecursionError):
        expected = "JSON in UTF-8, not nested deeply, its numbers of a length that can be read"
    return None, Problem(DESCRIPTOR, line, None, None, expected)


def _assuming(rows: tuple[Any, ...], assume: Mapping[str, str]) -> tuple[Any, ...]:
    """Return the assumptions, some with other values."""
    known = [row.id for row in rows]
    for name in assume:
        if name not in known:
            expected = ", ".join(known) or "none, as the data has no assumption"
            raise UnknownAssumptionError(f"found {name!r}, expected one of {expected}")
    if not assume:
        return rows
    return tuple(replace(row, value=assume.get(row.id, row.value)) for row in rows)


def _within(stated: Percentage) -> Percentage:
    """Return a percentage with the two variables that it names, if it names two."""
    outcome, sign, characteristic = stated.variable.partition(" | ")
    levels, _, level = stated.category.partition(" | ")
    if not sign:
        return stated
    within = Conditional(outcome, characteristic, tuple(levels.split(" + ")), level)
    return replace(stated, within=within)


def _report(rows: Mapping[str, Any], citation: Mapping[str, Any]) -> Report:
    """Return all records, the claims not typed yet, as their readings need the others."""
    plain: tuple[str, ...] = (
        "levels",
        "totals",
        "completeness",
        "claims",
        "figures",
        "assumptions",
        "periods",
    )
    plain += ("sections", "tables", "comparisons", "citations", "inventory")
    return Report(
        **{name: rows[name] for name in plain},
        rows=rows,
        report=citation,
        percentages=tuple(map(_within, rows["percentages"])),
        counts={row.id: row for row in rows["counts"]},
        dates={row.id: row for row in rows["dates"]},
        samples={row.sample: row for row in rows["samples"]},
        variables={row.variable: row.name for row in rows["variables"]},
        groups={(row.sample, row.variable, row.levels): row for row in rows["groups"]},
    )
