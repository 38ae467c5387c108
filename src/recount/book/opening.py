"""The book that every chapter opens: values, guards, tables and drawings over one ledger."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache, partial, wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from recount import drawings
from recount.book import guards, tables, tables_data
from recount.book.figure_page import figure_page
from recount.book.inline import Block, Inline, Named
from recount.book.ledger_page import ledger_page
from recount.book.values import Stated, count_value, sum_value, totals
from recount.ledger import Ledger, kept_ledger, open_ledger
from recount.report import default_folder

__all__ = ["Book", "open_book"]

P = ParamSpec("P")
R = TypeVar("R")


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


def _of_ledger(call: Callable[Concatenate[Ledger, P], R]) -> Callable[Concatenate[Book, P], R]:
    @wraps(call)
    def method(book: Book, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return call(book.ledger, *args, **kwargs)

    return method


def _of_folder(call: Callable[Concatenate[Path, P], R]) -> Callable[Concatenate[Book, P], R]:
    @wraps(call)
    def method(book: Book, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return call(book.folder, *args, **kwargs)

    return method


class Book:
    """What chapters call: functions of the ledger, or of the data folder, as methods.

    Attributes:
        ledger: The ledger.
        folder: The data folder that it was made from.
        counts: Printed counts by id.
        stated: Printed percentages, totals and completeness by id.
        claims: Claims and judging words by id.
    """

    sum = _of_ledger(sum_value)
    check = _of_ledger(guards.check)
    check_more = _of_ledger(guards.check_more)
    check_most = _of_ledger(guards.check_most)
    check_samples = _of_ledger(guards.check_samples)

    table_counts = _of_ledger(tables.table_counts)
    table_shares = _of_ledger(tables.table_shares)
    table_periods = _of_ledger(tables.table_periods)
    table_samples = _of_ledger(tables.table_samples)
    table_differing = _of_ledger(tables.table_differing)
    table_not_together = _of_ledger(tables.table_not_together)
    table_witnesses = _of_ledger(tables.table_witnesses)
    table_figures_wanted = _of_ledger(tables.table_figures_wanted)
    table_power = _of_ledger(tables.table_power)
    table_assumptions = _of_ledger(tables.table_assumptions)
    table_scale = _of_ledger(tables_data.table_scale)
    table_files = _of_folder(tables_data.table_files)
    table_dictionary = _of_folder(tables_data.table_dictionary)
    table_inventory = _of_ledger(tables_data.table_inventory)
    table_inventory_reasons = _of_ledger(tables_data.table_inventory_reasons)

    draw_map = _of_ledger(drawings.draw_map)
    draw_percentages = _of_ledger(drawings.draw_percentages)
    draw_range = _of_ledger(drawings.draw_range)
    draw_ranges = _of_ledger(drawings.draw_ranges)
    draw_tables = _of_ledger(drawings.draw_tables)
    draw_timeline = _of_ledger(drawings.draw_timeline)
    draw_periods = _of_ledger(drawings.draw_periods)
    draw_samples = _of_ledger(drawings.draw_samples)
    dial = _of_ledger(drawings.dial)
    slider = _of_ledger(drawings.slider)
    figure_page = _of_ledger(figure_page)

    def __init__(self, ledger: Ledger, folder: Path) -> None:
        self.ledger = ledger
        self.folder = folder
        kinds = ("claim", "wording")
        claims = {entry.id: entry for entry in ledger.entries if entry.kind in kinds}
        numbers = {entry.id: entry for entry in ledger.entries if entry.kind not in kinds}
        self.counts = Named(ledger.report.counts, partial(count_value, ledger), "count")
        self.stated = Named(numbers, partial(Stated, ledger), "stated number")
        self.claims = Named(claims, partial(Stated, ledger), "claim")

    def __repr__(self) -> str:
        return f"Book of {len(self.ledger.entries)} entries"

    @cached_property
    def totals(self) -> Named[Inline]:
        """How many there are of what chapters count, by name."""
        return Named(totals(self.ledger), lambda number: Inline(f"{number:,}"), "total")

    def ledger_page(self) -> Block:
        """Return the whole ledger, a table to open on the web and a list in print."""
        return ledger_page(self.ledger, self.folder.parents[1])
