"""Tables of printed numbers beside what the counts give."""

from __future__ import annotations

from recount.arithmetic import Share
from recount.book.names import find
from recount.book.table import Column, Table, entry_link, make_table, plain, verdict_cell
from recount.ledger import Ledger
from recount.published import Percentage

__all__ = ["printed_rows", "table_periods_printed", "table_printed", "table_quoted"]

COLUMNS = (
    Column("category", "Category"),
    Column("count", "Cases", "right"),
    Column("printed", "Printed", "right"),
    Column("share", "Recomputed", "right"),
    Column("rounded", "Rounded", "right"),
    Column("verdict", "Verdict"),
)


def printed_rows(ledger: Ledger, sample: str, variable: str) -> list[dict[str, str]]:
    """Return a row for each printed category of a variable, its missing cases and its sum.

    Raises:
        UnknownNameError: If Table 3 does not have the variable in that sample.

    Example:
        >>> from recount.book import open_book
        >>> [row["count"] for row in printed_rows(open_book().ledger, "one_to_one", "age")]
        ['112', '644', '1,209', '1,965']
    """
    published = ledger.published
    levels = published.of(sample, variable)
    known = {(count.sample, count.variable): count for count in published.counts.values()}
    find(f"{sample} {variable}", {" ".join(key): value for key, value in known.items()}, "variable")
    stated = {
        p.category: p
        for p in published.percentages
        if (p.sample, p.variable) == (sample, variable) and p.id.startswith("t3-")
    }
    rows = []
    for count in levels:
        row = {
            "category": plain(published.label(variable, count.category)),
            "count": count.printed,
        }
        if count.category in stated:
            row |= _percentage_cells(ledger, stated[count.category])
        rows.append(row)
    missing = published.of(sample, variable, "missing")
    rows += [
        {"category": "missing, not in the percentages", "count": count.printed} for count in missing
    ]
    total = sum(count.value for count in (*levels, *missing))
    rows.append({"category": "all", "count": f"{total:,}"})
    return rows


def _percentage_cells(ledger: Ledger, stated: Percentage) -> dict[str, str]:
    entry = ledger[stated.id]
    share = Share(
        ledger.published.total_of(stated.numerator), ledger.published.total_of(stated.denominator)
    )
    return {
        "printed": plain(stated.printed),
        "share": share.decimals(),
        "rounded": plain(entry.recomputed or ""),
        "verdict": entry_link(entry.id, "").replace(
            f">{entry.id}<", f">{verdict_cell(entry.verdict)}<"
        ),
    }


def table_printed(ledger: Ledger, sample: str, variable: str) -> Table:
    """Return one variable of Table 3: printed counts and percentages beside the recomputed ones."""
    return make_table(
        f"printed-{sample}-{variable}".replace("_", "-"),
        COLUMNS,
        printed_rows(ledger, sample, variable),
        row_head="category",
    )


def table_periods_printed(ledger: Ledger) -> Table:
    """Return Table 1 as printed: the historic cases by period, with their sum."""
    counts = ledger.published.of("historic", "period")
    rows = [
        {"period": plain(ledger.published.label("period", c.category)), "count": c.printed}
        for c in counts
    ]
    rows.append({"period": "all", "count": f"{sum(c.value for c in counts):,}"})
    columns = (Column("period", "Period"), Column("count", "Cases", "right"))
    return make_table("printed-periods", columns, rows, row_head="period")


def table_quoted(ledger: Ledger, *names: str) -> Table:
    """Return percentages, totals or completeness entries, one a row, with what the counts give."""
    rows = []
    for name in names:
        entry = find(name, ledger.by_id, "entry")
        fraction = (
            f"{entry.numerator:,} / {entry.denominator:,}"
            if entry.numerator is not None and entry.denominator is not None
            else ""
        )
        rows.append(
            {
                "statement": entry_link(entry.id, entry.statement),
                "page": str(entry.page),
                "printed": plain(entry.printed or ""),
                "fraction": fraction,
                "recomputed": plain(entry.recomputed or ""),
                "verdict": verdict_cell(entry.verdict),
            }
        )
    columns = (
        Column("statement", "What is stated"),
        Column("page", "Page", "right"),
        Column("printed", "Printed", "right"),
        Column("fraction", "Counts", "right"),
        Column("recomputed", "Recomputed", "right"),
        Column("verdict", "Verdict"),
    )
    return make_table(f"quoted-{names[0]}", columns, rows, row_head="statement")
