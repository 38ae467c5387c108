"""Tables on rounding: which rule fits the printed percentages, and what they add up to."""

from __future__ import annotations

from dataclasses import dataclass

from recount.arithmetic import CONVENTIONS, Share, agreement, column_sum
from recount.book.spans import Inline
from recount.book.table import Column, Table, entry_link, make_table, plain
from recount.book.words import CONVENTION_WORDS, SAMPLE_WORDS
from recount.ledger import Ledger
from recount.published import Percentage

__all__ = [
    "RuleTotals",
    "in_table_3",
    "rule_totals",
    "table_column_sums",
    "table_conventions",
    "with_share",
]

Pair = tuple[Percentage, Share]


def with_share(ledger: Ledger) -> list[Pair]:
    """Return the printed percentages whose counts are printed, each with its exact share.

    Example:
        >>> from recount.book import open_book
        >>> len(with_share(open_book().ledger))
        48
    """
    published = ledger.published
    return [
        (p, Share(published.total_of(p.numerator), published.total_of(p.denominator)))
        for p in published.percentages
        if p.numerator and p.denominator
    ]


def in_table_3(stated: Percentage) -> bool:
    """Return whether a percentage stands in Table 3."""
    return stated.place.startswith("Table 3")


@dataclass(frozen=True, slots=True)
class RuleTotals:
    """How many printed percentages one rounding rule gives.

    Attributes:
        name: The rule in words.
        table_3: Of those of Table 3, as text for prose.
        all: Of all whose counts are printed, as text for prose.
        differing: Ids of those that it does not give.
    """

    name: Inline
    table_3: Inline
    all: Inline
    differing: tuple[str, ...]


def rule_totals(ledger: Ledger) -> dict[str, RuleTotals]:
    """Return, for each rounding rule, how many printed percentages it gives.

    Example:
        >>> from recount.book import open_book
        >>> totals = rule_totals(open_book().ledger)
        >>> str(totals["half-up"].table_3), str(totals["truncate"].table_3)
        ('34', '18')
    """
    pairs = with_share(ledger)
    table_3 = {
        row.convention: row
        for row in agreement((p.printed, share) for p, share in pairs if in_table_3(p))
    }
    found = {}
    for row in agreement((p.printed, share) for p, share in pairs):
        here = table_3[row.convention]
        found[row.convention.replace("_", "-")] = RuleTotals(
            Inline(CONVENTION_WORDS[row.convention]),
            Inline(f"{here.agreeing}"),
            Inline(f"{row.agreeing}"),
            tuple(p.id for p, share in pairs if not share.gives(p.printed, row.convention)),
        )
    size = sum(in_table_3(p) for p, _ in pairs)
    found["printed"] = RuleTotals(Inline("printed"), Inline(f"{size}"), Inline(f"{len(pairs)}"), ())
    return found


def table_conventions(ledger: Ledger) -> Table:
    """Return how many printed percentages each rounding rule gives, and which two it does not."""
    totals = rule_totals(ledger)
    size = totals["printed"]
    rows = []
    for convention in CONVENTIONS:
        rule = totals[convention.replace("_", "-")]
        missed = [name for name in rule.differing if name.startswith("t3-")]
        rows.append(
            {
                "rule": plain(CONVENTION_WORDS[convention]),
                "table_3": f"{rule.table_3} of {size.table_3}",
                "all": f"{rule.all} of {size.all}",
                "missed": ", ".join(entry_link(name) for name in missed)
                if 0 < len(missed) <= 4
                else f"{len(missed)}",
            }
        )
    columns = (
        Column("rule", "Rounding rule"),
        Column("table_3", "Table 3 agrees", "right"),
        Column("all", "All with counts agree", "right"),
        Column("missed", "Of Table 3 differ"),
    )
    return make_table("conventions", columns, rows, row_head="rule")


def table_column_sums(ledger: Ledger) -> Table:
    """Return what the percentages of each variable add up to, printed and recomputed.

    The last column says whether taking the surplus over 100 off the largest recomputed percentage
    gives the printed ones.
    """
    groups: dict[tuple[str, str], list[Pair]] = {}
    for stated, share in with_share(ledger):
        if in_table_3(stated):
            groups.setdefault((stated.variable, stated.sample), []).append((stated, share))
    rows = []
    for (variable, sample), pairs in groups.items():
        sums = column_sum([(p.printed, share) for p, share in pairs])
        rows.append(
            {
                "variable": plain(ledger.published.variables[variable]),
                "sample": plain(SAMPLE_WORDS[sample]),
                "printed": f"{sums.printed}%",
                "recomputed": f"{sums.recomputed}%",
                "adjusted": ", ".join(f"{value}%" for value in sums.adjusted),
                "same": "yes" if sums.adjusted_agrees else "no",
            }
        )
    columns = (
        Column("variable", "Variable"),
        Column("sample", "Sample"),
        Column("printed", "Printed sum", "right"),
        Column("recomputed", "Recomputed sum", "right"),
        Column("adjusted", "Surplus off the largest"),
        Column("same", "As printed"),
    )
    return make_table("column-sums", columns, rows, row_head="variable")
