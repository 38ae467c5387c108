"""The book that every chapter opens: values, guards, tables and drawings over one ledger."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from recount import drawings
from recount.book import guards, tables
from recount.book.figure_page import figure_page
from recount.book.inline import Block, Inline, Named
from recount.book.ledger_page import ledger_page
from recount.book.values import Stated, count_value, sum_value, totals
from recount.ledger import Ledger, kept_ledger, open_ledger
from recount.report import default_folder

__all__ = ["Book", "open_book"]

#: What chapters call by name: each is given the ledger and then the chapter's arguments.
_CALLED: dict[str, Callable[..., Any]] = {
    "sum": sum_value,
    "figure_page": figure_page,
    **{
        name: call
        for module in (guards, tables, drawings)
        for name, call in vars(module).items()
        if name.startswith(("check", "table_", "draw_")) or name in ("dial", "slider")
    },
}


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


class Book:
    """What chapters call: values as attributes; guards, tables and drawings as methods.

    ``book.check(...)`` is ``check(book.ledger, ...)`` of `recount.book.guards`, and so are the
    tables of `recount.book.tables`, and the drawings.

    Attributes:
        ledger: The ledger.
        folder: The data folder that it was made from.
        counts: Printed counts by id.
        stated: Printed percentages, totals and completeness by id.
        claims: Claims and judging words by id.
        totals: How many there are of what chapters count, by name.

    Example:
        >>> open_book().check("t1-total", "agrees")
    """

    def __init__(self, ledger: Ledger, folder: Path) -> None:
        self.ledger = ledger
        self.folder = folder
        kinds = ("claim", "wording")
        claims = {entry.id: entry for entry in ledger.entries if entry.kind in kinds}
        numbers = {entry.id: entry for entry in ledger.entries if entry.kind not in kinds}
        self.counts = Named(ledger.report.counts, partial(count_value, ledger), "count")
        self.stated = Named(numbers, partial(Stated, ledger), "stated number")
        self.claims = Named(claims, partial(Stated, ledger), "claim")
        self.totals = Named(totals(ledger), lambda number: Inline(f"{number:,}"), "total")

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in _CALLED:
            raise AttributeError(f"the book has no {name!r}; it has {', '.join(sorted(_CALLED))}")
        return partial(_CALLED[name], self.ledger)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *_CALLED]

    def table_files(self) -> Block:
        """Return the files of the data package and what each holds."""
        return tables.table_files(self.folder)

    def table_dictionary(self, resource: str) -> Block:
        """Return the columns of one data file."""
        return tables.table_dictionary(self.folder, resource)

    def ledger_page(self) -> Block:
        """Return the whole ledger, a table to open on the web and a list in print."""
        return ledger_page(self.ledger, self.folder.parents[1])
