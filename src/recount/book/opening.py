"""The book that every chapter opens: values, guards, tables and drawings over one ledger.

A guard binds a sentence that judges to a check, which stops the render when it fails.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from recount.book import tables
from recount.book.figure_page import figure_page
from recount.book.ledger_page import ledger_page
from recount.book.values import Block, Inline, Named, Stated, count_value, find, sum_value, totals
from recount.ledger import Ledger, kept_ledger, open_ledger, say
from recount.ours import compare_samples
from recount.report import default_folder
from recount.words import p_in_words


class GuardError(Exception):
    """A sentence says something that the numbers no longer support."""


def check(ledger: Ledger, names: str, *verdicts: str) -> None:
    """Stop the render unless each entry, ids with spaces between, has one of these verdicts."""
    for name in names.split():
        entry = find(name, ledger.by_id, "entry")
        if entry.verdict not in verdicts:
            raise GuardError(
                f"{name} (page {entry.page}): the sentence rests on "
                f"{' or '.join(map(repr, verdicts))}, the ledger says {entry.verdict!r}. "
                f"{say(ledger, entry).sentence}"
            )


def check_more(ledger: Ledger, larger: str, smaller: str) -> None:
    """Stop the render unless one sum of printed counts, ids joined by `` + ``, exceeds another."""
    left, right = _sums(ledger, larger, smaller)
    if not left > right:
        said = f"{larger} ({left:,}) is more than {smaller} ({right:,})"
        raise GuardError(f"the sentence says that {said}")


def check_most(ledger: Ledger, part: str, whole: str) -> None:
    """Stop the render unless a sum of printed counts is more than half of another."""
    left, right = _sums(ledger, part, whole)
    if not 2 * left > right:
        said = f"{part} ({left:,}) is more than half of {whole} ({right:,})"
        raise GuardError(f"the sentence says that {said}")


def _sums(ledger: Ledger, *sums: str) -> list[int]:
    counts = ledger.report.counts
    return [sum(find(name, counts, "count").value for name in ids.split(" + ")) for ids in sums]


def check_samples(ledger: Ledger, treatment: str, *, differ: str = "", same: str = "") -> None:
    """Stop the render unless the samples, in one treatment, differ on some variables (ours)."""
    found = compare_samples(ledger.report, ledger.settings)
    rows = {row.variable: row for row in found if row.treatment == treatment}
    for names, wanted in ((differ, True), (same, False)):
        for name in names.split():
            row = find(name, rows, "comparison")
            if (row.p_holm < ledger.settings.alpha) != wanted:
                said = f"the samples {'differ' if wanted else 'do not differ'} on {name}"
                p = f"after Holm's correction p is {p_in_words(row.p_holm)}"
                raise GuardError(f"the sentence says that {said} ({treatment}); {p}")


#: What chapters call by name: each is given the ledger and then the chapter's arguments.
_CALLED: dict[str, Callable[..., Any]] = {
    "sum": sum_value,
    "figure_page": figure_page,
    **{name: call for name, call in globals().items() if name.startswith("check")},
    **{name: call for name, call in vars(tables).items() if name.startswith("table_")},
}


@lru_cache(maxsize=4)
def open_book(folder: Path | None = None) -> Book:
    """Return the book over the ledger of a data folder, the project's own when None.

    One process renders many chapters, so the ledger of a folder is made once a process, and that
    of the project's own data once a build. Bad data is told as by `open_ledger`.

    Example:
        >>> book = open_book()
        >>> print(book.counts.one_n, book.stated.p22_one_pubescent, book.claims.f11_pubescent_lower)
        1,965 61% ✓ holds
    """
    if folder is None:
        return Book(kept_ledger(default_folder()), default_folder())
    return Book(open_ledger(folder), folder.resolve())


class Book:
    """What chapters call: values as attributes; guards, tables and drawings as methods.

    ``book.check(...)`` is ``check(book.ledger, ...)``, and so are the other guards, the tables of
    `recount.book.tables`, and the drawings. ``counts`` are the printed counts by id, ``stated`` the
    printed percentages, totals and completeness, ``claims`` the claims and judging words, and
    ``totals`` how many there are of what chapters count.

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
        found = _CALLED.get(name)
        if found is None and name.startswith(("draw_", "dial", "slider")):
            from recount import drawings  # with matplotlib, which other chapters need not wait for

            found = getattr(drawings, name, None)
        if found is None:
            raise AttributeError(f"the book has no {name!r}; it has {', '.join(_CALLED)}")
        # The data package is described in its folder.
        first = self.folder if name in ("table_files", "table_dictionary") else self.ledger
        return partial(found, first)

    def ledger_page(self) -> Block:
        """Return the whole ledger, a table to open on the web and a list in print."""
        return ledger_page(self.ledger, self.folder.parents[1])
