"""Tables that pick rows out of the ledger: totals, completeness, what does not go together."""

from __future__ import annotations

from recount.book.names import find
from recount.book.table import Column, Table, entry_link, make_table, plain, verdict_cell
from recount.book.tables_claims import range_given, range_without
from recount.book.words import SAMPLE_WORDS, readable
from recount.ledger import Entry, Ledger

__all__ = [
    "disagreeing",
    "not_together",
    "table_completeness",
    "table_disagreements",
    "table_not_together",
    "table_open",
    "table_repeats",
    "table_rests",
    "table_totals",
]

STATEMENT = Column("statement", "What is stated")
PAGE = Column("page", "Page", "right")
VERDICT = Column("verdict", "Verdict")


def _common(entry: Entry) -> dict[str, str]:
    return {
        "statement": entry_link(entry.id, entry.statement),
        "page": str(entry.page),
        "verdict": verdict_cell(entry.verdict),
    }


def table_totals(ledger: Ledger, *names: str) -> Table:
    """Return what should add up, and whether it does; all totals when none is named."""
    rows = [
        {**_common(entry), "sum": plain(readable(entry.sentence))}
        for entry in ledger.entries
        if entry.kind == "total" and (not names or entry.id in names)
    ]
    columns = (STATEMENT, PAGE, Column("sum", "Sum"), VERDICT)
    return make_table("totals", columns, rows, row_head="statement")


def table_completeness(ledger: Ledger) -> Table:
    """Return each variable under the 80% rule: known cases, share, verdict."""
    variables = {row.id: row for row in ledger.published.completeness}
    rows = []
    for entry in ledger.entries:
        if entry.kind != "completeness":
            continue
        known = entry.numerator is not None and entry.denominator is not None
        variable = variables[entry.id].variable
        rows.append(
            {
                "variable": entry_link(
                    entry.id, ledger.published.variables.get(variable, variable.replace("-", " "))
                ),
                "sample": plain(SAMPLE_WORDS[entry.sample or "both"]),
                "known": f"{entry.numerator:,} of {entry.denominator:,}" if known else "",
                "share": plain(entry.recomputed or ""),
                "verdict": verdict_cell(entry.verdict),
                "why": "" if known else plain(readable(entry.sentence)),
            }
        )
    columns = (
        Column("variable", "Variable"),
        Column("sample", "Sample"),
        Column("known", "Known cases", "right"),
        Column("share", "Complete", "right"),
        VERDICT,
        Column("why", "Why it cannot be told"),
    )
    return make_table("completeness", columns, rows, row_head="variable")


def disagreeing(ledger: Ledger) -> tuple[Entry, ...]:
    """Return the entries whose printed numbers or claims do not go together.

    Example:
        >>> from recount.book import open_book
        >>> [entry.id for entry in disagreeing(open_book().ledger)][:2]
        ['p22-one-pubescent', 'p22-multi-male-offenders']
    """
    return tuple(e for e in ledger.entries if e.verdict in ("differs", "impossible", "fails"))


def not_together(ledger: Ledger) -> tuple[Entry, ...]:
    """Return the places that no count decides, but that do not say the same: reasons are data."""
    return tuple(
        e
        for e in ledger.entries
        if e.kind == "wording" and e.verdict == "not_testable" and e.reason
    )


def table_disagreements(ledger: Ledger, kind: str = "") -> Table:
    """Return what does not go together: printed, recomputed or found, and why.

    Args:
        ledger: The ledger.
        kind: ``numbers`` for printed numbers, ``claims`` for claims and judging words; all if
            empty.
    """
    rows = []
    for entry in disagreeing(ledger):
        number = entry.kind in ("percentage", "total", "completeness")
        if kind and number != (kind == "numbers"):
            continue
        rows.append(
            {
                **_common(entry),
                "printed": plain(entry.printed or ""),
                "recomputed": plain(entry.recomputed or ""),
                "why": plain(entry.reason or readable(entry.sentence)),
            }
        )
    columns = [
        STATEMENT,
        PAGE,
        Column("printed", "Printed", "right"),
        Column("recomputed", "Recomputed", "right"),
        VERDICT,
        Column("why", "Why they do not go together"),
    ]
    name = f"disagreements-{kind}" if kind else "disagreements"
    return make_table(name, _used(columns, rows), rows, row_head="statement")


def table_not_together(ledger: Ledger) -> Table:
    """Return the places of the report that do not say the same, and why no count decides."""
    rows = [{**_common(entry), "why": plain(entry.reason or "")} for entry in not_together(ledger)]
    columns = (STATEMENT, PAGE, Column("why", "Why no count decides"))
    return make_table("not-together", columns, rows, row_head="statement")


def table_repeats(ledger: Ledger, page_from: int, page_to: int) -> Table:
    """Return the claims of some pages, each with the claim that it repeats, and its verdict.

    Args:
        ledger: The ledger.
        page_from: First page.
        page_to: Last page, included.
    """
    rows = []
    for entry in ledger.entries:
        if entry.kind not in ("claim", "wording") or not page_from <= entry.page <= page_to:
            continue
        earlier = ledger.by_id.get(entry.repeats or "")
        rows.append(
            {
                **_common(entry),
                "sample": plain(SAMPLE_WORDS[entry.sample]) if entry.sample else "",
                "earlier": ""
                if earlier is None
                else f"{entry_link(earlier.id, earlier.statement)}, page {earlier.page}",
            }
        )
    columns = (STATEMENT, PAGE, Column("sample", "Read of"), VERDICT, Column("earlier", "Repeats"))
    return make_table(f"repeats-{page_from}-{page_to}", columns, rows, row_head="statement")


def table_rests(ledger: Ledger, *names: str) -> Table:
    """Return the assumptions that entries rest on, with what each changes.

    Raises:
        UnknownNameError: If there is no such entry.
    """
    entries = [find(name, ledger.by_id, "entry") for name in names]
    rows = [
        {
            "statement": entry_link(entry.id, entry.statement),
            "assumption": plain(_assumption(ledger, rest.assumption)),
            "effect": plain(readable(rest.effect)),
        }
        for entry in entries
        for rest in entry.rests_on
    ]
    columns = (STATEMENT, Column("assumption", "Assumption"), Column("effect", "What it changes"))
    return make_table(f"rests-{names[0]}", columns, rows, row_head="statement")


def _assumption(ledger: Ledger, name: str) -> str:
    known = {row.id: row.statement for row in ledger.published.assumptions}
    return known.get(name, name)


def table_open(ledger: Ledger, *names: str) -> Table:
    """Return claims with their ranges and the number that would settle each.

    Raises:
        UnknownNameError: If there is no such entry.
    """
    entries = [find(name, ledger.by_id, "entry") for name in names]
    rows = [
        {
            **_common(entry),
            "free": range_without(entry),
            "given": range_given(entry),
            "settles": plain(entry.settles),
        }
        for entry in entries
    ]
    columns = [
        STATEMENT,
        PAGE,
        VERDICT,
        Column("free", "Possible", "right"),
        Column("given", "If it is true", "right"),
        Column("settles", "What would settle it"),
    ]
    return make_table(f"open-{names[0]}", _used(columns, rows), rows, row_head="statement")


def _used(columns: list[Column], rows: list[dict[str, str]]) -> list[Column]:
    """Return the columns in which some row has something."""
    return [column for column in columns if any(row.get(column.key) for row in rows)]
