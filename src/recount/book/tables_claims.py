"""Tables of claims: verdicts, ranges, tests, witnesses."""

from __future__ import annotations

from recount.book.claim_values import given_claim, primary_test, without_claim
from recount.book.names import find
from recount.book.table import Column, Table, entry_link, make_table, plain, verdict_cell
from recount.book.words import TEST_WORDS, span_in_words
from recount.ledger import Entry, Ledger
from recount.phrases import p_in_words
from recount.verdicts import Witness

__all__ = ["range_given", "range_without", "table_claims", "table_tests", "table_witnesses"]


def range_given(entry: Entry, test: str | None = None) -> str:
    """Return the values with which a claim is true, in words; empty where none are known.

    Example:
        >>> from recount.book import open_book
        >>> range_given(open_book().ledger["f04-no-difference"])
        '0 or 26 to 44 or 143'
    """
    return " or ".join(span_in_words(run.low, run.high) for run in given_claim(entry, test))


def range_without(entry: Entry) -> str:
    """Return the values possible without the claim, in words; empty where nothing is bounded."""
    free = without_claim(entry)
    return "" if free is None else span_in_words(free.low, free.high)


def table_claims(ledger: Ledger, *names: str) -> Table:
    """Return claims side by side: statement, verdict, what is counted, its values without and with.

    Raises:
        UnknownNameError: If there is no such entry.
    """
    entries = [find(name, ledger.by_id, "entry") for name in names]
    rows = []
    for entry in entries:
        free = without_claim(entry)
        test = primary_test(entry)
        rows.append(
            {
                "statement": entry_link(entry.id, entry.statement),
                "verdict": verdict_cell(entry.verdict),
                "quantity": plain(free.quantity) if free else "",
                "free": range_without(entry),
                "given": range_given(entry),
                "test": TEST_WORDS[test] if test else "",
            }
        )
    columns = [
        Column("statement", "What the report says"),
        Column("verdict", "Verdict"),
        Column("quantity", "What the printed numbers bound"),
        Column("free", "Possible", "right"),
        Column("given", "If it is true", "right"),
        Column("test", "Test"),
    ]
    shown = [c for c in columns if any(row[c.key] for row in rows)]
    return make_table(f"claims-{names[0]}", shown, rows, row_head="statement")


def table_tests(ledger: Ledger, name: str) -> Table:
    """Return what every test says of one claim: decision, p-values, values that make it true."""
    entry = find(name, ledger.by_id, "entry")
    rows = []
    for result in entry.tests:
        low, high = p_in_words(result.p_low), p_in_words(result.p_high)
        p = "" if result.p_low is None else low if low == high else f"{low} to {high}"
        rows.append(
            {
                "test": TEST_WORDS[result.test]
                + (" (as worded)" if result.test == primary_test(entry) else ""),
                "decision": verdict_cell(result.decision),
                "p": plain(p),
                "given": range_given(entry, result.test),
            }
        )
    columns = [
        Column("test", "Test"),
        Column("decision", "Decision"),
        Column("p", "p-value in the consistent tables", "right"),
        Column("given", "True with", "right"),
    ]
    shown = [c for c in columns if not rows or any(row[c.key] for row in rows)]
    return make_table(f"tests-{name}", shown, rows, row_head="test")


def witness_cells(witness: Witness, prefix: str) -> tuple[list[Column], list[dict[str, str]]]:
    """Return a witness as columns and rows, with sums that a reader can check by hand."""
    heads = [*witness.columns, "all"]
    columns = [Column(f"{prefix}{index}", plain(head), "right") for index, head in enumerate(heads)]
    body = [[*row, sum(row)] for row in witness.counts]
    body.append([sum(column) for column in zip(*body, strict=True)])
    return columns, [
        {f"{prefix}{index}": f"{value:,}" for index, value in enumerate(row)} for row in body
    ]


def table_witnesses(ledger: Ledger, name: str) -> Table:
    """Return the witnesses of a claim side by side: one table where it is true, one where not.

    Raises:
        ValueError: If the entry shows no consistent table.
    """
    entry = find(name, ledger.by_id, "entry")
    shown = [
        (title, witness, prefix)
        for title, witness, prefix in (
            ("True here", entry.witness_for, "f"),
            ("False here", entry.witness_against, "a"),
        )
        if witness is not None
    ]
    if not shown:
        raise ValueError(f"{name} ({entry.verdict}) shows no consistent table")
    labels = [*shown[0][1].rows, "all"]
    rows: list[dict[str, str]] = [{"row": plain(label)} for label in labels]
    columns = [Column("row", "Cases")]
    spanners = []
    for title, witness, prefix in shown:
        own, cells = witness_cells(witness, prefix)
        columns += own
        spanners.append((title, [column.key for column in own]))
        rows = [{**row, **more} for row, more in zip(rows, cells, strict=True)]
    return make_table(f"witnesses-{name}", columns, rows, row_head="row", spanners=spanners)
