"""Whether the files are those that were last reviewed: their sums stand in the descriptor.

What the data says twice notices most slips, and tells their place. A slip in a sentence of ours,
or in a name that stands once, nothing printed can reveal: the sum of the file does.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from recount.report.descriptor import DESCRIPTOR, Resource, read_descriptor
from recount.report.problems import Problem
from recount.report.report import Report
from recount.report.typed import HEADER, figure_name, template

__all__ = ["seal", "unsealed"]


def unsealed(folder: Path, report: Report) -> list[Problem]:
    """Return the files that are not as they were reviewed; those without a sum are passed over.

    Forms of figures have none: their lines without a number are those of the empty form.

    Raises:
        DataProblems: If the descriptor is bad.
    """
    problems = list(_forms(folder, report))
    for resource in read_descriptor(folder).resources.values():
        found = _sum(folder, resource)
        if resource.hash and resource.hash != found:
            expected = f"{resource.hash}, the file that was reviewed; if the change is meant, "
            problems.append(
                Problem(resource.path, None, None, found, f"{expected}recount seal takes it over")
            )
    return problems


def _forms(folder: Path, report: Report) -> Iterator[Problem]:
    for figure in report.figures:
        path = f"figures/{figure_name(figure.number)}.csv"
        form = template(report, figure).splitlines()
        try:
            lines = (folder / path).read_text(encoding="utf-8-sig").splitlines()
        except FileNotFoundError:
            continue
        if figure.number not in report.typed:
            if lines != form:
                expected = "the empty form, as recount figure --template writes it"
                yield Problem(path, None, None, f"{len(lines)} lines", expected)
            continue
        for number, line in enumerate(lines, start=1):
            values = next(csv.reader([line]), [])
            if len(values) == len(HEADER) and not values[3] and line not in form:
                yield Problem(path, number, None, line, "a line of the empty form, or a number")


def seal(folder: Path) -> None:
    """Write the sums of all files into the descriptor; forms of figures have none.

    Raises:
        DataProblems: If the descriptor is bad.
    """
    resources = read_descriptor(folder).resources
    path = folder / DESCRIPTOR
    raw = json.loads(path.read_text(encoding="utf-8-sig"))
    for row in raw["resources"]:
        row.pop("hash", None)
        # A form is there to be filled in.
        if not row["name"].startswith(figure_name("")):
            row["hash"] = _sum(folder, resources[row["name"]])
    path.write_text(json.dumps(raw, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _sum(folder: Path, resource: Resource) -> str:
    return f"sha256:{hashlib.sha256((folder / resource.path).read_bytes()).hexdigest()}"
