"""One entry in words, and as text for a reader at the terminal, step by step."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from recount.ledger.build import Ledger
from recount.ledger.entry import Entry
from recount.report import Claim
from recount.verdicts import Witness
from recount.words import (
    Said,
    ranges_in_words,
    say_claim,
    say_number,
    settings_in_words,
    tests_in_words,
    verdict_words,
)

WIDTH = 96


def say(ledger: Ledger, entry: Entry) -> Said:
    """Return an entry's verdict in words.

    Example:
        >>> ledger = open_ledger()
        >>> entry = next(entry for entry in ledger.entries if entry.verdict == "cited")
        >>> say(ledger, entry).sentence
        "Another study's figure, given as printed; its counts are not in the report."
    """
    report, source = ledger.report, entry.source
    if not isinstance(source, Claim):
        return say_number(report, source, entry, ledger.assumed.convention)
    if entry.readings:
        parts = [f"{each.statement}: {verdict_words(each.verdict)}" for each in entry.readings]
        asked = [say(ledger, each).settles for each in entry.readings]
        settled = next(filter(None, asked), "")
        return Said(f"Its readings: {'; '.join(parts)}.", settles=settled)
    return say_claim(report, source, entry, entry.with_figures)


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
    lines.append(f"Where: page {entry.page}, {entry.where} (data/published/{entry.file})")
    links = {"Repeats": entry.repeats, "Reading of": entry.reading_of, "Printed": entry.printed}
    lines += [f"{name}: {value}" for name, value in links.items() if value]
    lines += ["", *_wrapped(said.sentence)]
    chart = []
    if later is not None:
        chart = [f"{later.verdict}: {said.with_figures}", *ranges_in_words(report, later.implied)]
        chart += tests_in_words(later)
    for title, items in (
        ("What the printed numbers imply", _items(ranges_in_words(report, entry.implied))),
        ("What would settle it", _items([said.settles])),
        ("Where it turns", _items([said.turn])),
        ("How it was judged", _items(f"{i}. {step}" for i, step in enumerate(said.steps, 1))),
        ("Tests", _items(tests_in_words(entry))),
        ("A consistent table in which it is true", _table(entry.witness_for)),
        ("A consistent table in which it is false", _table(entry.witness_against)),
        ("Rests on", _items(f"{name}: {effect}" for name, effect in said.rests)),
        ("With the numbers of the chart", _items(chart)),
    ):
        lines += ["", f"{title}:", *items] if items else []
    if entry.tests:
        lines += ["", *_wrapped(f"Settings: {settings_in_words(ledger.settings)}")]
    if entry.reason and entry.reason != said.sentence:
        lines += ["", *_wrapped(f"Why: {entry.reason}")]
    if entry.expected is not None:
        lines += ["", f"Expected verdict: {entry.expected}"]
    # No-break spaces have kept ranges on one line.
    return "\n".join(lines).replace("\u00a0", " ") + "\n"


def _wrapped(text: str, indent: str = "") -> list[str]:
    further = 2 * indent
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=further)


def _items(items: Iterable[str]) -> list[str]:
    return [line for item in items for line in _wrapped(item, "  ")]


def _table(witness: Witness | None) -> list[str]:
    """Return a witness as lines of text, its columns aligned, with sums to check by hand."""
    if witness is None:
        return []
    body = [[*row, sum(row)] for row in witness.counts]
    body.append([sum(column) for column in zip(*body, strict=True)])
    cells = [[f"{value:,}" for value in row] for row in body]
    columns = [["", *witness.rows, "all"]]
    columns += map(list, zip([*witness.columns, "all"], *cells, strict=True))
    widths = [max(map(len, column)) for column in columns]
    return [
        "  " + "  ".join([first.ljust(widths[0]), *map(str.rjust, rest, widths[1:])])
        for first, *rest in zip(*columns, strict=True)
    ]
