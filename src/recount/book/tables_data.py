"""Tables on the data itself: scales, files, columns, inventory."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import Protocol

from recount.book.guards import OfLedger
from recount.book.names import find
from recount.book.table import Column, Table, make_table, plain
from recount.book.words import capital

__all__ = [
    "table_dictionary",
    "table_files",
    "table_inventory",
    "table_inventory_reasons",
    "table_scale",
]


class OfFolder(Protocol):
    """What has a data folder: the book."""

    @property
    def folder(self) -> Path:
        """The data folder."""


def table_scale(self: OfLedger, variable: str) -> Table:
    """Return the levels of a variable by name, with the modern cases at each.

    The acts that the report lists under a level are not repeated.

    Raises:
        UnknownNameError: If there is no such variable.
    """
    report = self.ledger.report
    name = find(variable, report.variables, "variable")
    cases = {
        sample: {count.category: count.printed for count in report.of(sample, variable)}
        for sample in report.samples
        if report.of(sample, variable)
    }
    rows = [
        {"level": plain(row.label), **{s: cases[s].get(row.level, "") for s in cases}}
        for row in report.levels
        if row.variable == variable
    ]
    columns = (
        Column("level", capital(name)),
        *(Column(s, capital(report.samples[s].name), "right") for s in cases),
    )
    return make_table(f"scale-{variable}", columns, rows, row_head="level")


def _package(folder: Path) -> list[dict[str, object]]:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    resources: list[dict[str, object]] = package["resources"]
    return resources


#: How the descriptor names the figure of a file.
FIGURE = r"Figure [0-9]+ \(page [0-9]+\)"


def table_files(self: OfFolder) -> Table:
    """Return the files of the data package and what each holds; one line for all figures."""
    rows = []
    for resource in _package(self.folder):
        path = str(resource["path"])
        if path.startswith("figures/") and not path.endswith("figure-01.csv"):
            continue
        with (self.folder / path).open(encoding="utf-8-sig", newline="") as lines:
            number = sum(1 for _ in csv.reader(lines)) - 1
        shown = path.replace("figure-01", "figure-NN")
        description = re.sub(FIGURE, "a figure", str(resource["description"]))
        rows.append(
            {
                "file": f"<code>{plain(shown)}</code>",
                "holds": plain(description),
                "rows": "" if shown != path else f"{number:,}",
            }
        )
    columns = (
        Column("file", "File"),
        Column("holds", "What it holds"),
        Column("rows", "Rows", "right"),
    )
    return make_table("files", columns, rows, row_head="file")


def table_dictionary(self: OfFolder, resource: str) -> Table:
    """Return the columns of one data file, as the data package describes them.

    Raises:
        UnknownNameError: If the package has no such resource.
    """
    known = {str(item["name"]): item for item in _package(self.folder)}
    schema = find(resource, known, "data file")["schema"]
    assert isinstance(schema, dict)
    rows = [
        {
            "column": f"<code>{plain(field['name'])}</code>",
            "type": plain(field["type"]),
            "meaning": plain(field.get("description", "")),
            "unit": plain(field.get("unit", "")),
            "values": plain(_values(field.get("constraints", {}))),
        }
        for field in schema["fields"]
    ]
    columns = [
        Column("column", "Column"),
        Column("type", "Type"),
        Column("meaning", "Meaning"),
        Column("unit", "Unit"),
        Column("values", "Values"),
    ]
    shown = [column for column in columns if any(row[column.key] for row in rows)]
    return make_table(f"dictionary-{resource}", shown, rows, row_head="column")


def _values(constraints: dict[str, object]) -> str:
    words = ["required"] if constraints.get("required") else []
    if constraints.get("unique"):
        words.append("unique")
    if "enum" in constraints:
        values = constraints["enum"]
        assert isinstance(values, list)
        words.append("one of " + ", ".join(map(str, values)))
    if "minimum" in constraints and "maximum" in constraints:
        words.append(f"{constraints['minimum']} to {constraints['maximum']}")
    return "; ".join(words)


def table_inventory(self: OfLedger) -> Table:
    """Return how many numerals each page prints, used by an entry or left with a reason."""
    pages = Counter(row.page for row in self.ledger.report.inventory)
    used = Counter(row.page for row in self.ledger.report.inventory if row.entry)
    rows = [
        {
            "page": str(page),
            "printed": f"{number:,}",
            "used": f"{used[page]:,}",
            "left": f"{number - used[page]:,}",
        }
        for page, number in sorted(pages.items())
    ]
    rows.append(
        {
            "page": "all",
            "printed": f"{pages.total():,}",
            "used": f"{used.total():,}",
            "left": f"{pages.total() - used.total():,}",
        }
    )
    columns = (
        Column("page", "Page"),
        Column("printed", "Numerals", "right"),
        Column("used", "Used by an entry", "right"),
        Column("left", "Left, with a reason", "right"),
    )
    return make_table("inventory", columns, rows, row_head="page")


def table_inventory_reasons(self: OfLedger) -> Table:
    """Return why numerals are used by no entry, and how many for each reason, most first."""
    reasons = Counter(row.reason for row in self.ledger.report.inventory if row.reason)
    rows = [
        {"reason": plain(reason), "numerals": f"{number:,}"}
        for reason, number in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    ]
    rows.append({"reason": "all", "numerals": f"{reasons.total():,}"})
    columns = (Column("reason", "Reason"), Column("numerals", "Numerals", "right"))
    return make_table("inventory-reasons", columns, rows, row_head="reason")
