"""Tables on the data itself: scales, dictionary, inventory, citations, assumptions, figures."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from recount.book.bibliography import Work, read_works
from recount.book.names import find
from recount.book.spans import LEDGER
from recount.book.table import Column, Table, make_table, plain
from recount.book.words import SAMPLE_WORDS
from recount.ledger import Entry, Ledger
from recount.published import Figure

__all__ = [
    "figures_by_worth",
    "table_assumptions",
    "table_citations",
    "table_dictionary",
    "table_figures_wanted",
    "table_files",
    "table_inventory",
    "table_inventory_reasons",
    "table_scale",
]


def table_scale(ledger: Ledger, variable: str) -> Table:
    """Return the levels of a variable by name, with the modern cases at each.

    The acts that the report lists under a level are not repeated.

    Raises:
        UnknownNameError: If there is no such variable.
    """
    published = ledger.published
    name = find(variable, published.variables, "variable")
    cases = {
        sample: {count.category: count.printed for count in published.of(sample, variable)}
        for sample in ("one_to_one", "multiple")
    }
    rows = [
        {"level": plain(row.label), **{s: cases[s].get(row.level, "") for s in cases}}
        for row in published.levels
        if row.variable == variable
    ]
    columns = (
        Column("level", name[0].upper() + name[1:]),
        *(Column(s, f"{SAMPLE_WORDS[s]}, cases", "right") for s in cases),
    )
    return make_table(f"scale-{variable}", columns, rows, row_head="level")


def _package(folder: Path) -> list[dict[str, object]]:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    resources: list[dict[str, object]] = package["resources"]
    return resources


def table_files(folder: Path) -> Table:
    """Return the files of the data package and what each holds; one line for all figures."""
    rows = []
    for resource in _package(folder):
        path = str(resource["path"])
        if path.startswith("figures/") and not path.endswith("figure-01.csv"):
            continue
        with (folder / path).open(encoding="utf-8-sig", newline="") as lines:
            number = sum(1 for _ in csv.reader(lines)) - 1
        shown = path.replace("figure-01", "figure-NN")
        description = str(resource["description"]).replace("Figure 1 (page 17)", "a figure")
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


def table_dictionary(folder: Path, resource: str) -> Table:
    """Return the columns of one data file, as the data package describes them.

    Raises:
        UnknownNameError: If the package has no such resource.
    """
    known = {str(item["name"]): item for item in _package(folder)}
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


def table_inventory(ledger: Ledger) -> Table:
    """Return how many numerals each page prints, used by an entry or left with a reason."""
    pages = Counter(row.page for row in ledger.published.inventory)
    used = Counter(row.page for row in ledger.published.inventory if row.entry)
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


def table_inventory_reasons(ledger: Ledger) -> Table:
    """Return why numerals are used by no entry, and how many for each reason, most first."""
    reasons = Counter(row.reason for row in ledger.published.inventory if row.reason)
    rows = [
        {"reason": plain(reason), "numerals": f"{number:,}"}
        for reason, number in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    ]
    rows.append({"reason": "all", "numerals": f"{reasons.total():,}"})
    columns = (Column("reason", "Reason"), Column("numerals", "Numerals", "right"))
    return make_table("inventory-reasons", columns, rows, row_head="reason")


def table_citations(folder: Path, works: Path) -> Table:
    """Return the works that the report lists or cites, and where list and text do not match.

    Args:
        folder: The data folder with citations.csv.
        works: The BibTeX file.
    """
    named = read_works(works)
    with (folder / "citations.csv").open(encoding="utf-8-sig", newline="") as lines:
        cited = list(csv.DictReader(lines))
    rows = []
    for row in cited:
        rows.append(
            {
                "work": _work(named, row["key"], row["listed"] == "yes"),
                "listed": plain(row["listed"]),
                "pages": plain(row["cited_pages"].replace(";", ", ") or "–"),
                "note": plain(row["note"]),
            }
        )
    columns = (
        Column("work", "Work"),
        Column("listed", "In the list"),
        Column("pages", "Cited on page", "right"),
        Column("note", "What does not match"),
    )
    return make_table("citations", columns, rows, row_head="work")


def _work(named: Mapping[str, Work], key: str, listed: bool) -> str:
    if not listed and key not in named:
        return "a work that the list does not hold"
    work = find(key, named, "work")
    year = f" ({work.year})" if work.year else ""
    return f"{plain(work.authors + year)}: <cite>{plain(work.title)}</cite>"


def table_assumptions(ledger: Ledger) -> Table:
    """Return what verdicts rest on besides printed numbers: taken, possible, how many entries."""
    resting = Counter(
        name for entry in ledger.entries for name in {rest.assumption for rest in entry.rests_on}
    )
    rows = [
        {
            "statement": plain(row.statement),
            "taken": plain(row.value.replace("_", " ")),
            "values": plain(row.values.replace("_", " ")),
            "page": str(row.page),
            "entries": f"{resting[row.id]:,}",
        }
        for row in ledger.published.assumptions
    ]
    columns = (
        Column("statement", "What is assumed"),
        Column("taken", "Taken"),
        Column("values", "Possible"),
        Column("page", "Page", "right"),
        Column("entries", "Entries that rest on it", "right"),
    )
    return make_table("assumptions", columns, rows, row_head="statement")


def figures_by_worth(ledger: Ledger) -> list[tuple[Figure, list[Entry]]]:
    """Return the figures with the entries that their counts would settle, most entries first.

    Example:
        >>> from recount.book import open_book
        >>> figures = figures_by_worth(open_book().ledger)
        >>> len(figures), len(figures[0][1]) >= len(figures[-1][1])
        (24, True)
    """
    unsettled: dict[int, list[Entry]] = {}
    for entry in ledger.entries:
        if entry.figure is not None and entry.verdict in ("open", "no_counts"):
            unsettled.setdefault(entry.figure, []).append(entry)
    ranked = [(figure, unsettled.get(figure.number, [])) for figure in ledger.published.figures]
    return sorted(ranked, key=lambda pair: (-len(pair[1]), pair[0].number))


def _most_wanted(entries: Sequence[Entry]) -> str:
    """Return the number that most of the entries ask for, without what it settles of each."""
    asked = Counter(entry.settles.partition(";")[0] for entry in entries if entry.settles)
    return asked.most_common(1)[0][0] if asked else "the counts it shows"


def _linked_count(figure: Figure, entries: Sequence[Entry]) -> str:
    if not entries:
        return "0"
    wanted = f"figure={figure.number}&amp;verdict=open,no_counts"
    link = f"{LEDGER}#{entries[0].id}"
    return f'<a href="{link}" data-filter="{wanted}">{len(entries)}</a>'


def table_figures_wanted(ledger: Ledger) -> Table:
    """Return the figures whose counts are wanted, with what each would settle, most first.

    The count links to the first of them; the page's script narrows the ledger to all of them.
    """
    names = ledger.published.variables
    rows = []
    for figure, entries in figures_by_worth(ledger):
        crossing = f"{names[figure.characteristic]} by {names[figure.outcome]}"
        rows.append(
            {
                "figure": f"Figure\u00a0{figure.number}, page\u00a0{figure.page}: "
                + plain(f"{crossing}, {SAMPLE_WORDS[figure.sample]}"),
                "entries": _linked_count(figure, entries),
                "wanted": plain(_most_wanted(entries)),
            }
        )
    columns = (
        Column("figure", "Figure"),
        Column("entries", "Would settle", "right"),
        Column("wanted", "The number that would settle most"),
    )
    return make_table("figures-wanted", columns, rows, row_head="figure")
