"""The book that every chapter opens: values, guards, tables and drawings over one ledger."""

from __future__ import annotations

from functools import cached_property, lru_cache, partial
from pathlib import Path

from recount.book import guards, tables_claims, tables_data, tables_numbers
from recount.book.drawn import Drawings
from recount.book.figure_page import FigurePage, figure_page
from recount.book.ledger_page import LedgerPage, ledger_page
from recount.book.names import Named, find
from recount.book.spans import Inline
from recount.book.totals import rounding, tally
from recount.book.values import ClaimValue, StatedValue, count_value
from recount.ledger import Ledger, kept_ledger, open_ledger
from recount.report import default_folder

__all__ = ["Book", "open_book"]


def open_book(folder: Path | None = None) -> Book:
    """Return the book over the ledger of a data folder, the project's own when None.

    One kernel renders all chapters, so the ledger of a folder is made once a process, and that of
    the project's own data once a build.

    Raises:
        DataProblems: If the data is bad, with every problem.

    Example:
        >>> book = open_book()
        >>> print(book.counts.one_n, book.stated.p22_one_pubescent, book.claims.f11_pubescent_lower)
        1,965 61% ✓ holds
    """
    return _open((default_folder() if folder is None else folder).resolve())


@lru_cache(maxsize=4)
def _open(folder: Path) -> Book:
    kept = folder == default_folder()
    return Book(kept_ledger(folder) if kept else open_ledger(folder), folder)


class Book(Drawings):
    """What chapters call; guards and tables are functions of the modules named here.

    Attributes:
        ledger: The ledger.
        folder: The data folder that it was made from.
        counts: Printed counts by id.
        stated: Printed percentages, totals and completeness by id.
        claims: Claims and judging words by id.
        totals: How many have each verdict, by name, see ``recount.book.totals.tally``.
        rounding: How many percentages of Table 3 each rounding rule gives, by rule.
    """

    check = guards.check
    check_more = guards.check_more
    check_most = guards.check_most
    check_samples = guards.check_samples

    table_counts = tables_numbers.table_counts
    table_shares = tables_numbers.table_shares
    table_periods = tables_numbers.table_periods
    table_samples = tables_numbers.table_samples
    table_witnesses = tables_claims.table_witnesses
    table_differing = tables_claims.table_differing
    table_not_together = tables_claims.table_not_together
    table_figures_wanted = tables_claims.table_figures_wanted
    table_power = tables_claims.table_power
    table_assumptions = tables_claims.table_assumptions
    table_scale = tables_data.table_scale
    table_files = tables_data.table_files
    table_dictionary = tables_data.table_dictionary
    table_inventory = tables_data.table_inventory
    table_inventory_reasons = tables_data.table_inventory_reasons

    def __init__(self, ledger: Ledger, folder: Path) -> None:
        self.ledger = ledger
        self.folder = folder
        kinds = ("percentage", "total", "completeness")
        numbers = {entry.id: entry for entry in ledger.entries if entry.kind in kinds}
        claims = {entry.id: entry for entry in ledger.entries if entry.kind not in kinds}
        self.counts = Named(ledger.report.counts, lambda count: count_value(ledger, count), "count")
        self.stated = Named(numbers, partial(StatedValue, ledger), "stated number")
        self.claims = Named(claims, partial(ClaimValue, ledger), "claim")

    def __repr__(self) -> str:
        return f"Book of {len(self.ledger.entries)} entries"

    @cached_property
    def totals(self) -> Named[Inline]:
        """How many have each verdict, by name."""
        return Named(tally(self.ledger), lambda value: value, "total")

    @cached_property
    def rounding(self) -> Named[Inline]:
        """How many percentages of Table 3 each rounding rule gives: ``rounding.half_up``."""
        return Named(rounding(self.ledger), lambda value: value, "rounding rule")

    def sum(self, ids: str) -> Inline:
        """Return a sum of printed counts, ids joined by `` + ``, with its addends as provenance."""
        counts = [find(name, self.ledger.report.counts, "count") for name in ids.split(" + ")]
        total = f"{sum(count.value for count in counts):,}"
        addends = " + ".join(count.printed for count in counts)
        places = dict.fromkeys(f"page {count.page}, {count.place}" for count in counts)
        pairs = (
            ("formula", f"{addends} = {total}"),
            ("derived", f"Added up from {'; '.join(places)}"),
        )
        return Inline(total, "count", (*pairs, ("row", "counts.csv")))

    def figure_page(self) -> FigurePage:
        """Return the page on which a reader types in what a figure shows."""
        return figure_page(self.ledger)

    def ledger_page(self) -> LedgerPage:
        """Return the whole ledger, a table to open on the web and a list in print."""
        return ledger_page(self.ledger, self.folder.parents[1])
