"""The ledger as text: a summary for the terminal, JSON, CSV, Markdown and JUnit.

The JSON is a contract that other programs read; ``audit.schema.json`` describes it. What stands in
it for an entry (``PLAIN``) stands in the CSV, too.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterable
from importlib import resources
from typing import Any
from xml.etree import ElementTree

from recount.ledger.build import Ledger
from recount.ledger.entry import Entry
from recount.ledger.expected import APART
from recount.ledger.said import say
from recount.verdicts import Judgement, Witness
from recount.words import counted, method_in_words, quantity_in_words

__all__ = ["FORMATS", "SCHEMA_VERSION", "as_csv", "as_json", "entry_to_json", "ledger_to_json"]
__all__ += ["read_schema"]

SCHEMA_VERSION = "2.0"
#: What an entry has as a single value; its tables, ranges and tests follow in the JSON.
PLAIN = (
    *("id", "kind", "page", "repeats", "reading_of", "where", "sample", "figure", "statement"),
    *("printed", "numerator", "denominator", "exact", "recomputed", "verdict", "expected"),
    *("reason", "basis", "proof"),
)
#: A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def ledger_to_json(ledger: Ledger) -> dict[str, Any]:
    """Return the ledger as plain lists and dictionaries, in the form that the schema describes.

    Example:
        >>> from recount.ledger import open_ledger
        >>> list(ledger_to_json(open_ledger()))[3:]
        ['summary', 'statements', 'entries', 'inventory']
    """
    settings, assumed = ledger.settings, ledger.assumed
    return {
        "schema_version": SCHEMA_VERSION,
        "report": dict(ledger.report.report),
        "settings": {
            "alpha": float(settings.alpha),
            "two_sided": settings.two_sided,
            "continuity_correction": settings.continuity_correction,
            "p_equal_to_alpha_is_significant": False,
            "power": float(settings.power),
            "rounding": assumed.convention,
            "assumptions": assumed.values(),
        },
        "summary": ledger.summary,
        "statements": ledger.statement_summary,
        "entries": [entry_to_json(ledger, entry) for entry in ledger.entries],
        "inventory": [
            {**_parts(row, "page", "place", "printed"), **_parts(row, "entry", "reason", empty="")}
            for row in ledger.report.inventory
        ],
    }


def entry_to_json(ledger: Ledger, entry: Entry) -> dict[str, Any]:
    """Return one entry with every key of the contract, null where it does not apply."""
    later = entry.with_figures

    return {
        **_parts(entry, *PLAIN),
        **_numbers(ledger, entry.judgement),
        "witness_for": _witness(entry.witness_for),
        "witness_against": _witness(entry.witness_against),
        "with_figures": later and {"verdict": later.verdict, **_numbers(ledger, later)},
    }


def _witness(witness: Witness | None) -> dict[str, Any] | None:
    return None if witness is None else _parts(witness, "rows", "columns", "counts")


def _numbers(ledger: Ledger, found: Judgement) -> dict[str, Any]:
    """Return the tables, the ranges and the tests of a judgement."""
    tables = found.tables
    return {
        "consistent_tables": tables
        and {
            **_parts(tables, "count", "holding", "undecided"),
            "method": method_in_words(tables),
        },
        "implied": [
            {
                "quantity": quantity_in_words(ledger.report, item.quantity),
                **_parts(item, "test", "low", "high", "given_claim", "undefined"),
            }
            for item in found.implied
        ]
        or None,
        "tests": [_parts(each, "test", "decision", "p_low", "p_high") for each in found.tests]
        or None,
    }


def _parts(of: object, *names: str, empty: object = None) -> dict[str, Any]:
    """Return values by their names; None for what is empty, and for a number without a bound."""
    found = {name: getattr(of, name) for name in names}
    return {
        name: None
        if value == empty or (isinstance(value, float) and not math.isfinite(value))
        else value
        for name, value in found.items()
    }


def read_schema() -> dict[str, Any]:
    """Return the JSON schema of the contract."""
    text = resources.files("recount.ledger").joinpath("audit.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def as_json(ledger: Ledger) -> str:
    """Return the contract as JSON text."""
    return json.dumps(ledger_to_json(ledger), indent=1, ensure_ascii=False) + "\n"


def as_csv(ledger: Ledger) -> str:
    """Return one line an entry, the columns of the contract that hold a single value.

    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*PLAIN, "with_figures"))
    for entry in ledger.entries:
        later = entry.with_figures and entry.with_figures.verdict
        writer.writerow(map(_harmless, (*_parts(entry, *PLAIN).values(), later)))
    return out.getvalue()


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


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
    touched = [entry for entry in ledger.entries if entry.with_figures is not None]
    if figures:
        title = f"With the numbers typed in from {counted(figures, 'figure')}:"
        lines += _listed(title, map(_later, touched))
    apart = [entry for entry in ledger.entries if entry.verdict in APART]
    lines += _listed("What does not go together:", map(_line, apart))
    unexpected = (
        f"{entry.id} (page {entry.page}): {entry.verdict}, expected {entry.expected}. "
        f"{say(ledger, entry).sentence}"
        for entry in ledger.unexpected
    )
    lines += _listed("NOT AS EXPECTED:", unexpected) or ["", "Every verdict is the expected one."]
    lines += _listed("PROVED FALSE BY NUMBERS TYPED IN FROM FIGURES:", map(_later, ledger.refuted))
    lines += ["", "One entry in full: recount show ID"]
    return "\n".join(lines) + "\n"


def _listed(title: str, items: Iterable[str]) -> list[str]:
    """Return a title and its items, nothing where there is none."""
    lines = [f"  {item}" for item in items]
    return ["", title, *lines] if lines else []


def _line(entry: Entry) -> str:
    shown = f"{entry.printed} printed, {entry.recomputed} recomputed" if entry.recomputed else ""
    return f"{entry.verdict:<11}{entry.id} (page {entry.page}): {shown or entry.statement}"


def _later(entry: Entry) -> str:
    assert entry.with_figures is not None
    return (
        f"{entry.with_figures.verdict:<11}{entry.id} (page {entry.page}), "
        f"{entry.verdict} by the text alone: {entry.statement}"
    )


def as_markdown(ledger: Ledger) -> str:
    """Return the summary and one table of all entries in Markdown."""
    statements = ledger.statement_summary
    lines = ["| verdict | statements | entries |", "|---|--:|--:|"]
    lines += [f"| {word} | {statements[word]} | {n} |" for word, n in ledger.summary.items()]
    lines += ["", "| entry | page | statement | printed | recomputed | verdict | with figures |"]
    lines += ["|---|--:|---|--:|--:|---|---|"]
    for entry in ledger.entries:
        names = ("id", "page", "statement", "printed", "recomputed", "verdict")
        later = entry.with_figures and entry.with_figures.verdict
        cells = [str(value or "") for value in (*_parts(entry, *names).values(), later)]
        escaped = (
            cell.replace("\\", "\\\\").replace("|", "\\|").replace("<", "\\<") for cell in cells
        )
        lines.append("| " + " | ".join(escaped) + " |")
    return "\n".join(lines) + "\n"


def as_junit(ledger: Ledger) -> str:
    """Return one test case an entry; a failure where a verdict is not expected, or proved false."""
    refuted = {entry.id for entry in ledger.refuted}
    failing = refuted | {entry.id for entry in ledger.unexpected}
    numbers = {"tests": len(ledger.entries), "failures": len(failing), "errors": 0, "skipped": 0}
    found = {name: str(number) for name, number in numbers.items()}
    suite = ElementTree.Element("testsuite", {"name": "recount audit", **found})
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
