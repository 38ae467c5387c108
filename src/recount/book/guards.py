"""Guards: a sentence that judges is bound to a check, which stops the render when it fails."""

from __future__ import annotations

from recount.book.names import find
from recount.book.words import readable
from recount.ledger import Ledger
from recount.phrases import p_in_words
from recount.published import Published
from recount.settings import Settings

__all__ = [
    "GuardError",
    "check",
    "check_more",
    "check_most",
    "check_samples",
    "check_value",
    "sum_of",
]


class GuardError(Exception):
    """A sentence says something that the numbers no longer support."""


def check(ledger: Ledger, name: str, *verdicts: str) -> None:
    """Return if an entry has one of some verdicts.

    Raises:
        GuardError: If it has another one; the message names the entry and what was found.
        UnknownNameError: If there is no such entry.
        ValueError: If no verdict is given.

    Example:
        >>> from recount.book import open_book
        >>> check(open_book().ledger, "f11-pubescent-lower", "holds")
    """
    if not verdicts:
        raise ValueError(f"{name}: which verdict does the sentence rest on?")
    entry = find(name, ledger.by_id, "entry")
    if entry.verdict not in verdicts:
        raise GuardError(
            f"{name} (page {entry.page}): the sentence rests on {' or '.join(map(repr, verdicts))}"
            f", the ledger says {entry.verdict!r}. {readable(entry.sentence)}"
        )


def sum_of(published: Published, ids: str) -> int:
    """Return the sum of printed counts, their ids joined by `` + ``.

    Example:
        >>> from recount.published import load_published
        >>> sum_of(load_published(), "one-relationship-extended + one-relationship-nuclear")
        514
    """
    return sum(find(name, published.counts, "count").value for name in ids.split(" + "))


def check_more(published: Published, larger: str, smaller: str) -> None:
    """Return if one sum of printed counts is larger than another.

    Raises:
        GuardError: If it is not.

    Example:
        >>> from recount.published import load_published
        >>> check_more(load_published(), "one-age-pubescent", "one-age-prepubescent")
    """
    left, right = sum_of(published, larger), sum_of(published, smaller)
    if not left > right:
        raise GuardError(
            f"the sentence says that {larger} ({left:,}) is more than {smaller} ({right:,})"
        )


def check_most(published: Published, part: str, whole: str) -> None:
    """Return if a sum of printed counts is more than half of another.

    Raises:
        GuardError: If it is not.

    Example:
        >>> from recount.published import load_published
        >>> check_most(load_published(), "one-traded-no", "one-n")
    """
    left, right = sum_of(published, part), sum_of(published, whole)
    if not 2 * left > right:
        raise GuardError(
            f"the sentence says that {part} ({left:,}) is more than half of {whole} ({right:,})"
        )


def check_value(shown: object, expected: str) -> None:
    """Return if a value of the book reads as a sentence takes it to.

    Raises:
        GuardError: If it reads otherwise.

    Example:
        >>> check_value("62%", "62%")
    """
    if str(shown) != expected:
        raise GuardError(f"the sentence rests on {expected!r}, the value is {str(shown)!r}")


def check_samples(
    published: Published, variable: str, treatment: str, settings: Settings, *, differ: bool
) -> None:
    """Return if the two modern samples do, or do not, differ on a variable after Holm's correction.

    Raises:
        GuardError: If it is the other way round.
        UnknownNameError: If there is no such comparison.

    Example:
        >>> from recount.published import load_published
        >>> check_samples(
        ...     load_published(), "traded", "categories as printed", Settings(), differ=True
        ... )
    """
    from recount.ours import compare_samples

    rows = {f"{row.variable}, {row.treatment}": row for row in compare_samples(published, settings)}
    row = find(f"{variable}, {treatment}", rows, "comparison")
    if (row.p_holm < settings.alpha) != differ:
        raise GuardError(
            f"the sentence says that the samples {'differ' if differ else 'do not differ'} on "
            f"{variable} ({treatment}); after Holm's correction p is {p_in_words(row.p_holm)}"
        )
