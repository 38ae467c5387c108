"""The ledger as text: one entry in words, a summary, JSON, CSV, Markdown and JUnit.

The JSON is a contract that other programs read; ``audit.schema.json`` describes it. What stands in
it for an entry (``PLAIN``) stands in the CSV, too.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from recount import words
from recount.ledger.build import APART, Entry, Ledger
from recount.verdicts import VERDICTS, Judgement, Witness

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


def say(ledger: Ledger, entry: Entry) -> words.Said:
    """Return an entry's verdict in words.

    Example:
        >>> ledger = open_ledger()
        >>> entry = next(entry for entry in ledger.entries if entry.verdict == "cited")
        >>> say(ledger, entry).sentence
        "Another study's figure, given as printed; its counts are not in the report."
    """
    if entry.readings:
        parts = (f"{x.statement}: {words.verdict_words(x.verdict)}" for x in entry.readings)
        asked = filter(None, (say(ledger, each).settles for each in entry.readings))
        return words.Said(f"Its readings: {'; '.join(parts)}.", settles=next(asked, ""))
    rule, later = ledger.assumed.convention, entry.with_figures
    return words.say_verdict(ledger.report, entry.source, entry, later, rule)


def explain(ledger: Ledger, entry: Entry) -> str:
    """Return the derivation of one entry, witnesses included.

    Example:
        >>> ledger = open_ledger()
        >>> entry = ledger.entries[0]
        >>> explain(ledger, entry).startswith(f"{entry.id}: {entry.verdict}")
        True
    """
    report, said, later = ledger.report, say(ledger, entry), entry.with_figures
    lines = [f"{entry.id}: {entry.verdict}", "", *_wrapped(f"States: {entry.statement}.")]
    lines.append(f"Where: page {entry.page}, {entry.where} (data/published/{entry.source.file})")
    links = {"Repeats": entry.repeats, "Reading of": entry.reading_of, "Printed": entry.printed}
    lines += [f"{name}: {value}" for name, value in links.items() if value]
    lines += ["", *_wrapped(said.sentence)]
    chart: list[str] = []
    if later is not None:
        chart = [f"{later.verdict}: {said.with_figures}"]
        chart += [*words.ranges_in_words(report, later.implied), *words.tests_in_words(later)]
    parts: dict[str, Sequence[str | None]] = {
        "What the printed numbers imply": words.ranges_in_words(report, entry.implied),
        "What would settle it": [said.settles],
        "Where it turns": [said.turn],
        "How it was judged": [f"{i}. {step}" for i, step in enumerate(said.steps, 1)],
        "Tests": words.tests_in_words(entry),
        "Rests on": [f"{name}: {effect}" for name, effect in said.rests],
        "With the numbers of the chart": chart,
        "Settings": [words.settings_in_words(ledger.settings)] if entry.tests else [],
        "Why": [entry.reason] if entry.reason != said.sentence else [],
        "Expected verdict": [entry.expected],
    }
    for title, items in parts.items():
        shown = [line for item in items for line in _wrapped(item or "", "  ")]
        lines += ["", f"{title}:", *shown] if shown else []
    for witness, word in ((entry.witness_for, "true"), (entry.witness_against, "false")):
        if witness:
            lines += ["", f"A consistent table in which it is {word}:", *_table(witness)]
    # No-break spaces have kept ranges on one line.
    return "\n".join(lines).replace("\u00a0", " ") + "\n"


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, 96, initial_indent=indent, subsequent_indent=2 * indent)


def with_sums(witness: Witness) -> list[list[str]]:
    """Return a witness as cells: heads of the columns, then a row each, with sums to check by hand.

    Example:
        >>> with_sums(Witness(("first", "second"), ("yes", "no"), ((1, 2), (1000, 0))))[-1]
        ['all', '1,001', '2', '1,003']
    """
    body = [[*row, sum(row)] for row in witness.counts]
    body.append([sum(column) for column in zip(*body, strict=True)])
    rows = zip((*witness.rows, "all"), body, strict=True)
    cells = [[label, *(f"{count:,}" for count in counts)] for label, counts in rows]
    return [["", *witness.columns, "all"], *cells]


def _table(witness: Witness) -> list[str]:
    """Return a witness as lines of text, its columns aligned."""
    cells = with_sums(witness)
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        "  " + "  ".join([first.ljust(widths[0]), *map(str.rjust, rest, widths[1:])])
        for first, *rest in cells
    ]


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
        "entries": [_entry(ledger, entry) for entry in ledger.entries],
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


def _entry(ledger: Ledger, entry: Entry) -> dict[str, Any]:
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
        "method": words.method_in_words(found.tables),
    }
    implied = [
        {
            "quantity": words.quantity_in_words(ledger.report, item.quantity),
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
        f"{words.counted(sum(statements.values()), 'statement')}, "
        f"{words.counted(len(ledger.entries), 'entry', 'entries')} with repeats and readings, "
        f"{words.counted(len(report.inventory), 'numeral')} accounted for",
        "",
        f"  {'':<13}{'statements':>10}{'entries':>9}",
        *(f"  {word:<13}{statements[word]:>10}{number:>9}" for word, number in numbers.items()),
    ]
    apart = []
    for entry in ledger.entries:
        if entry.verdict in APART:
            both = f"{entry.printed} printed, {entry.recomputed} recomputed"
            said = both if entry.recomputed else entry.statement
            apart.append(f"{entry.verdict:<11}{entry.id} (page {entry.page}): {said}")
    unexpected = [
        f"{entry.id} (page {entry.page}): {entry.verdict}, expected {entry.expected}. "
        f"{say(ledger, entry).sentence}"
        for entry in ledger.unexpected
    ]
    figures = words.counted(len(report.typed), "figure")
    for title, items in {
        f"With the numbers typed in from {figures}:": _charted(ledger.entries),
        "What does not go together:": apart,
        "NOT AS EXPECTED:" if unexpected else "Every verdict is the expected one.": unexpected,
        "PROVED FALSE BY NUMBERS TYPED IN FROM FIGURES:": _charted(ledger.refuted),
    }.items():
        if items or title.startswith("Every"):
            lines += ["", title, *(f"  {item}" for item in items)]
    return "\n".join([*lines, "", "One entry in full: recount show ID", ""])


def _charted(entries: Iterable[Entry]) -> list[str]:
    return [
        f"{each.with_figures.verdict:<11}{each.id} (page {each.page}), "
        f"{each.verdict} by the text alone: {each.statement}"
        for each in entries
        if each.with_figures
    ]


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
