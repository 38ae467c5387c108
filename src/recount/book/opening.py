"""The book that every chapter opens: values, guards, tables and drawings over one ledger.

A guard binds a sentence that judges to a check, which stops the render when it fails.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache, partial
from inspect import signature
from pathlib import Path
from typing import Any

from recount.book import tables
from recount.book.figure_page import figure_page
from recount.book.ledger_page import ledger_page
from recount.book.values import Inline, Named, Stated, count_value, counts_of, find, sum_value
from recount.book.values import totals as totals_of
from recount.files import kept
from recount.ledger import Ledger, kept_ledger, open_ledger, say
from recount.ours import Ours, compute_ours
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


def check_more(ledger: Ledger, larger: str, smaller: str, half: bool = False) -> None:
    """Stop the render unless a sum of printed counts exceeds another, or half of it."""
    left, right = (sum(c.value for c in counts_of(ledger, ids)) for ids in (larger, smaller))
    if (2 * left if half else left) <= right:
        said = f"{larger} ({left:,}) is more than {'half of ' * half}{smaller} ({right:,})"
        raise GuardError(f"the sentence says that {said}")


def check_samples(
    ledger: Ledger, ours: Ours, treatment: str, *, differ: str = "", same: str = ""
) -> None:
    """Stop the render unless the samples, in one treatment, differ on some variables (ours)."""
    rows = {row.variable: row for row in ours.samples if row.treatment == treatment}
    for names, wanted in ((differ, True), (same, False)):
        for name in names.split():
            row = find(name, rows, "comparison")
            if (row.p_holm < ledger.settings.alpha) != wanted:
                said = f"the samples {'differ' if wanted else 'do not differ'} on {name}"
                p = f"after Holm's correction p is {p_in_words(row.p_holm)}"
                raise GuardError(f"the sentence says that {said} ({treatment}); {p}")


#: What chapters call by name, the drawings aside.
_CALLED: dict[str, Callable[..., Any]] = {
    "sum": sum_value,
    **{
        call.__name__: call for call in (check, check_more, check_samples, figure_page, ledger_page)
    },
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
    return Book(folder)


class Book:
    """What chapters call: values as attributes; guards, tables and drawings as methods.

    ``book.check(...)`` is ``check(book.ledger, ...)``, and so are the other guards, the tables of
    `recount.book.tables`, and the drawings: each is given what it names of ledger, ours and folder.
    ``counts`` are the printed counts by id, ``stated`` the printed percentages, totals and
    completeness, ``claims`` the claims and judging words, and ``totals`` how many there are of what
    chapters count.

    Example:
        >>> open_book().check("t1-total", "agrees")
    """

    def __init__(self, folder: Path | None) -> None:
        self._is_own = folder is None
        self.folder = (folder or default_folder()).resolve()
        ledger = self.ledger = kept_ledger(self.folder) if self._is_own else open_ledger(folder)
        kinds = ("claim", "wording")
        claims = {entry.id: entry for entry in ledger.entries if entry.kind in kinds}
        numbers = {entry.id: entry for entry in ledger.entries if entry.kind not in kinds}
        self.counts = Named(ledger.report.counts, partial(count_value, ledger), "count")
        self.stated = Named(numbers, partial(Stated, ledger), "stated number")
        self.claims = Named(claims, partial(Stated, ledger), "claim")

    @cached_property
    def totals(self) -> Named[int, Inline]:
        """How many there are of what chapters count."""
        return Named(totals_of(self.ledger), lambda number: Inline(f"{number:,}"), "total")

    @cached_property
    def ours(self) -> Ours:
        """What is ours, which of the project's own data is computed once a build."""
        make = partial(compute_ours, self.ledger.report, self.ledger.settings)
        return kept(self.folder, "ours", make) if self._is_own else make()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        found = _CALLED.get(name)
        if found is None and name.startswith(("draw_", "dial", "slider")):
            from recount import drawings  # with matplotlib, which other chapters need not wait for

            found = getattr(drawings, name, None)
        if found is None:
            raise AttributeError(f"the book has no {name!r}; it has {', '.join(_CALLED)}")
        own = (key for key in signature(found).parameters if key in ("ledger", "ours", "folder"))
        return partial(found, *(getattr(self, key) for key in own))
