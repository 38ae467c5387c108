"""The ledger as text: a summary for the terminal, CSV, Markdown and JUnit."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from xml.etree import ElementTree

from recount.ledger.build import Ledger
from recount.ledger.contract import entry_to_json, ledger_to_json
from recount.ledger.entry import Entry
from recount.phrases import counted

__all__ = ["FORMATS", "as_csv", "as_json", "as_junit", "as_markdown", "as_summary"]

CSV_COLUMNS = (
    "id",
    "kind",
    "page",
    "where",
    "sample",
    "figure",
    "statement",
    "printed",
    "numerator",
    "denominator",
    "exact",
    "recomputed",
    "verdict",
    "expected",
    "reason",
    "basis",
    "proof",
    "repeats",
)


def as_summary(ledger: Ledger) -> str:
    """Return the entries by verdict, what does not go together, and what is not as expected."""
    lines = [
        str(ledger.published.report.get("title", "Report")),
        f"{counted(len(ledger.entries), 'entry', 'entries')}, "
        f"{counted(len(ledger.published.inventory), 'numeral')} accounted for",
        "",
    ]
    lines += [f"  {word:<13}{number:>5}" for word, number in ledger.summary.items()]
    apart = [e for e in ledger.entries if e.verdict in ("differs", "impossible", "fails")]
    if apart:
        lines += ["", "What does not go together:"]
        lines += [f"  {_line(entry)}" for entry in apart]
    if ledger.unexpected:
        lines += ["", "NOT AS EXPECTED:"]
        lines += [
            f"  {entry.id} (page {entry.page}): {entry.verdict}, "
            f"expected {entry.expected or 'no verdict at all'}. {entry.sentence}"
            for entry in ledger.unexpected
        ]
    else:
        lines += ["", "Every verdict is the expected one."]
    lines += ["", "One entry in full: recount show ID"]
    return "\n".join(lines) + "\n"


def _line(entry: Entry) -> str:
    shown = f"{entry.printed} printed, {entry.recomputed} recomputed" if entry.recomputed else ""
    return f"{entry.verdict:<11}{entry.id} (page {entry.page}): {shown or entry.statement}"


def as_json(ledger: Ledger) -> str:
    """Return the contract as JSON text."""
    return json.dumps(ledger_to_json(ledger), indent=1, ensure_ascii=False) + "\n"


def as_csv(ledger: Ledger) -> str:
    """Return one line an entry, the columns of the contract that hold a single value."""
    out = io.StringIO()
    writer = csv.DictWriter(out, CSV_COLUMNS, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(entry_to_json(entry) for entry in ledger.entries)
    return out.getvalue()


def as_markdown(ledger: Ledger) -> str:
    """Return the summary and one table of all entries in Markdown."""
    lines = ["| verdict | entries |", "|---|--:|"]
    lines += [f"| {word} | {number} |" for word, number in ledger.summary.items()]
    lines += ["", "| entry | page | statement | printed | recomputed | verdict |"]
    lines += ["|---|--:|---|--:|--:|---|"]
    for entry in ledger.entries:
        cells = (
            entry.id,
            str(entry.page),
            entry.statement,
            entry.printed or "",
            entry.recomputed or "",
            entry.verdict,
        )
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def as_junit(ledger: Ledger) -> str:
    """Return one test case an entry; a verdict that is not the expected one is a failure."""
    suite = ElementTree.Element(
        "testsuite",
        name="recount audit",
        tests=str(len(ledger.entries)),
        failures=str(len(ledger.unexpected)),
        errors="0",
        skipped="0",
    )
    for entry in ledger.entries:
        case = ElementTree.SubElement(
            suite, "testcase", classname=f"{entry.kind}.page{entry.page}", name=entry.id
        )
        if not entry.as_expected:
            failure = ElementTree.SubElement(
                case, "failure", message=f"{entry.verdict}, expected {entry.expected}"
            )
            failure.text = f"page {entry.page}, {entry.where}: {entry.sentence}"
    ElementTree.indent(suite)
    text = ElementTree.tostring(suite, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


FORMATS: dict[str, Callable[[Ledger], str]] = {
    "summary": as_summary,
    "json": as_json,
    "csv": as_csv,
    "markdown": as_markdown,
    "junit": as_junit,
}
