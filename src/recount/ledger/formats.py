"""The ledger as text: a summary for the terminal, JSON, CSV, Markdown and JUnit."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from xml.etree import ElementTree

from recount.ledger.build import Ledger
from recount.ledger.contract import entry_to_json, ledger_to_json
from recount.ledger.entry import Entry
from recount.ledger.said import say
from recount.words import counted

__all__ = ["FORMATS", "as_csv", "as_json", "as_junit", "as_markdown", "as_summary"]

CSV_COLUMNS = (
    *("id", "kind", "page", "where", "sample", "figure", "statement", "printed", "numerator"),
    *("denominator", "exact", "recomputed", "verdict", "with_figures", "expected", "reason"),
    *("basis", "proof", "repeats", "reading_of"),
)
#: A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
APART = ("differs", "impossible", "fails")


def as_summary(ledger: Ledger) -> str:
    """Return statements and entries by verdict, what disagrees, and what is not as expected."""
    lines = [
        str(ledger.report.report.get("title", "Report")),
        f"{counted(len(ledger.statements), 'statement')}, "
        f"{counted(len(ledger.entries), 'entry', 'entries')} with repeats and readings, "
        f"{counted(len(ledger.report.inventory), 'numeral')} accounted for",
        "",
        f"  {'':<13}{'statements':>10}{'entries':>9}",
    ]
    statements = ledger.statement_summary
    lines += [
        f"  {word:<13}{statements[word]:>10}{number:>9}" for word, number in ledger.summary.items()
    ]
    figures = len(ledger.report.typed)
    if figures:
        touched = [entry for entry in ledger.entries if entry.with_figures is not None]
        lines += ["", f"With the numbers typed in from {counted(figures, 'figure')}:"]
        lines += [f"  {_later(entry)}" for entry in touched]
    apart = [entry for entry in ledger.entries if entry.verdict in APART]
    if apart:
        lines += ["", "What does not go together:"]
        lines += [f"  {_line(entry)}" for entry in apart]
    if ledger.unexpected:
        lines += ["", "NOT AS EXPECTED:"]
        lines += [
            f"  {entry.id} (page {entry.page}): {entry.verdict}, expected {entry.expected}. "
            f"{say(ledger, entry).sentence}"
            for entry in ledger.unexpected
        ]
    else:
        lines += ["", "Every verdict is the expected one."]
    if ledger.refuted:
        lines += ["", "PROVED FALSE BY NUMBERS TYPED IN FROM FIGURES:"]
        lines += [f"  {_later(entry)}" for entry in ledger.refuted]
    lines += ["", "One entry in full: recount show ID"]
    return "\n".join(lines) + "\n"


def _line(entry: Entry) -> str:
    shown = f"{entry.printed} printed, {entry.recomputed} recomputed" if entry.recomputed else ""
    return f"{entry.verdict:<11}{entry.id} (page {entry.page}): {shown or entry.statement}"


def _later(entry: Entry) -> str:
    assert entry.with_figures is not None
    return (
        f"{entry.with_figures.verdict:<11}{entry.id} (page {entry.page}), "
        f"{entry.verdict} by the text alone: {entry.statement}"
    )


def as_json(ledger: Ledger) -> str:
    """Return the contract as JSON text."""
    return json.dumps(ledger_to_json(ledger), indent=1, ensure_ascii=False) + "\n"


def as_csv(ledger: Ledger) -> str:
    """Return one line an entry, the columns of the contract that hold a single value.

    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, CSV_COLUMNS, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for entry in ledger.entries:
        later = entry.with_figures
        row = entry_to_json(ledger, entry) | {"with_figures": later and later.verdict}
        writer.writerow({name: _harmless(value) for name, value in row.items()})
    return out.getvalue()


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def as_markdown(ledger: Ledger) -> str:
    """Return the summary and one table of all entries in Markdown."""
    statements = ledger.statement_summary
    lines = ["| verdict | statements | entries |", "|---|--:|--:|"]
    lines += [f"| {word} | {statements[word]} | {n} |" for word, n in ledger.summary.items()]
    lines += ["", "| entry | page | statement | printed | recomputed | verdict | with figures |"]
    lines += ["|---|--:|---|--:|--:|---|---|"]
    for entry in ledger.entries:
        cells = (
            entry.id,
            str(entry.page),
            entry.statement,
            entry.printed or "",
            entry.recomputed or "",
            entry.verdict,
            entry.with_figures.verdict if entry.with_figures else "",
        )
        escaped = (
            cell.replace("\\", "\\\\").replace("|", "\\|").replace("<", "\\<") for cell in cells
        )
        lines.append("| " + " | ".join(escaped) + " |")
    return "\n".join(lines) + "\n"


def as_junit(ledger: Ledger) -> str:
    """Return one test case an entry; a failure where a verdict is not expected, or proved false."""
    refuted = {entry.id for entry in ledger.refuted}
    failing = refuted | {entry.id for entry in ledger.unexpected}
    suite = ElementTree.Element(
        "testsuite",
        name="recount audit",
        tests=str(len(ledger.entries)),
        failures=str(len(failing)),
        errors="0",
        skipped="0",
    )
    for entry in ledger.entries:
        case = ElementTree.SubElement(
            suite, "testcase", classname=f"{entry.kind}.page{entry.page}", name=entry.id
        )
        if entry.id in failing:
            message = f"{entry.verdict}, expected {entry.expected}"
            said = say(ledger, entry)
            if entry.id in refuted:
                message += "; proved false by numbers typed in from figures"
            failure = ElementTree.SubElement(case, "failure", message=message)
            failure.text = f"page {entry.page}, {entry.where}: {said.sentence} {said.with_figures}"
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
