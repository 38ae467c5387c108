"""The ledger as text: a summary for the terminal, JSON, CSV, Markdown and JUnit.

The JSON is a contract that other programs read; ``audit.schema.json`` describes it. What stands in
it for an entry (``PLAIN``) stands in the CSV, too.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from recount.ledger.build import Ledger
from recount.ledger.entry import APART, Entry
from recount.ledger.show import say
from recount.verdicts import VERDICTS, Judgement
from recount.words import counted, method_in_words, quantity_in_words

#: The JSON schema of the contract.
SCHEMA = Path(__file__).with_name("audit.schema.json")
#: What an entry has as a single value; its tables, ranges and tests follow in the JSON.
PLAIN = (
    *("id", "kind", "page", "repeats", "reading_of", "where", "sample", "figure", "statement"),
    *("printed", "numerator", "denominator", "exact", "recomputed", "verdict", "expected"),
    *("reason", "basis", "proof"),
)
#: A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


# JSON --------------------------------------------------------------------------------------------


def ledger_to_json(ledger: Ledger) -> dict[str, Any]:
    """Return the ledger as plain lists and dictionaries, in the form that the schema describes.

    Example:
        >>> list(ledger_to_json(open_ledger()))[3:]
        ['summary', 'statements', 'entries', 'inventory']
    """
    settings, assumed = ledger.settings, ledger.assumed
    entries, statements = _summaries(ledger)
    return {
        "schema_version": "2.0",
        "report": dict(ledger.report.report),
        "settings": {
            "alpha": float(settings.alpha),
            "two_sided": settings.two_sided,
            "continuity_correction": settings.continuity_correction,
            "p_equal_to_alpha_is_significant": False,
            "power": float(settings.power),
            "rounding": assumed.convention,
            "assumptions": {
                row.id: int(row.value) if row.kind == "missing_within" else row.value
                for row in ledger.report.assumptions
            },
        },
        "summary": entries,
        "statements": statements,
        "entries": [entry_to_json(ledger, entry) for entry in ledger.entries],
        "inventory": [
            _parts(row, "page", "place", "printed", "entry", "reason")
            for row in ledger.report.inventory
        ],
    }


def _summaries(ledger: Ledger) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many entries, and how many statements, have each verdict."""
    entries = Counter(entry.verdict for entry in ledger.entries)
    statements = Counter(entry.verdict for entry in ledger.statements)
    return {w: entries[w] for w in VERDICTS}, {w: statements[w] for w in VERDICTS}


def entry_to_json(ledger: Ledger, entry: Entry) -> dict[str, Any]:
    """Return one entry with every key of the contract, null where it does not apply."""
    later, table = entry.with_figures, ("rows", "columns", "counts")
    return {
        **_parts(entry, *PLAIN),
        **_numbers(ledger, entry),
        "witness_for": entry.witness_for and _parts(entry.witness_for, *table),
        "witness_against": entry.witness_against and _parts(entry.witness_against, *table),
        "with_figures": later and {"verdict": later.verdict, **_numbers(ledger, later)},
    }


def _numbers(ledger: Ledger, found: Judgement) -> dict[str, Any]:
    """Return the tables, the ranges and the tests of a judgement."""
    tables = found.tables and {
        **_parts(found.tables, "count", "holding", "undecided"),
        "method": method_in_words(found.tables),
    }
    implied = [
        {
            "quantity": quantity_in_words(ledger.report, item.quantity),
            **_parts(item, "test", "low", "high", "given_claim", "undefined"),
        }
        for item in found.implied
    ]
    tests = [_parts(each, "test", "decision", "p_low", "p_high") for each in found.tests]
    return {"consistent_tables": tables, "implied": implied or None, "tests": tests or None}


def _parts(of: object, *names: str) -> dict[str, Any]:
    """Return values by their names; None for an empty text, and for a number without a bound."""
    found = {name: getattr(of, name) for name in names}
    for name, value in found.items():
        if value == "" or (isinstance(value, float) and not math.isfinite(value)):
            found[name] = None
    return found


def as_json(ledger: Ledger) -> str:
    """Return the contract as JSON text."""
    return json.dumps(ledger_to_json(ledger), indent=1, ensure_ascii=False) + "\n"


# Text --------------------------------------------------------------------------------------------


def as_csv(ledger: Ledger) -> str:
    """Return one line an entry, the columns of the contract that hold a single value.

    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*PLAIN, "with_figures"))
    for entry in ledger.entries:
        later = entry.with_figures and entry.with_figures.verdict
        cells = (*_parts(entry, *PLAIN).values(), later)
        writer.writerow(
            f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
            for cell in cells
        )
    return out.getvalue()


def as_summary(ledger: Ledger) -> str:
    """Return statements and entries by verdict, what disagrees, and what is not as expected."""
    report, (numbers, statements) = ledger.report, _summaries(ledger)
    lines = [
        str(report.report.get("title", "Report")),
        f"{counted(sum(statements.values()), 'statement')}, "
        f"{counted(len(ledger.entries), 'entry', 'entries')} with repeats and readings, "
        f"{counted(len(report.inventory), 'numeral')} accounted for",
        "",
        f"  {'':<13}{'statements':>10}{'entries':>9}",
        *(f"  {word:<13}{statements[word]:>10}{number:>9}" for word, number in numbers.items()),
    ]
    touched = [_later(entry) for entry in ledger.entries if entry.with_figures is not None]
    figures = counted(len(report.typed), "figure")
    lines += _listed(f"With the numbers typed in from {figures}:", touched)
    apart = [
        f"{entry.verdict:<11}{entry.id} (page {entry.page}): "
        + (
            f"{entry.printed} printed, {entry.recomputed} recomputed"
            if entry.recomputed
            else entry.statement
        )
        for entry in ledger.entries
        if entry.verdict in APART
    ]
    lines += _listed("What does not go together:", apart)
    unexpected = [
        f"{entry.id} (page {entry.page}): {entry.verdict}, expected {entry.expected}. "
        f"{say(ledger, entry).sentence}"
        for entry in ledger.unexpected
    ]
    lines += _listed("NOT AS EXPECTED:", unexpected) or ["", "Every verdict is the expected one."]
    refuted = [_later(entry) for entry in ledger.refuted]
    lines += _listed("PROVED FALSE BY NUMBERS TYPED IN FROM FIGURES:", refuted)
    return "\n".join([*lines, "", "One entry in full: recount show ID", ""])


def _listed(title: str, items: list[str]) -> list[str]:
    """Return a title and its items, nothing where there is none."""
    return ["", title, *(f"  {item}" for item in items)] if items else []


def _later(entry: Entry) -> str:
    assert entry.with_figures is not None
    return (
        f"{entry.with_figures.verdict:<11}{entry.id} (page {entry.page}), "
        f"{entry.verdict} by the text alone: {entry.statement}"
    )


def as_markdown(ledger: Ledger) -> str:
    """Return the summary and one table of all entries in Markdown."""
    numbers, statements = _summaries(ledger)
    lines = ["| verdict | statements | entries |", "|---|--:|--:|"]
    lines += [f"| {word} | {statements[word]} | {number} |" for word, number in numbers.items()]
    lines += ["", "| entry | page | statement | printed | recomputed | verdict | with figures |"]
    lines += ["|---|--:|---|--:|--:|---|---|"]
    for entry in ledger.entries:
        names = ("id", "page", "statement", "printed", "recomputed", "verdict")
        cells = [*_parts(entry, *names).values(), entry.with_figures and entry.with_figures.verdict]
        escaped = (re.sub(r"[\\|<]", r"\\\g<0>", str(cell or "")) for cell in cells)
        lines.append(f"| {' | '.join(escaped)} |")
    return "\n".join(lines) + "\n"


def as_junit(ledger: Ledger) -> str:
    """Return one test case an entry; a failure where a verdict is not expected, or proved false."""
    refuted = {entry.id for entry in ledger.refuted}
    failing = refuted | {entry.id for entry in ledger.unexpected}
    numbers = {"tests": len(ledger.entries), "failures": len(failing), "errors": 0, "skipped": 0}
    found = {name: str(number) for name, number in numbers.items()}
    suite = ElementTree.Element("testsuite", {"name": "recount audit", **found})
    for entry in ledger.entries:
        names = {"classname": f"{entry.kind}.page{entry.page}", "name": entry.id}
        case = ElementTree.SubElement(suite, "testcase", names)
        if entry.id in failing:
            message = f"{entry.verdict}, expected {entry.expected}"
            if entry.id in refuted:
                message += "; proved false by numbers typed in from figures"
            said, failure = say(ledger, entry), ElementTree.SubElement(case, "failure")
            failure.set("message", message)
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
