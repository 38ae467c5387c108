"""The book that every chapter opens: values, guards, tables and drawings over one ledger."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path

from recount.book import guards
from recount.book.claim_values import ClaimValue
from recount.book.drawn import Drawings
from recount.book.ledger_page import LedgerPage, ledger_page
from recount.book.names import Named, find
from recount.book.shelf import Tables
from recount.book.spans import Inline
from recount.book.tables_rounding import RuleTotals, rule_totals
from recount.book.totals import tally
from recount.book.values import StatedValue, count_value
from recount.ledger import Ledger, open_ledger
from recount.published import default_folder

__all__ = ["Book", "open_book"]


def open_book(folder: Path | None = None) -> Book:
    """Return the book over the ledger of a data folder, the project's own when None.

    One kernel renders all chapters, so the ledger of a folder is made once a process.

    Raises:
        DataError: If the data is bad, with every problem.

    Example:
        >>> book = open_book()
        >>> print(book.counts.one_n, book.stated.p22_one_pubescent, book.claims.f11_pubescent_lower)
        1,965 61% ✓ holds
    """
    return _open((default_folder() if folder is None else folder).resolve())


@lru_cache(maxsize=4)
def _open(folder: Path) -> Book:
    return Book(open_ledger(folder), folder)


class Book(Tables, Drawings):
    """What chapters call; each method says which function of the package does the work.

    Attributes:
        ledger: The ledger.
        counts: Printed counts by id.
        stated: Printed percentages, totals and completeness by id.
        claims: Claims and judging words by id.
        totals: Totals over the ledger by name, see ``recount.book.totals.tally``.
    """

    def __init__(self, ledger: Ledger, folder: Path) -> None:
        self.ledger = ledger
        self.folder = folder
        numbers = {
            entry.id: entry
            for entry in ledger.entries
            if entry.kind in ("percentage", "total", "completeness")
        }
        claims = {entry.id: entry for entry in ledger.entries if entry.id not in numbers}
        self.counts = Named(
            ledger.published.counts, lambda count: count_value(ledger, count), "count"
        )
        self.stated = Named(numbers, lambda entry: StatedValue(ledger, entry), "stated number")
        self.claims = Named(claims, ClaimValue, "claim")

    def __repr__(self) -> str:
        return f"Book of {len(self.ledger.entries)} entries"

    @cached_property
    def totals(self) -> Named[Inline]:
        """Totals over the ledger by name."""
        return Named(tally(self.ledger), lambda value: value, "total")

    @cached_property
    def rounding(self) -> Named[RuleTotals]:
        """How many printed percentages each rounding rule gives: ``rounding.half_up.table_3``."""
        return Named(rule_totals(self.ledger), lambda value: value, "rounding rule")

    def sum(self, *ids: str) -> Inline:
        """Return a sum of printed counts, with its addends as provenance."""
        counts = [find(name, self.ledger.published.counts, "count") for name in ids]
        total = f"{sum(count.value for count in counts):,}"
        addends = " + ".join(count.printed for count in counts)
        places = dict.fromkeys(f"page {count.page}, {count.place}" for count in counts)
        return Inline(
            total,
            "count",
            (
                ("formula", f"{addends} = {total}"),
                ("source", "; ".join(places)),
                ("row", "counts.csv"),
            ),
        )

    def check(self, name: str, *verdicts: str) -> None:
        """Stop the render unless an entry has one of these verdicts."""
        guards.check(self.ledger, name, *verdicts)

    def check_more(self, larger: str, smaller: str) -> None:
        """Stop the render unless one sum of printed counts is larger than another."""
        guards.check_more(self.ledger.published, larger, smaller)

    def check_most(self, part: str, whole: str) -> None:
        """Stop the render unless a sum of printed counts is more than half of another."""
        guards.check_most(self.ledger.published, part, whole)

    def check_value(self, shown: object, expected: str) -> None:
        """Stop the render unless a value reads as the sentence takes it to."""
        guards.check_value(shown, expected)

    def check_samples(self, variable: str, treatment: str, *, differ: bool) -> None:
        """Stop the render unless the modern samples do, or do not, differ on a variable (ours)."""
        settings = self.ledger.settings
        guards.check_samples(self.ledger.published, variable, treatment, settings, differ=differ)

    def ledger_page(self) -> LedgerPage:
        """Return the whole ledger, a table to open on the web and a list in print."""
        return ledger_page(self.ledger, self.folder.parents[1])
