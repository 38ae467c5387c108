"""One entry step by step, in words and numbers, for a reader at the terminal."""

from __future__ import annotations

import textwrap

from recount.ledger.build import Ledger
from recount.ledger.entry import Entry
from recount.phrases import p_in_words
from recount.verdicts import Implied, Witness
from recount.verdicts.words import named

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
    lines = [f"{entry.id}: {entry.verdict}", ""]
    lines += _wrapped(f"States: {entry.statement}.")
    lines.append(f"Where: page {entry.page}, {entry.where} (data/published/{entry.row})")
    if entry.repeats:
        lines.append(f"Repeats: {entry.repeats}")
    if entry.printed:
        lines.append(f"Printed: {entry.printed}")
    lines += ["", *_wrapped(entry.sentence)]
    lines += _section("Steps", [f"{i}. {step}" for i, step in enumerate(entry.steps, start=1)])
    lines += _section("What the printed numbers imply", [_implied(item) for item in entry.implied])
    tables = entry.consistent_tables
    if tables is not None:
        count = "not counted" if tables.count is None else f"{tables.count:,}"
        holding = "" if tables.holding is None else f", true in {tables.holding:,}"
        lines += _section("Consistent tables", [f"{count}{holding} ({tables.method})"])
    lines += _section(
        "Tests",
        [
            f"{named(row.test)}: {row.decision}"
            + (
                f"; p from {p_in_words(row.p_low)} to {p_in_words(row.p_high)}"
                if row.p_low is not None
                else ""
            )
            for row in entry.tests
        ],
    )
    for title, witness in (
        ("A consistent table in which it is true", entry.witness_for),
        ("A consistent table in which it is false", entry.witness_against),
    ):
        if witness is not None:
            lines += ["", f"{title}:", *(f"  {line}" for line in witness_lines(witness))]
    lines += _section("Rests on", [f"{rest.assumption}: {rest.effect}" for rest in entry.rests_on])
    lines += _section("Smallest change", [entry.shift] if entry.shift else [])
    lines += _section("What would settle it", [entry.settles] if entry.settles else [])
    settings = ledger.settings
    if entry.tests:
        lines += [
            "",
            f"Settings: alpha {float(settings.alpha)}, two-sided, no continuity correction; "
            "p = alpha counts as not significant.",
        ]
    if entry.reason:
        lines += ["", *_wrapped(f"Why it does not go together: {entry.reason}")]
    if entry.expected is not None:
        lines += ["", f"Expected verdict: {entry.expected}"]
    return "\n".join(lines) + "\n"


def _section(title: str, items: list[str]) -> list[str]:
    if not items:
        return []
    lines = ["", f"{title}:"]
    for item in items:
        lines += textwrap.wrap(item, WIDTH, initial_indent="  ", subsequent_indent="    ")
    return lines


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH)


def _implied(item: Implied) -> str:
    condition = "without the statement"
    if item.given_claim and item.test is not None:
        condition = f"if it is true by {named(item.test)}"
    low = "no bound" if item.low is None else f"{item.low:,.6g}"
    high = "no bound" if item.high is None else f"{item.high:,.6g}"
    value = low if item.low == item.high else f"{low} to {high}"
    return f"{item.quantity}, {condition}: {value}"


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
