"""Load the published data: one call, everything checked, all problems at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from recount.report import tables
from recount.report.checks import check_report
from recount.report.claims import read_claims
from recount.report.records import FILES, FigureLine
from recount.report.report import Report, UnknownError
from recount.report.tables import DataProblems, Problem
from recount.report.typed import read_typed

DESCRIPTOR = "datapackage.json"


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
        UnknownError: If the data has no such assumption.
        DataProblems: With every problem of every file, each naming file, row, column, the value
            found and what was expected.

    Example:
        >>> len(load_report().figures)
        24
    """
    folder = default_folder() if folder is None else folder
    rows, problems = _rows(folder, typed_file)
    if problems:
        raise DataProblems(problems)
    citation = _described(folder, rows)
    changed, known = assume or {}, [row.id for row in rows["assumptions"]]
    for name in sorted(changed.keys() - set(known)):
        raise UnknownError(f"assumption: found {name!r}, expected one of {', '.join(known)}")
    rows["assumptions"] = tuple(
        replace(row, value=changed.get(row.id, row.value)) for row in rows["assumptions"]
    )
    report = Report.of_rows(rows, citation)
    if problems := check_report(report):
        raise DataProblems(problems)
    claims, problems = read_claims(report.claims, report)
    report = replace(report, claims=claims, rows={**rows, "claims": claims})
    typed = {}
    for figure in report.figures:
        typed[figure.number], faults = read_typed(report, figure, rows[figure.form])
        problems = problems + faults
    if problems:
        raise DataProblems(problems)
    return replace(report, typed={number: found for number, found in typed.items() if found})


def _rows(
    folder: Path, typed_file: tuple[int, Path] | None
) -> tuple[dict[str, Any], list[Problem]]:
    """Return the rows of every file by its name, and every problem of a file by itself."""
    rows: dict[str, Any] = {}
    known: dict[str, Any] = {}
    problems = []
    for name, (kind, key) in FILES.items():
        columns = tables.columns_of(kind)
        rows[name], faults = tables.read_rows(kind, folder / f"{name}.csv", f"{name}.csv")
        faults += tables.repeated(rows[name], columns[:key])
        if not faults:
            # The names in the first column of a file are what others refer to.
            known[name] = {getattr(row, columns[0]): None for row in rows[name]}
        problems += faults
    for name in FILES:
        problems += tables.foreign(rows[name], known)
    for figure in rows["figures"]:
        path, file = folder / f"{figure.form}.csv", f"{figure.form}.csv"
        if typed_file is not None and typed_file[0] == figure.number:
            path, file = typed_file[1], str(typed_file[1])
        rows[figure.form], faults = tables.read_rows(FigureLine, path, file)
        problems += faults
    return rows, problems


def _described(folder: Path, rows: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what the descriptor says of the report, once it describes the files."""
    try:
        raw = json.loads(tables.read_text(folder / DESCRIPTOR, DESCRIPTOR))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        expected = "JSON, not nested deeply, its numbers of a length that can be read"
        raise DataProblems([Problem(DESCRIPTOR, line, None, None, expected)]) from None
    resources, citation = _within(raw, "resources"), _within(raw, "report")
    if not isinstance(resources, list) or not isinstance(_within(citation, "title"), str):
        expected = "a list named resources, and an object named report that has a title"
        raise DataProblems([Problem(DESCRIPTOR, None, None, json.dumps(raw), expected)])
    found = {str(_within(each, "path")): each for each in resources}
    problems = []
    for name in rows:
        path, wanted = f"{name}.csv", tables.described(FILES.get(name, (FigureLine,))[0])
        fields, number = (_within(found.get(path), *x) for x in (("schema", "fields"), ("rows",)))
        told = "; ".join(map(_field, fields)) if isinstance(fields, list) else None
        if told != wanted:
            expected = f"a resource with this path and the fields {wanted}"
            problems.append(Problem(DESCRIPTOR, None, path, told, expected))
        if number not in (None, len(rows[name])):
            expected = f"{number} rows, as {DESCRIPTOR} has it"
            problems.append(Problem(path, None, None, f"{len(rows[name])} rows", expected))
    if problems:
        raise DataProblems(problems)
    return dict(citation)


def _within(found: Any, *names: str) -> Any:
    """Return what stands in JSON under these names, one within the other; None where nothing."""
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _field(found: Any) -> str:
    """Return what is compared of a field: its name, its type, and whether it may be empty."""
    required = ", required" if _within(found, "constraints", "required") is True else ""
    return f"{_within(found, 'name')}: {_within(found, 'type')}{required}"
