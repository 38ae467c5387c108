"""Guards: a sentence that judges is bound to a check, which stops the render when it fails."""

from __future__ import annotations

from typing import Protocol

from recount.book.names import find
from recount.ledger import Ledger, say
from recount.words import p_in_words

__all__ = ["GuardError", "check", "check_more", "check_most", "check_samples"]


class OfLedger(Protocol):
    """What has a ledger: the book."""

    @property
    def ledger(self) -> Ledger:
        """The ledger."""


class GuardError(Exception):
    """A sentence says something that the numbers no longer support."""


def check(self: OfLedger, names: str, *verdicts: str) -> None:
    """Stop the render unless each entry, ids with spaces between, has one of these verdicts.

    Raises:
        GuardError: If one has another; the message names the entry and what was found.
        UnknownNameError: If there is no such entry.
        ValueError: If no verdict is given.

    Example:
        >>> from recount.book import open_book
        >>> open_book().check("f11-pubescent-lower h04-male-unrelated-one", "holds")
    """
    if not verdicts:
        raise ValueError(f"{names}: which verdict does the sentence rest on?")
    for name in names.split():
        entry = find(name, self.ledger.by_id, "entry")
        if entry.verdict not in verdicts:
            raise GuardError(
                f"{name} (page {entry.page}): the sentence rests on "
                f"{' or '.join(map(repr, verdicts))}, the ledger says {entry.verdict!r}. "
                f"{say(self.ledger, entry).sentence}"
            )


def check_more(self: OfLedger, larger: str, smaller: str) -> None:
    """Stop the render unless one sum of printed counts, ids joined by `` + ``, exceeds another.

    Example:
        >>> from recount.book import open_book
        >>> open_book().check_more("one-age-pubescent", "one-age-infant + one-age-prepubescent")
    """
    left, right = _sum(self, larger), _sum(self, smaller)
    if not left > right:
        raise GuardError(
            f"the sentence says that {larger} ({left:,}) is more than {smaller} ({right:,})"
        )


def check_most(self: OfLedger, part: str, whole: str) -> None:
    """Stop the render unless a sum of printed counts is more than half of another.

    Example:
        >>> from recount.book import open_book
        >>> open_book().check_most("one-traded-no", "one-n")
    """
    left, right = _sum(self, part), _sum(self, whole)
    if not 2 * left > right:
        raise GuardError(
            f"the sentence says that {part} ({left:,}) is more than half of {whole} ({right:,})"
        )


def check_samples(self: OfLedger, variable: str, treatment: str, *, differ: bool) -> None:
    """Stop the render unless the modern samples do, or do not, differ on a variable (ours).

    Judged after Holm's correction.

    Raises:
        UnknownNameError: If there is no such comparison.

    Example:
        >>> from recount.book import open_book
        >>> open_book().check_samples("traded", "categories as printed", differ=True)
    """
    from recount.ours import compare_samples

    found = compare_samples(self.ledger.report, self.ledger.settings)
    rows = {f"{row.variable}, {row.treatment}": row for row in found}
    row = find(f"{variable}, {treatment}", rows, "comparison")
    if (row.p_holm < self.ledger.settings.alpha) != differ:
        raise GuardError(
            f"the sentence says that the samples {'differ' if differ else 'do not differ'} on "
            f"{variable} ({treatment}); after Holm's correction p is {p_in_words(row.p_holm)}"
        )


def _sum(self: OfLedger, ids: str) -> int:
    return sum(find(name, self.ledger.report.counts, "count").value for name in ids.split(" + "))
