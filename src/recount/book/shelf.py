"""The tables that a book offers its chapters, each by a function of the package."""

from __future__ import annotations

from pathlib import Path

from recount.book import (
    tables_claims,
    tables_data,
    tables_ledger,
    tables_ours,
    tables_printed,
    tables_rounding,
)
from recount.book.table import Table
from recount.ledger import Ledger

__all__ = ["Tables"]


class Tables:
    """Tables over one ledger.

    Attributes:
        ledger: The ledger.
        folder: The data folder that it was made from.
    """

    ledger: Ledger
    folder: Path

    def table_printed(self, sample: str, variable: str) -> Table:
        """Return one variable of Table 3, printed and recomputed."""
        return tables_printed.table_printed(self.ledger, sample, variable)

    def table_quoted(self, *names: str) -> Table:
        """Return percentages, totals or completeness entries, one a row."""
        return tables_printed.table_quoted(self.ledger, *names)

    def table_table1(self) -> Table:
        """Return Table 1 as printed."""
        return tables_printed.table_periods_printed(self.ledger)

    def table_claims(self, *names: str) -> Table:
        """Return claims side by side: verdict, values possible, values if true."""
        return tables_claims.table_claims(self.ledger, *names)

    def table_tests(self, name: str) -> Table:
        """Return what every test says of one claim."""
        return tables_claims.table_tests(self.ledger, name)

    def table_witnesses(self, name: str) -> Table:
        """Return the witnesses of a claim side by side."""
        return tables_claims.table_witnesses(self.ledger, name)

    def table_conventions(self) -> Table:
        """Return how many printed percentages each rounding rule gives."""
        return tables_rounding.table_conventions(self.ledger)

    def table_column_sums(self) -> Table:
        """Return what the percentages of each variable add up to."""
        return tables_rounding.table_column_sums(self.ledger)

    def table_totals(self, *names: str) -> Table:
        """Return what should add up; all totals when none is named."""
        return tables_ledger.table_totals(self.ledger, *names)

    def table_completeness(self) -> Table:
        """Return each variable under the 80% rule."""
        return tables_ledger.table_completeness(self.ledger)

    def table_disagreements(self, kind: str = "") -> Table:
        """Return what does not go together: ``numbers``, ``claims``, or all."""
        return tables_ledger.table_disagreements(self.ledger, kind)

    def table_not_together(self) -> Table:
        """Return places that do not say the same, and why no count decides."""
        return tables_ledger.table_not_together(self.ledger)

    def table_repeats(self, page_from: int, page_to: int) -> Table:
        """Return the claims of some pages with the claims that they repeat."""
        return tables_ledger.table_repeats(self.ledger, page_from, page_to)

    def table_rests(self, *names: str) -> Table:
        """Return the assumptions that entries rest on, with what each changes."""
        return tables_ledger.table_rests(self.ledger, *names)

    def table_open(self, *names: str) -> Table:
        """Return open claims with their ranges and the number that would settle each."""
        return tables_ledger.table_open(self.ledger, *names)

    def table_scale(self, variable: str) -> Table:
        """Return the levels of a variable by name, with the modern cases at each."""
        return tables_data.table_scale(self.ledger, variable)

    def table_files(self) -> Table:
        """Return the files of the data package."""
        return tables_data.table_files(self.folder)

    def table_dictionary(self, resource: str) -> Table:
        """Return the columns of one data file."""
        return tables_data.table_dictionary(self.folder, resource)

    def table_inventory(self) -> Table:
        """Return the numerals of each page, used by an entry or left with a reason."""
        return tables_data.table_inventory(self.ledger)

    def table_inventory_reasons(self) -> Table:
        """Return why numerals are used by no entry, and how many for each reason."""
        return tables_data.table_inventory_reasons(self.ledger)

    def table_citations(self) -> Table:
        """Return the works that the report lists or cites, and what does not match."""
        works = self.folder.parents[1] / "references.bib"
        return tables_data.table_citations(self.folder, works)

    def table_assumptions(self) -> Table:
        """Return what verdicts rest on besides printed numbers."""
        return tables_data.table_assumptions(self.ledger)

    def table_figures_wanted(self) -> Table:
        """Return the figures whose counts are wanted, most informative first."""
        return tables_data.table_figures_wanted(self.ledger)

    def table_power(self) -> Table:
        """Return what claims of no difference could have missed (ours)."""
        return tables_ours.table_power(self.ledger)

    def table_samples(self) -> Table:
        """Return both modern samples compared on every variable of Table 3 (ours)."""
        return tables_ours.table_samples(self.ledger)

    def table_intervals(self, sample: str = "") -> Table:
        """Return the shares of Table 3 with intervals (ours)."""
        return tables_ours.table_intervals(self.ledger, sample)

    def table_periods(self) -> Table:
        """Return Table 1 per month (ours)."""
        return tables_ours.table_periods(self.ledger)

    def table_period_tests(self) -> Table:
        """Return the rates of Table 1 compared (ours)."""
        return tables_ours.table_period_tests(self.ledger)

    def table_seven(self) -> Table:
        """Return the consistent tables of Figure 11."""
        return tables_ours.table_seven(self.ledger)

    def table_fits(self) -> Table:
        """Return the odds ratios of Figure 11 on each of them (ours)."""
        return tables_ours.table_fits(self.ledger)
