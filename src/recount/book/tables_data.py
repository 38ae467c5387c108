"""Tables on the data itself: scales, files, columns, inventory."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from recount.book.inline import Block, find
from recount.book.table import make_table, plain
from recount.ledger import Ledger
from recount.words import capital

__all__ = [
    "table_dictionary",
    "table_files",
    "table_inventory",
    "table_inventory_reasons",
    "table_scale",
]

#: How the descriptor names the figure of a file.
FIGURE = r"Figure [0-9]+ \(page [0-9]+\)"


def table_scale(ledger: Ledger, variable: str) -> Block:
    """Return the levels of a variable by name, with the cases of each sample that has counts.

    Raises:
        UnknownNameError: If there is no such variable.
    """
    report = ledger.report
    name = find(variable, report.variables, "variable")
    cases = {
        sample: {count.category: count.printed for count in report.of(sample, variable)}
        for sample in report.samples
        if report.of(sample, variable)
    }
    rows = [
        [plain(row.label), *(own.get(row.level, "") for own in cases.values())]
        for row in report.levels
        if row.variable == variable
    ]
    heads = [capital(name), *(capital(report.samples[sample].name) for sample in cases)]
    return make_table(f"scale-{variable}", heads, rows, right=range(1, len(heads)))


def _package(folder: Path) -> list[dict[str, Any]]:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    resources: list[dict[str, Any]] = package["resources"]
    return resources


def table_files(folder: Path) -> Block:
    """Return the files of the data package and what each holds; one line for all figures."""
    rows, forms = [], 0
    for resource in _package(folder):
        path = str(resource["path"])
        number = ""
        if path.startswith("figures/"):
            forms += 1
            if forms > 1:
                continue
            path = re.sub(r"\d+", "NN", path)
        else:
            with (folder / path).open(encoding="utf-8-sig", newline="") as lines:
                number = f"{sum(1 for _ in csv.reader(lines)) - 1:,}"
        holds = re.sub(FIGURE, "a figure", str(resource["description"]))
        rows.append([f"<code>{plain(path)}</code>", plain(holds), number])
    return make_table("files", ["File", "What it holds", "Rows"], rows, right=[2])


def table_dictionary(folder: Path, resource: str) -> Block:
    """Return the columns of one data file, as the data package describes them.

    Raises:
        UnknownNameError: If the package has no such resource.
    """
    known = {str(item["name"]): item for item in _package(folder)}
    heads = ["Column", "Type", "Meaning", "Unit", "Values"]
    rows = [
        [
            f"<code>{plain(field['name'])}</code>",
            plain(field["type"]),
            plain(field.get("description", "")),
            plain(field.get("unit", "")),
            plain(_values(field.get("constraints", {}))),
        ]
        for field in find(resource, known, "data file")["schema"]["fields"]
    ]
    shown = [place for place in range(len(heads)) if any(row[place] for row in rows)]
    rows = [[row[place] for place in shown] for row in rows]
    return make_table(f"dictionary-{resource}", [heads[place] for place in shown], rows)


def _values(constraints: dict[str, Any]) -> str:
    words = [word for word in ("required", "unique") if constraints.get(word)]
    if "enum" in constraints:
        words.append("one of " + ", ".join(map(str, constraints["enum"])))
    if "minimum" in constraints and "maximum" in constraints:
        words.append(f"{constraints['minimum']} to {constraints['maximum']}")
    return "; ".join(words)


def table_inventory(ledger: Ledger) -> Block:
    """Return how many numerals each page prints, used by an entry or left with a reason."""
    pages = Counter(row.page for row in ledger.report.inventory)
    used = Counter(row.page for row in ledger.report.inventory if row.entry)
    counts = [(str(page), number, used[page]) for page, number in sorted(pages.items())]
    counts.append(("all", pages.total(), used.total()))
    rows = [[page, f"{all_:,}", f"{some:,}", f"{all_ - some:,}"] for page, all_, some in counts]
    heads = ["Page", "Numerals", "Used by an entry", "Left, with a reason"]
    return make_table("inventory", heads, rows, right=[1, 2, 3])


def table_inventory_reasons(ledger: Ledger) -> Block:
    """Return why numerals are used by no entry, and how many for each reason, most first."""
    reasons = Counter(row.reason for row in ledger.report.inventory if row.reason)
    ranked = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    rows = [[plain(reason), f"{number:,}"] for reason, number in ranked]
    rows.append(["all", f"{reasons.total():,}"])
    return make_table("inventory-reasons", ["Reason", "Numerals"], rows, right=[1])
