"""One entry step by step, in words and numbers, for a reader at the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from recount.ledger.build import Ledger
from recount.ledger.entry import Entry
from recount.ledger.said import say
from recount.report import Report
from recount.verdicts import Implied, Judgement, TestResult, Witness
from recount.words import (
    ends_in_words,
    method_in_words,
    named,
    outcomes_in_words,
    p_in_words,
    quantity_in_words,
    settings_in_words,
)

__all__ = ["explain", "witness_lines"]

WIDTH = 96


def explain(ledger: Ledger, entry: Entry) -> str:
    """Return the derivation of one entry, witnesses included.

    Example:
        >>> from recount.ledger import open_ledger
        >>> ledger = open_ledger()
        >>> print(explain(ledger, ledger["t1-total"]).splitlines()[0])
        t1-total: agrees
    """
    said = say(ledger, entry)
    lines = [f"{entry.id}: {entry.verdict}", ""]
    lines += textwrap.wrap(f"States: {entry.statement}.", WIDTH)
    lines.append(f"Where: page {entry.page}, {entry.where} (data/published/{entry.file})")
    for name, value in (
        ("Repeats", entry.repeats),
        ("Reading of", entry.reading_of),
        ("Printed", entry.printed),
    ):
        if value:
            lines.append(f"{name}: {value}")
    lines += ["", *textwrap.wrap(said.sentence, WIDTH)]
    lines += _section("Steps", [f"{i}. {step}" for i, step in enumerate(said.steps, start=1)])
    lines += _numbers(ledger.report, entry.judgement)
    for title, witness in (
        ("A consistent table in which it is true", entry.witness_for),
        ("A consistent table in which it is false", entry.witness_against),
    ):
        if witness is not None:
            lines += ["", f"{title}:", *(f"  {line}" for line in witness_lines(witness))]
    lines += _section("Rests on", [f"{name}: {effect}" for name, effect in said.rests])
    lines += _section("Smallest change", [said.turn] if said.turn else [])
    lines += _section("What would settle it", [said.settles] if said.settles else [])
    if entry.with_figures is not None:
        later = [f"{entry.with_figures.verdict}: {said.with_figures}".rstrip(": ")]
        lines += _section("With the numbers typed in from figures", later)
        lines += _numbers(ledger.report, entry.with_figures)
    if entry.tests:
        lines += ["", *textwrap.wrap(f"Settings: {settings_in_words(ledger.settings)}", WIDTH)]
    if entry.reason and entry.reason != said.sentence:
        lines += ["", *textwrap.wrap(f"Why: {entry.reason}", WIDTH)]
    if entry.expected is not None:
        lines += ["", f"Expected verdict: {entry.expected}"]
    return "\n".join(lines) + "\n"


def _section(title: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield from ("", f"{title}:")
    for item in items:
        yield from textwrap.wrap(item, WIDTH, initial_indent="  ", subsequent_indent="    ")


def _numbers(report: Report, found: Judgement) -> Iterator[str]:
    """Yield the ranges, the tables and the tests of a judgement."""
    yield from _section("What the numbers imply", [_implied(report, i) for i in found.implied])
    tables = found.tables
    if tables is not None:
        line = method_in_words(tables)
        if tables.count is not None:
            line = f"{tables.count:,}{outcomes_in_words(tables)} ({line})"
        yield from _section("Consistent tables", [line])
    yield from _section("Tests", [_test(result) for result in found.tests])


def _test(result: TestResult) -> str:
    words = f"{named(result.test)}: {result.decision}"
    if result.companion:
        words += f" (with {named(result.companion)})"
    if result.p_low is not None:
        words += f"; p from {p_in_words(result.p_low)} to {p_in_words(result.p_high)}"
    return words


def _implied(report: Report, item: Implied) -> str:
    condition = "without the statement"
    if item.undefined and item.test is not None:
        condition = f"{named(item.test)} undefined"
    elif item.given_claim and item.test is not None:
        condition = f"if it is true by {named(item.test)}"
    elif item.given_claim:
        condition = "if it is true"
    low, high = ends_in_words(item.low, item.high)
    value = low if item.low == item.high else f"{low} to {high}"
    return f"{quantity_in_words(report, item.quantity)}, {condition}: {value}"


def witness_lines(witness: Witness) -> list[str]:
    """Return a witness as lines of text, its columns aligned, with sums to check by hand.

    Example:
        >>> for line in witness_lines(Witness(("male", "female"), ("traded",), ((26,), (117,)))):
        ...     print(line)
                traded  all
        male        26   26
        female     117  117
        all        143  143
    """
    body = [[*row, sum(row)] for row in witness.counts]
    body.append([sum(column) for column in zip(*body, strict=True)])
    heads = [*witness.columns, "all"]
    texts = [[f"{value:,}" for value in row] for row in body]
    widths = [
        max(len(head), *(len(row[index]) for row in texts)) for index, head in enumerate(heads)
    ]
    labels = [*witness.rows, "all"]
    first = max(map(len, labels))
    lines = ["  ".join([" " * first, *(h.rjust(w) for h, w in zip(heads, widths, strict=True))])]
    for label, row in zip(labels, texts, strict=True):
        cells = (value.rjust(width) for value, width in zip(row, widths, strict=True))
        lines.append("  ".join([label.ljust(first), *cells]))
    return lines
